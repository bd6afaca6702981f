"""`mailbot check`: everything that can be looked at before the daemon starts, a row for each.

It reads all that the configuration names, renders every letter once, logs in to both servers, and
sends nothing. Exit status 1 if a row failed; a warning is left to the reader's judgement.
"""

import argparse
import json
import sys
from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from mailbot import checks, clock
from mailbot.checks import Finding, State
from mailbot.settings import SettingsError, default_path, load

_STYLES = {State.OK: "green", State.WARNING: "yellow", State.FAILED: "bold red"}


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the door."""
    parser = subparsers.add_parser(
        "check",
        help="read the configuration and all it names, log in to both servers, send nothing",
    )
    parser.add_argument("--config", metavar="F", help="the configuration file")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(args: argparse.Namespace) -> int:
    """Make every check and print a row for each; return 1 if one failed, else 0."""
    rows = _shown(_findings(args), as_json=args.json)
    return 1 if any(row.state is State.FAILED for row in rows) else 0


def _findings(args: argparse.Namespace) -> Iterator[Finding]:
    try:
        settings = load(default_path(args.config))
    except SettingsError as wrong:
        yield from checks.load_failed(wrong)
        return
    yield from checks.findings(settings, clock.now())


def _shown(found: Iterator[Finding], *, as_json: bool) -> tuple[Finding, ...]:
    """Print each finding as it comes, or a table once all are there, and return them."""
    if sys.stdout.isatty() and not as_json:
        console = Console()
        with console.status("Looking at everything, and logging in to both servers ..."):
            rows = tuple(found)
        console.print(_table(rows))
        return rows
    seen = []
    for row in found:
        plain = {"check": row.check, "state": row.state.value, "said": row.said}
        line = f"{row.state.value:8} {row.check:14} {row.said}"
        sys.stdout.write(f"{json.dumps(plain, ensure_ascii=False) if as_json else line}\n")
        sys.stdout.flush()
        seen.append(row)
    return tuple(seen)


def _table(rows: tuple[Finding, ...]) -> Table:
    table = Table("", "check", "what was found", title="mailbot check")
    for row in rows:
        table.add_row(Text(row.state.value, _STYLES[row.state]), row.check, Text(row.said))
    return table
