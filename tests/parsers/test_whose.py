"""Whose an answer is in tables nobody had drawn before: each claim was another's value once."""

import io

import docx
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas

from parsers.layouts.answers import answers_in
from parsers.office.sheet import documents_of_rows
from parsers.office.word import pairs_of_docx
from parsers.pairs import (
    FIELD,
    FIELD_END,
    PICTURE,
    STRONG,
    STRONG_END,
    Block,
    Cell,
    Document,
    Grid,
    Line,
    Where,
    plain,
)
from parsers.pdfs.pdf import pairs_of_pdf
from tests.parsers import layouts
from tests.parsers.grids import WORDS, grid, said_in
from tests.parsers.layouts import UPN
from tests.parsers.test_forms import _problems, _record


@pytest.mark.parametrize("head", ["Example", "For example", "e.g.", "Guidance"])
def test_a_column_of_examples_answers_nothing_where_the_answer_is_blank(head: str) -> None:
    said = said_in(
        grid(
            ("", head, "Your answer"),
            ("Full name of pupil", "Jan Bloggs", ""),
            ("Date of birth", "01/01/2012", "14/03/2012"),
        )
    )
    assert said == {("dob", None): "14/03/2012"}


def test_a_row_that_shows_how_a_list_is_filled_is_nobodys() -> None:
    said = said_in(
        "Parents and carers",
        grid(
            ("", "Name", "Telephone"),
            ("Example", "Jan Bloggs", "01632 960000"),
            ("Parent/carer 1", "Ms Jo Hale", "07700 900123"),
        ),
    )
    assert said["full_name", "1"] == "Ms Jo Hale"
    assert "Jan Bloggs" not in said.values()


def test_a_question_about_an_example_keeps_its_answer() -> None:
    said = said_in(grid(("UPN", UPN), ("Example", "none"), ("Date of birth", "14/03/2012")))
    assert said["dob", None] == "14/03/2012"


@pytest.mark.parametrize("marks", [("", "", "X"), ("☐", "☐", "☒"), ("No", "No", "Yes")])
def test_a_mark_under_an_outcome_chooses_it(marks: tuple[str, ...]) -> None:
    said = said_in("Outcome", grid(("Successful", "Extended", "Unsuccessful"), marks))
    assert said["outcome", None] == "☐ Successful\n☐ Extended\n☒ Unsuccessful"
    assert ("extension_end", None) not in said


def test_yes_beside_an_outcome_chooses_it() -> None:
    table = grid(("Successful - permanent", "No"), ("Extended", ""), ("Not successful", "Yes"))
    said = said_in("Outcome", table)
    assert said["outcome", None].endswith("☐ Extended\n☒ Not successful")
    assert ("extension_end", None) not in said


def test_a_day_beside_an_outcome_is_no_mark() -> None:
    said = said_in(grid(("Successful", ""), ("Extended", "12/03/2027"), ("Unsuccessful", "")))
    assert said["extension_end", None] == "12/03/2027"
    assert ("outcome", None) not in said


@pytest.mark.parametrize(
    "heads",
    [
        ("Parent/carer A", "Parent/carer B"),
        ("Parent/carer", "Parent/carer"),
        ("Parent 1", "Parent 2"),
    ],
)
def test_parents_over_columns_keep_what_stands_under_them(heads: tuple[str, str]) -> None:
    said = said_in(
        "Parents and carers",
        grid(
            ("", *heads),
            ("Name", "Ms Jo Hale", "Mr Al Reed"),
            ("Relationship", "Mother", "Father"),
            ("Address", "1 Low Road", ""),
            ("Telephone", "07700 900123", "07700 900456"),
        ),
    )
    assert (said["full_name", "1"], said["full_name", "2"]) == ("Ms Jo Hale", "Mr Al Reed")
    assert (said["phone", "1"], said["phone", "2"]) == ("07700 900123", "07700 900456")
    assert said["address", "1"] == "1 Low Road"
    assert ("address", "2") not in said


def test_names_numbered_in_a_row_are_two_parents_whatever_stood_above() -> None:
    said = said_in(
        grid(
            ("Home school", "Fernhill Academy", "Receiving school", "Oakbrook School"),
            ("Parents/carers",),
            ("Name (1)", "Ms Jo Hale", "Name (2)", "Mr Al Reed"),
            ("Mobile", "07700 900123", "Mobile", "07700 900456"),
            ("Consent",),
            ("Signature (1)", "Jo Hale", "Signature (2)", "Al Reed"),
            ("Date", "01/10/2026", "Date", "02/10/2026"),
        )
    )
    assert (said["phone", "1"], said["phone", "2"]) == ("07700 900123", "07700 900456")
    assert (said["signature", "1"], said["signature", "2"]) == ("Jo Hale", "Al Reed")
    assert (said["sign_date", "1"], said["sign_date", "2"]) == ("01/10/2026", "02/10/2026")
    assert not {("phone", "home"), ("signature", "home"), ("full_name", "home")} & set(said)


@pytest.mark.parametrize("signer", ["Headteacher, school offering the trial", "Head of our school"])
def test_a_head_who_signed_is_never_the_pupil(signer: str) -> None:
    said = said_in(
        grid(("UPN", UPN), ("Home school", "Fernhill Academy")),
        "Agreement (type name)",
        grid(("Role", "Name", "Date"), (signer, "Sam Rowe", "01/10/2026")),
    )
    assert ("full_name", "pupil") not in said


def test_a_school_named_after_its_head_is_whose_head_it_is() -> None:
    asked = WORDS.strict("Headteacher, school offering the trial")
    assert asked is not None
    assert (asked.attribute, asked.party) == ("head", "receiving")


def test_tables_framed_by_a_table_are_read_where_they_stand() -> None:
    made = docx.Document()
    frame = made.add_table(0, 1)
    parts = {
        "1 Pupil": (("Full name", "Date of birth", "UPN"), ("Ruby Hale", "14/03/2012", UPN)),
        "2 Schools": (("Home school", "Fernhill Academy"), ("Receiving school", "Oakbrook School")),
        "3 Parent": (("Name", "Ms Jo Hale"), ("Telephone", "07700 900123")),
    }
    for heading, rows in parts.items():
        cell = frame.add_row().cells[0]
        cell.text = heading
        inner = cell.add_table(0, len(rows[0]))
        for row in rows:
            for place, text in zip(inner.add_row().cells, row, strict=True):
                place.text = text
    data = io.BytesIO()
    made.save(data)
    found = answers_in(pairs_of_docx(data.getvalue()), WORDS)
    said = {(one.attribute, one.ordinal or one.party): one.text for one in found if one.text}
    assert said["full_name", "pupil"] == "Ruby Hale"
    assert said["full_name", "1"] == "Ms Jo Hale"


CAPTIONED = (
    ("Jarvis", "Kai", "14/03/2012", UPN),
    ("Surname of pupil", "Forename", "Date of birth", "UPN"),
    ("Fernhill Academy", "A Pell", "Sam Rowe", None),
    ("Home school", "Headteacher of home school", "Link person at home school", None),
    ("Oakbrook School", "B Quist", "Jo Ash", None),
    (
        "Receiving school",
        "Headteacher of receiving school",
        "Link person at receiving school",
        None,
    ),
    ("Ms Jo Hale", "Mother", "07700 900123", None),
    ("Parent/carer", "Relationship to pupil", "Telephone", None),
)


@pytest.mark.parametrize("drawn", ["rows", "title", "lines", "cells"])
def test_captions_under_their_lines_are_not_taken_for_heads(drawn: str) -> None:
    rows: list[tuple[str | None, ...]] = list(CAPTIONED)
    before: list[str] = []
    if drawn == "title":
        rows.insert(0, ("FORM MM1", "MANAGED MOVE AGREEMENT", "Copy to LA", None))
    if drawn == "lines":
        before = [text for text in rows.pop(0) if text]
    if drawn == "cells":
        pairs = zip(CAPTIONED[::2], CAPTIONED[1::2], strict=True)
        rows = [
            [f"{one}\n{under}" for one, under in zip(a, b, strict=True) if one] for a, b in pairs
        ]
    said = said_in(*before, grid(*rows))
    assert said["surname", "pupil"] == "Jarvis"
    assert said["upn", None] == UPN
    assert (said["school", "home"], said["school", "receiving"]) == (
        "Fernhill Academy",
        "Oakbrook School",
    )
    assert said["contact_name", "home"] == "Sam Rowe"
    assert (said["full_name", "1"], said["relationship", "1"]) == ("Ms Jo Hale", "Mother")


def test_words_over_two_captions_are_nobodys_and_take_no_answer_of_the_next_row() -> None:
    said = said_in(
        grid(
            ("Jarvis", None, "14/03/2012"),
            ("Surname of pupil", "Forename", "Date of birth"),
            ("Fernhill Academy", "Oakbrook School", None),
            ("Home school", "Receiving school", None),
        )
    )
    assert not {("surname", "pupil"), ("forename", "pupil")} & set(said)
    assert said["school", "home"] == "Fernhill Academy"


def test_a_blank_that_a_sheet_leaves_out_gives_nobody_anothers_address() -> None:
    said = said_in(
        "Parents / carers",
        grid(
            (None, "Parent 1", "Parent 2"),
            ("Name", "Ms Jo Hale", "Mr Al Reed"),
            ("Address", "1 Low Road", None),
        ),
    )
    assert said["address", "1"] == "1 Low Road"
    assert ("address", "2") not in said


@pytest.mark.parametrize("heading", ["Signed (typed)", "Agreement (type name)"])
def test_names_under_a_heading_that_says_they_are_typed_are_signatures(heading: str) -> None:
    said = said_in(
        grid(("Pupil name", "Ruby Hale"), ("UPN", UPN)),
        heading,
        grid(("", "Name", "Date"), ("Parent 1", "Jo Hale", "01/10/2026")),
    )
    assert said["signature", "1"] == "Jo Hale"
    assert said["sign_date", "1"] == "01/10/2026"


def test_a_label_beside_a_question_about_a_day_is_the_next_question() -> None:
    said = said_in(
        grid(
            ("Home school", "Fernhill Academy"),
            ("Receiving school", "Oakbrook School"),
            ("Permanent from", "Off home roll"),
            ("Last day at receiving school", "Back at home school"),
        )
    )
    assert not {("permanent_from", None), ("last_day", "receiving")} & set(said)


FORM = (
    ("Surname", "Forename", "DOB", "UPN", "Home school", "Receiving school"),
    ("Hale", "Ruby", "14/03/2012", UPN, "Fernhill Academy", "Oakbrook School"),
    (),
    ("Meeting held", "Attendance %"),
    ("20/11/2026", "71"),
    (),
    ("Outcome", "Mark one"),
    ("Successful",),
    ("Extended",),
    ("Unsuccessful", "x"),
    (),
    ("Date of decision", "Last day", "Return date", "Reason"),
    ("20/11/2026", "20/11/2026", "23/11/2026", "Repeated refusal."),
)


def test_a_sheet_of_heads_over_answers_is_one_form_and_no_list_of_pupils() -> None:
    (document,) = documents_of_rows(FORM)
    found = answers_in(document, WORDS)
    said = {one.attribute: one.text for one in found if one.text}
    assert said["surname"] == "Hale"
    assert said["decision_date"] == "20/11/2026"
    assert said["outcome"] == "☐ Successful\n☐ Extended\n☒ Unsuccessful"


def test_each_pupil_of_a_list_is_a_form_and_its_example_none() -> None:
    rows = (
        ("Surname", "Forename", "DOB", "Home school"),
        ("Example", "Jan", "01/01/2012", "Any School"),
        ("Hale", "Ruby", "14/03/2012", "Fernhill Academy"),
        ("Reed", "Kai", "", "Fernhill Academy"),
    )
    assert len(documents_of_rows(rows)) == 2


def test_boxes_for_day_month_and_year_are_one_date() -> None:
    boxes = [f"\ue000{one}\ue001" for one in ("05", "10", "2014")]
    said = said_in(
        Grid(
            rows=tuple(
                tuple(
                    Cell(text=text, where=Where(), how="acroform", column=column)
                    for column, text in row
                )
                for row in (
                    ((0, "Date of birth: day / month / year"), (4, "UPN")),
                    (*enumerate(boxes), (4, f"\ue000{UPN}\ue001")),
                )
            ),
            where=Where(),
        )
    )
    assert "05/10/2014" in said["dob", None]
    assert UPN in said["upn", None]


def test_a_heading_that_names_its_parent_more_nearly_is_nobodys_name() -> None:
    said = said_in(
        grid(("Name of parent/carer", "Ms Jo Hale"), ("Telephone", "07700 900123")),
        "Parent/carer (continued): second parent/carer, if there is one",
        grid(("Full name", "Mr Al Reed"), ("Telephone", "07700 900456")),
    )
    assert (said["full_name", "1"], said["full_name", "2"]) == ("Ms Jo Hale", "Mr Al Reed")


def test_a_mark_before_labels_that_must_be_answered_ticks_nothing() -> None:
    said = said_in(
        grid(
            ("☒ Forename", "Ruby"),
            ("☒ Surname", "Hale"),
            ("☒ Date of birth", "14/03/2012"),
            ("☒ Looked after child", "Yes ☐ No ☒"),
        )
    )
    assert (said["forename", "pupil"], said["dob", None]) == ("Ruby", "14/03/2012")


def test_a_tick_before_an_option_is_one_still() -> None:
    said = said_in("Outcome", grid(("☐ Successful",), ("☒ Extended",), ("☐ Unsuccessful",)))
    assert "☒ Extended" in said["outcome", None]


CHILD = (("Pupil name", "Ruby Hale"), ("Date of birth", "14/03/2012"))


def test_a_table_of_duties_changes_neither_the_schools_nor_the_parents() -> None:
    said = said_in(
        grid(*CHILD, ("Home school", "Fernhill Academy"), ("Receiving school", "Oakbrook School")),
        "What each of us will do",
        grid(
            ("Home school", "send the pupil's files"),
            ("Receiving school", "Provide a key worker and a full timetable from the first day."),
            ("Family", "Make sure that the pupil comes every day, on time and in uniform."),
        ),
    )
    assert said["school", "home"] == "Fernhill Academy"
    assert said["school", "receiving"] == "Oakbrook School"
    assert ("full_name", "1") not in said


def test_answers_of_one_letter_beside_their_labels_head_no_columns() -> None:
    said = said_in(grid(("LAC", "N", "SEN code", "E", "Alternative to PEX", "Y")))
    assert (said["looked_after", None], said["sen", None]) == ("N", "E")


BEFORE = (("School", "Start date", "End date"), ("Any School", "01/09/2025", "10/10/2025"))


@pytest.mark.parametrize(
    "table",
    [
        grid(*BEFORE),
        grid(
            ("Receiving school", "Any School"), ("Start date", "01/09/2025"), ("Outcome", "Failed")
        ),
    ],
)
def test_an_earlier_move_gives_this_one_no_days_and_no_school(table: Grid) -> None:
    said = said_in(
        grid(*CHILD),
        "Details of any previous managed move",
        table,
        grid(("Start date", "05/10/2026"), ("Planned end date", "18/12/2026")),
    )
    assert (said["start", None], said["planned_end", None]) == ("05/10/2026", "18/12/2026")
    assert not {("school", "receiving"), ("outcome", None)} & set(said)


def test_an_earlier_move_told_in_lines_is_over_at_the_next_heading() -> None:
    said = said_in(
        grid(*CHILD),
        "Previous managed moves",
        "Start date: 01/09/2025",
        "Dates of this move",
        "Start date: 05/10/2026",
    )
    assert said["start", None] == "05/10/2026"


def test_how_a_review_went_is_not_how_the_move_ended() -> None:
    said = said_in(
        grid(("Review", "Date", "Outcome"), ("4 week", "04/12/2026", "Unsuccessful so far")),
        grid(("Outcome", "Successful"), ("Date of meeting", "08/01/2027"), ("Pupil", "Ruby Hale")),
    )
    assert said["outcome", None] == "Successful"


def test_captions_put_with_the_answers_under_them_are_parted_again() -> None:
    said = said_in(
        "Parents and carers",
        grid(
            ("Mr Al Reed", "Ms Jo Hale"),
            (
                "First parent or carer\n\ue000Carer\ue001",
                "Second parent or carer\n\ue000Mother\ue001",
            ),
            ("Relationship\n\ue00007700 900456\ue001", "Relationship\n\ue00007700 900123\ue001"),
            ("Telephone\n\ue000Al Reed\ue001", "Telephone\n\ue000Jo Hale\ue001"),
            ("Signature\n\ue00001/10/2026\ue001", "Signature\n\ue00002/10/2026\ue001"),
            ("Date signed", "Date signed"),
        ),
    )
    bare = {key: text.strip("\ue000\ue001") for key, text in said.items()}
    assert (bare["full_name", "1"], bare["full_name", "2"]) == ("Mr Al Reed", "Ms Jo Hale")
    assert (bare["relationship", "1"], bare["phone", "1"]) == ("Carer", "07700 900456")
    assert (bare["signature", "2"], bare["sign_date", "2"]) == ("Jo Hale", "02/10/2026")


def test_a_caption_that_has_its_own_colon_is_one_still() -> None:
    said = said_in(
        grid(
            ("Fernhill Academy\nHome school", "Oakbrook School\nReceiving school"),
            ("Ms Jo Hale\nParent/carer", "Carer\nRelationship to pupil"),
            ("Ms Jo Hale\nSigned: parent/carer", "01/10/2026\nDate"),
        )
    )
    assert (said["full_name", "1"], said["relationship", "1"]) == ("Ms Jo Hale", "Carer")
    assert (said["signature", "1"], said["sign_date", "1"]) == ("Ms Jo Hale", "01/10/2026")


def test_from_and_to_before_two_schools_are_the_home_and_the_receiving_school() -> None:
    said = said_in(
        grid(
            ("From:", "Fernhill Academy"),
            ("To:", "Oakbrook School"),
            ("Headteacher (From)", "Sam Rowe"),
        )
    )
    assert said["school", "home"] == "Fernhill Academy"
    assert said["school", "receiving"] == "Oakbrook School"
    assert said["head", "home"] == "Sam Rowe"
    assert said_in("From: Fernhill Academy", "To: Oakbrook School")["school", "home"]


@pytest.mark.parametrize(
    "lines",
    [
        ("From: Sam Rowe", "To: exclusions@council.example"),
        ("From: 05/10/2026", "To: 18/12/2026"),
        ("From: Fernhill Academy office <office@fernhill.example>", "To: Oakbrook School"),
        ("From: Fernhill Academy", "Pupil: Ruby Hale"),
    ],
)
def test_from_and_to_of_mails_and_days_name_no_school(lines: tuple[str, ...]) -> None:
    assert not {("school", "home"), ("school", "receiving")} & set(said_in(*lines))


def test_letters_drawn_as_one_are_read_as_the_letters_they_are() -> None:
    assert plain("Al\ufb01e Ferncli\ufb00e") == "Alfie Ferncliffe"


def test_several_labels_in_a_cell_have_as_many_answers_beside_them() -> None:
    said = said_in(
        grid(
            ("Pupil / DOB / UPN", f"Ruby Hale / 14/03/2012 / {UPN}"),
            ("Year and SEN status", "Y8, SEN support"),
            ("LAC / CLA", "Yes / No"),
        )
    )
    assert (said["full_name", "pupil"], said["dob", None]) == ("Ruby Hale", "14/03/2012")
    assert (said["nc_year", None], said["sen", None]) == ("Y8", "SEN support")
    assert said["looked_after", None] == "Yes / No"


def _texts(block: Block) -> list[str]:
    return [c.text for r in block.rows for c in r] if isinstance(block, Grid) else [block.text]


@pytest.mark.parametrize(("radius", "form"), [(7.5, "ring"), (9.0, "ring"), (7.5, "cell")])
def test_a_ring_round_one_letter_of_several_chooses_it(radius: float, form: str) -> None:
    data = io.BytesIO()
    page = canvas.Canvas(data, pagesize=A4)
    page.setFont("Helvetica", 10)
    page.drawString(50, 700, "SEN code:")
    for at, letter in enumerate("NKE"):
        page.drawString(120 + 20 * at, 700, letter)
    if form == "ring":
        page.circle(143.3, 703.5, radius)
    else:
        page.rect(143.3 - radius, 703.5 - radius, 2 * radius, 2 * radius)
    page.save()
    text = repr([_texts(block) for block in pairs_of_pdf(data.getvalue()).blocks])
    assert (repr(f"{STRONG}K{STRONG_END}")[1:-1] in text) is (form == "ring")


def test_cells_with_a_label_and_its_field_are_no_captions() -> None:
    said = said_in(
        grid(
            (f"Name of pupil: {FIELD}Ruby Hale{FIELD_END}", f"DOB: {FIELD}14/3/12{FIELD_END}"),
            (f"UPN: {FIELD}{UPN}{FIELD_END}", f"Year group: {FIELD}10{FIELD_END}"),
        )
    )
    told = {name: plain(text) for (name, _), text in said.items()}
    assert told == {"full_name": "Ruby Hale", "dob": "14/3/12", "upn": UPN, "nc_year": "10"}


def test_questions_about_exclusion_are_no_table_of_outcomes() -> None:
    asked = {
        "Is the move an alternative to permanent exclusion?": "Yes",
        "If the move is unsuccessful the pupil will be permanently excluded": "Yes",
        "Home school headteacher signature": "A Head",
        "Receiving school headteacher signature": "B Head",
    }
    record = _record(layouts.read(layouts.agreement(asked)))
    assert (record["pex_alternative"], record["pex_if_unsuccessful"]) == (True, True)


def test_a_relationship_to_the_pupil_is_each_parents_own_in_a_row_of_two() -> None:
    asked = ("parent", "Relationship", "Telephone", "E-mail")
    rows = [(k, v) for k, v in layouts.AGREEMENT.items() if not any(one in k for one in asked)]
    table = [
        ["Parent/carer 1", "Ms Jo Hale", "Parent/carer 2", "Mr Al Hale"],
        ["Relationship to pupil", "Mother", "Relationship to pupil", "Father"],
        ["Telephone", "07700 900123", "Telephone", "(07700) 900124"],
    ]
    parents = _record(layouts.read(layouts.word("Managed Move Agreement", rows, table)))["parents"]
    assert [one["relationship"] for one in parents] == ["Mother", "Father"]
    assert [one["phone"] for one in parents] == ["07700 900123", "(07700) 900124"]


@pytest.mark.parametrize("heading", ["Reason for managed move", "6  Reason for placement"])
def test_a_heading_over_a_frame_asks_for_what_stands_in_it(heading: str) -> None:
    rows = list(layouts.AGREEMENT.items())
    form = layouts.word("Managed Move Agreement", rows, heading, [["He needs a fresh start."]])
    assert _record(layouts.read(form))["reason"] == "He needs a fresh start."


def test_a_heading_over_a_frame_of_consent_is_no_signature() -> None:
    rows = [(k, v) for k, v in layouts.AGREEMENT.items() if "ignature" not in k]
    form = layouts.word("Managed Move Agreement", rows, "Signature", [["We agree to the move."]])
    assert all("consent" not in one for one in _record(layouts.read(form))["parents"])


def test_notes_about_days_answer_nothing_and_ask_nothing() -> None:
    notes = [
        "The first day must be a school day at the receiving school.",
        "The trial should not last longer than 12 weeks.",
        "The last day should be a Friday.",
    ]
    for start, read in (("05/10/2026", "2026-10-05"), ("", None)):
        rows = list({**layouts.AGREEMENT, "Start date": start}.items())
        reading = layouts.read(layouts.word("Managed Move Agreement", rows, "Notes", *notes))
        assert _record(reading).get("start_date") == read
        assert _record(reading)["end_date"] == "2026-12-18"
        assert {code for _, code in _problems(reading)} <= {"missing"}


def test_a_note_under_the_label_of_a_day_leaves_it_its_answer() -> None:
    rows = [(k, v) for k, v in layouts.AGREEMENT.items() if k != "Start date"]
    lines = ("Start date", "The first day must be a school day at the new school.", "05/10/2026")
    record = _record(layouts.read(layouts.word("Managed Move Agreement", rows, *lines)))
    assert record["start_date"] == "2026-10-05"


TWO_SIDES = (
    ("Relationship", "Aunt", "Relationship", "Father"),
    ("Has PR?", "☒ Yes ☐ No", "Has PR?", "☐ Yes ☒ No"),
    ("Phone", "01632 960945", "Phone", "01632 960894"),
    ("Address", "4 Quarry Bank", "Address", "8 Station Approach"),
)


@pytest.mark.parametrize(
    "names",
    [("Parent 1 name*", "Parent 2 name"), ("Name of first parent", "Name of second parent")],
)
def test_of_two_parents_side_by_side_each_keeps_what_stands_on_its_side(
    names: tuple[str, str],
) -> None:
    one, two = names
    said = said_in(grid((one, "Ms Jo Hale", two, "Mr Stephen Patel"), *TWO_SIDES))
    for n, side in (("1", 1), ("2", 3)):
        assert said["relationship", n] == TWO_SIDES[0][side]
        assert said["parental_responsibility", n] == TWO_SIDES[1][side]
        assert said["phone", n] == TWO_SIDES[2][side]
        assert said["address", n] == TWO_SIDES[3][side]


@pytest.mark.parametrize("blank", ["", None])
def test_what_is_asked_of_the_second_alone_goes_to_nobody_else(blank: str | None) -> None:
    said = said_in(
        grid(
            ("Parent 1 name", "Ms Jo Hale", "Parent 2 name", "Mr Stephen Patel"),
            *TWO_SIDES[:2],
            (blank, blank, "Email", "stephen@home.example"),
            *TWO_SIDES[2:],
        )
    )
    assert ("email", "1") not in said
    assert said["phone", "1"] == TWO_SIDES[2][1]


@pytest.mark.parametrize(
    "row",
    [
        ("Email", "jo@home.example", "Work telephone", "01632 960123"),
        ("Email", "jo@home.example"),
    ],
)
def test_what_follows_two_people_and_names_neither_is_nobodys(row: tuple[str, ...]) -> None:
    names = ("Parent 1 name", "Ms Jo Hale", "Parent 2 name", "Mr Stephen Patel")
    said = said_in("Parents", grid(names, *TWO_SIDES), grid(row), "Email: jo@home.example")
    assert not [asked for asked, _ in said if asked == "email"]
    said = said_in(grid(names, *TWO_SIDES, row), "Parent 1", "Email: jo@home.example")
    assert said["email", "1"] == "jo@home.example"
    assert ("email", "2") not in said


def test_of_two_parents_named_in_one_go_neither_is_given_what_follows() -> None:
    rows = (("Parent 1 name", "Ms Jo Hale"), ("Parent 2 name", "Mr Stephen Patel"))
    said = said_in(grid(*rows, ("Email", "jo@home.example"), ("Telephone", "07700 900123")))
    assert {asked for asked, _ in said} == {"full_name"}
    said = said_in("Parent 1: Ms Jo Hale     Parent 2: Mr Stephen Patel", "Email: jo@home.example")
    assert {asked for asked, _ in said} == {"full_name"}


def test_what_is_asked_once_of_two_who_were_asked_alike_is_nobodys() -> None:
    rows = (("Parent 1 name", "Ms Jo Hale"), ("Relationship", "Mother"))
    more = (("Parent 2 name", "Mr Stephen Patel"), ("Relationship", "Father"))
    once = ("Email", "jo@home.example")
    assert ("email", "2") not in said_in(grid(*rows, *more, once))
    said = said_in(grid(*rows, ("Email", ""), *more, once))
    assert said["email", "2"] == "jo@home.example"
    said = said_in("Parent 1", grid(*rows), "Parent 2", grid(*more, once))
    assert said["email", "2"] == "jo@home.example"


def test_a_ban_on_contact_asked_behind_two_parents_is_never_left_unread() -> None:
    names = ("Parent 1 name", "Ms Jo Hale", "Parent 2 name", "Mr Stephen Patel")
    said = said_in(grid(names, *TWO_SIDES), "Any restrictions on contact? Yes")
    assert "no_contact" in {asked for asked, _ in said}


def test_a_parent_named_after_one_left_blank_keeps_what_follows() -> None:
    rows = (("Parent 1 name", ""), ("Parent 2 name", "Mr Stephen Patel"))
    said = said_in(grid(*rows, ("Email", "stephen@home.example"), ("Telephone", "07700 900123")))
    assert said["email", "2"] == "stephen@home.example"


def test_rows_behind_two_sides_are_read_as_rows() -> None:
    said = said_in(
        grid(
            ("Home school", "Oakbrook School", "Receiving school", "Fernhill Academy"),
            ("Headteacher", "Ms A Beck", "Headteacher", "Mr C Drew"),
            ("Telephone", "01632 960001", "Telephone", "01632 960002"),
            ("Start date", "05/10/2026", "End of trial", "18/12/2026"),
        )
    )
    assert (said["head", "home"], said["head", "receiving"]) == ("Ms A Beck", "Mr C Drew")
    assert (said["phone", "home"], said["phone", "receiving"]) == ("01632 960001", "01632 960002")
    assert (said["start", None], said["planned_end", None]) == ("05/10/2026", "18/12/2026")


def test_two_numbers_under_one_label_of_one_parent_are_asked_about() -> None:
    rows = [(k, v) for k, v in layouts.AGREEMENT.items() if "hone" not in k]
    more = [("Parent's telephone", "01632 960945"), ("Parent's telephone", "01632 960894")]
    reading = layouts.read(layouts.word("Managed Move Agreement", [*rows, *more]))
    assert "phone" not in _record(reading)["parents"][0]
    assert ("parents[0].phone", "conflict") in _problems(reading)


SIGNED = [
    ("Signed: " + FIELD + "A Beck" + FIELD_END, "Date: 01/10/2026"),
    ("Signed: " + FIELD + "B Cole" + FIELD_END, "Date: 02/10/2026"),
    ("Signed: " + FIELD + "C Drew" + FIELD_END, "Date: 03/10/2026"),
]
SIGNERS = ["Parent/carer 1", "Headteacher, home school", "Headteacher, receiving school"]


def test_a_list_that_begins_with_a_line_to_sign_on_names_its_signers_below() -> None:
    rows = [grid(row) for row in SIGNED]
    below = [one for pair in zip(rows, SIGNERS, strict=True) for one in pair]
    above = [one for pair in zip(SIGNERS, rows, strict=True) for one in pair]
    days = {
        ("sign_date", who): f"0{n}/10/2026" for n, who in enumerate(("1", "home", "receiving"), 1)
    }
    for listed in (below, above):
        said = said_in("We have read this contract and agree to it.", *listed)
        assert {key: text for key, text in said.items() if key[0] == "sign_date"} == days


def test_a_day_on_a_line_of_its_own_goes_with_the_signature_over_it() -> None:
    said = said_in(
        *("Date: 30/09/2026", "Parent/carer 1"),
        *("Signed: A Hale", "Date: 01/10/2026", "Pupil"),
        *("Signed: B Cole", "Date: 02/10/2026", "Headteacher, home school"),
        *(grid(("Signed: C Drew", "Date: 03/10/2026")), "Headteacher, receiving school"),
    )
    assert said["sign_date", "pupil"] == "01/10/2026"
    assert said["sign_date", "home"] == "02/10/2026"
    assert said["sign_date", "receiving"] == "03/10/2026"


ROLES = (
    ("Mr A Cole", "Headteacher, home school", "A Cole", "1/9/26"),
    ("Ms B Dale", "Headteacher, receiving school", "B Dale", "2/9/26"),
    ("Ms Jo Hale", "Parent/carer", "Jo Hale", "3/9/26"),
    ("Mr Al Hale", "Foster carer", "Al Hale", "4/9/26"),
    ("Ruby Hale", "Pupil", "Ruby", "5/9/26"),
    ("Ms Ida Low", "Family worker", "I Low", "6/9/26"),
)


@pytest.mark.parametrize("first", ["name", "role"])
def test_a_role_says_who_signed_in_whatever_column_it_stands(first: str) -> None:
    turned = [row if first == "name" else (row[1], row[0], *row[2:]) for row in ROLES]
    head = ("Name", "Role") if first == "name" else ("Role", "Name")
    said = said_in("Pupil: Ruby Hale", grid((*head, "Signature", "Date"), *turned))
    signed = {who: said["signature", who] for who in ("home", "receiving", "1", "2", "pupil")}
    assert list(signed.values()) == ["A Cole", "B Dale", "Jo Hale", "Al Hale", "Ruby"]
    assert said["sign_date", "2"] == "4/9/26"
    assert said["full_name", "pupil"] == "Ruby Hale"


def test_heads_over_the_parts_of_a_day_leave_it_to_the_label_at_their_side() -> None:
    said = said_in(
        grid(
            ("Date of birth", "DD", "MM", "YYYY", "UPN", "Year group"),
            (None, "14", "03", "2012", UPN, "10"),
        )
    )
    assert said["dob", None].strip(f"{FIELD}{FIELD_END}") == "14/03/2012"
    assert (said["upn", None], said["nc_year", None]) == (UPN, "10")


def test_heads_over_the_parts_of_a_day_under_its_label_are_left_out() -> None:
    under = grid(
        ("Date of birth", None, None, "UPN"),
        ("Day", "Month", "Year", ""),
        ("14", "03", "2012", UPN),
    )
    said = said_in(under)
    assert said["dob", None].strip(f"{FIELD}{FIELD_END}") == "14/03/2012"
    assert said["upn", None] == UPN


def test_labels_at_the_side_keep_their_own_days_under_such_heads() -> None:
    said = said_in(
        grid(
            ("", "Day", "Month", "Year"),
            ("Start date", "14", "09", "2026"),
            ("Planned end date", "18", "12", "2026"),
        )
    )
    assert said["start", None].strip(f"{FIELD}{FIELD_END}") == "14/09/2026"
    assert said["planned_end", None].strip(f"{FIELD}{FIELD_END}") == "18/12/2026"


def test_the_other_parent_if_any_is_a_second_one_with_a_name() -> None:
    said = said_in(
        grid(["Other carer (if any)\nName: Mr Al Hale\nRelation: Foster carer\nTel: 01632 960847"])
    )
    assert said["full_name", "2"] == "Mr Al Hale"
    assert said["relationship", "2"] == "Foster carer"
    assert said["phone", "2"] == "01632 960847"


def test_a_bar_that_names_two_over_their_halves_is_a_heading_for_each() -> None:
    said = said_in(
        grid(
            ("HOME SCHOOL RECEIVING SCHOOL",),
            ("School", "Oakbrook School", "School", "Fernhill Academy"),
            ("Headteacher", "Ms A Beck", "Headteacher", "Mr C Drew"),
            ("PARENT / CARER 1 PARENT / CARER 2",),
            ("Name", "Ms Jo Hale", "Name", "Mr Stephen Patel"),
            *TWO_SIDES,
        )
    )
    assert (said["school", "home"], said["school", "receiving"]) == (
        "Oakbrook School",
        "Fernhill Academy",
    )
    assert (said["head", "home"], said["head", "receiving"]) == ("Ms A Beck", "Mr C Drew")
    assert (said["full_name", "1"], said["full_name", "2"]) == ("Ms Jo Hale", "Mr Stephen Patel")
    assert (said["phone", "1"], said["phone", "2"]) == ("01632 960945", "01632 960894")


def test_what_stands_under_a_label_about_somebody_else_answers_nothing_before_it() -> None:
    theirs = ("Sibling's date of birth", "12/03/2014")
    assert said_in(*theirs) == {}
    asked = said_in("Pupil", "Surname: Hale", "Date of birth:", *theirs)
    assert asked == {("surname", "pupil"): "Hale"}
    told = said_in("Reason for the move: He fell out with his year.", *theirs)
    assert told["reason", None] == "He fell out with his year."


def test_a_social_worker_told_in_several_cells_is_told_whole() -> None:
    cells = ("Social worker", "Ann Lee", "01632 960111", "ann.lee@council.example")
    said = said_in(grid(cells))
    assert said["sw_block", "social_worker"] == "Ann Lee\n01632 960111\nann.lee@council.example"


def test_guidance_in_brackets_behind_a_label_is_no_answer() -> None:
    said = said_in(grid(("Headteacher: (home school)", "Ann Head")))
    assert said == {("head", "home"): "Ann Head"}


def test_letters_in_boxes_of_their_own_under_a_label_are_one_answer() -> None:
    said = said_in(grid(("Surname", "UPN"), ("Hale", *UPN)))
    assert plain(said["upn", None]) == UPN


@pytest.mark.parametrize("heading", ["Parents", "Parent/carer details"])
@pytest.mark.parametrize("relation", ["Relationship", "Relationship to pupil"])
def test_parents_in_rows_that_begin_with_their_relationship(heading: str, relation: str) -> None:
    heads = (relation, "Name", "Telephone")
    mother, father = ("Mother", "Jo Hale", "01632 960111"), ("Father", "Sam Hale", "01632 960112")
    said = said_in(heading, grid(heads, mother, father))
    for ordinal, row in (("1", mother), ("2", father)):
        asked = ("relationship", "full_name", "phone")
        assert tuple(said[one, ordinal] for one in asked) == row


def test_a_telephone_number_beside_a_name_is_no_day_of_a_signature() -> None:
    said = said_in("Contacts", grid(("Mother", "Jo Hale", "01632 960111")))
    assert said == {("full_name", "mother"): "Jo Hale"}


def test_a_signer_with_a_parents_name_is_that_parent() -> None:
    said = said_in(
        grid(("Parent/carer name", "Telephone"), ("Ms Jo Hale", "1"), ("Mr Al Hale", "2")),
        grid(
            ("Parent/carer\nMs Jo Hale", PICTURE, "Date 5 October 2026"),
            ("Parent/carer\nMr Al Hale", f"{PICTURE}\nSigned", "Date 6 October 2026"),
        ),
    )
    assert said["signature", "1"] == said["signature", "2"] == PICTURE
    assert said["sign_date", "2"] == "6 October 2026"


def test_a_signature_beside_the_second_parents_name_is_never_the_firsts() -> None:
    said = said_in(
        grid(("Parent/carer name", "Telephone"), ("Ms Jo Hale", "1"), ("Mr Al Hale", "2")),
        grid(
            ("Parent/carer: Ms Jo Hale", "", ""),
            ("Parent/carer: Mr Al Hale", "Signed Al Hale", "Date 6 October 2026"),
        ),
    )
    assert ("signature", "1") not in said
    assert (said["signature", "2"], said["sign_date", "2"]) == ("Al Hale", "6 October 2026")


def test_a_name_a_drawing_and_a_day_in_a_row_are_a_signature_though_no_word_heads_them() -> None:
    said = said_in(
        grid(
            ("Parent/carer: Ms Jo Hale", PICTURE, "5 October 2026"),
            ("Home school headteacher: Mr Al Reed", "Al Reed", "6 October 2026"),
            ("Receiving school headteacher: Mr Bo Reed", "unwell", "6 October 2026"),
        )
    )
    assert said["signature", "1"] == PICTURE
    assert (said["signature", "home"], said["sign_date", "home"]) == ("Al Reed", "6 October 2026")
    assert ("signature", "receiving") not in said


def test_who_signs_for_a_school_is_no_second_name_of_it() -> None:
    reading = layouts.read(
        layouts.word(
            "Managed move agreement",
            [
                ["Pupil name", "Ruby Hale"],
                ["Current school", "Fernhill Academy"],
                ["New school", "Oakbrook School"],
                ["Start date", "5/10/2026"],
                ["End date", "18/12/2026"],
            ],
            "Agreement",
            [["For current school: name\nMiss Bo Trant", "Signature\nBo Trant", "Date\n1/10/2026"]],
        )
    )
    assert _record(reading)["home"]["school"] == "Fernhill Academy"
    assert not [p for p in reading.problems if p.field == "home.school"]


def test_what_only_says_how_to_answer_is_no_reason() -> None:
    asked = "14. Why is a managed move being proposed?\nSay what has been tried. Name nobody else."
    rows = (("Name of pupil", "Ruby Hale"), (asked, "A fresh start."), ("Start date", "5/10/2026"))
    assert said_in(grid(*rows))["reason", None] == "A fresh start."


def _placed(text: str, left: float, top: float) -> Where:
    return Where(page=1, box=(left, top, left + 5.0 * len(text), top + 10))


def _captioned(top: float, *answers: str) -> Grid:
    """A row of answers over their captions; "" where the answer stands elsewhere."""
    captions = ("Signature - Headteacher, home school", "Print name", "Date")
    lefts = (40.0, 300.0, 500.0)
    rows = [
        tuple(
            Cell(text=text, where=_placed(text, lefts[at], high), how="text", column=at)
            for at, text in enumerate(texts)
            if text
        )
        for texts, high in ((answers, top), (captions, top + 12))
    ]
    return Grid(rows=tuple(row for row in rows if row), where=Where())


def test_a_signature_a_little_over_its_caption_is_taken_with_it() -> None:
    named = grid(
        ("Ruby\nForename", "Hale\nSurname", "14/03/2012\nDate of birth"),
        ("9\nYear group", "A123\nUPN", "1/9/2026\nPlacement started"),
    )
    pen = Line(text="Bo Reed", where=_placed("Bo Reed", 60, 91), how="text")
    said = said_in(named, pen, _captioned(100, "", "Mr Bo Reed", "1/10/2026"))
    assert (said["signature", "home"], said["sign_date", "home"]) == ("Bo Reed", "1/10/2026")


def test_lines_over_all_captions_of_a_table_are_each_its_own() -> None:
    texts = ("Bo Reed", "Mr Bo Reed", "1/10/2026")
    lines = [
        Line(text=text, where=_placed(text, left, 100), how="text")
        for text, left in zip(texts, (40.0, 300.0, 500.0), strict=True)
    ]
    named = grid(
        ("Ruby\nForename", "Hale\nSurname", "14/03/2012\nDate of birth"),
        ("9\nYear group", "A123\nUPN", "1/9/2026\nPlacement started"),
    )
    said = said_in(named, *lines, _captioned(100, "", "", ""), named)
    assert (said["signature", "home"], said["sign_date", "home"]) == ("Bo Reed", "1/10/2026")


def test_a_heading_as_wide_as_the_table_has_no_blank_answer_beside_it() -> None:
    numbered = grid(
        ("", "Legal name", "HALE, Ruby"),
        ("2.1", "Home school", "Fernhill Academy"),
        (None,),
        ("3.1", "Parent / carer with PR", "Ms Jo Hale"),
        ("3.2", "Daytime tel.", "07700 900341"),
        ("3.3", "Second parent / carer with PR", "Mr Al Reed"),
        ("3.4", "Daytime tel.", "07700 900108"),
    )
    wide = Cell(text="Parents and carers", where=Where(), how="table", column=0, span=3)
    rows = tuple(row or (wide,) for row in numbered.rows)
    said = said_in(Grid(rows=rows, where=Where()))
    assert (said["full_name", "1"], said["phone", "1"]) == ("Ms Jo Hale", "07700 900341")
    assert (said["full_name", "2"], said["phone", "2"]) == ("Mr Al Reed", "07700 900108")


def test_whether_the_parent_with_responsibility_has_it_is_a_question_still() -> None:
    said = said_in(grid(("Parent/carer", "Ms Jo Hale"), ("Parent with PR?", "Yes")))
    assert said["full_name", "1"] == "Ms Jo Hale"
    assert said["parental_responsibility", "1"] == "Yes"


@pytest.mark.parametrize("typed", [True, False])
def test_a_wide_answer_over_cells_in_pairs_is_no_heading(
    typed: bool,  # noqa: FBT001 - in a field, or as plain words
) -> None:
    def row(*cells: tuple[str, int]) -> tuple[Cell, ...]:
        return tuple(Cell(text=t, where=Where(), how="table", column=at) for t, at in cells)

    def given(text: str) -> str:
        return f"{FIELD}{text}{FIELD_END}" if typed else text

    rows = (
        row(("Home school", 0), (given("Fernhill Academy"), 2)),
        row(("Contact", 0), (given("Ms Ann Coyne"), 1), ("Email", 3), (given("a@f.example"), 4)),
        row(("Receiving school", 0), (given("Oakbrook School"), 2)),
        row(("Contact", 0), (given("Mr Ed Mist"), 1), ("Email", 3), (given("e@o.example"), 4)),
    )
    said = {key: plain(text) for key, text in said_in(Grid(rows=rows, where=Where())).items()}
    assert (said["school", "home"], said["school", "receiving"]) == (
        "Fernhill Academy",
        "Oakbrook School",
    )
    assert (said["contact_name", "home"], said["email", "home"]) == ("Ms Ann Coyne", "a@f.example")
    assert (said["email", "receiving"]) == "e@o.example"


def test_contact_without_a_name_under_a_parent_says_how_to_reach_them() -> None:
    found = answers_in(
        Document(
            how="text",
            blocks=(
                grid(
                    ("Parent/Carer 1", "Ms Jo Hale"),
                    ("Contact", "07700 900677\njo@post.example"),
                    ("Parent/Carer 2", "Mr Al Reed"),
                    ("Contact details (phone, email)", "07700 900108"),
                    ("Home school", "Fernhill Academy"),
                    ("Contact", "01632 960024"),
                ),
            ),
        ),
        WORDS,
    )
    ways = [(one.ordinal or one.party, one.attribute, one.also) for one in found][1::2]
    assert ways == [("1", "phone", ("email",)), ("2", "phone", ()), ("home", "contact_name", ())]


def test_a_head_who_signs_for_no_school_named_does_not_sign_for_the_parent() -> None:
    said = said_in(
        "Parent/carer\tMs Jo Hale",
        "Parent's signature\tJo Hale",
        "Date\t19/10/26",
        "Head teacher's signature\tAnn Coyne",
        "Date\t21/10/26",
    )
    assert (said["signature", "1"], said["sign_date", "1"]) == ("Jo Hale", "19/10/26")
    assert "Ann Coyne" not in said.values()


def test_a_head_signs_for_the_school_that_was_named_before() -> None:
    said = said_in(
        grid(
            ("Receiving school", "Oakbrook School"),
            ("Headteacher's signature", "Ann Coyne"),
            ("Date", "21/10/26"),
        )
    )
    assert said["signature", "receiving"] == "Ann Coyne"
    assert said["sign_date", "receiving"] == "21/10/26"


@pytest.mark.parametrize(
    ("answer", "asked"),
    [
        ("Yes - Jo Hale, Mon 21/9/26", "signature"),
        ("Yes", "agrees"),
        ("Yes - 21/9/26", "agrees"),
        ("No", "agrees"),
    ],
)
def test_a_signature_obtained_shows_by_a_name_and_a_day_and_never_by_a_yes(
    answer: str, asked: str
) -> None:
    said = said_in(grid(("Parent/carer", "Ms Jo Hale"), ("Parent signature obtained", answer)))
    assert said[asked, "1"] == answer
    assert len(said) == 2
