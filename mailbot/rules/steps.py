"""The steps of a count along the calendar: what was counted, and which days were left out.

A step is what a person would say of one count, as dates and roles: origin, unit, the days counted,
the runs of days that were not and why. It never counts by itself: the day is the calendar's own
answer, and the days in between are looked at afterwards.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from mailbot.rules.schooldays import DAY, Calendar, Slip, Unit

_SATURDAY = 5


class Gap(StrEnum):
    """Why a day is no school day."""

    WEEKEND = "weekend"
    NO_TERM = "no term"
    HOLIDAY = "public holiday"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Skipped:
    """Days that were not counted, first and last included. why: a closure's reason, if it says."""

    first: dt.date
    last: dt.date
    gap: Gap
    why: str = ""


class Sort(StrEnum):
    """What a step does."""

    FACT = "fact"  # a day that something gave; label says what
    WRITTEN = "written"  # a day that a person wrote; label says where
    COUNT = "count"  # so many days after the one before
    WEEKS = "weeks"  # so many weeks after the start, before any slip
    SCHOOL_WEEKS = "school weeks"  # the last school day of the nth week that holds one
    PART = "part"  # a part of the days from start to end, before any slip
    NEXT_WEEK = "next week"  # the Monday after the week of a record, before any slip
    ON_END = "on end"  # the final review is due on the last day
    DAY_AFTER = "day after"  # the day after the one before
    SLIP = "slip"  # no school day: the next or the one before


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: the day that it reached, and what was counted to get there.

    origin: the day counted from. back: whether it counts back from there. school: whose days, a
    URN. days: those that were counted. skipped: the runs of days in between that were not. label:
    what gave a fact, where it is written, how it slips. part: of the placement, 0.5 is midway.
    """

    sort: Sort
    day: dt.date
    label: str = ""
    origin: dt.date | None = None
    count: int = 0
    unit: Unit = Unit.CALENDAR
    back: bool = False
    part: float = 0.0
    school: int | None = None
    days: tuple[dt.date, ...] = ()
    skipped: tuple[Skipped, ...] = ()


Steps = tuple[Step, ...]


def gap(calendar: Calendar, day: dt.date, school: int | None) -> Skipped | None:
    """Return why a day is no school day of a school; None if it is one."""
    if calendar.school(school).holds(day):
        return None
    if day.weekday() >= _SATURDAY:
        return Skipped(day, day, Gap.WEEKEND)
    own = [t for t in calendar.terms if school is not None and t.school == school]
    terms = own or [t for t in calendar.terms if t.school is None]
    if not any(t.first <= day <= t.last for t in terms):
        return Skipped(day, day, Gap.NO_TERM)
    if not calendar.is_working_day(day):
        return Skipped(day, day, Gap.HOLIDAY)
    shut = [c for c in calendar.closures if c.day == day and c.school in (None, school)]
    return Skipped(day, day, Gap.CLOSED, next((c.why for c in shut if c.why), ""))


def counted(  # noqa: PLR0913 - each is one side of a count
    calendar: Calendar,
    origin: dt.date,
    count: int,
    unit: Unit,
    school: int | None,
    *,
    back: bool = False,
) -> Step:
    """Return the step of so many days after `origin`, the days counted and those left out.

    back: so many days before it. Raises CalendarTooShortError where the terms end before it.
    """
    shift = calendar.shift_back if back else calendar.shift
    day = shift(origin, count, unit, school)
    way = -DAY if back else DAY
    between = [origin + n * way for n in range(1, abs((day - origin).days) + 1)]
    if unit is Unit.CALENDAR:
        kept, left = between, []
    elif unit is Unit.WORKING:
        kept = [d for d in between if calendar.is_working_day(d)]
        left = [_no_working_day(d) for d in between if d not in kept]
    else:
        found = [(d, gap(calendar, d, school)) for d in between]
        kept = [d for d, why in found if why is None]
        left = [why for _, why in found if why is not None]
    return Step(
        sort=Sort.COUNT,
        day=day,
        origin=origin,
        count=count,
        unit=unit,
        school=school,
        back=back,
        days=tuple(kept),
        skipped=tuple(_runs(sorted(left, key=lambda one: one.first))),
    )


def _no_working_day(day: dt.date) -> Skipped:
    return Skipped(day, day, Gap.WEEKEND if day.weekday() >= _SATURDAY else Gap.HOLIDAY)


def _runs(left: Iterable[Skipped]) -> Iterator[Skipped]:
    """Yield the days left out, those of one reason together; that weekends are left out is plain.

    A weekend between two days of one reason belongs to their run.
    """
    run: Skipped | None = None
    for one in left:
        if one.gap is Gap.WEEKEND:
            continue
        if run is not None and (one.gap, one.why) == (run.gap, run.why) and _is_next(run, one):
            run = Skipped(run.first, one.last, run.gap, run.why)
            continue
        if run is not None:
            yield run
        run = one
    if run is not None:
        yield run


def _is_next(run: Skipped, one: Skipped) -> bool:
    between = range(1, (one.first - run.last).days)
    return all((run.last + n * DAY).weekday() >= _SATURDAY for n in between)


def slipped(
    steps: Steps, day: dt.date, school: int | None, calendar: Calendar, slip: Slip
) -> Steps:
    """Return the steps, and the slip to `day` where the last of them is no school day."""
    last = steps[-1]
    if last.day == day:
        return steps
    found = gap(calendar, last.day, school)
    moved = Step(
        sort=Sort.SLIP,
        day=day,
        origin=last.day,
        label=slip.value,
        school=school,
        skipped=(found,) if found else (),
    )
    return (*steps, moved)
