"""Days that somebody put right on paper: other figures stand close over a day, under it or beside.

Whoever changes a day by hand does not always strike the old one out. What was written belongs to no
label, and stands nearer to the day than the next line of a form does. Which of the two counts is
for the sender to say.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from parsers.pairs import DOUBTFUL, Box, Document, Grid, Line, Where, plain
from parsers.particulars.draft import Draft, name_of
from parsers.values import first_day, short

_CLOSE: Final = 4.0  # points over or under a day
_FAR: Final = 90.0  # points beside it
# Part of a day and nothing else: "16", "-> 16th", "16/11", "now 16 Nov", "16 November 2026".
_SOME_DAY = re.compile(
    r"[^\w/]*(?:(?:now|to|is|changed to|moved to|not)\s+)?(?:[A-Z][a-z]{2,8}\s+)?"
    r"\d{1,2}(?:st|nd|rd|th)?(?:[\s./-]*(?:[A-Z][a-z]{2,8}|\d{1,2}))?(?:[\s./-]*\d{2,4})?\W*",
    re.IGNORECASE,
)
_LONGEST: Final = 8  # characters of what could not be read


def put_right(draft: Draft, document: Document) -> None:
    """Ask about each day of a picture that other figures stand close to."""
    if document.how != "ocr":
        return
    read = {seen.box for seen in draft.evidence.values()}
    known = {first_day(seen.raw)[0] for seen in draft.evidence.values()} - {None}
    notes = [
        (text, where)
        for text, where in _unasked(document)
        if where.box not in read and first_day(plain(text))[0] not in known
    ]
    for path, value in tuple(draft.values.items()):
        seen = draft.evidence.get(path)
        is_day = isinstance(value, dt.date) and not path.endswith("consent.date")
        if not is_day or seen is None or seen.box is None:
            continue
        for text, where in notes:
            if where.page == seen.page and where.box is not None and _is_near(where.box, seen.box):
                said = f'Beside the {name_of(path)} stands "{short(plain(text))}".'
                draft.refuse(path, "conflict", f"{said} Which day is right?")
                break


def _unasked(document: Document) -> Iterator[tuple[str, Where]]:
    """Yield the figures and scraps that stand on a line of their own, or behind all columns."""
    for block in document.blocks:
        if isinstance(block, Line):
            scrap = DOUBTFUL in block.text and len(plain(block.text)) <= _LONGEST
            if scrap or _SOME_DAY.fullmatch(plain(block.text)):
                yield block.text, block.where
        elif isinstance(block, Grid):
            columns = Counter(cell.column for row in block.rows for cell in row)
            for row in block.rows:
                last = row[-1]
                alone = last.column > 1 and columns[last.column] == 1  # no column of the form's
                if alone and _SOME_DAY.fullmatch(plain(last.text)):
                    yield last.text, last.where


def _is_near(note: Box, day: Box) -> bool:
    """Return whether a note stands over or under a day and touches it, or beside it on its line."""
    middle = (note[1] + note[3]) / 2
    if day[1] < middle < day[3] and 0 <= note[0] - day[2] < _FAR:
        return True
    over = min(note[2], day[2]) - max(note[0], day[0]) > 0.5 * (note[2] - note[0])
    return over and max(note[1] - day[3], day[1] - note[3]) < _CLOSE
