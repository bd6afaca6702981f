"""The ruled cells of a page as tables: one or several, a row's cells beside each other.

What is drawn knows only walls. A signature's strokes part cells as walls do, two tables that stand
close touch, and a frame within a cell begins a little beside its column.
"""

# ruff: noqa: PLR2004 - pixels at 200 dots an inch, beside what they measure

from collections.abc import Sequence
from itertools import pairwise

from parsers.images.lettering import covers, height, width
from parsers.images.spelling import in_points
from parsers.images.tickboxes import Span
from parsers.layouts.lines import Ruled

_BESIDE = 17  # pixels: no column is so narrow
_FLAT = 34  # pixels: a row lower than that, and empty, is the space between two tables
_APART = 4  # pixels between two tables, beyond what rows of one stand apart
_INSET = 6  # pixels by which a frame stands within its cell, above and below
_FRAMED = 30  # pixels from it to the next cell
_WITHIN = 90  # pixels: a row of a table begins where the table does
_STRAIGHT = 8  # pixels by which a wall stands aside from its own above


def tables_of(cells: Sequence[Span], pens: Sequence[Span], lines: Sequence[Span]) -> list[Ruled]:
    """Return the tables of cells whose walls touch. pens: what was drawn. lines: of print."""
    return [
        _ruled(part)
        for space in _parted(_unsigned(_unframed(cells), pens), lines)
        for part in _set_apart(space)
        if len(part) > 1 and _adjoin(part)
    ]


def _unframed(cells: Sequence[Span]) -> list[Span]:
    """Return the cells, a frame that one holds for its value as high as the cell beside it."""
    made = []
    for cell in cells:
        beside = [
            other
            for other in cells
            if min(cell[1] - other[1], other[3] - cell[3]) >= _INSET
            and height(cell) > 0.4 * height(other)
            and min(abs(cell[0] - other[2]), abs(other[0] - cell[2])) < _FRAMED
        ]
        row = min(beside, key=height, default=cell)
        whole = (cell[0], row[1], cell[2], row[3])
        alone = not any(other != cell and _overlap(whole, other) for other in cells)
        made.append(whole if alone else cell)
    return made


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
        apart = space - usual >= _APART and not _same_walls(above, below)
        if apart or _stands_in(below, above, cells):
            parts.append([])
        parts[-1].extend(below)
    return parts


def _stands_in(row: Sequence[Span], above: Sequence[Span], cells: Sequence[Span]) -> bool:
    """Return whether a row begins far within the one above: boxes under a bar, and no row of it."""
    beside = [cell for cell in cells if any(_side_by_side(one, cell) for one in row)]
    return min(cell[0] for cell in beside) - min(cell[0] for cell in above) > _WITHIN


def _adjoin(cells: Sequence[Span]) -> bool:
    """Return whether any two cells have a wall in common; boxes to write in have none."""
    return any(
        (abs(one[2] - other[0]) < _FRAMED and _side_by_side(one, other))
        or (abs(one[3] - other[1]) < _FRAMED and min(one[2], other[2]) > max(one[0], other[0]))
        for one in cells
        for other in cells
        if one != other
    )


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
