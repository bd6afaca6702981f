"""The blank forms and the head's letter, read back as a school's programs read them."""

import datetime as dt
from dataclasses import replace
from email import message_from_bytes
from email.policy import SMTP
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest
from docx import Document

from mailbot.settings import plain_context
from mailbot.writing.letters import Case, Office
from mailbot.writing.papers import blank_form
from mailbot.writing.questionnaires import form
from parsers.read import read_file
from tests.letters.examples import (
    BARE_OFFICE,
    FIRST,
    FULL,
    FULL_CASE,
    SECOND,
    TO_HOME,
    TO_RECEIVING,
    letter,
)

KINDS = ("mm1", "mm2", "review")


def _fields(pdf: bytes) -> dict[str, tuple[str, str]]:
    with pikepdf.open(BytesIO(pdf)) as opened:
        return {
            str(one.T): (str(one.get("/V", "")), str(one.get("/TU", "")))
            for one in opened.Root.AcroForm.Fields
        }


def _words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    said = [page.get_textpage().get_text_range() for page in document]
    return " ".join(" ".join(said).split())


@pytest.mark.parametrize("kind", KINDS)
def test_a_blank_form_has_a_field_for_all_it_asks_and_holds_nothing(kind: str) -> None:
    fields = _fields(blank_form(kind))
    asked = [max(1, len(one.options)) for section in form(kind).sections for one in section.asked]
    assert len(fields) == sum(asked)
    assert {value for value, _tip in fields.values()} <= {"", "/Off"}


@pytest.mark.parametrize("kind", KINDS)
def test_each_field_says_its_whole_label_and_has_a_name_without_full_stops(kind: str) -> None:
    fields = _fields(blank_form(kind))
    assert all(": " in tip for _value, tip in fields.values())
    assert not [name for name in fields if "." in name or "[" in name]


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_form_has_the_same_bytes(kind: str) -> None:
    assert blank_form(kind, {"pupil.forename": "Łucja"}) == blank_form(
        kind, {"pupil.forename": "Łucja"}
    )


def test_values_are_filled_in_and_ticked() -> None:
    fields = _fields(
        blank_form(
            "mm2",
            {
                "pupil.surname": "O'Neill",
                "outcome": "unsuccessful",
                "specific_incident": False,
                "reason": "One line.\nAnother.",
                "not.asked": "x",
            },
        )
    )
    assert fields["pupil_surname"][0] == "O'Neill"
    assert fields["outcome_unsuccessful"][0] == "/Yes"
    assert fields["outcome_successful"][0] == "/Off"
    assert (fields["specific_incident_yes"][0], fields["specific_incident_no"][0]) == (
        "/Off",
        "/Yes",
    )
    assert "Another." in fields["reason"][0]


def test_a_name_beyond_western_letters_is_kept_whole() -> None:
    assert _fields(blank_form("mm1", {"pupil.forename": "Zażółć"}))["pupil_forename"][0] == "Zażółć"


def test_parents_are_counted_apart() -> None:
    fields = _fields(blank_form("mm1", {"parents[1].email": "b@family.example"}))
    assert fields["parents_1_email"][0] == ""
    assert fields["parents_2_email"] == ("b@family.example", "Parent or carer 2: E-mail")


def _letters(case: Case = FULL_CASE, office: Office | None = None, **more: Any) -> dict[str, bytes]:
    item, to = FULL["breakdown_receiving_school.today"]
    changed = replace(item, case=case, data={**item.data, **more})
    written = letter([changed], to, office) if office else letter([changed], to)
    message = message_from_bytes(written.raw, policy=SMTP)
    return {one.get_filename(): one.get_content() for one in message.iter_attachments()}


def _word_text(docx: bytes) -> str:
    return " ".join(" ".join(one.text for one in Document(BytesIO(docx)).paragraphs).split())


def test_the_heads_letter_comes_as_pdf_and_word_for_each_parent_who_may_be_written_to() -> None:
    assert list(_letters()) == ["letter-parent-1.pdf", "letter-parent-1.docx"]


def test_both_forms_of_the_letter_are_filled_in() -> None:
    files = _letters()
    for said in (_words(files["letter-parent-1.pdf"]), _word_text(files["letter-parent-1.docx"])):
        assert "Dear Joanna Małecka," in said
        assert "Kai's placement at Holly Bank Academy is ending" in said
        assert "the arrangements for Monday 23 November 2026" in said
        assert "My reason for this decision" in said
        assert "Mr Idris Vale" in said
        assert "27 Larchwood" in said
        assert "None" not in said


def test_the_letter_to_one_parent_says_nothing_of_the_other() -> None:
    both = [
        {"number": 1, "letter": True, "restricted": False},
        {"number": 2, "letter": True, "restricted": False},
    ]
    files = _letters(parents=both)
    assert len(files) == 4
    for number, other in ((1, SECOND), (2, FIRST)):
        said = _words(files[f"letter-parent-{number}.pdf"]) + _word_text(
            files[f"letter-parent-{number}.docx"]
        )
        assert not [one for one in (other.name, other.email, other.phone) if one in said]
        assert ("Larchwood" in said) == (number == 1)
        assert ("Quayside" in said) == (number == 2)


def test_no_letter_is_made_for_a_parent_whose_contact_is_restricted() -> None:
    closed = (replace(FIRST, restricted=True), SECOND)
    asked = [{"number": 1, "letter": True}, {"number": 2, "letter": True, "restricted": True}]
    assert _letters(replace(FULL_CASE, parents=closed), parents=asked) == {}


def test_under_the_agreed_condition_the_letter_names_no_place_and_no_day() -> None:
    files = _letters(pex=True, arranged=True, return_date=dt.date(2026, 11, 23))
    for said in (_words(files["letter-parent-1.pdf"]), _word_text(files["letter-parent-1.docx"])):
        assert "will ring you before the next school morning" in said
        assert "23 November" not in said
        assert "goes to" not in said


def test_a_parent_whom_no_e_mail_reaches_gets_an_invitation_on_paper() -> None:
    item, to = FULL["review_invite.receiving"]
    written = letter([item], to)
    message = message_from_bytes(written.raw, policy=SMTP)
    files = {one.get_filename(): one.get_content() for one in message.iter_attachments()}
    assert written.attachments == (
        "letter-parent-2.pdf",
        "letter-parent-2.docx",
        "review.ics",
        "review-form.pdf",
    )
    for said in (_words(files["letter-parent-2.pdf"]), _word_text(files["letter-parent-2.docx"])):
        assert "Dear Piotr Jarvis," in said
        assert "is planned for Monday 30 November 2026" in said
        assert "My reason" not in said
        assert "Day, time and place" in said
        assert "Joanna" not in said


def test_no_invitation_on_paper_is_made_where_contact_is_restricted_or_for_another_reader() -> None:
    item, to = FULL["review_invite.receiving"]
    closed = replace(
        item, case=replace(FULL_CASE, parents=(FIRST, replace(SECOND, restricted=True)))
    )
    assert letter([closed], to).attachments == ("review.ics", "review-form.pdf")
    assert letter([item], TO_HOME).attachments == ("review.ics", "review-form.pdf")


def test_the_reasons_box_is_empty_and_ruled() -> None:
    document = Document(BytesIO(_letters()["letter-parent-1.docx"]))
    (table,) = document.tables
    assert table.style.name == "Table Grid"
    assert [cell.text for row in table.rows for cell in row.cells] == [""]


def test_the_letter_is_a4_and_tagged_for_screen_readers() -> None:
    pdf = _letters()["letter-parent-1.pdf"]
    with pikepdf.open(BytesIO(pdf)) as opened:
        box = [round(float(one)) for one in opened.pages[0].MediaBox]
        assert box == [0, 0, 595, 842]
        assert opened.Root.MarkInfo.Marked
        assert str(opened.Root.Lang) == "en-GB"
    section = Document(BytesIO(_letters()["letter-parent-1.docx"])).sections[0]
    assert (round(section.page_width.cm), round(section.page_height.cm, 1)) == (21, 29.7)


def test_the_same_letter_has_the_same_bytes() -> None:
    assert _letters() == _letters()


def test_neither_file_says_who_or_what_made_it_for_whom() -> None:
    document = Document(BytesIO(_letters()["letter-parent-1.docx"]))
    assert document.core_properties.author == ""
    assert "Kai" not in document.core_properties.title


def test_a_letter_that_knows_little_has_no_gap() -> None:
    bare = replace(
        FULL_CASE,
        forename=None,
        known_as=None,
        parents=(replace(FIRST, name=None, address=None),),
        receiving=replace(FULL_CASE.receiving, head=None, phone=None),
        home=replace(FULL_CASE.home, phone=None),
    )
    files = _letters(bare, BARE_OFFICE, decision=None, end=None, next_morning=None)
    said = _words(files["letter-parent-1.pdf"])
    assert "Dear parent or carer, Your child's placement at Holly Bank Academy is ending." in said
    assert "None" not in said


def test_markup_in_a_name_is_no_markup_in_the_letter() -> None:
    odd = replace(FIRST, name="*Li* #sys $x$ <b> [Ng]")
    files = _letters(
        replace(FULL_CASE, parents=(odd, SECOND)), parents=[{"number": 1, "letter": 1}]
    )
    assert "Dear *Li* #sys $x$ <b> [Ng]," in _words(files["letter-parent-1.pdf"])


def test_the_letters_only_reader_is_the_school() -> None:
    assert TO_RECEIVING.address not in _words(_letters()["letter-parent-1.pdf"])


def test_characters_that_cannot_be_shown_do_not_stop_the_letter() -> None:
    odd = replace(FIRST, name="Jo\x00anna", address="27\x0bLarchwood, East\x1fmere")
    files = _letters(replace(FULL_CASE, parents=(odd, SECOND)))
    assert "Dear Joanna," in _word_text(files["letter-parent-1.docx"])
    assert "Dear Joanna," in _words(files["letter-parent-1.pdf"])


@pytest.mark.parametrize(
    ("kind", "values", "found"),
    [
        (
            "mm1",
            {
                "pupil.forename": "Łucja",
                "pupil.surname": "O'Neill",
                "home.school": "Thornfield School",
                "receiving.school": "Holly Bank Academy",
                "parents[0].name": "Joanna Małecka",
                "parents[0].email": "joanna@family.example",
                "parents[0].email_agreed": True,
                "parents[0].consent.name": "J Małecka",
                "parents[0].consent.date": "1 October 2026",
                "parents[1].name": "Piotr Jarvis",
                "parents[1].no_contact": True,
                "start_date": "5 October 2026",
                "legal_basis": "offsite_direction",
                "looked_after": False,
                "pex_if_unsuccessful": False,
            },
            {
                "pupil": {"forename": "Łucja", "surname": "O'Neill"},
                "start_date": dt.date(2026, 10, 5),  # Mon
                "legal_basis": "offsite_direction",
                "looked_after": False,
                "pex_if_unsuccessful": False,
            },
        ),
        (
            "mm2",
            {
                "pupil.forename": "Kai",
                "pupil.surname": "Jarvis",
                "outcome": "unsuccessful",
                "decision_date": "20 November 2026",
                "end_date": "20 November 2026",
                "reason": "Invented.",
                "specific_incident": True,
                "next_provision": "home_school",
            },
            {
                "outcome": "unsuccessful",
                "decision_date": dt.date(2026, 11, 20),  # Fri
                "end_date": dt.date(2026, 11, 20),
                "specific_incident": True,
                "next_provision": "home_school",
            },
        ),
        (
            "review",
            {
                "pupil.forename": "Kai",
                "pupil.surname": "Jarvis",
                "which": "week4",
                "review_date": "2 November 2026",
                "concerns": False,
            },
            {"which": "week4", "review_date": dt.date(2026, 11, 2), "concerns": False},  # Mon
        ),
    ],
)
def test_a_shipped_form_that_is_filled_in_reads_back_as_it_was_filled(
    kind: str, values: dict[str, str | bool], found: dict[str, Any]
) -> None:
    context = replace(plain_context(), review_names=("week4", "week8", "final"))
    (reading,) = read_file("form.pdf", blank_form(kind, values), context, None)
    assert reading.kind.casefold() == kind
    assert reading.record is not None
    said = reading.record.model_dump(exclude_none=True)
    assert {key: _within(said[key], found[key]) for key in found} == found


def _within(said: Any, wanted: Any) -> Any:
    """Return `said`, only so much of it as is asked about."""
    return {key: said.get(key) for key in wanted} if isinstance(wanted, dict) else said


def test_two_parents_on_a_shipped_form_stay_apart() -> None:
    filled = {
        "parents[0].name": "Joanna Małecka",
        "parents[0].email_agreed": True,
        "parents[0].no_contact": False,
        "parents[1].name": "Piotr Jarvis",
        "parents[1].no_contact": True,
    }
    (reading,) = read_file("form.pdf", blank_form("mm1", filled), plain_context(), None)
    first, second = reading.record.parents
    assert (first.name, first.email_agreed, first.no_contact) == ("Joanna Małecka", True, False)
    assert (second.name, second.email_agreed, second.no_contact) == ("Piotr Jarvis", None, True)
