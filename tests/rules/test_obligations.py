"""What is owed on a move, by whom and by which day (deadlines.md)."""

from typing import Any

import pytest

from mailbot.rules.moves import Event, roll_days
from mailbot.rules.obligations import State, reckoned
from mailbot.rules.placement import placement
from mailbot.rules.protocols import Protocol
from mailbot.rules.schooldays import Calendar, Term
from mailbot.rules.timeliness import days_late, is_short_notice, notification_limit
from tests.rules.made import (
    CINDER,
    HOME,
    LONDON,
    RECEIVING,
    calendar,
    day,
    event,
    extended,
    mm1,
    move,
    owed,
    protocol,
    successful,
    unsuccessful,
)  # fmt: skip

MM1 = mm1("Tue 8 Sep 2026 09:30", "Mon 7 Sep 2026")
BROKE = unsuccessful("Wed 21 Oct 2026 12:00", "Wed 21 Oct 2026", "Fri 23 Oct 2026")
DONE = successful("Mon 30 Nov 2026 12:00", "Tue 1 Dec 2026", meeting=day("Mon 30 Nov 2026"))
AUTUMN = calendar("vale-autumn-only")


def _short(*events: Event, days: Calendar = AUTUMN, rules: Protocol | None = None) -> bool:
    made, rules = move(*events), rules or protocol()
    return not reckoned(made, rules, days, placement(made, rules, days)).complete


# MM1


def test_an_unknown_move_owes_nothing() -> None:
    assert owed(move()) == {}


def test_an_mm1_is_due_at_its_limit() -> None:
    known = event("known", "Mon 7 Sep 2026 10:00", start=day("Mon 7 Sep 2026"))
    found = owed(move(known))["mm1"]
    assert (found.due, found.base, found.state) == (
        day("Mon 14 Sep 2026"), day("Mon 14 Sep 2026"), State.OPEN,
    )  # fmt: skip
    assert (found.owed_by, found.school, found.kind) == (("home",), HOME, "notification_chase")


def test_an_mm1_of_an_unknown_start_is_due_from_the_day_it_became_known() -> None:
    assert owed(move(event("known", "Tue 8 Sep 2026 00:30")))["mm1"].due == day("Tue 15 Sep 2026")


def test_a_move_known_of_late_is_chased_from_the_day_it_became_known() -> None:
    known = event("known", "Mon 5 Oct 2026 10:00", start=day("Mon 7 Sep 2026"))
    found = owed(move(known))["mm1"]
    assert (found.due, found.base) == (day("Mon 14 Sep 2026"), day("Mon 5 Oct 2026"))


def test_an_mm1_that_is_here_is_met_with_its_first_mail() -> None:
    first = event("asked", "Fri 4 Sep 2026 10:00", form="1", settles="mm1", school=HOME)
    agreed = mm1("Tue 8 Sep 2026 09:30", "Mon 7 Sep 2026", arrived=first.at)
    found = owed(move(first, agreed))["mm1"]
    assert (found.state, found.met_on) == (State.MET, day("Fri 4 Sep 2026"))


def test_the_receiving_school_may_owe_the_mm1() -> None:
    rules = protocol()
    theirs = rules.notification.model_copy(update={"owed_by": "receiving"})
    rules = rules.model_copy(update={"notification": theirs})
    found = owed(move(event("known", "Mon 7 Sep 2026 10:00")), rules)["mm1"]
    assert (found.owed_by, found.school) == (("receiving",), RECEIVING)


@pytest.mark.parametrize(
    ("arrives", "late"),
    [
        ("Mon 14 Sep 2026 23:59", 0),
        ("Tue 15 Sep 2026 00:01", 1),
        ("Sat 19 Sep 2026 09:00", 4),
        ("Mon 21 Sep 2026 09:00", 5),
    ],
)
def test_an_mm1_is_late_by_school_days_past_its_limit(arrives: str, late: int) -> None:
    assert days_late(move(mm1(arrives, "Mon 7 Sep 2026")), protocol(), calendar()) == late


def test_an_mm1_late_by_a_weekend_is_late_by_one_day() -> None:
    # start Fri 4 Sep: limit Fri 11 Sep
    made = move(mm1("Sun 13 Sep 2026 09:00", "Fri 4 Sep 2026"))
    assert days_late(made, protocol(), calendar()) == 1


def test_an_amendment_does_not_make_the_first_mm1_late() -> None:
    made = move(MM1, mm1("Mon 5 Oct 2026 09:00", "Tue 8 Sep 2026"))
    assert days_late(made, protocol(), calendar()) == 0


def test_without_an_mm1_nothing_is_late_or_short() -> None:
    assert days_late(move(), protocol(), calendar()) == 0
    assert not is_short_notice(move(), protocol(), calendar())


def test_the_limit_is_counted_in_the_unit_of_the_protocol() -> None:
    start = day("Thu 22 Oct 2026")
    limits = [notification_limit(start, HOME, protocol(notify_unit=u), calendar())
              for u in ("calendar", "working", "school")]  # fmt: skip
    assert limits == [day("Tue 27 Oct 2026"), day("Thu 29 Oct 2026"), day("Fri 6 Nov 2026")]


@pytest.mark.parametrize(
    ("arrives", "more", "short"),
    [
        ("Thu 15 Oct 2026 23:59", {}, False),  # 2 school days before Mon 19 Oct
        ("Fri 16 Oct 2026 00:01", {}, True),
        ("Fri 16 Oct 2026 09:00", {"basis": "trial_managed_move"}, False),
        ("Fri 16 Oct 2026 09:00", {"basis": "offsite_direction"}, True),
    ],
)
def test_a_direction_is_notified_two_school_days_before(
    arrives: str,
    more: dict[str, Any],
    short: bool,  # noqa: FBT001
) -> None:
    made = move(mm1(arrives, "Mon 19 Oct 2026", **more))
    assert is_short_notice(made, protocol(), calendar()) is short


def test_a_direction_before_the_new_law_is_never_short_notice() -> None:
    made = move(mm1("Mon 20 Jul 2026 09:00", "Mon 20 Jul 2026", basis="offsite_direction"))
    assert not is_short_notice(made, protocol(), calendar())


def test_a_protocol_of_the_old_law_knows_no_short_notice() -> None:
    old = protocol().model_copy(update={"regime": protocol().regime[:1]})
    assert not is_short_notice(move(MM1), old, calendar())


# resting


def test_a_waiting_form_rests_what_it_would_settle() -> None:
    known = event("known", "Mon 7 Sep 2026 10:00")
    held = event("held", "Tue 8 Sep 2026 10:00", form="1", settles="mm1")
    assert owed(move(known, held))["mm1"].state is State.RESTING


def test_a_waiting_form_rests_nothing_else() -> None:
    held = event("held", "Tue 8 Sep 2026 10:00", form="1", settles="outcome")
    found = owed(move(MM1, held))
    assert found["outcome:final"].state is State.RESTING
    assert found["review:week4"].state is State.OPEN


def test_a_rejected_form_starts_the_ladder_again() -> None:
    known = event("known", "Mon 7 Sep 2026 10:00", start=day("Mon 7 Sep 2026"))
    held = event("held", "Tue 8 Sep 2026 10:00", form="1", settles="mm1")
    rejected = event("closed", "Fri 2 Oct 2026 10:00", form="1", how="rejected")
    found = owed(move(known, held, rejected))["mm1"]
    assert (found.state, found.base, found.epoch) == (State.OPEN, day("Fri 2 Oct 2026"), 1)


def test_an_accepted_form_starts_no_ladder_again() -> None:
    held = event("held", "Tue 8 Sep 2026 10:00", form="1", settles="outcome")
    closed = event("closed", "Fri 18 Dec 2026 10:00", form="1", how="accepted")
    found = owed(move(MM1, held, closed))["outcome:final"]
    assert (found.epoch, found.base) == (0, day("Wed 2 Dec 2026"))


def test_a_held_record_rests_only_the_review_whose_day_it_names() -> None:
    held = event("held", "Tue 6 Oct 2026 10:00", form="1", settles="review",
                 day=day("Mon 5 Oct 2026"))  # fmt: skip
    found = owed(move(MM1, held))
    states = [found[f"review:{name}"].state for name in ("week4", "week8")]
    assert states == [State.RESTING, State.OPEN]


def test_a_held_record_without_a_day_rests_every_review() -> None:
    held = event("held", "Tue 6 Oct 2026 10:00", form="1", settles="review")
    found = owed(move(MM1, held))
    states = [found[f"review:{name}"].state for name in ("week4", "week8")]
    assert states == [State.RESTING, State.RESTING]


def test_a_rejected_record_starts_its_reviews_ladder_again() -> None:
    held = event("held", "Tue 6 Oct 2026 10:00", form="1", settles="review",
                 day=day("Mon 5 Oct 2026"))  # fmt: skip
    rejected = event("closed", "Wed 14 Oct 2026 10:00", form="1", how="rejected")
    found = owed(move(MM1, held, rejected))
    assert (found["review:week4"].base, found["review:week4"].epoch) == (day("Wed 14 Oct 2026"), 1)
    assert (found["review:week8"].base, found["review:week8"].epoch) == (day("Thu 5 Nov 2026"), 0)


def test_a_held_record_earlier_than_every_window_rests_no_review() -> None:
    held = event("held", "Tue 6 Oct 2026 10:00", form="1", settles="review",
                 day=day("Tue 8 Sep 2026"))  # fmt: skip
    assert owed(move(MM1, held))["review:week4"].state is State.OPEN


# queried forms


ASKED = event("asked", "Tue 8 Sep 2026 09:00", form="5", settles="attendance", school=CINDER)


def test_a_queried_form_is_due_two_school_days_of_the_senders_school_later() -> None:
    found = owed(move(ASKED))["query:5"]
    assert (found.due, found.base, found.owed_by, found.school, found.form, found.state) == (
        day("Thu 10 Sep 2026"), day("Thu 10 Sep 2026"), ("sender",), CINDER, "5", State.OPEN,
    )  # fmt: skip


def test_a_form_that_staff_sent_is_not_chased() -> None:
    asked = event("asked", "Tue 8 Sep 2026 09:00", form="5", settles="attendance")
    assert "query:5" not in owed(move(asked))


def test_a_held_form_is_nobodys_to_answer() -> None:
    held = event("held", "Tue 8 Sep 2026 09:00", form="5", settles="mm1", school=HOME)
    assert "query:5" not in owed(move(held))


def test_a_form_put_right_is_met() -> None:
    closed = event("closed", "Wed 9 Sep 2026 09:00", form="5", how="accepted")
    assert owed(move(ASKED, closed))["query:5"].state is State.MET


def test_a_breakdown_takes_an_open_question_with_it() -> None:
    asked = event("asked", "Tue 20 Oct 2026 09:00", form="5", settles="review", school=HOME)
    assert owed(move(MM1, asked, BROKE))["query:5"].state is State.MET


def test_a_breakdown_takes_an_open_question_about_the_outcome_with_it() -> None:
    asked = event("asked", "Tue 20 Oct 2026 09:00", form="5", settles="outcome", school=HOME)
    assert owed(move(MM1, asked, BROKE))["query:5"].state is State.MET


def test_a_question_about_a_later_outcome_form_stays_open() -> None:
    asked = event("asked", "Thu 22 Oct 2026 09:00", form="5", settles="outcome", school=HOME)
    assert owed(move(MM1, BROKE, asked))["query:5"].state is State.OPEN


# reviews


def test_a_review_is_owed_by_both_schools_with_two_days_of_grace() -> None:
    found = owed(move(MM1))["review:week4"]
    assert (found.due, found.base, found.owed_by, found.school) == (
        day("Mon 5 Oct 2026"), day("Wed 7 Oct 2026"), ("receiving", "home"), RECEIVING,
    )  # fmt: skip


def test_the_final_review_is_no_obligation_of_its_own() -> None:
    assert [key for key in owed(move(MM1)) if key.startswith(("review", "outcome"))] == [
        "review:week4", "review:week8", "outcome:final",
    ]  # fmt: skip


def test_a_review_that_was_held_is_met() -> None:
    held = event("review", "Tue 6 Oct 2026 10:00", day=day("Mon 5 Oct 2026"))
    found = owed(move(MM1, held))["review:week4"]
    assert (found.state, found.met_on) == (State.MET, day("Mon 5 Oct 2026"))


def test_reviews_lapse_with_the_end_of_the_move() -> None:
    assert owed(move(MM1, BROKE))["review:week8"].state is State.LAPSED


def test_reviews_after_an_early_final_review_lapse() -> None:
    early = event("final", "Mon 12 Oct 2026 09:00", day=day("Fri 23 Oct 2026"))
    assert owed(move(MM1, early))["review:week8"].state is State.LAPSED


def test_a_review_is_chased_from_the_day_its_date_was_known() -> None:
    made = move(mm1("Mon 12 Oct 2026 00:30", "Mon 7 Sep 2026"))
    assert owed(made)["review:week4"].base == day("Mon 12 Oct 2026")


# attendance


def _attendance(*events: Event, rules: Protocol | None = None) -> tuple[str, str] | None:
    found = [o for k, o in owed(move(MM1, *events), rules).items() if k.startswith("attendance")]
    return (found[0].id[11:], f"{found[0].base:%a %-d %b}") if found else None


def _record(when: str, week: str) -> Event:
    return event("attendance", when, week=day(week))


def test_the_first_week_is_due_on_the_first_school_day_of_the_next_week() -> None:
    assert _attendance() == ("2026-09-07", "Mon 14 Sep")


def test_a_week_before_half_term_is_due_after_it() -> None:
    assert _attendance(_record("Fri 16 Oct 2026 16:00", "Mon 12 Oct 2026")) == (
        "2026-10-19", "Tue 3 Nov",
    )  # fmt: skip


def test_a_record_settles_its_week_and_all_before() -> None:
    assert _attendance(_record("Mon 5 Oct 2026 16:00", "Wed 30 Sep 2026")) == (
        "2026-10-05", "Mon 12 Oct",
    )  # fmt: skip


def test_a_late_record_makes_the_next_week_known_on_its_day() -> None:
    assert _attendance(_record("Wed 7 Oct 2026 16:00", "Mon 14 Sep 2026")) == (
        "2026-09-21", "Wed 7 Oct",
    )  # fmt: skip


def test_a_record_of_an_earlier_week_does_not_begin_the_ladder_anew() -> None:
    newest = _record("Mon 21 Sep 2026 16:00", "Mon 14 Sep 2026")
    older = _record("Wed 7 Oct 2026 16:00", "Mon 7 Sep 2026")
    assert _attendance(newest, older) == ("2026-09-21", "Mon 28 Sep")


def test_an_agreement_sent_again_does_not_begin_the_ladder_anew() -> None:
    again = mm1("Mon 5 Oct 2026 09:00", "Mon 7 Sep 2026")
    assert _attendance(again) == ("2026-09-07", "Mon 14 Sep")


def test_a_start_that_moves_forward_makes_its_week_known_on_that_day() -> None:
    amended = mm1("Mon 5 Oct 2026 09:00", "Mon 14 Sep 2026")
    assert _attendance(amended) == ("2026-09-14", "Mon 5 Oct")


def test_an_extension_makes_the_weeks_after_the_end_known_on_its_day() -> None:
    last = _record("Tue 1 Dec 2026 16:00", "Mon 30 Nov 2026")
    assert _attendance(last) is None
    longer = extended("Fri 18 Dec 2026 09:00", "Fri 29 Jan 2027")
    assert _attendance(last, longer) == ("2026-12-07", "Fri 18 Dec")


def test_a_record_before_the_agreement_counts_once_it_is_here() -> None:
    early = _record("Mon 7 Sep 2026 09:00", "Mon 7 Sep 2026")
    assert _attendance(early) == ("2026-09-14", "Mon 21 Sep")


def test_a_reply_that_records_arrive_settles_all_weeks_up_to_its_day() -> None:
    reached = event("reached", "Thu 1 Oct 2026 10:00", day=day("Thu 1 Oct 2026"))
    assert _attendance(reached) == ("2026-10-05", "Mon 12 Oct")


@pytest.mark.parametrize("way", ["daily", "other"])
def test_another_way_of_reporting_on_the_form_is_followed(way: str) -> None:
    made = move(mm1("Tue 8 Sep 2026 09:30", "Mon 7 Sep 2026", attendance=way))
    assert not [key for key in owed(made) if key.startswith("attendance")]


def test_daily_attendance_is_not_chased() -> None:
    assert _attendance(rules=protocol(attendance="daily")) is None


def test_an_outcome_lapses_all_weeks() -> None:
    assert _attendance(BROKE) is None


# the outcome


def test_the_outcome_form_is_due_with_the_final_review() -> None:
    found = owed(move(MM1))["outcome:final"]
    assert (found.due, found.base, found.owed_by, found.state) == (
        day("Mon 30 Nov 2026"), day("Wed 2 Dec 2026"), ("receiving", "home"), State.OPEN,
    )  # fmt: skip


def test_an_outcome_is_met_on_the_local_day_it_came() -> None:
    done = successful("Tue 8 Jun 2027 00:30", "Tue 8 Jun 2027")
    found = owed(move(mm1("Mon 12 Apr 2027 09:30", "Mon 12 Apr 2027"), done))["outcome:final"]
    assert (found.state, found.met_on) == (State.MET, day("Tue 8 Jun 2027"))


def test_an_extension_asks_for_another_outcome() -> None:
    found = owed(move(MM1, extended("Mon 30 Nov 2026 12:00", "Fri 29 Jan 2027")))
    assert found["outcome:extension"].due == day("Fri 29 Jan 2027")
    assert "outcome:final" not in found


def test_an_open_outcome_was_met_on_no_day() -> None:
    assert owed(move(MM1))["outcome:final"].met_on is None


# after a breakdown


def test_a_report_is_due_three_school_days_after_the_decision() -> None:
    found = owed(move(MM1, BROKE))["report"]  # Thu 22, Fri 23 Oct, Tue 3 Nov
    assert (found.due, found.owed_by, found.school) == (
        day("Tue 3 Nov 2026"), ("receiving",), RECEIVING,
    )  # fmt: skip


def test_a_plan_meeting_is_due_five_school_days_after_the_end() -> None:
    found = owed(move(MM1, BROKE))["plan"]
    assert (found.due, found.owed_by, found.school) == (day("Mon 9 Nov 2026"), ("home",), HOME)


def test_what_late_news_asks_for_is_chased_from_its_day() -> None:
    late = unsuccessful("Mon 23 Nov 2026 12:00", "Wed 21 Oct 2026", "Fri 23 Oct 2026")
    found = owed(move(MM1, late))
    assert [found[key].base for key in ("report", "plan")] == [day("Mon 23 Nov 2026")] * 2


def test_replies_settle_the_report_and_the_plan_meeting() -> None:
    sent = event("report", "Mon 2 Nov 2026 10:00")
    held = event("plan", "Thu 5 Nov 2026 10:00")
    found = owed(move(MM1, BROKE, sent, held))
    assert [(found[k].state, found[k].met_on) for k in ("report", "plan")] == [
        (State.MET, day("Mon 2 Nov 2026")), (State.MET, day("Thu 5 Nov 2026")),
    ]  # fmt: skip


def test_a_protocol_may_ask_for_neither() -> None:
    assert {"report", "plan"}.isdisjoint(owed(move(MM1, BROKE), protocol("rotherham")))


def test_a_breakdown_without_days_asks_for_nothing_that_is_counted_from_them() -> None:
    told = event("outcome", "Wed 21 Oct 2026 12:00", kind="unsuccessful")
    assert {"report", "plan"}.isdisjoint(owed(move(MM1, told)))


# the roll change


def test_each_school_confirms_within_five_of_its_days() -> None:
    found = owed(move(MM1, DONE))
    assert [(found[k].due, found[k].owed_by, found[k].school) for k in
            ("roll:home", "roll:receiving")] == [
        (day("Tue 8 Dec 2026"), ("home",), HOME),
        (day("Tue 8 Dec 2026"), ("receiving",), RECEIVING),
    ]  # fmt: skip


def test_the_day_off_the_home_roll_is_the_forms() -> None:
    done = successful(
        "Mon 30 Nov 2026 12:00", "Tue 1 Dec 2026", home_off_roll=day("Thu 3 Dec 2026")
    )
    assert roll_days(move(MM1, done)) == (day("Thu 3 Dec 2026"), day("Tue 1 Dec 2026"))


def test_without_days_on_the_form_the_roll_changes_the_day_after_the_final_review() -> None:
    done = event(
        "outcome", "Wed 2 Dec 2026 12:00", kind="successful", meeting=day("Mon 30 Nov 2026")
    )
    assert roll_days(move(MM1, done)) == (day("Tue 1 Dec 2026"), day("Tue 1 Dec 2026"))


def test_a_day_off_the_home_roll_stands_for_both() -> None:
    done = event("outcome", "Wed 2 Dec 2026 12:00", kind="successful",
                 home_off_roll=day("Mon 7 Dec 2026"))  # fmt: skip
    assert roll_days(move(MM1, done)) == (day("Mon 7 Dec 2026"), day("Mon 7 Dec 2026"))


def test_no_roll_changes_before_a_success() -> None:
    assert roll_days(move(MM1)) is None


def test_a_confirmed_roll_change_is_met() -> None:
    found = owed(move(MM1, DONE, event("roll", "Wed 2 Dec 2026 09:00", role="home")))
    assert (found["roll:home"].state, found["roll:home"].met_on) == (
        State.MET, day("Wed 2 Dec 2026"),
    )  # fmt: skip
    assert found["roll:receiving"].state is State.OPEN


def test_a_permanent_move_owes_its_notification_and_its_roll_change_only() -> None:
    made = move(mm1("Mon 5 Oct 2026 09:30", "Mon 7 Sep 2026", basis="managed_move_permanent"))
    found = owed(made)
    assert list(found) == ["mm1", "roll:home", "roll:receiving"]
    assert (found["roll:home"].due, found["roll:home"].base) == (
        day("Tue 15 Sep 2026"), day("Mon 5 Oct 2026"),
    )  # fmt: skip


# terms that end too soon


def test_a_calendar_that_reaches_everything_is_complete() -> None:
    assert not _short(MM1, days=calendar())


def test_an_end_beyond_the_terms_is_told() -> None:
    assert _short(mm1("Mon 5 Oct 2026 09:30", "Mon 5 Oct 2026"))


def test_a_written_end_beyond_the_terms_is_told() -> None:
    agreed = mm1("Mon 5 Oct 2026 09:30", "Mon 5 Oct 2026", end=day("Fri 15 Jan 2027"))
    assert _short(agreed)


def test_a_review_whose_days_of_grace_lie_beyond_the_terms_is_told() -> None:
    said = [day("Mon 2 Nov 2026"), day("Thu 17 Dec 2026"), day("Fri 18 Dec 2026")]
    agreed = mm1("Mon 5 Oct 2026 09:30", "Mon 5 Oct 2026", end=said[-1], reviews=said)
    assert "review:week8" not in owed(move(agreed), days=AUTUMN)
    assert _short(agreed)


def test_what_was_settled_need_not_be_reached() -> None:
    agreed = mm1("Mon 5 Oct 2026 09:30", "Mon 5 Oct 2026", end=day("Fri 18 Dec 2026"))
    over = successful("Thu 3 Dec 2026 12:00", "Mon 7 Dec 2026")
    assert _short(agreed)
    assert not _short(agreed, over)


def test_a_review_that_was_held_need_not_be_reached() -> None:
    agreed = mm1("Mon 5 Oct 2026 09:30", "Mon 5 Oct 2026",
                 reviews=[day("Mon 2 Nov 2026"), day("Thu 17 Dec 2026"), day("Fri 18 Dec 2026")],
                 end=day("Fri 18 Dec 2026"))  # fmt: skip
    held = event("review", "Thu 17 Dec 2026 12:00", day=day("Thu 17 Dec 2026"))
    over = successful("Fri 18 Dec 2026 12:00", "Fri 11 Dec 2026")
    assert "review:week8" not in owed(move(agreed, held), days=AUTUMN)
    assert not _short(agreed, held, over)


def test_a_limit_beyond_the_terms_is_told() -> None:
    assert _short(event("known", "Wed 16 Dec 2026 09:00", start=day("Wed 16 Dec 2026")))


def test_the_limit_of_an_agreement_that_is_here_need_not_be_reached() -> None:
    agreed = mm1("Wed 16 Dec 2026 09:00", "Wed 16 Dec 2026", basis="managed_move_permanent")
    confirmed = [event("roll", "Thu 17 Dec 2026 09:00", role=r) for r in ("home", "receiving")]
    assert owed(move(agreed, *confirmed), days=AUTUMN) == {}
    assert not _short(agreed, *confirmed)
    assert _short(agreed, confirmed[0])


def test_a_question_to_a_school_whose_terms_end_hides_no_other() -> None:
    days = Calendar(
        zone=LONDON,
        terms=(*AUTUMN.terms, Term(CINDER, day("Mon 7 Sep 2026"), day("Fri 11 Sep 2026"))),
    )
    first = event("asked", "Fri 11 Sep 2026 09:00", form="1", settles="review", school=CINDER)
    second = event("asked", "Fri 11 Sep 2026 10:00", form="2", settles="review", school=HOME)
    assert "query:2" in owed(move(first, second), days=days)
    assert _short(first, second, days=days)
    closed = event("closed", "Fri 11 Sep 2026 11:00", form="1", how="accepted")
    assert not _short(first, second, closed, days=days)


def test_what_a_breakdown_asks_for_beyond_the_terms_is_told() -> None:
    agreed = mm1("Tue 8 Sep 2026 09:30", "Mon 7 Sep 2026")
    broke = unsuccessful("Thu 17 Dec 2026 12:00", "Thu 17 Dec 2026", "Fri 18 Dec 2026")
    assert _short(agreed, broke)
    replies = [event(what, "Fri 18 Dec 2026 12:00") for what in ("report", "plan")]
    assert _short(agreed, broke, replies[0])
    assert _short(agreed, broke, replies[1])
    assert not _short(agreed, broke, *replies)


def test_a_week_that_is_due_beyond_the_terms_is_told() -> None:
    agreed = mm1("Mon 9 Nov 2026 09:30", "Mon 9 Nov 2026", end=day("Mon 14 Dec 2026"))
    assert not _short(agreed)
    assert _short(agreed, _record("Mon 14 Dec 2026 16:00", "Mon 7 Dec 2026"))


def test_without_any_terms_of_a_school_it_is_told() -> None:
    assert _short(MM1, days=Calendar(zone=LONDON, terms=()))
    assert _short(MM1, days=Calendar(zone=LONDON, terms=()), rules=protocol("rotherham"))
