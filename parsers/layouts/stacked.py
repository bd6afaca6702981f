"""Answers that stand over or under their labels, as on paper with its labels in small print.

A row of labels with a row of values under it is a header, and `tables` reads it. Here are the other
two: values on their labels, throughout a table, and a question as wide as the table whose answer
fills the row under it.
"""

from parsers.choices import option_of
from parsers.labels.attributes import TOLD
from parsers.labels.vocabulary import Meaning
from parsers.layouts.running import cleaned
from parsers.layouts.units import Unit, is_relation
from parsers.layouts.walk import Walk
from parsers.pairs import plain

_MOST = 0.8  # of a table's cells that read as what they must be
_FEWEST = 2  # cells of a row that stands on its labels


def answered_below(walk: Walk, rows: list[list[Unit]], at: int) -> bool:
    """Take a question over the table's whole width whose answer fills the row under it."""
    label = rows[at][0]
    after = rows[at + 1] if at + 1 < len(rows) else []
    meaning = label.meaning
    if meaning is None or len(after) != 1 or label.sort != "label":
        return False
    if not _fills(walk, meaning, after[0]):
        return False
    walk.answer(meaning, plain(label.text), cleaned(after[0].text), after[0].cell)
    return True


def _fills(walk: Walk, meaning: Meaning, answer: Unit) -> bool:
    """Return whether a row by itself is what the question over it asks for."""
    attribute = meaning.attribute or ""
    if attribute in TOLD:
        return answer.sort in ("value", "field", "blank")
    return walk.words.is_offered(attribute, answer.text)


def answered_above(walk: Walk, rows: list[list[Unit]], at: int) -> bool:
    """Take a row of values that stands on its labels; whom a column names, it is about."""
    if not _labels_under(walk, rows, at):
        return False
    asked = [unit.meaning.attribute for unit in rows[at + 1] if unit.meaning]
    for value, label in _couples(rows[at], rows[at + 1]):
        meaning = label.meaning
        if meaning is None:
            continue
        twice = meaning.party is None and asked.count(meaning.attribute) > 1
        column = walk.columns.get(label.cell.column, (None, None)) if twice else (None, None)
        if meaning.attribute is None:
            walk.columns[label.cell.column] = (meaning.party, meaning.ordinal)
        signed = meaning.attribute == "signature"
        words = plain(label.text)
        text, place = (cleaned(value.text), value.cell) if value else ("", label.cell)
        walk.answer(meaning, words, text, place, column=column, signing=signed)
    return True


def _couples(values: list[Unit], labels: list[Unit]) -> list[tuple[Unit | None, Unit]]:
    """Return each label with its answer: None where words run over two and answer neither."""
    ends = [*(unit.cell.column for unit in values[1:]), None]
    over: dict[int, Unit] = {}
    for value, end in zip(values, ends, strict=True):
        begins = value.cell.column
        under = [
            u for u in labels if u.cell.column >= begins and (end is None or u.cell.column < end)
        ]
        if len(under) == 1 and under[0].cell.column == begins:
            over[begins] = value
    return [(over.get(label.cell.column), label) for label in labels]


def _labels_under(walk: Walk, rows: list[list[Unit]], at: int) -> bool:
    """Return whether this row and every second one of the table stand on rows of labels.

    A label that is not known among many that are is one still: its value is left out.
    """
    if at % 2 or len(rows) % 2 or len(rows[at]) < _FEWEST:
        return False
    over, under = rows[::2], rows[1::2]
    pairs = list(zip(over, under, strict=True))
    alike = sum([u.cell.column for u in a] == [u.cell.column for u in b] for a, b in pairs)
    if alike * 2 <= len(pairs) or not any(unit.is_label for unit in rows[at + 1]):
        return False
    couples = [
        (value, label)
        for values, labels in pairs
        for value, label in _couples(values, labels)
        if label.sort != "blank" or (value is not None and value.sort != "blank")
    ]
    known = sum(label.is_label for _, label in couples)
    values = [value for value, _ in couples if value is not None]
    plainly = sum(_answers(walk, value, label) for value, label in couples)
    if known < len(couples) * _MOST or plainly < len(values) * _MOST:
        return False
    return any(unit.sort == "value" for unit in values)


def _answers(walk: Walk, value: Unit | None, label: Unit) -> bool:
    """Return whether a cell reads as an answer, or as one that the label under it offers."""
    if value is None:
        return False
    if value.is_answer or is_relation(value.meaning):
        return True
    return option_of(value.text, walk.words.options_of(label.asks)) is not None
