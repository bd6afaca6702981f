"""What a review or attendance record says of the move: that it has ended, or that no review was held.

At a review schools decide, and some write the decision where they are: "Decision: end the move".
A record of a review ends nothing, so the end would wait for an outcome form that nobody writes.
What is printed for everybody (guidance, options, empty boxes) says nothing; only what was filled in
does.
"""

# ruff: noqa: E501 - patterns stay whole

import re
from collections.abc import Sequence

from parsers.doubts.beside import Said
from parsers.marks import chosen, marked
from parsers.pairs import EMPTY, TICKED, plain
from parsers.particulars.asked import Asked
from parsers.values import short
from parsers.words.cues import breakdown_cue

_MOVE = r"(?:(?:managed )?moves?|placements?|trial|arrangement)"
_ENDING = re.compile(
    r"^\W*(?:(?:it was |we |all )?(?:agreed|decided|recommend(?:ed)?) (?:to |that )?)?"
    rf"(?:to )?(?:end|ends|ended|ending|terminat\w+|ceas\w+|stop|stopped|withdraw\w*|discontinu\w+)\b(?:\W*$|.{{0,40}}\b{_MOVE}\b)"
    r"|^\W*(?:to )?return(?:s|ing|ed)?\b.{0,25}\bhome school\b"
    rf"|^\W*(?:the )?{_MOVE}?\W*(?:has |is |was )?(?:been )?(?:unsuccessful|not successful|failed|broken down|breakdown|terminated|discontinued)\b",
    re.IGNORECASE,
)
# An end within days, which is no planned one: "Move to end on Friday".
_SOON = re.compile(
    r"\b(?:to|will|would|now|be|is|placement|trial|move) (?:end|ended|ending|finish|finishing|stop|stopping|cease)\b\W+(?:on |this |next |by |from |at |after |coming )*"
    r"(?:(?:mon|tue|wed|thu|fri)[a-z]*|today|tomorrow|tonight|now|immediately|week|(?:the )?end of (?:the |this )?week|half[- ]term)\b",
    re.IGNORECASE,
)
_DECIDES = re.compile(
    r"\b(?:outcome|decision|decided|recommendation|recommended|conclusion|result|next steps?|way forward|"
    r"agreed|actions?|status)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    rf"\b(?:continu\w*|carry on|go on|proceed\w*|remain\w*)\b.*\b{_MOVE}\b|\b{_MOVE}\b.*\b(?:continu\w*|carry on|go on|proceed\w*)\b",
    re.IGNORECASE,
)
_NO = re.compile(
    r"^\W*(?:no|n)\b(?!\s+(?:concerns?|change|issues?|problems?|reason))", re.IGNORECASE
)
_LISTED = re.compile(
    r"\s/\s|\bdelete as\b|\btick\b|\bplease\b|\bif (?:the|this|a)\b", re.IGNORECASE
)
_HELD = r"(?:take place|go ahead|happen|held|be held)"
_NOT_HELD = re.compile(
    rf"\b(?:review|meeting)\b[^.]{{0,20}}(?:\bnot|n't|\bnever|\bunable to) (?:been )?{_HELD}\b"
    r"|\b(?:review|meeting) (?:was |has been |had to be )?(?:cancelled|postponed|abandoned|adjourned|rearranged|rescheduled)\b"
    r"|\b(?:nobody|no one|no-one) (?:attended|came|turned up)\b",
    re.IGNORECASE,
)
_OF_SOMEBODY = re.compile(
    r"\b(?:he|she|they|his|her|him|their|we|our|us|i|mum|dad|today)\b", re.IGNORECASE
)


def is_not_held(said: Sequence[Said]) -> str:
    """Return the words by which a review's record says that it was not held; "" where none do."""
    found = (plain(one.text) for one in said if _NOT_HELD.search(plain(one.text)))
    return next((short(text) for text in found if not _LISTED.search(text) and "?" not in text), "")


def ending_told(said: Sequence[Said], asked: Asked) -> str:
    """Return the words by which a record says that the move has ended; "" where none do."""
    names = {plain(one.text).casefold() for one in asked.of("forename", "full_name", "surname")}
    known = {part for name in names for part in name.split() if len(part) > 1}
    for one in said:
        if one.label is not None:
            ends = _ends(one.label, one.text)
        else:
            ends = not one.in_table and _tells(one.text, known)
        if ends:
            return short(plain(one.text))
    return ""


def _ends(label: str, value: str) -> bool:
    label, told = plain(label), marked(value)
    if not plain(told):
        return False
    picked = chosen(told) if TICKED in told or EMPTY in told else (plain(told),)
    if picked is None or len(picked) > 1 or _LISTED.search(picked[0]):
        return False
    words = " ".join(picked[0].split())
    if _GOES_ON.search(label) and _NO.search(words):
        return True
    if _DECIDES.search(label) and _ENDING.search(words):
        return True
    return "?" not in label and _is_told(words)


def _tells(text: str, known: set[str]) -> bool:
    """Return whether a line of its own tells of this pupil's move that it has ended."""
    words = plain(text)
    if TICKED in words or EMPTY in words or _LISTED.search(words):
        return False
    somebody = _OF_SOMEBODY.search(words) or known & set(re.findall(r"[\w'-]+", words.casefold()))
    return bool(somebody) and _is_told(words)


def _is_told(words: str) -> bool:
    """Return whether the words tell of a move's end, or of one within days."""
    cue = breakdown_cue(words)
    return cue == "strong" or (cue == "weak" and _SOON.search(words) is not None)
