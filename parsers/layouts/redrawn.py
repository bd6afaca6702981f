"""Tables redrawn as their makers meant them, before anything is read out of them.

Questions are numbered, headings run down beside their rows, an answer has a frame of its own, and a page
ends in the middle of a table: each is put as if it had not happened.
"""

# ruff: noqa: PLR2004 - counts of cells, beside what they count
# ruff: noqa: E501 - patterns stay whole

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from itertools import pairwise

from parsers.choices import folded, options_in
from parsers.daywords import LIKE_A_MONTH
from parsers.labels.attributes import TOLD
from parsers.labels.vocabulary import Vocabulary
from parsers.layouts.units import unit_of
from parsers.pairs import (
    EMPTY,
    FIELD,
    STRONG,
    TICKED,
    Block,
    Cell,
    Grid,
    Line,
    Pair,
    parts_of,
    plain,
    retexted,
)

_NUMBERED = re.compile(
    r"^[\ue002\s]*(?:(?:section|part|question)\s+)?(\d{1,2}(?:\.\d{1,2})?)\s?[.):]?\s+(?=[A-Za-z\ue002])"
    r"(?!(?:days?|weeks?|months?|years?|terms?|hours?|sessions?)\b)"
    rf"(?!{LIKE_A_MONTH}\W)",  # a day, no question
    re.IGNORECASE,
)
_PLAINLY_NUMBERED = re.compile(
    r"^[\ue002\s]*(?:\d{1,2}\.\d{1,2}\s|\d{1,2}\s?[.)]\s|(?:section|part|question)\s)",
    re.IGNORECASE,
)
_PART = re.compile(r"^[\ue002\s]*\d{1,2}[a-z]\s?[.)]\s+(?=[A-Z\ue002])")  # "2a. HOME SCHOOL"
_ENDS_NOTHING = re.compile(r"\b(?:the|a|an|of|to|at|for|by|with|in|on|and|or|is|be|will|their|this|that)$", re.IGNORECASE)  # fmt: skip
_DELETES = re.compile(r"\W*(?:please\s+)?(?:delete|strike|cross)\b", re.IGNORECASE)
_MANY = 5
_FEWEST_LISTED = 3  # labels one a line in a cell; two may be one label that wraps
_CODE = re.compile(r"[A-Za-z]?\.?\d{1,2}[.)]?|\(?[a-z]\)|\d{1,2}\.\d{1,2}")
_FEWEST_CODES = 3
_PAIRED = (2, 4)  # cells of a row of labels, each with its value
_SIDED = (3, 5)  # the same with a heading at its side


def _without_codes(grid: Grid) -> Grid:
    """Return a table without a first column that only numbers its questions ("A1", "2.")."""
    full = [row for row in grid.rows if len(row) > 2]
    coded = [row for row in full if row[0].column == 0 and _CODE.fullmatch(plain(row[0].text))]
    under = [row for row in full if row[0].column == 0 and not plain(row[0].text)]
    if len(coded) < _FEWEST_CODES or len(coded) * 2 < len(full) or len(full) * 2 < len(grid.rows):
        return grid
    coded += under  # "(q) Parent", and what is asked about the parent under it
    if len(coded) < len(full):
        return grid
    return replace(grid, rows=tuple(row[1:] if row in coded else row for row in grid.rows))


def without_sides(grid: Grid, words: Vocabulary) -> Grid:
    """Return a table with the headings that run down beside its rows put over them.

    "The child | Name | Kai", with "| Born | 14/3/12" under it: what is merged down is a heading.
    """
    rows: list[tuple[Cell, ...]] = []
    merged: set[int] = set()
    for at, (row, below) in enumerate(pairwise((*grid.rows, ()))):
        inner = row[1].column if len(row) in _SIDED and row[0].column == 0 else None
        if inner is None or row[0].span > 1 or TICKED in row[0].text or EMPTY in row[0].text:
            rows.append(row)
            continue
        runs_down = bool(below) and below[0].column == inner and len(below) in _PAIRED
        sort = unit_of(row[1], words).sort
        if (runs_down or inner in merged) and sort in ("label", "title", "value", "stacked"):
            above = [unit_of(cell, words).sort for cell in grid.rows[at - 1]] if at else []
            if len(above) != len(row) or set(above) - {"label", "title", "blank"}:
                merged.add(inner)
                rows += [(replace(row[0], span=2),), row[1:]]
                continue
        rows.append(row)
    return replace(grid, rows=tuple(rows)) if merged else grid


def unrepeated(grid: Grid, words: Vocabulary) -> Grid:
    """Return a table with a part's name over its rows, where it stands again before each of them.

    "Family | Name | Jo", "Family | E-mail | jo@...": what a program writes out of a form.
    """
    rows = [row for row in grid.rows if len(row) in _SIDED]
    names = [plain(row[0].text) for row in rows]
    again = sum(bool(name) and name == before for before, name in pairwise(names))
    asking = sum(words.strict(plain(row[1].text)) is not None for row in rows)
    if len(rows) < _MANY or again * 2 < len(rows) or asking * 2 < len(rows):
        return grid
    made: list[tuple[Cell, ...]] = []
    last = ""
    for row in grid.rows:
        if len(row) not in _SIDED:
            made.append(row)
            continue
        name = plain(row[0].text)
        made += [(replace(row[0], span=2),), row[1:]] if name != last else [row[1:]]
        last = name
    return replace(grid, rows=tuple(made))


def _uncounted(text: str) -> str:
    """Return a cell's text without the number of its question; "12 Moor Lane" keeps its number."""
    return _NUMBERED.sub("", text) if _PLAINLY_NUMBERED.match(text) else text


def unnumbered(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the blocks without the numbers of their questions, where the questions are numbered.

    "1. Name of parent, 2. Name of parent" counts parents; "9. Name of parent" is the ninth question.
    """
    blocks = tuple(_without_codes(b) if isinstance(b, Grid) else b for b in blocks)
    blocks = tuple(
        one if isinstance(one, Pair) else retexted(one, partial(_PART.sub, "")) for one in blocks
    )
    texts = (part.text for part in parts_of(blocks) if not isinstance(part, Pair))
    numbers = {
        m[1] for text in texts if _PLAINLY_NUMBERED.match(text) and (m := _NUMBERED.match(text))
    }
    if len(numbers) < _MANY:
        return blocks
    lines = partial(_NUMBERED.sub, "")
    return tuple(
        block
        if isinstance(block, Pair)
        else retexted(block, _uncounted if isinstance(block, Grid) else lines)
        for block in blocks
    )


def framed(blocks: Iterable[Block], words: Vocabulary) -> list[Block]:
    """Return the blocks with each table of one cell beside the heading over it that asks for it.

    "Reason for the move" over a frame that holds it: beside its neighbours the frame would be a label.
    """
    made: list[Block] = []
    for block in blocks:
        above = made[-1] if made else None
        if isinstance(above, Line) and isinstance(block, Grid) and _is_answer(above, block, words):
            cell = block.rows[0][0]
            label = replace(cell, text=_NUMBERED.sub("", above.text), column=0, span=1)
            made[-1] = replace(above, heading=True)
            made.append(replace(block, rows=((label, replace(cell, column=1, span=1)),)))
        else:
            made.append(block)
    return made


def _is_answer(line: Line, grid: Grid, words: Vocabulary) -> bool:
    """Return whether a table is one cell of plain words under a line that asks for some."""
    asked = words.strict(_NUMBERED.sub("", line.text))
    if asked is None or asked.attribute not in TOLD or asked.party is not None:
        return False
    if len(grid.rows) != 1 or len(grid.rows[0]) != 1:
        return False
    cell = grid.rows[0][0]
    return bool(plain(cell.text)) and unit_of(cell, words).sort == "value"


def unbroken(blocks: Iterable[Block], words: Vocabulary) -> list[Block]:
    """Return the blocks with a row that a page end parted from its labels put back under them."""
    made: list[Block] = []
    for block in blocks:
        last = next((at for at in range(len(made) - 1, -1, -1) if isinstance(made[at], Grid)), None)
        if isinstance(block, Grid) and last is not None and block.rows:
            above = made[last]
            if isinstance(above, Grid) and above.where.page != block.where.page and above.rows:
                labels = [unit_of(cell, words).sort for cell in above.rows[-1]]
                values = [unit_of(cell, words).sort for cell in block.rows[0]]
                asked = len(labels) > 1 and all(sort in ("label", "title") for sort in labels)
                crossed = labels[0] == "blank" and all(s in ("label", "title") for s in labels[1:])
                if crossed and len(labels) > 2 and len(labels) == len(values):
                    made[last] = replace(above, rows=(*above.rows, *block.rows))
                    continue
                if (
                    asked
                    and len(values) == len(labels)
                    and all(s in ("value", "field") for s in values)
                ):
                    made[last] = replace(above, rows=(*above.rows, block.rows[0]))
                    made.append(replace(block, rows=block.rows[1:]))
                    continue
        made.append(block)
    return made


def rejoined(grid: Grid, words: Vocabulary) -> Grid:
    """Return a table with the rows put together that are one question and its answers.

    A question wrapped in its cell ("... reported to the", then "home school?") begins small after a
    word that ends nothing. Where the unwanted words of a list were deleted, what is left may stand in
    the row below the order to delete.
    """
    rows: list[tuple[Cell, ...]] = []
    for row in grid.rows:
        above = rows[-1] if rows else ()
        if len(above) == len(row) > 1 and _runs_on(above[0].text, row[0].text):
            rows[-1] = tuple(
                replace(one, text="\n".join(filter(None, (one.text, more.text))))
                for one, more in zip(above, row, strict=True)
            )
        elif len(above) == 2 and _is_what_is_left(above, row, words):
            left = " ".join(cell.text for cell in row)
            rows[-1] = (above[0], replace(above[1], text=left.replace("/", " ").strip()))
        else:
            rows.append(row)
    return replace(grid, rows=tuple(rows))


def _runs_on(above: str, below: str) -> bool:
    return bool(_ENDS_NOTHING.search(plain(above))) and plain(below)[:1].islower()


def _is_what_is_left(above: tuple[Cell, ...], row: tuple[Cell, ...], words: Vocabulary) -> bool:
    asked = words.meaning(above[0].text)
    options = words.options_of(asked.attribute if asked else None)
    left = " ".join(plain(cell.text) for cell in row).replace("/", " ").strip()
    exact = {key for key, phrases in options.items() if folded(left) in map(folded, phrases)}
    return bool(_DELETES.match(plain(above[1].text))) and len(exact) == 1


def unstacked(grid: Grid, words: Vocabulary) -> Grid:
    """Return a table with a cell that lists labels, one a line, parted beside its list of values.

    Where the lines do not count alike, which value is whose cannot be told, and none is taken.
    """
    rows: list[tuple[Cell, ...]] = []
    for row in grid.rows:
        lists = {at for at in range(len(row) - 1) if _lists_labels(row[at], row[at + 1], words)}
        if not lists or any(at + 1 in lists for at in lists):
            rows.append(row)
            continue
        labels = {at: plain(row[at].text).split("\n") for at in lists}
        values = {at: plain(row[at + 1].text).split("\n") for at in lists}
        for line in range(max(map(len, labels.values()))):
            made: list[Cell] = []
            for at in sorted(at for at in lists if line < len(labels[at])):
                alike = len(labels[at]) == len(values[at])
                made.append(replace(row[at], text=labels[at][line]))
                made.append(replace(row[at + 1], text=values[at][line] if alike else ""))
            rows.append(tuple(made))
    return replace(grid, rows=tuple(rows))


def _lists_labels(label: Cell, value: Cell, words: Vocabulary) -> bool:
    lines = plain(label.text).split("\n")
    if len(lines) < _FEWEST_LISTED or len(plain(value.text).split("\n")) < 2:
        return False
    known = [words.strict(line) for line in lines]
    return all(one is not None and one.attribute is not None for one in known)


def headed(blocks: Iterable[Block], words: Vocabulary) -> list[Block]:
    """Return the blocks with a form's title row made lines: what stands beside a title answers nothing.

    "Managed Move Outcome | Northmoor Council" is a letterhead; with an outcome beside it, a question.
    """
    made = list(blocks)
    first = next(
        (at for at, block in enumerate(made) if isinstance(block, Grid) and block.rows), None
    )
    if first is None:
        return made
    grid = made[first]
    if isinstance(grid, Grid) and _is_title(grid.rows[0], words):
        lines = [
            Line(text=cell.text, where=cell.where, how=cell.how, heading=True)
            for cell in grid.rows[0]
        ]
        made[first : first + 1] = [*lines, replace(grid, rows=grid.rows[1:])]
    return made


def _is_title(row: tuple[Cell, ...], words: Vocabulary) -> bool:
    named = any(kind != "other" for kind in words.title_kinds(row[0].text))
    beside = [cell.text for cell in row[1:]]
    marked = any(mark in text for text in beside for mark in (TICKED, EMPTY, FIELD, STRONG))
    told = any(options_in(text, words.options_of("outcome")) for text in beside)
    return named and bool(beside) and not marked and not told
