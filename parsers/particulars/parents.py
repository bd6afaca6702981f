"""The parents and carers that a form names, and what it says about writing to each.

A letter goes to whoever stands here, so what is added to a name or an address counts as much as the
name: whom a court keeps away, who has died, whose address it really is, who is no parent at all.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from parsers.addresses import emails_in, read_email
from parsers.context import Context
from parsers.layouts.answers import Answer, has_answer
from parsers.pairs import plain
from parsers.particulars.asked import Asked, text_of_answer, yes_no
from parsers.particulars.consents import consent, signs_for
from parsers.particulars.draft import Draft, name_of
from parsers.particulars.remarks import (
    beside_address,
    doubts_address,
    forbids_contact,
    forbids_mail,
    guards_contact,
    in_use,
    is_dead,
    is_professional,
    is_social_worker,
    is_unused,
    refuses_mail,
    related,
)
from parsers.particulars.restrictions import remarked, restrictions
from parsers.people import (
    block_name,
    looks_like_name,
    names_two,
    phones_in,
    read_phone,
    without_title,
)
from parsers.values import Doubt

_NOBODY = re.compile(
    r"\b(?:school|academy|college|council|authority|as above|same|declined|refused|withheld)\b",
    re.IGNORECASE,
)
_ALL_OF_THEM = re.compile(
    r"\b(?:both|all|each)\b|\b(?:mother|mum) (?:and|&) (?:father|dad)\b|\bmr\.? (?:and|&) mrs\b",
    re.IGNORECASE,
)
_DETAILS = ("email", "phone", "address", "relationship")
_NAMES = ("full_name", "print_name", "forename", "surname")


@dataclass(frozen=True, slots=True, repr=False)
class _Slot:
    """The place of one parent on a form. at: the path of the parent in the record.

    ordinals: what the form counts or calls the parent by, "1" among signatures and "mother" above.
    """

    asked: Asked
    ordinals: tuple[str, ...]
    at: str

    def of(self, *attributes: str) -> tuple[Answer, ...]:
        """Return the answers to these attributes about this parent."""
        every = self.asked.of(*attributes, party="parent")
        return tuple(one for one in every if one.ordinal in self.ordinals)

    def given(self, *attributes: str) -> list[Answer]:
        """Return those of them at which something stands."""
        return [one for one in self.of(*attributes) if has_answer(one)]

    @property
    def relations(self) -> frozenset[str]:
        """Return what the form says the parent is to the pupil: "mother", "father"."""
        return frozenset().union(*(related(one.text) for one in self.given("relationship")))


def parents(draft: Draft, asked: Asked, context: Context) -> int:
    """Read the parents in the order in which the form names them. Return how many."""
    slots: list[_Slot] = []
    for ordinals in _people(asked):
        slot = _Slot(asked, ordinals, f"parents[{len(slots)}]")
        if _is_parent(draft, slot):
            _parent(draft, slot, context)
            slots.append(slot)
    restrictions(draft, asked, {one: slot.at for slot in slots for one in slot.ordinals})
    _whose_signatures(draft, len(slots))
    return len(slots)


def _ordinals(asked: Asked) -> list[str]:
    found: list[str] = []
    for one in asked.answers:
        if one.party == "parent" and one.ordinal and one.ordinal not in found and has_answer(one):
            found.append(one.ordinal)
    return sorted(found, key=lambda number: number if number.isdigit() else "~")  # numbers first


def _people(asked: Asked) -> list[tuple[str, ...]]:
    """Return the ordinals of each parent: places that give the same name are one person's."""
    found: dict[str, tuple[str, ...]] = {}
    for ordinal in _ordinals(asked):
        named = _Slot(asked, (ordinal,), "").given("full_name", "print_name")
        name = block_name(named[0].text) if named else None
        key = without_title(name).casefold() if isinstance(name, str) else ordinal
        found[key] = (*found.get(key, ()), ordinal)
    return list(found.values())


def _is_parent(draft: Draft, slot: _Slot) -> bool:
    """Return whether the place names a parent: nobody who has died, and no professional."""
    named = slot.given(*_NAMES)
    if not named and not slot.given(*_DETAILS):
        return False
    first = slot.at == "parents[0]"
    if not first and not named:
        path = f"{slot.at}.name"
        draft.problem(path, "missing", f"The {name_of(path)} is missing.")
        return False  # whose the address or number is cannot be told
    said = [*slot.given(*_NAMES, "relationship"), *_roles(slot)]
    if any(is_dead(one.text) for one in said):
        return False
    callings = [one for one in said if is_professional(_beside_name(one))]
    if any(is_social_worker(one.text) for one in callings):
        _social_worker(draft, slot)
    return not callings


def _roles(slot: _Slot) -> list[Answer]:
    """Return what stands under "Role" in the row of the parent's name."""
    answers = slot.asked.answers
    own = {
        at
        for at, one in enumerate(answers)
        if one.party == "parent" and one.ordinal in slot.ordinals
    }
    return [answers[at - 1] for at in own if at and answers[at - 1].attribute == "role"]


def _beside_name(answer: Answer) -> str:
    """Return what stands beside a name in its cell; a relationship is all of its words."""
    if answer.attribute in ("relationship", "role"):
        return plain(answer.text)
    if forbids_contact(answer.text) or guards_contact(answer.text):
        return ""  # "contact via her solicitor"
    name = block_name(answer.text)
    return plain(answer.text).replace(name, " ") if isinstance(name, str) else ""


def _social_worker(draft: Draft, slot: _Slot) -> None:
    """Take a social worker from a parent's place, where the form names none elsewhere."""
    if any(path.startswith("social_worker.") for path in draft.values):
        return
    draft.read("social_worker.name", slot.given("full_name", "print_name"), block_name)
    draft.read("social_worker.email", slot.given("email"), read_email)
    draft.read("social_worker.phone", slot.given("phone")[:1], read_phone)


def _parent(draft: Draft, slot: _Slot, context: Context) -> None:
    at = slot.at
    named = _once(slot.given("full_name") or slot.given("print_name"))
    draft.read(f"{at}.name", named, _name)
    _not_the_pupil(draft, f"{at}.name")
    given = (slot.given("forename"), slot.given("surname"))
    if not named and all(given):
        whole = " ".join(plain(part[0].text) for part in given)
        draft.put(f"{at}.name", whole, given[0][0])
    if not draft.read(f"{at}.relationship", slot.of("relationship"), _relationship):
        draft.read(f"{at}.relationship", named, _bracketed)
    mails = _serving(slot.given("email")) or [one for one in named if emails_in(one.text)]
    draft.read(f"{at}.email", mails, _email(context, slot))
    phones = _alike(_serving(slot.given("phone"))) or [one for one in named if phones_in(one.text)]
    draft.read(f"{at}.phone", phones, in_use(read_phone))
    draft.read(f"{at}.address", _alike(slot.of("address")), in_use(text_of_answer))
    draft.read(f"{at}.language", slot.of("language"), text_of_answer)
    draft.read(f"{at}.email_agreed", slot.of("email_agreed"), _mail_agreed(slot))
    draft.read(
        f"{at}.parental_responsibility",
        slot.of("parental_responsibility"),
        _responsibility(slot, str(draft.values.get(f"{at}.name", ""))),
    )
    said = slot.given(*_NAMES, *_DETAILS)
    unmailed = [one for one in said if forbids_mail(one.text)]
    unmailed += [one for one in slot.given("contact_preference") if refuses_mail(one.text)]
    draft.say(f"{at}.email_agreed", unmailed, value=False)
    remarked(draft, f"{at}.no_contact", said)
    consent(draft, f"{at}.consent", slot.asked, "parent", slot.ordinals)


def _serving(given: list[Answer]) -> list[Answer]:
    """Return the answers that still serve, where others say that they do not; else all."""
    return [one for one in given if not is_unused(one.text)] or given


def _alike(given: Sequence[Answer]) -> list[Answer]:
    """Return the first answer, and any that the very same label asks for again: another's, perhaps.

    A second number under another label is a second number.
    """
    return [one for one in given if one.label == given[0].label]


def _once(named: Sequence[Answer]) -> list[Answer]:
    """Return names without those that say the first again and leave its title out."""
    names = [without_title(plain(one.text)).casefold() for one in named]
    return [
        one for one, name in zip(named, names, strict=True) if one is named[0] or name != names[0]
    ]


def _responsibility(slot: _Slot, name: str) -> Callable[[str], object | Doubt | None]:
    """Return a reader of yes and no, and of who is said to have it ("Both parents", "Mrs Hale").

    Somebody else's name says nothing of this parent.
    """
    told = yes_no(slot.asked)

    def parse(text: str) -> object | Doubt | None:
        said = told(text)
        bare = plain(text)
        if isinstance(said, bool) or not re.search(r"[^\W\d_]{2}", bare):
            return said
        if _ALL_OF_THEM.search(bare):
            return True
        if related(bare):
            return True if slot.relations & related(bare) else None
        if not looks_like_name(bare) or len(bare.split()) < 2:  # noqa: PLR2004 - a whole name
            return said
        return True if name and signs_for(bare, name) else None

    return parse


def _mail_agreed(slot: _Slot) -> Callable[[str], object | Doubt | None]:
    """Return a reader of yes and no, and of a no in other words ("phone only")."""
    told = yes_no(slot.asked)

    def parse(text: str) -> object | Doubt | None:
        said = told(text)
        return False if not isinstance(said, bool) and refuses_mail(text) else said

    return parse


def _relationship(text: str) -> object | Doubt | None:
    """Return what a parent is to the pupil; a number or an address is some other answer."""
    said = (text_of_answer(text) or "").rstrip(" .") or None
    if said and re.search(r"\d|@", said):
        return Doubt("unclear", "is a number or an address")
    return said


def _bracketed(text: str) -> str | None:
    """Return what a bracket behind a name says the parent is to the pupil: "Mrs Jo Hale (Mum)"."""
    said = re.search(r"\(((?:step)?-?[a-z]{3,6})\)\s*$", plain(text), re.IGNORECASE)
    return said[1] if said and related(said[1]) else None


def _not_the_pupil(draft: Draft, path: str) -> None:
    """Do not believe a parent's name that is the pupil's own, title and all."""
    pupil = f"{draft.values.get('pupil.forename')} {draft.values.get('pupil.surname')}"
    if str(draft.values.get(path, "")).casefold() == pupil.casefold():
        draft.refuse(path, "unclear", f"The {name_of(path)} is given as the pupil's own.")


def _name(text: str) -> object | Doubt | None:
    """Return a parent's name; one word alone, without a title, may be half of it."""
    name = block_name(text)
    if isinstance(name, str) and len(name.split()) < 2:  # noqa: PLR2004 - a forename and a surname
        return Doubt("unclear", f'says only "{name}"')
    if isinstance(name, str) and names_two(name):
        return Doubt("unclear", f'says "{name}", which names two people')
    if isinstance(name, str) and _NOBODY.search(name):
        return Doubt("unclear", f'says "{name}", which does not read as a name')
    return name


def _email(context: Context, slot: _Slot) -> Callable[[str], object | Doubt | None]:
    """Return a reader of a parent's address, which no school's, authority's or other's may be."""

    def parse(text: str) -> object | Doubt | None:
        address = read_email(text)
        if isinstance(address, str):
            domain = address.rpartition("@")[2]
            own = any(domain == one or domain.endswith("." + one) for one in context.own_domains)
            if own or context.schools.of_domain(domain):
                return Doubt("unclear", "is an address of a school or of the authority")
            others = related(beside_address(text)) - slot.relations
            if doubts_address(text) or (slot.relations and others):
                return Doubt("unclear", "stands beside words that make it another's, or out of use")
        return address

    return parse


def _whose_signatures(draft: Draft, count: int) -> None:
    """Do not believe a typed signature that is another person's name.

    What is read of a pen's stroke on a picture may be no name at all: only another parent's counts.
    """
    names = {at: str(draft.values.get(f"parents[{at}].name", "")) for at in range(count)}
    for at, name in names.items():
        path = f"parents[{at}].consent.evidence"
        if draft.values.get(path) != "typed" or not name:
            continue
        seen = draft.evidence[path]
        others = [one for n, one in names.items() if n != at and one]
        of_another = any(signs_for(seen.raw, one) for one in others)
        if not signs_for(seen.raw, name) and (of_another or seen.how != "ocr"):
            message = f"The {name_of(path)} is signed with another name."
            draft.refuse(path, "unclear", message, f"parents[{at}].consent.date")
