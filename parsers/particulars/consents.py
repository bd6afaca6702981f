"""Who agreed, and what shows it.

An agreement is its evidence: a picture, a typed name, words about a telephone call, or none; never
just "yes".
"""

# ruff: noqa: E501 - patterns stay whole
# ruff: noqa: PLR0911 - cases, one after another, in the order in which they must be tried

import re
from collections.abc import Collection

from rapidfuzz import fuzz

from parsers.choices import read_choice
from parsers.layouts.answers import Answer, has_answer
from parsers.pairs import EMPTY, PICTURE, TICKED, plain
from parsers.particulars.asked import Asked
from parsers.particulars.draft import Draft, name_of
from parsers.people import without_title
from parsers.values import Doubt, first_day, is_nothing, read_day, short

_ALIKE = 80  # of 100: a slip in a name
_VERBAL = re.compile(
    r"\b(?:verbal\w*|oral\w*|by (?:tele)?phone|phone call|telephone|over the phone|in person)\b",
    re.IGNORECASE,
)
_WITHHELD = re.compile(
    r"^\W*(?:no|none|not (?:given|signed|obtained|agreed|available)|refused|declined|withheld|does not (?:agree|consent)|unsigned)\b",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"\b(?:to follow|await\w*|pending|see (?:attached|over|separate)|tbc|outstanding|will sign|to be signed)\b",
    re.IGNORECASE,
)
_REFUSING = re.compile(
    r"\b(?:refus\w*|declin\w*|not agree\w*|not consent\w*|does not|did not|withdr\w*|unable|unwilling|disagree\w*)\b",
    re.IGNORECASE,
)
_ATTEMPTED = re.compile(
    r"\b(?:sought|no (?:reply|answer|response)|message left|left (?:a )?(?:message|voicemail)|voice ?mail|tried|attempt\w*|chas(?:ed|ing)|"
    r"could not|unable|not (?:reached|answered|yet))\b",
    re.IGNORECASE,
)
_SIGNS = re.compile(
    r"(?i)\bsign(?:ed|ature)?\b(?!.*\b(?:obtained|received|held|collected|on file)\b)"
)
_WEEKDAY = re.compile(r"(?i)\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*")
_AGREED = {"yes": ("yes", "y", "agreed", "i agree", "given"), "no": ("no", "n")}
_PLACEHOLDER = re.compile(
    r"^\W*(?:x{2,}|(?:please\s+)?sign(?:ature)?(?:\s+(?:here|below|required))?|"
    r"(?:please\s+)?(?:insert|enter|type|print|add)\s+(?:\w+\s+){0,3}(?:name|signature|here))\W*$",
    re.IGNORECASE,
)
# What is no part of a signer's name in a typed signature.
_BESIDE_NAME = re.compile(
    r"\b(?:signed|signature|electronic\w*|digital\w*|e-?sign\w*|typed|docusign\w*|by|on|dated?|at|for|behalf|of|and|the|via|e-?mail\w*|portal|"
    r"in writing|written|by letter|in person|agree[sd]?|approved|accepted|yes|y|no|n|consent\w*|given|obtained|received|i|as|her|his|their|name|"
    r"parents?|mother|father|mum|dad|carer|guardian|grand\w+|foster|p\.?p|per pro)\b",
    re.IGNORECASE,
)


def evidence_of(text: str) -> str | Doubt:
    """Return what shows an agreement: image, typed, verbal or none."""
    bare = plain(text)
    if PICTURE in text and not bare.strip():
        return "image"
    if is_nothing(bare) or _PLACEHOLDER.match(bare) or re.fullmatch(rf"[\s{EMPTY}]*", bare):
        return "none"
    if _REFUSING.search(bare) or _ATTEMPTED.search(bare):
        return Doubt("unclear", f'says "{short(bare)}"')
    if _VERBAL.search(bare):
        return "verbal"
    if _WITHHELD.match(bare):
        return "none"
    if _LATER.search(bare):
        return Doubt("unclear", f'says "{short(bare)}"')
    if _is_ticked(bare):
        picked = read_choice(bare, _AGREED)
        if picked == "no" or picked is None:
            return "none"
        return "typed" if picked == "yes" else Doubt("unclear", f'says "{short(bare)}"')
    return "image" if PICTURE in text else "typed"


def shown_by(answer: Answer) -> str | Doubt:
    """Return what an answer shows of an agreement; a day alone where a signature is asked is none."""
    day, rest = first_day(answer.text)
    unsigned = day is not None and not re.search(r"[^\W\d_]{2}", _WEEKDAY.sub("", rest))
    if unsigned and PICTURE not in answer.text and _SIGNS.search(answer.label):
        return "none"
    return evidence_of(answer.text)


def signs_for(signed: str, name: str) -> bool:
    """Return whether a typed signature may be that of the person with this name.

    Initials and short forms are enough, and so are words that name nobody ("Agreed").
    """
    own = _name_words(name)
    written = _name_words(first_day(signed)[1])
    if not own or not written:
        return True
    initials = [word[0] for word in own]
    if "".join(initials) in written:
        return True
    known = [any(_alike(word, one) for one in own) for word in written]
    return all(known) or sum(known) > 1


def _alike(word: str, own: str) -> bool:
    """Return whether a word of a signature may stand for a name: an initial, a short form, a slip."""
    if len(word) == 1:
        return own.startswith(word)
    return own.startswith(word) or word.startswith(own) or fuzz.ratio(word, own) >= _ALIKE


def _name_words(text: str) -> list[str]:
    bare = _BESIDE_NAME.sub(" ", plain(text).casefold())
    return without_title(" ".join(re.sub(r"[^\w'-]|\d", " ", bare).split())).split()


def _refuses(text: str) -> bool:
    """Return whether the words say that there is no agreement."""
    bare = plain(text)
    if _is_ticked(text):
        return read_choice(bare, _AGREED) == "no"
    return bool(_REFUSING.search(bare) or _WITHHELD.match(bare))


def _is_ticked(text: str) -> bool:
    return TICKED in text or EMPTY in text


def consent(
    draft: Draft, path: str, asked: Asked, party: str, ordinals: Collection[str | None] = ()
) -> None:
    """Read how a party's agreement shows, and its day. ordinals: which of the party, all if none.

    A question that asks whether it agrees proves nothing; a "no" there is at odds with a signature.
    """

    def of(attribute: str, *also: None) -> list[Answer]:
        every = asked.of(attribute, party=party)
        return [one for one in every if not ordinals or one.ordinal in (*ordinals, *also)]

    signed = of("signature")
    if not signed:
        return
    given = [one for one in signed if has_answer(one)]
    shows, called = f"{path}.evidence", name_of(f"{path}.evidence")
    told = [*given, *(one for one in of("agrees", None) if has_answer(one))]
    if len({_refuses(one.text) for one in told}) > 1:
        draft.problem(shows, "conflict", f"The {called} is signed, and also refused on the form.")
        return
    boxed = [one for one in given if _is_ticked(one.text)]
    written = [one for one in given if one not in boxed]
    best = next(iter((*written, *boxed)), signed[0])  # a name shows more than a tick
    shown = shown_by(best)
    if isinstance(shown, Doubt):
        draft.problem(shows, shown.code, f"The {called} {shown.why}.")
        return
    named = party == "parent" or f"{party}.school" in draft.values
    if shown == "none" and (party == "pupil" or not named):
        return
    draft.put(shows, shown, best, "signature" if shown == "image" else None)
    if shown != "none":
        dated = of("sign_date")
        within = () if any(map(has_answer, dated)) or first_day(best.text)[0] is None else (best,)
        draft.read(f"{path}.date", (*dated, *within), _mixed_or_day)


def _mixed_or_day(text: str) -> object | Doubt | None:
    """Return the day of an agreement, also from words around it ("by telephone 3/9/26")."""
    day, rest = first_day(text)
    return day if day is not None and _VERBAL.search(rest) else read_day(text)
