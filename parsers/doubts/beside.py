"""What was filled in beside what is printed, wherever it stands in a document.

For those who ask what a person wrote at all, not what a known label answers: each value with the
words that ask for it, from a table's row, a line with a colon, or a field of the file.
"""

from collections.abc import Iterator

from parsers.pairs import Block, Grid, Line, Pair


def filled_in(block: Block) -> Iterator[tuple[str, str]]:
    """Yield what was asked and what stands beside it, or under it in a row of its own."""
    if isinstance(block, Pair):
        yield " ".join(block.labels[:1]), block.text
    elif isinstance(block, Line):
        label, colon, value = block.text.partition(":")
        if colon:
            yield label, value
    elif isinstance(block, Grid):
        for above, row in zip((None, *block.rows), block.rows, strict=False):
            if len(row) > 1:
                yield from ((row[0].text, cell.text) for cell in row[1:])
            elif row and above is not None and len(above) == 1:
                yield above[0].text, row[0].text
