"""Whether words of a Word document are set so that nobody sees them: white on the paper, or tiny.

White words count as unseen only where nothing round them may be filled with a colour: a shaded
run, paragraph or cell, a table of a style of its own, a text box.
"""

from typing import Final

from lxml import etree

from parsers.office.packages import W

_TINY: Final = 4  # half points
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
