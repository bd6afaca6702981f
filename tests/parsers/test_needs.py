"""The SEN status, asked in one question or in two."""

import pytest

from tests.parsers import layouts
from tests.parsers.test_forms import _problems, _record

PLAN, SUPPORT = "Does the pupil have an EHC plan?", "Is the pupil receiving SEN support?"


@pytest.mark.parametrize(
    ("plan", "support", "status"),
    [
        ("No", "No", "N"),
        ("Yes ☐ No ☒", "Yes ☒ No ☐", "K"),
        ("Y", "N", "E"),
        ("Yes", "Yes", "E"),
        ("No", "", None),
        ("", "No", None),
        ("", "Yes", "K"),
    ],
)
def test_a_plan_and_support_asked_apart_make_one_status(
    plan: str, support: str, status: str | None
) -> None:
    form = layouts.agreement({"SEN status": None, PLAN: plan, SUPPORT: support})
    assert _record(layouts.read(form)).get("sen_status") == status


def test_two_answers_about_a_plan_are_asked_about() -> None:
    changes = {"SEN status": None, PLAN: "Yes", "EHCP": "No", SUPPORT: "No"}
    assert ("sen_status", "conflict") in _problems(layouts.read(layouts.agreement(changes)))


@pytest.mark.parametrize("label", ["SEN status E/K/N", "SEN: N / K / E", "SEN support or EHCP"])
def test_a_letter_among_those_a_question_offers_is_the_status(label: str) -> None:
    form = layouts.agreement({"SEN status": None, label: "N"})
    assert _record(layouts.read(form))["sen_status"] == "N"


def test_a_label_that_offers_every_status_asks_which_it_is() -> None:
    label = "SEND: none / support (K) / EHCP (E)"
    form = layouts.agreement({"SEN status": None, label: "☒ None ☐ K ☐ E"})
    assert _record(layouts.read(form))["sen_status"] == "N"


@pytest.mark.parametrize(
    ("told", "status"),
    [
        *(("K code", "K"), ("On SEN register (K)", "K"), ("Not on SEN register", "N")),
        *(("EHCP in progress", None), ("Draft EHCP", None), ("EHCP", "E")),
        *(("EHCP ceased July 2026", None), ("☐ None\n☒ EHCP in process\n☐ EHCP", None)),
        *(("☐ None\n☐ EHCP in process\n☒ EHCP", "E"), ("☒ None\n☐ EHCP", "N")),
    ],
)
def test_a_status_is_told_in_the_words_of_schools(told: str, status: str | None) -> None:
    assert (
        _record(layouts.read(layouts.agreement({"SEN status": told}))).get("sen_status") == status
    )
