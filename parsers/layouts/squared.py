"""Tables squared: what a file leaves out because nothing stands there is put back as blank.

A spreadsheet holds no empty cells. Under heads over an empty corner ("| Parent 1 | Parent 2"), a
row with fewer answers than heads would else be read by itself, and go to whoever was named last.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from parsers.choices import option_of
from parsers.labels.attributes import DAYS
from parsers.labels.vocabulary import Vocabulary
from parsers.pairs import FIELD, FIELD_END, Block, Cell, Grid, Line, plain, typed

_FEWEST = 2  # heads over columns
_DAY = re.compile(r"\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})")
_DAY_PARTS = 3
_HEADS = (re.compile(r"dd?|day"), re.compile(r"mm?|month"), re.compile(r"y{2,4}|year"))


def squared(grid: Grid, words: Vocabulary) -> Grid:  # noqa: ARG001 - as every redrawing is called
    """Return a table whose rows under heads over an empty corner have a cell for every head."""
    rows: list[tuple[Cell, ...]] = []
    heads: tuple[Cell, ...] = ()
    side: int | None = None
    for number, row in enumerate(grid.rows):
        after = grid.rows[number + 1] if number + 1 < len(grid.rows) else ()
        full = [cell for cell in row if plain(cell.text)]
        if len(full) >= _FEWEST and after and after[0].column < full[0].column:
            heads, side = tuple(full), after[0].column
            rows.append(row)
            continue
        places = {at for cell in row for at in range(cell.column, cell.column + cell.span)}
        if side is None or min(places) != side or not places - {side} <= _columns(heads):
            heads, side = (), None
            rows.append(row)
            continue
        blank = [
            replace(row[0], text="", column=head.column, span=head.span)
            for head in heads
            if head.column not in places
        ]
        rows.append(tuple(sorted((*row, *blank), key=lambda cell: cell.column)))
    return replace(grid, rows=tuple(rows))


def _columns(heads: tuple[Cell, ...]) -> set[int]:
    return {cell.column for cell in heads}


def dated(grid: Grid, words: Vocabulary) -> Grid:
    """Return a table with the heads of a day's parts left out, and the day under them put together.

    "Date of birth | DD | MM | YYYY | UPN" over "| 06 | 01 | 2015 | A123": the label stands at their
    side, or over them. Where each row has its own label they are heads, and stay.
    """
    rows = [_with_own_parts(row) for row in grid.rows]
    for at, row in enumerate(rows[:-1]):
        parts = _parts_of_day(row)
        if not parts:
            continue
        first, last = parts[0].column, parts[-1].column
        beside = next((c for c in row if c.column < first == c.column + c.span), None)
        asked = words.strict(beside.text) if beside is not None else None
        over = any(c.column <= first < c.column + c.span for c in rows[at - 1]) if at else False
        begins, rest = first, tuple(c for c in row if c not in parts)
        if beside is not None and asked is not None and asked.attribute in DAYS:
            begins = beside.column
            rest = tuple(replace(c, span=last - begins + 1) if c is beside else c for c in rest)
        if begins == first and (not over or any(plain(cell.text) for cell in rest)):
            continue
        rows[at] = rest if any(plain(cell.text) for cell in rest) else ()
        rows[at + 1 :] = [_day_in(below, first, last, begins) for below in rows[at + 1 :]]
    return replace(grid, rows=tuple(row for row in rows if row))


def _with_own_parts(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Return a row with a day put together whose parts each have their caption: "16 / DD"."""
    cells = list(row)
    for at in range(len(cells) - 2, -1, -1):
        three = cells[at : at + _DAY_PARTS]
        said = [plain(cell.text).casefold().split("\n") for cell in three]
        named = len(three) == _DAY_PARTS and all(
            known.fullmatch(one[-1].strip()) for known, one in zip(_HEADS, said, strict=False)
        )
        if not named or not any(FIELD in cell.text or "\n" in cell.text for cell in three):
            continue
        parts = ["".join(one[:-1]).strip() for one in said]
        if any(parts) and not _DAY.fullmatch("/".join(parts)):
            continue
        text = f"{FIELD}{'/'.join(parts) if any(parts) else ''}{FIELD_END}"
        last = three[-1].column + three[-1].span
        cells[at : at + _DAY_PARTS] = [replace(three[0], text=text, span=last - three[0].column)]
    return tuple(cells)


def _parts_of_day(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Return the cells that head the day, the month and the year."""
    said = [plain(cell.text).casefold() for cell in row]
    for at in range(len(row) - 2):
        if all(known.fullmatch(one) for known, one in zip(_HEADS, said[at : at + 3], strict=True)):
            return row[at : at + 3]
    return ()


def _day_in(row: tuple[Cell, ...], first: int, last: int, begins: int) -> tuple[Cell, ...]:
    """Return a row with the day, month and year in these columns as one cell."""
    parts = [cell for cell in row if first <= cell.column <= last]
    said = [typed(cell.text) for cell in parts]
    taken = begins < first and any(cell.column == begins for cell in row)
    if len(parts) != _DAY_PARTS or taken or (any(said) and not _DAY.fullmatch("/".join(said))):
        return row
    text = f"{FIELD}{'/'.join(said)}{FIELD_END}" if any(said) else ""
    day = replace(parts[0], text=text, column=begins, span=last - begins + 1)
    return tuple(sorted((day, *(c for c in row if c not in parts)), key=lambda cell: cell.column))


def boxed(grid: Grid, words: Vocabulary) -> Grid:
    """Return a table with the digits that stand in boxes of their own under one label put together.

    "Date of birth | UPN" over "05 | 10 | 2014 | A123": day, month and year answer one label.
    """
    rows = list(grid.rows)
    for at in range(1, len(rows)):
        heads, below = rows[at - 1], rows[at]
        known = all(words.meaning(cell.text) is not None for cell in heads)
        if not known or not _FEWEST <= len(heads) < len(below):
            continue
        ends = [*(cell.column for cell in heads[1:]), None]
        groups = [
            [c for c in below if head.column <= c.column and (end is None or c.column < end)]
            for head, end in zip(heads, ends, strict=True)
        ]
        joined = [_together(group) for group in groups]
        if sum(map(len, groups)) == len(below) and None not in joined:
            rows[at] = tuple(cell for cell in joined if cell is not None)
    return replace(grid, rows=tuple(rows))


def parted(grid: Grid, words: Vocabulary) -> Grid:
    """Return a table with a cell of several labels put apart, each with its own of as many answers.

    "Pupil / DOB / UPN" beside "Ruby Hale / 14/03/2012 / A123"; "Yes / No" beside "LAC / CLA" is no
    such list, for both ask the same.
    """
    rows: list[tuple[Cell, ...]] = []
    for row in grid.rows:
        rows += _parts(row, words) if len(row) == _FEWEST else [row]
    return replace(grid, rows=tuple(rows))


def _parts(row: tuple[Cell, ...], words: Vocabulary) -> list[tuple[Cell, ...]]:
    label, value = row
    whole = words.meaning(label.text)
    if whole is not None and "sw_block" in whole.also:
        return [row]  # of an authority and its social worker, the parts say who is which
    for between, mark in ((" / ", " / "), (" and ", ", ")):
        labels, values = plain(label.text).split(between), plain(value.text).split(mark)
        asked = [words.strict(f"{one} name" if one == "Pupil" else one) for one in labels]
        told = {one.attribute for one in asked if one is not None and one.attribute is not None}
        if len(labels) == len(values) == len(told) > 1 and words.strict(label.text) is None:
            names = [one if one != "Pupil" else "Pupil name" for one in labels]
            return [
                (replace(label, text=name), replace(value, text=answer))
                for name, answer in zip(names, values, strict=True)
            ]
    return [row]


def _together(group: list[Cell]) -> Cell | None:
    """Return boxes as one cell: a day, or digits one by one; None where they are neither."""
    if len(group) == 1:
        return group[0]
    said = [typed(cell.text) for cell in group]
    if _DAY.fullmatch("/".join(said)):
        text = "/".join(said)
    elif len(said) > _DAY_PARTS and all(len(one) == 1 for one in said):
        text = "".join(said)
    else:
        return None
    return replace(group[0], text=f"{FIELD}{text}{FIELD_END}")


def gathered(blocks: Iterable[Block], words: Vocabulary) -> list[Block]:
    """Return the blocks with outcomes that stand alone put into their table.

    "Outcome | Mark one" over "Successful", "Extended" and "Unsuccessful | x": a row with one
    cell is drawn as a line, and the table was parted by it.
    """
    options = words.options_of("outcome")
    made: list[Block] = []
    open_ = False
    for block in blocks:
        last = made[-1] if made else None
        if not isinstance(last, Grid):
            open_ = False
        if isinstance(last, Grid) and isinstance(block, Line) and block.how == "sheet":
            if option_of(block.text, options) is not None and block.text[:1].isupper():
                cell = Cell(
                    text=block.text,
                    where=block.where,
                    how=block.how,
                    column=last.rows[-1][0].column,
                )
                made[-1] = replace(last, rows=(*last.rows, (cell,)))
                open_ = True
                continue
        elif isinstance(last, Grid) and isinstance(block, Grid) and open_:
            made[-1] = replace(last, rows=(*last.rows, *block.rows))
            open_ = False
            continue
        made.append(block)
        open_ = False
    return made
