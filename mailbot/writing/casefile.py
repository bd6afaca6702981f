"""What a letter may know: the office it comes from, the case it is about, the one it goes to.

Plain values, filled by the daemon from the register, an accepted form or the configuration, and
from nowhere else. Each optional text is None where it is not known; a letter then leaves the
sentence out. Every type here can hold a person's name, so none has a repr.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from mailbot.writing.vocabulary import Vocabulary

Voice = Literal["school", "parent", "staff"]
Role = Literal[
    "sender",
    "home",
    "receiving",
    "parent",
    "eit_manager",
    "exclusions_team",
    "virtual_school",
    "social_worker",
    "staff",
]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Office:
    """The authority's team as its letters show it. mailbox: the From, as RFC 5322 writes it."""

    name: str
    mailbox: str
    phone: str | None = None
    out_of_hours_phone: str | None = None
    address: tuple[str, ...] = ()
    signatory: str | None = None
    complaints: str | None = None
    sendiass: str | None = None
    advice: tuple[str, ...] = ()
    privacy_url: str | None = None
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SchoolCard:
    """A school of the register, with the numbers that a letter may print."""

    name: str
    urn: int | None = None
    phone: str | None = None
    out_of_hours_phone: str | None = None
    email: str | None = None
    head: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ParentCard:
    """A parent or carer of the accepted form, numbered from 1 in the form's order.

    restricted: nobody makes contact without asking the authority first.
    """

    number: int
    name: str | None = None
    relationship: str | None = None
    email: str | None = None
    phone: str | None = None
    address: str | None = None
    language: str | None = None
    restricted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Case:
    """One move as letters speak of it.

    named_to_schools: initials and year fit several open moves of that school, so the body (never
    the subject) gives first name and surname initial.
    """

    reference: str
    home: SchoolCard
    receiving: SchoolCard
    words: Vocabulary
    forename: str | None = None
    surname: str | None = None
    known_as: str | None = None
    initials: str | None = None
    nc_year: int | None = None
    parents: tuple[ParentCard, ...] = ()
    start: dt.date | None = None
    end: dt.date | None = None
    looked_after: bool = False
    social_worker_name: str | None = None
    social_worker_email: str | None = None
    social_worker_phone: str | None = None
    named_to_schools: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Recipient:
    """The one person or office that a letter goes to. number: which parent, for a parent."""

    role: Role
    address: str
    voice: Voice
    number: int | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Item:
    """One thing a letter says.

    due: the true day it is owed by. clause: the rule behind it, as a person cites it. data: what
    only this kind needs; `wording.NEEDS` lists the names, and an absent one has its default there.
    """

    kind: str
    case: Case | None = None
    due: dt.date | None = None
    clause: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Paper:
    """A file that goes with a letter. name: shown to the reader, so free of personal data."""

    name: str
    content_type: str
    content: bytes
