"""Prompts of Word's own that reached the document as words: they ask, and answer nothing.

A form saved as a PDF, or by another program, shows "Click or tap here to enter text." where nobody
did. Only Word's fixed sentences count: "Choose one" may be what a school's label says.
"""

import re
from collections.abc import Iterable

from parsers.pairs import FIELD, FIELD_END, Block, retexted

_PROMPT = re.compile(
    r"\b(?:click(?:\s+or\s+tap)?(?:\s+here)?\s+to\s+enter\s+(?:text|a\s+date)\b\.?"
    r"|choose\s+an\s+item\b(?:\.|(?=\s*(?:$|[\ue001\n]))))",
    re.IGNORECASE,
)


def without_prompts(text: str) -> str:
    """Return the text with an empty answer where a prompt stands."""
    if not _PROMPT.search(text):
        return text
    inside = re.sub(
        f"{FIELD}([^{FIELD_END}]*){FIELD_END}",
        lambda found: f"{FIELD}{_PROMPT.sub('', found[1]).strip()}{FIELD_END}",
        text,
    )
    return _PROMPT.sub(f"{FIELD}{FIELD_END}", inside)


def unprompted(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return the blocks with their prompts taken for what they are."""
    return tuple(retexted(block, without_prompts) for block in blocks)
