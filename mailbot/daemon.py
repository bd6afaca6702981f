"""The loop: every tick fetches, decides, writes and sends, as of the instant its clock says.

APScheduler does nothing but call `tick` at an interval in UTC; no deadline is ever a job. A tick
1. fetches what is new and keeps its bytes, 2. works each mail off and files it once that is
committed, 3. makes the outbox agree with what is owed, 4. sends. Each step may be repeated after a
crash. IMAP blocks, so the mailbox has a thread of its own; IDLE there only calls the next tick
early. SIGTERM finishes the mail or letter in hand and ends.
"""

import asyncio
import datetime as dt
import fcntl
import logging
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeVar

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from mailbot.children.reader import Reader
from mailbot.complaints import Complaint
from mailbot.desk import ATTEMPTS, Desk
from mailbot.options import Mailbox
from mailbot.rulebook import rulebook
from mailbot.servers.inbox import Account, Arrival, Fate, Inbox, InboxError
from mailbot.servers.outbox import Outbox, OutboxError, Relay, Sent
from mailbot.settings import Settings
from mailbot.store.ledger import Ledger, Row, StoreError
from mailbot.store.storefile import LOCK
from mailbot.watch import Watch

log = logging.getLogger("mailbot.daemon")

_FATES = {
    "processed": Fate.PROCESSED,
    "query": Fate.QUERY,
    "held": Fate.HELD,
    "quarantine": Fate.QUARANTINE,
}
_T = TypeVar("_T")
Clock = Callable[[], dt.datetime]


class RunError(Complaint):
    """The mailbox, the relay or the store cannot be used; the sentence says what to do."""


@contextmanager
def only_one(settings: Settings) -> Iterator[None]:
    """Hold the lock by which one daemon works on one store. Raises RunError if another has it."""
    path = settings.store_file.with_name(LOCK)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            who = lock.read().strip() or "unknown"
            message = f"another mailbot works on this store (process {who}): stop it first"
            raise RunError(message) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


@dataclass(slots=True, kw_only=True)
class Daemon:
    """One mailbox, one relay, one store, one loop.

    clock: the present instant; a demonstration passes a quick one. heard: told of each letter that
    was sent, for whoever watches.
    """

    settings: Settings
    desk: Desk
    account: Account
    relay: Relay
    clock: Clock
    heard: Callable[[Row, dt.datetime], None] = lambda _letter, _now: None
    watch: Watch = field(init=False)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _inbox: Inbox | None = None
    _thread: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="mailbox")
    )
    _busy: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        """Look after the calendar that the desk works by."""
        self.watch = Watch(self.desk.rules)

    async def run(self) -> None:
        """Tick until told to stop."""
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self.stop)
        self.desk.dispatch.recover(self.clock())
        every = self._box().poll_seconds
        scheduler = AsyncIOScheduler(timezone=dt.UTC)
        scheduler.add_job(
            self._tick_safely,
            IntervalTrigger(seconds=int(max(1, every)), timezone=dt.UTC),
            next_run_time=dt.datetime.now(dt.UTC),  # noqa: TID251 - APScheduler's own clock
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        scheduler.start()
        log.info("started poll=%ds", every)
        listening = asyncio.create_task(self._listen(every))
        await self._stopping.wait()
        scheduler.pause()
        if self._inbox is not None:
            self._inbox.wake()
        async with self._busy:  # the mail or letter in hand is finished first
            scheduler.shutdown(wait=False)  # not before: it cancels what is at work
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening
        await self.close()
        log.info("stopped")

    def stop(self) -> None:
        """Finish what is in hand, then end."""
        self._stopping.set()

    async def close(self) -> None:
        """Leave the mailbox."""
        if self._inbox is not None:
            await self._in_mailbox(self._inbox.close)
            self._inbox = None
        self._thread.shutdown()

    async def _listen(self, seconds: float) -> None:
        """Tick early when the server says that something has come; the poll stays the truth."""
        while not self._stopping.is_set():
            await asyncio.sleep(1)
            if self._inbox is None or self._busy.locked():
                continue
            await self._in_mailbox(self._inbox.idle, seconds)
            if not self._stopping.is_set():
                await self._tick_safely()

    async def _tick_safely(self) -> None:
        try:
            await self.tick()
        except (InboxError, StoreError, OutboxError) as trouble:
            log.error("%s", trouble)  # noqa: TRY400 - a sentence for the operator, no traceback
        except Exception:
            log.exception("tick failed")

    async def tick(self) -> None:
        """Do one turn. Raises InboxError if the mailbox, StoreError if the store cannot be used.

        A mailbox that does not answer keeps no letter from leaving.
        """
        if self._inbox is not None:
            self._inbox.wake()
        async with self._busy:
            trouble: InboxError | None = None
            self.desk.dispatch.put_right(self.clock())
            self.watch.look()
            try:
                await self._fetch()
            except InboxError as error:
                trouble = error
            await self._work_off()
            if not self._stopping.is_set():
                self.desk.reconcile(self.clock())
                await self._send()
            try:
                await self._file()
            except InboxError as error:
                trouble = trouble or error
            if trouble is not None:
                raise trouble

    # the mailbox

    def _box(self) -> Mailbox:
        box = self.settings.mailbox
        if box is None:
            raise RunError("[mailbox] is missing in the configuration")
        return box

    async def _in_mailbox(self, work: Callable[..., _T], *args: object) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *args)

    async def _fetch(self) -> None:
        """Take in what is new: its bytes are kept, and that is committed, before anything else."""
        if self._inbox is None:
            self._inbox = Inbox(self.account)
        seen, box = self.desk.ledger.places(), self._inbox

        def known(uid: int, uidvalidity: int) -> bool:
            return (uidvalidity, uid) in seen

        found: Iterator[Arrival] = await self._in_mailbox(box.new, known)
        while not self._stopping.is_set():
            arrival: Arrival | None = await self._in_mailbox(next, found, None)
            if arrival is None:
                for uid, why in box.waiting.items():
                    log.warning("mail waits on the server uid=%d: %s", uid, why)
                return
            self.desk.take(
                arrival.raw,
                arrived=arrival.arrived,
                now=self.clock(),
                place=(arrival.uidvalidity, arrival.uid),
                history=self._is_history(arrival.arrived),
            )

    def _is_history(self, arrived: dt.datetime) -> bool:
        since = self._box().since
        return since is not None and self.desk.rules.calendar.day_of(arrived) < since

    async def _work_off(self) -> None:
        for sha in self.desk.waiting():
            if self._stopping.is_set():
                return
            if self.desk.work_on(sha, self.clock()):
                with suppress(InboxError):  # it is filed on a later tick
                    await self._file()
            await asyncio.sleep(0)

    async def _file(self) -> None:
        """File each mail whose work is committed; filing twice does no harm."""
        if self._inbox is None or self._box().filing == "leave":
            return
        for row in self.desk.ledger.to_file():
            moved = await self._in_mailbox(
                self._inbox.file, row["uid"], row["uidvalidity"], _FATES[row["fate"]]
            )
            with self.desk.ledger.transaction():
                self.desk.ledger.filed(row["uidvalidity"], row["uid"], moved=moved)

    # the relay

    async def _send(self) -> None:
        """Send what may leave, again and again: a letter sent may be what another waits for."""
        while not self._stopping.is_set():
            letters = list(self.desk.dispatch.outgoing(self.clock()))
            if not letters:
                return
            try:
                async with Outbox(self.relay) as outbox:
                    for letter in letters:
                        if self._stopping.is_set():
                            return
                        await self._hand_over(outbox, letter)
            except OutboxError as trouble:
                log.error("%s", trouble)  # noqa: TRY400 - a sentence for the operator
                self.desk.dispatch.put_off(letters, str(trouble), self.clock())
                return
            self.desk.reconcile(self.clock())

    async def _hand_over(self, outbox: Outbox, letter: Row) -> None:
        number = letter["id"]
        if letter["state"] == "uncertain" and await self._was_kept(letter):
            self.desk.dispatch.answered(letter, Sent(250, ""), self.clock())
            return
        if not self.desk.dispatch.sending(number, self.clock()):
            return
        answer = await outbox.deliver(
            letter["envelope"],
            letter["raw"],
            lambda: self.desk.dispatch.writing(number, self.clock()),
        )
        now = self.clock()
        self.desk.dispatch.answered(letter, answer, now)
        if isinstance(answer, Sent):
            self.heard(letter, now)
            archive = self.settings.sending.archive
            if archive:
                copied = await outbox.deliver(archive, letter["raw"], lambda: None)
                if not isinstance(copied, Sent):
                    self.desk.dispatch.not_archived(number, copied.why, now)

    async def _was_kept(self, letter: Row) -> bool:
        """Return whether the server's own copy shows that an uncertain letter did leave."""
        smtp = self.settings.smtp
        if self._inbox is None or smtp is None or smtp.sent_folder is None:
            return False
        with suppress(InboxError):
            return await self._in_mailbox(self._inbox.find, letter["message_id"], smtp.sent_folder)
        return False


@contextmanager
def open_desk(settings: Settings) -> Iterator[Desk]:
    """Open the store and the reader of a configuration, and close them again."""
    rules = rulebook(settings)
    ledger = Ledger(settings.store_url)
    try:
        with Reader(settings.context()) as reader:
            yield Desk(ledger, rules, reader.mail)
    finally:
        ledger.close()


def run(settings: Settings, clock: Clock, *, once: bool) -> None:
    """Run the daemon, or one cycle of it.

    Raises RunError if the mailbox cannot be used in that one cycle, StoreError if the store cannot.
    """
    with only_one(settings), open_desk(settings) as desk:
        asyncio.run(_run(settings, desk, clock, once=once))


async def _run(settings: Settings, desk: Desk, clock: Clock, *, once: bool) -> None:
    daemon = Daemon(
        settings=settings,
        desk=desk,
        account=settings.account(),
        relay=settings.relay(),
        clock=clock,
    )
    if not once:
        await daemon.run()
        return
    desk.dispatch.recover(clock())
    try:
        await daemon.tick()
        for _ in range(ATTEMPTS):  # a mail that breaks us is tried again, and then put aside
            if desk.waiting():
                await daemon.tick()
    except InboxError as trouble:
        raise RunError(trouble.sentence) from None
    finally:
        await daemon.close()
