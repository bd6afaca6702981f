"""Which pictures are decoration, and which could be a page: told by their size alone.

Only a picture that a mail shows inline, and that is too small to hold a legible form, is a logo, an
icon or the banner under a signature. Whatever was attached as a file is kept, however small. Within
a document a picture must be larger still to be a page of its own.
"""

import struct

_LEAST_SIDE = 400  # pixels: a page at 50 dots an inch, below which no form can be read
_PAGE_SIDE = 600  # pixels: 75 dots an inch of A4
_PAGE_BYTES = 40_000
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # the markers SOF0 to SOF15
_LEAST_BYTES = 15_000  # for pictures whose size cannot be told from their first bytes


def is_logo(data: bytes) -> bool:
    """Whether a picture shown inline is too small to be a form."""
    side = _shorter_side(data)
    return len(data) < _LEAST_BYTES if side is None else side < _LEAST_SIDE


def could_be_page(data: bytes) -> bool:
    """Whether a picture within a document is large enough to be a scanned page."""
    side = _shorter_side(data)
    return len(data) >= _PAGE_BYTES if side is None else side >= _PAGE_SIDE


def _shorter_side(data: bytes) -> int | None:
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:  # noqa: PLR2004 - the IHDR chunk
        return int(min(struct.unpack(">II", data[16:24])))
    if data[:4] == b"GIF8" and len(data) >= 10:  # noqa: PLR2004 - the screen descriptor
        return int(min(struct.unpack("<HH", data[6:10])))
    if data[:2] == b"\xff\xd8":
        return _jpeg_side(data)
    return None


def _jpeg_side(data: bytes) -> int | None:
    """Return the shorter side from the frame header (ITU T.81, table B.2)."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:  # noqa: PLR2004 - a marker starts with FF
        marker = data[at + 1]
        if marker in _FRAMES:
            return int(min(struct.unpack(">HH", data[at + 5 : at + 9])))
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None
