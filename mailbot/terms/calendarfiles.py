"""All the files of `[calendar]` become one calendar, or the list of all that is wrong with them.

Terms and closures may stand in CSV files or in iCalendar files, one or several; a file may be one
school's own. An iCalendar file named under terms says its closures too, for there they stand side
by side.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from mailbot.options import CalendarFile, CalendarFiles, Fault
from mailbot.rules.schooldays import Calendar, Closure, Term
from mailbot.terms import calendars
from mailbot.terms.icsfile import read_entries
from mailbot.terms.termdates import TermDates, term_dates
from parsers.schools import Register

_MARK = b"BEGIN:VCALENDAR"


@dataclass(frozen=True, slots=True)
class Gathered:
    """The calendar that the files say. notes: what of them was set aside, and harms nothing."""

    calendar: Calendar
    faults: tuple[Fault, ...]
    notes: tuple[Fault, ...]


@dataclass(slots=True)
class _Pile:
    terms: list[Term] = field(default_factory=list)
    closures: list[Closure] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)


def gather(
    files: CalendarFiles, read: Callable[[str], bytes], schools: Register, zone: ZoneInfo
) -> Gathered:
    """Return what all the files say together. `read` returns the bytes of a file by its name."""
    pile = _Pile()
    added, removed = set(), set()
    if files.holidays:
        content = _content(files.holidays, read, pile)
        rows, faults = calendars.read_holidays(files.holidays, content) if content else ([], [])
        pile.faults += faults
        added = {row.day for row in rows if row.added}
        removed = {row.day for row in rows if not row.added}
    empty = Calendar(zone, (), added=frozenset(added), removed=frozenset(removed))
    for place in files.terms:
        _read(place, read, schools, empty, pile, terms_wanted=True)
    for place in files.closures:
        _read(place, read, schools, empty, pile, terms_wanted=False)
    calendar = replace(empty, terms=tuple(pile.terms), closures=tuple(pile.closures))
    return Gathered(calendar, tuple(pile.faults), tuple(pile.notes))


def read_ics(
    file: str, content: bytes, school: int | None, calendar: Calendar, *, terms_wanted: bool = True
) -> TermDates:
    """Return what an iCalendar file says; `calendar` knows the public holidays and the zone."""
    entries, faults = read_entries(file, content, calendar.zone)
    if faults and not entries:
        return TermDates((), (), tuple(faults), ())
    found = term_dates(file, entries, school, calendar.is_working_day, terms_wanted=terms_wanted)
    return replace(found, faults=(*faults, *found.faults))


def is_ics(name: str, content: bytes) -> bool:
    """Return whether a file is an iCalendar file, by its name or by how it begins."""
    return name.casefold().endswith(".ics") or content.lstrip(b"\xef\xbb\xbf \r\n").startswith(
        _MARK
    )


def _read(  # noqa: PLR0913 - what is read, by what, into where
    place: CalendarFile,
    read: Callable[[str], bytes],
    schools: Register,
    empty: Calendar,
    pile: _Pile,
    *,
    terms_wanted: bool,
) -> None:
    content = _content(place.file, read, pile)
    school = _school(place, schools, pile)
    if content is None:
        return
    if is_ics(place.file, content):
        _take(read_ics(place.file, content, school, empty, terms_wanted=terms_wanted), pile)
    elif terms_wanted:
        terms, faults = calendars.read_terms(place.file, content, schools)
        pile.faults += faults
        pile.terms += [replace(row, school=row.school or school) for row in terms]
    else:
        closures, faults = calendars.read_closures(place.file, content, schools)
        pile.faults += faults
        pile.closures += [replace(row, school=row.school or school) for row in closures]


def _take(found: TermDates, pile: _Pile) -> None:
    pile.terms += found.terms
    pile.closures += found.closures
    pile.faults += found.faults
    pile.notes += found.notes


def _content(name: str, read: Callable[[str], bytes], pile: _Pile) -> bytes | None:
    try:
        return read(name)
    except OSError as trouble:
        pile.faults.append(Fault(name, "", f"cannot be read: {trouble.strerror}"))
        return None


def _school(place: CalendarFile, schools: Register, pile: _Pile) -> int | None:
    if place.school is None:
        return None
    found = calendars.school_named(place.school, schools)
    if found is None:
        what = "school is not in the register; write its URN, or its name as there"
        pile.faults.append(Fault(place.file, "", what))
    return found


def in_short(calendar: Calendar) -> Sequence[str]:
    """Return the terms in a line for each school and school year, soonest first."""
    years: dict[tuple[int, int], list[Term]] = {}
    for term in sorted(calendar.terms, key=lambda row: row.first):
        # a school year starts with the first term that begins after July (domain/rules.md)
        year = term.first.year - (term.first.month < 8)  # noqa: PLR2004 - August
        years.setdefault((term.school or 0, year), []).append(term)
    return [
        f"terms {year}/{(year + 1) % 100:02}{f' of school {urn}' if urn else ''}: "
        + ", ".join(f"{_short(t.first)} to {_short(t.last)}" for t in terms)
        for (urn, year), terms in sorted(years.items())
    ]


def _short(day: dt.date) -> str:
    return f"{day:%a} {day.day} {day:%b}"
