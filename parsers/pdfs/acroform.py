"""The form fields of a PDF: each widget with its page, place, value and names.

Values are read from the field tree, not from what is drawn: a field filled by a school's viewer may
have no appearance at all, and page text never holds it. Comments typed over a flat form count as
fields too. Places are in points from the top left of the page.
"""

# ruff: noqa: PLR2004 - sizes are in points, beside what they measure

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import pikepdf
from lxml import etree

from parsers.office.packages import parse_part
from parsers.pairs import Box
from parsers.pdfs.xfa import Xfa, read_xfa, words_of_name

Sort = Literal["text", "box", "signature", "ink", "mark", "line", "ring", "strike"]
_PUSH, _HIDDEN = 1 << 16, 2
_INHERITED = ("/FT", "/V", "/RV", "/Ff", "/Opt", "/TU", "/DV", "/AA")
_NUMBERS = re.compile(r"(\d{1,2})\D(\d{1,2})\D(\d{4}|\d\d)")
_DATE_FORMAT = re.compile(r"AFDate_FormatEx\(\s*[\"']m{1,2}\W?d{1,2}\W?y", re.IGNORECASE)
_MARK = re.compile(r"\s*[xX\u2713\u2714\u221a\u2717\u2718\u2612\u2611]\s*")
_MOST_POINTS = 4_000
_MOST_FIELDS = 4000
_MOST_DEPTH = 12


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Widget:
    """One place where a field shows. text: what is in it, "" for nothing.

    ticked: for a box or radio button, whether it is on; its `text` is then the state it stands for.
    names: its tooltip and its name made into words, best first. points: those of a stroke.
    untouched: what is in it is what its form was made with.
    """

    sort: Sort
    page: int
    box: Box
    text: str = ""
    ticked: bool | None = None
    names: tuple[str, ...] = ()
    points: tuple[tuple[float, float], ...] = ()
    untouched: bool = False

    @property
    def filled(self) -> bool:
        """Whether something was typed or ticked in it, by anybody."""
        return bool(self.text) if self.sort == "text" else self.sort == "box" and bool(self.ticked)


@dataclass(frozen=True, slots=True, repr=False)
class Fields:
    """All widgets of a file, and its XFA form where it has one."""

    widgets: tuple[Widget, ...] = ()
    xfa: Xfa | None = None
    encrypted: bool = False

    @property
    def filled(self) -> bool:
        """Whether anything was typed or ticked in a field."""
        return any(widget.filled for widget in self.widgets)


def _string(value: Any) -> str:
    """Return a PDF string or stream as text."""
    if value is None:
        return ""
    if isinstance(value, pikepdf.Stream):
        return value.read_bytes()[:100_000].decode("utf-8", "replace")
    if isinstance(value, pikepdf.Name):
        return str(value)[1:]
    if isinstance(value, pikepdf.Array):
        return ", ".join(_string(item) for item in value)
    return str(value).replace("\r\n", "\n").replace("\r", "\n")


def _rich(value: Any) -> str:
    """Return the words of a rich-text value, a line for each paragraph of it."""
    try:
        root = parse_part(_string(value).encode())
    except (etree.XMLSyntaxError, ValueError):
        return ""
    lines = ["".join(map(str, node.itertext())) for node in root.iter("{*}p")]
    return "\n".join(line.strip() for line in lines if line.strip())


class _Walk:
    """The walk over the field tree, with what fields inherit from those above them."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pages: dict[tuple[int, int], int] = {}
        self.sizes: list[tuple[float, float, float]] = []
        self.annotations: list[tuple[int, Any]] = []
        for number, page in enumerate(pdf.pages, start=1):
            box = [float(part) for part in page.mediabox]
            self.sizes.append((box[0], max(box[1], box[3]), float(page.obj.get("/Rotate", 0) or 0)))
            for note in page.obj.get("/Annots", []) or []:
                if isinstance(note, pikepdf.Dictionary):
                    self.pages[note.objgen] = number
                    self.annotations.append((number, note))
        self.count = 0
        self.seen: set[tuple[int, int]] = set()

    def place(self, page: int, rect: Any) -> Box | None:
        """Return a rectangle in points from the top left of the page."""
        try:
            x0, y0, x1, y1 = (float(part) for part in rect)
        except (TypeError, ValueError):
            return None
        left, top, _ = self.sizes[page - 1]
        return (min(x0, x1) - left, top - max(y0, y1), max(x0, x1) - left, top - min(y0, y1))

    def fields(self, node: Any, above: dict[str, Any], depth: int = 0) -> Iterator[Widget]:
        """Yield the widgets of a field and of those under it."""
        self.count += 1
        if (
            depth > _MOST_DEPTH
            or self.count > _MOST_FIELDS
            or not isinstance(node, pikepdf.Dictionary)
        ):
            return
        self.seen.add(node.objgen)
        own = dict(above)
        for key in _INHERITED:
            if key in node:
                own[key] = node[key]
        if "/T" in node:
            own["name"] = f"{above.get('name', '')}.{_string(node['/T'])}".strip(".")
        kids = node.get("/Kids")
        if isinstance(kids, pikepdf.Array) and len(kids):
            for position, kid in enumerate(kids):
                yield from self.fields(kid, own | {"position": position}, depth + 1)
            return
        widget = self._widget(node, own)
        if widget is not None:
            yield widget

    def strays(self) -> Iterator[Widget]:
        """Yield the widgets of pages that stand in no tree: files bound together lose theirs."""
        for _, note in self.annotations:
            if _string(note.get("/Subtype")) != "Widget" or note.objgen in self.seen:
                continue
            chain = [note]
            while "/Parent" in chain[-1] and len(chain) < _MOST_DEPTH:
                chain.append(chain[-1]["/Parent"])
            own: dict[str, Any] = {}
            for up in reversed(chain):
                own |= {key: up[key] for key in _INHERITED if key in up}
                if "/T" in up:
                    own["name"] = f"{own.get('name', '')}.{_string(up['/T'])}".strip(".")
            widget = self._widget(note, own)
            if widget is not None:
                yield widget

    def _widget(self, node: Any, own: dict[str, Any]) -> Widget | None:
        page = self.pages.get(node.objgen, 1 if len(self.sizes) == 1 else 0)
        box = self.place(page, node.get("/Rect")) if page else None
        if box is None or int(node.get("/F", 0) or 0) & _HIDDEN:
            return None
        flags, sort = int(own.get("/Ff", 0) or 0), _string(own.get("/FT"))
        name = str(own.get("name", ""))
        names = tuple(one for one in (_string(own.get("/TU")), words_of_name(name)) if one)
        untouched = "/DV" in own and _string(own["/DV"]) == _string(own.get("/V"))
        if sort == "Tx":
            text = _day_first(_string(own.get("/V")) or _rich(own.get("/RV")), own.get("/AA"))
            return Widget(
                sort="text", page=page, box=box, text=text, names=names, untouched=untouched
            )
        if sort == "Ch":
            text = _picked(own)
            return Widget(
                sort="text", page=page, box=box, text=text, names=names, untouched=untouched
            )
        if sort == "Sig":
            signed = own.get("/V") is not None
            return Widget(
                sort="signature", page=page, box=box, text="signed" if signed else "", names=names
            )
        if sort == "Btn" and not flags & _PUSH:
            state, on = _button(node, own)
            return Widget(
                sort="box",
                page=page,
                box=box,
                text=state,
                ticked=on,
                names=names,
                untouched=untouched,
            )
        return None

    def comments(self) -> Iterator[Widget]:
        """Yield what was typed, drawn or stamped over the page."""
        for page, note in self.annotations:
            kind = _string(note.get("/Subtype"))
            box = self.place(page, note.get("/Rect"))
            if box is None or int(note.get("/F", 0) or 0) & _HIDDEN:
                continue
            if kind == "FreeText":
                text = _string(note.get("/Contents")) or _rich(note.get("/RC"))
                sort: Sort = "mark" if _MARK.fullmatch(text) else "text"
                yield Widget(sort=sort, page=page, box=box, text=text)
            elif kind in ("Ink", "Stamp", "PolyLine", "Polygon"):
                yield Widget(sort="ink", page=page, box=box, points=self._points(page, note))
            elif kind == "Line":
                yield Widget(sort="line", page=page, box=box, points=self._points(page, note))
            elif kind in ("Circle", "Square", "Highlight", "Underline"):
                yield Widget(sort="ring", page=page, box=box)
            elif kind == "StrikeOut":
                yield Widget(sort="strike", page=page, box=box)

    def _points(self, page: int, note: Any) -> tuple[tuple[float, float], ...]:
        """Return the points of strokes, from the top left of the page."""
        strokes = note.get("/InkList") or [note.get("/Vertices") or note.get("/L") or []]
        left, top, _ = self.sizes[page - 1]
        found = []
        for stroke in strokes:
            numbers = [float(part) for part in list(stroke)[:_MOST_POINTS]]
            found += [
                (x - left, top - y) for x, y in zip(numbers[::2], numbers[1::2], strict=False)
            ]
        return tuple(found)


def _day_first(text: str, actions: Any) -> str:
    """Return a day that its field shows with the month first, in our order; else the text.

    What a field's script would do is not run; its pattern says how the field writes days.
    """
    shown = _NUMBERS.fullmatch(text.strip())
    if shown is None or not isinstance(actions, pikepdf.Dictionary):
        return text
    action = actions.get("/F")
    script = _string(action.get("/JS")) if isinstance(action, pikepdf.Dictionary) else ""
    pattern = _DATE_FORMAT.search(script)
    if pattern is None or int(shown[1]) > 12:
        return text
    return f"{shown[2]}/{shown[1]}/{shown[3]}"


def _picked(own: dict[str, Any]) -> str:
    """Return the words shown for the option chosen in a list."""
    value = _string(own.get("/V"))
    for option in own.get("/Opt", []) or []:
        if isinstance(option, pikepdf.Array) and len(option) == 2 and _string(option[0]) == value:
            return _string(option[1])
    return value


def _button(node: Any, own: dict[str, Any]) -> tuple[str, bool]:
    """Return the state that a box stands for, and whether it is on."""
    shown = node.get("/AP", {})
    normal: Any = shown.get("/N", {}) if isinstance(shown, pikepdf.Dictionary) else {}
    states = []
    if isinstance(normal, pikepdf.Dictionary) and not isinstance(normal, pikepdf.Stream):
        states = [str(key)[1:] for key in normal if str(key) != "/Off"]
    state = states[0] if states else ""
    now = node.get("/AS")
    value = own.get("/V")
    if isinstance(value, pikepdf.Name | pikepdf.String) and state:
        on = _string(value) == state
    elif isinstance(value, pikepdf.Name | pikepdf.String) and now is None:
        on = _string(value) not in ("Off", "", "No")
    else:
        on = now is not None and _string(now) not in ("Off", "")
    words = state
    options = own.get("/Opt")
    if isinstance(options, pikepdf.Array) and state.isdigit() and int(state) < len(options):
        words = _string(options[int(state)])
    return words, on


def _by_hand(widgets: Sequence[Widget]) -> tuple[Widget, ...]:
    """Return the widgets without what stands in them since the form was made: nobody's answer.

    Some programs write every text down as a default, though no box; where half are, that says
    nothing.
    """
    filled = [one for one in widgets if one.filled and one.sort == "text"]
    if sum(one.untouched for one in filled) * 2 >= len(filled):
        return tuple(widgets)
    return tuple(
        replace(
            one, text="" if one.sort == "text" else one.text, ticked=False if one.ticked else None
        )
        if one.untouched and one.filled
        else one
        for one in widgets
    )


def read_fields(data: bytes) -> Fields | None:
    """Return the fields of a PDF, None if the file cannot be opened at all."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            walk = _Walk(pdf)
            form = pdf.Root.get("/AcroForm")
            widgets: list[Widget] = []
            xfa: Xfa | None = None
            if isinstance(form, pikepdf.Dictionary):
                for node in form.get("/Fields", []) or []:
                    widgets.extend(walk.fields(node, {}))
                xfa = read_xfa(form)
            widgets.extend(walk.strays())
            widgets.extend(walk.comments())
            return Fields(_by_hand(widgets), xfa)
    except pikepdf.PasswordError:
        return Fields(encrypted=True)
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, KeyError, OverflowError):
        return None
