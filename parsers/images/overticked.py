"""A box that was ticked so boldly that its own shape is lost in ink.

A clean box is found by its sides alone. One whose tick reaches out of it is found by the empty
boxes that it was printed with: it stands in their column or on their line, its four sides are as
long as theirs and lie in ink, and a pen has been in it.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from parsers.images.tickboxes import Mask, Span, Tick, inked, overlap

_SIDE: Final = 0.88  # of each side that lies in ink
_BESIDE: Final = 0.6  # of a box's width, by which those of a column stand apart
_LEVEL: Final = 0.45  # the same of its height, of those on one line
_LARGEST: Final = 2.6  # times a box's size, a tick with its box
_CLEAR: Final = 0.3  # of a box's width beside it, in which no letter stands


def overticked(dark: Mask, traces: Mask, known: Sequence[Tick]) -> tuple[tuple[Tick, ...], Mask]:
    """Return the ticked boxes that are none by their own shape, and the ink of their ticks.

    traces: the ink without the rules of tables. known: the boxes that are found by their shape.
    """
    empty = [one.place for one in known if one.sure and not one.ticked]
    taken = [one.place for one in known]
    _, labels, stats, _ = cv2.connectedComponentsWithStats(traces, connectivity=8)
    ink = np.zeros_like(dark)
    found: list[Tick] = []
    for wide, high in sorted({(p[2] - p[0], p[3] - p[1]) for p in empty}):
        alike = [p for p in empty if (p[2] - p[0], p[3] - p[1]) == (wide, high)]
        for place in _framed(dark, wide, high):
            if any(overlap(place, one) for one in taken) or not any(
                _stand_together(place, one) for one in alike
            ):
                continue
            tick = inked(dark, place)
            stroke = _stroke(labels, stats, place)
            if tick.ticked and tick.sure and stroke:
                found.append(tick)
                taken.append(place)
                # The arm may end in a letter of the line above: that is left alone.
                left, top = max(0, place[0] - wide // 2), max(0, place[1] - high // 3)
                near = np.s_[top : place[3] + high // 3, left : place[2] + wide]
                ink[near][labels[near] == stroke] = 255
    return tuple(found), ink


def _stroke(labels: npt.NDArray[Any], stats: npt.NDArray[Any], place: Span) -> int:
    """Return which ink reaches out of a place, no farther than a tick; 0 for that of a letter."""
    left, top, right, low = place
    wide, high = right - left, low - top
    inside = labels[top:low, left:right]
    most = int(np.bincount(inside[inside > 0], minlength=1).argmax())
    reach = stats[most, cv2.CC_STAT_WIDTH] / wide, stats[most, cv2.CC_STAT_HEIGHT] / high
    if not most or max(reach) > _LARGEST:
        return 0
    clear = round(_CLEAR * wide)
    beside = labels[top:low, max(0, left - clear) : right + clear]
    return most if np.isin(beside, (0, most)).all() else 0


def _framed(dark: Mask, wide: int, high: int) -> Iterator[Span]:
    """Yield the places of this size whose four sides lie in ink, the fullest first."""
    some = (dark > 0).astype(np.uint8)
    level = cv2.dilate(some, np.ones((3, 1), np.uint8)).astype(np.float32)
    upright = cv2.dilate(some, np.ones((1, 3), np.uint8)).astype(np.float32)
    across = cv2.boxFilter(level, -1, (wide, 1), anchor=(0, 0), borderType=cv2.BORDER_CONSTANT)
    down = cv2.boxFilter(upright, -1, (1, high), anchor=(0, 0), borderType=cv2.BORDER_CONSTANT)
    tall, broad = dark.shape
    rows, columns = tall - high, broad - wide
    if rows < 1 or columns < 1:
        return
    sides = (
        across[1 : rows + 1, :columns],
        across[high - 2 : high - 2 + rows, :columns],
        down[:rows, 1 : columns + 1],
        down[:rows, wide - 2 : wide - 2 + columns],
    )
    least = np.minimum.reduce(sides)
    ys, xs = np.nonzero(least >= _SIDE)
    best = np.argsort(-sum(side[ys, xs] for side in sides), kind="stable")
    for n in best.tolist():
        x, y = int(xs[n]), int(ys[n])
        yield x, y, x + wide, y + high


def _stand_together(place: Span, other: Span) -> bool:
    """Return whether two boxes stand in one column or on one line."""
    wide, high = place[2] - place[0], place[3] - place[1]
    return abs(place[0] - other[0]) < _BESIDE * wide or abs(place[1] - other[1]) < _LEVEL * high
