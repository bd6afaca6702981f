"""The mailbox: what is new is fetched, what is done is filed.

The mailbox belongs to people; this is a guest in it. Mail is found by the set difference of UIDs
(never by \\Seen, dates or counts), read under EXAMINE with BODY.PEEK[], and only ever moved; no
flag of anybody's mail is set, and nothing is expunged but the one UID that was copied. What is
known of a message is kept in our ledger alone: its place is (folder, UIDVALIDITY, UID).

Everything here blocks and belongs to one thread; only `wake` may be called from another. A lost
connection is made again inside the call that met it, once, at most one login a second; after that
attempts grow apart up to five minutes, and each call in between says so at once instead of waiting.
IDLE is a nudge and never the truth. Exceptions of the libraries stop here: their texts quote the
server, and servers quote people. What leaves is `InboxError`, one sentence for an operator.
"""

import datetime as dt
import imaplib
import ipaddress
import random
import re
import select
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from hashlib import sha256
from typing import Any, Literal, TypeVar

from imapclient import IMAPClient
from imapclient.exceptions import CapabilityError, LoginError, ProtocolError

_T = TypeVar("_T")
_LOST = (imaplib.IMAP4.abort, OSError, EOFError)
_MESSAGES_A_FETCH = 50
_BYTES_A_FETCH = 16 * 2**20
_LARGEST = 150 * 2**20
_BETWEEN_LOGINS = 1.0
_LONGEST_BACKOFF = 300.0
_LONGEST_IDLE = 300.0
_SETTLED = 60.0
_SUGGESTED = re.compile(r"Suggested Backoff Time:\s*(\d{1,9})", re.IGNORECASE)
_BOUNDARY = re.compile(rb'\bboundary\s*=\s*(?:"([^"\r\n]{1,200})"|([^\s;"]{1,200}))', re.IGNORECASE)


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


@dataclass(frozen=True, slots=True)
class Arrival:
    """One mail as the server holds it. `arrived` is its INTERNALDATE, in UTC."""

    uid: int
    uidvalidity: int
    arrived: dt.datetime
    raw: bytes = field(repr=False)


class InboxError(Exception):
    """The mailbox cannot be used: one sentence for an operator, without anybody's data.

    permanent: a person must change something; otherwise the same may succeed later.
    """

    def __init__(self, sentence: str, *, permanent: bool) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.permanent = permanent


class Inbox:
    """One connection to one folder, made again when it is lost.

    `waiting` says, after the last pass of `new`, which UIDs could not be taken in yet, and why.
    """

    def __init__(
        self,
        account: Account,
        *,
        steady: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.account = account
        self.waiting: dict[int, str] = {}
        self._steady, self._pause = steady, pause
        self._client: IMAPClient | None = None
        self._selected: tuple[str, bool] | None = None  # folder, writable
        self._validity = 0
        self._earliest, self._failures = 0.0, 0
        self._last: InboxError | None = None
        self._short: dict[tuple[int, int], tuple[bytes, float]] = {}
        self._ear, self._bell = socket.socketpair()
        self._bell.setblocking(False)

    def open(self) -> None:
        """Log in and look at the folder. Raises InboxError if that cannot be done."""
        self._with_connection(lambda client: self._select(client, writable=False))

    def close(self) -> None:
        """Log out, as far as the server still listens."""
        client, self._client, self._selected = self._client, None, None
        if client is not None:
            try:
                client.logout()
            except (imaplib.IMAP4.error, *_LOST, ValueError):
                _hang_up(client)
        self._ear.close()
        self._bell.close()

    def new(self, known: Callable[[int, int], bool]) -> Iterator[Arrival]:
        """Yield each mail of the folder that is not yet known, oldest UID first.

        `known(uid, uidvalidity)` is asked once for each. Mail may be filed between two yields. A
        mail whose body is not all there is left out and named in `waiting`. Ends early if the
        folder is made anew meanwhile: the next pass sees all of it. Raises InboxError.
        """
        self.waiting = {}
        validity, uids = self._with_connection(self._uids)
        fresh = [uid for uid in uids if not known(uid, validity)]
        for start in range(0, len(fresh), 500):
            chunk = fresh[start : start + 500]
            for batch in _batches(chunk, self._attributes(chunk, validity)):
                yield from self._arrivals(batch, validity)
                if self._validity != validity:
                    return

    def file(self, uid: int, uidvalidity: int, fate: Fate) -> bool:
        """Move a mail to the folder of its fate; true once it is no longer in ours.

        A mail that is already gone is filed. False if the folder was made anew since: the number
        is now another mail's, or nobody's. Raises InboxError.
        """

        def move(client: IMAPClient) -> bool:
            if self._select(client, writable=True) != uidvalidity:
                return False
            folder = self._name(client, self.account.folders[fate])
            try:
                _move(client, uid, folder)
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error:
                if not client.search(["UID", str(uid)]):
                    return True
                if client.folder_exists(folder):
                    raise
                _create(client, folder)
                _move(client, uid, folder)
            return True

        return self._with_connection(move, "file a mail")

    def find(self, message_id: str, folder: str) -> bool:
        """Say whether a folder holds a message with this Message-ID. Raises InboxError."""

        def search(client: IMAPClient) -> bool:
            self._examine(client, self._name(client, folder))
            return bool(client.search(["HEADER", "Message-ID", message_id.strip()]))

        return self._with_connection(search, "search the folder of sent mail")

    def idle(self, seconds: float) -> None:
        """Wait until something happens in the folder, `wake` is called or the time is over.

        It may return early and never raises InboxError: what is wrong shows in the next call that
        wants something. While the server cannot be reached it rests until the next attempt is due.
        """
        seconds = max(0.0, min(seconds, _LONGEST_IDLE))
        try:
            client = self._connected()
            self._select(client, writable=False)
            if not client.has_capability("IDLE"):
                self._rest(None, seconds)
                return
            client.idle()
            if not _has_buffered(client):
                self._rest(client.socket(), seconds)
            client.idle_done()
        except InboxError:
            self._rest(None, max(0.0, min(seconds, self._earliest - self._steady())))
        except (imaplib.IMAP4.error, *_LOST, ValueError, AssertionError):
            self._drop()

    def wake(self) -> None:
        """End an `idle` that another thread is in, or the next one."""
        with suppress(OSError):
            self._bell.send(b"!")

    # -- connecting ------------------------------------------------------------------------------

    def _connected(self) -> IMAPClient:
        """Return the connection, made and logged in if need be, at most once a second."""
        if self._client is not None:
            return self._client
        wait = self._earliest - self._steady()
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
        except (imaplib.IMAP4.error, *_LOST, ValueError) as error:
            explained = _explain(error, self.account, "log in")
            self._back_off(explained, str(error))
            raise explained from None
        return self._client

    def _back_off(self, error: InboxError, said: str) -> None:
        """Put the next login off: twice as long each time, or as long as the server asks."""
        self._failures += 1
        jitter = random.uniform(0.75, 1.0)  # noqa: S311 - spreads logins, keeps no secret
        wait = min(_LONGEST_BACKOFF, _BETWEEN_LOGINS * 2**self._failures * jitter)
        if suggested := _SUGGESTED.search(said):  # Exchange, when it throttles
            wait = max(wait, min(3600.0, int(suggested[1]) / 1000))
        self._earliest = self._steady() + wait
        self._last = error

    def _drop(self) -> None:
        client, self._client, self._selected = self._client, None, None
        if client is not None:
            _hang_up(client)

    def _with_connection(self, work: Callable[[IMAPClient], _T], doing: str = "read it") -> _T:
        """Return what `work` gives, on a new connection if the first is lost in the middle."""
        for last in (False, True):
            client = self._connected()
            try:
                done = work(client)
            except (ProtocolError, *_LOST, ValueError, AssertionError) as error:
                self._drop()
                explained = _explain(error, self.account, doing)
                if last or _SUGGESTED.search(str(error)):
                    self._back_off(explained, str(error))
                    raise explained from None
            except imaplib.IMAP4.error as error:
                explained = _explain(error, self.account, doing)
                if _SUGGESTED.search(str(error)):
                    self._drop()
                    self._back_off(explained, str(error))
                raise explained from None
            else:
                self._failures, self._last = 0, None
                return done
        raise AssertionError("unreachable")  # pragma: no cover

    def _select(self, client: IMAPClient, *, writable: bool) -> int:
        """Look at the account's folder and return its UIDVALIDITY."""
        if self._selected == (self.account.folder, writable):
            return self._validity
        self._selected = None
        folder = self._name(client, self.account.folder)
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
        self._selected, self._validity = (self.account.folder, writable), validity
        return validity

    def _examine(self, client: IMAPClient, folder: str) -> None:
        self._selected = None
        client.select_folder(folder, readonly=True)

    def _name(self, client: IMAPClient, written: str) -> str:
        """Return a folder's name in the server's own spelling: its separator, its prefix."""
        if written.upper() == "INBOX":
            return written
        prefix, separator = _namespace(client)
        name = written.replace("/", separator) if separator else written
        if not prefix or name.startswith(prefix) or client.folder_exists(name):
            return name
        return prefix + name

    # -- reading ---------------------------------------------------------------------------------

    def _uids(self, client: IMAPClient) -> tuple[int, list[int]]:
        self._selected = None  # looked at afresh, so that a folder made anew is noticed
        validity = self._select(client, writable=False)
        return validity, sorted(set(client.search("ALL")))

    def _fetch(self, uids: Sequence[int], validity: int, what: Sequence[str]) -> Mapping[int, Any]:
        """Return what the server says of these mails; nothing if the folder was made anew."""

        def fetch(client: IMAPClient) -> Mapping[int, Any]:
            if self._select(client, writable=False) != validity:
                return {}
            answer: Mapping[int, Any] = client.fetch(list(uids), list(what))
            return answer

        return self._with_connection(fetch)

    def _attributes(
        self, uids: Sequence[int], validity: int
    ) -> Mapping[int, tuple[int, dt.datetime]]:
        answers = self._fetch(uids, validity, ["RFC822.SIZE", "INTERNALDATE"])
        known = {}
        for uid in uids:
            answer = answers.get(uid, {})
            size, arrived = answer.get(b"RFC822.SIZE"), answer.get(b"INTERNALDATE")
            if not isinstance(size, int) or not isinstance(arrived, dt.datetime):
                self.waiting[uid] = "The server does not say how large it is and when it came."
            elif size > _LARGEST:
                self.waiting[uid] = "It is larger than 150 MiB: a person must take it out."
            else:
                known[uid] = (size, _in_utc(arrived))
        return known

    def _arrivals(
        self, batch: Mapping[int, tuple[int, dt.datetime]], validity: int
    ) -> Iterator[Arrival]:
        try:
            answers = self._fetch(tuple(batch), validity, ["BODY.PEEK[]"])
        except InboxError:
            if len(batch) == 1:
                ((uid, _),) = batch.items()
                self.waiting[uid] = "The server's answer for it could not be read."
                self._failures, self._earliest = (
                    0,
                    min(self._earliest, self._steady() + _BETWEEN_LOGINS),
                )
                return
            # One mail can spoil the answer for all: find it, and read the others.
            for uid, attributes in batch.items():
                yield from self._arrivals({uid: attributes}, validity)
            return
        if self._validity != validity:
            return
        for uid, (size, arrived) in batch.items():
            raw = answers.get(uid, {}).get(b"BODY[]")
            if not isinstance(raw, bytes) or not raw.strip():
                self.waiting[uid] = "The server names it but does not give its text yet."
            elif len(raw) < size and not self._is_settled(uid, raw):
                self.waiting[uid] = f"Only {len(raw)} of its {size} bytes are there yet."
            else:
                self._short.pop((validity, uid), None)
                yield Arrival(uid, validity, arrived, raw)

    def _is_settled(self, uid: int, raw: bytes) -> bool:
        """Say whether a mail shorter than announced is whole all the same.

        Exchange only estimates RFC822.SIZE unless told otherwise, so a short mail may be all there
        is. It is believed if its last MIME boundary is there, or if it is still the same a minute
        after it was first seen.
        """
        boundary = _BOUNDARY.search(raw[: 64 * 1024].partition(b"\r\n\r\n")[0])
        if boundary and b"--" + (boundary[1] or boundary[2]) + b"--" in raw[-1024:]:
            return True
        digest, now = sha256(raw).digest(), self._steady()
        seen, since = self._short.setdefault((self._validity, uid), (digest, now))
        if seen != digest:
            self._short[self._validity, uid] = (digest, now)
        return seen == digest and now - since >= _SETTLED

    def _rest(self, server: socket.socket | None, seconds: float) -> None:
        """Wait for the server to speak, for `wake`, or for the time to be over."""
        poll = select.poll()
        poll.register(self._ear, select.POLLIN)
        if server is not None:
            poll.register(server, select.POLLIN)
        heard = {descriptor for descriptor, _ in poll.poll(seconds * 1000)}
        if self._ear.fileno() in heard:
            self._ear.recv(4096)


def probe(account: Account) -> str:
    """Log in, look at the folder and say in one sentence what is there. Raises InboxError."""
    inbox = Inbox(account)
    try:
        client = inbox._connected()
        _, uids = inbox._with_connection(inbox._uids)
        inbox._with_connection(lambda client: inbox._select(client, writable=True))
        abilities = set(client.capabilities())
        names = [inbox._name(client, name) for name in account.folders.values()]
        missing = [name for name in names if not client.folder_exists(name)]
    except (imaplib.IMAP4.error, *_LOST, ValueError) as error:
        raise _explain(error, account, "look at it") from None
    finally:
        inbox.close()
    moving = "MOVE" if b"MOVE" in abilities else "COPY" if b"UIDPLUS" in abilities else "COPY alone"
    folders = "all folders are there" if not missing else f"folders to be made: {len(missing)}"
    return (
        f"{account.folder} on {account.host} can be read and holds {len(uids)} messages; "
        f"mail is filed by {moving}; {folders}; "
        f"new mail is {'announced' if b'IDLE' in abilities else 'looked for'}."
    )


def is_loopback(host: str) -> bool:
    """Say whether a host is this machine itself, so that nothing passes over a network."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


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
        client._imap.debug = 0  # as shipped it formats every line for a log that nobody keeps
        client.normalise_times = False
        client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.socket().setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        if account.security == "starttls":
            client.starttls(trust)
        if client.has_capability("LOGINDISABLED"):
            raise InboxError(
                "The mail server takes no password on this connection: check security and port "
                "under [mailbox].",
                permanent=True,
            )
        # imaplib writes the user's name unquoted and takes ASCII only; SASL takes anything.
        plain = re.fullmatch(r"[!#-\[\]-~]+", account.user) and account.password.isascii()
        if plain and not re.search(r"[(){%*]", account.user):
            client.login(account.user, account.password)
        else:
            client.plain_login(account.user, account.password)
    except BaseException:
        _hang_up(client)
        raise
    return client


def _move(client: IMAPClient, uid: int, folder: str) -> None:
    """Move one mail. Without MOVE it is copied, and only that copy's original is expunged."""
    if client.has_capability("MOVE"):
        client.move([uid], folder)
        return
    flags = client.get_flags([uid]).get(uid)
    if flags is None or (b"\\Deleted" in flags and not client.has_capability("UIDPLUS")):
        return
    client.copy([uid], folder)
    client.add_flags([uid], [b"\\Deleted"], silent=True)
    # Without UIDPLUS it stays, marked: a plain EXPUNGE would remove other people's mail as well.
    if client.has_capability("UIDPLUS"):
        client.uid_expunge([uid])


def _create(client: IMAPClient, folder: str) -> None:
    client.create_folder(folder)
    with suppress(imaplib.IMAP4.error):  # so that mail programs show it; filing does not need it
        client.subscribe_folder(folder)


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


def _has_buffered(client: IMAPClient) -> bool:
    """Say whether the server has already spoken: the library reads ahead, and a poll is blind to it."""
    connection = client.socket()
    reader = getattr(client._imap, "_file", None) or client._imap.file
    timeout = connection.gettimeout()
    connection.setblocking(False)
    try:
        return bool(reader.peek(1))
    except (BlockingIOError, ssl.SSLWantReadError):
        return False
    finally:
        connection.settimeout(timeout)


def _hang_up(client: IMAPClient) -> None:
    with suppress(OSError, imaplib.IMAP4.error, ValueError):
        client.shutdown()


def _batches(
    uids: Sequence[int], attributes: Mapping[int, tuple[int, dt.datetime]]
) -> Iterator[dict[int, tuple[int, dt.datetime]]]:
    """Yield what is fetched in one go: at most fifty mails, and not much more than 16 MiB."""
    batch: dict[int, tuple[int, dt.datetime]] = {}
    weight = 0
    for uid in uids:
        if uid not in attributes:
            continue
        size = attributes[uid][0]
        if batch and (len(batch) == _MESSAGES_A_FETCH or weight + size > _BYTES_A_FETCH):
            yield batch
            batch, weight = {}, 0
        batch[uid] = attributes[uid]
        weight += size
    if batch:
        yield batch


def _in_utc(instant: dt.datetime) -> dt.datetime:
    return instant.astimezone(dt.UTC) if instant.tzinfo else instant.replace(tzinfo=dt.UTC)


def _explain(error: BaseException, account: Account, doing: str) -> InboxError:
    """Return our own sentence for a library's exception, whose text may quote people."""
    place, said = f"{account.host}:{account.port}", str(error).upper()
    if isinstance(error, InboxError):
        return error
    sentence, permanent = f"The mail server at {place} failed while we tried to {doing}.", False
    if isinstance(error, ssl.SSLCertVerificationError):
        sentence = (
            f"The certificate of the mail server at {place} is not to be trusted (expired, for "
            "another name, or from an unknown authority): nothing was sent to it."
        )
        permanent = True
    elif isinstance(error, ssl.SSLError):
        sentence = (
            f"There is no TLS to be had at {place}: check port and security under [mailbox] "
            '(993 goes with "tls", 143 with "starttls").'
        )
        permanent = True
    elif isinstance(error, socket.gaierror):
        sentence = f"The host {account.host} is not known: check host under [mailbox]."
        permanent = error.errno != socket.EAI_AGAIN
    elif isinstance(error, ConnectionRefusedError):
        sentence = f"Nothing answers at {place}: check host and port under [mailbox]."
    elif isinstance(error, TimeoutError):
        sentence = f"The mail server at {place} did not answer within {account.timeout:g} seconds."
    elif isinstance(error, CapabilityError) and "STARTTLS" in said:
        sentence = f"The mail server at {place} offers no STARTTLS: no password was sent."
        permanent = True
    elif "AUTHENTICATED BUT NOT CONNECTED" in said:
        sentence = (
            "The mail server took the password but has no mailbox behind it: check user under "
            "[mailbox], or wait if the server is throttling."
        )
    elif isinstance(error, LoginError):
        busy = any(word in said for word in ("UNAVAILABLE", "LIMIT", "TRY AGAIN", "TEMPORAR"))
        if busy or "BYE" in said:
            sentence = f"The mail server at {place} takes no login at the moment."
        else:
            sentence = (
                f"The mail server at {place} refuses user or password: check user and password_env "
                "under [mailbox]."
            )
            permanent = True
    elif "OVERQUOTA" in said:
        sentence = "The mailbox is full: its owner must make room before mail can be filed."
    elif isinstance(error, _LOST):
        sentence = f"The connection to the mail server at {place} was lost."
    return InboxError(sentence, permanent=permanent)
