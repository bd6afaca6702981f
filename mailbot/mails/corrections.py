"""A reply that answers our question about a form: the form, put right, is decided on once more.

Whose reply counts is the letter's business: it answers a question of ours, or names the move while
one form of it is in question; and its sender may speak for the move, or sent the form. What it
says becomes a new form, kept beside the first, which is closed as replaced; it counts as having
arrived with its first mail. A reply of which nothing can be read is put before a person.
"""

import re
from collections.abc import Sequence

import sqlalchemy as sa

from mailbot.mails.formwork import Formwork
from mailbot.mails.helditems import HeldItems
from mailbot.mails.incoming import Mail
from mailbot.planned.docket import Docket
from mailbot.rulebook import Rulebook
from mailbot.rules.intake import decide
from mailbot.rules.moves import What
from mailbot.store import tables as t
from mailbot.store.ledger import Ledger, Row
from parsers.records import Mm2, Reading
from parsers.replying.corrections import corrected

# A reply to another letter answers that letter, whatever form of the move is in question.
_ABOUT_FORMS = frozenset({"form_query", "form_received", "form_missing"})
_QUERY = re.compile(r"/query:(\d+)/")
_BY_MAIL = re.compile(r"mail/([0-9a-f]+)/form_query")
_WHY = "A reply to our question about this form could not be read as an answer."


class Corrections:
    """Puts queried forms right, one reply after another."""

    def __init__(
        self, ledger: Ledger, docket: Docket, rules: Rulebook, forms: Formwork, held: HeldItems
    ) -> None:
        """Find questions in `ledger`; what is answered goes to `forms`, what is not to `held`."""
        self._ledger = ledger
        self._docket = docket
        self._rules = rules
        self._forms = forms
        self._held = held

    def asked(self, mail: Mail) -> Sequence[Row]:
        """Return the open queried forms that a mail without a form of its own replies about."""
        if mail.has_form or mail.is_held or mail.evidence.automatic:
            return ()
        letter = self._answered(mail)
        if letter is not None and letter["kind"] not in _ABOUT_FORMS:
            return ()
        found = self._in_letter(letter) if letter is not None else ()
        if not found and mail.reference is not None:
            named = self._open(t.forms.c.move == mail.reference)
            found = named if len(named) == 1 else ()
        return tuple(form for form in found if self._may_answer(mail, form))

    def put_right(self, mail: Mail, asked: Sequence[Row]) -> bool:
        """Let the reply answer the one form that it fits; return whether it did.

        An answer that fits several forms in question is no answer: it could be another child's.
        """
        if not asked:
            return False
        context, today = self._rules.settings.context(), self._rules.calendar.day_of(mail.at)
        fits: list[tuple[Row, Reading]] = []
        for form in asked:
            before = Reading.model_validate_json(form["reading"])
            reading = corrected(before, mail.evidence.new_text, context, today)
            if reading is not None:
                fits.append((form, reading))
        if len(fits) != 1:
            return False
        self._replace(mail, *fits[0])
        return True

    def keep(self, mail: Mail, asked: Sequence[Row]) -> None:
        """Put a reply that answers nothing we can read before a person, with the queried form."""
        mail.is_ours = mail.is_held = True
        for form in asked:
            record = Reading.model_validate_json(form["reading"]).record
            ends = isinstance(record, Mm2) and record.outcome in ("unsuccessful", "ended_other")
            self._held.open(
                mail.now,
                "form",
                "answer",
                _WHY,
                ref=form["move"],
                form=form["id"],
                sha=mail.row["sha"],
                urgent=ends,
                tell=not mail.row["history"],
            )

    def _replace(self, mail: Mail, old: Row, reading: Reading) -> None:
        """Close the first form, and decide on the one put right in its place."""
        mail.is_ours = True
        mail.answered.append(reading.kind)
        self._ledger.write(
            sa.update(t.forms).where(t.forms.c.id == old["id"]).values(closed="replaced")
        )
        self._ledger.write(
            sa.update(t.held)
            .where(t.held.c.form == old["id"], t.held.c.decision == "")
            .values(decision="replaced", decided=mail.now)
        )
        if old["move"]:
            done = {"form": str(old["id"]), "how": "replaced"}
            mail.add(self._ledger, old["move"], What.CLOSED, done)
        reading = self._forms.with_demands(reading, old["at"], old["move"] or mail.reference)
        number = self._forms.keep(mail, reading, since=old["at"])
        desk = self._docket.desk(self._rules.protocols, self._rules.calendar)
        reference = old["move"] or mail.reference
        decision = decide(reading, mail.sender, desk, reference, arrived=old["at"])
        self._forms.carry_out(mail, reading, decision, number)

    def _answered(self, mail: Mail) -> Row | None:
        """Return the letter of ours that a mail answers."""
        for message_id in mail.evidence.references:
            query = sa.select(t.outbox).where(t.outbox.c.message_id == message_id)
            letter = self._ledger.row(query)
            if letter is not None:
                return letter
        return None

    def _in_letter(self, letter: Row) -> Sequence[Row]:
        """Return the open forms that a letter asks about."""
        query = sa.select(t.notices.c.key).where(t.notices.c.outbox == letter["id"])
        found: list[Row] = []
        for notice in self._ledger.rows(query):
            number, mail = _QUERY.search(notice["key"]), _BY_MAIL.match(notice["key"])
            if number:
                found += self._open(t.forms.c.id == int(number[1]))
            elif mail:
                found += self._open(t.forms.c.sha.startswith(mail[1]))
        return found

    def _open(self, which: sa.ColumnElement[bool]) -> Sequence[Row]:
        """Return the queried forms that nobody has put right yet."""
        query = sa.select(t.forms).where(which, t.forms.c.status == "query")
        rows = self._ledger.rows(query.where(t.forms.c.closed == "").order_by(t.forms.c.id))
        moves = self._docket.moves()
        return [
            row
            for row in rows
            if row["move"] is None
            or any(
                w.form == str(row["id"]) and w.closed is None for w in moves[row["move"]].waiting
            )
        ]

    def _may_answer(self, mail: Mail, form: Row) -> bool:
        sender = mail.sender
        if sender.authenticated and sender.address == form["sender"]:
            return True
        move = self._docket.moves().get(form["move"] or "")
        if move is not None:
            return sender.speaks_for(move.home, move.receiving)
        record = Reading.model_validate_json(form["reading"]).record
        return record is not None and sender.speaks_for(record.home.urn, record.receiving.urn)
