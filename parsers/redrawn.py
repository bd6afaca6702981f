"""Tables redrawn as their makers meant them, before anything is read out of them.

Questions are numbered, headings run down beside their rows, and a page ends in the middle of a table:
each is put as if it had not happened.
"""

# ruff: noqa: PLR2004 - counts of cells, beside what they count
# ruff: noqa: E501 - patterns stay whole

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from parsers.pairs import EMPTY, TICKED, Block, Cell, Grid, Line, plain
from parsers.units import unit_of
from parsers.vocabulary import Vocabulary

_NUMBERED = re.compile(
    r"^[\ue002\s]*(?:(?:section|part|question)\s+)?(\d{1,2}(?:\.\d{1,2})?)\s?[.):]?\s+(?=[A-Za-z\ue002])"
    r"(?!(?:days?|weeks?|months?|years?|terms?|hours?|sessions?)\b)",
    re.IGNORECASE,
)
_PLAINLY_NUMBERED = re.compile(
    r"^[\ue002\s]*(?:\d{1,2}\.\d{1,2}\s|\d{1,2}\s?[.)]\s|(?:section|part|question)\s)",
    re.IGNORECASE,
)
_MANY = 5
_CODE = re.compile(r"[A-Za-z]?\.?\d{1,2}[.)]?|\(?[a-z]\)|\d{1,2}\.\d{1,2}")
_FEWEST_CODES = 3
_PAIRED = (2, 4)  # cells of a row of labels, each with its value
_SIDED = (3, 5)  # the same with a heading at its side


def _without_codes(grid: Grid) -> Grid:
    """Return a table without a first column that only numbers its questions ("A1", "2.")."""
    full = [row for row in grid.rows if len(row) > 2]
    coded = [row for row in full if row[0].column == 0 and _CODE.fullmatch(plain(row[0].text))]
    if len(coded) < _FEWEST_CODES or len(coded) < len(full) or len(full) * 2 < len(grid.rows):
        return grid
    return replace(grid, rows=tuple(row[1:] if row in coded else row for row in grid.rows))


def without_sides(grid: Grid, words: Vocabulary) -> Grid:
    """Return a table with the headings that run down beside its rows put over them.

    "The child | Name | Kai", with "| Born | 14/3/12" under it: what is merged down is a heading.
    """
    rows: list[tuple[Cell, ...]] = []
    merged: set[int] = set()
    for at, (row, below) in enumerate(pairwise((*grid.rows, ()))):
        inner = row[1].column if len(row) in _SIDED and row[0].column == 0 else None
        if inner is None or row[0].span > 1 or TICKED in row[0].text or EMPTY in row[0].text:
            rows.append(row)
            continue
        runs_down = bool(below) and below[0].column == inner and len(below) in _PAIRED
        sort = unit_of(row[1], words).sort
        if (runs_down or inner in merged) and sort in ("label", "title", "value", "stacked"):
            above = [unit_of(cell, words).sort for cell in grid.rows[at - 1]] if at else []
            if len(above) != len(row) or set(above) - {"label", "title", "blank"}:
                merged.add(inner)
                rows += [(replace(row[0], span=2),), row[1:]]
                continue
        rows.append(row)
    return replace(grid, rows=tuple(rows)) if merged else grid


def _uncounted(text: str) -> str:
    """Return a cell's text without the number of its question; "12 Moor Lane" keeps its number."""
    return _NUMBERED.sub("", text) if _PLAINLY_NUMBERED.match(text) else text


def unnumbered(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the blocks without the numbers of their questions, where the questions are numbered.

    "1. Name of parent, 2. Name of parent" counts parents; "9. Name of parent" is the ninth question.
    """
    blocks = tuple(_without_codes(b) if isinstance(b, Grid) else b for b in blocks)
    texts = [b.text for b in blocks if isinstance(b, Line)]
    texts += [c.text for b in blocks if isinstance(b, Grid) for row in b.rows for c in row]
    numbers = {
        m[1] for text in texts if _PLAINLY_NUMBERED.match(text) and (m := _NUMBERED.match(text))
    }
    if len(numbers) < _MANY:
        return blocks
    made: list[Block] = []
    for block in blocks:
        if isinstance(block, Line):
            made.append(replace(block, text=_NUMBERED.sub("", block.text)))
        elif isinstance(block, Grid):
            rows = tuple(
                tuple(replace(cell, text=_uncounted(cell.text)) for cell in row)
                for row in block.rows
            )
            made.append(replace(block, rows=rows))
        else:
            made.append(block)
    return tuple(made)


def unbroken(blocks: Iterable[Block], words: Vocabulary) -> list[Block]:
    """Return the blocks with a row that a page end parted from its labels put back under them."""
    made: list[Block] = []
    for block in blocks:
        last = next((at for at in range(len(made) - 1, -1, -1) if isinstance(made[at], Grid)), None)
        if isinstance(block, Grid) and last is not None and block.rows:
            above = made[last]
            if isinstance(above, Grid) and above.where.page != block.where.page and above.rows:
                labels = [unit_of(cell, words).sort for cell in above.rows[-1]]
                values = [unit_of(cell, words).sort for cell in block.rows[0]]
                asked = len(labels) > 1 and all(sort in ("label", "title") for sort in labels)
                crossed = labels[0] == "blank" and all(s in ("label", "title") for s in labels[1:])
                if crossed and len(labels) > 2 and len(labels) == len(values):
                    made[last] = replace(above, rows=(*above.rows, *block.rows))
                    continue
                if (
                    asked
                    and len(values) == len(labels)
                    and all(s in ("value", "field") for s in values)
                ):
                    made[last] = replace(above, rows=(*above.rows, block.rows[0]))
                    made.append(replace(block, rows=block.rows[1:]))
                    continue
        made.append(block)
    return made
