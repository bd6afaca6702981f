"""Words that take a filled form back: it is headed "WITHDRAWN", or is only a specimen or a draft.

Its boxes still read like a form that counts, so nothing in them may be acted on by itself.
"""

# ruff: noqa: E501 - patterns stay whole

import re
from collections.abc import Iterable, Sequence

from parsers.doubts.beside import Said
from parsers.layouts.answers import Answer
from parsers.pairs import plain

_LONGEST = 10  # words of a heading
_TAKEN_BACK = re.compile(
    r"\b(?:withdrawn|cancell?ed|void|superseded|not proceeding|did not proceed|not going ahead|not yet agreed|specimen|"
    r"draft(?!\s*(?:v|version)?\s*\d)|do not use|for training|training only|(?:example|sample) of a completed|(?:completed|worked) example|"
    r"sample form|example form|example only|sample only)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:if|when|please|where|has|have|was|were|should|or|any|been)\b|\?", re.IGNORECASE
)
_REFUSED = re.compile(
    r"(?:declined|refused|rejected|withdrawn|cancell?ed|(?:a )?place not (?:offered|available)|unable to (?:offer|accept)|not accepted)\b",
    re.IGNORECASE,
)
_DECIDES = re.compile(r"\b(?:decision|response|reply|accepted|accepts|offer(?:ed)?|status|place)\b", re.IGNORECASE)  # fmt: skip


def taken_back(said: Sequence[Said], answers: Iterable[Answer]) -> str | None:
    """Return the words by which the form is taken back, None where it stands.

    answers: what was read in it; that somebody would not sign is no word about the form.
    """
    signed = {plain(one.text) for one in answers if one.attribute == "signature"}
    for line in (plain(one.text) for one in said if one.label is None):
        if takes_back(line):
            return line
    for one in said:
        label, value = plain(one.label or "").strip(), plain(one.text)
        if _DECIDES.search(label) and _REFUSED.match(value) and value not in signed:
            return f"{label}: {value}"
    return None


def takes_back(line: str) -> bool:
    """Return whether a heading or a note takes a form back."""
    return len(line.split()) <= _LONGEST and bool(_TAKEN_BACK.search(line)) and not asks(line)


def asks(line: str) -> bool:
    """Return whether a line asks for something rather than says it."""
    return bool(_ASKS.search(line))
