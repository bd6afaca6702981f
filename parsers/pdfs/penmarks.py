"""What people put over a flat PDF with a viewer's pen: ticks, crosses, rings, lines through words.

A mark on an empty box ticks it. A stroke round a word without touching it rings the word. A stroke
that could be either, or a line that only runs under words, is left as a picture: nothing is chosen
by it, and the sender is asked.
"""

# ruff: noqa: PLR2004 - sizes are in points, beside what they measure

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from parsers.layouts.lines import Word
from parsers.pairs import EMPTY, TICKED, Box
from parsers.pdfs.acroform import Widget
from parsers.pdfs.pdfmarks import box_of, inside, middle

_LARGEST_TICK = 45.0
_NEAR = 5.0
_FEWEST_CROSSED = 3  # letters of one line
_LEVEL = 2.2  # points by which a level line may lean
_TALLEST = 1.8  # heights of a line
_MOST_BESIDE = 3  # of its width
_FEW_POINTS = 5  # of a straight line drawn by hand
_MOST_STEPS = 400  # along one line
_MOST_POINTS = 2000  # of one stroke


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


def crossed(
    curves: Sequence[Any], widgets: Sequence[Widget], chars: Sequence[Any]
) -> frozenset[int]:
    """Return the ids of the letters that a pen ran through: at least three of one line.

    curves: and lines of the page, less those that mean something else.

    What was crossed out by hand, or only brushed, cannot be told, so what stands there is asked
    about. A stroke much higher than the line, or mostly beside its letters, is a signature.
    """
    pens = [widget.points for widget in widgets if widget.sort in ("ink", "line")]
    drawn = [points if len(points) > _FEW_POINTS else _path(points) for points in pens]
    drawn += [_path(thing["pts"]) for thing in curves if _is_drawn(thing)]
    letters = [(box_of(char), id(char)) for char in chars if str(char["text"]).strip()]
    found: set[int] = set()
    for points in drawn:
        through: dict[int, dict[int, Box]] = {}
        for x, y in points[:_MOST_POINTS]:
            for place, letter in letters:
                high = (place[3] - place[1]) / 4
                if place[0] <= x <= place[2] and place[1] + high <= y <= place[3] - high:
                    through.setdefault(round(place[1]), {})[letter] = place
        for line in through.values():
            if len(line) >= _FEWEST_CROSSED and _keeps_to(points, tuple(line.values())):
                found |= line.keys()
    return frozenset(found)


def _keeps_to(points: Sequence[tuple[float, float]], letters: Sequence[Box]) -> bool:
    """Return whether a stroke stays with the letters of a line."""
    wide = max(x for x, _ in points) - min(x for x, _ in points)
    high = max(y for _, y in points) - min(y for _, y in points)
    covered = sum(box[2] - box[0] for box in letters)
    return high <= _TALLEST * (letters[0][3] - letters[0][1]) and _MOST_BESIDE * covered >= wide


def _is_drawn(thing: Any) -> bool:
    """Return whether a line or curve may be a pen's: no filled shape, neither level nor upright."""
    filled = thing.get("fill") and not thing.get("stroke")
    return not filled and min(thing["x1"] - thing["x0"], thing["bottom"] - thing["top"]) > _LEVEL


def _path(points: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Return points all along a line through these."""
    made: list[tuple[float, float]] = []
    for (x0, y0), (x1, y1) in pairwise(points):
        steps = min(_MOST_STEPS, max(1, int(max(abs(x1 - x0), abs(y1 - y0)))))
        made += [(x0 + (x1 - x0) * n / steps, y0 + (y1 - y0) * n / steps) for n in range(steps)]
    return tuple(made)


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
