"""What a form asks and what stands there: labels tied to their values, whatever the layout.

Forms put a value beside its label, below it, in the same cell or line, or in a column under a header
row; they repeat the same labels for two parents and two schools. The layout is worked out from the
words: cells that read as labels, against the vocabulary. For whom an answer is given (its party) comes
from the label itself, else from the head of the column, else from the label or heading before it.

A label that stands there without a value is an answer too, with an empty text: a form that asks and
is not answered differs from one that does not ask.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from parsers.marks import is_mark
from parsers.pairs import (
    EMPTY,
    FIELD,
    FIELD_END,
    PICTURE,
    STRONG,
    TICKED,
    Block,
    Cell,
    Document,
    Grid,
    Line,
    Pair,
    Where,
    plain,
)
from parsers.records import How
from parsers.values import Doubt, is_nothing, option_of, read_choice, read_day
from parsers.vocabulary import Meaning, Vocabulary

Party = tuple[str | None, str | None]

PERSONAL = frozenset(
    {
        "full_name", "email", "phone", "address", "language", "relationship", "signature", "print_name",
        "date", "sign_date", "head", "contact_name", "contact_email", "contact_phone", "school", "urn",
        "parental_responsibility", "email_agreed", "no_contact", "surname", "forename",
    }
)  # fmt: skip
_OF_PARENT = frozenset(
    {"relationship", "language", "parental_responsibility", "email_agreed", "no_contact"}
)
_OF_SCHOOL = frozenset({"head", "contact_name", "contact_email", "contact_phone", "school", "urn"})
_SCHOOLS = ("home", "receiving", "host")
_CHOICES = {
    "outcome": "outcome",
    "legal_basis": "legal_basis",
    "next_provision": "next_provision",
    "sen": "sen",
    "sex": "sex",
    "which_review": "which",
    "attendance_reporting": "attendance_reporting",
}
_GUIDANCE = re.compile(
    r"^\W*(?:please|delete|tick|circle|ring|select|choose|click|state|give|enter|dd|day\s*/|e\.?g|yes\s*/\s*no|y\s*/\s*n|"
    r"if (?:known|any|applicable|yes|so)|block|capitals|as on|only|at about|normally|within|brief|not the|name, e|n =|"
    r"one box|all that|see |must |where |for example|or |and )",
    re.IGNORECASE,
)
_HOW_TO = re.compile(
    r"(?:please )?(?:tick|mark|circle|delete|select|choose|enter|insert)\b[^\n]{0,40}|[✓✔x]",
    re.IGNORECASE,
)
_YES_OR_NO = re.compile(r"yes|no|y|n", re.IGNORECASE)
_SEPARATOR = re.compile(
    f"{FIELD}[^{FIELD_END}]*{FIELD_END}|\\?\\s*:?|:|\\.{{2,}}|…+|_{{2,}}|\\t+|[{TICKED}{EMPTY}{PICTURE}]"
)
_LEADERS = re.compile(r"^[\s._…:\-–]+|[\s_…:]+$|[\s]*\.{2,}[\s.]*$")
_MOST_WORDS = 16
_NUMBERED = re.compile(r"^[\ue002\s]*(\d{1,2})\s?[.)]\s+(?=[A-Za-z\ue002])")
_MANY = 5


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Answer:
    """One label and what stands there. text "" where nothing does; marks are kept in it.

    signing: it stands among signatures. label: as printed, for questions to the sender.
    """

    attribute: str
    party: str | None
    ordinal: str | None
    text: str
    label: str
    where: Where
    how: How
    confidence: float = 1.0
    signing: bool = False
    also: tuple[str, ...] = ()


@dataclass(slots=True)
class _Unit:
    """A cell as it reads: a label, a bare party, label and value in one, a value, or blank."""

    cell: Cell
    sort: str
    meaning: Meaning | None = None
    pairs: tuple[tuple[Meaning, str, str], ...] = ()
    rest: str = ""

    @property
    def text(self) -> str:
        return self.cell.text


def cleaned(text: str) -> str:
    """Return the value without dot leaders, underscores and spaces round it."""
    before = None
    while before != text:
        before = text
        text = _LEADERS.sub("", text)
    return text.strip()


def segments(text: str, words: Vocabulary) -> tuple[tuple[Meaning, str, str], ...]:
    """Return each label in running text with its words and its value: "Name: Kai DOB: 14/3/12"."""
    found: list[tuple[Meaning, str, str]] = []
    current: tuple[Meaning, str] | None = None
    value = ""
    at = 0
    boxed = False
    for stop in _SEPARATOR.finditer(text):
        if stop.start() < at:
            continue
        chunk = text[at : stop.start()]
        kept = stop.group()[0] in (FIELD, TICKED, EMPTY, PICTURE)
        between = boxed and stop.group()[0] in (TICKED, EMPTY)  # the words of an option
        boxed = stop.group()[0] in (TICKED, EMPTY)
        label = None if between else _label_at_end(chunk, words)
        led = stop.group()[0] in "._…\t"
        if label is not None and led and label[0].attribute is None and label[0].ordinal:
            label = None  # "Relationship: ..Mother....": the word is the value
        if label is not None and current is not None and _only_how(label[0], chunk[label[1] :]):
            if not (current[0].attribute or "").startswith("informed"):
                label = _label_at_end(chunk[label[1] :].split(maxsplit=2)[-1], words)
                label = None if label is None else (label[0], chunk.rindex(chunk.split()[-1]))
        if label is None:
            value += chunk + stop.group()
        else:
            if current is not None:
                found.append((*current, cleaned(value + chunk[: label[1]])))
            current, value = (label[0], chunk[label[1] :]), ""
            value = stop.group() if kept else ""
        at = stop.end()
    if current is not None:
        found.append((*current, cleaned(value + text[at:])))
    return tuple(found)


def _is_option(unit: _Unit, text: str) -> bool:
    """Return whether a cell goes on with the ticked options of the cell before it."""
    boxes = (TICKED in unit.text or EMPTY in unit.text) and (TICKED in text or EMPTY in text)
    return boxes and unit.sort == "value"


def _is_relation(meaning: Meaning | None) -> bool:
    """Return whether a word ("Mother") is as likely the answer to a question as a heading."""
    return (
        meaning is not None
        and meaning.party == "parent"
        and meaning.ordinal in ("mother", "father")
    )


def _only_how(meaning: Meaning, text: str) -> bool:
    """Return whether a label says only how somebody was told ("by telephone")."""
    short = (meaning.attribute or "").startswith("informed_") and meaning.party is None
    return short and not re.search(r"inform|told|sent", text, re.IGNORECASE)


def _label_at_end(chunk: str, words: Vocabulary) -> tuple[Meaning, int] | None:
    """Return the longest label that ends the chunk, and where it begins."""
    starts = [match.start() for match in re.finditer(r"[^\s(\"“]\S*|[(\"“]", chunk)]
    for start in starts[-_MOST_WORDS:]:
        if re.search(r"\)\s*\w", chunk[start:]):
            continue  # "(phone call) Date": the brackets belong to the value before
        meaning = words.strict(chunk[start:])
        if meaning is not None:
            return meaning, start
    return None


class _Reading:
    """The walk through a document: what has been answered, and for whom labels now count."""

    def __init__(self, words: Vocabulary) -> None:
        self.words = words
        self.answers: list[Answer] = []
        self.section: Party = (None, None)
        self.flow: Party = (None, None)
        self.signing = False
        self.pending: int | None = None
        self.hint: str | None = None
        self.in_cells = False
        self.paired = False
        self.options: dict[int, str] = {}
        self.columns: dict[int, Party] = {}
        self.seen: set[tuple[str, str | None, str]] = set()

    # --- what is told apart -----------------------------------------------------------------

    def heading(self, text: str) -> None:
        """Take a heading: labels after it are for the party that it names."""
        self.section = self.words.party_in(text)
        self.flow = self.section
        self.signing = self.words.is_signing(text) and not self.words.title_kinds(text)
        self.pending = None
        self.columns = {}

    def party_of(self, meaning: Meaning, column: Party = (None, None)) -> Party:
        """Return for whom the label asks."""
        party, ordinal = self._party(meaning, column)
        asked = meaning.ordinal
        if party == "parent" and asked and asked != ordinal and meaning.party is None:
            # "Telephone (2)" is the second parent's if there is one, else a second telephone.
            known = {one.ordinal for one in self.answers if one.party == "parent"}
            return party, asked if asked in known or meaning.attribute == "full_name" else ordinal
        return party, ordinal

    def _party(self, meaning: Meaning, column: Party) -> Party:
        attribute = meaning.attribute or ""
        if meaning.party is not None and not (
            meaning.party == "pupil" and attribute not in ("", "full_name", "signature")
        ):
            ordinal = meaning.ordinal
            if meaning.party == "parent" and ordinal is None:
                near = column if column[0] == "parent" else self.flow
                ordinal = near[1] if near[0] == "parent" else self.section[1]
            return meaning.party, ordinal
        if attribute in _OF_PARENT:
            for near in (column, self.flow, self.section):
                if near[0] == "parent":
                    return near
            return "parent", None
        if attribute in PERSONAL:
            for near in (column, self.flow, self.section):
                if near[0] is not None and not (
                    attribute in _OF_SCHOOL and near[0] not in _SCHOOLS
                ):
                    return near
            named = any(
                a.party == "pupil" and a.attribute == attribute and a.text for a in self.answers
            )
            if attribute in ("full_name", "surname", "forename") and not named:
                return "pupil", None
        return None, meaning.ordinal

    def answer(
        self,
        meaning: Meaning,
        label: str,
        text: str,
        source: Cell | Line | Pair,
        *,
        column: Party = (None, None),
        signing: bool = False,
    ) -> None:
        """Take one label with its value."""
        party, ordinal = self.party_of(meaning, column)
        attribute = meaning.attribute
        signing = signing or self.signing
        if attribute is None:
            if party is None:
                return
            attribute = "signature" if signing else ("school" if party in _SCHOOLS else "full_name")
        if attribute == "head" and signing:
            attribute = "signature"
        if attribute in _CHOICES and _HOW_TO.fullmatch(plain(text)):
            text = ""
        if attribute == "review" and meaning.ordinal:
            ordinal = meaning.ordinal
        if party == "parent":
            ordinal = self._which_parent(attribute, ordinal, explicit=meaning.ordinal is not None)
        if party in (*_SCHOOLS, "parent", "pupil", "social_worker") and attribute in PERSONAL | {
            "sw_block"
        }:
            self.flow = (party, ordinal)
        if attribute == "date":
            attribute = self._which_date(party, ordinal, signing=signing)
        if meaning.attribute is None and party in _SCHOOLS:
            self.flow = (party, None)
        self.answers.append(
            Answer(
                attribute=attribute,
                party=party,
                ordinal=ordinal,
                text=text,
                label=" ".join(plain(label).split()),
                where=source.where,
                how=source.how,
                confidence=source.confidence,
                signing=signing,
                also=meaning.also,
            )
        )
        if text:
            self.seen.add((party or "", ordinal, attribute))

    def _which_parent(self, attribute: str, ordinal: str | None, *, explicit: bool) -> str:
        """Return the parent's number: labels that come round again are the next parent's."""
        number = ordinal or "1"
        if attribute == "signature" and not explicit and number.isdigit():
            signed = {
                one.ordinal
                for one in self.answers
                if one.party == "parent" and one.attribute == "signature"
            }
            return next(n for n in ("1", "2", "3", "4", number) if n not in signed or n == number)
        if attribute == "full_name" and not explicit and number.isdigit():
            asked = {
                one.ordinal
                for one in self.answers
                if one.party == "parent" and one.attribute == "full_name" and not one.signing
            }
            while number in asked and int(number) < 4 and not self.signing:  # noqa: PLR2004
                number = str(int(number) + 1)
        return number

    def _which_date(self, party: str | None, ordinal: str | None, *, signing: bool) -> str:
        for one in reversed(self.answers[-4:]):
            if one.attribute in ("signature", "print_name"):
                return "sign_date" if (one.party, one.ordinal) == (party, ordinal) else "date"
        return "date" if signing or party else "form_date"

    # --- lines ------------------------------------------------------------------------------

    def line(self, line: Line) -> None:
        """Read a line or paragraph outside tables."""
        found = segments(line.text, self.words)
        bare = plain(line.text)
        if not found and self._titled(line.text, bare):
            self.heading(bare)
            return
        marked = line.text.lstrip("\ue002 ").startswith((TICKED, EMPTY))
        if marked and self.pending is not None:
            self._add(line.text)
            keep = self.pending
            for meaning, label, value in found:
                self.answer(meaning, label, value, line)
            self.pending = keep
            return
        if found:
            signs = any(m.attribute == "signature" for m, _, _ in found)
            for meaning, label, value in found:
                if meaning.attribute is None and not value and len(found) == 1:
                    self._head(label, meaning, line)
                    continue
                self.answer(self._signed(meaning) if signs else meaning, label, value, line)
                self.pending = len(self.answers) - 1 if not value else None
            return
        if self.pending is not None and self._answers_pending(bare):
            self._add(line.text)
            return
        asked = self.words.meaning(line.text) if len(bare.split()) <= _MOST_WORDS else None
        if asked is not None and asked.attribute is not None and not line.heading:
            self.answer(asked, bare, "", line)
            self.pending = len(self.answers) - 1
            return
        if self.pending is not None and bare and not line.heading and asked is None:
            last = self.answers[self.pending]
            if not last.text or last.attribute in ("reason", "support_provided"):
                self._add(line.text)
                return
        if marked and self._lone_tick(line):
            return
        if bare and len(bare.split()) <= 9 and not bare.endswith("."):  # noqa: PLR2004
            self._head(bare, asked, line)
        elif bare:
            self.pending = None

    def _answers_pending(self, text: str) -> bool:
        """Return whether words that could be a label are what the label above them asks for."""
        last = self.answers[self.pending or 0]
        if last.text:
            return False
        if last.attribute == "relationship":
            return _is_relation(self.words.strict(text))
        options = self.words.choices.get(_CHOICES.get(last.attribute, ""), {})
        return bool(options) and isinstance(read_choice(text, options), str)

    def _head(self, text: str, meaning: Meaning | None, line: Line) -> None:
        """Take a heading. One that only names a school may have the school's name under it."""
        self.heading(text)
        if meaning is not None and meaning.attribute is None and meaning.party in _SCHOOLS:
            self.answer(Meaning("school_below", meaning.party), text, "", line)
            self.flow = (meaning.party, None)
            self.pending = len(self.answers) - 1

    def _titled(self, text: str, bare: str) -> bool:
        """Return whether the line is the form's own title, or heads the signatures."""
        if len(bare.split()) > 9 or FIELD in text:  # noqa: PLR2004 - longer is no heading
            return False
        known = self.words.strict(text)
        signing = known is not None and known.attribute == "signature" and known.party is None
        return signing or (bool(self.words.title_kinds(bare)) and not bare.endswith((":", "?")))

    def _signed(self, meaning: Meaning) -> Meaning:
        """Return the meaning of a name beside a signature: it is the signer's."""
        if meaning.attribute == "full_name" and meaning.party is None:
            return replace(meaning, attribute="print_name")
        return meaning

    def _add(self, text: str) -> None:
        if self.pending is not None:
            last = self.answers[self.pending]
            joined = f"{last.text}\n{text}" if last.text else text
            self.answers[self.pending] = replace(last, text=cleaned(joined))
            self.seen.add((last.party or "", last.ordinal, last.attribute))

    def _lone_tick(self, source: Line) -> bool:
        """Take a ticked option that stands under no label but can only be an outcome or a type."""
        order = (
            ("legal_basis", "outcome") if self.hint == "legal_basis" else ("outcome", "legal_basis")
        )
        for attribute in order:
            options = self.words.choices.get(_CHOICES[attribute], {})
            offered = [p for p in re.split(f"[{TICKED}{EMPTY}]", source.text) if plain(p)]
            known = [option_of(one, options) for one in offered]
            if not known or None in known[-1:] or known.count(None) * 2 > len(known):
                continue
            before = [i for i, one in enumerate(self.answers) if one.attribute == attribute]
            if before:
                self.pending = before[-1]
                self._add(source.text)
            else:
                self.answer(Meaning(attribute), "", source.text, source)
            self.pending = None
            return True
        return False

    # --- tables -----------------------------------------------------------------------------

    def unit(self, cell: Cell) -> _Unit:
        """Return the cell as it reads by itself."""
        text = cell.text
        if not re.sub(f"[{FIELD}{FIELD_END}\\s]", "", text):
            return _Unit(cell, "field" if FIELD in text else "blank")
        if FIELD in text and text.lstrip().startswith(FIELD) and not segments(text, self.words):
            return _Unit(cell, "value")
        strict = self.words.strict(text)
        first, _, other = text.partition("\n")
        if strict is not None and strict.attribute == "relationship" and other:
            named = self.words.strict(other)
            if named is not None and named.attribute is None and named.party == "parent":
                return _Unit(cell, "stacked", self.words.strict(first), rest=other)
        picked = STRONG in text and re.search(f"{STRONG}\\W*(?:yes|no|y|n)\\b", text, re.IGNORECASE)
        if strict is not None and not picked and FIELD not in text and PICTURE not in text:
            return _Unit(cell, "label" if strict.attribute else "title", strict)
        pairs = segments(text, self.words)
        if pairs and not _GUIDANCE.match(plain(pairs[0][2]) or "-"):
            whole = self.words.strict(text.rstrip(" :.?"))
            if whole is None or len(pairs) > 1 or pairs[0][2]:
                lead = text.lstrip()[: len(pairs[0][1]) + 2]
                if pairs[0][1][:10] in lead or len(pairs) > 1:
                    return _Unit(cell, "inline", pairs[0][0], pairs)
        lines = text.split("\n")
        for count in range(1, len(lines)):
            head = "\n".join(lines[:count])
            known = self.words.strict(head) or self.words.strict(head.rstrip("?: "))
            if known is not None:
                more = self.words.strict("\n".join(lines[: count + 1]))
                if more is not None and more.attribute is not None and count + 1 < len(lines):
                    continue
                return _Unit(cell, "stacked", known, rest="\n".join(lines[count:]))
        loose = self.words.meaning(text) if not text.startswith((TICKED, EMPTY, FIELD)) else None
        if loose is not None and PICTURE not in text and FIELD not in text:
            return _Unit(cell, "label" if loose.attribute else "title", loose)
        return _Unit(cell, "value")

    def grid(self, grid: Grid) -> None:
        """Read a table: header rows over their columns, labels beside or above their values."""
        self.hint = self.answers[self.pending].attribute if self.pending is not None else None
        self.pending = None
        self.options = {}
        rows = [[self.unit(cell) for cell in row] for row in grid.rows if row]
        rows = [row for row in rows if any(unit.sort != "blank" for unit in row) or len(row) > 1]
        cells = [unit for row in rows for unit in row]
        stacked = sum(unit.sort == "stacked" for unit in cells)
        self.in_cells = stacked * 10 >= 6 * len(cells)
        couples = [row for row in rows if len(row) == 2]  # noqa: PLR2004 - label and value
        answered = [row for row in couples if row[1].sort in ("value", "blank", "field")]
        self.paired = len(answered) > 1 and len(answered) * 2 > len(couples)
        at = 0
        while at < len(rows):
            row = rows[at]
            wide = row[0].cell.span > 1 and row[0].sort == "label"
            alone = len(row) == 1 and len(rows) > 1
            if alone and (wide or row[0].sort in ("value", "title")):
                if len(plain(row[0].text).split()) <= 12:  # noqa: PLR2004 - a heading's length
                    self.heading(row[0].text)
                at += 1
                continue
            if self._titles_over(rows, at):
                self.columns = {
                    column: (unit.meaning.party, unit.meaning.ordinal)
                    for unit in row
                    if unit.meaning is not None
                    for column in range(unit.cell.column, unit.cell.column + unit.cell.span)
                }
                at += 1
                continue
            under = self._rows_under(rows, at)
            if under:
                self._table(row, rows[at + 1 : at + 1 + under])
                at += 1 + under
                continue
            above = rows[at - 1] if at else []
            self._beside(row, above, rows[at + 1] if at + 1 < len(rows) else [])
            at += 1

    def _titles_over(self, rows: list[list[_Unit]], at: int) -> bool:
        """Return whether the row only names parties over columns of labels and values."""
        row = [unit for unit in rows[at] if unit.sort != "blank"]
        if not row or any(unit.sort != "title" for unit in row) or at + 1 >= len(rows):
            return False
        if len(rows[at]) == 2 and len(row) == 1:  # noqa: PLR2004 - "Home school | ____"
            return False
        below = rows[at + 1]
        if rows[at][0].sort == "blank" or len(row) < 2:  # noqa: PLR2004
            return False
        labels = sum(unit.sort in ("label", "inline", "stacked") for unit in below)
        return labels >= 2 and below[0].sort != "blank"  # noqa: PLR2004

    def _rows_under(self, rows: list[list[_Unit]], at: int) -> int:
        """Return how many rows of values stand under this row, 0 if it is no header row."""
        row = rows[at]
        full = [unit for unit in row if unit.sort != "blank"]
        known = [unit for unit in full if unit.sort in ("label", "title", "stacked")]
        if len(known) < 2 or at + 1 >= len(rows):  # noqa: PLR2004
            return 0
        if any(unit.sort in ("inline", "field") or FIELD in unit.text for unit in row):
            return 0
        asked = row[0].meaning.attribute if row[0].meaning else None
        corner = row[0].sort in ("blank", "value") or asked in ("role", "not_wanted")
        named = asked in ("full_name", "contact_name", "print_name")
        if len(known) < len(full) - (1 if corner else 0) and len(known) * 3 < len(full) * 2:
            return 0
        blanks = [unit for unit in row[1:] if unit.sort == "blank"]
        if blanks and not corner:
            return 0
        count = 0
        for below in rows[at + 1 :]:
            if len(below) < 2:  # noqa: PLR2004
                break
            if not self._aligned(row, below):
                break
            labels = [
                unit
                for unit in below
                if unit.sort in ("label", "title", "inline", "stacked")
                and not (unit.sort == "title" and _is_relation(unit.meaning))
            ]
            first = below[0].sort in ("label", "title", "stacked")
            others = [unit for unit in labels if unit is not below[0]]
            if any(unit.sort in ("inline",) for unit in others):
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

    @staticmethod
    def _aligned(row: list[_Unit], below: list[_Unit]) -> bool:
        starts = {unit.cell.column for unit in row}
        hits = sum(unit.cell.column in starts for unit in below)
        return hits >= max(2, len(below) - 1)

    @staticmethod
    def _over(header: list[_Unit], cell: Cell) -> _Unit | None:
        for unit in header:
            if (
                unit.sort != "blank"
                and unit.cell.column < cell.column + cell.span
                and (cell.column < unit.cell.column + unit.cell.span)
            ):
                return unit
        return None

    def _table(self, header: list[_Unit], rows: list[list[_Unit]]) -> None:
        """Read rows of values under a header row."""
        start = (self.flow, self.section)
        signs = any(u.meaning and u.meaning.attribute == "signature" for u in header)
        for number, row in enumerate(rows, start=1):
            if number > 1 and not any(re.sub(f"[{FIELD}{FIELD_END}\\s]", "", u.text) for u in row):
                continue
            side = row[0].meaning if row[0].sort in ("label", "title", "stacked") else None
            over = self._over(header, row[0].cell)
            if side is not None and over is not None and over.sort in ("label", "title"):
                wanted = over.meaning and over.meaning.attribute
                if wanted not in ("role", "not_wanted", "full_name", "contact_name", None):
                    side = None
            self.flow, self.section = start
            repeated = number if len(rows) > 1 else None
            for unit in row:
                if side is not None and unit is row[0]:
                    continue
                head = self._over(header, unit.cell)
                if head is None or head.meaning is None:
                    continue
                crossed, label = self._crossed(side, head.meaning), plain(head.text)
                if side is not None:
                    label = f"{plain(row[0].text)}, {label}"
                if crossed is None:
                    continue
                meaning = crossed
                if repeated and meaning.ordinal is None:
                    parted = meaning.party or self.section[0]
                    if parted == "parent" and meaning.attribute in PERSONAL:
                        meaning = replace(meaning, party="parent", ordinal=str(repeated))
                self.answer(
                    meaning,
                    label,
                    cleaned(unit.text),
                    unit.cell,
                    signing=signs and side is not None,
                )

    def _crossed(self, side: Meaning | None, head: Meaning) -> Meaning | None:
        """Return the meaning of a cell from the label at its side and the one above it."""
        if side is None:
            return head
        party = side.party or head.party
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
            if side.attribute in ("looked_after",):
                return None
            if (
                attribute == "full_name"
                and party in _SCHOOLS
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
            if attribute == "full_name" and head.party in _SCHOOLS:
                attribute = "school"
            return Meaning(
                attribute, head.party or side.party, head.ordinal or side.ordinal, side.also
            )
        if head.attribute == "not_wanted":
            return None
        return Meaning(head.attribute, party, ordinal)

    def _value_like(self, label: Meaning, unit: _Unit) -> bool:
        """Return whether a cell that could be a label is what this label asks for."""
        if unit.sort in ("value", "blank", "field"):
            return True
        attribute = label.attribute or ""
        text = plain(unit.text)
        if attribute == "relationship":
            return (
                unit.sort == "title" and unit.meaning is not None and unit.meaning.party == "parent"
            )
        if attribute in ("attended_by", "not_wanted", "role") and unit.sort == "title":
            return True
        name = "which" if attribute == "review" else _CHOICES.get(attribute, "")
        options = self.words.choices.get(name, {})
        if options and unit.sort in ("title", "label"):
            return isinstance(read_choice(text, options), str)
        return False

    def _beside(self, row: list[_Unit], above: list[_Unit], below: list[_Unit]) -> None:
        """Read a row of labels, each with its value to the right or in the same cell."""
        heads = {
            unit.cell.column: plain(unit.text)
            for unit in row
            if _YES_OR_NO.fullmatch(plain(unit.text))
        }
        if len(heads) > 1 and not any(TICKED in unit.text or EMPTY in unit.text for unit in row):
            self.options = heads
            return
        if self._ticks_first(row):
            return
        asked = [unit.meaning.attribute for unit in row if unit.meaning]
        twice = {one for one in asked if asked.count(one) > 1}
        at = 0
        while at < len(row):
            unit = row[at]
            at += 1
            column = self.columns.get(unit.cell.column, (None, None))
            if (
                unit.meaning is not None
                and unit.meaning.attribute in twice
                and unit.meaning.party is None
            ):
                over = self._over(above, unit.cell) if above else None
                if (
                    column == (None, None)
                    and over is not None
                    and over.cell.column == unit.cell.column
                ):
                    column = self._party_here(over) or column
            if self._option_beside(row, at - 1):
                at += 1
                continue
            if unit.sort == "inline":
                inner = any(m.attribute == "signature" for m, _, _ in unit.pairs)
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
                    while len(unit.pairs) == 1 and at < len(row) and _is_option(row[at], text):
                        text = f"{text} {row[at].text}"
                        at += 1
                    self.answer(
                        self._signed(meaning) if inner else meaning,
                        label,
                        text,
                        unit.cell,
                        column=column,
                    )
                continue
            if unit.sort not in ("label", "title", "stacked") or unit.meaning is None:
                self._loose_value(row, unit)
                continue
            values: list[_Unit] = []
            couple = self.paired and len(row) == 2 and at == 1  # noqa: PLR2004 - label, value
            if couple and row[1].sort in ("label", "title"):
                values.append(row[1])  # a value that reads like a label ("A Head") is a value still
                at += 1
            while (
                at < len(row)
                and self._value_like(unit.meaning, row[at])
                and (not values or row[at].sort in ("value", "blank", "field"))
            ):
                values.append(row[at])
                at += 1
            within = self.in_cells and not any(plain(one.text) for one in values)
            if unit.sort == "stacked" and (not values or within):
                self.answer(
                    unit.meaning,
                    plain(unit.text).split("\n")[0],
                    cleaned(unit.rest),
                    unit.cell,
                    column=column,
                )
                continue
            if not values and len(row) == 1 and unit.sort == "title":
                self.heading(unit.text)
                continue
            self._labelled(unit, values, column, row[at] if at < len(row) else None)

    def _option_beside(self, row: list[_Unit], at: int) -> bool:
        """Take an option with its tick in the next cell, before or after it."""
        if at + 1 >= len(row):
            return False
        this, after = row[at], row[at + 1]
        for mark, option in ((this, after), (after, this)):
            ticked = is_mark(mark.text)
            if ticked is None and not (
                mark.sort == "blank" and self.hint == "outcome" and mark is this
            ):
                continue
            if option.sort in ("inline", "field", "blank") or is_mark(option.text) is not None:
                continue
            text = f"{TICKED if ticked else EMPTY} {plain(option.text)}"
            line = Line(text=text, where=mark.cell.where, how=mark.cell.how)
            if self._lone_tick(line):
                return True
        return False

    def _loose_value(self, row: list[_Unit], unit: _Unit) -> None:
        """Read what a value without a label holds: an option ticked in the cell beside it."""
        del row
        text = unit.text
        if TICKED in text or EMPTY in text:
            self._lone_tick(Line(text=text, where=unit.cell.where, how=unit.cell.how))

    def _labelled(
        self, unit: _Unit, values: list[_Unit], column: Party, after: _Unit | None
    ) -> None:
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
        follower = after.meaning.attribute if after is not None and after.meaning else None
        if meaning.attribute == "reviews" and extras:
            text = "; ".join(plain(one.text) for one in values if plain(one.text))
        if any(is_mark(one.text) is not None for one in values) and len(values) > 1:
            text = self._under_options(values)
            extras = []
        elif any(TICKED in one.text or EMPTY in one.text for one in values):
            text = " ".join(one.text for one in values)
            extras = []
        elif len(values) == 3 and all(plain(one.text).isdigit() for one in values):  # noqa: PLR2004
            text = "/".join(plain(one.text) for one in values)  # day, month and year in boxes
            extras = []
        block = meaning.attribute in ("sw_block", "contact_name")
        if block and extras and not dated:
            text = "\n".join(one.text for one in values if plain(one.text))
        signed = bool(dated) or follower in ("date", "sign_date")
        could_sign = meaning.attribute in ("head", None) and (
            self.party_of(meaning, column)[0] is not None
        )
        is_sign = meaning.attribute == "signature" or (could_sign and (signed or self.signing))
        source = first.cell if first else unit.cell
        self.answer(meaning, plain(unit.text), text, source, column=column, signing=is_sign)
        if is_sign and dated:
            made = self.answers[-1]
            day = Meaning("sign_date", made.party, made.ordinal)
            self.answer(day, plain(unit.text), cleaned(dated[0].text), dated[0].cell)

    def _under_options(self, values: list[_Unit]) -> str:
        """Return ticks in columns as ticked options, by the words that head their columns.

        A tick whose column is not headed could mean anything, so it is made to mean nothing.
        """
        return " ".join(
            f"{TICKED if is_mark(one.text) else EMPTY} {self.options.get(one.cell.column, '?')}"
            for one in values
        )

    def _ticks_first(self, row: list[_Unit]) -> bool:
        """Read a row of boxes each of which stands before its label."""
        marks = [is_mark(unit.text) is not None for unit in row]
        if len(row) < 4 or not marks[0] or sum(marks) < 2:  # noqa: PLR2004 - two of them at least
            return False
        if any(marks[at] and at + 1 < len(row) and marks[at + 1] for at in range(len(row))):
            return False
        for at, unit in enumerate(row[:-1]):
            after = row[at + 1]
            if not marks[at] or self._option_beside(row, at):
                continue
            if after.meaning is not None and after.meaning.attribute is not None:
                self.answer(after.meaning, plain(after.text), unit.text, unit.cell)
        return True

    def _party_here(self, unit: _Unit) -> Party | None:
        """Return the party that the label above stands for."""
        if unit.meaning is not None and unit.meaning.party in (*_SCHOOLS, "parent"):
            return unit.meaning.party, unit.meaning.ordinal
        for one in reversed(self.answers):
            if one.where == unit.cell.where and one.party:
                return one.party, one.ordinal
        return None

    # --- values that the file ties to labels -------------------------------------------------

    def pair(self, pair: Pair) -> None:
        """Take a value that the file itself ties to a label, where no printed label explained it."""
        value = plain(pair.text)
        if any(value and value in plain(one.text) for one in self.answers if one.how == pair.how):
            return
        for label in pair.labels:
            meaning = self.words.strict(label)
            if meaning is None or (meaning.attribute is None and meaning.party not in _SCHOOLS):
                continue
            self.flow = self.section = (None, None)
            party = self.party_of(meaning)[0]
            asked = any(
                one.attribute == meaning.attribute and one.party == party and one.text
                for one in self.answers
            )
            if not asked:
                self.answer(meaning, label, cleaned(pair.text), pair)
            return


def answers_in(document: Document, words: Vocabulary) -> tuple[Answer, ...]:
    """Return every label found in the document with its value, in reading order."""
    reading = _Reading(words)
    for block in _unbroken(_unnumbered(document.blocks), reading):
        _take(reading, block)
    return tuple(reading.answers)


def _unnumbered(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the blocks without the numbers of their questions, where the questions are numbered.

    "1. Name of parent, 2. Name of parent" counts parents; "9. Name of parent" is the ninth question.
    """
    texts = [b.text for b in blocks if isinstance(b, Line)]
    texts += [c.text for b in blocks if isinstance(b, Grid) for row in b.rows for c in row]
    numbers = {match[1] for text in texts if (match := _NUMBERED.match(text))}
    if len(numbers) < _MANY:
        return blocks
    made: list[Block] = []
    for block in blocks:
        if isinstance(block, Line):
            made.append(replace(block, text=_NUMBERED.sub("", block.text)))
        elif isinstance(block, Grid):
            rows = tuple(
                tuple(replace(cell, text=_NUMBERED.sub("", cell.text)) for cell in row)
                for row in block.rows
            )
            made.append(replace(block, rows=rows))
        else:
            made.append(block)
    return tuple(made)


def _unbroken(blocks: Iterable[Block], reading: _Reading) -> list[Block]:
    """Return the blocks with a row that a page end parted from its labels put back under them."""
    made: list[Block] = []
    for block in blocks:
        last = next((at for at in range(len(made) - 1, -1, -1) if isinstance(made[at], Grid)), None)
        if isinstance(block, Grid) and last is not None and block.rows:
            above = made[last]
            if isinstance(above, Grid) and above.where.page != block.where.page and above.rows:
                labels = [reading.unit(cell).sort for cell in above.rows[-1]]
                values = [reading.unit(cell).sort for cell in block.rows[0]]
                asked = len(labels) > 1 and all(sort in ("label", "title") for sort in labels)
                if (
                    asked
                    and len(values) == len(labels)
                    and all(s in ("value", "field") for s in values)
                ):
                    made[last] = replace(above, rows=(*above.rows, block.rows[0]))
                    block = replace(block, rows=block.rows[1:])  # noqa: PLW2901 - the rest of it
        made.append(block)
    return made


def _take(reading: _Reading, block: Block) -> None:
    if isinstance(block, Line):
        reading.line(block)
    elif isinstance(block, Grid):
        reading.grid(block)
    else:
        reading.pair(block)


def has_answer(answer: Answer) -> bool:
    """Return whether something stands at the label."""
    return PICTURE in answer.text or not is_nothing(answer.text)
