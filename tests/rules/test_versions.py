"""A move keeps the version of the protocol that was in force on the day it started."""

import datetime as dt

import pytest

from mailbot.rules.protocolfiles import ProtocolError, versions
from mailbot.rules.protocols import Protocol, Protocols
from tests.rules.made import calendar, dates, day, event, mm1, move, protocol


def _version(in_force: str, weeks: int) -> Protocol:
    made = protocol(length_weeks=weeks)
    return made.model_copy(update={"in_force": day(in_force)})


OLD, NEW = _version("Mon 16 Jan 2023", 12), _version("Mon 5 Oct 2026", 6)
BOTH = Protocols((OLD, NEW))


@pytest.mark.parametrize(
    ("on", "weeks"),
    [
        ("Sun 1 Jan 2023", 12),  # before the oldest: the oldest
        ("Mon 16 Jan 2023", 12),
        ("Sun 4 Oct 2026", 12),
        ("Mon 5 Oct 2026", 6),
        ("Fri 1 Oct 2027", 6),
    ],
)
def test_the_version_in_force_on_a_day(on: str, weeks: int) -> None:
    assert BOTH.on(day(on)).placement.length_weeks == weeks


@pytest.mark.parametrize(
    ("start", "end"),
    [
        # 2 Oct + 84 days is Fri 25 Dec; Mon 4 Jan is INSET
        ("Fri 2 Oct 2026", "Tue 5 Jan 2027"),
        ("Mon 5 Oct 2026", "Mon 16 Nov 2026"),  # 5 Oct + 42 days
    ],
)
def test_a_start_on_either_side_of_the_border(start: str, end: str) -> None:
    made = move(mm1("Thu 1 Oct 2026 09:00", start))
    assert dates(made, BOTH.of(made, calendar())).end == day(end)


def test_an_amendment_across_the_border_takes_its_version_with_it() -> None:
    first = mm1("Thu 1 Oct 2026 09:00", "Mon 5 Oct 2026")
    then = mm1("Tue 6 Oct 2026 09:00", "Thu 1 Oct 2026")
    assert BOTH.of(move(first), calendar()) is NEW
    assert BOTH.of(move(first, then), calendar()) is OLD


def test_an_amendment_across_the_border_is_no_matter_for_whether_the_first_came_in_time() -> None:
    first = mm1("Thu 1 Oct 2026 09:00", "Mon 5 Oct 2026")
    then = mm1("Tue 6 Oct 2026 09:00", "Thu 1 Oct 2026")
    assert BOTH.told_under(move(first, then), calendar()) is NEW
    known = event("known", "Fri 2 Oct 2026 09:00", start=day("Mon 5 Oct 2026"))
    assert BOTH.told_under(move(known), calendar()) is NEW


def test_a_move_that_is_expected_has_the_version_of_its_expected_start() -> None:
    known = event("known", "Fri 2 Oct 2026 09:00", start=day("Mon 5 Oct 2026"))
    assert BOTH.of(move(known), calendar()) is NEW


def test_a_move_without_a_start_has_the_version_of_the_day_it_became_known() -> None:
    assert BOTH.of(move(event("known", "Sun 4 Oct 2026 22:59")), calendar()) is OLD
    # 23:30 in UTC is half past midnight of the next day here
    late = event("known", "Mon 5 Oct 2026 00:30")
    assert late.at.astimezone(dt.UTC).date() == day("Sun 4 Oct 2026")
    assert BOTH.of(move(late), calendar()) is NEW


def test_the_newest_version_is_the_last_to_come_into_force() -> None:
    assert versions([("b.toml", NEW), ("a.toml", OLD)]) == BOTH
    assert BOTH.newest is NEW


def test_two_versions_of_one_day_are_a_fault() -> None:
    with pytest.raises(ProtocolError, match=r"b\.toml: in_force: is the same day as in a\.toml"):
        versions([("a.toml", OLD), ("b.toml", OLD)])


def test_the_versions_of_a_folder_share_their_id() -> None:
    other = NEW.model_copy(update={"id": "another"})
    with pytest.raises(ProtocolError, match=r"id: is another, but southwark"):
        versions([("a.toml", OLD), ("b.toml", other)])
