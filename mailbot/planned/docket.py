"""The moves as the ledger has them: folded once, kept, and folded again when a fact is added.

What it gives is derived and can be thrown away at any moment; the ledger is the truth.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from mailbot.rules.identity import Identity, Known
from mailbot.rules.intake import Desk
from mailbot.rules.moves import Move, fold
from mailbot.rules.protocols import Protocols
from mailbot.rules.schooldays import Calendar
from mailbot.store import tables as t
from mailbot.store.ledger import Ledger, Row
from parsers.records import Mm1, Reading


class Docket:
    """Every move, ready to be asked about."""

    def __init__(self, ledger: Ledger, until: dt.datetime | None = None) -> None:
        """Read from `ledger`, and from nothing else; until: what it had taken in by then alone."""
        self._ledger = ledger
        self._until = until
        self._folded: dict[str, tuple[int, Row, Move]] = {}
        self._papers: dict[str, tuple[int, Mm1 | None]] = {}
        self._moves: Mapping[str, Move] = {}
        self._stamp: tuple[int, int] | None = None
        self._undone = ledger.undone

    def moves(self) -> Mapping[str, Move]:
        """Return all moves by reference, up to date with the ledger."""
        if self._undone != self._ledger.undone:  # what is undone and what follows have one place
            self._undone, self._stamp = self._ledger.undone, None
            self._folded.clear()
            self._papers.clear()
        stamp = self._ledger.stamp()
        if stamp is None or stamp != self._stamp:
            self._moves = self._folded_anew()
            self._stamp = stamp
        return self._moves

    def _folded_anew(self) -> Mapping[str, Move]:
        newest = self._ledger.versions(self._until)
        stale = [ref for ref, seq in newest.items() if self.version(ref) != seq]
        if stale:
            people = {row["id"]: row for row in self._ledger.rows(sa.select(t.moves))}
            for ref in stale:
                who = people[ref]
                facts = self._ledger.events(ref, self._until)
                move = fold(ref, who["home"], who["receiving"], facts)
                self._folded[ref] = newest[ref], who, move
        return {ref: self._folded[ref][2] for ref in newest}

    def forget(self, ref: str) -> None:
        """Read a move anew: who it is about was changed."""
        self._folded.pop(ref, None)
        self._stamp = None

    def version(self, ref: str) -> int | None:
        """Return how new the kept move is: the place of its newest fact."""
        kept = self._folded.get(ref)
        return kept[0] if kept else None

    def people(self, ref: str) -> Row:
        """Return who a move is about."""
        self.moves()
        return self._folded[ref][1]

    def paper(self, ref: str) -> Mm1 | None:
        """Return the agreement in force of a move, as it was read."""
        self.moves()
        seq = self._folded[ref][0]
        agreement = self._folded[ref][2].agreement
        if agreement is None:
            return None
        if ref not in self._papers or self._papers[ref][0] != seq:
            query = sa.select(t.forms.c.reading).where(t.forms.c.id == int(agreement.form or 0))
            found = self._ledger.row(query)
            record = Reading.model_validate_json(found["reading"]).record if found else None
            self._papers[ref] = seq, record if isinstance(record, Mm1) else None
        return self._papers[ref][1]

    def desk(self, protocols: Protocols, calendar: Calendar) -> Desk:
        """Return what a decision about a form needs to know."""
        moves = self.moves()
        return Desk(
            known=self.known(),
            moves=moves,
            protocols=protocols,
            calendar=calendar,
            papers=self.paper,
        )

    def known(self) -> Sequence[Known]:
        """Return the moves by who they are about."""
        moves = self.moves()
        return [_known(self._folded[ref][1], move) for ref, move in moves.items()]


def _known(who: Mapping[str, Any], move: Move) -> Known:
    agreement = move.agreement
    return Known(
        move=move.id,
        who=Identity(
            forename=who["forename"],
            surname=who["surname"],
            dob=who["dob"],
            upn=who["upn"] or "",
            home=who["home"],
            receiving=who["receiving"],
        ),
        state="over" if move.is_over else "running" if agreement else "expected",
        start=agreement.start if agreement else move.expected_start,
        end=agreement.end if agreement else None,
    )
