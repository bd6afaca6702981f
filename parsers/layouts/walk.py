"""The walk through a document: for whom each label counts, and the answers found so far.

For whom an answer is given (its party) comes from the label itself, else from the head of its column,
else from the label or heading before it. Forms repeat the same labels for two parents and two schools,
so the last heading and the last party named are carried along.

A label that stands there without a value is an answer too, with an empty text: a form that asks and
is not answered differs from one that does not ask.
"""

# ruff: noqa: PLR2004 - counts of words and cells, beside what they count
# ruff: noqa: C901, PLR0911, PLR0912, PLR0913 - cases, one after another, in the order in which they must be tried
# ruff: noqa: E501 - patterns and lists of words stay whole

import re
from dataclasses import replace

from parsers.choices import option_of
from parsers.labels.attributes import (
    CHOICES,
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
    TICKED_BY_ITSELF,
    TOLD,
    Answer,
    Party,
)
from parsers.labels.vocabulary import Meaning, Vocabulary
from parsers.layouts.fitting import are_answers, fits, is_hint, unhinted
from parsers.layouts.repeats import may_be_anothers, which_date, which_parent
from parsers.layouts.running import MOST_WORDS, asked_in, cleaned
from parsers.layouts.told import begins_part, breaks_off, ends_told
from parsers.layouts.units import headed_by, is_relation
from parsers.pairs import EMPTY, FIELD, TICKED, Cell, Grid, Line, Pair, plain
from parsers.words.sentences import days_in_sentences, is_rule, tells_what_to_do

_ASKED = re.compile(r"(?:has|have|does|do|did|is|are)\b.*\b(?:agree|consent)", re.IGNORECASE)
_BARE = re.compile(rf"(?:(?:yes|no|y|n)\b|[{TICKED}{EMPTY}/\s])+", re.IGNORECASE)
_QUESTION = re.compile(
    r"(?!(?:section|part|page|step|appendix|form)\b)[A-Za-z][^:]{3,}:\s*\S", re.IGNORECASE
)
_HOW_TO = re.compile(
    r"(?:please )?(?:tick|mark|circle|delete|select|choose|enter|insert)\b[^\n]{0,40}|[✓✔x]",
    re.IGNORECASE,
)
_VERB = re.compile(r"[\W_]*(?:is|are|was|will|has|have|must|may)\b [a-z]")
_DRAWN = re.compile(r"(?:\t|_{2,}|\.{4,}|…{2,})\s*$")
_DATED = DAYS | {"review", "reviews"}


class Walk:
    """What has been answered, and for whom labels now count."""

    def __init__(self, words: Vocabulary) -> None:
        self.words = words
        self.answers: list[Answer] = []
        self.section: Party = (None, None)
        self.flow: Party = (None, None)
        self.signing = self.typed = self.past = False
        self.pending: int | None = None
        self.drawn = False  # the label that waits has a line of its own to write on
        self.hint: str | None = None
        self.columns: dict[int, Party] = {}
        self.seen: set[tuple[str, str | None, str]] = set()

    def heading(self, text: str) -> None:
        """Take a heading: labels after it are for the party that it names."""
        known = {one.ordinal for one in self.answers if one.party == "parent"}
        self.section = headed_by(text, self.words, known)
        self.flow = self.section
        named = any(one.text and one.attribute in FIRST for one in self.answers)
        # no form begins with its signatures: "Agreement" over its first table is its title
        self.signing = named and self.words.is_signing(text) and not self.words.title_kinds(text)
        self.past = not re.search(r"[:?]\s*\w", text) and self.words.is_past(text)
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
    ) -> None:
        """Take one label with its value."""
        if self.past:
            meaning = Meaning("not_wanted")
        party, ordinal = self.party_of(meaning, column)
        attribute = meaning.attribute
        if attribute == "signature" and meaning.party is None:
            party, ordinal = self._signer(text, party, ordinal)
        if party == OUTSIDER:
            self.flow = (self.flow[0] if self.flow[0] == EITHER else party, None)
            return
        signing = signing or self.signing
        if attribute is None:
            if party is None or (not signing and tells_what_to_do(text)):
                return
            if _VERB.match(plain(text)):
                return  # "The pupil / is not looked after": a sentence about them, and no name
            if not signing and plain(text) and _BARE.fullmatch(plain(text)):
                return  # a question that only mentions them, answered with yes or no
            attribute = "signature" if signing else ("school" if party in SCHOOLS else "full_name")
        if attribute == "head" and signing:
            attribute = "signature"
        if attribute == "signature" and _ASKED.match(label) and _BARE.fullmatch(plain(text)):
            attribute = "agrees"  # a yes to a question shows no agreement by itself
        text = unhinted(attribute, text, self.words.choices)
        if attribute in CHOICES and _HOW_TO.fullmatch(plain(text)):
            text = ""
        if attribute == "review" and meaning.ordinal:
            ordinal = meaning.ordinal
        if party == "parent":
            explicit = meaning.ordinal is not None
            ordinal = which_parent(
                self.answers, attribute, ordinal, explicit=explicit, signing=self.signing
            )
            sure = explicit or column[0] or self.section == (party, ordinal)
            if not sure and may_be_anothers(self.answers, attribute, ordinal):
                return
        of_one = party in (*SCHOOLS, "parent", "pupil", "social_worker")
        if of_one and attribute in PERSONAL | {"sw_block"}:
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

    def _signer(self, text: str, party: str | None, ordinal: str | None) -> Party:
        """Return who signed, where a bracket after the name says it: "Jo Ash (new school)"."""
        said = re.search(r"\(([^)]*)\)?\s*$", plain(text))
        named = self.words.party_in(said[1]) if said else (None, None)
        if named[0] is not None and named[0] != OUTSIDER:
            return named[0], named[1] or (ordinal if named[0] == party else None)
        head = said is not None and re.search(r"\bhead|\bprincipal", said[1], re.IGNORECASE)
        return (None, None) if head and self.section[0] not in SCHOOLS else (party, ordinal)

    def line(self, line: Line) -> None:
        """Read a line or paragraph outside tables."""
        bare = plain(line.text)
        marked = line.text.lstrip("\ue002 ").startswith((TICKED, EMPTY))
        found = asked_in(line.text, self.words)
        named = len(found) == 1 and found[0][2] and self.words.strict(found[0][2]) is not None
        named = named and not self.words.is_offered(found[0][0].attribute, found[0][2])
        if named and self.words.title_kinds(bare):
            self.heading(bare)  # "MM2 Managed move: outcome"
            return
        titled = not found and not self._amid(bare) and self._titled(line.text, bare)
        if titled or (len(found) == 1 and self._renamed(found[0][0], found[0][2])):
            # "Parent/carer (continued): second parent, if there is one" only names her
            self.heading(found[0][2] if found else bare)
            return
        if marked and self.pending is not None and not self._takes_ticks() and self.lone_tick(line):
            return
        if marked and self.pending is not None:
            self._add(line.text)
            keep = self.pending
            for meaning, label, value in found:
                self.answer(meaning, label, value, line)
            self.pending = keep
            return
        if found:
            self._labelled(found, line)
            return
        if (
            not marked
            and re.match(r"(?i)(?:complete |only )?if\b", bare)
            and len(bare.split()) <= 5
        ):
            self.heading(bare)  # "If extended": no answer to the question above it
            return
        if self.pending is not None and self._answers_pending(bare):
            self._add(line.text)
            return
        prose = bare[:1].islower() and bare.endswith(".")
        short = len(bare.split()) <= MOST_WORDS and not prose
        asked = (self.words.meaning(line.text) or self.words.strict(bare)) if short else None
        if self.pending is not None and self._told(line, bare, asked):
            return
        if asked is not None and asked.attribute in _DATED and is_rule(bare):
            waits = self.answers[self.pending].attribute if self.pending is not None else None
            self.pending = self.pending if waits in _DATED else None
            return  # guidance about a day is neither its label nor what answers another's
        if asked is not None and asked.attribute is not None and not line.heading:
            self.answer(asked, bare, "", line)
            self.pending, self.drawn = len(self.answers) - 1, False
            return
        goes_on = asked is None and bare[-1:] not in ("", "?")  # a question answers none
        goes_on = goes_on and not begins_part(line, self.words)
        if self.pending is not None and goes_on:
            last = self.answers[self.pending]
            if not last.text and is_hint(last.attribute, line.text, self.words.choices):
                return
            sure = not self.drawn or fits(last.attribute, line.text, self.words.choices)
            if (not last.text and sure) or last.attribute in TOLD:
                self._add(line.text)
                return
        if marked and self.lone_tick(line):
            return
        if _QUESTION.match(bare) and self.words.party_in(bare) == (None, None):
            self.pending = None  # a question that is not known, with its answer, heads nothing
            return
        if bare and len(bare.split()) <= 9 and not bare.endswith("."):
            self._head(bare, asked, line)
        elif bare:
            self.pending = None
            for attribute, day in days_in_sentences(line.text):
                self.answer(Meaning(attribute), attribute.replace("_", " "), day, line)

    def _amid(self, bare: str) -> bool:
        """Return whether a line in small letters goes on with a sentence, whatever it would head."""
        last = self.answers[self.pending] if self.pending is not None else None
        return bare[:1].islower() and last is not None and last.attribute in TOLD and last.text > ""

    def _told(self, line: Line, bare: str, asked: Meaning | None) -> bool:
        """Take a line that plainly goes on with an answer told in sentences, or ends it."""
        last = self.answers[self.pending or 0]
        if not last.text or last.attribute not in TOLD:
            return False
        if ends_told(last.text, line, self.words):
            if asked is not None:
                return False
            self.heading(bare)
        elif bare[:1].islower() or bare.endswith("."):
            self._add(line.text)  # a sentence, whatever its words ask by themselves
        else:
            return False
        return True

    def _labelled(self, found: tuple[tuple[Meaning, str, str], ...], line: Line) -> None:
        """Take the labels of a line with their values; the last may go on in the next line."""
        signs = any(m.attribute == "signature" for m, _, _ in found)
        for meaning, label, value in found:
            if meaning.attribute is None and not value and len(found) == 1:
                self._head(label, meaning, line)
                continue
            self.answer(self.signed(meaning) if signs else meaning, label, value, line)
            open_ = not value or (meaning.attribute in TOLD and breaks_off(value, line))
            self.pending = len(self.answers) - 1 if open_ else None
        self.drawn = _DRAWN.search(line.text) is not None

    def _renamed(self, meaning: Meaning, text: str) -> bool:
        """Return whether what stands behind a party's name only names it more nearly."""
        if meaning.attribute is not None or meaning.party != "parent" or not text[:1].islower():
            return False
        known = self.words.meaning(text)
        return known is not None and known.attribute is None and known.party == meaning.party

    def _takes_ticks(self) -> bool:
        """Return whether the label above a tick asks what a tick can answer."""
        asked = self.answers[self.pending or 0].attribute
        return asked in CHOICES or asked in TICKED_BY_ITSELF

    def are_options(self, meaning: Meaning, *texts: str) -> bool:
        """Return whether each text is one of the printed answers to the same question, far apart."""
        return are_answers(meaning.attribute or "", texts, self.words.choices)

    def _answers_pending(self, text: str) -> bool:
        """Return whether words that could be a label are what the label above them asks for."""
        last = self.answers[self.pending or 0]
        if last.text:
            return False
        if last.attribute == "relationship":
            return is_relation(self.words.strict(text))
        if last.attribute == "nc_year" and re.search(r"\d", text):
            return fits("nc_year", text, self.words.choices) is True
        return self.words.is_offered(last.attribute, text)

    def _head(self, text: str, meaning: Meaning | None, line: Line) -> None:
        """Take a heading. One that only names a school may have the school's name under it."""
        self.heading(text)
        if meaning is not None and meaning.attribute is None and meaning.party in SCHOOLS:
            self.answer(Meaning("school_below", meaning.party), text, "", line)
            self.flow = (meaning.party, None)
            self.pending, self.drawn = len(self.answers) - 1, False

    def _titled(self, text: str, bare: str) -> bool:
        """Return whether the line is the form's own title, or heads the signatures."""
        if len(bare.split()) > 9 or FIELD in text:
            return False
        known = self.words.strict(text)
        signing = known is not None and known.attribute == "signature" and known.party is None
        return signing or (bool(self.words.title_kinds(bare)) and not bare.endswith((":", "?")))

    def signed(self, meaning: Meaning) -> Meaning:
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

    def struck_row(self, grid: Grid) -> bool:
        """Take a row that is what striking out left of a list: "SEN status:" over "No SEN /" | "/"."""
        waits = self.answers[self.pending] if self.pending is not None else None
        if waits is None or waits.text or len(grid.rows) != 1:
            return False
        left = " ".join(plain(cell.text) for cell in grid.rows[0])
        taken = "/" in left and self.words.is_offered(waits.attribute, left)
        if taken:
            self._add(left)
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
                self._add(source.text)
            else:
                self.answer(Meaning(attribute), "", source.text, source)
            self.pending = None
            return True
        return False
