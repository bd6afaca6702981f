"""Forms attached inside a PDF are forms of the mail; what stands round them says nothing."""

import functools
import io
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from parsers.containers.inside import MOST_INSIDE, Inside
from parsers.containers.pdffiles import inside_pdf
from parsers.read import read_file
from parsers.records import Reading
from tests import factory, wrapped
from tests.parsers import layouts
from tests.parsers.test_pdf_kinds import HOME, MONDAY, NEW, printed

Edit = Callable[[pikepdf.Pdf], None]


@functools.cache
def word() -> bytes:
    return factory.docx("MM1", factory.agreement("a", HOME, NEW, MONDAY))


def paper(*lines: str) -> bytes:
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=(595, 842))
    for number, line in enumerate(lines):
        page.drawString(60, 780 - 20 * number, line)
    page.save()
    return out.getvalue()


COVER = paper("For the best experience, open this PDF portfolio in a newer reader.")


def edited(data: bytes, edit: Edit) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        edit(pdf)
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def portfolio(*files: tuple[str, bytes], cover: bytes = COVER) -> bytes:
    def wrap(pdf: pikepdf.Pdf) -> None:
        for name, data in files:
            pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, data, filename=name)
        pdf.Root.Collection = Dictionary(Type=Name.Collection)

    return edited(cover, wrap)


def read(data: bytes) -> tuple[Reading, ...]:
    return read_file("paper.pdf", data, layouts.context(), MONDAY)


def told(data: bytes) -> list[tuple[str | None, str, str]]:
    return [(one.part, one.kind, one.status) for one in read(data)]


@functools.cache
def expected() -> Reading:
    (reading,) = read(printed())
    assert reading.status == "accepted"
    return reading


def test_the_forms_of_a_portfolio_are_read_and_its_cover_is_ignored() -> None:
    found = read(portfolio(("MM1.pdf", printed()), ("letter.pdf", paper("Dear colleague,"))))
    assert [(one.part, one.kind) for one in found] == [("MM1.pdf", "MM1"), ("letter.pdf", "other")]
    assert found[0].record == expected().record
    assert found[0].status == "accepted"


def test_a_portfolio_with_nothing_in_it_is_held() -> None:
    assert told(portfolio()) == [(None, "other", "held")]


def test_a_form_that_is_the_cover_of_a_portfolio_is_read_too() -> None:
    assert told(portfolio(("note.txt", b"Thank you"), cover=printed()))[0] == (
        None, "MM1", "accepted",
    )  # fmt: skip


def _on_a_page(pdf: pikepdf.Pdf) -> None:
    spec = pikepdf.AttachedFileSpec(pdf, word(), filename="MM1.docx").obj
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.FileAttachment, Rect=[10, 10, 30, 30], FS=spec,
        Contents=String("the form"),
    )  # fmt: skip
    pdf.pages[0].Annots = Array([pdf.make_indirect(note)])


def _associated(pdf: pikepdf.Pdf) -> None:
    spec = pikepdf.AttachedFileSpec(pdf, word(), filename="MM1.docx").obj
    pdf.Root.AF = Array([pdf.make_indirect(spec)])


def _in_a_deep_list(pdf: pikepdf.Pdf) -> None:
    spec = pikepdf.AttachedFileSpec(pdf, word(), filename="MM1.docx").obj
    leaf = pdf.make_indirect(Dictionary(Names=Array([String("a"), spec])))
    pdf.Root.Names = Dictionary(
        EmbeddedFiles=Dictionary(Kids=Array([pdf.make_indirect(Dictionary(Kids=Array([leaf])))]))
    )


@pytest.mark.parametrize("edit", [_on_a_page, _associated, _in_a_deep_list])
def test_a_form_attached_to_a_letter_is_read_wherever_the_file_keeps_it(edit: Edit) -> None:
    letter, form = read(edited(paper("Dear colleague,", "the form is attached."), edit))
    assert letter.kind == "other"
    assert (form.part, form.kind, form.status) == ("MM1.docx", "MM1", "accepted")


@pytest.mark.parametrize("name", ["../../etc/cron.d/MM1.docx", "C:\\Temp\\MM1.docx", "/MM1.docx"])
def test_a_path_in_the_name_of_an_attached_file_is_only_a_name(name: str) -> None:
    assert told(portfolio((name, word()))) == [("MM1.docx", "MM1", "accepted")]


def test_a_list_of_attachments_that_names_itself_ends_and_each_file_is_taken_once() -> None:
    def loop(pdf: pikepdf.Pdf) -> None:
        spec = pikepdf.AttachedFileSpec(pdf, word(), filename="MM1.docx").obj
        top = pdf.make_indirect(Dictionary(Names=Array([String("a"), spec, String("b"), spec])))
        top.Kids = Array([top, top])
        pdf.Root.Names = Dictionary(EmbeddedFiles=top)

    inside = inside_pdf(edited(COVER, loop))
    assert isinstance(inside, Inside)
    assert [part.name for part in inside.parts] == ["MM1.docx"]


def test_a_portfolio_counts_as_one_of_the_three_containers() -> None:
    deep = portfolio(("c.pdf", portfolio(("b.pdf", portfolio(("MM1.docx", word()))))))
    assert told(deep) == [("c.pdf/b.pdf/MM1.docx", "MM1", "accepted")]
    found = told(wrapped.zipped({"d.pdf": deep}))
    assert [(part, status) for part, _, status in found] == [("d.pdf/c.pdf/b.pdf", "held")]


def test_an_attached_file_that_unpacks_too_large_is_left() -> None:
    bomb = portfolio(("big.docx", bytes(70 * 2**20)), ("MM1.docx", word()))
    assert len(bomb) < 2**20
    assert sorted(told(bomb)) == [
        ("MM1.docx", "MM1", "accepted"),
        ("big.docx", "other", "held"),
    ]


def test_more_files_than_may_be_looked_at_are_said_to_be_too_many() -> None:
    many = ((f"{n}.txt", b"Hello %d" % n) for n in range(MOST_INSIDE + 5))
    inside = inside_pdf(portfolio(*many))
    assert isinstance(inside, Inside)
    assert len(inside.parts) == MOST_INSIDE
    assert [why for _, why in inside.left] == ["too many"]


def test_the_same_form_on_the_page_and_attached_is_one_form() -> None:
    found = read(edited(printed(), _associated))
    assert [(one.kind, one.status) for one in found] == [("MM1", "accepted")] * 2
    assert found[0].record == expected().record


def test_an_attachment_of_a_file_under_an_empty_password_is_read() -> None:
    with pikepdf.open(io.BytesIO(portfolio(("MM1.docx", word())))) as pdf:
        out = io.BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(owner="council", user="", R=6))
    assert told(out.getvalue()) == [("MM1.docx", "MM1", "accepted")]


# ------------------------------------------------------------------------ long files


HANDBOOK = paper(*(f"{n}. Pupils walk on the left, and nobody runs." for n in range(9)))


def test_a_form_behind_thirty_pages_of_a_handbook_waits_for_a_person() -> None:
    (held,) = read(layouts.bound(*[HANDBOOK] * 31, printed()))
    assert (held.kind, held.status) == ("other", "held")
    assert "more than is read of one" in held.problems[0].message


def test_a_handbook_without_a_form_is_no_form_however_long() -> None:
    assert told(layouts.bound(*[HANDBOOK] * 45)) == [(None, "other", "ignored")]


def test_a_form_that_may_go_on_behind_the_thirtieth_page_waits_for_a_person() -> None:
    assert told(layouts.bound(*[HANDBOOK] * 29, printed())) == [(None, "MM1", "held")]
    assert told(layouts.bound(*[HANDBOOK] * 20, printed())) == [(None, "MM1", "accepted")]


def test_a_picture_behind_thirty_pages_waits_for_a_person() -> None:
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=(595, 842))
    page.drawImage(ImageReader(Image.new("L", (300, 400), 128)), 20, 20, 550, 800)
    page.save()
    assert told(layouts.bound(*[HANDBOOK] * 30, out.getvalue())) == [(None, "other", "held")]
