"""What a planned letter says: the dates and sentences of one notice, reckoned as it leaves.

The rules say that a letter is due; what it must say may depend on today (late news, the next school
morning), so it is reckoned here, at the last moment, from the same facts.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mailbot.casefile import Case, Item
from mailbot.cases import case, virtual_school
from mailbot.docket import Docket
from mailbot.rulebook import Rulebook
from mailbot.rules.moves import Move, Outcome
from mailbot.rules.notices import plan
from mailbot.rules.obligations import (
    Obligation,
    missing_weeks,
    obligations,
    roll_days,
)
from mailbot.rules.outcomes import letters_for, unconfirmed_at, written_to
from mailbot.rules.placement import Placement, placement
from mailbot.rules.planned import Planned
from mailbot.rules.schooldays import DAY, Calendar, CalendarTooShortError, SchoolDays
from mailbot.wording import day

_LONG_WEEKEND = 4
_SCHOOL_OPENS = 9


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class _Matter:
    """One planned letter, with all that its data may be drawn from."""

    planned: Planned
    move: Move
    case: Case
    dates: Placement | None
    owed: Mapping[str, Obligation]
    docket: Docket
    rules: Rulebook
    now: dt.datetime
    sent: Mapping[str, dt.datetime]

    @property
    def today(self) -> dt.date:
        return self.rules.calendar.day_of(self.now)


def item(
    planned: Planned,
    docket: Docket,
    rules: Rulebook,
    now: dt.datetime,
    sent: Mapping[str, dt.datetime],
) -> Item:
    """Return what a planned letter says if it leaves at `now`.

    sent: the keys of the move's letters that have left, and when.
    """
    ref = planned.key.partition("/")[0]
    move = docket.moves()[ref]
    dates = placement(move, rules.protocol, rules.calendar)
    owed = obligations(move, rules.protocol, rules.calendar, dates)
    matter = _Matter(
        planned=planned,
        move=move,
        case=case(ref, docket, rules),
        dates=dates,
        owed={o.id: o for o in owed},
        docket=docket,
        rules=rules,
        now=now,
        sent=sent,
    )
    return Item(
        kind=planned.kind,
        case=_guarded(matter),
        due=planned.due if not planned.kind.startswith("breakdown_") else None,
        clause=planned.source,
        data=_data(matter),
    )


def _guarded(matter: _Matter) -> Case:
    """Return the case with each parent restricted whom this reader must not contact now."""
    if matter.planned.role == "parent" or not matter.planned.kind.startswith("breakdown_"):
        return matter.case
    letters = letters_for(matter.move)
    guarded = (replace(p, restricted=p.number not in letters) for p in matter.case.parents)
    return replace(matter.case, parents=tuple(guarded))


def _data(matter: _Matter) -> dict[str, Any]:
    kind = matter.planned.kind
    if kind.startswith("breakdown_"):
        return _breakdown(matter)
    by_kind = {
        "notification_chase": _notification,
        "review_invite": _invite,
        "review_chase": _review_chase,
        "attendance_chase": _attendance,
        "outcome_chase": _outcome,
        "roll_change_chase": _roll,
        "extension_confirmed": _extension,
        "success_confirmed": _success,
        "escalation": _escalation,
        "form_held": _told,
    }
    if kind in by_kind:
        return by_kind[kind](matter)
    return {} if kind == "plan_meeting_reminder" else {"rung": matter.planned.rung}


def _notification(matter: _Matter) -> dict[str, Any]:
    calendar, due = matter.rules.calendar, matter.planned.due
    late = calendar.school(matter.move.home).between(due, matter.today) if due else 0
    return {
        "rung": matter.planned.rung,
        "start": matter.move.expected_start,
        "days_late": late,
    }


def _invite(matter: _Matter) -> dict[str, Any]:
    planned, data = matter.planned, matter.planned.data
    which = data["which"]
    stem = f"{matter.move.id}/invite/{which}/"
    before = {key[len(stem) :].partition("/")[0] for key in matter.sent if key.startswith(stem)}
    return {
        "which": which,
        "review_name": data["title"],
        "planned": data["planned"],
        "final": which in ("final", "extension"),
        "uid": f"{matter.move.id}-{which}@{matter.rules.domain}",
        "sequence": len(before - {str(planned.due)}),
        "must_invite": _must_invite(matter) if planned.role == "receiving" else [],
        "letters": _letters(matter) if planned.role == "receiving" else [],
    }


def _letters(matter: _Matter) -> list[int]:
    """Return the parents whom the receiving school invites by the letter attached."""
    reached = set(written_to(matter.move, matter.rules.protocol))
    return [number for number in letters_for(matter.move) if number not in reached]


def _must_invite(matter: _Matter) -> list[str]:
    """Return whom the receiving school must invite itself."""
    case_, reached = matter.case, set(written_to(matter.move, matter.rules.protocol))
    lines = ["The pupil, and an advocate if the pupil wants one."]
    for parent in case_.parents:
        name = parent.name or f"Parent {parent.number}"
        if parent.restricted:
            lines.append(f"{name}: contact is restricted. Ask us first.")
        elif parent.number not in reached:
            lines.append(f"{name}: we have no e-mail address to use. Please invite by letter.")
    if case_.looked_after:
        worker = case_.social_worker_name or "The child's social worker"
        lines += [f"{worker} (social worker).", "The Virtual School."]
    return lines


def _review_chase(matter: _Matter) -> dict[str, Any]:
    which = matter.planned.about.partition(":")[2]
    found = [r for r in (matter.dates.reviews if matter.dates else ()) if r.name == which]
    title = found[0].title if found else "review"
    return {"which": which, "review_name": title, "rung": matter.planned.rung}


def _attendance(matter: _Matter) -> dict[str, Any]:
    calendar, dates = matter.rules.calendar, matter.dates
    weeks = missing_weeks(matter.move, calendar, dates) if dates else ()
    this_week = matter.today - matter.today.weekday() * DAY
    return {
        "week": dt.date.fromisoformat(matter.planned.about.partition(":")[2]),
        "missing": max(1, sum(week < this_week for week in weeks)),
        "rung": matter.planned.rung,
    }


def _outcome(matter: _Matter) -> dict[str, Any]:
    return {
        "presumed": matter.rules.protocol.outcome.presumed_successful,
        "end": matter.dates.end if matter.dates else None,
        "rung": matter.planned.rung,
    }


def _roll(matter: _Matter) -> dict[str, Any]:
    off, on = roll_days(matter.move) or (None, None)
    return {"rung": matter.planned.rung, "off_roll": off, "on_roll": on}


def _extension(matter: _Matter) -> dict[str, Any]:
    number = int(matter.planned.about.partition("/")[2])
    outcome = matter.move.extensions[number]
    review = outcome.extension_review or outcome.extension_end
    return {"end": outcome.extension_end, "review": review}


def _success(matter: _Matter) -> dict[str, Any]:
    off, on = roll_days(matter.move) or (None, None)
    owed = matter.owed.get(f"roll:{matter.planned.role}")
    return {
        "permanent_from": on,
        "home_off_roll": off,
        "confirm_by": owed.due if owed else None,
    }


_CHASED = {
    "notification_chase": "The agreement (MM1) of this move is not here.",
    "form_query": "A form of this move was queried, and the answer is not here.",
    "review_chase": "Nothing shows that a review of this move was held.",
    "attendance_chase": "The attendance records of this move are not here.",
    "outcome_chase": "The outcome form (MM2) of this move is not here.",
    "report_chase": "The breakdown report of this move is not here.",
    "plan_meeting_chase": "Nothing shows that the education plan meeting was held.",
    "roll_change_chase": "A school has not confirmed its roll change.",
}


def _escalation(matter: _Matter) -> dict[str, Any]:
    planned = matter.planned
    if planned.about == "letter":
        what = "Nobody has confirmed that the parents were rung and that the letter went."
        return {"reason": "letter_unconfirmed", "what": what, "phone": matter.case.receiving.phone}
    stem = planned.key.rpartition("/")[0]
    sent = sorted(
        (matter.rules.calendar.day_of(at), key[len(stem) + 1 :].split("/"))
        for key, at in matter.sent.items()
        if key.startswith(f"{stem}/")
    )
    schools = {"home": matter.case.home, "receiving": matter.case.receiving}
    named = [schools[r] for r in planned.data["owed_by"] if r in schools]
    return {
        "reason": "ladder",
        "what": f"{_CHASED[planned.data['chase']]} It was due on {day(planned.due)}."
        if planned.due
        else _CHASED[planned.data["chase"]],
        "sent": [
            [when, f"reminder {rung[-1]} to {_name(rung[0], schools)}"] for when, rung in sent
        ],
        "phone": named[0].phone if named else None,
    }


def _name(role: str, schools: Mapping[str, Any]) -> str:
    return schools[role].name if role in schools else "the sender of the form"


_TOLD = {
    "looked_after_parents": (
        "The child is looked after: the letters to the parents wait for you.",
        "The parents' letters leave when you accept this. Ask the social worker first.",
    ),
    "pex_home_notice": (
        "The agreement says that the child is permanently excluded if the move is unsuccessful.",
        "The home school's notice waits for a call by you; it leaves when you accept this.",
    ),
    "late_news": (
        "The news of this breakdown is more than four weeks old.",
        "The parents' notices leave when you accept this.",
    ),
    "calendar_incomplete": (
        "The term dates end before a date of this move is reached.",
        "Add the next terms to the calendar; the dates follow by themselves.",
    ),
    "history_breakdown": (
        "The history holds a breakdown. No notice was sent, and none will be.",
        None,
    ),
    "no_address": ("A letter has no address to go to.", "Add the address to the register."),
}


def _told(matter: _Matter) -> dict[str, Any]:
    reason = matter.planned.data["reason"]
    why, waits = _TOLD[reason]
    return {
        "reason": reason,
        "held_id": matter.planned.data.get("held_id"),
        "why": why,
        "waits": waits,
        "urgent": matter.planned.about.startswith(("breakdown", "home")),
    }


# the day a placement ends early


def _breakdown(matter: _Matter) -> dict[str, Any]:
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
        "late_days": late_days(outcome, today),
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
        "details": _details(matter, outcome),
        "sent_to": _sent_to(matter),
        "waits": _waits(matter),
        "confirm_by": _confirm_by(matter) if letters else None,
        "decided_by": f"the head teacher of {matter.case.receiving.name}",
        **_next_morning(matter, outcome, pex=pex),
    }


def late_days(outcome: Outcome, today: dt.date) -> int:
    """Return by how many calendar days the news leaves after the decision."""
    return max(0, (today - outcome.decision).days) if outcome.decision else 0


def _next_morning(matter: _Matter, outcome: Outcome, *, pex: bool) -> dict[str, Any]:
    """Return where the child goes on the next school morning; what is past is left out."""
    calendar, today = matter.rules.calendar, matter.today
    try:
        home = calendar.school(matter.move.home)
        first = home.after(outcome.end, 1) if outcome.end else home.on_or_after(today)
        back = outcome.return_date
        arranged = back is not None and home.holds(back) and back >= first
        out = home.between(first - DAY, back - DAY) if arranged and back else 0
        holiday = (first - home.before(first, 1)).days > _LONG_WEEKEND
    except CalendarTooShortError:
        return {}
    facts: dict[str, Any] = {"days_out": out}
    there = _there_tomorrow(matter, outcome, calendar)
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


def _has_opened(matter: _Matter) -> bool:
    calendar = matter.rules.calendar
    return matter.now >= calendar.at(matter.today, _SCHOOL_OPENS)


def _there_tomorrow(matter: _Matter, outcome: Outcome, calendar: Calendar) -> dt.date | None:
    """Return the next school morning if the child still spends it at the receiving school."""
    days: SchoolDays = calendar.school(matter.move.receiving)
    morning = matter.today + DAY if _has_opened(matter) else matter.today
    if outcome.end is None or morning > outcome.end:
        return None
    there = days.on_or_after(morning)
    return there if there <= outcome.end else None


def _confirm_by(matter: _Matter) -> str:
    at = unconfirmed_at(matter.now, matter.rules.calendar).astimezone(matter.rules.calendar.zone)
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{(at.hour - 1) % 12 + 1}{minutes}{'am' if at.hour < 12 else 'pm'}"  # noqa: PLR2004


def _details(matter: _Matter, outcome: Outcome) -> list[str]:
    move, dates = matter.move, matter.dates
    lines: list[str] = []
    if dates is not None and outcome.end is not None:
        days = matter.rules.calendar.school(move.receiving)
        try:
            count = days.between(dates.start - DAY, outcome.end)
        except CalendarTooShortError:
            count = 0
        lines.append(f"The placement lasted {count} school days, from {day(dates.start)}.")
        lines += [_review_line(r.title, r.held, r.due) for r in dates.reviews if not r.is_final]
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


def _breakdown_plan(matter: _Matter) -> Sequence[Planned]:
    planned = plan(matter.move, matter.rules.protocol, matter.rules.calendar, matter.sent)
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


def _sent_to(matter: _Matter) -> list[str]:
    if matter.planned.kind != "breakdown_eit":
        return []
    return [
        f"A notice to {_who(p)} leaves now."
        for p in _breakdown_plan(matter)
        if not p.hold and p.kind in _TO
    ]


def _waits(matter: _Matter) -> list[str]:
    if matter.planned.kind != "breakdown_eit":
        return []
    return [
        f"The notice to {_who(p)} waits for a person." for p in _breakdown_plan(matter) if p.hold
    ]
