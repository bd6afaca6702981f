"""Why a due date is that date: the days that were counted, one step after the other.

Theory. An obligation knows its day; a person asks how it was found. The steps here count the same
figures of the protocol along the same calendar, and a chain of steps is only ever given if its last
day is the very day that the obligation has: an explanation that would lead elsewhere is no
explanation, and is not given. That it never comes to this is proved with thousands of random moves
(tests/rules/test_reasons.py). Steps hold dates and roles, no words: `telling.why` says them.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from mailbot.rules.attendance import attendance_due
from mailbot.rules.clauses import Placement as Clause
from mailbot.rules.moves import Agreement, Event, Move, What, roll_days
from mailbot.rules.obligations import Obligation, State
from mailbot.rules.placement import Placement
from mailbot.rules.protocols import EXTENSION, FINAL, SUPPORT, Protocol
from mailbot.rules.reviews import Review
from mailbot.rules.schedule import review_days, week_day
from mailbot.rules.schooldays import DAY, WEEK, Calendar, CalendarTooShortError, Slip, Unit
from mailbot.rules.steps import Gap, Skipped, Sort, Step, Steps, counted, slipped
from mailbot.rules.timeliness import notification_origin


def reason(
    owed: Obligation, move: Move, protocol: Protocol, calendar: Calendar, dates: Placement | None
) -> Steps:
    """Return the steps that lead to the obligation's due date; empty where none of ours do."""
    what, _, which = owed.id.partition(":")
    chains: Iterable[Steps] = ()
    match what:
        case "mm1":
            chains = _notification(move, owed, protocol, calendar)
        case "query":
            chains = _query(move, owed, which, protocol, calendar)
        case "review" | "outcome":
            chains = _reviews(which, move, protocol, calendar, dates)
        case "attendance":
            chains = _week(which, move, protocol, calendar)
        case "report":
            chains = _after(move, "decision", protocol.breakdown.report_days, owed, calendar)
        case "plan":
            chains = _after(move, "end", protocol.breakdown.plan_meeting_days, owed, calendar)
        case "roll":
            chains = _roll(which, move, owed, protocol, calendar)
        case _:
            return ()
    return _leading_to(owed.due, chains)


def base_reason(owed: Obligation, move: Move, protocol: Protocol, calendar: Calendar) -> Steps:
    """Return why the ladder counts from its day; empty where that is the due date itself."""
    if owed.base == owed.due:
        return ()
    due = Step(sort=Sort.FACT, day=owed.due, label="due")
    tolerance = {
        "review_chase": protocol.reviews.tolerance_school_days,
        "outcome_chase": protocol.outcome.tolerance_school_days,
    }.get(owed.kind, 0)
    chains: list[Steps] = []
    with suppress(CalendarTooShortError):  # what is met may lie before a day not reached
        last = counted(calendar, owed.due, tolerance, Unit.SCHOOL, owed.school)
        chains.append((due, replace(last, label="tolerance")))
    rejected = [calendar.day_of(w.closed) for w in move.waiting if w.closed and w.how == "rejected"]
    if owed.epoch and owed.base in rejected:
        chains.append((Step(sort=Sort.FACT, day=owed.base, label="rejected"),))
    chains.append((Step(sort=Sort.FACT, day=owed.base, label="base_known"),))
    return _leading_to(owed.base, chains)


def met_by(owed: Obligation, events: Iterable[Event]) -> Event | None:
    """Return the fact that met or ended an obligation; None while it is owed.

    events: the facts of its move that were believed, in any order; a withdrawn one met nothing.
    """
    if owed.state not in (State.MET, State.LAPSED):
        return None
    all_ = list(events)
    gone = {e.data["seq"] for e in all_ if e.what is What.WITHDRAWN}
    known = sorted((e for e in all_ if e.seq not in gone), key=lambda e: (e.at, e.seq))
    what, _, which = owed.id.partition(":")
    fits = [e for e in known if _settles(e, what, which, owed)]
    if fits:
        return fits[-1] if what == "outcome" else fits[0]
    ends = [e for e in known if e.what is What.OUTCOME and e.data.get("kind") in _CLOSING]
    return ends[-1] if ends else None


def _settles(event: Event, what: str, which: str, owed: Obligation) -> bool:
    said = event.data
    if what == "query":
        return event.what is What.CLOSED and str(said.get("form")) == which
    if what == "review":
        held = said.get("day") if event.what is What.REVIEW else said.get("meeting")
        is_record = event.what in (What.REVIEW, What.OUTCOME)
        return owed.state is State.MET and is_record and held == owed.met_on
    if what == "outcome":
        return event.what is What.OUTCOME and said.get("kind") in _CLOSING
    if what == "roll":
        return event.what is What.ROLL and said.get("role") == which
    return event.what is _SETTLES.get(what)


_CLOSING = ("successful", "unsuccessful")
_SETTLES = {"mm1": What.MM1, "report": What.REPORT, "plan": What.PLAN}


def _leading_to(day: dt.date, chains: Iterable[Steps]) -> Steps:
    """Return the first chain that leads to `day`: what leads elsewhere explains nothing."""
    return next((chain for chain in chains if chain and chain[-1].day == day), ())


def _fact(label: str, day: dt.date) -> Step:
    return Step(sort=Sort.FACT, day=day, label=label)


def _notification(
    move: Move, owed: Obligation, protocol: Protocol, calendar: Calendar
) -> Iterator[Steps]:
    rule = protocol.notification
    day = notification_origin(move, protocol, calendar)
    if day is None:
        return
    if move.agreements:
        is_own = rule.clock == "form_date" and move.agreements[0].signed is not None
        origin = _fact("signed" if is_own else "first_start", day)
    else:
        origin = _fact("known" if move.expected_start is None else "expected_start", day)
    back = rule.direction == "before"
    if back and origin.label == "known":
        yield (origin,)  # nothing earlier than that day could be asked for
    else:
        yield origin, counted(calendar, day, rule.limit, rule.unit, owed.school, back=back)


def _query(
    move: Move, owed: Obligation, form: str, protocol: Protocol, calendar: Calendar
) -> Iterator[Steps]:
    for waiting in move.waiting:
        if waiting.form == form and waiting.queried:
            asked = _fact("query", calendar.day_of(waiting.taken))
            days = protocol.ladder.query_days
            yield asked, counted(calendar, asked.day, days, Unit.SCHOOL, owed.school)


def _after(
    move: Move, label: str, count: int | None, owed: Obligation, calendar: Calendar
) -> Iterator[Steps]:
    outcome = move.breakdown
    origin = getattr(outcome, label) if outcome is not None else None
    if origin is not None and count is not None:
        yield _fact(label, origin), counted(calendar, origin, count, Unit.SCHOOL, owed.school)


def _week(which: str, move: Move, protocol: Protocol, calendar: Calendar) -> Iterator[Steps]:
    week = dt.date.fromisoformat(which)
    first = _fact("week" if protocol.attendance.weeks == 1 else "weeks", week)
    monday = Step(sort=Sort.NEXT_WEEK, day=week + WEEK, origin=week)
    due = attendance_due(week, move, calendar)
    yield slipped((first, monday), due, move.receiving, calendar, Slip.NEXT)


def _roll(
    role: str, move: Move, owed: Obligation, protocol: Protocol, calendar: Calendar
) -> Iterator[Steps]:
    days = roll_days(move)
    if days is None:
        return
    day = days[0] if role == "home" else days[1]
    outcome = move.success
    if outcome is not None and day in (outcome.permanent_from, outcome.home_off_roll):
        change: Steps = (Step(sort=Sort.WRITTEN, day=day, label="outcome"),)
    else:
        label = "start" if outcome is None else "meeting" if outcome.meeting else "outcome_came"
        after = Step(sort=Sort.DAY_AFTER, day=day, origin=day - DAY)
        change = (_fact(label, day - DAY), after)
    last = counted(calendar, day, protocol.roll.confirm_days, Unit.SCHOOL, owed.school)
    yield (*change, _fact(f"roll_{role}", day), last)


# ------------------------------------------------------------------------------ reviews


def _reviews(
    which: str, move: Move, protocol: Protocol, calendar: Calendar, dates: Placement | None
) -> Iterator[Steps]:
    review = next((r for r in dates.reviews if r.name == which), None) if dates else None
    if dates is None or review is None or review.due is None:
        return
    if review.written:
        yield from _written(review, review.due, move)
    yield from _computed(which, move, protocol, calendar)


def _written(review: Review, due: dt.date, move: Move) -> Iterator[Steps]:
    """Yield where a day was written by a person: on a form, in a record, or by staff."""
    agreement = move.agreement
    said: list[str] = []
    if review.name == EXTENSION:
        for one in move.extensions:
            said += ["extension_review"] if due == one.extension_review else []
            said += ["extension_end"] if due == one.extension_end else []
    if agreement is not None and due in agreement.reviews:
        said.append("agreement_review")
    if review.name == FINAL and agreement is not None and due == agreement.end:
        said.append("agreement_end")
    if any(day == due for day, _ in move.final_set):
        said.append("staff")
    if any(record.final and record.day == due for record in move.records):
        said.append("record")
    if any(outcome.meeting == due for outcome in move.outcomes):
        said.append("outcome_meeting")
    for label in said:
        yield (Step(sort=Sort.WRITTEN, day=due, label=label),)


def _computed(which: str, move: Move, protocol: Protocol, calendar: Calendar) -> Iterator[Steps]:
    """Yield how the protocol computes a review of the placement."""
    agreement, clause = move.agreement, protocol.placement
    if agreement is None:
        return
    count = _Count(move.receiving, clause, calendar)
    start = _fact("start", agreement.start)
    if which == SUPPORT:
        yield count.week((start,), clause.support_weeks)
        return
    try:
        end = _end(start, agreement, count)
    except CalendarTooShortError:
        end = ()  # what does not rest on the end can be reached all the same
    if which == FINAL:
        if end:
            yield (*end, Step(sort=Sort.ON_END, day=end[-1].day))
        return
    days = calendar.school(move.receiving)
    planned = review_days(agreement.start, end[-1].day if end else None, protocol, days)
    first = (start,) if protocol.reviews.anchor == "start" else count.anchored(start)
    for rule, _ in planned:
        if rule.name == which and rule.week is not None:
            yield count.week(first, rule.week)
        elif rule.name == which and rule.fraction is not None and end:
            before = (*first, *(step for step in end if step not in first))
            yield count.part(before, rule.fraction)


def _end(start: Step, agreement: Agreement, count: "_Count") -> Steps:
    """Return how the last day is found: on the form, or by the length; empty where nothing says."""
    clause, written = count.clause, agreement.end
    said: Steps = ()
    if written is not None:
        said = (Step(sort=Sort.WRITTEN, day=written, label="agreement_end"),)
    if said and clause.form_end:
        return said
    if clause.length_school_days is not None:
        return start, count.school_days(start.day, clause.length_school_days)
    return count.week((start,), clause.length_weeks) if clause.length_weeks else said


@dataclass(frozen=True, slots=True)
class _Count:
    """Counts from a start as a placement's clause says, in the receiving school's days."""

    school: int | None
    clause: Clause
    calendar: Calendar

    def anchored(self, start: Step) -> Steps:
        """Return the start, and the first school day on or after it where that is another."""
        first = self.calendar.school(self.school).on_or_after(start.day)
        return slipped((start,), first, self.school, self.calendar, Slip.NEXT)

    def school_days(self, day: dt.date, count: int) -> Step:
        """Return so many school days after a day."""
        return counted(self.calendar, day, count, Unit.SCHOOL, self.school)

    def week(self, first: Steps, number: int) -> Steps:
        """Return the steps to week `number` after the last of `first`."""
        start, days = first[-1].day, self.calendar.school(self.school)
        day = week_day(start, number, self.clause, days)
        if self.clause.week_unit == "calendar":
            week = Step(sort=Sort.WEEKS, day=start + number * WEEK, origin=start, count=number)
            return slipped((*first, week), day, self.school, self.calendar, self.clause.slip)
        if self.clause.week_unit == "school_days":
            return (*first, replace(self.school_days(start, number * _SCHOOL_WEEK), label="week"))
        weeks = days.weeks(start)[:number]
        every = (weeks[0] + n * WEEK for n in range((weeks[-1] - weeks[0]).days // 7 + 1))
        empty = (Skipped(one, one + _TO_FRIDAY, Gap.NO_TERM) for one in every if one not in weeks)
        week = Step(
            sort=Sort.SCHOOL_WEEKS,
            day=day,
            origin=weeks[-1],
            count=number,
            school=self.school,
            days=weeks,
            skipped=tuple(empty),
        )
        return (*first, week)

    def part(self, before: Steps, fraction: float) -> Steps:
        """Return the steps to a part of the days from the first of `before` to its last."""
        first, end = before[0].day, before[-1].day
        for step in before[1:]:
            if step.sort is Sort.SLIP and step.origin == first:
                first = step.day
        length = int((end - first).days * fraction + 1e-6)
        day = first + length * DAY
        part = Step(sort=Sort.PART, day=day, origin=first, count=length, part=fraction)
        due = self.calendar.school(self.school).slipped(day, self.clause.slip)
        return slipped((*before, part), due, self.school, self.calendar, self.clause.slip)


_SCHOOL_WEEK = 5
_TO_FRIDAY = 4 * DAY
