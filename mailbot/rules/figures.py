"""The authority's figures over a span of days: what came in time, what was late, what was missed.

Each thing is counted once, in the span that holds one day of its own: an agreement on the day on
which it came, a review on the last day on which it was in time, an outcome on the day on which it
came, a letter on the day on which it left. So the weeks of a year add up to the year, but for what
was put right since. A day that the calendar cannot reach counts nowhere.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from mailbot.rules.moves import Move
from mailbot.rules.obligations import State, obligations
from mailbot.rules.placement import placement
from mailbot.rules.protocols import Protocol, Protocols
from mailbot.rules.reviews import Review
from mailbot.rules.schooldays import DAY, Calendar, CalendarTooShortError, Unit
from mailbot.rules.timeliness import days_late, notification_due, notifier

OPEN = ("expected", "queried", "held", "running")
_SEPTEMBER = 9


@dataclass(frozen=True, slots=True)
class Span:
    """A run of days, first and last included."""

    first: dt.date
    last: dt.date

    def holds(self, day: dt.date | None) -> bool:
        """Return whether a day lies within; None lies nowhere."""
        return day is not None and self.first <= day <= self.last


def week_before(day: dt.date) -> Span:
    """Return the week, Monday to Sunday, before the one that `day` lies in."""
    monday = day - day.weekday() * DAY
    return Span(monday - 7 * DAY, monday - DAY)


def school_year_to(last: dt.date) -> Span:
    """Return the days of the school year, which begins on 1 September, up to and with `last`."""
    year = last.year if last.month >= _SEPTEMBER else last.year - 1
    return Span(dt.date(year, _SEPTEMBER, 1), last)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentNotice:
    """One thing that a letter said, once the letter left.

    about: what was chased ("" for a letter that is no chase). late_days: of a breakdown notice.
    """

    kind: str
    move: str
    about: str
    day: dt.date
    late_days: int = 0


@dataclass(frozen=True, slots=True)
class Chased:
    """How many chases of one kind left, for how many things, and how many of those came since."""

    sent: int
    things: int
    answered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The figures of one span.

    late: by how many school days each late agreement came, by the URN of the school that owed it.
    outcomes: by kind. chased: by the kind of chase; escalated: all escalations of a ladder.
    """

    in_time: int = 0
    late: Mapping[int | None, tuple[int, ...]] = field(default_factory=dict)
    reviews: Mapping[str, int] = field(default_factory=dict)
    outcomes: Mapping[str, int] = field(default_factory=dict)
    notices_same_day: int = 0
    notices_late: int = 0
    chased: Mapping[str, Chased] = field(default_factory=dict)
    escalated: Chased = Chased(0, 0, 0)

    @property
    def late_count(self) -> int:
        """Return how many agreements came late."""
        return sum(len(days) for days in self.late.values())

    @property
    def is_empty(self) -> bool:
        """Return whether nothing at all happened."""
        return self == Tally()


def standing(move: Move) -> str:
    """Return how a move stands: expected, queried, held, running, succeeded or ended."""
    if move.success is not None:
        return "succeeded"
    if move.breakdown is not None:
        return "ended"
    if move.agreement is not None:
        return "running"
    waiting = [w for w in move.waiting if w.settles == "mm1" and w.closed is None]
    if not waiting:
        return "expected"
    return "queried" if waiting[-1].queried else "held"


def states(moves: Iterable[Move], calendar: Calendar, year: Span) -> Mapping[str, int]:
    """Return how many moves stand how: the open ones, and those that closed within `year`."""
    found: Counter[str] = Counter()
    for move in moves:
        closing = move.closing
        if closing is None or year.holds(calendar.day_of(closing.at)):
            found[standing(move)] += 1
    return dict(found)


def missing_agreements(
    moves: Iterable[Move], protocols: Protocols, calendar: Calendar, today: dt.date
) -> int:
    """Return how many moves are known of whose agreement has not come though its limit is past."""
    count = 0
    for move in moves:
        if move.agreements or move.is_over:
            continue
        try:
            due = notification_due(move, protocols.told_under(move, calendar), calendar)
        except CalendarTooShortError:
            continue
        count += due is not None and due < today
    return count


def tally(
    moves: Mapping[str, Move],
    sent: Iterable[SentNotice],
    protocols: Protocols,
    calendar: Calendar,
    span: Span,
) -> Tally:
    """Return the figures of a span. moves: by reference; sent: what letters said, of any day."""
    in_time = 0
    late: dict[int | None, list[int]] = {}
    reviews: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    for move in moves.values():
        told_under = protocols.told_under(move, calendar)
        came = _agreement(move, told_under, calendar, span)
        if came:
            late.setdefault(notifier(move, told_under), []).append(came)
        in_time += came == 0
        reviews.update(_reviews(move, protocols.of(move, calendar), calendar, span))
        outcomes.update(o.kind for o in move.outcomes if span.holds(calendar.day_of(o.at)))
    within = [one for one in sent if span.holds(one.day)]
    notices = [one for one in within if one.kind.startswith("breakdown_")]
    chases, escalations = _chases(within, moves, protocols, calendar)
    return Tally(
        in_time=in_time,
        late={school: tuple(sorted(days)) for school, days in late.items()},
        reviews=dict(reviews),
        outcomes=dict(outcomes),
        notices_same_day=sum(one.late_days == 0 for one in notices),
        notices_late=sum(one.late_days > 0 for one in notices),
        chased=chases,
        escalated=escalations,
    )


def _agreement(move: Move, protocol: Protocol, calendar: Calendar, span: Span) -> int | None:
    """Return by how many days the first agreement came late; None where it counts elsewhere."""
    if not move.agreements or not span.holds(calendar.day_of(move.agreements[0].arrived)):
        return None
    try:
        return days_late(move, protocol, calendar)
    except CalendarTooShortError:
        return None


def _reviews(move: Move, protocol: Protocol, calendar: Calendar, span: Span) -> Iterator[str]:
    """Yield how each review stands whose last day in time lies in the span.

    The final review is in time by the tolerance of the outcome form, with which it is one.
    """
    dates = placement(move, protocol, calendar)
    for review in dates.reviews if dates else ():
        rule = protocol.outcome if review.is_final else protocol.reviews
        try:
            days = rule.tolerance_school_days
            last = review.due and calendar.shift(review.due, days, Unit.SCHOOL, move.receiving)
        except CalendarTooShortError:
            continue
        if review.lapsed or last is None or not span.holds(last):
            continue
        held = _held(review, move, calendar)
        if held is not None:
            yield "in time" if held <= last else "late"
        elif move.closing is None or calendar.day_of(move.closing.at) > last:
            yield "missed"


def _held(review: Review, move: Move, calendar: Calendar) -> dt.date | None:
    if review.held is None and review.is_final and move.success is not None:
        return calendar.day_of(move.success.at)
    return review.held


def _chases(
    sent: Iterable[SentNotice],
    moves: Mapping[str, Move],
    protocols: Protocols,
    calendar: Calendar,
) -> tuple[Mapping[str, Chased], Chased]:
    """Return the chases by kind, and the escalations; answered is what is no longer owed."""
    about: dict[str, list[tuple[str, str]]] = {}
    for one in sent:
        if one.about and one.move in moves:
            about.setdefault(one.kind, []).append((one.move, one.about))
    owed: set[tuple[str, str]] = set()
    for ref in {ref for things in about.values() for ref, _ in things}:
        protocol = protocols.of(moves[ref], calendar)
        dates = placement(moves[ref], protocol, calendar)
        found = obligations(moves[ref], protocol, calendar, dates)
        owed |= {(ref, one.id) for one in found if one.state is State.OPEN}
    counted = {
        kind: Chased(len(things), len(set(things)), len(set(things) - owed))
        for kind, things in sorted(about.items())
    }
    escalated = counted.pop("escalation", Chased(0, 0, 0))
    return counted, escalated


@dataclass(frozen=True, slots=True)
class Balance:
    """What the placements of a span did to one school's numbers.

    came: that began there. went: that began for its own pupils elsewhere. back: of these, how many
    broke down.
    """

    came: int = 0
    went: int = 0
    back: int = 0


def balances(moves: Iterable[Move], span: Span) -> Mapping[int, Balance]:
    """Return each school's balance of the placements that started within the span, by URN."""
    came: Counter[int] = Counter()
    went: Counter[int] = Counter()
    back: Counter[int] = Counter()
    for move in moves:
        if move.agreement is None or not span.holds(move.agreement.start):
            continue
        if move.receiving is not None:
            came[move.receiving] += 1
        if move.home is not None:
            went[move.home] += 1
            back[move.home] += move.breakdown is not None
    return {urn: Balance(came[urn], went[urn], back[urn]) for urn in sorted({*came, *went})}
