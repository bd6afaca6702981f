"""Ticks, however they are drawn, and which of several options they choose.

The many glyphs and brackets that stand for a ticked or an empty box become TICKED and EMPTY. Which
option a mark belongs to follows from how the line is laid out: marks before their options, or
after. Where both could be meant, every option marked is given back and the caller asks.
"""

import re

from parsers.pairs import EMPTY, FIELD, FIELD_END, STRONG, STRONG_END, TICKED

_TICKED = re.compile("[☑☒✓✔✗✘✕✖🗹🗷🗸🗵■⬛◼◉⦿●✅❎]|\\[\\s?[xX✓✔*/]\\s?\\]|\\(\\s?[xX✓✔]\\s?\\)")
_EMPTY = re.compile("[☐□▢◻⬜❏❑○◯🔲]|\\[[\\s_]{0,3}\\]|\\([\\s_]{1,3}\\)")
WINGDINGS = {
    "ü": TICKED, "þ": TICKED, "ý": TICKED, "û": TICKED, "x": TICKED, "R": TICKED, "T": TICKED,
    "Q": TICKED, "P": TICKED, "O": TICKED, "¨": EMPTY, "o": EMPTY, "q": EMPTY, "£": EMPTY,
    "\uf0fc": TICKED, "\uf0fe": TICKED, "\uf0fd": TICKED, "\uf0fb": TICKED, "\uf0a8": EMPTY,
    "\uf06f": EMPTY, "\uf071": EMPTY, "\uf078": TICKED, "\uf052": TICKED, "\uf054": TICKED,
    "\uf0a3": EMPTY, "\uf050": TICKED,
}  # fmt: skip
_PRIVATE = str.maketrans({key: value for key, value in WINGDINGS.items() if key >= "\uf000"})
_BARE = re.compile(r"(?<!\S)[üþý](?!\S)")
_LETTER = re.compile(r"(?<!\S)[xX√](?!\S)")
_BARE_EMPTY = re.compile(r"(?<!\S)¨(?!\S)")


def marked(text: str) -> str:
    """Return the text with every way of drawing a ticked or empty box made one."""
    told = text.translate(_PRIVATE)
    told = _EMPTY.sub(EMPTY, _TICKED.sub(TICKED, told))
    told = _BARE_EMPTY.sub(EMPTY, _BARE.sub(TICKED, told))
    if EMPTY in told and TICKED not in told and len(_LETTER.findall(told)) == 1:
        told = _LETTER.sub(TICKED, told)  # "X Yes ☐ No"
    return told


def is_mark(text: str) -> bool | None:
    """Return True for a text that is only a tick, False for only an empty box, None for others."""
    bare = re.sub("[\ue000-\ue006\\s.]", "", text)
    if bare in (TICKED, "x", "X", "√", "*"):
        return True
    return False if bare == EMPTY else None


def _boxed(text: str) -> list[tuple[bool, str]]:
    """Return each box with the option it stands for, ticked or not, in order."""
    parts = re.split(f"([{TICKED}{EMPTY}])", text)
    before = parts[0].strip(" \n/|:;,.-")
    after = parts[-1].strip(" \n/|:;,.-")
    marks = [part == TICKED for part in parts[1::2]]
    options = parts[2::2] if after or not before else parts[0:-1:2]
    return [(mark, option.strip(" \n/|;,")) for mark, option in zip(marks, options, strict=True)]


def _ringed_beside(boxed: list[tuple[bool, str]]) -> tuple[str, ...]:
    """Return the one option that is ringed or bold while others are ticked: both were chosen."""
    strong = [(mark, option) for mark, option in boxed if option.startswith(STRONG)]
    one = len(strong) == 1 and not strong[0][0]
    return (re.sub(f"[{STRONG}{STRONG_END}]", "", strong[0][1]),) if one else ()


def chosen(text: str) -> tuple[str, ...] | None:
    """Return the options chosen, None if there are options and none is chosen, or no words at all.

    A text without boxes and without strong words is its own choice. A tick with no words beside it
    chooses "yes".
    """
    bare = re.sub(f"[{FIELD}{FIELD_END}]", "", text)
    if TICKED in bare or EMPTY in bare:
        unbold = re.sub(f"[{STRONG}{STRONG_END}]", "", bare)
        boxed = _boxed(unbold)
        if len(boxed) > 1 and any(mark and not option for mark, option in boxed):
            return ("yes", "no")  # which words the tick belongs to cannot be told
        picked = tuple(option or "yes" for mark, option in boxed if mark)
        lead = re.split(f"[{TICKED}{EMPTY}]", unbold)[0].strip(" \n/|:")
        if picked and lead and EMPTY not in unbold and len(boxed) == 1 and boxed[0][1] != lead:
            return (lead, boxed[0][1])  # "Yes x No": the tick could belong to either
        return picked + _ringed_beside(_boxed(bare)) if picked else None
    strong = [
        part.strip(" /\n") for part in re.findall(f"{STRONG}(.*?){STRONG_END}", bare, re.DOTALL)
    ]
    strong = [part for part in strong if part]
    rest = re.sub(f"{STRONG}.*?{STRONG_END}", "", bare, flags=re.DOTALL)
    if strong and (re.search(r"\w", rest) or len(strong) > 1):
        return tuple(strong)
    words = re.sub(f"[{STRONG}{STRONG_END}]", "", bare).strip(" /|\n")
    return (words,) if words else None
