"""What forms are called: their own titles, other forms' titles, and words that speak of a move.

They are written in `config/forms/*.toml`, as the labels are. A longer title hides the shorter one that
stands in it: "Managed move review form" is no "managed move form".
"""

# ruff: noqa: E501 - lists of words stay whole

from parsers.labels.labelwords import Runs, without, words_of
from parsers.labels.phrases import Form, Other

_MOVE = ("managed", "move")


class Titles:
    """The titles of forms made ready for looking up."""

    def __init__(self, forms: tuple[Form, ...]) -> None:
        ours = ((words_of(p), key) for f in forms for key, ps in f.titles for p in ps)
        others = ((words_of(p), "other") for f in forms for o in f.others for p in o.titles)
        self._titles = Runs(sorted([*ours, *others], key=lambda one: one[0]))
        self._others = {words_of(p): o for f in forms for o in f.others for p in o.titles}
        self._sections: dict[str, set[tuple[str, ...]]] = {}
        self._signs: dict[str, tuple[str, ...]] = {}
        named = {words_of(p) for f in forms for key, ps in f.sections if key == "move" for p in ps}
        self._named = sorted(named, key=lambda words: (-len(words), words))
        for form in forms:
            for key, phrases in form.sections:
                self._sections.setdefault(key, set()).update(words_of(p) for p in phrases)
            for key, phrases in form.signs:
                spoken = tuple(f" {' '.join(words_of(phrase))} " for phrase in phrases)
                self._signs[key] = self._signs.get(key, ()) + spoken

    def speaks_of(self, sort: str, text: str) -> bool:
        """Return whether the text names a part of a form: its signatures, what was before this move."""
        words = words_of(text)
        return any(without(words, phrase) is not None for phrase in self._sections.get(sort, ()))

    def names_section(self, sort: str, text: str) -> bool:
        """Return whether all of the text names a part of a form: an example, an answer."""
        return words_of(text) in self._sections.get(sort, set())

    def kinds(self, text: str) -> tuple[str, ...]:
        """Return the kinds of form whose titles the text holds, the longest title first."""
        words = words_of(text)
        named = self._titles.parted(words)[0] or self._titles.parted(self._as_move(words))[0]
        return tuple(named)

    def _as_move(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Return the words with an arrangement's other name ("managed transfer") made a managed move.

        One that is named in both ways is named once: "Supported transfer (managed move) agreement".
        """
        for phrase in self._named:
            for at in range(len(words) - len(phrase) + 1):
                if words[at : at + len(phrase)] == phrase:
                    rest = (*words[:at], *words[at + len(phrase) :])
                    once = without(rest, _MOVE) or rest
                    return (*once[:at], *_MOVE, *once[at:])
        return words

    def other_named(self, text: str) -> Other | None:
        """Return the form, none of ours, that a title names; of several titles the longest."""
        named = (run for run, kind in self._titles.within(words_of(text)) if kind == "other")
        return self._others.get(next(named, ()))

    def signs(self, sort: str, text: str) -> int:
        """Return how many of the words that speak of a move, its agreement or its end stand there."""
        spoken = f" {' '.join(words_of(text))} "
        return sum(phrase in spoken for phrase in self._signs.get(sort, ()))
