"""What is drawn on a page's image beside its print: rules, boxes, rings, leaders, strokes of a pen.

Each is found by its shape, taken off the image, and given back with its place, so that the
recogniser sees words alone. Nothing here knows what a word is.
"""

# ruff: noqa: PLR2004 - pixels at 200 dots an inch, beside what they measure

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from parsers.images.ocr import Gray
from parsers.images.overticked import overticked
from parsers.images.rings import erase, rings_on
from parsers.images.rules import rules_in, without_tables
from parsers.images.tickboxes import Mask, Span, Tick, boxes, overlap, rounds

_STROKE: Final = 24  # the shortest line that strikes a word out
_SLIVER: Final = 22  # no letter has room in a cell so narrow
_LETTER: Final = 22  # height of an ordinary letter
_DOT: Final = 9  # the largest dot of a leader
_FEWEST_DOTS: Final = 4
_SHORTEST: Final = 30  # pixels of a leader
_ANSWER: Final = 700  # pixels: what is wider is a heading
_PAINTED: Final = 13  # pixels beside a bar that are painted white, and a little more


@dataclass(frozen=True, slots=True, repr=False)
class Drawn:
    """All that is drawn on a page, and the page without it.

    whole: the page as it came. print: the page's words alone. ink: where there is print. cells: of
    ruled tables, those of one table together. pen: strokes too wide for print, as a signature has
    them. dark: all ink. traces: all but rules of tables. blotted: where a bar hides what stood.
    """

    whole: Gray
    print: Gray
    ink: Mask
    cells: tuple[tuple[Span, ...], ...]
    ticks: tuple[Tick, ...]
    rings: tuple[Span, ...]
    strikes: tuple[Span, ...]
    pen: tuple[Span, ...]
    leaders: tuple[Span, ...]
    dark: Mask
    traces: Mask
    blotted: tuple[Span, ...]


def drawn_on(image: Gray) -> Drawn:
    """Return what is drawn on an upright, even page."""
    page = image.copy()
    dark = _dark(page)
    bars = _bars(dark)
    # Rules close under a bar are taken from before white paint goes round it.
    near = rules_in(np.where(cv2.dilate(bars, np.ones((5, 5), np.uint8)) > 0, 0, dark))
    _turned_light(page, bars)
    outline = cv2.morphologyEx(bars, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    # Along the edge of a bar the turned picture is neither light nor dark.
    page[cv2.dilate(outline, np.ones((9, 9), np.uint8)) > 0] = 255
    dark = _dark(page)
    everything = dark.copy()
    traces = without_tables(dark, np.asarray(cv2.bitwise_or(rules_in(dark), near), np.uint8))
    rings = rings_on(page, dark, traces)
    rules = np.asarray(cv2.bitwise_or(rules_in(dark), near), np.uint8)
    # White paint along a bar took the ends of the walls that stand on it.
    walls = cv2.bitwise_or(rules, outline)
    walls = cv2.morphologyEx(walls, cv2.MORPH_CLOSE, np.ones((_PAINTED, 1), np.uint8))
    walls = cv2.morphologyEx(walls, cv2.MORPH_CLOSE, np.ones((1, _PAINTED), np.uint8))
    cells = _cells(np.asarray(walls, np.uint8))
    strikes = _strokes(dark)
    squares = boxes(dark, rules)
    more, strokes = overticked(dark, traces, squares)
    ticks = (*squares, *more, *rounds(dark, (*squares, *more)))
    wipe = cv2.dilate(cv2.bitwise_or(rules, strokes), np.ones((5, 5), np.uint8))
    erase(page, dark, wipe)
    for tick in ticks:
        left, top, right, low = tick.place
        page[top - 3 : low + 4, left - 3 : right + 4] = 255
        dark[top - 3 : low + 4, left - 3 : right + 4] = 0
    leaders = _leaders(page, dark)
    pen = _pen(dark)
    return Drawn(
        whole=image,
        print=page,
        ink=dark,
        cells=cells,
        ticks=ticks,
        rings=rings,
        strikes=strikes,
        pen=pen,
        leaders=leaders,
        dark=everything,
        traces=traces,
        blotted=_blotted(bars, everything),
    )


def _turned_light(page: Gray, bars: Mask) -> None:
    """Make white print on dark bars black on white."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(bars, connectivity=8)
    for n in range(1, count):
        left, top, wide, high, _ = (int(value) for value in stats[n])
        part = page[top : top + high, left : left + wide]
        inside = labels[top : top + high, left : left + wide] == n
        bar = 255.0 - part[inside].astype(np.float32)
        level = max(60.0, float(np.median(bar)) - 25)
        part[inside] = np.clip(bar / level * 255.0, 0, 255)


def _blotted(bars: Mask, dark: Mask) -> tuple[Span, ...]:
    """Return the bars that no white print stands on, no wider than an answer. dark: as turned."""
    stats = cv2.connectedComponentsWithStats(bars, connectivity=8)[2][1:].tolist()
    return tuple(
        (left, top, left + wide, top + high)
        for left, top, wide, high, _ in stats
        # The walls of its cell may have closed up with it above and below.
        if wide < _ANSWER
        and not dark[top + high // 4 : top + high - high // 4, left + 12 : left + wide - 12].any()
    )


def _dark(page: Gray) -> Mask:
    """Return where there is ink, specks left out."""
    near = cv2.adaptiveThreshold(
        page, 255, cv2.ADAPTIVE_THRESH_GAUSSIAN_C, cv2.THRESH_BINARY_INV, 51, 18
    )
    solid = np.where(page < 110, 255, 0).astype(np.uint8)
    dark = cv2.bitwise_or(near, solid)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    small = stats[:count, cv2.CC_STAT_AREA] < 6
    small[0] = False
    dark[small[labels]] = 0
    return dark


def _bars(dark: Mask) -> Mask:
    """Return solid bars of ink, as headings in white print stand on; their print filled in.

    Large, heavy letters close up to what looks like a bar; but nowhere are they ink alone. A bar
    that slants is no upright box: what stands close under its raised end is no print on it.
    """
    core = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((7, 60), np.uint8))
    bars = np.zeros_like(dark)
    closed = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    solid = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((20, 60), np.uint8))
    shapes, _ = cv2.findContours(solid, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for shape in shapes:
        left, top, wide, high = cv2.boundingRect(shape)
        filled = float(np.mean(dark[top : top + high, left : left + wide] > 0))
        if not core[top : top + high, left : left + wide].any():
            continue
        if wide > 120 and 20 <= high < 140 and filled > 0.55:
            # A bar that slopes has print above and below it within its height.
            cv2.fillConvexPoly(bars, cv2.convexHull(shape), 255)
    return bars


def _cells(rules: Mask) -> tuple[tuple[Span, ...], ...]:
    """Return the places that rules enclose, table by table, each in reading order."""
    walls = cv2.dilate(rules, np.ones((5, 5), np.uint8))
    shapes, nested = cv2.findContours(walls, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    tables: dict[int, list[Span]] = {}
    for at, shape in enumerate(shapes):
        outer = int(nested[0][at][3])
        if outer < 0:
            continue
        left, top, wide, high = cv2.boundingRect(shape)
        if wide < _SLIVER and high > 2 * wide:
            continue  # what is left beside the frame of a value within its cell
        if wide < 14 or high < 14 or cv2.contourArea(shape) < 0.55 * wide * high:
            continue
        tables.setdefault(outer, []).append((left - 2, top - 2, left + wide + 2, top + high + 2))
    return tuple(
        tuple(sorted(cells, key=lambda c: (c[1], c[0])))
        for cells in tables.values()
        if len(cells) > 1
    )


def _strokes(dark: Mask) -> tuple[Span, ...]:
    """Return short level lines that rule nothing: what may strike a word out."""
    lines = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, _STROKE), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    found = []
    for n in range(1, count):
        left, top, wide, high, area = (int(value) for value in stats[n])
        if area / wide <= 6 and high <= 12 and wide <= 1200:
            found.append((left, top, left + wide, top + high))
    return tuple(found)


def _leaders(page: Gray, dark: Mask) -> tuple[Span, ...]:
    """Return the rows of dots that lead to a value's place, and take them off the page."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    rows: dict[int, list[int]] = {}
    for n in range(1, count):
        if max(stats[n, cv2.CC_STAT_WIDTH], stats[n, cv2.CC_STAT_HEIGHT]) <= _DOT:
            rows.setdefault(int(stats[n, 1] + stats[n, 3] // 2) // 4, []).append(n)
    found: list[Span] = []
    gone = np.zeros(count, bool)
    for row in sorted(rows):
        near = [n for r in (row, row + 1) for n in rows.get(r, []) if not gone[n]]
        near.sort(key=lambda n: int(stats[n, 0]))
        for run in _runs_of_dots(near, stats):
            gone[run] = True
            spans = stats[run]
            right = int((spans[:, 0] + spans[:, 2]).max())
            low = int((spans[:, 1] + spans[:, 3]).max())
            found.append((int(spans[:, 0].min()), low - _LETTER, right, low))  # high as its line
    if found:
        where = np.where(gone[labels], 255, 0).astype(np.uint8)
        erase(page, dark, np.asarray(cv2.dilate(where, np.ones((3, 3), np.uint8)), np.uint8))
    return tuple(found)


def _runs_of_dots(dots: Sequence[int], stats: npt.NDArray[Any]) -> list[list[int]]:
    """Return the dots that follow each other closely, without the foot of a sign before them."""
    runs: list[list[int]] = [[]]
    for n in dots:
        last = runs[-1][-1] if runs[-1] else None
        if last is not None and stats[n, 0] - stats[last, 0] > 2 * _DOT:
            runs.append([])
        runs[-1].append(n)
    kept = []
    for run in runs:
        if len(run) < _FEWEST_DOTS or not _is_even(stats[run]):
            continue
        kept.append(run[1:] if _is_foot(stats[run[0]], stats) else run)
    return kept


def _is_foot(dot: npt.NDArray[Any], stats: npt.NDArray[Any]) -> bool:
    """Return whether a dot is the lower part of a sign: of a colon, or of a question mark."""
    middle = int(dot[0]) + int(dot[2]) // 2
    over = dot[1] - stats[:, 1] - stats[:, 3]
    sign = (stats[:, 0] - 3 <= middle) & (middle <= stats[:, 0] + stats[:, 2] + 3)
    sign &= (stats[:, 2] <= _LETTER) & (stats[:, 3] <= _LETTER + _DOT)
    dotted = np.abs(stats[:, 0] - dot[0]) <= 3
    hooked = (stats[:, 3] > _DOT) & (over <= _DOT)
    return bool((sign & (over >= 0) & (over <= 20) & (hooked | dotted)).any())


def _is_even(dots: npt.NDArray[Any]) -> bool:
    """Return whether dots are as far from each other as typed ones; specks and crumbs are not."""
    steps = np.diff(dots[:, 0])
    usual = float(np.median(steps))
    regular = np.abs(steps - usual) <= max(2.0, 0.3 * usual)
    wide = int(dots[:, 0].max() - dots[:, 0].min())
    return wide >= _SHORTEST - _DOT and float(np.mean(regular)) >= 0.75


def _pen(dark: Mask) -> tuple[Span, ...]:
    """Return where strokes stand that are too wide and too thin to be print."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    found: list[Span] = []
    for n in range(1, count):
        left, top, wide, high, area = (int(value) for value in stats[n])
        if wide >= 55 and high >= 18 and area < 0.3 * wide * high and wide > 1.2 * high:
            found.append((left, top, left + wide, top + high))
    return _merged(found)


def _merged(places: Sequence[Span]) -> tuple[Span, ...]:
    """Return the places with those that nearly touch made one."""
    merged: list[Span] = []
    for place in sorted(places):
        for at, other in enumerate(merged):
            grown = (other[0] - 25, other[1] - 6, other[2] + 25, other[3] + 6)
            if overlap(grown, place):
                merged[at] = (
                    min(place[0], other[0]),
                    min(place[1], other[1]),
                    max(place[2], other[2]),
                    max(place[3], other[3]),
                )
                break
        else:
            merged.append(place)
    return tuple(merged)
