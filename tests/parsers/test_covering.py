"""What a mail says of the form it brings: taken back, doubted, or merely sent."""

import pytest

from parsers.records import Kind
from parsers.words.covering import denies, doubts_beside, takes_back
from tests.parsers.covering_lines import AMENDED, DOUBTED, NOTICES, PLAIN, TAKEN_BACK


@pytest.mark.parametrize("words", TAKEN_BACK)
def test_words_that_take_a_form_back_are_heard(words: str) -> None:
    assert denies(words)
    assert denies(f"Hi,\n\nMM2 attached.\n\n{words}\n\nPat Office\nOakbrook School")


@pytest.mark.parametrize("words", DOUBTED)
def test_a_doubt_about_the_decision_is_heard(words: str) -> None:
    assert takes_back(words, "MM2")


@pytest.mark.parametrize("words", AMENDED)
def test_words_by_which_a_form_is_wrong_old_or_not_to_be_used_are_heard(words: str) -> None:
    assert takes_back(f"Hi,\n\n{words}\n\nPat Office\nOakbrook School", "MM2")


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
        "The move is still to be discussed.",
        "This is not as discussed.",
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
        "Hello, MM1 for RH as discussed.",
        "As we discussed on the phone, here it is.",
    ],
)
def test_beside_a_typed_form_neutral_lines_are_no_doubt(words: str) -> None:
    assert not doubts_beside(words, "MM2")


@pytest.mark.parametrize(
    "words",
    [
        "Your system would not take our Pages file so here it is typed out.",
        "Our filters are blocking attachments so I have pasted it.",
        "The portal won't accept the form, so it is below.",
        "I could not get the attachment to save so have pasted it in.",
        (
            "To be completed by the home school at the meeting and e-mailed to"
            " test@council.example within two days."
        ),
        "Please do not leave boxes blank.",
        "Send to: draft@council.example",
    ],
)
def test_what_stopped_a_file_and_what_a_form_prints_of_itself_is_no_doubt(words: str) -> None:
    assert not doubts_beside(words, "MM1")


@pytest.mark.parametrize(
    "words",
    [
        "Your system would not take it and the head has not signed.",
        "Our system won't let us send it until the head agrees.",
        "The portal would not take the form, this is only a draft.",
        "To be completed by the home school, not agreed yet.",
        "Please do not leave this with the parents.",
        "Send to draft@council.example, not yet final.",
    ],
)
def test_a_doubt_beside_small_print_is_still_heard(words: str) -> None:
    assert doubts_beside(words, "MM1")


@pytest.mark.parametrize("words", ["See attached from mum", "The MM2 was filled in by his dad."])
def test_an_outcome_that_a_parent_wrote_does_not_count_by_itself(words: str) -> None:
    assert takes_back(words, "MM2")
    assert not takes_back(words, "MM1")
    assert not takes_back("MM2 attached, signed by mum. We have had no reply from dad.", "MM2")
