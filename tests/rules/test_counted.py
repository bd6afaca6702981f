"""Start days in, days out, for the protocols that stretch the format: tests/protocols/<file>.toml.

The calendar and its schools are those of the worked examples; every day was counted by hand.
"""

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.rules.made import (
    CINDER,
    RECEIVING,
    calendar,
    dates,
    day,
    mm1,
    move,
    owed,
    planned,
    protocol,
)  # fmt: skip

_FOLDER = Path(__file__).resolve().parent.parent / "protocols"
_URNS = {"beck": RECEIVING, "cinder": CINDER, "dove": 100004}
_NAMES = ("norfolk-2017", "norfolk-2024", "cheshire-east", "derbyshire", "sunderland")


def _examples() -> Iterable[Any]:
    for name in _NAMES:
        said = tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
        for example in said["example"]:
            yield pytest.param(name, example, id=f"{name}: {example['name']}")


def _days(said: Mapping[str, str]) -> dict[str, dt.date]:
    return {name: day(text) for name, text in said.items()}


@pytest.mark.parametrize(("name", "said"), list(_examples()))
def test_the_days_are_those_counted_by_hand(name: str, said: Mapping[str, Any]) -> None:
    rules, days = protocol(name), calendar()
    more = {"end": day(said["written_end"])} if "written_end" in said else {}
    if "rolls" in said:
        more["basis"] = "managed_move_permanent"
    made = move(
        mm1("Tue 1 Sep 2026 09:00", said["start"], **more), receiving=_URNS[said["receiving"]]
    )
    due, letters = owed(made, rules), planned(made, rules)
    assert due["mm1"].due == day(said["limit"])
    assert {r.name: r.due for r in dates(made, rules).reviews} == _days(said["due"])
    invited = {
        key.split("/")[1]: days.day_of(one.at)
        for key, one in letters.items()
        if one.kind == "review_invite" and key.endswith("/receiving")
    }
    assert invited == _days(said.get("invited", {}))
    last = "review:support" if "rolls" in said else "outcome:final"
    assert days.day_of(letters[f"{last}/0/home/1"].at) == day(said["chased"])
    rolls = {what[5:]: one.due for what, one in due.items() if what.startswith("roll:")}
    assert rolls == _days(said.get("rolls", {}))
