"""Labels worded as no list holds them: each is what it asks, or nothing; never another question."""

# ruff: noqa: E501 - tables of examples read best in rows

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.labels.vocabulary import Meaning, vocabulary
from tests.parsers.layouts import UPN, context, read, word

WORDS = vocabulary(context().forms)
Rows = Sequence[Sequence[str]]

ASKED = {
    "home": ("Current setting", "School/Academy (home)", "School A", "Referring academy", "School (current)",
             "Moving from", "School of registration", "Base college", "Dual registered at (home school)"),
    "receiving": ("New setting", "Receiving School/Academy", "School B", "Accepting academy", "School (proposed)",
                  "Moving to", "School offering the place", "Attending (receiving school)", "Host placement school"),
}  # fmt: skip
ATTRIBUTES = {
    "start": ("When will the trial begin?", "Anticipated start date", "Trial commences", "Date placement to commence"),
    "planned_end": ("When does the trial end?", "Projected end date", "Date the placement is due to finish"),
    "return_date": ("Date due back", "Expected return date", "When will the pupil return?"),
    "decision_date": ("Date on which the decision was made", "When was it decided?"),
    "home_off_roll": ("Date deregistered", "Date taken off roll"),
    "surname": ("Pupil's family name", "Family name"),
    "attended_by": ("In attendance", "Those in attendance"),
    "concerns": ("Are there concerns about the placement?",),
}  # fmt: skip
# Words near to a label that ask something else, or nothing that can be told.
ASK_NOTHING = (
    "Sessions", "Sessions lost", "Previous school", "Next meeting", "Effective date", "Proposed meeting",
    "Are there concerns about the placement? No", "Start date of previous exclusion",
)  # fmt: skip


@pytest.mark.parametrize(
    ("label", "party"), [(label, party) for party, labels in ASKED.items() for label in labels]
)
def test_a_school_is_known_by_how_it_is_called(label: str, party: str) -> None:
    asked = WORDS.strict(label)
    assert asked is not None
    assert asked.party == ("host" if asked.party == "host" else party)
    assert asked.attribute in (None, "school")


@pytest.mark.parametrize(
    ("label", "attribute"),
    [(label, name) for name, labels in ATTRIBUTES.items() for label in labels],
)
def test_tense_and_planning_do_not_change_what_is_asked(label: str, attribute: str) -> None:
    asked = WORDS.strict(label)
    assert asked is not None
    assert asked.attribute == attribute


@pytest.mark.parametrize("label", ASK_NOTHING)
def test_words_that_could_ask_two_things_ask_nothing(label: str) -> None:
    assert WORDS.strict(label) is None


def test_a_home_address_is_no_schools() -> None:
    assert WORDS.strict("Home address of parent") == Meaning("address", "parent")


@pytest.mark.parametrize(
    ("label", "attribute"),
    [
        ("If unsuccessful: date decided", "decision_date"),
        ("Permanent transfer: on roll from", "permanent_from"),
        ("If extended: new end date", "extension_end"),
    ],
)
def test_a_question_in_one_case_only_asks_what_follows(label: str, attribute: str) -> None:
    asked = WORDS.meaning(label)
    assert asked is not None
    assert asked.attribute == attribute


# --- a form reworded throughout ---------------------------------------------------------------------
FORM = {
    ("Pupil name", "Name of child", "Student full name", "Who is this form about?"): "Ruby Hale",
    ("Date of birth", "DOB", "Birth date", "When was the pupil born?"): "14/03/2012",
    ("UPN", "Unique pupil number", "Pupil's UPN"): UPN,
    ("Home school", "Current school", "Sending academy", "School making the referral", "School A"): "Fernhill Academy",
    ("Receiving school", "New school", "Accepting academy", "School offering the place", "School B"): "Oakbrook School",
    ("Start date", "Trial begins", "Placement to commence", "First day of trial"): "05/10/2026",
    ("Planned end date", "Trial due to end", "Expected finish date", "Length of stay"): "18/12/2026",
    ("Interim review date", "Mid-trial review", "Progress meeting"): "06/11/2026",
    ("Name of parent/carer", "Main carer", "Parent's full name"): "Ms Jo Hale",
    ("Parent/carer signature", "Signed by parent/carer", "Parental agreement"): "Jo Hale",
}  # fmt: skip
RIGHT = {
    ("pupil", "forename"): "Ruby", ("pupil", "surname"): "Hale", ("pupil", "dob"): "2012-03-14",
    ("pupil", "upn"): UPN, ("home", "school"): "Fernhill Academy", ("receiving", "school"): "Oakbrook School",
    ("start_date",): "2026-10-05", ("end_date",): "2026-12-18", ("review_dates",): ["2026-11-06"],
}  # fmt: skip
ORDERS = tuple(itertools.islice(itertools.permutations(range(4)), 24))


@settings(max_examples=60, deadline=None)
@given(
    labels=st.tuples(*(st.sampled_from(labels) for labels in FORM)),
    order=st.sampled_from(ORDERS),
    wide=st.booleans(),
    extra=st.lists(st.sampled_from(ASK_NOTHING[:6]), max_size=2, unique=True),
)
def test_however_a_form_is_worded_it_never_says_what_is_wrong(
    labels: tuple[str, ...], order: tuple[int, ...], extra: list[str], *, wide: bool
) -> None:
    rows = list(zip(labels, FORM.values(), strict=True))
    rows[8:8] = [(label, "01/09/2026") for label in extra]
    parts = [rows[:3], rows[3:5], rows[5:-2], rows[-2:]]
    tables: list[Rows] = [parts[at] for at in order]
    if wide:
        tables = [list(zip(*table, strict=True)) for table in tables]
    record = read(word("Managed move agreement", *tables)).record
    if record is None:
        return
    said = record.model_dump(mode="json", exclude_none=True)
    for path, right in RIGHT.items():
        value: object = said
        for step in path:
            value = value.get(step) if isinstance(value, dict) else None
        assert value in (None, [], right), (path, labels)
