"""Letters of a PDF page that lie over other letters: which of them are read, which are doubted.

What a filled shape or a picture was laid over, or was written in the colour of the bare page, gives
way to what was written later. Two that are both to be seen are read each by itself, and doubted:
what stands there is for the sender to say. Large or slanted letters over a page (a watermark) are
words about the page, and never part of an answer.
"""

# ruff: noqa: PLR2004 - sizes are in points or shares, beside what they measure

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any, Final

from parsers.pairs import Box
from parsers.pdfs.drawings import Order, holds
from parsers.pdfs.pdfmarks import box_of, is_white

_SHARED: Final = 0.3  # of the smaller letter
_LARGER: Final = 2.2  # times, from which letters over others are no part of them
_LARGE: Final = 28.0
_FILLERS: Final = frozenset("_.…·-–—")  # noqa: RUF001 - what blanks are made of
_CROWD: Final = 40  # stretches of large letters, or letters of one, that are looked at


# --- letters over letters -------------------------------------------------------------------------


def shared(
    chars: Sequence[Any], stretches: Sequence[range], gone: set[int], order: Order
) -> tuple[set[int], set[int]]:
    """Return the letters written over others, and those that are doubted; add to what is gone."""
    over: set[int] = set()
    doubted: set[int] = set()
    for one, other in _meeting(chars, stretches, gone):
        pairs = list(_pairs(chars, one, other, gone))
        if not pairs:
            continue
        hidden = _giving_way(chars, (one, other), pairs, gone, order)
        gone |= hidden
        left = [pair for pair in pairs if not hidden.intersection(pair)]
        if left:
            over.update(other)
            doubted.update(n for pair in left for n in pair)
    return over - gone, doubted - gone


def _meeting(
    chars: Sequence[Any], stretches: Sequence[range], gone: set[int]
) -> Iterator[tuple[range, range]]:
    """Yield the stretches that share a place, the earlier one first."""
    boxes = []
    for stretch in stretches:
        seen = [n for n in stretch if n not in gone and _is_inked(chars[n])]
        if seen:
            first = box_of(chars[seen[0]])
            x0, x1 = min(chars[n]["x0"] for n in seen), max(chars[n]["x1"] for n in seen)
            boxes.append((first[1], first[3], x0, x1, stretch))
    boxes.sort(key=lambda box: box[0])
    for at, one in enumerate(boxes):
        for other in boxes[at + 1 : at + 1 + _CROWD * 5]:
            if other[0] >= one[1]:
                break
            high = min(one[1], other[1]) - other[0]
            wide = min(one[3], other[3]) - max(one[2], other[2])
            if high > _SHARED * min(one[1] - one[0], other[1] - other[0]) and wide > 0.5:
                yield (one[4], other[4]) if one[4].start < other[4].start else (other[4], one[4])


def _pairs(
    chars: Sequence[Any], one: range, other: range, gone: set[int]
) -> Iterator[tuple[int, int]]:
    """Yield the letters of two stretches that share a place."""
    mine = [(n, box_of(chars[n])) for n in one if n not in gone and _is_inked(chars[n])]
    for n in other:
        if n in gone or not _is_inked(chars[n]):
            continue
        box = box_of(chars[n])
        for m, place in mine:
            if place[0] < box[2] and box[0] < place[2] and _common(place, box) > _SHARED:
                yield m, n


def _is_inked(char: Any) -> bool:
    """Return whether a char is a letter, a figure or what blanks are made of."""
    text = str(char["text"])
    return (text.isalnum() or text in _FILLERS) and not unicodedata.combining(text[0])


def _is_blank(chars: Sequence[Any], stretch: range) -> bool:
    """Return whether a stretch is dots or strokes to write on."""
    return not any(str(chars[n]["text"]).isalnum() for n in stretch)


def _common(one: Box, other: Box) -> float:
    """Return the share of the smaller box that both cover."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    least = min((b[2] - b[0]) * (b[3] - b[1]) for b in (one, other))
    return wide * high / least if wide > 0 and high > 0 and least > 0.5 else 0.0


def _giving_way(
    chars: Sequence[Any],
    both: tuple[range, range],
    pairs: Sequence[tuple[int, int]],
    gone: set[int],
    order: Order,
) -> set[int]:
    """Return the letters of two stretches in one place that are certain not to be read."""
    one, other = both
    blank = [_is_blank(chars, stretch) for stretch in both]
    if blank[0] != blank[1]:
        return set(one if blank[0] else other)
    if all(_is_twice(chars[earlier], chars[later]) for earlier, later in pairs):
        return set(other)
    hidden = {n for n in one if order.is_covered(n, before=other.start)}
    for stretch in both:
        if is_white(chars[stretch.start]["non_stroking_color"], unknown=False):
            hidden.update(n for n in stretch if not order.is_shaded(n))
        place = both[stretch is one]
        free = [n for n in stretch if _is_inked(chars[n]) and not _is_over(chars, n, place)]
        if free and all(n in gone for n in free):
            hidden.update(stretch)  # what of it would show does not
    return hidden


def _is_twice(one: Any, other: Any) -> bool:
    """Return whether a letter was set twice to look bold."""
    return bool(one["text"] == other["text"]) and all(
        abs(a - b) < 1.5 for a, b in zip(box_of(one), box_of(other), strict=True)
    )


def _is_over(chars: Sequence[Any], letter: int, stretch: range) -> bool:
    """Return whether a letter touches a letter of a stretch."""
    x0, x1 = chars[letter]["x0"], chars[letter]["x1"]
    return any(x0 < chars[n]["x1"] and chars[n]["x0"] < x1 for n in stretch)


# --- letters across the page ----------------------------------------------------------------------


def across(chars: Sequence[Any], stretches: Sequence[range]) -> set[int]:
    """Return the slanted letters, large ones set upright down a margin, and across small ones."""
    found = set()
    sizes = sorted(float(char["size"]) for char in chars)
    usual = sizes[len(sizes) // 2]
    least = max(_LARGE, _LARGER * usual)
    lying = [box_of(char) for char in chars if char.get("upright", True)]
    left, right = min((b[0] for b in lying), default=0.0), max((b[2] for b in lying), default=0.0)
    for n, char in enumerate(chars):
        a, b = float(char["matrix"][0]), float(char["matrix"][1])
        if abs(a) > 0.01:
            is_laid = 0.1 < abs(b / a) < 10
        else:  # a heading turned to stand beside a table's rows is no larger than they need
            is_aside = char["x1"] <= left or char["x0"] >= right
            is_laid = is_aside and float(char["x1"] - char["x0"]) >= _LARGER * usual
        if is_laid:
            found.add(n)
    large = [one for one in stretches if float(chars[one.start]["size"]) >= least]
    if 0 < len(large) <= _CROWD:
        small = [box_of(char) for char in chars if float(char["size"]) * _LARGER < least]
        for stretch in large:
            boxes = [box_of(chars[n]) for n in stretch[:_CROWD]]
            if any(holds(box, one) for box in boxes for one in small):
                found.update(stretch)
    return found


def words_across(chars: Sequence[Any], letters: Sequence[int]) -> Iterator[tuple[str, Box]]:
    """Yield the words of letters across the page, in the order in which they were written."""
    text = ""
    boxes: list[Box] = []
    last: int | None = None
    for n in [*letters, None]:
        if text and (n is None or last is None or n != last + 1):
            if text.strip():
                yield (
                    " ".join(text.split()),
                    (
                        round(min(b[0] for b in boxes), 1), round(min(b[1] for b in boxes), 1),
                        round(max(b[2] for b in boxes), 1), round(max(b[3] for b in boxes), 1),
                    ),
                )  # fmt: skip
            text, boxes = "", []
        if n is not None:
            text += str(chars[n]["text"])
            boxes.append(box_of(chars[n]))
            last = n
