"""Misread labels are put right where a list proves them; values never are."""

from dataclasses import replace

import pytest

from parsers.labels.mending import mended
from parsers.labels.vocabulary import vocabulary
from parsers.pairs import DOUBTFUL, Cell, Document, Grid, Line, Where
from tests.parsers import layouts

PLACE = Where(page=1)


def put_right(*lines: str, how: str = "ocr") -> list[str]:
    forms = layouts.context().forms
    blocks = tuple(Line(text=text, where=PLACE, how=how) for text in lines)  # type: ignore[arg-type]
    made = mended(Document(how="ocr", blocks=blocks), forms, vocabulary(forms))
    return [block.text for block in made.blocks if isinstance(block, Line)]


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Namie of pupil: Kim Hale", "Name of pupil: Kim Hale"),
        ("Legal sumame: Hale", "Legal surname: Hale"),
        (f"Date of b1rth{DOUBTFUL}: 2 May 2012", "Date of birth: 2 May 2012"),
        ("Dateofbirth: 2 May 2012", "date of birth: 2 May 2012"),
        ("Homé school: ..Elm Academy ....", "Home school: ..Elm Academy ...."),
        ("UPN: A1 .... Year gr0up: 9", "UPN: A1 .... Year group: 9"),
        (
            "Forename .... Sumame .... Legal sumame .... Hale ....",
            "Forename .... Sumame .... Legal surname .... Hale ....",
        ),
    ],
)
def test_a_misread_label_is_put_right(read: str, meant: str) -> None:
    assert put_right(read) == [meant]


@pytest.mark.parametrize(
    "read",
    [
        "Surname: Namie",  # a value is what it is
        "Namie Sumame",  # no label stands here
        "We spoke of the sumame and much else with a family that we know: fine",
        "Dob: 2/5/12",  # a label already
        "Mather: Ann",  # "mother" and "father" are equally near
    ],
)
def test_what_no_list_proves_is_left_as_it_was_read(read: str) -> None:
    assert put_right(read) == [read]


def test_what_was_typed_is_never_mended() -> None:
    assert put_right("Namie of pupil: Kim Hale", how="text") == ["Namie of pupil: Kim Hale"]


def test_in_a_table_a_label_is_mended_and_the_value_beside_it_is_not() -> None:
    forms = layouts.context().forms
    cell = Cell(text="Legal sumame", where=PLACE, how="ocr", column=0)
    head = (replace(cell, text="Section"), replace(cell, text="Answer", column=1))
    row = (cell, replace(cell, text="Sumame", column=1))
    document = Document(how="ocr", blocks=(Grid(rows=(head, row), where=PLACE),))
    (grid,) = mended(document, forms, vocabulary(forms)).blocks
    assert isinstance(grid, Grid)
    assert [one.text for one in grid.rows[1]] == ["Legal surname", "Sumame"]


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        (f"Name of\nparent I{DOUBTFUL}\ncarer", "Name of parent / carer"),
        ("D.0.B", "D.O.B"),
        ("Legal\nsumame", "Legal surname"),
    ],
)
def test_a_label_on_several_lines_or_with_a_misread_sign_is_put_right(
    read: str, meant: str
) -> None:
    forms = layouts.context().forms
    cells = tuple(
        Cell(text=text, where=PLACE, how="ocr", column=n) for n, text in enumerate((read, "x"))
    )
    document = Document(how="ocr", blocks=(Grid(rows=(cells,), where=PLACE),))
    (grid,) = mended(document, forms, vocabulary(forms)).blocks
    assert isinstance(grid, Grid)
    assert grid.rows[0][0].text == meant


def test_a_stroke_after_parent_that_numbers_it_is_left() -> None:
    assert put_right("Parent I name: Ann Hale") == ["Parent I name: Ann Hale"]


def test_a_month_that_begins_with_a_nought_is_october() -> None:
    assert put_right("Start date: 12 0ct 2026") == ["Start date: 12 Oct 2026"]
