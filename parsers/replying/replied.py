"""What the lines of a reply answer: each label with the value beside it or under it.

A label counts in the words of our question or in the words of a form; "is" and "was" stand for the
colon only before a whole date or an address. The sender's own farewell ends the answers: what
stands under it (a head, a telephone number) is no answer. Our own sentences are taken out first:
some mail programs hand them back without a mark.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from parsers.addresses import emails_in, read_email
from parsers.choices import folded
from parsers.context import Context
from parsers.doubts.questions import meaning_of, path_asked
from parsers.labels.attributes import CHOICES, TOLD, YES_OR_NO
from parsers.labels.vocabulary import Meaning, Vocabulary
from parsers.layouts.answers import Answer
from parsers.layouts.running import segments
from parsers.pairs import Where
from parsers.particulars.upn import read_upn
from parsers.records import Kind
from parsers.schools import School
from parsers.values import first_day, is_nothing, read_year_group

_BULLET = re.compile(r"^\s*(?:[*\u2022\u2013-]+|\(?(?:\d{1,2}|[a-h])[.)])\s+")
_PARTED = re.compile(r"\s*(?::|=|\t|\s[-\u2013\u2014]\s)\s*")
_SAID = re.compile(
    r"(?:the\s+)?(.{3,80}?)\s+(?:is|was|should be|should read|should say|will be)\s+(.+)",
    re.IGNORECASE,
)
# A label and its date with nothing between them, and the plain sentence that answers us most often.
_BESIDE = re.compile(
    r"(\D{4,60}?)\s+((?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,?\s+)?\d.+)", re.IGNORECASE
)
_DECIDED = re.compile(
    r"(?:(?:it|this|that|the decision) was|we|(?:the|our) head(?:\s?teacher)?) "
    r"(?:decided|made|taken)(?: (?:it|this|that))?(?: on)? (.+)",
    re.IGNORECASE,
)
_FAREWELL = re.compile(
    r"\s*(?:--+|(?:(?:kind(?:est)?|best|warm(?:est)?|many|with|yours)\s+)?"
    r"(?:regards|wishes|thanks|thank you|sincerely|faithfully|cheers|thx)|sent from my .*)"
    r"\s*[,.!]*\s*",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"\s*(?:(?:hi|hello|dear|good (?:morning|afternoon|evening)|morning|afternoon)\b[^.:?\d]{0,40}|"
    r"thanks|thank you|sorry)\s*[,.!]*\s*",
    re.IGNORECASE,
)
_WEEKDAYS = re.compile(
    r"\b(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\b", re.IGNORECASE
)
_YEAR = re.compile(r"(?:nc\s*)?(?:y(?:ea)?r\s*)?\d{1,2}", re.IGNORECASE)
_UNSURE = re.compile(
    r"\b(?:if|unless|whether|hop(?:e|ing)|might|could|would|think|believe|provided|assum\w+|expect\w*|"
    r"a?wait\w*|guess)\b",
    re.IGNORECASE,
)
# What our own letters print beside a parent; handed back, it is no name.
_OURS = re.compile(r"no e-mail address|contact is restricted|(?:e-mail )?\S\u2026@")
# Labels that a signature or the heading of a mail bears too, or that nobody may answer for others.
_NEVER = frozenset({"date", "not_wanted", "reference", "print_name", "role"})
_YES_OR_NO = YES_OR_NO | {"parental_responsibility", "email_agreed", "no_contact"}
_CHOICES = CHOICES | dict.fromkeys(_YES_OR_NO, "yes_no") | {"looked_after": "looked_after"}


@dataclass(frozen=True, slots=True, repr=False)
class _Line:
    """One line with a label; value "" where it stands under it."""

    meaning: Meaning
    label: str
    value: str


def answered(text: str, kind: Kind, words: Vocabulary, ours: Iterable[str]) -> tuple[Answer, ...]:
    """Return the labelled answers of a reply, in order. ours: sentences of our own letter."""
    lines = _without(text, ours).splitlines()
    found: list[Answer] = []
    at = 0
    while at < len(lines):
        line, at = lines[at], at + 1
        if found and _FAREWELL.fullmatch(line):
            break
        several = _several(line, words)
        found += several
        told = None if several else _line(line, kind, words)
        if told is None:
            continue
        value = told.value
        if not value or told.meaning.attribute in TOLD:
            more, at = _below(lines, at, kind, words, long=told.meaning.attribute in TOLD)
            value = "\n".join(part for part in (value, *more) if part)
        sure = told.meaning.attribute in TOLD or not _UNSURE.search(value)
        asks = value.rstrip().endswith("?") or not sure or _OURS.match(value)
        if value and not asks and not is_nothing(value):
            found.append(_answer(told.meaning, told.label, value))
    return tuple(found)


def bare(text: str, path: str, kind: Kind, context: Context, words: Vocabulary) -> Answer | None:
    """Return the answer where the first line is nothing but a value of the one field asked."""
    meaning = meaning_of(path, kind)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if lines and _GREETING.fullmatch(lines[0]):
        lines = lines[1:]
    if meaning is None or meaning.attribute is None or not lines:
        return None
    value = lines[0].rstrip(" .!")
    if not _is_only(value, meaning.attribute, path, context, words):
        return None
    return _answer(meaning, "", value)


def _is_only(value: str, attribute: str, path: str, context: Context, words: Vocabulary) -> bool:
    """Return whether the line is a value of this sort and nothing else."""
    if attribute in _CHOICES:
        options = words.choices.get(_CHOICES[attribute], {})
        return any(folded(value) == folded(one) for ones in options.values() for one in ones)
    if path.endswith(("date", "dates", "dob", ".phone", ".letter", "_from", "_roll", "_beginning")):
        return _is_a_day(value)
    if attribute in ("email", "contact_email"):
        return emails_in(value) == (value,)
    if attribute == "upn":
        return isinstance(read_upn(value), str)
    if attribute == "nc_year":
        return bool(_YEAR.fullmatch(value)) and isinstance(read_year_group(value), int)
    return attribute == "school" and isinstance(context.schools.resolve(value), School)


def _is_a_day(text: str) -> bool:
    """Return whether the text is one day, its weekday perhaps, and nothing else."""
    day, rest = first_day(text)
    return day is not None and not _WEEKDAYS.sub("", rest).strip(" ,.")


def _answer(meaning: Meaning, label: str, value: str) -> Answer:
    return Answer(
        attribute=meaning.attribute or "",
        party=meaning.party,
        ordinal=meaning.ordinal,
        text=value,
        label=label,
        where=Where(),
        how="reply",
    )


def _without(text: str, ours: Iterable[str]) -> str:
    """Return the text without our own sentences, however they were wrapped."""
    for sentence in ours:
        words = (re.escape(word) for word in sentence.split())
        text = re.sub(r"\s+(?:>\s*)?".join(words), " ", text)
    return re.sub(r'We read:\s+"[^"]*"', " ", text)


def _line(line: str, kind: Kind, words: Vocabulary) -> _Line | None:
    """Return the label of a line and its value, None where it has no label that we know."""
    told = _BULLET.sub("", line).strip()
    for stop in _PARTED.finditer(told):
        label, value = told[: stop.start()], told[stop.end() :].strip()
        meaning = _meaning(label, kind, words)
        if meaning is not None:
            dated = meaning.attribute == "outcome" and _is_a_day(value)
            # "Decision: 20/11/2026" names no outcome, but the day of one.
            return _Line(Meaning("decision_date") if dated else meaning, label, value)
    asked = path_asked(told, kind)
    if asked is not None and (meaning := meaning_of(asked, kind)) is not None:
        return _Line(meaning, told, "")
    return _sentence(told.rstrip("."), kind, words)


def _sentence(told: str, kind: Kind, words: Vocabulary) -> _Line | None:
    """Return what a line without a colon says, where it ends in a whole date or an address."""
    decided = _DECIDED.fullmatch(told) if kind == "MM2" else None
    if decided and _is_a_day(decided[1]):
        return _Line(Meaning("decision_date"), "", decided[1])
    for pattern in (_SAID, _BESIDE):
        said = pattern.fullmatch(told)
        meaning = _meaning(said[1], kind, words) if said else None
        if said is None or meaning is None:
            continue
        dated = _is_a_day(said[2]) and meaning.attribute not in _CHOICES
        if dated or (pattern is _SAID and isinstance(read_email(said[2]), str)):
            return _Line(meaning, said[1], said[2])
    return None


def _several(line: str, words: Vocabulary) -> list[Answer]:
    """Return the answers of a line that holds more than one label, each with its value."""
    found = [
        (_of_party(meaning), label, value)
        for meaning, label, value in segments(_BULLET.sub("", line), words)
    ]
    if len(found) < 2 or any(one is None or not value for one, _, value in found):  # noqa: PLR2004 - two
        return []
    return [_answer(one, label, value) for one, label, value in found if one is not None]


def _meaning(label: str, kind: Kind, words: Vocabulary) -> Meaning | None:
    path = path_asked(label, kind)
    if path is not None:
        return meaning_of(path, kind)
    return _of_party(words.strict(label))


def _of_party(known: Meaning | None) -> Meaning | None:
    """Return what a label asks, a bare party's name being asked for; None for what is not read."""
    if known is None or known.attribute in _NEVER or known.also:
        return None
    if known.attribute is None:
        named = "school" if known.party in ("home", "receiving") else "full_name"
        return Meaning(named, known.party, known.ordinal)
    return known


def _below(
    lines: list[str], at: int, kind: Kind, words: Vocabulary, *, long: bool
) -> tuple[list[str], int]:
    """Return the value that stands under its label, and where to go on."""
    more: list[str] = []
    for here, line in _filled(lines, at, stop_at_blank=long):
        if _FAREWELL.fullmatch(line) or _line(line, kind, words) is not None:
            break
        more.append(line.strip())
        at = here + 1
        if not long:
            break
    return more, at


def _filled(lines: list[str], at: int, *, stop_at_blank: bool) -> Iterator[tuple[int, str]]:
    for here in range(at, len(lines)):
        if lines[here].strip():
            yield here, lines[here]
        elif stop_at_blank:
            return
