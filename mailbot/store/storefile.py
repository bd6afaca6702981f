"""The store as a file: opened so that nothing is lost, copied whole, its troubles in a sentence.

SQLite runs in WAL mode with synchronous=FULL: what was committed survives a pulled plug. A
library's error quotes the row that it could not write, which is people's data; what leaves this
module says what to do instead.
"""

import fcntl
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from mailbot.complaints import Complaint

LOCK = "mailbot.lock"  # beside the store, held by the one daemon that works on it


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


def copy(db: sa.Connection, path: Path) -> None:
    """Write a consistent copy of the store to `path`. Raises StoreError if that cannot be done."""
    raw: object = db.connection.dbapi_connection
    if not isinstance(raw, sqlite3.Connection):
        raise StoreError("backup copies SQLite stores only: use your database's own tool")
    _copy(raw, path)


def worker(db: sa.Connection) -> str:
    """Return the process of a daemon that works on the store; "" where there is none but us."""
    place = db.engine.url.database
    lock = Path(str(place)).with_name(LOCK)
    if db.dialect.name != "sqlite" or place in (None, "", ":memory:") or not lock.is_file():
        return ""
    with lock.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            who = file.read().strip()
            return "" if who == str(os.getpid()) else who or "unknown"
    return ""


def copy_aside(db: sa.Connection, ending: str) -> Path | None:
    """Write a copy beside the store, its name ending so; None where the store is no file.

    The copy is there whole or not at all. Raises StoreError if it cannot be written.
    """
    place = db.engine.url.database
    if db.dialect.name != "sqlite" or place in (None, "", ":memory:"):
        return None
    store = Path(str(place))
    target = store.with_name(f"{store.name}.{ending}")
    part = store.with_name(f"{target.name}.part")
    try:
        for stale in (part, part.with_name(f"{part.name}-journal")):
            stale.unlink(missing_ok=True)
        part.touch(mode=0o600)  # it holds what the store holds: people
        # by a reader of its own: a connection that is about to write waits for itself for ever
        with closing(sqlite3.connect(store)) as reader:
            _copy(reader, part)
        shutil.copymode(store, part)
        with part.open("rb+") as done:
            os.fsync(done.fileno())
        part.replace(target)
    except OSError as trouble:
        raise StoreError(f"{target}: the copy could not be written: {trouble.strerror}") from None
    return target


def _copy(source: sqlite3.Connection, path: Path) -> None:
    try:
        with closing(sqlite3.connect(path)) as target:
            source.backup(target)
    except sqlite3.Error:
        raise StoreError(f"{path}: the copy could not be written") from None


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
