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

from mailbot.rules.attendance import attendance_due, missing_weeks, week_known
from mailbot.rules.moves import Move, Waiting, roll_days
from mailbot.rules.placement import Placement, Review, review_for
from mailbot.rules.protocols import Protocol
from mailbot.rules.schooldays import Calendar, CalendarTooShortError, Unit


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


@dataclass(frozen=True, slots=True)
class Reckoning:
    """All that is or was owed, soonest first. complete: the calendar reaches every day of it."""

    owed: tuple[Obligation, ...]
    complete: bool


def obligations(
    move: Move, protocol: Protocol, calendar: Calendar, dates: Placement | None
) -> tuple[Obligation, ...]:
    """Return all that is or was owed on `move`, soonest first, as far as the calendar reaches."""
    return reckoned(move, protocol, calendar, dates).owed


def reckoned(
    move: Move, protocol: Protocol, calendar: Calendar, dates: Placement | None
) -> Reckoning:
    """Return all that is or was owed on `move`, and whether the calendar reaches all of it.

    dates: the move's placement, as `placement` gives it. What the calendar cannot reach is left
    out; it does not count as incomplete where it was met or has lapsed.
    """
    found: list[Obligation] = []
    complete = dates is None or move.is_over or not dates.is_incomplete
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
            for one in each:
                complete = complete and one is not None
                found += [one] if one else []
        except CalendarTooShortError:
            complete = False
    return Reckoning(tuple(sorted(found, key=lambda o: (o.due, o.id))), complete)


def _counted(
    calendar: Calendar, day: dt.date, count: int, unit: Unit, school: int | None
) -> dt.date | None:
    """Return the day so many days later, None where the terms end before it."""
    try:
        return calendar.shift(day, count, unit, school)
    except CalendarTooShortError:
        return None


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


def _notification(
    move: Move, protocol: Protocol, calendar: Calendar
) -> Iterator[Obligation | None]:
    if move.known is None:
        return
    rule = protocol.notification
    school = move.home if rule.owed_by == "home" else move.receiving
    known = calendar.day_of(move.known)
    first = move.agreements[0] if move.agreements else None
    start = first.start if first else move.expected_start or known
    due = _counted(calendar, start, rule.limit, rule.unit, school)
    if due is None:
        if first is None:
            yield None
        return
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


def _queries(move: Move, protocol: Protocol, calendar: Calendar) -> Iterator[Obligation | None]:
    for waiting in move.waiting:
        if not waiting.queried or waiting.school is None:
            continue
        asked = calendar.day_of(waiting.taken)
        days = protocol.ladder.query_days
        over = waiting.closed is not None or _lapsed(waiting, move)
        due = _counted(calendar, asked, days, Unit.SCHOOL, waiting.school)
        if due is None:
            if not over:
                yield None
            continue
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
) -> Iterator[Obligation | None]:
    for review in dates.reviews if dates else ():
        if review.is_final or review.due is None:
            continue
        rule = protocol.reviews
        settled = review.held is not None or review.lapsed or move.is_over
        tolerated = _counted(
            calendar, review.due, rule.tolerance_school_days, Unit.SCHOOL, move.receiving
        )
        if tolerated is None:
            if not settled:
                yield None
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
) -> Iterator[Obligation | None]:
    agreement = move.agreement
    if dates is None or agreement is None or protocol.attendance.reporting != "weekly":
        return
    week = missing_weeks(move, calendar, dates)
    if agreement.attendance in ("daily", "other") or move.is_over or not week:
        return
    due = attendance_due(week[0], move, calendar)
    known = calendar.day_of(week_known(week[0], move, calendar, dates))
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


def _outcome(
    move: Move, protocol: Protocol, calendar: Calendar, dates: Placement | None
) -> Iterator[Obligation | None]:
    if dates is None or dates.last.due is None:
        return
    last = dates.last
    due, tolerance = dates.last.due, protocol.outcome.tolerance_school_days
    tolerated = _counted(calendar, due, tolerance, Unit.SCHOOL, move.receiving)
    if tolerated is None and not move.is_over:
        yield None
        return
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


def _confirmed(  # noqa: PLR0913 - each is a side of one duty
    calendar: Calendar,
    what: str,
    kind: str,
    role: str,
    school: int | None,
    *,
    counted: tuple[dt.date, int],
    known: dt.datetime,
    confirmed: dt.datetime | None,
    source: str,
) -> Iterator[Obligation | None]:
    """Yield a duty of one school that its own word settles, due so many of its school days on.

    None stands for a duty whose day the terms do not reach.
    """
    due = _counted(calendar, *counted, Unit.SCHOOL, school)
    if due is None:
        if confirmed is None:
            yield None
        return
    yield Obligation(
        id=what,
        kind=kind,
        owed_by=(role,),
        school=school,
        due=due,
        base=_later(due, calendar.day_of(known)),
        state=State.MET if confirmed else State.OPEN,
        source=source,
        met_on=calendar.day_of(confirmed) if confirmed else None,
    )


def _report(move: Move, protocol: Protocol, calendar: Calendar) -> Iterator[Obligation | None]:
    outcome, rule = move.breakdown, protocol.breakdown
    if outcome is None or outcome.decision is None or rule.report_days is None:
        return
    yield from _confirmed(
        calendar,
        "report",
        "report_chase",
        "receiving",
        move.receiving,
        counted=(outcome.decision, rule.report_days),
        known=outcome.at,
        confirmed=move.report,
        source=rule.report_source or rule.source,
    )


def _plan(move: Move, protocol: Protocol, calendar: Calendar) -> Iterator[Obligation | None]:
    outcome, rule = move.breakdown, protocol.breakdown
    if outcome is None or outcome.end is None or rule.plan_meeting_days is None:
        return
    yield from _confirmed(
        calendar,
        "plan",
        "plan_meeting_chase",
        "home",
        move.home,
        counted=(outcome.end, rule.plan_meeting_days),
        known=outcome.at,
        confirmed=move.plan,
        source=rule.plan_source or rule.source,
    )


def _roll_changes(
    move: Move, protocol: Protocol, calendar: Calendar
) -> Iterator[Obligation | None]:
    days = roll_days(move)
    if days is None:
        return
    learned = move.success.at if move.success else move.agreements[0].at
    for role, school, day in (
        ("home", move.home, days[0]),
        ("receiving", move.receiving, days[1]),
    ):
        yield from _confirmed(
            calendar,
            f"roll:{role}",
            "roll_change_chase",
            role,
            school,
            counted=(day, protocol.roll.confirm_days),
            known=learned,
            confirmed=move.rolls.get(role),
            source=protocol.roll.source,
        )
