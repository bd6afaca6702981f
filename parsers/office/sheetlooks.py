"""Which cells of a workbook (.xlsx) a person sees: not hidden, not white on white, not struck out.

A hidden row or column often keeps last year's pupil. Where tables, rules or a picture colour the
cells of a sheet, white letters may well stand on a dark ground, and are left as they are.
"""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from openpyxl.cell.rich_text import CellRichText, TextBlock

from parsers.office.packages import tree_of
from parsers.office.sheetcontrols import Row, parts_of_sheets

_NONE: Final = 0.05  # of a row's height or a column's width: nothing
_COLOURED: Final = ("tablePart", "conditionalFormatting", "picture")
_WHITE: Final = frozenset({"FFFFFF", 9, 1})  # by its value, or its place in the old list of colours
_PAPER: Final = frozenset({64, 65})  # "automatic" in the old list
_MOST: Final = 20_000
_TINY: Final = 2  # points


@dataclass(frozen=True, slots=True)
class Looks:
    """What of a sheet is hidden, counted from 0. coloured: more than cells' own looks tells."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()
    coloured: bool = False


def looks_of(archive: zipfile.ZipFile) -> dict[str, Looks]:
    """Return the looks of each sheet of a workbook, by its name."""
    found: dict[str, Looks] = {}
    for name, part in parts_of_sheets(archive):
        root = tree_of(archive, part)
        if root is None:
            continue
        columns: set[int] = set()
        for one in root.iter("{*}col"):
            first, last = _number(one.get("min")), _number(one.get("max"))
            if _is_hidden(one, "width") and first > 0:
                columns.update(range(first - 1, min(last, _MOST)))
        rows = {_number(one.get("r")) - 1 for one in root.iter("{*}row") if _is_hidden(one, "ht")}
        coloured = any(next(root.iter(f"{{*}}{sort}"), None) is not None for sort in _COLOURED)
        found[name] = Looks(frozenset(rows), frozenset(columns), coloured)
    return found


def seen_rows(rows: Sequence[Row], looks: Looks | None) -> list[Row]:
    """Return the rows of a sheet with what is hidden left blank."""
    if looks is None:
        return list(rows)
    return [
        ()
        if at in looks.rows
        else tuple("" if n in looks.columns else cell for n, cell in enumerate(row))
        for at, row in enumerate(rows)
    ]


def seen_value(cell: Any, looks: Looks | None) -> object:
    """Return the value of a cell of openpyxl as it is seen: None where it is not, or struck out."""
    value: object = getattr(cell, "value", None)
    if value is None:
        return None
    font = cell.font
    tiny = font is not None and font.sz is not None and font.sz <= _TINY
    if is_blank_format(cell.number_format) or tiny or (font is not None and font.strike):
        return None
    white = (looks is None or not looks.coloured) and not _is_filled(cell.fill)
    if white and font is not None and _is_white(font.color):
        return None
    if isinstance(value, CellRichText):
        return "".join(
            part if isinstance(part, str) else part.text
            for part in value
            if not (isinstance(part, TextBlock) and _is_unseen_part(part.font, bare=white))
        )
    return value


def is_blank_format(told: str) -> bool:
    """Return whether a format shows nothing of whatever stands in its cell."""
    return told.replace(" ", "") == ";;;"


def _is_unseen_part(font: Any, *, bare: bool) -> bool:
    tiny = font.sz is not None and font.sz <= _TINY
    return bool(font.strike or tiny or (bare and _is_white(font.color)))


def _is_hidden(node: Any, size: str) -> bool:
    if node.get("hidden") in ("1", "true"):
        return True
    try:
        return float(node.get(size, "1")) < _NONE
    except ValueError:
        return False


def _number(told: str | None) -> int:
    return int(told) if told is not None and told.isascii() and told.isdigit() else 0


def _is_white(color: Any) -> bool:
    if color is None or color.tint:
        return False
    if color.type == "theme":
        return bool(color.theme == 0)  # the paper's own colour
    told = color.rgb[-6:].upper() if color.type == "rgb" and color.rgb else color.indexed
    return told in _WHITE


def _is_filled(fill: Any) -> bool:
    """Return whether a cell has a ground of its own that is not white."""
    if fill is None or fill.fill_type in (None, "none"):
        return False
    color = fill.fgColor
    automatic = color is not None and color.type == "indexed" and color.indexed in _PAPER
    return not (fill.fill_type == "solid" and (automatic or _is_white(color)))
