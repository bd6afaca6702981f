"""A row of labels read from the left, each with its value in the cell beside it or in its own.

Where labels come twice in a row, whom a column is about is told by what stands over it.
"""

# ruff: noqa: PLR2004 - counts of words and cells, beside what they count
# ruff: noqa: E501 - patterns and lists of words stay whole

import datetime as dt
import re
from dataclasses import replace

from parsers.addresses import emails_in
from parsers.labels.attributes import DAYS, EITHER, OF_PARENT, SCHOOLS, Party
from parsers.labels.vocabulary import Meaning
from parsers.layouts.headers import halves, head_over, numbered
from parsers.layouts.repeats import named_parent
from parsers.layouts.running import cleaned
from parsers.layouts.settling import part_lines, without_hint
from parsers.layouts.tickrows import (
    loose_value,
    option_beside,
    outcomes_ticked,
    ticks_first,
    under_options,
)
from parsers.layouts.units import Unit, is_option, is_relation
from parsers.layouts.walk import Walk
from parsers.marks import is_mark
from parsers.pairs import EMPTY, FIELD, PICTURE, TICKED, plain
from parsers.people import phones_in
from parsers.values import Doubt, read_day

_AGREES = re.compile(r"\b(?:agree|sign)\w*\b", re.IGNORECASE)
_YES_OR_NO = re.compile(r"yes|no|y|n", re.IGNORECASE)
_SIGNED = 3  # cells: a signer, a signature, a day
_BLOCKS = ("sw_block", "contact_name")  # a name, a number and an address together


class LabelRows:
    """The rows of labels of one table.

    in_cells: most cells hold a label and its value. paired: most rows are a label and its value.
    sides: whom the columns name where two stand side by side. options: the words over ticks.
    """

    def __init__(self, walk: Walk, rows: list[list[Unit]]) -> None:
        cells = [unit for row in rows for unit in row]
        stacked = sum(unit.sort in ("stacked", "unknown") for unit in cells)
        within = stacked + sum(unit.sort == "inline" for unit in cells)
        couples = [row for row in rows if len(row) == 2]
        answered = [row for row in couples if row[1].is_answer]
        self.walk = walk
        self.in_cells = stacked > 1 and within * 10 >= 6 * len(cells)
        self.paired = len(answered) > 1 and len(answered) * 2 > len(couples)
        self.sides: dict[int, Party] = {}
        self.options: dict[int, str] = {}

    def read(self, row: list[Unit], above: list[Unit]) -> None:
        """Read a row of labels, each with its value to the right or in the same cell."""
        heads = _options_over(row)
        if heads:
            self.options = heads
            return
        if ticks_first(self.walk, row) or outcomes_ticked(self.walk, row):
            return
        named = halves(row) or self._parents_in(row)
        if named or row[0].party == "parent":
            self.sides = named  # what follows a row that names a parent is no longer the schools'
        at = 0
        while at < len(row):
            at = self._cell(row, at, self._party_of(row, at, above))
        if self.sides:
            self.walk.flow = (EITHER, None)

    def _cell(self, row: list[Unit], at: int, column: Party) -> int:
        """Read what stands in a cell, and what answers it. Return where the row goes on."""
        if option_beside(self.walk, row, at):
            return at + 2
        unit, after = row[at], row[at + 1] if at + 1 < len(row) else None
        if after is not None and after.sort != "blank":
            unit = without_hint(unit, self.walk.words)
        if unit.sort == "inline":
            return self._inline(row, at, unit, column)
        if unit.sort in ("label", "title", "stacked") and unit.meaning is not None:
            return self._label(row, at, unit, unit.meaning, column)
        loose_value(self.walk, unit, after)
        return at + 1

    def _party_of(self, row: list[Unit], at: int, above: list[Unit]) -> Party:
        """Return whom a cell is about by its column, (None, None) where that does not say."""
        unit = row[at]
        column = self.walk.columns.get(unit.cell.column, (None, None))
        meaning = unit.meaning
        if meaning is None or (meaning.party is not None and not _is_to_pupil(meaning)):
            return column
        if sum(one.meaning is not None and one.asks == unit.asks for one in row) < 2:
            return column
        over = head_over(above, unit.cell) if above else None
        straight = over is not None and over.cell.column == unit.cell.column
        if column == (None, None) and over is not None and straight:
            column = self._party_here(over) or column
        return self.sides.get(unit.cell.column, column)

    def _inline(self, row: list[Unit], at: int, unit: Unit, column: Party) -> int:
        """Read a cell that holds labels with their values. Return where the row goes on."""
        signs = any(m.attribute == "signature" for m, _, _ in unit.pairs)
        if len(unit.pairs) == 1 and self._signed_beside(row[at:], unit, column):
            return len(row)
        agrees = at > 0 and _AGREES.search(plain(row[at - 1].text)) is not None
        at += 1
        for meaning, label, value in unit.pairs:
            text = value
            rest = row[at:] if len(unit.pairs) == 1 else []
            if not value and rest and rest[0].sort in ("value", "field"):
                text = cleaned(rest.pop(0).text)
            while rest and (
                is_option(rest[0], text) or self.walk.are_options(meaning, text, rest[0].text)
            ):
                text = f"{text} {rest.pop(0).text}"
            at = len(row) - len(rest) if len(unit.pairs) == 1 else at
            self.walk.answer(
                self.walk.signed(meaning) if signs else meaning,
                label,
                text,
                unit.cell,
                column=column,
                signing=agrees and meaning.attribute in (None, "head"),
            )
        return at

    def _signed_beside(self, row: list[Unit], unit: Unit, column: Party) -> bool:
        """Take a signer by name, with the signature and the day beside, though no word heads them.

        "Parent/carer: Ms Jo Hale | (a drawing, or Jo Hale) | 5 October 2026".
        """
        meaning, label, value = unit.pairs[0]
        if len(row) != _SIGNED or meaning.attribute not in (None, "head", "full_name"):
            return False
        _, mark, day = row
        name = set(plain(value).casefold().split())
        signed = PICTURE in mark.text or (
            len(words := plain(mark.text).casefold().split()) > 1 and name >= set(words)
        )
        dated = isinstance(read_day(day.text), dt.date) and day.sort == "value"
        if not (dated and signed) or self.walk.party_of(meaning, column)[0] is None:
            return False
        if self.walk.answer(meaning, label, value, unit.cell, column=column):
            made = self.walk.answers[-1]
            for asked, cell in (("signature", mark), ("sign_date", day)):
                meant = Meaning(asked, made.party, made.ordinal)
                self.walk.answer(meant, label, cleaned(cell.text), cell.cell)
        return True

    def _label(self, row: list[Unit], at: int, unit: Unit, meaning: Meaning, column: Party) -> int:
        """Read a label and the cells that answer it. Return where the row goes on."""
        if meaning.party == "parent" and meaning.ordinal is None and unit.rest:
            named = named_parent(self.walk.answers, unit.rest)
            meaning = replace(meaning, ordinal=named) if named else meaning
        unknown = at > 0 and row[at - 1].sort == "value"
        if unit.sort == "title" and unknown and is_relation(meaning):
            return at + 1  # "Mother" answers a question that is not known
        after = row[at + 1] if at + 1 < len(row) else None
        if after is not None and meaning.party == "parent":
            part_lines(after, self.walk.words)
        lead = after.lead if after is not None and after.sort == "inline" else ""
        if after is not None and lead and meaning.party not in SCHOOLS:
            self.walk.answer(meaning, plain(unit.text), lead, after.cell, column=column)
            return (
                at + 1
            )  # "Second parent | Ms Jo Hale, Relationship: Mother": what follows is hers
        values = self._values(row, at, unit, meaning)
        end = at + 1 + len(values)
        blank = not any(plain(one.text) or PICTURE in one.text for one in values)
        if unit.sort == "stacked" and (not values or (self.in_cells and blank)):
            label, text = plain(unit.text).split("\n")[0], cleaned(unit.rest)
            self.walk.answer(meaning, label, text, unit.cell, column=column)
        elif not values and unit.sort == "title" and (len(row) == 1 or end < len(row)):
            self.walk.heading(unit.text)  # alone, or merged down beside labels
        else:
            follower = row[end].asks if end < len(row) else None
            self._labelled(unit, meaning, values, column, follower)
        return end

    def _values(self, row: list[Unit], at: int, unit: Unit, meaning: Meaning) -> list[Unit]:
        """Return the cells beside a label that answer it."""
        values: list[Unit] = []
        couple = self.paired and len(row) == 2 and at == 0
        if couple and row[1].is_label and not _is_next_question(meaning, row[1]):
            values.append(row[1])  # a value that reads like a label ("A Head") is a value still
        for cell in row[at + 1 + len(values) :]:
            within = self.in_cells and unit.sort in ("label", "stacked") and cell.sort == "value"
            within = within and PICTURE not in cell.text
            if within or not self._value_like(meaning, cell):
                break
            if values and not cell.is_answer:
                break
            values.append(cell)
        return values

    def _value_like(self, label: Meaning, unit: Unit) -> bool:
        """Return whether a cell that could be a label is what this label asks for."""
        if unit.is_answer:
            return True
        attribute = label.attribute or ""
        if attribute == "relationship":
            return unit.sort == "title" and unit.party == "parent"
        if attribute in ("attended_by", "not_wanted", "role") and unit.sort == "title":
            return True
        if attribute in ("review", "reviews") and unit.asks == "week_beginning":
            return True  # "Week 4: 2/11/2026"
        offers = "which_review" if attribute == "review" else attribute
        return unit.sort in ("title", "label") and self.walk.words.is_offered(offers, unit.text)

    def _parents_in(self, row: list[Unit]) -> dict[int, Party]:
        """Return the parents whom a row names by number, where it can only be parents."""
        counted = numbered(row)
        known = {one.ordinal for one in self.walk.answers if one.party == "parent"}
        ordinals = {ordinal for _, ordinal in counted.values()}
        return counted if self.walk.section[0] == "parent" or ordinals <= known else {}

    def _labelled(
        self,
        unit: Unit,
        meaning: Meaning,
        values: list[Unit],
        column: Party,
        follower: str | None,
    ) -> None:
        """Read one label with the cells that follow it; a day after a signature is its day."""
        first = values[0] if values else unit
        if meaning.attribute is None and is_mark(first.text if values else "") is not None:
            return
        extras = [one for one in values[1:] if plain(one.text)]
        dated = [one for one in extras if isinstance(read_day(one.text), dt.date | Doubt)]
        dated = [one for one in dated if re.search(r"\d", one.text) and not phones_in(one.text)]
        whole = self._together(meaning, values)
        text = cleaned(first.text) if values else ""
        could_sign = meaning.attribute in ("head", None) and (
            self.walk.party_of(meaning, column)[0] is not None
        )
        signed = bool(dated) or follower in ("date", "sign_date") or self.walk.signing
        is_sign = meaning.attribute == "signature" or (could_sign and signed)
        label = plain(unit.text)
        taken = self.walk.answer(
            meaning,
            label,
            text if whole is None else whole,
            first.cell,
            column=column,
            signing=is_sign,
        )
        for one in extras if whole is None and not is_sign else ():
            if _answers_again(meaning, one):
                self.walk.answer(meaning, label, cleaned(one.text), one.cell, column=column)
        if taken and is_sign and dated:
            made = self.walk.answers[-1]
            day = Meaning("sign_date", made.party, made.ordinal)
            self.walk.answer(day, label, cleaned(dated[0].text), dated[0].cell)

    def _together(self, meaning: Meaning, values: list[Unit]) -> str | None:
        """Return cells that are one answer together, None where the first one is it by itself."""
        full = [one for one in values if plain(one.text)]
        extras = [one for one in values[1:] if plain(one.text)]
        if len(values) > 1 and any(is_mark(one.text) is not None for one in values):
            return under_options(values, self.options)
        if any(TICKED in one.text or EMPTY in one.text for one in values):
            return " ".join(one.text for one in values)
        if len(values) == 3 and all(plain(one.text).isdigit() for one in values):
            return "/".join(plain(one.text) for one in values)  # day, month and year in boxes
        if meaning.attribute == "reviews" and extras:
            return "; ".join(plain(one.text) for one in full)
        dated = any(isinstance(read_day(one.text), dt.date) for one in extras)
        if meaning.attribute in _BLOCKS and extras and not dated:
            return "\n".join(one.text for one in full)
        return None

    def _party_here(self, unit: Unit) -> Party | None:
        """Return the party that the label above stands for."""
        if unit.meaning is not None and unit.meaning.party in (*SCHOOLS, "parent"):
            return unit.meaning.party, unit.meaning.ordinal
        for one in reversed(self.walk.answers):
            if one.where == unit.cell.where and one.party:
                return one.party, one.ordinal
        return None


def _options_over(row: list[Unit]) -> dict[int, str]:
    """Return the columns that a yes and a no head; none where they answer something themselves."""
    heads = {
        unit.cell.column: plain(unit.text) for unit in row if _YES_OR_NO.fullmatch(plain(unit.text))
    }
    both = len({text[0].casefold() for text in heads.values()}) > 1
    both = both and sum(unit.sort == "label" for unit in row) < 2  # each label has its own
    marked = any(mark in unit.text for unit in row for mark in (TICKED, EMPTY, FIELD))
    return heads if both and not marked else {}


def _is_next_question(meaning: Meaning, after: Unit) -> bool:
    """Return whether a day is asked for, and the next cell asks for another and is no answer."""
    return after.sort == "label" and meaning.attribute in DAYS and after.asks in DAYS


def _answers_again(meaning: Meaning, other: Unit) -> bool:
    """Return whether a second cell beside a label holds an answer of its own, which must agree."""
    if meaning.attribute in DAYS:
        return isinstance(read_day(other.text), dt.date)
    if meaning.attribute == "full_name" and meaning.party != "pupil":
        return False
    if meaning.attribute == "email":
        return bool(emails_in(other.text))
    least = {"surname": 1, "forename": 1, "full_name": 2}.get(meaning.attribute or "")
    return least is not None and bool(
        re.fullmatch(rf"(?:[^\W\d_]+[ '-]?){{{least},5}}", plain(other.text))
    )


def _is_to_pupil(meaning: Meaning) -> bool:
    """Return whether a label names the pupil only to ask about a parent: "Relationship to pupil"."""
    return meaning.party == "pupil" and meaning.attribute in OF_PARENT
