"""Outcomes laid out as a table: marks under those that head its columns, or yes and no beside each.

"Successful | Extended | Unsuccessful" over " | | X", and rows "Successful | No" to "Unsuccessful |
Yes", choose as ticked boxes do. One that says yes to two outcomes chooses neither: both are given
back, and the reader of the fields asks.
"""

import re
from collections.abc import Mapping

from parsers.choices import option_of
from parsers.labels.attributes import TICKED_BY_ITSELF
from parsers.layouts.units import Unit
from parsers.layouts.walk import Walk
from parsers.marks import is_mark
from parsers.pairs import EMPTY, FIELD, TICKED, Line, plain

_FEWEST = 2  # outcomes among which is chosen
_PAIRED = 2  # cells of a row with one outcome and its answer
_YES = re.compile(r"(?:yes|y|true|ticked)\W*", re.IGNORECASE)
_NO = re.compile(r"(?:no|n|false|n/?a|[-–—])\W*", re.IGNORECASE)  # noqa: RUF001 - as it is typed


def read_option_table(walk: Walk, rows: list[list[Unit]], at: int) -> int:
    """Read outcomes with their answers under or beside them. Return how many rows were read."""
    taken = _under(walk, rows[at : at + 2])
    count = 2 if taken else 0
    if not taken:
        for row in rows[at:]:
            if len(row) != _PAIRED or not _is_outcome(walk, row[0]) or _chosen(row[1]) is None:
                break
            taken.append((row[0], row[1]))
        count = len(taken)
        if not any(_YES.fullmatch(plain(u.text)) or _NO.fullmatch(plain(u.text)) for _, u in taken):
            return 0  # boxes beside options are read elsewhere, with what else stands there
    named = {option_of(option.text, _outcomes(walk)) for option, _ in taken}
    if len(taken) < _FEWEST or len(named) < len(taken):
        return 0
    lines = [
        f"{TICKED if _chosen(answer) else EMPTY} {' '.join(plain(option.text).split())}"
        for option, answer in taken
    ]
    first = taken[0][0].cell
    walk.lone_tick(Line(text="\n".join(lines), where=first.where, how=first.how))
    return count


def _under(walk: Walk, rows: list[list[Unit]]) -> list[tuple[Unit, Unit]]:
    """Return each outcome of a header row with the answer under it; none where it is no header."""
    if len(rows) < _FEWEST:
        return []
    header, below = rows
    under = {unit.cell.column: unit for unit in below}
    heads = [unit for unit in header if _is_outcome(walk, unit)]
    others = [unit for unit in header if unit not in heads and unit.sort != "blank"]
    if len(heads) < _FEWEST or (others and (others != [header[0]] or not _asks(others[0]))):
        return []
    pairs = [(unit, under[unit.cell.column]) for unit in heads if unit.cell.column in under]
    columns = {unit.cell.column for unit in heads}
    loose = [unit for unit in below if unit.cell.column not in columns and unit is not below[0]]
    if len(pairs) < len(heads) or any(_chosen(unit) is None for _, unit in pairs):
        return []
    return [] if any(plain(unit.text) for unit in loose) else pairs


def _asks(unit: Unit) -> bool:
    return unit.asks in ("outcome", "succeeded")


def _outcomes(walk: Walk) -> Mapping[str, tuple[str, ...]]:
    return walk.words.options_of("outcome")


def _is_outcome(walk: Walk, unit: Unit) -> bool:
    text = plain(unit.text)
    marked = TICKED in text or EMPTY in text or FIELD in unit.text
    if marked or re.search(r"\d", text) or unit.asks in TICKED_BY_ITSELF:
        return False  # "If unsuccessful, will the pupil be excluded?" asks another thing
    return option_of(text, _outcomes(walk)) is not None


def _chosen(unit: Unit) -> bool | None:
    """Return whether a cell says yes to its outcome; None where it says neither yes nor no."""
    said = plain(unit.text)
    if not said:
        return False
    mark = is_mark(said)
    if mark is not None:
        return mark
    if _YES.fullmatch(said):
        return True
    return False if _NO.fullmatch(said) else None
