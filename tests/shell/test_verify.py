"""`mailbot verify`: whatever is taken out of a store, or changed in it, it notices."""

import datetime as dt
import hashlib
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from mailbot.__main__ import main
from mailbot.rules.moves import Event, What
from mailbot.store import tables as t
from mailbot.store.ledger import Ledger
from tests.factory import mail, office
from tests.workbench import at, configured, opened

NOW = at("Mon 5 Oct 2026 09:00")
FATES = ("processed", "processed", "query", "ignored", "quarantine", "")


class Store:
    """A store with a mail of each fate, a move of three facts, two letters and a held item."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        settings = configured(folder, office("southwark"))
        self.config = settings.path
        self.path = Path(settings.store_url.removeprefix("sqlite:///"))
        self._capsys = capsys

    def fill(self) -> None:
        ledger = Ledger(f"sqlite:///{self.path}")
        with ledger.transaction():
            for n, fate in enumerate(FATES):
                raw = b"Subject: %d\r\n\r\nBody\r\n" % n
                sha = hashlib.sha256(raw).hexdigest()
                ledger.take(sha, raw, arrived=NOW, taken=NOW, history=False)
                ledger.at(sha, 1, n + 1)
                if fate:
                    ledger.settle(sha, fate, "", NOW)
            ref = ledger.new_move(2026, NOW, forename="Kit", surname="Marlow")
            for what in (What.KNOWN, What.MM1, What.REVIEW):
                ledger.add_event(Event(move=ref, what=what, at=NOW, taken=NOW))
            for n in (1, 2):
                ledger.queue(
                    [{"key": f"{ref}/{n}", "kind": "form_received", "move": ref, "due": None}],
                    kind="form_received", move=ref, role="home", recipient="a@alder.example",
                    envelope="a@alder.example", state="queued", queued=NOW,
                    message_id=f"<{n}@council.example>", subject="Form", attachments=[], raw=b"",
                )  # fmt: skip
            ledger.change_letter(1, NOW, state="sent", sent=NOW)
            row = sa.insert(t.held).values(sort="form", reason="no_move", why="", since=NOW)
            ledger.audit(NOW, "held", ledger.write(row))
        ledger.close()

    def tamper(self, *statements: str) -> None:
        with sqlite3.connect(self.path) as db:
            for statement in statements:
                assert db.execute(statement).rowcount > 0
        db.close()

    def verify(self) -> tuple[int, dict[str, str]]:
        """Return the exit status and the first lines of what was said, by their names."""
        status = main(["verify", "--config", str(self.config)])
        self.said = self._capsys.readouterr()
        lines = self.said.out.splitlines()
        return status, dict(line.split(": ", 1) for line in lines[:6])

    def verify_json(self) -> tuple[int, dict[str, Any]]:
        status = main(["verify", "--json", "--config", str(self.config)])
        self.said = self._capsys.readouterr()
        return status, json.loads(self.said.out)


@pytest.fixture
def empty(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Store:
    return Store(tmp_path, capsys)


@pytest.fixture
def store(empty: Store) -> Iterator[Store]:
    empty.path.parent.mkdir(parents=True, exist_ok=True)
    empty.fill()
    return empty


def test_a_store_that_was_let_alone_is_whole(store: Store) -> None:
    assert store.verify_json() == (
        0,
        {"seen": 6, "filed": 3, "ignored": 1, "quarantined": 1, "waiting": 1, "audit": "whole"},
    )
    assert store.said.err == ""


def test_people_read_the_same_a_line_each(store: Store) -> None:
    status, said = store.verify()
    assert status == 0
    assert said == {
        "seen": "6", "filed": "3", "ignored": "1", "quarantined": "1", "waiting": "1",
        "audit": "whole",
    }  # fmt: skip


def test_a_store_that_a_daemon_wrote_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with opened(tmp_path, monkeypatch, "Mon 5 Oct 2026 09:00") as bench:
        office_address = bench.place.schools["alder"].office
        bench.post(
            mail(
                office_address, bench.place.mailbox, "Managed move", "The move has broken down.\n",
                date=bench.now, message_id="<1@alder.example>",
            )
        )  # fmt: skip
        with bench.life() as life:
            life.until(at("Wed 7 Oct 2026 12:00"))
        assert main(["verify", "--json", "--config", str(bench.settings.path)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["seen"], told["audit"]) == (1, "whole")


def test_a_store_that_does_not_exist_is_said_to_be_missing_and_not_made(empty: Store) -> None:
    status, _ = empty.verify()
    assert status == 1
    assert empty.said.out == ""
    assert empty.said.err == (f"mailbot verify: [store] url: there is no store at {empty.path}\n")
    assert not empty.path.exists()


def test_an_empty_file_is_no_store_and_stays_empty(empty: Store) -> None:
    empty.path.parent.mkdir(parents=True, exist_ok=True)
    empty.path.write_bytes(b"")
    status, _ = empty.verify()
    assert status == 1
    assert "it lacks audit, calendars, events" in empty.said.err
    assert empty.path.read_bytes() == b""


def test_a_file_that_is_no_store_is_said_to_be_none(empty: Store) -> None:
    empty.path.parent.mkdir(parents=True, exist_ok=True)
    empty.path.write_text("school,first,last\n" * 100)
    status, _ = empty.verify()
    assert status == 1
    assert "is no mailbot store" in empty.said.err
    assert "Traceback" not in empty.said.err


def test_a_mail_that_was_taken_out_is_missed(store: Store) -> None:
    store.tamper(
        "DELETE FROM positions WHERE sha IN (SELECT sha FROM mails WHERE fate = 'query')",
        "DELETE FROM mails WHERE fate = 'query'",
    )
    status, told = store.verify()
    assert (status, told["seen"], told["filed"]) == (1, "6", "2")
    assert "was taken in and is no longer kept" in store.said.out


def test_a_place_on_the_server_whose_mail_is_gone_is_told(store: Store) -> None:
    store.tamper("DELETE FROM mails WHERE fate = 'ignored'")
    assert store.verify()[0] == 1
    assert "positions: 1 without their row in mails" in store.said.out


def test_a_mail_that_nobody_took_in_is_told(store: Store) -> None:
    store.tamper("UPDATE mails SET sha = 'ff' || substr(sha, 3) WHERE fate = ''")
    assert store.verify()[0] == 1
    assert "is kept, and the audit does not know it" in store.said.out


def test_a_mail_whose_bytes_were_changed_is_in_no_place(store: Store) -> None:
    store.tamper("UPDATE mails SET raw = x'00' WHERE fate = 'query'")
    status, told = store.verify()
    assert (status, told["filed"]) == (1, "2")
    assert "its bytes are not those that were taken in" in store.said.out


def test_a_fate_that_there_is_not_counts_as_no_place(store: Store) -> None:
    store.tamper("UPDATE mails SET fate = 'lost' WHERE fate = 'query'")
    status, told = store.verify_json()
    assert (status, told["seen"], told["filed"]) == (1, 6, 2)
    assert "its fate is none that there is" in store.said.err


def test_a_mail_put_in_another_place_is_told(store: Store) -> None:
    store.tamper("UPDATE mails SET fate = 'ignored' WHERE fate = 'query'")
    assert store.verify()[0] == 1
    assert "its fate is not the one that the audit tells" in store.said.out


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit",
        "DELETE FROM audit WHERE seq > (SELECT max(seq) - 3 FROM audit)",
        "DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)",
        "DELETE FROM audit WHERE seq = 3",
        "DELETE FROM audit WHERE seq = 1",
        "UPDATE audit SET ref = 'MM-26-0009' WHERE what = 'move known'",
        "UPDATE audit SET at = 'yesterday' WHERE seq = 2",
        "DELETE FROM meta WHERE name = 'audit head'",
        "UPDATE meta SET value = 'none' WHERE name = 'audit head'",
    ],
)
def test_an_audit_that_was_cut_or_changed_is_broken(store: Store, statement: str) -> None:
    store.tamper(statement)
    status, told = store.verify()
    assert (status, told["audit"]) == (1, "broken")


def test_an_audit_that_was_cut_stays_broken_when_more_is_written(store: Store) -> None:
    store.tamper("DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)")
    ledger = Ledger(f"sqlite:///{store.path}")
    with ledger.transaction():
        ledger.add_event(Event(move="MM-26-0001", what=What.PLAN, at=NOW, taken=NOW))
    ledger.close()
    status, told = store.verify()
    assert (status, told["audit"]) == (1, "broken")


def test_an_audit_emptied_with_its_head_does_not_know_what_there_is(store: Store) -> None:
    store.tamper("DELETE FROM audit", "DELETE FROM meta WHERE name = 'audit head'")
    status, told = store.verify()
    assert (status, told["audit"]) == (1, "broken")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM events WHERE what = 'mm1'", "move MM-26-0001: 1 missing of its facts (mm1)"),
        (
            "UPDATE events SET what = 'plan' WHERE what = 'mm1'",
            "move MM-26-0001: 1 unknown to the audit of its facts (plan)",
        ),
        (
            (
                "INSERT INTO events SELECT 9, move, what, at, taken, history, evidence, data "
                "FROM events WHERE what = 'mm1'"
            ),
            "move MM-26-0001: 1 unknown to the audit of its facts (mm1)",
        ),
        ("DELETE FROM moves", "move MM-26-0001: is missing"),
        ("DELETE FROM outbox WHERE id = 2", "letter 2: is missing"),
        ("DELETE FROM outbox WHERE id = 2", "notices: 1 without their row in outbox"),
        (
            "UPDATE outbox SET state = 'queued' WHERE id = 1",
            "letter 1: is queued, and the audit tells otherwise",
        ),
        ("DELETE FROM held", "held item 1: is missing"),
        (
            (
                "INSERT INTO held (sort, reason, why, sha, since, decision) "
                "SELECT sort, reason, why, sha, since, decision FROM held"
            ),
            "held item 2: is there, and the audit does not know it",
        ),
    ],
)
def test_what_only_the_audit_or_only_the_store_knows_is_told(
    store: Store, statement: str, said: str
) -> None:
    store.tamper(statement)
    status, _ = store.verify()
    assert status == 1
    assert said in store.said.out.splitlines()


def test_a_decision_that_was_turned_round_is_told(store: Store) -> None:
    ledger = Ledger(f"sqlite:///{store.path}")
    with ledger.transaction():
        ledger.write(sa.update(t.held).values(decision="rejected", decided=NOW))
        ledger.audit(NOW, "rejected by staff", 1)
    ledger.close()
    assert store.verify()[0] == 0
    store.tamper("UPDATE held SET decision = 'accepted'")
    assert store.verify()[0] == 1
    assert "held item 1: the audit tells another decision" in store.said.out


def test_what_is_told_names_nobody(store: Store) -> None:
    store.tamper("DELETE FROM events", "DELETE FROM outbox", "DELETE FROM mails")
    store.verify()
    assert not {"Kit", "Marlow", "alder.example"} & set(store.said.out.replace("@", " ").split())


def test_a_store_is_read_at_one_instant_while_the_daemon_writes(store: Store) -> None:
    reader, writer = Ledger(f"sqlite:///{store.path}"), Ledger(f"sqlite:///{store.path}")
    with reader.snapshot():
        assert len(reader.events("MM-26-0001")) == 3
        with writer.transaction():
            writer.add_event(
                Event(move="MM-26-0001", what=What.PLAN, at=NOW, taken=NOW + dt.timedelta(hours=1))
            )
        assert len(reader.events("MM-26-0001")) == 3
    assert len(reader.events("MM-26-0001")) == 4
    reader.close()
    writer.close()
