"""A second count of every day, made straight from domain/deadlines.md, one day at a time.

It checks the hand-counted examples and stories, and nothing else: it shares no code, table or
library with the product. Slow and plain on purpose. Each function stands beside the sentence that
it counts.
"""

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DAY = dt.timedelta(days=1)
_HERE = Path(__file__).resolve().parent.parent

# domain/rules.md, section 4, as listed there; a Sunday's or Saturday's holiday stands on its
# substitute. 2026-2028 is all that the examples need.
HOLIDAYS = frozenset(
    dt.date(*day)
    for day in (
        (2026, 1, 1), (2026, 4, 3), (2026, 4, 6), (2026, 5, 4), (2026, 5, 25), (2026, 8, 31),
        (2026, 12, 25), (2026, 12, 28), (2027, 1, 1), (2027, 3, 26), (2027, 3, 29), (2027, 5, 3),
        (2027, 5, 31), (2027, 8, 30), (2027, 12, 27), (2027, 12, 28), (2028, 1, 3), (2028, 4, 14),
        (2028, 4, 17), (2028, 5, 1), (2028, 5, 29), (2028, 8, 28), (2028, 12, 25), (2028, 12, 26),
    )
)  # fmt: skip


def day(text: str) -> dt.date:
    """Return the day that "Mon 5 Oct 2026" says. Raises ValueError where the weekday is wrong."""
    found = dt.datetime.strptime(text, "%a %d %b %Y").date()  # noqa: DTZ007 - a day has no zone
    if f"{found:%a}" != text[:3]:
        raise ValueError(f"{text!r} is a {found:%A}")
    return found


def instant(text: str) -> dt.datetime:
    """Return the local time that "Mon 5 Oct 2026 09:30" says, seconds allowed; naive."""
    date, _, clock = text.rpartition(" ")
    return dt.datetime.combine(day(date), dt.time.fromisoformat(clock))


@dataclass(frozen=True)
class Days:
    """Which days are school days: for each school, walked one by one."""

    terms: tuple[tuple[str, dt.date, dt.date], ...]
    closures: tuple[tuple[str, dt.date, str], ...]

    def working(self, when: dt.date) -> bool:
        """Monday to Friday, no public holiday of England."""
        return when.weekday() < 5 and when not in HOLIDAYS

    def school(self, school: str, when: dt.date) -> bool:
        """Working day, within a term of that school, and no closure of it."""
        own = [t for t in self.terms if t[0] == school]
        terms = own or [t for t in self.terms if not t[0]]
        shut = any(who in ("", school) and closed == when for who, closed, _ in self.closures)
        return self.working(when) and any(a <= when <= b for _, a, b in terms) and not shut

    def after(self, school: str, when: dt.date, count: int) -> dt.date:
        """`when` is day 0; count school days."""
        while count:
            when += DAY
            count -= self.school(school, when)
        return when

    def before(self, school: str, when: dt.date, count: int) -> dt.date:
        """The same backwards."""
        while count:
            when -= DAY
            count -= self.school(school, when)
        return when

    def between(self, school: str, first: dt.date, last: dt.date) -> int:
        """School days after `first`, up to and including `last`."""
        return sum(self.school(school, when) for when in _days(first + DAY, last))

    def slip(self, school: str, when: dt.date, way: str = "next") -> dt.date:
        """A computed date that is no school day moves to the next or the previous one."""
        step = DAY if way == "next" else -DAY
        while not self.school(school, when):
            when += step
        return when


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    while first <= last:
        yield first
        first += DAY


def calendar(name: str) -> Days:
    """Return a calendar of tests/protocols/calendars.toml."""
    text = (_HERE / "protocols" / "calendars.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)[name]
    return Days(
        tuple((who, day(first), day(last)) for who, first, last in table["terms"]),
        tuple((who, day(when), why) for who, when, why in table["closures"]),
    )


def monday(when: dt.date) -> dt.date:
    """A week is Monday to Sunday."""
    return when - when.weekday() * DAY


def school_week_end(days: Days, school: str, start: dt.date, weeks: int) -> dt.date:
    """The last school day of the nth week holding a school day on or after the start."""
    week = monday(start)
    while True:
        held = [d for d in _days(max(week, start), week + 6 * DAY) if days.school(school, d)]
        if held:
            weeks -= 1
            if not weeks:
                return held[-1]
        week += 7 * DAY


@dataclass(frozen=True)
class Case:
    """One placement as the forms tell it, and the figures that the authority keeps."""

    days: Days
    home: str
    receiving: str
    start: dt.date
    protocol: str
    written_end: dt.date | None = None
    written_reviews: tuple[dt.date, ...] = ()
    slip: str = "next"
    week_unit: str = "calendar"

    @property
    def weeks(self) -> int:
        """Southwark 12, Rotherham 10."""
        return {"southwark": 12, "rotherham": 10}[self.protocol]

    def week(self, number: int) -> dt.date:
        """`start + 7 * n` days, slipped; school weeks: the rule of the nth week."""
        if self.week_unit == "school":
            return school_week_end(self.days, self.receiving, self.start, number)
        return self.days.slip(self.receiving, self.start + 7 * number * DAY, self.slip)

    @property
    def end(self) -> dt.date:
        """The form's end date if it has one; else from the protocol's length."""
        return self.written_end or self.week(self.weeks)

    @property
    def reviews(self) -> dict[str, dt.date]:
        """Computed, then with the form's own dates in their places."""
        if self.protocol == "southwark":
            found = {"week4": self.week(4), "week8": self.week(8)}
        else:
            half = (self.end - self.start).days // 2
            middle = self.days.slip(self.receiving, self.start + half * DAY, self.slip)
            found = {"midway": middle}
        most = len(found) + 1
        found = {which: due for which, due in found.items() if due < self.end}
        found["final"] = self.end
        if len(self.written_reviews) == most:
            return dict(zip(found, self.written_reviews, strict=True))
        if len(self.written_reviews) < most:
            taken: dict[str, dt.date] = {}
            for said in self.written_reviews:
                which = min(found, key=lambda w: (abs(found[w] - said), found[w]))
                if abs(found[which] - said) <= 10 * DAY and which not in taken:
                    taken[which] = said
            found |= taken
        return found


def ladder(days: Days, school: str, base: dt.date) -> list[dt.date]:
    """The 1st, 3rd and 5th school day of the school addressed after the base."""
    return [days.after(school, base, n) for n in (1, 3, 5)]


def invite_day(case: Case, due: dt.date) -> dt.date:
    """10 calendar days before, slipped to the previous school day of the receiving school."""
    return case.days.slip(case.receiving, due - 10 * DAY, "previous")


def _chased(case: Case, due: dt.date, known: dt.date) -> dict[str, Any]:
    """Tolerance 2 school days; the ladder counts from the later of that and the day known."""
    base = max(case.days.after(case.receiving, due, 2), known)
    sides = {"home": case.home, "receiving": case.receiving}
    found: dict[str, Any] = {"due": due}
    found |= {side: ladder(case.days, school, base) for side, school in sides.items()}
    return found | {"escalation": case.days.after(case.receiving, base, 7)}


def _of_one(case: Case, side: str, due: dt.date, known: dt.date) -> dict[str, Any]:
    school = case.home if side == "home" else case.receiving
    base = max(due, known)
    return {
        "due": due,
        "chases": ladder(case.days, school, base),
        "escalation": case.days.after(school, base, 7),
    }


def placement(case: Case, arrived: dt.date) -> dict[str, Any]:
    """Return what an MM1 alone leads to, when nothing else ever arrives."""
    reviews = case.reviews
    limit = case.days.after(case.home, case.start, 5)
    late = 0 if arrived <= limit else max(1, case.days.between(case.home, limit, arrived))
    first_due = case.days.slip(case.receiving, monday(case.start) + 7 * DAY)
    at_once = case.days.slip(case.receiving, arrived)
    return {
        "end": case.end,
        "mm1": {"due": limit, "late_days": late},
        "reviews": reviews,
        "invites": {which: max(invite_day(case, due), at_once) for which, due in reviews.items()},
        "chases": {
            which: _chased(case, due, arrived) for which, due in reviews.items() if which != "final"
        },
        "outcome": _chased(case, reviews["final"], arrived),
        "attendance": _of_one(case, "receiving", first_due, arrived),
    }


def breakdown(case: Case, mm2: Mapping[str, dt.date], arrived: dt.date) -> dict[str, Any]:
    """Return what follows an unsuccessful outcome decided and ended on the days of `mm2`."""
    ended, back = mm2["end_date"], mm2.get("return_date")
    morning = case.days.after(case.home, ended, 1)
    found: dict[str, Any] = {"next_morning": morning}
    if back and case.days.school(case.home, back):
        found["next_morning"] = back
    if case.protocol == "southwark":
        due = case.days.after(case.receiving, mm2["decision_date"], 3)
        found["report"] = _of_one(case, "receiving", due, arrived)
        due = case.days.after(case.home, ended, 5)
        found["plan"] = _of_one(case, "home", due, arrived)
        found["plan"]["reminder"] = case.days.before(case.home, due, 2)
    return found


def success(case: Case, mm2: Mapping[str, dt.date], arrived: dt.date) -> dict[str, Any]:
    """Return the roll change of each school: 5 of its school days after the day of its change."""
    changed = {"home": mm2["home_off_roll"], "receiving": mm2["permanent_from"]}
    schools = {"home": case.home, "receiving": case.receiving}
    roll: dict[str, Any] = {
        side: _of_one(case, side, case.days.after(schools[side], when, 5), arrived)
        for side, when in changed.items()
    }
    roll["escalations"] = sorted(side.pop("escalation") for side in roll.values())
    return {"roll": roll}
