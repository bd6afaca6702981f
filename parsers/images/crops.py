"""The place in a picture that a doubt is about, cut out, so that whoever is asked sees it too.

Only the reader of pictures makes them: nothing else may load what cuts and packs an image. A cut
holds a piece of a child's form, so it is small, and goes nowhere but to staff and to the sender of
that very form.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import cv2

from parsers.records import LARGEST_CROP, MOST_CROPS, Problem, Seen

_POINT: Final = 72 / 200  # of a pixel
_BESIDE: Final = 150  # pixels left and right of the place: what stands beside it tells where it is
_ABOVE: Final = 30
_SHADES: Final = 17  # apart are the grays kept
_SMALLER: Final = 0.7


def crops_of(
    problems: Iterable[Problem], places: Mapping[str, Seen], sheets: Mapping[int, Any]
) -> dict[str, bytes]:
    """Return a PNG of each doubtful place by its field, the first few.

    places: where each field was read, by path. sheets: the image of each page that is a picture.
    """
    found: dict[str, bytes] = {}
    for problem in problems:
        seen = places.get(problem.field)
        image = sheets.get(seen.page) if seen is not None and seen.page is not None else None
        if len(found) == MOST_CROPS or problem.field in found:
            continue
        if seen is None or seen.box is None or seen.how != "ocr" or image is None:
            continue
        made = _cut(image, seen.box)
        if made is not None:
            found[problem.field] = made
    return found


def _cut(image: Any, box: tuple[float, float, float, float]) -> bytes | None:
    """Return the place with its margins, as small as need be; None if it is outside the page."""
    left, top, right, low = (round(edge / _POINT) for edge in box)
    part = image[max(0, top - _ABOVE) : low + _ABOVE, max(0, left - _BESIDE) : right + _BESIDE]
    if part.size == 0:
        return None
    part = part // _SHADES * _SHADES
    while True:
        packed, data = cv2.imencode(".png", part)
        if not packed or len(data) <= LARGEST_CROP:
            return bytes(data) if packed else None
        part = cv2.resize(part, None, fx=_SMALLER, fy=_SMALLER, interpolation=cv2.INTER_AREA)
