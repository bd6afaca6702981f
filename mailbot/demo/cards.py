"""What happened, as cards for the report: a mail with its forms, a letter as its reader sees it."""

import re
from collections.abc import Iterator
from email.message import Message
from email.utils import parseaddr
from pathlib import PurePath
from typing import Any

from mailbot.demo import words
from mailbot.demo.pictures import Page, pages
from mailbot.demo.schools import opened, text_of
from mailbot.demo.seen import ACCEPTED, LetterOut, MailIn, Owed
from mailbot.rules.protocols import Protocol
from parsers.records import Reading

_WEIGHTY = frozenset({"form_query", "breakdown_parent"})
_QUOTED = re.compile(r"(?m)^On .{10,200}? wrote:$")


def mail(event: MailIn) -> dict[str, Any]:
    """Return a mail: who wrote what, its forms with what was read, what became of it."""
    name, address = parseaddr(event.sender)
    own = _QUOTED.split(event.body, maxsplit=1)
    return {
        "sort": "mail",
        "is_open": False,
        "time": f"{event.at:%H:%M}",
        "name": name,
        "address": address,
        "subject": event.subject,
        "body": own[0].strip(),
        "first_line": words.first_line(own[0]) if not event.readings else "",
        "quoted": own[1].strip() if len(own) > 1 else "",
        "fate": words.fate(event.fate),
        "forms": [_form(event, reading) for reading in event.readings],
    }


def owed(event: Owed, protocol: Protocol) -> dict[str, Any]:
    """Return a deadline that is new or over."""
    one = event.deadline
    return {
        "sort": "owed",
        "state": one.state,
        "what": words.deadline(one, protocol),
        "due": words.day(one.due),
    }


def letter(event: LetterOut) -> dict[str, Any]:
    """Return a letter: to whom and why, the HTML as it is shown there, its papers."""
    message = opened(event.raw)
    papers = list(_papers(message))
    return {
        "sort": "letter",
        "is_open": False,
        "is_weighty": event.kind in _WEIGHTY,
        "time": f"{event.at:%H:%M}",
        "kind": words.kind(event.kind),
        "is_breakdown": event.kind.startswith("breakdown_"),
        "reader": event.reader,
        "to": event.to,
        "subject": event.subject,
        "clause": words.clause(event),
        "html": text_of(message, "text/html"),
        "eml": event.eml,
        "papers": [name for name, _ in papers],
        "pages": [
            page
            for name, content in papers
            # a blank form is no news; a letter for a parent is
            if name.endswith(".pdf") and event.kind == "breakdown_receiving_school"
            for page in pages(content, {})
        ],
    }


def digest(event: LetterOut) -> dict[str, str]:
    """Return a morning list as one short text."""
    said = [line.strip() for line in text_of(opened(event.raw)).splitlines() if line.strip()]
    return {"day": words.day(event.at), "text": "\n".join(said[2:-1])}


def _form(event: MailIn, reading: Reading) -> dict[str, Any]:
    name = PurePath(reading.part or "").name
    content = event.files.get(name, b"")
    shown: list[Page] = []
    if content.startswith(b"%PDF"):
        shown = list(pages(content, reading.evidence))
    record = reading.record.model_dump(mode="json") if reading.record else {}
    values = [
        {
            "path": path,
            "field": words.field(path),
            "value": _value(record, path),
            "raw": seen.raw,
        }
        for path, seen in reading.evidence.items()
    ]
    return {
        "file": name,
        "made": words.made_as(reading),
        "kind": reading.kind,
        "is_accepted": reading.status == ACCEPTED,
        "problems": [problem.message for problem in reading.problems],
        "pages": [page for page in shown if page.places],
        "values": values,
        "names": {row["path"]: row["field"] for row in values},
    }


def _value(record: Any, path: str) -> str:
    """Return what a record holds under a path, as text; "" where it holds nothing."""
    here = record
    for step in re.findall(r"[^.\[\]]+", path):
        if isinstance(here, list):
            here = here[int(step)] if step.isdigit() and int(step) < len(here) else None
        else:
            here = here.get(step) if isinstance(here, dict) else None
    match here:
        case None:
            return ""
        case bool():
            return "yes" if here else "no"
        case list():
            return "; ".join(str(one) for one in here)
        case _:
            return str(here)


def _papers(message: Message) -> Iterator[tuple[str, bytes]]:
    for part in message.walk():
        name, content = part.get_filename(), part.get_payload(decode=True)
        if name and isinstance(content, bytes):
            yield name, content
