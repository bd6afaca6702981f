"""The steps of a count as sentences: what was counted from where, and which days were left out.

Words that a solicitor can check with a calendar in hand: every day has its weekday, every run of
days that was not counted says why. Nothing is counted here (`rules.steps`).
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from mailbot.rules.schooldays import Slip, Unit
from mailbot.rules.steps import Gap, Skipped, Sort, Step, Steps

Names = Mapping[object, str]
_LISTED = 10  # days that are named one by one
_HALF = 0.5


def short(day: dt.date | None) -> str:
    """Return a day as tables and reasons write it: "Mon 5 Oct 2026"."""
    return f"{_brief(day)} {day.year}" if day is not None else "no day"


def sentences(steps: Steps, names: Names) -> Iterator[str]:
    """Yield each step as a sentence. names: the two schools' by role and by URN."""
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        is_slipped = following is not None and following.sort is Sort.SLIP
        fits = "" if is_slipped else f", a school day at {names['receiving']}"
        yield _sentence(step, names.get(step.school, "the school"), fits)


def _sentence(step: Step, school: str, fits: str) -> str:
    """Return a step as a sentence. fits: said of a day that needed no slip."""
    day = short(step.day)
    if step.sort is Sort.FACT:
        return _FACTS[step.label].format(day=day)
    if step.sort is Sort.WRITTEN:
        return f"{day}: {_WRITTEN[step.label]}"
    if step.sort is Sort.COUNT:
        return _count(step, school)
    if step.sort is Sort.SLIP:
        return _slip(step, school)
    part = "midway" if step.part == _HALF else f"{step.part:.0%} of the placement"
    said = _SAID[step.sort].format(
        count=step.count, origin=short(step.origin), day=day, school=school, part=part
    )
    return said + (fits if step.sort in _MAY_SLIP else _left_out(step.skipped))


_MAY_SLIP = frozenset({Sort.WEEKS, Sort.PART, Sort.NEXT_WEEK})
_SAID = {
    Sort.WEEKS: "week {count} = {day}",
    Sort.SCHOOL_WEEKS: "school week {count} = the week of {origin}, whose last school day at "
    "{school} is {day}",
    Sort.PART: "{part} = {count} days after {origin} = {day}",
    Sort.NEXT_WEEK: "the next week begins on {day}",
    Sort.ON_END: "the final review is due on the last day, {day}",
    Sort.DAY_AFTER: "the day after = {day}",
}
_FACTS = {
    "start": "start {day}",
    "signed": "form dated {day}",
    "first_start": "start {day}, as the first agreement says",
    "expected_start": "start {day}, as we were told",
    "known": "start not known; the move is known of since {day}",
    "query": "asked on {day}",
    "decision": "decided on {day}",
    "end": "last day at the receiving school {day}",
    "week": "first week without a record: that of {day}",
    "weeks": "first weeks without a record: those up to the week of {day}",
    "meeting": "final review meeting {day}",
    "outcome_came": "outcome form came on {day}",
    "roll_home": "off the home roll on {day}",
    "roll_receiving": "on the receiving roll on {day}",
    "due": "due {day}",
    "rejected": "a form was rejected on {day}, so the ladder counts anew from there",
    "base_known": "{day}: it was not known before",
}
_WRITTEN = {
    "agreement_review": "written on the agreement form",
    "agreement_end": "the last day written on the agreement form",
    "extension_review": "the extension review written on the outcome form",
    "extension_end": "the end of the extension written on the outcome form",
    "staff": "early final review, said by staff",
    "record": "early final review, by its record",
    "outcome_meeting": "early final review, the meeting on the outcome form",
    "outcome": "written on the outcome form",
}


def _count(step: Step, school: str) -> str:
    word = "day" if step.count == 1 else "days"
    whose = f" of {school}" if step.unit is Unit.SCHOOL else ""
    way = "before" if step.back else "after"
    said = f"{step.count} {step.unit.value} {word}{whose} {way} {short(step.origin)}"
    said = f"tolerance of {said}" if step.label == "tolerance" else said
    listed = 0 < step.count <= _LISTED
    days = f": {_listed(step.days)}" if listed else f" = {short(step.day)}"
    return said + days + _left_out(step.skipped)


def _slip(step: Step, school: str) -> str:
    gap = next((_gap(one) for one in step.skipped), "not known")
    way = _SLIPS[Slip(step.label)]
    return f"{short(step.origin)} is no school day at {school} ({gap}); {way} {short(step.day)}"


_SLIPS = {
    Slip.NEXT: "next school day",
    Slip.PREVIOUS: "the school day before",
    Slip.FRIDAY: "the last school day up to the Friday of that week",
}


def _listed(days: Sequence[dt.date]) -> str:
    return ", ".join([*(_brief(day) for day in days[:-1]), short(days[-1])])


def _left_out(skipped: Sequence[Skipped]) -> str:
    """Return which days were not counted; that weekends were not goes without saying."""
    if not skipped:
        return ""
    return ", not counting " + ", ".join(f"{_span(one)} ({_gap(one)})" for one in skipped)


def _span(one: Skipped) -> str:
    first, last = _brief(one.first), _brief(one.last)
    return first if one.first == one.last else f"{first}-{last}"


def _brief(day: dt.date) -> str:
    return f"{day:%a} {day.day} {day:%b}"


def _gap(one: Skipped) -> str:
    if one.gap is Gap.CLOSED and one.why:
        return f"closed: {one.why}"
    return "a weekend" if one.gap is Gap.WEEKEND else one.gap.value
