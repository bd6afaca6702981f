"""Whether a document of which no form could be made may be one all the same.

Schools word their forms in more ways than any list holds, and write letters where others use forms.
A document that is passed over is lost, and with it perhaps the end of a placement, so only what is
surely something else may be. What names a pupil, two schools and a move between them is put before
a person, whatever its labels are called. So is what says in plain words that a move has ended: a
head's letter to a parent names no second school, no date of birth and no label. Of a picture that
read poorly, two labels of ours are enough; one of which most words were lost is looked at whatever
is left of it.
"""

# ruff: noqa: E501 - patterns stay whole
# ruff: noqa: RUF001 - the characters that schools type

import re
from collections.abc import Sequence

from parsers.context import Context
from parsers.labels.vocabulary import words_of
from parsers.layouts.answers import has_answer
from parsers.pairs import DOUBTFUL, PENNED, Block, Document, Pair, parts_of, plain, text_of
from parsers.particulars.asked import Asked
from parsers.words.cues import breakdown_cue
from parsers.words.mentions import schools_in
from parsers.words.prose import LONGEST

_AGREES = frozenset({"start", "planned_end", "end", "reviews", "review", "legal_basis", "duration"})
_ENDS = frozenset(
    {
        "outcome", "decision_date", "last_day", "return_date", "permanent_from", "home_off_roll",
        "extension_end", "extension_review", "meeting_date", "ended", "plan_meeting",
    }
)  # fmt: skip
_ENOUGH = 2  # labels that only an agreement or an outcome asks together
_SURELY = 3  # of them where another form's title stands above
_BOTH = 2
_POORLY = 0.15  # of a picture's words that two readings did not give alike
_LOST = 0.5
_FEWEST = 20  # words of a page
_LONGEST_LETTER = 5_000  # characters; minutes and policies are longer
_PUPIL = re.compile(
    r"\bd\.?o\.?b\b|\bborn (?:on )?\d|\bdate of birth\b|\bbirth date\b|\bupn\b|\bunique pupil n|\b[a-z]\d{11}[\da-z]\b",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:re|pupil|student|child|learner|young person|managed move|trial placement|placement)"
    r"(?:'s)?(?: name)?(?: of| for)?\s*[:-]\s*[A-Z][\w'’-]+,? [A-Z][\w'’-]+",
    re.IGNORECASE,
)
# "This is not a managed move", under another form's title.
_DENIES_ITSELF = re.compile(
    r"\b(?:this|it|an? [\w -]{3,40}?) is not an? (?:managed move|off-?site direction|trial placement)",
    re.IGNORECASE,
)
_A_SCHOOL = re.compile(
    r"\b(?:[A-Z][\w'’.-]+ (?:of |and |the |& )?){1,5}(?:School|Academy|College)\b(?! (?:and|Inclusion))"
)
_WORD = re.compile(r"[^\W\d_]{3,}|\d\d")
_MOST_DOUBTED = 0.25  # of the words; of a page that can be read it is a hundredth
_FEWEST_WHOLE = 0.5  # of the words; of a page that can be read, two in three
_ENDED = "The document seems to say how a managed move ended or went on"
_BEGUN = "The document seems to agree or tell of a managed move"
_GARBLED = "The document is a picture of which most words could not be read"
_UNREAD = "but what it says could not be read. Please look at it today."


def suspicion(
    document: Document, asked: Asked, context: Context, *, titled: str | None
) -> str | None:
    """Return why the document may be a form of ours, in a sentence; None where nothing does.

    titled: "ours" or "other" where a form's title stands above it.
    """
    text = words_in(document.blocks)[:LONGEST]
    labels = {one.attribute for one in asked.answers}
    says_of_end = len(labels & _ENDS) + bool(asked.words.signs("ending", text))
    says_of_start = len(labels & _AGREES) + bool(asked.words.signs("agreement", text))
    is_of_move = bool(asked.words.signs("move", text))
    speaks = max(says_of_end, says_of_start)
    if titled == "other" and _DENIES_ITSELF.search(text):
        return None
    may_tell = titled != "other" and (is_of_move or _two_schools(asked, text, context))
    if may_tell and breakdown_cue(text) == "strong":
        return f"{_ENDED}, {_UNREAD}"
    if titled == "ours" and _one_side(asked):
        enough = _names_pupil(asked, text)
    elif titled == "other":
        sure = is_of_move and speaks >= _SURELY and _both_sides(asked) and _names_pupil(asked, text)
        enough = sure
    elif is_of_move:
        enough = bool(speaks) and _names_pupil(asked, text) and _two_schools(asked, text, context)
    else:
        enough = (
            speaks >= _ENOUGH
            and len(labels & (_AGREES | _ENDS)) >= _ENOUGH
            and _names_pupil(asked, text)
            and _two_schools(asked, text, context)
        )
    doubted = _doubted(document)
    if not enough and titled != "other" and doubted > _LOST:
        return f"{_GARBLED}. Please look at it today."
    enough = enough or (titled is None and _is_a_page(asked, labels))
    if not enough and (titled == "other" or doubted < _POORLY or speaks < _ENOUGH):
        return None
    return f"{_ENDED if says_of_end >= says_of_start else _BEGUN}, {_UNREAD}"


def _doubted(document: Document) -> float:
    """Return how many of a picture's words are doubtful, as a share; 0 for what is no page."""
    seen = (one for one in parts_of(document.blocks) if one.how == "ocr")
    words = [word for one in seen for word in one.text.split()]
    return sum(DOUBTFUL in word for word in words) / len(words) if len(words) > _FEWEST else 0.0


def letter_words(document: Document) -> str:
    """Return what a document says that is no longer than a letter; "" for a longer one."""
    said = words_in(document.blocks)
    return said if len(said) <= _LONGEST_LETTER else ""


def words_in(blocks: Sequence[Block]) -> str:
    """Return all that the document prints or asks, a line for each block or row."""
    fields = [block for block in blocks if isinstance(block, Pair)]
    said = (" ".join((*one.labels[:1], plain(one.text))) for one in fields)
    return "\n".join((text_of(blocks), *said))


def _one_side(asked: Asked) -> bool:
    sides = {one.party for one in asked.of("school", "school_below")}
    return bool(sides & {"home", "receiving", "host"})


def _both_sides(asked: Asked) -> bool:
    sides = {one.party for one in asked.of("school", "school_below")}
    return len(sides & {"home", "receiving", "host"}) >= _BOTH


def _names_pupil(asked: Asked, text: str) -> bool:
    named = asked.of("dob", "upn", "surname", "forename") or asked.of("full_name", party="pupil")
    return bool(named or _PUPIL.search(text) or _ABOUT.search(text))


def _is_a_page(asked: Asked, labels: set[str]) -> bool:
    """Return whether it asks what only a form of ours does, of both schools: a page without a head."""
    sides = {one.party for one in asked.answers} & {"home", "receiving"}
    filled = [one for one in asked.of(*(_AGREES | _ENDS)) if has_answer(one)]
    return len(labels & (_AGREES | _ENDS)) >= _SURELY and len(sides) == _BOTH and bool(filled)


def _two_schools(asked: Asked, text: str, context: Context) -> bool:
    """Return whether two schools stand in it, by labels, in the register or as written."""
    if _both_sides(asked):
        return True
    known = {school.urn for _, _, school in schools_in(text, context.schools)}
    written = {words_of(match.group()) for match in _A_SCHOOL.finditer(text)}
    return len(known) >= _BOTH or len(written) >= _BOTH


def is_hardly_legible(document: Document) -> bool:
    """Return whether a document is a picture of which hardly a word can be read for sure.

    A blurred or faint page gives scraps of letters: it must not pass for a document that is no form.
    """
    if document.how != "ocr":
        return False
    said = [part.text for part in parts_of(document.blocks)]
    doubted = sum(DOUBTFUL in word or PENNED in word for text in said for word in text.split())
    words = [word for text in said for word in plain(text).split()]
    whole = sum(bool(_WORD.search(word)) for word in words)
    return doubted > _MOST_DOUBTED * len(words) or whole < _FEWEST_WHOLE * len(words)
