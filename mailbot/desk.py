"""One tick: mails become facts, facts become letters, letters wait to leave. No socket in here.

Level-triggered. A tick recomputes what each move asks for and makes the outbox agree: what is due
and missing is queued, what is queued and no longer asked for is withdrawn. Nothing is scheduled, so
a tick that comes late, twice or after a crash does the same. The daemon and the simulator drive the
same desk; they differ in where mails come from, where letters go, and whose clock it is.
"""

import datetime as dt
import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

import sqlalchemy as sa

from mailbot.leaving.chases import Chases
from mailbot.leaving.digest import Digest
from mailbot.leaving.dispatch import Dispatch
from mailbot.leaving.panel import Panel
from mailbot.leaving.weekly import Weekly
from mailbot.mails.helditems import HOLD_OF
from mailbot.mails.intake import Intake
from mailbot.planned.cases import phone_numbers, recipients
from mailbot.planned.contents import item, rule_of
from mailbot.planned.docket import Docket
from mailbot.planned.endings import late_days
from mailbot.planned.post import GATES, Piece, Post
from mailbot.rulebook import Rulebook
from mailbot.rules.notices import plan
from mailbot.rules.planned import Planned, may_leave, next_opening
from mailbot.store import tables as t
from mailbot.store.almanac import keep
from mailbot.store.ledger import Ledger, Row, StoreError, left_of
from parsers.evidence import open_message
from parsers.records import Reading

log = logging.getLogger("mailbot.desk")

ATTEMPTS = 3
_TRY_AGAIN = dt.timedelta(hours=1)
_WAITING = (
    sa.select(t.mails.c.sha).where(t.mails.c.fate == "").order_by(t.mails.c.arrived, t.mails.c.seq)
)
_MAIL = sa.select(t.mails).where(t.mails.c.sha == sa.bindparam("sha_"))


class Read(Protocol):
    """Turns a mail's bytes and its local day into readings; vouched: a colleague sent it."""

    def __call__(
        self, raw: bytes, arrived: dt.date, /, *, vouched: bool = False
    ) -> Sequence[Reading]:
        """Return the readings of the mail."""
        ...


class Desk:
    """Does the work of one authority's mailbox on one store."""

    def __init__(self, ledger: Ledger, rules: Rulebook, read: Read) -> None:
        """Work on `ledger` by `rules`; `read` turns a mail's bytes into readings."""
        self.ledger = ledger
        self.docket = Docket(ledger)
        self._read = read
        self._wakes: dict[str, dt.datetime] = {}  # when each move is worth asking again
        self._broke: set[str] = set()
        self.rules = rules
        self.post = Post(ledger, self.docket, rules)
        self.intake = Intake(ledger, self.docket, rules, self.post)
        self.dispatch = Dispatch(ledger, rules, self.intake.held)
        self._chases = Chases(
            ledger, self.docket, rules, self.post, broken=self._broken, nowhere=self._no_address
        )
        self._digest = Digest(ledger, self.docket, rules, self.post)
        self._weekly = Weekly(ledger, self.docket, rules, self.post)
        self._panel = Panel(ledger, self.docket, rules, self.post)
        self._kept = replace(rules.calendar)  # the calendar that the store was last told of

    def calendar_changed(self) -> None:
        """Compute everything open anew: a closure or a term was added."""
        self._wakes.clear()

    # 1. mails

    def take(
        self,
        raw: bytes,
        *,
        arrived: dt.datetime,
        now: dt.datetime,
        place: tuple[int, int] | None = None,
        history: bool = False,
    ) -> str:
        """Keep a mail's bytes, durably, before anything is made of them; return its key."""
        sha = hashlib.sha256(raw).hexdigest()
        with self.ledger.transaction():
            self.ledger.take(sha, raw, arrived=arrived, taken=now, history=history)
            if place is not None:
                self.ledger.at(sha, *place)
        return sha

    def waiting(self) -> Sequence[str]:
        """Return the keys of the mails that wait to be worked on, in the order they arrived."""
        return [row["sha"] for row in self.ledger.rows(_WAITING)]

    def work_on(self, sha: str, now: dt.datetime) -> bool:
        """Work on one mail; return whether it is settled.

        A mail that breaks us is tried three times, counted before each, then kept in quarantine
        and told to staff; the rest go on. A store that cannot be written is no fault of the mail:
        that is raised, and costs it no attempt that counts.
        """
        attempt = self.ledger.begin_attempt(sha)
        if attempt > ATTEMPTS:
            self._quarantine(sha, now)
            return True
        found = self.ledger.rows(_MAIL, sha_=sha)
        if not found:
            return False
        row = found[0]
        try:
            evidence = open_message(row["raw"])
            sender = self.rules.sender_of(evidence)
            readings = self._read(
                row["raw"],
                self.rules.calendar.day_of(row["arrived"]),
                vouched=sender.staff and sender.authenticated,
            )
            with self.ledger.transaction():
                self.intake.mail(row, evidence, readings, now)
        except StoreError:
            self.ledger.forget_attempt(sha)
            raise
        except OSError as trouble:  # no memory, no handles: the machine's fault, not the mail's
            log.error("mail could not be read sha=%s: %s", sha[:8], trouble.strerror)  # noqa: TRY400
            self.ledger.forget_attempt(sha)
            return False
        except Exception:
            log.exception("mail broke us sha=%s attempt=%d", sha[:8], attempt)
            if attempt >= ATTEMPTS:
                self._quarantine(sha, now)
                return True
            return False
        return True

    def _quarantine(self, sha: str, now: dt.datetime) -> None:
        with self.ledger.transaction():
            self.ledger.settle(sha, "quarantine", "it broke the reader three times", now)
            why = "A mail could not be worked on. Its bytes are kept; a person must look at it."
            self.intake.held.open(now, "form", "quarantine", why, sha=sha)

    # 2. letters

    def reconcile(self, now: dt.datetime) -> None:
        """Make the outbox agree with what every move asks for at `now`."""
        self._keep_calendar(now)
        self._forget_stale()
        moves = self.docket.moves()
        chases: list[Planned] = []
        for ref in moves:
            wake = self._wakes.get(ref)
            if wake is None or now >= wake:
                chases += self._reconcile_safely(ref, now)
        try:
            self._chases.queue(chases, now)
        except StoreError:
            self._wakes.clear()  # what could not be queued is still asked for
            raise
        self._write_safely(self.intake.held.has_listed, self.intake.held.tell_of_listed, now)
        for writer in (self._digest, self._weekly, self._panel):
            self._write_safely(writer.is_due, writer.write, now)
        self._forget_stale()

    def _keep_calendar(self, now: dt.datetime) -> None:
        """Note in the store which calendar is in force; all that is open is computed by a new one.

        A store that cannot be written is asked again: nothing is decided before it knows.
        """
        calendar = self.rules.calendar
        if calendar is not self._kept:
            if keep(self.ledger, calendar, now):
                log.info(
                    "calendar changed terms=%d closures=%d",
                    len(calendar.terms),
                    len(calendar.closures),
                )
                calendar = self.rules.calendar = calendar.in_place_of(self._kept, now)
            self._kept = calendar
            self.calendar_changed()

    def _write_safely(
        self,
        is_due: Callable[[dt.datetime], bool],
        write: Callable[[dt.datetime], None],
        now: dt.datetime,
    ) -> None:
        """Let one writer to staff write; what breaks it keeps nothing else from leaving.

        is_due: looks before the store is locked; `write` looks again once it is.
        """
        try:
            if is_due(now):
                with self.ledger.transaction():
                    write(now)
        except StoreError:
            raise
        except Exception:
            log.exception("telling staff broke us what=%s", write.__qualname__)

    def _reconcile_safely(self, ref: str, now: dt.datetime) -> list[Planned]:
        """Reconcile one move; what breaks it is told to staff, and never stops the others."""
        try:
            return self._reconcile_move(ref, now)
        except StoreError:
            raise
        except Exception:
            log.exception("move broke us move=%s", ref)
            with self.ledger.transaction():
                self._broken(ref, "A move could not be worked on; nothing of it leaves.", now)
            self._wakes[ref] = now + _TRY_AGAIN
            return []

    def _broken(self, ref: str, why: str, now: dt.datetime) -> None:
        """Tell staff, once, that something of a move is ours to mend; the letter needs no case."""
        told = sa.select(t.held.c.id).where(
            t.held.c.move == ref, t.held.c.why == why, t.held.c.decision == ""
        )
        if self.ledger.row(told) is None:
            number = self.intake.held.open(
                now, "outbox", "broken", why, ref=ref, urgent=True, tell=False
            )
            data = {
                "reason": "broken",
                "held_id": number,
                "why": f"{ref}: {why}",
                "urgent": True,
                "details": phone_numbers(ref, self.docket, self.rules),
            }
            self.intake.held.tell(f"held/{number}", "form_held", data, now)

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
            self._broken(ref, f"A letter ({one.kind}, {who}) could not be written.", now)

    def _forget_stale(self) -> None:
        touched = self.ledger.touched()
        if touched is None:
            self._wakes.clear()
        for ref in touched or ():
            self._wakes.pop(ref, None)

    def _planned(self, ref: str) -> tuple[tuple[Planned, ...], Mapping[str, Row]]:
        keys = self.ledger.keys(ref)
        move = self.docket.moves()[ref]
        rules = self.rules
        return plan(move, rules.protocol_of(move), rules.calendar, left_of(keys)), keys

    def _reconcile_move(self, ref: str, now: dt.datetime) -> list[Planned]:
        """Queue and withdraw what is one move's own; return its chases, which may be bundled."""
        chases: list[Planned] = []
        calendar = self.rules.calendar
        with self.ledger.transaction():
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
            later.append(now + _TRY_AGAIN)
        never = dt.datetime.max.replace(tzinfo=dt.UTC)
        self._wakes[ref] = min((w for w in later if w > now), default=never)
        return chases

    def _withdraw(
        self, ref: str, planned: Sequence[Planned], keys: Mapping[str, Row], now: dt.datetime
    ) -> None:
        """Take back what waits and is asked for no more: its reason is gone, or its day is.

        A letter that could not be handed over in time and would now fall on a quiet day is taken
        back too; it is written anew when it may leave.
        """
        lasting = {p.key for p in planned if p.until is None or now < p.until}
        leaving = {p.key for p in planned if may_leave(p, now, self.rules.calendar)}
        for key, row in keys.items():
            is_planned = key.startswith(f"{ref}/") and not key.startswith(f"{ref}/told/")
            waits = row["state"] in ("queued", "held")
            wanted = leaving if row["state"] == "queued" and not row["hold"] else lasting
            if is_planned and waits and key.partition("#")[0] not in wanted:
                self.ledger.withdraw(row["outbox"], now)

    def _is_let_go(self, one: Planned, row: Row, now: dt.datetime) -> bool:
        """Take back a letter whose reason to wait is gone, so that it is written anew as of now.

        What waited for a person must not leave with the words, the address or the mode of the day
        on which it began to wait. The same for one whose reader's address has changed meanwhile.
        """
        if row["state"] not in ("held", "queued"):
            return False
        readers = {to.address for to in recipients(one, self.docket, self.rules)}
        waited = row["state"] == "held" and row["hold"] not in GATES
        moved = one.role != "sender" and row["recipient"] not in readers
        if moved or (waited and not self._hold(one, now)):
            self.ledger.withdraw(row["outbox"], now)
            return True
        return False

    def _hold(self, one: Planned, now: dt.datetime) -> str:
        """Return why a letter waits for a person if it is to leave now; "" if it need not."""
        if one.hold or one.kind != "breakdown_parent" or one.due is None:
            return one.hold
        move = self.docket.moves()[one.key.partition("/")[0]]
        late = (self.rules.calendar.day_of(now) - one.due).days
        is_old = late > self.rules.protocol_of(move).breakdown.late_news_days
        return "late_news" if is_old and "parents" not in move.released else ""

    def _queue(self, one: Planned, now: dt.datetime) -> None:
        to = recipients(one, self.docket, self.rules)
        ref = one.key.partition("/")[0]
        hold = self._hold(one, now)
        if hold:
            self.intake.held.for_notices(ref, hold, now, tell=not one.hold)
        if one.kind == "form_held":
            one = self._with_held_id(ref, one, now)
        if not to:
            self._no_address(ref, one, now)
            return
        there = self.ledger.keys(ref)
        sent = left_of(there)
        for n, reader in enumerate(to):
            key = f"{one.key}#{n}" if n else one.key
            if key in there:
                continue  # one of several readers has it still
            said = item(one, self.docket, self.rules, now, sent)
            move, calendar = self.docket.moves()[ref], self.rules.calendar
            is_breakdown = one.kind.startswith("breakdown_") and move.breakdown is not None
            today = calendar.day_of(now)
            self.post.put(
                [Piece(key=key, item=said, due=one.due)],
                reader,
                now,
                hold=hold,
                late_days=late_days(move, self.rules.protocol_of(move), calendar, today)
                if is_breakdown
                else None,
                source=rule_of(one, self.rules),
            )

    def _with_held_id(self, ref: str, one: Planned, now: dt.datetime) -> Planned:
        hold = HOLD_OF.get(one.data["reason"])
        if hold is None:
            return one
        return replace(
            one, data={**one.data, "held_id": self.intake.held.for_notices(ref, hold, now)}
        )

    def _no_address(self, ref: str, one: Planned, now: dt.datetime) -> None:
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
        if told.key not in self.ledger.keys(ref):
            self._queue(told, now)

    def wake(self, now: dt.datetime) -> dt.datetime:
        """Return the next instant after `now` at which a tick could find something to do."""
        return min([*self._wakes.values(), self._digest.next(now), self.intake.held.next_listed()])
