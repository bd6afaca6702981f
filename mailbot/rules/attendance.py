"""Which weeks' attendance records are missing, and since when one has been.

A record settles its own week and all weeks before it; only the first week after the newest record
is asked for (deadlines.md, Attendance).
"""

import datetime as dt

from mailbot.rules.moves import Move
from mailbot.rules.placement import Placement
from mailbot.rules.schooldays import DAY, WEEK, Calendar


def week_known(week: dt.date, move: Move, calendar: Calendar, dates: Placement) -> dt.datetime:
    """Return when `week` became the first that is missing: by the newest record, or by the dates.

    What leaves it the first, such as a late record of an earlier week, does not make it new.
    """
    days, settled = calendar.school(move.receiving), _settled_weeks(move)
    owed = [(at, days.weeks(start, end)) for start, end, at in dates.spans]
    known = owed[-1][0]
    for now in sorted({at for at, _ in owed} | {at for _, at in settled}, reverse=True):
        weeks = [found for at, found in owed if at <= now]
        newest = max((monday for monday, at in settled if at <= now), default=dt.date.min)
        if not weeks or next((monday for monday in weeks[-1] if monday > newest), None) != week:
            break
        known = now
    return known


def _settled_weeks(move: Move) -> list[tuple[dt.date, dt.datetime]]:
    return [(day - day.weekday() * DAY, at) for day, at in (*move.weeks, *move.reached)]


def missing_weeks(move: Move, calendar: Calendar, dates: Placement) -> tuple[dt.date, ...]:
    """Return the Mondays of the weeks after the newest record, from start to end, both included."""
    newest = max((monday for monday, _ in _settled_weeks(move)), default=dt.date.min)
    weeks = calendar.school(move.receiving).weeks(dates.start, dates.end)
    return tuple(week for week in weeks if week > newest)


def attendance_due(week: dt.date, move: Move, calendar: Calendar) -> dt.date:
    """Return when a week's record is due: the first school day of the next school week."""
    return calendar.school(move.receiving).on_or_after(week + WEEK)
