"""What leaves before a Fair Access Panel, when, and what it says."""

import email
from collections.abc import Iterator
from email.policy import SMTP
from pathlib import Path

import pytest

from tests.factory import WORD, Attachment, agreement, docx, mail, outcome
from tests.workbench import Bench, at, opened, resend


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    with opened(tmp_path, monkeypatch, "Tue 6 Oct 2026 09:30") as place:
        yield place


def sits(bench: Bench, *days: str, panel: str = "") -> None:
    """Let a panel sit on these days, from the next life on."""
    dates = ", ".join(at(f"{day} 00:00").date().isoformat() for day in days)
    to = f'panel = ["{panel}"]\n' if panel else ""
    path = bench.settings.path
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}\n[digest]\n{to}panel_dates = [{dates}]\n", encoding="utf-8")
    resend(bench, 'mode = "live"')


def live(bench: Bench, until: str, *mails: bytes) -> None:
    with bench.life() as life:
        bench.post(*mails)
        life.until(at(until))


def sent(bench: Bench) -> list[str]:
    """Return when each letter for a panel left."""
    return [
        f"{one.at:%a %-d %b %Y %H:%M}" for one in bench.relay.received if one.kind == "digest_panel"
    ]


def words(bench: Bench) -> str:
    raw = [one.raw for one in bench.relay.received if one.kind == "digest_panel"][-1]
    body = email.message_from_bytes(raw, policy=SMTP).get_body(("plain",))
    assert body is not None
    return " ".join(body.get_content().split())


def form(bench: Bench, letter: str = "a") -> bytes:
    home, receiving = bench.place.schools["alder"], bench.place.schools["beck"]
    start = at("Mon 5 Oct 2026 00:00").date()
    values = agreement(letter, home, receiving, start, form_date=start)
    return mail(
        home.office, bench.place.mailbox, "Managed move", "The form is attached.\n",
        attachments=[Attachment("form.docx", docx("MM1", values), WORD)],
        date=bench.now, message_id=f"<{letter}@alder.example>",
    )  # fmt: skip


def ended(bench: Bench, letter: str = "a") -> bytes:
    home, receiving = bench.place.schools["alder"], bench.place.schools["beck"]
    today = bench.now.date()
    values = outcome(
        letter, home, receiving, today, outcome="unsuccessful", decision_date=today,
        end_date=today, reason="It was not working.", support_provided="A mentor.",
    )  # fmt: skip
    return mail(
        receiving.office, bench.place.mailbox, "Managed move", "The form is attached.\n",
        attachments=[Attachment("mm2.docx", docx("MM2", values), WORD)],
        date=bench.now, message_id=f"<end.{letter}@beck.example>",
    )  # fmt: skip


def test_it_leaves_on_the_last_working_day_before_each_panel(bench: Bench) -> None:
    sits(bench, "Thu 8 Oct 2026", "Mon 19 Oct 2026")
    live(bench, "Tue 20 Oct 2026 12:00")
    assert sent(bench) == ["Wed 7 Oct 2026 07:30", "Fri 16 Oct 2026 07:30"]


def test_without_a_panel_nothing_leaves(bench: Bench) -> None:
    live(bench, "Tue 20 Oct 2026 12:00")
    assert sent(bench) == []


def test_one_that_was_missed_leaves_until_the_panel_has_sat(bench: Bench) -> None:
    sits(bench, "Thu 8 Oct 2026")
    bench.now = at("Thu 8 Oct 2026 09:00")
    live(bench, "Thu 8 Oct 2026 10:00")
    assert sent(bench) == ["Thu 8 Oct 2026 09:00"]
    live(bench, "Mon 12 Oct 2026 10:00")
    assert len(sent(bench)) == 1


def test_a_panel_that_has_sat_is_told_nothing(bench: Bench) -> None:
    sits(bench, "Thu 8 Oct 2026")
    bench.now = at("Fri 9 Oct 2026 09:00")
    live(bench, "Mon 12 Oct 2026 10:00")
    assert sent(bench) == []


def test_it_goes_to_those_whom_the_configuration_names(bench: Bench) -> None:
    sits(bench, "Thu 8 Oct 2026", panel="panel@vale.example")
    live(bench, "Thu 8 Oct 2026 12:00")
    to = [one.to for one in bench.relay.received if one.kind == "digest_panel"]
    assert to == ["panel@vale.example"]


def test_it_says_open_moves_outcomes_and_balance_without_a_name(bench: Bench) -> None:
    sits(bench, "Thu 8 Oct 2026", "Thu 15 Oct 2026")
    live(bench, "Thu 8 Oct 2026 12:00", form(bench), form(bench, "b"))
    home, receiving = bench.place.schools["alder"].name, bench.place.schools["beck"].name
    said = words(bench)
    assert "For the Fair Access Panel on Thursday 8 October 2026" in said
    # Mon 28 Dec is a public holiday
    open_move = f"{home} to {receiving}: running, start Monday 5 October 2026, end Tuesday 29"
    assert f"MM-26-0001 (NF), {open_move}" in said
    assert "Outcomes" not in said
    assert f"{home}: 0 came, 2 went" in said
    assert f"{receiving}: 2 came, 0 went" in said
    live(bench, "Thu 15 Oct 2026 12:00", ended(bench))
    said = words(bench)
    assert f"MM-26-0001 (NF), {home} to {receiving}: broke down, Thursday 8 October 2026." in said
    assert "Outcomes since Thursday 8 October 2026" in said
    assert "0 came, 2 went, 1 of them came back" in said
    assert "Fernley" not in said


def test_with_nothing_to_say_it_says_so_in_one_line(bench: Bench) -> None:
    sits(bench, "Thu 8 Oct 2026")
    live(bench, "Thu 8 Oct 2026 12:00")
    assert "Nothing to report to the panel." in words(bench)
