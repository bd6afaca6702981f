"""One mail taken in: what it says becomes facts, questions or cases for a person, and is answered.

A mail is worked on in this order, all of it in one transaction with what it causes:
1. our own mail is left alone; a bounce or an absence reply is told to staff;
2. each form in it is decided on, its facts kept, its doubts asked or held (`formwork`);
3. a reply to our question about a form puts the form right (`corrections`);
4. sentences that answer us settle what they settle, and news of a move is noted (`news`);
5. the sender gets at most one acknowledgement and one question.
A machine's mail is filed if it carries a form, and never answered (mail-rules.md 25).
"""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from mailbot.mails import acknowledgements as ack
from mailbot.mails import unreadable
from mailbot.mails.corrections import Corrections
from mailbot.mails.formwork import Formwork
from mailbot.mails.helditems import HeldItems
from mailbot.mails.incoming import Mail, unpacked
from mailbot.mails.news import News
from mailbot.mails.returned import Returned
from mailbot.planned.cases import case
from mailbot.planned.docket import Docket
from mailbot.planned.post import Post
from mailbot.rulebook import Rulebook
from mailbot.store import tables as t
from mailbot.store.ledger import Ledger, Row
from parsers.evidence import Evidence
from parsers.records import Reading
from parsers.replying.replies import REFERENCE


class Intake:
    """Takes in one mail after another."""

    def __init__(self, ledger: Ledger, docket: Docket, rules: Rulebook, post: Post) -> None:
        """Work on `ledger`, believing `rules`, answering by `post`."""
        self._ledger = ledger
        self._docket = docket
        self._rules = rules
        self._post = post
        self.held = HeldItems(ledger, docket, rules, post)
        self.forms = Formwork(ledger, docket, rules, self.held)
        self._news = News(ledger, docket, rules, post, self.held)
        self._corrections = Corrections(ledger, docket, rules, self.forms, self.held)
        self._returned = Returned(ledger, docket, rules, self.held)

    def mail(
        self, row: Row, evidence: Evidence, readings: Sequence[Reading], now: dt.datetime
    ) -> None:
        """Do all that a mail asks for, and say where it belongs. Within a transaction."""
        if self._is_our_own(evidence):
            self._ledger.settle(row["sha"], "ignored", "sent by ourselves", now)
            return
        if evidence.automatic in ("bounce", "absence") and self._returned.tell(row, evidence, now):
            self._ledger.settle(row["sha"], "processed", str(evidence.automatic), now)
            return
        evidence = unpacked(evidence, readings)
        sender = self._rules.sender_of(evidence)
        # anybody can write a number; nothing of its move is told to them
        known = self._docket.moves()
        about = sorted(self._references(evidence))
        mine = [r for r in about if sender.speaks_for(known[r].home, known[r].receiving)]
        mail = Mail(
            row=row,
            evidence=evidence,
            sender=sender,
            reference=mine[0] if len(about) == 1 and mine else None,
            several=tuple(mine) if len(about) > 1 else (),
            now=now,
        )
        self.forms.work_on(mail, readings)
        asked = self._corrections.asked(mail)
        answers = self._corrections.put_right(mail, asked)
        self._news.sentences(mail)
        if not asked or self._news.tells_of_the_end(mail):
            self._news.without_form(mail)
        if asked and not (answers or mail.settled or mail.is_held):
            self._corrections.keep(mail, asked)
        self._answer(mail)
        self._ledger.settle(row["sha"], *mail.fate, now)

    def _is_our_own(self, evidence: Evidence) -> bool:
        """Return whether we sent this: our address, and our kind or a Message-ID of ours."""
        if evidence.sender not in self._rules.own_addresses:
            return False
        return bool(evidence.own_kind) or self._letter(evidence.message_id) is not None

    def _letter(self, message_id: str) -> Row | None:
        where = t.outbox.c.message_id == message_id
        return self._ledger.row(sa.select(t.outbox).where(where)) if message_id else None

    def _references(self, evidence: Evidence) -> frozenset[str]:
        """Return the moves that a mail names, else those that the message it answers is about."""
        known = self._docket.moves()
        text = f"{evidence.subject}\n{evidence.new_text}"
        named = frozenset(ref for ref in REFERENCE.findall(text) if ref in known)
        if named:
            return named
        for message_id in evidence.references:
            letter = self._letter(message_id)
            if letter is not None:
                keys = sa.select(t.notices.c.move).where(t.notices.c.outbox == letter["id"])
                return frozenset(row["move"] for row in self._ledger.rows(keys)) & known.keys()
        return frozenset()

    def _answer(self, mail: Mail) -> None:
        """Send the sender at most one acknowledgement and one question."""
        if mail.received or mail.settled:
            refs = list(dict.fromkeys(mail.refs))
            ref = refs[0] if refs else None
            follows = ack.follows(ref, self._docket, self._rules, mail.now) if ref else []
            data = {
                "forms": mail.received,
                "follows": follows,
                "care": list(dict.fromkeys(mail.care)),
                "settled": mail.settled,
            }
            about = case(ref, self._docket, self._rules) if ref else None
            mail.reply(self._post, "form_received", about, data, late=self._late_days(mail, ref))
        if mail.asked:
            forms = [form for form, _ in mail.asked]
            shown = mail.answers_its_sender
            data = {"rung": 0, **ack.questions(forms, self._rules, mail.at, shown=shown)}
            ref = next((ref for _, ref in mail.asked if ref), None)
            about = case(ref, self._docket, self._rules) if ref else None
            mail.reply(self._post, "form_query", about, data)
        elif mail.unread and not (mail.has_form or mail.has_asked):
            unreadable.tell(mail, self._ledger, self._post, self._rules.calendar.day_of(mail.now))

    def _late_days(self, mail: Mail, ref: str | None) -> int | None:
        if ref is None or not any(form["kind"] == "MM1" for form in mail.received):
            return None
        return ack.lateness(self._docket.moves()[ref], self._rules)
