"""What a form that was read changes: facts of a move, a question, or a case for a person.

One function for each kind of form, all pure: what the form says, who sent it, the moves that are
known, and the answer as a value. An accepted form becomes facts; a queried one asks its sender;
what is not certain waits for a person. The worst error is a wrong notice to a parent, so an outcome
counts only from a school of the move, for one open move, with its agreement here, uncontradicted.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mailbot.rules.identity import Identity, Known, Match, find
from mailbot.rules.moves import Agreement, Move, Outcome, What
from mailbot.rules.protocols import Protocol, Protocols
from parsers.records import AttendanceRecord, Mm1, Mm2, Parent, Reading, Record, ReviewRecord

SETTLES = {"MM1": "mm1", "MM2": "outcome", "review": "review", "attendance": "attendance"}
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
    papers: Callable[[str], Mm1 | None]


def identity_of(record: Record) -> Identity:
    """Return who a record is about."""
    return Identity(
        forename=record.pupil.forename or "",
        surname=record.pupil.surname or "",
        known_as=record.pupil.known_as or "",
        dob=record.pupil.dob,
        upn=record.pupil.upn or "",
        home=record.home.urn,
        receiving=record.receiving.urn,
    )


def decide(  # noqa: PLR0911, PLR0913 - one answer a kind; each argument is one it turns on
    reading: Reading,
    sender: Sender,
    desk: Desk,
    reference: str | None,
    *,
    arrived: dt.datetime,
    by_staff: bool = False,
) -> Decision:
    """Return what a form document changes.

    reference: the move that its mail answers or names. arrived: when its first mail came. by_staff:
    a person has looked and accepted it, so who sent it and what it contradicts no longer matter.
    """
    record = reading.record
    if record is None:
        return ForAPerson(reason="unreadable", why=_first_sentence(reading))
    who = identity_of(record)
    match = find(who, desk.known, reference)
    found = desk.moves[match.move] if match.move else None
    doubt = _doubt(reading, sender, who, match, found)
    if doubt is not None and (not by_staff or match.several or match.conflict):
        return doubt
    if reading.status == "query" and not by_staff:
        return _question(reading, record, who, match, sender)
    match record:
        case Mm1():
            by_home = by_staff or sender.staff or who.home in sender.schools
            paper = desk.papers(found.id) if found else None
            return _agreement(
                record, found, paper, arrived=arrived, by_home=by_home, by_staff=by_staff
            )
        case Mm2():
            protocol = _kept(found, desk)
            return _outcome(record, who, found, protocol, by_staff=by_staff)
        case ReviewRecord():
            return _review(record, who, found)
        case AttendanceRecord():
            return _attendance(record, who, found)


def _kept(found: Move | None, desk: Desk) -> Protocol:
    """Return the version of the protocol that a move keeps; the newest where there is no move."""
    agreement = found.agreement if found is not None else None
    return desk.protocols.on(agreement.start) if agreement else desk.protocols.newest


def _doubt(
    reading: Reading, sender: Sender, who: Identity, match: Match, found: Move | None
) -> ForAPerson | None:
    """Return why a person must look before the form is even considered; None if it may count."""
    schools = (found.home, found.receiving) if found else (who.home, who.receiving)
    if match.several:
        why = "More than one move fits the pupil named on this form."
        return ForAPerson(reason="two_candidates", why=why)
    if match.conflict:
        why = "The UPN on this form is known under another name or date of birth."
        return ForAPerson(reason="conflict", why=why)
    reason = why = ""
    if not sender.authenticated:
        reason, why = "unauthenticated", "The mail server could not prove who sent this mail."
    elif not sender.speaks_for(*schools):
        reason, why = "wrong_sender", "The sender belongs to neither of the two schools named."
    elif reading.status == "held":
        reason, why = "unclear", _first_sentence(reading)
    if not reason:
        return None
    rests = _held(SETTLES[reading.kind], review_day(reading)) if match.move else ()
    return ForAPerson(reason=reason, why=why, move=match.move, facts=rests)


def review_day(reading: Reading) -> dt.date | None:
    """Return the day of a review record, by which its review is known; None for other forms."""
    record = reading.record
    return record.review_date if isinstance(record, ReviewRecord) else None


def _first_sentence(reading: Reading) -> str:
    return reading.problems[0].message if reading.problems else "The document could not be read."


def _question(
    reading: Reading, record: Record, who: Identity, match: Match, sender: Sender
) -> Question:
    """Ask the sender; what is certain enough to name a move makes it known of."""
    opens = match.move is None and who.has_name
    start = record.start_date if isinstance(record, Mm1) else None
    facts: list[Fact] = [(What.KNOWN, {"start": start} if start else {})] if opens else []
    asked: dict[str, Any] = {
        "settles": SETTLES[reading.kind],
        "school": _school_asked(who, sender),
    }
    day = review_day(reading)
    if day is not None:
        asked["day"] = day
    facts.append((What.ASKED, asked))
    return Question(move=match.move, opens=opens, facts=tuple(facts))


def _school_asked(who: Identity, sender: Sender) -> int | None:
    """Return the school of the move that the sender speaks for; None for staff."""
    if sender.staff:
        return None
    named = [s for s in (who.home, who.receiving) if s in sender.schools]
    return named[0] if named else min(sender.schools, default=None)


# MM1


def _agreement(  # noqa: PLR0913 - each is a fact the decision turns on
    record: Mm1,
    found: Move | None,
    paper: Mm1 | None,
    *,
    arrived: dt.datetime,
    by_home: bool,
    by_staff: bool,
) -> Decision:
    if record.start_date is None:
        return ForAPerson(reason="unclear", why="The form names no start date.")
    facts: tuple[Fact, ...] = ((What.MM1, _agreed(record, arrived)),)
    current = found.agreement if found is not None else None
    if found is None or current is None:
        return Accepted(move=found.id if found else None, facts=facts)
    if record == paper or (not by_home and _same_agreement(current, record)):
        return Accepted(move=found.id, facts=())
    why = None
    if found.is_over and not by_staff:
        ended = (found.breakdown.end if found.breakdown else None) or current.end or current.start
        if record.start_date > ended:
            return Accepted(move=None, facts=facts)
        why = "This agreement differs from the one of a placement that is already over."
    elif not by_home:
        why = "The receiving school sent an agreement that differs from the home school's."
    if why is not None:
        held = () if found.is_over else _held("mm1")
        return ForAPerson(reason="contradiction", why=why, move=found.id, facts=held)
    return Accepted(move=found.id, facts=facts, amends=True)


def _agreed(record: Mm1, arrived: dt.datetime) -> dict[str, Any]:
    return {
        "start": record.start_date,
        "end": record.end_date,
        "reviews": list(record.review_dates),
        "basis": record.legal_basis,
        "attendance": record.attendance_reporting,
        "looked_after": bool(record.looked_after),
        "pex": bool(record.pex_if_unsuccessful),
        "parents": [_parent(n, parent) for n, parent in enumerate(record.parents, 1)],
        "arrived": arrived,
    }


def _parent(number: int, parent: Parent) -> dict[str, Any]:
    return {
        "number": number,
        "email": parent.email is not None,
        "agreed": parent.email_agreed,
        "restricted": bool(parent.no_contact),
    }


def _same_agreement(current: Agreement, record: Mm1) -> bool:
    new = _agreed(record, current.arrived)
    old = {
        "start": current.start,
        "end": current.end,
        "reviews": list(current.reviews),
        "basis": current.basis,
        "attendance": current.attendance,
        "looked_after": current.looked_after,
        "pex": current.pex,
    }
    parents = [
        {"number": p.number, "email": p.email, "agreed": p.agreed, "restricted": p.restricted}
        for p in current.parents
    ]
    return all(new[key] == value for key, value in old.items()) and new["parents"] == parents


def _held(settles: str, day: dt.date | None = None) -> tuple[Fact, ...]:
    data: dict[str, Any] = {"settles": settles}
    if day is not None:
        data["day"] = day
    return ((What.HELD, data),)


# MM2


def _outcome(
    record: Mm2, who: Identity, found: Move | None, protocol: Protocol, *, by_staff: bool
) -> Decision:
    if found is None:
        why = "No open move fits this outcome form."
        facts: tuple[Fact, ...] = ((What.KNOWN, {}), *_held("outcome")) if who.has_name else ()
        return ForAPerson(reason="no_move", why=why, opens=who.has_name, facts=facts)
    if found.agreement is None:
        why = "The outcome form is here, but no agreement (MM1) of this move is."
        return ForAPerson(reason="no_agreement", why=why, move=found.id, facts=_held("outcome"))
    data = _decided(record)
    if any(_same_outcome(outcome, data) for outcome in found.outcomes):
        return Accepted(move=found.id, facts=())
    against = _contradiction(record, found, protocol)
    if against is not None and not (by_staff and against[0] in _STAFF_MAY):
        return ForAPerson(reason=against[0], why=against[1], move=found.id, facts=_held("outcome"))
    if found.is_over:
        data["correction"] = 1 + max(o.correction for o in found.outcomes)
    return Accepted(move=found.id, facts=((What.OUTCOME, data),))


# What a person may overrule by accepting a held outcome form.
_STAFF_MAY = frozenset({"contradiction", "second_extension"})


def _contradiction(record: Mm2, found: Move, protocol: Protocol) -> tuple[str, str] | None:
    agreement = found.agreement
    ends = [d for d in (record.decision_date, record.end_date) if d is not None]
    if found.permanent:
        return "permanent_move", "The move is permanent: it has no placement that could end."
    if found.is_over:
        return "contradiction", "This outcome form contradicts an earlier one."
    if record.outcome == "ended_other":
        return "ended_other", "The placement ended in another way: say whether it is a breakdown."
    if record.outcome == "extended" and len(found.extensions) >= protocol.placement.extensions:
        return "second_extension", "The placement was extended before: no further one is planned."
    if agreement is not None and any(day < agreement.start for day in ends):
        return "contradiction", "The outcome form names a day before the placement began."
    return None


def _decided(record: Mm2) -> dict[str, Any]:
    extension = record.extension
    data: dict[str, Any] = {
        "kind": record.outcome,
        "meeting": record.meeting_date,
        "decision": record.decision_date,
        "end": record.end_date,
        "return_date": record.return_date,
        "permanent_from": record.permanent_from,
        "home_off_roll": record.home_off_roll,
        "extension_end": extension.end_date if extension else None,
        "extension_review": extension.review_date if extension else None,
        "signed": any(s.evidence not in (None, "none") for s in record.signatures),
    }
    return {key: value for key, value in data.items() if value is not None}


def _same_outcome(outcome: Outcome, data: Mapping[str, Any]) -> bool:
    """Return whether an outcome form says what is known; a date it leaves out says nothing."""
    dates = [key for key in data if key not in ("signed", "correction")]
    return all(getattr(outcome, key) == data[key] for key in dates)


# reviews and attendance


def _review(record: ReviewRecord, who: Identity, found: Move | None) -> Decision:
    if record.review_date is None:
        return ForAPerson(reason="unclear", why="The review record names no day.")
    final = record.which in ("final", "extension")
    fact: Fact = (What.REVIEW, {"day": record.review_date, "final": final})
    if found is not None and any(
        r.day == record.review_date and r.final == final for r in found.records
    ):
        return Accepted(move=found.id, facts=())
    return _of_move(who, found, fact)


def _attendance(record: AttendanceRecord, who: Identity, found: Move | None) -> Decision:
    week = record.week_beginning
    if week is None:
        return ForAPerson(reason="unclear", why="The attendance record names no week.")
    if found is not None and any(week == known for known, _ in found.weeks):
        return Accepted(move=found.id, facts=())
    return _of_move(who, found, (What.ATTENDANCE, {"week": week}))


def _of_move(who: Identity, found: Move | None, fact: Fact) -> Decision:
    """Accept a record of a move; one of no known move makes it known of, its MM1 still to come."""
    if found is not None:
        return Accepted(move=found.id, facts=(fact,))
    if not who.has_name or who.home is None or who.receiving is None:
        why = "The record does not say enough to find its move."
        return ForAPerson(reason="no_move", why=why)
    return Accepted(move=None, facts=((What.KNOWN, {}), fact))
