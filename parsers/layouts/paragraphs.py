"""Lines and paragraphs outside tables: labels with their values, headings, and what goes on below.

What a line is follows from what waits above it as much as from its own words: "Mother" answers a
question about a relationship, and heads what is asked of her elsewhere.
"""

# ruff: noqa: PLR2004 - counts of words and cells, beside what they count

import re
from dataclasses import replace

from parsers.choices import option_words
from parsers.labels.attributes import CHOICES, DAYS, SCHOOLS, TICKED_BY_ITSELF, TOLD, Answer
from parsers.labels.vocabulary import Meaning
from parsers.layouts.fitting import fits, is_hint
from parsers.layouts.running import MOST_WORDS, Labelled, asked_in
from parsers.layouts.told import begins_part, breaks_off, ends_paragraph, ends_told, is_far_below
from parsers.layouts.units import is_relation
from parsers.layouts.walk import Walk
from parsers.pairs import EMPTY, FIELD, STRONG, TICKED, Line, plain
from parsers.words.sentences import days_in_sentences, is_rule

_QUESTION = re.compile(
    r"(?!(?:section|part|page|step|appendix|form)\b)[A-Za-z][^:]{3,}:\s*\S", re.IGNORECASE
)
_IN_ONE_CASE = re.compile(r"(?:complete |only )?if\b", re.IGNORECASE)
_DRAWN = re.compile(r"(?:\t|_{2,}|\.{4,}|…{2,})\s*$")
_DATED = DAYS | {"review", "reviews"}
_HEADING = 9  # words


def read_line(walk: Walk, line: Line) -> None:
    """Read a line or paragraph outside tables."""
    bare = plain(line.text)
    found = asked_in(line.text, walk.words)
    marked = _is_marked(line)
    title = _title(walk, line, found)
    if title is not None:
        walk.heading(title)
    elif marked and walk.waiting is not None:
        _take_marked(walk, line, found)
    elif found:
        if marked:
            walk.lone_tick(replace(line, text=option_words(line.text)))
        _take_labels(walk, line, found)
    elif not marked and _IN_ONE_CASE.match(bare) and len(bare.split()) <= 5:
        walk.heading(bare)  # "If extended": no answer to the question above it
    else:
        asked = _asked_by(walk, line)
        if not _goes_on(walk, line, asked) and not (marked and walk.lone_tick(line)):
            _take_alone(walk, line, asked)


def _is_marked(line: Line) -> bool:
    return line.text.lstrip(f"{STRONG} ").startswith((TICKED, EMPTY))


def _title(walk: Walk, line: Line, found: Labelled) -> str | None:
    """Return what of a line heads what follows, None where it is no heading by itself."""
    bare = plain(line.text)
    if len(found) == 1:
        meaning, _, value = found[0]
        named = bool(value) and walk.words.strict(value) is not None
        named = named and not walk.words.is_offered(meaning.attribute, value)
        if named and walk.words.title_kinds(bare):
            return bare  # "MM2 Managed move: outcome"
        # "Parent/carer (continued): second parent, if there is one" only names her
        return value if _is_renamed(walk, meaning, value) else None
    amid = bare[:1].islower() and _is_told(walk.waiting)  # it goes on, whatever it would head
    return None if found or amid or not _is_titled(walk, line.text) else bare


def _is_renamed(walk: Walk, meaning: Meaning, text: str) -> bool:
    """Return whether what stands behind a party's name only names it more nearly."""
    if meaning.attribute is not None or meaning.party != "parent" or not text[:1].islower():
        return False
    known = walk.words.meaning(text)
    return known is not None and known.attribute is None and known.party == meaning.party


def _is_told(waiting: Answer | None) -> bool:
    """Return whether an answer in sentences has begun, which may go on."""
    return waiting is not None and waiting.attribute in TOLD and waiting.text > ""


def _is_titled(walk: Walk, text: str) -> bool:
    """Return whether the line is the form's own title, or heads the signatures."""
    bare = plain(text)
    if len(bare.split()) > _HEADING or FIELD in text:
        return False
    known = walk.words.strict(text)
    signing = known is not None and known.attribute == "signature" and known.party is None
    return signing or (bool(walk.words.title_kinds(bare)) and not bare.endswith((":", "?")))


def _take_marked(walk: Walk, line: Line, found: Labelled) -> None:
    """Take a line that begins with a box, under a label that waits: one of its options, mostly."""
    waiting = walk.waiting
    asked = waiting.attribute if waiting is not None else ""
    other = asked not in CHOICES and asked not in TICKED_BY_ITSELF
    if not (other and walk.lone_tick(replace(line, text=option_words(line.text)))):
        walk.add(line.text)
    for meaning, label, value in found:
        walk.answer(meaning, label, value, line)


def _take_labels(walk: Walk, line: Line, found: Labelled) -> None:
    """Take the labels of a line with their values; the last may go on in the next line."""
    signs = any(m.attribute == "signature" and m.party is None for m, _, _ in found)
    for meaning, label, value in found:
        if meaning.attribute is None and not value and len(found) == 1:
            _take_heading(walk, label, meaning, line)
            continue
        taken = walk.answer(walk.signed(meaning) if signs else meaning, label, value, line)
        open_ = not value or (meaning.attribute in TOLD and breaks_off(value, line))
        walk.wait(taken=taken and open_)
    walk.paragraph = [line] if found[-1][2] else []
    walk.low = line if found[-1][2] else None
    walk.drawn = _DRAWN.search(line.text) is not None


def _take_heading(walk: Walk, text: str, meaning: Meaning | None, line: Line) -> None:
    """Take a heading. One that only names a school may have the school's name under it."""
    walk.heading(text)
    if meaning is not None and meaning.attribute is None and meaning.party in SCHOOLS:
        taken = walk.answer(Meaning("school_below", meaning.party), text, "", line)
        walk.flow = (meaning.party, None)
        walk.wait(taken=taken)


def _asked_by(walk: Walk, line: Line) -> Meaning | None:
    """Return what a whole line asks, None where it is no label."""
    bare = plain(line.text)
    if len(bare.split()) > MOST_WORDS or (bare[:1].islower() and bare.endswith(".")):
        return None
    return walk.words.meaning(line.text) or walk.words.strict(bare)


def _goes_on(walk: Walk, line: Line, asked: Meaning | None) -> bool:
    """Take a line as what the label above it asks for, as more of its answer, or as a label.

    Return whether it is any of them.
    """
    waiting = walk.waiting
    if waiting is not None and _is_answer(walk, waiting, plain(line.text)):
        walk.add(line.text)
        return True
    if waiting is not None and _is_told(waiting) and _tells_on(walk, waiting, line, asked):
        return True
    waiting = walk.waiting
    if asked is not None:
        return _asks(walk, line, asked)
    return waiting is not None and _answers(walk, waiting, line)


def _is_answer(walk: Walk, waiting: Answer, text: str) -> bool:
    """Return whether words that could be a label are what the label above them asks for."""
    if waiting.text:
        return False
    if waiting.attribute == "relationship":
        return is_relation(walk.words.strict(text))
    if waiting.attribute == "nc_year" and re.search(r"\d", text):
        return fits("nc_year", text, walk.words.choices) is True
    return walk.words.is_offered(waiting.attribute, text)


def _tells_on(walk: Walk, told: Answer, line: Line, asked: Meaning | None) -> bool:
    """Take a line that plainly goes on with an answer told in sentences, or ends it."""
    bare = plain(line.text)
    if ends_paragraph(walk.paragraph, line) or is_far_below(walk.low, line):
        walk.pending = None
        return False
    if ends_told(told.text, line, walk.words):
        if asked is not None:
            return False
        walk.heading(bare)
    elif bare[:1].islower() or bare.endswith("."):
        walk.add(line.text)  # a sentence, whatever its words ask by themselves
        walk.paragraph += [line] if walk.paragraph else []
        walk.low = line
    else:
        return False
    return True


def _asks(walk: Walk, line: Line, asked: Meaning) -> bool:
    """Take a line that is a label by itself. Return whether it asks anything."""
    bare = plain(line.text)
    waiting = walk.waiting
    if asked.attribute in _DATED and is_rule(bare):
        if waiting is None or waiting.attribute not in _DATED:
            walk.pending = None
        return True  # guidance about a day is neither its label nor what answers another's
    if asked.attribute is None or line.heading:
        return False
    walk.wait(taken=walk.answer(asked, bare, "", line))
    return True


def _answers(walk: Walk, waiting: Answer, line: Line) -> bool:
    """Take a line that asks nothing as what the label above it asks for, or as more of it."""
    if plain(line.text)[-1:] in ("", "?") or begins_part(line, walk.words):
        return False  # a question answers none
    if not waiting.text and is_hint(waiting.attribute, line.text, walk.words.choices):
        return True
    sure = not walk.drawn or fits(waiting.attribute, line.text, walk.words.choices)
    taken = (not waiting.text and bool(sure)) or waiting.attribute in TOLD
    if taken:
        walk.add(line.text)
        walk.low = line
    return taken


def _take_alone(walk: Walk, line: Line, asked: Meaning | None) -> None:
    """Take a line that nothing above it explains: a heading, or sentences that name days."""
    bare = plain(line.text)
    if _QUESTION.match(bare) and walk.words.party_in(bare) == (None, None):
        walk.pending = None  # a question that is not known, with its answer, heads nothing
    elif bare and len(bare.split()) <= _HEADING and not bare.endswith("."):
        _take_heading(walk, bare, asked, line)
    elif bare:
        walk.pending = None
        for attribute, day in days_in_sentences(line.text):
            walk.answer(Meaning(attribute), attribute.replace("_", " "), day, line)
