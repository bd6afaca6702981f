"""What a mail says in plain words: answers to us, and news of a move without its form.

An answer settles what it settles. News makes a move known of and asks for the form; words alone
never tell a parent anything (wording.md section 3): a reported breakdown waits for a person.
"""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from mailbot.mails.helditems import HeldItems
from mailbot.mails.incoming import Mail
from mailbot.mails.naming import How, Spoken
from mailbot.mails.told import Told, told_in
from mailbot.planned.cases import case
from mailbot.planned.docket import Docket
from mailbot.planned.post import Post
from mailbot.rulebook import Rulebook
from mailbot.rules.identity import Identity, find
from mailbot.rules.moves import Move, Named, What
from mailbot.rules.noted import CONCERN, LETTER
from mailbot.rules.otherforms import role_in
from mailbot.rules.placement import placement, takes
from mailbot.rules.replies import SETTLED, settles
from mailbot.rules.reviews import review_for
from mailbot.rules.schooldays import Calendar, CalendarTooShortError
from mailbot.store.ledger import Ledger
from parsers.evidence import Evidence
from parsers.mails.quoting import is_forward, own_words
from parsers.replying.replies import about_a_move, by_reference, mention, said
from parsers.words.mentions import Mention

# Words by which an answer may put something right: read by a person where no program did.
_CORRECTS = re.compile(
    r"(?i)@|\d|\b(?:wrong|incorrect|correct|should|change[ds]?|mistake|instead|error|not|typo)\b"
)
_NOBODY = ("own", "bounce", "absence")  # of automatic mail: nobody wrote it to us
_REPORTED = "A mail says that a placement has broken down. No outcome form came with it."


def _sure(spoken: Spoken) -> str | None:
    """Return the one move that is named in full: good enough to write to its school about it."""
    return spoken.one.move if spoken.one is not None and spoken.how is How.IN_FULL else None


class News:
    """Reads the words of one mail after another."""

    def __init__(
        self, ledger: Ledger, docket: Docket, rules: Rulebook, post: Post, held: HeldItems
    ) -> None:
        """Keep facts in `ledger`, ask by `post`, leave what is not certain to `held`."""
        self._ledger = ledger
        self._docket = docket
        self._rules = rules
        self._post = post
        self._held = held

    def sentences(self, mail: Mail) -> None:
        """Let a verified reply settle what its sentences say; a machine's words settle nothing."""
        if mail.evidence.automatic:
            return
        if mail.reference is not None:
            self._settle(mail, mail.reference, mail.evidence.new_text)
        for ref, words in by_reference(mail.evidence.new_text, mail.several):
            self._settle(mail, ref, words)

    def _settle(self, mail: Mail, ref: str, words: str) -> None:
        move = self._docket.moves().get(ref)
        if move is None or not mail.sender.speaks_for(move.home, move.receiving):
            return
        today = self._rules.calendar.day_of(mail.at)
        for sentence in said(words, today, attached=mail.has_form):
            fact = settles(sentence.what, sentence.day, move, mail.sender, today)
            if fact is not None and self._has_place(mail, move, *fact):
                mail.add(self._ledger, move.id, *fact)
                mail.is_ours = True
                if self._is_too_early(move, *fact):
                    mail.is_noted = True  # the daily list shows it; nobody is told that it counts
                    continue
                mail.settled.append(SETTLED[fact[0]])
                mail.refs.append(move.id)

    def _is_too_early(self, move: Move, what: What, data: Mapping[str, Any]) -> bool:
        """Return whether a review was held before the window of every review: it settles none."""
        if what is not What.REVIEW:
            return False
        dates = placement(move, self._rules.protocol_of(move), self._rules.calendar)
        return dates is not None and review_for(dates.reviews, data["day"]) is None

    def _has_place(self, mail: Mail, move: Move, what: What, data: Mapping[str, Any]) -> bool:
        """Return whether a fact fits the move.

        A day that is near to no review, or on which the receiving school is shut, is for a person:
        parents would be invited to it.
        """
        if what is not What.PLANNED:
            return True
        named = Named(day=data["day"], final=data["final"], at=mail.at, taken=mail.now)
        if _is_shut(self._rules.calendar, move.receiving, named.day):
            return False
        return takes(move, self._rules.protocol_of(move), self._rules.calendar, named)

    def without_form(self, mail: Mail) -> None:
        """Hold a reported breakdown, whatever else is in the mail; ask for a form that is missing.

        Words of a breakdown are held also where nobody proved who wrote them, and also from staff:
        a person reads them. Nobody but a proved school is answered. A school's system
        that sends mail for its office may bring the news too; of such mail nothing else is heard.
        """
        evidence, sender = mail.evidence, mail.sender
        if evidence.automatic in _NOBODY or not (sender.staff or sender.schools):
            return
        heard = told_in(mail, self._docket, self._rules)
        if heard.cue == "strong" and not ({"MM2"} & {*mail.answered, *mail.kinds}):
            self._breakdown(mail, heard.spoken)
            return
        if evidence.automatic:
            return
        if heard.cue is not None:
            self._concern(mail, heard)
        is_done = mail.has_form or mail.is_held or mail.is_noted or mail.settled
        if is_done or not sender.authenticated or sender.staff:
            self._told_by_staff(mail)
            return
        today = self._rules.calendar.day_of(mail.at)
        told = mention(evidence.new_text, self._rules.register, today)
        about = self._is_about_a_move(evidence)
        if told is None and (mail.reference is not None or mail.several):
            self._free_words(mail)
        elif told is not None or about:
            mail.is_ours = True
            ref = self._known_of(mail, told) if told is not None else _sure(heard.spoken)
            self._ask(mail, ref, start=told.start if told else None)

    def _is_about_a_move(self, evidence: Evidence) -> bool:
        """Return whether a mail is about a move, by its words or by others that it sends on."""
        own = self._rules.own_addresses
        sent_on = [
            own_words(body.text)
            for body in evidence.bodies
            if body.name != "body" and body.sender not in own
        ]
        if is_forward(evidence.subject, evidence.text):
            sent_on.append(evidence.passed_on)
        return about_a_move(evidence.subject, "\n".join((evidence.new_text, *sent_on)))

    def _ask(self, mail: Mail, ref: str | None, **data: Any) -> None:
        facts = {"start": None, "breakdown": False, "form": "mm1", "unread": mail.unread, **data}
        mail.has_asked = True
        about = case(ref, self._docket, self._rules) if ref else None
        mail.reply(self._post, "form_missing", about, facts)

    def _told_by_staff(self, mail: Mail) -> None:
        """Note a new move that staff write of; of the others they talk all day."""
        if mail.has_form or not mail.sender.authenticated or not mail.sender.staff:
            return
        today = self._rules.calendar.day_of(mail.at)
        told = mention(mail.evidence.new_text, self._rules.register, today)
        if told is not None:
            mail.is_ours = True
            self._ask(mail, self._known_of(mail, told), start=told.start)

    def _breakdown(self, mail: Mail, spoken: Spoken) -> None:
        """Put a reported breakdown before a person, at the top; ask its sender for the form."""
        ref = mail.reference or (spoken.one.move if spoken.one else None)
        move = self._docket.moves().get(ref or "")
        if move is not None and move.breakdown is not None:
            return  # it is known: the mail speaks of what has happened
        mail.is_ours = mail.is_held = True
        self._held.open(
            mail.now,
            "breakdown",
            "breakdown_reported",
            f"{_REPORTED}{'' if mail.reference else spoken.doubt}",
            ref=ref,
            sha=mail.row["sha"],
            urgent=True,
            tell=not mail.row["history"],
        )
        if mail.sender.schools and not mail.sender.staff:
            self._ask(mail, mail.reference or _sure(spoken), breakdown=True, form="mm2")

    def _concern(self, mail: Mail, heard: Told) -> None:
        """Note words that may mean trouble for the daily list: they never act alone."""
        evidence = mail.evidence
        if mail.sender.staff or not mail.sender.authenticated:
            return
        if heard.in_letter and (mail.is_noted or "MM2" in mail.kinds):
            return  # it is noted as what it is, or its form says more
        named = next((k for k in self._docket.known() if k.move == mail.reference), None)
        move = named or heard.spoken.one
        if move is not None and move.state != "over":
            role = role_in(None, move, mail.sender.schools)
            sort = LETTER if heard.in_letter else CONCERN
            mail.add(self._ledger, move.move, What.NOTED, {**sort, "role": role})
            if heard.in_letter:
                mail.is_ours = mail.is_noted = True
        elif move is None and (heard.spoken.moves or self._is_about_a_move(evidence)):
            mail.is_concern = True

    def _free_words(self, mail: Mail) -> None:
        """Show staff an answer in words that nobody read, where it may put something right."""
        mail.is_ours = True
        if _CORRECTS.search(mail.evidence.new_text):
            mail.is_held = True
            self._held.open(
                mail.now,
                "form",
                "answer",
                "A school answered in words that may correct something. Read its mail.",
                ref=mail.reference,
                sha=mail.row["sha"],
                tell=not mail.row["history"],
            )

    def tells_of_the_end(self, mail: Mail) -> bool:
        """Return whether a mail says in words that a move has broken down, and brings no MM2."""
        if "MM2" in mail.answered or "MM2" in mail.kinds:
            return False
        return told_in(mail, self._docket, self._rules).cue == "strong"

    def _known_of(self, mail: Mail, told: Mention) -> str | None:
        """Make the move known of that a plain mail names; return its reference."""
        home, receiving = told.home, told.receiving
        who = Identity(
            forename=told.forename or "",
            surname=told.surname or "",
            dob=told.dob,
            home=home.urn if home else None,
            receiving=receiving.urn if receiving else None,
        )
        match = find(who, self._docket.known(), None)
        if match.several or not mail.sender.speaks_for(who.home, who.receiving):
            return None
        ref = match.move or self._ledger.new_move(
            self._rules.calendar.day_of(mail.at).year,
            mail.now,
            forename=who.forename,
            surname=who.surname,
            dob=who.dob,
            home=who.home,
            receiving=who.receiving,
            home_name=home.name if home else "",
            receiving_name=receiving.name if receiving else "",
        )
        move = self._docket.moves()[ref]
        if move.agreement is None and (match.move is None or told.start != move.expected_start):
            mail.add(self._ledger, ref, What.KNOWN, {"start": told.start} if told.start else {})
        return ref


def _is_shut(calendar: Calendar, school: int | None, day: dt.date) -> bool:
    """Return whether a day within the terms that are known is no school day of a school."""
    try:
        days = calendar.school(school)
    except CalendarTooShortError:
        return False
    return days.first <= day <= days.last and not days.holds(day)
