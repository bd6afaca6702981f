"""Forms of other processes that offices send: a title, a table, and none of our questions."""

import datetime as dt
import io
from collections.abc import Mapping

import docx as word


def docx(
    title: str, *, pupil: str, born: dt.date, school: str, more: Mapping[str, str] | None = None
) -> bytes:
    """Return a Word form about one pupil of one school. more: further rows, by their labels."""
    document = word.Document()
    document.add_heading(title, level=1)
    document.add_paragraph("To be sent to the local authority within one school day.")
    rows = {
        "Pupil's name": pupil,
        "Date of birth": f"{born:%d/%m/%Y}",
        "Name of school": school,
        "From": "14 October 2026",
        "Number of sessions": "4",
        **(more or {}),
    }
    table = document.add_table(rows=0, cols=2)
    for label, value in rows.items():
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, value
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
