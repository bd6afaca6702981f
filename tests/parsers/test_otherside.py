"""What a paper calls one of its schools is learned from it, where it can only be that one."""

import pytest

from parsers.records import Mm1, Reading
from tests.parsers import layouts

REST = (
    ["Pupil", "Ruby Hale", "Date of birth", "14/03/2012"],
    ["UPN", layouts.UPN, "Year group", "10"],
    ["Parent/carer", "Ms Jo Hale", "Relationship", "Mother"],
    ["Start date", "5/10/2026", "Planned end date", "18/12/2026"],
    ["Review dates", "2/11/2026", "Looked after?", "No"],
)


def _read(*schools: list[str], title: str = "Managed Move Agreement") -> Reading:
    return layouts.read(layouts.word(title, [*REST, *schools]))


def _sides(reading: Reading) -> tuple[str | None, str | None]:
    assert isinstance(reading.record, Mm1)
    home, receiving = reading.record.home, reading.record.receiving
    return home and home.school, receiving and receiving.school


def test_the_one_label_left_names_the_other_school_and_those_who_are_there() -> None:
    reading = _read(
        ["Placing school", "Fernhill Academy", "Placing school lead", "Ms P One"],
        ["Receiving school", "Oakbrook School", "Receiving school lead", "Mr L Two"],
    )
    assert _sides(reading) == ("Fernhill Academy", "Oakbrook School")
    assert isinstance(reading.record, Mm1)
    assert reading.record.home is not None
    assert reading.record.home.contact is not None
    assert reading.record.home.contact.name == "Ms P One"


@pytest.mark.parametrize("label", ["Welcoming school", "Supporting school"])
def test_it_may_be_either_side(label: str) -> None:
    reading = _read(["Home school", "Fernhill Academy", label, "Oakbrook School"])
    assert _sides(reading) == ("Fernhill Academy", "Oakbrook School")


@pytest.mark.parametrize(
    "label",
    [
        *("Previous school", "Primary school", "Sibling's school", "Trust school"),
        *("Partner school", "Meeting school", "Mentoring school", "Fallback school"),
        *("Backup home school", "Old home school"),
    ],
)
def test_a_school_of_no_part_in_the_move_is_none_of_its_two(label: str) -> None:
    home, _ = _sides(_read(["Receiving school", "Oakbrook School", label, "Fernhill Academy"]))
    assert home is None


def test_of_two_labels_left_neither_is_taken() -> None:
    reading = _read(
        ["Receiving school", "Oakbrook School", "Placing school", "Fernhill Academy"],
        ["Asking school", "St Anne's Catholic High School", "Notes", ""],
    )
    assert _sides(reading)[0] is None


def test_where_a_third_school_is_named_the_label_may_not_mean_the_other_side() -> None:
    reading = _read(
        ["Receiving school", "Oakbrook School", "Greeting school", "Fernhill Academy"],
        ["Where the pupil learns now", "St Anne's Catholic High School", "Notes", ""],
    )
    assert _sides(reading)[0] is None


def test_a_label_left_blank_beside_it_is_asked_about() -> None:
    reading = _read(
        ["Receiving school", "Oakbrook School", "Placing school", "Fernhill Academy"],
        ["Home school", "", "Telephone", ""],
    )
    assert _sides(reading)[0] is None


def test_what_is_no_school_of_the_register_is_not_taken() -> None:
    reading = _read(["Receiving school", "Oakbrook School", "Placing school", "Nowhere School"])
    assert _sides(reading)[0] is None


def test_a_day_that_a_narrow_cell_broke_is_whole() -> None:
    reading = layouts.read(
        layouts.word("Managed Move Agreement", [*REST[:3], ["Relevant day: 3\nNovember 2026", ""]])
    )
    assert isinstance(reading.record, Mm1)
    assert str(reading.record.start_date) == "2026-11-03"
