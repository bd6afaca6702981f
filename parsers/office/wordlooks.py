"""Whether words of a Word document are set so that nobody sees them: white on the paper, or tiny.

White words count as unseen only where nothing round them may be filled with a colour: a shaded
run, paragraph or cell, a table of a style of its own, a text box. A style may hide or strike the
words that bear it as well as any look of their own: so what decides whether words are seen is
written into each run first, and the ground of a paragraph into the paragraph.
"""

import copy
from collections.abc import Iterator
from typing import Final

from lxml import etree

from parsers.office.packages import W

_TINY: Final = 4  # half points
_OF_WORDS: Final = ("vanish", "strike", "dstrike", "color", "sz")
_DEEPEST: Final = 12  # styles that stand on each other
_PLAIN_TABLES: Final = frozenset({"", "TableGrid", "TableNormal", "Normal", "a1", "a3"})
_PAPER: Final = frozenset({"", "auto", "FFFFFF"})


def is_tiny(look: etree._Element | None) -> bool:
    """Return whether letters of that look are too small to be read."""
    size = None if look is None else look.find(f"{W}sz")
    told = "" if size is None else size.get(f"{W}val", "")
    return told.isdigit() and int(told) <= _TINY


def is_white_on_white(run: etree._Element) -> bool:
    """Return whether the words of a run are white, and stand on nothing but the paper."""
    look = run.find(f"{W}rPr")
    color = None if look is None else look.find(f"{W}color")
    if color is None:
        return False
    theme = color.get(f"{W}themeColor", "")
    shaded = color.get(f"{W}themeShade") is not None
    value = color.get(f"{W}val", "").upper()
    white = theme == "background1" and not shaded if theme else value == "FFFFFF"
    return white and not _is_filled(look) and not any(map(_fills, run.iterancestors()))


def _fills(above: etree._Element) -> bool:
    """Return whether an element round a run may give it a ground of another colour."""
    name = str(above.tag).rpartition("}")[2]
    if name == "tbl":
        style = above.find(f"{W}tblPr/{W}tblStyle")
        own = "" if style is None else style.get(f"{W}val", "")
        return own not in _PLAIN_TABLES or _is_filled(above.find(f"{W}tblPr"))
    if name == "document":
        return above.find(f"{W}background") is not None
    if name in ("txbxContent", "txbx"):
        return True
    return name in ("p", "tc") and _is_filled(above.find(f"{W}{name}Pr"))


def _is_filled(look: etree._Element | None) -> bool:
    """Return whether a look brings a ground of another colour than the paper's."""
    if look is None:
        return False
    light = look.find(f"{W}highlight")
    if light is not None and light.get(f"{W}val", "none") not in ("none", "white"):
        return True
    shade = look.find(f"{W}shd")
    if shade is None:
        return False
    theme = shade.get(f"{W}themeFill", "")
    if theme and (theme != "background1" or shade.get(f"{W}themeFillShade") is not None):
        return True
    if shade.get(f"{W}val", "clear") not in ("clear", "nil"):
        return True
    return shade.get(f"{W}fill", "auto").removeprefix("#") not in _PAPER | {"ffffff"}


def spell_out(root: etree._Element, styles: etree._Element) -> None:
    """Write into the runs of a part what their styles say of how they are seen."""
    known = {
        style.get(f"{W}styleId", ""): style
        for style in styles.iter(f"{W}style")
        if style.get(f"{W}type") in ("paragraph", "character")
    }
    for paragraph in root.iter(f"{W}p"):
        above = list(_chain(known, paragraph.find(f"{W}pPr/{W}pStyle")))
        grounds = (style.find(f"{W}pPr/{W}shd") for style in above)
        _take(paragraph, "pPr", [one for one in grounds if one is not None])
        for run in paragraph.iter(f"{W}r"):
            own = [*_chain(known, run.find(f"{W}rPr/{W}rStyle")), *above]
            looks = [one for style in own if (one := style.find(f"{W}rPr")) is not None]
            told = (look.find(f"{W}{name}") for name in _OF_WORDS for look in looks)
            _take(run, "rPr", [one for one in told if one is not None])


def _chain(
    known: dict[str, etree._Element], named: etree._Element | None
) -> Iterator[etree._Element]:
    """Yield a style and those on which it stands, the nearest first."""
    for _ in range(_DEEPEST):
        style = known.get(named.get(f"{W}val", "")) if named is not None else None
        if style is None:
            return
        yield style
        named = style.find(f"{W}basedOn")


def _take(node: etree._Element, name: str, told: list[etree._Element]) -> None:
    """Put into a node's look what it does not say itself; of several the first counts."""
    if not told:
        return
    look = node.find(f"{W}{name}")
    if look is None:
        look = etree.Element(f"{W}{name}")
        node.insert(0, look)
    for one in told:
        if look.find(one.tag) is None:
            look.append(copy.deepcopy(one))
