"""The process dies at every commit of a story in turn, and goes on: no letter is lost.

As SQLite's own tests do: death at the n-th commit, n = 1, 2, ... until a run needs no n-th. One gap
no program can close lies between the relay's yes and our commit of it; a letter that fell in there
leaves again, the same bytes under the same Message-ID.
"""

import datetime as dt
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.factory import WORD, Attachment, agreement, docx, mail, outcome
from tests.workbench import Bench, Mailbox, Received, WatchedLedger, at, opened

PARENTS = ({}, {})


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    with opened(tmp_path, monkeypatch, "Mon 19 Oct 2026 09:00") as place:
        yield place


def paper(bench: Bench, number: int, kind: str, values: object, sender: str) -> bytes:
    return mail(
        sender,
        bench.place.mailbox,
        "Managed move",
        "Please find the form attached.\n",
        attachments=[Attachment(f"{kind}.docx", docx(kind, values), WORD)],  # type: ignore[arg-type]
        date=at("Mon 19 Oct 2026 09:00"),
        message_id=f"<{number}@school.example>",
    )


def story(bench: Bench) -> list[tuple[dt.datetime, tuple[bytes, ...]]]:
    """An agreement, one that must be asked about, chatter; two days later it breaks down."""
    home, receiving = bench.place.schools["alder"], bench.place.schools["beck"]
    start, ended = dt.date(2026, 10, 5), dt.date(2026, 10, 21)
    whole = agreement("a", home, receiving, start, parents=PARENTS, attendance_reporting="daily")
    unclear = agreement("b", home, receiving, start) | {"start_date": None}
    failed = outcome(
        "a", home, receiving, ended, outcome="unsuccessful", decision_date=ended, end_date=ended,
        reason="It was not working.", support_provided="A mentor.",
    )  # fmt: skip
    chatter = mail(
        "friend@elsewhere.example", bench.place.mailbox, "Lunch?", "Shall we?\n",
        date=at("Mon 19 Oct 2026 09:00"), message_id="<lunch@elsewhere.example>",
    )  # fmt: skip
    return [
        (
            at("Mon 19 Oct 2026 09:00"),
            (
                paper(bench, 1, "MM1", whole, home.office),
                paper(bench, 2, "MM1", unclear, home.office),
                chatter,
            ),
        ),
        (at("Wed 21 Oct 2026 11:00"), (paper(bench, 3, "MM2", failed, receiving.office),)),
        (at("Wed 21 Oct 2026 15:30"), ()),
    ]


Story = list[tuple[dt.datetime, tuple[bytes, ...]]]


@dataclass(frozen=True)
class Photograph:
    """What a process that died at this moment leaves behind: the disk, and the world outside."""

    moment: str
    store: Path
    now: dt.datetime
    todo: Story
    mailbox: Mailbox
    received: tuple[Received, ...]


def told(bench: Bench, todo: Story, seen: Callable[[str], None] = lambda _: None) -> None:
    """Start the daemon and tell the rest of the story; `seen` is told of each commit."""
    with bench.life(WatchedLedger(bench.store, seen)) as life:
        while todo:
            when, mails = todo[0]
            life.until(max(bench.now, when - dt.timedelta(seconds=1)))
            bench.now = when
            bench.post(*mails)
            todo[0] = (when, ())
            life.tick()
            todo.pop(0)


def photographed(bench: Bench, folder: Path) -> list[Photograph]:
    """Tell the whole story, and return what lies there right before and after each commit."""
    album: list[Photograph] = []
    todo = story(bench)
    bench.now, bench.store = todo[0][0], f"sqlite:///{folder / 'whole.db'}"

    def click(when: str) -> None:
        path = folder / f"{len(album)}.db"
        with (
            closing(sqlite3.connect(folder / "whole.db")) as disk,
            closing(sqlite3.connect(path)) as copy,
        ):
            disk.backup(copy)  # of what is committed, as the next process would find it
        box = bench.mailbox
        album.append(
            Photograph(
                f"{when} commit {len(album) // 2 + 1}",
                path,
                bench.now,
                list(todo),
                Mailbox(dict(box.inbox), dict(box.filed)),
                tuple(bench.relay.received),
            )
        )

    told(bench, todo, click)
    return album


def test_a_death_at_any_commit_loses_nothing_and_doubles_at_most_one_letter(
    bench: Bench, tmp_path: Path
) -> None:
    album = photographed(bench, tmp_path)
    wanted = [(m.header("Message-ID"), m.kind, m.to) for m in bench.relay.received]
    filed = dict(bench.mailbox.filed)
    assert len(set(wanted)) == len(wanted) == 13  # the weekly list leaves on the Monday
    assert len(album) > 100
    doubled = Counter[str]()
    before: Photograph | None = None
    for found in album:
        # Right after a commit is right before the next, but where a letter is taken between them.
        is_same = before is not None and before.moment.startswith("after")
        if is_same and before is not None and before.received == found.received:
            before = found
            continue
        before = found
        bench.now, bench.store = found.now, f"sqlite:///{found.store}"
        bench.mailbox = Mailbox(dict(found.mailbox.inbox), dict(found.mailbox.filed))
        bench.relay.received[:] = found.received
        told(bench, list(found.todo))
        where = f"death right {found.moment} of {len(album) // 2}"
        left = Counter((m.header("Message-ID"), m.kind, m.to) for m in bench.relay.received)
        assert set(left) == set(wanted), where
        assert left.total() - len(left) <= 1, where
        assert len({(m.to, m.raw) for m in bench.relay.received}) == len(wanted), where
        doubled.update(ident for (ident, _, _), count in left.items() if count > 1)
        accounts, whole = bench.balance()
        assert whole, where
        assert accounts == {
            "seen": 4, "filed": 3, "ignored": 1, "quarantined": 0, "waiting": 0,
        }, where  # fmt: skip
        assert bench.mailbox.filed == filed, where
        assert list(bench.mailbox.inbox) == [3], where
    # Each letter has one gap in which it can be doubled: after the relay's yes, before our commit.
    assert dict(doubled) == {ident: 1 for ident, _, _ in wanted}
