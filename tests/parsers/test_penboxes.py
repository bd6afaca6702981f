"""A tick that reaches out of its box: whose it was, and when that cannot be told."""

import numpy as np
import pytest

from parsers.images.offered import Option, Part, Row
from parsers.images.penboxes import ticked_out
from parsers.images.penmarks import Strokes
from parsers.images.tickboxes import Span

YES, NO = (140, 100, 180, 120), (240, 100, 275, 120)  # the words
BEFORE_YES, BEFORE_NO = (110, 98, 132, 120), (210, 98, 232, 120)  # their boxes, where they lead
AFTER_YES, AFTER_NO = (188, 98, 210, 120), (283, 98, 305, 120)  # and where they follow


def row(*places: Span) -> Row:
    options = tuple(
        Option(text, Part(0, n, n + 1), place, exact=True)
        for n, (text, place) in enumerate(zip(("yes", "no"), places, strict=True))
    )
    return Row(options, 60, 400)


def strokes(*places: Span) -> Strokes:
    return Strokes(np.zeros((1, 1), np.int32), ((0, 0, 500, 500), *places))


def reaching(box: Span) -> Span:
    left, top, right, low = box
    return (left - 2, top - 14, right + 12, low + 3)


@pytest.mark.parametrize(
    ("found", "ticked", "answer"),
    [
        (BEFORE_YES, BEFORE_NO, 1),
        (BEFORE_NO, BEFORE_YES, 0),
        (AFTER_YES, AFTER_NO, 1),
        (AFTER_NO, AFTER_YES, 0),
    ],
)
def test_the_answer_whose_box_a_stroke_left_unseen_is_ticked(
    found: Span, ticked: Span, answer: int
) -> None:
    assert ticked_out(row(YES, NO), [found], strokes(reaching(ticked))) == answer


def test_a_box_that_was_not_seen_and_has_no_stroke_over_it_is_not_ticked() -> None:
    assert ticked_out(row(YES, NO), [BEFORE_YES], strokes()) is None
    assert ticked_out(row(YES, NO), [BEFORE_YES], strokes(BEFORE_NO)) is None  # its own sides


def test_a_stroke_through_half_the_line_is_no_tick() -> None:
    assert ticked_out(row(YES, NO), [BEFORE_YES], strokes((200, 60, 330, 160))) is None


def test_boxes_of_all_answers_or_of_none_tell_nothing() -> None:
    both = [BEFORE_YES, BEFORE_NO]
    assert ticked_out(row(YES, NO), both, strokes(reaching(BEFORE_NO))) is None
    assert ticked_out(row(YES, NO), [], strokes(reaching(BEFORE_NO))) is None


def test_strokes_where_boxes_would_lead_and_where_they_would_follow_tell_nothing() -> None:
    # One box between the two words may be the first one's or the second's.
    marks = strokes(reaching((110, 98, 132, 120)), reaching((305, 98, 327, 120)))
    assert ticked_out(row(YES, NO), [(210, 98, 232, 120)], marks) is None
