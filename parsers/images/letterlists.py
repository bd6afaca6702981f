"""Letters before the answers of a list, one of them ringed: "Ring one letter: A, B, C".

They are the boxes of that list. Only where the letters follow each other down one column, and one
alone of them has a ring, is that certain; else each stays the letter that it is.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from parsers.layouts.lines import Word
from parsers.pairs import EMPTY, STRONG, STRONG_END, TICKED

_LETTER: Final = re.compile(rf"({STRONG})?([A-F])(?:{STRONG_END})?[.)]?")
_ASIDE: Final = 8.0  # points by which the letters of a column stand apart
_FEWEST: Final = 2


def as_boxes(words: Sequence[Word]) -> list[Word]:
    """Return the words with the letters of each such list as the boxes that they are."""
    letters = sorted(
        (
            (n, found[2], bool(found[1]))
            for n, word in enumerate(words)
            if (found := _LETTER.fullmatch(word.text))
        ),
        key=lambda one: words[one[0]].box[1],
    )
    made = list(words)
    for n, letter, _ in letters:
        if letter != "A":
            continue
        run = [next(one for one in letters if one[0] == n)]
        for one in letters:
            below = words[one[0]].box[1] > words[run[-1][0]].box[3] - 2
            aside = abs(_middle(words[one[0]]) - _middle(words[n])) < _ASIDE
            if below and aside and ord(one[1]) == ord(run[-1][1]) + 1:
                run.append(one)
        if len(run) >= _FEWEST and sum(ringed for _, _, ringed in run) == 1:
            for at, _, ringed in run:
                made[at] = replace(words[at], text=TICKED if ringed else EMPTY)
    return made


def _middle(word: Word) -> float:
    return (word.box[0] + word.box[2]) / 2
