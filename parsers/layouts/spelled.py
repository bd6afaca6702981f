"""Labels freed of what their makers put beside them, and parted from their values.

A star says that a question must be answered, a dash or underlined words stand for a colon. Each is put
as "Label: value", so that it is read as the others are. What is no label is left as it stands.
"""

# ruff: noqa: E501 - patterns stay whole
# ruff: noqa: RUF001 - the characters that schools type

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from parsers.labels.attributes import FIRST
from parsers.labels.vocabulary import Vocabulary
from parsers.layouts.fitting import fits
from parsers.pairs import (
    EMPTY,
    FIELD,
    STRONG,
    STRONG_END,
    TICKED,
    Block,
    Grid,
    Line,
    Pair,
    parts_of,
    plain,
    retexted,
)

_STAR = re.compile(r"(?<=[\w?:)\ue003])[ \t]*[*†‡]+(?=[ \t]*(?:$|\n|\ue003|:))")
_DASHED = re.compile(r"([A-Z][^\n:–—]{1,70}?)\s+[-–—]\s+(?=\S)")
_UNDERLINED = re.compile(
    f"(^|\t)([^\t\n:{STRONG}{STRONG_END}]{{2,70}}?)\\s*{STRONG}([^{STRONG_END}]*){STRONG_END}(?=\\s*(?:\t|$))"
)
_LED = re.compile(f"\\s*{STRONG}([^{STRONG_END}:?]{{2,60}}){STRONG_END}\\s*([^\\s:?].*)$")
_LEADERS = re.compile(r"\.{4,}|…{2,}|_{4,}")
_MARKS = re.compile(f"[:{FIELD}{TICKED}{EMPTY}]")
_GOES_ON = re.compile(r"(?:of|for|to|at|in|by|with|and|or|on|from|who|while|when)\b")
_FEWEST_RUN_IN, _MOST_RUN_IN = 6, 12  # questions answered so, and words of one with its answer
_FEWEST_LED = 4  # answers that stand before the dots
_FEWEST = 3  # lines that a habit shows in
_UNTICKED = (FIRST - {"signature"}) | {"nc_year", "start", "planned_end", "end"}


def spelled(blocks: Iterable[Block], words: Vocabulary) -> tuple[Block, ...]:
    """Return the blocks with their labels written as most forms write them."""
    made = _each(
        _run_in(_led(_unmarked(blocks, words), words), words), lambda text: _STAR.sub("", text)
    )
    made = _each(made, lambda text: _underlined(text, words), lines_only=True)
    dashed = [b for b in made if isinstance(b, Line) and _dash(b.text, words) != b.text]
    if len(dashed) >= _FEWEST:
        made = _each(made, lambda text: _dash(text, words), lines_only=True)
    return made


def _led(blocks: tuple[Block, ...], words: Vocabulary) -> tuple[Block, ...]:
    """Return the blocks, each line of labels with answers before the dots a line for each of them.

    "Surname Hale ........ First name Ruby ......": the dots are what is left of the line to write on.
    Where they stand between label and answer, what stands before them is a label alone.
    """
    parts = {
        at: [_lead(part, words) for part in _LEADERS.split(plain(block.text)) if part.strip()]
        for at, block in enumerate(blocks)
        if isinstance(block, Line) and _LEADERS.search(block.text) and not _MARKS.search(block.text)
    }
    answered = [one for found in parts.values() for one in found if one[0] and one[1]]
    if len(answered) < _FEWEST_LED:
        return blocks
    made: list[Block] = []
    for at, block in enumerate(blocks):
        found = parts.get(at, ())
        if not isinstance(block, Line) or not any(label for label, _ in found):
            made.append(block)
            continue
        made += [
            replace(block, text=f"{label}: {rest}" if label else rest) for label, rest in found
        ]
    return tuple(made)


def _run_in(blocks: tuple[Block, ...], words: Vocabulary) -> tuple[Block, ...]:
    """Return the blocks with a colon where labels and answers stand in one, parted by their looks.

    "Surname Hale" tells nothing by itself; where six questions are answered so, the form does.
    """
    texts = {part.text for part in parts_of(blocks) if not isinstance(part, Pair)}
    led = {text: _lead(text, words) for text in texts if _may_run_in(text)}
    put = {text: f"{label}: {rest}" for text, (label, rest) in led.items() if label and rest}
    asked = [(words.strict(label), rest) for label, rest in led.values() if label and rest]
    plainly = {
        m.attribute for m, rest in asked if m and fits(m.attribute or "", rest, words.choices)
    }
    if len(plainly) < _FEWEST_RUN_IN:
        return blocks
    return _each(blocks, lambda text: put.get(text, text))


def _may_run_in(text: str) -> bool:
    """Return whether a text may be a label with its answer: some words, of them a later one great."""
    few = 1 < len(text.split()) <= _MOST_RUN_IN and not re.search(r"\n|\t| {2}", text.strip())
    return few and not _MARKS.search(text) and re.search(r"\s[A-Z0-9]", text) is not None


def _lead(part: str, words: Vocabulary) -> tuple[str, str]:
    """Return the longest label that a piece begins with, and what it is answered with."""
    said = part.split()
    if words.strict(part) is not None:
        return part.strip(), ""
    for count in range(len(said) - 1, 0, -1):
        label, rest = " ".join(said[:count]), " ".join(said[count:])
        if rest[0].islower() and "@" not in rest and count < len(said) - 1:
            continue
        asked = words.strict(label, slips=False)
        if asked is None or said[count - 1] in ("of", "for"):
            continue
        fit = fits(asked.attribute or "school", rest, words.choices)
        if fit is not False and (fit or not rest[0].islower()) and _is_one(said[count:], words):
            return label, rest
        break
    return "", part.strip()


def _is_one(said: list[str], words: Vocabulary) -> bool:
    """Return whether words are one answer: no next label with its own stands among them."""
    runs = [said[at : at + size] for at in range(1, len(said)) for size in (1, 2)]
    inner = [
        words.strict(" ".join(run)) for run in runs if run[0][0].isupper() and run[-1] != said[-1]
    ]
    return not _GOES_ON.match(said[0]) and not any(one and one.attribute for one in inner)


def _unmarked(blocks: Iterable[Block], words: Vocabulary) -> tuple[Block, ...]:
    """Return the blocks without a bullet before their labels that was taken for a tick.

    Nobody ticks a name or a day: where several such labels begin with a mark, it ticks nothing.
    """
    kept = tuple(blocks)
    texts = [one.text for one in kept if isinstance(one, Line)]
    texts += [row[0].text for one in kept if isinstance(one, Grid) for row in one.rows if row]
    asked = [words.strict(text[1:]) for text in texts if text.startswith(TICKED)]
    named = [one for one in asked if one is not None and one.attribute in _UNTICKED]
    if len(named) < _FEWEST:
        return kept

    def bare(text: str) -> str:
        known = text.startswith(TICKED) and words.strict(text[1:]) is not None
        return text[1:].lstrip() if known else text

    return _each(kept, bare)


def _each(
    blocks: Iterable[Block], change: Callable[[str], str], *, lines_only: bool = False
) -> tuple[Block, ...]:
    changed = Line if lines_only else Line | Grid
    return tuple(retexted(one, change) if isinstance(one, changed) else one for one in blocks)


def _asks(text: str, words: Vocabulary) -> bool:
    return words.strict(plain(text)) is not None or words.guided(text) is not None


def _dash(text: str, words: Vocabulary) -> str:
    """Return "Label - value" as "Label: value"; a label that goes on behind its dash is left."""
    bare = plain(text)
    found = _DASHED.match(bare)
    if found is None or FIELD in text or not _asks(found[1], words):
        return text
    whole = words.strict(bare)
    return text if whole is not None else f"{found[1]}: {bare[found.end() :]}"


def _underlined(text: str, words: Vocabulary) -> str:
    """Return a line whose answers are underlined or bold behind their labels with colons."""
    if STRONG not in text:
        return text

    def put(found: re.Match[str]) -> str:
        return f"{found[1]}{found[2]}: {found[3].strip()}" if _asks(found[2], words) else found[0]

    lead = _LED.match(text)
    if lead is not None and _asks(lead[1], words):
        return f"{lead[1].strip()}: {lead[2]}"
    return _UNDERLINED.sub(put, text)
