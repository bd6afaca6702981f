"""`mailbot held [ID] [--accept|--reject] [--set PATH=VALUE]`: what waits for a person."""

import argparse
import datetime as dt
import json
import sys
from typing import Any

import sqlalchemy as sa

from mailbot import clock, decisions
from mailbot.daemon import open_desk
from mailbot.decisions import DecisionError
from mailbot.desk import Desk
from mailbot.mails.acknowledgements import read_lines
from mailbot.planned.cases import initials
from mailbot.settings import default_path, load
from mailbot.store import tables as t
from mailbot.store.ledger import Row
from mailbot.telling.columns import columns, console
from parsers.records import Reading


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Say the command's flags."""
    parser = subparsers.add_parser("held", help="what waits for a person, and the decision")
    parser.add_argument("id", nargs="?", type=int, metavar="ID")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--accept", action="store_true")
    what.add_argument("--reject", action="store_true")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="PATH=VALUE",
        help="with --accept: a value put right, such as decision_date=2026-11-20",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--config", metavar="F")


def run(args: argparse.Namespace) -> int:
    """List what waits, show one item, or decide on it."""
    with open_desk(load(default_path(args.config))) as desk:
        if args.id is None:
            if args.accept or args.reject:
                raise DecisionError("which one? write its number before --accept or --reject")
            _list(desk, as_json=args.json)
        elif args.accept or args.reject:
            values = dict(_value(text) for text in args.set)
            now = clock.now()
            decisions.decide(desk, args.id, accept=args.accept, values=values, now=now)
            sys.stdout.write(f"{args.id}: {'accepted' if args.accept else 'rejected'}\n")
        elif args.set:
            raise DecisionError("--set: say --accept with it, for nothing was changed")
        else:
            _show(desk, args.id, as_json=args.json)
    return 0


def _value(text: str) -> tuple[str, Any]:
    path, sign, value = text.partition("=")
    if not sign:
        raise DecisionError(f"--set {text}: write PATH=VALUE, such as decision_date=2026-11-20")
    try:
        return path, dt.date.fromisoformat(value)
    except ValueError:
        pass
    try:
        return path, json.loads(value)
    except ValueError:
        return path, value


def _line(desk: Desk, row: Row) -> dict[str, Any]:
    who = initials(desk.docket.people(row["move"])) if row["move"] else _initials_of(desk, row)
    return {
        "id": row["id"],
        "sort": row["sort"],
        "move": row["move"],
        "pupil_initials": who or None,
        "since": row["since"].astimezone(desk.rules.calendar.zone).isoformat(timespec="seconds"),
        "why": row["why"],
    }


def _reading(desk: Desk, row: Row) -> Reading | None:
    if row["form"] is None:
        return None
    form = desk.ledger.row(sa.select(t.forms.c.reading).where(t.forms.c.id == row["form"]))
    return Reading.model_validate_json(form["reading"]) if form else None


def _initials_of(desk: Desk, row: Row) -> str:
    reading = _reading(desk, row)
    pupil = reading.record.pupil if reading and reading.record else None
    return "".join(n[:1] for n in (pupil.forename, pupil.surname) if n) if pupil else ""


def _list(desk: Desk, *, as_json: bool) -> None:
    query = sa.select(t.held).where(t.held.c.decision == "").order_by(t.held.c.id)
    lines = [_line(desk, row) for row in desk.ledger.rows(query)]
    if as_json:
        for line in lines:
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        return
    table = columns("ID", "Sort", "Move", "Pupil", "Since", "Why", whole="Move")
    for line in lines:
        table.add_row(*(str(value or "") for value in line.values()))
    console().print(table if lines else "Nothing waits for a person.")


def _show(desk: Desk, number: int, *, as_json: bool) -> None:
    row = desk.ledger.row(sa.select(t.held).where(t.held.c.id == number))
    if row is None:
        raise DecisionError(f"{number}: nothing of that number is held; see mailbot held")
    line = _line(desk, row)
    if as_json:
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        return
    page = console()
    for name, value in line.items():
        page.print(f"{name}: {value or ''}")
    reading = _reading(desk, row)
    if reading is not None:
        for label, value in read_lines(reading):
            page.print(f"  {label}: {value}")
        for problem in reading.problems:
            page.print(f"  {problem.field}: {problem.message}")
    if row["decision"]:
        page.print(f"decided: {row['decision']}")
