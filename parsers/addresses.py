"""E-mail addresses in what schools write, made whole where a narrow cell or a space broke them.

A broken address is put together only where its own ending proves it ("pat@oakbrook.exam" over
"ple"). Words beside an address ("pat@oakbrook.example Mother") are never part of it; where either
could be meant the form is asked.
"""

import re

from email_validator import EmailNotValidError, validate_email

from parsers.pairs import plain
from parsers.values import Doubt, is_nothing

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+")
# What the addresses of schools and families end with: an address that has it is whole.
_ENDS = frozenset(
    ["com", "cymru", "eu", "example", "ie", "info", "london", "net", "org", "scot", "uk", "wales"]
)
_ROUND_AT = re.compile(r"(?<=[\w.-])\s*@\s*(?=\w)")
_IN_DOMAIN = re.compile(
    r"(?P<begun>@[A-Za-z0-9.-]+)\s+(?P<more>\.?[a-z0-9-]+(?:\.[a-z0-9-]+)*)(?=[\s>),;]|$)"
)
_IN_NAME = re.compile(
    r"^[ \t]*(?P<begun>(?=[^\n]*[a-z])[a-z0-9]+(?:[._+-][a-z0-9]*)+)\n[ \t]*(?=[\w.+-]+@)",
    re.MULTILINE,
)
_AT_POINT = re.compile(r"\s*([a-z0-9]+(?:[._-]\s+|\s+[._-])[\w.-]+@\S+)\s*")
# What may be the rest of an address whose ending is not known: on the next line, or "uk" behind it.
_GOES_ON = re.compile(r"\n(?!(?:tel|mob|phone|or|and|home|work)\b)[a-z.-]{1,20}(?:\n|$)|\s*uk\b")
# What may be an address's own beginning: one word in small letters that says nothing about it.
_BEGINS = re.compile(
    r"\s*(?!(?:e-?mail|mail|mother|father|mum|dad|parent|carer|nan|gran|home|work|office|or|and|is|"
    r"to|on|at)\b)[a-z]{1,20}\s+"
)


def emails_in(text: str) -> tuple[str, ...]:
    """Return the addresses in the text, an address broken over lines or spaces made whole."""
    return _written_in(_made_whole(plain(text)))


def read_email(text: str) -> str | Doubt | None:
    """Return the one e-mail address written, syntax checked, nothing looked up."""
    if is_nothing(text):
        return None
    bare = _made_whole(plain(text))
    found = _written_in(bare)
    if not found:
        return Doubt("invalid", "is not an e-mail address")
    if len({one.casefold() for one in found}) > 1:
        return Doubt("unclear", "gives more than one e-mail address")
    written = found[0]
    before, _, rest = bare.partition(written)
    goes_on = not _is_whole(written) and (re.search(r"\.\w$", written) or _GOES_ON.match(rest))
    if goes_on or (not rest.strip() and _BEGINS.fullmatch(before)):
        return Doubt("unclear", "seems to be broken off")
    try:
        checked = validate_email(written, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return Doubt("invalid", "is not an e-mail address that can be right")
    return checked.normalized


def _written_in(whole: str) -> tuple[str, ...]:
    return tuple(match.group().strip(".'") for match in _EMAIL.finditer(whole))


def _made_whole(text: str) -> str:
    if "@" not in text:
        return text
    bare = _ROUND_AT.sub("@", text)
    alone = _AT_POINT.fullmatch(bare)
    if alone is not None:
        bare = re.sub(r"\s+", "", alone[1])
    return _IN_DOMAIN.sub(_domain, _IN_NAME.sub(_name, bare))


def _name(found: re.Match[str]) -> str:
    """Return what stands before the sign, joined unless it is an address's or a site's own end."""
    return found[0] if _is_whole(found["begun"]) else found["begun"]


def _domain(found: re.Match[str]) -> str:
    """Return a broken domain joined where only the whole of it ends as addresses end."""
    joined = found["begun"] + found["more"]
    return joined if _is_whole(joined) and not _is_whole(found["begun"]) else found[0]


def _is_whole(address: str) -> bool:
    """Return whether an address ends as addresses do."""
    return address.rstrip(".").rpartition(".")[2].casefold() in _ENDS
