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
_GAP = r"(?:[^\w:?]+[\w']+){0,4}?[^\w:?]+"  # up to four words between, of one phrase
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
        (
            rf"\b{_MOVE}\b(?!\s+(?:review|meeting|form|protocol|policy|paperwork|of (?:the|an?|our|new)\b))"
            rf"{_GAP}{_ENDED}\b"
        ),
        (
            rf"\b(?:end(?! dates?\b)|ending|ended|terminat\w+|ceas\w+|stop|stopped|withdraw\w*|withdrew|cancel\w*)"
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
        (
            rf"\b(?:bring\w*|brought)\b(?:\W+\w+){{0,6}}?\W+to (?:an end|a close|a halt)\b|"
            rf"\bbreak\s?down of (?:\w+ ){{0,2}}?{_MOVE}\b|\b(?:send(?:ing|s)?|sent) (?:him|her|them) back\b"
            r"(?! (?:to|into) (?:class|lessons?|work|school)\b)|\bit (?:will|is to) (?:now )?(?:end|cease|stop|finish)\b"
        ),
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
            r"\b(?:can\s?not|can'?t|unable to|won'?t|will not) (?:be )?(?:have|having|keep|keeping|take|taking)\b"
            r"(?:\W+\w+){0,2}?\W+(?:back|any longer|any more|anymore)\b"
        ),
        r"\bchanged (?:his|her|their) minds?\b",
        rf"\b{_MOVE}{_GAP}(?:not|n'?t) (?:be )?(?:going|go) ahead\b|\b{_MOVE}{_GAP}can(?:not|'?t| not) (?:continue|go on)\b",
        r"\b(?:can\s?not|can'?t|unable to|could not) (?:continue|go on|carry on) (?:with (?:this|it|him|her|them)\b|any (?:longer|more)\b)",
        rf"\bno longer (?:viable|tenable|on an? (?:\w+ )?{_MOVE}\b|attend\w* (?:here|with us)|a pupil here|with us\b)",
        (
            r"(?:\bnot|n'?t) (?:be |to |going to )*(?:com(?:e|ing) back|return(?:ing)?) "
            r"(?:to us|here|to (?!school|lessons|class|college|work|the|full|his|her|their)\w+)\b(?!.*\b(?:until|till|before)\b)"
        ),
        r"(?:\bnot|n'?t|\bnever) (?!yet\b)(?:been )?(?:a )?success(?:ful)?\b",
        (
            rf"(?:\bnot|n'?t)\b(?:\W+\w+){{0,3}}?\W+(?:continu\w+|carry\w* on|proceed\w*|go\w* (?:on|ahead)) with "
            rf"(?:it|(?:the|this|his|her|their) (?:\w+ )?{_MOVE})\b(?!\s+(?:review|meeting))"
        ),
    )
)
# Said to the home school of the child; said by "I" or "we" it is only a promise to answer.
_COMING_BACK = re.compile(
    r"\b(?:return(?:s|ing|ed)? to (?:you\b|yours\b|your (?:school|site)|(?:his|her|their) home school|home school)"
    r"|returned to (?:you|(?:his|her|their) home school)\b"
    r"|(?:com(?:e|es|ing)|came|go(?:es|ing)?|sent|transition\w*(?: \w+)?|start\w*) back (?:to|with|at) "
    r"(?:you\b|yours\b|(?:his|her|their) (?:home|own) school|(?:the )?home school)"
    r"|back (?:with you|at yours)\b"
    r"|be with you from\b"
    r"|transition\w* (?:him|her|them) back\b)",
    re.IGNORECASE,
)
_ONLY_ANSWERING = re.compile(
    r"\b(?:i|we|i'll|we'll|someone|colleague|office|head(?:teacher)?|senco|mr|mrs|ms|miss|dr)\b"
    r"(?:\W+(?!(?:he|she|they)\b)[\w']+){0,4}?\W*$",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:not|never|hasn'?t|isn'?t|wasn'?t|haven'?t|didn'?t|doesn'?t|no longer at risk|"
    r"no (?:plans?|question|need|intention)|nor|neither|without|nobody|no[- ]?one)\b",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(
    r"\b(?:if|whether|unless|in case|risk of|in danger of|prevent|avoid|"
    r"fear|worr(?:y|ied)|hope|suppose|wonder\w*|ask(?:s|ing)?|what happens|were to|in the event|"
    r"consider(?:s|ed|ing)?|thinking (?:of|about)|talk(?:s|ed|ing)? (?:of|about)|propos(?:e|es|ed|ing)|"
    r"discuss(?:ed|ing)? (?:whether|ending)|either school)\b|^should\b",
    re.IGNORECASE,
)
# A question of this kind is answered by the sentence after it: "What if it fails? He returns to you."
_WHAT_IF = re.compile(
    r"\b(?:what (?:happens|if)|if|whether|in the event|should|would)\b", re.IGNORECASE
)
# Words of possibility that stand inside the cue itself: "the move can be ended".
_POSSIBLE = re.compile(r"\b(?:would|might|could|may|can(?!')|should)\b", re.IGNORECASE)
# Of what the cue is said, where that is not the move on which the child is now.
_NOT_THIS = re.compile(
    r"\b(?:possible|potential|likely|threatened|previous|first|earlier|former|past|last|another|any|every|each|either|future|no)\s+(?:\w+ )?$"
    r"|\b(?:reviews?|meetings?|paperwork|visits?|interviews?|consent forms?)\s+(?:of|for|about|on|to discuss)\s+(?:\w+\s+)?$"
    r"|\b(?:plans?|support|mentoring|interventions?|strateg(?:y|ies)|counselling|appeal|application|attempts?|"
    r"referral|request|bid|tuition|contract|timetable)\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
# When a placement ends as it was to end, that is no news.
_PLANNED = re.compile(
    r"\bfinal review\b|\bas (?:planned|agreed|expected)\b|\b(?:due|planned|expected|scheduled|set) to (?:end|finish)\b|"
    r"\b(?:start|begin|commenc|run)\w*\b.*\b(?:to|until|and|end\w*|finish\w*)\b.*\d|\bunless\b",
    re.IGNORECASE,
)
_WHENEVER = re.compile(r"\b(?:when|once|until|till|after|before)\b", re.IGNORECASE)
_JUST_ENDS = re.compile(r"\b(?:end|ends|ending|finishes)$", re.IGNORECASE)
# What is denied before it is not denied after it: "he does not settle and the placement has ended".
_CLAUSE_BEGINS = re.compile(
    r"\band (?=(?:is|are|has|have|he|she|they|we|it|the|mum|dad|so)\b)", re.IGNORECASE
)
_REQUEST = re.compile(
    r"(?:please |so |and |hi )*(?:can|could|would|will) you "
    r"(?!(?:please )?(?:confirm|tell|say|let|advise|check|clarify|ask|find))",
    re.IGNORECASE,
)
# A line of a form: what it asks, and a day, a yes or a no, or nothing, beside it.
_FORM_LINE = re.compile(
    r"^(?!.*\b(?:us|we|our|ours|i|he|she|they|you)\b)[^:?]{1,90}[:?]\s*"
    r"(?:(?:yes|no|n/?a|none|tbc|not applicable|y|n|\W+)\W*|(?:[a-z]+,?\s+)?[\d./-]+\d{4}\W*|"
    r"(?:[a-z]+,?\s+)?\d{1,2}(?:st|nd|rd|th)?\s+[a-z]+,?\s+\d{4}\W*)?$"
    r"|^(?:[\w'/()-]+\s+){1,6}\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\W*$"
    r"|^(?:reasons?|background|history|support|strategies|purpose)\b[^:]{0,60}"
    r"\b(?:moves?|referral|request|transfer|direction|placement|provided|given|tried)\b[^:]{0,30}:"
    r"|\bsuccessful\b[^.]{0,40}\b(?:extended|unsuccessful)\b[^.]{0,40}\b(?:unsuccessful|extended|ended)\b",
    re.IGNORECASE,
)
# These reach no further than the next comma: "which would be PEX, we are withdrawing the offer".
_MODAL = re.compile(r"\b(?:would|might|could|may|should)\b[^,]*$", re.IGNORECASE)
_GOOD = re.compile(
    r"(?<!un)(?<!not )(?<!not been )(?<!n't been )(?<!n't )(?<!never been )\bsuccessful(?:ly)?\b|(?<!not a )(?<!not been a )(?<!n't been a )(?<!n't a )\bsuccess\b|\bstay(?:s|ing)? (?:with us|for good)\b|"
    r"\bis (?:now )?ours\b|\bextended\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    rf"\b{_MOVE}\b(?:\W+\w+){{0,2}}?\W+(?:continues|goes on|is going (?:on|well)|carries on|is fine)\b",
    re.IGNORECASE,
)
_WEAK = re.compile(
    r"\b(?:concern(?:s|ed)?|worried|at (?:serious )?risk|(?:not |un)sustainable|emergency meeting|"
    r"call it a day|(?:may|might|could) (?:well )?have to (?:end|stop|withdraw|think)|"
    r"(?:consider\w*|thinking (?:of|about)|discuss\w*) (?:ending|stopping|withdrawing)|struggling|incidents?|suspen(?:ded|sion)|refus(?:es|ed|ing|al)|removals?|"
    r"can(?:no|')t guarantee|fragile|(?:not|n't) (?:going well|coping|settling)|giving up on|escalat(?:ed|es|ing)|"
    r"end of (?:\w+ )?tether|unmanageable|deteriorat\w*|in jeopardy|by a thread|in crisis|"
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
    before: Sentence | None = None
    for sentence in told:
        answers = before is not None and _is_what_if(before)
        if not answers and not _FORM_LINE.search(sentence.text) and _is_strong(sentence):
            return "strong"
        before = sentence
    if any(_GOES_ON.search(sentence.text) for sentence in told):
        return None
    return "weak" if any(_is_weak(sentence) for sentence in told) else None


def _is_weak(sentence: Sentence) -> bool:
    """Return whether a sentence worries; of a question, what is said before it is asked."""
    said = sentence.text
    if sentence.asked:
        said = said.rpartition(",")[0]
    return bool(_WEAK.search(said))


def _is_what_if(sentence: Sentence) -> bool:
    return sentence.asked and bool(_WHAT_IF.search(sentence.text))


def _is_strong(sentence: Sentence) -> bool:
    said = sentence.text
    if sentence.asked:
        # "Please can you collect his file, the placement ended on Friday": a request, then news.
        request = _REQUEST.match(said) if "?" not in said else None
        said = said.partition(",")[2] if request else ""
    if _GOOD.search(said):
        return False
    for clause in re.split(r";|,?\s+\b(?:but|however|although)\b|\s-\s", said):
        for pattern in _STRONG_DENIALS:
            match = pattern.search(clause)
            before = clause[: match.start()] if match else ""
            if match and not (_is_supposed(before) or _NOT_THIS.search(before)):
                return True
        if any(_is_told(pattern, clause) for pattern in (*_STRONG, _COMING_BACK)):
            return True
    return False


def _is_told(pattern: re.Pattern[str], clause: str) -> bool:
    """Return whether a clause says this of the move, as a fact."""
    for match in pattern.finditer(clause):
        before, cue = clause[: match.start()], match.group(0)
        own = _CLAUSE_BEGINS.split(before)[-1]
        if _DENIED.search(own + cue) or _is_supposed(before) or _POSSIBLE.search(cue):
            continue
        if _NOT_THIS.search(before) or _is_planned(before, cue, clause):
            continue
        if _SUPPOSED.search(clause[match.end() :]) and pattern is _COMING_BACK:
            continue  # "he returns to you if it fails"
        if pattern is _COMING_BACK and _ONLY_ANSWERING.search(before):
            continue
        return True
    return False


def _is_planned(before: str, cue: str, clause: str) -> bool:
    """Return whether a cue says no more than when the placement is to end."""
    if not _JUST_ENDS.search(cue):
        return False
    return bool(_PLANNED.search(clause) or _WHENEVER.search(before))


def _is_supposed(before: str) -> bool:
    """Whether what follows these words is only supposed, feared or asked about."""
    last = re.split(r"\band\b", before, flags=re.IGNORECASE)[-1]
    return bool(_SUPPOSED.search(before) or _MODAL.search(last))
