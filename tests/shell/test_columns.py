"""What a command prints for people: all of each text, and every sign in it what it is."""

import datetime as dt
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from mailbot import clock
from mailbot.__main__ import main
from mailbot.store import tables as t
from mailbot.store.ledger import Ledger
from tests.factory import LONDON
from tests.workbench import Bench, opened

ROOT = Path(__file__).parent.parent.parent
BRACKETS = "Ada [red]Lark[/b]"
ADDRESS = "the.office.of.a.school.with.a.long.name@thornfield-academy.example"


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    now = clock.now().astimezone(LONDON)
    terms = (("", now.date() - dt.timedelta(days=400), now.date() + dt.timedelta(days=800)),)
    with opened(tmp_path, monkeypatch, now, terms=terms) as place:
        yield place


def printed(bench: Bench, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    assert main([*words, "--config", str(bench.settings.path)]) == 0
    return re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out)


def on_a_terminal(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    for name, value in {"FORCE_COLOR": "1", "TERM": "xterm", "COLUMNS": str(columns)}.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def odd(bench: Bench) -> Bench:
    """An office with a move whose pupil's name holds brackets, and something held of it."""
    ledger = Ledger(bench.settings.store_url)
    with ledger.transaction():
        who = {"forename": "Ada", "surname": BRACKETS.removeprefix("Ada ")}
        schools = {"home_name": "Alder Lane [main site]", "receiving_name": "Beck :house: [/]"}
        ref = ledger.new_move(2026, bench.now, **who, **schools)
        ledger.write(
            sa.insert(t.held).values(
                sort="form", move=ref, reason="answer", why="Look at [this].", since=bench.now
            )
        )
        letter = {
            "kind": "form_query", "move": ref, "role": "sender", "recipient": ADDRESS,
            "envelope": ADDRESS, "state": "refused", "answer": "The relay said [no][/b].",
            "queued": bench.now, "message_id": "<1@x.example>", "subject": "", "attachments": [],
            "raw": b"",
        }  # fmt: skip
        ledger.queue([], **letter)
    ledger.close()
    return bench


@pytest.mark.parametrize("words", [("moves",), ("moves", "MM-26-0001")])
def test_brackets_in_a_name_are_printed_as_they_are(
    odd: Bench, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert BRACKETS in printed(odd, capsys, *words)


@pytest.mark.parametrize("words", [("held",), ("held", "1")])
def test_brackets_in_what_is_held_are_printed_as_they_are(
    odd: Bench, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert "Look at [this]." in printed(odd, capsys, *words)


def test_brackets_in_an_answer_of_the_relay_are_printed_as_they_are(
    odd: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "The relay said [no][/b]." in printed(odd, capsys, "outbox")


def test_in_a_pipe_no_address_is_cut(odd: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    assert ADDRESS in printed(odd, capsys, "outbox")


def test_a_narrow_terminal_breaks_an_address_and_cuts_nothing_off(
    odd: Bench, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    on_a_terminal(monkeypatch, 60)
    out = printed(odd, capsys, "outbox")
    assert max(map(len, out.splitlines())) <= 60
    rows = [[cell.strip() for cell in row.split("│")] for row in out.splitlines() if "│" in row]
    assert "".join(row[4] for row in rows) == ADDRESS
    assert "…" not in out


def test_a_reference_is_never_broken(
    odd: Bench, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    on_a_terminal(monkeypatch, 40)
    for command in ("moves", "held", "outbox"):
        assert "MM-26-0001" in printed(odd, capsys, command)


def typed(folder: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command whose terminal knows ASCII alone."""
    return subprocess.run(  # noqa: S603 - the program of this test
        [sys.executable, "-m", "mailbot", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        timeout=120,
        check=False,
    )


def test_a_sign_that_the_terminal_does_not_have_is_shown_as_an_escape(tmp_path: Path) -> None:
    (tmp_path / "zo\u00eb.pdf").touch()
    ran = typed(tmp_path, "parse", "zo\u00eb.pdf")
    assert ran.returncode == 0, ran.stderr
    assert b"zo\\xeb.pdf" in ran.stdout


def test_json_is_utf_8_whatever_the_terminal_is(tmp_path: Path) -> None:
    (tmp_path / "zo\u00eb.pdf").touch()
    ran = typed(tmp_path, "parse", "--json", "zo\u00eb.pdf")
    assert json.loads(ran.stdout.decode())["source"] == "zo\u00eb.pdf"
