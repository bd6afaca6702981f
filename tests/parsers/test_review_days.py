"""Which sentences name the day of a review to come, and whose words stand under which reference."""

import datetime as dt

import pytest

from parsers.replying.replies import by_reference, said

_SENT = dt.date(2026, 10, 6)  # a Tuesday
_DAY = dt.date(2026, 10, 15)  # a Thursday


def _planned(text: str) -> list[dt.date | None]:
    return [thing.day for thing in said(text, _SENT) if thing.what == "review_planned"]


@pytest.mark.parametrize(
    "text",
    [
        "The review will be held on Thursday 15 October 2026.",
        "The midway review is planned for 15 October.",
        "The review meeting has been rearranged for Thursday 15th October.",
        "The review due on 12 October has now been moved to 15/10/2026.",
        "We have booked the review for Thursday 15 October at 2pm.",
        "Not held yet, sorry. The review will now take place on 15 October.",
    ],
)
def test_a_plain_statement_names_the_day(text: str) -> None:
    assert _planned(text) == [_DAY]


@pytest.mark.parametrize(
    "text",
    [
        "Will the review be held on Thursday 15 October 2026?",
        "We hope the review will be held on Thursday 15 October 2026.",
        "The review will not be held on Thursday 15 October 2026.",
        "The review is provisionally booked for 15 October.",
        "The review will be held on 15 or 16 October.",
        "If all agree, the review is planned for 15 October.",
        "The review was planned for 15 October.",
        "The review has been moved to Friday 15 October.",  # it is a Thursday
        "The review will be held on 5 October 2026.",
        "The review will be on 15 October. Sorry: the review will be on 16 October.",
        "The education plan meeting is arranged for 15 October.",
        "The review form will be sent on 15 October.",
        "> The review will be held on Thursday 15 October 2026.",
    ],
)
def test_what_is_doubted_denied_asked_or_past_names_none(text: str) -> None:
    assert _planned(text) == []


_TWO = ("MM-26-0001", "MM-26-0002")


def test_words_stand_under_the_reference_that_begins_their_line() -> None:
    text = "Hello,\nMM-26-0001: held on 12 October.\nRef: MM-26-0002\nnot yet, sorry\n"
    assert dict(by_reference(text, _TWO)) == {
        "MM-26-0001": "held on 12 October.\n",
        "MM-26-0002": "not yet, sorry",
    }


@pytest.mark.parametrize(
    "text",
    [
        "The review was held on 12 October (MM-26-0001).\nMM-26-0002: not yet.",
        "Held on 12 October: MM-26-0001\nHeld on 13 October: MM-26-0002",
        "MM-26-0001 held.\nMM-26-0001 held again.",
    ],
)
def test_a_reference_behind_or_within_an_answer_leaves_all_in_doubt(text: str) -> None:
    assert list(by_reference(text, _TWO)) == []


def test_words_under_another_reference_are_nobodys() -> None:
    assert list(by_reference("MM-26-0009: held on 12 October.", _TWO)) == []
