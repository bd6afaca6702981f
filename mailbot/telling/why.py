"""Why a move owes what it owes, in the words of an officer: days counted, what met it, what left.

The rules give steps, facts and rungs as dates and roles (`rules.reasons`); here they meet the
schools' names and become sentences. Nothing is counted here.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mailbot.rules.moves import Move, What
from mailbot.rules.notices import plan
from mailbot.rules.obligations import Obligation, State, obligations
from mailbot.rules.placement import Placement, placement
from mailbot.rules.planned import Planned
from mailbot.rules.protocols import Protocol
from mailbot.rules.reasons import base_reason, met_by, reason
from mailbot.telling.beliefs import Belief, LetterThen
from mailbot.telling.chronicle import event_line
from mailbot.telling.counting import sentences, short
from mailbot.writing.letters import kind_name

_MM1 = "mm1"
ROLES = {
    "home": "home school",
    "receiving": "receiving school",
    "sender": "sender",
    "eit_manager": "EIT manager",
    "exclusions_team": "exclusions team",
    "virtual_school": "Virtual School",
    "social_worker": "social worker",
    "parent": "parent",
    "staff": "staff",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """One obligation and its reasons, each a sentence. met_by: None while nothing has."""

    what: str
    title: str
    owed_by: str
    due: dt.date
    state: str
    clause: str
    counted: tuple[str, ...]
    ladder: tuple[str, ...]
    met_by: str | None
    sent: tuple[LetterThen, ...]


def why(ref: str, belief: Belief) -> tuple[Why, ...]:
    """Return all that a move owes or owed, soonest first, each with its reasons."""
    return _Reasons(ref, belief).all()


def title(owed: Obligation, dates: Placement | None) -> str:
    """Return what is owed, as an officer calls it."""
    what, _, which = owed.id.partition(":")
    review = next((r for r in dates.reviews if r.name == which), None) if dates else None
    called = review.title if review else which
    if what == "attendance":
        return f"attendance record, week of {short(dt.date.fromisoformat(which))}"
    return {
        "mm1": "agreement (MM1)",
        "query": f"answer to our question about form {which}",
        "review": called,
        "outcome": f"{called} and outcome form (MM2)",
        "report": "breakdown report with attendance log",
        "plan": "education plan meeting",
        "roll": f"roll change of the {ROLES.get(which, which)}",
    }.get(what, owed.id)


class _Reasons:
    """All that is asked once for a move, and the reasons of each of its obligations."""

    def __init__(self, ref: str, belief: Belief) -> None:
        self._ref = ref
        self._belief = belief
        self._move = belief.docket.moves()[ref]
        self._protocol = belief.rules.protocol_of(self._move)
        self._told_under = belief.rules.told_under(self._move)
        self._calendar = belief.rules.calendar
        self._dates = placement(self._move, self._protocol, self._calendar)
        self._letters = belief.letters(ref)
        self._events = belief.events(ref)
        self._names = _names(belief.docket.people(ref), self._move)

    def all(self) -> tuple[Why, ...]:
        left = {key: one.sent for one in self._letters for key in one.keys if one.sent is not None}
        rungs = plan(self._move, self._protocol, self._calendar, left)
        return tuple(
            self._why(owed, [one for one in rungs if one.about == owed.id]) for owed in self._owed()
        )

    def _owed(self) -> Sequence[Obligation]:
        """Return all that is or was owed: the agreement by the version that its first form had."""
        move, calendar, dates = self._move, self._calendar, self._dates
        found = obligations(move, self._protocol, calendar, dates)
        if self._told_under is self._protocol:
            return found
        told = obligations(move, self._told_under, calendar, dates)
        rest = [one for one in found if one.id != _MM1]
        return sorted([*(o for o in told if o.id == _MM1), *rest], key=lambda o: (o.due, o.id))

    def _version(self, owed: Obligation) -> Protocol:
        return self._told_under if owed.id == _MM1 else self._protocol

    def _why(self, owed: Obligation, rungs: Sequence[Planned]) -> Why:
        settled = met_by(owed, self._events)
        return Why(
            what=owed.id,
            title=title(owed, self._dates),
            owed_by=self._owed_by(owed),
            due=owed.due,
            state=self._belief.standing(owed.state, owed.due),
            clause=owed.source,
            counted=self._counted(owed),
            ladder=tuple(self._ladder(owed, rungs)),
            met_by=event_line(settled, self._belief) if settled else None,
            sent=tuple(one for one in self._letters if self._is_for(one, owed)),
        )

    def _counted(self, owed: Obligation) -> tuple[str, ...]:
        steps = reason(owed, self._move, self._version(owed), self._calendar, self._dates)
        return tuple(sentences(steps, self._names))

    def _owed_by(self, owed: Obligation) -> str:
        if owed.owed_by == ("sender",):
            return self._names.get(owed.school, "the sender's school")
        return " and ".join(self._names.get(role, role) for role in owed.owed_by)

    def _is_for(self, one: LetterThen, owed: Obligation) -> bool:
        """Return whether a letter was about an obligation: a chase, a reminder, an invite."""
        stems = [f"{self._ref}/{owed.id}/"]
        if owed.kind in ("review_chase", "outcome_chase"):
            stems.append(f"{self._ref}/invite/{owed.id.partition(':')[2]}/")
        if owed.form:
            asked = (e.evidence for e in self._events if e.what is What.ASKED)
            forms = (e.data.get("form") for e in self._events if e.what is What.ASKED)
            pairs = zip(asked, forms, strict=True)
            stems += [f"mail/{sha[:32]}/form_query" for sha, form in pairs if form == owed.form]
        if any(key.startswith(tuple(stems)) for key in one.keys):
            return True
        # a letter that was taken back keeps no key
        return not one.keys and one.kind == owed.kind and one.due == owed.due

    def _ladder(self, owed: Obligation, rungs: Sequence[Planned]) -> Iterator[str]:
        """Yield what rests a ladder, or its start and its rungs; nothing once it is over."""
        if owed.state is State.RESTING:
            yield from self._resting(owed)
        if owed.state is not State.OPEN:
            return
        base = base_reason(owed, self._move, self._version(owed), self._calendar)
        if base:
            yield f"counts from {short(owed.base)}: " + "; ".join(sentences(base, self._names))
        together: dict[tuple[str, str], list[str]] = {}
        for one in rungs:
            if one.is_chase:
                name = f"chase {one.rung}" if one.rung else "escalation"
                day = f"{name} {short(self._calendar.day_of(one.at))}"
                to = self._names.get(one.role) or f"the {ROLES[one.role]}"
                together.setdefault((day, self._use(one)), []).append(to)
        for (day, used), readers in together.items():
            yield f"{day} to {' and '.join(readers)}: {used}"

    def _resting(self, owed: Obligation) -> Iterator[str]:
        for waiting in self._move.waiting:
            if waiting.closed is None and waiting.settles == _FAMILY.get(owed.kind):
                stands = "queried" if waiting.queried else "held for a person"
                since = short(self._calendar.day_of(waiting.at))
                yield f"rests: form {waiting.form} came on {since} and is {stands}"

    def _use(self, rung: Planned) -> str:
        """Return what became of a rung: a letter that left or waits, a day missed, or to come."""
        for one in self._letters:
            if rung.key in (key.partition("#")[0] for key in one.keys):
                return f"left {short(self._calendar.day_of(one.sent))}" if one.sent else one.state
        is_over = rung.until is not None and rung.until <= self._belief.now
        return "its day is past, nothing left" if is_over else "to come"


def _names(who: Mapping[str, str], move: Move) -> Mapping[object, str]:
    """Return the names of the two schools, by role and by URN."""
    home = who["home_name"] or "the home school"
    receiving = who["receiving_name"] or "the receiving school"
    return {move.home: home, move.receiving: receiving, "home": home, "receiving": receiving}


_FAMILY = {
    "notification_chase": "mm1",
    "review_chase": "review",
    "attendance_chase": "attendance",
    "outcome_chase": "outcome",
}


def letter_line(one: LetterThen, belief: Belief) -> str:
    """Return one letter as a line: when, what, to whom, how it stands."""
    at = one.at.astimezone(belief.rules.calendar.zone)
    when = f"{short(at.date())} {at:%H:%M}"
    return f"{when} {kind_name(one.kind)} to the {ROLES[one.role]}, {one.state}"
