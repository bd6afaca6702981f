"""A heading over a frame: "Reason for the move" over a table of one cell, which holds the reason.

Beside its neighbours such a cell would be a label or a heading itself. It is put beside the heading
that asks for it, where what is asked is told in sentences and nobody's name, day or signature.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from parsers.labels.attributes import TOLD
from parsers.labels.vocabulary import Vocabulary
from parsers.layouts.units import unit_of
from parsers.pairs import Block, Grid, Line, plain

_COUNTED = re.compile(
    r"^[\ue002\s]*(?:(?:section|part|question)\s+)?\d{1,2}\s?[.):]?\s+", re.IGNORECASE
)


def framed(blocks: Iterable[Block], words: Vocabulary) -> list[Block]:
    """Return the blocks with each table of one cell beside the heading over it that asks for it."""
    made: list[Block] = []
    for block in blocks:
        above = made[-1] if made else None
        if isinstance(above, Line) and isinstance(block, Grid) and _answers(above, block, words):
            cell = block.rows[0][0]
            label = replace(cell, text=_COUNTED.sub("", above.text), column=0, span=1)
            made[-1] = replace(above, heading=True)
            made.append(replace(block, rows=((label, replace(cell, column=1, span=1)),)))
        else:
            made.append(block)
    return made


def _answers(line: Line, grid: Grid, words: Vocabulary) -> bool:
    """Return whether a table is one cell of plain words under a line that asks for some."""
    asked = words.strict(_COUNTED.sub("", line.text))
    if asked is None or asked.attribute not in TOLD or asked.party is not None:
        return False
    if len(grid.rows) != 1 or len(grid.rows[0]) != 1:
        return False
    cell = grid.rows[0][0]
    return bool(plain(cell.text)) and unit_of(cell, words).sort == "value"
