"""Attendance in spreadsheets: whatever the layout, and nothing guessed."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.office.sheet import documents_of_csv, documents_of_xlsx
from parsers.pairs import Document, Grid, Line, Pair


def _workbook(*rows: tuple[object, ...], title: str = "Attendance") -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return book


def _bytes(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _pairs(document: Document) -> dict[str, str]:
    """What the document says, label and value, however it is laid out."""
    found = {}
    for block in document.blocks:
        if isinstance(block, Grid):
            found |= {row[0].text: row[1].text for row in block.rows if len(row) > 1}
        elif isinstance(block, Pair):
            found[block.labels[0]] = block.text
    return found


def test_a_label_beside_its_value_stays_beside_it() -> None:
    data = _bytes(
        _workbook(
            ("Weekly attendance record",),
            ("Surname", "Jarvis"),
            ("Date of birth", dt.datetime(2012, 3, 14)),  # noqa: DTZ001 - Excel knows no zones
            ("Sessions possible", 10),
            ("Attendance", 0.9),
        )
    )
    (document,) = documents_of_xlsx(data)
    assert isinstance(document.blocks[0], Line)
    assert _pairs(document) == {
        "Surname": "Jarvis",
        "Date of birth": "14/03/2012",
        "Sessions possible": "10",
        "Attendance": "0.9",
    }


def test_a_percentage_is_read_as_it_is_shown() -> None:
    book = _workbook(("Attendance", 0.925), ("Surname", "Jarvis"))
    assert book.active is not None
    book.active["B1"].number_format = "0.0%"
    assert _pairs(documents_of_xlsx(_bytes(book))[0])["Attendance"] == "92.5%"


def test_a_list_of_pupils_is_a_document_for_each() -> None:
    first, second = documents_of_csv(
        b"Week beginning,14/09/2026\n"
        b"Surname,Forename,DOB,Possible,Attended\n"
        b"Jarvis,Kai,14/03/2012,10,9\nLee,Mia,01/02/2012,10,10\nTotal,,,20,19\n"
    )
    assert _pairs(first)["Surname"] == "Jarvis"
    assert _pairs(first)["Attended"] == "9"
    assert _pairs(first)["Week beginning"] == "14/09/2026"
    assert _pairs(second)["Forename"] == "Mia"


def test_a_register_of_days_is_counted_by_its_codes() -> None:
    (document,) = documents_of_csv(
        b"Pupil,Kai Jarvis\nDay,AM,PM\nMonday 14/09/2026,/,\\\nTuesday 15/09/2026,L,O\n"
        b"Wednesday 16/09/2026,/,\\\nThursday 17/09/2026,#,#\nFriday 18/09/2026,I,I\n"
    )
    assert _pairs(document) == {
        "Pupil": "Kai Jarvis",
        "Marks": "/\\LO/\\##II",
        "Sessions possible": "8",
        "Sessions attended": "5",
        "Week beginning": "14/09/2026",
    }


def test_days_across_the_top_are_counted_too() -> None:
    (document,) = documents_of_csv(
        b"Pupil,Kai Jarvis\n,Mon,Tue,Wed,Thu,Fri\nAM,/,/,/,N,/\nPM,\\,\\,\\,N,\\\n"
    )
    assert _pairs(document)["Marks"] == "/\\/\\/\\NN/\\"
    assert _pairs(document)["Sessions attended"] == "8"


@pytest.mark.parametrize("code", ["", "?", "ill"])
def test_a_session_without_a_known_code_is_not_guessed_at(code: str) -> None:
    (document,) = documents_of_csv(
        f"Pupil,Kai Jarvis\nDay,AM,PM\nMonday,/,\\\nTuesday,{code},\\\n".encode()
    )
    assert _pairs(document) == {"Pupil": "Kai Jarvis"}


def test_dates_of_two_weeks_name_no_week() -> None:
    (document,) = documents_of_csv(
        b"Pupil,Kai Jarvis\nDay,AM,PM\n14/09/2026,/,\\\n21/09/2026,/,\\\n"
    )
    assert "Week beginning" not in _pairs(document)


def test_what_the_sheet_says_itself_is_not_counted_again() -> None:
    (document,) = documents_of_csv(b"Sessions attended,3\nDay,AM,PM\nMonday,/,\\\nTuesday,/,\\\n")
    assert _pairs(document)["Sessions attended"] == "3"


def test_a_workbook_with_more_sheets_than_are_read_says_so() -> None:
    book = openpyxl.Workbook()
    for number in range(60):
        book.create_sheet(f"Week {number}").append(["Pupil", "Kai Lee"])
    out = io.BytesIO()
    book.save(out)
    found = documents_of_xlsx(out.getvalue())
    assert [document.trouble for document in found].count("long") == 1
    assert found[-1].trouble == "long"


def test_a_hidden_sheet_is_not_read() -> None:
    book = _workbook(("Surname", "Jarvis"))
    book.create_sheet("old").append(("Surname", "Lee"))
    book["old"].sheet_state = "hidden"
    assert [_pairs(one)["Surname"] for one in documents_of_xlsx(_bytes(book))] == ["Jarvis"]


@pytest.mark.parametrize("mark", [";", "\t"])
def test_other_separators_and_byte_order_marks_are_understood(mark: str) -> None:
    data = f"Surname{mark}Forename{mark}DOB\nJarvis{mark}Zoë{mark}14/03/2012\n".encode("utf-16")
    assert _pairs(documents_of_csv(data)[0])["Forename"] == "Zoë"


def test_an_archive_that_unpacks_too_large_is_not_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (70 * 2**20))
    assert documents_of_xlsx(out.getvalue())[0].trouble == "too large"


def test_a_broken_workbook_is_unreadable() -> None:
    data = _bytes(_workbook(("Surname", "Jarvis")))
    assert documents_of_xlsx(data[: len(data) // 2])[0].trouble == "unreadable"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", b"<broken")
    assert documents_of_xlsx(out.getvalue())[0].trouble == "unreadable"


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(["", "Mon", "AM", "PM", "/", "Name", "DOB", "x", "1/2/26"])))
)
def test_no_rows_make_it_raise(rows: list[list[str]]) -> None:
    documents_of_csv("\n".join(",".join(row) for row in rows).encode())
