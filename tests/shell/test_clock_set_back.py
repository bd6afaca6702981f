"""A clock that was set back: nothing is said twice, nothing breaks, and nothing is lost."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factory import WORD, Attachment, agreement, docx, mail, outcome
from tests.workbench import Bench, at, opened


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    with opened(tmp_path, monkeypatch, "Mon 5 Oct 2026 09:30") as place:
        yield place


@pytest.mark.parametrize(
    "back", [dt.timedelta(hours=1), dt.timedelta(days=1), dt.timedelta(days=9)]
)
def test_what_was_sent_is_not_sent_again_and_nothing_breaks(
    bench: Bench, caplog: pytest.LogCaptureFixture, back: dt.timedelta
) -> None:
    home, receiving = bench.place.schools["alder"], bench.place.schools["beck"]
    ends = {
        "outcome": "unsuccessful", "decision_date": dt.date(2026, 10, 21),
        "end_date": dt.date(2026, 10, 21), "reason": "It was not working.",
        "support_provided": "A mentor.",
    }  # fmt: skip
    agreed = docx("MM1", agreement("a", home, receiving, bench.now.date()))
    ended = docx("MM2", outcome("a", home, receiving, ends["decision_date"], **ends))
    with bench.life() as life:
        for n, (when, school, form) in enumerate(
            (("Mon 5 Oct 2026 09:30", home, agreed), ("Wed 21 Oct 2026 10:00", receiving, ended))
        ):
            life.until(at(when))
            paper = Attachment("form.docx", form, WORD)
            bench.post(
                mail(school.office, bench.place.mailbox, "A move", "The form is attached.",
                     attachments=[paper], date=bench.now, message_id=f"<{n}@{school.domain}>")
            )  # fmt: skip
            life.tick()
        sent, end = bench.letters(), bench.now
        assert any(one.startswith("breakdown_parent") for one in bench.kinds())
        bench.now -= back
        while bench.now < end:
            life.tick()
            bench.now += back / 9
        assert bench.letters() == sent
        life.until(at("Thu 22 Oct 2026 12:00"))
    assert set(bench.letters().values()) == {1}
    assert [one for one in caplog.records if one.levelname == "ERROR"] == []
    assert bench.balance()[1]
