"""What every source is turned into before a form is looked for in it: lines, grids and pairs.

A reader of PDF, Word, a sheet or a mail knows where words stand, and nothing of forms; the forms
know which words are labels, and nothing of files. Between them stands a `Document`: blocks in
reading order.

* `Line`: a line or paragraph outside any table. "Name: Kai" in one line, or a label above its
  value, is for the forms to see.
* `Grid`: a table as rows of cells. Which cells are labels (left of their value, above it, or a
  header row over several rows) is for the forms to see.
* `Pair`: a value that the file itself ties to a label (a field without print beside it).

A text carries marks, the same whatever the source; `plain` takes them off:

* TICKED and EMPTY stand where a box is ticked or empty.
* FIELD ... FIELD_END enclose the content of a field of the file itself: a value, never a label.
* STRONG ... STRONG_END enclose words set in bold, ringed or highlighted beside others that are not:
  how a choice is made where no box is drawn.
* PICTURE stands where an image or a drawing stands (a signature).
* DOUBTFUL stands after a word that was recognised in a picture, and not twice alike.
* PENNED stands after a word that a pen did something to, and nobody can tell what.
* Words that were struck out are left out. Lines are parted by a newline.
"""

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from parsers.records import How

TICKED = "☒"
EMPTY = "☐"
FIELD = "\ue000"
FIELD_END = "\ue001"
STRONG = "\ue002"
STRONG_END = "\ue003"
PICTURE = "\ue004"
DOUBTFUL = "\ue005"
PENNED = "\ue006"

_UNSEEN = re.compile("[\ue000-\ue006\u00ad\u200b-\u200f\u2060\ufeff]")
_OF_FIELD = re.compile(f"[{FIELD}{FIELD_END}\\s]")
# Letters that a typesetter drew as one, as PDF files keep them: "Alfie" is written with an "fi".
_LIGATURES = str.maketrans(
    {
        "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl",
        "\ufb05": "st", "\ufb06": "st",
    }
)  # fmt: skip
Box = tuple[float, float, float, float]


@functools.lru_cache(maxsize=2048)
def plain(text: str) -> str:
    """Return the text without marks other than boxes, its lines kept, its spaces made single.

    What has no width (a soft hyphen, a joiner from a web page) parts no word and no date.
    """
    bare = text if text.isascii() else _UNSEEN.sub("", text).translate(_LIGATURES)
    lines = (" ".join(line.split()) for line in bare.split("\n"))
    return "\n".join(line for line in lines if line)


def one_line(text: str) -> str:
    """Return the text as `plain` does, all of it in one line."""
    return " ".join(plain(text).split())


def says(text: str) -> bool:
    """Return whether a text holds words, a field or a picture."""
    return bool(plain(text)) or FIELD in text or PICTURE in text


def typed(text: str) -> str:
    """Return what stands in a cell without its spaces and the marks of its field."""
    return _OF_FIELD.sub("", text)


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a document: page from 1, box in points from the top left, and reading order."""

    page: int | None = None
    box: Box | None = None
    order: int = 0


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Line:
    """A line or paragraph outside tables.

    heading: set as a heading by the document itself. confidence: below 1 only for what was
    recognised from a picture.
    """

    text: str
    where: Where
    how: How
    heading: bool = False
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Cell:
    """One cell of a grid. column: the first column it covers, from 0; span: how many it covers."""

    text: str
    where: Where
    how: How
    column: int
    span: int = 1
    header: bool = False
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Grid:
    """A table: rows of cells, left to right, each row only with the cells that begin in it."""

    rows: tuple[tuple[Cell, ...], ...]
    where: Where


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Pair:
    """A value that the file ties to a label.

    labels: what it may be called, best first (a printed label, a tooltip, a field's name).
    text: the value, with marks as elsewhere; TICKED or EMPTY for a lone box.
    """

    labels: tuple[str, ...]
    text: str
    where: Where
    how: How
    confidence: float = 1.0


Block = Line | Grid | Pair


def parts_of(blocks: Iterable[Block]) -> Iterator[Line | Cell | Pair]:
    """Yield each line, each cell of a table and each field, in reading order."""
    for block in blocks:
        if isinstance(block, Grid):
            yield from (cell for row in block.rows for cell in row)
        else:
            yield block


def retexted(block: Block, change: Callable[[str], str]) -> Block:
    """Return a block with the text of each of its parts changed."""
    if not isinstance(block, Grid):
        text = change(block.text)
        return block if text == block.text else replace(block, text=text)
    rows = tuple(tuple(replace(cell, text=change(cell.text)) for cell in row) for row in block.rows)
    return replace(block, rows=rows)


def text_of(blocks: Iterable[Block]) -> str:
    """Return the words of lines and tables without marks, a line for each line or row."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Grid):
            lines.extend(" | ".join(plain(cell.text) for cell in row) for row in block.rows)
        elif isinstance(block, Line):
            lines.append(plain(block.text))
    return "\n".join(line for line in lines if line)


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Document:
    """A document laid open: its blocks in reading order.

    trouble: None, or why it could not be read whole: "encrypted", "unreadable", "picture" (pages
    without words, for OCR), "too large". pages: 0 where the source has none. pictures: the pages
    that hold a picture and no words, from 1. shown: pictures too large for a signature that stand
    among words, each with its page and place; their words are not read. cut: more stands in the
    file than was laid open. beneath: what the documents of its file would be, were nothing hidden.
    sheets: the image of each of these pages, a pixel a dot at 200 an inch, where this process saw
    them.
    """

    how: How
    blocks: tuple[Block, ...] = ()
    pages: int = 0
    trouble: str | None = None
    pictures: tuple[int, ...] = ()
    shown: tuple[tuple[int, Box], ...] = ()
    cut: bool = False
    beneath: tuple["Document", ...] = ()
    # An array of numbers, whose library only the reader of pictures loads.
    sheets: Mapping[int, Any] = field(default_factory=dict, compare=False)

    @property
    def text(self) -> str:
        """Return its plain text, without what the file alone ties to a label."""
        return text_of(self.blocks)
