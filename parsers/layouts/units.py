"""Cells as they read by themselves, and what rows of them are.

A cell is a label, a bare party ("Home school"), a label with its value, a value or blank; the last
word on which it is belongs to the row it stands in. A header row is one of labels over rows of values;
a row of bare parties heads the columns under it.
"""

# ruff: noqa: PLR2004 - counts of words and cells, beside what they count
# ruff: noqa: C901, PLR0911, PLR0912 - cases, one after another, in the order in which they must be tried
# ruff: noqa: E501 - patterns and lists of words stay whole

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

from parsers.choices import option_of, options_in
from parsers.labels.vocabulary import Meaning, Vocabulary
from parsers.layouts.fitting import fits
from parsers.layouts.running import segments
from parsers.marks import is_mark
from parsers.pairs import (
    EMPTY,
    FIELD,
    FIELD_END,
    PENNED,
    PICTURE,
    STRONG,
    STRONG_END,
    TICKED,
    Cell,
    plain,
)

_GUIDANCE = re.compile(
    r"^\W*(?:please|delete|tick|circle|ring|select|choose|click|state|give|enter|dd|day\s*/|e\.?g|yes\s*/\s*no|y\s*/\s*n|"
    r"if (?:known|any|applicable|yes|so)|block|capitals|as on|only|at about|normally|within|brief|not the|name, e|n =|"
    r"one box|all that|see |must |where |for example|or |and )",
    re.IGNORECASE,
)
# "**Registered at**" over the answer in one cell: a question that is not known, no answer to another.
_OWN_LABEL = re.compile(f"\\s*{STRONG}[^{STRONG_END}\n]+{STRONG_END}\\s*\n\\s*[^\\s{STRONG}]")
# An answer that somebody marked, or left unclear: no words that only help to answer.
_PICKED = re.compile(f"(?i){STRONG}\\W*(?:yes|no|y|n)\\b|\\b(?:yes|no|y|n){PENNED}")
_BEING = ("role", "relationship")
_NUMBERED = ("full_name", "signature", "surname", "print_name")
_SIDES = ("home", "receiving", "host", "parent")


@dataclass(slots=True)
class Unit:
    """A cell as it reads: a label, a bare party, label and value in one, a value, or blank."""

    cell: Cell
    sort: str
    meaning: Meaning | None = None
    pairs: tuple[tuple[Meaning, str, str], ...] = ()
    rest: str = ""

    @property
    def asks(self) -> str | None:
        """Return what the cell asks; None where it asks nothing, or only names a party."""
        return self.meaning.attribute if self.meaning is not None else None

    @property
    def party(self) -> str | None:
        """Return whom the cell names, None where it names nobody."""
        return self.meaning.party if self.meaning is not None else None

    @property
    def lead(self) -> str:
        """Return what stands in the cell before its first label."""
        at = self.text.find(self.pairs[0][1]) if self.pairs else -1
        return plain(self.text[: max(at, 0)]).strip(" ,;:-\n")

    @property
    def text(self) -> str:
        """Return the cell's text, with its marks."""
        return self.cell.text


def unit_of(cell: Cell, words: Vocabulary) -> Unit:
    """Return the cell as it reads by itself."""
    text = cell.text
    if not re.sub(f"[{FIELD}{FIELD_END}\\s]", "", text):
        return Unit(cell, "field" if FIELD in text else "blank")
    if FIELD in text and text.lstrip().startswith(FIELD) and not segments(text, words):
        return Unit(cell, "value")
    strict = words.strict(text)
    first, _, other = text.partition("\n" if "\n" in text else ":")
    if strict is not None and strict.attribute == "relationship" and other.strip():
        named = words.strict(other)
        if named is not None and named.attribute is None and named.party == "parent":
            return Unit(cell, "stacked", words.strict(first), rest=other)
    picked = _PICKED.search(text)
    if strict is not None and not picked and FIELD not in text and PICTURE not in text:
        head, rest = (*re.split(r"\n|:|\?", text, maxsplit=1), "")[:2]
        options = words.options_of(strict.attribute)
        if rest and option_of(rest, options) and words.strict(head) == strict:
            return Unit(cell, "stacked", strict, rest=rest)  # "Kind of move: Managed move (trial)"
        return Unit(cell, "label" if strict.attribute else "title", strict)
    pairs = segments(text, words)
    if (
        pairs
        and not _is_guidance(text, pairs, words)
        and (picked or not _GUIDANCE.match(plain(pairs[0][2]) or "-"))
    ):
        head, _, rest = text.partition("\n")
        whole = fits(pairs[0][0].attribute or "", pairs[0][2], words.choices)
        asks = words.strict(head) if len(pairs) == 1 and rest and not whole else None
        if asks is not None and pairs[0][2].partition("\n")[2] == rest:
            return Unit(cell, "stacked", asks, rest=rest)  # "Parent 1: name", the name under it
        label = words.strict(text.rstrip(" :.?"))
        if label is None or len(pairs) > 1 or pairs[0][2]:
            lead = text.lstrip()[: len(pairs[0][1]) + 2]
            if pairs[0][1][:10] in lead or len(pairs) > 1:
                return Unit(cell, "inline", pairs[0][0], pairs)
    lines = text.split("\n")
    for count in range(1, len(lines)):
        head = "\n".join(lines[:count])
        known = words.strict(head) or words.strict(head.rstrip("?: "))
        known = known or words.strict(re.sub(r"\s[1-9]$", "", head))  # a footnote's number
        if known is not None:
            more = words.strict("\n".join(lines[: count + 1]))
            if more is not None and more.attribute is not None and count + 1 < len(lines):
                continue
            return Unit(cell, "stacked", known, rest="\n".join(lines[count:]))
    for count in range(1, len(lines)):
        head, rest = "\n".join(lines[:count]), "\n".join(lines[count:])
        known = words.meaning(head)
        if known is not None and options_in(rest, words.options_of(known.attribute)):
            return Unit(cell, "stacked", known, rest=rest)  # "Outcome, strike out ...", its answer
    for count in range(1, len(lines)):
        led, rest = words.guided("\n".join(lines[:count])), "\n".join(lines[count:])
        if led is not None and not _GUIDANCE.match(plain(rest)):
            return Unit(cell, "stacked", led, rest=rest)
    loose = words.meaning(text) if not text.startswith((TICKED, EMPTY, FIELD)) else None
    if loose is not None and PICTURE not in text and FIELD not in text:
        return Unit(cell, "label" if loose.attribute else "title", loose)
    return Unit(cell, "unknown" if _OWN_LABEL.match(text) else "value")


def _is_guidance(text: str, pairs: tuple[tuple[Meaning, str, str], ...], words: Vocabulary) -> bool:
    """Return whether the value in a label's own cell only asks further ("Whom to ring? name")."""
    meaning, _, value = pairs[0]
    if len(pairs) == 1 and re.fullmatch(r"\([^)\d]*\)", " ".join(plain(value).split())):
        return True
    if len(pairs) == 1 and meaning.attribute == "signature" and meaning.party is None:
        whole = words.meaning(text)
        if whole is not None and whole.attribute == "signature" and whole.party is not None:
            return True  # "Signed: first parent, type name if sent by e-mail"
    offered = words.options_of(meaning.attribute)
    marked = any(mark in value for mark in (TICKED, EMPTY, STRONG, PENNED))
    if len(pairs) == 1 and not marked and len(options_in(value, offered)) > 1:
        return True  # "SEND: none / support (K) / EHCP (E)"
    asks = words.strict(value) if len(pairs) == 1 and value else None
    if asks is None or asks.attribute is None:
        return False
    return option_of(value, words.choices.get(meaning.attribute or "", {})) is None


def is_option(unit: Unit, text: str) -> bool:
    """Return whether a cell goes on with the ticked options of the cell before it."""
    boxes = (TICKED in unit.text or EMPTY in unit.text) and (TICKED in text or EMPTY in text)
    return boxes and unit.sort == "value"


def halves(row: list[Unit]) -> dict[int, tuple[str | None, str | None]]:
    """Return whom the columns of a row name, where two stand side by side with their values."""
    if any(unit.asks == "relationship" for unit in row):
        return {}
    named: dict[int, tuple[str | None, str | None]] = {
        unit.cell.column: (unit.meaning.party, unit.meaning.ordinal)
        for unit in row
        if unit.sort == "title" and unit.meaning and unit.party in _SIDES
    }
    return named if len(set(named.values())) > 1 else {}


def numbered(row: list[Unit]) -> dict[int, tuple[str | None, str | None]]:
    """Return which parents the columns of a row name by number: "Name (1) | | Name (2) | "."""
    asked = [
        unit
        for unit in row
        if unit.sort == "label"
        and unit.meaning is not None
        and unit.asks in _NUMBERED
        and unit.party in (None, "parent")
        and unit.meaning.ordinal is not None
    ]
    alike = {unit.asks for unit in asked}
    named = {u.cell.column: ("parent", u.meaning.ordinal) for u in asked if u.meaning}
    several = len(alike) == 1 and len(set(named.values())) == len(asked) > 1
    return dict(named) if several else {}


def headed_by(
    text: str, words: Vocabulary, known: Collection[str | None]
) -> tuple[str | None, str | None]:
    """Return whom a heading names. "3. Parent" counts sections, unless two parents are known."""
    party, ordinal = words.party_in(text)
    before = re.match(r"\W*(?:section |part )?(\d)\b", text, re.IGNORECASE)
    if party == "parent" and before and before[1] == ordinal != "1":
        return party, ordinal if str(int(before[1]) - 1) in known else None
    return party, ordinal


def is_relation(meaning: Meaning | None) -> bool:
    """Return whether a word ("Mother") is as likely the answer to a question as a heading."""
    return (
        meaning is not None
        and meaning.party == "parent"
        and meaning.ordinal in ("mother", "father")
    )


def _is_related(unit: Unit, after: Unit) -> bool:
    """Return whether a question about a relationship has its answer ("Father") in the next cell."""
    related = unit.asks == "relationship" and after.sort == "title" and after.party == "parent"
    return related and not re.search(r"\d", after.text)


def _parties_only(units: list[Unit]) -> bool:
    """Return whether every cell only names a party: they head columns."""
    return all(unit.sort == "title" for unit in units)


def titles_over(rows: list[list[Unit]], at: int) -> bool:
    """Return whether the row only names parties over columns of labels and values."""
    row = [unit for unit in rows[at] if unit.sort != "blank"]
    if not row or any(unit.sort != "title" for unit in row) or at + 1 >= len(rows):
        return False
    if len(rows[at]) == 2 and len(row) == 1:
        return False
    below = rows[at + 1]
    if rows[at][0].sort == "blank" or len(row) < 2:
        return False
    labels = sum(unit.sort in ("label", "inline", "stacked") for unit in below)
    return labels >= 2 and below[0].sort != "blank"


def rows_under(rows: list[list[Unit]], at: int) -> int:
    """Return how many rows of values stand under this row, 0 if it is no header row."""
    row = rows[at]
    full = [unit for unit in row if unit.sort != "blank"]
    known = [unit for unit in full if unit.sort in ("label", "title", "stacked")]
    if len(known) < 2 or at + 1 >= len(rows):
        return 0
    if any(unit.sort in ("inline", "field", "unknown") or FIELD in unit.text for unit in row):
        return 0
    if is_mark(row[0].text) is not None:
        return 0  # a box and what it chooses: "☐ | Extended | New end date | "
    answered = [u for u in row if u.sort == "stacked" and not _GUIDANCE.match(plain(u.rest))]
    if answered and all(unit.sort not in ("value", "field") for unit in rows[at + 1]):
        return 0  # nothing under it is a value: each holds its own, or none
    if len(answered) * 2 >= len(full) or any(_OWN_LABEL.match(unit.text) for unit in row):
        return 0  # their answers stand in their own cells
    if any(_is_related(unit, after) for unit, after in pairwise(row)):
        return 0
    asked = row[0].asks
    corner = row[0].sort in ("blank", "value") or asked in ("role", "not_wanted", "attended_by")
    heads = [unit.meaning.attribute for unit in row[1:] if unit.meaning]
    corner = corner or (asked in ("review", "reviews") and heads[:1] == ["date"])
    signed = "signature" in heads or heads[:1] in (["full_name"], ["print_name"])
    corner = corner or (asked == "signature" and signed)  # "Agreed by", "Signed | Name | Date"
    corner = corner or (len(row) > 2 and row[0].sort == "label" and _parties_only(row[1:]))
    inset = row[0].cell.column > rows[at + 1][0].cell.column  # its corner is not even drawn
    corner = corner or (inset and all(unit.sort in ("title", "label") for unit in row))
    named = asked in ("full_name", "contact_name", "print_name")
    if len(known) < len(full) - (1 if corner else 0) and len(known) * 3 < len(full) * 2:
        return 0
    spare = {unit.cell.column for unit in rows[at + 1] if unit.sort == "blank"}
    blanks = [u for u in row[1:] if u.sort == "blank" and u.cell.column not in spare]
    if blanks and (not corner or _labelled_alike(row, rows[at + 1])):
        return 0
    count = 0
    for below in rows[at + 1 :]:
        if len(below) < 2:
            break
        if not _aligned(row, below):
            break
        labels = [
            unit
            for unit in below
            if unit.sort in ("label", "title", "inline", "stacked")
            and not (unit.sort == "title" and is_relation(unit.meaning))
            and not _is_role(head_over(row, unit.cell))
        ]
        first = below[0].sort in ("label", "title", "stacked")
        others = [unit for unit in labels if unit is not below[0]]
        if any(unit.sort == "inline" for unit in others):
            break
        side = below[0].meaning
        signer = side is not None and side.attribute in (None, "head", "signature")
        if first and not corner and not (named and signer):
            break
        if len([u for u in others if u.sort in ("label", "stacked")]) * 2 > len(below) - 1:
            break
        if len(others) == len(below) - 1 and first:
            break
        count += 1
    return count


def _is_role(head: Unit | None) -> bool:
    """Return whether a column holds what people are: "Home school lead" is no label there."""
    return head is not None and head.asks in _BEING


def _labelled_alike(row: list[Unit], below: list[Unit]) -> bool:
    """Return whether two rows hold labels in the same columns: both have their values beside them."""
    asks = {unit.cell.column for unit in row if unit.sort in ("label", "title")}
    return sum(u.sort in ("label", "title") and u.cell.column in asks for u in below) > 1


def _aligned(row: list[Unit], below: list[Unit]) -> bool:
    starts = {unit.cell.column for unit in row}
    hits = sum(unit.cell.column in starts for unit in below)
    return hits >= max(2, len(below) - 1)


def head_over(header: list[Unit], cell: Cell) -> Unit | None:
    """Return the header cell over a cell, None if there is none."""
    for unit in header:
        if (
            unit.sort != "blank"
            and unit.cell.column < cell.column + cell.span
            and (cell.column < unit.cell.column + unit.cell.span)
        ):
            return unit
    return None
