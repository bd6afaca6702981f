"""The lines that rule a page's tables, told from the strokes of a pen.

A line of a table is long, thin all along, and hangs together with others that are larger than any
frame somebody draws round a word.
"""

# ruff: noqa: PLR2004 - pixels at 200 dots an inch, beside what they measure

from typing import Final

import cv2
import numpy as np

from parsers.images.tickboxes import Mask

_RULE: Final = 45  # pixels: the shortest line that rules a table
_WIDEST, _HIGHEST = 640, 140  # a frame round words; rules of tables are larger together
_LONG: Final = 300  # a level rule of a table, at least


def rules_in(dark: Mask) -> Mask:
    """Return the lines that rule tables, whole where print broke them."""
    across = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, _RULE), np.uint8))
    down = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((_RULE - 5, 1), np.uint8))
    across = _thin(across, 0)
    down = _thin(down, 1)
    across = cv2.morphologyEx(across, cv2.MORPH_CLOSE, np.ones((3, 21), np.uint8))
    down = cv2.morphologyEx(down, cv2.MORPH_CLOSE, np.ones((13, 3), np.uint8))
    return np.asarray(cv2.bitwise_or(across, down), np.uint8)


def without_tables(dark: Mask, rules: Mask) -> Mask:
    """Return the ink without the rules of tables: those that together are larger than a frame.

    A frame that touches the wall of its cell is kept: its sides are short, and end nowhere.
    """
    _, labels, stats, _ = cv2.connectedComponentsWithStats(
        cv2.dilate(rules, np.ones((3, 3), np.uint8)), connectivity=8
    )
    large = (stats[:, cv2.CC_STAT_WIDTH] > _WIDEST) | (stats[:, cv2.CC_STAT_HEIGHT] > _HIGHEST)
    large[0] = False
    table = np.where(large[labels] & (rules > 0), 255, 0).astype(np.uint8)
    across = cv2.morphologyEx(table, cv2.MORPH_OPEN, np.ones((1, _RULE - 10), np.uint8))
    across = _longer(cv2.dilate(across, np.ones((3, 3), np.uint8)), _LONG, cv2.CC_STAT_WIDTH)
    down = cv2.morphologyEx(table, cv2.MORPH_OPEN, np.ones((20, 1), np.uint8))
    down = cv2.dilate(down, np.ones((3, 3), np.uint8))
    walls = cv2.bitwise_or(_longer(down, _HIGHEST, cv2.CC_STAT_HEIGHT), _between(down, across))
    gone = cv2.dilate(cv2.bitwise_or(across, walls), np.ones((3, 3), np.uint8))
    return np.where(gone > 0, 0, dark).astype(np.uint8)


def _longer(lines: Mask, least: int, side: int) -> Mask:
    """Return the lines that are longer than so many pixels."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    kept = stats[:, side] > least
    kept[0] = False
    return np.where(kept[labels], 255, 0).astype(np.uint8)


def _between(down: Mask, across: Mask) -> Mask:
    """Return the upright lines that end at level ones above and below."""
    near = cv2.dilate(across, np.ones((9, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(down, connectivity=8)
    kept = np.zeros(count, bool)
    for n in range(1, count):
        left, top, wide, high, _ = (int(value) for value in stats[n])
        ends = (
            near[top : top + 4, left : left + wide],
            near[top + high - 4 : top + high, left : left + wide],
        )
        kept[n] = all(bool(end.any()) for end in ends)
    return np.where(kept[labels], 255, 0).astype(np.uint8)


def _thin(mask: Mask, axis: int) -> Mask:
    """Return the parts of the mask that are lines: long, and thin all along."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    length = stats[:, cv2.CC_STAT_WIDTH if axis == 0 else cv2.CC_STAT_HEIGHT]
    thick = stats[:, cv2.CC_STAT_AREA] / np.maximum(length, 1)
    kept = (thick <= 9) & (length >= 5 * thick)
    kept[0] = False
    del count
    return np.where(kept[labels], 255, 0).astype(np.uint8)
