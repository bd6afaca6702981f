"""What passes between the daemon and a child that reads files: frames out, answers back, the end.

A frame is four bytes of length and that many bytes. Answers are JSON that the daemon does not
trust: what is no reading raises, and counts as the child's death. A child's time is that of the
processor: a busy machine must not make an honest form "too slow".
"""

import contextlib
import os
import signal
import struct
import subprocess
import time
from base64 import b64decode
from typing import Any, Final

import psutil

from parsers.records import LARGEST_CROP, MOST_CROPS, RECORDS, Reading

_WALL: Final = 4  # times the processor's time, after which a child that only waits is ended


class ChildGoneError(Exception):
    """The child was killed, or died, while it worked. Its `why` is one of our own words."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Allowance:
    """How long a child may work on one answer: by the processor's time, and by the wall's.

    On a machine that does nothing else a loop uses both alike. On a busy one the wall's runs on
    while the child waits for its turn, so it only bounds a child that hangs without working.
    """

    __slots__ = ("_began", "_pid", "_seconds", "_threads", "_worked")

    def __init__(self, pid: int, seconds: float, threads: int = 1) -> None:
        """Begin now. threads: how many of them may work at once."""
        self._pid = pid
        self._seconds, self._threads = seconds, threads
        self._worked, self._began = used_seconds(pid), time.monotonic()

    def used(self) -> float:
        """Return the seconds used up: what a thread worked, or what it hung about if that is more.

        Of waiting, a quarter counts: that much may be for want of a turn.
        """
        worked = (used_seconds(self._pid) - self._worked) / self._threads
        return max(worked, (time.monotonic() - self._began) / _WALL)

    def is_over(self) -> bool:
        """Return whether the child has had its time."""
        return self.used() > self._seconds


def used_seconds(pid: int) -> float:
    """Return the processor's seconds that a child has used, with what it ended; 0 if gone."""
    try:
        return float(sum(psutil.Process(pid).cpu_times()[:4]))
    except psutil.Error:
        return 0.0


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
    kind = RECORDS.get(str(told["kind"]))
    whole = kind.model_validate(record) if kind is not None and record is not None else None
    crops = {str(name): b64decode(crop) for name, crop in told.pop("crops", {}).items()}
    if len(crops) > MOST_CROPS or any(len(crop) > LARGEST_CROP for crop in crops.values()):
        raise ValueError("more pictures than there may be")
    return Reading(**told, record=whole, crops=crops)


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
