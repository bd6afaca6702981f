"""A form sent as Word and as PDF is decided on once; two that differ are one question."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import factory
from tests.workbench import Bench, opened

MONDAY = dt.date(2026, 10, 5)  # Mon 5 Oct 2026


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    with opened(tmp_path, monkeypatch, "Thu 1 Oct 2026 09:00") as place:
        yield place


def _both(bench: Bench, *days: dt.date) -> bytes:
    home, receiving = bench.place.schools["alder"], bench.place.schools["beck"]
    said = {"attendance_reporting": "daily", "form_date": dt.date(2026, 10, 1)}
    first, second = (factory.agreement("a", home, receiving, day, **said) for day in days)
    return factory.mail(
        home.office,
        bench.place.mailbox,
        "Managed move",
        "Please find the form attached, as Word and as PDF.\n",
        attachments=[
            factory.Attachment("MM1.docx", factory.docx("MM1", first), factory.WORD),
            factory.Attachment("MM1.pdf", factory.acro_pdf("MM1", second), "application/pdf"),
        ],
        date=bench.now,
        message_id="<1@alderlane.example>",
    )


def test_two_copies_are_one_agreement_and_one_acknowledgement(bench: Bench) -> None:
    with bench.life() as life:
        bench.post(_both(bench, MONDAY, MONDAY))
        life.tick()
    assert bench.kinds() == ["form_received"]
    assert bench.relay.received[0].raw.count(b"We had this already") == 0


def test_two_copies_that_differ_are_one_question(bench: Bench) -> None:
    with bench.life() as life:
        bench.post(_both(bench, MONDAY, dt.date(2026, 10, 6)))
        life.tick()
    assert bench.kinds() == ["form_query"]
    assert bench.relay.received[0].raw.count(b"do not say the same here") >= 1
