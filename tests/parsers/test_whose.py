"""Whose an answer is in tables nobody had drawn before: each claim was another's value once."""

from collections.abc import Sequence

import pytest

from parsers.answers import answers_in
from parsers.pairs import Block, Cell, Document, Grid, Line, Where
from parsers.vocabulary import vocabulary
from tests.parsers.layouts import UPN, context

WORDS = vocabulary(context().forms)


def _grid(*rows: Sequence[str | None]) -> Grid:
    """A table; None where a cell is not drawn."""
    made = []
    for row in rows:
        cells = [
            Cell(text=text, where=Where(), how="table", column=column)
            for column, text in enumerate(row)
            if text is not None
        ]
        made.append(tuple(cells))
    return Grid(rows=tuple(made), where=Where())


def _said(*blocks: Block | str) -> dict[tuple[str, str | None], str]:
    laid = tuple(
        Line(text=one, where=Where(), how="text") if isinstance(one, str) else one for one in blocks
    )
    found = answers_in(Document(how="text", blocks=laid), WORDS)
    return {(one.attribute, one.ordinal or one.party): one.text for one in found if one.text}


@pytest.mark.parametrize("head", ["Example", "For example", "e.g.", "Guidance"])
def test_a_column_of_examples_answers_nothing_where_the_answer_is_blank(head: str) -> None:
    said = _said(
        _grid(
            ("", head, "Your answer"),
            ("Full name of pupil", "Jan Bloggs", ""),
            ("Date of birth", "01/01/2012", "14/03/2012"),
        )
    )
    assert said == {("dob", None): "14/03/2012"}


def test_a_row_that_shows_how_a_list_is_filled_is_nobodys() -> None:
    said = _said(
        "Parents and carers",
        _grid(
            ("", "Name", "Telephone"),
            ("Example", "Jan Bloggs", "01632 960000"),
            ("Parent/carer 1", "Ms Jo Hale", "07700 900123"),
        ),
    )
    assert said["full_name", "1"] == "Ms Jo Hale"
    assert "Jan Bloggs" not in said.values()


def test_a_question_about_an_example_keeps_its_answer() -> None:
    said = _said(_grid(("UPN", UPN), ("Example", "none"), ("Date of birth", "14/03/2012")))
    assert said["dob", None] == "14/03/2012"


@pytest.mark.parametrize("marks", [("", "", "X"), ("☐", "☐", "☒"), ("No", "No", "Yes")])
def test_a_mark_under_an_outcome_chooses_it(marks: tuple[str, ...]) -> None:
    said = _said("Outcome", _grid(("Successful", "Extended", "Unsuccessful"), marks))
    assert said["outcome", None] == "☐ Successful\n☐ Extended\n☒ Unsuccessful"
    assert ("extension_end", None) not in said


def test_yes_beside_an_outcome_chooses_it() -> None:
    table = _grid(("Successful - permanent", "No"), ("Extended", ""), ("Not successful", "Yes"))
    said = _said("Outcome", table)
    assert said["outcome", None].endswith("☐ Extended\n☒ Not successful")
    assert ("extension_end", None) not in said


def test_a_day_beside_an_outcome_is_no_mark() -> None:
    said = _said(_grid(("Successful", ""), ("Extended", "12/03/2027"), ("Unsuccessful", "")))
    assert said["extension_end", None] == "12/03/2027"
    assert ("outcome", None) not in said
