"""The end and the reviews of one placement, claim by claim (deadlines.md: Placement, Reviews)."""

import datetime as dt
from typing import Any

import pytest

from mailbot.rules.moves import Event
from mailbot.rules.placement import Placement, placement
from mailbot.rules.protocols import Protocol
from mailbot.rules.reviews import review_for
from tests.rules.made import (
    at,
    calendar,
    dates,
    day,
    event,
    extended,
    mm1,
    move,
    protocol,
    successful,
    unsuccessful,
)  # fmt: skip

PLAIN = mm1("Tue 8 Sep 2026 09:30", "Mon 7 Sep 2026")


def _due(found: Placement) -> dict[str, str]:
    return {r.name: f"{r.due:%a %-d %b %Y}" if r.due else "never" for r in found.reviews}


def _of(*events: Event, rules: Protocol | None = None) -> Placement:
    return dates(move(PLAIN, *events), rules)


def _written(*reviews: str, end: str | None = None, rules: Protocol | None = None) -> Placement:
    more: dict[str, Any] = {"reviews": [day(text) for text in reviews]} | (
        {"end": day(end)} if end else {}
    )
    return dates(move(mm1("Tue 8 Sep 2026 09:30", "Mon 7 Sep 2026", **more)), rules)


def test_no_agreement_opens_no_placement() -> None:
    made = move(event("known", "Mon 7 Sep 2026 09:00"))
    assert placement(made, protocol(), calendar()) is None


def test_a_permanent_move_opens_no_placement() -> None:
    made = move(mm1("Tue 8 Sep 2026 09:30", "Mon 7 Sep 2026", basis="managed_move_permanent"))
    assert placement(made, protocol(), calendar()) is None


def test_calendar_weeks_end_seven_days_a_week_after_the_start() -> None:
    assert dates(move(PLAIN)).end == day("Mon 30 Nov 2026")


def test_an_end_on_no_school_day_slips_to_the_next() -> None:
    made = move(mm1("Thu 8 Oct 2026 09:30", "Thu 8 Oct 2026"))  # 12 weeks: Thu 31 Dec
    assert dates(made).end == day("Tue 5 Jan 2027")


def test_an_end_may_slip_to_the_school_day_before() -> None:
    made = move(mm1("Thu 8 Oct 2026 09:30", "Thu 8 Oct 2026"))
    assert dates(made, protocol(slip="previous")).end == day("Fri 18 Dec 2026")


def test_a_school_week_counts_only_if_it_holds_a_school_day() -> None:
    # Mon 5 Oct is week 1, half term is none, so week 12 is that of Mon 4 Jan 2027
    made = move(mm1("Mon 5 Oct 2026 09:30", "Mon 5 Oct 2026"))
    found = dates(made, protocol(week_unit="school"))
    assert _due(found) == {
        "week4": "Fri 6 Nov 2026",
        "week8": "Fri 4 Dec 2026",
        "final": "Fri 15 Jan 2027",
    }


def test_the_week_of_a_friday_start_is_the_first_school_week() -> None:
    made = move(mm1("Fri 11 Sep 2026 09:30", "Fri 11 Sep 2026"))
    found = dates(made, protocol(week_unit="school", length_weeks=1))
    assert found.end == day("Fri 11 Sep 2026")


def test_an_end_on_the_form_is_not_slipped() -> None:
    assert _written(end="Sat 28 Nov 2026").end == day("Sat 28 Nov 2026")


def test_an_end_on_the_form_is_the_final_review_as_a_person_wrote_it() -> None:
    last = _written(end="Sat 28 Nov 2026").last
    assert (last.due, last.written) == (day("Sat 28 Nov 2026"), True)


def test_a_computed_end_was_written_by_nobody() -> None:
    assert not dates(move(PLAIN)).last.written


def test_midway_is_half_of_the_days_rounded_down() -> None:
    # Mon 7 Sep to Tue 6 Oct is 29 days: 14 of them is Mon 21 Sep
    found = _written(end="Tue 6 Oct 2026", rules=protocol("rotherham"))
    assert _due(found) == {"midway": "Mon 21 Sep 2026", "final": "Tue 6 Oct 2026"}


def test_midway_slips() -> None:
    # Mon 7 Sep to Tue 15 Dec is 99 days: 49 of them is Mon 26 Oct, half term, then INSET
    found = _written(end="Tue 15 Dec 2026", rules=protocol("rotherham"))
    assert _due(found)["midway"] == "Tue 3 Nov 2026"


@pytest.mark.parametrize(
    ("end", "left"),
    [
        ("Mon 5 Oct 2026", ["final"]),
        ("Tue 6 Oct 2026", ["week4", "final"]),
        ("Tue 3 Nov 2026", ["week4", "final"]),
        ("Wed 4 Nov 2026", ["week4", "week8", "final"]),
    ],
)
def test_a_computed_review_on_or_after_the_end_is_dropped(end: str, left: list[str]) -> None:
    assert list(_due(_written(end=end))) == left


def test_as_many_dates_as_reviews_replace_them_in_order() -> None:
    found = _written("Wed 14 Oct 2026", "Wed 11 Nov 2026", "Thu 26 Nov 2026")
    assert _due(found) == {
        "week4": "Wed 14 Oct 2026",
        "week8": "Wed 11 Nov 2026",
        "final": "Thu 26 Nov 2026",
    }


def test_as_many_dates_as_the_protocol_has_reviews_stand_though_the_end_is_near() -> None:
    # week 8 would be Mon 2 Nov, after the end; the form names three days all the same
    found = _written("Mon 21 Sep 2026", "Mon 5 Oct 2026", "Fri 16 Oct 2026", end="Fri 16 Oct 2026")
    assert _due(found) == {
        "week4": "Mon 21 Sep 2026",
        "week8": "Mon 5 Oct 2026",
        "final": "Fri 16 Oct 2026",
    }


def test_fewer_dates_than_the_protocol_has_never_replace_in_order() -> None:
    # two reviews are left before this end, but the protocol has three
    found = _written("Tue 8 Sep 2026", "Wed 9 Sep 2026", end="Fri 16 Oct 2026")
    assert _due(found) == {"week4": "Mon 5 Oct 2026", "final": "Fri 16 Oct 2026"}
    assert found.unused == (day("Tue 8 Sep 2026"), day("Wed 9 Sep 2026"))


def test_the_day_of_the_start_and_of_the_end_are_inside() -> None:
    found = _written("Mon 7 Sep 2026", "Mon 5 Oct 2026", "Mon 30 Nov 2026")
    assert found.unused == ()
    assert _due(found)["week4"] == "Mon 7 Sep 2026"


def test_a_single_date_replaces_the_nearest_review() -> None:
    found = _written("Thu 5 Nov 2026")
    assert _due(found)["week8"] == "Thu 5 Nov 2026"
    assert [r.written for r in found.reviews] == [False, True, False]


@pytest.mark.parametrize(("said", "used"), [("Thu 15 Oct 2026", True), ("Fri 16 Oct 2026", False)])
def test_a_date_is_near_up_to_ten_calendar_days(said: str, used: bool) -> None:  # noqa: FBT001
    found = _written(said)  # week 4 is Mon 5 Oct
    assert (found.unused == ()) is used
    assert (found.reviews[0].due == day(said)) is used


def test_a_tie_goes_to_the_earlier_review() -> None:
    # 10 days apart: with the end on Wed 21 Oct, week 4 of this start is Wed 7 Oct
    made = move(
        mm1("Wed 9 Sep 2026 09:30", "Wed 9 Sep 2026", end=day("Wed 21 Oct 2026"),
            reviews=[day("Wed 14 Oct 2026")])
    )  # fmt: skip
    assert _due(dates(made)) == {"week4": "Wed 14 Oct 2026", "final": "Wed 21 Oct 2026"}


def test_a_second_claimant_of_a_review_is_not_used() -> None:
    found = _written("Tue 6 Oct 2026", "Wed 7 Oct 2026")
    assert _due(found)["week4"] == "Tue 6 Oct 2026"
    assert found.unused == (day("Wed 7 Oct 2026"),)


def test_more_dates_than_reviews_are_not_used() -> None:
    said = ("Mon 5 Oct 2026", "Tue 6 Oct 2026", "Wed 7 Oct 2026", "Thu 8 Oct 2026")
    found = _written(*said)
    assert _due(found) == _due(dates(move(PLAIN)))
    assert found.unused == tuple(day(text) for text in said)


def test_more_dates_than_reviews_bring_no_dropped_review_back() -> None:
    said = ("Tue 8 Sep 2026", "Wed 9 Sep 2026", "Thu 10 Sep 2026", "Fri 11 Sep 2026")
    assert list(_due(_written(*said, end="Fri 16 Oct 2026"))) == ["week4", "final"]


@pytest.mark.parametrize("said", ["Sun 6 Sep 2026", "Tue 1 Dec 2026"])
def test_a_date_outside_the_placement_is_not_used(said: str) -> None:
    found = _written(said)
    assert found.unused == (day(said),)
    assert not any(r.written for r in found.reviews)


def test_a_repeated_date_counts_once() -> None:
    found = _written("Tue 6 Oct 2026", "Tue 6 Oct 2026")
    assert found.unused == ()


def test_a_replaced_review_takes_its_place_by_date() -> None:
    # week 8 would be Mon 2 Nov; the written days keep the reviews in order of their days
    found = _written("Thu 12 Nov 2026", "Tue 13 Oct 2026")
    assert list(_due(found).values()) == ["Tue 13 Oct 2026", "Thu 12 Nov 2026", "Mon 30 Nov 2026"]


def test_a_due_date_is_known_since_the_agreement_that_first_gave_it() -> None:
    amended = mm1("Fri 11 Sep 2026 10:00", "Mon 7 Sep 2026", reviews=[day("Tue 6 Oct 2026")])
    week4, week8, _ = _of(amended).reviews
    assert (week4.known, week8.known) == (at("Fri 11 Sep 2026 10:00"), PLAIN.at)


def test_a_due_date_that_came_back_is_known_since_it_came_back() -> None:
    moved = mm1("Fri 11 Sep 2026 10:00", "Mon 14 Sep 2026")
    back = mm1("Mon 14 Sep 2026 10:00", "Mon 7 Sep 2026")
    assert _of(moved, back).reviews[0].known == back.at


def test_a_review_that_an_older_agreement_lacked_is_known_since_the_newer() -> None:
    short = mm1("Tue 8 Sep 2026 09:30", "Mon 7 Sep 2026", end=day("Mon 5 Oct 2026"))
    longer = mm1("Fri 11 Sep 2026 10:00", "Mon 7 Sep 2026")
    assert dates(move(short, longer)).reviews[0].known == longer.at


# windows


def _for(said: str, *, final: bool = False, events: tuple[Event, ...] = ()) -> str | None:
    found = review_for(_of(*events).reviews, day(said), final=final)
    return found.name if found else None


@pytest.mark.parametrize(
    ("said", "review"),
    [
        ("Thu 24 Sep 2026", None),
        ("Fri 25 Sep 2026", "week4"),
        ("Fri 23 Oct 2026", "week4"),
        ("Sat 24 Oct 2026", "week8"),
        ("Thu 19 Nov 2026", "week8"),
        ("Fri 20 Nov 2026", "final"),
        ("Fri 15 Jan 2027", "final"),
    ],
)
def test_a_record_is_for_the_review_whose_window_holds_its_day(
    said: str, review: str | None
) -> None:
    # due Mon 5 Oct, Tue 3 Nov (Mon 2 Nov is INSET) and Mon 30 Nov
    assert _for(said) == review


def test_a_window_never_closes_before_the_day_after_its_own_due_date() -> None:
    close = _written("Mon 5 Oct 2026", "Thu 8 Oct 2026", "Mon 30 Nov 2026").reviews
    assert [review_for(close, day(text)).name for text in ("Mon 5 Oct 2026", "Tue 6 Oct 2026")] == [  # type: ignore[union-attr]
        "week4",
        "week8",
    ]


def test_a_record_named_final_is_always_the_final_reviews() -> None:
    assert _for("Thu 24 Sep 2026", final=True) == "final"


def test_a_lapsed_review_has_no_window() -> None:
    early = event("final", "Mon 12 Oct 2026 09:00", day=day("Fri 23 Oct 2026"))
    assert _for("Mon 2 Nov 2026", events=(early,)) == "final"


def test_after_an_extension_a_final_record_is_the_extensions_from_ten_days_before() -> None:
    longer = extended("Mon 30 Nov 2026 12:00", "Fri 29 Jan 2027", meeting=day("Mon 30 Nov 2026"))
    named = [_for(text, final=True, events=(longer,)) for text in
             ("Mon 18 Jan 2027", "Tue 19 Jan 2027")]  # fmt: skip
    assert named == ["final", "extension"]


def test_without_a_dated_review_a_record_is_for_none() -> None:
    assert review_for((), day("Mon 5 Oct 2026")) is None


def test_a_record_before_every_window_settles_nothing_and_is_kept_to_be_shown() -> None:
    found = _of(event("review", "Fri 25 Sep 2026 10:00", day=day("Thu 24 Sep 2026")))
    assert found.early == (day("Thu 24 Sep 2026"),)
    assert not any(r.held for r in found.reviews)


def test_the_first_record_of_a_review_says_when_it_was_held() -> None:
    found = _of(
        event("review", "Mon 5 Oct 2026 17:00", day=day("Mon 5 Oct 2026")),
        event("review", "Thu 8 Oct 2026 17:00", day=day("Thu 8 Oct 2026")),
    )
    assert [r.held for r in found.reviews] == [day("Mon 5 Oct 2026"), None, None]


# an early final review


def test_staff_may_name_the_day_of_the_final_review() -> None:
    found = _of(event("final", "Mon 12 Oct 2026 09:00", day=day("Fri 23 Oct 2026")))
    last = found.last
    assert (last.due, last.written, last.known) == (
        day("Fri 23 Oct 2026"), True, at("Mon 12 Oct 2026 09:00"),
    )  # fmt: skip


def test_staff_may_name_a_day_near_to_the_final_review() -> None:
    found = _of(event("final", "Mon 12 Oct 2026 09:00", day=day("Thu 26 Nov 2026")))
    assert found.last.due == day("Thu 26 Nov 2026")


def test_reviews_due_after_an_early_final_review_lapse() -> None:
    found = _of(event("final", "Mon 12 Oct 2026 09:00", day=day("Fri 23 Oct 2026")))
    assert [r.lapsed for r in found.reviews] == [False, True, False]


def test_a_review_due_on_the_day_of_an_early_final_review_stays() -> None:
    found = _of(event("final", "Mon 12 Oct 2026 09:00", day=day("Tue 3 Nov 2026")))
    assert not found.reviews[1].lapsed


@pytest.mark.parametrize(("held", "early"), [("Thu 19 Nov 2026", True), ("Fri 20 Nov 2026", False)])
def test_a_final_record_is_early_more_than_ten_days_before_its_day(
    held: str,
    early: bool,  # noqa: FBT001
) -> None:
    found = _of(event("review", "Mon 23 Nov 2026 09:00", day=day(held), final=True))
    assert (found.last.due == day(held)) is early
    assert found.last.held == day(held)


def test_a_record_that_is_not_named_final_makes_none_early() -> None:
    found = _of(event("review", "Mon 23 Nov 2026 09:00", day=day("Thu 19 Nov 2026")))
    assert found.last.due == day("Mon 30 Nov 2026")


def test_the_meeting_date_of_an_outcome_may_be_an_early_final_review() -> None:
    over = unsuccessful(
        "Fri 16 Oct 2026 12:00", "Fri 16 Oct 2026", "Fri 16 Oct 2026",
        meeting=day("Thu 15 Oct 2026"),
    )  # fmt: skip
    found = _of(over)
    assert found.last.due == day("Thu 15 Oct 2026")
    assert [r.lapsed for r in found.reviews] == [False, True, False]


def test_early_is_judged_by_the_day_on_which_the_final_is_due_by_then() -> None:
    staff = event("final", "Mon 12 Oct 2026 09:00", day=day("Fri 23 Oct 2026"))
    record = event("review", "Fri 23 Oct 2026 17:00", day=day("Thu 22 Oct 2026"), final=True)
    found = _of(staff, record)
    assert (found.last.due, found.last.held) == (day("Fri 23 Oct 2026"), day("Thu 22 Oct 2026"))


def test_a_record_that_an_amendment_makes_early_is_known_as_such_since_the_amendment() -> None:
    record = event("review", "Fri 16 Oct 2026 17:00", day=day("Fri 16 Oct 2026"), final=True)
    short = mm1("Tue 8 Sep 2026 09:30", "Mon 7 Sep 2026", end=day("Fri 16 Oct 2026"))
    longer = mm1("Fri 23 Oct 2026 09:30", "Mon 7 Sep 2026")
    last = dates(move(short, record, longer)).last
    assert (last.due, last.known) == (day("Fri 16 Oct 2026"), longer.at)


def test_an_early_final_day_is_known_since_it_was_named_though_an_amendment_follows() -> None:
    first = mm1("Tue 8 Sep 2026 09:30", "Mon 7 Sep 2026")
    record = event("review", "Fri 16 Oct 2026 17:00", day=day("Fri 16 Oct 2026"), final=True)
    amended = mm1("Fri 6 Nov 2026 09:30", "Mon 7 Sep 2026")
    last = dates(move(first, record, amended)).last
    assert (last.due, last.known) == (day("Fri 16 Oct 2026"), record.at)


# an extension


def _extended(**more: dt.date) -> Placement:
    return _of(extended("Mon 30 Nov 2026 12:00", "Fri 29 Jan 2027", **more))


def test_an_extension_moves_the_end() -> None:
    assert _extended().end == day("Fri 29 Jan 2027")


def test_an_extension_adds_a_final_review_at_its_end() -> None:
    last = _extended().last
    assert (last.name, last.due, last.written) == ("extension", day("Fri 29 Jan 2027"), True)


def test_an_extensions_review_date_is_taken_as_written() -> None:
    found = _extended(extension_review=day("Sat 23 Jan 2027"))
    assert found.last.due == day("Sat 23 Jan 2027")


def test_an_extension_says_when_the_final_review_was_held() -> None:
    found = _extended(meeting=day("Thu 26 Nov 2026"))
    assert [r.held for r in found.reviews] == [None, None, day("Thu 26 Nov 2026"), None]


def test_an_extension_without_a_meeting_date_was_agreed_on_the_local_day_of_its_arrival() -> None:
    made = move(
        mm1("Mon 12 Apr 2027 09:30", "Mon 12 Apr 2027"),
        extended("Tue 8 Jun 2027 00:30", "Fri 16 Jul 2027"),  # Mon 7 Jun 23:30 UTC
    )
    assert dates(made).reviews[-2].held == day("Tue 8 Jun 2027")


def test_an_early_meeting_that_extends_moves_the_first_final_review() -> None:
    longer = extended("Mon 9 Nov 2026 12:00", "Fri 29 Jan 2027", meeting=day("Fri 6 Nov 2026"))
    final, extension = _of(longer).reviews[-2:]
    assert (final.due, extension.due) == (day("Fri 6 Nov 2026"), day("Fri 29 Jan 2027"))


def test_after_an_extension_an_early_final_review_takes_the_extensions_place() -> None:
    longer = extended("Mon 30 Nov 2026 12:00", "Fri 29 Jan 2027")
    staff = event("final", "Tue 5 Jan 2027 09:00", day=day("Fri 8 Jan 2027"))
    final, extension = _of(longer, staff).reviews[-2:]
    assert (final.due, extension.due) == (day("Mon 30 Nov 2026"), day("Fri 8 Jan 2027"))


def test_a_success_at_the_extensions_review_leaves_the_first_final_where_it_was() -> None:
    longer = extended("Mon 30 Nov 2026 12:00", "Fri 29 Jan 2027")
    over = successful("Fri 8 Jan 2027 12:00", "Mon 11 Jan 2027", meeting=day("Fri 8 Jan 2027"))
    final, extension = _of(longer, over).reviews[-2:]
    assert (final.due, extension.due) == (day("Mon 30 Nov 2026"), day("Fri 8 Jan 2027"))


# a calendar that ends too soon


def test_a_date_beyond_the_terms_is_not_guessed() -> None:
    found = dates(move(mm1("Mon 5 Oct 2026 09:30", "Mon 5 Oct 2026")),
                  days=calendar("vale-autumn-only"))  # fmt: skip
    assert _due(found) == {"week4": "Tue 3 Nov 2026", "week8": "Mon 30 Nov 2026", "final": "never"}
    assert found.is_incomplete


def test_a_school_week_beyond_the_terms_is_not_guessed() -> None:
    found = dates(move(mm1("Mon 5 Oct 2026 09:30", "Mon 5 Oct 2026")),
                  protocol(week_unit="school"), calendar("vale-autumn-only"))  # fmt: skip
    assert found.end is None


def test_the_last_school_week_that_is_known_can_be_reached() -> None:
    # Mon 30 Nov, 7 and 14 Dec are the last three weeks that anybody has entered
    made = move(mm1("Mon 30 Nov 2026 09:30", "Mon 30 Nov 2026"))
    found = dates(made, protocol(week_unit="school", length_weeks=3), calendar("vale-autumn-only"))
    assert found.end == day("Fri 18 Dec 2026")


def test_a_school_week_before_the_terms_is_not_guessed() -> None:
    found = dates(
        move(mm1("Mon 5 Oct 2026 09:30", "Mon 10 Aug 2026")), protocol(week_unit="school")
    )
    assert found.end is None


def test_midway_of_an_unknown_end_is_unknown() -> None:
    found = dates(move(mm1("Mon 2 Nov 2026 09:30", "Mon 2 Nov 2026")),
                  protocol("rotherham"), calendar("vale-autumn-only"))  # fmt: skip
    assert _due(found) == {"midway": "never", "final": "never"}


def test_without_any_terms_nothing_but_what_is_written_is_known() -> None:
    made = move(mm1("Tue 8 Sep 2026 09:30", "Mon 7 Sep 2026", end=day("Fri 4 Dec 2026")))
    found = dates(made, days=calendar().__class__(zone=calendar().zone, terms=()))
    assert _due(found) == {"week4": "never", "week8": "never", "final": "Fri 4 Dec 2026"}
    assert found.is_incomplete


def test_midway_of_a_written_end_is_unknown_without_terms() -> None:
    made = move(mm1("Tue 8 Sep 2026 09:30", "Mon 7 Sep 2026", end=day("Fri 4 Dec 2026")))
    bare = calendar().__class__(zone=calendar().zone, terms=())
    assert _due(dates(made, protocol("rotherham"), bare))["midway"] == "never"


def test_a_review_that_falls_after_the_end_needs_no_terms_to_be_dropped() -> None:
    # week 8 would be Mon 4 Jan 2027, which nobody has entered; the end is Mon 14 Dec
    made = move(mm1("Mon 9 Nov 2026 09:30", "Mon 9 Nov 2026", end=day("Mon 14 Dec 2026")))
    found = dates(made, days=calendar("vale-autumn-only"))
    assert list(_due(found)) == ["week4", "final"]
    assert not found.is_incomplete


def test_a_date_on_the_form_finds_no_review_that_has_no_day() -> None:
    made = move(mm1("Mon 2 Nov 2026 09:30", "Mon 2 Nov 2026", reviews=[day("Mon 7 Dec 2026")]))
    found = dates(made, protocol("rotherham"), calendar("vale-autumn-only"))
    assert found.unused == (day("Mon 7 Dec 2026"),)


def test_a_known_calendar_leaves_nothing_incomplete() -> None:
    assert not dates(move(PLAIN)).is_incomplete


# the spans


def test_every_start_and_end_is_kept_with_when_it_was_known() -> None:
    amended = mm1("Fri 11 Sep 2026 10:00", "Mon 14 Sep 2026")
    longer = extended("Mon 30 Nov 2026 12:00", "Fri 29 Jan 2027")
    assert _of(amended, longer).spans == (
        (day("Mon 7 Sep 2026"), day("Mon 30 Nov 2026"), PLAIN.at),
        (day("Mon 14 Sep 2026"), day("Mon 7 Dec 2026"), amended.at),
        (day("Mon 14 Sep 2026"), day("Fri 29 Jan 2027"), longer.at),
    )


def test_an_extension_that_came_before_its_agreement_is_known_with_it() -> None:
    longer = extended("Mon 7 Sep 2026 12:00", "Fri 29 Jan 2027")
    assert dates(move(longer, PLAIN)).spans == (
        (day("Mon 7 Sep 2026"), day("Fri 29 Jan 2027"), PLAIN.at),
    )


def test_the_meeting_of_the_outcome_form_is_the_final_review_that_was_held() -> None:
    # deadlines.md, Reviews: "The final review and the MM2 are one obligation".
    made = move(
        mm1("Tue 15 Sep 2026 10:00", "Mon 14 Sep 2026"),
        successful("Mon 7 Dec 2026 15:40", "Tue 8 Dec 2026", meeting=day("Mon 7 Dec 2026")),
    )
    assert dates(made).last.held == dt.date(2026, 12, 7)
