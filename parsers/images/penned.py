"""What a pen did to the answers of a row: chose one, struck out all but one, or left that open.

Marks are compared between the answers of one row. One has a ring, a frame, a line under it, a tick
or a shade, and no other has anything like it: that is chosen. All but one are struck through, and
that one stands clean: that is chosen. Whatever lies between is `UNCLEAR`, and is asked about.
"""

# ruff: noqa: PLR2004 - shares of a capital letter's height, beside what they measure

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final

import cv2
import numpy as np

from parsers.images.foreign import foreign_ink, take_off_walls
from parsers.images.ink import Drawn
from parsers.images.lettering import Piece, bands_of, read_pieces
from parsers.images.ocr import Recogniser
from parsers.images.offered import Option, Part, Row, rows_on
from parsers.images.penmarks import (
    CALM,
    CLEAN,
    ROUND,
    SPECK,
    Marks,
    marks_of,
    rings_on,
    strokes_of,
    without,
)
from parsers.images.tickboxes import Mask, Span, Tick, is_round_word, overlap

_FRAME: Final = 420, 75  # pixels: the largest frame round a word
_BEYOND: Final = 2  # capitals by which a line to write on is longer than what stands under it


class Verdict(Enum):
    """What a pen did to a word."""

    CHOSEN = auto()
    STRUCK = auto()
    UNCLEAR = auto()
    PLAIN = auto()


@dataclass(frozen=True, slots=True, repr=False)
class Penned:
    """What a pen did to each row of a page."""

    rows: tuple[tuple[Row, tuple[Verdict, ...]], ...]
    hidden: tuple[Piece, ...] = ()

    def of(self, piece: int) -> list[tuple[Option, Verdict]]:
        """Return the answers in a piece of print with what a pen did to them, in order."""
        found = []
        for row, said in self.rows:
            found += list(zip(row.options, said, strict=True))
            if Verdict.CHOSEN in said:
                found += [(mark, Verdict.STRUCK) for mark in (*row.ticks, *row.signs)]
        mine = [(option, said) for option, said in found if option.part.piece == piece]
        return sorted(mine, key=lambda one: one[0].part.start)

    def owns(self, place: Span) -> bool:
        """Return whether ink is a mark of a row in which an answer was chosen."""
        for row, said in self.rows:
            if Verdict.CHOSEN not in said:
                continue
            for option in (*row.options, *row.ticks):
                left, top, right, base = option.place
                capital = base - top
                grown = (left - capital, top - capital, right + capital, base + capital)
                if overlap(grown, place):
                    return True
        return False


def penned(pieces: Sequence[Piece], drawn: Drawn, recogniser: Recogniser) -> Penned:
    """Return what a pen did to the rows of answers on a page, the answers it hid among them."""
    cells = [cell for table in drawn.cells if not _is_frame(table) for cell in table]
    bands = bands_of(pieces, drawn.traces)
    rows = rows_on(pieces, cells, bands)
    if not rows:
        return Penned(())
    foreign = foreign_ink(pieces, bands, rows, drawn)
    take_off_walls(foreign, rows, cells)
    _take_off_lines(foreign, rows)
    hidden = _hidden(rows, foreign, drawn, recogniser)
    if hidden:
        pieces = [*pieces, *hidden]
        bands = bands_of(pieces, drawn.traces)
        rows = rows_on(pieces, cells, bands)
        foreign = foreign_ink(pieces, bands, rows, drawn)
        take_off_walls(foreign, rows, cells)
        _take_off_lines(foreign, rows)
    told = []
    rows = [_whole(row, foreign) if row.lost and not _boxes(row, drawn) else row for row in rows]
    strokes = strokes_of(foreign)
    rings = rings_on(strokes, rows)
    for number, row in enumerate(rows):
        # In a list set close together a ring reaches into the line above and the line below.
        others = [n for n, ringed in rings if ringed != number]
        ink = without(foreign, strokes, others)
        marks = marks_of(row, ink, drawn)
        boxed = _boxes(row, drawn)
        # A lone letter with a box stood beside another letter: that is what the box is.
        lone = len(row.options) == 1 and len(row.options[0].text) == 1
        plain = (Verdict.UNCLEAR if lone else Verdict.PLAIN,) * len(row.options)
        said = plain if boxed else _judged(row, marks)
        if 0 < len(boxed) < len(row.options) and not any(box.ticked for box in boxed):
            said = (Verdict.UNCLEAR,) * len(said)  # a box that is missing may be the ticked one
        if (
            not boxed
            and set(said) == {Verdict.PLAIN}
            and _is_doubted(row, len(pieces) - len(hidden))
        ):
            said = (Verdict.UNCLEAR,) * len(said)
        told.append((row, said))
    return Penned(tuple(told), tuple(hidden))


def _take_off_lines(foreign: Mask, rows: Sequence[Row]) -> None:
    """Take off level lines longer than a row: they are there to write on."""
    for row in rows:
        if row.cell is not None:
            continue  # the walls of its cell are off already, and a tick across one stays whole
        places = [option.place for option in row.options]
        capital = places[0][3] - places[0][1]
        left, right = min(place[0] for place in places), max(place[2] for place in places)
        long = right - left + _BEYOND * capital
        y0 = max(0, min(place[1] for place in places) - 2 * capital)
        y1 = max(place[3] for place in places) + 2 * capital
        part = foreign[y0:y1, max(0, left - long) : right + long]
        whole = cv2.dilate(np.ascontiguousarray(part), np.ones((3, 7), np.uint8))
        level = cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones((1, long), np.uint8))
        part[cv2.dilate(level, np.ones((5, 1), np.uint8)) > 0] = 0


def _is_doubted(row: Row, read: int) -> bool:
    """Return whether the answers of a row without a mark may be read for one of them.

    One was hidden, so something lies on it; or they stand so far apart that only the last would be
    read. read: how many pieces of print were read at first; those behind were hidden.
    """
    places = {option.part.piece for option in row.options}
    return max(places) >= read or len(places) > 1


def _whole(row: Row, foreign: Mask) -> Row:
    """Return a row with the answer that was lost, where a word's ink stands beside it unread."""
    first = row.options[0].place
    capital = first[3] - first[1]
    found = [
        Option("", Part(-1, 0, 9), (left, first[1], right, first[3]), exact=False)
        for left, top, right, low in _blots(row, foreign)
        if right - left > 1.5 * capital
        and low - top > 0.7 * capital
        and not any(left < o.place[2] and o.place[0] < right for o in row.options)
    ]
    if len(found) != 1:
        return row
    return replace(row, options=(*row.options, *found), lost=False)


def _is_frame(table: Sequence[Span]) -> bool:
    """Return whether what looks like a table is no larger than a frame round a word."""
    wide = max(cell[2] for cell in table) - min(cell[0] for cell in table)
    high = max(cell[3] for cell in table) - min(cell[1] for cell in table)
    return wide < _FRAME[0] and high < _FRAME[1]


def _hidden(
    rows: Sequence[Row], foreign: Mask, drawn: Drawn, recogniser: Recogniser
) -> list[Piece]:
    """Return answers that stand in a line with others and were not read: a pen went round them."""
    places: list[tuple[Row, Span]] = []
    for row in rows:
        if _boxes(row, drawn):
            continue
        first = row.options[0].place
        capital = first[3] - first[1]
        for left, top, right, low in _blots(row, foreign):
            level = min(low, first[3]) - max(top, first[1]) > 0.7 * capital
            read = any(
                min(right, o.place[2]) - max(left, o.place[0]) > 0.3 * (o.place[2] - o.place[0])
                for o in row.options
            )
            if level and not read and right - left >= 0.3 * capital:
                line = first[1] - round(0.12 * capital), first[3] + round(0.2 * capital)
                places.append((row, (left, line[0], right, line[1])))
    found = read_pieces(drawn.whole, [Piece(place) for _, place in places], recogniser)
    return [
        piece
        for (row, _), piece in zip(places, found, strict=True)
        if row.misses(piece.spelt.text) and not any(map(str.isspace, piece.spelt.text))
    ]


def _blots(row: Row, foreign: Mask) -> list[Span]:
    """Return ink in the line of a row that was not read, strokes close together as one."""
    capital = row.options[0].place[3] - row.options[0].place[1]
    y0 = max(0, min(o.place[1] for o in row.options))
    y1 = max(o.place[3] for o in row.options)
    far = round((12 if row.lost else 4) * capital)
    x0, x1 = max(0, row.left - far), min(foreign.shape[1], row.right + far)
    if row.cell is not None:
        x0, x1 = max(x0, row.cell[0] + 5), min(x1, row.cell[2] - 5)
    columns = np.flatnonzero(foreign[y0:y1, x0:x1].any(axis=0))
    if not columns.size:
        return []
    found: list[Span] = []
    start = last = int(columns[0])
    for x in (*columns[1:].tolist(), 10**6):
        if x - last > 0.45 * capital:
            part = foreign[y0:y1, x0 + start : x0 + last + 1].any(axis=1)
            rows = np.flatnonzero(part)
            found.append((x0 + start, y0 + int(rows[0]), x0 + last + 1, y0 + int(rows[-1]) + 1))
            start = x
        last = x
    return found


def _boxes(row: Row, drawn: Drawn) -> list[Tick]:
    """Return the boxes to tick on a row; what a word stands in is none."""
    found = []
    for tick in drawn.ticks:
        left, top, right, low = tick.place
        if right < row.left or left > row.right or is_round_word(tick.place):
            continue
        middle = (top + low) / 2
        level = [o for o in row.options if o.place[1] - 8 < middle < o.place[3] + 8]
        held = [o for o in level if min(right, o.place[2]) - max(left, o.place[0]) > 4]
        if level and not held:
            found.append(tick)
    return found


def _judged(row: Row, marks: Sequence[Marks]) -> tuple[Verdict, ...]:
    """Return the verdict on each answer of a row."""
    n = len(marks)
    if n == 1:
        lone = marks[0].stray or max(marks[0].round, marks[0].above) > CLEAN
        return (Verdict.UNCLEAR if lone else Verdict.PLAIN,)
    sure = not row.lost and not any(one.stray for one in marks)
    k = _chosen(row, marks)
    if k is None:
        k = _left_over(row, marks)
    if k is not None and sure and _agrees(row, marks, k):
        return tuple(Verdict.CHOSEN if at == k else Verdict.STRUCK for at in range(n))
    untouched = all(one.untouched for one in marks) and all(o.text for o in row.options)
    return (Verdict.PLAIN if sure and untouched else Verdict.UNCLEAR,) * n


def _agrees(row: Row, marks: Sequence[Marks], k: int) -> bool:
    """Return whether all that was read speaks for one answer."""
    struck = sum(one.struck for one in marks)
    if struck == len(marks) - 1 and not marks[k].chosen:
        return not marks[k].struck
    known = all(option.text for option in row.options)
    return known and not marks[k].struck and struck in {0, len(marks) - 1}


def _left_over(row: Row, marks: Sequence[Marks]) -> int | None:
    """Return the one answer that no line goes through, if nothing else is drawn about it."""
    left = [k for k, one in enumerate(marks) if not one.struck]
    if len(left) != 1 or any(one.chosen for one in marks):
        return None
    return left[0] if marks[left[0]].clean and row.options[left[0]].exact else None


def _chosen(row: Row, marks: Sequence[Marks]) -> int | None:
    """Return the one answer with a mark such as no other has."""
    best = max(range(len(marks)), key=lambda k: (marks[k].chosen, marks[k].ringed, marks[k].round))
    one = marks[best]
    others = [_less(row, marks, best, k) for k in range(len(marks)) if k != best]
    if any(other.ticked or other.shaded for other in others):
        return None
    least = max(other.most for other in others)
    alone = one.ringed and not any(other.ringed for other in others)
    if (one.round >= ROUND or alone) and least <= CALM:
        return best
    if one.round >= CALM and least <= SPECK:
        return best
    if (one.under and one.above <= CLEAN) or one.ticked or one.shaded:
        return best if least <= CLEAN else None
    return None


def _less(row: Row, marks: Sequence[Marks], best: int, k: int) -> Marks:
    """Return the marks of another answer without what is the chosen one's, above or below it."""
    one, other = row.options[best].place, row.options[k].place
    found = replace(marks[k])
    if one[3] <= other[1] and marks[best].below:
        found.above = 0.0
    elif other[3] <= one[1] and marks[best].above:
        found.below = 0.0
    return found
