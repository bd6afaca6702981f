"""From answers to the fields of a record: what each label's value means, per kind of form.

The same words can ask different things on different forms ("second review" is a planned review on
an agreement and the end of an extension on an outcome form); which is settled here, by kind.
"""

# ruff: noqa: PLR2004 - counts of words and cells, beside what they count
# ruff: noqa: C901, PLR0911 - cases, one after another, in the order in which they must be tried
# ruff: noqa: E501 - patterns and lists of words stay whole
# ruff: noqa: RUF001 - the characters that schools type

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from email_validator import EmailNotValidError, validate_email

from parsers.answers import Answer, has_answer
from parsers.context import Context
from parsers.draft import Draft, name_of
from parsers.pairs import EMPTY, PICTURE, TICKED, plain
from parsers.schools import School
from parsers.values import (
    Doubt,
    emails_in,
    first_day,
    is_nothing,
    option_of,
    phones_in,
    read_choice,
    read_day,
    read_days,
    read_full_name,
    read_number,
    read_person,
    read_phone,
    read_upn,
    read_year_group,
)
from parsers.vocabulary import Vocabulary

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


@dataclass(frozen=True, slots=True)
class Asked:
    """The answers of one form, ready to be asked for."""

    answers: tuple[Answer, ...]
    words: Vocabulary

    def of(
        self, *attributes: str, party: str | None = None, ordinal: str | None = None
    ) -> tuple[Answer, ...]:
        """Return the answers to these attributes, of this party and ordinal if given."""
        return tuple(
            one
            for one in self.answers
            if (one.attribute in attributes or any(also in attributes for also in one.also))
            and (party is None or one.party == party)
            and (ordinal is None or one.ordinal == ordinal)
        )

    def but(self, party: str, *attributes: str) -> tuple[Answer, ...]:
        """Return the answers to these attributes that are not about this party."""
        return tuple(one for one in self.of(*attributes) if one.party != party)

    def asks(self, *attributes: str) -> bool:
        """Return whether the form has one of these labels, filled in or not."""
        return bool(self.of(*attributes))


def _text(text: str) -> str | None:
    """Return a text as one line of plain words."""
    return (
        None
        if is_nothing(text)
        else " ".join(plain(text).replace(TICKED, " ").replace(EMPTY, " ").split()) or None
    )


def _chooser(asked: Asked, name: str) -> Callable[[str], object | Doubt | None]:
    options: Mapping[str, Iterable[str]] = asked.words.choices.get(name, {})
    return lambda text: read_choice(text, options)


def _yes_no(asked: Asked, name: str = "yes_no") -> Callable[[str], object | Doubt | None]:
    choose = _chooser(asked, name)

    def parse(text: str) -> object | Doubt | None:
        key = choose(text)
        return {"yes": True, "no": False}[key] if isinstance(key, str) else key

    return parse


def read_email(text: str) -> str | Doubt | None:
    """Return the one e-mail address written, syntax checked, nothing looked up."""
    if is_nothing(text):
        return None
    found = tuple(dict.fromkeys(one.casefold() for one in emails_in(text)))
    if not found:
        return Doubt("invalid", "is not an e-mail address")
    if len(found) > 1:
        return Doubt("unclear", "gives more than one e-mail address")
    written = next(one for one in emails_in(text))
    try:
        checked = validate_email(written, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return Doubt("invalid", "is not an e-mail address that can be right")
    return checked.normalized


def _pupil(draft: Draft, asked: Asked) -> None:
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
    draft.read("pupil.sex", asked.of("sex"), _chooser(asked, "sex"))


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


def _schools(draft: Draft, asked: Asked, context: Context) -> None:
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
        below = [one for one in asked.of("school_below", party=side) if has_answer(one)]
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


def _contacts(draft: Draft, asked: Asked) -> None:
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
    for line in re.split(r"\n|;|\t|\|", bare):
        name = re.split(r",|\s[-–(]\s?|\(", line)[0].strip(" ,:;-")
        if name and not is_nothing(name) and "@" not in name:
            return read_person(name)
    return None


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


def _parents(draft: Draft, asked: Asked, context: Context) -> int:
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
        draft.read(f"{at}.name", named, _block_name)
        if not named and all(any(map(has_answer, part)) for part in given):
            first, last = (next(filter(has_answer, part)) for part in given)
            draft.put(f"{at}.name", f"{plain(first.text)} {plain(last.text)}", first)
        get = partial(asked.of, party="parent", ordinal=ordinal)
        draft.read(f"{at}.relationship", get("relationship"), _text)
        draft.read(
            f"{at}.email",
            get("email")
            if any(map(has_answer, get("email")))
            else [a for a in named if emails_in(a.text)],
            _email_of_parent(context),
        )
        phones = [a for a in get("phone") if has_answer(a)]
        draft.read(f"{at}.phone", phones[:1] or [a for a in named if phones_in(a.text)], read_phone)
        draft.read(f"{at}.address", get("address")[:1], _text)
        draft.read(f"{at}.language", get("language"), _text)
        for name in ("parental_responsibility", "email_agreed", "no_contact"):
            draft.read(f"{at}.{name}", get(name), _yes_no(asked))
        _consent(draft, f"{at}.consent", asked, "parent", ordinal)
        count += 1
    return count


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


def _consent(draft: Draft, path: str, asked: Asked, party: str, ordinal: str | None = None) -> None:
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
        draft.read(f"{path}.date", asked.of("sign_date", party=party, ordinal=ordinal), read_day)


def _days(draft: Draft, path: str, answers: Iterable[Answer]) -> None:
    draft.read(path, answers, read_day)


def _review_dates(draft: Draft, asked: Asked) -> None:
    """Read all planned reviews, whether each has a label or one label lists them."""
    written = (*asked.of("review", "extension_review", "form_review_date"), *asked.of("reviews"))
    read = [(one, *read_days(one.text)) for one in written if has_answer(one)]
    for answer, _, doubts in read:
        for doubt in doubts:
            what = answer.label or "review date"
            draft.problem("review_dates", doubt.code, f"The {what} {doubt.why}.")
    days = {day for _, found, _ in read for day in found}
    if days and not any(problem.field == "review_dates" for problem in draft.problems):
        raw = "; ".join(plain(answer.text) for answer, _, _ in read)
        draft.put("review_dates", tuple(sorted(days)), read[0][0], raw)


def _social_worker(draft: Draft, asked: Asked) -> None:
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


def fill_mm1(draft: Draft, asked: Asked, context: Context) -> None:
    """Fill the draft from an agreement form."""
    _pupil(draft, asked)
    _schools(draft, asked, context)
    _contacts(draft, asked)
    _parents(draft, asked, context)
    for side in ("home", "receiving"):
        _consent(draft, f"{side}.consent", asked, side)
    _consent(draft, "pupil_consent", asked, "pupil")
    _days(draft, "start_date", asked.but("home", "start"))
    _days(draft, "end_date", asked.but("home", "planned_end", "end", "last_day"))
    _review_dates(draft, asked)
    draft.read("looked_after", asked.of("looked_after"), _yes_no(asked, "looked_after"))
    draft.read("looked_after_authority", asked.of("looked_after_authority"), _text)
    _social_worker(draft, asked)
    draft.read("sen_status", asked.of("sen"), _chooser(asked, "sen"))
    draft.read("legal_basis", asked.of("legal_basis"), _chooser(asked, "legal_basis"))
    draft.read("pex_alternative", asked.of("pex_alternative"), _yes_no(asked))
    draft.read("pex_if_unsuccessful", asked.of("pex_if_unsuccessful"), _yes_no(asked))
    draft.read(
        "attendance_reporting",
        asked.of("attendance_reporting"),
        _chooser(asked, "attendance_reporting"),
    )
    draft.read("reason", asked.of("reason")[:1], _text)
    _days(draft, "form_date", asked.of("form_date"))


def _identity(draft: Draft, asked: Asked, context: Context) -> None:
    _pupil(draft, asked)
    _schools(draft, asked, context)


def fill_mm2(draft: Draft, asked: Asked, context: Context) -> None:
    """Fill the draft from an outcome form."""
    _identity(draft, asked, context)
    draft.read("outcome", asked.of("outcome"), _chooser(asked, "outcome"))
    meetings = asked.of("meeting_date") or asked.of("form_review_date", "review")
    _days(draft, "meeting_date", meetings)
    decided = asked.of("decision_date")
    ended = asked.of("ended")
    _days(draft, "decision_date", decided or ended)
    last = asked.but("home", "last_day") or asked.but("home", "end")
    _days(draft, "end_date", last or (ended if decided else ()))
    _days(draft, "return_date", asked.but("receiving", "return_date"))
    later = tuple(
        one
        for one in asked.of("extension_review", "review")
        if one.attribute == "extension_review" or (one.ordinal == "2" and one not in meetings)
    )
    _days(draft, "extension.end_date", asked.of("extension_end"))
    _days(draft, "extension.review_date", later)
    _days(draft, "permanent_from", asked.but("home", "permanent_from"))
    _days(draft, "home_off_roll", asked.but("receiving", "home_off_roll"))
    for path in ("reason", "support_provided", "partly_successful"):
        draft.read(path, [one for one in asked.of(path) if has_answer(one)][:1], _text)
    draft.read("specific_incident", asked.of("specific_incident"), _yes_no(asked))
    draft.read("next_provision", asked.of("next_provision"), _chooser(asked, "next_provision"))
    _days(draft, "parents_informed.phone", asked.of("informed_phone"))
    _days(draft, "parents_informed.letter", asked.of("informed_letter"))
    _days(draft, "plan_meeting_date", asked.of("plan_meeting"))
    draft.read("attendance_percent", asked.of("attendance_percent"), read_number)
    _days(draft, "form_date", asked.of("form_date"))
    _days(draft, "start_date", asked.but("home", "start"))
    _signatures(draft, asked)


def _signatures(draft: Draft, asked: Asked) -> None:
    count = 0
    for answer in asked.of("signature"):
        shown = evidence_of(answer.text)
        if isinstance(shown, Doubt) or shown == "none":
            continue
        at = f"signatures[{count}]"
        draft.put(f"{at}.role", _role(answer), answer, answer.label or None)
        draft.put(f"{at}.evidence", shown, answer, "signature" if shown == "image" else None)
        if answer.party is not None:
            draft.read(
                f"{at}.date",
                asked.of("sign_date", party=answer.party, ordinal=answer.ordinal),
                read_day,
            )
        count += 1


def _role(answer: Answer) -> str:
    named = {
        "home": "home school",
        "receiving": "receiving school",
        "parent": "parent",
        "pupil": "pupil",
    }
    return named.get(answer.party or "", answer.label or "not said")


def fill_review(draft: Draft, asked: Asked, context: Context) -> None:
    """Fill the draft from the record of a review."""
    _identity(draft, asked, context)
    held = asked.of("form_review_date", "meeting_date") or asked.of("review", "date")
    _days(draft, "review_date", held)
    named = [one for one in asked.of("review") if isinstance(read_day(one.text), Doubt)]
    draft.read("which", asked.of("which_review") or named, _which(asked, context))
    _days(draft, "next_review_date", asked.of("extension_review"))
    draft.read("concerns", asked.of("concerns"), _yes_no(asked))
    present = [one for one in asked.of("attended_by") if has_answer(one)][:1]
    draft.read("attended_by", present, _people)


def _which(asked: Asked, context: Context) -> Callable[[str], object | Doubt | None]:
    """Return a reader of which review it was, as the protocol names its reviews."""
    options = asked.words.choices.get("which", {})

    def parse(text: str) -> object | Doubt | None:
        key = read_choice(text, options)
        if isinstance(key, Doubt) and option_of(text, options) is None:
            return None
        if isinstance(key, str) and context.review_names and key not in context.review_names:
            last = {"week8": "final", "week4": "midway"}.get(key, "")
            return last if last in context.review_names and key == "week4" else key
        return key

    return parse


def _people(text: str) -> object | None:
    if is_nothing(text):
        return None
    parts = re.split(r"[,;\n]|\band\b|&", plain(text).replace(TICKED, ",").replace(EMPTY, ","))
    return tuple(part.strip() for part in parts if part.strip()) or None


def fill_attendance(draft: Draft, asked: Asked, context: Context) -> None:
    """Fill the draft from a week's attendance."""
    _identity(draft, asked, context)
    _days(draft, "week_beginning", asked.of("week_beginning"))
    draft.read("sessions_possible", asked.of("sessions_possible"), _whole)
    draft.read("sessions_attended", asked.of("sessions_attended"), _whole)
    draft.read("marks", asked.of("marks"), _text)


def _whole(text: str) -> object | Doubt | None:
    number = read_number(text)
    if isinstance(number, float):
        return int(number) if number.is_integer() else Doubt("unclear", "is not a whole number")
    return number
