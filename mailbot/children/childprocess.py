"""One child process that reads files: started, asked, and killed when it goes over its limits.

No time limit inside a process holds against a native parser in a loop, so the limits are kept from
outside (haiku.rag #618): the processor's time for each answer, resident memory watched, and SIGKILL
to the child's whole session. A child stays warm between requests; after a death the next request
starts another.
"""

import json
import os
import selectors
import struct
import subprocess
import sys
import weakref
from typing import Any

import psutil

from mailbot.children.childpipes import Allowance, ChildGoneError, framed, kill, sent

_LOOK_EVERY = 0.05  # seconds between looks at the child's memory
_START_SECONDS = 60.0  # a cold disk and a busy machine; importing takes one or two
_LARGEST_ANSWER = 16 * 2**20  # bytes
_THREADS = 2  # of a child that reads pictures


class Child:
    """A child and its limits.

    seconds: for one answer; may be set anew before each. used: the seconds that all answers took so
    far, as `Allowance` counts them.
    """

    def __init__(
        self, context: bytes, *, seconds: float, memory_mib: int, pictures: bool = False
    ) -> None:
        """Keep the limits and start nothing yet. context: pickled, for the child to read by."""
        self.seconds = seconds
        self.used = 0.0
        self._context = context
        self._pictures = pictures
        self._threads = _THREADS if pictures else 1
        self._memory = memory_mib * 2**20
        self._process: subprocess.Popen[bytes] | None = None
        self._end: weakref.finalize[Any, Any] | None = None
        self._buffer = b""

    @property
    def pid(self) -> int | None:
        """The process id; None while there is none."""
        return self._process.pid if self._process is not None else None

    @property
    def is_swollen(self) -> bool:
        """Whether it holds so much memory that a new one is better: it seldom gives any back."""
        return self._resident() > self._memory * (3 if self._pictures else 2) // 4

    def most_seconds(self) -> int:
        """Return the processor's time after which it ends itself, should nobody watch it."""
        return int(self.seconds) * 2 * self._threads + 2

    def start(self) -> None:
        """Have a child that is ready for a request."""
        if self._process is not None and self._process.poll() is None:
            return
        self.end()
        # The environment holds passwords of the mailbox: the child gets none of it.
        environment = {
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            "PYTHONDONTWRITEBYTECODE": "1",
            "LANG": "C.UTF-8",
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "parsers.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
            bufsize=0,
        )
        self._end = weakref.finalize(self, kill, self._process)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                os.set_blocking(pipe.fileno(), False)
        start = json.dumps(
            {"memory_mib": self._memory // 2**20, "pictures": self._pictures}
        ).encode()
        allowed = Allowance(self._process.pid, _START_SECONDS, self._threads)
        self._answer(framed(start) + framed(self._context), allowed)

    def end(self) -> None:
        """Kill the child, if there is one."""
        if self._end is not None:
            self._end()
        self._process, self._end, self._buffer = None, None, b""

    def exchange(self, waiting: bytes) -> dict[str, Any]:
        """Send what waits and return the next answer, within the limits.

        Raises ChildGoneError if there is none; the child is then to be ended.
        """
        if self._process is None:
            raise ChildGoneError("died")
        allowed = Allowance(self._process.pid, self.seconds, self._threads)
        try:
            return self._answer(waiting, allowed)
        finally:
            self.used += allowed.used()

    def _answer(self, waiting: bytes, allowed: Allowance) -> dict[str, Any]:
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise ChildGoneError("died")
        unsent = memoryview(waiting)
        with selectors.DefaultSelector() as ready:
            ready.register(process.stdout, selectors.EVENT_READ)
            if unsent:
                ready.register(process.stdin, selectors.EVENT_WRITE)
            while (answer := self._next_answer()) is None:
                for key, _ in ready.select(_LOOK_EVERY):
                    if key.fileobj is process.stdout:
                        self._receive(key.fd)
                        continue
                    unsent = sent(key.fd, unsent)
                    if not unsent:
                        ready.unregister(process.stdin)
                if allowed.is_over():
                    raise ChildGoneError("time")
                if self._resident() > self._memory:
                    raise ChildGoneError("memory")
        return answer

    def _receive(self, pipe: int) -> None:
        try:
            data = os.read(pipe, 65_536)
        except BlockingIOError:
            return
        if not data or len(self._buffer) > _LARGEST_ANSWER:
            raise ChildGoneError("died")
        self._buffer += data

    def _next_answer(self) -> dict[str, Any] | None:
        """Return the next whole answer received; None while there is none."""
        size = struct.calcsize(">I")
        if len(self._buffer) < size:
            return None
        end = size + int(struct.unpack(">I", self._buffer[:size])[0])
        if len(self._buffer) < end:
            return None
        frame, self._buffer = self._buffer[size:end], self._buffer[end:]
        try:
            answer = json.loads(frame)
        except ValueError as wrong:
            raise ChildGoneError("died") from wrong
        if not isinstance(answer, dict):
            raise ChildGoneError("died")
        return answer

    def _resident(self) -> int:
        """Return the bytes that the child holds in memory; it can start no other process."""
        if self._process is None:
            return 0
        try:
            return int(psutil.Process(self._process.pid).memory_info().rss)
        except psutil.Error:
            return 0  # gone: the pipe says so in a moment
