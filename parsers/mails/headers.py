"""What a mail's header lines say, whatever bytes they hold.

Python's own accessors raise on headers that arrive in practice (unknown charsets, broken encoded
words, half an address), so the few that we need are read here from the raw lines: decoded by
hand, strict where somebody could gain by an ambiguity (From) and forgiving everywhere else.
Nothing in this module raises on what a sender wrote.
"""

import binascii
import datetime as dt
import re
from email.message import Message
from email.utils import parsedate_to_datetime
from quopri import decodestring

_FOLD = re.compile(r"(?:\r\n|\r|\n)(?=[ \t])")
_ENCODED = re.compile(r"=\?([^?*\s]+)(?:\*[^?\s]*)?\?([bBqQ])\?([^?]*)\?=")
_BETWEEN = re.compile(r"(\?=)[ \t\r\n]+(=\?[^?\s]+\?[bBqQ]\?)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MESSAGE_ID = re.compile(r"<[^<>\s]+>")
_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@"
    r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+"
)
_LATIN = {"ascii", "us-ascii", "iso-8859-1", "iso8859-1", "latin-1", "latin1"}
_LONGEST_HEADER = 20_000  # characters; a longer one is cut, no honest subject or list of ids is


def decoded(data: bytes, charset: str | None) -> str:
    """Return bytes as text: by the charset they claim, else UTF-8, else Windows-1252."""
    claimed = (charset or "").strip().lower()
    # What calls itself ASCII or Latin-1 is Windows-1252 in practice, as browsers read it.
    wanted = ["utf-8", "cp1252"] if not claimed or claimed in _LATIN else [claimed, "utf-8"]
    for name in wanted:
        try:
            return _CONTROL.sub("", data.decode(name))
        except (LookupError, ValueError, TypeError):
            continue
    return _CONTROL.sub("", data.decode("cp1252", "replace"))


def header_lines(message: Message) -> tuple[tuple[str, str], ...]:
    """Return each header as (lower-case name, value) in the order of the message, unfolded."""
    lines = []
    for name, value in message.raw_items():
        raw = str(value)[:_LONGEST_HEADER].encode("utf-8", "surrogateescape")
        lines.append((str(name).strip().lower(), _FOLD.sub("", decoded(raw, None)).strip()))
    return tuple(lines)


def all_of(lines: tuple[tuple[str, str], ...], name: str) -> tuple[str, ...]:
    """Return the values of every header of that name, topmost first."""
    return tuple(value for key, value in lines if key == name)


def first_of(lines: tuple[tuple[str, str], ...], name: str) -> str:
    """Return the topmost value of that header; "" when there is none."""
    return next((value for key, value in lines if key == name), "")


def words(value: str) -> str:
    """Return a header's text with its encoded words decoded (RFC 2047); broken ones stay."""
    joined = _BETWEEN.sub(r"\1\2", value)  # white space between encoded words means nothing
    pieces: list[tuple[str, bytes]] = []
    out: list[str] = []

    def flush() -> None:
        if pieces:
            # One character may be split over two words: join the bytes before decoding them.
            out.append(decoded(b"".join(data for _, data in pieces), pieces[0][0]))
            pieces.clear()

    place = 0
    for match in _ENCODED.finditer(joined):
        if match.start() > place:
            flush()
            out.append(joined[place : match.start()])
        place = match.end()
        charset, how, payload = match.group(1).lower(), match.group(2).lower(), match.group(3)
        data = _word_bytes(how, payload)
        if data is None:
            flush()
            out.append(match.group(0))
            continue
        if pieces and pieces[0][0] != charset:
            flush()
        pieces.append((charset, data))
    flush()
    out.append(joined[place:])
    return re.sub(r"\s+", " ", "".join(out)).strip()


def _word_bytes(how: str, payload: str) -> bytes | None:
    raw = payload.encode("ascii", "replace")
    if how == "q":
        return decodestring(raw, header=True)
    try:
        return binascii.a2b_base64(raw + b"=" * (-len(raw) % 4))
    except ValueError:
        return None


def without_comments(  # noqa: C901 - one small machine, clearer whole
    value: str,
) -> tuple[str, tuple[str, ...]]:
    """Return a structured header less its comments and quoted strings, and the comments.

    Each quoted string leaves one `"` behind, so that a caller sees that something stood there.
    """
    bare: list[str] = []
    comments: list[str] = []
    depth, quoted, escaped = 0, False, False
    for letter in value:
        if escaped:
            escaped = False
            if depth:
                comments[-1] += letter
            continue
        if letter == "\\" and (quoted or depth):
            escaped = True
        elif quoted:
            if letter == '"':
                quoted = False
                bare.append('"')
        elif letter == "(":
            depth += 1
            comments.append("")
        elif letter == ")" and depth:
            depth -= 1
        elif depth:
            comments[-1] += letter
        elif letter == '"':
            quoted = True
        else:
            bare.append(letter)
    return "".join(bare), tuple(comments)


def author(values: tuple[str, ...]) -> tuple[str, str]:
    """Return the one From address in lower case, and its display name; ("", "") when in doubt.

    Strict on purpose: readers disagree about what several, nested or half-quoted addresses mean,
    and a forger lives in that gap (RFC 5322, section 3.6.2 asks for one From header).
    """
    if len(values) != 1:
        return "", ""
    bare, comments = without_comments(values[0])
    if any(mark in bare for mark in ",;:") or bare.count("<") > 1 or bare.count(">") > 1:
        return "", ""
    inside = re.fullmatch(r"([^<>@]*)<\s*([^<>]*?)\s*>\s*", bare)
    spec = inside.group(2) if inside else bare.strip()
    if "<" in spec or ">" in spec or not _ADDRESS.fullmatch(spec):
        return "", ""
    if inside:
        name = values[0][: values[0].rindex("<")].strip()
        if name.startswith('"') and name.endswith('"') and len(name) > 1:
            name = re.sub(r"\\(.)", r"\1", name[1:-1])
    else:
        name = comments[0] if comments else ""
    return spec.lower(), words(name).strip(' "')


def message_ids(*values: str) -> tuple[str, ...]:
    """Return every message id in the headers given, with its angle brackets, each once, in order.

    Comments between them are passed over (patchwork#399), odd ids such as Exchange's
    `<[b378...@microsoft.com]>` are ids like any other.
    """
    found = (match.group(0) for value in values for match in _MESSAGE_ID.finditer(value))
    return tuple(dict.fromkeys(found))


def instant(value: str) -> dt.datetime | None:
    """Return the Date header as an aware instant; a date without a zone is taken as UTC."""
    try:
        when = parsedate_to_datetime(value)
        aware = when if when.tzinfo else when.replace(tzinfo=dt.UTC)
        aware.astimezone(dt.UTC)
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return None
    return aware
