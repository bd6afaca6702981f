"""Which schema a store has, and taking an older one to the one that this program reads.

The number stands in the store itself (`meta`). 1. A store of today's schema is left as it is; a
newer one is refused. 2. All else happens in one transaction that has the store to itself: whoever
is killed in it leaves the store as it was, and of two that come at once the second finds it done.
3. Before an old store is changed, a copy of it lies beside it, whole and on the disk. 4. No store
is changed under a daemon that works on it.
"""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError, OperationalError

from mailbot.store import tables as t
from mailbot.store.storefile import StoreError, copy_aside, sentence, worker

log = logging.getLogger("mailbot.store.schema")

_NAME = "schema"


def bring_up_to_date(
    db: sa.Connection, transaction: Callable[[], AbstractContextManager[None]]
) -> None:
    """Make the tables of a new store, or take an older store's to today's schema.

    transaction: commits what happens inside together, and has the store to itself meanwhile.
    Raises StoreError if the store is newer than this program, in use, or cannot be copied.
    """
    if schema_of(db) == t.SCHEMA:
        return
    _check_keys(db, "OFF")  # a table that is copied anew is away for a moment
    try:
        with transaction():
            found = schema_of(db)
            if found is None:
                t.metadata.create_all(db)
                db.execute(sa.insert(t.meta).values(name=_NAME, value=str(t.SCHEMA)))
            elif found < t.SCHEMA:
                _upgrade(db, found)
    finally:
        _check_keys(db, "ON")


def schema_of(db: sa.Connection) -> int | None:
    """Return the store's schema; None for one without tables. Raises StoreError if it is newer."""
    try:
        is_new = not sa.inspect(db).has_table(t.meta.name)
        query = sa.select(t.meta.c.value).where(t.meta.c.name == _NAME)
        written = None if is_new else db.execute(query).scalar()
    except (OperationalError, DatabaseError) as trouble:
        raise sentence(trouble) from None
    if written is None:
        return None
    if not written.isascii() or not written.isdigit() or int(written) > t.SCHEMA:
        raise StoreError(
            f"the store was written by another version of mailbot (schema {written}; this one "
            f"reads up to {t.SCHEMA}): install that version, or put back the copy of before"
        )
    return int(written)


def _upgrade(db: sa.Connection, found: int) -> None:
    # here and not above: only the one start in a year that needs Alembic waits for it
    from mailbot.store.migrations import upgrade  # noqa: PLC0415

    if who := worker(db):
        raise StoreError(f"an older mailbot works on this store (process {who}): stop it first")
    copy_aside(db, f"schema-{found}")
    upgrade(db, found, t.SCHEMA)
    if db.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise StoreError("the store could not be upgraded: it holds rows without their other half")
    db.execute(sa.update(t.meta).where(t.meta.c.name == _NAME).values(value=str(t.SCHEMA)))
    log.warning("store upgraded from=%d to=%d", found, t.SCHEMA)
    log.warning("the store of before is kept beside it: remove it once all is well")


def _check_keys(db: sa.Connection, how: str) -> None:
    """Say whether rows must point at rows; SQLite takes it outside of a transaction only."""
    if db.in_transaction():
        db.commit()
    db.exec_driver_sql(f"PRAGMA foreign_keys={how}")
    db.commit()
