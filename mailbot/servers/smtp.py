"""One SMTP connection: encrypted as configured, logged in, its errors put into plain words.

TLS is always explicit, never "if offered", and a password crosses only TLS or this machine's
loopback. Exceptions of the library stop here: their texts quote the relay, and relays quote
addresses. What leaves is `OutboxError`, one sentence for an operator.
"""

import asyncio
import re
import socket
import ssl
from asyncio import BaseTransport, WriteTransport
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

from aiosmtplib import SMTP, SMTPException, SMTPResponseException
from aiosmtplib.errors import SMTPAuthenticationError

from mailbot.complaints import Complaint
from mailbot.loopback import is_loopback

WORLD = (SMTPException, OSError, EOFError)
"""What the library raises when something outside this process fails."""

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


class OutboxError(Complaint):
    """The relay cannot be used: one sentence for an operator, without anybody's data."""

    def __init__(self, sentence: str, *, permanent: bool) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.permanent = permanent


async def connect(relay: Relay) -> SMTP:
    """Return a connection that is encrypted as asked and logged in. Raises OutboxError."""
    if relay.security == "none" and not is_loopback(relay.host):
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
    except (*WORLD, ValueError) as error:
        await cut(client)
        raise _explain(error, relay) from None
    except BaseException:
        await cut(client)
        raise
    return client


async def part(client: SMTP | None) -> None:
    """Take leave of the relay, as far as it still listens."""
    if client is not None and client.is_connected:
        transport = client.transport
        with suppress(*WORLD):
            await client.quit(timeout=5)
        await cut(client, transport)


async def cut(client: SMTP, transport: BaseTransport | None = None) -> None:
    """Close the connection at once: over TLS a polite close waits for the other side, unseen."""
    transport = transport or client.transport
    client.close()
    if isinstance(transport, WriteTransport):
        transport.abort()
    await asyncio.sleep(0)


def is_final(code: int) -> bool:
    """Say whether a reply refuses for good."""
    return code // 100 == 5  # noqa: PLR2004 - RFC 5321, section 4.2.1


def _ascii_domain(address: str) -> str:
    domain = address.rpartition("@")[2]
    return domain if re.fullmatch(r"[A-Za-z0-9.-]+", domain) else ""


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
            isinstance(cause, socket.gaierror | UnicodeError),  # the latter: "mail..example"
            getattr(cause, "errno", None) != socket.EAI_AGAIN,
            f"The host {relay.host} is not known: check host under [smtp].",
        ),
        (
            # asyncio sums up the refusals of several addresses in a bare OSError.
            isinstance(cause, ConnectionRefusedError) or "Connect call failed" in str(cause),
            False,
            f"Nothing answers at {place}: check host and port under [smtp].",
        ),
        (
            isinstance(error, SMTPAuthenticationError) and is_final(code),
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
        (code > 0, is_final(code), f"The relay at {place} turned us away ({code})."),
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
