"""Several pupils on one form: each is a form of its own, and none is lost."""

import datetime as dt
import io
from collections.abc import Sequence

import openpyxl
import pytest
from reportlab.platypus import SimpleDocTemplate, Table

from parsers.read import read_file
from parsers.records import Mm1, Reading
from tests.parsers import layouts

TITLE = "MM1 Managed Move Agreement"
TWIN = {"Ruby": "Rose", layouts.UPN: "", "05/10/2026": "12/10/2026"}
ANSWERS = list(layouts.AGREEMENT.items())
BESIDE = [[label, said, TWIN.get(said, said)] for label, said in ANSWERS]
HEADS = ["", "Pupil 1", "Pupil 2"]


def _sheet(rows: Sequence[Sequence[str]]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _pdf(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.BytesIO()
    look = [("GRID", (0, 0), (-1, -1), 0.5, "black")]
    SimpleDocTemplate(out).build([Table([[TITLE, "", ""], *rows], style=look)])
    return out.getvalue()


def _html(rows: Sequence[Sequence[str]]) -> bytes:
    told = "".join("<tr>" + "".join(f"<td>{one}</td>" for one in row) + "</tr>" for row in rows)
    return f"<html><h1>{TITLE}</h1><table>{told}</table></html>".encode()


def _said(readings: tuple[Reading, ...]) -> list[tuple[str, dt.date | None, str]]:
    found = []
    for one in readings:
        assert isinstance(one.record, Mm1)
        found.append((one.record.pupil.forename or "", one.record.start_date, one.status))
    return found


BOTH = [
    ("Ruby", dt.date(2026, 10, 5), "accepted"),
    ("Rose", dt.date(2026, 10, 12), "accepted"),
]


@pytest.mark.parametrize(
    "data",
    [
        _sheet([[TITLE], *BESIDE]),
        _sheet([[TITLE], HEADS, *BESIDE]),
        layouts.word(TITLE, BESIDE),
        layouts.word(TITLE, [HEADS, *BESIDE]),
        layouts.word(TITLE, [["", "Ruby", "Rose"], *BESIDE]),
        layouts.word(TITLE, [HEADS, *BESIDE[:8]], "The placement", BESIDE[8:]),
        _pdf(BESIDE),
        _html(BESIDE),
    ],
    ids=["sheet", "sheet-heads", "word", "word-heads", "word-names", "word-tables", "pdf", "html"],
)
def test_a_second_column_of_answers_is_a_second_form(data: bytes) -> None:
    assert _said(read_file("form", data, layouts.context(), None)) == BOTH


def test_a_row_for_each_pupil_is_a_form_for_each() -> None:
    rows = [
        ["Surname", "Forename", "Date of birth", "Home school", "Receiving school", "Start date"],
        ["Hale", "Ruby", "14/03/2012", "Fernhill Academy", "Oakbrook School", "05/10/2026"],
        ["Hale", "Rose", "14/03/2012", "Fernhill Academy", "Oakbrook School", "12/10/2026"],
    ]
    signed = [["Parent/carer name", "Jo Hale"], ["Signature of parent/carer", "Jo Hale"]]
    data = layouts.word(TITLE, rows, signed)
    assert _said(read_file("form", data, layouts.context(), None)) == BOTH


def test_a_column_for_a_second_pupil_that_was_left_blank_is_no_form() -> None:
    data = layouts.word(TITLE, [HEADS, *([label, said, ""] for label, said in ANSWERS)])
    assert _said(read_file("form", data, layouts.context(), None)) == BOTH[:1]


def test_who_signed_and_when_is_said_of_each_pupil() -> None:
    signed = [
        ["", "Name", "Date"],
        ["Headteacher, home school", "A Jones", "01/10/2026"],
        ["Headteacher, receiving school", "B Jones", "01/10/2026"],
    ]
    data = layouts.word(TITLE, [HEADS, *BESIDE[:-3]], signed)
    for one in read_file("form", data, layouts.context(), None):
        assert isinstance(one.record, Mm1)
        assert one.record.home.consent is not None
        assert one.record.home.consent.date == dt.date(2026, 10, 1)


@pytest.mark.parametrize("heading", ["Siblings", "Brothers and sisters"])
def test_a_list_of_brothers_and_sisters_makes_no_forms(heading: str) -> None:
    listed = [
        ["Name", "Date of birth", "School"],
        ["Kai Hale", "01/02/2014", "Elsewhere"],
        ["Mia Hale", "01/02/2015", "Elsewhere"],
    ]
    for content in ((ANSWERS, heading, listed), ([[heading, "", ""], *listed], ANSWERS)):
        data = layouts.word(TITLE, *content)  # type: ignore[arg-type]
        assert _said(read_file("form", data, layouts.context(), None)) == BOTH[:1]


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("Pupil's forename", "pupil.forename"),
        ("Start date", "start_date"),
        ("E-mail address", "parents[0].email"),
    ],
)
def test_a_second_answer_in_the_next_cell_is_asked_about(label: str, field: str) -> None:
    other = {"Start date": "12/10/2026", "E-mail address": "sam.hale@post.example"}
    rows = [[one, said, other.get(one, "Rose") if one == label else ""] for one, said in ANSWERS]
    (reading,) = read_file("form", layouts.word(TITLE, rows), layouts.context(), None)
    assert [p.code for p in reading.problems if p.field == field] == ["conflict"]


@pytest.mark.parametrize("said", ["Ruby and Rose", "Ruby & Rose", "Ruby / Rose", "Ruby, Rose"])
def test_two_forenames_in_one_cell_are_asked_about(said: str) -> None:
    rows = [[label, said if label == "Pupil's forename" else told] for label, told in ANSWERS]
    (reading,) = read_file("form", layouts.word(TITLE, rows), layouts.context(), None)
    assert reading.status == "query"
    assert "pupil.forename" not in reading.evidence


@pytest.mark.parametrize(
    ("said", "status"), [("Ruby Hale\nRose Hale", "query"), ("Ruby May\nHale", "accepted")]
)
def test_two_whole_names_under_each_other_are_asked_about(said: str, status: str) -> None:
    rows = [["Name of pupil", said], *([one, told] for one, told in ANSWERS[2:])]
    (reading,) = read_file("form", layouts.word(TITLE, rows), layouts.context(), None)
    assert reading.status == status


def test_what_stands_once_in_another_table_is_said_of_each() -> None:
    pupil = [row for row in BESIDE if row[1] in ("Ruby", "Hale", "14/03/2012", layouts.UPN)]
    rest = [row[:2] for row in BESIDE if row not in pupil]
    data = layouts.word(TITLE, [HEADS, *pupil], "The placement", rest)
    day = dt.date(2026, 10, 5)
    said = _said(read_file("form", data, layouts.context(), None))
    assert said == [("Ruby", day, "accepted"), ("Rose", day, "accepted")]


@pytest.mark.parametrize("head", ["Sibling at the school", "Brother", "Parent"])
def test_a_column_of_somebody_else_is_no_pupils(head: str) -> None:
    data = layouts.word(TITLE, [["", "Pupil", head], *BESIDE])
    assert len(read_file("form", data, layouts.context(), None)) == 1


def test_one_number_under_two_names_is_one_pupils() -> None:
    rows = [[label, said, "Ruth" if said == "Ruby" else said] for label, said in ANSWERS]
    data = layouts.word(TITLE, [["", "Now", "Before"], *rows])
    assert len(read_file("form", data, layouts.context(), None)) == 1


def test_a_brother_beside_the_pupil_is_asked_about() -> None:
    rows = [
        ["Name", "Date of birth", "Home school", "Receiving school", "Start date"],
        ["Ruby Hale", "14/03/2012", "Fernhill Academy", "Oakbrook School", "05/10/2026"],
        ["Sam Hale (brother)", "02/09/2013", "Fernhill Academy", "Oakbrook School", "05/10/2026"],
    ]
    found = read_file("form", layouts.word(TITLE, rows), layouts.context(), None)
    assert all(one.status != "accepted" for one in found)
