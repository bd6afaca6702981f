"""The weekly figures: when they leave, to whom, and what they say of a week that was lived."""

import email
from collections.abc import Iterator
from email.policy import SMTP
from pathlib import Path

import pytest

from mailbot import decisions
from tests.factory import WORD, Attachment, agreement, docx, mail
from tests.workbench import Bench, at, opened, resend


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    with opened(tmp_path, monkeypatch, "Fri 16 Oct 2026 09:30") as place:
        yield place


def live(bench: Bench, until: str, *mails: bytes) -> None:
    with bench.life() as life:
        bench.post(*mails)
        life.until(at(until))


def late_form(bench: Bench) -> bytes:
    """Return an agreement whose limit was Mon 12 Oct: 4 school days late on Fri 16 Oct."""
    home, receiving = bench.place.schools["alder"], bench.place.schools["beck"]
    start = at("Mon 5 Oct 2026 00:00").date()
    values = agreement("a", home, receiving, start, form_date=start)
    return mail(
        home.office, bench.place.mailbox, "Managed move", "The form is attached.\n",
        attachments=[Attachment("form.docx", docx("MM1", values), WORD)],
        date=bench.now, message_id="<1@alder.example>",
    )  # fmt: skip


def weekly(bench: Bench) -> list[tuple[str, str]]:
    """Return when each weekly letter left, and to whom."""
    return [
        (f"{one.at:%a %-d %b %Y %H:%M}", one.to)
        for one in bench.relay.received
        if one.kind == "digest_weekly"
    ]


def words(bench: Bench, face: str = "plain") -> str:
    """Return the newest weekly letter's text."""
    raw = [one.raw for one in bench.relay.received if one.kind == "digest_weekly"][-1]
    body = email.message_from_bytes(raw, policy=SMTP).get_body((face,))
    assert body is not None
    return body.get_content()


def test_it_leaves_with_the_daily_list_on_monday(bench: Bench) -> None:
    live(bench, "Wed 21 Oct 2026 12:00")
    assert weekly(bench) == [("Mon 19 Oct 2026 07:30", bench.place.team)]
    (same,) = {one.at for one in bench.relay.received if one.kind == "digest_weekly"}
    assert same in {one.at for one in bench.relay.received if one.kind == "digest_daily"}


def test_after_a_public_holiday_it_leaves_on_tuesday(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Mon 28 Dec 2026 is a public holiday for Boxing Day; Fri 1 Jan 2027 is one too
    with opened(tmp_path, monkeypatch, "Wed 23 Dec 2026 09:30") as place:
        live(place, "Tue 5 Jan 2027 12:00")
        assert [when for when, _ in weekly(place)] == [
            "Tue 29 Dec 2026 07:30", "Mon 4 Jan 2027 07:30",
        ]  # fmt: skip


def test_one_who_was_away_on_that_day_gets_the_next_one(bench: Bench) -> None:
    live(bench, "Sun 18 Oct 2026 12:00")
    bench.now = at("Tue 20 Oct 2026 09:00")
    live(bench, "Mon 26 Oct 2026 12:00")
    assert [when for when, _ in weekly(bench)] == ["Mon 26 Oct 2026 07:30"]


def test_it_goes_to_those_whom_the_configuration_names(bench: Bench) -> None:
    path = bench.settings.path
    text = path.read_text(encoding="utf-8")
    one, two = "head.of@vale.example", "deputy@vale.example"
    path.write_text(f'{text}\n[digest]\nweekly = ["{one}", "{two}"]\n', encoding="utf-8")
    resend(bench, 'mode = "live"')
    live(bench, "Mon 19 Oct 2026 12:00")
    assert [to for _, to in weekly(bench)] == [one, two]


def test_with_nothing_to_say_it_says_so_in_one_line(bench: Bench) -> None:
    live(bench, "Mon 19 Oct 2026 12:00")
    said = " ".join(words(bench).split())
    assert "Nothing to report for Monday 12 October 2026 to Sunday 18 October 2026." in said
    assert "Moves by state" not in said


def test_it_says_what_came_late_by_school_and_how_moves_stand(bench: Bench) -> None:
    live(bench, "Mon 19 Oct 2026 12:00", late_form(bench))
    said = words(bench)
    school = bench.place.schools["alder"].name
    assert "Running: 1" in said
    assert "Late: 1 (year: 1)" in said
    assert f"- {school}: 1 late this school year, by 4 school days." in said


def test_what_is_chased_shows_until_it_comes(bench: Bench) -> None:
    names = bench.place.schools
    bench.now = at("Mon 12 Oct 2026 09:30")
    with bench.life() as life:
        decisions.expect(
            life.desk, pupil="Nadia Fernley", home=names["alder"].name,
            receiving=names["beck"].name, start=at("Mon 5 Oct 2026 00:00").date(), now=bench.now,
        )  # fmt: skip
    live(bench, "Mon 19 Oct 2026 07:45")
    said = words(bench)
    assert "Expected, no MM1 yet: 1" in said
    assert "Agreement (MM1): 2 (year: 2)" in said  # Tue 13 and Thu 15 Oct
    assert "- Asked for last week: 1 thing, of which 0 came since." in said
    assert "- 1 has not come though the limit is past." in said
    live(bench, "Mon 26 Oct 2026 07:45", late_form(bench))
    # the agreement came; an attendance record is asked for now
    assert "- Asked for this school year: 2 things, of which 1 came since." in words(bench)


def test_its_charts_need_no_picture_script_or_style_sheet(bench: Bench) -> None:
    live(bench, "Mon 19 Oct 2026 12:00", late_form(bench))
    page = words(bench, "html")
    assert 'bgcolor="#12436d"' in page
    assert not [word for word in ("<img", "<script", "http", "url(", "<svg") if word in page]


def test_figures_that_could_not_leave_are_taken_back_for_newer_ones(bench: Bench) -> None:
    resend(bench, 'mode = "hold"')
    live(bench, "Mon 26 Oct 2026 12:00")
    found = [row["state"] for row in bench.lines() if row["kind"] == "digest_weekly"]
    assert found == ["withdrawn", "held"]
