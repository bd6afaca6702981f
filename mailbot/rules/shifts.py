"""What another calendar does to the dates of a move: which of them it moves, and where to.

Two calendars, one set of facts: what differs between the answers is the calendar's doing alone. Met
and lapsed duties are left out, for nobody can do anything about them any more.
"""

import datetime as dt
from dataclasses import dataclass

from mailbot.rules.moves import Move
from mailbot.rules.obligations import State, obligations
from mailbot.rules.placement import placement
from mailbot.rules.protocols import Protocol
from mailbot.rules.schooldays import Calendar, CalendarTooShortError

END, MORNING = "end", "morning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One date that moves. was, now: None where there is no such date under that calendar.

    what: the kind of chase, "review", or END (of the placement) or MORNING (the first one at the
    home school after a breakdown). title: which review. invited: a new day is invited anew.
    """

    what: str
    title: str
    was: dt.date | None
    now: dt.date | None
    invited: bool = False


# What a date is: kind, which one of them, its title, and whether people are invited to it.
_Named = tuple[str, str, str, bool]


def shifts(move: Move, protocol: Protocol, before: Calendar, after: Calendar) -> tuple[Shift, ...]:
    """Return the open dates of a move that differ between two calendars, soonest first."""
    old, new = _dates(move, protocol, before), _dates(move, protocol, after)
    moved = [
        Shift(what=what, title=title, was=old.get(name), now=new.get(name), invited=invited)
        for name in {**old, **new}
        for what, _, title, invited in (name,)
        if old.get(name) != new.get(name)
    ]
    return tuple(sorted(moved, key=lambda s: (s.now or s.was or dt.date.max, s.what, s.title)))


def _dates(move: Move, protocol: Protocol, calendar: Calendar) -> dict[_Named, dt.date]:
    found: dict[_Named, dt.date] = {}
    dates = placement(move, protocol, calendar)
    if dates is not None and not move.is_over:
        if dates.end is not None:
            found[END, "", "", False] = dates.end
        for review in dates.reviews:
            if review.held is None and not review.lapsed and review.due is not None:
                found["review", review.name, review.title, True] = review.due
    for owed in obligations(move, protocol, calendar, dates):
        is_review = owed.id.startswith("review:")
        if owed.state in (State.OPEN, State.RESTING) and not is_review:
            found[owed.kind, owed.id, "", False] = owed.due
    outcome = move.breakdown
    if outcome is not None and outcome.end is not None:
        try:
            found[MORNING, "", "", False] = calendar.school(move.home).after(outcome.end, 1)
        except CalendarTooShortError:
            return found
    return found
