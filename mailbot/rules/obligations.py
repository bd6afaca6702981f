"""What is owed on a move, by whom, and by which day.

Pure: the same facts give the same answer, whenever it is asked. An obligation says what met it or
why it rests; `notices` turns the open ones into letters. `due` is the protocol's day and never
depends on today; `base` is the day its ladder counts from: the due day plus its tolerance, or the
day on which the obligation became known, whichever is later (deadlines.md, Chase ladder).
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from mailbot.rules.moves import Move, Waiting
from mailbot.rules.placement import Placement, Review, review_for
from mailbot.rules.protocols import Protocol
from mailbot.rules.schooldays import DAY, WEEK, Calendar, CalendarTooShortError, Unit


class State(StrEnum):
    """How an obligation stands, apart from today's date."""

    OPEN = "open"
    RESTING = "resting"
    MET = "met"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """One thing that is owed by one day.

    id: what is owed, such as "review:week4". kind: the chase that asks for it. owed_by: the roles
    addressed. school: whose school days the due date and the escalation count (None: none).
    epoch: how often a held form was rejected, for then the ladder starts again.
    """

    id: str
    kind: str
    owed_by: tuple[str, ...]
    school: int | None
    due: dt.date
    base: dt.date
    state: State
    source: str
    epoch: int = 0
    met_on: dt.date | None = None
    form: str = ""


def obligations(
    move: Move, protocol: Protocol, calendar: Calendar, dates: Placement | None
) -> tuple[Obligation, ...]:
    """Return all that is or was owed on `move`, soonest first.

    dates: the move's placement, as `placement` gives it. What the calendar cannot reach is left
    out; `calendar_reaches` says so.
    """
    found: list[Obligation] = []
    for each in (
        _notification(move, protocol, calendar),
        _queries(move, protocol, calendar),
        _reviews(move, protocol, calendar, dates),
        _attendance(move, protocol, calendar, dates),
        _outcome(move, protocol, calendar, dates),
        _report(move, protocol, calendar),
        _plan(move, protocol, calendar),
        _roll_changes(move, protocol, calendar),
    ):
        try:
            found.extend(each)
        except CalendarTooShortError:
            continue
    return tuple(sorted(found, key=lambda o: (o.due, o.id)))


def notification_limit(
    start: dt.date, home: int | None, protocol: Protocol, calendar: Calendar
) -> dt.date:
    """Return the last day on which an MM1 for this start is in time."""
    rule = protocol.notification
    return calendar.shift(start, rule.limit, rule.unit, home)


def days_late(move: Move, protocol: Protocol, calendar: Calendar) -> int:
    """Return by how many school days the first MM1 came after its limit; 0 is in time.

    Raises CalendarTooShortError where the terms do not reach that far.
    """
    if not move.agreements:
        return 0
    first = move.agreements[0]
    limit = notification_limit(first.start, move.home, protocol, calendar)
    arrived = calendar.day_of(first.arrived)
    if arrived <= limit:
        return 0
    return max(1, calendar.school(move.home).between(limit, arrived))


def is_short_notice(move: Move, protocol: Protocol, calendar: Calendar) -> bool:
    """Return whether an off-site direction was notified too late for its notice to parents."""
    since = protocol.directed_since()
    if not move.agreements or since is None:
        return False
    first = move.agreements[0]
    basis = first.basis or protocol.basis_of(first.start)
    if basis != "offsite_direction" or first.start < since:
        return False
    count = protocol.notification.short_notice_school_days
    last = calendar.school(move.home).before(first.start, count)
    return calendar.day_of(first.arrived) > last


def _later(due: dt.date, known: dt.date | None) -> dt.date:
    return due if known is None else max(due, known)


def _rest(move: Move, calendar: Calendar, settles: str) -> tuple[bool, dt.date | None, int]:
    """Return whether a waiting form rests it, the last day one was rejected, how many were."""
    forms = [w for w in move.waiting if w.settles == settles]
    rejected = [calendar.day_of(w.closed) for w in forms if w.closed and w.how == "rejected"]
    return any(w.closed is None for w in forms), max(rejected, default=None), len(rejected)


def _open(  # noqa: PLR0913 - each is one thing a ladder rests on
    move: Move,
    calendar: Calendar,
    settles: str,
    due: dt.date,
    known: dt.date | None,
    *,
    tolerated: dt.date | None = None,
) -> tuple[dt.date, State, int]:
    resting, rejected, epoch = _rest(move, calendar, settles)
    base = _later(_later(tolerated or due, known), rejected)
    return base, State.RESTING if resting else State.OPEN, epoch


def _notification(move: Move, protocol: Protocol, calendar: Calendar) -> Iterator[Obligation]:
    if move.known is None:
        return
    rule = protocol.notification
    school = move.home if rule.owed_by == "home" else move.receiving
    known = calendar.day_of(move.known)
    first = move.agreements[0] if move.agreements else None
    start = first.start if first else move.expected_start or known
    due = calendar.shift(start, rule.limit, rule.unit, school)
    base, state, epoch = _open(move, calendar, "mm1", due, known)
    if first is not None:
        state = State.MET
    yield Obligation(
        id="mm1",
        kind="notification_chase",
        owed_by=(rule.owed_by,),
        school=school,
        due=due,
        base=base,
        state=state,
        source=rule.source,
        epoch=epoch,
        met_on=calendar.day_of(first.arrived) if first else None,
    )


def _queries(move: Move, protocol: Protocol, calendar: Calendar) -> Iterator[Obligation]:
    for waiting in move.waiting:
        if not waiting.queried or waiting.school is None:
            continue
        asked = calendar.day_of(waiting.taken)
        days = protocol.ladder.query_days
        try:
            due = calendar.shift(asked, days, Unit.SCHOOL, waiting.school)
        except CalendarTooShortError:
            continue
        over = waiting.closed is not None or _lapsed(waiting, move)
        yield Obligation(
            id=f"query:{waiting.form}",
            kind="form_query",
            owed_by=("sender",),
            school=waiting.school,
            due=due,
            base=due,
            state=State.MET if over else State.OPEN,
            source=protocol.ladder.source,
            form=waiting.form,
        )


def _lapsed(waiting: Waiting, move: Move) -> bool:
    """Return whether the move's end took a question with it; one about a later MM2 is new."""
    ended = [o.at for o in move.outcomes if o.kind in ("successful", "unsuccessful")]
    return bool(ended) and (waiting.settles != "outcome" or waiting.at < ended[0])


def _reviews(
    move: Move, protocol: Protocol, calendar: Calendar, dates: Placement | None
) -> Iterator[Obligation]:
    for review in dates.reviews if dates else ():
        if review.is_final or review.due is None:
            continue
        rule = protocol.reviews
        days = calendar.school(move.receiving)
        try:
            tolerated = days.after(review.due, rule.tolerance_school_days)
        except CalendarTooShortError:
            continue
        base, state, epoch = _open_review(move, calendar, dates, review, tolerated)
        if review.held is not None:
            state = State.MET
        elif review.lapsed or move.is_over:
            state = State.LAPSED
        yield Obligation(
            id=f"review:{review.name}",
            kind="review_chase",
            owed_by=("receiving", "home"),
            school=move.receiving,
            due=review.due,
            base=base,
            state=state,
            source=rule.source,
            epoch=epoch,
            met_on=review.held,
        )


def _open_review(
    move: Move,
    calendar: Calendar,
    dates: Placement | None,
    review: Review,
    tolerated: dt.date,
) -> tuple[dt.date, State, int]:
    """Rest a review's ladder only for a waiting record that is for this review, or names no day."""

    def is_for(waiting: Waiting) -> bool:
        if waiting.settles != "review" or waiting.day is None or dates is None:
            return waiting.settles == "review"
        found = review_for(dates.reviews, waiting.day)
        return found is not None and found.name == review.name

    forms = [w for w in move.waiting if is_for(w)]
    rejected = [calendar.day_of(w.closed) for w in forms if w.closed and w.how == "rejected"]
    base = _later(tolerated, calendar.day_of(review.known))
    base = _later(base, max(rejected, default=None))
    resting = any(w.closed is None for w in forms)
    return base, State.RESTING if resting else State.OPEN, len(rejected)


def _attendance(
    move: Move, protocol: Protocol, calendar: Calendar, dates: Placement | None
) -> Iterator[Obligation]:
    agreement = move.agreement
    if dates is None or agreement is None or protocol.attendance.reporting != "weekly":
        return
    week = missing_weeks(move, calendar, dates)
    if agreement.attendance in ("daily", "other") or move.is_over or not week:
        return
    due = attendance_due(week[0], move, calendar)
    known = calendar.day_of(_week_known(week[0], move, calendar, dates))
    base, state, epoch = _open(move, calendar, "attendance", due, known)
    yield Obligation(
        id=f"attendance:{week[0]}",
        kind="attendance_chase",
        owed_by=("receiving",),
        school=move.receiving,
        due=due,
        base=base,
        state=state,
        source=protocol.attendance.source,
        epoch=epoch,
    )


def _week_known(week: dt.date, move: Move, calendar: Calendar, dates: Placement) -> dt.datetime:
    """Return when `week` became the first that is missing: by the newest record, or by the dates.

    What leaves it the first, such as a late record of an earlier week, does not make it new.
    """
    days, settled = calendar.school(move.receiving), _settled_weeks(move)
    owed = [(at, days.weeks(start, end)) for start, end, at in dates.spans]
    known = owed[-1][0]
    for now in sorted({at for at, _ in owed} | {at for _, at in settled}, reverse=True):
        weeks = [found for at, found in owed if at <= now]
        newest = max((monday for monday, at in settled if at <= now), default=dt.date.min)
        if not weeks or next((monday for monday in weeks[-1] if monday > newest), None) != week:
            break
        known = now
    return known


def _settled_weeks(move: Move) -> list[tuple[dt.date, dt.datetime]]:
    return [(day - day.weekday() * DAY, at) for day, at in (*move.weeks, *move.reached)]


def missing_weeks(move: Move, calendar: Calendar, dates: Placement) -> tuple[dt.date, ...]:
    """Return the Mondays of the weeks after the newest record, from start to end, both included."""
    newest = max((monday for monday, _ in _settled_weeks(move)), default=dt.date.min)
    weeks = calendar.school(move.receiving).weeks(dates.start, dates.end)
    return tuple(week for week in weeks if week > newest)


def attendance_due(week: dt.date, move: Move, calendar: Calendar) -> dt.date:
    """Return when a week's record is due: the first school day of the next school week."""
    return calendar.school(move.receiving).on_or_after(week + WEEK)


def _outcome(
    move: Move, protocol: Protocol, calendar: Calendar, dates: Placement | None
) -> Iterator[Obligation]:
    if dates is None or dates.last.due is None:
        return
    last = dates.last
    due = dates.last.due
    tolerated = calendar.school(move.receiving).after(due, protocol.outcome.tolerance_school_days)
    known = calendar.day_of(last.known)
    base, state, epoch = _open(move, calendar, "outcome", due, known, tolerated=tolerated)
    if move.is_over:
        state = State.MET
    yield Obligation(
        id=f"outcome:{last.name}",
        kind="outcome_chase",
        owed_by=("receiving", "home"),
        school=move.receiving,
        due=due,
        base=base,
        state=state,
        source=protocol.outcome.source,
        epoch=epoch,
        met_on=calendar.day_of(move.outcomes[-1].at) if move.is_over else None,
    )


def _report(move: Move, protocol: Protocol, calendar: Calendar) -> Iterator[Obligation]:
    outcome, rule = move.breakdown, protocol.breakdown
    if outcome is None or outcome.decision is None or rule.report_days is None:
        return
    due = calendar.school(move.receiving).after(outcome.decision, rule.report_days)
    yield Obligation(
        id="report",
        kind="report_chase",
        owed_by=("receiving",),
        school=move.receiving,
        due=due,
        base=_later(due, calendar.day_of(outcome.at)),
        state=State.MET if move.report else State.OPEN,
        source=rule.report_source or rule.source,
        met_on=calendar.day_of(move.report) if move.report else None,
    )


def _plan(move: Move, protocol: Protocol, calendar: Calendar) -> Iterator[Obligation]:
    outcome, rule = move.breakdown, protocol.breakdown
    if outcome is None or outcome.end is None or rule.plan_meeting_days is None:
        return
    due = calendar.school(move.home).after(outcome.end, rule.plan_meeting_days)
    yield Obligation(
        id="plan",
        kind="plan_meeting_chase",
        owed_by=("home",),
        school=move.home,
        due=due,
        base=_later(due, calendar.day_of(outcome.at)),
        state=State.MET if move.plan else State.OPEN,
        source=rule.plan_source or rule.source,
        met_on=calendar.day_of(move.plan) if move.plan else None,
    )


def roll_days(move: Move) -> tuple[dt.date, dt.date] | None:
    """Return the day off the home roll and the day on the receiving roll; None before success."""
    if move.permanent and move.agreement is not None and move.breakdown is None:
        return move.agreement.start + DAY, move.agreement.start + DAY
    outcome = move.success
    if outcome is None:
        return None
    day = (outcome.meeting or outcome.at.date()) + DAY
    on_roll = outcome.permanent_from or outcome.home_off_roll or day
    return outcome.home_off_roll or on_roll, on_roll


def _roll_changes(move: Move, protocol: Protocol, calendar: Calendar) -> Iterator[Obligation]:
    days = roll_days(move)
    if days is None:
        return
    learned = move.success.at if move.success else move.agreements[0].at
    for role, school, day in (
        ("home", move.home, days[0]),
        ("receiving", move.receiving, days[1]),
    ):
        try:
            due = calendar.school(school).after(day, protocol.roll.confirm_days)
        except CalendarTooShortError:
            continue
        confirmed = move.rolls.get(role)
        yield Obligation(
            id=f"roll:{role}",
            kind="roll_change_chase",
            owed_by=(role,),
            school=school,
            due=due,
            base=_later(due, calendar.day_of(learned)),
            state=State.MET if confirmed else State.OPEN,
            source=protocol.roll.source,
            met_on=calendar.day_of(confirmed) if confirmed else None,
        )
