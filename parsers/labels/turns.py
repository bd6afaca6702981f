"""Labels known by how they turn: "School offering the pupil a trial place" is a school that offers.

A phrase of `config/forms/*.toml` with a star in it stands for labels that say something there: as many
as three words, all of them idle: what came before, what is somebody else's, what is denied and what is
an answer is never what a star stands for.
"""

# ruff: noqa: E501 - patterns stay whole

import re
from collections.abc import Iterable

from parsers.labels.attributes import DAYS, YES_OR_NO
from parsers.labels.labelwords import words_of
from parsers.labels.phrases import Form

STAR = "*"
# What a star stands for: words that forms about a move use and that ask nothing by themselves.
_IDLE = frozenset(
    """
    pupil pupils child student learner young person yp cyp he she they it them who whom which it its his her
    managed move moves moving trial placement period temporary supported arrangement direction site off
    where why when take takes took place current currently now presently agreed proposed planned actual formal formally first on by from will would
    should can offer offered start started end ended ending terminate terminated terminating finally
    headteacher head principal meeting taken made reached used being also main full
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
_MOVE = r"(?:managed move|move|trial(?: placement| period)?|placement|transfer)"
_SUCCESS = re.compile(
    rf"(?:(?:was|is|has|have|did) (?:the |this )?{_MOVE}(?: been)? (?:considered |judged )?(?:a )?"
    rf"(?:success|successful|succeed|succeeded)|{_MOVE} successful(?=\?))(?:\W*\([^)]*\))?\W*",
    re.IGNORECASE,
)
_WAS = re.compile(
    rf"the {_MOVE} (?:was|is|has been)(?: \([^)]*\))?\W*",
    re.IGNORECASE,
)
_DAY_TOO = re.compile(r"\b(?:when|dates?|days?|how often)\b", re.IGNORECASE)
_ANY = r"(?:[a-z%]+ ){0,3}?"


def is_idle(text: str) -> bool:
    """Return whether the words ask nothing and deny nothing: "The trial placement will"."""
    return set(words_of(text)) <= _IDLE


def asks_success(text: str) -> bool:
    """Return whether the text asks with yes or no how a move ended."""
    return _SUCCESS.fullmatch(" ".join(text.split())) is not None


def asks_how_it_ended(text: str) -> bool:
    """Return whether the text breaks off where it would say how a move ended."""
    return _WAS.fullmatch(" ".join(text.split())) is not None


def can_ask(text: str, attribute: str | None) -> bool:
    """Return whether a question can ask for this: "Who ...?" asks for no day, "When ...?" for no name."""
    first = re.match(r"\W*(?:\d+\W+)?(who|where|when)\b", text, re.IGNORECASE)
    if first is None or attribute is None:
        return True
    if first[1].casefold() == "when":
        return attribute not in YES_OR_NO
    return attribute not in DAYS | YES_OR_NO or _DAY_TOO.search(text) is not None


class Turns:
    """The phrases with a star made ready for looking up."""

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        self._known: list[tuple[frozenset[str], re.Pattern[str], str]] = []
        for phrase, key in phrases:
            parts = [words_of(part) for part in phrase.split(STAR)]
            said = frozenset(word for part in parts for word in part)
            spoken = [re.escape(" ".join(part) + " ") if part else "" for part in parts]
            self._known.append((said, re.compile(_ANY.join(spoken)), key))

    def key_of(self, words: tuple[str, ...]) -> str | None:
        """Return what the words ask as one of the phrases turns it; None where none or two do."""
        spoken, every = " ".join(words) + " ", frozenset(words)
        found = {
            key
            for said, pattern, key in self._known
            if said <= every and every - said <= _IDLE and pattern.fullmatch(spoken)
        }
        return found.pop() if len(found) == 1 else None


def turns_of(forms: Iterable[Form], table: str) -> Turns:
    """Return the phrases with a star of one table ("parties" or "labels")."""
    tables = (form.parties if table == "parties" else form.labels for form in forms)
    return Turns((p, key) for phrases in tables for key, said in phrases for p in said if STAR in p)
