"""A scenario played through the same desk as the daemon's, on a virtual clock, without a network.

The world has a mailbox, a sink for letters and a clock. It goes from instant to instant: whatever
happens next (a mail, a word from staff, snow), or the next instant at which the desk says that a
letter may leave. What comes out is the timeline of every message sent and the state of every move.
"""

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from mailbot import decisions
from mailbot.children.reader import Reader
from mailbot.desk import ATTEMPTS, Desk
from mailbot.rulebook import Rulebook, rulebook
from mailbot.rules.identity import plain
from mailbot.rules.schooldays import Closure, Term
from mailbot.scenarios import arriving
from mailbot.scenarios.ahead import Expected, Lend, ReadAhead
from mailbot.scenarios.scenario import Happening, Scenario, ScenarioError, read_scenario
from mailbot.servers.outbox import Sent
from mailbot.store import tables as t
from mailbot.store.ledger import Ledger, Row
from mailbot.telling import states

_ENDS = dt.datetime.max.replace(tzinfo=dt.UTC)


def simulate(
    path: Path,
    out: Path,
    tell: Callable[[dt.datetime, int], None] = lambda _at, _count: None,
    lend: Lend = Reader,
) -> int:
    """Play the scenario at `path`; leave timeline.jsonl, moves.jsonl and sent/*.eml in `out`.

    tell: called with the virtual instant and the count of messages sent so far. lend: gives the
    readers; who plays many scenarios keeps them warm. Returns how many messages were sent. Raises
    ScenarioError or SettingsError for what the files get wrong; what staff could not decide is
    raised once the story is played to its end, for only then is it seen what else came of it.
    """
    scenario = read_scenario(path)
    rules = rulebook(scenario.settings, simulated=True)
    sent = out / "sent"
    sent.mkdir(parents=True, exist_ok=True)
    for old in (*sent.glob("*.eml"), *out.glob("simulated.db*")):
        old.unlink()
    ledger = Ledger(f"sqlite:///{out / 'simulated.db'}", durable=False)
    try:
        with (
            ReadAhead(scenario.settings.context(), _expected(scenario, rules), lend) as reader,
            (out / "timeline.jsonl").open("w", encoding="utf-8") as timeline,
        ):
            desk = Desk(ledger, rules, reader.mail)
            world = _World(scenario, desk, sent, timeline.write, tell)
            world.play()
        with (out / "moves.jsonl").open("w", encoding="utf-8") as moves:
            for line in states.moves(desk.docket, rules):
                moves.write(json.dumps(line, ensure_ascii=False) + "\n")
    finally:
        ledger.close()
    if world.refused:
        raise ScenarioError("; ".join(world.refused))
    return world.count


def _expected(scenario: Scenario, rules: Rulebook) -> Sequence[Expected]:
    """Return the mails whose bytes are known before anything is played: all but the replies."""
    return [
        (partial(arriving.mail, one, scenario.folder), rules.calendar.day_of(one.at))
        for one in scenario.happenings
        if one.what == "mail" and "reply_to" not in one.row
    ]


class _World:
    """The mailbox, the sink and the clock of one scenario."""

    def __init__(
        self,
        scenario: Scenario,
        desk: Desk,
        sent: Path,
        write: Callable[[str], object],
        tell: Callable[[dt.datetime, int], None],
    ) -> None:
        self._scenario = scenario
        self._desk = desk
        self._sent = sent
        self._write = write
        self._tell = tell
        self.count = 0
        self.refused: list[str] = []

    def play(self) -> None:
        """Go from instant to instant until the scenario's end."""
        scenario = self._scenario
        todo = list(scenario.happenings)
        now = scenario.back_from_outage(scenario.start)
        while now <= scenario.end:
            while todo and todo[0].at <= now:
                self._happen(todo.pop(0), now)
            self._settle(now)
            self._tell(now, self.count)
            soonest = todo[0].at if todo else _ENDS
            now = scenario.back_from_outage(min(soonest, self._desk.wake(now)))

    def _settle(self, now: dt.datetime) -> None:
        """Take in what waits, then send until nothing more may leave at this instant."""
        desk = self._desk
        self._take_in(now)
        while True:
            desk.reconcile(now)
            letters = list(desk.dispatch.outgoing(now))
            if not letters:
                return
            for letter in letters:
                desk.dispatch.answered(letter, Sent(250, ""), now)
                self._deliver(letter, now)

    def _take_in(self, now: dt.datetime) -> None:
        for _ in range(ATTEMPTS):
            waiting = self._desk.waiting()
            if not waiting:
                return
            for sha in waiting:
                self._desk.work_on(sha, now)

    def _deliver(self, letter: Row, now: dt.datetime) -> None:
        self.count += 1
        name = f"{self.count:04}.eml"
        (self._sent / name).write_bytes(letter["raw"])
        row = states.timeline_row(self._desk.ledger, letter, now, self._desk.rules)
        self._write(json.dumps({**row, "eml": f"sent/{name}"}, ensure_ascii=False) + "\n")

    # what happens

    def _happen(self, happening: Happening, now: dt.datetime) -> None:
        row = happening.row
        match happening.what:
            case "mail":
                raw = self._mail(happening)
                self._desk.take(
                    raw, arrived=happening.at, now=now, history=self._is_history(happening.at)
                )
            case "staff":
                try:
                    self._staff(row, now)
                except decisions.DecisionError as refused:
                    self.refused.append(f"{happening.where}: {refused}")
            case "closure":
                closure = Closure(row.get("school"), row["date"], row["why"])
                self._calendar(closures=(closure,))
            case "term":
                self._calendar(terms=(Term(row.get("school"), row["first"], row["last"]),))
            case _:
                raise ScenarioError(f"{happening.where}: nothing of this kind can happen")

    def _is_history(self, at: dt.datetime) -> bool:
        box = self._scenario.settings.mailbox
        since = box.since if box else None
        return since is not None and self._desk.rules.calendar.day_of(at) < since

    def _calendar(self, terms: tuple[Term, ...] = (), closures: tuple[Closure, ...] = ()) -> None:
        rules = self._desk.rules
        rules.calendar = rules.calendar.with_rows(terms, closures)
        self._desk.calendar_changed()

    def _staff(self, row: Mapping[str, Any], now: dt.datetime) -> None:
        desk = self._desk
        if "expect" in row:
            told = row["expect"]
            decisions.expect(
                desk,
                pupil=told["pupil"],
                home=str(told["home"]),
                receiving=str(told["receiving"]),
                start=told.get("start"),
                now=now,
            )
        elif "review" in row:
            told = row["review"]
            ref = self._move_of(str(row["pupil"]))
            decisions.review(desk, ref, held=told.get("held"), final=told.get("final"), now=now)
        else:
            # what a mail said at this very instant counts before what staff decide about it
            self._take_in(now)
            desk.reconcile(now)
            item = decisions.newest(desk, str(row["held"]), str(row["pupil"]))
            values, accept = row.get("set", {}), row["decision"] == "accept"
            if row["held"] == "breakdown" and item["sort"] == "form":
                values = {"outcome": "unsuccessful", **values}  # that is what staff decide on it
            decisions.decide(desk, item["id"], accept=accept, values=values, now=now)

    def _move_of(self, pupil: str) -> str:
        for ref in reversed(list(self._desk.docket.moves())):
            who = self._desk.docket.people(ref)
            if plain(f"{who['forename']}{who['surname']}") == plain(pupil):
                return ref
        raise decisions.DecisionError("pupil: no move of this pupil is known")

    # mails

    def _mail(self, happening: Happening) -> bytes:
        raw = arriving.mail(happening, self._scenario.folder)
        wanted = happening.row.get("reply_to")
        answered = self._answered(wanted) if wanted is not None else None
        if answered is None:
            return raw
        return arriving.as_reply(raw, answered["message_id"], answered["about"] or "")

    def _answered(self, wanted: Mapping[str, Any]) -> Row | None:
        """Return the newest message sent that fits what a mail replies to."""
        query = sa.select(t.outbox, t.notices.c.move.label("about")).join(
            t.notices, t.notices.c.outbox == t.outbox.c.id
        )
        query = query.where(t.outbox.c.state == "sent", t.notices.c.kind == wanted["kind"])
        if "to" in wanted:
            query = query.where(t.outbox.c.recipient == wanted["to"])
        for row in self._desk.ledger.rows(query.order_by(t.outbox.c.id.desc())):
            if "pupil" not in wanted:
                return row
            if row["about"] is not None:
                who = self._desk.docket.people(row["about"])
                if plain(f"{who['forename']}{who['surname']}") == plain(wanted["pupil"]):
                    return row
        return None
