"""What labels ask that say too little: the next parent's name, the day of a signature.

A form repeats "Name", "Signature" and "Date"; which is meant follows from what was answered before.
"""

# ruff: noqa: PLR2004 - counts of parents, beside what they count

import re
from collections.abc import Sequence
from dataclasses import replace

from parsers.addresses import emails_in
from parsers.labels.attributes import OF_ONE, Answer
from parsers.labels.vocabulary import Meaning
from parsers.pairs import plain
from parsers.people import phones_in

_WAYS = re.compile(
    r"\b(?:t|tel|telephone|phone|no|number|m|mob|mobile|home|work|e|e-?mail|address|or|and)\b|[\W\d_]",
    re.IGNORECASE,
)


def which_parent(
    answers: Sequence[Answer], attribute: str, ordinal: str | None, *, explicit: bool, signing: bool
) -> str:
    """Return the parent's number: labels that come round again are the next parent's."""
    number = ordinal or "1"
    if attribute == "signature" and not explicit and number.isdigit():
        signed = {
            one.ordinal for one in answers if one.party == "parent" and one.attribute == "signature"
        }
        return next(n for n in ("1", "2", "3", "4", number) if n not in signed or n == number)
    if attribute == "full_name" and not explicit and number.isdigit():
        asked = {
            one.ordinal
            for one in answers
            if one.party == "parent"
            and one.attribute == "full_name"
            and not one.signing
            and (one.text or one is not answers[-1])  # "Family" over "Parent/carer": a heading
        }
        while number in asked and int(number) < 4 and not signing:
            number = str(int(number) + 1)
    return number


def named_parent(answers: Sequence[Answer], text: str) -> str | None:
    """Return the number of the parent whose name was given, None if it was not."""
    name = _words(text)
    named = (one for one in answers if one.party == "parent" and one.attribute == "full_name")
    known = (one.ordinal for one in named if _words(one.text) == name)
    return next(known, None) if len(name) > 1 else None


def _words(text: str) -> list[str]:
    return plain(text).replace(".", " ").casefold().split()


def which_date(
    answers: Sequence[Answer], party: str | None, ordinal: str | None, *, signing: bool
) -> str:
    """Return which day "Date" asks for: that of the signature before it, or the form's own."""
    signed = [one for one in answers[-4:] if one.attribute in ("signature", "print_name")]
    if signed:
        own = any((one.party, one.ordinal) == (party, ordinal) for one in signed)
        return "sign_date" if own else "date"
    return "date" if signing or party else "form_date"


def may_be_anothers(answers: Sequence[Answer], attribute: str, ordinal: str | None) -> bool:
    """Return whether a parent named before was never asked what is asked now: it may be theirs."""
    of_parents = [one for one in answers if one.party == "parent" and not one.signing]
    named = {one.ordinal for one in of_parents if one.attribute == "full_name" and one.text}
    asked = {one.ordinal for one in of_parents if one.attribute == attribute}
    return attribute in OF_ONE and bool(named - asked - {ordinal})


def way_to(meaning: Meaning, text: str, answers: Sequence[Answer]) -> Meaning:
    """Return what "Contact" asks below a parent: how to reach them, where no name stands."""
    if not answers or (meaning.party or answers[-1].party) != "parent":
        return meaning
    rest, found = plain(text), []
    for way, given in (("phone", phones_in(rest)), ("email", emails_in(rest))):
        found += [way] if given else []
        for one in given:
            rest = rest.replace(one, " ")
    if meaning.attribute != "contact_name" or not found or _WAYS.sub("", rest):
        return meaning
    return replace(meaning, attribute=found[0], also=tuple(found[1:]))
