"""What the processes hold: an idle daemon its code and little more, a warm child its readers."""

import subprocess
import sys

from mailbot.reader import Reader
from tests.bench_forms import MONDAY, context, made, resident

_IDLE = (
    "import mailbot.daemon, mailbot.commands.run, psutil; print(psutil.Process().memory_info().rss)"
)


def test_what_the_daemon_loads_is_under_a_hundred_and_twenty_megabytes() -> None:
    ran = subprocess.run(  # noqa: S603 - our own interpreter and words
        [sys.executable, "-c", _IDLE], capture_output=True, text=True, check=True, timeout=60
    )
    assert int(ran.stdout) / 2**20 < 120


def test_a_warm_child_without_pictures_is_under_two_hundred_megabytes() -> None:
    with Reader(context()) as reader:
        for name, data, _ in made():
            (reading, *_rest) = reader.file(name, data, MONDAY)
            assert reading.kind != "other"
        assert resident(reader.pid) < 200
