"""Answers that stand over or under their labels, as on paper with its labels in small print.

A row of labels with a row of values under it is a header, and `tables` reads it. Here are the other
two: values on their labels, throughout a table, and a question as wide as the table whose answer
fills the row under it.
"""

from parsers.pairs import plain
from parsers.running import cleaned
from parsers.units import Unit, is_relation
from parsers.walk import Walk

_LONG = ("reason", "support_provided", "partly_successful")
_FEWEST = 2  # cells of a row that stands on its labels


def answered_below(walk: Walk, rows: list[list[Unit]], at: int) -> bool:
    """Take a question over the table's whole width whose answer fills the row under it."""
    label = rows[at][0]
    after = rows[at + 1] if at + 1 < len(rows) else []
    meaning = label.meaning
    if meaning is None or meaning.attribute not in _LONG or label.sort != "label":
        return False
    if len(after) != 1 or after[0].sort not in ("value", "field", "blank"):
        return False
    walk.answer(meaning, plain(label.text), cleaned(after[0].text), after[0].cell)
    return True


def answered_above(walk: Walk, rows: list[list[Unit]], at: int) -> bool:
    """Take a row of values that stands on its labels."""
    if not _labels_under(rows, at):
        return False
    for value, label in zip(rows[at], rows[at + 1], strict=True):
        if label.meaning is not None:
            signed = label.meaning.attribute == "signature"
            words = plain(label.text)
            walk.answer(label.meaning, words, cleaned(value.text), value.cell, signing=signed)
    return True


def _labels_under(rows: list[list[Unit]], at: int) -> bool:
    """Return whether this row and every second one of the table stand on rows of labels."""
    if at % 2 or len(rows) % 2 or len(rows[at]) < _FEWEST:
        return False
    for values, labels in zip(rows[::2], rows[1::2], strict=True):
        alike = [u.cell.column for u in values] == [u.cell.column for u in labels]
        if not alike or not all(unit.sort in ("label", "title") for unit in labels):
            return False
        if not all(u.sort in ("value", "blank", "field") or is_relation(u.meaning) for u in values):
            return False
    return any(unit.sort == "value" for row in rows[::2] for unit in row)
