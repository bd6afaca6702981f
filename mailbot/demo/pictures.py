"""Pages of a PDF as pictures, with the places in them where values were read.

A picture is a PNG of few colours in a data address, so that a report stays one file. A place is in
parts of a hundred of its page, from the top left, whatever size the page is shown at.
"""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO

import pypdfium2

from parsers.records import Seen

_SCALE = 1.5  # pixels to a point
_COLOURS = 24
_MOST_PAGES = 12


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Place:
    """Where on a page one or more fields were read."""

    left: float
    top: float
    width: float
    height: float
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Page:
    """A page: its picture's data address, its size in pixels, its number from 1, its places."""

    source: str
    width: int
    height: int
    number: int
    places: tuple[Place, ...]


def pages(pdf: bytes, evidence: Mapping[str, Seen]) -> Iterator[Page]:
    """Yield the pages of a PDF, each with the places that `evidence` names on it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        document.init_forms()
        for index in range(min(len(document), _MOST_PAGES)):
            page = document[index]
            size = page.get_size()
            image = page.render(scale=_SCALE).to_pil().convert("RGB").quantize(_COLOURS)
            out = BytesIO()
            image.save(out, "PNG", optimize=True)
            yield Page(
                source=f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}",
                width=image.width,
                height=image.height,
                number=index + 1,
                places=tuple(_places(index + 1, size, evidence)),
            )
    finally:
        document.close()


def _places(
    number: int, size: tuple[float, float], evidence: Mapping[str, Seen]
) -> Iterator[Place]:
    """Yield each box of a page once, with all the fields that were read in it."""
    boxes: dict[tuple[float, float, float, float], list[str]] = {}
    for path, seen in evidence.items():
        if seen.page == number and seen.box is not None:
            boxes.setdefault(seen.box, []).append(path)
    wide, high = size
    for (left, top, right, bottom), fields in boxes.items():
        yield Place(
            left=round(100 * left / wide, 2),
            top=round(100 * top / high, 2),
            width=round(100 * (right - left) / wide, 2),
            height=round(100 * (bottom - top) / high, 2),
            fields=tuple(fields),
        )
