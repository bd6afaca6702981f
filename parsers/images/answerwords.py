"""The words by which forms offer a choice, whatever they ask, and how they are known when misread.

A space or a stroke between two of them may be lost, a letter misread, the side of a ring read as a
letter. Which of them belong to one question is known too.
"""

# ruff: noqa: PLR2004 - counts of letters

import functools
import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

# Words by which forms offer a choice; those of one line are answers to one question.
_FAMILIES: Final = (
    ("yes", "no", "y", "n", "n/a", "not known", "not sure", "unknown"),
    ("none", "no sen", "sen support", "send support", "support", "ehcp", "ehc plan", "statement",
     "n", "k", "e"),
    ("daily", "weekly", "fortnightly", "monthly", "termly", "other", "each day", "each week",
     "every day", "every week"),
    ("successful", "unsuccessful", "not successful", "extended", "extension", "ended", "failed"),
    ("male", "female", "m", "f", "boy", "girl", "other"),
    ("4 week", "8 week", "12 week", "4 weeks", "8 weeks", "12 weeks", "week 4", "week 8",
     "week 12", "midway", "interim", "final", "extension"),
    ("managed move", "off-site direction", "offsite direction", "trial", "permanent",
     "managed transfer"),
    ("home school", "another school", "other school", "alternative provision", "other"),
    ("agree", "agreed", "disagree", "do not agree", "not agreed"),
    ("a", "b", "c", "d"),
)  # fmt: skip
_WHOLE: Final = (
    (
        ("n", "none", "no sen"),
        ("k", "sen support", "send support", "support"),
        ("e", "ehcp", "ehc plan", "statement"),
    ),
    (("a",), ("b",), ("c",)),
)
_YES_OR_NO: Final = frozenset({"yes", "no", "y", "n"})
_LIKE: Final = 0.82  # how like an offered word a longer one is that was misread
_LONG: Final = 4  # letters of a word that may be misread
_BOX: Final = re.compile(r"\[\s?[xX✓✔]?\s?\]|\(\s?[xX✓✔]?\s?\)")  # typed: "[x] Yes [ ] No"
_WORD: Final = re.compile(rf"{_BOX.pattern}|[^\W_]+(?:[-'][^\W_]+)*|\S")
_BETWEEN: Final = frozenset("/|\\,;.:-_·•")
PARTS: Final = frozenset("/|\\()[]{}<>")  # signs between answers, and what rings are read as
_CRUMB: Final = re.compile(r"^[Il1|!(\[{]+|[Il1|!tj)\]}]+$")  # the side of a ring, read as a letter
TICKS: Final = frozenset("√✓✔")


def squeezed_of(text: str) -> str:
    """Return a text without spaces, signs and accents, for comparing."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[^a-z0-9]", "", bare)


_OFFERED: Final = {
    squeezed: phrase
    for family in _FAMILIES
    for phrase in family
    if (squeezed := squeezed_of(phrase))
}
_IN: Final = {
    squeezed: frozenset(n for n, family in enumerate(_FAMILIES) if phrase in family)
    for squeezed, phrase in _OFFERED.items()
}


def words_in(text: str) -> list[tuple[int, int]]:
    """Return where the words and signs of a text begin and end, run-together answers parted."""
    return [span for match in _WORD.finditer(text) for span in _parted(text, match.span())]


def families_of(text: str) -> frozenset[int]:
    """Return which questions an answer may belong to."""
    return _IN.get(squeezed_of(text), frozenset())


def without_crumbs(text: str) -> str:
    """Return a text without what the side of a ring was read as, squeezed."""
    return squeezed_of(_CRUMB.sub("", text) if len(text) > 2 else text)


def is_part_of_more(said: frozenset[str]) -> bool:
    """Return whether answers are some of those that forms print all together, and not all.

    "N", "E" without the "K"; nor does a "Yes" stand beside an "N".
    """
    if {len(one) == 1 for one in said} == {True, False} and said <= _YES_OR_NO:
        return True
    missing = [sum(not said & set(alike) for alike in whole) for whole in _WHOLE]
    return any(0 < n < len(whole) - 1 for n, whole in zip(missing, _WHOLE, strict=True))


def is_sign(text: str) -> bool:
    """Return whether a text is a sign, or a stroke that was read as a letter."""
    return text in _BETWEEN or text in PARTS or text in {"I", "l", "1"}


def is_box(text: str) -> bool:
    """Return whether a text is a box to tick, made of brackets."""
    return _BOX.fullmatch(text) is not None


def _parted(text: str, word: tuple[int, int]) -> list[tuple[int, int]]:
    """Return a word as the answers it is made of, where a space or a stroke went: "YesNo", "KE"."""
    start, end = word
    if squeezed_of(text[start:end]) in _OFFERED or end - start < 2:
        return [word]
    if (
        text[end - 1] in "Il1|!"
        and end - start > 2
        and squeezed_of(text[start : end - 1]) in _OFFERED
    ):
        return [(start, end - 1), (end - 1, end)]  # "YESI" is "YES |"
    for cut in range(start + 1, end):
        first = squeezed_of(text[start:cut])
        if first not in _OFFERED:
            continue
        for skip in (0, 1):
            rest = squeezed_of(text[cut + skip : end])
            stroke = skip == 0 or text[cut] in "lI1|i"
            if rest in _OFFERED and stroke and _IN[first] & _IN[rest] and (
                min(len(first), len(rest)) > 1 or text[start:end].isupper()
            ):  # fmt: skip
                return [(start, cut), (cut + skip, end)]
    return [word]


@functools.lru_cache(maxsize=4096)
def _most_like(squeezed: str) -> tuple[float, str]:
    """Return the longer offered answer that a word is most like, if no other is about as like."""
    ranked = sorted(
        (
            (SequenceMatcher(None, squeezed, one).ratio(), one)
            for one in _OFFERED
            if len(one) >= _LONG
        ),
        reverse=True,
    )
    if len(squeezed) < _LONG or ranked[0][0] < ranked[1][0] + 0.06:
        return 0.0, ""
    return ranked[0]


def other_answer(text: str, families: frozenset[int], said: frozenset[str]) -> str:
    """Return the longer answer that a word beside some was misread from; "" if it is like none.

    "ONSUCCESSFUD" is as like one as another, but no form offers the same answer twice.
    """
    squeezed = squeezed_of(text)
    left = [one for one in _OFFERED if len(one) >= _LONG and families & _IN[one]]
    ranked = sorted(
        (SequenceMatcher(None, squeezed, one).ratio(), _OFFERED[one])
        for one in left
        if _OFFERED[one] not in said
    )
    return ranked[-1][1] if ranked and ranked[-1][0] >= _LIKE else ""


def phrase_at(text: str, words: Sequence[tuple[int, int]]) -> tuple[int, str, bool]:
    """Return how many of the next words are one offered phrase, which, and whether exactly."""
    for count in range(min(3, len(words)), 0, -1):
        squeezed = squeezed_of(text[words[0][0] : words[count - 1][1]])
        if not all(text[a:b][0].isalnum() for a, b in words[:count]) and squeezed != "na":
            continue
        if squeezed in _OFFERED and (len(squeezed) > 1 or text[slice(*words[0])].isupper()):
            return count, _OFFERED[squeezed], text[words[0][0] : words[count - 1][1]].isascii()
    near = max(
        (_most_like(squeezed_of(text[words[0][0] : words[count - 1][1]])), -count)
        for count in range(1, min(3, len(words)) + 1)
        if all(text[a:b][0].isalnum() for a, b in words[:count]) or count == 1
    )
    if near[0][0] >= _LIKE:
        return -near[1], _OFFERED[near[0][1]], False
    bare = squeezed_of(_CRUMB.sub("", text[slice(*words[0])]))
    if len(bare) > 1 and bare in _OFFERED:
        return 1, _OFFERED[bare], False
    return 1, "", False


def half_of(char: str) -> float:
    """Return half of how wide a character is, in capitals."""
    return 0.58 if char in "mwMW" else 0.22 if char in "iljtfr1I/|!.,:;'()" else 0.42
