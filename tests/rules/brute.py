"""The whole protocol counted a second time: one day after the other, straight from the page.

Written from domain/deadlines.md alone; it shares no code, table or library with `mailbot.rules`.
It goes through the days of a move with what was known at each moment, works out what was owed at
that moment, and writes down every letter that leaves on that day. Slow and plain on purpose; the
sentence that is counted stands beside the counting.

Facts are plain: a word, an instant, and a mapping. They are known from their instant on.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from tests.rules.oracle import HOLIDAYS

DAY = dt.timedelta(days=1)
ZONE = ZoneInfo("Europe/London")
EIGHT = dt.time(8)


class TooShortError(Exception):
    """The terms end before the day is reached."""


@dataclass(frozen=True)
class Year:
    """The days of one school: terms, both ends included, and days on which it is shut."""

    terms: tuple[tuple[dt.date, dt.date], ...]
    shut: frozenset[dt.date] = frozenset()

    @cached_property
    def days(self) -> frozenset[dt.date]:
        """A working day within a term of that school and no closure of it."""
        found = set()
        for first, last in self.terms:
            day = first
            while day <= last:
                if day.weekday() < 5 and day not in HOLIDAYS and day not in self.shut:
                    found.add(day)
                day += DAY
        return frozenset(found)

    @cached_property
    def bounds(self) -> tuple[dt.date, dt.date]:
        """The first and the last day that anything is known of."""
        return min(first for first, _ in self.terms), max(last for _, last in self.terms)

    @cached_property
    def _walked(self) -> dict[tuple[dt.date, int, int], dt.date]:
        return {}

    def walk(self, day: dt.date, count: int, step: int = 1) -> dt.date:
        """`day` is day 0; count school days. A walk once made is remembered."""
        asked = (day, count, step)
        if asked not in self._walked:
            self._walked[asked] = self._walk(*asked)
        return self._walked[asked]

    def _walk(self, day: dt.date, count: int, step: int) -> dt.date:
        while count:
            day += step * DAY
            if not self.bounds[0] <= day <= self.bounds[1]:
                raise TooShortError
            if day in self.days:
                count -= 1
        return day

    def slip(self, day: dt.date, way: str) -> dt.date:
        """A computed date that is no school day moves to the next or previous one."""
        if way == "friday" and day not in self.days:
            day += (4 - day.weekday()) * DAY  # "Friday of that week", if it is a school day
        return day if day in self.days else self.walk(day, 1, 1 if way == "next" else -1)

    def week_end(self, start: dt.date, number: int) -> dt.date:
        """The last school day of the nth week that holds one on or after the start."""
        week = start - start.weekday() * DAY
        while True:
            if week > self.bounds[1]:
                raise TooShortError
            held = [d for d in (week + n * DAY for n in range(7)) if d >= start and d in self.days]
            if held and number == 1:
                return held[-1]
            number -= bool(held)
            week += 7 * DAY


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What the authority's protocol says (domain/protocols.md; defaults of the page)."""

    weeks: int
    reviews: tuple[tuple[str, int | Fraction], ...]  # before the final: a week, or a part
    weekly: bool
    report: int | None
    plan: int | None
    slip: str = "next"
    unit: str = "calendar"  # of the weeks: calendar, school, school_days (five to a week)
    length_days: int | None = None  # the length in school days instead
    every: int = 0  # a review every so many weeks
    anchor: str = "start"
    form_end: bool = True
    tolerance: int = 2
    outcome_tolerance: int = 2
    invite: int = 10
    near: int = 10
    window: int = 10
    limit: int = 5
    limit_unit: str = "school"
    before: bool = False  # the limit lies before the start
    by_form_date: bool = False
    notifies: tuple[str, ...] = ("home",)
    pairs: bool = False  # attendance is reported for two weeks at once
    rungs: tuple[int, ...] = (1, 3, 5)
    escalated: int = 7
    escalated_to: str = "eit_manager"
    query: int = 2
    roll: int = 5
    rolls: tuple[str, ...] = ("home", "receiving")
    outcome_by: tuple[str, ...] = ("receiving", "home")
    report_by: str = "receiving"
    plan_by: str = "home"
    reminder: int = 2
    support: int = 0  # weeks of support after a permanent move
    support_by: tuple[str, ...] = ("receiving", "home")
    parent_email: str = "given"


SOUTHWARK = Figures(weeks=12, reviews=(("week4", 4), ("week8", 8)), weekly=True, report=3, plan=5)
ROTHERHAM = Figures(
    weeks=10, reviews=(("midway", Fraction(1, 2)),), weekly=False, report=None, plan=None
)


@dataclass(frozen=True)
class Fact:
    """One thing that became known at an instant."""

    at: dt.datetime
    what: str
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def day(self) -> dt.date:
        """The local date."""
        return self.at.astimezone(ZONE).date()


@dataclass
class Review:
    """A review as it stands at one moment."""

    name: str
    due: dt.date
    written: bool = False
    held: bool = False
    lapsed: bool = False
    since: dt.datetime | None = None
    window: int = 10

    @property
    def last(self) -> bool:
        """The final review and the MM2 are one obligation."""
        return self.name in ("final", "extension")


@dataclass(frozen=True, kw_only=True)
class Owed:
    """One obligation as it stands at one moment; `base` is the day its ladder counts from."""

    what: str
    kind: str
    to: tuple[str, ...]
    due: dt.date
    base: dt.date
    state: str  # open, resting, met, lapsed
    escalated_by: str  # whose days the escalation counts
    again: int = 0


Letter = tuple[dt.date, str, str, str]  # the day it leaves, kind, about, to


@dataclass(frozen=True)
class Case:
    """One move between two schools, and all that happens to it, oldest fact first."""

    figures: Figures
    years: Mapping[str, Year]
    facts: tuple[Fact, ...]

    def until(self, count: int) -> tuple[Fact, ...]:
        """The first facts."""
        return self.facts[:count]


def _one(facts: Sequence[Fact], what: str) -> list[Fact]:
    return [f for f in facts if f.what == what]


def _mm2(facts: Sequence[Fact], *kinds: str) -> list[Fact]:
    return [f for f in _one(facts, "mm2") if f.data["kind"] in kinds]


def is_over(facts: Sequence[Fact]) -> bool:
    """A success or a breakdown ends it; an extension does not."""
    return bool(_mm2(facts, "successful", "unsuccessful"))


# the placement


def computed(case: Case, mm1: Mapping[str, Any]) -> tuple[dt.date, list[Review]]:
    """The end and the reviews that one agreement leads to."""
    figures, year, start = case.figures, case.years["receiving"], mm1["start"]

    # "`end` is the form's end date if it has one; else computed from the protocol's length."
    written = mm1.get("end") if figures.form_end else None
    if figures.length_days is not None:
        end = written or year.walk(start, figures.length_days)
    else:
        end = written or week_of(case, start, figures.weeks)
    first = start
    while figures.anchor == "first_school_day" and first not in year.days:
        first += DAY
    found = []
    for name, when in figures.reviews:
        if isinstance(when, Fraction):  # "Midway is start + floor((end - start) / 2) days, slipped"
            due = year.slip(first + int((end - first).days * when) * DAY, figures.slip)
        else:
            due = week_of(case, first, when)
        found.append(Review(name, due, window=figures.window))
    found += [
        Review(f"week{n}", week_of(case, first, n), window=figures.window)
        for n in _weeks_before(case, first, end)
    ]
    found.append(Review("final", end, written=written is not None, window=figures.window))
    said = sorted({d for d in mm1.get("reviews", ()) if start <= d <= end})
    # "A computed review that falls on or after the end is dropped."
    left = [r for r in found if r.last or r.due < end]
    if figures.every:  # a rhythm has as many as fit before the end
        found = left
    if len(said) == len(found):  # "as many as the protocol has: they replace them in order"
        for review, day in zip(found, said, strict=True):
            review.due, review.written = day, True
        return end, found
    if len(said) < len(found):  # "More dates [...]: not used"
        _replace(left, said, figures.near)
    left.sort(key=lambda r: (r.last, r.due))  # windows follow one another by date
    return end, left


def week_of(case: Case, start: dt.date, number: int) -> dt.date:
    """The day of the nth week: "`start + 7 * n` days, slipped (school weeks: the rule above)".

    Where school days are the unit, five of them make a week."""
    figures, year = case.figures, case.years["receiving"]
    if figures.unit == "school":
        return year.week_end(start, number)
    if figures.unit == "school_days":
        return year.walk(start, 5 * number)
    return year.slip(start + 7 * number * DAY, figures.slip)


def _weeks_before(case: Case, start: dt.date, end: dt.date) -> Iterator[int]:
    """Every so many weeks, as long as the week lies before the end."""
    number = case.figures.every
    while number:
        day = start + 7 * number * DAY
        if case.figures.unit != "calendar":
            day = week_of(case, start, number)
        if day >= end:
            return
        yield number
        number += case.figures.every


def _replace(reviews: list[Review], said: Sequence[dt.date], near: int) -> None:
    """ "each replaces the computed review nearest to it, when within 10 calendar days (a tie: the
    earlier one; a second claimant is ignored); the others stay computed"."""
    was = {review.name: review.due for review in reviews}
    claimed = set()
    for day in said:
        best = min(reviews, key=lambda r: (abs((was[r.name] - day).days), was[r.name]))
        if abs((was[best.name] - day).days) <= near and best.name not in claimed:
            claimed.add(best.name)
            best.due, best.written = day, True
    reviews.sort(key=lambda r: (r.last, r.due))  # windows follow one another by date


def reviews_at(case: Case, facts: Sequence[Fact]) -> tuple[dt.date | None, list[Review]]:
    """The end and the reviews as they stand once these facts are known."""
    agreements = _one(facts, "mm1")
    if not agreements:
        return None, []
    if agreements[-1].data.get("permanent"):
        return None, _support(case, facts, agreements[-1].data["start"])
    end, reviews = computed(case, agreements[-1].data)  # "newest wins, dates are computed anew"
    extended = _mm2(facts, "extended")
    for fact in extended:
        # "It moves the end to its date and adds a final review at the extension's review date
        # (or, absent, its end), both taken as written"
        end = fact.data["extension_end"]
        reviews[-1].held = True  # the MM2 settled the old one
        due = fact.data.get("extension_review") or end
        reviews.append(Review("extension", due, written=True, window=case.figures.window))
    for fact in facts:
        _early(reviews, fact, extended[0].at if extended else None)
    for fact in _one(facts, "review"):
        found = review_of(reviews, fact.data["day"], final=fact.data.get("final", False))
        if found is not None:
            found.held = True
    # "The final review and the MM2 are one obligation": the meeting it names was that review
    closed = _mm2(facts, "successful", "unsuccessful")
    if closed and closed[-1].data.get("meeting"):
        reviews[-1].held = True
    return end, reviews


def _support(case: Case, facts: Sequence[Fact], start: dt.date) -> list[Review]:
    """A permanent move has no placement; the weeks of support end with a review of it, which a
    record of any day since the move settles."""
    if not case.figures.support:
        return []
    due = week_of(case, start, case.figures.support)
    review = Review("support", due, window=(due - start).days)
    review.held = any(f.data["day"] >= start for f in _one(facts, "review"))
    return [review]


def _early(reviews: list[Review], fact: Fact, extended: dt.datetime | None) -> None:
    """ "a record named final dated more than 10 days before the final's due date, by an MM2 with
    such a meeting date, or from staff; it takes the final's place at its own date; reviews due
    after that date lapse"."""
    day = None
    if fact.what == "final" or (fact.what == "review" and fact.data.get("final")):
        day = fact.data["day"]
    if fact.what == "mm2":
        day = fact.data.get("meeting")
    if day is None:
        return
    first = next(r for r in reviews if r.last)
    final = reviews[-1] if extended is not None and fact.at > extended else first
    if fact.what != "final" and not (final.due - day).days > final.window:
        return
    final.due, final.written = day, True
    for review in reviews:
        if not review.last and review.due > day:
            review.lapsed = True


def review_of(reviews: Sequence[Review], day: dt.date, *, final: bool) -> Review | None:
    """ "the one whose window the date falls in, from 10 calendar days before its due date until
    the next review's window opens, but never closing before the day after its own due date; the
    final's has no end. [...] "final" is always the final review. Earlier than every window:
    settles nothing"."""
    dated = [r for r in reviews if not r.lapsed]
    if final:
        finals = [r for r in reviews if r.last]
        return finals[-1] if (finals[-1].due - day).days <= finals[-1].window else finals[0]
    for n, review in enumerate(dated):
        opens = review.due - review.window * DAY
        if n + 1 == len(dated):
            if day >= opens:
                return review
            continue
        closes = dated[n + 1].due - dated[n + 1].window * DAY
        closes = max(closes, review.due + DAY)
        if opens <= day < closes:
            return review
    return None


# what is owed


def _resting(facts: Sequence[Fact], settles: str) -> tuple[bool, list[dt.date]]:
    """ "A form that has arrived but is queried or held rests the ladder of what it would settle;
    when staff reject it, the ladder starts again as known from that day"."""
    asked = [f for f in facts if f.what in ("asked", "held") and f.data["settles"] == settles]
    closed = {f.data["form"]: f for f in _one(facts, "closed")}
    rests = any(f.data["form"] not in closed for f in asked)
    rejected = [
        closed[f.data["form"]].day
        for f in asked
        if f.data["form"] in closed and closed[f.data["form"]].data["how"] == "rejected"
    ]
    return rests, rejected


def owed_at(
    case: Case, facts: Sequence[Fact], end: dt.date | None, reviews: Sequence[Review]
) -> Iterator[Owed]:
    """All that is owed once these facts are known."""
    if not facts:
        return
    yield from _mm1(case, facts)
    yield from _asked(case, facts)
    yield from _reviews(case, facts, reviews)
    if reviews and end is not None:
        yield from _attendance(case, facts, end)
    yield from _after(case, facts)
    yield from _rolls(case, facts)


def limit(case: Case, start: dt.date) -> dt.date:
    """Both authorities: 5 school days of the home school after the start. Others count other days,
    of the school that tells them, or backwards."""
    figures, step = case.figures, -1 if case.figures.before else 1
    if figures.limit_unit == "school":
        return case.years[figures.notifies[0]].walk(start, figures.limit, step)
    left = figures.limit
    while left:
        start += step * DAY
        works = start.weekday() < 5 and start not in HOLIDAYS
        left -= works or figures.limit_unit == "calendar"
    return start


def counted_from(case: Case, first: Mapping[str, Any]) -> dt.date:
    """The start, or the form's own date where the protocol counts from it and the form has one."""
    day: dt.date = first["start"]
    return first.get("signed") or day if case.figures.by_form_date else day


def late(case: Case, facts: Sequence[Fact]) -> int:
    """ "late by the number of school days past the limit, at least 1; on the limit's day it is in
    time"; the first one's timeliness counts."""
    first = _one(facts, "mm1")[0].data
    last = limit(case, counted_from(case, first))
    arrived = first["arrived"].astimezone(ZONE).date()
    past, day = 0, last
    while day < arrived:
        day += DAY
        past += day in case.years[case.figures.notifies[0]].days
    return max(1, past) if arrived > last else 0


def _mm1(case: Case, facts: Sequence[Fact]) -> Iterator[Owed]:
    agreements = _one(facts, "mm1")
    said = [f.data["start"] for f in _one(facts, "known") if f.data.get("start")]
    known = facts[0].day
    # the page: due is the start and the limit; start unknown: the day it became known and it
    start = counted_from(case, agreements[0].data) if agreements else said[-1] if said else known
    # a limit before a start that nobody knows: nothing earlier than that day can be asked for
    unknown = case.figures.before and not agreements and not said
    due = known if unknown else limit(case, start)
    rests, rejected = _resting(facts, "mm1")
    yield Owed(
        what="mm1", kind="notification_chase", to=case.figures.notifies, due=due,
        base=max([due, known, *rejected]),
        state="met" if agreements else "resting" if rests else "open",
        escalated_by=case.figures.notifies[0], again=len(rejected),
    )  # fmt: skip


def _asked(case: Case, facts: Sequence[Fact]) -> Iterator[Owed]:
    closed = {f.data["form"] for f in _one(facts, "closed")}
    for fact in _one(facts, "asked"):
        # "due 2 school days of the sender's school after the query"
        due = case.years[fact.data["school"]].walk(fact.day, case.figures.query)
        # "All other obligations of the move lapse": what is asked once it is over is a new one
        ended = [f.at for f in _mm2(facts, "successful", "unsuccessful")]
        over = fact.data["form"] in closed or any(
            fact.at < at or fact.data["settles"] != "outcome" for at in ended
        )
        yield Owed(
            what=f"query:{fact.data['form']}", kind="form_query", to=("sender",), due=due,
            base=due, state="met" if over else "open", escalated_by=fact.data["school"],
        )  # fmt: skip


def _reviews(case: Case, facts: Sequence[Fact], reviews: Sequence[Review]) -> Iterator[Owed]:
    year, over = case.years["receiving"], is_over(facts)
    for review in reviews:
        if review.last and review is not reviews[-1]:
            continue
        assert review.since is not None
        since = review.since.astimezone(ZONE).date()
        figures = case.figures  # "Tolerance 2 school days."
        days = figures.outcome_tolerance if review.last else figures.tolerance
        tolerated = year.walk(review.due, days)
        to: tuple[str, ...] = ("receiving", "home")
        if review.last:
            to = figures.outcome_by
            rests, rejected = _resting(facts, "outcome")
            state = "met" if over else "resting" if rests else "open"
            what, kind = f"outcome:{review.name}", "outcome_chase"
        else:
            rests, rejected = _resting(facts, "review")
            state = "resting" if rests else "open"
            state = "met" if review.held else "lapsed" if review.lapsed or over else state
            what, kind = f"review:{review.name}", "review_chase"
            to = figures.support_by if review.name == "support" else to
        yield Owed(
            what=what, kind=kind, to=to, due=review.due,
            base=max([tolerated, since, *rejected]), state=state,
            escalated_by="receiving", again=len(rejected),
        )  # fmt: skip


def missing_week(case: Case, facts: Sequence[Fact], end: dt.date) -> dt.date | None:
    """ "a record settles the week that its `week_beginning` falls in and all weeks before it"; only
    the first week after the newest record is chased."""
    year = case.years["receiving"]
    day: dt.date = _one(facts, "mm1")[-1].data["start"]
    met = [f.data["day"] - f.data["day"].weekday() * DAY for f in _settling_weeks(facts)]
    while day <= end:
        week = day - day.weekday() * DAY
        if day in year.days and all(week > m for m in met):
            return week
        day += DAY
    return None


def _settling_weeks(facts: Sequence[Fact]) -> list[Fact]:
    return [f for f in facts if f.what in ("attendance", "reached")]


def missing_pair(case: Case, facts: Sequence[Fact], end: dt.date) -> dt.date | None:
    """The week with which the missing one is reported: itself, or where records are for two weeks
    the second of its pair, counted in school weeks from the start; the last stands alone."""
    missing, year = missing_week(case, facts, end), case.years["receiving"]
    if missing is None or not case.figures.pairs:
        return missing
    weeks: list[dt.date] = []
    day: dt.date = _one(facts, "mm1")[-1].data["start"]
    while day <= end:
        week = day - day.weekday() * DAY
        if day in year.days and week not in weeks:
            weeks.append(week)
        day += DAY
    at = weeks.index(missing)
    return weeks[at + 1] if at % 2 == 0 and at + 1 < len(weeks) else missing


def _week_then(case: Case, facts: Sequence[Fact]) -> dt.date | None:
    end, _ = reviews_at(case, facts)
    return missing_pair(case, facts, end) if end is not None else None


def _attendance(case: Case, facts: Sequence[Fact], end: dt.date) -> Iterator[Owed]:
    agreements = _one(facts, "mm1")
    # "A form whose `attendance_reporting` is `daily` or `other` is followed: no week is chased. An
    # accepted successful or unsuccessful MM2 lapses all weeks."
    daily = agreements[-1].data.get("attendance") in ("daily", "other")
    week = missing_pair(case, facts, end)
    if not case.figures.weekly or daily or is_over(facts) or week is None:
        return
    # "due on the first school day of the next school week"
    year = case.years["receiving"]
    due = week + 7 * DAY
    due = due if due in year.days else year.walk(due, 1)
    # known since the week became the first that is missing
    known = facts[-1].day
    for count in range(len(facts) - 1, 0, -1):
        before = facts[:count]
        if not _one(before, "mm1") or _week_then(case, before) != week:
            break
        known = before[-1].day
    rests, rejected = _resting(facts, "attendance")
    yield Owed(
        what=f"attendance:{week}", kind="attendance_chase", to=("receiving",), due=due,
        base=max([due, known, *rejected]), state="resting" if rests else "open",
        escalated_by="receiving", again=len(rejected),
    )  # fmt: skip


def _after(case: Case, facts: Sequence[Fact]) -> Iterator[Owed]:
    """What a breakdown asks for, beside its notices."""
    for fact in _mm2(facts, "unsuccessful"):
        if case.figures.report is not None:
            # "due 3 school days of the receiving school after the decision"
            by = case.figures.report_by
            due = case.years[by].walk(fact.data["decision"], case.figures.report)
            yield Owed(
                what="report", kind="report_chase", to=(by,), due=due,
                base=max(due, fact.day), state="met" if _one(facts, "report") else "open",
                escalated_by=by,
            )  # fmt: skip
        if case.figures.plan is not None:
            # "due 5 school days of the home school after the end date"
            by = case.figures.plan_by
            due = case.years[by].walk(fact.data["end"], case.figures.plan)
            yield Owed(
                what="plan", kind="plan_meeting_chase", to=(by,), due=due,
                base=max(due, fact.day), state="met" if _one(facts, "plan") else "open",
                escalated_by=by,
            )  # fmt: skip


def _rolls(case: Case, facts: Sequence[Fact]) -> Iterator[Owed]:
    """ "Each school confirms within 5 of its school days after the day of its change."""
    changes: dict[str, dt.date] = {}
    known = dt.date.max
    for fact in _mm2(facts, "successful"):
        changes = {"home": fact.data["off_roll"], "receiving": fact.data["on_roll"]}
        known = fact.day
    for fact in _one(facts, "mm1"):
        if fact.data.get("permanent"):  # "owed by each school from the day after `start`"
            changes = dict.fromkeys(("home", "receiving"), fact.data["start"] + DAY)
            known = fact.day
    for side, day in changes.items():
        if side not in case.figures.rolls:
            continue
        due = case.years[side].walk(day, case.figures.roll)
        confirmed = any(f.data["role"] == side for f in _one(facts, "roll"))
        yield Owed(
            what=f"roll:{side}", kind="roll_change_chase", to=(side,), due=due,
            base=max(due, known), state="met" if confirmed else "open", escalated_by=side,
        )  # fmt: skip


# day by day


@dataclass(frozen=True)
class Moment:
    """Everything that holds from one fact until the next."""

    facts: tuple[Fact, ...]
    end: dt.date | None
    reviews: tuple[Review, ...]
    owed: tuple[Owed, ...]


def moments(case: Case) -> list[Moment]:
    """How things stand after each fact; a due date is known since it last changed."""
    found = []
    since: dict[str, tuple[dt.date, dt.datetime]] = {}
    for count in range(1, len(case.facts) + 1):
        facts = case.until(count)
        end, reviews = reviews_at(case, facts)
        kept = {}
        for review in reviews:
            before = since.get(review.name)
            now = facts[-1].at
            kept[review.name] = before if before and before[0] == review.due else (review.due, now)
            review.since = kept[review.name][1]
        since = kept
        owed = tuple(owed_at(case, facts, end, reviews))
        found.append(Moment(facts, end, tuple(reviews), owed))
    return found


def letters(
    case: Case, last: dt.date, later: tuple[dt.datetime, Case] | None = None
) -> set[Letter]:
    """Every letter that leaves up to and including the day `last`, walked through day by day.

    later: the same move under another calendar, and from when on that one counts: "everything still
    open is computed anew; what was sent stays sent".
    """
    sent: set[Letter] = set()
    used: set[tuple[Any, ...]] = set()
    states = moments(case)
    changed = moments(later[1]) if later else states
    day = case.facts[0].day
    while day <= last:
        today = [n for n, f in enumerate(case.facts) if f.day == day]
        eight = dt.datetime.combine(day, EIGHT, ZONE)
        before = [n for n, f in enumerate(case.facts) if f.at <= eight]
        instants = [(case.facts[n].at, n) for n in today]
        if before:  # mail is taken in before anything is decided at the same instant
            instants.append((eight, before[-1]))
        if later and later[0].astimezone(ZONE).date() == day and later[0] > case.facts[0].at:
            known = [n for n, f in enumerate(case.facts) if f.at <= later[0]]
            instants.append((later[0], known[-1]))
        for at, n in sorted(instants):
            if later and at >= later[0]:
                _leave(later[1], changed[n], day, at, eight, used, sent)
            else:
                _leave(case, states[n], day, at, eight, used, sent)
        day += DAY
    return sent


def _leave(  # noqa: PLR0913, PLR0917 - one moment of one day
    case: Case,
    state: Moment,
    day: dt.date,
    at: dt.datetime,
    eight: dt.datetime,
    used: set[tuple[Any, ...]],
    sent: set[Letter],
) -> None:
    def put(key: tuple[Any, ...], kind: str, about: str, to: str) -> None:
        if key not in used:
            used.add(key)
            sent.add((day, kind, about, to))

    for owed in state.owed:
        if owed.state == "open" and at >= eight:
            for key, kind, to in _rungs(case, owed, day):
                put(key, kind, owed.what, to)
        plan = [f for f in _mm2(state.facts, "unsuccessful") if owed.what == "plan"]
        for fact in plan:
            # The page: two of its school days before, at 08:00; none if that is past.
            by = case.figures.plan_by
            reminded = case.years[by].walk(owed.due, case.figures.reminder, -1)
            if owed.state == "open" and day == reminded and at >= eight >= fact.at:
                put(("plan",), "plan_meeting_reminder", "plan", by)
    _invite(case, state, day, at, eight, put)
    _good_news(case, state, day, at, eight, put)


def _rungs(case: Case, owed: Owed, day: dt.date) -> Iterator[tuple[tuple[Any, ...], str, str]]:
    """ "Rungs fall on the 1st, 3rd and 5th school day of the school addressed after the due date;
    the escalation on the 7th, once"."""
    stem = (owed.what, owed.again)
    for to in owed.to:
        year = case.years[owed.escalated_by if to == "sender" else to]
        for count in case.figures.rungs:
            if year.walk(owed.base, count) == day:
                yield (*stem, to, count), owed.kind, to
    seventh = case.years[owed.escalated_by].walk(owed.base, case.figures.escalated)
    # A missed escalation leaves at once; staff are not written to on a day that is none for them
    if day >= seventh and day.weekday() < 5 and day not in HOLIDAYS:
        yield (*stem, "escalation"), "escalation", case.figures.escalated_to


def _open(case: Case, to: str, day: dt.date) -> bool:
    """Quiet days; parents are not held back."""
    if to in case.years:
        return day in case.years[to].days
    return to.startswith("parent") or (day.weekday() < 5 and day not in HOLIDAYS)


def _parents(case: Case, facts: Sequence[Fact]) -> list[str]:
    """To each parent alone, with an address, not restricted, not against e-mail; where the protocol
    asks for it, only where the form says that e-mail was agreed, or never."""
    rule = case.figures.parent_email
    return [
        f"parent{p['number']}"
        for agreed in _one(facts, "mm1")[-1:]
        for p in agreed.data.get("parents", ())
        if p["email"] and not p["restricted"] and rule != "never"
        if p["agreed"] is True or (p["agreed"] is None and rule == "given")
    ]


def _invite(  # noqa: PLR0913, PLR0917 - one moment of one day
    case: Case, state: Moment, day: dt.date, at: dt.datetime, eight: dt.datetime, put: Any
) -> None:
    """ "Invite 10 calendar days before, at 08:00, slipped to the previous school day of the
    receiving school; fewer days left: at once; none once the review is held, lapsed or past; a new
    date is invited anew"."""
    if is_over(state.facts):
        return
    for review in state.reviews:
        if review.held or review.lapsed or day > review.due or review.name == "support":
            continue  # the page speaks of a placement's reviews; support has none
        early = review.due - case.figures.invite * DAY
        invited = case.years["receiving"].slip(early, "previous")
        assert review.since is not None
        begins = max(dt.datetime.combine(invited, EIGHT, ZONE), review.since)
        for to in ("receiving", "home", "eit_manager", *_parents(case, state.facts)):
            if _may_leave(case, to, day, at, eight, begins):
                put(("invite", review.name, review.due, to), "review_invite", review.name, to)


def _may_leave(  # noqa: PLR0913, PLR0917 - one moment of one day
    case: Case, to: str, day: dt.date, at: dt.datetime, eight: dt.datetime, begins: dt.datetime
) -> bool:
    """Any hour of the day on which it begins; 08:00 of the next day that is one for them."""
    if at < begins or not _open(case, to, day):
        return False
    return to.startswith("parent") or at >= eight or begins.astimezone(ZONE).date() == day


def _good_news(  # noqa: PLR0913, PLR0917 - one moment of one day
    case: Case, state: Moment, day: dt.date, at: dt.datetime, eight: dt.datetime, put: Any
) -> None:
    """ "`success_confirmed` and `extension_confirmed` leave at once, within the quiet days"; the
    `breakdown_*` on any day at any hour."""
    for kind, letter in (
        ("extended", "extension_confirmed"),
        ("successful", "success_confirmed"),
    ):
        if kind == "extended" and is_over(state.facts):
            continue  # its reason is gone
        for fact in _mm2(state.facts, kind):
            for to in ("receiving", "home", *_parents(case, state.facts)):
                if _may_leave(case, to, day, at, eight, fact.at):
                    put((letter, to), letter, kind, to)
    for fact in _mm2(state.facts, "unsuccessful"):
        for to in ("receiving", "home", "eit_manager", *_parents(case, state.facts)):
            if at >= fact.at:
                who = {"receiving": "breakdown_receiving_school", "home": "breakdown_home_school"}
                who["eit_manager"] = "breakdown_eit"
                put(("breakdown", to), who.get(to, "breakdown_parent"), "breakdown", to)
