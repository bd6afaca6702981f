"""Forms of other processes are told apart by their titles, and say no more than whom they name."""

import datetime as dt
import functools

import pytest

from mailbot.resources import shipped
from parsers.context import Context
from parsers.forms import FormsError, load_forms
from parsers.read import read_file
from parsers.records import Reading
from parsers.schools import Register, School
from tests import otherforms

BORN = dt.date(2012, 3, 14)


@functools.cache
def _context() -> Context:
    files = sorted(shipped("config", "forms").glob("*.toml"))
    forms = load_forms({file.stem: file.read_text(encoding="utf-8") for file in files})
    school = School(urn=100001, name="Thornfield School")
    return Context(schools=Register((school,)), forms=forms)


def _read(title: str, **more: str) -> Reading:
    data = otherforms.docx(
        title, pupil="Kai Jarvis", born=BORN, school="Thornfield School", more=more
    )
    (reading,) = read_file("a.docx", data, _context(), None)
    return reading


@pytest.mark.parametrize(
    ("title", "what"),
    [
        ("Notice of Suspension", "suspension"),
        ("Form S1: Record of suspension from school", "suspension"),
        ("PERMANENT EXCLUSION NOTIFICATION", "permanent exclusion notice"),
        ("Temporary part-time timetable agreement", "part-time timetable"),
        ("Fair Access Protocol: referral form", "fair access referral"),
        ("Notification of removal from the admission register", "off-roll notice"),
        ("Attendance contract", "attendance contract"),
        ("Attendance Trial", "attendance contract"),
        ("Request for a penalty notice", "penalty notice request"),
        ("EHCP annual review report", "EHC plan paper"),
        ("In-year admission application", "in-year admission"),
        ("Alternative provision referral form", "alternative provision referral"),
        ("Child missing education referral", "missing education referral"),
        ("Elective home education notification", "home education notice"),
        ("Pastoral support plan", "support plan"),
        ("Physical intervention record", "safeguarding or incident paper"),
    ],
)
def test_another_form_is_ignored_under_its_own_name(title: str, what: str) -> None:
    reading = _read(title)
    assert (reading.kind, reading.status, reading.record) == ("other", "ignored", None)
    assert reading.other is not None
    assert reading.other.what == what
    (why,) = reading.problems
    assert what in why.message


def test_another_form_says_whom_it_is_about_and_nothing_more() -> None:
    other = _read("Notice of suspension").other
    assert other is not None
    assert (other.pupil.forename, other.pupil.surname, other.pupil.dob) == ("Kai", "Jarvis", BORN)
    assert other.school == 100001
    assert (other.home, other.receiving) == (None, None)


def test_what_another_form_says_is_never_printed() -> None:
    assert "Jarvis" not in _read("Notice of suspension").printed()


def test_a_suspension_that_mentions_an_outcome_is_no_outcome_form() -> None:
    reading = _read(
        "Notice of suspension",
        **{"Outcome": "Unsuccessful", "Return date": "19/10/2026", "Reason": "Fighting"},
    )
    assert (reading.kind, reading.status) == ("other", "ignored")


def test_a_form_of_no_known_title_is_ignored_without_a_name() -> None:
    reading = _read("Trip consent slip")
    assert (reading.kind, reading.status) == ("other", "ignored")
    assert reading.other is not None
    assert reading.other.what == "other form"


@pytest.mark.parametrize(
    "table",
    [
        "[others.x]\ntitles = ['a']",
        "[others.x]\nadvice = 'a'\ntitles = []",
        "[others.x]\nadvice = 1\ntitles = ['a']",
        "[others]\nx = 'a'",
        "others = 3",
    ],
)
def test_a_table_of_other_forms_that_says_too_little_is_a_fault(table: str) -> None:
    with pytest.raises(FormsError, match="others"):
        load_forms({"mine": table})


def test_a_form_that_says_it_is_no_managed_move_is_believed_under_another_title() -> None:
    sides = {
        "Home school": "Thornfield School",
        "Trial school": "Holly Bank Academy",
        "Trial start date": "09/11/2026",
        "Trial end date": "18/12/2026",
        "Review date": "04/12/2026",
    }
    denied = _read("Attendance Trial Agreement", Note="This is not a managed move.", **sides)
    assert (denied.kind, denied.status) == ("other", "ignored")
    ours = _read("Managed Move Agreement", Note="This is not a managed move.", **sides)
    assert ours.status != "ignored"
