"""A Word document (.docx) laid open: paragraphs, tables, controls and check boxes, as blocks.

The XML is walked here because the libraries leave out the very places where forms keep answers:
content controls (`w:sdt`, around a run, a paragraph, a cell, a row or a whole block) and the old form
fields (`w:ffData`). Struck-out words are left out, a choice made by bold, border or highlight is
marked, and a prompt that nobody replaced ("Click or tap here") is nothing. The file is hostile until
proved otherwise: no entities, no network, and sizes are checked before anything is unpacked.
"""

# ruff: noqa: PLR2004 - counts of words and cells, beside what they count
# ruff: noqa: PLR0911 - cases, one after another, in the order in which they must be tried
# ruff: noqa: E501 - patterns and lists of words stay whole

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from parsers.marks import WINGDINGS, marked
from parsers.pairs import (
    EMPTY,
    FIELD,
    FIELD_END,
    PICTURE,
    STRONG,
    STRONG_END,
    TICKED,
    Block,
    Cell,
    Document,
    Grid,
    Line,
    Where,
    plain,
)

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_OLE = b"\xd0\xcf\x11\xe0"
_MOST_XML = 30_000_000
_MOST_ALL = 200_000_000
_MOST_DEPTH = 60
_PROMPT = re.compile(
    r"^\s*(?:\[?\s*(?:please )?(?:click|tap|choose|select|enter|type|pick|insert)\b.{0,60}"
    r"(?:here|text|item|date|option|select|value|answer|one|list)\b.{0,20}\]?|"
    r"(?:please )?(?:choose|select)(?: (?:one|an option|from list))?\s*\W*)\s*$",
    re.IGNORECASE | re.DOTALL,
)
_PASSED = frozenset(
    ["ins", "smartTag", "hyperlink", "customXml", "sdtContent", "fldSimple", "moveTo", "bdo", "dir"]
)


@dataclass(slots=True)
class _Piece:
    """Some text of one look: weight 2 for ringed or highlighted, 1 for bold or underlined."""

    text: str
    weight: int = 0


def _name(node: etree._Element) -> str:
    tag: object = node.tag  # comments and instructions have a function for a tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _on(node: etree._Element | None) -> bool:
    """Return whether an on/off property is there and on."""
    if node is None:
        return False
    return node.get(f"{_W}val", "true").casefold() not in ("0", "false", "off", "none")


def _child(node: etree._Element | None, name: str) -> etree._Element | None:
    return None if node is None else node.find(f"{_W}{name}")


def is_prompt(text: str) -> bool:
    """Return whether a control still shows its prompt."""
    return bool(_PROMPT.match(plain(text)))


class _Walk:
    """The walk over one part of the document. It keeps count of the reading order."""

    def __init__(self) -> None:
        self.order = 0
        self.field: list[str] = []

    def where(self) -> Where:
        self.order += 1
        return Where(order=self.order)

    # --- runs -------------------------------------------------------------------------------

    def pieces(self, node: etree._Element, depth: int = 0) -> Iterator[_Piece]:
        """Yield the text within a paragraph, piece by piece."""
        if depth > _MOST_DEPTH:
            return
        for child in node:
            name = _name(child)
            if name == "r":
                yield from self._run(child)
            elif name == "sdt":
                yield from self._control(child, depth)
            elif name == "AlternateContent":
                first = child.find(f"{_MC}Choice")
                if first is not None:
                    yield from self.pieces(first, depth + 1)
            elif name in _PASSED:
                yield from self.pieces(child, depth + 1)
            elif name in ("p", "tc", "tr", "tbl"):
                yield from self.pieces(child, depth + 1)
                yield _Piece("\n")

    def _run(self, run: etree._Element) -> Iterator[_Piece]:
        look = _child(run, "rPr")
        hidden = _on(_child(look, "vanish"))
        struck = _on(_child(look, "strike")) or _on(_child(look, "dstrike"))
        weight = 0
        if look is not None:
            border, light = _child(look, "bdr"), _child(look, "highlight")
            if _on(border) or _on(light) or _on(_child(look, "em")):
                weight = 2
            elif _on(_child(look, "b")) or _on(_child(look, "u")):
                weight = 1
        raised = _child(look, "vertAlign")
        raised_up = raised is not None and raised.get(f"{_W}val") == "superscript"
        fonts = _child(look, "rFonts")
        symbols = fonts is not None and any(
            "wingdings" in str(v).casefold() for v in fonts.values()
        )
        for node in run:
            text = self._text_of(node, symbols=symbols)
            if not text or hidden:
                continue
            if text[0] in (FIELD, FIELD_END, TICKED, EMPTY, PICTURE):
                yield _Piece(text)
            elif (
                (self.field and self.field[-1] in ("code", "dead"))
                or struck
                or (raised_up and text.strip().isdigit())
            ):
                continue
            else:
                yield _Piece(text, weight)

    def _text_of(self, node: etree._Element, *, symbols: bool) -> str:
        name = _name(node)
        if name == "t":
            text = node.text or ""
            return "".join(WINGDINGS.get(char, char) for char in text) if symbols else text
        if name == "sym":
            try:
                char = chr(int(node.get(f"{_W}char", "0"), 16))
            except ValueError:
                return ""
            low = chr(ord(char) - 0xF000) if ord(char) >= 0xF000 else char
            return WINGDINGS.get(low, WINGDINGS.get(char, ""))
        if name in ("tab", "ptab"):
            return "\t"
        if name in ("br", "cr"):
            return "\n"
        if name == "noBreakHyphen":
            return "-"
        if name == "fldChar":
            return self._field_mark(node)
        if name in ("drawing", "pict", "object", "AlternateContent"):
            return self._drawing(node)
        return ""

    def _drawing(self, node: etree._Element) -> str:
        """Return the words of a text box, or the mark of a picture."""
        boxes = list(node.iter(f"{_W}txbxContent"))
        if boxes:
            inner = _Walk()
            return "\n" + "".join(piece.text for piece in inner.pieces(boxes[0])) + "\n"
        if any(
            _name(part) in ("pic", "imagedata", "ink", "contentPart", "shape")
            for part in node.iter()
        ):
            return PICTURE
        return ""

    def _field_mark(self, node: etree._Element) -> str:
        """Follow an old form field from its beginning through its code and result to its end."""
        sort = node.get(f"{_W}fldCharType")
        if sort == "begin":
            data = _child(node, "ffData")
            box, chosen = _child(data, "checkBox"), _child(data, "ddList")
            if box is not None:
                checked = _child(box, "checked")
                state = checked if checked is not None else _child(box, "default")
                self.field.append("dead")
                return TICKED if _on(state) else EMPTY
            if chosen is not None:
                self.field.append("dead")
                return self._listed(chosen)
            self.field.append("text code" if data is not None else "plain code")
            self.field.append("code")
            return ""
        if sort == "separate" and self.field and self.field[-1] == "code":
            self.field.pop()
            return FIELD if self.field and self.field[-1] == "text code" else ""
        if sort == "end" and self.field:
            if self.field[-1] == "code":
                self.field.pop()
                self.field.pop()
                return ""
            last = self.field.pop()
            return FIELD_END if last == "text code" else ""
        return ""

    def _listed(self, chosen: etree._Element) -> str:
        """Return the entry picked in an old drop-down. One never touched has picked nothing."""
        result = _child(chosen, "result")
        entries = [entry.get(f"{_W}val", "") for entry in chosen.findall(f"{_W}listEntry")]
        try:
            picked = entries[int(result.get(f"{_W}val", "0"))] if result is not None else ""
        except (ValueError, IndexError):
            picked = ""
        return f"{FIELD}{'' if is_prompt(picked) else picked}{FIELD_END}"

    def _control(self, control: etree._Element, depth: int) -> Iterator[_Piece]:
        """Yield the content of a content control within a paragraph."""
        ticked = self._box(control)
        if ticked is not None:
            yield _Piece(ticked)
            return
        content = _child(control, "sdtContent")
        if content is None:
            return
        if (
            content.find(f".//{_W14}checkbox") is not None
            or content.find(f".//{_W}sdt") is not None
        ):
            yield from self.pieces(content, depth + 1)
            return
        yield _Piece(FIELD)
        if not self._unanswered(control, content):
            yield from self.pieces(content, depth + 1)
        yield _Piece(FIELD_END)

    @staticmethod
    def _box(control: etree._Element) -> str | None:
        look = _child(control, "sdtPr")
        box = None if look is None else look.find(f"{_W14}checkbox")
        if box is None:
            return None
        state = box.find(f"{_W14}checked")
        value = "0" if state is None else state.get(f"{_W14}val", "1")
        return TICKED if value.casefold() in ("1", "true", "on") else EMPTY

    @staticmethod
    def _unanswered(control: etree._Element, content: etree._Element) -> bool:
        """Return whether the control shows its prompt, or a drop-down its whole list."""
        look = _child(control, "sdtPr")
        if _on(_child(look, "showingPlcHdr")):
            return True
        text = " ".join("".join(t.text or "" for t in content.iter(f"{_W}t")).split())
        if is_prompt(text):
            return True
        if look is None:
            return False
        for sort in ("dropDownList", "comboBox"):
            listing = _child(look, sort)
            if listing is not None:
                shown = [i.get(f"{_W}displayText") or i.get(f"{_W}value") or "" for i in listing]
                bare = re.sub(r"\W", "", text)
                if len(shown) > 1 and bare == re.sub(r"\W", "", "".join(shown)):
                    return True
                first = listing[0] if len(listing) else None
                if first is not None and not first.get(f"{_W}value") and text == shown[0]:
                    return True
        return False

    # --- blocks -----------------------------------------------------------------------------

    def text(self, node: etree._Element) -> str:
        """Return the text of a paragraph or cell, with its marks."""
        pieces = [piece for piece in self.pieces(node) if piece.text]
        worded = [piece for piece in pieces if re.search(r"\w", piece.text)]
        heaviest = max((piece.weight for piece in worded), default=0)
        mixed = heaviest > 0 and any(piece.weight < heaviest for piece in worded)
        parts = []
        for piece in pieces:
            if mixed and piece.weight == heaviest and re.search(r"\w", piece.text):
                parts.append(f"{STRONG}{piece.text}{STRONG_END}")
            else:
                parts.append(piece.text)
        whole = "".join(parts).replace(f"{STRONG_END}{STRONG}", "").replace("\xa0", " ")
        whole = re.sub(r"\n[ \t]*\n+", "\n", whole)
        whole = re.sub(f"\\s+{FIELD_END}", FIELD_END, whole)
        return marked(whole).strip("\n ")

    def blocks(self, body: etree._Element, depth: int = 0) -> Iterator[Block]:
        """Yield the blocks of a body, a text box or a block control."""
        if depth > _MOST_DEPTH:
            return
        for node in body:
            name = _name(node)
            if name == "p":
                yield from self._paragraph(node)
            elif name == "tbl":
                yield from self._table(node, depth)
            elif name == "sdt":
                yield from self._block_control(node, depth)
            elif name in _PASSED:
                yield from self.blocks(node, depth + 1)

    def _paragraph(self, node: etree._Element) -> Iterator[Block]:
        style = node.find(f"{_W}pPr/{_W}pStyle")
        heading = style is not None and bool(
            re.match(r"(?i)heading|title", style.get(f"{_W}val", ""))
        )
        for text in self.text(node).split("\n"):
            if plain(text) or PICTURE in text or FIELD in text:
                yield Line(text=text, where=self.where(), how="docx", heading=heading)

    def _block_control(self, node: etree._Element, depth: int) -> Iterator[Block]:
        """Yield the content of a control around paragraphs or tables."""
        content = _child(node, "sdtContent")
        if content is None:
            return
        look = _child(node, "sdtPr")
        whole = content.find(f".//{_W}tbl") is not None or content.find(f".//{_W}sdt") is not None
        sorts = ("text", "date", "dropDownList", "comboBox")
        typed = look is not None and any(_child(look, sort) is not None for sort in sorts)
        if self._box(node) is None and (whole or not (typed or self._unanswered(node, content))):
            yield from self.blocks(content, depth + 1)
            return
        text = "".join(piece.text for piece in self._control(node, depth))
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
            name = _name(child)
            if name == wanted:
                yield child, held
            elif name == "sdt":
                content = _child(child, "sdtContent")
                if content is not None:
                    alone = wanted == "tc" and len(content) == 1
                    stack.extend((inner, alone) for inner in reversed(content))
            elif name in _PASSED:
                stack.extend((inner, held) for inner in reversed(child))

    def _table(self, table: etree._Element, depth: int) -> Iterator[Block]:
        rows: list[tuple[Cell, ...]] = []
        nested: list[Block] = []
        place = self.where()
        for row, _ in self._inside(table, "tr"):
            header = row.find(f"{_W}trPr/{_W}tblHeader") is not None
            before = row.find(f"{_W}trPr/{_W}gridBefore")
            column = int(before.get(f"{_W}val", "0")) if before is not None else 0
            cells: list[Cell] = []
            for cell, held in self._inside(row, "tc"):
                look = _child(cell, "tcPr")
                wide = _child(look, "gridSpan")
                try:
                    span = max(1, int(wide.get(f"{_W}val", "1"))) if wide is not None else 1
                except ValueError:
                    span = 1
                merged = _child(look, "vMerge")
                if merged is not None and merged.get(f"{_W}val", "continue") == "continue":
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
        if rows:
            yield Grid(rows=tuple(rows), where=place)
        yield from nested

    def _cell_text(self, cell: etree._Element, nested: list[Block], depth: int) -> str:
        """Return a cell's own text; tables within it become blocks of their own."""
        for table in cell.findall(f"{_W}tbl"):
            nested.extend(self._table(table, depth + 1))
            cell.remove(table)
        return self.text(cell)


def _parse(data: bytes) -> etree._Element:
    """Return the root of an XML part, opened without entities or network."""
    data = data.replace(_STRICT[1:-1].encode(), _W[1:-1].encode())
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    root = etree.fromstring(data, parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise ValueError("a document type is not allowed")
    return root


def _trouble(why: str) -> Document:
    return Document(how="docx", trouble=why)


def pairs_of_docx(data: bytes) -> Document:
    """Return the document's blocks. Never raises on input: `trouble` says what is wrong."""
    if data[:4] == _OLE:
        return _trouble(
            "encrypted" if "EncryptedPackage".encode("utf-16-le") in data else "unreadable"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(entry.file_size for entry in package.infolist()) > _MOST_ALL:
                return _trouble("too large")
            names = set(package.namelist())
            main = next(
                (n for n in ("word/document.xml", "word/document2.xml") if n in names), None
            )
            if main is None:
                return _trouble("unreadable")
            heads = sorted(n for n in names if re.fullmatch(r"word/header\d*\.xml", n))[:4]
            if any(package.getinfo(n).file_size > _MOST_XML for n in (main, *heads)):
                return _trouble("too large")
            if package.getinfo(main).flag_bits & 1:
                return _trouble("encrypted")
            roots = [_parse(package.read(n)) for n in heads]
            document = _parse(package.read(main))
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, OSError, EOFError, ValueError,
            NotImplementedError, RuntimeError):  # fmt: skip
        return _trouble("unreadable")
    walk = _Walk()
    blocks: list[Block] = []
    for root in roots:
        blocks.extend(block for block in walk.blocks(root) if isinstance(block, Line))
    body = _child(document, "body")
    blocks.extend(walk.blocks(body if body is not None else document))
    blocks = [
        b
        for b in blocks
        if not isinstance(b, Line) or plain(b.text) or FIELD in b.text or PICTURE in b.text
    ]
    return Document(how="docx", blocks=tuple(blocks), text=text_of(blocks))


def text_of(blocks: list[Block]) -> str:
    """Return the blocks' words without marks, one line or row a line."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Grid):
            lines.extend(" | ".join(plain(c.text) for c in row) for row in block.rows)
        elif isinstance(block, Line):
            lines.append(plain(block.text))
    return "\n".join(line for line in lines if line)
