"""`mailbot run [--once]`: the daemon, or one cycle of it."""

import argparse
import sys

from mailbot import clock, daemon, logs
from mailbot.settings import default_path, load


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Say the command's flags."""
    parser = subparsers.add_parser("run", help="watch the mailbox; with --once, one cycle")
    parser.add_argument("--config", metavar="F")
    parser.add_argument(
        "--once", action="store_true", help="fetch all there is, decide, send what is due, end"
    )


def run(args: argparse.Namespace) -> int:
    """Run until SIGTERM, or for one cycle."""
    settings = load(default_path(args.config))
    logs.set_up(sys.stderr)
    daemon.run(settings, clock.now, once=args.once)
    return 0
