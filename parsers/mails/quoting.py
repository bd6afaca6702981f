"""A reply's own words, less the history quoted in it.

A verdict is drawn from what the sender wrote now; the whole text is kept beside it, for names in
a forwarded chain. Lines marked ">" are dropped singly, so answers written between them survive;
an unmarked history (Outlook) is cut at its heading.
"""

import datetime as dt
import re
from dataclasses import dataclass

from parsers.daywords import LIKE_A_MONTH, month_of

_MARKED = re.compile(r"^\s*>")
_DIVIDER = re.compile(
    r"^\s*(?:-{2,}\s*(?:original|forwarded) (?:message|mail|appointment)\s*-{2,}"
    r"|begin forwarded message:|-{5,}\s*forwarded by\b.*)\s*$",
    re.IGNORECASE,
)
_WROTE = re.compile(
    r"^\s*(?:on|le|am)\b.{6,300}\b(?:wrote|writes|schrieb)\s*:\s*$", re.IGNORECASE | re.DOTALL
)
_HEADING = re.compile(
    r"^[\s>*_]*(from|sent|date|to|cc|subject|importance)[\s*_]*:[\s*_]*\S", re.IGNORECASE
)
_PASSING_ON = re.compile(
    r"(?:hi|hello|dear|morning|afternoon|good|all|team|both|fyi|f\.y\.i|for|your|information|info|see|please|pls|"
    r"below|attached|as|requested|discussed|promised|forwarding|forwarded|this|the|email|e-mail|mail|from|"
    r"school|mum|dad|carer|on|to|you|thanks|thank|thx|regards|kind|many|best|sent|my|iphone|ipad|outlook|android|get)",
    re.IGNORECASE,
)
_SENT_ON = re.compile(
    r"\s*(?:\[[^\]]{1,30}\]\s*)?(?:re:\s*)*(?:fw|fwd|wg|tr|rv|vs|i|doorst)\s*:", re.IGNORECASE
)
_FORWARDED = re.compile(
    r"^[\s>*_=#-]*(?:begin |start of )?(?:forwarded|fwd|weitergeleitete)\b"
    r"(?:\s+(?:message|mail|e-?mail|by|from|on|nachricht)\b.{0,120}|\s*:.{0,120}|[\s*_=#-]*)$",
    re.IGNORECASE,
)
_SOME_HISTORY = re.compile(
    r"^[\s>*_=#-]*(?:original|forwarded|replied|previous|urspr\S+nglich\w*)\s+(?:message|mail|e-?mail|nachricht)\b.{0,80}$"
    r"|\b(?:wrote|writes|schrieb|a \S+crit)\s*:\s*$",
    re.IGNORECASE,
)
_ANY_HEADING = re.compile(
    r"^[\s>*_]*(from|sent|date|to|cc|subject|von|gesendet|an|betreff|de|envoy\S+|objet|datum)[\s*_]*:[\s*_]*\S",
    re.IGNORECASE,
)
_OF_MAILS_ONLY = {"subject", "sent", "betreff", "gesendet", "objet"}
_MOST_WORDS_OF_A_NAME = 4  # a signature under "FYI"
_FARTHEST = 40  # lines looked ahead
_TALLEST_HEADING = 8  # lines, blank ones not counted
_LONGEST_WROTE = 3  # lines over which "On ... wrote:" may be wrapped


_ADDRESS = re.compile(r"[\w.+'&-]+@[\w-]+(?:\.[\w-]+)+")
_MONTH = rf"(?P<month>{LIKE_A_MONTH})\.?"
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?:[:.]\d\d)?\s*(?P<half>[ap]\.?m\.?)?"
    r"(?:\s*\(?(?P<zone>[+-]\d{4}|utc|gmt|bst|z)\b)?",
    re.IGNORECASE,
)
_DAYS = (
    re.compile(
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+{_MONTH}[\s,-]+(?P<year>20\d\d)\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>20\d\d)\b", re.IGNORECASE
    ),
    re.compile(r"\b(?P<year>20\d\d)-(?P<number>\d\d)-(?P<day>\d\d)\b"),
    re.compile(r"\b(?P<day>\d{1,2})/(?P<number>\d{1,2})/(?P<year>20\d\d)\b"),
)
_MOST_QUOTED = 20  # mails in one history
_NOON = 12


@dataclass(frozen=True, slots=True, repr=False)
class Quoted:
    """A mail that stands in the history of another.

    sender: an address in lower case, "" where none is shown. sent: without a zone where none is
    written, None where it cannot be told. text: its own words.
    """

    sender: str
    sent: dt.datetime | None
    text: str


def own_words(text: str) -> str:
    """Return `text` without quoted history; signatures and greetings stay."""
    lines = text.splitlines()
    kept: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if _MARKED.match(line):
            at += 1
            continue
        if _DIVIDER.match(line) or _is_heading(lines, at):
            break
        span = _attribution(lines, at)
        if span:
            rest = _filled(lines, at + span, 1)
            if not (rest and _MARKED.match(rest[0])):
                break
            at += span
            continue
        kept.append(line)
        at += 1
    return "\n".join(kept).strip()


def history_starts(lines: list[str]) -> int:
    """Return the number of the first line of quoted history; of the lines if there is none."""
    for at, line in enumerate(lines):
        if _DIVIDER.match(line) or _is_heading(lines, at) or _attribution(lines, at):
            return at
    return len(lines)


def shows_history(text: str) -> bool:
    """Whether a text bears any sign of another mail in it, even one too slight to cut at."""
    lines = text.splitlines()
    if history_starts(lines) < len(lines):
        return True
    for at, line in enumerate(lines):
        if _MARKED.match(line) or _FORWARDED.match(line) or _SOME_HISTORY.search(line):
            return True
        if _ANY_HEADING.match(line):
            heads = {
                match.group(1).lower()
                for near in _filled(lines, at, _TALLEST_HEADING)
                if (match := _ANY_HEADING.match(near))
            }
            if len(heads) > 1 and heads & _OF_MAILS_ONLY:
                return True
    return False


def newest_quoted(text: str) -> str:
    """Return the own words of the newest mail in the history; "" where there is none."""
    lines = text.splitlines()
    lines = [re.sub(r"^\s*> ?", "", line) for line in lines[history_starts(lines) :]]
    at = 0
    while at < len(lines):
        span = _attribution(lines, at)
        heading = _DIVIDER.match(lines[at]) or _HEADING.match(lines[at])
        if not (span or heading or not lines[at].strip()):
            break
        at += span or 1
    return own_words("\n".join(lines[at:]))


def quoted_mails(text: str) -> tuple[Quoted, ...]:
    """Return the mails in the history of a text, the newest first, marks taken off."""
    lines = text.splitlines()
    lines = [re.sub(r"^[\s>]*> ?", "", line) for line in lines[history_starts(lines) :]]
    found: list[Quoted] = []
    while lines and len(found) < _MOST_QUOTED:
        at = 0
        head: list[str] = []
        while at < len(lines):
            span = _attribution(lines, at)
            if not (span or _DIVIDER.match(lines[at]) or _HEADING.match(lines[at])):
                # A line of a heading may be wrapped; anything else ends it.
                if lines[at].strip() and not (head and lines[at][:1] in " \t"):
                    break
                span = 1
            head += lines[at : at + (span or 1)]
            at += span or 1
        rest = lines[at:]
        end = history_starts(rest)
        found.append(Quoted(_quoted_sender(head), _quoted_day(head), "\n".join(rest[:end]).strip()))
        lines = rest[end:]
        if end == 0 and at == 0:
            break
    return tuple(found)


def _quoted_sender(head: list[str]) -> str:
    """Return the one address of the sender in a heading; "" where there is none, or are several."""
    for line in head:
        match = _HEADING.match(line)
        if match is None or match.group(1).lower() == "from":
            addresses = {found.lower() for found in _ADDRESS.findall(line)}
            if addresses:
                return addresses.pop() if len(addresses) == 1 else ""
    return ""


def _quoted_day(head: list[str]) -> dt.datetime | None:
    """Return when a heading says that its mail was sent."""
    for line in head:
        match = _HEADING.match(line)
        if match is None or match.group(1).lower() in {"sent", "date"}:
            when = written_instant(line)
            if when is not None:
                return when
    return None


def written_instant(text: str) -> dt.datetime | None:
    """Return a day and time as mail programs write them; None where either is in doubt.

    A day in figures alone is believed only where it can be read one way: 5/10 may be either.
    """
    for pattern in _DAYS:
        match = pattern.search(text)
        if match is None:
            continue
        held = match.groupdict()
        day, year = int(held["day"]), int(held["year"])
        month = int(held["number"]) if held.get("number") else month_of(held["month"])
        if pattern is _DAYS[-1] and day <= _NOON and day != month:
            return None
        clock = _CLOCK.search(text[match.end() :]) or _CLOCK.search(text[: match.start()])
        if clock is None:
            return None
        hour, minute = int(clock["hour"]), int(clock["minute"])
        half = (clock["half"] or "").lower()[:1]
        if half:
            hour = hour % _NOON + (_NOON if half == "p" else 0)
        try:
            return dt.datetime(year, month, day, hour, minute, tzinfo=_written_zone(clock["zone"]))
        except ValueError:
            return None
    return None


def _written_zone(name: str | None) -> dt.tzinfo | None:
    if not name:
        return None
    if name[0] in "+-":
        minutes = int(name[1:3]) * 60 + int(name[3:5])
        return dt.timezone(dt.timedelta(minutes=minutes if name[0] == "+" else -minutes))
    return dt.timezone(dt.timedelta(hours=1)) if name.lower() == "bst" else dt.UTC


def _is_heading(lines: list[str], at: int) -> bool:
    """Whether a pasted mail heading (From, Sent, To, Subject) starts on this line."""
    first = _HEADING.match(lines[at])
    if not first or first.group(1).lower() != "from":
        return False
    labels = set()
    for line in _filled(lines, at, _TALLEST_HEADING):
        match = _HEADING.match(line)
        if match:
            labels.add(match.group(1).lower())
    return bool(labels & {"sent", "date"}) and bool(labels & {"to", "subject"})


def _filled(lines: list[str], at: int, count: int) -> list[str]:
    """Return the next lines that are not blank, so many at most."""
    return [line for line in lines[at : at + _FARTHEST] if line.strip()][:count]


def _attribution(lines: list[str], at: int) -> int:
    """Return how many lines an "On Monday X wrote:" takes from here; 0 when none starts here."""
    if not re.match(r"^\s*(?:on|le|am)\b", lines[at], re.IGNORECASE):
        return 0
    for span in range(1, _LONGEST_WROTE + 1):
        if at + span <= len(lines) and _WROTE.match("\n".join(lines[at : at + span])):
            return span
    return 0


def is_forward(subject: str, text: str) -> bool:
    """Whether a mail is sent on from another: by its subject, or by a forwarding line in it."""
    return bool(_SENT_ON.match(subject)) or any(
        _FORWARDED.match(line) for line in text.splitlines()
    )


def passed_on(text: str, *, forward: bool = False) -> str:
    """Return the history of a mail whose own words only pass it on ("FYI"); "" for any other mail.

    Of a forward that asks something as well, only the newest mail that it passes on. The marks and
    headings of the history are taken off, its words stay.
    """
    own = own_words(text)
    strange = [word for word in re.findall(r"[\w.'-]+", own) if not _PASSING_ON.fullmatch(word)]
    if len(strange) > _MOST_WORDS_OF_A_NAME:
        return newest_quoted(text) if forward else ""
    kept = []
    for line in text.splitlines():
        bare = re.sub(r"^[\s>]+", "", line)
        if bare and not (_DIVIDER.match(bare) or _HEADING.match(bare) or _WROTE.match(bare)):
            kept.append(bare)
    history = "\n".join(kept).strip()
    return "" if history == own else history
