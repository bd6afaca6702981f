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
