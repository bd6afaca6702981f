"""Rows of a table that head others: labels over rows of values, parties over columns of labels.

What a row heads is told from the rows under it as much as from its own cells.
"""

# ruff: noqa: PLR2004 - counts of words and cells, beside what they count
# ruff: noqa: C901, PLR0911, PLR0912 - cases, one after another, in the order in which they must be tried

import re
from itertools import pairwise

from parsers.layouts.units import GUIDANCE, OWN_LABEL, Unit, is_relation
from parsers.marks import is_mark
from parsers.pairs import FIELD, Cell, plain

_BEING = ("role", "relationship")
_NUMBERED = ("full_name", "signature", "surname", "print_name")
_SIDES = ("home", "receiving", "host", "parent")


def halves(row: list[Unit]) -> dict[int, tuple[str | None, str | None]]:
    """Return whom the columns of a row name, where two stand side by side with their values."""
    if any(unit.asks == "relationship" for unit in row):
        return {}
    named: dict[int, tuple[str | None, str | None]] = {
        unit.cell.column: (unit.meaning.party, unit.meaning.ordinal)
        for unit in row
        if unit.sort == "title" and unit.meaning and unit.party in _SIDES
    }
    return named if len(set(named.values())) > 1 else {}


def numbered(row: list[Unit]) -> dict[int, tuple[str | None, str | None]]:
    """Return which parents the columns of a row name by number: "Name (1) | | Name (2) | "."""
    asked = [
        unit
        for unit in row
        if unit.sort == "label"
        and unit.meaning is not None
        and unit.asks in _NUMBERED
        and unit.party in (None, "parent")
        and unit.meaning.ordinal is not None
    ]
    alike = {unit.asks for unit in asked}
    named = {u.cell.column: ("parent", u.meaning.ordinal) for u in asked if u.meaning}
    several = len(alike) == 1 and len(set(named.values())) == len(asked) > 1
    return dict(named) if several else {}


def titles_over(rows: list[list[Unit]], at: int) -> bool:
    """Return whether the row only names parties over columns of labels and values."""
    row = [unit for unit in rows[at] if unit.sort != "blank"]
    if not row or any(unit.sort != "title" for unit in row) or at + 1 >= len(rows):
        return False
    if len(rows[at]) == 2 and len(row) == 1:
        return False
    below = rows[at + 1]
    if rows[at][0].sort == "blank" or len(row) < 2:
        return False
    labels = sum(unit.sort in ("label", "inline", "stacked") for unit in below)
    return labels >= 2 and below[0].sort != "blank"


def rows_under(rows: list[list[Unit]], at: int) -> int:
    """Return how many rows of values stand under this row, 0 if it is no header row."""
    row = rows[at]
    full = [unit for unit in row if unit.sort != "blank"]
    known = [unit for unit in full if unit.sort in ("label", "title", "stacked")]
    if len(known) < 2 or at + 1 >= len(rows):
        return 0
    if any(unit.sort in ("inline", "field", "unknown") or FIELD in unit.text for unit in row):
        return 0
    if is_mark(row[0].text) is not None:
        return 0  # a box and what it chooses: "☐ | Extended | New end date | "
    answered = [u for u in row if u.sort == "stacked" and not GUIDANCE.match(plain(u.rest))]
    if answered and all(unit.sort not in ("value", "field") for unit in rows[at + 1]):
        return 0  # nothing under it is a value: each holds its own, or none
    if len(answered) * 2 >= len(full) or any(OWN_LABEL.match(unit.text) for unit in row):
        return 0  # their answers stand in their own cells
    if any(_is_related(unit, after) for unit, after in pairwise(row)):
        return 0
    asked = row[0].asks
    corner = row[0].sort in ("blank", "value") or asked in ("role", "not_wanted", "attended_by")
    heads = [unit.meaning.attribute for unit in row[1:] if unit.meaning]
    corner = corner or (asked in ("review", "reviews") and heads[:1] == ["date"])
    signed = "signature" in heads or heads[:1] in (["full_name"], ["print_name"])
    corner = corner or (asked == "signature" and signed)  # "Agreed by", "Signed | Name | Date"
    corner = corner or (len(row) > 2 and row[0].sort == "label" and _parties_only(row[1:]))
    inset = row[0].cell.column > rows[at + 1][0].cell.column  # its corner is not even drawn
    corner = corner or (inset and all(unit.sort in ("title", "label") for unit in row))
    named = asked in ("full_name", "contact_name", "print_name")
    if len(known) < len(full) - (1 if corner else 0) and len(known) * 3 < len(full) * 2:
        return 0
    spare = {unit.cell.column for unit in rows[at + 1] if unit.sort == "blank"}
    blanks = [u for u in row[1:] if u.sort == "blank" and u.cell.column not in spare]
    if blanks and (not corner or _labelled_alike(row, rows[at + 1])):
        return 0
    count = 0
    for below in rows[at + 1 :]:
        if len(below) < 2:
            break
        if not _aligned(row, below):
            break
        labels = [
            unit
            for unit in below
            if unit.sort in ("label", "title", "inline", "stacked")
            and not (unit.sort == "title" and is_relation(unit.meaning))
            and not _is_role(head_over(row, unit.cell))
        ]
        first = below[0].sort in ("label", "title", "stacked")
        others = [unit for unit in labels if unit is not below[0]]
        if any(unit.sort == "inline" for unit in others):
            break
        side = below[0].meaning
        signer = side is not None and side.attribute in (None, "head", "signature")
        if first and not corner and not (named and signer):
            break
        if len([u for u in others if u.sort in ("label", "stacked")]) * 2 > len(below) - 1:
            break
        if len(others) == len(below) - 1 and first:
            break
        count += 1
    return count


def _is_related(unit: Unit, after: Unit) -> bool:
    """Return whether a question about a relationship has its answer ("Father") in the next cell."""
    related = unit.asks == "relationship" and after.sort == "title" and after.party == "parent"
    return related and not re.search(r"\d", after.text)


def _parties_only(units: list[Unit]) -> bool:
    """Return whether every cell only names a party: they head columns."""
    return all(unit.sort == "title" for unit in units)


def _is_role(head: Unit | None) -> bool:
    """Return whether a column holds what people are: "Home school lead" is no label there."""
    return head is not None and head.asks in _BEING


def _labelled_alike(row: list[Unit], below: list[Unit]) -> bool:
    """Return whether two rows hold labels in the same columns: their values stand beside them."""
    asks = {unit.cell.column for unit in row if unit.sort in ("label", "title")}
    return sum(u.sort in ("label", "title") and u.cell.column in asks for u in below) > 1


def _aligned(row: list[Unit], below: list[Unit]) -> bool:
    starts = {unit.cell.column for unit in row}
    hits = sum(unit.cell.column in starts for unit in below)
    return hits >= max(2, len(below) - 1)


def head_over(header: list[Unit], cell: Cell) -> Unit | None:
    """Return the header cell over a cell, None if there is none."""
    for unit in header:
        if (
            unit.sort != "blank"
            and unit.cell.column < cell.column + cell.span
            and (cell.column < unit.cell.column + unit.cell.span)
        ):
            return unit
    return None
