"""`mailbot parse FILE...`: what the bot would read in these files, and where it read it.

It stores and sends nothing. For a program it prints a line of JSON for each form document; for a
person, a table of values with the text they were read from, then the doubts in plain words. With a
configuration, a mail whose sender may not speak for the schools it names is held, as by the bot.
"""

import argparse
import datetime as dt
import logging
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

from mailbot.children.reader import Reader
from mailbot.mails.forwarded import source_of
from mailbot.rulebook import Rulebook, rulebook
from mailbot.settings import default_path, load, plain_context
from mailbot.telling.columns import columns, console
from mailbot.telling.explanation import FolderError, explain, prepared, values_of
from parsers.context import Context
from parsers.evidence import Evidence, open_message
from parsers.filetypes import is_mail
from parsers.records import Problem, Reading

_USUAL = Path("mailbot.toml")  # where nobody names another; it need not be there
_ZONE = "Europe/London"
_STYLES = {"accepted": "green", "query": "yellow", "held": "bold red", "ignored": "dim"}
_LONGEST_RAW = 60  # characters of evidence shown to a person


@dataclass(frozen=True, slots=True, repr=False)
class _Office:
    """What a reader needs of the configuration; a plain default where there is none."""

    context: Context
    zone: ZoneInfo
    rules: Rulebook | None


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the door."""
    parser = subparsers.add_parser(
        "parse",
        help="read forms and mails and print what they say; stores and sends nothing",
    )
    parser.add_argument("files", metavar="FILE", nargs="+", help="a form or a mail")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--config", metavar="F", help="the configuration file")
    parser.add_argument(
        "--explain", action="store_true", help="draw what was read from where into the folder --out"
    )
    parser.add_argument("--out", metavar="DIR", help="an empty folder, or one made before")


def run(args: argparse.Namespace) -> int:
    """Print what each file says; return 1 if one of them cannot be opened, else 0."""
    office = _office(args.config, for_people=not args.json)
    if args.explain != bool(args.out):
        sys.stderr.write("mailbot parse: --explain and --out DIR belong together\n")
        return 2
    explained: list[tuple[str, bytes, tuple[Reading, ...]]] = []
    if args.out:
        try:
            prepared(Path(args.out))
        except FolderError as wrong:
            sys.stderr.write(f"mailbot parse: {wrong}\n")
            return 1
    missing = False
    page = console()
    # What became of the child is told in the reading; a line for the daemon's log says it twice.
    logging.getLogger("mailbot.children.reader").addHandler(logging.NullHandler())
    with Reader(office.context) as reader:
        for name in _shown_progress(args.files, as_json=args.json):
            try:
                data = Path(name).read_bytes()
            except OSError as trouble:
                missing = True
                sys.stderr.write(f"mailbot parse: {name}: {trouble.strerror}\n")
                continue
            readings = _read(name, data, reader, office)
            if args.explain:
                explained.append((name, data, readings))
            if args.json:
                for reading in readings:
                    sys.stdout.write(f"{reading.printed()}\n")
                sys.stdout.flush()
            else:
                _print(page, name, readings)
    if args.explain:
        index = explain(explained, office.context, Path(args.out))
        sys.stderr.write(f"{index}: what was read from where\n")
    return 1 if missing else 0


def _office(config: str | None, *, for_people: bool) -> _Office:
    """Return the configured schools and forms; without a configuration, no schools at all."""
    path = default_path(config)
    if path == _USUAL and config is None and not path.is_file():
        if for_people:
            sys.stderr.write(
                "No configuration was read, so no school is known and each is asked about: "
                "name one with --config, or see mailbot init.\n"
            )
        return _Office(plain_context(), ZoneInfo(_ZONE), None)
    settings = load(path)
    # A mail that carries no verdict of the trusted server counts as checked, as in a scenario.
    return _Office(settings.context(), settings.zone, rulebook(settings, simulated=True))


def _read(name: str, data: bytes, reader: Reader, office: _Office) -> tuple[Reading, ...]:
    """Return the readings of one file. A mail arrived when its Date header says."""
    if not is_mail(data):
        return reader.file(name, data, None)
    evidence = open_message(data)
    arrived = _day(evidence, office.zone)
    if office.rules is None:
        return reader.mail(data, arrived, name)
    sender = office.rules.sender_of(evidence)
    vouched = sender.staff and sender.authenticated
    readings = reader.mail(data, arrived, name, vouched=vouched)
    return tuple(_weighed(reading, evidence, office.rules) for reading in readings)


def _day(evidence: Evidence, zone: ZoneInfo) -> dt.date | None:
    return evidence.sent.astimezone(zone).date() if evidence.sent else None


def _weighed(reading: Reading, evidence: Evidence, rules: Rulebook) -> Reading:
    """Return the reading, held where its sender may not speak for the schools it names."""
    record = reading.record
    if record is None:
        return reading
    mail = rules.sender_of(evidence)
    now = evidence.sent or dt.datetime.max.replace(tzinfo=dt.UTC)
    sender = source_of(mail, now, reading, rules).sender
    urns = [urn for urn in (record.home.urn, record.receiving.urn) if urn is not None]
    known = [school for urn in urns if (school := rules.school(urn)) and school.email_domains]
    if not sender.authenticated:
        said = "The mail did not pass the mail server's check of its sender."
    elif known and not sender.speaks_for(*urns):
        said = "The mail comes from neither of the two schools named."
    else:
        return reading
    problem = Problem(field="", code="mismatch", message=said)
    return reading.model_copy(update={"status": "held", "problems": (*reading.problems, problem)})


def _shown_progress(files: Sequence[str], *, as_json: bool) -> Iterator[str]:
    """Yield the files, with a bar on a terminal where it does not stand among the answers."""
    if len(files) > 1 and sys.stderr.isatty() and (as_json or not sys.stdout.isatty()):
        yield from track(files, "Reading", console=Console(stderr=True), transient=True)
    else:
        yield from files


def _print(page: Console, name: str, readings: tuple[Reading, ...]) -> None:
    if not readings:
        page.print(Text(f"{name}: a mail without any form.\n"))
    for reading in readings:
        title = Text(f"{reading.part or 'the file'}: ", "bold")
        title.append(reading.kind if reading.kind != "other" else "no managed-move form")
        title.append(f", {reading.status}", _STYLES[reading.status])
        page.print(Text(name, "bold cyan"), title, sep="\n")
        if reading.record is not None:
            page.print(_table(reading))
        for problem in reading.problems:
            where = f"{problem.field}: " if problem.field else ""
            page.print(Text(f"  {problem.code}  ", "yellow"), Text(f"{where}{problem.message}"))
        page.print()


def _table(reading: Reading) -> Table:
    """Return a row for each value: its path, the value, the text it was read from, and where."""
    table = columns("what", "value", "as it stands", "where")
    table.box, table.pad_edge = None, False
    for path, value in values_of(reading):
        seen = reading.evidence.get(path)
        raw = " ".join(seen.raw.split()) if seen else ""
        if len(raw) > _LONGEST_RAW:
            raw = f"{raw[: _LONGEST_RAW - 1]}…"
        where = (
            f"{seen.how}, page {seen.page}" if seen and seen.page else (seen.how if seen else "")
        )
        if seen and seen.confidence < 1:
            where += f" ({seen.confidence:.0%} sure)"
        table.add_row(Text(path), Text(value, "bold"), Text(raw, "dim"), Text(where, "dim"))
    return table
