"""`mailbot demo [--speed N] [--out DIR]`: whole placements, on mail servers on this machine.

It needs no configuration and no server. Invented schools mail real forms, the daemon of `mailbot
run` works on a quick clock, and everything that it read and sent is left to be looked at.
"""

import argparse
import asyncio
import sys
from pathlib import Path

from rich.console import Console

from mailbot.demo.folder import emptied
from mailbot.demo.play import Post, play
from mailbot.demo.report import write_report
from mailbot.demo.screen import Screen
from mailbot.demo.story import stories

STOPPED = 130  # as a shell counts an end by Ctrl-C


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Say the command's flags."""
    parser = subparsers.add_parser(
        "demo", help="show whole placements: example schools, mail servers on this machine"
    )
    parser.add_argument(
        "--speed", type=_speed, default=1.0, metavar="N", help="how fast; 1 takes about a minute"
    )
    parser.add_argument(
        "--out", type=Path, default=Path("demo-out"), metavar="DIR", help="by default demo-out"
    )


def run(args: argparse.Namespace) -> int:
    """Play the stories, show them, and leave messages and report in DIR."""
    out = emptied(args.out)
    console = Console(file=sys.stdout, highlight=False)
    try:
        with Screen(console, args.speed) as screen:
            post = Post(folder=out)
            told = [asyncio.run(play(story, post, screen)) for story in stories()]
            report = write_report(out, told)
    except KeyboardInterrupt:
        sys.stderr.write("mailbot demo: stopped\n")
        return STOPPED
    screen.sent(told)
    screen.say(f"\n{post.count} messages sent, each in {out / 'sent'}. Now open {report}")
    return 0


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = 0
    if not 0 < speed <= 1000:  # noqa: PLR2004 - beyond that nobody sees a difference
        raise argparse.ArgumentTypeError("must be a number above 0 and at most 1000")
    return speed
