"""What a school's short answer says was done, and on which day.

An answer settles an obligation, so only a plain statement about the past (or a standing fact) in
the sender's own words counts. What is denied, asked, planned, hoped or conditional is passed over,
and so is a day that has not come: the chase that goes on costs a mail, a false "done" costs the
child its review. Which school said it, and whether it may be believed, is not known here.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from parsers.mails.quoting import own_words
from parsers.replying.reply_words import (
    AHEAD,
    BY_THE_READER,
    DENIED,
    END,
    NOT_REACHED,
    PATTERNS,
    RELATIVE,
    REPORT_HERE,
    REVIEW_AHEAD,
    SUPPOSED,
    TENTATIVE,
    What,
)
from parsers.words.cues import about_a_move, breakdown_cue
from parsers.words.mentions import Mention, mention
from parsers.words.prose import LONGEST, Sentence, days, sentences

__all__ = ["Mention", "Said", "What", "about_a_move", "breakdown_cue", "mention", "said"]

REFERENCE = re.compile(r"\bMM-\d\d-\d{4}\b")
_HEADS = re.compile(
    r"(?im)^[\s*\-\u2022]*(?:(?:our |your )?ref(?:erence)?\b[\s:.]*)?"
    r"(MM-\d\d-\d{4})\b[\s:,.\-]*"
)
_LATER = frozenset({"move_broken", "move_starting"})  # a day still to come is news, not a mistake


@dataclass(frozen=True, slots=True, repr=False)
class Said:
    """One thing that the sender says. day: None if not said or in doubt; words: the sentence."""

    what: What
    day: dt.date | None
    words: str


def said(text: str, sent_on: dt.date, *, attached: bool = False) -> tuple[Said, ...]:
    """Return what the sender says was done, in the order of the mail, each thing and day once.

    sent_on: the local day of sending, from which "today" and "Monday" are counted. attached: the
    mail brings a document, so "report attached" is a report sent.
    """
    own = own_words(text[:LONGEST])
    told = tuple(sentences(own))
    unreached = bool(NOT_REACHED.search(own))
    found: dict[tuple[What, dt.date | None], Said] = {}
    for sentence in told:
        for _, thing in sorted(
            _in_sentence(sentence, sent_on, attached=attached), key=lambda placed: placed[0]
        ):
            if thing.what == "parents_rung" and unreached:
                continue
            found.setdefault((thing.what, thing.day), thing)
    ahead = {day: sentence for sentence in told if (day := _review_ahead(sentence, sent_on))}
    if len(ahead) == 1:  # two days for the review are in doubt
        ((day, sentence),) = ahead.items()
        final = re.search(r"\bfinal\b", sentence.text, re.IGNORECASE)
        what: What = "final_planned" if final else "review_planned"
        found[what, day] = Said(what, day, sentence.text)
    if breakdown_cue(own) == "strong":
        thing = Said("move_broken", _end_day(told, sent_on), own.splitlines()[0])
        found[thing.what, thing.day] = thing
    return tuple(found.values())


def _review_ahead(sentence: Sentence, sent_on: dt.date) -> dt.date | None:
    """Return the day on which a sentence says that a review will be; None if it is in any doubt."""
    if sentence.asked or SUPPOSED.search(sentence.text) or TENTATIVE.search(sentence.text):
        return None
    text = RELATIVE.sub("", sentence.text)
    for pattern in REVIEW_AHEAD:
        match = pattern.search(text)
        if match is not None:
            named = dict(days(text, sent_on, ahead=True))
            day = named.get(match.end())
            return day if day is not None and day >= sent_on else None
    return None


def _in_sentence(
    sentence: Sentence, sent_on: dt.date, *, attached: bool
) -> Iterator[tuple[int, Said]]:
    if sentence.asked:
        return
    text = RELATIVE.sub("", sentence.text)
    for stretch in re.split(r";|,?\s+\b(?:but|however|although|though|except)\b|\s-\s", text):
        seen: set[What] = set()
        patterns = (*PATTERNS, ("report_sent", REPORT_HERE)) if attached else PATTERNS
        for what, pattern in patterns:
            match = pattern.search(stretch)
            if match is None or what in seen or not _is_plain(stretch, match, what):
                continue
            seen.add(what)
            day = _day_of(stretch, match, sent_on, what)
            if day is None or what in _LATER or day <= sent_on:
                yield match.start(), Said(what, day, sentence.text)


def _is_plain(stretch: str, match: re.Match[str], what: What) -> bool:
    """Whether nothing denies, defers or supposes it: before, in, or after it in its clause."""
    before = stretch[: match.start()]
    after = re.split(r",|\band\b|\bso\b", stretch[match.end() :], maxsplit=1, flags=re.IGNORECASE)[
        0
    ]
    reach = f"{before}{match.group(0)}{after}"
    if what == "report_sent" and re.search(r"\b(?:attached|enclosed)\b", match.group(0)):
        reach = re.sub(r"\bplease\b", "", reach, flags=re.IGNORECASE)
    if DENIED.search(reach) or SUPPOSED.search(reach):
        return False
    if BY_THE_READER.search(f"{before[-20:]}{match.group(0)}"):
        return False
    return what in _LATER or not AHEAD.search(reach)


def _day_of(stretch: str, match: re.Match[str], sent_on: dt.date, what: What) -> dt.date | None:
    """Return the day nearest after what was said, else before it, else none."""
    past = re.search(r"(?:started|began|commenced)$", match.group(0), re.IGNORECASE)
    named = days(stretch, sent_on, ahead=what in _LATER and not past)
    after = [day for place, day in named if place >= match.start()]
    before = [day for place, day in named if place < match.start()]
    return (after or before[::-1] or [None])[0]


def _end_day(told: tuple[Sentence, ...], sent_on: dt.date) -> dt.date | None:
    """Return the last day at the receiving school, where a sentence names it."""
    ends: set[dt.date | None] = set()
    for sentence in told:
        match = END.search(sentence.text)
        if match and not sentence.asked:
            named = days(sentence.text[match.start() :], sent_on, ahead=True)
            before = days(sentence.text[: match.start()], sent_on, ahead=True)
            ends |= {(named or before[::-1])[0][1]} if named or before else set()
        elif re.search(r"\bimmediate effect\b", sentence.text, re.IGNORECASE):
            ends.add(sent_on)
    return ends.pop() if len(ends) == 1 else None


def by_reference(text: str, wanted: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield each wanted reference with the words under it, in order; nothing where in doubt.

    Our reminders about several moves ask the school to write each reference before its answer.
    Only where every reference that it wrote begins a line is it known which words are whose.
    """
    if not wanted:
        return
    own = own_words(text)
    heads = list(_HEADS.finditer(own))
    written = REFERENCE.findall(own)
    if len(heads) != len(written) or len(set(written)) != len(written):
        return
    ends = [head.start() for head in heads[1:]] + [len(own)]
    for head, end in zip(heads, ends, strict=True):
        if head.group(1) in wanted:
            yield head.group(1), own[head.end() : end]
