"""The calendar entry of a review, read back with a calendar library."""

import datetime as dt
from typing import Any

import pytest
from icalendar import Calendar

from mailbot.writing.invites import review_invite

AT = dt.datetime(2026, 11, 20, 8, 0, tzinfo=dt.UTC)


def _ics(**more: Any) -> bytes:
    said: dict[str, Any] = {
        "uid": "MM-26-0173.week8@eastmere.example",
        "sequence": 0,
        "day": dt.date(2026, 11, 30),  # Mon
        "reference": "MM-26-0173",
        "planned": True,
        "review_name": "week 8 review",
        "organizer": "Inclusion Team <inclusion@eastmere.example>",
        "at": AT,
        **more,
    }
    return review_invite(**said)


def _event(**more: Any) -> tuple[Any, Any]:
    calendar = Calendar.from_ical(_ics(**more))
    return calendar, calendar.walk("VEVENT")[0]


def test_a_review_is_an_all_day_event_on_its_day() -> None:
    _calendar, event = _event()
    assert event["DTSTART"].dt == dt.date(2026, 11, 30)
    assert event["DTEND"].dt == dt.date(2026, 12, 1)


def test_it_is_published_and_asks_for_no_reply() -> None:
    calendar, event = _event()
    assert calendar["METHOD"] == "PUBLISH"
    assert "ATTENDEE" not in event
    assert event["ORGANIZER"] == "mailto:inclusion@eastmere.example"


def test_it_rings_no_alarm_and_blocks_nobodys_day() -> None:
    calendar, event = _event()
    assert not calendar.walk("VALARM")
    assert event["TRANSP"] == "TRANSPARENT"


def test_a_new_day_keeps_the_uid_and_raises_the_sequence() -> None:
    _first, before = _event()
    _second, after = _event(sequence=1, day=dt.date(2026, 12, 1))
    assert before["UID"] == after["UID"] == "MM-26-0173.week8@eastmere.example"
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)


@pytest.mark.parametrize(
    ("planned", "said"),
    [
        (True, "Week 8 review: reference MM-26-0173"),
        (False, "Week 8 review due by today: reference MM-26-0173"),
    ],
)
def test_the_summary_tells_a_planned_day_from_a_due_one(*, planned: bool, said: str) -> None:
    _calendar, event = _event(planned=planned)
    assert event["SUMMARY"] == said


def test_the_same_invite_has_the_same_bytes_with_crlf() -> None:
    assert _ics() == _ics()
    assert b"\n" not in _ics().replace(b"\r\n", b"")


def test_the_stamp_is_the_instant_of_writing_in_utc() -> None:
    summer = dt.datetime(2026, 7, 1, 8, 0, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    _calendar, event = _event(at=summer)
    assert event["DTSTAMP"].dt == dt.datetime(2026, 7, 1, 7, 0, tzinfo=dt.UTC)
