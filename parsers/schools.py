"""The register of schools, and which school a written name means.

A name is resolved by number (URN, or LA and establishment number), then by its exact name, then by an
alias, then by the name without its common words. More than one answer is no answer: the caller asks,
because two schools of one trust, or the primary and the secondary of one saint, are the usual wrong
match.
"""

# ruff: noqa: PLR2004 - counts of words and cells, beside what they count
# ruff: noqa: E501 - patterns and lists of words stay whole
# ruff: noqa: RUF001 - the characters that schools type

import re
from collections.abc import Iterable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

_COMMON = frozenset({
    "the", "school", "schools", "academy", "acad", "college", "coll", "of", "high", "primary", "prim", "junior",
    "infant", "infants", "secondary", "sec", "community", "comm", "comprehensive", "comp", "trust", "church", "england",
    "cofe", "ce", "rc", "roman", "catholic", "saint", "st", "and", "sch", "free", "voluntary", "aided", "controlled",
    "foundation", "upper", "middle", "lower", "grammar",
})  # fmt: skip
_LETTERS_A_SLIP = 9  # of a name in a picture, one letter in so many may be misread
_APART = 2  # letters between the names of two schools that are easily taken for each other
_NEAR = 90  # of 100: a slip or two in a school's name
_STAGES = (
    frozenset({"primary", "prim", "junior", "infant", "infants"}),
    frozenset(
        {"secondary", "sec", "high", "college", "coll", "comprehensive", "comp", "upper", "grammar"}
    ),
)
_SHORT = {
    "acad": "academy", "coll": "college", "sch": "school", "prim": "primary", "sec": "secondary", "comm": "community",
    "comp": "comprehensive", "saint": "st", "ce": "cofe", "jnr": "junior", "inf": "infants", "rd": "road", "pri": "primary",
}  # fmt: skip


class School(BaseModel):
    """A school as the register has it. Addresses here are the ones that letters may go to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    urn: int
    name: Annotated[str, Field(min_length=1)]
    aliases: tuple[str, ...] = ()
    email_domains: tuple[str, ...] = ()
    contact_name: str | None = None
    contact_email: str | None = None
    head_name: str | None = None
    head_email: str | None = None
    admin_email: str | None = None
    phone: str | None = None
    out_of_hours_phone: str | None = None
    la_code: int | None = None
    la_name: str | None = None
    establishment: int | None = None
    is_open: bool = True
    low_age: int | None = None
    high_age: int | None = None
    phase: str | None = None
    town: str | None = None
    postcode: str | None = None
    successor: int | None = None


def _words(text: str) -> tuple[str, ...]:
    """Return a school's name as words for comparing, its usual abbreviations written out."""
    bare = text.casefold().replace("’", "'").replace("&", " and ")
    bare = re.sub(r"\bc\.?\s?(?:of|/)\s?e\.?(?=\W|$)|\bchurch of england\b", " cofe ", bare)
    bare = re.sub(r"\br\.\s?c\.?(?=\W|$)", " rc ", bare)
    bare = bare.replace("'", "")
    return tuple(_SHORT.get(w, w) for w in re.sub(r"[^a-z0-9]+", " ", bare).split() if w != "the")


def _kernel(words: Iterable[str]) -> tuple[str, ...]:
    """Return what is left of a name without the words that schools share, plurals evened out."""
    return tuple(word.rstrip("s") for word in words if word not in _COMMON)


class Register:
    """The schools, and the ways to find one."""

    __slots__ = ("_by_alias", "_by_kernel", "_by_name", "_by_number", "_by_urn", "schools")

    def __init__(self, schools: Iterable[School]) -> None:
        self.schools: tuple[School, ...] = tuple(schools)
        self._by_urn = {school.urn: school for school in self.schools}
        self._by_number: dict[str, list[School]] = {}
        self._by_name: dict[tuple[str, ...], list[School]] = {}
        self._by_alias: dict[tuple[str, ...], list[School]] = {}
        self._by_kernel: dict[tuple[str, ...], list[School]] = {}
        for school in self.schools:
            if school.la_code is not None and school.establishment is not None:
                number = f"{school.la_code:03d}{school.establishment:04d}"
                self._by_number.setdefault(number, []).append(school)
            self._by_name.setdefault(_words(school.name), []).append(school)
            for alias in school.aliases:
                self._by_alias.setdefault(_words(alias), []).append(school)
            for name in (school.name, *school.aliases):
                known = self._by_kernel.setdefault(_kernel(_words(name)), [])
                if school not in known:
                    known.append(school)

    def by_urn(self, urn: int) -> School | None:
        """Return the school with this URN, None if there is none."""
        return self._by_urn.get(urn)

    def resolve(self, text: str) -> School | tuple[School, ...] | None:
        """Return the school meant, the candidates where several could be, None where none is."""
        for written in _spellings(text):
            found = self._found(written)
            if found:
                return found[0] if len(found) == 1 else found
        return None

    def misread(self, text: str) -> School | None:
        """Return the one school that a name is a misreading of, with all the others far off."""
        read = " ".join(text.casefold().split())
        most = len(read) // _LETTERS_A_SLIP
        near = sorted(
            (
                min(
                    Levenshtein.distance(read, name.casefold(), score_cutoff=most + _APART)
                    for name in (school.name, *school.aliases)
                ),
                school.urn,
            )
            for school in self.schools
        )
        if not near or near[0][0] > most or (len(near) > 1 and near[1][0] <= near[0][0] + _APART):
            return None
        return self._by_urn[near[0][1]]

    def _found(self, text: str) -> tuple[School, ...]:
        digits = re.fullmatch(r"\D{0,20}?(\d{3})\s?[/\-. ]?\s?(\d{4})\D*|\D{0,12}?(\d{6})\D*", text)
        if digits:
            if digits[1]:
                return tuple(self._by_number.get(f"{digits[1]}{digits[2]}", []))
            known = self._by_urn.get(int(digits[3]))
            return () if known is None else (known,)
        words = _words(text)
        for table in (self._by_name, self._by_alias):
            if words in table:
                return self._living(table[words])
        kernel = _kernel(words)
        if not kernel:
            return ()
        found = self._living(self._fitting(self._by_kernel.get(kernel, []), words))
        return (*found, *self._rivals(found[0], words)) if len(found) == 1 else found

    def _rivals(self, found: School, words: tuple[str, ...]) -> tuple[School, ...]:
        """Return other schools that may be meant where a name fits but for its kind of school.

        "Hollin Bank High School" fits Hollin Bank Academy, and is a slip away from Holly Bank High
        School.
        """
        written = " ".join(words)
        names = {one: " ".join(one) for one in self._by_name if one[1:] and one[-2:] == words[-2:]}
        near = process.extract(written, names, scorer=fuzz.ratio, score_cutoff=_NEAR, limit=None)
        close = [school for _, _, one in near for school in self._by_name[one]]
        return tuple(school for school in self._living(close) if school != found)

    @staticmethod
    def _fitting(schools: list[School], words: tuple[str, ...]) -> list[School]:
        """Return the schools whose stage the written words do not contradict."""
        written = [bool(stage & set(words)) for stage in _STAGES]
        fitting = []
        for school in schools:
            own = [bool(stage & set(_words(school.name))) for stage in _STAGES]
            clash = (written[0] and own[1]) or (written[1] and own[0])
            if not clash:
                fitting.append(school)
        return fitting

    def _living(self, schools: list[School]) -> tuple[School, ...]:
        """Return the open ones of the schools, or where none is open what has taken their place."""
        schools = list(dict.fromkeys(schools))
        if len(schools) < 2:
            return self._succeeded(schools)
        living = [school for school in schools if school.is_open]
        return tuple(living) if living else self._succeeded(schools)

    def _succeeded(self, schools: list[School]) -> tuple[School, ...]:
        found = []
        for school in schools:
            heir = self._by_urn.get(school.successor) if school.successor else None
            found.append(heir if heir is not None and not school.is_open else school)
        return tuple(dict.fromkeys(found))

    def of_domain(self, domain: str) -> tuple[School, ...]:
        """Return the schools that send mail from this domain."""
        wanted = domain.casefold().strip(". ")
        return tuple(s for s in self.schools if wanted in s.email_domains)


def _spellings(text: str) -> tuple[str, ...]:
    """Return the name as written, then without brackets, then without a place after a comma."""
    flat = " ".join(text.split()).strip(" .,;:")
    bare = " ".join(re.sub(r"\([^)]*\)", " ", flat).split())
    comma = bare.split(",")[0].strip()
    inside = re.findall(r"\b\d{6}\b|\b\d{3}\s?/\s?\d{4}\b", flat)
    return tuple(dict.fromkeys(one for one in (*inside, flat, bare, comma) if one))
