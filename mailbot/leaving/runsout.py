"""Which terms end too soon, said to staff in the daily list weeks before a date is wanted.

A move whose dates or chases the terms do not reach is told of every day. That a placement which
starts today would not fit any more is told on the first working day of a week, and every day in the
last `[calendar] warn_weeks` weeks of the terms.
"""

import datetime as dt

from mailbot.planned.docket import Docket
from mailbot.rulebook import Rulebook
from mailbot.rules.horizon import own_terms, reaches_a_placement, unreached
from mailbot.rules.moves import Move
from mailbot.rules.schooldays import DAY, WEEK, Calendar, CalendarTooShortError
from mailbot.writing.wording import day


class RunsOut:
    """Looks out for terms that end before somebody needs their days."""

    def __init__(self, docket: Docket, rules: Rulebook) -> None:
        """Look at the moves of `docket` by the calendar of `rules`."""
        self._docket = docket
        self._rules = rules
        # a move is asked again only when a fact came or the calendar changed
        self._asked: dict[str, tuple[Move, Calendar, frozenset[int | None]]] = {}

    def rows(self, today: dt.date) -> list[str]:
        """Return a sentence for each school, or for the authority, whose terms end too soon."""
        calendar = self._rules.calendar
        waiting: dict[int | None, list[str]] = {}
        schools: set[int | None] = {None}
        for ref, move in self._docket.moves().items():
            for urn in self._unreached(move):
                waiting.setdefault(urn, []).append(ref)
            if not move.is_over:
                schools |= {own_terms(calendar, move.home), own_terms(calendar, move.receiving)}
        said = []
        for urn in sorted(schools | waiting.keys(), key=lambda one: one or 0):
            last = _last(calendar, urn)
            if urn in waiting:
                refs = ", ".join(sorted(waiting[urn]))
                said.append(
                    f"{self._whose(urn, last)}: dates or reminders of {refs} lie behind it."
                )
            elif last is not None and self._ends_soon(urn, last, today):
                said.append(
                    f"{self._whose(urn, last)}, before a placement that starts today would: "
                    "add next year's."
                )
        return said

    def _unreached(self, move: Move) -> frozenset[int | None]:
        calendar = self._rules.calendar
        before, under, found = self._asked.get(move.id, (None, None, frozenset[int | None]()))
        if before is not move or under is not calendar:
            found = unreached(move, self._rules.protocol_of(move), calendar)
            self._asked[move.id] = move, calendar, found
        return found

    def _ends_soon(self, urn: int | None, last: dt.date, today: dt.date) -> bool:
        """Return whether to say today that terms end before a placement would."""
        calendar = self._rules.calendar
        if reaches_a_placement(calendar, urn, self._rules.protocol, today):
            return False
        if today >= last - self._rules.settings.calendar.warn_weeks * WEEK:
            return True
        monday = today - today.weekday() * DAY
        return not any(calendar.is_working_day(monday + n * DAY) for n in range(today.weekday()))

    def _whose(self, urn: int | None, last: dt.date | None) -> str:
        school = self._rules.school(urn)
        whose = "The terms" if urn is None else f"The terms of {school.name if school else urn}"
        return f"{whose} end on {day(last)}" if last else f"{whose} are not known"


def _last(calendar: Calendar, urn: int | None) -> dt.date | None:
    """Return the last day of a school's terms; None where there are none."""
    try:
        return calendar.school(urn).last
    except CalendarTooShortError:
        return None
