"""A cell that nobody sees is no answer: hidden, white on white, struck out."""

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl
import pytest
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color

from parsers.office.sheet import documents_of_xlsx
from parsers.pairs import Grid, plain
from parsers.read import read_file
from parsers.records import Reading
from tests.parsers import layouts
from tests.parsers.test_other_documents import _ods

ROWS = (("Surname", "Lee", "Hale"), ("Start date", "05/10/2026", ""), ("Year group", "9", ""))
DARK = PatternFill("solid", fgColor="FF1F3864")


def told(change: Callable[[Any], None]) -> list[list[str]]:
    """The rows that are read once the sheet was changed."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in ROWS:
        sheet.append(row)
    change(sheet)
    out = io.BytesIO()
    book.save(out)
    (document,) = documents_of_xlsx(out.getvalue())
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    return [[plain(cell.text) for cell in row] for grid in grids for row in grid.rows]


def _set(**looks: Any) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        for name, look in looks.items():
            setattr(sheet["B1"], name, look)

    return change


def test_a_hidden_column_is_not_read() -> None:
    def change(sheet: Any) -> None:
        sheet.column_dimensions["B"].hidden = True

    assert told(change)[0] == ["Surname", "Hale"]


def test_a_hidden_row_is_not_read() -> None:
    def change(sheet: Any) -> None:
        sheet.row_dimensions[2].hidden = True

    assert [row[0] for row in told(change)] == ["Surname", "Year group"]


@pytest.mark.parametrize(
    "change",
    [
        _set(font=Font(color="FFFFFFFF")),
        _set(font=Font(color=Color(theme=0))),
        _set(font=Font(color="FFFFFFFF"), fill=PatternFill("solid", fgColor="FFFFFFFF")),
        _set(font=Font(strike=True)),
        _set(number_format=";;;"),
    ],
)
def test_white_letters_and_struck_ones_are_not_read(change: Callable[[Any], None]) -> None:
    assert told(change)[0] == ["Surname", "Hale"]


@pytest.mark.parametrize(
    "change",
    [
        _set(font=Font(color="FFFFFFFF"), fill=DARK),
        _set(font=Font(color="FF808080")),
        _set(font=Font(color=Color(theme=1))),
        _set(font=Font(bold=True)),
        _set(fill=DARK),
    ],
)
def test_letters_that_stand_out_are_read(change: Callable[[Any], None]) -> None:
    assert told(change)[0] == ["Surname", "Lee", "Hale"]


def test_white_letters_are_left_where_a_rule_may_colour_their_ground() -> None:
    def change(sheet: Any) -> None:
        sheet["B1"].font = Font(color="FFFFFFFF")
        rule = CellIsRule(operator="equal", formula=['"Lee"'], fill=DARK)
        sheet.conditional_formatting.add("A1:C3", rule)

    assert told(change)[0] == ["Surname", "Lee", "Hale"]


def test_of_a_cell_only_what_is_not_struck_out_is_read() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(("Start date", "both"))
    out, changed = io.BytesIO(), io.BytesIO()
    book.save(out)
    shared = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si>'
        b"<r><rPr><strike/></rPr><t>12/10/2026</t></r>"
        b'<r><t xml:space="preserve"> 05/10/2026</t></r></si></sst>'
    )
    kind = (
        b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/'
        b'vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
    )
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            part = old.read(name).replace(b"</Types>", kind)
            cell = rb't="inlineStr"><is><t>both</t></is>'
            new.writestr(name, part.replace(cell, b't="s"><v>0</v>'))
        new.writestr("xl/sharedStrings.xml", shared)
    (document,) = documents_of_xlsx(changed.getvalue())
    (grid,) = document.blocks
    assert isinstance(grid, Grid)
    assert [plain(cell.text) for cell in grid.rows[0]] == ["Start date", "05/10/2026"]


# --- what is hidden is said -----------------------------------------------------------------------

AGREEMENT = (("MM1 Managed Move Agreement",), *layouts.AGREEMENT.items())
HIDES = "The file hides rows, columns or sheets"
WEEKS = (
    ("Surname", "Forename", "Home school", "Receiving school", "Week beginning",
     "Sessions possible", "Sessions attended"),
    *((name, "Kim", "Fernhill Academy", "Oakbrook School", "05/10/2026", 10, 9)
      for name in ("Hale", "Lee", "Moss")),
)  # fmt: skip


def forms(
    change: Callable[[Any], None], rows: Sequence[Sequence[object]] = AGREEMENT
) -> tuple[Reading, ...]:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    change(book.active)
    out = io.BytesIO()
    book.save(out)
    return read_file("form", out.getvalue(), layouts.context(), None)


def hiding(*rows: int) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        for row in rows:
            sheet.row_dimensions[row].hidden = True

    return change


def asked(reading: Reading) -> list[str]:
    return [one.field for one in reading.problems if one.message.startswith(HIDES)]


@pytest.mark.parametrize("row", [16, 17, 18])
def test_an_answer_in_a_hidden_row_is_asked_about(row: int) -> None:
    (reading,) = forms(hiding(row))
    assert (reading.kind, reading.status, asked(reading)) == ("MM1", "query", ["document"])


def test_a_form_of_which_all_but_its_head_is_hidden_is_said() -> None:
    (reading,) = forms(hiding(*range(3, 24)))
    assert (reading.kind, reading.status, asked(reading)) == ("other", "held", [""])


def test_pupils_whom_a_filter_hides_are_said() -> None:
    found = forms(hiding(2), WEEKS)
    assert [one.kind for one in found] == ["attendance", "attendance", "other"]
    assert asked(found[-1]) == [""]


def test_a_form_on_a_hidden_sheet_is_said() -> None:
    def change(sheet: Any) -> None:
        sheet.sheet_state = "hidden"
        sheet.parent.create_sheet("Letter").append(("Please see the form.",))

    (reading,) = forms(change)
    assert (reading.kind, reading.status, asked(reading)) == ("other", "held", [""])


def test_the_entries_of_lists_and_copies_for_a_data_base_may_be_hidden() -> None:
    def change(sheet: Any) -> None:
        sheet["D1"], sheet["D2"], sheet["A40"] = "Yes", "No", "Please choose"
        sheet.column_dimensions["D"].hidden = True
        sheet.row_dimensions[40].hidden = True
        data = sheet.parent.create_sheet("Data")
        data.append(list(layouts.AGREEMENT))
        data.append(list(layouts.AGREEMENT.values()))
        blank = sheet.parent.create_sheet("Blank")
        for label in layouts.AGREEMENT:
            blank.append((label,))
        data.sheet_state, blank.sheet_state = "hidden", "veryHidden"

    (reading,) = forms(change)
    assert (reading.status, asked(reading)) == ("accepted", [])


def test_what_an_open_sheet_hides_of_a_form_is_asked_about() -> None:
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    hidden = ' table:visibility="filter"'
    rows = "".join(
        f"<table:table-row{hidden if row[0] == 'Looked after child' else ''}>"
        f"{''.join(map(cell.format, row))}</table:table-row>"
        for row in AGREEMENT
    )
    (reading,) = read_file("form", _ods(rows), layouts.context(), None)
    assert (reading.kind, asked(reading)) == ("MM1", ["document"])


def test_of_a_long_hidden_list_no_more_is_looked_at_than_of_a_form() -> None:
    def change(sheet: Any) -> None:
        towns = sheet.parent.create_sheet("Towns")
        for number in range(2_500):
            towns.append((number, f"Town {number}"))
        towns.sheet_state = "hidden"

    book = openpyxl.Workbook()
    change(book.active)
    out = io.BytesIO()
    book.save(out)
    (document,) = documents_of_xlsx(out.getvalue())
    (beneath,) = document.beneath
    assert len(beneath.text.splitlines()) == 150
