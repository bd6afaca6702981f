"""The answers of one form, ready to be asked for, and the readers of the plainest of them.

A choice told in a sentence is believed only where nothing in it turns the option's name: "not
unsuccessful", "partly successful", "EHCP applied for" all hold one and say something else.
"""

# ruff: noqa: E501 - patterns stay whole

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from parsers.choices import folded, read_choice
from parsers.labels.vocabulary import Vocabulary
from parsers.layouts.answers import Answer
from parsers.pairs import EMPTY, STRONG, TICKED, plain
from parsers.values import Doubt, is_nothing, short

_TURNS = re.compile(
    r"\b(?:not|no|never|neither|nor|without|un|semi|if|unless|whether|should|would|could|can|may|might|must|possibly|probably|likely|unlikely|"
    r"partly|partially|part|mostly|largely|nearly|almost|pending|provisional\w*|subject|risk|hope\w*|expect\w*|awaiting|tbc|unsure|until|yet|"
    r"so far|to date|currently|ongoing|continu\w*|in progress|ceased|lapsed|process|underway|draft\w*|wait\w*|pathway|needed|considered|recommend\w*|propos\w*|applied|applying|application|request\w*|refused|previous\w*|under assessment|being assessed|wasnt|isnt|hasnt|havent|didnt|wont|cannot|cant|couldnt|wouldnt|werent|doesnt)\b"
)

_CASE = re.compile(r"(?<=\S)\W*\bif (?:yes|no|so)\b[^\n]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """The answers of one form, ready to be asked for."""

    answers: tuple[Answer, ...]
    words: Vocabulary

    def of(
        self, *attributes: str, party: str | None = None, ordinal: str | None = None
    ) -> tuple[Answer, ...]:
        """Return the answers to these attributes, of this party and ordinal if given."""
        return tuple(
            one
            for one in self.answers
            if (one.attribute in attributes or any(also in attributes for also in one.also))
            and (party is None or one.party == party)
            and (ordinal is None or one.ordinal == ordinal)
        )

    def but(self, party: str, *attributes: str) -> tuple[Answer, ...]:
        """Return the answers to these attributes that are not about this party."""
        return tuple(one for one in self.of(*attributes) if one.party != party)

    def asks(self, *attributes: str) -> bool:
        """Return whether the form has one of these labels, filled in or not."""
        return bool(self.of(*attributes))


def text_of_answer(text: str) -> str | None:
    """Return a text as one line of plain words."""
    return (
        None
        if is_nothing(text)
        else " ".join(plain(text).replace(TICKED, " ").replace(EMPTY, " ").split()) or None
    )


def chooser(asked: Asked, name: str) -> Callable[[str], object | Doubt | None]:
    """Return a reader of one of the named options."""
    options: Mapping[str, Iterable[str]] = asked.words.choices.get(name, {})
    return lambda text: read_choice(text, options)


def yes_no(asked: Asked, name: str = "yes_no") -> Callable[[str], object | Doubt | None]:
    """Return a reader of yes and no, True and False.

    "No (circle). If yes, give details" says no: what is to be done in a case is the form's own.
    """
    choose = chooser(asked, name)

    def parse(text: str) -> object | Doubt | None:
        key = choose(_CASE.sub("", text))
        return {"yes": True, "no": False}[key] if isinstance(key, str) else key

    return parse


def read_told(text: str, options: Mapping[str, Iterable[str]]) -> str | Doubt | None:
    """Return the option chosen or told, a doubt where the words around its name turn it."""
    key = read_choice(text, options)
    if not isinstance(key, str) or any(mark in text for mark in (TICKED, EMPTY, STRONG)):
        return key
    rest = f" {folded(text)} "
    for phrase in sorted((folded(one) for one in options[key]), key=len, reverse=True):
        rest = rest.replace(f" {phrase} ", " ; ")
    if _TURNS.search(rest) or "?" in plain(text):
        return Doubt("unclear", f'says "{short(plain(text))}"')
    return key
