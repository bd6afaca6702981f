"""Where an answer that is told in sentences ends.

A reason goes on over as many lines as it needs, and what is printed under it begins without a
sign. It ends with the field into which it was typed, at a numbered part of the form, at a heading
that forms are known to have, and else at a question, or at a few words without a full stop, after
a whole sentence. One that began behind its label is a paragraph with it: there it ends as well.
"""

# ruff: noqa: RUF001 - the characters that schools type

import re
from collections.abc import Sequence

from parsers.labels.vocabulary import Vocabulary
from parsers.pairs import FIELD, FIELD_END, Line, plain
from parsers.values import is_nothing

_PART = re.compile(
    r"(?:section|part|step|page|appendix)\s+(?:\d{1,2}|[A-H])\b|[A-H]\.\s+[A-Z]", re.IGNORECASE
)
_NUMBER = re.compile(r"^\d{1,2}[.)]?\s+")
_SENTENCE = re.compile(r"[.!?][\"'”’)]*$")
_OPEN = re.compile(r"[.!?,;:]$")
_WIDE = 60  # letters of a line that may fill the page
_MOST = 8  # words of a heading
_TWO = 2
_FAR = 2.0  # heights of a line: more than one left blank
_APART = 0.25  # of a line's height by which paragraphs stand further apart than lines


def ends_told(told: str, line: Line, words: Vocabulary) -> bool:
    """Return whether a line begins something new under an answer told in sentences."""
    bare = plain(line.text)
    if told.rstrip().endswith(FIELD_END):
        return not line.text.lstrip().startswith(FIELD)
    if begins_part(line, words):
        return True
    whole = is_nothing(told) or _SENTENCE.search(plain(told)) is not None
    few = len(bare.split()) <= _MOST and bare[:1].isupper() and not _OPEN.search(bare)
    return whole and (few or bare.endswith("?"))


def begins_part(line: Line, words: Vocabulary) -> bool:
    """Return whether a line plainly begins a part of the form: "Part 2", "Privacy notice. ..."."""
    bare = plain(line.text)
    if line.heading or _PART.match(bare):
        return True
    lead = re.split(r"[.:]\s", f"{_NUMBER.sub('', bare)} ", maxsplit=1)[0]
    return any(words.names_section(sort, lead) for sort in ("signing", "notes"))


def space_between(above: Line, below: Line) -> float | None:
    """Return the space between two lines of a page, in heights of the lower; None if unknown."""
    over, under = above.where.box, below.where.box
    if over is None or under is None or above.where.page != below.where.page:
        return None
    return (under[1] - over[3]) / max(1.0, under[3] - under[1])


def ends_paragraph(lines: Sequence[Line], line: Line) -> bool:
    """Return whether a line stands further from a paragraph than its last two lines do."""
    if len(lines) < _TWO or not _SENTENCE.search(plain(lines[-1].text)):
        return False
    usual, here = space_between(lines[-2], lines[-1]), space_between(lines[-1], line)
    return usual is not None and here is not None and here - usual > _APART


def is_far_below(above: Line | None, line: Line) -> bool:
    """Return whether a line stands so far under another that a box or a part ended between."""
    space = space_between(above, line) if above is not None else None
    return space is not None and space > _FAR


def breaks_off(told: str, line: Line) -> bool:
    """Return whether an answer behind its label ends where the page does, amid a sentence."""
    long = len(plain(line.text)) >= _WIDE and line.where.box is not None
    return long and _SENTENCE.search(plain(told)) is None
