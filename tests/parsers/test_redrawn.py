"""Tables put as their makers meant them, before anything is read out of them."""

from dataclasses import replace

from parsers.pairs import Where
from tests.parsers import layouts
from tests.parsers.grids import grid, said_in
from tests.parsers.test_forms import _record

IDENTITY = [
    (label, layouts.OUTCOME[label])
    for label in ("Name of pupil", "Date of birth", "Home school", "Receiving school")
]

ENDING = [("Date of decision", "20/11/2026"), ("Date of next review", "11/12/2026")]


def test_what_stands_beside_a_forms_title_answers_nothing() -> None:
    rows = [(label, text) for label, text in layouts.OUTCOME.items() if text]
    heading = [["Managed Move Outcome (MM2)", "Borough Council"]]
    reading = layouts.read(layouts.word(heading, rows))
    assert _record(reading)["outcome"] == "unsuccessful"
    asked = [["Managed Move Outcome", "Extended"]]
    form = layouts.word("Please return to the council", asked, "Pupil", [*IDENTITY, *ENDING])
    assert _record(layouts.read(form))["outcome"] == "extended"


def test_a_question_that_runs_over_two_rows_is_one() -> None:
    changes = {
        "How often will attendance be reported to the": "☐ Daily",
        "home school?": "☒ Weekly",
    }
    record = _record(layouts.read(layouts.agreement(changes)))
    assert record["attendance_reporting"] == "weekly"
    assert record["home"]["school"] == "Fernhill Academy"


def test_what_is_left_of_a_list_under_the_order_to_delete_is_the_answer() -> None:
    table = [["Outcome:", "(delete those which do not apply)"], ["Successful /", "/"], *IDENTITY]
    record = _record(layouts.read(layouts.word("Managed Move Outcome Form", table)))
    assert record["outcome"] == "successful"


def test_labels_one_a_line_go_with_values_one_a_line_only_where_they_count_alike() -> None:
    labels = "School\nHeadteacher\nContact\nTelephone"
    alike = "Fernhill Academy\nAnn Head\nPat One\n01632 960123"
    wrapped = "Oakbrook\nSchool\nBo Head\nSam Two\n01632 960124"
    rows = [
        (label, text)
        for label, text in layouts.AGREEMENT.items()
        if "school" not in label.casefold()
    ]
    table = [["HOME SCHOOL", "", "RECEIVING SCHOOL", ""], [labels, alike, labels, wrapped]]
    record = _record(layouts.read(layouts.word("Managed Move Agreement", rows, table)))
    assert record["home"]["school"] == "Fernhill Academy"
    assert record["home"]["contact"] == {"name": "Pat One", "phone": "01632 960123"}
    assert "school" not in record.get("receiving", {})


def test_rows_under_heads_that_a_page_end_parted_from_them_are_theirs() -> None:
    heads = grid(["", "Parent 1", "Parent 2"])
    rows = grid(["Name", "Jo Hale", "Sam Hale"], ["Telephone", "07700 900123", "07700 900124"])
    said = said_in("Agreement", heads, replace(rows, where=Where(page=2)))
    assert (said["full_name", "2"], said["phone", "2"]) == ("Sam Hale", "07700 900124")


def test_a_parts_name_that_stands_again_before_each_row_is_its_heading() -> None:
    said = said_in(
        grid(
            ("Section", "Field", "Entry"),
            ("Pupil", "Name", "Ruby Hale"),
            ("Pupil", "Date of birth", "14/03/2012"),
            ("Pupil", "Year group", "10"),
            ("Family", "Name", "Ms Jo Hale"),
            ("Family", "Relationship", "Mother"),
            ("Family", "Email", "jo.hale@post.example"),
            ("Dates", "Start date", "05/10/2026"),
            ("Dates", "End date", "18/12/2026"),
        )
    )
    assert said["full_name", "pupil"] == "Ruby Hale"
    assert said["full_name", "1"] == "Ms Jo Hale"
    assert said["email", "1"] == "jo.hale@post.example"
    assert said["start", None] == "05/10/2026"
