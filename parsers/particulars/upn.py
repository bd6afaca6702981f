"""The unique pupil number and its check letter."""

import re

from parsers.pairs import plain
from parsers.values import Doubt, is_nothing

_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_WHOLE = re.compile(r"[A-Z]\d{11}[0-9A-Z]")


def upn_check_letter(rest: str) -> str:
    """Return the letter that the twelve characters after it call for (rules.md, section 1)."""
    total = sum(
        weight * (int(char) if char.isdigit() else _LETTERS.index(char))
        for weight, char in enumerate(rest, start=2)
    )
    return _LETTERS[total % 23]


def read_upn(text: str) -> str | Doubt | None:
    """Return a UPN whose check letter is right, a doubt where another is written, None for none."""
    bare = re.sub(r"[^A-Z0-9]", "", plain(text).upper())
    if is_nothing(text) or not bare or re.fullmatch(r"UN[1-5]", bare):
        return None
    if not _WHOLE.fullmatch(bare) or any(letter in "IOS" for letter in bare if letter.isalpha()):
        return Doubt("invalid", "is not a unique pupil number (a letter and twelve digits)")
    if bare[0] != upn_check_letter(bare[1:]):
        return Doubt("invalid", "has a letter or digit wrong: its check letter does not agree")
    return bare


def is_temporary(upn: str) -> bool:
    """Return whether the UPN was issued for the time being (it ends in a letter)."""
    return upn[-1:].isalpha()
