"""The answers of one form, ready to be asked for, and the readers of the plainest of them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from parsers.choices import read_choice
from parsers.labels.vocabulary import Vocabulary
from parsers.layouts.answers import Answer
from parsers.pairs import EMPTY, TICKED, plain
from parsers.values import Doubt, is_nothing


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
    """Return a reader of yes and no, True and False."""
    choose = chooser(asked, name)

    def parse(text: str) -> object | Doubt | None:
        key = choose(text)
        return {"yes": True, "no": False}[key] if isinstance(key, str) else key

    return parse
