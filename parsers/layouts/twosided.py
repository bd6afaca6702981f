"""Tables that ask the same of two, side by side, each row a label and its answer twice over.

"Parent 1 name | ... | Parent 2 name | ..." over "Phone | ... | Phone | ...": the right half is all
about the second. Read by rows, one's number would be taken for the other's. A bar over such rows
may name both in one cell: "HOME SCHOOL   RECEIVING SCHOOL".
"""

from dataclasses import replace
from itertools import pairwise
from typing import Final

from parsers.choices import folded
from parsers.labels.vocabulary import Vocabulary
from parsers.pairs import Cell, Grid, plain

_WIDE: Final = 4  # cells of a row: two labels, two answers
_FEWEST: Final = 2  # rows that ask alike below the two names

_Row = tuple[Cell, ...]


def two_sided(grid: Grid, words: Vocabulary) -> tuple[Grid, ...]:
    """Return a table with each of its two sides as a table of its own; whole where it has none."""
    rows = tuple(_parted(*two, words) for two in pairwise((*grid.rows, ())))
    for first, row in enumerate(rows):
        if not _names_two(row, words):
            continue
        end = first + 1
        while end < len(rows) and _asks_alike(rows[end]):
            end += 1
        if end - first > _FEWEST:
            left = tuple(one[:2] for one in rows[first:end])
            right = tuple(
                tuple(replace(cell, column=cell.column - one[2].column) for cell in one[2:])
                for one in rows[first:end]
            )
            after = two_sided(replace(grid, rows=rows[end:]), words)
            made = (replace(grid, rows=part) for part in (rows[:first], left, right))
            return tuple(part for part in (*made, *after) if part.rows)
    return (replace(grid, rows=rows),)


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
