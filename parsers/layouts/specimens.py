"""Columns and rows that only show how to fill a form in: nothing in them was said of this pupil.

" | Example | Your answer" over rows of questions, or a row that begins with "Example": where the
real answer was left blank, the example would else be taken for it.
"""

from dataclasses import replace

from parsers.labels.vocabulary import Vocabulary
from parsers.pairs import Cell, Grid, plain

_FEWEST = 3  # cells of a row in which a column can be an example beside a question and its answer


def without_specimens(grid: Grid, words: Vocabulary) -> Grid:
    """Return a table without the columns and rows that its own words call an example."""
    rows: list[tuple[Cell, ...]] = []
    shown: set[int] = set()
    for row in grid.rows:
        called = [cell for cell in row if words.names_section("example", cell.text)]
        if not called or len(row) < _FEWEST:
            rows.append(_cut(row, shown))
        elif called[0] is not row[0] and _heads(row, words):
            shown = {at for cell in called for at in _columns(cell)}
            if any(words.strict(cell.text) for cell in row if cell not in called):
                rows.append(_cut(row, shown))
        elif called[0] is not row[0]:
            rows.append(_cut(row, shown))
    return replace(grid, rows=tuple(row for row in rows if row))


def _heads(row: tuple[Cell, ...], words: Vocabulary) -> bool:
    """Return whether a row holds nothing but heads: labels, and what calls for answers."""
    return all(
        not plain(cell.text)
        or words.strict(cell.text) is not None
        or any(words.names_section(sort, cell.text) for sort in ("example", "answer"))
        for cell in row
    )


def _columns(cell: Cell) -> range:
    return range(cell.column, cell.column + cell.span)


def _cut(row: tuple[Cell, ...], shown: set[int]) -> tuple[Cell, ...]:
    """Return a row without its cells in these columns; one that spans others as well stays."""
    return tuple(cell for cell in row if not shown.issuperset(_columns(cell)))
