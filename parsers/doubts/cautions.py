"""A warning about contact that stands where nobody asked for one.

"Other information: father must not be told", "Is it safe to contact this parent? No", a court order
among the notes. Whom it keeps away is for the school to say: until then nobody is written to.
"""

# ruff: noqa: E501 - patterns stay whole

import re
from collections.abc import Iterator, Sequence

from parsers.doubts.beside import Said
from parsers.pairs import EMPTY, TICKED, plain
from parsers.particulars.draft import Draft
from parsers.particulars.remarks import forbids_contact
from parsers.values import is_nothing, short

_FAMILY = re.compile(
    r"\b(?:parents?|mother|father|mum|mam|dad|carers?|guardians?|famil\w+|step\w+|mr|mrs|ms|miss|birth \w+)\b",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"\b(?:notes?|comments?|information|instructions?|details|remarks?|anything|should (?:know|be aware)|be aware|alerts?|warnings?|flags?|risks?|orders?|legal|court|restrict\w*|contact|safeguarding)\b",
    re.IGNORECASE,
)
_ORDERS = re.compile(r"\b(?:court|legal|injunction)\b.{0,20}\border|\bcourt orders?\b|\binjunctions?\b", re.IGNORECASE)  # fmt: skip
_SAFE = re.compile(r"\b(?:safe|permitted|allowed|ok|okay|happy) (?:for us )?to (?:contact|write|e-?mail|ring|call|phone|send)\b", re.IGNORECASE)  # fmt: skip
_ASKS = re.compile(r"\?|^\W*(?:is|are|any|anyone|anybody|who|whom)\b", re.IGNORECASE)
_NO = re.compile(r"^\W*(?:no|n|none|never)\b", re.IGNORECASE)


def cautions(draft: Draft, said: Sequence[Said]) -> None:
    """Ask about a warning that no parent's own answers have taken up."""
    known = (*draft.values, *(problem.field for problem in draft.problems))
    if not draft.values.get("parents[0].name") or any(
        path.endswith(".no_contact") and draft.values.get(path) is not False for path in known
    ):
        return
    words = next(_warnings(said), None)
    if words is not None:
        message = f'The form says "{short(words)}". Which parent must not be written to?'
        draft.refuse("parents[0].no_contact", "unclear", message)


def _warnings(said: Sequence[Said]) -> Iterator[str]:
    for one in said:
        words = plain(one.text)
        if one.label is not None:
            if _warns(plain(one.label), words):
                yield words
        elif not one.in_table and ":" not in one.text and _FAMILY.search(one.text):
            is_printed = re.search(r"\b(?:if|please|any|either|whether)\b|\?", words, re.IGNORECASE)
            if forbids_contact(words) and not is_printed:
                yield words


def _warns(label: str, value: str) -> bool:
    if not value or TICKED in value or EMPTY in value:
        return False
    if _SAFE.search(label) and re.search(
        r"parent|mother|father|carer|this person", label, re.IGNORECASE
    ):
        return bool(_NO.search(value))
    if is_nothing(value) or _NO.search(value):
        return False
    if forbids_contact(label) and _ASKS.search(label):
        return True
    if _ORDERS.search(label) and len(value.split()) > 1:
        return True
    return forbids_contact(value) and bool(_FREE.search(label) or _FAMILY.search(value))
