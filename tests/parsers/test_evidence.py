"""Raw mail becomes evidence: every oddity here arrived somewhere, or was written to do harm."""

import base64
import struct
import time
from email.message import EmailMessage

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers.evidence import DEEPEST_MAIL, MOST_PARTS, open_message
from parsers.mails.nodes import LARGEST_MAIL

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\n\xff\x00\x80 trailer"

ODD = {
    "exchange msgid": b"Message-ID: <[b378dfc50603435b@microsoft.com]>\n\nx",
    "inreplyto bracket": b"In-Reply-To: <[abc@microsoft.com]>\n\nx",
    "name*": b"Content-Type: text/plain; name*\n\nx",
    "to quote": b'To: "\n\nx',
    "to comment group": b"To: (c):\n\nx",
    "cc trailing comma": b"Cc: a@example.com,\n\nx",
    "date bad": b"Date: Sat, 8 May 2010 16.03.09 +0200\n\nx",
    "date huge tz": b"Date: Sat, 8 May 2010 16:03:09 +99999999\n\nx",
    "date year0": b"Date: Sat, 8 May 0000 16:03:09 +0000\n\nx",
    "unknown charset": b"Content-Type: text/plain; charset=iso-8859-8-i\n\n\xe9",
    "charset unknown-8bit": b"Content-Type: text/plain; charset=unknown-8bit\n\n\xe9",
    "cp-850 charset": b'Content-Type: text/plain; charset="cp-850"\n\nx',
    "multi ctype": b"Content-Type: multipart/mixed\n\nno boundary",
    "b64 bad": b"Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\nAAA",
    "subject bad charset": b"Subject: =?foo-bar?B?w6k=?=\n\nx",
    "subject bad b64": b"Subject: =?utf-8?B?w6?=\n\nx",
    "fn 2047 in param": b'Content-Type: application/pdf; name="=?cp1252?Q?Stra=DFe=2EPDF?="\n\nx',
    "fn 2231 cont": b"Content-Disposition: inline; filename*0*=utf-8''%C3; filename*1*=%A9.p\n\nx",
    "fn traversal": b'Content-Disposition: attachment; filename="../../etc/cron.d/x.pdf"\n\nx',
    "fn newline": b'Content-Disposition: attachment; filename="a\r\n b.pdf"\n\nx',
    "fn unknown 2231": b"Content-Disposition: attachment; filename*=foo''caf%E9.pdf\n\nx",
    "from utf8 raw": b"From: Jos\xe9 <a@example.com>\n\nx",
    "from two": b"From: a@example.com\nFrom: b@example.com\n\nx",
    "from a<b>": b'From: "head@school.example" <evil@evil.example>\n\nx',
    "from multi @": b"From: head@school.example@evil.example\n\nx",
}


@pytest.mark.parametrize("raw", ODD.values(), ids=ODD.keys())
def test_headers_that_crash_other_readers_are_read(raw: bytes) -> None:
    assert len(open_message(raw).sha) == 64


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400))
def test_any_bytes_become_evidence(raw: bytes) -> None:
    evidence = open_message(raw)
    assert evidence == open_message(raw)


_NAMES = st.sampled_from(
    ["From", "Subject", "Date", "Content-Type", "Content-Disposition", "Content-Transfer-Encoding",
     "Message-ID", "References", "Auto-Submitted", "Authentication-Results", "Return-Path"]
)  # fmt: skip
_VALUES = st.one_of(
    st.sampled_from(
        [b"multipart/mixed; boundary=b", b"message/rfc822", b"text/html; charset=utf-16",
         b"base64",
         b"attachment; filename*0*=x''%ff", b'"<a@b.example>(', b"=?utf-8?q?=ff?= =?x?b?=?=",
         b"text/plain; charset=hex",
         b"multipart/report; report-type=delivery-status", b"=?utf-7?q?+A?=",
         b"text/plain; charset*=x'y"]
    ),
    st.binary(max_size=40),
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(_NAMES, _VALUES), max_size=8), st.binary(max_size=80))
def test_odd_headers_in_any_order_become_evidence(
    headers: list[tuple[str, bytes]], body: bytes
) -> None:
    top = b"".join(name.encode() + b": " + value + b"\n" for name, value in headers)
    inner = b"--b\n" + top + b"\n" + body + b"\n--b--\n"
    open_message(top + b"\n" + body)
    open_message(b"Content-Type: multipart/mixed; boundary=b\n" + top + b"\n" + inner)


def _mail(**headers: str) -> EmailMessage:
    mail = EmailMessage()
    for name, value in {"From": "Office <office@thornfield.example>", **headers}.items():
        mail[name.replace("_", "-")] = value
    mail.set_content("Please find attached.\n")
    return mail


def _raw(headers: str, body: str = "Hello.") -> bytes:
    return f"{headers}\n\n{body}".encode()


def test_an_attachment_keeps_every_byte() -> None:
    mail = _mail()
    mail.add_attachment(PDF, maintype="application", subtype="pdf", filename="MM1 ké.pdf")
    (part,) = open_message(mail.as_bytes()).parts
    assert (part.name, part.data) == ("MM1 ké.pdf", PDF)


def test_an_eight_bit_attachment_keeps_every_byte() -> None:
    raw = (
        b"Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: 8bit\n\n"
        + PDF.replace(b"\x00", b"")
    )
    assert open_message(raw).parts[0].data == PDF.replace(b"\x00", b"")


def test_a_path_in_a_file_name_is_display_text_only() -> None:
    assert open_message(ODD["fn traversal"]).parts[0].name == "x.pdf"


@pytest.mark.parametrize(
    ("value", "sender"),
    [
        ("Anita Desai <Anita@Thornfield.example>", "anita@thornfield.example"),
        ("anita@thornfield.example (Anita)", "anita@thornfield.example"),
        ('"Desai, Anita" <anita@thornfield.example>', "anita@thornfield.example"),
        ('"head@school.example" <evil@evil.example>', "evil@evil.example"),
        ("head@school.example <evil@evil.example>", ""),
        ("head@school.example, evil@evil.example", ""),
        ("head@school.example@evil.example", ""),
        ("<head@school.example> <evil@evil.example>", ""),
        ("Staff: head@school.example;", ""),
        ("undisclosed", ""),
        ("", ""),
    ],
)
def test_the_sender_is_one_plain_address_or_nobody(value: str, sender: str) -> None:
    assert open_message(f"From: {value}\n\nx".encode()).sender == sender


def test_two_from_headers_are_nobody() -> None:
    assert not open_message(ODD["from two"]).sender


def test_subject_and_name_are_decoded_over_split_words() -> None:
    evidence = open_message(
        b"From: =?utf-8?q?Zo=C3=AB?= Lee <z@a.example>\n"
        b"Subject: =?utf-8?b?w4M=?=\n =?utf-8?b?wqk=?= MM1\n\nx"
    )
    assert (evidence.sender_name, evidence.subject) == ("Zoë Lee", "Ã© MM1")


def test_references_come_from_in_reply_to_first_and_pass_over_comments() -> None:
    evidence = open_message(
        _raw("In-Reply-To: (your mail of Monday) <b@x>\nReferences: <a@x>\n <b@x> <[c@m]>")
    )
    assert evidence.references == ("<b@x>", "<a@x>", "<[c@m]>")


def test_a_date_without_a_zone_is_utc_and_a_broken_one_is_none() -> None:
    sent = open_message(_raw("Date: Mon, 02 Nov 2026 10:00:00 -0000")).sent
    assert sent is not None
    assert sent.isoformat() == "2026-11-02T10:00:00+00:00"
    assert open_message(ODD["date huge tz"]).sent is None


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ("Subject: MM1", None),
        ("Auto-Submitted: no", None),
        ("Auto-Submitted: (by hand) No; x=y", None),
        ("Auto-Submitted: auto-generated", "auto-submitted"),
        ("Auto-Submitted: auto-notified; owner=x", "auto-submitted"),
        ("X-Auto-Response-Suppress: All", "auto-submitted"),
        ("Precedence: auto_reply", "auto-submitted"),
        ("Return-Path: <>", "auto-submitted"),
        ("Precedence: bulk", "bulk"),
        ("List-Id: <news.x.example>", "bulk"),
        ("From: MAILER-DAEMON (Mail Delivery)", "bounce"),
        ("From: postmaster@x.example", "bounce"),
        ("Content-Type: multipart/report; report-type=delivery-status; boundary=b", "bounce"),
        ("Subject: Automatic reply: MM-26-0001", "absence"),
        ("Subject: Out of office: away", "absence"),
        ("Auto-Submitted: auto-replied\nSubject: I am away until Monday", "absence"),
        ("Auto-Submitted: auto-replied\nSubject: Ticket 4711", "auto-submitted"),
        ("Subject: Absence of pupil this week", None),
        ("X-Mailbot-Kind: review_chase\nAuto-Submitted: auto-generated", "own"),
    ],
)
def test_mail_from_a_machine_says_why_it_must_not_be_answered(
    headers: str, why: str | None
) -> None:
    assert open_message(_raw(headers)).automatic == why


def test_authentication_results_are_kept_topmost_first() -> None:
    evidence = open_message(
        _raw("Authentication-Results: mx.a; x=1\nAuthentication-Results: mx.b;\n y=2")
    )
    assert evidence.authentication == ("mx.a; x=1", "mx.b; y=2")


def test_html_alone_becomes_text_without_what_is_hidden() -> None:
    evidence = open_message(
        b"Content-Type: text/html\n\n<style>p{}</style><p>Hi&nbsp;all<p style='display:none'>h</p>"
        b"<table><tr><td>Pupil</td><td>Kai</td></tr></table><blockquote>old</blockquote>"
    )
    assert evidence.text == "Hi all\nPupil\tKai\n> old"
    assert evidence.new_text == "Hi all\nPupil\tKai"


@pytest.mark.parametrize(
    "history",
    [
        "> earlier words",
        "On Mon, 2 Nov 2026 at 10:00, Exclusions Team\n<x@a.example> wrote:\n> earlier words",
        "On 2 Nov 2026, X wrote:\n\nearlier words",
        "-----Original Message-----\nearlier words",
        "_____________\nFrom: X\nSent: 2 Nov 2026\nTo: Y\nSubject: Z\n\nearlier words",
        "*From:* X\n*Date:* 2 Nov 2026\n*Subject:* Z\n\nearlier words",
        "Begin forwarded message:\n\nearlier words",
    ],
)
def test_new_text_ends_where_the_history_begins(history: str) -> None:
    evidence = open_message(_raw("Subject: RE: x", f"Review held today.\n\nSam\n\n{history}"))
    assert "earlier" not in evidence.new_text
    assert evidence.new_text.startswith("Review held today.\n\nSam")
    assert "earlier words" in evidence.text


def test_answers_written_between_quoted_lines_survive() -> None:
    body = "On 2 Nov 2026, X wrote:\n> Was it held?\nYes, on Monday.\n> Thanks"
    assert open_message(_raw("Subject: RE: x", body)).new_text == "Yes, on Monday."


def test_a_form_line_that_says_from_is_not_history() -> None:
    body = "From: Thornfield School\nPupil: Kai Jarvis\nStart date: 05/10/2026"
    assert open_message(_raw("Subject: x", body)).new_text == body


def test_what_is_only_passed_on_is_kept_apart() -> None:
    body = "FYI\n\nSam\n\nFrom: X\nSent: 2 Nov 2026\nTo: Y\nSubject: Z\n\nThe move has ended."
    evidence = open_message(_raw("Subject: FW: Z", body))
    assert "The move has ended." in evidence.passed_on
    own = open_message(
        _raw("Subject: RE: Z", body.replace("FYI", "We met and all agree it goes on"))
    )
    assert not own.passed_on


def test_of_a_forward_that_asks_something_the_newest_mail_is_passed_on() -> None:
    head = "From: X\nSent: 2 Nov 2026\nTo: Y\nSubject: Z\n\n"
    body = f"Which form must we fill in now?\n\n{head}The move has ended.\n\n{head}It goes well."
    evidence = open_message(_raw("Subject: FW: Z", body))
    assert evidence.passed_on == "The move has ended."


def test_a_plain_text_that_only_stands_in_for_the_page_is_not_the_mails_text() -> None:
    message = _mail(Subject="x")
    message.set_content("Your program cannot show this message.")
    message.add_alternative("<p>The managed move has broken down.</p>", subtype="html")
    assert open_message(message.as_bytes()).text.strip() == "The managed move has broken down."


def test_a_mail_attached_is_walked_and_its_names_joined() -> None:
    inner = _mail(Subject="inner")
    inner.add_attachment(PDF, maintype="application", subtype="pdf", filename="MM1.pdf")
    outer = _mail(Subject="outer")
    outer.add_attachment(inner, filename="FW.eml")
    saved = _mail(Subject="saved")
    saved.add_attachment(
        inner.as_bytes(), maintype="application", subtype="octet-stream", filename="a.eml"
    )
    for mail, name in ((outer, "FW.eml"), (saved, "a.eml")):
        evidence = open_message(mail.as_bytes())
        assert [part.name for part in evidence.parts] == [f"{name}/MM1.pdf"]
        assert [body.name for body in evidence.bodies] == ["body", f"{name}/body"]


def test_mail_within_mail_is_walked_so_far_and_then_kept_whole() -> None:
    mail = _mail()
    mail.add_attachment(PDF, maintype="application", subtype="pdf", filename="MM1.pdf")
    for _ in range(DEEPEST_MAIL + 1):
        outer = _mail()
        outer.add_attachment(mail, filename="m.eml")
        mail = outer
    (part,) = open_message(mail.as_bytes()).parts
    assert part.media == "message/rfc822"
    assert base64.b64encode(PDF)[:20] in part.data


def test_our_own_letter_inside_a_bounce_is_not_a_form() -> None:
    inner = _mail(Subject="ours")
    inner.add_attachment(PDF, maintype="application", subtype="pdf", filename="blank-MM2.pdf")
    raw = (
        b"From: <>\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        b"--b\nContent-Type: text/plain\n\nNo.\n--b\nContent-Type: message/rfc822\n\n"
        + inner.as_bytes()
        + b"\n--b--\n"
    )
    evidence = open_message(raw)
    assert evidence.parts == ()
    assert [body.name for body in evidence.bodies] == ["body"]


def _png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height) + bytes(50_000)


def test_a_logo_shown_inline_is_no_document_but_a_page_is() -> None:
    mail = _mail()
    for side, name in ((180, "image001.png"), (1700, "image002.png")):
        mail.add_attachment(
            _png(side, side), maintype="image", subtype="png", filename=name, disposition="inline"
        )
    mail.add_attachment(_png(180, 54), maintype="image", subtype="png", filename="form.png")
    assert [p.name for p in open_message(mail.as_bytes()).parts] == ["image002.png", "form.png"]


def test_signatures_and_calendars_are_no_documents() -> None:
    mail = _mail()
    mail.add_attachment(
        b"x", maintype="application", subtype="pkcs7-signature", filename="smime.p7s"
    )
    mail.add_attachment("BEGIN:VCALENDAR", subtype="calendar", filename="a.ics")
    assert open_message(mail.as_bytes()).parts == ()


def test_a_limit_that_cuts_is_said() -> None:
    mail = _mail()
    for number in range(MOST_PARTS + 1):
        mail.add_attachment(PDF, maintype="application", subtype="pdf", filename=f"{number}.pdf")
    evidence = open_message(mail.as_bytes())
    assert evidence.cut
    assert len(evidence.parts) == MOST_PARTS


def test_a_thousand_nested_multiparts_are_survived() -> None:
    raw = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(1500)
    )
    assert open_message(b"Subject: deep\n" + raw).cut


def test_nothing_of_the_mail_shows_in_its_repr() -> None:
    evidence = open_message(_raw("From: Kai Jarvis <k@a.example>\nSubject: Kai Jarvis"))
    assert "Kai" not in repr(evidence)


@pytest.mark.parametrize("line", [b"From: a\n", b"> x\n", b"On a\n", b"\n"])
def test_a_long_mail_of_one_line_is_opened_in_good_time(line: bytes) -> None:
    began = time.monotonic()
    open_message(b"Subject: x\n\n" + line * 40_000)
    assert time.monotonic() - began < 10  # a search back over all lines took minutes


@pytest.mark.parametrize(
    ("header", "subject"),
    [
        (b"=?utf-8?b?w6k?= =?cp1252?q?=E9_x?= y", "éé x y"),
        (b"=?utf-8?b?====x?= after", "=?utf-8?b?====x?= after"),
        (b"a =?no-such?q?caf=C3=A9?=", "a café"),
        (b"caf\xe9", "café"),
    ],
)
def test_odd_encoded_words_are_read_as_far_as_they_go(header: bytes, subject: str) -> None:
    assert open_message(b"Subject: " + header + b"\n\nx").subject == subject


def test_comments_and_quoted_pairs_in_a_header_are_passed_over() -> None:
    assert open_message(b'From: (a \\) b) "x\\" y" <a@b.example>\n\nx').sender == "a@b.example"
    assert open_message(b"From: Sam (deputy) <a@b.example>\n\nx").sender_name == "Sam (deputy)"


def test_a_mail_beyond_the_limit_is_known_by_its_headers_alone() -> None:
    evidence = open_message(b"From: a@b.example\n\n" + b"x" * (LARGEST_MAIL + 1))
    assert evidence.cut
    assert (evidence.sender, evidence.text) == ("a@b.example", "")


def _jpeg(width: int, height: int) -> bytes:
    frame = b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width)
    return b"\xff\xd8\xff\xe0\x00\x10" + bytes(14) + frame + bytes(60_000)


@pytest.mark.parametrize(
    ("data", "kept"),
    [
        (_jpeg(180, 60), False),
        (_jpeg(1200, 1700), True),
        (b"GIF89a" + struct.pack("<HH", 90, 90) + bytes(50_000), False),
        (b"\xff\xd8\xff\xd8", False),
        (b"?" * 9_000, False),
        (b"?" * 90_000, True),
    ],
)
def test_pictures_shown_inline_are_told_apart_by_their_size(data: bytes, kept: bool) -> None:  # noqa: FBT001 - a row of the table
    mail = _mail()
    mail.add_attachment(data, maintype="image", subtype="jpeg", filename="a", disposition="inline")
    assert bool(open_message(mail.as_bytes()).parts) is kept


def test_a_file_that_only_claims_to_be_a_mail_is_kept_as_it_is() -> None:
    mail = _mail()
    mail.add_attachment(PDF, maintype="application", subtype="octet-stream", filename="form.eml")
    assert [part.data for part in open_message(mail.as_bytes()).parts] == [PDF]


def test_a_long_file_name_keeps_its_ending() -> None:
    mail = _mail()
    mail.add_attachment(PDF, maintype="application", subtype="pdf", filename="x" * 400 + ".pdf")
    (part,) = open_message(mail.as_bytes()).parts
    assert part.name.endswith("x.pdf")
    assert len(part.name) == 150


def test_several_texts_of_one_mail_are_put_together() -> None:
    raw = (
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nBefore.\n"
        b"--b\nContent-Type: text/plain\n\nAfter.\n--b--\n"
    )
    assert open_message(raw).text == "Before.\n\nAfter."
