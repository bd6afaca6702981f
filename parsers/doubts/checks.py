"""Whether what a form says can be true and is enough: each rule is the contract's (contract/records.md).

What is impossible or at odds with something else is taken out again; what is missing is noted.
"""

# ruff: noqa: PLR2004 - counts of words and cells, beside what they count
# ruff: noqa: E501 - patterns and lists of words stay whole

import datetime as dt
from typing import cast

from parsers.context import Context
from parsers.particulars.draft import Draft, name_of
from parsers.particulars.upn import is_temporary
from parsers.records import Kind
from parsers.values import year_group_of

_YEAR = 366
_MONTH = 31
_WEEKS_OF_AN_END = (
    63  # days between a decision and what follows it: nine weeks, with a summer between
)
_YOUNGEST, _OLDEST = 3, 20
_GIVEN = ("ink", "image", "typed", "verbal")


def check(kind: Kind, draft: Draft, context: Context, arrived: dt.date | None) -> None:
    """Check a form of this kind. arrived: the local day on which it came, None where no day is known."""
    if kind == "MM1":
        _check_mm1(draft, context, arrived)
    elif kind == "MM2":
        _check_mm2(draft, arrived)
    elif kind == "review":
        _check_review(draft, arrived)
    else:
        _check_attendance(draft)


def _day(draft: Draft, path: str) -> dt.date | None:
    value = draft.values.get(path)
    return value if isinstance(value, dt.date) else None


def _shown(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


def _form_day(draft: Draft) -> dt.date | None:
    """Return the form's own day: its date, else the latest day on which somebody signed."""
    own = _day(draft, "form_date")
    signed = [
        value
        for path, value in draft.values.items()
        if path.endswith(".date") and isinstance(value, dt.date)
    ]
    return own or max(signed, default=None)


def _check_pupil(draft: Draft, day: dt.date | None) -> None:
    """Check the pupil's age and year group against the day the form is about."""
    dob = _day(draft, "pupil.dob")
    if dob is None or day is None:
        return
    if not _YOUNGEST * 365 <= (day - dob).days <= _OLDEST * 366:
        draft.refuse(
            "pupil.dob",
            "unclear",
            f"The date of birth ({_shown(dob)}) is not that of a pupil.",
        )
        return
    year = draft.values.get("pupil.nc_year")
    if isinstance(year, int) and abs(year - year_group_of(dob, day)) > 1:
        message = f"The date of birth ({_shown(dob)}) and the year group ({year}) do not agree. Which is right?"
        draft.refuse("pupil.nc_year", "conflict", message, "pupil.dob")


def _check_schools(draft: Draft) -> None:
    """Check that the two schools are two."""
    home, receiving = draft.values.get("home.urn"), draft.values.get("receiving.urn")
    if home is not None and home == receiving:
        message = "The home school and the receiving school are the same school."
        also = ("receiving.urn", "home.school", "home.urn")
        draft.refuse("receiving.school", "conflict", message, *also)


def _order(draft: Draft, first: str, then: str, *, same: bool) -> None:
    """Check that one day comes before another; the later one is not believed if it does not."""
    a, b = _day(draft, first), _day(draft, then)
    if a is not None and b is not None and (b < a or (b == a and not same)):
        draft.refuse(
            then,
            "conflict",
            f"The {name_of(then)} ({_shown(b)}) is before the {name_of(first)} ({_shown(a)}).",
        )


def _together(draft: Draft, path: str, other: str, most: int) -> None:
    """Check that two days of one placement lie within `most` days; which is wrong cannot be told."""
    a, b = _day(draft, path), _day(draft, other)
    if a is not None and b is not None and abs((b - a).days) > most:
        draft.refuse(
            path,
            "conflict",
            f"The {name_of(path)} ({_shown(a)}) and the {name_of(other)} ({_shown(b)}) are too far apart. Which is right?",
            other,
        )


def _near_the_form(draft: Draft) -> None:
    """Doubt a decision long before the form was signed, or long after: its year is mistyped."""
    decided, own = _day(draft, "decision_date"), _form_day(draft)
    if decided and own and abs((own - decided).days) > _WEEKS_OF_AN_END:
        message = f"The decision date ({_shown(decided)}) is far from the date of the form ({_shown(own)}). Which is right?"
        draft.refuse("decision_date", "conflict", message)


def _not_after(draft: Draft, path: str, arrived: dt.date | None) -> None:
    day = _day(draft, path)
    if day is not None and arrived is not None and day > arrived:
        draft.refuse(
            path,
            "unclear",
            f"The {name_of(path)} ({_shown(day)}) had not come when the form was sent.",
        )


def _dated_ahead(draft: Draft, arrived: dt.date | None) -> None:
    """Doubt the start of a form that is dated after it came: its year is mistyped throughout."""
    own, start = _form_day(draft), _day(draft, "start_date")
    if (
        arrived
        and own
        and start
        and start > own - dt.timedelta(_MONTH)
        and own > arrived + dt.timedelta(_MONTH)
    ):
        draft.refuse(
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


def _check_mm1(draft: Draft, context: Context, arrived: dt.date | None) -> None:
    """Check an agreement form."""
    _name(draft)
    _check_schools(draft)
    _dated_ahead(draft, arrived)
    start, own = _day(draft, "start_date"), _form_day(draft) or arrived
    if start is not None and own is not None and abs((start - own).days) > _YEAR:
        draft.refuse(
            "start_date",
            "unclear",
            f"The start date ({_shown(start)}) is more than a year from the date of the form.",
        )
    _order(draft, "start_date", "end_date", same=False)
    _together(draft, "start_date", "end_date", _YEAR)
    _reviews(draft)
    _check_pupil(draft, start or own)
    _upn(draft)
    upn = draft.values.get("pupil.upn")
    if not isinstance(upn, str) or is_temporary(upn):
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
        draft.refuse(
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


def _check_identity(draft: Draft) -> None:
    """Check that the form says enough to find one move."""
    _name(draft)
    _check_schools(draft)
    both = "home.school" in draft.values and "receiving.school" in draft.values
    if not ({"pupil.dob", "pupil.upn"} & set(draft.values) or both):
        draft.missing("pupil.dob")
    _upn(draft)


def _check_mm2(draft: Draft, arrived: dt.date | None) -> None:
    """Check an outcome form."""
    _check_identity(draft)
    for path in ("decision_date", "meeting_date"):
        _not_after(draft, path, arrived)
    day = _day(draft, "decision_date") or _day(draft, "meeting_date") or _form_day(draft) or arrived
    _check_pupil(draft, day)
    _order(draft, "end_date", "return_date", same=True)
    _order(draft, "start_date", "end_date", same=True)
    _near_the_form(draft)
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
        "ended_other": ("permanent_from", "extension.end_date"),
    }
    clash = [path for path in against.get(outcome, ()) if path in draft.values]
    if clash:
        draft.refuse(
            "outcome",
            "conflict",
            f"The outcome marked does not go with the {name_of(clash[0])} that is filled in. Which is right?",
        )
    percent = draft.values.get("attendance_percent")
    if isinstance(percent, float) and not 0 <= percent <= 100:
        draft.refuse(
            "attendance_percent",
            "unclear",
            "The attendance percentage is not between 0 and 100.",
        )
    if not any(path.startswith("signatures[") for path in draft.values):
        draft.problem("signatures", "missing", "Nobody has signed the form.")


def _check_review(draft: Draft, arrived: dt.date | None) -> None:
    """Check the record of a review."""
    _check_identity(draft)
    _not_after(draft, "review_date", arrived)
    draft.missing("review_date")
    _check_pupil(draft, _day(draft, "review_date") or arrived)
    _order(draft, "review_date", "next_review_date", same=False)
    for path in ("which", "concerns"):
        draft.missing(path)


def _check_attendance(draft: Draft) -> None:
    """Check a week's attendance."""
    _check_identity(draft)
    draft.missing("week_beginning")
    _check_pupil(draft, _day(draft, "week_beginning"))
    for path in ("sessions_possible", "sessions_attended"):
        draft.missing(path)
    possible, attended = (
        draft.values.get("sessions_possible"),
        draft.values.get("sessions_attended"),
    )
    if isinstance(possible, int) and isinstance(attended, int) and attended > possible:
        message = "More sessions were attended than were possible."
        draft.refuse("sessions_attended", "conflict", message)
