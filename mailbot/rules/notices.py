"""Which letters a move asks for, to whom, and from which instant.

Theory. `plan` answers from the facts alone: every letter that will be owed if nothing more happens,
each with the instant from which it may leave and, for a chase, the instant after which it may not
(a missed rung counts as used). Nothing is scheduled: whoever ticks asks `may_leave` of each, and
a late tick misses nothing. A notice is its own key; what has left is never sent again, and what is
queued but no longer planned is withdrawn.

A `breakdown_*` key holds no day: one a person and
breakdown. A chase's key is obligation, epoch and rung, so that a due date that moves keeps the
rungs used. An invite's key holds the review's day, so that a new day is invited anew.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import suppress

from mailbot.rules.moves import Move
from mailbot.rules.obligations import Obligation, Reckoning, State, reckoned
from mailbot.rules.outcomes import breakdown, family_released, good_news, written_to
from mailbot.rules.placement import Placement, placement
from mailbot.rules.planned import OPENING_HOUR, Planned, addressed, school_of, told
from mailbot.rules.protocols import Protocol
from mailbot.rules.reviews import Review
from mailbot.rules.schooldays import DAY, Calendar, CalendarTooShortError


def plan(
    move: Move,
    protocol: Protocol,
    calendar: Calendar,
    sent: Mapping[str, dt.datetime],
) -> tuple[Planned, ...]:
    """Return every letter the move asks for, soonest first.

    sent: the keys of this move's letters that have left, and when; the escalation of an unconfirmed
    letter counts from there. Letters that only history asks for are left out.
    """
    dates = placement(move, protocol, calendar)
    planned: list[Planned] = []
    owed = reckoned(move, protocol, calendar, dates)
    for obligation in owed.owed:
        planned.extend(_ladder(move, obligation, protocol, calendar))
        planned.extend(_reminder(move, obligation, protocol, calendar))
    planned.extend(_invites(move, dates, protocol, calendar))
    planned.extend(breakdown(move, protocol, calendar, sent))
    planned.extend(good_news(move, protocol))
    planned.extend(_calendar_ends(move, owed))
    if move.history is not None:
        taken = calendar.day_of(move.history)
        planned = [p for p in planned if _outlives_history(p, taken, calendar)]
    return tuple(sorted(planned, key=lambda p: (p.at, p.key)))


# Staff must know of the first two, and nobody else is told; what an outcome asks for is planned
# only if the outcome itself is no history.
_LIVE = frozenset({"history", "calendar", "breakdown", "letter", "breakdown_family", "home"})


def _outlives_history(planned: Planned, taken: dt.date, calendar: Calendar) -> bool:
    """Return whether a letter falls due after the day on which its move's history was taken in."""
    if planned.about.partition("/")[0] in _LIVE or planned.kind in (
        "success_confirmed",
        "extension_confirmed",
    ):
        return True
    return (planned.due or calendar.day_of(planned.at)) > taken


def _ladder(
    move: Move, owed: Obligation, protocol: Protocol, calendar: Calendar
) -> Iterator[Planned]:
    """Yield the chases of an open obligation, and the escalation at the ladder's end."""
    if owed.state is not State.OPEN:
        return
    ladder = protocol.ladder_of(owed.kind)
    stem = f"{move.id}/{owed.id}/{owed.epoch}"
    for role in owed.owed_by:
        school = owed.school if role == "sender" else school_of(move, role)
        for rung, count in enumerate(ladder.rungs, 1):
            try:
                day = calendar.school(school).after(owed.base, count)
            except CalendarTooShortError:
                break
            yield Planned(
                key=f"{stem}/{role}/{rung}",
                kind=owed.kind,
                role=role,
                rung=rung,
                at=calendar.at(day, OPENING_HOUR),
                until=calendar.at(day + DAY, 0),
                school=school,
                data={"form": owed.form},
                due=owed.due,
                about=owed.id,
                source=owed.source,
            )
    try:
        day = calendar.school(owed.school).after(owed.base, ladder.escalation)
    except CalendarTooShortError:
        return
    yield Planned(
        key=f"{stem}/escalation",
        kind="escalation",
        role=ladder.escalate_to,
        at=calendar.at(day, OPENING_HOUR),
        quiet="staff",
        data={"reason": "ladder", "chase": owed.kind, "owed_by": owed.owed_by},
        due=owed.due,
        about=owed.id,
        source=owed.source,
    )


def _reminder(
    move: Move, owed: Obligation, protocol: Protocol, calendar: Calendar
) -> Iterator[Planned]:
    outcome = move.breakdown
    if owed.id != "plan" or owed.state is not State.OPEN or outcome is None:
        return
    try:
        day = calendar.school(owed.school).before(owed.due, protocol.breakdown.plan_reminder_days)
    except CalendarTooShortError:
        return
    at = calendar.at(day, OPENING_HOUR)
    if outcome.at <= at:
        yield Planned(
            key=f"{move.id}/plan/reminder",
            kind="plan_meeting_reminder",
            role=protocol.breakdown.plan_held_by,
            at=at,
            until=calendar.at(day + DAY, 0),
            due=owed.due,
            about="plan",
            school=owed.school,
            source=owed.source,
        )


def _invites(
    move: Move, dates: Placement | None, protocol: Protocol, calendar: Calendar
) -> Iterator[Planned]:
    if dates is None or dates.is_support or move.is_over:
        return
    for review in dates.reviews:
        if review.held is None and not review.lapsed and review.due is not None:
            yield from _invite(move, review, review.due, protocol, calendar)


def _invite(
    move: Move, review: Review, due: dt.date, protocol: Protocol, calendar: Calendar
) -> Iterator[Planned]:
    day = due - protocol.reviews.invite_calendar_days * DAY
    with suppress(CalendarTooShortError):  # before the first known term the day itself must do
        day = calendar.school(move.receiving).on_or_before(day)
    at = max(calendar.at(day, OPENING_HOUR), review.learned)
    if calendar.since is not None and _is_moved(move, review, protocol, calendar):
        at = max(at, calendar.since)
    invite = Planned(
        key=f"{move.id}/invite/{review.name}/{due}",
        kind="review_invite",
        role="receiving",
        at=at,
        until=calendar.at(due + DAY, 0),
        due=due,
        about=f"review:{review.name}",
        source=protocol.reviews.source,
        data={"which": review.name, "title": review.title, "planned": review.written},
    )
    invited = protocol.reviews.invited
    for role in ("receiving", "home", "eit_manager"):
        if role in invited:
            yield addressed(invite, move, role)
    family = "" if family_released(move) else "looked_after"
    parents = written_to(move, protocol) if "parents" in invited else ()
    for number in parents:
        yield addressed(invite, move, "parent", number=number, hold=family)
    if family and parents:
        yield told(move, "family", "looked_after_parents", at, until=invite.until, due=due)


def _is_moved(move: Move, review: Review, protocol: Protocol, calendar: Calendar) -> bool:
    """Return whether the newest change of the calendar gave a review the day that it has."""
    then = placement(move, protocol, calendar.before) if calendar.before else None
    return then is not None and (review.name, review.due) not in {
        (one.name, one.due) for one in then.reviews
    }


def _calendar_ends(move: Move, owed: Reckoning) -> Iterator[Planned]:
    """Yield the one message that tells staff that a date of the move cannot be computed."""
    if not owed.complete and move.known is not None:
        newest = [*(a.taken for a in move.agreements), *(o.taken for o in move.outcomes)]
        yield told(move, "calendar", "calendar_incomplete", max(newest, default=move.known))
