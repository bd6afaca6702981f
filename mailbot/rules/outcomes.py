"""The letters that an outcome brings: of a breakdown, of a success, of an extension.

A breakdown's notices leave at once, to each person apart; good news waits for the quiet days. A
notice is held, and staff are told once, where a person must look first: a looked-after child's
family, an agreement that threatens exclusion, news that is weeks old (deadlines.md, Breakdown). A
parent who may not be contacted is never written to.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace

from mailbot.rules.clauses import Breakdown
from mailbot.rules.moves import Move, Outcome
from mailbot.rules.planned import Planned, addressed, told
from mailbot.rules.protocols import Protocol
from mailbot.rules.schooldays import Calendar, CalendarTooShortError

_SHIPPED = Breakdown(source="deadlines.md, Breakdown")


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


def family_released(move: Move) -> bool:
    """Return whether the family may be told: a looked-after child's only once staff say so."""
    looked_after = move.agreement is not None and move.agreement.looked_after
    return not looked_after or "family" in move.released


def breakdown(
    move: Move, protocol: Protocol, calendar: Calendar, sent: Mapping[str, dt.datetime]
) -> Iterator[Planned]:
    """Yield the notices of the day on which a placement ends early."""
    outcome, agreement = move.breakdown, move.agreement
    if outcome is None or agreement is None:
        return
    at = outcome.taken
    suffix = f"/{outcome.correction}" if outcome.correction else ""
    if outcome.history:
        yield told(move, "history", "history_breakdown", at)
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
    yield addressed(replace(notice, kind="breakdown_home_school"), move, "home", hold=home)
    yield addressed(replace(notice, kind="breakdown_eit"), move, "eit_manager")
    receiving = addressed(replace(notice, kind="breakdown_receiving_school"), move, "receiving")
    yield receiving
    if home:
        yield told(move, f"home{suffix}", "pex_home_notice", at)
    if agreement.looked_after:
        yield addressed(replace(notice, kind="breakdown_social_worker"), move, "social_worker")
        yield addressed(replace(notice, kind="breakdown_virtual_school"), move, "virtual_school")
    left = sent.get(receiving.key)
    if left is not None and move.letter is None and _had_letters(move, left):
        yield Planned(
            key=f"{move.id}/letter{suffix}/escalation",
            kind="escalation",
            role="exclusions_team",
            at=unconfirmed_at(left, calendar, protocol.breakdown),
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
    why = "" if family_released(move) else "looked_after"
    if not why and outcome.decision is not None and "parents" not in move.released:
        late = (calendar.day_of(notice.at) - outcome.decision).days
        why = "late_news" if late > protocol.breakdown.late_news_days else ""
    for number in parents:
        yield addressed(notice, move, "parent", number=number, hold=why)
    if why and parents:
        reason = "looked_after_parents" if why == "looked_after" else "late_news"
        yield told(move, f"breakdown_family/{outcome.correction}", reason, notice.at)


def letters_for(move: Move) -> tuple[int, ...]:
    """Return the numbers of the parents for whom the head's letter is made."""
    if move.agreement is None or not family_released(move):
        return ()
    return tuple(p.number for p in move.agreement.parents if not p.restricted)


def _had_letters(move: Move, left: dt.datetime) -> bool:
    """Return whether the message that left then brought a letter to confirm."""
    released = move.released.get("family")
    return bool(letters_for(move)) and (released is None or released <= left)


def unconfirmed_at(
    left: dt.datetime, calendar: Calendar, rule: Breakdown = _SHIPPED
) -> dt.datetime:
    """Return when an unconfirmed letter is told of: at the protocol's hour of the day it left.

    As shipped 15:00, or 2 hours after a sending that left less time than that.
    """
    hour = calendar.at(calendar.day_of(left), rule.letter_hour)
    wait = dt.timedelta(hours=rule.letter_wait_hours)
    return max(hour, left + wait)


def news_deadline(move: Move, decision: dt.date, protocol: Protocol, calendar: Calendar) -> dt.date:
    """Return the last day on which a breakdown's notices are in time."""
    if protocol.breakdown.deadline == "next_school_day":
        with suppress(CalendarTooShortError):
            return calendar.school(move.receiving).after(decision, 1)
    return decision


def good_news(move: Move, protocol: Protocol) -> Iterator[Planned]:
    """Yield the confirmations of success and of an extension: at once, within the quiet days."""
    family = "" if family_released(move) else "looked_after"
    news: list[tuple[str, str, Outcome]] = []
    if not move.is_over:
        news += [
            (f"extension/{n}", "extension_confirmed", outcome)
            for n, outcome in enumerate(move.extensions)
            if not outcome.history
        ]
    success = move.success
    if success is not None and not success.history:
        suffix = f"/{success.correction}" if success.correction else ""
        news.append((f"success{suffix}", "success_confirmed", success))
    for name, kind, outcome in news:
        letter = Planned(
            key=f"{move.id}/{name}",
            kind=kind,
            role="home",
            at=outcome.taken,
            about=name,
            source=protocol.roll.source if kind == "success_confirmed" else protocol.outcome.source,
        )
        yield addressed(letter, move, "receiving")
        yield addressed(letter, move, "home")
        for number in written_to(move, protocol):
            yield addressed(letter, move, "parent", number=number, hold=family)
