"""A Word document (.docx) laid open: paragraphs, tables, controls and check boxes, as blocks.

The XML is walked here because the libraries leave out the very places where forms keep answers:
content controls (`w:sdt`, around a run, a paragraph, a cell, a row or a whole block) and the old form
fields (`w:ffData`). Struck-out words are left out, a choice made by bold, border or highlight is
marked, and a prompt that nobody replaced ("Click or tap here") is nothing. The file is hostile until
proved otherwise: no entities, no network, and sizes are checked before anything is unpacked.
"""

# ruff: noqa: E501 - patterns and lists of words stay whole

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from lxml import etree

from parsers.filetypes import DAMAGED_PACKAGE
from parsers.marks import marked
from parsers.office.activex import control_of
from parsers.office.packages import MOST_RELATIONS, MOST_XML, R, W, bytes_of, parse_part, related
from parsers.office.wordlooks import spell_out
from parsers.office.wordruns import MOST_DEPTH, PASSED, Runs, is_on, is_prompt, name_of, under
from parsers.pairs import (
    EMPTY,
    FIELD,
    FIELD_END,
    TICKED,
    Block,
    Cell,
    Document,
    Grid,
    Line,
    Where,
    says,
)

_MOST_ALL = 200_000_000  # bytes of all parts
_OLE = b"\xd0\xcf\x11\xe0"
_MOST_CHUNKS = 20
_LOWEST_ROW = 60  # twentieths of a point: a row of a fixed height below that shows no letter
_MOST_CONTROLS = 500
_FEW_WORDS = 40  # of a document that only leads to what it draws
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_HOLDS_BLOCKS = ("body", "document")


class _PartsError(ValueError):
    """The package cannot be read; its argument is the word for why."""


@dataclass(frozen=True, slots=True, repr=False)
class _Parts:
    """The parts that say something. related: the parts that the text refers to, by their id."""

    text: etree._Element
    heads: tuple[etree._Element, ...]
    related: Mapping[str, str]


class _Walk:
    """The walk over one part of the document. It keeps count of the reading order."""

    def __init__(
        self, set_in: Mapping[str, tuple[Block, ...]], controls: Mapping[str, str]
    ) -> None:
        self.order = 0
        self.set_in = set_in
        self.runs = Runs(controls)

    def where(self) -> Where:
        self.order += 1
        return Where(order=self.order)

    def blocks(self, body: etree._Element, depth: int = 0) -> Iterator[Block]:
        """Yield the blocks of a body, a text box or a block control."""
        if depth > MOST_DEPTH:
            self.runs.cut = True
            return
        for node in body:
            name = name_of(node)
            if name == "p":
                yield from self._paragraph(node)
            elif name == "tbl":
                yield from self._table(node, depth)
            elif name == "sdt":
                yield from self._block_control(node, depth)
            elif name == "altChunk":
                yield from map(self._placed, self.set_in.get(node.get(f"{R}id", ""), ()))
            elif name in PASSED:
                yield from self.blocks(node, depth + 1)

    def _placed(self, block: Block) -> Block:
        """Return a block of a document set into this one, at its place in the order of reading."""
        if not isinstance(block, Grid):
            return replace(block, where=self.where())
        place = self.where()
        rows = tuple(tuple(replace(c, where=self.where()) for c in row) for row in block.rows)
        return Grid(rows=rows, where=place)

    def _paragraph(self, node: etree._Element) -> Iterator[Block]:
        style = node.find(f"{W}pPr/{W}pStyle")
        heading = style is not None and bool(
            re.match(r"(?i)heading|title", style.get(f"{W}val", ""))
        )
        for text in self.runs.text(node).split("\n"):
            if says(text):
                yield Line(text=text, where=self.where(), how="docx", heading=heading)

    def _block_control(self, node: etree._Element, depth: int) -> Iterator[Block]:
        """Yield the content of a control around paragraphs or tables."""
        content = under(node, "sdtContent")
        if content is None:
            return
        look = under(node, "sdtPr")
        whole = content.find(f".//{W}tbl") is not None or content.find(f".//{W}sdt") is not None
        sorts = ("text", "date", "dropDownList", "comboBox")
        typed = look is not None and any(under(look, sort) is not None for sort in sorts)
        if self.runs.box(node) is None and (
            whole or not (typed or self.runs.unanswered(node, content))
        ):
            yield from self.blocks(content, depth + 1)
            return
        text = "".join(piece.text for piece in self.runs.control(node, depth))
        text = re.sub(f"\\s+{FIELD_END}", FIELD_END, text)
        yield Line(text=marked(text).strip(), where=self.where(), how="docx")

    @staticmethod
    def _inside(node: etree._Element, wanted: str) -> Iterator[tuple[etree._Element, bool]]:
        """Yield the rows of a table or cells of a row, controls round them opened.

        The flag says that a control holds the cell by itself: what is in it is an answer.
        """
        stack: list[tuple[etree._Element, bool]] = [(child, False) for child in reversed(node)]
        while stack:
            child, held = stack.pop()
            name = name_of(child)
            if name == wanted:
                yield child, held
            elif name == "sdt":
                content = under(child, "sdtContent")
                if content is not None:
                    alone = wanted == "tc" and len(content) == 1
                    stack.extend((inner, alone) for inner in reversed(content))
            elif name in PASSED:
                stack.extend((inner, held) for inner in reversed(child))

    def _table(self, table: etree._Element, depth: int) -> Iterator[Block]:
        rows: list[tuple[Cell, ...]] = []
        nested: list[Block] = []
        place = self.where()
        shown = (row for row, _ in self._inside(table, "tr") if not _is_hidden(row))
        for row in shown:
            frames = self._frames(row)
            if frames:
                yield from (*self._grid(rows, place), *nested)
                rows, nested, place = [], [], self.where()
                yield from chain.from_iterable(self.blocks(cell, depth + 1) for cell in frames)
                continue
            header = row.find(f"{W}trPr/{W}tblHeader") is not None
            before = row.find(f"{W}trPr/{W}gridBefore")
            column = int(before.get(f"{W}val", "0")) if before is not None else 0
            cells: list[Cell] = []
            for cell, held in self._inside(row, "tc"):
                look = under(cell, "tcPr")
                wide = under(look, "gridSpan")
                try:
                    span = max(1, int(wide.get(f"{W}val", "1"))) if wide is not None else 1
                except ValueError:
                    span = 1
                merged = under(look, "vMerge")
                if merged is not None and merged.get(f"{W}val", "continue") == "continue":
                    column += span
                    continue
                text = self._cell_text(cell, nested, depth)
                if held and FIELD not in text and TICKED not in text and EMPTY not in text:
                    text = f"{FIELD}{'' if is_prompt(text) else text}{FIELD_END}"
                cells.append(
                    Cell(
                        text=text,
                        where=self.where(),
                        how="docx",
                        column=column,
                        span=span,
                        header=header,
                    )
                )
                column += span
            if cells:
                rows.append(tuple(cells))
        yield from (*self._grid(rows, place), *nested)

    @staticmethod
    def _grid(rows: list[tuple[Cell, ...]], place: Where) -> list[Block]:
        return [Grid(rows=tuple(rows), where=place)] if rows else []

    def _frames(self, row: etree._Element) -> list[etree._Element]:
        """Return the cells of a row that only frame what stands in them, each with its own tables."""
        cells = [cell for cell, _ in self._inside(row, "tc")]
        full = [cell for cell in cells if next(cell.iter(f"{W}r", f"{W}sdt"), None) is not None]
        held = [cell for cell in full if cell.find(f"{W}tbl") is not None]
        return held if len(held) == len(full) else []

    def _cell_text(self, cell: etree._Element, nested: list[Block], depth: int) -> str:
        """Return a cell's own text; tables within it become blocks of their own."""
        for table in cell.findall(f"{W}tbl"):
            nested.extend(self._table(table, depth + 1))
            cell.remove(table)
        return self.runs.text(cell)


def _is_hidden(row: etree._Element) -> bool:
    """Return whether a row is not seen: hidden, or made lower than any letter."""
    height = row.find(f"{W}trPr/{W}trHeight")
    exact = height is not None and height.get(f"{W}hRule") == "exact"
    low = height.get(f"{W}val", "") if height is not None and exact else ""
    flat = low.isdigit() and int(low) < _LOWEST_ROW
    return flat or is_on(row.find(f"{W}trPr/{W}hidden"))


def _trouble(why: str) -> Document:
    return Document(how="docx", trouble=why)


def pairs_of_docx(data: bytes, chunk: Callable[[bytes], Document] | None = None) -> Document:
    """Return the document's blocks. Never raises on input: `trouble` says what is wrong.

    chunk: how to lay open a document of another kind that is set into this one.
    """
    if data[:4] == _OLE:
        return _trouble(
            "encrypted" if "EncryptedPackage".encode("utf-16-le") in data else "unreadable"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = _parts_of(package)
            body = under(parts.text, "body")
            body = body if body is not None else parts.text
            set_in = _set_in(package, parts, chunk)
            controls = _controls(package, parts)
            drawn = _drawn(package, parts)
    except _PartsError as why:
        return _trouble(str(why))
    except DAMAGED_PACKAGE:
        return _trouble("unreadable")
    if any(text is None for text in controls.values()):
        return _trouble("controls")
    shown = {r: text or "" for r, text in controls.items()}
    document = document_of(body, parts.heads, set_in, shown)
    if len(document.text.split()) > _FEW_WORDS:
        return document
    order = 1 + max((block.where.order for block in document.blocks), default=0)
    lines = (Line(text=t, where=Where(order=order + n), how="docx") for n, t in enumerate(drawn))
    return replace(document, blocks=(*document.blocks, *lines))


def _drawn(package: zipfile.ZipFile, parts: _Parts) -> tuple[str, ...]:
    """Return the words of the document's diagrams (SmartArt): some draw a whole form of shapes."""
    names = [node.get(f"{R}dm", "") for node in parts.text.iter("{*}relIds")][:_MOST_CHUNKS]
    kept = [bytes_of(package, parts.related.get(name, "")) for name in names]
    said = (shape for data in kept if data for shape in parse_part(data).iter(f"{_DRAWN}p"))
    return tuple(text for one in said if (text := "".join(map(str, one.itertext())).strip()))


def _parts_of(package: zipfile.ZipFile) -> _Parts:
    """Return the parts of a package. Raises _PartsError where it says why not."""
    if sum(entry.file_size for entry in package.infolist()) > _MOST_ALL:
        raise _PartsError("too large")
    names = set(package.namelist())
    main = _main_part(package, names)
    if main is None:
        raise _PartsError("unreadable")
    heads = sorted(n for n in names if re.fullmatch(r"word/header\d*\.xml", n))[:4]
    if any(package.getinfo(n).file_size > MOST_XML for n in (main, *heads)):
        raise _PartsError("too large")
    if package.getinfo(main).flag_bits & 1:
        raise _PartsError("encrypted")
    roots = [parse_part(package.read(name)) for name in (main, *heads)]
    styles = bytes_of(package, posixpath.join(posixpath.dirname(main), "styles.xml"))
    for root in roots if styles else ():
        spell_out(root, parse_part(styles))
    return _Parts(roots[0], tuple(roots[1:]), related(package, main))


def _main_part(package: zipfile.ZipFile, names: set[str]) -> str | None:
    """Return the name of the part that holds the text: the usual one, or that related as such."""
    if "word/document.xml" in names:
        return "word/document.xml"
    if "_rels/.rels" not in names or package.getinfo("_rels/.rels").file_size > MOST_RELATIONS:
        return None
    for relation in parse_part(package.read("_rels/.rels")):
        target = relation.get("Target", "").lstrip("/")
        if relation.get("Type", "").endswith("/officeDocument") and target in names:
            return target
    return None


def _set_in(
    package: zipfile.ZipFile, parts: _Parts, chunk: Callable[[bytes], Document] | None
) -> dict[str, tuple[Block, ...]]:
    """Return the documents of other kinds that are set into this one, by their id."""
    found: dict[str, tuple[Block, ...]] = {}
    for number, node in enumerate(parts.text.iter(f"{W}altChunk")):
        name = node.get(f"{R}id", "")
        data = bytes_of(package, parts.related.get(name, ""))
        told = chunk(data) if chunk is not None and data and number < _MOST_CHUNKS else None
        parent = node.getparent()
        if told is None or told.trouble or parent is None or name_of(parent) not in _HOLDS_BLOCKS:
            raise _PartsError("unreadable")
        found[name] = told.blocks
    return found


def _controls(package: zipfile.ZipFile, parts: _Parts) -> dict[str, str | None]:
    """Return what each ActiveX control shows, by its id; None where that cannot be known."""
    found: dict[str, str | None] = {}
    for number, node in enumerate(parts.text.iter(f"{W}control")):
        name = node.get(f"{R}id", "")
        if name not in parts.related:
            continue  # a picture of a control that is no longer there
        place = parts.related[name]
        if number >= _MOST_CONTROLS or not place:
            found[name] = None
            continue
        kept = next(iter(related(package, place).values()), "")
        control = control_of(bytes_of(package, place), bytes_of(package, kept))
        found[name] = control.text
    return found


def document_of(
    body: etree._Element,
    heads: Sequence[etree._Element] = (),
    set_in: Mapping[str, tuple[Block, ...]] | None = None,
    controls: Mapping[str, str] | None = None,
) -> Document:
    """Return the blocks of a body in the words of Word, after the lines of its page heads.

    set_in: the blocks of documents set into it, by their id. controls: what its controls show.
    """
    walk = _Walk(set_in or {}, controls or {})
    blocks: list[Block] = []
    for root in heads:
        for block in walk.blocks(root):
            if isinstance(block, Line):
                blocks.append(block)
            elif isinstance(block, Grid):  # a letterhead set in a table is read as its lines
                cells = (cell for row in block.rows for cell in row)
                blocks.extend(Line(text=c.text, where=c.where, how=c.how) for c in cells)
    blocks.extend(walk.blocks(body))
    blocks = [b for b in blocks if not isinstance(b, Line) or says(b.text)]
    return Document(how="docx", blocks=tuple(blocks), cut=walk.runs.cut)
