"""Whether the words around a form let it count: what a mail says of the form that it brings.

A form is a school's word only as long as the mail around it does not take it back. "Draft for
comment", "sent in error", "not decided yet" put it before a person; so does a doubt about the
decision itself. Beside an attached form a question about receipt or paperwork is no doubt; beside a
form typed into the mail any question or condition is one, for nothing else shows that it is meant.
"""

import re
import unicodedata
from collections.abc import Iterator

from parsers.evidence import Evidence
from parsers.mails.markup import text_of
from parsers.mails.quoting import is_forward, newest_quoted, own_words
from parsers.records import Kind
from parsers.words import covering_words as words
from parsers.words.prose import LONGEST

_PLAIN = {
    0x2018: "'", 0x2019: "'", 0x02BC: "'", 0x0060: "'", 0x00B4: "'", 0x201C: '"', 0x201D: '"',
    0x2010: "-", 0x2011: "-", 0x2013: " - ", 0x2014: " - ", 0x00AD: "", 0x200B: "", 0x200C: "",
    0x200D: "", 0x2060: "", 0xFEFF: "",
}  # fmt: skip
_WRAPPED = 52  # columns from which a line is taken to run on into the next
_SENTENCE_END = re.compile(r"(?<=[.!?;])[\"')\]]*\s+(?=\S)|\n+")
_ADDRESS = re.compile(r"\S+@[\w.-]+\w")  # "test@..." says nothing
_MARKS = re.compile(r"[*_>]+")  # as plain text shows bold, underlined and quoted
_NAME_MARKS = re.compile(r"[\W_]+")


def denies(text: str) -> bool:
    """Whether a text takes back or puts off the form that it stands with or in."""
    whole = _plain(text)
    patterns = [words.DENIES] if words.RIGHTED.search(whole) else [words.DENIES, words.ERRORS]
    return _says(whole, patterns)


def takes_back(text: str, kind: Kind) -> bool:
    """Whether a mail's own words deny or amend a form of this kind, or doubt what was decided."""
    doubts = [words.AMENDS, words.DOUBTS, *([words.UNENDED] if kind == "MM2" else [])]
    return denies(text) or _says(_plain(text), doubts)


def doubts_beside(text: str, kind: Kind) -> bool:
    """Whether words beside a form typed into a mail hold any denial, question or condition."""
    return takes_back(text, kind) or _says(_plain(text), [words.BESIDE])


def covers_with_doubt(evidence: Evidence, part: str, kind: Kind) -> bool:
    """Whether the mail that a document hangs on, or one around that mail, puts it in doubt."""
    if denies(evidence.subject) or denies(_NAME_MARKS.sub(" ", part.rsplit("/", 1)[-1])):
        return True
    for body in evidence.bodies:
        # A mail's own body is "body"; that of a mail attached stands under the mail's name.
        if not part.startswith(body.name.removesuffix("body")):
            continue
        if denies(body.subject):
            return True
        for text in (body.text, text_of(body.html) if body.html else ""):
            if takes_back(own_words(text[:LONGEST]), kind):
                return True
            if is_forward(evidence.subject, text) and denies(newest_quoted(text[:LONGEST])):
                return True
    return False


def _says(text: str, patterns: list[re.Pattern[str]]) -> bool:
    return any(pattern.search(told) for told in _told(text) for pattern in patterns)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text[:LONGEST].translate(_PLAIN))
    folded = _ADDRESS.sub(" ", folded)
    return "\n".join(" ".join(_MARKS.sub(" ", line).split()) for line in folded.splitlines())


def _told(text: str) -> Iterator[str]:
    """Yield sentence by sentence what the writer says, and each paragraph as one.

    Legal notices are left out; so is what speaks of an earlier version or is only polite.
    """
    for paragraph in re.split(r"\n\s*\n", text):
        legal = False
        kept: list[str] = []
        for piece in _SENTENCE_END.split(_unwrapped(paragraph)):
            notice = words.LEGAL.search(piece)
            if notice and not words.NEVER_LEGAL.search(piece):
                legal = True
                before = piece[: notice.start()]
                if not re.search(r"\bif\b", before, re.IGNORECASE) and words.DENIES.search(before):
                    yield before
            elif not (legal and words.LEGAL_TOO.search(piece)):
                kept.append(words.NEUTRAL.sub(" ", words.EARLIER.sub(" ", piece)))
        yield from kept
        if not legal:
            joined = " ".join(paragraph.split())
            yield words.NEUTRAL.sub(" ", words.EARLIER.sub(" ", joined))


def _unwrapped(paragraph: str) -> str:
    """Join lines that were wrapped: a long one, or one that goes on in lower case."""
    out: list[str] = []
    for line in paragraph.splitlines():
        if out and out[-1][-1:] not in ".!?:" and (len(out[-1]) >= _WRAPPED or line[:1].islower()):
            out[-1] = f"{out[-1]} {line}"
        elif line:
            out.append(line)
    return "\n".join(out)
