"""A thousand captions of real life, each with what it asks: a table instead of a claim for each."""

import tomllib
from pathlib import Path

import pytest

from parsers.labels.vocabulary import Meaning, vocabulary
from tests.parsers.layouts import context

WORDS = vocabulary(context().forms)
TABLE: dict[str, list[str]] = tomllib.loads(
    Path(__file__).with_name("captions.toml").read_text("utf-8")
)
NOBODY_READS = frozenset({"not_wanted", "role"})
NOBODYS = frozenset({"completer", "outsider", "council", "virtual_school"})


def _asks(expected: str, found: Meaning | None) -> bool:
    attributes, party, ordinal = (*expected.split(), "", "")[:3]
    if attributes == "nothing":
        return found is None or found.attribute in NOBODY_READS or found.party in NOBODYS
    if found is None:
        return False
    names = "school|none" if attributes == "school" else attributes
    parties = {"receiving": {"receiving", "host"}}.get(party, set(party.split("|")))
    return (
        (found.attribute or "none") in names.split("|")
        and (not party or (found.party or "none") in parties)
        and (not ordinal or found.ordinal == ordinal)
    )


@pytest.mark.parametrize("expected", sorted(TABLE))
def test_captions_of_real_life_ask_what_they_ask_and_nothing_else(expected: str) -> None:
    wrong = {
        caption: WORDS.meaning(caption)
        for caption in TABLE[expected]
        if not _asks(expected, WORDS.meaning(caption))
    }
    assert not wrong


def test_the_table_of_captions_is_long() -> None:
    assert sum(map(len, TABLE.values())) > 1000
