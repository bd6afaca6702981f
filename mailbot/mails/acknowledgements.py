"""What we tell a sender of what we read: never the whole form, only what must be checked.

Initials, year, schools, dates, which parents have an e-mail address (masked), what follows and
when. The reason for a move, health, SEN and addresses are never repeated (rules.md section 8).
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from mailbot.planned.docket import Docket
from mailbot.rulebook import Rulebook
from mailbot.rules.demands import Demand, asked_of, care
from mailbot.rules.moves import Move
from mailbot.rules.obligations import State, obligations
from mailbot.rules.placement import placement
from mailbot.rules.schooldays import CalendarTooShortError
from mailbot.rules.timeliness import days_late, is_short_notice, notification_due
from mailbot.writing.wording import day
from parsers.doubts.judging import stops
from parsers.doubts.questions import label_of
from parsers.records import (
    MOST_CROPS,
    AttendanceRecord,
    Mm1,
    Mm2,
    Parent,
    Problem,
    Reading,
    ReviewRecord,
)

TITLES = {
    "MM1": "Agreement (MM1)",
    "MM2": "Outcome (MM2)",
    "review": "Review record",
    "attendance": "Attendance record",
    "other": "A document",
}
_OUTCOMES = {
    "successful": "successful",
    "extended": "extended",
    "unsuccessful": "unsuccessful",
    "ended_other": "ended in another way",
}
_LINES = 3
_SHOWN = 60


def masked(address: str) -> str:
    """Return an address as an acknowledgement shows it: j...@..., never readable in full."""
    return f"{address[:1]}\u2026@\u2026"


def read_lines(reading: Reading) -> list[list[str]]:
    """Return label and value of what was read, fit to be sent back to its sender."""
    record = reading.record
    if record is None:
        return []
    pupil = record.pupil
    first = "".join(n[:1].upper() for n in (pupil.forename, pupil.surname) if n)
    lines = [["Pupil", first]] if first else []
    if pupil.nc_year is not None:
        lines.append(["Year group", str(pupil.nc_year)])
    if record.home.school:
        lines.append(["Home school", record.home.school])
    if record.receiving.school:
        lines.append(["Receiving school", record.receiving.school])
    match record:
        case Mm1():
            lines += _dated(("First day", record.start_date), ("Last day", record.end_date))
            lines += _dated(*(("Review", review) for review in record.review_dates))
            lines += [[f"Parent {n}", _parent(p)] for n, p in enumerate(record.parents, 1)]
        case Mm2():
            if record.outcome:
                lines.append(["Outcome", _OUTCOMES[record.outcome]])
            lines += _dated(
                ("Meeting", record.meeting_date),
                ("Decided", record.decision_date),
                ("Last day at the receiving school", record.end_date),
                ("Day of return", record.return_date),
                ("Permanent from", record.permanent_from),
                ("Extended to", record.extension.end_date if record.extension else None),
            )
        case ReviewRecord():
            lines += _dated(("Review held", record.review_date))
        case AttendanceRecord():
            lines += _dated(("Week beginning", record.week_beginning))
    return lines


def _dated(*pairs: tuple[str, dt.date | None]) -> list[list[str]]:
    return [[label, day(value)] for label, value in pairs if value is not None]


def _parent(parent: Parent) -> str:
    if parent.no_contact:
        return "contact is restricted: we will not write"
    return f"e-mail {masked(parent.email)}" if parent.email else "no e-mail address"


def read_form(reading: Reading, notes: Sequence[str] = ()) -> dict[str, Any]:
    """Return one accepted form as an acknowledgement shows it."""
    return {
        "kind": reading.kind,
        "title": TITLES[reading.kind],
        "read": read_lines(reading),
        "notes": [*notes, *(p.message for p in reading.problems)],
    }


def questions(
    asked: Sequence[Reading], rules: Rulebook, arrived: dt.datetime, *, shown: bool
) -> dict[str, Any]:
    """Return what a question letter says: its forms, and the places in pictures that it asks about.

    shown: whether the letter goes to the one who sent these very forms; nobody else may see them.
    """
    forms = [asked_form(reading, rules, arrived) for reading in asked]
    pictures: dict[str, bytes] = {}
    for reading, form in zip(asked, forms, strict=True):
        for question in form["questions"] if shown else ():
            crop = reading.crops.get(question["field"])
            if crop is not None and len(pictures) < MOST_CROPS:
                question["picture"] = f"question-{len(pictures) + 1}.png"
                pictures[question["picture"]] = crop
    return {"forms": forms, "pictures": pictures}


def asked_form(reading: Reading, rules: Rulebook, arrived: dt.datetime) -> dict[str, Any]:
    """Return one queried form as a question shows it: each problem, with what was read there.

    Only what keeps the form from counting is asked; what is merely absent is not.
    """
    day_ = rules.calendar.day_of(arrived)
    here = {d.field for d in asked_of(reading, rules.protocols, rules.calendar, day_, None)}
    asked = [
        p
        for p in reading.problems
        if stops(reading.kind, p) or (p.code == "missing" and p.field in here)
    ] or list(reading.problems)
    return {
        "kind": reading.kind,
        "title": TITLES[reading.kind],
        "read": read_lines(reading),
        "questions": [_question(reading, problem) for problem in asked],
    }


def _question(reading: Reading, problem: Problem) -> dict[str, Any]:
    seen = reading.evidence.get(problem.field)
    return {
        "field": problem.field,
        "label": label_of(problem.field),
        "sentence": problem.message,
        "as_read": seen.raw[:_SHOWN] if seen else None,
    }


def follows(ref: str, docket: Docket, rules: Rulebook, now: dt.datetime) -> list[list[Any]]:
    """Return what a move owes next, and by which day, for its schools to see."""
    move, today = docket.moves()[ref], rules.calendar.day_of(now)
    protocol = rules.protocol_of(move)
    dates = placement(move, protocol, rules.calendar)
    lines: list[list[Any]] = [
        [owed.due, _OWED[owed.id]]
        for owed in obligations(move, protocol, rules.calendar, dates)
        if owed.state is State.OPEN and owed.due >= today and owed.id in _OWED
    ]
    for review in dates.reviews if dates and not move.is_over else ():
        if review.due and review.due >= today and review.held is None and not review.lapsed:
            with_form = "; the outcome form (MM2) is due then" if review.is_final else ""
            lines.append([review.due, f"{review.title} due{with_form}"])
    return sorted(lines)[: _LINES + 1]


_OWED = {
    "report": "the receiving school's report, with the attendance log, is due",
    "plan": "the home school's education plan meeting is due",
    "roll:home": "the home school confirms that the pupil is off its roll",
    "roll:receiving": "the receiving school confirms that the pupil is on its roll",
}


def notes_on_agreement(move: Move, rules: Rulebook, *, amends: bool) -> list[str]:
    """Return what the sender of an agreement should know of its timing."""
    if amends:
        return ["This replaces the agreement that we had. All dates are computed anew."]
    notes, protocol = [], rules.told_under(move)
    try:
        late = days_late(move, protocol, rules.calendar)
        if late:
            limit = notification_due(move, protocol, rules.calendar)
            days = "school day" if late == 1 else "school days"
            on = f", {day(limit)}" if limit else ""
            notes.append(f"It came {late} {days} after its limit{on}.")
        if is_short_notice(move, protocol, rules.calendar):
            notes.append(
                "Short notice: parents must have written notice of an off-site direction at least "
                "two school days before it starts."
            )
    except CalendarTooShortError:
        pass
    return notes


def needs_care(record: Mm1, move: Move, rules: Rulebook) -> tuple[Demand, ...]:
    """Return what the protocol wants of an agreement and does not find in it, for staff to see."""
    return care(record, move, rules.protocol_of(move), rules.calendar)


def lateness(move: Move, rules: Rulebook) -> int:
    """Return by how many school days a move's first agreement came late; 0 where none can tell."""
    try:
        return days_late(move, rules.told_under(move), rules.calendar)
    except CalendarTooShortError:
        return 0
