"""A warning about contact that stands where nobody asked for one.

"Other information: father must not be told", "Is it safe to contact this parent? No", a court order
among the notes. Whom it keeps away is for the school to say: until then nobody is written to.
"""

# ruff: noqa: E501 - patterns stay whole

import re

from parsers.doubts.beside import filled_in
from parsers.pairs import EMPTY, TICKED, Document, Line, plain
from parsers.particulars.draft import Draft
from parsers.particulars.remarks import forbids_contact
from parsers.values import is_nothing, short

_FAMILY = re.compile(
    r"\b(?:parents?|mother|father|mum|mam|dad|carers?|guardians?|famil\w+|step\w+|mr|mrs|ms|miss|birth \w+)\b",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"\b(?:notes?|comments?|information|instructions?|details|remarks?|anything else|orders?|legal|court|restrict\w*|contact|safeguarding)\b",
    re.IGNORECASE,
)
_ORDERS = re.compile(r"\b(?:court|legal|injunction)\b.{0,20}\border|\bcourt orders?\b|\binjunctions?\b", re.IGNORECASE)  # fmt: skip
_SAFE = re.compile(r"\b(?:safe|permitted|allowed|ok|okay|happy) (?:for us )?to (?:contact|write|e-?mail|ring|call|phone|send)\b", re.IGNORECASE)  # fmt: skip
_NO = re.compile(r"^\W*(?:no|n|none|never)\b", re.IGNORECASE)


def cautions(draft: Draft, document: Document) -> None:
    """Ask about a warning that no parent's own answers have taken up."""
    known = (*draft.values, *(problem.field for problem in draft.problems))
    if not draft.values.get("parents[0].name") or any(
        path.endswith(".no_contact") and draft.values.get(path) is not False for path in known
    ):
        return
    for words in _warnings(document):
        path = "parents[0].no_contact"
        message = f'The form says "{short(words)}". Which parent must not be written to?'
        draft.drop(path)
        draft.problem(path, "unclear", message)
        return


def _warnings(document: Document) -> list[str]:
    found: list[str] = []
    for block in document.blocks:
        pairs = [(plain(label), plain(value)) for label, value in filled_in(block)]
        found.extend(value for label, value in pairs if _warns(label, value))
        if isinstance(block, Line) and not pairs and _FAMILY.search(block.text):
            said = plain(block.text)
            is_printed = re.search(r"\b(?:if|please|any|either|whether)\b|\?", said, re.IGNORECASE)
            if forbids_contact(said) and not is_printed:
                found.append(said)
    return found


def _warns(label: str, value: str) -> bool:
    if not value or TICKED in value or EMPTY in value:
        return False
    if _SAFE.search(label) and re.search(
        r"parent|mother|father|carer|this person", label, re.IGNORECASE
    ):
        return bool(_NO.search(value))
    if is_nothing(value) or _NO.search(value):
        return False
    if _ORDERS.search(label) and len(value.split()) > 1:
        return True
    return forbids_contact(value) and bool(_FREE.search(label) or _FAMILY.search(value))
