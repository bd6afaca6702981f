"""The calendars the store remembers: which one was in force when.

The calendar's files are the office's and are overwritten; what was promised under the old ones was
promised all the same. So each calendar that differs from the one before is kept whole, with the
instant from which it was in force. From that follow what was believed on a day (`calendar_at`) and
what has changed since staff were last told (mailbot.leaving.changes).

Two calendars are the same if they say the same, in whatever order and however often.
"""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from mailbot.rules.schooldays import Calendar, Closure, Term
from mailbot.store import tables as t
from mailbot.store.ledger import Ledger


def calendar_at(ledger: Ledger, instant: dt.datetime) -> Calendar | None:
    """Return the calendar that was in force at an aware instant.

    Before the first one that was kept (a store from before calendars were), that first one: the
    oldest that is known. None where the store has kept none yet.
    """
    known = sa.select(t.calendars.c.content)
    then = known.where(t.calendars.c.since <= instant).order_by(t.calendars.c.id.desc())
    row = ledger.row(then) or ledger.row(known.order_by(t.calendars.c.id))
    return _read(row["content"]) if row else None


def keep(ledger: Ledger, calendar: Calendar, now: dt.datetime) -> bool:
    """Note that `calendar` is in force from now on; return whether it is another than before."""
    content = _written(calendar)
    newest = sa.select(t.calendars.c.content).order_by(t.calendars.c.id.desc())
    with ledger.transaction():
        before = ledger.row(newest)
        if before is not None and before["content"] == content:
            return False
        number = ledger.write(sa.insert(t.calendars).values(since=now, content=content))
        ledger.audit(now, "calendar in force", number)
    return before is not None


def _written(calendar: Calendar) -> dict[str, Any]:
    """Return a calendar as plain values, each row once and in order."""
    terms = {
        (row.school or 0, row.first.isoformat(), row.last.isoformat()) for row in calendar.terms
    }
    shut = {(row.school or 0, row.day.isoformat(), row.why) for row in calendar.closures}
    return {
        "zone": calendar.zone.key,
        "terms": [list(row) for row in sorted(terms)],
        "closures": [list(row) for row in sorted(shut)],
        "added": sorted(day.isoformat() for day in calendar.added),
        "removed": sorted(day.isoformat() for day in calendar.removed),
    }


def _read(content: dict[str, Any]) -> Calendar:
    day = dt.date.fromisoformat
    return Calendar(
        zone=ZoneInfo(content["zone"]),
        terms=tuple(Term(urn or None, day(a), day(b)) for urn, a, b in content["terms"]),
        closures=tuple(Closure(urn or None, day(at), why) for urn, at, why in content["closures"]),
        added=frozenset(map(day, content["added"])),
        removed=frozenset(map(day, content["removed"])),
    )
