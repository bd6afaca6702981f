"""What happened to a move, each fact one sentence: what it says, and how we know.

The words of an officer, never the names that the ledger gives its facts. No person is named: a fact
holds dates and references only.
"""

from collections.abc import Callable, Mapping
from typing import Any

from mailbot.rules.moves import Event, What
from mailbot.rules.noted import noted
from mailbot.telling.beliefs import Belief
from mailbot.telling.counting import short

_FORMS = {
    "mm1": "the agreement (MM1)",
    "outcome": "the outcome form (MM2)",
    "review": "a review record",
    "attendance": "an attendance record",
}
_CLOSED = {
    "accepted": "was accepted",
    "rejected": "was rejected by staff",
    "replaced": "was put right by a later one",
    "repeated": "was one that we had",
}
_OUTCOMES = {
    "successful": "the move was successful",
    "unsuccessful": "the placement broke down",
    "extended": "the placement is extended",
    "ended_other": "the placement ended in another way",
}
_RELEASED = {
    "family": "staff released the letters to the family",
    "parents": "staff released the notices to the parents",
    "home": "staff released the home school's notice",
}


def event_line(event: Event, belief: Belief) -> str:
    """Return what a fact says and how it is known: which mail, when it arrived, or staff."""
    return f"{what_happened(event, belief)}; {_source(event, belief)}"


def what_happened(event: Event, belief: Belief) -> str:
    """Return what a fact says."""
    if event.what is What.WITHDRAWN:
        return _withdrawn(event, belief)
    return _SAID[event.what](event.data)


def _source(event: Event, belief: Belief) -> str:
    zone = belief.rules.calendar.zone
    arrived = belief.arrived(event.evidence)
    at = (arrived or event.at).astimezone(zone)
    taken = event.taken.astimezone(zone)
    said = f"{short(at.date())} {at:%H:%M}"
    late = f", taken in {short(taken.date())} {taken:%H:%M}" if taken.date() > at.date() else ""
    if not event.evidence:
        return f"said by staff {said}"
    return f"mail {event.evidence[:8]} arrived {said}{late}"


def _withdrawn(event: Event, belief: Belief) -> str:
    wrong = next((e for e in belief.events(event.move) if e.seq == event.data["seq"]), None)
    if wrong is None:
        return "an earlier fact was withdrawn"
    return f"withdrawn: {what_happened(wrong, belief)}"


def _dated(data: Mapping[str, Any], *named: tuple[str, str]) -> str:
    """Return the days that are known, each under its name, with a colon before them."""
    found = [f"{name} {short(data[key])}" for key, name in named if data.get(key)]
    return ": " + ", ".join(found) if found else ""


def _form(data: Mapping[str, Any]) -> str:
    return f"{_FORMS.get(data.get('settles', ''), 'a form')} (form {data.get('form', '?')})"


def _agreement(data: Mapping[str, Any]) -> str:
    days = _dated(data, ("start", "start"), ("end", "end"))
    reviews = ", ".join(short(one) for one in data.get("reviews", ()))
    return f"agreement (MM1) accepted{days}" + (f", reviews {reviews}" if reviews else "")


def _outcome(data: Mapping[str, Any]) -> str:
    said = _OUTCOMES.get(str(data.get("kind")), "an outcome was recorded")
    again = ", corrected by staff" if data.get("correction") else ""
    days = _dated(
        data,
        ("meeting", "meeting"),
        ("decision", "decided"),
        ("end", "last day"),
        ("return_date", "return"),
        ("permanent_from", "on the receiving roll"),
        ("home_off_roll", "off the home roll"),
        ("extension_end", "new end"),
        ("extension_review", "review"),
    )
    return f"{said}{again}{days}"


def _closed(data: Mapping[str, Any]) -> str:
    return f"form {data.get('form', '?')} {_CLOSED.get(str(data.get('how')), 'was done with')}"


def _review(data: Mapping[str, Any]) -> str:
    return f"{'final review' if data.get('final') else 'review'} held on {short(data.get('day'))}"


_SAID: Mapping[What, Callable[[Mapping[str, Any]], str]] = {
    What.KNOWN: lambda d: "the move became known of" + _dated(d, ("start", "start")),
    What.MM1: _agreement,
    What.ASKED: lambda d: f"{_form(d)} is queried: its sender was asked",
    What.HELD: lambda d: f"{_form(d)} waits for a person",
    What.CLOSED: _closed,
    What.REVIEW: _review,
    What.PLANNED: lambda d: f"a review is planned for {short(d.get('day'))}",
    What.FINAL: lambda d: f"the final review will be on {short(d.get('day'))}",
    What.ATTENDANCE: lambda d: f"attendance record for the week of {short(d.get('week'))}",
    What.REACHED: lambda d: f"attendance records reach the home school, to {short(d.get('day'))}",
    What.OUTCOME: _outcome,
    What.ROLL: lambda d: f"the {d.get('role', 'other')} school confirmed its roll change",
    What.LETTER: lambda _: "the parents were told and the head's letter went",
    What.REPORT: lambda _: "the breakdown report was sent",
    What.PLAN: lambda d: "the education plan meeting was held" + _dated(d, ("day", "on")),
    What.NOTED: lambda d: f"another form came, {noted(d).sentence}",
    What.RELEASED: lambda d: _RELEASED.get(str(d.get("which")), "staff released letters"),
}
