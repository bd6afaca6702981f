"""One mail taken in: what it says becomes facts, questions or cases for a person, and is answered.

A mail is worked on in this order, all of it in one transaction with what it causes:
1. our own mail is left alone; a bounce or an absence reply is told to staff;
2. each form in it is decided on (`rules.intake`), its facts kept, its doubts asked or held;
3. sentences that answer us settle what they settle;
4. news of a move without a form makes the move known of, and asks for the form;
5. the sender gets at most one acknowledgement and one question.
A machine's mail is filed if it carries a form, and never answered (mail-rules.md 25).
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from mailbot import acknowledgements as ack
from mailbot import tables as t
from mailbot.cases import case
from mailbot.casefile import Item, Recipient
from mailbot.docket import Docket
from mailbot.ledger import Ledger, Row
from mailbot.post import Piece, Post
from mailbot.returned import Returned
from mailbot.rulebook import Rulebook
from mailbot.rules import intake as rules_intake
from mailbot.rules.identity import find, Identity
from mailbot.rules.intake import Accepted, Fact, ForAPerson, Question, Sender
from mailbot.rules.moves import Event, Move, What
from parsers.evidence import Evidence
from parsers.records import Mm1, Mm2, Reading
from parsers.replies import about_a_move, breakdown_cue, mention, said

REFERENCE = re.compile(r"\bMM-\d\d-\d{4}\b")


@dataclass(slots=True, kw_only=True)
class Mail:
    """One mail while it is worked on, and what it has come to so far."""

    row: Row
    evidence: Evidence
    sender: Sender
    reference: str | None
    now: dt.datetime
    received: list[dict[str, Any]] = field(default_factory=list)
    asked: list[tuple[Reading, int, str | None]] = field(default_factory=list)
    settled: list[str] = field(default_factory=list)
    care: list[str] = field(default_factory=list)
    refs: list[str] = field(default_factory=list)
    is_held: bool = False
    is_ours: bool = False

    @property
    def at(self) -> dt.datetime:
        arrived: dt.datetime = self.row["arrived"]
        return arrived

    @property
    def may_answer(self) -> bool:
        """Return whether the sender is proved, no machine, and the mail is no history."""
        proved = self.sender.authenticated and self.evidence.automatic is None
        return proved and not self.row["history"]


class Intake:
    """Takes in one mail after another."""

    def __init__(self, ledger: Ledger, docket: Docket, rules: Rulebook, post: Post) -> None:
        """Work on `ledger`, believing `rules`, answering by `post`."""
        self._ledger = ledger
        self._docket = docket
        self._rules = rules
        self._post = post

    def mail(
        self, row: Row, evidence: Evidence, readings: Sequence[Reading], now: dt.datetime
    ) -> None:
        """Do all that a mail asks for, and say where it belongs. Within a transaction."""
        if self._is_our_own(evidence):
            self._ledger.settle(row["sha"], "ignored", "sent by ourselves", now)
            return
        mail = Mail(
            row=row,
            evidence=evidence,
            sender=self._rules.sender_of(evidence),
            reference=self._reference(evidence),
            now=now,
        )
        if evidence.automatic in ("bounce", "absence"):
            returned = Returned(self._ledger, self._docket, self._rules, self._post)
            if returned.tell(row, evidence, now):
                self._ledger.settle(row["sha"], "processed", f"{evidence.automatic}", now)
                return
        forms = [r for r in readings if r.kind != "other"]
        for reading in forms:
            self._form(mail, reading)
        self._unread(mail, [r for r in readings if r.kind == "other"], alone=not forms)
        self._sentences(mail, attached=bool(forms))
        if not mail.is_ours and not mail.is_held:
            self._news(mail)
        self._answer(mail)
        self._ledger.settle(row["sha"], *_fate(mail), now)

    # who it is from, and what it answers

    def _is_our_own(self, evidence: Evidence) -> bool:
        ours = evidence.sender in self._rules.own_addresses and bool(evidence.own_kind)
        return ours or (
            bool(evidence.message_id)
            and evidence.sender in self._rules.own_addresses
            and self._letter(evidence.message_id) is not None
        )

    def _letter(self, message_id: str) -> Row | None:
        where = t.outbox.c.message_id == message_id
        return self._ledger.row(sa.select(t.outbox).where(where))

    def _reference(self, evidence: Evidence) -> str | None:
        """Return the one move that a mail answers or names; None if it names several."""
        known = self._docket.moves()
        text = f"{evidence.subject}\n{evidence.new_text}"
        named = {ref for ref in REFERENCE.findall(text) if ref in known}
        if len(named) == 1:
            return named.pop()
        if named:
            return None
        for message_id in evidence.references:
            letter = self._letter(message_id)
            if letter is not None:
                keys = sa.select(t.notices.c.move).where(t.notices.c.outbox == letter["id"])
                moves = {row["move"] for row in self._ledger.rows(keys)}
                return moves.pop() if len(moves) == 1 else None
        return None

    # forms

    def _form(self, mail: Mail, reading: Reading) -> None:
        mail.is_ours = True
        desk = self._docket.desk(self._rules.protocol)
        decision = rules_intake.decide(reading, mail.sender, desk, mail.reference, arrived=mail.at)
        form = self.keep_form(mail, reading)
        self.carry_out(mail, reading, decision, form)

    def keep_form(self, mail: Mail, reading: Reading) -> int:
        """Keep a form that was read; return its number."""
        return int(
            self._ledger.write(
                sa.insert(t.forms).values(
                    sha=mail.row["sha"],
                    part=reading.part or "",
                    kind=reading.kind,
                    status=reading.status,
                    sender=mail.sender.address,
                    school=min(mail.sender.schools, default=None),
                    at=mail.at,
                    taken=mail.now,
                    history=mail.row["history"],
                    reading=reading.model_dump_json(),
                )
            )
        )

    def carry_out(
        self,
        mail: Mail,
        reading: Reading,
        decision: rules_intake.Decision,
        form: int,
    ) -> None:
        """Make a decision about a form true: facts, people, questions, held items."""
        ref = decision.move
        if ref is None and (isinstance(decision, Accepted) or decision.opens):
            ref = self._open_move(mail, reading)
        first = self._docket.moves()[ref] if ref else None
        facts = [(what, _with_form(what, data, form)) for what, data in decision.facts]
        if isinstance(decision, Accepted):
            facts = [*self._put_right(reading, first, facts)]
        if ref is not None:
            self.add(ref, facts, mail)
            self._ledger.write(sa.update(t.forms).where(t.forms.c.id == form).values(move=ref))
        match decision:
            case Accepted():
                self._accepted(mail, reading, decision, ref or "", form, first)
            case Question():
                mail.asked.append((reading, form, ref))
            case ForAPerson():
                self._hold(mail, reading, decision, ref, form)

    def add(self, ref: str, facts: Sequence[Fact], mail: Mail) -> None:
        """Add facts of a move, learned from this mail."""
        for what, data in facts:
            self._ledger.add_event(
                Event(
                    move=ref,
                    what=what,
                    at=mail.at,
                    taken=mail.now,
                    history=mail.row["history"],
                    evidence=mail.row["sha"],
                    data=data,
                )
            )

    def _open_move(self, mail: Mail, reading: Reading) -> str:
        record = reading.record
        if record is None:
            raise ValueError("a move is opened by a record")
        return self._ledger.new_move(
            self._rules.calendar.day_of(mail.at).year, mail.now, **_people(reading)
        )

    def _put_right(
        self, reading: Reading, move: Move | None, facts: Sequence[Fact]
    ) -> Sequence[Fact]:
        """Close the waiting forms that an accepted one puts right; it counts as their first."""
        settles = rules_intake.SETTLES[reading.kind]
        waiting = [
            w for w in (move.waiting if move else ()) if w.settles == settles and w.closed is None
        ]
        first = min((w.at for w in waiting), default=None)
        earlier = [
            (what, {**data, "arrived": min(data["arrived"], first)})
            if what is What.MM1 and first is not None
            else (what, data)
            for what, data in facts
        ]
        return [
            *earlier,
            *((What.CLOSED, {"form": w.form, "how": "replaced"}) for w in waiting),
        ]

    def _accepted(  # noqa: PLR0913 - each is a side of one acceptance
        self,
        mail: Mail,
        reading: Reading,
        decision: Accepted,
        ref: str,
        form: int,
        before: Move | None,
    ) -> None:
        closed = "repeated" if decision.repeats else "accepted"
        self._ledger.write(sa.update(t.forms).where(t.forms.c.id == form).values(closed=closed))
        mail.refs.append(ref)
        notes: list[str] = []
        record = reading.record
        if decision.repeats:
            notes = ["We had this already. Nothing changes."]
        elif isinstance(record, Mm1):
            who = {key: value for key, value in _people(reading).items() if value is not None}
            self._ledger.write(sa.update(t.moves).where(t.moves.c.id == ref).values(**who))
            move = self._docket.moves()[ref]
            notes = ack.notes_on_agreement(move, self._rules, amends=decision.amends)
            mail.care += [c.text for c in ack.needs_care(record, move, self._rules)]
            self._offer_again(mail, ref)
        if reading.kind == "attendance" and before is not None and before.weeks:
            return  # records are acknowledged once a move, then only in the digest
        mail.received.append(ack.read_form(reading, notes))

    def _offer_again(self, mail: Mail, ref: str) -> None:
        """Offer staff an outcome form again that was held for want of this agreement."""
        query = sa.select(t.held).where(
            t.held.c.move == ref,
            t.held.c.decision == "",
            t.held.c.reason.in_(("no_move", "no_agreement")),
        )
        for held in self._ledger.rows(query):
            why = "The agreement has come. Look at the outcome form that waited for it."
            self.tell_staff(mail, f"held/{held['id']}/again", held["reason"], why, held["id"], ref)

    # what waits for a person

    def _hold(
        self, mail: Mail, reading: Reading, decision: ForAPerson, ref: str | None, form: int
    ) -> None:
        mail.is_held = True
        record = reading.record
        ends = isinstance(record, Mm2) and record.outcome in ("unsuccessful", "ended_other")
        self.hold(mail, "form", decision.reason, decision.why, ref, form=form, urgent=ends)

    def hold(  # noqa: PLR0913 - each is a column of the held item
        self,
        mail: Mail,
        sort: str,
        reason: str,
        why: str,
        ref: str | None,
        *,
        form: int | None = None,
        urgent: bool = False,
    ) -> int:
        """Open a held item and tell staff of it at once; return its number."""
        number = int(
            self._ledger.write(
                sa.insert(t.held).values(
                    sort=sort,
                    move=ref,
                    form=form,
                    sha=mail.row["sha"],
                    reason=reason,
                    why=why,
                    since=mail.now,
                )
            )
        )
        self._ledger.audit(mail.now, "held", number)
        if not mail.row["history"]:
            self.tell_staff(mail, f"held/{number}", reason, why, number, ref, urgent=urgent)
        return number

    def tell_staff(  # noqa: PLR0913 - each is a line of the message
        self,
        mail: Mail,
        key: str,
        reason: str,
        why: str,
        number: int,
        ref: str | None,
        *,
        urgent: bool = False,
    ) -> None:
        """Write to each of the exclusions team what waits for them."""
        about = case(ref, self._docket, self._rules) if ref else None
        data = {"reason": reason, "held_id": number, "why": why, "urgent": urgent}
        for n, address in enumerate(self._rules.settings.authority.exclusions_team):
            to = Recipient(role="exclusions_team", address=address, voice="staff")
            item = Item(kind="form_held", case=about, data=data)
            self._post.put([Piece(key=f"{key}/{n}", item=item)], to, mail.now)

    def _unread(self, mail: Mail, readings: Sequence[Reading], *, alone: bool) -> None:
        """Hold a document that could not be read, where it may be a form of a move."""
        unread = [r for r in readings if r.status == "held"]
        evidence = mail.evidence
        ours = mail.sender.staff or bool(mail.sender.schools) or mail.reference is not None
        if unread and (ours or about_a_move(evidence.subject, evidence.new_text)) and alone:
            mail.is_ours = True
            mail.is_held = True
            for reading in unread:
                why = reading.problems[0].message if reading.problems else ""
                form = self.keep_form(mail, reading)
                self.hold(
                    mail,
                    "form",
                    "unreadable",
                    why or "A document could not be read.",
                    mail.reference,
                    form=form,
                )

    # plain sentences

    def _sentences(self, mail: Mail, *, attached: bool) -> None:
        """Let a verified reply settle what its sentences say (deadlines.md, Verified reply)."""
        move = self._docket.moves().get(mail.reference or "")
        if move is None or not mail.sender.speaks_for(move.home, move.receiving):
            return
        day = self._rules.calendar.day_of(mail.at)
        for sentence in said(mail.evidence.new_text, day, attached=attached):
            found = _settles(sentence.what, sentence.day, move, mail.sender, day)
            if found is not None:
                fact, words = found
                self.add(move.id, [fact], mail)
                mail.settled.append(words)
                mail.is_ours = True
                if move.id not in mail.refs:
                    mail.refs.append(move.id)

    # news without a form

    def _news(self, mail: Mail) -> None:
        """Ask for the form where a mail tells of a move, and hold a reported breakdown."""
        evidence, sender = mail.evidence, mail.sender
        known = sender.staff or bool(sender.schools)
        if not sender.authenticated or not known or evidence.automatic is not None:
            return
        text = evidence.new_text
        told = mention(text, self._rules.register)
        about = about_a_move(evidence.subject, text)
        if told is None and mail.reference is None and not about:
            return
        if sender.staff and told is None:
            return  # colleagues talk about moves all day; only their forms and decisions count
        ref = mail.reference
        if told is not None and ref is None:
            ref = self._told_of(mail, told)
        ended = breakdown_cue(text) == "strong"
        if ended:
            why = "A mail says that a placement has broken down. No outcome form came with it."
            self.hold(mail, "breakdown", "breakdown_reported", why, ref, urgent=True)
            mail.is_held = True
        if mail.reference is not None and told is None and not ended:
            return  # an answer in free words is kept as evidence; it is no news of a move
        start = told.start if told else None
        mail.is_ours = True
        self._reply(
            mail,
            "form_missing",
            ref,
            {"start": start, "breakdown": ended, "form": "mm2" if ended else "mm1"},
        )

    def _told_of(self, mail: Mail, told: Any) -> str | None:
        """Make the move known of that a plain mail names; return its reference."""
        home = told.home.urn if told.home else None
        receiving = told.receiving.urn if told.receiving else None
        if not mail.sender.speaks_for(home, receiving):
            return None
        who = Identity(
            forename=told.forename or "",
            surname=told.surname or "",
            dob=told.dob,
            home=home,
            receiving=receiving,
        )
        match = find(who, self._docket.known(), None)
        if match.several:
            return None
        ref = match.move or self._ledger.new_move(
            self._rules.calendar.day_of(mail.at).year,
            mail.now,
            forename=who.forename,
            surname=who.surname,
            dob=who.dob,
            home=home,
            receiving=receiving,
            home_name=told.home.name if told.home else "",
            receiving_name=told.receiving.name if told.receiving else "",
        )
        move = self._docket.moves()[ref]
        if move.agreement is None and (match.move is None or told.start != move.expected_start):
            data = {"start": told.start} if told.start else {}
            self.add(ref, [(What.KNOWN, data)], mail)
        return ref

    # answers

    def _answer(self, mail: Mail) -> None:
        """Send the sender at most one acknowledgement and one question."""
        if mail.received or mail.settled:
            refs = list(dict.fromkeys(mail.refs))
            about, follows = ack.receipt(refs, self._docket, self._rules, mail.now)
            data = {
                "forms": mail.received,
                "follows": follows,
                "care": list(dict.fromkeys(mail.care)),
                "settled": mail.settled,
            }
            late = self._late_days(mail, refs)
            self._reply(mail, "form_received", about.reference if about else None, data, late=late)
        if mail.asked:
            data = {"forms": [ack.asked_form(reading) for reading, _, _ in mail.asked], "rung": 0}
            ref = next((ref for _, _, ref in mail.asked if ref), None)
            self._reply(mail, "form_query", ref, data)

    def _late_days(self, mail: Mail, refs: Sequence[str]) -> int | None:
        if not any(form["kind"] == "MM1" for form in mail.received) or not refs:
            return None
        return ack.lateness(self._docket.moves()[refs[0]], self._rules)

    def _reply(
        self,
        mail: Mail,
        kind: str,
        ref: str | None,
        data: Mapping[str, Any],
        *,
        late: int | None = None,
    ) -> None:
        if not mail.may_answer:
            return
        about = case(ref, self._docket, self._rules) if ref else None
        to = Recipient(
            role="sender",
            address=mail.sender.address,
            voice="school",
            name=mail.evidence.sender_name or None,
        )
        key = f"mail/{mail.row['sha'][:32]}/{kind}"
        piece = Piece(key=key, item=Item(kind=kind, case=about, data=data))
        self._post.put(
            [piece], to, mail.now, late_days=late, in_reply_to=mail.evidence.message_id or None
        )


def _fate(mail: Mail) -> tuple[str, str]:
    if mail.is_held:
        return "held", "a person must look"
    if mail.asked:
        return "query", "the sender is asked"
    if mail.is_ours:
        return "processed", "read"
    return "ignored", "nothing of a managed move in it"


def _with_form(what: What, data: Mapping[str, Any], form: int) -> Mapping[str, Any]:
    return {**data, "form": str(form)} if what in (What.ASKED, What.HELD) else data


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


def _settles(
    what: str, day: dt.date | None, move: Move, sender: Sender, today: dt.date
) -> tuple[Fact, str] | None:
    """Return the fact that a sentence of a verified reply makes, and how we say so."""
    home = sender.staff or move.home in sender.schools
    receiving = sender.staff or move.receiving in sender.schools
    ended = move.breakdown is not None
    match what:
        case "review_held" if day is not None and day <= today:
            return (What.REVIEW, {"day": day, "final": False}), "The review was held."
        case "letter_sent" if ended and receiving:
            return (What.LETTER, {}), "The parents were told and the letter went."
        case "report_sent" if ended:
            return (What.REPORT, {}), "The breakdown report was sent."
        case "plan_meeting_held" if ended:
            return (What.PLAN, {"day": day or today}), "The education plan meeting was held."
        case "attendance_sent" if home and move.agreement is not None and not ended:
            return (What.REACHED, {"day": today}), "The attendance records reach the home school."
        case "roll_changed" if move.success is not None or move.permanent:
            role = "receiving" if move.receiving in sender.schools else "home"
            if home or receiving:
                return (What.ROLL, {"role": role}), "Your roll change is confirmed."
    return None
