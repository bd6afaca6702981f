"""A store of an older schema: taken to today's where it lies, whole, or not at all."""

import datetime as dt
import fcntl
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from mailbot.rules.schooldays import Calendar
from mailbot.store import migrations, storefile
from mailbot.store import tables as t
from mailbot.store.almanac import calendar_at, keep
from mailbot.store.ledger import Ledger, StoreError
from mailbot.telling.balance import balance, existing
from tests.factory import LONDON

# A store as version 0.1 left it: two moves, a mail read and one ignored, six letters sent.
ROOT = Path(__file__).parents[2]
OLD = ROOT / "tests" / "stores" / "schema-1.sql"
NOW = dt.datetime(2026, 10, 20, 9, tzinfo=LONDON)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "mailbot.db"
    with closing(sqlite3.connect(path)) as db:
        db.executescript(OLD.read_text(encoding="utf-8"))
    return path


@pytest.fixture
def opened(old: Path) -> Iterator[Ledger]:
    ledger = Ledger(f"sqlite:///{old}")
    yield ledger
    ledger.close()


def told(path: Path) -> list[str]:
    """Return the whole store as SQL."""
    with closing(sqlite3.connect(path)) as db:
        return list(db.iterdump())


def schema(path: Path) -> str:
    with closing(sqlite3.connect(path)) as db:
        return str(db.execute("SELECT value FROM meta WHERE name = 'schema'").fetchone()[0])


def test_a_store_of_the_first_schema_has_todays_tables_once_it_is_opened(opened: Ledger) -> None:
    context = MigrationContext.configure(opened._db, opts={"compare_type": True})
    assert compare_metadata(context, t.metadata) == []
    assert opened.get("schema") == str(t.SCHEMA)


def test_nothing_that_an_old_store_held_is_lost_or_changed(old: Path) -> None:
    before = set(told(old))
    Ledger(f"sqlite:///{old}").close()
    assert before - set(told(old)) == {"INSERT INTO \"meta\" VALUES('schema','1');"}


def test_an_upgraded_store_is_in_balance(opened: Ledger) -> None:
    found = balance(opened)
    assert (found.faults, found.counts["seen"]) == ((), 2)


def test_the_rows_of_an_old_store_still_point_at_rows(opened: Ledger) -> None:
    assert opened._db.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    assert opened._db.exec_driver_sql("PRAGMA foreign_key_check").first() is None


def test_an_upgraded_store_keeps_its_first_calendar(opened: Ledger) -> None:
    assert calendar_at(opened, NOW) is None
    keep(opened, Calendar(zone=LONDON, terms=()), NOW)
    assert calendar_at(opened, NOW) == Calendar(zone=LONDON, terms=())


def test_the_store_of_before_lies_beside_the_upgraded_one(old: Path) -> None:
    before = told(old)
    Ledger(f"sqlite:///{old}").close()
    assert told(old.with_name("mailbot.db.schema-1")) == before


def test_only_those_who_may_read_the_store_may_read_its_copy(old: Path) -> None:
    old.chmod(0o600)
    Ledger(f"sqlite:///{old}").close()
    assert old.with_name("mailbot.db.schema-1").stat().st_mode & 0o777 == 0o600


def test_a_store_is_copied_and_changed_once(old: Path) -> None:
    Ledger(f"sqlite:///{old}").close()
    old.with_name("mailbot.db.schema-1").unlink()
    Ledger(f"sqlite:///{old}").close()
    assert [path.name for path in old.parent.glob("*.schema-*")] == []


def test_a_command_that_only_looks_upgrades_the_store_too(old: Path) -> None:
    existing(f"sqlite:///{old}").close()
    assert schema(old) == str(t.SCHEMA)


class Killed(BaseException):
    """The process is gone: nothing that would tidy up may run."""


@pytest.mark.parametrize("where", ["copied", "changed"])
def test_an_upgrade_that_is_killed_leaves_the_store_as_it_was(
    old: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    before = told(old)

    def kill(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as broken:
        if where == "copied":
            broken.setattr(storefile.os, "fsync", kill)
        else:
            step = migrations.STEPS[2]
            broken.setitem(migrations.STEPS, 2, lambda op: (step(op), kill()))  # type: ignore[call-overload]
        with pytest.raises(Killed):
            Ledger(f"sqlite:///{old}")
    assert told(old) == before
    Ledger(f"sqlite:///{old}").close()
    assert (schema(old), told(old.with_name("mailbot.db.schema-1"))) == (str(t.SCHEMA), before)


_KILLED = """
import os, signal, sys
from mailbot.store import migrations
from mailbot.store.ledger import Ledger

step = migrations.STEPS[2]
migrations.STEPS[2] = lambda op: (step(op), os.kill(os.getpid(), signal.SIGKILL))
Ledger(sys.argv[1])
"""


def test_a_process_that_is_killed_in_an_upgrade_leaves_a_store_that_opens(old: Path) -> None:
    before = told(old)
    url = f"sqlite:///{old}"
    died = subprocess.run([sys.executable, "-c", _KILLED, url], check=False, cwd=ROOT)  # noqa: S603 - our own code
    assert died.returncode == -signal.SIGKILL
    assert told(old) == before
    Ledger(url).close()
    assert schema(old) == str(t.SCHEMA)


def test_a_store_is_not_changed_under_a_daemon_that_works_on_it(old: Path) -> None:
    lock = old.with_name("mailbot.lock")
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        held.write("4711")
        held.flush()
        with pytest.raises(
            StoreError, match=r"an older mailbot works on this store \(process 4711\)"
        ):
            Ledger(f"sqlite:///{old}")
        assert schema(old) == "1"
        held.seek(0)
        held.write(str(os.getpid()))  # the lock is our own: it is we who start on the store
        held.truncate()
        held.flush()
        Ledger(f"sqlite:///{old}").close()
    assert schema(old) == str(t.SCHEMA)


def test_a_store_that_cannot_be_copied_is_not_changed(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storefile.os, "fsync", full)
    with pytest.raises(StoreError, match="the copy could not be written: No space left"):
        Ledger(f"sqlite:///{old}")
    assert schema(old) == "1"


@pytest.mark.parametrize("written", [str(t.SCHEMA + 1), "99", "two", ""])
def test_a_store_newer_than_the_program_is_refused_in_one_sentence_and_left_alone(
    tmp_path: Path, written: str
) -> None:
    path = tmp_path / "mailbot.db"
    Ledger(f"sqlite:///{path}").close()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE meta SET value = ? WHERE name = 'schema'", (written,))
    before = told(path)
    with pytest.raises(StoreError, match="written by another version of mailbot") as refused:
        Ledger(f"sqlite:///{path}")
    assert "\n" not in str(refused.value)
    assert (told(path), list(tmp_path.glob("*.schema-*"))) == (before, [])


def test_a_new_store_is_made_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mailbot.db"
    made = sa.MetaData.create_all

    def killed(*args: object, **more: object) -> None:
        made(*args, **more)  # type: ignore[arg-type]
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(sa.MetaData, "create_all", killed)
        with pytest.raises(Killed):
            Ledger(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT name FROM sqlite_master").fetchall() == []


def test_every_schema_has_its_step() -> None:
    assert sorted(migrations.STEPS) == list(range(2, t.SCHEMA + 1))
