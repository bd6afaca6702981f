"""An XFA form laid open: its template says what is asked, its data what was answered.

Forms made with LiveCycle keep no pages at all: a viewer without XFA shows "Please wait". The
template is a tree of subforms with headings, fields and captions; the data is a tree of the same
names. Both are walked together and give a line for each heading and a row for each field. Choices
are given with the words that the form shows for them. Scripts in the template are never looked at.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf
from lxml import etree

from parsers.office.packages import parse_part
from parsers.office.wordruns import is_prompt, name_of
from parsers.pairs import EMPTY, FIELD, FIELD_END, TICKED, Block, Cell, Grid, Line, Where

_LARGEST = 5_000_000  # bytes of one packet
_MOST_FIELDS = 4_000
_MOST_DEPTH = 40
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T.*)?")
_PREFIX = re.compile(r"^(?:txt|chk|cbo|cmb|cb|fld|rad|rb|dd|tb|lst|text|date)_?(?=[A-Z_])")
_ON = frozenset(["1", "on", "true", "yes", "y", "x"])


@dataclass(frozen=True, slots=True, repr=False)
class Xfa:
    """The template and the data of a form; None where the file has none or it is damaged."""

    template: etree._Element | None
    data: etree._Element | None

    @property
    def asks(self) -> bool:
        """Whether the template itself has fields."""
        return self.template is not None and any(
            name_of(node) == "field" for node in self.template.iter()
        )


def read_xfa(form: pikepdf.Dictionary) -> Xfa | None:
    """Return the XFA packets of a form's dictionary, None where it has none."""
    parts = form.get("/XFA")
    packets: list[bytes] = []
    if isinstance(parts, pikepdf.Stream):
        packets = [parts.read_bytes()]
    elif isinstance(parts, pikepdf.Array):
        packets = [
            parts[at + 1].read_bytes()
            for at in range(0, len(parts) - 1, 2)
            if str(parts[at]) in ("template", "datasets")
            and isinstance(parts[at + 1], pikepdf.Stream)
        ]
    template = data = None
    for packet in packets:
        root = _parsed(packet)
        for node in root.iter() if root is not None else ():
            if name_of(node) == "template" and template is None:
                template = node
            elif name_of(node) == "datasets" and data is None:
                data = _child(node, "data")
    return Xfa(template, data) if packets else None


def _parsed(packet: bytes) -> etree._Element | None:
    if len(packet) > _LARGEST:
        return None
    try:
        return parse_part(packet)
    except (etree.XMLSyntaxError, ValueError):
        return None


def words_of_name(name: str) -> str:
    """Return a field's name as words: "form1[0].txtPupilSurname[0]" is "Pupil Surname"."""
    last = re.sub(r"\[\d+\]", "", name).split(".")[-1]
    last = _PREFIX.sub("", last)
    spaced = re.sub(
        r"(?<=[a-z])(?=[A-Z0-9])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=\d)(?=[A-Za-z])", " ", last
    )
    return " ".join(re.sub(r"[_\-.]+", " ", spaced).split())


def values_of(xfa: Xfa) -> tuple[tuple[str, str], ...]:
    """Return the names, by their path, and the values of the data alone."""
    found = []
    for node in xfa.data.iter() if xfa.data is not None else ():
        text = (node.text or "").strip() if name_of(node) else ""
        if text and len(node) == 0:
            path = [name_of(up) for up in (*reversed(list(node.iterancestors())), node)]
            found.append((".".join(path), _shown(text)))
    return tuple(found[:_MOST_FIELDS])


def blocks_of(xfa: Xfa) -> tuple[Block, ...]:
    """Return the form as lines and rows of label and answer."""
    walk = _Walk(xfa.data)
    if xfa.template is not None:
        walk.subform(xfa.template, xfa.data, 0)
    return tuple(walk.blocks)


@dataclass(slots=True, repr=False)
class _Walk:
    """The walk through template and data side by side."""

    data: etree._Element | None
    blocks: list[Block] = field(default_factory=list)
    used: dict[tuple[int, str], int] = field(default_factory=dict)
    order: int = 0
    fields: int = 0

    def where(self) -> Where:
        self.order += 1
        return Where(order=self.order)

    def subform(self, node: etree._Element, data: etree._Element | None, depth: int) -> None:
        """Lay open a subform, as often as the data holds it."""
        if depth > _MOST_DEPTH:
            return
        for child in node:
            sort = name_of(child)
            if sort in ("subform", "subformSet", "area"):
                for inner in self._instances(child, data):
                    self.subform(child, inner, depth + 1)
            elif sort == "draw":
                self._line(_words(child))
            elif sort == "field":
                self._field(child, data)
            elif sort == "exclGroup":
                self._group(child, data)

    def _instances(
        self, node: etree._Element, data: etree._Element | None
    ) -> Iterator[etree._Element | None]:
        name = node.get("name", "")
        if data is None or not name or name_of(node) != "subform" or _bound(node) == "none":
            yield data
            return
        same = [one for one in data if name_of(one) == name]
        if not same:
            yield data
            return
        occur = _child(node, "occur")
        if occur is not None and occur.get("max", "1") != "1":
            yield from same
            return
        yield same[min(self._turn(data, name), len(same) - 1)]

    def _turn(self, data: etree._Element, name: str) -> int:
        """Return how often this name was asked for under this node before."""
        key = (id(data), name)
        self.used[key] = self.used.get(key, -1) + 1
        return self.used[key]

    def _value(self, node: etree._Element, data: etree._Element | None) -> str:
        """Return the data of a field: under its name, or where its binding says."""
        name = node.get("name", "")
        bound = _bound(node)
        if bound.startswith("$"):
            name = re.sub(r"\[[^]]*\]", "", bound.rpartition(".")[2])
        if not name or self.data is None:
            return ""
        near = [] if data is None else [one for one in data if name_of(one) == name]
        if near and data is not None:
            found = near[min(self._turn(data, name), len(near) - 1)]
        else:
            every = [one for one in self.data.iter() if name_of(one) == name]
            if len(every) != 1:
                return ""
            found = every[0]
        return "\n".join(
            line.strip() for line in "".join(map(str, found.itertext())).splitlines()
        ).strip()

    def _line(self, text: str) -> None:
        for line in text.split("\n"):
            if line.strip():
                self.blocks.append(Line(text=line.strip(), where=self.where(), how="xfa"))

    def _row(self, label: str, text: str) -> None:
        self.fields += 1
        if self.fields > _MOST_FIELDS:
            return
        cells = tuple(
            Cell(text=told, where=self.where(), how="xfa", column=column)
            for column, told in enumerate((label, text))
        )
        self.blocks.append(Grid(rows=(cells,), where=cells[0].where))

    def _field(self, node: etree._Element, data: etree._Element | None) -> None:
        ui = _child(node, "ui")
        sort = name_of(ui[0]) if ui is not None and len(ui) else ""
        if sort in ("button", "signature", "barcode"):
            return
        label, value = _label(node), self._value(node, data)
        if sort == "checkButton":
            self._row(label, _tick(node, value))
            return
        shown = _option(node, value) if sort == "choiceList" else _shown(value)
        self._row(label, f"{FIELD}{'' if is_prompt(shown) else shown}{FIELD_END}")

    def _group(self, node: etree._Element, data: etree._Element | None) -> None:
        """Lay open a group of which one is chosen: its caption, and each choice with its tick."""
        value = self._value(node, data)
        options = [one for one in node if name_of(one) == "field"]
        if not value:
            ticks = [_tick(one, self._value(one, data)) for one in options]
        else:
            ticks = [TICKED if _items(one)[:1] == [value] else EMPTY for one in options]
        told = "   ".join(f"{tick} {_label(one)}" for tick, one in zip(ticks, options, strict=True))
        self._row(_label(node), told)


def _child(node: etree._Element, name: str) -> etree._Element | None:
    return next((one for one in node if name_of(one) == name), None)


def _bound(node: etree._Element) -> str:
    bind = _child(node, "bind")
    if bind is None:
        return ""
    return "none" if bind.get("match") == "none" else bind.get("ref", "")


def _words(node: etree._Element | None) -> str:
    """Return the words of a caption or a drawn text, a line for each paragraph."""
    value = None if node is None else _child(node, "value")
    if value is None:
        return ""
    rich = [one for one in value.iter() if name_of(one) in ("p", "li")]
    pieces = ["".join(map(str, one.itertext())) for one in rich] or [
        "".join(map(str, value.itertext()))
    ]
    return "\n".join(" ".join(piece.split()) for piece in pieces if piece.strip())


def _label(node: etree._Element) -> str:
    """Return what a field is called: its caption, else its tooltip, else its name as words."""
    caption = _words(_child(node, "caption"))
    if caption:
        return caption
    for one in node.iter():
        if name_of(one) in ("toolTip", "speak") and (one.text or "").strip():
            return " ".join((one.text or "").split())
    return words_of_name(node.get("name", ""))


def _items(node: etree._Element) -> list[str]:
    """Return the values that a field's choices are kept as."""
    lists = [one for one in node if name_of(one) == "items"]
    kept = next((one for one in lists if one.get("save") == "1"), lists[0] if lists else None)
    return [(one.text or "").strip() for one in kept] if kept is not None else []


def _tick(node: etree._Element, value: str) -> str:
    items = _items(node)
    on = value == items[0] if items else value.casefold() in _ON
    return TICKED if on and value else EMPTY


def _option(node: etree._Element, value: str) -> str:
    """Return the words shown for the value kept of a list."""
    lists = [one for one in node if name_of(one) == "items"]
    shown = next((one for one in lists if one.get("save") != "1"), None)
    kept = _items(node)
    if shown is not None and value in kept and len(shown) > kept.index(value):
        return (shown[kept.index(value)].text or "").strip()
    return value


def _shown(text: str) -> str:
    """Return a value as a person sees it: a day kept in the order of machines in ours."""
    found = _ISO.fullmatch(text)
    return f"{found[3]}/{found[2]}/{found[1]}" if found else text
