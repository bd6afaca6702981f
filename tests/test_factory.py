"""What the factory writes the parsers read, in every format: nothing wrong, nothing lost in silence.

A value that is not read must be asked about. A false answer that vanishes ("may we write by
e-mail: No") is how a wrong notice leaves.
"""
# ruff: noqa: E501 - what a form holds reads best with few lines

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from mailbot.resources import shipped
from parsers.context import Context
from parsers.labels.vocabulary import load_forms
from parsers.read import read_file
from parsers.registerfile import parse_register
from tests import factory

_PLACE = factory.office("rotherham")
_HOME, _RECEIVING = _PLACE.schools["alder"], _PLACE.schools["beck"]
_START = dt.date(2026, 9, 7)
_SENT = dt.date(2026, 10, 7)

_FORMS: Mapping[str, tuple[factory.Kind, dict[str, Any]]] = {
    "an agreement with everything": (
        "MM1",
        factory.agreement(
            "a", _HOME, _RECEIVING, _START,
            end_date=dt.date(2026, 10, 2),
            review_dates=[dt.date(2026, 9, 21), dt.date(2026, 10, 2)],
            parents=({"email_agreed": True}, {"no_contact": True, "email_agreed": False}),
            looked_after=True,
            looked_after_authority="Farnby",
            social_worker={"name": "Sam Tarn", "email": "sam.tarn@farnby.example", "phone": "01632 960444"},
            pex_if_unsuccessful=True,
            pex_alternative=False,
            attendance_reporting="daily",
            reason="A fresh start.",
        ),
    ),
    "an agreement that says no": (
        "MM1",
        factory.agreement(
            "b", _HOME, _RECEIVING, _START,
            parents=({"email_agreed": False, "no_contact": False, "parental_responsibility": False},
                     {"address": "1 Mill Lane, Ridge", "language": "Polish"}),
            looked_after=False, pex_if_unsuccessful=False, attendance_reporting="weekly",
        ),
    ),
    "a permanent move": (
        "MM1", factory.agreement("c", _HOME, _RECEIVING, _START, legal_basis="managed_move_permanent"),
    ),
    "a breakdown": (
        "MM2",
        factory.outcome(
            "a", _HOME, _RECEIVING, _SENT, outcome="unsuccessful", decision_date=_SENT, end_date=_SENT,
            return_date=dt.date(2026, 10, 9), reason="It was not working.", support_provided="A mentor.",
            partly_successful="Morning check-ins.", specific_incident=False,
            parents_informed={"phone": _SENT, "letter": _SENT},
            plan_meeting_date=dt.date(2026, 10, 12),
        ),
    ),
    "an extension": (
        "MM2",
        factory.outcome(
            "a", _HOME, _RECEIVING, _SENT, outcome="extended",
            extension={"end_date": dt.date(2026, 11, 20), "review_date": dt.date(2026, 11, 18)},
        ),
    ),
    "a success": (
        "MM2",
        factory.outcome(
            "a", _HOME, _RECEIVING, _SENT, outcome="successful",
            permanent_from=dt.date(2026, 10, 8), home_off_roll=dt.date(2026, 10, 8),
        ),
    ),
    "a review": (
        "review",
        factory.about("a", _HOME, _RECEIVING, _SENT, which="midway", review_date=_SENT, concerns=False),
    ),
    "a week": (
        "attendance",
        factory.about(
            "a", _HOME, _RECEIVING, _SENT, week_beginning=dt.date(2026, 10, 5),
            sessions_possible=10, sessions_attended=9,
        ),
    ),
}  # fmt: skip
_WRITERS = {"docx": factory.docx, "flat_pdf": factory.flat_pdf, "acro_pdf": factory.acro_pdf}


@cache
def _context(folder: Path) -> Context:
    factory.write_configuration(folder, _PLACE)
    labels = {path.name: path.read_text(encoding="utf-8") for path in shipped("config", "forms").glob("*.toml")}  # fmt: skip
    return Context(
        schools=parse_register((folder / "schools.csv").read_text(encoding="utf-8")),
        forms=load_forms(labels),
        consent="all_with_responsibility",
        review_names=("midway", "final", "extension"),
        own_domains=frozenset({_PLACE.domain}),
    )


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    match value:
        case Mapping():
            for key, item in value.items():
                yield from _leaves(item, f"{path}.{key}" if path else key)
        case list() | tuple() if value and isinstance(value[0], Mapping):
            for n, item in enumerate(value):
                yield from _leaves(item, f"{path}[{n}]")
        case list() | tuple():
            yield path, [str(item) for item in value]
        case bool() | int():
            yield path, value
        case _:
            yield path, str(value)


def _lost(data: bytes, kind: str, values: Mapping[str, Any], context: Context) -> list[str]:
    (reading,) = read_file("form", data, context, _SENT)
    assert (reading.kind, reading.status) == (kind, "accepted"), reading.problems
    assert reading.record is not None
    read = dict(_leaves(reading.record.model_dump(mode="json", exclude_none=True)))
    asked = {problem.field for problem in reading.problems}
    given = {path: said for path, said in _leaves(values) if not path.startswith("signatures")}
    return [
        f"{path}: {said!r} was read as {read.get(path)!r}"
        for path, said in given.items()
        if read.get(path) != said and not (path not in read and path in asked)
    ]


@pytest.mark.parametrize("name", list(_FORMS))
@pytest.mark.parametrize("wording", list(_WRITERS))
def test_a_form_is_read_as_written_or_asked_about(
    name: str, wording: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    kind, values = _FORMS[name]
    context = _context(tmp_path_factory.getbasetemp())
    assert _lost(_WRITERS[wording](kind, values), kind, values, context) == []


@pytest.mark.parametrize("sheet", [factory.xlsx, factory.csv])
def test_a_sheet_is_read_as_written(sheet: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    _, values = _FORMS["a week"]
    context = _context(tmp_path_factory.getbasetemp())
    assert _lost(sheet(values), "attendance", values, context) == []


def test_the_check_letter_is_that_of_the_published_examples() -> None:
    # domain/rules.md, section 1: worked there and accepted by an independent library.
    assert factory.upn(210, 9999, 24, 1) == "P210999924001"
    assert factory.upn(372, 9998, 23, 14) == "F372999823014"


def test_the_same_values_make_the_same_pdf() -> None:
    kind, values = _FORMS["a breakdown"]
    assert factory.flat_pdf(kind, values) == factory.flat_pdf(kind, values)
    assert factory.acro_pdf(kind, values) == factory.acro_pdf(kind, values)
