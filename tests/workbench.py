"""The daemon on a bench: its own code on a real store; mailbox, relay and clock are to order.

What stands in here are the two adapters (each is tested against real servers in tests/shell) and
the clock; so months pass in seconds, the relay says what a test wants it to say, and a process can
die at any commit. A life is one start of the daemon: the store and the world outlast it.
"""

import asyncio
import datetime as dt
import pickle
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from pathlib import Path
from typing import Any, Self

import pytest
import sqlalchemy as sa

from mailbot import daemon as daemon_module
from mailbot.children.reader import Reader
from mailbot.daemon import Daemon
from mailbot.desk import Desk
from mailbot.rulebook import Rulebook, rulebook
from mailbot.servers.inbox import Arrival, Fate, InboxError
from mailbot.servers.outbox import OutboxError, Refused, Retry, Sent
from mailbot.settings import Settings, load
from mailbot.store import tables as t
from mailbot.store.ledger import Ledger
from mailbot.telling.balance import balance
from tests.factory import LONDON, Office, office, write_configuration

TERM = (("", dt.date(2026, 9, 1), dt.date(2027, 7, 21)),)
ENVIRONMENT = {"MAILBOT_IMAP_PASSWORD": "sesame", "MAILBOT_SMTP_PASSWORD": "sesame"}


class WatchedLedger(Ledger):
    """A ledger that tells of each commit that changes anything, right before it and right after."""

    def __init__(self, url: str, tell: Callable[[str], None]) -> None:
        self._tell: Callable[[str], None] = lambda _: None
        super().__init__(url)
        self._tell = tell

    @contextmanager
    def transaction(self) -> Iterator[None]:
        disk = self._db.connection.dbapi_connection
        before = disk.total_changes
        with super().transaction():
            yield
            changes = disk.total_changes > before
            if changes:
                self._tell("before")
        if changes:
            self._tell("after")


@dataclass
class Mailbox:
    """A mail server in a dictionary: what lies in which folder, by UID."""

    inbox: dict[int, Arrival] = field(default_factory=dict)
    filed: dict[int, Fate] = field(default_factory=dict)
    is_down: bool = False
    waiting: dict[int, str] = field(default_factory=dict)

    def new(self, known: Callable[[int, int], bool]) -> Iterator[Arrival]:
        if self.is_down:
            raise InboxError(
                "The mail server does not answer: look whether it runs.", permanent=False
            )
        yield from [one for one in self.inbox.values() if not known(one.uid, one.uidvalidity)]

    def file(self, uid: int, uidvalidity: int, fate: Fate) -> bool:
        if self.inbox.pop(uid, None) is not None:
            self.filed[uid] = fate
        return uidvalidity == 1

    def find(self, _message_id: str, _folder: str) -> bool:
        return False

    def wake(self) -> None:
        """Nobody sleeps here."""

    def close(self) -> None:
        """Nothing is open."""


@dataclass
class Received:
    """One letter as the relay took it."""

    at: dt.datetime
    to: str
    raw: bytes

    def header(self, name: str) -> str:
        return str(BytesParser().parsebytes(self.raw, headersonly=True)[name])

    @property
    def kind(self) -> str:
        return self.header("X-Mailbot-Kind")


@dataclass
class Relay:
    """What the relay says. `says` answers for one letter; None: it takes it and says yes."""

    received: list[Received] = field(default_factory=list)
    is_down: bool = False
    says: Callable[[str, bytes], Sent | Retry | Refused | None] = lambda _to, _raw: None
    clock: Callable[[], dt.datetime] = lambda: dt.datetime.max.replace(tzinfo=dt.UTC)

    def __call__(self, _relay: object) -> Self:
        return self

    async def __aenter__(self) -> Self:
        if self.is_down:
            raise OutboxError("The relay does not answer.", permanent=False)
        return self

    async def __aexit__(self, *_: object) -> None:
        return None

    async def deliver(
        self, to: str, raw: bytes, on_data: Callable[[], None]
    ) -> Sent | Retry | Refused:
        answer = self.says(to, raw)
        if isinstance(answer, Refused):
            return answer
        on_data()
        if answer is None or (isinstance(answer, Retry) and answer.after_data):
            self.received.append(Received(self.clock(), to, raw))
        return answer or Sent(250, "")


@dataclass
class Bench:
    """An office, its mailbox, its relay and the present instant."""

    place: Office
    settings: Settings
    reader: Reader
    now: dt.datetime
    mailbox: Mailbox = field(default_factory=Mailbox)
    relay: Relay = field(default_factory=Relay)
    store: str = ""
    read: Callable[[bytes, dt.date], Sequence[Any]] | None = None
    _rules: Rulebook | None = None

    def __post_init__(self) -> None:
        self.relay.clock = lambda: self.now
        self.store = self.store or self.settings.store_url

    def post(self, *mails: bytes) -> None:
        """Put mails into the INBOX; they arrive now."""
        for raw in mails:
            uid = len(self.mailbox.inbox) + len(self.mailbox.filed) + 1
            self.mailbox.inbox[uid] = Arrival(uid, 1, self.now, raw)

    @contextmanager
    def life(self, ledger: Ledger | None = None) -> Iterator["Life"]:
        """Start the daemon on the store; leaving ends it, as a crash or as a stop."""
        ledger = ledger or Ledger(self.store)
        if self._rules is None or self._rules.settings is not self.settings:
            self._rules = rulebook(self.settings)
        desk = Desk(ledger, self._rules, self.read or self.reader.mail)
        daemon = Daemon(
            settings=self.settings,
            desk=desk,
            account=self.settings.account(),
            relay=self.settings.relay(),
            clock=lambda: self.now,
        )
        daemon._inbox = self.mailbox
        try:
            desk.dispatch.recover(self.now)
            yield Life(self, daemon, desk, ledger)
        finally:
            daemon._thread.shutdown()
            ledger.close()

    def lines(self) -> list[dict[str, Any]]:
        """Return the whole outbox."""
        return self.rows(sa.select(t.outbox).order_by(t.outbox.c.id))

    def rows(self, query: "sa.Select[Any]") -> list[dict[str, Any]]:
        ledger = Ledger(self.store)
        try:
            return [dict(row) for row in ledger.rows(query)]
        finally:
            ledger.close()

    def balance(self) -> tuple[dict[str, int], bool]:
        ledger = Ledger(self.store)
        try:
            found = balance(ledger)
            return dict(found.counts), not found.faults
        finally:
            ledger.close()

    def letters(self) -> Counter[str]:
        """Return how often the relay took each letter, by Message-ID."""
        return Counter(one.header("Message-ID") for one in self.relay.received)

    def kinds(self) -> list[str]:
        """Return the kinds of the letters that left, in order, without the daily lists."""
        return [one.kind for one in self.relay.received if not one.kind.startswith("digest_")]


@dataclass
class Life:
    """One start of the daemon."""

    bench: Bench
    daemon: Daemon
    desk: Desk
    ledger: Ledger

    def tick(self) -> None:
        """Let the daemon do one turn at the present instant."""
        asyncio.run(self.daemon.tick())

    def until(self, end: dt.datetime) -> None:
        """Tick at each instant at which there could be something to do, up to and including end."""
        while True:
            self.tick()
            tries = self.ledger.row(
                sa.select(sa.func.min(t.outbox.c.next_try).label("at")).where(
                    t.outbox.c.state.in_(("queued", "uncertain")),
                    t.outbox.c.next_try > self.bench.now,
                )
            )
            # A relay that is down is asked every minute: what that adds is known after one.
            again = [tries["at"]] if tries and tries["at"] and not self.bench.relay.is_down else []
            again = [dt.datetime.fromisoformat(at) if isinstance(at, str) else at for at in again]
            soonest = min([self.desk.wake(self.bench.now), *again])
            if soonest > end:
                self.bench.now = end
                return
            self.bench.now = soonest


def at(text: str) -> dt.datetime:
    """Return the London instant of a text such as "Mon 19 Oct 2026 09:00"."""
    moment = dt.datetime.strptime(text, "%a %d %b %Y %H:%M").replace(tzinfo=LONDON)
    assert moment.strftime("%a") == text[:3], f"{text}: that day is a {moment:%A}"
    return moment


def configured(folder: Path, place: Office, *, sending: str = 'mode = "live"') -> Settings:
    """Write an office's configuration with a [sending] table of its own, and read it."""
    config = write_configuration(folder, place)
    text = config.read_text(encoding="utf-8")
    text = text.replace("port = 1143", 'port = 1143\ntrust = "all"')
    text = text.replace("[store]", f"[sending]\n{sending}\n\n[store]")
    text = text.replace(
        'phone = "01632 960900"',
        'phone = "01632 960900"\ncomplaints = "Write to the council."\n'
        'sendiass = "SEND Advice, 01632 960901"',
    )
    config.write_text(text, encoding="utf-8")
    return load(config, ENVIRONMENT)


def resend(bench: Bench, sending: str) -> None:
    """Put another [sending] table in force, from the next life on."""
    path = bench.settings.path
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"(?s)\[sending\]\n.*?\n\n", f"[sending]\n{sending}\n\n", text)
    path.write_text(text, encoding="utf-8")
    bench.settings = load(path, ENVIRONMENT)


@contextmanager
def opened(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    start: str | dt.datetime,
    *,
    protocol: str = "southwark",
    sending: str = 'mode = "live"',
    **more: Any,
) -> Iterator[Bench]:
    """Open an office on the bench at an instant."""
    settings = configured(folder, office(protocol, **{"terms": TERM, **more}), sending=sending)
    place = office(protocol, **{"terms": TERM, **more})
    now = at(start) if isinstance(start, str) else start
    bench = Bench(place, settings, _reader(settings), now)
    monkeypatch.setattr(daemon_module, "Outbox", bench.relay)
    yield bench


_READERS: dict[bytes, Reader] = {}


def _reader(settings: Settings) -> Reader:
    """Return a reader for an office; its child, slow to start, serves all tests of this run."""
    context = settings.context()
    return _READERS.setdefault(pickle.dumps(context), Reader(context))
