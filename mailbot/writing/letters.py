"""Items for one reader become one letter: subject, both faces, papers, bytes.

A letter has one recipient and one frozen context; nothing is shared between two letters, so
nothing can pile up from one into the next. Schools and parents have templates of their own, and a
kind that has none for a voice is refused: a school's letter never goes to a parent by default.
Before a parent's letter is handed on it is searched for the other parents' names and addresses.
"""

import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from mailbot.resources import shipped
from mailbot.writing import blocks, enclosures, faces, mime, safeguards, wording
from mailbot.writing.blocks import Block, Sort
from mailbot.writing.casefile import (
    Case,
    Item,
    Office,
    Paper,
    ParentCard,
    Recipient,
    Role,
    SchoolCard,
    Voice,
)
from mailbot.writing.needs import NEEDS
from mailbot.writing.safeguards import ContactRestrictedError, LeakError
from mailbot.writing.vocabulary import Vocabulary, vocabulary

__all__ = [
    "Case",
    "ContactRestrictedError",
    "Item",
    "LeakError",
    "Letter",
    "NoTemplateError",
    "Office",
    "ParentCard",
    "Recipient",
    "Role",
    "SchoolCard",
    "Vocabulary",
    "Voice",
    "vocabulary",
    "write",
]

_ROLES = {
    "sender": "sender",
    "home": "home school",
    "receiving": "receiving school",
    "parent": "parent",
    "eit_manager": "EIT manager",
    "exclusions_team": "team",
    "virtual_school": "Virtual School",
    "social_worker": "social worker",
    "staff": "staff",
}


class NoTemplateError(LookupError):
    """A kind of letter that does not exist for this voice."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Letter:
    """One message, ready to hand to a relay. attachments: their file names, in order."""

    kind: str
    to: str
    subject: str
    message_id: str
    raw: bytes
    attachments: tuple[str, ...]


def write(  # noqa: PLR0913 - each is one thing that a letter needs
    items: Sequence[Item],
    to: Recipient,
    office: Office,
    *,
    at: dt.datetime,
    message_id: str,
    in_reply_to: str | None,
    redirect_to: str | None,
    blank_forms: Mapping[str, tuple[str, bytes]],
) -> Letter:
    """Return the letter that says `items` to one reader.

    items: one, or several chases and escalations that go to one address together, in the order
    given. at: the instant of writing, in the authority's zone. redirect_to: the address that gets
    the letter in place of its reader, who is then named at its top. blank_forms: the authority's
    own forms by `mm1`, `mm2`, `review`, as file name and content; the shipped ones stand in.
    Raises NoTemplateError for a kind that has no words for this voice, ContactRestrictedError for a
    parent who may not be written to, LeakError for a letter that would show one parent to another,
    ValueError if there are no items.
    """
    if not items:
        raise ValueError("A letter says at least one thing.")
    drafts = [_draft(item, to, office, at, blank_forms) for item in items]
    attached = list({paper.name: paper for draft in drafts for paper in draft.papers}.values())
    first = items[0]
    subject = drafts[0].subject if len(drafts) == 1 else _bundled_subject(items, to)
    parts = _whole(drafts, to, redirect_to)
    text = faces.text(parts)
    if to.role == "parent":
        safeguards.refuse_restricted(items, to)
        safeguards.refuse_leak(text, first.case, to)
    raw = mime.assemble(
        sender=office.mailbox,
        to=redirect_to or to.address,
        subject=subject,
        at=at,
        message_id=message_id,
        in_reply_to=in_reply_to,
        headers={
            "Auto-Submitted": "auto-generated",  # RFC 3834, section 5
            "X-Auto-Response-Suppress": "DR, RN, NRN, AutoReply",
            "X-Mailbot-Kind": first.kind,
        },
        text=text,
        html=faces.html(parts, title=subject, office=office.name),
        papers=attached,
    )
    return Letter(
        kind=first.kind,
        to=redirect_to or to.address,
        subject=subject,
        message_id=message_id,
        raw=raw,
        attachments=tuple(paper.name for paper in attached),
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class _Draft:
    """One item, written but not yet between greeting and signature."""

    subject: str
    parts: tuple[Block, ...]
    papers: tuple[Paper, ...]
    facts: Mapping[str, object]


def _draft(
    item: Item,
    to: Recipient,
    office: Office,
    at: dt.datetime,
    blank_forms: Mapping[str, tuple[str, bytes]],
) -> _Draft:
    template = f"{item.kind}/{_face(to)}.txt"
    if item.kind not in NEEDS or not blocks.exists(template):
        raise NoTemplateError(f"{item.kind} has no letter for {_face(to)}")
    facts = wording.facts(item, to, office, at)
    inside = enclosures.enclosures(item, to, office, at, blank_forms)
    facts |= {
        "form_attached": bool(inside.forms),
        "letters_attached": bool(inside.letters),
        "returned_name": _kind_names().get(str(facts.get("kind_returned")), "message"),
    }
    asked = blocks.sentence(f"{item.kind}/subject.txt", facts)
    return _Draft(
        subject=_subject(item.case, asked),
        parts=blocks.blocks(template, facts),
        papers=(*inside.letters, *inside.calendar, *inside.forms, *inside.pictures),
        facts=facts,
    )


def _face(to: Recipient) -> str:
    """Return which of the two voices speaks to this reader; staff hear the schools' one."""
    return "parent" if to.voice == "parent" else "school"


def _subject(case: Case | None, asked: str) -> str:
    if case is None:
        return f"Managed moves: {asked}"
    return f"{case.words.title}: reference {case.reference}, {asked}"


def _bundled_subject(items: Sequence[Item], to: Recipient) -> str:
    references = list(dict.fromkeys(item.case.reference for item in items if item.case))
    shown = ", ".join(references[:3]) + (" and others" if len(references) > 3 else "")  # noqa: PLR2004 - what a phone shows
    asked = "to look at" if to.voice == "staff" else "answers due"
    return f"Managed moves: references {shown}, {len(items)} {asked}"


def _whole(drafts: Sequence[_Draft], to: Recipient, redirect_to: str | None) -> list[Block]:
    """Return every block of the letter: notice of a redirect, title, greeting, body, closing."""
    face = _face(to)
    facts = drafts[0].facts
    if len(drafts) == 1:
        body = list(drafts[0].parts)
    else:
        bundle = "bundle_staff" if to.voice == "staff" else "bundle"
        body = list(blocks.blocks(f"shared/{bundle}.txt", {"count": len(drafts)}))
        for draft in drafts:
            body.extend(_as_section(draft.parts))
    title = [block for block in body if block.sort is Sort.TITLE]
    rest = _without_empty([block for block in body if block.sort is not Sort.TITLE])
    shown: tuple[Block, ...] = ()
    if redirect_to:
        true = {"address": to.address, "role": _ROLES[to.role]}
        shown = blocks.blocks("shared/redirected.txt", true)
    return [
        *shown,
        *title,
        *blocks.blocks(f"shared/opening_{face}.txt", facts),
        *rest,
        *blocks.blocks(f"shared/closing_{face}.txt", facts),
    ]


def _without_empty(parts: Sequence[Block]) -> list[Block]:
    """Return `parts` without the headings under which nothing stands."""
    after = [*(block.sort for block in parts[1:]), Sort.HEADING]
    return [
        block
        for block, following in zip(parts, after, strict=True)
        if not (block.sort is Sort.HEADING and following is Sort.HEADING)
    ]


def _as_section(parts: Sequence[Block]) -> list[Block]:
    return [
        Block(Sort.HEADING, block.text) if block.sort is Sort.TITLE else block for block in parts
    ]


def kind_name(kind: str) -> str:
    """Return what staff call a kind of message."""
    return _kind_names().get(kind, kind)


@cache
def _kind_names() -> Mapping[str, str]:
    text = shipped("templates", "kinds.toml").read_text(encoding="utf-8")
    return {kind: str(name) for kind, name in tomllib.loads(text).items()}
