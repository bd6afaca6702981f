"""Whether what a form says can be true, is enough, and may be believed without a person.

Each rule is the contract's (contract/records.md): what is required and missing, impossible or at odds
makes the form a question to its sender; what is merely wanted is noted and the form is taken.
"""

# ruff: noqa: PLR2004 - counts of words and cells, beside what they count
# ruff: noqa: E501 - patterns and lists of words stay whole

import datetime as dt
import re
from dataclasses import dataclass
from typing import cast

from parsers.context import Context
from parsers.particulars.draft import Draft, name_of
from parsers.particulars.upn import is_temporary
from parsers.records import Problem, Status
from parsers.values import year_group_of

_YEAR = 366
_MONTH = 31
_WEEKS_OF_AN_END = (
    63  # days between a decision and what follows it: nine weeks, with a summer between
)
_YOUNGEST, _OLDEST = 3, 20
_GIVEN = ("ink", "image", "typed", "verbal")
# Doubts about these never hold a form up: nobody's day is counted from them.
_HARMLESS = re.compile(
    r"^(?:pupil\.(?:upn|known_as|sex)|(?:home|receiving)\.(?:head|contact\..*|consent\..*)|pupil_consent\..*|"
    r"parents\[\d+\]\.(?:relationship|email|phone|address|language|email_agreed|consent\.date)|social_worker\..*|"
    r"looked_after_authority|sen_status|attendance_reporting|form_date|support_provided|partly_successful|"
    r"specific_incident|next_provision|signatures.*|parents_informed\..*|plan_meeting_date|attendance_percent|"
    r"which|attended_by|marks|legal_basis|pex_alternative|meeting_date|reason)$"
)


@dataclass(frozen=True, slots=True)
class Judged:
    """The status, and the fields whose problems made it so."""

    status: Status
    because: tuple[str, ...]


def _day(draft: Draft, path: str) -> dt.date | None:
    value = draft.values.get(path)
    return value if isinstance(value, dt.date) else None


def _shown(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


def form_day(draft: Draft) -> dt.date | None:
    """Return the form's own day: its date, else the latest day on which somebody signed."""
    own = _day(draft, "form_date")
    signed = [
        value
        for path, value in draft.values.items()
        if path.endswith((".date",)) and isinstance(value, dt.date)
    ]
    return own or max(signed, default=None)


def _refuse(draft: Draft, path: str, code: str, message: str) -> None:
    draft.drop(path)
    draft.problem(path, "conflict" if code == "conflict" else "unclear", message)


def check_pupil(draft: Draft, day: dt.date | None) -> None:
    """Check the pupil's age and year group against the day the form is about."""
    dob = _day(draft, "pupil.dob")
    if dob is None or day is None:
        return
    if not _YOUNGEST * 365 <= (day - dob).days <= _OLDEST * 366:
        _refuse(
            draft,
            "pupil.dob",
            "unclear",
            f"The date of birth ({_shown(dob)}) is not that of a pupil.",
        )
        return
    year = draft.values.get("pupil.nc_year")
    if isinstance(year, int) and abs(year - year_group_of(dob, day)) > 1:
        draft.drop("pupil.nc_year")
        draft.drop("pupil.dob")
        draft.problem(
            "pupil.nc_year",
            "conflict",
            f"The date of birth ({_shown(dob)}) and the year group ({year}) do not agree. Which is right?",
        )


def check_schools(draft: Draft) -> None:
    """Check that the two schools are two."""
    home, receiving = draft.values.get("home.urn"), draft.values.get("receiving.urn")
    if home is not None and home == receiving:
        for path in ("home.school", "home.urn", "receiving.school", "receiving.urn"):
            draft.drop(path)
        draft.problem(
            "receiving.school",
            "conflict",
            "The home school and the receiving school are the same school.",
        )


def _order(draft: Draft, first: str, then: str, *, same: bool) -> None:
    """Check that one day comes before another; the later one is not believed if it does not."""
    a, b = _day(draft, first), _day(draft, then)
    if a is not None and b is not None and (b < a or (b == a and not same)):
        _refuse(
            draft,
            then,
            "conflict",
            f"The {name_of(then)} ({_shown(b)}) is before the {name_of(first)} ({_shown(a)}).",
        )


def _together(draft: Draft, path: str, other: str, most: int) -> None:
    """Check that two days of one placement lie within `most` days; which is wrong cannot be told."""
    a, b = _day(draft, path), _day(draft, other)
    if a is not None and b is not None and abs((b - a).days) > most:
        _refuse(
            draft,
            path,
            "conflict",
            f"The {name_of(path)} ({_shown(a)}) and the {name_of(other)} ({_shown(b)}) are too far apart. Which is right?",
        )
        draft.drop(other)


def _not_after(draft: Draft, path: str, arrived: dt.date | None) -> None:
    day = _day(draft, path)
    if day is not None and arrived is not None and day > arrived:
        _refuse(
            draft,
            path,
            "unclear",
            f"The {name_of(path)} ({_shown(day)}) had not come when the form was sent.",
        )


def _dated_ahead(draft: Draft, arrived: dt.date | None) -> None:
    """Doubt the start of a form that is dated after it came: its year is mistyped throughout."""
    own, start = form_day(draft), _day(draft, "start_date")
    if (
        arrived
        and own
        and start
        and start > own - dt.timedelta(_MONTH)
        and own > arrived + dt.timedelta(_MONTH)
    ):
        _refuse(
            draft,
            "start_date",
            "unclear",
            f"The form is dated {_shown(own)}, which had not come when it was sent. Is its start date ({_shown(start)}) right?",
        )


def _upn(draft: Draft) -> None:
    upn = draft.values.get("pupil.upn")
    if isinstance(upn, str) and is_temporary(upn):
        draft.problem(
            "pupil.upn",
            "unclear",
            "The UPN is a temporary one. Please send the permanent one when it is known.",
        )


def _name(draft: Draft) -> None:
    for path in ("pupil.forename", "pupil.surname"):
        if not any(p.field == "pupil.surname" for p in draft.problems):
            draft.missing(path)


def _parent_count(draft: Draft) -> int:
    return len({path.partition("]")[0] for path in draft.values if path.startswith("parents[")})


def check_mm1(draft: Draft, context: Context, arrived: dt.date | None) -> None:
    """Check an agreement form."""
    _name(draft)
    check_schools(draft)
    _dated_ahead(draft, arrived)
    start, own = _day(draft, "start_date"), form_day(draft) or arrived
    if start is not None and own is not None and abs((start - own).days) > _YEAR:
        _refuse(
            draft,
            "start_date",
            "unclear",
            f"The start date ({_shown(start)}) is more than a year from the date of the form.",
        )
    _order(draft, "start_date", "end_date", same=False)
    _together(draft, "start_date", "end_date", _YEAR)
    _reviews(draft)
    check_pupil(draft, start or own)
    _upn(draft)
    upn = draft.values.get("pupil.upn")
    if not (isinstance(upn, str) and not is_temporary(upn)) or "pupil.dob" in draft.values:
        draft.missing("pupil.dob")
    for path in ("home.school", "receiving.school"):
        draft.missing(path)
    draft.missing("start_date")
    _parents(draft, context)
    for path in (
        "pupil.upn",
        "pupil.nc_year",
        "end_date",
        "review_dates",
        "looked_after",
        "sen_status",
        "legal_basis",
    ):
        draft.missing(path)
    for side in ("home", "receiving"):
        for part in ("name", "email", "phone"):
            draft.missing(f"{side}.contact.{part}")
        if draft.values.get(f"{side}.consent.evidence") not in _GIVEN:
            draft.problem(
                f"{side}.consent",
                "missing",
                f"The {name_of(f'{side}.consent.evidence')} does not show on the form.",
            )
    if draft.values.get("looked_after") is True:
        draft.missing("looked_after_authority")
        for part in ("name", "email"):
            draft.missing(f"social_worker.{part}")


def _reviews(draft: Draft) -> None:
    start, end = _day(draft, "start_date"), _day(draft, "end_date")
    days = cast("tuple[dt.date, ...]", draft.values.get("review_dates", ()))
    early = [day for day in days if start is not None and day < start]
    late = [day for day in days if end is not None and (day - end).days > _YEAR // 2]
    if early or late:
        _refuse(
            draft,
            "review_dates",
            "conflict",
            f"The review date {_shown((early or late)[0])} is not within the placement.",
        )


def _parents(draft: Draft, context: Context) -> None:
    """Check that there is a parent, and that those whose consent is asked for have given it."""
    count = _parent_count(draft)
    named = [n for n in range(count) if f"parents[{n}].name" in draft.values]
    looked_after = draft.values.get("looked_after") is True
    if not named:
        if not looked_after:
            draft.missing("parents[0].name")
        return
    for n in range(count):
        draft.missing(f"parents[{n}].name")
        draft.missing(f"parents[{n}].email")
    asked = [
        n
        for n in named
        if draft.values.get(f"parents[{n}].no_contact") is not True
        and draft.values.get(f"parents[{n}].parental_responsibility") is not False
    ]
    given = [n for n in named if draft.values.get(f"parents[{n}].consent.evidence") in _GIVEN]
    lacking = [n for n in asked if n not in given]
    enough = not lacking if context.consent == "all_with_responsibility" else bool(given)
    for n in lacking if asked else named[:1]:
        who = name_of(f"parents[{n}].consent.evidence")
        if not enough and not (looked_after and context.consent == "one"):
            draft.problem(
                f"parents[{n}].consent", "missing", f"The {who} does not show on the form."
            )
    if draft.values.get("pex_if_unsuccessful") is True:
        heads = all(
            draft.values.get(f"{s}.consent.evidence") in _GIVEN for s in ("home", "receiving")
        )
        if not heads or not given:
            draft.problem(
                "pex_if_unsuccessful",
                "missing",
                "Permanent exclusion if the move is unsuccessful needs both head teachers' and a parent's agreement on the form.",
            )


def check_identity(draft: Draft) -> None:
    """Check that the form says enough to find one move."""
    _name(draft)
    check_schools(draft)
    both = "home.school" in draft.values and "receiving.school" in draft.values
    if not ({"pupil.dob", "pupil.upn"} & set(draft.values) or both):
        draft.missing("pupil.dob")
    _upn(draft)


def check_mm2(draft: Draft, arrived: dt.date | None) -> None:
    """Check an outcome form."""
    check_identity(draft)
    for path in ("decision_date", "meeting_date"):
        _not_after(draft, path, arrived)
    day = _day(draft, "decision_date") or _day(draft, "meeting_date") or form_day(draft) or arrived
    check_pupil(draft, day)
    _order(draft, "end_date", "return_date", same=True)
    _order(draft, "start_date", "end_date", same=True)
    outcome = draft.values.get("outcome")
    if outcome == "unsuccessful":
        for path in ("meeting_date", "end_date", "return_date"):
            _together(draft, "decision_date", path, _WEEKS_OF_AN_END)
    wanted: dict[object, tuple[str, ...]] = {
        "unsuccessful": ("decision_date", "end_date", "reason"),
        "extended": ("extension.end_date", "extension.review_date"),
        "successful": ("permanent_from",),
    }
    draft.missing("outcome")
    for path in wanted.get(outcome, ()):
        draft.missing(path)
    if outcome == "unsuccessful":
        for path in (
            "meeting_date",
            "return_date",
            "parents_informed.phone",
            "parents_informed.letter",
            "plan_meeting_date",
        ):
            draft.missing(path)
    against: dict[object, tuple[str, ...]] = {
        "successful": ("return_date", "extension.end_date"),
        "unsuccessful": ("permanent_from", "extension.end_date"),
        "extended": ("permanent_from", "return_date"),
    }
    clash = [path for path in against.get(outcome, ()) if path in draft.values]
    if clash:
        draft.drop("outcome")
        draft.problem(
            "outcome",
            "conflict",
            f"The outcome marked does not go with the {name_of(clash[0])} that is filled in. Which is right?",
        )
    percent = draft.values.get("attendance_percent")
    if isinstance(percent, float) and not 0 <= percent <= 100:
        _refuse(
            draft,
            "attendance_percent",
            "unclear",
            "The attendance percentage is not between 0 and 100.",
        )
    if not any(path.startswith("signatures[") for path in draft.values):
        draft.problem("signatures", "missing", "Nobody has signed the form.")


def check_review(draft: Draft, arrived: dt.date | None) -> None:
    """Check the record of a review."""
    check_identity(draft)
    _not_after(draft, "review_date", arrived)
    draft.missing("review_date")
    check_pupil(draft, _day(draft, "review_date") or arrived)
    _order(draft, "review_date", "next_review_date", same=False)
    for path in ("which", "concerns"):
        draft.missing(path)


def check_attendance(draft: Draft) -> None:
    """Check a week's attendance."""
    check_identity(draft)
    draft.missing("week_beginning")
    check_pupil(draft, _day(draft, "week_beginning"))
    for path in ("sessions_possible", "sessions_attended"):
        draft.missing(path)
    possible, attended = (
        draft.values.get("sessions_possible"),
        draft.values.get("sessions_attended"),
    )
    if isinstance(possible, int) and isinstance(attended, int) and attended > possible:
        draft.drop("sessions_attended")
        draft.problem(
            "sessions_attended", "conflict", "More sessions were attended than were possible."
        )


_REQUIRED = {
    "MM1": r"pupil\.(?:forename|surname|dob)|(?:home|receiving)\.school|parents\[\d\]\.consent|parents\[0\]\.name|start_date|pex_if_unsuccessful",
    "MM2": r"pupil\.(?:forename|surname|dob)|(?:home|receiving)\.school|outcome|decision_date|end_date|reason|extension\.\w+|permanent_from",
    "review": r"pupil\.(?:forename|surname|dob)|(?:home|receiving)\.school|review_date",
    "attendance": r"pupil\.(?:forename|surname|dob)|(?:home|receiving)\.school|week_beginning|sessions_\w+",
}


def stops(kind: str, problem: Problem) -> bool:
    """Return whether a problem keeps a form of this kind from counting, so that it must be asked."""
    if kind not in _REQUIRED or problem.code == "mismatch":
        return False
    required = re.fullmatch(_REQUIRED[kind], problem.field) is not None
    if problem.code == "missing":
        return required
    return required or not _HARMLESS.fullmatch(problem.field)


def judge(kind: str, draft: Draft) -> Judged:
    """Return whether the form is accepted or its sender must be asked."""
    because = tuple(problem.field for problem in draft.problems if stops(kind, problem))
    return Judged("query" if because else "accepted", because)
