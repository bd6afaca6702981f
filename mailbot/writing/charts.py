"""The bars and the sentences of a chart, as a letter prints them.

A bar is a label, what it says and how much it is; the longest of a chart has the whole width. What
the bar shows stands beside it in words too, for a reader who sees no bars.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from mailbot.rules.figures import Chased, Tally

Bar = tuple[str, str, int]

STATES = {
    "expected": "Expected, no MM1 yet",
    "queried": "MM1 queried",
    "held": "MM1 held",
    "running": "Running",
    "succeeded": "Succeeded this school year",
    "ended": "Broke down this school year",
}
REVIEWS = {"in time": "Held in time", "late": "Held late", "missed": "Not held"}
OUTCOMES = {
    "successful": "Successful",
    "extended": "Extended",
    "unsuccessful": "Broke down",
    "ended_other": "Ended another way",
}
_CHASES = {
    "notification_chase": "Agreement (MM1)",
    "form_query": "Answer to our question",
    "review_chase": "Review record",
    "attendance_chase": "Attendance record",
    "outcome_chase": "Outcome form (MM2)",
    "report_chase": "Breakdown report",
    "plan_meeting_chase": "Education plan meeting",
    "roll_change_chase": "Roll change",
}
WAITS = {
    "form": "Forms to look at",
    "breakdown": "Breakdowns reported",
    "home_notice": "Home schools' notices",
    "parent_notice": "Parents' notices",
    "outbox": "Messages held",
    "stuck": "Messages not delivered",
}
_NONE = Chased(0, 0, 0)


def chart(title: str, bars: Iterable[Bar], notes: Iterable[str] = ()) -> dict[str, Any] | None:
    """Return a chart, its longest bar the whole width; None where every bar is nothing."""
    rows, said = list(bars), list(notes)
    longest = max((amount for _, _, amount in rows), default=0)
    if not longest and not said:
        return None
    return {
        "title": title,
        "bars": [
            {"label": label, "said": text, "share": round(100 * amount / longest) if longest else 0}
            for label, text, amount in rows
        ],
        "notes": said,
    }


def plain(names: Mapping[str, str], found: Mapping[str, int]) -> Iterator[Bar]:
    """Yield a bar for each thing of which there is one now."""
    for name, label in names.items():
        if found.get(name):
            yield label, str(found[name]), found[name]


def pairs(
    names: Mapping[str, str], week: Mapping[str, int], year: Mapping[str, int]
) -> Iterator[Bar]:
    """Yield a bar for each thing, the week beside the year, also where there was none."""
    for name, label in names.items():
        yield _bar(label, week.get(name, 0), year.get(name, 0))


def _bar(label: str, week: int, year: int) -> Bar:
    return label, f"{week} (year: {year})", year


def agreements(week: Tally, year: Tally) -> Iterator[Bar]:
    """Yield how many agreements came in time and late."""
    yield _bar("In time", week.in_time, year.in_time)
    yield _bar("Late", week.late_count, year.late_count)


def notices(week: Tally, year: Tally) -> Iterator[Bar]:
    """Yield how many breakdown notices left on the day of the decision and late."""
    yield _bar("On the day of the decision", week.notices_same_day, year.notices_same_day)
    yield _bar("Late", week.notices_late, year.notices_late)


def chases(week: Tally, year: Tally) -> Iterator[Bar]:
    """Yield how many chases of each kind left, and how many escalations."""
    for kind, label in _CHASES.items():
        if kind in year.chased:
            yield _bar(label, week.chased.get(kind, _NONE).sent, year.chased[kind].sent)
    if year.escalated.sent:
        yield _bar("Escalations", week.escalated.sent, year.escalated.sent)


def answers(week: Tally, year: Tally) -> Iterator[str]:
    """Yield how many of the things asked for have come, by the span in which we asked."""
    for span, found in (("last week", week), ("this school year", year)):
        asked = list(found.chased.values())
        things = sum(one.things for one in asked)
        if things:
            came = sum(one.answered for one in asked)
            yield f"Asked for {span}: {_things(things)}, of which {came} came since."
        if found.escalated.things:
            came, things = found.escalated.answered, found.escalated.things
            yield f"Escalated {span}: {_things(things)}, of which {came} came since."


def enumerated(days: Sequence[int]) -> str:
    """Return numbers in a row: "1, 2 and 4"."""
    words = [str(one) for one in days]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _things(count: int) -> str:
    return "1 thing" if count == 1 else f"{count} things"
