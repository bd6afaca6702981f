"""The store as it stood at an instant: what had been taken in, queued and sent by then.

What was believed on a day is asked long after, when forms have been amended, facts withdrawn and
closures added. Nothing that was learned later shows here: facts count from when they were taken in,
a letter's state is the one that the audit has for that instant, and the calendar is the one that
was in force. Who a move is about is the one thing that is always told as it is known now.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from mailbot.planned.docket import Docket
from mailbot.rulebook import Rulebook
from mailbot.rules.moves import Event
from mailbot.rules.obligations import State
from mailbot.store import tables as t
from mailbot.store.almanac import calendar_at
from mailbot.store.ledger import Ledger, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterThen:
    """A letter of a move as it stood. at: when it left, else when it was queued."""

    number: int
    kind: str
    role: str
    state: str
    due: dt.date | None
    at: dt.datetime
    sent: dt.datetime | None
    source: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Belief:
    """All that `mailbot moves` asks, at one instant.

    is_past: it is not the present one. is_calendar_known: the store has kept the calendar of then;
    without it the present one stands in, and the reader is told.
    """

    ledger: Ledger
    docket: Docket
    rules: Rulebook
    now: dt.datetime
    is_past: bool
    is_calendar_known: bool = True

    def standing(self, state: State, due: dt.date) -> str:
        """Return how an obligation stands: ahead, due or overdue while it is open."""
        if state is not State.OPEN:
            return state.value
        today = self.rules.calendar.day_of(self.now)
        return "ahead" if today < due else "due" if today == due else "overdue"

    def events(self, ref: str) -> tuple[Event, ...]:
        """Return the facts of a move that were known, in the order learned."""
        return self.ledger.events(ref, self.now)

    def arrived(self, evidence: str) -> dt.datetime | None:
        """Return when the mail of this evidence arrived; None where a person spoke."""
        query = sa.select(t.mails.c.arrived).where(t.mails.c.sha == evidence)
        found = self.ledger.row(query) if evidence else None
        return found["arrived"] if found else None

    def letters(self, ref: str) -> Sequence[LetterThen]:
        """Return the letters that said something of a move, oldest first, as they stood."""
        about = sa.select(t.notices.c.outbox).where(t.notices.c.move == ref)
        mine = sa.or_(t.outbox.c.id.in_(about), t.outbox.c.move == ref)
        rows = self.ledger.rows(
            sa.select(t.outbox).where(mine, t.outbox.c.queued <= self.now).order_by(t.outbox.c.id)
        )
        parts: dict[int, dict[tuple[str, str], list[Row]]] = {}
        carried = sa.select(t.notices).where(t.notices.c.outbox.in_([row["id"] for row in rows]))
        for notice in self.ledger.rows(carried):
            if notice["move"] == ref:
                part = notice["kind"], _about(notice["key"])
                parts.setdefault(notice["outbox"], {}).setdefault(part, []).append(notice)
        states = self._states(rows) if self.is_past else {}
        return [
            self._letter(row, states, notices, is_alone=row["move"] == ref and len(several) == 1)
            for row in rows
            for several in [list(parts.get(row["id"], {}).values()) or [[]]]
            for notices in several
        ]

    def _letter(
        self, row: Row, states: dict[str, str], notices: Sequence[Row], *, is_alone: bool
    ) -> LetterThen:
        """Return what a letter said of one matter of a move. notices: those of that matter, if any.

        A letter itself has the kind of the first thing that it says, of whatever move. is_alone:
        that is this matter.
        """
        has_left = row["sent"] is not None and row["sent"] <= self.now
        first, source = row, row["source"]
        if notices and not (is_alone and notices[0]["kind"] == row["kind"]):
            first = notices[0]
            source = f"{source.partition('.')[0]}.{_about(first['key'])}"
        return LetterThen(
            number=row["id"],
            kind=first["kind"],
            role=row["role"],
            state=states.get(str(row["id"])) or row["state"],
            due=first["due"],
            at=row["sent"] if has_left else row["queued"],
            sent=row["sent"] if has_left else None,
            source=source,
            keys=tuple(sorted(notice["key"] for notice in notices)),
        )

    def _states(self, rows: Sequence[Row]) -> dict[str, str]:
        """Return the last state that the audit has for each letter, by its number."""
        lines = self.ledger.rows(
            sa.select(t.audit.c.ref, t.audit.c.what)
            .where(
                t.audit.c.ref.in_([str(row["id"]) for row in rows]),
                t.audit.c.what.startswith("letter "),
                t.audit.c.at <= self.now,
            )
            .order_by(t.audit.c.seq)
        )
        return {line["ref"]: line["what"].removeprefix("letter ") for line in lines}


def _about(key: str) -> str:
    """Return what a notice is about: the second part of its key, as an obligation is called."""
    return key.split("/")[1] if "/" in key else key


def present(ledger: Ledger, docket: Docket, rules: Rulebook, now: dt.datetime) -> Belief:
    """Return what is believed at the present instant."""
    return Belief(ledger=ledger, docket=docket, rules=rules, now=now, is_past=False)


def at(ledger: Ledger, rules: Rulebook, instant: dt.datetime) -> Belief:
    """Return what was believed at an instant of the past, by the calendar then in force."""
    calendar = calendar_at(ledger, instant)
    return Belief(
        ledger=ledger,
        docket=Docket(ledger, instant),
        rules=replace(rules, calendar=calendar or rules.calendar),
        now=instant,
        is_past=True,
        is_calendar_known=calendar is not None,
    )
