"""Whose a signature is where its signer is named below the line, as on paper signed by several.

Names above and names below look alike one by one. Which it is shows at the end of the list: it
ends with a name, or with a line to sign on.
"""

from collections.abc import Sequence
from typing import Final

from parsers.labels.vocabulary import Vocabulary
from parsers.pairs import Block, Grid, Line, plain

_FEWEST: Final = 2  # signers: of one it cannot be told
_LONGEST: Final = 12  # words that name a signer


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
