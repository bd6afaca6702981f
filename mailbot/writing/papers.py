"""The plain forms that ship: A4 PDFs that can be filled in on a screen or by pen.

What a form asks stands in `questionnaires`; here it is drawn. Each field is named by its record's
path and says its whole label to a screen reader. A form can also come filled in; the same values
give the same bytes.
"""

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import pikepdf
from reportlab.lib.colors import HexColor, white
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from mailbot.writing.questionnaires import Asked, Form, Section, form

_WIDTH, _HEIGHT = A4
_LEFT = 18 * mm
_LABEL = 62 * mm
_BOX = _LEFT + _LABEL
_RIGHT = _WIDTH - 18 * mm
_ROW = 7.4 * mm
_LINES = 30 * mm
_BOTTOM = 20 * mm
Answer = str | bool | None

_INK = HexColor(0x0B0C0C)
_RULE = HexColor(0x505A5F)
_BAND = HexColor(0x12436D)


def blank_form(kind: str, values: Mapping[str, str | bool] | None = None) -> bytes:
    """Return the form `kind` (mm1, mm2, review) as a fillable PDF.

    values: what to fill in, by record path; True and False tick "Yes" and "No". A path that the
    form does not ask is left out.
    """
    filled = values or {}
    page = _Page(form(kind))
    for section in form(kind).sections:
        page.begin(section)
        for asked in section.asked:
            page.ask(section, asked, filled.get(asked.name))
    return page.finished()


class _Page:
    """A canvas that goes down the page and turns it when it is full."""

    def __init__(self, asked: Form) -> None:
        self._bytes = BytesIO()
        self._form = asked
        self._canvas = Canvas(self._bytes, pagesize=A4, invariant=1, lang="en-GB")
        self._canvas.setTitle(f"{asked.title} ({asked.code})")
        self._canvas.setAuthor("")
        self._fields: Any = self._canvas.acroForm  # its stubs want whole points
        self._beyond: dict[str, str] = {}
        self._number = 1
        self._y = _HEIGHT - 18 * mm
        self._head()

    def begin(self, section: Section) -> None:
        """Head a section, on a new page if it would otherwise be parted without need."""
        whole = 12 * mm + sum(self._wanted(asked) for asked in section.asked)
        self._room(whole if whole < _HEIGHT - 50 * mm else 40 * mm)
        self._y -= 9 * mm
        self._write(_LEFT, self._y, section.title, "Helvetica-Bold", 12.5)
        self._y -= 2.5 * mm

    def ask(self, section: Section, asked: Asked, value: Answer) -> None:
        """Draw one label and what it asks, filled in if there is a value."""
        label = self._label(asked)
        height = self._wanted(asked)
        self._room(height)
        self._y -= height
        self._canvas.setStrokeColor(_RULE)
        self._canvas.setLineWidth(0.5)
        # ruled as a table is, by lines: a box around one field would be read as the field's frame
        for y in (self._y, self._y + height):
            self._canvas.line(_LEFT, y, _RIGHT, y)
        for x in (_LEFT, _BOX, _RIGHT):
            self._canvas.line(x, self._y, x, self._y + height)
        for number, line in enumerate(label):
            top = self._y + height - (4.9 + number * 4.1) * mm
            self._write(_LEFT + 2 * mm, top, line, self._face(asked), 9.5)
        tip = f"{section.title}: {asked.label}"
        if asked.kind == "choice":
            self._choose(asked, tip, value, height)
        else:
            self._field(asked, tip, value, height)

    def finished(self) -> bytes:
        """Return the PDF, its last page closed."""
        self._foot()
        self._canvas.showPage()
        self._canvas.save()
        made = self._bytes.getvalue()
        return _with_beyond(made, self._beyond) if self._beyond else made

    def _head(self) -> None:
        self._canvas.setFillColor(_BAND)
        self._canvas.rect(0, _HEIGHT - 11 * mm, _WIDTH, 11 * mm, stroke=0, fill=1)
        self._write(_LEFT, _HEIGHT - 7.4 * mm, self._form.code, "Helvetica-Bold", 13, white)
        if self._number > 1:
            self._y = _HEIGHT - 16 * mm
            return
        self._y = _HEIGHT - 22 * mm
        self._write(_LEFT, self._y, self._form.title, "Helvetica-Bold", 16)
        self._y -= 6 * mm
        for line in simpleSplit(self._form.intro, "Helvetica", 10, _RIGHT - _LEFT):
            self._write(_LEFT, self._y, line, "Helvetica", 10)
            self._y -= 4.6 * mm

    def _foot(self) -> None:
        self._write(_LEFT, 11 * mm, f"Page {self._number}", "Helvetica", 8.5, _RULE)

    def _room(self, height: float) -> None:
        if self._y - height >= _BOTTOM:
            return
        self._foot()
        self._canvas.showPage()
        self._number += 1
        self._head()

    def _label(self, asked: Asked) -> list[str]:
        return list(simpleSplit(asked.label, self._face(asked), 9.5, _LABEL - 4 * mm))

    def _wanted(self, asked: Asked) -> float:
        """Return the height of a row: its label's or its answer's, whichever is more."""
        label = (len(self._label(asked)) * 4.1 + 3.2) * mm
        if asked.kind == "lines":
            return float(max(label, _LINES))
        if asked.kind == "choice":
            return float(max(label, len(_rows(asked.options)) * 6 * mm + 1.4 * mm))
        return float(max(label, _ROW))

    def _field(self, asked: Asked, tip: str, value: Answer, height: float) -> None:
        text = value if isinstance(value, str) else ""
        name = _field_name(asked.name)
        # a one-line field is drawn from its top: as low as its letters, they stand in the middle
        tall = height - 1.6 * mm if asked.kind == "lines" else 5.2 * mm
        if not _latin(text):
            self._beyond[name] = text
            text = ""
        self._fields.textfield(
            name=name,
            tooltip=tip,
            value=text,
            x=_BOX + 0.6 * mm,
            y=self._y + (height - tall) / 2,
            width=_RIGHT - _BOX - 1.2 * mm,
            height=tall,
            fontName="Helvetica",
            fontSize=10,
            borderWidth=0,
            fillColor=white,
            borderColor=white,
            textColor=_INK,
            maxlen=4000 if asked.kind == "lines" else 300,
            fieldFlags="multiline" if asked.kind == "lines" else "",
        )

    def _choose(self, asked: Asked, tip: str, value: Answer, height: float) -> None:
        chosen = {True: "yes", False: "no"}.get(value) if isinstance(value, bool) else value
        for row, options in enumerate(_rows(asked.options)):
            x = _BOX + 2 * mm
            y = self._y + height - (row + 1) * 6 * mm
            for option, words in options:
                self._fields.checkbox(
                    name=f"{_field_name(asked.name)}_{option}",
                    tooltip=f"{tip}: {words}",
                    checked=option == chosen,
                    x=x,
                    y=y + 0.3 * mm,
                    size=4.2 * mm,
                    buttonStyle="check",
                    borderWidth=0.7,
                    borderColor=_INK,
                    fillColor=white,
                    textColor=_INK,
                )
                self._write(x + 6 * mm, y + 1.2 * mm, words, "Helvetica", 10)
                x += 6 * mm + self._canvas.stringWidth(words, "Helvetica", 10) + 7 * mm

    def _face(self, asked: Asked) -> str:
        return "Helvetica-Bold" if asked.needed else "Helvetica"

    def _write(  # noqa: PLR0913, PLR0917 - where, what and how
        self, x: float, y: float, words: str, face: str, size: float, ink: Any = _INK
    ) -> None:
        self._canvas.setFillColor(ink)
        self._canvas.setFont(face, size)
        self._canvas.drawString(x, y, words)


def _rows(options: Sequence[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """Return the options as rows that fit the box, by a cautious count of letters."""
    rows: list[list[tuple[str, str]]] = [[]]
    used = 0
    for option in options:
        letters = len(option[1]) + 8
        if rows[-1] and used + letters > 62:  # noqa: PLR2004 - letters of 10 points in the box
            rows.append([])
            used = 0
        rows[-1].append(option)
        used += letters
    return rows


def _field_name(path: str) -> str:
    """Return a PDF field's name for a record's path; a full stop would part it in two."""
    counted = re.sub(r"\[(\d+)\]", lambda found: f"_{int(found[1]) + 1}", path)
    return counted.replace(".", "_")


def _latin(text: str) -> bool:
    """Say whether the form's own font can show `text`."""
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _with_beyond(made: bytes, beyond: Mapping[str, str]) -> bytes:
    """Return the PDF with values its font cannot show, for the reader's program to draw."""
    out = BytesIO()
    with pikepdf.open(BytesIO(made)) as pdf:
        for field in pdf.Root.AcroForm.Fields:
            text = beyond.get(str(field.get("/T", "")))
            if text is not None:
                field.V = pikepdf.String(text)
                if "/AP" in field:
                    del field["/AP"]
        # a reader that draws anew draws the ticks too, and needs their font
        name = pikepdf.Name
        ticks = pikepdf.Dictionary(Type=name.Font, Subtype=name.Type1, BaseFont=name.ZapfDingbats)
        pdf.Root.AcroForm.DR.Font.ZaDb = pdf.make_indirect(ticks)
        pdf.Root.AcroForm.NeedAppearances = True
        pdf.save(out, deterministic_id=True)
    return out.getvalue()
