"""One node of a mail asked what it is: its type, its name, what it holds. Nothing makes it raise.

Each is asked by Python's older policy and read by hand where that gives up: a part that cannot be
decoded is kept as it came.
"""

import re
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser

from parsers.mails.enclosed import of_letters
from parsers.mails.headers import decoded, words

LARGEST_MAIL = 60 * 2**20  # bytes; gateways of schools let 25 to 50 MB through
# A mark of UTF-8, where a mail was saved as a text; its length, where Apple's program kept it.
_BEFORE = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:\d{1,10}[ \t]*\r?\n(?=[\w-]+:))?")
LONGEST_NAME = 150  # characters of an attachment's name

# What Python's mail package raises on odd input, found by fuzzing; anything else is our fault.
ODD_MAIL = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


def parsed(raw: bytes) -> tuple[Message | None, bool]:
    """Return the message, and whether all of it could be parsed and not only its headers."""
    if len(raw) <= LARGEST_MAIL:
        try:
            return message_from_bytes(_BEFORE.sub(b"", raw)), True
        except ODD_MAIL:
            pass
    try:
        return BytesHeaderParser().parsebytes(raw[:LARGEST_MAIL]), False
    except ODD_MAIL:
        return None, False


def media_of(node: Message) -> str:
    """Return the media type that a node claims, in lower case."""
    try:
        return str(node.get_content_type()).lower()
    except ODD_MAIL:
        return "application/octet-stream"


def report_of(node: Message) -> str:
    """Return the media type, with the report-type where it is a report (RFC 6522)."""
    try:
        kind = str(node.get_param("report-type") or "").lower()
    except ODD_MAIL:
        kind = ""
    return f"{media_of(node)}; {kind}" if media_of(node) == "multipart/report" else media_of(node)


def charset_of(node: Message) -> str | None:
    """Return the charset that a node claims; None where it claims none."""
    try:
        return node.get_content_charset()
    except ODD_MAIL:
        return None


def disposition_of(node: Message) -> str:
    """Return "attachment", "inline", another word, or "" where a node says nothing of it."""
    try:
        return str(node.get_content_disposition() or "")
    except ODD_MAIL:
        return ""


def payload_of(node: Message) -> list[Message] | bytes | None:
    """Return the children of a node, or the decoded bytes of a leaf; None when there is nothing."""
    try:
        if node.is_multipart():
            return [child for child in node.get_payload() if isinstance(child, Message)]
        data = node.get_payload(decode=True)
        if isinstance(data, bytes) and way_of(node) == "base64":
            data = _mended(node, data)
    except ODD_MAIL:
        data = str(node.get_payload()).encode("utf-8", "surrogateescape")
    return data if isinstance(data, bytes) else None


def way_of(node: Message) -> str:
    """Return how a node says that it travels: "base64", "quoted-printable" or another."""
    return str(node.get("content-transfer-encoding") or "").strip().lower()


def _mended(node: Message, data: bytes) -> bytes:
    """Return what base64 says as far as it goes: cut off in a letter, Python gives it undecoded.

    A form cut off on its way would then pass for a text about nothing, and be ignored.
    """
    raw = str(node.get_payload()).encode("ascii", "surrogateescape")
    if not data or b"".join(data.split()) != b"".join(raw.split()):
        return data
    return of_letters(raw)


def name_of(node: Message) -> str:
    """Return an attachment's file name for display; paths and control characters are taken off."""
    try:
        name = words(str(node.get_filename() or ""))
    except ODD_MAIL:
        return ""
    # A name's odd bytes come back as lone surrogates: read them as the bytes they were.
    return last_of(decoded(name.encode("utf-8", "surrogateescape"), None))


def last_of(path: str) -> str:
    """Return the last of a path's names, in one line and not too long."""
    name = " ".join(path.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1].split())
    if len(name) > LONGEST_NAME:
        name = name[: LONGEST_NAME - 8] + name[-8:]
    return name


def bytes_of(message: Message) -> bytes:
    """Return a mail as it travels; b"" where it cannot be written."""
    try:
        return message.as_bytes()
    except ODD_MAIL:
        return b""
