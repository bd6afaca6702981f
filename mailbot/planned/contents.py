"""What a planned letter says: the dates and sentences of one notice, reckoned as it leaves.

The rules say that a letter is due; what it must say may depend on today (late news, the next school
morning), so it is reckoned here, at the last moment, from the same facts.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mailbot.planned.cases import case
from mailbot.planned.docket import Docket
from mailbot.planned.endings import breakdown
from mailbot.planned.matter import Matter
from mailbot.rulebook import Rulebook
from mailbot.rules.attendance import missing_weeks
from mailbot.rules.moves import roll_days
from mailbot.rules.obligations import obligations
from mailbot.rules.outcomes import letters_for, written_to
from mailbot.rules.placement import placement
from mailbot.rules.planned import Planned
from mailbot.rules.schooldays import DAY
from mailbot.writing.casefile import Case, Item
from mailbot.writing.wording import day


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
    protocol = rules.protocol_of(move)
    dates = placement(move, protocol, rules.calendar)
    owed = obligations(move, protocol, rules.calendar, dates)
    matter = Matter(
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


def rule_of(planned: Planned, rules: Rulebook) -> str:
    """Return the name of the rule behind a letter: the protocol and what is owed."""
    return f"{rules.protocol.id}.{planned.about or planned.kind}"


def _guarded(matter: Matter) -> Case:
    """Return the case with each parent restricted whom this reader must not contact now."""
    if matter.planned.role == "parent" or not matter.planned.kind.startswith("breakdown_"):
        return matter.case
    letters = letters_for(matter.move)
    guarded = (replace(p, restricted=p.number not in letters) for p in matter.case.parents)
    return replace(matter.case, parents=tuple(guarded))


def _data(matter: Matter) -> dict[str, Any]:
    kind = matter.planned.kind
    if kind.startswith("breakdown_"):
        return breakdown(matter)
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


def _notification(matter: Matter) -> dict[str, Any]:
    calendar, due = matter.rules.calendar, matter.planned.due
    late = calendar.school(matter.move.home).between(due, matter.today) if due else 0
    return {
        "rung": matter.planned.rung,
        "start": matter.move.expected_start,
        "days_late": late,
    }


def _invite(matter: Matter) -> dict[str, Any]:
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


def _letters(matter: Matter) -> list[int]:
    """Return the parents whom the receiving school invites by the letter attached."""
    reached = set(written_to(matter.move, matter.protocol))
    return [number for number in letters_for(matter.move) if number not in reached]


def _must_invite(matter: Matter) -> list[str]:
    """Return whom the receiving school must invite itself."""
    case_, reached = matter.case, set(written_to(matter.move, matter.protocol))
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


def _review_chase(matter: Matter) -> dict[str, Any]:
    which = matter.planned.about.partition(":")[2]
    found = [r for r in (matter.dates.reviews if matter.dates else ()) if r.name == which]
    title = found[0].title if found else "review"
    return {"which": which, "review_name": title, "rung": matter.planned.rung}


def _attendance(matter: Matter) -> dict[str, Any]:
    calendar, dates = matter.rules.calendar, matter.dates
    weeks = missing_weeks(matter.move, calendar, dates) if dates else ()
    this_week = matter.today - matter.today.weekday() * DAY
    return {
        "week": dt.date.fromisoformat(matter.planned.about.partition(":")[2]),
        "missing": max(1, sum(week < this_week for week in weeks)),
        "rung": matter.planned.rung,
    }


def _outcome(matter: Matter) -> dict[str, Any]:
    return {
        "presumed": matter.protocol.outcome.presumed_successful,
        "end": matter.dates.end if matter.dates else None,
        "rung": matter.planned.rung,
    }


def _roll(matter: Matter) -> dict[str, Any]:
    off, on = roll_days(matter.move) or (None, None)
    return {"rung": matter.planned.rung, "off_roll": off, "on_roll": on}


def _extension(matter: Matter) -> dict[str, Any]:
    number = int(matter.planned.about.partition("/")[2])
    outcome = matter.move.extensions[number]
    review = outcome.extension_review or outcome.extension_end
    return {"end": outcome.extension_end, "review": review}


def _success(matter: Matter) -> dict[str, Any]:
    off, on = roll_days(matter.move) or (None, None)
    owed = matter.owed.get(f"roll:{matter.planned.role}")
    return {
        "corrects": bool(matter.move.success and matter.move.success.correction),
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


def _escalation(matter: Matter) -> dict[str, Any]:
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
        "The news of this breakdown is more than {days} days old.",
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


def _told(matter: Matter) -> dict[str, Any]:
    reason = matter.planned.data["reason"]
    why, waits = _TOLD[reason]
    return {
        "reason": reason,
        "held_id": matter.planned.data.get("held_id"),
        "why": why.format(days=matter.protocol.breakdown.late_news_days),
        "waits": waits,
        "urgent": matter.planned.about.startswith(("breakdown", "home")),
    }
