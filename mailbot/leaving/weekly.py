"""The weekly figures for staff: with the daily list on the first working day of the week.

What happened in the week before, Monday to Sunday, beside the school year so far: moves by state,
agreements, reviews, outcomes, breakdown notices, chases, what waits for a person. Nothing is
masked: these figures stay within the authority. A week in which the bot was away on that day has no
figures of its own; the year's hold what it brought.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from mailbot.leaving.digest import HOUR, MINUTE
from mailbot.planned.docket import Docket
from mailbot.planned.post import Post
from mailbot.rulebook import Rulebook
from mailbot.rules.figures import (
    OPEN,
    SentNotice,
    Span,
    Tally,
    missing_agreements,
    school_year_to,
    states,
    tally,
    week_before,
)
from mailbot.rules.schooldays import DAY
from mailbot.store import tables as t
from mailbot.store.ledger import Ledger
from mailbot.writing.casefile import Item
from mailbot.writing.charts import (
    OUTCOMES,
    REVIEWS,
    STATES,
    WAITS,
    agreements,
    answers,
    chart,
    chases,
    enumerated,
    notices,
    pairs,
    plain,
)
from mailbot.writing.wording import day

_NOTED = "digest weekly"
_LADDER_PARTS = 3  # what is owed, epoch, "escalation"; the letter's escalation has no epoch


class Weekly:
    """Writes the weekly figures."""

    def __init__(self, ledger: Ledger, docket: Docket, rules: Rulebook, post: Post) -> None:
        """Read `ledger` and `docket`, write by `post`."""
        self._ledger = ledger
        self._docket = docket
        self._rules = rules
        self._post = post

    def is_due(self, now: dt.datetime) -> bool:
        """Return whether this week's figures are due today and have not been written."""
        calendar = self._rules.calendar
        today = calendar.day_of(now)
        if not self._is_first(today) or now < calendar.at(today, HOUR, MINUTE):
            return False
        return self._ledger.get(_NOTED) != today.isoformat()

    def write(self, now: dt.datetime) -> None:
        """Queue this week's figures if they are due today and have not been written."""
        if not self.is_due(now):
            return
        today = self._rules.calendar.day_of(now)
        self._ledger.put(_NOTED, today.isoformat())
        self._post.take_back("digest_weekly", now)  # of earlier weeks, that could not leave
        readers = self._rules.settings.digest.weekly
        item = Item(kind="digest_weekly", data=self.data(today))
        self._post.list_for(readers, f"weekly/{today}", item, now)

    def _is_first(self, today: dt.date) -> bool:
        """Return whether `today` is the first working day of its week."""
        is_working = self._rules.calendar.is_working_day
        before = (today - n * DAY for n in range(1, today.weekday() + 1))
        return is_working(today) and not any(map(is_working, before))

    def data(self, today: dt.date) -> Mapping[str, Any]:
        """Return what the letter says on `today`: no charts where there is nothing to say."""
        rules = self._rules
        week = week_before(today)
        year = school_year_to(week.last)
        moves = self._docket.moves()
        sent = list(self._sent(year.first))
        last = tally(moves, sent, rules.protocols, rules.calendar, week)
        so_far = tally(moves, sent, rules.protocols, rules.calendar, year)
        stand = states(moves.values(), rules.calendar, Span(year.first, today))
        waits, oldest = self._waits()
        said = {"first": week.first, "last": week.last, "since": year.first}
        if last.is_empty and not waits and not any(stand.get(name) for name in OPEN):
            return said
        absent = missing_agreements(moves.values(), rules.protocols, rules.calendar, today)
        charts = [
            chart("Moves by state", plain(STATES, stand)),
            chart("Agreements (MM1)", agreements(last, so_far), self._late(so_far, absent)),
            chart("Reviews", pairs(REVIEWS, last.reviews, so_far.reviews)),
            chart("Outcomes", pairs(OUTCOMES, last.outcomes, so_far.outcomes)),
            chart("Breakdown notices", notices(last, so_far)),
            chart("Chases and escalations", chases(last, so_far), answers(last, so_far)),
            chart("Waits for a person", plain(WAITS, waits), oldest),
        ]
        return {**said, "charts": [one for one in charts if one is not None]}

    def _sent(self, since: dt.date) -> Iterator[SentNotice]:
        """Yield what each letter said that has left since a day."""
        calendar = self._rules.calendar
        query = (
            sa.select(
                t.notices.c.key,
                t.notices.c.kind,
                t.notices.c.move,
                t.outbox.c.sent,
                t.outbox.c.late_days,
            )
            .join(t.outbox, t.outbox.c.id == t.notices.c.outbox)
            .where(t.outbox.c.sent >= calendar.at(since, 0), t.notices.c.move.is_not(None))
        )
        for row in self._ledger.rows(query):
            yield SentNotice(
                kind=row["kind"],
                move=row["move"],
                about=_about(row["kind"], row["move"], row["key"]),
                day=calendar.day_of(row["sent"]),
                late_days=row["late_days"] or 0,
            )

    def _late(self, year: Tally, absent: int) -> Iterator[str]:
        """Yield which schools were late, the latest most often first, and what never came."""
        for urn, days in sorted(year.late.items(), key=lambda late: (-len(late[1]), str(late[0]))):
            school = self._rules.school(urn)
            name = school.name if school else "A school that the register does not have"
            unit = "school day" if days == (1,) else "school days"
            yield f"{name}: {len(days)} late this school year, by {enumerated(days)} {unit}."
        if absent:
            yield f"{absent} {'has' if absent == 1 else 'have'} not come though the limit is past."

    def _waits(self) -> tuple[Mapping[str, int], Sequence[str]]:
        """Return how much waits for a person by sort, and since when the oldest does."""
        query = sa.select(t.held.c.sort, t.held.c.since).where(t.held.c.decision == "")
        held = self._ledger.rows(query)
        stuck = sa.select(t.outbox.c.id).where(
            t.outbox.c.state.in_(("refused", "uncertain", "returned"))
        )
        found = Counter(row["sort"] for row in held)
        found["stuck"] = len(self._ledger.rows(stuck))
        if not held:
            return +found, ()
        since = self._rules.calendar.day_of(min(row["since"] for row in held))
        return +found, (f"The oldest has waited since {day(since)}.",)


def _about(kind: str, move: str, key: str) -> str:
    """Return what a chase asked for; "" for a letter that is no chase."""
    ref, _, rest = key.partition("/")
    what, *others = rest.split("/")
    is_chase = kind.endswith("_chase") or kind == "form_query"
    is_ladder = kind == "escalation" and len(others) + 1 == _LADDER_PARTS
    return what if ref == move and (is_chase or is_ladder) else ""
