"""What a form asks and what stands there: labels tied to their values, whatever the layout.

Forms put a value beside its label, below it, in the same cell or line, or in a column under a header
row. The layout is worked out from the words: what reads as a label, against the vocabulary. Lines are
read by the walk, tables by `tables`, in the order in which they stand.
"""

# ruff: noqa: E501 - patterns and lists of words stay whole

import re
from dataclasses import replace

from parsers.labels.attributes import EITHER, Answer, has_answer
from parsers.labels.guidance import forbidden
from parsers.labels.vocabulary import Vocabulary
from parsers.layouts.captioned import uncaptioned
from parsers.layouts.fromto import from_and_to
from parsers.layouts.paragraphs import read_line
from parsers.layouts.redrawn import (
    framed,
    headed,
    rejoined,
    unbroken,
    unnumbered,
    unrepeated,
    unstacked,
    without_sides,
)
from parsers.layouts.signers import declared, signers_over
from parsers.layouts.specimens import without_specimens
from parsers.layouts.spelled import spelled
from parsers.layouts.squared import boxed, dated, gathered, parted, squared
from parsers.layouts.tables import read_table
from parsers.layouts.tied import take_pair
from parsers.layouts.twosided import halved, two_sided
from parsers.layouts.walk import Walk
from parsers.pairs import Document, Grid, Line, plain
from parsers.values import first_day

_REDRAWN = (
    squared, boxed, parted, without_specimens, unrepeated, rejoined, unstacked, without_sides,
)  # fmt: skip
# What is used to reach somebody.
_OF_USE = (
    "full_name",
    "email",
    "phone",
    "address",
    "contact_name",
    "contact_email",
    "contact_phone",
)
_HOW_AGREED = re.compile(
    r"(?i)^\W*(?:yes|agreed)\b.{0,20}\b(?:in writing|written|by (?:letter|e-?mail|phone|telephone)|verbal(?:ly)?|in person|signed)\b"
)
__all__ = ["Answer", "answers_in", "has_answer"]


def answers_in(document: Document, words: Vocabulary) -> tuple[Answer, ...]:
    """Return every label found in the document with its value, in reading order."""
    walk = Walk(words)
    counted = spelled(from_and_to(unnumbered(document.blocks)), words)
    put = gathered(uncaptioned(counted, words), words)
    signed = declared(signers_over(put, words), words)
    for block in unbroken(headed(framed(signed, words), words), words):
        if isinstance(block, Line):
            read_line(walk, block)
        elif isinstance(block, Grid):
            halves = (
                side for half in halved(dated(block, words)) for side in two_sided(half, words)
            )
            for half in halves:
                if half is None:
                    walk.flow = (EITHER, None)
                    continue
                part = half
                for redrawn in _REDRAWN:
                    part = redrawn(part, words)
                read_table(walk, part)
        else:
            take_pair(walk, block)
    return tuple(map(_as_meant, walk.answers))


def _as_meant(answer: Answer) -> Answer:
    """Return the answer with what its label forbids said beside it, as schools write it there.

    "Yes, in writing on 23 September 2026" says how and when somebody agreed, as a signature does.
    """
    if answer.attribute == "agrees" and _HOW_AGREED.search(plain(answer.text)):
        dated = first_day(answer.text)[0] is not None
        return replace(answer, attribute="signature") if dated else answer
    said = forbidden(answer.label) if answer.attribute in _OF_USE and has_answer(answer) else ""
    return replace(answer, text=f"{answer.text} ({said})") if said else answer
