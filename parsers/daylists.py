"""Lists of days: "3 and 18 December 2026", "3/12/26, 27/1/27". Nothing in a list is passed over.

A day takes the month and the year that stand behind a later one, as people read it; the year
before, where it would come after that. What looks like a day and is none is a doubt.
"""

import datetime as dt
import re

from parsers.daywords import MONTH, month_of
from parsers.pairs import one_line
from parsers.values import (
    ALONE,
    Doubt,
    days_in,
    is_nothing,
    is_one_of_several,
    is_other_weekday,
    names_week,
    short,
    without_days,
)

_OFF = re.compile(
    r"\b(?:cancel\w*|postpone\w*|moved|instead|no longer|was|not|tbc|tba|provisional\w*|or|between)"
    r"\b|\?",
    re.IGNORECASE,
)
_APART = re.compile(r"\s+/\s*|\s*/\s+|(?<=\.\d\d)/(?=\d{1,2}\.)|(?<=/\d\d)-(?=\d{1,2}/)")
_NTH = r"(?:st|nd|rd|th)"
_AND = r"\s*(?:[,;&]|,?\s+and\b)\s*"
_DATED = rf"(\d{{1,2}}){_NTH}?\s+(?:of\s+)?({MONTH})\.?,?\s+(\d{{4}})\b"
_SAME_MONTH = re.compile(
    rf"({ALONE})(?<![\d/.-])(\d{{1,2}})(?:{_NTH}(?={_AND})|(?=\s*(?:&|and\b)))({_AND})(?={_DATED})",
    re.IGNORECASE,
)
_SAME_YEAR = re.compile(
    rf"(?<![\d/.-])(\d{{1,2}}){_NTH}?\s+(?:of\s+)?({MONTH})\b\.?({_AND})(?=(?:[a-z]+day\s+)?{_DATED})",
    re.IGNORECASE,
)
_LEFT = re.compile(
    r"\d\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d"  # 18/12/2
    r"|(?<![\d/])\d{1,2}/\d{1,2}(?![\d/])"  # 18/12
    rf"|\d{_NTH}(?!\s+(?:week|review|meeting))\b|\d\s+(?:of\s+)?(?:{MONTH})\b"
    r"|(?:^|[;&]|\band\b)\s*\d{1,2}\s*(?:,|and\b|&|$)",
    re.IGNORECASE,
)


def read_days(text: str) -> tuple[tuple[dt.date, ...], tuple[Doubt, ...]]:
    """Return all the days written in a list of days, as written, and the doubts about others."""
    if is_nothing(text):
        return (), ()
    bare = _spelt_out(_APART.sub("; ", one_line(text)))
    days, wrong = days_in(bare)
    doubts = [Doubt("invalid", f'says "{one}", which is not a real date') for one in wrong]
    if not days and not wrong:
        doubts.append(Doubt("unclear", f'says "{short(bare)}", which is not a date'))
    elif is_one_of_several(bare) or _LEFT.search(without_days(bare)):
        doubts.append(Doubt("unclear", f'says "{short(bare)}", of which not every date is whole'))
    for part in re.split(r"[;,\n]|\band\b", bare):
        inside = days_in(part)[0]
        if len(inside) == 1 and is_other_weekday(part, inside[0]):
            days = [day for day in days if day != inside[0]]
            doubts.append(Doubt("unclear", f'says "{short(part)}", which is another weekday'))
        elif inside and (_OFF.search(part) or names_week(part)):
            doubts.append(Doubt("unclear", f'says "{short(part)}", which is not a definite date'))
    return tuple(days), tuple(doubts)


def _spelt_out(text: str) -> str:
    """Return the list with the month and the year at each day for which they stand further on."""
    before = ""
    while before != text:
        before = text
        text = _SAME_YEAR.sub(_with_year, _SAME_MONTH.sub(_with_month, text))
    return text


def _with_month(found: re.Match[str]) -> str:
    lead, day, between, next_day, month, year = found.groups()
    return f"{lead}{day} {month} {year}{between}" if int(day) < int(next_day) else found[0]


def _with_year(found: re.Match[str]) -> str:
    day, month, between, next_day, next_month, year = found.groups()
    own, later = map(month_of, (month, next_month))
    before = (own, int(day)) > (later, int(next_day))
    return f"{day} {month} {int(year) - before}{between}"
