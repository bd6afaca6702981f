"""Letters that waited for a person, or that the relay refused, let go by that person.

A letter says what was true on the day on which it was written. One of today leaves as it is. An
older one that the rules planned (a notice of a breakdown, an invitation, a chase) would speak of
the wrong day, or go to an address that has changed since; it is taken back instead, and a note
beside its key tells the post office that a person has let it go, so that the desk writes it anew,
as of now, and sends it. One that nothing asks for any more is taken back for good.

What waits for a decision about a family or a home school is not let go here: `mailbot held` is.
"""

import datetime as dt
from collections.abc import Mapping
from enum import Enum

import sqlalchemy as sa

from mailbot.complaints import Complaint
from mailbot.desk import Desk
from mailbot.planned.post import GATES
from mailbot.rules.notices import plan
from mailbot.rules.planned import Planned, may_leave
from mailbot.store import tables as t
from mailbot.store.ledger import Row, left_of


class ReleaseError(Complaint):
    """A letter cannot be let go; the sentence says why."""


class Release(Enum):
    """What becomes of a letter that was let go, as a person is told it."""

    LEAVES = "released: it is sent at the next tick"
    ANEW = "will be written anew and sent at the next tick"
    LATER = "will be written anew and sent on its reader's next day at work"
    DECISION = "will be written anew, and then waits for a decision; see mailbot held"
    OVER = "is owed no more: taken back, and nothing is sent"


def held_by_a_gate(desk: Desk) -> list[int]:
    """Return the numbers of the letters held for the mode, their kind or the cap, oldest first."""
    query = sa.select(t.outbox.c.id).where(t.outbox.c.state == "held", t.outbox.c.hold.in_(GATES))
    return [row["id"] for row in desk.ledger.rows(query.order_by(t.outbox.c.id))]


def release(desk: Desk, number: int, now: dt.datetime) -> tuple[Release, frozenset[int]]:
    """Let a letter go; return what becomes of it, and the numbers of all letters it holds for.

    A notice that the exclusions team gets as one letter for each person is written anew for all of
    them. Raises ReleaseError, nothing changed, if the letter cannot be let go.
    """
    with desk.ledger.transaction():
        row = desk.ledger.letter(number)
        if row is None:
            raise ReleaseError(f"{number}: there is no such message; see mailbot outbox")
        if row["state"] not in ("held", "refused"):
            raise ReleaseError(f"{number}: is {row['state']}, neither held nor refused")
        if row["state"] == "held" and row["hold"] not in GATES:
            raise ReleaseError(f"{number}: waits for a decision; see mailbot held")
        fits = _fits_mode(desk, row)
        of_today = desk.rules.calendar.day_of(row["queued"]) == desk.rules.calendar.day_of(now)
        keys = _keys(desk, number)
        is_planned = all(key.startswith("MM-") and "/told/" not in key for key in keys)
        if is_planned and keys and not (of_today and fits):
            return _anew(desk, number, keys, now)
        if not fits:
            raise ReleaseError(f"{number}: was written for another sending mode; drop it")
        desk.ledger.change_letter(number, now, state="queued", hold="released", next_try=None)
        return Release.LEAVES, frozenset({number})


def _fits_mode(desk: Desk, row: Row) -> bool:
    sending = desk.rules.settings.sending
    is_redirected = sending.mode == "redirect"
    return bool(row["envelope"] == (sending.redirect_to if is_redirected else row["recipient"]))


def _keys(desk: Desk, number: int) -> list[str]:
    query = sa.select(t.notices.c.key).where(t.notices.c.outbox == number)
    return [row["key"] for row in desk.ledger.rows(query.order_by(t.notices.c.key))]


def _anew(
    desk: Desk, number: int, keys: list[str], now: dt.datetime
) -> tuple[Release, frozenset[int]]:
    """Take a letter back and note that its notices, written anew, may leave."""
    stems = {key.partition("#")[0] for key in keys}
    numbers, marks = {number}, set(keys)
    owed: list[Planned] = []
    for ref in sorted({stem.partition("/")[0] for stem in stems}):
        known = desk.ledger.keys(ref)
        for key, other in known.items():
            if key.partition("#")[0] in stems and other["outbox"] != number:
                # the desk writes a notice to all its readers or to none
                if other["state"] not in ("held", "refused"):
                    why = "another of its readers had it: tell this one, then drop it"
                    raise ReleaseError(f"{number}: {why}")
                numbers.add(other["outbox"])
                marks.add(key)
        owed += _owed(desk, ref, stems, known, now)
    for each in sorted(numbers):
        desk.ledger.withdraw(each, now)
        desk.ledger.change_letter(each, now, answer="let go by a person, to be written anew")
    if not owed:
        return Release.OVER, frozenset(numbers)
    for key in sorted(marks):
        desk.ledger.put(f"released/{key}", desk.rules.calendar.day_of(now).isoformat())
    if all(one.hold for one in owed):
        return Release.DECISION, frozenset(numbers)
    if any(may_leave(one, now, desk.rules.calendar) for one in owed):
        return Release.ANEW, frozenset(numbers)
    return Release.LATER, frozenset(numbers)


def _owed(
    desk: Desk, ref: str, stems: set[str], known: Mapping[str, Row], now: dt.datetime
) -> list[Planned]:
    """Return which of these notices the rules still ask for at `now`."""
    rules = desk.rules
    move = desk.docket.moves()[ref]
    planned = plan(move, rules.protocol_of(move), rules.calendar, left_of(known))
    return [p for p in planned if p.key in stems and (p.until is None or now < p.until)]
