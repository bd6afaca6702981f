"""The answers of a reply as the fields of a form: by the same readers, at the form's own paths.

A parent's answer goes to the parent that the form names in that place; one that could be of either
goes to neither. An agreement counts only where the reply shows how it was given.
"""

import re
from dataclasses import replace

from parsers.choices import folded
from parsers.context import Context
from parsers.labels.vocabulary import Vocabulary
from parsers.layouts.answers import Answer
from parsers.pairs import one_line
from parsers.particulars.asked import Asked
from parsers.particulars.consents import evidence_of
from parsers.particulars.draft import Draft, name_of
from parsers.particulars.fields import fill
from parsers.particulars.parents import parents
from parsers.people import without_title
from parsers.records import Kind, Mm1, Parent, Record
from parsers.values import first_day, read_day

_SIGNED = ("signature", "sign_date")
_UNSURE = re.compile(
    r"\b(?:not|no|never|could|would|will|may|might|hope|hoping|await\w*|waiting|until|once|when|if|yet|"
    r"to be|tomorrow|trying|tried|ask\w*)\b|n't\b|\?",
    re.IGNORECASE,
)


def fields_of(
    told: tuple[Answer, ...], kind: Kind, record: Record, context: Context, words: Vocabulary
) -> Draft:
    """Return the values and doubts of the answers, by the path that they have on the form."""
    draft = Draft()
    others = tuple(one for one in told if one.party != "parent")
    if kind != "MM1":
        others = tuple(one for one in others if one.attribute not in _SIGNED)
    agreed = [one for one in others if one.attribute == "signature"]
    plainly = Asked(tuple(one for one in others if one not in agreed), words)
    fill(kind, draft, plainly, context)
    for one in agreed:
        _consent(draft, f"{one.party}.consent", one, str(record.home.head or ""))
    if isinstance(record, Mm1):
        _parents(draft, [one for one in told if one.party == "parent"], record, context, words)
    return draft


def _parents(
    draft: Draft, told: list[Answer], record: Mm1, context: Context, words: Vocabulary
) -> None:
    """Read what is said of each parent that the form names, by the place that it names them in."""
    about: dict[int, list[Answer]] = {}
    for one in told:
        place = _place(one, record.parents)
        if place is not None:
            about.setdefault(place, []).append(replace(one, ordinal="1"))
    for place, said in about.items():
        name = record.parents[place].name if record.parents else None
        plainly = [one for one in said if one.attribute not in _SIGNED]
        renamed = any(one.attribute == "full_name" for one in plainly)
        if name is not None and not renamed:
            # Without a name beside it the reader of forms takes an answer for nobody's.
            plainly.append(replace(said[0], attribute="full_name", text=name))
        alone = Draft()
        parents(alone, Asked(tuple(plainly), words), context)
        _move(alone, draft, place, renamed=renamed or name is None)
        for one in said:
            if one.attribute in _SIGNED:
                known = name or str(alone.values.get("parents[0].name", ""))
                _consent(draft, f"parents[{place}].consent", one, known)


def _move(alone: Draft, draft: Draft, place: int, *, renamed: bool) -> None:
    """Take what was read of one parent by itself to the parent's own place."""
    for path, value in alone.values.items():
        own = path.replace("parents[0]", f"parents[{place}]")
        if renamed or path != "parents[0].name":
            draft.values[own], draft.evidence[own] = value, alone.evidence[path]
    for problem in alone.problems:
        own = problem.field.replace("parents[0]", f"parents[{place}]")
        said = problem.message.replace(name_of(problem.field), name_of(own))
        draft.problem(own, problem.code, said)


def _place(answer: Answer, named: tuple[Parent, ...]) -> int | None:
    """Return which of the parents an answer is about, None where it does not say for certain."""
    most = max(len(named), 1)
    if answer.ordinal is None:
        return 0 if most == 1 else None
    if answer.ordinal.isdigit():
        return int(answer.ordinal) - 1 if int(answer.ordinal) <= most else None
    called = {"mother": ("mother", "mum", "mam"), "father": ("father", "dad")}
    wanted = called.get(answer.ordinal, ())
    found = [n for n, one in enumerate(named) if (one.relationship or "").casefold() in wanted]
    return found[0] if len(found) == 1 else None


def _consent(draft: Draft, path: str, answer: Answer, name: str) -> None:
    """Read how an agreement was given: in the person's own name, or by word of mouth.

    A school that writes "yes" for somebody else has shown nothing.
    """
    said = one_line(answer.text)
    if answer.attribute == "sign_date":
        draft.read(f"{path}.date", (answer,), read_day)
        return
    day, rest = first_day(said)
    shown = evidence_of(answer.text)
    signed = folded(without_title(rest)) == folded(without_title(name)) != ""
    if shown == "none":
        return
    if _UNSURE.search(said) or not (shown == "verbal" or (shown == "typed" and signed)):
        why = f'says "{said[:40]}", which does not show how it was given'
        draft.problem(f"{path}.evidence", "unclear", f"The {name_of(f'{path}.evidence')} {why}.")
        return
    draft.put(f"{path}.evidence", shown, answer)
    if day is not None:
        draft.put(f"{path}.date", day, answer)
