"""What a protocol file may say, and reading one.

A protocol is one authority's figures for one version: the length of a placement, its reviews, who
must tell whom by when, what a breakdown asks for. Every figure stands in `config/protocols/*.toml`
with the clause that asks for it; the engine knows none of them and branches on no authority's name.
A `[protocol]` table in the configuration overrides single figures (contract/cli.md).
"""

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from mailbot.rules.schooldays import Slip, Unit

Days = Annotated[int, Field(ge=0, le=400)]
Party = Literal["home", "receiving"]
Office = Literal["eit_manager", "exclusions_team"]
FINAL, MIDWAY, EXTENSION = "final", "midway", "extension"


class ProtocolError(Exception):
    """A protocol file is wrong: every fault of it, one a line, by key."""


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ReviewRule(_Table):
    """When a review is due: so many weeks after the start, midway, or at the end."""

    name: str
    title: str
    week: int | None = None


def _review_rule(value: Any) -> Any:
    """Accept "week 4", "week4", 4, "midway", "final" beside the table form."""
    if isinstance(value, int):
        value = f"week {value}"
    if not isinstance(value, str):
        return value
    text = value.strip().casefold()
    if week := re.fullmatch(r"(?:week\s*)?(\d{1,2})(?:\s*weeks?)?", text):
        count = int(week[1])
        return {"name": f"week{count}", "title": f"{count} week review", "week": count}
    if text in ("midway", "half", "mid-point"):
        return {"name": MIDWAY, "title": "midway review"}
    if text in ("final", "end"):
        return {"name": FINAL, "title": "final review"}
    message = 'is no review: write "week 4", "midway" or "final"'
    raise ValueError(message)


class Placement(_Table):
    """How long a placement lasts when its form does not say."""

    length_weeks: Annotated[int, Field(ge=1, le=52)]
    week_unit: Literal["calendar", "school"] = "calendar"
    slip: Slip = Slip.NEXT
    extensions: Annotated[int, Field(ge=0, le=9)] = 1
    source: str


class Reviews(_Table):
    """The reviews of a placement, in order; the last is the final review."""

    at: tuple[Annotated[ReviewRule, BeforeValidator(_review_rule)], ...]
    tolerance_school_days: Days = 2
    invite_calendar_days: Days = 10
    near_calendar_days: Days = 10
    source: str


class Notification(_Table):
    """Who tells the authority that a placement has begun, and by when (MM1)."""

    owed_by: Party = "home"
    target: Days
    limit: Days
    unit: Unit = Unit.SCHOOL
    short_notice_school_days: Days = 2
    source: str
    note: str = ""


class Attendance(_Table):
    """How the receiving school reports attendance, and whether the authority chases it."""

    reporting: Literal["weekly", "daily", "none"]
    source: str


class Outcome(_Table):
    """What ends a placement: the MM2, due with the final review."""

    tolerance_school_days: Days = 2
    presumed_successful: bool = False
    source: str


class Breakdown(_Table):
    """What a breakdown asks for, beside telling everybody on the day of the decision."""

    report_days: Days | None = None
    plan_meeting_days: Days | None = None
    plan_reminder_days: Days = 2
    parent_email: Literal["given", "agreed", "never"] = "given"
    late_news_days: Days = 28
    decided_by: Party | None = None
    source: str
    report_source: str = ""
    plan_source: str = ""


class Roll(_Table):
    """The roll change after success: each school confirms its own."""

    confirm_days: Days = 5
    source: str


class Ladder(_Table):
    """The chases: the first on the 1st school day after the due date, then each `step` further."""

    step: Annotated[int, Field(ge=1, le=30)] = 2
    count: Annotated[int, Field(ge=0, le=20)] = 3
    query_days: Days = 2
    escalate_to: Office = "eit_manager"
    source: str = ""

    @property
    def rungs(self) -> tuple[int, ...]:
        """Return the school days after the due date on which a chase leaves."""
        return tuple(1 + self.step * n for n in range(self.count))

    @property
    def escalation(self) -> int:
        """Return the school day after the due date on which the ladder is used up."""
        return 1 + self.step * self.count


class Consent(_Table):
    """Whose agreement a form must show to be valid."""

    parents: Literal["one", "all_with_responsibility"]
    source: str


class Condition(_Table):
    """Something the protocol wants in some cases, which a form must show.

    when, need: facts of an agreement, by the names that `rules.intake` knows. fate `query` asks
    the sender, `care` is a line in the acknowledgement and in the digest's "needs care".
    """

    when: Literal["looked_after", "ehcp", "pex_if_unsuccessful", "trial_after_new_law"]
    need: Literal["social_worker", "virtual_school", "plan_review", "agreement_signed", "none"]
    fate: Literal["query", "care"]
    text: str
    source: str


class Regime(_Table):
    """What the law calls a placement that starts on or after a day."""

    starts: dt.date
    basis: Literal["trial_managed_move", "offsite_direction"]
    source: str


class Protocol(_Table):
    """One authority's protocol, one version of it."""

    id: str
    title: str
    in_force: dt.date
    source: str
    placement: Placement
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

    def basis_of(self, start: dt.date) -> str:
        """Return what the law calls a placement that starts then, where its form is silent."""
        current = [r for r in self.regime if r.starts <= start]
        return max(current, key=lambda r: r.starts).basis if current else "trial_managed_move"

    def directed_since(self) -> dt.date | None:
        """Return the day from which a placement is an off-site direction in law, if any."""
        return next((r.starts for r in self.regime if r.basis == "offsite_direction"), None)


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


def parse_protocol(name: str, text: str, overrides: Mapping[str, Any] | None = None) -> Protocol:
    """Return the protocol of the file `name`, its TOML being `text`, single figures changed.

    Raises ProtocolError with every fault of the file and of the overrides, by key.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise ProtocolError(f"{name}: {fault}") from None
    faults = []
    for key, value in (overrides or {}).items():
        if key not in OVERRIDES:
            faults.append(f"[protocol] {key}: no such figure; it is one of {', '.join(OVERRIDES)}")
            continue
        table, figure = OVERRIDES[key]
        tables.setdefault(table, {})[figure] = value
    try:
        protocol = Protocol.model_validate(tables)
    except ValidationError as wrong:
        faults += [
            f"{name}: {'.'.join(map(str, e['loc'])) or 'file'}: {e['msg']}" for e in wrong.errors()
        ]
    else:
        faults += [f"{name}: {fault}" for fault in _contradictions(protocol)]
        if not faults:
            return protocol
    raise ProtocolError("\n".join(faults))


def _contradictions(protocol: Protocol) -> list[str]:
    names = [rule.name for rule in protocol.reviews.at]
    faults = []
    if not names or names[-1] != FINAL or names.count(FINAL) != 1:
        faults.append('reviews.at: the last review, and only the last, must be "final"')
    if len(set(names)) != len(names):
        faults.append("reviews.at: two reviews have one name")
    if protocol.notification.target > protocol.notification.limit:
        faults.append("notification.target: lies after the limit")
    return faults
