"""What a demonstration shows of a desk's work: rows of its store turned into values to look at."""

import datetime as dt
from collections.abc import Iterator, Mapping
from email.header import decode_header, make_header
from email.message import Message
from pathlib import PurePath
from typing import Any

import sqlalchemy as sa

from mailbot.demo.schools import opened, text_of
from mailbot.demo.seen import Deadline, LetterOut, MailIn
from mailbot.desk import Desk
from mailbot.rules.notices import plan
from mailbot.rules.obligations import State, obligations
from mailbot.rules.placement import placement
from mailbot.store import tables as t
from mailbot.store.ledger import LEFT, Row
from parsers.records import Reading

_ROLES = {
    "sender": "sender",
    "home": "home school",
    "receiving": "receiving school",
    "parent": "parent",
    "eit_manager": "EIT manager",
    "exclusions_team": "exclusions team",
    "virtual_school": "Virtual School",
    "social_worker": "social worker",
    "staff": "staff",
}
_STANDING = {State.OPEN: "open", State.RESTING: "rests", State.MET: "met", State.LAPSED: "lapsed"}


def mails(desk: Desk, known: set[str], zone: dt.tzinfo) -> Iterator[MailIn]:
    """Yield each mail that is worked off and not yet `known`, which grows; in order of arrival."""
    query = sa.select(t.mails).where(t.mails.c.fate != "")
    for row in desk.ledger.rows(query.order_by(t.mails.c.arrived, t.mails.c.taken)):
        if row["sha"] not in known:
            known.add(row["sha"])
            yield _mail(desk, row, zone)


def letter(desk: Desk, row: Row, at: dt.datetime, eml: str, raw: bytes) -> LetterOut:
    """Return a letter that has just left, as the relay was given it."""
    message = opened(raw)
    return LetterOut(
        at=at,
        kind=row["kind"],
        reader=_ROLES[row["role"]],
        to=row["envelope"],
        subject=_words(message, "Subject"),
        move=row["move"],
        due=row["due"],
        clause=_clause(desk, row),
        eml=eml,
        raw=raw,
    )


def deadlines(desk: Desk) -> Iterator[Deadline]:
    """Yield all that was owed on any move, soonest first."""
    rules = desk.rules
    for move in desk.docket.moves().values():
        protocol = rules.protocol_of(move)
        dates = placement(move, protocol, rules.calendar)
        for owed in obligations(move, protocol, rules.calendar, dates):
            yield Deadline(
                what=owed.id,
                due=owed.due,
                settled=owed.met_on,
                state=_STANDING[owed.state],
                clause=owed.source,
            )


def _mail(desk: Desk, row: Row, zone: dt.tzinfo) -> MailIn:
    message = opened(row["raw"])
    forms = sa.select(t.forms).where(t.forms.c.sha == row["sha"]).order_by(t.forms.c.id)
    return MailIn(
        at=row["arrived"].astimezone(zone),
        sender=_words(message, "From"),
        subject=_words(message, "Subject"),
        body=text_of(message),
        files=dict(_files(message)),
        fate=row["fate"],
        readings=tuple(
            Reading.model_validate_json(form["reading"]) for form in desk.ledger.rows(forms)
        ),
        answers=message["In-Reply-To"] is not None,
        raw=row["raw"],
    )


def _files(message: Message) -> Iterator[tuple[str, bytes]]:
    for part in message.walk():
        name, content = part.get_filename(), part.get_payload(decode=True)
        if name and isinstance(content, bytes):
            yield PurePath(str(make_header(decode_header(name)))).name, content


def _words(message: Message, header: str) -> str:
    return " ".join(str(make_header(decode_header(message[header] or ""))).split())


def _clause(desk: Desk, row: Row) -> str:
    """Return the clause that asks for a letter; "" for what we say of ourselves."""
    query = sa.select(t.notices).where(t.notices.c.outbox == row["id"])
    notice = desk.ledger.row(query.order_by(sa.text("notices.rowid")))
    if notice is None or notice["move"] is None:
        return ""
    ref, rules = notice["move"], desk.rules
    sent: Mapping[str, Any] = {
        key: kept["sent"] for key, kept in desk.ledger.keys(ref).items() if kept["state"] in LEFT
    }
    move = desk.docket.moves()[ref]
    planned = plan(move, rules.protocol_of(move), rules.calendar, sent)
    key = notice["key"].partition("#")[0]
    return next((one.source for one in planned if one.key == key), "")
