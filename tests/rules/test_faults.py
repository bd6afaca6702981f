"""Every fault of a protocol file, by file, line and key, in words that an officer knows."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from mailbot.rules.protocolfiles import ProtocolError, parse_protocol
from mailbot.rules.protocols import Protocol
from tests.rules.made import _text, toml

SHIPPED = "southwark"


def _faults(text: str, **figures: object) -> list[str]:
    with pytest.raises(ProtocolError) as wrong:
        parse_protocol("ours.toml", text, figures)
    return str(wrong.value).splitlines()


def _changed(old: str, new: str) -> str:
    text = _text(SHIPPED)
    assert old in text
    return text.replace(old, new, 1)


def _line(text: str, start: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if line.startswith(start))


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        ("length_weeks = 12", 'length_weeks = "long"', "placement.length_weeks", "a whole number"),
        ("length_weeks = 12", "lenght_weeks = 12", "placement.lenght_weeks", "mean length_weeks?"),
        ("slip = ", "owed_by = ", "placement.owed_by", "it belongs in [notification]"),
        ("limit = 5", "limit = 500", "notification.limit", "at most 400"),
        ("presumed_successful = true", 'presumed_successful = "y es"',
         "outcome.presumed_successful", "true or false"),
        ("in_force = 2023-01-16", 'in_force = "in 2023"', "in_force", "a date"),
        ("confirm_days = 5", "confirm_days = 5.5", "roll.confirm_days", "a whole number"),
        ('at = ["week 4", "week 8", "final"]', "at = 0.0", "reviews.at", "is no review"),
        ('title = "Southwark', 'titel = "Southwark', "titel", "did you mean title?"),
    ],
)  # fmt: skip
def test_a_fault_names_its_line_and_key(old: str, new: str, key: str, said: str) -> None:
    text = _changed(old, new)
    line = _line(text, new.split("=", maxsplit=1)[0].strip() + " =")
    assert any(
        fault.startswith(f"ours.toml:{line}: {key}") and said in fault for fault in _faults(text)
    )


def test_what_is_missing_is_told_at_its_table() -> None:
    text = _changed("limit = 5\n", "")
    line = _line(text, "[notification]")
    assert _faults(text) == [f"ours.toml:{line}: notification.limit: is missing; write it"]


def test_a_missing_source_says_what_a_source_is() -> None:
    text = _changed("confirm_days = 5\nsource =", "confirm_days = 5\n# source =")
    assert "the clause that asks for it" in _faults(text)[0]


def test_a_table_of_a_list_is_counted_from_one() -> None:
    text = _changed('when = "ehcp"', 'when = "sen"')
    line = _line(text, 'when = "sen"')
    fault = _faults(text)[0]
    assert fault.startswith(f"ours.toml:{line}: condition[2].when: must be ")
    assert '"always", ' in fault


def test_all_faults_come_at_once_in_the_file_s_order() -> None:
    text = _changed("length_weeks = 12", "length_weeks = []")
    text = text.replace('parents = "one"', 'parents = "some"').replace("[roll]", "[rol]")
    lines = [int(fault.split(":")[1]) for fault in _faults(text)]
    assert len(lines) >= 4
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        ("target = 2", "target = 6", "notification.target", "after the limit"),
        ("[reviews]", "max_weeks = 6\n[reviews]", "placement.length_weeks", "more than max_weeks"),
        ("[reviews]", "min_weeks = 14\n[reviews]", "placement.length_weeks", "less than min_weeks"),
        ('"week 8"', '"week 14"', "reviews.at", "lies after the end"),
        ('at = ["week 4", "week 8", "final"]', 'at = ["every 12 weeks"]', "reviews.at", "never"),
        ("[reviews]", "support_weeks = 6\n[reviews]", "placement.support_weeks", "has a trial"),
        ("length_weeks = 12", "length_weeks = 0", "placement.length_weeks", "no trial"),
        ("count = 3", "days = [1, 3, 5]\nescalate_on = 4", "ladder.escalate_on", "before the last"),
        ("count = 3", "days = [3, 1]", "ladder.days", "must rise"),
        ("confirm_days = 5", 'confirm_days = 5\nrule = "at_start"', "roll.rule", "has a trial"),
        ("length_weeks = 12", "length_weeks = 12\nlength_school_days = 60",
         "placement.length_school_days", "a second length"),
        ('week_unit = "calendar"\n', 'week_unit = "calendar"\nform_end = false\n', "", ""),
        ('reporting = "weekly"', 'reporting = "none"\nchased = true', "attendance.chased", "true"),
        ("[notification]", 'closed_by = ["reply"]\n[notification]', "reviews.closed_by", "record"),
        ("[[regime]]\nstarts = 2026-07-26", "[[regime]]\nstarts = 2022-09-01", "regime", "one day"),
        ('parents = "one"',
         'parents = "one"\nsignatures = [{ role = "la_officer", fate = "query" }]',
         "consent.signatures[1].fate", "never end"),
        ('need = "plan_review"', 'need = "early_notice"', "condition[2].need", "needs days"),
        ('need = "plan_review"', 'need = "plan_review"\ndays = 2', "condition[2].days", "only"),
    ],
)  # fmt: skip
def test_a_contradiction_is_told_with_what_to_write_instead(
    old: str, new: str, key: str, said: str
) -> None:
    text = _changed(old, new)
    if not key:
        assert isinstance(parse_protocol("ours.toml", text), Protocol)
        return
    fault = _faults(text)[0]
    assert fault.split(": ")[1] == key
    assert said in fault


def test_a_shorter_placement_in_the_configuration_leaves_later_reviews_idle() -> None:
    assert parse_protocol("ours.toml", _text(SHIPPED), {"length_weeks": 6}).placement.length_weeks


def test_a_fault_of_the_configuration_is_told_there() -> None:
    assert _faults(_text(SHIPPED), slip="sideways") == [
        '[protocol] slip (placement.slip): must be "next", "previous" or "friday"'
    ]


def test_a_text_that_is_no_toml_is_told_with_its_line() -> None:
    assert _faults('id = "x"\ntitle = "y\n')[0].startswith("ours.toml:2: cannot be read: ")


# ---------------------------------------------------------------------- whatever is written there


def _places(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in items:
        yield (*place, key)
        if isinstance(item, dict | list):
            yield from _places(item, (*place, key))


def _written(value: Any) -> str:
    """Return a value as TOML writes it inline."""
    if isinstance(value, dict):
        inner = ", ".join(f'"{key}" = {_written(item)}' for key, item in value.items())
        return f"{{ {inner} }}"
    if isinstance(value, list):
        return f"[{', '.join(_written(item) for item in value)}]"
    if isinstance(value, bool | str):
        return json.dumps(value)
    return str(value)


ODD: tuple[Any, ...] = (
    -1, 0, 7, 99999, 1.5, True, False, "", "week 4", "none", [], [[]], {}, {"x": 1}, "a\nb",
)  # fmt: skip


@pytest.mark.parametrize("place", list(_places(toml(SHIPPED))), ids=str)
def test_no_value_at_any_key_raises_anything_else_or_speaks_of_the_library(
    place: tuple[Any, ...],
) -> None:
    for odd in ODD:
        tables = copy.deepcopy(toml(SHIPPED))
        holder: Any = tables
        for part in place[:-1]:
            holder = holder[part]
        holder[place[-1]] = odd
        text = "\n".join(f'"{key}" = {_written(item)}' for key, item in tables.items())
        for figures in ({}, {"length_weeks": 6, "notify_limit": 3, "reviews": ["week 2"]}):
            try:
                parse_protocol("ours.toml", text, figures)
            except ProtocolError as wrong:
                for fault in wrong.faults:
                    assert fault.what
                    assert "Input" not in fault.what
                    assert "valid" not in fault.what
                    assert "expected here" not in fault.what, (place, odd, str(fault))
