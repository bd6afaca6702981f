"""Ink that is no print: what was read as letters, the rules of tables and leaders are taken off.

What is left was put there by a pen.
"""

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np

from parsers.images.answerwords import TICKS, half_of
from parsers.images.ink import Drawn
from parsers.images.lettering import Piece, starts_at
from parsers.images.offered import Row
from parsers.images.tickboxes import Mask, Span

_HANGING: Final = frozenset("gjpqyQ;,()/|_")
_RISING: Final = frozenset("bdfhkltij()/|")
_REST: Final = 0.4  # of a letter's ink that its place did not hold
_LETTER: Final = 1.6  # capitals: no letter is wider, or higher


def foreign_ink(
    pieces: Sequence[Piece], bands: Sequence[tuple[int, int]], rows: Sequence[Row], drawn: Drawn
) -> Mask:
    """Return the ink that is no print: none that was read as letters, rules or boxes."""
    unread = {option.part for row in rows for option in row.options if not option.text}
    foreign = drawn.traces.copy()
    for n, (piece, (top, base)) in enumerate(zip(pieces, bands, strict=True)):
        capital = base - top
        shift = starts_at(piece.place)
        text, at = piece.spelt.text, piece.spelt.at
        for k, char in enumerate(text):
            if char in TICKS or char.isspace():
                continue
            if any(part.piece == n and part.start <= k < part.end for part in unread):
                continue
            half = half_of(char) * capital
            left, right = shift + at[k] - half - 2, shift + at[k] + half + 2
            if k and not text[k - 1].isspace() and text[k - 1] not in TICKS:
                left = min(left, shift + (at[k - 1] + at[k]) / 2)
            low = base + round((0.45 if char in _HANGING else 0.08) * capital)
            high = top - round((0.22 if char in _RISING else 0.06) * capital)
            foreign[max(0, high) : low, max(0, round(left)) : round(right)] = 0
    for left, _, right, low in drawn.leaders:
        foreign[max(0, low - 8) : low + 3, max(0, left - 2) : right + 2] = 0
    _take_off_rests(foreign, drawn.traces, [base - top for top, base in bands])
    return foreign


def _take_off_rests(foreign: Mask, traces: Mask, capitals: Sequence[int]) -> None:
    """Take off what is left of letters: one in bold is wider than its place was thought to be."""
    capital = sorted(capitals)[len(capitals) // 2]
    count, labels, stats, _ = cv2.connectedComponentsWithStats(traces, connectivity=8)
    left = np.bincount(labels[foreign > 0], minlength=count)
    rest = left < _REST * stats[:, cv2.CC_STAT_AREA]
    rest &= stats[:, cv2.CC_STAT_WIDTH] <= _LETTER * capital
    rest &= stats[:, cv2.CC_STAT_HEIGHT] <= _LETTER * capital
    rest[0] = False
    foreign[rest[labels]] = 0


def take_off_walls(foreign: Mask, rows: Sequence[Row], cells: Sequence[Span]) -> None:
    """Take off what is left of the walls of cells that hold a whole row."""
    for row in rows:
        first, last = row.options[0].place, row.options[-1].place
        for left, top, right, low in cells:
            if left <= first[0] and top <= first[1] and last[2] <= right and last[3] <= low:
                for y in (top, low):
                    foreign[max(0, y - 4) : y + 5, left:right] = 0
                for x in (left, right):
                    foreign[top:low, max(0, x - 4) : x + 5] = 0
