"""What a protocol's version holds back, for the moves that keep that version."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailbot.rulebook import rulebook
from mailbot.rules.protocols import Protocols
from tests.factory import mail
from tests.workbench import Bench, opened


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    with opened(tmp_path, monkeypatch, "Tue 6 Oct 2026 09:30") as place:
        yield place


@pytest.mark.parametrize(
    ("in_force", "state"), [(dt.date(2027, 1, 1), "sent"), (dt.date(2026, 10, 1), "held")]
)
def test_a_move_without_a_start_keeps_the_version_of_the_day_it_became_known(
    bench: Bench, in_force: dt.date, state: str
) -> None:
    rules = rulebook(bench.settings)
    (old,) = rules.protocols.versions
    gates = old.gates.model_copy(update={"hold": ("form_missing",)})
    new = old.model_copy(update={"in_force": in_force, "gates": gates})
    rules.protocols, bench._rules = Protocols((old, new)), rules
    home, receiving = bench.place.schools["alder"], bench.place.schools["beck"]
    words = (
        "We have agreed a managed move for Nadia Fernley (DOB 14/05/2012) from "
        f"{home.name} to {receiving.name}.\n"
    )
    bench.post(
        mail(home.office, bench.place.mailbox, "Managed move", words,
             date=bench.now, message_id="<1@alder.example>")
    )  # fmt: skip
    with bench.life() as life:
        life.tick()
    (asked,) = [row for row in bench.lines() if row["kind"] == "form_missing"]
    assert asked["move"] is not None
    assert asked["state"] == state
