"""A form that goes on in pictures is one form: pages pasted into it, photos sent one by one."""

import datetime as dt
import functools
import io
from email.message import EmailMessage
from itertools import pairwise

import docx
import numpy as np
import pytest
from docx.shared import Cm
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from parsers.doubts.copies import TOGETHER
from parsers.evidence import open_message
from parsers.pieces import Asked
from parsers.read import read_file, read_mail
from parsers.records import Mm1, Reading
from parsers.sketches import sketches
from tests import scanner
from tests.parsers import layouts

TITLE = "MM1 Managed Move Agreement"
ANSWERS = list(layouts.AGREEMENT.items())
SIGNING = ("Signature", "Headteacher")
TYPED = [(label, said) for label, said in ANSWERS if not label.startswith(SIGNING)]
LETTER = "Dear colleague, please find below what we filled in for Ruby after our talk. " * 2


def _drawn(rows: list[tuple[str, str]], title: str = "") -> bytes:
    """A printed page of rows; an answer that is "~" is signed by hand."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    canvas.setFont("Helvetica-Bold", 16)
    canvas.drawString(60, 790, title)
    canvas.setFont("Helvetica", 12)
    y = 740
    for label, said in rows:
        canvas.rect(60, y, 230, 30)
        canvas.rect(290, y, 240, 30)
        canvas.drawString(66, y + 10, label)
        if said == "~":
            points = [(310, 8), (330, 24), (345, 6), (365, 25), (385, 8), (420, 22), (450, 12)]
            canvas.setLineWidth(2)
            for (x0, y0), (x1, y1) in pairwise(points):
                canvas.line(x0, y + y0, x1, y + y1)
            canvas.setLineWidth(1)
        else:
            canvas.drawString(300, y + 10, said)
        y -= 30
    canvas.save()
    return out.getvalue()


@functools.cache
def _page(sort: str) -> bytes:
    rows = {
        "first": _drawn(ANSWERS[:12], TITLE),
        "second": _drawn(ANSWERS[12:]),
        "signed": _drawn([(label, "~") for label, _ in ANSWERS if label.startswith(SIGNING)]),
    }
    (page,) = scanner.pages_of(rows[sort], 150)
    return scanner.jpeg(page, 90)


def _word(*content: object, picture: bytes) -> bytes:
    document = docx.Document(io.BytesIO(layouts.word(*content)))  # type: ignore[arg-type]
    document.add_picture(io.BytesIO(picture), width=Cm(15))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _one(data: bytes) -> Reading:
    (reading,) = read_file("form", data, layouts.context(), None)
    return reading


def _consent(reading: Reading) -> str | None:
    record = reading.record
    assert isinstance(record, Mm1)
    given = record.parents[0].consent
    return given.evidence if given else None


def test_a_signed_page_pasted_into_a_word_form_is_read() -> None:
    reading = _one(_word(TITLE, TYPED, picture=_page("signed")))
    assert reading.status == "accepted"
    assert _consent(reading) == "ink"


def test_a_signed_strip_pasted_into_a_pdf_is_read() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    canvas.drawString(60, 800, TITLE)
    for number, (label, said) in enumerate(TYPED, 1):
        canvas.drawString(60, 800 - 20 * number, f"{label}:")
        canvas.drawString(260, 800 - 20 * number, said)
    strip = Image.open(io.BytesIO(_page("signed"))).crop((100, 130, 1140, 400))
    canvas.drawImage(ImageReader(strip), 60, 200, 500, 130)
    canvas.save()
    assert _consent(_one(out.getvalue())) == "ink"


def test_a_picture_that_says_nothing_is_named_where_an_agreement_lacks() -> None:
    blank = scanner.jpeg(np.full((1200, 900), 200, np.uint8))
    reading = _one(_word(TITLE, TYPED, picture=blank))
    assert reading.status == "query"
    (named,) = [p.message for p in reading.problems if p.field == "document"]
    assert named.startswith("The form shows a picture that was not read.")


def test_a_picture_in_a_form_that_lacks_nothing_is_not_named() -> None:
    blank = scanner.jpeg(np.full((1200, 900), 200, np.uint8))
    heads = ("home", "receiving")
    signed = [(f"Signature of headteacher, {side} school", "A Jones") for side in heads]
    reading = _one(_word(TITLE, [*ANSWERS, *signed], picture=blank))
    assert not [p for p in reading.problems if p.field == "document"]


def _raw(*photos: tuple[str, bytes]) -> bytes:
    mail = EmailMessage()
    mail["From"] = "office@fernhill.example"
    mail["Subject"] = "Form"
    mail.set_content("Please see attached.")
    for name, data in photos:
        mail.add_attachment(data, maintype="image", subtype="jpeg", filename=name)
    return mail.as_bytes()


def _mail(*photos: tuple[str, bytes]) -> tuple[Reading, ...]:
    evidence = open_message(_raw(*photos))
    return read_mail(evidence, layouts.context(), dt.date(2026, 10, 2), "mail")


@pytest.mark.parametrize("order", [("first", "second"), ("second", "first")])
def test_photos_of_two_pages_are_one_form(order: tuple[str, str]) -> None:
    (reading,) = _mail(*((f"{name}.jpg", _page(name)) for name in order))
    assert (reading.kind, reading.status) == ("MM1", "accepted")
    assert isinstance(reading.record, Mm1)
    assert reading.record.pupil.forename == "Ruby"
    assert reading.record.start_date == dt.date(2026, 10, 5)


def _scan(sort: str) -> bytes:
    """A page as the scanner of a school mails it: a PDF of its own."""
    out = io.BytesIO()
    Image.open(io.BytesIO(_page(sort))).save(out, "PDF", resolution=150)
    return out.getvalue()


def test_scans_of_two_pages_are_one_form() -> None:
    (reading,) = _mail(*((f"{name}.pdf", _scan(name)) for name in ("first", "second")))
    assert (reading.kind, reading.status) == ("MM1", "accepted")
    assert {seen.page for seen in reading.evidence.values()} == {1, 2}


def test_a_photo_and_a_scan_may_be_one_form() -> None:
    (reading,) = _mail(("2.pdf", _scan("second")), ("1.jpg", _page("first")))
    assert (reading.kind, reading.status) == ("MM1", "accepted")


@pytest.mark.parametrize("order", [("1.pdf", "2.jpg"), ("2.jpg", "1.pdf")])
def test_the_pages_of_a_form_that_came_one_by_one_are_drawn_in_its_order(
    order: tuple[str, str],
) -> None:
    raw = _raw(("1.pdf", _scan("signed")), ("2.jpg", _page("signed")))
    name = TOGETHER.join(order)
    asked = Asked(context=layouts.context(), arrived=None, source="mail")
    marks = [(page, (40, 40, 200, 80), f"page {page}", "read", True) for page in (1, 2)]
    drawn = [one for one in sketches(raw, asked, {name: marks}) if "png" in one]
    assert [(one["part"], one["page"]) for one in drawn] == [(name, 1), (name, 2)]


def test_typed_pages_are_never_joined() -> None:
    typed = _drawn(ANSWERS[:12], TITLE), _drawn(ANSWERS[12:])
    found = _mail(*((f"{n}.pdf", data) for n, data in enumerate(typed)))
    assert [one.part for one in found] == ["0.pdf", "1.pdf"]


def test_a_photo_of_something_else_is_no_page_of_a_form() -> None:
    blank = scanner.jpeg(np.full((1200, 900), 200, np.uint8))
    found = _mail(("first.jpg", _page("first")), ("view.jpg", blank))
    assert [one.part for one in found] == ["first.jpg", "view.jpg"]


def test_a_page_among_the_words_of_a_rich_text_is_read() -> None:
    picture = r"{\*\shppict{\pict{\*\picprop{\sp{\sn shapeType}{\sv 75}}}\jpegblip\picw1 "
    head = rf"{{\rtf1\ansi {LETTER}\par {picture}".encode()
    rtf = head + b"\n" + _page("first").hex().encode() + b"}}}"
    found = read_file("form", rtf, layouts.context(), None)
    assert [(one.part, one.kind) for one in found if one.kind != "other"] == [("picture-1", "MM1")]


def test_a_page_whose_letters_are_drawn_as_shapes_is_no_blank_page() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    for n in range(400):
        x, y = 60 + n % 40 * 10, 760 - n // 40 * 20
        letter = canvas.beginPath()
        letter.moveTo(x, y)
        letter.curveTo(x + 2, y + 6, x + 4, y + 6, x + 5, y)
        letter.close()
        canvas.drawPath(letter, stroke=0, fill=1)
    canvas.drawString(280, 30, "Page 1 of 1")
    canvas.save()
    assert _one(out.getvalue()).status == "held"
