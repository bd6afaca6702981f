"""The tree that a rich text file grows: paragraphs, cells and text boxes, as Word's own XML.

The stream names the depth of tables with each paragraph, ends cells and rows by control words, and
gives a row its edges in twips and no columns. Columns follow from the edges of all rows of a table;
that a table has ended shows only at the first words outside it.
"""

from dataclasses import dataclass, field

from lxml import etree

from parsers.office.packages import W
from parsers.office.wordtrees import Looks, fill, put, say

_NEAR = 60  # twips within which two edges are one
_DEEPEST = 8  # tables within tables


@dataclass(slots=True, repr=False)
class _Table:
    """A table being read at one depth: its rows so far, and the row not yet ended."""

    rows: list[tuple[list[tuple[int, bool, bool, bool]], int, list[etree._Element]]] = field(
        default_factory=list
    )
    edges: list[tuple[int, bool, bool, bool]] = field(default_factory=list)
    left: int = 0
    cells: list[etree._Element] = field(default_factory=list)
    cell: etree._Element | None = None
    across: bool = False
    down: bool = False
    filled: bool = False


class Tree:
    """The document so far: its body, the heads of its pages, and where the next words go."""

    def __init__(self) -> None:
        self.body = etree.Element(f"{W}body")
        self.head = etree.Element(f"{W}hdr")
        self.paragraph: etree._Element | None = None
        self.in_table = 0
        self.on_colour = False  # the pages have a ground of their own
        self.tables: list[_Table] = []
        self.boxes: list[tuple[int, etree._Element, etree._Element | None, int]] = []

    def say(self, text: str, looks: Looks, *, head: bool) -> None:
        """Put words into the paragraph where the stream is now."""
        if text and "hidden" not in looks:
            say(self._place(head=head), text, looks | {"filled"} if self.on_colour else looks)

    def line_ends(self, *, head: bool) -> None:
        """End a line within a paragraph."""
        put(self._place(head=head), "r", "br")

    def paragraph_ends(self, *, head: bool) -> None:
        """End a paragraph. An empty one in a cell is kept: it parts what stands round it."""
        if self.in_table and not self.boxes and not head:
            self._place(head=head)
        self.paragraph = None

    def box_begins(self, depth: int, *, head: bool) -> None:
        """Begin a text box, which stands in the run that anchors it. depth: of its group."""
        box = put(self._place(head=head), "r", "drawing", "txbxContent")
        self.boxes.append((depth, box, self.paragraph, self.in_table))
        self.paragraph, self.in_table = None, 0

    def group_ends(self, depth: int) -> None:
        """End the text box that began with this group, if one did."""
        if self.boxes and self.boxes[-1][0] == depth:
            _, _, self.paragraph, self.in_table = self.boxes.pop()

    def row_word(self, word: str, number: int | None) -> None:  # noqa: C901 - one case a word
        """Take a control word of tables. A table in a text box is read as its words."""
        if self.boxes:
            if word in ("cell", "row", "nestcell", "nestrow"):
                self.paragraph = None
        elif word == "pard":
            self._be_in(0)
        elif word == "intbl":
            self._be_in(max(1, self.in_table))
        elif word == "itap":
            self._be_in(min(max(0, number or 0), _DEEPEST))
        elif word == "trowd":
            table = self._table(max(1, self.in_table))
            table.edges, table.left = [], 0
            table.across = table.down = table.filled = False
        elif word in ("cell", "nestcell"):
            table = self._table(max(self.in_table, 2 if word == "nestcell" else 1))
            table.cells.append(_cell(table))
            table.cell, self.paragraph = None, None
        elif word in ("row", "nestrow"):
            if word == "row":
                self._be_in(1)
            if self.tables:
                self._row_ends(self.tables[-1])
        elif self.tables:
            _edge(self.tables[-1], word, number)

    def end(self) -> None:
        """Take the end of the stream: what was begun is kept as far as it came."""
        while self.tables:
            self._table_ends()

    def _be_in(self, depth: int) -> None:
        """Be at this depth of tables from now on; those deeper have ended."""
        self.in_table = depth
        while depth and len(self.tables) > depth:
            self._table_ends()

    def _table(self, depth: int) -> _Table:
        while len(self.tables) < depth:
            self.tables.append(_Table())
        return self.tables[depth - 1]

    def _row_ends(self, table: _Table) -> None:
        if table.cells:
            table.rows.append((list(table.edges), table.left, table.cells))
            table.cells = []
        self.paragraph = None

    def _table_ends(self) -> None:
        table = self.tables.pop()
        self._row_ends(table)
        if table.cell is not None and len(table.cell):
            table.rows.append(([], 0, [table.cell]))
        if table.rows:
            into = _cell(self.tables[-1]) if self.tables else self.body
            into.append(_tree(table))
        self.paragraph = None

    def _place(self, *, head: bool) -> etree._Element:
        """Return the paragraph into which words go now."""
        if self.paragraph is None:
            if head:
                into = self.head
            elif self.boxes:
                into = self.boxes[-1][1]
            else:
                while len(self.tables) > self.in_table:
                    self._table_ends()
                into = _cell(self._table(self.in_table)) if self.in_table else self.body
            self.paragraph = put(into, "p")
        return self.paragraph


def _cell(table: _Table) -> etree._Element:
    if table.cell is None:
        table.cell = etree.Element(f"{W}tc")
    return table.cell


def _edge(table: _Table, word: str, number: int | None) -> None:
    """Take a control word that says where the cells of a row end and which are merged."""
    if word == "trleft":
        table.left = number or 0
    elif word == "clmrg":
        table.across = True
    elif word == "clvmrg":
        table.down = True
    elif word == "cellx" and number is not None:
        table.edges.append((number, table.across, table.down, table.filled))
        table.across = table.down = table.filled = False
    elif word in ("clcbpat", "clcfpat", "clshdng", "trcbpat") and number:
        table.filled = True


def _columns(table: _Table) -> list[int]:
    """Return the places of all edges of cells, from the left."""
    found: list[int] = []
    every = (x for edges, left, _ in table.rows for x in (left, *(edge[0] for edge in edges)))
    for x in sorted(every):
        if not found or x - found[-1] > _NEAR:
            found.append(x)
    return found


def _tree(table: _Table) -> etree._Element:
    """Return a table as Word's own tree, with the columns that its rows' edges make."""
    columns = _columns(table)
    made = etree.Element(f"{W}tbl")
    for edges, left, cells in table.rows:
        row = put(made, "tr")
        begun = left
        skipped = sum(x <= left + _NEAR for x in columns) - 1
        if skipped > 0:
            put(row, "trPr", "gridBefore", val=str(skipped))
        last: etree._Element | None = None
        for at, cell in enumerate(cells):
            edge = edges[at] if at < len(edges) else (begun, False, False, False)
            end, across, down, filled = edge
            span = max(1, sum(begun + _NEAR < x <= end + _NEAR for x in columns))
            begun = end
            if across and last is not None:
                _widen(last, span)
                last.extend(list(cell))
                continue
            look = etree.Element(f"{W}tcPr")
            put(look, "gridSpan", val=str(span))
            if down:
                put(look, "vMerge")
            if filled:
                fill(look)
            cell.insert(0, look)
            row.append(cell)
            last = cell
    return made


def _widen(cell: etree._Element, more: int) -> None:
    wide = cell.find(f"{W}tcPr/{W}gridSpan")
    if wide is not None:
        wide.set(f"{W}val", str(int(wide.get(f"{W}val", "1")) + more))
