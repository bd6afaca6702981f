"""A whole office on this machine: a configuration, a real Dovecot, a relay that keeps what it gets.

The daemon runs as a process of its own, as an operator starts it, so that a test can kill it at any
moment and start it again on the same store.
"""

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import IO

import pytest
from imapclient import IMAPClient

from mailbot import clock
from mailbot.demo.servers import Received, smtp_server
from tests.factory import Office, office, write_configuration
from tests.servers import Dovecot

ROOT = Path(__file__).resolve().parent.parent
SECRET = "sesame"  # noqa: S105 - of a server that lives as long as a test
USERS = {office(protocol).mailbox: SECRET for protocol in ("southwark", "rotherham")}


class Daemon:
    """`mailbot run` as a process; what it prints goes to a file."""

    def __init__(
        self, config: Path, environment: Mapping[str, str], log: Path, program: str
    ) -> None:
        self._log: IO[bytes] = log.open("ab")
        self._process = subprocess.Popen(  # noqa: S603 - the program of this test
            [sys.executable, "-m", program, "run", "--config", str(config)],
            cwd=ROOT,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        """Kill the daemon at once (SIGKILL), and then whatever it had started."""
        with suppress(ProcessLookupError):
            os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait(30)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._log.close()

    def ask_to_stop(self) -> None:
        """Ask it to end (SIGTERM), as an operator does."""
        self._process.terminate()

    def stop(self, patience: float = 60) -> int:
        """Ask it to end and return its exit status."""
        self.ask_to_stop()
        try:
            return self._process.wait(patience)
        finally:
            self.kill()


@dataclass
class LiveOffice:
    """An office with its servers. `sent` grows as the relay is given letters.

    on_letter: called with each letter in the relay's thread, before the relay says yes. program:
    what is started as the daemon, when that is not mailbot itself.
    """

    place: Office
    config: Path
    dovecot: Dovecot
    environment: Mapping[str, str]
    sent: list[Received] = field(default_factory=list)
    on_letter: Callable[[Received], None] = lambda _letter: None
    program: str = "mailbot"
    _daemons: list[Daemon] = field(default_factory=list)

    @property
    def log(self) -> Path:
        """What all daemons of this office have printed so far."""
        return self.config.parent / "daemon.log"

    def client(self) -> IMAPClient:
        """Return a mail program of the office's own, logged in."""
        return self.dovecot.client(self.place.mailbox)

    def post(self, *mails: bytes, arrived: dt.datetime | None = None) -> None:
        """Put mails into the INBOX; they arrived now unless a moment is given."""
        client = self.client()
        for raw in mails:
            client.append("INBOX", raw, (), arrived or clock.now())
        client.logout()

    def left(self) -> dict[str, int]:
        """Return how many mails each folder holds."""
        client = self.client()
        names = [name for flags, _, name in client.list_folders() if b"\\Noselect" not in flags]
        found = {name: client.folder_status(name, ["MESSAGES"])[b"MESSAGES"] for name in names}
        client.logout()
        return found

    def letters(self) -> Counter[str]:
        """Return how often the relay was given each letter, by Message-ID."""
        parse = BytesHeaderParser().parsebytes
        return Counter(str(parse(received.raw)["Message-ID"]) for received in list(self.sent))

    def until(self, claim: Callable[[], bool], patience: float = 60) -> None:
        """Wait until a claim holds; fail, with what the daemons printed, if it never does."""
        deadline = time.monotonic() + patience
        while not claim():
            if time.monotonic() > deadline:
                told = self.log.read_text() if self.log.exists() else "nothing was started"
                pytest.fail(f"waited {patience:g} seconds in vain:\n{told[-3000:]}")
            threading.Event().wait(0.02)

    def mailbot(self, *arguments: str, patience: float = 120) -> subprocess.CompletedProcess[str]:
        """Run one command of mailbot in this office to its end."""
        return subprocess.run(  # noqa: S603 - the program of this test
            [sys.executable, "-m", self.program, *arguments, "--config", str(self.config)],
            cwd=ROOT,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=patience,
            check=False,
        )

    def start(self) -> Daemon:
        """Start the daemon; it is killed when the office closes, if it still runs."""
        daemon = Daemon(self.config, self.environment, self.log, self.program)
        self._daemons.append(daemon)
        return daemon

    def close(self) -> None:
        for daemon in self._daemons:
            daemon.kill()


@contextmanager
def live_office(
    folder: Path, dovecot: Dovecot, protocol: str = "southwark", *, since: dt.date | None = None
) -> Iterator[LiveOffice]:
    """Open an office whose letters really leave, for the relay of this test.

    The Dovecot must know USERS. Terms run from a year ago to two years from now, unbroken.
    """
    today = clock.now().date()
    first, last = today - dt.timedelta(days=400), today + dt.timedelta(days=800)
    place = office(protocol, terms=(("", first, last),))
    dovecot.empty(place.mailbox)
    config = write_configuration(folder, place)
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("MAILBOT_")
    } | {"MAILBOT_IMAP_PASSWORD": SECRET, "MAILBOT_SMTP_PASSWORD": SECRET}
    offices: list[LiveOffice] = []

    def taken(letter: Received) -> None:
        for each in offices:
            each.sent.append(letter)
            each.on_letter(letter)

    with smtp_server(taken, users={place.mailbox: SECRET}) as relay:
        # The factory writes an office that is only ever simulated; this one has real servers.
        text = config.read_text(encoding="utf-8")
        text = _replaced(text, "port = 1143", f'port = {dovecot.port}\ntrust = "all"')
        text = _replaced(
            text, "port = 1025", f'port = {relay.port}\npassword_env = "MAILBOT_SMTP_PASSWORD"'
        )
        text = _replaced(text, "[store]", '[sending]\nmode = "live"\n\n[store]')
        text = _replaced(
            text,
            'phone = "01632 960900"',
            'phone = "01632 960900"\ncomplaints = "Write to the council."\n'
            'sendiass = "SEND Advice, 01632 960901"',
        )
        if since is not None:
            text = _replaced(text, 'folder = "INBOX"', f'folder = "INBOX"\nsince = {since}')
        config.write_text(text, encoding="utf-8")
        live = LiveOffice(place, config, dovecot, environment)
        offices.append(live)
        try:
            yield live
        finally:
            live.close()


def _replaced(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, f"the factory's configuration no longer says {old!r} once"
    return text.replace(old, new)
