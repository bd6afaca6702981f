"""Small pictures in a mail: cuttings of a form are read, banners passed over, scraps are said."""

import datetime as dt
import functools
import io
from email.message import EmailMessage

import docx
import numpy as np
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from parsers.doubts.suspected import is_hardly_legible
from parsers.evidence import open_message
from parsers.images.pictures import pages_of_picture
from parsers.mails.logos import bears_lines, is_logo, is_slight
from parsers.pairs import DOUBTFUL, Document, Line, Where
from parsers.read import read_file, read_mail
from tests import scanner, wrapped
from tests.parsers import layouts

TITLE = "MM1 Managed Move Agreement"
CARD = ("Sam Lee", "Office Manager", "Fernhill Academy, Long Lane", "01632 960001", "a@fh.example")


def _drawn(rows: list[tuple[str, str]], size: tuple[int, int], dots: int = 72) -> scanner.Page:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size)
    for n, (label, said) in enumerate(rows, 1):
        canvas.setFont("Helvetica", 12)
        canvas.drawString(8, size[1] - 16 * n, label)
        canvas.drawString(size[0] / 2, size[1] - 16 * n, said)
    canvas.save()
    (page,) = scanner.pages_of(out.getvalue(), dots)
    return page


def _png(page: scanner.Page) -> bytes:
    out = io.BytesIO()
    Image.fromarray(page).save(out, "PNG")
    return out.getvalue()


@functools.cache
def _cutting() -> bytes:
    return _png(_drawn([(TITLE, ""), *layouts.AGREEMENT.items()], (520, 380)))


@functools.cache
def _banner() -> bytes:
    return _png(_drawn([(line, "") for line in CARD], (520, 200)))


def _mail(data: bytes, disposition: str = "inline", text: str = "Please see below.") -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "office@fernhill.example", "Form"
    mail.set_content(text)
    mail.add_attachment(
        data, maintype="image", subtype="png", filename="image001.png", disposition=disposition
    )
    return mail.as_bytes()


def _read(raw: bytes) -> list[tuple[str, str]]:
    found = read_mail(open_message(raw), layouts.context(), dt.date(2026, 10, 2), "mail")
    return [(one.kind, one.status) for one in found]


def test_a_cutting_of_a_form_shown_in_a_mail_is_read() -> None:
    assert is_slight(_cutting())
    ((kind, status),) = _read(_mail(_cutting()))
    assert (kind, status) == ("MM1", "query")


def test_a_banner_under_a_signature_is_passed_over() -> None:
    assert is_slight(_banner())
    assert _read(_mail(_banner())) == []


@pytest.mark.parametrize("text", ["", "Sent from my iPhone\n", "Photo of our form"])
def test_a_picture_too_small_to_read_is_said_where_the_mail_says_nothing_else(text: str) -> None:
    small = _png(_drawn([(TITLE, ""), *layouts.AGREEMENT.items()], (595, 842), 28))
    assert is_slight(small)
    assert not bears_lines(small)
    assert _read(_mail(small, text=text)) == [("other", "held")]
    assert _read(_mail(small)) == []


def test_a_banner_in_a_saved_message_is_passed_over() -> None:
    node = dict(wrapped.outlook(attached=[("image001.png", _banner())]))
    picture = {**node["__attach_version1.0_#00000000"]}  # type: ignore[dict-item]
    picture["__substg1.0_3712001F"] = "image001.png@01D".encode("utf-16-le")
    node["__attach_version1.0_#00000000"] = picture
    assert read_file("a.msg", wrapped.compound(node), layouts.context(), None) == ()


def test_lines_of_words_are_told_from_banners_photographs_and_specks() -> None:
    assert bears_lines(_cutting())
    assert not bears_lines(_banner())
    speckled = np.random.default_rng(1).integers(0, 255, (380, 520)).astype(np.uint8)
    assert not bears_lines(_png(speckled))
    shaded = np.tile(np.linspace(0, 255, 520).astype(np.uint8), (380, 1))
    assert not bears_lines(_png(shaded))
    assert not bears_lines(b"GIF89a" + bytes(40))


def test_what_is_smaller_than_eight_lines_is_a_logo() -> None:
    assert is_logo(_png(np.zeros((90, 700), np.uint8)))
    assert is_logo(_png(np.zeros((200, 200), np.uint8)))
    assert not is_logo(_png(np.zeros((150, 300), np.uint8)))


def test_the_pictures_of_a_circular_are_not_kept_one_by_one() -> None:
    mail = EmailMessage()
    mail["From"] = "office@fernhill.example"
    mail.set_content("News")
    for _ in range(120):
        mail.add_attachment(_banner(), maintype="image", subtype="png", disposition="inline")
    evidence = open_message(mail.as_bytes())
    assert len(evidence.parts) == 10
    assert not evidence.cut


def test_a_cutting_pasted_into_a_word_file_is_read() -> None:
    document = docx.Document()
    document.add_paragraph("Please see below.")
    document.add_picture(io.BytesIO(_cutting()))
    out = io.BytesIO()
    document.save(out)
    found = read_file("form", out.getvalue(), layouts.context(), None)
    assert [one.kind for one in found if one.kind != "other"] == ["MM1"]


def test_light_letters_on_a_dark_screen_are_seen_as_dark_ones_on_paper() -> None:
    page = _drawn([(TITLE, ""), *layouts.AGREEMENT.items()], (595, 842), 100)
    (seen,) = pages_of_picture(_png(255 - page))
    assert np.array_equal(seen, page)


def test_paper_on_a_dark_table_stays_as_it_is() -> None:
    table = np.full((1200, 1200), 20, np.uint8)
    page = _drawn(list(layouts.AGREEMENT.items()), (400, 500), 72)
    table[300:800, 300:700] = page
    (seen,) = pages_of_picture(_png(table))
    assert np.array_equal(seen, table)


def test_a_blurred_page_of_which_no_word_is_sure_waits_for_a_person() -> None:
    page = _drawn([(TITLE, ""), *layouts.AGREEMENT.items()], (595, 500), 150)
    coarse = Image.fromarray(page).resize((page.shape[1] // 4, page.shape[0] // 4))
    out = io.BytesIO()
    coarse.resize((page.shape[1], page.shape[0])).save(out, "PNG")
    (reading,) = read_file("photo", out.getvalue(), layouts.context(), None)
    assert (reading.kind, reading.status) == ("other", "held")


@pytest.mark.parametrize(
    ("text", "hardly"),
    [
        ("We had a lovely day at the farm on 12 May", False),
        (f"We{DOUBTFUL} h4d{DOUBTFUL} a lov{DOUBTFUL} day at the{DOUBTFUL} farm", True),
        ("W e ha 1 o d a y t t f m 2", True),
    ],
)
def test_scraps_of_letters_are_told_from_words(text: str, hardly: bool) -> None:  # noqa: FBT001 - a case
    line = Line(text=text, where=Where(order=1), how="ocr")
    assert is_hardly_legible(Document(how="ocr", blocks=(line,))) is hardly
    assert not is_hardly_legible(Document(how="text", blocks=(line,)))
