"""What a program is told of moves and messages: the objects of the contract, ready for JSON."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from mailbot.mails import acknowledgements as ack
from mailbot.planned.docket import Docket
from mailbot.rulebook import Rulebook
from mailbot.rules.figures import standing
from mailbot.rules.moves import Move
from mailbot.rules.placement import placement
from mailbot.rules.schooldays import CalendarTooShortError
from mailbot.rules.timeliness import notification_due
from mailbot.store import tables as t
from mailbot.store.ledger import Ledger, Row
from mailbot.telling.beliefs import Belief
from mailbot.telling.why import why

_CARRIED = (
    sa.select(t.notices)
    .where(t.notices.c.outbox == sa.bindparam("outbox_"))
    .order_by(sa.text("notices.rowid"))
)


def moves(docket: Docket, rules: Rulebook) -> Iterator[dict[str, Any]]:
    """Yield each move as moves.jsonl has it (contract/cli.md)."""
    for ref in docket.moves():
        yield move(ref, docket, rules)


def move(ref: str, docket: Docket, rules: Rulebook) -> dict[str, Any]:
    """Return one move as moves.jsonl has it."""
    known, who = docket.moves()[ref], docket.people(ref)
    agreement = known.agreement
    dates = placement(known, rules.protocol_of(known), rules.calendar)
    last = known.outcomes[-1] if known.outcomes else None
    start = agreement.start if agreement else known.expected_start
    first = known.agreements[0] if known.agreements else None
    return {
        "move": ref,
        "pupil": f"{who['forename']} {who['surname']}".strip(),
        "home_urn": known.home,
        "receiving_urn": known.receiving,
        "state": standing(known),
        "start": _iso(start),
        "end": _iso(dates.end if dates else None),
        "mm1": {
            "due": _iso(_limit(known, rules)),
            "arrived": _iso(rules.calendar.day_of(first.arrived) if first else None),
            "late_days": ack.lateness(known, rules) if first else None,
        },
        "reviews": [
            {"which": r.name, "due": _iso(r.due), "held": _iso(r.held)}
            for r in (dates.reviews if dates else ())
            if not r.lapsed
        ],
        "outcome": last.kind if last else None,
        "decision_date": _iso(last.decision if last else None),
    }


def _limit(move: Move, rules: Rulebook) -> dt.date | None:
    try:
        return notification_due(move, rules.told_under(move), rules.calendar)
    except CalendarTooShortError:
        return None


def owed(ref: str, belief: Belief) -> list[dict[str, Any]]:
    """Return what a move owes or owed, as `moves --json` has it: what, due, state and clause.

    And why: the days counted, what met it, what was sent for it.
    """
    return [
        {
            "what": one.what,
            "due": one.due.isoformat(),
            "state": one.state,
            "rule": one.clause,
            "counted": list(one.counted),
            "met_by": one.met_by,
            "sent": [
                {
                    "kind": letter.kind,
                    "at": letter.at.astimezone(belief.rules.calendar.zone).isoformat(),
                    "to": letter.role,
                    "state": letter.state,
                }
                for letter in one.sent
            ],
        }
        for one in why(ref, belief)
    ]


def timeline_row(ledger: Ledger, letter: Row, at: dt.datetime, rules: Rulebook) -> dict[str, Any]:
    """Return a sent letter as timeline.jsonl has it, its bundled notices in `bundle`."""
    carried = ledger.rows(_CARRIED, outbox_=letter["id"])
    return {
        "at": at.astimezone(rules.calendar.zone).isoformat(),
        "kind": letter["kind"],
        "move": letter["move"],
        "to": letter["envelope"],
        "due": _iso(letter["due"]),
        "late_days": letter["late_days"] or 0 if letter["late_days"] is not None else None,
        "rule": letter["source"],
        "subject": letter["subject"],
        "message_id": letter["message_id"],
        "attachments": letter["attachments"],
        "bundle": [
            {"kind": row["kind"], "move": row["move"], "due": _iso(row["due"])}
            for row in carried[1:]
        ],
    }


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
