"""A reply to our question: what it puts right, what it leaves open, what it is not taken for."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.doubts.questions import label_of
from parsers.records import Mm1, Mm2, Reading
from parsers.replying.corrections import corrected
from tests.parsers import layouts

ARRIVED = dt.date(2026, 11, 20)  # Fri 20 Nov 2026
COMPLETE = {
    "Date of meeting": "19/11/2026",
    "Parents informed by phone": "20/11/2026",
    "Letter sent to parents": "20/11/2026",
    "Education plan meeting": "25/11/2026",
}
SECOND = {
    "Name of parent/carer 1": "Ms Jo Hale",
    "Relationship to pupil": None,
    "Telephone number": None,
    "E-mail address": None,
    "E-mail address of parent/carer 1": "jo.hale@post.example",
    "Name of parent/carer 2": "Mr Al Hale",
    "Signature of parent/carer 1": "Jo Hale",
}


CONTACTS = {
    f"{side} {label}": said
    for side in ("Home school", "Receiving school")
    for label, said in (
        ("contact name", "Sam Lee"), ("contact email", "s@fernhill.example"),
        ("contact telephone", "01632 960111"), ("headteacher signature", "A Head"),
    )
}  # fmt: skip
AGREED = {"E-mail address of parent/carer 1": "jo.hale@post.example"}


def _outcome(**changes: str | None) -> Reading:
    """Return an outcome form as it was read; a label's words are joined by underscores."""
    named = {label.replace("_", " "): value for label, value in changes.items()}
    reading = layouts.read(layouts.outcome({**COMPLETE, **named}), arrived=ARRIVED)
    assert reading.kind == "MM2"
    return reading


def _agreement(changes: dict[str, str | None]) -> Reading:
    reading = layouts.read(layouts.agreement({**changes}), arrived=ARRIVED)
    assert reading.kind == "MM1"
    return reading


def _after(reading: Reading, text: str) -> Reading:
    found = corrected(reading, text, layouts.context(), ARRIVED)
    assert found is not None
    return found


def _problems(reading: Reading) -> dict[str, str]:
    return {problem.field: problem.code for problem in reading.problems}


@pytest.mark.parametrize(
    "text",
    [
        "Decision date: 20 November 2026",
        "Hello,\n\nDate of the decision: Friday 20 November 2026\n\nKind regards\nB Head",
        "The date of decision is 20/11/2026.",
        "1. Date decision made - 20.11.26",
        "Decision date:\n20 November 2026",
        "Date of the decision\n20 November 2026",
        "Date of decision 20/11/2026",
        "Decision: 20/11/2026",
        "It was decided on Friday 20 November 2026.",
        "The decision was made on 20 November 2026.",
        "Decision date: 20/11/2026 Return date: 23/11/2026",
        "Decision date: 20/11/2026\nReason: Repeated refusal to come in.",
        "Date of the decision: The date of the decision is missing.\n20 November 2026",
        "20 November 2026",
        "Hi,\nFri 20/11/2026.\nB Head",
    ],
)
def test_the_one_thing_asked_is_answered_and_the_form_is_accepted(text: str) -> None:
    queried = _outcome(Date_of_decision=None)
    assert (queried.status, _problems(queried)) == ("query", {"decision_date": "missing"})
    found = _after(queried, text)
    assert isinstance(found.record, Mm2)
    assert (found.status, found.record.decision_date) == ("accepted", dt.date(2026, 11, 20))
    assert found.evidence["decision_date"].how == "reply"
    assert found.evidence["reason"].how == "docx"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Thank you, I will look at it on Monday.",
        "When do you need the decision date?",
        "Decision date: what do you mean?",
        "Decision date: tbc",
        "Decision date: 20 November 2026 if the head agrees",
        "The decision date is 20 November 2026, I think",
        "It was not decided on 20 November 2026.",
        "It was decided on 20 November 2026 that we meet again.",
        "The decision was not taken on 20 November 2026, I think.",
        "Please ring me on 01632 960123 after 20 November 2026.",
        "Best wishes\nHead teacher: B Head\nDate: 20/11/2026",
    ],
)
def test_a_text_that_answers_nothing_puts_nothing_right(text: str) -> None:
    assert corrected(_outcome(Date_of_decision=None), text, layouts.context(), ARRIVED) is None


@pytest.mark.parametrize(
    ("label", "asked", "said", "value"),
    [
        ("Outcome", "outcome", "Unsuccessful", "unsuccessful"),
        ("Outcome", "outcome", "We think it was unsuccessful", None),
        ("Last day at receiving school", "end_date", "20/11/2026", dt.date(2026, 11, 20)),
        ("Last day at receiving school", "end_date", "20/11/2026 or the week after", None),
    ],
)
def test_a_bare_answer_to_an_outcome_counts_only_by_itself(
    label: str, asked: str, said: str, value: object
) -> None:
    queried = _outcome(**{label.replace(" ", "_"): None})
    assert _problems(queried)[asked] == "missing"
    found = corrected(queried, f"Hi,\n{said}.\nThanks", layouts.context(), ARRIVED)
    assert (found and getattr(found.record, asked)) == value


@pytest.mark.parametrize(
    ("label", "said", "path", "value"),
    [
        ("Home school", "Fernhill Academy", "home.school", "Fernhill Academy"),
        ("Home school", "the one in Fernhill", "home.school", None),
        ("UPN", layouts.UPN, "pupil.upn", layouts.UPN),
        ("UPN", "AB" + layouts.UPN[2:], "pupil.upn", None),
        ("Year group", "Year 10", "pupil.nc_year", 10),
        ("Year group", "the year above", "pupil.nc_year", None),
        ("Looked after child", "No", "looked_after", False),
        ("Review dates", "2 November 2026", "review_dates", (dt.date(2026, 11, 2),)),
        ("E-mail address of parent/carer 1", "jo@post.example", "parents.email", "jo@post.example"),
    ],
)
def test_a_bare_answer_to_an_agreement_counts_only_by_itself(
    label: str, said: str, path: str, value: object
) -> None:
    queried = _agreement({**CONTACTS, "E-mail address": None, **AGREED, label: None})
    assert path.replace("parents", "parents[0]") in _problems(queried)
    found = corrected(queried, f"Hello\n{said}.\nJ Office", layouts.context(), ARRIVED)
    place: object = found.record if found else None
    for step in path.split("."):
        inner = getattr(place, step, None)
        place = inner[0] if step == "parents" and isinstance(inner, tuple) else inner
    assert (place or None) == (value or None)
    assert (found is not None) == (value is not None)


def test_a_bare_answer_goes_to_the_only_question_that_it_can_answer() -> None:
    queried = _agreement({**CONTACTS, "Date of birth": None, "UPN": None})
    found = _after(queried, "14/03/2012")
    assert isinstance(found.record, Mm1)
    assert found.record.pupil.dob == dt.date(2012, 3, 14)
    both = _agreement({**CONTACTS, "Start date": None, "Review dates": None})
    assert corrected(both, "2 November 2026", layouts.context(), ARRIVED) is None


def test_a_bare_date_is_no_answer_where_two_dates_were_asked_for() -> None:
    queried = _outcome(Date_of_decision=None, Last_day_at_receiving_school=None)
    assert corrected(queried, "20 November 2026", layouts.context(), ARRIVED) is None


def test_what_a_reply_leaves_open_stays_a_question() -> None:
    queried = _outcome(Date_of_decision=None, Last_day_at_receiving_school=None)
    found = _after(queried, "Decision date: 20 November 2026")
    assert (found.status, _problems(found)) == ("query", {"end_date": "missing"})


def test_an_answer_is_checked_as_a_form_is() -> None:
    found = _after(_outcome(Date_of_decision=None), "Decision date: 23 November 2026")
    assert isinstance(found.record, Mm2)
    assert (found.status, found.record.decision_date) == ("query", None)
    assert _problems(found) == {"decision_date": "unclear"}


def test_an_answer_that_is_no_date_is_asked_about_again() -> None:
    found = _after(_outcome(Date_of_decision=None), "Decision date: 31 November 2026")
    assert (found.status, _problems(found)) == ("query", {"decision_date": "invalid"})


def test_a_value_read_with_certainty_is_not_replaced_but_asked_about() -> None:
    queried = _outcome(Date_of_decision=None)
    found = _after(queried, "Decision date: 20/11/2026\nOutcome: extended")
    assert isinstance(found.record, Mm2)
    assert (found.status, found.record.outcome) == ("query", None)
    assert _problems(found)["outcome"] == "conflict"
    settled = _after(found, "Outcome: unsuccessful")
    assert settled.status == "accepted"


def test_a_contradicted_address_holds_the_form_up_though_a_missing_one_does_not() -> None:
    queried = _agreement({"Start date": None})
    found = _after(queried, "Start date: 5 October 2026\nParent's e-mail: other@post.example")
    assert isinstance(found.record, Mm1)
    assert (found.status, found.record.parents[0].email) == ("query", None)
    assert all("@" not in problem.message for problem in found.problems)


def test_a_value_that_was_doubted_is_replaced() -> None:
    queried = _agreement({"Home school": "St Anne's"})
    assert queried.status == "query"
    found = _after(queried, "Home school: St Anne's Catholic High School")
    assert isinstance(found.record, Mm1)
    assert (found.status, found.record.home.urn) == ("accepted", 100003)


def test_another_school_than_the_forms_is_asked_about_with_its_number() -> None:
    queried = _agreement({"Start date": None})
    found = _after(queried, "Start date: 05/10/2026\nHome school: St Anne's Catholic High School")
    assert isinstance(found.record, Mm1)
    assert (found.status, found.record.home.school, found.record.home.urn) == ("query", None, None)


def test_one_of_two_that_do_not_agree_may_be_given_by_its_own_name() -> None:
    queried = _agreement({"Year group": "7"})
    assert _problems(queried)["pupil.nc_year"] == "conflict"
    found = _after(queried, "Date of birth: 14 March 2012")
    assert isinstance(found.record, Mm1)
    assert (found.status, found.record.pupil.dob) == ("accepted", dt.date(2012, 3, 14))


def test_a_corrected_start_does_not_bring_back_an_end_that_was_not_believed() -> None:
    queried = _agreement({"End date": "04/10/2026"})
    found = _after(queried, "Start date: 1 September 2026")
    assert isinstance(found.record, Mm1)
    assert (found.status, found.record.end_date) == ("query", None)
    whole = _after(found, "End date: 4 October 2026")
    assert isinstance(whole.record, Mm1)
    assert (whole.status, whole.record.end_date) == ("accepted", dt.date(2026, 10, 4))


@pytest.mark.parametrize(
    "label",
    [
        "Second parent's e-mail address",
        "Parent 2 email",
        "Email of parent/carer 2",
        "Parents 1, email",
    ],
)
def test_an_address_goes_to_the_parent_it_is_said_to_be_of(label: str) -> None:
    queried = _agreement({**SECOND, "Start date": None})
    found = _after(queried, f"Start date: 05/10/2026\n{label}: al.hale@post.example")
    assert isinstance(found.record, Mm1)
    assert [parent.email for parent in found.record.parents] == [
        "jo.hale@post.example",
        "al.hale@post.example",
    ]
    assert found.evidence["parents[1].email"].how == "reply"


@pytest.mark.parametrize("label", ["Parent email", "E-mail", "Parent 3 email", "Contact email"])
def test_an_address_of_nobody_in_particular_is_given_to_no_parent(label: str) -> None:
    queried = _agreement({**SECOND, "Start date": None})
    found = _after(queried, f"Start date: 05/10/2026\n{label}: al.hale@post.example")
    assert isinstance(found.record, Mm1)
    assert [parent.email for parent in found.record.parents] == ["jo.hale@post.example", None]


def test_a_schools_own_address_is_no_parents() -> None:
    queried = _agreement({**SECOND, "Start date": None})
    found = _after(queried, "Start date: 05/10/2026\nParent 2 email: office@oakbrook.example")
    assert isinstance(found.record, Mm1)
    assert found.record.parents[1].email is None


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("verbal, by telephone on 1 October 2026", "verbal"),
        ("Jo Hale", "typed"),
        ("yes", None),
        ("she will sign tomorrow", None),
        ("not by phone yet", None),
        ("refused", None),
    ],
)
def test_an_agreement_counts_only_where_the_reply_shows_how_it_was_given(
    said: str, shown: str | None
) -> None:
    queried = _agreement({"Signature of parent/carer 1": None})
    assert queried.status == "query"
    found = corrected(queried, f"First parent's agreement: {said}", layouts.context(), ARRIVED)
    assert found is not None
    assert isinstance(found.record, Mm1)
    consent = found.record.parents[0].consent
    assert (consent.evidence if consent else None) == shown
    assert (found.status == "accepted") == (shown is not None)


def test_our_labels_count_no_parent_from_nought() -> None:
    assert label_of("parents[1].email") == "Second parent's e-mail address"
    assert label_of("looked_after") == "The child is looked after"
    assert label_of("decision_date") == "Date of the decision"


def test_every_question_can_be_answered_under_its_own_label() -> None:
    queried = _outcome(Date_of_decision=None, Last_day_at_receiving_school=None, Reason=None)
    values = {"reason": "He asked to go back."}
    lines = [
        f"{label_of(p.field)}: {values.get(p.field, '20 November 2026')}" for p in queried.problems
    ]
    assert _after(queried, "\n".join(lines)).status == "accepted"


@pytest.mark.parametrize("named", ["RH", "R.H.", "R H", "Ruby H", "Ruby Hale"])
def test_the_pupil_may_be_named_again_or_by_initials(named: str) -> None:
    text = f"Pupil: {named}\nParent 1: no e-mail address\nDecision date: 20 November 2026"
    assert _after(_outcome(Date_of_decision=None), text).status == "accepted"


@pytest.mark.parametrize("named", ["Pupil: Kai Jarvis", "Pupil: Ruby Hale\nPupil: Kai Jarvis"])
def test_an_answer_about_another_pupil_is_none(named: str) -> None:
    text = f"{named}\nDecision date: 20 November 2026"
    assert corrected(_outcome(Date_of_decision=None), text, layouts.context(), ARRIVED) is None


def test_what_stands_under_the_farewell_is_no_answer() -> None:
    text = "Decision date: 20/11/2026\n\nKind regards,\nLast day: 1 December 2026"
    assert _after(_outcome(Date_of_decision=None), text).status == "accepted"


_QUERIED = _outcome(Date_of_decision=None)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_no_words_make_it_raise(text: str) -> None:
    found = corrected(_QUERIED, text, layouts.context(), ARRIVED)
    assert found is None or found.kind == "MM2"
