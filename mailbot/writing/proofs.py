"""The templates are proved before a letter is due, not when it is.

An authority may change a template. A name that no letter brings along would stop that letter on
the day it is owed, so `check` asks here first: each template, and each one it includes, is parsed
and the names in it compared with those its kind has.
"""

import datetime as dt

from jinja2 import TemplateError, meta

from mailbot.writing import blocks, wording
from mailbot.writing.casefile import Item, Office, Recipient
from mailbot.writing.needs import NEEDS

_FACES = ("subject", "school", "parent")
_ADDED = frozenset({"form_attached", "letters_attached", "returned_name"})
_SHARED = (
    "shared/opening_school.txt",
    "shared/opening_parent.txt",
    "shared/closing_school.txt",
    "shared/closing_parent.txt",
)
_PAPERS = {
    "breakdown_receiving_school": "head_letter",
    "review_invite": "review_letter",
}


def faults() -> tuple[str, ...]:
    """Return a sentence for each thing wrong with the templates; none means all is well."""
    found: list[str] = []
    for kind in NEEDS:
        known = _known(kind)
        own = [f"{kind}/{face}.txt" for face in _FACES if blocks.exists(f"{kind}/{face}.txt")]
        if f"{kind}/subject.txt" not in own or len(own) == 1:
            found.append(f"templates/{kind}: the subject or the text is missing")
        paper = _PAPERS.get(kind)
        ends = ("opening", "closing") if paper else ()
        papers = [f"papers/{paper}_{end}.txt" for end in ends]
        for template in (*own, *_SHARED, *papers):
            found.extend(_unknown(template, known, kind))
    return tuple(dict.fromkeys(found))


def _known(kind: str) -> frozenset[str]:
    reader = Recipient(role="staff", address="", voice="staff")
    office = Office(name="", mailbox="")
    instant = dt.datetime(2000, 1, 3, tzinfo=dt.UTC)
    return frozenset(wording.facts(Item(kind=kind), reader, office, instant)) | _ADDED


def _unknown(template: str, known: frozenset[str], kind: str) -> list[str]:
    """Return a sentence for each name in `template`, or in what it includes, that is not known."""
    try:
        tree = blocks.parsed(template)
    except (TemplateError, OSError) as wrong:
        return [f"templates/{template}: {type(wrong).__name__}: {wrong}"]
    names = sorted(meta.find_undeclared_variables(tree) - known)
    found = [f"templates/{template}: {kind} letters bring no '{name}'" for name in names]
    for included in meta.find_referenced_templates(tree):
        if included is not None:
            found.extend(_unknown(included, known, kind))
    return found
