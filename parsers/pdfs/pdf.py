"""A PDF laid open: its words, ruled cells, drawn marks and form fields, as blocks.

The content of a form field, a drawn tick and a pasted signature are put among the words at the place
where they stand, so that one way of reading the layout serves filled forms and printed ones alike. A
page that holds a picture and no words of its own is recognised (`scans`), and laid out the same way.
"""

# ruff: noqa: PLR2004 - sizes are in points, beside what they measure
# ruff: noqa: E501 - patterns and lists of words stay whole

import io
from collections.abc import Sequence
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfparser import PDFSyntaxError
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from parsers.images.scans import blocks_of_pdf_page, pages_under_pictures
from parsers.layouts.layout import laid_out
from parsers.layouts.lines import Ruled, Word
from parsers.office.wordruns import is_prompt
from parsers.pairs import (
    DOUBTFUL,
    EMPTY,
    FIELD,
    FIELD_END,
    PICTURE,
    STRONG,
    STRONG_END,
    TICKED,
    Block,
    Box,
    Document,
    Line,
    Pair,
    Where,
    plain,
    text_of,
)
from parsers.pdfs.acroform import Fields, Widget, read_fields, words_of_name
from parsers.pdfs.drawings import Drawings, Order
from parsers.pdfs.garbled import is_garbled
from parsers.pdfs.pdfblanks import blanks
from parsers.pdfs.pdfmarks import Shapes, box_of, glyph, inside, middle, read_shapes, struck
from parsers.pdfs.penmarks import ringed, ticked
from parsers.pdfs.straight import is_cut, mended, straightened, turned
from parsers.pdfs.unseen import Sights, sights_of
from parsers.pdfs.xfa import blocks_of, values_of

_MOST_PAGES = 30
_FEW_WORDS = 12
_OUTLINES = 300
_LARGE = (200, 120)  # points wide and high
_TABLES = {
    "vertical_strategy": "lines",
    "horizontal_strategy": "lines",
    "snap_tolerance": 2,
    "join_tolerance": 2,
    "edge_min_length": 6,
    "intersection_tolerance": 2.5,
}


def pairs_of_pdf(data: bytes) -> Document:
    """Return the PDF's blocks. Never raises on input: `trouble` says what is wrong."""
    if is_cut(data):
        return Document(how="text", trouble="unreadable")
    document = _opened(straightened(data))
    if document.trouble != "unreadable":
        return document
    whole = mended(data)
    return document if whole is None else _opened(straightened(whole))


def _opened(data: bytes) -> Document:
    fields = read_fields(data)
    if fields is not None and fields.encrypted:
        return Document(how="text", trouble="encrypted")
    if fields is not None and fields.xfa is not None and fields.xfa.asks and not fields.filled:
        asked = blocks_of(fields.xfa)  # its pages say no more than "Please wait"
        return Document(how="xfa", blocks=asked)
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            turns = turned(pdf.pages[:_MOST_PAGES])
            if not turns:
                return _read(pdf, fields or Fields(), data)
        upright = straightened(data, turns)
        with pdfplumber.open(io.BytesIO(upright)) as pdf:
            return _read(pdf, read_fields(upright) or Fields(), upright)
    except PDFPasswordIncorrect:
        return Document(how="text", trouble="encrypted")
    except (
        MalformedPDFException, PdfminerException, PDFSyntaxError, PSException, ValueError, TypeError, KeyError, IndexError, AttributeError,
        RecursionError, AssertionError, OverflowError, ZeroDivisionError, OSError, EOFError, UnicodeError,
    ) as error:  # fmt: skip
        # pdfminer raises whatever its callees do on damaged files.
        locked = "Password" in repr(error) or isinstance(error.__cause__, PDFPasswordIncorrect)
        return Document(how="text", trouble="encrypted" if locked else "unreadable")


def _read(pdf: Any, fields: Fields, data: bytes) -> Document:
    blocks: list[Block] = []
    pictures: list[int] = []
    sheets: dict[int, Any] = {}
    order = 0
    count = len(pdf.pages)
    hidden = pages_under_pictures(data) if any(page.images for page in pdf.pages) else frozenset()
    unread = False
    drawings = Drawings(data)
    shown: list[tuple[int, Box]] = []
    for number, page in enumerate(pdf.pages[:_MOST_PAGES], start=1):
        widgets = [widget for widget in fields.widgets if widget.page == number]
        sights = Sights() if number in hidden else sights_of(page, number, drawings)
        words, tables = _page(page, widgets, sights)
        looked_at = number in hidden or sights.is_hidden
        if looked_at or _is_picture(page, words, widgets) or is_garbled(page.chars):
            pictures.append(number)
            sheet = blocks_of_pdf_page(data, number, order, count)
            made, order = sheet.blocks, sheet.order
            unread = unread or not made or (sights.is_hidden and not _has_words(made))
            sheets[number] = sheet.image
        else:
            made, order = laid_out(number, "text", order, words, tables)
            shown += [(number, box_of(image)) for image in page.images if _is_large(image)]
        for text, box in sights.across:
            order += 1
            place = Where(page=number, box=box, order=order)
            blocks.append(Line(text=text, where=place, how="text", heading=True))
        blocks.extend(made)
        page.close()
    drawings.close()
    blocks.extend(_named(fields, order))
    if not blocks or (pictures and not _has_words(blocks)):
        trouble = "picture" if pictures else "unreadable"
        return Document(how="text", pages=count, trouble=trouble, pictures=tuple(pictures))
    seen = len(pictures) == count
    return Document(
        how="acroform" if fields.filled else "ocr" if seen else "text",
        blocks=tuple(blocks),
        pages=count,
        trouble="picture" if unread else None,
        pictures=tuple(pictures),
        sheets=sheets,
        shown=tuple(shown),
    )


def _is_large(image: Any) -> bool:
    """Return whether a picture among words is larger than a signature or a crest."""
    return bool(
        image["bottom"] - image["top"] > _LARGE[1] and image["x1"] - image["x0"] > _LARGE[0]
    )


def _has_words(blocks: Sequence[Block]) -> bool:
    return len(text_of(blocks).split()) > _FEW_WORDS


def _is_picture(page: Any, words: Sequence[Word], widgets: Sequence[Widget]) -> bool:
    """Return whether the page is a scan: a picture over most of it, and hardly a word."""
    worded = sum(bool(plain(word.text)) for word in words)
    size = float(page.width) * float(page.height) or 1.0
    covered = sum((i["x1"] - i["x0"]) * (i["bottom"] - i["top"]) for i in page.images)
    drawn = covered > 0.3 * size or len(page.curves) > _OUTLINES  # its letters drawn as shapes
    return worded <= _FEW_WORDS and drawn and not any(w.text for w in widgets)


def _page(page: Any, widgets: Sequence[Widget], sights: Sights) -> tuple[list[Word], list[Ruled]]:
    """Return the words, fields and marks of a page, and its ruled tables."""
    covered = Order(page).under_white()
    gone = frozenset(id(page.chars[n]) for n in sights.gone) | covered
    over = frozenset(id(page.chars[n]) for n in sights.over)
    doubted = frozenset(id(page.chars[n]) for n in sights.doubted)
    chars = [c for c in page.chars if c.get("upright", True) and id(c) not in gone]
    boxes = [w.box for w in widgets if w.sort in ("text", "box", "signature")]
    seen = page.filter(lambda thing: id(thing) not in covered) if covered else page
    shapes = read_shapes(seen, chars, boxes)
    lines = [
        dict(zip(("x0", "top", "x1", "bottom"), w.box, strict=True))
        for w in widgets
        if w.sort == "line"
    ]
    strikes = [*shapes.strikes, *(_thin(w.box) for w in widgets if w.sort == "strike")]
    strikes += struck(lines, chars, set())
    rings = [*shapes.rings, *ringed(widgets, chars)]
    kept = page.filter(lambda thing: id(thing) not in gone and _stays(thing, shapes, strikes))
    words = []
    for layer in (False, True) if over else (False,):
        alone = kept.filter(lambda thing, at=layer: (id(thing) in over) == at) if over else kept
        words += _words(alone, rings, doubted)
    words.extend(Word(mark.text, mark.box) for mark in shapes.marks)
    words, widgets = ticked(words, [w for w in widgets if w.box not in rings])
    words.extend(_fields(widgets))
    tables = _tables(kept, widgets)
    words.extend(blanks(kept, words, tables))
    return words, tables


def _thin(box: Box) -> Box:
    y = (box[1] + box[3]) / 2
    return (box[0], y - 0.5, box[2], y + 0.5)


def _stays(thing: Any, shapes: Shapes, strikes: Sequence[Box]) -> bool:
    """Return whether an object of the page is still wanted once the marks are taken off it."""
    if thing.get("object_type") != "char":
        return id(thing) not in shapes.spent
    if not thing.get("upright", True):
        return False
    place = box_of(thing)
    x, _ = middle(place)
    for strike in strikes:
        y = (strike[1] + strike[3]) / 2
        if strike[0] - 1 <= x <= strike[2] + 1 and place[1] + 1 < y < place[3] - 1:
            return False
    single = glyph(thing) in (TICKED, EMPTY) or str(thing["text"]) in (
        "x",
        "X",
        "✓",
        "✔",
        "/",
        "•",
        "*",
    )
    return not (
        single and any(m.text != PICTURE and inside(place, m.box, 2.5) for m in shapes.marks)
    )


def _words(page: Any, rings: Sequence[Box], doubted: frozenset[int]) -> list[Word]:
    """Return the page's own words, dingbats made marks and ringed words strong."""
    found = []
    raw = page.extract_words(
        x_tolerance=1.8,
        y_tolerance=2.5,
        keep_blank_chars=False,
        extra_attrs=["fontname", "size"],
        return_chars=True,
    )
    for word in raw:
        box = box_of(word)
        text = "".join(glyph(char) for char in word["chars"])
        size = float(word.get("size", 10.0))
        ringed = any(inside(box, ring, 2.5) for ring in rings)
        if ringed and any(char.isalnum() for char in text):
            text = f"{STRONG}{text}{STRONG_END}"
        elif any(_part_ringed(word["chars"], ring) for ring in rings):
            text = _ring_part(word["chars"], rings)
        if any(id(char) in doubted for char in word["chars"]):
            text += DOUBTFUL
        found.append(Word(text, box, size))
    return _unraised(found)


def _unraised(words: list[Word]) -> list[Word]:
    """Leave out small raised digits: they are footnotes, not data."""
    kept = []
    for word in words:
        small = word.text.strip().isdigit() and len(word.text.strip()) <= 2
        if small and any(
            other is not word
            and -1 <= word.box[0] - other.box[2] <= 2.5
            and other.size >= 1.3 * word.size
            and other.box[1] - 4
            <= word.box[1]
            <= other.box[1] + 0.4 * (other.box[3] - other.box[1])
            for other in words
        ):
            continue
        kept.append(word)
    return kept


def _part_ringed(chars: Sequence[Any], ring: Box) -> bool:
    return any(inside(box_of(char), ring, 2.0) for char in chars)


def _ring_part(chars: Sequence[Any], rings: Sequence[Box]) -> str:
    """Return a word of which only some letters are ringed ("Y/N")."""
    parts = []
    for char in chars:
        text = glyph(char)
        if text.isalnum() and any(inside(box_of(char), ring, 2.0) for ring in rings):
            text = f"{STRONG}{text}{STRONG_END}"
        parts.append(text)
    return "".join(parts).replace(f"{STRONG_END}{STRONG}", "")


def _fields(widgets: Sequence[Widget]) -> list[Word]:
    found = []
    for widget in widgets:
        if widget.sort == "box":
            found.append(Word(TICKED if widget.ticked else EMPTY, widget.box, 10.0, "acroform"))
        elif widget.sort == "signature":
            mark = PICTURE if widget.text else ""
            found.append(Word(f"{FIELD}{mark}{FIELD_END}", widget.box, 10.0, "acroform"))
        elif widget.sort == "text":
            text = "" if is_prompt(widget.text) else widget.text.strip().replace("\n", " \n")
            found.append(Word(f"{FIELD}{text}{FIELD_END}", widget.box, 10.0, "acroform"))
        elif widget.sort == "ink":
            found.append(Word(PICTURE, widget.box, 10.0, "acroform"))
    return found


def _tables(page: Any, widgets: Sequence[Widget]) -> list[Ruled]:
    """Return the ruled tables of a page, the frames of single fields left out."""
    frames = {
        id(rect)
        for rect in page.rects
        if any(_same(box_of(rect), w.box) for w in widgets) or _framed(rect, page.rects)
    }
    frames |= {id(curve) for curve in page.curves}
    clean = page.filter(lambda thing: id(thing) not in frames)
    found = clean.find_tables(table_settings=_TABLES)
    made = []
    for table in found:
        if len(table.cells) < 2 or table.bbox[3] - table.bbox[1] < 8:
            continue
        if any(
            other is not table and any(inside(table.bbox, c, 0.5) for c in other.cells)
            for other in found
        ):
            continue
        rows = tuple(tuple(_box(cell) for cell in row.cells) for row in table.rows)
        made.append(Ruled(rows, _box(table.bbox) or (0.0, 0.0, 0.0, 0.0)))
    return made


def _box(cell: Any) -> Box | None:
    return (
        None if cell is None else (float(cell[0]), float(cell[1]), float(cell[2]), float(cell[3]))
    )


def _same(a: Box, b: Box) -> bool:
    return all(abs(x - y) < 3.5 for x, y in zip(a, b, strict=True))


def _framed(rect: Any, rects: Sequence[Any]) -> bool:
    """Return whether a rectangle frames one answer within a cell rather than being a cell."""
    box = box_of(rect)
    wide, high = box[2] - box[0], box[3] - box[1]
    if not (6 <= high <= 120 and wide >= 6):
        return False
    for other in rects:
        outer = box_of(other)
        if (
            outer[0] + 1 < box[0]
            and outer[1] + 1 < box[1]
            and box[2] < outer[2] - 1
            and box[3] < outer[3] - 1
            and outer[3] - outer[1] < max(4.5 * high, 60)
            and (outer[2] - outer[0]) * (outer[3] - outer[1]) < 12 * wide * high
        ):
            return True
    return False


def _named(fields: Fields, order: int) -> list[Block]:
    """Return the answers of fields by their own names, for those that no printed label explains."""
    blocks: list[Block] = []
    for widget in fields.widgets:
        order += 1
        place = Where(page=widget.page, box=tuple(round(x, 1) for x in widget.box), order=order)  # type: ignore[arg-type]
        if widget.sort == "text" and widget.text.strip() and widget.names:
            if is_prompt(widget.text):
                continue
            text = f"{FIELD}{widget.text.strip()}{FIELD_END}"
        elif widget.sort == "box" and widget.ticked and widget.names:
            text = (
                TICKED if widget.text.casefold() in ("", "on", "yes", "1", "true") else widget.text
            )
        else:
            continue
        blocks.append(Pair(section="", labels=widget.names, text=text, where=place, how="acroform"))
    known = {name for widget in fields.widgets for name in widget.names} if fields.filled else ()
    for name, value in values_of(fields.xfa) if fields.xfa is not None else ():
        if words_of_name(name) in known:
            continue  # what its own field shows counts: a viewer may have changed that alone
        order += 1
        steps = name.split(".")
        labels = tuple(words_of_name(" ".join(steps[-n:])) for n in (2, 1) if len(steps) >= n)
        text = f"{FIELD}{value}{FIELD_END}"
        blocks.append(
            Pair(section="", labels=labels, text=text, where=Where(order=order), how="xfa")
        )
    return blocks
