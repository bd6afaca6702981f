"""Rings round words are found by their shape, also where letters touch them, and taken off."""

import cv2
import numpy as np
import pytest

from parsers.images.ink import drawn_on
from parsers.images.ocr import Gray
from parsers.images.tickboxes import Span, overlap

BASE = 100  # where the letters stand
SCALE = 0.85


def page_with(word: str, ring: tuple[int, int]) -> tuple[Gray, Span]:
    """A line of print with a ring round one word. ring: pixels from the word to its sides."""
    page = np.full((200, 700), 255, np.uint8)
    wide, high = cv2.getTextSize(word, cv2.FONT_HERSHEY_COMPLEX, SCALE, 2)[0]
    place = (300, BASE - high, 300 + wide, BASE)
    for text, x in (("SEN", 220), (word, 300), ("Other", 340 + wide)):
        cv2.putText(page, text, (x, BASE), cv2.FONT_HERSHEY_COMPLEX, SCALE, 0, 2, cv2.LINE_AA)
    middle = ((place[0] + place[2]) // 2, BASE - high // 2)
    half = (wide // 2 + ring[0], high // 2 + ring[1])
    cv2.ellipse(page, middle, half, 0, 0, 360, 0, 3, cv2.LINE_AA)
    return np.asarray(cv2.GaussianBlur(page, (0, 0), 0.8), np.uint8), place


@pytest.mark.parametrize("word", ["YES", "None", "Unsuccessful"])
@pytest.mark.parametrize("ring", [(14, 12), (5, 9), (3, 8)], ids=["wide", "close", "touching"])
def test_a_ring_is_found_though_letters_touch_it(word: str, ring: tuple[int, int]) -> None:
    page, place = page_with(word, ring)
    drawn = drawn_on(page)
    assert len(drawn.rings) == 1
    assert overlap(drawn.rings[0], place)
    left, top, right, low = place
    beyond = drawn.ink[top - 20 : low + 20, left:right]
    assert not beyond[:15].any(), "the stroke above and below the word is gone"
    assert not beyond[-15:].any()
    assert drawn.ink[top:low, left:right].any(), "and the word is not"


@pytest.mark.parametrize("word", ["O", "OO", "8", "@", "No 8", "EHCP"])
def test_letters_are_no_rings(word: str) -> None:
    page = np.full((260, 900), 255, np.uint8)
    for n, size in enumerate((0.8, 1.2, 2.0)):
        cv2.putText(page, word, (60, 60 + 80 * n), cv2.FONT_HERSHEY_COMPLEX, size, 0, 3)
    assert drawn_on(page).rings == ()
