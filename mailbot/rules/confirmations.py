"""The duties at a placement's end that a school's own word settles.

After a breakdown the report and the education plan meeting; after a success, or a permanent move,
the roll change of each school. Each is one school's, counted in its own school days.
"""

import datetime as dt
from collections.abc import Iterator

from mailbot.rules.clauses import Party, parties
from mailbot.rules.duties import Obligation, State, counted, later
from mailbot.rules.moves import Move, roll_days
from mailbot.rules.protocols import Protocol
from mailbot.rules.schooldays import Calendar, Unit


def _confirmed(  # noqa: PLR0913 - each is a side of one duty
    calendar: Calendar,
    what: str,
    kind: str,
    role: Party,
    school: int | None,
    *,
    since: tuple[dt.date, int],
    known: dt.datetime,
    confirmed: dt.datetime | None,
    source: str,
) -> Iterator[Obligation | None]:
    """Yield a duty of one school that its own word settles, due so many of its school days on.

    None stands for a duty whose day the terms do not reach.
    """
    due = counted(calendar, *since, Unit.SCHOOL, school)
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
        base=later(due, calendar.day_of(known)),
        state=State.MET if confirmed else State.OPEN,
        source=source,
        met_on=calendar.day_of(confirmed) if confirmed else None,
    )


def report(move: Move, protocol: Protocol, calendar: Calendar) -> Iterator[Obligation | None]:
    """Yield the breakdown report, where the protocol asks for one."""
    outcome, rule = move.breakdown, protocol.breakdown
    if outcome is None or outcome.decision is None or rule.report_days is None:
        return
    yield from _confirmed(
        calendar,
        "report",
        "report_chase",
        rule.report_owed_by,
        move.school(rule.report_owed_by),
        since=(outcome.decision, rule.report_days),
        known=outcome.at,
        confirmed=move.report,
        source=rule.report_source or rule.source,
    )


def plan_meeting(move: Move, protocol: Protocol, calendar: Calendar) -> Iterator[Obligation | None]:
    """Yield the education plan meeting after a breakdown, where the protocol asks for one."""
    outcome, rule = move.breakdown, protocol.breakdown
    if outcome is None or outcome.end is None or rule.plan_meeting_days is None:
        return
    yield from _confirmed(
        calendar,
        "plan",
        "plan_meeting_chase",
        rule.plan_held_by,
        move.school(rule.plan_held_by),
        since=(outcome.end, rule.plan_meeting_days),
        known=outcome.at,
        confirmed=move.plan,
        source=rule.plan_source or rule.source,
    )


def roll_changes(move: Move, protocol: Protocol, calendar: Calendar) -> Iterator[Obligation | None]:
    """Yield the roll change of each school that owes a return of it."""
    days = roll_days(move)
    if days is None:
        return
    known = move.success.at if move.success else move.agreements[0].at
    off, on = days
    owing = parties(protocol.roll.owed_by)
    both: tuple[tuple[Party, dt.date], ...] = (("home", off), ("receiving", on))
    for role, day in both:
        if role in owing:
            yield from _confirmed(
                calendar,
                f"roll:{role}",
                "roll_change_chase",
                role,
                move.school(role),
                since=(day, protocol.roll.confirm_days),
                known=known,
                confirmed=move.rolls.get(role),
                source=protocol.roll.source,
            )
