"""Round marks of a choice, as radio buttons are printed: rings that are empty, and ones filled in.

A letter o is round too, and so is a full stop. A mark stands apart from print, is as wide as it is
high, and is one of several of a size on its page, of which at least one is empty.
"""

from typing import Final

import cv2
import numpy as np

from parsers.images.tickboxes import Mask, Span, Tick, overlap

_SMALLEST: Final = 18  # pixels
_LARGEST: Final = 48
_ROUND: Final = 0.8  # 1 is a perfect circle
_ALIKE: Final = 4  # pixels between two marks of one size
_EMPTY: Final = 0.04  # ink in the middle of an empty ring, at most
_TICKED: Final = 0.3


def rounds(dark: Mask, taken: tuple[Tick, ...]) -> tuple[Tick, ...]:
    """Return the round marks of a page. taken: the boxes found already."""
    # In a ruled table every mark lies inside the outline of the table: all outlines are looked at.
    shapes, nested = cv2.findContours(dark, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    found: list[Tick] = []
    for at, shape in enumerate(shapes):
        if int(nested[0][at][3]) >= 0:
            continue
        left, top, wide, high = cv2.boundingRect(shape)
        if not (_SMALLEST <= wide <= _LARGEST and abs(wide - high) <= 0.12 * max(wide, high)):
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
        found.append(
            Tick(place, share > (_TICKED + _EMPTY) / 2, share <= _EMPTY or share >= _TICKED)
        )
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
