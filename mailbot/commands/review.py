"""`mailbot review REF`: staff say that a review was held, or when the final review will be."""

import argparse
import sys

from mailbot import clock, decisions
from mailbot.commands.expect import day
from mailbot.daemon import open_desk
from mailbot.settings import default_path, load


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Say the command's flags."""
    parser = subparsers.add_parser("review", help="say that a review was held, or will be")
    parser.add_argument("ref", metavar="REF", help="the move, such as MM-26-0001")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--held", type=day, metavar="DATE")
    which.add_argument("--final", type=day, metavar="DATE")
    parser.add_argument("--config", metavar="F")


def run(args: argparse.Namespace) -> int:
    """Keep what staff say as a fact of the move."""
    ref = args.ref.strip().upper()
    with open_desk(load(default_path(args.config))) as desk:
        noted = decisions.review(desk, ref, held=args.held, final=args.final, now=clock.now())
    sys.stdout.write(f"{ref}: {noted}\n")
    return 0
