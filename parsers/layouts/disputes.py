"""Whether what a field's own name asks and what is printed beside it are two different questions.

A form's maker types a name for each field that a reader of the screen hears; it is copied from field to
field as often as it is right. Where it and the print disagree, nobody can say which of them the sender
saw, and neither is believed.
"""

# ruff: noqa: E501 - lists of words stay whole

from parsers.labels.attributes import DAYS, SCHOOLS, Answer
from parsers.labels.vocabulary import Meaning
from parsers.pairs import Pair

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


def disputed(answer: Answer, meaning: Meaning) -> bool:
    """Return whether the field's name asks for another thing, or of another school, than the print."""
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


def is_of(answer: Answer, pair: Pair) -> bool:
    """Return whether an answer was read where the field stands."""
    here, there = answer.where.box, pair.where.box
    if answer.how != pair.how or answer.where.page != pair.where.page or not here or not there:
        return False
    across = here[0] < there[2] and there[0] < here[2]
    return across and here[1] < there[3] and there[1] < here[3]
