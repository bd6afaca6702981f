"""Letters on their way: which leave now, what became of each, what a crash or a new mode left over.

Send, then mark sent. Each phase is committed before the next begins, so that after a crash it is
known which letters had not left and which may have; the latter are sent again, the same bytes under
the same Message-ID. A refusal is shown to people, never dropped.
"""

import datetime as dt
import logging
from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from mailbot.mails.helditems import HeldItems
from mailbot.rulebook import Rulebook
from mailbot.servers.outbox import Refused, Retry, Sent
from mailbot.store import tables as t
from mailbot.store.ledger import Ledger, Row

log = logging.getLogger("mailbot.leaving.dispatch")

_RETRY_MINUTES = (1, 5, 15, 30, 60)
_STALE = dt.timedelta(days=2)
_DROPPED = "dropped when the sending mode changed"
_LEAVING = ("queued", "uncertain")
_READY = (
    sa.select(t.outbox)
    .where(
        t.outbox.c.state.in_(_LEAVING),
        sa.or_(t.outbox.c.next_try.is_(None), t.outbox.c.next_try <= sa.bindparam("now_")),
    )
    .order_by(sa.case((t.outbox.c.kind.startswith("breakdown_"), 0), else_=1), t.outbox.c.id)
)


class Dispatch:
    """The way out of the outbox."""

    def __init__(self, ledger: Ledger, rules: Rulebook, held: HeldItems) -> None:
        """Send from `ledger` as `rules` say; tell staff by `held`."""
        self._ledger = ledger
        self._rules = rules
        self._held = held

    def outgoing(self, now: dt.datetime) -> Iterator[Row]:
        """Yield the letters to send now, breakdown notices first."""
        for row in self._ledger.rows(_READY, now_=now):
            if self._fits_mode(row):
                yield row

    def _fits_mode(self, row: Row) -> bool:
        """Return whether the present mode lets this letter go where its envelope says.

        The last gate: whatever put a letter here, one written for another mode's reader stays.
        """
        sending = self._rules.settings.sending
        if sending.mode == "redirect":
            return bool(row["envelope"] == sending.redirect_to)
        is_true = bool(row["envelope"] == row["recipient"])
        return is_true and (sending.mode == "live" or row["hold"] == "released")

    def sending(self, number: int, now: dt.datetime) -> bool:
        """Note, durably, that a letter is being handed over.

        False if it must not leave any more: staff dropped it since it was asked for.
        """
        with self._ledger.transaction():
            if not self._is_leaving(number):
                return False
            self._ledger.change_letter(
                number, now, state="sending", attempts=t.outbox.c.attempts + 1
            )
        return True

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
        """Try letters again in a minute that the relay could not be asked to take.

        Nothing became of them, so the audit has nothing to tell: a relay may be down for weeks.
        """
        later = now + dt.timedelta(minutes=_RETRY_MINUTES[0])
        with self._ledger.transaction():
            for row in letters:
                if self._is_leaving(row["id"]):
                    self._ledger.change_letter(row["id"], now, next_try=later, answer=why)

    def not_archived(self, number: int, why: str, now: dt.datetime) -> None:
        """Note that the authority's own copy of a letter that has left was not taken."""
        log.warning("copy for the archive not taken letter=%d: %s", number, why)
        with self._ledger.transaction():
            said = f"The copy for the archive was not taken. {why}"
            self._ledger.change_letter(number, now, answer=said)

    def _is_leaving(self, number: int) -> bool:
        """Return whether a letter still waits for the relay: staff may have dropped it."""
        row = self._ledger.letter(number)
        return row is not None and row["state"] in _LEAVING

    def recover(self, now: dt.datetime) -> None:
        """Put right what a crash left half done, and what a change of `sending.mode` asks for.

        A letter that was being handed over had not left; one whose bytes were being written may
        have: it is sent again, the same bytes under the same Message-ID, and is known by that.
        """
        mode = self._rules.settings.sending.mode
        with self._ledger.transaction():
            self._take_back(now)
            is_new = self._ledger.get("mode") not in (None, mode)
            unsent = t.outbox.c.state.in_((*_LEAVING, "held"))
            for row in self._ledger.rows(sa.select(t.outbox).where(unsent)):
                if is_new or row["envelope"] != self._envelope(row):
                    self._under_new_mode(row, mode, now)
            self._ledger.put("mode", mode)

    def put_right(self, now: dt.datetime) -> None:
        """Queue again what could not be handed over because the store could not be written."""
        left = sa.select(t.outbox.c.id).where(t.outbox.c.state == "sending")
        if self._ledger.row(left) is not None:
            with self._ledger.transaction():
                self._take_back(now)

    def _take_back(self, now: dt.datetime) -> None:
        for row in self._ledger.rows(sa.select(t.outbox).where(t.outbox.c.state == "sending")):
            self._ledger.change_letter(row["id"], now, state="queued", next_try=None)

    def _envelope(self, row: Row) -> str:
        """Return where the present mode sends a letter."""
        sending = self._rules.settings.sending
        to = sending.redirect_to if sending.mode == "redirect" else None
        return str(to or row["recipient"])

    def _under_new_mode(self, row: Row, mode: str, now: dt.datetime) -> None:
        """Let a letter written under another mode go, be written anew, or be dropped.

        What the rules plan is planned afresh, also what waits for a person: it was written for that
        mode's reader. So no letter of one mode leaves under another, and none goes where nobody
        waits for it. An answer older than two days is dropped, and listed in the digest.
        """
        planned = sa.select(t.notices.c.key).where(t.notices.c.outbox == row["id"])
        keys = [notice["key"] for notice in self._ledger.rows(planned)]
        is_planned = row["move"] is not None and all(key.startswith("MM-") for key in keys)
        is_meant = row["envelope"] == self._envelope(row)
        number = row["id"]
        if row["state"] == "uncertain":
            if not is_meant:  # it may have left, so it is not written anew
                self._ledger.change_letter(number, now, state="withdrawn", answer=_DROPPED)
        elif is_planned:
            self._ledger.withdraw(number, now)
        elif mode == "hold" and is_meant:
            if row["hold"] == "":
                self._ledger.change_letter(number, now, state="held", hold="mode")
        elif not is_meant or (row["hold"] in ("", "mode") and row["queued"] < now - _STALE):
            self._ledger.change_letter(number, now, state="withdrawn", answer=_DROPPED)
        elif row["hold"] == "mode":
            self._ledger.change_letter(number, now, state="queued", hold="")

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
