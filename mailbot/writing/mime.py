"""Faces and papers become the bytes of one mail.

One message has one recipient; there is no Cc and no Bcc, ever. The same input gives the same
bytes: the boundaries come from the Message-ID, and nothing is drawn at random. All of it is
seven-bit, so no relay has a reason to rewrite it.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Mapping, Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.quoprimime import body_encode
from email.utils import format_datetime, parseaddr
from functools import lru_cache

from mailbot.writing.casefile import Paper

_POLICY = SMTP.clone(cte_type="7bit")
# Folding at 78 makes encoded words of a long Message-ID, and a reply then finds nobody
# (RFC 5322, section 2.1.1, allows 998). Bodies keep their own short lines.
_HEADERS = _POLICY.clone(max_line_length=998)
_MESSAGE_ID = re.compile(r"<?[\x21-\x7e]{1,900}>?")
_END = b"\r\n"
_TEXT = (
    b'Content-Type: text/plain; charset="utf-8"\r\n'
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
)
_HTML = (
    b'Content-Type: text/html; charset="utf-8"\r\n'
    b"Content-Transfer-Encoding: quoted-printable\r\n"
    b"MIME-Version: 1.0\r\n\r\n"
)


def assemble(  # noqa: PLR0913 - each is one header or one part
    *,
    sender: str,
    to: str,
    subject: str,
    at: dt.datetime,
    message_id: str,
    in_reply_to: str | None,
    headers: Mapping[str, str],
    text: str,
    html: str,
    papers: Sequence[Paper],
) -> bytes:
    """Return the whole message, CRLF line ends, its text and HTML as alternatives.

    sender: the From as RFC 5322 writes it; its bare address is the Reply-To. in_reply_to: the
    message answered, also given as References; what is no message id (senders invent odd ones) is
    left out. Raises ValueError for a line end in any other header.
    """
    name, address = parseaddr(sender)
    head = [
        _reader("From", name, address),
        _reader("To", "", to),
        _reader("Reply-To", "", address),
        _header("Subject", subject),
        _header("Date", format_datetime(at)),
        _header("Message-ID", _angled(message_id)),
    ]
    if in_reply_to and _MESSAGE_ID.fullmatch(in_reply_to.strip()):
        answered = _angled(in_reply_to)
        head += [_header("In-Reply-To", answered), _header("References", answered)]
    head += [_header(header, value) for header, value in headers.items()]
    head.append(_header("MIME-Version", "1.0"))
    # the boundaries depend on the message alone, each multipart has its own
    digest = hashlib.sha256(message_id.encode()).hexdigest()[:24]
    both = [_TEXT + _printable(text), _HTML + _printable(html)]
    if not papers:
        return b"".join(head) + _multipart("alternative", both, f"=_0_{digest}")
    faces = _multipart("alternative", both, f"=_1_{digest}")
    parts = [faces, *map(_attached, papers)]
    return b"".join(head) + _multipart("mixed", parts, f"=_0_{digest}")


def _angled(message_id: str) -> str:
    return f"<{message_id.strip().strip('<>')}>"


@lru_cache(maxsize=256)
def _header(name: str, value: str) -> bytes:
    """Return a header as the library writes it, made once where letters share it."""
    return _HEADERS.fold_binary(*_POLICY.header_store_parse(name, value))


@lru_cache(maxsize=256)
def _reader(header: str, name: str, address: str) -> bytes:
    value = Address(display_name=name, addr_spec=address)
    return _HEADERS.fold_binary(*_POLICY.header_store_parse(header, value))


def _multipart(sub: str, parts: Sequence[bytes], boundary: str) -> bytes:
    """Return a multipart with its own header, as RFC 2046, section 5.1.1, has it.

    boundary: "=_" in it cannot occur in quoted-printable or base64 (RFC 2045, section 6.7, note).
    """
    line = f"--{boundary}".encode()
    head = f'Content-Type: multipart/{sub}; boundary="{boundary}"'.encode()
    inside = (_END + line + _END).join(parts)
    return b"".join((head, _END, _END, line, _END, inside, _END, line, b"--", _END))


def _printable(words: str) -> bytes:
    """Return a text as quoted-printable; the library wants each byte as a letter."""
    lines = words.encode().splitlines() or [b""]
    letters = "".join(f"{line.decode('latin-1')}\n" for line in lines)
    return body_encode(letters, 78).encode("ascii").replace(b"\n", _END)


@lru_cache(maxsize=16)
def _attached(paper: Paper) -> bytes:
    """Return a paper as a part; a blank form goes along with many letters."""
    kind, *parameters = paper.content_type.split(";")
    main, _, sub = kind.strip().partition("/")
    part = EmailMessage(policy=_POLICY)
    part.set_content(paper.content, maintype=main, subtype=sub, filename=paper.name)
    for parameter in parameters:
        key, _, value = parameter.strip().partition("=")
        part.set_param(key, value)
    return part.as_bytes(policy=_HEADERS)
