"""Tables with an option in each row, a column for the tick, and often one for the option's day.

"Return to original school: date of return | x | 12/10/2026": the tick chooses the row's option, and
the day is what the option's own words ask for. A row that is not ticked and holds a day is asked of
no less: the reader of the fields decides what a day without its tick is worth.
"""

# ruff: noqa: PLR2004 - counts of cells, beside what they count
# ruff: noqa: RUF001 - the characters that schools type

import datetime as dt
import re

from parsers.choices import option_of, option_words
from parsers.labels.vocabulary import Meaning
from parsers.layouts.headers import head_over
from parsers.layouts.running import cleaned, segments
from parsers.layouts.units import Unit
from parsers.layouts.walk import Walk
from parsers.marks import is_mark
from parsers.pairs import DOUBTFUL, EMPTY, PENNED, TICKED, Line, one_line, plain, typed
from parsers.values import read_day

_TICK_HEAD = re.compile(
    r"(?:please )?(?:tick|ticked|mark|cross|x|✓|✔|☒|☐|√|y/n|select(?:ed)?)"
    r"(?: (?:one|box|here|one box|one only|as appropriate|\(one\)))*",
    re.IGNORECASE,
)
_FEWEST_OPTIONS = 2


def read_tick_rows(walk: Walk, header: list[Unit], rows: list[list[Unit]]) -> int:
    """Read rows of options under a header with a column for ticks. Return how many were read."""
    at = next((u for u in header if _TICK_HEAD.fullmatch(plain(u.text).strip(" :?()"))), None)
    if at is None or at is header[0]:
        return 0
    options = walk.words.options_of("outcome")
    taken: list[tuple[Unit, Unit | None, list[Unit]]] = []
    for row in rows:
        mark = next((u for u in row if head_over([at], u.cell) is not None), None)
        if option_of(row[0].text, options) is None or (mark is not None and not _markable(mark)):
            break
        taken.append((row[0], mark, [u for u in row[1:] if u is not mark]))
    if len(taken) < _FEWEST_OPTIONS:
        return 0
    lines = []
    for option, mark, others in taken:
        ticked = mark is not None and is_mark(mark.text) is True
        lines.append(f"{TICKED if ticked else EMPTY} {one_line(option.text)}")
        for other in others:
            head = head_over(header, other.cell)
            if head is not None and head.asks == "date":
                _dated(walk, option, other)
    walk.lone_tick(
        Line(text="\n".join(lines), where=taken[0][0].cell.where, how=taken[0][0].cell.how)
    )
    return len(taken)


def marks_follow(row: list[Unit]) -> bool:
    """Return whether the boxes of a row stand after their options: it begins with an option."""
    last = row[-1].sort == "blank" or is_mark(row[-1].text) is not None
    return last and row[0].sort != "blank" and is_mark(row[0].text) is None


def _only_outcomes(walk: Walk, row: list[Unit]) -> bool:
    """Return whether a row holds nothing but outcomes and their boxes."""
    said = [u.text for u in row if u.sort != "blank" and is_mark(u.text) is None]
    options = walk.words.options_of("outcome")
    return len(said) >= _FEWEST_OPTIONS and all(option_of(text, options) for text in said)


def option_beside(walk: Walk, row: list[Unit], at: int) -> bool:
    """Take an option with its tick in the next cell, before or after it."""
    if at + 1 >= len(row):
        return False
    this, after = row[at], row[at + 1]
    follow = marks_follow(row)
    both = ((this, after), (after, this))
    for mark, option in both[1:] if follow else both:
        ticked = is_mark(mark.text)
        # an empty cell is a box only where nothing else is asked beside it ("Extended to |  |")
        boxed = mark is this or (follow and (option.meaning is None or _only_outcomes(walk, row)))
        if ticked is None and not (mark.sort == "blank" and walk.hint == "outcome" and boxed):
            continue
        if mark is this and mark.sort == "blank" and at and row[at - 1].sort == "blank":
            continue  # "| | Last day attended |": the row goes on with the option above it
        if option.sort in ("field", "blank") or is_mark(option.text) is not None:
            continue
        words = plain(option.text)
        pairs = option.pairs if option.sort != "value" else segments(option.text, walk.words)
        dated = any(not value or re.search(r"\d", value) for _, _, value in pairs)
        words = option_words(words) if dated else words
        text = f"{TICKED if ticked else EMPTY} {words}"
        line = Line(text=text, where=mark.cell.where, how=mark.cell.how)
        if not walk.lone_tick(line):
            continue
        if option.sort == "inline":
            return not dated  # what it asks is read as in any other cell
        for meaning, label, value in pairs if dated else ():
            walk.answer(meaning, label, value, option.cell)
        return True
    return False


def outcomes_ticked(walk: Walk, row: list[Unit]) -> bool:
    """Read a row of which each cell holds an outcome and its box: "successful ☐ | extended ☒"."""
    options = walk.words.options_of("outcome")
    lines = []
    for text in (one_line(unit.text) for unit in row):
        found = [mark for mark in (TICKED, EMPTY) if mark in text]
        words = text.replace(TICKED, "").replace(EMPTY, "").strip()
        doubted = DOUBTFUL in text or PENNED in text or len(found) != 1
        if doubted or option_of(words, options) is None:
            return False
        lines.append(f"{found[0]} {words}")
    first = row[0].cell
    line = Line(text="\n".join(lines), where=first.where, how=first.how)
    return len(row) >= _FEWEST_OPTIONS and walk.lone_tick(line)


def ticks_first(walk: Walk, row: list[Unit]) -> bool:
    """Read a row of boxes each of which stands before its label."""
    marks = [is_mark(unit.text) is not None for unit in row]
    if len(row) < 4 or not marks[0] or sum(marks) < 2:
        return False
    if any(marks[at] and at + 1 < len(row) and marks[at + 1] for at in range(len(row))):
        return False
    for at, unit in enumerate(row[:-1]):
        after = row[at + 1]
        if not marks[at] or option_beside(walk, row, at):
            continue
        if after.meaning is not None and after.asks is not None:
            walk.answer(after.meaning, plain(after.text), unit.text, unit.cell)
    return True


def loose_value(walk: Walk, unit: Unit, after: Unit | None) -> None:
    """Read what a value without a label holds: an option ticked in the cell beside it."""
    text = unit.text
    day = plain(after.text) if after is not None and after.sort == "value" else ""
    if re.search(r"\breview", text, re.IGNORECASE) and isinstance(read_day(day), dt.date):
        # A review's day whose label is not known: one review too few is asked about, not taken.
        walk.answer(Meaning("review"), plain(text), plain(text), unit.cell)
    if TICKED in text or EMPTY in text:
        walk.lone_tick(Line(text=text, where=unit.cell.where, how=unit.cell.how))


def under_options(values: list[Unit], options: dict[int, str]) -> str:
    """Return ticks in columns as ticked options, by the words that head their columns.

    A tick whose column is not headed could mean anything, so it is made to mean nothing.
    """
    return " ".join(
        f"{TICKED if is_mark(one.text) else EMPTY} {options.get(one.cell.column, '?')}"
        for one in values
    )


def _markable(unit: Unit) -> bool:
    """Return whether a cell holds a tick, an empty box or nothing."""
    return is_mark(unit.text) is not None or not typed(unit.text)


def _dated(walk: Walk, option: Unit, day: Unit) -> None:
    """Take the day beside an option for what the option's words ask."""
    words = one_line(option.text)
    parts = [part.strip() for part in re.split(r":|\s[-–—]\s|;|,|\(|\)", words) if part.strip()]
    for part in (*reversed(parts), words):
        meaning = walk.words.strict(part)
        if meaning is not None and meaning.attribute is not None:
            walk.answer(meaning, words, cleaned(day.text), day.cell)
            return
