"""Cells as they read by themselves.

A cell is a label, a bare party ("Home school"), a label with its value, a value or blank; the last
word on which it is belongs to the row it stands in.
"""


# ruff: noqa: C901, PLR0911, PLR0912 - cases, one after another, in the order in which they must be tried
# ruff: noqa: E501 - patterns and lists of words stay whole

import re
from collections.abc import Collection
from dataclasses import dataclass

from parsers.choices import option_of, options_in
from parsers.labels.vocabulary import Meaning, Vocabulary
from parsers.layouts.fitting import fits
from parsers.layouts.running import segments
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

GUIDANCE = re.compile(
    r"^\W*(?:please|delete|tick|circle|ring|select|choose|click|state|give|enter|dd|day\s*/|e\.?g|yes\s*/\s*no|y\s*/\s*n|"
    r"if (?:known|any|applicable|yes|so)|block|capitals|as on|only|at about|normally|within|brief|not the|name, e|n =|"
    r"one box|all that|see |must |where |for example|or |and )",
    re.IGNORECASE,
)
# "**Registered at**" over the answer in one cell: a question that is not known, no answer to another.
OWN_LABEL = re.compile(f"\\s*{STRONG}[^{STRONG_END}\n]+{STRONG_END}\\s*\n\\s*[^\\s{STRONG}]")
# An answer that somebody marked, or left unclear: no words that only help to answer.
_PICKED = re.compile(f"(?i){STRONG}\\W*(?:yes|no|y|n)\\b|\\b(?:yes|no|y|n){PENNED}")


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
        and (picked or not GUIDANCE.match(plain(pairs[0][2]) or "-"))
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
        if led is not None and not GUIDANCE.match(plain(rest)):
            return Unit(cell, "stacked", led, rest=rest)
    loose = words.meaning(text) if not text.startswith((TICKED, EMPTY, FIELD)) else None
    if loose is not None and PICTURE not in text and FIELD not in text:
        return Unit(cell, "label" if loose.attribute else "title", loose)
    return Unit(cell, "unknown" if OWN_LABEL.match(text) else "value")


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
