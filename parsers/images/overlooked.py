"""Print on which no line of text was found: a digit in a cell, or a whole line.

The finder of lines looks at the whole page made small, and passes by what stands alone in a cell,
or close under a ruled line. What looks like letters and was read by nobody is looked at again:
a cell as it is, a line with what stands about it, nearer by.
"""

# ruff: noqa: PLR2004 - pixels at 200 dots an inch, beside what they measure

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np

from parsers.images.ink import Drawn
from parsers.images.lettering import (
    Piece,
    height,
    is_words,
    read_pieces,
    runs_along,
    runs_in,
    width,
)
from parsers.images.ocr import Recogniser
from parsers.images.rectify import text_lines
from parsers.images.tickboxes import Mask, Span

_LEAST: Final = 13  # pixels of a letter's height
_FEW: Final = 3  # runs of print in a cell
_LETTER: Final = (10, 40)  # pixels: how high a letter of a line is
_LETTERS: Final = 5  # of a line
_APART: Final = 25  # pixels between two words, at most
_ABOUT: Final = 80  # pixels above and below a line, that are looked at with it
_STRIPS: Final = 4  # of a page that are looked at again


def pieces_missed(drawn: Drawn, found: Sequence[Piece], recogniser: Recogniser) -> list[Piece]:
    """Return what stands where no line of text was found."""
    taken = [piece.place for piece in found]
    taken += [*drawn.rings, *drawn.pen, *(tick.place for tick in drawn.ticks)]
    runs = _in_cells(drawn, taken)
    runs += _in_lines(drawn, [*taken, *runs], recogniser)
    read = read_pieces(drawn.print, [Piece(run) for run in runs], recogniser)
    return [piece for piece in read if is_words(piece)]


def _in_cells(drawn: Drawn, taken: Sequence[Span]) -> list[Span]:
    """Return the few letters that stand in cells in which nothing was found."""
    runs: list[Span] = []
    for cell in (cell for table in drawn.cells for cell in table):
        left, top, right, low = (cell[0] + 6, cell[1] + 6, cell[2] - 6, cell[3] - 6)
        if right - left < _LEAST or low - top < _LEAST:
            continue
        if any(_touch(place, cell) for place in taken):
            continue
        inside = [run for run in runs_in(drawn.ink, (left, top, right, low)) if _is_print(run)]
        if 0 < len(inside) <= _FEW:
            runs += inside
    return runs


def _in_lines(drawn: Drawn, taken: Sequence[Span], recogniser: Recogniser) -> list[Span]:
    """Return the runs of print that a nearer look finds where letters stand in line."""
    left_over = drawn.ink.copy()
    for left, top, right, low in taken:
        left_over[max(0, top - 5) : low + 6, max(0, left - 6) : right + 6] = 0
    found: list[Span] = []
    for top, low in _strips(left_over):
        lines = text_lines(drawn.print[top:low], recogniser)
        runs = runs_along(drawn, [line + np.array([0, top], np.float32) for line in lines])
        found += [run for run in runs if not any(_touch(one, run) for one in (*taken, *found))]
    return found


def _strips(ink: Mask) -> list[tuple[int, int]]:
    """Return the heights between which letters stand in line, and what is about them."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    high, wide = stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_WIDTH]
    letters = (high >= _LETTER[0]) & (high <= _LETTER[1]) & (wide <= 1.5 * _LETTER[1])
    letters[0] = False
    kept = np.where(letters[labels], 255, 0).astype(np.uint8)
    joined = cv2.morphologyEx(kept, cv2.MORPH_CLOSE, np.ones((1, _APART), np.uint8))
    strips: list[tuple[int, int]] = []
    for left, top, across, tall, _ in cv2.connectedComponentsWithStats(joined)[2][1:].tolist():
        held = np.unique(labels[top : top + tall, left : left + across])
        if tall > 1.5 * _LETTER[1] or np.count_nonzero(letters[held]) < _LETTERS:
            continue
        if not strips or top > strips[-1][1] - _ABOUT:
            strips.append((max(0, top - _ABOUT), min(ink.shape[0], top + tall + _ABOUT)))
    return strips[:_STRIPS]


def _touch(place: Span, cell: Span) -> bool:
    """Return whether two places have more than an edge in common."""
    wide = min(place[2], cell[2]) - max(place[0], cell[0])
    return wide > 4 and min(place[3], cell[3]) - max(place[1], cell[1]) > 4


def _is_print(run: Span) -> bool:
    """Return whether a run of ink has the size of a few letters, and no speck's."""
    return _LEAST <= height(run) <= 56 and 4 <= width(run) <= 400
