"""What a form that was read changes: facts, a question, or a case for a person."""

from typing import Any

import pytest

from mailbot.rules.identity import Known
from mailbot.rules.intake import (
    Accepted,
    Decision,
    Desk,
    ForAPerson,
    Question,
    Sender,
    decide,
    identity_of,
)  # fmt: skip
from mailbot.rules.moves import Move, What
from mailbot.rules.protocols import Protocols
from parsers.records import AttendanceRecord, Extension, Mm1, Mm2, Problem, Reading, ReviewRecord
from tests.rules.made import (
    CINDER,
    HOME,
    RECEIVING,
    at,
    calendar,
    day,
    event,
    extended,
    mm1,
    move,
    protocol,
    successful,
    unsuccessful,
)  # fmt: skip

ARRIVED = at("Tue 8 Sep 2026 09:30")
AGREED = event("mm1", "Tue 8 Sep 2026 09:30", start=day("Mon 7 Sep 2026"))
UPN = "P210999924001"
WHO: dict[str, Any] = {
    "pupil": {"forename": "Astrid", "surname": "Lind", "dob": "2012-03-17", "upn": UPN},
    "home": {"school": "Alder", "urn": HOME},
    "receiving": {"school": "Beck", "urn": RECEIVING},
}


def _sender(*schools: int, staff: bool = False, proved: bool = True) -> Sender:
    of = frozenset(schools)
    return Sender(address="a@b.example", authenticated=proved, staff=staff, schools=of)


AT_HOME, THERE, STAFF = _sender(HOME), _sender(RECEIVING), _sender(staff=True)


def _mm1(**more: Any) -> Mm1:
    return Mm1.model_validate(WHO | {"start_date": day("Mon 7 Sep 2026")} | more)


def _mm2(**more: Any) -> Mm2:
    said = {"outcome": "unsuccessful", "decision_date": day("Wed 21 Oct 2026"),
            "end_date": day("Fri 23 Oct 2026")}  # fmt: skip
    return Mm2.model_validate(WHO | said | more)


def _review(**more: Any) -> ReviewRecord:
    return ReviewRecord.model_validate(WHO | {"review_date": day("Mon 5 Oct 2026")} | more)


def _week(**more: Any) -> AttendanceRecord:
    return AttendanceRecord.model_validate(WHO | {"week_beginning": day("Mon 7 Sep 2026")} | more)


_KINDS: dict[type, str] = {
    Mm1: "MM1",
    Mm2: "MM2",
    ReviewRecord: "review",
    AttendanceRecord: "attendance",
}


def _decide(
    record: Any,
    sender: Sender,
    *known: Move,
    status: str = "accepted",
    paper: Mm1 | None = None,
    by_staff: bool = False,
) -> Decision:
    problems = (Problem(field="x", code="unclear", message="A doubt."),)
    reading = Reading.model_validate(
        {
            "source": "s", "kind": _KINDS.get(type(record), "other"), "status": status,
            "record": record, "problems": problems if status != "accepted" else (),
        }
    )  # fmt: skip
    who = identity_of(_mm1())
    desk = Desk(
        known=[Known(move=m.id, who=who, state="over" if m.is_over else "running") for m in known],
        moves={m.id: m for m in known},
        protocols=Protocols((protocol(),)),
        calendar=calendar(),
        papers=lambda _ref: paper,
    )
    return decide(reading, sender, desk, None, arrived=ARRIVED, by_staff=by_staff)


def _reason(decision: Decision) -> str:
    assert isinstance(decision, ForAPerson), decision
    return decision.reason


def _facts(decision: Decision) -> list[What]:
    return [what for what, _ in decision.facts]


RUNNING = move(AGREED)


# who may speak


def test_a_document_that_cannot_be_read_waits_for_a_person() -> None:
    assert _reason(_decide(None, AT_HOME, status="held")) == "unreadable"
    assert _reason(_decide(None, AT_HOME)) == "unreadable"


@pytest.mark.parametrize(
    ("sender", "reason"),
    [(_sender(HOME, proved=False), "unauthenticated"), (_sender(CINDER), "wrong_sender")],
)
def test_a_form_counts_only_from_somebody_who_may_speak(sender: Sender, reason: str) -> None:
    assert _reason(_decide(_mm1(), sender)) == reason


def test_a_doubtful_form_rests_the_ladder_of_a_known_move() -> None:
    found = _decide(_review(), _sender(CINDER), RUNNING)
    assert found.facts == (
        (What.HELD, {"settles": "review", "day": day("Mon 5 Oct 2026")}),
    )  # fmt: skip


def test_a_doubtful_form_of_no_known_move_rests_nothing() -> None:
    assert _decide(_review(), _sender(CINDER)).facts == ()


def test_an_unclear_form_waits_for_a_person_with_its_first_doubt() -> None:
    found = _decide(_mm1(), AT_HOME, status="held")
    assert isinstance(found, ForAPerson)
    assert (found.reason, found.why) == ("unclear", "A doubt.")


def test_two_candidates_wait_for_a_person_even_when_staff_accept() -> None:
    other = move(AGREED, home=HOME)
    other = Move(id="M2", home=other.home, receiving=other.receiving, agreements=other.agreements)
    assert _reason(_decide(_mm2(), AT_HOME, RUNNING, other, by_staff=True)) == "two_candidates"


@pytest.mark.parametrize("by_staff", [False, True])
def test_a_number_of_another_child_waits_for_a_person(by_staff: bool) -> None:  # noqa: FBT001
    numbered = _mm1(pupil={"forename": "Berta", "surname": "Lind", "upn": UPN})
    found = _decide(numbered, AT_HOME, RUNNING, by_staff=by_staff)
    assert _reason(found) == "conflict"


def test_staff_may_accept_what_nobody_could_prove() -> None:
    found = _decide(_mm1(), _sender(proved=False), by_staff=True)
    assert isinstance(found, Accepted)


def test_staff_speak_for_every_school() -> None:
    assert STAFF.speaks_for(CINDER)
    assert not AT_HOME.speaks_for(None, CINDER)


# questions


def test_a_queried_form_asks_its_sender_and_makes_its_move_known_of() -> None:
    found = _decide(_mm1(), AT_HOME, status="query")
    assert isinstance(found, Question)
    assert (found.move, found.opens) == (None, True)
    assert found.facts == (
        (What.KNOWN, {"start": day("Mon 7 Sep 2026")}),
        (What.ASKED, {"settles": "mm1", "school": HOME}),
    )


def test_a_queried_form_of_another_kind_makes_no_start_known() -> None:
    found = _decide(_mm2(), THERE, status="query")
    assert found.facts[0] == (What.KNOWN, {})


def test_a_queried_form_of_a_known_move_opens_none() -> None:
    found = _decide(_review(), AT_HOME, RUNNING, status="query")
    assert isinstance(found, Question)
    assert (found.move, found.opens) == ("M1", False)
    assert dict(found.facts[0][1])["day"] == day("Mon 5 Oct 2026")


def test_a_question_counts_the_days_of_the_schools_own_side_of_a_trust() -> None:
    # the sender speaks for two schools of a trust; only the one with the higher number is concerned
    found = _decide(
        _mm1(home={"school": "X", "urn": 100009}), _sender(HOME, RECEIVING), status="query"
    )
    assert dict(found.facts[-1][1])["school"] == RECEIVING


def test_a_question_to_staff_counts_no_schools_days() -> None:
    found = _decide(_mm1(), STAFF, status="query")
    assert dict(found.facts[-1][1])["school"] is None


def test_staff_who_accept_a_queried_form_ask_nobody() -> None:
    assert isinstance(_decide(_mm1(), AT_HOME, status="query", by_staff=True), Accepted)


# the agreement


def test_a_first_agreement_opens_a_move() -> None:
    found = _decide(_mm1(), AT_HOME)
    assert isinstance(found, Accepted)
    assert (found.move, _facts(found), found.amends, found.repeats) == (
        None, [What.MM1], False, False,
    )  # fmt: skip


def test_an_agreement_keeps_when_its_first_mail_came() -> None:
    assert dict(_decide(_mm1(), AT_HOME).facts[0][1])["arrived"] == ARRIVED


def test_an_agreement_says_of_parents_only_what_the_rules_may_know() -> None:
    parents = [{"name": "A", "email": "a@b.example", "email_agreed": False}, {"no_contact": True}]
    assert dict(_decide(_mm1(parents=parents), AT_HOME).facts[0][1])["parents"] == [
        {"number": 1, "email": True, "agreed": False, "restricted": False},
        {"number": 2, "email": False, "agreed": None, "restricted": True},
    ]


def test_an_agreement_without_a_start_waits_for_a_person() -> None:
    assert _reason(_decide(_mm1(start_date=None), AT_HOME)) == "unclear"


def test_an_agreement_of_an_expected_move_is_that_moves() -> None:
    found = _decide(_mm1(), AT_HOME, move(event("known", "Mon 7 Sep 2026 09:00")))
    assert isinstance(found, Accepted)
    assert (found.move, found.amends) == ("M1", False)


def test_the_same_agreement_again_changes_nothing() -> None:
    found = _decide(_mm1(), AT_HOME, RUNNING, paper=_mm1())
    assert isinstance(found, Accepted)
    assert found.repeats


def test_another_agreement_of_the_home_school_amends_the_first() -> None:
    found = _decide(_mm1(start_date=day("Tue 8 Sep 2026")), AT_HOME, RUNNING, paper=_mm1())
    assert isinstance(found, Accepted)
    assert (found.move, found.amends) == ("M1", True)


def test_the_receiving_schools_copy_of_the_same_agreement_changes_nothing() -> None:
    found = _decide(_mm1(reason="A word."), THERE, RUNNING, paper=_mm1())
    assert isinstance(found, Accepted)
    assert found.repeats


def test_another_agreement_of_the_receiving_school_contradicts() -> None:
    found = _decide(_mm1(start_date=day("Tue 8 Sep 2026")), THERE, RUNNING, paper=_mm1())
    assert _reason(found) == "contradiction"
    assert _facts(found) == [What.HELD]


OVER = move(AGREED, unsuccessful("Wed 21 Oct 2026 12:00", "Wed 21 Oct 2026", "Fri 23 Oct 2026"))


def test_an_agreement_that_starts_after_the_end_is_a_new_placement() -> None:
    found = _decide(_mm1(start_date=day("Mon 2 Nov 2026")), AT_HOME, OVER)
    assert isinstance(found, Accepted)
    assert found.move is None


def test_an_agreement_that_starts_on_the_day_of_the_end_is_no_new_placement() -> None:
    found = _decide(_mm1(start_date=day("Fri 23 Oct 2026")), AT_HOME, OVER)
    assert _reason(found) == "contradiction"


def test_another_agreement_of_a_placement_that_is_over_waits_for_a_person() -> None:
    found = _decide(_mm1(start_date=day("Tue 8 Sep 2026")), AT_HOME, OVER)
    assert _reason(found) == "contradiction"
    assert found.facts == ()


def test_staff_may_amend_a_placement_that_is_over() -> None:
    found = _decide(_mm1(start_date=day("Tue 8 Sep 2026")), AT_HOME, OVER, by_staff=True)
    assert isinstance(found, Accepted)
    assert found.amends


# the outcome


def test_an_outcome_of_no_known_move_makes_it_known_of_and_sends_nothing() -> None:
    found = _decide(_mm2(), THERE)
    assert _reason(found) == "no_move"
    assert isinstance(found, ForAPerson)
    assert found.opens
    assert _facts(found) == [What.KNOWN, What.HELD]


def test_an_outcome_about_nobody_opens_nothing() -> None:
    found = _decide(_mm2(pupil={}), THERE)
    assert isinstance(found, ForAPerson)
    assert (found.opens, found.facts) == (False, ())


def test_an_outcome_without_its_agreement_waits_for_a_person() -> None:
    found = _decide(_mm2(), THERE, move(event("known", "Mon 7 Sep 2026 09:00")))
    assert _reason(found) == "no_agreement"


@pytest.mark.parametrize("sender", [AT_HOME, THERE, STAFF])
def test_an_outcome_counts_from_either_school(sender: Sender) -> None:
    found = _decide(_mm2(), sender, RUNNING)
    assert isinstance(found, Accepted)
    assert _facts(found) == [What.OUTCOME]


def test_the_same_outcome_again_changes_nothing() -> None:
    again = _decide(_mm2(), AT_HOME, OVER)
    assert isinstance(again, Accepted)
    assert again.repeats


def test_an_outcome_that_contradicts_the_first_waits_for_a_person() -> None:
    found = _decide(_mm2(decision_date=day("Tue 20 Oct 2026")), AT_HOME, OVER)
    assert _reason(found) == "contradiction"


def test_a_correction_that_staff_accept_is_counted() -> None:
    found = _decide(_mm2(decision_date=day("Tue 20 Oct 2026")), AT_HOME, OVER, by_staff=True)
    assert dict(found.facts[0][1])["correction"] == 1


def test_a_placement_that_ended_otherwise_waits_for_a_person_even_when_accepted() -> None:
    other = _mm2(outcome="ended_other")
    assert _reason(_decide(other, THERE, RUNNING)) == "ended_other"
    assert _reason(_decide(other, THERE, RUNNING, by_staff=True)) == "ended_other"


LONGER = move(AGREED, extended("Mon 30 Nov 2026 12:00", "Fri 29 Jan 2027"))


def _further() -> Mm2:
    until = Extension(end_date=day("Fri 26 Feb 2027"))
    return _mm2(outcome="extended", decision_date=None, end_date=None, extension=until)


def test_one_extension_is_accepted() -> None:
    found = _decide(_further(), THERE, RUNNING)
    assert dict(found.facts[0][1])["extension_end"] == day("Fri 26 Feb 2027")


def test_a_second_extension_waits_for_a_person_who_may_accept_it() -> None:
    assert _reason(_decide(_further(), THERE, LONGER)) == "second_extension"
    assert isinstance(_decide(_further(), THERE, LONGER, by_staff=True), Accepted)


def test_an_end_decided_at_the_meeting_that_extended_it_waits_for_a_person() -> None:
    met = day("Mon 30 Nov 2026")
    longer = move(AGREED, extended("Mon 30 Nov 2026 12:00", "Fri 29 Jan 2027", meeting=met))
    ended = _mm2(meeting_date=met, decision_date=met, end_date=met)
    assert _reason(_decide(ended, THERE, longer)) == "contradiction"
    assert isinstance(_decide(ended, THERE, longer, by_staff=True), Accepted)


def test_an_end_decided_after_the_extension_is_accepted() -> None:
    met, after = day("Mon 30 Nov 2026"), day("Tue 1 Dec 2026")
    longer = move(AGREED, extended("Mon 30 Nov 2026 12:00", "Fri 29 Jan 2027", meeting=met))
    ended = _mm2(meeting_date=after, decision_date=after, end_date=after)
    assert isinstance(_decide(ended, THERE, longer), Accepted)


def test_an_outcome_before_the_placement_began_waits_for_a_person() -> None:
    found = _decide(_mm2(decision_date=day("Sun 6 Sep 2026")), THERE, RUNNING)
    assert _reason(found) == "contradiction"


def test_a_permanent_move_has_no_placement_that_could_end() -> None:
    permanent = move(mm1("Tue 8 Sep 2026 09:30", "Mon 7 Sep 2026", basis="managed_move_permanent"))
    assert _reason(_decide(_mm2(), THERE, permanent)) == "permanent_move"
    assert _reason(_decide(_mm2(), THERE, permanent, by_staff=True)) == "permanent_move"


@pytest.mark.parametrize(("evidence", "signed"), [("ink", True), ("none", False)])
def test_an_outcome_says_whether_it_is_signed(evidence: str, signed: bool) -> None:  # noqa: FBT001
    found = _decide(_mm2(signatures=[{"role": "head", "evidence": evidence}]), THERE, RUNNING)
    assert dict(found.facts[0][1])["signed"] is signed


# reviews and attendance


def test_a_review_record_is_a_fact_of_its_move() -> None:
    found = _decide(_review(), THERE, RUNNING)
    assert found.facts == ((What.REVIEW, {"day": day("Mon 5 Oct 2026"), "final": False}),)


@pytest.mark.parametrize(
    ("which", "final"), [("final", True), ("extension", True), ("week4", False)]
)
def test_the_name_final_on_a_record_counts(which: str, final: bool) -> None:  # noqa: FBT001
    found = _decide(_review(which=which), THERE, RUNNING)
    assert dict(found.facts[0][1])["final"] is final


def test_the_same_review_record_again_changes_nothing() -> None:
    held = event("review", "Tue 6 Oct 2026 10:00", day=day("Mon 5 Oct 2026"))
    found = _decide(_review(), THERE, move(AGREED, held))
    assert isinstance(found, Accepted)
    assert found.repeats


def test_a_record_without_a_day_waits_for_a_person() -> None:
    assert _reason(_decide(_review(review_date=None), THERE, RUNNING)) == "unclear"
    assert _reason(_decide(_week(week_beginning=None), THERE, RUNNING)) == "unclear"


def test_an_attendance_record_is_a_fact_of_its_move() -> None:
    found = _decide(_week(), THERE, RUNNING)
    assert found.facts == ((What.ATTENDANCE, {"week": day("Mon 7 Sep 2026")}),)


def test_the_same_attendance_record_again_changes_nothing() -> None:
    sent = event("attendance", "Mon 14 Sep 2026 10:00", week=day("Mon 7 Sep 2026"))
    found = _decide(_week(), THERE, move(AGREED, sent))
    assert isinstance(found, Accepted)
    assert found.repeats


def test_a_record_of_no_known_move_makes_it_known_of() -> None:
    assert _facts(_decide(_review(), THERE)) == [What.KNOWN, What.REVIEW]


@pytest.mark.parametrize("gone", [{"pupil": {}}, {"home": {}}])
def test_a_record_that_does_not_say_enough_waits_for_a_person(gone: dict[str, Any]) -> None:
    assert _reason(_decide(_week(**gone), THERE)) == "no_move"


def test_a_success_ends_nothing_twice() -> None:
    done = move(AGREED, successful("Mon 30 Nov 2026 12:00", "Tue 1 Dec 2026"))
    again = Mm2.model_validate(
        WHO | {"outcome": "successful", "permanent_from": day("Tue 1 Dec 2026")}
    )
    found = _decide(again, AT_HOME, done)
    assert isinstance(found, Accepted)
    assert found.repeats


def test_a_sender_stands_in_no_repr() -> None:
    assert "example" not in repr(AT_HOME)
