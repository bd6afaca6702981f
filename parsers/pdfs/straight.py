"""A PDF made plain before it is read: pages upright, their corner at nought, damage mended.

Readers of PDF disagree about pages that are turned, or whose corner is not at nought: words come
out turned, form fields stand elsewhere, and a form looks like no form at all. So a turn is written
into the page's content and the places of its fields, whether the file asks for it (`/Rotate`) or
the words themselves run sideways. A file with a broken table of contents is rebuilt by qpdf and
saved anew; one whose last version was cut off is not, for an older one would be read in its place.
"""

# ruff: noqa: PLR2004 - right angles, and the four numbers of a box

import io
import re
import warnings
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pikepdf

_FEWEST = 20  # letters from which a page's direction can be told
_MOST_TURNED = 200  # pages
_DAMAGED = (
    pikepdf.PdfError, ValueError, TypeError, RuntimeError, RecursionError, KeyError, OverflowError,
    AttributeError, IndexError,
)  # fmt: skip


def straightened(data: bytes, turns: Mapping[int, int] | None = None) -> bytes:
    """Return the file with its pages upright; the same bytes where there is nothing to do.

    turns: by how many degrees clockwise pages (from 1) must be turned beside what the file asks.
    """
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            changed = False
            for number, page in enumerate(pdf.pages, start=1):
                if number > _MOST_TURNED:
                    break
                asked = int(float(_inherited(page.obj, "/Rotate") or 0)) % 360
                turn = (asked + (turns or {}).get(number, 0)) % 360
                x0, y0, x1, y1 = _corners(page)
                if (turn or x0 or y0 or asked) and not turn % 90:
                    _turn(pdf, page, turn, (x0, y0, x1, y1))
                    changed = True
            return _saved(pdf) if changed else data
    except pikepdf.PasswordError:
        return data
    except _DAMAGED:
        return data


def is_cut(data: bytes) -> bool:
    """Return whether the last of several versions in the file was cut short on its way.

    What is left would be read as the version before: the blank form, or last year's pupil.
    """
    end = data.rfind(b"%%EOF")
    return end >= 0 and re.search(rb"\b\d+ \d+ obj\b", data[end:]) is not None


def mended(data: bytes) -> bytes | None:
    """Return the file saved anew from what could be saved of it; None where nothing could."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            return _saved(pdf) if len(pdf.pages) else None
    except _DAMAGED:
        return None


def turned(pages: list[Any]) -> dict[int, int]:
    """Return by how many degrees clockwise pages must be turned for their words to be upright.

    pages: of pdfplumber, from the first.
    """
    found: dict[int, int] = {}
    for number, page in enumerate(pages, start=1):
        ways: Counter[int] = Counter()
        for char in page.chars:
            if str(char["text"]).strip():
                ways[_direction(char["matrix"])] += 1
        if not ways:
            continue
        way, count = ways.most_common(1)[0]
        if way and count >= _FEWEST and count * 2 > ways.total():
            found[number] = way
    return found


def _direction(matrix: Any) -> int:
    """Return how far clockwise a page must be turned for a letter so placed to be upright."""
    a, b = float(matrix[0]), float(matrix[1])
    if abs(a) >= abs(b):
        return 0 if a >= 0 else 180
    return 90 if b > 0 else 270


def _inherited(node: Any, key: str) -> Any:
    for _ in range(30):
        if key in node:
            return node[key]
        if "/Parent" not in node:
            return None
        node = node["/Parent"]
    return None


def _corners(page: pikepdf.Page) -> tuple[float, float, float, float]:
    ax, ay, bx, by = (float(part) for part in page.mediabox)
    return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def _turn(
    pdf: pikepdf.Pdf, page: pikepdf.Page, turn: int, box: tuple[float, float, float, float]
) -> None:
    """Write a turn and the shift of the corner into a page's content and its fields' places."""
    x0, y0, x1, y1 = box
    matrix = {
        0: (1, 0, 0, 1, -x0, -y0),
        90: (0, -1, 1, 0, -y0, x1),
        180: (-1, 0, 0, -1, x1, y1),
        270: (0, 1, -1, 0, y1, -x0),
    }[turn]
    told = " ".join(f"{part:.4f}" for part in matrix)
    page.contents_add(pdf.make_stream(f"q {told} cm\n".encode()), prepend=True)
    page.contents_add(pdf.make_stream(b"\nQ"))
    wide, high = x1 - x0, y1 - y0
    if turn in (90, 270):
        wide, high = high, wide
    page.obj["/MediaBox"] = pikepdf.Array([0, 0, wide, high])
    page.obj["/Rotate"] = 0
    for key in ("/CropBox", "/BleedBox", "/TrimBox", "/ArtBox"):
        corners = _inherited(page.obj, key)
        if corners is not None:
            page.obj[key] = pikepdf.Array(_moved([float(part) for part in corners], matrix))
    notes: Any = page.obj.get("/Annots", [])
    for note in notes if isinstance(notes, pikepdf.Array) else []:
        rect = note.get("/Rect") if isinstance(note, pikepdf.Dictionary) else None
        if isinstance(rect, pikepdf.Array) and len(rect) == 4:
            note["/Rect"] = pikepdf.Array(_moved([float(part) for part in rect], matrix))


def _moved(rect: list[float], matrix: tuple[float, ...]) -> list[float]:
    a, b, c, d, e, f = matrix
    across = [a * x + c * y + e for x, y in (rect[:2], rect[2:])]
    upright = [b * x + d * y + f for x, y in (rect[:2], rect[2:])]
    return [min(across), min(upright), max(across), max(upright)]


def _saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of fields in no tree: they are read all the same
        pdf.save(out, encryption=False)
    return out.getvalue()
