"""Whether a placement was notified in time: late after its limit, or at short notice before it.

The first agreement decides, whatever amends it later (deadlines.md, Notification).
"""

import datetime as dt

from mailbot.rules.moves import Move
from mailbot.rules.protocols import Protocol
from mailbot.rules.schooldays import Calendar


def notification_limit(
    start: dt.date, home: int | None, protocol: Protocol, calendar: Calendar
) -> dt.date:
    """Return the last day on which an MM1 for this start is in time."""
    rule = protocol.notification
    return calendar.shift(start, rule.limit, rule.unit, home)


def days_late(move: Move, protocol: Protocol, calendar: Calendar) -> int:
    """Return by how many school days the first MM1 came after its limit; 0 is in time.

    Raises CalendarTooShortError where the terms do not reach that far.
    """
    if not move.agreements:
        return 0
    first = move.agreements[0]
    limit = notification_limit(first.start, move.home, protocol, calendar)
    arrived = calendar.day_of(first.arrived)
    if arrived <= limit:
        return 0
    return max(1, calendar.school(move.home).between(limit, arrived))


def is_short_notice(move: Move, protocol: Protocol, calendar: Calendar) -> bool:
    """Return whether an off-site direction was notified too late for its notice to parents."""
    since = protocol.directed_since()
    if not move.agreements or since is None:
        return False
    first = move.agreements[0]
    basis = first.basis or protocol.basis_of(first.start)
    if basis != "offsite_direction" or first.start < since:
        return False
    count = protocol.notification.short_notice_school_days
    last = calendar.school(move.home).before(first.start, count)
    return calendar.day_of(first.arrived) > last
