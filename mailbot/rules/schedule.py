"""The days that a protocol computes from a start: the end, and when each review is due.

Weeks are counted in the placement's unit. A calendar week n ends seven times n days after the
start, slipped; a school week n is the nth week with a school day on or after the start, and its day
the last school day in it; where school days are counted, five make a week. A day that the terms do
not reach is None, never guessed.
"""

import datetime as dt
from collections.abc import Callable

from mailbot.rules.clauses import Placement, ReviewRule
from mailbot.rules.protocols import Protocol
from mailbot.rules.schooldays import DAY, WEEK, CalendarTooShortError, SchoolDays, Slip
from mailbot.rules.spellings import FINAL, week_review

_SCHOOL_WEEK = 5


def reached(count: Callable[[], dt.date]) -> dt.date | None:
    """Return the day that `count` gives, None where the terms end before it."""
    try:
        return count()
    except CalendarTooShortError:
        return None


def week_day(start: dt.date, number: int, rule: Placement, days: SchoolDays | None) -> dt.date:
    """Return the day of week `number` after `start`.

    Raises CalendarTooShortError where the terms do not reach it.
    """
    if days is None:
        raise CalendarTooShortError
    if rule.week_unit == "calendar":
        return days.slipped(start + number * WEEK, rule.slip)
    if rule.week_unit == "school_days":
        return days.after(start, number * _SCHOOL_WEEK)
    days.on_or_after(start)
    weeks = days.weeks(start)
    if len(weeks) < number:
        raise CalendarTooShortError
    return days.last_of_week(weeks[number - 1])


def end_of(
    start: dt.date, written: dt.date | None, rule: Placement, days: SchoolDays | None
) -> dt.date | None:
    """Return the last day of a placement; None where nothing says it or the terms do not reach it.

    written: the end on the form, which stands where the protocol lets it.
    """
    if written is not None and rule.form_end:
        return written
    if (count := rule.length_school_days) is not None:
        return reached(lambda: _after(start, count, days))
    if weeks := rule.length_weeks:
        return reached(lambda: week_day(start, weeks, rule, days))
    return written


def latest_extension(
    end: dt.date, weeks: int, rule: Placement, days: SchoolDays | None
) -> dt.date | None:
    """Return the last day to which an extension of so many weeks may move the end."""
    if rule.week_unit == "school":
        monday = end + WEEK - end.weekday() * DAY
        return reached(lambda: week_day(monday, weeks, rule, days))
    return reached(lambda: week_day(end, weeks, rule, days))


def _after(start: dt.date, count: int, days: SchoolDays | None) -> dt.date:
    if days is None:
        raise CalendarTooShortError
    return days.after(start, count)


def review_days(
    start: dt.date, end: dt.date | None, protocol: Protocol, days: SchoolDays | None
) -> list[tuple[ReviewRule, dt.date | None]]:
    """Return every review of the protocol with its day, in order; the final is due on the end.

    Reviews every so many weeks go on until the placement's own end, however long that is.
    """
    if protocol.reviews.anchor == "start" or days is None:
        first: dt.date | None = start
    else:
        first = reached(lambda: days.on_or_after(start))
    rules = tuple(r for r in protocol.reviews.at if r.every is None or r.week is not None)
    if protocol.repeats and first is not None and end is not None:
        rules = _repeated(protocol, first, end, days)
    found = [(rule, _due(rule, first, end, protocol, days)) for rule in rules]
    if protocol.repeats:
        found.sort(key=lambda pair: (pair[0].name == FINAL, pair[1] or dt.date.max))
    return found


def _repeated(
    protocol: Protocol, first: dt.date, end: dt.date, days: SchoolDays | None
) -> tuple[ReviewRule, ...]:
    """Return the rules with one for every so many weeks before the end, whatever the length."""
    step, unit = protocol.repeats, protocol.placement.week_unit
    named = [rule for rule in protocol.reviews.at if not rule.every]
    if unit == "calendar":
        count = ((end - first).days - 1) // 7
    elif days is None:
        return protocol.reviews.at
    elif unit == "school":
        count = len(days.weeks(first, end))
    else:
        count = days.between(first, end) // _SCHOOL_WEEK
    weeks = {rule.week for rule in named}
    new = [
        ReviewRule.model_validate(week_review(n) | {"every": step})
        for n in range(step, count + 1, step)
        if n not in weeks
    ]
    return (*new, *named)


def _due(
    rule: ReviewRule,
    first: dt.date | None,
    end: dt.date | None,
    protocol: Protocol,
    days: SchoolDays | None,
) -> dt.date | None:
    if rule.name == FINAL:
        return end
    if first is None:
        return None
    clause = protocol.placement
    if (number := rule.week) is not None:
        unslipped = first + number * WEEK
        later = clause.week_unit == "calendar" and clause.slip is Slip.NEXT
        if later and end is not None and unslipped >= end:
            return unslipped  # no slip brings it before the end: it is dropped, terms or no
        return reached(lambda: week_day(first, number, clause, days))
    if end is None or days is None:
        return None
    # a hair more than the fraction, so that a third of 21 days is 7 and not 6.999
    part = int((end - first).days * (rule.fraction or 0.0) + 1e-6)
    return reached(lambda: days.slipped(first + part * DAY, clause.slip))
