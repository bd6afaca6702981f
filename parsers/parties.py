"""Who a form is about: the pupil, the schools and their contacts, the parents, and who agreed.

The same labels stand for each of them; which answer is whose was settled in the walk. An agreement is
its evidence: a picture, a typed name, words about a telephone call, or none; never just "yes".
"""

# ruff: noqa: PLR2004 - counts of words and cells, beside what they count
# ruff: noqa: C901, PLR0911 - cases, one after another, in the order in which they must be tried
# ruff: noqa: E501 - patterns and lists of words stay whole
# ruff: noqa: RUF001 - the characters that schools type

import re
from collections.abc import Callable
from functools import partial

from parsers.answers import Answer, has_answer
from parsers.asked import Asked, chooser, read_email, text_of_answer, yes_no
from parsers.context import Context
from parsers.draft import Draft, name_of
from parsers.pairs import EMPTY, PICTURE, TICKED, plain
from parsers.people import (
    emails_in,
    phones_in,
    read_full_name,
    read_person,
    read_phone,
    without_title,
    wrapped_name,
)
from parsers.schools import School
from parsers.values import (
    Doubt,
    first_day,
    is_nothing,
    read_choice,
    read_day,
    read_upn,
    read_year_group,
)

_VERBAL = re.compile(
    r"\b(?:verbal\w*|oral\w*|by (?:tele)?phone|phone call|telephone|over the phone|in person)\b",
    re.IGNORECASE,
)
_WITHHELD = re.compile(
    r"^\W*(?:no|none|not (?:given|signed|obtained|agreed|available)|refused|declined|withheld|does not (?:agree|consent)|unsigned)\b",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"\b(?:to follow|await\w*|pending|see (?:attached|over|separate)|tbc|outstanding|will sign|to be signed)\b",
    re.IGNORECASE,
)
_REFUSING = re.compile(
    r"\b(?:refus\w*|declin\w*|not agree\w*|not consent\w*|does not|did not|withdr\w*|unable|unwilling|disagree\w*)\b",
    re.IGNORECASE,
)


def pupil(draft: Draft, asked: Asked) -> None:
    """Read the pupil: names together or apart, day of birth, UPN and the rest."""
    forenames = asked.of("forename", party="pupil") or asked.of("forename")
    surnames = asked.of("surname", party="pupil") or asked.of("surname")
    if any(has_answer(one) for one in (*forenames, *surnames)):
        draft.read("pupil.forename", forenames, read_person)
        draft.read("pupil.surname", surnames, read_person)
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
                draft.drop("pupil.forename")
                draft.drop("pupil.surname")
                draft.problem(
                    "pupil.surname", "conflict", "The form gives more than one name for the pupil."
                )
                return
            draft.put("pupil.forename", names[0], answer)
            draft.put("pupil.surname", names[1], answer)


def schools(draft: Draft, asked: Asked, context: Context) -> None:
    """Read both schools, resolved in the register; one that could be several is asked about."""
    for side in ("home", "receiving"):
        path = f"{side}.school"
        found: dict[int, tuple[School, Answer]] = {}
        for answer in asked.of("school", "urn", party=side):
            if not has_answer(answer):
                continue
            text = plain(answer.text)
            school = context.schools.resolve(text)
            if isinstance(school, School):
                found[school.urn] = (school, answer)
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
            draft.drop(path)
            draft.problem(
                path, "conflict", f"The form names more than one school as the {name_of(path)}."
            )
        elif found and not any(p.field == path for p in draft.problems):
            school, answer = next(iter(found.values()))
            draft.put(path, school.name, answer)
            draft.put(f"{side}.urn", school.urn, answer)


def _flat(text: str) -> str:
    return " ".join(text.split())


def contacts(draft: Draft, asked: Asked) -> None:
    """Read each school's contact: from labels of its own, or from one cell that holds all."""
    for side in ("home", "receiving"):
        names = asked.of("contact_name", party=side)
        draft.read(f"{side}.contact.name", names, _block_name)
        mails = (*asked.of("contact_email", party=side), *asked.of("email", party=side))
        phones = (*asked.of("contact_phone", party=side), *asked.of("phone", party=side))
        inside = [one for one in names if emails_in(one.text)]
        draft.read(
            f"{side}.contact.email", mails if any(map(has_answer, mails)) else inside, read_email
        )
        rung = [one for one in names if phones_in(one.text)]
        draft.read(
            f"{side}.contact.phone", phones if any(map(has_answer, phones)) else rung, read_phone
        )
        draft.read(f"{side}.head", asked.of("head", party=side), read_person)
        if f"{side}.head" not in draft.values:
            printed = [one for one in asked.of("print_name", party=side) if has_answer(one)]
            draft.read(f"{side}.head", printed, read_person)


def _block_name(text: str) -> object | Doubt | None:
    """Return the name in a cell that may also hold an e-mail address and a telephone number."""
    bare = plain(text)
    for one in (*emails_in(bare), *phones_in(bare)):
        bare = bare.replace(one, "\n")
    lines = re.split(r"\n|;|\t|\|", bare)
    for at, line in enumerate(lines):
        name = re.split(r",|\s[-–(]\s?|\(", line)[0].strip(" ,:;-")
        if name and not is_nothing(name) and "@" not in name:
            whole = name == line.strip()
            return read_person(f"{name} {wrapped_name(lines[at + 1 :])}" if whole else name)
    return None


def _parent_name(text: str) -> object | Doubt | None:
    """Return a parent's name; one word alone, without a title, may be half of it."""
    name = _block_name(text)
    if isinstance(name, str) and len(name.split()) < 2:
        return Doubt("unclear", f'says only "{name}"')
    return name


def _email_of_parent(context: Context) -> Callable[[str], object | Doubt | None]:
    def parse(text: str) -> object | Doubt | None:
        address = read_email(text)
        if isinstance(address, str):
            domain = address.rpartition("@")[2]
            own = any(domain == one or domain.endswith("." + one) for one in context.own_domains)
            if own or context.schools.of_domain(domain):
                return Doubt("unclear", "is an address of a school or of the authority")
        return address

    return parse


def parents(draft: Draft, asked: Asked, context: Context) -> int:
    """Read the parents in the order in which the form names them. Return how many."""
    order: list[str] = []
    for one in asked.answers:
        if one.party == "parent" and one.ordinal and one.ordinal not in order and has_answer(one):
            order.append(one.ordinal)
    order.sort(key=lambda number: (not number.isdigit(), number if number.isdigit() else ""))
    count = 0
    for ordinal in order:
        named = [a for a in asked.of("full_name", party="parent", ordinal=ordinal) if has_answer(a)]
        if not named:
            named = [
                a for a in asked.of("print_name", party="parent", ordinal=ordinal) if has_answer(a)
            ]
        given = (
            asked.of("forename", party="parent", ordinal=ordinal),
            asked.of("surname", party="parent", ordinal=ordinal),
        )
        about = asked.of(
            "email", "phone", "address", "relationship", party="parent", ordinal=ordinal
        )
        if not named and not any(map(has_answer, (*about, *given[0], *given[1]))):
            continue
        at = f"parents[{count}]"
        if count and not named and not any(map(has_answer, (*given[0], *given[1]))):
            draft.problem(f"{at}.name", "missing", f"The {name_of(f'{at}.name')} is missing.")
            continue  # whose the address or number is cannot be told
        draft.read(f"{at}.name", named, _parent_name)
        if not named and all(any(map(has_answer, part)) for part in given):
            first, last = (next(filter(has_answer, part)) for part in given)
            draft.put(f"{at}.name", f"{plain(first.text)} {plain(last.text)}", first)
        get = partial(asked.of, party="parent", ordinal=ordinal)
        draft.read(f"{at}.relationship", get("relationship"), text_of_answer)
        draft.read(
            f"{at}.email",
            get("email")
            if any(map(has_answer, get("email")))
            else [a for a in named if emails_in(a.text)],
            _email_of_parent(context),
        )
        phones = [a for a in get("phone") if has_answer(a)]
        draft.read(f"{at}.phone", phones[:1] or [a for a in named if phones_in(a.text)], read_phone)
        draft.read(f"{at}.address", get("address")[:1], text_of_answer)
        draft.read(f"{at}.language", get("language"), text_of_answer)
        for name in ("parental_responsibility", "email_agreed", "no_contact"):
            draft.read(f"{at}.{name}", get(name), yes_no(asked))
        consent(draft, f"{at}.consent", asked, "parent", ordinal)
        count += 1
    _whose_signatures(draft, count)
    return count


def _whose_signatures(draft: Draft, count: int) -> None:
    """Do not believe a typed signature that is another parent's name and not this one's."""
    names = {
        at: set(without_title(str(draft.values[f"parents[{at}].name"])).casefold().split())
        for at in range(count)
        if f"parents[{at}].name" in draft.values
    }
    for at in range(count):
        path = f"parents[{at}].consent.evidence"
        if draft.values.get(path) != "typed" or at not in names:
            continue
        signed = set(without_title(draft.evidence[path].raw).casefold().split())
        others = [name for n, name in names.items() if n != at]
        if signed in others and signed != names[at]:
            draft.drop(path)
            draft.drop(f"parents[{at}].consent.date")
            draft.problem(path, "unclear", f"The {name_of(path)} is signed with another name.")


def evidence_of(text: str) -> str | Doubt:
    """Return what shows an agreement: image, typed, verbal or none."""
    bare = plain(text)
    if PICTURE in text and not bare.strip():
        return "image"
    if is_nothing(bare) or re.fullmatch(rf"[\s{EMPTY}]*", bare):
        return "none"
    if _REFUSING.search(bare):
        return Doubt("unclear", f'says "{_flat(bare)[:40]}"')
    if _VERBAL.search(bare):
        return "verbal"
    if _WITHHELD.match(bare):
        return "none"
    if _LATER.search(bare):
        return Doubt("unclear", f'says "{_flat(bare)[:40]}"')
    if TICKED in bare or EMPTY in bare:
        picked = read_choice(
            bare, {"yes": ("yes", "y", "agreed", "i agree", "given"), "no": ("no", "n")}
        )
        if picked == "no" or picked is None:
            return "none"
        return "typed" if picked == "yes" else Doubt("unclear", f'says "{_flat(bare)[:40]}"')
    return "image" if PICTURE in text else "typed"


def consent(draft: Draft, path: str, asked: Asked, party: str, ordinal: str | None = None) -> None:
    """Read how a party's agreement shows, and its day."""
    signed = asked.of("signature", party=party, ordinal=ordinal)
    if not signed:
        return
    best = next(filter(has_answer, signed), signed[0])
    shown = evidence_of(best.text)
    if isinstance(shown, Doubt):
        draft.problem(
            f"{path}.evidence", shown.code, f"The {name_of(f'{path}.evidence')} {shown.why}."
        )
        return
    named = party == "parent" or f"{party}.school" in draft.values
    if shown == "none" and (party == "pupil" or not named):
        return
    draft.put(f"{path}.evidence", shown, best, "signature" if shown == "image" else None)
    if shown != "none":
        dated = asked.of("sign_date", party=party, ordinal=ordinal)
        within = () if any(map(has_answer, dated)) or first_day(best.text)[0] is None else (best,)
        draft.read(f"{path}.date", (*dated, *within), _mixed_or_day)


def _mixed_or_day(text: str) -> object | Doubt | None:
    """Return the day of an agreement, also from words around it ("by telephone 3/9/26")."""
    day, rest = first_day(text)
    return day if day is not None and _VERBAL.search(rest) else read_day(text)


def social_worker(draft: Draft, asked: Asked) -> None:
    """Read the social worker, from labels of their own or one cell that holds all."""
    blocks = [one for one in asked.of("sw_block") if has_answer(one)]
    names = [
        one
        for one in asked.of("full_name", "contact_name", party="social_worker")
        if has_answer(one)
    ]
    draft.read("social_worker.name", names or blocks, _block_name)
    mails = [
        one for one in asked.of("email", "contact_email", party="social_worker") if has_answer(one)
    ]
    phones = [
        one for one in asked.of("phone", "contact_phone", party="social_worker") if has_answer(one)
    ]
    draft.read(
        "social_worker.email", mails or [one for one in blocks if emails_in(one.text)], read_email
    )
    draft.read(
        "social_worker.phone", phones or [one for one in blocks if phones_in(one.text)], read_phone
    )
