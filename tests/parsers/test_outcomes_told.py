"""An outcome told in words, and the days of an end: not believed where something turns it."""

import datetime as dt

import pytest

from tests.parsers import layouts
from tests.parsers.test_forms import _problems, _record


@pytest.mark.parametrize(
    "words",
    [
        "The move was not unsuccessful",
        "If unsuccessful the pupil will return to the home school",
        "Unsuccessful?",
        "un-successful",
        "Partially successful",
        "Likely to be unsuccessful",
        "Should be made permanent",
        "Successful so far",
    ],
)
def test_an_outcome_that_its_sentence_turns_is_asked_about(words: str) -> None:
    reading = layouts.read(layouts.outcome({"Outcome": words}))
    assert reading.status == "query"
    assert ("outcome", "unclear") in _problems(reading)


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("The managed move was not successful", "unsuccessful"),
        ("Unsuccessful - returns to the home school on Monday", "unsuccessful"),
        ("The move has broken down", "unsuccessful"),
        ("Unsucessful", "unsuccessful"),
    ],
)
def test_an_outcome_told_plainly_is_read(words: str, outcome: str) -> None:
    assert _record(layouts.read(layouts.outcome({"Outcome": words})))["outcome"] == outcome


@pytest.mark.parametrize(
    "printed",
    [
        "Successful\nExtended\nUnsuccessful",
        "Unsuccessful\nExtended\nSuccessful",
        "Extended\nSuccessful\nUnsuccessful",
    ],
)
def test_options_on_lines_of_their_own_choose_nothing(printed: str) -> None:
    reading = layouts.read(layouts.outcome({"Outcome": printed}))
    assert ("outcome", "missing") in _problems(reading)


def test_letters_on_lines_of_their_own_choose_nothing() -> None:
    reading = layouts.read(layouts.agreement({"SEN status": "N\nK\nE"}))
    assert ("sen_status", "missing") in _problems(reading)


def test_options_printed_over_the_answer_are_told_from_it() -> None:
    printed = "Successful, extended or unsuccessful?\nUnsuccessful"
    assert _record(layouts.read(layouts.outcome({"Outcome": printed})))["outcome"] == "unsuccessful"


def test_a_box_between_two_outcomes_is_asked_about() -> None:
    marked = "Successful ☐ Extended ☒ Unsuccessful ☐ Other"
    reading = layouts.read(layouts.outcome({"Outcome": marked}))
    assert ("outcome", "unclear") in _problems(reading)


def test_a_decision_months_before_its_meeting_is_asked_about() -> None:
    american = {"Date of decision": "12/03/2026", "Date of meeting": "03/12/2026"}
    reading = layouts.read(layouts.outcome(american))
    assert reading.status == "query"
    assert ("decision_date", "conflict") in _problems(reading)


def test_a_placement_of_more_than_a_year_is_asked_about() -> None:
    reading = layouts.read(layouts.agreement({"End date": "29/01/2028", "Review dates": ""}))
    assert ("start_date", "conflict") in _problems(reading)


def test_a_start_on_a_form_dated_after_it_came_is_asked_about() -> None:
    ahead = {"Start date": "04/10/2027", "End date": "17/12/2027", "Review dates": ""}
    made = layouts.agreement({**ahead, "Date of this form": "01/10/2027"})
    reading = layouts.read(made, arrived=dt.date(2026, 10, 6))
    assert reading.status == "query"
    assert ("start_date", "unclear") in _problems(reading)


def test_one_mistyped_date_of_a_form_leaves_its_start() -> None:
    made = layouts.agreement({"Date of this form": "01/10/2027"})
    record = _record(layouts.read(made, arrived=dt.date(2026, 10, 6)))
    assert record["start_date"] == "2026-10-05"


def test_a_move_that_was_withdrawn_is_on_nobodys_roll() -> None:
    form = {"Outcome": "Withdrawn", "Date on roll at receiving school": "23/11/2026"}
    assert ("outcome", "conflict") in _problems(layouts.read(layouts.outcome(form)))
