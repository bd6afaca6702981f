"""A demonstration on a terminal as it happens; the same in plain lines where there is none.

Every line begins with the time and one word for what it is: in, read, asks, due, done, out. Colour
only repeats that. On a terminal there is a pause after each, so that it can be followed.
"""

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.table import Table
from rich.text import Text

from mailbot.demo import words
from mailbot.demo.seen import ACCEPTED, Event, LetterOut, MailIn, Owed, Played
from mailbot.demo.story import Story
from mailbot.rules.protocols import Protocol

DIGESTS = ("digest_daily", "digest_weekly")
Row = tuple[str, str, tuple[tuple[str, str], ...], str]  # when, what, to whom and where, why
_PAUSE = 0.25  # seconds after a line, at speed 1
_COLOURS = {
    "in": "bold green",
    "read": "green",
    "asks": "yellow",
    "due": "magenta",
    "done": "cyan",
    "off": "dim",
    "out": "bold blue",
    "": "dim",
}
_STATES = {"open": "due", "rests": "due", "met": "done", "lapsed": "off"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of what happens: when, a word for what it is, and the rest."""

    at: dt.datetime
    sort: str
    text: str


class Screen:
    """Shows events one by one. speed: how much faster than one can comfortably read."""

    def __init__(self, console: Console, speed: float) -> None:
        self._console = console
        self._pause = _PAUSE / speed if console.is_terminal else 0.0
        self._day: dt.date | None = None
        self._quiet = 0
        self._protocol: Protocol | None = None
        self._status = console.status("Starting the mail servers")

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._status.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._status.stop()

    def begin(self, story: Story, authority: str, protocol: Protocol) -> None:
        """Head a story."""
        self._day, self._quiet, self._protocol = None, 0, protocol
        self._console.print()
        self._console.rule(Text(story.title, "bold"), align="left")
        self._line(Text(f"{authority}, {protocol.title}"))
        self._line(Text(story.lead, "dim"))

    async def tell(self, event: Event) -> None:
        """Show one event, and leave time to read it. Morning lists are counted, not shown."""
        at = event.at
        self._status.update(f"{words.day(at, year=True)} {at:%H:%M}")
        if isinstance(event, LetterOut) and event.kind in DIGESTS:
            self._quiet += 1
            await asyncio.sleep(self._pause / 20)
            return
        if self._day != at.date():
            self._turn(at.date())
        for line in lines(event, self._protocol):
            head = Text(f"  {line.at:%H:%M}  ")
            head.append(f"{line.sort:<5}", _COLOURS[line.sort])
            self._line(
                head.append(line.text, "dim" if line.sort in {"", "off"} else ""), whole=False
            )
            await asyncio.sleep(self._pause)

    def _turn(self, day: dt.date) -> None:
        if self._quiet > 1:
            self._line(Text(f"... {self._quiet} mornings with nothing but the team's list", "dim"))
        self._day, self._quiet = day, 0
        self._line(Text(words.day(day, year=True), "bold"))

    def sent(self, told: Iterable[Played]) -> None:
        """Show what was sent when, to whom and by which clause."""
        for played in told:
            title = f"Sent for {played.authority}"
            rows = [
                (when, what, _roles([reader for reader, _ in to]), clause)
                for when, what, to, clause in summary(played.letters)
            ]
            if not self._console.is_terminal:
                self._line(Text(f"\n{title}"))
                for row in rows:
                    self._line(Text("  ".join(row)))
                continue
            table = Table(title=title, title_justify="left", title_style="bold", expand=True)
            for name, wide in (("When", 3), ("What", 5), ("To", 5), ("By which clause", 9)):
                table.add_column(name, ratio=wide)
            for row in rows:
                table.add_row(*(Text(cell) for cell in row))
            self._console.print(table)

    def say(self, text: str) -> None:
        """Show one plain line."""
        self._line(Text(text))

    def _line(self, text: Text, *, whole: bool = True) -> None:
        """Print a line; on a terminal it is cut off at the edge unless it is wanted whole."""
        if not self._console.is_terminal:
            self._console.print(text, soft_wrap=True)
        else:
            self._console.print(text, no_wrap=not whole, overflow="fold" if whole else "ellipsis")


def lines(event: Event, protocol: Protocol | None) -> Iterable[Line]:
    """Yield the lines that tell of an event."""
    match event:
        case MailIn():
            said = f"answers: {words.first_line(event.body)}" if event.answers else event.subject
            yield Line(event.at, "in", f"{event.sender} {said}")
            for reading in event.readings:
                count = len(reading.evidence)
                said = f"{reading.kind} from a {words.made_as(reading)}: {count} values"
                yield Line(event.at, "read", f"{said}, {reading.status}")
                if reading.status != ACCEPTED:
                    for problem in reading.problems:
                        yield Line(event.at, "asks", problem.message)
            yield Line(event.at, "", words.fate(event.fate))
        case Owed(deadline=owed):
            what = words.deadline(owed, protocol) if protocol else owed.what
            by = {"met": "", "lapsed": ", no longer owed"}.get(
                owed.state, f", by {words.day(owed.due)}"
            )
            yield Line(event.at, _STATES[owed.state], f"{what}{by}")
        case LetterOut():
            yield Line(event.at, "out", f"{words.kind(event.kind)} to {event.reader}, {event.to}")


def summary(letters: Sequence[LetterOut]) -> list[Row]:
    """Return a row for each message sent: when, what, to whom, by which clause.

    What left at one moment for one reason shares a row, and the morning lists share the last ones.
    """
    rows: list[Row] = []
    shown = (one for one in letters if one.kind not in DIGESTS)
    for (when, what, clause), alike in groupby(shown, _occasion):
        rows.append((when, what, tuple((one.reader, one.to) for one in alike), clause))
    for kind in DIGESTS:
        lists = [one for one in letters if one.kind == kind]
        if lists:
            when = f"{words.day(lists[0].at)} to {words.day(lists[-1].at)}"
            what = f"{words.kind(kind)}, {len(lists)} times"
            rows.append((when, what, ((lists[-1].reader, lists[-1].to),), words.clause(lists[-1])))
    return rows


def _roles(readers: Sequence[str]) -> str:
    """Return who a row went to, each role once, with its count where there were several."""
    return ", ".join(
        role if count == 1 else f"{role} ({count})" for role, count in Counter(readers).items()
    )


def _occasion(one: LetterOut) -> tuple[str, str, str]:
    return f"{words.day(one.at)} {one.at:%H:%M}", words.kind(one.kind), words.clause(one)
