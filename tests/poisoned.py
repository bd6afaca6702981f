"""mailbot with a fault of our own in it: `python -m tests.poisoned` breaks on one mail.

No mail is known that breaks the real one, and one day there will be one.
"""

import sys
from typing import Any

from mailbot.__main__ import main
from mailbot.mails.intake import Intake

WORD = b"X-Poison: yes"


class PoisonError(Exception):
    """What our own mistake would raise."""


def _break_on_poison() -> None:
    real = Intake.mail

    def mail(self: Intake, row: Any, *more: Any) -> None:
        real(self, row, *more)
        if WORD in row["raw"]:
            raise PoisonError

    Intake.mail = mail  # type: ignore[method-assign]


if __name__ == "__main__":
    _break_on_poison()
    sys.exit(main())
