"""Real mail servers inside this process, for the demonstration and for tests.

pymap speaks IMAP over a mailbox in memory, aiosmtpd takes mail and hands it to a sink. Each listens
on a free port of the loopback interface in a thread and an event loop of its own, so that nobody's
blocking call can hold it up, and stops when its `with` block ends. The daemon meets them through
the same `inbox` and `outbox` as any other server.
"""

import asyncio
import logging
import threading
from argparse import Namespace
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from ssl import SSLContext
from typing import Any
from weakref import WeakSet

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from proxyprotocol.reader import ProxyProtocolReader
from proxyprotocol.sock import SocketInfo
from proxyprotocol.version import ProxyProtocolVersion
from pymap.backend.dict import DictBackend, Identity
from pymap.config import IMAPConfig
from pymap.context import connection_exit
from pymap.imap import IMAPConnection, IMAPServer
from pymap.imap.state import ConnectionState
from pymap.interfaces.login import LoginInterface
from pymap.parsing.response import Response
from pymap.user import Passwords, UserMetadata

# aiosmtpd warns of its own deprecated names at each login, and prints what it is told.
logging.getLogger("mail.log").setLevel(logging.ERROR)

_LOOPBACK = "127.0.0.1"
_PATIENCE = 10.0

_Lines = WeakSet[asyncio.BaseTransport]  # the open connections of one server


@dataclass(frozen=True, slots=True)
class Received:
    """One message as a relay was given it: the envelope and the bytes."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Listening:
    """A server that listens on this port of the loopback interface."""

    port: int


@contextmanager
def imap_server(users: Mapping[str, str]) -> Iterator[Listening]:
    """Run an IMAP server that knows these users and their passwords, each with an empty INBOX.

    It forgets everything when the block ends. Mail is put into it by IMAP APPEND, as by any client.
    """

    async def start(lines: _Lines) -> asyncio.Server:
        return await _imap(users, lines)

    with _in_a_thread(start) as port:
        yield Listening(port)


@contextmanager
def smtp_server(
    sink: Callable[[Received], None],
    *,
    users: Mapping[str, str] | None = None,
    tls: SSLContext | None = None,
    starttls: SSLContext | None = None,
    largest: int = 50 * 2**20,
) -> Iterator[Listening]:
    """Run an SMTP server that hands each message to the sink before it says yes.

    The sink is called in the server's own thread. users: who may log in, and then only they may
    send. tls: encrypted from the first byte; starttls: on demand, and then before anything else.
    """

    async def start(lines: _Lines) -> asyncio.Server:
        loop = asyncio.get_running_loop()
        return await loop.create_server(
            lambda: _Session(
                lines,
                _Sink(sink, closed=users is not None),
                hostname="localhost",
                ident="mailbot demonstration",
                data_size_limit=largest,
                enable_SMTPUTF8=True,
                tls_context=starttls,
                require_starttls=starttls is not None,
                auth_require_tls=starttls is not None,
                authenticator=_doorman(users or {}),
                loop=loop,
            ),
            _LOOPBACK,
            0,
            ssl=tls,
        )

    with _in_a_thread(start) as port:
        yield Listening(port)


class _Session(SMTP):
    """aiosmtpd's session, known to the thread that must end it."""

    def __init__(self, lines: _Lines, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self._lines = lines

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._lines.add(transport)
        super().connection_made(transport)


class _Sink:
    """aiosmtpd's handler: it looks for methods of these names."""

    def __init__(self, sink: Callable[[Received], None], *, closed: bool) -> None:
        self._sink, self._closed = sink, closed
        self._taken = 0

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self,
        _server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        if self._closed and not session.authenticated:
            return "530 5.7.0 Log in first"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 Ok"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        self._sink(
            Received(
                envelope.mail_from or "",
                tuple(envelope.rcpt_tos),
                bytes(envelope.original_content or b""),
            )
        )
        self._taken += 1
        return f"250 2.0.0 Ok: queued as {id(self):X}-{self._taken}"


def _doorman(users: Mapping[str, str]) -> Callable[..., AuthResult]:
    def check(_s: Any, _session: Any, _envelope: Any, _mechanism: str, proof: Any) -> AuthResult:
        known = isinstance(proof, LoginPassword) and users.get(proof.login.decode()) == (
            proof.password.decode()
        )
        return AuthResult(success=known, handled=False)

    return check


class _Whole:
    """A writer that keeps a response together until it is complete."""

    def __init__(self) -> None:
        self.held = bytearray()

    def write(self, data: bytes) -> None:
        self.held += data

    def writelines(self, pieces: list[bytes]) -> None:
        for piece in pieces:
            self.held += piece

    async def drain(self) -> None:
        return


class _Connection(IMAPConnection):
    """pymap writes one response in pieces; clients that poll the socket see a torn line."""

    async def write_response(self, resp: Response) -> None:
        whole = _Whole()
        try:
            await resp.async_write(whole)
            self.writer.write(bytes(whole.held))
            await self.writer.drain()
        except ConnectionError:
            return  # the client has gone; the reading side ends the session


class _Server(IMAPServer):
    """pymap's server, with the connection above."""

    def __init__(self, login: LoginInterface, config: IMAPConfig, lines: _Lines) -> None:
        super().__init__(login, config)
        self._lines = lines

    async def __call__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, sock_info: SocketInfo
    ) -> None:
        self._lines.add(writer.transport)
        connection = _Connection(self.commands, self._config, reader, writer, sock_info)
        state = ConnectionState(self._login, self._config)
        async with AsyncExitStack() as stack:
            connection_exit.set(stack)
            stack.enter_context(closing(connection))
            await connection.run(state)


async def _imap(users: Mapping[str, str], lines: _Lines) -> asyncio.Server:
    first, password = next(iter(users.items()))
    arguments = Namespace(
        debug=False,
        demo_data=False,
        demo_user=first,
        demo_password=password,
        host=_LOOPBACK,
        port="0",
        cert=None,
        key=None,
        tls=False,
        proxy_protocol="noop",
        inherited_sockets=None,
        insecure_login=True,
        passlib_cfg=None,
        no_service=[],
    )
    backend, config = await DictBackend.init(arguments, secure_auth=False, reject_dnsbl=False)
    config.apply_context()
    passwords = Passwords(config)
    for name, secret in list(users.items())[1:]:  # the backend has made the first itself
        hashed = await passwords.hash_password(secret)
        identity = Identity(name, backend.login, None, frozenset())
        await identity.set(UserMetadata(config, name, password=hashed))
    reader = ProxyProtocolReader(ProxyProtocolVersion.get("noop"))
    callback = reader.get_callback(_Server(backend.login, config, lines))
    return await asyncio.start_server(callback, _LOOPBACK, 0)


@contextmanager
def _in_a_thread(start: Callable[[_Lines], Awaitable[asyncio.Server]]) -> Iterator[int]:
    """Run a server in a thread and a loop of its own, and give its port."""
    ready = threading.Event()
    port: list[int] = []
    fault: list[BaseException] = []
    ending: list[Callable[[], object]] = []

    async def serve() -> None:
        loop, over = asyncio.get_running_loop(), asyncio.Event()
        lines: _Lines = WeakSet()
        server = await start(lines)
        port.append(server.sockets[0].getsockname()[1])
        ending.append(partial(loop.call_soon_threadsafe, over.set))
        ready.set()
        await over.wait()
        # Callers who are being let in at this moment first come through the door: asyncio leaves
        # their sockets open if the server is closed under them.
        for listening in server.sockets:
            loop.remove_reader(listening.fileno())
        await asyncio.sleep(0.01)
        server.close()
        for line in list(lines):
            if isinstance(line, asyncio.WriteTransport):
                line.abort()
        await asyncio.sleep(0)

    def run() -> None:
        try:
            asyncio.run(serve())
        except BaseException as error:  # noqa: BLE001 - handed to the thread that asked
            fault.append(error)
        finally:
            ready.set()

    thread = threading.Thread(target=run, name="mail server", daemon=True)
    thread.start()
    if not ready.wait(_PATIENCE) or not port:
        raise RuntimeError("the embedded mail server did not start") from next(iter(fault), None)
    try:
        yield port[0]
    finally:
        for end in ending:
            end()
        thread.join(_PATIENCE)
        if thread.is_alive():
            logging.getLogger(__name__).warning("an embedded mail server did not stop")
