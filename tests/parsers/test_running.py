"""Labels that stand in running text are whole labels, or none."""

import pytest

from parsers.labels.vocabulary import vocabulary
from parsers.layouts.running import segments
from tests.parsers.layouts import context


def _asked(line: str) -> list[tuple[str | None, str]]:
    found = segments(line, vocabulary(context().forms))
    return [(meaning.attribute or meaning.party, value) for meaning, _, value in found]


@pytest.mark.parametrize(
    "label",
    [
        *(
            "Previous end date",
            "Old email",
            "Parent's preferred receiving school",
            "Not looked after",
        ),
        *("Former review date", "PREVIOUS END DATE", "Lessons, earliest end date"),
    ],
)
def test_a_line_asks_for_all_that_stands_before_its_colon(label: str) -> None:
    assert _asked(f"{label}: 18 December 2026") == []


@pytest.mark.parametrize(
    "before", ["", "2) ", "Yes. ", "The move was unsuccessful. ", "(b) ", "Ms Jo Hale\n"]
)
def test_what_ends_before_a_label_is_no_part_of_it(before: str) -> None:
    assert _asked(f"{before}End date: 18 December 2026") == [("end", "18 December 2026")]


def test_a_party_and_what_is_asked_of_it_are_one_label_over_two_colons() -> None:
    line = "Parent 1: Name: Jo Hale  Telephone: 07700 900123"
    assert _asked(line) == [("full_name", "Jo Hale"), ("phone", "07700 900123")]
    found = segments(line, vocabulary(context().forms))
    assert (found[0][0].party, found[0][0].ordinal) == ("parent", "1")


def test_a_school_before_what_it_does_is_part_of_the_question() -> None:
    line = "The receiving school will share attendance marks with the home school: daily"
    assert _asked(line) == [("attendance_reporting", "daily")]


@pytest.mark.parametrize("gap", ["   ", "\t", " ...... "])
def test_what_a_wide_gap_parts_from_a_value_belongs_to_the_label_behind_it(gap: str) -> None:
    line = f"Start date: 9 November 2026{gap}Old end date: 18 December 2026"
    assert [asked for asked, _ in _asked(line)] == ["start"]
    line = f"Start date: 9 November 2026{gap}End date: 18 December 2026"
    assert [asked for asked, _ in _asked(line)] == ["start", "end"]


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("Date 5 October 2026", [("date", "5 October 2026")]),
        (
            "The placement will start on 16.09.2026 and end on 11.11.2026",
            [("start", "16.09.2026"), ("planned_end", "11.11.2026")],
        ),
        ("Signed Jo Ash-Hale", [("signature", "Jo Ash-Hale")]),
        ("She came to us on 5 October 2026", []),
        ("Signed Parent Carer", []),
    ],
)
def test_a_day_or_a_name_right_behind_the_words_that_ask_for_it_is_its_answer(
    line: str, asked: list[tuple[str | None, str]]
) -> None:
    assert _asked(line) == asked
