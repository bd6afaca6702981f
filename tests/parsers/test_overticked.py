"""A box that a tick reaches out of: found by the empty boxes beside it, and only there."""

import cv2
import numpy as np
import pytest

from parsers.images.ink import drawn_on
from tests.scanner import Page

SIDE = 24


def listed(marked: int | None, *, printed: str = "", tall: int = 110) -> Page:
    """Three boxes under each other before their words; one with a cross that reaches far out."""
    page = np.full((700, 1000), 255, np.uint8)
    for n in range(3):
        top = 100 + tall * n
        cv2.rectangle(page, (100, top), (100 + SIDE, top + SIDE), (0,), 2)
        cv2.putText(page, "Answer", (145, top + 22), cv2.FONT_HERSHEY_SIMPLEX, 0.95, (0,), 2)
        if n == marked:
            out = 9
            cv2.line(page, (100 - out, top - out), (124 + out, top + 24 + out), (0,), 5)
            cv2.line(page, (124 + out, top - out), (100 - out, top + 24 + out), (0,), 5)
    cv2.putText(page, printed, (100, 560), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (0,), 5)
    return page


def told(page: Page) -> list[tuple[int, bool, bool]]:
    ticks = drawn_on(page).ticks
    return sorted((one.place[1] // 10, one.ticked, one.sure) for one in ticks)


@pytest.mark.parametrize("marked", [0, 1, 2])
def test_a_cross_over_the_edges_of_its_box_ticks_it(marked: int) -> None:
    found = told(listed(marked))
    assert [(ticked, sure) for _, ticked, sure in found] == [(n == marked, True) for n in range(3)]


def test_the_wall_of_a_table_close_below_makes_no_difference() -> None:
    page = listed(1)
    cv2.line(page, (60, 246), (940, 246), (0,), 2)
    cv2.line(page, (60, 400), (940, 400), (0,), 2)
    assert [ticked for _, ticked, _ in told(page)] == [False, True, False]


@pytest.mark.parametrize("printed", ["MOVED", "BODE", "o B e D 8"])
def test_heavy_letters_in_the_column_of_boxes_are_none(printed: str) -> None:
    assert len(told(listed(None, printed=printed))) == 3


def test_a_cross_where_no_box_was_printed_ticks_nothing() -> None:
    page = listed(None)
    cv2.line(page, (91, 491), (133, 533), (0,), 5)
    cv2.line(page, (133, 491), (91, 533), (0,), 5)
    assert [ticked for _, ticked, _ in told(page)] == [False, False, False]


def test_the_ink_of_the_tick_is_taken_off_with_its_box() -> None:
    drawn = drawn_on(listed(1))
    assert not drawn.ink[205:240, 92:132].any()
