"""A list whose letters are ringed: they are its boxes, where one alone has a ring."""

import pytest

from parsers.images.letterlists import as_boxes
from parsers.layouts.lines import Word
from parsers.pairs import EMPTY, STRONG, STRONG_END, TICKED


def ringed(letter: str) -> str:
    return f"{STRONG}{letter}{STRONG_END}"


def told(*letters: str, aside: float = 0.0) -> list[str]:
    words = [
        Word(letter, (90.0 + aside * n, 100.0 + 25 * n, 99.0 + aside * n, 110.0 + 25 * n))
        for n, letter in enumerate(letters)
    ]
    return [word.text for word in as_boxes(words)]


def test_the_letters_of_a_list_are_boxes_where_one_has_a_ring() -> None:
    assert told("A", ringed("B"), "C") == [EMPTY, TICKED, EMPTY]


@pytest.mark.parametrize(
    "letters", [("A", "B", "C"), (ringed("A"), ringed("B"), "C"), (ringed("A"),), ("B", "C")]
)
def test_without_a_ring_or_with_two_they_stay_letters(letters: tuple[str, ...]) -> None:
    assert told(*letters) == list(letters)


def test_letters_that_stand_in_no_column_are_no_list() -> None:
    assert told(ringed("A"), "B", aside=40.0) == [ringed("A"), "B"]
