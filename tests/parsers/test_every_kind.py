"""One form as every kind of file that schools send: each value is the same, and none is added.

The values stand in `every_kind.toml`, checked by eye. Kinds that only differ in how a PDF was saved
are in `test_pdf_kinds`, controls of Office in `test_word_inside` and `test_sheet_controls`.
"""

# ruff: noqa: E501 - forms written as XML read best a line a row

import base64
import datetime as dt
import functools
import io
import tomllib
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import openpyxl
import pikepdf
import pytest
from PIL import Image
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import PageBreak, Paragraph

from parsers.evidence import open_message
from parsers.filetypes import Filetype, filetype
from parsers.images.pictures import pages_of_picture
from parsers.read import read_file, read_mail
from parsers.records import Reading
from tests import factory, scanner, wrapped
from tests.parsers import layouts
from tests.parsers.test_other_documents import _mark, _odt
from tests.parsers.test_pdf_kinds import edited
from tests.parsers.test_pictures import arriving, ending
from tests.parsers.test_word_kinds import _box, _docx, _sdt, _t

TITLE = "MM1 Managed Move Agreement"
FORM = layouts.AGREEMENT
HERE = Path(__file__).parent


@functools.cache
def golden(name: str = "every_kind") -> Mapping[str, object]:
    return tomllib.loads((HERE / f"{name}.toml").read_text("utf-8"))


def flat(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Every value of a record under its dotted name."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from flat(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from flat(inner, f"{path}.{number}")
    else:
        yield path, value


def said(reading: Reading) -> dict[str, object]:
    assert reading.record is not None
    return dict(flat(reading.record.model_dump(exclude_none=True)))


# ------------------------------------------------------------------------------ Word


def _row(label: str, cell: str) -> str:
    return f"<w:tr><w:tc><w:p>{_t(label)}</w:p></w:tc><w:tc><w:p>{cell}</w:p></w:tc></w:tr>"


def _word(body: str) -> bytes:
    out = io.BytesIO(_docx(body))
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
    return out.getvalue()


def _of_rows(cells: Callable[[str, str], str]) -> bytes:
    rows = "".join(_row(label, cells(label, value)) for label, value in FORM.items())
    return _word(f"<w:p>{_t(TITLE)}</w:p><w:tbl>{rows}</w:tbl>")


def content_controls() -> bytes:
    def cell(label: str, value: str) -> str:
        if label == "Looked after child":
            boxes = (
                _sdt(f'<w14:checkbox><w14:checked w14:val="{on}"/></w14:checkbox>', _t("☐"))
                + _t(f" {word} ")
                for on, word in ((0, "Yes"), (1, "No"))
            )
            return "".join(boxes)
        if label == "SEN status":
            listing = "".join(
                f'<w:listItem w:displayText="{shown}" w:value="{v}"/>'
                for v, shown in (("", "Choose an item."), ("N", "None"), ("K", "K"), ("E", "EHCP"))
            )
            return _sdt(f"<w:dropDownList>{listing}</w:dropDownList>", _t("K"))
        if label in ("Start date", "End date", "Date of birth", "Date of this form"):
            day, month, year = value.split("/")
            look = f'<w:date w:fullDate="{year}-{month}-{day}T00:00:00Z"><w:dateFormat w:val="M/d/yyyy"/></w:date>'
            return _sdt(look, _t(f"{int(month)}/{int(day)}/{year}"))
        return _sdt("<w:text/>", _t(value))

    return _of_rows(cell)


def old_form_fields() -> bytes:
    def field(data: str, result: str, code: str) -> str:
        return (
            f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r>'
            f'<w:r><w:instrText>{code}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
            f'{_t(result)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )

    def cell(label: str, value: str) -> str:
        if label == "Looked after child":
            return "".join(
                field(
                    f'<w:checkBox><w:default w:val="0"/><w:checked w:val="{on}"/></w:checkBox>',
                    "",
                    "FORMCHECKBOX",
                )
                + _t(f" {word} ")
                for on, word in ((0, "Yes"), (1, "No"))
            )
        if label == "SEN status":
            entries = "".join(f'<w:listEntry w:val="{entry}"/>' for entry in ("N", "E", "K"))
            return field(f'<w:ddList><w:result w:val="2"/>{entries}</w:ddList>', "", "FORMDROPDOWN")
        return field("<w:textInput/>", value, "FORMTEXT")

    return _of_rows(cell)


def text_boxes() -> bytes:
    boxes = "".join(
        f"<w:p><w:r><w:pict><v:shape><v:textbox>{_box(f'{label}: {value}')}</v:textbox></v:shape></w:pict></w:r></w:p>"
        for label, value in FORM.items()
    )
    return _word(f"<w:p>{_t(TITLE)}</w:p>{boxes}")


def nested_tables() -> bytes:
    halves = list(FORM.items())
    inner = "".join(
        "<w:tc><w:p/><w:tbl>"
        + "".join(_row(label, _t(value)) for label, value in half)
        + "</w:tbl><w:p/></w:tc>"
        for half in (halves[:11], halves[11:])
    )
    return _word(f"<w:p>{_t(TITLE)}</w:p><w:tbl><w:tr>{inner}</w:tr></w:tbl>")


# ------------------------------------------------------------------------------ other documents


def open_document() -> bytes:
    def cell(label: str, value: str) -> str:
        if label == "Looked after child":
            return "".join(
                _mark("FORMCHECKBOX", "", ("Checkbox_Checked", on)) + f" {word} "
                for on, word in (("false", "Yes"), ("true", "No"))
            )
        return _mark("FORMTEXT", value)

    rows = "".join(
        f"<table:table-row><table:table-cell><text:p>{label}</text:p></table:table-cell>"
        f"<table:table-cell><text:p>{cell(label, value)}</text:p></table:table-cell></table:table-row>"
        for label, value in FORM.items()
    )
    return _odt(f"<text:h>{TITLE}</text:h><table:table>{rows}</table:table>")


def rich_text() -> bytes:
    def cell(label: str, value: str) -> str:
        if label == "Looked after child":
            field = r"{\field{\*\fldinst FORMCHECKBOX}{\*\formfield{\fftype1\ffres%d}}{\fldrslt}}"
            return f"{field % 0} Yes {field % 1} No"
        return rf"{{\field{{\*\fldinst FORMTEXT}}{{\fldrslt {value}}}}}"

    rows = "".join(
        rf"\trowd\cellx3000\cellx9000\pard\intbl {label}\cell {cell(label, value)}\cell\row "
        for label, value in FORM.items()
    )
    return rf"{{\rtf1\ansi\ansicpg1252 {TITLE}\par {rows}\pard\par}}".encode()


def _typed(value: str) -> object:
    """A value as Excel keeps it where somebody types it: a day as a day, a number as a number."""
    if len(value) == 10 and value[2] == value[5] == "/":
        return dt.datetime.strptime(value, "%d/%m/%Y")  # noqa: DTZ007 - a cell has no zone
    return int(value) if value.isdigit() else value


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append([TITLE])
    for label, value in FORM.items():
        book.active.append([label, _typed(value)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def separated() -> bytes:
    rows = "\r\n".join(f'"{label}","{value}"' for label, value in FORM.items())
    return f"{TITLE},\r\n{rows}\r\n".encode("utf-8-sig")


def _tabled() -> str:
    rows = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in FORM.items())
    return f"<html><body><h1>{TITLE}</h1><table>{rows}</table></body></html>"


# ------------------------------------------------------------------------------ PDF


def printed(*, broken: bool = False) -> bytes:
    rows = [[label, value] for label, value in FORM.items()]
    head = Paragraph(TITLE, getSampleStyleSheet()["Title"])
    if not broken:
        return layouts._built(head, layouts._ruled(rows, [190, 300]))
    first, second = layouts._ruled(rows[:11], [190, 300]), layouts._ruled(rows[11:], [190, 300])
    return layouts._built(head, first, PageBreak(), second)


def on_a_later_page() -> bytes:
    letter = layouts._built(
        *(
            Paragraph(line, getSampleStyleSheet()["Normal"])
            for line in ("Dear all,", "our form is overleaf.")
        )
    )
    return layouts.bound(letter, printed())


def turned(angle: int) -> bytes:
    def edit(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            page.Rotate = angle

    return edited(printed(), edit)


def under_an_empty_password() -> bytes:
    def edit(pdf: pikepdf.Pdf) -> dict[str, Any]:
        del pdf
        return {"encryption": pikepdf.Encryption(owner="council", user="", R=6)}

    return edited(printed(), edit)


# ------------------------------------------------------------------------------ mails and archives


def _mail(data: bytes, name: str = "MM1.docx", *, text: str = "Please find attached.") -> bytes:
    attached = [factory.Attachment(name, data, "application/octet-stream")] if data else []
    return factory.mail(
        "office@fernhill.example", "moves@council.example", "Managed move", text,
        attachments=attached, date=dt.datetime(2026, 10, 1, 9, tzinfo=dt.UTC), message_id="<1@fernhill.example>",
    )  # fmt: skip


def pasted() -> bytes:
    return (
        b"From: office@fernhill.example\r\nTo: moves@council.example\r\nSubject: Managed move\r\n"
        b"Date: Thu, 1 Oct 2026 09:00:00 +0100\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: base64\r\n"
        b"Content-Type: text/html; charset=utf-8\r\n\r\n" + base64.encodebytes(_tabled().encode())
    )


def three_deep() -> bytes:
    data = layouts.agreement()
    for name in ("MM1.docx", "inner.zip", "outer.zip"):
        data = wrapped.zipped({f"../{name}": data})
    return data


KINDS: Mapping[str, Callable[[], bytes]] = {
    "docx, a table": layouts.agreement,
    "docx, content controls": content_controls,
    "docx, old form fields": old_form_fields,
    "docx, text boxes": text_boxes,
    "docx, tables in a table": nested_tables,
    "odt": open_document,
    "rtf": rich_text,
    "xlsx": workbook,
    "csv": separated,
    "html": lambda: _tabled().encode(),
    "pdf, printed": printed,
    "pdf, on a later page": on_a_later_page,
    "pdf, over two pages": lambda: printed(broken=True),
    "pdf, on its side": lambda: turned(90),
    "pdf, upside down": lambda: turned(180),
    "pdf, an empty password": under_an_empty_password,
    "eml": lambda: _mail(layouts.agreement()),
    "eml, pasted as html": pasted,
    "eml in eml": lambda: _mail(_mail(layouts.agreement()), "FW"),
    "msg": lambda: wrapped.compound(wrapped.outlook(attached=[("MM1.docx", layouts.agreement())])),
    "winmail.dat": lambda: _mail(wrapped.winmail([("MM1.docx", layouts.agreement())]), "winmail.dat"),
    "zip, three deep": three_deep,
    "zip of a msg of a pdf": lambda: wrapped.zipped(
        {"a.msg": wrapped.compound(wrapped.outlook(attached=[("MM1.pdf", printed())]))}
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_the_form_says_the_same_in_every_kind_of_file(kind: str) -> None:
    found = read_file("form", KINDS[kind](), layouts.context(), None)
    forms = [reading for reading in found if reading.kind != "other"]
    assert [(reading.kind, reading.status) for reading in forms] == [("MM1", "accepted")]
    assert said(forms[0]) == golden()


def test_the_form_says_the_same_in_a_mail_as_it_travels() -> None:
    for raw in (pasted(), _mail(layouts.agreement())):
        (reading,) = read_mail(open_message(raw), layouts.context(), dt.date(2026, 10, 1), "a")
        assert said(reading) == golden()


# ------------------------------------------------------------------------------ pictures


@functools.cache
def page() -> scanner.Page:
    (only,) = scanner.pages_of(ending(), 150)
    return only


def _saved(form: str, **how: Any) -> bytes:
    out = io.BytesIO()
    Image.fromarray(page()).save(out, form, **how)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [_saved("PNG"), _saved("TIFF"), _saved("BMP"), _saved("GIF"), _saved("WEBP", lossless=True)],
    ids=["png", "tif", "bmp", "gif", "webp"],
)
def test_a_picture_kept_whole_is_the_same_page_in_every_kind_of_file(data: bytes) -> None:
    assert filetype(data) is Filetype.PICTURE
    (seen,) = pages_of_picture(data)
    assert np.array_equal(seen, page())


@pytest.mark.parametrize(
    "data",
    [_saved("JPEG", quality=70), _saved("WEBP", quality=70), (HERE / "outcome.heic").read_bytes()],
    ids=["jpg", "webp", "heic"],
)
def test_a_picture_kept_with_losses_is_nearly_the_same_page(data: bytes) -> None:
    assert filetype(data) in (Filetype.PICTURE, Filetype.HEIC)
    (seen,) = pages_of_picture(data)
    assert seen.shape == page().shape
    assert float(np.mean(cv2.absdiff(seen, page()))) < 3


def _half_scanned() -> bytes:
    """The agreement, its first half typed and its second a scan, as a school binds the two."""
    rows = [[label, value] for label, value in FORM.items()]
    head = Paragraph(TITLE, getSampleStyleSheet()["Title"])
    typed = layouts._built(head, layouts._ruled(rows[:11], [190, 300]))
    paper = layouts._built(layouts._ruled(rows[11:], [190, 300]))
    return layouts.bound(typed, scanner.scanned_pdf(scanner.pages_of(paper, 200), 200))


def test_a_form_half_typed_and_half_scanned_is_one_form() -> None:
    (reading,) = read_file("form", _half_scanned(), layouts.context(), None)
    assert {seen.how for seen in reading.evidence.values()} == {"table", "ocr"}
    told = said(reading)
    asked = {problem.field.replace("[", ".").replace("]", "") for problem in reading.problems}
    for name, value in golden().items():
        if name != "parents.0.consent.evidence":  # ink, on paper
            assert told.get(name, value) == value
            assert name in told or any(name.startswith(field) for field in asked), name


@pytest.mark.parametrize("kind", ["heic", "upside down"])
def test_a_picture_of_the_form_says_the_same(kind: str) -> None:
    data = (HERE / "outcome.heic").read_bytes()
    if kind == "upside down":
        data = scanner.scanned_pdf(arriving(ending(), "upside down"), 150)
    (reading,) = read_file("form", data, layouts.context(), None)
    assert (reading.kind, reading.status) == ("MM2", "accepted")
    told = {name: value for name, value in said(reading).items() if "signatures" not in name}
    assert told == golden("outcome")
