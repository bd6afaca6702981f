"""Labels compared by what their words have in common: no endings, no words that ask nothing.

"The date on which the move will begin" asks what "date move begins" asks. Lists of phrases cannot
hold every such turn, so a label that no list knows is compared once more by the stems of the words
that matter, in any order. Stems that stand for two different questions stand for none.
"""

import functools
import re
from collections.abc import Iterable, Mapping

_ASK_NOTHING = frozenset(
    {
        "about", "agreed", "also", "arranged", "as", "booked", "can", "could", "currently",
        "did", "do", "does", "due", "expected", "far", "following", "he", "if", "intended", "it",
        "its", "likely", "managed", "may", "move", "moves", "must", "placement", "present",
        "scheduled", "set", "shall", "she", "should", "so", "supported", "their", "there",
        "they", "trial", "we", "what", "where", "which", "who", "will", "would", "you",
    }
)  # fmt: skip
_MEANT = {
    "new": "amended revised",
    "planned": "anticipated estimated planned projected proposed provisional",
    "start": "begin beginning begins commences began begun commence commencing",
    "end": "concludes ends ending finish finishes",
    "ended": "ended",
    "name": "names",
    "phone": "phone telephoned phoned rang ring rung telephone",
    "date": "when",
    "go": "goes gone went",
    "inform": "told",
    "hold": "held",
    "take": "took taken",
    "write": "wrote written",
}
_SAME = {word: meant for meant, words in _MEANT.items() for word in words.split()}
_FEWEST_LETTERS = 5  # of a stem that may stand alone
_SHORTEST = 4  # letters of a word that is cut


@functools.lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """Return the word without the ending that tense or number gives it."""
    if word in _SAME:
        return _SAME[word]
    if len(word) <= _SHORTEST:
        return word
    cut = re.sub(r"(?:ing|ed|es|s|e)$", "", word)
    cut = re.sub(r"(.)\1$", r"\1", cut)
    return cut if len(cut) > 2 else word  # noqa: PLR2004 - letters


def key_of(words: Iterable[str]) -> tuple[str, ...]:
    """Return the stems that matter, sorted; nothing where too little is left to know a label by."""
    kept = sorted(stem(word) for word in words if word not in _ASK_NOTHING)
    if "date" in kept and "on" in kept:
        kept.remove("on")  # "On which date", "date ... on"
    if len(kept) == 1 and len(kept[0]) < _FEWEST_LETTERS:
        return ()
    return tuple(kept)


def by_stems(known: Mapping[tuple[str, ...], str]) -> dict[tuple[str, ...], str]:
    """Return the phrases' attributes by their stems, without stems that two attributes share."""
    found: dict[tuple[str, ...], set[str]] = {}
    for words, attribute in known.items():
        key = key_of(words)
        if len(key) > 1 or (key and len(words) == 1):  # "sessions present" asks not for sessions
            found.setdefault(key, set()).add(attribute)
    for ones in found.values():
        if ones == {"planned_end", "end"}:
            ones.remove("end")  # what ends is not said to have ended
    return {key: next(iter(ones)) for key, ones in found.items() if len(ones) == 1}
