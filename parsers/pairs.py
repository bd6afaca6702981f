"""What every source is turned into before a form is looked for in it: lines, grids and pairs.

A reader of PDF, Word, a sheet or a mail knows where words stand, and nothing of forms; the forms know
which words are labels, and nothing of files. Between them stands a `Document`: blocks in reading order.

* `Line`: a line or paragraph outside any table. "Name: Kai" in one line, or a label above its value,
  is for the forms to see.
* `Grid`: a table as rows of cells. Which cells are labels (left of their value, above it, or a header
  row over several rows) is for the forms to see.
* `Pair`: a value that the file itself ties to a label (a field of a PDF form, a control in Word).

Marks are the same whatever the source: a ticked box stands in the text as TICKED, an empty one as
EMPTY, and lines within a text are parted by a newline. Words that were struck out are not in `text`;
they are in `struck`. Words set in bold, underlined or ringed beside others that are not are also in
`strong`: that is how a choice is made where no box is drawn.
"""

from dataclasses import dataclass, field

from parsers.records import How

TICKED = "☒"
EMPTY = "☐"

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a document: page from 1, box in points from the top left, and reading order."""

    page: int | None = None
    box: Box | None = None
    order: int = 0


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Line:
    """A line or paragraph outside tables.

    heading: set as a heading by the document itself. picture: an image stands in it (a signature).
    confidence: below 1 only for what was recognised from a picture.
    """

    text: str
    where: Where
    how: How
    strong: tuple[str, ...] = ()
    struck: tuple[str, ...] = ()
    heading: bool = False
    picture: bool = False
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Cell:
    """One cell of a grid. column: the first column it covers, from 0; span: how many it covers.

    filled: the text is the content of a field of the file itself, so it is a value and no label.
    """

    text: str
    where: Where
    how: How
    column: int
    span: int = 1
    strong: tuple[str, ...] = ()
    struck: tuple[str, ...] = ()
    header: bool = False
    picture: bool = False
    filled: bool = False
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Grid:
    """A table: rows of cells, left to right, each row only with the cells that begin in it."""

    rows: tuple[tuple[Cell, ...], ...]
    where: Where


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Pair:
    """A value that the file ties to a label.

    section: the heading it stands under, "" if none. labels: what it may be called, best first (a
    printed label, a tooltip, a field's name). ticked: for a box, whether it is ticked; its `text` is
    then the option it stands for ("Yes"), "" if it stands for the label itself.
    """

    section: str
    labels: tuple[str, ...]
    text: str
    where: Where
    how: How
    ticked: bool | None = None
    strong: tuple[str, ...] = ()
    struck: tuple[str, ...] = ()
    picture: bool = False
    confidence: float = 1.0


Block = Line | Grid | Pair


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Document:
    """A document laid open: its blocks in reading order, and its plain text.

    trouble: None, or why it could not be read whole: "encrypted", "unreadable", "picture" (pages
    without words, for OCR), "too large". pages: 0 where the source has none.
    """

    how: How
    blocks: tuple[Block, ...] = ()
    text: str = ""
    pages: int = 0
    trouble: str | None = None
    pictures: tuple[int, ...] = field(default=())
