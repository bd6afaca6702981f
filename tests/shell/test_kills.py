"""Two hundred mails, a real Dovecot and relay, five kills: every mail and letter is counted."""

import datetime as dt
import json
import random
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from typing import Any

import sqlalchemy as sa

from mailbot import clock
from mailbot.demo.servers import Received
from mailbot.settings import load
from mailbot.store import tables as t
from mailbot.store.ledger import Ledger
from tests.factory import (
    LONDON,
    WORD,
    Attachment,
    School,
    agreement,
    csv,
    docx,
    mail,
    nc_year,
    outcome,
    upn,
)
from tests.live import Daemon, LiveOffice

SEED = 2026_11_22
WHOLE, UNCLEAR, ATTENDANCE, ENDED = 60, 12, 15, 5
CHATTER = 200 - WHOLE - UNCLEAR - ATTENDANCE - ENDED - 1
FORENAMES = ("Amber", "Bram", "Cleo", "Dario", "Esme", "Flynn", "Greer", "Hugo", "Iris")
SURNAMES = ("Ashdown", "Birkett", "Calloway", "Dunmore", "Eastwell", "Farrow", "Gatley", "Hexham")


@dataclass
class Post:
    """The mails of the proof: their bytes, and where each belongs, by Message-ID."""

    mails: list[bytes] = field(default_factory=list)
    belongs: dict[str, str] = field(default_factory=dict)
    parents: set[str] = field(default_factory=set)
    people: set[str] = field(default_factory=set)

    def add(self, folder: str, raw: bytes) -> None:
        self.mails.append(raw)
        self.belongs[header(raw, "Message-ID")] = folder


def header(raw: bytes, name: str) -> str:
    return str(parsed(raw)[name])


def parsed(raw: bytes) -> Message:
    return BytesParser().parsebytes(raw, headersonly=True)


def pupils(count: int, on: dt.date) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield invented pupils, no two alike, each with a parent whom e-mail reaches."""
    for n in range(count):
        forename, surname = FORENAMES[n % 9], SURNAMES[n // 9 % 8]
        dob = dt.date(2012, 1, 5) + dt.timedelta(days=11 * n)
        child = {
            "forename": forename,
            "surname": surname,
            "dob": dob,
            "upn": upn(987, 4100, dob.year + 5, 100 + n),
            "nc_year": nc_year(dob, on),
        }
        yield child, {"name": f"Pat {surname}", "email": f"pat.{n}@post.example"}


def posted(live: LiveOffice) -> Post:
    schools, now = live.place.schools, clock.now().astimezone(LONDON)
    home, receiving = schools["alder"], schools["beck"]
    calendar = load(live.config, live.environment).school_calendar()
    today = calendar.day_of(now)
    start = calendar.school(home.urn).before(today, 6)
    post, known = Post(), []

    def put(folder: str, school: School, name: str, data: bytes, **headers: str) -> None:
        number = len(post.mails)
        # one address gets thirty answers a day and no more
        sender = f"office{number % 7}@{school.domain}"
        raw = mail(
            sender, live.place.mailbox, "Managed move", "Please find the form attached.\n",
            attachments=[Attachment(name, data, WORD if name.endswith("x") else "text/csv")],
            date=now, message_id=f"<{number}@{sender.partition('@')[2]}>", headers=headers,
        )  # fmt: skip
        post.add(folder, raw)

    for n, (child, parent) in enumerate(pupils(WHOLE + UNCLEAR, start)):
        values = agreement(
            "a", home, receiving, start, parents=(parent,),
            form_date=start, attendance_reporting="daily",
        ) | {"pupil": child}  # fmt: skip
        if n >= WHOLE:
            put("Mailbot/Query", home, "mm1.docx", docx("MM1", values | {"start_date": None}))
            continue
        put("Mailbot/Processed", home, "mm1.docx", docx("MM1", values))
        post.people |= {child["forename"], child["surname"], child["upn"], parent["email"]}
        known.append((child, parent))
    for child, _ in known[:ATTENDANCE]:
        monday = start - dt.timedelta(days=start.weekday())
        week = about(child, home.name, receiving.name) | {
            "week_beginning": monday, "sessions_possible": 10, "sessions_attended": 9,
        }  # fmt: skip
        put("Mailbot/Processed", receiving, "week.csv", csv(week))
    for child, parent in known[-ENDED:]:
        values = outcome(
            "a", home, receiving, today, outcome="unsuccessful", decision_date=today,
            end_date=today, reason="It was not working.", support_provided="A mentor.",
        ) | about(child, home.name, receiving.name)  # fmt: skip
        put("Mailbot/Processed", receiving, "mm2.docx", docx("MM2", values))
        post.parents.add(parent["email"])
    poison = agreement("b", home, receiving, start, form_date=start)
    poison_headers = {"X-Poison": "yes"}
    put("Mailbot/Quarantine", home, "mm1.docx", docx("MM1", poison), **poison_headers)
    for n in range(CHATTER):
        raw = mail(
            "friend@elsewhere.example", live.place.mailbox, f"Lunch {n}", "Shall we?\n",
            date=now, message_id=f"<lunch{n}@elsewhere.example>",
        )  # fmt: skip
        post.add("INBOX", raw)
    return post


def about(child: Mapping[str, Any], home: str, receiving: str) -> dict[str, Any]:
    """Return the identity that a later form of this pupil carries."""
    who = {key: value for key, value in child.items() if key != "nc_year"}
    return {"pupil": who, "home": {"school": home}, "receiving": {"school": receiving}}


class Reaper:
    """Kills the daemon when the relay has been given so many letters, before it says yes, or later.

    after: seconds from then; None: within the very call, so that the daemon never hears the yes.
    """

    def __init__(self, live: LiveOffice, daemon: Daemon, letters: int, after: float | None) -> None:
        self._live, self._daemon, self._after = live, daemon, after
        self._left = letters
        self.done = threading.Event()
        live.on_letter = self

    def __call__(self, _letter: Received) -> None:
        self._left -= 1
        if self._left == 0 and self._after is None:
            self._kill()
        elif self._left == 0:
            threading.Timer(self._after or 0, self._kill).start()
        threading.Event().wait(0.005)  # a relay takes its time

    def _kill(self) -> None:
        self._daemon.kill()
        self.done.set()


def everything(live: LiveOffice) -> dict[str, list[tuple[str, tuple[bytes, ...]]]]:
    """Return each folder's mails: Message-ID and flags."""
    client, found = live.client(), {}
    for flags, _, name in client.list_folders():
        if b"\\Noselect" in flags:
            continue
        client.select_folder(name, readonly=True)
        uids = client.search("ALL")
        answers = client.fetch(uids, ["FLAGS", "BODY.PEEK[HEADER]"]) if uids else {}
        found[name] = [
            (header(answer[b"BODY[HEADER]"], "Message-ID"), tuple(answer[b"FLAGS"]))
            for answer in answers.values()
        ]
    client.logout()
    return found


def started(live: LiveOffice) -> Daemon:
    """Start the daemon, and return once it works."""
    before = live.log.read_text().count(" started ") if live.log.exists() else 0
    daemon = live.start()
    live.until(lambda: live.log.read_text().count(" started ") > before)
    return daemon


def killed_five_times(live: LiveOffice, dice: random.Random, more: Sequence[bytes]) -> None:
    """Let daemons work until all is done, five of them killed on the way; post more meanwhile."""
    # 1: while forms are read
    daemon = live.start()
    at = dice.randrange(5, 25)
    live.until(lambda: live.left().get("Mailbot/Processed", 0) >= at)
    daemon.kill()
    # 2: the relay has the letter, and the daemon never hears its yes
    reaper = Reaper(live, live.start(), dice.randrange(5, 15), None)
    live.until(reaper.done.is_set)
    # 3: a moment after a letter
    live.post(*more)
    reaper = Reaper(live, live.start(), dice.randrange(10, 30), dice.random() / 10)
    live.until(reaper.done.is_set)
    # 4: at any moment after the start
    daemon = started(live)
    threading.Event().wait(dice.random())
    daemon.kill()
    # 5: again while letters leave
    reaper = Reaper(live, live.start(), dice.randrange(3, 12), dice.random() / 10)
    live.until(reaper.done.is_set)
    live.on_letter = lambda _: None
    daemon = started(live)
    live.until(lambda: live.left()["INBOX"] == CHATTER)
    assert daemon.stop() == 0
    for _ in range(2):
        assert live.mailbot("run", "--once").returncode == 0


def test_five_kills_among_two_hundred_mails_lose_nothing_and_repeat_nothing(
    live: LiveOffice,
) -> None:
    dice = random.Random(SEED)  # noqa: S311 - the same kills each time
    post = posted(live)
    mails = list(post.mails)
    dice.shuffle(mails)
    # what ends a placement comes after what began it
    mails.sort(key=lambda raw: b"mm2.docx" in raw or b"week.csv" in raw)
    live.program = "tests.poisoned"
    live.post(*mails[:110])
    killed_five_times(live, dice, mails[110:])
    lies = everything(live)
    assert {name: {ident for ident, _ in found} for name, found in lies.items() if found} == {
        folder: {ident for ident, at in post.belongs.items() if at == folder}
        for folder in set(post.belongs.values())
    }
    assert sum(len(found) for found in lies.values()) == 200
    assert {flag for found in lies.values() for _, flags in found for flag in flags} <= {
        b"\\Recent"
    }

    verified = live.mailbot("verify", "--json")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    filed = 200 - CHATTER - 1
    assert json.loads(verified.stdout) == {
        "seen": 200, "filed": filed, "ignored": CHATTER, "quarantined": 1, "waiting": 0,
        "audit": "whole",
    } | {"audit": json.loads(verified.stdout)["audit"]}  # fmt: skip

    ledger = Ledger(load(live.config, live.environment).store_url)
    forms = Counter(row["sha"] for row in ledger.rows(sa.select(t.forms.c.sha)))
    accepted = ledger.rows(sa.select(t.forms).where(t.forms.c.closed == "accepted"))
    unsent = ledger.rows(sa.select(t.outbox).where(t.outbox.c.state.not_in(("sent", "withdrawn"))))
    ledger.close()
    assert set(forms.values()) == {1}
    assert len(forms) == filed
    assert len(accepted) == WHOLE + ATTENDANCE + ENDED
    # what waits for a Monday morning may wait; nothing else does
    assert {row["state"] for row in unsent} <= {"queued"}

    letters = live.letters()
    twice = [ident for ident, count in letters.items() if count > 1]
    assert set(letters.values()) <= {1, 2}
    # Kill 2 is made so; two more fell while letters left. No other letter may come twice.
    assert 1 <= len(twice) <= 3
    copies = [letter for letter in live.sent if header(letter.raw, "Message-ID") in twice]
    assert len({(letter.recipients, letter.raw) for letter in copies}) == len(twice)
    once = {header(letter.raw, "Message-ID"): letter for letter in live.sent}.values()
    answered = Counter(header(letter.raw, "In-Reply-To") for letter in once)
    del answered["None"]
    assert set(answered.values()) == {1}
    asked = {ident for ident, folder in post.belongs.items() if folder == "Mailbot/Query"}
    assert asked < set(answered)
    told = Counter(
        letter.recipients[0]
        for letter in once
        if header(letter.raw, "X-Mailbot-Kind") == "breakdown_parent"
    )
    assert told == dict.fromkeys(post.parents, 1)

    shown = live.log.read_text() + "".join(header(letter.raw, "Subject") for letter in live.sent)
    assert [value for value in post.people if value in shown] == []
