"""Sentences of a plain mail, and the days that they name.

A school's answer is a few hasty lines. Here they are cut into sentences and clauses, and words for
days ("today", "Monday 2 November", "2/11") are resolved from the day the mail was sent: United
Kingdom order, the year that lies nearest. A day that two readers could understand differently
(a weekday that does not fit its date, "Monday" said on a Monday) is no day.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from parsers.daywords import MONTH, month_of, weekday_of

LONGEST = 30_000  # characters of a mail that are looked at as prose; a letter has far fewer
_WRAPPED = 52  # columns from which a line is taken to run on into the next
_MESSAGE = (
    r"(?:e-?mails?|messages?|communications?|transmissions?|attachments?|contents?|"
    r"information|files?)"
)
# Small print under a mail; "please keep this confidential" is none.
_DISCLAIMER = re.compile(
    rf"\b(?:intended (?:recipient|solely|only)|not meant for you|disclaimer|before you print|"
    rf"scanned for viruses|monitored|legally binding|accepts? no (?:liability|responsibility)|"
    rf"registered in england|{_MESSAGE}\b.*\b(?:confidential|privileged|in error)|"
    rf"(?:confidential|privileged)\b.*\b{_MESSAGE})\b",
    re.IGNORECASE,
)
_OF_A_MOVE = re.compile(r"\b(?:managed[ -]?move|placement|trial)\b", re.IGNORECASE)
# "K.J. was in": a point after an initial ends no sentence, unless a new one plainly begins.
_SENTENCE_END = re.compile(
    r"(?<=[.!?])(?<!\b[A-Z]\.)[\"')\]]*\s+(?=\S)|(?<=\b[A-Z]\.)\s+(?=[A-Z][a-z])|\n+"
)
_PLAIN = {0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0x2013: " - ", 0x2014: " - "}
_WEEKDAY = r"(?:mon|tue|tues|wed|weds|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?s?"
DAY = re.compile(
    rf"\b(?:(?P<weekday>{_WEEKDAY})\.?,?\s+(?:the\s+)?)?(?:"
    r"(?P<iso>(?P<iy>20\d\d)-(?P<im>\d\d)-(?P<id>\d\d))\b"
    r"|(?P<nd>\d{1,2})(?P<sep>[/.-])(?P<nm>\d{1,2})(?P=sep)(?P<ny>\d{4}|\d{2})\b"
    r"|(?P<sd>\d{1,2})/(?P<sm>\d{1,2})\b(?!\s*[/%\d])"
    rf"|(?P<wd>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<wm>{MONTH})\b\.?"
    r"(?:,?\s+(?P<wy>20\d\d)\b)?"
    rf"|(?P<am>{MONTH})\.?\s+(?P<ad>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<ay>20\d\d)\b)?"
    r"|(?:the\s+)?(?P<od>\d{1,2})(?:st|nd|rd|th)\b(?!\s+(?:week|review|meeting|time|day|year))"
    r")"
    r"|\b(?P<near>today|this (?:morning|afternoon|evening)|tonight|yesterday|last night|tomorrow)\b"
    rf"|\b(?:(?P<which>last|this|next)\s+)?(?P<alone>{_WEEKDAY})\b"
    r"(?:\s+(?P<back>last week|next week))?",
    re.IGNORECASE,
)
_TODAY = ("today", "this morning", "this afternoon", "this evening", "tonight")


@dataclass(frozen=True, slots=True, repr=False)
class Sentence:
    """One sentence. asked: it is a question."""

    text: str
    asked: bool


def sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences of a mail; disclaimers are left out, wrapped lines are joined.

    Typists' quotes and dashes come out as the plain ones.
    """
    for line in _joined(text[:LONGEST].translate(_PLAIN)).splitlines():
        is_small_print = False
        for piece in _SENTENCE_END.split(line):
            bare = " ".join(piece.split())
            # What follows a disclaimer in its paragraph is one too, unless it speaks of a move.
            is_small_print = is_small_print or bool(_DISCLAIMER.search(bare))
            if bare and not (is_small_print and not _OF_A_MOVE.search(bare)):
                yield Sentence(bare, _is_question(bare))


def _joined(text: str) -> str:
    """Join lines that were wrapped: a long one, or one that goes on in lower case."""
    out: list[str] = []
    for line in text.splitlines():
        bare = line.strip()
        before = out[-1] if out else ""
        runs_on = bool(before) and before[-1] not in ".!?:" and bool(bare)
        if runs_on and (len(before) >= _WRAPPED or bare[0].islower()) and ":" not in bare[:30]:
            out[-1] = f"{before} {bare}"
        else:
            out.append(bare)
    return "\n".join(out)


def _is_question(sentence: str) -> bool:
    """Whether a sentence asks; hurried writers leave the question mark out."""
    return sentence.rstrip("\"') ").endswith("?") or bool(
        re.match(
            r"(?:(?:please|pls|so|and|but|also|hi|hello)[, ]+)*(?:"
            r"(?:was|were|is|are|has|have|did|do|does|can|could|would|will|should)\s+"
            r"(?:you|we|i|the|this|that|they|he|she|it|his|her|their|your|parents?|anyone|there|a|an|any)\b"
            r"|(?:when|what|which|who|where|why|how|whether)\b)",
            sentence,
            re.IGNORECASE,
        )
    )


def days(text: str, sent_on: dt.date, *, ahead: bool = False) -> list[tuple[int, dt.date | None]]:
    """Return each day named in the text with its place in it; None for one in doubt.

    ahead: a weekday by itself is the next one to come, not the last one past.
    """
    found: list[tuple[int, dt.date | None]] = []
    for match in DAY.finditer(text):
        if re.search(r"\bat\s*$", text[: match.start()], re.IGNORECASE):
            continue  # "at 3.10" is a time
        found.append((match.start(), _day(match, sent_on, ahead=ahead)))
    return found


def _day(match: re.Match[str], sent_on: dt.date, *, ahead: bool) -> dt.date | None:
    part = match.groupdict()
    if part["near"]:
        word = " ".join(part["near"].lower().split())
        shift = 0 if word in _TODAY else (1 if word == "tomorrow" else -1)
        return sent_on + dt.timedelta(days=shift)
    if part["alone"]:
        return _weekday(part, sent_on, ahead=ahead)
    day = _date(part, sent_on)
    if day and part["weekday"] and day.weekday() != weekday_of(part["weekday"]):
        return None
    return day


def _date(part: dict[str, str | None], sent_on: dt.date) -> dt.date | None:
    """Return the date that numbers and a month give."""
    if part["iso"]:
        return _built(part["iy"], part["im"], part["id"])
    if part["nd"]:
        return _built(part["ny"], part["nm"], part["nd"])
    for day, month, year in (("sd", "sm", None), ("wd", "wm", "wy"), ("ad", "am", "ay")):
        if part[day]:
            named = str(part[month])
            number = named if named.isdigit() else str(month_of(named))
            if year and part[year]:
                return _built(part[year], number, part[day])
            return _nearest(number, part[day], sent_on)
    return _last_numbered(str(part["od"]), sent_on)


def _built(year: str | None, month: str | None, day: str | None) -> dt.date | None:
    whole = int(str(year))
    try:
        return dt.date(
            whole if len(str(year)) == len("2026") else 2000 + whole, int(str(month)), int(str(day))
        )
    except ValueError:
        return None


def _nearest(month: str, day: str | None, sent_on: dt.date) -> dt.date | None:
    """Return the day in the year that lies nearest to the day of sending."""
    years = (sent_on.year - 1, sent_on.year, sent_on.year + 1)
    built = [_built(str(year), month, day) for year in years]
    return min((d for d in built if d), key=lambda d: abs((d - sent_on).days), default=None)


def _last_numbered(day: str, sent_on: dt.date) -> dt.date | None:
    """Return the last "2nd" before or on the day of sending."""
    month = sent_on.replace(day=1)
    for _ in range(2):
        built = _built(str(month.year), str(month.month), day)
        if built and built <= sent_on:
            return built
        month = (month - dt.timedelta(days=1)).replace(day=1)
    return None


def _weekday(part: dict[str, str | None], sent_on: dt.date, *, ahead: bool) -> dt.date | None:
    """Return the weekday named by itself: the last one past, or with `ahead` the next to come."""
    index = weekday_of(str(part["alone"]))
    which, back = (part["which"] or "").lower(), (part["back"] or "").lower()
    monday = sent_on - dt.timedelta(days=sent_on.weekday())
    if back:
        return monday + dt.timedelta(days=index + (-7 if back == "last week" else 7))
    if which == "next" or (ahead and which != "last"):
        return sent_on + dt.timedelta(days=(index - sent_on.weekday() - 1) % 7 + 1)
    if index == sent_on.weekday():
        return sent_on - dt.timedelta(days=7) if which == "last" else None
    return sent_on - dt.timedelta(days=(sent_on.weekday() - index) % 7)
