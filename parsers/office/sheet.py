"""Spreadsheets (.xlsx and .csv) laid open: attendance as schools keep it, whatever the layout.

Three layouts occur. A label beside its value passes through as it stands. A header row over a row
for each pupil becomes one document a pupil, each with its label and value. A register (days and
sessions with one code each) is counted by the Department for Education's attendance codes, and the
counts stand beside what the sheet itself says. A session without a code, or with one that is not
in the table, is not guessed at: then nothing is counted, and the sender is asked.
"""

import csv
import datetime as dt
import io
import math
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise
from typing import Final

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from parsers.filetypes import DAMAGED_PACKAGE, DAMAGED_ZIP
from parsers.mails.headers import decoded
from parsers.office.sheetcontrols import Row, controls_of, with_controls
from parsers.office.sheetlists import (
    DATE,
    SCHOOL_DAY,
    beside,
    is_a_pupil,
    is_list_head,
    lists_pupils,
)
from parsers.office.sheetlooks import Looks, looks_of, seen_rows, seen_value
from parsers.office.sheetpictures import pictures_of, with_pictures
from parsers.pairs import Block, Cell, Document, Grid, Line, Pair, Where

MOST_ROWS = 2_000
MOST_COLUMNS = 80
_MOST_HIDDEN = 150  # rows of a sheet; twice as many of a workbook
MOST_SHEETS = 60  # a sheet for each week of a year, and some
LARGEST_UNPACKED = 60 * 2**20  # bytes, as the archive declares them
MOST_MEMBERS = 2_000
_LONGEST_CELL = 32_767  # characters, as many as a workbook holds
_WIDEST, _LONGEST = 1_000, 20_000  # columns and rows that are looked at for more than is read

# Working together to improve school attendance (DfE, August 2024), chapter 8. Attending includes
# approved educational activity; X, Y, Z, # and D are not possible sessions at this school.
_PRESENT: Final = frozenset("/\\LBKPVW")
_ABSENT_CODES: Final = frozenset(
    ["C", "C1", "C2", "E", "G", "H", "I", "J", "J1", "M", "N", "O", "Q", "R", "S", "T", "U"]
)
_NOT_POSSIBLE: Final = frozenset(
    ["D", "X", "Y", "Y1", "Y2", "Y3", "Y4", "Y5", "Y6", "Y7", "Z", "#"]
)

_OF_A_ROW = re.compile(r"\b(?:mark|code|status)\b", re.IGNORECASE)
_AM = re.compile(r"^(?:am|a\.m\.?|morning)(?: session| mark| code)?$", re.IGNORECASE)
_PM = re.compile(r"^(?:pm|p\.m\.?|afternoon)(?: session| mark| code)?$", re.IGNORECASE)
_FEWEST_DAYS = 3


def documents_of_xlsx(data: bytes) -> tuple[Document, ...]:
    """Return a document for each form in a workbook; `trouble` says why one cannot be read."""
    trouble = _too_much(data)
    if trouble:
        return (Document(how="sheet", trouble=trouble),)
    found: list[Document] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            controls = controls_of(archive)
            looks = looks_of(archive)
            pictures = pictures_of(archive)
        if controls is None:
            return (Document(how="sheet", trouble="unreadable"),)
        with warnings.catch_warnings():
            # openpyxl warns of styles and validations that it leaves out; none holds a value.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(
                io.BytesIO(data), read_only=True, data_only=True, rich_text=True
            )
            sheets = book.worksheets[:MOST_SHEETS]
            deep = _LONGEST if controls else _MOST_HIDDEN  # where the entries of lists may stand
            rows = {
                sheet.title: as_far_as_read(
                    tuple(_written(cell, looks.get(sheet.title)) for cell in row)
                    for row in sheet.iter_rows(
                        max_row=_LONGEST if sheet.sheet_state == "visible" else deep,
                        max_col=_WIDEST,
                    )
                )
                for sheet in sheets
            }
            hidden: list[Sequence[Row]] = []
            for sheet in sheets:
                whole, name = rows[sheet.title], sheet.title
                if sheet.sheet_state != "visible":
                    hidden.append(whole)
                    continue
                seen = seen_rows(whole, looks.get(name))
                if seen != whole:
                    hidden.append(whole)
                seen = with_pictures(seen, pictures.get(name, ()))
                told = with_controls(seen, controls.get(name, ()), name, rows)
                if told is None:
                    return (Document(how="sheet", trouble="controls"),)
                found += documents_of_rows(told)
            if len(book.worksheets) > MOST_SHEETS:
                found.append(Document(how="sheet", trouble="long"))
            book.close()
    except (
        *DAMAGED_PACKAGE, ArithmeticError, AttributeError, InvalidFileException, LookupError,
        TypeError,
    ):  # fmt: skip
        return (Document(how="sheet", trouble="unreadable"),)
    return with_hidden(found, hidden)


def with_hidden(seen: Sequence[Document], hidden: Iterable[Sequence[Row]]) -> tuple[Document, ...]:
    """Return the documents of a workbook, with what its sheets would say were nothing hidden.

    hidden: all rows of each sheet of which something is not seen. A list of a town's schools or
    streets is longer than any form, and its end is left out.
    """
    room, heads = 2 * _MOST_HIDDEN, []
    for rows in hidden:
        heads.append(rows[: min(_MOST_HIDDEN, room)])
        room -= len(heads[-1])
    beneath = (one for rows in heads for one in documents_of_rows(rows) if not one.trouble)
    first, *more = seen or (Document(how="sheet"),)
    return (replace(first, beneath=tuple(beneath)), *more)


def documents_of_csv(data: bytes) -> tuple[Document, ...]:
    """Return a document for each form in a file of comma, semicolon or tab separated values."""
    text = sheet_text(data)
    try:
        lines = csv.reader(io.StringIO(text), delimiter=delimiter_of(text) or ",")
        rows = as_far_as_read(tuple(cell.strip() for cell in row) for row in lines)
    except csv.Error:
        return (Document(how="sheet", trouble="unreadable"),)
    return tuple(documents_of_rows(rows)) or (Document(how="sheet"),)


def sheet_text(data: bytes) -> str:
    """Return a text file's words, by its byte order mark, else UTF-8, else Windows-1252."""
    for mark, name in (
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
        (b"\xef\xbb\xbf", "utf-8-sig"),
    ):
        if data.startswith(mark):
            return decoded(data, name)
    return decoded(data, None)


def delimiter_of(text: str) -> str | None:
    """Return what parts the columns: the mark that most lines hold alike; None where none does."""
    lines = [line for line in text.splitlines() if line.strip()][:50]
    best, most = None, 1
    for mark in (",", ";", "\t", "|"):
        holding = sum(1 for line in lines if mark in line)
        if holding > most and holding * 2 > len(lines):
            best, most = mark, holding
    return best


def as_far_as_read(rows: Iterator[Row]) -> list[Row]:
    """Return as many rows as are read, and of those behind them the first that says something."""
    return [*islice(rows, MOST_ROWS), *islice(filter(any, rows), 1)]


def documents_of_rows(rows: Sequence[Row]) -> list[Document]:
    """Return a document for each form in a sheet's rows: one, or one for each pupil in a list.

    Where more rows or columns are filled in than are read, the last of them says so.
    """
    if len(rows) > MOST_ROWS or any(any(row[MOST_COLUMNS:]) for row in rows):
        found = documents_of_rows([row[:MOST_COLUMNS] for row in rows[:MOST_ROWS]])
        return [*found, Document(how="sheet", trouble="long")]
    kept = [row for row in rows if any(row)]
    apart = [any(row) and not any(before) for before, row in pairwise(((), *rows)) if any(row)]
    head = next((n for n, row in enumerate(kept) if is_list_head(kept, n, row)), None)
    if head is None or not lists_pupils(kept[head], kept[head + 1 :]):
        return [_document(kept, (), apart)] if kept else []
    above = kept[:head]
    pupils = [row for row in kept[head + 1 :] if is_a_pupil(kept[head], row)]
    return [_document([*above, *beside(kept[head], row)], ()) for row in pupils]


def _document(
    rows: Sequence[Row], before: tuple[Block, ...], apart: Sequence[bool] = ()
) -> Document:
    """Return rows as blocks: single cells as lines, the others as a table, a register counted.

    apart: of each row whether an empty row stands before it.
    """
    blocks: list[Block] = list(before)
    table: list[tuple[Cell, ...]] = []
    register = set(_register_rows(rows))
    order = 0

    def end_table() -> None:
        if table:
            blocks.append(Grid(rows=tuple(table), where=table[0][0].where))
            table.clear()

    for number, row in enumerate(rows):
        if number in register:
            continue
        cells = []
        for column, text in enumerate(row):
            if text:
                order += 1
                cells.append(Cell(text=text, where=Where(order=order), how="sheet", column=column))
        inside = any(apart) and not any(apart[number : number + 2])
        inside = inside and _is_in_matrix(cells[0].column, table, rows[number + 1 :])
        if len(cells) == 1 and not inside:
            end_table()
            blocks.append(Line(text=cells[0].text, where=cells[0].where, how="sheet"))
        elif cells:
            table.append(tuple(cells))
    end_table()
    blocks += _counted(rows, register, order)
    return Document(how="sheet", blocks=tuple(blocks))


def _is_in_matrix(column: int, table: Sequence[tuple[Cell, ...]], after: Sequence[Row]) -> bool:
    """Whether a label alone is a row without answers between rows under heads over a corner."""
    if not table or not after or table[-1][0].column < column:
        return False
    head = next((row for row in reversed(table) if row[0].column > column), None)
    below = [n for n, cell in enumerate(after[0]) if cell]
    heads = {cell.column for cell in head or ()}
    return len(heads) > 1 and below[:1] == [column] and {*below[1:]} == heads


def _register_rows(rows: Sequence[Row]) -> Iterator[int]:
    """Yield the numbers of the rows that make up a register of sessions."""
    for number, row in enumerate(rows):
        cells = [cell for cell in row if cell]
        across = sum(1 for cell in cells if SCHOOL_DAY.match(cell)) >= _FEWEST_DAYS
        down = any(_AM.match(c) for c in cells) and any(_PM.match(c) for c in cells)
        if across:
            yield number
            for later in range(number + 1, min(number + 3, len(rows))):
                first = next((cell for cell in rows[later] if cell), "")
                if _AM.match(first) or _PM.match(first) or _OF_A_ROW.search(first):
                    yield later
            return
        if down or (len(cells) >= 2 and any(_OF_A_ROW.search(c) for c in cells[1:]) and  # noqa: PLR2004 - two columns
                    number + 1 < len(rows) and _names_a_day(rows[number + 1])):  # fmt: skip
            yield number
            for later in range(number + 1, len(rows)):
                if not _names_a_day(rows[later]):
                    return
                yield later
            return


def _names_a_day(row: Row) -> bool:
    first = next((cell for cell in row if cell), "")
    return bool(SCHOOL_DAY.match(first) or DATE.match(first))


def _counted(rows: Sequence[Row], register: set[int], order: int) -> list[Pair]:
    """Return what a register adds up to; nothing where a code is unknown."""
    numbers = sorted(register)
    if len(numbers) < 2:  # noqa: PLR2004 - a head and a row of marks
        return []
    head, body = rows[numbers[0]], [rows[n] for n in numbers[1:]]
    marks = _marks(head, body)
    known = _PRESENT | _ABSENT_CODES | _NOT_POSSIBLE
    if not marks or any(mark not in known for mark in marks):
        return []
    possible = [mark for mark in marks if mark not in _NOT_POSSIBLE]
    said = [
        ("Marks", "".join(marks) if all(len(m) == 1 for m in marks) else " ".join(marks)),
        ("Sessions possible", str(len(possible))),
        ("Sessions attended", str(sum(1 for mark in possible if mark in _PRESENT))),
    ]
    monday = _monday(" ".join(cell for row in (head, *body) for cell in row))
    if monday:
        said.append(("Week beginning", f"{monday:%d/%m/%Y}"))
    # What the sheet says itself is not said again: two answers could contradict each other.
    elsewhere = " ".join(
        cell.lower() for n, row in enumerate(rows) if n not in register for cell in row
    )
    return [
        Pair(labels=(label,), text=text, where=Where(order=order + n), how="computed")
        for n, (label, text) in enumerate(said, 1)
        if label.lower() not in elsewhere
    ]


def _marks(head: Row, body: Sequence[Row]) -> list[str]:
    """Return the codes in the order of the sessions."""
    if sum(1 for cell in head if SCHOOL_DAY.match(cell)) >= _FEWEST_DAYS:
        columns = [n for n, cell in enumerate(head) if SCHOOL_DAY.match(cell)]
        return [_code(row[n]) if n < len(row) else "" for n in columns for row in body]
    columns = [
        n
        for n, cell in enumerate(head)
        if _AM.match(cell) or _PM.match(cell) or _OF_A_ROW.search(cell)
    ]
    return [_code(row[n]) if n < len(row) else "" for row in body for n in columns]


def _code(cell: str) -> str:
    """Return a register code as the codes are written; "" for a session without one."""
    return cell.strip().upper().replace("|", "/")


def _monday(text: str) -> dt.date | None:
    """Return the Monday of the one week in which all dates of the register lie."""
    mondays = set()
    for day, month, year in DATE.findall(text):
        try:
            date = dt.date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))  # noqa: PLR2004 - "26"
        except ValueError:
            return None
        mondays.add(date - dt.timedelta(days=date.weekday()))
    return mondays.pop() if len(mondays) == 1 else None


def _written(cell: object, looks: Looks | None) -> str:
    """Return a cell as a person sees it: dates in United Kingdom order, whole numbers whole."""
    value = seen_value(cell, looks)
    if value is None:
        return ""
    if isinstance(value, dt.datetime | dt.date):
        return shown_day(value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float | int):
        look = str(getattr(cell, "number_format", ""))
        zeros = re.fullmatch(r"0{6,}", look)  # how a telephone number keeps its first 0
        told = shown_number(float(value), percent="%" in look)
        return told.zfill(len(look)) if zeros and told.isdigit() else told
    return str(value)[:_LONGEST_CELL].replace("_x000D_", "").strip()


def shown_day(value: dt.date) -> str:
    """Return a day in United Kingdom order."""
    return f"{value:%d/%m/%Y}"


def shown_number(value: float, *, percent: bool) -> str:
    """Return a number as a sheet shows it: whole ones whole, a share in hundredths."""
    if not math.isfinite(value):
        return ""
    shown = round(value * 100, 2) if percent else value
    mark = "%" if percent else ""
    return f"{int(shown) if shown == int(shown) else shown}{mark}"


def _too_much(data: bytes) -> str | None:
    """Return why the archive must not be unpacked; None if it may be."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except DAMAGED_ZIP:
        return "unreadable"
    if any(member.flag_bits & 1 for member in members):
        return "encrypted"
    if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > LARGEST_UNPACKED:
        return "too large"
    return None
