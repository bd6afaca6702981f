"""PDFs: fields are read from their tree and put where they stand; marks and rings are seen."""

import io
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from parsers.pairs import FIELD, PICTURE, STRONG, STRONG_END, Grid, Line, Pair, plain
from parsers.pdfs.acroform import read_fields
from parsers.pdfs.pdf import pairs_of_pdf
from parsers.pdfs.xfa import words_of_name
from tests.parsers import layouts


def _page(draw: Any) -> bytes:
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=(595, 842))
    page.setFont("Helvetica", 10)
    draw(page)
    page.save()
    return out.getvalue()


def _texts(data: bytes) -> list[str]:
    found = []
    for block in pairs_of_pdf(data).blocks:
        if isinstance(block, Line):
            found.append(block.text)
        elif isinstance(block, Grid):
            found.extend(cell.text for row in block.rows for cell in row)
    return found


def _form(page: Any) -> None:
    page.drawString(50, 700, "Name")
    page.acroForm.textfield(
        name="form1.txtPupilSurname",
        tooltip="Surname",
        x=100,
        y=695,
        width=200,
        height=16,
        value="Hale",
    )


def test_a_field_is_a_cell_beside_its_label_with_its_place() -> None:
    document = pairs_of_pdf(_page(_form))
    (grid,) = [block for block in document.blocks if isinstance(block, Grid)]
    label, value = grid.rows[0]
    assert (plain(label.text), plain(value.text), value.how) == ("Name", "Hale", "acroform")
    assert value.where.page == 1
    assert value.where.box == pytest.approx((100, 131, 300, 147), abs=1.5)


def test_a_field_without_any_appearance_is_read_too() -> None:
    with pikepdf.open(io.BytesIO(_page(_form))) as pdf:
        for field in pdf.Root.AcroForm.Fields:
            del field["/AP"]
        out = io.BytesIO()
        pdf.save(out)
    assert any(FIELD in text and "Hale" in text for text in _texts(out.getvalue()))


def test_a_field_is_also_known_by_its_tooltip_and_name() -> None:
    (pair,) = [block for block in pairs_of_pdf(_page(_form)).blocks if isinstance(block, Pair)]
    assert pair.labels == ("Surname", "Pupil Surname")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("form1[0].#subform[0].txtPupilSurname[0]", "Pupil Surname"),
        ("parent_1_email", "parent 1 email"),
        ("DOB", "DOB"),
        ("Parent2Name", "Parent 2 Name"),
    ],
)
def test_a_fields_name_is_made_into_words(name: str, words: str) -> None:
    assert words_of_name(name) == words


def test_names_of_parents_and_values_of_lists_are_inherited() -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    page = pdf.pages[0]
    kid = pdf.make_indirect(
        pikepdf.Dictionary(
            Subtype=pikepdf.Name.Widget, Type=pikepdf.Name.Annot, T="sen", Rect=[10, 10, 60, 25]
        )
    )
    top = pdf.make_indirect(
        pikepdf.Dictionary(
            T="pupil", FT=pikepdf.Name.Ch, V="K", Kids=pikepdf.Array([kid]),
            Opt=pikepdf.Array([pikepdf.Array(["N", "None"]), pikepdf.Array(["K", "SEN support"])]),
        )
    )  # fmt: skip
    page.Annots = pikepdf.Array([kid])
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([top]))
    out = io.BytesIO()
    pdf.save(out)
    fields = read_fields(out.getvalue())
    assert fields is not None
    assert [(w.text, w.names, w.box) for w in fields.widgets] == [
        ("SEN support", ("sen",), (10, 817, 60, 832))
    ]


@pytest.mark.parametrize("ring", ["ellipse", "rect", "lines"])
def test_a_word_with_a_ring_drawn_round_it_is_strong(ring: str) -> None:
    def draw(page: Any) -> None:
        page.drawString(50, 700, "Looked after?")
        page.drawString(120, 700, "YES / NO")
        if ring == "ellipse":
            page.ellipse(116, 695, 146, 712)
        elif ring == "rect":
            page.rect(118, 697, 24, 12)
        else:
            page.grid([118, 142], [697, 709])

    assert any(f"{STRONG}YES{STRONG_END} / NO" in text for text in _texts(_page(draw)))


def test_a_picture_of_a_signature_leaves_its_mark() -> None:
    def draw(page: Any) -> None:
        page.drawString(50, 700, "Signature:")
        page.drawImage(ImageReader(Image.new("RGB", (80, 30), "navy")), 110, 690, 80, 30)

    assert any(PICTURE in text and "Signature" in text for text in [" ".join(_texts(_page(draw)))])


def test_an_address_that_wraps_inside_its_cell_stays_in_it() -> None:
    data = layouts._built(
        layouts._ruled(
            [["E-mail", "wendy.ackroyd@caldervale.sc\nh.example"], ["Name", "Wendy"]], [60, 200]
        )
    )
    assert "wendy.ackroyd@caldervale.sc\nh.example" in _texts(data)


def test_a_password_is_named_as_the_trouble() -> None:
    with pikepdf.open(io.BytesIO(_page(_form))) as pdf:
        out = io.BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert pairs_of_pdf(out.getvalue()).trouble == "encrypted"


def test_an_empty_user_password_opens_by_itself() -> None:
    with pikepdf.open(io.BytesIO(_page(_form))) as pdf:
        out = io.BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user=""))
    assert any("Hale" in text for text in _texts(out.getvalue()))


def test_a_page_that_is_a_picture_is_left_for_ocr() -> None:
    def draw(page: Any) -> None:
        page.drawImage(ImageReader(Image.new("RGB", (600, 800), "white")), 0, 0, 595, 842)

    document = pairs_of_pdf(_page(draw))
    assert (document.trouble, document.pictures) == ("picture", (1,))


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7\n", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>"]
)
def test_a_damaged_file_is_unreadable(data: bytes) -> None:
    assert pairs_of_pdf(data).trouble == "unreadable"


_WHOLE = _page(_form)


@settings(max_examples=60, deadline=None)
@given(st.binary(min_size=1, max_size=60), st.integers(0, len(_WHOLE)))
def test_no_damage_makes_the_reader_raise(noise: bytes, at: int) -> None:
    pairs_of_pdf(_WHOLE[:at] + noise + _WHOLE[at + len(noise) :])
