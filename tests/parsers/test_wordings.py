"""Labels worded in many ways ask what they ask; a word of two meanings asks nothing."""

import functools

import pytest

from mailbot.resources import shipped
from parsers.labels.phrases import load_forms
from parsers.labels.vocabulary import Vocabulary, vocabulary


@functools.cache
def _words() -> Vocabulary:
    files = shipped("config", "forms").glob("*.toml")
    return vocabulary(load_forms({path.name: path.read_text("utf-8") for path in files}))


@pytest.mark.parametrize(
    ("label", "party"),
    [
        ("Where is the child on roll?", "home"),
        ("Registered at", "home"),
        ("Parent school", "home"),
        ("Dual registered at (home school)", "home"),
        ("School of main registration", "home"),
        ("School the pupil is leaving", "home"),
        ("Trial placement at", "receiving"),
        ("School providing the trial place", "receiving"),
        ("Attending (receiving school)", "receiving"),
        ("School hosting the trial", "receiving"),
        ("School of placement", "receiving"),
    ],
)
def test_a_school_is_known_by_its_part_in_the_move(label: str, party: str) -> None:
    found = _words().meaning(label)
    assert found is not None
    assert (found.attribute, found.party) == (None, party)


@pytest.mark.parametrize(
    ("label", "attribute"),
    [
        ("Commencement", "start"),
        ("Proposed date of commencement", "start"),
        ("Due to end on", "planned_end"),
        ("Date decision to terminate made", "decision_date"),
        ("Start back at home school", "return_date"),
        ("Extension period to", "extension_end"),
        ("Full admission date", "permanent_from"),
        ("Decision at final review", "outcome"),
        ("Week starting Monday", "week_beginning"),
        ("Number of attendances", "sessions_attended"),
        ("Any concerns raised at review?", "concerns"),
        ("Stage of SEND", "sen"),
        ("Re-entry meeting", "plan_meeting"),
    ],
)
def test_a_wording_asks_what_the_plain_label_asks(label: str, attribute: str) -> None:
    found = _words().meaning(label)
    assert found is not None
    assert found.attribute == attribute


@pytest.mark.parametrize(
    "label", ["Placement", "Placing school", "Partner school", "Current placement", "Background"]
)
def test_a_word_that_may_mean_two_things_asks_nothing(label: str) -> None:
    assert _words().meaning(label) is None


def test_signs_count_the_words_that_speak_of_a_move() -> None:
    assert _words().signs("move", "an Off-site direction at the host school") > 1
    assert _words().signs("move", "a visit to the zoo") == 0


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("MANAGED TRANSFER AGREEMENT", "MM1"),
        ("Supported School Transfer (Managed Move) - Agreement", "MM1"),
        ("Outcome of the trial placement", "MM2"),
        ("Negotiated transfer: review record", "review"),
    ],
)
def test_a_title_may_call_a_managed_move_by_its_other_names(title: str, kind: str) -> None:
    assert kind in _words().title_kinds(title)


@pytest.mark.parametrize("title", ["School transfer form", "Pupil file transfer"])
def test_another_transfer_is_no_managed_move(title: str) -> None:
    assert _words().title_kinds(title) in ((), ("other",))
