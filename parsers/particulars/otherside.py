"""The word by which a paper calls one of its two schools, where no list of labels knows it.

"Placing school" stands in no list, for it may mean either. Where a paper about a move names one school
by a label that is known, and one other label speaks of a school and is answered with another school of
the register, that label can only name the other side: so it is learned, for this paper alone.
"""

# ruff: noqa: E501 - patterns stay whole

import re
from collections.abc import Iterator
from itertools import pairwise

from parsers.context import Context
from parsers.labels.attributes import TOLD
from parsers.labels.phrases import Form
from parsers.layouts.answers import has_answer
from parsers.pairs import Document, Grid, Line, plain
from parsers.particulars.asked import Asked
from parsers.schools import School

_LABEL = re.compile(r"(?:name of )?(?:the )?([a-z]+(?:[ -][a-z]+)?) (?:school|academy)(?: name)?", re.IGNORECASE)  # fmt: skip
# Schools of the pupil's past, of somebody else, or of any part at all.
_OF_NO_PART = re.compile(
    r"\b(?:previous\w*|last|former\w*|past|earlier|primary|junior|infant|first|middle|secondary|high|upper|lower|special|nursery|feeder|local|nearest|catchment|"
    r"meeting|review|respite|hub|exam\w*|tuition|sixth form|dual|twin|return|refus\w+|declin\w+|reject\w+|reserve|fallback|chair\w*|mentor\w*|mediat\w*|advis\w*|support(?!ing$)\w*|assess\w*|neighbour\w*|"
    r"trust|partner\w*|federated|other|another|alternative|second|third|sibling\w*|sister|brother|family|name|of|this|that|your|our|which|any|each|both|lead|contact)\b",
    re.IGNORECASE,
)
_OTHER = {"home": "receiving", "receiving": "home"}


def other_side(document: Document, asked: Asked, context: Context) -> Form | None:
    """Return what a paper calls the school that none of its known labels names; None for others."""
    sides = {one.party for one in asked.of("school", "school_below")} & _OTHER.keys()
    named = [one for one in asked.of("school") if has_answer(one)]
    if len(sides) != 1 or not named or not asked.words.signs("move", document.text):
        return None
    (known,) = sides
    taken = {context.schools.resolve(plain(one.text)) for one in named}
    found: dict[str, School] = {}
    for label, answer in _labelled(document):
        called = _LABEL.fullmatch(label.strip(" :*"))
        if called is None or _OF_NO_PART.search(called[1]):
            continue
        meant = asked.words.meaning(label)
        if meant is not None and meant.attribute not in TOLD:
            continue  # a school is no answer to what is told in sentences: "Supporting school"
        if asked.words.party_in(label)[0] in _OTHER:
            continue  # "Backup receiving school": no other name of the receiving school
        school = context.schools.resolve(answer)
        itself = context.schools.resolve(label) is not None  # "Oakbrook School" is a name
        if isinstance(school, School) and school not in taken and not itself:
            found[called[1].casefold()] = school
    named_at_all = {context.schools.resolve(one) for one in _said(document)}
    third = {one for one in named_at_all if isinstance(one, School)} - taken - set(found.values())
    if len(found) != 1 or third:
        return None  # the other side may be the one named where no label speaks of a school
    return Form(
        name="of this paper", parties=((_OTHER[known or ""], (f"{next(iter(found))} school",)),)
    )


def _labelled(document: Document) -> Iterator[tuple[str, str]]:
    """Yield what may be a label with what may be its answer: in one line, beside it and under it."""
    for block in document.blocks:
        if isinstance(block, Line):
            yield _parted(block.text)
        elif isinstance(block, Grid):
            for row, below in zip(block.rows, (*block.rows[1:], ()), strict=True):
                under = {cell.column: plain(cell.text) for cell in below}
                for cell, after in pairwise((*row, None)):
                    if cell is not None:
                        label = plain(cell.text)
                        yield _parted(cell.text)
                        yield label, plain(after.text) if after is not None else ""
                        yield label, under.get(cell.column, "")


def _said(document: Document) -> Iterator[str]:
    """Yield all that a document says, cell by cell and line by line, what stands behind a colon alone."""
    for block in document.blocks:
        rows = block.rows if isinstance(block, Grid) else ()
        texts = [cell.text for row in rows for cell in row]
        for line in "\n".join([*texts, block.text if isinstance(block, Line) else ""]).split("\n"):
            yield from (plain(line), _parted(line)[1])


def _parted(text: str) -> tuple[str, str]:
    label, _, answer = plain(text).partition(":")
    return label, answer.strip()
