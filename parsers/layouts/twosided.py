"""Tables of two sides: two panels under a heading each, or rows that ask the same of two.

"Parent 1 name | ... | Parent 2 name | ..." over "Phone | ... | Phone | ...": the right half is all
about the second. Read by rows, one's number would be taken for the other's. A bar over such rows
may name both in one cell: "HOME SCHOOL   RECEIVING SCHOOL".
"""

# ruff: noqa: PLR2004 - counts of cells, beside what they count

import re
from dataclasses import replace
from itertools import pairwise
from typing import Final

from parsers.choices import folded
from parsers.labels.vocabulary import Vocabulary
from parsers.pairs import FIELD, Cell, Grid, plain

_WIDE: Final = 4  # cells of a row: two labels, two answers
_FEWEST: Final = 2  # rows that ask alike below the two names
_FEWEST_ROWS: Final = 3  # of two panels

_Row = tuple[Cell, ...]


def halved(block: Grid) -> tuple[Grid, ...]:
    """Return a table of two panels, each under its own heading, as two tables.

    "Basic details | Managed move" over "Forename | Kai | Home school | Oak": what stands on the
    left is about the left heading, and read before the right.
    """
    if len(block.rows) < _FEWEST_ROWS:
        return (block,)
    head, rest = block.rows[0], block.rows[1:]
    if len(head) != 2 or head[0].column or not all(plain(cell.text) for cell in head):
        return (block,)
    edge = head[1].column
    sides = [[cell.column < edge for cell in row] for row in rest]
    if edge < 2 or not all(0 < sum(side) < len(side) for side in sides[:-1]):
        return (block,)
    if any(FIELD in cell.text or re.search(r"[:?\d]", plain(cell.text)) for cell in head):
        return (block,)
    again = any([cell.column for cell in row] == [0, edge] for row in rest[:-1])
    if again or len(rest[0]) < 4:
        return (block,)  # "Home school | Oakbrook" over each school's contact heads nothing
    return _halves(block, block.rows, edge)


def two_sided(grid: Grid, words: Vocabulary) -> tuple[Grid | None, ...]:
    """Return a table with each of its two sides as a table of its own; whole where it has none.

    None stands behind two sides: what follows and says of neither may be either's.
    """
    rows = tuple(_parted(*two, words) for two in pairwise((*grid.rows, ())))
    for first, row in enumerate(rows):
        if not _names_two(row, words):
            continue
        end, middle = first + 1, row[2].column
        while end < len(rows) and (
            _asks_alike(rows[end]) or _asks_one_side(rows[end], middle, words)
        ):
            end += 1
        alike = [one for one in rows[first:end] if _asks_alike(one)]
        if len(alike) >= _FEWEST:
            sides = _halves(grid, rows[first:end], middle)
            after = two_sided(replace(grid, rows=rows[end:]), words)
            made = (replace(grid, rows=rows[:first]), *sides, None, *after)
            return tuple(part for part in made if part is None or part.rows)
    return (replace(grid, rows=rows),)


def _halves(grid: Grid, rows: tuple[_Row, ...], edge: int) -> tuple[Grid, Grid]:
    """Return what stands left and right of an edge in these rows, each as a table of its own."""
    left = (tuple(c for c in row if c.column < edge) for row in rows)
    right = (
        tuple(replace(c, column=c.column - edge) for c in row if c.column >= edge) for row in rows
    )
    return (
        replace(grid, rows=tuple(filter(None, left))),
        replace(grid, rows=tuple(filter(None, right))),
    )


def _parted(row: _Row, below: _Row, words: Vocabulary) -> _Row:
    """Return a bar that names two over the two halves of the row below as two cells."""
    if len(row) != 1 or len(below) != _WIDE:
        return row
    said = plain(row[0].text).split()
    for at in range(1, len(said)):
        left, right = (words.strict(" ".join(part)) for part in (said[:at], said[at:]))
        if left is None or right is None or left.attribute or right.attribute:
            continue
        sides = {(left.party, left.ordinal), (right.party, right.ordinal)}
        if None not in (left.party, right.party) and len(sides) > 1:
            column = below[2].column
            half = replace(row[0], text=" ".join(said[:at]), span=column - row[0].column)
            return half, replace(row[0], text=" ".join(said[at:]), column=column, span=half.span)
    return row


def _names_two(row: _Row, words: Vocabulary) -> bool:
    """Return whether a row asks the same of two: two parents, two schools."""
    if len(row) != _WIDE:
        return False
    left, right = words.meaning(row[0].text), words.meaning(row[2].text)
    if left is None or right is None or left.attribute != right.attribute:
        return False
    sides = (left.party, left.ordinal), (right.party, right.ordinal)
    return sides[0] != sides[1] and None not in (left.party, right.party)


def _asks_alike(row: _Row) -> bool:
    """Return whether a row asks the same twice."""
    if len(row) != _WIDE or not plain(row[0].text).strip():
        return False
    return folded(row[0].text) == folded(row[2].text)


def _asks_one_side(row: _Row, middle: int, words: Vocabulary) -> bool:
    """Return whether a row asks on one side alone, and the other is blank or not drawn."""
    full = [cell for cell in row if plain(cell.text).strip()]
    parted = not any(cell.column < middle < cell.column + cell.span for cell in row)
    sides = {cell.column >= middle for cell in full}
    return parted and len(sides) == 1 and words.meaning(full[0].text) is not None
