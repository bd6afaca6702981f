"""A page's image seen as a printed page is: words with places, ruled cells, boxes, rings, ink.

A word on which its two readings differ carries DOUBTFUL, and whoever makes a value of it asks. What
reads as no words where a pen was is a drawing (PICTURE): a signature, most often. From there on a
picture is laid out like any page.
"""

# ruff: noqa: PLR2004 - pixels at 200 dots an inch, beside what they measure

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from parsers.images.ink import Drawn, drawn_on
from parsers.images.lettering import (
    Piece,
    covers,
    height,
    is_words,
    outermost,
    pieces_missed,
    pieces_on,
    width,
)
from parsers.images.letterlists import as_boxes
from parsers.images.ocr import Gray, Recogniser
from parsers.images.overwritten import strays_on
from parsers.images.penned import Penned, Verdict, penned
from parsers.images.spelling import Page, in_points, stands, words_of
from parsers.images.tickboxes import Span, is_round_word
from parsers.layouts.lines import Ruled, Word, within
from parsers.pairs import DOUBTFUL, EMPTY, PICTURE, TICKED

_BESIDE = 17  # pixels: no column is so narrow
_FLAT = 34  # pixels: a row lower than that, and empty, is the space between two tables
_APART = 4  # pixels between two tables, beyond what rows of one stand apart
_STRAIGHT = 8  # pixels by which a wall stands aside from its own above
_LEADER = "...."
_LEVEL = 5  # pixels by which two halves of one leader stand apart in height
_BROKEN = 48  # pixels of a leader that letters hide
_BETWEEN = 14  # points of a leader that is left between two words
_STROKES: Final = frozenset("1lI|/\\()!'-_.~")  # what one stroke of a pen is read as
_AFTER_SLASH = 40  # pixels
_STROKE_APART = 16  # pixels between the strokes of one scrawl


@dataclass(frozen=True, slots=True, repr=False)
class Seen:
    """What stands on a page: words and marks with their places in points, and ruled tables."""

    words: tuple[Word, ...]
    tables: tuple[Ruled, ...]


def seen_on(image: Gray, recogniser: Recogniser, *, coarse: bool = False) -> Seen:
    """Return what stands on an upright page. coarse: it came in so few dots that letters blend."""
    drawn = drawn_on(image)
    drawn = replace(drawn, leaders=_whole_leaders(drawn))
    read = pieces_on(drawn, recogniser)
    read += pieces_missed(drawn, read, recogniser)
    words: list[Word] = []
    pens = list(drawn.pen)
    scrawled = [*pens, *(piece.place for piece in read if not is_words(piece))]
    read = [piece for piece in read if not _is_of_pen(piece, scrawled)]
    spoken = [piece for piece in read if is_words(piece)]
    lines = [piece.place for piece in spoken]
    heights = sorted(map(stands, spoken))
    usual = heights[len(heights) // 2] if heights else 26
    strays = strays_on(drawn.ink, lines)
    page = Page(drawn, strays, usual, coarse)
    told = penned(spoken, drawn, recogniser)
    for n, piece in enumerate((*spoken, *told.hidden)):
        words.extend(words_of(piece, told.of(n), page))
    words = as_boxes(_closed_up(words, told))
    for piece in read:
        if is_words(piece):
            pens = [pen for pen in pens if not covers(piece.place, pen)]
        elif height(piece.place) >= 14 and width(piece.place) >= 30:
            pens.append(piece.place)
    pens = [pen for pen in pens if not told.owns(pen)]
    words.extend(
        Word(PICTURE, in_points(_levelled(pen, lines)), confidence=0.9) for pen in outermost(pens)
    )
    for tick in drawn.ticks:
        text = TICKED if tick.ticked else EMPTY
        if told.owns(tick.place):
            continue
        sure = tick.sure and not _ends_a_choice(tick.place, read)
        words.append(Word(text if sure else text + DOUBTFUL, in_points(tick.place)))
    words.extend(_beside_words(drawn.leaders, words))
    tables = tuple(
        _ruled(part)
        for cells in drawn.cells
        for space in _parted(_unsigned(cells, scrawled), lines)
        for part in _set_apart(space)
        if len(part) > 1
    )
    return Seen(tuple(_in_rows(words, tables)), tables)


def _closed_up(words: Sequence[Word], told: Penned) -> list[Word]:
    """Return the words with each chosen answer as wide as its row, alone on its line.

    What was left out beside it would part it from its question like a column.
    """
    made = list(words)
    for row, said in told.rows:
        places = [in_points(option.place) for option in row.options]
        if (
            Verdict.CHOSEN not in said
            or max(box[3] for box in places) - min(box[3] for box in places) > _LEVEL
        ):
            continue
        left, right = min(box[0] for box in places), max(box[2] for box in places)
        top, low = places[0][1], places[0][3]
        inside = [
            word
            for word in made
            if left - 2 < (word.box[0] + word.box[2]) / 2 < right + 2
            and word.box[1] < (top + low) / 2 < word.box[3]
        ]
        kept = [word for word in inside if word.text]
        if len(kept) == 1:
            made = [word for word in made if word not in inside]
            _, above, _, below = kept[0].box
            made.append(replace(kept[0], box=(left, above, right, below)))
    return made


def _whole_leaders(drawn: Drawn) -> tuple[Span, ...]:
    """Return the leaders whole where letters that hang down broke them.

    What is left of a word that was struck out stands in a row like dots: that is none.
    """
    whole: list[Span] = []
    for leader in sorted(drawn.leaders):
        if any(_lies_along(strike, leader) for strike in drawn.strikes):
            continue
        at = next(
            (
                n
                for n, one in enumerate(whole)
                if abs(one[3] - leader[3]) <= _LEVEL and 0 <= leader[0] - one[2] < _BROKEN
            ),
            None,
        )
        if at is None:
            whole.append(leader)
        else:
            one = whole[at]
            whole[at] = (one[0], min(one[1], leader[1]), leader[2], max(one[3], leader[3]))
    return tuple(whole)


def _lies_along(strike: Span, leader: Span) -> bool:
    """Return whether a row of dots stands where a line strikes something out."""
    along = min(strike[2], leader[2]) - max(strike[0], leader[0])
    return along > 0.6 * width(leader) and leader[1] - 6 < strike[1] < leader[3] + 6


def _beside_words(leaders: Sequence[Span], words: Sequence[Word]) -> list[Word]:
    """Return the leaders as words, left and right of what was written on them."""
    found: list[Word] = []
    for leader in map(in_points, leaders):
        low = leader[3]
        over = sorted(
            (word.box[0], word.box[2])
            for word in words
            if word.text
            and word.box[1] < low - 1 < word.box[3] + 3
            and word.box[0] < leader[2] - 1
            and leader[0] - 1 < (word.box[0] + word.box[2]) / 2
            and leader[0] + 1 < word.box[2]
        )
        start = leader[0]
        for n, (left, right) in enumerate(over):
            if n == 0 or left - start > _BETWEEN:
                found.append(Word(_LEADER, (min(start, left - 2), leader[1], left - 1, low)))
            start = max(start, right + 1)
        if not over or leader[2] - start > _BETWEEN:
            found.append(Word(_LEADER, (start, leader[1], leader[2], low)))
    return found


def _ends_a_choice(tick: Span, read: Sequence[Piece]) -> bool:
    """Return whether a box is a ring, or stands where one would: after "YES / ".

    The ring closed over its word and looks like a ticked box; no form prints a box after a slash.
    """
    return is_round_word(tick) or any(
        piece.spelt.text.rstrip().endswith("/")
        and -6 < tick[0] - piece.place[2] < _AFTER_SLASH
        and piece.place[1] < (tick[1] + tick[3]) / 2 < piece.place[3]
        for piece in read
    )


def _is_of_pen(piece: Piece, pens: Sequence[Span]) -> bool:
    """Return whether a piece is the first or last stroke of a scrawl, which reads as a letter."""
    if not is_words(piece) or piece.spelt.text.strip() not in _STROKES:
        return False
    left, top, right, low = piece.place
    return any(
        pen[0] - _STROKE_APART < right
        and left < pen[2] + _STROKE_APART
        and min(low, pen[3]) - max(top, pen[1]) > 0.4 * (low - top)
        for pen in pens
        if pen != piece.place
    )


def _in_rows(words: Sequence[Word], tables: Sequence[Ruled]) -> list[Word]:
    """Return the words with those that stand in one row made equally high.

    Each was trimmed to its own ink, and a photographed row still falls a little from left to right.
    """
    cells = [cell for table in tables for row in table.rows for cell in row if cell is not None]
    rows: list[list[Word]] = []
    homes: list[int] = []
    for word in sorted(words, key=lambda w: w.box[0]):
        home = next((n for n, cell in enumerate(cells) if within(word.box, cell)), -1)
        best, most = None, 0.4
        for n, row in enumerate(rows):
            if homes[n] != home:
                continue
            last = row[-1]
            high = min(last.box[3], word.box[3]) - max(last.box[1], word.box[1])
            share = high / max(0.1, min(last.box[3] - last.box[1], word.box[3] - word.box[1]))
            if share > most and -2 < word.box[0] - last.box[2] + 2 < 140:
                best, most = n, share
        if best is None:
            rows.append([word])
            homes.append(home)
        else:
            rows[best].append(word)
    made: list[Word] = []
    for row in rows:
        tops, lows = sorted(w.box[1] for w in row), sorted(w.box[3] for w in row)
        top, low = tops[len(tops) // 2], lows[len(lows) // 2]
        made.extend(replace(w, box=(w.box[0], top, w.box[2], max(low, top + 3))) for w in row)
    return made


def _levelled(pen: Span, lines: Sequence[Span]) -> Span:
    """Return a drawing as high as the print it stands beside: a pen rises and falls."""
    middle = (pen[1] + pen[3]) / 2
    near = [
        line
        for line in lines
        if -70 < pen[0] - line[2] < 160
        and pen[1] < line[3] + 4
        and line[1] - 1.0 * height(line) < middle < line[3] + 1.6 * height(line)
    ]
    if not near:
        return pen
    line = min(near, key=lambda one: abs(middle - (one[1] + one[3]) / 2))
    return (max(pen[0], line[2] + 4), line[1], max(pen[2], line[2] + 12), line[3])


def _parted(cells: Sequence[Span], lines: Sequence[Span]) -> list[list[Span]]:
    """Return the cells of one table, or of the several that stand so close that they touched.

    Between two tables their walls enclose a flat, empty space as wide as both.
    """
    left, right = min(cell[0] for cell in cells), max(cell[2] for cell in cells)
    spaces = [
        cell
        for cell in cells
        if width(cell) > 0.9 * (right - left)
        and height(cell) < _FLAT
        and not any(covers(cell, line) for line in lines)
    ]
    parts: list[list[Span]] = [[] for _ in range(len(spaces) + 1)]
    for cell in cells:
        if cell not in spaces:
            parts[sum(space[1] < cell[1] for space in spaces)].append(cell)
    return [part for part in parts if part]


def _set_apart(cells: Sequence[Span]) -> list[list[Span]]:
    """Return the cells of one table, or of the several that were taken for one.

    Between two tables lies more than a wall, and the walls below stand elsewhere than those above.
    """
    rows: list[list[Span]] = []
    for cell in sorted(cells, key=lambda c: (c[1] + c[3]) / 2):
        if rows and _side_by_side(cell, rows[-1][-1]):
            rows[-1].append(cell)
        else:
            rows.append([cell])
    spaces = [_space(above, below) for above, below in pairwise(rows)]
    usual = sorted(spaces)[len(spaces) // 2] if spaces else 0
    parts: list[list[Span]] = [list(rows[0])] if rows else []
    for space, (above, below) in zip(spaces, pairwise(rows), strict=True):
        if space - usual >= _APART and not _same_walls(above, below):
            parts.append([])
        parts[-1].extend(below)
    return parts


def _space(above: Sequence[Span], below: Sequence[Span]) -> int:
    """Return the least space between two rows of cells, under each cell by itself."""
    return min(
        (
            low[1] - high[3]
            for high in above
            for low in below
            if min(high[2], low[2]) - max(high[0], low[0]) > _BESIDE
        ),
        default=0,
    )


def _same_walls(above: Sequence[Span], below: Sequence[Span]) -> bool:
    """Return whether half of the walls within one row go on in the other; one cell has none."""
    inner = [sorted(cell[0] for cell in row)[1:] for row in (above, below)]
    fewer, more = sorted(inner, key=len)
    on = sum(any(abs(one - other) < _STRAIGHT for other in more) for one in fewer)
    return on * 2 >= len(fewer)


def _unsigned(cells: Sequence[Span], pens: Sequence[Span]) -> list[Span]:
    """Return the cells of a table with those made one that only a signature's strokes part."""
    made = list(cells)
    for pen in _joined(pens):
        under = [cell for cell in made if _overlap(pen, cell)]
        if len(under) < 2 or all(width(cell) > width(pen) for cell in under):
            continue
        tallest = max(under, key=height)
        group = [cell for cell in under if _side_by_side(cell, tallest)]
        if len(group) > 1:
            made = [cell for cell in made if cell not in group]
            made.append(_around(group))
    return made


def _joined(pens: Sequence[Span]) -> list[Span]:
    """Return the strokes of each scrawl as one place."""
    whole: list[Span] = []
    for pen in sorted(pens):
        near = next((one for one in whole if _overlap((*one[:2], one[2] + 40, one[3]), pen)), None)
        if near is None:
            whole.append(pen)
        else:
            whole[whole.index(near)] = _around((near, pen))
    return whole


def _around(places: Sequence[Span]) -> Span:
    return (
        min(place[0] for place in places),
        min(place[1] for place in places),
        max(place[2] for place in places),
        max(place[3] for place in places),
    )


def _side_by_side(cell: Span, other: Span) -> bool:
    return min(cell[3], other[3]) - max(cell[1], other[1]) > 0.5 * height(cell)


def _overlap(one: Span, other: Span) -> bool:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    return wide > 6 and min(one[3], other[3]) - max(one[1], other[1]) > 6


def _ruled(cells: Sequence[Span]) -> Ruled:
    """Return the cells of a table as rows: those that begin at one height.

    A frame that a cell holds for its value begins a little beside its column: it is the cell.
    """
    lefts = _snapped(sorted(cell[0] for cell in cells))
    rights = _snapped(sorted((cell[2] for cell in cells), reverse=True))
    cells = [(lefts[cell[0]], cell[1], rights[cell[2]], cell[3]) for cell in cells]
    rows: list[list[Span]] = []
    for cell in sorted(cells, key=lambda c: (c[1], c[0])):
        row = rows[-1] if rows else None
        if row is not None and cell[1] - row[0][1] < 14 and cell[0] >= max(c[2] for c in row) - 12:
            row.append(cell)
        elif row is not None and cell[1] - row[0][1] < 14:
            row.append(cell)
            row.sort()
        else:
            rows.append([cell])
    return Ruled(
        tuple(tuple(in_points(cell) for cell in row) for row in rows), in_points(_around(cells))
    )


def _snapped(edges: Sequence[int]) -> dict[int, int]:
    """Return for each edge the first of those that stand so close that they are one."""
    found: dict[int, int] = {}
    first = None
    for edge in edges:
        if first is None or abs(edge - first) > _BESIDE:
            first = edge
        found[edge] = first
    return found
