"""Values that the file itself ties to a label, where no printed label explained them.

A field of a PDF or a control of Word has a name, and often a caption that its maker gave it. What
is printed beside it counts first. Names are copied from field to field as often as they are right:
where one and the print ask two things, nobody can say which of them the sender saw, and neither is
believed.
"""

from dataclasses import replace

from parsers.labels.attributes import DAYS, SCHOOLS, TICKED_BY_ITSELF, Answer
from parsers.labels.vocabulary import Meaning
from parsers.layouts.running import cleaned
from parsers.layouts.walk import Walk
from parsers.marks import is_mark
from parsers.pairs import Pair, plain

_ALIKE = (
    frozenset({
        "full_name", "print_name", "contact_name", "head", "signature", "agrees", "sw_block",
        "known_as", "attended_by",
    }),
    frozenset({"email", "contact_email"}),
    frozenset({"phone", "contact_phone", "informed_phone"}),
    frozenset({
        "review", "reviews", "extension_review", "form_review_date", "meeting_date",
        "which_review",
    }),
    frozenset({"planned_end", "end", "last_day", "ended", "extension_end"}),
    frozenset({"start", "admission", "permanent_from"}),
    frozenset({"school", "urn", "full_name"}),
    frozenset({"full_name", "forename", "surname"}),
    frozenset({"outcome", "succeeded", "next_provision"}),
)  # fmt: skip
_SAY_NOTHING = frozenset({None, "not_wanted", "role", "date", "full_name", "lives_with"})
_HALVES = {"forename", "surname"}


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
    here = [one for one in told if _is_of(one, pair)]
    if known is None or is_mark(pair.text) is not None or len(told) != len(here):
        return
    if here and all(_disputed(one, known) for one in here):
        walk.answers = [replace(one, text="") if one in here else one for one in walk.answers]


def _disputed(answer: Answer, meaning: Meaning) -> bool:
    """Return whether the field's name asks another thing, or of another school, than the print."""
    one, other = answer.attribute, meaning.attribute
    sides = {answer.party, meaning.party}
    if len(sides & set(SCHOOLS)) > 1:
        return True
    if one == other or (one in _SAY_NOTHING and other in _SAY_NOTHING):
        return False
    if other in (None, "not_wanted", "role", "lives_with") or one in ("not_wanted", "role"):
        return False
    if "date" in (one, other) and {one, other} <= DAYS:
        return False
    alike = any({one, other} <= group for group in _ALIKE)
    return {one, other} == _HALVES or not alike


def _is_of(answer: Answer, pair: Pair) -> bool:
    """Return whether an answer was read where the field stands."""
    here, there = answer.where.box, pair.where.box
    if answer.how != pair.how or answer.where.page != pair.where.page or not here or not there:
        return False
    across = here[0] < there[2] and there[0] < here[2]
    return across and here[1] < there[3] and there[1] < here[3]
