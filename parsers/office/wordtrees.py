"""Word's own tree grown by hand, for files that say the same things in other words.

How words look is told in words: "b", "u", "strike", "highlight", "bdr", "raised", "filled" (they
stand on a ground of a colour), "colour:white", "size:tiny", and "font:" with the name of a symbol
font, whose letters are pictures. What else a look is called is let go.
"""

import re
from typing import Final

from lxml import etree

from parsers.office.packages import W

Looks = frozenset[str]
_NEVER: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FILL: Final = "808080"
_SAID: Final = {
    "b": {"b": "1"}, "u": {"u": "single"}, "strike": {"strike": "1"},
    "highlight": {"highlight": "yellow"}, "bdr": {"bdr": "yellow"},
    "raised": {"vertAlign": "superscript"}, "colour:white": {"color": "FFFFFF"},
    "size:tiny": {"sz": "2"},
}  # fmt: skip


def put(into: etree._Element, *names: str, **said: str) -> etree._Element:
    """Return a new element: the last of these names, each within the one before."""
    for name in names:
        into = etree.SubElement(into, f"{W}{name}")
    for key, value in said.items():
        into.set(f"{W}{key}", value)
    return into


def fill(look: etree._Element) -> None:
    """Put a ground of a colour into a look."""
    put(look, "shd", fill=_FILL)


def say(into: etree._Element, text: str, looks: Looks) -> None:
    """Put words into a paragraph, without what no XML may hold."""
    run = put(into, "r")
    own = put(run, "rPr")
    for look in looks:
        for name, value in _SAID.get(look, {}).items():
            put(own, name, val=value)
        if look.startswith("font:"):
            put(own, "rFonts", ascii=_NEVER.sub("", look.removeprefix("font:")))
    if "filled" in looks:
        fill(own)
    put(run, "t").text = _NEVER.sub("", text)
