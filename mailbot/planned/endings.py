"""What the letters say on the day a placement ends early.

Where the child goes on the next school morning is never left unsaid, and a morning that is past
is left out; who still may not be contacted is said to whoever might (deadlines.md, Breakdown).
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from mailbot.planned.cases import virtual_school
from mailbot.planned.matter import Matter
from mailbot.rules.moves import Move, Outcome
from mailbot.rules.notices import plan
from mailbot.rules.outcomes import letters_for, news_deadline, unconfirmed_at
from mailbot.rules.planned import Planned
from mailbot.rules.protocols import Protocol
from mailbot.rules.schooldays import DAY, Calendar, CalendarTooShortError, SchoolDays
from mailbot.writing.wording import day

_LONG_WEEKEND = 4
_SCHOOL_OPENS = 9


def breakdown(matter: Matter) -> dict[str, Any]:
    """Return what a breakdown letter says if it leaves now."""
    outcome, today = matter.move.breakdown, matter.today
    if outcome is None:
        return {}
    agreement = matter.move.agreement
    pex = bool(agreement and agreement.pex)
    report, meeting = matter.owed.get("report"), matter.owed.get("plan")
    letters = set(letters_for(matter.move))
    return {
        "decision": outcome.decision,
        "end": outcome.end,
        "ended": outcome.end is not None and outcome.end < today,
        "late_days": late_days(matter.move, matter.protocol, matter.rules.calendar, today),
        "pex": pex,
        "corrects": outcome.correction > 0,
        "report_due": report.due if report else None,
        "plan_due": meeting.due if meeting else None,
        "parents": [
            {
                "number": parent.number,
                "name": parent.name,
                "phone": parent.phone,
                "restricted": parent.number not in letters,
                "letter": parent.number in letters,
            }
            for parent in matter.case.parents
        ],
        "family_waits": bool(matter.case.parents) and not letters,
        "details": _details(matter, outcome),
        "sent_to": _sent_to(matter),
        "waits": _waits(matter),
        "confirm_by": _confirm_by(matter) if letters else None,
        "decided_by": _decided_by(matter),
        **_next_morning(matter, outcome, pex=pex),
    }


def _decided_by(matter: Matter) -> str | None:
    """Return who decides under the protocol; it is not said where the protocol does not say it."""
    role = matter.protocol.breakdown.decided_by
    if role is None:
        return None
    home, receiving = matter.case.home.name, matter.case.receiving.name
    return {
        "home": f"the head teacher of {home}",
        "receiving": f"the head teacher of {receiving}",
        "both": f"the head teachers of {home} and {receiving}",
        "meeting": "the review meeting",
    }[role]


def late_days(move: Move, protocol: Protocol, calendar: Calendar, today: dt.date) -> int:
    """Return by how many calendar days a breakdown's news leaves after its deadline."""
    outcome = move.breakdown
    if outcome is None or outcome.decision is None:
        return 0
    return max(0, (today - news_deadline(move, outcome.decision, protocol, calendar)).days)


def _next_morning(matter: Matter, outcome: Outcome, *, pex: bool) -> dict[str, Any]:
    """Return where the child goes on the next school morning; what is past is left out."""
    calendar, today = matter.rules.calendar, matter.today
    try:
        home = calendar.school(matter.move.home)
        first = home.after(outcome.end, 1) if outcome.end else home.on_or_after(today)
        back = outcome.return_date
        arranged = back is not None and home.holds(back) and back >= first
        out = days_out(matter.move, calendar)
        holiday = (first - home.before(first, 1)).days > _LONG_WEEKEND
    except CalendarTooShortError:
        return {}
    facts: dict[str, Any] = {"days_out": out}
    try:
        there = _there_tomorrow(matter, outcome, calendar)
    except CalendarTooShortError:
        there = None  # up to the last day the letter sends the child there anyway
    is_past = first < today or (first == today and _has_opened(matter))
    if pex:
        return facts
    facts["first_home_day"] = None if is_past else first
    facts["next_school"] = "receiving" if there else "home"
    facts["next_morning"] = there or (None if is_past else first)
    facts["holiday"] = holiday and there is None
    if arranged and back is not None and back >= today:
        facts["arranged"], facts["return_date"] = True, back
    return facts


def days_out(move: Move, calendar: Calendar) -> int:
    """Return the home school's days between the end and the return: each a formal suspension.

    Raises CalendarTooShortError where the home school's terms do not reach that far.
    """
    outcome = move.breakdown
    if outcome is None or outcome.end is None or outcome.return_date is None:
        return 0
    home = calendar.school(move.home)
    if not home.holds(outcome.return_date):
        return 0
    return max(0, home.between(outcome.end, outcome.return_date - DAY))


def _has_opened(matter: Matter) -> bool:
    calendar = matter.rules.calendar
    return matter.now >= calendar.at(matter.today, _SCHOOL_OPENS)


def _there_tomorrow(matter: Matter, outcome: Outcome, calendar: Calendar) -> dt.date | None:
    """Return the next school morning if the child still spends it at the receiving school."""
    days: SchoolDays = calendar.school(matter.move.receiving)
    morning = matter.today + DAY if _has_opened(matter) else matter.today
    if outcome.end is None or morning > outcome.end:
        return None
    there = days.on_or_after(morning)
    return there if there <= outcome.end else None


def _confirm_by(matter: Matter) -> str:
    calendar = matter.rules.calendar
    at = unconfirmed_at(matter.now, calendar, matter.protocol.breakdown).astimezone(calendar.zone)
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{(at.hour - 1) % 12 + 1}{minutes}{'am' if at.hour < 12 else 'pm'}"  # noqa: PLR2004


def _details(matter: Matter, outcome: Outcome) -> list[str]:
    move, dates = matter.move, matter.dates
    lines: list[str] = []
    if dates is not None and outcome.end is not None:
        days = matter.rules.calendar.school(move.receiving)
        try:
            count = days.between(dates.start - DAY, outcome.end)
        except CalendarTooShortError:
            count = 0
        lines.append(f"The placement lasted {count} school days, from {day(dates.start)}.")
        lines += [
            _review_line(r.title, r.held, r.due)
            for r in dates.reviews
            if not r.is_final and (r.held or (r.due is not None and r.due <= outcome.end))
        ]
    if not outcome.signed:
        lines.append("The outcome form shows no signature.")
    if matter.case.looked_after:
        lines.append("The child is looked after.")
        if virtual_school(matter.docket.paper(move.id), matter.rules) is None:
            lines.append("No address of the Virtual School that looks after the child is known.")
    return lines


def _review_line(title: str, held: dt.date | None, due: dt.date | None) -> str:
    if held is not None:
        return f"The {title} was held on {day(held)}."
    return (
        f"The {title} was not held; it was due on {day(due)}." if due else f"The {title}: no day."
    )


def _breakdown_plan(matter: Matter) -> Sequence[Planned]:
    planned = plan(matter.move, matter.protocol, matter.rules.calendar, matter.sent)
    return [p for p in planned if p.about == "breakdown"]


_TO = {
    "breakdown_parent": "parent",
    "breakdown_home_school": "the home school",
    "breakdown_receiving_school": "the receiving school",
    "breakdown_social_worker": "the social worker",
    "breakdown_virtual_school": "the Virtual School",
}


def _who(planned: Planned) -> str:
    name = _TO.get(planned.kind, "")
    return f"{name} {planned.number}" if planned.number else name


def _sent_to(matter: Matter) -> list[str]:
    if matter.planned.kind != "breakdown_eit":
        return []
    return [
        f"A notice to {_who(p)} leaves now."
        for p in _breakdown_plan(matter)
        if not p.hold and p.kind in _TO
    ]


def _waits(matter: Matter) -> list[str]:
    if matter.planned.kind != "breakdown_eit":
        return []
    return [
        f"The notice to {_who(p)} waits for a person." for p in _breakdown_plan(matter) if p.hold
    ]
