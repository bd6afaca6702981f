"""What deciding on a form needs to know, and what it answers.

The answer is a value: the form counts, its sender is asked, or a person must look.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mailbot.rules.identity import Known
from mailbot.rules.moves import Move, What
from mailbot.rules.protocols import Protocol, Protocols
from mailbot.rules.schooldays import Calendar
from parsers.records import Mm1

Fact = tuple[What, Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Sender:
    """Who sent a mail: whether that is proved, whether it is staff, and of which schools."""

    address: str
    authenticated: bool
    staff: bool
    schools: frozenset[int]

    def speaks_for(self, *schools: int | None) -> bool:
        """Return whether the sender may speak for a move of these schools."""
        return self.authenticated and (self.staff or not self.schools.isdisjoint(schools))


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The form counts. move None: it opens one. facts: none if it repeats what is known."""

    move: str | None
    facts: tuple[Fact, ...]
    amends: bool = False

    @property
    def repeats(self) -> bool:
        """Return whether the form says nothing that is new."""
        return not self.facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The sender can put it right. move None: none is known yet; `opens`: one becomes known."""

    move: str | None
    opens: bool
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ForAPerson:
    """A person must look. reason: a word for programs; why: a sentence without people."""

    reason: str
    why: str
    move: str | None = None
    opens: bool = False
    facts: tuple[Fact, ...] = field(default=())


Decision = Accepted | Question | ForAPerson


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Desk:
    """What is known when a form comes in: the moves, by who they are and by what happened.

    papers: the agreement in force of a move, as it was read.
    """

    known: Sequence[Known]
    moves: Mapping[str, Move]
    protocols: Protocols
    calendar: Calendar
    papers: Callable[[str], Mm1 | None]

    def protocol_of(self, found: Move | None) -> Protocol:
        """Return the version that a move keeps; the newest where no agreement says its start."""
        agreement = found.agreement if found is not None else None
        return self.protocols.on(agreement.start) if agreement else self.protocols.newest


def resting(settles: str, day: dt.date | None = None) -> tuple[Fact, ...]:
    """Return the fact that a form waits for a person, which rests what it would settle."""
    data: dict[str, Any] = {"settles": settles}
    if day is not None:
        data["day"] = day
    return ((What.HELD, data),)
