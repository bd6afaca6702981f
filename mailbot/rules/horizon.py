"""How far the terms reach: whether what is owed, and what may begin, still has its days.

A date that the terms do not reach is never guessed; staff are told when it is wanted. This asks
the same question weeks ahead, so that next year's terms are there before anybody needs them.
"""

import datetime as dt

from mailbot.rules.moves import Move
from mailbot.rules.obligations import Obligation, State, reckoned
from mailbot.rules.placement import placement
from mailbot.rules.protocols import Protocol
from mailbot.rules.schedule import week_day
from mailbot.rules.schooldays import Calendar, CalendarTooShortError


def own_terms(calendar: Calendar, urn: int | None) -> int | None:
    """Return whose terms a school keeps: its own URN, or None for the authority's."""
    return urn if any(urn is not None and term.school == urn for term in calendar.terms) else None


def reaches_a_placement(
    calendar: Calendar, urn: int | None, protocol: Protocol, start: dt.date
) -> bool:
    """Return whether a placement of full length from `start` ends, chases and all, within terms."""
    try:
        days = calendar.school(urn)
        rule = protocol.placement
        weeks = rule.length_weeks or rule.max_weeks or 0
        start = max(start, days.first)
        end = week_day(start, weeks, rule, days) if weeks else start
        days.after(end, _longest(protocol))
    except CalendarTooShortError:
        return False
    return True


def _longest(protocol: Protocol) -> int:
    """Return for how many school days after its end a placement is still chased for something."""
    spans = (protocol.outcome.tolerance_school_days, 1 + protocol.roll.confirm_days)
    return max(spans) + protocol.ladder.escalation


def unreached(move: Move, protocol: Protocol, calendar: Calendar) -> frozenset[int | None]:
    """Return whose terms end before the dates of a move, ladders included: URNs, None: all's."""
    dates = placement(move, protocol, calendar)
    owed = reckoned(move, protocol, calendar, dates)
    short = set()
    if not owed.complete:
        short.add(own_terms(calendar, move.receiving))
    for one in owed.owed:
        if one.state in (State.OPEN, State.RESTING):
            short |= {
                own_terms(calendar, urn)
                for urn in _addressed(one, move)
                if not _reaches(calendar, urn, one, protocol)
            }
    return frozenset(short)


def _addressed(owed: Obligation, move: Move) -> set[int | None]:
    roles = {"home": move.home, "receiving": move.receiving, "sender": owed.school}
    return {owed.school, *(roles[role] for role in owed.owed_by if role in roles)}


def _reaches(calendar: Calendar, urn: int | None, owed: Obligation, protocol: Protocol) -> bool:
    try:
        calendar.school(urn).after(owed.base, protocol.ladder.escalation)
    except CalendarTooShortError:
        return False
    return True
