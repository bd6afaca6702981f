"""A plain mail that says a managed move starts or is agreed: of whom, between which schools, when.

It lets the authority know of a move before its form has come. Labelled lines are read first, then
clear prose with both schools named as the register has them. Two pupils, or schools whose part in
the move is not said, are no mention: a person reads the mail.
"""
# ruff: noqa: E501 - a pattern that is broken over lines cannot be read

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Final

from parsers.mails.quoting import own_words
from parsers.schools import Register, School
from parsers.words.prose import LONGEST, days, sentences

_LABELS: Final = {
    "pupil": (
        "pupil", "pupil name", "pupil's name", "name of pupil", "name", "student", "student name",
        "child", "child's name",
    ),
    "surname": ("surname", "family name", "last name", "pupil's surname", "pupil surname"),
    "forename": (
        "forename", "forenames", "first name", "given name", "pupil's forename", "pupil forename",
    ),
    "dob": ("date of birth", "dob", "d.o.b", "d.o.b.", "born"),
    "home": (
        "home school", "current school", "base school", "sending school", "school on roll",
        "from school", "from",
    ),
    "receiving": (
        "receiving school", "new school", "trial school", "proposed school", "to school", "to",
    ),
    "start": (
        "start date", "date of start", "starts", "starting", "start", "first day",
        "placement start", "commencing", "start of placement",
    ),
}  # fmt: skip
_FIELD = {label: field for field, labels in _LABELS.items() for label in labels}
_LABELLED = re.compile(r"^\s*[*•-]?\s*([A-Za-z][A-Za-z.' ()]{1,30}?)\s*[:\t]\s*(\S.*?)\s*$")
_STARTS = re.compile(
    r"\b(?:start(?:s|ed|ing)?|beg(?:in|ins|an|inning)|commenc(?:es?|ed|ing)|joins?|joining)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:not|never|cancelled|postponed|if|whether|unless|might|may|could|would|hope\w*)\b|n't\b",
    re.IGNORECASE,
)
_MOVE = r"(?:managed[ -]moves?|off[ -]?site direction|dowimm|(?:trial|guest) placements?)"
_DONE = r"(?:agreed|arranged|accepted|approved|confirmed|set up|signed)"
_UP_TO_SIX = r"(?:\s+[\w'-]+){0,6}?\s+"
# A move that is settled though no day is named: agreed to, under way, or a pupil on the way.
_AGREED = re.compile(
    rf"\b{_MOVE}(?:\s+(?:for|of|from)(?:\s+[\w'.-]+){{1,20}}?)?\s+(?:(?:has|have) (?:\w+ )?been|is|was|are) (?:now |all )?{_DONE}\b"
    rf"|\b{_DONE}(?: to (?:take|accept|have|host|receive|offer|give))?{_UP_TO_SIX}{_MOVE}\b"
    rf"|\b(?:tak|com|mov|transferr|join)ing\b{_UP_TO_SIX}(?:on|as|for|under)\s+(?:an?|the|his|her|their)\s+{_MOVE}\b"
    rf"|\b(?:is|are|was|been|gone|goes|going|went)\s+(?:now\s+)?on\s+(?:an?|the|his|her|their)\s+{_MOVE}\b"
    rf"|\b{_MOVE}\b{_UP_TO_SIX}(?:is|are)\s+(?:now\s+)?(?:under ?way|in place)\b",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:consider\w*|discuss\w*|explor\w*|propos\w*|think\w*|look(?:ing)? (?:at|into|for)|request\w*|ask(?:s|ed|ing)?|"
    r"appl(?:y|ied|ying)|seek\w*|wish\w*|want\w*|wonder\w*|possib\w*|potential\w*|perhaps|maybe|probably|provisional\w*|"
    r"in principle|subject to|until|once|when|before|should|unless|yet to be|waiting|await\w*|pending|"
    r"declin\w*|refus\w*|reject\w*|turned down|withdr\w+|cancel\w*|fell through|fallen through|no longer|unable|"
    r"nobody|none|no (?:managed|off|trial|guest|dowimm|move|one|school)|broken? down|ended|failed|unsuccessful|review|meeting|protocol|policy)\b",
    re.IGNORECASE,
)
_OFF = re.compile(
    r"\b(?:declin\w*|refus\w*|reject\w*|withdr\w+|cancel\w*|f[ae]ll(?:en)? through|turned down|broken? down)\b",
    re.IGNORECASE,
)
_MONTH_OF_MAY = re.compile(
    r"\bMay\b(?=\s+(?:\d|20))|(?<=\d )May\b|(?<=(?:st|nd|rd|th) )May\b|(?<=in )May\b"
)
_NAMED = re.compile(
    r"(?:\b(?:for|of|pupil|student|child|named)\b[\s,:]+"
    r"(?:our |the |a )?(?:year \d{1,2} )?(?:pupil |student )?)"
    r"([A-Z][\w'-]+(?: (?:de|da|van|von|der|el|al|bin|[A-Z][\w'-]+)){1,3})"
)
_BORN = re.compile(r"\b(?:dob|d\.o\.b\.?|date of birth|born)\b[\s:]*", re.IGNORECASE)
_PARTICLES = {"de", "da", "van", "von", "der", "el", "al", "bin", "la", "le", "du"}
_NO_NAMES = re.compile(
    r"\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|june|"
    r"july|august|september|october|november|december|year|exclusions?|inclusion|team|council|"
    r"managed|move|school|academy|college)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Mention:
    """A move that a plain mail speaks of. A school is None where the register does not know it."""

    forename: str
    surname: str
    dob: dt.date | None = None
    home: School | None = None
    receiving: School | None = None
    start: dt.date | None = None


def mention(text: str, register: Register, sent_on: dt.date | None = None) -> Mention | None:
    """Return the one move, starting or agreed, that the mail names; None for none or several.

    sent_on: the local day of sending, for a start day written without its year.
    """
    own = own_words(text[:LONGEST]).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    labelled = _labelled(own)
    if labelled is None:
        return None
    found = _from_labels(labelled, register, sent_on)
    if found is None:
        return None if "pupil" in labelled else _from_prose(own, register, sent_on)
    if "start" in labelled:
        return found
    starting = _start_sentences(own)
    if starting:
        return replace(found, start=_start_day(starting, sent_on))
    return found if _is_agreed(own) else None


def _labelled(text: str) -> dict[str, str] | None:
    """Return the labelled lines by field; None when one label comes twice, for two pupils do so."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        match = _LABELLED.match(line)
        field = _FIELD.get(" ".join(match.group(1).lower().split())) if match else None
        if match is None or field is None:
            continue
        if found.setdefault(field, match.group(2)) != match.group(2):
            return None
    return found


def _from_labels(
    labelled: dict[str, str], register: Register, sent_on: dt.date | None
) -> Mention | None:
    forename, surname = labelled.get("forename", ""), labelled.get("surname", "")
    if not (forename and surname):
        forename, surname = _split(labelled.get("pupil", ""))
    if not (forename and surname and labelled.get("home") and labelled.get("receiving")):
        return None
    home, receiving = _school(labelled["home"], register), _school(labelled["receiving"], register)
    if home is not None and home == receiving:
        return None
    return Mention(
        forename=forename,
        surname=surname,
        dob=_date_of_birth(labelled.get("dob", "")),
        home=home,
        receiving=receiving,
        start=_day(labelled.get("start", ""), sent_on),
    )


def _from_prose(text: str, register: Register, sent_on: dt.date | None) -> Mention | None:
    starting = _start_sentences(text)
    schools = schools_in(text, register)
    settled = starting or _is_agreed(text)
    if not settled or len({school.urn for _, _, school in schools}) != 2:  # noqa: PLR2004 - two
        return None
    home = _with_part(text, schools, r"(?:\bfrom|\bhome school(?: is)?|\bcurrently at)[\s:,(]*$")
    receiving = _with_part(
        text,
        schools,
        r"(?:\bto|\bat|\bjoin(?:s|ing)?|\breceiving school(?: is)?)[\s:,(]*(?:start at )?$",
    )
    names = {name for name in _NAMED.findall(text) if _is_a_person(name, schools)}
    if len(names) != 1 or home is None or receiving is None or home == receiving:
        return None
    forename, surname = _split(names.pop())
    born = _BORN.search(text)
    return Mention(
        forename=forename,
        surname=surname,
        dob=_date_of_birth(text[born.end() :]) if born else None,
        home=home,
        receiving=receiving,
        start=_start_day(starting, sent_on),
    )


def _start_sentences(text: str) -> list[str]:
    """Return the sentences that plainly say that something starts."""
    return [
        sentence.text
        for sentence in sentences(text)
        if _STARTS.search(sentence.text)
        and not sentence.asked
        and not _DENIED.search(_MONTH_OF_MAY.sub("", sentence.text))
    ]


def _is_agreed(text: str) -> bool:
    """Return whether a sentence plainly says that a move is agreed, none that it is off."""
    told = tuple(sentences(text))
    return not any(_OFF.search(sentence.text) for sentence in told) and any(
        _AGREED.search(sentence.text)
        and not sentence.asked
        and not _OPEN.search(sentence.text)
        and not _DENIED.search(_MONTH_OF_MAY.sub("", sentence.text))
        for sentence in told
    )


def _start_day(starting: list[str], sent_on: dt.date | None) -> dt.date | None:
    """Return the one day that the sentences name for the start."""
    found = set()
    for sentence in starting:
        match = _STARTS.search(sentence)
        if match:
            found.add(_day(sentence[match.end() :], sent_on))
    return found.pop() if len(found) == 1 else None


def _split(name: str) -> tuple[str, str]:
    """Return forename and surname; ("", "") for a name of one word."""
    bare = re.split(r"[,(;]| - ", name)[0].strip()
    if "," in name and re.match(r"\s*[A-Z' -]{2,},\s*\w", name):
        surname, forename = (piece.strip() for piece in name.split(",", 1))
        return forename.split("(")[0].strip(), surname.title() if surname.isupper() else surname
    parts = bare.split()
    at = next(
        (n for n, part in enumerate(parts[1:], 1) if part.lower() in _PARTICLES), len(parts) - 1
    )
    return (" ".join(parts[:at]), " ".join(parts[at:])) if len(parts) > 1 else ("", "")


def _school(written: str, register: Register) -> School | None:
    found = register.resolve(written)
    return found if isinstance(found, School) else None


def _day(written: str, sent_on: dt.date | None) -> dt.date | None:
    """Return the one day written; without the day of sending only a whole date is one."""
    if sent_on is None:
        anchors = (dt.date(2000, 1, 1), dt.date(2050, 1, 1))
        first, second = ([day for _, day in days(written, anchor)] for anchor in anchors)
        return first[0] if len(first) == 1 and first == second else None
    found = [day for _, day in days(written, sent_on, ahead=True)]
    return found[0] if len(found) == 1 else None


def _date_of_birth(written: str) -> dt.date | None:
    """Return the date that stands at the start of the text, year and all."""
    line = written.strip().split("\n")[0][:40]
    first, second = (
        [day for _, day in days(line, anchor)][:1]
        for anchor in (dt.date(2000, 1, 1), dt.date(2050, 1, 1))
    )
    return first[0] if first and first == second else None


def schools_in(text: str, register: Register) -> list[tuple[int, int, School]]:
    """Return where schools of the register are named, longest names first, none within another."""
    names = [
        (name, school) for school in register.schools for name in (school.name, *school.aliases)
    ]
    found: list[tuple[int, int, School]] = []
    doubtful: set[tuple[int, int]] = set()
    for name, school in sorted(names, key=lambda pair: -len(pair[0])):
        for match in re.finditer(rf"\b{re.escape(name)}(?!\w)", text, re.IGNORECASE):
            start, end = match.span()
            same = [other for a, b, other in found if (a, b) == (start, end)]
            if same and any(other != school for other in same):
                doubtful.add((start, end))
            elif not any(start < b and a < end for a, b, _ in found):
                found.append((start, end, school))
    return [place for place in found if (place[0], place[1]) not in doubtful]


def _with_part(text: str, schools: list[tuple[int, int, School]], before: str) -> School | None:
    """Return the one school that stands after such words."""
    meant = {
        school.urn: school
        for start, _, school in schools
        if re.search(before, text[max(0, start - 40) : start], re.IGNORECASE)
    }
    return next(iter(meant.values())) if len(meant) == 1 else None


def _is_a_person(name: str, schools: list[tuple[int, int, School]]) -> bool:
    known = " ".join(school.name.lower() for _, _, school in schools)
    return not _NO_NAMES.search(name) and name.lower() not in known
