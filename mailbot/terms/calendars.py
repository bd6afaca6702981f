"""The office's calendar files: terms, closures and one-off public holidays, row by row.

They are kept by hand, often in Excel, so this reads what Excel writes: a byte order mark,
Windows-1252, semicolons, blank lines, 02/09/2026 for 2026-09-02. What it does not do is guess. A
row that cannot be read is a fault with its line; a calendar with a fault is not used at all.
"""

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from mailbot.options import Fault
from mailbot.rules.schooldays import Closure, Term
from parsers.schools import Register, School

_BRITISH = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_CHANGES = {"added": True, "removed": False}


@dataclass(frozen=True, slots=True)
class HolidayRow:
    """A public holiday that was added or taken away once."""

    day: dt.date
    added: bool


class _RowError(Exception):
    """A row cannot be read; its text is for the person who keeps the file."""


Row = TypeVar("Row", Term, Closure, HolidayRow)
_Cells = Mapping[str, str]


def text_of(content: bytes) -> str:
    """Return the text of a file saved by any office program: UTF-8, else Windows-1252."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def read_day(text: str) -> dt.date | None:
    """Return the day written as 2026-09-02 or 02/09/2026, None for anything else."""
    british = _BRITISH.fullmatch(text.strip())
    try:
        if british:
            day, month, year = (int(part) for part in british.groups())
            return dt.date(year, month, day)
        return dt.date.fromisoformat(text.strip()) if _ISO.fullmatch(text.strip()) else None
    except ValueError:
        return None


def read_terms(file: str, content: bytes, schools: Register) -> tuple[list[Term], list[Fault]]:
    """Return the rows and the faults of a file: school (blank: all), first, last."""

    def read(cells: _Cells) -> Term:
        row = Term(_school(cells, schools), _day(cells, "first"), _day(cells, "last"))
        if row.last < row.first:
            raise _RowError("the last day is before the first; put them the right way round")
        return row

    return _read(file, content, ("first", "last"), read)


def read_closures(
    file: str, content: bytes, schools: Register
) -> tuple[list[Closure], list[Fault]]:
    """Return the rows and the faults of a file: school (blank: all), date, why."""

    def read(cells: _Cells) -> Closure:
        return Closure(_school(cells, schools), _day(cells, "date"), cells.get("why", ""))

    return _read(file, content, ("date",), read)


def read_holidays(file: str, content: bytes) -> tuple[list[HolidayRow], list[Fault]]:
    """Return the rows and the faults of a file: date, and a column saying added or removed."""

    def read(cells: _Cells) -> HolidayRow:
        words = {text.casefold() for name, text in cells.items() if name != "date"} & set(_CHANGES)
        if len(words) != 1:
            raise _RowError('say "added" or "removed" beside the date')
        return HolidayRow(_day(cells, "date"), _CHANGES[words.pop()])

    return _read(file, content, ("date",), read)


def _read(
    file: str, content: bytes, needed: tuple[str, ...], read: Callable[[_Cells], Row]
) -> tuple[list[Row], list[Fault]]:
    try:
        lines = list(_lines(text_of(content)))
    except csv.Error:
        return [], [Fault(file, "", "is not a table of comma-separated values; save it as CSV")]
    header, *others = lines or [(1, ())]
    names = [name.casefold() for name in header[1]]
    missing = [name for name in needed if name not in names]
    if missing:
        what = f"the first line must name the columns; missing: {', '.join(missing)}"
        return [], [Fault(file, "line 1", what)]
    rows: list[Row] = []
    faults: list[Fault] = []
    for number, cells in others:
        try:
            rows.append(read(dict(zip(names, cells, strict=False))))
        except _RowError as wrong:
            faults.append(Fault(file, f"line {number}", str(wrong)))
    return rows, faults


def _lines(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield each line that is not blank, with its number, cut as the first one is cut."""
    first = text.lstrip().partition("\n")[0]
    mark = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    for cells in reader:
        trimmed = tuple(cell.strip() for cell in cells)
        if any(trimmed):
            yield reader.line_num, trimmed


def _day(cells: _Cells, name: str) -> dt.date:
    day = read_day(cells.get(name, ""))
    if day is None:
        raise _RowError(f"{name} is not a date; write 2026-09-02 or 02/09/2026")
    return day


def _school(cells: _Cells, schools: Register) -> int | None:
    written = cells.get("school", "")
    if not written:
        return None
    found = school_named(written, schools)
    if found is None:
        raise _RowError("school is not in the register; write its URN, or its name as there")
    return found


def school_named(written: str, schools: Register) -> int | None:
    """Return the URN of the school that is written as URN or name; None if none is meant."""
    is_number = written.isascii() and written.isdigit()
    found = schools.by_urn(int(written)) if is_number else None
    found_by_name = found or schools.resolve(written)
    return found_by_name.urn if isinstance(found_by_name, School) else None
