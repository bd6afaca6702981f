"""Whether the words that were recognised in a picture are words at all.

A blurred or faint page gives scraps of letters. No form is found in such, and it must not pass for
a document that is none.
"""

import re

from parsers.pairs import DOUBTFUL, Document, Grid, plain

_WORD = re.compile(r"[^\W\d_]{3,}|\d\d")
_MOST_DOUBTED = 0.25  # of the words; of a page that can be read it is a hundredth
_FEWEST_WHOLE = 0.5  # of the words; of a page that can be read, two in three


def is_hardly_legible(document: Document) -> bool:
    """Return whether a document is a picture of which hardly a word can be read for sure."""
    if document.how != "ocr":
        return False
    said: list[str] = []
    for block in document.blocks:
        if isinstance(block, Grid):
            said += (cell.text for row in block.rows for cell in row)
        else:
            said.append(block.text)
    doubted = sum(text.count(DOUBTFUL) for text in said)
    words = [word for text in said for word in plain(text).split()]
    whole = sum(bool(_WORD.search(word)) for word in words)
    return doubted > _MOST_DOUBTED * len(words) or whole < _FEWEST_WHOLE * len(words)
