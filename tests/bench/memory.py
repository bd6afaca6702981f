"""What the processes hold in memory: the daemon without its children, and a child that is warm.

The daemon is measured in a process of its own, which has loaded what `mailbot run` loads and read
one form of each kind: what reading leaves behind in it counts, what a test loads does not.
"""

import pickle
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil

from mailbot.children.reader import Reader
from tests.bench.forms import MONDAY, context, made

_DAEMON = """
import pathlib, pickle, sys
import psutil
import mailbot.commands.run, mailbot.daemon
from mailbot.children.reader import Reader
folder = pathlib.Path(sys.argv[1])
with Reader(pickle.loads((folder / "context").read_bytes())) as reader:
    for paper in sorted(folder.glob("*.paper")):
        reader.file("a", paper.read_bytes(), None)
        reader.mail(paper.read_bytes(), None)
print(psutil.Process().memory_info().rss, len(psutil.Process().children()))
"""


def resident(pid: int | None) -> float:
    """Return the resident memory of a process in MiB."""
    return float(psutil.Process(pid).memory_info().rss / 2**20)


def idle_daemon() -> float:
    """Return what the daemon holds once it has read forms and its children are gone, in MiB."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "context").write_bytes(pickle.dumps(context()))
        for number, (_, data, _) in enumerate(made()):
            (folder / f"{number}.paper").write_bytes(data)
        ran = subprocess.run(  # noqa: S603 - our own interpreter and words
            [sys.executable, "-c", _DAEMON, name],
            capture_output=True, text=True, check=True, timeout=120,
        )  # fmt: skip
    held, children = ran.stdout.split()
    if children != "0":
        raise RuntimeError("a child is left")
    return int(held) / 2**20


def warm_child() -> float:
    """Return what a child that reads no pictures holds after one form of each kind, in MiB."""
    with Reader(context()) as reader:
        for name, data, _ in made():
            (reading, *_rest) = reader.file(name, data, MONDAY)
            if reading.kind == "other":
                raise RuntimeError(f"not read: {name}")
        return resident(reader.pid)
