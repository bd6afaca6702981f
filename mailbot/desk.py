"""One tick: mails become facts, facts become letters, letters wait to leave. No socket in here.

Level-triggered. A tick recomputes what each move asks for and makes the outbox agree: what is due
and missing is queued, what is queued and no longer asked for is withdrawn. Nothing is scheduled, so
a tick that comes late, twice or after a crash does the same. The daemon and the simulator drive the
same desk; they differ in where mails come from, where letters go, and whose clock it is.
"""

import datetime as dt
import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

import sqlalchemy as sa

from mailbot.leaving.chases import Chases
from mailbot.leaving.digest import Digest
from mailbot.leaving.dispatch import Dispatch
from mailbot.leaving.moveletters import TRY_AGAIN, MoveLetters
from mailbot.leaving.panel import Panel
from mailbot.leaving.weekly import Weekly
from mailbot.mails.intake import Intake
from mailbot.planned.docket import Docket
from mailbot.planned.post import Post
from mailbot.rulebook import Rulebook
from mailbot.rules.planned import Planned
from mailbot.store import tables as t
from mailbot.store.almanac import keep
from mailbot.store.ledger import Ledger, StoreError
from parsers.evidence import open_message
from parsers.records import Reading

log = logging.getLogger("mailbot.desk")

ATTEMPTS = 3
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
        self.rules = rules
        self.post = Post(ledger, self.docket, rules)
        self.intake = Intake(ledger, self.docket, rules, self.post)
        self.dispatch = Dispatch(ledger, rules, self.intake.held)
        self._letters = MoveLetters(ledger, self.docket, rules, self.post, self.intake.held)
        self._chases = Chases(ledger, self.docket, rules, self.post, self._letters)
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
            chases, self._wakes[ref] = self._letters.reconcile(ref, now)
        except StoreError:
            raise
        except Exception:
            log.exception("move broke us move=%s", ref)
            with self.ledger.transaction():
                why = "A move could not be worked on; nothing of it leaves."
                self._letters.broken(ref, why, now)
            self._wakes[ref] = now + TRY_AGAIN
            return []
        return chases

    def _forget_stale(self) -> None:
        touched = self.ledger.touched()
        if touched is None:
            self._wakes.clear()
        for ref in touched or ():
            self._wakes.pop(ref, None)

    def wake(self, now: dt.datetime) -> dt.datetime:
        """Return the next instant after `now` at which a tick could find something to do."""
        return min([*self._wakes.values(), self._digest.next(now), self.intake.held.next_listed()])
