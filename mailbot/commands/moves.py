"""`mailbot moves [REF] [--as-of DATE] [--json]`: the moves, or one with all its reasons."""

import argparse
import datetime as dt
import json
import sys
from collections.abc import Iterable, Sequence

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mailbot import clock
from mailbot.daemon import open_desk
from mailbot.decisions import DecisionError
from mailbot.desk import Desk
from mailbot.rules.schooldays import Calendar
from mailbot.settings import default_path, load
from mailbot.telling import beliefs, states
from mailbot.telling.beliefs import Belief
from mailbot.telling.chronicle import event_line
from mailbot.telling.columns import columns, console
from mailbot.telling.counting import short
from mailbot.telling.outline import heading, next_due, outline
from mailbot.telling.why import Why, letter_line, why

_LAST = dt.time(23, 59, 59, 999999)


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Say the command's flags."""
    parser = subparsers.add_parser("moves", help="the moves, or one move with its deadlines")
    parser.add_argument("ref", nargs="?", metavar="REF")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument(
        "--as-of", metavar="DATE", help="what was believed then: 2026-11-03, or 2026-11-03T09:00"
    )
    parser.add_argument("--config", metavar="F")


def run(args: argparse.Namespace) -> int:
    """Print one move or all of them."""
    now = clock.now()
    with open_desk(load(default_path(args.config))) as desk:
        belief = _belief(args.as_of, desk, now)
        refs = list(belief.docket.moves())
        ref = args.ref.strip().upper() if args.ref is not None else None
        if ref is not None:
            if ref not in refs:
                then = f" {_then(belief)}" if belief.is_past else ""
                raise DecisionError(f"{args.ref}: there is no such move{then}; see mailbot moves")
            refs = [ref]
        if args.json:
            for ref in refs:
                line = states.move(ref, belief.docket, belief.rules)
                line["obligations"] = states.owed(ref, belief)
                sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        elif ref is not None:
            _one(ref, belief)
        else:
            _all(refs, belief)
    return 0


def _belief(as_of: str | None, desk: Desk, now: dt.datetime) -> Belief:
    if as_of is None:
        return beliefs.present(desk.ledger, desk.docket, desk.rules, now)
    instant = _instant(as_of, desk.rules.calendar)
    return beliefs.at(desk.ledger, desk.rules, min(instant, now))


def _instant(text: str, calendar: Calendar) -> dt.datetime:
    """Return the instant that is meant: a day is meant to its end, a time in local time."""
    try:
        said = dt.datetime.fromisoformat(text)
    except ValueError:
        message = f"--as-of {text}: write a day such as 2026-11-03, or 2026-11-03T09:00"
        raise DecisionError(message) from None
    if said.tzinfo is not None:
        return said
    if len(text) <= len("2026-11-03"):
        said = dt.datetime.combine(said.date(), _LAST)
    return said.replace(tzinfo=calendar.zone)


def _then(belief: Belief) -> str:
    at = belief.now.astimezone(belief.rules.calendar.zone)
    calendar = "" if belief.is_calendar_known else ", by the calendar of today: none was kept"
    return f"as believed on {short(at.date())} at {at:%H:%M}{calendar}"


def _all(refs: Sequence[str], belief: Belief) -> None:
    table = columns("Reference", "Pupil", "State", "Start", "End", "Next", whole="Reference")
    for ref in refs:
        line = states.move(ref, belief.docket, belief.rules)
        shown = (line["pupil"], line["state"], line["start"] or "", line["end"] or "")
        table.add_row(ref, *shown, next_due(ref, belief))
    page = console()
    if belief.is_past:
        page.print(_then(belief))
    page.print(table if refs else "No move is known yet.")


# ------------------------------------------------------------------------------ one move


def _one(ref: str, belief: Belief) -> None:
    """Print a move: on a terminal wrapped under its labels, in a pipe one line a sentence."""
    page = _Page()
    page.title(heading(ref, belief))
    if belief.is_past:
        page.line(_then(belief))
    for line in outline(ref, belief):
        page.line(line)
    page.heading("Deadlines")
    for one in why(ref, belief):
        page.title(f"{one.title}: due {short(one.due)}, {one.state}")
        page.rows(_reasons(one, belief))
    page.heading("History")
    for event in belief.events(ref):
        page.line(event_line(event, belief))
    page.heading("Messages")
    for letter in belief.letters(ref):
        page.line(f"{letter_line(letter, belief)} ({letter.kind}; {letter.source})")


def _reasons(one: Why, belief: Belief) -> Iterable[tuple[str, str]]:
    """Yield label and sentence of all that is behind an obligation."""
    yield "owed by", one.owed_by
    yield "clause", one.clause
    yield "counted", "; ".join(one.counted) or "the steps to this date are not known"
    for sentence in one.ladder:
        yield "ladder", sentence
    if one.met_by is not None:
        yield "met by" if one.state == "met" else "ended by", one.met_by
    for letter in one.sent:
        yield "sent" if letter.sent else "written", letter_line(letter, belief)


class _Page:
    """Where lines are printed: wrapped and indented on a terminal, whole lines in a pipe."""

    def __init__(self) -> None:
        self._console = console()
        self._wraps = self._console.is_terminal

    def title(self, text: str) -> None:
        if self._wraps:
            self._console.print(Text(text, style="bold"))
        else:
            sys.stdout.write(f"{text}\n")

    def heading(self, text: str) -> None:
        if self._wraps:
            self._console.print()
            self._console.rule(text, align="left", style="dim")
        else:
            sys.stdout.write(f"\n{text}\n")

    def line(self, text: str) -> None:
        if self._wraps:
            self._console.print(Padding(Text(text), (0, 0, 0, 2)))
        else:
            sys.stdout.write(f"{text}\n")

    def rows(self, rows: Iterable[tuple[str, str]]) -> None:
        """Print rows of a label and a sentence; a label that comes again is not repeated."""
        if not self._wraps:
            for label, said in rows:
                sys.stdout.write(f"  {label}: {said}\n")
            return
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(style="dim", width=9, no_wrap=True)
        grid.add_column(overflow="fold")
        before = ""
        for label, said in rows:
            grid.add_row("" if label == before else label, Text(said))
            before = label
        self._console.print(Padding(grid, (0, 0, 1, 2)))
