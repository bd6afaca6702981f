"""Whether a mail says another thing than the form it brings: of the outcome, the pupil or a day.

Last week's file is attached by mistake, last year's form is typed over, the wrong box is ticked, and
the mail above tells what was meant. Neither is believed over the other: a person looks. What a mail
leaves out says nothing, and a sentence that asks, denies or supposes says nothing either.
"""

# ruff: noqa: E501 - patterns stay whole
# ruff: noqa: RUF001 - the characters that schools type

import datetime as dt
import re
from collections.abc import Iterator

from parsers.context import Context
from parsers.daywords import A_DAY
from parsers.evidence import Evidence
from parsers.mails.markup import text_of
from parsers.mails.quoting import own_words
from parsers.records import Mm1, Mm2, Outcome, Reading
from parsers.words.cues import breakdown_cue
from parsers.words.mentions import schools_in
from parsers.words.prose import LONGEST, days, sentences

_MOVE = r"(?:managed move|move|placement|trial|arrangement)"
_STANDS = r"(?:is|was|has been|were|proved|been)"
_OUTCOMES: tuple[tuple[Outcome, re.Pattern[str]], ...] = (
    (
        "successful",
        re.compile(
            rf"\b{_MOVE}\b[^.?!,;]{{0,30}}? {_STANDS} (?:\w+ ){{0,2}}?(?:successful|a success)\b|\bsuccessful {_MOVE}\b"
            r"|\boutcome\W+(?:is |was )?successful\b|\b(?:mm\W?2|form|attached)\W{1,4}successful\b"
            r"|\b(?:is|are|[hs]e's|will be|actually|going to|will|to|and [hs]he) (?:\w+ )?stay(?:ing|s)?\b(?: \w+){0,2}? (?:with us|for good|after all|permanently)\b"
            r"|\bwill stay(?: on| here| put)?\W*$",
            re.IGNORECASE,
        ),
    ),
    (
        "extended",
        re.compile(
            rf"\b(?:{_MOVE}|period|it)\b(?: \w+){{0,3}}? extended\b|\bshould be extended\b"
            r"|\bextension\b(?: \w+){0,2}? (?:agreed|granted|approved)\b|\bagreed (?:to )?(?:an? )?(?:\w+ )?exten(?:sion|d)\b"
            rf"|\bextended (?:the |his |her |their )?{_MOVE}\b"
            r"|\b(?:mm\W?2|form|outcome)\W{1,4}(?:is |was )?(?:extended|extension)\b",
            re.IGNORECASE,
        ),
    ),
)  # fmt: skip
_NOT_SAID = re.compile(
    r"\b(?:not|never|no|nor|without|cannot|if|unless|whether|had|hoped?|hoping|would|could|should have|might|may|wish\w*|want\w*|asked|declin\w*|refus\w*|previous(?:ly)?|earlier|first|until|instead of|rather than|despite|after)\b|n't\b",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\b(?:not|never|no longer|un)\b|n't\b", re.IGNORECASE)
_DAY = rf"(?P<day>{A_DAY})"
_DAYS = (
    ("decision_date", rf"\bdecision\b(?: to \w+[^,;:.]{{0,30}}?)? (?:was|is|has been)(?: \w+)? (?:made|taken|reached|dated)?\s*on {_DAY}"),
    ("decision_date", rf"\b(?:decided|made the decision|took the decision|decision date(?: is| was|:)?)(?: on)? {_DAY}"),
    ("end_date", rf"\b(?:last|final) day(?: of attendance)?(?: (?:with us|here|at [^,;:.]{{3,40}}?))? (?:will be|was|is)(?: on)? {_DAY}"),
    ("start_date", rf"\b(?:starts|started|starting|begins|began|commences|commenced|start date(?: is| was|:)?)(?: (?:with us|here|at [^,;:.]{{3,40}}?))?(?: on)? {_DAY}"),
)  # fmt: skip
_NAME = r"(?P<name>[A-Z][a-z'’-]+[\w'’-]*(?: [A-Z][\w'’-]+){1,2})"
_FORM = r"(?:[Mm]{2}\W?[12]|(?:[Oo]utcome |[Mm]anaged [Mm]ove )?[Ff]orm)"
_NAMED = (
    re.compile(rf"\b{_FORM}s?\b(?: \w+)? (?:is |are )?(?:for|of|about) (?:(?:our|the) )?(?:[Pp]upil )?{_NAME}"),
    re.compile(rf"\b{_FORM}\b\s*[:-]\s*{_NAME}\s*$"),
    re.compile(rf"\b{_NAME}['’]s? (?:\w+ )?{_FORM}\b"),
    re.compile(rf"\b(?:[Pp]upil|[Ss]tudent|[Cc]hild)\s*:\s*{_NAME}"),
)  # fmt: skip
_NO_PUPIL = frozenset(
    [
        "academy", "agreement", "attached", "college", "completed", "confidential", "copy", "council", "document",
        "exclusions", "final", "find", "form", "forms", "high", "inclusion", "managed", "move", "outcome",
        "outcomes", "please", "primary", "review", "scan", "scanned", "school", "secure", "signed", "team", "urgent", "mr", "mrs", "ms", "miss", "dr",
        "monday", "tuesday", "wednesday", "thursday", "friday", "january", "february", "march", "april", "june",
        "july", "august", "september", "october", "november", "december",
    ]
)  # fmt: skip
_INITIALS = re.compile(rf"\b{_FORM}s?\b(?: \w+)? for (?P<one>[A-Z])\.?\s?(?P<two>[A-Z])\b")


def contradicts(evidence: Evidence, part: str, reading: Reading, context: Context) -> bool:
    """Whether the mail that a document hangs on says otherwise than what was read in it."""
    told = tuple(_told(evidence, part))
    own = " ".join(told)
    return (
        _other_outcome(reading, own)
        or _other_day(reading, own, evidence.sent)
        or _other_pupil(reading, told, f"{own} {part}", evidence.sender, context)
    )


def _told(evidence: Evidence, part: str) -> Iterator[str]:
    """Yield the subject and the own words of each mail around a document, a sentence at a time."""
    for body in evidence.bodies:
        if not part.startswith(body.name.removesuffix("body")):
            continue
        text = body.text or (text_of(body.html) if body.html else "")
        yield f"{body.subject or evidence.subject}."
        for sentence in sentences(own_words(text[:LONGEST])):
            if not sentence.asked:
                yield sentence.text if sentence.text[-1:] in ".!" else f"{sentence.text}."


def _other_outcome(reading: Reading, own: str) -> bool:
    record = reading.record
    if not isinstance(record, Mm2) or record.outcome is None:
        return False
    found: set[str] = {
        outcome
        for outcome, pattern in _OUTCOMES
        for sentence in re.split(r"(?<=[.!;])\s+|,\s+(?:but|although|however)\b", own)
        for match in pattern.finditer(sentence)
        if not (_NOT_SAID.search(sentence[: match.start()]) or _DENIED.search(match.group()))
    }
    if record.outcome in ("successful", "extended") and not found:
        return breakdown_cue(own) == "strong"
    return bool(found) and record.outcome not in found


def _other_day(reading: Reading, own: str, sent: dt.datetime | None) -> bool:
    """Return whether a day that the mail writes out is another than the form's."""
    record = reading.record
    if sent is None or not isinstance(record, Mm1 | Mm2):
        return False
    told: dict[str, set[dt.date | None]] = {}
    for name, pattern in _DAYS:
        for match in re.finditer(pattern, own, re.IGNORECASE):
            before = own[max(0, match.start() - 30) : match.start()]
            if not (_NOT_SAID.search(before) or _DENIED.search(match.group())):
                found = days(match["day"], sent.date(), ahead=name != "decision_date")
                told.setdefault(name, set()).update(day for _, day in found)
    return any(
        days_told and None not in days_told and known is not None and known not in days_told
        for name, days_told in told.items()
        if (known := getattr(record, name, None)) is not None
    )


def _other_pupil(
    reading: Reading, told: tuple[str, ...], words: str, sender: str, context: Context
) -> bool:
    """Return whether the mail names a pupil, and nowhere the one on the form."""
    pupil = reading.record.pupil if reading.record is not None else None
    if pupil is None or not (pupil.forename and pupil.surname):
        return False
    folded = words.casefold()
    known = {*pupil.forename.split(), *pupil.surname.split(), *(pupil.known_as or "").split()}
    first, last = pupil.forename[0], pupil.surname[0]
    if any(name.casefold() in folded for name in known if len(name) > 1):
        return False
    if re.search(rf"\b(?:{first}\W?\s?{last}|{last}\W?\s?{first})\b", words, re.IGNORECASE):
        return False
    if any(_INITIALS.search(sentence) for sentence in told):
        return True
    return any(_is_pupil(name, sender, context) for sentence in told for name in _names(sentence))


def _names(sentence: str) -> Iterator[str]:
    for pattern in _NAMED:
        for match in pattern.finditer(sentence.rstrip(".")):
            yield match["name"]


def _is_pupil(name: str, sender: str, context: Context) -> bool:
    """Return whether capitalised words are a child's name: no school, no sender, no form's words."""
    parts = name.casefold().split()
    box = sender.partition("@")[0].casefold()
    if any(part.strip("'’-") in _NO_PUPIL for part in parts) or any(p in box for p in parts):
        return False
    return not list(schools_in(name, context.schools))
