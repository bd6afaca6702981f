"""A form pasted into a mail is found; a letter that names a pupil is not taken for one."""

import functools

import pytest

from mailbot.resources import shipped
from parsers.context import Context
from parsers.evidence import Body
from parsers.forms import load_forms
from parsers.layouts.body import document_of_html, form_in
from parsers.mails.markup import text_of
from parsers.pairs import (
    FIELD,
    FIELD_END,
    PICTURE,
    STRONG,
    STRONG_END,
    TICKED,
    Document,
    Grid,
    Line,
)
from parsers.schools import Register
from tests.parsers.grids import said_in

FORM = """MM1: Managed Move Agreement
Surname: Jarvis
Forename: Kai
Date of birth: 14/03/2012
UPN: P210999924001
Year group: 9
Home school: Thornfield School
Receiving school: Holly Bank Academy
Start date: 05/10/2026
End date: 18/12/2026
"""


@functools.cache
def _context() -> Context:
    files = sorted(shipped("config", "forms").glob("*.toml"))
    forms = load_forms({file.stem: file.read_text(encoding="utf-8") for file in files})
    return Context(schools=Register(()), forms=forms)


def _rows(text: str) -> str:
    cells = (line.split(": ") for line in text.splitlines() if ": " in line)
    return "".join(f"<tr><td>{left}</td><td>{right}</td></tr>" for left, right in cells)


def _document(body: Body) -> Document:
    pasted = form_in(body, _context())
    assert pasted is not None
    assert not pasted.quoted
    return pasted.document


def test_a_form_in_plain_text_is_its_lines() -> None:
    document = _document(Body("body", f"Hi, form below.\n\n{FORM}\nSam", ""))
    assert document.how == "email"
    assert "Surname: Jarvis" in [b.text for b in document.blocks if isinstance(b, Line)]


def test_a_form_in_html_is_its_cells() -> None:
    source = f"<p>Hi</p><p>{FORM.splitlines()[0]}</p><table>{_rows(FORM)}</table>"
    document = _document(Body("body", text_of(source), source))
    assert document.how == "html"
    (grid,) = [block for block in document.blocks if isinstance(block, Grid)]
    assert ["Surname", "Jarvis"] in [[cell.text for cell in row] for row in grid.rows]


def test_the_html_is_read_where_the_plain_part_only_points_to_it() -> None:
    source = f"<table>{_rows(FORM)}</table>"
    document = _document(Body("body", "See the HTML version.", source))
    assert document.how == "html"


def test_a_letter_that_tells_of_a_move_is_no_form() -> None:
    letter = (
        "A managed move for one of our pupils starts on Monday. The MM1 form will follow.\n\n"
        "Pupil: Eli Adams\nDate of birth: 14/03/2012\nHome school: Thornfield School\n"
        "Receiving school: Holly Bank Academy\nStart date: 05/10/2026\n"
    )
    assert form_in(Body("body", letter, ""), _context()) is None


def test_a_form_in_quoted_history_is_not_read_again() -> None:
    quoted = "\n".join(f"> {line}" for line in FORM.splitlines())
    ours = "Yes, all of that is right and we will go ahead as agreed with both families here."
    assert form_in(Body("body", f"{ours}\n\n{quoted}", ""), _context()) is None
    below = f"{ours}\n\nFrom: X\nSent: 2 Nov 2026\nTo: Y\nSubject: Z\n\n{FORM}"
    assert form_in(Body("body", below, ""), _context()) is None


def _quoted(text: str, subject: str = "MM1", html: str = "") -> bool | None:
    pasted = form_in(Body("body", text, html), _context(), subject)
    return None if pasted is None else pasted.quoted


HEADING = "From: X\nSent: 2 Nov 2026\nTo: Y\nSubject: Z\n\n"
MARKED = "\n".join(f"> {line}" for line in FORM.splitlines())


def test_a_form_that_is_only_passed_on_is_read_as_quoted() -> None:
    assert _quoted(f"FYI\n\n{HEADING}{FORM}") is True
    assert _quoted(f"Ignore this please\n\nOn 2 Nov 2026, X <x@y.example> wrote:\n{MARKED}") is True


def test_a_forwarded_form_is_read_as_quoted_however_much_is_said_over_it() -> None:
    ours = "Yes, all of that is right and we will go ahead as agreed with both families here."
    assert _quoted(f"{ours}\n\n{HEADING}{FORM}", "FW: MM1") is True
    forwarded = "---------- Forwarded message ---------"
    assert _quoted(f"{ours}\n\n{forwarded}\n{HEADING}{FORM}") is True


def test_a_form_typed_above_or_below_a_quotation_is_the_senders_own() -> None:
    assert _quoted(f"{FORM}\n{HEADING}Where is it?", "RE: MM1") is False
    assert _quoted(f"On 2 Nov 2026, X <x@y.example> wrote:\n> Where is it?\n\n{FORM}") is False


@pytest.mark.parametrize(
    ("subject", "over"),
    [
        ("FW: MM1", ""),
        ("Fwd: MM1", "Hi all,\n\n"),
        ("MM1", "Forwarded by Pat\n\n"),
        ("MM1", "*** Forwarded message ***\n\n"),
        ("MM1", "Von: X\nGesendet: Montag\nBetreff: Z\n\n"),
        ("MM1", "From: X\nSubject: Z\n\n"),
        ("MM1", "Pat Office wrote:\n\n"),
    ],
)
def test_a_form_below_any_sign_of_another_mail_is_quoted(subject: str, over: str) -> None:
    assert _quoted(f"{over}{FORM}", subject) is True


def test_a_form_in_a_quotation_of_html_is_quoted() -> None:
    table = f"<p>MM1</p><table>{_rows(FORM)}</table>"
    source = f"<p>FYI</p><blockquote>{table}</blockquote>"
    assert _quoted(text_of(source), html=source) is True
    assert _quoted("See the HTML version.", html=source) is True
    assert _quoted("See the HTML version.", html=table) is False


def test_a_form_that_one_of_the_two_texts_shows_as_quoted_is_quoted() -> None:
    source = f"<p>FYI</p><blockquote><table>{_rows(FORM)}</table></blockquote>"
    assert _quoted(FORM, html=source) is True


def test_the_words_beside_a_form_are_what_stands_before_and_after_it() -> None:
    pasted = form_in(Body("body", f"Hi, form below.\n\n{FORM}\nNot yet.", ""), _context())
    assert pasted is not None
    assert pasted.beside.split("\n")[0] == "Hi, form below."
    assert pasted.beside.split("\n")[-1] == "Not yet."
    assert "Jarvis" not in pasted.beside


def test_a_plain_part_is_beside_a_form_in_html() -> None:
    source = f"<table>{_rows(FORM)}</table>"
    pasted = form_in(Body("body", "Not decided yet.", source), _context())
    assert pasted is not None
    assert "Not decided yet." in pasted.beside


def test_a_layout_table_around_a_form_is_seen_through() -> None:
    inner = f"<p>MM1</p><table>{_rows(FORM)}</table>"
    source = f"<table><tr><td>{inner}</td></tr></table>"
    document = document_of_html(source)
    (grid,) = [block for block in document.blocks if isinstance(block, Grid)]
    assert len(grid.rows) == 10


def test_boxes_spans_and_struck_words_are_read_as_a_person_sees_them() -> None:
    document = document_of_html(
        "<table><tr><td rowspan=2>Sex</td><td colspan=2><input type=checkbox checked> Male "
        "<input type=checkbox> Female</td></tr><tr><td>Yes/<s>No</s></td><td>x</td></tr></table>"
    )
    (grid,) = document.blocks
    assert isinstance(grid, Grid)
    first, second = grid.rows
    assert first[1].text.startswith(f"{TICKED} Male")
    assert (first[1].span, second[0].column, second[0].text) == (2, 1, "Yes/")


def _cells(source: str) -> list[str]:
    document = document_of_html(f"<table><tr><td>Label</td>{source}</tr></table>")
    (grid,) = document.blocks
    assert isinstance(grid, Grid)
    return [cell.text for cell in grid.rows[0][1:]]


def test_fields_fonts_of_ticks_bold_words_and_pictures_become_marks() -> None:
    assert _cells("<td><input value=Kai></td>") == [f"{FIELD}Kai{FIELD_END}"]
    assert _cells("<td><span style='font-family:Wingdings'>\u00fe</span> Yes</td>") == [
        f"{TICKED} Yes"
    ]
    assert _cells("<td>Yes / <b>No</b></td>") == [f"Yes / {STRONG}No{STRONG_END}"]
    assert _cells("<td><b>No</b></td>") == ["No"]
    assert _cells("<td><img src=x></td>") == [PICTURE]
    assert _cells("<td><select><option>Yes<option selected>No</select></td>") == ["No"]


def test_a_hidden_table_or_row_or_cell_is_not_read() -> None:
    hidden = "style='display:none'"
    assert _cells(f"<td {hidden}>x</td><td>y</td>") == ["y"]
    document = document_of_html(f"<p>a</p><table {hidden}><tr><td>b</td></tr></table>")
    assert [block.text for block in document.blocks if isinstance(block, Line)] == ["a"]
    assert len(document.blocks) == 1


@pytest.mark.parametrize(
    "look",
    [
        "style='color:#ffffff'",
        "style='background:white;color: rgb(255, 255, 255)'",
        "style='font-size:0'",
        "style='font-size:1px;color:red'",
        "style='opacity:0'",
        "hidden",
    ],
)
def test_words_that_nobody_sees_are_no_answer(look: str) -> None:
    assert _cells(f"<td><span {look}>Kelsey</span>Ruby</td>") == ["Ruby"]


@pytest.mark.parametrize(
    "cell",
    [
        "<td style='background:#1f3864'><span style='color:#fff'>Ruby</span></td>",
        "<td bgcolor=navy><font color=white>Ruby</font></td>",
        "<td style='color:white'><span style='color:#333'>Ruby</span></td>",
        "<td style='font-size:0'><span style='font-size:11pt'>Ruby</span></td>",
        "<td style='font-size:1em;opacity:0.9'>Ruby</td>",
    ],
)
def test_words_that_stand_out_are_read(cell: str) -> None:
    assert _cells(cell) == ["Ruby"]


def test_html_without_anything_in_it_is_an_empty_document() -> None:
    assert document_of_html("").blocks == ()
    assert document_of_html("<!-- nothing -->").blocks == ()


_ANSWERS = (
    ("Pupil name", "Ruby Hale"),
    ("Date of birth", "14/03/2012"),
    ("Year", "10"),
    ("Current school", "Fernhill Academy"),
    ("New school", "Oakbrook School"),
    ("Start date", "05/10/2026"),
    ("End date", "18/12/2026"),
    ("LAC", "No"),
    ("SEN", "K"),
    ("Parent", "Ms Jo Hale"),
)


@pytest.mark.parametrize(
    "line",
    [
        "{}: {}",
        "{} - {}",
        "• {} \N{EN DASH} {}",
        "{} = {}",
        "3) {} - {}",
        "* {}: {}",
        "*{}:* {}",
        "*{}*: {}",
        "{}\t{}",
    ],
)
def test_a_form_typed_as_a_list_is_read_however_it_is_typed(line: str) -> None:
    typed = "\n".join(line.format(*one) for one in _ANSWERS)
    body = Body("body", f"Hi\n\nManaged Move Agreement (MM1)\n\n{typed}\n\nThanks", "")
    pasted = form_in(body, _context())
    assert pasted is not None
    found = said_in(*pasted.document.blocks)
    assert found["full_name", "pupil"] == "Ruby Hale"
    assert found["nc_year", None] == "10"
    assert found["start", None] == "05/10/2026"
    assert found["looked_after", None] == "No"
