"""Values that the file itself ties to a label, where no printed label explained them.

A field of a PDF or a control of Word has a name, and often a caption that its maker gave it. What
is printed beside it counts first; a field whose own name asks another thing is doubted.
"""

from dataclasses import replace

from parsers.labels.attributes import SCHOOLS, TICKED_BY_ITSELF, Answer
from parsers.layouts.disputes import disputed, is_of
from parsers.layouts.running import cleaned
from parsers.layouts.walk import Walk
from parsers.marks import is_mark
from parsers.pairs import Pair, plain


def take_pair(walk: Walk, pair: Pair) -> None:
    """Take a value that the file itself ties to a label, where no printed label explained it."""
    value = plain(pair.text)
    told = [
        one for one in walk.answers if one.how == pair.how and value and value in plain(one.text)
    ]
    if told:
        _doubted(walk, pair, [one for one in told if plain(one.text) == value])
        return
    for label in pair.labels:
        meaning = walk.words.strict(label)
        if meaning is None or (meaning.attribute is None and meaning.party not in SCHOOLS):
            continue
        if is_mark(pair.text) is not None and meaning.attribute not in TICKED_BY_ITSELF:
            continue  # a box called "Return to original school" is an option, no day
        walk.flow = walk.section = (None, None)
        party = walk.party_of(meaning)[0]
        asked = any(
            one.attribute == meaning.attribute and one.party == party and one.text
            for one in walk.answers
        )
        if not asked:
            walk.answer(meaning, label, cleaned(pair.text), pair)
        return


def _doubted(walk: Walk, pair: Pair, told: list[Answer]) -> None:
    """Take back an answer whose field is called something else than what is printed beside it."""
    known = walk.words.strict(pair.labels[0]) if len(pair.labels) > 1 else None
    if known is not None and known.attribute is None and known.party in SCHOOLS:
        known = replace(known, attribute="school")
    here = [one for one in told if is_of(one, pair)]
    if known is None or is_mark(pair.text) is not None or len(told) != len(here):
        return
    if here and all(disputed(one, known) for one in here):
        walk.answers = [replace(one, text="") if one in here else one for one in walk.answers]
