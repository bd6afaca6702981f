"""What staff decide: a move they know of, a review they were told of, an item that waited for them.

Each decision is a fact like any other, learned from a person instead of a mail. What a decision
cannot do is said in one sentence (`DecisionError`), and nothing changes.
"""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from pydantic import ValidationError

from mailbot.complaints import Complaint
from mailbot.desk import Desk
from mailbot.mails.incoming import Mail
from mailbot.rules import intake as rules_intake
from mailbot.rules.identity import Identity, find, plain
from mailbot.rules.intake import Accepted, ForAPerson, Sender
from mailbot.rules.moves import Event, What
from mailbot.rules.placement import placement
from mailbot.store import tables as t
from mailbot.store.ledger import Row
from parsers.evidence import open_message
from parsers.records import Mm1, Mm2, Reading, Record
from parsers.schools import School

_STEP = re.compile(r"([a-z_]+)(?:\[(\d+)\])?")
_RELEASES = {"looked_after": "family", "late_news": "parents", "pex": "home"}


_OF_BREAKDOWN = frozenset({"decision_date", "end_date", "return_date"})


class DecisionError(Complaint):
    """What was decided cannot be done; the sentence says why."""


def expect(  # noqa: PLR0913 - each is a flag of the command
    desk: Desk, *, pupil: str, home: str, receiving: str, start: dt.date | None, now: dt.datetime
) -> str:
    """Make a move known of whose MM1 is not here; return its reference."""
    forename, _, surname = pupil.strip().rpartition(" ")
    if not forename:
        raise DecisionError("--pupil: write first name and surname")
    schools = [
        _school(desk, flag, name) for flag, name in (("home", home), ("receiving", receiving))
    ]
    if schools[0].urn == schools[1].urn:
        raise DecisionError("--home and --receiving: these are the same school")
    who = Identity(
        forename=forename, surname=surname, home=schools[0].urn, receiving=schools[1].urn
    )
    match = find(who, desk.docket.known(), None)
    if match.several:
        raise DecisionError("more than one move of this pupil is known: see mailbot moves")
    with desk.ledger.transaction():
        ref = match.move or desk.ledger.new_move(
            desk.rules.calendar.day_of(now).year,
            now,
            forename=forename,
            surname=surname,
            home=schools[0].urn,
            receiving=schools[1].urn,
            home_name=schools[0].name,
            receiving_name=schools[1].name,
        )
        _add(desk, ref, What.KNOWN, {"start": start} if start else {}, now)
    return ref


def _school(desk: Desk, flag: str, name: str) -> School:
    found = desk.rules.register.resolve(name)
    if isinstance(found, School):
        return found
    if found:
        names = ", ".join(school.name for school in found)
        raise DecisionError(f"--{flag}: more than one school fits: {names}")
    raise DecisionError(f"--{flag}: the register has no such school; write its name or URN")


def _add(desk: Desk, ref: str, what: What, data: Mapping[str, Any], now: dt.datetime) -> None:
    desk.ledger.add_event(Event(move=ref, what=what, at=now, taken=now, data=data))


def review(
    desk: Desk, ref: str, *, held: dt.date | None, final: dt.date | None, now: dt.datetime
) -> str:
    """Note that a review was held on a day, or when the final one will be; return what that means.

    A day that fits no review is noted all the same: terms or start may still be put right.
    """
    today = desk.rules.calendar.day_of(now)
    if ref not in desk.docket.moves():
        raise DecisionError(f"{ref}: there is no such move; see mailbot moves")
    if held is not None and held > today:
        raise DecisionError("--held: this day is still to come")
    if final is not None and final < today:
        raise DecisionError("--final: this day is past; --held says that a review was held")
    with desk.ledger.transaction():
        if held is not None:
            _add(desk, ref, What.REVIEW, {"day": held, "final": False}, now)
        if final is not None:
            _add(desk, ref, What.FINAL, {"day": final}, now)
    move = desk.docket.moves()[ref]
    dates = placement(move, desk.rules.protocol_of(move), desk.rules.calendar)
    reviews = dates.reviews if dates else ()
    settled = [r.title for r in reviews if held is not None and r.held == held]
    if held is None:
        return "noted"
    return (
        f"noted as its {settled[0]}" if settled else "noted, but none of its reviews fits that day"
    )


def newest(desk: Desk, sort: str, pupil: str) -> Row:
    """Return the newest open held item of a sort for a pupil, as a scenario names it."""
    refs = [
        ref
        for ref in desk.docket.moves()
        if plain(pupil) == plain(_full_name(desk.docket.people(ref)))
    ]
    sorts = {"breakdown": ("breakdown", "form")}.get(sort, (sort,))
    for each in sorts:
        query = sa.select(t.held).where(
            t.held.c.sort == each, t.held.c.decision == "", t.held.c.move.in_(refs)
        )
        found = desk.ledger.row(query.order_by(t.held.c.id.desc()))
        if found is not None:
            return found
    return _by_paper(desk, sort, pupil)


def _full_name(who: Row) -> str:
    return f"{who['forename']}{who['surname']}"


def _by_paper(desk: Desk, sort: str, pupil: str) -> Row:
    """Return a held form that no move is known of, by the pupil its own text names."""
    query = sa.select(t.held, t.forms.c.reading).join(t.forms, t.forms.c.id == t.held.c.form)
    query = query.where(t.held.c.decision == "").order_by(t.held.c.id.desc())
    for row in desk.ledger.rows(query):
        record = Reading.model_validate_json(row["reading"]).record
        if record is not None:
            name = f"{record.pupil.forename or ''}{record.pupil.surname or ''}"
            if plain(name) == plain(pupil):
                return row
    raise DecisionError(f"held: nothing of the sort {sort!r} waits for this pupil")


def decide(
    desk: Desk,
    number: int,
    *,
    accept: bool,
    values: Mapping[str, Any],
    now: dt.datetime,
) -> None:
    """Accept or reject an open held item, some of its values set. Raises DecisionError."""
    with desk.ledger.transaction():  # from here on nobody else decides on it
        item = desk.ledger.row(sa.select(t.held).where(t.held.c.id == number))
        if item is None:
            raise DecisionError(f"{number}: nothing of that number is held; see mailbot held")
        if item["decision"]:
            raise DecisionError(f"{number}: this was decided before ({item['decision']})")
        match item["sort"]:
            case "form":
                _form(desk, item, values, now, accept=accept)
            case "breakdown":
                if accept:
                    _breakdown(desk, item, values, now)
            case _:
                _notices(desk, item, now, accept=accept)
        desk.ledger.write(
            sa.update(t.held)
            .where(t.held.c.id == number)
            .values(decision="accepted" if accept else "rejected", decided=now)
        )
        desk.ledger.audit(now, "accepted by staff" if accept else "rejected by staff", number)


def _breakdown(desk: Desk, item: Row, values: Mapping[str, Any], now: dt.datetime) -> None:
    """Make a reported breakdown certain: from now on the notices may leave."""
    strange = sorted(values.keys() - _OF_BREAKDOWN)
    if strange:
        known = ", ".join(sorted(_OF_BREAKDOWN))
        raise DecisionError(f"--set {strange[0]}: a reported breakdown has only {known}")
    ref, decision = item["move"], values.get("decision_date")
    if ref is None:
        raise DecisionError("no move is known for this report: enter it with mailbot expect first")
    move = desk.docket.moves()[ref]
    if move.agreement is None:
        raise DecisionError("the agreement (MM1) of this move is not here: nobody can be told")
    end = values.get("end_date")
    if not isinstance(decision, dt.date) or not isinstance(end, dt.date):
        raise DecisionError("set decision_date and end_date: the same-day clock runs from them")
    _not_ahead(desk, decision, now)
    if move.breakdown is not None and move.breakdown.decision == decision:
        raise DecisionError("this breakdown is known already, and its notices were made")
    data: dict[str, Any] = {"kind": "unsuccessful", "decision": decision, "end": end}
    if "return_date" in values:
        if not isinstance(values["return_date"], dt.date):
            raise DecisionError("--set return_date: write a day such as 2026-11-20")
        data["return_date"] = values["return_date"]
    if move.is_over:
        data["correction"] = 1 + max(o.correction for o in move.outcomes)
    _add(desk, ref, What.OUTCOME, data, now)


def _not_ahead(desk: Desk, decision: dt.date, now: dt.datetime) -> None:
    if decision > desk.rules.calendar.day_of(now):
        raise DecisionError("decision_date: this day is still to come")


# What an outcome must say before anybody is told of it (contract/records.md, MM2 record).
_NEEDED = {
    "successful": ("permanent_from",),
    "extended": ("extension.end_date",),
    "unsuccessful": ("decision_date", "end_date"),
}


def _is_complete(desk: Desk, record: Record, now: dt.datetime) -> None:
    """Refuse to accept a form that does not say what its clocks run from. Raises DecisionError."""
    missing: list[str] = []
    if isinstance(record, Mm1):
        sides = {"home.urn": record.home.urn, "receiving.urn": record.receiving.urn}
        missing = [path for path, urn in sides.items() if desk.rules.school(urn) is None]
        missing += [] if record.start_date else ["start_date"]
    elif isinstance(record, Mm2):
        if record.outcome not in _NEEDED:
            raise DecisionError("say what became of it: --set outcome=unsuccessful, or successful")
        extended = record.extension.end_date if record.extension else None
        said = {**dict(record), "extension.end_date": extended}
        missing = [path for path in _NEEDED[record.outcome] if said[path] is None]
        if record.decision_date is not None:
            _not_ahead(desk, record.decision_date, now)
    if missing:
        raise DecisionError(f"it cannot be accepted without {', '.join(missing)}: use --set")


def _notices(desk: Desk, item: Row, now: dt.datetime, *, accept: bool) -> None:
    """Release, or drop for good, the notices of a move that waited for a person."""
    if accept:
        _add(desk, item["move"], What.RELEASED, {"which": _RELEASES[item["reason"]]}, now)
        return
    for row in desk.ledger.keys(item["move"]).values():
        if row["state"] == "held" and row["hold"] == item["reason"]:
            desk.ledger.change_letter(row["outbox"], now, state="withdrawn")


def _form(
    desk: Desk, item: Row, values: Mapping[str, Any], now: dt.datetime, *, accept: bool
) -> None:
    if item["form"] is None:
        return  # a quarantined mail: the decision only takes it off the list
    form = desk.ledger.row(sa.select(t.forms).where(t.forms.c.id == item["form"]))
    if form is None:
        raise DecisionError("the form of this item is no longer kept")
    ref = form["move"] or item["move"]
    closed = {"form": str(form["id"]), "how": "accepted" if accept else "rejected"}
    if accept:
        ref = _accept_form(desk, form, item, values, now) or ref
    if ref is not None:
        _add(desk, ref, What.CLOSED, closed, now)
    desk.ledger.write(
        sa.update(t.forms).where(t.forms.c.id == form["id"]).values(closed=closed["how"])
    )


def _accept_form(
    desk: Desk, form: Row, item: Row, values: Mapping[str, Any], now: dt.datetime
) -> str | None:
    """Let a held form count, as a person set it right; return its move."""
    reading = with_values(Reading.model_validate_json(form["reading"]), values)
    mail = desk.ledger.row(sa.select(t.mails).where(t.mails.c.sha == form["sha"]))
    if mail is None:
        raise DecisionError("the mail of this form is no longer kept")
    staff = Sender(address="", authenticated=True, staff=True, schools=frozenset())
    if reading.record is not None:
        _is_complete(desk, reading.record, now)
    decision = rules_intake.decide(
        reading,
        staff,
        desk.docket.desk(desk.rules.protocols, desk.rules.calendar),
        item["move"],
        arrived=form["at"],
        by_staff=True,
    )
    if isinstance(decision, ForAPerson) or not isinstance(decision, Accepted):
        why = decision.why if isinstance(decision, ForAPerson) else "it must still be asked about"
        raise DecisionError(f"it cannot be accepted: {why}")
    desk.ledger.write(
        sa.update(t.forms)
        .where(t.forms.c.id == form["id"])
        .values(reading=reading.model_dump_json())
    )
    work = Mail(
        row=mail,
        evidence=open_message(mail["raw"]),
        sender=staff,
        reference=item["move"],
        now=now,
    )
    desk.intake.forms.carry_out(work, reading, decision, form["id"])
    return work.refs[0] if work.refs else decision.move


def with_values(reading: Reading, values: Mapping[str, Any]) -> Reading:
    """Return a reading with values set by path, such as {"decision_date": a day}."""
    if not values:
        return reading
    if reading.record is None:
        raise DecisionError("nothing was read of this document: there is no value to set")
    plain_record = reading.record.model_dump(mode="json")
    for path, value in values.items():
        _set(plain_record, path, value.isoformat() if isinstance(value, dt.date) else value)
    kind = type(reading.record)
    try:
        record = kind.model_validate(plain_record)
    except ValidationError as wrong:
        fields = ", ".join(".".join(map(str, e["loc"])) for e in wrong.errors())
        raise DecisionError(f"--set: no such field, or no such value: {fields}") from None
    return reading.model_copy(update={"record": record})


def _set(record: dict[str, Any], path: str, value: object) -> None:
    """Set one value by its path in the contract's spelling, such as `parents[1].email`."""
    here: Any = record
    *way, last = path.split(".")
    for step in way:
        named = _STEP.fullmatch(step)
        if named is None:
            raise DecisionError(f"--set {path}: no such field")
        if not isinstance(here, dict):
            raise DecisionError(f"--set {path}: no such field")
        if here.get(named[1]) is None:
            here[named[1]] = {}
        here = here[named[1]]
        if named[2] is not None:
            if not isinstance(here, list) or int(named[2]) >= len(here):
                raise DecisionError(f"--set {path}: there is no such entry")
            here = here[int(named[2])]
    if not isinstance(here, dict):
        raise DecisionError(f"--set {path}: no such field")
    here[last] = value
