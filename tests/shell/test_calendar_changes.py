"""The calendar changes while the bot runs: what is open moves, and staff are told once.

The year is one long term, Tue 1 Sep 2026 to Wed 21 Jul 2027, so that every weekday is a school day
but for what a test closes. A move starts on Mon 5 Oct 2026; its week 4 review is due on Mon 2 Nov.
"""

import datetime as dt
from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP
from pathlib import Path

import pytest

from mailbot import decisions
from mailbot.settings import load
from mailbot.store.almanac import calendar_at
from mailbot.store.ledger import Ledger
from tests.factory import WORD, Attachment, agreement, docx, mail, outcome
from tests.workbench import ENVIRONMENT, Bench, Life, at, opened

START = dt.date(2026, 10, 5)  # a Monday
URN = {"alder": 990301, "beck": 990302}
WHO = "MM-26-0001 (NF)"
UNUSABLE = "Calendar not usable, the one of before stays in force"
ANEW = "Who was invited to the old day is invited to the new one."
BEHIND = "dates or reminders of MM-26-0001 lie behind it."


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    with opened(tmp_path, monkeypatch, "Thu 1 Oct 2026 09:00") as place:
        yield place


def agreed(bench: Bench) -> bytes:
    home, receiving = bench.place.schools["alder"], bench.place.schools["beck"]
    values = agreement("a", home, receiving, START, attendance_reporting="daily")
    return mail(
        home.office, bench.place.mailbox, "Managed move", "Please find the form attached.\n",
        attachments=[Attachment("form.docx", docx("MM1", values), WORD)],
        date=bench.now, message_id="<1@alder.example>",
    )  # fmt: skip


def write(bench: Bench, name: str, *rows: str) -> None:
    columns = {"closures": "school,date,why", "terms": "school,first,last"}[name]
    text = "\n".join([columns, *rows, ""])
    (bench.settings.path.parent / f"{name}.csv").write_text(text, encoding="utf-8")


def lists(bench: Bench) -> dict[str, list[str]]:
    """Return the lines of each daily list that left, by the day it left on."""
    found = {}
    for one in bench.relay.received:
        if one.kind == "digest_daily":
            message = BytesParser(EmailMessage, policy=SMTP).parsebytes(one.raw)
            body = message.get_body(("plain",))
            text = body.get_content() if body else ""
            found[f"{one.at:%a %d %b}"] = _unfolded(text)
    return found


def _unfolded(text: str) -> list[str]:
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith("  ") and lines:
            lines[-1] += f" {line.strip()}"
        else:
            lines.append(line.strip())
    return lines


def section(lines: list[str], title: str) -> list[str]:
    """Return the rows under a title of the daily list."""
    heads = [n for n, line in enumerate(lines) if line.strip("# ").casefold() == title.casefold()]
    if not heads:
        return []
    rows = []
    for line in lines[heads[0] + 1 :]:
        if line.startswith("- "):
            rows.append(line[2:])
        elif line and rows:
            break
    return rows


def begun(bench: Bench, life: Life, until: str) -> None:
    bench.post(agreed(bench))
    life.tick()
    life.until(at(until))


def invites(bench: Bench) -> list[str]:
    return [
        f"{one.at:%a %d %b %H:%M}" for one in bench.relay.received if one.kind == "review_invite"
    ]


def test_snow_on_the_day_of_a_review_moves_it_and_the_next_list_says_so_once(bench: Bench) -> None:
    with bench.life() as life:
        begun(bench, life, "Mon 26 Oct 2026 12:00")
        # Ten days before Mon 2 Nov is Fri 23 Oct: to both schools, the parent and the manager.
        assert invites(bench) == ["Fri 23 Oct 08:00"] * 4
        write(bench, "closures", f"{URN['beck']},2026-11-02,snow")
        life.tick()
        life.until(at("Wed 28 Oct 2026 12:00"))
    assert invites(bench)[4:] == ["Mon 26 Oct 12:00"] * 4
    assert section(lists(bench)["Tue 27 Oct"], "Calendar changed") == [
        "Closed: Monday 2 November 2026, Beckside Academy (snow).",
        f"{WHO}: the 4 week review: from Monday 2 November 2026 to Tuesday 3 November 2026. {ANEW}",
    ]
    assert section(lists(bench)["Wed 28 Oct"], "Calendar changed") == []


def test_a_file_that_is_still_being_written_moves_nothing(bench: Bench) -> None:
    with bench.life() as life:
        begun(bench, life, "Mon 26 Oct 2026 12:00")
        write(bench, "closures", f"{URN['beck']},2026-11-02,sn")
        life.tick()
        write(bench, "closures", f"{URN['beck']},2026-11-20,snow")
        life.tick()
        life.tick()
    assert invites(bench)[4:] == []


def test_snow_at_the_other_school_moves_no_review(bench: Bench) -> None:
    with bench.life() as life:
        begun(bench, life, "Mon 26 Oct 2026 12:00")
        write(bench, "closures", f"{URN['alder']},2026-11-02,snow")
        life.until(at("Tue 27 Oct 2026 12:00"))
    assert len(invites(bench)) == 4
    assert section(lists(bench)["Tue 27 Oct"], "Calendar changed") == [
        "Closed: Monday 2 November 2026, Alder Lane School (snow).",
        "No date of an open move changes.",
    ]


def test_snow_on_the_day_of_an_invite_sends_it_on_the_school_day_before(bench: Bench) -> None:
    with bench.life() as life:
        begun(bench, life, "Thu 22 Oct 2026 07:00")
        write(bench, "closures", ",2026-10-23,snow")
        life.until(at("Fri 23 Oct 2026 12:00"))
    # Fri 23 Oct is none any more; the slip goes back to Thu 22 Oct.
    assert invites(bench) == ["Thu 22 Oct 08:00"] * 4


def chases(bench: Bench) -> list[str]:
    chase = ("notification_chase", "escalation")
    return [f"{one.at:%a %d %b %H:%M}" for one in bench.relay.received if one.kind in chase]


def expected(bench: Bench, life: Life) -> None:
    """Staff tell of a move without its form: the limit is Mon 12 Oct, five school days on."""
    schools = bench.place.schools
    decisions.expect(
        life.desk, pupil="Nadia Fernley", home=schools["alder"].name,
        receiving=schools["beck"].name, start=START, now=bench.now,
    )  # fmt: skip


def test_chases_leave_on_the_first_third_fifth_and_seventh_school_day(bench: Bench) -> None:
    with bench.life() as life:
        expected(bench, life)
        life.until(at("Fri 30 Oct 2026 12:00"))
    assert chases(bench) == [
        "Tue 13 Oct 08:00", "Thu 15 Oct 08:00", "Mon 19 Oct 08:00", "Wed 21 Oct 08:00",
    ]  # fmt: skip


def test_snow_on_the_day_of_a_limit_moves_the_whole_ladder(bench: Bench) -> None:
    with bench.life() as life:
        expected(bench, life)
        life.until(at("Mon 12 Oct 2026 06:30"))
        write(bench, "closures", f"{URN['alder']},2026-10-12,snow")
        life.until(at("Fri 30 Oct 2026 12:00"))
    assert chases(bench) == [
        "Wed 14 Oct 08:00", "Fri 16 Oct 08:00", "Tue 20 Oct 08:00", "Thu 22 Oct 08:00",
    ]  # fmt: skip
    assert section(lists(bench)["Mon 12 Oct"], "Calendar changed")[1] == (
        f"{WHO}: the agreement (MM1): from Monday 12 October 2026 to Tuesday 13 October 2026."
    )


def test_snow_on_the_day_of_a_rung_moves_it_and_those_behind_it(bench: Bench) -> None:
    with bench.life() as life:
        expected(bench, life)
        life.until(at("Thu 15 Oct 2026 06:30"))
        write(bench, "closures", f"{URN['alder']},2026-10-15,snow")
        life.until(at("Fri 30 Oct 2026 12:00"))
    # Tue 13, Wed 14, Fri 16: the third school day; Mon 19, Tue 20: the fifth; Thu 22: the seventh.
    assert chases(bench) == [
        "Tue 13 Oct 08:00", "Fri 16 Oct 08:00", "Tue 20 Oct 08:00", "Thu 22 Oct 08:00",
    ]  # fmt: skip


def test_snow_at_the_receiving_school_moves_nothing_that_the_home_school_owes(bench: Bench) -> None:
    with bench.life() as life:
        expected(bench, life)
        write(bench, "closures", f"{URN['beck']},2026-10-13,snow")
        life.until(at("Fri 16 Oct 2026 12:00"))
    assert chases(bench) == ["Tue 13 Oct 08:00", "Thu 15 Oct 08:00"]


def test_snow_on_the_first_morning_at_home_is_told_for_the_parents_were_told_another(
    bench: Bench,
) -> None:
    ended = dt.date(2026, 10, 21)  # a Wednesday
    home, receiving = bench.place.schools["alder"], bench.place.schools["beck"]
    values = outcome(
        "a", home, receiving, ended, outcome="unsuccessful", decision_date=ended, end_date=ended,
        reason="It was not working.", support_provided="A mentor.",
    )  # fmt: skip
    with bench.life() as life:
        begun(bench, life, "Wed 21 Oct 2026 11:00")
        bench.post(mail(
            receiving.office, bench.place.mailbox, "Outcome", "Please find the form attached.\n",
            attachments=[Attachment("form.docx", docx("MM2", values), WORD)],
            date=bench.now, message_id="<2@beck.example>",
        ))  # fmt: skip
        life.tick()
        bench.now = at("Wed 21 Oct 2026 17:00")
        write(bench, "closures", f"{URN['alder']},2026-10-22,burst pipe")
        life.until(at("Thu 22 Oct 2026 08:00"))
    said = section(lists(bench)["Thu 22 Oct"], "Calendar changed")[1]
    assert "The home school's first morning was Thursday 22 October 2026 and is Friday" in said
    assert said.endswith("what the parents were told may be wrong, ring them.")


def test_what_comes_and_goes_between_two_lists_is_not_told(bench: Bench) -> None:
    with bench.life() as life:
        begun(bench, life, "Mon 26 Oct 2026 12:00")
        write(bench, "closures", ",2026-12-01,boiler")
        life.tick()
        write(bench, "closures")
        life.until(at("Tue 27 Oct 2026 12:00"))
    assert section(lists(bench)["Tue 27 Oct"], "Calendar changed") == []


def test_a_change_while_the_bot_was_down_is_told_when_it_is_back(bench: Bench) -> None:
    with bench.life() as life:
        begun(bench, life, "Mon 26 Oct 2026 12:00")
    write(bench, "closures", ",2026-12-01,boiler")
    with bench.life() as life:
        life.until(at("Tue 27 Oct 2026 12:00"))
    assert section(lists(bench)["Tue 27 Oct"], "Calendar changed") == [
        "Closed: Tuesday 1 December 2026, every school (boiler).",
        "No date of an open move changes.",
    ]


def test_a_list_that_could_not_leave_is_told_again(bench: Bench) -> None:
    with bench.life() as life:
        begun(bench, life, "Mon 26 Oct 2026 12:00")
        write(bench, "closures", ",2026-12-01,boiler")
        bench.relay.is_down = True
        life.until(at("Tue 27 Oct 2026 12:00"))
        bench.now = at("Wed 28 Oct 2026 07:29")
        life.tick()
        bench.relay.is_down = False
        bench.now = at("Wed 28 Oct 2026 07:45")
        life.until(at("Wed 28 Oct 2026 12:00"))
    assert section(lists(bench)["Wed 28 Oct"], "Calendar changed")[0].startswith("Closed: Tuesday")


def test_a_faulty_file_is_told_until_it_is_mended_and_changes_nothing(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    with bench.life() as life:
        begun(bench, life, "Mon 26 Oct 2026 12:00")
        write(bench, "closures", f"{URN['beck']},2026-11-02,snow", ",tomorrow,snow")
        life.until(at("Wed 28 Oct 2026 12:00"))
        assert len(invites(bench)) == 4
        write(bench, "closures", f"{URN['beck']},2026-11-02,snow")
        life.until(at("Thu 29 Oct 2026 12:00"))
    said = "closures.csv, line 3: date is not a date; write 2026-09-02 or 02/09/2026"
    told = {day: section(lines, UNUSABLE) for day, lines in lists(bench).items()}
    assert (told["Tue 27 Oct"], told["Wed 28 Oct"], told["Thu 29 Oct"]) == ([said], [said], [])
    assert len(invites(bench)) == 8
    warnings = [one.getMessage() for one in caplog.records if "cannot be used" in one.getMessage()]
    assert len(warnings) == 1  # not one at every tick


def test_a_public_holiday_that_is_proclaimed_moves_what_it_must(bench: Bench) -> None:
    config = bench.settings.path
    text = config.read_text(encoding="utf-8")
    config.write_text(
        text.replace('terms = "terms.csv"', 'terms = "terms.csv"\nholidays = "holidays.csv"'),
        encoding="utf-8",
    )
    holidays = config.parent / "holidays.csv"
    holidays.write_text("date,change\n", encoding="utf-8")
    bench.settings = load(config, ENVIRONMENT)
    with bench.life() as life:
        begun(bench, life, "Mon 26 Oct 2026 12:00")
        holidays.write_text("date,change\n2026-11-02,added\n", encoding="utf-8")
        life.until(at("Tue 27 Oct 2026 12:00"))
    assert section(lists(bench)["Tue 27 Oct"], "Calendar changed") == [
        "New: Monday 2 November 2026 is a public holiday.",
        f"{WHO}: the 4 week review: from Monday 2 November 2026 to Tuesday 3 November 2026. {ANEW}",
    ]


def test_a_file_that_is_away_leaves_the_calendar_of_before_in_force(bench: Bench) -> None:
    terms = bench.settings.path.parent / "terms.csv"
    with bench.life() as life:
        begun(bench, life, "Mon 26 Oct 2026 12:00")
        terms.unlink()
        life.until(at("Tue 27 Oct 2026 12:00"))
        assert life.desk.rules.calendar.terms
    told = section(lists(bench)["Tue 27 Oct"], UNUSABLE)
    assert told == ["terms.csv: cannot be read: No such file or directory"]


def test_a_file_saved_again_with_the_same_rows_is_no_change(bench: Bench) -> None:
    with bench.life() as life:
        begun(bench, life, "Mon 26 Oct 2026 12:00")
        write(bench, "terms", ",01/09/2026,21/07/2027")
        life.until(at("Tue 27 Oct 2026 12:00"))
    assert section(lists(bench)["Tue 27 Oct"], "Calendar changed") == []


def test_the_store_knows_which_calendar_was_in_force_when(bench: Bench) -> None:
    snow = dt.date(2026, 11, 2)
    with bench.life() as life:
        begun(bench, life, "Mon 26 Oct 2026 12:00")
        write(bench, "closures", ",2026-11-02,snow")
        life.tick()
        life.until(at("Wed 28 Oct 2026 12:00"))
    ledger = Ledger(bench.store)
    try:
        days = {
            text: calendar_at(ledger, at(text))
            for text in ("Tue 1 Sep 2026 09:00", "Mon 26 Oct 2026 11:59", "Mon 26 Oct 2026 12:00")
        }
    finally:
        ledger.close()
    assert {t: c and c.school(URN["beck"]).holds(snow) for t, c in days.items()} == {
        "Tue 1 Sep 2026 09:00": True,
        "Mon 26 Oct 2026 11:59": True,
        "Mon 26 Oct 2026 12:00": False,
    }


def test_terms_added_after_a_date_was_missing_are_told_with_the_dates_they_bring(
    bench: Bench,
) -> None:
    # Twelve weeks from Mon 5 Oct end on Mon 28 Dec, a bank holiday; the terms end on Fri 18 Dec.
    write(bench, "terms", ",2026-09-01,2026-12-18")
    with bench.life() as life:
        begun(bench, life, "Mon 26 Oct 2026 12:00")
        held = [one for one in bench.relay.received if one.kind == "form_held"]
        assert len(held) == 1
        assert section(lists(bench)["Mon 26 Oct"], "Terms run out") == [
            f"The terms end on Friday 18 December 2026: {BEHIND}"
        ]
        write(bench, "terms", ",2026-09-01,2026-12-18", ",2027-01-04,2027-07-21")
        life.until(at("Wed 28 Oct 2026 12:00"))
    changed = section(lists(bench)["Tue 27 Oct"], "Calendar changed")
    assert (
        changed[0] == "Term added: Monday 4 January 2027 to Wednesday 21 July 2027, every school."
    )
    assert "the final review: from no date to Monday 4 January 2027" in changed[1]
    assert section(lists(bench)["Tue 27 Oct"], "Terms run out") == []
    assert len([one for one in bench.relay.received if one.kind == "form_held"]) == 1


# weeks ahead


def told_of_the_end(bench: Bench, days: tuple[str, ...]) -> dict[str, bool]:
    with bench.life() as life:
        life.tick()
        found = {}
        for text in days:
            bench.now = at(f"{text} 07:31")
            life.tick()
            lines = lists(bench)[f"{bench.now:%a %d %b}"]
            found[text] = bool(section(lines, "Terms run out"))
    return found


def test_terms_that_end_before_a_placement_would_are_told_weekly_then_daily(bench: Bench) -> None:
    # Twelve weeks, then 13 school days (roll change and its ladder), up to Wed 21 Jul 2027: a start
    # on Mon 5 Apr ends Mon 28 Jun, and the 13th school day after that is Thu 15 Jul. A start on Mon
    # 12 Apr ends Mon 5 Jul, and the 13th, Thu 22 Jul, lies behind the terms: told on the first
    # working day of each week, and from Wed 9 Jun, six weeks before the end, every day.
    days = {
        "Mon 5 Apr 2027": False, "Mon 12 Apr 2027": True, "Tue 13 Apr 2027": False,
        "Mon 19 Apr 2027": True, "Tue 4 May 2027": True,  # Mon 3 May is a bank holiday
        "Wed 5 May 2027": False, "Tue 8 Jun 2027": False, "Wed 9 Jun 2027": True,
        "Thu 10 Jun 2027": True,
    }  # fmt: skip
    assert told_of_the_end(bench, tuple(days)) == days


def test_the_terms_of_a_school_with_an_open_move_are_told_by_its_name(bench: Bench) -> None:
    write(bench, "terms", ",2026-09-01,2027-07-21", f"{URN['beck']},2026-09-01,2026-12-18")
    with bench.life() as life:
        begun(bench, life, "Fri 2 Oct 2026 12:00")
    assert section(lists(bench)["Fri 02 Oct"], "Terms run out") == [
        f"The terms of Beckside Academy end on Friday 18 December 2026: {BEHIND}"
    ]
