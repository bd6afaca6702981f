"""Cells that read otherwise in their row than by themselves.

"SEN support" is a label, and an answer under "SEN"; what only helps to answer is no answer where one
stands beside it. The cells are settled before the table is read.
"""

# ruff: noqa: PLR2004 - counts of cells, beside what they count
# ruff: noqa: E501 - patterns stay whole

import re
from itertools import pairwise

from parsers.choices import option_of
from parsers.labels.vocabulary import Vocabulary
from parsers.layouts.fitting import is_hint
from parsers.layouts.running import segments
from parsers.layouts.units import Unit
from parsers.pairs import FIELD, PICTURE, STRONG, plain


def settled(rows: list[list[Unit]], words: Vocabulary) -> None:
    """Make values of the cells under a row of labels that are answers which those labels offer.

    "SEN | Looked after" over "SEN support | No": the second row asks nothing. What ends in a colon
    asks: "Outcome | Extended" over "Extended until: | 19-11-2026".
    """
    for above, under in pairwise(rows):
        row, below = above, under
        if [u.cell.column for u in row] != [u.cell.column for u in below]:
            continue
        spare = [head.sort == unit.sort == "blank" for head, unit in zip(row, below, strict=True)]
        row = [head for head, empty in zip(row, spare, strict=True) if not empty]
        below = [unit for unit, empty in zip(below, spare, strict=True) if not empty]
        if len(row) < 2 or not all(unit.is_label for unit in row):
            continue
        offered = [words.options_of(head.asks) for head in row if head.meaning is not None]
        chosen = [
            unit
            for unit, options in zip(below, offered, strict=True)
            if unit.is_label and options and option_of(unit.text, options)
            if not plain(unit.text).rstrip().endswith(":")
        ]
        others = [unit for unit in below if unit not in chosen]
        if any(unit.sort in ("label", "title", "inline", "stacked") for unit in others):
            continue
        for unit in chosen:
            unit.sort, unit.meaning = "value", None


def columned(rows: list[list[Unit]]) -> None:
    """Make values of labels that stand in a column of values: "Status | Agreed" among such pairs."""
    full = [row for row in rows if len(row) > 1 and len(row) % 2 == 0]
    wide = max((len(row) for row in full), default=0)
    alike = [row for row in full if len(row) == wide]
    if wide < 4 or len(alike) < 3:
        return
    labels, values = ("label", "title"), ("value", "blank", "field")
    for at in range(1, wide, 2):
        asked = sum(row[at - 1].sort in labels for row in alike)
        said = sum(row[at].sort in values for row in alike)
        if asked * 10 < len(alike) * 6 or said * 10 < len(alike) * 7:
            continue
        for row in alike:
            alone = not all(unit.sort in labels for unit in row[1::2])  # a header row is all labels
            if alone and row[at].sort in labels and row[at - 1].sort in labels:
                row[at].sort, row[at].meaning = "value", None


def part_lines(unit: Unit, words: Vocabulary) -> None:
    """Make of a value whose later lines have labels of their own a cell of labelled lines."""
    pairs = segments(unit.text, words) if unit.sort == "value" and "\n" in unit.text else ()
    if pairs and re.search(rf"\S\s*\n\s*{re.escape(pairs[0][1].strip())}", unit.text):
        unit.sort, unit.pairs = "inline", pairs


def without_hint(unit: Unit, words: Vocabulary) -> Unit:
    """Return a cell of which all but its label only helps to answer as the label that it is.

    What somebody ringed on paper helps nobody to answer, however it reads.
    """
    if unit.cell.how == "ocr" and STRONG in unit.text:
        return unit
    if unit.sort != "inline" or FIELD in unit.text or PICTURE in unit.text:
        return unit
    if any(
        value and not is_hint(m.attribute or "full_name", value, words.choices)
        for m, _, value in unit.pairs
    ):
        return unit
    if not any(value for _, _, value in unit.pairs):
        return unit
    meaning = unit.pairs[-1][0]
    return Unit(unit.cell, "label" if meaning.attribute else "title", meaning)


def alone_over_value(row: list[Unit], below: list[list[Unit]]) -> bool:
    """Return whether the only label of a row stands over the only value of the next."""
    full = [unit for unit in row if unit.sort != "blank"]
    under = [unit for unit in below[0] if unit.sort != "blank"] if below else []
    if len(full) != 1 or len(under) != 1 or len(row) < 2 or len(row) != len(below[0]):
        return False
    return (
        full[0].sort == "label"
        and under[0].sort in ("value", "field")
        and full[0].cell.column == under[0].cell.column
    )
