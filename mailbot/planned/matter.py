"""One planned letter, with all that its words may be drawn from."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from mailbot.planned.docket import Docket
from mailbot.rulebook import Rulebook
from mailbot.rules.moves import Move
from mailbot.rules.obligations import Obligation
from mailbot.rules.placement import Placement
from mailbot.rules.planned import Planned
from mailbot.rules.protocols import Protocol
from mailbot.writing.casefile import Case


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Matter:
    """A letter, its move and its case; `sent`: which of the move's letters have left, and when."""

    planned: Planned
    move: Move
    case: Case
    dates: Placement | None
    owed: Mapping[str, Obligation]
    docket: Docket
    rules: Rulebook
    now: dt.datetime
    sent: Mapping[str, dt.datetime]

    @property
    def protocol(self) -> Protocol:
        """Return the version of the protocol that the move keeps."""
        return self.rules.protocol_of(self.move)

    @property
    def today(self) -> dt.date:
        """Return the local date on which the letter leaves."""
        return self.rules.calendar.day_of(self.now)
