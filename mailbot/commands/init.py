"""`mailbot init DIR --protocol NAME`: a folder to start from, with every key explained.

It writes a configuration that sends nothing (mode hold) and treats all mail of before today as
history, an example school register and example terms and closures. It overwrites nothing: a folder
that has one of these files keeps all of it.
"""

import argparse
import re
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

from mailbot import clock
from mailbot.complaints import Complaint
from mailbot.resources import shipped
from mailbot.rules.schooldays import Calendar
from mailbot.settings import Settings, load
from mailbot.shelf import shipped_protocols

_FILES = {
    "mailbot.toml": ("mailbot.toml",),
    "schools.csv": ("schools.csv",),
    "terms.csv": ("calendars", "terms.csv"),
    "closures.csv": ("calendars", "closures.csv"),
}
# What the shipped configuration says in the two places that `init` fills in.
_PROTOCOL = re.compile(r'(?m)^protocol = "[^"]*"')
_SINCE = re.compile(r"(?m)^since = [0-9-]+")


class OverwriteError(Complaint):
    """The folder already holds a file that would be written."""


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the door."""
    parser = subparsers.add_parser(
        "init", help="write a commented configuration, an example school register and term dates"
    )
    parser.add_argument("folder", metavar="DIR", type=Path, help="where; made if it is missing")
    parser.add_argument(
        "--protocol", required=True, choices=shipped_protocols(), help="whose protocol to follow"
    )


def run(args: argparse.Namespace) -> int:
    """Write the files and say what comes next. Raises OverwriteError if one is there already."""
    folder: Path = args.folder
    there = [name for name in _FILES if (folder / name).exists()]
    if there:
        raise OverwriteError(f"{folder} already has {', '.join(there)}; nothing was written")
    folder.mkdir(parents=True, exist_ok=True)
    for name, place in _FILES.items():
        text = shipped("config", *place).read_text(encoding="utf-8")
        if name == "mailbot.toml":
            text = _filled(text, args.protocol)
        (folder / name).write_text(text, encoding="utf-8")
    settings = load(folder / "mailbot.toml")
    sys.stdout.write(_next(folder, settings))
    return 0


def _filled(text: str, protocol: str) -> str:
    today = Calendar(zone=ZoneInfo("Europe/London"), terms=()).day_of(clock.now())
    text = _PROTOCOL.sub(f'protocol = "{protocol}"', text, count=1)
    return _SINCE.sub(f"since = {today.isoformat()}", text, count=1)


def _next(folder: Path, settings: Settings) -> str:
    title = settings.rules().title
    return (
        f"Wrote {', '.join(_FILES)} in {folder}, for the {title}.\n"
        f"Nothing is sent while [sending] mode is hold.\n"
        f"Next: fill in mailbot.toml, put in your own schools and terms, and\n"
        f"  mailbot check --config {folder / 'mailbot.toml'}\n"
    )
