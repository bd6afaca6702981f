"""What may be believed of a page that was recognised: a value counts only if its form proves it.

The recogniser is sure of many a wrong letter, so being sure proves nothing. A value is believed if
two readings of the same ink agree on every character of it, and beside that:

* a UPN has its check letter, and a telephone number a British number of digits;
* a day is a real one, with its year, and no other digits stand beside it;
* a school is one of the register, and no other school there is called almost the same;
* an address of a school's contact is in that school's own domain, and made of a name on the form;
* a name is made of letters; no stroke stands beside a yes or a no; a tick is well above the ink
  of an empty box.

A parent's e-mail address is never believed on this alone: a letter to a wrong one tells a stranger.
What is not believed becomes a question in which the sender sees what was read. Long texts, of which
no day or letter is made, may have a doubtful word in them.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from parsers.context import Context
from parsers.particulars.draft import BELIEVED, Draft, name_of
from parsers.records import Seen

_FINE: Final = 0.6  # the confidence below which a page came in too few dots for a name
_SHOWN: Final = 60  # characters of what was read, in a question
_MOST_DOUBTED: Final = 0.75 * BELIEVED  # a word in four of a long text
_LONG: Final = frozenset({"reason", "support_provided", "partly_successful"})
_OFFICES: Final = frozenset({
    "office", "admin", "head", "headteacher", "principal", "info", "enquiries", "reception",
    "school", "mail", "post", "pastoral", "inclusion", "exclusions", "attendance", "safeguarding",
    "dsl", "send", "senco", "sen",
})  # fmt: skip
_PARENT_EMAIL = re.compile(r"parents\[\d+\]\.email")
_PRINTED = re.compile(r"(?:[A-Z][\w.'’-]*\s+)+[A-Z][\w'’-]+")  # noqa: RUF001 - as it is typed
_CONSENT = re.compile(r"(?:.*\.)?(?:consent|pupil_consent|signatures\[\d+\])\.evidence")
_NAME = re.compile(r".*\.(?:forename|surname|known_as|name|head)")
# No sign or digit, and no two words run into one ("MrErrol"); "McKay", "DeSouza" and "O'Neil" pass.
_PREFIX = re.compile(r"\b(?:Mc|Mac|De|Di|Du|La|Le|Van|Fitz)(?=[A-Z])")
# A small l that begins a name is a capital I: in most faces the two are one stroke.
_CAPITAL_I = re.compile(r"\bl(?!a\b|e\b|['’])(?=[a-z])")  # noqa: RUF001 - as it is typed
_NO_NAME = re.compile(r"[\d@|\\/<>=_~^{}\[\]:;!?]|[a-z][A-Z]|\bl(?!a\b|e\b|['’])[a-z]")  # noqa: RUF001 - as it is typed
_A_DAY = re.compile(  # with no crumb of a letter before it: "i2-10-2026" is no day
    r"(?<![\w'’])(?:\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?(?:\d{4}|\d{2})\b"  # noqa: RUF001 - as read
    r"|\d{1,2}\s?(?:st|nd|rd|th)?\s*[A-Za-z]{3,9}(?:[.,]+\s*|\s+)\d{2,4})"
)
_WRAPPED = re.compile(r"(?<=[\d/.-])\n(?=[\d/.-])")  # a day in a cell too narrow for it
# Half a ring beside "YES": the pen may have been about the word that could not be read any more.
_CUT_RING = re.compile(r"[()\[\]{}|<>]")
_HINT = re.compile(r"\([a-z]{4,}(?: [a-z]+)*\)", re.IGNORECASE)  # "(delete as appropriate)"
_A_TIME = re.compile(r"\b\d{1,2}(?:[:.]\d\d)?\s*(?:am|pm)\b|\b\d{1,2}[:.]\d\d\b", re.IGNORECASE)


def believe(draft: Draft, context: Context) -> None:
    """Take out of a draft what was recognised and is not proved, and note a question for each."""
    for path in tuple(draft.values):
        seen = draft.evidence.get(path)
        if seen is None or seen.how != "ocr":
            continue
        if _CONSENT.fullmatch(path):
            _inked(draft, path, seen)
        elif _NAME.fullmatch(path) and _is_in_one_stroke(draft.values[path], seen):
            draft.values[path] = _CAPITAL_I.sub("I", str(draft.values[path]))
        elif _PARENT_EMAIL.fullmatch(path):
            _ask(draft, path, "and an address must be seen in typing before it is used")
        elif not _is_proved(path, draft, seen, context):
            _ask(draft, path, "and that is not certain")


def _is_in_one_stroke(value: object, seen: Seen) -> bool:
    """Return whether a name is doubtful only in that an I that begins it was read as an l."""
    name = _CAPITAL_I.sub("I", str(value))
    return name != value and seen.confidence >= _FINE and not _NO_NAME.search(_PREFIX.sub("", name))


def _ask(draft: Draft, path: str, why: str) -> None:
    """Take a value out and note the question; two halves of one name are one question."""
    seen = draft.evidence[path]
    raw = " ".join(seen.raw.split())
    shown = raw if len(raw) <= _SHOWN else raw[: _SHOWN - 3] + "..."
    draft.drop(path)
    if path.endswith(".urn"):
        return  # the school it numbers is asked about
    if path.endswith(".school"):
        draft.drop(path.replace(".school", ".urn"))
    half = draft.evidence.get("pupil.surname")
    if path == "pupil.forename" and half is not None and half.box == seen.box:
        draft.drop("pupil.surname")
        path = "pupil.surname"
    draft.problem(
        path,
        "unclear",
        f'The {name_of(path)} was read from a picture as "{shown}", {why}. Please type it.',
    )


def _inked(draft: Draft, path: str, seen: Seen) -> None:
    """Make a signature on paper ink, unless it was printed: two words that read as a name."""
    shown = draft.values[path]
    if shown == "none":
        draft.drop(path)  # ink may have been missed: that it does not show is all that can be said
        return
    printed = seen.confidence >= BELIEVED and _PRINTED.fullmatch(seen.raw.strip()) is not None
    if shown == "image" or (shown == "typed" and not printed):
        draft.values[path] = "ink"
    elif shown == "verbal" and seen.confidence < BELIEVED:
        _ask(draft, path, "and that is not certain")


def _is_proved(  # noqa: C901, PLR0911 - one proof after another
    path: str, draft: Draft, seen: Seen, context: Context
) -> bool:
    value = draft.values[path]
    if isinstance(value, bool) and _CUT_RING.search(_HINT.sub("", seen.raw)):
        return False
    if path.endswith("].role"):
        return True  # what the form prints beside a signature, known by its label
    if path in _LONG:
        return seen.confidence >= _MOST_DOUBTED
    if path in ("home.school", "receiving.school", "home.urn", "receiving.urn"):
        side = path.partition(".")[0]
        return _is_that_school(draft.values.get(f"{side}.urn"), seen, context)
    if seen.confidence < BELIEVED:
        return False
    check = next((check for ends, check in _CHECKS.items() if path.endswith(ends)), None)
    if check is not None and not check(str(value)):
        return False
    if path.endswith("contact.email"):
        return _is_of_school(str(value), path.partition(".")[0], draft, context)
    if _NAME.fullmatch(path) and seen.confidence < _FINE:
        return False  # in too few dots "rn" is "m", whatever is asked of the model
    if isinstance(value, dt.date):
        rest, days = _A_DAY.subn(" ", _WRAPPED.sub("", seen.raw))
        return days <= 1 and not re.search(r"\d", _A_TIME.sub(" ", rest))
    if path == "review_dates":
        return not re.search(r"\d", _A_DAY.sub(" ", seen.raw))  # a day that was not read as one
    return not (_NAME.fullmatch(path) and _NO_NAME.search(_PREFIX.sub("", str(value))))


def _is_that_school(urn: object, seen: Seen, context: Context) -> bool:
    """Return whether a school is of the register, and no other could have been misread so."""
    if seen.confidence >= BELIEVED:
        return True
    school = context.schools.misread(seen.raw)
    return school is not None and school.urn == urn


def _is_of_school(address: str, side: str, draft: Draft, context: Context) -> bool:
    """Return whether an address is the school's own, as its register or the form's names prove.

    Its domain is the school's, and what stands before that is a name on the form or an office.
    """
    urn = draft.values.get(f"{side}.urn")
    school = context.schools.by_urn(urn) if isinstance(urn, int) else None
    own, _, domain = address.casefold().rpartition("@")
    if school is None or domain not in school.email_domains:
        return False
    known = (school.contact_email, school.head_email, school.admin_email)
    if address.casefold() in {one.casefold() for one in known if one}:
        return True
    names = (draft.values.get(f"{side}.{path}") for path in ("contact.name", "head"))
    people = [re.findall(r"[a-z]+", str(name).casefold()) for name in names if name]
    return all(
        word in _OFFICES or any(_is_named(word, person) for person in people)
        for word in re.findall(r"[a-z]+", own)
    )


def _is_named(word: str, person: Sequence[str]) -> bool:
    """Return whether a word of an address is made of a person's names or their first letters."""
    short = {*person, *(name[0] for name in person)}
    return word in short or any(word == a + b for a in short for b in short)


def _is_phone(text: str) -> bool:
    digits = re.sub(r"\D", "", text)
    digits = "0" + digits[2:] if digits.startswith("44") else digits
    return re.fullmatch(r"0[1-9]\d{8,9}", digits) is not None


_CHECKS: Final[Mapping[str, Callable[[str], bool]]] = {
    "contact.phone": _is_phone,
    "worker.phone": _is_phone,
    "].phone": _is_phone,
}
