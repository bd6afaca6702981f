"""A placement's deadlines laid along a line of days: when each was due, and when it was settled."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from mailbot.demo import words
from mailbot.demo.seen import Deadline, Played

_MARGIN = dt.timedelta(days=4)
_DAY = dt.timedelta(days=1)


class Axis:
    """The days of a story, from 0 to 100."""

    def __init__(self, played: Played) -> None:
        """Lay out the days from the story's first to the last on which anything was due."""
        self._played = played
        dues = [one.due for one in played.deadlines]
        self._first = played.story.start.date() - _MARGIN
        self._last = max([played.story.end.date(), *dues]) + _MARGIN

    def months(self) -> Iterator[dict[str, Any]]:
        """Yield the first day of each month."""
        day = self._first
        while day <= self._last:
            if day.day == 1:
                yield {"at": self._at(day), "label": f"{day:%B}"}
            day += _DAY

    def breaks(self) -> Iterator[dict[str, Any]]:
        """Yield the school holidays."""
        for first, last in self._played.story.breaks():
            if first <= self._last:
                left = self._at(first)
                yield {"at": left, "width": round(self._at(last + _DAY) - left, 2)}

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield each deadline, soonest first; the weeks of one series share a row."""
        series: dict[str, list[Deadline]] = {}
        for one in self._played.deadlines:
            series.setdefault(words.series(one, self._played.protocol), []).append(one)
        for what, some in series.items():
            yield {
                "what": what,
                "clause": some[0].clause,
                "when": _when(some),
                "is_over": all(one.state == "lapsed" for one in some),
                "points": [self._point(one) for one in some],
            }

    def _point(self, one: Deadline) -> dict[str, Any]:
        due = self._at(one.due)
        settled = self._at(one.settled) if one.settled else due
        return {
            "due": due,
            "settled": settled if one.settled else None,
            "left": min(due, settled),
            "width": round(abs(due - settled), 2),
            "is_late": _is_late(one),
            "is_over": one.state == "lapsed",
        }

    def _at(self, day: dt.date) -> float:
        span = (self._last - self._first).days
        return round(100 * min(max((day - self._first).days / span, 0), 1), 2)


def _is_late(one: Deadline) -> bool:
    return one.settled is not None and one.settled > one.due


def _when(some: Sequence[Deadline]) -> str:
    if len(some) > 1:
        late, over = sum(map(_is_late, some)), sum(one.state == "lapsed" for one in some)
        said = [f"{len(some)} weeks", f"{late} late" if late else ""]
        return ", ".join([part for part in said if part] + ["the last no longer owed"] * (over > 0))
    (one,) = some
    due = f"due {words.day(one.due)}"
    if one.settled:
        return f"{due}, settled {words.day(one.settled)}"
    return f"{due}, no longer owed" if one.state == "lapsed" else due
