"""One IMAP connection: made as configured, made again when lost, its errors put into plain words.

A lost connection is made again inside the call that met it, once, at most one login a second; after
that attempts grow apart up to five minutes (or as long as an Exchange asks for), and each call in
between says so at once instead of waiting. A password crosses only TLS or this machine's loopback.
Exceptions of the libraries stop here: their texts quote the server, and servers quote people. What
leaves is `InboxError`, one sentence for an operator.
"""

import imaplib
import random
import re
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Literal, TypeVar

from imapclient import IMAPClient
from imapclient.exceptions import CapabilityError, LoginError, ProtocolError

from mailbot.complaints import Complaint
from mailbot.loopback import is_loopback

_T = TypeVar("_T")
_BETWEEN_LOGINS = 1.0
_LONGEST_BACKOFF = 300.0
_LONGEST_SUGGESTED = 3600.0
_SUGGESTED = re.compile(r"Suggested Backoff Time:\s*(\d{1,9})", re.IGNORECASE)
_ATOM = re.compile(r"[!#$&'+,./0-9:;<=>?@A-Z\[^_`a-z|~-]+")  # RFC 3501, section 9, without "]"
_BUSY = re.compile(r"UNAVAILABLE|LIMIT|TRY AGAIN|TEMPORAR|\bBYE\b", re.IGNORECASE)

LOST = (imaplib.IMAP4.abort, OSError, EOFError)
"""What the libraries raise when the connection is gone."""
ASTRAY = (ProtocolError, ValueError, AssertionError)
"""What they raise when an answer cannot be read; the connection is not to be used again."""


class Fate(Enum):
    """What became of a mail, hence the folder it is filed in."""

    PROCESSED = auto()
    QUERY = auto()
    HELD = auto()
    QUARANTINE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """How to reach one mailbox.

    security: "none" is for a loopback host alone. folders: where each fate is filed, written with
    "/" whatever the server's separator is. timeout: seconds for each answer of the server.
    """

    host: str
    port: int
    security: Literal["tls", "starttls", "none"]
    user: str
    password: str = field(repr=False)
    folder: str
    folders: Mapping[Fate, str]
    timeout: float = 60


class InboxError(Complaint):
    """The mailbox cannot be used: one sentence for an operator, without anybody's data.

    permanent: a person must change something; otherwise the same may succeed later.
    """

    def __init__(self, sentence: str, *, permanent: bool) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.permanent = permanent


class Connection:
    """A login to one account, kept or made again; `validity` is its folder's, once selected.

    `steady` and `pause` are a clock that only ever goes forward and a way to wait on it.
    """

    def __init__(
        self, account: Account, *, steady: Callable[[], float], pause: Callable[[float], None]
    ) -> None:
        self.account = account
        self.validity = 0
        self._steady, self._pause = steady, pause
        self._client: IMAPClient | None = None
        self._selected: bool | None = None  # whether writable; None: not our folder
        self._awaited: object = None  # the UID that the next mail would have
        self._missed = False
        self._earliest, self._failures = 0.0, 0
        self._last: InboxError | None = None
        self._names: dict[str, str] = {}  # as configured: as the server spells it

    def run(self, work: Callable[[IMAPClient], _T], doing: str) -> _T:
        """Return what `work` gives, on a new connection if the first is lost in the middle.

        doing: a verb for the sentence if it fails. Raises InboxError.
        """
        for again in (True, False):
            client = self.client()
            try:
                done = work(client)
            except (imaplib.IMAP4.error, *LOST, *ASTRAY) as error:
                lost = isinstance(error, (*LOST, *ASTRAY)) or is_out_of_step(error)
                throttled = _SUGGESTED.search(str(error)) is not None
                explained = explain(error, self.account, doing)
                if lost or throttled:
                    self.drop()
                if throttled or (lost and not again):
                    self._back_off(explained, str(error))
                if not (lost and again) or throttled:
                    raise explained from None
            else:
                self._failures, self._last = 0, None
                return done
        raise AssertionError  # the second pass returns or raises

    def client(self) -> IMAPClient:
        """Return the connection, made and logged in if need be. Raises InboxError."""
        if self._client is None:
            wait = self.seconds_to_wait()
            if wait > _BETWEEN_LOGINS:
                last = self._last or InboxError("The mailbox was lost.", permanent=False)
                sentence = f"{last.sentence} The next attempt is in {wait:.0f} seconds."
                raise InboxError(sentence, permanent=last.permanent)
            if wait > 0:
                self._pause(wait)
            self._earliest = self._steady() + _BETWEEN_LOGINS
            try:
                self._client = _log_in(self.account)
            except InboxError as error:
                self._back_off(error, "")
                raise
            except (imaplib.IMAP4.error, *LOST, *ASTRAY) as error:
                explained = explain(error, self.account, "log in")
                self._back_off(explained, str(error))
                raise explained from None
        return self._client

    def seconds_to_wait(self) -> float:
        """Return how long no login may be tried yet; nothing or less if one may."""
        return 0.0 if self._client is not None else self._earliest - self._steady()

    def select(self, client: IMAPClient, *, writable: bool, afresh: bool = False) -> int:
        """Turn to the account's folder and return its UIDVALIDITY.

        afresh: ask the server although we are there, so that a folder made anew is noticed.
        """
        if self._selected is writable and not afresh:
            return self.validity
        self.forget_selection()
        folder = self.name(client, self.account.folder)
        try:
            answer = client.select_folder(folder, readonly=not writable)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error:
            raise InboxError(
                f"The mail server has no folder {self.account.folder!r} that this account may "
                f"{'change' if writable else 'read'}: check folder under [mailbox].",
                permanent=True,
            ) from None
        validity = answer.get(b"UIDVALIDITY")
        if not isinstance(validity, int):
            # Without it a number names no mail for certain (RFC 3501, section 2.3.1.1).
            raise InboxError("The mail server names no UIDVALIDITY.", permanent=True)
        self._selected, self.validity = writable, validity
        awaited = answer.get(b"UIDNEXT")
        if afresh:
            self._awaited = awaited
        self._missed = awaited != self._awaited
        return validity

    def has_news(self, client: IMAPClient) -> bool:
        """Say whether mail came since the folder was last selected afresh.

        The server says so once, in the answer to whatever is asked next: IDLE will not repeat it.
        """
        told = client._imap.untagged_responses.get("EXISTS", ())  # noqa: SLF001 - no public name
        return self._missed or len(told) > 1  # the first was the answer to SELECT

    def stay(self, client: IMAPClient) -> None:
        """Be in the account's folder, in whichever way."""
        if self._selected is None:
            self.select(client, writable=False)

    def forget_selection(self) -> None:
        """Take it that some other folder is selected from here on."""
        self._selected = None

    def name(self, client: IMAPClient, written: str) -> str:
        """Return a folder's name in the server's own spelling: its separator, its prefix."""
        if written.upper() == "INBOX":
            return written
        if written not in self._names:
            prefix, separator = _namespace(client)
            name = written.replace("/", separator) if separator else written
            if prefix and not name.startswith(prefix) and not client.folder_exists(name):
                name = prefix + name
            self._names[written] = name
        return self._names[written]

    def drop(self) -> None:
        """Let the connection go as it is; the next call makes another."""
        client, self._client, self._selected = self._client, None, None
        self._names.clear()
        if client is not None:
            hang_up(client)

    def close(self) -> None:
        """Log out, as far as the server still listens."""
        if self._client is not None:
            with suppress(imaplib.IMAP4.error, *LOST, *ASTRAY):
                self._client.logout()
        self.drop()

    def _back_off(self, error: InboxError, said: str) -> None:
        """Put the next login off: twice as long each time, or as long as the server asks."""
        self._failures += 1
        jitter = random.uniform(0.75, 1.0)  # noqa: S311 - spreads logins, keeps no secret
        wait = min(_LONGEST_BACKOFF, _BETWEEN_LOGINS * 2 ** min(self._failures, 10) * jitter)
        if suggested := _SUGGESTED.search(said):
            wait = max(wait, min(_LONGEST_SUGGESTED, int(suggested[1]) / 1000))
        self._earliest = self._steady() + wait
        self._last = error


def is_out_of_step(error: BaseException) -> bool:
    """Say whether imaplib gave up in the middle of a line, and would go on from there."""
    return "got more than" in str(error)


def hang_up(client: IMAPClient) -> None:
    """Close a connection without a word."""
    with suppress(OSError, imaplib.IMAP4.error, ValueError):
        client.shutdown()


def _log_in(account: Account) -> IMAPClient:
    if account.security == "none" and not is_loopback(account.host):
        raise InboxError(
            'security = "none" under [mailbox] is for this machine only: use "tls" or "starttls".',
            permanent=True,
        )
    trust = ssl.create_default_context()
    client = IMAPClient(
        account.host,
        port=account.port,
        ssl=account.security == "tls",
        ssl_context=trust,
        timeout=account.timeout,
    )
    try:
        # As shipped the library formats every line for a debug log that nobody keeps.
        client._imap.debug = 0  # noqa: SLF001 - it has no public switch
        client.normalise_times = False
        client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.socket().setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        if account.security == "starttls":
            client.starttls(trust)
        _authenticate(client, account)
    except BaseException:
        hang_up(client)
        raise
    return client


def _authenticate(client: IMAPClient, account: Account) -> None:
    if client.has_capability("LOGINDISABLED"):
        raise InboxError(
            "The mail server takes no password on this connection: check security and port under "
            "[mailbox].",
            permanent=True,
        )
    # imaplib sends the user's name unquoted, and ASCII alone; SASL takes any name and password.
    if _ATOM.fullmatch(account.user) and re.fullmatch(r"[ -~]+", account.password):
        client.login(account.user, account.password)
    else:
        client.plain_login(account.user, account.password)


def _namespace(client: IMAPClient) -> tuple[str, str]:
    """Return the prefix and the separator of the account's own folders."""
    if client.has_capability("NAMESPACE"):
        personal = client.namespace().personal
        if personal:
            prefix, separator = personal[0]
            return prefix or "", separator or ""
    folders = client.list_folders("", "")
    separator = folders[0][1] if folders else b"/"
    return "", separator.decode("ascii", "replace") if separator else ""


def explain(error: BaseException, account: Account, doing: str) -> InboxError:
    """Return our own sentence for a library's exception, whose text may quote people."""
    if isinstance(error, InboxError):
        return error
    if isinstance(error, LoginError) and isinstance(error.__context__, LOST):
        error = error.__context__  # the library calls a line lost at login a refused login
    place, said = f"{account.host}:{account.port}", str(error).upper()
    rules: tuple[tuple[bool, bool, str], ...] = (  # holds, permanent, sentence
        (
            isinstance(error, ssl.SSLCertVerificationError),
            True,
            (
                f"The certificate of the mail server at {place} is not to be trusted (expired, for "
                "another name, or from an unknown authority): no password was sent."
            ),
        ),
        (
            isinstance(error, ssl.SSLError),
            True,
            (
                f"There is no TLS to be had at {place}: check port and security under [mailbox] "
                '(993 goes with "tls", 143 with "starttls").'
            ),
        ),
        (
            isinstance(error, socket.gaierror)
            or (isinstance(error, UnicodeError) and doing == "log in"),  # "mail..example"
            getattr(error, "errno", None) != socket.EAI_AGAIN,
            f"The host {account.host} is not known: check host under [mailbox].",
        ),
        (
            isinstance(error, ConnectionRefusedError),
            False,
            f"Nothing answers at {place}: check host and port under [mailbox].",
        ),
        (
            isinstance(error, TimeoutError),
            False,
            f"The mail server at {place} did not answer within {account.timeout:g} seconds.",
        ),
        (
            isinstance(error, CapabilityError) and "STARTTLS" in said,
            True,
            f"The mail server at {place} offers no STARTTLS: no password was sent.",
        ),
        (
            "AUTHENTICATED BUT NOT CONNECTED" in said,  # Exchange Online
            False,
            (
                "The mail server took the password but has no mailbox behind it: check user under "
                "[mailbox], or wait if the server is throttling."
            ),
        ),
        (
            isinstance(error, LoginError) and _BUSY.search(said) is not None,
            False,
            f"The mail server at {place} takes no login at the moment.",
        ),
        (
            isinstance(error, LoginError),
            True,
            (
                f"The mail server at {place} refuses user or password: check user and password_env "
                "under [mailbox]."
            ),
        ),
        (
            "OVERQUOTA" in said,
            False,
            "The mailbox is full: its owner must make room before mail can be filed.",
        ),
        (
            isinstance(error, LOST),
            False,
            f"The connection to the mail server at {place} was lost.",
        ),
    )
    for holds, permanent, sentence in rules:
        if holds:
            return InboxError(sentence, permanent=permanent)
    return InboxError(
        f"The mail server at {place} refused when we tried to {doing}.", permanent=False
    )


STEADY = time.monotonic
"""A clock that only goes forward: for waiting, never for what day it is."""
