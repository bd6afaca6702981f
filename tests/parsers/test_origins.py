"""A form that a colleague passed on: who first sent it, when, and whether it may count."""

import datetime as dt
import functools
from zoneinfo import ZoneInfo

import pytest

from parsers.arrivals.origins import believed
from parsers.context import Context
from parsers.evidence import open_message
from parsers.mails.quoting import quoted_mails, written_instant
from parsers.read import read_mail
from parsers.records import Origin, Reading
from tests import factory, wrapped
from tests.parsers import layouts

LONDON = ZoneInfo("Europe/London")
FRIDAY = dt.date(2026, 11, 20)  # Fri 20 Nov 2026
OFFICER = "officer@council.example"
OLD = "head@thornfield.example"


@functools.cache
def _context() -> Context:
    plain = layouts.context()
    return Context(
        schools=plain.schools,
        forms=plain.forms,
        review_names=plain.review_names,
        own_domains=plain.own_domains,
        staff=frozenset({OFFICER, "other@council.example"}),
    )


HEADING = f"""From: Head Teacher <{OLD}>
Sent: Wednesday, 18 November 2026 16:05
To: Officer <{OFFICER}>
Subject: Managed move outcome
"""
FORM = """MM2: Managed Move Outcome
Pupil's surname: Hale
Pupil's first name: Rowan
Date of birth: 14/03/2013
Home school: Thornfield School
Receiving school: Holly Bank Academy
Outcome: Unsuccessful
Date of decision: 18 November 2026
Last day at the receiving school: 18 November 2026
Reason: It was not working.
Date of review meeting: 18 November 2026
"""


def _mail(body: str, *attached: tuple[str, bytes], subject: str = "FW: Managed move") -> bytes:
    return factory.mail(
        OFFICER,
        "bot@council.example",
        subject,
        body,
        attachments=[factory.Attachment(n, d, "application/octet-stream") for n, d in attached],
        date=dt.datetime(2026, 11, 20, 9, tzinfo=LONDON),
        message_id="<1@council.example>",
    )


def _read(raw: bytes, *, vouched: bool = True) -> list[Reading]:
    return list(read_mail(open_message(raw), _context(), FRIDAY, "a.eml", vouched=vouched))


def _original(body: str, *attached: tuple[str, bytes]) -> bytes:
    return factory.mail(
        OLD,
        OFFICER,
        "Managed move",
        body,
        attachments=[factory.Attachment(n, d, "application/octet-stream") for n, d in attached],
        date=dt.datetime(2026, 11, 18, 16, 5, tzinfo=LONDON),
        message_id="<0@thornfield.example>",
    )


@functools.cache
def _word() -> bytes:
    home = factory.School(urn=100001, name="Thornfield School", domain="t.example", phone="1")
    new = factory.School(urn=100002, name="Holly Bank Academy", domain="h.example", phone="2")
    return factory.docx("MM1", factory.agreement("a", home, new, dt.date(2026, 11, 23)))


SENT = dt.datetime(2026, 11, 18, 16, 5, tzinfo=LONDON)


def test_a_form_quoted_in_a_colleagues_forward_counts_and_knows_its_sender() -> None:
    (reading,) = _read(_mail(f"FYI\n\n{HEADING}\n{FORM}"))
    assert (reading.kind, reading.status == "held") == ("MM2", False)
    assert reading.origin == Origin(sender=OLD, sent=SENT)


def test_the_same_forward_by_anybody_else_is_held_as_it_was() -> None:
    (reading,) = _read(_mail(f"FYI\n\n{HEADING}\n{FORM}"), vouched=False)
    assert (reading.kind, reading.status, reading.origin) == ("MM2", "held", None)


def test_a_form_two_mails_down_the_chain_is_held() -> None:
    middle = "From: Office <office@thornfield.example>\nSent: 19 November 2026 08:00\nTo: x\n"
    words = "We have changed our minds about the one below and will write again on Monday."
    (reading,) = _read(_mail(f"FYI\n\n{middle}\n{words}\n\n{HEADING}\n{FORM}"))
    assert reading.status == "held"


@pytest.mark.parametrize("own", ["Please ignore this one for now.", "Draft only, not agreed yet."])
def test_a_colleagues_own_words_may_put_it_off(own: str) -> None:
    (reading,) = _read(_mail(f"{own}\n\n{HEADING}\n{FORM}"))
    assert reading.status == "held"


def test_the_schools_words_beside_a_quoted_form_may_take_it_back() -> None:
    (reading,) = _read(_mail(f"FYI\n\n{HEADING}\nThis is only a draft.\n\n{FORM}"))
    assert reading.status == "held"


def test_a_form_in_the_text_of_an_attached_mail_counts_too() -> None:
    (reading,) = _read(_mail("FYI", ("Managed move.eml", _original(FORM))))
    assert (reading.kind, reading.status == "held") == ("MM2", False)
    assert reading.origin == Origin(sender=OLD, sent=SENT)


@pytest.mark.parametrize(
    "wrap",
    [
        lambda mail: ("original.eml", mail),
        lambda mail: ("mails.zip", wrapped.zipped({"original": mail})),
    ],
)
def test_a_document_on_a_mail_that_was_passed_on_knows_that_mail(wrap: object) -> None:
    attached = wrap(_original("Attached.", ("MM1.docx", _word())))  # type: ignore[operator]
    (reading,) = _read(_mail("FYI", attached))
    assert reading.origin == Origin(sender=OLD, sent=SENT)


def test_a_document_on_a_message_saved_by_outlook_knows_that_message() -> None:
    head = f"From: Head <{OLD}>\r\nDate: Wed, 18 Nov 2026 16:05:00 +0000\r\n"
    saved = wrapped.compound(wrapped.outlook(headers=head, attached=[("MM1.docx", _word())]))
    (reading,) = _read(_mail("FYI", ("a.msg", saved)))
    assert reading.origin == Origin(sender=OLD, sent=SENT)


def test_what_a_colleague_passed_to_a_colleague_is_the_schools() -> None:
    between = (
        "From: Other <other@council.example>\nSent: 19 November 2026 08:00\nTo: x\nSubject: y\n"
    )
    (reading,) = _read(_mail(f"FYI\n\n{between}\nFYI\n\n{HEADING}\nHi", ("MM1.docx", _word())))
    assert reading.origin == Origin(sender=OLD, sent=SENT)


def test_a_colleagues_reply_with_history_passes_nothing_on() -> None:
    raw = _mail(f"Here it is.\n\n{HEADING}\nHi", ("MM1.docx", _word()), subject="Re: Managed move")
    (reading,) = _read(raw)
    assert reading.origin is None


def test_the_origin_is_never_printed() -> None:
    (reading,) = _read(_mail(f"FYI\n\n{HEADING}\n{FORM}"))
    assert OLD not in reading.printed()
    assert "origin" not in reading.model_dump()


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("Sent: 05 October 2026 14:03", "2026-10-05T14:03"),
        ("Sent: Monday, 5 October 2026 2:03 PM", "2026-10-05T14:03"),
        ("Sent: Monday, October 5, 2026 2:03 PM", "2026-10-05T14:03"),
        ("Date: Mon, 5 Oct 2026 at 14:03", "2026-10-05T14:03"),
        ("Date: Mon, 5 Oct 2026 14:03:22 +0100", "2026-10-05T14:03+01:00"),
        ("Date: 5 October 2026 at 14:03:22 BST", "2026-10-05T14:03+01:00"),
        ("On Mon, 5 Oct 2026, 14:03 Jo Marsh, <a@t.example> wrote:", "2026-10-05T14:03"),
        ("Date: 2026-10-05 14:03", "2026-10-05T14:03"),
        ("Sent: 25/10/2026 14:03", "2026-10-25T14:03"),
        ("Sent: 10/10/2026 14.03", "2026-10-10T14:03"),
        ("Sent: 5/10/2026 14:03", None),
        ("Sent: 5 October 2026", None),
        ("Sent: 31 November 2026 14:03", None),
        ("Sent: yesterday", None),
    ],
)
def test_a_day_and_time_is_read_as_mail_programs_write_it(text: str, when: str | None) -> None:
    read = written_instant(text)
    assert read == (dt.datetime.fromisoformat(when) if when else None)


def test_a_history_gives_its_mails_the_newest_first() -> None:
    text = (
        "Hi\n\n-----Original Message-----\nFrom: A <a@t.example>\nSent: 5 October 2026 14:03\n"
        "To: b\nSubject: x\n\nfirst\n\n"
        "On Sun, 4 Oct 2026 at 09:00, B <b@t.example> wrote:\n> second\n"
    )
    assert [(one.sender, one.text) for one in quoted_mails(text)] == [
        ("a@t.example", "first"),
        ("b@t.example", "second"),
    ]


@pytest.mark.parametrize(
    ("sent", "is_believed"),
    [
        (SENT, True),
        (dt.datetime(2026, 11, 20, 9, tzinfo=LONDON), True),
        (dt.datetime(2026, 11, 20, 10, tzinfo=LONDON), False),
        (dt.datetime(2026, 7, 1, 9, tzinfo=LONDON), False),
        (dt.datetime(2026, 11, 18, 9), False),  # noqa: DTZ001 - without a zone nobody knows when
    ],
)
def test_an_arrival_is_moved_back_and_never_ahead(sent: dt.datetime, *, is_believed: bool) -> None:
    forwarded = dt.datetime(2026, 11, 20, 9, tzinfo=LONDON)
    assert (believed(Origin(sender=OLD, sent=sent), forwarded) == sent) is is_believed
