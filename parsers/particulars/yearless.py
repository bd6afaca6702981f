"""A day written without its year, where the form itself proves which year it is.

"Mon 12th Oct" is a Monday in one year of six. Where another day of the same placement is written
in full, only one such Monday lies within a year of it: that is the day. So is the day that stands
in full elsewhere on the form. Otherwise nothing proves the year, and the sender is asked.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from parsers.daywords import MONTH, month_of, weekday_of
from parsers.labels.attributes import DAYS
from parsers.layouts.answers import Answer
from parsers.pairs import plain
from parsers.values import days_in

_YEARLESS = re.compile(
    rf"\b(?:((?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)[.,]?\s+(?:the\s+)?)?(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?\s+"
    rf"(?:of\s+)?({MONTH})\b(?![.,]?[\s'./-]*\d{{2}})",
    re.IGNORECASE,
)
_OF_PLACEMENT = (DAYS - {"dob"}) | {"review", "reviews"}
_MOST = 366  # days between two days of one placement


def with_years(answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """Return the answers with the year behind each day of which they prove it."""
    dated = [one for one in answers if one.attribute in _OF_PLACEMENT]
    if not any(_YEARLESS.search(one.text) for one in dated):
        return tuple(answers)
    known = {day for one in dated for day in days_in(plain(one.text))[0]}
    wanted = _OF_PLACEMENT | {"signature"}
    return tuple(
        replace(one, text=_YEARLESS.sub(lambda day: _with_year(day, known), one.text))
        if one.attribute in wanted
        else one
        for one in answers
    )


def _with_year(written: re.Match[str], known: Iterable[dt.date]) -> str:
    """Return a day with its year; without it where not one year alone fits every day in full."""
    weekday, number, month = written.groups()
    named = weekday_of(weekday) if weekday else None
    fits = []
    for year in sorted({day.year + more for day in known for more in (-1, 0, 1)}):
        try:
            day = dt.date(year, month_of(month), int(number))
        except ValueError:
            continue
        near = all(abs((day - one).days) <= _MOST for one in known)
        proved = day in known if named is None else day.weekday() == named
        if near and proved:
            fits.append(year)
    return f"{written[0]} {fits[0]}" if len(fits) == 1 else written[0]
