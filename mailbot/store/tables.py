"""The ledger's tables, with a sentence for each, and how plain values are written in them.

People's data stands in `mails.raw`, `forms`, `moves`, `outbox` and nowhere else: events, audit and
held items carry references, dates and reasons only. Instants are stored in UTC.
"""

import datetime as dt
import json
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import Dialect

SCHEMA = 3  # a change of the tables is a step of `mailbot.store.migrations`


class Instant(sa.types.TypeDecorator[dt.datetime]):
    """An aware instant, kept as UTC text that sorts."""

    impl = sa.String(32)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> str | None:
        """Return the text that is stored."""
        del dialect
        return None if value is None else value.astimezone(dt.UTC).isoformat("T", "microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> dt.datetime | None:
        """Return the aware instant, in UTC."""
        del dialect
        return None if value is None else dt.datetime.fromisoformat(value)


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return {"$instant": value.astimezone(dt.UTC).isoformat()}
    if isinstance(value, dt.date):
        return {"$day": value.isoformat()}
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(type(value).__name__)


def _value(found: dict[str, Any]) -> Any:
    if "$day" in found:
        return dt.date.fromisoformat(found["$day"])
    if "$instant" in found:
        return dt.datetime.fromisoformat(found["$instant"])
    return found


class Values(sa.types.TypeDecorator[Any]):
    """Plain values as JSON; dates and instants come back as what they were."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Return the JSON that is stored."""
        del dialect
        return None if value is None else json.dumps(value, default=_plain, sort_keys=True)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Return the values again."""
        del dialect
        return None if value is None else json.loads(value, object_hook=_value)


metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# What the store says of itself: the schema it was written with, the sending mode it last saw.
meta = sa.Table(
    "meta",
    metadata,
    sa.Column("name", sa.String(240), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

# Every mail that was taken in, whole, keyed by the SHA-256 of its bytes.
mails = sa.Table(
    "mails",
    metadata,
    sa.Column("sha", sa.String(64), primary_key=True),
    # the order in which they were taken in: two mails may arrive in one second
    sa.Column("seq", sa.Integer, nullable=False, unique=True),
    sa.Column("raw", sa.LargeBinary, nullable=False),
    sa.Column("arrived", Instant, nullable=False),
    sa.Column("taken", Instant, nullable=False),
    sa.Column("history", sa.Boolean, nullable=False, default=False),
    # how often we have begun to work on it, counted before each attempt
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    # where it belongs: "" while waiting, then processed, query, held, quarantine or ignored
    sa.Column("fate", sa.String(20), nullable=False, default="", index=True),
    sa.Column("why", sa.Text, nullable=False, default=""),
    sa.Column("done", Instant),
)

# Where each mail lies on the server. One mail may lie there twice.
positions = sa.Table(
    "positions",
    metadata,
    sa.Column("uidvalidity", sa.BigInteger, primary_key=True),
    sa.Column("uid", sa.BigInteger, primary_key=True),
    sa.Column("sha", sa.ForeignKey("mails.sha"), nullable=False, index=True),
    sa.Column("filed", sa.Boolean, nullable=False, default=False),
)

# Every move, and who it is about: the one place where a reference meets a name.
moves = sa.Table(
    "moves",
    metadata,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column("forename", sa.Text, nullable=False, default=""),
    sa.Column("surname", sa.Text, nullable=False, default=""),
    sa.Column("dob", sa.Date),
    sa.Column("upn", sa.String(13)),
    sa.Column("nc_year", sa.Integer),
    sa.Column("home", sa.Integer),
    sa.Column("receiving", sa.Integer),
    sa.Column("home_name", sa.Text, nullable=False, default=""),
    sa.Column("receiving_name", sa.Text, nullable=False, default=""),
    sa.Column("created", Instant, nullable=False),
)

# What happened, one row a fact, never changed and never removed.
events = sa.Table(
    "events",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("move", sa.ForeignKey("moves.id"), nullable=False, index=True),
    sa.Column("what", sa.String(20), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("taken", Instant, nullable=False),
    sa.Column("history", sa.Boolean, nullable=False, default=False),
    sa.Column("evidence", sa.String(64), nullable=False, default=""),
    sa.Column("data", Values, nullable=False),
)

# Every form document that was read, with all that was read of it.
forms = sa.Table(
    "forms",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("sha", sa.String(64), nullable=False, index=True),
    sa.Column("part", sa.Text, nullable=False, default=""),
    sa.Column("kind", sa.String(12), nullable=False),
    sa.Column("status", sa.String(12), nullable=False),
    sa.Column("move", sa.String(20), index=True),
    sa.Column("sender", sa.Text, nullable=False, default=""),
    sa.Column("school", sa.Integer),
    sa.Column("at", Instant, nullable=False),
    sa.Column("taken", Instant, nullable=False),
    sa.Column("history", sa.Boolean, nullable=False, default=False),
    sa.Column("reading", sa.Text, nullable=False),
    # "" while it waits (queried or held), then accepted, replaced or rejected
    sa.Column("closed", sa.String(12), nullable=False, default=""),
)

# What waits for a person, and what the person decided.
held = sa.Table(
    "held",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("sort", sa.String(20), nullable=False),
    sa.Column("move", sa.String(20), index=True),
    sa.Column("form", sa.Integer),
    sa.Column("sha", sa.String(64), nullable=False, default=""),
    sa.Column("reason", sa.String(40), nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("since", Instant, nullable=False),
    sa.Column("decision", sa.String(12), nullable=False, default=""),
    sa.Column("decided", Instant),
)

# Every letter, rendered once, its bytes kept.
outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("move", sa.String(20), index=True),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("recipient", sa.Text, nullable=False),
    # where the envelope goes: the recipient, or the address that all is redirected to
    sa.Column("envelope", sa.Text, nullable=False),
    sa.Column("state", sa.String(12), nullable=False, index=True),
    sa.Column("hold", sa.String(40), nullable=False, default=""),
    sa.Column("due", sa.Date),
    sa.Column("late_days", sa.Integer),
    sa.Column("queued", Instant, nullable=False),
    sa.Column("sent", Instant),
    sa.Column("next_try", Instant),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("message_id", sa.Text, nullable=False, unique=True),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False, default=""),
    sa.Column("answer", sa.Text, nullable=False, default=""),
    sa.Column("attachments", Values, nullable=False),
    sa.Column("raw", sa.LargeBinary, nullable=False),
)

# Which notices each letter carries. A notice is its own key, and is in one letter only.
notices = sa.Table(
    "notices",
    metadata,
    sa.Column("key", sa.String(200), primary_key=True),
    sa.Column("outbox", sa.ForeignKey("outbox.id"), nullable=False, index=True),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("move", sa.String(20), index=True),
    sa.Column("due", sa.Date),
)

# Who did what, and when: each row's hash covers the row before it.
audit = sa.Table(
    "audit",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("what", sa.String(60), nullable=False),
    sa.Column("ref", sa.String(100), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)

# Each calendar that was in force, whole, from when on: what was believed then, and what changed.
calendars = sa.Table(
    "calendars",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("since", Instant, nullable=False),
    sa.Column("content", Values, nullable=False),
)
