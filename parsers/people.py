"""People as schools write them: names in any order, e-mail addresses, telephone numbers.

A name of which nobody can say which part is the surname is a doubt, not a guess. An address that a
narrow cell broke over two lines is made whole.
"""

# ruff: noqa: PLR2004 - counts of words and cells, beside what they count


# ruff: noqa: RUF001 - the characters that schools type

import re
from collections.abc import Sequence

from parsers.addresses import emails_in
from parsers.pairs import plain
from parsers.values import Doubt, is_nothing, short

_TITLES = (
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "rev", "revd", "sir", "dame",
    "master", "fr", "sr", "cllr", "lady", "lord",
)  # fmt: skip
_PARTICLES = frozenset({
    "de", "da", "do", "dos", "das", "del", "della", "di", "du", "la", "le", "van", "von", "der",
    "den", "ter", "ten", "al", "el", "bin", "ben", "ibn", "abu", "bint", "o", "ó", "st", "ní",
    "ni", "nic", "uí", "ui", "mac",
})  # fmt: skip


_NO_NAME = re.compile(
    r"[\d@:,;()/&]|\b(?:head|teacher|headteacher|deputy|assistant|senco|sendco|lead|leader|manager|officer|mentor|"
    r"principal|year|pastoral|coordinator|co-ordinator|worker|director|inclusion|safeguarding|dsl|admin\w*|"
    r"mother|father|mum|dad|parent|carer|guardian|grand\w*|step\w*|aunt\w*|uncle|foster|school|academy|college|"
    r"none|n/a|tutor|house|key|stage|business|tel|mob\w*|e-?mail|phone|home|work|and|or)\b",
    re.IGNORECASE,
)


def _cased(word: str) -> str:
    """Return a word written all in capitals as a name is written, any other word as it stands."""
    if not word.isupper() or len(word) < 2:
        return word
    return "".join(part.capitalize() for part in re.split(r"([-'’])", word))


def without_title(name: str) -> str:
    """Return the name without Mr, Mrs and the like."""
    words = name.split()
    while len(words) > 1 and words[0].casefold().strip(".") in _TITLES:
        words = words[1:]
    return " ".join(words)


def looks_like_name(text: str) -> bool:
    """Return whether the text could be a person's name."""
    bare = plain(text)
    letters = sum(char.isalpha() for char in bare)
    return bool(
        letters >= 2
        and not re.search(r"\d|@|\?|:", bare)
        and len(bare) <= 80
        and len(bare.split()) <= 8
    )


def _unbroken(text: str) -> str:
    """Return the text with the names put together that a line's end broke at their hyphen."""
    return re.sub(r"(?<=\w-)\s*\n\s*(?=\w)", "", plain(text))


_NO_WORDS_OF_NAMES = re.compile(
    r"\b(?:name|forename|surname|pupil|student|attached|enclosed|please|insert|enter|"
    r"click|see|example|sheet|above|below)\b",
    re.IGNORECASE,
)
_NO_ONE_PUPIL = re.compile(
    r"\b(?:aka|alias|formerly|previously|n[ée]e|known as|or|school|academy|college|brothers?|"
    r"sisters?|siblings|twins)\b|x{3,}|\ba\.?\s?n\.?\s?other\b|"
    r"\b(?:jo[eh]n?|jane|fred) (?:bloggs|doe)\b",
    re.IGNORECASE,
)
_SURNAME_FIRST = re.compile(
    r"^\s*([A-Z][A-Z'’ -]+),\s*([A-Z][a-z][\w'’.-]*(?: [A-Z][\w'’.-]*)*)\s*$"
)
_TWO_PEOPLE = re.compile(r"\s(?:and|&|\+)\s|/", re.IGNORECASE)


def names_two(name: str) -> bool:
    """Return whether a name may be that of two people ("Jo and Al Hale")."""
    return bool(_TWO_PEOPLE.search(name))


def read_person(text: str) -> str | Doubt | None:
    """Return a person's name as written, capitals made ordinary."""
    bare = " ".join(_unbroken(text).split()).strip(" .,;:")
    if is_nothing(text) or not bare:
        return None
    if not looks_like_name(bare) or _NO_WORDS_OF_NAMES.search(bare):
        return Doubt("unclear", f'says "{short(bare)}", which does not read as a name')
    return " ".join(_cased(word) for word in bare.split())


def read_one_pupil(text: str) -> str | Doubt | None:
    """Return a pupil's forename or surname as written; "Ruby and Rose" are in doubt."""
    name = read_person(text)
    if isinstance(name, str) and (names_two(name) or "," in name):
        return Doubt("unclear", f'says "{short(name)}", which may not be one pupil\'s')
    return name


def _names_a_family(text: str) -> bool:
    """Return whether each line is a whole name, and all end alike: twins, no name that wraps."""
    lines = [line.split() for line in plain(text).split("\n")]
    return len(lines) > 1 and min(map(len, lines)) > 1 and len({words[-1] for words in lines}) == 1


def read_full_name(text: str) -> tuple[str, str] | Doubt | None:
    """Return forename and surname of "Jarvis, Kai", "Kai JARVIS" or "Kai Jarvis"."""
    if is_nothing(text):
        return None
    name = without_title(" ".join(_unbroken(text).replace(" ,", ",").split()).strip(" .;:"))
    name = re.sub(r"\s*\([^)]*\)\s*", " ", name).strip()
    if not looks_like_name(name) or _NO_WORDS_OF_NAMES.search(name):
        return Doubt("unclear", f'says "{short(name)}", which does not read as a name')
    if names_two(name) or _names_a_family(text) or _NO_ONE_PUPIL.search(name):
        return Doubt("unclear", f'says "{short(name)}", which may not be one pupil\'s name')
    parts = _parted(name)
    if isinstance(parts, Doubt):
        return parts
    if any(sum(letter.isalpha() for letter in part) < 2 for part in parts):
        return Doubt("unclear", f'says only "{short(name)}": forename and surname are needed')
    forename, surname = (" ".join(map(_cased, part.split())) for part in parts)
    return forename, surname


def _parted(name: str) -> tuple[str, str] | Doubt:
    """Return forename and surname, told apart by a comma, by capitals or by their order."""
    unsure = Doubt("unclear", f'says "{short(name)}": which part is the surname?')
    if "," in name:
        surname, _, forename = (part.strip() for part in name.partition(","))
        return (forename, surname) if surname and forename and "," not in forename else unsure
    words = name.split()
    if len(words) < 2:
        return Doubt("unclear", f'says only "{short(name)}": forename and surname are needed')
    capitals = [word.isupper() and len(word.strip(".")) > 1 for word in words]
    if capitals[0] and not any(capitals[1:]) and len(words[0].replace(".", "")) == 2:
        return unsure  # "TJ Jarvis", or "NG Wei"
    if any(capitals) and not all(capitals):
        surname = " ".join(w for w, up in zip(words, capitals, strict=True) if up)
        return " ".join(w for w, up in zip(words, capitals, strict=True) if not up), surname
    cut = len(words) - 1
    while cut > 1 and words[cut - 1].casefold() in _PARTICLES:
        cut -= 1
    return " ".join(words[:cut]), " ".join(words[cut:])


def wrapped_name(lines: Sequence[str]) -> str:
    """Return what the line under a name still holds of it, where a narrow cell broke the name."""
    words = lines[0].split() if lines else []
    titled = bool(words) and words[0].casefold().strip(".") in _TITLES
    if not 0 < len(words) <= 3 or titled or _NO_NAME.search(lines[0]):
        return ""
    named = all(word[0].isupper() or word.casefold() in _PARTICLES for word in words)
    return " ".join(words) if named else ""


def phones_in(text: str) -> tuple[str, ...]:
    """Return the telephone numbers in the text as written, ten or eleven digits each."""
    found = []
    for match in re.finditer(r"(?:\+44|\(?0)[\d\s()\-]{8,16}", plain(text)):
        number = _bracketed(" ".join(match.group().split()))
        digits = re.sub(r"\D", "", number.replace("(0)", ""))
        digits = "0" + digits[2:] if number.startswith("+44") else digits
        if len(digits) in (10, 11):
            found.append(number)
    return tuple(found)


def _bracketed(number: str) -> str:
    """Return a number with the brackets that belong to it: "(07700) 900123", but "07700 900123"."""
    bare = number.strip(" -").rstrip(" -(")
    whole = re.fullmatch(r"\([^()]*\)", bare) is not None
    return bare.strip("() -") if whole or bare.count("(") != bare.count(")") else bare


def read_phone(text: str) -> str | Doubt | None:
    """Return the first telephone number written."""
    if is_nothing(text):
        return None
    found = phones_in(text)
    return (
        found[0] if found else Doubt("unclear", "is not a telephone number of ten or eleven digits")
    )


def _in_order(line: str) -> str:
    """Return "HALE, Jo" as it is spoken; "SENCO, Jo Hale" names no Senco."""
    turned = _SURNAME_FIRST.match(line)
    is_name = turned is not None and not _NO_NAME.search(turned[1])
    return f"{turned[2]} {turned[1]}" if turned is not None and is_name else line


def block_name(text: str) -> object | Doubt | None:
    """Return the name in a cell that may also hold an e-mail address and a telephone number."""
    bare = plain(text)
    for one in (*emails_in(bare), *phones_in(bare)):
        bare = bare.replace(one, "\n")
    lines = [_in_order(line) for line in re.split(r"\n|;|\t|\|", bare)]
    for at, line in enumerate(lines):
        parts = [part.strip(" ,:;-") for part in re.split(r",|\s[-–(]\s?|\(", line)]
        named = [part for part in parts if looks_like_name(part) and not _NO_NAME.search(part)]
        name = named[0] if named and not parts[0][:1].islower() else parts[0]
        if name and not is_nothing(name) and "@" not in name:
            whole = name == line.strip()
            return read_person(f"{name} {wrapped_name(lines[at + 1 :])}" if whole else name)
    return None
