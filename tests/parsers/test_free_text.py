"""An answer told in sentences ends where the form goes on; lines to write on are no part of it."""

import pytest

from parsers.pairs import FIELD, FIELD_END, STRONG, STRONG_END, Line, Where
from tests.parsers.grids import grid, said_in
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


@pytest.mark.parametrize(("top", "goes_on"), [(36, True), (90, False)])
def test_what_is_told_in_a_box_ends_with_it(top: float, goes_on: bool) -> None:  # noqa: FBT001 - a case
    texts = (
        "Reason for the move:",
        "A fresh start.",
        "We were present, and this is a true record.",
    )
    said = said_in(
        *(
            Line(text=text, where=Where(page=1, box=(40, at, 300, at + 10)), how="text")
            for text, at in zip(texts, (10, 24, top), strict=True)
        )
    )
    assert said["reason", None] == "\n".join(texts[1 : 3 if goes_on else 2])


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


def test_a_line_left_blank_is_not_answered_by_what_is_printed_under_it() -> None:
    said = said_in("Parent/carer 2: ________", "Relationship: \t", "Background", "He is happy.")
    assert not [key for key in said if key[0] == "relationship"]


def test_an_answer_typed_under_its_line_counts_where_it_is_what_is_asked() -> None:
    assert said_in("Date of birth: ..........", "14/03/2012")["dob", None] == "14/03/2012"


def test_a_carer_behind_a_tab_answers_how_they_are_related() -> None:
    line = f"Parent/Carer (1): {STRONG}Ms Jo Hale{STRONG_END}\tRelationship: {STRONG}Foster carer"
    said = said_in(f"{line}{STRONG_END}\t", f"Address: {STRONG}8 Moor Lane{STRONG_END}\t")
    assert said["full_name", "1"].strip(f"{STRONG}{STRONG_END}") == "Ms Jo Hale"
    assert said["relationship", "1"].strip(f"{STRONG}{STRONG_END}") == "Foster carer"
    assert said["address", "1"].strip(f"{STRONG}{STRONG_END}") == "8 Moor Lane"


def test_when_objectives_are_reviewed_is_no_review_of_the_move() -> None:
    table = grid(
        ("Objective", "Support to be given", "By whom", "Review"),
        ("To attend each day", "Meet and greet", "Pastoral office", "Fortnightly"),
        ("To make friends", "Lunch club", "Head of Year", "At first review"),
    )
    said = said_in("First review: 2/11/2026", table)
    assert {text for key, text in said.items() if key[0] == "review"} == {"2/11/2026"}


def test_what_is_told_behind_its_label_ends_with_its_paragraph() -> None:
    def placed(*tops: float) -> list[Line]:
        texts = (
            "Reason for the move: a fresh start was agreed by everybody who knows",
            "the pupil.",
            "The home school keeps the pupil on its roll.",
        )
        return [
            Line(text=text, where=Where(page=1, box=(40, top, 500, top + 10)), how="text")
            for text, top in zip(texts, tops, strict=True)
        ]

    apart, together = placed(10, 22, 39), placed(10, 22, 34)
    first = "a fresh start was agreed by everybody who knows\nthe pupil."
    assert said_in(*apart)["reason", None] == first
    assert said_in(*together)["reason", None].startswith(f"{first}\nThe home school keeps")
