"""Tables read: labels beside, above or in the cells of their values, ticks under their options.

Which it is follows from the whole table: a row of labels over rows of values is a header row, a
column of labels beside a row of parties is a matrix, and a cell that begins with a label may hold
its value.
"""

from parsers.layouts.columns import read_columns
from parsers.layouts.headers import rows_under, titles_over
from parsers.layouts.labelrows import LabelRows
from parsers.layouts.optiontables import read_option_table
from parsers.layouts.paragraphs import read_line
from parsers.layouts.settling import alone_over_value, columned, settled
from parsers.layouts.stacked import answered_above, answered_below
from parsers.layouts.tickrows import read_tick_rows
from parsers.layouts.units import Unit, unit_of
from parsers.layouts.walk import Walk
from parsers.pairs import EMPTY, TICKED, Grid, Line, plain

_LONGEST = 12  # words of a heading


def read_table(walk: Walk, grid: Grid) -> None:
    """Read a table, its rows one after another."""
    waiting = walk.waiting
    walk.hint = waiting.attribute if waiting is not None else None
    if walk.struck_row(grid):
        return
    walk.pending = None
    walk.columns = {}
    rows = [[unit_of(cell, walk.words) for cell in row] for row in grid.rows if row]
    rows = [row for row in rows if any(unit.sort != "blank" for unit in row) or len(row) > 1]
    settled(rows, walk.words)
    columned(rows)
    _Table(walk, rows).read()
    walk.past = False  # a heading's own table is over


class _Table:
    """One table. What a row is, and how many rows are read with it, each case says in its turn."""

    def __init__(self, walk: Walk, rows: list[list[Unit]]) -> None:
        self.walk = walk
        self.rows = rows
        self.labels = LabelRows(walk, rows)
        self.headed = False  # by a row over rows of values

    def read(self) -> None:
        """Read the rows, each as the first case that it is."""
        cases = (
            self._question, self._ticked, self._heading, self._values, self._parties,
            self._options, self._tick_rows, self._single, self._header, self._labels,
        )  # fmt: skip
        at = 0
        while at < len(self.rows):
            at += next(count for case in cases if (count := case(at)))

    def _alone(self, at: int) -> Unit | None:
        """Return the only cell of a row of a larger table."""
        row = self.rows[at]
        return row[0] if len(row) == 1 and len(self.rows) > 1 else None

    def _question(self, at: int) -> int:
        """Read a question as wide as the table with the row under it that answers it."""
        alone = self._alone(at) is not None
        return 2 if alone and answered_below(self.walk, self.rows, at) else 0

    def _ticked(self, at: int) -> int:
        """Read a box with its words in a row of their own."""
        alone = self._alone(at)
        if alone is None or not alone.text.startswith((TICKED, EMPTY)):
            return 0
        read_line(self.walk, Line(text=alone.text, where=alone.cell.where, how=alone.cell.how))
        return 1

    def _heading(self, at: int) -> int:
        """Read a row that heads those under it; one of many words is guidance."""
        alone = self._alone(at)
        if alone is None:
            return 0
        wide = alone.cell.span > 1 and alone.sort == "label"
        if not wide and alone.sort not in ("value", "title"):
            return 0
        if len(plain(alone.text).split()) <= _LONGEST:
            self.walk.heading(alone.text)
            self.labels.sides = {}
        return 1

    def _values(self, at: int) -> int:
        """Read a row of values that stands on its labels."""
        return 2 if answered_above(self.walk, self.rows, at) else 0

    def _parties(self, at: int) -> int:
        """Read a row that says whom the columns under it are about."""
        if not titles_over(self.rows, at):
            return 0
        self.walk.columns = {
            column: (unit.meaning.party, unit.meaning.ordinal)
            for unit in self.rows[at]
            if unit.meaning is not None
            for column in range(unit.cell.column, unit.cell.column + unit.cell.span)
        }
        return 1

    def _options(self, at: int) -> int:
        """Read outcomes with their answers under or beside them."""
        return read_option_table(self.walk, self.rows, at)

    def _tick_rows(self, at: int) -> int:
        """Read rows of options under a header with a column for ticks."""
        ticked = read_tick_rows(self.walk, self.rows[at], self.rows[at + 1 :])
        return 1 + ticked if ticked else 0

    def _single(self, at: int) -> int:
        """Read one label over one value, in a table that has header rows."""
        below = self.rows[at + 1 : at + 2]
        if not self.headed or not alone_over_value(self.rows[at], below):
            return 0
        read_columns(self.walk, self.rows[at], below)
        return 2

    def _header(self, at: int) -> int:
        """Read a header row with the rows of values under it."""
        under = 0 if self._chosen_beside(at) else rows_under(self.rows, at)
        if not under:
            return 0
        self.headed = True
        read_columns(self.walk, self.rows[at], self.rows[at + 1 : at + 1 + under])
        return 1 + under

    def _labels(self, at: int) -> int:
        """Read any other row from the left."""
        self.labels.read(self.rows[at], self.rows[at - 1] if at else [])
        return 1

    def _chosen_beside(self, at: int) -> bool:
        """Return whether a label stands beside one of its own answers, over what answers nothing.

        "Outcome | Extended" heads no columns; "SEN status | EHCP" over "K | N" does.
        """
        row, below = self.rows[at], self.rows[at + 1] if at + 1 < len(self.rows) else []
        if len(row) % 2:
            return False
        for label, beside in zip(row[::2], row[1::2], strict=True):
            under = next((u for u in below if u.cell.column == label.cell.column), None)
            if label.sort != "label" or label.meaning is None or under is None:
                continue
            if self.walk.are_options(label.meaning, beside.text):
                known = self.walk.words.meaning(under.text) if self.labels.paired else under.meaning
                told = self.walk.are_options(label.meaning, under.text)
                if known is not None and known.attribute is not None and not told:
                    return True
        return False
