"""Labels that were misread in a picture, put right against the words that forms are known to use.

"Namie of pupil" and "Legal sumame" ask what a form asks everywhere, and what they ask is proved by
the list of known labels: a word is mended only where a label stands, only to the one known word
that is near enough, and only if the whole is then a label. Where it was one before, only letters
that look alike are put right. A value is never mended: nothing proves it.
"""

import functools
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Final

from rapidfuzz.distance import Levenshtein

from parsers.labels.phrases import Form
from parsers.labels.vocabulary import Vocabulary
from parsers.pairs import DOUBTFUL, Block, Cell, Document, Grid, Line, one_line, parts_of, plain

_SHORT: Final = 5  # letters of a word of which one may be wrong
_LONG: Final = 9  # letters of a word of which two may be wrong
_WHOLE: Final = 9  # letters of a label whose words ran into one
_MOST_WORDS: Final = 12
_TITLE_WORDS: Final = 10
_TOP: Final = 8  # blocks in which a title stands
_WORD = re.compile(r"[^\W_][\w'’]*")  # noqa: RUF001 - as it is typed
# What stands before a colon, back to a leader, a wide space or the line's beginning.
_LABEL = re.compile(r"(?:(?<=\.\.)|(?<=\s\s)|(?<=\n)|^)[\s.]*([^\W\d_][^:\n☐☒\ue004]{3,70})(?=:)")
_LEADER = re.compile(r"(\s*\.{4}\s*)")
# A stroke that stands alone between two words, and a nought among the letters of an abbreviation.
_SLASH = re.compile(r"(\w+)\s[Il1|]\s(?=(\w+))")
_OCTOBER = re.compile(r"\b0ct(?=ober\b|\b)")  # proved by the calendar
_ZERO = re.compile(r"(?<=[A-Z.])0(?=[A-Z.])")
# Letters that look alike in few dots, each sort as one.
_ALIKE: Final = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("ii", "u"))
_SAME: Final = str.maketrans({"0": "o", "1": "l", "i": "l", "j": "l", "5": "s", "8": "b"})


def mended(document: Document, forms: tuple[Form, ...], words: Vocabulary) -> Document:
    """Return the document with the labels of its recognised blocks put right."""
    if all(part.how != "ocr" for part in parts_of(document.blocks)):
        return document
    known = _Known.of(forms)

    def label(text: str) -> str:
        return _put_right(text, known, lambda said: _is_label(said, words))

    def title(text: str) -> str:
        if len(text.split()) > _TITLE_WORDS:
            return text
        return _put_right(text, known, lambda said: bool(words.title_kinds(said)))

    blocks: list[Block] = []
    for at, block in enumerate(document.blocks):
        if all(part.how != "ocr" for part in parts_of([block])):
            blocks.append(block)
        elif isinstance(block, Line):
            said = _OCTOBER.sub("Oct", block.text)
            text = _LABEL.sub(lambda found: _in_place(found, label), said)
            if ":" not in text:
                text = title(text) if at < _TOP else text
                text = _led(text, label)
            blocks.append(replace(block, text=text))
        elif isinstance(block, Grid):
            blocks.append(_grid(block, label))
        else:
            blocks.append(block)
    return replace(document, blocks=tuple(blocks))


def _is_label(text: str, words: Vocabulary) -> bool:
    """Return whether the text asks something as it stands, no word of it a slip."""
    plainly = words.strict(text, slips=False) is not None
    return plainly or (words.strict(text) is None and words.meaning(text) is not None)


def _in_place(found: re.Match[str], label: Callable[[str], str]) -> str:
    return found[0][: found.start(1) - found.start()] + label(found[1])


def _led(text: str, label: Callable[[str], str]) -> str:
    """Return a line whose labels lead to their values by dots, each second one being a label."""
    parts = _LEADER.split(text)
    if len(parts) < 3:  # noqa: PLR2004 - a label, its dots, its value
        return text
    return "".join(
        label(part) if n % 4 == 0 and part.strip() else part for n, part in enumerate(parts)
    )


def _grid(grid: Grid, label: Callable[[str], str]) -> Grid:
    """Return a table with its heads, its first cells and those that another cell follows mended."""
    rows = []
    for n, row in enumerate(grid.rows):
        cells: list[Cell] = []
        for at, cell in enumerate(row):
            asks = n == 0 or (at % 2 == 0 and at + 1 < len(row))
            said = _OCTOBER.sub("Oct", cell.text)
            whole = label(said) if asks else said
            text = _LABEL.sub(lambda found: _in_place(found, label), whole)
            cells.append(replace(cell, text=text) if text != cell.text else cell)
        rows.append(tuple(cells))
    return replace(grid, rows=tuple(rows))


class _Known:
    """The words of labels, and labels without their spaces."""

    def __init__(self, forms: tuple[Form, ...]) -> None:
        tables = [table for form in forms for table in (form.labels, form.parties, form.titles)]
        phrases = {phrase.casefold() for table in tables for _, said in table for phrase in said}
        self.words = {word for phrase in phrases for word in _WORD.findall(phrase)}
        self.folded: dict[str, set[str]] = {}
        for word in self.words:
            self.folded.setdefault(_folded(word), set()).add(word)
        self.whole: dict[str, set[str]] = {}
        for phrase in phrases:
            bare = re.sub(r"\W", "", phrase)
            if len(bare) >= _WHOLE and " " in phrase:
                self.whole.setdefault(bare, set()).add(phrase)

        # Words that stand side by side in labels, where a slash between them says no more.
        self.beside = {pair for phrase in phrases for pair in pairwise(_WORD.findall(phrase))}

    def slashed(self, label: str) -> str:
        """Return the label with a stroke between two words as the slash that labels have there."""
        return _SLASH.sub(
            lambda found: (
                f"{found[1]} / "
                if (found[1].casefold(), found[2].casefold()) in self.beside
                else found[0]
            ),
            label,
        )

    @staticmethod
    @functools.lru_cache(maxsize=4)
    def of(forms: tuple[Form, ...]) -> "_Known":
        """Return the words of these forms; gathering them is dear, so they are kept."""
        return _Known(forms)

    def nearest(self, word: str, *, alike_only: bool) -> str:
        """Return the one known word that this is a misreading of, else the word itself."""
        low = word.casefold()
        if low in self.words or len(low) < _SHORT - 1:
            return word
        alike = self.folded.get(_folded(low), set())
        if not alike and not alike_only and len(low) >= _SHORT:
            most = 2 if len(low) >= _LONG else 1
            near = {
                known: Levenshtein.distance(low, known, score_cutoff=most)
                for known in self.words
                if abs(len(known) - len(low)) <= most and len(known) >= _SHORT - 1
            }
            least = min(near.values(), default=most + 1)
            alike = {known for known, far in near.items() if far == least <= most}
        if len(alike) != 1:
            return word
        (found,) = alike
        return found.capitalize() if word[0].isupper() else found


def _put_right(text: str, known: _Known, is_known: Callable[[str], bool]) -> str:
    """Return the text with its words mended, if that makes of it what it was not before."""
    bare = one_line(text)
    if not bare or len(bare.split()) > _MOST_WORDS:
        return text
    was = is_known(bare)
    slashed = known.slashed(text.replace(DOUBTFUL, "").replace("\n", " "))
    for start in dict.fromkeys((slashed, slashed if was else _ZERO.sub("O", slashed))):
        tried = _WORD.sub(lambda found: known.nearest(found[0], alike_only=was), start)
        if plain(tried) != bare and is_known(plain(tried)):
            return tried
    whole = set() if was else known.whole.get(re.sub(r"\W", "", bare.casefold()), set())
    for phrase in sorted(whole):
        if is_known(phrase):
            return phrase
    return text


def _folded(word: str) -> str:
    """Return a word with what looks alike made the same, and no accents."""
    flat = unicodedata.normalize("NFKD", word.casefold())
    flat = "".join(char for char in flat if not unicodedata.combining(char))
    for seen, meant in _ALIKE:
        flat = flat.replace(seen, meant)
    return flat.translate(_SAME)
