"""What each figure of the configuration's [protocol] table changes, counted by hand.

A placement on the calendar `vale` that starts on Mon 7 Sep 2026 under the protocol with weeks 4, 8
and 12. As shipped: week 4 Mon 5 Oct, week 8 Tue 3 Nov (Mon 2 Nov is INSET), the end Mon 30 Nov.
"""

from typing import Any

import pytest

from tests.rules.made import dates, day, local, mm1, move, owed, planned, protocol, unsuccessful

STARTED = mm1("Mon 7 Sep 2026 09:00", "Mon 7 Sep 2026")


def _due(**figures: Any) -> dict[str, str]:
    found = dates(move(STARTED), protocol(**figures))
    return {r.name: f"{r.due:%a %-d %b}" for r in found.reviews if r.due}


@pytest.mark.parametrize(
    ("figures", "due"),
    [
        ({"length_weeks": 6}, {"week4": "Mon 5 Oct", "final": "Mon 19 Oct"}),
        ({"length_weeks": 10}, {"week4": "Mon 5 Oct", "week8": "Tue 3 Nov", "final": "Mon 16 Nov"}),
        # school weeks: 7, 14, 21, 28 Sep | 5, 12, 19 Oct, 2 Nov | 9, 16, 23, 30 Nov
        ({"week_unit": "school"},
         {"week4": "Fri 2 Oct", "week8": "Fri 6 Nov", "final": "Fri 4 Dec"}),
        # 20 school days after 7 Sep: Mon 5 Oct; 40: Tue 10 Nov; 60: Tue 8 Dec
        ({"week_unit": "school days"},
         {"week4": "Mon 5 Oct", "week8": "Tue 10 Nov", "final": "Tue 8 Dec"}),
        ({"slip": "previous"},
         {"week4": "Mon 5 Oct", "week8": "Fri 23 Oct", "final": "Mon 30 Nov"}),
        ({"slip": "friday"}, {"week4": "Mon 5 Oct", "week8": "Fri 6 Nov", "final": "Mon 30 Nov"}),
        ({"reviews": ["midway"]}, {"midway": "Mon 19 Oct", "final": "Mon 30 Nov"}),  # 42 of 84 days
        ({"reviews": ["1/3"]}, {"part33": "Mon 5 Oct", "final": "Mon 30 Nov"}),  # 28 of 84 days
        ({"reviews": ["every 4 weeks"], "length_weeks": 14},
         {"week4": "Mon 5 Oct", "week8": "Tue 3 Nov", "week12": "Mon 30 Nov",
          "final": "Mon 14 Dec"}),
        ({"reviews": "fortnightly", "length_weeks": "6 school weeks"},
         {"week2": "Fri 18 Sep", "week4": "Fri 2 Oct", "final": "Fri 16 Oct"}),
    ],
)  # fmt: skip
def test_the_days_of_the_placement(figures: dict[str, Any], due: dict[str, str]) -> None:
    assert _due(**figures) == due


def test_reviews_stand_by_date_also_where_the_form_s_days_fit_none() -> None:
    # a third of 84 days is week 4; windows follow one another by date
    days = [day(f"{text} 2026") for text in ("Tue 8 Sep", "Wed 9 Sep", "Thu 10 Sep", "Fri 11 Sep")]
    many = move(mm1("Mon 7 Sep 2026 09:00", "Mon 7 Sep 2026", reviews=days))
    found = dates(many, protocol(reviews=["week 8", "1/3"])).reviews
    assert [r.name for r in found] == ["part33", "week8", "final"]


@pytest.mark.parametrize(
    ("figures", "due"),
    [
        ({}, "Mon 14 Sep"),
        ({"notify_limit": 1}, "Tue 8 Sep"),
        ({"notify_limit": 5, "notify_unit": "calendar"}, "Sat 12 Sep"),
        ({"notify_limit": "3 working days"}, "Thu 10 Sep"),
    ],
)
def test_the_limit_of_the_notification(figures: dict[str, Any], due: str) -> None:
    assert f"{owed(move(STARTED), protocol(**figures))['mm1'].due:%a %-d %b}" == due


def _leaves(key: str, **figures: Any) -> str:
    return local(planned(move(STARTED), protocol(**figures))[key].at)


@pytest.mark.parametrize(
    ("key", "figures", "leaves"),
    [
        # tolerance 2 from Mon 5 Oct is Wed 7 Oct; with none the first rung is the day after
        ("review:week4/0/home/1", {"tolerance_school_days": 0}, "Tue 6 Oct 2026 08:00"),
        ("review:week4/0/home/1", {"tolerance_school_days": 4}, "Mon 12 Oct 2026 08:00"),
        ("review:week4/0/home/2", {"ladder_step": 3}, "Tue 13 Oct 2026 08:00"),  # 4th day after 7
        ("review:week4/0/escalation", {"ladder_count": 1}, "Mon 12 Oct 2026 08:00"),  # the 3rd
        ("review:week4/0/escalation", {"ladder_count": 0}, "Thu 8 Oct 2026 08:00"),  # the 1st
        ("outcome:final/0/home/1", {"outcome_tolerance": 0}, "Tue 1 Dec 2026 08:00"),
        ("invite/week4/2026-10-05/home", {"invite_calendar_days": 14}, "Mon 21 Sep 2026 08:00"),
        # 5 Oct less 8 days is Sun 27 Sep: the Friday before
        ("invite/week4/2026-10-05/home", {"invite_calendar_days": 8}, "Fri 25 Sep 2026 08:00"),
        # weeks of 7 and 14 Sep in one record: due Mon 21 Sep
        ("attendance:2026-09-14/0/receiving/1", {"attendance": "fortnightly"},
         "Tue 22 Sep 2026 08:00"),
    ],
)  # fmt: skip
def test_when_a_letter_leaves(key: str, figures: dict[str, Any], leaves: str) -> None:
    assert _leaves(key, **figures) == leaves


@pytest.mark.parametrize("reporting", ["none", "daily", False])
def test_attendance_that_is_not_chased(reporting: object) -> None:
    found = owed(move(STARTED), protocol(attendance=reporting))
    assert not [what for what in found if what.startswith("attendance")]


BROKEN = (STARTED, unsuccessful("Wed 21 Oct 2026 10:00", "Wed 21 Oct 2026", "Fri 23 Oct 2026"))


@pytest.mark.parametrize(
    ("figures", "what", "due"),
    [
        ({"report_days": 1}, "report", "Thu 22 Oct 2026"),
        ({"report_days": 0}, "report", "Wed 21 Oct 2026"),
        ({"report_days": "none"}, "report", None),
        ({"plan_meeting_days": 2}, "plan", "Wed 4 Nov 2026"),  # Mon 2 Nov is INSET
        ({"plan_meeting_days": False}, "plan", None),
    ],
)
def test_what_a_breakdown_asks_for(figures: dict[str, Any], what: str, due: str | None) -> None:
    found = owed(move(*BROKEN), protocol(**figures)).get(what)
    assert (found.due if found else None) == (day(due) if due else None)


def test_parents_may_be_written_to_or_never() -> None:
    told = [key for key in planned(move(*BROKEN), protocol(parent_email="none")) if "parent" in key]
    assert told == []
    assert "breakdown/parent1" in planned(move(*BROKEN), protocol(parent_email="given"))


def test_the_days_to_confirm_a_roll_change() -> None:
    permanent = mm1("Mon 7 Sep 2026 09:00", "Mon 7 Sep 2026", basis="managed_move_permanent")
    # from Tue 8 Sep, the day after the start: Wed 9, Thu 10
    assert owed(move(permanent), protocol(roll_days=2))["roll:home"].due == day("Thu 10 Sep 2026")
