"""Which open move a mail speaks of, and what its words come to for one who knows that move."""

from pathlib import Path

import pytest

from mailbot.mails.naming import How, as_the_office_says, spoken_of
from mailbot.rules.identity import Identity, Known
from mailbot.rules.intake import Sender
from parsers.schools import Register, School
from parsers.words.cues import breakdown_cue

_HOME, _AWAY, _OTHER = 100001, 100002, 100003
_REGISTER = Register(
    [
        School(urn=_HOME, name="Thornfield High School", aliases=("Thornfield High",)),
        School(urn=_AWAY, name="Holly Bank Academy", aliases=("Holly Bank",)),
        School(urn=_OTHER, name="Elm Park College"),
    ]
)
_MEANT = {
    "told": {"strong"},
    "seen": {"strong", "weak"},
    "weak": {"weak"},
    "calm": {"weak", None},
    "none": {None},
}
_FILE = Path(__file__).parents[1] / "parsers" / "plain_mails_named.txt"


def _known(name: str = "Tobias Wren", number: int = 1, *, home: int = _HOME) -> Known:
    first, _, last = name.partition(" ")
    who = Identity(forename=first, surname=last, home=home, receiving=_AWAY)
    return Known(move=f"MM-26-000{number}", who=who, state="running")


def _sender(*schools: int, staff: bool = False) -> Sender:
    return Sender(
        address="a@b.example", authenticated=True, staff=staff, schools=frozenset(schools)
    )


_FROM_THERE = _sender(_AWAY)


def _mails() -> list[tuple[str, str, str, str]]:
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    rows = [line.split("|", 2) for line in lines if not line.startswith("#")]
    return [
        (*[*mark.split(), ""][:2], sub.strip(), text.strip().replace("\\n", "\n"))
        for mark, sub, text in rows
    ]


@pytest.mark.parametrize(("mark", "by", "subject", "text"), _mails())
def test_a_mail_of_a_school_on_the_move_is_told_from_its_opposite(
    mark: str, by: str, subject: str, text: str
) -> None:
    sender = _sender({"home": _HOME, "staff": _OTHER}.get(by, _AWAY))
    spoken = spoken_of(f"{subject}\n{text}", sender, [_known()], _REGISTER)
    if spoken.one is not None:
        text = as_the_office_says(text, spoken.one, _REGISTER)
        subject = as_the_office_says(subject, spoken.one, _REGISTER)
    assert breakdown_cue(text, subject, of_pupil=bool(spoken.moves)) in _MEANT[mark]


@pytest.mark.parametrize(
    ("words", "how"),
    [
        ("Tobias Wren is well", How.IN_FULL),
        ("Re Wren, Tobias", How.IN_FULL),
        ("tobias is well", How.FIRST_NAME),
        ("Tobias W is well", How.FIRST_NAME),
        ("Tobias's review", How.FIRST_NAME),
        ("Update on TW please", How.INITIALS),
        ("T.W. was late", How.INITIALS),
        ("She says he is not going back to thornfield", How.SCHOOL),
    ],
)
def test_a_pupil_is_known_by_what_a_school_calls_him(words: str, how: How) -> None:
    spoken = spoken_of(words, _FROM_THERE, [_known()], _REGISTER)
    assert spoken.one is not None
    assert spoken.how is how


@pytest.mark.parametrize(
    "words",
    [
        "Hi Tobias\nThe hall is booked.",
        "The hall is booked.\nThanks\nTobias",
        "Tobias Brown was late",
        "The TWO boys, and TWAIN",
        "The fixture at Thornfield is off",
        "All is well",
    ],
)
def test_a_greeting_a_signature_and_another_of_the_name_are_no_pupil(words: str) -> None:
    assert not spoken_of(words, _FROM_THERE, [_known()], _REGISTER).moves


def test_a_name_that_fits_two_moves_is_of_a_move_but_of_neither() -> None:
    two = [_known(), _known("Tobias West", 2)]
    spoken = spoken_of("Tobias was late", _FROM_THERE, two, _REGISTER)
    assert len(spoken.moves) == 2
    assert spoken.one is None


def test_the_other_school_tells_two_of_a_name_apart() -> None:
    two = [_known(), _known("Tobias West", 2, home=_OTHER)]
    spoken = spoken_of("Mum has taken Tobias back to Elm Park", _FROM_THERE, two, _REGISTER)
    assert spoken.one is two[1]


def test_a_first_name_says_nothing_of_a_move_of_other_schools() -> None:
    assert not spoken_of("Tobias was late", _sender(_OTHER), [_known()], _REGISTER).moves


def test_of_staff_who_write_of_every_move_only_a_full_name_counts() -> None:
    staff = _sender(staff=True)
    assert not spoken_of("Tobias was late", staff, [_known()], _REGISTER).moves
    assert spoken_of("Tobias Wren was late", staff, [_known()], _REGISTER).one is not None


def test_a_guess_says_on_what_it_rests_and_a_full_name_needs_no_excuse() -> None:
    guess = spoken_of("TW is over", _FROM_THERE, [_known()], _REGISTER)
    sure = spoken_of("Tobias Wren is over", _FROM_THERE, [_known()], _REGISTER)
    assert "initials" in guess.doubt
    assert not sure.doubt


def test_a_name_that_is_a_word_counts_in_full_only() -> None:
    known = [_known("Will Marsh")]
    assert not spoken_of("Will he be in on Monday?", _FROM_THERE, known, _REGISTER).moves
    assert spoken_of("Will Marsh is in", _FROM_THERE, known, _REGISTER).one is not None
