"""The same form twice is one form; two that differ are a question, in whatever they came."""

import dataclasses
import datetime as dt
import functools
from typing import Any

import pytest

from mailbot.resources import shipped
from parsers.context import Context
from parsers.doubts.copies import distinct
from parsers.evidence import open_message
from parsers.forms import load_forms
from parsers.read import read_mail
from parsers.records import Mm1, Reading
from parsers.registerfile import parse_register
from tests import factory, wrapped

HOME = factory.School(
    urn=100001, name="Thornfield School", domain="t.example", phone="01632 960001"
)
NEW = factory.School(
    urn=100002, name="Holly Bank Academy", domain="h.example", phone="01632 960002"
)
OTHER = dataclasses.replace(NEW, urn=100003, name="Birch Lane School", domain="b.example")
MONDAY = dt.date(2026, 10, 5)  # Mon 5 Oct 2026
TUESDAY = dt.date(2026, 10, 6)


@functools.cache
def _context() -> Context:
    files = sorted(shipped("config", "forms").glob("*.toml"))
    forms = load_forms({file.stem: file.read_text(encoding="utf-8") for file in files})
    known = (HOME, NEW, OTHER)
    register = "URN,EstablishmentName,EstablishmentStatus (name)\n" + "".join(
        f"{school.urn},{school.name},Open\n" for school in known
    )
    return Context(schools=parse_register(register), forms=forms)


def _agreement(start: dt.date = MONDAY, letter: str = "a", new: Any = NEW, **more: Any) -> Any:
    said = {"attendance_reporting": "daily", "end_date": dt.date(2026, 12, 18), **more}
    return factory.agreement(letter, HOME, new, start, **said)


def _read(*attached: tuple[str, bytes]) -> list[Reading]:
    raw = factory.mail(
        HOME.office,
        "exclusions@council.example",
        "Managed move",
        "Please find attached.",
        attachments=[factory.Attachment(n, d, "application/octet-stream") for n, d in attached],
        date=dt.datetime(2026, 10, 5, 9, tzinfo=dt.UTC),
        message_id="<1@t.example>",
    )
    return list(read_mail(open_message(raw), _context(), MONDAY, "a.eml"))


@functools.cache
def _word(start: dt.date = MONDAY) -> bytes:
    return factory.docx("MM1", _agreement(start))


@functools.cache
def _pdf(start: dt.date = MONDAY) -> bytes:
    return factory.acro_pdf("MM1", _agreement(start))


def test_a_form_as_word_and_as_pdf_is_one_form() -> None:
    found = _read(("MM1.docx", _word()), ("MM1.pdf", _pdf()))
    assert [one.status for one in found] == ["accepted", "accepted"]
    assert len(distinct(found)) == 1


def test_a_copy_in_an_archive_is_a_copy_too() -> None:
    found = _read(("MM1.docx", _word()), ("all.zip", wrapped.zipped({"x/MM1.pdf": _pdf()})))
    assert [one.part for one in distinct(found)] == ["MM1.docx"]


def test_two_copies_that_name_two_start_days_are_a_question_about_that_day() -> None:
    found = _read(("MM1.docx", _word()), ("MM1.pdf", _pdf(TUESDAY)))
    assert [one.status for one in found] == ["query", "query"]
    for one in found:
        assert isinstance(one.record, Mm1)
        assert one.record.start_date is None
        conflicts = [p.field for p in one.problems if p.code == "conflict"]
        assert conflicts == ["start_date"]
    assert len(distinct(found)) == 1


def test_a_parents_address_that_differs_is_asked_and_left_out() -> None:
    one, other = _agreement(), _agreement()
    other["parents"] = [{**parent, "email": "new@letters.example"} for parent in other["parents"]]
    found = _read(("a.docx", factory.docx("MM1", one)), ("b.docx", factory.docx("MM1", other)))
    assert {one.status for one in found} == {"query"}
    for reading in found:
        assert isinstance(reading.record, Mm1)
        assert reading.record.parents[0].email is None
        assert reading.record.parents[0].name is not None


def test_two_children_are_two_forms() -> None:
    second = factory.docx("MM1", _agreement(letter="b"))
    found = _read(("a.docx", _word()), ("b.docx", second))
    assert [one.status for one in distinct(found)] == ["accepted", "accepted"]


def test_one_child_at_two_receiving_schools_is_two_forms() -> None:
    second = factory.docx("MM1", _agreement(TUESDAY, new=OTHER))
    found = _read(("a.docx", _word()), ("b.docx", second))
    assert len(distinct(found)) == 2


def test_two_reviews_of_one_placement_are_two_records() -> None:
    papers = [
        factory.docx("review", factory.about("a", HOME, NEW, day, review_date=day, concerns=False))
        for day in (dt.date(2026, 9, 7), MONDAY)
    ]
    found = _read(("w4.docx", papers[0]), ("w8.docx", papers[1]))
    assert len(distinct(found)) == 2


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_copies_the_accepted_one_counts(order: tuple[int, int]) -> None:
    values = _agreement()
    values.pop("start_date")
    both = [("whole.docx", _word()), ("lacking.docx", factory.docx("MM1", values))]
    found = _read(*(both[n] for n in order))
    assert {one.status for one in found} == {"accepted", "query"}
    assert [one.part for one in distinct(found)] == ["whole.docx"]


def test_a_draft_that_differs_is_held_and_asks_nothing() -> None:
    found = _read(("MM1.docx", _word()), ("MM1 draft.docx", _word(TUESDAY)))
    assert {one.part: one.status for one in found} == {
        "MM1.docx": "accepted",
        "MM1 draft.docx": "held",
    }


def test_two_forms_in_one_document_are_two_readings_and_a_label_decides_nothing() -> None:
    found = _read(("MM2 outcome.docx", _word()), ("photo.jpg", _pdf()))
    assert {one.kind for one in found} == {"MM1"}


def _quoting(quoted: dt.date, *attached: tuple[str, bytes], name: str = "") -> list[Reading]:
    """Return what is read of a mail that quotes an older agreement under its attachments."""
    body = f"New form attached.\n\n{_HEADING}\n{_typed(quoted, name)}"
    raw = factory.mail(
        HOME.office,
        "exclusions@council.example",
        "FW: Managed move",
        body,
        attachments=[factory.Attachment(n, d, "application/octet-stream") for n, d in attached],
        date=dt.datetime(2026, 10, 5, 9, tzinfo=dt.UTC),
        message_id="<1@t.example>",
    )
    return list(read_mail(open_message(raw), _context(), MONDAY, "a.eml"))


_HEADING = "From: Pat <a@t.example>\nSent: 1 Oct 2026 10:00\nTo: X\nSubject: MM1\n"


def _typed(start: dt.date, name: str = "") -> str:
    said = _agreement(start)["pupil"]
    surname = name or said["surname"]
    return (
        f"Managed move agreement\nPupil's surname: {surname}\n"
        f"Pupil's forename: {said['forename']}\n"
        f"Date of birth: {said['dob']:%d/%m/%Y}\nYear group: 9\nHome school: Thornfield School\n"
        f"Receiving school: Holly Bank Academy\nStart date: {start:%d/%m/%Y}\n"
        "End date: 18/12/2026\nReview date: 02/11/2026\nParent name: Pat Hale\n"
        "Relationship: Mother\nSEN status: none\n"
    )


def test_an_old_form_quoted_under_the_new_one_waits_for_nobody() -> None:
    found = _quoting(TUESDAY, ("MM1.docx", _word()))
    assert sorted(one.status for one in found) == ["accepted", "ignored"]


def test_a_quoted_form_that_nothing_replaces_is_held() -> None:
    assert [one.status for one in _quoting(TUESDAY)] == ["held"]


def test_a_quoted_form_of_another_child_is_held_beside_the_new_one() -> None:
    found = _quoting(TUESDAY, ("MM1.docx", _word()), name="Quite-Another")
    assert sorted(one.status for one in found) == ["accepted", "held"]
