"""The store as a file: opened so that nothing is lost, copied whole, its troubles in a sentence.

SQLite runs in WAL mode with synchronous=FULL: what was committed survives a pulled plug. A
library's error quotes the row that it could not write, which is people's data; what leaves this
module says what to do instead.
"""

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from mailbot.complaints import Complaint

LOCK = "mailbot.lock"  # beside the store, held by the one daemon that works on it
_OURS = 0o600


class StoreError(Complaint):
    """The store cannot be used: full disk, wrong path, a newer version, damage."""


def durable(connection: Any, _record: object) -> None:
    """Set up a new connection so that a commit is on the disk."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA busy_timeout=10000")


def fleeting(connection: Any, record: object) -> None:
    """Set up a new connection to a store that lives no longer than the run that made it."""
    durable(connection, record)
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous=OFF")


def make(path: Path) -> None:
    """Make the store's file if it is not there, for nobody's eyes but ours: it holds people.

    What SQLite lays beside it later is as closed as the file itself.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=_OURS)


def copy(db: sa.Connection, target: Path) -> None:
    """Write a copy of the store as it stands at one instant, for nobody's eyes but ours.

    The copy is there whole or not at all. Raises StoreError if it cannot be written.
    """
    with _part(target) as part:
        raw: Any = db.connection.dbapi_connection
        _copy(raw, part)


def worker(db: sa.Connection) -> str:
    """Return the process of a daemon that works on the store; "" where there is none but us."""
    lock = _file(db).with_name(LOCK)
    if not lock.is_file():
        return ""
    with lock.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            who = file.read().strip()
            return "" if who == str(os.getpid()) else who or "unknown"
    return ""


def copy_aside(db: sa.Connection, ending: str) -> None:
    """Write a copy beside the store, its name ending so, for those who may read the store.

    The copy is there whole or not at all. Raises StoreError if it cannot be written.
    """
    store = _file(db)
    with _part(store.with_name(f"{store.name}.{ending}")) as part:
        # by a reader of its own: a connection that is about to write waits for itself for ever
        with closing(sqlite3.connect(store)) as reader:
            _copy(reader, part)
        shutil.copymode(store, part)


@contextmanager
def _part(target: Path) -> Iterator[Path]:
    """Yield the place for a copy, which becomes `target` once it is whole and on the disk."""
    part = target.with_name(f"{target.name}.part")
    stale = (part, part.with_name(f"{part.name}-journal"))
    try:
        for each in stale:
            each.unlink(missing_ok=True)
        part.touch(mode=_OURS)
        yield part
        with part.open("rb+") as done:
            os.fsync(done.fileno())
        part.replace(target)
    except (OSError, sqlite3.Error) as trouble:
        why = getattr(trouble, "strerror", None) or "the disk is full or does not answer"
        with suppress(OSError):
            for each in stale:
                each.unlink(missing_ok=True)
        raise StoreError(f"{target}: the copy could not be written: {why}") from None


def _copy(source: sqlite3.Connection, path: Path) -> None:
    with closing(sqlite3.connect(path)) as target:
        source.backup(target)


def _file(db: sa.Connection) -> Path:
    return Path(str(db.engine.url.database))


def sentence(trouble: DatabaseError) -> StoreError:
    """Return what the database refused, said without a value of anybody's."""
    text = str(trouble.orig).casefold()
    known = {
        "full": "the disk is full: make room, nothing was lost",
        "readonly": "the store cannot be written: check who owns its folder",
        "unable to open": "the store cannot be opened: check [store] url and who owns its folder",
        "locked": "another program holds the store: is a second mailbot running?",
        "malformed": "the store is damaged: put back a backup and run mailbot verify",
        "not a database": "the file of [store] url is no mailbot store",
        "disk i/o": "the disk does not answer: nothing was lost, check the disk",
    }
    for sign, said in known.items():
        if sign in text:
            return StoreError(said)
    return StoreError(f"the store refused ({type(trouble.orig).__name__})")
