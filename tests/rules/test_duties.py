"""Duties that a protocol gives to one school or the other, and ladders of their own."""

from typing import Any

import pytest

from mailbot.rules.obligations import State
from mailbot.rules.protocols import Protocol
from mailbot.rules.timeliness import days_late
from tests.rules.made import (
    CINDER,
    RECEIVING,
    calendar,
    day,
    event,
    extended,
    local,
    mm1,
    move,
    owed,
    planned,
    protocol,
    unsuccessful,
)

STARTED = mm1("Mon 7 Sep 2026 09:00", "Mon 7 Sep 2026", signed=day("Thu 3 Sep 2026"))


def _with(table: str, **figures: Any) -> Protocol:
    """Return the shipped protocol with one table read anew, figures changed."""
    made = protocol()
    said = getattr(made, table).model_dump(exclude_none=True) | figures
    return made.model_copy(update={table: type(getattr(made, table)).model_validate(said)})


def test_both_schools_may_owe_the_notification() -> None:
    known = event("known", "Mon 7 Sep 2026 09:00", start=day("Mon 7 Sep 2026"))
    found = planned(move(known), _with("notification", owed_by="both"))
    assert {"mm1/0/home/1", "mm1/0/receiving/1", "mm1/0/escalation"} <= set(found)


def test_the_receiving_school_s_days_are_counted_where_it_owes_the_notification() -> None:
    late = mm1("Fri 6 Nov 2026 09:00", "Mon 19 Oct 2026")
    # from Mon 19 Oct the home school has 20, 21, 22, 23 Oct, 3 Nov; the other is away until 3 Nov
    made = move(late, receiving=CINDER)
    assert owed(made)["mm1"].due == day("Tue 3 Nov 2026")
    rules = _with("notification", owed_by="receiving")
    assert owed(made, rules)["mm1"].due == day("Mon 9 Nov 2026")
    assert (days_late(made, protocol(), calendar()), days_late(made, rules, calendar())) == (3, 0)


def test_the_clock_may_run_from_the_form_s_own_date() -> None:
    rules = _with("notification", clock="form_date")
    assert owed(move(STARTED), rules)["mm1"].due == day("Thu 10 Sep 2026")  # 4, 7, 8, 9, 10 Sep
    unsigned = mm1("Mon 7 Sep 2026 09:00", "Mon 7 Sep 2026")
    assert owed(move(unsigned), rules)["mm1"].due == day("Mon 14 Sep 2026")


def test_a_duty_may_have_a_ladder_of_its_own() -> None:
    rules = _with(
        "reviews", ladder={"days": [2, 4], "escalate_on": 6, "escalate_to": "exclusions_team"}
    )
    found = planned(move(STARTED), rules)
    said = {key: local(one.at) for key, one in found.items() if key.startswith("review:week4/0/h")}
    # tolerance to Wed 7 Oct; the 2nd and 4th school day after it
    assert said == {
        "review:week4/0/home/1": "Fri 9 Oct 2026 08:00",
        "review:week4/0/home/2": "Tue 13 Oct 2026 08:00",
    }
    escalation = found["review:week4/0/escalation"]
    assert (escalation.role, local(escalation.at)) == ("exclusions_team", "Thu 15 Oct 2026 08:00")
    assert found["outcome:final/0/escalation"].role == "eit_manager"


def test_a_reply_closes_a_review_only_where_it_may() -> None:
    reply = event("review", "Tue 6 Oct 2026 10:00", day=day("Mon 5 Oct 2026"), by="reply")
    strict = _with("reviews", closed_by=["record"])
    assert owed(move(STARTED, reply))["review:week4"].state is State.MET
    assert owed(move(STARTED, reply), strict)["review:week4"].state is State.OPEN
    record = event("review", "Tue 6 Oct 2026 10:00", day=day("Mon 5 Oct 2026"))
    assert owed(move(STARTED, record), strict)["review:week4"].state is State.MET


def test_only_those_who_are_invited_get_an_invite() -> None:
    found = planned(move(STARTED), _with("reviews", invited=["receiving", "parents"]))
    roles = {one.role for one in found.values() if one.kind == "review_invite"}
    assert roles == {"receiving", "parent"}


def test_weeks_may_be_counted_from_the_first_school_day() -> None:
    half_term = mm1("Tue 20 Oct 2026 09:00", "Mon 26 Oct 2026")
    assert owed(move(half_term))["review:week4"].due == day("Mon 23 Nov 2026")
    later = _with("reviews", anchor="first_school_day")  # Tue 3 Nov, and 28 days
    assert owed(move(half_term), later)["review:week4"].due == day("Tue 1 Dec 2026")


@pytest.mark.parametrize(
    ("table", "figures", "what", "role"),
    [
        ("breakdown", {"report_owed_by": "home"}, "report", "home"),
        ("breakdown", {"plan_held_by": "receiving"}, "plan", "receiving"),
    ],
)
def test_what_follows_a_breakdown_may_be_the_other_school_s(
    table: str, figures: dict[str, Any], what: str, role: str
) -> None:
    ended = unsuccessful("Wed 14 Oct 2026 10:00", "Wed 14 Oct 2026", "Wed 14 Oct 2026")
    made = move(STARTED, ended, receiving=CINDER)
    found = owed(made, _with(table, **figures))[what]
    assert found.owed_by == (role,)
    assert found.school == made.school("home" if role == "home" else "receiving")


def test_the_reminder_of_a_plan_meeting_goes_to_the_school_that_holds_it() -> None:
    ended = unsuccessful("Wed 14 Oct 2026 10:00", "Wed 14 Oct 2026", "Wed 14 Oct 2026")
    rules = _with("breakdown", plan_held_by="receiving")
    reminder = planned(move(STARTED, ended), rules)["plan/reminder"]
    assert (reminder.role, reminder.school) == ("receiving", RECEIVING)


def test_one_school_may_owe_the_roll_change() -> None:
    kept = mm1("Mon 7 Sep 2026 09:00", "Mon 7 Sep 2026", basis="managed_move_permanent")
    assert set(owed(move(kept), _with("roll", owed_by="receiving"))) == {"mm1", "roll:receiving"}


def test_each_further_extension_has_a_ladder_of_its_own() -> None:
    first = extended("Mon 30 Nov 2026 12:00", "Fri 29 Jan 2027")
    again = extended("Mon 15 Feb 2027 12:00", "Thu 25 Mar 2027")  # the first one's chases have left
    before = planned(move(STARTED, first), protocol(extensions=2))
    after = planned(move(STARTED, first, again), protocol(extensions=2))
    chases = {key for key, one in after.items() if one.kind == "outcome_chase"}
    assert chases
    assert not chases & set(before)


# ------------------------------------------------------------------------ records for two weeks

FORTNIGHTLY = {"attendance": "fortnightly"}


@pytest.mark.parametrize(
    ("records", "what", "due"),
    [
        ((), "attendance:2026-09-14", "Mon 21 Sep 2026"),
        (("Mon 7 Sep 2026",), "attendance:2026-09-14", "Mon 21 Sep 2026"),
        (("Mon 14 Sep 2026",), "attendance:2026-09-28", "Mon 5 Oct 2026"),
        # the weeks of 19 Oct and 2 Nov are a pair, with half term between them
        (("Mon 12 Oct 2026",), "attendance:2026-11-02", "Mon 9 Nov 2026"),
    ],
)
def test_two_weeks_are_due_together(records: tuple[str, ...], what: str, due: str) -> None:
    came = [event("attendance", f"{text} 15:00", week=day(text)) for text in records]
    found = owed(move(STARTED, *came), protocol(**FORTNIGHTLY))
    assert [(o.id, o.due) for o in found.values() if o.kind == "attendance_chase"] == [
        (what, day(due))
    ]


def test_a_record_of_the_first_week_does_not_make_the_pair_new() -> None:
    came = event("attendance", "Fri 25 Sep 2026 15:00", week=day("Mon 7 Sep 2026"))
    found = owed(move(STARTED, came), protocol(**FORTNIGHTLY))["attendance:2026-09-14"]
    assert found.base == day("Mon 21 Sep 2026")


def test_the_last_week_of_an_odd_number_is_due_alone() -> None:
    short = mm1("Mon 7 Sep 2026 09:00", "Mon 7 Sep 2026", end=day("Fri 25 Sep 2026"))
    came = event("attendance", "Fri 18 Sep 2026 15:00", week=day("Mon 14 Sep 2026"))
    found = owed(move(short, came), protocol(**FORTNIGHTLY))
    assert found["attendance:2026-09-21"].due == day("Mon 28 Sep 2026")


def test_daily_marks_are_asked_for_by_the_week_where_the_authority_wants_them() -> None:
    rules = _with("attendance", reporting="daily", chased=True)
    assert owed(move(STARTED), rules)["attendance:2026-09-07"].due == day("Mon 14 Sep 2026")


def test_weeks_that_new_dates_pair_otherwise_are_known_since_those_dates() -> None:
    # the week of 21 September stood alone, the last of three; the new end pairs it with the next
    made = move(
        mm1("Mon 7 Sep 2026 09:00", "Mon 7 Sep 2026", end=day("Fri 25 Sep 2026")),
        event("attendance", "Fri 18 Sep 2026 15:00", week=day("Mon 14 Sep 2026")),
        mm1("Tue 6 Oct 2026 09:00", "Mon 7 Sep 2026", end=day("Fri 18 Dec 2026")),
    )
    record = owed(made, protocol(**FORTNIGHTLY))["attendance:2026-09-28"]
    assert (record.due, record.base) == (day("Mon 5 Oct 2026"), day("Tue 6 Oct 2026"))
