"""Whose a signature is where its signer is named below the line, as on paper signed by several.

Names above and names below look alike one by one. Which it is shows at the end of the list: it
ends with a name, or with a line to sign on.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Final

from parsers.labels.vocabulary import Vocabulary
from parsers.pairs import Block, Grid, Line, plain

_FEWEST: Final = 2  # signers: of one it cannot be told
_LONGEST: Final = 12  # words that name a signer
# "We agree to the terms of this contract."
_DECLARES = re.compile(
    r"\W*(?:i|we|all parties|the (?:parties|undersigned))\b[^?:]{0,60}"
    r"\b(?:agree|consent|accept|undertake|declare|confirm)\b[^?:]*",
    re.IGNORECASE,
)
_DAY_BESIDE = re.compile(r"\bdated?\b[\W_]*\d", re.IGNORECASE)


def declared(blocks: Sequence[Block], words: Vocabulary) -> tuple[Block, ...]:
    """Return the blocks with a heading of signatures under a declaration that others sign.

    "We agree to the terms" over "Parent/carer: Jo Hale   Date: 4/11/26" and such lines alone.
    """
    made: list[Block] = []
    for block, below in zip_longest(blocks, blocks[1:]):
        made.append(block)
        if isinstance(block, Line) and _DECLARES.fullmatch(plain(block.text)):
            if isinstance(below, Line):
                rows = [plain(below.text)]
            else:
                grid = below.rows if isinstance(below, Grid) else ()
                rows = [": ".join(plain(cell.text) for cell in row) for row in grid]
            if rows and all(_is_signed(row, words) for row in rows):
                made.append(replace(block, text="Signatures", heading=True))
    return tuple(made)


def _is_signed(row: str, words: Vocabulary) -> bool:
    """Return whether a row names one of the parties, and a day beside somebody's name."""
    label, _, rest = row.partition(":")
    asked = words.strict(label)
    named = asked is not None and asked.attribute is None and asked.party is not None
    return named and _DAY_BESIDE.search(rest) is not None


def signers_over(blocks: Sequence[Block], words: Vocabulary) -> tuple[Block, ...]:
    """Return the blocks with each signer's name put over the line that was signed."""
    made = list(blocks)
    at = 0
    while at < len(made):
        end, signed = at, []
        while size := _signed_at(made, end, words):
            signed.append((end, size))
            end += size + 1
        # where names stand above, the last line to sign on has none below
        named_above = end < len(made) and _asks(made[end], ("signature",), words)
        if len(signed) >= _FEWEST and not named_above:
            for n, size in signed:
                made.insert(n, made.pop(n + size))
        at = max(end, at + 1)
    return tuple(made)


def _signed_at(blocks: Sequence[Block], at: int, words: Vocabulary) -> int:
    """Return how many blocks stand over a signer's name: a line to sign on, and one for its day."""
    if at >= len(blocks) or not _asks(blocks[at], ("signature",), words):
        return 0
    dated = at + 1 < len(blocks) and _asks(blocks[at + 1], ("date", "sign_date"), words)
    size = 2 if dated else 1
    return size if at + size < len(blocks) and _names(blocks[at + size], words) else 0


def _asks(block: Block, attributes: Sequence[str], words: Vocabulary) -> bool:
    """Return whether a block begins with a label that asks for one of these and not of whom."""
    if isinstance(block, Grid):
        text = block.rows[0][0].text if len(block.rows) == 1 else ""
    else:
        text = block.text if isinstance(block, Line) else ""
    asked = words.strict(plain(text.partition(":")[0]).strip(" ._"))
    return asked is not None and asked.attribute in attributes and asked.party is None


def _names(block: Block, words: Vocabulary) -> bool:
    """Return whether a line names who signs: a parent, a head, the pupil."""
    if not isinstance(block, Line) or len(block.text.split()) > _LONGEST:
        return False
    return words.party_in(plain(block.text))[0] is not None
