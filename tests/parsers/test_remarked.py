"""What stands beside a form in its file is heard: comments, notes, drawn boxes, feet of pages."""

import io
import zipfile

import docx
import openpyxl
import pikepdf
import pytest
from openpyxl.comments import Comment

from parsers.read import read_file
from parsers.records import Reading
from tests.parsers import layouts
from tests.parsers.test_other_documents import _odt

ANSWERS = list(layouts.AGREEMENT.items())
TITLE = "MM1 Managed Move Agreement"
MOVED, HELP = "Start moved to 12 October", "Enter the date as dd/mm/yyyy"


def _read(data: bytes) -> Reading:
    (reading,) = read_file("form", data, layouts.context(), None)
    assert reading.kind == "MM1"
    return reading


def _word(comment: str = "", foot: str = "") -> bytes:
    document = docx.Document(io.BytesIO(layouts.word(TITLE, ANSWERS)))
    if comment:
        document.add_comment(document.paragraphs[0].runs[0], text=comment, author="A", initials="A")
    document.sections[0].footer.paragraphs[0].text = foot
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _sheet(comment: str) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in ((TITLE,), *ANSWERS):
        book.active.append(row)
    book.active["B14"].comment = Comment(comment, "A")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _boxed(words: str) -> bytes:
    """A workbook with a box of words drawn over its cells."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_sheet(HELP))) as book, zipfile.ZipFile(out, "w") as made:
        for name in book.namelist():
            made.writestr(name, book.read(name))
        main = "http://schemas.openxmlformats.org/drawingml/2006/main"
        box = f'<a:p xmlns:a="{main}"><a:r><a:t>{words}</a:t></a:r></a:p>'
        made.writestr("xl/drawings/drawing9.xml", f"<wsDr>{box}</wsDr>")
    return out.getvalue()


def _open(comment: str) -> bytes:
    lines = "".join(f"<text:p>{label}: {said}</text:p>" for label, said in ANSWERS)
    note = f"<text:p>.<office:annotation><text:p>{comment}</text:p></office:annotation></text:p>"
    return _odt(f"<text:p>{TITLE}</text:p>{lines}{note}")


def _pdf(comment: str, sort: str = "Text", stamp: str = "") -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(layouts.unruled_columns())) as pdf:
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name(f"/{sort}"), Rect=[500, 800, 520, 820],
            Contents=pikepdf.String(comment),
        )  # fmt: skip
        if stamp:
            note.Name = pikepdf.Name(f"/{stamp}")
        pdf.pages[0].obj.Annots = pikepdf.Array([pdf.make_indirect(note)])
        pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize("made", [_word, _sheet, _open, _pdf])
def test_a_comment_on_a_form_waits_for_a_person(made: object) -> None:
    assert callable(made)
    reading = _read(made(MOVED))
    assert reading.status == "held"
    assert reading.problems[0].message.startswith(f'Beside the form stands "{MOVED[:20]}')
    assert _read(made(HELP)).status == "accepted"


def test_a_remark_on_marked_words_is_a_comment_and_the_words_themselves_are_none() -> None:
    assert _read(_pdf("This should be the 12th", "Highlight")).status == "held"
    assert _read(_pdf("Fernhill Academy", "Highlight")).status == "accepted"


def test_a_comment_may_tell_what_has_been() -> None:
    assert _read(_word("pupil has since been excluded")).status == "held"


@pytest.mark.parametrize(
    ("stamp", "status"), [("Draft", "held"), ("NotApproved", "held"), ("Approved", "accepted")]
)
def test_a_stamp_says_what_it_shows(stamp: str, status: str) -> None:
    assert _read(_pdf("", "Stamp", stamp)).status == status


@pytest.mark.parametrize("words", ["WITHDRAWN", "Withdrawn by parent 2 October"])
def test_a_form_taken_back_in_a_foot_or_a_drawn_box_waits_for_a_person(words: str) -> None:
    assert _read(_word(foot=words)).status == "held"
    assert _read(_boxed(words)).status == "held"


@pytest.mark.parametrize("words", ["Page 1 of 2", "MM1 version 3, March 2024", "Northmoor Council"])
def test_the_foot_of_a_template_says_nothing(words: str) -> None:
    assert _read(_word(foot=words)).status == "accepted"
    assert _read(_boxed(words)).status == "accepted"


def _stamped(name: str = "#01", words: str = "") -> bytes:
    """A form with a stamp put on it by a viewer: known by its name, or by the words it shows."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(layouts.unruled_columns())) as pdf:
        face = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        look = pdf.make_stream(f"BT /F 20 Tf 9 9 Td ({words}) Tj ET".encode())
        look.Subtype, look.BBox = pikepdf.Name.Form, [0, 0, 200, 40]
        look.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=face))
        stamp = pikepdf.Dictionary(
            Subtype=pikepdf.Name.Stamp, Rect=[350, 790, 550, 830], Name=pikepdf.Name(f"/{name}"),
            AP=pikepdf.Dictionary(N=look),
        )  # fmt: skip
        pdf.pages[0].obj.Annots = pikepdf.Array([pdf.make_indirect(stamp)])
        pdf.save(out)
    return out.getvalue()


def _headed(words: str) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(_sheet(HELP)))
    assert book.active is not None
    book.active.oddHeader.center.text = words
    book.active.oddHeader.center.size = 20
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _diagram(words: str) -> bytes:
    """A Word form with a diagram of shapes (SmartArt) beside it."""
    out = io.BytesIO(_word())
    main = "http://schemas.openxmlformats.org/drawingml/2006/main"
    shape = f'<t xmlns:a="{main}"><a:p><a:r><a:t>{words}</a:t></a:r></a:p></t>'
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("word/diagrams/data1.xml", f"<dataModel>{shape}</dataModel>")
    return out.getvalue()


@pytest.mark.parametrize("words", ["WITHDRAWN", "Draft", "NOT APPROVED", "Rejected 2 October"])
def test_a_form_taken_back_by_a_stamp_or_a_head_waits_for_a_person(words: str) -> None:
    assert _read(_stamped(words=words)).status == "held"
    assert _read(_headed(words)).status == "held"
    assert _read(_diagram(words)).status == "held"


@pytest.mark.parametrize("name", ["Draft", "NotApproved", "Expired"])
def test_a_stamp_is_known_by_its_name_where_it_shows_no_words(name: str) -> None:
    assert _read(_stamped(name)).status == "held"


@pytest.mark.parametrize("words", ["RECEIVED 1 OCT 2026", "Approved", "Page 1", "Is it approved?"])
def test_a_stamp_that_takes_nothing_back_says_nothing(words: str) -> None:
    assert _read(_stamped("Approved", words)).status == "accepted"
    assert _read(_headed(words)).status == "accepted"
