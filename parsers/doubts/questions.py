"""What a question about a field is called, and which label of a form asks the same.

A letter that asks prints a label beside each question; a reply repeats it beside its answer. Both
sides use this table, so what is asked can be answered in the same words. Parents are counted in
words ("Second parent's e-mail address"): a number that could be counted from nought or from one
would give one parent's address to the other.
"""

import re
from collections.abc import Iterable
from typing import Final

from parsers.labels.vocabulary import Meaning, words_of
from parsers.particulars.draft import NAMES, name_of
from parsers.records import RECORDS, Kind

_OF_SCHOOL: Final = {
    "school": "school",
    "head": "head",
    "contact.name": "contact_name",
    "contact.email": "contact_email",
    "contact.phone": "contact_phone",
    "consent": "signature",
    "consent.evidence": "signature",
    "consent.date": "sign_date",
}
_OF_PARENT: Final = {
    "name": "full_name",
    "relationship": "relationship",
    "email": "email",
    "phone": "phone",
    "address": "address",
    "language": "language",
    "parental_responsibility": "parental_responsibility",
    "email_agreed": "email_agreed",
    "no_contact": "no_contact",
    "consent": "signature",
    "consent.evidence": "signature",
    "consent.date": "sign_date",
}
# The fields whose label is called otherwise than the field itself.
_CALLED: Final = {
    "start_date": "start",
    "review_dates": "reviews",
    "sen_status": "sen",
    "extension.end_date": "extension_end",
    "extension.review_date": "extension_review",
    "parents_informed.phone": "informed_phone",
    "parents_informed.letter": "informed_letter",
    "plan_meeting_date": "plan_meeting",
    "review_date": "form_review_date",
    "which": "which_review",
    "next_review_date": "extension_review",
}
_PARENT = re.compile(r"parents\[(\d+)\]\.(.+)")
_COUNTED_FROM_NOUGHT = re.compile(r"parents (\d+), (.+)", re.IGNORECASE)
_MOST_PARENTS = 4


def label_of(path: str) -> str:
    """Return what a question about a field is called in a letter."""
    name = re.sub(r"^answer about (?:which |whether )?", "", name_of(path))
    return name[:1].upper() + name[1:]


def path_asked(label: str, kind: Kind) -> str | None:
    """Return the field that a question of ours with this label is about; None for another label."""
    counted = _COUNTED_FROM_NOUGHT.fullmatch(label.strip())
    if counted:
        path = f"parents[{counted[1]}].{_path_of(counted[2])}"
        return path if kind == "MM1" and meaning_of(path, kind) else None
    wanted = words_of(label)
    for path in _paths(kind):
        if wanted and wanted in (words_of(label_of(path)), words_of(name_of(path))):
            return path
    path = _path_of(label)
    return path if path in NAMES and _has(kind, path) else None


def _path_of(label: str) -> str:
    """Return the field of a label that is only its path in words: "Pupil, dob"."""
    return label.strip().casefold().replace(", ", ".").replace(" ", "_")


def meaning_of(path: str, kind: Kind) -> Meaning | None:
    """Return what a form's label for this field would mean; a parent's ordinal counts from one."""
    parent = _PARENT.fullmatch(path)
    if parent:
        attribute = _OF_PARENT.get(parent[2])
        return Meaning(attribute, "parent", str(int(parent[1]) + 1)) if attribute else None
    top, _, rest = path.partition(".")
    if top in ("home", "receiving"):
        attribute = _OF_SCHOOL.get(rest)
        return Meaning(attribute, top) if attribute else None
    match top:
        case "pupil":
            found = Meaning(rest or "full_name", "pupil")
        case "pupil_consent":
            found = Meaning("sign_date" if rest == "date" else "signature", "pupil")
        case "social_worker":
            found = Meaning({"name": "full_name"}.get(rest, rest), "social_worker")
        case "end_date":
            found = Meaning("planned_end" if kind == "MM1" else "last_day")
        case _:
            found = Meaning(_CALLED.get(path, path))
    return found


def _paths(kind: Kind) -> Iterable[str]:
    yield from (path for path in NAMES if _has(kind, path))
    if kind == "MM1":
        for number in range(_MOST_PARENTS):
            yield from (f"parents[{number}].{part}" for part in _OF_PARENT)


def _has(kind: Kind, path: str) -> bool:
    """Return whether a form of this kind has the field."""
    return path.partition(".")[0] in RECORDS[kind].model_fields
