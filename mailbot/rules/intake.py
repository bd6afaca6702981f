"""What a form that was read changes: facts of a move, a question, or a case for a person.

One function for each kind of form, all pure: what the form says, who sent it, the moves that are
known, and the answer as a value. An accepted form becomes facts; a queried one asks its sender;
what is not certain waits for a person. The worst error is a wrong notice to a parent, so an outcome
counts only from a school of the move, for one open move, with its agreement here, uncontradicted.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from mailbot.rules.decision import (
    Accepted,
    Decision,
    Desk,
    Fact,
    ForAPerson,
    Question,
    Sender,
    resting,
)
from mailbot.rules.identity import Identity, Match, find
from mailbot.rules.moves import PERMANENT, Agreement, Move, What
from mailbot.rules.outcomeforms import outcome_form
from mailbot.rules.protocols import Protocols
from parsers.records import AttendanceRecord, Mm1, Mm2, Parent, Reading, Record, ReviewRecord

__all__ = [
    "SETTLES",
    "Accepted",
    "Decision",
    "Desk",
    "Fact",
    "ForAPerson",
    "Question",
    "Sender",
    "decide",
    "identity_of",
    "review_day",
]

SETTLES = {"MM1": "mm1", "MM2": "outcome", "review": "review", "attendance": "attendance"}


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
            agreed = _agreed(record, desk.protocols, arrived)
            return _agreement(record, agreed, found, paper, by_home=by_home, by_staff=by_staff)
        case Mm2():
            return outcome_form(record, who, found, desk, by_staff=by_staff)
        case ReviewRecord():
            return _review(record, who, found)
        case AttendanceRecord():
            return _attendance(record, who, found)


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
    rests = resting(SETTLES[reading.kind], review_day(reading)) if match.move else ()
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
    agreed: dict[str, Any],
    found: Move | None,
    paper: Mm1 | None,
    *,
    by_home: bool,
    by_staff: bool,
) -> Decision:
    if record.start_date is None:
        return ForAPerson(reason="unclear", why="The form names no start date.")
    facts: tuple[Fact, ...] = ((What.MM1, agreed),)
    current = found.agreement if found is not None else None
    if found is None or current is None:
        return Accepted(move=found.id if found else None, facts=facts)
    if record == paper or (not by_home and _same_agreement(current, agreed)):
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
        held = () if found.is_over else resting("mm1")
        return ForAPerson(reason="contradiction", why=why, move=found.id, facts=held)
    return Accepted(move=found.id, facts=facts, amends=True)


def _agreed(record: Mm1, protocols: Protocols, arrived: dt.datetime) -> dict[str, Any]:
    """Return an agreement as a fact.

    A form that is silent on its basis is permanent where the protocol knows nothing else: then it
    opens no placement, and that must not change when the protocol does.
    """
    start, basis = record.start_date, record.legal_basis
    if basis is None and start and protocols.on(start).basis_of(start) == PERMANENT:
        basis = PERMANENT
    signed = {"signed": record.form_date} if record.form_date else {}
    return signed | {
        "start": start,
        "end": record.end_date,
        "reviews": list(record.review_dates),
        "basis": basis,
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


def _same_agreement(current: Agreement, new: Mapping[str, Any]) -> bool:
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
