"""Rows of answers that a form prints for one of them to be chosen: "YES / NO", "daily | weekly".

Which words forms offer side by side is known; what stands between two of them, or beside one after
a stroke, is an answer too, even where a pen made it unreadable.
"""

# ruff: noqa: PLR2004 - shares of a capital letter's height, beside what they measure

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from parsers.images.answerwords import (
    PARTS,
    TICKS,
    families_of,
    half_of,
    is_box,
    is_part_of_more,
    is_sign,
    other_answer,
    phrase_at,
    squeezed_of,
    without_crumbs,
    words_in,
)
from parsers.images.lettering import Piece, starts_at
from parsers.images.tickboxes import Span

_APART: Final = 12.0  # capitals from one answer to the next


@dataclass(frozen=True, slots=True, repr=False)
class Part:
    """Characters of a piece of print. piece: which of the page's."""

    piece: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, repr=False)
class Option:
    """An answer on offer. text: the word of forms it is, "" for what cannot be read.

    place: from its letters' top to their base. exact: whether it reads as that word, letter by
    letter.
    """

    text: str
    part: Part
    place: Span
    exact: bool
    families: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """The answers to one question, and how far to the left and right a mark is theirs."""

    options: tuple[Option, ...]
    left: int
    right: int
    ticks: tuple[Option, ...] = ()
    signs: tuple[Option, ...] = ()
    cell: Span | None = None
    lost: bool = False  # whether an answer that was printed could not be found

    def misses(self, text: str) -> bool:
        """Return whether a text is another answer to the same question."""
        squeezed = without_crumbs(text)
        said = {squeezed_of(option.text) for option in self.options}
        families = frozenset.intersection(*(o.families for o in self.options if o.text))
        alike = (len(squeezed) == 1) is (max(map(len, said)) == 1)
        return squeezed not in said and alike and bool(families_of(squeezed) & families)


@dataclass(frozen=True, slots=True, repr=False)
class _Item:
    """What stands on a line: an option, a sign between two, or any other word."""

    option: Option
    kind: str  # "option", "sign", "tick", "box" or "word"
    text: str
    cell: int
    sure: bool


def rows_on(
    pieces: Sequence[Piece], cells: Sequence[Span], bands: Sequence[tuple[int, int]]
) -> list[Row]:
    """Return the rows of answers on a page."""
    items = [item for n, piece in enumerate(pieces) for item in _items(n, piece, bands[n], cells)]
    found: list[Row] = []
    lines = _lines(items)
    for line in lines:
        found.extend(replace(row, cell=_home(line, cells)) for row in _runs(line))
    taken = {row.options[0].part for row in found if len(row.options) > 1}
    stacks = _stacks(lines, taken)
    stacked = {option.part for row in stacks for option in row.options}
    return [*(row for row in found if row.options[0].part not in stacked), *stacks]


def _home(line: Sequence["_Item"], cells: Sequence[Span]) -> Span | None:
    return cells[line[0].cell] if line[0].cell >= 0 else None


def _items(n: int, piece: Piece, band: tuple[int, int], cells: Sequence[Span]) -> list[_Item]:
    text, at = piece.spelt.text, piece.spelt.at
    capital = band[1] - band[0]
    shift = starts_at(piece.place)
    home = _cell_of((piece.place[0] + piece.place[2]) // 2, (band[0] + band[1]) // 2, cells)
    found: list[_Item] = []
    words = words_in(text)
    while words:
        taken, phrase, exact = phrase_at(text, words)
        start, end = words[0][0], words[taken - 1][1]
        place = (
            max(piece.place[0], round(shift + at[start] - half_of(text[start]) * capital)),
            band[0],
            min(piece.place[2], round(shift + at[end - 1] + half_of(text[end - 1]) * capital)),
            band[1],
        )
        bare = text[start:end]
        kind = "option" if phrase else "word"
        if not phrase and is_sign(bare):
            kind = "sign"
        elif is_box(bare):
            kind = "box"
        elif not phrase and bare in TICKS:
            kind = "tick"
        option = Option(phrase, Part(n, start, end), place, exact, families_of(phrase))
        sure = min(piece.spelt.sure[start:end]) > 0.8 and len(bare) > 2
        found.append(_Item(option, kind, bare, home, sure))
        words = words[taken:]
    return found


def _cell_of(x: int, y: int, cells: Sequence[Span]) -> int:
    inside = [
        ((c[2] - c[0]) * (c[3] - c[1]), n)
        for n, c in enumerate(cells)
        if c[0] <= x <= c[2] and c[1] <= y <= c[3]
    ]
    return min(inside)[1] if inside else -1


def _lines(items: Sequence[_Item]) -> list[list[_Item]]:
    """Return the items of each line of each cell, from left to right."""
    lines: list[list[_Item]] = []
    for item in sorted(items, key=lambda one: one.option.place[0]):
        place = item.option.place
        for line in lines:
            other = line[-1].option.place
            if item.cell == line[-1].cell and abs(place[3] - other[3]) < 0.45 * (
                place[3] - place[1]
            ):
                line.append(item)
                break
        else:
            lines.append([item])
    return lines


def _runs(line: list[_Item]) -> list[Row]:
    """Return the rows of one line: answers of one family, and what stands between or after."""
    found: list[Row] = []
    at = 0
    while at < len(line):
        if line[at].kind != "option":
            at += 1
            continue
        stop, run, lost = _run_from(line, at)
        if len(run) > 1 and _asks(line, stop):
            at = stop  # "M or F:" asks; it offers nothing to mark
            continue
        if len(run) > 1 or at > 0:
            run = [*_before(line, at), *run]
        offers = len(run) > 1 or lost or _stands_alone(line, at) or _is_boxed(line, at)
        lost = lost or _is_cut(line, at) or _is_part_of_more(run)
        if offers:
            found.append(_row(run, line, lost=lost))
        at = stop
    return found


def _run_from(line: list[_Item], first: int) -> tuple[int, list[_Item], bool]:
    """Return where a row ends that begins with an answer, its answers, and whether one is lost."""
    run = [line[first]]
    families = line[first].option.families
    slash = False
    last = first
    for n in range(first + 1, len(line)):
        item = line[n]
        capital = item.option.place[3] - item.option.place[1]
        if item.option.place[0] - run[-1].option.place[2] > _APART * capital or item.text == ":":
            break
        if _is_same_phrase(line[n - 1], item) or item.kind == "box":
            break
        if item.kind == "sign":
            slash = slash or item.text in "/\\"
        elif item.kind == "option":
            if not families & item.option.families or item.option.text in {
                one.option.text for one in run
            }:
                break
            families &= item.option.families
            run.append(item)
            last, slash = n, False
        elif item.kind == "word":
            if _asks(line, n + 1) or not (slash or _goes_on(line, n, families, run)):
                break
            line[n] = _named(item, families, run)
            run.append(line[n])
            if slash:
                last, slash = n, False
    return last + 1, run, slash


def _named(item: _Item, families: frozenset[int], run: Sequence[_Item]) -> _Item:
    """Return a word between answers as the one it was misread from, if it is like any other."""
    text = other_answer(item.text, families, frozenset(one.option.text for one in run))
    option = replace(item.option, text=text, families=families_of(text) if text else frozenset())
    return replace(item, option=option)


def _asks(line: Sequence[_Item], at: int) -> bool:
    """Return whether a colon stands there: what comes before it is a caption."""
    return at < len(line) and line[at].text == ":"


def _is_boxed(line: Sequence[_Item], at: int) -> bool:
    """Return whether an answer has a box of its own, typed beside it: it is told by that alone."""
    return any(one.kind == "box" for one in (*line[max(0, at - 1) : at], *line[at + 1 : at + 2]))


def _is_same_phrase(one: _Item, other: _Item) -> bool:
    """Return whether two longer words stand no further apart than words of one phrase do."""
    if not {one.kind, other.kind} <= {"option", "word"} or min(len(one.text), len(other.text)) < 4:
        return False
    capital = one.option.place[3] - one.option.place[1]
    return other.option.place[0] - one.option.place[2] < 0.6 * capital


def _before(line: Sequence[_Item], first: int) -> list[_Item]:
    """Return the one word before a row's first answer, if a stroke stands between."""
    at = first
    while at and line[at - 1].kind == "sign" and line[at - 1].text != ":":
        at -= 1
    parted = any(item.text in "/|" for item in line[at:first])
    return [line[at - 1]] if parted and at and line[at - 1].kind == "word" else []


def _goes_on(line: Sequence[_Item], n: int, families: frozenset[int], run: Sequence[_Item]) -> bool:
    """Return whether another answer of the same question follows a word."""
    for item in line[n + 1 : n + 4]:
        if item.text in {":", "?"}:
            return False
        if item.kind == "option":
            said = {one.option.text for one in run}
            return bool(families & item.option.families) and item.option.text not in said
    return False


def _is_cut(line: Sequence[_Item], first: int) -> bool:
    """Return whether a stroke stands before the first answer, and no word before that."""
    return first > 0 and line[first - 1].text in {"/", "|"} and not _before(line, first)


def _is_part_of_more(run: Sequence[_Item]) -> bool:
    """Return whether only some of the answers are there that forms print all together.

    A word among them that could not be read is the one that is missing.
    """
    unread = any(not item.option.text and len(item.text) > 2 for item in run)
    return not unread and is_part_of_more(
        frozenset(item.option.text for item in run if item.option.text)
    )


def _stands_alone(line: Sequence[_Item], at: int) -> bool:
    """Return whether an answer is no word of a sentence: after a caption, or by itself."""
    before = next((one for one in reversed(line[:at]) if one.kind != "tick"), None)
    after = next((one for one in line[at + 1 :] if one.kind not in {"tick", "sign"}), None)
    clear = (before is None or before.kind == "sign") and (after is None or not after.sure)
    return clear and line[at].option.exact


def _row(run: Sequence[_Item], line: Sequence[_Item], *, lost: bool) -> Row:
    left, right = run[0].option.place[0], run[-1].option.place[2]
    capital = run[0].option.place[3] - run[0].option.place[1]
    far = round(3 * capital)
    others = [one.option for one in line if one not in run and one.kind in {"option", "word"}]
    before = [one.place[2] for one in others if one.place[2] <= left]
    after = [one.place[0] for one in others if one.place[0] >= right]
    reach = max([left - far, *before]), min([right + far, *after])
    near = [
        one for one in line
        if reach[0] < one.option.place[2] and one.option.place[0] < reach[1]
    ]  # fmt: skip
    return Row(
        tuple(one.option for one in run),
        *reach,
        ticks=tuple(one.option for one in near if one.kind == "tick"),
        signs=tuple(
            one.option
            for one in near
            if one.kind == "sign" and one.text in PARTS and not _is_of_a_hint(one, line, run)
        ),
        lost=lost,
    )


def _is_of_a_hint(sign: _Item, line: Sequence[_Item], run: Sequence[_Item]) -> bool:
    """Return whether a bracket is of what is printed in brackets before the answers or after."""
    first, last = line.index(run[0]), line.index(run[-1])
    if sign in line[:first]:
        return sign.text == ")" and any("(" in one.text for one in line[:first])
    after = [one.text for one in line[last + 1 :]]
    words = after[: after.index(")")] if ")" in after else []
    return sign in line[last + 1 :] and sign.text == "(" and "(" in words[:-1]


def _stacks(lines: Sequence[Sequence[_Item]], taken: set[Part]) -> list[Row]:
    """Return the rows whose answers stand one under another in a cell, or in a column of lines."""
    single = sorted(
        (line for line in lines if _is_single(line) and _only(line).option.part not in taken),
        key=lambda line: line[0].option.place[3],
    )
    stacks: list[list[_Item]] = []
    for line in single:
        item = _only(line)
        place = item.option.place
        capital = place[3] - place[1]
        for stack in stacks:
            other = stack[-1].option
            if (
                item.cell == stack[-1].cell
                and abs(other.place[0] - place[0]) < 1.2 * capital
                and 0 < place[3] - other.place[3] < 4 * capital
                and other.families & item.option.families
            ):
                stack.append(item)
                break
        else:
            stacks.append([item])
    found = []
    for stack in stacks:
        if len(stack) > 1:
            places = [one.option.place for one in stack]
            capital = places[0][3] - places[0][1]
            found.append(
                Row(
                    tuple(one.option for one in stack),
                    min(place[0] for place in places) - 3 * capital,
                    max(place[2] for place in places) + 3 * capital,
                    lost=_is_part_of_more(stack) or _is_uneven(places),
                )
            )
    return found


def _is_uneven(places: Sequence[Span]) -> bool:
    """Return whether one line of a stack stands further down than the others: one is lost."""
    steps = [below[3] - above[3] for above, below in pairwise(places)]
    return max(steps) > 1.6 * min(steps)


def _is_single(line: Sequence[_Item]) -> bool:
    words = [one for one in line if one.kind in {"option", "word"}]
    return len(words) == 1 and words[0].kind == "option"


def _only(line: Sequence[_Item]) -> _Item:
    return next(one for one in line if one.kind == "option")
