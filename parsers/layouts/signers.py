"""Whose a signature is where its signer is named below the line, as on paper signed by several.

Names above and names below look alike one by one. Which it is shows at the ends of the list: it
begins with a line to sign on and ends with a name.
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
        end = at
        while end + 1 < len(made) and _is_signed(made[end], words) and _names(made[end + 1], words):
            end += 2
        named_above = at > 0 and _names(made[at - 1], words)
        if end - at >= 2 * _FEWEST and not named_above:
            for n in range(at, end, 2):
                made[n], made[n + 1] = made[n + 1], made[n]
        at = max(end, at + 1)
    return tuple(made)


def _is_signed(block: Block, words: Vocabulary) -> bool:
    """Return whether a block is a line to sign on, which does not say for whom."""
    if isinstance(block, Grid):
        text = block.rows[0][0].text if len(block.rows) == 1 else ""
    else:
        text = block.text if isinstance(block, Line) else ""
    asked = words.strict(plain(text.partition(":")[0]).strip(" ._"))
    return asked is not None and asked.attribute == "signature" and asked.party is None


def _names(block: Block, words: Vocabulary) -> bool:
    """Return whether a line names who signs: a parent, a head, the pupil."""
    if not isinstance(block, Line) or len(block.text.split()) > _LONGEST:
        return False
    return words.party_in(plain(block.text))[0] is not None
