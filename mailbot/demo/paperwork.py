"""The files that the schools of a demonstration attach: real PDFs, Word files and workbooks.

A fillable PDF is our own form, filled in. A Word file is a school's own: headings, and tables of
label and value. A printed PDF ships ready made, since a word processor is needed to print one.
"""

import datetime as dt
import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
import openpyxl
from docx.shared import Mm

from mailbot.demo.story import Paper
from mailbot.resources import shipped
from mailbot.writing.papers import blank_form

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FACE = "Arial"
_PROPERTIES = "docProps/core.xml"
_MOMENT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


def made(paper: Paper) -> tuple[str, bytes]:
    """Return the media type and the bytes of a paper."""
    if paper.fillable:
        return "application/pdf", blank_form(paper.fillable, paper.values)
    if paper.printed:
        return "application/pdf", shipped("templates", "demo", paper.printed).read_bytes()
    if paper.sheet:
        return _SHEET, sheet(paper)
    return _WORD, word(paper)


def word(paper: Paper) -> bytes:
    """Return a paper's sections as a Word file, a ruled table under each heading."""
    document = docx.Document()
    document.core_properties.author = ""
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin = page.left_margin = page.right_margin = Mm(20)
    for style in ("Normal", "Heading 1", "Heading 2"):
        document.styles[style].font.name = _FACE
        # a theme's own face would win over the one named here
        fonts = document.styles[style].element.rPr.rFonts
        for key in [key for key in fonts.attrib if "Theme" in key]:
            del fonts.attrib[key]
    document.add_heading(paper.title, level=1)
    for section in paper.sections:
        document.add_heading(section.heading, level=2)
        table = document.add_table(rows=0, cols=2)
        table.style = "Table Grid"
        for label, value in section.rows:
            left, right = table.add_row().cells
            left.text, right.text = label, value
    out = BytesIO()
    document.save(out)
    return _undated(out.getvalue())


def sheet(paper: Paper) -> bytes:
    """Return a paper as a workbook: a title, a row of columns, a row of values."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append([paper.title])
    page.append(list(paper.sheet))
    page.append([paper.values.get(column) for column in paper.sheet])
    for cell in page[3]:
        if isinstance(cell.value, dt.date):
            cell.number_format = "dd/mm/yyyy"
    out = BytesIO()
    book.save(out)
    return _undated(out.getvalue())


def _undated(package: bytes) -> bytes:
    """Return an office file without the moment at which it was made: the same each time."""
    out = BytesIO()
    with ZipFile(BytesIO(package)) as made, ZipFile(out, "w", ZIP_DEFLATED) as still:
        for name in made.namelist():
            content = made.read(name)
            if name == _PROPERTIES:
                content = _MOMENT.sub(rb"\g<1>2026-09-01T08:00:00Z\g<2>", content)
            still.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    return out.getvalue()
