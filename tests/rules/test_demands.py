"""What a protocol wants of a form: asked of its sender, or noted for staff."""

from typing import Any

import pytest

from mailbot.rules.demands import asked_of, care, demanded, demands
from mailbot.rules.protocols import Protocol, Protocols
from parsers.records import Mm1, Mm2, Problem, Reading
from tests.rules.made import HOME, RECEIVING, calendar, day, extended, mm1, move, protocol

SIGNED = {"evidence": "ink", "date": "2026-09-01"}
FORM: dict[str, Any] = {
    "pupil": {"forename": "Astrid", "surname": "Lind", "nc_year": 9},
    "home": {"urn": HOME, "consent": SIGNED},
    "receiving": {"urn": RECEIVING, "consent": SIGNED},
    "parents": [{"name": "Ida Lind", "consent": SIGNED}],
    "pupil_consent": SIGNED,
    "start_date": "2026-09-07",
    "end_date": "2026-10-16",
    "review_dates": ["2026-09-28"],
    "looked_after": False,
    "sen_status": "N",
}
ARRIVED = day("Thu 3 Sep 2026")


def _form(**changed: Any) -> Mm1:
    return Mm1.model_validate(FORM | changed)


def _told(rules: Protocol, **changed: Any) -> list[tuple[str, str]]:
    found = demands(_form(**changed), rules, calendar(), arrived=ARRIVED)
    return [(one.fate, one.field) for one in found]


def _cared(rules: Protocol, **changed: Any) -> list[str]:
    found = demands(_form(**changed), rules, calendar(), arrived=ARRIVED)
    return [one.text for one in found if one.fate == "care"]


def test_a_whole_form_wants_nothing_where_the_protocol_asks_for_nothing_more() -> None:
    assert _told(protocol()) == []


def test_a_form_without_an_end_is_asked_where_no_length_is_fixed() -> None:
    assert _told(protocol("derbyshire"), end_date=None) == [("query", "end_date")]


def test_a_form_without_an_end_is_fine_where_the_length_is_fixed() -> None:
    assert _told(protocol(), end_date=None) == []


def test_each_date_on_the_form_that_is_no_school_day_is_told_of() -> None:
    # Mon 2 Nov is INSET; half term began on Sat 24 Oct; a date beyond the terms is not judged
    days = ["2026-10-24", "2026-10-23", "2028-09-09"]
    told = _cared(protocol(), start_date="2026-09-06", end_date="2026-11-02", review_dates=days)
    assert told == [
        f"The {what}, is no school day at the receiving school."
        for what in (
            "first day on the form, Sunday 6 September 2026",
            "last day on the form, Monday 2 November 2026",
            "review on the form, Saturday 24 October 2026",
        )
    ]


def test_review_dates_that_are_set_at_the_start_are_asked_for() -> None:
    assert _told(protocol("cheshire-east"), review_dates=[]) == [("query", "review_dates")]


@pytest.mark.parametrize(
    ("end", "lines"),
    [
        ("2026-10-16", []),  # Fri 16 Oct is the last day of the sixth school week
        ("2026-10-19", ["The placement is planned for more than 6 school weeks."]),
    ],
)
def test_a_placement_that_is_planned_too_long_is_noted_for_staff(
    end: str, lines: list[str]
) -> None:
    assert _cared(protocol("cheshire-east"), end_date=end) == lines


def test_a_permanent_move_is_asked_for_no_end() -> None:
    assert not [f for f in _told(protocol("sunderland"), end_date=None) if f[0] == "query"]


def test_a_placement_with_an_end_is_noted_where_there_is_no_trial() -> None:
    said = _cared(protocol("sunderland"), legal_basis="offsite_direction")
    assert any("no trial" in text for text in said)


def test_a_signature_that_makes_the_agreement_valid_is_asked_for() -> None:
    rules = protocol("norfolk-2017")
    unsigned = {"urn": RECEIVING, "consent": {"evidence": "none"}}
    assert ("query", "receiving.consent") in _told(rules, receiving=unsigned)


def test_an_officer_s_signature_is_staff_s_to_look_for() -> None:
    said = _cared(protocol("norfolk-2017"))
    assert "Check that an officer of the authority has signed the agreement." in said


@pytest.mark.parametrize(("signed", "lines"), [("2026-09-07", 0), ("2026-09-08", 1)])
def test_consent_after_the_start_is_noted_where_it_must_come_before(
    signed: str, lines: int
) -> None:
    late = {"evidence": "ink", "date": signed}
    found = _cared(protocol("norfolk-2024"), pupil_consent=late)
    assert sum("dated after the start" in text for text in found) == lines


@pytest.mark.parametrize(
    ("came", "lines"),
    [("Thu 3 Sep 2026", 0), ("Fri 4 Sep 2026", 1)],  # Mon 7 Sep less two school days is Thu 3 Sep
)
def test_early_notice_is_counted_in_school_days_before_the_start(came: str, lines: int) -> None:
    found = demands(_form(sen_status="E"), protocol("derbyshire"), calendar(), arrived=day(came))
    assert sum("two school days" in one.text for one in found) == lines


@pytest.mark.parametrize(
    ("when", "changed"),
    [
        ("looked_after", {"looked_after": True}),
        ("ehcp", {"sen_status": "E"}),
        ("sen_support", {"sen_status": "K"}),
        ("year_10_or_11", {"pupil": {"surname": "Lind", "nc_year": 10}}),
        ("primary", {"pupil": {"surname": "Lind", "nc_year": 0}}),
        ("restricted_parent", {"parents": [{"name": "Ida", "no_contact": True}]}),
        ("pex_alternative", {"pex_alternative": True}),
        ("pex_if_unsuccessful", {"pex_if_unsuccessful": True}),
        ("trial_after_new_law", {"legal_basis": "trial_managed_move"}),
    ],
)
def test_each_case_is_known_by_the_form(when: str, changed: dict[str, Any]) -> None:
    one = protocol().condition[-1].model_copy(update={"when": when, "need": "none", "text": "LOOK"})
    rules = protocol().model_copy(update={"condition": (one,)})
    assert _cared(rules, **changed) == ["LOOK"]
    assert _cared(rules) == []


def test_a_case_that_is_always_so() -> None:
    one = protocol().condition[-1].model_copy(update={"when": "always", "text": "LOOK"})
    assert _cared(protocol().model_copy(update={"condition": (one,)})) == ["LOOK"]


def test_an_extension_that_should_be_exceptional_is_noted() -> None:
    made = move(
        mm1("Mon 7 Sep 2026 09:00", "Mon 7 Sep 2026"),
        extended("Fri 16 Oct 2026 15:00", "Fri 4 Dec 2026"),
    )
    said = [one.text for one in care(_form(), made, protocol("cheshire-east"), calendar())]
    assert "The placement was extended, which should be exceptional." in said
    assert not care(_form(), made, protocol(), calendar())


# --------------------------------------------------------------------- as a question to the sender


def _reading(record: Mm1 | Mm2, *problems: Problem) -> Reading:
    return Reading(
        source="x",
        kind="MM1" if isinstance(record, Mm1) else "MM2",
        status="accepted",
        record=record,
        problems=problems,
    )


def _asked(reading: Reading, name: str) -> Reading:
    return demanded(reading, Protocols((protocol(name),)), calendar(), ARRIVED, None)


def test_what_is_asked_makes_an_accepted_form_a_question() -> None:
    absent = Problem(field="end_date", code="missing", message="No end date.")
    found = _asked(_reading(_form(end_date=None), absent), "derbyshire")
    assert found.status == "query"
    assert [(p.field, p.message.split(".")[0]) for p in found.problems] == [
        ("end_date", "The form gives no end date"),
    ]


def test_what_is_only_noted_leaves_a_form_accepted() -> None:
    reading = _reading(_form())
    assert _asked(reading, "norfolk-2017") == reading


def test_a_form_that_waits_for_a_person_is_asked_nothing() -> None:
    reading = _reading(_form(end_date=None)).model_copy(update={"status": "held"})
    assert _asked(reading, "derbyshire") == reading


def test_an_outcome_form_is_asked_for_the_fields_that_its_outcome_needs() -> None:
    back = Mm2(outcome="unsuccessful", decision_date=day("Fri 16 Oct 2026"))
    found = _asked(_reading(back), "derbyshire")
    assert [p.message for p in found.problems] == ["The form does not give the return date."]
    given = back.model_copy(update={"return_date": day("Mon 19 Oct 2026")})
    assert _asked(_reading(given), "derbyshire").status == "accepted"
    assert _asked(_reading(Mm2(outcome="successful")), "derbyshire").status == "accepted"


def test_a_form_is_asked_by_the_version_of_its_start() -> None:
    both = Protocols((protocol("norfolk-2017"), protocol("norfolk-2024")))
    unsigned = {"pupil_consent": None}
    for start, asked in (("2024-08-31", 0), ("2024-09-01", 1)):
        reading = _reading(_form(start_date=start, **unsigned))
        found = asked_of(reading, both, calendar(), ARRIVED, None)
        assert len([one for one in found if one.field == "pupil_consent"]) == asked
