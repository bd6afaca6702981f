"""Tables by themselves, without a file around them, and what is answered in them."""

from collections.abc import Sequence

from parsers.labels.vocabulary import vocabulary
from parsers.layouts.answers import answers_in
from parsers.pairs import Block, Cell, Document, Grid, Line, Where
from tests.parsers.layouts import context

WORDS = vocabulary(context().forms)


def grid(*rows: Sequence[str | None]) -> Grid:
    """A table; None where a cell is not drawn, or merged with the one above it."""
    made = []
    for row in rows:
        cells = [
            Cell(text=text, where=Where(), how="table", column=column)
            for column, text in enumerate(row)
            if text is not None
        ]
        made.append(tuple(cells))
    return Grid(rows=tuple(made), where=Where())


def said_in(*blocks: Block | str) -> dict[tuple[str, str | None], str]:
    """What is answered, by its label's attribute and whose it is."""
    laid = tuple(
        Line(text=one, where=Where(), how="text") if isinstance(one, str) else one for one in blocks
    )
    found = answers_in(Document(how="text", blocks=laid), WORDS)
    return {(one.attribute, one.ordinal or one.party): one.text for one in found if one.text}
