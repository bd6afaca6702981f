"""Letters into the outbox: rendered once, the bytes kept, under the mode that sending is in.

Whatever causes a letter puts it here within its own transaction, so the fact and the letter are
committed together or not at all. Here too stands the gate: `sending.mode`, the kinds that wait for
a person, the caps on answers, and that we never answer an address we read or send from. (Where the
exclusions team is that very mailbox, `check` warns, and staff still get their letters: our own mail
is known by its kind and left where it lies.)
"""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from mailbot.planned.docket import Docket
from mailbot.rulebook import Rulebook
from mailbot.rules.protocols import Protocol
from mailbot.store import tables as t
from mailbot.store.ledger import Ledger
from mailbot.writing import letters
from mailbot.writing.casefile import Item, Recipient

# Why a letter waits that no decision about people is needed for: the mode of sending, its kind
# being listed, the cap on answers.
GATES = ("mode", "listed", "cap")
ANSWERS = ("form_received", "form_query", "form_missing")
_MOST_ANSWERS = 30  # to one address a day (mail-rules.md 23)
_MOST_WITHOUT_FORM = 3  # to an address that has sent no form that day
_EARLIER = sa.select(sa.func.count().label("n")).where(
    t.outbox.c.message_id.startswith(sa.bindparam("digest_"))
)
_ANSWERED = sa.select(sa.func.count().label("n")).where(
    t.outbox.c.recipient == sa.bindparam("address_"),
    t.outbox.c.kind.in_(ANSWERS),
    t.outbox.c.queued >= sa.bindparam("since_"),
)
_THERE = sa.select(t.notices.c.key).where(t.notices.c.key == sa.bindparam("key_"))
_SCHOOL_ROLES = frozenset({"home", "receiving", "sender"})


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Piece:
    """One notice of a letter: its key in the ledger and what it says."""

    key: str
    item: Item
    due: dt.date | None = None


class Post:
    """The way into the outbox."""

    def __init__(self, ledger: Ledger, docket: Docket, rules: Rulebook) -> None:
        """Queue into `ledger` under what `rules` say of sending, of the moves of `docket`."""
        self._ledger = ledger
        self._docket = docket
        self._rules = rules

    def put(  # noqa: PLR0913 - each is a column of the outbox
        self,
        pieces: Sequence[Piece],
        to: Recipient,
        now: dt.datetime,
        *,
        hold: str = "",
        late_days: int | None = None,
        in_reply_to: str | None = None,
        source: str = "",
    ) -> int | None:
        """Queue one letter to one reader; return its number, None if we may not write there.

        hold: why this letter waits for a person, whatever the mode. Its notices keep their order.
        """
        if to.voice != "staff" and to.address.casefold() in self._rules.own_addresses:
            return None
        sending, first = self._rules.settings.sending, pieces[0]
        kind = first.item.kind
        redirect = sending.redirect_to if sending.mode == "redirect" else None
        message_id = self._message_id([p.key for p in pieces], to.address)
        letter = letters.write(
            [p.item for p in pieces],
            to,
            self._rules.office,
            at=now.astimezone(self._rules.calendar.zone),
            message_id=message_id,
            in_reply_to=in_reply_to,
            redirect_to=redirect,
            blank_forms=self._rules.blank_forms,
        )
        case = first.item.case
        released = any(self._ledger.get(f"released/{p.key}") for p in pieces)
        waits = hold or ("" if released else self._waits(pieces, to, now))
        return self._ledger.queue(
            [
                {
                    "key": p.key,
                    "kind": p.item.kind,
                    "move": p.item.case.reference if p.item.case else None,
                    "due": p.due,
                }
                for p in pieces
            ],
            kind=kind,
            move=case.reference if case else None,
            role=to.role,
            recipient=to.address,
            envelope=letter.to,
            state="held" if waits else "queued",
            hold=waits or ("released" if released else ""),
            due=first.due,
            late_days=late_days,
            queued=now,
            message_id=message_id,
            subject=letter.subject,
            source=source or f"{self._rules.protocol.id}.{kind}",
            attachments=list(letter.attachments),
            raw=letter.raw,
        )

    def list_for(self, readers: Sequence[str], stem: str, item: Item, now: dt.datetime) -> None:
        """Queue a list for each of its readers, or for the exclusions team where none is named.

        Who has it already does not get it again: a clock that was set back brings its day again.
        """
        team = self._rules.settings.authority.exclusions_team
        for n, address in enumerate(readers or team):
            key = f"{stem}/{n}"
            if self._ledger.rows(_THERE, key_=key):
                continue
            to = Recipient(role="exclusions_team", address=address, voice="staff")
            self.put([Piece(key=key, item=item)], to, now)

    def take_back(self, kind: str, now: dt.datetime) -> None:
        """Take back the letters of a kind that have not left."""
        old = sa.select(t.outbox.c.id).where(
            t.outbox.c.kind == kind, t.outbox.c.state.in_(("queued", "held"))
        )
        for row in self._ledger.rows(old):
            self._ledger.withdraw(row["id"], now)

    def _message_id(self, keys: Sequence[str], address: str) -> str:
        """Return an id that the same notices to the same reader always get."""
        text = "\n".join((*keys, address))
        tried = self._withdrawn(hashlib.sha256(text.encode()).hexdigest()[:32])
        return f"<{tried}@{self._rules.domain}>"

    def _withdrawn(self, digest: str) -> str:
        """Return the digest, numbered on where an earlier letter with it was taken back."""
        before = self._ledger.rows(_EARLIER, digest_=f"<{digest}")[0]["n"]
        return f"{digest}.{before}" if before else digest

    def _waits(self, pieces: Sequence[Piece], to: Recipient, now: dt.datetime) -> str:
        sending = self._rules.settings.sending
        if sending.mode == "hold":
            return "mode"
        voice = "school" if to.role in _SCHOOL_ROLES else to.voice
        for piece in pieces:
            listed = {*sending.hold, *self._protocol_of(piece).gates.hold}
            if listed & {piece.item.kind, f"{piece.item.kind}:{voice}"}:
                return "listed"
        is_answer = pieces[0].item.kind in ANSWERS and pieces[0].item.data.get("rung", 0) == 0
        return "cap" if is_answer and self._is_over_cap(to.address, now) else ""

    def _protocol_of(self, piece: Piece) -> Protocol:
        """Return the version of the protocol that a notice's move keeps, the newest without one."""
        case = piece.item.case
        if case is None:
            return self._rules.protocol
        return self._rules.protocol_of(self._docket.moves()[case.reference])

    def _is_over_cap(self, address: str, now: dt.datetime) -> bool:
        day = self._rules.calendar.day_of(now)
        since = self._rules.calendar.at(day, 0)
        answers = self._answers_since(address, since)
        if answers < min(_MOST_ANSWERS, _MOST_WITHOUT_FORM):
            return False
        form = sa.select(t.forms.c.id).where(
            t.forms.c.sender == address, t.forms.c.taken >= since, t.forms.c.kind != "other"
        )
        limit = _MOST_ANSWERS if self._ledger.row(form) is not None else _MOST_WITHOUT_FORM
        return answers >= limit

    def _answers_since(self, address: str, since: dt.datetime) -> int:
        return int(self._ledger.rows(_ANSWERED, address_=address, since_=since)[0]["n"])
