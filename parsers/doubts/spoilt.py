"""Words that take a filled form back, in it or beside it: "WITHDRAWN", a draft, a comment.

Its boxes still read like a form that counts, so nothing in them may be acted on by itself. Of what
stands beside it (a comment, a note, a stamp in its foot), what only asks or helps to fill in says
nothing about the answers.
"""

# ruff: noqa: E501 - patterns stay whole

import re
from collections.abc import Iterable, Sequence

from parsers.choices import folded
from parsers.containers.asides import Aside
from parsers.daywords import A_DAY
from parsers.doubts.beside import Said
from parsers.layouts.answers import Answer
from parsers.pairs import plain
from parsers.values import short

_LONGEST = 10  # words of a heading
_TAKEN_BACK = re.compile(
    r"\b(?:withdrawn|cancell?ed|void|superseded|not (?:yet )?approved|on hold|pulled out|fallen through|(?:not|no longer) (?:proceeding|going ahead|needed)|did not proceed|sent in error|(?:ignore|disregard) (?:this|the) (?:form|copy|version|agreement)|not yet agreed|specimen|"
    r"draft(?!\s*(?:v|version)?\s*\d)|do not (?:use|process|action)|for training|training only|(?:example|sample) of a completed|(?:completed|worked) example|"
    r"sample form|example form|example only|sample only)\b",
    re.IGNORECASE,
)
# "Start date now 16 November": words of nobody's field, so that the field beside them is out of date.
_SOME_DAY = rf"(?:{A_DAY}|\d{{1,2}}(?:st|nd|rd|th)\b)"
_CHANGED = re.compile(
    rf"\b(?:start|end|review|meeting|dates?)\b[^.:]{{0,40}}\b(?:now|chang(?:ed|es)|moved|amended|revised|corrected|"
    rf"brought forward|put back|delayed|postponed|rearranged)\b[^.:\d]{{0,30}}{_SOME_DAY}|{_SOME_DAY}[^:]{{0,10}}\bnot (?:the |on )?{_SOME_DAY}",
    re.IGNORECASE,
)
_SPACED = re.compile(r"\b(?:[A-Z] ){3,}[A-Z]\b")
_LONGEST_NOTE = 20  # words
# "Please do not use" asks for nothing that the form's answers are.
_ASKS = re.compile(
    r"\b(?:if|when|whether|please(?! (?:do not|ignore|disregard))|where|should|or|any)\b|\?|"
    r"^\W*(?:\d+\W*)?(?:has|have|was|were|is|are|who|which|why|what|how|date|day|reasons?|details?|name|number)\b",
    re.IGNORECASE,
)
_REFUSED = re.compile(
    r"(?:declined|refused|rejected|withdrawn|cancell?ed|(?:a )?place not (?:offered|available)|unable to (?:offer|accept)|not accepted)\b",
    re.IGNORECASE,
)
_DECIDES = re.compile(r"\b(?:decision|response|reply|accepted|accepts|offer(?:ed)?|status|place)\b", re.IGNORECASE)  # fmt: skip
# Of what stands beside a form.
_CHANGES = re.compile(
    r"\b(?:not|no longer|wrong|incorrect|chang\w+|instead|mov(?:ed|ing)|should (?:be|read|say)"
    r"|withdr\w+|now)\b|n't\b",
    re.IGNORECASE,
)
_HELPS = re.compile(
    r"\W*(?:[\w .'-]{1,40}:\s*)?(?:enter|type|select|choose|tick|add|give|use|include|insert"
    r"|complete|fill|delete|see|refer|note that|this (?:box|cell|field|form|section|date)|dd"
    r"|for example|e\.?g)\b",
    re.IGNORECASE,
)
_ASKS_FIRST = re.compile(
    r"^\W*(?:if|when|please|where|has|have|was|were|should|or|any)\b|\?", re.IGNORECASE
)
_IS_REFUSED = re.compile(
    r"\b(?:not (?:agreed|accepted|valid|final)|rejected|declined|refused|expired)\b", re.IGNORECASE
)


def taken_back(said: Sequence[Said], answers: Iterable[Answer]) -> str | None:
    """Return the words by which the form is taken back, None where it stands.

    answers: what was read in it; that somebody would not sign is no word about the form.
    """
    signed = {plain(one.text) for one in answers if one.attribute == "signature"}
    for line in (plain(one.text) for one in said if one.label is None):
        if takes_back(line) or _tells_of_a_change(line):
            return line
    for one in said:
        label, value = plain(one.label or "").strip(), plain(one.text)
        if _DECIDES.search(label) and _REFUSED.match(value) and value not in signed:
            return f"{label}: {value}"
    return None


def takes_back(line: str) -> bool:
    """Return whether a heading or a note takes a form back.

    Large letters are set apart ("D R A F T"), and in pictures read with strokes between them.
    """
    line = _SPACED.sub(lambda word: word[0].replace(" ", ""), re.sub("['’`]", "", line))  # noqa: RUF001 - as read
    return len(line.split()) <= _LONGEST and bool(_TAKEN_BACK.search(line)) and not asks(line)


def _tells_of_a_change(line: str) -> bool:
    return len(line.split()) <= _LONGEST_NOTE and bool(_CHANGED.search(line)) and not asks(line)


def asks(line: str) -> bool:
    """Return whether a line asks for something rather than says it."""
    return bool(_ASKS.search(line))


def remark(asides: Iterable[Aside], text: str = "") -> str | None:
    """Return why a form waits for a person: the first words beside it that may concern it.

    text: of the document. A highlight often repeats the very words that it marks.
    """
    for aside in asides:
        concerns = takes_back(aside.text) or _is_refused(aside.text)
        if aside.is_comment and folded(aside.text) not in folded(text):
            concerns = concerns or _is_said(aside.text)
        if concerns:
            return f'Beside the form stands "{short(aside.text)}", so a person must look at it.'
    return None


def _is_refused(stamp: str) -> bool:
    return bool(_IS_REFUSED.search(stamp)) and not asks(stamp)


def _is_said(comment: str) -> bool:
    """Return whether a comment says something, and does not only help to fill the form in."""
    if _HELPS.match(comment):
        return False
    return bool(_CHANGES.search(comment)) or not _ASKS_FIRST.search(comment)
