"""What a sentence of a verified reply settles, and who may say it."""

import datetime as dt

import pytest

from mailbot.rules.intake import Sender
from mailbot.rules.moves import Event, What
from mailbot.rules.replies import settles
from tests.rules.made import HOME, RECEIVING, day, mm1, move, successful, unsuccessful

MM1 = mm1("Tue 8 Sep 2026 09:30", "Mon 7 Sep 2026")
BROKE = unsuccessful("Wed 21 Oct 2026 12:00", "Wed 21 Oct 2026", "Fri 23 Oct 2026")
DONE = successful("Mon 30 Nov 2026 12:00", "Tue 1 Dec 2026")
TODAY = day("Thu 22 Oct 2026")


def _from(*schools: int, staff: bool = False) -> Sender:
    return Sender(
        address="a@b.example", authenticated=True, staff=staff, schools=frozenset(schools)
    )


AT_HOME, THERE, STAFF = _from(HOME), _from(RECEIVING), _from(staff=True)


def _what(
    said: str, sender: Sender, *events: Event, on: dt.date | None = None
) -> tuple[What, dict[str, object]] | None:
    fact = settles(said, on, move(*events), sender, TODAY)
    return (fact[0], dict(fact[1])) if fact else None


@pytest.mark.parametrize("sender", [AT_HOME, THERE, STAFF])
def test_either_school_may_say_that_a_review_was_held(sender: Sender) -> None:
    assert _what("review_held", sender, MM1, on=TODAY) == (
        What.REVIEW, {"day": TODAY, "final": False, "by": "reply"},
    )  # fmt: skip


@pytest.mark.parametrize("on", [None, day("Fri 23 Oct 2026")])
def test_a_review_without_a_day_or_ahead_was_not_held(on: dt.date | None) -> None:
    assert _what("review_held", THERE, MM1, on=on) is None


@pytest.mark.parametrize(("sender", "counts"), [(THERE, True), (STAFF, True), (AT_HOME, False)])
def test_only_the_receiving_school_can_say_that_its_letter_went(
    sender: Sender,
    counts: bool,  # noqa: FBT001
) -> None:
    assert (_what("letter_sent", sender, MM1, BROKE) == (What.LETTER, {})) is counts


@pytest.mark.parametrize("said", ["letter_sent", "report_sent", "plan_meeting_held"])
def test_before_a_breakdown_there_is_nothing_of_it_to_settle(said: str) -> None:
    assert _what(said, STAFF, MM1) is None


def test_a_report_that_was_sent_is_settled() -> None:
    assert _what("report_sent", THERE, MM1, BROKE) == (What.REPORT, {})


@pytest.mark.parametrize("on", [None, day("Tue 20 Oct 2026")])
def test_a_plan_meeting_was_held_on_the_day_it_names_or_today(on: dt.date | None) -> None:
    assert _what("plan_meeting_held", AT_HOME, MM1, BROKE, on=on) == (
        What.PLAN, {"day": on or TODAY},
    )  # fmt: skip


@pytest.mark.parametrize(("sender", "counts"), [(AT_HOME, True), (STAFF, True), (THERE, False)])
def test_only_the_home_school_knows_that_records_reach_it(
    sender: Sender,
    counts: bool,  # noqa: FBT001
) -> None:
    assert (_what("attendance_sent", sender, MM1) == (What.REACHED, {"day": TODAY})) is counts


def test_attendance_is_settled_for_a_running_placement_only() -> None:
    assert _what("attendance_sent", AT_HOME) is None
    assert _what("attendance_sent", AT_HOME, MM1, BROKE) is None


@pytest.mark.parametrize(("sender", "role"), [(AT_HOME, "home"), (THERE, "receiving")])
def test_each_school_confirms_its_own_roll(sender: Sender, role: str) -> None:
    assert _what("roll_changed", sender, MM1, DONE) == (What.ROLL, {"role": role})


def test_a_permanent_move_has_a_roll_change_from_the_start() -> None:
    permanent = mm1("Tue 8 Sep 2026 09:30", "Mon 7 Sep 2026", basis="managed_move_permanent")
    assert _what("roll_changed", AT_HOME, permanent) == (What.ROLL, {"role": "home"})


def test_a_running_placement_has_no_roll_change() -> None:
    assert _what("roll_changed", AT_HOME, MM1) is None


def test_a_sentence_that_nobody_knows_settles_nothing() -> None:
    assert _what("sun_shines", STAFF, MM1, BROKE) is None
