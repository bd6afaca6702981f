"""Words with places made into blocks: ruled cells into grids, columns without rules too, the rest lines.

What stands on one height is one line; a wide gap parts a line into cells. Lines of cells that follow
each other make a grid although nothing is ruled, because a form made with tabs is still a table.
"""

# ruff: noqa: PLR2004 - sizes are in points, beside what they measure
# ruff: noqa: E501 - patterns and lists of words stay whole

import re
from collections.abc import Sequence

from parsers.layouts.lines import (
    Ruled,
    Word,
    how_of,
    joined,
    lined,
    parted,
    segments_of,
    shared_starts,
    sure_of,
    text_of_words,
    tight_gap,
    union,
    within,
)
from parsers.marks import marked
from parsers.pairs import (
    FIELD,
    Block,
    Box,
    Cell,
    Grid,
    Line,
    Where,
    plain,
    says,
)
from parsers.records import How

_COLUMN = 12.0
_ROW = 3  # cells: of a signer, at least
_TOP = 3  # lines among which a page's title stands
_TITLE = 1.25  # times the usual size of a page's words


class Layout:
    """The blocks of one page, in reading order. `order` goes on from page to page."""

    def __init__(self, page: int, how: How, order: int, usual: float = 0.0) -> None:
        """Begin a page. usual: the size of most of its words, 0 where that is not known."""
        self.page, self.how, self.order = page, how, order
        self.usual, self.lines = usual, 0

    def where(self, box: Box | None) -> Where:
        """Return the next place in reading order."""
        self.order += 1
        return Where(page=self.page, box=box, order=self.order)

    def grid(self, table: Ruled, words: Sequence[Word]) -> Grid | None:
        """Return a ruled table with the words in its cells."""
        edges = sorted({round(cell[0]) for row in table.rows for cell in row if cell})
        edges = [e for i, e in enumerate(edges) if i == 0 or e - edges[i - 1] > 3]
        rows = []
        for row in table.rows:
            cells = []
            for box in row:
                if box is None:
                    continue
                inner = [w for w in words if within(w.box, box)]
                column = max(0, sum(e <= box[0] + 3 for e in edges) - 1)
                span = max(1, sum(box[0] + 3 < e < box[2] - 3 for e in edges) + 1)
                cells.append(
                    Cell(
                        text=joined(inner),
                        where=self.where(union([box])),
                        how=how_of(inner, "table" if self.how == "text" else self.how),
                        column=column,
                        span=span,
                        confidence=sure_of(inner),
                    )
                )
            if cells:
                rows.append(tuple(cells))
        return Grid(rows=tuple(rows), where=self.where(table.box)) if rows else None

    def loose(self, words: Sequence[Word]) -> list[Block]:
        """Return words outside ruled tables as lines, and as grids where they stand in columns."""
        blocks: list[Block] = []
        rows: list[list[list[Word]]] = []
        lines = lined(words)
        starts = shared_starts(lines)
        tight = tight_gap(lines)

        def flush() -> None:
            if rows:
                blocks.append(self._columns(rows))
                rows.clear()

        low = None
        alone: Sequence[Word] = ()  # the last line, where it was of one piece
        for line in lines:
            parts = [part for wide in segments_of(line) for part in parted(wide, starts)]
            if low is not None and min(w.box[1] for w in line) - low > 40:
                flush()
            low = max(w.box[3] for w in line)
            onto = self._onto(rows[-1], parts, tight) if rows else None
            if onto is not None:
                rows[-1] = onto
                continue
            self.lines += 1
            if alone and blocks and self._begins(alone, parts, tight):
                blocks.pop()
                parts[0] = [*alone, *parts[0]]
            alone = ()
            if len(parts) > 1 and self._is_title(parts[0]):
                flush()
                blocks.extend(self._line(part) for part in parts)
            elif sum(bool(plain(text) or FIELD in text) for text in map(text_of_words, parts)) > 1:
                rows.append(parts)
            elif rows and self._wrapped(rows[-1], parts[0]):
                rows[-1] = self._continued(rows[-1], parts[0])
            else:
                flush()
                blocks.append(self._line(line))
                alone = line
        flush()
        return blocks

    def _onto(
        self, row: list[list[Word]], parts: Sequence[Sequence[Word]], tight: float
    ) -> list[list[Word]] | None:
        """Return the row above with a line that goes on with it; None where the line does not."""
        if self._goes_on(row, parts, tight):
            for part in parts:
                row = self._continued(row, part)
            return row
        if self._under_guidance(row, parts):
            return [*row[:-1], list(parts[0])]
        return self._asked_on(row, parts) if self._asks_on(row, parts) else None

    @staticmethod
    def _begins(alone: Sequence[Word], parts: Sequence[Sequence[Word]], tight: float) -> bool:
        """Return whether a line begins the first cell of the row under it, which stands lower.

        "Headteacher: Mrs Jo" over "Hale | Signed ...... | Date ......": its answer goes on.
        """
        if len(parts) < _ROW or ":" in text_of_words(parts[0]):
            return False
        near = min(w.box[1] for w in parts[0]) - max(w.box[3] for w in alone) < tight
        beneath = abs(parts[0][0].box[0] - alone[0].box[0]) < 3
        inside = alone[-1].box[2] < parts[1][0].box[0]
        begun = re.search(r":\s*\w", text_of_words(alone)) is not None
        return near and beneath and inside and begun

    def _line(self, line: Sequence[Word]) -> Line:
        return Line(
            text=marked(text_of_words(line)),
            where=self.where(union(w.box for w in line)),
            how=how_of(line, self.how),
            confidence=sure_of(line),
        )

    @staticmethod
    def _asks_on(row: Sequence[Sequence[Word]], parts: Sequence[Sequence[Word]]) -> bool:
        """Return whether a line goes on with the question of the row above, in small letters."""
        asked, more = row[0], parts[0]
        near = min(w.box[1] for w in more) - max(w.box[3] for w in asked) < more[0].size
        inside = -_COLUMN < more[0].box[0] - asked[0].box[0] < 3 * _COLUMN
        open_ended = plain(asked[-1].text)[-1:].isalpha()
        short = len(parts) == 1 or abs(parts[1][0].box[0] - row[1][0].box[0]) < _COLUMN
        small = len(more) > 1 and plain(more[0].text)[:1].islower()
        return near and inside and open_ended and small and short and len(parts) <= len(row)

    @staticmethod
    def _asked_on(
        row: Sequence[Sequence[Word]], parts: Sequence[Sequence[Word]]
    ) -> list[list[Word]]:
        return [[*cell, *(parts[n] if n < len(parts) else ())] for n, cell in enumerate(row)]

    def _is_title(self, part: Sequence[Word]) -> bool:
        """Return whether a piece on top of the page is set larger than the rest: no label."""
        large = min(word.size for word in part) > _TITLE * self.usual
        return self.usual > 0 and large and self.lines <= _TOP

    @staticmethod
    def _under_guidance(row: Sequence[Sequence[Word]], parts: Sequence[Sequence[Word]]) -> bool:
        """Return whether a lone piece stands under a value's place that holds guidance alone."""
        said = text_of_words(row[-1])
        guides = len(row) > 1 and said.startswith("(") and said.endswith(")")
        return guides and len(parts) == 1 and abs(parts[0][0].box[0] - row[-1][0].box[0]) < 4

    @staticmethod
    def _wrapped(row: Sequence[Sequence[Word]], part: Sequence[Word]) -> bool:
        """Return whether a lone piece goes on with a later cell of the row above."""
        place = part[0].box
        last = row[-1]
        near = place[1] - max(w.box[3] for w in last) < 0.6 * part[0].size
        return near and any(abs(place[0] - cell[0].box[0]) < 3 for cell in row[1:])

    @staticmethod
    def _goes_on(
        row: Sequence[Sequence[Word]], parts: Sequence[Sequence[Word]], tight: float
    ) -> bool:
        """Return whether a line nearer than rows stand goes on with cells of the row above."""
        if len(parts) > len(row):
            return False
        for part in parts:
            under = [n for n, cell in enumerate(row) if abs(part[0].box[0] - cell[0].box[0]) < 3]
            small = part[0].text[:1].islower() or part[0].text.startswith("(")
            if not under or (under[0] == 0 and not small and len(parts) < 2):
                return False
            # Two columns need not stand on the same lines: each goes on with its own cell.
            if min(w.box[1] for w in part) - max(w.box[3] for w in row[under[0]]) >= tight:
                return False
        return True

    @staticmethod
    def _continued(row: Sequence[Sequence[Word]], part: Sequence[Word]) -> list[list[Word]]:
        place = part[0].box
        return [
            [*cell, *part] if abs(place[0] - cell[0].box[0]) < 3 else list(cell) for cell in row
        ]

    def _columns(self, rows: Sequence[Sequence[Sequence[Word]]]) -> Grid:
        """Return lines of cells as a grid; cells that begin at one place are one column."""
        starts: list[float] = []
        for x in sorted(cell[0].box[0] for row in rows for cell in row):
            if not starts or x - starts[-1] > _COLUMN:
                starts.append(x)
        made = []
        for row in rows:
            cells = []
            for cell in row:
                column = max(i for i, x in enumerate(starts) if x <= cell[0].box[0] + 0.1)
                cells.append(
                    Cell(
                        text=joined(cell),
                        where=self.where(union(w.box for w in cell)),
                        how=how_of(cell, self.how),
                        column=column,
                        confidence=sure_of(cell),
                    )
                )
            made.append(tuple(cells))
        place = union(w.box for row in rows for cell in row for w in cell)
        return Grid(rows=tuple(made), where=self.where(place))


def laid_out(
    page: int, how: How, order: int, words: Sequence[Word], tables: Sequence[Ruled]
) -> tuple[list[Block], int]:
    """Return the blocks of a page from the top, and the order reached."""
    sizes = sorted(word.size for word in words if plain(word.text))
    layout = Layout(page, how, order, sizes[len(sizes) // 2] if sizes else 0.0)
    ordered = sorted(tables, key=lambda t: (round(t.box[1]), t.box[0]))
    free = [
        w
        for w in words
        if not any(within(w.box, c) for t in tables for r in t.rows for c in r if c)
    ]
    blocks: list[Block] = []
    for table in ordered:
        before = [w for w in free if (w.box[1] + w.box[3]) / 2 < table.box[1] + 1]
        before = _heads_first(before, table, ordered)
        free = [w for w in free if w not in before]
        blocks.extend(layout.loose(before))
        grid = layout.grid(table, words)
        if grid is not None:
            blocks.append(grid)
    blocks.extend(layout.loose(free))
    return [b for b in blocks if not isinstance(b, Line) or says(b.text)], layout.order


def _heads_first(words: list[Word], table: Ruled, tables: Sequence[Ruled]) -> list[Word]:
    """Leave out the words over a table that stands beside this one: they head that one."""
    beside = [
        t
        for t in tables
        if t is not table and t.box[0] >= table.box[2] - 2 and abs(t.box[1] - table.box[1]) < 12
    ]
    if not beside:
        return words
    edge = min(t.box[0] for t in beside)
    return [w for w in words if w.box[0] < edge - 2 or table.box[1] - w.box[3] > 30]
