"""What has happened to a move, and on which day.

An `Event` is one thing learned from one piece of evidence: a form, a reply, a decision by staff.
Events are only ever added. `fold` turns them into a `Move`, which is all that the rules see: dates,
register numbers and yes or no. A move holds no name and no address, so no rule can leak one.

An event has two instants: `at`, when the mail arrived or the person spoke, which is what lateness
and ladders count from, and `taken`, when the bot took it in, which is when a notice can leave. The
order in which events were taken in does not matter: they are folded by `at`.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any, Literal

from mailbot.rules.noted import Noted, noted

Role = Literal["home", "receiving"]
PERMANENT = "managed_move_permanent"
_DAY = dt.timedelta(days=1)


class What(StrEnum):
    """The kinds of event."""

    KNOWN = "known"  # the move is known of; data: start
    MM1 = "mm1"  # an agreement was accepted; data: see Agreement
    ASKED = "asked"  # a form is queried; data: form, settles, school, day
    HELD = "held"  # a form waits for a person; data: form, settles, day
    CLOSED = "closed"  # a queried or held form is done with; data: form, how
    REVIEW = "review"  # a review was held; data: day, final
    PLANNED = "planned"  # a verified reply names the day of a review to come; data: day, final
    FINAL = "final"  # staff say when the final review will be; data: day
    ATTENDANCE = "attendance"  # a week's record; data: week
    REACHED = "reached"  # the home school says that records reach it; data: day
    OUTCOME = "outcome"  # an MM2 was accepted, or staff decided; data: see Outcome
    ROLL = "roll"  # a school confirms its roll change; data: role
    LETTER = "letter"  # the parents' letter went
    REPORT = "report"  # the breakdown report was sent
    PLAN = "plan"  # the education plan meeting was held; data: day
    NOTED = "noted"  # another process's form named the pupil; data: sort, advice, role (or None)
    RELEASED = "released"  # staff let notices go; data: which (family, parents, home)
    WITHDRAWN = "withdrawn"  # an earlier event was wrong; data: seq


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One fact of one move.

    seq: its place in the ledger. history: it was taken in as history and asks for no letter
    (deadlines.md, History). data: plain values; days as dates.
    """

    move: str
    what: What
    at: dt.datetime
    taken: dt.datetime
    data: Mapping[str, Any] = field(default_factory=dict)
    evidence: str = ""
    history: bool = False
    seq: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ParentFact:
    """What the rules may know of a parent: never who it is.

    email: an address that may be believed. agreed: the form says e-mail was agreed (None: silent).
    """

    number: int
    email: bool = False
    agreed: bool | None = None
    restricted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One accepted MM1.

    arrived: when its first mail came, queried or not. signed: the form's own date. form: its
    number.
    """

    start: dt.date
    end: dt.date | None
    reviews: tuple[dt.date, ...]
    basis: str | None
    attendance: str | None
    looked_after: bool
    pex: bool
    parents: tuple[ParentFact, ...]
    signed: dt.date | None = None
    form: str = ""
    arrived: dt.datetime
    at: dt.datetime
    taken: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One accepted MM2, or a decision by staff. `correction` counts the staff's corrections."""

    kind: str
    meeting: dt.date | None = None
    decision: dt.date | None = None
    end: dt.date | None = None
    return_date: dt.date | None = None
    permanent_from: dt.date | None = None
    home_off_roll: dt.date | None = None
    extension_end: dt.date | None = None
    extension_review: dt.date | None = None
    signed: bool = True
    correction: int = 0
    history: bool = False
    at: dt.datetime
    taken: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A review that was held, by its day; `final` where it was said to be the final review.

    by: "reply" where a school's reply said so and no record did.
    """

    day: dt.date
    final: bool
    by: str = "record"
    at: dt.datetime
    taken: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The day of a review to come, as a verified reply names it; final: it says the final one."""

    day: dt.date
    final: bool
    at: dt.datetime
    taken: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A form that arrived but does not count yet: queried (the sender is asked) or held.

    settles: the family of obligation that it would settle; day: the review date it names, if any.
    school: whose sender was asked, None for staff. closed: when it was done with, and how.
    """

    form: str
    settles: str
    queried: bool
    at: dt.datetime
    taken: dt.datetime
    school: int | None = None
    day: dt.date | None = None
    closed: dt.datetime | None = None
    how: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """All that is known of a move, without people."""

    id: str
    home: int | None
    receiving: int | None
    known: dt.datetime | None = None
    expected_start: dt.date | None = None
    agreements: tuple[Agreement, ...] = ()
    records: tuple[Record, ...] = ()
    named: tuple[Named, ...] = ()
    final_set: tuple[tuple[dt.date, dt.datetime], ...] = ()
    weeks: tuple[tuple[dt.date, dt.datetime], ...] = ()
    reached: tuple[tuple[dt.date, dt.datetime], ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    rolls: Mapping[str, dt.datetime] = field(default_factory=dict)
    letter: dt.datetime | None = None
    report: dt.datetime | None = None
    plan: dt.datetime | None = None
    noted: tuple[Noted, ...] = ()
    released: Mapping[str, dt.datetime] = field(default_factory=dict)
    waiting: tuple[Waiting, ...] = ()
    history: dt.datetime | None = None

    def school(self, role: Role) -> int | None:
        """Return the register number of the school with this role."""
        return self.home if role == "home" else self.receiving

    @property
    def agreement(self) -> Agreement | None:
        """Return the agreement in force: the newest."""
        return self.agreements[-1] if self.agreements else None

    @property
    def closing(self) -> Outcome | None:
        """Return the outcome that closed the placement: the last one decided, if any was."""
        closing = [o for o in self.outcomes if o.kind in ("successful", "unsuccessful")]
        return closing[-1] if closing else None

    @property
    def breakdown(self) -> Outcome | None:
        """Return the decision that ended the placement early, if that is how it closed."""
        closing = self.closing
        return closing if closing is not None and closing.kind == "unsuccessful" else None

    @property
    def success(self) -> Outcome | None:
        """Return the outcome that made the move permanent, if that is how it closed."""
        closing = self.closing
        return closing if closing is not None and closing.kind == "successful" else None

    @property
    def extensions(self) -> tuple[Outcome, ...]:
        """Return the accepted extensions, oldest first."""
        return tuple(o for o in self.outcomes if o.kind == "extended")

    @property
    def is_over(self) -> bool:
        """Return whether an outcome has closed the placement."""
        return self.closing is not None

    @property
    def permanent(self) -> bool:
        """Return whether this is a permanent managed move, which opens no placement."""
        return self.agreement is not None and self.agreement.basis == PERMANENT


def fold(move: str, home: int | None, receiving: int | None, events: Iterable[Event]) -> Move:
    """Return the move that the `events` make, whatever the order in which they were learned."""
    known = sorted(events, key=lambda e: (e.at, e.seq))
    gone = {e.data["seq"] for e in known if e.what is What.WITHDRAWN}
    so_far = Move(id=move, home=home, receiving=receiving)
    for event in known:
        if event.seq not in gone and event.what is not What.WITHDRAWN:
            so_far = _with(so_far, event)
    return so_far


def roll_days(move: Move) -> tuple[dt.date, dt.date] | None:
    """Return the day off the home roll and the day on the receiving roll; None before success."""
    if move.permanent and move.agreement is not None and move.breakdown is None:
        return move.agreement.start + _DAY, move.agreement.start + _DAY
    outcome = move.success
    if outcome is None:
        return None
    day = (outcome.meeting or outcome.at.date()) + _DAY
    on_roll = outcome.permanent_from or outcome.home_off_roll or day
    return outcome.home_off_roll or on_roll, on_roll


def _with(move: Move, event: Event) -> Move:
    """Return the move with one more event in it."""
    if move.known is None:
        move = replace(move, known=event.at)
    if event.history and move.history is None and event.what in (What.KNOWN, What.MM1):
        move = replace(move, history=event.taken)
    return replace(move, **_CHANGES[event.what](move, event))


def _agreement(event: Event) -> Agreement:
    data = event.data
    return Agreement(
        start=data["start"],
        end=data.get("end"),
        reviews=tuple(data.get("reviews", ())),
        basis=data.get("basis"),
        attendance=data.get("attendance"),
        looked_after=bool(data.get("looked_after")),
        pex=bool(data.get("pex")),
        parents=tuple(ParentFact(**parent) for parent in data.get("parents", ())),
        signed=data.get("signed"),
        form=data.get("form", ""),
        arrived=data.get("arrived") or event.at,
        at=event.at,
        taken=event.taken,
    )


def _outcome(event: Event) -> Outcome:
    said = {key: value for key, value in event.data.items() if key in _OUTCOME}
    said.setdefault("kind", "ended_other")  # one bad fact must not stop every move
    return Outcome(**said, at=event.at, taken=event.taken, history=event.history)


def _waiting(event: Event) -> Waiting:
    return Waiting(
        form=event.data["form"],
        settles=event.data["settles"],
        queried=event.what is What.ASKED,
        school=event.data.get("school"),
        day=event.data.get("day"),
        at=event.at,
        taken=event.taken,
    )


def _closed(waiting: Waiting, event: Event) -> Waiting:
    if waiting.form != event.data["form"] or waiting.closed is not None:
        return waiting
    return replace(waiting, closed=event.at, how=event.data["how"])


def _named(event: Event) -> Named:
    day, final = event.data["day"], event.data["final"]
    return Named(day=day, final=final, at=event.at, taken=event.taken)


def _review(event: Event) -> Record:
    return Record(
        day=event.data["day"],
        final=bool(event.data.get("final")),
        by=event.data.get("by", "record"),
        at=event.at,
        taken=event.taken,
    )


_OUTCOME = frozenset(f.name for f in fields(Outcome)) - {"at", "taken", "history"}

# What each kind of event changes in a move. The fold's whole law stands in this table.
_CHANGES: Mapping[What, Callable[[Move, Event], dict[str, Any]]] = {
    What.KNOWN: lambda m, e: {"expected_start": e.data.get("start") or m.expected_start},
    What.MM1: lambda m, e: {"agreements": (*m.agreements, _agreement(e))},
    What.ASKED: lambda m, e: {"waiting": (*m.waiting, _waiting(e))},
    What.HELD: lambda m, e: {"waiting": (*m.waiting, _waiting(e))},
    What.CLOSED: lambda m, e: {"waiting": tuple(_closed(w, e) for w in m.waiting)},
    What.REVIEW: lambda m, e: {"records": (*m.records, _review(e))},
    What.PLANNED: lambda m, e: {"named": (*m.named, _named(e))},
    What.FINAL: lambda m, e: {"final_set": (*m.final_set, (e.data["day"], e.taken))},
    What.ATTENDANCE: lambda m, e: {"weeks": (*m.weeks, (e.data["week"], e.at))},
    What.REACHED: lambda m, e: {"reached": (*m.reached, (e.data["day"], e.at))},
    What.OUTCOME: lambda m, e: {"outcomes": (*m.outcomes, _outcome(e))},
    What.ROLL: lambda m, e: {"rolls": {e.data["role"]: e.at, **m.rolls}},
    What.LETTER: lambda m, e: {"letter": m.letter or e.at},
    What.REPORT: lambda m, e: {"report": m.report or e.at},
    What.PLAN: lambda m, e: {"plan": m.plan or e.at},
    What.NOTED: lambda m, e: {"noted": (*m.noted, noted(e.data, e.taken))},
    What.RELEASED: lambda m, e: {"released": {e.data["which"]: e.taken, **m.released}},
    What.WITHDRAWN: lambda _m, _e: {},
}
