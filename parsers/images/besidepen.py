"""Print and pen that stand on one line, parted: a label and the signature right behind it.

The recogniser finds lines, whatever is on them. A stroke on which it read no letter, beside print
that it read well, is a drawing; so is one that reads differently each time.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from parsers.images.ink import Drawn
from parsers.images.lettering import (
    NOTHING,
    Piece,
    bare,
    covers,
    height,
    read_pieces,
    runs_in,
    starts_at,
    width,
)
from parsers.images.ocr import Recogniser
from parsers.images.tickboxes import Mask, Span

_CLEAR: Final = 0.93  # of a line that reads well
_SCRAWL: Final = 0.6  # below which a stroke of the pen is no word
_ALL: Final = 0.8  # of a piece's width
_LETTER: Final = 0.5  # of a line's height: half a letter
_SIGNED: Final = 1.0  # of it, the least width of a signature
_ABOVE: Final = 40  # pixels that a stroke rises over its line, or falls below


def parted_from_pen(drawn: Drawn, pieces: Sequence[Piece], recogniser: Recogniser) -> list[Piece]:
    """Return the pieces, those that held print and pen as the print alone."""
    kept: list[Piece] = []
    parted: list[Piece] = []
    for piece in pieces:
        left, top, right, low = piece.place
        grown = (left, top - _ABOVE, right, low + _ABOVE)
        pens = [pen for pen in drawn.pen if covers(grown, pen)]
        silent = [pen for pen in pens if not _is_read(piece, pen)]
        clear = piece.spelt.mean >= _CLEAR
        behind = _behind(piece, drawn.ink) if clear and not pens else None
        if behind is not None:
            parted.append(Piece(behind))
            pens = silent = [behind]
        if not pens or (clear and not silent):
            kept.append(piece)
            continue
        said = bare(piece.spelt.text)
        if any(width(pen) > _ALL * (right - left) for pen in pens) and said != bare(piece.again):
            kept.append(replace(piece, spelt=NOTHING))  # one stroke that says no one thing
            continue
        ends = {left, right, *(x for pen in pens for x in (pen[0], pen[2]) if left < x < right)}
        runs = [
            run for a, b in pairwise(sorted(ends)) for run in runs_in(drawn.ink, (a, top, b, low))
        ]
        alone = read_pieces(drawn.print, [Piece(run) for run in runs], recogniser)
        if clear:
            parted += [one for one in alone if not any(covers(p, one.place) for p in silent)]
        elif any(
            one.spelt.mean < _SCRAWL for one in alone if any(covers(p, one.place) for p in pens)
        ):
            parted += alone
        else:
            kept.append(piece)
    return [*kept, *parted]


def _behind(piece: Piece, ink: Mask) -> Span | None:
    """Return ink behind the last letter of a piece, wide enough for a signature."""
    text = piece.spelt.text.rstrip()
    left, top, right, low = piece.place
    if not text:
        return None
    last = starts_at(piece.place) + piece.spelt.at[len(text) - 1]
    runs = runs_in(ink, (max(left, round(last + _LETTER * (low - top))), top, right, low))
    drawn = [
        run
        for run in runs
        if width(run) > _SIGNED * (low - top) and height(run) > _LETTER * (low - top)
    ]
    return drawn[0] if drawn else None


def _is_read(piece: Piece, pen: Span) -> bool:
    """Return whether a letter was read where the pen went."""
    shift = starts_at(piece.place)
    return any(
        pen[0] < shift + at < pen[2]
        for at, char in zip(piece.spelt.at, piece.spelt.text, strict=True)
        if not char.isspace()
    )
