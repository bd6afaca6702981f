"""The parts of an answer about several moves, each under its own reference.

Our reminders about several moves ask the school to write each reference before its answer. Words
belong to a move only where every reference that the sender wrote begins a line: behind its answer,
or in the middle of one, a reference could be read as the next one's, and nothing is believed.
"""

import re
from collections.abc import Collection, Iterator

from parsers.mails.quoting import own_words

REFERENCE = re.compile(r"\bMM-\d\d-\d{4}\b")
_HEADS = re.compile(
    r"(?im)^[\s*\-\u2022]*(?:(?:our |your )?ref(?:erence)?\b[\s:.]*)?"
    r"(MM-\d\d-\d{4})\b[\s:,.\-]*"
)


def by_reference(text: str, wanted: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield each wanted reference with the words under it, in order; nothing where in doubt."""
    if not wanted:
        return
    own = own_words(text)
    heads = list(_HEADS.finditer(own))
    written = REFERENCE.findall(own)
    if len(heads) != len(written) or len(set(written)) != len(written):
        return
    ends = [head.start() for head in heads[1:]] + [len(own)]
    for head, end in zip(heads, ends, strict=True):
        if head.group(1) in wanted:
            yield head.group(1), own[head.end() : end]
