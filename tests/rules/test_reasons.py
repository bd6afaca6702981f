"""Why a date is that date: steps counted by hand, and thousands of moves whose steps must agree."""

import os

import pytest

from mailbot.rules.moves import fold
from mailbot.rules.obligations import obligations
from mailbot.rules.placement import placement
from mailbot.rules.reasons import base_reason, met_by, reason
from mailbot.rules.steps import Sort
from tests.rules.made import HOME, RECEIVING
from tests.rules.test_brute import _calendar, _event, made_case

COUNT = int(os.environ.get("MAILBOT_MOVES", "2000"))
BATCH = 200


def _unexplained(number: int) -> list[str]:
    case, rules = made_case(number)
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
