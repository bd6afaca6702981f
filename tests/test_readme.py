"""README's commands, run as a newcomer would run them.

A block marked `run` is run in a fresh folder with a form in it, one marked `server` against a real
IMAP and a real SMTP server on this machine, all in README's order. A block marked `machine`
installs something or starts a service, so it is only held against what this folder has. A block of
shell without a mark fails: every command is one of the three.
"""

import datetime as dt
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from imapclient import IMAPClient

from mailbot.demo.servers import Received, imap_server, smtp_server
from tests import factory

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"(?ms)^```sh([^\n]*)\n(.*?)^```", README)
USER, PASSWORD = "managed.moves@council.example", "open sesame"  # the user of the example


def commands(*marks: str) -> list[str]:
    """Return the lines of the blocks with one of these marks, in README's order."""
    return [line for mark, block in BLOCKS if mark.strip() in marks for line in block.splitlines()]


@dataclass
class Newcomer:
    """Somebody in a fresh folder who types what README says, in its order, once."""

    folder: Path
    sent: list[Received]
    done: dict[str, subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newcomer]:
    folder = tmp_path_factory.mktemp("newcomer")
    home = factory.School(990901, "Marram Hill Academy", "marramhill.example", "020 7946 0901")
    other = factory.School(990902, "Pennyfold School", "pennyfold.example", "020 7946 0902")
    form = factory.docx("MM1", factory.agreement("a", home, other, dt.date(2026, 11, 16)))
    (folder / "your-form.docx").write_bytes(form)
    sent: list[Received] = []
    with (
        imap_server({USER: PASSWORD}) as imap,
        smtp_server(sent.append, users={USER: PASSWORD}) as smtp,
    ):
        with IMAPClient("127.0.0.1", imap.port, ssl=False) as client:
            client.login(USER, PASSWORD)
            client.append("INBOX", _mail(form))
        done = {}
        for command in commands("run", "server"):
            done[command] = _typed(command, folder)
            _fill_in(folder / "office" / "mailbot.toml", imap.port, smtp.port)
        yield Newcomer(folder, sent, done)


def _mail(form: bytes) -> bytes:
    return factory.mail(
        "Sam Pell <inclusion@marramhill.example>",
        USER,
        "A form",
        "Please find the form attached.",
        attachments=[factory.Attachment("form.docx", form, factory.WORD)],
        date=dt.datetime(2026, 11, 16, 9, 0),  # noqa: DTZ001 - the factory means local time
        message_id="<one@marramhill.example>",
    )


def _typed(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a `mailbot ...` line as the console script would be run."""
    words = command.removeprefix(".venv/bin/").split()
    assert words[0] == "mailbot"
    secrets = {"MAILBOT_IMAP_PASSWORD": PASSWORD, "MAILBOT_SMTP_PASSWORD": PASSWORD}
    return subprocess.run(  # noqa: S603 - README's own words
        [sys.executable, "-m", "mailbot", *words[1:]],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **secrets},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def _fill_in(config: Path, imap: int, smtp: int) -> None:
    """Put in the servers, as README says: here they are on this machine, and need no TLS."""
    if not config.exists():
        return
    text = config.read_text(encoding="utf-8")
    text = text.replace('"imap.council.example"', '"127.0.0.1"').replace(
        "port = 993", f"port = {imap}"
    )
    text = text.replace('"smtp.council.example"', '"127.0.0.1"').replace(
        "port = 587", f"port = {smtp}"
    )
    text = re.sub(r'security = "(tls|starttls)"', 'security = "none"', text)
    config.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("command", commands("run", "server"))
def test_a_command_of_the_readme_does_what_it_says(newcomer: Newcomer, command: str) -> None:
    done = newcomer.done[command]
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    assert "Traceback" not in done.stderr


def test_the_newcomers_mail_is_taken_in_and_accounted_for(newcomer: Newcomer) -> None:
    counted = newcomer.done["mailbot verify --config office/mailbot.toml"].stdout
    assert "seen: 1\n" in counted
    assert "waiting: 0\n" in counted


def test_a_form_whose_sender_nobody_proved_waits_for_a_person(newcomer: Newcomer) -> None:
    waiting = newcomer.done["mailbot held --config office/mailbot.toml"].stdout
    assert " form " in waiting


def test_the_copy_that_the_newcomer_made_is_there(newcomer: Newcomer) -> None:
    assert (newcomer.folder / "mailbot-copy.db").stat().st_size > 0


def test_nothing_leaves_while_the_newcomer_follows_the_readme(newcomer: Newcomer) -> None:
    assert newcomer.sent == []


def test_every_shell_block_says_how_it_is_tested() -> None:
    assert {mark.strip() for mark, _ in BLOCKS} == {"run", "server", "machine"}


def test_what_only_a_machine_can_run_is_installing_making_or_a_service() -> None:
    targets = set(re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
    for command in commands("machine"):
        first, *rest = command.split()
        if first == "make":
            assert set(rest) <= targets
        else:
            assert command.startswith(("sudo apt install ", "sudo useradd ", "sudo systemctl "))


def test_the_service_runs_a_command_that_there_is() -> None:
    (start,) = re.findall(r"(?m)^ExecStart=\S+/mailbot (\S+) --config \S+$", README)
    assert start == "run"


def test_the_service_has_a_store_that_its_user_may_write_and_its_user_is_made() -> None:
    (folder,) = re.findall(r"(?m)^StateDirectory=(\S+)$", README)
    (user,) = re.findall(r"(?m)^User=(\S+)$", README)
    assert f'"sqlite:////var/lib/{folder}/mailbot.db"' in README
    assert f"sudo useradd --system {user}" in commands("machine")


def test_each_make_target_that_the_readme_names_exists() -> None:
    named = set(re.findall(r"`make ([a-z]+)`", README))
    targets = set(re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
    assert named <= targets


def test_the_readme_and_the_makefile_name_the_same_packages() -> None:
    (said,) = [command for command in commands("machine") if command.startswith("sudo apt install")]
    (made,) = re.findall(r"(?m)^APT := (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert set(made.split()) - {"sudo"} <= set(said.split())
