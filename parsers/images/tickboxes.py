"""Boxes to tick, found on a page's image by their four straight sides, and what is in them.

A letter has straight sides too, but not four with their corners, and it stands among others. What a
box holds is measured: ink well above what an empty box has is a tick, hardly any is none, and what
lies between is a tick that nobody should believe.
"""

# ruff: noqa: PLR2004 - pixels at 200 dots an inch, beside what they measure

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

Span = tuple[int, int, int, int]  # left, top, right, bottom, in pixels
Mask = npt.NDArray[Any]  # 255 where it holds, else 0

_TICKED, _EMPTY = 0.10, 0.045  # of a box's inside that is ink
_SMALLEST, _LARGEST = 15, 50  # sides of a box
_SQUARE: Final = 1.19  # times its height is a box to tick wide at most
_LETTER: Final = 20  # height of most letters
_OVER: Final = 4  # pixels by which ink may stand out of a box


@dataclass(frozen=True, slots=True)
class Tick:
    """A drawn box. sure: False where the ink in it is neither a tick's nor an empty box's."""

    place: Span
    ticked: bool
    sure: bool


def is_round_word(box: Span) -> bool:
    """Return whether a box is wider than high, as a ring round a word is and no box to tick."""
    return box[2] - box[0] > _SQUARE * (box[3] - box[1])


def boxes(dark: Mask, rules: Mask) -> tuple[Tick, ...]:
    """Return the drawn boxes, each with the ink inside it measured."""
    found: list[Tick] = []
    walls = cv2.dilate(rules, np.ones((3, 3), np.uint8))
    across = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, 11), np.uint8))
    down = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((11, 1), np.uint8))
    frame = cv2.bitwise_or(across, down)
    frame = cv2.morphologyEx(frame, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    shapes, _ = cv2.findContours(frame, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    # A tick that stands out of its box hides the outside of it, not the inside.
    places = [cv2.boundingRect(shape) for shape in shapes]
    inner = [
        (left - wall, top - wall, wide + 2 * wall, high + 2 * wall)
        for left, top, wide, high in places
        for wall in (2, 3, 4)
        if left >= wall and top >= wall and min(wide, high) >= _SMALLEST - 4
    ]
    for left, top, wide, high in (*places, *inner):
        if not (_SMALLEST <= wide <= _LARGEST and _SMALLEST <= high <= _LARGEST):
            continue
        if abs(wide - high) > 0.2 * max(wide, high):
            continue
        place = (left, top, left + wide, top + high)
        if any(overlap(place, tick.place) for tick in found):
            continue
        if not _framed(dark, across, down, place) or _is_round(dark, labels, stats, place):
            continue
        if _is_barred(dark, place):
            continue
        around = walls[max(0, top - 4) : top + high + 4, max(0, left - 4) : left + wide + 4]
        if float(np.mean(around > 0)) > 0.5:
            continue
        found.append(inked(dark, place))
    return tuple(found)


def _is_round(dark: Mask, labels: npt.NDArray[Any], stats: npt.NDArray[Any], place: Span) -> bool:
    """Return whether what seems a box is a letter such as o: without ink in its corners."""
    left, top, right, low = place
    around = labels[top:low, left:right]
    most = np.bincount(around[around > 0].ravel()).argmax() if np.any(around) else 0
    x, y, wide, high = (int(value) for value in stats[most][:4])
    if max(abs(x - left), abs(y - top), abs(x + wide - right), abs(y + high - low)) > _OVER:
        return min(right - left, low - top) < _LETTER  # a tick goes over the edge of its box
    corners = [
        dark[b : b + 3, a : a + 3]
        for a, b in ((x, y), (x + wide - 3, y), (x, y + high - 3), (x + wide - 3, y + high - 3))
    ]
    return sum(float(np.mean(corner > 0)) > 0.3 for corner in corners) < 3


def _is_barred(dark: Mask, place: Span) -> bool:
    """Return whether a level bar parts what seems a box into two empty halves, as that of a B."""
    left, top, right, low = place
    wide, high = right - left, low - top
    ink = dark[top:low, left + wide // 4 : right - wide // 4] > 0
    rows = ink.mean(axis=1)
    a, b, c = (rows[round(n * high) : round((n + 0.14) * high)] for n in (0.22, 0.43, 0.64))
    return float(b.max()) > 0.9 and max(float(a.min()), float(c.min())) < 0.35


def overlap(a: Span, b: Span) -> bool:
    """Return whether two places share a point."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _framed(dark: Mask, across: Mask, down: Mask, place: Span) -> bool:
    """Return whether four straight sides stand there, each as long as the box."""
    left, top, right, low = place
    reach = 4
    sides = (
        across[max(0, top - 1) : top + reach, left:right].any(axis=0),
        across[low - reach : low + 1, left:right].any(axis=0),
        down[top:low, max(0, left - 1) : left + reach].any(axis=1),
        down[top:low, right - reach : right + 1].any(axis=1),
    )
    if any(float(np.mean(side)) < 0.82 for side in sides):
        return False
    # A letter such as D or a bold o has straight sides too, but no corners, and neighbours.
    for y, x in ((top, left), (top, right - 3), (low - 3, left), (low - 3, right - 3)):
        if float(np.mean(dark[y : y + 3, x : x + 3] > 0)) < 0.4:
            return False
    clear = max(4, round(0.22 * (right - left)))
    beside = (
        dark[top:low, max(0, left - clear) : left - 1], dark[top:low, right + 1 : right + clear]
    )  # fmt: skip
    if max(float(np.mean(part > 0)) if part.size else 0.0 for part in beside) >= 0.12:
        return False
    close = (
        dark[top:low, max(0, left - 3) : left - 1], dark[top:low, right + 1 : right + 3],
        dark[max(0, top - 3) : top - 1, left:right], dark[low + 1 : low + 3, left:right],
    )  # fmt: skip
    return sum(part.size > 0 and float(np.mean(part > 0)) > 0.2 for part in close) <= 1


def inked(dark: Mask, place: Span) -> Tick:
    """Return the box at a place, ticked or not by the ink in it."""
    left, top, right, low = place
    edge = max(3, round(0.2 * min(right - left, low - top)))
    inside = dark[top + edge : low - edge, left + edge : right - edge]
    share = float(np.mean(inside > 0)) if inside.size else 0.0
    return Tick(place, share > (_TICKED + _EMPTY) / 2, not _EMPTY < share < _TICKED)
