"""A person and the daemon, or two persons, at the same thing: the second finds it done."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from mailbot import clock
from mailbot.__main__ import main
from mailbot.store import tables as t
from mailbot.store.ledger import Ledger
from tests.factory import LONDON
from tests.workbench import Bench, opened


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    now = clock.now().astimezone(LONDON)
    terms = (("", now.date() - dt.timedelta(days=400), now.date() + dt.timedelta(days=800)),)
    with opened(tmp_path, monkeypatch, now, terms=terms) as place:
        yield place


def do(bench: Bench, *statements: sa.Executable) -> Any:
    ledger = Ledger(bench.settings.store_url)
    with ledger.transaction():
        done = [ledger.write(statement) for statement in statements]
    ledger.close()
    return done[-1]


def right_before(bench: Bench, patch: pytest.MonkeyPatch, *statements: sa.Executable) -> None:
    """Let another process do this right before the next transaction of this one begins."""
    real, todo = Ledger.transaction, list(statements)

    @contextmanager
    def late(ledger: Ledger) -> Iterator[None]:
        if todo:
            now, todo[:] = list(todo), []
            do(bench, *now)
        with real(ledger):
            yield

    patch.setattr(Ledger, "transaction", late)


def test_a_letter_that_leaves_at_that_moment_is_not_dropped(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    letter = {
        "kind": "form_query", "role": "sender", "recipient": "a@b.example",
        "envelope": "a@b.example", "state": "queued", "queued": bench.now, "message_id": "<1@x>",
        "subject": "", "attachments": [], "raw": b"",
    }  # fmt: skip
    do(bench, sa.insert(t.outbox).values(**letter))
    right_before(bench, monkeypatch, sa.update(t.outbox).values(state="sent", sent=bench.now))
    words = ["outbox", "--drop", "1", "--why", "a mistake"]
    assert main([*words, "--config", str(bench.settings.path)]) == 1
    assert "1: is sent and cannot be dropped" in capsys.readouterr().err


def test_what_another_person_decides_at_that_moment_is_not_decided_twice(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    item = {"sort": "form", "reason": "quarantine", "why": "Look.", "since": bench.now}
    do(bench, sa.insert(t.held).values(**item))
    right_before(bench, monkeypatch, sa.update(t.held).values(decision="rejected"))
    assert main(["held", "1", "--accept", "--config", str(bench.settings.path)]) == 1
    assert "decided before (rejected)" in capsys.readouterr().err
