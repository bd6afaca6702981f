"""Signs in plain words that a mail is about a managed move, and that a move has broken down.

A cue decides nothing: it puts a mail in front of a person at once. The two ways to be wrong are
not alike. A true report that nobody sees costs a child a day; a false one costs a person a minute.
So the net is wide, but what is denied, asked, feared or said of a boiler is no cue.
"""
# ruff: noqa: E501 - a pattern that is broken over lines cannot be read

import re
from typing import Literal

from parsers.prose import LONGEST, Sentence, sentences
from parsers.quoting import own_words

_MOVE = (
    r"(?:managed[ -]moves?|moves?|placements?|trials?|arrangements?|guest place(?:ment)?s?|places?|"
    r"dowimm|off[ -]?site direction|mm)"
)
_GAP = r"(?:\W+[\w']+){0,4}?\W+"  # up to four words between
# A long subject, "of Sam Oak, Year 9, from one school to another": names and particulars, no verb and
# no clause of its own, so that what follows is still said of the move.
_CLAUSE = (
    r"(?:is|are|was|were|be|been|being|has|have|had|do|does|did|will|would|may|might|can|could|shall|should|must|"
    r"starts?|started|begins?|began|goes|going|went|continues?|not|never|if|whether|unless|who|whom|whose|which|"
    r"that|where|when|while|because|since|as|but|so|although|though|however|our|your|their|we|i|he|she|they|it)"
)
_OF = rf"(?:of|for|involving|concerning|between|from|to)(?:[,\s(]+(?!{_CLAUSE}\b)[\w.'&/-]+\)?){{1,30}}?"

_ABOUT = re.compile(
    r"\bmanaged[ -]?moves?\b|\bMM\s?-?[12]\b|\bMM-\d\d-\d{4}\b|\boff[ -]?site direction|\bdowimm\b|"
    r"\b(?:trial|guest|host)(?:\s+school)? (?:place(?:ment)?|move|period|pupil)|\bmm (?:review|form)|"
    r"\b(?:receiving|host) school\b",
    re.IGNORECASE,
)
_PERHAPS = re.compile(r"\b(?:placement|trial|dual regist\w+)\b", re.IGNORECASE)
_SCHOOLISH = re.compile(
    r"\b(?:pupil|student|child|mum|dad|parents?|carers?|home school|roll|"
    r"y(?:ear)?\s?\d{1,2}|[A-Z]\.\s?[A-Z]\.)",
    re.IGNORECASE,
)

# Said of the move itself.
_ENDED = (
    r"(?:failed|broken down|broke down|breaking down|ended|ending|ends|over|terminated|ceased|"
    r"finished|collapsed|unsuccessful|withdrawn|cancelled|run its course|come to an end|"
    r"came to an end|fallen through|off)"
)
_STRONG = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_MOVE}\b(?!\s+(?:review|meeting|form|protocol|policy|paperwork)){_GAP}{_ENDED}\b",
        (
            rf"\b(?:end|ending|ended|terminat\w+|ceas\w+|stop|stopped|withdraw\w*|withdrew|cancel\w*)"
            rf"\b{_GAP}(?:{_MOVE}|time with us)\b(?!\s+(?:review|meeting))"
        ),
        (
            rf"\b{_MOVE}\s+{_OF}[,\s]+(?:(?:has|have|had|is|was)\s+(?:(?!not\b|never\b)[\w']+\s+){{0,3}}?"
            r"(?:failed|broken down|ended|over|terminated|ceased|finished|collapsed|unsuccessful|withdrawn|"
            r"cancelled|run its course|(?:come|been brought) to an end|fallen through)"
            r"|(?:sadly |now )?(?:failed|broke down|ended|collapsed|came to an end|fell through))\b"
        ),
        (
            rf"\bdecided\b(?:[,\s]+(?!{_CLAUSE}\b)[\w.'/-]+){{0,8}}?[,\s]+to (?:end|terminate|stop|cease|withdraw) "
            rf"(?:it|(?:the|this|his|her|their) (?:\w+ )?{_MOVE})\b"
        ),
        r"\b(?:call\w*|put|bring\w*|brought) an end\b|\bdecision to end\b|\bdecided to end\b",
        r"\bend of the road\b|\bpulled the plug\b|\brun its course\b",
        r"(?<!term )(?<!week )(?<!day )\bha[sd] (?:now |sadly )?come to an end\b",
        r"\boutcome\W+(?:\w+\W+){0,2}unsuccessful\b|\b(?:was|been|is) unsuccessful\b",
        r"\b(?:last|final) (?:day|session|lesson)s?\b(?! (?:of|in) (?:term|the term|half|school|year))",
        r"\bfinish\w*\b(?:\W+\w+){0,2}?\W+with us\b",
        (
            r"\b(?:withdrawn?|withdrew|withdrawing|withdraws)\b(?:\W+\w+){0,2}?\W+"
            r"(?:consent|agreement|offer|permission)\b"
        ),
        r"\b(?:this|it|which) (?:has |had )?(?:ended|broke(?:n)? down|failed(?! to))\b",
        r"\b(?:wants?|would like) (?:him|her|them|[A-Z]\w+) back\b",
    )
)
# Here the sentence denies that the move goes on: "not" belongs to the cue.
_STRONG_DENIALS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        (
            r"\b(?:will|would|is|are|was|has|have)\s?(?:not|n'?t)\b(?:\W+\w+){0,4}?\W+"
            r"(?:continu\w+|progress\w*|permanent|proceed\w*|carry\w* on)\b"
        ),
        r"\bwon'?t (?:be )?(?:continu\w+|progress\w*|made permanent|proceed\w*)\b",
        r"(?:\bnot|n'?t|\bnever) (?:going to )?(?:be )?work(?:ing|ed)?(?: out)?\b",
        r"\bno longer (?:agrees?|consents?|wants?|able to (?:keep|have)|continu\w+)\b",
        (
            r"\b(?:can\s?not|can'?t|unable to|won'?t|will not) (?:have|keep|take)\b"
            r"(?:\W+\w+){0,2}?\W+(?:back|any longer|any more|anymore)\b"
        ),
        r"\bchanged (?:his|her|their) minds?\b",
    )
)
# Said to the home school of the child; said by "I" or "we" it is only a promise to answer.
_COMING_BACK = re.compile(
    r"\b(?:return(?:s|ing|ed)? to (?:you\b|yours\b|your (?:school|site)|(?:his|her|their) home school|home school)"
    r"|(?:com(?:e|es|ing)|came|go(?:es|ing)?|sent|transition\w*(?: \w+)?|start\w*) back (?:to|with|at) "
    r"(?:you\b|yours\b|(?:his|her|their) (?:home|own) school|(?:the )?home school)"
    r"|back (?:with you|at yours)\b"
    r"|be with you from\b"
    r"|transition\w* (?:him|her|them) back\b)",
    re.IGNORECASE,
)
_ONLY_ANSWERING = re.compile(
    r"\b(?:i|we|i'll|we'll|someone|colleague|office)\b(?:\W+\w+){0,4}?\W*$", re.IGNORECASE
)
_DENIED = re.compile(
    r"\b(?:not|never|hasn'?t|isn'?t|wasn'?t|haven'?t|didn'?t|doesn'?t|no longer at risk|"
    r"no (?:plans?|question|need|intention)|nor|neither|without)\b",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(
    r"\b(?:if|whether|unless|in case|risk of|in danger of|prevent|avoid|"
    r"fear|worr(?:y|ied)|hope|suppose|wonder\w*|ask(?:s|ing)?|what happens|were to)\b",
    re.IGNORECASE,
)
# These reach no further than the next comma: "which would be PEX, we are withdrawing the offer".
_MODAL = re.compile(r"\b(?:would|might|could|may|should)\b[^,]*$", re.IGNORECASE)
_GOOD = re.compile(
    r"(?<!un)(?<!not )\bsuccessful(?:ly)?\b|\bsuccess\b|\bstay(?:s|ing)? (?:with us|for good)\b|"
    r"\bis (?:now )?ours\b|\bextended\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    rf"\b{_MOVE}\b(?:\W+\w+){{0,2}}?\W+(?:continues|goes on|is going (?:on|well)|carries on|is fine)\b",
    re.IGNORECASE,
)
_WEAK = re.compile(
    r"\b(?:concern(?:s|ed)?|worried|at (?:serious )?risk|(?:not |un)sustainable|emergency meeting|"
    r"call it a day|struggling|incidents?|suspen(?:ded|sion)|refus(?:es|ed|ing|al)|removals?|"
    r"how we (?:can )?carry on|(?:meet|review) (?:early|earlier)|"
    r"bring (?:the )?\w* ?(?:review|meeting) forward|breaking point|last chance|final warning)\b",
    re.IGNORECASE,
)


def about_a_move(subject: str, text: str) -> bool:
    """Whether a mail is about a managed move at all: by its words, or by a strong cue."""
    told = " ".join(sentence.text for sentence in sentences(text))
    whole = f"{subject}\n{told}"
    if _ABOUT.search(whole) or (_PERHAPS.search(whole) and _SCHOOLISH.search(whole)):
        return True
    return breakdown_cue(text) == "strong"


def breakdown_cue(text: str) -> Literal["strong", "weak"] | None:
    """Return how strongly the sender's own words say that a move has broken down; None if not."""
    told = tuple(sentences(own_words(text[:LONGEST])))
    if any(_is_strong(sentence) for sentence in told):
        return "strong"
    if any(_GOES_ON.search(sentence.text) for sentence in told):
        return None
    return "weak" if any(not s.asked and _WEAK.search(s.text) for s in told) else None


def _is_strong(sentence: Sentence) -> bool:
    if sentence.asked or _GOOD.search(sentence.text):
        return False
    for clause in re.split(r";|,?\s+\b(?:but|however|although)\b|\s-\s", sentence.text):
        for pattern in _STRONG_DENIALS:
            match = pattern.search(clause)
            if match and not _is_supposed(clause[: match.start()]):
                return True
        for pattern in (*_STRONG, _COMING_BACK):
            match = pattern.search(clause)
            if match is None:
                continue
            before, upto = clause[: match.start()], clause[: match.end()]
            if _DENIED.search(upto) or _is_supposed(before):
                continue
            if pattern is _COMING_BACK and _ONLY_ANSWERING.search(before):
                continue
            return True
    return False


def _is_supposed(before: str) -> bool:
    """Whether what follows these words is only supposed, feared or asked about."""
    last = re.split(r"\band\b", before, flags=re.IGNORECASE)[-1]
    return bool(_SUPPOSED.search(before) or _MODAL.search(last))
