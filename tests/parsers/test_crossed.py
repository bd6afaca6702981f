"""Values on paper that a pen ran across, and values that it only came near."""

import datetime as dt
import math
from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from parsers.images.crossed import strokes_across
from parsers.images.overwritten import BLOT, blots_on
from parsers.labels.attributes import Answer
from parsers.pairs import PENNED, PICTURE, Where
from parsers.particulars.draft import Draft
from parsers.values import read_exact_day
from tests import penned

CAPITAL = 21
BASE = 100
TOP = BASE - CAPITAL
Path = Sequence[tuple[float, float]]


def _crossed(text: str, *strokes: Path, thick: int = 4, large: float = 1.0) -> bool:
    """Return whether a word is crossed. Strokes are in widths of the word and in capitals."""
    font = ImageFont.truetype(penned.OWN_FONTS[0], round(29 * large))
    page = Image.new("L", (700, 200), 255)
    draw = ImageDraw.Draw(page)
    draw.text((100, BASE), text, 0, font, anchor="ls")
    left, top, right, low = (round(v) for v in draw.textbbox((100, BASE), text, font, anchor="ls"))
    for stroke in strokes:
        points = [(left + x * (right - left), TOP + y * CAPITAL) for x, y in stroke]
        draw.line(points, 40, thick, joint="curve")
    ink = np.where(np.array(page, np.uint8) < 128, 255, 0).astype(np.uint8)
    word = (left, top, right, low)
    return strokes_across(ink, word, (TOP, BASE)).cross(word, [left + 10, right - 10])


def _wave(high: float) -> Path:
    return [(n / 60 * 1.04 - 0.02, 0.5 + high * math.sin(n / 60 * 7)) for n in range(61)]


@pytest.mark.parametrize("text", ["09/11/2026", "November", "Hale", "10"])
@pytest.mark.parametrize(
    "strokes",
    [
        [[(-0.05, 1.2), (1.05, -0.2)]],
        [[(0.0, -0.3), (1.0, 1.3)]],
        [[(0.3, 1.6), (0.6, -0.6)]],
        [[(0.0, -0.4), (1.0, 1.4)], [(0.0, 1.4), (1.0, -0.4)]],
    ],
    ids=["rising", "falling", "upright", "X"],
)
def test_a_word_is_crossed_at_whatever_angle(text: str, strokes: list[Path]) -> None:
    assert _crossed(text, *strokes)


@pytest.mark.parametrize("thick", [3, 4, 6])
def test_a_wave_through_a_word_crosses_it(thick: int) -> None:
    assert _crossed("14 March 2012", _wave(0.28), thick=thick)


@pytest.mark.parametrize(
    "strokes",
    [
        [],
        [[(-0.05, 1.3), (1.05, 1.2)]],
        [[(1.1, 0.5), (1.15, 1.0), (1.3, -0.5)]],
        [[(0.5 + 0.62 * math.cos(n / 9), 0.5 + 1.1 * math.sin(n / 9)) for n in range(60)]],
        [[(0.1, 2.6), (0.3, 0.7), (0.35, 2.6), (0.7, 2.4)]],
    ],
    ids=["nothing", "line under", "tick beside", "ring", "signature below"],
)
@pytest.mark.parametrize("text", ["09/11/2026", "Wrenfield", "M & W (Jill)", "44 Mill Way"])
def test_what_runs_under_round_or_beside_a_word_does_not_cross_it(
    text: str, strokes: list[Path]
) -> None:
    assert not _crossed(text, *strokes)


def test_a_hand_that_writes_large_crosses_nothing() -> None:
    assert not _crossed("27/11/2026 Hill", large=1.9)


def test_figures_that_blend_make_no_stroke() -> None:
    page = np.zeros((200, 400), np.uint8)
    for x in (100, 118):  # two fours whose bars touch
        for a, b in pairwise([(x + 14, TOP), (x, BASE - 7), (x + 18, BASE - 7)]):
            cv2.line(page, a, b, (255,), 3)
        cv2.line(page, (x + 14, TOP), (x + 14, BASE), (255,), 3)
    word = (98, TOP, 138, BASE)
    assert not strokes_across(page, word, (TOP, BASE)).cross(word, [108, 128])


@pytest.mark.parametrize("text", ["14/03/2012", "29 January 2027", "07700 900811"])
def test_a_figure_written_over_another_is_a_blot_and_no_other_is(text: str) -> None:
    font = ImageFont.truetype(penned.OWN_FONTS[0], 29)
    page = Image.new("L", (700, 200), 255)
    draw = ImageDraw.Draw(page)
    draw.text((100, BASE), text, 0, font, anchor="ls")
    left, top, right, low = (round(v) for v in draw.textbbox((100, BASE), text, font, anchor="ls"))
    typed = np.where(np.array(page, np.uint8) < 128, 255, 0).astype(np.uint8)
    assert len(blots_on(typed, (left, top, right, low))) < BLOT
    draw.text((left + 16, BASE + 1), "8", 30, font, anchor="ls", stroke_width=2)
    over = np.where(np.array(page, np.uint8) < 128, 255, 0).astype(np.uint8)
    found = blots_on(over, (left, top, right, low))
    assert len(found) >= BLOT
    assert all(left + 10 < x < left + 42 for x in found)


# --- what is made of it --------------------------------------------------------------------------


def _read(*texts: str) -> Draft:
    draft = Draft()
    said = [
        Answer(
            attribute="dob", party=None, ordinal=None, text=text, label="Born", where=Where(),
            how="ocr",
        )
        for text in texts
    ]  # fmt: skip
    draft.read("pupil.dob", said, read_exact_day)
    return draft


def test_a_value_that_a_pen_crossed_is_a_question() -> None:
    draft = _read(f"14{PENNED} March{PENNED} 2012")
    assert draft.values == {}
    assert [problem.code for problem in draft.problems] == ["unclear"]


@pytest.mark.parametrize("lost", [PENNED, PICTURE])
def test_what_is_struck_out_or_scrawled_is_asked_for_unless_it_stands_elsewhere(lost: str) -> None:
    assert [problem.code for problem in _read(lost).problems] == ["unclear"]
    assert _read(lost, "14 March 2012").values == {"pupil.dob": dt.date(2012, 3, 14)}


def test_a_value_put_right_beside_what_was_struck_out_is_read() -> None:
    assert _read(f"{PENNED} 14 March 2012").values == {"pupil.dob": dt.date(2012, 3, 14)}
