"""Words with their places, the lines they stand in, and the pieces that wide gaps part a line into.

What stands on one height is one line; a column begins where several lines have a word.
"""

# ruff: noqa: PLR2004 - sizes are in points, beside what they measure

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.marks import marked
from parsers.pairs import EMPTY, FIELD, TICKED, Box, plain
from parsers.records import How

_GAP = 1.45
_LEAST_GAP = 10.0


@dataclass(frozen=True, slots=True, repr=False)
class Word:
    """A word, the content of a field or a mark, with its place. how: None for the page's own."""

    text: str
    box: Box
    size: float = 10.0
    how: How | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, repr=False)
class Ruled:
    """A ruled table: rows of cells' places, None where a cell above or to the left covers it."""

    rows: tuple[tuple[Box | None, ...], ...]
    box: Box


def union(boxes: Iterable[Box]) -> Box:
    """Return the box round all the boxes."""
    every = list(boxes)
    return (
        round(min(b[0] for b in every), 1),
        round(min(b[1] for b in every), 1),
        round(max(b[2] for b in every), 1),
        round(max(b[3] for b in every), 1),
    )


def lined(words: Sequence[Word]) -> list[list[Word]]:
    """Return the words as lines from the top, each from the left."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: ((w.box[1] + w.box[3]) / 2, w.box[0])):
        middle = (word.box[1] + word.box[3]) / 2
        for line in reversed(lines[-4:]):
            first = line[0]
            top = max(word.box[1], min(w.box[1] for w in line))
            low = min(word.box[3], max(w.box[3] for w in line))
            height = min(word.box[3] - word.box[1], first.box[3] - first.box[1])
            clear = not any(w.box[0] < word.box[2] - 1 and word.box[0] < w.box[2] - 1 for w in line)
            if low - top > 0.5 * height and clear and top - 1 <= middle <= low + 1:
                line.append(word)
                break
        else:
            lines.append([word])
    return [sorted(line, key=lambda w: w.box[0]) for line in lines]


def joined(words: Sequence[Word]) -> str:
    """Return the words as text, one line a line."""
    return marked("\n".join(" ".join(w.text for w in line) for line in lined(words)))


def how_of(words: Sequence[Word], otherwise: How) -> How:
    """Return how words were read."""
    return next((w.how for w in words if w.how is not None), otherwise)


def sure_of(words: Sequence[Word]) -> float:
    """Return how sure words are: as sure as the least sure of them."""
    return min((w.confidence for w in words), default=1.0)


def segments_of(line: Sequence[Word]) -> list[list[Word]]:
    """Return the line parted where the gaps are wide, and round the contents of fields."""
    parts: list[list[Word]] = []
    last: Word | None = None
    for word in line:
        gap = word.box[0] - last.box[2] if last is not None else 0.0
        wide = last is not None and gap > max(_LEAST_GAP, _GAP * max(word.size, last.size))
        field = word.text.startswith(FIELD) or (last is not None and last.text.startswith(FIELD))
        box = word.text in (TICKED, EMPTY) or (last is not None and last.text in (TICKED, EMPTY))
        kept = (box or _is_choice(last, word)) and gap < 3 * word.size
        if last is None or field or (wide and not kept):
            parts.append([word])
        else:
            parts[-1].append(word)
        last = word
    return parts


def _is_choice(last: Word | None, word: Word) -> bool:
    """Return whether two words are a yes and a no, of which one is marked: one answer, parted."""
    pair = [plain(one.text).strip(" /").casefold() for one in (last, word) if one is not None]
    return sorted(pair) in (["no", "yes"], ["n", "y"])


def shared_starts(lines: Sequence[Sequence[Word]]) -> list[float]:
    """Return where cells begin on several lines: a column, however near the one before it comes."""
    begins = sorted(part[0].box[0] for line in lines for part in segments_of(line)[1:])
    return [x for x in begins if sum(abs(x - other) < 1.5 for other in begins) > 1]


def parted(part: list[Word], starts: Sequence[float]) -> list[list[Word]]:
    """Return a piece of a line parted where a column begins inside it."""
    parts = [[part[0]]]
    for last, word in pairwise(part):
        gap = word.box[0] - last.box[2]
        column = any(abs(word.box[0] - x) < 1 for x in starts)
        if gap > 0.6 * word.size and column and not _is_choice(last, word):
            parts.append([word])
        else:
            parts[-1].append(word)
    return parts


def tight_gap(lines: Sequence[Sequence[Word]]) -> float:
    """Return the space between lines below which they belong together; 0 where all stand alike."""
    gaps = sorted(
        max(0.0, min(w.box[1] for w in after) - max(w.box[3] for w in line))
        for line, after in pairwise(lines)
    )
    middle = gaps[len(gaps) // 2] if gaps else 0.0
    return 0.55 * middle if middle > 3 else 0.0


def text_of_words(words: Sequence[Word]) -> str:
    """Return words of one line as text."""
    return " ".join(w.text for w in words)


def within(word: Box, cell: Box) -> bool:
    """Return whether the middle of a word lies in a cell."""
    x, y = (word[0] + word[2]) / 2, (word[1] + word[3]) / 2
    return cell[0] - 0.5 <= x <= cell[2] + 0.5 and cell[1] - 0.5 <= y <= cell[3] + 0.5
