"""The words of a run of print with their places, and what a pen did to each.

A word on which its two readings differ carries DOUBTFUL, one that a pen did something to PENNED,
and one that was struck out, or stands in a row of answers of which another was chosen, is left out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from parsers.images.answerwords import squeezed_of
from parsers.images.crossed import strokes_across
from parsers.images.ink import Drawn
from parsers.images.lettering import Piece, covers, doubted, height, starts_at, width
from parsers.images.offered import Option
from parsers.images.overwritten import BLOT, Strays, blots_on, is_framed, is_offered
from parsers.images.penned import Verdict
from parsers.images.tickboxes import Mask, Span
from parsers.layouts.lines import Word
from parsers.pairs import DOUBTFUL, PENNED, STRONG, STRONG_END, Box

POINT: Final = 72 / 200  # of a pixel
# A word; the recogniser leaves out a space here and there: "3-12-2026Next review".
_RUN = re.compile(r"\S*?(?:19|20)\d\d(?=[A-Z][a-z]{2})|\S+")
_FIGURE: Final = re.compile(r"\d")
_HANGING: Final = re.compile(r"[gjpqy]")
_STANDS = 0.77  # of the height of print whose letters hang under its line
COARSE: Final = 0.55  # how sure words are of a page in too few dots, however sure the model is
FINE: Final = 0.65  # how sure they are of any other page, at least


def in_points(place: Span) -> Box:
    """Return a place in points."""
    return (
        round(place[0] * POINT, 1),
        round(place[1] * POINT, 1),
        round(place[2] * POINT, 1),
        round(place[3] * POINT, 1),
    )


@dataclass(frozen=True, slots=True, repr=False)
class Page:
    """What the words of a page have in common. usual: how high most lines are, in pixels."""

    drawn: Drawn
    strays: Strays
    usual: int
    coarse: bool


def words_of(
    piece: Piece,
    marks: Sequence[tuple[Option, Verdict]],
    page: Page,
    band: tuple[int, int],
) -> list[Word]:
    """Return the words of a piece with their places; doubtful ones marked, struck ones left out.

    band: where its capitals begin and where its letters stand.
    """
    spelt = piece.spelt
    doubts = doubted(spelt, piece.again)
    same = squeezed_of(spelt.text) == squeezed_of(piece.again)  # but for a speck, as of an accent
    left, top, right, low = piece.place
    shift = starts_at(piece.place)
    across = strokes_across(page.drawn.traces, piece.place, band)
    blots = blots_on(page.drawn.ink, piece.place) if _FIGURE.search(spelt.text) else ()
    runs = [(m.start(), m.end()) for m in _RUN.finditer(spelt.text)]
    gaps = [
        _gap(page.drawn.ink, (shift + spelt.at[b - 1], shift + spelt.at[a]), (top, low))
        for (_, b), (a, _) in pairwise(runs)
    ]
    starts = [left, *(gap[1] for gap in gaps)]
    ends = [*(gap[0] for gap in gaps), right]
    found: list[Word] = []
    for (a, b), x0, x1 in zip(runs, starts, ends, strict=True):
        place = (x0, top, max(x0 + 1, x1), low)
        held = [(one, said) for one, said in marks if one.part.start < b and a < one.part.end]
        if not held and any(_strikes_out(strike, place) for strike in page.drawn.strikes):
            # Its place is taken all the same; what is no choice may have been put right beside it.
            found.append(Word("" if is_offered(spelt.text[a:b]) else PENNED, in_points(place)))
            continue
        text = _told(spelt.text, (a, b), held)
        if not text:
            found.append(Word("", in_points(place)))
            continue
        decided = any(said in {Verdict.CHOSEN, Verdict.STRUCK} for _, said in held)
        if any(doubts[a:b]) and not decided and not (held and same):
            text = re.sub(r"[.…_:;,]*$", lambda end: DOUBTFUL + end[0], text, count=1)
        if held:
            pass  # told by the row that it stands in
        elif any(covers(ring, place) for ring in page.drawn.rings):
            text = f"{STRONG}{text}{STRONG_END}"
        elif (
            across.cross(
                place, [shift + spelt.at[n] for n in range(a, b) if spelt.text[n].isalnum()]
            )
            or is_framed(text)
            or (_FIGURE.search(text) and sum(x0 <= x < x1 for x in blots) >= BLOT)
            or (is_offered(text) and page.strays.over(place, band))
        ):
            text += PENNED
        sure = round(max(FINE, min(spelt.sure[a:b])), 3)
        size = max(6.0, min(24.0, max(stands(piece), page.usual) * POINT * 1.05))
        found.append(Word(text, in_points(place), size, confidence=COARSE if page.coarse else sure))
    return found


def stands(piece: Piece) -> int:
    """Return how high the print of a piece stands, without what hangs under its line."""
    return round(height(piece.place) * (_STANDS if _HANGING.search(piece.spelt.text) else 1))


def _told(text: str, run: tuple[int, int], held: Sequence[tuple[Option, Verdict]]) -> str:
    """Return a run of characters with what a pen did to the answers in it; "" if all is struck.

    An answer of several words that is chosen stands whole at its first.
    """
    parts: list[str] = []
    done = run[0]
    for option, said in held:
        start, end = max(run[0], option.part.start), min(run[1], option.part.end)
        between = text[done:start]
        parts.append("/" if parts and not between.strip() else between)  # a stroke that was lost
        word = text[start:end]
        if said is Verdict.CHOSEN:
            whole = text[option.part.start : option.part.end]
            whole = whole if option.exact and " " not in option.text else option.text
            word = whole if start == option.part.start else ""
        elif said is Verdict.STRUCK:
            word = ""
        elif not word.isascii() and " " not in option.text:
            word = option.text
        if said is Verdict.UNCLEAR:
            word += PENNED
        parts.append(word)
        done = end
    parts.append(text[done : run[1]])
    whole = "".join(parts)
    if any(char.isalnum() for char in whole) or all(said is not Verdict.STRUCK for _, said in held):
        return whole
    return "/" if "/" in whole else ""


def _gap(ink: Mask, between: tuple[float, float], rows: tuple[int, int]) -> tuple[int, int]:
    """Return where the widest space between two characters begins and ends."""
    start, stop = (max(0, min(ink.shape[1] - 1, round(x))) for x in between)
    middle = (start + stop) // 2
    best = (middle, middle + 2)
    blank = ~(ink[rows[0] : rows[1], start : stop + 1] > 0).any(axis=0)
    run = 0
    for n, empty in enumerate([*np.atleast_1d(blank).tolist(), False]):
        if empty:
            run += 1
            continue
        if run > best[1] - best[0]:
            best = (start + n - run, start + n)
        run = 0
    return best


def _strikes_out(strike: Span, word: Span) -> bool:
    """Return whether a line goes through the middle of a word."""
    y = (strike[1] + strike[3]) / 2
    high = height(word)
    through = word[1] + 0.3 * high < y < word[1] + 0.72 * high
    wide = min(strike[2], word[2]) - max(strike[0], word[0])
    return through and wide > 0.75 * width(word) and width(strike) < 3 * max(width(word), 60)
