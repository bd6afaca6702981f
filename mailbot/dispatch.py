"""Letters on their way: which leave now, what became of each, what a crash or a new mode left over.

Send, then mark sent. Each phase is committed before the next begins, so that after a crash it is
known which letters had not left and which may have; the latter are sent again, the same bytes under
the same Message-ID. A refusal is shown to people, never dropped.
"""

import datetime as dt
import logging
from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from mailbot import tables as t
from mailbot.helditems import HeldItems
from mailbot.ledger import Ledger, Row
from mailbot.outbox import Refused, Retry, Sent
from mailbot.rulebook import Rulebook

log = logging.getLogger("mailbot.dispatch")

_RETRY_MINUTES = (1, 5, 15, 30, 60)
_STALE = dt.timedelta(days=2)
_DROPPED = "dropped when the sending mode changed"


class Dispatch:
    """The way out of the outbox."""

    def __init__(self, ledger: Ledger, rules: Rulebook, held: HeldItems) -> None:
        """Send from `ledger` as `rules` say; tell staff by `held`."""
        self._ledger = ledger
        self._rules = rules
        self._held = held

    def outgoing(self, now: dt.datetime) -> Iterator[Row]:
        """Yield the letters to send now, breakdown notices first."""
        ready = sa.or_(t.outbox.c.next_try.is_(None), t.outbox.c.next_try <= now)
        urgent = sa.case((t.outbox.c.kind.startswith("breakdown_"), 0), else_=1)
        states = ("queued", "uncertain")
        query = sa.select(t.outbox).where(t.outbox.c.state.in_(states), ready)
        yield from self._ledger.rows(query.order_by(urgent, t.outbox.c.id))

    def sending(self, number: int, now: dt.datetime) -> None:
        """Note, durably, that a letter is being handed over."""
        with self._ledger.transaction():
            self._ledger.change_letter(
                number, now, state="sending", attempts=t.outbox.c.attempts + 1
            )

    def writing(self, number: int, now: dt.datetime) -> None:
        """Note, durably, that the server may have a letter from now on, whatever happens."""
        with self._ledger.transaction():
            self._ledger.change_letter(number, now, state="uncertain")

    def answered(self, row: Row, answer: Sent | Retry | Refused, now: dt.datetime) -> None:
        """Note what became of a letter."""
        number = row["id"]
        with self._ledger.transaction():
            match answer:
                case Sent():
                    self._ledger.change_letter(number, now, state="sent", sent=now, next_try=None)
                    log.info(
                        "notice sent letter=%d kind=%s move=%s", number, row["kind"], row["move"]
                    )
                case Retry():
                    wait = _RETRY_MINUTES[min(row["attempts"], len(_RETRY_MINUTES) - 1)]
                    later = now + dt.timedelta(minutes=wait)
                    state = "uncertain" if answer.after_data else "queued"
                    self._ledger.change_letter(
                        number, now, state=state, next_try=later, answer=answer.why
                    )
                case Refused():
                    self._ledger.change_letter(number, now, state="refused", answer=answer.why)
                    self._tell_refused(row, answer, now)

    def put_off(self, letters: Sequence[Row], why: str, now: dt.datetime) -> None:
        """Try letters again later that the relay could not be asked to take."""
        for row in letters:
            if row["state"] == "queued":
                self.answered(row, Retry(why, after_data=False), now)

    def recover(self, now: dt.datetime) -> None:
        """Put right what a crash left half done, and what a change of `sending.mode` asks for.

        A letter that was being handed over had not left; one whose bytes were being written may
        have: it is sent again, the same bytes under the same Message-ID, and is known by that.
        """
        mode = self._rules.settings.sending.mode
        with self._ledger.transaction():
            for row in self._ledger.rows(sa.select(t.outbox).where(t.outbox.c.state == "sending")):
                self._ledger.change_letter(row["id"], now, state="queued", next_try=None)
            unsent = t.outbox.c.state.in_(("queued", "held")) & t.outbox.c.hold.in_(("", "mode"))
            if self._ledger.get("mode") not in (None, mode):
                for row in self._ledger.rows(sa.select(t.outbox).where(unsent)):
                    self._under_new_mode(row, mode, now)
            self._ledger.put("mode", mode)

    def _under_new_mode(self, row: Row, mode: str, now: dt.datetime) -> None:
        """Let a letter written under another mode go, be written anew, or be dropped.

        What the rules plan is planned afresh. An answer older than two days is dropped (and listed
        in the digest); no letter written for one mode's reader leaves under another mode.
        """
        planned = sa.select(t.notices.c.key).where(t.notices.c.outbox == row["id"])
        keys = [notice["key"] for notice in self._ledger.rows(planned)]
        if row["move"] is not None and all(key.startswith("MM-") for key in keys):
            self._ledger.withdraw(row["id"], now)
        elif mode == "live" and row["queued"] >= now - _STALE:
            self._ledger.change_letter(row["id"], now, state="queued", hold="")
        elif mode == "hold":
            self._ledger.change_letter(row["id"], now, state="held", hold="mode")
        else:
            self._ledger.change_letter(row["id"], now, state="withdrawn", answer=_DROPPED)

    def _tell_refused(self, row: Row, answer: Refused, now: dt.datetime) -> None:
        """Tell staff of a letter that the relay will not take; never dropped in silence."""
        if row["kind"] == "undeliverable":
            return
        data = {
            "kind_returned": row["kind"],
            "why": answer.why,
            "breakdown": row["kind"].startswith("breakdown_"),
            "to_role": row["role"],
        }
        self._held.tell(f"refused/{row['id']}", "undeliverable", data, now, ref=row["move"])
