"""A choice told in a sentence: believed only where nothing in it turns the option's name.

"Not unsuccessful", "if unsuccessful the pupil returns", "partly successful", "EHCP applied for" all hold
an option's name and say something else. One that is ticked on a form's own list is not told in words.
"""

# ruff: noqa: E501 - patterns stay whole

import re
from collections.abc import Iterable, Mapping

from parsers.choices import folded, read_choice
from parsers.pairs import EMPTY, STRONG, TICKED, plain
from parsers.values import Doubt, short

_TURNS = re.compile(
    r"\b(?:not|no|never|neither|nor|without|un|semi|if|unless|whether|should|would|could|can|may|might|must|possibly|probably|likely|unlikely|"
    r"partly|partially|part|mostly|largely|nearly|almost|pending|provisional\w*|subject|risk|hope\w*|expect\w*|awaiting|tbc|unsure|until|yet|"
    r"so far|to date|currently|ongoing|continu\w*|in progress|ceased|lapsed|process|underway|draft\w*|wait\w*|pathway|needed|considered|recommend\w*|propos\w*|applied|applying|application|request\w*|refused|previous\w*|under assessment|being assessed|wasnt|isnt|hasnt|havent|didnt|wont|cannot|cant|couldnt|wouldnt|werent|doesnt)\b"
)


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
