"""Signs in plain words that a mail is about a managed move, and that a move has broken down.

A cue decides nothing: it puts a mail in front of a person at once. The two ways to be wrong are
not alike. A true report that nobody sees costs a child a day; a false one costs a person a minute.
So the net is wide, but what is denied, asked, feared or said of a boiler is no cue.

A sentence is strong that says of the move, by one of its names, that it has ended, that somebody
ended it or that it does not go on. Half of that (the child sent back, and no word of a move) is
weak, unless the subject names the move; so is a question that takes the end for granted, and an
end that is only intended. What is in doubt between strong and none is weak.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from typing import Literal

from parsers.mails.quoting import newest_quoted, own_words
from parsers.words import cue_doubts as doubts
from parsers.words import cue_words as words
from parsers.words.prose import DAY, LONGEST, Sentence, sentences

Cue = Literal["strong", "weak"]


class _Way(Enum):
    """A way in which an end is told."""

    OF_THE_MOVE = words.OF_THE_MOVE
    BY_SOMEBODY = words.BY_SOMEBODY
    IDIOM = words.IDIOMS
    OF_IT = words.OF_IT
    LAST_DAY = words.LAST_DAY
    COMING_BACK = words.COMING_BACK
    SENT_BACK = words.SENT_BACK
    NOT_ON = words.NOT_ON
    NOT_ON_ALONE = words.NOT_ON_ALONE
    HALF = words.HALF
    FAINT = words.FAINT


_NAMES_IT = frozenset({_Way.OF_THE_MOVE, _Way.NOT_ON})
_RETURNS = frozenset({_Way.COMING_BACK, _Way.SENT_BACK, _Way.FAINT})
# "Not" belongs to these: they tell that something does not go on.
_DENIES = frozenset({_Way.NOT_ON, _Way.NOT_ON_ALONE, _Way.HALF, _Way.FAINT})
_NEAR = 400  # characters before "it" in which what it is may be named
_IT = re.compile(r"\b(?:it|this|that)(?=\b(?:'s| is| has| was| broke| had)\b)", re.IGNORECASE)
_A_CHILD = re.compile(
    r"\b(?:he|she|him|her|his|pupil|child|student|mum|dad|parents?)\b", re.IGNORECASE
)
# A name, and no word that only begins a sentence.
_NAME = re.compile(
    r"\b(?!(?:The|This|That|His|Her|Their|She|They|Our|You|Your|Can|Please|Just|Final|Trial|Placement"
    r"|Managed|Review|Mum|Dad|Hello|Dear|All|Thanks|MM|CTF|\w+day)\b)(?:[A-Z][a-z]{2,}|[A-Z]{2})\b"
)
_BREATH = re.compile(r".{1,600}(?:\s|$)|.{600}")
_REPLY = re.compile(r"^\s*(?:(?:re|aw|sv)\s*:\s*)+", re.IGNORECASE)
_PREFIX = re.compile(r"^\s*(?:(?:re|aw|sv|fw|fwd)\s*:\s*|\[[^\]]{1,30}\]\s*)*", re.IGNORECASE)


def about_a_move(subject: str, text: str) -> bool:
    """Whether a mail is about a managed move at all: by its words, or by a strong cue."""
    told = " ".join(sentence.text for sentence in sentences(text))
    whole = words.OF_THINGS.sub(" ", f"{subject}\n{told}")
    if words.ABOUT.search(whole) or re.search(r"\bMM\b", subject):  # as schools call it
        return True
    if words.PERHAPS.search(whole) and words.SCHOOLISH.search(whole):
        return True
    return breakdown_cue(text, subject) == "strong"


def breakdown_cue(text: str, subject: str = "", *, of_pupil: bool = False) -> Cue | None:
    """Return how strongly the sender's own words say that a move has broken down; None if not.

    subject: of the mail, where it is the sender's own; a reply's is read as half a cue. of_pupil:
    whether the mail names a pupil who is on a move, which counts as much as naming the move.
    """
    own = own_words(text[:LONGEST])
    told = tuple(_pieces(own))
    on_topic = of_pupil or bool(words.NAMES_A_MOVE.search(_respelt(subject)))
    if not of_pupil and _is_of_staff(told):
        told = tuple(Sentence(doubts.WITH_US.sub(" ", s.text), s.asked) for s in told)
    told = tuple(_without_machines(told, subject))
    found = [_of_subject(subject, told), _of_answer(told, text[:LONGEST])]
    before: Sentence | None = None
    for number, sentence in enumerate(told):
        denied = any(doubts.DENIED_NEXT.search(s.text) for s in told[number + 1 : number + 2])
        answers = denied or (before is not None and _is_what_if(before))
        if not answers and (sentence.asked or not doubts.FORM_LINE.search(sentence.text)):
            found.append(_of_sentence(sentence, on_topic=on_topic))
        before = sentence
    if "strong" in found:
        return None if _only_ends_well(told) else "strong"
    if any(words.GOES_ON.search(sentence.text) for sentence in told):
        return None
    return "weak" if "weak" in found or any(_worries(sentence) for sentence in told) else None


def _only_ends_well(told: Sequence[Sentence]) -> bool:
    """Return whether a mail says that a trial is over, and that it went well: "He joins our roll".

    Not where one child did well and another did not.
    """
    good = [sentence.text for sentence in told if _is_good(sentence.text)]
    if any(_told(said, on_topic=True) == "strong" for said in good):
        return False
    rest = [sentence.text for sentence in told if sentence.text not in good]
    is_ill = any(doubts.ILL.search(said) for said in rest) or _is_of_two((*good, *rest), good)
    return not is_ill and any(doubts.STAYS.search(said) for said in good)


def _is_of_staff(told: Iterable[Sentence]) -> bool:
    """Return whether a mail tells of a colleague who leaves, and of no pupil."""
    whole = "\n".join(sentence.text for sentence in told)
    return bool(doubts.OF_STAFF.search(whole)) and not doubts.OF_A_PUPIL.search(whole)


def _without_machines(told: Iterable[Sentence], subject: str) -> Iterator[Sentence]:
    """Yield the sentences; where "it" is a boiler or a bus, named last before it, that is said."""
    last = subject
    for sentence in told:
        text = sentence.text
        for it in reversed(list(_IT.finditer(text))):
            before = f"{last} {text[: it.start()]}"
            machine = max((m.end() for m in doubts.MACHINE.finditer(before)), default=-1)
            others = (
                *_A_CHILD.finditer(before),
                *re.finditer(words.IS_MOVE, before, re.IGNORECASE),
            )
            if machine > max((m.end() for m in others), default=-1):
                text = f"{text[: it.start()]}the machine{text[it.end() :]}"
        last = f"{last} {sentence.text}"[-_NEAR:]
        yield Sentence(text, sentence.asked)


def _pieces(text: str) -> Iterator[Sentence]:
    """Yield the sentences, slips mended; what nobody would write in one breath is cut up."""
    for sentence in sentences(text):
        for piece in _BREATH.findall(_respelt(sentence.text)):
            yield Sentence(piece.strip(), sentence.asked)


def _respelt(text: str) -> str:
    """Return a text with the slips mended that leave no doubt."""
    for word, slip in words.SLIPS.items():
        text = slip.sub(word, text)
    return text


def _of_subject(subject: str, told: tuple[Sentence, ...]) -> Cue | None:
    """Return what the subject alone says, where the mail itself does not say otherwise."""
    bare = _respelt(" ".join(subject[_prefix(subject) :].split()))
    if not bare or bare.endswith("?") or any(_says_otherwise(sentence) for sentence in told):
        return None
    found: Cue | None = None
    for line in sentences(bare.replace(" - ", ": ")):  # "Placement - ended"
        if _is_what_if(line) or doubts.FORM_LINE.search(line.text):
            return None
        found = _of_sentence(line, on_topic=True) or _of_heading(line.text) or found
    return "weak" if found and _REPLY.match(subject) else found


def _prefix(subject: str) -> int:
    match = _PREFIX.match(subject)
    return match.end() if match else 0


def _says_otherwise(sentence: Sentence) -> bool:
    said = sentence.text
    return bool(
        _is_good(said)
        or words.GOES_ON.search(said)
        or doubts.REFUTED.search(said)
        or re.match(r"(?:hi\W+)?no\b[ ,.]", said, re.IGNORECASE)
    )


def _is_good(said: str) -> bool:
    """Return whether a sentence tells of a move that went well."""
    return any(not doubts.NOT_SO.search(said[: at.start()]) for at in doubts.GOOD.finditer(said))


def _of_heading(line: str) -> Cue | None:
    """Return what a heading without a verb says: "Breakdown of managed move"."""
    if _is_good(line) or doubts.AT_LARGE_HERE.search(line) or doubts.PLANNED.search(line):
        return None
    for patterns, grade in ((words.HEADINGS, "strong"), (words.FAINT_HEADINGS, "weak")):
        for pattern in patterns:
            match = pattern.search(line)
            before = line[: match.start()] if match else ""
            if match and not (_is_supposed(before) or doubts.DENIED.search(before)):
                return "strong" if grade == "strong" else "weak"
    return None


def _of_answer(told: tuple[Sentence, ...], text: str) -> Cue | None:
    """Return what a plain "Yes" says to the question that the mail answers."""
    first = next((s for s in told if len(s.text.split()) > 1 or doubts.YES.search(s.text)), None)
    if first is None or first.asked or not doubts.YES.search(first.text) or _says_otherwise(first):
        return None
    for asked in sentences(newest_quoted(text)):
        if asked.asked and " or " not in asked.text and _told(_respelt(asked.text), on_topic=True):
            return "strong"
    return None


def _of_sentence(sentence: Sentence, *, on_topic: bool) -> Cue | None:
    said = sentence.text
    if not sentence.asked:
        return _told(said, on_topic=on_topic)
    if "?" not in said:
        # "Please can you collect his file, the placement ended on Friday": a request, then news.
        news = said.partition(",")[2] if doubts.REQUEST.match(said) else ""
        return _told(news, on_topic=on_topic)
    news, comma, question = said.rpartition(", ")
    if comma and not any(part.asked for part in sentences(news)):
        found = _told(news, on_topic=on_topic)
        if found:
            return found if doubts.ASKED_FOR.match(question) else "weak"
    granted = doubts.TAKEN_FOR_GRANTED.search(said)
    if granted and _told(said[granted.end() :].rstrip("?"), on_topic=on_topic):
        return "weak"
    return None


def _worries(sentence: Sentence) -> bool:
    """Return whether a sentence worries; of a question, what is said before it is asked."""
    said = sentence.text
    if sentence.asked:
        said = said.rpartition(",")[0]
    return not _is_good(said) and any(
        not doubts.NO_WORRY.search(said[: at.start()]) for at in words.WEAK.finditer(said)
    )


def _is_what_if(sentence: Sentence) -> bool:
    return sentence.asked and bool(doubts.WHAT_IF.search(sentence.text))


def _told(said: str, *, on_topic: bool) -> Cue | None:
    """Return what a statement says of a move's end."""
    if doubts.REFUTED.search(said) or doubts.AT_LARGE_HERE.search(said):
        return None
    parts = doubts.CLAUSES.split(said)
    good = [part for part in parts if _is_good(part)]
    if good and not _is_of_two(parts, good):
        return None
    ways = [way for way in _Way if on_topic or way is not _Way.OF_IT]
    if doubts.STARTS_THEN.search(said):
        ways.remove(_Way.LAST_DAY)  # at the one school, before the first at the other
    parts = [part for part in parts if part not in good]
    for at in range(1, len(parts)):
        if words.OF_A_MOVE.match(parts[at - 1]) and doubts.GOES_ON_TO_SAY.match(parts[at]):
            parts[at] = f"the move {parts[at].strip()}"
    found = [cue for part in parts for cue in _in_clause(part, ways, on_topic=on_topic)]
    if "strong" in found:
        return "strong"
    return "weak" if "weak" in found else None


def _is_of_two(parts: Sequence[str], good: Sequence[str]) -> bool:
    """Return whether a sentence tells of two children: "Jo's move ended; Al stays with us"."""
    rest = [part for part in parts if part not in good]
    well, ill = (set(_NAME.findall(" ".join(some))) for some in (good, rest))
    return bool(well - ill and ill - well)


def _in_clause(clause: str, ways: Iterable[_Way], *, on_topic: bool) -> Iterator[Cue | None]:
    """Yield what each of the words for an end in a clause comes to."""
    clause = doubts.WERE_BEST.sub(r"\1\2", clause)
    is_topic = on_topic or bool(words.NAMES_A_MOVE.search(clause))
    for way in ways:
        is_half = way is _Way.FAINT or (way is _Way.HALF and not is_topic)
        for pattern in way.value:
            for match in pattern.finditer(clause):
                before, cue, after = clause[: match.start()], match.group(0), clause[match.end() :]
                if not (
                    _is_taken_back(way, before, cue, after) or _is_another(way, before, cue, after)
                ):
                    yield _in_time(before, cue, after, "weak" if is_half else "strong")


def _is_taken_back(way: _Way, before: str, cue: str, after: str) -> bool:
    """Return whether a cue is denied, supposed or put off."""
    begins = (match.end() for match in doubts.CLAUSE_BEGINS.finditer(before + cue))
    own = before[max((at for at in begins if at <= len(before)), default=0) :]
    if doubts.DENIED.search(own if way in _DENIES else own + cue) or _is_supposed(before):
        return True
    is_possible = doubts.POSSIBLE.search(cue) and not doubts.DECIDED.search(before)
    if is_possible and way not in _DENIES:
        return True
    if way in _RETURNS and (
        doubts.SUPPOSED.search(after.lstrip(" ,"))
        or doubts.FOR_A_WHILE.search(f"{before[-6:]}|{after}")
    ):
        return True  # "he returns to you if it fails"
    if (way in _RETURNS or way is _Way.HALF) and doubts.OF_PAPER.search(before):
        return True
    if way is _Way.COMING_BACK and doubts.ONLY_ANSWERING.search(before):
        return True
    return way in _DENIES and bool(doubts.UNTIL.search(cue + after))


def _is_another(way: _Way, before: str, cue: str, after: str) -> bool:
    """Return whether a cue is said of something else than the move on which a child is now."""
    if doubts.NOT_THIS.search(before) or words.PREVIOUS.search(before):
        return True
    if way in _NAMES_IT:
        return bool(
            doubts.AT_LARGE.search(before)
            or doubts.OF_ANOTHER.search(before)
            or doubts.ELSEWHERE.search(cue + after)
            or doubts.ENDED_ANOTHER.search(cue + after)
            or (doubts.MANY.search(cue) and not doubts.THESE.search(before))
        )
    if way is not _Way.BY_SOMEBODY:
        is_back = way is _Way.FAINT or (way is _Way.HALF and not doubts.DENIED.search(before + cue))
        away = doubts.AFTER_A_BREAK.search(after) or doubts.AWAY.search(before + after)
        return is_back and bool(away)
    # "we have ended his previous placement": the words before the move stand in the cue
    named = f"{cue.rpartition(' ')[0]} "
    ways = (
        doubts.A_MOVE.search(cue),
        doubts.NOT_THIS.search(named),
        doubts.ELSEWHERE.search(after),
    )
    return any(ways)


def _in_time(before: str, cue: str, after: str, grade: Cue) -> Cue | None:
    """Return the grade of a cue by its time: what is past, decided, intended or only planned."""
    is_ahead = bool(doubts.AHEAD.search(cue))
    if doubts.WHENEVER_IT.search(before):
        return None if is_ahead or doubts.STILL_TO_DO.search(before + after) else "weak"
    if doubts.INTENDED.search(before) and not doubts.DONE_SO.search(after):
        return "weak"
    return _unless_planned(before, cue, after, grade) if is_ahead else grade


def _unless_planned(before: str, cue: str, after: str, grade: Cue) -> Cue | None:
    """Return what an end that is still to come says; None if it comes as it was to come."""
    clause = before + cue + after
    is_early = bool(doubts.EARLIER.search(after))
    is_planned = bool(doubts.PLANNED.search(clause) or doubts.WHENEVER.search(before))
    if doubts.CONDITION.search(after) or (is_planned and not is_early):
        return None
    if doubts.NEWS.search(clause):
        return grade
    return "weak" if is_early or DAY.search(after) or doubts.SOME_DAY.search(after) else grade


def _is_supposed(before: str) -> bool:
    """Whether what follows these words is only supposed, feared or asked about."""
    if doubts.SUPPOSED.search(before):
        return True
    last = re.split(r"\band\b", before, flags=re.IGNORECASE)[-1]
    return bool(doubts.MODAL.search(last)) and not doubts.DECIDED.search(before)
