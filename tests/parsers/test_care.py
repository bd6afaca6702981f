"""A child who seems to be in care is asked about, whatever "Looked after?" says."""

import pytest

from parsers.records import Mm1, Reading
from tests.parsers import layouts


def _agreement(**changes: str) -> Reading:
    said = {label.replace(" ", "_").replace("-", "_"): label for label in layouts.AGREEMENT}
    rows = dict(layouts.AGREEMENT)
    for key, value in changes.items():
        rows[said.get(key, key.replace("_", " "))] = value
    content = [[label, value] for label, value in rows.items()]
    return layouts.read(layouts.word("Managed Move Agreement", content))


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Relationship_to_pupil", "Foster carer"),
        ("Relationship_to_pupil", "Key worker, children's home"),
        ("Social_worker_name", "Priya Nair"),
        ("Social_worker_email", "priya.nair@council.example"),
        ("If_looked_after,_which_authority", "Northmoor Council"),
        ("Other_information", "Ruby was born in Leeds. Placed by Northmoor Council with us."),
        ("Other_information", "Lives with foster family since May, section 20 agreement"),
        ("Notes", "Interim care order"),
    ],
)
@pytest.mark.parametrize("answer", ["No", ""])
def test_signs_of_care_beside_a_no_are_a_question(label: str, value: str, answer: str) -> None:
    if not answer and label not in ("Relationship_to_pupil", "Notes"):
        return
    reading = _agreement(**{label: value, "Looked_after_child": answer})
    assert isinstance(reading.record, Mm1)
    assert reading.record.looked_after is None
    assert reading.status == "query"
    assert [p.code for p in reading.problems if p.field == "looked_after"] == ["conflict"]


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Relationship_to_pupil", "Grandmother"),
        ("Other_information", "Placed on a part-time timetable in May."),
        ("Other_information", "Previously in foster care, adopted in 2019."),
        ("Social_worker_name", "N/A"),
        ("Social_worker_name", "None"),
    ],
)
def test_a_child_at_home_is_not_asked_about(label: str, value: str) -> None:
    reading = _agreement(**{label: value})
    assert reading.status == "accepted"
    assert isinstance(reading.record, Mm1)
    assert reading.record.looked_after is False


def test_a_child_said_to_be_looked_after_is_not_asked_about() -> None:
    reading = _agreement(
        Relationship_to_pupil="Foster carer",
        Looked_after_child="Yes",
        Social_worker_name="Priya Nair",
    )
    assert isinstance(reading.record, Mm1)
    assert reading.record.looked_after is True


@pytest.mark.parametrize(
    ("answer", "cared_for"), [("Yes - CIN", None), ("Yes", None), ("No", False)]
)
def test_a_yes_to_a_question_about_more_than_care_is_in_doubt(
    answer: str, *, cared_for: bool | None
) -> None:
    label = "Is the child looked after, on a CP or CIN plan?"
    rows = {k: v for k, v in layouts.AGREEMENT.items() if "ooked after" not in k}
    content = [[one, value] for one, value in {**rows, label: answer}.items()]
    reading = layouts.read(layouts.word("Managed Move Agreement", content))
    assert isinstance(reading.record, Mm1)
    assert reading.record.looked_after is cared_for


@pytest.mark.parametrize("told", ["None", "Neither", "No - previously LAC"])
def test_a_child_who_was_never_or_is_no_longer_in_care_is_not(told: str) -> None:
    reading = layouts.read(layouts.agreement({"Looked after child": told}))
    assert reading.record is not None
    assert reading.record.looked_after is False


@pytest.mark.parametrize(
    ("said", "authority", "name"),
    [
        ("Northmoor - Priya Nair", "Northmoor", "Priya Nair"),
        ("Priya Nair, Northmoor Council", "Northmoor Council", "Priya Nair"),
        ("North Moor - Priya Nair", None, None),
        ("Priya Nair", None, None),
    ],
)
def test_an_authority_and_its_social_worker_asked_at_once_are_told_apart_or_asked_about(
    said: str, authority: str | None, name: str | None
) -> None:
    both = {"Responsible_LA_and_social_worker_(LAC_only)": said, "Looked_after_child": "Yes"}
    asked_apart = {"If_looked_after,_which_authority": "", "Social_worker_name": ""}
    reading = _agreement(**both, **asked_apart)
    assert isinstance(reading.record, Mm1)
    assert reading.record.looked_after_authority == authority
    worker = reading.record.social_worker
    assert (worker.name if worker else None) == name
    unclear = [p.field for p in reading.problems if p.code == "unclear"]
    assert ("looked_after_authority" in unclear) is (authority is None)
