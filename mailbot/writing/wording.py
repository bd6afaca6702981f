"""An item, its reader and the office become facts that are ready to print.

Templates hold sentences and know only `if` and `for`; all that needs reckoning happens here:
days as "Monday 4 January 2027", who the child is to this reader, how late a thing is. Every name a
template may use is there, and None where nothing is known, so a template that names anything else
fails at once (StrictUndefined) instead of printing a gap.

A child is initials and year to schools (first name and surname initial where those fit two),
the first name alone to a parent, and the full name to the authority's own people only where they
must act on it.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict

from mailbot.writing.casefile import Case, Item, Office, Recipient, SchoolCard
from mailbot.writing.needs import NEEDS, PAIRS, PARTS

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_SCHOOL_IS_OUT = 15
_YEARS = {-1: "Nursery", 0: "Reception"}

_FULL_NAME = frozenset(
    {
        "breakdown_eit",
        "breakdown_social_worker",
        "breakdown_virtual_school",
        "escalation",
        "undeliverable",
    }
)


def day(value: dt.date) -> str:
    """Return a day as letters write it: "Monday 4 January 2027"."""
    return f"{_DAYS[value.weekday()]} {value.day} {_MONTHS[value.month - 1]} {value.year}"


def facts(item: Item, to: Recipient, office: Office, at: dt.datetime) -> dict[str, object]:
    """Return all that a template of `item.kind` may name, ready to print.

    at: the instant of writing in the authority's zone; its day decides what is "today" and how
    late a thing is. Raises KeyError for a kind that `NEEDS` does not list.
    """
    today = at.date()
    data = {**NEEDS[item.kind], **item.data}
    due = item.due or data.get("due")
    case = _case_facts(item, to)
    printed = {key: _ready(key, value) for key, value in data.items() if key != "due"}
    parents = _parents(printed.get("parents"), item.case)
    return {
        "kind": item.kind,
        "role": to.role,
        "voice": to.voice,
        "to_name": to.name,
        "clause": item.clause.strip(),
        "office": {key: _printed(value) for key, value in asdict(office).items()},
        "today": day(today),
        "due": _printed(due),
        "late": _late(due, today, data.get("days_late")),
        **case,
        "decided_today": data.get("decision") == today,
        "contactable": any(not parent["restricted"] for parent in parents),
        "attends": _attends(data.get("end"), at),
        "plan_ahead": _is_ahead(data.get("plan_due"), today),
        "return_ahead": _is_ahead(data.get("return_date"), today),
        "report_ahead": _is_ahead(data.get("report_due"), today),
        # the item's own `start` and `end` win, also when unknown: a planned end is no last day
        **printed,
        "parents": parents,
    }


def _case_facts(item: Item, to: Recipient) -> dict[str, object]:
    """Return what the case adds; each name is there, and None, when an item has no case."""
    case = item.case
    child = None if case is None else _child(case, to, full=item.kind in _FULL_NAME)
    parent = None
    if case is not None and to.role == "parent":
        parent = next((one for one in case.parents if one.number == to.number), None)
    return {
        "ref": case.reference if case else None,
        "words": asdict(case.words) if case else None,
        "child": child or "the pupil",
        "child_known": child is not None,
        "Child": child[:1].upper() + child[1:] if child else "The pupil",
        "home": _school(case.home) if case else None,
        "receiving": _school(case.receiving) if case else None,
        "start": _printed(case.start) if case else None,
        "end": _printed(case.end) if case else None,
        "restricted": _restricted(case),
        "looked_after": case.looked_after if case else False,
        "social_worker": _social_worker(case) if case else None,
        "address_as": (parent.name if parent else None) or to.name,
    }


def _restricted(case: Case | None) -> list[str]:
    """Return whom nobody may contact without asking the authority first."""
    parents = case.parents if case else ()
    return [one.name or f"parent {one.number}" for one in parents if one.restricted]


def _parents(told: object, case: Case | None) -> list[dict[str, object]]:
    """Return the parents to ring or to leave alone; the stricter of item and case wins."""
    cards = {card.number: card for card in (case.parents if case else ())}
    known: list[dict[str, object]] = []
    for one in told if isinstance(told, list) else []:
        card = cards.get(one["number"])
        closed = bool(one["restricted"] or (card and card.restricted))
        known.append(
            {
                "number": one["number"],
                "name": one["name"] or (card.name if card else None),
                "phone": one["phone"] or (card.phone if card else None),
                "restricted": closed,
                "letter": bool(one["letter"]) and not closed,
            }
        )
    return known


def _attends(end: object, at: dt.datetime) -> bool:
    """Say whether a school day is left up to and including `end`; by 15:00 today's is over."""
    if not isinstance(end, dt.date):
        return False
    return end > at.date() or (end == at.date() and at.hour < _SCHOOL_IS_OUT)


def _is_ahead(value: object, today: dt.date) -> bool:
    return isinstance(value, dt.date) and value >= today


def _school(card: SchoolCard) -> dict[str, object]:
    return {
        "name": card.name,
        "phone": card.phone,
        "out_of_hours_phone": card.out_of_hours_phone,
        "email": card.email,
        "head": card.head,
    }


def _social_worker(case: Case) -> dict[str, object] | None:
    told = (case.social_worker_name, case.social_worker_email, case.social_worker_phone)
    return dict(zip(("name", "email", "phone"), told, strict=True)) if any(told) else None


def _child(case: Case, to: Recipient, *, full: bool) -> str | None:
    """Return who the child is to this reader, no more than the reader needs; None if unknown."""
    first = case.known_as or case.forename
    if to.voice == "parent":
        return first or "your child"
    name: str | None
    if full and to.voice == "staff" and case.forename and case.surname:
        name = f"{case.forename} {case.surname}"
    elif case.named_to_schools and first and case.surname:
        name = f"{first} {case.surname[0]}"
    else:
        name = case.initials
    if name is None or case.nc_year is None:
        return name
    return f"{name} ({_YEARS.get(case.nc_year, f'Year {case.nc_year}')})"


def _late(due: object, today: dt.date, school_days: object) -> str | None:
    """Return "3 days late", or None while nothing is late.

    Calendar days, except where the item gives school days: an MM1's lateness is counted so.
    """
    if isinstance(school_days, int) and school_days > 0:
        return "1 school day late" if school_days == 1 else f"{school_days} school days late"
    if not isinstance(due, dt.date) or today <= due:
        return None
    days = (today - due).days
    return "1 day late" if days == 1 else f"{days} days late"


def _ready(key: str, value: object) -> object:
    """Return one of the item's data, printed, and whole: each part that `PARTS` names is there."""
    if key in PAIRS:
        return _pairs(value)
    if key in PARTS and isinstance(value, list | tuple):
        return [_part(key, one) for one in value]
    return _printed(value)


def _part(key: str, one: Mapping[str, object]) -> dict[str, object]:
    whole = {**PARTS[key], **one}
    return {name: _ready(name, value) for name, value in whole.items()}


def _pairs(rows: object) -> list[list[object]]:
    """Return rows of a label and what stands beside it; a row with nothing to say is left out."""
    if not isinstance(rows, list | tuple):
        return []
    return [[_printed(label), _printed(said)] for label, said in rows if _printed(said) is not None]


def _printed(value: object) -> object:
    """Return `value` with each day in it as letters write it, and each empty text as None."""
    if isinstance(value, dt.datetime):
        raise TypeError("A letter's data holds days, not instants.")
    if isinstance(value, dt.date):
        return day(value)
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, Mapping):
        return {str(key): _printed(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [one for one in map(_printed, value) if one is not None]
    return value
