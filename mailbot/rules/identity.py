"""Which move a form is about: by reference, UPN, or name with date of birth and schools.

Two candidates are never a guess: the form waits for a person (deadlines.md; rules.md section 1).
These are the only types of the rules that see a name, and they hide it from every repr.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

_LETTERS = re.compile(r"[^a-z]+")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Identity:
    """Who a form is about, as far as it says. home, receiving: register numbers."""

    forename: str = ""
    surname: str = ""
    known_as: str = ""
    dob: dt.date | None = None
    upn: str = ""
    home: int | None = None
    receiving: int | None = None

    @property
    def has_name(self) -> bool:
        """Return whether the form names a pupil at all."""
        return bool(self.forename and self.surname)

    @property
    def permanent_upn(self) -> str:
        """Return the UPN if it may be matched on: a temporary one may not (rules.md section 1)."""
        return self.upn if self.upn[-1:].isdigit() else ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Known:
    """A move that is known, with who it is about, and how it stands."""

    move: str
    who: Identity
    state: Literal["expected", "running", "over"]
    start: dt.date | None = None
    end: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """The move found, or why there is none.

    several: more than one fits. conflict: a UPN that is known under another name or date of birth,
    or a known name and date of birth under another UPN; schools re-use the last child's form.
    """

    move: str | None
    several: bool = False
    conflict: bool = False


def plain(name: str) -> str:
    """Return a name without case, accents, spaces and signs, to compare it by."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return _LETTERS.sub("", letters.casefold())


def same_pupil(one: Identity, other: Identity) -> bool:
    """Return whether two forms name the same child, by UPN or by name and date of birth.

    Neither may contradict the other. Where either says no date of birth and no UPN, both schools
    must be the same.
    """
    if in_conflict(one, other):
        return False
    if one.permanent_upn and other.permanent_upn:
        return one.permanent_upn == other.permanent_upn
    if not _same_name(one, other):
        return False
    if one.dob is not None and other.dob is not None:
        return one.dob == other.dob
    return _same_schools(one, other) and one.home is not None and one.receiving is not None


def in_conflict(one: Identity, other: Identity) -> bool:
    """Return whether UPN and name or date of birth of two forms say different things."""
    both_named = one.has_name and other.has_name
    name = not both_named or _same_name(one, other)
    born = one.dob is None or other.dob is None or one.dob == other.dob
    if not (one.permanent_upn and other.permanent_upn):
        return False
    if one.permanent_upn == other.permanent_upn:
        return not (name and born)
    known = both_named and one.dob is not None and other.dob is not None
    return known and name and born and _same_schools(one, other)


def _same_name(one: Identity, other: Identity) -> bool:
    if not one.has_name or not other.has_name or plain(one.surname) != plain(other.surname):
        return False
    firsts = {plain(n) for n in (one.forename, one.known_as) if n}
    return bool(firsts & {plain(n) for n in (other.forename, other.known_as) if n})


def _same_schools(one: Identity, other: Identity) -> bool:
    """Return whether the schools of two forms do not contradict each other."""
    return _agree(one.home, other.home) and _agree(one.receiving, other.receiving)


def _agree(one: int | None, other: int | None) -> bool:
    return one is None or other is None or one == other


def find(who: Identity, known: Sequence[Known], reference: str | None) -> Match:
    """Return the one move that a form is about.

    reference: the move that the mail answers or names; it decides between candidates, and stands
    alone where the form names nobody, but it never outvotes a form that names somebody else.
    """
    if any(in_conflict(who, k.who) for k in known):
        return Match(None, conflict=True)
    fits = [k for k in known if same_pupil(who, k.who) and _same_schools(who, k.who)]
    named = [k for k in known if k.move == reference]
    if not fits and named and not who.has_name and not who.permanent_upn:
        fits = named
    if reference is not None and any(k.move == reference for k in fits):
        fits = named
    if len(fits) > 1:
        fits = [k for k in fits if k.state != "over"] or fits
    if len(fits) > 1:
        fits = [k for k in fits if k.state == "running"] or fits
    if len(fits) > 1:
        return Match(None, several=True)
    return Match(fits[0].move if fits else None)
