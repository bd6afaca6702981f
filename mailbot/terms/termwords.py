"""What the words of a calendar's event mean for the school year.

Councils and schools word their term dates freely, and a school's calendar is full of other things:
parents' evenings, exams, half term clubs. So words are read by what surely changes school days, and
what talks of terms or closing without saying it plainly is unclear: a person is asked. Everything
else is no business of ours.
"""

import re
from collections.abc import Set as AbstractSet
from enum import Enum


class Means(Enum):
    """What an event says of the school year."""

    TERM = "a term, or a half of one"
    HOLIDAY = "days on which nobody is at school"
    CLOSED = "single days on which pupils stay at home"
    PUBLIC = "a public holiday"
    STARTS = "the first day of a term"
    ENDS = "the last day of a term"
    SOME = "something for some pupils only"
    UNCLEAR = "it speaks of terms, but what it says is not plain"
    NOTHING = "nothing about school days"


_SEASON = r"(?:autumn|winter|spring|summer|michaelmas|hilary|lent|trinity|easter|christmas)"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|whitsun|whit)"
)
_NUMBER = r"(?:\d{1,4}|one|two|three|four|five|six|first|second|third|1st|2nd|3rd|4th|5th|6th)"
_WHO = r"(?:all |the |our )?(?:schools?|pupils?|students?|children|academy)"
# A text that names a term and says nothing else: "Autumn term 1", "Term 3 (2026/27)".
_NAMES = (
    rf"(?:{_SEASON}|{_MONTH}|{_NUMBER}|term|half|halfterm|school|academic|year|dates?|the|of|in)"
)
_TERM = re.compile(rf"(?=.*\b(?:term|halfterm)\b){_NAMES}(?: {_NAMES})*")
_PLAIN = rf"(?:{_NAMES}|holidays?|break|vacation|week|schools?|closed|for|pupils|students|bank|and)"
_HOLIDAY = re.compile(
    rf"(?=.*\b(?:holidays?|break|vacation|halfterm)\b){_PLAIN}(?: {_PLAIN})*"
    r"|(?:christmas|easter|summer|october|february|may|whitsun|whit)(?: \d{2,4}){0,2}"
)
_INSET = re.compile(
    r"\b(?:inset|in service|(?:staff|teacher|school|professional) (?:training|development)|"
    r"(?:training|development|non pupil|pupil free|non contact|planning) days?|"
    r"professional learning|staff only|pd days?|cpd days?|teacher days?)\b"
)
_CLOSED = re.compile(
    rf"\b(?:closed|closure|no school|no pupils|{_WHO} not in|polling (?:day|station)|"
    r"occasional day|strike|industrial action)\b"
)
_PUBLIC = re.compile(
    r"\b(?:bank|public) holiday\b|\b(?:good friday|easter monday|boxing day|christmas day|"
    r"new years day|early may|may day|coronation|jubilee)\b"
)
_TERMS = rf"(?:(?:{_SEASON}|{_NUMBER}|{_MONTH}|the|school|academic|half|new|this) )*(?:term|year)"
_ENDS = re.compile(
    rf"\blast (?:school )?day (?:of|in) {_TERMS}\b|\b(?:end|ending) of {_TERMS}\b"
    rf"|\bterm(?: {_NUMBER})?(?: 20\d\d(?: \d{{2,4}})?)? (?:ends?|finish(?:es)?|closes?)\b"
    rf"|\b(?:breaks?|breaking) up\b|\b{_WHO} (?:closes?|finish(?:es)?|ends?)\b"
    rf"|\b{_WHO} last day\b|\blast day (?:for|before) "
)
_STARTS = re.compile(
    rf"\bfirst (?:school )?day (?:of|in) {_TERMS}\b|\b(?:start|beginning) of {_TERMS}\b"
    rf"|\bterm(?: {_NUMBER})?(?: 20\d\d(?: \d{{2,4}})?)? "
    r"(?:starts?|begins?|commences?|opens?|resumes?)\b"
    rf"|\b{_WHO} (?:re ?)?(?:opens?|returns?|starts?|begins?|resumes?|back)\b"
    rf"|\b{_WHO} first day\b|\bback to school\b|\breturns? to school\b"
    r"|\bfirst day (?:for|after|back)\b"
)
# "End of half term" may be the end of the holiday as well as of the weeks before it.
_EITHER = re.compile(
    r"\b(?:start|beginning|end|first day|last day) of (?:the )?(?:\w+ ){0,2}"
    r"(?:halfterm|holidays?|break)\b"
    r"|\b(?:halfterm|holidays?|break) (?:starts?|begins?|ends?|finish(?:es)?|commences?)\b"
)
_SOME = re.compile(
    r"\b(?:years?|yrs?|y) ?\d{1,2}\b(?! ?\d)|\by\d{1,2}\b|\bks ?\d\b|\b(?:nursery|reception|eyfs|"
    r"sixth form|6th form|key stage|new (?:starters|pupils|students|intake)|infants?|juniors?)\b"
)
_ALL = re.compile(r"\ball (?:other )?(?:years?|pupils|students|children)\b|\bwhole school\b")
# Half a day is a school day, and a twilight session takes none; some schools give a day for it.
_PART = re.compile(
    r"\b(?:twilight|half day|half a day|am only|pm only|morning|afternoon|early|late|delayed)\b"
    r"|\b(?:am|pm)$"
)
_OPEN = re.compile(r"\b(?:clubs?|camps?|childcare|wraparound|open|course|programme|lunch|menu)\b")
_CUE = re.compile(r"\b(?:term|halfterm|inset|closed|closure|holidays?|no school)\b")

HALF_LONGEST, TERM_SHORTEST = 16, 21  # days: a two-week October; no half of a term is shorter
_HOLIDAY_SHORTEST = 3
_READ = 200  # characters of a text


def meanings(text: str, days: int) -> AbstractSet[Means]:
    """Return what an event says: one meaning, or a day off that is also the edge of a term.

    days: how long it lasts. It tells the half term holiday from the half of a term, which carry the
    same name: no such holiday lasts longer than two weeks and two weekends, and no half of a term
    is shorter than three weeks.
    """
    words = _words(text)
    if not words or _OPEN.search(words):
        return {Means.NOTHING}
    edges = {
        means
        for means, cue in ((Means.STARTS, _STARTS), (Means.ENDS, _ENDS))
        if days == 1 and cue.search(words)
    }
    is_off = bool(_INSET.search(words) or _CLOSED.search(words))
    if _SOME.search(words) and not _ALL.search(words):
        return {Means.SOME} if edges or is_off or _CUE.search(words) else {Means.NOTHING}
    if (is_off and _PART.search(words)) or _EITHER.search(words) or len(edges) > 1:
        return {Means.UNCLEAR}
    if is_off or edges:
        return edges | ({Means.CLOSED} if is_off else set())
    return {_span(words, days)}


def _span(words: str, days: int) -> Means:
    """Return what an event says that is neither a day off nor the edge of a term."""
    if _PUBLIC.search(words) and days <= 2:  # noqa: PLR2004 - Christmas Day and Boxing Day
        return Means.PUBLIC
    if _TERM.fullmatch(words) and days >= TERM_SHORTEST:
        return Means.TERM
    if _HOLIDAY.fullmatch(words):
        # "half term" on its Monday alone, or "Christmas holidays" on the day they begin
        is_edge = days < _HOLIDAY_SHORTEST
        is_half = "halfterm" in words and "holiday" not in words
        return Means.UNCLEAR if is_edge or (is_half and days > HALF_LONGEST) else Means.HOLIDAY
    return Means.UNCLEAR if _TERM.fullmatch(words) else Means.NOTHING


def _words(text: str) -> str:
    """Return the text in lower case, single blanks between words, "half term" as one word."""
    plain = re.sub(r"['\u2019.]", "", text[:_READ].casefold())
    plain = " ".join(re.sub(r"[^a-z0-9]+", " ", plain).split())
    return re.sub(r"\bhalf terms?\b", "halfterm", plain)
