"""What a school's words mean as a value: dates and numbers, or a doubt.

Each reader gives the value, None where nothing was written ("tbc" and dashes count as nothing), or
a `Doubt` where something was written that cannot be believed as it stands. Days are in British
order; a year of two digits is in this century. Nothing here knows the day it is, or which form the
words are from.
"""

# ruff: noqa: PLR2004 - counts of words and cells, beside what they count
# ruff: noqa: PLR0911 - cases, one after another, in the order in which they must be tried
# ruff: noqa: E501 - patterns and lists of words stay whole
# ruff: noqa: RUF001 - the characters that schools type

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from parsers.daywords import MONTH, month_of, weekday_of
from parsers.pairs import one_line, plain

# A letter that recognition makes of a digit stands before no day: "i2-10-2026" is not the second.
_NO_DIGIT_LOST = r"(?<!\b[ilIoOsSzZBgq])(?<![|!])"
_NUMERIC = re.compile(
    _NO_DIGIT_LOST
    + r"(?<![\d/.\-])(\d{1,2})\s?[./\\-]\s?(\d{1,2})\s?[./\\-]\s?(\d{4}|\d{2})(?![\d/])"
)
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_WORDS = re.compile(
    rf"{_NO_DIGIT_LOST}(?<!\d)(\d{{1,2}})\s*(?:st|nd|rd|th)?\s*(?:of\s+)?[\s\-./]*({MONTH})\b[.,]?[\s\-./]*"
    rf"'?(\d{{4}}|\d{{2}})(?!\d)(?!(?:st|nd|rd|th)?\s*(?:of\s+)?(?:{MONTH})\b)",
    re.IGNORECASE,
)
_AMERICAN_WORDS = re.compile(
    rf"\b({MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})(?!\d)", re.IGNORECASE
)
_YEAR_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen",
)  # fmt: skip
_YEAR_WORD = re.compile(rf"\b(?:{'|'.join(_YEAR_WORDS[1:])})\b")
_NO_YEAR = re.compile(
    rf"(?<!\d)\d{{1,2}}\s*(?:st|nd|rd|th)?\s*(?:of\s+)?({MONTH})\b|(?<![\d/])\d{{1,2}}/\d{{1,2}}(?![\d/])",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"\b(mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs?|ur|urs)?(?:day)?\b", re.IGNORECASE
)
_NTH = r"(?:st|nd|rd|th)?"
# A number of no name of its own: "Mon 2", "and 2", but not "Week 2", nor the half of "10.30".
ALONE = (
    r"(?:^|(?<!\d)(?<!\d\s)[.:/\\-]|[^\w\s.:/\\-]"
    r"|\b(?:and|or|on|the|from|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)\b)\s*"
)
_BEFORE_A_DAY = re.compile(
    rf"(?:{ALONE}\d{{1,2}}{_NTH}\s*(?:[-–—/,;&]|\b(?:to|and|or)\b)|\b(?!{MONTH}\b)[a-z]+\.?\s?\d{{1,2}}\s*(?:&|\band\b))\s*"
    rf"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?(?:the\s+)?\d{{1,2}}\s*{_NTH}\s*(?:of\s+)?"
    rf"(?:{MONTH}\b|[./]\s?\d{{1,2}}\s?[./]\s?\d\d)",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"^(?:tb[cad]|t\.b\.c\.?|to be (?:confirmed|agreed|arranged|decided|advised)|n\.?/?a\.?|"
    r"not (?:applicable|known|yet known|yet|sure)|unknown|none|nil|pending|dd\W*mm\W*yy(?:yy)?|"
    r"d\W*m\W*y|day\W*month\W*year|see (?:above|below|attached)|(?:same )?as (?:above|pupil|student|child)|same|ditto)?[\s.\-_?]*$",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(  # of the form's own, left standing
    r"\W*(?:(?i:dd\W*mm\W*yy(?:yy)?\W*))?(?:[Ee]\.\s?[Gg]\b|eg\b|[Ff]or example\b|[Ee]xample\s*:)"
)
_WEEK = re.compile(r"\bw/?[bc]\b|\bweek (?:beginning|commencing|of|starting)\b", re.IGNORECASE)
_HEDGES = re.compile(
    r"\b(?:or|tbc|tba|provisional(?:ly)?|approx\w*|about|around|circa|before|after|subject to|"
    r"possibly|probably|maybe|hopefully|was|previously|not|no later|until|by|earliest|latest|between|cancel\w*|postpone\w*|tried|attempt\w*|no (?:answer|reply))\b|\bc\.|\?",
    re.IGNORECASE,
)
_OLDEST, _LATEST = 1980, 2100
_PIVOT = 60


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something was written that cannot be believed. why: ends the sentence "... ", in plain words."""

    code: Literal["invalid", "unclear"]
    why: str


def is_nothing(text: str) -> bool:
    """Return whether nothing was written: blank, dots, dashes, "tbc", "n/a"."""
    bare = plain(text).strip(" .:;,_-–—/\n")
    return bool(_NOTHING.match(bare) or ("\n" not in bare and _EXAMPLE.match(bare)))


_UNTIL = re.compile(r"(?i)^\W*until (?=[\w ]*\d)")


def _full_year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return 2000 + year if year < _PIVOT else 1900 + year


def days_in(text: str) -> tuple[list[dt.date], list[str]]:
    """Return every day written in the text, in order, and what looks like a day and is none."""
    found: list[tuple[int, dt.date]] = []
    wrong: list[str] = []
    spans: list[tuple[int, int]] = []

    def take(match: re.Match[str], year: str, month: int, day: str) -> None:
        if any(a < match.end() and match.start() < b for a, b in spans):
            return
        spans.append(match.span())
        try:
            value = dt.date(_full_year(year), month, int(day))
        except ValueError:
            wrong.append(match.group().strip())
            return
        if _OLDEST <= value.year <= _LATEST:
            found.append((match.start(), value))
        else:
            wrong.append(match.group().strip())

    for match in _ISO.finditer(text):
        take(match, match[1], int(match[2]), match[3])
    for match in _WORDS.finditer(text):
        take(match, match[3], month_of(match[2]), match[1])
    for match in _AMERICAN_WORDS.finditer(text):
        take(match, match[3], month_of(match[1]), match[2])
    for match in _NUMERIC.finditer(text):
        take(match, match[3], int(match[2]), match[1])
    return [day for _, day in sorted(found)], wrong


def _closed_up(text: str) -> str:
    """Return digits written one to a box ("1 4 0 3 2 0 1 2") as a day, other text unchanged."""
    if not re.fullmatch(r"[\d\s./\-|]+", text):
        return text
    digits = re.sub(r"\D", "", text)
    boxed = re.fullmatch(r"\s*(?:\d[\s./\-|]*){6,8}", text) and re.search(r"\d\s+\d", text)
    if len(digits) == 8 and (boxed or digits == text.strip()):
        return f"{digits[:2]}/{digits[2:4]}/{digits[4:]}"
    return text


def read_day(text: str) -> dt.date | Doubt | None:
    """Return the one day written, a doubt if it is none, several or hedged, None if nothing is."""
    if is_nothing(text):
        return None
    bare = _closed_up(one_line(text))
    days, wrong = days_in(bare)
    if wrong:
        return Doubt("invalid", f'says "{wrong[0]}", which is not a real date')
    if not days:
        if _NO_YEAR.search(bare):
            return Doubt("unclear", f'says "{short(bare)}", which has no year')
        return Doubt("unclear", f'says "{short(bare)}", which is not a date')
    if len(set(days)) > 1 or _NO_YEAR.search(without_days(bare)) or is_one_of_several(bare):
        return Doubt("unclear", f'gives more than one date ("{short(bare)}")')
    if _HEDGES.search(bare):
        return Doubt("unclear", f'says "{short(bare)}", which is not a definite date')
    if is_other_weekday(bare, days[0]):
        true = days[0].strftime("%A")
        return Doubt("unclear", f'says "{short(bare)}", but that date is a {true}')
    return days[0]


def read_exact_day(text: str) -> dt.date | Doubt | None:
    """Return the one day written; a week ("w/b 9 November 2026") is a doubt."""
    if names_week(plain(text)):
        return Doubt("unclear", f'says "{short(plain(text))}", which is a week and not a day')
    return read_day(text)


def read_last_day(text: str) -> dt.date | Doubt | None:
    """Return the one day written where the last is asked: "Until 18 December 2026" is that day."""
    return read_exact_day(_UNTIL.sub("", text))


def names_week(text: str) -> bool:
    """Return whether the text gives the day on which a week begins."""
    return bool(_WEEK.search(text))


def is_one_of_several(text: str) -> bool:
    """Return whether a number before a day is another day of its month: "3 and 10 November"."""
    return bool(_BEFORE_A_DAY.search(text))


def is_other_weekday(text: str, day: dt.date) -> bool:
    """Return whether the text names a weekday, and the day is another."""
    named = _WEEKDAY.search(text)
    return named is not None and weekday_of(named[1]) != day.weekday()


def short(text: str) -> str:
    """Return enough of the text to know it by in a question."""
    flat = " ".join(text.split())
    return flat if len(flat) <= 40 else flat[:37] + "..."


def without_days(text: str) -> str:
    """Return the text without the days written in it."""
    for pattern in (_ISO, _WORDS, _AMERICAN_WORDS, _NUMERIC):
        text = pattern.sub(" ", text)
    return text


def first_day(text: str) -> tuple[dt.date | None, str]:
    """Return the only day in mixed text ("Year 9, 14/3/12") and the text without it."""
    days, wrong = days_in(plain(text))
    if wrong or len(days) != 1:
        return None, text
    return days[0], without_days(plain(text))


def read_year_group(text: str) -> int | Doubt | None:
    """Return the National Curriculum year, Reception 0 and Nursery -1."""
    bare = plain(text).casefold().strip(" .:")
    bare = _YEAR_WORD.sub(lambda word: str(_YEAR_WORDS.index(word[0])), bare)
    if is_nothing(text):
        return None
    bare = re.sub(
        r"\(\D*\)|\(20\d\d\s?[/-]\s?\d\d\)|\bks ?\d\b", "", bare
    ).strip()  # "10 (GCSE)", "KS4"
    if re.fullmatch(r"(?:year )?(?:r|rec|reception|yr)(?: class)?|year 0|y0|0", bare):
        return 0
    if re.fullmatch(r"(?:n|nursery|n1|n2|-1)", bare):
        return -1
    numbers = re.findall(r"\d+", bare)
    match = re.fullmatch(
        r"(?:n\.?c\.? ?)?(?:y(?:ea)?r?s?\.? ?(?:group)? ?)?(\d{1,2})(?:[ /]?[a-z]{1,2})?", bare
    )
    if match and -1 <= int(match[1]) <= 14:
        return int(match[1])
    if (
        len(set(numbers)) == 1
        and re.search(r"\by(?:ea)?r?\.?\s?\d|year", bare)
        and int(numbers[0]) <= 14
    ):
        return int(numbers[0])
    return Doubt("unclear", f'says "{short(bare)}", which is not a year group')


def year_group_of(dob: dt.date, day: dt.date) -> int:
    """Return the National Curriculum year of a child born on `dob`, on `day`."""
    began = day.year if day.month >= 9 else day.year - 1
    age = began - dob.year - (1 if (dob.month, dob.day) > (8, 31) else 0)
    return age - 4


def read_number(text: str) -> float | Doubt | None:
    """Return the one number written ("91.4 %")."""
    if is_nothing(text):
        return None
    found = re.findall(r"\d+(?:\.\d+)?", plain(text).replace(",", ""))
    if len(found) != 1:
        return Doubt("unclear", f'says "{short(plain(text))}", which is not one number')
    return float(found[0])


def read_percent(text: str) -> float | Doubt | None:
    """Return a share of attendance in percent; a share of absence or a fraction of one is a doubt."""
    number = read_number(text)
    bare = plain(text)
    if isinstance(number, float) and (
        re.search(
            r"absen|unauth|late|miss|[<>~]|\b(?:under|over|below|above|less|more|than)\b",
            bare,
            re.IGNORECASE,
        )
        or (0 < number <= 1 and "%" not in bare)
    ):
        return Doubt("unclear", f'says "{short(bare)}", which is not a share of attendance')
    return number
