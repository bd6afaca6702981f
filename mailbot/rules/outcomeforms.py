"""What an outcome form (MM2) changes.

The worst error is a wrong notice to a parent, so an outcome counts only for one open move, with its
agreement here, uncontradicted; all else waits for a person.
"""

from collections.abc import Mapping
from typing import Any

from mailbot.rules.decision import Accepted, Decision, Desk, Fact, ForAPerson, resting
from mailbot.rules.identity import Identity
from mailbot.rules.moves import Move, Outcome, What
from mailbot.rules.placement import placement
from mailbot.rules.protocols import Protocol
from mailbot.rules.schedule import latest_extension
from mailbot.rules.schooldays import Calendar, CalendarTooShortError
from parsers.records import Mm2


def outcome_form(
    record: Mm2, who: Identity, found: Move | None, desk: Desk, *, by_staff: bool
) -> Decision:
    """Return what an outcome form changes of the move found for it, if one was."""
    if found is None:
        why = "No open move fits this outcome form."
        facts: tuple[Fact, ...] = ((What.KNOWN, {}), *resting("outcome")) if who.has_name else ()
        return ForAPerson(reason="no_move", why=why, opens=who.has_name, facts=facts)
    if found.agreement is None:
        why = "The outcome form is here, but no agreement (MM1) of this move is."
        return ForAPerson(reason="no_agreement", why=why, move=found.id, facts=resting("outcome"))
    data = _decided(record)
    if any(_same_outcome(outcome, data) for outcome in found.outcomes):
        return Accepted(move=found.id, facts=())
    against = _contradiction(record, found, desk)
    if against is not None and not (by_staff and against[0] in _STAFF_MAY):
        return ForAPerson(
            reason=against[0], why=against[1], move=found.id, facts=resting("outcome")
        )
    if found.is_over:
        data["correction"] = 1 + max(o.correction for o in found.outcomes)
    return Accepted(move=found.id, facts=((What.OUTCOME, data),))


# What a person may overrule by accepting a held outcome form.
_STAFF_MAY = frozenset({"contradiction", "second_extension", "long_extension"})


def _contradiction(  # noqa: PLR0911 - one answer a contradiction
    record: Mm2, found: Move, desk: Desk
) -> tuple[str, str] | None:
    agreement, protocol = found.agreement, desk.protocol_of(found)
    ends = [d for d in (record.decision_date, record.end_date) if d is not None]
    if found.permanent:
        return "permanent_move", "The move is permanent: it has no placement that could end."
    if found.is_over:
        return "contradiction", "This outcome form contradicts an earlier one."
    if record.outcome == "ended_other":
        return "ended_other", "The placement ended in another way: say whether it is a breakdown."
    if record.outcome == "extended" and len(found.extensions) >= protocol.placement.extensions:
        return "second_extension", "The placement was extended before: no further one is planned."
    if record.outcome == "extended" and _is_too_long(record, found, protocol, desk.calendar):
        return "long_extension", "The extension is longer than the protocol has it."
    said = [d for d in (record.meeting_date, record.decision_date) if d is not None]
    if said and any(one.meeting and max(said) <= one.meeting for one in found.extensions):
        return "contradiction", "The outcome form of that day's meeting extended the placement."
    if agreement is not None and any(day < agreement.start for day in ends):
        return "contradiction", "The outcome form names a day before the placement began."
    return None


def _is_too_long(record: Mm2, found: Move, protocol: Protocol, calendar: Calendar) -> bool:
    """Return whether an extension moves the end further than the protocol lets it."""
    weeks, dates = protocol.extension.max_weeks, placement(found, protocol, calendar)
    until = record.extension.end_date if record.extension else None
    if not weeks or until is None or dates is None or dates.end is None:
        return False
    try:
        days = calendar.school(found.receiving)
    except CalendarTooShortError:
        return False
    latest = latest_extension(dates.end, weeks, protocol.placement, days)
    return latest is not None and until > latest


def _decided(record: Mm2) -> dict[str, Any]:
    extension = record.extension
    data: dict[str, Any] = {
        "kind": record.outcome,
        "meeting": record.meeting_date,
        "decision": record.decision_date,
        "end": record.end_date,
        "return_date": record.return_date,
        "permanent_from": record.permanent_from,
        "home_off_roll": record.home_off_roll,
        "extension_end": extension.end_date if extension else None,
        "extension_review": extension.review_date if extension else None,
        "signed": any(s.evidence not in (None, "none") for s in record.signatures),
    }
    return {key: value for key, value in data.items() if value is not None}


def _same_outcome(outcome: Outcome, data: Mapping[str, Any]) -> bool:
    """Return whether an outcome form says what is known; a date it leaves out says nothing."""
    dates = [key for key in data if key not in ("signed", "correction")]
    return all(getattr(outcome, key) == data[key] for key in dates)
