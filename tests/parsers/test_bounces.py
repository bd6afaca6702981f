"""A bounce is read by Action and Status, recipient by recipient."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.arrivals.bounces import Bounce, bounce_of

RETURNED = "Message-ID: <ours@authority.example>\nX-Mailbot-Kind: review_chase\nSubject: x\n\nBody"


def _report(fields: str, returned: str = RETURNED, media: str = "message/rfc822") -> bytes:
    return (
        "From: MAILER-DAEMON@mx.example\nReturn-Path: <>\nSubject: Undelivered\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        "--b\nContent-Type: text/plain\n\nSorry.\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        f"{fields}\n\n--b\nContent-Type: {media}\n\n{returned}\n--b--\n"
    ).encode()


def _bounce(action: str, status: str, diagnostic: str = "smtp; 550 no") -> Bounce | None:
    return bounce_of(
        _report(
            f"Final-Recipient: rfc822; Parent@home.example\nAction: {action}\nStatus: {status}\n"
            f"Diagnostic-Code: {diagnostic}"
        )
    )


@pytest.mark.parametrize(
    ("action", "status", "kind"),
    [
        ("failed", "5.1.1", "dead"),
        ("failed", "5.1.10", "dead"),
        ("failed", "5.2.1", "dead"),
        ("failed", "5.2.2", "full"),
        ("failed", "4.2.2", "full"),
        ("failed", "5.2.3", "policy"),
        ("failed", "5.7.1", "policy"),
        ("failed", "5.7.26", "policy"),
        ("failed", "4.4.7", "other"),
        ("failed", "5.0.0", "other"),
        ("delayed", "4.4.1", "delayed"),
        ("Delayed", "5.1.1", "delayed"),
    ],
)
def test_the_status_says_what_a_failure_means(action: str, status: str, kind: str) -> None:
    found = _bounce(action, status)
    assert found is not None
    assert (found.kind, found.status) == (kind, status)
    assert found.recipient == "parent@home.example"
    assert found.original_message_ids == ("<ours@authority.example>",)


def test_a_vague_status_gives_way_to_the_diagnostic() -> None:
    found = _bounce("failed", "5.0.0", "smtp; 550 5.1.1 <parent@home.example> unknown")
    assert found is not None
    assert (found.kind, found.status) == ("dead", "5.1.1")


def test_a_report_of_a_delivery_is_no_bounce() -> None:
    assert _bounce("delivered", "2.0.0") is None
    assert _bounce("relayed", "2.0.0") is None


def test_returned_headers_alone_name_the_mail() -> None:
    raw = _report(
        "Final-Recipient: rfc822; p@home.example\nAction: failed\nStatus: 5.1.1",
        "Subject: x\nMessage-ID: <ours@authority.example>",
        "text/rfc822-headers",
    )
    found = bounce_of(raw)
    assert found is not None
    assert found.original_message_ids == ("<ours@authority.example>",)


def test_a_bounce_in_words_is_read_by_its_code() -> None:
    found = bounce_of(
        b"From: MAILER-DAEMON@mx.example\nSubject: failure notice\n\n"
        b"<parent@home.example>:\n550 5.1.1 no such user\n\n"
        b"--- Below this line is a copy.\n\nMessage-ID: <ours@authority.example>\n"
    )
    assert found is not None
    assert (found.kind, found.recipient) == ("dead", "parent@home.example")
    assert found.original_message_ids == ("<ours@authority.example>",)


def test_the_original_recipient_is_the_one_we_wrote_to() -> None:
    found = bounce_of(
        _report(
            "Original-Recipient: rfc822;<Office@school.example>\n"
            "Final-Recipient: rfc822; box77@host.example\nAction: failed\nStatus: 5.2.2"
        )
    )
    assert found is not None
    assert found.recipient == "office@school.example"


@pytest.mark.parametrize(
    "raw",
    [
        b"From: a@school.example\nSubject: Undeliverable: x\n\n550 5.1.1 it says",
        b"From: a@school.example\nSubject: Automatic reply\nReturn-Path: <>\n\nAway 5.1.1",
        b"From: postmaster@school.example\nSubject: Newsletter\n\nHello all",
    ],
)
def test_a_mail_that_only_looks_like_one_is_no_bounce(raw: bytes) -> None:
    assert bounce_of(raw) is None


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120), st.text(max_size=60))
def test_no_report_makes_it_raise(fields: str, returned: str) -> None:
    bounce_of(_report(fields, returned))
