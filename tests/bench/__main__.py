"""How long a page of each kind of file takes, and what the processes hold in memory.

    python -m tests.bench [REPEATS]

For each kind: milliseconds a page, and the share that is the library's own. Below it the resident
memory of the daemon with its children gone and of a warm child, in MiB.
"""

import sys

from tests.bench.forms import told
from tests.bench.memory import idle_daemon, warm_child


def main(repeats: int) -> None:
    """Print the table and the two figures."""
    for line in told(repeats):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    sys.stdout.write(f"the daemon, idle: {idle_daemon():.0f} MiB\n")
    sys.stdout.write(f"a warm child: {warm_child():.0f} MiB\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
