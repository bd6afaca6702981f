"""What can be watched in a demonstration, as plain values: mails in, letters out, what is owed.

`play` makes them, `screen` and `report` show them. They hold people, so none has a repr.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mailbot.demo.story import Story
from mailbot.rules.protocols import Protocol
from parsers.records import Reading

ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class MailIn:
    """A mail that a school sent, and what became of it.

    fate: where it was filed (processed, query, held, quarantine), or ignored. files: the bytes of
    its attachments by name. answers: whether it replies to one of our letters.
    """

    at: dt.datetime
    sender: str
    subject: str
    body: str
    files: Mapping[str, bytes]
    fate: str
    readings: tuple[Reading, ...]
    answers: bool
    raw: bytes


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class LetterOut:
    """A message of ours that the relay took.

    reader: who it is for, in words. clause: what asks for it. eml: its file in the output folder.
    """

    at: dt.datetime
    kind: str
    reader: str
    to: str
    subject: str
    move: str | None
    due: dt.date | None
    clause: str
    eml: str
    raw: bytes


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Deadline:
    """One thing that is owed. settled: on which day. state: open, rests, met or lapsed."""

    what: str
    due: dt.date
    settled: dt.date | None
    state: str
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Owed:
    """A deadline that is new, has moved, or is over, seen at an instant."""

    at: dt.datetime
    deadline: Deadline


Event = MailIn | LetterOut | Owed


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Played:
    """A story that has been told. moves: as moves.jsonl has them; events: as they happened."""

    story: Story
    protocol: Protocol
    authority: str
    events: tuple[Event, ...]
    moves: tuple[Mapping[str, Any], ...]
    deadlines: tuple[Deadline, ...]

    @property
    def mails(self) -> tuple[MailIn, ...]:
        """Return the mails that came in."""
        return tuple(event for event in self.events if isinstance(event, MailIn))

    @property
    def letters(self) -> tuple[LetterOut, ...]:
        """Return the messages that left."""
        return tuple(event for event in self.events if isinstance(event, LetterOut))
