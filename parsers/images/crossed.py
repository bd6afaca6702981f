"""Words that a pen ran across, at whatever angle: a slope, a wave, an X, a zigzag.

Letters are short: in a line of print nothing runs straight much farther than a capital is high. So
a word is crossed where ink that does goes through the middle of it: along it for as far as a letter
is wide, or from above it to below. What lies under a word, round it or beside it runs through no
letters, and what reaches into it from below does not come out above.
"""

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np

from parsers.images.tickboxes import Mask, Span

_ALONG: Final = 1.6  # capitals: farther than any stroke of a letter runs along a line
_LEVEL: Final = (
    2.4  # the same where it is about level: the bars of two figures that blend, as of "44"
)
_UPRIGHT: Final = 2.0  # the same up or down; "(" and a stroke of the pen in a date are shorter
_STEEP: Final = 50  # degrees
_STEP: Final = 5
_EDGE: Final = 0.15  # of a capital, at the head and the foot of letters
_FEW: Final = 4  # letters that tell how large a hand writes
_GROWN: Final = 1.5  # capitals round a line of print in which its strokes are looked for


def strokes_across(ink: Mask, line: Span, band: tuple[int, int]) -> "Across":
    """Return the strokes of a pen through a line of print.

    band: where its capitals begin and where its letters stand.
    """
    top, base = band
    capital = _capital(ink, line, base - top)
    top = base - capital
    far = round(_GROWN * capital)
    left, upper = max(0, line[0] - far), max(0, min(line[1], top) - far)
    part = np.ascontiguousarray(ink[upper : max(line[3], base) + far, left : line[2] + far])
    long = _of_long_ink(part, _ALONG * capital)
    flat, steep = np.zeros_like(long), np.zeros_like(long)
    if long.any():
        for angle in range(-90 + _STEP, 91, _STEP):
            across = abs(angle) <= _STEEP
            least = _LEVEL if abs(angle) <= 2 * _STEP else _ALONG if across else _UPRIGHT
            found = cv2.morphologyEx(long, cv2.MORPH_OPEN, _line(least * capital, angle))
            np.bitwise_or(flat if across else steep, found, out=flat if across else steep)
    edge = round(_EDGE * capital)
    rows = slice(top + edge - upper, base - edge - upper)
    return Across(flat[rows], steep[rows], left, capital)


class Across:
    """The strokes through the middle of a line of print, from its left end."""

    __slots__ = ("_capital", "_flat", "_left", "_strokes")

    def __init__(self, flat: Mask, steep: Mask, left: int, capital: int) -> None:
        self._flat, self._strokes = flat > 0, np.asarray(cv2.bitwise_or(flat, steep), np.uint8)
        self._left, self._capital = left, capital

    def cross(self, word: Span, letters: Sequence[float]) -> bool:
        """Return whether a stroke runs across a word of the line.

        letters: the middles of its letters and figures. A ring or a tick may be read as signs.
        """
        if not letters:
            return False
        half = self._capital / 2
        left = max(word[0], round(min(letters) - half)) - self._left
        right = min(word[2], round(max(letters) + half)) - self._left
        along = int(self._flat[:, left:right].any(axis=0).sum())
        if along >= min(self._capital, 0.6 * (right - left)):
            return True
        inner = round(_EDGE * self._capital) if right - left > self._capital else 0
        part = np.ascontiguousarray(self._strokes[:, left + inner : right - inner])
        if not part.size:
            return False
        stats = cv2.connectedComponentsWithStats(part, connectivity=8)[2][1:]
        return bool((stats[:, cv2.CC_STAT_HEIGHT] >= len(part)).any())


def _capital(ink: Mask, line: Span, usual: int) -> int:
    """Return how high the capitals of a line are: a hand writes larger than the print beside it."""
    left, upper, right, low = line
    part = np.ascontiguousarray(ink[upper:low, left:right])
    stats = cv2.connectedComponentsWithStats(part, connectivity=8)[2][1:]
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    letters = high[(high >= 0.5 * usual) & (high <= 3 * usual) & (wide <= 2.5 * usual)]
    return max(usual, round(float(np.percentile(letters, 75)))) if len(letters) >= _FEW else usual


def _of_long_ink(part: Mask, least: float) -> Mask:
    """Return the ink that hangs together over more than any letter's length."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(part, connectivity=8)
    long = np.hypot(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) >= least
    long[0] = False
    return np.where(long[labels], 255, 0).astype(np.uint8)


def _line(long: float, angle: int) -> Mask:
    """Return a straight line to look for. angle: in degrees, rising to the right."""
    over, up = long * np.cos(np.radians(angle)), long * np.sin(np.radians(angle))
    wide, high = round(abs(over)), round(abs(up))
    kernel = np.zeros((high + 1, wide + 1), np.uint8)
    ends = ((0, high), (wide, 0)) if angle > 0 else ((0, 0), (wide, high))
    return np.asarray(cv2.line(kernel, ends[0], ends[1], 1), np.uint8)
