"""Which days are school days, and counting along them.

A school day is a working day (Monday to Friday, no public holiday of England) within a term of that
school and no closure of it (deadlines.md, Days). Schools differ: one with rows of its own in the
terms has only those; a closure without a school holds for all.

Nothing here guesses. A calendar knows the days from the first day of its first term to the last day
of its last; a count that runs past them raises `CalendarTooShortError`, and a person adds terms.
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache, cached_property
from zoneinfo import ZoneInfo

import holidays

DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(days=7)
_FRIDAY, _SATURDAY = 4, 5


class CalendarTooShortError(Exception):
    """A date lies outside the terms that are known; terms must be added, nothing is guessed."""


class Unit(StrEnum):
    """What is counted. The unit of every span is named (deadlines.md, Days)."""

    CALENDAR = "calendar"
    WORKING = "working"
    SCHOOL = "school"


class Slip(StrEnum):
    """Where a computed date goes that is no school day."""

    NEXT = "next"
    PREVIOUS = "previous"
    FRIDAY = "friday"  # Friday of that week, else the last school day before it


@dataclass(frozen=True, slots=True)
class Term:
    """A term, first and last day included; `school` is a URN, None for all schools."""

    school: int | None
    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class Closure:
    """A day on which a school (a URN; None: every school) does not meet."""

    school: int | None
    day: dt.date
    why: str = ""


@cache
def _england(year: int) -> frozenset[dt.date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


@dataclass(frozen=True)
class SchoolDays:
    """The school days of one school, in order."""

    days: tuple[dt.date, ...] = field(repr=False)
    first: dt.date
    last: dt.date

    def holds(self, day: dt.date) -> bool:
        """Return whether `day` is a school day; False outside the terms that are known."""
        at = bisect_left(self.days, day)
        return at < len(self.days) and self.days[at] == day

    def after(self, day: dt.date, count: int) -> dt.date:
        """Return the `count`th school day after `day`, which itself is day 0."""
        self._known(day)
        return self._at(bisect_right(self.days, day) + count - 1) if count else day

    def before(self, day: dt.date, count: int) -> dt.date:
        """Return the `count`th school day before `day`, which itself is day 0."""
        self._known(day)
        return self._at(bisect_left(self.days, day) - count) if count else day

    def on_or_after(self, day: dt.date) -> dt.date:
        """Return `day` if it is a school day, else the next one."""
        self._known(day)
        return self._at(bisect_left(self.days, day))

    def on_or_before(self, day: dt.date) -> dt.date:
        """Return `day` if it is a school day, else the one before."""
        self._known(day)
        return self._at(bisect_right(self.days, day) - 1)

    def slipped(self, day: dt.date, slip: Slip) -> dt.date:
        """Return the computed date `day`, moved as `slip` says where it is no school day."""
        if slip is Slip.NEXT:
            return self.on_or_after(day)
        if slip is Slip.FRIDAY and not self.holds(day):
            self._known(day)
            day += (_FRIDAY - day.weekday()) * DAY
        return self.on_or_before(day)

    def between(self, after: dt.date, until: dt.date) -> int:
        """Return how many school days lie after `after`, up to and including `until`."""
        return bisect_right(self.days, until) - bisect_right(self.days, after)

    def weeks(self, start: dt.date, end: dt.date | None = None) -> tuple[dt.date, ...]:
        """Return the Mondays of the weeks with a school day from `start` to `end`, included."""
        stop = len(self.days) if end is None else bisect_right(self.days, end)
        mondays = dict.fromkeys(
            day - day.weekday() * DAY for day in self.days[bisect_left(self.days, start) : stop]
        )
        return tuple(mondays)

    def last_of_week(self, monday: dt.date) -> dt.date:
        """Return the last school day of the week that begins on `monday`."""
        return self._at(bisect_left(self.days, monday + WEEK) - 1)

    def _known(self, day: dt.date) -> None:
        if not self.first <= day <= self.last:
            raise CalendarTooShortError

    def _at(self, index: int) -> dt.date:
        if not 0 <= index < len(self.days):
            raise CalendarTooShortError
        return self.days[index]


@dataclass(frozen=True)
class Calendar:
    """The authority's year: its zone, the terms and closures of every school, public holidays.

    added, removed: one-off public holidays that a law proclaimed or moved (`[calendar] holidays`).
    since, before: when it took another one's place, and that one; None for the first.
    """

    zone: ZoneInfo
    terms: tuple[Term, ...]
    closures: tuple[Closure, ...] = ()
    added: frozenset[dt.date] = frozenset()
    removed: frozenset[dt.date] = frozenset()
    since: dt.datetime | None = field(default=None, compare=False)
    before: "Calendar | None" = field(default=None, compare=False, repr=False)

    def day_of(self, instant: dt.datetime) -> dt.date:
        """Return the local date of an aware instant: the only way an instant becomes a day."""
        return instant.astimezone(self.zone).date()

    def at(self, day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
        """Return the instant of a local time of day, aware, in the authority's zone."""
        return dt.datetime.combine(day, dt.time(hour, minute), self.zone)

    def is_working_day(self, day: dt.date) -> bool:
        """Return whether `day` is Monday to Friday and no public holiday of England."""
        if day.weekday() >= _SATURDAY or day in self.added:
            return False
        return day in self.removed or day not in _england(day.year)

    def working_days_after(self, day: dt.date, count: int) -> dt.date:
        """Return the `count`th working day after `day`, which itself is day 0."""
        while count:
            day += DAY
            count -= self.is_working_day(day)
        return day

    def working_day_before(self, day: dt.date) -> dt.date:
        """Return the last working day before `day`: for a Monday, the Friday."""
        return self.shift_back(day, 1, Unit.WORKING, None)

    def school(self, urn: int | None) -> SchoolDays:
        """Return the school days of the school with this URN (None: of a school without rows)."""
        return self._schools[urn] if urn in self._schools else self._of(urn)

    def shift(self, day: dt.date, count: int, unit: Unit, urn: int | None) -> dt.date:
        """Return the date `count` days of `unit` after `day`; school days are those of `urn`."""
        if unit is Unit.SCHOOL:
            return self.school(urn).after(day, count)
        if unit is Unit.WORKING:
            return self.working_days_after(day, count)
        return day + count * DAY

    def shift_back(self, day: dt.date, count: int, unit: Unit, urn: int | None) -> dt.date:
        """Return the date `count` days of `unit` before `day`; school days are those of `urn`."""
        if unit is Unit.SCHOOL:
            return self.school(urn).before(day, count)
        while count:
            day -= DAY
            count -= unit is Unit.CALENDAR or self.is_working_day(day)
        return day

    def with_rows(self, terms: Iterable[Term] = (), closures: Iterable[Closure] = ()) -> "Calendar":
        """Return this calendar with more rows, as when it snows or next year's terms are known."""
        return Calendar(
            zone=self.zone,
            terms=(*self.terms, *terms),
            closures=(*self.closures, *closures),
            added=self.added,
            removed=self.removed,
        )

    def in_place_of(self, before: "Calendar", since: dt.datetime) -> "Calendar":
        """Return this calendar as the one that took the place of `before` at an aware instant."""
        return replace(self, since=since, before=replace(before, since=None, before=None))

    @cached_property
    def _schools(self) -> dict[int | None, SchoolDays]:
        return {}

    def _of(self, urn: int | None) -> SchoolDays:
        own = [term for term in self.terms if urn is not None and term.school == urn]
        terms = own or [term for term in self.terms if term.school is None]
        if not terms:
            raise CalendarTooShortError
        closed = {row.day for row in self.closures if row.school in (None, urn)}
        days: set[dt.date] = set()
        for term in terms:
            length = (term.last - term.first).days + 1
            days.update(term.first + n * DAY for n in range(length))
        kept = tuple(sorted(d for d in days if d not in closed and self.is_working_day(d)))
        first, last = min(term.first for term in terms), max(term.last for term in terms)
        self._schools[urn] = SchoolDays(kept, first, last)
        return self._schools[urn]
