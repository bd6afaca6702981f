"""Boxes and rings to tick, found on a page's image by their outlines, and what is in them.

A letter has straight sides too, but not four with their corners, and it stands among others. A ring
(a radio button) is as round as a letter o: it stands apart from print, and is one of several of a
size on its page, of which at least one is empty. What either holds is measured: ink well above what
an empty one has is a tick, hardly any is none, and what lies between nobody should believe.
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
_NARROWEST, _WIDEST = 18, 48  # pixels across a ring
_ROUND: Final = 0.8  # 1 is a perfect circle
_ALIKE: Final = 4  # pixels between two rings of one size
_FILLED, _HOLLOW = 0.3, 0.04  # of a ring's middle that is ink


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


def rounds(dark: Mask, taken: tuple[Tick, ...]) -> tuple[Tick, ...]:
    """Return the rings of a page, as radio buttons are printed. taken: the boxes found already."""
    # In a ruled table every mark lies inside the outline of the table: all outlines are looked at.
    shapes, nested = cv2.findContours(dark, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    found: list[Tick] = []
    for at, shape in enumerate(shapes):
        if int(nested[0][at][3]) >= 0:
            continue
        left, top, wide, high = cv2.boundingRect(shape)
        if not (_NARROWEST <= wide <= _WIDEST and abs(wide - high) <= 0.12 * max(wide, high)):
            continue
        hull = cv2.convexHull(shape)
        around = cv2.arcLength(hull, closed=True)
        area = cv2.contourArea(hull)
        place = (left, top, left + wide, top + high)
        if 4 * np.pi * area / around**2 < _ROUND or area > 0.86 * wide * high:
            continue
        if area < 0.7 * wide * high or cv2.contourArea(shape) < 0.9 * area:
            continue
        if not _stands_apart(dark, place) or any(overlap(place, one.place) for one in taken):
            continue
        edge = round(0.3 * wide)
        inside = dark[top + edge : top + high - edge, left + edge : left + wide - edge]
        share = float(np.mean(inside > 0))
        found.append(Tick(place, share > (_FILLED + _HOLLOW) / 2, not _HOLLOW < share < _FILLED))
    return tuple(one for one in found if _is_one_of_several(one, found))


def _is_one_of_several(one: Tick, marks: list[Tick]) -> bool:
    wide = one.place[2] - one.place[0]
    same = [other for other in marks if abs(other.place[2] - other.place[0] - wide) <= _ALIKE]
    return len(same) > 1 and any(other.sure and not other.ticked for other in same)


def _stands_apart(dark: Mask, place: Span) -> bool:
    """Return whether nothing is printed close by, as the letters of a word are."""
    left, top, right, low = place
    clear = max(5, round(0.28 * (right - left)))
    beside = (
        dark[top:low, max(0, left - clear) : max(0, left - 1)],
        dark[top:low, right + 1 : right + clear],
    )
    return not any(part.size and (part > 0).any() for part in beside)
