"""Letters that agree or end a move are read for what they plainly say, and put before a person."""

# ruff: noqa: E501 - letters read best line by line

from typing import Any

from parsers.doubts.copies import compared
from parsers.records import Reading
from tests.parsers.layouts import UPN, read, word

TOP = ("Fernhill Academy", "12 November 2026", "To the Inclusion Team")
ABOUT = "Managed move: Kai Jarvis"
WHO = f"I am writing about Kai Jarvis, date of birth 14 March 2012, UPN {UPN}, who is on roll at Oakbrook School."
ENDED = "The managed move has been unsuccessful. The decision to end it was made on 11 November 2026. His last day with us will be 12 November 2026 and he will return to Oakbrook School on 13 November 2026."
AGREED = "Kai will attend Fernhill Academy from 30 November 2026 until 5 February 2027. We will meet for a review on 16 December 2026, and the final review will be on 4 February 2027."


def _letter(*lines: str) -> Reading:
    return read(word("", *TOP, "Dear colleague,", ABOUT, WHO, *lines))


def _record(reading: Reading) -> dict[str, Any]:
    assert reading.record is not None
    return reading.record.model_dump(mode="json", exclude_none=True)


def test_a_letter_that_ends_a_move_is_an_outcome_for_a_person_to_look_at() -> None:
    reading = _letter(ENDED)
    assert (reading.kind, reading.status) == ("MM2", "held")
    record = _record(reading)
    assert record["outcome"] == "unsuccessful"
    assert (record["decision_date"], record["end_date"]) == ("2026-11-11", "2026-11-12")
    assert record["return_date"] == "2026-11-13"


def test_a_letters_head_is_the_school_that_says_us() -> None:
    record = _record(_letter(ENDED))
    assert record["receiving"]["school"] == "Fernhill Academy"
    assert record["home"]["school"] == "Oakbrook School"


def test_a_letter_that_agrees_a_move_is_an_agreement_for_a_person_to_look_at() -> None:
    reading = _letter(AGREED)
    assert (reading.kind, reading.status) == ("MM1", "held")
    record = _record(reading)
    assert (record["start_date"], record["end_date"]) == ("2026-11-30", "2027-02-05")
    assert record["review_dates"] == ["2026-12-16", "2027-02-04"]
    assert record["pupil"] == {
        "forename": "Kai",
        "surname": "Jarvis",
        "dob": "2012-03-14",
        "upn": UPN,
    }


def test_a_letter_that_extends_a_move_names_its_new_end_and_review() -> None:
    record = _record(
        _letter(
            "The final review meeting for Kai was held on 11 November 2026. The move will be extended until 18 December 2026. A further review will be held on 16 December 2026."
        )
    )
    assert record["outcome"] == "extended"
    assert record["extension"] == {"end_date": "2026-12-18", "review_date": "2026-12-16"}
    assert record["meeting_date"] == "2026-11-11"


def test_what_a_letter_only_supposes_is_not_said() -> None:
    reading = _letter(AGREED, "If the move was unsuccessful he would return to Oakbrook School.")
    assert reading.kind == "MM1"


def test_a_denied_success_is_no_success() -> None:
    reading = _letter(
        "The managed move has not been successful.", "His last day here was 12 November 2026."
    )
    assert _record(reading)["outcome"] == "unsuccessful"


def test_a_letter_that_gives_two_last_days_gives_none() -> None:
    reading = _letter(ENDED, "His last day here was 10 November 2026.")
    assert "end_date" not in _record(reading)


def test_a_letter_that_says_too_little_is_held_unread() -> None:
    reading = _letter("The managed move has come to an end.")
    assert (reading.kind, reading.status) == ("other", "held")


def _form_beside(letter: Reading) -> Reading:
    return letter.model_copy(update={"status": "accepted", "problems": (), "part": "form.docx"})


def test_a_letter_that_repeats_the_form_beside_it_needs_nobody() -> None:
    letter = _letter(ENDED)
    form, told = compared([_form_beside(letter), letter])
    assert (form.kind, form.status) == ("MM2", "accepted")
    assert (told.kind, told.status, told.record) == ("other", "ignored", None)


def test_a_letter_that_says_otherwise_than_the_form_beside_it_stays_held() -> None:
    other = _letter(ENDED.replace("11 November", "10 November"))
    _, told = compared([_form_beside(_letter(ENDED)), other])
    assert (told.kind, told.status) == ("MM2", "held")


def test_people_listed_under_their_schools_are_whom_to_write_to() -> None:
    reading = _letter(
        AGREED,
        "Staff contacts",
        "Home school: Craig Whitham, craig.whitham@oakbrook.example",
        "Receiving school: Siobhan Keane, s.keane@fernhill.example",
    )
    record = _record(reading)
    assert record["home"]["school"] == "Oakbrook School"
    assert record["home"]["contact"]["name"] == "Craig Whitham"
    assert record["receiving"]["school"] == "Fernhill Academy"
    assert record["receiving"]["contact"]["email"] == "s.keane@fernhill.example"
    assert "receiving.school" not in {problem.field for problem in reading.problems}
