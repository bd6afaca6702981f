"""Which move a form is about; two candidates are never a guess."""

import datetime as dt
from typing import Any, Literal

import pytest

from mailbot.rules.identity import Identity, Known, find, plain, same_pupil
from tests.rules.made import CINDER, HOME, RECEIVING, day

UPN, OTHER_UPN, TEMPORARY = "P210999924001", "G372999823014", "J37299982301B"
BORN = day("Sat 17 Mar 2012")
ASTRID = Identity(
    forename="Astrid", surname="Öberg-Lind", dob=BORN, upn=UPN, home=HOME, receiving=RECEIVING
)


def _who(**more: Any) -> Identity:
    said: dict[str, Any] = {"forename": "Astrid", "surname": "Oberg Lind", "dob": BORN,
            "home": HOME, "receiving": RECEIVING}  # fmt: skip
    return Identity(**said | more)


def _known(
    move: str = "M1",
    who: Identity = ASTRID,
    state: Literal["expected", "running", "over"] = "running",
) -> Known:
    return Known(move=move, who=who, state=state)


def test_a_name_is_compared_without_case_accents_and_signs() -> None:
    assert plain("Öberg-Lind ") == plain("OBERG lind") == "oberglind"


def test_a_form_names_a_pupil_by_both_names() -> None:
    assert _who().has_name
    assert not _who(forename="").has_name
    assert not _who(surname="").has_name


def test_a_temporary_number_is_not_matched_on() -> None:
    assert (_who(upn=UPN).permanent_upn, _who(upn=TEMPORARY).permanent_upn) == (UPN, "")
    assert _who().permanent_upn == ""


def test_the_same_number_and_name_are_the_same_child() -> None:
    assert same_pupil(ASTRID, _who(upn=UPN, dob=None))


def test_a_name_and_date_of_birth_are_the_same_child() -> None:
    assert same_pupil(ASTRID, _who())


@pytest.mark.parametrize(
    "more",
    [{"dob": BORN + dt.timedelta(1)}, {"forename": "Berta"}, {"surname": "Lund"}, {"forename": ""}],
)
def test_another_name_or_date_of_birth_is_another_child(more: dict[str, Any]) -> None:
    assert not same_pupil(ASTRID, _who(**more))


def test_a_child_may_be_known_by_another_name() -> None:
    assert same_pupil(_who(known_as="Asta"), _who(forename="Asta"))


@pytest.mark.parametrize(
    ("more", "same"),
    [({}, True), ({"home": CINDER}, False), ({"receiving": CINDER}, False), ({"home": None}, False),
     ({"receiving": None}, False)],
)  # fmt: skip
def test_without_a_date_of_birth_both_schools_must_be_the_same(
    more: dict[str, Any],
    same: bool,  # noqa: FBT001
) -> None:
    assert same_pupil(_who(dob=None, **more), ASTRID) is same


def test_different_numbers_are_different_children() -> None:
    assert not same_pupil(ASTRID, _who(upn=OTHER_UPN, dob=None))


@pytest.mark.parametrize("more", [{"dob": BORN + dt.timedelta(1)}, {"forename": "Berta"}])
def test_a_number_that_is_known_under_another_name_or_birth_is_a_conflict(
    more: dict[str, Any],
) -> None:
    found = find(_who(upn=UPN, **more), [_known()], None)
    assert (found.move, found.conflict) == (None, True)


def test_a_known_name_and_birth_under_another_number_is_a_conflict() -> None:
    assert find(_who(upn=OTHER_UPN), [_known()], None).conflict


def test_a_known_name_under_another_number_and_without_birth_is_another_child() -> None:
    found = find(_who(upn=OTHER_UPN, dob=None), [_known()], None)
    assert (found.move, found.conflict) == (None, False)


def test_a_form_that_names_nobody_but_a_number_is_the_childs() -> None:
    assert find(Identity(upn=UPN), [_known()], None).move == "M1"


def test_the_one_move_that_fits_is_found() -> None:
    assert find(_who(), [_known()], None).move == "M1"


def test_a_pupil_whom_nobody_knows_has_no_move() -> None:
    found = find(_who(forename="Berta", dob=None), [_known()], None)
    assert (found.move, found.several) == (None, False)


def test_schools_that_contradict_a_move_are_of_another() -> None:
    assert find(_who(receiving=CINDER), [_known()], None).move is None


def test_two_candidates_are_never_a_guess() -> None:
    found = find(_who(), [_known(), _known("M2")], None)
    assert (found.move, found.several) == (None, True)


def test_a_reference_decides_between_candidates() -> None:
    assert find(_who(), [_known(), _known("M2")], "M2").move == "M2"


def test_a_reference_stands_alone_where_the_form_names_nobody() -> None:
    assert find(Identity(), [_known()], "M1").move == "M1"


def test_a_reference_never_outvotes_a_form_that_names_somebody_else() -> None:
    assert find(_who(forename="Berta", dob=None), [_known()], "M1").move is None


def test_a_reference_that_nobody_knows_decides_nothing() -> None:
    assert find(_who(), [_known()], "M9").move == "M1"


def test_a_move_that_is_over_gives_way_to_one_that_is_not() -> None:
    assert find(_who(), [_known(state="over"), _known("M2", state="expected")], None).move == "M2"


def test_a_running_move_comes_before_an_expected_one() -> None:
    assert find(_who(), [_known(state="expected"), _known("M2")], None).move == "M2"


def test_a_single_move_that_is_over_is_still_found() -> None:
    assert find(_who(), [_known(state="over")], None).move == "M1"


def test_two_moves_that_are_over_are_never_a_guess() -> None:
    assert find(_who(), [_known(state="over"), _known("M2", state="over")], None).several


def test_who_a_form_is_about_stands_in_no_repr() -> None:
    assert "Astrid" not in repr(ASTRID) + repr(_known())
