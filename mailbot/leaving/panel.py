"""What a Fair Access Panel should know: open moves, outcomes since the last one, the balance.

It leaves at 07:30 on the last working day before each day of `[digest] panel_dates`. Pupils are
initials and a reference: a panel is heads of other schools. A panel whose letter was missed because
the bot was away gets it as soon as it is back, up to the day of the panel itself.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from mailbot.leaving.digest import HOUR, MINUTE
from mailbot.planned.cases import initials
from mailbot.planned.docket import Docket
from mailbot.planned.post import Post
from mailbot.rulebook import Rulebook
from mailbot.rules.figures import Balance, balances, school_year_to, standing
from mailbot.rules.figures import Span as Days
from mailbot.rules.moves import Move
from mailbot.rules.placement import placement
from mailbot.store.ledger import Ledger
from mailbot.writing.casefile import Item
from mailbot.writing.wording import day

_NOTED = "digest panel"
_STANDS = {
    "expected": "expected, no agreement yet",
    "queried": "its agreement is queried",
    "held": "its agreement is held",
    "running": "running",
}
_OUTCOMES = {
    "successful": "successful",
    "extended": "extended",
    "unsuccessful": "broke down",
    "ended_other": "ended in another way",
}


class Panel:
    """Writes the letter before each panel."""

    def __init__(self, ledger: Ledger, docket: Docket, rules: Rulebook, post: Post) -> None:
        """Read `ledger` and `docket`, write by `post`."""
        self._ledger = ledger
        self._docket = docket
        self._rules = rules
        self._post = post

    def is_due(self, now: dt.datetime) -> bool:
        """Return whether the letter for the next panel is due and has not been written."""
        return self._due(now) is not None

    def write(self, now: dt.datetime) -> None:
        """Queue the letter for the next panel if it is due and has not been written."""
        panel = self._due(now)
        if panel is None:
            return
        today = self._rules.calendar.day_of(now)
        self._ledger.put(_NOTED, panel.isoformat())
        self._post.take_back("digest_panel", now)  # for an earlier panel, that could not leave
        item = Item(kind="digest_panel", data=self.data(panel, today))
        readers = self._rules.settings.digest.panel
        self._post.list_for(readers, f"panel/{panel}", item, now)

    def _due(self, now: dt.datetime) -> dt.date | None:
        """Return the panel whose letter is due and has not been written."""
        calendar = self._rules.calendar
        today = calendar.day_of(now)
        dates = self._rules.settings.digest.panel_dates
        panel = min((one for one in dates if one >= today), default=None)
        if panel is None or now < calendar.at(calendar.working_day_before(panel), HOUR, MINUTE):
            return None
        return None if self._ledger.get(_NOTED) == panel.isoformat() else panel

    def data(self, panel: dt.date, today: dt.date) -> Mapping[str, Any]:
        """Return what the letter says on `today` to a panel."""
        year = school_year_to(today)
        earlier = [one for one in self._rules.settings.digest.panel_dates if one < panel]
        since = max((one for one in earlier if one >= year.first), default=year.first)
        moves = self._docket.moves()
        found = balances(moves.values(), year)
        return {
            "panel": panel,
            "since": since,
            "year": year.first,
            "open": [self._open(ref, move) for ref, move in moves.items() if not move.is_over],
            "outcomes": list(self._outcomes(moves, Days(since, today))),
            "balance": sorted([self._name(urn), _said(one)] for urn, one in found.items()),
        }

    def _open(self, ref: str, move: Move) -> str:
        dates = placement(move, self._rules.protocol_of(move), self._rules.calendar)
        said = [_STANDS.get(standing(move), standing(move))]
        start = move.agreement.start if move.agreement else move.expected_start
        said += [f"start {day(start)}"] if start else []
        said += [f"end {day(dates.end)}"] if dates and dates.end else []
        return f"{self._who(ref)}: {', '.join(said)}."

    def _outcomes(self, moves: Mapping[str, Move], span: Days) -> Iterator[str]:
        """Yield the outcomes that came from the last panel's day on, in the order of the moves."""
        for ref, move in moves.items():
            for one in move.outcomes:
                came = self._rules.calendar.day_of(one.at)
                if span.holds(came):
                    yield f"{self._who(ref)}: {_OUTCOMES.get(one.kind, one.kind)}, {day(came)}."

    def _who(self, ref: str) -> str:
        who = self._docket.people(ref)
        home = who["home_name"] or "a school that is not known"
        receiving = who["receiving_name"] or "a school that is not known"
        return f"{ref} ({initials(who)}), {home} to {receiving}"

    def _name(self, urn: int) -> str:
        school = self._rules.school(urn)
        return school.name if school else str(urn)


def _said(one: Balance) -> str:
    back = f", {one.back} of them came back" if one.back else ""
    return f"{one.came} came, {one.went} went{back}"
