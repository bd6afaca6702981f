"""`mailbot simulate SCENARIO.toml --out DIR`: months of a story in seconds, without a network."""

import argparse
import datetime as dt
import sys
from pathlib import Path

from rich.console import Console

from mailbot.scenarios.simulate import simulate


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Say the command's flags."""
    parser = subparsers.add_parser("simulate", help="play a scenario on a virtual clock")
    parser.add_argument("scenario", type=Path, metavar="SCENARIO.toml")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")


def run(args: argparse.Namespace) -> int:
    """Play the scenario and say what came of it."""
    console = Console(file=sys.stderr)
    if not console.is_terminal:
        count = simulate(args.scenario, args.out)
    else:
        with console.status("simulating") as status:

            def tell(at: dt.datetime, count: int) -> None:
                status.update(f"{at:%a %d %b %Y %H:%M}, {count} messages sent")

            count = simulate(args.scenario, args.out, tell)
    sys.stdout.write(f"{count} messages sent: {args.out / 'timeline.jsonl'}\n")
    return 0
