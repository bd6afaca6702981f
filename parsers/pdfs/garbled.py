"""Whether the words that a PDF page gives are the words that it shows.

A font may lack the table from its shapes to letters, or hold a wrong one: the page looks right and
its text is nonsense. Such a page is to be looked at, as a picture is, and its text not believed.
"""

from collections.abc import Sequence
from typing import Any

_FEWEST = 40  # letters from which it can be told
_UNKNOWN_SHARE = 0.15  # of letters without a meaning
_VOWEL_SHARE = 0.18  # of vowels among letters: English prose and forms have 0.35 or more
_VOWELS = frozenset("aeiouyAEIOUY")


def is_garbled(chars: Sequence[Any]) -> bool:
    """Return whether most letters of a page have no meaning, or make no words."""
    texts = [str(char["text"]) for char in chars if str(char["text"]).strip()]
    if len(texts) < _FEWEST:
        return False
    unknown = sum(text.startswith("(cid:") or not _is_written(text) for text in texts)
    if unknown > _UNKNOWN_SHARE * len(texts):
        return True
    letters = [text for text in texts if text.isalpha()]
    if len(letters) < len(texts) // 4:
        return len(texts) > 4 * _FEWEST  # figures and signs only: no form is written so
    latin = [text for text in letters if text.isascii()]
    vowels = sum(text in _VOWELS for text in latin)
    return len(latin) >= _FEWEST and vowels < _VOWEL_SHARE * len(latin)


def _is_written(text: str) -> bool:
    """Return whether a character is one that people write; symbol fonts use a private range."""
    code = ord(text[0])
    symbol = 0xF000 <= code <= 0xF0FF  # noqa: PLR2004 - how symbol fonts are numbered
    return symbol or (text[0].isprintable() and code != 0xFFFD)  # noqa: PLR2004 - the sign of damage
