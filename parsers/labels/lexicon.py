"""The words of labels and parties looked up: what a run of words asks, and of whom.

A label is understood in two parts: whom it is about (a party: the home school, the second parent) and
what it asks (an attribute: an e-mail address, a signature), because forms put the two together in more
ways than a list could hold. Words are tried as they stand, then in any order, then by their stems, then
as a turn of words, and last with a letter or two mistyped.
"""

# ruff: noqa: PLR2004 - counts of words, beside what they count
# ruff: noqa: E501 - patterns and lists of words stay whole

import re
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from parsers.labels.attributes import DAYS, SCHOOLS
from parsers.labels.labelwords import Runs, endings, words_of
from parsers.labels.phrases import Form
from parsers.labels.stems import by_stems, key_of, stem
from parsers.labels.turns import STAR, can_ask, turns_of

_KINDS_OF_SCHOOL = ("academy", "college", "setting")
_CHILDREN = ("child", "young person", "student", "learner")
_WHICH = frozenset({"which", "what", "name"})
# A family's, where no school is named.
_AT_HOME = frozenset({"address", "email", "phone", "language"})
NAMEDAS = frozenset({"school", "academy", "provision"})
_LEADS = frozenset({"lead", "contact", "coordinator", "mentor", "liaison"})
_DATED = DAYS | {"review", "reviews", "informed", "signature", "not_wanted"}
_ROLES = frozenset(["headteacher", "head", "principal", "named", "contact", "person"])
_ORDINALS = {
    "1": "1", "2": "2", "3": "3", "4": "4", "first": "1", "second": "2", "third": "3", "fourth": "4",
    "1st": "1", "2nd": "2", "3rd": "3", "4th": "4", "one": "1", "two": "2", "three": "3", "other": "2",
    "a": "1", "b": "2", "i": "1", "ii": "2",
}  # fmt: skip
_OF_REVIEWS = frozenset(["and", "date", "hold", "meet", "on", "planned", "time"])  # stems
_SURE = 91.0
_LONG = 9
_LONG_ENOUGH = 5
_CODES = ("mm1", "mm2")


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


@dataclass(frozen=True, slots=True)
class _Said:
    """The words of a label, and the parties among them.

    named: the parties but the pupil, schools first. party: whom the label is about. rest: the words
    that name none.
    """

    words: tuple[str, ...]
    parties: tuple[str, ...]
    named: tuple[str, ...]
    party: str | None
    rest: tuple[str, ...]

    @property
    def asking(self) -> tuple[str, ...]:
        """Return the words that can say what is asked."""
        return self.rest if self.party else self.words


class Lexicon:
    """The words of the forms made ready for looking up."""

    def __init__(self, forms: tuple[Form, ...]) -> None:
        parties = {
            words_of(phrase.replace("school", kind).replace("pupil", child)): key
            for kind in (*_KINDS_OF_SCHOOL, "school")
            for child in (*_CHILDREN, "pupil")
            for form in forms
            for key, phrases in form.parties
            for phrase in phrases
            if STAR not in phrase
        }
        # "Off roll at school of origin" asks of a roll: what is a school by its roll comes last.
        known = sorted(parties.items(), key=lambda item: ("roll" in item[0], item[0]))
        self.parted = Runs(known).parted
        self._exact: dict[tuple[str, ...], str] = {}
        self._bag: dict[tuple[str, ...], str] = {}
        for form in forms:
            for attribute, phrases in form.labels:
                for phrase in phrases:
                    words = words_of(phrase)
                    if not words or STAR in phrase:
                        continue
                    self._exact.setdefault(words, attribute)
                    if (
                        len(words) > 1 and words[0] not in _ORDINALS
                    ):  # "First name" is no "Name, first"
                        self._bag.setdefault(tuple(sorted(words)), attribute)
        self._long = {
            " ".join(words): attribute
            for words, attribute in self._exact.items()
            if len(" ".join(words)) >= _LONG
        }
        apart = {tuple(w for w in words if w != "pupil"): a for words, a in self._exact.items()}
        self._stems = by_stems({**apart, **self._exact})
        titles = [words_of(p) for f in forms for _, ps in f.titles for p in ps]
        self._known = frozenset(
            word for words in (*self._exact, *parties, *titles, _CODES) for word in words
        )
        self._slips: dict[str, str] = {}
        self._by_length: dict[int, list[str]] = {}
        self._turned_labels = turns_of(forms, "labels")
        self._turned_parties = turns_of(forms, "parties")

    @staticmethod
    def split(party: str, ordinal: str | None) -> tuple[str, str | None]:
        """Return a party's name and which of several it is: "parent:mother" says so itself."""
        name, _, which = party.partition(":")
        return name, which or ordinal

    @staticmethod
    def ordinal(words: tuple[str, ...]) -> tuple[str | None, tuple[str, ...]]:
        """Return which of several the words say, and the other words."""
        for at, word in enumerate(words):
            if word in _ORDINALS and word not in ("a", "b", "i"):
                return _ORDINALS[word], words[:at] + words[at + 1 :]
        if words and words[-1] in ("a", "b", "i", "ii"):
            return _ORDINALS[words[-1]], words[:-1]
        return None, words

    def _attribute(self, words: tuple[str, ...]) -> str | None:
        for cut in endings(words):
            known = self._exact.get(cut) or (
                self._bag.get(tuple(sorted(cut))) if len(cut) > 1 else None
            )
            if known and ("date" not in words[len(cut) :] or known in _DATED):
                return known  # "Head Date" is no head: a surname, and the next question
        return None

    def look_up(self, words: tuple[str, ...], text: str, *, slips: bool = True) -> Meaning | None:
        """Return what the words ask, None if they are no label. text: as printed, for its number."""
        if not words or len(words) > 22:
            return None
        found = self._as_written(words, text)
        if found is None and slips:
            mended = self.mended(words)
            found = self._as_written(mended, text) if mended != words else None
        return found

    def mended(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Return the words with the only one that no label uses as the known word it all but is.

        One slip of the pen in a word of five letters or more, the first letter right: "Recieving school".
        """
        strange = [at for at, word in enumerate(words) if word not in self._known]
        if len(words) < 2 or len(strange) != 1 or len(words[strange[0]]) < _LONG_ENOUGH:
            return words
        at = strange[0]
        if words[at] not in self._slips:
            near = {
                known
                for known in self._known
                if known[0] == words[at][0] and OSA.distance(known, words[at], score_cutoff=1) <= 1
            }
            self._slips[words[at]] = near.pop() if len(near) == 1 else ""
        meant = self._slips[words[at]]
        return (*words[:at], meant, *words[at + 1 :]) if meant else words

    def _as_written(self, words: tuple[str, ...], text: str) -> Meaning | None:
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
        said = self._said(words)
        steps = (
            self._as_whole, self._as_party, self._of_party, self._of_role, self._of_lead,
            self._by_stems, self._as_question, self._by_turn,
        )  # fmt: skip
        for step in steps:
            found = step(said)
            if found is not None:
                return found
        return None if said.parties else self._nearly(words)

    def _said(self, words: tuple[str, ...]) -> _Said:
        """Return the words with the parties among them told apart."""
        found, rest = self.parted(words)
        named = sorted({one for one in found if one != "pupil"}, key=lambda one: (_rank(one), one))
        if {"home", "receiving"} <= set(named):
            named = []
        if len(named) > 1 and not NAMEDAS & set(words):
            named = [one for one in named if one not in SCHOOLS] or named  # "Home address of carer"
        party = named[0] if named else ("pupil" if "pupil" in found else None)
        return _Said(words, tuple(found), tuple(named), party, tuple(rest))

    def _as_whole(self, said: _Said) -> Meaning | None:
        """Return what all of the words ask."""
        words, party = said.words, said.party
        attribute = self._attribute(words)
        if attribute is None:
            return None
        # "Home address" is no address of the home school: one word alone names no school here.
        bare = {word for word in ("home", "receiving", "host") if word in words}
        if party in bare and not {"school", "academy", "provision"} & set(words):
            party = "pupil" if "pupil" in said.parties else None
        return self._made(attribute, party, self.ordinal(words)[0])

    def _as_party(self, said: _Said) -> Meaning | None:
        """Return the party that all of the words name."""
        ordinal, unnumbered = self.ordinal(said.rest)
        if said.party and not set(unnumbered) - {"which", "what", "who"}:
            return self._made(None, said.party, ordinal)
        words = said.words
        side = self._turned_parties.key_of(words[1:] if words[0] in _WHICH else words)
        return self._made(None, side, None) if side and said.named in ((), (side,)) else None

    def _of_party(self, said: _Said) -> Meaning | None:
        """Return what the words ask of the party that they name."""
        words, party, rest = said.words, said.party, said.rest
        ordinal, unnumbered = self.ordinal(rest)
        which_of_all, uncounted = self.ordinal(words)
        tries = [(uncounted, which_of_all)]
        if party:
            tries = [(rest, ordinal), *tries, (unnumbered, ordinal)]
        if party and ordinal and " ".join(rest) not in " ".join(words):
            tries.insert(0, (unnumbered, ordinal))  # "First carer's name" is no first name
        for tried, which in tries:
            attribute = self._attribute(tried)
            if attribute is None and party and tried[-1:] == ("by",):
                attribute = self._attribute(tried[:-1])  # "Support provided by receiving school"
            if attribute == "full_name" and party in SCHOOLS and NAMEDAS & set(words):
                return self._made("school", party, None)  # "Name of current school"
            if attribute in _AT_HOME and party == "home" and not {"school", "academy"} & set(words):
                return Meaning(attribute, None, which)
            if attribute:
                return self._made(attribute, party, which)
        return None

    def _of_role(self, said: _Said) -> Meaning | None:
        """Return what the words ask of whoever leads a school."""
        ordinal, unnumbered = self.ordinal(said.rest)
        spare = tuple(word for word in unnumbered if word not in _ROLES)
        if not said.party or not spare or spare == unnumbered:
            return None
        attribute = self._attribute(spare)
        if attribute in ("full_name", "print_name"):
            attribute = "head"
        return self._made(attribute, said.party, ordinal) if attribute else None

    def _of_lead(self, said: _Said) -> Meaning | None:
        """Return how whoever leads on a move is reached: "Lead's direct line"."""
        reached = self._attribute(tuple(word for word in said.rest if word not in _LEADS))
        if _LEADS & set(said.rest) and reached in ("phone", "email"):
            return self._made(f"contact_{reached}", said.party, None)
        return None

    def _by_stems(self, said: _Said) -> Meaning | None:
        """Return what the words ask in other forms of them, or in another order."""
        key = key_of(said.asking) if len(said.words) > 1 else ()
        undated = tuple(word for word in key if word != "date")
        attribute = self._stems.get(key) or (self._stems.get(undated) if len(undated) > 1 else None)
        attribute = attribute or self._reviewed(key)
        if attribute == "known_as" and said.party not in (None, "pupil"):
            ordinal = self.ordinal(said.rest)[0]  # "Other parent, if any: name"
            return self._made("full_name", said.party, ordinal)
        if attribute is None or len(said.named) > 1 or not can_ask(said.words[0], attribute):
            return None  # "Who will look after them there?" asks for no yes
        return self._made(attribute, said.party, None)

    def _as_question(self, said: _Said) -> Meaning | None:
        """Return what "What is their UPN?" asks."""
        asked = self._attribute(said.asking[1:]) if said.asking[:1] == ("what",) else None
        return self._made(asked, said.party, None) if asked else None

    def _by_turn(self, said: _Said) -> Meaning | None:
        """Return what a turn of words asks."""
        turned = self._turned_labels.key_of(said.asking) or self._turned_labels.key_of(said.words)
        return self._made(turned, said.party, None) if turned and len(said.named) < 2 else None

    def _reviewed(self, key: tuple[str, ...]) -> str | None:
        """Return what is asked of a review by its name alone: "Proposed date of interim review meeting"."""
        if "review" not in key:
            return None
        attribute = self._stems.get(tuple(word for word in key if word not in _OF_REVIEWS))
        return attribute if attribute in ("review", "reviews") else None

    def _made(self, attribute: str | None, party: str | None, ordinal: str | None) -> Meaning:
        if attribute == "form_review_date" and ordinal:
            attribute = "review"  # "Date of first review": one of several, not the form's own
        if party is None:
            return Meaning(attribute, None, ordinal)
        name, which = self.split(party, ordinal)
        return Meaning(attribute, name, which)

    def _as_long_as(self, length: int) -> list[str]:
        """Return the labels that can be as like as need be to a text of so many letters."""
        if length not in self._by_length:
            self._by_length[length] = [
                one
                for one in self._long
                if 2 * min(len(one), length) * 100 >= _SURE * (len(one) + length)
            ]
        return self._by_length[length]

    def _nearly(self, words: tuple[str, ...]) -> Meaning | None:
        """Return the meaning of a label with a letter or two misread or mistyped."""
        text = " ".join(words)
        if len(text) < _LONG:
            return None
        near = self._as_long_as(len(text))
        best = process.extractOne(text, near, scorer=fuzz.ratio, score_cutoff=_SURE)
        if best is None or re.findall(r"\d+", best[0]) != re.findall(r"\d+", text):
            return None
        meant = best[0].split()
        if len(meant) != len(words):
            return None  # "... concerns? No": a word more is no slip of the pen
        for one, other in zip(words, meant, strict=True):
            if one in self._known and stem(one) != stem(other):
                return None  # "registered" is a word, and no "deregistered" written in haste
        return Meaning(self._long[best[0]])


def _rank(party: str) -> int:
    """Return which party a label is about where it names several: schools before parents."""
    order = ("outsider", "home", "receiving", "host", "social_worker")
    return order.index(party) if party in order else len(order)
