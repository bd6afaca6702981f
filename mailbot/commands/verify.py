"""`mailbot verify`: every message taken in is accounted for, and the audit chain is whole."""

import argparse
import json
import sys

import sqlalchemy as sa

from mailbot import tables as t
from mailbot.ledger import Ledger
from mailbot.settings import default_path, load
from parsers.evidence import open_message


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Say the command's flags."""
    parser = subparsers.add_parser("verify", help="account for every mail; check the audit chain")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--config", metavar="F")


def run(args: argparse.Namespace) -> int:
    """Count, check, and return 1 if anything is unaccounted for."""
    ledger = Ledger(load(default_path(args.config)).store_url)
    try:
        found, whole = balance(ledger)
    finally:
        ledger.close()
    audit = "whole" if whole else "broken"
    if args.json:
        sys.stdout.write(json.dumps({**found, "audit": audit}) + "\n")
    else:
        for name, value in (*found.items(), ("audit", audit)):
            sys.stdout.write(f"{name}: {value}\n")
    kept = found["filed"] + found["ignored"] + found["quarantined"] + found["waiting"]
    return 0 if kept == found["seen"] and whole else 1


def balance(ledger: Ledger) -> tuple[dict[str, int], bool]:
    """Return how many mails were taken in and what became of them, and whether the chain is whole.

    Each mail is in exactly one place; one whose bytes are no longer those taken in is in none.
    """
    counts = {"filed": 0, "ignored": 0, "quarantined": 0, "waiting": 0}
    places = {"": "waiting", "ignored": "ignored", "quarantine": "quarantined"}
    seen = 0
    for row in ledger.rows(sa.select(t.mails)):
        seen += 1
        if open_message(row["raw"]).sha == row["sha"]:
            counts[places.get(row["fate"], "filed")] += 1
    return {"seen": seen, **counts}, ledger.audit_is_whole()
