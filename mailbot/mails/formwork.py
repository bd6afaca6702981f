"""The forms of a mail: what was decided about each becomes facts, people, questions, held items."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from mailbot.mails import acknowledgements as ack
from mailbot.mails import unreadable
from mailbot.mails.forwarded import source_of
from mailbot.mails.helditems import HeldItems
from mailbot.mails.incoming import Mail
from mailbot.mails.naming import names_another, spoken_of
from mailbot.mails.told import told_in
from mailbot.planned.docket import Docket
from mailbot.rulebook import Rulebook
from mailbot.rules.demands import demanded
from mailbot.rules.identity import Known
from mailbot.rules.intake import (
    SETTLES,
    Accepted,
    Decision,
    Fact,
    ForAPerson,
    Question,
    Sender,
    decide,
    review_day,
)
from mailbot.rules.moves import Move, Waiting, What
from mailbot.rules.otherforms import open_move_of, role_in
from mailbot.rules.protocols import start_of
from mailbot.store import tables as t
from mailbot.store.ledger import Ledger
from parsers.doubts.copies import distinct
from parsers.records import Mm1, Mm2, OtherForm, Reading
from parsers.replying.replies import about_a_move

_ORDER = {"MM1": 0, "review": 1, "attendance": 2, "MM2": 3}
_CAME_WITH_IT = frozenset({What.MM1, What.OUTCOME, What.REVIEW, What.ATTENDANCE, What.KNOWN})
_SAME_REVIEW = dt.timedelta(days=10)


class Formwork:
    """Works on the forms of one mail after another."""

    def __init__(self, ledger: Ledger, docket: Docket, rules: Rulebook, held: HeldItems) -> None:
        """Keep forms and facts in `ledger`; what is not certain goes to `held`."""
        self._ledger = ledger
        self._docket = docket
        self._rules = rules
        self._held = held

    def work_on(self, mail: Mail, readings: Sequence[Reading]) -> None:
        """Decide on each form that was read, and make the decision true."""
        # an agreement comes first, also where its outcome form lies above it in the same mail
        one_each = distinct([reading for reading in readings if reading.kind != "other"])
        forms = sorted(one_each, key=lambda reading: _ORDER[reading.kind])
        for reading in forms:
            mail.is_ours = mail.has_form = True
            mail.kinds.add(reading.kind)
            if (reading.part or "").rpartition("/")[2] == "body":
                mail.answers += [seen.raw for seen in reading.evidence.values()]
            self._decide(mail, reading)
        mail.letters += [reading.words for reading in readings if reading.words]
        self._note(mail, readings)
        unread = [r for r in readings if r.kind == "other" and r.status == "held"]
        # a letter that tells of a known move's end is news of that move (`news`), and no form
        self._unread(mail, [r for r in unread if not self._is_news(mail, r)])

    def _decide(self, mail: Mail, reading: Reading) -> None:
        """Decide on one form as the word of whoever first sent it."""
        source = source_of(mail.sender, mail.at, reading, self._rules)
        reading = self.with_demands(reading, source.arrived, mail.reference)
        desk = self._docket.desk(self._rules.protocols, self._rules.calendar)
        decision = decide(reading, source.sender, desk, mail.reference, arrived=source.arrived)
        since = source.arrived if source.arrived != mail.at else None
        if since and isinstance(decision, Accepted) and decision.amends and decision.move:
            current = self._docket.moves()[decision.move].agreement
            if current is not None and since < current.arrived:
                why = "A colleague passed on an agreement that is older than the one we have."
                decision = _held(reading, decision, "contradiction", why)
        if isinstance(decision, Accepted) and isinstance(reading.record, Mm2):
            if source.is_unknown:
                why = "A colleague passed on an outcome form whose first sender is of no school."
                decision = _held(reading, decision, "wrong_sender", why)
            elif decision.move and self._speaks_of_another(mail, decision.move):
                why = "The mail speaks of another pupil on a move than the outcome form with it."
                decision = _held(reading, decision, "contradiction", why)
        if not isinstance(decision, ForAPerson):
            mail.told.add(source.sender.address)
        number = self.keep(mail, reading, since, source.sender)
        self.carry_out(mail, reading, decision, number, since=since)

    def _speaks_of_another(self, mail: Mail, ref: str) -> bool:
        words = f"{mail.evidence.subject}\n{mail.evidence.new_text}"
        known = self._docket.known()
        return names_another(words, ref, mail.sender, known, self._rules.register)

    def with_demands(
        self, reading: Reading, arrived: dt.datetime, reference: str | None
    ) -> Reading:
        """Return the reading with what the protocol, beside every form's needs, asks its sender."""
        move = self._docket.moves().get(reference or "")
        start = start_of(move, self._rules.calendar) if move is not None else None
        day = self._rules.calendar.day_of(arrived)
        return demanded(reading, self._rules.protocols, self._rules.calendar, day, start)

    def keep(
        self,
        mail: Mail,
        reading: Reading,
        since: dt.datetime | None = None,
        sender: Sender | None = None,
    ) -> int:
        """Keep a form that was read, whatever becomes of it; return its number.

        since: when its first mail came, for a form that a reply puts right or a colleague passed
        on. sender: whose form it is, if not of the mail's sender.
        """
        whose = sender or mail.sender
        row = sa.insert(t.forms).values(
            sha=mail.row["sha"],
            part=reading.part or "",
            kind=reading.kind,
            status=reading.status,
            sender=whose.address,
            school=min(whose.schools, default=None),
            at=since or mail.at,
            taken=mail.now,
            history=mail.row["history"],
            reading=reading.model_dump_json(),
        )
        return int(self._ledger.write(row))

    def carry_out(
        self,
        mail: Mail,
        reading: Reading,
        decision: Decision,
        form: int,
        *,
        since: dt.datetime | None = None,
    ) -> None:
        """Make a decision about a form true. since: when it came, if not with this mail."""
        ref = decision.move
        if ref is None and (isinstance(decision, Accepted) or decision.opens):
            year = self._rules.calendar.day_of(mail.at).year
            ref = self._ledger.new_move(year, mail.now, **_people(reading))
        before = self._docket.moves()[ref] if ref else None
        facts = [(what, _with_form(what, data, form)) for what, data in decision.facts]
        if isinstance(decision, Accepted) and before is not None:
            facts = _put_right(reading, before, facts)
        elif isinstance(decision, Question) and before is not None:
            facts = [*_replaced(_open_forms(reading, before, asked=True)), *facts]
        if ref is not None:
            self._ledger.write(sa.update(t.forms).where(t.forms.c.id == form).values(move=ref))
            for what, data in facts:
                mail.add(self._ledger, ref, what, data, at=_came(what, since, before))
        match decision:
            case Accepted():
                if ref is not None and before is not None:
                    self._accepted(mail, reading, decision, form=form, before=before)
            case Question():
                mail.asked.append((reading, ref))
            case ForAPerson():
                self._hold(mail, reading, decision, ref, form)

    def _accepted(
        self, mail: Mail, reading: Reading, decision: Accepted, *, form: int, before: Move
    ) -> None:
        ref, record = before.id, reading.record
        closed = "repeated" if decision.repeats else "accepted"
        self._ledger.write(sa.update(t.forms).where(t.forms.c.id == form).values(closed=closed))
        mail.refs.append(ref)
        notes = ["We had this already. Nothing changes."] if decision.repeats else []
        if isinstance(record, Mm1) and not decision.repeats:
            move = self._docket.moves()[ref]
            if move.agreement is not None and move.agreement.form == str(form):
                who = {key: value for key, value in _people(reading).items() if value is not None}
                self._ledger.write(sa.update(t.moves).where(t.moves.c.id == ref).values(**who))
                self._docket.forget(ref)
            notes = ack.notes_on_agreement(move, self._rules, amends=decision.amends)
            mail.care += [c.text for c in ack.needs_care(record, move, self._rules)]
            self._offer_again(mail, ref)
        if isinstance(record, Mm2):
            reported = (t.held.c.move == ref) & (t.held.c.sort == "breakdown")
            self._ledger.write(
                sa.update(t.held)
                .where(reported, t.held.c.decision == "")
                .values(decision="settled", decided=mail.now)
            )
        if reading.kind == "attendance" and before.weeks:
            return  # records are acknowledged once a move, then only in the digest
        mail.received.append(ack.read_form(reading, notes))

    def _offer_again(self, mail: Mail, ref: str) -> None:
        """Offer staff an outcome form again that was held for want of this agreement."""
        query = sa.select(t.held).where(
            t.held.c.move == ref,
            t.held.c.decision == "",
            t.held.c.reason.in_(("no_move", "no_agreement")),
        )
        why = "The agreement has come. Look at the outcome form that waited for it."
        for held in self._ledger.rows(query):
            data = {"reason": held["reason"], "held_id": held["id"], "why": why, "urgent": True}
            agreed = self._docket.moves()[ref].agreement
            key = f"held/{held['id']}/again/{agreed.form if agreed else 0}"
            self._held.tell(key, "form_held", data, mail.now, ref=ref)

    def _hold(
        self, mail: Mail, reading: Reading, decision: ForAPerson, ref: str | None, form: int
    ) -> None:
        mail.is_held = True
        record = reading.record
        ends = isinstance(record, Mm2) and record.outcome in ("unsuccessful", "ended_other")
        self._held.open(
            mail.now,
            "form",
            decision.reason,
            decision.why,
            ref=ref,
            form=form,
            sha=mail.row["sha"],
            urgent=ends,
            tell=not mail.row["history"],
            crops=reading.crops,
        )

    def _note(self, mail: Mail, readings: Sequence[Reading]) -> None:
        """Note in an open move's history each form of another process that names its pupil.

        Nothing is answered, and nothing is owed for it.
        """
        others = [(one.other, one.words) for one in readings if one.other is not None]
        known = self._docket.known() if others else ()
        told: set[tuple[str, str]] = set()
        for form, words in others:
            move = open_move_of(form, known, mail.reference) or self._named_by(form, words, mail)
            who = move.who if move else None
            if move is None or who is None or not mail.sender.speaks_for(who.home, who.receiving):
                continue
            mail.is_ours = mail.is_noted = True
            if (move.move, form.what) in told:
                continue  # the same one as Word and as PDF
            told.add((move.move, form.what))
            role = role_in(form, move, mail.sender.schools)
            data = {"sort": form.what, "advice": form.advice, "role": role}
            mail.add(self._ledger, move.move, What.NOTED, data)

    def _named_by(self, form: OtherForm, words: str, mail: Mail) -> Known | None:
        """Return the move whose pupil a document's words name in full, and nothing denies."""
        known, register = self._docket.known(), self._rules.register
        one = spoken_of(words, mail.sender, known, register, in_full=True).one
        if one is None or mail.sender.staff:
            return None
        pairs = ((form.pupil.dob, one.who.dob), (form.pupil.upn, one.who.permanent_upn))
        return None if any(said and have and said != have for said, have in pairs) else one

    def _is_news(self, mail: Mail, reading: Reading) -> bool:
        known, register = self._docket.known(), self._rules.register
        ours = mail.sender.staff or mail.sender.schools
        return bool(
            reading.words
            and ours
            and not mail.evidence.automatic
            and spoken_of(reading.words, mail.sender, known, register, in_full=True).one
            and told_in(mail, self._docket, self._rules).cue == "strong"
        )

    def _unread(self, mail: Mail, readings: Sequence[Reading]) -> None:
        """Hold a document that could not be read, where it may be a form of a move."""
        evidence = mail.evidence
        ours = mail.sender.staff or bool(mail.sender.schools) or mail.reference is not None
        if not readings or not (ours or about_a_move(evidence.subject, evidence.new_text)):
            return
        mail.is_ours = mail.is_held = True
        for reading in readings:
            why = reading.problems[0].message if reading.problems else "It could not be read."
            self._held.open(
                mail.now,
                "form",
                "unreadable",
                why,
                ref=mail.reference,
                form=self.keep(mail, reading),
                sha=mail.row["sha"],
                tell=not mail.row["history"],
            )
        mail.unread += unreadable.for_sender(mail, readings)


def _open_forms(reading: Reading, move: Move, *, asked: bool = False) -> list[Waiting]:
    """Return the waiting forms that this one stands for: of its kind, a review's of its review."""
    settles, day = SETTLES[reading.kind], review_day(reading)
    return [
        w
        for w in move.waiting
        if w.settles == settles
        and w.closed is None
        and (w.queried or not asked)
        and (w.day is None or day is None or abs(w.day - day) <= _SAME_REVIEW)
    ]


def _replaced(waiting: Sequence[Waiting]) -> list[Fact]:
    return [(What.CLOSED, {"form": w.form, "how": "replaced"}) for w in waiting]


def _put_right(reading: Reading, move: Move, facts: Sequence[Fact]) -> list[Fact]:
    """Close the waiting forms that an accepted one puts right; it counts as the first queried.

    One that was held proves nothing of when its school wrote: it may have come from a stranger.
    """
    waiting = _open_forms(reading, move)
    asked = [w for w in move.waiting if w.settles == "mm1" and w.queried]
    chain = [w for w in asked if w.how in ("", "replaced")]
    first = min((w.at for w in chain), default=None)
    earlier = [
        (what, {**data, "arrived": min(data["arrived"], first)})
        if what is What.MM1 and first is not None
        else (what, data)
        for what, data in facts
    ]
    return [*earlier, *_replaced(waiting)]


def _came(what: What, since: dt.datetime | None, move: Move | None) -> dt.datetime | None:
    """Return when a fact of a form came, where it first came before the mail that brings it.

    What a form reports is known since then, but never before the agreement that it is about.
    Questions and what waits begin with the mail itself.
    """
    if since is None or what not in _CAME_WITH_IT:
        return None
    agreed = move.agreement.at if move is not None and move.agreement is not None else since
    return max(since, agreed)


def _with_form(what: What, data: Mapping[str, Any], form: int) -> Mapping[str, Any]:
    return {**data, "form": str(form)} if what in (What.MM1, What.ASKED, What.HELD) else data


def _people(reading: Reading) -> dict[str, Any]:
    record = reading.record
    if record is None:
        return {}
    return {
        "forename": record.pupil.forename or "",
        "surname": record.pupil.surname or "",
        "dob": record.pupil.dob,
        "upn": record.pupil.upn,
        "nc_year": record.pupil.nc_year,
        "home": record.home.urn,
        "receiving": record.receiving.urn,
        "home_name": record.home.school or "",
        "receiving_name": record.receiving.school or "",
    }


def _held(reading: Reading, decision: Accepted, reason: str, why: str) -> ForAPerson:
    """Return that a form which would count waits for a person all the same."""
    held = ((What.HELD, {"settles": SETTLES[reading.kind]}),)
    return ForAPerson(reason=reason, why=why, move=decision.move, facts=held)
