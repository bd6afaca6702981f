"""What holds of every move, whatever happens to it and whenever the bot looks.

The moves are those of tests/rules/test_brute.py: hypothesis picks their numbers and the instants.
"""

import datetime as dt
import random
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailbot.rules.moves import Event, fold
from mailbot.rules.notices import plan
from mailbot.rules.planned import Planned
from mailbot.rules.protocols import Protocol
from mailbot.rules.schooldays import Calendar, CalendarTooShortError, Slip, Unit
from tests.rules.made import HOME, LONDON, RECEIVING, Post, calendar
from tests.rules.test_brute import _calendar, _event, made_case

DAY = dt.timedelta(days=1)
FEW = settings(
    max_examples=40, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
MANY = settings(FEW, max_examples=200)
NUMBERS = st.integers(1_000_000, 1_001_000)
DAYS = st.dates(dt.date(2026, 9, 2), dt.date(2028, 7, 21))
EXEMPT = ("breakdown_", "form_held")
AFTERWARDS = {"report_chase", "plan_meeting_chase", "plan_meeting_reminder", "form_query",
              "roll_change_chase", "success_confirmed"}  # fmt: skip


def _move(number: int) -> tuple[list[Event], Protocol, Calendar]:
    case, rules = made_case(number)
    return [_event(n, fact) for n, fact in enumerate(case.facts, 1)], rules, _calendar(case.years)


def _until(events: Sequence[Event]) -> dt.datetime:
    return events[-1].at + 40 * DAY


def _ticked(number: int, instants: Sequence[dt.datetime]) -> Post:
    """Tick at these instants, with what was known by then."""
    events, rules, days = _move(number)
    post = Post(rules, days)
    count, made = 0, fold("M1", HOME, RECEIVING, [])
    for now in sorted(instants):
        known = [e for e in events if e.taken <= now]
        if len(known) != count:
            count, made = len(known), fold("M1", HOME, RECEIVING, known)
        if known and post.tick(made, now):
            post.tick(made, now)
    return post


def _followed(number: int) -> tuple[Post, list[Event]]:
    events, rules, days = _move(number)
    post = Post(rules, days)
    post.follow(events, _until(events))
    return post, events


def _often(events: Sequence[Event]) -> list[dt.datetime]:
    """Return every 08:00, and the instant of every fact."""
    first, last = events[0].at.astimezone(LONDON).date(), _until(events).date()
    eights = [
        dt.datetime.combine(first + n * DAY, dt.time(8), LONDON).astimezone(dt.UTC)
        for n in range((last - first).days)
    ]
    return [*eights, *(e.at for e in events)]


@FEW
@given(NUMBERS, st.randoms(use_true_random=False))
def test_facts_in_any_order_of_arrival_make_the_same_move(number: int, dice: random.Random) -> None:
    events, rules, days = _move(number)
    made = fold("M1", HOME, RECEIVING, events)
    shuffled = dice.sample(events, len(events))
    assert fold("M1", HOME, RECEIVING, shuffled) == made
    assert plan(fold("M1", HOME, RECEIVING, shuffled), rules, days, {}) == plan(
        made, rules, days, {}
    )


@FEW
@given(NUMBERS)
def test_planning_again_after_everything_left_adds_nothing(number: int) -> None:
    post, events = _followed(number)
    made = fold("M1", HOME, RECEIVING, events)
    assert post.tick(made, _until(events) - dt.timedelta(microseconds=1)) == []


@FEW
@given(NUMBERS)
def test_due_dates_do_not_depend_on_what_was_sent(number: int) -> None:
    post, events = _followed(number)
    made = fold("M1", HOME, RECEIVING, events)
    fresh = {p.key: (p.due, p.at, p.until) for p in plan(made, post.rules, post.days, {})}
    later = {p.key: (p.due, p.at, p.until) for p in plan(made, post.rules, post.days, post.sent)}
    assert {key: later[key] for key in fresh} == fresh
    assert {key for key in later if key not in fresh} <= {"M1/letter/escalation"}


@FEW
@given(NUMBERS)
def test_no_chase_leaves_before_its_rung_or_after_its_day(number: int) -> None:
    post, _ = _followed(number)
    for key, letter in post.letters.items():
        assert post.sent[key] >= letter.at
        if letter.rung:
            assert post.days.day_of(post.sent[key]) == post.days.day_of(letter.at)
            assert letter.due is not None
            assert post.days.day_of(post.sent[key]) > letter.due


def _is_quiet(letter: Planned, when: dt.datetime, days: Calendar) -> bool:
    day = days.day_of(when)
    if letter.role in ("home", "receiving", "sender"):
        return not days.school(letter.school).holds(day)
    return letter.role in ("eit_manager", "exclusions_team") and not days.is_working_day(day)


@FEW
@given(NUMBERS)
def test_nothing_leaves_on_a_quiet_day_but_what_may(number: int) -> None:
    post, _ = _followed(number)
    for key, letter in post.letters.items():
        exempt = letter.kind.startswith(EXEMPT) or letter.about == "letter"
        assert exempt or not _is_quiet(letter, post.sent[key], post.days), key


@FEW
@given(NUMBERS)
def test_an_ended_move_is_chased_for_nothing_but_what_its_end_owes(number: int) -> None:
    post, events = _followed(number)
    ended = [e.taken for e in events if e.data.get("kind") in ("successful", "unsuccessful")]
    for key, when in post.sent.items():
        letter = post.letters[key]
        if ended and when >= ended[0] and not letter.kind.startswith(EXEMPT):
            about = {"report", "plan", "roll:home", "roll:receiving", "letter", "success"}
            assert letter.kind in AFTERWARDS or letter.about in about, key


@MANY
@given(NUMBERS)
def test_a_restricted_parent_is_never_written_to_and_nobody_told_twice(number: int) -> None:
    post, events = _followed(number)
    agreed = [e.data["parents"] for e in events if e.what == "mm1"]
    told = [p.number for p in post.letters.values() if p.kind == "breakdown_parent"]
    assert len(told) == len(set(told))
    if agreed:
        open_to = {p["number"] for p in agreed[-1] if p["email"] and not p["restricted"]}
        assert set(told) <= open_to


@FEW
@given(NUMBERS, st.integers(2, 12), st.integers(0, 11))
def test_ticking_rarely_sends_no_other_letters_and_ends_at_the_same_stage(
    number: int, every: int, offset: int
) -> None:
    events, _, _ = _move(number)
    often = sorted(_often(events))
    rare = [*often[offset % every :: every], *often[-25:]]
    many, few = _ticked(number, often), _ticked(number, rare)
    assert _at_most_late(few, many)
    unending = {key for key, p in many.letters.items() if p.until is None}
    made = fold("M1", HOME, RECEIVING, events)
    still = {p.key for p in plan(made, many.rules, many.days, many.sent)}
    assert unending & still <= set(few.sent)


def _at_most_late(few: Post, many: Post) -> bool:
    """Return whether `few` sent only what `many` did too, each at the same moment or later."""
    return all(key in many.sent and many.sent[key] <= when for key, when in few.sent.items())


@FEW
@given(NUMBERS, st.randoms(use_true_random=False))
def test_ticking_at_odd_instants_besides_changes_no_day(number: int, dice: random.Random) -> None:
    events, _, _ = _move(number)
    often = _often(events)
    span = (_until(events) - events[0].at).total_seconds() - 2 * 86400
    odd = [events[0].at + dt.timedelta(seconds=dice.uniform(0, span)) for _ in range(40)]
    plain, more = _ticked(number, often), _ticked(number, [*often, *odd])
    days = plain.days
    assert {k: days.day_of(v) for k, v in plain.sent.items()} == {
        k: days.day_of(v) for k, v in more.sent.items()
    }


@FEW
@given(NUMBERS)
def test_a_follower_of_every_instant_and_a_daily_tick_send_the_same_letters(number: int) -> None:
    followed, events = _followed(number)
    ticked = _ticked(number, _often(events))
    last = max(_often(events))
    assert {k for k, v in followed.sent.items() if v <= last} == set(ticked.sent)


# the calendar


@MANY
@given(DAYS, st.integers(1, 40))
def test_counting_forwards_and_backwards_agree(start: dt.date, count: int) -> None:
    days = calendar().school(HOME)
    try:
        there = days.after(start, count)
    except CalendarTooShortError:
        assert days.between(start, days.last) < count
        return
    assert days.holds(there)
    assert days.between(start, there) == count
    if days.holds(start):
        assert days.before(there, count) == start


@MANY
@given(DAYS)
def test_a_slip_goes_to_the_nearest_school_day_on_its_side(day: dt.date) -> None:
    days = calendar().school(HOME)
    for slip, step in ((Slip.NEXT, DAY), (Slip.PREVIOUS, -DAY)):
        try:
            found = days.slipped(day, slip)
        except CalendarTooShortError:
            assert not any(d <= day for d in days.days)
            continue
        while day != found and not days.holds(day):
            day += step
        assert day == found


@MANY
@given(st.dates(dt.date(2024, 1, 1), dt.date(2031, 1, 1)), st.integers(0, 600))
def test_a_count_that_leaves_the_terms_raises_and_guesses_nothing(day: dt.date, count: int) -> None:
    days = calendar().school(HOME)
    for step in (days.after, days.before):
        try:
            found = step(day, count)
        except CalendarTooShortError:
            continue
        assert days.first <= found <= days.last


@pytest.mark.parametrize("unit", Unit)
def test_no_days_after_a_day_is_that_day(unit: Unit) -> None:
    day = dt.date(2026, 10, 8)
    assert calendar().shift(day, 0, unit, HOME) == day
