"""`mailbot verify`: every message taken in is accounted for, and the audit chain is whole."""

import argparse
import json
import sys

from mailbot.settings import default_path, load
from mailbot.telling.balance import balance, existing


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Say the command's flags."""
    parser = subparsers.add_parser("verify", help="account for every mail; check the audit chain")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--config", metavar="F")


def run(args: argparse.Namespace) -> int:
    """Count, check, and return 1 if anything is unaccounted for; the store stays as it is."""
    ledger = existing(load(default_path(args.config)).store_url)
    try:
        found = balance(ledger)
    finally:
        ledger.close()
    told = {**found.counts, "audit": "whole" if found.audit else "broken"}
    if args.json:
        sys.stdout.write(json.dumps(told) + "\n")
    else:
        sys.stdout.writelines(f"{name}: {value}\n" for name, value in told.items())
    # beside the one object that a program reads, people still see what is wrong
    (sys.stderr if args.json else sys.stdout).writelines(f"{fault}\n" for fault in found.faults)
    return 1 if found.faults else 0
