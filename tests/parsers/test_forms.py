"""Forms become records: the same answers from every layout, and a question wherever one is due."""

# ruff: noqa: E501, FBT001 - tables of examples read best in rows

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.forms import FormsError, load_forms, read_document
from parsers.pairs import Cell, Document, Grid, Line, Where
from parsers.records import Reading
from tests.parsers import layouts

EXPECTED = {
    "pupil": {"forename": "Ruby", "surname": "Hale", "dob": "2012-03-14", "upn": layouts.UPN, "nc_year": 10, "sex": "F"},
    "schools": ["Fernhill Academy", "Oakbrook School"],
    "parents": [
        ["Ms Jo Hale", "Mother", "07700 900123", "jo.hale@post.example", "typed"],
        ["Mr Al Hale", "Father", "07700 900124", "al.hale@post.example", "typed"],
    ],
    "days": ["2026-10-05", "2026-12-18", ["2026-11-02", "2026-12-14"]],
    "rest": [False, "K", "trial_managed_move"],
}  # fmt: skip


def _record(reading: Reading) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(reading.printed()).get("record", {})
    return record


def _essence(reading: Reading) -> dict[str, Any]:
    record = _record(reading)
    return {
        "pupil": record["pupil"],
        "schools": [record["home"].get("school"), record["receiving"].get("school")],
        "parents": [
            [p.get("name"), p.get("relationship"), p.get("phone"), p.get("email"), p.get("consent", {}).get("evidence")]
            for p in record["parents"]
        ],
        "days": [record.get("start_date"), record.get("end_date"), record.get("review_dates")],
        "rest": [record.get("looked_after"), record.get("sen_status"), record.get("legal_basis")],
    }  # fmt: skip


def _problems(reading: Reading) -> set[tuple[str, str]]:
    return {(problem.field, problem.code) for problem in reading.problems}


@pytest.mark.parametrize(
    "layout",
    [
        layouts.lines,
        layouts.header_rows,
        layouts.numbered_questions,
        layouts.side_by_side,
        layouts.sections,
        layouts.values_below_labels,
        layouts.unruled_columns,
        layouts.fields_under_labels,
        layouts.labels_in_cells,
        layouts.tables_beside_each_other,
        layouts.headings_merged_down,
    ],
    ids=lambda layout: layout.__name__,
)
def test_one_agreement_reads_alike_in_every_layout(layout: Callable[[], bytes]) -> None:
    reading = layouts.read(layout())
    assert (reading.kind, reading.status) == ("MM1", "accepted")
    assert _essence(reading) == EXPECTED


def test_every_leaf_of_a_record_has_its_evidence() -> None:
    reading = layouts.read(layouts.fields_under_labels())

    def leaves(value: Any, path: str) -> set[str]:
        if isinstance(value, dict):
            return {
                leaf
                for key, item in value.items()
                for leaf in leaves(item, f"{path}.{key}" if path else key)
            }
        if isinstance(value, list) and value and isinstance(value[0], dict):
            return {leaf for n, item in enumerate(value) for leaf in leaves(item, f"{path}[{n}]")}
        return {path}

    assert leaves(_record(reading), "") == set(reading.evidence)
    seen = reading.evidence["pupil.dob"]
    assert (seen.raw, seen.how, seen.page) == ("14 March 2012", "acroform", 1)
    assert seen.box is not None
    assert seen.box[1] < seen.box[3]


def test_the_printed_line_reads_back_as_the_same_reading() -> None:
    reading = layouts.read(layouts.agreement())
    assert Reading.model_validate_json(reading.printed()) == reading


def test_fields_without_print_are_known_by_their_names() -> None:
    reading = layouts.read(layouts.fields_under_labels(named=False))
    assert _record(reading)["pupil"]["dob"] == "2012-03-14"
    assert _record(reading)["receiving"]["school"] == "Oakbrook School"


@pytest.mark.parametrize(
    ("label", "value", "problem"),
    [
        ("Start date", "", ("start_date", "missing")),
        ("Start date", "tbc", ("start_date", "missing")),
        ("Start date", "after half term", ("start_date", "unclear")),
        ("Start date", "30/02/2027", ("start_date", "invalid")),
        ("Start date", "Monday 6 October 2026", ("start_date", "unclear")),  # a Tuesday
        ("Start date", "05/09/2025", ("start_date", "unclear")),  # a year before the form
        ("End date", "01/10/2026", ("end_date", "conflict")),
        ("Review dates", "02/09/2026", ("review_dates", "conflict")),
        ("Year group", "Year 7", ("pupil.nc_year", "conflict")),
        ("Pupil's surname", "", ("pupil.surname", "missing")),
        ("Home school", "Nowhere School", ("home.school", "unclear")),
        ("Home school", "St Anne's", ("home.school", "unclear")),
        ("Receiving school", "Fernhill Academy", ("receiving.school", "conflict")),
        ("Name of parent/carer 1", "", ("parents[0].name", "missing")),
        ("Signature of parent/carer 1", "", ("parents[0].consent", "missing")),
        ("Signature of parent/carer 1", "refused", ("parents[0].consent.evidence", "unclear")),
        ("Looked after child", "☒ Yes ☒ No", ("looked_after", "unclear")),
    ],
)
def test_what_the_sender_can_put_right_is_asked(
    label: str, value: str, problem: tuple[str, str]
) -> None:
    reading = layouts.read(layouts.agreement({label: value}))
    assert reading.status == "query"
    assert problem in _problems(reading)


@pytest.mark.parametrize(
    ("label", "value", "problem", "path"),
    [
        ("UPN", "P210999924002", ("pupil.upn", "invalid"), "upn"),
        ("UPN", "", ("pupil.upn", "missing"), "upn"),
    ],
)
def test_a_doubtful_upn_is_not_stored_and_holds_nothing_up(
    label: str, value: str, problem: tuple[str, str], path: str
) -> None:
    reading = layouts.read(layouts.agreement({label: value}))
    assert reading.status == "accepted"
    assert problem in _problems(reading)
    assert path not in _record(reading)["pupil"]


@pytest.mark.parametrize(
    "address", ["office@fernhill.example", "x@council.example", "x@mail.council.example"]
)
def test_a_school_or_council_address_is_never_taken_for_a_parents(address: str) -> None:
    reading = layouts.read(layouts.agreement({"E-mail address": address}))
    assert ("parents[0].email", "unclear") in _problems(reading)
    assert "email" not in _record(reading)["parents"][0]


def test_a_permanent_upn_stands_in_for_a_date_of_birth() -> None:
    reading = layouts.read(layouts.agreement({"Date of birth": ""}))
    assert reading.status == "accepted"


def test_a_temporary_upn_does_not() -> None:
    reading = layouts.read(layouts.agreement({"Date of birth": "", "UPN": "N37299982301B"}))
    assert reading.status == "query"
    assert ("pupil.dob", "missing") in _problems(reading)


def test_a_looked_after_child_needs_no_parent_and_its_social_worker_is_asked_for() -> None:
    parent = dict.fromkeys(
        ("Name of parent/carer 1", "Relationship to pupil", "Telephone number", "E-mail address",
         "Signature of parent/carer 1"), ""
    )  # fmt: skip
    reading = layouts.read(layouts.agreement({**parent, "Looked after child": "Yes"}))
    assert reading.status == "accepted"
    assert ("social_worker.name", "missing") in _problems(reading)


SECOND = {
    "Name of parent/carer 2": "Mr Al Hale",
    "Parental responsibility of parent/carer 2": None,
    "Signature of parent/carer 2": "",
}


def test_where_all_with_responsibility_are_asked_a_parent_who_did_not_sign_is_missing() -> None:
    form = layouts.agreement(SECOND)
    assert layouts.read(form).status == "accepted"
    assert layouts.read(form, consent="all_with_responsibility").status == "query"


def test_a_signature_with_another_parents_name_is_asked_about() -> None:
    swapped = {**SECOND, "Signature of parent/carer 1": "Al Hale"}
    reading = layouts.read(layouts.agreement(swapped))
    assert reading.status == "query"
    assert ("parents[0].consent.evidence", "unclear") in _problems(reading)


@pytest.mark.parametrize(
    ("label", "answer"),
    [
        ("Parent/carer 2 has parental responsibility", "No"),
        ("Parent/carer 2 must not be contacted", "Yes"),
    ],
)
def test_a_parent_without_responsibility_or_contact_is_not_asked(label: str, answer: str) -> None:
    form = layouts.agreement({**SECOND, label: answer})
    assert layouts.read(form, consent="all_with_responsibility").status == "accepted"


def test_exclusion_on_failure_without_everybodys_agreement_is_asked_about() -> None:
    label = "If the move is unsuccessful the pupil will be permanently excluded"
    assert layouts.read(layouts.agreement({label: "Yes"})).status == "query"
    signed = {
        "Home school headteacher signature": "A Head",
        "Receiving school headteacher signature": "B Head",
    }
    assert layouts.read(layouts.agreement({label: "Yes", **signed})).status == "accepted"


def test_the_legal_basis_is_never_inferred() -> None:
    reading = layouts.read(layouts.agreement({"Type of arrangement": None}))
    assert "legal_basis" not in _record(reading)


def test_a_label_in_no_known_words_leaves_its_field_out() -> None:
    reading = layouts.read(layouts.agreement({"Gender": None, "Favourite colour": "F"}))
    assert "sex" not in _record(reading)["pupil"]


@pytest.mark.parametrize(
    ("rows", "looked_after"),
    [
        ([["", "Yes", "No"], ["Looked after child", "", "✓"]], False),
        ([["Please tick", "Yes", "No"], ["Looked after child", "X", ""]], True),
        ([["Looked after child", "", "☒"]], None),
        ([["☐", "Looked after child", "☒", "SEN Support"]], None),
        ([["Looked after child ☐  Free school meals ☒"]], None),
        ([["Looked after child", "☒ Yes ☐ No"]], True),
    ],
)
def test_a_tick_counts_only_for_the_words_it_belongs_to(
    rows: list[list[str]], looked_after: bool | None
) -> None:
    labels = {**layouts.AGREEMENT}
    del labels["Looked after child"]
    data = layouts.word("Managed Move Agreement", [[k, v] for k, v in labels.items()], rows)
    record = _record(layouts.read(data))
    assert record.get("looked_after") is looked_after


def test_a_date_in_three_boxes_is_one_date() -> None:
    rows = [[k, v] for k, v in layouts.AGREEMENT.items() if k != "Start date"]
    data = layouts.word("Managed Move Agreement", rows, [["Start date", "05", "10", "2026"]])
    assert _record(layouts.read(data))["start_date"] == "2026-10-05"


# --- outcome forms ------------------------------------------------------------------------------

UNSUCCESSFUL = ("unsuccessful", "2026-11-20", "2026-11-20", "2026-11-23")


def _outcome(reading: Reading) -> tuple[object, ...]:
    record = _record(reading)
    return tuple(record.get(key) for key in ("outcome", "decision_date", "end_date", "return_date"))


@pytest.mark.parametrize(
    "mark",
    [
        layouts.runs("Successful / Extended / ", ("Unsuccessful", "bold")),
        layouts.runs("Successful / Extended / ", ("Unsuccessful", "highlight")),
        layouts.runs(("Successful", "strike"), " / ", ("Extended", "strike"), " / Unsuccessful"),
        layouts.runs(("¨", "wingdings"), " Successful ", ("þ", "wingdings"), " Unsuccessful"),
        "☐ Successful\n☐ Extended\n☑ Unsuccessful",
        "[ ] Successful  [ ] Extended  [x] Unsuccessful",
        "Successful ☐  Extended ☐  Unsuccessful ☒",
        "The move has been unsuccessful",
        "not successful",
    ],
)
def test_an_outcome_is_chosen_in_many_ways(mark: layouts.Content) -> None:
    reading = layouts.read(layouts.outcome({"Outcome": mark}))
    assert reading.status == "accepted"
    assert _outcome(reading) == UNSUCCESSFUL


@pytest.mark.parametrize(
    "mark",
    ["", "☐ Successful ☐ Extended ☐ Unsuccessful", "Successful / Extended / Unsuccessful", "☒ Successful ☐ Extended ☒ Unsuccessful",
     "see attached"],
)  # fmt: skip
def test_an_outcome_that_is_not_one_is_asked_for(mark: str) -> None:
    reading = layouts.read(layouts.outcome({"Outcome": mark}))
    assert reading.status == "query"
    assert "outcome" not in _record(reading)


def _glyph(page: Any, y: float, ticked: bool) -> None:
    page.setFont("ZapfDingbats", 10)
    page.drawString(
        60,
        y + 2,
        "\N{HEAVY CHECK MARK}" if ticked else "\N{LOWER RIGHT DROP-SHADOWED WHITE SQUARE}",
    )


def _strokes(page: Any, y: float, ticked: bool) -> None:
    page.rect(60, y, 10, 10)
    if ticked:
        page.line(62, y + 5, 64, y + 2)
        page.line(64, y + 2, 69, y + 9)


def _cross_of_four_lines(page: Any, y: float, ticked: bool) -> None:
    for a, b, c, d in ((0, 0, 10, 0), (0, 10, 10, 10), (0, 0, 0, 10), (10, 0, 10, 10)):
        page.line(60 + a, y + b, 60 + c, y + d)
    if ticked:
        page.line(61, y + 1, 69, y + 9)
        page.line(61, y + 9, 69, y + 1)


def _letter(page: Any, y: float, ticked: bool) -> None:
    page.rect(60, y, 10, 10)
    if ticked:
        page.drawString(62, y + 2, "X")


def _box_field(page: Any, y: float, ticked: bool) -> None:
    page.acroForm.checkbox(name=f"c{y}", x=60, y=y, size=10, checked=ticked)


def _radio(page: Any, y: float, ticked: bool) -> None:
    page.acroForm.radio(name="o", value=f"v{y:.0f}", x=60, y=y, size=10, selected=ticked)


def _dot(page: Any, y: float, ticked: bool) -> None:
    page.circle(66, y + 4, 5)
    if ticked:  # as a web form prints the button that was chosen
        page.setFillColorRGB(0.40, 0.23, 0.72)
        page.circle(66, y + 4, 3, stroke=0, fill=1)
        page.setFillGray(0)


@pytest.mark.parametrize(
    "drawn", [_glyph, _strokes, _cross_of_four_lines, _letter, _box_field, _radio, _dot]
)
def test_a_tick_is_seen_however_it_is_drawn(drawn: Callable[[Any, float, bool], None]) -> None:
    reading = layouts.read(layouts.outcome_lines(drawn))
    assert reading.status == "accepted"
    assert _outcome(reading) == UNSUCCESSFUL


def test_words_struck_out_in_a_pdf_are_not_read() -> None:
    reading = layouts.read(layouts.outcome_struck())
    assert reading.status == "accepted"
    assert _outcome(reading) == UNSUCCESSFUL


@pytest.mark.parametrize(
    ("label", "value", "problem"),
    [
        ("Date of decision", "", ("decision_date", "missing")),
        ("Last day at receiving school", "", ("end_date", "missing")),
        ("Reason", "", ("reason", "missing")),
        ("Date of return to home school", "19/11/2026", ("return_date", "conflict")),
        ("Permanent transfer from", "23/11/2026", ("outcome", "conflict")),
        ("Date of form", "20/11/2027", ("decision_date", "conflict")),
        ("Date of final review meeting", "4/12/2026", ("decision_date", "conflict")),
        ("Last day at receiving school", "6/11/2026", ("end_date", "conflict")),
    ],
)
def test_an_unsuccessful_outcome_needs_its_days_and_its_reason(
    label: str, value: str, problem: tuple[str, str]
) -> None:
    reading = layouts.read(layouts.outcome({label: value}))
    assert reading.status == "query"
    assert problem in _problems(reading)


def test_a_decision_within_days_of_its_meeting_and_of_the_last_day_is_believed() -> None:
    days = {
        "Date of final review meeting": "25/11/2026",
        "Last day at receiving school": "17/11/2026",
    }
    assert layouts.read(layouts.outcome(days)).status == "accepted"


@pytest.mark.parametrize(
    ("title", "outcome"),
    [
        ("FAILED MANAGED MOVE NOTIFICATION", "unsuccessful"),
        ("Notification of unsuccessful managed move", "unsuccessful"),
        ("Managed move outcome: successful or failed placement", None),
        ("Managed move outcome form", None),
    ],
)
def test_a_paper_for_one_outcome_alone_says_it_in_its_title(
    title: str, outcome: str | None
) -> None:
    rows = [[k, v] for k, v in layouts.OUTCOME.items() if k != "Outcome"]
    record = _record(layouts.read(layouts.word(title, rows)))
    assert record.get("outcome") == outcome


def test_what_the_form_asks_about_its_outcome_counts_before_its_title() -> None:
    rows = [[k, v] for k, v in layouts.OUTCOME.items() if k != "Outcome"]
    blank = layouts.word("Failed managed move notification", [*rows, ["Outcome", ""]])
    assert ("outcome", "missing") in _problems(layouts.read(blank))


def test_a_decision_after_the_mail_came_is_asked_about() -> None:
    day_before = dt.date(2026, 11, 19)  # Thu 19 Nov 2026
    assert layouts.read(layouts.outcome(), arrived=day_before).status == "query"
    assert layouts.read(layouts.outcome(), arrived=dt.date(2026, 11, 20)).status == "accepted"


def test_the_content_decides_and_a_printed_code_that_disagrees_is_noted() -> None:
    data = layouts.word(
        "MM1", "Managed Move Outcomes Form", [[k, v] for k, v in layouts.OUTCOME.items()]
    )
    reading = layouts.read(data)
    assert (reading.kind, reading.status) == ("MM2", "accepted")
    assert ("form", "mismatch") in _problems(reading)


# --- what "host school" means, and other forms --------------------------------------------------


@pytest.mark.parametrize(
    ("other", "host"), [("Home school", "receiving"), ("Receiving school", "home")]
)
def test_host_school_is_settled_by_the_other_label(other: str, host: str) -> None:
    labels = {
        k: v for k, v in layouts.OUTCOME.items() if k not in ("Home school", "Receiving school")
    }
    rows = [
        [k, v] for k, v in {other: "Fernhill Academy", "Host school": "Oakbrook", **labels}.items()
    ]
    record = _record(layouts.read(layouts.word("Managed Move Outcome Form", rows)))
    assert record[host]["school"] == "Oakbrook School"


@pytest.mark.parametrize(
    ("means", "host"),
    [("the school that the pupil will attend", "receiving"), ("the current school", "home")],
)
def test_host_school_is_what_the_form_says_it_means(means: str, host: str) -> None:
    labels = {
        k: v for k, v in layouts.OUTCOME.items() if k not in ("Home school", "Receiving school")
    }
    rows = [[k, v] for k, v in {"Host school": "Oakbrook School", **labels}.items()]
    note = f"In this form host school means {means}."
    record = _record(layouts.read(layouts.word("Managed Move Outcome Form", note, rows)))
    assert record[host]["school"] == "Oakbrook School"


@pytest.mark.parametrize(
    "title",
    ["Notification of Suspension", "Part-time timetable notification", "Fair Access Referral Form", "Attendance Trial Agreement",
     "Deletion from the admission register (off-roll notice)"],
)  # fmt: skip
def test_other_forms_of_the_same_offices_are_left_alone(title: str) -> None:
    rows = [["Pupil name", "Ruby Hale"], ["DOB", "14/03/2012"], ["Home school", "Oakbrook"], ["Start date", "05/10/2026"],
            ["End date", "07/10/2026"], ["Reason", "Assault"]]  # fmt: skip
    assert layouts.read(layouts.word(title, rows)).status == "ignored"


def test_what_looks_like_a_form_of_ours_and_cannot_be_read_is_held() -> None:
    rows = [["Pupil name", "Ruby Hale"], ["DOB", "14/03/2012"], ["Home school", "Oakbrook"]]
    reading = layouts.read(layouts.word("Managed Move Agreement", rows))
    assert (reading.kind, reading.status) == ("other", "held")


def test_two_forms_bound_in_one_document_are_two_readings() -> None:
    data = layouts.word(
        "Managed Move Agreement", [[k, v] for k, v in layouts.AGREEMENT.items()],
        "Managed Move Outcome Form", [[k, v] for k, v in layouts.OUTCOME.items()],
    )  # fmt: skip
    opened = layouts.pairs_of_docx(data)
    readings = read_document(opened, layouts.context(), None, "both", None)
    assert [reading.kind for reading in readings] == ["MM1", "MM2"]


WHOSE = ("Name of pupil", "Date of birth", "Home school", "Receiving school")
REVIEW = {"Date of review": "02/11/2026", "Review": "4 week review", "Concerns": "No", "Present": "Ms Hale"}  # fmt: skip


def _bound(
    *behind: tuple[str, dict[str, str]], front: dict[str, str] | None = None
) -> list[Reading]:
    """The readings of an agreement with other forms on its back."""
    forms = [("Managed Move Agreement", front or layouts.AGREEMENT), *behind]
    rows = [part for title, said in forms for part in (title, [[k, v] for k, v in said.items()])]
    opened = layouts.pairs_of_docx(layouts.word(*rows))
    return list(read_document(opened, layouts.context(), None, "both", None))


def test_a_form_on_the_back_of_an_agreement_is_of_its_pupil() -> None:
    told = {label: said for label, said in layouts.OUTCOME.items() if label not in WHOSE}
    agreed, review, ended = _bound(("Review record", REVIEW), ("Outcome form (MM2)", told))
    assert [one.kind for one in (agreed, review, ended)] == ["MM1", "review", "MM2"]
    assert {one.status for one in (agreed, review, ended)} == {"accepted"}
    for one in (review, ended):
        assert _record(one)["pupil"] == {"forename": "Ruby", "surname": "Hale", "dob": "2012-03-14", "upn": layouts.UPN}  # fmt: skip
        assert _record(one)["home"]["school"] == "Fernhill Academy"
    assert "meeting_date" not in _record(ended)  # the agreement's review is no meeting of its own
    assert [one["role"] for one in _record(ended)["signatures"]] == ["Signed"]


def test_what_the_back_of_an_agreement_says_itself_it_is_not_lent() -> None:
    told = {"Name of pupil": "Ruby Hale"} | {
        k: v for k, v in layouts.OUTCOME.items() if k not in WHOSE
    }
    whole = {"Name of pupil": "Ruby Hale", "Date of review": "02/11/2026"} | {
        k: layouts.OUTCOME[k] for k in WHOSE
    }
    _, ended, review = _bound(("Outcome form (MM2)", told), ("Review record", whole | REVIEW))
    assert (ended.kind, ended.status, review.kind) == ("MM2", "accepted", "review")
    assert _record(ended)["pupil"] == {"forename": "Ruby", "surname": "Hale"}
    other = told | {"Name of pupil": "Kai Moss"}
    _, of_another = _bound(("Outcome form (MM2)", other))
    assert (of_another.kind, of_another.status) == ("MM2", "query")
    assert _record(of_another)["pupil"] == {"forename": "Kai", "surname": "Moss"}
    assert "home" not in _record(of_another)


def test_a_blank_form_on_the_back_of_an_agreement_asks_for_nothing() -> None:
    blank = {label: "" for label in layouts.OUTCOME if label not in WHOSE}
    (agreed,) = _bound(("Outcome form (MM2)", blank))
    assert (agreed.kind, agreed.status) == ("MM1", "accepted")
    named = {label: layouts.OUTCOME[label] for label in WHOSE}
    (agreed,) = _bound(("Outcome form (MM2)", named | blank))
    assert (agreed.kind, agreed.status) == ("MM1", "accepted")


def test_reviews_are_named_as_the_protocol_names_them() -> None:
    rows = [
        ["Student", "Ruby Hale", "D.O.B", "14/03/2012"],
        ["Home School", "Fernhill Academy", "Receiving School", "Oakbrook"],
        ["Review", "4 week review", "Date of review", "2/11/26"],
        ["Any concerns?", "Yes", "Date of next review", "30/11/26"],
        ["Present", "Ms Hale, A Head", "", ""],
    ]
    record = _record(layouts.read(layouts.word("Managed Move Review Meeting", rows)))
    assert (record["which"], record["review_date"], record["next_review_date"], record["concerns"]) == (
        "week4", "2026-11-02", "2026-11-30", True,
    )  # fmt: skip


def test_a_week_of_attendance_is_read() -> None:
    rows = [
        ["Pupil", "DOB", "Home school", "Receiving school", "W/C", "Possible sessions", "Sessions attended"],
        ["Ruby Hale", "14/03/2012", "Fernhill Academy", "Oakbrook", "02/11/2026", "10", "7"],
    ]  # fmt: skip
    reading = layouts.read(layouts.word("Weekly attendance", rows))
    record = _record(reading)
    assert (reading.kind, reading.status) == ("attendance", "accepted")
    assert (record["week_beginning"], record["sessions_possible"], record["sessions_attended"]) == (
        "2026-11-02",
        10,
        7,
    )


def test_a_share_beside_a_count_of_sessions_is_no_second_count() -> None:
    lines = "Sessions possible this week: 10     Sessions attended: 9     (90%)"
    about = [["Pupil", "Ruby Hale"], ["DOB", "14/03/2012"], ["Home school", "Fernhill Academy"],
             ["Receiving school", "Oakbrook"], ["W/C", "02/11/2026"]]  # fmt: skip
    reading = layouts.read(layouts.word("Weekly attendance", about, lines))
    record = _record(reading)
    assert (record["sessions_possible"], record["sessions_attended"]) == (10, 9)


def test_boxes_after_their_words_tell_which_review_it_was() -> None:
    about = [["Pupil", "Ruby Hale"], ["DOB", "14/03/2012"], ["Home school", "Fernhill Academy"],
             ["Receiving school", "Oakbrook"]]  # fmt: skip
    lines = (
        "Review held on: 15/10/2026      Type of review:  4 week ☐   Midway ☒   Final ☐",
        "Are there concerns that the move may not succeed?  Yes ☒  No ☐",
    )
    form = layouts.word("Managed Move Record of Review Meeting", about, *lines)
    record = _record(layouts.read(form))
    assert (record["which"], record["review_date"], record["concerns"]) == (
        "midway",
        "2026-10-15",
        True,
    )


@pytest.mark.parametrize("way", ["In person", "by Teams", "Online"])
def test_how_a_meeting_was_held_is_not_when(way: str) -> None:
    form = layouts.outcome({"Date of final meeting": "23/10/2026", "Meeting held": way})
    assert _record(layouts.read(form))["meeting_date"] == "2026-10-23"


# --- the words are data, and reading is total ---------------------------------------------------


def test_a_faulty_file_of_labels_is_refused_with_every_fault() -> None:
    texts = {
        "a.toml": "[labels]\nstart = 3\n[nonsense]\n",
        "b.toml": "not toml",
        "c.toml": "[titles]\nMM9 = ['x']\n",
    }
    with pytest.raises(FormsError) as caught:
        load_forms(texts)
    assert len(str(caught.value).splitlines()) == 4


_WORDS = st.sampled_from(
    ["Name of pupil", "Ruby Hale", "Home school", "Oakbrook", "Outcome", "☒ Successful ☐ Extended", "Date:", "5/10/26", "",
     "Parent/carer (1)", "Signature", "\ue000x\ue001", "\ue002No\ue003 / Yes", "MM1", "Managed Move Agreement", "?", "....", "UPN",
     "Review 2", "Mother", "E-mail: a@b.example Tel: 07700 900123"]
)  # fmt: skip
_PLACE = Where(page=1, box=(0.0, 0.0, 1.0, 1.0))


@st.composite
def _documents(draw: st.DrawFn) -> Document:
    blocks: list[Line | Grid] = []
    for _ in range(draw(st.integers(0, 6))):
        if draw(st.booleans()):
            blocks.append(Line(text=draw(_WORDS | st.text(max_size=30)), where=_PLACE, how="text"))
        else:
            rows = draw(st.lists(st.lists(_WORDS, min_size=1, max_size=4), min_size=1, max_size=4))
            cells = tuple(
                tuple(
                    Cell(text=text, where=_PLACE, how="table", column=n)
                    for n, text in enumerate(row)
                )
                for row in rows
            )
            blocks.append(Grid(rows=cells, where=_PLACE))
    return Document(how="text", blocks=tuple(blocks))


@settings(max_examples=150, deadline=None)
@given(_documents())
def test_any_document_gives_the_same_reading_twice_and_never_raises(document: Document) -> None:
    first = read_document(document, layouts.context(), None, "x", None)
    assert first
    assert first == read_document(document, layouts.context(), None, "x", None)
    for reading in first:
        if reading.status == "accepted":
            assert reading.record is not None


def test_a_blank_form_bound_to_a_filled_one_asks_for_nothing() -> None:
    filled = [[label, value] for label, value in layouts.AGREEMENT.items()]
    blank = [[label, ""] for label in dict(layouts.OUTCOME)]
    made = layouts.word("Managed Move Agreement", filled, "Managed Move Outcome Form", blank)
    assert layouts.read(made).kind == "MM1"  # one reading, not two


def test_the_actual_end_counts_beside_the_planned_one() -> None:
    days = {"Last day at receiving school": None, "Planned end date": "18/12/2026"}
    reading = layouts.read(layouts.outcome({**days, "Actual end date": "20/11/2026"}))
    assert _record(reading)["end_date"] == "2026-11-20"


@pytest.mark.parametrize(
    ("start", "read"),
    [
        ("Mon 5th Oct", "2026-10-05"),
        ("Monday 5 October", "2026-10-05"),
        ("Tue 5th Oct", None),  # no such Tuesday within a year of the form's other days
        ("5th Oct", None),
    ],
)
def test_a_day_without_its_year_is_believed_where_the_form_proves_it(
    start: str, read: str | None
) -> None:
    reading = layouts.read(layouts.agreement({"Start date": start}))
    assert _record(reading).get("start_date") == read
    assert reading.status == ("accepted" if read else "query")


def test_a_day_that_stands_in_full_elsewhere_has_its_year() -> None:
    form = layouts.outcome({"Last day at receiving school": "20th November"})
    assert _record(layouts.read(form))["end_date"] == "2026-11-20"


def test_where_no_day_is_written_in_full_no_year_is_proved() -> None:
    bare = {"Start date": "Mon 5th Oct", "End date": "Fri 18 Dec", "Review dates": "tbc"}
    form = layouts.agreement({**bare, "Date of this form": None})
    assert "start_date" not in _record(layouts.read(form))


@pytest.mark.parametrize(
    ("label", "said", "evidence"),
    [
        ("Parent signature and date", "Jo Hale 1/10/2026", "typed"),
        ("Parent / carer: signature and date", "Jo Hale, Thu 1st Oct 2026", "typed"),
        ("Parent signature / date", "1/10/2026", "none"),
        ("Signature of parent/carer 1", "Thursday 1 October 2026", "none"),
    ],
)
def test_a_cell_for_signature_and_day_shows_agreement_by_a_name(
    label: str, said: str, evidence: str
) -> None:
    form = layouts.agreement({"Signature of parent/carer 1": None, label: said})
    assert _record(layouts.read(form))["parents"][0]["consent"]["evidence"] == evidence


def test_who_is_named_with_a_day_under_a_declaration_has_signed_it() -> None:
    rows = [[k, v] for k, v in layouts.AGREEMENT.items() if not k.startswith(("Signature", "Head"))]
    signed = "Parent/carer: Jo Hale        Date: 1/10/2026"
    declared = layouts.word("Managed Move Contract", rows, "We agree to these terms.", signed)
    assert layouts.read(declared).status == "accepted"
    assert _record(layouts.read(declared))["parents"][0]["consent"]["date"] == "2026-10-01"
    for lines in ([signed], ["We agree to these terms.", "Parent/carer: Jo Hale    Date:"]):
        bare = layouts.read(layouts.word("Managed Move Contract", rows, *lines))
        assert ("parents[0].consent", "missing") in _problems(bare)


@pytest.mark.parametrize(
    ("said", "evidence"),
    [
        ("Yes, in writing on 1 October 2026", "typed"),
        ("Yes - by phone 1/10/2026", "verbal"),
        ("Yes, verbally on 1/10/2026 but withdrew on 2/10/2026", None),
        ("Yes, to be signed on 3/10/2026", None),
        ("Yes", None),
    ],
)
def test_a_yes_that_says_how_and_when_a_parent_agreed_is_their_agreement(
    said: str, evidence: str | None
) -> None:
    asked = {"Signature of parent/carer 1": None, "Has the parent agreed to the placement?": said}
    parent = _record(layouts.read(layouts.agreement(asked)))["parents"][0]
    assert parent.get("consent", {}).get("evidence") == evidence


def test_the_school_of_whoever_filled_the_form_in_is_the_side_not_named() -> None:
    rows = [[k.replace("Home school", "Your school"), v] for k, v in layouts.AGREEMENT.items()]
    record = _record(layouts.read(layouts.word("Managed Move Agreement", rows)))
    assert record["home"]["school"] == "Fernhill Academy"


def test_a_review_asked_for_behind_an_extensions_end_is_the_extensions() -> None:
    extended = {"Outcome": "Extended", "New end date": "12/2/2027", "Review on": "8/2/2027"}
    days = dict.fromkeys(("Last day at receiving school", "Date of return to home school"))
    record = _record(layouts.read(layouts.outcome({**extended, **days})))
    assert record["extension"]["review_date"] == "2027-02-08"
    assert "meeting_date" not in record


def test_the_next_meeting_is_the_review_of_a_trial_that_goes_on() -> None:
    extended = {
        "Outcome": "Extended",
        "New end date": "12/2/2027",
        "Date of next meeting": "8/2/2027",
    }
    days = dict.fromkeys(("Last day at receiving school", "Date of return to home school"))
    record = _record(layouts.read(layouts.outcome({**extended, **days})))
    assert record["extension"]["review_date"] == "2027-02-08"
    ended = _record(layouts.read(layouts.outcome({"Date of next meeting": "8/2/2027"})))
    assert "extension" not in ended
