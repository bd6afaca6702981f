"""Tables that tell of several pupils at once, parted into a document for each of them.

Twins come on one form, an answer column each ("Pupil 1 | Pupil 2"), or a row each under one head.
Read as one form, the first would be taken and the others lost. What tells pupils apart from
columns of another kind (a legal name beside the one used) is that each has a name and a birth day
or number of its own. What is said once, in a cell that covers all or elsewhere, is said of each.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace

from parsers.labels.vocabulary import Vocabulary
from parsers.layouts.specimens import without_specimens
from parsers.pairs import Block, Cell, Document, Grid, Line, plain
from parsers.values import read_day

_NAMES = frozenset({"surname", "forename", "full_name"})
_PROOFS = frozenset({"dob", "upn"})
_FEWEST_DIGITS = 6  # of a birth day or a number
_FEWEST_ROWS = 3  # answered for each pupil, where neither births nor numbers are asked for
_SEVERAL = 2
_KIN = re.compile(r"\b(?:brother|sister|sibling|cousin|friend)s?\b", re.IGNORECASE)
_OTHERS = re.compile(rf"{_KIN.pattern}|\b(?:parent|carer|mother|father)s?\b", re.IGNORECASE)

Row = tuple[Cell, ...]


def by_pupil(document: Document, words: Vocabulary) -> tuple[Document, ...]:
    """Return the document, or one for each pupil whom a table of it tells of beside others."""
    for place, block in enumerate(document.blocks):
        if not isinstance(block, Grid):
            continue
        told = _columns_of_pupils(without_specimens(block, words), words)
        columns = told | _numbered(block, words) if told else told
        if len(columns) >= _SEVERAL:
            return tuple(
                replace(document, blocks=_in_column(document, columns, at, words))
                for at in sorted(told)
            )
        head, below = _rows_of_pupils(block, words)
        if len(below) >= _SEVERAL and not _is_named_elsewhere(document, block, words):
            others = [row for row in block.rows if row not in below]
            parts = [[row for row in block.rows if row in others or row is one] for one in below]
            return tuple(
                replace(document, blocks=_with(document, place, replace(block, rows=tuple(rows))))
                for rows in parts
                if head in rows
            )
    return (document,)


def _with(document: Document, place: int, grid: Grid) -> tuple[Block, ...]:
    return (*document.blocks[:place], grid, *document.blocks[place + 1 :])


def _asked(cell: Cell, words: Vocabulary) -> str | None:
    """Return what a label asks of a pupil, or of nobody in particular; None for another cell."""
    meaning = words.strict(cell.text)
    of_pupil = meaning is not None and meaning.party in (None, "pupil")
    return meaning.attribute if meaning is not None and of_pupil else None


# --- a column for each ----------------------------------------------------------------------------


def _columns_of_pupils(grid: Grid, words: Vocabulary) -> frozenset[int]:
    """Return the columns that each answer for a pupil; none where one pupil is told of."""
    named: set[int] = set()
    proved: set[int] = set()
    numbers: dict[str, int] = {}
    others: set[int] = set()
    answered: list[frozenset[int]] = []
    is_of_pupil = False
    for row in grid.rows:
        about = _asked(row[0], words) if len(row) > 1 else None
        if not named:
            others.update(cell.column for cell in row[1:] if _OTHERS.search(plain(cell.text)))
        if about is None or any(words.strict(cell.text) for cell in row[1:]):
            continue
        told = [cell for cell in row[1:] if plain(cell.text)]
        answered.append(frozenset(cell.column for cell in told))
        if about in _NAMES:
            named.update(answered[-1])
            is_of_pupil = is_of_pupil or words.party_in(row[0].text)[0] == "pupil"
        elif about in _PROOFS:
            proved.update(cell.column for cell in told if _is_proof(cell))
        if about == "upn":  # one number under two names is one pupil's
            again = {
                c.column for c in told if numbers.setdefault(plain(c.text), c.column) != c.column
            }
            others |= again
    if proved:
        return frozenset(named & proved - others)
    # Parents and schools stand side by side as well.
    alike = is_of_pupil and len(answered) >= _FEWEST_ROWS and len(set(answered)) == 1
    return frozenset(named - others) if alike else frozenset()


def _numbered(grid: Grid, words: Vocabulary) -> frozenset[int]:
    """Return the columns that a row heads with pupils by number: "Pupil 1 | Pupil 2"."""
    for row in grid.rows:
        heads = [(cell.column, words.strict(cell.text)) for cell in row if plain(cell.text)]
        named = {
            column: meaning.ordinal
            for column, meaning in heads
            if meaning and meaning.party == "pupil" and not meaning.attribute and meaning.ordinal
        }
        if len(set(named.values())) >= _SEVERAL:
            return frozenset(named)
    return frozenset()


def _is_proof(cell: Cell) -> bool:
    return sum(letter.isdigit() for letter in plain(cell.text)) >= _FEWEST_DIGITS


def _in_column(
    document: Document, columns: frozenset[int], mine: int, words: Vocabulary
) -> tuple[Block, ...]:
    """Return the blocks with the cells of the other pupils' columns left out."""
    made: list[Block] = []
    for block in document.blocks:
        if isinstance(block, Grid) and any(len(_theirs(r, columns)) > 1 for r in block.rows):
            rows = tuple(
                _cut(row, columns, mine, words) for row in without_specimens(block, words).rows
            )
            made.append(replace(block, rows=tuple(row for row in rows if row)))
        elif isinstance(block, Grid | Line):
            made.append(block)
    return tuple(made)


def _theirs(row: Row, columns: frozenset[int]) -> list[Cell]:
    return [cell for cell in row if cell.column in columns and cell.span == 1]


def _cut(row: Row, columns: frozenset[int], mine: int, words: Vocabulary) -> Row:
    """Return a row as it speaks to one pupil; nothing of one that only heads the columns."""
    theirs = _theirs(row, columns)
    told = [cell for cell in theirs if plain(cell.text)]
    if len(told) >= _SEVERAL:
        if not _labels(row, words):
            return ()
        if len({_is_day(cell) for cell in told}) > 1 or _are_heads(told, words):
            return row  # who signed, and when: a table of its own
    return tuple(cell for cell in row if cell not in theirs or cell.column == mine)


def _are_heads(cells: list[Cell], words: Vocabulary) -> bool:
    asked = [words.strict(cell.text) for cell in cells]
    return None not in asked and len({one.attribute for one in asked if one}) == len(cells)


def _labels(row: Row, words: Vocabulary) -> bool:
    first = words.meaning(row[0].text)
    return first is not None and (first.attribute, first.party) != (None, "pupil")


def _is_day(cell: Cell) -> bool:
    return isinstance(read_day(cell.text), dt.date)


# --- a row for each -------------------------------------------------------------------------------


def _rows_of_pupils(grid: Grid, words: Vocabulary) -> tuple[Row, tuple[Row, ...]]:
    """Return the head of a list of pupils and its rows; none where there is no such list."""
    for at, head in enumerate(grid.rows):
        asks = {cell.column: _asked(cell, words) for cell in head}
        named = [column for column, asked in asks.items() if asked in _NAMES]
        proved = [column for column, asked in asks.items() if asked in _PROOFS]
        if named and proved and all(words.strict(cell.text) for cell in head if plain(cell.text)):
            told = tuple(_told(grid.rows[at + 1 :], named, proved))
            kin = any(_is_kin(cell, named) for row in told for cell in row)
            return head, () if kin else told
    return (), ()


def _is_kin(cell: Cell, named: list[int]) -> bool:
    """Return whether a cell says that a row is about a brother, a sister or a friend."""
    found = _KIN.search if cell.column in named else _KIN.fullmatch
    return found(plain(cell.text)) is not None


def _told(rows: tuple[Row, ...], named: list[int], proved: list[int]) -> Iterator[Row]:
    for row in rows:
        cells = {cell.column: cell for cell in row}
        name = any(at in cells and plain(cells[at].text) for at in named)
        if not name or not any(at in cells and _is_proof(cells[at]) for at in proved):
            return
        yield row


def _is_named_elsewhere(document: Document, list_: Grid, words: Vocabulary) -> bool:
    """Return whether the pupil is told of outside the list, which is then one of brothers."""
    for block in document.blocks:
        if block is list_:
            continue
        rows = block.rows if isinstance(block, Grid) else ()
        texts = [cell.text for row in rows for cell in row]
        texts += [block.text.partition(":")[0]] if isinstance(block, Line) else []
        if any(_asked_of_pupil(text, words) for text in texts):
            return True
    return False


def _asked_of_pupil(text: str, words: Vocabulary) -> bool:
    meaning = words.strict(text)
    if meaning is None or meaning.party not in (None, "pupil"):
        return False
    return meaning.attribute in _PROOFS or (
        meaning.attribute in _NAMES and meaning.party == "pupil"
    )
