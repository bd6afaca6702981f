"""What a pen put about each answer of a row: ink above it, below, through it and beside."""

# ruff: noqa: PLR2004 - shares of a capital letter's height, beside what they measure

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from parsers.images.ink import Drawn
from parsers.images.offered import Option, Row
from parsers.images.penstrokes import falls_to_a_foot, line_under, struck_through, tick_in
from parsers.images.tickboxes import Mask, Span, overlap

ROUND: Final = 0.78  # of a word's width that ink covers above and below, in a ring
_ROUNDED: Final = 0.92  # of its breadth times its height, that a ring with a flat side encloses
_AROUND: Final = 1.5  # capitals from a word to what is no longer near it
CALM: Final = 0.4  # the same of every other answer, at most
CLEAN: Final = 0.25  # of a word that no pen touched
SPECK: Final = 0.12  # the same, beside one that a pen touched
_SHADED: Final = 18  # shades of gray by which a marker darkens the paper
_REACH: Final = 1.2  # capitals above and below a word in which a ring runs
_TICK: Final = 1.0  # capitals from a tick to the answer it stands beside
_ARM: Final = 1.3  # capitals across which the long arm of a tick rises
_ARMS: Final = 2  # of a tick
_STRAY: Final = 0.6  # capitals: the least size of a stray mark


@dataclass(slots=True)
class Marks:
    """What stands about one answer.

    above, below: of its width that ink covers. ringed: no way leads from it to the paper around
    but through ink. stray: ink beside it that may be another answer's
    mark too. loose: ink beside it that is no mark that is known.
    """

    above: float = 0.0
    below: float = 0.0
    ringed: bool = False
    under: bool = False
    struck: bool = False
    ticked: bool = False
    shaded: bool = False
    stray: bool = False
    loose: bool = False

    @property
    def round(self) -> float:
        """The share of its width that ink covers both above and below."""
        return min(self.above, self.below)

    @property
    def most(self) -> float:
        """The larger share of its width that ink covers, above or below."""
        return max(self.above, self.below)

    @property
    def chosen(self) -> bool:
        """Whether it has a mark that chooses."""
        return self.round >= ROUND or self.under or self.ticked or self.shaded

    @property
    def untouched(self) -> bool:
        """Whether nothing at all stands about it."""
        return self.clean and not self.loose and max(self.above, self.below) <= SPECK / 2

    @property
    def clean(self) -> bool:
        """Whether it has no mark; that of its neighbour may reach it."""
        return not (self.under or self.struck or self.ticked or self.shaded or self.stray) and (
            max(self.above, self.below) <= CLEAN
        )


@dataclass(frozen=True, slots=True, repr=False)
class Strokes:
    """Foreign ink, stroke by stroke: which pixel is whose, and the place of each."""

    labels: npt.NDArray[np.int32]
    places: tuple[Span, ...]


def strokes_of(foreign: Mask) -> Strokes:
    """Return foreign ink parted into what hangs together; the first place is the paper's."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(foreign, connectivity=8)
    places = ((int(x), int(y), int(x + wide), int(y + high)) for x, y, wide, high, _ in stats)
    return Strokes(np.asarray(labels, np.int32), tuple(places))


def rings_on(strokes: Strokes, rows: Sequence[Row]) -> tuple[tuple[int, int], ...]:
    """Return which strokes run round an answer of which row, by their numbers."""
    return tuple(
        (n, k)
        for n, place in enumerate(strokes.places[1:], start=1)
        for k, row in enumerate(rows)
        if any(_runs_round(place, option.place) for option in row.options)
    )


def _runs_round(stroke: Span, word: Span) -> bool:
    left, top, right, base = word
    return stroke[1] < top <= (stroke[1] + stroke[3]) / 2 <= base < stroke[3] and min(
        right, stroke[2]
    ) - max(left, stroke[0]) > 0.7 * (right - left)


def without(foreign: Mask, strokes: Strokes, numbers: Iterable[int]) -> Mask:
    """Return foreign ink without some of its strokes."""
    kept = foreign
    for n in numbers:
        kept = foreign.copy() if kept is foreign else kept
        left, top, right, low = strokes.places[n]
        kept[top:low, left:right][strokes.labels[top:low, left:right] == n] = 0
    return kept


def marks_of(row: Row, foreign: Mask, drawn: Drawn) -> list[Marks]:
    """Return what stands about each answer of a row."""
    found = [Marks() for _ in row.options]
    for option, one in zip(row.options, found, strict=True):
        one.above, one.below = _covered(option, foreign)
        one.ringed = _is_enclosed(option, drawn.dark)
        one.under = one.below >= ROUND and _is_underlined(option, drawn.traces)
        one.struck = _is_struck(option, drawn.traces)
    _tick_over(row, found, foreign, drawn)
    _stray(row, found, foreign, drawn)
    _shade(row, found, drawn)
    return found


def _tick_over(row: Row, marks: Sequence[Marks], foreign: Mask, drawn: Drawn) -> None:
    """Note the answer with a tick across it: one arm reaches well above it, none below."""
    for k, (option, one) in enumerate(zip(row.options, marks, strict=True)):
        others = [other for at, other in enumerate(marks) if at != k]
        if not others or any(max(o.above, o.below) > SPECK for o in others) or one.struck:
            continue
        left, top, right, base = option.place
        # The arm of a tick is no longer over a short word than over a long one.
        most = max(CALM, _ARM * (base - top) / max(1, right - left))
        one.ticked = one.ticked or (0 < one.above < most and _is_tick(option, row, foreign, drawn))


def _is_tick(option: Option, row: Row, foreign: Mask, drawn: Drawn) -> bool:
    """Return whether a stroke from above a word runs down to the left, to a foot in the word."""
    left, top, right, base = option.place
    capital = base - top
    y0, y1 = max(0, top - round(1.6 * capital)), base + round(0.7 * capital)
    if row.cell is not None:
        y1 = max(base + 3, min(y1, row.cell[3] - 4))  # what stands below is the next row's
    x0, x1 = max(0, left - round(0.8 * capital)), right + round(1.5 * capital)
    under = cv2.connectedComponentsWithStats(
        np.ascontiguousarray(foreign[base + 2 : y1, x0:x1]), connectivity=8
    )[2][1:, cv2.CC_STAT_WIDTH]
    if under.size and under.max() > 0.9 * capital:
        return False  # wider than the foot of a tick, or the tip of the next row's
    ink = cv2.dilate(np.ascontiguousarray(drawn.dark[y0:y1, x0:x1]), np.ones((3, 3), np.uint8)) > 0
    over = np.ascontiguousarray(foreign[y0 : top - 1, x0:x1])
    count, labels, stats, _ = cv2.connectedComponentsWithStats(over, connectivity=8)
    for n in range(1, count):
        tip_y = int(stats[n, cv2.CC_STAT_TOP])
        columns = np.flatnonzero((labels[tip_y : tip_y + 3] == n).any(axis=0))
        rises = (top - 1 - y0) - tip_y >= 0.4 * capital
        if rises and columns[-1] - columns[0] <= 0.9 * capital:
            tip = (float(columns.mean()), float(tip_y) + 1)
            if falls_to_a_foot(ink, tip, base - y0, capital):
                return True
    return False


def _columns(option: Option) -> tuple[int, int]:
    left, _, right, _ = option.place
    trim = round(0.12 * (option.place[3] - option.place[1]))
    return left + trim, max(left + trim + 1, right - trim)


def _covered(option: Option, foreign: Mask) -> tuple[float, float]:
    """Return the shares of a word's width that ink covers above and below."""
    _, top, _, base = option.place
    capital = base - top
    x0, x1 = _columns(option)
    over = foreign[max(0, top - round(_REACH * capital)) : max(1, top - 1), x0:x1]
    under = foreign[base + 2 : base + round(_REACH * capital), x0:x1]
    return _share(over), _share(under)


def _is_enclosed(option: Option, dark: Mask) -> bool:
    """Return whether ink runs all round a word, close to it; the wall of its cell may help."""
    left, top, right, base = option.place
    capital = base - top
    far = round(_AROUND * capital)
    y0, y1 = max(0, top - far), min(dark.shape[0], base + far)
    x0, x1 = max(0, left - far), min(dark.shape[1], right + far)
    ink = cv2.dilate(np.ascontiguousarray(dark[y0:y1, x0:x1]), np.ones((3, 3), np.uint8))
    _, labels = cv2.connectedComponents(np.where(ink > 0, 0, 255).astype(np.uint8), connectivity=4)
    # Between the letters of a word lies paper; round a lone one, which may close on itself.
    into = round(0.1 * capital) * (1 if right - left > 1.2 * capital else -1)
    word = labels[top + into - y0 : base - into - y0, left + into - x0 : right - into - x0]
    around = (labels[0], labels[-1], labels[:, 0], labels[:, -1])
    within = set(np.unique(word).tolist()) - {0}
    if not within or within & {one for edge in around for one in edge.tolist()}:
        return False
    # Between the walls of its cell and the ring round its neighbour stands a word in corners.
    points = cv2.findNonZero(np.isin(labels, list(within)).astype(np.uint8))
    _, _, wide, high = cv2.boundingRect(points)
    return cv2.contourArea(cv2.convexHull(points)) < _ROUNDED * wide * high


def _share(part: Mask) -> float:
    """Return the share of columns that hold ink."""
    return float(np.mean(part.any(axis=0))) if part.size else 0.0


def _is_underlined(option: Option, traces: Mask) -> bool:
    left, top, right, base = option.place
    line = line_under(traces, (left, top, right, base), (top, base))
    if line is None:
        return False
    capital = base - top
    return left - line[0] < 1.0 * capital and line[2] - right < 1.0 * capital


def _is_struck(option: Option, traces: Mask) -> bool:
    _, top, _, base = option.place
    letters = max(1, len(option.text.replace(" ", "")) or option.part.end - option.part.start)
    return struck_through(traces, option.place, (top, base), letters)


def _stray(row: Row, marks: Sequence[Marks], foreign: Mask, drawn: Drawn) -> None:
    """Note ink beside the answers that was read as nothing: a tick, or what nobody can tell."""
    for tick in row.ticks:
        _ticked(_trimmed(tick.place, foreign), row, marks)
    capital = row.options[0].place[3] - row.options[0].place[1]
    lone = len(row.options) == 1
    left, top, right, low = _about(row, foreign, lone=lone)
    part = np.ascontiguousarray(foreign[top:low, left:right])
    if not part.size:
        return
    known = [*(tick.place for tick in drawn.ticks), *(tick.place for tick in row.ticks)]
    count, labels, stats, _ = cv2.connectedComponentsWithStats(part, connectivity=8)
    for n in range(1, count):
        x, y, wide, high, area = (int(value) for value in stats[n])
        place = (left + x, top + y, left + x + wide, top + y + high)
        if area < 25 or max(wide, high) < _STRAY * capital or any(overlap(place, b) for b in known):
            continue
        if lone:
            marks[0].stray = marks[0].stray or high >= _STRAY * capital
        elif not _is_beside(place, row):
            continue
        elif _is_tick_alone(np.asarray(labels[y : y + high, x : x + wide] == n), capital):
            _ticked(place, row, marks)
        elif max(wide, high) > capital:
            for one in marks:
                one.loose = True


def _is_tick_alone(shape: npt.NDArray[Any], capital: float) -> bool:
    """Return whether ink is a tick and nothing else: it has two arms, and no row crosses more."""
    runs = np.count_nonzero(np.diff(shape.astype(np.int8), axis=1, prepend=0) == 1, axis=1)
    return float(np.mean(runs > _ARMS)) <= 0.05 and tick_in(shape, capital) is not None


def _trimmed(place: Span, foreign: Mask) -> Span:
    """Return the place of a tick that was read as a sign, as far as its ink goes."""
    left, top, right, base = place
    capital = base - top
    reach = round(0.6 * capital)
    x0 = max(0, left - reach)
    part = foreign[top - capital // 2 : base + capital // 3, x0 : right + reach].any(axis=0)
    columns = np.flatnonzero(part)
    if not columns.size:
        return place
    return (x0 + int(columns[0]), top, x0 + int(columns[-1]) + 1, base)


def _about(row: Row, foreign: Mask, *, lone: bool) -> Span:
    """Return the place in which ink may be a mark of a row."""
    capital = row.options[0].place[3] - row.options[0].place[1]
    far = 6 * capital if lone else 0
    top = max(0, min(o.place[1] for o in row.options) - round(0.8 * capital))
    low = max(o.place[3] for o in row.options) + round(0.6 * capital)
    left, right = max(0, row.left - far), min(foreign.shape[1], row.right + far)
    if row.cell is not None:
        left, right = max(left, row.cell[0] + 5), min(right, row.cell[2] - 5)
        if lone and row.cell[3] - row.cell[1] < 9 * capital:
            top, low = row.cell[1] + 5, row.cell[3] - 5
    return left, top, right, low


def _is_beside(place: Span, row: Row) -> bool:
    """Return whether ink stands in a line with an answer, and over none."""
    capital = row.options[0].place[3] - row.options[0].place[1]
    level = [
        option.place
        for option in row.options
        if min(place[3], option.place[3]) - max(place[1], option.place[1]) > 0.3 * capital
    ]
    over = (min(place[2], one[2]) - max(place[0], one[0]) > 0.3 * capital for one in level)
    return bool(level) and not any(over)


def _ticked(place: Span, row: Row, marks: Sequence[Marks]) -> None:
    """Note the answer beside a tick: the nearest, where no other is about as near."""
    middle = (place[0] + place[2]) / 2
    capital = row.options[0].place[3] - row.options[0].place[1]
    signs = [(sign.place[0] + sign.place[2]) / 2 for sign in row.signs if sign.text != "("]
    near = sorted(
        (max(option.place[0] - place[2], place[0] - option.place[2]), k)
        for k, option in enumerate(row.options)
        if min(place[3], option.place[3]) - max(place[1], option.place[1]) > 0
        and not any(min(middle, option.place[0]) < x < max(middle, option.place[0]) for x in signs)
    )
    close = round(0.3 * capital)
    if (
        not near
        or near[0][0] > _TICK * capital
        or any(place[0] - close <= x <= place[2] + close for x in signs)
    ):
        for one in marks:
            one.stray = True
        return
    if len(near) > 1 and near[1][0] < max(capital, 2.5 * max(0.15 * capital, near[0][0])):
        for _, k in near[:2]:
            marks[k].stray = True
    else:
        marks[near[0][1]].ticked = True


def _shade(row: Row, marks: Sequence[Marks], drawn: Drawn) -> None:
    """Note the one answer on darker paper than all the others."""
    if len(marks) < 2:
        return
    papers = []
    for option in row.options:
        left, top, right, base = option.place
        part = drawn.whole[max(0, top - 3) : base + 3, left:right]
        papers.append(float(np.percentile(part, 85)) if part.size else 255.0)
    k = int(np.argmin(papers))
    others = [paper for at, paper in enumerate(papers) if at != k]
    if min(others) - papers[k] > _SHADED and max(others) - min(others) < _SHADED / 2:
        marks[k].shaded = True
