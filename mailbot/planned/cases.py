"""Where a planned letter meets the people it is about: who it goes to, and what it may say.

The rules give a role and dates; this is the only place that turns a role into an address. Addresses
come from the school register, an accepted agreement of the move, or the configuration, and from
nowhere else (mail-rules.md 35).
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from mailbot.planned.docket import Docket
from mailbot.rulebook import Rulebook
from mailbot.rules.moves import Move
from mailbot.rules.placement import placement
from mailbot.rules.planned import Planned
from mailbot.writing.casefile import Case, ParentCard, Recipient, Role, SchoolCard, Voice
from mailbot.writing.vocabulary import vocabulary
from parsers.records import Mm1, SchoolSide

_SCHOOLS = ("home", "receiving")


def case(ref: str, docket: Docket, rules: Rulebook) -> Case:
    """Return a move as letters speak of it."""
    move, who, paper = docket.moves()[ref], docket.people(ref), docket.paper(ref)
    agreement = move.agreement
    start = agreement.start if agreement else move.expected_start
    protocol = rules.protocol_of(move)
    dates = placement(move, protocol, rules.calendar)
    worker = paper.social_worker if paper else None
    basis = agreement.basis if agreement else None
    if basis is None:
        basis = protocol.basis_of(start or rules.calendar.day_of(_first(move)))
    own = protocol.words.of(basis)
    return Case(
        reference=ref,
        forename=who["forename"] or None,
        surname=who["surname"] or None,
        known_as=paper.pupil.known_as if paper else None,
        initials=initials(who) or None,
        nc_year=paper.pupil.nc_year if paper else who["nc_year"],
        home=school_card(move.home, who["home_name"], rules),
        receiving=school_card(move.receiving, who["receiving_name"], rules),
        parents=parents(paper),
        start=start,
        end=dates.end if dates else None,
        words=replace(vocabulary(basis), **own.model_dump(exclude_none=True)),
        looked_after=bool(agreement and agreement.looked_after),
        social_worker_name=worker.name if worker else None,
        social_worker_email=worker.email if worker else None,
        social_worker_phone=worker.phone if worker else None,
        named_to_schools=_is_ambiguous(ref, docket),
    )


def _first(move: Move) -> dt.datetime:
    return move.known or dt.datetime.max.replace(tzinfo=dt.UTC)


def initials(who: Mapping[str, str]) -> str:
    """Return the initials that schools see."""
    return "".join(name[:1].upper() for name in (who["forename"], who["surname"]) if name)


def _is_ambiguous(ref: str, docket: Docket) -> bool:
    """Return whether initials and year fit another open move of one of its schools."""
    me = docket.people(ref)
    return any(
        other != ref
        and not move.is_over
        and {move.home, move.receiving} & {me["home"], me["receiving"]}
        and docket.people(other)["nc_year"] == me["nc_year"]
        and initials(docket.people(other)) == initials(me)
        for other, move in docket.moves().items()
    )


def parents(paper: Mm1 | None) -> tuple[ParentCard, ...]:
    """Return the parents of an agreement, numbered in the form's order."""
    return tuple(
        ParentCard(
            number=number,
            name=parent.name,
            relationship=parent.relationship,
            email=parent.email,
            phone=parent.phone,
            address=parent.address,
            language=parent.language,
            restricted=bool(parent.no_contact),
        )
        for number, parent in enumerate(paper.parents if paper else (), 1)
    )


def phone_numbers(ref: str, docket: Docket, rules: Rulebook) -> list[str]:
    """Return whom a person can ring about a move, for when a letter cannot be written."""
    move, who, paper = docket.moves()[ref], docket.people(ref), docket.paper(ref)
    cards = (
        school_card(move.home, who["home_name"], rules),
        school_card(move.receiving, who["receiving_name"], rules),
    )
    schools = [f"{c.name}: {c.out_of_hours_phone or c.phone or 'no number'}" for c in cards]
    family = [
        f"{p.name or f'Parent {p.number}'}: "
        + ("do not contact" if p.restricted else p.phone or "no number")
        for p in parents(paper)
    ]
    return [*schools, *family]


def school_card(urn: int | None, name: str, rules: Rulebook) -> SchoolCard:
    """Return a school with the numbers that a letter may print."""
    school = rules.school(urn)
    if school is None:
        return SchoolCard(name=name or "the school", urn=urn)
    return SchoolCard(
        name=school.name,
        urn=school.urn,
        phone=school.phone,
        out_of_hours_phone=school.out_of_hours_phone,
        email=school.contact_email or school.head_email or school.admin_email,
        head=school.head_name,
    )


def recipients(planned: Planned, docket: Docket, rules: Rulebook) -> tuple[Recipient, ...]:
    """Return whom a planned letter goes to: nobody where no address may be used.

    The exclusions team may be several people: each gets a letter of their own.
    """
    ref = planned.key.partition("/")[0]
    role = cast("Role", planned.role)
    voice: Voice = "parent" if role == "parent" else "staff"
    if role in (*_SCHOOLS, "sender"):
        voice = "school"
    found = [
        (address, name)
        for address, name in _addresses(ref, planned, docket, rules)
        if address and (voice == "staff" or address.casefold() not in rules.own_addresses)
    ]
    return tuple(
        Recipient(role=role, address=address, voice=voice, number=planned.number or None, name=name)
        for address, name in found
    )


def _addresses(
    ref: str, planned: Planned, docket: Docket, rules: Rulebook
) -> list[tuple[str | None, str | None]]:
    settings, paper = rules.settings, docket.paper(ref)
    role = planned.role
    if role in _SCHOOLS:
        urn = getattr(docket.moves()[ref], role)
        return [_school_address(urn, getattr(paper, role, None), rules)]
    if role == "parent":
        card = next((p for p in parents(paper) if p.number == planned.number), None)
        return [(card.email, card.name)] if card else []
    if role == "social_worker":
        worker = paper.social_worker if paper else None
        return [(worker.email, worker.name)] if worker else []
    if role == "virtual_school":
        return [(virtual_school(paper, rules), None)]
    if role == "eit_manager":
        return [(settings.eit_manager, None)]
    return [(address, None) for address in settings.authority.exclusions_team]


def _school_address(
    urn: int | None, side: SchoolSide | None, rules: Rulebook
) -> tuple[str | None, str | None]:
    """Return a school's one address: its contact's, else its head's, else its office's.

    A contact named on the form counts only where the register has none, and only within the
    school's own domains.
    """
    school = rules.school(urn)
    if school is None:
        return None, None
    for address, name in (
        (school.contact_email, school.contact_name),
        (school.head_email, school.head_name),
        (school.admin_email, None),
    ):
        if address:
            return address, name
    contact = side.contact if side else None
    if contact is not None and contact.email:
        domain = contact.email.rpartition("@")[2].casefold()
        if domain in {d.casefold() for d in school.email_domains}:
            return contact.email, contact.name
    return None, None


def virtual_school(paper: Mm1 | None, rules: Rulebook) -> str | None:
    """Return the Virtual School of the authority that looks after the child; None if unknown."""
    authority = (paper.looked_after_authority or "") if paper else ""
    ours = rules.settings.authority.name
    if not authority or _town(authority) == _town(ours):
        return rules.settings.virtual_school
    known = {_town(name): address for name, address in rules.settings.virtual_schools.items()}
    return known.get(_town(authority))


_STYLES = frozenset(
    {"council", "borough", "metropolitan", "county", "city", "london", "royal", "district", "of"}
)


def _town(authority: str) -> str:
    """Return an authority's name without what kind of council it is, to compare it by."""
    words = authority.casefold().replace(",", " ").split()
    return " ".join(word for word in words if word not in _STYLES and word != "mbc")
