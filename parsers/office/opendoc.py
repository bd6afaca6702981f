"""An OpenDocument text (.odt) laid open without any office program, as the tree of a Word document.

The file says the same things in other words: spans with named styles for runs, fields and form
controls for content controls. So it is translated, element by element, into the tree that the walk
over Word documents reads, and ticks, struck-out words and unanswered prompts are understood in one
place. What a reviewer deleted stands outside the text and is left there; notes and comments are no
answers. The file is hostile until proved otherwise: no entities, no network, sizes checked first.
"""

# ruff: noqa: C901, PLR0912 - one case for each element, in the order in which they must be tried

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from parsers.filetypes import DAMAGED_PACKAGE
from parsers.office.opencontrols import CONTROLS, attribute, control_text
from parsers.office.openlooks import Styles, is_filled, over
from parsers.office.packages import W, parse_part
from parsers.office.word import document_of
from parsers.office.wordruns import MOST_DEPTH, is_prompt, name_of
from parsers.office.wordtrees import Looks, fill, put, say
from parsers.pairs import EMPTY, FIELD, FIELD_END, PICTURE, TICKED, Document

_MOST_XML = 30_000_000  # bytes of one part
_PARTS = ("content.xml", "styles.xml")
_MANIFEST = "META-INF/manifest.xml"
_MOST_CELLS = 60  # repeated in one go
_MOST_SPACES = 200
_CHECKBOX, _DROPDOWN, _TEXT = "FORMCHECKBOX", "FORMDROPDOWN", "FORMTEXT"
_LEFT_OUT = frozenset(
    [
        "annotation", "annotation-end", "change", "change-end", "change-start", "forms", "note",
        "ruby-text", "sequence-decls", "table-of-content", "tracked-changes", "variable-decls",
    ]
)  # fmt: skip


def opened(data: bytes) -> dict[str, etree._Element] | str:
    """Return the parts of an OpenDocument file by name, or why they cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
            wanted = [name for name in (*_PARTS, _MANIFEST) if name in names]
            if any(package.getinfo(name).file_size > _MOST_XML for name in wanted):
                return "too large"
            if _MANIFEST in wanted and b"encryption-data" in package.read(_MANIFEST):
                return "encrypted"
            if "content.xml" not in wanted:
                return "unreadable"
            wanted = [name for name in _PARTS if name in wanted]
            return {name: parse_part(package.read(name)) for name in wanted}
    except DAMAGED_PACKAGE:
        return "unreadable"


def pairs_of_odt(data: bytes) -> Document:
    """Return the document's blocks. Never raises on input: `trouble` says what is wrong."""
    parts = opened(data)
    if isinstance(parts, str):
        return Document(how="docx", trouble=parts)
    return _told(*parts.values())


def pairs_of_flat_odt(data: bytes) -> Document:
    """Return the blocks of an OpenDocument text kept as one XML file (.fodt)."""
    try:
        return _told(parse_part(data))
    except (etree.XMLSyntaxError, ValueError):
        return Document(how="docx", trouble="unreadable")


def _told(*roots: etree._Element) -> Document:
    walk = _Translation(roots)
    body = etree.Element(f"{W}body")
    heads = []
    for root in roots:
        for node in root.iter():
            above = node.getparent()
            if above is None:
                continue
            if name_of(node) == "text" and name_of(above) == "body":
                walk.blocks(node, body)
            elif name_of(node) == "header" and name_of(above) == "master-page":
                heads.append(etree.Element(f"{W}hdr"))
                walk.blocks(node, heads[-1])
    if not len(body):
        return Document(how="docx", trouble="unreadable")
    document = document_of(body, heads[:4])
    return replace(document, cut=document.cut or walk.cut)


class _Translation:
    """What the styles and form controls of the file mean, and the translation of its text."""

    def __init__(self, roots: tuple[etree._Element, ...]) -> None:
        self.styles = Styles(roots)
        self.controls: dict[str, str] = {}
        self.skipping: list[str] = []
        self.cut = False  # something stood too deep to be read
        for root in roots:
            for node in root.iter():
                if name_of(node) in CONTROLS and attribute(node, "id"):
                    self.controls[attribute(node, "id")] = control_text(node)

    def blocks(self, node: etree._Element, into: etree._Element, depth: int = 0) -> None:
        """Put the paragraphs and tables of a body, a cell or a text box into the new tree."""
        if depth > MOST_DEPTH:
            self.cut = True
            return
        for child in node:
            name = name_of(child)
            if name in _LEFT_OUT:
                continue
            if name in ("p", "h"):
                self._paragraph(child, into)
            elif name == "table":
                self._table(child, into, depth)
            elif name in ("frame", "control", "custom-shape", "g"):
                self._inline(child, put(into, "p"), frozenset(), depth)
            else:  # lists, their items, sections, indexes
                self.blocks(child, into, depth + 1)

    def _paragraph(self, node: etree._Element, into: etree._Element) -> None:
        made = put(into, "p")
        if name_of(node) == "h":
            put(made, "pPr", "pStyle", val="Heading")
        looks = self.styles.looks("paragraph", attribute(node, "style-name"))
        if looks is not None:
            self._children(node, made, looks, 0)

    def _children(
        self, node: etree._Element, into: etree._Element, looks: Looks, depth: int
    ) -> None:
        if depth > MOST_DEPTH:
            self.cut = True
            return
        self._say(into, _spaced(node.text), looks)
        for child in node:
            if isinstance(child.tag, str):
                self._inline(child, into, looks, depth)
            self._say(into, _spaced(child.tail), looks)

    def _say(self, into: etree._Element, text: str, looks: Looks) -> None:
        if text and "skip" not in self.skipping:
            if self.styles.on_colour:
                looks |= {"filled"}
            say(into, text, looks)

    def _inline(self, node: etree._Element, into: etree._Element, looks: Looks, depth: int) -> None:
        name = name_of(node)
        if name in _LEFT_OUT:
            return
        if name in ("span", "a", "ruby", "ruby-base", "meta", "meta-field"):
            style = attribute(node, "style-name")
            own = self.styles.looks("text", style) if name == "span" else looks
            if own is not None:
                self._children(node, into, over(looks, own), depth + 1)
        elif name == "s":
            count = attribute(node, "c")
            spaces = min(int(count), _MOST_SPACES) if count.isdigit() else 1
            self._say(into, " " * spaces, looks)
        elif name == "tab":
            self._say(into, "\t", looks)
        elif name == "line-break":
            put(into, "r", "br")
        elif name in ("text-input", "placeholder"):
            text = " ".join("".join(map(str, node.itertext())).split())
            blank = name == "placeholder" or is_prompt(text)
            self._say(into, f"{FIELD}{'' if blank else text}{FIELD_END}", looks)
        elif name == "drop-down":
            text = "".join((node.text or "", *(one.tail or "" for one in node))).strip()
            self._say(into, f"{FIELD}{'' if is_prompt(text) else text}{FIELD_END}", looks)
        elif name == "content-control":
            self._content_control(node, into, looks, depth)
        elif name in ("fieldmark", "fieldmark-start"):
            self._field_begins(node, into, alone=name == "fieldmark")
        elif name == "fieldmark-end":
            self._field_ends(into)
        elif name == "control":
            told = self.controls.get(attribute(node, "control"), "")
            self._say(into, told, looks)
        elif name in ("frame", "custom-shape", "g", "text-box", "image", "object"):
            self._drawn(node, into, depth)
        else:
            self._children(node, into, looks, depth + 1)

    def _content_control(
        self, node: etree._Element, into: etree._Element, looks: Looks, depth: int
    ) -> None:
        if attribute(node, "checkbox") == "true":
            on = attribute(node, "checked") == "true"
            self._say(into, TICKED if on else EMPTY, looks)
            return
        holder = attribute(node, "showing-place-holder") == "true"
        self._say(into, FIELD, frozenset())
        if not holder and not is_prompt("".join(map(str, node.itertext()))):
            self._children(node, into, looks, depth + 1)
        self._say(into, FIELD_END, frozenset())

    def _field_begins(self, node: etree._Element, into: etree._Element, *, alone: bool) -> None:
        """Begin an old form field: its state counts for a box or a list, its words otherwise."""
        sort = attribute(node, "type").rpartition(".")[2]
        params = {
            attribute(p, "name"): attribute(p, "value") for p in node if name_of(p) == "param"
        }
        if sort == _CHECKBOX:
            on = params.get("Checkbox_Checked") == "true"
            self._say(into, TICKED if on else EMPTY, frozenset())
        elif sort == _DROPDOWN:
            entries = [attribute(p, "value") for p in node
                       if attribute(p, "name") == "Dropdown_ListEntry"]  # fmt: skip
            at = params.get("Dropdown_Selected", "")
            picked = entries[int(at)] if at.isdigit() and int(at) < len(entries) else ""
            told = "" if is_prompt(picked) else picked
            self._say(into, f"{FIELD}{told}{FIELD_END}", frozenset())
        elif sort == _TEXT:
            self._say(into, FIELD, frozenset())
        if alone:
            if sort == _TEXT:
                self._say(into, FIELD_END, frozenset())
            return
        self.skipping.append("skip" if sort in (_CHECKBOX, _DROPDOWN) else sort)

    def _field_ends(self, into: etree._Element) -> None:
        sort = self.skipping.pop() if self.skipping else ""
        if sort == _TEXT:
            self._say(into, FIELD_END, frozenset())

    def _drawn(self, node: etree._Element, into: etree._Element, depth: int) -> None:
        """Put a text box beside the words, or the mark of a picture."""
        if depth > MOST_DEPTH:
            self.cut = True
            return
        if any(name_of(one) == "image" for one in node.iter()) and not any(
            name_of(one) == "text-box" for one in node.iter()
        ):
            self._say(into, PICTURE, frozenset())
            return
        worded = [one for one in node.iter() if name_of(one) in ("p", "h", "control")]
        if not worded:
            return
        self.blocks(node, put(into, "r", "drawing", "txbxContent"), depth + 1)

    def _table(self, node: etree._Element, into: etree._Element, depth: int) -> None:
        made = put(into, "tbl")
        on_colour = self._is_filled("table", node)
        for row in _rows(node):
            on_row = on_colour or self._is_filled("table-row", row)
            line = put(made, "tr")
            hidden = 0
            for cell in row:
                name = name_of(cell)
                if name not in ("table-cell", "covered-table-cell"):
                    continue
                repeated = min(_number(cell, "number-columns-repeated"), _MOST_CELLS)
                if name == "covered-table-cell":
                    for _ in range(repeated):
                        hidden -= 1
                        if hidden < 0:
                            put(line, "tc", "tcPr", "vMerge")  # covered from above
                    continue
                span = _number(cell, "number-columns-spanned")
                hidden = span - 1
                for _ in range(repeated):
                    one = put(line, "tc")
                    look = put(one, "tcPr")
                    if span > 1:
                        put(look, "gridSpan", val=str(span))
                    if on_row or self._is_filled("table-cell", cell):
                        fill(look)
                    self.blocks(cell, one, depth + 1)

    def _is_filled(self, family: str, node: etree._Element) -> bool:
        return is_filled(self.styles.told(family, attribute(node, "style-name")))


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """Yield the rows of a table, header rows and groups opened, tables within it left alone."""
    for child in table:
        name = name_of(child)
        if name == "table-row":
            yield child
        elif name in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _rows(child)


def _number(node: etree._Element, name: str) -> int:
    text = attribute(node, name)
    return max(1, int(text)) if text.isdigit() else 1


def _spaced(text: str | None) -> str:
    """Return text with its white space made single, as the format says that it counts."""
    return re.sub(r"[ \t\r\n]+", " ", text or "")
