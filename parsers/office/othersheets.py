"""Spreadsheets of other makers and older days (.ods, .xls) as the rows that `sheet` reads.

A cell is taken as a person sees it: days in United Kingdom order, whole numbers whole, a cell
merged over others once. Hidden sheets, rows and columns are told apart, as in a workbook of today.
Formulas are never worked out: what was last shown stands in the file. Boxes drawn over cells stand
in the cells that hold them; where a file does not say which those are, it is held.
"""

import datetime as dt
import io
import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat

import xlrd
from lxml import etree

from parsers.filetypes import DAMAGED_OLE, DAMAGED_ZIP
from parsers.office.opencontrols import CONTROLS, attribute, control_text
from parsers.office.opendoc import opened
from parsers.office.openlooks import Styles, is_filled, is_struck, is_tiny, is_white
from parsers.office.sheet import (
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_SHEETS,
    as_far_as_read,
    documents_of_rows,
    shown_day,
    shown_number,
    with_hidden,
)
from parsers.office.sheetcontrols import Row
from parsers.office.sheetlooks import is_blank_format
from parsers.office.wordruns import name_of
from parsers.pairs import Document

_OBJECT, _COMMON = 0x5D, 0x15
_OLD_BOXES = frozenset({0x0B, 0x0C, 0x12})  # a check box, an option button, a list
_UNSEEN = frozenset({"collapse", "filter"})
_WHITE = (255, 255, 255)
_TINY = 40  # twentieths of a point
_WIDEST = 1_000  # columns that are looked at for more than is read
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d).*)?")


def documents_of_ods(data: bytes) -> tuple[Document, ...]:
    """Return a document for each form in an OpenDocument workbook."""
    parts = opened(data)
    if isinstance(parts, str):
        return (Document(how="sheet", trouble=parts),)
    root = parts["content.xml"]
    styles = Styles(parts.values())
    hidden = {
        attribute(style, "name")
        for style in root.iter()
        if name_of(style) == "style"
        and any(attribute(p, "display") == "false" for p in style)
        and attribute(style, "family") == "table"
    }
    tables = [node for node in root.iter() if name_of(node) == "table"]
    found: list[Document] = []
    whole: list[Sequence[Row]] = []
    for table in tables[:MOST_SHEETS]:
        if attribute(table, "style-name") in hidden:
            whole.append(as_far_as_read(_rows_of(table, {}, styles, every=True)))
            continue
        # A table keeps what its controls hold, and tells apart those that stand beside its cells.
        controls = {
            attribute(node, "id"): control_text(node)
            for node in table.iter()
            if name_of(node) in CONTROLS and attribute(node, "id")
        }
        loose = (one for shapes in table if name_of(shapes) == "shapes" for one in shapes.iter())
        if any(name_of(one) == "control" for one in loose):
            return (Document(how="sheet", trouble="controls"),)
        found += documents_of_rows(as_far_as_read(_rows_of(table, controls, styles)))
        if any(attribute(node, "visibility") in _UNSEEN for node in table.iter()):
            whole.append(as_far_as_read(_rows_of(table, controls, styles, every=True)))
    if len(tables) > MOST_SHEETS:
        found.append(Document(how="sheet", trouble="long"))
    return with_hidden(found, whole)


def _rows_of(
    table: etree._Element, controls: Mapping[str, str], styles: Styles, *, every: bool = False
) -> Iterator[Row]:
    """Yield the rows of a table: repeated ones as often as they are, empty ones once.

    every: those that are hidden too.
    """
    unseen = frozenset() if every else _hidden_columns(table)
    for row in table.iter():
        if name_of(row) != "table-row" or (not every and attribute(row, "visibility") in _UNSEEN):
            continue
        cells: list[str] = []
        for cell in row:
            if name_of(cell) not in ("table-cell", "covered-table-cell"):
                continue
            text = _seen(cell, styles) if name_of(cell) == "table-cell" else ""
            drawn = (attribute(one, "control") for one in cell.iter() if name_of(one) == "control")
            boxes = [controls[name].strip() for name in drawn if name in controls]
            text = "  ".join(part for part in (*boxes, text) if part)
            repeated = attribute(cell, "number-columns-repeated")
            times = int(repeated) if repeated.isdigit() else 1
            cells += [text] * min(times, _WIDEST - len(cells))
        while cells and not cells[-1]:
            cells.pop()
        cells = ["" if n in unseen else text for n, text in enumerate(cells)]
        again = attribute(row, "number-rows-repeated")
        times = int(again) if again.isdigit() and any(cells) else 1
        yield from repeat(tuple(cells), min(times, MOST_ROWS + 1))


def _hidden_columns(table: etree._Element) -> frozenset[int]:
    """Return the columns of a table that are not shown, from 0."""
    found: set[int] = set()
    at = 0
    for column in table.iter():
        if name_of(column) == "table-column" and at < MOST_COLUMNS:
            repeated = attribute(column, "number-columns-repeated")
            times = min(int(repeated) if repeated.isdigit() else 1, MOST_COLUMNS)
            if attribute(column, "visibility") in _UNSEEN:
                found.update(range(at, at + times))
            at += times
    return frozenset(found)


def _seen(cell: etree._Element, styles: Styles) -> str:
    """Return what a cell shows; nothing of what is white on the paper, tiny or struck out."""
    told = styles.told("table-cell", attribute(cell, "style-name"))
    bare = not (styles.on_colour or is_filled(told))
    if _is_unseen(told, bare=bare):
        return ""
    for span in [one for one in cell.iter() if name_of(one) == "span"]:
        looks = styles.told("text", attribute(span, "style-name"))
        if _is_unseen({**told, **looks}, bare=bare) or looks.get("display") == "none":
            for one in span.iter():
                one.text = None
                one.tail = one.tail if one is span else None
    return _cell(cell)


def _is_unseen(told: Mapping[str, str], *, bare: bool) -> bool:
    return is_struck(told) or is_tiny(told) or (bare and is_white(told))


def _cell(cell: etree._Element) -> str:
    sort = attribute(cell, "value-type")
    if sort == "date" and (found := _ISO.fullmatch(attribute(cell, "date-value"))):
        year, month, day = (int(part) for part in found.groups()[:3])
        try:
            return shown_day(dt.date(year, month, day))
        except ValueError:
            return ""
    if sort == "boolean":
        return "Yes" if attribute(cell, "boolean-value") == "true" else "No"
    if sort in ("float", "percentage"):
        try:
            number = float(attribute(cell, "value"))
        except ValueError:
            return ""
        return shown_number(number, percent=sort == "percentage")
    lines = ["".join(map(str, one.itertext())).strip() for one in cell if name_of(one) == "p"]
    return "\n".join(line for line in lines if line)


def documents_of_xls(data: bytes) -> tuple[Document, ...]:
    """Return a document for each form in a workbook of Excel 97 to 2003."""
    found: list[Document] = []
    whole: list[Sequence[Row]] = []
    try:
        with xlrd.open_workbook(
            file_contents=data, on_demand=True, ragged_rows=True, logfile=io.StringIO(),
            formatting_info=True,
        ) as book:  # fmt: skip
            if _has_boxes(bytes(book.mem[book.base : book.base + book.stream_len])):
                return (Document(how="sheet", trouble="controls"),)
            for number in range(min(book.nsheets, MOST_SHEETS)):
                sheet = book.sheet_by_index(number)
                if not sheet.visibility:
                    found += documents_of_rows(as_far_as_read(_old_rows(book, sheet)))
                looks = (*sheet.colinfo_map.values(), *sheet.rowinfo_map.values())
                if sheet.visibility or any(look.hidden for look in looks):
                    whole.append(as_far_as_read(_old_rows(book, sheet, every=True)))
            if book.nsheets > MOST_SHEETS:
                found.append(Document(how="sheet", trouble="long"))
    except xlrd.XLRDError as wrong:
        locked = "encrypted" in str(wrong).casefold()
        return (Document(how="sheet", trouble="encrypted" if locked else "unreadable"),)
    except (*DAMAGED_OLE, *DAMAGED_ZIP, AssertionError, MemoryError, xlrd.compdoc.CompDocError):
        return (Document(how="sheet", trouble="unreadable"),)
    return with_hidden(found, whole)


def _has_boxes(stream: bytes) -> bool:
    """Return whether boxes or lists are drawn over the cells ([MS-XLS] 2.4.181, "Obj")."""
    at = 0
    while at + 4 <= len(stream):
        record, length = struct.unpack_from("<HH", stream, at)
        if record == _OBJECT and length >= 6:  # noqa: PLR2004 - its first part begins with its kind
            part, _, kind = struct.unpack_from("<HHH", stream, at + 4)
            if part == _COMMON and kind in _OLD_BOXES:
                return True
        at += 4 + length
    return False


def _old_rows(book: xlrd.Book, sheet: xlrd.sheet.Sheet, *, every: bool = False) -> Iterator[Row]:
    unseen = {n for n, look in sheet.colinfo_map.items() if look.hidden and not every}
    for at in range(sheet.nrows):
        look = sheet.rowinfo_map.get(at)
        cells = [] if look is not None and look.hidden and not every else sheet.row(at)
        yield tuple(
            "" if n in unseen or _is_unseen_old(book, cell) else _old_cell(book, cell)
            for n, cell in enumerate(cells)
        )


def _is_unseen_old(book: xlrd.Book, cell: xlrd.sheet.Cell) -> bool:
    if cell.xf_index is None:
        return False
    look = book.xf_list[cell.xf_index]
    font = book.font_list[look.font_index]
    white = book.colour_map.get(font.colour_index) == _WHITE and not look.background.fill_pattern
    shape = book.format_map.get(look.format_key)
    unshown = shape is not None and is_blank_format(shape.format_str)
    return bool(font.struck_out) or white or unshown or 0 < font.height <= _TINY


def _old_cell(book: xlrd.Book, cell: xlrd.sheet.Cell) -> str:
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return shown_day(xlrd.xldate_as_datetime(cell.value, book.datemode))
        except (OverflowError, ValueError, xlrd.XLDateError):
            return ""
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "Yes" if cell.value else "No"
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        look = book.format_map.get(book.xf_list[cell.xf_index].format_key) if (
            cell.xf_index is not None
        ) else None  # fmt: skip
        return shown_number(float(cell.value), percent=look is not None and "%" in look.format_str)
    return str(cell.value).strip() if cell.ctype == xlrd.XL_CELL_TEXT else ""
