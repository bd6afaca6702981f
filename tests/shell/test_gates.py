"""What a protocol's version holds back, for the moves that keep that version."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from mailbot.rulebook import rulebook
from mailbot.rules.protocols import Protocols
from mailbot.store import tables as t
from tests.factory import WORD, Attachment, agreement, docx, mail, outcome
from tests.workbench import Bench, at, opened


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    with opened(tmp_path, monkeypatch, "Tue 6 Oct 2026 09:30") as place:
        yield place


@pytest.mark.parametrize(
    ("in_force", "state"), [(dt.date(2027, 1, 1), "sent"), (dt.date(2026, 10, 1), "held")]
)
def test_a_move_without_a_start_keeps_the_version_of_the_day_it_became_known(
    bench: Bench, in_force: dt.date, state: str
) -> None:
    rules = rulebook(bench.settings)
    (old,) = rules.protocols.versions
    gates = old.gates.model_copy(update={"hold": ("form_missing",)})
    new = old.model_copy(update={"in_force": in_force, "gates": gates})
    rules.protocols, bench._rules = Protocols((old, new)), rules
    home, receiving = bench.place.schools["alder"], bench.place.schools["beck"]
    words = (
        "We have agreed a managed move for Nadia Fernley (DOB 14/05/2012) from "
        f"{home.name} to {receiving.name}.\n"
    )
    bench.post(
        mail(home.office, bench.place.mailbox, "Managed move", words,
             date=bench.now, message_id="<1@alder.example>")
    )  # fmt: skip
    with bench.life() as life:
        life.tick()
    (asked,) = [row for row in bench.lines() if row["kind"] == "form_missing"]
    assert asked["move"] is not None
    assert asked["state"] == state


def test_how_old_news_must_be_to_wait_is_said_as_the_protocol_has_it(bench: Bench) -> None:
    rules = rulebook(bench.settings)
    (only,) = rules.protocols.versions
    breakdown = only.breakdown.model_copy(update={"late_news_days": 3})
    changed = only.model_copy(update={"breakdown": breakdown})
    rules.protocols, bench._rules = Protocols((changed,)), rules
    home, receiving = bench.place.schools["alder"], bench.place.schools["beck"]
    ends = {
        "outcome": "unsuccessful", "decision_date": dt.date(2026, 10, 14),
        "end_date": dt.date(2026, 10, 14), "reason": "It was not working.",
        "support_provided": "A mentor.",
    }  # fmt: skip
    agreed = docx("MM1", agreement("a", home, receiving, dt.date(2026, 10, 5)))
    ended = docx("MM2", outcome("a", home, receiving, dt.date(2026, 10, 14), **ends))
    with bench.life() as life:
        for n, (when, school, form) in enumerate(
            (("Tue 6 Oct 2026 09:30", home, agreed), ("Tue 20 Oct 2026 10:00", receiving, ended))
        ):
            bench.now = at(when)
            paper = Attachment("form.docx", form, WORD)
            bench.post(
                mail(school.office, bench.place.mailbox, "A move", "The form is attached.",
                     attachments=[paper], date=bench.now, message_id=f"<{n}@{school.domain}>")
            )  # fmt: skip
            life.tick()
    assert "breakdown_parent" not in bench.kinds()
    (item,) = bench.rows(sa.select(t.held).where(t.held.c.reason == "late_news"))
    assert "more than 3 days old" in item["why"]
    said = [one.raw.decode() for one in bench.relay.received if one.kind == "form_held"]
    assert [one for one in said if "more than 3 days old" in one]
