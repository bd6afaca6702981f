"""The head's letter to a parent, filled in but for the reason and the signature.

The protocol wants it on the day of the decision, with a reason only the head can give. So the
school gets it ready: an A4 PDF to print and sign, and the same as .docx for its own letterhead.
Both are made from the same blocks (templates/papers/head_letter_*.txt), and equal facts give
equal bytes. The PDF is tagged for screen readers (PDF/UA-1) and brings its font along.
"""

import datetime as dt
import json
import threading
import zipfile
from collections.abc import Mapping, Sequence
from functools import cache
from io import BytesIO
from typing import Any

import typst
from docx import Document
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from mailbot import blocks, wording
from mailbot.blocks import Block, Sort
from mailbot.casefile import Case, Item, Office, Paper, ParentCard, Recipient
from mailbot.resources import shipped

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_BOX = "My reason for this decision"
_EPOCH = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - a zip's times know no zone
_BOX_HEIGHT = Cm(7)
_compiling = threading.Lock()  # a typst compiler is not thread-safe


def head_letter(
    item: Item, parent: ParentCard, case: Case, office: Office, at: dt.datetime
) -> tuple[Paper, Paper]:
    """Return the letter to one parent about a breakdown, as PDF and as .docx.

    The parent's number, and nothing else of anybody, is in the file names. at: the instant of
    writing, in the authority's zone; the letter bears its day.
    """
    reader = Recipient(
        role="parent", address="", voice="parent", number=parent.number, name=parent.name
    )
    facts = wording.facts(item, reader, office, at)
    letter = _Letter(parent, case, facts, at)
    name = f"letter-parent-{parent.number}"
    return (
        Paper(name=f"{name}.pdf", content_type="application/pdf", content=letter.pdf()),
        Paper(name=f"{name}.docx", content_type=_WORD, content=letter.word()),
    )


class _Letter:
    """The letter's text, in its order, before it has a face."""

    __slots__ = ("after", "before", "day", "sender", "sign", "title", "to")

    def __init__(
        self, parent: ParentCard, case: Case, facts: Mapping[str, object], at: dt.datetime
    ) -> None:
        school = case.receiving
        opening = blocks.blocks("papers/head_letter_opening.txt", facts)
        self.title = next(block.text for block in opening if block.sort is Sort.TITLE)
        self.before = [block for block in opening if block.sort is not Sort.TITLE]
        self.after = list(blocks.blocks("papers/head_letter_closing.txt", facts))
        self.sender = _shown(school.name, school.phone and f"Telephone {school.phone}")
        self.to = _shown(parent.name, *_address(parent.address))
        self.day = wording.day(at.date())
        self.sign = _shown(school.head, "Head teacher", school.name)

    def pdf(self) -> bytes:
        """Return the letter as a tagged PDF."""
        data = {
            "title": self.title,
            "sender": self.sender,
            "to": self.to,
            "day": self.day,
            "before": _plain(self.before),
            "box": _BOX,
            "after": _plain(self.after),
            "sign": self.sign,
        }
        with _compiling:
            made = _compiler().compile(
                input=shipped("templates", "papers", "head_letter.typ").read_bytes(),
                format="pdf",
                sys_inputs={"data": json.dumps(data)},
                pdf_standards=["ua-1"],
            )
        if not isinstance(made, bytes):
            raise TypeError("typst gave no single PDF")
        return made

    def word(self) -> bytes:
        """Return the letter as .docx, in one font, ready for a letterhead."""
        document = _document(self.title)
        for lines in (self.sender, self.to, [self.day]):
            _lines(document, lines)
        _headed(document, self.title, 1)
        _fill(document, self.before)
        _headed(document, _BOX, 2)
        _box(document)
        document.add_paragraph()
        _fill(document, self.after)
        document.add_paragraph("Yours sincerely")
        for label in ("Signed:", "Date:"):
            line = document.add_paragraph(f"{label} " + "_" * 44)
            line.paragraph_format.space_before = Pt(18)
        _lines(document, self.sign)
        return _saved(document)


@cache
def _compiler() -> typst.Compiler:
    # the fonts that typst carries, and none of the machine's: a letter looks the same everywhere
    return typst.Compiler(ignore_system_fonts=True)


def _shown(*lines: str | None) -> list[str]:
    return [blocks.clean(line) for line in lines if line and blocks.clean(line)]


def _address(address: str | None) -> list[str]:
    """Return an address as lines: as it was written, else parted at its commas."""
    if not address:
        return []
    lines = address.splitlines() if "\n" in address.strip() else address.split(",")
    return [line.strip(" ,\r") for line in lines if line.strip(" ,\r")]


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


def _box(document: Any) -> None:
    """Add the empty ruled box that the head writes the reason in."""
    table = document.add_table(rows=1, cols=1, style="Table Grid")
    table.rows[0].height = _BOX_HEIGHT
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
