"""`mailbot outbox`: messages queued, sent, refused, held and come back; letting held ones go."""

import argparse
import datetime as dt
import json
import sys
from typing import Any

import sqlalchemy as sa
from rich.console import Console
from rich.table import Table

from mailbot import clock
from mailbot import tables as t
from mailbot.daemon import open_desk
from mailbot.decisions import DecisionError
from mailbot.desk import Desk
from mailbot.ledger import Row
from mailbot.settings import default_path, load


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Say the command's flags."""
    parser = subparsers.add_parser("outbox", help="messages, and letting held ones go")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--release", nargs="+", type=int, metavar="ID")
    what.add_argument("--release-all", action="store_true")
    what.add_argument("--drop", type=int, metavar="ID")
    parser.add_argument("--why", metavar="...", help="with --drop: why it is not sent")
    parser.add_argument("--config", metavar="F")


def run(args: argparse.Namespace) -> int:
    """List the outbox, or change what waits in it."""
    now = clock.now()
    with open_desk(load(default_path(args.config))) as desk:
        if args.drop is not None:
            _drop(desk, args.drop, args.why, now)
        elif args.release_all or args.release:
            held = sa.select(t.outbox).where(t.outbox.c.state == "held")
            ready = [row["id"] for row in desk.ledger.rows(held) if row["hold"] in _GATES]
            for number in ready if args.release_all else args.release:
                _release(desk, number, now)
        else:
            _list(desk, as_json=args.json)
    return 0


# Letters that wait for the mode of sending; those that wait for a decision about a family or a
# home school are let go by that decision alone (`mailbot held`).
_GATES = ("mode", "listed", "cap")


def _letter(desk: Desk, number: int) -> Row:
    row = desk.ledger.letter(number)
    if row is None:
        raise DecisionError(f"{number}: there is no such message; see mailbot outbox")
    return row


def _release(desk: Desk, number: int, now: dt.datetime) -> None:
    row = _letter(desk, number)
    if row["state"] != "held":
        raise DecisionError(f"{number}: is {row['state']}, not held")
    if row["hold"] not in _GATES:
        raise DecisionError(f"{number}: waits for a decision; see mailbot held")
    with desk.ledger.transaction():
        desk.ledger.change_letter(number, now, state="queued", hold="released")
    sys.stdout.write(f"{number}: released\n")


def _drop(desk: Desk, number: int, why: str | None, now: dt.datetime) -> None:
    row = _letter(desk, number)
    if not why:
        raise DecisionError("--drop: say why, with --why")
    if row["state"] not in ("held", "queued", "refused", "uncertain"):
        raise DecisionError(f"{number}: is {row['state']} and cannot be dropped")
    with desk.ledger.transaction():
        # its notices keep their letter, so the same message is not written again
        desk.ledger.change_letter(number, now, state="withdrawn", answer=f"dropped: {why}")
    sys.stdout.write(f"{number}: dropped\n")


def _line(row: Row) -> dict[str, Any]:
    at = row["sent"] or row["queued"]
    return {
        "id": row["id"],
        "kind": row["kind"],
        "move": row["move"],
        "to": row["recipient"],
        "state": row["state"],
        "due": row["due"].isoformat() if row["due"] else None,
        "at": at.isoformat(timespec="seconds"),
        "message_id": row["message_id"],
    }


def _list(desk: Desk, *, as_json: bool) -> None:
    rows = desk.ledger.rows(sa.select(t.outbox).order_by(t.outbox.c.id))
    if as_json:
        for row in rows:
            sys.stdout.write(json.dumps(_line(row), ensure_ascii=False) + "\n")
        return
    table = Table("ID", "Kind", "Move", "To", "State", "Why", "At")
    for row in rows:
        line = _line(row)
        why = row["hold"] or row["answer"]
        table.add_row(
            str(line["id"]),
            line["kind"],
            line["move"] or "",
            line["to"],
            line["state"],
            why,
            line["at"],
        )
    Console().print(table if rows else "The outbox is empty.")
