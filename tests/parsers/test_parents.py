"""What is added to a parent's name or address: a letter goes to nobody whom the form rules out."""

import pytest

from tests.parsers import layouts
from tests.parsers.test_forms import _problems, _record

FATHER = {
    "Name of parent/carer 2": "Mr Al Hale",
    "Parent/carer 2 relationship": "Father",
    "Parent/carer 2 e-mail address": "al.hale@post.example",
}


def _parents(changes: dict[str, str | None]) -> list[dict[str, object]]:
    return list(_record(layouts.read(layouts.agreement({**FATHER, **changes})))["parents"])


@pytest.mark.parametrize(
    "name",
    [
        "Mr Al Hale - NO CONTACT (court order)",
        "Mr Al Hale (not to be contacted)",
        "Mr Al Hale, please do not contact",
        "Mr Al Hale (non-molestation order)",
    ],
)
def test_a_restriction_beside_a_name_is_taken(name: str) -> None:
    first, second = _parents({"Name of parent/carer 2": name})
    assert (second["name"], second["no_contact"]) == ("Mr Al Hale", True)
    assert "no_contact" not in first


@pytest.mark.parametrize("beside", ["no contact number", "no contact details given"])
def test_a_missing_number_is_no_restriction(beside: str) -> None:
    _, second = _parents({"Name of parent/carer 2": f"Mr Al Hale ({beside})"})
    assert "no_contact" not in second


def test_a_hint_at_a_restriction_is_asked_about() -> None:
    changes = {"Name of parent/carer 2": "Mr Al Hale (contact via solicitor)"}
    reading = layouts.read(layouts.agreement({**FATHER, **changes}))
    assert reading.status == "query"
    assert ("parents[1].no_contact", "unclear") in _problems(reading)


def test_a_restriction_asked_once_counts_for_the_parent_it_names() -> None:
    said = "Yes - injunction, Mr Hale must not be contacted"
    first, second = _parents({"Any restrictions on contact?": said})
    assert "no_contact" not in first
    assert second["no_contact"] is True


def test_a_restriction_that_names_neither_of_two_parents_is_asked_about() -> None:
    form = layouts.agreement({**FATHER, "Any restrictions on contact?": "Yes"})
    assert layouts.read(form).status == "query"


@pytest.mark.parametrize(
    ("said", "whom"),
    [
        ("Yes, Al must not ring", "Mr Al Hale"),
        ("Yes - Mr Hale", "Mr Al Hale"),
        ("Yes, dad", "Mr Al Hale"),
        ("Yes - mum", "Ms Jo Hale"),
        ("No", None),
    ],
)
def test_a_restriction_is_of_whoever_is_named_by_name_title_or_kin(
    said: str, whom: str | None
) -> None:
    both = _parents({"Any restrictions on contact?": said})
    assert [one["name"] for one in both if one.get("no_contact")] == ([whom] if whom else [])


def test_no_contact_in_the_answer_is_never_read_as_no() -> None:
    _, second = _parents({"Any restrictions on contact?": "Father - no contact"})
    assert second["no_contact"] is True


@pytest.mark.parametrize("beside", ["do not email, ring only", "please don't use", "post only"])
def test_an_address_that_must_not_be_used_says_so(beside: str) -> None:
    _, second = _parents({"Parent/carer 2 e-mail address": f"al.hale@post.example - {beside}"})
    assert second["email_agreed"] is False


@pytest.mark.parametrize(
    "beside", ["(social worker)", "(Ruby's)", "- no longer used", "(old address)", "?"]
)
def test_an_address_that_is_anothers_or_out_of_use_is_left_out(beside: str) -> None:
    changes = {"Parent/carer 2 e-mail address": f"al.hale@post.example {beside}"}
    reading = layouts.read(layouts.agreement({**FATHER, **changes}))
    assert "email" not in _record(reading)["parents"][1]
    assert ("parents[1].email", "unclear") in _problems(reading)


def test_nobody_writes_to_a_parent_who_has_died() -> None:
    (only,) = _parents({"Name of parent/carer 2": "Mr Al Hale (deceased)"})
    assert only["name"] != "Mr Al Hale"


def test_a_social_worker_in_a_parents_place_is_the_social_worker() -> None:
    changes = {**FATHER, "Parent/carer 2 relationship": "Social worker"}
    record = _record(layouts.read(layouts.agreement(changes)))
    assert len(record["parents"]) == 1
    assert record["social_worker"] == {"name": "Mr Al Hale", "email": "al.hale@post.example"}


@pytest.mark.parametrize("relation", ["Foster carer (local authority)", "Grandmother", "Guardian"])
def test_a_carer_stays_a_parent(relation: str) -> None:
    assert len(_parents({"Parent/carer 2 relationship": relation})) == 2


@pytest.mark.parametrize("relation", ["Solicitor", "SENCO (home school)", "Head of Year"])
def test_a_professional_in_a_parents_place_is_no_parent(relation: str) -> None:
    assert len(_parents({"Parent/carer 2 relationship": relation})) == 1


def test_two_people_in_one_place_are_asked_about() -> None:
    form = layouts.agreement({"Name of parent/carer 1": "Ms Jo Hale and Mr Al Hale"})
    assert ("parents[0].name", "unclear") in _problems(layouts.read(form))


def test_an_address_that_is_said_to_be_the_other_parents_is_left_out() -> None:
    (first,) = list(
        _record(layouts.read(layouts.agreement({"E-mail address": "al@post.example (dad)"})))[
            "parents"
        ]
    )
    assert "email" not in first


def test_letters_only_means_no_e_mail() -> None:
    (first,) = _record(
        layouts.read(layouts.agreement({"Preferred method of contact": "Letter only"}))
    )["parents"]
    assert first["email_agreed"] is False


@pytest.mark.parametrize(
    "said", ["By phone only", "Do not use e-mail", "No - telephone only", "not by email"]
)
def test_no_to_e_mail_is_no_in_whatever_words(said: str) -> None:
    _, second = _parents({"Parent/carer 2 agrees to be contacted by e-mail": said})
    assert second["email_agreed"] is False


def test_a_preferred_contact_may_rule_e_mail_out() -> None:
    _, second = _parents({"Parent/carer 2 preferred contact": "Telephone only, not e-mail"})
    assert second["email_agreed"] is False


def test_a_no_beside_a_signature_is_asked_about() -> None:
    form = layouts.agreement({"Does the parent/carer agree to the managed move?": "No"})
    reading = layouts.read(form)
    assert reading.status == "query"
    assert ("parents[0].consent.evidence", "conflict") in _problems(reading)


def test_a_yes_to_whether_a_parent_agrees_is_no_signature() -> None:
    asked = {"Does the parent/carer agree to the managed move?": "Yes"}
    form = layouts.agreement({**asked, "Signature of parent/carer 1": ""})
    assert layouts.read(form).status == "query"


@pytest.mark.parametrize("shown", ["(sign here)", "Please sign", "xxxx"])
def test_a_place_to_sign_is_no_signature(shown: str) -> None:
    form = layouts.agreement({"Signature of parent/carer 1": shown})
    assert ("parents[0].consent", "missing") in _problems(layouts.read(form))


@pytest.mark.parametrize(
    "shown",
    ["Verbal consent sought, no reply", "Message left", "[insert signature]", "Print name:"],
)
def test_words_that_show_no_agreement_are_none(shown: str) -> None:
    form = layouts.agreement({"Signature of parent/carer 1": shown})
    assert layouts.read(form).status == "query"


@pytest.mark.parametrize("shown", ["A Head", "Ruby", "Fernhill Academy"])
def test_a_signature_in_another_persons_name_is_asked_about(shown: str) -> None:
    form = layouts.agreement({"Signature of parent/carer 1": shown})
    assert ("parents[0].consent.evidence", "unclear") in _problems(layouts.read(form))


@pytest.mark.parametrize(
    "shown",
    ["J Hale", "JH", "J. H.", "Jo", "Hale", "Joanna Hale", "Jo Anne Hale", "Agreed",
     "Signed: Jo Hale (mother) by e-mail 1/10/2026"],
)  # fmt: skip
def test_a_signature_in_the_parents_own_name_or_in_nobodys_counts(shown: str) -> None:
    form = layouts.agreement({"Signature of parent/carer 1": shown})
    assert layouts.read(form).status == "accepted"


@pytest.mark.parametrize("name", ["Fernhill Academy", "Parent declined", "Ruby Hale", "As above"])
def test_a_parents_name_that_is_none_is_never_taken(name: str) -> None:
    form = layouts.agreement({"Name of parent/carer 1": name})
    reading = layouts.read(form)
    assert reading.status == "query"
    assert "name" not in (_record(reading).get("parents") or [{}])[0]


def test_a_name_shows_more_than_a_ticked_yes() -> None:
    ticked = {"Has the parent/carer agreed?": "☒ Yes   ☐ No"}
    (first,) = _record(layouts.read(layouts.agreement(ticked)))["parents"]
    assert first["consent"]["evidence"] == "typed"
    refused = {"Has the parent/carer agreed?": "☐ Yes   ☒ No"}
    assert layouts.read(layouts.agreement(refused)).status == "query"


def test_a_number_is_no_relationship() -> None:
    (first,) = _record(layouts.read(layouts.agreement({"Relationship to pupil": "07700 900208"})))[
        "parents"
    ]
    assert "relationship" not in first


def test_a_full_stop_ends_a_relationship_and_is_no_part_of_it() -> None:
    (first,) = _record(layouts.read(layouts.agreement({"Relationship to pupil": "Mother."})))[
        "parents"
    ]
    assert first["relationship"] == "Mother"


@pytest.mark.parametrize(
    ("name", "relation"),
    [
        ("Mr Al Hale (Dad)", "Dad"),
        ("Mr Al Hale (Stepfather)", "Stepfather"),
        ("Mr Al Hale (Al)", None),
    ],
)
def test_a_bracket_behind_a_name_may_say_who_the_parent_is_to_the_pupil(
    name: str, relation: str | None
) -> None:
    changes = {"Name of parent/carer 2": name, "Parent/carer 2 relationship": None}
    assert _parents(changes)[1].get("relationship") == relation


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("Both parents", True),
        ("Ms Jo Hale", True),
        ("Mother", True),
        ("Mr & Mrs Hale", True),
        ("Yes", True),
        ("No", False),
        ("Father", None),
    ],
)
def test_responsibility_may_be_told_by_naming_who_has_it(
    answer: str,
    told: bool | None,  # noqa: FBT001 - what the form says
) -> None:
    asked = {"Who has parental responsibility?": answer}
    reading = layouts.read(layouts.agreement(asked))
    assert reading.status == "accepted"
    assert _record(reading)["parents"][0].get("parental_responsibility") is told


def test_an_answer_about_responsibility_that_names_nobody_is_asked_about() -> None:
    reading = layouts.read(layouts.agreement({"Who has parental responsibility?": "Disputed"}))
    assert ("parents[0].parental_responsibility", "unclear") in _problems(reading)


def _relabelled(label: str, other: str, value: str) -> dict[str, object]:
    """The first parent of a form on which one label stands in other words."""
    rows = [[other, value] if k == label else [k, v] for k, v in layouts.AGREEMENT.items()]
    first: dict[str, object] = _record(layouts.read(layouts.word("Managed Move Agreement", rows)))[
        "parents"
    ][0]
    return first


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("Email (not to be used)", {"email": "jo.hale@post.example", "email_agreed": False}),
        ("E-mail (please do not use)", {"email": "jo.hale@post.example", "email_agreed": False}),
        ("Email address (old)", {}),
        ("E-mail address (out of date)", {}),
    ],
)
def test_a_label_that_takes_an_address_out_of_use_counts_as_words_beside_it(
    label: str, said: dict[str, object]
) -> None:
    first = _relabelled("E-mail address", label, "jo.hale@post.example")
    assert {key: first[key] for key in ("email", "email_agreed") if key in first} == said


@pytest.mark.parametrize(
    ("label", "number"),
    [
        ("Telephone number (old)", "07700 900123"),
        ("Telephone - not to be used", "07700 900123"),
        ("Telephone number", "old number 07700 900123, now 07700 900124"),
        ("Telephone number", "07700 900123 - do not ring"),
    ],
)
def test_a_number_out_of_use_is_no_parents_number(label: str, number: str) -> None:
    assert "phone" not in _relabelled("Telephone number", label, number)


def test_guidance_beside_a_label_leaves_the_number_in_use() -> None:
    for label in ("Mobile (do not leave blank)", "Telephone (not the school's)"):
        assert _relabelled("Telephone number", label, "07700 900123")["phone"] == "07700 900123"


def test_a_label_that_forbids_contact_forbids_it() -> None:
    _, second = _parents(
        {"Name of parent/carer 2": None, "Parent/carer 2 name (do not contact)": "Mr Al Hale"}
    )
    assert second["no_contact"] is True


def test_a_new_address_counts_beside_an_old_one() -> None:
    rows = [[k, v] for k, v in layouts.AGREEMENT.items()]
    at = [row[0] for row in rows].index("E-mail address")
    rows.insert(at, ["E-mail address (old)", "old@post.example"])
    record = _record(layouts.read(layouts.word("Managed Move Agreement", rows)))
    assert record["parents"][0]["email"] == "jo.hale@post.example"
