"""A warning about contact is heard wherever it stands, and who acts for a parent is no parent."""

import pytest

from parsers.records import Mm1, Reading
from tests.parsers import layouts

SECOND = {"Name of parent/carer 2": "Mr Al Hale", "Relationship of parent/carer 2": "Father"}


def _agreement(*more: tuple[str, str], line: str = "") -> Reading:
    rows = [[label, value] for label, value in {**layouts.AGREEMENT, **SECOND}.items()]
    extra = [[label, value] for label, value in more]
    content = [
        "Managed Move Agreement",
        rows,
        *([extra] if extra else []),
        *([line] if line else []),
    ]
    reading = layouts.read(layouts.word(*content))
    assert reading.kind == "MM1"
    return reading


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Any court orders?", "Non-molestation order against father"),
        ("Legal orders in place", "Child arrangements order, lives with mother"),
        ("Other information", "Father (Al Hale) must not be given any information."),
        ("Other information", "Father must not be contacted."),
        ("Is it safe to contact this parent?", "No"),
        ("Notes", "Not to be contacted under any circumstances"),
        ("Is there anyone who must not be contacted?", "Yes - father"),
        ("Anything we should know", "Must not be contacted (court order)"),
    ],
)
def test_a_warning_that_no_parents_answer_took_up_is_a_question(label: str, value: str) -> None:
    reading = _agreement((label, value))
    assert reading.status == "query"
    assert any(problem.field.endswith("no_contact") for problem in reading.problems)


def test_a_warning_in_a_line_of_its_own_is_a_question() -> None:
    assert _agreement(line="Father must not be contacted or told of the school.").status == "query"


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Any court orders?", "None"),
        ("Any court orders?", "No"),
        ("Is it safe to contact this parent?", "Yes"),
        ("Contact restrictions", "None"),
        ("Is there anyone who must not be contacted?", "No"),
        ("Reason for the move", "He must not contact the other pupil."),
    ],
)
def test_an_answer_that_keeps_nobody_away_is_no_warning(label: str, value: str) -> None:
    assert _agreement((label, value)).status == "accepted"


def test_guidance_about_contact_is_no_warning() -> None:
    line = "Please state if any parent must not be contacted."
    assert _agreement(line=line).status == "accepted"


@pytest.mark.parametrize("calling", ["Mother's solicitor", "Key worker", "Interpreter"])
def test_who_only_acts_for_a_parent_is_no_parent(calling: str) -> None:
    rows = [[label, value] for label, value in layouts.AGREEMENT.items()]
    at = next(n for n, row in enumerate(rows) if row[0] == "Start date")
    other = [["Name of parent/carer 2", "Jane Law"], ["Relationship to pupil", calling]]
    made = layouts.word("Managed Move Agreement", [*rows[:at], *other, *rows[at:]])
    record = layouts.read(made).record
    assert isinstance(record, Mm1)
    assert "Jane Law" not in [one.name for one in record.parents]


def test_an_interpreters_address_under_the_parents_is_no_parents() -> None:
    rows = [[label, value] for label, value in layouts.AGREEMENT.items()]
    details = [["Name", "Ion Pop"], ["E-mail address", "ion@interpreters.example"]]
    at = next(n for n, row in enumerate(rows) if row[0] == "Start date")
    made = layouts.word("Managed Move Agreement", rows[:at], "Interpreter", details, rows[at:])
    record = layouts.read(made).record
    assert isinstance(record, Mm1)
    assert [(one.name, one.email) for one in record.parents] == [
        ("Ms Jo Hale", "jo.hale@post.example")
    ]
