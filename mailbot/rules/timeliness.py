"""Whether a placement was notified in time: late after its limit, or at short notice before it.

The first agreement decides, whatever amends it later (deadlines.md, Notification).
"""

import datetime as dt

from mailbot.rules.clauses import Party, parties
from mailbot.rules.moves import Move
from mailbot.rules.protocols import Protocol
from mailbot.rules.schooldays import Calendar


def notifying(protocol: Protocol) -> tuple[Party, ...]:
    """Return the schools that tell the authority; the first one's school days are counted."""
    return tuple(reversed(parties(protocol.notification.owed_by)))


def notifier(move: Move, protocol: Protocol) -> int | None:
    """Return the school whose days the notification counts: the home school's where both owe it."""
    return move.home if notifying(protocol)[0] == "home" else move.receiving


def notification_origin(move: Move, protocol: Protocol, calendar: Calendar) -> dt.date | None:
    """Return the day that the notification is counted from; None for a move that nobody knows.

    The first form's start, or its own date where the protocol counts from that; before there is a
    form the start that is expected, else the day on which the move became known.
    """
    if move.agreements:
        first = move.agreements[0]
        own = first.signed if protocol.notification.clock == "form_date" else None
        return own or first.start
    if move.expected_start is not None or move.known is None:
        return move.expected_start
    return calendar.day_of(move.known)


def notification_limit(
    start: dt.date, school: int | None, protocol: Protocol, calendar: Calendar
) -> dt.date:
    """Return the last day on which an MM1 that is counted from this day is in time.

    school: whose school days are counted. Raises CalendarTooShortError where the terms end first.
    """
    rule = protocol.notification
    shift = calendar.shift if rule.direction == "after" else calendar.shift_back
    return shift(start, rule.limit, rule.unit, school)


def notification_due(move: Move, protocol: Protocol, calendar: Calendar) -> dt.date | None:
    """Return the last day on which the move's MM1 is in time; None for a move nobody knows.

    A limit before a start that is not known is the day on which the move became known: nothing
    earlier could be asked for.

    Raises CalendarTooShortError where the terms do not reach that far.
    """
    origin = notification_origin(move, protocol, calendar)
    is_known = bool(move.agreements) or move.expected_start is not None
    if origin is None or (protocol.notification.direction == "before" and not is_known):
        return origin
    return notification_limit(origin, notifier(move, protocol), protocol, calendar)


def days_late(move: Move, protocol: Protocol, calendar: Calendar) -> int:
    """Return by how many school days the first MM1 came after its limit; 0 is in time.

    Raises CalendarTooShortError where the terms do not reach that far.
    """
    if not move.agreements:
        return 0
    limit = notification_due(move, protocol, calendar)
    arrived = calendar.day_of(move.agreements[0].arrived)
    if limit is None or arrived <= limit:
        return 0
    return max(1, calendar.school(notifier(move, protocol)).between(limit, arrived))


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
