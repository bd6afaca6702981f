"""Tables read: labels beside, above or in the cells of their values, ticks under their options.

Which it is follows from the whole table: a row of labels over rows of values is a header row, a column
of labels beside a row of parties is a matrix, and a cell that begins with a label may hold its value.
"""

# ruff: noqa: PLR2004 - counts of words and cells, beside what they count
# ruff: noqa: C901, PLR0912, PLR0915 - cases, one after another, in the order in which they must be tried
# ruff: noqa: E501 - patterns and lists of words stay whole

import datetime as dt
import re

from parsers.labels.attributes import DAYS, EITHER, OF_PARENT, SCHOOLS, Party
from parsers.labels.vocabulary import Meaning
from parsers.layouts.columns import read_columns
from parsers.layouts.optiontables import read_option_table
from parsers.layouts.running import cleaned
from parsers.layouts.settling import alone_over_value, columned, part_lines, settled, without_hint
from parsers.layouts.stacked import answered_above, answered_below
from parsers.layouts.tickrows import (
    loose_value,
    option_beside,
    read_tick_rows,
    ticks_first,
    under_options,
)
from parsers.layouts.units import (
    Unit,
    halves,
    head_over,
    is_option,
    is_relation,
    numbered,
    rows_under,
    titles_over,
    unit_of,
)
from parsers.layouts.walk import Walk
from parsers.marks import is_mark
from parsers.pairs import EMPTY, FIELD, TICKED, Grid, Line, plain
from parsers.people import emails_in
from parsers.values import Doubt, read_day

_AGREES = re.compile(r"\b(?:agree|sign)\w*\b", re.IGNORECASE)
_YES_OR_NO = re.compile(r"yes|no|y|n", re.IGNORECASE)


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


class Tables:
    """The reading of tables. Its own state is that of one table; the rest is the walk's."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.in_cells = False
        self.paired = False
        self.headed = False
        self.sides: dict[int, Party] = {}
        self.options: dict[int, str] = {}

    def grid(self, grid: Grid) -> None:
        """Read a table: header rows over their columns, labels beside or above their values."""
        self.walk.hint = (
            self.walk.answers[self.walk.pending].attribute
            if self.walk.pending is not None
            else None
        )
        if self.walk.struck_row(grid):
            return
        self.walk.pending = None
        self.options = {}
        self.headed = False
        self.walk.columns = {}
        self.sides = {}
        rows = [[unit_of(cell, self.walk.words) for cell in row] for row in grid.rows if row]
        rows = [row for row in rows if any(unit.sort != "blank" for unit in row) or len(row) > 1]
        settled(rows, self.walk.words)
        columned(rows)
        cells = [unit for row in rows for unit in row]
        stacked = sum(unit.sort in ("stacked", "unknown") for unit in cells)
        within = stacked + sum(unit.sort == "inline" for unit in cells)
        self.in_cells = stacked > 1 and within * 10 >= 6 * len(cells)
        couples = [row for row in rows if len(row) == 2]
        answered = [row for row in couples if row[1].sort in ("value", "blank", "field")]
        self.paired = len(answered) > 1 and len(answered) * 2 > len(couples)
        at = 0
        while at < len(rows):
            row = rows[at]
            wide = row[0].cell.span > 1 and row[0].sort == "label"
            alone = len(row) == 1 and len(rows) > 1
            if alone and answered_below(self.walk, rows, at):
                at += 2
                continue
            if alone and row[0].text.startswith((TICKED, EMPTY)):
                where = row[0].cell
                self.walk.line(Line(text=where.text, where=where.where, how=where.how))
                at += 1
                continue
            if alone and (wide or row[0].sort in ("value", "title")):
                if len(plain(row[0].text).split()) <= 12:
                    self.walk.heading(row[0].text)
                    self.sides = {}
                at += 1
                continue
            if answered_above(self.walk, rows, at):
                at += 2
                continue
            if titles_over(rows, at):
                self.walk.columns = {
                    column: (unit.meaning.party, unit.meaning.ordinal)
                    for unit in row
                    if unit.meaning is not None
                    for column in range(unit.cell.column, unit.cell.column + unit.cell.span)
                }
                at += 1
                continue
            chosen = read_option_table(self.walk, rows, at)
            if chosen:
                at += chosen
                continue
            ticked = read_tick_rows(self.walk, row, rows[at + 1 :])
            if ticked:
                at += 1 + ticked
                continue
            if self.headed and alone_over_value(row, rows[at + 1 : at + 2]):
                read_columns(self.walk, row, rows[at + 1 : at + 2])
                at += 2
                continue
            under = 0 if self._chosen_beside(rows, at) else rows_under(rows, at)
            self.headed = self.headed or bool(under)
            if under:
                read_columns(self.walk, row, rows[at + 1 : at + 1 + under])
                at += 1 + under
                continue
            above = rows[at - 1] if at else []
            self._beside(row, above)
            at += 1
        self.walk.past = False  # a heading's own table is over

    def _chosen_beside(self, rows: list[list[Unit]], at: int) -> bool:
        """Return whether a label stands beside one of its own answers, and over what answers nothing.

        "Outcome | Extended" heads no columns; "SEN status | EHCP" over "K | N" does.
        """
        row, below = rows[at], rows[at + 1] if at + 1 < len(rows) else []
        if len(row) % 2:
            return False
        for label, beside in zip(row[::2], row[1::2], strict=True):
            under = next((u for u in below if u.cell.column == label.cell.column), None)
            if label.sort != "label" or label.meaning is None or under is None:
                continue
            if self.walk.are_options(label.meaning, beside.text):
                known = self.walk.words.meaning(under.text) if self.paired else under.meaning
                told = self.walk.are_options(label.meaning, under.text)
                if known is not None and known.attribute is not None and not told:
                    return True
        return False

    def _value_like(self, label: Meaning, unit: Unit) -> bool:
        """Return whether a cell that could be a label is what this label asks for."""
        if unit.sort in ("value", "blank", "field"):
            return True
        attribute = label.attribute or ""
        if attribute == "relationship":
            return unit.sort == "title" and unit.party == "parent"
        if attribute in ("attended_by", "not_wanted", "role") and unit.sort == "title":
            return True
        offers = "which_review" if attribute == "review" else attribute
        return unit.sort in ("title", "label") and self.walk.words.is_offered(offers, unit.text)

    def _beside(self, row: list[Unit], above: list[Unit]) -> None:
        """Read a row of labels, each with its value to the right or in the same cell."""
        heads = {
            unit.cell.column: plain(unit.text)
            for unit in row
            if _YES_OR_NO.fullmatch(plain(unit.text))
        }
        both = len({text[0].casefold() for text in heads.values()}) > 1
        both = both and sum(unit.sort == "label" for unit in row) < 2  # each label has its own
        if both and not any(TICKED in u.text or EMPTY in u.text or FIELD in u.text for u in row):
            self.options = heads
            return
        if ticks_first(self.walk, row):
            return
        named = halves(row) or self._parents_in(row)
        if named:
            self.sides = named
        elif row[0].party == "parent":
            self.sides = {}  # what follows a row that names a parent is no longer the schools'
        asked = [unit.meaning.attribute for unit in row if unit.meaning]
        twice = {one for one in asked if asked.count(one) > 1}
        at = 0
        while at < len(row):
            unit = row[at]
            at += 1
            column = self.walk.columns.get(unit.cell.column, (None, None))
            if (
                unit.meaning is not None
                and unit.asks in twice
                and (unit.party is None or _is_to_pupil(unit.meaning))
            ):
                over = head_over(above, unit.cell) if above else None
                if (
                    column == (None, None)
                    and over is not None
                    and over.cell.column == unit.cell.column
                ):
                    column = self._party_here(over) or column
                if unit.cell.column in self.sides:
                    column = self.sides[unit.cell.column]
            if option_beside(self.walk, row, at - 1):
                at += 1
                continue
            after = row[at] if at < len(row) else None
            if after is not None and after.sort != "blank":
                unit = without_hint(unit, self.walk.words)
            if unit.sort == "inline":
                inner = any(m.attribute == "signature" for m, _, _ in unit.pairs)
                agrees = at > 1 and _AGREES.search(plain(row[at - 2].text)) is not None
                for meaning, label, value in unit.pairs:
                    text = value
                    if (
                        not value
                        and len(unit.pairs) == 1
                        and at < len(row)
                        and row[at].sort in ("value", "field")
                    ):
                        text = cleaned(row[at].text)
                        at += 1
                    while (
                        len(unit.pairs) == 1
                        and at < len(row)
                        and (
                            is_option(row[at], text)
                            or self.walk.are_options(meaning, text, row[at].text)
                        )
                    ):
                        text = f"{text} {row[at].text}"
                        at += 1
                    self.walk.answer(
                        self.walk.signed(meaning) if inner else meaning,
                        label,
                        text,
                        unit.cell,
                        column=column,
                        signing=agrees and meaning.attribute in (None, "head"),
                    )
                continue
            if unit.sort not in ("label", "title", "stacked") or unit.meaning is None:
                loose_value(self.walk, unit, row[at] if at < len(row) else None)
                continue
            unknown = at > 1 and row[at - 2].sort == "value"
            if unit.sort == "title" and unknown and is_relation(unit.meaning):
                continue  # "Mother" answers a question that is not known
            if after is not None and unit.party == "parent":
                part_lines(after, self.walk.words)
            lead = after.lead if after is not None and after.sort == "inline" else ""
            if after is not None and lead and unit.party not in SCHOOLS:
                self.walk.answer(unit.meaning, plain(unit.text), lead, after.cell, column=column)
                continue  # "Second parent | Ms Jo Hale, Relationship: Mother": what follows is hers
            values: list[Unit] = []
            couple = self.paired and len(row) == 2 and at == 1
            couple = couple and not _is_next_question(unit.meaning, row[1])
            if couple and row[1].sort in ("label", "title"):
                values.append(row[1])  # a value that reads like a label ("A Head") is a value still
                at += 1
            while (
                at < len(row)
                and not (
                    self.in_cells and unit.sort in ("label", "stacked") and row[at].sort == "value"
                )
                and self._value_like(unit.meaning, row[at])
                and (not values or row[at].sort in ("value", "blank", "field"))
            ):
                values.append(row[at])
                at += 1
            within = self.in_cells and not any(plain(one.text) for one in values)
            if unit.sort == "stacked" and (not values or within):
                self.walk.answer(
                    unit.meaning,
                    plain(unit.text).split("\n")[0],
                    cleaned(unit.rest),
                    unit.cell,
                    column=column,
                )
                continue
            headed = len(row) == 1 or at < len(row)  # alone, or merged down beside labels
            if not values and headed and unit.sort == "title":
                self.walk.heading(unit.text)
                continue
            self._labelled(unit, values, column, row[at] if at < len(row) else None)
        if self.sides:
            self.walk.flow = (EITHER, None)

    def _parents_in(self, row: list[Unit]) -> dict[int, Party]:
        """Return the parents whom a row names by number, where it can only be parents."""
        counted = numbered(row)
        known = {one.ordinal for one in self.walk.answers if one.party == "parent"}
        ordinals = {ordinal for _, ordinal in counted.values()}
        return counted if self.walk.section[0] == "parent" or ordinals <= known else {}

    def _labelled(self, unit: Unit, values: list[Unit], column: Party, after: Unit | None) -> None:
        """Read one label with the cells that follow it; a day after a signature is its day."""
        meaning = unit.meaning
        if meaning is None:
            return
        if meaning.attribute is None and is_mark(values[0].text if values else "") is not None:
            return
        first = values[0] if values else None
        text = cleaned(first.text) if first else ""
        extras = [one for one in values[1:] if plain(one.text)]
        dated = [one for one in extras if isinstance(read_day(one.text), dt.date | Doubt)]
        dated = [one for one in dated if re.search(r"\d", one.text)]
        follower = after.asks if after is not None else None
        if meaning.attribute == "reviews" and extras:
            text = "; ".join(plain(one.text) for one in values if plain(one.text))
        if any(is_mark(one.text) is not None for one in values) and len(values) > 1:
            text = under_options(values, self.options)
            extras = []
        elif any(TICKED in one.text or EMPTY in one.text for one in values):
            text = " ".join(one.text for one in values)
            extras = []
        elif len(values) == 3 and all(plain(one.text).isdigit() for one in values):
            text = "/".join(plain(one.text) for one in values)  # day, month and year in boxes
            extras = []
        block = meaning.attribute in ("sw_block", "contact_name")
        if block and extras and not dated:
            text = "\n".join(one.text for one in values if plain(one.text))
        signed = bool(dated) or follower in ("date", "sign_date")
        could_sign = meaning.attribute in ("head", None) and (
            self.walk.party_of(meaning, column)[0] is not None
        )
        is_sign = meaning.attribute == "signature" or (could_sign and (signed or self.walk.signing))
        source = first.cell if first else unit.cell
        self.walk.answer(meaning, plain(unit.text), text, source, column=column, signing=is_sign)
        for one in extras if not is_sign else ():
            if _answers_again(meaning, one):
                again = cleaned(one.text)
                self.walk.answer(meaning, plain(unit.text), again, one.cell, column=column)
        if is_sign and dated:
            made = self.walk.answers[-1]
            day = Meaning("sign_date", made.party, made.ordinal)
            self.walk.answer(day, plain(unit.text), cleaned(dated[0].text), dated[0].cell)

    def _party_here(self, unit: Unit) -> Party | None:
        """Return the party that the label above stands for."""
        if unit.meaning is not None and unit.meaning.party in (*SCHOOLS, "parent"):
            return unit.meaning.party, unit.meaning.ordinal
        for one in reversed(self.walk.answers):
            if one.where == unit.cell.where and one.party:
                return one.party, one.ordinal
        return None
