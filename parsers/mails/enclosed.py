"""Files that travel as letters: set into the text of a mail, or left in the letters they came in.

Old mail programs write a file into the text (uuencode), others a picture into the page (data: URLs)
or a form into an appointment, and a gateway forgets to say that a file is in base64. An
appointment's own words are taken where the mail has no others. What is damaged is taken as far as
it goes: whoever reads the file will say so.
"""

import re
from base64 import b64decode
from binascii import Error, a2b_uu
from dataclasses import dataclass

_BLOCK = re.compile(
    r"^begin [0-7]{3,4} (?P<name>[^\r\n]{1,200})\r?\n"
    r"(?P<lines>(?:[ -`]{2,62}\r?\n)+)(?:`?[ \t]*\r?\n)?end\b",
    re.MULTILINE,
)
_IN_A_PAGE = re.compile(
    r"\bdata:(?P<media>(?:image|application)/[\w.+-]{1,80})(?:;[\w=.-]{1,40})?;base64,"
    r"(?P<letters>[A-Za-z0-9+/=\s]+)"
)
_FOLD = re.compile(rb"\r?\n[ \t]")  # RFC 5545, section 3.1
_IN_AN_APPOINTMENT = re.compile(
    rb"^ATTACH(?P<how>;[^:\r\n]*ENCODING=BASE64[^:\r\n]*):(?P<letters>[A-Za-z0-9+/=]+)",
    re.MULTILINE | re.IGNORECASE,
)
_ANSWERS = re.compile(r"^METHOD:REPLY\b", re.MULTILINE | re.IGNORECASE)
_SAYS = re.compile(
    r"^(?:SUMMARY|DESCRIPTION)(?:;[^:\r\n]*)?:([^\r\n]+)", re.MULTILINE | re.IGNORECASE
)
_CALLED = re.compile(rb"FILENAME=\"?([^\";:]{1,200})", re.IGNORECASE)
_ALL_LETTERS = re.compile(rb"[A-Za-z0-9+/]{80,}={0,2}")
_MOST = 100  # of one text


@dataclass(frozen=True, slots=True, repr=False)
class Enclosed:
    """A file found in a text. name: "" where nothing calls it."""

    name: str
    media: str
    data: bytes


def taken_out(text: str) -> tuple[str, list[Enclosed]]:
    """Return a plain text without the files that stand in it, and those."""
    files: list[Enclosed] = []
    for block in list(_BLOCK.finditer(text))[:_MOST]:
        data = b"".join(map(_decoded, block["lines"].splitlines()))
        if data:
            files.append(Enclosed(block["name"], "", data))
            text = text.replace(block.group(), "", 1)
    return text, files


def taken_off(page: str) -> tuple[str, list[Enclosed]]:
    """Return a page of HTML without the files that its links hold, and those."""
    if ";base64," not in page:
        return page, []
    files = [
        Enclosed("", found["media"].lower(), of_letters(found["letters"].encode("ascii")))
        for found in _IN_A_PAGE.finditer(page)
    ]
    return _IN_A_PAGE.sub("cid:", page), files[:_MOST]


def taken_from(appointment: bytes) -> list[Enclosed]:
    """Return the files that an appointment brings along (RFC 5545, section 3.8.1.1)."""
    if b"BASE64" not in appointment.upper():
        return []
    files = []
    for found in _IN_AN_APPOINTMENT.finditer(_FOLD.sub(b"", appointment)):
        called = _CALLED.search(found["how"])
        name = called[1].decode("utf-8", "replace") if called else ""
        files.append(Enclosed(name, "", of_letters(found["letters"])))
    return files[:_MOST]


def said_in_appointment(appointment: str) -> str:
    """Return what an invitation says of itself; "" of an answer to one, which repeats our words."""
    lines = re.sub(r"\r?\n[ \t]", "", appointment)
    if _ANSWERS.search(lines):
        return ""
    said = (re.sub(r"\\[nN]", "\n", found[1]) for found in _SAYS.finditer(lines))
    return "\n\n".join(re.sub(r"\\(.)", r"\1", one) for one in said)


def unlettered(data: bytes) -> bytes | None:
    """Return the file that the letters of a whole attachment stand for; None for any other."""
    if data.startswith(b"begin "):
        return next((one.data for one in taken_out(data.decode("latin-1"))[1]), None)
    if not _ALL_LETTERS.match(b"".join(data[:400].split())):
        return None
    letters = b"".join(data.split())
    return of_letters(letters) if _ALL_LETTERS.fullmatch(letters) else None


def of_letters(letters: bytes) -> bytes:
    """Return what base64 says as far as it goes, what is no letter of it passed over."""
    bare = re.sub(rb"[^A-Za-z0-9+/]", b"", letters)
    bare = bare[:-1] if len(bare) % 4 == 1 else bare
    return b64decode(bare + b"=" * (-len(bare) % 4))


def _decoded(line: str) -> bytes:
    try:
        return a2b_uu(line.encode("ascii", "replace"))
    except Error:
        # Programs that leave off blanks at the end, or put some there.
        length = (ord(line[0]) - 32) & 63
        letters = line[: (length * 4 + 5) // 3].ljust(1 + (length + 2) // 3 * 4)
        try:
            return a2b_uu(letters.encode("ascii", "replace"))
        except Error:
            return b""
