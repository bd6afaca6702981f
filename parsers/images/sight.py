"""A page's image seen as a printed page is: words with places, ruled cells, boxes, rings, ink.

A word on which its two readings differ carries DOUBTFUL, and whoever makes a value of it asks. What
reads as no words where a pen was is a drawing (PICTURE): a signature, most often. From there on a
picture is laid out like any page.
"""

# ruff: noqa: PLR2004 - pixels at 200 dots an inch, beside what they measure

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from parsers.images.besidepen import parted_from_pen
from parsers.images.ink import Drawn, drawn_on
from parsers.images.lettering import (
    Piece,
    bands_of,
    covers,
    height,
    is_words,
    outermost,
    pieces_on,
    width,
)
from parsers.images.letterlists import as_boxes
from parsers.images.ocr import Gray, Recogniser
from parsers.images.overlooked import pieces_missed
from parsers.images.overwritten import strays_on
from parsers.images.penned import Penned, Verdict, penned
from parsers.images.spelling import Page, in_points, stands, words_of
from parsers.images.tables import tables_of
from parsers.images.tickboxes import Span, is_round_word
from parsers.layouts.lines import Ruled, Word, within
from parsers.pairs import DOUBTFUL, EMPTY, PENNED, PICTURE, TICKED

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
    read = parted_from_pen(drawn, pieces_on(drawn, recogniser), recogniser)
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
    every = (*spoken, *told.hidden)
    for n, (piece, band) in enumerate(zip(every, bands_of(every, drawn.ink), strict=True)):
        words.extend(words_of(piece, told.of(n), page, band))
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
    words.extend(Word(PENNED, in_points(bar)) for bar in drawn.blotted)
    for tick in drawn.ticks:
        text = TICKED if tick.ticked else EMPTY
        if told.owns(tick.place):
            continue
        sure = tick.sure and not _ends_a_choice(tick.place, read)
        words.append(Word(text if sure else text + DOUBTFUL, in_points(tick.place)))
    words.extend(_beside_words(drawn.leaders, words))
    tables = tuple(table for cells in drawn.cells for table in tables_of(cells, scrawled, lines))
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
