"""Who a form is about: the pupil, the schools and their contacts, and a social worker.

The same labels stand for each of them; which answer is whose was settled in the walk.
"""

# ruff: noqa: PLR2004 - counts of words and cells, beside what they count
# ruff: noqa: C901 - cases, one after another, in the order in which they must be tried

import re

from parsers.addresses import emails_in, read_email
from parsers.context import Context
from parsers.layouts.answers import Answer, has_answer
from parsers.marks import chosen
from parsers.pairs import EMPTY, PICTURE, TICKED, plain
from parsers.particulars.asked import Asked, chooser
from parsers.particulars.draft import Draft, name_of
from parsers.particulars.remarks import in_use
from parsers.particulars.upn import read_upn
from parsers.people import (
    block_name,
    phones_in,
    read_full_name,
    read_one_pupil,
    read_person,
    read_phone,
)
from parsers.schools import School
from parsers.values import Doubt, first_day, read_day, read_year_group
from parsers.words.mentions import schools_in

_YOURS = re.compile(r"(?i)\W*(?:\d+\W+)?your\b")


def pupil(draft: Draft, asked: Asked) -> None:
    """Read the pupil: names together or apart, day of birth, UPN and the rest."""
    forenames = asked.of("forename", party="pupil") or asked.of("forename")
    surnames = asked.of("surname", party="pupil") or asked.of("surname")
    if any(has_answer(one) for one in (*forenames, *surnames)):
        draft.read("pupil.forename", forenames, read_one_pupil)
        draft.read("pupil.surname", surnames, read_one_pupil)
    named = [one for one in asked.of("full_name", party="pupil") if has_answer(one)]
    if "pupil.forename" not in draft.values or "pupil.surname" not in draft.values:
        _full_name(draft, named)
    draft.read("pupil.known_as", asked.of("known_as"), read_person)
    draft.read("pupil.dob", asked.of("dob"), _mixed_day)
    draft.read("pupil.upn", asked.of("upn"), read_upn)
    draft.read("pupil.nc_year", asked.of("nc_year"), _mixed_year)
    draft.read("pupil.sex", asked.of("sex"), chooser(asked, "sex"))


def _mixed_day(text: str) -> object | Doubt | None:
    """Return the day of birth, also from a cell that holds the year group too."""
    day, rest = first_day(text)
    if day is not None and re.fullmatch(
        r"[\s,/&();:-]*(?:(?:nc)?y(?:ea)?r?\.?\s*)?\d{1,2}[\s,/&();:-]*", rest, re.IGNORECASE
    ):
        return day
    return read_day(text)


def _mixed_year(text: str) -> object | Doubt | None:
    picked = chosen(text) if TICKED in text or EMPTY in text else None
    if picked is not None:
        return (
            read_year_group(picked[0])
            if len(picked) == 1
            else Doubt("unclear", "has more than one answer marked")
        )
    day, rest = first_day(text)
    return read_year_group(re.sub(r"[,/&();:]", " ", rest) if day is not None else text)


def _full_name(draft: Draft, answers: list[Answer]) -> None:
    """Split the pupil's whole name; two spellings of it must agree."""
    found: set[tuple[str, str]] = set()
    for answer in answers:
        names = read_full_name(answer.text)
        if isinstance(names, Doubt):
            draft.problem("pupil.surname", names.code, f"The pupil's name {names.why}.")
            return
        if names is not None:
            found.add((names[0].casefold(), names[1].casefold()))
            if len(found) > 1:
                message = "The form gives more than one name for the pupil."
                draft.refuse("pupil.surname", "conflict", message, "pupil.forename")
                return
            draft.put("pupil.forename", names[0], answer)
            draft.put("pupil.surname", names[1], answer)


def schools(draft: Draft, asked: Asked, context: Context) -> None:
    """Read both schools, resolved in the register; one that could be several is asked about."""
    for side in ("home", "receiving"):
        path = f"{side}.school"
        found: dict[int, tuple[School, Answer]] = {}
        people = _people_for_schools(asked, side, context)
        given = asked.of("school", party=side)
        stands = any(has_answer(one) and not one.signing for one in given)
        for answer in asked.of("school", "urn", party=side):
            if not has_answer(answer) or PICTURE in answer.text or answer in people:
                continue  # what is signed is no school's name
            text = plain(answer.text)
            school = _resolved(answer, context)
            if isinstance(school, School):
                found[school.urn] = (school, answer)
            elif school is None and answer.signing and stands:
                continue  # who signs for it
            elif isinstance(school, tuple):
                names = " or ".join(one.name for one in school[:4])
                draft.problem(
                    path, "unclear", f'The {name_of(path)} "{_flat(text)}" could be {names}.'
                )
            else:
                draft.problem(
                    path,
                    "unclear",
                    f'The {name_of(path)} "{_flat(text)}" is not in the school register.',
                )
                if (
                    path not in draft.values
                    and answer.attribute == "school"
                    and len(text) <= 120
                    and not re.search(r"[@?]", text)
                ):
                    draft.put(path, _flat(text), answer)
        under = asked.of("school_below", "full_name", "print_name", party=side)
        below = [one for one in under if has_answer(one)]
        for answer in below if not any(map(has_answer, asked.of("school", party=side))) else ():
            school = context.schools.resolve(plain(answer.text))
            if isinstance(school, School):
                found[school.urn] = (school, answer)
        if len(found) > 1:
            message = f"The form names more than one school as the {name_of(path)}."
            draft.refuse(path, "conflict", message)
        elif found and not any(p.field == path for p in draft.problems):
            school, answer = next(iter(found.values()))
            draft.put(path, school.name, answer)
            draft.put(f"{side}.urn", school.urn, answer)


def _resolved(answer: Answer, context: Context) -> School | tuple[School, ...] | None:
    """Return the school that an answer names, or those that it may; a picture's with its slips."""
    school = context.schools.resolve(plain(answer.text))
    if school is None and answer.how == "ocr":
        return context.schools.misread(plain(answer.text))
    return school


def _flat(text: str) -> str:
    return " ".join(text.split())


def _people_for_schools(asked: Asked, side: str, context: Context) -> list[Answer]:
    """Return who stands behind a school's label with their address, where the school stands again.

    "Home school: Mrs Reed, reed@school.example" under the school's name says whom to write to.
    """
    given = asked.of("school", party=side)
    people = [one for one in given if _is_person(plain(one.text), context)]
    return people if any(has_answer(one) and one not in people for one in given) else []


def _is_person(text: str, context: Context) -> bool:
    """Return whether a text has an address to write to, and no school but that address's."""
    addresses = emails_in(text)
    for address in addresses:
        text = text.replace(address, " ")
    return bool(addresses) and not schools_in(text, context.schools)


def contacts(draft: Draft, asked: Asked, context: Context) -> None:
    """Read each school's contact: from labels of its own, or from one cell that holds all."""
    for side in ("home", "receiving"):
        names = asked.of("contact_name", party=side) or _people_for_schools(asked, side, context)
        # whoever fills a form in on screen for a school: "Your name"
        names = names or [
            one for one in asked.of("full_name", party=side) if _YOURS.match(one.label)
        ]
        draft.read(f"{side}.contact.name", names, block_name)
        mails = (*asked.of("contact_email", party=side), *asked.of("email", party=side))
        phones = (*asked.of("contact_phone", party=side), *asked.of("phone", party=side))
        inside = [one for one in names if emails_in(one.text)]
        draft.read(
            f"{side}.contact.email",
            mails if any(map(has_answer, mails)) else inside,
            in_use(read_email),
        )
        rung = [one for one in names if phones_in(one.text)]
        draft.read(
            f"{side}.contact.phone",
            phones if any(map(has_answer, phones)) else rung,
            in_use(read_phone),
        )
        draft.read(f"{side}.head", asked.of("head", party=side), read_person)
        if f"{side}.head" not in draft.values:
            printed = [one for one in asked.of("print_name", party=side) if has_answer(one)]
            draft.read(f"{side}.head", printed, read_person)
