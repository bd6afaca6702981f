"""`mailbot outbox`: messages queued, sent, refused, held and come back; letting them go."""

import argparse
import datetime as dt
import json
import sys
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from mailbot import clock
from mailbot.daemon import open_desk
from mailbot.decisions import DecisionError
from mailbot.desk import Desk
from mailbot.releases import ReleaseError, held_by_a_gate, release
from mailbot.settings import default_path, load
from mailbot.store import tables as t
from mailbot.store.ledger import Row
from mailbot.telling.columns import columns, console


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Say the command's flags."""
    parser = subparsers.add_parser("outbox", help="messages, and letting held ones go")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--release", nargs="+", type=int, metavar="ID", help="let held or refused ones go"
    )
    what.add_argument("--release-all", action="store_true", help="let all held ones go")
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
            return _release(desk, args.release or held_by_a_gate(desk), now)
        else:
            _list(desk, as_json=args.json)
    return 0


def _letter(desk: Desk, number: int) -> Row:
    row = desk.ledger.letter(number)
    if row is None:
        raise DecisionError(f"{number}: there is no such message; see mailbot outbox")
    return row


def _release(desk: Desk, numbers: Sequence[int], now: dt.datetime) -> int:
    """Let each letter go and say what becomes of it; one that cannot go keeps no other back."""
    status, done = 0, set[int]()
    for number in dict.fromkeys(numbers):
        if number in done:
            continue
        try:
            what, together = release(desk, number, now)
        except ReleaseError as wrong:
            sys.stderr.write(f"mailbot outbox: {wrong}\n")
            status = 1
            continue
        done |= together
        sys.stdout.writelines(f"{each}: {what.value}\n" for each in sorted(together))
    if not numbers:
        sys.stdout.write("No message waits to be let go.\n")
    return status


def _drop(desk: Desk, number: int, why: str | None, now: dt.datetime) -> None:
    if not why:
        raise DecisionError("--drop: say why, with --why")
    with desk.ledger.transaction():  # from here on the daemon cannot send it
        row = _letter(desk, number)
        if row["state"] not in ("held", "queued", "refused", "uncertain"):
            raise DecisionError(f"{number}: is {row['state']} and cannot be dropped")
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
    zone = desk.rules.calendar.zone
    table = columns("ID", "Kind", "Move", "To", "State", "Why", "At", whole="Move")
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
            (row["sent"] or row["queued"]).astimezone(zone).strftime("%Y-%m-%d %H:%M"),
        )
    console().print(table if rows else "The outbox is empty.")
