"""Labels found in running text: "Name: Kai  DOB: 14/3/12" is two labels with their values.

A label ends at a colon, a question mark, a dot leader, a tick or a field, and is the longest run of
words before it that the vocabulary knows. Whatever stands between two labels is the first one's value.
"""

# ruff: noqa: E501 - patterns and lists of words stay whole
# ruff: noqa: RUF001 - the characters that schools type

import re
from collections.abc import Mapping
from dataclasses import replace

from parsers.choices import option_of
from parsers.labels.attributes import CHOICES, DAYS, SCHOOLS, TOLD, YES_OR_NO
from parsers.labels.turns import is_idle
from parsers.labels.vocabulary import Meaning, Vocabulary
from parsers.layouts.fitting import fits
from parsers.pairs import EMPTY, FIELD, FIELD_END, PICTURE, STRONG, STRONG_END, TICKED, plain

_SEPARATOR = re.compile(
    f"{FIELD}[^{FIELD_END}]*{FIELD_END}|\\?\\s*:?|:|\\.{{2,}}|…+|_{{2,}}|\\t+|[{TICKED}{EMPTY}{PICTURE}]"
)
_DAY = re.compile(
    r"(\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? )?(?:\d{1,2}([./-])\d{1,2}\2\d{2,4}|\d{1,2}(?:st|nd|rd|th)? [A-Za-z]{3,9},? \d{4})\b)"
)
_SIGNED = re.compile(r"(\w+) ((?:[A-Z][\w'’.-]+ ?){2,4})")
# A line to write on, drawn with the keyboard: no part of what was written on it.
_DRAWN = re.compile(r"(?<![A-Za-z0-9])_{2,}|_{2,}(?![A-Za-z0-9])")
_LEADERS = re.compile(r"^[\s._…:\-–]+|[\s_…:]+$|[\s]*\.{2,}[\s.]*$")
_MARKED = re.compile(f"{STRONG}([^{STRONG_END}\n]+){STRONG_END}")
_BRACKETED = re.compile(r"\([^()]{3,}\)\s+\w")
_UNKNOWN = re.compile(r"(?:^|\n)[A-Z][a-z' ]{3,45}:(?=\s|$)")
_EACH_ITS_BOX = re.compile(
    f"[{TICKED}{EMPTY}](?:[^{TICKED}{EMPTY}]*\\w[^{TICKED}{EMPTY}]*[{TICKED}{EMPTY}])+\\s*"
)
_ASKS = re.compile(r"\s*(?:\d{1,2}[.)]?\s+)?(?:(?:on|at|in|by) )?(?:who|whom|what|when|where|which|why|how)\b", re.IGNORECASE)  # fmt: skip
# Words that go on into a label: no number, no answer, no sentence that has ended.
_QUALIFIES = re.compile(
    r"(?i)(?!\W*(?:yes|no|y|n|n/a|and|or)\s+$)[^\w\d]*(?:[a-z'’/&-]+,?\s+)+(?<![,/&-] )"
)
# "By phone on: ...... and by letter on:": what joins two labels is no part of an answer.
_BETWEEN = re.compile(r"(?i)(?:(?<=[._…\t])|^)\s*(?:and|or|then|&)\s*$")
_DASHED = re.compile(r"(?m)^([^:?\n]{2,60}?)\s[-–—]\s([^:\n]+)$")
_CHOSEN = (
    "outcome",
    "legal_basis",
    "succeeded",
    "signature",
)  # "Outcome - Successful" heads a part
_GUIDES = re.compile(r"\s*\([^)\d]*\)\s*")
_LONG = (*TOLD, "reviews", "address", "not_wanted", None)
MOST_WORDS = 16
_NAMES = ("full_name", "contact_name", "head", "print_name")  # of two words at least

Labelled = tuple[tuple[Meaning, str, str], ...]  # labels, each with its words and its value


def cleaned(text: str) -> str:
    """Return the value without dot leaders, underscores and spaces round it."""
    text = _DRAWN.sub(" ", text)
    before = None
    while before != text:
        before = text
        text = _LEADERS.sub("", text)
    return text.strip()


def segments(text: str, words: Vocabulary) -> Labelled:
    """Return each label in running text with its words and its value: "Name: Kai DOB: 14/3/12"."""
    text = _undashed(_unhidden(text, words), words)
    found: list[tuple[Meaning, str, str]] = []
    current: tuple[Meaning, str] | None = None
    value = ""
    at = 0
    boxed = False
    for stop in _SEPARATOR.finditer(text):
        chunk, sign = text[at : stop.start()], stop.group()
        kept = sign[0] in (FIELD, TICKED, EMPTY, PICTURE)
        between = boxed and sign[0] in (TICKED, EMPTY)  # the words of an option
        boxed = sign[0] in (TICKED, EMPTY)
        label = None
        if current is not None:
            label = None if between else _next_label(chunk, sign, current, value, words)
        elif not between:
            label = _label_at_end(chunk, words, related=False, after=False)
        if label is None and current is None and sign != PICTURE:
            label = _whole_label(chunk, words)
        if label is not None:
            before = cleaned(_BETWEEN.sub("", value + chunk[: label[1]]))
            whole = _joined(current, label[0], chunk[label[1] :], before, words)
            if current is not None and whole is None:
                found.append((*current, before))
            current = whole or (label[0], chunk[label[1] :])
            value = sign if kept else ""
        elif _GUIDES.fullmatch(chunk) and not kept and current is not None and not value.strip():
            value = ""  # "What was the outcome? (successful / extended) ....": no answer yet
        else:
            value += chunk + sign
        at = stop.end()
    if current is not None:
        found.append((*current, cleaned(value + text[at:])))
    elif not found:
        return _undivided(text, words)
    again = any(meaning.attribute == "extension_end" for meaning, _, _ in found)
    return tuple(
        (_of_extension(meaning) if again else meaning, label, _own(meaning, value))
        for meaning, label, value in found
    )


def _of_extension(meaning: Meaning) -> Meaning:
    """Return what is asked beside the end of an extension: "Extended to ... with a review on ..."."""
    is_review = meaning.attribute == "review" and meaning.ordinal is None
    return replace(meaning, attribute="extension_review") if is_review else meaning


def _undashed(text: str, words: Vocabulary) -> str:
    """Return the text with a colon for the dash of each line "Start date - 5 October 2026".

    Only where what stands behind it is what the label asks for, so that a heading stays one.
    """
    if not _DASHED.search(text):
        return text
    return _DASHED.sub(
        lambda line: f"{line[1]}: {line[2]}" if _answers(line, words) else line[0], text
    )


def _answers(line: re.Match[str], words: Vocabulary) -> bool:
    label, value = line[1], line[2]
    asked = words.strict(label, slips=False)
    if asked is None or words.strict(value) is not None or asked.attribute in _CHOSEN:
        return False
    named = "school" if asked.party in SCHOOLS else "full_name" if asked.party else ""
    attribute = asked.attribute or named
    whole = attribute not in _NAMES or len(value.split()) > 1
    return whole and fits(attribute, value, words.choices) is True


def _next_label(
    chunk: str, sign: str, current: tuple[Meaning, str], value: str, words: Vocabulary
) -> tuple[Meaning, int] | None:
    """Return the label that ends the words between another's value and a sign, and where it begins.

    None where they all belong to the value, though some of them read like a label.
    """
    asked = current[0].attribute
    related = asked == "relationship"
    label = _label_at_end(chunk, words, related=related, after=True)
    weekly = asked in ("review", "reviews")  # "Review dates: week 4: 2/11/2026"
    if label is None or (weekly and label[0].attribute == "week_beginning"):
        return None
    meaning, start = label
    before = chunk[:start].strip()
    own = _set_off(chunk[:start], value)  # "Start: 9 November 2026    Previous end date: ..."
    led = sign[0] in "._…\t"
    short = len(chunk[start:].split()) == 1 and before
    named = led and meaning.attribute is None and (meaning.ordinal or short or related)
    if named or _is_qualified(own, words):
        return None  # "Relationship: ..Mother....": the word is the value
    if (led or sign[0] in (TICKED, EMPTY)) and _offered(current[0], chunk, words):
        return None  # "Outcome ...... Extended ......", "Review: 4 week [ ]": its answers
    if led:
        again = meaning.attribute == (asked or "school")
        half = asked in _NAMES and len(cleaned(value + chunk[:start]).split()) == 1
        # "Year group: ..Year 4....": the words are the value, though they read like its label
        if again and (before or not cleaned(value)):
            return None
        # "Home school: .... Vale School ....", "Contact: .... Karen Date ....": their names
        if half and before:
            return None
    telling = (asked or "").startswith("informed")
    return label if telling else _unless_how(label, chunk, words)


def _set_off(before: str, value: str) -> str:
    """Return the words before a label that a wide gap or a leader parts from the value."""
    if cleaned(value) and value[-1:] in "._…\t":
        return before
    parts = re.split(r"(?<=\S)\s{2,}(?=\S)", before)
    return parts[-1] if len(parts) > 1 else ""


def _undivided(text: str, words: Vocabulary) -> tuple[tuple[Meaning, str, str], ...]:
    """Return labels with the days or the signature right behind them, where a line is nothing else.

    "The placement starts on 5/10/2026 and ends on 18/12/2026", "Signed Jo Hale".
    """
    signed = _SIGNED.fullmatch(plain(text))
    by = words.strict(signed[1]) if signed else None
    if signed and by is not None and by.attribute == "signature":
        asks = any(words.strict(one) for one in (signed[2], *signed[2].split()))
        return () if asks else ((by, signed[1], signed[2]),)
    *parts, rest = _DAY.split(plain(text))
    asked = [words.strict(label.strip(" ,;–-")) for label in parts[::3]]
    known = [one for one in asked if one is not None and one.attribute in DAYS]
    if not parts or rest.strip() or len(known) < len(asked):
        return ()
    labels = [" ".join(label.split()) for label in parts[::3]]
    return tuple(zip(known, labels, parts[1::3], strict=True))


def asked_in(text: str, words: Vocabulary) -> Labelled:
    """Return the labels of a line; "[ ] Extended: more time is needed" asks for no day."""
    found = segments(text, words)
    offered = text.lstrip(f"{STRONG} ").startswith((TICKED, EMPTY))
    undated = all(m.attribute in DAYS and not re.search(r"\d", value) for m, _, value in found)
    return () if offered and undated else found


def _own(meaning: Meaning, value: str) -> str:
    """Return the value without a question that is not known, and what stands there, after it."""
    told = _own_field(value)
    if meaning.attribute == "looked_after" and _EACH_ITS_BOX.fullmatch(told):
        return told[0]  # "LAC [x]  CiN [ ]  CP [ ]": the boxes stand behind their words
    if meaning.attribute in _LONG or not _UNKNOWN.search(told):
        return told
    return cleaned(_UNKNOWN.split(told, maxsplit=1)[0])


def _unhidden(text: str, words: Vocabulary) -> str:
    """Return the text with the colon of a label that a ring round its first answer went through.

    Only a label that offers the marked words as an answer had one: "SEN (None) SEN support".
    """
    for mark in reversed(list(_MARKED.finditer(text))):
        before = text[: mark.start()].rstrip()
        start = max((stop.end() for stop in _SEPARATOR.finditer(before)), default=0)
        chunk = before[max(start, before.rfind("\n") + 1, before.rfind(STRONG_END) + 1) :]
        label = _label_at_end(chunk, words, related=False, after=False)
        if label is None or STRONG in chunk or not re.search(r"[^\W_]['\"’”]*$", chunk):
            continue
        asked = label[0].attribute or ""
        offered = words.choices.get(CHOICES.get(asked, asked), {})
        if option_of(mark[1], offered) or option_of(mark[1], _yes_or_no(asked, words)):
            text = f"{before}: {text[mark.start() :]}"
    return text


def _yes_or_no(attribute: str, words: Vocabulary) -> Mapping[str, tuple[str, ...]]:
    """Return the answers to a question that a form asks with yes and no."""
    return words.choices.get("yes_no", {}) if attribute in YES_OR_NO else {}


def _own_field(value: str) -> str:
    """Return the value without a label that is not known, and its own field, behind a field."""
    end = value.find(FIELD_END)
    behind = value[end + 1 :] if value.startswith(FIELD) and end > 0 else ""
    return value[: end + 1] if re.match(r"\s*[A-Za-z][^\n:]*:", behind) else value


def _joined(
    current: tuple[Meaning, str] | None,
    meaning: Meaning,
    label: str,
    between: str,
    words: Vocabulary,
) -> tuple[Meaning, str] | None:
    """Return the one label that two make of which the first only names a party: "Parent 1: name"."""
    if current is None or between or current[0].attribute or meaning.party or not meaning.attribute:
        return None
    text = f"{current[1].strip()} {label.strip()}"
    made = words.strict(text)
    return (made, text) if made is not None and made.attribute == meaning.attribute else None


def _whole_label(chunk: str, words: Vocabulary) -> tuple[Meaning, int] | None:
    """Return the label that the text begins with, and guides: "Surname, as on the register:"."""
    if not chunk[:1].isupper() or "\n" in chunk or len(chunk.split()) > MOST_WORDS:
        return None
    asked = words.guided(chunk)
    return None if asked is None else (asked, 0)


def _unless_how(
    label: tuple[Meaning, int], chunk: str, words: Vocabulary
) -> tuple[Meaning, int] | None:
    """Return the label unless it says only how somebody was told; then the last word's, if any.

    "Signature: agreed by telephone Date:" holds no label "by telephone".
    """
    meaning, start = label
    short = (meaning.attribute or "").startswith("informed_") and meaning.party is None
    if not short or re.search(r"inform|told|sent", chunk[start:], re.IGNORECASE):
        return label
    last = chunk.rindex(chunk.rsplit(maxsplit=1)[-1])
    known = words.strict(chunk[last:])
    return None if known is None else (known, last)


def _offered(meaning: Meaning, text: str, words: Vocabulary) -> bool:
    """Return whether the words are one of the answers that the label before them offers."""
    asked = meaning.attribute or ""
    return option_of(text, words.choices.get(CHOICES.get(asked, asked), {})) is not None


def _names_before(text: str, words: Vocabulary) -> bool:
    """Return whether the first words of the text only say who somebody is."""
    said = text.split()
    known = [words.strict(" ".join(said[:count])) for count in range(1, len(said))]
    return any(one is not None and one.attribute is None for one in known)


def _is_qualified(before: str, words: Vocabulary) -> bool:
    """Return whether a line begins with other words than a label's, so that it asks something else.

    "Previous end date:" asks for no end date; "2) End date:" and "The new school shares marks:" do.
    """
    lead = before.rpartition("\n")[2]
    if not _QUALIFIES.fullmatch(lead) or _ASKS.match(lead) or is_idle(lead):
        return False
    named = words.strict(lead)
    return named is None or named.attribute is not None


def _label_at_end(
    chunk: str, words: Vocabulary, *, related: bool, after: bool
) -> tuple[Meaning, int] | None:
    """Return the longest label that ends the chunk, and where it begins. after: another label."""
    starts = [match.start() for match in re.finditer(r"[^\s(\"“]\S*|[(\"“]", chunk)]
    starts = [start for start in starts[-MOST_WORDS:] if re.match(r"\S*\w", chunk[start:])]
    asks = _ASKS.match(chunk)
    if "\n" in chunk:  # a line's first word begins a label sooner than one amid the line before
        starts.sort(key=lambda start: re.search(r"\w[^\n]*$", chunk[:start]) is not None)
    for start in starts:
        tail = chunk[start:]
        if after and _BRACKETED.search(tail):
            continue  # "Managed move (trial)  Attendance reported": the bracket is the value's
        if re.search(r"\)\s*\w", tail) and (tail[0] == "(" or "(" not in tail.split(")")[0]):
            continue  # "(phone call) Date": the brackets belong to the value before
        meaning = words.strict(tail, slips=not chunk[:start].strip())
        if meaning is None or (not after and _is_qualified(chunk[:start], words)):
            continue
        if related and _names_before(tail, words):
            continue  # "Relationship: Foster carer Tel:": no label "Foster carer Tel"
        if asks and "," in chunk[:start] and meaning.attribute is not None:
            continue  # "Who decided, and on what date?" asks as a whole, and not for the date
        led = meaning.attribute is None and re.match(
            r"(?i)(?:to|at|of|from|by|for|the|with|in|on)\b", tail
        )
        if led and chunk[:start].strip():
            return None  # "... will be sent to the home school": a question that is not known
        return meaning, start
    return None
