"""The store's tables, step by step from the first schema to today's.

A store says which schema it has (`meta`, the row "schema"); `tables.SCHEMA` is the one that this
program reads. What lies between are the steps in here, one a number, in order, each written out in
full: a step never looks at `tables`, which will have moved on. Alembic's operations do the work, as
SQLite must copy a table that it cannot alter. Its files, command and version table are left out:
with one writer and one line of versions, our number is all there is to know.

A step runs inside the transaction of whoever calls `upgrade`. It adds to what the store says and
throws nothing away; where it must change a table it does so by `op.batch_alter_table`.
"""

from collections.abc import Callable, Mapping

import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext


def upgrade(connection: sa.Connection, found: int, wanted: int) -> None:
    """Take the tables from schema `found` to schema `wanted`, one step after the other."""
    op = Operations(MigrationContext.configure(connection))
    for number in range(found + 1, wanted + 1):
        STEPS[number](op)


def _calendars(op: Operations) -> None:
    """Add the table of the calendars that were in force, empty: the next tick keeps the first."""
    op.create_table(
        "calendars",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=True),
        sa.Column("since", sa.String(32), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_calendars"),
    )


def _what_waits(op: Operations) -> None:
    """Let the mails that wait be found without a walk through the bytes of all that ever came."""
    op.create_index("ix_mails_fate", "mails", ["fate"])


# The step that leads to each schema from the one before.
STEPS: Mapping[int, Callable[[Operations], None]] = {
    2: _calendars,
    3: _what_waits,
}
