"""Pictures that stand over the cells of a workbook where somebody signs.

A signature pasted into a sheet is held by no cell, only by a drawing that says over which it
begins. It is put into that cell where the cell is blank and its row asks for a signature or an
agreement; a crest over the title says nothing.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence

from parsers.filetypes import DAMAGED_PACKAGE
from parsers.office.packages import related, tree_of
from parsers.office.sheetcontrols import Row, parts_of_sheets
from parsers.pairs import PICTURE

_SIGNS = re.compile(r"\b(?:sign|agree|consent|head ?teacher|principal|parent|carer)", re.IGNORECASE)
_MOST = 200


def pictures_of(archive: zipfile.ZipFile) -> Mapping[str, tuple[tuple[int, int], ...]]:
    """Return the rows and columns, from 0, over which pictures begin, by the name of the sheet."""
    try:
        return {name: tuple(_on_sheet(archive, part)) for name, part in parts_of_sheets(archive)}
    except DAMAGED_PACKAGE:
        return {}


def _on_sheet(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[int, int]]:
    for place in related(archive, part).values():
        root = tree_of(archive, place) if "/drawings/drawing" in place else None
        pictures = root.iter("{*}pic") if root is not None else ()
        for _, picture in zip(range(_MOST), pictures, strict=False):
            anchor = picture.getparent()
            begins = anchor.find("{*}from") if anchor is not None else None
            if begins is not None:
                row, column = begins.findtext("{*}row", ""), begins.findtext("{*}col", "")
                if row.isdigit() and column.isdigit():
                    yield int(row), int(column)


def with_pictures(rows: Sequence[Row], places: Sequence[tuple[int, int]]) -> list[Row]:
    """Return the rows of a sheet with the mark of a picture in each blank cell that one signs."""
    made = list(rows)
    for at, column in places:
        row = made[at] if at < len(made) else ()
        if not any(_SIGNS.search(cell) for cell in row[:column]) or any(row[column : column + 1]):
            continue
        cells = [*row, *[""] * (column + 1 - len(row))]
        cells[column] = PICTURE
        made[at] = tuple(cells)
    return made
