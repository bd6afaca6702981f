"""Forms bound together in one document, parted: an agreement with its outcome form on the back.

A title parts a document only where what stands before it and what follows are each a form by
themselves, for a form may print its own title twice.
"""

# ruff: noqa: PLR2004 - counts of words, beside what they count

from collections.abc import Sequence
from dataclasses import replace

from parsers.labels.vocabulary import Vocabulary
from parsers.layouts.answers import answers_in
from parsers.pairs import Block, Document, Line, Pair, plain
from parsers.particulars.asked import Asked


def parted(document: Document, words: Vocabulary) -> list[Document]:
    """Return the forms bound together in one document, each by itself."""
    cuts = [
        at
        for at, block in enumerate(document.blocks)
        if isinstance(block, Line)
        and len(plain(block.text).split()) <= 10
        and any(kind != "other" for kind in words.title_kinds(block.text))
    ]
    pieces: list[Sequence[Block]] = []
    start = 0
    for cut in cuts:
        if _whole(document.blocks[start:cut], words) and _whole(document.blocks[cut:], words):
            pieces.append(document.blocks[start:cut])
            start = cut
    pieces.append(document.blocks[start:])
    if len(pieces) == 1:
        return [document]
    return [replace(document, blocks=tuple(piece)) for piece in _with_own_fields(pieces)]


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
    printed = tuple(block for block in blocks if not isinstance(block, Pair))
    found = answers_in(Document(how="text", blocks=printed), words)
    asked = Asked(found, words)
    sides = {one.party for one in asked.of("school")}
    pupil = asked.of("full_name", party="pupil") or asked.of("surname")
    return bool(pupil) and len(sides & {"home", "receiving", "host"}) == 2
