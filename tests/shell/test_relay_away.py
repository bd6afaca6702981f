"""A relay that is away, or that takes a letter and not its copy: what the store says of it."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from mailbot.servers.outbox import Refused
from mailbot.store import tables as t
from mailbot.store.ledger import Ledger
from tests.workbench import Bench, opened

ARCHIVE = "archive@vale.example"


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    sending = f'mode = "live"\narchive = "{ARCHIVE}"'
    with opened(tmp_path, monkeypatch, "Mon 12 Oct 2026 07:31", sending=sending) as place:
        yield place


def test_a_relay_that_is_down_for_an_hour_adds_nothing_to_the_audit(bench: Bench) -> None:
    bench.relay.is_down = True
    with bench.life() as life:
        life.tick()
        before = bench.rows(sa.select(t.audit))
        for _ in range(60):
            bench.now += dt.timedelta(minutes=1)
            life.tick()
        assert bench.rows(sa.select(t.audit)) == before
        assert {row["answer"] for row in bench.lines()} == {"The relay does not answer."}
        bench.relay.is_down = False
        bench.now += dt.timedelta(minutes=1)
        life.tick()
    assert {row["state"] for row in bench.lines()} == {"sent"}


def test_a_letter_dropped_while_the_relay_is_asked_stays_dropped(bench: Bench) -> None:
    with bench.life() as life:
        bench.relay.is_down = True
        life.tick()
        letters = list(life.desk.dispatch.outgoing(bench.now + dt.timedelta(hours=1)))
        staff = Ledger(bench.store)
        with staff.transaction():
            for row in letters:
                staff.change_letter(row["id"], bench.now, state="withdrawn", answer="dropped: x")
        staff.close()
        life.desk.dispatch.put_off(letters, "The relay does not answer.", bench.now)
    assert letters
    assert {(row["state"], row["answer"]) for row in bench.lines()} == {("withdrawn", "dropped: x")}


def test_an_archive_that_takes_no_copy_is_said_beside_the_letter(bench: Bench) -> None:
    bench.relay.says = lambda to, _: Refused(550, "No such box (550).") if to == ARCHIVE else None
    with bench.life() as life:
        life.tick()
    assert {(row["state"], row["answer"]) for row in bench.lines()} == {
        ("sent", "The copy for the archive was not taken. No such box (550).")
    }


def test_each_letter_that_leaves_is_copied_to_the_archive_as_it_is(bench: Bench) -> None:
    with bench.life() as life:
        life.tick()
    true = [one.raw for one in bench.relay.received if one.to != ARCHIVE]
    copies = [one.raw for one in bench.relay.received if one.to == ARCHIVE]
    assert true
    assert true == copies
