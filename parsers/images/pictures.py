"""Pages as images: out of picture files of every kind, and out of PDF pages that hold no words.

How large a picture is, its header says before a single pixel is unpacked; one larger than any page
of paper is refused, and so is one too small to be read. A phone's note of how it was held is
followed. Nothing else that a file says of itself is believed.
"""

import io
import warnings
from collections.abc import Iterator
from typing import Final

import cv2
import numpy as np
import pi_heif
import pypdfium2
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from parsers.images.ocr import Gray

MOST_PAGES: Final = 30
_MOST_PIXELS: Final = 110_000_000  # the largest phones take 108 million
_LONGEST_SIDE: Final = 20_000
_LEAST_SIDE: Final = 300
_WORK_SIDE: Final = 3_600  # pixels: more is made smaller while it is unpacked
_DOTS: Final = 200  # an inch, at which pages of a PDF are drawn
_LARGEST_SHEET: Final = 3_400  # points; a page larger than that is no paper
_FAX: Final = 1.5  # how much finer one way than the other, from which on a picture is stretched
_FEWEST_LINES: Final = 50
_DOUBLED: Final = 0.45  # how much two doubled lines differ, to those beside them
_INKED: Final = 0.35  # of what the steepest lines of a page differ by: where print begins or ends
_DARK: Final = 100  # of 255
_STANDS_OUT: Final = 60
_WRITTEN: Final = 0.005  # of the page
_WIDE: Final = 0.05  # of the page; paper that is photographed takes up more
_FORMATS: Final = ("JPEG", "PNG", "TIFF", "WEBP", "GIF", "BMP", "HEIF", "MPO")
_ODD = (
    OSError, ValueError, TypeError, SyntaxError, KeyError, IndexError, EOFError, OverflowError,
    ZeroDivisionError, AttributeError, RuntimeError, UnidentifiedImageError, MemoryError,
    Image.DecompressionBombError,
)  # fmt: skip


class PictureError(Exception):
    """A picture cannot be opened. `why` is one of the sorts of trouble that `read` knows."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def pages_of_picture(data: bytes) -> Iterator[Gray | None]:
    """Yield each page of a picture file, the way its maker held it; None for those beyond thirty.

    Raises PictureError if it is damaged, too large or too small.
    """
    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    pi_heif.register_heif_opener()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(io.BytesIO(data), formats=_FORMATS)
    except _ODD as error:
        raise PictureError("unreadable") from error
    with picture:
        count = int(getattr(picture, "n_frames", 1))
        if picture.format in ("GIF", "PNG", "WEBP", "MPO", "HEIF"):
            count = 1  # what moves is no form; a phone's second picture is a map of depth
        for number in range(min(count, MOST_PAGES)):
            yield _page(picture, number)
        if count > MOST_PAGES:
            yield None


def is_doubled(page: Gray) -> bool:
    """Return whether most lines of dots stand there twice, as a fax's do when it is stretched."""
    for lines in (page, page.T):
        steps = np.abs(np.diff(lines.astype(np.int16), axis=0)).mean(axis=1)
        less, more = np.minimum(steps[:-1], steps[1:]), np.maximum(steps[:-1], steps[1:])
        # On a page of few words the middle line is blank paper: print must show it as well.
        inked = more > max(1.0, float(np.median(more)), _INKED * float(np.percentile(more, 97)))
        told = more > max(1.0, float(np.median(more)))
        if told.sum() > _FEWEST_LINES and all(
            float(np.median(less[some] / more[some])) < _DOUBLED for some in (told, inked)
        ):
            return True
    return False


def _page(picture: Image.Image, number: int) -> Gray:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture.seek(number)
            wide, high = picture.size
            if wide * high > _MOST_PIXELS or max(wide, high) > _LONGEST_SIDE:
                raise PictureError("too large")
            if min(wide, high) < _LEAST_SIDE:
                raise PictureError("too small")
            if picture.format in ("JPEG", "MPO"):
                picture.draft("L", (_WORK_SIDE, _WORK_SIDE))
            upright = ImageOps.exif_transpose(_paper(picture))
            gray = upright.convert("L")
            across, down = _dots(picture)
            if across > _FAX * down:
                size = (gray.width, round(gray.height * across / down))
                gray = gray.resize(size, Image.Resampling.NEAREST)
            elif down > _FAX * across:
                size = (round(gray.width * down / across), gray.height)
                gray = gray.resize(size, Image.Resampling.NEAREST)
            gray.thumbnail((_WORK_SIDE, _WORK_SIDE), Image.Resampling.BOX)
            page = np.asarray(gray, np.uint8).copy()
            return 255 - page if _is_light_on_dark(page) else page
    except _ODD as error:
        raise PictureError("unreadable") from error


def _is_light_on_dark(page: Gray) -> bool:
    """Return whether light letters stand on a dark ground, as on a screen at night.

    Paper on a dark table is light over a wide place, and letters only along their strokes.
    """
    ground = float(np.median(page))
    if ground > _DARK:
        return False
    light = (page > ground + _STANDS_OUT).astype(np.uint8)
    stroke = np.ones((max(9, min(page.shape) // 40),) * 2, np.uint8)
    wide = cv2.morphologyEx(light, cv2.MORPH_OPEN, stroke)
    return float(light.mean()) > _WRITTEN and float(wide.mean()) < _WIDE


def _paper(picture: Image.Image) -> Image.Image:
    """Return the picture on white paper where it lets through what is behind it."""
    if picture.mode not in ("RGBA", "LA", "PA") and "transparency" not in picture.info:
        return picture
    clear = picture.convert("RGBA")
    paper = Image.new("RGBA", clear.size, "white")
    paper.alpha_composite(clear)
    paper.info = dict(picture.info)
    return paper


def _dots(picture: Image.Image) -> tuple[float, float]:
    """Return the dots an inch that the file claims, across and down; 1 where it claims none."""
    claimed = picture.info.get("dpi")
    if isinstance(claimed, tuple) and len(claimed) == 2:  # noqa: PLR2004 - across and down
        across, down = float(claimed[0] or 0), float(claimed[1] or 0)
        if 20 < across < 2_400 and 20 < down < 2_400:  # noqa: PLR2004 - what scanners make
            return across, down
    return 1.0, 1.0


def page_of_pdf(document: pypdfium2.PdfDocument, number: int) -> Gray:
    """Return a page of a PDF as an image, turned as the file says. number: from 1.

    Raises PictureError if it cannot be drawn.
    """
    try:
        page = document[number - 1]
        width, height = page.get_size()
        if not min(width, height) >= 36 or max(width, height) > _LARGEST_SHEET:  # noqa: PLR2004 - points
            raise PictureError("too large")
        dots = _DOTS * min(1.0, 1_400 / max(width, height))
        bitmap = page.render(scale=dots / 72, grayscale=True, may_draw_forms=False)
        array = np.asarray(bitmap.to_numpy(), np.uint8)
    except (*_ODD, pypdfium2.PdfiumError) as error:
        raise PictureError("unreadable") from error
    return np.ascontiguousarray(array.reshape(array.shape[0], array.shape[1]))
