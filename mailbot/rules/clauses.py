"""What a protocol file may say about dates and duties, table by table.

Each table is one clause of an authority's protocol and names figures; none names an authority, and
the engine knows no figure of its own. A key that is left out has the default beside it, which is
what deadlines.md says where a protocol is silent. `source` is the clause that asks for it, or "the
authority's choice"; letters, `mailbot moves` and `mailbot check` print it.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from mailbot.rules import spellings
from mailbot.rules.schooldays import Slip, Unit

Days = Annotated[int, BeforeValidator(spellings.days), Field(ge=0, le=400)]
MaybeDays = Annotated[
    Annotated[int, Field(ge=0, le=400)] | None, BeforeValidator(spellings.maybe_days)
]
Weeks = Annotated[int, BeforeValidator(spellings.weeks), Field(ge=0, le=104)]
Count = Annotated[int, BeforeValidator(spellings.count_or_none), Field(ge=0, le=9)]
Hour = Annotated[int, Field(ge=0, le=23)]
Party = Literal["home", "receiving"]
Owing = Literal["home", "receiving", "both"]
Office = Literal["eit_manager", "exclusions_team", "virtual_school"]
Guest = Literal["home", "receiving", "parents", "eit_manager"]
Basis = Literal["trial_managed_move", "offsite_direction", "managed_move_permanent"]
Source = Annotated[str, Field(min_length=1)]


class Table(BaseModel):
    """A table of the file: frozen, and no key in it that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def parties(owing: Owing) -> tuple[Party, ...]:
    """Return the schools that owe a thing, in the order in which they are written to."""
    return ("receiving", "home") if owing == "both" else (owing,)


class ReviewRule(Table):
    """When a review is due: at a week, at a part of the placement, every so many weeks, at the end.

    At most one of week, every and fraction (0.5 is midway); none of them: it is the final review.
    name: what records call it. title: what letters call it.
    """

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
    title: str
    week: Annotated[int, Field(ge=1, le=104)] | None = None
    every: Annotated[int, Field(ge=1, le=52)] | None = None
    fraction: Annotated[float, Field(gt=0, lt=1)] | None = None


class Placement(Table):
    """How long a placement lasts when its form does not say, and when it counts as too long.

    length_weeks absent: only the form says when it ends, and is asked; 0: there is no trial.
    length_school_days: the same in school days. week_unit: `school_days` counts five to a week.
    min_weeks, max_weeks: a form outside them is noted for staff, never asked back. form_end:
    whether the form's own end stands in place of the computed one. estimated_end: the end is an
    estimate; the outcome is due then all the same. support_weeks: how long support is owed after a
    permanent move, with a review of it at their end, owed by support_owed_by. slip: where a
    computed date goes that is no school day. extensions: how many.
    """

    length_weeks: Weeks | None = None
    length_school_days: Annotated[int, Field(ge=1, le=400)] | None = None
    week_unit: Annotated[
        Literal["calendar", "school", "school_days"], BeforeValidator(spellings.week_unit)
    ] = "calendar"
    min_weeks: Weeks | None = None
    max_weeks: Weeks | None = None
    form_end: bool = True
    estimated_end: bool = False
    support_weeks: Weeks = 0
    support_owed_by: Owing = "both"
    support_source: str = ""
    slip: Annotated[Slip, BeforeValidator(spellings.slip)] = Slip.NEXT
    extensions: Count = 1
    source: Source

    @model_validator(mode="before")
    @classmethod
    def _unit_beside_figure(cls, data: Any) -> Any:
        """Read "6 school weeks" as the figure and, where no unit is written, its unit."""
        if not isinstance(data, dict) or not isinstance(data.get("length_weeks"), str):
            return data
        try:
            count, unit = spellings.figure(data["length_weeks"])
        except ValueError:
            return data
        if unit in ("", "week", "weeks") or not spellings.is_week_unit(unit):
            return data
        data = data | {"length_weeks": count}
        beside = data.setdefault("week_unit", unit)
        if spellings.week_unit(beside) != spellings.week_unit(unit):
            raise ValueError("length_weeks and week_unit name two units; keep one of the two")
        return data

    @property
    def has_trial(self) -> bool:
        """Return whether the protocol knows a placement on trial at all."""
        return self.length_weeks != 0


class Extension(Table):
    """How an extension may look, beside how many there may be (placement.extensions).

    max_weeks: by how much at most it moves the end, in the placement's unit; a longer one is held.
    exceptional: it should be rare, and staff are told of each.
    """

    max_weeks: Weeks | None = None
    exceptional: bool = False
    source: Source


class LadderChange(Table):
    """What one duty's chases change of the protocol's ladder; what is absent stays."""

    step: Annotated[int, Field(ge=1, le=30)] | None = None
    count: Count | None = None
    days: tuple[Annotated[int, Field(ge=1, le=200)], ...] | None = None
    escalate_on: Annotated[int, Field(ge=1, le=200)] | None = None
    escalate_to: Office | None = None


class Ladder(Table):
    """The chases: the first on the 1st school day after the due date, then each `step` further.

    days, escalate_on: the school days written out instead, where the steps are not even.
    """

    step: Annotated[int, BeforeValidator(spellings.days), Field(ge=1, le=30)] = 2
    count: Annotated[int, BeforeValidator(spellings.count_or_none), Field(ge=0, le=20)] = 3
    days: tuple[Annotated[int, Field(ge=1, le=200)], ...] | None = None
    escalate_on: Annotated[int, Field(ge=1, le=200)] | None = None
    query_days: Days = 2
    escalate_to: Office = "eit_manager"
    source: str = ""

    @property
    def rungs(self) -> tuple[int, ...]:
        """Return the school days after the due date on which a chase leaves."""
        if self.days is not None:
            return self.days
        return tuple(1 + self.step * n for n in range(self.count))

    @property
    def escalation(self) -> int:
        """Return the school day after the due date on which the ladder is used up."""
        if self.escalate_on is not None:
            return self.escalate_on
        if self.days is not None:
            return max(self.days, default=0) + self.step
        return 1 + self.step * self.count

    def changed(self, change: LadderChange | None) -> "Ladder":
        """Return this ladder as one duty has it."""
        if change is None:
            return self
        given = change.model_dump(exclude_none=True)
        if {"step", "count"} & given.keys():  # steps of its own stand for days written out here
            given = {"days": None, "escalate_on": None} | given
        return self.model_copy(update=given)


class Reviews(Table):
    """The reviews of a placement, in order; the last is the final review, written or not.

    anchor: whether weeks are counted from the start or from the first school day on or after it.
    near_calendar_days: how near a date on the form must be to stand for a computed one.
    window_calendar_days: how long before its due date a record may be for a review.
    invite_calendar_days: an invite leaves at least so many days before. invited: who gets one.
    must_attend: who has to be there, as `mailbot check` shows it. closed_by: what shows that a
    review was held: its record, or also a school's reply. dates_at_start: whether the form must set
    the days.
    """

    at: Annotated[
        tuple[Annotated[ReviewRule, BeforeValidator(spellings.review)], ...],
        BeforeValidator(spellings.schedule),
    ]
    anchor: Literal["start", "first_school_day"] = "start"
    tolerance_school_days: Days = 2
    invite_calendar_days: Days = 10
    near_calendar_days: Days = 10
    window_calendar_days: Days = 10
    invited: tuple[Guest, ...] = ("receiving", "home", "eit_manager", "parents")
    must_attend: tuple[str, ...] = ()
    closed_by: tuple[Literal["record", "reply"], ...] = ("record", "reply")
    dates_at_start: Literal["query", "care", "no"] = "no"
    ladder: LadderChange | None = None
    source: Source


class Notification(Table):
    """Who tells the authority of a placement, and by when (MM1).

    clock: what the days are counted from; a form without a date of its own counts from the start.
    direction: whether the limit lies after that day or before it.
    """

    owed_by: Owing = "home"
    clock: Literal["start", "form_date"] = "start"
    direction: Literal["after", "before"] = "after"
    target: Days
    limit: Days
    unit: Annotated[Unit, BeforeValidator(spellings.day_unit)] = Unit.SCHOOL
    short_notice_school_days: Days = 2
    ladder: LadderChange | None = None
    source: Source
    note: str = ""

    @model_validator(mode="before")
    @classmethod
    def _unit_beside_figure(cls, data: Any) -> Any:
        """Read "5 working days" as the figure and, where no unit is written, its unit."""
        if not isinstance(data, dict):
            return data
        for key in ("target", "limit"):
            unit = spellings.day_unit_beside(data.get(key))
            if unit and spellings.day_unit(data.get("unit", unit)) != unit:
                raise ValueError(f"{key} and unit name two units; keep one of the two")
            if unit:
                data = data | {"unit": unit}
        return data


class Attendance(Table):
    """How the receiving school reports attendance, and whether the authority chases it.

    chased absent: weekly and fortnightly records are, daily marks are not. Daily marks that are
    chased are asked for by the week.
    """

    reporting: Annotated[
        Literal["weekly", "fortnightly", "daily", "none"], BeforeValidator(spellings.reporting)
    ]
    owed_by: Party = "receiving"
    chased: bool | None = None
    ladder: LadderChange | None = None
    source: Source

    @property
    def weeks(self) -> int:
        """Return how many weeks one record is for that is chased; 0: none is."""
        chased = self.reporting in ("weekly", "fortnightly") if self.chased is None else self.chased
        if not chased or self.reporting == "none":
            return 0
        return 2 if self.reporting == "fortnightly" else 1


class Outcome(Table):
    """What ends a placement: the MM2, due with the final review.

    presumed_successful: a move still in place at the end is taken to have succeeded, and the
    letter that asks says so. words: the protocol's own words for the four outcomes. requires:
    fields of the outcome form that an outcome needs beside those that every authority needs.
    """

    tolerance_school_days: Days = 2
    presumed_successful: bool = False
    owed_by: Owing = "both"
    words: Mapping[str, Literal["successful", "extended", "unsuccessful", "ended_other"]] = {}
    requires: Mapping[
        Literal["successful", "extended", "unsuccessful"], tuple["OutcomeField", ...]
    ] = {}
    ladder: LadderChange | None = None
    source: Source


OutcomeField = Literal[
    "meeting_date",
    "return_date",
    "home_off_roll",
    "reason",
    "support_provided",
    "partly_successful",
    "next_provision",
    "signatures",
    "parents_informed.phone",
    "parents_informed.letter",
    "plan_meeting_date",
    "attendance_percent",
]


class Breakdown(Table):
    """What a breakdown asks for, beside telling everybody on the day of the decision.

    report_days, plan_meeting_days: school days after the decision, and after the last day; "none":
    not owed. deadline: by when the notices count as in time. letter_hour: when the exclusions team
    hears that nobody confirmed the parents' letter; letter_wait_hours: so long after the notices,
    where they left less than that before it.
    """

    decided_by: Literal["home", "receiving", "both", "meeting"] | None = None
    deadline: Literal["same_day", "next_school_day"] = "same_day"
    report_days: MaybeDays = None
    report_owed_by: Party = "receiving"
    plan_meeting_days: MaybeDays = None
    plan_held_by: Party = "home"
    plan_reminder_days: Days = 2
    parent_email: Annotated[
        Literal["given", "agreed", "never"], BeforeValidator(spellings.parent_email)
    ] = "given"
    late_news_days: Days = 28
    letter_hour: Hour = 15
    letter_wait_hours: Annotated[int, Field(ge=0, le=12)] = 2
    ladder: LadderChange | None = None
    source: Source
    report_source: str = ""
    plan_source: str = ""


class Roll(Table):
    """The roll change after success: each school that owes a return confirms its own.

    rule: `agreed_date` and `at_start` are the days that the forms name; where a form names none,
    the change is the day after the final review, or after a permanent move's start.
    """

    rule: Literal["day_after_final_review", "agreed_date", "at_start"] = "day_after_final_review"
    owed_by: Owing = "both"
    confirm_days: Days = 5
    ladder: LadderChange | None = None
    source: Source
