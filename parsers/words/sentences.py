"""Days that an agreement names in a sentence: "The managed move will start on 5 October 2026".

Some schools write a paragraph where others draw a table. Only what plainly says it is taken: the words
straight before a day must be those of a start, an end or a review to come; a sentence with a condition,
a doubt or a "not" says nothing. How a move ended is never taken from a sentence.
"""

# ruff: noqa: E501 - patterns stay whole

import re
from collections.abc import Iterator

from parsers.pairs import FIELD, one_line
from parsers.words.prose import DAY

_DOUBT = re.compile(
    r"\b(?:if|unless|not|no|never|may|might|could|would|should|hope\w*|propos\w*|provided|until we|previous\w*|earlier|originally|was|were|had)\b|\?",
    re.IGNORECASE,
)
_MOVE = r"(?:managed move|trial placement|trial period|trial|placement|move)"
_WILL = r"(?:will |is to |is due to |shall )"
_BEFORE = (
    ("start", rf"\b{_MOVE},? {_WILL}?(?:start|begin|commence)s?(?: on)?"),
    ("planned_end", rf"\b(?:{_MOVE}|and|and it) {_WILL}?(?:end|finish|conclude)(?:s|es)?(?: on)?"),
    ("reviews", r"\breview(?: meeting)? (?:will be |will take place |is to be |is )(?:held )?on"),
)
_FEWEST = 6  # words of a sentence
_RULE = re.compile(
    r"[^:;,.?!()\u2013\u2014]+\s(?:must|should|may|shall|will|can|cannot|ought)\s[^:?]*\.",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"(?:to |will |must |shall |should |agrees? to )?(?:send|provide|make|keep|ring|tell|attend|support|share|pass|monitor|give|inform|arrange|ensure|contact|complete|report|"
    r"meet|hold|review|work|help|retain|maintain|liaise|organise|remain|record|supply|transfer|follow|let|bring|take|visit|assist|encourage|undertake|update|notify|"
    r"offer|plan|prepare|put|set|appoint|identify|nominate|fund|pay|return|continue|welcome|include|allocate|invite|lead|check)\s+(?-i:[a-z])",
    re.IGNORECASE,
)


def tells_what_to_do(text: str) -> bool:
    """Return whether the words are a duty and no name: "Send the pupil's files", or a whole sentence."""
    flat = one_line(text)
    few = len(flat.split()) < _FEWEST
    order = _ORDER.match(flat) is not None and len(flat.split()) > 2  # noqa: PLR2004 - "Pass Academy"
    return order or (not few and flat.endswith(".") and re.search(r"[@\d]", flat) is None)


def is_rule(text: str) -> bool:
    """Return whether a line is a sentence of guidance that names no day: "The trial should end by Easter."."""
    flat = one_line(text)
    few = len(flat.split()) < _FEWEST or " - " in flat
    return not few and _RULE.fullmatch(flat) is not None and DAY.search(flat) is None


def days_in_sentences(text: str) -> Iterator[tuple[str, str]]:
    """Yield what each plainly named day is ("start", "planned_end", "reviews") and the day as written."""
    if FIELD in text:
        return
    for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z])", one_line(text)):
        whole = sentence[:1].isupper()  # a line that goes on may have left its "if" behind
        if not whole or len(sentence.split()) < _FEWEST or _DOUBT.search(sentence):
            continue
        begun, at = False, 0
        for day in DAY.finditer(sentence):
            before, at = sentence[at : day.start()].rstrip(" ,"), day.end()
            asked = next(
                (name for name, said in _BEFORE if re.search(rf"{said}$", before, re.IGNORECASE)),
                None,
            )
            if asked == "planned_end" and not begun and not re.search(_MOVE, before, re.IGNORECASE):
                continue  # "... and ends on": what ends is not said
            begun = begun or asked == "start"
            if asked is not None and re.search(r"\d", day.group()):
                yield asked, day.group()
