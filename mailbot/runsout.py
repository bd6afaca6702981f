"""Which terms end too soon, said to staff in the daily list weeks before a date is wanted.

A move whose dates or chases the terms do not reach is told of every day. That a placement which
starts today would not fit any more is told on the first working day of a week, and every day in the
last `[calendar] warn_weeks` weeks of the terms.
"""

import datetime as dt

from mailbot.docket import Docket
from mailbot.rulebook import Rulebook
from mailbot.rules.horizon import own_terms, reaches_a_placement, unreached
from mailbot.rules.schooldays import DAY, WEEK, Calendar, CalendarTooShortError
from mailbot.wording import day


def runs_out(docket: Docket, rules: Rulebook, today: dt.date) -> list[str]:
    """Return a sentence for each school, or for the authority, whose terms end too soon."""
    calendar = rules.calendar
    moves = docket.moves()
    waiting: dict[int | None, list[str]] = {}
    schools: set[int | None] = {None}
    for ref, move in moves.items():
        protocol = rules.protocol_of(move)
        for urn in unreached(move, protocol, calendar):
            waiting.setdefault(urn, []).append(ref)
        if not move.is_over:
            schools |= {own_terms(calendar, move.home), own_terms(calendar, move.receiving)}
    said = []
    for urn in sorted(schools | waiting.keys(), key=lambda one: one or 0):
        last = last_day(calendar, urn)
        if urn in waiting:
            refs = ", ".join(sorted(waiting[urn]))
            said.append(f"{_whose(urn, rules, last)}: dates or reminders of {refs} lie behind it.")
        elif last is not None and _ends_soon(rules, urn, last, today):
            said.append(
                f"{_whose(urn, rules, last)}, before a placement that starts today would: "
                "add next year's."
            )
    return said


def last_day(calendar: Calendar, urn: int | None) -> dt.date | None:
    """Return the last day of a school's terms; None where there are none."""
    try:
        return calendar.school(urn).last
    except CalendarTooShortError:
        return None


def _ends_soon(rules: Rulebook, urn: int | None, last: dt.date, today: dt.date) -> bool:
    """Return whether to say today that terms end before a placement would."""
    calendar = rules.calendar
    if reaches_a_placement(calendar, urn, rules.protocol, today):
        return False
    if today >= last - rules.settings.calendar.warn_weeks * WEEK:
        return True
    monday = today - today.weekday() * DAY
    return not any(calendar.is_working_day(monday + n * DAY) for n in range(today.weekday()))


def _whose(urn: int | None, rules: Rulebook, last: dt.date | None) -> str:
    school = rules.school(urn)
    whose = "The terms" if urn is None else f"The terms of {school.name if school else urn}"
    return f"{whose} end on {day(last)}" if last else f"{whose} are not known"
