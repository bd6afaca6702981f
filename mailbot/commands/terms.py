"""`mailbot terms FILE`: what an iCalendar file of term dates says, as the rows it would make.

A council publishes its term dates as a calendar to subscribe to; what a program makes of one should
be looked at before deadlines are counted by it. The rows are printed as CSV, or saved with --out to
be corrected and named in `[calendar]`; what was not used, and what is wrong, is said beside them.
"""

import argparse
import csv
import io
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mailbot.complaints import Complaint
from mailbot.rules.schooldays import Calendar
from mailbot.terms.calendarfiles import is_ics, read_ics

_COLUMNS = {"terms.csv": ("school", "first", "last"), "closures.csv": ("school", "date", "why")}
_FORMULAS = ("=", "+", "-", "@")


class TermsError(Complaint):
    """The file cannot be turned into rows, or the rows would overwrite something."""


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Say the command's flags."""
    parser = subparsers.add_parser(
        "terms", help="look at the terms and closures that a calendar file (.ics) says"
    )
    parser.add_argument("file", metavar="FILE", type=Path, help="an iCalendar file")
    parser.add_argument(
        "--school", metavar="URN", type=int, help="whose they are; else all schools'"
    )
    parser.add_argument(
        "--zone", type=_zone, default="Europe/London", help="where its times are local"
    )
    parser.add_argument("--out", metavar="DIR", type=Path, help="save terms.csv and closures.csv")


def run(args: argparse.Namespace) -> int:
    """Print or save the rows, and say what is wrong; return 1 if the file could not be used."""
    content = args.file.read_bytes()
    if not is_ics(args.file.name, content):
        raise TermsError(f"{args.file}: is no calendar file (.ics); a CSV file is used as it is")
    empty = Calendar(zone=args.zone, terms=())
    found = read_ics(args.file.name, content, args.school, empty)
    urn = args.school or ""
    rows: dict[str, Sequence[tuple[object, ...]]] = {
        "terms.csv": [(urn, row.first, row.last) for row in found.terms],
        "closures.csv": [(urn, row.day, _cell(row.why)) for row in found.closures],
    }
    if args.out:
        _save(args.out, rows)
    else:
        sys.stdout.write("\n".join(_csv(name, kept) for name, kept in rows.items()))
    sys.stderr.writelines(f"not used: {note}\n" for note in found.notes)
    sys.stderr.writelines(f"wrong: {fault}\n" for fault in found.faults)
    return 1 if found.faults else 0


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        said = f"{text!r} is no time zone: write one such as Europe/London"
        raise argparse.ArgumentTypeError(said) from None


def _save(folder: Path, rows: dict[str, Sequence[tuple[object, ...]]]) -> None:
    there = [name for name in rows if (folder / name).exists()]
    if there:
        raise TermsError(f"{folder} already has {', '.join(there)}; nothing was written")
    folder.mkdir(parents=True, exist_ok=True)
    for name, kept in rows.items():
        (folder / name).write_text(_csv(name, kept), encoding="utf-8")
        sys.stdout.write(f"{folder / name}: {len(kept)} rows\n")


def _csv(name: str, rows: Iterable[tuple[object, ...]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS[name])
    writer.writerows(rows)
    return out.getvalue()


def _cell(text: str) -> str:
    """Return text that a spreadsheet shows and does not reckon with."""
    return f"'{text}" if text.startswith(_FORMULAS) else text
