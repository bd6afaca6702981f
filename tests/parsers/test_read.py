"""The one door: what a file is, its bytes say; what cannot be read is held in plain words."""

import datetime as dt
import functools
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.resources import shipped
from parsers.context import Context
from parsers.evidence import open_message
from parsers.forms import load_forms
from parsers.read import is_mail, read_file, read_mail
from parsers.schools import Register
from tests import factory

HOME = factory.School(
    urn=100001, name="Thornfield School", domain="t.example", phone="01632 960001"
)
NEW = factory.School(
    urn=100002, name="Holly Bank Academy", domain="h.example", phone="01632 960002"
)
MONDAY = dt.date(2026, 10, 5)  # Mon 5 Oct 2026


@functools.cache
def _context() -> Context:
    files = sorted(shipped("config", "forms").glob("*.toml"))
    forms = load_forms({file.stem: file.read_text(encoding="utf-8") for file in files})
    return Context(schools=Register(()), forms=forms)


@functools.cache
def _word() -> bytes:
    return factory.docx("MM1", factory.agreement("a", HOME, NEW, MONDAY))


def _mail(*attached: factory.Attachment, body: str = "Please find attached.") -> bytes:
    return factory.mail(
        HOME.office,
        "exclusions@council.example",
        "MM1",
        body,
        attachments=attached,
        date=dt.datetime(2026, 10, 5, 9, tzinfo=dt.UTC),
        message_id="<1@t.example>",
    )


def _zip(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "unreadable"),
        (b"\n\n", "unreadable"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "unreadable"),
        (b"\xff\xd8\xff\xe0" + bytes(40), "unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "unreadable"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "encrypted",
        ),
        (b"{\\rtf1 Pupil: Kai}", "unreadable"),
        (b"\x78\x9f\x3e\x22" + bytes(40), "unreadable"),
        (_zip(mimetype=b"application/vnd.oasis", content_xml=b"<a/>"), "unreadable"),
        (_zip(form=b"%PDF-"), "unreadable"),
        (b"PK\x03\x04broken", "unreadable"),
        (b"%PDF-1.7 broken", "unreadable"),
        (bytes(range(256)), "unreadable"),
    ],
)
def test_what_cannot_be_read_is_held_and_asks_for_another_kind(data: bytes, code: str) -> None:
    (reading,) = read_file("MM1.pdf", data, _context(), None)
    assert (reading.kind, reading.status) == ("other", "held")
    assert [problem.code for problem in reading.problems] == [code]
    assert reading.problems[0].message.endswith(".")


def test_the_content_decides_and_never_the_name() -> None:
    for name in ("MM2.pdf", "photo.jpg", "x"):
        (reading,) = read_file(name, _word(), _context(), None)
        assert reading.kind == "MM1"


def test_a_form_that_hangs_on_a_mail_names_its_part() -> None:
    raw = _mail(factory.Attachment("MM1 KJ.docx", _word(), "application/octet-stream"))
    (reading,) = read_mail(open_message(raw), _context(), MONDAY, "a.eml")
    assert (reading.source, reading.part, reading.kind) == ("a.eml", "MM1 KJ.docx", "MM1")


def test_a_mail_in_a_file_is_read_as_the_mail() -> None:
    raw = _mail(factory.Attachment("MM1 KJ.docx", _word(), "application/octet-stream"))
    assert is_mail(raw)
    (reading,) = read_file("saved", raw, _context(), MONDAY)
    assert reading.part == "MM1 KJ.docx"


def test_a_letter_without_a_form_has_no_readings() -> None:
    assert read_mail(open_message(_mail()), _context(), MONDAY, "a.eml") == ()


def test_each_attachment_has_its_reading() -> None:
    raw = _mail(
        factory.Attachment("a.docx", _word(), "application/octet-stream"),
        factory.Attachment("b.odt", b"\x00broken", "application/octet-stream"),
    )
    found = read_mail(open_message(raw), _context(), MONDAY, "a.eml")
    assert [(one.part, one.status == "held") for one in found] == [
        ("a.docx", False),
        ("b.odt", True),
    ]


def test_attendance_in_a_sheet_is_read() -> None:
    values = factory.about(
        "a", HOME, NEW, MONDAY, week_beginning=MONDAY, sessions_possible=10, sessions_attended=9
    )
    for data in (factory.xlsx(values), factory.csv(values)):
        (reading,) = read_file("a", data, _context(), MONDAY)
        assert reading.kind == "attendance"
        assert getattr(reading.record, "sessions_attended", None) == 9


@pytest.mark.parametrize(
    "data",
    [
        b"Pupil: Kai\nFrom: Thornfield School\nTo: Holly Bank",
        b"Surname,Forename\nJarvis,Kai",
        b"Dear all,\n\nFrom: x",
        b"",
    ],
)
def test_a_text_with_a_line_that_says_from_is_no_mail(data: bytes) -> None:
    assert not is_mail(data)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.4\n", b"From: a@b.example\n"]), st.binary())
def test_any_bytes_have_readings(start: bytes, rest: bytes) -> None:
    read_file("x", start + rest, _context(), None)
