"""A box that was ticked so boldly that it is no box any more: the answer whose box is missing.

A clean box is found by its sides. Where all answers of a row but one have their box, empty, and
where the last one's would be a stroke reaches out of the place of a box, that one was ticked.
"""

# ruff: noqa: PLR2004 - shares of a box's size, beside what they measure

from collections.abc import Sequence

from parsers.images.offered import Row
from parsers.images.penmarks import Strokes
from parsers.images.tickboxes import Span

_NEAR = 2.5  # times a box's width from a box to its answer
_REACHES = 1.2  # times a box's size


def ticked_out(row: Row, boxes: Sequence[Span], strokes: Strokes) -> int | None:
    """Return which answer's box a pen ticked and reached out of; None where that cannot be told.

    boxes: the empty boxes that were found on the row.
    """
    if not boxes or len(boxes) != len(row.options) - 1:
        return None
    found = {_missing(row, boxes, strokes, before=before) for before in (True, False)}
    told = found - {None}
    return told.pop() if len(told) == 1 else None


def _missing(row: Row, boxes: Sequence[Span], strokes: Strokes, *, before: bool) -> int | None:
    """Return the answer without a box, if strokes stand where it would. before: boxes lead."""
    places = [option.place for option in row.options]
    owned: dict[int, Span] = {}
    for box in boxes:
        wide = box[2] - box[0]
        gaps = [(one[0] - box[2]) if before else (box[0] - one[2]) for one in places]
        level = [
            min(box[3], one[3]) - max(box[1], one[1]) > 0.4 * (box[3] - box[1]) for one in places
        ]
        near = [k for k, gap in enumerate(gaps) if level[k] and -4 <= gap < _NEAR * wide]
        if len(near) != 1 or near[0] in owned:
            return None
        owned[near[0]] = box
    (left,) = set(range(len(places))) - set(owned)
    at, box = next(iter(owned.items()))
    edge = 0 if before else 2
    shift = places[left][edge] - places[at][edge], places[left][1] - places[at][1]
    wanted = (box[0] + shift[0], box[1] + shift[1], box[2] + shift[0], box[3] + shift[1])
    return left if any(_reaches_out(place, wanted) for place in strokes.places[1:]) else None


def _reaches_out(stroke: Span, box: Span) -> bool:
    """Return whether a stroke fills the place of a box and more, and is no larger than a tick."""
    wide, high = box[2] - box[0], box[3] - box[1]
    inside = (
        min(stroke[2], box[2]) - max(stroke[0], box[0]),
        min(stroke[3], box[3]) - max(stroke[1], box[1]),
    )
    if inside[0] < 0.7 * wide or inside[1] < 0.7 * high:
        return False
    size = (stroke[2] - stroke[0]) / wide, (stroke[3] - stroke[1]) / high
    return max(size) > _REACHES and max(size) < 3.5
