"""Reading done by a child process that may be killed: a hostile file costs one child, not the bot.

No time limit inside a process holds against a native parser in a loop, so the limits are kept from
outside (haiku.rag #618): the processor's time for each document, resident memory watched, and
SIGKILL to the child's whole session. The child stays warm between requests and is started anew
after a death. What killed it becomes a reading that is held, in plain words; the other documents of
the same mail are still read. The same bytes on the same day are read once.
"""

import contextlib
import hashlib
import json
import logging
import os
import pickle
import selectors
import struct
import subprocess
import sys
import threading
import weakref
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import TracebackType
from typing import Any, Self

import psutil
from pydantic import ValidationError

from mailbot.childpipes import Allowance, ChildGoneError, framed, kill, reading_told, sent
from parsers.context import Context
from parsers.copies import compared
from parsers.records import Reading
from parsers.refusals import held

_LOG = logging.getLogger(__name__)
_LOOK_EVERY = 0.05  # seconds between looks at the child's memory
_START_SECONDS = 60.0  # a cold disk and a busy machine; importing takes one or two
_MOST_DEATHS = 3  # of one mail; what is left is then held without a try
_LARGEST_ANSWER = 16 * 2**20  # bytes
_MOST_KEPT = 256  # answers remembered
_MOST_WITH_CROPS = 32  # of these with their pictures: at most 12 MB
_PICTURES_MIB = 2_048  # of a child that reads pictures (mail-rules.md 36)
_SECONDS_A_PAGE = 10  # more, for each further page that is a picture
_MOST_SECONDS = 120
_THREADS = 2  # of a child that reads pictures
_REST_AFTER = 60.0  # seconds without a picture
_Key = tuple[str, str, date | None, bool]  # what, its hash, the day, whether it is vouched for


@dataclass(slots=True, repr=False)
class _Progress:
    """How far the reading of one mail or file has come.

    at: the piece being read, -1 before the first. first: the piece to go on with. opened: the
    containers before it, which the next child must open again.
    """

    found: list[Reading] = field(default_factory=list)
    at: int = -1
    first: int = 0
    part: str = ""
    deaths: int = 0
    retried: bool = False
    opened: list[int] = field(default_factory=list)


class Reader:
    """Reads mails and files in a child. One thread at a time; `close` it, or use it in a `with`."""

    def __init__(
        self,
        context: Context,
        *,
        seconds: float = 30,
        memory_mib: int = 1024,
        pictures: bool = False,
        rest_after: float = _REST_AFTER,
    ) -> None:
        """Keep the limits. pictures: whether its child itself reads pictures."""
        self._context = pickle.dumps(context)
        self._seconds = seconds
        self._pictures = pictures
        self._eyes = None if pictures else _Eyes(context, seconds, rest_after)
        self._memory = memory_mib * 2**20
        self._child: subprocess.Popen[bytes] | None = None
        self._kept: OrderedDict[_Key, tuple[Reading, ...]] = OrderedDict()
        self._end: weakref.finalize[Any, Any] | None = None
        self._buffer = b""

    def mail(
        self,
        raw: bytes,
        arrived: date | None,
        source: str | None = None,
        *,
        vouched: bool = False,
    ) -> tuple[Reading, ...]:
        """Return a reading for each document of a mail; never raises on what is in it.

        arrived: the local day of arrival. source: what the readings call it, else its hash.
        vouched: its sender is a proved colleague, whose forwarding makes a school's form count.
        """
        return self._read("mail", raw, arrived, source, vouched=vouched)

    def file(self, name: str, data: bytes, arrived: date | None) -> tuple[Reading, ...]:
        """Return the readings of one file, at least one; never raises on what is in it."""
        return self._read("file", data, arrived, name)

    def sketch(
        self, data: bytes, marks: Mapping[str, Sequence[Sequence[Any]]]
    ) -> Iterator[dict[str, Any]]:
        """Yield the pages of a file with marks drawn on them (`parsers.sketches`).

        Of a file that breaks the child no more comes; {"gone": why} then ends it.
        """
        head: dict[str, Any] = {
            "kind": "sketch",
            "source": "",
            "arrived": None,
            "vouched": False,
            "marks": marks,
        }
        head |= {"first": 0, "opened": [], "alone": False, "seconds": int(self._seconds) * 2 + 2}
        waiting = b""
        try:
            self._start()
            waiting = framed(json.dumps(head).encode()) + framed(data)
            while "done" not in (answer := self._exchange(waiting, self._seconds)):
                waiting = b""
                yield answer
        except ChildGoneError as gone:
            self._end_child()
            yield {"gone": gone.why}

    def close(self) -> None:
        """End the child. The reader may be used again; it starts another."""
        self._end_child()
        if self._eyes is not None:
            self._eyes.close()

    def _end_child(self) -> None:
        if self._end is not None:
            self._end()
        self._child, self._end, self._buffer = None, None, b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The child's process id; None while there is none."""
        return self._child.pid if self._child is not None else None

    def _read(
        self,
        kind: str,
        data: bytes,
        arrived: date | None,
        source: str | None,
        *,
        vouched: bool = False,
    ) -> tuple[Reading, ...]:
        sha = hashlib.sha256(data).hexdigest()
        key = (kind, sha, arrived, vouched)
        if key not in self._kept:
            self._kept[key] = compared(self._asked(kind, data, arrived, sha, vouched=vouched))
            self._forget_crops()
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        named = source if source is not None else sha
        return tuple(one.model_copy(update={"source": named}) for one in self._kept[key])

    def _forget_crops(self) -> None:
        """Keep the cuts out of pictures of the last few answers alone: they are large."""
        for key in list(self._kept)[:-_MOST_WITH_CROPS]:
            if any(one.crops for one in self._kept[key]):
                bare = (one.model_copy(update={"crops": {}}) for one in self._kept[key])
                self._kept[key] = tuple(bare)

    def _asked(
        self, kind: str, data: bytes, arrived: date | None, sha: str, *, vouched: bool
    ) -> tuple[Reading, ...]:
        """Ask the child until all pieces are read, passing over each that killed it."""
        progress = _Progress()
        while True:
            try:
                self._ask(kind, data, arrived, sha, progress, vouched=vouched)
            except ChildGoneError as gone:
                _LOG.warning("reader child ended why=%s evidence=%s", gone.why, sha[:8])
                self._end_child()
                if gone.why == "died" and not progress.retried:
                    # The machine itself may have killed it (a full memory, an upgrade): once more.
                    progress.retried = True
                    continue
                progress.deaths += 1
                progress.first, progress.retried = progress.at + 1, False
                sort = "broken" if gone.why == "died" else "too slow"
                progress.found.append(held(sort, sha, progress.part or None))
                if progress.at < 0:
                    return tuple(progress.found)
                if progress.deaths >= _MOST_DEATHS:
                    return (*progress.found, held("cut", sha, None))
            else:
                return tuple(progress.found)

    def _ask(  # noqa: PLR0913 - what is asked, and how far it has come
        self,
        kind: str,
        data: bytes,
        arrived: date | None,
        sha: str,
        progress: _Progress,
        *,
        vouched: bool,
        alone: bool = False,
    ) -> None:
        """Send one request and take in the answers to its end. alone: of one piece only."""
        self._start()
        head = {
            "kind": kind,
            "source": sha,
            "arrived": arrived.isoformat() if arrived else None,
            "first": progress.first,
            "opened": progress.opened,
            "vouched": vouched,
            "alone": alone,
            "seconds": int(self._seconds) * (2 * _THREADS if self._pictures else 2) + 2,
        }
        waiting = framed(json.dumps(head).encode()) + framed(data)
        while True:
            answer = self._exchange(waiting, self._seconds)
            waiting = b""
            if "done" in answer:
                break
            pages = answer.get("pictures")
            if pages is None:
                self._take(answer, progress)
            elif self._eyes is None or not isinstance(pages, int):
                raise ChildGoneError("died")
            else:
                with self._eyes.of(pages) as eyes:
                    eyes._ask(kind, data, arrived, sha, progress, vouched=vouched, alone=True)  # noqa: SLF001
        if self._resident() > self._memory * (3 if self._pictures else 2) // 4:
            self._end_child()  # what Python once took it seldom gives back

    def _take(self, answer: dict[str, Any], progress: _Progress) -> None:
        """Add one answer to what was found; a child that talks nonsense is as good as dead."""
        try:
            progress.at = int(answer["at"])
            if "part" in answer:
                progress.part = str(answer["part"])
                return
            progress.first, progress.retried = progress.at + 1, False
            if "failed" in answer:
                progress.found.append(held("broken", "", progress.part or None))
            else:
                progress.found += [reading_told(told) for told in answer["read"]]
                if answer.get("opens"):
                    progress.opened.append(progress.at)
        except (KeyError, TypeError, ValueError, ValidationError) as wrong:
            raise ChildGoneError("died") from wrong

    def _start(self) -> None:
        """Have a child that is ready for a request."""
        if self._child is not None and self._child.poll() is None:
            return
        self._end_child()
        # The environment holds passwords of the mailbox: the child gets none of it.
        environment = {
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            "PYTHONDONTWRITEBYTECODE": "1",
            "LANG": "C.UTF-8",
        }
        self._child = subprocess.Popen(
            [sys.executable, "-m", "parsers.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
            bufsize=0,
        )
        self._end = weakref.finalize(self, kill, self._child)
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                os.set_blocking(pipe.fileno(), False)
        start = json.dumps(
            {"memory_mib": self._memory // 2**20, "pictures": self._pictures}
        ).encode()
        self._exchange(framed(start) + framed(self._context), _START_SECONDS)

    def _exchange(self, waiting: bytes, seconds: float) -> dict[str, Any]:
        """Send what waits and return the next answer, within the limits; else kill the child."""
        child = self._child
        if child is None or child.stdin is None or child.stdout is None:
            raise ChildGoneError("died")
        allowed = Allowance(child.pid, seconds, _THREADS if self._pictures else 1)
        unsent = memoryview(waiting)
        with selectors.DefaultSelector() as ready:
            ready.register(child.stdout, selectors.EVENT_READ)
            if unsent:
                ready.register(child.stdin, selectors.EVENT_WRITE)
            while (answer := self._next_answer()) is None:
                for key, _ in ready.select(_LOOK_EVERY):
                    if key.fileobj is child.stdout:
                        self._receive(key.fd)
                        continue
                    unsent = sent(key.fd, unsent)
                    if not unsent:
                        ready.unregister(child.stdin)
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
        if self._child is None:
            return 0
        try:
            return int(psutil.Process(self._child.pid).memory_info().rss)
        except psutil.Error:
            return 0  # gone: the pipe says so in a moment


class _Eyes:
    """The reader of pictures: there while it is wanted, and gone some time after."""

    def __init__(self, context: Context, seconds: float, rest_after: float) -> None:
        self._reader = Reader(context, seconds=seconds, memory_mib=_PICTURES_MIB, pictures=True)
        self._least = seconds
        self._rest_after = rest_after
        self._lock = threading.RLock()
        self._alarm: threading.Timer | None = None

    @contextlib.contextmanager
    def of(self, pages: int) -> Iterator[Reader]:
        """Give the reader, with the time that so many pages may take."""
        with self._lock:
            self._wake()
            more = _SECONDS_A_PAGE * max(0, pages - 1)
            self._reader._seconds = min(self._least + more, max(self._least, _MOST_SECONDS))  # noqa: SLF001
            try:
                yield self._reader
            except ChildGoneError:
                self._reader.close()
                raise
            self._alarm = threading.Timer(self._rest_after, self.close)
            self._alarm.daemon = True
            self._alarm.start()

    def close(self) -> None:
        """End the child, if there is one."""
        with self._lock:
            self._wake()
            self._reader.close()

    def _wake(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm = None
