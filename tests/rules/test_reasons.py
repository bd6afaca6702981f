"""Why a date is that date: steps counted by hand, and thousands of moves whose steps must agree."""

import os
import random
from typing import Any

import pytest

from mailbot.rules.moves import fold
from mailbot.rules.obligations import obligations
from mailbot.rules.placement import placement
from mailbot.rules.protocols import Protocol
from mailbot.rules.reasons import base_reason, met_by, reason
from mailbot.rules.schooldays import Slip, Unit
from mailbot.rules.steps import Sort
from tests.rules.made import HOME, RECEIVING, protocol
from tests.rules.test_brute import _calendar, _event, made_case

COUNT = int(os.environ.get("MAILBOT_MOVES", "1000"))
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
    rules = rules or its_own
    days = _calendar(case.years)
    events = [_event(n, fact) for n, fact in enumerate(case.facts, 1)]
    wrong = []
    for n in range(1, len(events) + 1):
        made = fold("M1", HOME, RECEIVING, events[:n])
        dates = placement(made, rules, days)
        for owed in obligations(made, rules, days, dates):
            steps = reason(owed, made, rules, days, dates)
            if not steps or steps[-1].day != owed.due:
                wrong.append(f"move {number}, fact {n}: {owed.id} due {owed.due} has no steps")
            if steps and steps[0].sort not in (Sort.FACT, Sort.WRITTEN):
                wrong.append(f"move {number}, fact {n}: {owed.id} begins nowhere")
            base = base_reason(owed, made, rules, days)
            if (base[-1].day if base else owed.due) != owed.base:
                wrong.append(f"move {number}, fact {n}: {owed.id} ladder from {owed.base}")
            if owed.met_on is not None and met_by(owed, events[:n]) is None:
                wrong.append(f"move {number}, fact {n}: nothing met {owed.id}")
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
