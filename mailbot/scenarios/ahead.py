"""Mails read before they arrive: two children work ahead while the scenario is played.

A simulated mailbox is known from the first day on, and reading a document takes longer than all
that is made of it. So the next few mails are read on the side, each once however often its bytes
come. What a mail says is the same whenever it is read; only waiting is saved.
"""

import datetime as dt
import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from types import TracebackType
from typing import Self

from mailbot.children.reader import Reader
from parsers.context import Context
from parsers.records import Reading

Expected = tuple[Callable[[], bytes], dt.date]  # how to get a mail's bytes, and its local day
Lend = Callable[
    [Context], AbstractContextManager[Reader]
]  # gives a reader for as long as it is used
_Key = tuple[str, dt.date, bool]  # a mail's hash, its day, whether it is vouched for
_CHILDREN = 2
_AHEAD = 12  # mails read before they are asked for


class ReadAhead:
    """Reads mails in children of its own. Use it in a `with`."""

    def __init__(self, context: Context, expected: Sequence[Expected], lend: Lend = Reader) -> None:
        """Read by `context`; expected: the mails to come, in the order in which they will."""
        self._context = context
        self._lend = lend
        self._expected: Iterator[Expected] = iter(expected)
        self._found: dict[_Key, Future[tuple[Reading, ...]]] = {}
        self._unread: list[Future[tuple[Reading, ...]]] = []
        self._own = threading.local()
        self._lent = ExitStack()
        # a child takes longer to start than a handful of mails to read
        children = _CHILDREN if len(expected) > _AHEAD else 1
        self._pool = ThreadPoolExecutor(children, "reader")

    def mail(
        self, raw: bytes, arrived: dt.date, /, *, vouched: bool = False
    ) -> tuple[Reading, ...]:
        """Return the readings of a mail, as `Reader.mail` does, from before if they are there."""
        found = self._begun(raw, arrived, vouched=vouched)
        self._unread = [one for one in self._unread if not one.done()]
        for get, day in self._expected:
            self._begun(get(), day, vouched=False)
            if len(self._unread) >= _AHEAD:
                break
        return found.result()

    def _begun(
        self, raw: bytes, arrived: dt.date, *, vouched: bool
    ) -> "Future[tuple[Reading, ...]]":
        key = hashlib.sha256(raw).hexdigest(), arrived, vouched
        if key not in self._found:
            self._found[key] = self._pool.submit(self._read, raw, arrived, vouched=vouched)
            self._unread.append(self._found[key])
        return self._found[key]

    def _read(self, raw: bytes, arrived: dt.date, *, vouched: bool) -> tuple[Reading, ...]:
        reader: Reader | None = getattr(self._own, "reader", None)
        if reader is None:
            reader = self._own.reader = self._lent.enter_context(self._lend(self._context))
        return reader.mail(raw, arrived, vouched=vouched)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown(cancel_futures=True)
        self._lent.close()
