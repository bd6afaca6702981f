"""The store as a file: closed to others, copied whole or not at all, named as one."""

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailbot.settings import SettingsError, load
from mailbot.store import storefile
from mailbot.store.ledger import Ledger, StoreError
from tests.factory import office, write_configuration


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    before = os.umask(0o022)
    made = Ledger(f"sqlite:///{tmp_path / 'state' / 'mailbot.db'}")
    yield made
    made.close()
    os.umask(before)


def rights(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_new_store_is_for_nobody_s_eyes_but_ours(ledger: Ledger, tmp_path: Path) -> None:
    ledger.put("x", "y")
    with ledger.transaction():
        ledger.put("x", "z")
    files = list((tmp_path / "state").iterdir())
    assert {rights(file) for file in files} == {0o600}
    assert "mailbot.db-wal" in {file.name for file in files}


def test_a_backup_is_for_nobody_s_eyes_but_ours(ledger: Ledger, tmp_path: Path) -> None:
    ledger.backup(tmp_path / "copy.db")
    assert rights(tmp_path / "copy.db") == 0o600


def test_who_may_read_a_store_that_is_there_is_left_to_the_office(tmp_path: Path) -> None:
    path = tmp_path / "mailbot.db"
    path.touch()
    path.chmod(0o660)
    Ledger(f"sqlite:///{path}").close()
    assert rights(path) == 0o660


def test_a_backup_that_fails_leaves_nothing_in_the_way_of_the_next(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_source: sqlite3.Connection, path: Path) -> None:
        path.write_bytes(b"half")
        raise sqlite3.OperationalError

    with monkeypatch.context() as broken:
        broken.setattr(storefile, "_copy", full)
        with pytest.raises(StoreError, match="the copy could not be written"):
            ledger.backup(tmp_path / "copy.db")
    assert [file.name for file in tmp_path.iterdir()] == ["state"]
    ledger.backup(tmp_path / "copy.db")
    assert (tmp_path / "copy.db").stat().st_size


def test_a_backup_into_no_folder_says_so(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="could not be written: No such file or directory"):
        ledger.backup(tmp_path / "nowhere" / "copy.db")


@pytest.mark.parametrize(
    "url", ["postgresql://u:secret@h/db", "mysql://x", "state/mailbot.db", "sqlite:///", "nonsense"]
)
def test_a_store_that_is_no_file_is_a_fault_of_the_configuration(tmp_path: Path, url: str) -> None:
    config = write_configuration(tmp_path, office("southwark"))
    config.write_text(config.read_text().replace("sqlite:///state/mailbot.db", url))
    with pytest.raises(SettingsError) as wrong:
        load(config)
    (fault,) = wrong.value.faults
    assert fault.where == "store.url"
    assert "write sqlite:///FILE" in fault.what
    assert "secret" not in str(fault)
