"""The protocols that stretch the format, each with days counted by hand on the calendar `vale`."""

import pytest

from mailbot.rules.obligations import State
from mailbot.rules.timeliness import days_late
from tests.rules.made import (
    calendar,
    dates,
    day,
    event,
    extended,
    local,
    mm1,
    move,
    owed,
    planned,
    protocol,
)  # fmt: skip


def _due(*events: object, name: str) -> dict[str, str]:
    found = dates(move(*events), protocol(name))  # type: ignore[arg-type]
    return {r.name: f"{r.due:%a %-d %b}" for r in found.reviews if r.due}


# ------------------------------------------------------ Norfolk: eight school weeks, fortnightly

EIGHT = mm1("Thu 1 Oct 2026 09:00", "Mon 5 Oct 2026")


def test_fortnightly_reviews_in_school_weeks_pass_over_half_term() -> None:
    # weeks of 5, 12, 19 Oct, 2, 9, 16, 23, 30 Nov; the last school day of the 2nd, 4th, 6th, 8th
    assert _due(EIGHT, name="norfolk-2024") == {
        "week2": "Fri 16 Oct", "week4": "Fri 6 Nov", "week6": "Fri 20 Nov", "final": "Fri 4 Dec",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("review", "leaves"),
    [
        ("week2/2026-10-16", "Fri 9 Oct 2026 08:00"),  # six days before is Sat 10 Oct
        ("week4/2026-11-06", "Fri 23 Oct 2026 08:00"),  # Sat 31 Oct: before half term
        ("final/2026-12-04", "Fri 27 Nov 2026 08:00"),
    ],
)
def test_an_invite_leaves_at_least_six_days_before(review: str, leaves: str) -> None:
    found = planned(move(EIGHT), protocol("norfolk-2024"))
    assert local(found[f"invite/{review}/parent1"].at) == leaves


@pytest.mark.parametrize(
    ("came", "late"),
    [
        ("Fri 2 Oct 2026 17:00", 0),  # the school day before the start is the limit
        ("Mon 5 Oct 2026 08:00", 1),
        ("Wed 7 Oct 2026 08:00", 3),
    ],
)
def test_the_agreement_must_come_before_the_start(came: str, late: int) -> None:
    made = move(mm1(came, "Mon 5 Oct 2026"))
    assert days_late(made, protocol("norfolk-2024"), calendar()) == late


def test_a_start_that_is_not_known_asks_for_the_agreement_at_once() -> None:
    made = move(event("known", "Wed 7 Oct 2026 09:00"))
    assert owed(made, protocol("norfolk-2024"))["mm1"].due == day("Wed 7 Oct 2026")


def test_a_rhythm_goes_on_to_the_end_that_a_form_names() -> None:
    longer = mm1("Thu 1 Oct 2026 09:00", "Mon 5 Oct 2026", end=day("Fri 18 Dec 2026"))
    # week 8 is Fri 4 Dec; the 10th week, of 14 Dec, ends on the end itself
    assert list(_due(longer, name="norfolk-2024")) == ["week2", "week4", "week6", "week8", "final"]


def test_as_many_dates_as_fit_before_a_shorter_end_stand_for_all() -> None:
    said = ["Mon 19 Oct 2026", "Wed 4 Nov 2026", "Fri 13 Nov 2026"]
    shorter = mm1(
        "Thu 1 Oct 2026 09:00", "Mon 5 Oct 2026",
        end=day("Fri 13 Nov 2026"), reviews=[day(text) for text in said],
    )  # fmt: skip
    assert _due(shorter, name="norfolk-2024") == {
        "week2": "Mon 19 Oct", "week4": "Wed 4 Nov", "final": "Fri 13 Nov",
    }  # fmt: skip


# ----------------------------------------------------------------- Cheshire East: six and six more

SIX = mm1("Mon 7 Sep 2026 09:00", "Mon 7 Sep 2026")


def test_six_school_weeks_with_a_review_midway() -> None:
    # the end Fri 16 Oct; 19 of 39 days: Sat 26 Sep, slipped
    assert _due(SIX, name="cheshire-east") == {"midway": "Mon 28 Sep", "final": "Fri 16 Oct"}


def test_an_extension_moves_the_end_and_is_reviewed() -> None:
    longer = extended("Fri 16 Oct 2026 15:00", "Fri 4 Dec 2026")
    assert _due(SIX, longer, name="cheshire-east")["extension"] == "Fri 4 Dec"


# ---------------------------------------------------------- Sunderland: permanent, six weeks more

KEPT = mm1("Mon 7 Sep 2026 09:00", "Mon 7 Sep 2026", basis="managed_move_permanent")


def test_support_after_a_permanent_move_is_reviewed_at_its_end() -> None:
    found = owed(move(KEPT), protocol("sunderland"))
    assert {what: f"{one.due:%a %-d %b}" for what, one in found.items()} == {
        "mm1": "Mon 14 Sep",
        "roll:home": "Tue 15 Sep",  # the day after the start is Tue 8 Sep: 9, 10, 11, 14, 15
        "roll:receiving": "Tue 15 Sep",
        "review:support": "Mon 19 Oct",  # 7 Sep + 42 days
    }


def test_the_school_that_gives_the_support_is_asked_for_its_review() -> None:
    found = planned(move(KEPT), protocol("sunderland"))
    chased = {key: local(one.at) for key, one in found.items() if "support" in key}
    assert chased == {  # tolerance to Wed 21 Oct; 22, 23 Oct, then 3 Nov and on
        "review:support/0/home/1": "Thu 22 Oct 2026 08:00",
        "review:support/0/home/2": "Tue 3 Nov 2026 08:00",
        "review:support/0/home/3": "Thu 5 Nov 2026 08:00",
        "review:support/0/escalation": "Mon 9 Nov 2026 08:00",
    }


def test_a_review_on_any_day_since_the_move_settles_the_support() -> None:
    held = event("review", "Fri 2 Oct 2026 16:00", day=day("Thu 1 Oct 2026"))
    assert owed(move(KEPT, held), protocol("sunderland"))["review:support"].state is State.MET


def test_a_permanent_move_has_no_end_no_invites_and_no_weeks() -> None:
    made = move(KEPT)
    assert dates(made, protocol("sunderland")).end is None
    kinds = {one.kind for one in planned(made, protocol("sunderland")).values()}
    assert kinds == {"roll_change_chase", "review_chase", "escalation"}


def test_a_permanent_move_elsewhere_owes_no_support() -> None:
    assert set(owed(move(KEPT))) == {"mm1", "roll:home", "roll:receiving"}


# ------------------------------------------------------------------- Derbyshire: an estimated end


def test_an_estimated_end_is_due_all_the_same() -> None:
    said = mm1("Mon 7 Sep 2026 09:00", "Mon 7 Sep 2026", end=day("Fri 16 Oct 2026"))
    found = dates(move(said), protocol("derbyshire"))
    assert (found.is_estimate, found.last.due) == (True, day("Fri 16 Oct 2026"))


def test_an_end_that_nobody_named_is_not_blamed_on_the_calendar() -> None:
    made = move(SIX)
    found = dates(made, protocol("derbyshire"))
    assert (found.end, found.is_open_ended, found.is_incomplete) == (None, True, False)
    assert not any(
        one.about == "calendar" for one in planned(made, protocol("derbyshire")).values()
    )
