"""Secure-mail products are known by what they say, and an ordinary mail is never taken for one."""

import datetime as dt
import functools

import pytest

from mailbot.resources import shipped
from parsers.context import Context
from parsers.evidence import open_message
from parsers.forms import load_forms
from parsers.mails.wrappers import WrappersError, parse_wrappers
from parsers.read import read_mail
from parsers.schools import Register
from tests import factory, wrapped

MONDAY = dt.date(2026, 10, 5)  # Mon 5 Oct 2026
HTML = "text/html"


@functools.cache
def _context() -> Context:
    files = sorted(shipped("config", "forms").glob("*.toml"))
    forms = load_forms({file.stem: file.read_text(encoding="utf-8") for file in files})
    known = parse_wrappers(shipped("config", "wrappers.toml").read_text(encoding="utf-8"))
    return Context(schools=Register(()), forms=forms, wrappers=known)


def _said(body: str, *attached: factory.Attachment) -> list[tuple[str, str]]:
    raw = factory.mail(
        "office@t.example",
        "exclusions@council.example",
        "Managed move",
        body,
        attachments=attached,
        date=dt.datetime(2026, 10, 5, 9, tzinfo=dt.UTC),
        message_id="<1@t.example>",
    )
    found = read_mail(open_message(raw), _context(), MONDAY, "a.eml")
    return [(p.code, p.message) for one in found if one.status == "held" for p in one.problems]


@pytest.mark.parametrize(
    ("product", "body", "attached"),
    [
        (
            "Egress",
            (
                "Jo Marsh has sent you a secure message using Egress Switch.\n"
                "To access it, go to https://switch.egress.com/ui/read?id=1"
            ),
            (),
        ),
        (
            "Egress",
            "This is a secure email from Jo.",
            (
                factory.Attachment(
                    "SecureEmail.html",
                    b"<html><body>Egress Protect: open this secure email<form></form></body>",
                    HTML,
                ),
            ),
        ),
        (
            "Microsoft",
            "Jo Marsh (office@t.example) has sent you a protected message.\nRead the message",
            (factory.Attachment("message.rpmsg", b"\x76\xe8\x04\x60\xc4\x11\xe3\x86x", "a/b"),),
        ),
        (
            "Microsoft",
            "You've received an encrypted message. To view it, save and open the attachment.",
            (
                factory.Attachment(
                    "message.html",
                    b"<html><form action='https://outlook.office365.com/Encryption/retrieve.ashx'>"
                    b"</form></html>",
                    HTML,
                ),
            ),
        ),
        (
            "Microsoft",
            (
                "Jo has sent you a protected message.\n\nRead the message\n\n"
                "Learn about messages protected by Microsoft Purview Message Encryption."
            ),
            (),
        ),
        (
            "Mimecast",
            (
                "You have received a secure message from Thornfield School.\n"
                "Mimecast Secure Messaging keeps it safe. Log in to the portal to read it."
            ),
            (),
        ),
        (
            "Cisco",
            "You've received a secure message. Read it by opening the attachment, securedoc.html.",
            (
                factory.Attachment(
                    "securedoc_20261005.html",
                    b"<html><title>Cisco Registered Envelope Service</title></html>",
                    HTML,
                ),
            ),
        ),
        (
            "Proofpoint",
            "This is a secure message. Click the attachment to read it.",
            (
                factory.Attachment(
                    "SecureMessageAtt.html",
                    b"<html><body>Proofpoint Encryption: click to read your secure message</body>",
                    HTML,
                ),
            ),
        ),
        (
            "PGP",
            "-----BEGIN PGP MESSAGE-----\n\n" + "hQEMA5" * 10 + "\n-----END PGP MESSAGE-----",
            (),
        ),
        (
            "PGP",
            "-----BEGIN PGP MESSAGE-----\n\n" + f"{'hQEMA5' * 10}\n" * 400,
            (),
        ),
        ("Galaxkey", "Jo has sent you a Galaxkey secured email.", ()),
        ("Virtru", "This email was encrypted with Virtru. Unlock the message to read it.", ()),
        (
            "S/MIME",
            "",
            (
                factory.Attachment(
                    "smime.p7m",
                    b"0\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03\xa0\x80",
                    "application/pkcs7-mime",
                ),
            ),
        ),
        ("PGP", "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n", ()),
        ("secure-mail service", "You have received a secure email. Click here to read it.", ()),
    ],
)
def test_a_sealed_mail_is_known_by_its_product_and_says_what_to_do(
    product: str, body: str, attached: tuple[factory.Attachment, ...]
) -> None:
    told = [message for code, message in _said(body, *attached) if code == "encrypted"]
    assert len(told) == 1
    assert product in told[0]
    assert "Please send the form as an ordinary attachment" in told[0]


FOOTERS = (
    "We use Egress for encrypted email. Read our privacy notice on the website.",
    "Our staff send encrypted email with Virtru; secure email matters to us.",
    "This email has been scanned by Mimecast for viruses.",
    "This message was sent securely by Egress. Emails from this school may be monitored.",
    "We use Egress to send you personal data. If you receive an Egress email, please open it.",
    "Thornfield School uses Microsoft 365. Our secure email policy is on our website.",
    "Disclaimer: e-mail is not a secure medium. Messages to this school are not encrypted.",
    "Proofpoint protects this school against spam.",
)


@pytest.mark.parametrize("footer", FOOTERS)
def test_a_footer_that_names_a_product_seals_nothing(footer: str) -> None:
    words = "Can you tell me when the review of the managed move is due? I am in on Thursday.\n\n"
    assert _said(f"{words}Jo Marsh\nOffice\n\n{footer}") == []


@pytest.mark.parametrize("footer", FOOTERS)
def test_a_form_under_such_a_footer_is_read(footer: str) -> None:
    home = factory.School(urn=100001, name="Thornfield School", domain="t.example", phone="1")
    new = factory.School(urn=100002, name="Holly Bank Academy", domain="h.example", phone="2")
    form = factory.docx("MM1", factory.agreement("a", home, new, MONDAY))
    attached = factory.Attachment("MM1.docx", form, factory.WORD)
    assert "encrypted" not in [code for code, _ in _said(f"Attached.\n\n{footer}", attached)]


def test_a_locked_zip_says_password_and_names_no_product() -> None:
    shut = wrapped.locked(wrapped.zipped({"a.docx": b"x"}))
    ((code, message),) = _said("Attached.", factory.Attachment("a.zip", shut, "application/zip"))
    assert code == "encrypted"
    assert "password" in message


@pytest.mark.parametrize(
    "source",
    [
        "[",
        "[[wrapper]]\nproduct = 'X'",
        "[[wrapper]]\nadvice = 'y'",
        "[[wrapper]]\nproduct='x'\nadvice='y'\npage=['a']",
        "[[wrapper]]\nproduct='x'\nadvice='y'\nname=1",
    ],
)
def test_a_file_of_products_that_is_not_as_it_must_be_is_refused(source: str) -> None:
    with pytest.raises(WrappersError):
        parse_wrappers(source)


@pytest.mark.parametrize(
    "body",
    [
        "Please find the MM1 here: https://fernhill-my.sharepoint.com/:w:/g/personal/sam/abc",
        "The managed move form for Kai: https://drive.google.com/file/d/abc/view",
        "MM2 by Dropbox https://www.dropbox.com/scl/fi/abc/form.pdf?rlkey=1",
    ],
)
def test_a_form_that_is_only_linked_to_is_held_and_its_sender_told(body: str) -> None:
    ((code, message),) = _said(body)
    assert code == "encrypted"
    assert "a link to a file kept elsewhere" in message


def test_the_words_of_a_link_count() -> None:
    raw = (
        b"From: a@t.example\nContent-Type: text/html\n\n<p>Please see below.</p>"
        b'<a href="https://t-my.sharepoint.com/:w:/g/abc" title="x">MM1 KJ.docx</a>'
    )
    (found,) = read_mail(open_message(raw), _context(), MONDAY, "a.eml")
    assert found.status == "held"


@pytest.mark.parametrize(
    "body",
    [
        "Our newsletter: https://fernhill.sharepoint.com/:b:/s/news",
        "Kai has settled well. Sam\n\nSee our school: https://sites.google.com/fernhill",
    ],
)
def test_a_link_to_something_else_is_no_form(body: str) -> None:
    assert _said(body) == []
