"""A remark beside a form that may change what it says: a comment, a note, a stamp in its foot.

What only asks or helps to fill in says nothing about the answers.
"""

import re
from collections.abc import Iterable

from parsers.choices import folded
from parsers.containers.asides import Aside
from parsers.doubts.spoilt import asks, takes_back
from parsers.values import short

_CHANGES = re.compile(
    r"\b(?:not|no longer|wrong|incorrect|chang\w+|instead|mov(?:ed|ing)|should (?:be|read|say)"
    r"|withdr\w+|now)\b|n't\b",
    re.IGNORECASE,
)
_HELPS = re.compile(
    r"\W*(?:[\w .'-]{1,40}:\s*)?(?:enter|type|select|choose|tick|add|give|use|include|insert"
    r"|complete|fill|delete|see|refer|note that|this (?:box|cell|field|form|section|date)|dd"
    r"|for example|e\.?g)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^\W*(?:if|when|please|where|has|have|was|were|should|or|any)\b|\?", re.IGNORECASE
)


_REFUSED = re.compile(
    r"\b(?:not (?:agreed|accepted|valid|final)|rejected|declined|refused|expired)\b", re.IGNORECASE
)


def remark(asides: Iterable[Aside], text: str = "") -> str | None:
    """Return why a form waits for a person: the first words beside it that may concern it.

    text: of the document. A highlight often repeats the very words that it marks.
    """
    for aside in asides:
        concerns = takes_back(aside.text) or _is_refused(aside.text)
        if aside.is_comment and folded(aside.text) not in folded(text):
            concerns = concerns or _is_said(aside.text)
        if concerns:
            return f'Beside the form stands "{short(aside.text)}", so a person must look at it.'
    return None


def _is_refused(stamp: str) -> bool:
    return bool(_REFUSED.search(stamp)) and not asks(stamp)


def _is_said(comment: str) -> bool:
    """Return whether a comment says something, and does not only help to fill the form in."""
    if _HELPS.match(comment):
        return False
    return bool(_CHANGES.search(comment)) or not _ASKS.search(comment)
