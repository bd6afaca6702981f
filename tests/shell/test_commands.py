"""What staff type, and what they are told: moves, held, expect, review, backup, clear errors."""

import datetime as dt
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mailbot import clock
from mailbot.__main__ import main
from tests.factory import LONDON, WORD, Attachment, agreement, docx, mail, outcome
from tests.workbench import Bench, opened

Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """An office at the real present instant, for a command reads the clock; no end of term near."""
    now = clock.now().astimezone(LONDON)
    terms = (("", now.date() - dt.timedelta(days=400), now.date() + dt.timedelta(days=800)),)
    with opened(tmp_path, monkeypatch, now, terms=terms) as place:
        yield place


@pytest.fixture
def say(bench: Bench, capsys: pytest.CaptureFixture[str]) -> Say:
    """Type a command; return its exit status, what it printed and what it complained of."""

    def typed(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            status = main([*words, "--config", str(bench.settings.path)])
        except SystemExit as end:
            status = int(end.code or 0)
        said = capsys.readouterr()
        return status, said.out, said.err

    return typed


def start_of(bench: Bench) -> dt.date:
    """Return a school day shortly before today."""
    calendar = bench.settings.school_calendar()
    return calendar.school(None).before(bench.now.date(), 6)


def form(bench: Bench, kind: Any, values: Any, sender: str, number: int = 1) -> bytes:
    return mail(
        sender,
        bench.place.mailbox,
        "Managed move",
        "Please find the form attached.\n",
        attachments=[Attachment("form.docx", docx(kind, values), WORD)],
        date=bench.now,
        message_id=f"<{number}@{sender.partition('@')[2]}>",
    )


def agreed(bench: Bench, letter: str = "a", **more: Any) -> None:
    """Let a school's agreement come in."""
    home, receiving = bench.place.schools["alder"], bench.place.schools["beck"]
    start = start_of(bench)
    more = {"form_date": start, "attendance_reporting": "daily", **more}
    values = agreement(letter, home, receiving, start, **more)
    bench.post(form(bench, "MM1", values, home.office))
    with bench.life() as life:
        life.tick()


def ended(bench: Bench, letter: str = "a", **more: Any) -> None:
    """Let an outcome form come in that says the placement has broken down today."""
    home, receiving = bench.place.schools["alder"], bench.place.schools["beck"]
    today = bench.now.date()
    said = {
        "outcome": "unsuccessful", "decision_date": today, "end_date": today,
        "reason": "It was not working.", "support_provided": "A mentor.",
    } | more  # fmt: skip
    values = outcome(letter, home, receiving, today, **said)
    bench.post(form(bench, "MM2", values, receiving.office, 2))
    with bench.life() as life:
        life.tick()


def reported(bench: Bench) -> None:
    """Let a plain mail come in that says so, without its form."""
    receiving = bench.place.schools["beck"]
    words = (
        "The managed move of Nadia Fernley (DOB 14/05/2012) from Alder Lane School to Beckside "
        "Academy has broken down and she will return to Alder Lane School.\n"
    )
    raw = mail(
        receiving.office, bench.place.mailbox, "Managed move", words,
        date=bench.now, message_id="<news@beckside.example>",
    )  # fmt: skip
    bench.post(raw)
    with bench.life() as life:
        life.tick()


def turn(bench: Bench) -> None:
    """Let the daemon do one turn now, after a command has read the clock."""
    bench.now = clock.now()
    with bench.life() as life:
        life.tick()


def lines(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


# ------------------------------------------------------------------------------ moves


def test_moves_as_json_have_the_keys_and_words_of_the_contract(bench: Bench, say: Say) -> None:
    agreed(bench)
    status, out, _ = say("moves", "--json")
    (move,) = lines(out)
    assert status == 0
    start = start_of(bench)
    assert move["start"] == start.isoformat()
    assert set(move) == {
        "move", "pupil", "home_urn", "receiving_urn", "state", "start", "end", "mm1", "reviews",
        "outcome", "decision_date", "obligations",
    }  # fmt: skip
    assert move["state"] == "running"
    assert move["pupil"] == "Nadia Fernley"
    assert set(move["mm1"]) == {"due", "arrived", "late_days"}
    assert [set(review) for review in move["reviews"]] == [{"which", "due", "held"}] * 3
    assert [review["which"] for review in move["reviews"]] == ["week4", "week8", "final"]
    keys = {"what", "due", "state", "rule", "counted", "met_by", "sent"}
    assert all(set(one) == keys for one in move["obligations"])
    assert all(one["rule"] for one in move["obligations"])
    assert say("moves", move["move"], "--json")[1] == out


def test_a_move_that_staff_told_of_is_expected_and_chased(bench: Bench, say: Say) -> None:
    schools = bench.place.schools
    status, out, _ = say(
        "expect", "--pupil", "Nadia Fernley", "--home", "alder lane school",
        "--receiving", str(schools["beck"].urn), "--start", str(start_of(bench)),
    )  # fmt: skip
    assert status == 0
    (move,) = lines(say("moves", out.strip(), "--json")[1])
    assert (move["state"], move["pupil"]) == ("expected", "Nadia Fernley")
    assert (move["home_urn"], move["receiving_urn"]) == (
        schools["alder"].urn,
        schools["beck"].urn,
    )


def test_one_move_is_shown_to_a_person_with_its_deadlines_history_and_messages(
    bench: Bench, say: Say
) -> None:
    agreed(bench)
    ended(bench)
    status, out, _ = say("moves", "MM-" + f"{bench.now:%y}" + "-0001")
    assert status == 0
    for words in ("Nadia Fernley", "Deadlines", "History", "Messages", "breakdown_parent", "sent"):
        assert words in out


def test_in_a_pipe_each_reason_is_one_line(bench: Bench, say: Say) -> None:
    agreed(bench)
    out = say("moves", f"MM-{bench.now:%y}-0001")[1]
    (counted, *_) = [line for line in out.splitlines() if line.startswith("  counted: start ")]
    assert "5 school days of Alder Lane School after" in counted
    assert "  clause: " in out
    assert "  ladder: chase 1 " in out


def test_on_a_terminal_everything_fits_eighty_columns(
    bench: Bench, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreed(bench)
    for name, value in (("FORCE_COLOR", "1"), ("COLUMNS", "80"), ("TERM", "xterm")):
        monkeypatch.setenv(name, value)
    out = say("moves", f"MM-{bench.now:%y}-0001")[1]
    shown = re.sub(r"\x1b\[[0-9;]*m", "", out)
    assert max(map(len, shown.splitlines())) <= 80
    assert "school days of" in shown


def test_what_was_believed_on_a_day_before_is_nothing(bench: Bench, say: Say) -> None:
    agreed(bench)
    ref, before = f"MM-{bench.now:%y}-0001", bench.now.date() - dt.timedelta(days=1)
    assert say("moves", "--json", "--as-of", str(before)) == (0, "", "")
    status, _, complaint = say("moves", ref, "--as-of", str(before))
    assert status == 1
    assert f"{ref}: there is no such move as believed on " in complaint
    today = say("moves", "--json", "--as-of", str(bench.now.date()))[1]
    assert [move["move"] for move in lines(today)] == [ref]


# ------------------------------------------------------------------------------ reviews


def test_a_review_that_staff_say_was_held_is_held(bench: Bench, say: Say) -> None:
    agreed(bench)
    ref = f"MM-{bench.now:%y}-0001"
    today = bench.now.date()
    assert say("review", ref, "--final", str(today))[0] == 0
    (move,) = lines(say("moves", ref, "--json")[1])
    assert {"which": "final", "due": str(today), "held": None} in move["reviews"]
    status, _, err = say("review", ref.lower(), "--final", str(today - dt.timedelta(days=1)))
    assert status == 1
    assert "--final: this day is past" in err


def test_staff_are_told_which_review_a_day_settles_if_any(bench: Bench, say: Say) -> None:
    calendar = bench.settings.school_calendar()
    start = calendar.school(None).before(bench.now.date(), 20)
    home, receiving = bench.place.schools["alder"], bench.place.schools["beck"]
    values = agreement("a", home, receiving, start, form_date=start)
    bench.post(form(bench, "MM1", values, home.office))
    turn(bench)
    ref = f"MM-{bench.now:%y}-0001"
    said = say("review", ref, "--held", str(start))[1]
    assert said == f"{ref}: noted, but none of its reviews fits that day\n"
    held = calendar.school(None).before(bench.now.date(), 1)
    assert say("review", ref, "--held", str(held))[1] == f"{ref}: noted as its 4 week review\n"


# ------------------------------------------------------------------------------ held


def test_a_reported_breakdown_waits_and_leaves_once_it_is_accepted(bench: Bench, say: Say) -> None:
    agreed(bench)
    reported(bench)
    (item,) = lines(say("held", "--json")[1])
    assert set(item) == {"id", "sort", "move", "pupil_initials", "since", "why"}
    assert (item["sort"], item["pupil_initials"]) == ("breakdown", "NF")
    assert lines(say("held", str(item["id"]), "--json")[1]) == [item]
    assert "breakdown_parent" not in bench.kinds()
    number, today = str(item["id"]), str(bench.now.date())
    status, _, err = say("held", number, "--accept")
    assert status == 1
    assert "set decision_date and end_date" in err
    days = ("--set", f"decision_date={today}", "--set", f"end_date={today}")
    assert say("held", number, "--accept", *days)[0] == 0
    turn(bench)
    assert "breakdown_parent" in bench.kinds()
    assert lines(say("held", "--json")[1]) == []
    status, _, err = say("held", number, "--reject")
    assert status == 1
    assert "decided before (accepted)" in err


def test_a_reported_breakdown_that_staff_reject_tells_nobody(bench: Bench, say: Say) -> None:
    agreed(bench)
    reported(bench)
    (item,) = lines(say("held", "--json")[1])
    assert say("held", str(item["id"]), "--reject")[0] == 0
    turn(bench)
    assert not [kind for kind in bench.kinds() if kind.startswith("breakdown_")]


def test_a_held_form_is_shown_with_what_was_read_and_accepted_as_a_person_set_it_right(
    bench: Bench, say: Say
) -> None:
    agreed(bench)
    ended(bench, outcome="ended_other")
    (item,) = lines(say("held", "--json")[1])
    number = str(item["id"])
    assert item["sort"] == "form"
    status, out, _ = say("held", number)
    assert status == 0
    assert "Last day at the receiving school" in out
    assert say("held", number, "--accept", "--set", "outcome=unsuccessful")[0] == 0
    turn(bench)
    assert "breakdown_parent" in bench.kinds()


# ------------------------------------------------------------------------------ what goes wrong


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("moves", "MM-20-0099"), "there is no such move"),
        (("moves", "--as-of", "3 Nov"), "--as-of 3 Nov: write a day such as 2026-11-03"),
        (("review", "MM-20-0099", "--held", "2020-01-06"), "there is no such move"),
        (("held", "99"), "nothing of that number is held"),
        (("held", "99", "--accept"), "nothing of that number is held"),
        (("held", "--accept"), "which one?"),
        (("expect", "--pupil", "Nadia", "--home", "990301", "--receiving", "990302"), "surname"),
        (
            ("expect", "--pupil", "N F", "--home", "Nowhere School", "--receiving", "990302"),
            "--home: the register has no such school",
        ),
        (
            ("expect", "--pupil", "N F", "--home", "990302", "--receiving", "990302"),
            "the same school",
        ),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_exit_1(
    say: Say, words: tuple[str, ...], said: str
) -> None:
    status, out, err = say(*words)
    assert (status, out) == (1, "")
    assert said in err
    assert err.count("\n") == 1
    assert "Traceback" not in err


WRONG = (
    "outcom=unsuccessful", "pupil.name.first=Kai", "outcome.kind=unsuccessful", "outcome=maybe",
    "signatures[9].name=Kai", "signatures[0]=Kai", "decision_date=yesterday", "pupil=Kai", "=x",
    "outcome", "pupil..upn=1", "pupil[0].upn=1",
)  # fmt: skip


def test_a_value_that_cannot_be_set_is_one_sentence_and_changes_nothing(
    bench: Bench, say: Say
) -> None:
    agreed(bench)
    ended(bench, outcome="ended_other")
    (item,) = lines(say("held", "--json")[1])
    for path in WRONG:
        status, _, err = say("held", str(item["id"]), "--accept", "--set", path)
        assert (status, err.count("\n")) == (1, 1), path
        assert "--set" in err
    assert lines(say("held", "--json")[1]) == [item]


@pytest.mark.parametrize(
    "path", ["decison_date=2020-01-06", "end_date=tomorrow", "reason=It failed"]
)
def test_a_reported_breakdown_takes_its_dates_and_nothing_else(
    bench: Bench, say: Say, path: str
) -> None:
    agreed(bench)
    reported(bench)
    (item,) = lines(say("held", "--json")[1])
    today = str(bench.now.date())
    days = ("--set", f"decision_date={today}", "--set", f"end_date={today}")
    status, _, err = say("held", str(item["id"]), "--accept", *days, "--set", path)
    assert status == 1
    assert err.count("\n") == 1


def test_a_day_that_is_none_or_still_to_come_breaks_nothing_down(bench: Bench, say: Say) -> None:
    agreed(bench)
    reported(bench)
    (item,) = lines(say("held", "--json")[1])
    later = str(bench.now.date() + dt.timedelta(days=3))
    days = ("--set", f"decision_date={later}", "--set", f"end_date={later}")
    status, _, err = say("held", str(item["id"]), "--accept", *days)
    assert status == 1
    assert "still to come" in err
    days = ("--set", f"decision_date={bench.now.date()}", "--set", f"end_date={bench.now.date()}")
    back = ("--set", "return_date=next Monday")
    assert (
        "--set return_date: write a day"
        in say("held", str(item["id"]), "--accept", *days, *back)[2]
    )


def test_a_value_without_a_decision_is_not_passed_over_in_silence(bench: Bench, say: Say) -> None:
    agreed(bench)
    reported(bench)
    (item,) = lines(say("held", "--json")[1])
    status, _, err = say("held", str(item["id"]), "--set", "decision_date=2026-01-05")
    assert status == 1
    assert "--accept" in err


@pytest.mark.parametrize("flag", ["--held", "--final"])
def test_a_day_that_is_none_is_wrong_usage_and_says_how_to_write_one(say: Say, flag: str) -> None:
    status, _, err = say("review", "MM-26-0001", flag, "5 October")
    assert status == 2
    assert "2026-10-05" in err


# ------------------------------------------------------------------------------ backup


def test_a_backup_put_back_is_whole_and_goes_on(bench: Bench, say: Say, tmp_path: Path) -> None:
    agreed(bench)
    copy = tmp_path / "copy.db"
    assert say("backup", str(copy))[0] == 0
    status, _, err = say("backup", str(copy))
    assert status == 1
    assert "overwrites nothing" in err
    store = bench.settings.path.parent / "state" / "mailbot.db"
    agreed(bench, "b")  # what comes after the copy is gone again
    for each in store.parent.glob("mailbot.db*"):
        each.unlink()
    shutil.copy(copy, store)
    status, out, _ = say("verify", "--json")
    assert status == 0
    assert lines(out)[0]["seen"] == 1
    ended(bench)
    assert "breakdown_parent" in bench.kinds()
    assert say("verify")[0] == 0


def test_a_backup_of_no_store_is_refused_and_makes_none(say: Say, tmp_path: Path) -> None:
    status, _, err = say("backup", str(tmp_path / "copy.db"))
    assert status == 1
    assert "there is no store" in err
    assert not (tmp_path / "copy.db").exists()
    assert not (tmp_path / "state" / "mailbot.db").exists()
