"""Words of a choice, and figures, that somebody wrote over with a pen, and nobody can tell how.

A ring with a gap, a tick across a word, a scribble: their ink touches the letters and reaches well
above or below them, as no letter does. A figure with another written over it is as thick in some
place as none beside it. What was meant is not guessed: such a word is asked about.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from parsers.images.tickboxes import Mask, Span

_ABOVE, _BELOW = 0.5, 0.66  # capitals: farther than an accent rises and a descender falls
_HIGH, _HIGHEST = 0.7, 3.0  # capitals: ink that was a word
_BESIDE: Final = 9.0  # capitals from one answer to the next
_SHARED: Final = 0.25  # of a capital, that ink and letters have in common
_LEAST: Final = 25  # pixels of ink
_WIDEST: Final = 700  # what is wider is a rule, and none of a pen
_TALL: Final = 0.4  # of a line's height, that a figure has
_TOLD: Final = 4  # letters that tell how thick their strokes are
_THICK: Final = 1.5  # strokes
BLOT: Final = 4  # pixels in whose midst a stroke is so thick; where two figures touch, fewer
_SIDED: Final = re.compile(r"[Il1|!\[{](\w+?)[Il1|!\]}]")
# Words by which forms offer a choice, whatever they ask.
_OFFERED: Final = frozenset(
    {
        "yes", "no", "y", "n", "none", "other", "daily", "weekly", "monthly", "successful",
        "unsuccessful", "extended", "extension", "trial", "permanent", "direction", "managed",
        "off-site", "offsite", "support", "ehcp", "ehc", "send", "sen", "male", "female", "boy",
        "girl", "week", "midway", "final", "agree", "agreed", "disagree",
    }
)  # fmt: skip


def is_offered(text: str) -> bool:
    """Return whether a run of characters holds a word that forms offer as an answer: "YES/NO"."""
    words = [part.strip("()[].,;") for part in text.casefold().replace("|", "/").split("/")]
    return any(word in _OFFERED for word in words)


def is_framed(text: str) -> bool:
    """Return whether an answer was read with the sides of a frame as letters: "INol"."""
    inner = _SIDED.fullmatch(text)
    return inner is not None and inner[1].casefold() in _OFFERED


def blots_on(ink: Mask, line: Span) -> tuple[int, ...]:
    """Return where, across the page, the strokes of a line are far thicker than is usual in it."""
    left, top, right, low = line
    part = np.ascontiguousarray(np.pad(ink[top:low, left:right], 1))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(part, connectivity=8)
    deep = cv2.distanceTransform(part, cv2.DIST_L2, 5)
    tall = np.flatnonzero(stats[:, cv2.CC_STAT_HEIGHT] >= _TALL * (low - top))
    strokes = [float(deep[labels == n].max()) for n in tall if n]
    if len(strokes) < _TOLD:
        return ()
    columns = np.nonzero(deep > _THICK * float(np.median(strokes)))[1]
    return tuple(sorted(int(x) + left - 1 for x in columns))


@dataclass(frozen=True, slots=True, repr=False)
class Strays:
    """The places of all ink on a page that hangs together.

    unread: of the ink that stands in no line of print.
    """

    places: npt.NDArray[Any]
    unread: npt.NDArray[Any]

    def over(self, word: Span, band: tuple[int, int]) -> bool:
        """Return whether ink over a word reaches well above or below its letters.

        band: where the capitals of its line begin and where its letters stand.
        """
        top, base = band
        capital = base - top
        left, above, right, below = (self.places[:, n] for n in range(4))
        wide = np.minimum(right, word[2]) - np.maximum(left, word[0]) > 0
        deep = np.minimum(below, base) - np.maximum(above, top) >= _SHARED * capital
        out = (above < top - _ABOVE * capital) | (below > base + _BELOW * capital)
        return bool((wide & deep & out).any()) or self._beside(word, band)

    def _beside(self, word: Span, band: tuple[int, int]) -> bool:
        """Return whether ink as large as a word, that was read as nothing, stands beside a word."""
        top, base = band
        capital = base - top
        left, above, right, below = (self.unread[:, n] for n in range(4))
        level = np.minimum(below, base) - np.maximum(above, top) >= _HIGH * capital
        apart = np.maximum(left - word[2], word[0] - right)
        sized = (below - above <= _HIGHEST * capital) & (right - left >= _HIGH * capital)
        return bool((level & sized & (apart < _BESIDE * capital)).any())


def strays_on(ink: Mask, lines: Sequence[Span]) -> Strays:
    """Return the ink of a page. lines: the places of its print."""
    stats = cv2.connectedComponentsWithStats(ink, connectivity=8)[2][1:]
    stats = stats[(stats[:, cv2.CC_STAT_AREA] >= _LEAST) & (stats[:, cv2.CC_STAT_WIDTH] < _WIDEST)]
    left, top, wide, high = (stats[:, n] for n in range(4))
    places = np.stack([left, top, left + wide, top + high], axis=1)
    return Strays(places, places[_outside(places, lines)])


def _outside(places: npt.NDArray[Any], lines: Sequence[Span]) -> npt.NDArray[Any]:
    """Return which places touch no line of print."""
    apart = np.ones(len(places), bool)
    for line in lines:
        apart &= (
            (places[:, 2] <= line[0])
            | (places[:, 0] >= line[2])
            | (places[:, 3] <= line[1])
            | (places[:, 1] >= line[3])
        )
    return apart
