"""`mailbot backup FILE`: a consistent copy of the store, restored by putting it back."""

import argparse
import sys
from pathlib import Path

from mailbot.settings import default_path, load
from mailbot.store.ledger import StoreError
from mailbot.telling.balance import existing


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Say the command's flags."""
    parser = subparsers.add_parser("backup", help="a consistent copy of the store")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--config", metavar="F")


def run(args: argparse.Namespace) -> int:
    """Copy the store, also while the daemon works on it."""
    if args.file.exists():
        raise StoreError(f"{args.file}: is there already; a backup overwrites nothing")
    settings = load(default_path(args.config))
    ledger = existing(settings.store_url)  # a wrong path must not end in the copy of an empty store
    try:
        ledger.backup(args.file)
    finally:
        ledger.close()
    sys.stdout.write(f"{args.file}\n")
    # What an old store left beside it would be taken for the newest part of the copy.
    place = settings.store_file
    sys.stdout.write(
        f"To restore it: stop mailbot, remove {place}-wal and {place}-shm if they are there, copy "
        f"the file to {place}, run mailbot verify.\n"
    )
    return 0
