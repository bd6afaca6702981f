"""Which pictures are decoration, and which could be a page or a cutting of one.

Only a picture that a mail shows inline, and that is too small to hold a legible form, is a logo or
an icon. Whatever was attached as a file is kept, however small. What is larger than an icon and
smaller than a page is mostly the banner under a signature, and now and then a cutting of a form
(`bears_lines` tells them apart). Within a document a picture must be larger still to be a page.

Words change from light to dark many times along a line, and blank paper parts one line from the
next. A crest, a banner or a photograph does not look so, and a visiting card has six lines at most.
No word is recognised here: that takes a gigabyte, and most mail ends in a banner.
"""

import array
import io
import itertools
import struct

_LEAST_SIDE = 400  # pixels: a page at 50 dots an inch
_LEAST_HEIGHT, _LEAST_WIDTH = 120, 250  # pixels, below which no eight lines of a form can be read
_PAGE_SIDE = 600  # pixels: 75 dots an inch of A4
_PAGE_BYTES = 40_000
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # the markers SOF0 to SOF15
_LEAST_BYTES = 15_000  # for pictures whose size cannot be told from their first bytes
_MOST_PIXELS = 4_000_000
_STEP = 48  # of 255, between neighbours, at the edge of a letter
_FEWEST_STEPS = 8  # along a line of words, more than along what parts it from others
_LOWEST, _HIGHEST = 4, 40  # pixels of a line
_FEWEST_LINES = 8
_BUSY = 8  # a picture in which each eighth dot differs from its neighbour is no paper


def is_logo(data: bytes) -> bool:
    """Whether a picture shown inline is too small to hold anything of a form."""
    sides = _sides(data)
    if sides is None:
        return len(data) < _LEAST_BYTES
    return sides[0] < _LEAST_HEIGHT or sides[1] < _LEAST_WIDTH


def is_slight(data: bytes) -> bool:
    """Whether a picture shown inline is smaller than a page of a form."""
    sides = _sides(data)
    return sides is not None and sides[0] < _LEAST_SIDE


def could_be_page(data: bytes) -> bool:
    """Whether a picture within a document is large enough to be a scanned page."""
    sides = _sides(data)
    return len(data) >= _PAGE_BYTES if sides is None else sides[0] >= _PAGE_SIDE


def _sides(data: bytes) -> tuple[int, int] | None:
    """Return the shorter and the longer side; None where the first bytes do not tell."""
    found = None
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:  # noqa: PLR2004 - the IHDR chunk
        found = struct.unpack(">II", data[16:24])
    elif data[:4] == b"GIF8" and len(data) >= 10:  # noqa: PLR2004 - the screen descriptor
        found = struct.unpack("<HH", data[6:10])
    elif data[:2] == b"\xff\xd8":
        found = _jpeg_sides(data)
    return (int(min(found)), int(max(found))) if found else None


def _jpeg_sides(data: bytes) -> tuple[int, int] | None:
    """Return the sides from the frame header (ITU T.81, table B.2)."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:  # noqa: PLR2004 - a marker starts with FF
        marker = data[at + 1]
        if marker in _FRAMES:
            high, wide = struct.unpack(">HH", data[at + 5 : at + 9])
            return int(high), int(wide)
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None


def bears_lines(data: bytes) -> bool:
    """Return whether a picture bears at least eight lines of words; False where it is none."""
    from PIL import Image, ImageChops  # noqa: PLC0415 - heavy, and the daemon itself draws nothing

    try:
        with Image.open(io.BytesIO(data)) as picture:
            wide, high = picture.size
            if wide * high > _MOST_PIXELS:
                return True  # no small one
            clear = picture.convert("RGBA")
        gray = Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear).convert("L")
        left, right = gray.crop((0, 0, wide - 1, high)), gray.crop((1, 0, wide, high))
        edges = ImageChops.difference(left, right).point([255 * (n > _STEP) for n in range(256)])
        column = edges.convert("F").resize((1, high), Image.Resampling.BOX)
    except (OSError, ValueError, SyntaxError, RuntimeError, ArithmeticError, LookupError,
            TypeError, MemoryError, Image.DecompressionBombError):  # fmt: skip
        return False
    steps = [share * (wide - 1) / 255 for share in array.array("f", column.tobytes())]
    return _lines(steps, wide) >= _FEWEST_LINES


def _lines(steps: list[float], wide: int) -> int:
    """Return how many lines of words there are. steps: from light to dark and back, a row each."""
    between = sorted(steps)[len(steps) // 10]
    if between * _BUSY > wide:
        return 0
    runs = itertools.groupby(steps, lambda count: count >= between + _FEWEST_STEPS)
    heights = (len(list(run)) for has_words, run in runs if has_words)
    return sum(_LOWEST <= height <= _HIGHEST for height in heights)
