"""The words by which forms are known: labels, parties and options, as data.

They are written in `config/forms/*.toml`, so that an authority's own wording is added without
touching code. A label is understood in two parts: whom it is about (a party: the home school, the
second parent) and what it asks (an attribute: an e-mail address, a signature), because forms put
the two together in more ways than a list could hold.
"""

# ruff: noqa: C901, PLR0911, PLR0912 - cases, one after another, in the order in which they must be tried
# ruff: noqa: PLR2004 - counts of words and cells, beside what they count
# ruff: noqa: E501 - patterns and lists of words stay whole

import functools
import re
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from parsers.guidance import bold_lead, variants
from parsers.labelwords import endings, without, words_of
from parsers.pairs import EMPTY, TICKED, plain
from parsers.phrases import Form, FormsError, Other, load_forms
from parsers.stems import by_stems, key_of
from parsers.titles import Titles
from parsers.values import option_of

__all__ = ["Form", "FormsError", "Meaning", "Vocabulary", "load_forms", "vocabulary", "words_of"]

_KINDS_OF_SCHOOL = ("academy", "college", "setting")
_CHILDREN = ("child", "young person", "student", "learner")
_AT_HOME = frozenset({"address", "phone", "language"})  # a family's, where no school is named
_NAMED = ("home", "receiving", "host")
_NAMED_AS = frozenset({"school", "academy", "provision"})
_ROLES = frozenset(["headteacher", "head", "principal", "named", "contact", "person"])
_ORDINALS = {
    "1": "1", "2": "2", "3": "3", "4": "4", "first": "1", "second": "2", "third": "3", "fourth": "4",
    "1st": "1", "2nd": "2", "3rd": "3", "4th": "4", "one": "1", "two": "2", "three": "3", "other": "2",
    "a": "1", "b": "2", "i": "1", "ii": "2",
}  # fmt: skip
_SURE = 91.0
_LONG = 9


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a label asks. attribute: None for a bare party ("Home school").

    party: None where the label does not say. ordinal: which of several ("1", "2", "mother").
    also: further attributes of a label that asks two things ("Year group & DOB").
    """

    attribute: str | None
    party: str | None = None
    ordinal: str | None = None
    also: tuple[str, ...] = ()


class Vocabulary:
    """The forms' words made ready for looking up."""

    def __init__(self, forms: tuple[Form, ...]) -> None:
        parties = {
            words_of(phrase.replace("school", kind).replace("pupil", child)): key
            for kind in (*_KINDS_OF_SCHOOL, "school")
            for child in (*_CHILDREN, "pupil")
            for form in forms
            for key, phrases in form.parties
            for phrase in phrases
        }
        self._parties = sorted(parties.items(), key=lambda item: (-len(item[0]), item[0]))
        self._exact: dict[tuple[str, ...], str] = {}
        self._bag: dict[tuple[str, ...], str] = {}
        for form in forms:
            for attribute, phrases in form.labels:
                for phrase in phrases:
                    words = words_of(phrase)
                    if not words:
                        continue
                    self._exact.setdefault(words, attribute)
                    if len(words) > 1:
                        self._bag.setdefault(tuple(sorted(words)), attribute)
        self._long = {
            " ".join(words): attribute
            for words, attribute in self._exact.items()
            if len(" ".join(words)) >= _LONG
        }
        apart = {tuple(w for w in words if w != "pupil"): a for words, a in self._exact.items()}
        self._stems = by_stems({**apart, **self._exact})
        self.choices: dict[str, dict[str, tuple[str, ...]]] = {}
        for form in forms:
            for name, options in form.choices:
                known = self.choices.setdefault(name, {})
                for key, phrases in options:
                    known[key] = known.get(key, ()) + phrases
        self._titles = Titles(forms)
        self._meanings: dict[str, Meaning | None] = {}

    def party_in(self, text: str) -> tuple[str | None, str | None]:
        """Return the party that a heading names and its ordinal, None where it names none or two."""
        words = words_of(text)
        found = self._parted(words)[0]
        named = [party for party in found if party not in ("pupil", "council", "virtual_school")]
        named = [party for party in named if party != "outsider"] or named
        if len(set(named)) == 1:
            return self._split(named[0], self._ordinal(words)[0])
        if not named and "pupil" in found:
            return "pupil", None
        return None, None

    def is_signing(self, heading: str) -> bool:
        """Return whether what stands under the heading are signatures."""
        return self._titles.is_signing(heading)

    def title_kinds(self, text: str) -> tuple[str, ...]:
        """Return the kinds of form whose titles the text holds, the longest title first."""
        return self._titles.kinds(text)

    def other_named(self, text: str) -> Other | None:
        """Return the form, none of ours, that a title names; of several titles the longest."""
        return self._titles.other_named(text)

    def signs(self, sort: str, text: str) -> int:
        """Return how many of the words that speak of a move, its agreement or its ending stand there."""
        return self._titles.signs(sort, text)

    def meaning(self, text: str) -> Meaning | None:
        """Return what the text asks if it is a label, None if it is not."""
        if text not in self._meanings:
            self._meanings[text] = self._meaning(text)
        return self._meanings[text]

    def _meaning(self, text: str) -> Meaning | None:
        if TICKED in text or EMPTY in text:
            return None
        bare = plain(text)
        if not bare or len(bare) > 200:
            return None
        lead = bold_lead(text)
        for variant in (*((lead,) if lead else ()), *variants(bare)):
            found = self._look_up(words_of(variant), variant)
            if found is not None:
                return found
        return self._combined(bare) or self._under_outcome(bare)

    def _under_outcome(self, text: str) -> Meaning | None:
        """Return what is asked after an outcome's name: "Permanent transfer: on roll from"."""
        head, _, tail = text.partition(":")
        if not tail.strip():
            return None
        options = self.choices.get("outcome", {})
        chosen = option_of(head, options)
        return (
            self.strict(tail)
            if chosen and chosen != "extended" and option_of(tail, options) is None
            else None
        )

    def strict(self, text: str) -> Meaning | None:
        """Return what the text asks if all of it is a label, brackets apart."""
        key = "\0" + text
        if key not in self._meanings:
            found = None
            flat = " ".join(plain(text).split())
            if flat and TICKED not in text and EMPTY not in text:
                found = self._attending(flat) or self._look_up(words_of(flat), flat)
                found = found or self._turned(flat)
                if found is None:
                    bare = re.sub(r"\([^)]*\)", " ", flat)
                    found = self._look_up(words_of(bare), bare) if bare != flat else None
                if found is None:
                    found = self._bracketed(flat) or self._in_case(flat)
            self._meanings[key] = found
        return self._meanings[key]

    def _in_case(self, text: str) -> Meaning | None:
        """Return what is asked in one case only: "If unsuccessful: date decided"."""
        parts = re.fullmatch(r"(?i)if ([^:,]{3,40})[:,] (.{3,})", text)
        if parts is None:
            return None
        if not re.search(r"(?i)\bexten", parts[1]):
            return self._look_up(words_of(parts[2]), parts[2])
        found = self._look_up(words_of(f"extended {parts[2]}"), parts[2])
        found = found or self._look_up(words_of(parts[2]), parts[2])
        return found if found and (found.attribute or "").startswith("extension") else None

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
        found, rest = self._parted(words_of(inner[1])) if inner else ([], ())
        return Meaning(None, found[0]) if found and not rest and found[0] in _NAMED else None

    def _turned(self, text: str) -> Meaning | None:
        """Return the school of a label whose bracket says which: "School (current)"."""
        parts = re.fullmatch(r"([^()]+)\(([^()]+)\)\W*", text)
        found = parts and self._look_up(words_of(f"{parts[2]} {parts[1]}"), text)
        return found if found and found.party in _NAMED else None

    def _bracketed(self, text: str) -> Meaning | None:
        """Return the school that a bracket names: "School now attended (home school)"."""
        inner = re.search(r"\(([^)]*)\)\W*$", text)
        if inner is None or "school" not in words_of(re.sub(r"\([^)]*\)", " ", text)):
            return None
        found, rest = self._parted(words_of(inner[1]))
        if len(found) == 1 and not rest and found[0] in ("home", "receiving", "host"):
            return Meaning(None, found[0])
        return None

    def _combined(self, text: str) -> Meaning | None:
        """Return the meaning of a label that asks two things at once."""
        parts = re.split(r"\s*(?:&|/|,|\band\b)\s*", re.sub(r"\([^)]*\)", "", text))
        if not 2 <= len(parts) <= 4:
            return None
        found = [self._look_up(words_of(part), part) for part in parts]
        attributes = [one.attribute for one in found if one and one.attribute]
        first = found[0]
        if first is not None and len(attributes) == len(parts) and len(set(found)) == 1:
            return first  # "CLA / LAC?"
        if first is None or len(attributes) != len(parts) or len(set(attributes)) != len(parts):
            return None
        party = next((one.party for one in found if one and one.party), None)
        return Meaning(first.attribute, party, first.ordinal, tuple(attributes[1:]))

    @staticmethod
    def _split(party: str, ordinal: str | None) -> tuple[str, str | None]:
        name, _, which = party.partition(":")
        return name, which or ordinal

    @staticmethod
    def _ordinal(words: tuple[str, ...]) -> tuple[str | None, tuple[str, ...]]:
        for at, word in enumerate(words):
            if word in _ORDINALS and word not in ("a", "b", "i"):
                return _ORDINALS[word], words[:at] + words[at + 1 :]
        if words and words[-1] in ("a", "b", "i", "ii"):
            return _ORDINALS[words[-1]], words[:-1]
        return None, words

    def _parted(self, words: tuple[str, ...]) -> tuple[list[str], tuple[str, ...]]:
        """Return the parties named, and the other words."""
        found = []
        for phrase, party in self._parties:
            rest = without(words, phrase)
            if rest is not None:
                found.append(party)
                words = rest
        return found, words

    def _attribute(self, words: tuple[str, ...]) -> str | None:
        for cut in endings(words):
            known = self._exact.get(cut) or (
                self._bag.get(tuple(sorted(cut))) if len(cut) > 1 else None
            )
            if known:
                return known
        return None

    def _look_up(self, words: tuple[str, ...], text: str) -> Meaning | None:
        if not words or len(words) > 22:
            return None
        numbered = re.match(r"\s*(?:q(?:uestion)?\s*)?(\d{1,2})\s*[.)]\s*\D", text, re.IGNORECASE)
        lead = re.match(r"\s*\(?[a-h]\)\s", text)
        if lead and len(words) > 1 and len(words[0]) == 1:
            words = words[1:]
        if numbered and len(words) > 1 and words[0] == numbered[1]:
            found = self._plainly(words[1:])
            counted = numbered[1] in ("1", "2")
            if counted and found and found.party == "parent" and found.attribute == "full_name":
                return Meaning(found.attribute, found.party, found.ordinal or numbered[1])
            return found
        return self._plainly(words)

    def _plainly(self, words: tuple[str, ...]) -> Meaning | None:
        found, rest = self._parted(words)
        named = sorted({one for one in found if one != "pupil"}, key=lambda one: (_rank(one), one))
        if {"home", "receiving"} <= set(named):
            named = []
        if len(named) > 1 and not _NAMED_AS & set(words):
            named = [one for one in named if one not in _NAMED] or named  # "Home address of carer"
        party = named[0] if named else ("pupil" if "pupil" in found else None)
        attribute = self._attribute(words)
        if attribute:
            # "Home address" is no address of the home school: one word alone names no school here.
            bare = {word for word in ("home", "receiving", "host") if word in words}
            if party in bare and not {"school", "academy", "provision"} & set(words):
                party = "pupil" if "pupil" in found else None
            if attribute == "surname" and party == "parent" and "family" in words:
                party = None  # "Family name"
            return self._made(attribute, party, self._ordinal(words)[0])
        ordinal, unnumbered = self._ordinal(rest)
        if found and party and not unnumbered:
            return self._made(None, party, ordinal)
        numbered_whole = self._ordinal(words)
        spare = tuple(word for word in unnumbered if word not in _ROLES)
        tries = (
            ((rest, ordinal), (numbered_whole[1], numbered_whole[0]), (unnumbered, ordinal))
            if party
            else ((numbered_whole[1], numbered_whole[0]),)
        )
        for tried, which in tries:
            attribute = self._attribute(tried)
            if attribute == "full_name" and party in _NAMED and _NAMED_AS & set(words):
                return self._made("school", party, None)  # "Name of current school"
            if attribute in _AT_HOME and party == "home" and not {"school", "academy"} & set(words):
                return Meaning(attribute, None, which)
            if attribute:
                return self._made(attribute, party, which)
        if party and spare and spare != unnumbered:
            attribute = self._attribute(spare)
            if attribute:
                named_role = attribute in ("full_name", "print_name")
                return self._made("head" if named_role else attribute, party, ordinal)
        key = key_of(rest if party else words) if len(words) > 1 else ()
        undated = tuple(word for word in key if word != "date")
        attribute = self._stems.get(key) or (self._stems.get(undated) if len(undated) > 1 else None)
        if attribute and len(named) < 2:
            return self._made(attribute, party, None)
        if words[0] == "what" and len(words) > 1 and self._attribute(words[1:]):
            return self._made(self._attribute(words[1:]), party, None)  # "What is their UPN?"
        return None if found else self._nearly(words)

    def _made(self, attribute: str | None, party: str | None, ordinal: str | None) -> Meaning:
        if party is None:
            return Meaning(attribute, None, ordinal)
        name, which = self._split(party, ordinal)
        return Meaning(attribute, name, which)

    def _nearly(self, words: tuple[str, ...]) -> Meaning | None:
        """Return the meaning of a label with a letter or two misread or mistyped."""
        text = " ".join(words)
        if len(text) < _LONG:
            return None
        best = process.extractOne(text, self._long.keys(), scorer=fuzz.ratio, score_cutoff=_SURE)
        if best is None or re.findall(r"\d+", best[0]) != re.findall(r"\d+", text):
            return None
        if len(best[0].split()) != len(words):
            return None  # "... concerns? No": a word more is no slip of the pen
        return Meaning(self._long[best[0]])


def _rank(party: str) -> int:
    """Return which party a label is about where it names several: schools before parents."""
    order = ("outsider", "home", "receiving", "host", "social_worker")
    return order.index(party) if party in order else len(order)


@functools.lru_cache(maxsize=8)
def vocabulary(forms: tuple[Form, ...]) -> Vocabulary:
    """Return the vocabulary of the forms; building it is dear, so it is kept."""
    return Vocabulary(forms)
