"""Whether words of a Word document are set so that nobody sees them: white on the paper, or tiny.

White words count as unseen only where nothing round them may be filled with a colour: a shaded
run, paragraph or cell, a table of a style of its own, a text box.
"""

from typing import Final

from lxml import etree

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TINY: Final = 4  # half points
_PLAIN_TABLES: Final = frozenset({"", "TableGrid", "TableNormal", "Normal", "a1", "a3"})
_PAPER: Final = frozenset({"", "auto", "FFFFFF"})


def is_tiny(look: etree._Element | None) -> bool:
    """Return whether letters of that look are too small to be read."""
    size = None if look is None else look.find(f"{_W}sz")
    told = "" if size is None else size.get(f"{_W}val", "")
    return told.isdigit() and int(told) <= _TINY


def is_white_on_white(run: etree._Element) -> bool:
    """Return whether the words of a run are white, and stand on nothing but the paper."""
    look = run.find(f"{_W}rPr")
    color = None if look is None else look.find(f"{_W}color")
    if color is None:
        return False
    theme = color.get(f"{_W}themeColor", "")
    shaded = color.get(f"{_W}themeShade") is not None
    value = color.get(f"{_W}val", "").upper()
    white = theme == "background1" and not shaded if theme else value == "FFFFFF"
    return white and not _is_filled(look) and not any(map(_fills, run.iterancestors()))


def _fills(above: etree._Element) -> bool:
    """Return whether an element round a run may give it a ground of another colour."""
    name = str(above.tag).rpartition("}")[2]
    if name == "tbl":
        style = above.find(f"{_W}tblPr/{_W}tblStyle")
        own = "" if style is None else style.get(f"{_W}val", "")
        return own not in _PLAIN_TABLES or _is_filled(above.find(f"{_W}tblPr"))
    if name == "document":
        return above.find(f"{_W}background") is not None
    if name in ("txbxContent", "txbx"):
        return True
    return name in ("p", "tc") and _is_filled(above.find(f"{_W}{name}Pr"))


def _is_filled(look: etree._Element | None) -> bool:
    """Return whether a look brings a ground of another colour than the paper's."""
    if look is None:
        return False
    light = look.find(f"{_W}highlight")
    if light is not None and light.get(f"{_W}val", "none") not in ("none", "white"):
        return True
    shade = look.find(f"{_W}shd")
    if shade is None:
        return False
    theme = shade.get(f"{_W}themeFill", "")
    if theme and (theme != "background1" or shade.get(f"{_W}themeFillShade") is not None):
        return True
    if shade.get(f"{_W}val", "clear") not in ("clear", "nil"):
        return True
    return shade.get(f"{_W}fill", "auto").removeprefix("#") not in _PAPER | {"ffffff"}
