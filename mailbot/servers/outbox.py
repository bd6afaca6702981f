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
import re
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from aiosmtplib import SMTP, SMTPResponseException
from aiosmtplib.errors import (
    SMTPRecipientRefused,
    SMTPSenderRefused,
)
from aiosmtplib.protocol import SMTPProtocol, normalize_message_line_endings
from aiosmtplib.typing import SMTPStatus

from mailbot.servers.smtp import WORLD, OutboxError, Relay, connect, cut, is_final, part

__all__ = ["Outbox", "OutboxError", "Refused", "Relay", "Retry", "Sent", "probe"]

_QUEUED = re.compile(r"(?:queued as|\bid=)\s*<?([A-Za-z0-9._-]{1,64})", re.IGNORECASE)
_MAILBOX = re.compile(r"[^\s<>\"()\[\]\\,;:@\x00-\x1f\x7f]+@[^\s<>\"()\\,;@\x00-\x1f\x7f]+")
_LEADING_DOT = re.compile(rb"(?m)^\.")


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
        self._client = await connect(self._relay)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await part(self._client)
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
                self._client = await connect(self._relay)
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
            if is_final(error.code):
                return Refused(error.code, f"The relay refuses this recipient ({error.code}).")
            return Retry(f"The relay puts this recipient off ({error.code}).", after_data=False)
        except WORLD as error:
            await cut(client)
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
            await cut(client)
            return Retry("The relay's answer could not be read.", after_data=ended)
        except WORLD as error:
            await cut(client)
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
        except WORLD:
            await cut(client)


async def probe(relay: Relay) -> str:
    """Connect, log in where that is wanted, and say in one sentence what the relay can do.

    Nothing is sent. Raises OutboxError.
    """
    client = await connect(relay)
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
        await part(client)


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
    if is_final(code):
        return Refused(code, f"The relay refuses this letter ({code}).")
    if code // 100 == 4:  # noqa: PLR2004 - RFC 5321, section 4.2.1
        return Retry(f"The relay puts this letter off ({code}).", after_data=False)
    return Retry(f"The relay gave an answer out of place ({code}).", after_data=not certain)


def _lost(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return "The relay fell silent"
    return "The connection to the relay was lost"
