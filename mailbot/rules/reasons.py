"""Why a due date is that date: the days that were counted, one step after the other.

Theory. An obligation knows its day; a person asks how it was found. The steps here count the same
figures of the protocol along the same calendar, and a chain of steps is only ever given if its last
day is the very day that the obligation has: an explanation that would lead elsewhere is no
explanation, and is not given. That it never comes to this is proved with thousands of random moves
(tests/rules/test_reasons.py). Steps hold dates and roles, no words: `mailbot.why` says them.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace

from mailbot.rules.attendance import attendance_due
from mailbot.rules.moves import Event, Move, What, roll_days
from mailbot.rules.obligations import Obligation, State
from mailbot.rules.placement import Placement, Review
from mailbot.rules.protocols import EXTENSION, FINAL, MIDWAY, Protocol
from mailbot.rules.schooldays import DAY, WEEK, Calendar, CalendarTooShortError, Unit
from mailbot.rules.steps import Gap, Skipped, Sort, Step, Steps, counted, slipped


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
            chains = _week(which, move, calendar)
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
    if tolerance:
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


def _chain(*steps: Step | None) -> Steps:
    return tuple(step for step in steps if step is not None)


def _fact(label: str, day: dt.date) -> Step:
    return Step(sort=Sort.FACT, day=day, label=label)


def _notification(
    move: Move, owed: Obligation, protocol: Protocol, calendar: Calendar
) -> Iterator[Steps]:
    rule = protocol.notification
    if move.agreements:
        origin = _fact("first_start", move.agreements[0].start)
    elif move.expected_start is not None:
        origin = _fact("expected_start", move.expected_start)
    elif move.known is not None:
        origin = _fact("known", calendar.day_of(move.known))
    else:
        return
    yield origin, counted(calendar, origin.day, rule.limit, rule.unit, owed.school)


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


def _week(which: str, move: Move, calendar: Calendar) -> Iterator[Steps]:
    week = dt.date.fromisoformat(which)
    monday = Step(sort=Sort.NEXT_WEEK, day=week + WEEK, origin=week)
    yield slipped(
        (_fact("week", week), monday),
        attendance_due(week, move, calendar),
        move.receiving,
        calendar,
    )


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
    yield from review_steps(which, move, protocol, calendar, dates)


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


def review_steps(
    which: str, move: Move, protocol: Protocol, calendar: Calendar, dates: Placement
) -> Iterator[Steps]:
    """Yield how the protocol computes a review of the placement, by each way that may fit."""
    rule = next((r for r in protocol.reviews.at if r.name == which), None)
    agreement = move.agreement
    if rule is None or agreement is None:
        return
    start = _fact("start", dates.start)
    if which == FINAL:
        if agreement.end is not None:
            end: Steps = (Step(sort=Sort.WRITTEN, day=agreement.end, label="agreement_end"),)
        else:
            end = _weeks(start, protocol.placement.length_weeks, move, protocol, calendar)
        if end:
            yield (*end, Step(sort=Sort.ON_END, day=end[-1].day))
    elif rule.week is not None:
        yield _weeks(start, rule.week, move, protocol, calendar)
    elif which == MIDWAY:
        yield from _middle(start, move, protocol, calendar)


def _weeks(start: Step, number: int, move: Move, protocol: Protocol, calendar: Calendar) -> Steps:
    rule = protocol.placement
    days = calendar.school(move.receiving)
    if rule.week_unit == "calendar":
        unslipped = start.day + number * WEEK
        step = Step(sort=Sort.WEEKS, day=unslipped, origin=start.day, count=number)
        return slipped((start, step), days.slipped(unslipped, rule.slip), move.receiving, calendar)
    weeks = days.weeks(start.day)
    if len(weeks) < number:
        raise CalendarTooShortError
    last = days.last_of_week(weeks[number - 1])
    first = weeks[0]
    every = (first + n * WEEK for n in range((weeks[number - 1] - first).days // 7 + 1))
    empty = tuple(Skipped(week, week + 4 * DAY, Gap.NO_TERM) for week in every if week not in weeks)
    step = Step(
        sort=Sort.SCHOOL_WEEKS,
        day=last,
        origin=weeks[number - 1],
        count=number,
        school=move.receiving,
        days=weeks[:number],
        skipped=empty,
    )
    return start, step


def _middle(start: Step, move: Move, protocol: Protocol, calendar: Calendar) -> Iterator[Steps]:
    agreement = move.agreement
    if agreement is None:
        return
    if agreement.end is not None:
        end: Steps = (Step(sort=Sort.WRITTEN, day=agreement.end, label="agreement_end"),)
    else:
        end = _weeks(start, protocol.placement.length_weeks, move, protocol, calendar)
    count = (end[-1].day - start.day).days // 2
    middle = Step(sort=Sort.MIDDLE, day=start.day + count * DAY, origin=end[-1].day, count=count)
    due = calendar.school(move.receiving).slipped(middle.day, protocol.placement.slip)
    before = end if start in end else (start, *end)
    yield slipped((*before, middle), due, move.receiving, calendar)
