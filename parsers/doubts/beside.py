"""What stands in a document at all, whoever asked for it: each line, and each value with its label.

For those who ask what a person wrote, not what a known label answers: a warning, an end, a word
that takes the form back. The document is walked once for all of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from parsers.pairs import Block, Document, Grid, Line, Pair


@dataclass(frozen=True, slots=True, repr=False)
class Said:
    """Words of a document. label: what stands beside or over them; None where they stand alone.

    in_table: they are a cell, and no line of running text.
    """

    text: str
    label: str | None = None
    in_table: bool = False


def said_in(document: Document) -> tuple[Said, ...]:
    """Return what a document says, in its order."""
    return tuple(said for block in document.blocks for said in _said(block))


def _said(block: Block) -> Iterator[Said]:
    if isinstance(block, Pair):
        yield Said(block.text, " ".join(block.labels[:1]))
    elif isinstance(block, Line):
        label, colon, value = block.text.partition(":")
        if colon:
            yield Said(value, label)
        yield Said(block.text)
    elif isinstance(block, Grid):
        for above, row in zip((None, *block.rows), block.rows, strict=False):
            for at, cell in enumerate(row[1:]):
                yield Said(cell.text, row[0].text, in_table=True)
                if at:  # "Start | 3/11/26 | Status | Withdrawn"
                    yield Said(cell.text, row[at].text, in_table=True)
            if len(row) == 1:
                if above is not None and len(above) == 1:
                    yield Said(row[0].text, above[0].text, in_table=True)
                yield Said(row[0].text, in_table=True)
