"""Which letters a move asks for, to whom, and from which instant.

Theory. `plan` answers from the facts alone: every letter that will be owed if nothing more happens,
each with the instant from which it may leave and, for a chase, the instant after which it may not
(a missed rung counts as used). Nothing is scheduled: whoever ticks asks `may_leave` of each, and
a late tick misses nothing. A notice is its own key; what has left is never sent again, and what is
queued but no longer planned is withdrawn.

`to` is a role and a number, never an address. A `breakdown_*` key holds no day: one a person and
breakdown. A chase's key is obligation, epoch and rung, so that a due date that moves keeps the
rungs used. An invite's key holds the review's day, so that a new day is invited anew.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from mailbot.rules.moves import Move, Outcome
from mailbot.rules.obligations import Obligation, State, obligations, roll_days
from mailbot.rules.placement import Placement, Review, placement
from mailbot.rules.protocols import Protocol
from mailbot.rules.schooldays import DAY, Calendar, CalendarTooShortError

OPENING_HOUR = 8
UNCONFIRMED_HOUR = 15
_HALF_PAST_NOON = 13

Quiet = Literal["school", "staff", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One letter: its key, whom it is for, and when it may leave.

    at: from this instant. until: no longer from this one (None: always). due: the obligation's true
    due date, the decision date of a breakdown, else None. quiet: whose days it respects; school:
    the URN for `school`. hold: why it waits for a person ("" if it does not). rule: the clause.
    """

    key: str
    kind: str
    role: str
    number: int = 0
    at: dt.datetime
    until: dt.datetime | None = None
    due: dt.date | None = None
    about: str = ""
    rung: int = 0
    quiet: Quiet = "school"
    school: int | None = None
    hold: str = ""
    source: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_chase(self) -> bool:
        """Return whether it may share a message with other chases to the same address."""
        return self.rung > 0 or (self.kind == "escalation" and self.about != "letter")


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
    for obligation in obligations(move, protocol, calendar, dates):
        planned.extend(_ladder(move, obligation, protocol, calendar))
        planned.extend(_reminder(move, obligation, protocol, calendar))
    planned.extend(_invites(move, dates, protocol, calendar))
    planned.extend(_breakdown(move, protocol, calendar, sent))
    planned.extend(_good_news(move, protocol))
    planned.extend(_calendar_ends(move, dates))
    if move.history is not None:
        taken = calendar.day_of(move.history)
        planned = [p for p in planned if _outlives_history(p, taken, calendar)]
    return tuple(sorted(planned, key=lambda p: (p.at, p.key)))


def may_leave(planned: Planned, now: dt.datetime, calendar: Calendar) -> bool:
    """Return whether a planned letter may leave at `now`, quiet days respected.

    A letter whose day was no day for its addressee waits for 08:00 of the next one; a letter that
    was missed on a good day (an outage) leaves as soon as there is somebody to send it.
    """
    if now < planned.at or (planned.until is not None and now >= planned.until):
        return False
    today = calendar.day_of(now)
    if not _is_open(planned, today, calendar):
        return planned.quiet == "none"
    if now >= calendar.at(today, OPENING_HOUR):
        return True
    asked = calendar.day_of(planned.at)
    missed_yesterday = asked < today and _is_open(planned, today - DAY, calendar)
    return planned.quiet == "none" or asked == today or missed_yesterday


def next_opening(planned: Planned, now: dt.datetime, calendar: Calendar) -> dt.datetime:
    """Return an instant after `now` at which it is worth asking `may_leave` again."""
    if now < planned.at:
        return planned.at
    today = calendar.day_of(now)
    eight = calendar.at(today, OPENING_HOUR)
    return eight if now < eight else calendar.at(today + DAY, OPENING_HOUR)


def _is_open(planned: Planned, day: dt.date, calendar: Calendar) -> bool:
    if planned.quiet == "none":
        return True
    if planned.quiet == "staff":
        return calendar.is_working_day(day)
    try:
        return calendar.school(planned.school).holds(day)
    except CalendarTooShortError:
        return False


def _outlives_history(planned: Planned, taken: dt.date, calendar: Calendar) -> bool:
    """Return whether a letter falls due after the day on which its move's history was taken in."""
    if planned.about in ("history", "calendar"):
        return True  # staff must know of both, and neither is told to anybody else
    return (planned.due or calendar.day_of(planned.at)) > taken


def _school_of(move: Move, role: str) -> int | None:
    return {"home": move.home, "receiving": move.receiving}.get(role)


def _ladder(
    move: Move, owed: Obligation, protocol: Protocol, calendar: Calendar
) -> Iterator[Planned]:
    """Yield the chases of an open obligation, and the escalation at the ladder's end."""
    if owed.state is not State.OPEN:
        return
    ladder = protocol.ladder
    stem = f"{move.id}/{owed.id}/{owed.epoch}"
    for role in owed.owed_by:
        school = owed.school if role == "sender" else _school_of(move, role)
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
        day = calendar.school(move.home).before(owed.due, protocol.breakdown.plan_reminder_days)
    except CalendarTooShortError:
        return
    at = calendar.at(day, OPENING_HOUR)
    if outcome.at <= at:
        yield Planned(
            key=f"{move.id}/plan/reminder",
            kind="plan_meeting_reminder",
            role="home",
            at=at,
            until=calendar.at(day + DAY, 0),
            due=owed.due,
            about="plan",
            school=move.home,
            source=owed.source,
        )


def _invites(
    move: Move, dates: Placement | None, protocol: Protocol, calendar: Calendar
) -> Iterator[Planned]:
    if dates is None or move.is_over:
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
    yield _to(invite, move, "receiving")
    yield _to(invite, move, "home")
    yield _to(invite, move, "eit_manager")
    family = "" if _family_released(move) else "looked_after"
    parents = written_to(move, protocol)
    for number in parents:
        yield _to(invite, move, "parent", number=number, hold=family)
    if family and parents:
        yield _told(move, "family", "looked_after_parents", at, until=invite.until, due=due)


def _to(letter: Planned, move: Move, role: str, *, number: int = 0, hold: str = "") -> Planned:
    """Return the letter addressed to a role, with that addressee's quiet days."""
    who = f"{role}{number}" if number else role
    quiet: Quiet = (
        "none" if role == "parent" else "school" if role in ("home", "receiving") else "staff"
    )
    if letter.quiet == "none":
        quiet = "none"
    return replace(
        letter,
        key=f"{letter.key}/{who}",
        role=role,
        number=number,
        quiet=quiet,
        school=_school_of(move, role),
        hold=hold,
    )


def _told(  # noqa: PLR0913 - each is a side of one message
    move: Move,
    what: str,
    reason: str,
    at: dt.datetime,
    *,
    until: dt.datetime | None = None,
    due: dt.date | None = None,
) -> Planned:
    """Return the one message that tells staff that a notice of the bot's own waits, and why."""
    return Planned(
        key=f"{move.id}/told/{what}",
        kind="form_held",
        role="exclusions_team",
        at=at,
        until=until,
        about=what,
        quiet="none",
        data={"reason": reason, "day": due},
    )


def written_to(move: Move, protocol: Protocol) -> tuple[int, ...]:
    """Return the numbers of the parents who may be written to by e-mail."""
    agreement, rule = move.agreement, protocol.breakdown.parent_email
    if agreement is None or rule == "never":
        return ()
    return tuple(
        p.number
        for p in agreement.parents
        if p.email
        and not p.restricted
        and (p.agreed is True if rule == "agreed" else p.agreed is not False)
    )


def _family_released(move: Move) -> bool:
    looked_after = move.agreement is not None and move.agreement.looked_after
    return not looked_after or "family" in move.released


def _breakdown(
    move: Move, protocol: Protocol, calendar: Calendar, sent: Mapping[str, dt.datetime]
) -> Iterator[Planned]:
    """Yield the notices of the day on which a placement ends early."""
    outcome, agreement = move.breakdown, move.agreement
    if outcome is None or agreement is None:
        return
    at = outcome.taken
    suffix = f"/{outcome.correction}" if outcome.correction else ""
    if outcome.history:
        yield _told(move, "history", "history_breakdown", at)
        return
    notice = Planned(
        key=f"{move.id}/breakdown{suffix}",
        kind="breakdown_parent",
        role="parent",
        at=at,
        due=outcome.decision,
        about="breakdown",
        quiet="none",
        source=protocol.breakdown.source,
    )
    yield from _family(move, outcome, notice, protocol, calendar)
    home = "pex" if agreement.pex and "home" not in move.released else ""
    yield _to(replace(notice, kind="breakdown_home_school"), move, "home", hold=home)
    yield _to(replace(notice, kind="breakdown_eit"), move, "eit_manager")
    receiving = _to(replace(notice, kind="breakdown_receiving_school"), move, "receiving")
    yield receiving
    if home:
        yield _told(move, f"home{suffix}", "pex_home_notice", at)
    if agreement.looked_after:
        yield _to(replace(notice, kind="breakdown_social_worker"), move, "social_worker")
        yield _to(replace(notice, kind="breakdown_virtual_school"), move, "virtual_school")
    left = sent.get(receiving.key)
    if left is not None and move.letter is None and letters_for(move):
        yield Planned(
            key=f"{move.id}/letter{suffix}/escalation",
            kind="escalation",
            role="exclusions_team",
            at=unconfirmed_at(left, calendar),
            due=outcome.decision,
            about="letter",
            quiet="none",
            source=protocol.breakdown.source,
            data={"reason": "letter_unconfirmed"},
        )


def _family(
    move: Move, outcome: Outcome, notice: Planned, protocol: Protocol, calendar: Calendar
) -> Iterator[Planned]:
    parents = written_to(move, protocol)
    why = "" if _family_released(move) else "looked_after"
    if not why and outcome.decision is not None and "parents" not in move.released:
        late = (calendar.day_of(notice.at) - outcome.decision).days
        why = "late_news" if late > protocol.breakdown.late_news_days else ""
    for number in parents:
        yield _to(notice, move, "parent", number=number, hold=why)
    if why and parents:
        reason = "looked_after_parents" if why == "looked_after" else "late_news"
        yield _told(move, f"breakdown_family/{outcome.correction}", reason, notice.at)


def letters_for(move: Move) -> tuple[int, ...]:
    """Return the numbers of the parents for whom the head's letter is made."""
    if move.agreement is None or not _family_released(move):
        return ()
    return tuple(p.number for p in move.agreement.parents if not p.restricted)


def unconfirmed_at(left: dt.datetime, calendar: Calendar) -> dt.datetime:
    """Return when an unconfirmed letter is told of: 15:00, or 2 hours after a later sending."""
    day = calendar.day_of(left)
    if left > calendar.at(day, _HALF_PAST_NOON):
        return left + dt.timedelta(hours=2)
    return calendar.at(day, UNCONFIRMED_HOUR)


def _good_news(move: Move, protocol: Protocol) -> Iterator[Planned]:
    """Yield the confirmations of success and of an extension: at once, within the quiet days."""
    family = "" if _family_released(move) else "looked_after"
    news = [
        (f"extension/{n}", "extension_confirmed", outcome)
        for n, outcome in enumerate(move.extensions)
    ]
    days = roll_days(move)
    if move.success is not None and days is not None:
        news.append(("success", "success_confirmed", move.success))
    for name, kind, outcome in news:
        letter = Planned(
            key=f"{move.id}/{name}",
            kind=kind,
            role="home",
            at=outcome.taken,
            about=name,
            source=protocol.roll.source if kind == "success_confirmed" else protocol.outcome.source,
        )
        yield _to(letter, move, "receiving")
        yield _to(letter, move, "home")
        for number in written_to(move, protocol):
            yield _to(letter, move, "parent", number=number, hold=family)


def _calendar_ends(move: Move, dates: Placement | None) -> Iterator[Planned]:
    if dates is not None and dates.is_incomplete and not move.is_over:
        yield _told(move, "calendar", "calendar_incomplete", move.agreements[-1].taken)
