"""Forms kept as sheets: labels beside values, several to a row, whatever wrote the file."""

import datetime as dt
import io

import openpyxl
import pytest

from parsers.read import read_file
from parsers.records import Mm1
from tests.parsers import layouts

ROWS: tuple[tuple[object, ...], ...] = (
    ("MM1 Managed Move Agreement",),
    ("Surname", "Lee", "Forename", "Kai"),
    ("Date of birth", dt.date(2012, 3, 14), "UPN", layouts.UPN),
    ("Year group", 9, "Looked after?", False),
    ("Home school", "Fernhill Academy", "Receiving school", "Oakbrook School"),
    ("Start date", dt.date(2026, 10, 5), "Planned end date", dt.date(2026, 12, 18)),
    ("Parent/carer name", "Jo Lee", "Relationship", "Mother"),
    ("Email", "jo@post.example", "Telephone", 7700900123),
    ("Parent/carer signature", "Jo Lee", "Date", dt.date(2026, 10, 1)),
)


def _said(cell: object) -> str:
    if isinstance(cell, dt.date):
        return f"{cell:%d/%m/%Y}"
    return {7700900123: "07700 900123", False: "No"}.get(cell, str(cell))  # type: ignore[call-overload]


def _xlsx() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in ROWS:
        sheet.append(row)
    sheet["D8"].number_format = "0" * 11
    sheet.merge_cells("A1:D1")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _csv(mark: str) -> str:
    return "\n".join(mark.join(f'"{_said(cell)}"' for cell in row) for row in ROWS)


def _lines() -> str:
    pairs = [(row[at], row[at + 1]) for row in ROWS[1:] for at in (0, 2)]
    told = "\n".join(f"{label}: {_said(value)}" for label, value in pairs)
    return f"{ROWS[0][0]}\n\n{told}\n"


def _html() -> str:
    rows = "".join(
        "<tr>" + "".join(f"<td>{_said(cell)}</td>" for cell in row) + "</tr>" for row in ROWS[1:]
    )
    return f"<html><body><h1>{ROWS[0][0]}</h1><table>{rows}</table></body></html>"


@pytest.mark.parametrize(
    "data",
    [
        _xlsx(), _csv(",").encode(), _csv(";").encode("utf-8-sig"), _csv("\t").encode("utf-16"),
        _lines().encode("cp1252"), _html().encode(),
    ],
    ids=["xlsx", "csv", "semicolons", "tabs-utf-16", "text", "html"],
)  # fmt: skip
def test_a_form_kept_as_a_sheet_or_as_text_is_read(data: bytes) -> None:
    (reading,) = read_file("form", data, layouts.context(), None)
    assert isinstance(reading.record, Mm1)
    assert reading.status == "accepted"
    told = reading.record.model_dump(exclude_none=True, exclude_defaults=True)
    assert told == {
        "pupil": {
            "forename": "Kai", "surname": "Lee", "dob": dt.date(2012, 3, 14),
            "upn": layouts.UPN, "nc_year": 9,
        },
        "home": {"school": "Fernhill Academy", "urn": 100001},
        "receiving": {"school": "Oakbrook School", "urn": 100002},
        "start_date": dt.date(2026, 10, 5),
        "end_date": dt.date(2026, 12, 18),
        "looked_after": False,
        "parents": (
            {
                "name": "Jo Lee", "relationship": "Mother", "email": "jo@post.example",
                "phone": told["parents"][0]["phone"],
                "consent": {"evidence": "typed", "date": dt.date(2026, 10, 1)},
            },
        ),
    }  # fmt: skip
    assert told["parents"][0]["phone"].replace(" ", "") == "07700900123"
