"""What is not read of a file or a mail is said: nothing is passed over in silence."""

import datetime as dt
import io
from email.message import EmailMessage

import docx
import numpy as np
import openpyxl
import pytest
from docx.oxml import OxmlElement

from parsers.evidence import open_message
from parsers.images.pictures import pages_of_picture
from parsers.layouts.body import document_of_html
from parsers.office.richtext import pairs_of_rtf
from parsers.read import read_file, read_mail
from parsers.records import Mm1, Reading
from tests import scanner
from tests.parsers import layouts

ANSWERS = list(layouts.AGREEMENT.items())
TITLE = "MM1 Managed Move Agreement"


def _said(data: bytes) -> list[tuple[str, str]]:
    found = read_file("form", data, layouts.context(), None)
    return [(one.kind, one.status) for one in found]


# --- rows, columns, pages, depth ------------------------------------------------------------------


def _book(*cells: tuple[int, int, str]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in ((TITLE,), *ANSWERS):
        book.active.append(row)
    for row, column, text in cells:
        book.active.cell(row, column, text)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _csv(*cells: tuple[int, int, str]) -> bytes:
    rows = [[TITLE], *map(list, ANSWERS)]
    for row, column, text in cells:
        rows += [[""] for _ in range(row - len(rows))]
        rows[row - 1] += [""] * (column - len(rows[row - 1]))
        rows[row - 1][column - 1] = text
    return "\n".join(";".join(row) for row in rows).encode()


FORM, LONG = ("MM1", "accepted"), ("other", "held")


@pytest.mark.parametrize("made", [_book, _csv])
@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ((), [FORM]),
        (((1_990, 1, "Notes"),), [FORM]),
        (((2_040, 1, "Surname"),), [FORM, LONG]),
        (((40, 90, "Surname"),), [FORM, LONG]),
    ],
)
def test_rows_and_columns_beyond_those_read_are_told_of(
    made: object, cells: tuple[tuple[int, int, str], ...], told: list[tuple[str, str]]
) -> None:
    assert callable(made)
    assert _said(made(*cells)) == told


def test_a_cell_of_many_words_is_read_whole() -> None:
    reason = "He was late again. " * 300
    (reading,) = read_file("form", _book((30, 1, "Reason for move"), (30, 2, reason)),
                           layouts.context(), None)  # fmt: skip
    assert isinstance(reading.record, Mm1)
    assert reading.record.reason == reason.strip()


def test_pages_of_a_fax_beyond_thirty_are_told_of() -> None:
    sheet = np.full((400, 400), 255, np.uint8)
    assert list(pages_of_picture(scanner.tiff([sheet] * 31)))[30:] == [None]
    assert len(list(pages_of_picture(scanner.tiff([sheet] * 30)))) == 30


def test_a_table_of_a_page_that_is_too_large_is_told_of() -> None:
    rows = "<tr><td>a<td>b</tr>" * 1_600
    assert document_of_html(f"<table>{rows}</table>").cut
    assert not document_of_html(f"<table>{rows[:19]}</table>").cut


def test_what_stands_too_deep_in_a_document_waits_for_a_person() -> None:
    document = docx.Document(io.BytesIO(layouts.word(TITLE, ANSWERS)))
    inner = document.add_paragraph("Looked after child: Yes")._p
    for _ in range(80):
        outer = OxmlElement("w:customXml")
        inner.addprevious(outer)
        outer.append(inner)
        inner = outer
    out = io.BytesIO()
    document.save(out)
    assert _said(out.getvalue()) == [("MM1", "held"), LONG]


def test_a_rich_text_cut_short_waits_for_a_person() -> None:
    rows = "".join(f"{label}: {said}\\par " for label, said in ANSWERS)
    whole = f"{{\\rtf1\\ansi {TITLE}\\par {rows}}}".encode()
    assert _said(whole) == [FORM]
    assert _said(whole[:-1]) == [("MM1", "held"), LONG]
    assert pairs_of_rtf(b"{\\rtf1 Surname\\par " + b"{\\i " * 250 + b"Hale" + b"}" * 251).cut


# --- the two texts of a mail ----------------------------------------------------------------------


def _mail(shown: dict[str, str], plainly: dict[str, str], page: str = "") -> tuple[Reading, ...]:
    mail = EmailMessage()
    mail["From"] = "office@fernhill.example"
    mail["Subject"] = "Managed move"
    mail.set_content("\n".join([TITLE, *(f"{label}: {said}" for label, said in plainly.items())]))
    rows = "".join(f"<tr><td>{label}<td>{said}</tr>" for label, said in shown.items())
    page = page or f"<html><p>{TITLE}</p><table>{rows}</table></html>"
    mail.add_alternative(page, subtype="html")
    evidence = open_message(mail.as_bytes())
    return read_mail(evidence, layouts.context(), dt.date(2026, 10, 2), "mail")


def test_two_texts_of_a_mail_that_say_the_same_are_one_form() -> None:
    (reading,) = _mail(layouts.AGREEMENT, layouts.AGREEMENT)
    assert reading.status == "accepted"


@pytest.mark.parametrize(
    ("label", "said", "field"),
    [
        ("Start date", "12/10/2026", "start_date"),
        ("E-mail address", "sam@post.example", "parents[0].email"),
        ("Looked after child", "Yes", "looked_after"),
    ],
)
def test_two_texts_of_a_mail_that_differ_are_a_question(label: str, said: str, field: str) -> None:
    (reading,) = _mail(layouts.AGREEMENT, {**layouts.AGREEMENT, label: said})
    assert reading.status == "query"
    assert [p.code for p in reading.problems if p.field == field] == ["conflict"]


@pytest.mark.parametrize(
    ("label", "said"),
    [("Pupil's forename", "Kai"), ("Home school", "St Anne's Catholic High School")],
)
def test_two_texts_of_a_mail_about_others_wait_for_a_person(label: str, said: str) -> None:
    (reading,) = _mail(layouts.AGREEMENT, {**layouts.AGREEMENT, label: said})
    assert reading.status == "held"
    assert "plain text" in reading.problems[0].message


def test_a_plain_text_that_only_stands_in_for_the_page_says_nothing_else() -> None:
    schools = ("Home school", "Receiving school")
    named = ("Name of school", *(layouts.AGREEMENT[one] for one in schools))
    others = [(a, b) for a, b in layouts.AGREEMENT.items() if a not in schools]
    tables = (
        "".join(f"<tr>{''.join(f'<td><p>{text}</p>' for text in row)}</tr>" for row in rows)
        for rows in ((("", *schools), named), others)
    )
    page = f"<p>{TITLE}</p><table>{'</table><p>The move</p><table>'.join(tables)}</table>"
    (reading,) = _mail({}, {}, page)
    assert reading.status == "accepted"


def test_a_form_that_only_the_plain_text_holds_waits_for_a_person() -> None:
    (reading,) = _mail({}, layouts.AGREEMENT, "<p>Dear all, Ruby is well. Nothing has changed.</p>")
    assert reading.status == "held"
    said = " ".join(f"{label} {said}," for label, said in layouts.AGREEMENT.items())
    (reading,) = _mail({}, layouts.AGREEMENT, f"<p>{TITLE}: {said}</p>")
    assert reading.status == "accepted"


# --- a form in a mail's text, worded as nobody knows it -------------------------------------------

ODDLY = {
    "Young person being moved": "Ruby Hale",
    "Where they are now": "Fernhill",
    "Where they are going": "Oakbrook",
    "Who looks after them": "Ms Jo Hale",
    "When it begins": "5 October",
    "When it is over": "18 December",
    "Who has said yes": "all of us",
}


def _text(text: str) -> list[tuple[str, str]]:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "office@fernhill.example", "Managed move"
    mail.set_content(text)
    evidence = open_message(mail.as_bytes())
    found = read_mail(evidence, layouts.context(), dt.date(2026, 10, 2), "mail")
    return [(one.kind, one.status) for one in found]


@pytest.mark.parametrize("title", [TITLE, "MM1", "MM 2 - how it went"])
def test_a_text_headed_as_a_form_whose_questions_nobody_knows_is_held(title: str) -> None:
    rows = "\n".join(f"{label}: {said}" for label, said in ODDLY.items())
    assert _text(f"Hi,\n\n{title}\n\n{rows}\n\nSam") == [LONG]
    below = "\n".join(f"{label}?\n{said}\n" for label, said in ODDLY.items())
    assert _text(f"{title}\n\n{below}") == [LONG]


def test_a_table_headed_as_a_form_whose_questions_nobody_knows_is_held() -> None:
    assert [(one.kind, one.status) for one in _mail(ODDLY, ODDLY)] == [LONG]


def test_a_letter_is_no_form_for_its_heading_and_its_foot() -> None:
    foot = "Tel: 1\nMob: 2\nE-mail: a@fernhill.example\nWeb: 3\nTwitter: 4\nFax: 5\nAddress: 6"
    assert _text(f"MM1 form\n\nas discussed\n\nSam\n\n{foot}") == []
    rows = "\n".join(f"{label}: {said}" for label, said in ODDLY.items())
    letter = "Dear all,\n\nplease see attached.\n\nWe will ring on Monday.\n\nSam\n\n"
    assert _text(f"MM1 form\n\n{letter}{rows}") == []
