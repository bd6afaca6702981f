"""Which parent must not be contacted, as the form asks it or as somebody added it.

The answer may stand under one parent and be about the other ("Yes: Mr Hale, by court order"), or be
asked once for all. It counts for the parent it names. Where it names none and could be anybody's it is
a question: a letter to the wrong parent cannot be called back.
"""

# ruff: noqa: E501 - patterns stay whole

import re
from collections.abc import Mapping, Sequence

from parsers.layouts.answers import Answer, has_answer
from parsers.pairs import plain
from parsers.particulars.asked import Asked, yes_no
from parsers.particulars.draft import Draft, name_of
from parsers.particulars.remarks import forbids_contact, guards_contact, related
from parsers.people import without_title
from parsers.values import short

_TITLED = re.compile(r"\b(mr|mrs|ms|miss|mx|dr)\b\.?\s+([a-z][\w'-]*(?:\s+[a-z][\w'-]*)?)", re.IGNORECASE)  # fmt: skip
_NUMBERED = re.compile(r"\d|\b(?:first|second|third|mother|mum|father|dad)\b", re.IGNORECASE)


def remarked(draft: Draft, path: str, said: Sequence[Answer]) -> None:
    """Take a restriction that stands beside a parent's name or address.

    path: of the parent's `no_contact`. A hint at one ("via her solicitor") is a question.
    """
    draft.say(path, [one for one in said if forbids_contact(one.text)], value=True)
    hints = [one for one in said if guards_contact(one.text)]
    if hints and path not in draft.values:
        _ask(draft, path, hints[0])


def restrictions(draft: Draft, asked: Asked, places: Mapping[str, str]) -> None:
    """Read the answers about restricted contact.

    places: the path of each parent that the form names, by the ordinal of its answers.
    """
    if not places:
        return
    told = yes_no(asked)
    every = asked.of("no_contact")
    apart = len({one.ordinal for one in every if one.party == "parent"}) > 1 or len(places) < 2  # noqa: PLR2004
    for answer in filter(has_answer, every):
        value = True if forbids_contact(answer.text) else told(answer.text)
        at = places.get(answer.ordinal or "")
        if value is False and at:
            draft.say(f"{at}.no_contact", [answer], value=False)
        if value is None or value is False:
            continue
        meant = [one for one in places.values() if _names(draft, one, plain(answer.text))]
        elsewhere = _names_somebody(answer.text)
        if not meant and at and not elsewhere and (apart or _NUMBERED.search(answer.label)):
            meant = [at]
        if value is True and (meant or elsewhere):
            for one in meant:
                draft.say(f"{one}.no_contact", [answer], value=True)
        else:
            _ask(draft, f"{at or next(iter(places.values()))}.no_contact", answer)


def _ask(draft: Draft, path: str, answer: Answer) -> None:
    words = short(plain(answer.text))
    draft.problem(path, "unclear", f'The {name_of(path)} is not clear: the form says "{words}".')


def _names_somebody(text: str) -> bool:
    """Return whether the words name a person, by a title or by what they are to the pupil."""
    bare = plain(text)
    return bool(_TITLED.search(bare)) or bool(related(bare))


def _names(draft: Draft, at: str, text: str) -> bool:
    whole = str(draft.values.get(f"{at}.name", ""))
    name = without_title(whole).casefold().split()
    if not name:
        return False
    if len(name) > 1 and re.search(rf"\b{re.escape(name[0])}\b", text.casefold()):
        return True
    title = whole.casefold().split()[0].strip(".")
    for found in _TITLED.finditer(text):
        if name[-1] in found[2].casefold().split() and found[1].casefold() == title:
            return True
    relation = str(draft.values.get(f"{at}.relationship", ""))
    return bool(related(relation) & related(text))
