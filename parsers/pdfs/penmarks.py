"""What people put over a flat PDF with a viewer's pen: ticks, crosses, rings, lines through words.

A mark on an empty box ticks it. A stroke round a word without touching it rings the word. A stroke
that could be either, or a line that only runs under words, is left as a picture: nothing is chosen
by it, and the sender is asked.
"""

# ruff: noqa: PLR2004 - sizes are in points, beside what they measure

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from parsers.layouts.lines import Word
from parsers.pairs import EMPTY, TICKED, Box
from parsers.pdfs.acroform import Widget
from parsers.pdfs.pdfmarks import box_of, inside, middle

_LARGEST_TICK = 45.0
_NEAR = 5.0


def ringed(widgets: Sequence[Widget], chars: Sequence[Any]) -> list[Box]:
    """Return the places that somebody drew a ring round: by a shape of the viewer, or by hand."""
    found = [widget.box for widget in widgets if widget.sort == "ring"]
    for widget in widgets:
        if widget.sort != "ink" or len(widget.points) < 6:
            continue
        within = [
            box_of(c) for c in chars if str(c["text"]).strip() and inside(box_of(c), widget.box)
        ]
        if within and not _touches(widget.points, within):
            found.append(widget.box)
    return found


def _touches(points: Sequence[tuple[float, float]], letters: Sequence[Box]) -> bool:
    """Return whether a stroke runs over the middle of letters: a tick, or struck out."""
    left, right = min(b[0] for b in letters), max(b[2] for b in letters)
    top, low = min(b[1] for b in letters), max(b[3] for b in letters)
    high = (low - top) / 4
    return any(left <= x <= right and top + high <= y <= low - high for x, y in points)


def ticked(words: Sequence[Word], widgets: Sequence[Widget]) -> tuple[list[Word], list[Widget]]:
    """Return the words with the boxes ticked that a pen marked, and the widgets that are left."""
    made, left = list(words), []
    for widget in widgets:
        at = _box_under(made, widget) if widget.sort in ("ink", "mark") else None
        if at is None:
            left.append(replace(widget, sort="text") if widget.sort == "mark" else widget)
        else:
            made[at] = replace(made[at], text=TICKED)
    return made, left


def _box_under(words: Sequence[Word], widget: Widget) -> int | None:
    """Return the number of the empty box that a small mark stands on, None for no or several."""
    wide, high = widget.box[2] - widget.box[0], widget.box[3] - widget.box[1]
    if max(wide, high) > _LARGEST_TICK and widget.sort == "ink":
        return None
    x, y = middle(widget.box)
    near = [
        (abs(middle(word.box)[0] - x) + abs(middle(word.box)[1] - y), at)
        for at, word in enumerate(words)
        if word.text in (EMPTY, TICKED) and _meets(word.box, widget.box)
    ]
    return min(near)[1] if near else None


def _meets(box: Box, mark: Box) -> bool:
    return (
        mark[0] < box[2] + 1 and box[0] - 1 < mark[2]
        and mark[1] < box[3] + 1 and box[1] - 1 < mark[3]
        and abs(middle(mark)[0] - middle(box)[0]) < (box[2] - box[0]) / 2 + _NEAR
        and abs(middle(mark)[1] - middle(box)[1]) < (box[3] - box[1]) / 2 + _NEAR
    )  # fmt: skip
