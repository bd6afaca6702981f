"""`mailbot outbox --release`: a person lets a letter go, and no stale word leaves with it."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mailbot.__main__ import main
from mailbot.commands import outbox
from mailbot.releases import Release, ReleaseError, held_by_a_gate, release
from mailbot.servers.outbox import Refused
from tests.factory import WORD, Attachment, agreement, docx, mail
from tests.factory import outcome as outcome_form
from tests.workbench import Bench, Life, at, opened, resend

START = dt.date(2026, 10, 5)  # a Monday
ENDED = dt.date(2026, 10, 21)  # a Wednesday
THAT_DAY = "Wed 21 Oct 2026 11:00"
NEXT_DAY = "Thu 22 Oct 2026 10:00"
HOLD = 'mode = "hold"'


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    with opened(tmp_path, monkeypatch, "Thu 1 Oct 2026 09:00") as place:
        yield place


def form(bench: Bench, kind: Any, values: Any, sender: str, number: int) -> bytes:
    return mail(
        sender, bench.place.mailbox, "Managed move", "Please find the form attached.\n",
        attachments=[Attachment("form.docx", docx(kind, values), WORD)],
        date=bench.now, message_id=f"<{number}@{sender.partition('@')[2]}>",
    )  # fmt: skip


def begin(bench: Bench, life: Life, **more: Any) -> None:
    """Let a move be agreed on Thu 1 Oct."""
    home, receiving = bench.place.schools["alder"], bench.place.schools["beck"]
    said = {"attendance_reporting": "weekly", "form_date": dt.date(2026, 10, 1)} | more
    values = agreement("a", home, receiving, START, **said)
    bench.post(form(bench, "MM1", values, home.office, 1))
    life.tick()


def break_down(bench: Bench, life: Life) -> None:
    """Let the move break down on Wed 21 Oct."""
    home, receiving = bench.place.schools["alder"], bench.place.schools["beck"]
    bench.now = at(THAT_DAY)
    values = outcome_form(
        "a", home, receiving, ENDED, outcome="unsuccessful", decision_date=ENDED, end_date=ENDED,
        reason="It was not working.", support_provided="A mentor.",
    )  # fmt: skip
    bench.post(form(bench, "MM2", values, receiving.office, 2))
    life.tick()


def newest(bench: Bench, kind: str) -> dict[str, Any]:
    return [row for row in bench.lines() if row["kind"] == kind][-1]


def left(bench: Bench, kind: str) -> list[str]:
    """Return the Message-IDs of the letters of a kind that the relay took."""
    return [one.header("Message-ID") for one in bench.relay.received if one.kind == kind]


def test_a_letter_of_today_leaves_as_it_is(bench: Bench) -> None:
    resend(bench, HOLD)
    with bench.life() as life:
        begin(bench, life)
        break_down(bench, life)
        held = newest(bench, "breakdown_home_school")
        assert (held["state"], held["hold"]) == ("held", "mode")
        what, numbers = release(life.desk, held["id"], bench.now)
        assert (what, numbers) == (Release.LEAVES, {held["id"]})
        life.tick()
        assert left(bench, "breakdown_home_school") == [held["message_id"]]
        assert bench.kinds() == ["breakdown_home_school"]


def test_an_older_letter_is_written_anew_and_only_the_new_one_leaves(bench: Bench) -> None:
    resend(bench, HOLD)
    with bench.life() as life:
        begin(bench, life)
        break_down(bench, life)
        old = newest(bench, "breakdown_home_school")
        bench.now = at(NEXT_DAY)
        what, _ = release(life.desk, old["id"], bench.now)
        assert what is Release.ANEW
        life.tick()
        new = newest(bench, "breakdown_home_school")
        assert new["id"] != old["id"]
        assert left(bench, "breakdown_home_school") == [new["message_id"]]
        assert (new["late_days"], old["late_days"]) == (1, 0)
        gone = next(row for row in bench.lines() if row["id"] == old["id"])
        assert gone["state"] == "withdrawn"


def test_a_letter_whose_kind_is_listed_is_written_anew_and_waits_no_more(bench: Bench) -> None:
    resend(bench, 'mode = "live"\nhold = ["breakdown_home_school"]')
    with bench.life() as life:
        begin(bench, life)
        break_down(bench, life)
        old = newest(bench, "breakdown_home_school")
        assert (old["state"], old["hold"]) == ("held", "listed")
        bench.now = at(NEXT_DAY)
        release(life.desk, old["id"], bench.now)
        life.tick()
        assert len(left(bench, "breakdown_home_school")) == 1


def test_an_answer_leaves_as_it_is_on_any_day(bench: Bench) -> None:
    resend(bench, HOLD)
    with bench.life() as life:
        begin(bench, life)
        held = newest(bench, "form_received")
        bench.now = at("Fri 2 Oct 2026 09:00")
        assert release(life.desk, held["id"], bench.now)[0] is Release.LEAVES
        life.tick()
        assert left(bench, "form_received") == [held["message_id"]]


def test_an_invitation_is_written_anew_and_keeps_its_readers_quiet_days(bench: Bench) -> None:
    resend(bench, HOLD)
    with bench.life() as life:
        begin(bench, life)
        life.until(at("Wed 28 Oct 2026 12:00"))
        held = next(
            row for row in bench.lines()
            if (row["kind"], row["role"], row["state"]) == ("review_invite", "home", "held")
        )  # fmt: skip
        bench.now = at("Sat 31 Oct 2026 12:00")
        assert release(life.desk, held["id"], bench.now)[0] is Release.LATER
        life.tick()
        assert left(bench, "review_invite") == []
        life.until(at("Mon 2 Nov 2026 12:00"))
        assert len(left(bench, "review_invite")) == 1


def test_a_letter_that_nothing_asks_for_any_more_is_taken_back(bench: Bench) -> None:
    office = bench.place.schools["alder"].office
    bench.relay.says = lambda to, _: Refused(550, "No.") if to == office else None
    with bench.life() as life:
        begin(bench, life)
        life.until(at("Wed 28 Oct 2026 12:00"))
        refused = next(
            row for row in bench.lines()
            if (row["kind"], row["state"]) == ("review_invite", "refused")
        )  # fmt: skip
        bench.relay.says = lambda _to, _raw: None
        bench.now = at("Mon 21 Dec 2026 12:00")
        assert release(life.desk, refused["id"], bench.now)[0] is Release.OVER
        life.tick()
        same = [
            row["state"] for row in bench.lines()
            if (row["kind"], row["due"], row["role"]) == ("review_invite", refused["due"], "home")
        ]  # fmt: skip
        assert same == ["withdrawn"]


def test_a_refused_letter_of_today_is_tried_again(bench: Bench) -> None:
    office = bench.place.schools["alder"].office
    bench.relay.says = lambda to, _: Refused(550, "No.") if to == office else None
    with bench.life() as life:
        begin(bench, life)
        refused = newest(bench, "form_received")
        assert refused["state"] == "refused"
        bench.relay.says = lambda _to, _raw: None
        assert release(life.desk, refused["id"], bench.now)[0] is Release.LEAVES
        life.tick()
        assert left(bench, "form_received") == [refused["message_id"]]


def test_a_refused_notice_of_yesterday_is_written_anew(bench: Bench) -> None:
    office = bench.place.schools["alder"].office
    with bench.life() as life:
        begin(bench, life)
        bench.relay.says = lambda to, _: Refused(550, "No.") if to == office else None
        break_down(bench, life)
        bench.relay.says = lambda _to, _raw: None
        refused = newest(bench, "breakdown_home_school")
        bench.now = at(NEXT_DAY)
        assert release(life.desk, refused["id"], bench.now)[0] is Release.ANEW
        life.tick()
        new = newest(bench, "breakdown_home_school")
        assert left(bench, "breakdown_home_school") == [new["message_id"]]
        assert new["id"] != refused["id"]


def test_a_letter_that_waits_for_a_decision_about_a_family_is_not_touched(bench: Bench) -> None:
    with bench.life() as life:
        begin(bench, life, looked_after=True)
        break_down(bench, life)
        held = next(row for row in bench.lines() if row["hold"] == "looked_after")
        with pytest.raises(ReleaseError, match="waits for a decision; see mailbot held"):
            release(life.desk, held["id"], bench.now)
        assert held["id"] not in held_by_a_gate(life.desk)
        life.tick()
        assert next(r for r in bench.lines() if r["id"] == held["id"])["state"] == "held"


def test_a_letter_that_has_left_cannot_be_let_go(bench: Bench) -> None:
    with bench.life() as life:
        begin(bench, life)
        with pytest.raises(ReleaseError, match="is sent, neither held nor refused"):
            release(life.desk, newest(bench, "form_received")["id"], bench.now)


def test_an_answer_written_for_another_mode_leaves_in_no_other(bench: Bench) -> None:
    office = bench.place.schools["alder"].office
    bench.relay.says = lambda to, _: Refused(550, "No.") if to == office else None
    with bench.life() as life:
        begin(bench, life)
    resend(bench, 'mode = "redirect"\nredirect_to = "testing@council.example"')
    with (
        bench.life() as life,
        pytest.raises(ReleaseError, match="was written for another sending mode"),
    ):
        release(life.desk, newest(bench, "form_received")["id"], bench.now)


def test_all_that_is_held_goes_and_each_line_says_what_happens(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    resend(bench, HOLD)
    with bench.life() as life:
        begin(bench, life)
        break_down(bench, life)
        bench.now = at(NEXT_DAY)
        numbers = held_by_a_gate(life.desk)
        assert outbox._release(life.desk, numbers, bench.now) == 0
        said = capsys.readouterr().out.splitlines()
        assert [int(line.partition(":")[0]) for line in said] == numbers
        answer = newest(bench, "form_received")["id"]
        parents = newest(bench, "breakdown_parent")["id"]
        assert f"{answer}: released: it is sent at the next tick" in said
        assert f"{parents}: will be written anew and sent at the next tick" in said
        life.tick()
        assert {"breakdown_parent", "breakdown_home_school", "breakdown_eit"} < set(bench.kinds())
        assert set(bench.letters().values()) == {1}


def test_one_that_cannot_go_keeps_no_other_back(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    resend(bench, HOLD)
    with bench.life() as life:
        begin(bench, life)
        number = newest(bench, "form_received")["id"]
        assert outbox._release(life.desk, [77, number], bench.now) == 1
    said = capsys.readouterr()
    assert said.err == "mailbot outbox: 77: there is no such message; see mailbot outbox\n"
    assert re.fullmatch(rf"{number}: released.*\n", said.out)


def test_where_nothing_is_held_that_is_said(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["outbox", "--release-all", "--config", str(bench.settings.path)]) == 0
    assert capsys.readouterr().out == "No message waits to be let go.\n"


def test_the_store_is_whole_after_letters_were_let_go(bench: Bench) -> None:
    resend(bench, HOLD)
    with bench.life() as life:
        begin(bench, life)
        break_down(bench, life)
        bench.now = at(NEXT_DAY)
        outbox._release(life.desk, held_by_a_gate(life.desk), bench.now)
        life.tick()
    assert bench.balance()[1]
