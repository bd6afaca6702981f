"""What is owed on a move, by whom, and by which day.

Pure: the same facts give the same answer, whenever it is asked. An obligation says what met it or
why it rests; `notices` turns the open ones into letters.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from mailbot.rules.attendance import (
    attendance_due,
    missing_weeks,
    period_end,
    placement_weeks,
    week_known,
)
from mailbot.rules.clauses import parties
from mailbot.rules.confirmations import plan_meeting, report, roll_changes
from mailbot.rules.duties import Obligation, State, counted, later, rest, standing
from mailbot.rules.moves import Move, Waiting
from mailbot.rules.placement import Placement
from mailbot.rules.protocols import SUPPORT, Protocol
from mailbot.rules.remembered import remembered
from mailbot.rules.reviews import Review, review_for
from mailbot.rules.schooldays import Calendar, CalendarTooShortError, Unit
from mailbot.rules.timeliness import notification_due, notifier, notifying

__all__ = ["Obligation", "Reckoning", "State", "obligations", "reckoned"]


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


@remembered
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
        report(move, protocol, calendar),
        plan_meeting(move, protocol, calendar),
        roll_changes(move, protocol, calendar),
    ):
        try:
            for one in each:
                complete = complete and one is not None
                found += [one] if one else []
        except CalendarTooShortError:
            complete = False
    return Reckoning(tuple(sorted(found, key=lambda o: (o.due, o.id))), complete)


def _notification(
    move: Move, protocol: Protocol, calendar: Calendar
) -> Iterator[Obligation | None]:
    if move.known is None:
        return
    known = calendar.day_of(move.known)
    first = move.agreements[0] if move.agreements else None
    try:
        due = notification_due(move, protocol, calendar)
    except CalendarTooShortError:
        due = None
    if due is None:
        if first is None:
            yield None
        return
    base, state, epoch = standing(move, calendar, "mm1", due, known)
    if first is not None:
        state = State.MET
    yield Obligation(
        id="mm1",
        kind="notification_chase",
        owed_by=notifying(protocol),
        school=notifier(move, protocol),
        due=due,
        base=base,
        state=state,
        source=protocol.notification.source,
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
        due = counted(calendar, asked, days, Unit.SCHOOL, waiting.school)
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
        rule, is_support = protocol.placement, review.name == SUPPORT
        settled = review.held is not None or review.lapsed or move.is_over
        tolerated = counted(
            calendar,
            review.due,
            protocol.reviews.tolerance_school_days,
            Unit.SCHOOL,
            move.receiving,
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
            owed_by=parties(rule.support_owed_by) if is_support else ("receiving", "home"),
            school=move.receiving,
            due=review.due,
            base=base,
            state=state,
            source=(is_support and rule.support_source) or protocol.reviews.source,
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
    resting, rejected, epoch = rest(forms, calendar)
    base = later(later(tolerated, calendar.day_of(review.known)), rejected)
    return base, State.RESTING if resting else State.OPEN, epoch


def _attendance(
    move: Move, protocol: Protocol, calendar: Calendar, dates: Placement | None
) -> Iterator[Obligation | None]:
    agreement, size = move.agreement, protocol.attendance.weeks
    if dates is None or agreement is None or not size:
        return
    missing = missing_weeks(move, calendar, dates)
    if agreement.attendance in ("daily", "other") or move.is_over or not missing:
        return
    week = period_end(missing[0], placement_weeks(move, calendar, dates), size)
    due = attendance_due(week, move, calendar)
    known = calendar.day_of(week_known(week, move, calendar, dates, size))
    base, state, epoch = standing(move, calendar, "attendance", due, known)
    yield Obligation(
        id=f"attendance:{week}",
        kind="attendance_chase",
        owed_by=(protocol.attendance.owed_by,),
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
    if dates is None or dates.is_support or dates.last.due is None:
        return
    last = dates.last
    due, tolerance = dates.last.due, protocol.outcome.tolerance_school_days
    tolerated = counted(calendar, due, tolerance, Unit.SCHOOL, move.receiving)
    if tolerated is None and not move.is_over:
        yield None
        return
    known = calendar.day_of(last.known)
    base, state, epoch = standing(move, calendar, "outcome", due, known, tolerated=tolerated)
    epoch += max(0, len(move.extensions) - 1)  # each further extension is owed anew
    if move.is_over:
        state = State.MET
    yield Obligation(
        id=f"outcome:{last.name}",
        kind="outcome_chase",
        owed_by=parties(protocol.outcome.owed_by),
        school=move.receiving,
        due=due,
        base=base,
        state=state,
        source=protocol.outcome.source,
        epoch=epoch,
        met_on=calendar.day_of(move.outcomes[-1].at) if move.is_over else None,
    )
