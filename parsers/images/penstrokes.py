"""Strokes of a pen over and under a word, told by the ink along them.

A line of print is full of gaps; a stroke is not. So a word is struck through where some straight
line from its one end to its other runs in ink all the way, and underlined where one runs below it.
"""

# ruff: noqa: PLR2004 - shares of a capital letter's height, beside what they measure

from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from parsers.images.tickboxes import Mask, Span

_ALL: Final = 0.97  # of a stroke's columns that hold ink
_MOST: Final = 0.94  # the same in a word of many letters, which has as many gaps
_MANY: Final = 5
_UNDER: Final = 0.9
_BENDS: Final = (0.0, 0.09, -0.09)  # of its length, by which a long arm swings out
_FEW: Final = 3  # letters, below which a slanted line may be their own


def struck_through(ink: Mask, place: Span, band: tuple[int, int], letters: int) -> bool:
    """Return whether a line runs through a word from end to end."""
    left, _, right, _ = place
    top, base = band
    capital = base - top
    if right - left < 0.4 * capital or capital < 8:
        return False
    if letters == 1 and _runs_out(ink, place, band):
        return True
    # A short word's own strokes may meet in a line, but none that runs on beyond it.
    over = (
        -round(0.2 * capital)
        if letters >= _FEW
        else 0
        if letters > 1
        else max(3, round(0.14 * capital))
    )
    reach = (max(0, left - over), min(ink.shape[1], right + over))
    y0, y1 = max(0, top - capital // 4), min(ink.shape[0], base + capital // 4)
    part = _thick(ink[y0:y1, reach[0] : reach[1]])
    least = _MOST if letters >= _MANY else _ALL
    if float(np.mean(part.any(axis=0))) < least:
        return False  # between two letters nothing is drawn
    middle = (top - y0 + 0.28 * capital, top - y0 + 0.74 * capital)
    level = _best(part, middle, middle, 0.45 * capital)
    if level[0] >= least:
        return True
    # From corner to corner: a slanted stroke runs out of the word on both sides.
    if letters < 2:
        return False
    whole = (0.0, float(y1 - y0 - 1))
    share, rise = _best(part, whole, whole, 1.6 * capital)
    return share >= least and rise >= 0.3 * capital


def _runs_out(ink: Mask, place: Span, band: tuple[int, int]) -> bool:
    """Return whether a line runs out of a letter on both sides at half its height."""
    left, _, right, _ = place
    top, base = band
    capital = base - top
    reach = round(0.35 * capital)
    x0, x1 = max(0, left - reach), right + reach
    part = ink[top : base + 1, x0:x1] > 0
    ends = [_extent(row) for row in part]
    high = len(ends)
    inner = [e for e in ends[round(0.3 * high) : round(0.75 * high)] if e is not None]
    outer = [
        e
        for e in (*ends[2 : round(0.22 * high)], *ends[round(0.85 * high) : high - 2])
        if e is not None
    ]
    if not inner or not outer:
        return False
    out = max(2, round(0.1 * capital))
    far_left, far_right = min(e[0] for e in outer), max(e[1] for e in outer)
    return any(a <= far_left - out and b >= far_right + out for a, b in inner) and not all(
        a <= far_left - out for a, _ in inner
    )


def _extent(row: npt.NDArray[Any]) -> tuple[int, int] | None:
    """Return where the ink of a row of pixels begins and ends."""
    at = np.flatnonzero(row)
    return (int(at[0]), int(at[-1])) if at.size else None


def _thick(part: Mask) -> npt.NDArray[Any]:
    """Return the ink a pixel higher and lower, for lines that are not quite straight."""
    return np.asarray(cv2.dilate(part, np.ones((3, 1), np.uint8)) > 0)


def _best(
    part: npt.NDArray[Any], at_left: tuple[float, float], at_right: tuple[float, float], most: float
) -> tuple[float, float]:
    """Return the largest share of columns in which a line holds ink, and how far it rises."""
    high, wide = part.shape
    if wide < 4 or high < 4:
        return 0.0, 0.0
    a = np.arange(max(0, int(at_left[0])), min(high, int(at_left[1]) + 1))
    b = np.arange(max(0, int(at_right[0])), min(high, int(at_right[1]) + 1))
    pairs = np.stack(np.meshgrid(a, b, indexing="ij"), axis=-1).reshape(-1, 2).astype(float)
    pairs = pairs[np.abs(pairs[:, 0] - pairs[:, 1]) <= most]
    if not len(pairs):
        return 0.0, 0.0
    x = np.arange(wide)
    t = x / max(1, wide - 1)
    rows = np.rint(pairs[:, :1] + (pairs[:, 1:] - pairs[:, :1]) * t).astype(int)
    share = part[rows, x[None, :]].mean(axis=1)
    at = int(share.argmax())
    return float(share[at]), float(abs(pairs[at, 0] - pairs[at, 1]))


def line_under(ink: Mask, place: Span, band: tuple[int, int]) -> Span | None:
    """Return the line that runs below a word; None for no line."""
    left, _, right, _ = place
    top, base = band
    capital = base - top
    if right - left < 0.4 * capital or capital < 8:
        return None
    y0, y1 = base + 1, min(ink.shape[0], base + round(0.75 * capital))
    x0, x1 = max(0, left - 4 * capital), min(ink.shape[1], right + 4 * capital)
    if y1 - y0 < 4:
        return None
    # Lines are looked for in what is long: letters' feet and descenders are not.
    part = ink[y0:y1, x0:x1]
    long = np.zeros_like(part)
    for slope in (-2, -1, 0, 1, 2):
        kernel = np.zeros((abs(slope) + 1, max(9, round(0.45 * capital))), np.uint8)
        cv2.line(
            kernel,
            (0, 0 if slope >= 0 else abs(slope)),
            (kernel.shape[1] - 1, abs(slope) if slope >= 0 else 0),
            1,
        )
        long |= cv2.morphologyEx(part, cv2.MORPH_OPEN, kernel)
    long = cv2.morphologyEx(long, cv2.MORPH_CLOSE, np.ones((3, 7), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(long, connectivity=8)
    for n in range(1, count):
        a, b, wide, high, area = (int(value) for value in stats[n])
        shared = min(x0 + a + wide, right) - max(x0 + a, left)
        if shared < _UNDER * 0.9 * (right - left) or wide < 2.2 * high or area > 9 * wide:
            continue
        columns = (labels[:, max(0, left - x0) : right - x0] == n).any(axis=0)
        if float(np.mean(columns)) >= _UNDER * 0.9:
            return (x0 + a, y0 + b, x0 + a + wide, y0 + b + high)
    return None


def tick_in(shape: npt.NDArray[Any], capital: float) -> tuple[int, int, int] | None:
    """Return the left end, the right end and the foot of a tick among the ink; None for no tick.

    Its long arm rises to the right, higher than anything else; its short one falls to the foot.
    """
    high, wide = shape.shape
    if high < 0.6 * capital or wide < 0.4 * capital or max(high, wide / 2) > 4 * capital:
        return None
    ink = np.asarray(cv2.dilate(shape.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0)
    columns = np.flatnonzero(shape[: max(2, round(0.12 * high))].any(axis=0))
    if columns[-1] - columns[0] > 0.45 * high + 4:
        return None  # more than one end at the top
    tip = (float(columns.mean()), 1.0)
    best: tuple[float, int, int, int] | None = None
    for y in range(high - 1, round(0.55 * high), -2):
        first, last = round(tip[0] - 1.4 * (y + 1)), round(tip[0] - 0.15 * high)
        for x in range(max(0, first), min(wide, last + 1), 2):
            if best is not None or not shape[y, x]:
                continue
            if along(ink, (x, y), tip) < 0.97:
                continue
            arm = _short_arm(ink, x, y, capital)
            if arm is not None:
                best = (y, arm, round(tip[0]), x)
    if best is None:
        return None
    return best[1], best[2], best[3]


def falls_to_a_foot(
    ink: npt.NDArray[Any], tip: tuple[float, float], base: int, capital: int
) -> bool:
    """Return whether a straight stroke runs from a tip down to the left, to the foot of a word."""
    for y in range(base + round(0.5 * capital), base - round(0.35 * capital), -1):
        drop = y - tip[1]
        for x in range(round(tip[0] - 1.0 * drop), round(tip[0] - 0.2 * drop)):
            inside = 0 <= x < ink.shape[1] and y < ink.shape[0]
            if inside and ink[y, x] and max(along(ink, (x, y), tip, by) for by in _BENDS) >= 0.97:
                return True
    return False


def along(
    ink: npt.NDArray[Any],
    start: tuple[float, float],
    end: tuple[float, float],
    bend: float = 0.0,
) -> float:
    """Return the share of a line that runs in ink. bend: how far it swings out, of its length."""
    over, down = end[0] - start[0], end[1] - start[1]
    t = np.linspace(0.0, 1.0, max(2, round(max(abs(down), abs(over)))))
    swing = 4 * t * (1 - t) * bend
    across, upright = start[0] + over * t - down * swing, start[1] + down * t + over * swing
    x = np.clip(np.rint(across).astype(int), 0, ink.shape[1] - 1)
    y = np.clip(np.rint(upright).astype(int), 0, ink.shape[0] - 1)
    return float(np.mean(ink[y, x]))


def _short_arm(ink: npt.NDArray[Any], x: int, y: int, capital: float) -> int | None:
    """Return where the short arm of a tick begins, left of its foot; None without one."""
    for far in (0.5, 0.35, 0.25):
        for steep in (0.8, 1.2, 1.7):
            a = x - round(far * capital)
            b = y - round(far * steep * capital)
            if a >= 0 and b >= 0 and along(ink, (x, y), (a, b)) >= 0.95:
                return a
    return None
