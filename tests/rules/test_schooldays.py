"""Which days are school days, and counting along them (deadlines.md, Days)."""

import datetime as dt
from typing import Any

import pytest

from mailbot.rules.schooldays import (
    Calendar,
    CalendarTooShortError,
    Closure,
    SchoolDays,
    Slip,
    Term,
    Unit,
)  # fmt: skip
from tests.rules.made import CINDER, HOME, LONDON, calendar, day


def _vale() -> SchoolDays:
    return calendar().school(HOME)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("Thu 3 Sep 2026", True),
        ("Wed 2 Sep 2026", False),  # INSET
        ("Fri 23 Oct 2026", True),
        ("Mon 26 Oct 2026", False),  # half term
        ("Sat 14 Nov 2026", False),
        ("Mon 3 May 2027", False),  # public holiday within a term
        ("Tue 4 May 2027", True),
        ("Tue 1 Sep 2026", False),  # before the first term
        ("Mon 24 Jul 2028", False),  # after the last
    ],
)
def test_a_school_day_is_a_working_day_of_a_term_without_closure(
    text: str,
    holds: bool,  # noqa: FBT001
) -> None:
    assert _vale().holds(day(text)) is holds


def test_a_school_with_rows_of_its_own_has_only_those() -> None:
    assert not calendar().school(CINDER).holds(day("Mon 19 Oct 2026"))


def test_a_closure_without_a_school_holds_for_a_school_with_its_own_terms() -> None:
    assert not calendar().school(CINDER).holds(day("Mon 2 Nov 2026"))


def test_a_closure_of_one_school_is_no_closure_of_another() -> None:
    inset = day("Fri 27 Nov 2026")
    assert _vale().holds(inset)
    assert not calendar().school(100004).holds(inset)


def test_a_school_is_reckoned_once() -> None:
    days = calendar()
    assert days.school(HOME) is days.school(HOME)


def test_a_school_that_nobody_knows_has_the_authoritys_terms() -> None:
    assert calendar().school(None).days == _vale().days


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("Thu 22 Oct 2026", 0, "Thu 22 Oct 2026"),
        ("Thu 22 Oct 2026", 1, "Fri 23 Oct 2026"),
        ("Thu 22 Oct 2026", 2, "Tue 3 Nov 2026"),
        ("Sat 24 Oct 2026", 1, "Tue 3 Nov 2026"),
        ("Sat 24 Oct 2026", 0, "Sat 24 Oct 2026"),
        ("Fri 18 Dec 2026", 1, "Tue 5 Jan 2027"),
        ("Thu 25 Mar 2027", 1, "Mon 12 Apr 2027"),
    ],
)
def test_days_are_counted_after_day_nought(start: str, count: int, end: str) -> None:
    assert _vale().after(day(start), count) == day(end)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("Tue 3 Nov 2026", 0, "Tue 3 Nov 2026"),
        ("Tue 3 Nov 2026", 1, "Fri 23 Oct 2026"),
        ("Mon 2 Nov 2026", 1, "Fri 23 Oct 2026"),
        ("Mon 2 Nov 2026", 0, "Mon 2 Nov 2026"),
        ("Tue 5 Jan 2027", 2, "Thu 17 Dec 2026"),
    ],
)
def test_days_are_counted_before_day_nought(start: str, count: int, end: str) -> None:
    assert _vale().before(day(start), count) == day(end)


def test_a_slip_moves_only_what_is_no_school_day() -> None:
    days = _vale()
    good, bad = day("Fri 23 Oct 2026"), day("Sat 24 Oct 2026")
    assert [days.slipped(good, slip) for slip in Slip] == [good, good, good]
    assert [days.slipped(bad, slip) for slip in Slip] == [
        day("Tue 3 Nov 2026"), good, good,
    ]  # fmt: skip


def test_a_slip_to_friday_stays_in_its_week_where_that_friday_is_a_school_day() -> None:
    # Mon 2 Nov is an INSET day, Fri 6 Nov is not; Fri 30 Oct lies in half term
    assert _vale().slipped(day("Mon 2 Nov 2026"), Slip.FRIDAY) == day("Fri 6 Nov 2026")
    assert _vale().slipped(day("Sun 8 Nov 2026"), Slip.FRIDAY) == day("Fri 6 Nov 2026")
    assert _vale().slipped(day("Wed 28 Oct 2026"), Slip.FRIDAY) == day("Fri 23 Oct 2026")


def test_days_between_leave_out_the_first_and_hold_the_last() -> None:
    assert _vale().between(day("Thu 22 Oct 2026"), day("Tue 3 Nov 2026")) == 2


def test_weeks_are_the_mondays_of_weeks_with_a_school_day() -> None:
    found = _vale().weeks(day("Wed 21 Oct 2026"), day("Tue 10 Nov 2026"))
    assert found == tuple(map(day, ("Mon 19 Oct 2026", "Mon 2 Nov 2026", "Mon 9 Nov 2026")))


def test_a_weeks_end_on_its_monday_counts() -> None:
    found = _vale().weeks(day("Mon 9 Nov 2026"), day("Mon 9 Nov 2026"))
    assert found == (day("Mon 9 Nov 2026"),)


def test_weeks_without_an_end_run_to_the_last_term() -> None:
    assert _vale().weeks(day("Wed 19 Jul 2028")) == (day("Mon 17 Jul 2028"),)


def test_the_last_day_of_a_week_may_be_a_thursday() -> None:
    assert _vale().last_of_week(day("Mon 22 Mar 2027")) == day("Thu 25 Mar 2027")


@pytest.mark.parametrize("text", ["Tue 1 Sep 2026", "Sat 22 Jul 2028"])
def test_counting_from_a_day_outside_the_terms_is_never_guessed(text: str) -> None:
    days = _vale()
    counts: Any = (
        lambda: days.after(day(text), 1),
        lambda: days.after(day(text), 0),
        lambda: days.before(day(text), 1),
        lambda: days.before(day(text), 0),
        lambda: days.on_or_after(day(text)),
        lambda: days.on_or_before(day(text)),
    )
    for count in counts:
        with pytest.raises(CalendarTooShortError):
            count()


def test_counting_past_either_end_of_the_terms_is_never_guessed() -> None:
    days = _vale()
    first, last = days.days[0], days.days[-1]
    counts: Any = (
        lambda: days.after(last, 1),
        lambda: days.before(first, 1),
        lambda: days.on_or_before(days.first),  # the first day of term is INSET
    )
    for count in counts:
        with pytest.raises(CalendarTooShortError):
            count()


def test_the_very_ends_of_the_terms_can_be_counted_from() -> None:
    days = _vale()
    assert days.after(days.first, 1) == day("Thu 3 Sep 2026")
    assert days.on_or_after(days.last) == days.last


def test_without_terms_no_school_day_is_known() -> None:
    bare = Calendar(
        zone=LONDON, terms=(Term(CINDER, day("Mon 7 Sep 2026"), day("Mon 7 Sep 2026")),)
    )
    with pytest.raises(CalendarTooShortError):
        bare.school(HOME)
    assert bare.school(CINDER).days == (day("Mon 7 Sep 2026"),)


# the authority's year


@pytest.mark.parametrize(
    ("instant", "text"),
    [
        (dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC), "Thu 2 Jul 2026"),
        (dt.datetime(2026, 12, 1, 23, 30, tzinfo=dt.UTC), "Tue 1 Dec 2026"),
        (dt.datetime(2026, 10, 24, 23, 30, tzinfo=dt.UTC), "Sun 25 Oct 2026"),
    ],
)
def test_an_instant_is_the_day_that_it_is_locally(instant: dt.datetime, text: str) -> None:
    assert calendar().day_of(instant) == day(text)


@pytest.mark.parametrize(("text", "hour"), [("Fri 23 Oct 2026", 7), ("Mon 26 Oct 2026", 8)])
def test_eight_in_the_morning_is_local_on_either_side_of_a_clock_change(
    text: str, hour: int
) -> None:
    assert calendar().at(day(text), 8).astimezone(dt.UTC).hour == hour


def test_an_hour_may_have_minutes() -> None:
    assert calendar().at(day("Mon 5 Oct 2026"), 7, 30).time() == dt.time(7, 30)


@pytest.mark.parametrize(
    ("text", "works"),
    [
        ("Fri 24 Jul 2026", True),  # holidays are working days
        ("Sat 25 Jul 2026", False),
        ("Sun 26 Jul 2026", False),
        ("Mon 28 Dec 2026", False),  # for Boxing Day, a Saturday
        ("Tue 29 Feb 2028", True),
    ],
)
def test_working_days_are_monday_to_friday_without_public_holidays(
    text: str,
    works: bool,  # noqa: FBT001
) -> None:
    assert calendar().is_working_day(day(text)) is works


def test_a_proclaimed_holiday_is_no_working_day() -> None:
    proclaimed = Calendar(zone=LONDON, terms=(), added=frozenset({day("Mon 7 Dec 2026")}))
    assert not proclaimed.is_working_day(day("Mon 7 Dec 2026"))


def test_a_moved_holiday_is_a_working_day() -> None:
    moved = Calendar(zone=LONDON, terms=(), removed=frozenset({day("Mon 4 May 2026")}))
    assert moved.is_working_day(day("Mon 4 May 2026"))


def test_a_holiday_moved_to_a_saturday_stays_one_off() -> None:
    moved = Calendar(zone=LONDON, terms=(), removed=frozenset({day("Sat 26 Dec 2026")}))
    assert not moved.is_working_day(day("Sat 26 Dec 2026"))


def test_working_days_are_counted_over_christmas() -> None:
    # Tue 29, Wed 30, Thu 31 Dec, Mon 4 Jan
    assert calendar().working_days_after(day("Thu 24 Dec 2026"), 4) == day("Mon 4 Jan 2027")


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        (Unit.CALENDAR, "Mon 26 Oct 2026"),
        (Unit.WORKING, "Wed 28 Oct 2026"),
        (Unit.SCHOOL, "Thu 5 Nov 2026"),
    ],
)
def test_a_span_is_counted_in_its_unit(unit: Unit, text: str) -> None:
    assert calendar().shift(day("Thu 22 Oct 2026"), 4, unit, HOME) == day(text)


def test_snow_is_a_row_more_and_takes_nothing_from_the_calendar_before() -> None:
    snow = day("Tue 12 Jan 2027")
    later = calendar().with_rows(closures=[Closure(None, snow, "snow")])
    assert (calendar().school(HOME).holds(snow), later.school(HOME).holds(snow)) == (True, False)


def test_next_years_terms_are_rows_more() -> None:
    september = Term(None, day("Mon 4 Sep 2028"), day("Fri 20 Oct 2028"))
    later = calendar().with_rows(terms=[september])
    assert later.school(HOME).after(day("Fri 21 Jul 2028"), 1) == day("Mon 4 Sep 2028")


def test_more_rows_keep_the_holidays_that_were_moved() -> None:
    one = day("Mon 7 Dec 2026")
    moved = Calendar(
        zone=LONDON, terms=(), added=frozenset({one}), removed=frozenset({one - dt.timedelta(1)})
    )
    later = moved.with_rows()
    assert (later.added, later.removed) == (moved.added, moved.removed)
