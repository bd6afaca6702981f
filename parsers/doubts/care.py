"""A child who may be looked after although the form does not say so.

Families of children in care are written to only after a person looked. So where the carer is a
foster carer, a social worker or an authority that looks after the child is named, or the words say
who placed it, "Looked after? No" is asked about, and a blank is as well.
"""

# ruff: noqa: E501 - patterns stay whole

import re
from collections.abc import Iterator, Sequence

from parsers.doubts.beside import Said
from parsers.pairs import EMPTY, TICKED, plain
from parsers.particulars.draft import Draft
from parsers.values import short

_CARER = re.compile(
    r"\b(?:foster|social worker|residential|key ?worker|children'?s home|corporate parent|local authority|council)",
    re.IGNORECASE,
)
_RELATION = re.compile(r"\brelation", re.IGNORECASE)
_PLACED = re.compile(
    r"\bplaced\b.{0,40}\b(?:council|local authority|social (?:care|services)|foster|children'?s home|in care)\b"
    r"|\b(?:in|into|under) (?:foster care|a foster placement|the care of the (?:council|local authority))\b"
    r"|\blives? (?:with|in) (?:a |his |her |their )?(?:foster|children'?s home)"
    r"|\b(?:(?:interim|full) care order|section 20 (?:accommodat|agree|placement)|s\.?20 accommodat)",
    re.IGNORECASE,
)
_PAST = re.compile(r"\b(?:previous|former|until|adopted|used to|no longer|discharged|ended|was|were)", re.IGNORECASE)  # fmt: skip
_OF_A_WORKER = re.compile(r"social_worker\..*|looked_after_authority")


def in_care(draft: Draft, said: Sequence[Said]) -> None:
    """Ask whether the child is looked after where the form says no, and its other answers yes."""
    if draft.values.get("looked_after") is True:
        return
    words = next(_told(draft, said), None)
    if words is not None:
        message = f'The form says "{short(words)}". Is the child looked after?'
        draft.drop("looked_after")
        draft.problems[:] = [
            p for p in draft.problems if (p.field, p.code) != ("looked_after", "missing")
        ]
        draft.problem("looked_after", "conflict", message)


def _told(draft: Draft, said: Sequence[Said]) -> Iterator[str]:
    """Yield what tells of a child in care, as it stands on the form."""
    for path, value in draft.values.items():
        if path.endswith(".relationship") and _CARER.search(str(value)):
            yield str(value)
        elif _OF_A_WORKER.fullmatch(path) and draft.values.get("looked_after") is False:
            yield draft.evidence[path].raw
    for one in said:
        if one.label is None or TICKED in one.text or EMPTY in one.text:
            continue
        value = plain(one.text)
        if _RELATION.search(plain(one.label)) and _CARER.search(value):
            yield value
        for words in re.split(r"[.;\n]", value):
            if _PLACED.search(words) and not _PAST.search(words):
                yield words.strip()
