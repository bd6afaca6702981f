"""Lines and shapes on a PDF page that mean something: drawn boxes, ticks, rings, strike-outs, ink.

A drawn tick has no letter, a struck-out "Yes" is still in the text, and a choice may be a box drawn
round a word. Here shapes become marks with a place, so that the layout can treat them like words.
What only rules a table stays where it is.
"""

# ruff: noqa: PLR2004 - sizes are in points, beside what they measure
# ruff: noqa: E501 - patterns and lists of words stay whole

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from parsers.marks import WINGDINGS
from parsers.pairs import EMPTY, PICTURE, TICKED, Box

_SMALLEST, _LARGEST = 5.0, 17.0
_BRIGHTNESS = (0.2126, 0.7152, 0.0722)  # what red, green and blue give of it
_DINGBATS = {
    "3": TICKED, "4": TICKED, "5": TICKED, "6": TICKED, "7": TICKED, "8": TICKED, "n": TICKED, "l": TICKED, "m": EMPTY,
    "o": EMPTY, "p": EMPTY, "q": EMPTY, "r": EMPTY, "✓": TICKED, "✔": TICKED, "✕": TICKED, "✖": TICKED, "✗": TICKED,
    "✘": TICKED, "■": TICKED, "●": TICKED, "❍": EMPTY, "❏": EMPTY, "❐": EMPTY, "❑": EMPTY, "❒": EMPTY,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mark:
    """A box, ticked or empty, or a picture, with its place."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Shapes:
    """What the drawn shapes of a page mean, and which of them rule no table."""

    marks: tuple[Mark, ...]
    rings: tuple[Box, ...]
    strikes: tuple[Box, ...]
    spent: frozenset[int]


def box_of(thing: Any) -> Box:
    """Return the place of a pdfplumber object."""
    return (float(thing["x0"]), float(thing["top"]), float(thing["x1"]), float(thing["bottom"]))


def inside(inner: Box, outer: Box, slack: float = 1.0) -> bool:
    """Return whether one box lies within the other."""
    return (
        inner[0] >= outer[0] - slack
        and inner[1] >= outer[1] - slack
        and inner[2] <= outer[2] + slack
        and inner[3] <= outer[3] + slack
    )


def middle(box: Box) -> tuple[float, float]:
    """Return the middle point of a box."""
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def glyph(char: Any) -> str:
    """Return the text of a char, symbols of dingbat fonts made TICKED or EMPTY."""
    text = str(char["text"])
    font = str(char.get("fontname", "")).casefold()
    if "wingdings" in font or "webdings" in font:
        return WINGDINGS.get(text, WINGDINGS.get(chr(ord(text[0]) & 0xFF) if text else "", text))
    if "dingbat" in font:
        return _DINGBATS.get(text, text)
    return text


def is_white(color: object, *, unknown: bool = True) -> bool:
    """Return whether a colour is white or nearly. unknown: what to say of a pattern."""
    if isinstance(color, int | float):
        return color > 0.97
    if isinstance(color, Sequence) and color and all(isinstance(c, int | float) for c in color):
        if len(color) == 4:
            return all(c < 0.03 for c in color)
        return all(c > 0.97 for c in color)
    return unknown


def _rectangles(lines: Sequence[Any]) -> list[tuple[Box, tuple[int, ...]]]:
    """Return the small rectangles made of four separate lines, with the lines' numbers."""
    flat = [(i, box_of(o)) for i, o in enumerate(lines)]
    across = [(i, b) for i, b in flat if b[3] - b[1] < 1.5 and 4 <= b[2] - b[0] <= 140]
    upright = [(i, b) for i, b in flat if b[2] - b[0] < 1.5 and 4 <= b[3] - b[1] <= 30]
    found = []
    for at, (i, top) in enumerate(across[:600]):
        for j, low in across[at + 1 : 600]:
            a, b = (top, low) if top[1] <= low[1] else (low, top)
            if not 4 <= b[1] - a[1] <= 30 or abs(a[0] - b[0]) > 2 or abs(a[2] - b[2]) > 2:
                continue
            sides = [
                k
                for k, s in upright
                if (abs(s[0] - a[0]) <= 2 or abs(s[0] - a[2]) <= 2)
                and abs(s[1] - a[1]) <= 2
                and abs(s[3] - b[1]) <= 2
            ]
            if len(sides) >= 2:
                found.append(((a[0], a[1], a[2], b[1]), (i, j, *sides[:4])))
    return found


def read_shapes(page: Any, chars: Sequence[Any], widgets: Iterable[Box]) -> Shapes:
    """Return what the lines, rectangles, curves and images of a page mean."""
    fields = list(widgets)
    lines, rects, curves = list(page.lines), list(page.rects), list(page.curves)
    spent: set[int] = set()
    marks: list[Mark] = []
    rings: list[Box] = []
    strikes = struck([*lines, *rects], chars, spent)
    places = [(box_of(char), glyph(char)) for char in chars if str(char["text"]).strip()]
    shapes: list[tuple[Box, tuple[int, ...], Any]] = [
        (box_of(rect), (id(rect),), rect) for rect in (*rects, *curves)
    ]
    shapes += [(box, tuple(id(lines[i]) for i in used), None) for box, used in _rectangles(lines)]
    taken: list[Box] = []
    for box, used, thing in shapes:
        wide, high = box[2] - box[0], box[3] - box[1]
        if any(inside(box, field, 2.5) and wide < 40 for field in fields):
            spent.update(used)
            continue
        square = _SMALLEST <= wide <= _LARGEST and _SMALLEST <= high <= _LARGEST
        if square and abs(wide - high) <= 3:
            if any(abs(box[0] - o[0]) < 4 and abs(box[1] - o[1]) < 4 for o in taken):
                spent.update(used)
                continue
            within = [text for place, text in places if inside(place, box, 2.5)]
            if any(
                len(text.strip()) == 1
                and text not in (TICKED, EMPTY, "x", "X", "✓", "✔", "/", "•", "*")
                for text in within
            ):
                round_ = thing is not None and thing.get("object_type") == "curve"
                if round_ and _rings_words(box, places, thing):
                    rings.append(box)  # one letter of several is chosen; a cell is no ring
                    spent.update(used)
                continue
            taken.append(box)
            spent.update(used)
            drawn = _drawn_in(box, used, [*lines, *curves, *rects])
            spent.update(drawn)
            full = bool(within and TICKED in within) or any(
                t in ("x", "X", "✓", "✔", "/", "•", "*") for t in within
            )
            solid = (
                thing is not None
                and thing.get("fill")
                and _is_dark(thing.get("non_stroking_color"))
            )
            marks.append(Mark(TICKED if full or drawn or solid else EMPTY, box))
        elif 5 <= high <= 26 and 5 <= wide <= 140 and _rings_words(box, places, thing):
            rings.append(box)
            spent.update(used)
    marks = [mark for mark in marks if not any(inside(mark.box, ring, 0) for ring in rings)]
    marks.extend(_pictures(page, curves, spent, [box for box, _ in places]))
    return Shapes(tuple(marks), tuple(rings), tuple(strikes), frozenset(spent))


def _is_dark(color: object) -> bool:
    if isinstance(color, int | float):
        return color < 0.4
    if isinstance(color, Sequence) and len(color) == 1:
        return _is_dark(color[0])
    if isinstance(color, Sequence) and len(color) == 3:
        return all(isinstance(c, int | float) and c < 0.4 for c in color)
    return False


def _is_ink(color: object) -> bool:
    """Return whether a colour is dark, or strong enough to be told from a box's ground."""
    if isinstance(color, Sequence) and len(color) == 3:
        numbers = [c for c in color if isinstance(c, int | float)]
        shares = zip(numbers, _BRIGHTNESS, strict=False)
        return len(numbers) == 3 and sum(c * share for c, share in shares) < 0.5
    return _is_dark(color)


def _drawn_in(box: Box, used: tuple[int, ...], things: Sequence[Any]) -> set[int]:
    """Return the shapes drawn inside a box: the strokes of a tick or cross."""
    found = set()
    for thing in things:
        if id(thing) in used:
            continue
        place = box_of(thing)
        wide, high = place[2] - place[0], place[3] - place[1]
        x, y = middle(place)
        if not (box[0] <= x <= box[2] and box[1] <= y <= box[3]):
            continue
        dark = thing.get("fill") and _is_ink(thing.get("non_stroking_color"))
        if max(wide, high) < (2.0 if dark else 2.5) or max(wide, high) > 30:
            continue
        same = thing.get("object_type") != "line" and all(
            abs(a - b) < 1.6 for a, b in zip(place, box, strict=True)
        )
        border = (
            min(wide, high) < 1.2
            and (abs(place[0] - box[0]) < 1.5 or abs(place[2] - box[2]) < 1.5)
            and (abs(place[1] - box[1]) < 1.5 or abs(place[3] - box[3]) < 1.5)
        )
        pale = (
            thing.get("fill")
            and not thing.get("stroke")
            and not _is_ink(thing.get("non_stroking_color"))
        )
        if (dark and min(wide, high) > 2) or (not same and not border and not pale):
            found.add(id(thing))
    return found


def struck(things: Sequence[Any], chars: Sequence[Any], spent: set[int]) -> list[Box]:
    """Return the strokes drawn through words."""
    found = []
    for thing in things:
        box = box_of(thing)
        if box[3] - box[1] > 2.2 or not 3 <= box[2] - box[0] <= 400:
            continue
        y = (box[1] + box[3]) / 2
        through = [
            c
            for c in chars
            if str(c["text"]).strip()
            and box[0] - 1.5 <= (c["x0"] + c["x1"]) / 2 <= box[2] + 1.5
            and c["top"] + 0.3 * (c["bottom"] - c["top"])
            < y
            < c["bottom"] - 0.22 * (c["bottom"] - c["top"])
        ]
        covered = sum(c["x1"] - c["x0"] for c in through)
        if through and covered >= 0.5 * (box[2] - box[0]):
            found.append(box)
            spent.add(id(thing))
    return found


def _rings_words(box: Box, places: Sequence[tuple[Box, str]], thing: Any) -> bool:
    """Return whether a small box is drawn tightly round words that others stand beside."""
    if thing is not None and not thing.get("stroke") and is_white(thing.get("non_stroking_color")):
        return False
    within = [place for place, _ in places if inside(place, box, 2.0)]
    if not within:
        return False
    left, right = min(p[0] for p in within), max(p[2] for p in within)
    high = max(p[3] for p in within) - min(p[1] for p in within)
    if (box[2] - box[0]) - (right - left) > 14 or (box[3] - box[1]) > 1.9 * high:
        return False
    _, y = middle(box)
    beside = [
        p
        for p, _ in places
        if p[1] < y < p[3]
        and not inside(p, box, 2.0)
        and (0 <= box[0] - p[2] < 14 or 0 <= p[0] - box[2] < 14)
    ]
    return bool(beside)


def _pictures(
    page: Any, curves: Sequence[Any], spent: set[int], places: Sequence[Box]
) -> list[Mark]:
    """Return where images and pen strokes stand: signatures, most often."""
    found = []
    for image in page.images:
        box = box_of(image)
        if box[2] - box[0] >= 12 and 6 <= box[3] - box[1] <= 120:
            found.append(Mark(PICTURE, box))
    for curve in curves:
        box = box_of(curve)
        wide, high = box[2] - box[0], box[3] - box[1]
        if (
            id(curve) in spent
            or len(curve.get("pts", ())) < 8
            or not (wide >= 15 and 4 <= high <= 80)
        ):
            continue
        if curve.get("fill") and not curve.get("stroke"):
            continue
        if any(inside(place, box, 0) for place in places):
            continue
        if not any(abs(box[0] - m.box[0]) < 80 and abs(box[1] - m.box[1]) < 20 for m in found):
            found.append(Mark(PICTURE, box))
    return found
