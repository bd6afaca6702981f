"""What a mail says of the form it brings: taken back, doubted, or merely sent."""

import pytest

from parsers.covering import denies, doubts_beside, takes_back
from parsers.records import Kind

# What an office writes over a form that must not count; test_read.py puts each over a real form.
TAKEN_BACK = (
    "Ignore this please",
    "Please ignore the attached.",
    "Not decided yet",
    "We have NOT decided this. Below is only a draft for the head.",
    "We haven\N{RIGHT SINGLE QUOTATION MARK}t decided yet",
    "We have *not* decided yet",
    "no decision has been made",
    "Decision pending",
    "Draft only, please ignore",
    "D R A F T",
    "Draft for comment",
    "Sent in error, sorry",
    "Sent by mistake.",
    "You received this form in error",
    "Wrong form, sorry",
    "I attached the wrong child's form",
    "Please do not process this",
    "Do not act on this yet",
    "Please don't tell the parents yet",
    "dont send to parents until I confirm",
    "Please hold off on this",
    "Can you wait until Monday before acting?",
    "MM2 withdrawn",
    "We would like to withdraw this form",
    "Please cancel the attached MM2",
    "This is just an example of how we fill it in",
    "This is a test",
    "TEST",
    "Not for circulation",
    "Awaiting a decision from governors",
    "Subject to approval by the head",
    "The head hasn't signed this off",
    "Only a proposal at this stage",
    "Please ignore my last e-mail and the attached",
)
DOUBTED = (
    "Should we end the move?",
    "Should we go ahead with this?",
    "I am not sure we should send this yet.",
    "Do you agree?",
    "Is this right?",
    "We may change our decision",
    "If the governors agree this is what we will send",
)
PLAIN = (
    "Please find attached the MM2 for KB.",
    "Sorry, right one now attached.",
    "Can you confirm you received this?",
    "Is this the right form?",
    "Have I filled it in right?",
    "When is the next panel?",
    "Please let me know if you need anything else.",
    "Let me know if the form is wrong.",
    "If you have any questions please ring me.",
    "Please ignore my previous email, correct MM2 attached.",
    "Sorry I sent the wrong form. The right one is attached.",
    "This replaces the draft sent on Monday",
    "After further discussion we agreed to end the move. MM2 attached.",
    "Dad has withdrawn his consent so MM2 attached.",
    "Following the withdrawal of the offer, please see MM2.",
    "She has never settled here. MM2 attached.",
    "We have decided not to continue with the placement",
    "Decision taken not to extend.",
    "The placement will not be made permanent. MM2 attached.",
    "The move has broken down, please tell the parents. Last day Friday.",
    "Dad was not happy with the decision. MM2 attached.",
    "No concerns were raised and both heads agreed.",
    "Mum could not attend but agreed by phone.",
    "Parents have not agreed to extend the trial.",
    "The file is protected, password to follow by phone.",
    "Test Valley School",
)
NOTICES = (
    "If you are not the intended recipient please ignore and delete this message.",
    "If you have received this e-mail in error please notify the sender. Do not copy or use it.",
    (
        "CAUTION: This email originated from outside of the organisation. Do not click links or"
        " open attachments unless you recognise the sender and know the content is safe."
    ),
    "Please consider the environment before you print this e-mail.",
)


@pytest.mark.parametrize("words", TAKEN_BACK)
def test_words_that_take_a_form_back_are_heard(words: str) -> None:
    assert denies(words)
    assert denies(f"Hi,\n\nMM2 attached.\n\n{words}\n\nPat Office\nOakbrook School")


@pytest.mark.parametrize("words", DOUBTED)
def test_a_doubt_about_the_decision_is_heard(words: str) -> None:
    assert takes_back(words, "MM2")


@pytest.mark.parametrize("words", PLAIN)
def test_a_plain_covering_line_or_a_question_about_paperwork_is_no_doubt(words: str) -> None:
    assert not takes_back(words, "MM2")


@pytest.mark.parametrize("notice", NOTICES)
def test_a_legal_notice_says_nothing_of_the_form(notice: str) -> None:
    assert not takes_back(f"MM2 attached.\n\nPat\n\n{notice}", "MM2")
    assert not doubts_beside(f"MM2 below.\n\nPat\n\n{notice}", "MM2")


@pytest.mark.parametrize("notice", NOTICES)
def test_a_legal_notice_hides_no_words_that_take_a_form_back(notice: str) -> None:
    assert denies(f"Ignore this please\n{notice}")
    assert denies(f"Not decided yet. {notice}")


@pytest.mark.parametrize(
    ("words", "kind", "expected"),
    [
        ("If the move fails he will come back to us.", "MM1", False),
        ("If the move fails this is what we will send.", "MM2", True),
        ("The move has not ended.", "MM1", False),
        ("The move has not ended.", "MM2", True),
    ],
)
def test_only_an_outcome_is_doubted_by_a_move_that_goes_on(
    words: str, kind: Kind, *, expected: bool
) -> None:
    assert takes_back(words, kind) is expected


@pytest.mark.parametrize(
    "words",
    [
        *TAKEN_BACK,
        *DOUBTED,
        "Can you confirm you got this?",
        "Is this the right form?",
        "For example only",
        "This would be the form if we ended it",
        "Perhaps",
        "Please see Pat's e-mail below",
        "The head is still thinking about it",
    ],
)
def test_beside_a_typed_form_any_denial_question_or_condition_is_a_doubt(words: str) -> None:
    assert doubts_beside(words, "MM2")


@pytest.mark.parametrize(
    "words",
    [
        "Hi,\n\nPlease find below the MM2 for RH.\n\nKind regards\n\nPat Office\nOakbrook School",
        "Could not attach the form, see the HTML version of this message.",
        "Please let me know if you need anything else.",
        "Sent from my iPhone",
    ],
)
def test_beside_a_typed_form_neutral_lines_are_no_doubt(words: str) -> None:
    assert not doubts_beside(words, "MM2")
