"""Pages drawn with the boxes of what was read on them, to see where a value came from.

The boxes of a reading refer to its page made upright, and of a picture to the sheet cut out and
spread flat, so it is these that are drawn, never the page as it came. What has no pages (Word, a
sheet, a mail's text) is given as the rows that were found in it, in reading order. It runs in the
child that reads, under the same limits.
"""

import base64
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pdfplumber

from parsers.doubts.copies import TOGETHER
from parsers.filetypes import Filetype, filetype
from parsers.images.scans import images_of
from parsers.pairs import Document, Grid, Line, plain
from parsers.pdfs.straight import mended, straightened, turned
from parsers.pieces import Piece, is_container, pieces_of_file
from parsers.readers import opened
from parsers.surroundings import Asked

if TYPE_CHECKING:
    from PIL import Image

_MOST_PAGES = 30
_MOST_ROWS = 1_000
_LONGEST = 300  # characters of one cell
_TALL = 18  # points
_SCALE = 1.5  # pixels a point
_SEEN = 200 / 72  # pixels a point of a page that was seen as a picture
_COLOURS = {"read": (0, 120, 40), "doubted": (200, 110, 0), "wrong": (200, 0, 0)}


@dataclass(frozen=True, slots=True, repr=False)
class Mark:
    """What is drawn round a value. sort: read, doubted or wrong. seen: on a picture of the page."""

    page: int
    box: tuple[float, float, float, float]
    label: str
    sort: str
    seen: bool


def sketches(
    data: bytes, asked: Asked, told: Mapping[str, Sequence[Sequence[Any]]]
) -> Iterator[dict[str, Any]]:
    """Yield each page of a file or a mail as a drawing, and of what has no pages the rows.

    told: the marks of each part, as plain values.
    """
    joined = {name for whole in told for name in whole.split(TOGETHER) if TOGETHER in whole}
    for piece in pieces_of_file(data, asked):
        if piece.name in joined:
            continue  # it is drawn among the pages of its form
        if piece.only_opens or is_container(piece.data):
            piece.read()
            continue
        name, files = _as_read(piece, told)
        marks = [
            Mark(int(p), tuple(b), str(w), str(s), bool(e)) for p, b, w, s, e in told.get(name, ())
        ]
        kind = filetype(piece.data)
        if piece.pages:
            pages = _pages_of_pictures(files, marks) if name in told else iter(())
        elif kind is Filetype.PDF:
            pages = _pages_of_pdf(piece.data, marks)
        elif kind in (Filetype.PICTURE, Filetype.HEIC):
            pages = _pages_of_pictures(files, marks)
        else:
            yield {"part": name, "rows": list(_rows(piece.data, kind))}
            continue
        for number, picture in pages:
            yield {"part": name, "page": number, "png": base64.b64encode(picture).decode()}


def _as_read(piece: Piece, told: Mapping[str, object]) -> tuple[str, tuple[bytes, ...]]:
    """Return the name under which a piece was read, and its files in the order of their pages."""
    files = {one.name: one.data for one in piece.pages}
    for whole in told:
        names = whole.split(TOGETHER)
        if len(names) > 1 and all(name in files for name in names):
            return whole, tuple(files[name] for name in names)
    return piece.name, (piece.data,)


def _rows(data: bytes, kind: Filetype) -> Iterator[list[str]]:
    """Yield the texts of each line, row of a table and field, in reading order."""
    found = opened(data, kind) if data else ()
    count = 0
    for document in () if isinstance(found, str) else found:
        for row in _rows_of(document):
            count += 1
            if count > _MOST_ROWS:
                return
            yield [plain(text)[:_LONGEST] for text in row]


def _rows_of(document: Document) -> Iterator[list[str]]:
    for block in document.blocks:
        if isinstance(block, Line):
            yield [block.text]
        elif isinstance(block, Grid):
            yield from ([cell.text for cell in row] for row in block.rows)
        else:
            yield ["".join(block.labels[:1]), block.text]


def _pages_of_pdf(data: bytes, marks: Sequence[Mark]) -> Iterator[tuple[int, bytes]]:
    import pypdfium2  # noqa: PLC0415 - heavy, and wanted for no other request

    from parsers.images.pictures import page_of_pdf  # noqa: PLC0415 - likewise
    from parsers.images.rectify import upright  # noqa: PLC0415 - likewise

    with pypdfium2.PdfDocument(_upright(data)) as document:
        document.init_forms()
        for number in range(1, min(len(document), _MOST_PAGES) + 1):
            here = [mark for mark in marks if mark.page == number]
            if any(mark.seen for mark in here):
                from parsers.images.ocr import recogniser  # noqa: PLC0415 - likewise

                page, _ = upright(page_of_pdf(document, number), recogniser())
                yield number, _drawn(_image(page), here, _SEEN)
            else:
                bitmap = document[number - 1].render(scale=_SCALE)
                yield number, _drawn(bitmap.to_pil(), here, _SCALE)


def _upright(data: bytes) -> bytes:
    """Return the file as it stood when it was read: its pages upright, its damage mended."""
    for made in (straightened(data), mended(data)):
        if made is None:
            continue
        try:
            with pdfplumber.open(io.BytesIO(made)) as pdf:
                turns = turned(pdf.pages[:_MOST_PAGES])
        except Exception:  # noqa: BLE001, S112 - pdfminer raises whatever its callees do
            continue
        return straightened(made, turns) if turns else made
    return data


def _pages_of_pictures(
    files: Sequence[bytes], marks: Sequence[Mark]
) -> Iterator[tuple[int, bytes]]:
    from parsers.images.ocr import recogniser  # noqa: PLC0415 - heavy
    from parsers.images.rectify import upright  # noqa: PLC0415 - likewise

    images = (image for file in files for image, _ in images_of(file))
    for number, image in enumerate(images, start=1):
        if image is None:
            return
        page, _ = upright(image, recogniser())
        here = [mark for mark in marks if mark.page == number]
        yield number, _drawn(_image(page), here, _SEEN)


def _image(page: Any) -> "Image.Image":
    from PIL import Image  # noqa: PLC0415 - heavy

    return Image.fromarray(page)


def _drawn(image: "Image.Image", marks: Sequence[Mark], scale: float) -> bytes:
    """Return the page as PNG, each box with its label over it."""
    from PIL import ImageDraw, ImageFont  # noqa: PLC0415 - heavy

    page = image.convert("RGB")
    pen = ImageDraw.Draw(page)
    font = ImageFont.load_default(size=max(9, round(7 * scale)))
    for mark in marks:
        colour = _COLOURS.get(mark.sort, _COLOURS["wrong"])
        x0, y0, x1, y1 = (edge * scale for edge in mark.box)
        x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
        pen.rectangle((x0 - 2, y0 - 2, x1 + 2, y1 + 2), outline=colour, width=2)
        wide = pen.textlength(mark.label, font=font)
        # in the right corner of a tall box, over a low one: the value itself must be seen
        is_tall = y1 - y0 > _TALL * scale and wide < x1 - x0
        at = (x1 - wide, y0) if is_tall else (x0, max(0.0, y0 - 8 * scale - 3))
        pen.rectangle(pen.textbbox(at, mark.label, font=font), fill=(255, 255, 225))
        pen.text(at, mark.label, fill=colour, font=font)
    out = io.BytesIO()
    page.save(out, "PNG", optimize=False)
    return out.getvalue()
