"""The print on a page as pieces of lines, each read twice, and what the two readings say.

The recogniser's lines are cut where a rule, a box or a wide gap parts them, and trimmed to the ink.
The second reading is of another rendering of the same ink: sharper, larger, wider. Where the
two differ nobody can say which is right, so neither is.
"""

# ruff: noqa: PLR2004 - pixels at 200 dots an inch, beside what they measure

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from parsers.images.ink import Drawn
from parsers.images.ocr import Gray, Quad, Recogniser, Spelt
from parsers.images.rectify import text_lines
from parsers.images.tickboxes import Mask, Span

_SURE = 0.55  # of a character that two readings agree on
_WORDS = 0.8  # of the characters of a line, on average, that is words and no drawing
_CLEAR = 0.93  # of a line that reads well
_ALIKE: Final = str.maketrans("’‘`–—", "'''--")  # noqa: RUF001 - as they are read
_FIRST_I: Final = re.compile(r"\bI(?=[a-z]{2})")
_PARTED: Final = 3  # pixels without ink between a line and a speck; the dot of an i stands nearer
_SPECK: Final = 0.08  # of a line's ink
_LEFT_OUT: Final = {("", " "), ("", "."), ("", "_"), ("_", " ")}  # spaces, as they are read twice
_SPACE: Final = 0.2  # of a line's height, that parts two words
_FLECK: Final = 0.15  # of it, which ink between two words may have
_UPRIGHT: Final = (":", ";", "!", "?", "|")
NOTHING: Final = Spelt("", (), ())


@dataclass(frozen=True, slots=True, repr=False)
class Piece:
    """A run of print on one line, with both readings of it."""

    place: Span
    spelt: Spelt = NOTHING
    again: str = ""


def pieces_on(drawn: Drawn, recogniser: Recogniser) -> list[Piece]:
    """Return the pieces of print on a page, read twice."""
    runs = runs_along(drawn, text_lines(drawn.print, recogniser))
    read = read_pieces(drawn.print, [Piece(run) for run in runs], recogniser)
    read = _as_they_stand(drawn, read, recogniser)
    read = [_spaced(piece, drawn.ink) for piece in read]
    return [_with_colon(piece, drawn, recogniser) for piece in read]


def starts_at(place: Span) -> int:
    """Return where the picture of a piece begins across the page: characters are placed in it."""
    return place[0] - max(3, round(0.16 * height(place))) - 4


def bands_of(pieces: Sequence[Piece], ink: Mask) -> list[tuple[int, int]]:
    """Return where the capitals of each piece begin and where its letters stand.

    They are those of its line: a word that a pen went over tells little itself.
    """
    stats = cv2.connectedComponentsWithStats(ink, connectivity=8)[2][1:].astype(int)
    left, top, wide, high = (stats[:, n] for n in range(4))
    some = (high >= 10) & (high <= 60) & (wide >= 3) & (wide <= 60)
    left, top, wide, high = left[some], top[some], wide[some], high[some]
    usual = float(np.percentile(high, 75)) if len(high) >= 8 else 20.0
    base, middle = top + high, left + wide / 2
    found = []
    for piece in pieces:
        a, b, c, d = piece.place
        level = (b + d) / 2
        near = (middle > a - 15 * usual) & (middle < c + 15 * usual)
        near &= (high >= 0.5 * usual) & (high <= 1.4 * usual)
        near &= np.abs(top + high / 2 - level) < 0.6 * usual
        if not near.any():
            found.append((round(level - usual / 2), round(level + usual / 2)))
            continue
        foot = float(np.median(base[near]))
        stands = near & (np.abs(base - foot) <= 0.16 * usual)
        foot = float(np.mean(base[stands])) if stands.any() else foot
        tall = foot - top[stands] if stands.any() else np.array([usual])
        capital = min(max(float(np.percentile(tall, 80)), 0.75 * usual), 1.3 * usual)
        found.append((round(foot - capital), round(foot)))
    return found


def _spaced(piece: Piece, ink: Mask) -> Piece:
    """Return a piece with the spaces that were left out: the other reading and the ink have them.

    "22December" is read again as "22 December", or "22.December"; "Feb_2027" as "Feb 2027".
    """
    spelt, text, again = piece.spelt, piece.spelt.text, piece.again
    match = SequenceMatcher(None, text, piece.again, autojunk=False)
    shift, (_, top, _, low) = starts_at(piece.place), piece.place
    for _, at, end, a, b in reversed(match.get_opcodes()):
        parted = (text[at:end], piece.again[a:b])
        if parted not in _LEFT_OUT or not 0 < at <= end < len(text):
            continue
        if text[at - 1].isspace() or text[end].isspace():
            continue
        x0, x1 = (round(shift + spelt.at[n]) for n in (at - 1, end))
        high = low - top
        inked = np.flatnonzero((ink[top:low, x0:x1] > 0).sum(axis=0) > _FLECK * high)
        if inked.size < 2 or np.diff(inked).max() < _SPACE * high:
            continue
        spelt = Spelt(
            f"{spelt.text[:at]} {spelt.text[end:]}",
            (*spelt.sure[:at], 1.0, *spelt.sure[end:]),
            (*spelt.at[:at], (spelt.at[at - 1] + spelt.at[end]) / 2, *spelt.at[end:]),
        )
        again = f"{again[:a]} {again[b:]}"
    return replace(piece, spelt=spelt, again=again)


def _with_colon(piece: Piece, drawn: Drawn, recogniser: Recogniser) -> Piece:
    """Return a label with its colon, where a ring round the next word went through that."""
    left, top, right, low = piece.place
    ring = next(
        (r for r in drawn.rings if 0 <= r[0] - right < 20 and r[1] < low and top < r[3]), None
    )
    text = piece.spelt.text.rstrip()
    if ring is None or not text or not text[-1].isalnum():
        return piece
    seen = recogniser.read([_cut(drawn.whole, (left, top, ring[0] - 4, low))])[0].text
    # What is left of a colon under a ring reads as some upright sign.
    if seen[:-1].rstrip() != text or seen[-1:] not in _UPRIGHT:
        return piece
    spelt = piece.spelt
    colon = Spelt(
        f"{text}:",
        (*spelt.sure[: len(text)], 1.0),
        (*spelt.at[: len(text)], spelt.at[len(text) - 1]),
    )
    return replace(piece, spelt=colon, again=f"{piece.again.rstrip()}:")


def runs_along(drawn: Drawn, lines: Sequence[Quad]) -> list[Span]:
    """Return the runs of print on lines, cut where something drawn or a wide gap parts them."""
    tall, wide = drawn.ink.shape
    found: list[Span] = []
    for quad in lines:
        left, top = (int(value) for value in np.floor(quad.min(axis=0)))
        right, low = (int(value) for value in np.ceil(quad.max(axis=0)))
        left, top, right, low = max(0, left), max(0, top), min(wide, right), min(tall, low)
        if right - left < 4 or low - top < 6:
            continue
        crossed = _cuts(drawn, (left, top, right, low))
        blank = [_blank_near(drawn.ink, x, top, low) for x in crossed]
        cuts = [left, *sorted({x for x in blank if x is not None and left < x < right}), right]
        for a, b in pairwise(cuts):
            found.extend(runs_in(drawn.ink, (a, top, b, low)))
    return outermost(found)


def read_pieces(page: Gray, pieces: Sequence[Piece], recogniser: Recogniser) -> list[Piece]:
    """Return the pieces of a page with both readings."""
    once = recogniser.read([_cut(page, piece.place) for piece in pieces])
    twice = recogniser.read([_other_cut(page, piece.place) for piece in pieces])
    return [
        replace(piece, spelt=first, again=second.text)
        for piece, first, second in zip(pieces, once, twice, strict=True)
    ]


def _as_they_stand(drawn: Drawn, pieces: Sequence[Piece], recogniser: Recogniser) -> list[Piece]:
    """Return the pieces with those that a line goes through read with it, if that is clearer.

    A line that strikes words out is taken off the page like a rule, and half of their letters go.
    """
    made = list(pieces)
    struck = [
        n
        for n, piece in enumerate(pieces)
        if piece.spelt.mean < _CLEAR and any(_goes_through(s, piece.place) for s in drawn.strikes)
    ]
    whole = read_pieces(drawn.whole, [Piece(pieces[n].place) for n in struck], recogniser)
    for n, piece in zip(struck, whole, strict=True):
        if piece.spelt.mean >= _CLEAR:
            made[n] = piece
    return made


def _goes_through(line: Span, place: Span) -> bool:
    """Return whether a level line goes through the middle of a run of print."""
    middle, third = (place[1] + place[3]) / 2, height(place) / 3
    return line[0] < place[2] and place[0] < line[2] and abs(line[1] - middle) < third


def is_words(piece: Piece) -> bool:
    """Return whether a piece reads as words at all."""
    text = piece.spelt.text.strip()
    if not text:
        return False
    same = SequenceMatcher(None, bare(text), bare(piece.again)).ratio()  # a lone y may be a Y
    return piece.spelt.mean >= _WORDS or (same > 0.8 and piece.spelt.mean > 0.65)


def bare(text: str) -> str:
    """Return the letters and digits of a reading alone, for comparing it with another."""
    return re.sub(r"[^\w@]", "", text.casefold())


def doubted(spelt: Spelt, again: str) -> list[bool]:
    """Return for each character whether the second reading, or the first itself, doubts it.

    Spaces and leaders are no matter of doubt; a comma in a name and a dot in a date are.
    """
    first, other = _weighed(_one_stroke(spelt.text)), _weighed(_one_stroke(again))
    doubts = [False] * len(spelt.text)
    for n, char in first:
        doubts[n] = spelt.sure[n] < _SURE and char.isalnum()
    match = SequenceMatcher(
        None, "".join(char for _, char in first), "".join(char for _, char in other), autojunk=False
    )
    for tag, a, b, _, _ in match.get_opcodes():
        if tag != "equal":
            for n, _ in first[max(0, a - 1) : max(b, a + 1)] if a == b else first[a:b]:
                doubts[n] = True
    return doubts


def _one_stroke(text: str) -> str:
    """Return the text with what no face tells apart made the same: a first I and l."""
    return text if "@" in text else _FIRST_I.sub("l", text)


def _weighed(text: str) -> list[tuple[int, str]]:
    """Return the characters of a text that tell, with their places."""
    alike = text.translate(_ALIKE)
    return [
        (n, char)
        for n, char in enumerate(alike)
        if char.isalnum()
        or char in ",'/-+@:()"
        or (char in "._" and alike[n - 1 : n].isalnum() and alike[n + 1 : n + 2].isalnum())
    ]


def outermost(places: Sequence[Span]) -> list[Span]:
    """Return the places without those that lie in another: two lines may hold one run."""
    kept: list[Span] = []
    for place in sorted(places, key=lambda p: -width(p) * height(p)):
        if not any(covers(other, place) for other in kept):
            kept.append(place)
    return kept


def _cuts(drawn: Drawn, place: Span) -> list[int]:
    """Return where walls of cells and boxes cross a line of text."""
    left, top, right, low = place
    middle = (top + low) // 2
    found: set[int] = set()
    for table in drawn.cells:
        for cell in table:
            if cell[1] <= middle <= cell[3]:
                found.update(x for x in (cell[0], cell[2]) if left + 3 < x < right - 3)
    for tick in drawn.ticks:
        if tick.place[1] <= middle <= tick.place[3]:
            found.update(x for x in (tick.place[0], tick.place[2]) if left < x < right)
    for ring in drawn.rings:
        if ring[1] <= middle <= ring[3]:
            found.update(x for x in (ring[0], ring[2]) if left + 6 < x < right - 6)
    for leader in drawn.leaders:
        if middle - 2 <= leader[3] <= low + 6:
            found.update(x for x in (leader[0], leader[2]) if left + 3 < x < right - 3)
    return sorted(found)


def _blank_near(ink: Mask, x: int, top: int, low: int) -> int | None:
    """Return the column without ink nearest to x; None where print runs on without a gap."""
    for reach in range(9):
        for column in (x - reach, x + reach):
            if 0 <= column < ink.shape[1] and not ink[top:low, column].any():
                return column
    return None


def runs_in(ink: Mask, place: Span) -> list[Span]:
    """Return the runs of print in a place, trimmed to their ink."""
    left, top, right, low = place
    part = ink[top:low, left:right] > 0
    rows = np.flatnonzero(part.any(axis=1))
    if part.size == 0 or rows.size == 0:
        return []
    high = max(14, int(rows[-1] - rows[0]))
    columns = np.flatnonzero(part.any(axis=0))
    gap = max(26, round(1.1 * high))
    found = []
    start = last = int(columns[0])
    for x in (*columns[1:].tolist(), 10**6):
        if x - last > gap:
            first, end = _band(part[:, start : last + 1].sum(axis=1))
            found.append((left + start, top + first, left + last + 1, top + end))
            start = int(x)
        last = int(x)
    return [run for run in found if height(run) >= 4 and width(run) >= 2]


def _band(ink: npt.NDArray[np.int64]) -> tuple[int, int]:
    """Return the rows of a line of print, without specks above and below. ink: pixels by row."""
    inked = np.flatnonzero(ink)
    parts = np.split(inked, np.flatnonzero(np.diff(inked) > _PARTED) + 1)
    weights = [int(ink[rows].sum()) for rows in parts]
    kept = [
        rows for rows, weight in zip(parts, weights, strict=True) if weight > _SPECK * max(weights)
    ]
    return int(kept[0][0]), int(kept[-1][-1]) + 1


def _cut(page: Gray, place: Span) -> Gray:
    """Return the piece with a margin of white, as the recogniser knows its lines."""
    left, top, right, low = place
    high = low - top
    margin = max(3, round(0.16 * high))
    part = page[max(0, top - margin) : low + margin, max(0, left - margin) : right + margin]
    least = max(0, 26 - part.shape[0])  # a dash alone would fill the whole height
    return cv2.copyMakeBorder(
        part, least // 2, least - least // 2, 4, 4, cv2.BORDER_CONSTANT, value=255
    ).astype(np.uint8)


def _other_cut(page: Gray, place: Span) -> Gray:
    """Return another rendering of the same piece: its ink alone, larger, wider, smoothed anew."""
    first = _cut(page, place)
    size = (round(first.shape[1] * 2.5), round(first.shape[0] * 2.1))
    large = cv2.resize(first, size, interpolation=cv2.INTER_CUBIC)
    level, _ = cv2.threshold(large, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    level = min(max(level, 90.0), 215.0)
    soft = 1 / (1 + np.exp(-(large.astype(np.float32) - level) / 14.0)) * 255.0
    wide = cv2.copyMakeBorder(soft.astype(np.uint8), 6, 6, 14, 14, cv2.BORDER_CONSTANT, value=255)
    smooth: Gray = cv2.GaussianBlur(wide, (0, 0), 1.1)
    return smooth


def width(place: Span) -> int:
    """Return how wide a place is."""
    return place[2] - place[0]


def height(place: Span) -> int:
    """Return how high a place is."""
    return place[3] - place[1]


def covers(outer: Span, inner: Span) -> bool:
    """Return whether most of one place lies in the other."""
    wide = min(outer[2], inner[2]) - max(outer[0], inner[0])
    high = min(outer[3], inner[3]) - max(outer[1], inner[1])
    return wide > 0 and high > 0 and wide * high > 0.5 * width(inner) * height(inner)
