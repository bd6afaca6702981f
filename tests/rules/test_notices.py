"""Which letters a move asks for, to whom, and when they may leave (deadlines.md)."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from mailbot.rules.moves import Event
from mailbot.rules.outcomes import letters_for, unconfirmed_at, written_to
from mailbot.rules.planned import Planned, may_leave, next_opening
from mailbot.rules.schooldays import Calendar
from tests.rules.made import (
    HOME,
    LONDON,
    PARENT,
    RECEIVING,
    Post,
    at,
    calendar,
    day,
    event,
    extended,
    local,
    mm1,
    move,
    planned,
    protocol,
    successful,
    unsuccessful,
)  # fmt: skip

MM1 = mm1("Tue 8 Sep 2026 09:30", "Mon 7 Sep 2026")
BROKE = unsuccessful("Wed 21 Oct 2026 12:00", "Wed 21 Oct 2026", "Fri 23 Oct 2026")
DONE = successful("Mon 30 Nov 2026 12:00", "Tue 1 Dec 2026", meeting=day("Mon 30 Nov 2026"))
AUTUMN = calendar("vale-autumn-only")


def _agreed(**more: Any) -> Event:
    return mm1("Tue 8 Sep 2026 09:30", "Mon 7 Sep 2026", **more)


def _when(found: dict[str, Planned] | Any, stem: str) -> dict[str, str]:
    return {key[len(stem) :]: local(p.at) for key, p in found.items() if key.startswith(stem)}


# the ladder


def test_rungs_fall_on_the_first_third_and_fifth_day_and_the_escalation_on_the_seventh() -> None:
    found = _when(planned(move(MM1)), "review:week4/0/")  # base Wed 7 Oct
    assert found == {
        f"{role}/{n}": f"{text} 08:00"
        for role in ("receiving", "home")
        for n, text in ((1, "Thu 8 Oct 2026"), (2, "Mon 12 Oct 2026"), (3, "Wed 14 Oct 2026"))
    } | {"escalation": "Fri 16 Oct 2026 08:00"}


def test_each_schools_rungs_are_its_own_days() -> None:
    # cinder breaks up on Fri 16 Oct
    agreed = mm1("Tue 22 Sep 2026 09:30", "Fri 18 Sep 2026")
    rungs = planned(move(agreed, home=100003))  # week 4: Fri 16 Oct, base Tue 20 Oct
    found = _when(rungs, "review:week4/0/")
    assert (found["home/1"], found["receiving/1"]) == (
        "Tue 3 Nov 2026 08:00",
        "Wed 21 Oct 2026 08:00",
    )
    assert found["escalation"] == "Fri 6 Nov 2026 08:00"


def test_a_chase_leaves_on_its_day_only() -> None:
    found = planned(move(MM1))["review:week4/0/home/1"]
    assert found.until is not None
    assert local(found.until) == "Fri 9 Oct 2026 00:00"
    assert (found.kind, found.role, found.rung, found.due, found.school, found.quiet) == (
        "review_chase", "home", 1, day("Mon 5 Oct 2026"), HOME, "school",
    )  # fmt: skip


def test_an_escalation_is_not_lost_by_a_missed_day_and_goes_to_the_office_once() -> None:
    found = planned(move(MM1))["review:week4/0/escalation"]
    assert (found.kind, found.role, found.until, found.quiet, found.due) == (
        "escalation", "eit_manager", None, "staff", day("Mon 5 Oct 2026"),
    )  # fmt: skip
    assert found.data == {
        "reason": "ladder", "chase": "review_chase", "owed_by": ("receiving", "home"),
    }  # fmt: skip


def test_chases_and_their_escalations_may_share_a_message() -> None:
    found = planned(move(MM1))
    assert found["review:week4/0/home/1"].is_chase
    assert found["review:week4/0/escalation"].is_chase
    assert not found["invite/week4/2026-10-05/home"].is_chase


def test_the_senders_ladder_follows_the_senders_school() -> None:
    asked = event("asked", "Tue 8 Sep 2026 09:00", form="5", settles="mm1", school=HOME)
    found = planned(move(asked))["query:5/0/sender/1"]
    assert (local(found.at), found.role, found.school, found.data) == (
        "Fri 11 Sep 2026 08:00", "sender", HOME, {"form": "5"},
    )  # fmt: skip


def test_a_resting_ladder_asks_for_nothing() -> None:
    held = event("held", "Tue 6 Oct 2026 10:00", form="1", settles="review")
    assert not [key for key in planned(move(MM1, held)) if key.startswith("review:")]


def test_a_ladder_that_starts_again_has_rungs_of_its_own() -> None:
    held = event("held", "Tue 6 Oct 2026 10:00", form="1", settles="review")
    rejected = event("closed", "Thu 8 Oct 2026 10:00", form="1", how="rejected")
    found = planned(move(MM1, held, rejected))
    assert local(found["review:week4/1/home/1"].at) == "Fri 9 Oct 2026 08:00"
    assert "review:week4/0/home/1" not in found


def test_rungs_beyond_the_terms_are_not_guessed() -> None:
    agreed = mm1("Mon 9 Nov 2026 09:30", "Mon 9 Nov 2026", end=day("Mon 14 Dec 2026"))
    found = planned(move(agreed), days=AUTUMN)  # base Wed 16 Dec, the term ends on Friday
    assert [key for key in found if key.startswith("outcome:final/0/")] == [
        "outcome:final/0/home/1", "outcome:final/0/receiving/1",
    ]  # fmt: skip


# the plan meeting


def test_a_plan_meeting_is_reminded_of_two_home_school_days_before() -> None:
    found = planned(move(MM1, BROKE))["plan/reminder"]  # due Mon 9 Nov
    assert (local(found.at), found.role, found.due, found.school) == (
        "Thu 5 Nov 2026 08:00", "home", day("Mon 9 Nov 2026"), HOME,
    )  # fmt: skip
    assert found.until is not None
    assert local(found.until) == "Fri 6 Nov 2026 00:00"


@pytest.mark.parametrize(("arrives", "reminded"), [("Thu 5 Nov 2026 08:00", True),
                                                   ("Thu 5 Nov 2026 08:01", False)])  # fmt: skip
def test_a_reminder_that_is_past_is_not_sent(arrives: str, reminded: bool) -> None:  # noqa: FBT001
    late = unsuccessful(arrives, "Wed 21 Oct 2026", "Fri 23 Oct 2026")
    assert ("plan/reminder" in planned(move(MM1, late))) is reminded


def test_a_meeting_that_was_held_is_not_reminded_of() -> None:
    held = event("plan", "Wed 4 Nov 2026 09:00")
    assert "plan/reminder" not in planned(move(MM1, BROKE, held))


def test_a_reminder_before_the_terms_is_not_guessed() -> None:
    rules = protocol(plan_meeting_days=1)
    broke = unsuccessful("Wed 2 Sep 2026 09:00", "Wed 2 Sep 2026", "Wed 2 Sep 2026")
    found = planned(move(MM1, broke), rules)  # due Thu 3 Sep, the first day that is known
    assert "plan/0/home/1" in found
    assert "plan/reminder" not in found


# invitations


def test_an_invitation_leaves_ten_calendar_days_before_at_eight() -> None:
    found = _when(planned(move(MM1)), "invite/")
    assert {text for key, text in found.items() if key.startswith("week4")} == {
        "Fri 25 Sep 2026 08:00"
    }


def test_an_invitation_slips_to_the_school_day_before() -> None:
    found = planned(move(MM1))["invite/week8/2026-11-03/home"]  # Sat 24 Oct
    assert local(found.at) == "Fri 23 Oct 2026 08:00"


def test_an_invitation_goes_to_one_address_of_each_school_each_parent_and_the_manager() -> None:
    two = _agreed(parents=[PARENT, PARENT | {"number": 2}])
    keys = [key for key in planned(move(two)) if key.startswith("invite/week4")]
    assert sorted(key.rpartition("/")[2] for key in keys) == [
        "eit_manager", "home", "parent1", "parent2", "receiving",
    ]  # fmt: skip


def test_invitations_keep_everybodys_quiet_days_but_the_parents() -> None:
    found = planned(move(MM1))
    stem = "invite/week4/2026-10-05"
    quiet = {r: found[f"{stem}/{r}"].quiet for r in ("home", "receiving", "eit_manager", "parent1")}
    assert quiet == {
        "home": "school", "receiving": "school", "eit_manager": "staff", "parent1": "none",
    }  # fmt: skip
    assert [found[f"{stem}/{r}"].school for r in ("home", "receiving", "parent1")] == [
        HOME, RECEIVING, None,
    ]  # fmt: skip


def test_an_invitation_to_a_day_that_is_known_late_leaves_at_once() -> None:
    made = move(mm1("Thu 1 Oct 2026 09:30", "Mon 7 Sep 2026"))
    assert local(planned(made)["invite/week4/2026-10-05/home"].at) == "Thu 1 Oct 2026 09:30"


def test_an_invitation_may_leave_until_the_day_itself_is_over() -> None:
    until = planned(move(MM1))["invite/week4/2026-10-05/home"].until
    assert until is not None
    assert local(until) == "Tue 6 Oct 2026 00:00"


def test_an_invitation_says_whether_a_person_named_the_day() -> None:
    made = move(_agreed(reviews=[day("Tue 6 Oct 2026")]))
    found = planned(made)
    assert found["invite/week4/2026-10-06/home"].data == {
        "which": "week4", "title": "4 week review", "planned": True,
    }  # fmt: skip
    assert found["invite/week8/2026-11-03/home"].data["planned"] is False


@pytest.mark.parametrize(
    "gone",
    [
        event("review", "Mon 21 Sep 2026 09:00", day=day("Fri 25 Sep 2026")),
        event("final", "Mon 21 Sep 2026 09:00", day=day("Fri 2 Oct 2026")),
        BROKE,
        DONE,
    ],
)
def test_nobody_is_invited_to_a_review_that_is_held_lapsed_or_over(gone: Event) -> None:
    assert not [key for key in planned(move(MM1, gone)) if key.startswith("invite/week4")]


def test_an_invitation_before_the_first_term_stays_on_its_day() -> None:
    made = move(mm1("Wed 2 Sep 2026 07:00", "Thu 3 Sep 2026", reviews=[day("Mon 7 Sep 2026")],
                    end=day("Mon 7 Sep 2026")))  # fmt: skip
    assert "invite/final/2026-09-07/home" in planned(made, days=AUTUMN)


def test_a_looked_after_childs_parents_are_invited_once_the_family_is_released() -> None:
    held = planned(move(_agreed(looked_after=True)))
    assert held["invite/week4/2026-10-05/parent1"].hold == "looked_after"
    assert held["invite/week4/2026-10-05/home"].hold == ""
    released = event("released", "Wed 9 Sep 2026 09:00", which="family")
    free = planned(move(_agreed(looked_after=True), released))
    assert free["invite/week4/2026-10-05/parent1"].hold == ""
    assert "told/family" not in free


def test_staff_are_told_once_that_a_familys_letters_wait() -> None:
    found = planned(move(_agreed(looked_after=True)))["told/family"]
    assert (found.kind, found.role, found.quiet, found.data["reason"]) == (
        "form_held", "exclusions_team", "none", "looked_after_parents",
    )  # fmt: skip


def test_staff_are_not_told_of_letters_that_nobody_would_get() -> None:
    made = move(_agreed(looked_after=True, parents=[PARENT | {"email": False}]))
    assert "told/family" not in planned(made)


# who may be written to


@pytest.mark.parametrize(
    ("rule", "agreed", "may"),
    [
        ("given", None, True), ("given", True, True), ("given", False, False),
        ("agreed", None, False), ("agreed", True, True), ("agreed", False, False),
        ("never", True, False),
    ],
)  # fmt: skip
def test_a_parent_is_written_to_as_the_protocol_says(
    rule: str,
    agreed: bool | None,  # noqa: FBT001
    may: bool,  # noqa: FBT001
) -> None:
    made = move(_agreed(parents=[PARENT | {"agreed": agreed}]))
    assert written_to(made, protocol(parent_email=rule)) == ((1,) if may else ())


def test_a_restricted_parent_is_written_to_by_nobody() -> None:
    made = move(_agreed(parents=[PARENT | {"restricted": True}, PARENT | {"number": 2}]))
    assert written_to(made, protocol()) == (2,)
    assert letters_for(made) == (2,)


def test_a_parent_without_an_address_gets_the_heads_letter_only() -> None:
    made = move(_agreed(parents=[PARENT | {"email": False}]))
    assert (written_to(made, protocol()), letters_for(made)) == ((), (1,))


def test_without_an_agreement_there_are_no_parents() -> None:
    assert (written_to(move(), protocol()), letters_for(move())) == ((), ())


def test_no_heads_letter_is_made_for_a_looked_after_childs_family_until_released() -> None:
    child = _agreed(looked_after=True)
    released = event("released", "Wed 21 Oct 2026 13:00", which="family")
    assert (letters_for(move(child)), letters_for(move(child, released))) == ((), (1,))


# a breakdown


def _breakdown(*events: Event, sent: dict[str, dt.datetime] | None = None) -> dict[str, Planned]:
    found = planned(move(*events), sent=sent)
    return {key: p for key, p in found.items() if key.startswith(("breakdown", "told", "letter"))}


def test_a_breakdown_tells_parents_both_schools_and_the_manager_at_once() -> None:
    found = _breakdown(MM1, BROKE)
    assert {key: p.kind for key, p in found.items()} == {
        "breakdown/parent1": "breakdown_parent",
        "breakdown/home": "breakdown_home_school",
        "breakdown/eit_manager": "breakdown_eit",
        "breakdown/receiving": "breakdown_receiving_school",
    }
    assert {(p.at, p.until, p.quiet, p.hold, p.due) for p in found.values()} == {
        (BROKE.taken, None, "none", "", day("Wed 21 Oct 2026"))
    }


def test_a_breakdown_of_a_move_without_agreement_tells_nobody() -> None:
    assert _breakdown(BROKE) == {}


def test_a_breakdown_among_the_history_is_one_row_for_staff() -> None:
    old = replace(BROKE, history=True)
    found = _breakdown(replace(MM1, history=True), old)
    assert {key: p.data["reason"] for key, p in found.items()} == {
        "told/history": "history_breakdown"
    }


def test_an_agreement_that_threatens_exclusion_holds_the_home_schools_notice() -> None:
    found = _breakdown(_agreed(pex=True), BROKE)
    assert found["breakdown/home"].hold == "pex"
    assert {found[f"breakdown/{to}"].hold for to in ("parent1", "eit_manager", "receiving")} == {""}
    assert found["told/home"].data["reason"] == "pex_home_notice"


def test_a_released_home_notice_leaves() -> None:
    released = event("released", "Wed 21 Oct 2026 13:00", which="home")
    found = _breakdown(_agreed(pex=True), BROKE, released)
    assert found["breakdown/home"].hold == ""
    assert "told/home" not in found


def test_a_looked_after_childs_social_worker_and_virtual_school_are_told_the_same_day() -> None:
    found = _breakdown(_agreed(looked_after=True), BROKE)
    assert found["breakdown/parent1"].hold == "looked_after"
    assert {found["breakdown/social_worker"].kind, found["breakdown/virtual_school"].kind} == {
        "breakdown_social_worker", "breakdown_virtual_school",
    }  # fmt: skip
    assert found["told/breakdown_family/0"].data["reason"] == "looked_after_parents"


@pytest.mark.parametrize(
    ("arrives", "hold"), [("Wed 18 Nov 2026 12:00", ""), ("Thu 19 Nov 2026 00:01", "late_news")]
)
def test_news_of_more_than_28_days_is_held_for_staff(arrives: str, hold: str) -> None:
    late = unsuccessful(arrives, "Wed 21 Oct 2026", "Fri 23 Oct 2026")
    found = _breakdown(MM1, late)
    assert found["breakdown/parent1"].hold == hold
    assert ("told/breakdown_family/0" in found) is bool(hold)
    assert found["breakdown/home"].hold == ""


def test_late_news_that_staff_released_leaves() -> None:
    late = unsuccessful("Mon 23 Nov 2026 12:00", "Wed 21 Oct 2026", "Fri 23 Oct 2026")
    released = event("released", "Mon 23 Nov 2026 14:00", which="parents")
    assert _breakdown(MM1, late, released)["breakdown/parent1"].hold == ""


def test_a_correction_by_staff_is_a_message_of_its_own() -> None:
    again = unsuccessful(
        "Thu 22 Oct 2026 12:00", "Tue 20 Oct 2026", "Fri 23 Oct 2026", correction=1
    )
    found = _breakdown(MM1, BROKE, again)
    assert "breakdown/1/parent1" in found
    assert "breakdown/parent1" not in found


def test_an_unconfirmed_letter_is_told_of_at_three() -> None:
    left = at("Wed 21 Oct 2026 12:00")
    found = _breakdown(MM1, BROKE, sent={"M1/breakdown/receiving": left})["letter/escalation"]
    assert (local(found.at), found.role, found.quiet, found.is_chase, found.data) == (
        "Wed 21 Oct 2026 15:00", "exclusions_team", "none", False,
        {"reason": "letter_unconfirmed"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("left", "told"),
    [
        ("Wed 21 Oct 2026 13:00", "Wed 21 Oct 2026 15:00"),
        ("Wed 21 Oct 2026 13:01", "Wed 21 Oct 2026 15:01"),
        ("Wed 21 Oct 2026 23:30", "Thu 22 Oct 2026 01:30"),
        ("Wed 21 Oct 2026 00:10", "Wed 21 Oct 2026 15:00"),
    ],
)
def test_an_unconfirmed_letter_is_told_of_at_three_or_two_hours_later(left: str, told: str) -> None:
    assert local(unconfirmed_at(at(left), calendar())) == told


def test_a_confirmed_letter_is_told_of_to_nobody() -> None:
    sent = {"M1/breakdown/receiving": at("Wed 21 Oct 2026 12:00")}
    confirmed = event("letter", "Wed 21 Oct 2026 14:00")
    assert "letter/escalation" not in _breakdown(MM1, BROKE, confirmed, sent=sent)


def test_a_letter_that_was_never_made_need_not_be_confirmed() -> None:
    sent = {"M1/breakdown/receiving": at("Wed 21 Oct 2026 12:00")}
    nobody = _agreed(parents=[PARENT | {"restricted": True}])
    assert "letter/escalation" not in _breakdown(nobody, BROKE, sent=sent)


def test_an_ended_move_is_chased_for_nothing_but_what_its_breakdown_owes() -> None:
    found = planned(move(MM1, BROKE))
    assert {key.partition("/")[0] for key in found} == {"breakdown", "report", "plan"}


# good news


def test_a_success_is_confirmed_to_both_schools_and_the_parents_at_once() -> None:
    found = planned(move(MM1, DONE))
    for to, quiet in (("home", "school"), ("receiving", "school"), ("parent1", "none")):
        letter = found[f"success/{to}"]
        assert (letter.kind, letter.at, letter.quiet) == ("success_confirmed", DONE.taken, quiet)
    assert found["success/home"].source == protocol().roll.source


def test_an_extension_is_confirmed_by_its_number() -> None:
    longer = extended("Mon 30 Nov 2026 12:00", "Fri 29 Jan 2027")
    found = planned(move(MM1, longer))["extension/0/parent1"]
    assert (found.kind, found.about, found.source) == (
        "extension_confirmed", "extension/0", protocol().outcome.source,
    )  # fmt: skip


def test_good_news_of_a_looked_after_child_waits_for_staff() -> None:
    found = planned(move(_agreed(looked_after=True), DONE))
    assert found["success/parent1"].hold == "looked_after"
    assert found["success/home"].hold == ""


def test_a_permanent_move_is_confirmed_to_nobody() -> None:
    made = move(_agreed(basis="managed_move_permanent"))
    assert not [key for key in planned(made) if key.startswith("success")]


# terms, history


def test_staff_are_told_once_that_the_terms_end_too_soon() -> None:
    agreed = mm1("Mon 5 Oct 2026 09:30", "Mon 5 Oct 2026")
    found = planned(move(agreed), days=AUTUMN)["told/calendar"]
    assert (found.kind, found.data["reason"], found.at, found.quiet) == (
        "form_held", "calendar_incomplete", agreed.taken, "none",
    )  # fmt: skip


def test_a_breakdown_whose_days_lie_beyond_the_terms_is_told() -> None:
    broke = unsuccessful("Thu 17 Dec 2026 12:00", "Thu 17 Dec 2026", "Fri 18 Dec 2026")
    assert planned(move(MM1, broke), days=AUTUMN)["told/calendar"].at == broke.taken


def test_a_move_known_of_by_a_start_beyond_the_terms_is_told() -> None:
    known = event("known", "Wed 16 Dec 2026 09:00", start=day("Wed 16 Dec 2026"))
    assert planned(move(known), days=AUTUMN)["told/calendar"].at == known.at


def test_terms_that_reach_everything_are_told_of_to_nobody() -> None:
    assert "told/calendar" not in planned(move(MM1))


def test_of_a_move_in_history_only_what_falls_due_later_is_sent() -> None:
    old = replace(MM1, history=True, taken=at("Mon 5 Oct 2026 10:00"))
    found = planned(move(old))
    assert {key.partition("/")[0] for key in found if "week4" in key} == set()
    assert "review:week8/0/home/1" in found
    assert "invite/week8/2026-11-03/home" in found


def test_of_a_move_in_history_the_end_of_the_terms_is_still_told() -> None:
    agreed = mm1("Mon 5 Oct 2026 09:30", "Mon 5 Oct 2026")
    old = replace(agreed, history=True, taken=at("Tue 6 Oct 2026 10:00"))
    assert "told/calendar" in planned(move(old), days=AUTUMN)


def test_letters_come_soonest_first() -> None:
    found = list(planned(move(MM1)).values())
    assert found == sorted(found, key=lambda p: (p.at, p.key))


# when a letter may leave


def _letter(when: str, **more: Any) -> Planned:
    said: dict[str, Any] = {"key": "k", "kind": "review_invite", "role": "home", "school": HOME}
    return Planned(**said | {"at": at(when)} | more)


@pytest.mark.parametrize(
    ("asked", "now", "may"),
    [
        ("Thu 8 Oct 2026 08:00", "Thu 8 Oct 2026 07:59", False),
        ("Thu 8 Oct 2026 08:00", "Thu 8 Oct 2026 08:00", True),
        ("Thu 8 Oct 2026 03:00", "Thu 8 Oct 2026 03:00", True),  # at once, any hour of a good day
        ("Sat 10 Oct 2026 10:00", "Sat 10 Oct 2026 10:00", False),
        ("Sat 10 Oct 2026 10:00", "Mon 12 Oct 2026 07:59", False),
        ("Sat 10 Oct 2026 10:00", "Mon 12 Oct 2026 08:00", True),
        ("Thu 8 Oct 2026 08:00", "Fri 9 Oct 2026 02:00", True),  # missed on a good day
        ("Fri 23 Oct 2026 16:00", "Mon 2 Nov 2026 08:00", False),  # half term and INSET
        ("Fri 23 Oct 2026 16:00", "Tue 3 Nov 2026 08:00", True),
    ],
)
def test_a_letter_to_a_school_leaves_on_its_school_days(
    asked: str,
    now: str,
    may: bool,  # noqa: FBT001
) -> None:
    assert may_leave(_letter(asked), at(now), calendar()) is may


@pytest.mark.parametrize(
    ("now", "may"),
    [
        ("Mon 26 Oct 2026 08:00", True),  # half term is working time
        ("Sat 24 Oct 2026 08:00", False),
        ("Fri 25 Dec 2026 08:00", False),
    ],
)
def test_a_letter_to_staff_leaves_on_working_days(now: str, may: bool) -> None:  # noqa: FBT001
    assert may_leave(_letter("Fri 23 Oct 2026 08:00", quiet="staff"), at(now), calendar()) is may


@pytest.mark.parametrize("now", ["Fri 25 Dec 2026 03:00", "Sun 25 Oct 2026 01:30"])
def test_what_keeps_no_quiet_days_leaves_at_any_hour(now: str) -> None:
    assert may_leave(_letter("Fri 23 Oct 2026 08:00", quiet="none"), at(now), calendar())


def test_a_letter_leaves_no_more_from_the_instant_it_is_over() -> None:
    letter = _letter("Thu 8 Oct 2026 08:00", until=at("Fri 9 Oct 2026 00:00"))
    assert may_leave(letter, at("Thu 8 Oct 2026 23:59"), calendar())
    assert not may_leave(letter, at("Fri 9 Oct 2026 00:00"), calendar())


def test_nothing_leaves_to_a_school_whose_days_nobody_knows() -> None:
    bare = Calendar(zone=LONDON, terms=())
    assert not may_leave(_letter("Thu 8 Oct 2026 08:00"), at("Thu 8 Oct 2026 09:00"), bare)


@pytest.mark.parametrize(
    ("now", "again"),
    [
        ("Thu 8 Oct 2026 07:00", "Thu 8 Oct 2026 09:00"),
        ("Fri 9 Oct 2026 03:00", "Fri 9 Oct 2026 08:00"),
        ("Fri 9 Oct 2026 08:00", "Sat 10 Oct 2026 08:00"),
        ("Sat 24 Oct 2026 12:00", "Sun 25 Oct 2026 08:00"),
    ],
)
def test_it_is_worth_asking_again_at_the_next_eight(now: str, again: str) -> None:
    letter = _letter("Thu 8 Oct 2026 09:00")
    assert local(next_opening(letter, at(now), calendar())) == again


def test_a_chase_whose_reason_went_a_second_before_is_never_sent() -> None:
    post = Post(protocol(), calendar())
    held = event("review", "Thu 8 Oct 2026 07:59:59", day=day("Mon 5 Oct 2026"))
    post.follow([MM1, held], at("Sat 17 Oct 2026 00:00"))
    assert not [key for key in post.sent if "review:week4" in key]


def test_a_due_date_that_moves_keeps_the_rungs_that_were_used() -> None:
    post = Post(protocol(), calendar())
    moved = mm1("Fri 9 Oct 2026 10:00", "Mon 7 Sep 2026", reviews=[day("Wed 14 Oct 2026")])
    post.follow([MM1, moved], at("Sat 7 Nov 2026 00:00"))
    rungs = [local(when) for key, when in post.sent.items() if "review:week4/0/home" in key]
    assert rungs == ["Thu 8 Oct 2026 08:00", "Wed 21 Oct 2026 08:00", "Fri 23 Oct 2026 08:00"]
