"""A school year's worth of trouble, killed and begun again at every step: the same letters.

Between two days of the story the whole state is compared: letters taken by the relay, the outbox,
facts, what waits for people, where each mail lies. A process that died is followed only as far as
the next such day; from there on its store is the one of the run that never died, so every step
costs a few days and not the rest of the year. The suite tries every 61st step; MAILBOT_STEPS=all
tries each.
"""

import datetime as dt
import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from mailbot import decisions
from mailbot.store import tables as t
from tests.factory import WORD, Attachment, agreement, docx, mail, outcome
from tests.workbench import Bench, Mailbox, Received, WatchedLedger, at, opened

STRIDE = 1 if os.environ.get("MAILBOT_STEPS") == "all" else 61
State = Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """One day of the story: mails that come, and then what a member of staff decides."""

    when: dt.datetime
    mails: tuple[bytes, ...] = ()
    decided: tuple[str, str] | None = None  # the sort of what is held, and the pupil
    values: Mapping[str, Any] = field(default_factory=dict)
    accept: bool = True


@dataclass(frozen=True)
class Photograph:
    """What a process that died here leaves behind. step: the day of the story being told."""

    moment: str
    store: Path
    now: dt.datetime
    step: int
    is_posted: bool
    mailbox: Mailbox
    received: tuple[Received, ...]


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    with opened(tmp_path, monkeypatch, "Tue 6 Oct 2026 09:00") as place:
        yield place


def story(bench: Bench) -> list[Step]:
    """Five moves: a looked-after child's breakdown, one told of in words, a success, an extension
    and a form that is queried; reviews held and missed, and three decisions by staff."""
    schools = bench.place.schools
    home, receiving = schools["alder"], schools["beck"]
    start = dt.date(2026, 10, 5)
    count = iter(range(1, 100))

    def paper(kind: Any, values: Mapping[str, Any], sender: str) -> bytes:
        return mail(
            sender, bench.place.mailbox, "Managed move", "Please find the form attached.\n",
            attachments=[Attachment(f"{kind}.docx", docx(kind, values), WORD)],
            date=at("Tue 6 Oct 2026 09:00"), message_id=f"<{next(count)}@school.example>",
        )  # fmt: skip

    def mm1(letter: str, **more: Any) -> bytes:
        said = agreement(letter, home, receiving, start, attendance_reporting="daily", **more)
        return paper("MM1", said, home.office)

    def mm2(letter: str, day: dt.date, **more: Any) -> bytes:
        return paper("MM2", outcome(letter, home, receiving, day, **more), receiving.office)

    worker = {"name": "Sam Holt", "email": "sam.holt@care.example"}
    child = {"looked_after": True, "social_worker": worker}
    ended, told, closed = dt.date(2026, 11, 12), dt.date(2026, 11, 24), dt.date(2026, 12, 14)
    because = {"reason": "It was not working.", "support_provided": "A mentor."}
    over = {"decision_date": ended, "end_date": ended, **because}
    further = {"end_date": dt.date(2027, 1, 29), "review_date": dt.date(2027, 1, 27)}
    words = mail(
        receiving.office, bench.place.mailbox, "Tobias Wrenford",
        "The managed move of Tobias Wrenford has broken down. He returns to Alder Lane School.\n",
        date=at("Tue 24 Nov 2026 10:00"), message_id="<words@school.example>",
    )  # fmt: skip
    return [
        Step(at("Tue 6 Oct 2026 09:00"), (mm1("a", **child), mm1("b"), mm1("c"))),
        Step(at("Wed 7 Oct 2026 10:00"), (mm1("d"), mm1("e", form_date=None, start_date=None))),
        Step(at("Mon 12 Oct 2026 09:00"), (mm1("e"),)),
        Step(
            at("Thu 12 Nov 2026 14:20"),
            (mm2("a", ended, outcome="unsuccessful", **over),),
        ),
        Step(at("Fri 13 Nov 2026 10:00"), (), ("parent_notice", "Nadia Fernley")),
        Step(at("Tue 24 Nov 2026 10:00"), (words,)),
        Step(
            at("Wed 25 Nov 2026 11:00"), (), ("breakdown", "Tobias Wrenford"),
            {"decision_date": told, "end_date": told},
        ),
        Step(
            at("Mon 14 Dec 2026 15:00"),
            (
                mm2("c", closed, outcome="successful", permanent_from=dt.date(2026, 12, 15)),
                mm2("d", closed, outcome="extended", extension=further),
            ),
        ),
        Step(at("Fri 22 Jan 2027 12:00")),
    ]  # fmt: skip


def state(bench: Bench) -> State:
    """Return all that the store and the world hold, in an order of its own."""
    asked = {
        "outbox": (t.outbox.c.kind, t.outbox.c.recipient, t.outbox.c.state, t.outbox.c.message_id),
        "facts": (t.events.c.move, t.events.c.what, t.events.c.at, t.events.c.data),
        "held": (t.held.c.sort, t.held.c.move, t.held.c.reason, t.held.c.decision),
        "mails": (t.mails.c.sha, t.mails.c.fate),
    }
    rows = {
        name: sorted(map(str, (tuple(row.values()) for row in bench.rows(sa.select(*columns)))))
        for name, columns in asked.items()
    }
    left = {(m.header("Message-ID"), m.kind, m.to, m.raw) for m in bench.relay.received}
    return {**rows, "left": left, "filed": dict(bench.mailbox.filed)}


def decide(desk: Any, step: Step, now: dt.datetime) -> None:
    """Decide as a person does, who sees what has been decided already."""
    if step.decided is None:
        return
    try:
        number = decisions.newest(desk, *step.decided)["id"]
    except decisions.DecisionError:
        return  # decided before the process died
    decisions.decide(desk, number, accept=step.accept, values=step.values, now=now)


def told(
    bench: Bench,
    steps: list[Step],
    first: int,
    *,
    is_posted: bool = False,
    seen: Callable[[str, int, bool], None] = lambda *_: None,
) -> None:
    """Start the daemon and tell these days of the story, the first perhaps posted already."""
    here = [first, is_posted]

    def click(when: str) -> None:
        seen(when, int(here[0]), bool(here[1]))

    with bench.life(WatchedLedger(bench.store, click)) as life:
        for number, step in enumerate(steps, first):
            here[:] = number, is_posted
            life.until(max(bench.now, step.when - dt.timedelta(seconds=1)))
            bench.now = max(bench.now, step.when)
            if not is_posted:
                bench.post(*step.mails)
            here[1] = True
            life.tick()
            decide(life.desk, step, bench.now)
            life.tick()
            is_posted = False


def test_a_death_at_any_step_of_a_year_changes_no_letter(bench: Bench, tmp_path: Path) -> None:
    steps, album, days = story(bench), list[Photograph](), list[State]()
    bench.store = f"sqlite:///{tmp_path / 'whole.db'}"

    def click(when: str, step: int, is_posted: bool) -> None:  # noqa: FBT001 - as told calls it
        path = tmp_path / f"{len(album)}.db"
        with (
            closing(sqlite3.connect(tmp_path / "whole.db")) as disk,
            closing(sqlite3.connect(path)) as copy,
        ):
            disk.backup(copy)  # of what is committed, as the next process would find it
        box = Mailbox(dict(bench.mailbox.inbox), dict(bench.mailbox.filed))
        received = tuple(bench.relay.received)
        album.append(
            Photograph(
                f"{when} commit {len(album) // 2 + 1}", path, bench.now, step, is_posted, box,
                received,
            )
        )  # fmt: skip

    for number, step in enumerate(steps):
        told(bench, [step], number, seen=click)
        days.append(state(bench))
    kinds = Counter(one.kind for one in bench.relay.received)
    assert kinds["breakdown_parent"] == 2
    assert {"extension_confirmed", "success_confirmed", "outcome_chase"} <= kinds.keys()
    assert len(album) > 500
    for found in album[::STRIDE]:
        bench.now, bench.store = found.now, f"sqlite:///{found.store}"
        bench.mailbox = Mailbox(dict(found.mailbox.inbox), dict(found.mailbox.filed))
        bench.relay.received[:] = found.received
        told(bench, [steps[found.step]], found.step, is_posted=found.is_posted)
        where = f"death right {found.moment}, day {found.step + 1} of the story"
        assert state(bench) == days[found.step], where
        twice = len(bench.relay.received) - len(days[found.step]["left"])
        assert twice <= 1, where
        assert bench.balance()[1], where
