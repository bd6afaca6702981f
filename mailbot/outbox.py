"""The relay: one letter goes out, and what comes back is Sent, Retry or Refused.

SMTP cannot say yes exactly once, so what matters is to know how far a failure came. The envelope is
driven step by step: a failure before the last byte of the body is harmless to repeat, one after it
is uncertain (`Retry(after_data=True)`), because the relay may have the letter although its yes
never reached us. A refusal by the relay is an answer, hence certain, at any point. One connection
serves a batch; one envelope has one recipient; a password crosses only TLS or this machine's
loopback.

`why` is our own sentence with the relay's code. The relay's words go nowhere: they quote addresses.
"""

import asyncio
import ipaddress
import re
import socket
import ssl
from asyncio import BaseTransport, WriteTransport
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Literal, Self

from aiosmtplib import SMTP, SMTPException, SMTPResponseException
from aiosmtplib.errors import (
    SMTPAuthenticationError,
    SMTPRecipientRefused,
    SMTPSenderRefused,
)
from aiosmtplib.protocol import SMTPProtocol, normalize_message_line_endings
from aiosmtplib.typing import SMTPStatus

from mailbot.complaints import Complaint

_QUEUED = re.compile(r"(?:queued as|\bid=)\s*<?([A-Za-z0-9._-]{1,64})", re.IGNORECASE)
_MAILBOX = re.compile(r"[^\s<>\"()\[\]\\,;:@\x00-\x1f\x7f]+@[^\s<>\"()\\,;@\x00-\x1f\x7f]+")
_LEADING_DOT = re.compile(rb"(?m)^\.")
_WORLD = (SMTPException, OSError, EOFError)
_FINAL_ANSWER = 600.0  # RFC 5321, section 4.5.3.2.6: ten minutes, or letters are sent twice


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """How to reach the relay.

    sender: the address on the envelope. password absent: no login. timeout: seconds for each
    answer; final_timeout: seconds for the answer to a whole letter, when giving up makes a doubt.
    """

    host: str
    port: int
    security: Literal["tls", "starttls", "none"]
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    sender: str
    timeout: float = 60
    final_timeout: float = _FINAL_ANSWER


@dataclass(frozen=True, slots=True)
class Sent:
    """The relay has taken the letter. `queue_id` is its name there, or empty."""

    reply_code: int
    queue_id: str


@dataclass(frozen=True, slots=True)
class Retry:
    """It may succeed unchanged. after_data: the relay may already have the letter."""

    why: str
    after_data: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """A person must look."""

    code: int
    why: str


class OutboxError(Complaint):
    """The relay cannot be used: one sentence for an operator, without anybody's data."""

    def __init__(self, sentence: str, *, permanent: bool) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.permanent = permanent


class Outbox:
    """A connection for one batch of letters: `async with Outbox(relay) as outbox`.

    Entering raises OutboxError if the relay cannot be used. A connection lost in the middle is made
    again for the next letter; once that fails, the rest of the batch is Retry.
    """

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._client: SMTP | None = None
        self._gone: str | None = None

    async def __aenter__(self) -> Self:
        self._client = await _connect(self._relay)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await _part(self._client)
        self._client = None

    async def deliver(
        self, to: str, raw: bytes, on_data: Callable[[], None]
    ) -> Sent | Retry | Refused:
        """Send the bytes of one letter to one address and say what became of it.

        `on_data` is called, and must return, before the relay could take the letter: what it
        commits is how a later start knows that the letter may be out.
        """
        client = await self._ready()
        if isinstance(client, Retry):
            return client
        body = normalize_message_line_endings(raw)
        options = _options(client, self._relay.sender, to, body)
        if isinstance(options, Refused):
            return options
        answer = await self._envelope(client, to, options) or await self._data(
            client, body, on_data
        )
        if not isinstance(answer, Sent) and client.is_connected:
            await self._reset(client)
        return answer

    async def _ready(self) -> SMTP | Retry:
        if self._gone is not None:
            return Retry(self._gone, after_data=False)
        if self._client is None or not self._client.is_connected:
            try:
                self._client = await _connect(self._relay)
            except OutboxError as error:
                self._gone = error.sentence
                return Retry(error.sentence, after_data=False)
        return self._client

    async def _envelope(
        self, client: SMTP, to: str, options: tuple[str, ...]
    ) -> Retry | Refused | None:
        """Open an envelope; None if the relay takes it."""
        encoding = "utf-8" if "SMTPUTF8" in options else "ascii"
        try:
            await client.mail(self._relay.sender, options=options, encoding=encoding)
            await client.rcpt(to, encoding=encoding)
        except SMTPSenderRefused as error:
            if error.code == 552:  # noqa: PLR2004 - RFC 1870, section 6.1: too large
                return Refused(552, "The relay takes no letter of this size (552).")
            # The letter is not at fault: unchanged, it will go once the account is mended.
            why = (
                f"The relay refuses our own address as sender ({error.code}): check from in [smtp]."
            )
            return Retry(why, after_data=False)
        except SMTPRecipientRefused as error:
            if _is_final(error.code):
                return Refused(error.code, f"The relay refuses this recipient ({error.code}).")
            return Retry(f"The relay puts this recipient off ({error.code}).", after_data=False)
        except _WORLD as error:
            await _cut(client)
            return Retry(f"{_lost(error)} before the letter was sent.", after_data=False)
        return None

    async def _data(
        self, client: SMTP, body: bytes, on_data: Callable[[], None]
    ) -> Sent | Retry | Refused:
        """Send the body and return the relay's answer.

        Until the dot that ends the letter is written, the relay cannot have taken it.
        """
        on_data()
        protocol, ended = client.protocol, False
        if protocol is None:
            return Retry("The connection was lost before the letter was sent.", after_data=False)
        try:
            start = await protocol.execute_command(b"DATA", timeout=self._relay.timeout)
            if start.code != SMTPStatus.start_input:
                return _refusal(start.code, certain=True)
            protocol.write(_LEADING_DOT.sub(b"..", body))
            await asyncio.wait_for(_drained(protocol), self._relay.timeout)
            ended = True
            final = await protocol.execute_command(b".", timeout=self._relay.final_timeout)
        except SMTPResponseException:
            await _cut(client)
            return Retry("The relay's answer could not be read.", after_data=ended)
        except _WORLD as error:
            await _cut(client)
            when = "after" if ended else "before"
            return Retry(f"{_lost(error)} {when} the letter was sent.", after_data=ended)
        if final.code // 100 == 2:  # noqa: PLR2004 - RFC 5321, section 4.2.1
            queued = _QUEUED.search(final.message)
            return Sent(final.code, queued[1] if queued else "")
        return _refusal(final.code, certain=False)

    async def _reset(self, client: SMTP) -> None:
        """Leave no half-open envelope behind for the next letter."""
        try:
            await client.rset()
        except _WORLD:
            await _cut(client)


async def probe(relay: Relay) -> str:
    """Connect, log in where that is wanted, and say in one sentence what the relay can do.

    Nothing is sent. Raises OutboxError.
    """
    client = await _connect(relay)
    try:
        size = client.esmtp_extensions.get("size", "")
        secure = "without TLS" if relay.security == "none" else "over TLS"
        login = "no login" if relay.password is None else "login accepted"
        limit = (
            f"letters up to {int(size) // 2**20} MiB"
            if size.isdigit() and int(size)
            else "no limit of size named"
        )
        return f"{relay.host} answers {secure}; {login}; {limit}."
    finally:
        await _part(client)


async def _connect(relay: Relay) -> SMTP:
    """Return a connection that is encrypted as asked and logged in. Raises OutboxError."""
    if relay.security == "none" and not _is_loopback(relay.host):
        raise OutboxError(
            'security = "none" under [smtp] is for this machine only: use "tls" or "starttls".',
            permanent=True,
        )
    client = SMTP(
        hostname=relay.host,
        port=relay.port,
        timeout=relay.timeout,
        use_tls=relay.security == "tls",
        start_tls=relay.security == "starttls",  # never None: that would mean "if offered"
        tls_context=ssl.create_default_context(),
        # Not socket.getfqdn(): it may ask the network, and tells the relay this machine's name.
        local_hostname=_ascii_domain(relay.sender) or "localhost",
    )
    try:
        await client.connect()
        if client.is_ehlo_or_helo_needed:
            await client.ehlo()
        if relay.password is not None:
            await client.login(relay.user or relay.sender, relay.password)
    except (*_WORLD, ValueError) as error:
        await _cut(client)
        raise _explain(error, relay) from None
    except BaseException:
        await _cut(client)
        raise
    return client


async def _part(client: SMTP | None) -> None:
    if client is not None and client.is_connected:
        transport = client.transport
        with suppress(*_WORLD):
            await client.quit(timeout=5)
        await _cut(client, transport)


async def _cut(client: SMTP, transport: BaseTransport | None = None) -> None:
    """Close the connection at once: over TLS a polite close waits for the other side, unseen."""
    transport = transport or client.transport
    client.close()
    if isinstance(transport, WriteTransport):
        transport.abort()
    await asyncio.sleep(0)


def _options(client: SMTP, sender: str, to: str, body: bytes) -> tuple[str, ...] | Refused:
    """Return what MAIL must announce of this letter, or why this relay cannot carry it."""
    if not _MAILBOX.fullmatch(to):
        return Refused(553, "This is not a mail address (553).")
    options = []
    if client.supports_extension("size"):
        limit = client.esmtp_extensions["size"]
        if limit.isdigit() and 0 < int(limit) < len(body):
            return Refused(552, "The letter is larger than the relay takes (552).")
        options.append(f"SIZE={len(body)}")
    if not body.isascii():
        if not client.supports_extension("8bitmime"):
            return Refused(554, "The letter is 8-bit and the relay takes 7-bit only (554).")
        options.append("BODY=8BITMIME")
    if not (to.isascii() and sender.isascii()):
        if not client.supports_extension("smtputf8"):
            return Refused(553, "The relay takes no address with letters beyond ASCII (553).")
        options.append("SMTPUTF8")
    return tuple(options)


async def _drained(protocol: SMTPProtocol) -> None:
    """Return once the body has left for the relay; raise if the connection is lost by then."""
    transport = protocol.transport
    await protocol._drain_helper()  # noqa: SLF001 - the library keeps its flow control private
    await asyncio.sleep(0)  # lets the loop notice a relay that hung up meanwhile
    if transport is None or transport.is_closing() or not protocol.is_connected:
        raise ConnectionResetError


def _refusal(code: int, *, certain: bool) -> Retry | Refused:
    """Return what a refusal means; certain: whatever its code, the relay has no letter yet."""
    if _is_final(code):
        return Refused(code, f"The relay refuses this letter ({code}).")
    if code // 100 == 4:  # noqa: PLR2004 - RFC 5321, section 4.2.1
        return Retry(f"The relay puts this letter off ({code}).", after_data=False)
    return Retry(f"The relay gave an answer out of place ({code}).", after_data=not certain)


def _is_final(code: int) -> bool:
    return code // 100 == 5  # noqa: PLR2004 - RFC 5321, section 4.2.1


def _lost(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return "The relay fell silent"
    return "The connection to the relay was lost"


def _ascii_domain(address: str) -> str:
    domain = address.rpartition("@")[2]
    return domain if re.fullmatch(r"[A-Za-z0-9.-]+", domain) else ""


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _explain(error: BaseException, relay: Relay) -> OutboxError:
    """Return our own sentence for a library's exception, whose text may quote people."""
    place = f"{relay.host}:{relay.port}"
    cause = error.__cause__ if isinstance(error.__cause__, OSError) else error
    code = error.code if isinstance(error, SMTPResponseException) else 0
    wants_tls = "STARTTLS extension" in str(error)
    rules: tuple[tuple[bool, bool, str], ...] = (  # holds, permanent, sentence
        (
            isinstance(cause, ssl.SSLCertVerificationError),
            True,
            (
                f"The certificate of the relay at {place} is not to be trusted (expired, for "
                "another name, or from an unknown authority): no password was sent."
            ),
        ),
        (
            isinstance(cause, ssl.SSLError),
            True,
            (
                f"There is no TLS to be had at {place}: check port and security under [smtp] "
                '(465 goes with "tls", 587 with "starttls").'
            ),
        ),
        (
            isinstance(cause, socket.gaierror),
            getattr(cause, "errno", None) != socket.EAI_AGAIN,
            f"The host {relay.host} is not known: check host under [smtp].",
        ),
        (
            isinstance(cause, ConnectionRefusedError),
            False,
            f"Nothing answers at {place}: check host and port under [smtp].",
        ),
        (
            isinstance(error, SMTPAuthenticationError) and _is_final(code),
            True,
            (
                f"The relay at {place} refuses user or password ({code}): check user and "
                "password_env under [smtp]."
            ),
        ),
        (
            isinstance(error, SMTPAuthenticationError),
            False,
            f"The relay at {place} takes no login at the moment ({code}).",
        ),
        (code > 0, _is_final(code), f"The relay at {place} turned us away ({code})."),
        (
            isinstance(error, TimeoutError),
            False,
            f"The relay at {place} did not answer within {relay.timeout:g} seconds.",
        ),
        (
            isinstance(error, OSError) or code < 0,
            False,
            f"The connection to the relay at {place} was lost or is no SMTP.",
        ),
    )
    for holds, permanent, sentence in rules:
        if holds:
            return OutboxError(sentence, permanent=permanent)
    # What is left is the library's own: an ability that the relay does not offer.
    wanted = "STARTTLS" if wants_tls else "a login that we know"
    return OutboxError(
        f"The relay at {place} does not offer {wanted}: no password was sent.", permanent=True
    )
