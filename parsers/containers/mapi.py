"""Messages as Microsoft's mail programs keep them: numbered properties, the same in .msg and TNEF.

The property numbers are those of MS-OXPROPS. Of a message only what a reader of forms needs is
taken: who wrote it, when, about what, its text, and its attachments.
"""

import datetime as dt
import re
import struct
from collections.abc import Mapping

from parsers.containers.rtfbody import charset_of, html_of_rtf, is_plain, unpacked, wrapped_html
from parsers.evidence import Body
from parsers.filetypes import Filetype, filetype
from parsers.mails.headers import author, decoded, instant
from parsers.mails.markup import text_of

Value = bytes | str | int | dt.datetime
Properties = Mapping[int, Value]

SUBJECT = 0x0037
CLIENT_SUBMIT_TIME = 0x0039
SENT_REPRESENTING_ADDRESS = 0x0065
TRANSPORT_HEADERS = 0x007D
SENDER_NAME = 0x0C1A
SENDER_ADDRESS = 0x0C1F
DELIVERY_TIME = 0x0E06
BODY = 0x1000
RTF_COMPRESSED = 0x1009
HTML = 0x1013
SENDER_SMTP = 0x5D01
SENT_REPRESENTING_SMTP = 0x5D02
INTERNET_CODEPAGE = 0x3FDE
ATTACH_DATA = 0x3701
ATTACH_NAME = 0x3704
ATTACH_LONG_NAME = 0x3707
DISPLAY_NAME = 0x3001
MIME_TAG = 0x370E
CONTENT_ID = 0x3712
HIDDEN = 0x7FFE

_EPOCH = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)
LONGEST_TEXT = 2_000_000  # characters
_HEADER = r"^{}:[ \t]*((?:[^\r\n]*)(?:\r?\n[ \t][^\r\n]*)*)"


def instant_of(ticks: int) -> dt.datetime | None:
    """Return a FILETIME (tenths of microseconds since 1601) as an instant; None if it is none."""
    try:
        return _EPOCH + dt.timedelta(microseconds=ticks // 10)
    except OverflowError:
        return None


def text_value(value: Value | None, codepage: int = 0) -> str:
    """Return a property as text; "" where there is none."""
    if isinstance(value, str):
        return value.rstrip("\x00")
    if isinstance(value, bytes):
        return decoded(value.rstrip(b"\x00"), charset_of(codepage))
    return ""


def body_of(properties: Properties, name: str) -> Body:
    """Return the text of a message, with who wrote it, when and about what."""
    page = properties.get(INTERNET_CODEPAGE)
    codepage = page if isinstance(page, int) else 0
    html = text_value(properties.get(HTML), codepage)
    text = text_value(properties.get(BODY))
    packed = properties.get(RTF_COMPRESSED)
    if not html and isinstance(packed, bytes):
        rtf = unpacked(packed)
        html = wrapped_html(rtf)
        if not html and not (text.strip() and is_plain(rtf)):
            html = html_of_rtf(rtf)
    if not text.strip() and html:
        text = text_of(html)
    headers = text_value(properties.get(TRANSPORT_HEADERS))
    return Body(
        name,
        text.replace("\r\n", "\n").replace("\r", "\n")[: LONGEST_TEXT + 1],
        html[: LONGEST_TEXT + 1],
        subject=text_value(properties.get(SUBJECT)),
        sender=_sender(properties, headers),
        sent=_sent(properties, headers),
    )


def is_cut(body: Body) -> bool:
    """Return whether a message's text was longer than what is kept of it."""
    return max(len(body.text), len(body.html)) > LONGEST_TEXT


def _header(headers: str, name: str) -> str:
    match = re.search(_HEADER.format(name), headers, re.IGNORECASE | re.MULTILINE)
    return " ".join(match.group(1).split()) if match else ""


def _sender(properties: Properties, headers: str) -> str:
    """Return the author's address; "" where it is an address only Exchange understands."""
    written = author((_header(headers, "From"),))[0]
    if written:
        return written
    for key in (SENT_REPRESENTING_SMTP, SENDER_SMTP, SENT_REPRESENTING_ADDRESS, SENDER_ADDRESS):
        found = author((text_value(properties.get(key)),))[0]
        if found:
            return found
    return ""


def _sent(properties: Properties, headers: str) -> dt.datetime | None:
    written = instant(_header(headers, "Date")) if headers else None
    if written is not None:
        return written
    for key in (CLIENT_SUBMIT_TIME, DELIVERY_TIME):
        value = properties.get(key)
        if isinstance(value, dt.datetime):
            return value
    return None


def is_inline(attachment: Properties, data: bytes) -> bool:
    """Whether an attachment is a picture that the text itself shows."""
    shown = bool(attachment.get(CONTENT_ID)) or bool(attachment.get(HIDDEN))
    return shown and filetype(data) is Filetype.PICTURE


def fixed_value(kind: int, raw: bytes) -> Value | None:
    """Return a property of fixed length by its type; None for a type that nothing here needs."""
    try:
        if kind in {0x0003, 0x000B}:
            return int(struct.unpack("<i", raw[:4])[0])
        if kind == 0x0002:  # noqa: PLR2004 - PtypInteger16
            return int(struct.unpack("<h", raw[:2])[0])
        if kind == 0x0040:  # noqa: PLR2004 - PtypTime
            return instant_of(int(struct.unpack("<Q", raw[:8])[0]))
    except struct.error:
        return None
    return None
