"""Rows of a table that head others: labels over rows of values, parties over columns of labels.

What a row heads is told from the rows under it as much as from its own cells.
"""

# ruff: noqa: PLR2004 - counts of words and cells, beside what they count

import re
from itertools import pairwise, takewhile

from parsers.labels.attributes import CHOICES, DAYS, OUTSIDER, PERSONAL, TOLD, YES_OR_NO
from parsers.layouts.units import GUIDANCE, OWN_LABEL, Unit, is_relation
from parsers.marks import is_mark
from parsers.pairs import FIELD, Cell, plain

_HEADS = ("label", "title", "stacked")
_BEING = ("role", "relationship")
_NUMBERED = ("full_name", "signature", "surname", "print_name")
# Of the move or its pupil, and of none of the people and schools that columns are about.
_OF_MOVE = (DAYS | YES_OR_NO | CHOICES.keys() | {"review", "reviews", *TOLD}) - {
    "dob", "sex", "admission", "date", "sign_date",
}  # fmt: skip
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
    known = [unit for unit in row if unit.sort in _HEADS]
    if len(known) < 2 or at + 1 >= len(rows) or _is_answered(row, rows[at + 1]):
        return 0
    full = [unit for unit in row if unit.sort != "blank"]
    corner = _has_corner(row, rows[at + 1])
    if len(known) < len(full) - (1 if corner else 0) and len(known) * 3 < len(full) * 2:
        return 0
    spare = {unit.cell.column for unit in rows[at + 1] if unit.sort == "blank"}
    blanks = [u for u in row[1:] if u.sort == "blank" and u.cell.column not in spare]
    if blanks and (not corner or _labelled_alike(row, rows[at + 1])):
        return 0
    under = takewhile(
        lambda below: _is_of_values(row, below, corner=corner) and not _is_past(row, below),
        rows[at + 1 :],
    )
    return sum(1 for _ in under)


def _is_past(row: list[Unit], below: list[Unit]) -> bool:
    """Return whether a row with one answer asks of nobody whom the columns name.

    "Parent/carer | Jo Hale" or "Start date | 5/10/2026" under " | Home school | Receiving school".
    """
    heads = [unit for unit in row[1:] if unit.sort == "title"]
    first, *others = below
    one = sum(unit.sort != "blank" for unit in others) == 1
    if len({unit.meaning for unit in heads}) < 2 or first.meaning is None:
        return False
    if first.party == OUTSIDER or not one:
        return first.party == OUTSIDER
    known = {None, *(unit.party for unit in heads)}
    known |= {"pupil"} if first.asks in PERSONAL else set()  # "Relationship to child"
    other = first.party not in known
    return other or first.asks in _OF_MOVE


def _is_answered(row: list[Unit], below: list[Unit]) -> bool:
    """Return whether the answers to a row of labels stand in the row itself, or cannot be below."""
    if any(unit.sort in ("inline", "field", "unknown") or FIELD in unit.text for unit in row):
        return True
    if is_mark(row[0].text) is not None:
        return True  # a box and what it chooses: "☐ | Extended | New end date | "
    if any(OWN_LABEL.match(unit.text) for unit in row):
        return True
    answered = [u for u in row if u.sort == "stacked" and not GUIDANCE.match(plain(u.rest))]
    if answered and all(unit.sort not in ("value", "field") for unit in below):
        return True  # nothing under it is a value: each holds its own, or none
    if len(answered) * 2 >= sum(unit.sort != "blank" for unit in row):
        return True
    return any(_is_related(unit, after) for unit, after in pairwise(row))


def _has_corner(row: list[Unit], below: list[Unit]) -> bool:
    """Return whether a header row's first cell heads the names at the side of the rows under it."""
    asked = row[0].asks
    if row[0].sort in ("blank", "value") or asked in ("role", "not_wanted", "attended_by"):
        return True
    heads = [unit.meaning.attribute for unit in row[1:] if unit.meaning]
    if asked in ("review", "reviews") and heads[:1] == ["date"]:
        return True
    if asked == "signature" and (
        "signature" in heads or heads[:1] in (["full_name"], ["print_name"])
    ):
        return True  # "Agreed by", "Signed | Name | Date"
    if len(row) > 2 and row[0].sort == "label" and all(unit.sort == "title" for unit in row[1:]):
        return True
    inset = row[0].cell.column > below[0].cell.column  # its corner is not even drawn
    return inset and all(unit.sort in ("title", "label") for unit in row)


def _is_of_values(row: list[Unit], below: list[Unit], *, corner: bool) -> bool:
    """Return whether a row holds what a header row asks for. corner: it may begin with a name."""
    if len(below) < 2 or not _aligned(row, below):
        return False
    first, *others = below
    labels = [
        unit
        for unit in others
        if unit.sort in (*_HEADS, "inline")
        and not (unit.sort == "title" and is_relation(unit.meaning))
        and not _is_role(head_over(row, unit.cell))
    ]
    if any(unit.sort == "inline" for unit in labels):
        return False
    signer = first.meaning is not None and first.asks in (None, "head", "signature")
    named = signer and row[0].asks in ("full_name", "contact_name", "print_name")
    related = [unit is row[0] for unit in row if unit.asks == "relationship"] == [True]
    answers = related and is_relation(first.meaning)  # whose it is, and no label of the row
    labelled = first.sort in _HEADS and not answers
    if labelled and not corner and not named:
        return False
    if sum(unit.sort in ("label", "stacked") for unit in labels) * 2 > len(others):
        return False
    return not labelled or len(labels) < len(others)


def _is_related(unit: Unit, after: Unit) -> bool:
    """Return whether a question about a relationship has its answer ("Father") in the next cell."""
    related = unit.asks == "relationship" and after.sort == "title" and after.party == "parent"
    return related and not re.search(r"\d", after.text)


def _is_role(head: Unit | None) -> bool:
    """Return whether a column holds what people are: "Home school lead" is no label there."""
    return head is not None and head.asks in _BEING


def _labelled_alike(row: list[Unit], below: list[Unit]) -> bool:
    """Return whether two rows hold labels in the same columns: their values stand beside them."""
    asks = {unit.cell.column for unit in row if unit.is_label}
    return sum(u.is_label and u.cell.column in asks for u in below) > 1


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
