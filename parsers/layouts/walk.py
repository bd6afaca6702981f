"""The walk through a document: for whom each label counts, and the answers found so far.

For whom an answer is given (its party) comes from the label itself, else from the head of its column,
else from the label or heading before it. Forms repeat the same labels for two parents and two schools,
so the last heading and the last party named are carried along.

A label that stands there without a value is an answer too, with an empty text: a form that asks and
is not answered differs from one that does not ask.
"""

# ruff: noqa: C901, PLR0911, PLR0912, PLR0913 - cases, one after another, in the order in which they must be tried
# ruff: noqa: E501 - patterns and lists of words stay whole

import re
from dataclasses import replace

from parsers.choices import option_of, options_in
from parsers.labels.attributes import (
    CHOICES,
    COMPLETER,
    DAYS,
    EITHER,
    FIRST,
    OF_ONE,
    OF_PARENT,
    OF_PUPIL,
    OF_SCHOOL,
    OUTSIDER,
    PERSONAL,
    SCHOOLS,
    Answer,
    Party,
)
from parsers.labels.vocabulary import Meaning, Vocabulary
from parsers.layouts.fitting import are_answers, unhinted
from parsers.layouts.repeats import (
    may_be_anothers,
    named_parent,
    way_to,
    which_date,
    which_parent,
)
from parsers.layouts.running import cleaned
from parsers.layouts.units import headed_by
from parsers.pairs import EMPTY, TICKED, Cell, Grid, Line, Pair, one_line, plain
from parsers.values import first_day
from parsers.words.sentences import tells_what_to_do

_ASKED = re.compile(r"(?:has|have|does|do|did|is|are)\b.*\b(?:agree|consent)", re.IGNORECASE)
_FOR = re.compile(r"\W*(?:for|on behalf of)\b", re.IGNORECASE)  # "For the home school: A Head"
_BARE = re.compile(rf"(?:(?:yes|no|y|n)\b|[{TICKED}{EMPTY}/\s])+", re.IGNORECASE)
_HOW_TO = re.compile(
    r"(?:please )?(?:tick|mark|circle|delete|select|choose|enter|insert)\b[^\n]{0,40}|[✓✔x]",
    re.IGNORECASE,
)
_VERB = re.compile(r"[\W_]*(?:is|are|was|will|has|have|must|may)\b [a-z]")
_OBTAINED = re.compile(r"(?i)\b(?:obtained|received|collected|held|on file)\b")
_CAPITAL = re.compile(r"\b[A-Z][a-z'’-]+")  # noqa: RUF001 - as typed
_LEADS = re.compile(r"(?i)\b(?:head(?:\s?teacher)?|principal)\b")
_HOLDS = re.compile(r"(?i)\b(?:PR|parental responsibility)\b")
_SIGNERS = (*SCHOOLS, "parent", "pupil")
_NAMES = ("full_name", "surname", "forename")
_WITH_PARTY = (*SCHOOLS, "parent", "pupil", "social_worker")


class Walk:
    """What has been answered, and for whom labels now count."""

    def __init__(self, words: Vocabulary) -> None:
        self.words = words
        self.answers: list[Answer] = []
        self.section: Party = (None, None)
        self.flow: Party = (None, None)
        self.signing = self.typed = self.past = self.extends = False
        self.pending: int | None = None
        self.low: Line | None = None  # the last line of the answer that waits
        self.paragraph: list[Line] = []  # the lines of the answer that waits, from its label on
        self.drawn = False  # the label that waits has a line of its own to write on
        self.hint: str | None = None
        self.columns: dict[int, Party] = {}

    @property
    def waiting(self) -> Answer | None:
        """Return the last label, where its answer may stand, or go on, in what comes next."""
        return self.answers[self.pending] if self.pending is not None else None

    def heading(self, text: str) -> None:
        """Take a heading: labels after it are for the party that it names."""
        known = {one.ordinal for one in self.answers if one.party == "parent"}
        self.section = headed_by(text, self.words, known)
        if self.section[0] == COMPLETER:
            self.section = (OUTSIDER, None)  # a part of its own: "Completed by" over "Name | Date"
        self.flow = self.section
        named = any(one.text and one.attribute in FIRST for one in self.answers)
        # no form begins with its signatures: "Agreement" over its first table is its title
        self.signing = named and self.words.is_signing(text) and not self.words.title_kinds(text)
        self.past = not re.search(r"[:?]\s*\w", text) and self.words.is_past(text)
        self.extends = options_in(text, self.words.options_of("outcome")) == {"extended"}
        self.typed = self.signing and re.search(r"\btyped?\b", text, re.IGNORECASE) is not None
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
        if meaning.party == "pupil" and attribute in ("surname", "forename"):
            return "pupil", None
        if meaning.party is None and attribute in PERSONAL | OF_PUPIL:
            near = column if column[0] is not None else self.flow
            if near[0] == OUTSIDER or (near[0] == EITHER and attribute in OF_ONE):
                return OUTSIDER, None
        if meaning.party is not None and not (
            meaning.party == "pupil"
            and attribute not in ("", "full_name", "signature", "print_name")
        ):
            ordinal = meaning.ordinal
            if meaning.party == "parent" and ordinal is None:
                near = column if column[0] == "parent" else self.flow
                ordinal = near[1] if near[0] == "parent" else self.section[1]
            return meaning.party, ordinal
        if attribute in OF_PARENT:
            for near in (column, self.flow, self.section):
                if near[0] == "parent":
                    return near
            return "parent", None
        if attribute in PERSONAL:
            for near in (column, self.flow, self.section):
                unfit = attribute in OF_SCHOOL and near[0] not in SCHOOLS
                if near[0] not in (None, EITHER) and not unfit:
                    return near
            named = any(
                a.party == "pupil" and a.attribute == attribute and a.text for a in self.answers
            )
            if attribute in ("full_name", "surname", "forename") and not (named or self.signing):
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
    ) -> bool:
        """Take one label with its value. Return whether it asks anything that is wanted."""
        if self.past:
            meaning = Meaning("not_wanted")
        meaning = way_to(meaning, text, self.answers)
        party, ordinal = self.party_of(meaning, column)
        if meaning.attribute == "signature" and meaning.party is None:
            party, ordinal = self._signer(label, text, party, ordinal)
        if party == COMPLETER:
            self.flow = (EITHER if plain(text) else OUTSIDER, None)
            return False
        if party == OUTSIDER:
            self.flow = (self.flow[0] if self.flow[0] == EITHER else party, None)
            return False
        self.signing = self.signing or self._opens_signatures(meaning, party, text)
        signing = signing or self.signing
        attribute = _asked_of(party, meaning, label, text, signing=signing)
        if attribute is None:
            return False
        if self.extends and attribute == "planned_end":
            attribute = "extension_end"  # "Only if extended" over "Runs until"
        text = unhinted(attribute, text, self.words.choices)
        if attribute in CHOICES and _HOW_TO.fullmatch(plain(text)):
            text = ""
        if attribute in _NAMES and (asks := self.words.strict(text)) and asks.attribute in DAYS:
            text = ""  # "Date of birth" is nobody's name: it stands where a name was not found
        if attribute == "review" and meaning.ordinal:
            ordinal = meaning.ordinal
        if party == "parent":
            explicit = meaning.ordinal is not None or (
                attribute == "signature" and self._is_just_named(ordinal)
            )
            again = named_parent(self.answers, text) if attribute == "full_name" else None
            ordinal = (not explicit and again) or which_parent(
                self.answers, attribute, ordinal, explicit=explicit, signing=self.signing
            )
            sure = explicit or column[0] or self.section == (party, ordinal)
            if not sure and may_be_anothers(self.answers, attribute, ordinal):
                return False
        if party in _WITH_PARTY and attribute in PERSONAL | {"sw_block"}:
            self.flow = (party, ordinal)
        if attribute == "date":
            attribute = which_date(self.answers, party, ordinal, signing=signing)
        if meaning.attribute is None and party in SCHOOLS:
            self.flow = (party, None)
        self.answers.append(
            Answer(
                attribute=attribute,
                party=party,
                ordinal=ordinal,
                text=text,
                label=one_line(label),
                where=source.where,
                how=source.how,
                confidence=source.confidence,
                signing=signing,
                also=meaning.also,
            )
        )
        return True

    def wait(self, *, taken: bool) -> None:
        """Let the last label wait for its answer; what is nobody's here waits for none."""
        self.pending, self.drawn = len(self.answers) - 1 if taken else None, False

    def add(self, text: str) -> None:
        """Add to the answer of the label that waits."""
        last = self.waiting
        if last is not None and self.pending is not None:
            joined = f"{last.text}\n{text}" if last.text else text
            self.answers[self.pending] = replace(last, text=cleaned(joined))

    def _opens_signatures(self, meaning: Meaning, party: str | None, text: str) -> bool:
        """Return whether "Agreed by", with nothing beside it, stood over a party's name and day."""
        last = self.answers[-1] if self.answers else None
        if last is None or last.attribute != "signature" or last.text or party not in _SIGNERS:
            return False
        asked = self.words.meaning(last.label)
        bare = asked is not None and asked.party is None and meaning.attribute in (None, "head")
        return bare and first_day(text)[0] is not None

    def _is_just_named(self, ordinal: str | None) -> bool:
        """Return whether the last thing said was this parent's name."""
        last = self.answers[-1] if self.answers else None
        said = (
            (last.attribute, last.party, last.ordinal) if last is not None and last.text else None
        )
        return ordinal is not None and said == ("full_name", "parent", ordinal)

    def _signer(self, label: str, text: str, party: str | None, ordinal: str | None) -> Party:
        """Return who signed, where a bracket after the name says it: "Jo Ash (new school)".

        A head teacher whose school does not show is nobody here, and no parent.
        """
        said = re.search(r"\(([^)]*)\)?\s*$", plain(text))
        named = self.words.party_in(said[1]) if said else (None, None)
        if named[0] is not None and named[0] != OUTSIDER:
            return named[0], named[1] or (ordinal if named[0] == party else None)
        if party not in SCHOOLS and _LEADS.search(label):
            return OUTSIDER, None
        head = said is not None and re.search(r"\bhead|\bprincipal", said[1], re.IGNORECASE)
        return (None, None) if head and self.section[0] not in SCHOOLS else (party, ordinal)

    def are_options(self, meaning: Meaning, *texts: str) -> bool:
        """Return whether each text is one of the printed answers to the same question, far apart."""
        return are_answers(meaning.attribute or "", texts, self.words.choices)

    def signed(self, meaning: Meaning) -> Meaning:
        """Return the meaning of a name beside a signature: it is the signer's.

        "Head, home school: A Name  Signature: ..." names who signs, and so does the school alone
        once its own name was given.
        """
        named = meaning.attribute is None and any(
            one.attribute == "school" and one.party == meaning.party and one.text
            for one in self.answers
        )
        plain_name = meaning.attribute == "full_name" and meaning.party is None
        if plain_name or named or (meaning.attribute == "head" and self.signing):
            return replace(meaning, attribute="print_name")
        return meaning

    def struck_row(self, grid: Grid) -> bool:
        """Take a row that is what striking out left of a list: "SEN status:" over "No SEN /" | "/"."""
        waiting = self.waiting
        if waiting is None or waiting.text or len(grid.rows) != 1:
            return False
        left = " ".join(plain(cell.text) for cell in grid.rows[0])
        taken = "/" in left and self.words.is_offered(waiting.attribute, left)
        if taken:
            self.add(left)
        return taken

    def lone_tick(self, source: Line) -> bool:
        """Take a ticked option that stands under no label but can only be an outcome or a type."""
        order = (
            ("legal_basis", "outcome") if self.hint == "legal_basis" else ("outcome", "legal_basis")
        )
        for attribute in order:
            options = self.words.options_of(attribute)
            offered = [p for p in re.split(f"[{TICKED}{EMPTY}]", source.text) if plain(p)]
            known = [option_of(one, options) for one in offered]
            if not known or None in known[-1:] or known.count(None) * 2 > len(known):
                continue
            before = [i for i, one in enumerate(self.answers) if one.attribute == attribute]
            if before:
                self.pending = before[-1]
                self.add(source.text)
            else:
                self.answer(Meaning(attribute), "", source.text, source)
            self.pending = None
            return True
        return False


def _asked_of(
    party: str | None, meaning: Meaning, label: str, text: str, *, signing: bool
) -> str | None:
    """Return what a label asks of a party; None where it only mentions it."""
    bare = plain(text)
    attribute = meaning.attribute
    if attribute is None:
        if party is None or (not signing and tells_what_to_do(text)):
            return None
        if _VERB.match(bare):
            return None  # "The pupil / is not looked after": a sentence about them, and no name
        if not signing and _BARE.fullmatch(bare):
            if party == "parent" and _HOLDS.search(label):
                return "parental_responsibility"
            return None  # a question that only mentions them, answered with yes or no
        signing = signing or (party in SCHOOLS and _FOR.match(label) is not None)
        attribute = "signature" if signing else ("school" if party in SCHOOLS else "full_name")
    if attribute == "head" and signing:
        attribute = "signature"
    if attribute == "signature" and _ASKED.match(label) and _BARE.fullmatch(bare):
        return "agrees"  # a yes to a question shows no agreement by itself
    if attribute == "signature" and _OBTAINED.search(label) and not _says_who_and_when(bare):
        return "agrees"  # nor does a yes to whether there is a signature elsewhere
    return attribute


def _says_who_and_when(text: str) -> bool:
    """Return whether words name a person and a day: "Yes - Jo Hale, 21/9/26"."""
    day, rest = first_day(text)
    return day is not None and len(_CAPITAL.findall(_BARE.sub(" ", rest))) > 1
