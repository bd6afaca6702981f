"""Whether a text is a form, or only a letter.

A letter names things as a form does ("Pupil: ...", "Start date: ..."). So a text is taken for a
form only when it bears enough different labels of one, fewer when a form's title stands over it.
Where the title stands and what is asked under it is worded as nobody knows it, it is still a form.
"""

import re
from collections.abc import Iterator

from parsers.labels.vocabulary import Vocabulary
from parsers.pairs import Document, Grid, Line, plain

_ENOUGH = 9  # different labels; a letter that tells of a move has five or six
_ENOUGH_UNDER_A_TITLE = 6
_LONGEST_TITLE = 12  # words
_CODE = re.compile(r"\W*MM\s?-?\s?[12]\b", re.IGNORECASE)
_ASKS = re.compile(r"\W*\w[^:?]{2,80}[:?](?:\s|$)")
# What stands under a name at the end of a letter, or over the mail that it answers.
_OF_A_LETTER = re.compile(
    r"\W*(?:t|m|e|w|tel\w*|mob\w*|phone|direct|ddi|fax|e-?mail|web\w*|twitter|facebook|address|"
    r"from|to|cc|sent|date|subject|re|attach\w*)\W*[:?]",
    re.IGNORECASE,
)
_MOST_BETWEEN = 2  # lines that ask nothing: an answer, a heading


def is_a_form(document: Document, words: Vocabulary) -> bool:
    """Return whether the text bears enough different labels of a form."""
    pieces: list[str] = []
    titled = False
    for block in document.blocks:
        if isinstance(block, Line):
            bare = plain(block.text)
            pieces += [bare, *re.split(r"\s*[:\t?]\s*|\s{3,}", block.text)]
            titled = titled or (_is_short(bare) and bool(words.title_kinds(bare)))
        elif isinstance(block, Grid):
            for cell in (cell for row in block.rows for cell in row):
                pieces += [cell.text, *re.split(r"\s*[:\n?]\s*", cell.text)]
                titled = titled or bool(words.title_kinds(cell.text))
    labels = {
        (meaning.attribute, meaning.party, meaning.ordinal)
        for piece in pieces
        if piece.strip() and (meaning := words.strict(piece)) is not None
    }
    return len(labels) >= (_ENOUGH_UNDER_A_TITLE if titled else _ENOUGH)


def is_headed(document: Document, words: Vocabulary) -> bool:
    """Return whether one of our titles stands in the text, and questions in rows below it."""
    asked = between = -1
    for text, texts in rows_of(document):
        bare = plain(text)
        if _is_title(bare, words):
            asked = between = 0
        elif asked >= 0:
            filled = sum(bool(plain(one).strip()) for one in texts)
            asks = filled > 1 or _ASKS.match(bare) is not None
            asks = asks and not _OF_A_LETTER.match(bare)
            asked, between = (asked + 1, 0) if asks else (asked, between + 1)
            asked = asked if between <= _MOST_BETWEEN else -1
        if asked >= _ENOUGH_UNDER_A_TITLE:
            return True
    return False


def rows_of(document: Document) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each line and each row of a table, whole and by its cells."""
    for block in document.blocks:
        if isinstance(block, Line):
            yield block.text, (block.text,)
        elif isinstance(block, Grid):
            for row in block.rows:
                texts = tuple(cell.text for cell in row)
                yield " ".join(texts), texts


def _is_title(text: str, words: Vocabulary) -> bool:
    ours = any(kind != "other" for kind in words.title_kinds(text))
    return _is_short(text) and (ours or bool(_CODE.match(text)))


def _is_short(text: str) -> bool:
    short = len(text.split()) <= _LONGEST_TITLE and not text.rstrip().endswith((".", "?"))
    return short and ":" not in text[6:]
