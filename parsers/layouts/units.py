"""Cells as they read by themselves.

A cell is a label, a bare party ("Home school"), a label with its value, a value or blank; the last
word on which it is belongs to the row it stands in.
"""

# ruff: noqa: E501 - patterns and lists of words stay whole

import re
from collections.abc import Collection
from dataclasses import dataclass

from parsers.choices import option_of, options_in
from parsers.labels.vocabulary import Meaning, Vocabulary
from parsers.layouts.fitting import fits
from parsers.layouts.running import Labelled, segments
from parsers.pairs import (
    EMPTY,
    FIELD,
    PENNED,
    PICTURE,
    STRONG,
    STRONG_END,
    TICKED,
    Cell,
    one_line,
    plain,
    typed,
)

GUIDANCE = re.compile(
    r"^\W*(?:please|delete|tick|circle|ring|select|choose|click|state|say (?:what|how|who|which|when|why)|give|enter|dd|day\s*/|e\.?g|yes\s*/\s*no|y\s*/\s*n|"
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
    pairs: Labelled = ()
    rest: str = ""

    @property
    def is_label(self) -> bool:
        """Return whether the cell is a label or names a party, and holds nothing else."""
        return self.sort in ("label", "title")

    @property
    def is_answer(self) -> bool:
        """Return whether the cell holds an answer alone, or has room for one."""
        return self.sort in ("value", "blank", "field")

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
    if not typed(text):
        return Unit(cell, "field" if FIELD in text else "blank")
    if text.lstrip().startswith(FIELD) and not segments(text, words):
        return Unit(cell, "value")
    strict = words.strict(text)
    unit = _related(cell, strict, words) or _whole(cell, strict, words)
    return unit or _labelled(cell, words) or _stacked(cell, words) or _loose(cell, words)


def _related(cell: Cell, asked: Meaning | None, words: Vocabulary) -> Unit | None:
    """Return a question about a relationship with its answer under it, which asks nothing."""
    first, _, other = cell.text.partition("\n" if "\n" in cell.text else ":")
    if asked is None or asked.attribute != "relationship" or not other.strip():
        return None
    named = words.strict(other)
    if named is None or named.attribute is not None or named.party != "parent":
        return None
    return Unit(cell, "stacked", words.strict(first), rest=other)


def _whole(cell: Cell, asked: Meaning | None, words: Vocabulary) -> Unit | None:
    """Return a cell all of which is a label; one that ends with an answer it offers has that."""
    text = cell.text
    if asked is None or _PICKED.search(text) or FIELD in text or PICTURE in text:
        return None
    head, rest = (*re.split(r"\n|:|\?", text, maxsplit=1), "")[:2]
    if rest and words.strict(head) == asked and option_of(rest, words.options_of(asked.attribute)):
        return Unit(cell, "stacked", asked, rest=rest)  # "Kind of move: Managed move (trial)"
    return Unit(cell, "label" if asked.attribute else "title", asked)


def _labelled(cell: Cell, words: Vocabulary) -> Unit | None:
    """Return a cell of labels with their values behind them."""
    text = cell.text
    pairs = segments(text, words)
    if PICTURE in text and not pairs:
        known = words.strict(plain(text))
        if known is not None and known.attribute == "signature":
            return Unit(cell, "inline", known, ((known, plain(text), PICTURE),))  # it stands over
    if not pairs or _is_guidance(text, pairs, words):
        return None
    meaning, label, value = pairs[0]
    if not _PICKED.search(text) and GUIDANCE.match(plain(value) or "-"):
        return None
    head, _, rest = text.partition("\n")
    alone = len(pairs) == 1
    whole = fits(meaning.attribute or "", value, words.choices)
    asks = words.strict(head) if alone and rest and not whole else None
    if asks is not None and value.partition("\n")[2] == rest:
        return Unit(cell, "stacked", asks, rest=rest)  # "Parent 1: name", the name under it
    if alone and not value and words.strict(text.rstrip(" :.?")) is not None:
        return None
    before = plain(text.partition(label)[0])
    declared = meaning.attribute == "signature" and before.endswith(".")  # "I agree. Signed: ..."
    leads = label[:10] in text.lstrip()[: len(label) + 2] or declared
    return Unit(cell, "inline", meaning, pairs) if leads or not alone else None


def _stacked(cell: Cell, words: Vocabulary) -> Unit | None:
    """Return a cell whose first lines are a label, and the others its value."""
    lines = cell.text.split("\n")
    parts = [("\n".join(lines[:at]), "\n".join(lines[at:])) for at in range(1, len(lines))]
    for at, (head, rest) in enumerate(parts, start=2):
        known = words.strict(head) or words.strict(head.rstrip("?: "))
        known = known or words.strict(re.sub(r"\s[1-9]$", "", head))  # a footnote's number
        more = words.strict("\n".join(lines[:at])) if known is not None else None
        goes_on = more is not None and more.attribute is not None and at < len(lines)
        if known is not None and not goes_on:
            return Unit(cell, "stacked", known, rest=rest)
    for head, rest in parts:
        known = words.meaning(head)
        if known is not None and options_in(rest, words.options_of(known.attribute)):
            return Unit(cell, "stacked", known, rest=rest)  # "Outcome, strike out ...", its answer
    for head, rest in parts:
        led = words.guided(head)
        if led is not None and not GUIDANCE.match(plain(rest)):
            return Unit(cell, "stacked", led, rest=rest)
    return None


def _loose(cell: Cell, words: Vocabulary) -> Unit:
    """Return a cell that may be a label with words beside it, else a value."""
    text = cell.text
    asked = words.meaning(text) if not text.startswith((TICKED, EMPTY, FIELD)) else None
    if asked is not None and PICTURE not in text and FIELD not in text:
        return Unit(cell, "label" if asked.attribute else "title", asked)
    return Unit(cell, "unknown" if OWN_LABEL.match(text) else "value")


def _is_guidance(text: str, pairs: Labelled, words: Vocabulary) -> bool:
    """Return whether the value in a label's own cell only asks further ("Whom to ring? name")."""
    meaning, _, value = pairs[0]
    if len(pairs) == 1 and re.fullmatch(r"\([^)\d]*\)", one_line(value)):
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
