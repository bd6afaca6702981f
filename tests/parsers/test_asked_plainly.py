"""Questions in plain English: each is asked as a whole, and what it cannot ask for it does not."""

import pytest

from parsers.pairs import EMPTY, FIELD, FIELD_END, TICKED
from tests.parsers.grids import WORDS, grid, said_in


def test_where_a_pupil_is_on_roll_asks_for_the_home_school() -> None:
    asked = WORDS.meaning("Where was the young person on roll when the move started?")
    assert asked is not None
    assert (asked.attribute, asked.party) == (None, "home")


def test_a_question_that_begins_with_who_asks_for_no_yes_or_no() -> None:
    asked = WORDS.meaning("Who will look after the young person there?")
    assert asked is not None
    assert asked.attribute == "contact_name"


def test_a_question_nobody_knows_is_no_answer_to_the_one_before_it() -> None:
    said = said_in("How did it end?", "What has everybody learned from it?", "A great deal.")
    assert said.get(("outcome", None), "") == ""


def test_a_question_is_not_known_by_its_last_words_alone() -> None:
    said = said_in("Who chose the school, and on what date?", "Mr Ash, on 3 May 2026")
    assert "Mr Ash, on 3 May 2026" not in said.values()


def test_a_sentence_that_tells_is_an_answer_and_no_question() -> None:
    until = ("Until when has the move been extended?", "18/12/2026")
    said = said_in(grid(("How did it end?", "The move will be extended."), until))
    assert said["outcome", None] == "The move will be extended."
    assert said["extension_end", None] == "18/12/2026"


def test_an_option_beside_its_box_asks_for_no_day() -> None:
    said = said_in(
        f"{EMPTY} B. Successful: the pupil joins the roll",
        f"{EMPTY} C. Extended: more time is needed",
        f"{TICKED} D. Unsuccessful: the pupil goes back",
    )
    assert "more time is needed" not in said.values()


def test_what_joins_two_labels_answers_neither() -> None:
    said = said_in("Parents informed by phone on: ........ and by letter on: ........")
    assert not any(said.values())


def test_a_line_in_small_letters_goes_on_with_a_reason_whatever_it_would_head() -> None:
    told = "Two suspensions since Easter, and mentoring and a"
    said = said_in("Reason for the move:", told, "pastoral support plan have been tried.")
    assert said["reason", None] == f"{told}\npastoral support plan have been tried."


def test_a_year_under_its_label_answers_it_though_it_reads_like_one() -> None:
    assert said_in("National curriculum year", "Yr 4")["nc_year", None] == "Yr 4"


def test_bars_with_the_number_of_their_part_name_the_schools_under_them() -> None:
    said = said_in(
        grid(
            ("2a. HOME SCHOOL", "", "2b. RECEIVING SCHOOL", ""),
            ("Headteacher", "Mr Ash", "Headteacher", "Ms Birch"),
            ("Contact", "Jo Elm", "Contact", "Al Fir"),
        )
    )
    assert {"Mr Ash", "Ms Birch", "Jo Elm", "Al Fir"} & set(said.values())


@pytest.mark.parametrize("captions", [("DD", "MM", "YYYY"), ("day", "month", "year")])
def test_a_day_whose_parts_have_captions_beneath_is_one_day(captions: tuple[str, ...]) -> None:
    parts = [
        f"{FIELD}{said}{FIELD_END}\n{caption}"
        for said, caption in zip(("16", "10", "2014"), captions, strict=True)
    ]
    said = said_in(grid(("Date of birth", *parts, "UPN", "A123456789012")))
    assert said["dob", None] == f"{FIELD}16/10/2014{FIELD_END}"


def test_a_sentence_about_the_pupil_is_not_the_pupils_name() -> None:
    said = said_in(grid(("The pupil", "/ is not looked after by a local authority")))
    assert not any(said.values())


def test_what_is_left_of_a_struck_out_list_answers_the_question_over_it() -> None:
    said = said_in("What is the pupil's SEN status?", grid(("No SEN /", "/")))
    assert said["sen", None] == "No SEN / /"
