"""Scans and photographs made documents: each page seen, laid out, and its words recognised.

Only a child process that was started for it reads pictures: the models take a gigabyte. Anywhere
else the need for them is an exception that says how many pages wait, so that the parent can ask the
child that may.
"""

import hashlib
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from parsers.filetypes import Filetype, first_look
from parsers.layouts.layout import laid_out
from parsers.pairs import Block, Document, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pypdfium2

    from parsers.images.ocr import Gray
    from parsers.images.sight import Seen

_FEWEST_WORDS: Final = 3
_MOST_PAGES: Final = 30
_MOST_THINGS: Final = 20_000  # on one page
_COVERS: Final = 0.6  # of the page
_FEWEST_DOTS: Final = 125  # an inch, below which letters blend
_USUAL_DOTS: Final = 200.0
_FEW_PAGES: Final = 6  # of a scan that may go on in another file
_FEW_SHOWN: Final = 3  # pieces of text, as a scanner's stamp
_INVISIBLE: Final = 3  # the mode of text that is not drawn (ISO 32000-1, table 106)
_MOST_KEPT: Final = 6
_KEPT: dict[bytes, "_Looked"] = {}  # the last pages seen, by their dots
_elsewhere: ContextVar[bool] = ContextVar("elsewhere", default=False)


@dataclass(frozen=True, slots=True, repr=False)
class Sheet:
    """One page seen: its blocks, the order reached, and its image; None if it cannot be drawn."""

    blocks: list[Block]
    order: int
    image: "Gray | None" = None


class PicturesError(Exception):
    """Pages are pictures, and this process reads none. `pages`: how many there are."""

    def __init__(self, pages: int) -> None:
        super().__init__(pages)
        self.pages = pages


def document_of_picture(data: bytes, *more: bytes) -> Document:
    """Return a picture file as a document. Never raises on input: `trouble` says what is wrong.

    more: the files of its further pages.
    """
    must_be_allowed(1 + len(more))
    from parsers.images.pictures import PictureError  # noqa: PLC0415 - heavy

    blocks: list[Block] = []
    images: dict[int, Gray | None] = {}
    order = 0
    why = None
    cut = False
    for file in (data, *more):
        try:
            for number, (image, dots) in enumerate(images_of(file), start=len(images) + 1):
                if image is None or number > _MOST_PAGES:
                    cut = True
                    break
                sheet = blocks_of_page(image, number, order, dots)
                blocks.extend(sheet.blocks)
                order, images[number] = sheet.order, sheet.image
        except PictureError as error:
            why = why or error.why
    if why and not blocks:
        return Document(how="ocr", trouble=why)
    # A page of several that cannot be drawn is one that was not read.
    return replace(_document(blocks, images), cut=cut or why is not None)


def images_of(data: bytes) -> "Iterator[tuple[Gray | None, float]]":
    """Yield each page of a picture file or of a scanned PDF, and its dots an inch.

    None stands for those beyond thirty. Raises PictureError where one cannot be drawn.
    """
    from parsers.images.pictures import PictureError, page_of_pdf, pages_of_picture  # noqa: PLC0415

    if first_look(data) is not Filetype.PDF:
        yield from ((image, _USUAL_DOTS) for image in pages_of_picture(data))
        return
    import pypdfium2  # noqa: PLC0415 - heavy

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise PictureError("unreadable") from error
    with document:
        for number in range(1, min(len(document), _MOST_PAGES) + 1):
            yield page_of_pdf(document, number), _dots_of(document[number - 1])


def _document(blocks: list[Block], images: "dict[int, Gray | None]") -> Document:
    words = len(text_of(blocks).split())
    trouble = "picture" if words < _FEWEST_WORDS else None
    return Document(
        how="ocr",
        blocks=() if trouble else tuple(blocks),
        pages=len(images),
        trouble=trouble,
        pictures=tuple(images),
        sheets=images,
    )


@dataclass(frozen=True, slots=True, repr=False)
class _Looked:
    """A page that was looked at: upright, and what stands on it."""

    image: "Gray"
    seen: "Seen"

    def laid_out(self, number: int, order: int) -> Sheet:
        """Return it as the page of this number."""
        blocks, reached = laid_out(number, "ocr", order, self.seen.words, self.seen.tables)
        return Sheet(blocks, reached, self.image)


def _seen_before(image: "Gray", dots: float) -> _Looked:
    """Return a page looked at; pages are read one by one, then as the pages of one form."""
    key = hashlib.sha256(image.tobytes()).digest() + bytes([dots < _FEWEST_DOTS])
    looked = _KEPT.pop(key, None) or _looked_at(image, dots)
    _KEPT[key] = looked
    while len(_KEPT) > _MOST_KEPT:
        del _KEPT[next(iter(_KEPT))]
    return looked


def blocks_of_page(image: "Gray", number: int, order: int, dots: float = _USUAL_DOTS) -> Sheet:
    """Return one page's image seen: upright, with its blocks. dots: an inch, as it came."""
    return _seen_before(image, dots).laid_out(number, order)


def _looked_at(image: "Gray", dots: float) -> _Looked:
    from parsers.images.ocr import recogniser  # noqa: PLC0415 - heavy
    from parsers.images.pictures import is_doubled  # noqa: PLC0415
    from parsers.images.rectify import upright  # noqa: PLC0415
    from parsers.images.sight import seen_on  # noqa: PLC0415

    models = recogniser()
    page, coarse = upright(image, models)
    coarse = coarse or dots < _FEWEST_DOTS or is_doubled(image)
    return _Looked(page, seen_on(page, models, coarse=coarse))


def blocks_of_pdf_page(data: bytes, number: int, order: int, count: int) -> Sheet:
    """Return a page of a PDF that is a picture, seen; without blocks if it cannot be drawn.

    number: of the page, from 1. count: of the pages of the file.
    """
    must_be_allowed(count)
    import pypdfium2  # noqa: PLC0415 - heavy

    from parsers.images.pictures import PictureError, page_of_pdf  # noqa: PLC0415

    try:
        with pypdfium2.PdfDocument(data) as document:
            dots = _dots_of(document[number - 1])
            return blocks_of_page(page_of_pdf(document, number), number, order, dots)
    except (PictureError, pypdfium2.PdfiumError):
        return Sheet([], order)


def pages_under_pictures(data: bytes) -> frozenset[int]:
    """Return the pages of a PDF whose words a scanner put, unseen, behind the picture of the page.

    Such words are the scanner's guess, and often a poor one.
    """
    import pypdfium2  # noqa: PLC0415 - wanted only where a page holds pictures

    try:
        with pypdfium2.PdfDocument(data) as document:
            last = min(len(document), _MOST_PAGES)
            return frozenset(n for n in range(1, last + 1) if all(_under_picture(document[n - 1])))
    except (pypdfium2.PdfiumError, ValueError, OSError):
        return frozenset()


def is_scan(data: bytes) -> bool:
    """Return whether a file is a PDF of a few pages, each a picture that bears no words."""
    import pypdfium2  # noqa: PLC0415 - as above

    if first_look(data) is not Filetype.PDF:
        return False
    try:
        with pypdfium2.PdfDocument(data) as document:
            few = 0 < len(document) <= _FEW_PAGES
            return few and all(_under_picture(document[n])[0] for n in range(len(document)))
    except (pypdfium2.PdfiumError, ValueError, OSError):
        return False


def _under_picture(page: "pypdfium2.PdfPage") -> tuple[bool, bool]:
    """Return whether a picture covers the page and no words are seen on it; whether unseen are."""
    import pypdfium2.raw as pdfium  # noqa: PLC0415 - as above

    width, height = page.get_size()
    covered, hidden, shown = 0.0, 0, 0
    for n, thing in enumerate(page.get_objects(max_depth=3)):
        if n > _MOST_THINGS:
            return False, False
        if thing.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, low, right, top = thing.get_bounds()
            share = (right - left) * (top - low) / max(1.0, width * height)
            covered = max(covered, share)
            if share > _COVERS:
                hidden, shown = hidden + shown, 0  # what was written before lies under it
        elif thing.type == pdfium.FPDF_PAGEOBJ_TEXT:
            unseen = pdfium.FPDFTextObj_GetTextRenderMode(thing.raw) == _INVISIBLE
            hidden, shown = hidden + unseen, shown + (not unseen)
    return covered > _COVERS and shown <= _FEW_SHOWN, hidden > 0


def _dots_of(page: "pypdfium2.PdfPage") -> float:
    """Return the dots an inch of the largest picture on a page."""
    import pypdfium2.raw as pdfium  # noqa: PLC0415 - as above

    best, dots = 0.0, 200.0
    for thing in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, low, right, top = thing.get_bounds()
        wide, high = thing.get_px_size()
        if (right - left) * (top - low) > best:
            best = (right - left) * (top - low)
            dots = 72 * max(wide, high) / max(1.0, right - left, top - low)
    return dots


def must_be_allowed(pages: int) -> None:
    """Raise PicturesError where this process reads no pictures."""
    if _elsewhere.get():
        raise PicturesError(pages)


def leave_to_another() -> None:
    """Read no pictures in this process from now on: their need becomes a PicturesError."""
    _elsewhere.set(True)
