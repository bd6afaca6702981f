"""Which letters of a PDF page a person sees, which nobody can, and which lie over each other.

A file keeps every letter ever written into it: white on white, unseen under a picture or a white
box, cut away, on a layer that is switched off, beyond the edge. So the page is drawn twice, with
its text and without: a letter where the two drawings do not differ is not there for a reader. White
letters on a dark ground differ, and stay.

A word of which only some letters are seen is doubted, unless it merely runs on beyond the edge of
its own frame: whoever typed it gave all of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from parsers.pairs import Box
from parsers.pdfs.drawings import MOST_THINGS, Drawings, Order
from parsers.pdfs.overlaid import across, shared, words_across
from parsers.pdfs.pdfmarks import box_of

if TYPE_CHECKING:
    from PIL import Image

_BAND: Final = (0.36, 0.74)  # of a letter's height, from the top, where every letter has ink
_DRAWN_FONT: Final = "unknown"  # letters drawn as shapes: where their line stands is not told
_FEWEST: Final = 20  # unseen letters, from which a page may be mostly hidden
_TINY: Final = 0.0025  # of the page's height: two points on A4


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Sights:
    """Letters by their number in the page's list.

    gone: seen by nobody, or no part of the text. over: written over others, to be read apart.
    doubted: not certain to be what a person sees. across: words of large or slanted letters, with
    their place. is_hidden: most of the page's letters are unseen, so it is to be looked at.
    """

    gone: frozenset[int] = frozenset()
    over: frozenset[int] = frozenset()
    doubted: frozenset[int] = frozenset()
    across: tuple[tuple[str, Box], ...] = ()
    is_hidden: bool = False


def sights_of(page: Any, number: int, drawings: Drawings) -> Sights:
    """Return what can be seen of the letters of a page of pdfplumber. number: from 1."""
    chars: list[Any] = page.chars
    if not chars or len(chars) > MOST_THINGS:
        return Sights()
    stretches = _stretches(chars)
    laid = across(chars, stretches)
    order = Order(page)
    gone = _out(page, chars) - laid
    gone |= _undrawn(page, chars, stretches, drawings.text_of_page(number))
    told = tuple(words_across(chars, sorted(laid - gone)))
    unseen = frozenset(gone)
    gone |= laid
    over, doubted = shared(chars, stretches, gone, order)
    met = (gone - unseen) | over | doubted
    alone = [stretch for stretch in stretches if met.isdisjoint(stretch)]
    gone -= _running_on(chars, alone, unseen, order)
    doubted |= _half_seen(chars, stretches, gone)
    gone = _between(chars, stretches, gone - doubted)
    hidden = sum(str(chars[n]["text"]).isalnum() for n in unseen & gone)
    seen = sum(str(char["text"]).isalnum() for char in chars) - hidden
    return Sights(
        gone=frozenset(gone),
        over=frozenset(over),
        doubted=frozenset(doubted),
        across=told,
        is_hidden=hidden > max(seen, _FEWEST),
    )


def _out(page: Any, chars: Sequence[Any]) -> set[int]:
    """Return the letters that stand beyond the page's edge, or are too small to be read."""
    left, top, right, low = _edges(page)
    least = _TINY * max(float(page.height), float(page.width))
    return {
        n
        for n, char in enumerate(chars)
        if not (left <= char["x1"] and char["x0"] <= right and top <= char["bottom"])
        or char["top"] > low
        or 0 < char["size"] < least > char["width"]
    }


def _edges(page: Any) -> Box:
    """Return the part of the page that is shown and printed."""
    crop, whole = page.cropbox, page.mediabox
    return (
        max(float(crop[0]), float(whole[0])), max(float(crop[1]), float(whole[1])),
        min(float(crop[2]), float(whole[2])), min(float(crop[3]), float(whole[3])),
    )  # fmt: skip


def _stretches(chars: Sequence[Any]) -> list[range]:
    """Return the letters in stretches of one line, size and colour, as they were written."""
    found: list[range] = []
    start = 0
    for n, char in enumerate(chars):
        last = chars[n - 1] if n else char
        if (
            abs(char["bottom"] - last["bottom"]) > 0.2 * max(1.0, char["size"])
            or abs(char["size"] - last["size"]) > 0.1 * last["size"]
            or not last["x0"] - 0.1 * last["size"] <= char["x0"] <= last["x1"] + 3 * char["size"]
            or char["non_stroking_color"] != last["non_stroking_color"]
        ):
            found.append(range(start, n))
            start = n
    return [*found, range(start, len(chars))]


# --- letters that show no ink ---------------------------------------------------------------------


def _undrawn(
    page: Any,
    chars: Sequence[Any],
    stretches: Sequence[range],
    drawn: "tuple[Image.Image, float] | None",
) -> set[int]:
    """Return the letters that leave no ink about the middle of their line."""
    found: set[int] = set()
    if drawn is None:
        return found
    image, scale = drawn
    left, top, _, _ = _edges(page)
    for stretch in stretches:
        worded = [n for n in stretch if str(chars[n]["text"]).isalnum()]
        low, high = _BAND if worded else (-0.3, 1.3)
        judged = worded or [n for n in stretch if str(chars[n]["text"]).strip()]
        if not judged:
            continue
        first = box_of(chars[judged[0]])
        if chars[judged[0]]["fontname"] == _DRAWN_FONT:
            low, high = -1.0, 2.0
        x0 = int((min(chars[n]["x0"] for n in judged) - left) * scale)
        x1 = int((max(chars[n]["x1"] for n in judged) - left) * scale) + 2
        y0 = int((first[1] + low * (first[3] - first[1]) - top) * scale)
        y1 = int((first[1] + high * (first[3] - first[1]) - top) * scale) + 1
        if not 0 < x1 - x0 < 4 * image.width or y1 - y0 > 4 * image.height:
            found.update(judged)
            continue
        strip = image.crop((x0, y0, x1, max(y1, y0 + 1)))
        ink = strip.resize((x1 - x0, 1), 4).tobytes()  # how much of each column
        for n in judged:
            inset = 0.1 * (chars[n]["x1"] - chars[n]["x0"])
            a = int((chars[n]["x0"] + inset - left) * scale) - x0
            b = int((chars[n]["x1"] - inset - left) * scale) - x0 + 1
            if not any(ink[a : max(b, a + 1)]):
                found.add(n)
    return found


def _running_on(
    chars: Sequence[Any], stretches: Sequence[range], gone: frozenset[int], order: Order
) -> set[int]:
    """Return the unseen letters that only the edge of their frame cuts off from those before them.

    Whoever typed an address into a frame too narrow for it gave the whole address.
    """
    found: set[int] = set()
    for stretch in stretches:
        on = cut = False  # whether the letter before counts, and whether it does by running on
        for n in stretch:
            char = chars[n]
            if char["x0"] - chars[max(n - 1, stretch.start)]["x1"] > 0.5 * char["size"]:
                on = cut = False
            if n not in gone:
                on = on or str(char["text"]).isalnum()
                cut = cut and not str(char["text"]).isalnum()
            elif on and not order.is_covered(n):
                cut = True
                found.add(n)
            else:
                on = cut = False
    return found


def _between(chars: Sequence[Any], stretches: Sequence[range], gone: set[int]) -> set[int]:
    """Return the letters that are gone, with the signs and spaces among them."""
    found = set(gone)
    for stretch in stretches:
        worded = [n for n in stretch if str(chars[n]["text"]).isalnum()]
        if not any(n in gone for n in worded):
            continue
        for n in stretch:
            if n in gone or str(chars[n]["text"]).isalnum():
                continue
            before = next((one for one in reversed(worded) if one < n), None)
            after = next((one for one in worded if one > n), None)
            if all(one in gone for one in (before, after) if one is not None):
                found.add(n)
    return found


def _half_seen(chars: Sequence[Any], stretches: Sequence[range], gone: set[int]) -> set[int]:
    """Return the letters of words of which some letters are seen and others are not."""
    found: set[int] = set()
    for stretch in stretches:
        word: list[int] = []
        for n in (*stretch, stretch.stop):
            if n in stretch and str(chars[n]["text"]).isalnum():
                word.append(n)
                continue
            if 0 < sum(one in gone for one in word) < len(word):
                found.update(word)
            word = []
    return found
