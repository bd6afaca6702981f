"""A PDF page drawn with its text and without: where text shows, and in what order things were laid.

A file keeps every letter ever written into it; what a reader sees is told by the drawing alone.
"""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from parsers.pairs import Box
from parsers.pdfs.pdfmarks import box_of, inside, is_white, middle

if TYPE_CHECKING:
    import pypdfium2
    from PIL import Image

_DOTS: Final = 1.0  # pixels a point
_MOST_PIXELS: Final = 4_000_000
MOST_THINGS: Final = 20_000  # on one page
_MOST_PAIRS: Final = 2_000_000  # of shapes and boxes; a form has thousands
_FAINT: Final = 16  # of 255: what differs by less cannot be told from its ground
_UNDER: Final = ("/'Widget'", "/'Link'", "/'Popup'")  # notes that hide no letters


def holds(outer: Box, inner: Box) -> bool:
    """Return whether the middle of one box lies in another."""
    x, y = middle(inner)
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


class Drawings:
    """The pages of one file as they are drawn, opened when the first is wanted."""

    def __init__(self, data: bytes) -> None:
        """Begin. data: the file that pages are numbered in."""
        self._data = data
        self._file: pypdfium2.PdfDocument | None = None
        self._broken = False

    def text_of_page(self, number: int) -> "tuple[Image.Image, float] | None":
        """Return where text shows on a page, light where it does, and its pixels a point.

        None where the page cannot be drawn.
        """
        import pypdfium2  # noqa: PLC0415 - wanted only where a page has words
        from PIL import ImageChops  # noqa: PLC0415

        try:
            if self._file is None and not self._broken:
                self._broken = True  # until it has opened
                self._file = pypdfium2.PdfDocument(self._data)
            if self._file is None:
                return None
            page = self._file[number - 1]
            wide, high = page.get_size()
            scale = min(_DOTS, (_MOST_PIXELS / max(1.0, wide * high)) ** 0.5)
            drawn = partial(page.render, scale=scale, may_draw_forms=False, grayscale=True)
            with_text = drawn().to_pil()
            if not _silenced(page):
                return None
            without = drawn().to_pil()
        except (pypdfium2.PdfiumError, ValueError, OSError, IndexError, MemoryError):
            return None
        shown = ImageChops.difference(with_text, without)
        return shown.point([255 if level >= _FAINT else 0 for level in range(256)]), scale

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()


def _silenced(page: "pypdfium2.PdfPage") -> bool:
    """Make a page's text invisible; return False where it holds too much to do so."""
    import pypdfium2.raw as pdfium  # noqa: PLC0415 - as above

    for count, thing in enumerate(page.get_objects(max_depth=8)):
        if count > MOST_THINGS:
            return False
        if thing.type == pdfium.FPDF_PAGEOBJ_TEXT:
            pdfium.FPDFTextObj_SetTextRenderMode(thing.raw, pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)
    return True


class Order:
    """In which order the letters, filled shapes and pictures of a page were drawn."""

    def __init__(self, page: Any) -> None:
        self._page = page
        self._chars: list[tuple[int, Box]] | None = None
        self._covers: list[tuple[int, Box, bool]] = []
        self._shapes: list[tuple[int, Box, int]] = []

    def _read(self) -> list[tuple[int, Box]]:
        if self._chars is not None:
            return self._chars
        page, counts = self._page, dict[str, int]()
        self._chars = []
        lists = {
            "LTChar": page.chars,
            "LTLine": page.lines,
            "LTRect": page.rects,
            "LTCurve": page.curves,
            "LTImage": page.images,
        }
        for at, sort in enumerate(_drawn(page.layout)):
            things, n = lists.get(sort, ()), counts.get(sort, 0)
            counts[sort] = n + 1
            if n >= len(things):
                continue
            if sort == "LTChar":
                self._chars.append((at, box_of(things[n])))
                continue
            self._shapes.append((at, box_of(things[n]), id(things[n])))
            if sort == "LTImage" or things[n].get("fill"):
                white = sort != "LTImage" and is_white(things[n].get("non_stroking_color"))
                self._covers.append((at, box_of(things[n]), white))
        return self._chars

    def is_covered(self, letter: int, before: int | None = None) -> bool:
        """Return whether something was laid over a letter, before another one was written."""
        chars = self._read()
        first, place = chars[letter]
        last = None if before is None else chars[before][0]
        laid = any(
            first < at and (last is None or at < last) and holds(box, place)
            for at, box, _ in self._covers
        )
        if laid or before is not None:
            return laid
        return any(
            str(note.get("data", {}).get("Subtype")) not in _UNDER and holds(box_of(note), place)
            for note in self._page.annots
        )

    def under_white(self) -> frozenset[int]:
        """Return the ids of the lines, shapes and pictures over which a white box was laid.

        Boxes of a colour may let through what is under them.
        """
        self._read()
        white = [(at, box) for at, box, is_white_ in self._covers if is_white_]
        if len(white) * len(self._shapes) > _MOST_PAIRS:
            return frozenset()
        return frozenset(
            mark
            for at, place, mark in self._shapes
            if any(at < later and inside(place, box, 0.5) for later, box in white)
        )

    def is_shaded(self, letter: int) -> bool:
        """Return whether a letter stands on something filled with a colour, or on a picture."""
        at, place = self._read()[letter]
        under = [white for n, box, white in self._covers if n < at and holds(box, place)]
        return bool(under) and not under[-1]


def _drawn(layout: Any) -> Iterator[str]:
    """Yield the sorts of a page's objects in the order of drawing, as pdfplumber lists them."""
    for thing in layout:
        if hasattr(thing, "_objs"):
            yield from _drawn(thing)
        else:
            yield type(thing).__name__
