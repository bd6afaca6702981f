"""One store that holds mails, facts, people, held items and the outbox: all that changes it.

Evidence, the facts it makes and the letters they cause are committed together, so a crash between
any two steps loses nothing and repeats nothing. All that changes happens inside `transaction()`.
What is only asked may be asked from above, by a query of `tables` that `rows` runs.
SQLite runs in WAL mode with synchronous=FULL: what was committed survives a pulled plug.
"""

import datetime as dt
import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError

from mailbot.rules.moves import Event, What
from mailbot.store import schema, storefile
from mailbot.store import tables as t
from mailbot.store.storefile import StoreError, sentence

__all__ = ["LEFT", "Ledger", "Row", "StoreError", "left_of"]

Row = Mapping[str, Any]
LEFT = ("sent", "returned")
_HEAD = "audit head"

# What is asked and written for each letter and mail, put together once; bound names end in "_".
_NOTE = sa.select(t.meta.c.value).where(t.meta.c.name == sa.bindparam("name_"))
_NOTE_AGAIN = sa.update(t.meta).where(t.meta.c.name == sa.bindparam("name_"))
_NOTE_NEW = sa.insert(t.meta)
_LINE_NEW = sa.insert(t.audit)
_LETTER_NEW = sa.insert(t.outbox)
_NOTICE_NEW = sa.insert(t.notices)
_MAIL = sa.select(t.mails.c.sha).where(t.mails.c.sha == sa.bindparam("sha_"))
_LAST_MAIL = sa.select(sa.func.max(t.mails.c.seq).label("seq"))
_MAIL_NEW = sa.insert(t.mails)
_MAIL_AGAIN = sa.update(t.mails).where(t.mails.c.sha == sa.bindparam("sha_"))
_FORGOTTEN = _MAIL_AGAIN.values(attempts=t.mails.c.attempts - 1)
_BEGUN = _MAIL_AGAIN.values(attempts=t.mails.c.attempts + 1)
_ATTEMPTS = sa.select(t.mails.c.attempts).where(t.mails.c.sha == sa.bindparam("sha_"))
_LETTER = sa.select(t.outbox).where(t.outbox.c.id == sa.bindparam("id_"))
_UNTOLD = sa.delete(t.notices).where(t.notices.c.outbox == sa.bindparam("outbox_"))
_KEYS = sa.select(
    t.notices.c.key,
    t.notices.c.outbox,
    t.outbox.c.state,
    t.outbox.c.hold,
    t.outbox.c.sent,
    t.outbox.c.recipient,
).join(t.outbox, t.outbox.c.id == t.notices.c.outbox)
_KEYS_OF = _KEYS.where(t.notices.c.move == sa.bindparam("move_"))
_CARRIED = sa.select(t.notices.c.move).where(t.notices.c.outbox == sa.bindparam("outbox_"))
_LETTER_AGAIN = sa.update(t.outbox).where(t.outbox.c.id == sa.bindparam("id_"))


class Ledger:
    """One open store. Not for two threads at once."""

    def __init__(self, url: str, *, durable: bool = True) -> None:
        """Open the store at `url`, or make it. Raises StoreError if that cannot be done.

        url: sqlite:///FILE. durable False: for a store that lives no longer than the run that made
        it (simulate).
        """
        address = sa.make_url(url)
        storefile.make(Path(str(address.database)))
        # a library's error quotes the values of the row it could not write: people's data
        self._engine = sa.create_engine(address, hide_parameters=True)
        sa.event.listen(
            self._engine, "connect", storefile.durable if durable else storefile.fleeting
        )
        self._touched: set[str] = set()
        self._seen_version: object = None
        self._facts = 0  # how many were written
        self._end: tuple[int, str] | None = None  # of the chain, while a transaction adds to it
        self._is_noted = False  # whether the store has noted an end of the chain before
        self._ours = False  # whether a transaction is open
        self.undone = 0  # how often a transaction was: what was read in one may never have been
        try:
            self._db = self._engine.connect()
        except (OperationalError, DatabaseError) as trouble:
            raise sentence(trouble) from None
        try:
            schema.bring_up_to_date(self._db, self.transaction)
        except StoreError:
            self.close()
            raise

    def close(self) -> None:
        """Close the store."""
        self._db.close()
        self._engine.dispose()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit all that happens inside together, or none of it.

        The store is ours from the first line inside, so what is read there is still true when it is
        written: a command of staff and the daemon never act on each other's past. Raises StoreError
        for what the world does to the store; a row that contradicts the tables is our own mistake.
        """
        done = False
        try:
            if self._db.in_transaction():
                self._db.commit()
            with self._db.begin():
                self._db.exec_driver_sql("BEGIN IMMEDIATE")
                self._ours = True
                yield
                self._note_end()
            done = True
        except IntegrityError:
            raise
        except (OperationalError, DatabaseError) as trouble:
            raise sentence(trouble) from None
        finally:
            self._end, self._ours = None, False
            self.undone += not done

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let all that is read inside be as it stood at one instant, and keep nobody waiting."""
        if self._db.in_transaction():
            self._db.commit()
        with self._db.begin():
            self._db.exec_driver_sql("BEGIN")
            yield

    def rows(self, query: sa.Select[Any], **bound: object) -> Sequence[Row]:
        """Return the rows of a query, as mappings."""
        try:
            found = self._db.execute(query, bound)
            names = tuple(found.keys())
            return [dict(zip(names, row, strict=True)) for row in found]
        except (OperationalError, DatabaseError) as trouble:
            raise sentence(trouble) from None

    def row(self, query: sa.Select[Any]) -> Row | None:
        """Return the first row of a query; None if there is none."""
        found = self.rows(query.limit(1))
        return found[0] if found else None

    def write(self, statement: sa.Executable, **bound: object) -> Any:
        """Run one change; return the key of the row it made, if it made one."""
        done = self._db.execute(statement, bound)
        is_insert = isinstance(statement, sa.Insert)
        return done.inserted_primary_key[0] if is_insert and done.inserted_primary_key else None

    def touched(self) -> frozenset[str] | None:
        """Return the moves changed since this was last asked; None if another program wrote too."""
        version = self._db.exec_driver_sql("PRAGMA data_version").scalar()
        moves, self._touched = frozenset(self._touched), set()
        same = version == self._seen_version
        self._seen_version = version
        return moves if same else None

    def stamp(self) -> tuple[int, int] | None:
        """Return what is another once a fact or a move was written; None if nobody can tell."""
        raw: Any = self._db.connection.dbapi_connection
        try:
            return raw.execute("PRAGMA data_version").fetchone()[0], self._facts
        except sqlite3.Error:
            return None  # the next query says what is the matter

    # what the store says of itself

    def get(self, name: str) -> str | None:
        """Return a note the store keeps of itself; None if it has none of that name."""
        found = self.rows(_NOTE, name_=name)
        return str(found[0]["value"]) if found else None

    def put(self, name: str, value: str) -> None:
        """Keep a note under a name."""
        self._put(name, value, known=self.get(name) is not None)

    def _put(self, name: str, value: str, *, known: bool) -> None:
        named = {"name_" if known else "name": name}
        self.write(_NOTE_AGAIN if known else _NOTE_NEW, **named, value=value)

    def audit(self, at: dt.datetime, what: str, ref: object) -> None:
        """Add a line to the chain: what was done to which mail, move, letter or held item.

        Within a transaction nobody else adds one: the chain's end is read and noted once.
        """
        if self._end is None:
            noted = self.get(_HEAD)
            self._end, self._is_noted = _head(noted), noted is not None
        count, before = self._end
        link = _link(before, at, what, str(ref))
        self.write(_LINE_NEW, at=at, what=what, ref=str(ref), hash=link)
        self._end = count + 1, link
        if not self._ours:
            self._note_end()

    def _note_end(self) -> None:
        """Note how many lines the chain has, and its last one, if any was added."""
        if self._end is not None:
            self._put(_HEAD, "{} {}".format(*self._end), known=self._is_noted)
            self._end = None

    def audit_is_whole(self) -> bool:
        """Return whether no line of the chain was changed or taken out, nor its end cut off."""
        count, before = 0, ""
        try:
            for line in self.rows(sa.select(t.audit).order_by(t.audit.c.seq)):
                if line["hash"] != _link(before, line["at"], line["what"], line["ref"]):
                    return False
                count, before = count + 1, line["hash"]
        except ValueError:
            return False  # an instant that is none any more
        return (count, before) == _head(self.get(_HEAD))

    # mails

    def take(
        self, sha: str, raw: bytes, *, arrived: dt.datetime, taken: dt.datetime, history: bool
    ) -> bool:
        """Keep a mail's bytes; return False if they were here already."""
        if self.rows(_MAIL, sha_=sha):
            return False
        seq = (self.rows(_LAST_MAIL)[0]["seq"] or 0) + 1
        self.write(
            _MAIL_NEW, sha=sha, seq=seq, raw=raw, arrived=arrived, taken=taken, history=history
        )
        self.audit(taken, "mail taken", sha[:8])
        return True

    def at(self, sha: str, uidvalidity: int, uid: int) -> None:
        """Note where a mail lies on the server."""
        where = (t.positions.c.uidvalidity == uidvalidity) & (t.positions.c.uid == uid)
        if self.row(sa.select(t.positions.c.sha).where(where)) is None:
            self.write(sa.insert(t.positions).values(uidvalidity=uidvalidity, uid=uid, sha=sha))

    def places(self) -> frozenset[tuple[int, int]]:
        """Return every place of the server (UIDVALIDITY, UID) whose mail has been taken in."""
        query = sa.select(t.positions.c.uidvalidity, t.positions.c.uid)
        return frozenset((row["uidvalidity"], row["uid"]) for row in self.rows(query))

    def to_file(self) -> Sequence[Row]:
        """Return the places of the mails that are worked off and not yet moved to their folder."""
        query = (
            sa.select(t.positions.c.uid, t.positions.c.uidvalidity, t.mails.c.fate)
            .join(t.mails, t.mails.c.sha == t.positions.c.sha)
            .where(t.positions.c.filed.is_(False), t.mails.c.fate.not_in(("", "ignored")))
        )
        return self.rows(query.order_by(t.positions.c.uid))

    def filed(self, uidvalidity: int, uid: int, *, moved: bool) -> None:
        """Note that a mail lies in its folder; or, not moved, that this place is no longer ours."""
        where = (t.positions.c.uidvalidity == uidvalidity) & (t.positions.c.uid == uid)
        self.write(sa.update(t.positions).where(where).values(filed=True))
        if not moved:
            self.write(sa.delete(t.positions).where(where))

    def begin_attempt(self, sha: str) -> int:
        """Count an attempt at a mail, durably, before it is made; return the count."""
        with self.transaction():
            self.write(_BEGUN, sha_=sha)
        found = self.rows(_ATTEMPTS, sha_=sha)
        return int(found[0]["attempts"]) if found else 0

    def forget_attempt(self, sha: str) -> None:
        """Take an attempt back that failed for the world's sake, if the store can be written."""
        with suppress(StoreError), self.transaction():
            self.write(_FORGOTTEN, sha_=sha)

    def settle(self, sha: str, fate: str, why: str, at: dt.datetime) -> None:
        """Say where a mail belongs, once all that it causes is in this transaction."""
        self.write(_MAIL_AGAIN, sha_=sha, fate=fate, why=why, done=at)
        self.audit(at, f"mail {fate}", sha[:8])

    # facts

    def add_event(self, event: Event) -> int:
        """Add one fact of a move; return its place."""
        seq = self.write(
            sa.insert(t.events).values(
                move=event.move,
                what=event.what.value,
                at=event.at,
                taken=event.taken,
                history=event.history,
                evidence=event.evidence,
                data=dict(event.data),
            )
        )
        self.audit(event.taken, f"fact {event.what.value}", event.move)
        self._touched.add(event.move)
        self._facts += 1
        return int(seq)

    def events(self, move: str, until: dt.datetime | None = None) -> tuple[Event, ...]:
        """Return the facts of a move, in the order learned; until: those taken in by then alone."""
        query = sa.select(t.events).where(t.events.c.move == move).order_by(t.events.c.seq)
        if until is not None:
            query = query.where(t.events.c.taken <= until)
        return tuple(Event(**{**row, "what": What(row["what"])}) for row in self.rows(query))

    def versions(self, until: dt.datetime | None = None) -> Mapping[str, int]:
        """Return, for each move, the place of its newest fact: 0 for a move without any.

        until: the moves known by then, and the facts taken in by then.
        """
        newest = sa.func.coalesce(sa.func.max(t.events.c.seq), 0).label("newest")
        its_own = t.events.c.move == t.moves.c.id
        if until is not None:
            its_own &= t.events.c.taken <= until
        joined = t.moves.outerjoin(t.events, its_own)
        query = sa.select(t.moves.c.id, newest).select_from(joined).group_by(t.moves.c.id)
        if until is not None:
            query = query.where(t.moves.c.created <= until)
        return {row["id"]: row["newest"] for row in self.rows(query.order_by(t.moves.c.id))}

    def new_move(self, year: int, created: dt.datetime, **identity: Any) -> str:
        """Open a move under the next reference of a year, MM-YY-NNNN; return the reference."""
        stem = f"MM-{year % 100:02}-"
        like = sa.select(sa.func.max(t.moves.c.id).label("last")).where(
            t.moves.c.id.startswith(stem)
        )
        found = self.row(like)
        number = int(found["last"][len(stem) :]) + 1 if found and found["last"] else 1
        reference = f"{stem}{number:04}"
        self.write(sa.insert(t.moves).values(id=reference, created=created, **identity))
        self.audit(created, "move known", reference)
        self._facts += 1
        return reference

    # letters

    def keys(self, move: str | None = None) -> Mapping[str, Row]:
        """Return the notices of letters not taken back, by key, with the letter's state."""
        found = self.rows(_KEYS) if move is None else self.rows(_KEYS_OF, move_=move)
        return {row["key"]: row for row in found}

    def queue(self, notices: Iterable[Row], **letter: Any) -> int:
        """Put a letter into the outbox with the notices it carries; return its number."""
        number = int(self.write(_LETTER_NEW, **letter))
        for notice in notices:
            self.write(_NOTICE_NEW, outbox=number, **notice)
            self._touched.add(notice["move"] or "")
        self.audit(letter["queued"], f"letter {letter['state']}", number)
        return number

    def letter(self, number: int) -> Row | None:
        """Return one letter of the outbox."""
        found = self.rows(_LETTER, id_=number)
        return found[0] if found else None

    def change_letter(self, number: int, at: dt.datetime, **values: Any) -> None:
        """Change a letter's state; what it says is never changed."""
        counted = {name: values.pop(name) for name in ("attempts",) if name in values}
        statement = _LETTER_AGAIN.values(counted) if counted else _LETTER_AGAIN
        self.write(statement, id_=number, **values)
        self._touched.update(row["move"] or "" for row in self.rows(_CARRIED, outbox_=number))
        if "state" in values:
            self.audit(at, f"letter {values['state']}", number)

    def withdraw(self, number: int, at: dt.datetime) -> None:
        """Take back a letter that has not left: its notices may be planned again."""
        self.change_letter(number, at, state="withdrawn")
        self.write(_UNTOLD, outbox_=number)

    def backup(self, path: Path) -> None:
        """Write a consistent copy of the store to `path`."""
        storefile.copy(self._db, path)


def left_of(keys: Mapping[str, Row]) -> Mapping[str, dt.datetime]:
    """Return which of these notices (see `Ledger.keys`) have left, and when."""
    return {key: row["sent"] for key, row in keys.items() if row["state"] in LEFT}


def _head(noted: str | None) -> tuple[int, str]:
    """Return how many lines the chain has and the last one's hash, as it was noted beside it."""
    count, _, link = (noted or "").partition(" ")
    return (int(count), link) if count.isascii() and count.isdigit() else (0, "")


def _link(before: str, at: dt.datetime, what: str, ref: str) -> str:
    text = f"{before}|{at.astimezone(dt.UTC).isoformat()}|{what}|{ref}"
    return hashlib.sha256(text.encode()).hexdigest()
