"""One letter that the rules ask for: whom it is for, and when it may leave.

A letter names a role and a number, never an address. It keeps its addressee's quiet days: nothing
leaves to a school on a day that is no school day for it, nor to staff on one that is no working
day; parents are not held back, and what a breakdown brings leaves at once (deadlines.md, Quiet
days).
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from mailbot.rules.moves import Move
from mailbot.rules.schooldays import DAY, Calendar, CalendarTooShortError

OPENING_HOUR = 8

Quiet = Literal["school", "staff", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One letter: its key, whom it is for, and when it may leave.

    at: from this instant. until: no longer from this one (None: always). due: the obligation's true
    due date, the decision date of a breakdown, else None. quiet: whose days it respects; school:
    the URN for `school`. hold: why it waits for a person ("" if it does not). rule: the clause.
    """

    key: str
    kind: str
    role: str
    number: int = 0
    at: dt.datetime
    until: dt.datetime | None = None
    due: dt.date | None = None
    about: str = ""
    rung: int = 0
    quiet: Quiet = "school"
    school: int | None = None
    hold: str = ""
    source: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_chase(self) -> bool:
        """Return whether it may share a message with other chases to the same address."""
        return self.rung > 0 or (self.kind == "escalation" and self.about != "letter")


def may_leave(planned: Planned, now: dt.datetime, calendar: Calendar) -> bool:
    """Return whether a planned letter may leave at `now`, quiet days respected.

    A letter whose day was no day for its addressee waits for 08:00 of the next one; a letter that
    was missed on a good day (an outage) leaves as soon as there is somebody to send it.
    """
    if now < planned.at or (planned.until is not None and now >= planned.until):
        return False
    today = calendar.day_of(now)
    if not _is_open(planned, today, calendar):
        return planned.quiet == "none"
    if now >= calendar.at(today, OPENING_HOUR):
        return True
    asked = calendar.day_of(planned.at)
    missed_yesterday = asked < today and _is_open(planned, today - DAY, calendar)
    return planned.quiet == "none" or asked == today or missed_yesterday


def next_opening(planned: Planned, now: dt.datetime, calendar: Calendar) -> dt.datetime:
    """Return an instant after `now` at which it is worth asking `may_leave` again."""
    if now < planned.at:
        return planned.at
    today = calendar.day_of(now)
    eight = calendar.at(today, OPENING_HOUR)
    return eight if now < eight else calendar.at(today + DAY, OPENING_HOUR)


def _is_open(planned: Planned, day: dt.date, calendar: Calendar) -> bool:
    if planned.quiet == "none":
        return True
    if planned.quiet == "staff":
        return calendar.is_working_day(day)
    try:
        return calendar.school(planned.school).holds(day)
    except CalendarTooShortError:
        return False


def school_of(move: Move, role: str) -> int | None:
    """Return the URN of the school that has this role in the move; None for anybody else."""
    return {"home": move.home, "receiving": move.receiving}.get(role)


def addressed(
    letter: Planned, move: Move, role: str, *, number: int = 0, hold: str = ""
) -> Planned:
    """Return the letter addressed to a role, with that addressee's quiet days."""
    who = f"{role}{number}" if number else role
    quiet: Quiet = (
        "none" if role == "parent" else "school" if role in ("home", "receiving") else "staff"
    )
    if letter.quiet == "none":
        quiet = "none"
    return replace(
        letter,
        key=f"{letter.key}/{who}",
        role=role,
        number=number,
        quiet=quiet,
        school=school_of(move, role),
        hold=hold,
    )


def told(  # noqa: PLR0913 - each is a side of one message
    move: Move,
    what: str,
    reason: str,
    at: dt.datetime,
    *,
    until: dt.datetime | None = None,
    due: dt.date | None = None,
) -> Planned:
    """Return the one message that tells staff that a notice of the bot's own waits, and why."""
    return Planned(
        key=f"{move.id}/told/{what}",
        kind="form_held",
        role="exclusions_team",
        at=at,
        until=until,
        about=what,
        quiet="none",
        data={"reason": reason, "day": due},
    )
