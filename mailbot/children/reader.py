"""Reading done by a child process that may be killed: a hostile file costs one child, not the bot.

What kills the child (`childprocess` keeps its limits) becomes a reading that is held, in plain
words; the other documents of the same mail are still read, by another child. What each of many
pieces may take, a mail of them may not: after its own allowance the rest is held, for the mails
behind it wait. The same bytes on the same day are read once.
"""

import hashlib
import json
import logging
import pickle
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import TracebackType
from typing import Any, Self

from pydantic import ValidationError

from mailbot.children.childpipes import ChildGoneError, framed, reading_told
from mailbot.children.childprocess import Child
from mailbot.children.eyes import Eyes
from parsers.context import Context
from parsers.doubts.copies import compared
from parsers.records import Reading
from parsers.refusals import held

_LOG = logging.getLogger(__name__)
_MOST_DEATHS = 3  # of one mail; what is left is then held without a try
_WHOLE_MAIL = 300.0  # seconds for all the pieces of one mail: ten slow ones, or forty photographs
_MOST_KEPT = 256  # answers remembered
_MOST_WITH_CROPS = 32  # of these with their pictures: at most 12 MB
_ENOUGH = "enough"  # why a child is ended that did nothing wrong
_REST_AFTER = 60.0  # seconds without a picture
_Key = tuple[str, str, date | None, bool]  # what, its hash, the day, whether it is vouched for


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class _Request:
    """A mail or file to read. kind: which of the two it is."""

    kind: str
    data: bytes
    sha: str
    arrived: date | None
    vouched: bool

    def told(self, progress: "_Progress", *, alone: bool, seconds: int) -> bytes:
        """Return what the child is sent. alone: to read one piece and no more."""
        head = {
            "kind": self.kind,
            "source": self.sha,
            "arrived": self.arrived.isoformat() if self.arrived else None,
            "first": progress.first,
            "opened": progress.opened,
            "vouched": self.vouched,
            "alone": alone,
            "seconds": seconds,
        }
        return framed(json.dumps(head).encode()) + framed(self.data)


@dataclass(slots=True, repr=False)
class _Progress:
    """How far the reading of one mail or file has come.

    at: the piece being read, -1 before the first. first: the piece to go on with. until: what the
    children may have used before the last piece begins. opened: the containers before it, which the
    next child must open again.
    """

    found: list[Reading] = field(default_factory=list)
    at: int = -1
    first: int = 0
    part: str = ""
    deaths: int = 0
    retried: bool = False
    until: float = 0.0
    opened: list[int] = field(default_factory=list)


class Reader:
    """Reads mails and files in a child. One thread at a time; `close` it, or use it in a `with`."""

    def __init__(  # noqa: PLR0913 - limits, each by its name
        self,
        context: Context,
        *,
        seconds: float = 30,
        memory_mib: int = 1024,
        pictures: bool = False,
        whole_mail: float = _WHOLE_MAIL,
        rest_after: float = _REST_AFTER,
    ) -> None:
        """Keep the limits.

        seconds: for a piece without pictures. pictures: whether the one child reads those too.
        whole_mail: seconds for all pieces together.
        """
        told = pickle.dumps(context)
        self._whole_mail = whole_mail
        self._child = Child(told, seconds=seconds, memory_mib=memory_mib, pictures=pictures)
        self._eyes = Eyes(told, seconds, rest_after)
        self._kept: OrderedDict[_Key, tuple[Reading, ...]] = OrderedDict()

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
        head |= {"first": 0, "opened": [], "alone": False, "seconds": self._child.most_seconds()}
        waiting = framed(json.dumps(head).encode()) + framed(data)
        try:
            self._child.start()
            while "done" not in (answer := self._child.exchange(waiting)):
                waiting = b""
                yield answer
        except ChildGoneError as gone:
            self._child.end()
            yield {"gone": gone.why}

    def close(self) -> None:
        """End the children. The reader may be used again; it starts others."""
        self._child.end()
        self._eyes.close()

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
        return self._child.pid

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
            request = _Request(kind=kind, data=data, sha=sha, arrived=arrived, vouched=vouched)
            self._kept[key] = compared(self._asked(request))
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

    def _asked(self, request: _Request) -> tuple[Reading, ...]:
        """Ask the child until all pieces are read, passing over each that killed it."""
        progress = _Progress(until=self._used() + self._whole_mail)
        while True:
            try:
                self._ask(self._child, request, progress)
            except ChildGoneError as gone:
                _LOG.warning("reader child ended why=%s evidence=%s", gone.why, request.sha[:8])
                self._child.end()
                if gone.why == _ENOUGH:
                    return (*progress.found, held("too long", request.sha, None))
                if gone.why == "died" and not progress.retried:
                    # The machine itself may have killed it (a full memory, an upgrade): once more.
                    progress.retried = True
                    continue
                progress.deaths += 1
                progress.first, progress.retried = progress.at + 1, False
                sort = "broken" if gone.why == "died" else "too slow"
                progress.found.append(held(sort, request.sha, progress.part or None))
                if progress.at < 0:
                    return tuple(progress.found)
                if progress.deaths >= _MOST_DEATHS:
                    return (*progress.found, held("cut", request.sha, None))
            else:
                return tuple(progress.found)

    def _used(self) -> float:
        return self._child.used + self._eyes.used

    def _ask(self, child: Child, request: _Request, progress: _Progress) -> None:
        """Send one request and take in the answers to its end; the eyes read one piece alone."""
        child.start()
        alone = child is not self._child
        waiting = request.told(progress, alone=alone, seconds=child.most_seconds())
        while True:
            answer = child.exchange(waiting)
            waiting = b""
            if "done" in answer:
                break
            pages = answer.get("pictures")
            if pages is None:
                self._take(answer, progress)
                if self._used() > progress.until and "part" in answer and not alone:
                    raise ChildGoneError(_ENOUGH)
            elif alone or not isinstance(pages, int):
                raise ChildGoneError("died")
            else:
                with self._eyes.of(pages) as eyes:
                    self._ask(eyes, request, progress)
        if child.is_swollen:
            child.end()

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
