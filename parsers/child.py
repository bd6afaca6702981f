"""The child process in which hostile files are read: limits first, then one request at a time.

It speaks frames over its standard input and output: four bytes of length, then that many bytes. It
is handed the context once (pickled: it trusts its parent) and answers in JSON only (its parent does
not trust it). A mail is answered piece by piece, so that a piece that kills the child costs only
itself. Nothing it prints, opens for writing or connects to gets out.

The models that read pictures take a gigabyte, so only a child started for it loads them; any other
says how many pages wait in a piece, and goes on.
"""

import contextlib
import ctypes
import datetime as dt
import gc
import json
import os
import pickle
import resource
import struct
import sys
from base64 import b64encode
from collections.abc import Iterator
from typing import Any, BinaryIO

from parsers.context import Context
from parsers.evidence import open_message
from parsers.images.scans import PicturesError, leave_to_another
from parsers.office import libreoffice
from parsers.pieces import pieces_of_file, pieces_of_mail
from parsers.records import Reading
from parsers.sketches import sketches
from parsers.surroundings import Asked

_LARGEST_FILE_WRITTEN = 16 * 2**20  # bytes
_MOST_FILES_OPEN = 128
_ADDRESS_SPACE = 4  # times the memory watched: a last resort, for one sudden allocation
_NEW_USER_AND_NETWORK = 0x10000000 | 0x40000000  # CLONE_NEWUSER, CLONE_NEWNET (linux/sched.h)
_REFUSED = frozenset(
    {
        "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system", "pty.spawn",
        "socket.__new__", "socket.connect", "socket.bind", "socket.getaddrinfo", "subprocess.Popen",
    }
)  # fmt: skip


def main() -> None:
    """Answer requests until the parent closes the pipe."""
    requests = sys.stdin.buffer
    answers = _private_output()
    start = json.loads(_frame(requests))
    context: Context = pickle.loads(_frame(requests))  # noqa: S301 - sent by the parent
    if not start["pictures"]:
        leave_to_another()
    _confine(int(start["memory_mib"]))
    gc.freeze()
    _send(answers, {"ready": True})
    while header := _frame(requests):
        asked = json.loads(header)
        data = _frame(requests)
        _allow_seconds(int(asked["seconds"]))
        for answer in _answers(asked, data, context):
            _send(answers, answer)
        del data
        gc.collect()


def _answers(
    asked: dict[str, object], data: bytes, context: Context
) -> Iterator[dict[str, object]]:
    """Yield what is being read, what it said, and that all is done."""
    day = dt.date.fromisoformat(str(asked["arrived"])) if asked["arrived"] else None
    wanted = Asked(
        context=context,
        arrived=day,
        source=str(asked["source"]),
        vouched=bool(asked["vouched"]),
    )
    if asked["kind"] == "sketch":
        told: Any = asked["marks"]
        for sketch in sketches(data, wanted, told):
            yield {"at": 0, **sketch}
        yield {"done": True}
        return
    first, before = int(str(asked["first"])), asked["opened"]
    again = frozenset(before if isinstance(before, list) else ())
    if asked["kind"] == "mail":
        pieces = pieces_of_mail(open_message(data), wanted)
    else:
        pieces = pieces_of_file(data, wanted)
    for piece in pieces:
        if piece.number < first:
            if piece.number in again:
                piece.read()  # only for what stands in it; it went well before
            continue
        yield {"at": piece.number, "part": piece.name}
        try:
            found = piece.read()
        except PicturesError as need:
            yield {"at": piece.number, "pictures": need.pages}
            continue
        except Exception:  # noqa: BLE001 - our own fault on one file must not cost the others
            yield {"at": piece.number, "failed": True}
            continue
        told = [_told(reading) for reading in found]
        yield {"at": piece.number, "read": told, "opens": piece.opens}
        if asked["alone"]:
            break
    yield {"done": True}


def _told(reading: Reading) -> dict[str, object]:
    told: dict[str, object] = reading.model_dump(mode="json")
    told["origin"] = reading.origin.model_dump(mode="json") if reading.origin else None
    told["crops"] = {field: b64encode(crop).decode() for field, crop in reading.crops.items()}
    told["words"] = reading.words
    told["unpacked"] = reading.unpacked.model_dump(mode="json") if reading.unpacked else None
    told["other"] = reading.other.model_dump(mode="json") if reading.other else None
    return told


def _private_output() -> BinaryIO:
    """Return the pipe to the parent, out of the reach of libraries that print."""
    kept = os.dup(sys.stdout.fileno())
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return os.fdopen(kept, "wb", buffering=0)


def _confine(memory_mib: int) -> None:
    """Give up what a reader of files does not need: core files, big files, network, processes."""
    space = memory_mib * _ADDRESS_SPACE * 2**20
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, _LARGEST_FILE_WRITTEN),
        (resource.RLIMIT_NOFILE, _MOST_FILES_OPEN),
        (resource.RLIMIT_AS, space),
    ):
        # A tighter limit may stand already, set by who runs the service.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))
    # Where the kernel allows it, a network without any interface; elsewhere the hook must do.
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).unshare(_NEW_USER_AND_NETWORK)
    sys.addaudithook(_refuse)


def _refuse(event: str, args: tuple[object, ...]) -> None:
    if event == "subprocess.Popen" and args and args[0] == libreoffice.program():
        return  # the one program that it may start: its limits and network are this child's
    if event in _REFUSED:
        raise PermissionError(event)


def _allow_seconds(seconds: int) -> None:
    """Let the processor be used so long from now: an orphan in a loop ends by itself."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    most = int(used.ru_utime + used.ru_stime) + seconds
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (most, hard))


def _frame(pipe: BinaryIO) -> bytes:
    """Return the next frame; b"" at the end."""
    head = pipe.read(4)
    if len(head) < 4:  # noqa: PLR2004 - the length of a length
        return b""
    return pipe.read(struct.unpack(">I", head)[0])


def _send(pipe: BinaryIO, answer: dict[str, object]) -> None:
    data = json.dumps(answer).encode()
    message = memoryview(struct.pack(">I", len(data)) + data)
    while message:
        message = message[pipe.write(message) :]


if __name__ == "__main__":
    main()
