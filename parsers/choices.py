"""Which of the answers a question offers was chosen: by tick, by ring, by deletion or in words.

Words are compared without case and punctuation, and a longer phrase hides the shorter one that
stands in it: "not successful" is not "successful". What could be either answer is a `Doubt`.
"""

# ruff: noqa: PLR0911 - cases, one after another, in the order in which they must be tried
# ruff: noqa: RUF001 - the characters that schools type
# ruff: noqa: PLR2004 - counts of words, beside what they count

import functools
import re
from collections.abc import Iterable, Mapping

from parsers.marks import chosen
from parsers.pairs import EMPTY, PENNED, PICTURE, TICKED, plain
from parsers.values import Doubt, is_nothing, short

Options = Mapping[str, Iterable[str]]

_LETTERED = re.compile(r"^(\W*)\(?[A-Za-z\d][.)]\s+")
_CONDITION = re.compile(r"(?i)\W*if (?:yes|no|so)\b")  # "If yes, name and e-mail of" asks further
_DRAWN = re.compile(f"^\\s*{PICTURE}\\s*\\w|[/|]\\s*{PICTURE}|{PICTURE}\\s*[/|]")  # over an answer


def folded(text: str) -> str:
    """Return the text for comparing: no case, no punctuation, single spaces, no "the"."""
    bare = plain(text).casefold().replace("’", "'").replace("'s ", " ").replace("'", "")
    return " ".join(word for word in re.sub(r"[^a-z0-9%]+", " ", bare).split() if word != "the")


@functools.lru_cache(maxsize=4096)
def _phrase(text: str) -> str:
    """Return a phrase of the files of labels, folded; they are few, and asked for at every cell."""
    return folded(text)


def option_of(text: str, options: Options) -> str | None:
    """Return the one option whose words the text uses, None if none or several do.

    Words inside longer matched words do not count: "not successful" is not "successful".
    """
    wanted = folded(text)
    exact = {key for key, phrases in options.items() if any(_phrase(p) == wanted for p in phrases)}
    if len(exact) == 1:
        return exact.pop()
    kept = options_in(text, options)
    return kept.pop() if len(kept) == 1 else None


def options_in(text: str, options: Options) -> set[str]:
    """Return the options whose words the text uses."""
    wanted = folded(text)
    hits: list[tuple[int, int, str]] = []
    for key, phrases in options.items():
        for phrase in phrases:
            words = _phrase(phrase)
            if len(words) > 1 and words in wanted:
                hits.extend(
                    (m.start(), m.end(), key)
                    for m in re.finditer(rf"(?<![a-z0-9]){re.escape(words)}(?![a-z0-9])", wanted)
                )
    return {
        key
        for a, b, key in hits
        if not any(c <= a and b <= d and (d - c) > (b - a) for c, d, _ in hits)
    }


def _one_a_line(text: str, options: Options) -> tuple[str, ...] | None:
    """Return the ticked lines of a list with an option in each line and no boxes to the others."""
    lines = [line for line in text.split("\n") if plain(line).strip(TICKED + " ")]
    if TICKED not in text or EMPTY in text or len(lines) < 2:
        return None
    bare = [line.replace(TICKED, " ") for line in lines]
    if any(option_of(line, options) is None for line in bare):
        return None
    return tuple(b for line, b in zip(lines, bare, strict=True) if TICKED in line)


def _stands_between(text: str, options: Options) -> bool:
    """Return whether boxes stand between words so that each could belong to either side.

    "Yes ☐ Perhaps ☒ No" begins with an option and does not end with a box.
    """
    parts = [plain(part).strip(" \n/|:;,.-") for part in re.split(f"[{TICKED}{EMPTY}]", text)]
    return len(parts) > 2 and bool(parts[-1]) and option_of(parts[0], options) is not None


def _of_several(picked: tuple[str, ...], options: Options) -> str | Doubt:
    """Return the option that several marked words are together: "SEN" and "Support"."""
    whole = folded(" ".join(picked))
    exact = {key for key, ways in options.items() if whole in map(_phrase, ways)}
    return exact.pop() if len(exact) == 1 else Doubt("unclear", "has more than one answer marked")


def read_choice(text: str, options: Options) -> str | Doubt | None:
    """Return the option chosen by tick, by ring or bold, by deletion or in words.

    None where nothing is chosen, also where the whole list still stands ("Yes / No").
    """
    if PENNED in text or _DRAWN.search(text):
        return Doubt("unclear", "has a mark beside it that could mean either answer")
    if _stands_between(text, options):
        return Doubt("unclear", "has a mark between two answers")
    picked = _one_a_line(text, options) or chosen(text)
    if picked is None:
        return None
    if len(picked) > 1:
        return _of_several(picked, options)
    words = picked[0]
    if _CONDITION.match(plain(words)):
        return None
    if is_nothing(words):
        return option_of(words, options)
    listed = [option_of(part, options) for part in re.split(r"\s*/\s*|\s*\|\s*|\s+or\s+|\n", words)]
    if len({one for one in listed if one}) > 1:
        return None if None not in listed else Doubt("unclear", f'says "{short(plain(words))}"')
    key = option_of(words, options)
    if key is not None:
        return key
    named = [option_of(part, options) for part in words.split()]
    if len(set(named)) > 1 and None not in named:
        return None  # "YES NO": the list as printed
    return Doubt("unclear", f'says "{short(plain(words))}"')


def option_words(text: str) -> str:
    """Return the words of an option without what is asked beside it.

    "The move is extended. New end date: 12/1/2026" begins with an option, "B. Extended to" with
    its letter.
    """
    return re.split(r"[.:;(]|\s[-–—]\s", _LETTERED.sub(r"\1", " ".join(text.split())))[0]
