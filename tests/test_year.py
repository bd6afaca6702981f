"""A small year as its mailbox sees it: what comes out adds up to what went in.

The year is that of tests/year.py, which is also played whole to see how long it takes. Here it is
eight moves among a hundred mails, and the sums are those of the mails that were put in.
"""

import datetime as dt
import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from mailbot.scenarios.simulate import simulate
from tests.timeline import write_scenario
from tests.year import END, START, Year, write


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Year, list[Any], list[Any]]:
    folder = tmp_path_factory.mktemp("year")
    year = write(folder, moves=8, mails=100)
    simulate(year.scenario, folder / "out")
    sent, moves = (
        [json.loads(line) for line in (folder / "out" / name).read_text("utf-8").splitlines()]
        for name in ("timeline.jsonl", "moves.jsonl")
    )
    return year, sent, moves


def test_a_small_year_adds_up(played: tuple[Year, list[Any], list[Any]]) -> None:
    year, sent, moves = played
    put, kinds = year.counts, Counter(row["kind"] for row in sent)
    assert put.total() == 100
    assert len(moves) == put["MM1"] == 8
    ended = Counter(move["state"] for move in moves)
    assert ended["succeeded"] == put["MM2 successful"]
    assert ended["ended"] == put["MM2 unsuccessful"]
    assert ended["running"] == 8 - ended["succeeded"] - ended["ended"]
    # both parents of each, its two schools and the EIT manager, once
    for kind in ("breakdown_receiving_school", "breakdown_home_school", "breakdown_eit"):
        assert kinds[kind] == put["MM2 unsuccessful"]
    assert kinds["breakdown_parent"] == 2 * put["MM2 unsuccessful"]
    # two schools and two parents
    assert kinds["success_confirmed"] == 4 * put["MM2 successful"]
    # nobody's form but ours, and ours were all in order
    assert not {"form_query", "form_missing", "form_held", "undeliverable"} & kinds.keys()


def test_every_form_of_a_small_year_is_acknowledged_once(
    played: tuple[Year, list[Any], list[Any]],
) -> None:
    year, sent, _ = played
    put = year.counts
    forms = put["MM1"] + put["review"] + sum(n for what, n in put.items() if what[:3] == "MM2")
    answered = [row for row in sent if row["kind"] == "form_received"]
    # a move's first attendance record is acknowledged, the others are only listed; replies perhaps
    assert forms <= len(answered) <= forms + 8 + put["reply"]
    assert all(row["move"] for row in answered)


def test_ordinary_mail_and_other_peoples_forms_cause_no_letter(
    played: tuple[Year, list[Any], list[Any]],
) -> None:
    year, sent, _ = played
    assert year.counts["chatter"]
    assert year.counts["other form"]
    assert {row["kind"] for row in sent if row["move"] is None} <= {
        "digest_daily",
        "digest_weekly",
        "digest_panel",
    }


def test_looking_at_other_instants_besides_changes_no_message(tmp_path: Path) -> None:
    # A closure on a Sunday of last year moves nothing, but all is computed anew at its instant:
    # the whole timeline must be the same, quiet hours, bundles and Message-IDs included.
    year = write(tmp_path, moves=3, mails=30)
    simulate(year.scenario, tmp_path / "rarely")
    dice = random.Random(7)  # noqa: S311 - the same instants each time
    span = int((END - START).total_seconds())
    looks: list[tuple[str, dict[str, object]]] = []
    for _ in range(150):
        when = (START + dt.timedelta(seconds=dice.randrange(span))).replace(tzinfo=None)
        looks.append(("closure", {"at": when, "date": dt.date(2025, 11, 2), "why": "a Sunday"}))
    events = sorted([*year.events, *looks], key=lambda event: str(event[1]["at"]))
    start, end = START.replace(tzinfo=None), END.replace(tzinfo=None)
    simulate(write_scenario(tmp_path, "often", start, end, events), tmp_path / "often")
    rarely, often = (
        (tmp_path / name / "timeline.jsonl").read_text(encoding="utf-8").splitlines()
        for name in ("rarely", "often")
    )
    assert rarely == often
