"""The words by which forms are known: labels, parties and options, as data.

They are written in `config/forms/*.toml`, so that an authority's own wording is added without
touching code. Here a text as printed is brought to its words, without its guidance and with what its
brackets say; what the words ask is the lexicon's.
"""

# ruff: noqa: PLR2004 - counts of words and cells, beside what they count
# ruff: noqa: E501 - patterns and lists of words stay whole

import functools
import re
from collections.abc import Mapping

from parsers.choices import option_of, options_in, read_choice
from parsers.labels.attributes import CHOICES, DAYS, SCHOOLS
from parsers.labels.guidance import bold_lead, guided, variants
from parsers.labels.labelwords import words_of
from parsers.labels.lexicon import Lexicon, Meaning
from parsers.labels.phrases import Form, FormsError, Other, load_forms
from parsers.labels.titles import Titles
from parsers.labels.turns import asks_how_it_ended, asks_success, can_ask
from parsers.pairs import EMPTY, TICKED, one_line, plain

__all__ = ["Form", "FormsError", "Meaning", "Vocabulary", "load_forms", "vocabulary", "words_of"]

# "Pupil's name (BLOCK CAPITALS)" asks for the name; "Name (block capitals)" for a signer's.
_CAPITALS = re.compile(
    r"(?i)(?<=\w name) \(?(?:in |please use )?block (?:capitals|letters)\b[^()]*\)?\W*$"
)
# "Signature and date" is one cell for both; "Signature date" is the day alone.
_AND_DATE = re.compile(
    r"(?i)\b(signature|signed|sign)\s*(?:/|&|\+|\band\b|,)\s*(?:the )?dated?\b(?! of)"
)
_SIGNED = re.compile(r"(?i)(.{4,60}?)\s*(?::|,|\s[-–—])\s*(?:signature|signed|sign)\b\W*")  # noqa: RUF001 - as typed
_ASKS = re.compile(r"(?i)(?:is|was|are|will|does|has) (?:this|the|it|there|he|she|they)\b")
# "The move will be extended." tells, and asks nothing.
_TELLS = re.compile(
    r"(?i)(?:the|this|he|she|they|it) (?:[\w'’]+ ){1,4}(?:is|are|was|were|has|have|will|did)\b[^:]*\."  # noqa: RUF001 - as typed
)
_TOLD_APART = frozenset({"outcome", "legal_basis", "sen", "attendance_reporting"})

_SIGNERS = (*SCHOOLS, "parent", "pupil")
_MOST_KEPT = 20_000  # texts


class Vocabulary:
    """The forms' words made ready for looking up."""

    def __init__(self, forms: tuple[Form, ...]) -> None:
        self._lexicon = Lexicon(forms)
        self._titles = Titles(forms)
        self._meanings: dict[str, Meaning | None] = {}
        self.choices: dict[str, dict[str, tuple[str, ...]]] = {}
        for form in forms:
            for name, options in form.choices:
                known = self.choices.setdefault(name, {})
                for key, phrases in options:
                    known[key] = known.get(key, ()) + phrases

    def party_in(self, text: str) -> tuple[str | None, str | None]:
        """Return the party that a heading names and its ordinal, None where it names none or two."""
        words = words_of(text)
        found = self._lexicon.parted(words)[0]
        named = [party for party in found if party not in ("pupil", "council", "virtual_school")]
        named = [party for party in named if party != "outsider"] or named
        if len(set(named)) == 1:
            return self._lexicon.split(named[0], self._lexicon.ordinal(words)[0])
        if not named and "pupil" in found:
            return "pupil", None
        return None, None

    def is_signing(self, heading: str) -> bool:
        """Return whether what stands under the heading are signatures."""
        return self._titles.speaks_of("signing", heading)

    def is_past(self, heading: str) -> bool:
        """Return whether what stands under the heading was before this move."""
        return self._titles.speaks_of("past", heading)

    def names_section(self, sort: str, text: str) -> bool:
        """Return whether all of the text names a part of a form: an example, an answer."""
        return self._titles.names_section(sort, text)

    def title_kinds(self, text: str) -> tuple[str, ...]:
        """Return the kinds of form whose titles the text holds, the longest title first."""
        found = self._titles.kinds(text)
        words = words_of(text) if not found else ()
        meant = self._lexicon.mended(words) if words else words
        return self._titles.kinds(" ".join(meant)) if meant != words else found

    def other_named(self, text: str) -> Other | None:
        """Return the form, none of ours, that a title names; of several titles the longest."""
        return self._titles.other_named(text)

    def signs(self, sort: str, text: str) -> int:
        """Return how many of the words that speak of a move, its agreement or its ending stand there."""
        return self._titles.signs(sort, text)

    def options_of(self, attribute: str | None) -> Mapping[str, tuple[str, ...]]:
        """Return the answers that a question offers in print, by what they mean; none for others."""
        return self.choices.get(CHOICES.get(attribute or "", ""), {})

    def is_offered(self, attribute: str | None, text: str) -> bool:
        """Return whether the words are one of the answers that a question offers."""
        return isinstance(read_choice(text, self.options_of(attribute)), str)

    def meaning(self, text: str) -> Meaning | None:
        """Return what the text asks if it is a label, None if it is not."""
        if text not in self._meanings:
            found = self._meaning(text)
            self._keep(text, found if found and can_ask(text, found.attribute) else None)
        return self._meanings[text]

    def _keep(self, key: str, found: Meaning | None) -> None:
        """Remember what a text asks: forms repeat their labels. A child that lives long forgets."""
        if len(self._meanings) >= _MOST_KEPT:
            self._meanings.clear()
        self._meanings[key] = found

    def _meaning(self, text: str) -> Meaning | None:
        if TICKED in text or EMPTY in text:
            return None
        bare = plain(text)
        if not bare or len(bare) > 200 or _TELLS.fullmatch(" ".join(bare.split())):
            return None
        bare = _AND_DATE.sub(r"\1", _CAPITALS.sub("", bare))
        signed = _SIGNED.fullmatch(bare)
        by = self.party_in(signed[1]) if signed else (None, None)
        if by[0] in _SIGNERS:
            return Meaning("signature", *by)
        lead = bold_lead(text)
        for variant in (*((lead,) if lead else ()), *variants(bare)):
            found = self._lexicon.look_up(words_of(variant), variant)
            if found is not None:
                return found
        return self._combined(bare) or self._under_outcome(bare) or self._either(bare)

    def guided(self, text: str) -> Meaning | None:
        """Return what the text asks if it is a label with nothing but guidance beside it."""
        for variant in guided(plain(text)):
            found = self.strict(variant)
            if found is not None and found.attribute is not None:
                return found
        return None

    def _under_outcome(self, text: str) -> Meaning | None:
        """Return what is asked after an outcome's name: "Permanent transfer: on roll from"."""
        head, _, tail = text.partition(":")
        if not tail.strip():
            return None
        options = self.choices.get("outcome", {})
        chosen = option_of(head, options)
        asked = self.strict(tail) if chosen and chosen != "extended" else None
        told = asked is not None and asked.attribute not in DAYS and option_of(tail, options)
        return None if told else asked

    def strict(self, text: str, *, slips: bool = True) -> Meaning | None:
        """Return what the text asks if all of it is a label, brackets apart.

        slips: a word may be misspelt, as it may not where the words before a value are not known.
        """
        key = ("\0" if slips else "\1") + text
        if key not in self._meanings:
            found = None
            flat = one_line(text)
            if flat and TICKED not in text and EMPTY not in text and not _TELLS.fullmatch(flat):
                flat = _AND_DATE.sub(r"\1", _CAPITALS.sub("", flat))
                found = Meaning("outcome") if asks_how_it_ended(flat) else self._attending(flat)
                found = found or self._lexicon.look_up(words_of(flat), flat, slips=slips)
                found = found or self._turned(flat) or self._led(flat)
                if found is None:
                    bare = re.sub(r"\([^)]*\)", " ", flat)
                    found = (
                        self._lexicon.look_up(words_of(bare), bare, slips=slips)
                        if bare != flat
                        else None
                    )
                if found is None or found == Meaning("school"):
                    found = self._named_twice(flat) or found
                if found is None:
                    found = self._bracketed(flat) or self._in_case(flat) or self._either(flat)
                if found is None or (found.attribute and found.party is None):
                    found = self._of_whom(flat) or found
            self._keep(key, found if found and can_ask(flat, found.attribute) else None)
        return self._meanings[key]

    def _led(self, text: str) -> Meaning | None:
        """Return what a label asks behind the word that heads its row: "Background. CLA:"."""
        parts = re.fullmatch(r"[A-Z][a-z]{4,}\. ([A-Z][^.]{1,40}:?)", text)
        return self._lexicon.look_up(words_of(parts[1]), parts[1]) if parts else None

    def _named_twice(self, text: str) -> Meaning | None:
        """Return what a label asks that says it in two ways: "Mobile/landline", "Current/home school"."""
        parts = re.split(r"\s*[/&]\s*|\s+(?:or|and)\s+", text)
        if len(parts) != 2:
            return None
        last = parts[1].split()[-1:]
        for first in (parts[0], " ".join((parts[0], *last))):
            one = self._lexicon.look_up(words_of(first), first)
            if one is not None and one == self._lexicon.look_up(words_of(parts[1]), parts[1]):
                return one
        return None

    def _of_whom(self, text: str) -> Meaning | None:
        """Return what a label asks that names its school last: "Head, school offering trial"."""
        parts = re.fullmatch(r"([^,()]{3,40}?)\s*(?:,|\s[-–—]\s)\s*([^,()]{3,60}?)\W*", text)  # noqa: RUF001 - as typed
        asked = self._lexicon.look_up(words_of(parts[1]), parts[1]) if parts else None
        if parts is None or asked is None or asked.attribute is None or asked.party is not None:
            return None
        whom = self.strict(parts[2])
        if whom is None or whom.attribute is not None or whom.party not in SCHOOLS:
            return None
        return Meaning(asked.attribute, whom.party, whom.ordinal)

    def _in_case(self, text: str) -> Meaning | None:
        """Return what is asked in one case only: "If unsuccessful: date decided"."""
        parts = re.fullmatch(r"(?i)if ([^:,]{3,40})[:,] (.{3,})", text)
        if parts is None:
            return None
        if not re.search(r"(?i)\bexten", parts[1]):
            return self._lexicon.look_up(words_of(parts[2]), parts[2])
        found = self._lexicon.look_up(words_of(f"extended {parts[2]}"), parts[2])
        found = found or self._lexicon.look_up(words_of(parts[2]), parts[2])
        return found if found and (found.attribute or "").startswith("extension") else None

    def _either(self, text: str) -> Meaning | None:
        """Return what a question asks that names its own answers: "Was the move successful?"."""
        if asks_success(text):
            return Meaning("succeeded")
        if not (text.endswith("?") or ("?" not in text and _ASKS.match(text))):
            return None
        named = {
            attribute
            for attribute, options in self.choices.items()
            if attribute in _TOLD_APART and len(options_in(text, options)) > 1
        }
        return Meaning(named.pop()) if len(named) == 1 else None

    def _attending(self, text: str) -> Meaning | None:
        """Return the school of a label that tells by a bracket or a verb which it is."""
        if re.fullmatch(r"(?i)(?:currently |now )?(?:registered|on roll) at\W*", text):
            return Meaning(None, "home")
        if re.fullmatch(r"(?i)(?:(?:trial )?placement|placed|on trial) at\W*", text):
            return Meaning(None, "receiving")
        inner = re.fullmatch(
            r"(?:now |dual )?(?:attend(?:s|ing)|registered|on roll)(?: at)?\s*\(([^)]*)\)\W*",
            text,
            re.IGNORECASE,
        )
        found, rest = self._lexicon.parted(words_of(inner[1])) if inner else ([], ())
        return Meaning(None, found[0]) if found and not rest and found[0] in SCHOOLS else None

    def _turned(self, text: str) -> Meaning | None:
        """Return the school of a label whose bracket says which: "School (current)"."""
        parts = re.fullmatch(r"([^()]+)\(([^()]+)\)\W*", text)
        found = parts and self._lexicon.look_up(words_of(f"{parts[2]} {parts[1]}"), text)
        return found if found and found.party in SCHOOLS else None

    def _bracketed(self, text: str) -> Meaning | None:
        """Return the school that a bracket names: "School now attended (home school)"."""
        inner = re.search(r"\(([^)]*)\)\W*$", text)
        if inner is None or "school" not in words_of(re.sub(r"\([^)]*\)", " ", text)):
            return None
        found, rest = self._lexicon.parted(words_of(inner[1]))
        if len(found) == 1 and not rest and found[0] in SCHOOLS:
            return Meaning(None, found[0])
        return None

    def _combined(self, text: str) -> Meaning | None:
        """Return the meaning of a label that asks two things at once."""
        parts = re.split(r"\s*(?:&|/|,|\band\b)\s*", re.sub(r"\([^)]*\)", "", text))
        if not 2 <= len(parts) <= 4:
            return None
        found = [self._lexicon.look_up(words_of(part), part) for part in parts]
        attributes = [one.attribute for one in found if one and one.attribute]
        first = found[0]
        if first is not None and len(attributes) == len(parts) and len(set(found)) == 1:
            return first  # "CLA / LAC?"
        if first is None or len(attributes) != len(parts) or len(set(attributes)) != len(parts):
            return None
        party = next((one.party for one in found if one and one.party), None)
        return Meaning(first.attribute, party, first.ordinal, tuple(attributes[1:]))


@functools.lru_cache(maxsize=8)
def vocabulary(forms: tuple[Form, ...]) -> Vocabulary:
    """Return the vocabulary of the forms; building it is dear, so it is kept."""
    return Vocabulary(forms)
