"""Layouts that nobody had read before: each claim was a wrong value or a needless question once."""

from collections.abc import Sequence
from typing import Any

import pytest

from tests.parsers.layouts import UPN, read, word

Rows = Sequence[Sequence[str]]
CHILD: Rows = (("Pupil name", "Ruby Hale"), ("Date of birth", "14/03/2012"), ("UPN", UPN))
SCHOOLS: Rows = (("Home school", "Fernhill Academy"), ("Receiving school", "Oakbrook School"))
PARENT: Rows = (("Name of parent/carer", "Ms Jo Hale"), ("Parent/carer signature", "Jo Hale"))
DATES: Rows = (("Start date", "05/10/2026"), ("Planned end date", "18/12/2026"))
ENDED: Rows = (
    ("Date of decision", "20/11/2026"),
    ("Last day of attendance", "20/11/2026"),
    ("Reason", "Repeated refusal."),
)


def _start(*more: str | Rows) -> dict[str, Any]:
    reading = read(word("Managed move agreement", CHILD, SCHOOLS, PARENT, DATES, *more))
    assert reading.kind == "MM1"
    return reading.record.model_dump(mode="json", exclude_none=True)


def _outcome(*more: str | Rows) -> dict[str, Any]:
    reading = read(word("Managed move outcome", CHILD, SCHOOLS, *more))
    assert reading.kind == "MM2"
    return reading.record.model_dump(mode="json", exclude_none=True)


def test_a_siblings_day_of_birth_is_not_the_pupils() -> None:
    siblings = (("Siblings", "DOB", "School"), ("Tom Hale", "01/02/2015", "St Anne's"))
    record = _start(siblings)
    assert record["pupil"]["dob"] == "2012-03-14"
    assert record["home"]["school"] == "Fernhill Academy"


def test_an_agencys_address_is_nobodys() -> None:
    agencies = (("Other agencies involved", "Email"), ("Family hub", "hub@agency.example"))
    assert "email" not in _start(agencies)["parents"][0]


@pytest.mark.parametrize(
    ("label", "path"),
    [
        ("When is the midway review?", "review_dates"),
        ("Midway review (not the date of this form)", "review_dates"),
    ],
)
def test_a_question_asks_what_its_label_would(label: str, path: str) -> None:
    assert _start(((label, "02/11/2026"), ("Year group", "10")))[path] == ["2026-11-02"]


def test_answers_over_their_labels_are_read() -> None:
    over = (
        ("Ms Jo Hale", "Mother", "07700 900123"),
        ("Name of parent/carer", "Relationship to pupil", "Telephone"),
    )
    record = read(
        word("Managed move agreement", CHILD, SCHOOLS, DATES, over, (PARENT[1], ("Year", "10")))
    ).record.model_dump(mode="json", exclude_none=True)
    assert record["parents"][0]["phone"] == "07700 900123"
    assert record["parents"][0]["relationship"] == "Mother"


def test_two_parents_side_by_side_keep_their_own_numbers() -> None:
    family = (
        ("Parent/carer 1", "Ms Jo Hale", "Parent/carer 2", "Mr Al Reed"),
        ("Relationship", "Mother", "Relationship", "Father"),
        ("Telephone", "07700 900123", "Telephone", "07700 900456"),
        ("Email", "jo.hale@post.example", "Email", ""),
    )
    reading = read(word("Managed move agreement", CHILD, SCHOOLS, DATES, family))
    first, second = reading.record.model_dump(exclude_none=True)["parents"]
    assert (first["phone"], second["phone"]) == ("07700 900123", "07700 900456")
    assert first["email"] == "jo.hale@post.example"
    assert "email" not in second


def test_a_contact_under_two_schools_side_by_side_is_neithers() -> None:
    schools = (
        ("Home school", "Fernhill Academy", "Receiving school", "Oakbrook School"),
        ("Headteacher", "Ann Head", "Headteacher", "Bob Head"),
        ("Lead contact", "Cat Lead", "Tel", "01632 960123"),
    )
    record = read(word("Managed move agreement", CHILD, schools, PARENT, DATES)).record.model_dump(
        exclude_none=True
    )
    assert record["home"]["head"] == "Ann Head"
    assert record["receiving"]["head"] == "Bob Head"
    assert "contact" not in record["home"]
    assert "contact" not in record["receiving"]


def test_a_parents_details_in_one_cell_are_told_apart() -> None:
    cells = (
        ("First parent/carer", "Second parent/carer"),
        (
            "Name: Ms Jo Hale\nRelationship: Mother\nTel: 07700 900123",
            "Name: Mr Al Reed\nRelationship: Father\nTel: 07700 900456",
        ),
    )
    reading = read(word("Managed move agreement", CHILD, SCHOOLS, DATES, cells))
    parents = reading.record.model_dump(exclude_none=True)["parents"]
    assert [(one["relationship"], one["phone"]) for one in parents] == [
        ("Mother", "07700 900123"),
        ("Father", "07700 900456"),
    ]


def test_a_name_broken_over_lines_is_whole() -> None:
    broken = (("Name of parent/carer", "Ms Siobhan\nvan Hale"), ("Tel", "07700 900123"))
    record = read(word("Managed move agreement", CHILD, SCHOOLS, DATES, broken)).record.model_dump(
        exclude_none=True
    )
    assert record["parents"][0]["name"] == "Ms Siobhan van Hale"


def test_half_a_name_is_asked_about() -> None:
    half = (("Name of parent/carer", "Hale"), ("Tel", "07700 900123"))
    reading = read(word("Managed move agreement", CHILD, SCHOOLS, DATES, half))
    assert reading.status == "query"
    assert ("parents[0].name", "unclear") in {(p.field, p.code) for p in reading.problems}


def test_an_address_broken_off_is_asked_about() -> None:
    cut = (("Parent e-mail", "jo.hale@post.e"), ("Parent telephone", "07700 900123"))
    reading = read(word("Managed move agreement", CHILD, SCHOOLS, PARENT, DATES, cut))
    assert ("parents[0].email", "unclear") in {(p.field, p.code) for p in reading.problems}


def test_a_column_that_numbers_the_questions_is_no_answer() -> None:
    numbered = tuple(
        (f"A{n}", *row) for n, row in enumerate((*CHILD, *SCHOOLS, *PARENT, *DATES), start=1)
    )
    reading = read(word("Managed move agreement", numbered))
    assert (reading.kind, reading.status) == ("MM1", "accepted")


def test_an_outcome_ticked_in_a_column_takes_the_day_of_its_row() -> None:
    rows = (
        ("Decision", "Tick", "Date"),
        ("Extended: new end date", "", ""),
        ("Return to original school: date of return", "✓", "23/11/2026"),
        ("Permanent managed move: start date on roll", "", ""),
    )
    record = _outcome(rows, ENDED)
    assert record["outcome"] == "unsuccessful"
    assert record["return_date"] == "2026-11-23"
    assert "permanent_from" not in record


def test_a_ticked_line_under_an_empty_date_is_an_outcome() -> None:
    record = _outcome(
        "☐ Extended", "New end date:", "☒ Unsuccessful - return to home school", ENDED
    )
    assert record["outcome"] == "unsuccessful"
    assert "extension" not in record


def test_a_move_that_is_named_in_the_title_and_not_understood_is_held() -> None:
    reading = read(
        word("Agreement on managed moves", CHILD, (SCHOOLS[0], ("Unheard-of question", "x")))
    )
    assert (reading.kind, reading.status) == ("other", "held")


def test_reviews_in_a_table_of_their_own_are_read() -> None:
    reviews = (
        ("Review", "Date"),
        ("Mid-point review", "02/11/2026"),
        ("Final review", "17/12/2026"),
    )
    assert _start(reviews)["review_dates"] == ["2026-11-02", "2026-12-17"]


def test_a_reviews_day_under_an_unknown_label_is_asked_about() -> None:
    reviews = (
        ("Midway review", "02/11/2026"),
        ("Concluding joint-review conference", "17/12/2026"),
    )
    reading = read(word("Managed move agreement", CHILD, SCHOOLS, PARENT, DATES, reviews))
    assert reading.status == "query"
    assert ("review_dates", "unclear") in {(p.field, p.code) for p in reading.problems}


def test_the_number_of_a_section_counts_no_parents() -> None:
    first = (("Name", "Ms Jo Hale"), ("Telephone", "07700 900123"))
    second = (("Name", "Mr Al Reed"), ("Telephone", "07700 900456"))
    signed = (("Signed: first parent / carer", "Jo Hale"), ("Date", "02/10/2026"))
    form = word(
        "Managed move agreement",
        *("Section 1: Pupil", CHILD, "Section 2: Schools", SCHOOLS),
        *("Section 3: First parent / carer", first, "Section 4: Second parent / carer", second),
        *("Section 5: Dates", DATES, "Section 6: Signatures", signed),
    )
    parents = read(form).record.model_dump(mode="json", exclude_none=True)["parents"]
    assert [one["phone"] for one in parents] == ["07700 900123", "07700 900456"]
    assert parents[0]["consent"]["date"] == "2026-10-02"


def test_the_same_answer_for_two_parents_heads_no_columns() -> None:
    family = (
        ("Parent/carer 1", "Ms Jo Hale", "Parent/carer 2", "Mr Al Reed"),
        ("Has parental responsibility?", "Yes", "Has parental responsibility?", "Yes"),
    )
    reading = read(word("Managed move agreement", CHILD, SCHOOLS, DATES, family))
    parents = reading.record.model_dump(exclude_none=True)["parents"]
    assert [one["parental_responsibility"] for one in parents] == [True, True]


def test_a_name_that_ends_like_a_label_is_whole() -> None:
    record = _start(
        "1.1 Receiving school ...... Oakbrook School ......", "Contact ... Karen Date ..."
    )
    assert record["receiving"]["school"] == "Oakbrook School"
    assert record["receiving"]["contact"]["name"] == "Karen Date"


def test_options_in_brackets_after_a_question_are_no_answer() -> None:
    asked = "What was the outcome? (successful / extended / unsuccessful) ...... Unsuccessful"
    assert _outcome(asked, ENDED)["outcome"] == "unsuccessful"


def test_an_option_with_its_own_dates_is_ticked_in_the_cell_before() -> None:
    options = (
        ("☐", "The move was successful. Date on roll:"),
        ("☐", "The move is extended. New end date:"),
        ("☒", "The move was unsuccessful. Date of decision: 20/11/2026"),
    )
    record = _outcome(options, ENDED[1:])
    assert record["outcome"] == "unsuccessful"
    assert record["decision_date"] == "2026-11-20"


@pytest.mark.parametrize("end", ["successful", "extended", "unsuccessful"])
def test_cells_that_each_hold_an_outcome_and_its_box_are_one_row_of_boxes(end: str) -> None:
    every = ("successful", "extended", "unsuccessful")
    boxes = tuple(f"{one} {'☒' if one == end else '☐'}" for one in every)
    assert _outcome("The managed move has been:", (boxes,), ENDED)["outcome"] == end


def test_a_date_in_a_row_under_its_option_is_no_option() -> None:
    options = (
        ("☐", "Successful: permanent transfer", "Start date on roll", ""),
        ("☒", "Unsuccessful: return to home school", "Decision made on", "20/11/2026"),
        ("", "", "Last day attended", "20/11/2026"),
        ("", "", "Returns to home school on", "23/11/2026"),
    )
    record = _outcome("What was decided?", options, ENDED[2:])
    assert record["outcome"] == "unsuccessful"
    assert record["return_date"] == "2026-11-23"


def test_a_case_under_an_unanswered_question_is_no_answer_to_it() -> None:
    lines = ("On what date does the pupil leave the roll of the home school?", "If unsuccessful")
    reading = read(word("Managed move outcome", CHILD, SCHOOLS, *lines, ENDED))
    assert "home_off_roll" not in {p.field for p in reading.problems}


def test_a_home_address_with_guidance_is_no_home_school() -> None:
    record = _start((("Home address all lines please", "4 Mill Row, Eastmere, EM1 2AB"),))
    assert record["home"]["school"] == "Fernhill Academy"
    assert record["parents"][0]["address"] == "4 Mill Row, Eastmere, EM1 2AB"


def test_guidance_after_the_signer_is_no_signature() -> None:
    signed = (
        ("Signed: parent / carer type name if sent by e-mail", "Jo Hale"),
        ("Date", "02/10/2026"),
    )
    form = word("Managed move agreement", CHILD, SCHOOLS, PARENT[:1], DATES, "Signatures", signed)
    parents = read(form).record.model_dump(mode="json", exclude_none=True)["parents"]
    assert parents[0]["consent"] == {"date": "2026-10-02", "evidence": "typed"}
