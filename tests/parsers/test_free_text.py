"""An answer told in sentences ends where the form goes on; lines to write on are no part of it."""

import pytest

from parsers.pairs import FIELD, FIELD_END, STRONG, STRONG_END
from tests.parsers.grids import said_in
from tests.parsers.layouts import UPN

ASKED = "Reason for the move:"
TOLD = "He was hurt in a fight. A fresh start was agreed."


@pytest.mark.parametrize(
    "heading",
    [
        "Privacy notice",
        "Declarations",
        "Section 6. Outcome for the pupil",
        "Part C",
        "What we share",
    ],
)
def test_a_heading_ends_what_is_told(heading: str) -> None:
    said = said_in(ASKED, TOLD, heading, "The Council keeps what is written here for ten years.")
    assert said["reason", None] == TOLD


def test_a_heading_with_its_text_behind_it_ends_what_is_told() -> None:
    said = said_in(ASKED, TOLD, "Notes for schools. The parent must be told two days before.")
    assert said["reason", None] == TOLD


def test_what_was_typed_into_a_field_ends_with_it() -> None:
    typed = f"{FIELD}{TOLD}{FIELD_END}"
    said = said_in(ASKED, typed, "The parent must be told two days before the move begins")
    assert said["reason", None] == typed


def test_a_sentence_goes_on_over_its_lines_whatever_their_words_ask() -> None:
    said = said_in(ASKED, "A fresh start was agreed with the", "family.", "Two suspensions.")
    assert said["reason", None] == "A fresh start was agreed with the\nfamily.\nTwo suspensions."


def test_a_list_of_reasons_without_full_stops_is_taken_whole() -> None:
    said = said_in(ASKED, "Fights with peers", "Two suspensions this year")
    assert said["reason", None] == "Fights with peers\nTwo suspensions this year"


def test_a_numbered_part_answers_no_label_left_blank() -> None:
    assert ("nc_year", None) not in said_in("Year group:", "Part 2 - What was decided")


def test_a_line_drawn_round_an_answer_is_no_part_of_it() -> None:
    line = f"Pupil: {STRONG}__Kai Ashby__{STRONG_END}____\tUPN: {STRONG}__{UPN}__{STRONG_END}"
    said = said_in(line)
    assert said["full_name", "pupil"].strip(f" {STRONG}{STRONG_END}") == "Kai Ashby"
    assert said["upn", None].strip(f" {STRONG}{STRONG_END}") == UPN


def test_an_underscore_within_an_address_stays() -> None:
    assert "kai__ash@post.example" in said_in("E-mail of carer: kai__ash@post.example").values()


def test_a_question_that_mentions_a_school_names_none() -> None:
    said = said_in("Risk assessment shared with destination school?  ☒ Yes   ☐ No")
    assert ("school", "receiving") not in said


def test_a_question_ends_what_is_told() -> None:
    said = said_in(
        ASKED, TOLD, "Did the family ask for this school, and if so in what manner?", "Yes"
    )
    assert said["reason", None] == TOLD
