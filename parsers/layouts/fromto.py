"""A form that says "From:" and "To:" of two schools, and means the home and the receiving school.

A mail, a timetable and a trial have their From and To as well, so both must stand there, and both
must name a school.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from parsers.pairs import Block, Cell, Grid, Line, plain

_SIDES = {"from": "Home school", "to": "Receiving school"}
_SCHOOL = re.compile(r"\b(?:school|academy|college|grammar|pru|high|primary)\b", re.IGNORECASE)
_LINE = re.compile(r"\s*(from|to)\s*:\s*(\S[^\n\t]*)", re.IGNORECASE)
_CELL = re.compile(r"\s*(from|to)\s*:?\s*", re.IGNORECASE)
_IN_CELL = re.compile(r"\s*(from|to)\s*[:\n]\s*(\S[^\n\t]*)", re.IGNORECASE)
_ASIDE = re.compile(r"\(\s*(from|to)\s*\)", re.IGNORECASE)


def from_and_to(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return the blocks with From and To made the schools that they stand for."""
    kept = tuple(blocks)
    told = [side for block in kept for side, text in _sides(block) if _is_school(text)]
    if sorted(told) != sorted(_SIDES):
        return kept
    return tuple(_named(block) for block in kept)


def _is_school(text: str) -> bool:
    return _SCHOOL.search(plain(text)) is not None and "@" not in text


def _sides(block: Block) -> Iterator[tuple[str, str]]:
    """Yield "from" and "to", each with what stands there."""
    if isinstance(block, Line):
        found = _LINE.fullmatch(plain(block.text))
        if found:
            yield found[1].casefold(), found[2]
    elif isinstance(block, Grid):
        for row in block.rows:
            for cell, after in pairwise((*row, None)):
                said = _CELL.fullmatch(plain(cell.text)) if cell else None
                own = _IN_CELL.fullmatch(plain(cell.text)) if cell else None
                if said and after:
                    yield said[1].casefold(), after.text
                elif own:
                    yield own[1].casefold(), own[2]


def _named(block: Block) -> Block:
    if isinstance(block, Line):
        found = _LINE.fullmatch(plain(block.text))
        if found and _is_school(found[2]):
            return replace(block, text=f"{_SIDES[found[1].casefold()]}: {found[2]}")
        return replace(block, text=_ASIDE.sub(_school, block.text))
    if isinstance(block, Grid):
        return replace(block, rows=tuple(tuple(_row(row)) for row in block.rows))
    return block


def _row(row: tuple[Cell, ...]) -> Iterator[Cell]:
    for cell, after in zip(row, (*row[1:], None), strict=True):
        said, own = _CELL.fullmatch(plain(cell.text)), _IN_CELL.fullmatch(plain(cell.text))
        if own and _is_school(own[2]):
            yield replace(cell, text=f"{_SIDES[own[1].casefold()]}: {own[2]}")
        elif said and after is not None and _is_school(after.text):
            yield replace(cell, text=_SIDES[said[1].casefold()])
        else:
            yield replace(cell, text=_ASIDE.sub(_school, cell.text))


def _school(found: re.Match[str]) -> str:
    return f"({_SIDES[found[1].casefold()]})"
