"""The letters of one move: queued when they are due, taken back when nothing asks for them.

What a move asks for is computed anew each time, and the outbox made to agree. A letter that cannot
be written keeps no other from leaving: staff are told of it once.
"""

import datetime as dt
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace

import sqlalchemy as sa

from mailbot.mails.helditems import HOLD_OF, HeldItems
from mailbot.planned.cases import phone_numbers, recipients
from mailbot.planned.contents import item, rule_of
from mailbot.planned.docket import Docket
from mailbot.planned.endings import late_days
from mailbot.planned.post import GATES, Piece, Post
from mailbot.rulebook import Rulebook
from mailbot.rules.notices import plan
from mailbot.rules.planned import Planned, may_leave, next_opening
from mailbot.store import tables as t
from mailbot.store.ledger import Ledger, Row, StoreError, left_of

log = logging.getLogger("mailbot.leaving.moveletters")

TRY_AGAIN = dt.timedelta(hours=1)


class MoveLetters:
    """Makes the outbox agree with what one move asks for."""

    def __init__(
        self, ledger: Ledger, docket: Docket, rules: Rulebook, post: Post, held: HeldItems
    ) -> None:
        """Queue by `post`; what waits for a person stands among `held`."""
        self._ledger = ledger
        self._docket = docket
        self._rules = rules
        self._post = post
        self._held = held
        self._broke: set[str] = set()

    def reconcile(self, ref: str, now: dt.datetime) -> tuple[list[Planned], dt.datetime]:
        """Queue and withdraw what is one move's own.

        Returns its chases, which may be bundled, and when the move is worth asking again.
        """
        chases: list[Planned] = []
        calendar = self._rules.calendar
        with self._ledger.transaction():
            planned, keys = self._planned(ref)
            self._withdraw(ref, planned, keys, now)
            for one in planned:
                if one.key in keys and not self._is_let_go(one, keys[one.key], now):
                    continue
                if may_leave(one, now, calendar):
                    if one.is_chase:
                        chases.append(one)
                    else:
                        self._queue_safely(one, now)
        later = [
            next_opening(p, now, calendar)
            for p in planned
            if p.key not in keys and (p.until is None or p.until > now)
        ]
        if ref in self._broke:
            self._broke.discard(ref)
            later.append(now + TRY_AGAIN)
        never = dt.datetime.max.replace(tzinfo=dt.UTC)
        return chases, min((w for w in later if w > now), default=never)

    def _planned(self, ref: str) -> tuple[tuple[Planned, ...], Mapping[str, Row]]:
        keys = self._ledger.keys(ref)
        move = self._docket.moves()[ref]
        rules = self._rules
        return plan(move, rules.protocol_of(move), rules.calendar, left_of(keys)), keys

    def _withdraw(
        self, ref: str, planned: Sequence[Planned], keys: Mapping[str, Row], now: dt.datetime
    ) -> None:
        """Take back what waits and is asked for no more: its reason is gone, or its day is.

        A letter that could not be handed over in time and would now fall on a quiet day is taken
        back too; it is written anew when it may leave.
        """
        lasting = {p.key for p in planned if p.until is None or now < p.until}
        leaving = {p.key for p in planned if may_leave(p, now, self._rules.calendar)}
        for key, row in keys.items():
            is_planned = key.startswith(f"{ref}/") and not key.startswith(f"{ref}/told/")
            waits = row["state"] in ("queued", "held")
            wanted = leaving if row["state"] == "queued" and not row["hold"] else lasting
            if is_planned and waits and key.partition("#")[0] not in wanted:
                self._ledger.withdraw(row["outbox"], now)

    def _is_let_go(self, one: Planned, row: Row, now: dt.datetime) -> bool:
        """Take back a letter whose reason to wait is gone, so that it is written anew as of now.

        What waited for a person must not leave with the words, the address or the mode of the day
        on which it began to wait. The same for one whose reader's address has changed meanwhile.
        """
        if row["state"] not in ("held", "queued"):
            return False
        readers = {to.address for to in recipients(one, self._docket, self._rules)}
        waited = row["state"] == "held" and row["hold"] not in GATES
        moved = one.role != "sender" and row["recipient"] not in readers
        if moved or (waited and not self._hold(one, now)):
            self._ledger.withdraw(row["outbox"], now)
            return True
        return False

    def _hold(self, one: Planned, now: dt.datetime) -> str:
        """Return why a letter waits for a person if it is to leave now; "" if it need not."""
        if one.hold or one.kind != "breakdown_parent" or one.due is None:
            return one.hold
        move = self._docket.moves()[one.key.partition("/")[0]]
        late = (self._rules.calendar.day_of(now) - one.due).days
        is_old = late > self._rules.protocol_of(move).breakdown.late_news_days
        return "late_news" if is_old and "parents" not in move.released else ""

    def _queue_safely(self, one: Planned, now: dt.datetime) -> None:
        """Queue one letter; one that cannot be written keeps no other from leaving."""
        try:
            self._queue(one, now)
        except StoreError:
            raise
        except Exception:
            ref = one.key.partition("/")[0]
            log.exception("letter broke us move=%s kind=%s", ref, one.kind)
            self._broke.add(ref)
            who = f"{one.role} {one.number}" if one.number else one.role
            self.broken(ref, f"A letter ({one.kind}, {who}) could not be written.", now)

    def _queue(self, one: Planned, now: dt.datetime) -> None:
        to = recipients(one, self._docket, self._rules)
        ref = one.key.partition("/")[0]
        hold = self._hold(one, now)
        if hold:
            self._held.for_notices(ref, hold, now, tell=not one.hold)
        if one.kind == "form_held":
            one = self._with_held_id(ref, one, now)
        if not to:
            self.no_address(ref, one, now)
            return
        there = self._ledger.keys(ref)
        sent = left_of(there)
        for n, reader in enumerate(to):
            key = f"{one.key}#{n}" if n else one.key
            if key in there:
                continue  # one of several readers has it still
            said = item(one, self._docket, self._rules, now, sent)
            move, calendar = self._docket.moves()[ref], self._rules.calendar
            is_breakdown = one.kind.startswith("breakdown_") and move.breakdown is not None
            today = calendar.day_of(now)
            self._post.put(
                [Piece(key=key, item=said, due=one.due)],
                reader,
                now,
                hold=hold,
                late_days=late_days(move, self._rules.protocol_of(move), calendar, today)
                if is_breakdown
                else None,
                source=rule_of(one, self._rules),
            )

    def _with_held_id(self, ref: str, one: Planned, now: dt.datetime) -> Planned:
        hold = HOLD_OF.get(one.data["reason"])
        if hold is None:
            return one
        return replace(one, data={**one.data, "held_id": self._held.for_notices(ref, hold, now)})

    def no_address(self, ref: str, one: Planned, now: dt.datetime) -> None:
        """Tell staff once that a letter has nowhere to go; its key is used by that message."""
        told = replace(
            one,
            key=f"{ref}/told/no_address/{one.kind}/{one.role}{one.number or ''}",
            kind="form_held",
            role="exclusions_team",
            due=None,  # the message is about an address; it chases nothing
            quiet="none",
            data={"reason": "no_address"},
        )
        if told.key not in self._ledger.keys(ref):
            self._queue(told, now)

    def broken(self, ref: str, why: str, now: dt.datetime) -> None:
        """Tell staff, once, that something of a move is ours to mend; the letter needs no case."""
        told = sa.select(t.held.c.id).where(
            t.held.c.move == ref, t.held.c.why == why, t.held.c.decision == ""
        )
        if self._ledger.row(told) is None:
            number = self._held.open(now, "outbox", "broken", why, ref=ref, urgent=True, tell=False)
            data = {
                "reason": "broken",
                "held_id": number,
                "why": f"{ref}: {why}",
                "urgent": True,
                "details": phone_numbers(ref, self._docket, self._rules),
            }
            self._held.tell(f"held/{number}", "form_held", data, now)
