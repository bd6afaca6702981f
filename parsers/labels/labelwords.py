"""The words of a label made ready for comparing: what schools write in many ways comes out as one.

Case, punctuation, footnotes and small words ("of", "the") ask nothing and fall away. Where a small
word tells two questions apart ("Moving to", "Moving from"), the two are kept together as one word.
"""

# ruff: noqa: E501 - patterns and lists of words stay whole
# ruff: noqa: RUF001 - the characters that schools type

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator

from parsers.pairs import plain

# fmt: off
_SMALL = frozenset([
    "the", "a", "an", "of", "at", "for", "to", "in", "is", "are", "be", "was", "were", "been",
    "has", "have", "this", "that", "their", "our", "your", "my", "he", "she", "him", "her", "his",
    "they", "them", "please", "give", "state", "enter", "insert", "any", "s", "with",
])
# fmt: on
_TAIL = frozenset(
    ["on", "from", "date", "details", "required", "if", "known", "applicable", "only"]
)
_CHOICE_TAILS = (
    ("y", "n"),
    ("yes", "no"),
    ("e", "k", "n"),
    ("n", "k", "e"),
    ("k", "e"),
    ("m", "f"),
)
# Small words that tell here: "Moving to" is not "Moving from", "School A" no school in general.
_TOGETHER = re.compile(
    r"\b(?:moving|transferring) (?:from|to)\b|\b(?:school|academy|college|setting) [ab](?=\s*(?:[:(\[\-–]|$))|\b(?:registered|placed|hosted|placement) (?:at|by)(?=\W*$)|\bin attendance\b|\bfamily name\b|\blives with\b|\b(?:trial|placement) to(?=\W*$)"
)
_FIRST_OF_TWO = re.compile(r"(?i:\b(parents?|carers?|guardians?|adults?|contacts?)\b\W+)A(?=\W*$)")
_BY_POST = re.compile(
    r"\bsend(?= (?:to|this|the|it|completed|form|copies|a copy|back|via)\b)|(?<=please )send\b",
    re.IGNORECASE,
)
_EITHER = re.compile(
    r"\bschools?(?:\s*/\s*(?:academy|college|setting|provision|pru|unit|alternative provision))+\b|"
    r"\b(?:(?:academy|college|setting)\s*/\s*)+school\b"
)
# "Parent with PR" is a parent, and no question whether they hold it.
_HOLDING = re.compile(
    r"\b(parents?|carers?|guardians?)(?:\(s\))? with (?:legal )?(?:pr|parental responsibility)\b"
)
_MOST_KEPT = 4096  # texts, of which a form repeats many
Words = tuple[str, ...]


@functools.lru_cache(maxsize=_MOST_KEPT)
def words_of(text: str) -> Words:
    """Return the words of a label for comparing: no case, punctuation, footnotes or small words."""
    told = _FIRST_OF_TWO.sub(r"\1 1", plain(text))  # "Parent A": a letter there is no small word
    told = _BY_POST.sub("post", told)  # "Send to:" asks for no special needs
    bare = re.sub(r"\bSEND\b", "SEN", told).casefold()
    bare = re.sub(r"\bof (the )?(trial|placement|transfer) period\b", r"of \2", bare)
    bare = re.sub("[¹²³⁰-⁹]", "", bare).replace("’", "'")
    bare = "".join(c for c in unicodedata.normalize("NFD", bare) if not unicodedata.combining(c))
    bare = re.sub(r"'s\b|s'(?=\s|$)|'", lambda m: "s" if m.group() == "s'" else "", bare)
    bare = re.sub(r"\be[\s-]{0,2}mail", "email", bare).replace("&", " and ")
    bare = re.sub(r"\b(?:[a-z]\.){2,}(?:[a-z]\b)?", lambda m: m.group().replace(".", ""), bare)
    bare = re.sub(r"\bhead\s?teacher", "headteacher", bare)
    bare = re.sub(r"\bmtg\b", "meeting", bare)
    bare = re.sub(r"\bsch\b", "school", bare)
    bare = _HOLDING.sub(r"\1", bare)
    bare = re.sub(r"\bparental(?! responsib)", "parent", bare)
    bare = _TOGETHER.sub(lambda m: m.group().replace(" ", ""), _EITHER.sub("school", bare))
    bare = re.sub(r"(?<=[a-z]{2})(?<!yr)(?<!year)\d(?=\s|$)", "", bare)  # "Yr8" is no footnote
    tokens = re.sub(r"[^a-z0-9%]+", " ", bare).split()
    return tuple(word for word in tokens if word not in _SMALL)


def endings(words: Words) -> Iterator[Words]:
    """Yield the words, then without the choices and the small change that labels end with."""
    yield words
    cut = words
    for tail in _CHOICE_TAILS:
        if len(cut) > len(tail) and cut[-len(tail) :] == tail:
            cut = cut[: -len(tail)]
            yield cut
    while len(cut) > 1 and cut[-1] in _TAIL:
        cut = cut[:-1]
        yield cut


def without(words: Words, phrase: Words) -> Words | None:
    """Return the words without the first run of the phrase in them, None if it is not there."""
    size = len(phrase)
    for at in range(len(words) - size + 1):
        if words[at] == phrase[0] and words[at : at + size] == phrase:
            return words[:at] + words[at + size :]
    return None


class Runs:
    """Runs of words, each with what it stands for.

    Where several stand in a text the longest comes first, of equally long ones the one named first.
    """

    def __init__(self, known: Iterable[tuple[Words, str]]) -> None:
        self._beginning: dict[str, list[tuple[int, Words, str]]] = {}
        ranked = sorted((one for one in known if one[0]), key=lambda one: -len(one[0]))
        for rank, (run, key) in enumerate(ranked):
            self._beginning.setdefault(run[0], []).append((rank, run, key))

    def within(self, words: Words) -> Iterator[tuple[Words, str]]:
        """Yield each run that stands in the words, with what it stands for."""
        return (one for one in self._near(words) if without(words, one[0]) is not None)

    def _near(self, words: Words) -> Iterator[tuple[Words, str]]:
        """Yield each run that begins with one of the words."""
        near = (one for word in set(words) for one in self._beginning.get(word, ()))
        return ((run, key) for _, run, key in sorted(near))

    def parted(self, words: Words) -> tuple[list[str], Words]:
        """Return what stands in the words, each word counted once, and the other words."""
        found, rest = [], words
        for run, key in self._near(words):
            left = without(rest, run)
            # What stands there only since words between were taken out was never said.
            if left is not None and without(words, run) is not None:
                found.append(key)
                rest = left
        return found, rest
