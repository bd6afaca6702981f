"""Forms bound together in one document, parted: an agreement with its outcome form on the back.

A title parts a document where what stands before it and what follows are each a form by
themselves, for a form may print its own title twice. An outcome form on the back of an agreement
often names no pupil and no school again: it is known by asking what another kind of form asks, and
the one before it says whose it is.
"""

# ruff: noqa: PLR2004 - counts of words, beside what they count

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from parsers.labels.vocabulary import Vocabulary
from parsers.layouts.answers import Answer, answers_in, has_answer
from parsers.pairs import Block, Document, Line, Pair, plain, text_of
from parsers.particulars.asked import Asked
from parsers.particulars.kinds import ENOUGH, most_asked, tells_of


@dataclass(frozen=True, slots=True, repr=False)
class Bound:
    """One of the forms of a document. behind: the form on whose back it stands, if it needs one."""

    document: Document
    behind: Document | None = None


def parted(document: Document, words: Vocabulary) -> list[Bound]:
    """Return the forms bound together in one document, each by itself."""
    blocks = document.blocks
    cuts = [
        at
        for at, block in enumerate(blocks)
        if isinstance(block, Line)
        and len(plain(block.text).split()) <= 10
        and any(kind != "other" for kind in words.title_kinds(block.text))
    ]
    pieces: list[Sequence[Block]] = []
    lenders: list[int | None] = [None]  # of each piece, the one that says for it whose form it is
    start = 0
    for number, cut in enumerate(cuts):
        here, end = blocks[start:cut], (*cuts, len(blocks))[number + 1]
        lender = lenders[-1] if lenders[-1] is not None else len(pieces)
        front = here if lender == len(pieces) else pieces[lender]
        if not _whole(front, words):
            continue
        if _is_on_the_back(front, blocks[cut:end], words):
            lenders.append(lender)
        elif _whole(blocks[cut:], words):
            lenders.append(None)
        else:
            continue
        pieces.append(here)
        start = cut
    pieces.append(blocks[start:])
    if len(pieces) == 1:
        return [Bound(document)]
    made = [replace(document, blocks=tuple(piece)) for piece in _with_own_fields(pieces)]
    return [
        Bound(one, None if lender is None else made[lender])
        for one, lender in zip(made, lenders, strict=True)
    ]


def _is_on_the_back(front: Sequence[Block], back: Sequence[Block], words: Vocabulary) -> bool:
    """Return whether a part asks what another kind of form asks, as its title says.

    Where that was left blank and the rest was not, it is a part of the form before it: who agrees
    may sign below.
    """
    if _whole(back, words):
        return False
    asked = _asked_in(back, words)
    _, kind = most_asked(asked)
    score, other = most_asked(_asked_in(front, words))
    if score < ENOUGH or "other" in {kind, other} or kind == other:
        return False
    if kind not in words.title_kinds(text_of(back[:1])) or kind in _titles(front, words):
        return False
    said = [one.attribute for one in asked.answers if has_answer(one)]
    return not said or any(tells_of(kind, one) for one in said)


def _titles(blocks: Sequence[Block], words: Vocabulary) -> set[str]:
    lines = (plain(block.text) for block in blocks if isinstance(block, Line))
    return {kind for line in lines for kind in words.title_kinds(line)}


def lent(front: Asked, back: Asked) -> tuple[Answer, ...]:
    """Return the answers of a form that say whose the one on its back is.

    What the back says itself it is not lent; nothing, where it names another pupil.
    """
    named = _name(back)
    if named and named != _name(front):
        return ()
    said = {one.party for one in back.of("school") if has_answer(one)}
    schools = [one for one in front.of("school", "school_below") if one.party not in said]
    is_known = named or any(has_answer(one) for one in back.of("dob", "upn"))
    pupil = () if is_known else (*_names(front), *front.of("dob", "upn"))
    return (*pupil, *schools)


def _names(asked: Asked) -> tuple[Answer, ...]:
    whole, parts = asked.of("full_name", party="pupil"), asked.of("surname", "forename")
    return (*whole, *(one for one in parts if one.party in {"pupil", None}))


def _name(asked: Asked) -> set[str]:
    """Return the words of the pupil's name."""
    said = " ".join(plain(one.text) for one in _names(asked) if has_answer(one))
    return set(re.findall(r"\w+", said.casefold()))


def _with_own_fields(pieces: Sequence[Sequence[Block]]) -> list[list[Block]]:
    """Return the pieces each with the fields that stand on its own pages, below its own title.

    What a file ties to a label follows all that is printed: a field of the first form, left blank
    in the second, would answer there too.
    """
    made: list[list[Block]] = [
        [block for block in piece if not isinstance(block, Pair)] for piece in pieces
    ]
    starts = [_height(piece[0]) if piece else (0, 0.0) for piece in made]
    for pair in (block for piece in pieces for block in piece if isinstance(block, Pair)):
        place = _height(pair)
        at = max((n for n, start in enumerate(starts) if start <= place), default=0)
        made[at].append(pair)
    return made


def _height(block: Block) -> tuple[int, float]:
    """Return the page on which a block stands, and how far from its top."""
    return block.where.page or 0, block.where.box[1] if block.where.box else 0.0


def _whole(blocks: Sequence[Block], words: Vocabulary) -> bool:
    """Return whether the blocks are a form by themselves: they ask for a pupil and both schools."""
    asked = _asked_in(blocks, words)
    sides = {one.party for one in asked.of("school")}
    pupil = asked.of("full_name", party="pupil") or asked.of("surname")
    return bool(pupil) and len(sides & {"home", "receiving", "host"}) == 2


def _asked_in(blocks: Sequence[Block], words: Vocabulary) -> Asked:
    printed = tuple(block for block in blocks if not isinstance(block, Pair))
    return Asked(answers_in(Document(how="text", blocks=printed), words), words)
