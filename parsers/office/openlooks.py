"""How the styles of an OpenDocument file (.odt, .ods) make words look, and which hide them.

Words white on the paper, or tiny, are there for nobody who looks. White ones count as unseen only
where no paragraph, cell, row or page round them has a ground of its own; a span may be dark again
in a white paragraph.
"""

import re
from collections.abc import Iterable, Mapping

from lxml import etree

from parsers.office.opencontrols import attribute
from parsers.office.symbols import is_symbol_font
from parsers.office.wordruns import name_of
from parsers.office.wordtrees import Looks

WORDLESS = frozenset(["none", "transparent", "no", "0", "false"])
_PAPER = WORDLESS | {"", "#ffffff", "white"}
_SAYS = frozenset(
    [
        "text-properties", "paragraph-properties", "table-properties", "table-row-properties",
        "table-cell-properties",
    ]
)  # fmt: skip
_POINTS = re.compile(r"([\d.]+)pt")
_TINY = 2.0  # points
_BOLD = 500  # of CSS


class Styles:
    """The named styles of a file. on_colour: its pages have a ground of their own."""

    def __init__(self, roots: Iterable[etree._Element]) -> None:
        self._known: dict[tuple[str, str], tuple[str, dict[str, str]]] = {}
        self.on_colour = False
        for node in (node for root in roots for node in root.iter()):
            if name_of(node) == "style":
                self._note(node)
            elif name_of(node) in ("page-layout-properties", "drawing-page-properties"):
                self.on_colour = self.on_colour or is_filled(_said(node))

    def _note(self, node: etree._Element) -> None:
        told: dict[str, str] = {}
        for child in node:
            if name_of(child) in _SAYS:
                told.update(_said(child))
        if any(name_of(child) == "map" for child in node):
            told["background-color"] = "by rule"
        key = attribute(node, "family"), attribute(node, "name")
        self._known[key] = attribute(node, "parent-style-name"), told

    def told(self, family: str, name: str) -> dict[str, str]:
        """Return what a style says, what it leaves open said by those above it."""
        told: dict[str, str] = {}
        for _ in range(12):
            parent, own = self._known.get((family, name), ("", {}))
            told = {**own, **told}
            if not parent:
                break
            name = parent
        return told

    def looks(self, family: str, name: str) -> Looks | None:  # noqa: C901 - a line for each look
        """Return how a style makes words look; None for one that hides them."""
        told = self.told(family, name)
        if told.get("display") == "none":
            return None
        looks = {f"colour:{'white' if is_white(told) else 'ink'}"} if "color" in told else set()
        if "font-size" in told:
            looks.add(f"size:{'tiny' if is_tiny(told) else 'plain'}")
        weight = told.get("font-weight", "")
        if weight == "bold" or (weight.isdigit() and int(weight) > _BOLD):
            looks.add("b")
        if told.get("text-underline-style", "none") not in WORDLESS:
            looks.add("u")
        if is_struck(told):
            looks.add("strike")
        if told.get("text-position", "").startswith(("super", "33%", "5", "6", "7")):
            looks.add("raised")
        if is_filled(told):
            looks.add("highlight" if family == "text" else "filled")
        if family == "text" and any(
            told.get(key, "none") not in WORDLESS for key in ("border", "border-top")
        ):
            looks.add("bdr")
        for key in ("font-name", "font-family"):
            if is_symbol_font(told.get(key, "").strip("'\"")):
                looks.add("font:" + told[key].strip().strip("'\""))
        return frozenset(looks)


def over(looks: Looks, own: Looks) -> Looks:
    """Return the looks of words within others: their own colour and size count."""
    named = {look.partition(":")[0] for look in own if look.startswith(("colour:", "size:"))}
    return frozenset(look for look in looks if look.partition(":")[0] not in named) | own


def is_white(told: Mapping[str, str]) -> bool:
    """Return whether a style sets letters in white."""
    automatic = told.get("use-window-font-color") == "true"
    return told.get("color", "").casefold() in ("#ffffff", "white") and not automatic


def is_tiny(told: Mapping[str, str]) -> bool:
    """Return whether a style sets letters too small to be read."""
    size = _POINTS.fullmatch(told.get("font-size", ""))
    return size is not None and float(size[1]) <= _TINY


def is_struck(told: Mapping[str, str]) -> bool:
    """Return whether a style strikes words out."""
    return any(
        told.get(f"text-line-through-{how}", "none") not in WORDLESS for how in ("style", "type")
    )


def is_filled(told: Mapping[str, str]) -> bool:
    """Return whether a style brings a ground of another colour than the paper's."""
    return told.get("background-color", "").casefold() not in _PAPER


def _said(node: etree._Element) -> dict[str, str]:
    told = {etree.QName(key).localname: str(value) for key, value in node.attrib.items()}
    if any(name_of(child) == "background-image" and len(child.attrib) for child in node):
        told["background-color"] = "image"
    return told
