"""Faces and papers become the bytes of one mail.

One message has one recipient; there is no Cc and no Bcc, ever. The same input gives the same
bytes: the boundaries come from the Message-ID, and nothing is drawn at random. All of it is
seven-bit, so no relay has a reason to rewrite it.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Mapping, Sequence
from email.headerregistry import Address, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from typing import Any

from mailbot.casefile import Paper

_LIBRARY = HeaderRegistry()


@lru_cache(maxsize=512)
def _header(name: str, value: str) -> Any:
    return _LIBRARY(name, value)


class _Registry(HeaderRegistry):
    """The library's registry; a header of plain text is made once, for it never changes."""

    def __call__(self, name: str, value: Any) -> Any:
        """Return the header of this name and value."""
        return _header(name, value) if type(value) is str else super().__call__(name, value)


_POLICY = SMTP.clone(cte_type="7bit", header_factory=_Registry())
# Folding at 78 makes encoded words of a long Message-ID, and a reply then finds nobody
# (RFC 5322, section 2.1.1, allows 998). Bodies keep their own short lines.
_HEADERS = _POLICY.clone(max_line_length=998)
_MESSAGE_ID = re.compile(r"<?[\x21-\x7e]{1,900}>?")


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
    message = EmailMessage(policy=_POLICY)
    name, address = parseaddr(sender)
    message["From"] = Address(display_name=name, addr_spec=address)
    message["To"] = Address(addr_spec=to)
    message["Reply-To"] = Address(addr_spec=address)
    message["Subject"] = subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = _angled(message_id)
    if in_reply_to and _MESSAGE_ID.fullmatch(in_reply_to.strip()):
        message["In-Reply-To"] = message["References"] = _angled(in_reply_to)
    for header, value in headers.items():
        message[header] = value
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    for paper in papers:
        _attach(message, paper)
    _bound(message, message_id)
    return message.as_bytes(policy=_HEADERS)


def _angled(message_id: str) -> str:
    return f"<{message_id.strip().strip('<>')}>"


def _attach(message: EmailMessage, paper: Paper) -> None:
    kind, *parameters = paper.content_type.split(";")
    main, _, sub = kind.strip().partition("/")
    message.add_attachment(paper.content, maintype=main, subtype=sub, filename=paper.name)
    part = list(message.iter_attachments())[-1]
    for parameter in parameters:
        key, _, value = parameter.strip().partition("=")
        part.set_param(key, value)


def _bound(message: EmailMessage, seed: str) -> None:
    """Give each multipart a boundary that depends on the message alone."""
    digest = hashlib.sha256(seed.encode()).hexdigest()[:24]
    multiparts = [part for part in message.walk() if part.is_multipart()]
    for number, part in enumerate(multiparts):
        # "=_" cannot occur in quoted-printable or base64 (RFC 2045, section 6.7, note)
        part.set_boundary(f"=_{number}_{digest}")
