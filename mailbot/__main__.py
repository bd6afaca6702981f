"""The door: `mailbot COMMAND`, or `python -m mailbot COMMAND`.

Each command is a module of `mailbot.commands` with `add(subparsers)` and `run(args)`. What a user
caused (a wrong path, a wrong password, a full disk) ends in one sentence and exit status 1; a
traceback is only ever ours.
"""

import argparse
import importlib
import io
import logging
import os
import pkgutil
import sys
from collections.abc import Sequence

from mailbot import commands, logs
from mailbot.complaints import Complaint

USAGE_ERROR = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 cannot be done, 2 wrong usage."""
    parser = argparse.ArgumentParser(
        prog="mailbot",
        description="Keeps the clocks of managed moves: reads the forms schools e-mail, "
        "works out every deadline, and writes when something is due.",
    )
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND")
    modules = {}
    for found in sorted(pkgutil.iter_modules(commands.__path__), key=lambda m: m.name):
        module = importlib.import_module(f"mailbot.commands.{found.name}")
        module.add(subparsers)
        modules[found.name] = module
    args = parser.parse_args(argv)
    if args.command is None:
        parser.print_help()
        return USAGE_ERROR
    _set_up_streams(as_json=getattr(args, "json", False))
    # whatever a command meets, nothing prints a traceback with people's data; `run` says more
    logs.set_up(sys.stderr, logging.WARNING)
    try:
        status: int = modules[args.command.replace("-", "_")].run(args)
    except Complaint as complaint:
        sys.stderr.write(f"mailbot {args.command}: {complaint}\n")
        return 1
    except BrokenPipeError:
        # `mailbot moves | head`: the reader has had enough, which is no fault.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    except OSError as trouble:
        sys.stderr.write(
            f"mailbot {args.command}: {trouble.strerror or 'the system said no'}: "
            f"{trouble.filename or 'no file named'}\n"
        )
        return 1
    return status


def _set_up_streams(*, as_json: bool) -> None:
    """Let nothing end for want of a sign: a terminal shows an escape, JSON is UTF-8 anywhere."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            is_json = as_json and stream is sys.stdout
            stream.reconfigure(
                encoding="utf-8" if is_json else stream.encoding, errors="backslashreplace"
            )


if __name__ == "__main__":
    sys.exit(main())
