"""The child that reads pictures: there while it is wanted, and gone some time after.

The models that it loads take a gigabyte, and most days bring no picture at all.
"""

import contextlib
import threading
from collections.abc import Iterator

from mailbot.children.childpipes import ChildGoneError
from mailbot.children.childprocess import Child

_MEMORY_MIB = 2_048  # mail-rules.md 36
_SECONDS_A_PAGE = 10  # more, for each further page that is a picture
_MOST_SECONDS = 120


class Eyes:
    """Lends the child that reads pictures. rest_after: seconds without one until it ends."""

    def __init__(self, context: bytes, seconds: float, rest_after: float) -> None:
        """Start nothing yet. seconds: for one page."""
        self._child = Child(context, seconds=seconds, memory_mib=_MEMORY_MIB, pictures=True)
        self._least = seconds
        self._rest_after = rest_after
        self._lock = threading.RLock()
        self._alarm: threading.Timer | None = None

    @property
    def used(self) -> float:
        """The seconds that it has read so far."""
        return self._child.used

    @contextlib.contextmanager
    def of(self, pages: int) -> Iterator[Child]:
        """Give the child, with the time that so many pages may take."""
        with self._lock:
            self._wake()
            more = _SECONDS_A_PAGE * max(0, pages - 1)
            self._child.seconds = min(self._least + more, max(self._least, _MOST_SECONDS))
            try:
                yield self._child
            except ChildGoneError:
                self._child.end()
                raise
            self._alarm = threading.Timer(self._rest_after, self.close)
            self._alarm.daemon = True
            self._alarm.start()

    def close(self) -> None:
        """End the child, if there is one."""
        with self._lock:
            self._wake()
            self._child.end()

    def _wake(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm = None
