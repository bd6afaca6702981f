"""A record of a review that tells of the move's end is put before a person, never just filed."""

import datetime as dt

import pytest

from parsers.records import Reading
from tests.parsers import layouts

RECORD = [
    ["Name of pupil", "Ruby Hale"],
    ["Date of birth", "14/03/2012"],
    ["Home school", "Fernhill Academy"],
    ["Receiving school", "Oakbrook School"],
]
HELD_ON = ["Date of review", "16/11/2026"]


def _record(*more: list[str], lines: tuple[str, ...] = ()) -> Reading:
    reading = layouts.read(
        layouts.word("Managed move review record", [*RECORD, *more], *lines),
        arrived=dt.date(2026, 11, 20),
    )
    assert reading.kind == "review"
    return reading


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Decision at review", "End the move. Ruby returns to Fernhill on Monday"),
        ("Outcome", "Unsuccessful"),
        ("Outcome of review", "☐ Continue\n☐ Extend\n☒ End placement"),
        ("Comments", "The managed move has broken down and she will not be coming back to us."),
        ("Is the placement to continue?", "No"),
        ("Should the managed move continue? Yes/No", "No - back to Fernhill on 7 December"),
        ("Recommendation", "Return to home school"),
        ("Comments", "Move to end on Friday"),
        ("Comments", "Some progress. The placement will end this week."),
    ],
)
def test_an_answer_that_ends_the_move_holds_the_record(label: str, value: str) -> None:
    reading = _record(HELD_ON, [label, value])
    assert reading.status == "held"
    assert "the move has ended" in reading.problems[0].message


def test_a_sentence_of_this_pupils_that_ends_the_move_holds_the_record() -> None:
    line = "The placement was ended at the meeting and Ruby returns to her home school on Monday."
    assert _record(HELD_ON, lines=(line,)).status == "held"


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Decision at review", "Continue"),
        ("Outcome of review", "☒ Continue\n☐ Extend\n☐ End placement"),
        ("Next steps (continue / extend / end the placement)", "Continue"),
        ("Reason for ending the placement", ""),
        ("If the placement has ended, date", ""),
        ("Comments", "If things do not improve the placement will end."),
        ("Comments", "Trial due to end on Friday 18 December as planned"),
        ("Comments", "The placement ends on 18 December 2026."),
        ("Comments", "A previous managed move failed. This one goes well."),
        ("Is the placement to continue?", "Yes"),
        ("Any reason why the move should not continue?", "No concerns"),
    ],
)
def test_an_answer_that_ends_nothing_leaves_the_record(label: str, value: str) -> None:
    assert _record(HELD_ON, [label, value]).status == "accepted"


@pytest.mark.parametrize(
    "words",
    [
        "Review did not take place, nobody from Fernhill came.",
        "The meeting was postponed to 27 November",
    ],
)
def test_a_review_that_was_not_held_waits_for_a_person(words: str) -> None:
    assert _record(HELD_ON, ["Comments", words]).status == "held"
    assert _record(HELD_ON, ["Comments", "The review was held as planned"]).status == "accepted"


def test_a_no_is_told_from_the_forms_own_words_and_from_one_of_one_sort_but_others() -> None:
    for said, told in (
        ("No", False),
        ("No (circle) If yes, give details", False),
        ("No concerns about work, but behaviour is poor", None),
    ):
        record = _record(HELD_ON, ["Are there any concerns?", said]).record
        assert getattr(record, "concerns", None) is told


def test_guidance_on_what_to_do_when_a_move_ends_leaves_the_record() -> None:
    line = "If the placement is to be ended please complete form MM2 and send it the same day."
    assert _record(HELD_ON, lines=(line,)).status == "accepted"


def test_a_planned_day_is_no_day_on_which_a_review_was_held() -> None:
    reading = _record(["Planned review date", "16/11/2026"], ["Actual date of review", ""])
    assert reading.status == "query"
    assert reading.problems[0].field == "review_date"


def test_the_actual_day_of_a_review_counts_beside_the_planned_one() -> None:
    reading = _record(
        ["Planned review date", "16/11/2026"], ["Actual date of review", "17/11/2026"]
    )
    record = reading.record
    assert record is not None
    assert str(getattr(record, "review_date", None)) == "2026-11-17"
