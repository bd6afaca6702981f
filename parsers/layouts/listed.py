"""A form typed as a list into a mail: "Pupil - Kai Jarvis", "*Year:* 9", "UPN = ...".

A dash between words is only a dash; where one line after another has a label before it, it leads to
answers as a colon does. Stars that a mail program sets round what was bold fall away.
"""

import re

from parsers.labels.vocabulary import Vocabulary

_FEWEST = 6  # labels with a dash that make a list
_LONGEST = 8  # words of what leads to an answer
_BOLD = re.compile(
    r"^(?P<lead>\W*)\*(?P<label>[A-Za-z][^*\n]{0,60}?)\s*:?\*\s*:?\s*(?P<value>\S.*)$"
)
_ITEM = re.compile(
    r"^\s*(?:[•▪●*·–-]\s+|\d{1,2}[.)]\s+)?(?P<label>[A-Za-z][^:?=]{1,60}?)(?:\s+[-–—]\s+|\s*=\s*)"  # noqa: RUF001 - as typed
    r"(?P<value>\S.*)$"
)


def listed(lines: list[str], words: Vocabulary) -> list[str]:
    """Return the lines of a mail with a colon behind each label of a list, however it was typed."""
    plainly = [_unstarred(line) for line in lines]
    items = [_ITEM.match(line) for line in plainly]
    known = sum(item is not None and words.strict(item["label"]) is not None for item in items)
    if known < _FEWEST:
        return plainly
    return [
        f"{item['label']}: {item['value']}" if item and _is_short(item["label"]) else line
        for item, line in zip(items, plainly, strict=True)
    ]


def _unstarred(line: str) -> str:
    found = _BOLD.match(line)
    return f"{found['lead']}{found['label']}: {found['value']}" if found else line


def _is_short(label: str) -> bool:
    return len(label.split()) <= _LONGEST
