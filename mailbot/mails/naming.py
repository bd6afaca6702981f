"""Which open move the words of a mail speak of, and how sure that is.

Schools write as they talk: "Kacey", "KU", "she is back from the other school". A school has few
moves open at a time, so a first name, initials or the name of the other school mostly say which of
them is meant. Where two fit, none is. It is never more than a guess: good enough to put a report
beside its move for a person, who reads on what it rests, and for nothing that a parent is told.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from mailbot.rules.identity import Known, plain
from mailbot.rules.intake import Sender
from parsers.schools import Register, School
from parsers.words.prose import LONGEST

# Names that are words too, and initials that stand for other things: only the full name counts.
_WORDS_TOO = frozenset(
    [
        "will", "mark", "grace", "may", "rose", "summer", "autumn", "sky", "skye", "faith",
        "hope", "dean", "chase", "bill", "art", "miles", "jack", "joy", "april", "june", "august",
        "daisy", "lily", "ivy", "ruby", "amber", "pat", "drew", "rob", "sue", "guy", "max",
        "frank", "ray", "kit",
    ]
)  # fmt: skip
_OTHER_LETTERS = frozenset(
    [
        "pe", "re", "it", "la", "ap", "mm", "ht", "dh", "am", "pm", "ok", "uk", "ss", "ep", "sw",
        "ta", "hr", "eh", "cp", "ft", "pt", "sa", "st", "mr", "ms", "dr", "no", "on", "in", "at",
        "as", "be", "is", "my", "me", "we", "he", "do", "go", "so", "to", "of", "or", "if", "by",
        "up", "an", "id", "pa", "tv", "cd", "os",
    ]
)  # fmt: skip
# Words that a school may be named after, and that mean no school by themselves.
_PLACES = frozenset(
    [
        "north", "south", "west", "central", "park", "green", "holy", "new", "old",
        "high", "manor", "bridge", "hill", "king", "kings", "queen", "queens", "river", "lake",
        "church", "castle", "oak", "forest", "wood", "woods", "field", "meadow", "grange",
        "mount", "cross",
    ]
)  # fmt: skip
_ADDRESSED = re.compile(
    r"(?:^|\n)\W*(?:hi|hiya|hello|hey|dear|morning|good (?:morning|afternoon|evening)|afternoon|"
    r"thanks|thank you|many thanks|cheers|regards|kind regards|best wishes|thx|attn|fao|cc)\W*"
    r"(?:\w+ (?:and|&) )?$",
    re.IGNORECASE,
)
_OF_A_CHILD = re.compile(
    r"\b(?:he|she|him|her|his|hes|shes|mum|mam|mom|dad|mother|father|nan|parents?|carers?|pupil|"
    r"child|student|boy|girl|lad)\b",
    re.IGNORECASE,
)
_SORT_OF_SCHOOL = re.compile(
    r"(?: (?:high|community|secondary|primary|junior|infant|church|of|england|c ?of ?e|ce|rc|roman|"
    r"catholic|voluntary|aided|grammar|comprehensive|trust|learning|school|academy|college))+$",
    re.IGNORECASE,
)
_SHORTEST = 3  # letters of a first name
_SHORTEST_PLACE = 4


class How(Enum):
    """What a guess rests on, the surest first; each is a phrase for staff."""

    IN_FULL = "the pupil's full name"
    APART = "a first name and a surname that stand apart"
    FIRST_NAME = "a first name"
    INITIALS = "initials"
    SCHOOL = "the name of the other school"


@dataclass(frozen=True, slots=True, repr=False)
class Spoken:
    """The open moves that fit what is said; how: on what that rests."""

    moves: tuple[Known, ...] = ()
    how: How = How.IN_FULL

    @property
    def one(self) -> Known | None:
        """Return the one move that fits; None for none, and for several."""
        return self.moves[0] if len(self.moves) == 1 else None

    @property
    def doubt(self) -> str:
        """Return what staff must know of a link that rests on less than a full name."""
        if self.one is None or self.how is How.IN_FULL:
            return ""
        return (
            f" Its move is only guessed, by {self.how.value} and the sender's school:"
            " see that it is this pupil before anything is decided."
        )


def spoken_of(
    words: str, sender: Sender, known: Sequence[Known], register: Register, *, in_full: bool = False
) -> Spoken:
    """Return the open moves of the sender's schools that the words speak of, by the surest sign.

    in_full: only first name and surname count. Of staff, who write of every move, no less than the
    full name ever does.
    """
    told = words[:LONGEST]
    ours = [
        one
        for one in known
        if one.state != "over"
        and one.who.has_name
        and (sender.staff or sender.schools & {one.who.home, one.who.receiving})
    ]
    letters = plain(told)
    signs: list[tuple[How, Callable[[Known], bool]]] = [
        (How.IN_FULL, lambda one: _is_full(one, letters)),
        (How.APART, lambda one: _is_apart(one, told)),
        (How.FIRST_NAME, lambda one: _is_called(one, told)),
        (How.INITIALS, lambda one: _has_initials(one, told)),
    ]
    others = (
        (lambda one: _names_other(one, told, sender, register))
        if _OF_A_CHILD.search(told)
        else None
    )
    for how, fits in signs[:1] if sender.staff else signs[:2] if in_full else signs:
        found = [one for one in ours if fits(one)]
        if len(found) > 1 and others is not None:
            found = [one for one in found if others(one)] or found
        if found:
            return Spoken(tuple(found), how)
    if in_full or sender.staff or others is None:
        return Spoken()
    return Spoken(tuple(one for one in ours if others(one)), How.SCHOOL)


def names_another(
    words: str, ref: str, sender: Sender, known: Sequence[Known], register: Register
) -> bool:
    """Return whether words name a pupil on a move by a name, and nowhere the one of this move."""
    spoken = spoken_of(words, sender, known, register)
    by_name = spoken.how in {How.IN_FULL, How.APART, How.FIRST_NAME} and bool(spoken.moves)
    own = [one for one in known if one.move == ref]
    return by_name and not spoken_of(words, sender, own, register).moves


def as_the_office_says(words: str, known: Known, register: Register) -> str:
    """Return the words with the home school called by its part, and the pupil by the first name.

    "Kacey U returned to Elm Park" is, to one who knows, "Kacey returned to the home school".
    """
    home, receiving = (
        register.by_urn(urn) if urn is not None else None
        for urn in (known.who.home, known.who.receiving)
    )
    two = [one for one in (home, receiving) if one is not None]
    for name in _names_of(home, two) if home is not None else ():
        words = re.sub(
            rf"\b(?:the )?{re.escape(name)}(?:'s|\u2019s)?(?!\w)",
            "the home school",
            words,
            flags=re.IGNORECASE,
        )
    for name in _names_of(receiving, two) if receiving is not None else ():
        words = re.sub(rf"\b{re.escape(name)}(?!\w)", name, words, flags=re.IGNORECASE)
    first, last = known.who.forename.split()[0], known.who.surname
    for called in (f"{known.who.forename} {last}", f"{first} {last}", f"{first} {last[0]}", first):
        words = re.sub(rf"\b{re.escape(called)}\b", first, words, flags=re.IGNORECASE)
    return words


def _is_full(one: Known, letters: str) -> bool:
    first, last = plain(one.who.forename), plain(one.who.surname)
    return first + last in letters or last + first in letters


def _is_apart(one: Known, told: str) -> bool:
    """Return whether first name and surname stand in a text, as in a letter to "Dear Mr Wren"."""
    parts = (one.who.forename.split()[0], one.who.surname)
    return all(re.search(rf"\b{re.escape(part)}\b", told) for part in parts) and _is_called(
        one, told
    )


def _is_called(one: Known, told: str) -> bool:
    """Return whether a text speaks of a pupil by first name: not to, or of another so called."""
    first, last = one.who.forename.split()[0], one.who.surname
    if len(first) < _SHORTEST or first.casefold() in _WORDS_TOO:
        return False
    for match in re.finditer(rf"\b{re.escape(first)}\b(?!@)", told, re.IGNORECASE):
        after = re.match(r"[ \t]+([A-Z][\w'\u2019-]*)", told[match.end() :])
        line = told[told.rfind("\n", 0, match.start()) + 1 :].split("\n", 1)[0].strip(" ,.")
        is_another = (
            after is not None
            and not last.casefold().startswith(after[1].casefold().removesuffix("'s"))
            and after[1][1:2].islower()
            and len(after[1]) > _SHORTEST
        )
        is_signed = line.casefold() == first.casefold() and match.start() > 0
        if not (is_another or is_signed or _ADDRESSED.search(told[: match.start()])):
            return True
    return False


def _has_initials(one: Known, told: str) -> bool:
    first, last = one.who.forename[0].upper(), one.who.surname[0].upper()
    if (first + last).casefold() in _OTHER_LETTERS:
        return False
    pattern = rf"(?<![\w.&])(?:{first}\.? ?{last}\b\.?|{last}{first}\b)(?![\w&@]|-\w)"
    return any(
        told[told.rfind("\n", 0, m.start()) + 1 :].split("\n", 1)[0].strip(" ,.")
        != m[0].strip(" .")
        or m.start() == 0
        for m in re.finditer(pattern, told)
    )


def _names_other(one: Known, told: str, sender: Sender, register: Register) -> bool:
    """Return whether a text names the school of a move that is not its sender's."""
    other = {one.who.home, one.who.receiving} - sender.schools - {None}
    if len(other) != 1:
        return False
    school = register.by_urn(other.pop() or 0)
    return school is not None and any(
        _is_named(name, told) for name in _names_of(school, register.schools)
    )


def _is_named(name: str, told: str) -> bool:
    here = re.escape(name)
    return bool(
        re.search(rf"\b{here}(?!\w)", told)
        or re.search(rf"\b(?:to|at|from|in|by|with) {re.escape(name.casefold())}(?!\w)", told)
    )


def _names_of(school: School, among: Sequence[School]) -> Iterator[str]:
    """Yield what a school is called, the longest first: its names, and its first word alone.

    The first word counts where no other of the schools that may be meant begins with it.
    """
    bare = _SORT_OF_SCHOOL.sub("", school.name)
    shorter = {bare} if " " in bare else set()
    names = sorted({school.name, *school.aliases, *shorter}, key=len, reverse=True)
    yield from names
    first = school.name.split()[0]
    rivals = [one for one in among if one.name.casefold().startswith(first.casefold())]
    usual = first.casefold().rstrip("s.") in _PLACES or len(first) < _SHORTEST_PLACE
    if len(rivals) == 1 and not usual and first not in names:
        yield first
