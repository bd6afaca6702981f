"""What became of the calendar since staff were last told, in sentences for the daily list.

Which rows were added or taken out, and for each open move which dates that moves. The comparison is
with the calendar that the last list which left was written under. So a change is told once, however
many ticks it took, and again in the next list where one could not leave.
"""

import datetime as dt
from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from mailbot.planned.cases import initials
from mailbot.planned.docket import Docket
from mailbot.rulebook import Rulebook
from mailbot.rules.schooldays import Calendar
from mailbot.rules.shifts import END, MORNING, Shift, shifts
from mailbot.store import tables as t
from mailbot.store.almanac import calendar_at
from mailbot.store.ledger import LEFT, Ledger
from mailbot.writing.wording import day

# What is owed, by the kind of its chase, as the daily list says it.
OWED = {
    "notification_chase": "the agreement (MM1)",
    "form_query": "the answer to our question",
    "review_chase": "a review record",
    "attendance_chase": "an attendance record",
    "outcome_chase": "the outcome form (MM2)",
    "report_chase": "the breakdown report",
    "plan_meeting_chase": "the education plan meeting",
    "roll_change_chase": "a roll change",
}

_SHOWN = 12  # rows of one sort: a whole new school year is told in brief
_FIRST = dt.datetime.min.replace(tzinfo=dt.UTC)


def changed(ledger: Ledger, docket: Docket, rules: Rulebook, today: dt.date) -> list[str]:
    """Return what changed in the calendar since the last list that left; empty for nothing."""
    after = rules.calendar
    before = calendar_at(ledger, _last_told(ledger))
    if before is None or before == after:
        return []
    rows = list(_rows(before, after, rules))
    if not rows:
        return []
    moved = [
        f"{ref} ({initials(docket.people(ref))}): {told}"
        for ref, move in docket.moves().items()
        if (told := _told(shifts(move, rules.protocol_of(move), before, after), today))
    ]
    return [*rows, *(moved or ["No date of an open move changes."])]


def _last_told(ledger: Ledger) -> dt.datetime:
    """Return when the newest list that left was written; long ago where none has left yet."""
    left = sa.select(t.outbox.c.queued).where(
        t.outbox.c.kind == "digest_daily", t.outbox.c.state.in_(LEFT)
    )
    row = ledger.row(left.order_by(t.outbox.c.queued.desc()))
    return row["queued"] if row else _FIRST


def _rows(before: Calendar, after: Calendar, rules: Rulebook) -> Iterator[str]:
    def whose(urn: int | None) -> str:
        school = rules.school(urn)
        return "every school" if urn is None else school.name if school else f"school {urn}"

    def terms(calendar: Calendar) -> dict[tuple[dt.date, str], str]:
        return {
            (row.first, whose(row.school) + str(row.last)): (
                f"{day(row.first)} to {day(row.last)}, {whose(row.school)}"
            )
            for row in calendar.terms
        }

    def closures(calendar: Calendar) -> dict[tuple[dt.date, str], str]:
        return {
            (row.day, whose(row.school)): (
                f"{day(row.day)}, {whose(row.school)}{f' ({row.why})' if row.why else ''}"
            )
            for row in calendar.closures
        }

    def holidays(calendar: Calendar) -> dict[tuple[dt.date, str], str]:
        found = {(one, "added"): f"{day(one)} is a public holiday" for one in calendar.added}
        gone = {(one, "removed"): f"{day(one)} is no public holiday" for one in calendar.removed}
        return found | gone

    for said, unsaid, read in (
        ("Closed", "No longer closed", closures),
        ("Term added", "Term taken out", terms),
        ("New", "No longer so", holidays),
    ):
        old, new = read(before), read(after)
        yield from _brief(said, [new[key] for key in sorted(new) if key not in old])
        yield from _brief(unsaid, [old[key] for key in sorted(old) if key not in new])


def _brief(said: str, rows: Sequence[str]) -> Iterator[str]:
    yield from (f"{said}: {row}." for row in rows[:_SHOWN])
    if len(rows) > _SHOWN:
        yield f"{said}: {len(rows) - _SHOWN} more."


def _told(moved: Sequence[Shift], today: dt.date) -> str:
    """Return one sentence or more on the dates of a move that moved; "" where none did."""
    parts = [_shift(one) for one in moved if one.what != MORNING]
    said = f"{'; '.join(parts)}." if parts else ""
    if any(one.invited and one.now is not None and one.now >= today for one in moved):
        said += " Who was invited to the old day is invited to the new one."
    for one in moved:
        if one.what == MORNING and max(one.was or one.now or today, one.now or today) >= today:
            said += (
                f" The home school's first morning was {_day(one.was)} and is {_day(one.now)}:"
                " what the parents were told may be wrong, ring them."
            )
    return said.strip()


def _shift(one: Shift) -> str:
    what = {"review": f"the {one.title}", END: "the end"}.get(one.what) or OWED[one.what]
    return f"{what}: from {_day(one.was)} to {_day(one.now)}"


def _day(one: dt.date | None) -> str:
    return "no date" if one is None else day(one)
