"""One mail while it is worked on, and what it has come to so far."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from mailbot.planned.post import Piece, Post
from mailbot.rules.intake import Sender
from mailbot.rules.moves import Event, What
from mailbot.store.ledger import Ledger, Row
from mailbot.writing.casefile import Case, Item, Recipient
from parsers.evidence import Body, Evidence
from parsers.mails.quoting import is_forward, own_words, passed_on
from parsers.records import Kind, Reading

CONCERNED = "words of concern in it"  # why a mail shows in the daily list that names no move


def unpacked(evidence: Evidence, readings: Sequence[Reading]) -> Evidence:
    """Return a mail with the words that came in files: a saved message's are an attached mail's.

    What stood in an envelope of the mail itself (winmail.dat, S/MIME) is its own text.
    """
    for reading in readings:
        said, name = reading.unpacked, reading.part or ""
        if said is None:
            continue
        if said.own:
            text = f"{evidence.text}\n\n{said.text}".strip()
            forward = is_forward(evidence.subject, text)
            evidence = replace(
                evidence,
                text=text,
                new_text=own_words(text),
                passed_on=passed_on(text, forward=forward),
            )
        else:
            body = Body(name, said.text, "", subject=said.subject, sender=said.sender)
            evidence = replace(evidence, bodies=(*evidence.bodies, body))
    return evidence


@dataclass(slots=True, kw_only=True, repr=False)
class Mail:
    """A mail, who sent it, the one move that it answers or names, and what came of it.

    received, care, settled: for the acknowledgement. asked: the queried forms with their moves.
    answered: the kinds of queried form that it put right.
    letters: the words of short documents that are no form of ours: they count as its own.
    answers: what stands in the fields of a form in the mail's own text, which is no news.
    unread: why documents of it could not be read, for its sender. has_asked: a form was asked for.
    refs: the moves it touched. kinds: of its forms. told: whose forms they are, where the sender
    is not the one to answer. is_noted: another process's form in it names a pupil on a move.
    is_concern: it sounds worried, of no move that is known. is_ours: it carries a form, reports a
    move or answers us.
    """

    row: Row
    evidence: Evidence
    sender: Sender
    reference: str | None
    several: tuple[str, ...] = ()
    now: dt.datetime
    received: list[dict[str, Any]] = field(default_factory=list)
    asked: list[tuple[Reading, str | None]] = field(default_factory=list)
    settled: list[str] = field(default_factory=list)
    answered: list[Kind] = field(default_factory=list)
    care: list[str] = field(default_factory=list)
    refs: list[str] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)
    unread: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    has_asked: bool = False
    has_form: bool = False
    is_held: bool = False
    is_noted: bool = False
    is_concern: bool = False
    is_ours: bool = False

    @property
    def at(self) -> dt.datetime:
        """Return when the mail arrived."""
        arrived: dt.datetime = self.row["arrived"]
        return arrived

    @property
    def answers_its_sender(self) -> bool:
        """Return whether the one who sent this is answered: not where a colleague passed it on."""
        return len(self.told) != 1 or self.sender.address in self.told

    @property
    def fate(self) -> tuple[str, str]:
        """Return where the mail belongs, and why; only mail that is ours to file is moved."""
        if self.is_held:
            return "held", "a person must look"
        if self.asked:
            return "query", "the sender is asked"
        if self.is_ours:
            return "processed", CONCERNED if self.is_concern else "read"
        return "ignored", CONCERNED if self.is_concern else "nothing of a managed move in it"

    def add(
        self,
        ledger: Ledger,
        ref: str,
        what: What,
        data: Mapping[str, Any],
        *,
        at: dt.datetime | None = None,
    ) -> None:
        """Add a fact of a move, learned from this mail; at: when it came, if not with the mail."""
        ledger.add_event(
            Event(
                move=ref,
                what=what,
                at=at or self.at,
                taken=self.now,
                history=self.row["history"],
                evidence=self.row["sha"],
                data=data,
            )
        )

    def reply(  # noqa: PLR0913 - who is answered, about what, and how
        self,
        post: Post,
        kind: str,
        about: Case | None,
        data: Mapping[str, Any],
        *,
        late: int | None = None,
        key: str | None = None,
    ) -> None:
        """Answer the sender: one who is proved, is no machine, and whose mail is no history.

        Where a colleague passed on the forms of one school, that school is answered in its place.
        key: what the answer is known by, where it is not this mail's alone.
        """
        if not self.sender.authenticated or self.evidence.automatic or self.row["history"]:
            return
        own = self.answers_its_sender
        address = self.sender.address if own else next(iter(self.told))
        to = Recipient(
            role="sender",
            address=address,
            voice="school",
            name=(self.evidence.sender_name or None) if own else None,
        )
        known_by = key or f"mail/{self.row['sha'][:32]}/{kind}"
        piece = Piece(key=known_by, item=Item(kind=kind, case=about, data=data))
        answered = (self.evidence.message_id or None) if own else None
        post.put([piece], to, self.now, late_days=late, in_reply_to=answered)
