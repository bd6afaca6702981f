"""Which kind of form a document is, from what it asks and what it is called; never by its file's name."""

# ruff: noqa: PLR2004 - weights, beside what they weigh
# ruff: noqa: E501 - lists of words stay whole

import re
from collections.abc import Collection
from dataclasses import replace
from typing import cast

from parsers.layouts.answers import has_answer
from parsers.pairs import Document, Grid, Line, Where, plain
from parsers.particulars.asked import Asked
from parsers.records import Kind

_WEIGHTS: dict[Kind, dict[str, int]] = {
    "MM1": {
        "start": 2, "planned_end": 2, "reviews": 2, "review": 1, "relationship": 1, "parental_responsibility": 1,
        "legal_basis": 2, "sen": 1, "looked_after": 1, "pex_alternative": 1, "pex_if_unsuccessful": 2,
        "attendance_reporting": 2, "contact_name": 1, "email_agreed": 1,
    },
    "MM2": {
        "outcome": 3, "succeeded": 3, "decision_date": 2, "last_day": 2, "return_date": 2, "permanent_from": 2, "home_off_roll": 2,
        "extension_end": 2, "plan_meeting": 1, "informed_phone": 1, "informed_letter": 1, "meeting_date": 1,
        "partly_successful": 1, "ended": 2, "specific_incident": 1,
    },
    "review": {"form_review_date": 3, "which_review": 3, "concerns": 3, "attended_by": 2, "extension_review": 1},
    "attendance": {"week_beginning": 3, "sessions_possible": 3, "sessions_attended": 3, "marks": 2},
}  # fmt: skip
_FAILED = re.compile(
    r"\b(?:failed|unsuccessful|broken[ -]down) (?:managed move|move|placement|trial)\b|\b(?:failure|break ?down) of (?:a |an |the )?(?:managed move|placement|trial)\b"
    r"|\b(?:managed move|placement|trial) (?:placement )?(?:failure|break ?down)\b",
    re.IGNORECASE,
)
_OR_ELSE = re.compile(
    r"(?i)[/?]|\b(?:or|and|if|outcomes?|success|successful|exten\w+|review|risk\w*|prevent\w*|policy|guidance|procedure|protocol|previous)\b"
)
_TITLE = 3
ENOUGH = 5
_PLAINLY = 8
_TOP = 8
_LONGEST = 10  # words of a title


def top_of(document: Document) -> list[str]:
    """Return the lines that may hold the form's title: the first ones, and set headings."""
    lines: list[str] = []
    for block in document.blocks:
        if isinstance(block, Line):
            if len(lines) < _TOP or block.heading:
                lines.append(plain(block.text))
        elif isinstance(block, Grid):
            for row in block.rows[:2]:
                if len(lines) < _TOP and len(row) == 1:
                    lines.append(plain(row[0].text))
    return lines


def _titles(document: Document, asked: Asked) -> list[str]:
    """Return the kinds of form that the top of the document names."""
    titles: list[str] = []
    for line in top_of(document):
        if len(line.split()) <= 16:
            titles.extend(asked.words.title_kinds(line))
    return titles


def kind_of(document: Document, asked: Asked) -> Kind:
    """Return the kind of form, from what it asks and what it is called."""
    titles = _titles(document, asked)
    pupil = asked.of("full_name", party="pupil") or asked.of("surname") or asked.of("forename")
    sides = {one.party for one in asked.of("school", "school_below")} & {"home", "receiving"}
    ours = [kind for kind in titles if kind != "other"]
    if "other" in titles and not ours:
        return "other"
    if not pupil or (len(sides) < 2 and not ours):
        return "other"
    score, kind = most_asked(asked, titles)
    if score >= ENOUGH:
        return kind
    return cast("Kind", ours[0]) if ours and len(sides) == 2 else "other"


def most_asked(asked: Asked, titles: Collection[str] = ()) -> tuple[int, Kind]:
    """Return the kind of form that asks most of what is asked, and how plainly it does."""
    labels = {one.attribute for one in asked.answers}
    best: tuple[int, Kind] = (0, "other")
    for kind, weights in _WEIGHTS.items():
        plainly = sum(weight for label, weight in weights.items() if label in labels)
        score = plainly + (_TITLE if kind in titles else 0)
        if plainly >= 3 and score > best[0]:
            best = (score, kind)
    return best


def tells_of(kind: Kind, attribute: str) -> bool:
    """Return whether an answer belongs to this kind of form more than to another."""
    weights = {other: of.get(attribute, 0) for other, of in _WEIGHTS.items()}
    return 0 < weights[kind] == max(weights.values())


def plainly_asked(asked: Asked) -> Kind:
    """Return the kind of a form that calls its schools what nobody knows, and asks all the rest.

    Which schools are meant is asked of its sender: what was read need not be read by a person.
    """
    pupil = asked.of("full_name", party="pupil") or asked.of("surname")
    score, kind = most_asked(asked)
    known = pupil and asked.asks("dob", "upn") and kind in ("MM1", "MM2")
    return kind if known and score >= _PLAINLY else "other"


def with_title(kind: Kind, document: Document, asked: Asked) -> Asked:
    """Return the answers, and the outcome of a paper that is for one alone and asks for none.

    "Failed managed move notification" says it in its title, and then asks only when and why.
    """
    ends = [one for one in asked.of("decision_date", "last_day", "end") if has_answer(one)]
    if kind != "MM2" or asked.asks("outcome", "succeeded") or not ends:
        return asked
    titles = [line for line in top_of(document) if len(line.split()) <= _LONGEST]
    title = next((line for line in titles if _FAILED.search(line)), "")
    if not title or _OR_ELSE.search(title):
        return asked
    told = replace(ends[0], attribute="outcome", party=None, text=title, label=title, where=Where())
    return replace(asked, answers=(*asked.answers, told))
