"""Tables whose labels are small print under the answers, as on paper with lines to write on.

"Jarvis", and under it "Surname of pupil": where all of a table's columns are written so, each is
put as a label with its answer beside it. Else the next row would be taken for what answers it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from parsers.labels.attributes import TOLD
from parsers.labels.vocabulary import Vocabulary
from parsers.layouts.units import is_relation
from parsers.pairs import FIELD, PICTURE, Block, Cell, Grid, Line, parts_of, plain

_FEWEST = 3  # cells with a caption that show how a table is written
_MANY = 6  # cells with a caption that show how a whole form is written
_MOST = 0.6  # of its cells with several lines
_SMALL = 0.95  # of the height of an answer: smaller print
_HIGH = 2.5  # heights of a caption by which a signature stands over it
_TOP = 2  # rows, of which the first may hold the form's title
_IN_BRACKETS = re.compile(r"\s*\([^)]*\)")
_ASIDE = re.compile(r"\s*[(:]")
_Row = tuple[Cell, ...]


def uncaptioned(blocks: Iterable[Block], words: Vocabulary) -> tuple[Block, ...]:
    """Return the blocks, each table whose answers stand over their labels put the other way."""
    made: list[Block] = []
    every = tuple(blocks)
    throughout = _is_throughout(every, words)
    for one in every:
        if isinstance(one, Line):
            made.append(one if not throughout else _over_caption(made, one, words) or one)
            continue
        block = _with_line_over(made, one, words) if throughout and isinstance(one, Grid) else one
        rows = _rows_with_captions(block, words) if isinstance(block, Grid) else None
        if rows is None and isinstance(block, Grid) and throughout:
            rows = _rows_by_cells(block, words) or _closed(list(block.rows), words) or None
        if rows is None or not isinstance(block, Grid):
            made.append(block)
            continue
        if rows and _all_ask(rows[0], words):
            rows = [_with_lines(made, rows[0], words), *rows[1:]]
        while rows and not any(_caption(cell.text, words) for cell in rows[0]):
            made += [Line(text=c.text, where=c.where, how=c.how, heading=True)
                     for c in rows.pop(0) if plain(c.text)]  # fmt: skip
        made.append(replace(block, rows=tuple(tuple(_beside(row, words)) for row in rows)))
    return tuple(made)


def _is_throughout(blocks: tuple[Block, ...], words: Vocabulary) -> bool:
    """Return whether a whole form has its labels under its answers: most cells show it."""
    tables = [_rows_with_captions(b, words) or [] for b in blocks if isinstance(b, Grid)]
    if sum(_caption(c.text, words) is not None for t in tables for r in t for c in r) >= _MANY:
        return True
    cells = [part.text for part in parts_of(blocks) if isinstance(part, Cell)]
    lines = [text for text in cells if "\n" in text]
    under = [text for text in lines if _caption(text, words)]
    return len(under) >= _MANY and len(under) >= _MOST * len(lines)


def _rows_by_cells(grid: Grid, words: Vocabulary) -> list[_Row] | None:
    """Return the rows of a table as they read cell by cell, without what no label ends."""
    rows: list[_Row] = []
    for row in grid.rows:
        kept = [c for c in row if _caption(c.text, words)]
        bare = [c for c in row if "\n" not in c.text and _asks(c.text, words)]
        blank = [replace(c, text=f"\n{c.text}") for c in bare] if kept else bare
        rows.append(tuple(sorted((*kept, *blank), key=lambda cell: cell.column)) or row)
    return rows if any(_caption(c.text, words) for row in rows for c in row) else None


def _with_line_over(made: list[Block], grid: Grid, words: Vocabulary) -> Grid:
    """Return a table with the line that stands over one of its captions, and over no answer.

    A signature stands a little higher than the name and the day beside it.
    """
    line, first = made[-1] if made else None, grid.rows[0]
    if not isinstance(line, Line) or line.heading or _asks(line.text, words):
        return grid
    labels = next((row for row in grid.rows[:2] if _all_ask(row, words)), ())
    above = () if labels is first else first
    if not above and all(isinstance(one, Line) for one in made[-len(labels) :]):
        return grid  # a line over each, which `_with_lines` takes
    place = line.where.box
    for cell in labels:
        box = cell.where.box
        if place is None or box is None or any(one.column == cell.column for one in above):
            continue
        put = replace(cell, text=line.text, where=line.where, how=line.how)
        if _overlap(cell, put) and 0 <= box[1] - place[3] + 1 < _HIGH * (box[3] - box[1]):
            made.pop()
            row = tuple(sorted((*above, put), key=lambda one: one.column))
            return replace(grid, rows=(row, *grid.rows[bool(above) :]))
    return grid


def _over_caption(made: list[Block], line: Line, words: Vocabulary) -> Grid | None:
    """Return a label in small print beside the lines over it, which are taken; None for others."""
    label = _IN_BRACKETS.sub("", line.text)
    asked = words.meaning(label) if not line.heading and ":" not in label else None
    if asked is None or asked.attribute is None:
        return None
    over: list[Line] = []
    while made and isinstance(above := made[-1], Line):
        below = over[0] if over else line
        if above.heading or not _stands_on(above, below) or words.meaning(above.text) is not None:
            break
        alike = not over or abs(_height(above) - _height(below)) < 1
        if not alike or (over and asked.attribute not in (*TOLD, "address")):
            break
        over.insert(0, above)
        made.pop()
    if not over or _height(line) > _SMALL * _height(over[0]):
        made += over
        return None
    caption = Cell(text=label, where=line.where, how=line.how, column=0)
    answer = "\n".join(one.text for one in over)
    place = Cell(text=answer, where=over[0].where, how=line.how, column=1)
    return Grid(rows=((caption, place),), where=line.where)


def _stands_on(above: Line, below: Line) -> bool:
    """Return whether a line stands right over another, with hardly a space between."""
    over, under = above.where.box, below.where.box
    if over is None or under is None or above.where.page != below.where.page:
        return False
    return -1 < under[1] - over[3] < _height(above) and abs(under[0] - over[0]) < _height(above)


def _height(line: Line) -> float:
    return line.where.box[3] - line.where.box[1] if line.where.box else 0.0


def _rows_with_captions(grid: Grid, words: Vocabulary) -> list[_Row] | None:
    """Return the rows with each answer over its caption in one cell; None for any other table."""
    rows = [row for row in grid.rows if any(plain(cell.text) for cell in row)]
    rows = _over_their_captions(_unglued(rows, words), words)
    titled = bool(rows) and any(words.title_kinds(plain(cell.text)) for cell in rows[0])
    for top in range(int(titled), min(_TOP, len(rows))):
        found = _closed(rows[top:], words)
        cells = [cell for row in found for cell in row if _caption(cell.text, words)]
        if len(found) > 1 and len(cells) >= _FEWEST:
            return [*rows[:top], *found]
    return None


def _over_their_captions(rows: list[_Row], words: Vocabulary) -> list[_Row]:
    """Return rows with each answer in the column of the caption that it stands over.

    A signature begins where the pen did, and not where its line does.
    """
    made = list(rows)
    for at, (above, labels) in enumerate(pairwise(rows)):
        if not _all_ask(labels, words):
            continue
        columns = {cell.column for cell in labels} & {cell.column for cell in above}
        free = [cell for cell in labels if cell.column not in columns]
        for cell in (one for one in above if one.column not in columns):
            under = next((one for one in free if _overlap(one, cell)), None)
            if under is not None:
                free.remove(under)
                put = replace(cell, column=under.column)
                made[at] = tuple(put if one is cell else one for one in made[at])
        made[at] = tuple(sorted(made[at], key=lambda one: one.column))
    return made


def _overlap(one: Cell, other: Cell) -> bool:
    first, second = one.where.box, other.where.box
    if first is None or second is None:
        return False
    return min(first[2], second[2]) > max(first[0], second[0])


def _unglued(rows: list[_Row], words: Vocabulary) -> list[_Row]:
    """Return rows whose captions were put with the answers under them, parted again.

    That they were shows at both ends: nothing asks over the first answers, nothing answers the last
    captions.
    """
    if len(rows) <= _FEWEST or _any_asks(rows[0], words) or not _all_ask(rows[-1], words):
        return rows
    made = [rows[0]]
    for row in rows[1:-1]:
        parts = [cell.text.partition("\n") for cell in row]
        if not all(label and value and _asks(label, words) for label, _, value in parts):
            return rows
        made.append(tuple(replace(c, text=part[0]) for c, part in zip(row, parts, strict=True)))
        made.append(tuple(replace(c, text=part[2]) for c, part in zip(row, parts, strict=True)))
    return [*made, rows[-1]]


def _any_asks(row: _Row, words: Vocabulary) -> bool:
    return any(_asks(cell.text, words) for cell in row)


def _closed(rows: list[_Row], words: Vocabulary) -> list[_Row]:
    """Return rows whose every column ends with a caption; none where a column does not."""
    made: list[_Row] = []
    open_: dict[int, Cell] = {}
    for row in rows:
        ended = {at for at, cell in open_.items() if _caption(cell.text, words)}
        told = any(_caption(cell.text, words) for cell in row)
        if not open_ and not told and _all_ask(row, words):
            if made:
                return []  # labels that stand under nothing: the table is no such one
            made.append(row)
            continue
        before = bool(open_)
        for cell in (one for one in row if plain(one.text) or PICTURE in one.text):
            if cell.column in ended:
                return []
            above = open_.get(cell.column)
            text = f"{above.text}\n{cell.text}" if above else cell.text
            open_[cell.column] = replace(above or cell, text=text)
        ended = {at for at, cell in open_.items() if _caption(cell.text, words)}
        if before and not ended:
            return []  # two rows of answers, or a row of titles over them
        alone = {at for at, cell in open_.items() if at not in ended and _asks(cell.text, words)}
        if ended and ended | alone == set(open_):
            made.append(_answered([cell for _, cell in sorted(open_.items())], alone))
            open_ = {}
    return [] if open_ else made


def _answered(cells: list[Cell], alone: set[int]) -> _Row:
    """Return cells with their captions. Words that run over two captions answer neither."""
    made: list[Cell] = []
    for cell, after in pairwise((*cells, None)):
        if cell is None:
            continue
        bare = cell.column in alone
        runs_on = after is not None and after.column in alone and not _ends_before(cell, after)
        if not bare and runs_on:
            made.append(replace(cell, text="\n" + cell.text.rsplit("\n", 1)[-1]))
        else:
            made.append(replace(cell, text=f"\n{cell.text}") if bare else cell)
    return tuple(made)


def _ends_before(cell: Cell, after: Cell) -> bool:
    """Return whether a cell's words are known to end before another's begin."""
    first, second = cell.where.box, after.where.box
    return first is not None and second is not None and first[2] < second[0]


def _all_ask(row: _Row, words: Vocabulary) -> bool:
    full = [cell for cell in row if plain(cell.text)]
    return bool(full) and all(_asks(cell.text, words) for cell in full)


def _with_lines(made: list[Block], labels: _Row, words: Vocabulary) -> _Row:
    """Return a table's first captions with their answers, which stood over the table as lines."""
    count = len(labels)
    lines = [block for block in made[-count:] if isinstance(block, Line) and not block.heading]
    titled = any(words.title_kinds(line.text) or _asks(line.text, words) for line in lines)
    if len(lines) < count or titled:
        return tuple(replace(cell, text=f"\n{cell.text}") for cell in labels)
    del made[-count:]
    return tuple(
        replace(cell, text=f"{line.text}\n{cell.text}")
        for line, cell in zip(lines, labels, strict=True)
    )


def _asks(text: str, words: Vocabulary) -> bool:
    return bool(plain(text)) and FIELD not in text and words.meaning(text) is not None


def _caption(text: str, words: Vocabulary) -> tuple[str, str] | None:
    """Return the answer and the label under it; None where no label ends the cell, or begins it."""
    lines = text.rstrip().split("\n")
    typed = FIELD in lines[0] or not plain(lines[0])
    known = None if typed else words.strict(lines[0])
    under = words.meaning(lines[1]) if len(lines) > 1 else None
    if known is not None and known.attribute is None and under is not None:
        known = None if under.attribute == "relationship" else known  # "Carer" is an answer there
    if known is not None and under is not None and not is_relation(known):
        known = None if words.is_offered(under.attribute, lines[0]) else known
    if known is not None and not is_relation(known):
        return None
    for at in range(1, len(lines)):
        label = " ".join(lines[at:])
        if label.startswith("(") and label.endswith(")"):
            label = label[1:-1]
        if FIELD in label:
            continue  # a caption is print: "UPN: " with its field behind it is no caption
        if words.meaning(label) is not None and not _answers_itself(label, words):
            return "\n".join(lines[:at]), label
    return None


def _answers_itself(label: str, words: Vocabulary) -> bool:
    """Return whether a label has its one answer behind it: "Relationship: Mother"."""
    tail = re.search(r":\s*(\w[^,/]*)$", label)
    if tail is None:
        return False
    return words.strict(label) is None or is_relation(words.strict(tail[1]))


def _beside(row: _Row, words: Vocabulary) -> Iterator[Cell]:
    """Yield the cells of a row as labels, each with its answer in the cell after it."""
    for number, cell in enumerate(row):
        found = _caption(cell.text, words)
        label = found[1] if found else cell.text
        if found or _asks(cell.text, words):
            head = _ASIDE.split(label, maxsplit=1)[0]
            label = head if words.strict(head) == words.meaning(label) else label
            answer = found[0] if found else ""
            yield replace(cell, text=label, column=2 * number, span=1)
            yield replace(cell, text=answer, column=2 * number + 1, span=1)
        else:
            yield replace(cell, column=2 * number, span=2)
