"""`mailbot expect`: staff tell the bot of a move whose MM1 is not here yet."""

import argparse
import datetime as dt
import sys

from mailbot import clock, decisions
from mailbot.daemon import open_desk
from mailbot.settings import default_path, load


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Say the command's flags."""
    parser = subparsers.add_parser("expect", help="tell the bot of a move whose MM1 is not here")
    parser.add_argument("--pupil", required=True, metavar="NAME", help="first name and surname")
    parser.add_argument("--home", required=True, metavar="SCHOOL", help="name or URN")
    parser.add_argument("--receiving", required=True, metavar="SCHOOL", help="name or URN")
    parser.add_argument("--start", type=day, metavar="DATE", help="2026-10-05")
    parser.add_argument("--config", metavar="F")


def day(text: str) -> dt.date:
    """Return the day that a flag names. Raises ArgumentTypeError with how to write one."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no day: write it as year-month-day, such as 2026-10-05"
        ) from None


def run(args: argparse.Namespace) -> int:
    """Make the move known of, and print its reference."""
    with open_desk(load(default_path(args.config))) as desk:
        ref = decisions.expect(
            desk,
            pupil=args.pupil,
            home=args.home,
            receiving=args.receiving,
            start=args.start,
            now=clock.now(),
        )
    sys.stdout.write(f"{ref}\n")
    return 0
