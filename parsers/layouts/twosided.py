"""Tables that ask the same of two, side by side, each row a label and its answer twice over.

"Parent 1 name | ... | Parent 2 name | ..." over "Phone | ... | Phone | ...": the right half is all
about the second. Read by rows, one's number would be taken for the other's.
"""

from dataclasses import replace
from typing import Final

from parsers.choices import folded
from parsers.labels.vocabulary import Vocabulary
from parsers.pairs import Cell, Grid, plain

_WIDE: Final = 4  # cells of a row: two labels, two answers
_FEWEST: Final = 2  # rows that ask alike below the two names

_Row = tuple[Cell, ...]


def two_sided(grid: Grid, words: Vocabulary) -> tuple[Grid, ...]:
    """Return a table with each of its two sides as a table of its own; whole where it has none."""
    rows = grid.rows
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
    return (grid,)


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
