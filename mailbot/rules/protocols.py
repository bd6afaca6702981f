"""A protocol, and the versions of it that were in force one after the other.

A protocol is one authority's figures for one version: the length of a placement, its reviews, who
must tell whom by when, what a breakdown asks for. Every figure stands in `config/protocols/*.toml`
with the clause that asks for it; the engine knows none of them and branches on no authority's name.

A move keeps the version that was in force on the day it started, whatever comes later. A day before
the oldest version has that one: a placement that began before anybody wrote a protocol down is
still chased.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import model_validator

from mailbot.rules import spellings
from mailbot.rules.clauses import (
    Attendance,
    Basis,
    Breakdown,
    Extension,
    Ladder,
    Notification,
    Outcome,
    Placement,
    Reviews,
    Roll,
    Table,
)
from mailbot.rules.moves import Move
from mailbot.rules.particulars import DigestRule, Gates, Identity, Keeping, Panel, Words
from mailbot.rules.schooldays import Calendar
from mailbot.rules.spellings import EXTENSION, FINAL, MIDWAY, SUPPORT
from mailbot.rules.validity import Condition, Consent

__all__ = [
    "EXTENSION",
    "FINAL",
    "MIDWAY",
    "OVERRIDES",
    "SUPPORT",
    "Protocol",
    "Protocols",
    "Regime",
    "start_of",
]

_LONGEST = 52  # weeks; where a protocol names no length, reviews are unrolled as far as this


class Regime(Table):
    """What the law, or this authority, calls a placement that starts on or after a day.

    new_law: whether it is the law of 26 July 2026 that asks for off-site directions, with notice to
    parents and no more trials; false where the authority's own usage came first.
    """

    starts: dt.date
    basis: Basis
    new_law: bool = True
    source: str


class Protocol(Table):
    """One authority's protocol, one version of it."""

    id: str
    title: str
    in_force: dt.date
    source: str
    placement: Placement
    extension: Extension = Extension(source="deadlines.md, End of the placement")
    reviews: Reviews
    notification: Notification
    attendance: Attendance
    outcome: Outcome
    breakdown: Breakdown
    roll: Roll
    ladder: Ladder = Ladder()
    consent: Consent
    condition: tuple[Condition, ...] = ()
    regime: tuple[Regime, ...]
    identity: Identity = Identity()
    words: Words = Words()
    gates: Gates = Gates()
    panel: Panel = Panel()
    data: Keeping = Keeping()
    digest: DigestRule = DigestRule()

    @model_validator(mode="before")
    @classmethod
    def _schedule(cls, data: Any) -> Any:
        """Unroll "every n weeks" against the length, and add the final review if none is written.

        A week that is the placement's last is the final review itself. What cannot be read stays as
        it is, for its own check to say what is wrong.
        """
        try:
            reviews = data["reviews"] | {"at": _unrolled(data["reviews"], data["placement"])}
        except (AttributeError, KeyError, TypeError, ValueError):
            return data
        return data | {"reviews": reviews}

    @property
    def repeats(self) -> int:
        """Return every how many weeks a review is held; 0 where each review is named."""
        return max((rule.every or 0 for rule in self.reviews.at), default=0)

    def basis_of(self, start: dt.date) -> Basis:
        """Return what the law calls a placement that starts then, where its form is silent."""
        current = [r for r in self.regime if r.starts <= start]
        return max(current, key=lambda r: r.starts).basis if current else "trial_managed_move"

    def directed_since(self) -> dt.date | None:
        """Return the day from which a trial placement is an off-site direction in law, if any."""
        trial = "trial_managed_move"
        return min((r.starts for r in self.regime if r.new_law and r.basis != trial), default=None)

    def ladder_of(self, kind: str) -> Ladder:
        """Return the ladder by which what this kind of letter asks for is chased."""
        change = {
            "notification_chase": self.notification.ladder,
            "review_chase": self.reviews.ladder,
            "attendance_chase": self.attendance.ladder,
            "outcome_chase": self.outcome.ladder,
            "report_chase": self.breakdown.ladder,
            "plan_meeting_chase": self.breakdown.ladder,
            "roll_change_chase": self.roll.ladder,
        }.get(kind)
        return self.ladder.changed(change)


def _unrolled(reviews: Mapping[str, Any], placement: Mapping[str, Any]) -> list[Any]:
    """Return the tables of all reviews: weeks in order, then parts, then the final.

    Raises ValueError where one cannot be read.
    """
    written = [spellings.review(one) for one in spellings.schedule(reviews["at"])]
    if not written or not all(isinstance(one, dict) for one in written):
        return written
    length = placement.get("length_weeks")
    weeks = spellings.figure(length)[0] if length is not None else 0
    if any(one.get("name") == FINAL for one in written):
        if written[-1].get("name") != FINAL:
            return written
        *before, final = written
    else:
        before = [one for one in written if one.get("week") is None or one["week"] != weeks]
        final = {"name": FINAL, "title": "final review"}
    every = [one for one in before if one.get("every") is not None]
    if not every:
        return [*before, final]
    step = int(every[0]["every"])
    bound = weeks or int(placement.get("max_weeks") or _LONGEST)
    named = {one["week"] for one in before if one.get("week") is not None}
    new = [
        spellings.week_review(n) | {"every": step}
        for n in range(step, bound, step)
        if n not in named
    ]
    if not new:
        new = every[:1]  # it never comes: a contradiction, where the file itself says so
    dated = sorted(
        [*new, *(one for one in before if one.get("week") is not None)],
        key=lambda one: one.get("week") or 0,
    )
    rest = [one for one in before if one.get("week") is None and one.get("every") is None]
    return [*dated, *rest, final]


def start_of(move: Move, calendar: Calendar) -> dt.date | None:
    """Return the day by which a move's version is chosen: its start, else when it became known."""
    agreement = move.agreement
    if agreement is not None:
        return agreement.start
    if move.expected_start is not None:
        return move.expected_start
    return calendar.day_of(move.known) if move.known is not None else None


@dataclass(frozen=True, slots=True)
class Protocols:
    """The versions of one protocol, oldest first. There is always one."""

    versions: tuple[Protocol, ...]

    def __iter__(self) -> Iterator[Protocol]:
        """Return the versions, oldest first."""
        return iter(self.versions)

    @property
    def newest(self) -> Protocol:
        """Return the version that came into force last, which may still lie ahead."""
        return self.versions[-1]

    def on(self, day: dt.date) -> Protocol:
        """Return the version in force on `day`; before the oldest one's day, the oldest."""
        current = [one for one in self.versions if one.in_force <= day]
        return current[-1] if current else self.versions[0]

    def of(self, move: Move, calendar: Calendar) -> Protocol:
        """Return the version that a move keeps: the one in force on the day it started."""
        start = start_of(move, calendar)
        return self.on(start) if start is not None else self.newest

    def told_under(self, move: Move, calendar: Calendar) -> Protocol:
        """Return the version by which a move's notification is judged: its first form's start's."""
        return self.on(move.agreements[0].start) if move.agreements else self.of(move, calendar)


# The keys of the configuration's [protocol] table, and where each stands in a protocol file.
OVERRIDES: Mapping[str, tuple[str, str]] = {
    "length_weeks": ("placement", "length_weeks"),
    "week_unit": ("placement", "week_unit"),
    "slip": ("placement", "slip"),
    "extensions": ("placement", "extensions"),
    "reviews": ("reviews", "at"),
    "tolerance_school_days": ("reviews", "tolerance_school_days"),
    "invite_calendar_days": ("reviews", "invite_calendar_days"),
    "notify_target": ("notification", "target"),
    "notify_limit": ("notification", "limit"),
    "notify_unit": ("notification", "unit"),
    "attendance": ("attendance", "reporting"),
    "outcome_tolerance": ("outcome", "tolerance_school_days"),
    "report_days": ("breakdown", "report_days"),
    "plan_meeting_days": ("breakdown", "plan_meeting_days"),
    "parent_email": ("breakdown", "parent_email"),
    "roll_days": ("roll", "confirm_days"),
    "ladder_step": ("ladder", "step"),
    "ladder_count": ("ladder", "count"),
    "consent": ("consent", "parents"),
}
