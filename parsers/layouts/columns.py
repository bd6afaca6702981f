"""Rows of values under a header row, with a party's name before each row or over each column.

What a cell answers is crossed from the label over it and the one at its side: "Parent 2 | Signature".
"""

# ruff: noqa: C901, PLR0911 - cases, one after another, in the order in which they must be tried
# ruff: noqa: E501 - lists of words stay whole

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Self

from parsers.daylists import read_days
from parsers.labels.attributes import OF_PARENT, OUTSIDER, PERSONAL, SCHOOLS
from parsers.labels.vocabulary import Meaning
from parsers.layouts.headers import head_over
from parsers.layouts.running import cleaned
from parsers.layouts.units import Unit
from parsers.layouts.walk import Walk
from parsers.pairs import plain, typed

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
_OF_SIGNER = ("date", "sign_date", "print_name", "full_name", "signature")
_OF_PERSON = (*_OF_SIGNER, "email", "phone", "contact_name", "role")
_OF_CONTACT = {"full_name": "contact_name", "email": "contact_email", "phone": "contact_phone"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    """What a header row says of all the rows under it.

    is_matrix: each column is a party's, and what is asked stands at the side. by_name: who signed
    stands in the first column. of_reviews: a row is about a review, and begins with its day where
    dated is set. family: the rows are parents although no word says so. counted: what columns of
    several parents ask that do not say which, by their place.
    """

    units: list[Unit]
    is_matrix: bool
    signs: bool
    by_name: bool
    of_reviews: bool
    dated: bool
    family: bool
    counted: Mapping[int, Meaning]

    @classmethod
    def of(cls, walk: Walk, units: list[Unit]) -> Self:
        """Return what the row says."""
        first = units[0].asks
        named = [unit.meaning for unit in units[1:] if unit.sort != "blank"]
        signed = any(unit.asks == "signature" for unit in units[1:])
        return cls(
            units=units,
            is_matrix=units[0].party is None
            and bool(named)
            and all(one and one.attribute is None for one in named),
            signs=signed or first == "signature",
            by_name=first == "signature" and not signed,
            of_reviews=first in ("review", "reviews", "which_review"),
            dated=first in ("review", "reviews"),
            family=_of_family(walk, units),
            counted=_counted(units),
        )

    def side_of(self, signer: Unit) -> Meaning | None:
        """Return what a cell says of the others in its row, None where it is an answer itself."""
        over = head_over(self.units, signer.cell)
        if signer.sort not in ("label", "title", "stacked"):
            return None
        if over is not None and over.is_label and over.asks not in _SIGNERS:
            return None
        return signer.meaning

    def asks(self, side: Meaning | None, head: Unit, number: int, walk: Walk) -> Meaning | None:
        """Return what a cell under a head answers, None for nothing. number: of its row, from 1."""
        above = self.counted.get(head.cell.column, head.meaning)
        if above is None or (self.of_reviews and above.attribute in _OF_THE_MOVE):
            return None  # "Review | Date | Outcome": how a review went is not how the move ended
        meaning = _crossed(side, above)
        if meaning is None or (meaning.party is None and _of_nobody(side, meaning)):
            return None
        if self.family and meaning.party is None and meaning.attribute in PERSONAL | OF_PARENT:
            meaning = replace(meaning, party="parent", ordinal=str(number))
        if self.dated and meaning.attribute == "date":
            return Meaning("review")
        if side is None:
            return meaning
        return _of_signer(
            meaning, signs=self.signs and not self.by_name, typed=walk.typed or self.by_name
        )


def read_columns(walk: Walk, header: list[Unit], rows: list[list[Unit]]) -> None:
    """Read rows of values under a header row."""
    if header[0].party == OUTSIDER:
        return
    header = [_as_parent(walk, _of_nobody_named(unit)) for unit in header]
    if walk.words.names_section("targets", header[0].text):
        return  # what is reviewed there is each of them, and not the move
    attributes = {unit.asks for unit in header if unit.meaning}
    if walk.section[0] == OUTSIDER and attributes <= _OF_ANYBODY:
        return
    start = (walk.flow, walk.section)
    told = _Header.of(walk, header)
    parents = 0
    for number, row, signer in _rows_told(told, rows):
        side = told.side_of(signer)
        walk.flow, walk.section = start
        repeated = number if len(rows) > 1 else None
        if side is not None and side.party == "parent":
            parents += 1
            repeated = parents  # whoever signs before them is none of the parents
        for unit in row:
            head = head_over(header, unit.cell)
            if head is None or (side is not None and unit is signer):
                continue
            if told.dated and unit is row[0] and not read_days(unit.text)[0]:
                continue  # "Midway", and its day in the next cell
            meaning = told.asks(side, head, number, walk)
            if meaning is None:
                continue
            of_parent = (meaning.party or walk.section[0]) == "parent"
            if repeated and of_parent and not meaning.ordinal and meaning.attribute in PERSONAL:
                meaning = replace(meaning, party="parent", ordinal=str(repeated))
            label = plain(head.text)
            walk.answer(
                meaning,
                label if side is None else f"{plain(signer.text)}, {label}",
                cleaned(unit.text),
                unit.cell,
                signing=told.signs and side is not None,
            )


def _rows_told(told: _Header, rows: list[list[Unit]]) -> Iterator[tuple[int, list[Unit], Unit]]:
    """Yield each row that tells something: its number, its cells, and the one that says of whom.

    A question that is not known, asked of each party, tells nothing, nor does who signed as what is
    not known.
    """
    for number, row in enumerate(rows, start=1):
        blank = not any(typed(unit.text) for unit in row)
        unknown = told.is_matrix and row[0].sort == "value"
        signer = _by_role(told.units, row) if told.signs else row[0]
        if signer is not None and not unknown and (number == 1 or not blank):
            yield number, row, signer


def _of_nobody_named(head: Unit) -> Unit:
    """Return "Relationship to pupil" as a head that names nobody: it asks about a parent."""
    asks = head.meaning
    if asks is None or asks.party != "pupil" or asks.attribute not in OF_PARENT:
        return head
    return replace(head, meaning=replace(asks, party=None))


def _as_parent(walk: Walk, head: Unit) -> Unit:
    """Return "First contact" over a column, under a heading about parents, as the first parent."""
    asks = head.meaning
    numbered = asks is not None and asks.attribute == "contact_name" and asks.party is None
    if asks is None or not numbered or not asks.ordinal or walk.section[0] != "parent":
        return head
    return replace(head, sort="title", meaning=Meaning(None, "parent", asks.ordinal))


def _by_role(header: list[Unit], row: list[Unit]) -> Unit | None:
    """Return the cell that says who signed: the one under "Role", else the first.

    None where the role names nobody whom a form asks to sign.
    """
    for unit in row:
        head = head_over(header, unit.cell)
        if head is not None and head.asks == "role":
            return unit if unit.party is not None else None
    return row[0]


def _of_family(walk: Walk, header: list[Unit]) -> bool:
    """Return whether the rows are parents although no word says so: names, and how they are related."""
    asks = {unit.asks for unit in header if unit.party is None}
    ways = asks & {"email", "phone", "address", "parental_responsibility"}
    known = any(one.party == "parent" and one.text for one in walk.answers)
    named = {"full_name", "relationship"} <= asks and bool(ways)
    return named and not known and walk.section[0] is None


def _of_signer(meaning: Meaning, *, signs: bool, typed: bool) -> Meaning:
    """Return what a name beside a signer's role is: theirs, and their signature where they typed it."""
    if typed and not signs and meaning.attribute in ("full_name", "print_name"):
        return replace(meaning, attribute="signature")  # "Signed (typed)" over "| Name | Date"
    if signs and meaning.attribute == "full_name":
        return replace(meaning, attribute="print_name")  # who signed, as written there
    return meaning


def _counted(header: list[Unit]) -> dict[int, Meaning]:
    """Return what heads of several parents ask that do not say which: they count from the left."""
    heads = [
        (unit.cell.column, unit.meaning)
        for unit in header
        if unit.meaning is not None and unit.party == "parent"
    ]
    if len(heads) < _SEVERAL or any(one.attribute or one.ordinal for _, one in heads):
        return {}
    return {
        column: replace(meaning, ordinal=str(number))
        for number, (column, meaning) in enumerate(heads, start=1)
    }


def _of_nobody(side: Meaning | None, crossed: Meaning) -> bool:
    """Return whether a name stands in a row about somebody who is not known: it is not the pupil's."""
    return side is not None and side.attribute in _HOLDERS and crossed.attribute in PERSONAL


def _crossed(side: Meaning | None, head: Meaning) -> Meaning | None:
    """Return the meaning of a cell from the label at its side and the one above it."""
    if side is None:
        return head
    asks = side.attribute
    if head.attribute in ("date", "sign_date") and asks in _DATED:
        return side  # "Review | Date": the row says which day it is
    party, ordinal = side.party or head.party, side.ordinal if side.party else head.ordinal
    over_signer = head.attribute in ("head", "signature") and head.party in SCHOOLS
    if over_signer and side.party is None and asks in _OF_SIGNER:
        return replace(head, attribute="print_name" if asks == "full_name" else asks, also=())
    if head.attribute in _OF_PERSON:
        if asks == "looked_after":
            return None
        if (
            head.attribute == "full_name"
            and party in SCHOOLS
            and asks in ("head", "signature", None)
        ):
            return Meaning("print_name", party, ordinal)
        of_contact = _OF_CONTACT.get(head.attribute) if asks == "contact_name" else None
        return Meaning(of_contact or head.attribute, party, ordinal)
    if head.attribute is None:
        attribute = "school" if asks == "full_name" and head.party in SCHOOLS else asks
        return Meaning(attribute, head.party or side.party, head.ordinal or side.ordinal, side.also)
    return None if head.attribute == "not_wanted" else Meaning(head.attribute, party, ordinal)
