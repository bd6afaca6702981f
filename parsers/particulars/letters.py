"""What a letter says of a move, in whole sentences: the answers that a form would print beside labels.

Some schools write where others fill in. Only plain statements are taken, in the words that such
letters use, with a school of the register or a written day right behind them; a sentence that asks,
supposes or denies says nothing. A letter is no form: what it says is put before a person.
"""

# ruff: noqa: E501 - patterns stay whole
# ruff: noqa: RUF001 - the characters that schools type

import re
from collections.abc import Iterator

from parsers.context import Context
from parsers.daywords import A_DAY
from parsers.labels.attributes import Answer
from parsers.pairs import Block, Document, Line, Where, plain
from parsers.particulars.asked import Asked
from parsers.records import Kind
from parsers.schools import School
from parsers.words.mentions import schools_in
from parsers.words.prose import LONGEST, Sentence, sentences

_DAY = rf"(?P<day>{A_DAY})"
_BE = r"(?:will be|was|is|has been|were)"
_MOVE = r"(?:managed move|move|trial placement|trial|placement|transfer|arrangement)"
_DAYS = (
    ("decision_date", rf"\bdecision(?: to \w+[^,;:]{{0,40}}?)? {_BE} (?:made|taken|reached) on {_DAY}"),
    ("decision_date", rf"\b(?:decided|made the decision|took the decision) on {_DAY}"),
    ("last_day", rf"\blast day(?: of attendance)?(?: (?:with us|here|at [^,;:]{{3,60}}?))? (?:will be|was|is) {_DAY}"),
    ("return_date", rf"\b(?:will return|returns|returned|will go back|goes back|went back) to [^,;:]{{3,60}}? (?:on|from) {_DAY}"),
    ("meeting_date", rf"\b(?:final |outcome )?(?:review|review meeting|meeting)(?: for \w+)? (?:was|were|has been) held on {_DAY}"),
    ("extension_end", rf"\b(?:extended|extension) (?:until|to|till) {_DAY}"),
    ("extension_review", rf"\b(?:further|second|next) review(?: meeting)? (?:will be|is|will take place|takes place)(?: held)?(?: on)? {_DAY}"),
    ("permanent_from", rf"\b(?:join our roll(?: permanently)?|permanently on our roll|be on our roll permanently|become permanent) (?:on|from) {_DAY}"),
    ("start", rf"\bwill (?:attend|start at|begin at|join|move to) (?!our\b)[^,;:]{{3,70}}? (?:from|on) {_DAY}"),
    ("planned_end", rf"\bwill (?:attend|start at|begin at|join|move to) (?!our\b)[^;:]{{3,90}}? (?:until|to) {_DAY}"),
    ("review", rf"\b(?<!final )(?<!further )review (?:will be |takes place )?(?:held )?on {_DAY}"),
    ("review", rf"\bfinal review (?:will be |takes place )?(?:held )?on {_DAY}"),
    ("start", rf"\bwill (?:attend|start at|join) [^;:]{{3,120}}? beginning on {_DAY}"),
    ("planned_end", rf"\bwill (?:attend|start at|join) [^;:]{{3,160}}? ending on {_DAY}"),
    ("review", rf"\breviews (?:will be|are) held [^;:]{{0,60}}?on {_DAY}"),
    ("review", rf"\breviews (?:will be|are) held [^;:]{{3,120}}? and {_DAY}"),
    ("dob", rf"\b(?:date of birth|d\.?o\.?b\.?|born)(?: on| is|:)? {_DAY}"),
)  # fmt: skip
_OF_KIND = {
    "MM1": {"start", "planned_end", "review"},
    "MM2": {
        "outcome", "decision_date", "last_day", "return_date", "meeting_date", "extension_end",
        "extension_review", "permanent_from",
    },
}  # fmt: skip
_OUTCOMES = (
    ("unsuccessful", rf"\b{_MOVE} (?:has been|was|is|proved) (?:unsuccessful|not successful|terminated|ended)\b"),
    ("unsuccessful", rf"\b{_MOVE} (?:has not been|was not) (?:successful|a success)\b"),
    ("unsuccessful", rf"\b{_MOVE} has (?:sadly |unfortunately )?(?:failed|broken down|come to an end|ended|not succeeded|not worked out)\b"),
    ("unsuccessful", rf"\b(?:have|has) (?:today )?(?:decided|made the decision|taken the decision) to (?:end|terminate) (?:the|this) {_MOVE}\b"),
    ("extended", rf"\b{_MOVE} (?:will be|has been|is|is to be) extended\b"),
    ("successful", rf"\b{_MOVE} (?:has been|was|is|proved) (?:very |a great |completely )?(?:successful|a success)\b"),
)  # fmt: skip
_SCHOOLS = (
    ("home", r"\bon (?:the )?roll (?:at|of) (?:the )?"),
    ("home", r"\bin (?:year|yr) \d{1,2} at (?:the )?"),
    ("home", r"\b(?:will return|returns|returned|will go back|goes back) to (?:the )?"),
    ("receiving", r"\bwill (?:attend|start at|begin at|join|move to) (?:the )?"),
)
_OURS_AS_RECEIVING = re.compile(r"\bwith us\b|\b(?:join|joins|joined) our roll\b", re.IGNORECASE)
_OURS_AS_HOME = re.compile(r"\b(?:stays?|remains?) on our roll\b", re.IGNORECASE)
_NAME = r"(?P<name>[A-Z][\w'’-]+(?: (?:[A-Z][\w'’-]+|de|la|le|van|von|der|al|el|bin|da|dos))+)"
_NAMED = (
    re.compile(rf"^(?i:re|managed move|regarding|subject|pupil|student|child)\s*[:-]\s*{_NAME}\s*$"),
    re.compile(rf"\babout {_NAME}(?= \((?:date of birth|d\.?o\.?b\.?|born)\b)"),
    re.compile(rf"\b[Mm]anaged move (?:for|of) {_NAME}(?=,|\.| who| has| was| will)"),
)  # fmt: skip
_UPN = re.compile(r"\b[A-Z]\d{11}[\dA-Z]\b")
_YEAR = re.compile(r"\bin (?P<year>(?:Year|Yr) \d{1,2})\b")
_SUPPOSES = re.compile(
    r"\b(?:if|should|would|may|might|could|unless|whether|in case|hope|propose|proposed|possib\w+|not yet|before any)\b",
    re.IGNORECASE,
)
_LETTERHEAD = 4  # lines
_FEWEST = 2  # statements of one kind of form


def letter_in(document: Document, asked: Asked, context: Context) -> tuple[Kind, Asked] | None:
    """Return what a letter tells, and the form that it stands for; None where it tells too little."""
    lines = [block for block in document.blocks if isinstance(block, Line)]
    if not lines:
        return None
    told = list(_told(lines, context))
    said = {one.attribute for one in told}
    begins, ends = len(said & _OF_KIND["MM1"]), len(said & _OF_KIND["MM2"])
    kind: Kind
    if "outcome" in said and ends >= _FEWEST:
        kind = "MM2"
    elif "outcome" not in said and begins >= _FEWEST and ends == 0:
        kind = "MM1"
    else:
        return None
    labelled = tuple(one for one in asked.answers if not _is_shaken(one))
    return kind, Asked((*labelled, *told), asked.words)


def _is_shaken(answer: Answer) -> bool:
    """Return whether an answer is a letter's line cut as a form's: its signature, its head."""
    return answer.attribute in {"signature", "sign_date", "head", "date"} or (
        answer.attribute == "school" and answer.party is None
    )


def _told(lines: list[Line], context: Context) -> Iterator[Answer]:
    whole = "\n".join(plain(line.text) for line in lines)[:LONGEST]
    source = lines[0]
    head = _letterhead(lines, context)
    for line in lines:
        yield from _named(plain(line.text), whole, source)
    for sentence in sentences(whole):
        yield from _named(sentence.text, whole, source)
        for match in _UPN.finditer(sentence.text):
            yield _answer("upn", None, match.group(), sentence.text, source)
        for match in _YEAR.finditer(sentence.text):
            yield _answer("nc_year", None, match["year"], sentence.text, source)
        if not sentence.asked and not _SUPPOSES.search(sentence.text):
            yield from _stated(sentence, head, context, source)


def _stated(
    sentence: Sentence, head: School | None, context: Context, source: Line
) -> Iterator[Answer]:
    text = sentence.text
    for attribute, pattern in _DAYS:
        for match in re.finditer(pattern, text, re.IGNORECASE):
            yield _answer(attribute, None, match["day"], text, source)
    for outcome, pattern in _OUTCOMES:
        if re.search(pattern, text, re.IGNORECASE):
            yield _answer("outcome", None, outcome, text, source)
    yield from _schools(text, head, context, source)


def _schools(text: str, head: School | None, context: Context, source: Line) -> Iterator[Answer]:
    places = schools_in(text, context.schools)
    for party, before in _SCHOOLS:
        for match in re.finditer(before, text, re.IGNORECASE):
            for start, _, school in places:
                if start == match.end():
                    yield _answer("school", party, school.name, text, source)
    if head is not None and _OURS_AS_RECEIVING.search(text):
        yield _answer("school", "receiving", head.name, text, source)
    if head is not None and _OURS_AS_HOME.search(text):
        yield _answer("school", "home", head.name, text, source)


def _named(text: str, whole: str, source: Line) -> Iterator[Answer]:
    """Yield the pupil's name, where the forename comes again in the letter."""
    for pattern in _NAMED:
        for match in pattern.finditer(text):
            forename = match["name"].split()[0]
            if len(re.findall(rf"\b{re.escape(forename)}\b", whole)) > 1:
                yield _answer("full_name", "pupil", match["name"], text, source)


def _letterhead(lines: list[Line], context: Context) -> School | None:
    """Return the one school of the register whose name is a line by itself at the top."""
    tops = [plain(line.text).casefold() for line in lines[:_LETTERHEAD]]
    found = {
        school.urn: school
        for top in tops
        for start, end, school in schools_in(top, context.schools)
        if (start, end) == (0, len(top))
    }
    return next(iter(found.values())) if len(found) == 1 else None


def _answer(attribute: str, party: str | None, text: str, label: str, source: Block) -> Answer:
    where = source.where if isinstance(source, Line) else Where()
    how = source.how if isinstance(source, Line) else "text"
    return Answer(
        attribute=attribute,
        party=party,
        ordinal=None,
        text=text,
        label=label[:80],
        where=where,
        how=how,
        confidence=source.confidence if isinstance(source, Line) else 1.0,
    )
