"""Why a date is that date: steps counted by hand, and thousands of moves whose steps must agree."""

import os
import random
from dataclasses import replace
from typing import Any

import pytest

from mailbot.rules.moves import Event, What, fold
from mailbot.rules.obligations import obligations
from mailbot.rules.placement import placement
from mailbot.rules.protocols import Protocol
from mailbot.rules.reasons import base_reason, met_by, reason
from mailbot.rules.schooldays import Slip, Unit
from mailbot.rules.steps import Sort
from tests.rules.made import (
    HOME,
    RECEIVING,
    at,
    calendar,
    dates,
    day,
    event,
    extended,
    mm1,
    move,
    owed,
    protocol,
)  # fmt: skip
from tests.rules.test_brute import _calendar, _event, made_case

COUNT = int(os.environ.get("MAILBOT_MOVES", "500"))
BATCH = 250


SHIPPED = (
    "southwark", "rotherham", "norfolk-2017", "norfolk-2024", "cheshire-east", "sunderland",
    "derbyshire",
)  # fmt: skip
REVIEWS = (
    ["week 4", "week 8", "final"], ["midway", "final"], ["every 3 weeks", "final"],
    ["fraction 0.25", "final"],
)  # fmt: skip


def any_protocol(number: int) -> Protocol:
    """Return a protocol that uses some of all that a protocol file may say."""
    dice = random.Random(number)  # noqa: S311 - a protocol that can be made again
    name = dice.choice(SHIPPED)
    reviews = {} if name == "sunderland" else {"reviews": dice.choice(REVIEWS)}
    rules = protocol(name, **reviews)
    clauses: dict[str, dict[str, Any]] = {
        "placement": {
            "slip": dice.choice(list(Slip)),
            "week_unit": dice.choice(("calendar", "school", "school_days")),
            "length_school_days": dice.choice((None, None, 40)),
            "form_end": dice.random() < 0.8,
        },
        "reviews": {"anchor": dice.choice(("start", "first_school_day"))},
        "notification": {
            "direction": dice.choice(("after", "before")),
            "unit": dice.choice(list(Unit)),
            "owed_by": dice.choice(("home", "receiving", "both")),
        },
    }
    changed = {
        name: getattr(rules, name).model_copy(update=figures) for name, figures in clauses.items()
    }
    return rules.model_copy(update=changed)


def _unexplained(number: int, rules: Protocol | None = None) -> list[str]:
    case, its_own = made_case(number)
    days = _calendar(case.years)
    if rules is not None:  # and of every third calendar the end is not known yet
        known = days.terms if number % 3 else days.terms[: 2 + number % 5]
        days = replace(days, terms=known)
    rules = rules or its_own
    events = [_event(n, fact) for n, fact in enumerate(case.facts, 1)]
    wrong = []
    for n in range(1, len(events) + 1):
        made = fold("M1", HOME, RECEIVING, events[:n])
        dates = placement(made, rules, days)
        for one in obligations(made, rules, days, dates):
            steps = reason(one, made, rules, days, dates)
            if not steps or steps[-1].day != one.due:
                wrong.append(f"move {number}, fact {n}: {one.id} due {one.due} has no steps")
            if steps and steps[0].sort not in (Sort.FACT, Sort.WRITTEN):
                wrong.append(f"move {number}, fact {n}: {one.id} begins nowhere")
            base = base_reason(one, made, rules, days)
            if (base[-1].day if base else one.due) != one.base:
                wrong.append(f"move {number}, fact {n}: {one.id} ladder from {one.base}")
            if one.met_on is not None and met_by(one, events[:n]) is None:
                wrong.append(f"move {number}, fact {n}: nothing met {one.id}")
    return wrong


@pytest.mark.parametrize("first", range(0, COUNT, BATCH))
def test_the_steps_of_any_move_lead_to_the_very_day_that_is_due(first: int) -> None:
    wrong = [line for n in range(first, first + BATCH) for line in _unexplained(n)]
    assert not wrong, "\n".join(wrong[:20])


@pytest.mark.parametrize("first", range(0, COUNT // 2, BATCH))
def test_so_they_do_under_any_protocol(first: int) -> None:
    numbers = range(first, first + BATCH)
    wrong = [line for n in numbers for line in _unexplained(n, any_protocol(n))]
    assert not wrong, "\n".join(wrong[:20])


# ------------------------------------------------------------------------------ by hand


def _steps(what: str, *events: Event, rules: Protocol | None = None) -> list[tuple[str, str]]:
    """Return what each step does and the day that it reached."""
    made, rules = move(*events), rules or protocol()
    found = owed(made, rules)[what]
    steps = reason(found, made, rules, calendar(), placement(made, rules, calendar()))
    return [(step.label or step.sort.value, f"{step.day:%a %-d %b %Y}") for step in steps]


PLAIN = mm1("Tue 8 Sep 2026 09:30", "Mon 7 Sep 2026")


def test_a_week_that_ends_on_an_inset_day_slips() -> None:
    assert _steps("review:week8", PLAIN) == [
        ("start", "Mon 7 Sep 2026"), ("weeks", "Mon 2 Nov 2026"), ("next", "Tue 3 Nov 2026"),
    ]  # fmt: skip


def test_the_friday_of_the_week_is_a_slip_of_its_own() -> None:
    rules = protocol(slip="friday")
    assert _steps("review:week8", PLAIN, rules=rules)[-1] == ("friday", "Fri 6 Nov 2026")


def test_a_part_of_a_placement_counts_from_its_start_to_its_end() -> None:
    rules = protocol(reviews=["fraction 0.25", "final"], length_weeks=8)  # to Tue 3 Nov: 57 days
    (what,) = [key for key in owed(move(PLAIN), rules) if key.startswith("review:")]
    assert _steps(what, PLAIN, rules=rules) == [
        ("start", "Mon 7 Sep 2026"), ("weeks", "Mon 2 Nov 2026"), ("next", "Tue 3 Nov 2026"),
        ("part", "Mon 21 Sep 2026"),
    ]  # fmt: skip


def test_a_limit_before_the_start_is_counted_back() -> None:
    clause = protocol().notification.model_copy(update={"direction": "before"})
    rules = protocol().model_copy(update={"notification": clause})
    later = mm1("Thu 5 Nov 2026 09:30", "Tue 3 Nov 2026")
    made = move(later)
    found = owed(made, rules)["mm1"]
    (_, count) = reason(found, made, rules, calendar(), None)
    # Mon 2 Nov is an INSET day, the week before it half term
    assert [f"{one:%a %-d %b}" for one in count.days] == [
        "Fri 23 Oct", "Thu 22 Oct", "Wed 21 Oct", "Tue 20 Oct", "Mon 19 Oct",
    ]  # fmt: skip
    assert [(f"{s.first:%-d %b}", f"{s.last:%-d %b}", s.gap.value) for s in count.skipped] == [
        ("26 Oct", "30 Oct", "no term"), ("2 Nov", "2 Nov", "closed"),
    ]  # fmt: skip


def test_the_support_after_a_permanent_move_counts_from_the_start() -> None:
    rules = protocol("sunderland")
    permanent = mm1("Tue 8 Sep 2026 09:30", "Mon 7 Sep 2026", basis="managed_move_permanent")
    assert _steps("review:support", permanent, rules=rules) == [
        ("start", "Mon 7 Sep 2026"), ("weeks", "Mon 19 Oct 2026"),
    ]  # fmt: skip


def test_an_extension_is_written_on_the_outcome_form() -> None:
    longer = extended("Mon 30 Nov 2026 15:00", "Mon 11 Jan 2027")
    assert _steps("outcome:extension", PLAIN, longer) == [("extension_end", "Mon 11 Jan 2027")]


def test_an_early_final_review_that_staff_named_says_so() -> None:
    said = event("final", "Mon 12 Oct 2026 09:00", day=day("Fri 16 Oct 2026"))
    assert _steps("outcome:final", PLAIN, said) == [("staff", "Fri 16 Oct 2026")]


def test_a_roll_change_counts_from_the_day_after_the_final_review() -> None:
    met = event(
        "outcome", "Tue 1 Dec 2026 12:00", kind="successful", meeting=day("Mon 30 Nov 2026")
    )
    assert _steps("roll:home", PLAIN, met) == [
        ("meeting", "Mon 30 Nov 2026"), ("day after", "Tue 1 Dec 2026"),
        ("roll_home", "Tue 1 Dec 2026"), ("count", "Tue 8 Dec 2026"),
    ]  # fmt: skip


def test_a_week_that_the_terms_reach_is_explained_though_they_do_not_reach_the_end() -> None:
    made = move(mm1("Tue 3 Nov 2026 09:30", "Tue 3 Nov 2026"))
    short = calendar("vale-autumn-only")  # to Fri 18 Dec
    when = dates(made, days=short)
    found = owed(made, days=short)["review:week4"]
    assert reason(found, made, protocol(), short, when)[-1].day == day("Tue 1 Dec 2026")
    assert "outcome:final" not in owed(made, days=short)


def test_what_a_query_is_due_counts_from_the_day_it_was_asked() -> None:
    asked = event("asked", "Thu 22 Oct 2026 12:00", form="1", settles="mm1", school=HOME)
    # Fri 23 Oct; then half term and an INSET day; Tue 3 Nov
    assert _steps("query:1", asked) == [
        ("query", "Thu 22 Oct 2026"), ("count", "Tue 3 Nov 2026"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "what",
    ["other", "query:9", "review:week4", "outcome:final", "report", "plan", "roll:home",
     "attendance:2026-10-05"],
)  # fmt: skip
def test_what_is_not_owed_has_no_steps(what: str) -> None:
    bare = move(event("known", "Mon 7 Sep 2026 09:00"))
    stray = replace(owed(bare)["mm1"], id=what)
    assert reason(stray, bare, protocol(), calendar(), None) == ()
    assert reason(stray, move(), protocol(), calendar(), dates(move(PLAIN))) == ()


def test_a_move_that_nobody_knows_has_no_limit_to_explain() -> None:
    stray = owed(move(event("known", "Mon 7 Sep 2026 09:00")))["mm1"]
    assert reason(stray, move(), protocol(), calendar(), None) == ()


def test_a_withdrawn_fact_met_nothing() -> None:
    held = event("review", "Mon 5 Oct 2026 12:00", 2, day=day("Mon 5 Oct 2026"))
    first = mm1("Tue 8 Sep 2026 09:30", "Mon 7 Sep 2026", 1)
    found = owed(move(first, held))["review:week4"]
    assert met_by(found, [first, held]) == held
    then = at("Tue 6 Oct 2026 12:00")
    gone = Event(move="M1", what=What.WITHDRAWN, at=then, taken=then, data={"seq": 2}, seq=3)
    assert met_by(found, [first, held, gone]) is None
