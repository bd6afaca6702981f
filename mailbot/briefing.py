"""A protocol in a few lines, as the officer who keeps it reads it back.

Each line is a clause in plain words, so that a figure that was mistyped is seen before a letter
goes out by it. What is as deadlines.md has it is not repeated.
"""

from collections.abc import Iterator

from mailbot.rules.clauses import parties
from mailbot.rules.protocols import FINAL, Protocol
from mailbot.rules.schooldays import Unit
from mailbot.writing.wording import day

_UNITS = {"calendar": "calendar weeks", "school": "school weeks", "school_days": "weeks of 5 days"}
_DAYS = {Unit.SCHOOL: "school days", Unit.WORKING: "working days", Unit.CALENDAR: "calendar days"}
_SCHOOLS = {"home": "the home school", "receiving": "the receiving school"}


def in_few_lines(protocol: Protocol) -> Iterator[str]:
    """Yield what a version of a protocol says, the most important first."""
    reviews = [rule.title for rule in protocol.reviews.at if rule.name != FINAL]
    if protocol.repeats:
        weeks = "week" if protocol.repeats == 1 else f"{protocol.repeats} weeks"
        reviews = [f"every {weeks}", *(r.title for r in protocol.reviews.at if not r.every)][:-1]
    named = ", ".join([*reviews, "final review"]) if protocol.placement.has_trial else "none"
    since = day(protocol.in_force)
    yield f"{protocol.title}, in force from {since}: {_length(protocol)}; reviews: {named}"
    yield _notification(protocol)
    yield from _duties(protocol)
    yield from _particulars(protocol)


def _length(protocol: Protocol) -> str:
    rule, unit = protocol.placement, _UNITS[protocol.placement.week_unit]
    if rule.support_weeks:
        return f"permanent from the start, with {rule.support_weeks} {unit} of support"
    if not rule.has_trial:
        return "no trial"
    if rule.length_school_days is not None:
        return f"{rule.length_school_days} school days"
    if rule.length_weeks is None:
        return "no length of its own, each form must say the end"
    longest = rule.max_weeks
    most = f", at most {longest}" if longest and longest != rule.length_weeks else ""
    return f"{rule.length_weeks} {unit}{most}"


def _notification(protocol: Protocol) -> str:
    rule = protocol.notification
    who = " and ".join(_SCHOOLS[one] for one in parties(rule.owed_by))
    origin = "the start" if rule.clock == "start" else "the form's date"
    aim = f", aimed at {rule.target}" if rule.target < rule.limit else ""
    note = f" ({rule.note})" if rule.note else ""
    return (
        f"agreement (MM1) from {who}: within {rule.limit} {_DAYS[rule.unit]} {rule.direction} "
        f"{origin}{aim}{note}"
    )


def _duties(protocol: Protocol) -> Iterator[str]:
    records, rule = protocol.attendance, protocol.breakdown
    chased = "asked for by us" if records.weeks else "not asked for by us"
    if records.reporting != "none":
        yield f"attendance: {records.reporting}, {chased}"
    asked = [
        f"report within {rule.report_days} school days" if rule.report_days is not None else "",
        f"plan meeting within {rule.plan_meeting_days} school days"
        if rule.plan_meeting_days is not None
        else "",
    ]
    if any(asked):
        yield f"after a breakdown: {', '.join(one for one in asked if one)}"
    if protocol.reviews.must_attend:
        yield f"reviews are attended by: {', '.join(protocol.reviews.must_attend)}"
    if protocol.extension.max_weeks or protocol.extension.exceptional:
        longest = protocol.extension.max_weeks
        most = f", at most {longest} weeks" if longest else ""
        rare = ", only exceptionally" if protocol.extension.exceptional else ""
        yield f"extensions: {protocol.placement.extensions}{most}{rare}"


def _particulars(protocol: Protocol) -> Iterator[str]:
    if protocol.identity.la_code:
        yield f"local authority {protocol.identity.la_code}"
    if protocol.panel.hears_of_moves:
        balance = ", with each school's balance of moves" if protocol.panel.balance else ""
        rhythm = f", {protocol.panel.rhythm}" if protocol.panel.rhythm else ""
        yield f"a Fair Access Panel hears of moves{balance}{rhythm}"
    if protocol.data.years is not None:
        of = "the end of the placement" if protocol.data.counted_from == "end" else "the birth"
        masked = f"; counts below {protocol.data.mask_below} do not leave the authority"
        yield f"kept for {protocol.data.years} years from {of}{masked}"
