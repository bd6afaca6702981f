"""What passes between the daemon and a child that reads files: frames out, answers back, the end.

A frame is four bytes of length and that many bytes. Answers are JSON that the daemon does not
trust: what is no reading raises, and counts as the child's death.
"""

import contextlib
import os
import signal
import struct
import subprocess
from collections.abc import Mapping
from typing import Any

from parsers.records import AttendanceRecord, Mm1, Mm2, Reading, ReviewRecord

_RECORDS: Mapping[str, type[Mm1 | Mm2 | ReviewRecord | AttendanceRecord]] = {
    "MM1": Mm1,
    "MM2": Mm2,
    "review": ReviewRecord,
    "attendance": AttendanceRecord,
}


class ChildGoneError(Exception):
    """The child was killed, or died, while it worked. Its `why` is one of our own words."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def sent(pipe: int, unsent: memoryview) -> memoryview:
    """Return what is left to send after one write."""
    try:
        return unsent[os.write(pipe, unsent[:65_536]) :]
    except BlockingIOError:
        return unsent
    except OSError as gone:
        raise ChildGoneError("died") from gone


def framed(data: bytes) -> bytes:
    """Return the bytes as one frame."""
    return struct.pack(">I", len(data)) + data


def reading_told(told: dict[str, Any]) -> Reading:
    """Return a reading from its JSON: the kind, not the shape, says which record it holds."""
    record = told.pop("record")
    kind = _RECORDS.get(str(told["kind"]))
    whole = kind.model_validate(record) if kind is not None and record is not None else None
    return Reading(**told, record=whole)


def kill(child: subprocess.Popen[bytes]) -> None:
    """Kill the child's whole session and close its pipes."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
