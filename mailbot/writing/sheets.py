"""A letter on paper: an A4 PDF to print, and the same as .docx for a school's letterhead.

Both are made from one `Sheet`, and equal sheets give equal bytes. The PDF is tagged for screen
readers (PDF/UA-1) and brings its font along, so it looks the same on every machine.
"""

import datetime as dt
import json
import threading
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any

import typst
from docx import Document
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from mailbot.resources import shipped
from mailbot.writing.blocks import Block, Sort
from mailbot.writing.casefile import Paper

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_EPOCH = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - a zip's times know no zone
_compiling = threading.Lock()  # a typst compiler is not thread-safe


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Sheet:
    """A letter before it has a face.

    box: what stands over an empty ruled box between `before` and `after`; None for no box.
    box_lines: how many lines may be written in it. sign: the lines under the signature.
    """

    title: str
    sender: tuple[str, ...]
    to: tuple[str, ...]
    day: str
    before: tuple[Block, ...]
    box: str | None
    box_lines: int
    after: tuple[Block, ...]
    sign: tuple[str, ...]


def papers(sheet: Sheet, name: str) -> tuple[Paper, Paper]:
    """Return the letter as `name`.pdf and `name`.docx; `name` holds nothing of anybody."""
    return (
        Paper(name=f"{name}.pdf", content_type="application/pdf", content=_pdf(sheet)),
        Paper(name=f"{name}.docx", content_type=_WORD, content=_word(sheet)),
    )


def _pdf(sheet: Sheet) -> bytes:
    data = {
        "title": sheet.title,
        "sender": sheet.sender,
        "to": sheet.to,
        "day": sheet.day,
        "before": _plain(sheet.before),
        "box": sheet.box or "",
        "box_lines": sheet.box_lines,
        "after": _plain(sheet.after),
        "sign": sheet.sign,
    }
    with _compiling:
        made = _compiler().compile(
            input=shipped("templates", "papers", "letter.typ").read_bytes(),
            format="pdf",
            sys_inputs={"data": json.dumps(data)},
            pdf_standards=["ua-1"],
        )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single PDF")
    return made


def _word(sheet: Sheet) -> bytes:
    document = _document(sheet.title)
    for lines in (sheet.sender, sheet.to, [sheet.day]):
        _lines(document, lines)
    _headed(document, sheet.title, 1)
    _fill(document, sheet.before)
    if sheet.box:
        _headed(document, sheet.box, 2)
        _box(document, sheet.box_lines)
        document.add_paragraph()
    _fill(document, sheet.after)
    document.add_paragraph("Yours sincerely")
    for label in ("Signed:", "Date:"):
        line = document.add_paragraph(f"{label} " + "_" * 44)
        line.paragraph_format.space_before = Pt(18)
    _lines(document, sheet.sign)
    return _saved(document)


@cache
def _compiler() -> typst.Compiler:
    # the fonts that typst carries, and none of the machine's: a letter looks the same everywhere
    return typst.Compiler(ignore_system_fonts=True)


def _plain(parts: Sequence[Block]) -> list[dict[str, str]]:
    return [{"sort": b.sort.value, "text": b.text, "label": b.label} for b in parts]


def _document(title: str) -> Any:
    document = Document()
    properties = document.core_properties
    properties.author = ""
    properties.title = title
    properties.comments = ""
    properties.language = "en-GB"
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.3)
    section.top_margin = section.bottom_margin = Cm(2.2)
    normal = document.styles["Normal"]
    _font(normal, 12)
    normal.paragraph_format.space_after = Pt(8)
    for name, size in (("Heading 1", 16), ("Heading 2", 13)):
        _font(document.styles[name], size)
        document.styles[name].font.color.rgb = RGBColor(0x0B, 0x0C, 0x0C)
        document.styles[name].paragraph_format.space_before = Pt(14)
        document.styles[name].paragraph_format.space_after = Pt(5)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    normal.element.get_or_add_rPr().append(language)
    return document


def _font(style: Any, size: int) -> None:
    style.font.name = "Arial"
    style.font.size = Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in list(fonts.attrib):
        if key.endswith("Theme"):
            del fonts.attrib[key]
    for key in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(key), "Arial")


def _lines(document: Any, lines: Sequence[str]) -> None:
    """Add lines that belong together, such as an address, as one paragraph."""
    if not lines:
        return
    paragraph = document.add_paragraph()
    for number, line in enumerate(lines):
        if number:
            paragraph.add_run().add_break()
        paragraph.add_run(line)
    paragraph.paragraph_format.space_after = Pt(12)


def _headed(document: Any, text: str, level: int) -> None:
    document.add_heading(text, level)


def _fill(document: Any, parts: Sequence[Block]) -> None:
    for block in parts:
        if block.sort is Sort.HEADING:
            _headed(document, block.text, 2)
        elif block.sort is Sort.BULLET:
            document.add_paragraph(block.text, style="List Bullet")
        elif block.sort is Sort.STEP:
            document.add_paragraph(f"\u2610  {block.text}")
        elif block.label:
            paragraph = document.add_paragraph()
            paragraph.add_run(f"{block.label}: ").bold = True
            paragraph.add_run(block.text)
        else:
            document.add_paragraph(block.text)


def _box(document: Any, lines: int) -> None:
    """Add an empty ruled box to write in."""
    table = document.add_table(rows=1, cols=1, style="Table Grid")
    table.rows[0].height = Cm(0.95 * (lines + 1))
    table.rows[0].height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST


def _saved(document: Any) -> bytes:
    """Return the file with every time in it fixed, so that equal letters are equal bytes."""
    first = BytesIO()
    document.save(first)
    out = BytesIO()
    with zipfile.ZipFile(first) as made, zipfile.ZipFile(out, "w") as kept:
        for name in made.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(entry, made.read(name))
    return out.getvalue()
