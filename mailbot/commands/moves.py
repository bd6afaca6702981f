"""`mailbot moves [REF] [--json]`: the moves, or one with all that it owes and all that was sent."""

import argparse
import datetime as dt
import json
import sys

import sqlalchemy as sa
from rich.console import Console
from rich.table import Table

from mailbot import clock, states
from mailbot import tables as t
from mailbot.daemon import open_desk
from mailbot.decisions import DecisionError
from mailbot.desk import Desk
from mailbot.settings import default_path, load


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Say the command's flags."""
    parser = subparsers.add_parser("moves", help="the moves, or one move with its deadlines")
    parser.add_argument("ref", nargs="?", metavar="REF")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--config", metavar="F")


def run(args: argparse.Namespace) -> int:
    """Print one move or all of them."""
    now = clock.now()
    with open_desk(load(default_path(args.config))) as desk:
        refs = list(desk.docket.moves())
        if args.ref is not None:
            if args.ref not in refs:
                raise DecisionError(f"{args.ref}: there is no such move; see mailbot moves")
            refs = [args.ref]
        if args.json:
            for ref in refs:
                line = states.move(ref, desk.docket, desk.rules)
                line["obligations"] = states.owed(ref, desk.docket, desk.rules, now)
                sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        elif args.ref is not None:
            _one(args.ref, desk, now)
        else:
            _all(refs, desk, now)
    return 0


def _all(refs: list[str], desk: Desk, now: dt.datetime) -> None:
    table = Table("Reference", "Pupil", "State", "Start", "End", "Next")
    for ref in refs:
        line = states.move(ref, desk.docket, desk.rules)
        owed = [
            o
            for o in states.owed(ref, desk.docket, desk.rules, now)
            if o["state"] in ("ahead", "due", "overdue")
        ]
        ahead = f"{owed[0]['what']} {owed[0]['due']} ({owed[0]['state']})" if owed else ""
        table.add_row(
            ref, line["pupil"], line["state"], line["start"] or "", line["end"] or "", ahead
        )
    Console().print(table if refs else "No move is known yet.")


def _one(ref: str, desk: Desk, now: dt.datetime) -> None:
    console, line = Console(), states.move(ref, desk.docket, desk.rules)
    who = desk.docket.people(ref)
    console.print(f"{ref}  {line['pupil']}: {line['state']}")
    console.print(f"from {who['home_name']} to {who['receiving_name']}")
    console.print(f"start {line['start'] or '?'}, end {line['end'] or '?'}\n")
    owed = Table("What", "Due", "State", "Clause", title="Deadlines")
    for one in states.owed(ref, desk.docket, desk.rules, now):
        owed.add_row(one["what"], one["due"], one["state"], one["rule"])
    console.print(owed)
    zone = desk.rules.calendar.zone
    history = Table("When", "What", "Evidence", title="History")
    for event in desk.ledger.events(ref):
        at = event.at.astimezone(zone)
        history.add_row(f"{at:%a %d %b %Y %H:%M}", event.what.value, event.evidence[:8])
    console.print(history)
    letters = Table("When", "Kind", "To", "State", "Clause", title="Messages")
    query = (
        sa.select(t.outbox)
        .where(t.outbox.c.id.in_(sa.select(t.notices.c.outbox).where(t.notices.c.move == ref)))
        .order_by(t.outbox.c.id)
    )
    for row in desk.ledger.rows(query):
        at = (row["sent"] or row["queued"]).astimezone(zone)
        letters.add_row(
            f"{at:%a %d %b %Y %H:%M}", row["kind"], row["role"], row["state"], row["source"]
        )
    console.print(letters)
