"""What was read from a picture counts only where something proves it; the rest is a question."""

import datetime as dt

import pytest

from parsers.forms import read_document
from parsers.pairs import DOUBTFUL, Cell, Document, Grid, Line, Where
from parsers.records import Reading
from tests.parsers import layouts
from tests.parsers.test_forms import _problems, _record

SURE = 0.99


def _seen(changes: dict[str, str], doubted: str = "", form: str = "agreement") -> Reading:
    """A form as it was read from a picture, two readings differing in one label's answer."""
    known = layouts.AGREEMENT if form == "agreement" else layouts.OUTCOME
    rows = []
    for n, (label, said) in enumerate({**known, **changes}.items()):
        top = 40.0 + 20 * n
        answer = Cell(
            text=f"{said}{DOUBTFUL}" if label == doubted else said,
            where=Where(1, (300.0, top, 500.0, top + 10)),
            how="ocr",
            column=1,
            confidence=SURE,
        )
        asked = Where(1, (40.0, top, 200.0, top + 10))
        rows.append((Cell(text=label, where=asked, how="ocr", column=0, confidence=SURE), answer))
    title = Line(
        text=f"Managed Move {form.title()} Form",
        where=Where(1, (40.0, 10.0, 300.0, 20.0)),
        how="ocr",
    )
    grid = Grid(rows=tuple(rows), where=Where(1, (40.0, 40.0, 500.0, 700.0)))
    document = Document(how="ocr", blocks=(title, grid))
    (reading,) = read_document(document, layouts.context(), dt.date(2026, 11, 21), "scan", None)
    return reading


NAMED = {"Pupil's surname": "", "Pupil's forename": "", "Name of pupil": "Ruby Hale"}


def test_a_doubted_name_in_one_place_is_one_question() -> None:
    reading = _seen(NAMED, "Name of pupil")
    asked = [field for field, _ in _problems(reading) if field.startswith("pupil.")]
    assert asked == ["pupil.surname"]
    assert not {"forename", "surname"} & set(_record(reading)["pupil"])
    assert _record(_seen(NAMED))["pupil"]["surname"] == "Hale"


def test_a_doubted_school_is_asked_about_without_its_number() -> None:
    reading = _seen({"Home school": "Fernhi1l Acade"}, "Home school")
    assert "home.school" in {field for field, _ in _problems(reading)}
    assert "home" not in _record(reading) or "urn" not in _record(reading)["home"]


def test_a_school_that_nothing_else_could_be_misread_as_is_believed() -> None:
    assert _record(_seen({}, "Home school"))["home"]["school"] == "Fernhill Academy"


@pytest.mark.parametrize(
    ("said", "doubted", "shown"),
    [
        ("Verbal agreement by phone", False, "verbal"),
        ("Verbal agreement by phone", True, None),
        ("Jo Hale", False, "typed"),
        ("J~ Hle", False, "ink"),
    ],
)
def test_an_agreement_on_paper_is_what_it_shows(
    *,
    said: str,
    doubted: bool,
    shown: str | None,
) -> None:
    label = "Signature of parent/carer 1"
    (parent,) = _record(_seen({label: said}, label if doubted else ""))["parents"]
    assert parent.get("consent", {}).get("evidence") == shown


def test_a_doubted_reason_counts_and_a_doubted_day_does_not() -> None:
    reason = "She would not come to school after the first week"
    assert "reason" in _record(_seen({"Reason": reason}, "Reason", form="outcome"))
    assert "reason" not in _record(_seen({"Reason": "Rfsd"}, "Reason", form="outcome"))
    reading = _seen({}, "Date of decision", form="outcome")
    assert "decision_date" not in _record(reading)
    assert ("decision_date", "unclear") in _problems(reading)


@pytest.mark.parametrize(
    ("address", "counts"),
    [
        ("office@fernhill.example", True),
        ("s.lee@fernhill.example", True),
        ("s.1ee@fernhill.example", False),
        ("s.lee@fernhi11.example", False),
    ],
)
def test_a_schools_address_on_paper_counts_where_the_register_or_a_name_proves_it(
    *,
    address: str,
    counts: bool,
) -> None:
    reading = _seen({"Home school contact name": "Sam Lee", "Home school contact email": address})
    contact = _record(reading)["home"]["contact"]
    assert contact.get("email") == (address if counts else None)
    assert ("home.contact.email" in {field for field, _ in _problems(reading)}) is not counts
