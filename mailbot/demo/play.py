"""A story let happen: real servers, real mail, the daemon of `mailbot run`, and a quick clock.

Time jumps from instant to instant: the next mail of the story, or the next moment at which the desk
says that something may leave. At each the daemon does one turn, as in service. What it read and
sent is told to whoever watches, in the order in which it happened.
"""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email.message import Message
from pathlib import Path
from typing import Any, Protocol

from mailbot.daemon import Daemon, open_desk
from mailbot.demo import watch
from mailbot.demo.office import Office, open_office
from mailbot.demo.schools import opened, written
from mailbot.demo.seen import Deadline, Event, LetterOut, Owed, Played
from mailbot.demo.story import Mail, Story
from mailbot.desk import ATTEMPTS, Desk
from mailbot.rules import protocols as rules
from mailbot.store.ledger import Row
from mailbot.telling import states


class Watcher(Protocol):
    """Whoever watches a story."""

    def begin(self, story: Story, authority: str, protocol: rules.Protocol) -> None:
        """Hear that a story begins."""

    async def tell(self, event: Event) -> None:
        """Hear of one event, and say by returning that the next may come."""


@dataclass(slots=True)
class QuickClock:
    """A clock that stands until it is set."""

    now: dt.datetime

    def __call__(self) -> dt.datetime:
        """Return the instant at which it stands."""
        return self.now


@dataclass(slots=True, kw_only=True, repr=False)
class Post:
    """The output folder's messages and timeline, over all stories. count: messages so far."""

    folder: Path
    count: int = 0

    def keep(self, raw: bytes, row: dict[str, Any]) -> str:
        """Write one message and its line of the timeline; return the message's path in there."""
        self.count += 1
        eml = f"sent/{self.count:04}.eml"
        (self.folder / eml).write_bytes(raw)
        with (self.folder / "timeline.jsonl").open("a", encoding="utf-8") as timeline:
            timeline.write(json.dumps({**row, "eml": eml}, ensure_ascii=False) + "\n")
        return eml


async def play(story: Story, post: Post, watcher: Watcher) -> Played:
    """Let a story happen from its first to its last instant; the watcher hears of each event."""
    with open_office(story) as office, open_desk(office.settings) as desk:
        watcher.begin(story, office.settings.authority.name, desk.rules.protocol)
        stage = _Stage(story=story, office=office, desk=desk, post=post, watcher=watcher)
        daemon = Daemon(
            settings=office.settings,
            desk=desk,
            account=office.settings.account(),
            relay=office.settings.relay(),
            clock=stage.clock,
            heard=stage.heard,
        )
        try:
            await stage.run(daemon)
        finally:
            await daemon.close()
        return stage.told()


@dataclass(slots=True, kw_only=True, repr=False)
class _Stage:
    """One story under way."""

    story: Story
    office: Office
    desk: Desk
    post: Post
    watcher: Watcher
    clock: QuickClock = field(init=False)
    _events: list[Event] = field(default_factory=list)
    _left: list[LetterOut] = field(default_factory=list)
    _sent: list[Message] = field(default_factory=list)
    _known: set[str] = field(default_factory=set)
    _owed: dict[str, Deadline] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clock = QuickClock(self.story.start)

    async def run(self, daemon: Daemon) -> None:
        """Go from instant to instant to the end of the story."""
        todo = list(self.story.mails)
        while self.clock.now <= self.story.end:
            while todo and todo[0].at <= self.clock.now:
                self._arrives(todo.pop(0))
            for _ in range(ATTEMPTS):
                await daemon.tick()
                if not self.desk.waiting():
                    break
            await self._show()
            wake = self.desk.wake(self.clock.now)
            self.clock.now = min(wake, todo[0].at) if todo else wake

    def heard(self, row: Row, at: dt.datetime) -> None:
        """Keep a letter that has left, in the words and bytes that the relay was given."""
        (received,) = self.office.relayed.taken()
        at = at.astimezone(self.desk.rules.calendar.zone)
        line = states.timeline_row(self.desk.ledger, row, at, self.desk.rules)
        eml = self.post.keep(received.raw, {**line, "protocol": self.desk.rules.protocol.id})
        self._sent.append(opened(received.raw))
        self._left.append(watch.letter(self.desk, row, at, eml, received.raw))

    def told(self) -> Played:
        """Return the whole story as it went."""
        return Played(
            story=self.story,
            protocol=self.desk.rules.protocol,
            authority=self.office.settings.authority.name,
            events=tuple(self._events),
            moves=tuple(states.moves(self.desk.docket, self.desk.rules)),
            deadlines=tuple(sorted(self._owed.values(), key=lambda one: one.due)),
        )

    def _arrives(self, mail: Mail) -> None:
        raw = written(mail, self.story, self.office.mailbox, self._sent)
        self.office.client.append("INBOX", raw, (), mail.at)

    async def _show(self) -> None:
        """Tell what this turn brought: what came in, what that changed, what left because of it."""
        mails = watch.mails(self.desk, self._known, self.desk.rules.calendar.zone)
        events: list[Event] = [*mails, *self._changes(), *self._left]
        self._left.clear()
        for event in events:
            self._events.append(event)
            await self.watcher.tell(event)

    def _changes(self) -> Iterator[Owed]:
        """Yield each deadline that is new or has changed since this was last asked."""
        at = self.clock.now.astimezone(self.desk.rules.calendar.zone)
        for deadline in self._standing():
            before = self._owed.get(deadline.what)
            if before is not None and (before.due, before.state) == (deadline.due, deadline.state):
                continue
            if deadline.state == "met" and deadline.settled is None:
                deadline = replace(deadline, settled=at.date())  # noqa: PLW2901 - as it is shown
            self._owed[deadline.what] = deadline
            yield Owed(at=at, deadline=deadline)

    def _standing(self) -> list[Deadline]:
        """Return every deadline as it stands now, the settled ones first.

        Of a series (the weeks of attendance) only what is open is named: an earlier one that has
        gone was settled if another has taken its place, and is no longer owed otherwise.
        """
        now = list(watch.deadlines(self.desk))
        names, series = {one.what for one in now}, {_series(one) for one in now}
        for before in self._owed.values():
            if before.what not in names and before.state in {"open", "rests"}:
                state = "met" if _series(before) in series else "lapsed"
                now.append(replace(before, state=state))
        return sorted(now, key=lambda one: (one.state != "met", one.due))


def _series(deadline: Deadline) -> str:
    return deadline.what.partition(":")[0]
