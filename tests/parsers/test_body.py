"""A form pasted into a mail is found; a letter that names a pupil is not taken for one."""

import functools

from mailbot.resources import shipped
from parsers.body import document_of_html, form_in
from parsers.context import Context
from parsers.evidence import Body
from parsers.forms import load_forms
from parsers.markup import text_of
from parsers.pairs import (
    FIELD,
    FIELD_END,
    PICTURE,
    STRONG,
    STRONG_END,
    TICKED,
    Grid,
    Line,
)
from parsers.schools import Register

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


def test_a_form_in_plain_text_is_its_lines() -> None:
    document = form_in(Body("body", f"Hi, form below.\n\n{FORM}\nSam", ""), _context())
    assert document is not None
    assert document.how == "email"
    assert "Surname: Jarvis" in [b.text for b in document.blocks if isinstance(b, Line)]


def test_a_form_in_html_is_its_cells() -> None:
    source = f"<p>Hi</p><p>{FORM.splitlines()[0]}</p><table>{_rows(FORM)}</table>"
    document = form_in(Body("body", text_of(source), source), _context())
    assert document is not None
    assert document.how == "html"
    (grid,) = [block for block in document.blocks if isinstance(block, Grid)]
    assert ["Surname", "Jarvis"] in [[cell.text for cell in row] for row in grid.rows]


def test_the_html_is_read_where_the_plain_part_only_points_to_it() -> None:
    source = f"<table>{_rows(FORM)}</table>"
    document = form_in(Body("body", "See the HTML version.", source), _context())
    assert document is not None
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


def test_a_form_that_is_only_passed_on_is_read() -> None:
    below = f"FYI\n\nFrom: X\nSent: 2 Nov 2026\nTo: Y\nSubject: Z\n\n{FORM}"
    assert form_in(Body("body", below, ""), _context()) is not None


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


def test_html_without_anything_in_it_is_an_empty_document() -> None:
    assert document_of_html("").blocks == ()
    assert document_of_html("<!-- nothing -->").blocks == ()
