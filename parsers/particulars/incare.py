"""Who looks after a child in care: the authority, and the social worker.

A form that asks for both at once has one answer for both, of which each part must say whose name
it is.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from parsers.addresses import emails_in, read_email
from parsers.layouts.answers import Answer, has_answer
from parsers.pairs import plain
from parsers.particulars.asked import Asked, text_of_answer
from parsers.particulars.draft import Draft, name_of
from parsers.people import block_name, phones_in, read_phone
from parsers.values import short

_AUTHORITY = "looked_after_authority"
_COUNCIL = re.compile(
    r"\b(?:council|borough|county|city|authority|lbc?|l\.?a|mbc|cc)\b", re.IGNORECASE
)
_PARTS = re.compile(r"\s+[-\u2013\u2014/|]\s+|\s*[\n;,]\s*")


def looked_after_by(draft: Draft, asked: Asked) -> None:
    """Read which authority looks after the child, and its social worker."""
    answers = asked.of(_AUTHORITY)
    both = [one for one in answers if "sw_block" in one.also and has_answer(one)]
    blocks = [one for one in asked.of("sw_block") if has_answer(one)]
    if both:
        parts = _authority_and_worker(plain(both[0].text))
        if parts is None:
            said = f'says "{short(both[0].text)}", which may name either'
            draft.problem(_AUTHORITY, "unclear", f"The {name_of(_AUTHORITY)} {said}.")
        authority, worker = parts or ("", "")
        answers = (replace(both[0], text=authority),)
        blocks = [replace(both[0], text=worker)] if worker else []
    draft.read(_AUTHORITY, answers, text_of_answer)
    _social_worker(draft, asked, blocks)


def _authority_and_worker(text: str) -> tuple[str, str] | None:
    """Return the authority and what is said of the social worker; None where that is not plain.

    A council says so, or is one word where a person is several.
    """
    first, *rest = _PARTS.split(text, maxsplit=1)
    for is_authority in (_is_council, _is_one_word):
        told = [is_authority(part) for part in (first, *rest)]
        if told == [True]:
            return first, ""
        if any(told) and not all(told):
            return (first, rest[0]) if told[0] else (rest[0], first)
    return None


def _is_council(text: str) -> bool:
    return _COUNCIL.search(text) is not None


def _is_one_word(text: str) -> bool:
    return len(text.split()) == 1


def _social_worker(draft: Draft, asked: Asked, blocks: Sequence[Answer]) -> None:
    """Read the social worker, from labels of their own or one cell that holds all."""
    names = [
        one
        for one in asked.of("full_name", "contact_name", party="social_worker")
        if has_answer(one)
    ]
    draft.read("social_worker.name", names or blocks, block_name)
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
