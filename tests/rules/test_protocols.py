"""Reading a protocol file: what it may say, and that every fault of it is told."""

import datetime as dt
from typing import Any

import pytest

from mailbot.rules.clauses import Ladder
from mailbot.rules.protocolfiles import ProtocolError, parse_protocol
from mailbot.rules.protocols import OVERRIDES
from tests.rules.made import _text, day, protocol


def _faults(text: str, **figures: object) -> str:
    with pytest.raises(ProtocolError) as wrong:
        parse_protocol("here", text, figures)
    return str(wrong.value)


@pytest.mark.parametrize(
    ("written", "name", "week"),
    [
        ("week 4", "week4", 4),
        ("Week4", "week4", 4),
        ("6 weeks", "week6", 6),
        (8, "week8", 8),
        ("half", "midway", None),
        ("one third", "part33", None),
        ("25%", "part25", None),
        ("four weeks", "week4", 4),
        ("mid-point", "midway", None),
        ("Midway", "midway", None),
        ({"name": "hand-over", "title": "hand-over review", "week": 2}, "hand-over", 2),
    ],
)
def test_a_review_can_be_written_in_many_ways(written: object, name: str, week: int | None) -> None:
    first = protocol(reviews=[written, "final"]).reviews.at[0]
    assert (first.name, first.week) == (name, week)


def test_end_is_another_word_for_the_final_review() -> None:
    assert protocol(reviews=["week 4", "end"]).reviews.at[-1].name == "final"


def test_a_review_is_titled_for_people() -> None:
    assert [r.title for r in protocol().reviews.at] == [
        "4 week review", "8 week review", "final review",
    ]  # fmt: skip


def test_a_review_that_is_none_is_told() -> None:
    assert "is no review" in _faults(_text("southwark"), reviews=["sometimes", "final"])


@pytest.mark.parametrize("key", OVERRIDES)
def test_every_figure_can_be_changed(key: str) -> None:
    table, figure = OVERRIDES[key]
    now = getattr(getattr(protocol(), table), figure)
    value: Any = [r.name for r in now] if key == "reviews" else now
    assert protocol(**{key: value}) == protocol()


def test_a_changed_figure_counts() -> None:
    assert protocol(ladder_step=3).ladder.rungs == (1, 4, 7)


def test_a_figure_that_does_not_exist_is_told() -> None:
    assert "[protocol] lenght: no such figure" in _faults(_text("southwark"), lenght=3)


def test_every_fault_is_told_at_once() -> None:
    said = _faults(_text("southwark"), lenght=3, length_weeks=-1, notify_unit="moon")
    assert [word in said for word in ("lenght", "length_weeks", "notification.unit")] == [True] * 3


def test_a_file_that_is_no_toml_is_told_with_its_name() -> None:
    assert _faults("[[").startswith("here:1: ")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("[[regime]]\nx = 1\n[regime]", 3, "write it once, or [[name]] each time"),
        ("[roll]\n[ladder]\n[roll]", 3, "write it once"),
        ('id = "x\ntitle = "y"', 1, "a quotation mark is not closed"),
    ],
)
def test_what_is_no_toml_says_what_to_write(text: str, line: int, said: str) -> None:
    assert _faults(text).startswith(f"here:{line}: cannot be read: ")
    assert said in _faults(text)


def test_a_key_that_nobody_knows_is_told() -> None:
    assert _faults('id = "x"\ncolour = 1').splitlines()[-1].startswith("here:2: colour: ")


@pytest.mark.parametrize("reviews", [["final", "week 4"], ["final", "final"]])
def test_the_last_review_and_only_the_last_is_the_final(reviews: list[str]) -> None:
    assert "must be" in _faults(_text("southwark"), reviews=reviews)


def test_two_reviews_of_one_name_are_told() -> None:
    assert "one name" in _faults(_text("southwark"), reviews=["week 4", "week 4", "final"])


def test_a_target_after_the_limit_is_told() -> None:
    assert "after the limit" in _faults(_text("southwark"), notify_target=6)


def test_a_target_on_the_limit_is_right() -> None:
    assert protocol(notify_target=5).notification.target == 5


def test_a_shipped_file_is_right_on_its_own() -> None:
    assert parse_protocol("southwark", _text("southwark")) == protocol()


def test_the_ladder_as_shipped() -> None:
    assert (Ladder().rungs, Ladder().escalation) == ((1, 3, 5), 7)


@pytest.mark.parametrize(
    ("start", "basis"),
    [
        ("Sat 25 Jul 2026", "trial_managed_move"),
        ("Sun 26 Jul 2026", "offsite_direction"),
        ("Fri 1 Jan 2021", "trial_managed_move"),
    ],
)
def test_what_the_law_calls_a_placement_follows_its_start(start: str, basis: str) -> None:
    assert protocol().basis_of(day(start)) == basis


def test_the_day_of_the_new_law_is_known() -> None:
    assert protocol().directed_since() == dt.date(2026, 7, 26)


def test_a_protocol_of_the_old_law_knows_no_such_day() -> None:
    old = protocol().model_copy(update={"regime": protocol().regime[:1]})
    assert old.directed_since() is None
