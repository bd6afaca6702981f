"""What a mail says in plain words: answers to us, and news of a move without its form.

An answer settles what it settles. News makes a move known of and asks for the form; words alone
never tell a parent anything (wording.md section 3): a reported breakdown waits for a person.
"""

from mailbot.cases import case
from mailbot.docket import Docket
from mailbot.helditems import HeldItems
from mailbot.incoming import Mail
from mailbot.ledger import Ledger
from mailbot.post import Post
from mailbot.rulebook import Rulebook
from mailbot.rules.identity import Identity, find, plain
from mailbot.rules.moves import What
from mailbot.rules.replies import SETTLED, settles
from parsers.mentions import Mention
from parsers.replies import about_a_move, breakdown_cue, mention, said


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
        """Let a verified reply settle what its sentences say."""
        move = self._docket.moves().get(mail.reference or "")
        if move is None or not mail.sender.speaks_for(move.home, move.receiving):
            return
        today = self._rules.calendar.day_of(mail.at)
        for sentence in said(mail.evidence.new_text, today, attached=mail.has_form):
            fact = settles(sentence.what, sentence.day, move, mail.sender, today)
            if fact is not None:
                mail.add(self._ledger, move.id, *fact)
                mail.settled.append(SETTLED[fact[0]])
                mail.refs.append(move.id)
                mail.is_ours = True

    def without_form(self, mail: Mail) -> None:
        """Ask for the form where a mail tells of a move, and hold a reported breakdown."""
        evidence, sender = mail.evidence, mail.sender
        known = sender.authenticated and (sender.staff or bool(sender.schools))
        if mail.has_form or mail.is_held or mail.settled or not known or evidence.automatic:
            return
        text = evidence.new_text
        told = mention(text, self._rules.register, self._rules.calendar.day_of(mail.at))
        if sender.staff and told is None:
            return  # colleagues talk of moves all day; only their forms and decisions count
        if told is None and mail.reference is None and not about_a_move(evidence.subject, text):
            return
        ref = mail.reference
        if ref is None:
            ref = self._known_of(mail, told) if told is not None else self._named_in(mail)
        ended = self.tells_of_the_end(mail)
        mail.is_ours = True
        if ended:
            mail.is_held = True
            self._held.open(
                mail.now,
                "breakdown",
                "breakdown_reported",
                "A mail says that a placement has broken down. No outcome form came with it.",
                ref=ref,
                sha=mail.row["sha"],
                urgent=True,
                tell=not mail.row["history"],
            )
        elif mail.reference is not None and told is None:
            return  # an answer in free words is kept as evidence; it asks for nothing
        data = {
            "start": told.start if told else None,
            "breakdown": ended,
            "form": "mm2" if ended else "mm1",
        }
        about = case(ref, self._docket, self._rules) if ref else None
        mail.reply(self._post, "form_missing", about, data)

    def tells_of_the_end(self, mail: Mail) -> bool:
        """Return whether a mail says in words that a move has broken down, and brings no MM2."""
        if "MM2" in mail.answered:
            return False
        evidence = mail.evidence
        # a mail that only passes on what it quotes speaks with the quoted words
        return "strong" in (breakdown_cue(evidence.new_text), breakdown_cue(evidence.passed_on))

    def _named_in(self, mail: Mail) -> str | None:
        """Return the one open move of the sender's schools whose pupil the mail names in full.

        Good enough to put a report beside its move for a person, and for nothing else.
        """
        evidence = mail.evidence
        words = plain(f"{evidence.subject} {evidence.new_text} {evidence.passed_on}")
        named = {
            known.move
            for known in self._docket.known()
            if known.state != "over"
            and known.who.has_name
            and mail.sender.speaks_for(known.who.home, known.who.receiving)
            and plain(f"{known.who.forename}{known.who.surname}") in words
        }
        return named.pop() if len(named) == 1 else None

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
