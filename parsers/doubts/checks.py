"""Whether what a form says can be true and is enough: each rule is the contract's (contract/records.md).

What is impossible or at odds with something else is taken out again; what is missing is noted.
"""

# ruff: noqa: PLR2004 - counts of words and cells, beside what they count
# ruff: noqa: E501 - patterns and lists of words stay whole

import datetime as dt
from collections.abc import Mapping
from typing import Final, cast

from parsers.context import Context
from parsers.particulars.draft import Draft, name_of
from parsers.particulars.upn import is_temporary
from parsers.records import Kind
from parsers.values import year_group_of

_YEAR = 366
_MONTH = 31
_WEEK = 7  # a decision is written down within days, its own meeting and the last day beside it
_WEEKS_OF_AN_END = 63  # days between a decision and what follows it, with a summer between
_YOUNGEST, _OLDEST = 3, 20
_GIVEN = ("ink", "image", "typed", "verbal")
_SCHOOLS = ("home", "receiving")
# What an agreement should say beside what it must.
_WANTED: Final = (
    "pupil.upn", "pupil.nc_year", "end_date", "review_dates", "looked_after", "sen_status",
    "legal_basis",
)  # fmt: skip
# What each outcome must say, and what goes with another one only.
_OF_OUTCOME: Final[Mapping[object, tuple[str, ...]]] = {
    "unsuccessful": (
        "decision_date", "end_date", "reason", "meeting_date", "return_date",
        "parents_informed.phone", "parents_informed.letter", "plan_meeting_date",
    ),
    "extended": ("extension.end_date", "extension.review_date"),
    "successful": ("permanent_from",),
}  # fmt: skip
_OF_ANOTHER: Final[Mapping[object, tuple[str, ...]]] = {
    "successful": ("return_date", "extension.end_date"),
    "unsuccessful": ("permanent_from", "extension.end_date"),
    "extended": ("permanent_from", "return_date"),
    "ended_other": ("permanent_from", "extension.end_date"),
}


def check(kind: Kind, draft: Draft, context: Context, arrived: dt.date | None) -> None:
    """Check a form of this kind. arrived: the local day on which it came, None where no day is known."""
    if kind == "MM1":
        _check_mm1(draft, context, arrived)
        return
    _check_identity(draft)
    if kind == "MM2":
        _check_mm2(draft, arrived)
    elif kind == "review":
        _check_review(draft, arrived)
    else:
        _check_attendance(draft)


# --- the agreement --------------------------------------------------------------------------------


def _check_mm1(draft: Draft, context: Context, arrived: dt.date | None) -> None:
    """Check an agreement form."""
    _name(draft)
    _check_schools(draft)
    _dated_ahead(draft, arrived)
    start, own = draft.day("start_date"), _form_day(draft) or arrived
    if start is not None and own is not None and abs((start - own).days) > _YEAR:
        message = f"The start date ({_shown(start)}) is more than a year from the date of the form."
        draft.refuse("start_date", "unclear", message)
    _order(draft, "start_date", "end_date", same=False)
    _together(draft, "start_date", "end_date", _YEAR)
    _reviews(draft)
    _check_pupil(draft, start or own)
    if not _has_lasting_upn(draft):
        draft.missing("pupil.dob")
    draft.missing("home.school", "receiving.school", "start_date")
    _parents(draft, context)
    draft.missing(*_WANTED)
    for side in _SCHOOLS:
        draft.missing(*(f"{side}.contact.{part}" for part in ("name", "email", "phone")))
        _consent(draft, side)
    if draft.values.get("looked_after") is True:
        draft.missing("looked_after_authority", "social_worker.name", "social_worker.email")


def _dated_ahead(draft: Draft, arrived: dt.date | None) -> None:
    """Doubt the start of a form that is dated after it came: its year is mistyped throughout."""
    own, start, month = _form_day(draft), draft.day("start_date"), dt.timedelta(_MONTH)
    if arrived and own and start and start > own - month and own > arrived + month:
        message = (
            f"The form is dated {_shown(own)}, which had not come when it was sent. "
            f"Is its start date ({_shown(start)}) right?"
        )
        draft.refuse("start_date", "unclear", message)


def _reviews(draft: Draft) -> None:
    start, end = draft.day("start_date"), draft.day("end_date")
    days = cast("tuple[dt.date, ...]", draft.values.get("review_dates", ()))
    early = [day for day in days if start is not None and day < start]
    late = [day for day in days if end is not None and (day - end).days > _YEAR // 2]
    if early or late:
        message = f"The review date {_shown((early or late)[0])} is not within the placement."
        draft.refuse("review_dates", "conflict", message)


def _parents(draft: Draft, context: Context) -> None:
    """Check that there is a parent, and that those whose consent is asked for have given it."""
    count = len({path.partition("]")[0] for path in draft.values if path.startswith("parents[")})
    parents = [f"parents[{n}]" for n in range(count)]
    named = [one for one in parents if f"{one}.name" in draft.values]
    looked_after = draft.values.get("looked_after") is True
    if not named:
        if not looked_after:
            draft.missing("parents[0].name")
        return
    for one in parents:
        draft.missing(f"{one}.name", f"{one}.email")
    asked = [
        one
        for one in named
        if draft.values.get(f"{one}.no_contact") is not True
        and draft.values.get(f"{one}.parental_responsibility") is not False
    ]
    given = [one for one in named if _has_agreed(draft, one)]
    lacking = [one for one in asked if one not in given]
    enough = not lacking if context.consent == "all_with_responsibility" else bool(given)
    if not enough and not (looked_after and context.consent == "one"):
        for one in lacking if asked else named[:1]:
            _consent(draft, one)
    heads = all(_has_agreed(draft, side) for side in _SCHOOLS)
    if draft.values.get("pex_if_unsuccessful") is True and not (heads and given):
        draft.problem(
            "pex_if_unsuccessful",
            "missing",
            "Permanent exclusion if the move is unsuccessful needs both head teachers' and a parent's agreement on the form.",
        )


def _has_agreed(draft: Draft, who: str) -> bool:
    return draft.values.get(f"{who}.consent.evidence") in _GIVEN


def _consent(draft: Draft, who: str) -> None:
    if not _has_agreed(draft, who):
        message = f"The {name_of(f'{who}.consent.evidence')} does not show on the form."
        draft.problem(f"{who}.consent", "missing", message)


# --- what follows it ------------------------------------------------------------------------------


def _check_identity(draft: Draft) -> None:
    """Check that the form says enough to find one move."""
    _name(draft)
    _check_schools(draft)
    both = "home.school" in draft.values and "receiving.school" in draft.values
    if not ({"pupil.dob", "pupil.upn"} & set(draft.values) or both):
        draft.missing("pupil.dob")
    _has_lasting_upn(draft)


def _check_mm2(draft: Draft, arrived: dt.date | None) -> None:
    """Check an outcome form."""
    for path in ("decision_date", "meeting_date"):
        _not_after(draft, path, arrived)
    day = draft.day("decision_date") or draft.day("meeting_date") or _form_day(draft) or arrived
    _check_pupil(draft, day)
    _order(draft, "end_date", "return_date", same=True)
    _order(draft, "start_date", "end_date", same=True)
    _near_the_form(draft)
    outcome = draft.values.get("outcome")
    if outcome == "unsuccessful":
        for path in ("meeting_date", "end_date", "return_date"):
            _together(draft, "decision_date", path, _WEEKS_OF_AN_END)
        _together(draft, "decision_date", "meeting_date", _WEEK, ahead_only=True)
        _together(draft, "end_date", "decision_date", _WEEK, ahead_only=True)
    draft.missing("outcome", *_OF_OUTCOME.get(outcome, ()))
    clash = [path for path in _OF_ANOTHER.get(outcome, ()) if path in draft.values]
    if clash:
        message = f"The outcome marked does not go with the {name_of(clash[0])} that is filled in. Which is right?"
        draft.refuse("outcome", "conflict", message)
    percent = draft.values.get("attendance_percent")
    if isinstance(percent, float) and not 0 <= percent <= 100:
        message = "The attendance percentage is not between 0 and 100."
        draft.refuse("attendance_percent", "unclear", message)
    if not any(path.startswith("signatures[") for path in draft.values):
        draft.problem("signatures", "missing", "Nobody has signed the form.")


def _near_the_form(draft: Draft) -> None:
    """Doubt a decision long before the form was signed, or long after: its year is mistyped."""
    decided, own = draft.day("decision_date"), _form_day(draft)
    if decided and own and abs((own - decided).days) > _WEEKS_OF_AN_END:
        message = f"The decision date ({_shown(decided)}) is far from the date of the form ({_shown(own)}). Which is right?"
        draft.refuse("decision_date", "conflict", message)


def _check_review(draft: Draft, arrived: dt.date | None) -> None:
    """Check the record of a review."""
    _not_after(draft, "review_date", arrived)
    draft.missing("review_date")
    _check_pupil(draft, draft.day("review_date") or arrived)
    _order(draft, "review_date", "next_review_date", same=False)
    draft.missing("which", "concerns")


def _check_attendance(draft: Draft) -> None:
    """Check a week's attendance."""
    draft.missing("week_beginning")
    _check_pupil(draft, draft.day("week_beginning"))
    sessions = ("sessions_possible", "sessions_attended")
    draft.missing(*sessions)
    possible, attended = (draft.values.get(path) for path in sessions)
    if isinstance(possible, int) and isinstance(attended, int) and attended > possible:
        message = "More sessions were attended than were possible."
        draft.refuse("sessions_attended", "conflict", message)


# --- of any form ----------------------------------------------------------------------------------


def _shown(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


def _form_day(draft: Draft) -> dt.date | None:
    """Return the form's own day: its date, else the latest day on which somebody signed."""
    signed = (draft.day(path) for path in draft.values if path.endswith(".date"))
    return draft.day("form_date") or max((day for day in signed if day), default=None)


def _name(draft: Draft) -> None:
    for path in ("pupil.forename", "pupil.surname"):
        if not any(p.field == "pupil.surname" for p in draft.problems):
            draft.missing(path)


def _has_lasting_upn(draft: Draft) -> bool:
    """Return whether the pupil's number is there for good; ask for it where it is a temporary one."""
    upn = draft.values.get("pupil.upn")
    if isinstance(upn, str) and is_temporary(upn):
        message = "The UPN is a temporary one. Please send the permanent one when it is known."
        draft.problem("pupil.upn", "unclear", message)
        return False
    return isinstance(upn, str)


def _check_pupil(draft: Draft, day: dt.date | None) -> None:
    """Check the pupil's age and year group against the day the form is about."""
    dob, year = draft.day("pupil.dob"), draft.values.get("pupil.nc_year")
    if dob is None or day is None:
        return
    if not _YOUNGEST * 365 <= (day - dob).days <= _OLDEST * 366:
        message = f"The date of birth ({_shown(dob)}) is not that of a pupil."
        draft.refuse("pupil.dob", "unclear", message)
    elif isinstance(year, int) and abs(year - year_group_of(dob, day)) > 1:
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
    a, b = draft.day(first), draft.day(then)
    if a is not None and b is not None and (b < a or (b == a and not same)):
        message = f"The {name_of(then)} ({_shown(b)}) is before the {name_of(first)} ({_shown(a)})."
        draft.refuse(then, "conflict", message)


def _together(draft: Draft, path: str, other: str, most: int, *, ahead_only: bool = False) -> None:
    """Check that two days of one placement lie within `most` days; which is wrong cannot be told.

    ahead_only: the first may lie behind the other as far as it likes.
    """
    a, b = draft.day(path), draft.day(other)
    apart = (b - a).days if a is not None and b is not None else 0
    if a is not None and b is not None and (apart if ahead_only else abs(apart)) > most:
        message = f"The {name_of(path)} ({_shown(a)}) and the {name_of(other)} ({_shown(b)}) are too far apart. Which is right?"
        draft.refuse(path, "conflict", message, other)


def _not_after(draft: Draft, path: str, arrived: dt.date | None) -> None:
    day = draft.day(path)
    if day is not None and arrived is not None and day > arrived:
        message = f"The {name_of(path)} ({_shown(day)}) had not come when the form was sent."
        draft.refuse(path, "unclear", message)
