"""Words that take a filled form back: it is headed "WITHDRAWN", or is only a specimen or a draft.

Its boxes still read like a form that counts, so nothing in them may be acted on by itself.
"""

# ruff: noqa: E501 - patterns stay whole

import itertools
import re
from collections.abc import Iterable, Iterator

from parsers.layouts.answers import Answer
from parsers.pairs import Document, Grid, Line, plain

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


def taken_back(document: Document, answers: Iterable[Answer]) -> str | None:
    """Return the words by which the form is taken back, None where it stands.

    answers: what was read in it; that somebody would not sign is no word about the form.
    """
    said = {plain(one.text).strip() for one in answers if one.attribute == "signature"}
    for line in _headings(document):
        if len(line.split()) <= _LONGEST and _TAKEN_BACK.search(line) and not _ASKS.search(line):
            return line
    for label, value in _beside(document):
        if _DECIDES.search(label) and _REFUSED.match(value) and value not in said:
            return f"{label}: {value}"
    return None


def _headings(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Line):
            yield plain(block.text).strip()
        elif isinstance(block, Grid):
            yield from (plain(row[0].text).strip() for row in block.rows if len(row) == 1)


def _beside(document: Document) -> Iterator[tuple[str, str]]:
    for block in document.blocks:
        if isinstance(block, Line):
            label, _, value = plain(block.text).partition(":")
            yield label.strip(), value.strip()
        elif isinstance(block, Grid):
            for row in block.rows:
                for label_cell, value_cell in itertools.pairwise(row):
                    yield plain(label_cell.text).strip(), plain(value_cell.text).strip()
