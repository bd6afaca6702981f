r"""The mailbox: what is new is fetched, what is done is filed.

The mailbox belongs to people; this is a guest in it. Mail is found by the set difference of UIDs
(never by \Seen, dates or counts), read under EXAMINE with BODY.PEEK[], and only ever moved; no flag
of anybody's mail is set, and nothing is expunged but the one UID that was copied. What is known of
a message is kept in our ledger alone: its place is (folder, UIDVALIDITY, UID).

Everything here blocks and belongs to one thread; only `wake` may be called from another. IDLE is a
nudge and never the truth. Each way to fail is an `InboxError` (see `imap`).
"""

import datetime as dt
import imaplib
import re
import select
import socket
import ssl
import time
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from imapclient import IMAPClient

from mailbot.servers.imap import (
    ASTRAY,
    LOST,
    STEADY,
    Account,
    Connection,
    Fate,
    InboxError,
    is_out_of_step,
)

__all__ = ["Account", "Arrival", "Fate", "Inbox", "InboxError", "probe"]

_MESSAGES_A_FETCH = 50
_BYTES_A_FETCH = 16 * 2**20
_LARGEST = 150 * 2**20
_LONGEST_IDLE = 300.0
_SETTLED = 60.0
_BREAKS = 3
_BOUNDARY = re.compile(rb'\bboundary\s*=\s*(?:"([^"\r\n]{1,200})"|([^\s;"]{1,200}))', re.IGNORECASE)

_Attributes = Mapping[int, tuple[int, dt.datetime]]  # size and day of arrival, by UID


@dataclass(frozen=True, slots=True)
class Arrival:
    """One mail as the server holds it. `arrived` is its INTERNALDATE, in UTC."""

    uid: int
    uidvalidity: int
    arrived: dt.datetime
    raw: bytes = field(repr=False)


class Inbox:
    """One connection to one folder, made again when it is lost.

    `waiting` says, after the last pass of `new`, which UIDs could not be taken in yet, and why.
    """

    def __init__(
        self,
        account: Account,
        *,
        steady: Callable[[], float] = STEADY,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.account = account
        self.waiting: dict[int, str] = {}
        self._steady = steady
        self._connection = Connection(account, steady=steady, pause=pause)
        self._short: dict[tuple[int, int], tuple[bytes, float]] = {}  # what was short, and since
        self._broke: dict[int, int] = {}  # how often the line broke at a UID
        self._ear, self._bell = socket.socketpair()
        for end in (self._ear, self._bell):
            end.setblocking(False)  # noqa: FBT003 - the socket's own signature

    def open(self) -> None:
        """Log in and look at the folder. Raises InboxError if that cannot be done."""
        self._connection.run(self._look, "open the folder")

    def close(self) -> None:
        """Log out, as far as the server still listens. It is not to be used afterwards."""
        self._connection.close()
        self._ear.close()
        self._bell.close()

    def new(self, known: Callable[[int, int], bool]) -> Iterator[Arrival]:
        """Yield each mail of the folder that is not yet known, oldest UID first.

        `known(uid, uidvalidity)` is asked once for each. Mail may be filed between two yields. A
        mail whose body is not all there is left out and named in `waiting`. Ends early if the
        folder is made anew meanwhile: the next pass sees all of it. Raises InboxError.
        """
        self.waiting = {}
        self._hear()  # whoever rang wanted this look
        validity, uids = self._connection.run(self._uids, "list the folder")
        fresh = [uid for uid in uids if not known(uid, validity)]
        for start in range(0, len(fresh), 500):
            chunk = fresh[start : start + 500]
            attributes = self._attributes(chunk, validity)
            for batch in _batches(chunk, attributes, alone=self._broke):
                if self._is_set_aside(batch):
                    continue
                try:
                    answers = self._fetch(tuple(batch), validity, "BODY.PEEK[]")
                except InboxError:
                    # The line may have broken by chance, or at one of these: next time each is
                    # fetched alone, so that what is behind it comes in whatever it does.
                    for uid in batch:
                        self._broke[uid] = self._broke.get(uid, 0) + (len(batch) == 1)
                    raise
                yield from self._arrivals(batch, validity, answers)

    def file(self, uid: int, uidvalidity: int, fate: Fate) -> bool:
        """Move a mail to the folder of its fate; true once it is no longer in ours.

        A mail that is already gone is filed. False if the folder was made anew since: the number
        is now another mail's, or nobody's. Raises InboxError.
        """

        def move(client: IMAPClient) -> bool:
            if self._connection.select(client, writable=True) != uidvalidity:
                return False
            folder = self._connection.name(client, self.account.folders[fate])
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

        return self._connection.run(move, "file a mail")

    def find(self, message_id: str, folder: str) -> bool:
        """Say whether a folder holds a message with this Message-ID. Raises InboxError."""

        def search(client: IMAPClient) -> bool:
            self._connection.forget_selection()
            client.select_folder(self._connection.name(client, folder), readonly=True)
            return bool(client.search(["HEADER", "Message-ID", message_id.strip()]))

        return self._connection.run(search, "search the folder of sent mail")

    def idle(self, seconds: float) -> None:
        """Wait until something happens in the folder, `wake` is called or the time is over.

        It may return early and never raises InboxError: what is wrong shows in the next call that
        wants something. While the server cannot be reached it rests until the next login is due.
        """
        seconds = max(0.0, min(seconds, _LONGEST_IDLE))
        try:
            client = self._connection.client()
            self._connection.stay(client)
            if self._connection.has_news(client):
                return
            if not client.has_capability("IDLE"):
                self._rest(None, seconds)
                return
            client.idle()
            if not _has_buffered(client):
                self._rest(client.socket(), seconds)
            client.idle_done()
        except InboxError:
            self._rest(None, max(0.0, min(seconds, self._connection.seconds_to_wait())))
        except (imaplib.IMAP4.error, *LOST, *ASTRAY):
            self._connection.drop()

    def wake(self) -> None:
        """End an `idle` that another thread is in, or the next one unless `new` looks before it."""
        with suppress(OSError):
            self._bell.send(b"!")

    def describe(self) -> str:
        """Return in one sentence what is there and how mail will be filed. Raises InboxError."""

        def look(client: IMAPClient) -> str:
            _, uids = self._uids(client)
            self._connection.select(client, writable=True)
            abilities = set(client.capabilities())
            wanted = [self._connection.name(client, each) for each in self.account.folders.values()]
            missing = sum(not client.folder_exists(name) for name in wanted)
            folders = f"{missing} folders will be made" if missing else "all folders are there"
            news = "announced" if b"IDLE" in abilities else "looked for at intervals"
            filing = "copied and marked as deleted (the server can neither move nor expunge one)"
            if abilities & {b"MOVE", b"UIDPLUS"}:
                filing = "moved"
            return (
                f"{self.account.folder} on {self.account.host} holds {len(uids)} messages; new "
                f"mail is {news}; mail of ours is {filing}; {folders}."
            )

        return self._connection.run(look, "look at the folder")

    def _look(self, client: IMAPClient) -> int:
        return self._connection.select(client, writable=False)

    def _uids(self, client: IMAPClient) -> tuple[int, list[int]]:
        validity = self._connection.select(client, writable=False, afresh=True)
        return validity, sorted(set(client.search("ALL")))

    def _fetch(self, uids: Sequence[int], validity: int, what: str) -> Mapping[int, Any] | None:
        """Return what the server says of these mails; None if the folder was made anew."""

        def fetch(client: IMAPClient) -> Mapping[int, Any] | None:
            if self._look(client) != validity:
                return None
            try:
                return dict(client.fetch(list(uids), what.split()))
            except imaplib.IMAP4.abort:
                raise
            except (imaplib.IMAP4.error, *ASTRAY) as error:
                if is_out_of_step(error):
                    raise
            # One mail can spoil the answer for all: ask for each by itself.
            answers: dict[int, Any] = {}
            for uid in uids:
                try:
                    answers.update(client.fetch([uid], what.split()))
                except imaplib.IMAP4.abort:
                    raise
                except (imaplib.IMAP4.error, *ASTRAY):
                    continue
            return answers

        return self._connection.run(fetch, "fetch mail")

    def _attributes(self, uids: Sequence[int], validity: int) -> _Attributes:
        answers = self._fetch(uids, validity, "RFC822.SIZE INTERNALDATE")
        known = {}
        for uid in uids if answers is not None else ():
            answer = (answers or {}).get(uid, {})
            size, arrived = answer.get(b"RFC822.SIZE"), answer.get(b"INTERNALDATE")
            if not isinstance(size, int) or not isinstance(arrived, dt.datetime):
                self.waiting[uid] = "The server does not say how large it is and when it came."
            elif size > _LARGEST:
                self.waiting[uid] = "It is larger than 150 MiB: a person must take it out."
            else:
                known[uid] = (size, _in_utc(arrived))
        return known

    def _is_set_aside(self, batch: _Attributes) -> bool:
        """Say whether this is one mail at which the line broke three times: then it is passed over.

        It is tried again at every tenth pass: the fault may have been the network's after all.
        """
        (first, *more) = batch
        count = self._broke.get(first, 0)
        if more or count < _BREAKS:
            return False
        self._broke[first] = count + 1 if count < _BREAKS + 10 else _BREAKS - 1
        self.waiting[first] = "The connection breaks whenever it is fetched: a person must look."
        return True

    def _arrivals(
        self, batch: _Attributes, validity: int, answers: Mapping[int, Any] | None
    ) -> Iterator[Arrival]:
        for uid, (size, arrived) in batch.items() if answers is not None else ():
            # An answer of OK without the text does happen, and means "not yet".
            raw = (answers or {}).get(uid, {}).get(b"BODY[]")
            if not isinstance(raw, bytes) or not raw.strip():
                self.waiting[uid] = "The server names it but does not give its text yet."
            elif len(raw) < size and not self._is_settled(uid, validity, raw):
                self.waiting[uid] = f"Only {len(raw)} of its {size} bytes are there yet."
            else:
                self._short.pop((validity, uid), None)
                self._broke.pop(uid, None)
                yield Arrival(uid, validity, arrived, raw)

    def _is_settled(self, uid: int, validity: int, raw: bytes) -> bool:
        """Say whether a mail shorter than announced is whole all the same.

        Exchange only estimates RFC822.SIZE unless told otherwise, so a short mail may be all there
        is. It is believed if its last MIME boundary is there, or if it is still the same a minute
        after it was first seen.
        """
        boundary = _BOUNDARY.search(raw[: 64 * 1024].partition(b"\r\n\r\n")[0])
        if boundary and b"--" + (boundary[1] or boundary[2]) + b"--" in raw[-1024:]:
            return True
        digest, now = sha256(raw).digest(), self._steady()
        seen, since = self._short.get((validity, uid), (b"", now))
        if seen != digest:
            self._short[validity, uid] = (digest, now)
            return False
        return now - since >= _SETTLED

    def _rest(self, server: socket.socket | None, seconds: float) -> None:
        """Wait for the server to speak, for `wake`, or for the time to be over."""
        poll = select.poll()
        poll.register(self._ear, select.POLLIN)
        if server is not None:
            poll.register(server, select.POLLIN)
        poll.poll(seconds * 1000)
        self._hear()

    def _hear(self) -> None:
        with suppress(BlockingIOError):
            self._ear.recv(65536)


def probe(account: Account) -> str:
    """Log in, look at the folder and say in one sentence what is there. Raises InboxError."""
    inbox = Inbox(account)
    try:
        return inbox.describe()
    finally:
        inbox.close()


def _move(client: IMAPClient, uid: int, folder: str) -> None:
    """Move one mail. Without MOVE it is copied, and only that copy's original is expunged."""
    if client.has_capability("MOVE"):
        client.move([uid], folder)
        return
    can_expunge = client.has_capability("UIDPLUS")
    flags = client.get_flags([uid]).get(uid)
    if flags is None or (b"\\Deleted" in flags and not can_expunge):
        return
    client.copy([uid], folder)
    client.add_flags([uid], [b"\\Deleted"], silent=True)
    # Without UIDPLUS it stays, marked: a plain EXPUNGE would remove other people's mail as well.
    if can_expunge:
        client.uid_expunge([uid])


def _create(client: IMAPClient, folder: str) -> None:
    client.create_folder(folder)
    with suppress(imaplib.IMAP4.error):  # so that mail programs show it; filing does not need it
        client.subscribe_folder(folder)


def _has_buffered(client: IMAPClient) -> bool:
    """Say whether the server has spoken already: the library reads ahead, unseen by a poll."""
    connection = client.socket()
    imap = client._imap  # noqa: SLF001 - the reader has no public name
    reader = getattr(imap, "_file", None) or imap.file
    timeout = connection.gettimeout()
    connection.setblocking(False)  # noqa: FBT003 - the socket's own signature
    try:
        return bool(reader.peek(1))
    except (BlockingIOError, ssl.SSLWantReadError):
        return False
    finally:
        connection.settimeout(timeout)


def _batches(
    uids: Sequence[int], attributes: _Attributes, *, alone: Container[int]
) -> Iterator[_Attributes]:
    """Yield what is fetched in one go: at most fifty mails, and not much more than 16 MiB."""
    batch: dict[int, tuple[int, dt.datetime]] = {}
    weight = 0
    for uid in uids:
        if uid not in attributes:
            continue
        size = attributes[uid][0]
        if uid in alone:
            yield {uid: attributes[uid]}
            continue
        if batch and (len(batch) == _MESSAGES_A_FETCH or weight + size > _BYTES_A_FETCH):
            yield batch
            batch, weight = {}, 0
        batch[uid] = attributes[uid]
        weight += size
    if batch:
        yield batch


def _in_utc(instant: dt.datetime) -> dt.datetime:
    return instant.astimezone(dt.UTC) if instant.tzinfo else instant.replace(tzinfo=dt.UTC)
