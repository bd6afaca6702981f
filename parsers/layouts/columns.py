"""Rows of values under a header row, with a party's name before each row or over each column.

What a cell answers is crossed from the label over it and the one at its side: "Parent 2 | Signature".
"""

# ruff: noqa: C901, PLR0911, PLR0912, PLR0915 - cases, one after another, in the order in which they must be tried
# ruff: noqa: E501 - lists of words stay whole

import re
from dataclasses import replace

from parsers.labels.attributes import OF_PARENT, OUTSIDER, PERSONAL, SCHOOLS
from parsers.labels.vocabulary import Meaning
from parsers.layouts.running import cleaned
from parsers.layouts.units import Unit, head_over
from parsers.layouts.walk import Walk
from parsers.pairs import FIELD, FIELD_END, plain
from parsers.values import read_days

_SIGNERS = (
    "role", "not_wanted", "attended_by", "full_name", "contact_name", "signature", "review",
    "reviews", None,
)  # fmt: skip
_OF_ANYBODY = PERSONAL | {
    None, "dob", "nc_year", "upn", "start", "planned_end", "end", "last_day", "role", "not_wanted",
}  # fmt: skip
_HOLDERS = ("head", "role", "signature", "contact_name", "not_wanted")
_OF_THE_MOVE = ("outcome", "succeeded", "decision_date", "reason", "end", "ended")
_SEVERAL = 2  # heads of columns
_DATED = frozenset({"review", "start", "planned_end", "end", "meeting_date"})


def read_columns(walk: Walk, header: list[Unit], rows: list[list[Unit]]) -> None:
    """Read rows of values under a header row."""
    if header[0].meaning is not None and header[0].meaning.party == OUTSIDER:
        return
    if walk.words.names_section("targets", header[0].text):
        return  # what is reviewed there is each of them, and not the move
    attributes = {unit.meaning.attribute for unit in header if unit.meaning}
    if walk.section[0] == OUTSIDER and attributes <= _OF_ANYBODY:
        return
    start = (walk.flow, walk.section)
    family = _of_family(walk, header)
    dates = header[0].meaning is not None and header[0].meaning.attribute in ("review", "reviews")
    named = [unit.meaning for unit in header[1:] if unit.sort != "blank"]
    corner = header[0].meaning is None or header[0].meaning.party is None
    matrix = corner and bool(named) and all(one and one.attribute is None for one in named)
    signs = any(u.meaning and u.meaning.attribute == "signature" for u in header)
    counted = _counted(header)
    first = header[0].meaning.attribute if header[0].meaning else None
    told_of_reviews = first in ("review", "reviews", "which_review")
    by_name = first == "signature" and not any(
        u.meaning and u.meaning.attribute == "signature" for u in header[1:]
    )
    count = 0
    for number, row in enumerate(rows, start=1):
        if number > 1 and not any(re.sub(f"[{FIELD}{FIELD_END}\\s]", "", u.text) for u in row):
            continue
        signer = _by_role(header, row) if signs else row[0]
        if signer is None:
            continue  # what somebody signed as is not known: they sign for nobody
        side = signer.meaning if signer.sort in ("label", "title", "stacked") else None
        over = head_over(header, signer.cell)
        if side is None and matrix and row[0].sort == "value":
            continue  # a question that is not known, asked of each party
        if side is not None and over is not None and over.sort in ("label", "title"):
            wanted = over.meaning and over.meaning.attribute
            if wanted not in _SIGNERS:
                side = None
        walk.flow, walk.section = start
        repeated = number if len(rows) > 1 else None
        if side is not None and side.party == "parent":
            count += 1
            repeated = count  # whoever signs before them is none of the parents
        for unit in row:
            if side is not None and unit is signer:
                continue
            if dates and unit is row[0] and not read_days(unit.text)[0]:
                continue  # "Midway", and its day in the next cell
            head = head_over(header, unit.cell)
            if head is None or head.meaning is None:
                continue
            asks = counted.get(head.cell.column, head.meaning)
            if told_of_reviews and asks.attribute in _OF_THE_MOVE:
                continue  # "Review | Date | Outcome": how a review went is not how the move ended
            crossed, label = _crossed(side, asks), plain(head.text)
            if side is not None:
                label = f"{plain(signer.text)}, {label}"
            if crossed is None or (crossed.party is None and _of_nobody(side, crossed)):
                continue
            meaning = crossed
            if family and meaning.party is None and meaning.attribute in PERSONAL | OF_PARENT:
                meaning = replace(meaning, party="parent", ordinal=str(number))
            if dates and meaning.attribute == "date":
                meaning = Meaning("review")
            if side is not None:
                meaning = _of_signer(
                    meaning, signs=signs and not by_name, typed=walk.typed or by_name
                )
            if repeated and meaning.ordinal is None:
                parted = meaning.party or walk.section[0]
                if parted == "parent" and meaning.attribute in PERSONAL:
                    meaning = replace(meaning, party="parent", ordinal=str(repeated))
            walk.answer(
                meaning,
                label,
                cleaned(unit.text),
                unit.cell,
                signing=signs and side is not None,
            )


def _by_role(header: list[Unit], row: list[Unit]) -> Unit | None:
    """Return the cell that says who signed: the one under "Role", else the first.

    None where the role names nobody whom a form asks to sign.
    """
    for unit in row:
        head = head_over(header, unit.cell)
        if head is not None and head.meaning is not None and head.meaning.attribute == "role":
            return unit if unit.meaning is not None and unit.meaning.party is not None else None
    return row[0]


def _of_family(walk: Walk, header: list[Unit]) -> bool:
    """Return whether the rows are parents although no word says so: names, and how they are related."""
    asks = {
        unit.meaning.attribute for unit in header if unit.meaning and unit.meaning.party is None
    }
    ways = asks & {"email", "phone", "address", "parental_responsibility"}
    known = any(one.party == "parent" and one.text for one in walk.answers)
    return (
        {"full_name", "relationship"} <= asks
        and bool(ways)
        and not known
        and walk.section[0] is None
    )


def _of_signer(meaning: Meaning, *, signs: bool, typed: bool) -> Meaning:
    """Return what a name beside a signer's role is: theirs, and their signature where they typed it."""
    if typed and not signs and meaning.attribute in ("full_name", "print_name"):
        return replace(meaning, attribute="signature")  # "Signed (typed)" over "| Name | Date"
    if signs and meaning.attribute == "full_name":
        return replace(meaning, attribute="print_name")  # who signed, as written there
    return meaning


def _counted(header: list[Unit]) -> dict[int, Meaning]:
    """Return what heads of several parents ask that do not say which: they count from the left."""
    heads = [unit for unit in header if unit.meaning is not None and unit.meaning.party == "parent"]
    bare = all(unit.meaning and unit.meaning.attribute is None for unit in heads)
    if len(heads) < _SEVERAL or not bare or any(u.meaning and u.meaning.ordinal for u in heads):
        return {}
    return {
        unit.cell.column: replace(unit.meaning, ordinal=str(number))
        for number, unit in enumerate(heads, start=1)
        if unit.meaning is not None
    }


def _of_nobody(side: Meaning | None, crossed: Meaning) -> bool:
    """Return whether a name stands in a row about somebody who is not known: it is not the pupil's."""
    return side is not None and side.attribute in _HOLDERS and crossed.attribute in PERSONAL


def _crossed(side: Meaning | None, head: Meaning) -> Meaning | None:
    """Return the meaning of a cell from the label at its side and the one above it."""
    if side is None:
        return head
    if head.attribute in ("date", "sign_date") and side.attribute in _DATED:
        return side  # "Review | Date": the row says which day it is
    party = side.party or head.party
    over_signer = head.attribute in ("head", "signature") and head.party in SCHOOLS
    signs = ("date", "sign_date", "print_name", "full_name", "signature")
    if over_signer and side.party is None and side.attribute in signs:
        asks = "print_name" if side.attribute == "full_name" else side.attribute
        return Meaning(asks, head.party, head.ordinal)
    ordinal = side.ordinal if side.party else head.ordinal
    attribute: str | None
    if head.attribute in (
        "signature",
        "date",
        "sign_date",
        "print_name",
        "full_name",
        "email",
        "phone",
        "contact_name",
        "role",
    ):
        attribute = head.attribute
        if side.attribute == "looked_after":
            return None
        if (
            attribute == "full_name"
            and party in SCHOOLS
            and side.attribute in ("head", "signature", None)
        ):
            attribute = "print_name"
        if side.attribute == "contact_name" and attribute in ("full_name", "email", "phone"):
            attribute = {
                "full_name": "contact_name",
                "email": "contact_email",
                "phone": "contact_phone",
            }[attribute]
        return Meaning(attribute, party, ordinal)
    if head.attribute is None:
        attribute = side.attribute
        if attribute == "full_name" and head.party in SCHOOLS:
            attribute = "school"
        return Meaning(attribute, head.party or side.party, head.ordinal or side.ordinal, side.also)
    if head.attribute == "not_wanted":
        return None
    return Meaning(head.attribute, party, ordinal)
