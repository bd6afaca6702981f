"""`mailbot backup FILE`: a consistent copy of the store, restored by putting it back."""

import argparse
import sys
from pathlib import Path

from mailbot.ledger import Ledger, StoreError
from mailbot.settings import default_path, load


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Say the command's flags."""
    parser = subparsers.add_parser("backup", help="a consistent copy of the store")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--config", metavar="F")


def run(args: argparse.Namespace) -> int:
    """Copy the store, also while the daemon works on it."""
    if args.file.exists():
        raise StoreError(f"{args.file}: is there already; a backup overwrites nothing")
    ledger = Ledger(load(default_path(args.config)).store_url)
    try:
        ledger.backup(args.file)
    finally:
        ledger.close()
    sys.stdout.write(f"{args.file}\n")
    return 0
