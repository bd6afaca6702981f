"""What is quoted, what is sent on, and what only looks like it."""

import pytest

from parsers.mails.quoting import is_forward, newest_quoted, own_words, shows_history

HEADING = "From: X\nSent: 2 Nov 2026\nTo: Y\nSubject: Z\n"


@pytest.mark.parametrize("subject", ["FW: MM2", "Fwd: MM2", "RE: FW: MM2", "[EXT] FW: MM2"])
def test_a_subject_tells_of_a_forward(subject: str) -> None:
    assert is_forward(subject, "")


@pytest.mark.parametrize(
    "line",
    [
        "---------- Forwarded message ---------",
        "Begin forwarded message:",
        "----- Forwarded by Pat on 02/11/2026 10:00 -----",
        "Forwarded from Pat:",
        "FWD: MM2",
    ],
)
def test_a_forwarding_line_tells_of_a_forward(line: str) -> None:
    assert is_forward("MM2", f"Hi all\n\n{line}\n\nOutcome: Unsuccessful")


@pytest.mark.parametrize("text", ["We forwarded the form to mum on Monday.", "Forward planning"])
def test_a_sentence_about_forwarding_is_no_forward(text: str) -> None:
    assert not is_forward("RE: MM2", text)


@pytest.mark.parametrize(
    "text",
    [
        HEADING,
        "> Outcome: Unsuccessful",
        "Pat Office wrote:",
        "-----Original Message-----",
        "*** Forwarded message ***",
        "Von: X\nGesendet: Montag\nAn: Y\nBetreff: Z",
    ],
)
def test_a_sign_of_another_mail_is_seen(text: str) -> None:
    assert shows_history(f"Hello\n{text}")


@pytest.mark.parametrize(
    "text",
    [
        "From: Thornfield School\nPupil: Kai Jarvis\nStart date: 05/10/2026",
        "Date: 2 November 2026\nTo: Holly Bank Academy",
        "She wrote a letter of apology.",
    ],
)
def test_lines_of_a_form_are_no_sign_of_another_mail(text: str) -> None:
    assert not shows_history(text)


def test_the_newest_quoted_mail_is_told_from_the_older_ones() -> None:
    text = f"FYI\n\n{HEADING}\nDraft for comment.\n\n{HEADING}\nNot decided yet."
    assert newest_quoted(text) == "Draft for comment."
    assert own_words(text) == "FYI"


def test_a_marked_quotation_is_the_newest_quoted_mail() -> None:
    text = "FYI\n\nOn 2 Nov 2026, X <x@y.example> wrote:\n> Draft only.\n> > Hello"
    assert newest_quoted(text) == "Draft only."


def test_a_mail_without_history_quotes_nothing() -> None:
    assert not newest_quoted("FYI")
