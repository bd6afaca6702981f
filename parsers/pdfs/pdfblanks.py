"""Places left blank on a printed page: frames without words, lines to write on that nobody used.

A form made flat still draws the frames of its fields. Where one is empty the label beside it has no
answer; without a sign of that the heading under the label would be taken for what it asks. A blank
counts only beside words that end before it, so that rules, boxes and underlines are not taken.
"""

# ruff: noqa: PLR2004 - sizes are in points, beside what they measure

from collections.abc import Sequence
from typing import Any

from parsers.layouts.lines import Ruled, Word, within
from parsers.pairs import FIELD, FIELD_END, Box
from parsers.pdfs.pdfmarks import box_of

_MOST = 400  # shapes looked at


def blanks(page: Any, words: Sequence[Word], tables: Sequence[Ruled]) -> list[Word]:
    """Return an empty answer for each blank frame and each line to write on."""
    found: list[Box] = []
    for shape in (*page.rects, *page.lines, *page.curves)[:_MOST]:
        box = box_of(shape)
        place = _frame(box) or _above_line(box)
        if place is None or any(within(place, table.box) for table in tables):
            continue
        if any(_meets(place, word.box) for word in words):
            continue
        if any(_meets(place, other) for other in found) or not _beside_words(place, words):
            continue
        found.append(place)
    return [Word(f"{FIELD}{FIELD_END}", box) for box in found]


def _frame(box: Box) -> Box | None:
    """Return the inside of a frame of the size of an answer."""
    wide, high = box[2] - box[0], box[3] - box[1]
    if wide < 40 or not 9 <= high <= 45:
        return None
    return (box[0] + 1, box[1] + 1, box[2] - 1, box[3] - 1)


def _above_line(box: Box) -> Box | None:
    """Return the room over a line to write on."""
    if box[2] - box[0] < 40 or box[3] - box[1] > 1.5:
        return None
    return (box[0], box[1] - 9, box[2], box[1] - 1)


def _meets(one: Box, other: Box) -> bool:
    return (
        one[0] < other[2] and other[0] < one[2] and one[1] < other[3] - 1 and other[1] + 1 < one[3]
    )


def _beside_words(place: Box, words: Sequence[Word]) -> bool:
    """Return whether words on the same height end before the blank, and near it."""
    middle = (place[1] + place[3]) / 2
    return any(
        word.box[1] - 2 <= middle <= word.box[3] + 2
        and -1 <= place[0] - word.box[2] <= 340
        and any(char.isalpha() for char in word.text)
        for word in words
    )
