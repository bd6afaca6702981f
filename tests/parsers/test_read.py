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
from parsers.doubts.copies import QUOTED
from parsers.evidence import open_message
from parsers.filetypes import is_mail
from parsers.forms import load_forms
from parsers.read import read_file, read_mail
from parsers.schools import Register, School
from tests import factory
from tests.parsers import layouts
from tests.parsers.covering_lines import DOUBTED, NOTICES, TAKEN_BACK

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
        (b"{\\rtf1 }", "unreadable"),
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


MM2 = f"""MM2: Managed Move Outcome
Pupil's surname: Hale
Pupil's forename: Ruby
Date of birth: 14/03/2012
UPN: {layouts.UPN}
Year group: 10
Home school: Fernhill Academy
Receiving school: Oakbrook School
Date of review meeting: 2 November 2026
Date of decision: 2 November 2026
Outcome: Unsuccessful
Last day at receiving school: 6 November 2026
Date of return to home school: 9 November 2026
Reason: Incidents went on.
Date parents informed by telephone: 2 November 2026
Date of letter to parents: 2 November 2026
Date of education plan meeting: 4 November 2026
Receiving school headteacher signature: Robin A
Receiving school headteacher date signed: 2 November 2026
Home school headteacher signature: Robin B
Home school headteacher date signed: 2 November 2026
"""
HEADING = "From: Pat <a@oakbrook.example>\nSent: 2 Nov 2026 10:00\nTo: X\nSubject: MM2\n"
OUTLOOK = f"{HEADING}\n{MM2}"
IPHONE = "On 2 Nov 2026, at 10:00, Pat <a@oakbrook.example> wrote:\n\n" + "\n".join(
    f"> {line}" for line in MM2.splitlines()
)
_OUTCOME = factory.Attachment("MM2 RH.docx", layouts.outcome(), "application/octet-stream")


def _statuses(body: str, *attached: factory.Attachment, subject: str = "MM2") -> list[str]:
    raw = factory.mail(
        "a@oakbrook.example",
        "exclusions@council.example",
        subject,
        body,
        attachments=attached,
        date=dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC),
        message_id="<1@oakbrook.example>",
    )
    found = read_mail(open_message(raw), layouts.context(), dt.date(2026, 11, 20), "a.eml")
    for reading in found:
        if reading.status == "held":
            assert (reading.problems[0].field, reading.problems[0].code) == ("", "unclear")
    return [reading.status for reading in found]


def test_a_form_typed_by_the_sender_counts() -> None:
    assert _statuses(MM2) == ["accepted"]
    neutral = "Hi,\n\nPlease find below the MM2 for RH."
    assert _statuses(f"{neutral}\n\n{MM2}\nKind regards\nPat Office") == ["accepted"]
    assert _statuses(f"{MM2}\n{HEADING}\nWhere is it?", subject="RE: MM2") == ["accepted"]


@pytest.mark.parametrize(
    "own", ["", "FYI", "Please see below", "Can you confirm you got this?", *TAKEN_BACK]
)
@pytest.mark.parametrize("quoted", [OUTLOOK, IPHONE], ids=["outlook", "iphone"])
def test_a_quoted_form_is_never_accepted(own: str, quoted: str) -> None:
    assert "accepted" not in _statuses(f"{own}\n\n{quoted}", subject="RE: MM2")
    assert _statuses(f"{own}\n\n{quoted}", subject="FW: MM2") == ["held"]


def test_a_form_in_the_text_of_an_attached_mail_is_held() -> None:
    inner = factory.mail(
        "a@oakbrook.example", "b@oakbrook.example", "MM2", MM2,
        date=dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC), message_id="<2@oakbrook.example>",
    )  # fmt: skip
    attached = factory.Attachment("FW.eml", inner, "application/octet-stream")
    assert _statuses("FYI", attached) == ["held"]


@settings(max_examples=60, deadline=None)
@given(
    words=st.sampled_from((*TAKEN_BACK, *DOUBTED)),
    greeting=st.sampled_from(["", "Hi,", "Dear colleague,\nThank you for your patience."]),
    end=st.sampled_from(["\n", "\n\n", " - "]),
    signature=st.sampled_from(["", "Kind regards\nPat Office", *NOTICES]),
    above=st.booleans(),
)
def test_no_form_under_words_that_deny_it_is_accepted(
    words: str, greeting: str, end: str, signature: str, *, above: bool
) -> None:
    body = f"{words}{end}{MM2}" if above else f"{MM2}\n{words}"
    assert _statuses(f"{greeting}\n{body}\n\n{signature}") == ["held"]


@pytest.mark.parametrize("own", [*TAKEN_BACK, *DOUBTED])
def test_an_attached_form_is_held_by_words_that_deny_it(own: str) -> None:
    assert _statuses(f"Hi,\n\n{own}\n\nPat Office", _OUTCOME) == ["held"]


@pytest.mark.parametrize(
    "own",
    [
        "Please find attached.",
        "Can you confirm you received this?",
        "Is this the right form?",
        *(f"MM2 attached.\n\nPat\n\n{notice}" for notice in NOTICES),
    ],
)
def test_an_attached_form_is_not_held_by_receipts_paperwork_or_notices(own: str) -> None:
    assert _statuses(own, _OUTCOME) == _statuses("", _OUTCOME) == ["accepted"]


def test_an_attached_form_is_held_by_its_subject_or_its_name() -> None:
    assert _statuses("Attached.", _OUTCOME, subject="DRAFT: MM2") == ["held"]
    named = factory.Attachment("MM2_draft_v2.docx", layouts.outcome(), "application/octet-stream")
    assert _statuses("Attached.", named) == ["held"]


def test_a_form_sent_on_is_held_by_what_was_said_when_it_was_first_sent() -> None:
    said = f"FYI\n\n{HEADING}\nDraft for comment, do not act on this yet."
    assert _statuses(said, _OUTCOME, subject="FW: MM2") == ["held"]
    assert _statuses(said.replace("Draft", "Nothing"), _OUTCOME, subject="RE: MM2") == ["accepted"]


@pytest.mark.parametrize(
    ("outer", "inner", "status"),
    [
        ("FYI", "Please find attached.", "accepted"),
        ("FYI", "Draft for comment", "held"),
        ("Please ignore this", "Please find attached.", "held"),
    ],
)
def test_a_form_on_an_attached_mail_is_judged_by_both_mails(
    outer: str, inner: str, status: str
) -> None:
    mail = factory.mail(
        "a@oakbrook.example", "b@oakbrook.example", "MM2", inner, attachments=(_OUTCOME,),
        date=dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC), message_id="<2@oakbrook.example>",
    )  # fmt: skip
    assert _statuses(outer, factory.Attachment("FW.eml", mail, "application/octet-stream")) == [
        status
    ]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.4\n", b"From: a@b.example\n"]), st.binary())
def test_any_bytes_have_readings(start: bytes, rest: bytes) -> None:
    read_file("x", start + rest, _context(), None)


_AGREED = """Managed move agreement
Pupil's surname: Hale
Pupil's forename: Ruby
Date of birth: 14/03/2012
Year group: 9
Home school: Fernhill Academy
Receiving school: Oakbrook School
Start date: 5 October 2026
End date: 18 December 2026
Review date: 2 November 2026
"""


def _why_attached(inner_sender: str, text: str) -> list[str]:
    """Return the first doubts about a form in the text of a mail that hangs on one of Oakbrook."""
    known = School(urn=100002, name="Oakbrook School", email_domains=("oakbrook.example",))
    inner = factory.mail(
        inner_sender, "b@oakbrook.example", "Form", text,
        date=dt.datetime(2026, 10, 1, 9, tzinfo=dt.UTC), message_id="<2@oakbrook.example>",
    )  # fmt: skip
    raw = factory.mail(
        "a@oakbrook.example", "exclusions@council.example", "Form",
        "Please see attached from our attendance office.",
        attachments=[factory.Attachment("in.eml", inner, "application/octet-stream")],
        date=dt.datetime(2026, 10, 2, 9, tzinfo=dt.UTC), message_id="<1@oakbrook.example>",
    )  # fmt: skip
    context = Context(schools=Register((known,)), forms=_context().forms)
    found = read_mail(open_message(raw), context, dt.date(2026, 10, 2), "a.eml")
    return ["quoted" if one.problems[0].message == QUOTED else one.status for one in found]


def test_what_another_office_of_the_school_typed_is_the_schools_word() -> None:
    assert "quoted" not in _why_attached("office@oakbrook.example", _AGREED)


def test_what_somebody_else_typed_is_only_quoted() -> None:
    assert _why_attached("x@stranger.example", _AGREED) == ["quoted"]


def test_an_outcome_in_an_attached_mail_is_only_quoted_whoever_typed_it() -> None:
    assert _why_attached("office@oakbrook.example", MM2) == ["quoted"]
