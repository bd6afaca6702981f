"""Which attendance records are missing, and since when one has been.

A record settles its own week and all weeks before it; only the first week after the newest record
is asked for (deadlines.md, Attendance). A record may be for two weeks at once: they are counted in
pairs from the placement's first week, and a pair is due after its second.
"""

import datetime as dt
from collections.abc import Sequence

from mailbot.rules.moves import Move
from mailbot.rules.placement import Placement
from mailbot.rules.schooldays import DAY, WEEK, Calendar


def period_end(week: dt.date, weeks: Sequence[dt.date], size: int) -> dt.date:
    """Return the Monday of the last week that is reported together with `week`.

    weeks: all of the placement, in order. size: how many are reported together.
    """
    if size <= 1 or week not in weeks:
        return week
    last = weeks.index(week) // size * size + size - 1
    return weeks[min(last, len(weeks) - 1)]


def week_known(
    week: dt.date, move: Move, calendar: Calendar, dates: Placement, size: int = 1
) -> dt.datetime:
    """Return when the record due after `week` became the first that is missing.

    By the newest record, or by the dates. What leaves it the first, such as a late record of an
    earlier week, does not make it new; weeks that new dates pair otherwise do.
    """
    days, settled = calendar.school(move.receiving), _settled_weeks(move)
    owed = [(at, days.weeks(start, end)) for start, end, at in dates.spans]
    known = owed[-1][0]
    for now in sorted({at for at, _ in owed} | {at for _, at in settled}, reverse=True):
        spans = [found for at, found in owed if at <= now]
        newest = max((monday for monday, at in settled if at <= now), default=dt.date.min)
        weeks = spans[-1] if spans else ()
        first = next((monday for monday in weeks if monday > newest), None)
        if first is None or period_end(first, weeks, size) != week:
            break
        known = now
    return known


def _settled_weeks(move: Move) -> list[tuple[dt.date, dt.datetime]]:
    return [(day - day.weekday() * DAY, at) for day, at in (*move.weeks, *move.reached)]


def placement_weeks(move: Move, calendar: Calendar, dates: Placement) -> tuple[dt.date, ...]:
    """Return the Mondays of a placement's school weeks, from start to end, both included."""
    if dates.is_support:
        return ()
    return calendar.school(move.receiving).weeks(dates.start, dates.end)


def missing_weeks(move: Move, calendar: Calendar, dates: Placement) -> tuple[dt.date, ...]:
    """Return the Mondays of the weeks after the newest record, from start to end, both included."""
    newest = max((monday for monday, _ in _settled_weeks(move)), default=dt.date.min)
    return tuple(week for week in placement_weeks(move, calendar, dates) if week > newest)


def attendance_due(week: dt.date, move: Move, calendar: Calendar) -> dt.date:
    """Return when the record of a week, or of a pair that it ends, is due.

    That is the first school day of the next school week.
    """
    return calendar.school(move.receiving).on_or_after(week + WEEK)


def overdue_weeks(
    move: Move, calendar: Calendar, dates: Placement, size: int, today: dt.date
) -> tuple[dt.date, ...]:
    """Return the Mondays of the weeks whose record was due before `today` and is not here."""
    weeks = placement_weeks(move, calendar, dates)
    return tuple(
        week
        for week in missing_weeks(move, calendar, dates)
        if attendance_due(period_end(week, weeks, size), move, calendar) < today
    )
