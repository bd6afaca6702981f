"""Words with places made into blocks: ruled cells into grids, columns without rules too, the rest lines.

What stands on one height is one line; a wide gap parts a line into cells. Lines of cells that follow
each other make a grid although nothing is ruled, because a form made with tabs is still a table.
"""

# ruff: noqa: PLR2004 - sizes are in points, beside what they measure
# ruff: noqa: E501 - patterns and lists of words stay whole

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.marks import marked
from parsers.pairs import (
    EMPTY,
    FIELD,
    PICTURE,
    TICKED,
    Block,
    Box,
    Cell,
    Grid,
    Line,
    Where,
    plain,
)
from parsers.records import How

_GAP = 1.45
_LEAST_GAP = 10.0
_COLUMN = 12.0
_TOP = 3  # lines among which a page's title stands
_TITLE = 1.25  # times the usual size of a page's words


@dataclass(frozen=True, slots=True, repr=False)
class Word:
    """A word, the content of a field or a mark, with its place. how: None for the page's own."""

    text: str
    box: Box
    size: float = 10.0
    how: How | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, repr=False)
class Ruled:
    """A ruled table: rows of cells' places, None where a cell above or to the left covers it."""

    rows: tuple[tuple[Box | None, ...], ...]
    box: Box


def union(boxes: Iterable[Box]) -> Box:
    """Return the box round all the boxes."""
    every = list(boxes)
    return (
        round(min(b[0] for b in every), 1),
        round(min(b[1] for b in every), 1),
        round(max(b[2] for b in every), 1),
        round(max(b[3] for b in every), 1),
    )


def lined(words: Sequence[Word]) -> list[list[Word]]:
    """Return the words as lines from the top, each from the left."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: ((w.box[1] + w.box[3]) / 2, w.box[0])):
        middle = (word.box[1] + word.box[3]) / 2
        for line in reversed(lines[-4:]):
            first = line[0]
            top = max(word.box[1], min(w.box[1] for w in line))
            low = min(word.box[3], max(w.box[3] for w in line))
            height = min(word.box[3] - word.box[1], first.box[3] - first.box[1])
            clear = not any(w.box[0] < word.box[2] - 1 and word.box[0] < w.box[2] - 1 for w in line)
            if low - top > 0.5 * height and clear and top - 1 <= middle <= low + 1:
                line.append(word)
                break
        else:
            lines.append([word])
    return [sorted(line, key=lambda w: w.box[0]) for line in lines]


def joined(words: Sequence[Word]) -> str:
    """Return the words as text, one line a line."""
    return marked("\n".join(" ".join(w.text for w in line) for line in lined(words)))


def _how(words: Sequence[Word], otherwise: How) -> How:
    return next((w.how for w in words if w.how is not None), otherwise)


def _sure(words: Sequence[Word]) -> float:
    return min((w.confidence for w in words), default=1.0)


def segments_of(line: Sequence[Word]) -> list[list[Word]]:
    """Return the line parted where the gaps are wide, and round the contents of fields."""
    parts: list[list[Word]] = []
    last: Word | None = None
    for word in line:
        gap = word.box[0] - last.box[2] if last is not None else 0.0
        wide = last is not None and gap > max(_LEAST_GAP, _GAP * max(word.size, last.size))
        field = word.text.startswith(FIELD) or (last is not None and last.text.startswith(FIELD))
        box = word.text in (TICKED, EMPTY) or (last is not None and last.text in (TICKED, EMPTY))
        kept = (box or _is_choice(last, word)) and gap < 3 * word.size
        if last is None or field or (wide and not kept):
            parts.append([word])
        else:
            parts[-1].append(word)
        last = word
    return parts


def _is_choice(last: Word | None, word: Word) -> bool:
    """Return whether two words are a yes and a no, of which one is marked: one answer, parted."""
    pair = [plain(one.text).strip(" /").casefold() for one in (last, word) if one is not None]
    return sorted(pair) in (["no", "yes"], ["n", "y"])


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
                        how=_how(inner, "table" if self.how == "text" else self.how),
                        column=column,
                        span=span,
                        confidence=_sure(inner),
                    )
                )
            if cells:
                rows.append(tuple(cells))
        return Grid(rows=tuple(rows), where=self.where(table.box)) if rows else None

    def loose(self, words: Sequence[Word]) -> list[Block]:  # noqa: C901 - one line after another
        """Return words outside ruled tables as lines, and as grids where they stand in columns."""
        blocks: list[Block] = []
        rows: list[list[list[Word]]] = []
        lines = lined(words)
        starts = _shared_starts(lines)
        tight = _tight(lines)

        def flush() -> None:
            if rows:
                blocks.append(self._columns(rows))
                rows.clear()

        low = None
        for line in lines:
            parts = [part for wide in segments_of(line) for part in _parted(wide, starts)]
            top = min(w.box[1] for w in line)
            if low is not None and top - low > 40:
                flush()
            low = max(w.box[3] for w in line)
            if rows and self._goes_on(rows[-1], parts, tight):
                for part in parts:
                    rows[-1] = self._continued(rows[-1], part)
                low = max(w.box[3] for w in line)
                continue
            if rows and self._under_guidance(rows[-1], parts):
                rows[-1] = [*rows[-1][:-1], parts[0]]
                continue
            if rows and self._asks_on(rows[-1], parts):
                rows[-1] = self._asked_on(rows[-1], parts)
                continue
            self.lines += 1
            if len(parts) > 1 and self._is_title(parts[0]):
                flush()
                blocks.extend(self._line(part) for part in parts)
                continue
            if (
                len(parts) > 1
                and sum(bool(plain(_join(p)) or FIELD in _join(p)) for p in parts) > 1
            ):
                rows.append(parts)
                continue
            if rows and self._wrapped(rows[-1], parts[0]):
                rows[-1] = self._continued(rows[-1], parts[0])
                continue
            flush()
            blocks.append(self._line(line))
        flush()
        return blocks

    def _line(self, line: Sequence[Word]) -> Line:
        return Line(
            text=marked(_join(line)),
            where=self.where(union(w.box for w in line)),
            how=_how(line, self.how),
            confidence=_sure(line),
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
        said = _join(row[-1])
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
                        how=_how(cell, self.how),
                        column=column,
                        confidence=_sure(cell),
                    )
                )
            made.append(tuple(cells))
        place = union(w.box for row in rows for cell in row for w in cell)
        return Grid(rows=tuple(made), where=self.where(place))


def _shared_starts(lines: Sequence[Sequence[Word]]) -> list[float]:
    """Return where cells begin on several lines: a column, however near the one before it comes."""
    begins = sorted(part[0].box[0] for line in lines for part in segments_of(line)[1:])
    return [x for x in begins if sum(abs(x - other) < 1.5 for other in begins) > 1]


def _parted(part: list[Word], starts: Sequence[float]) -> list[list[Word]]:
    """Return a piece of a line parted where a column begins inside it."""
    parts = [[part[0]]]
    for last, word in pairwise(part):
        gap = word.box[0] - last.box[2]
        column = any(abs(word.box[0] - x) < 1 for x in starts)
        if gap > 0.6 * word.size and column and not _is_choice(last, word):
            parts.append([word])
        else:
            parts[-1].append(word)
    return parts


def _tight(lines: Sequence[Sequence[Word]]) -> float:
    """Return the space between lines below which they belong together; 0 where all stand alike."""
    gaps = sorted(
        max(0.0, min(w.box[1] for w in after) - max(w.box[3] for w in line))
        for line, after in pairwise(lines)
    )
    middle = gaps[len(gaps) // 2] if gaps else 0.0
    return 0.55 * middle if middle > 3 else 0.0


def _join(words: Sequence[Word]) -> str:
    return " ".join(w.text for w in words)


def within(word: Box, cell: Box) -> bool:
    """Return whether the middle of a word lies in a cell."""
    x, y = (word[0] + word[2]) / 2, (word[1] + word[3]) / 2
    return cell[0] - 0.5 <= x <= cell[2] + 0.5 and cell[1] - 0.5 <= y <= cell[3] + 0.5


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
    kept = [
        b
        for b in blocks
        if not isinstance(b, Line) or plain(b.text) or FIELD in b.text or PICTURE in b.text
    ]
    return kept, layout.order


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
