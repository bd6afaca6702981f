"""Rings that a pen drew round words: found by their shape, taken off the page, given as places.

A ring shows as a round hole with letters in it, whatever it touches outside. One drawn so close
that letters close up its hole shows as the outline it has from outside: that of an ellipse, as no
word has.
"""

# ruff: noqa: PLR2004 - pixels at 200 dots an inch, beside what they measure

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from parsers.images.ocr import Gray
from parsers.images.tickboxes import Mask, Span

_LINE: Final = 30  # pixels: no ring round a word is lower
_FRAME: Final = 64  # the highest frame round a word
_THICKEST: Final = 7  # pixels of the stroke of a ring
_ROUND: Final = 0.785  # of its breadth times its height, that an ellipse holds
_CRUMB: Final = 40  # pixels of what is left of a ring

_Shape = npt.NDArray[Any]
_Shapes = Sequence[_Shape]


@dataclass(frozen=True, slots=True)
class _Ring:
    """A ring: the place within it, its inner and its outer outline, the pixels of its stroke."""

    place: Span
    hole: _Shape
    whole: _Shape
    thick: int


def rings_on(page: Gray, dark: Mask, traces: Mask) -> tuple[Span, ...]:
    """Return the rings drawn round words, and take them off the page and off its ink.

    traces: the ink without tables. A wall stays where a ring meets it.
    """
    joined = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    shapes, nested = cv2.findContours(joined, cv2.RETR_TREE, cv2.CHAIN_APPROX_NONE)
    found: list[Span] = []
    wipe = np.zeros_like(dark)
    inner: list[int] = []
    outer: list[int] = []
    for at in range(len(shapes)):
        (inner if _depth(nested[0], at) % 2 else outer).append(at)
    wide = {at: ring for at in inner if (ring := _wide(shapes, nested[0], at))}
    ringed = {int(nested[0][at][3]) for at in wide}
    tight = [_tight(shapes, nested[0], at) for at in outer if at not in ringed]
    for ring in (*wide.values(), *filter(None, tight)):
        left, top, right, low = ring.place
        band = _band(dark[top - 12 : low + 12, left - 12 : right + 12], ring)
        where = wipe[top - 12 : low + 12, left - 12 : right + 12]
        if where.shape == band.shape:
            where |= band
            found.append(ring.place)
    wipe[(dark > 0) & (traces == 0)] = 0
    erase(page, dark, wipe)
    near = cv2.dilate(wipe, np.ones((9, 9), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    left_over = np.zeros(count, bool)
    left_over[np.unique(labels[near > 0])] = True
    left_over &= stats[:, cv2.CC_STAT_AREA] < _CRUMB
    left_over[0] = False
    erase(page, dark, np.where(left_over[labels], 255, 0).astype(np.uint8))
    return tuple(found)


def _wide(shapes: _Shapes, nested: _Shape, at: int) -> _Ring | None:
    """Return the ring whose hole a shape is: round, with letters in it that do not touch it."""
    shape, (_, _, child, parent) = shapes[at], (int(one) for one in nested[at])
    left, top, wide, high = cv2.boundingRect(shape)
    if child < 0 or not (24 <= high <= 130 and 24 <= wide <= 620):
        return None
    hull = cv2.convexHull(shape)
    round_it = cv2.contourArea(hull)
    area = cv2.contourArea(shape)
    if area < 0.45 * round_it or not round_it > 0.66 * wide * high:
        return None
    _, _, around, over = cv2.boundingRect(shapes[parent])
    walled = over > 1.7 * high  # a cell of a table, or a ring that meets the wall of its cell
    if walled and not (area > 0.8 * round_it and abs(round_it / (wide * high) - _ROUND) < 0.06):
        return None
    frame = round_it >= 0.9 * wide * high
    if frame and not (high <= _FRAME and wide > 1.2 * high and around < wide + _FRAME // 2):
        return None  # a box to tick, or one to write in
    if max(cv2.boundingRect(shapes[n])[3] for n in _in(nested, at)) < 10:
        return None
    thick = round((around - wide + over - high) / 4)
    place = (left, top, left + wide, top + high)
    return _Ring(place, hull, cv2.convexHull(shapes[parent]), thick)


def _tight(shapes: _Shapes, nested: _Shape, at: int) -> _Ring | None:
    """Return the ring whose outside a shape is: an ellipse with letters that close up its hole."""
    left, top, wide, high = cv2.boundingRect(shapes[at])
    if not (_LINE <= high <= 130 and 1.15 * high <= wide <= 620):
        return None
    hull = cv2.convexHull(shapes[at])
    round_it = cv2.contourArea(hull)
    if not 0.73 < round_it / (wide * high) < 0.84:
        return None
    if cv2.contourArea(shapes[at]) < 0.93 * round_it:
        return None
    holes = [cv2.boundingRect(shapes[n]) for n in _in(nested, at)]
    open_ = sum(cv2.contourArea(shapes[n]) for n in _in(nested, at))
    if not 0.3 * round_it < open_ < 0.75 * round_it:
        return None  # a blot, or a ring round nothing
    inner = (
        min(hole[0] for hole in holes) - left,
        min(hole[1] for hole in holes) - top,
        left + wide - max(hole[0] + hole[2] for hole in holes),
        top + high - max(hole[1] + hole[3] for hole in holes),
    )
    thick = min(inner)
    if max(inner) > 2 * _THICKEST or thick > _THICKEST:
        return None
    place = (left + thick, top + thick, left + wide - thick, top + high - thick)
    return _Ring(place, hull, hull, thick)


def _in(nested: _Shape, at: int) -> Iterator[int]:
    """Yield the outlines that lie directly within one."""
    child = int(nested[at][2])
    while child >= 0:
        yield child
        child = int(nested[child][0])


def _band(window: Mask, ring: _Ring) -> Mask:
    """Return where the stroke of a ring lies, in a window 12 pixels larger than its place.

    A letter that touches the ring takes a piece off the hole, but none off the outside; a stroke of
    print that touches it outside makes it seem thick.
    """
    alone = ring.thick <= _THICKEST
    filled = np.zeros_like(window)
    line = ring.whole if alone else ring.hole
    corner = (ring.place[0] - 12, ring.place[1] - 12)
    cv2.drawContours(filled, [line - corner], -1, 255, cv2.FILLED)
    out, into = (3, 2 * ring.thick + 3) if alone else (13, 3)
    outer = cv2.dilate(filled, np.ones((out, out), np.uint8))
    return np.asarray(cv2.subtract(outer, cv2.erode(filled, np.ones((into, into), np.uint8))))


def _depth(nested: npt.NDArray[Any], at: int) -> int:
    """Return how many outlines lie round this one."""
    depth = 0
    while int(nested[at][3]) >= 0:
        at = int(nested[at][3])
        depth += 1
    return depth


def erase(page: Gray, dark: Mask, where: Mask) -> None:
    """Take what is drawn there off a page and off its ink."""
    page[where > 0] = 255
    dark[where > 0] = 0
