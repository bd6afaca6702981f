"""An authority of a demonstration, opened for business on this machine.

Its IMAP and SMTP servers listen on free loopback ports, its configuration is written to files as an
operator would write it, and read back as `mailbot run` reads it. All of it is gone at the end.
"""

import secrets
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory

from imapclient import IMAPClient

from mailbot.demo.servers import Received, imap_server, smtp_server
from mailbot.demo.story import Story
from mailbot.settings import Settings, load


@dataclass(slots=True, kw_only=True, repr=False)
class Relayed:
    """What the SMTP server was given; filled in the server's thread."""

    _kept: list[Received] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def put(self, received: Received) -> None:
        """Keep a message that the server took."""
        with self._lock:
            self._kept.append(received)

    def taken(self) -> tuple[Received, ...]:
        """Return what came since this was last asked, oldest first."""
        with self._lock:
            kept, self._kept = tuple(self._kept), []
        return kept


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Office:
    """An authority with its servers running."""

    settings: Settings
    mailbox: str
    client: IMAPClient
    relayed: Relayed


@contextmanager
def open_office(story: Story) -> Iterator[Office]:
    """Start the servers, write the configuration and read it; stop and remove it all at the end."""
    user = _user(story)
    secret = secrets.token_urlsafe(16)
    relayed = Relayed()
    with (
        TemporaryDirectory(prefix="mailbot-demo-") as made,
        imap_server({user: secret}) as imap,
        smtp_server(relayed.put, users={user: secret}) as smtp,
    ):
        folder = Path(made)
        ports = {"imap": imap.port, "smtp": smtp.port}
        files = {
            "mailbot.toml": Template(story.configuration).substitute(ports),
            "schools.csv": story.schools,
            "terms.csv": story.terms,
            "closures.csv": story.closures,
            "secret": secret,
        }
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        settings = load(folder / "mailbot.toml")
        with IMAPClient("127.0.0.1", imap.port, ssl=False) as client:
            client.login(user, secret)
            yield Office(settings=settings, mailbox=user, client=client, relayed=relayed)


def _user(story: Story) -> str:
    """Return whose mailbox a story's configuration names."""
    table = tomllib.loads(Template(story.configuration).substitute(imap=1, smtp=1))
    return str(table["mailbox"]["user"])
