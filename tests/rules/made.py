"""Moves made of plain words, and a desk so small that it holds nothing but the plan.

Days carry their weekday. Instants are kept in UTC, as the ledger keeps them, so that a rule which
forgot the authority's zone would be seen.
"""

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from mailbot.rules.moves import Event, Move, What, fold
from mailbot.rules.notices import plan
from mailbot.rules.obligations import Obligation, obligations
from mailbot.rules.placement import Placement, placement
from mailbot.rules.planned import Planned, may_leave, next_opening
from mailbot.rules.protocolfiles import parse_protocol
from mailbot.rules.protocols import Protocol
from mailbot.rules.schooldays import Calendar, Closure, Term
from tests.rules import oracle

DAY = dt.timedelta(days=1)
LONDON = ZoneInfo("Europe/London")
HOME, RECEIVING, CINDER = 100001, 100002, 100003
_ROOT = Path(__file__).resolve().parent.parent.parent
_URNS = {"": None, "cinder": CINDER, "dove": 100004}

day = oracle.day


def at(text: str) -> dt.datetime:
    """Return the instant that "Mon 5 Oct 2026 09:30", local time, says; in UTC."""
    return oracle.instant(text).replace(tzinfo=LONDON).astimezone(dt.UTC)


def local(when: dt.datetime) -> str:
    """Return an instant as it is written in these tests."""
    return f"{when.astimezone(LONDON):%a %-d %b %Y %H:%M}"


@cache
def calendar(name: str = "vale") -> Calendar:
    """Return a calendar of tests/protocols/calendars.toml as the product has it."""
    days = oracle.calendar(name)
    return Calendar(
        zone=LONDON,
        terms=tuple(Term(_URNS[who], first, last) for who, first, last in days.terms),
        closures=tuple(Closure(_URNS[who], when, why) for who, when, why in days.closures),
    )


@cache
def _text(name: str) -> str:
    return (_ROOT / "config" / "protocols" / f"{name}.toml").read_text(encoding="utf-8")


def protocol(name: str = "southwark", **figures: Any) -> Protocol:
    """Return a shipped protocol, single figures changed."""
    return parse_protocol(name, _text(name), figures)


def toml(name: str = "southwark") -> dict[str, Any]:
    """Return the tables of a shipped protocol's file."""
    return tomllib.loads(_text(name))


def event(what: str, when: str, seq: int = 0, **data: Any) -> Event:
    """Return one fact. taken, history: as Event has them; all else is its data."""
    taken = at(data.pop("taken")) if "taken" in data else at(when)
    history = data.pop("history", False)
    return Event(
        move="M1",
        what=What(what),
        at=at(when),
        taken=taken,
        data=data,
        history=history,
        seq=seq,
    )


PARENT = {"number": 1, "email": True, "agreed": True, "restricted": False}


def mm1(when: str, start: str, seq: int = 0, **more: Any) -> Event:
    """Return an accepted agreement with one parent who may be written to."""
    said: dict[str, Any] = {"start": day(start), "parents": [PARENT]}
    return event("mm1", when, seq, **said | more)


def unsuccessful(when: str, decision: str, end: str, **more: Any) -> Event:
    """Return an accepted outcome form that ends a placement early."""
    said: dict[str, Any] = {"kind": "unsuccessful", "decision": day(decision), "end": day(end)}
    return event("outcome", when, **said | more)


def successful(when: str, on_roll: str, **more: Any) -> Event:
    """Return an accepted outcome form that makes a move permanent."""
    said: dict[str, Any] = {"kind": "successful", "permanent_from": day(on_roll)}
    return event("outcome", when, **said | more)


def extended(when: str, end: str, **more: Any) -> Event:
    """Return an accepted outcome form that extends a placement."""
    said: dict[str, Any] = {"kind": "extended", "extension_end": day(end)}
    return event("outcome", when, **said | more)


def move(*events: Event, home: int = HOME, receiving: int = RECEIVING) -> Move:
    """Return the move that these facts make."""
    return fold("M1", home, receiving, events)


def dates(made: Move, rules: Protocol | None = None, days: Calendar | None = None) -> Placement:
    """Return the dates of a move that has an agreement."""
    found = placement(made, rules or protocol(), days or calendar())
    assert found is not None
    return found


def owed(
    made: Move, rules: Protocol | None = None, days: Calendar | None = None
) -> Mapping[str, Obligation]:
    """Return all that is or was owed, by what it is."""
    rules, days = rules or protocol(), days or calendar()
    return {o.id: o for o in obligations(made, rules, days, placement(made, rules, days))}


def planned(
    made: Move,
    rules: Protocol | None = None,
    days: Calendar | None = None,
    sent: Mapping[str, dt.datetime] | None = None,
) -> Mapping[str, Planned]:
    """Return every letter that is asked for, by its key without the move's reference."""
    found = plan(made, rules or protocol(), days or calendar(), sent or {})
    return {p.key.partition("/")[2]: p for p in found}


@dataclass
class Post:
    """What leaves, by key, and when; letters that wait for a person are not counted."""

    rules: Protocol
    days: Calendar
    sent: dict[str, dt.datetime] = field(default_factory=dict)
    letters: dict[str, Planned] = field(default_factory=dict)
    _asked: tuple[Move | None, bool, tuple[Planned, ...]] = (None, False, ())

    def _plan(self, made: Move) -> tuple[Planned, ...]:
        """Plan anew only when a fact came, or the letter left whose answer is waited for."""
        told = any(p.kind == "breakdown_receiving_school" for p in self.letters.values())
        if self._asked[0] is not made or self._asked[1] is not told:
            self._asked = made, told, plan(made, self.rules, self.days, self.sent)
        return self._asked[2]

    def tick(self, made: Move, now: dt.datetime) -> list[Planned]:
        """Send what may leave now and has not left; return it."""
        new = [p for p in self._plan(made) if p.key not in self.sent and not p.hold]
        leaving = [p for p in new if may_leave(p, now, self.days)]
        for one in leaving:
            self.sent[one.key] = now
            self.letters[one.key] = one
        return leaving

    def follow(
        self,
        events: Sequence[Event],
        until: dt.datetime,
        later: tuple[dt.datetime, Calendar] | None = None,
    ) -> None:
        """Let the facts come one after the other, and everything leave as soon as it may.

        later: from when on another calendar counts, and which.
        """
        turns = [(one.taken, n) for n, one in enumerate(events, 1)]
        if later is not None:
            turns.append((later[0], sum(one.taken <= later[0] for one in events)))
        turns.sort()
        for turn, (now, count) in enumerate(turns):
            if later is not None and now == later[0]:
                self.days, self._asked = later[1], (None, False, ())
            made = fold("M1", HOME, RECEIVING, events[:count])
            stop = turns[turn + 1][0] if turn + 1 < len(turns) else until
            if any(p.kind == "breakdown_receiving_school" for p in self.tick(made, now)):
                self.tick(made, now)
            for letter in self._plan(made):
                if letter.key not in self.sent and not letter.hold:
                    self._leave(letter, now, stop)

    def _leave(self, letter: Planned, now: dt.datetime, stop: dt.datetime) -> None:
        while now < stop and (letter.until is None or now < letter.until):
            if may_leave(letter, now, self.days):
                self.sent[letter.key] = now
                self.letters[letter.key] = letter
                return
            now = next_opening(letter, now, self.days)


def kinds(letters: Iterable[Planned]) -> list[str]:
    """Return the kinds of letters, in order, each once."""
    return list(dict.fromkeys(letter.kind for letter in letters))
