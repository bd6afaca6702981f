"""The letters of symbol fonts that draw a tick, a cross or an empty box, font by font.

"a" is a tick in Webdings and Marlett and a letter everywhere else; the root sign of Symbol is how
many people tick. A font that is not known draws its letters.
"""

import re

from parsers.marks import WINGDINGS
from parsers.pairs import EMPTY, TICKED

_BY_FONT = {
    "webdings": {"a": TICKED, "r": TICKED, "g": TICKED, "c": EMPTY, "\x81": EMPTY},
    "marlett": {"a": TICKED, "b": TICKED, "r": TICKED},
    "symbol": {"\xd6": TICKED},
}
_FONT = re.compile("wingdings|webdings|marlett|symbol$", re.IGNORECASE)


def is_symbol_font(name: str) -> bool:
    """Return whether the letters of a font are pictures. "Segoe UI Symbol" has real letters too."""
    found = _FONT.search(name)
    return found is not None and (found[0].casefold() != "symbol" or name.casefold() == "symbol")


def symbol(char: str, font: str) -> str:
    """Return what a character of a symbol font draws: a tick, an empty box, or itself.

    Word keeps such characters in a private range, by 0xF000 higher than the font has them.
    """
    low = chr(ord(char) - 0xF000) if 0xF000 <= ord(char) <= 0xF0FF else char  # noqa: PLR2004
    for name, letters in _BY_FONT.items():
        if font.casefold().startswith(name):
            return letters.get(low, char)
    return WINGDINGS.get(low, WINGDINGS.get(char, char))
