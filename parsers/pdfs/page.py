"""A page of a PDF: its words, the fields, ticks and rings among them, and its ruled tables.

What a person who looks at it would not see is taken off the page first: words that are covered or
struck out, and what its marks are drawn with.
"""

# ruff: noqa: PLR2004 - sizes are in points, beside what they measure

from collections.abc import Sequence
from typing import Any

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
    Box,
)
from parsers.pdfs.acroform import Widget
from parsers.pdfs.drawings import Order
from parsers.pdfs.pdfblanks import blanks
from parsers.pdfs.pdfmarks import Shapes, box_of, glyph, inside, middle, read_shapes, struck
from parsers.pdfs.penmarks import crossed, ringed, ticked
from parsers.pdfs.unseen import Sights

_TICKS = ("x", "X", "✓", "✔", "/", "•", "*")
_TABLES = {
    "vertical_strategy": "lines",
    "horizontal_strategy": "lines",
    "snap_tolerance": 2,
    "join_tolerance": 2,
    "edge_min_length": 6,
    "intersection_tolerance": 2.5,
}


def words_and_tables(
    page: Any, widgets: Sequence[Widget], sights: Sights
) -> tuple[list[Word], list[Ruled]]:
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
    free = [one for one in (*seen.curves, *seen.lines) if id(one) not in shapes.spent]
    doubted |= crossed(free, [w for w in widgets if w.box not in rings], chars)
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
    single = glyph(thing) in (TICKED, EMPTY) or str(thing["text"]) in _TICKS
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
