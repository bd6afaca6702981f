"""A form in a mail that says wrongly what hangs on it is read, or the mail is held: never silence."""

# ruff: noqa: E501 - mails as they travel read best a header line a line

import base64
import binascii
import datetime as dt
import functools
import quopri
from collections.abc import Callable

import pytest

from parsers.evidence import open_message
from parsers.read import read_mail
from tests import wrapped
from tests.parsers import layouts
from tests.parsers.test_every_kind import _tabled, printed, rich_text, separated

HEAD = (
    b"From: Sam <office@fernhill.example>\r\nTo: moves@council.example\r\nSubject: Managed move\r\n"
    b"Date: Thu, 1 Oct 2026 09:00:00 +0100\r\nMIME-Version: 1.0\r\n"
)
WORDS = b"Content-Type: text/plain\r\n\r\nDear all, please see the form.\r\n"
READ, HELD = ("MM1", "accepted"), ("other", "held")
NAMED = b"Content-Disposition: attachment; filename=MM1.docx"


@functools.cache
def word() -> bytes:
    return layouts.agreement()


def coded(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", b"\r\n")


def part(head: bytes, data: bytes, way: bytes = b"base64") -> bytes:
    body = coded(data) if way == b"base64" else data
    return head + b"\r\nContent-Transfer-Encoding: " + way + b"\r\n\r\n" + body


def mail(*parts: bytes) -> bytes:
    body = b"".join(b"--BB\r\n" + one + b"\r\n" for one in (WORDS, *parts))
    return HEAD + b'Content-Type: multipart/mixed; boundary="BB"\r\n\r\n' + body + b"--BB--\r\n"


def whole() -> bytes:
    return mail(part(NAMED, word()))


def read(raw: bytes) -> list[tuple[str, str]]:
    found = read_mail(open_message(raw), layouts.context(), dt.date(2026, 10, 2), "mail")
    return [(one.kind, one.status) for one in found]


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Type: application/octet-stream",
        b"Content-Type: text/plain",
        b"Content-Type: text/html\r\nContent-Disposition: inline",
        b"Content-Type: text/plain; name=MM1.txt\r\nContent-Disposition: attachment",
        b"Content-Type: foo bar; ;; x",
        b"Content-Description: our form",
        b"Content-Type: image/png\r\nContent-Disposition: inline\r\nContent-ID: <a@b>",
        b"Content-Disposition: attachment; filename*=UTF-8''MM1%20Zo%C3%AB.docx",
        b"Content-Disposition: attachment; filename*=xyz'%ZZ",
        b'Content-Disposition: attachment; filename="=?utf-8?B?TU0xLmRvY3g=?="',
        b'Content-Disposition: attachment; filename="MM1 "last".docx"',
        b"Content-Disposition: file; filename=MM1.docx",
        b"Content-Type: text/rfc822-headers",
    ],
)
@pytest.mark.parametrize("make", [word, printed])
def test_a_file_is_known_whatever_its_part_says_of_it(
    head: bytes, make: Callable[[], bytes]
) -> None:
    assert read(mail(part(head, make()))) == [READ]


@pytest.mark.parametrize("way", [b"base64 (standard)", b"BASE64", b"x-letters", b"7bit", b"8bit"])
def test_base64_is_known_whatever_its_part_says_of_it(way: bytes) -> None:
    assert read(mail(part(NAMED, coded(word()), way))) == [READ]


def test_what_calls_itself_base64_and_is_none_is_taken_as_it_is() -> None:
    head = b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    assert read(mail(head + printed())) == [READ]
    quoted = part(
        b"Content-Type: application/pdf", quopri.encodestring(printed()), b"quoted-printable"
    )
    assert read(mail(quoted)) == [READ]


@pytest.mark.parametrize(
    ("media", "make"),
    [
        (b"text/csv", separated),
        (b"text/rtf", rich_text),
        (b"text/plain", whole),
        (b"application/octet-stream", lambda: b"\xef\xbb\xbf" + whole()),
        (b"application/octet-stream", lambda: str(len(whole())).encode() + b"\n" + whole()),
        (b"text/html; name=MM1.html", lambda: _tabled().encode()),
    ],
)
def test_a_file_of_text_that_has_no_name_is_a_file(media: bytes, make: Callable[[], bytes]) -> None:
    assert read(mail(part(b"Content-Type: " + media, make()))) == [READ]


def test_a_letter_that_quotes_the_head_of_a_mail_stays_a_letter() -> None:
    text = b"From: Sam <a@fernhill.example>\nTo: b@council.example\nSubject: Ruby\n\nAll is well.\n"
    evidence = open_message(HEAD + b"Content-Type: text/plain\r\n\r\n" + text)
    assert evidence.text.startswith("From: Sam")
    assert not evidence.parts


def test_each_mail_in_a_box_of_mails_is_read() -> None:
    one = b"From a@b Thu Oct  1 09:00:00 2026\n" + whole().replace(b"\r\n", b"\n") + b"\n"
    assert read(mail(part(b"Content-Type: application/mbox; name=a.mbox", one + one))) == [READ] * 2


def test_files_that_travel_as_letters_in_a_page_or_an_appointment_are_read() -> None:
    link = b'<a href="data:application/pdf;base64,' + base64.b64encode(printed()) + b'">MM1</a>'
    assert read(HEAD + b"Content-Type: text/html\r\n\r\n<p>See " + link) == [READ]
    letters = base64.b64encode(word())
    folded = b"\r\n ".join(letters[at : at + 70] for at in range(0, len(letters), 70))
    event = b"ATTACH;X-FILENAME=MM1.docx;ENCODING=BASE64;VALUE=BINARY:" + folded
    invite = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + event + b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    assert read(mail(part(b"Content-Type: text/calendar; method=REQUEST", invite))) == [READ]
    assert read(mail(part(b"Content-Disposition: attachment; filename=a.ics", invite))) == [READ]
    archive = wrapped.zipped({"a.zip": wrapped.zipped({"a.ics": invite})})
    assert read(mail(part(b"Content-Disposition: attachment; filename=a.zip", archive))) == [READ]
    plain = invite.replace(event, b"SUMMARY:Meeting")
    assert read(mail(part(b"Content-Type: text/calendar", plain))) == []


def test_a_page_with_a_logo_in_its_own_letters_is_no_document() -> None:
    logo = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(8) + (90).to_bytes(4, "big") * 2)
    page = b'<p>Dear all</p><img src="data:image/png;base64,' + logo + b'">'
    assert read(HEAD + b"Content-Type: text/html\r\n\r\n" + page) == []


LOST: dict[str, Callable[[], bytes]] = {
    "another mark": lambda: whole().replace(b'boundary="BB"', b'boundary="CC"'),
    "no mark": lambda: whole().replace(b'; boundary="BB"', b""),
    "behind the end": lambda: mail() + b"--BB\r\n" + part(NAMED, word()) + b"\r\n--BB--\r\n",
    "cut": lambda: mail(part(NAMED, word()[:9_000])),
    "empty": lambda: mail(part(NAMED, b"")),
    "a program": lambda: mail(part(NAMED, b"MZ" + wrapped.zipped({"a": word()}))),
    "binhex": lambda: mail(part(NAMED, b"(This file must be converted with BinHex 4.0)\n:x:", b"7bit")),
    "yenc": lambda: HEAD + b"Content-Type: text/plain\r\n\r\nSee here.\r\n=ybegin line=128 size=3 name=MM1.docx\r\nabc\r\n=yend size=3\r\n",
    "one of two": lambda: HEAD + b"Content-Type: message/partial; id=a; number=1; total=2\r\n\r\n" + whole()[:9_000],
}  # fmt: skip


def inner() -> bytes:
    """A mail that may stand in another: its parts are told apart by another mark."""
    return whole().replace(b"--BB", b"--CC").replace(b'"BB"', b'"CC"')


@pytest.mark.parametrize(
    "media", [b"message/rfc822", b"message/global", b"message/news", b"text/rfc822-headers"]
)
def test_a_mail_attached_is_another_mail_whatever_it_is_called(media: bytes) -> None:
    raw = mail(b"Content-Type: " + media + b"\r\n\r\n" + inner())
    assert read(raw) == [READ]
    evidence = open_message(raw)
    assert [body.name for body in evidence.bodies] == ["body", "message.eml/body"]
    assert evidence.text.strip() == "Dear all, please see the form."


def test_the_head_of_a_mail_by_itself_is_no_mail() -> None:
    head = b"Content-Type: text/rfc822-headers\r\n\r\n"
    for told in (
        HEAD,
        HEAD + b"\r\n",
        b"Return-Path: <a@fernhill.example>\r\n" + HEAD + b"\r\n\r\n",
    ):
        evidence = open_message(mail(head + told))
        assert ([body.name for body in evidence.bodies], evidence.parts) == (["body"], ())
    bounced = (
        HEAD + b'Content-Type: multipart/report; report-type=delivery-status; boundary="BB"\r\n\r\n'
    )
    assert read(bounced + b"--BB\r\n" + head + inner() + b"\r\n--BB--\r\n") == []


@pytest.mark.parametrize(
    "media", ["text/calendar", "text/vcard", "text/directory", "application/pgp-signature"]
)
def test_words_that_are_no_card_and_no_signature_are_read(media: str) -> None:
    form = "\r\n".join(f"{label}: {said}" for label, said in layouts.AGREEMENT.items())
    told = f"Content-Type: {media}\r\n\r\nManaged Move Agreement\r\n{form}"
    assert read(mail(told.encode())) == [READ]
    signature = (
        b"Content-Type: application/pgp-signature\r\n\r\n-----BEGIN PGP SIGNATURE-----\r\n\r\niQ"
    )
    assert read(mail(signature)) == []


def test_an_invitation_speaks_where_the_mail_says_nothing_else() -> None:
    head = b"Content-Type: text/calendar; method=REQUEST\r\n\r\n"
    event = (
        b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY;LANGUAGE=en:Managed move\r\n"
        b"DESCRIPTION:The placement\\, sadly\\, has br\r\n oken down.\\nRing me.\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    alone = open_message(HEAD + head + event)
    assert alone.new_text == "Managed move\n\nThe placement, sadly, has broken down.\nRing me."
    assert open_message(mail(head + event)).new_text == "Dear all, please see the form."
    answer = event.replace(b"METHOD:REQUEST", b"METHOD:REPLY")
    assert not open_message(HEAD + head + answer).new_text  # it repeats what we wrote


@pytest.mark.parametrize("how", LOST)
def test_what_cannot_be_read_of_a_mail_is_said(how: str) -> None:
    assert read(LOST[how]()) == [HELD]


def test_a_uuencoded_file_is_read_whatever_its_part_says_of_it() -> None:
    lines = b"".join(binascii.b2a_uu(word()[at : at + 45]) for at in range(0, len(word()), 45))
    letters = b"begin 644 MM1.docx\n" + lines + b"`\nend\n"
    for way in (b"x-uuencode", b"7bit"):
        assert read(mail(part(NAMED, letters, way))) == [READ]
    summed = (
        letters.replace(b"\n", b"X\n").replace(b"docxX", b"docx").replace(b"`X\nendX", b"`\nend")
    )
    assert read(HEAD + b"Content-Type: text/plain\r\n\r\nSee here.\r\n" + summed) == [READ]
