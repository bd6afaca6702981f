"""One thing that is owed by one day, and what its ladder counts from.

`due` is the protocol's day and never depends on today; `base` is the day its ladder counts from:
the due day plus its tolerance, or the day on which the obligation became known, whichever is later
(deadlines.md, Chase ladder). A form that has arrived but does not count yet rests the ladder of
what it would settle.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from mailbot.rules.moves import Move, Waiting
from mailbot.rules.schooldays import Calendar, CalendarTooShortError, Unit


class State(StrEnum):
    """How an obligation stands, apart from today's date."""

    OPEN = "open"
    RESTING = "resting"
    MET = "met"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """One thing that is owed by one day.

    id: what is owed, such as "review:week4". kind: the chase that asks for it. owed_by: the roles
    addressed. school: whose school days the due date and the escalation count (None: none).
    epoch: how often a held form was rejected, or a placement extended again, for then the ladder
    starts again.
    """

    id: str
    kind: str
    owed_by: tuple[str, ...]
    school: int | None
    due: dt.date
    base: dt.date
    state: State
    source: str
    epoch: int = 0
    met_on: dt.date | None = None
    form: str = ""


def counted(
    calendar: Calendar, day: dt.date, count: int, unit: Unit, school: int | None
) -> dt.date | None:
    """Return the day so many days later, None where the terms end before it."""
    try:
        return calendar.shift(day, count, unit, school)
    except CalendarTooShortError:
        return None


def later(due: dt.date, known: dt.date | None) -> dt.date:
    """Return the later of two days; the first where there is no second."""
    return due if known is None else max(due, known)


def rest(forms: list[Waiting], calendar: Calendar) -> tuple[bool, dt.date | None, int]:
    """Return whether a waiting form rests a ladder, the last day one was rejected, how many were.

    forms: those that would settle what the ladder asks for.
    """
    rejected = [calendar.day_of(w.closed) for w in forms if w.closed and w.how == "rejected"]
    return any(w.closed is None for w in forms), max(rejected, default=None), len(rejected)


def standing(  # noqa: PLR0913 - each is one thing a ladder rests on
    move: Move,
    calendar: Calendar,
    settles: str,
    due: dt.date,
    known: dt.date | None,
    *,
    tolerated: dt.date | None = None,
) -> tuple[dt.date, State, int]:
    """Return the base of a ladder, whether it is open or rests, and its epoch."""
    forms = [w for w in move.waiting if w.settles == settles]
    resting, rejected, epoch = rest(forms, calendar)
    base = later(later(tolerated or due, known), rejected)
    return base, State.RESTING if resting else State.OPEN, epoch
