"""Whether words read as what a label asks: a day for a date, a name for a person, an option for a choice.

What a form prints under its question to help ("13 characters, ask your data manager") stands where
answers stand too. It is told from an answer by what it is not: no day, no number, no name.
"""

# ruff: noqa: E501 - lists of words stay whole
# ruff: noqa: PLR0911 - cases, one after another, in the order in which they must be tried

import datetime as dt
import re
from collections.abc import Collection, Mapping

from parsers.addresses import emails_in
from parsers.choices import folded, option_of, options_in, read_choice
from parsers.daylists import read_days
from parsers.labels.attributes import CHOICES, DAYS, TICKED_BY_ITSELF, YES_OR_NO
from parsers.pairs import EMPTY, PENNED, PICTURE, TICKED, one_line, plain
from parsers.people import phones_in
from parsers.values import first_day, read_day, read_year_group

Choices = Mapping[str, Mapping[str, tuple[str, ...]]]

_NAMES = frozenset(
    {"full_name", "surname", "forename", "contact_name", "head", "print_name", "signature"}
)
_UPN = re.compile(r"\b[A-Za-z] ?(?:\d ?){11}[0-9A-Za-z]\b")
_FEWEST = 2  # words of a hint; one word may be half of what a narrow cell broke
_LONG = 3  # words from which words without a capital are no name
_MOST = 7  # words of a name with its title


def fits(attribute: str, text: str, choices: Choices) -> bool | None:
    """Return whether the words are what the label asks; None where anything may be."""
    bare = one_line(text)
    if attribute in ("review", "reviews"):
        return bool(read_days(bare)[0])
    if attribute in DAYS:
        return isinstance(read_day(bare), dt.date)
    if attribute == "upn":
        return _UPN.search(bare) is not None
    if attribute in ("email", "contact_email"):
        return bool(emails_in(bare))
    if attribute in ("phone", "contact_phone"):
        return bool(phones_in(bare))
    if attribute == "nc_year":
        return isinstance(read_year_group(bare), int)
    if attribute in CHOICES or attribute in YES_OR_NO:
        name = CHOICES.get(attribute, "yes_no")
        return isinstance(read_choice(text, choices.get(name, {})), str)
    if attribute in _NAMES:
        return PICTURE in text or _is_name(bare)
    return any(word[:1].isupper() for word in bare.split()[1:]) if attribute == "school" else None


def _is_name(text: str) -> bool:
    words = re.split(r"[\s,]+", text)
    capitals = sum(word[:1].isupper() for word in words)
    return 0 < len(words) <= _MOST and (len(words) < _LONG or capitals * 2 >= len(words))


def is_hint(attribute: str, text: str, choices: Choices) -> bool:
    """Return whether the words only help to answer: they hold nothing of what is asked."""
    bare = one_line(text)
    if (
        len(bare.split()) < _FEWEST
        or bare.endswith("-")
        or TICKED in text
        or EMPTY in text
        or PENNED in text
        or fits(attribute, text, choices) is not False
    ):
        return False
    if attribute in DAYS or attribute in ("review", "reviews"):
        return first_day(bare)[0] is None and not re.search(r"\d{1,2}(?:st|nd|rd|th)?[\s./-]", bare)
    if attribute == "upn":
        return not re.search(r"\d{4}", bare)
    if attribute in ("email", "contact_email", "phone", "contact_phone"):
        return "@" not in bare and not re.search(r"\d{4}", bare)
    if attribute == "nc_year":
        return not re.search(r"\d", bare)
    if attribute in CHOICES or attribute in YES_OR_NO:
        options = choices.get(CHOICES.get(attribute, "yes_no"), {})
        return option_of(bare, options) is None and len(options_in(bare, options)) != 1
    return len(bare.split()) >= _LONG and not re.search(r"\d|@", bare)


def are_answers(attribute: str, texts: Collection[str], choices: Choices) -> bool:
    """Return whether each text is one of the printed answers to a question, or several of them."""
    name = CHOICES.get(attribute, "yes_no" if attribute in TICKED_BY_ITSELF else "")
    printed = {folded(way) for ways in choices.get(name, {}).values() for way in ways}
    return all(is_list(text, printed) for text in texts)


def is_list(text: str, printed: Collection[str]) -> bool:
    """Return whether words are printed answers alone, one or several: "weekly (other)"."""
    rest = f" {folded(text)} "
    if not rest.strip():
        return False
    for way in sorted(printed, key=len, reverse=True):
        rest = rest.replace(f" {way} ", "  ") if way else rest
    return not rest.strip()


def unhinted(attribute: str, text: str, choices: Choices) -> str:
    """Return an answer without the lines before it that only help to answer."""
    lines = text.split("\n")
    for at in range(1, len(lines)):
        before, rest = "\n".join(lines[:at]), "\n".join(lines[at:])
        if is_hint(attribute, before, choices) and fits(attribute, rest, choices):
            return text if _goes_on(attribute, before, rest, choices) else rest
    return text


def _goes_on(attribute: str, before: str, rest: str, choices: Choices) -> bool:
    """Return whether the options printed before go on in the rest: none of them is chosen."""
    options = choices.get(CHOICES.get(attribute, "yes_no"), {})
    lines = plain(before).split("\n")
    named = options_in(plain(before), options) | {option_of(one, options) for one in lines} - {None}
    is_choice = attribute in CHOICES or attribute in YES_OR_NO
    return is_choice and bool(named) and option_of(plain(rest), options) not in named
