"""A mail that says another thing than the form it brings puts the form before a person."""

import datetime as dt

import pytest

from parsers.evidence import open_message
from parsers.records import Reading
from parsers.words.contradicted import contradicts
from tests import factory
from tests.parsers import layouts

ARRIVED = dt.date(2026, 11, 20)  # Fri 20 Nov 2026


def _says_otherwise(reading: Reading, words: str, subject: str = "MM2") -> bool:
    raw = factory.mail(
        "Pat Office <pat@oakbrook.example>", "moves@vale.example", subject, words,
        date=dt.datetime(2026, 11, 20, 10, 15, tzinfo=dt.UTC), message_id="<a@oakbrook.example>",
        attachments=[factory.Attachment("form.docx", b"x", factory.WORD)],
    )  # fmt: skip
    return contradicts(open_message(raw), "form.docx", reading, layouts.context())


def _outcome(**changes: str | None) -> Reading:
    named = {label.replace("_", " "): value for label, value in changes.items()}
    reading = layouts.read(layouts.outcome(named), arrived=ARRIVED)
    assert reading.kind == "MM2"
    return reading


ENDED = _outcome()  # Ruby Hale, unsuccessful, decided and last day on Fri 20 Nov 2026
STAYS = _outcome(
    Outcome="Successful", Reason=None, Date_of_return_to_home_school=None,
    Last_day_at_receiving_school=None, Permanent_from="23/11/2026",
)  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        "Great news, the move was successful and she stays with us!",
        "Attached MM2. Happy to say the placement has been very successful.",
        "MM2 attached - successful!",
        "MM2 - extended",
        "She is staying with us after all.",
        "The head has changed her mind and Ruby will stay.",
        "Extension agreed, MM2 attached.",
        "MM2 attached, trial extended by four weeks.",
        "The outcome box is ticked wrong, it should be extended.",
    ],
)
def test_words_of_another_outcome_contradict_a_form_that_ends_the_move(words: str) -> None:
    assert _says_otherwise(ENDED, words)


@pytest.mark.parametrize(
    "words",
    [
        "Sadly the move has broken down and she returns to you on Monday.",
        "MM2 attached. The placement was unsuccessful.",
        "MM2 attached, trial extended by four weeks.",
    ],
)
def test_words_of_another_outcome_contradict_a_form_of_success(words: str) -> None:
    assert _says_otherwise(STAYS, words)


@pytest.mark.parametrize(
    "words",
    [
        "Please find attached the MM2 for Ruby Hale.",
        "MM2 attached. Sadly the move was not successful.",
        "MM2 attached. The placement has been unsuccessful.",
        "The move has broken down, please tell the parents. Last day Friday.",
        "We had hoped the placement would be successful.",
        "Mum asked whether the trial could be extended. It cannot.",
        "The trial was not extended.",
        "Despite a successful start the placement has ended.",
        "Parents have not agreed to extend the trial.",
        "She is not staying with us.",
        "An extension was refused.",
        "She wanted to stay with us.",
        "Was the move successful?",
        "",
    ],
)
def test_words_that_go_with_a_form_that_ends_the_move_do_not_contradict_it(words: str) -> None:
    assert not _says_otherwise(ENDED, words)


@pytest.mark.parametrize(
    "words",
    [
        "Final review held, all happy, Ruby is ours from Monday! Off roll with you Fri please.",
        "Great news, the trial has ended and it was successful.",
        "The move was a success.",
    ],
)
def test_words_that_go_with_a_form_of_success_do_not_contradict_it(words: str) -> None:
    assert not _says_otherwise(STAYS, words)


@pytest.mark.parametrize(
    "words",
    [
        "The decision was made on 18 November 2026, not the 20th as on the form.",
        "The decision was taken on Wednesday 18 November.",
        "Her last day with us was 13 November 2026.",
    ],
)
def test_a_day_written_out_that_is_not_the_forms_contradicts_it(words: str) -> None:
    assert _says_otherwise(ENDED, words)


@pytest.mark.parametrize(
    "words",
    [
        "The decision was made on 20 November.",
        "Her last day with us is Friday 20 November 2026.",
        "The review was held on 18 November.",
        "The decision was not made on 18 November.",
        "Her last day is Friday.",
    ],
)
def test_a_day_that_is_the_forms_or_another_things_does_not_contradict_it(words: str) -> None:
    assert not _says_otherwise(ENDED, words)


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("MM2 for Kelsey Draycott", "Please find attached."),
        ("MM2 - Kelsey Draycott", "Please find attached."),
        ("Outcome form", "Please find attached Kelsey Draycott's MM2."),
        ("MM2", "Attached is the form for Kelsey Draycott in Year 9."),
        ("MM2 for KD", "Attached."),
        ("MM2", "Pupil: Kelsey Draycott"),
    ],
)
def test_a_mail_about_another_pupil_contradicts_its_form(subject: str, words: str) -> None:
    assert _says_otherwise(ENDED, words, subject)


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("MM2 for Ruby Hale", "Please find attached."),
        ("MM2 for R.H.", "Please find attached."),
        ("MM2s for Kelsey Draycott and Ruby", "Two forms."),
        ("MM2 form for Oakbrook Academy", "Please find attached."),
        ("MM2 - Please Find Attached", "Thanks, Kelsey Draycott"),
        ("Managed Move Outcome Form", "Please find attached the signed form for Ruby."),
        ("MM2 Outcome Form", "Kind regards\n\nPat Office\nHead of Year"),
        ("MM2 for Year 9", "Attached."),
    ],
)
def test_a_mail_that_names_its_pupil_or_none_does_not_contradict_it(
    subject: str, words: str
) -> None:
    assert not _says_otherwise(ENDED, words, subject)
