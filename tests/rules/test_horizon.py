"""How far terms reach and what another calendar moves, on days counted by hand.

The calendars are tests/protocols/calendars.toml; public holidays are domain/rules.md, section 4.
Southwark's protocol: twelve calendar weeks, tolerance 2, roll change within 5 school days from the
day after the change, escalation on the 7th. So a placement is chased for 13 school days at most.
"""

from typing import Any

import pytest

from mailbot.rules.horizon import own_terms, reaches_a_placement, unreached
from mailbot.rules.moves import Move
from mailbot.rules.schooldays import Calendar, Closure
from mailbot.rules.shifts import END, MORNING, Shift, shifts
from tests.rules.made import (
    CINDER,
    HOME,
    LONDON,
    RECEIVING,
    calendar,
    day,
    mm1,
    move,
    protocol,
    successful,
    unsuccessful,
)

SNOW = "Tue 3 Nov 2026"  # the first school day after half term, Mon 2 Nov being INSET


def snowed(urn: int | None = None, when: str = SNOW) -> Calendar:
    return calendar().with_rows(closures=[Closure(urn, day(when), "snow")])


def started(start: str, receiving: int = RECEIVING, **more: Any) -> Move:
    return move(mm1("Thu 1 Oct 2026 09:00", start, **more), receiving=receiving)


@pytest.mark.parametrize(
    ("start", "does"),
    [
        # 84 days after Tue 11 Apr 2028 is Tue 4 Jul; the 13th school day after it is Fri 21 Jul,
        # the last day of the terms.
        ("Tue 11 Apr 2028", True),
        ("Wed 12 Apr 2028", False),
        ("Mon 4 Sep 2028", False),
    ],
)
def test_a_placement_that_starts_too_late_is_not_reached(start: str, *, does: bool) -> None:
    assert reaches_a_placement(calendar(), None, protocol(), day(start)) is does


@pytest.mark.parametrize(
    ("start", "does"),
    [
        # Weeks of Mon 21 and 28 Jun end Fri 2 Jul 2027; 13 school days on is Wed 21 Jul, the last.
        ("Mon 21 Jun 2027", True),
        ("Mon 28 Jun 2027", False),
    ],
)
def test_school_weeks_are_counted_along_the_schools_own_terms(start: str, *, does: bool) -> None:
    rules = protocol(length_weeks=2, week_unit="school", reviews=["final"])
    assert reaches_a_placement(calendar(), CINDER, rules, day(start)) is does


def test_a_calendar_without_terms_reaches_nothing() -> None:
    empty = Calendar(zone=LONDON, terms=())
    assert not reaches_a_placement(empty, None, protocol(), day("Mon 5 Oct 2026"))


def test_a_calendar_that_begins_later_is_counted_from_its_beginning() -> None:
    assert reaches_a_placement(calendar(), None, protocol(), day("Mon 3 Aug 2026"))


def test_a_school_without_terms_of_its_own_keeps_the_authoritys() -> None:
    assert (own_terms(calendar(), CINDER), own_terms(calendar(), HOME)) == (CINDER, None)


def test_terms_that_end_before_a_placement_does_are_named() -> None:
    made = started("Mon 5 Oct 2026")
    assert unreached(made, protocol(), calendar("vale-autumn-only")) == {None}
    assert unreached(made, protocol(), calendar()) == frozenset()


@pytest.mark.parametrize(
    ("start", "short"),
    [
        # ends Mon 5 Jul 2027; tolerance Wed 7; the 7th school day after it is Fri 16 Jul
        ("Mon 12 Apr 2027", set()),
        # ends Mon 12 Jul; tolerance Wed 14; only five school days are left until Wed 21 Jul
        ("Mon 19 Apr 2027", {CINDER}),
        # ends Mon 2 Aug, behind the terms of the receiving school; the authority's go on
        ("Mon 10 May 2027", {CINDER}),
    ],
)
def test_a_ladder_that_runs_out_of_days_is_told_like_a_date(start: str, short: set[int]) -> None:
    made = started(start, CINDER, attendance="daily")
    assert unreached(made, protocol(), calendar()) == short


def test_snow_on_the_day_of_a_review_moves_that_review_alone() -> None:
    # Week 4 of Mon 5 Oct is Mon 2 Nov, an INSET day: Tue 3 Nov, and with snow Wed 4 Nov.
    made = started("Mon 5 Oct 2026", attendance="daily")
    assert shifts(made, protocol(), calendar(), snowed()) == (
        Shift(
            what="review",
            title="4 week review",
            was=day(SNOW),
            now=day("Wed 4 Nov 2026"),
            invited=True,
        ),
    )


def test_snow_at_the_home_school_moves_no_review() -> None:
    made = started("Mon 5 Oct 2026", attendance="daily")
    assert shifts(made, protocol(), calendar(), snowed(HOME)) == ()


def test_terms_that_are_added_bring_the_dates_that_were_missing() -> None:
    made = started("Mon 5 Oct 2026", attendance="daily")
    found = {
        (one.what, one.was, one.now)
        for one in shifts(made, protocol(), calendar("vale-autumn-only"), calendar())
    }
    # Mon 28 Dec is a bank holiday, Mon 4 Jan 2027 an INSET day
    last = day("Tue 5 Jan 2027")
    assert found == {(END, None, last), ("review", None, last), ("outcome_chase", None, last)}


def test_after_a_breakdown_the_first_morning_and_the_duties_of_the_school_move() -> None:
    # Ended Fri 23 Oct: the first morning is Tue 3 Nov, the plan meeting five days on Mon 9 Nov.
    made = move(
        mm1("Thu 1 Oct 2026 09:00", "Mon 5 Oct 2026"),
        unsuccessful("Wed 21 Oct 2026 10:00", "Wed 21 Oct 2026", "Fri 23 Oct 2026"),
    )
    found = {
        (one.what, one.was, one.now) for one in shifts(made, protocol(), calendar(), snowed(HOME))
    }
    assert found == {
        (MORNING, day(SNOW), day("Wed 4 Nov 2026")),
        ("plan_meeting_chase", day("Mon 9 Nov 2026"), day("Tue 10 Nov 2026")),
    }


def test_a_first_morning_that_no_term_holds_is_no_date() -> None:
    made = move(
        mm1("Thu 1 Oct 2026 09:00", "Mon 5 Oct 2026"),
        unsuccessful("Thu 17 Dec 2026 10:00", "Thu 17 Dec 2026", "Fri 18 Dec 2026"),
    )
    before = calendar("vale-autumn-only")
    moved = {one.what: one for one in shifts(made, protocol(), before, calendar())}
    assert (moved[MORNING].was, moved[MORNING].now) == (None, day("Tue 5 Jan 2027"))


def test_what_is_over_has_no_end_to_move() -> None:
    made = move(
        mm1("Thu 1 Oct 2026 09:00", "Mon 5 Oct 2026"),
        successful("Wed 21 Oct 2026 10:00", "Thu 22 Oct 2026"),
    )
    moved = shifts(made, protocol(), calendar("vale-autumn-only"), calendar())
    assert END not in {one.what for one in moved}
