"""What a mail tells in plain words of a move's end, and of which move it tells it.

Three hands may have written it: the sender, one whose mail is passed on, and the head whose letter
hangs on it. A letter speaks only where it names its pupil in full, for minutes and policies hang on
mails as well. Words alone never act: they put a mail before a person.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from mailbot.mails.incoming import Mail
from mailbot.mails.naming import Spoken, as_the_office_says, spoken_of
from mailbot.planned.docket import Docket
from mailbot.rulebook import Rulebook
from parsers.mails.quoting import own_words
from parsers.words.cues import Cue, breakdown_cue

_REPLY = re.compile(r"(?i)\s*re\s*:")
_PHRASE = 3  # words from which an answer of a form can be taken for news


@dataclass(frozen=True, slots=True, repr=False)
class Told:
    """What was said: cue, and of which moves it is said. in_letter: by a letter with the mail."""

    cue: Cue | None
    spoken: Spoken
    in_letter: bool = False


def told_in(mail: Mail, docket: Docket, rules: Rulebook) -> Told:
    """Return what a mail says of a breakdown: in its own words, those it passes on, and letters.

    A mail that is attached is passed on as well, unless it is one of ours.

    A reply to us bears a subject of ours, and beside an outcome form the subject only names it. A
    "Yes" speaks with the question that it answers, so the history goes along.
    """
    evidence = mail.evidence
    is_answer = bool(mail.reference or mail.several) and bool(_REPLY.match(evidence.subject))
    subject = "" if is_answer or "MM2" in mail.kinds else evidence.subject
    known = docket.known()
    attached = [
        (own_words(body.text), body.subject)
        for body in evidence.bodies
        if body.name != "body" and body.sender not in rules.own_addresses
    ]
    said = [evidence.subject, evidence.new_text, evidence.passed_on, *chain(*attached)]
    spoken = spoken_of("\n".join(said), mail.sender, known, rules.register)
    found = [
        Told(_cue(_beside(words, mail.answers), head, spoken, rules), spoken)
        for words, head in ((evidence.text, subject), (evidence.passed_on, ""), *attached)
    ]
    for letter in mail.letters:
        named = spoken_of(letter, mail.sender, known, rules.register, in_full=True)
        if named.moves:
            found.append(Told(_cue(letter, "", named, rules), named, in_letter=True))
    return max(found, key=lambda told: _RANK[told.cue])


_RANK: dict[Cue | None, int] = {None: 0, "weak": 1, "strong": 2}


def _cue(words: str, subject: str, spoken: Spoken, rules: Rulebook) -> Cue | None:
    """Return the cue, read as by one who knows the pupil and the home school of the move."""
    if spoken.one is not None:
        words = as_the_office_says(words, spoken.one, rules.register)
        subject = as_the_office_says(subject, spoken.one, rules.register)
    return breakdown_cue(words, subject, of_pupil=bool(spoken.moves))


def _beside(words: str, answers: Sequence[str]) -> str:
    """Return the words without what a form in the mail's own text says in its fields.

    "Reason for the move: friendships had broken down" tells of no placement.
    """
    for answer in answers:
        parts = answer.split()
        if len(parts) >= _PHRASE:
            words = re.sub(r"\s+".join(map(re.escape, parts)), "", words, count=1)
    return words
