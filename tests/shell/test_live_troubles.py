"""A real office in trouble: what the operator reads is one sentence, and nothing is lost."""

import json
import resource
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from mailbot import clock
from tests.factory import mail
from tests.live import ROOT, LiveOffice


def large(live: LiveOffice, number: int) -> bytes:
    return mail(
        "friend@elsewhere.example", live.place.mailbox, "Photos", "A long walk. " * 20_000,
        date=clock.now(), message_id=f"<{number}@elsewhere.example>",
    )  # fmt: skip


def test_a_wrong_password_is_one_sentence(live: LiveOffice) -> None:
    wrong = replace(live, environment={**live.environment, "MAILBOT_IMAP_PASSWORD": "barley"})
    ran = wrong.mailbot("run", "--once")
    assert ran.returncode == 1
    assert ran.stdout == ""
    assert "Traceback" not in ran.stderr
    complaints = [line for line in ran.stderr.splitlines() if line.startswith("mailbot run:")]
    assert len(complaints) == 1
    assert "barley" not in ran.stderr


def test_a_full_disk_is_one_sentence_and_the_mail_is_taken_in_once_there_is_room(
    live: LiveOffice,
) -> None:
    assert live.mailbot("run", "--once").returncode == 0
    live.post(*(large(live, n) for n in range(4)))
    store = live.config.parent / "state" / "mailbot.db"
    room = _size(store) + 300_000
    ran = subprocess.run(  # noqa: S603 - the program of this test
        [sys.executable, "-m", "mailbot", "run", "--once", "--config", str(live.config)],
        cwd=ROOT,
        env=dict(live.environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
    )
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    (complaint,) = [line for line in ran.stderr.splitlines() if line.startswith("mailbot run:")]
    assert "nothing was lost" in complaint
    assert live.left()["INBOX"] == 4
    assert live.mailbot("run", "--once").returncode == 0
    verified = live.mailbot("verify", "--json")
    assert verified.returncode == 0
    counts = json.loads(verified.stdout)
    assert (counts["seen"], counts["ignored"], counts["waiting"]) == (4, 4, 0)


def _size(store: Path) -> int:
    return sum(each.stat().st_size for each in store.parent.glob("mailbot.db"))
