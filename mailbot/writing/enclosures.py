"""What goes along with an item: blank forms, a calendar entry, the head's letters, cut pictures.

A blank form goes where the letter asks for one: the authority's own, else the plain one that
ships. A file's name is the same for every pupil, so it says nothing of anybody.
"""

import datetime as dt
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from mailbot.writing import headletter, invites, papers
from mailbot.writing.casefile import Item, Office, Paper, Recipient
from mailbot.writing.needs import NEEDS

_ASKS_FOR = {"notification_chase": "mm1", "review_chase": "review", "outcome_chase": "mm2"}
_SHOWN_PICTURES = frozenset({("form_query", "sender"), ("form_held", "exclusions_team")})
_FORMS = ("mm1", "mm2", "review")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Enclosures:
    """The papers of one item, by what they are."""

    letters: tuple[Paper, ...]
    calendar: tuple[Paper, ...]
    forms: tuple[Paper, ...]
    pictures: tuple[Paper, ...]


def enclosures(
    item: Item,
    to: Recipient,
    office: Office,
    at: dt.datetime,
    blank_forms: Mapping[str, tuple[str, bytes]],
) -> Enclosures:
    """Return what goes along with `item` to this reader.

    blank_forms: the authority's own forms, by `mm1`, `mm2`, `review`: file name and content.
    """
    return Enclosures(
        letters=tuple(_letters(item, to, office, at)),
        calendar=tuple(_calendar(item, to, office, at)),
        forms=tuple(_blank(form, blank_forms) for form in _forms_wanted(item, to)),
        pictures=tuple(_pictures(item, to)),
    )


def _pictures(item: Item, to: Recipient) -> list[Paper]:
    """Return the places in a form that is a picture: for staff, and who sent that very form."""
    if (item.kind, to.role) not in _SHOWN_PICTURES:
        return []
    return [
        Paper(name=name, content_type="image/png", content=content)
        for name, content in item.data.get("pictures", {}).items()
    ]


def _forms_wanted(item: Item, to: Recipient) -> list[str]:
    """Return which blank forms go along: those that the letter asks for."""
    data = {**NEEDS[item.kind], **item.data}
    if item.kind == "form_query":
        kinds = [str(form.get("kind", "")).lower() for form in item.data.get("forms", ())]
        return [kind for kind in _FORMS if kind in kinds]
    if item.kind == "form_missing":
        return ["mm2" if data["breakdown"] else str(data["form"]).lower()]
    if item.kind == "review_invite":
        return ["review"] if to.role in {"home", "receiving"} else []
    return [_ASKS_FOR[item.kind]] if item.kind in _ASKS_FOR else []


def _blank(form: str, own: Mapping[str, tuple[str, bytes]]) -> Paper:
    if form in own:
        name, content = own[form]
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return Paper(name=name, content_type=kind, content=content)
    return Paper(name=f"{form}-form.pdf", content_type="application/pdf", content=_shipped(form))


@cache
def _shipped(form: str) -> bytes:
    return papers.blank_form(form)


def _calendar(item: Item, to: Recipient, office: Office, at: dt.datetime) -> list[Paper]:
    """Return the .ics of an invite; a parent gets one only for a day that a person wrote."""
    planned = bool(item.data.get("planned"))
    wanted = item.kind == "review_invite" and (planned or to.voice != "parent")
    if not wanted or item.due is None or item.case is None:
        return []
    content = invites.review_invite(
        uid=str(item.data["uid"]),
        sequence=int(item.data.get("sequence", 0)),
        day=item.due,
        reference=item.case.reference,
        planned=planned,
        review_name=str(item.data.get("review_name", "review")),
        organizer=office.mailbox,
        at=at,
    )
    kind = "text/calendar; method=PUBLISH; charset=utf-8"
    return [Paper(name="review.ics", content_type=kind, content=content)]


def _letters(item: Item, to: Recipient, office: Office, at: dt.datetime) -> list[Paper]:
    """Return the letters on paper that the receiving school hands on, as PDF and .docx.

    Contact is restricted if either the case or the item says so: the stricter one wins.
    """
    case = item.case
    if case is None or to.role != "receiving":
        return []
    if item.kind == "breakdown_receiving_school":
        make = headletter.head_letter
        told = item.data.get("parents", ())
        numbers = [one["number"] for one in told if one.get("letter") and not one.get("restricted")]
    elif item.kind == "review_invite":
        make = headletter.review_letter
        numbers = list(item.data.get("letters", ()))
    else:
        return []
    allowed = {card.number: card for card in case.parents if not card.restricted}
    return [
        paper
        for number in numbers
        if number in allowed
        for paper in make(item, allowed[number], case, office, at)
    ]
