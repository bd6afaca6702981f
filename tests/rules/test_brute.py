"""Random moves counted twice: by the rules, and day by day from the page (tests/rules/brute.py).

2,000 moves in the suite; MAILBOT_MOVES=10000 in the environment counts that many. A move is its
number: MAILBOT_MOVE=1234 counts that one alone, to look at a difference.
"""

import datetime as dt
import os
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from mailbot.rules.moves import Event, Move, What, fold
from mailbot.rules.obligations import State, obligations
from mailbot.rules.placement import placement
from mailbot.rules.protocols import Protocol
from mailbot.rules.schooldays import Calendar, Closure, Term
from mailbot.rules.timeliness import days_late, notification_limit
from tests.rules import brute
from tests.rules.brute import Case, Fact, Figures, Year
from tests.rules.made import HOME, LONDON, RECEIVING, Post, day, toml

DAY = dt.timedelta(days=1)
SIDES = {"home": HOME, "receiving": RECEIVING}
COUNT = int(os.environ.get("MAILBOT_MOVES", "2000"))
BATCH = 100

# Nearly three school years: half terms, Christmas, Easter, both clock changes, 29 February.
TERMS = [
    ("Mon 13 Apr 2026", "Fri 22 May 2026"), ("Mon 1 Jun 2026", "Tue 21 Jul 2026"),
    ("Wed 2 Sep 2026", "Fri 23 Oct 2026"), ("Mon 2 Nov 2026", "Fri 18 Dec 2026"),
    ("Mon 4 Jan 2027", "Fri 12 Feb 2027"), ("Mon 22 Feb 2027", "Thu 25 Mar 2027"),
    ("Mon 12 Apr 2027", "Fri 28 May 2027"), ("Mon 7 Jun 2027", "Wed 21 Jul 2027"),
    ("Thu 2 Sep 2027", "Fri 22 Oct 2027"), ("Mon 1 Nov 2027", "Fri 17 Dec 2027"),
    ("Tue 4 Jan 2028", "Fri 11 Feb 2028"), ("Mon 21 Feb 2028", "Fri 31 Mar 2028"),
    ("Tue 18 Apr 2028", "Fri 26 May 2028"), ("Mon 5 Jun 2028", "Fri 21 Jul 2028"),
    ("Mon 4 Sep 2028", "Fri 20 Oct 2028"), ("Mon 30 Oct 2028", "Thu 21 Dec 2028"),
]  # fmt: skip
DAYS = [(day(first), day(last)) for first, last in TERMS]
FIRST, LAST = day("Wed 2 Sep 2026"), day("Fri 21 Jan 2028")


def _years(dice: random.Random) -> dict[str, Year]:
    """Two schools; sometimes one keeps terms of its own, most have INSET days."""
    years = {}
    for side in SIDES:
        terms = list(DAYS)
        if dice.random() < 0.3:  # breaks up earlier or comes back later
            terms = [(a + dice.choice((0, 0, 1, 3)) * DAY, b - dice.choice((0, 0, 1, 4)) * DAY)
                     for a, b in terms]  # fmt: skip
        shut = {dice.choice(terms)[0] + dice.choice((0, 1, 5)) * DAY for _ in range(5)}
        shut |= {dice.choice(terms)[1] - dice.randrange(14) * DAY for _ in range(5)}
        years[side] = Year(tuple(terms), frozenset(shut))
    return years


def _instant(dice: random.Random, on: dt.date) -> dt.datetime:
    minute = dice.choice((30, 7 * 60 + 59, 8 * 60, 9 * 60, 11 * 60 + 5, 15 * 60, 23 * 60 + 30))
    clock = dt.time(minute // 60, minute % 60, 59 if minute == 479 else 0)
    return dt.datetime.combine(on, clock, LONDON).astimezone(dt.UTC)


def _agreement(dice: random.Random, start: dt.date, figures: Figures) -> dict[str, Any]:
    said: dict[str, Any] = {"start": start, "attendance": dice.choice((None, "weekly", "weekly"))}
    if dice.random() < 0.1:
        said["attendance"] = dice.choice(("daily", "other"))
    if dice.random() < 0.4:
        said["end"] = start + dice.randrange(20, 120) * DAY
    if dice.random() < 0.4:
        weeks = [4, 8, 12] if figures.weekly else [5, 10]
        near = [start + (7 * n + dice.randrange(-13, 14)) * DAY for n in weeks]
        said["reviews"] = sorted(dice.sample(near, dice.randrange(1, len(near) + 1)))
        if dice.random() < 0.1:
            said["reviews"] = [*near, start + 15 * DAY, start + 16 * DAY]
    said["parents"] = [
        {
            "number": n,
            "email": dice.random() < 0.8,
            "agreed": dice.choice((None, True, False)),
            "restricted": dice.random() < 0.2,
        }
        for n in range(1, dice.choice((2, 2, 3)))
    ]
    return said


def made_case(number: int) -> tuple[Case, Protocol]:
    """Return the move of this number."""
    dice = random.Random(number)  # noqa: S311 - a move that can be made again
    name = dice.choice(("southwark", "rotherham"))
    figures = brute.SOUTHWARK if name == "southwark" else brute.ROTHERHAM
    tables = toml(name)
    if dice.random() < 0.15:
        figures = replace(figures, slip="previous")
        tables["placement"]["slip"] = "previous"
    if dice.random() < 0.15:
        figures = replace(figures, unit="school")
        tables["placement"]["week_unit"] = "school"
    if number % 2:  # every other move is one of an authority that nobody has thought of
        figures = _other_figures(random.Random(f"figures {number}"), figures, tables)  # noqa: S311
    start = FIRST + dice.randrange((LAST - FIRST).days) * DAY
    facts = _facts(dice, start, figures)
    facts.sort(key=lambda f: f.at)
    return Case(figures, _years(dice), tuple(facts)), Protocol.model_validate(tables)


def _other_figures(  # noqa: C901 - a list of figures, each perhaps another
    dice: random.Random, figures: Figures, tables: dict[str, dict[str, Any]]
) -> Figures:
    """Return other figures than any protocol has, and write them into its tables too."""

    def put(chance: float, table: str, key: str, values: Sequence[Any]) -> Any:
        """Perhaps write one of some values into the file; return it, or None."""
        if dice.random() > chance:
            return None
        tables.setdefault(table, {})[key] = chosen = dice.choice(values)
        return chosen

    new: dict[str, Any] = {
        "slip": put(0.5, "placement", "slip", ("next", "previous", "friday")),
        "unit": put(0.5, "placement", "week_unit", ("calendar", "school", "school_days")),
        "weeks": put(0.6, "placement", "length_weeks", (6, 8, 10, 11, 12)),
        "anchor": put(0.3, "reviews", "anchor", ("first_school_day",)),
        "form_end": put(0.15, "placement", "form_end", (False,)),
        "tolerance": put(0.3, "reviews", "tolerance_school_days", (0, 1, 3, 5)),
        "outcome_tolerance": put(0.3, "outcome", "tolerance_school_days", (0, 1, 4)),
        "invite": put(0.3, "reviews", "invite_calendar_days", (5, 6, 7, 14, 21)),
        "near": put(0.2, "reviews", "near_calendar_days", (3, 7, 14)),
        "window": put(0.2, "reviews", "window_calendar_days", (5, 7, 14)),
        "limit": put(0.3, "notification", "limit", (2, 3, 5, 8, 10)),
        "limit_unit": put(0.3, "notification", "unit", ("school", "working", "calendar")),
        "query": put(0.2, "ladder", "query_days", (1, 3, 5)),
        "escalated_to": put(0.2, "ladder", "escalate_to", ("exclusions_team", "eit_manager")),
        "roll": put(0.3, "roll", "confirm_days", (1, 3, 10)),
        "report": put(0.4, "breakdown", "report_days", (0, 1, 3, 10)),
        "plan": put(0.4, "breakdown", "plan_meeting_days", (3, 5, 7)),
        "reminder": put(0.2, "breakdown", "plan_reminder_days", (1, 2, 3)),
        "report_by": put(0.2, "breakdown", "report_owed_by", ("home", "receiving")),
        "plan_by": put(0.2, "breakdown", "plan_held_by", ("home", "receiving")),
        "parent_email": put(0.4, "breakdown", "parent_email", ("given", "agreed", "never")),
    }
    tables["notification"]["target"] = 0
    if put(0.3, "notification", "direction", ("before",)):
        new["before"] = True
    if put(0.3, "notification", "clock", ("form_date",)):
        new["by_form_date"] = True
    sides = {"home": ("home",), "receiving": ("receiving",), "both": ("home", "receiving")}
    if by := put(0.3, "notification", "owed_by", tuple(sides)):
        new["notifies"] = sides[by]
    if by := put(0.2, "roll", "owed_by", tuple(sides)):
        new["rolls"] = sides[by]
    if by := put(0.2, "outcome", "owed_by", tuple(sides)):
        new["outcome_by"] = tuple(reversed(sides[by]))
    if by := put(0.3, "placement", "support_owed_by", tuple(sides)):
        new["support_by"] = tuple(reversed(sides[by]))
    new["support"] = put(0.5, "placement", "support_weeks", (4, 6))
    if how := put(0.4, "attendance", "reporting", ("weekly", "fortnightly", "daily", "none")):
        new |= {"weekly": how in ("weekly", "fortnightly"), "pairs": how == "fortnightly"}
    if dice.random() < 0.25:
        new["length_days"] = tables["placement"]["length_school_days"] = dice.choice((20, 30, 45))
    if step := put(0.25, "ladder", "step", (1, 2, 3, 4)):
        count = tables["ladder"]["count"] = dice.choice((1, 2, 3, 4))
        new["rungs"] = tuple(1 + step * n for n in range(count))
        new["escalated"] = 1 + step * count
    elif days := put(0.25, "ladder", "days", ((2, 5), (1, 2, 3, 8), (4,))):
        last = put(1, "ladder", "escalate_on", (9, 10, 15))
        new |= {"rungs": days, "escalated": last}
    new |= _other_reviews(dice, tables)
    return replace(figures, **{key: value for key, value in new.items() if value is not None})


def _other_reviews(dice: random.Random, tables: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Choose other reviews: a rhythm, weeks, parts of the placement, or those that there are."""
    way = dice.choice(("rhythm", "weeks", "parts", "both", "same", "same"))
    tables["placement"].setdefault("length_weeks", 10)
    if way == "rhythm":
        every = dice.choice((1, 2, 3, 4))
        tables["reviews"]["at"] = [f"every {every} weeks", "final"]
        return {"every": every, "reviews": ()}
    chosen: list[tuple[str, int | Fraction]] = []
    if way in ("weeks", "both"):
        chosen += [(f"week{n}", n) for n in sorted(dice.sample((1, 2, 3, 5, 6, 7), 2))]
    if way in ("parts", "both"):
        part = dice.choice((Fraction(1, 2), Fraction(1, 3), Fraction(3, 4)))
        name = "midway" if part == Fraction(1, 2) else f"part{round(part * 100)}"
        chosen.append((name, part))
    if way == "same":
        return {}
    said = [f"week {when}" if isinstance(when, int) else str(when) for _, when in chosen]
    tables["reviews"]["at"] = [*said, "final"]
    return {"reviews": tuple(chosen)}


def _facts(  # noqa: C901 - the story of a move, told in one go
    dice: random.Random, start: dt.date, figures: Figures
) -> list[Fact]:
    facts: list[Fact] = []

    def add(what: str, on: dt.date, **data: Any) -> Fact:
        fact = Fact(_instant(dice, on), what, data)
        while any(abs(fact.at - f.at) < dt.timedelta(seconds=1) for f in facts):
            fact = Fact(fact.at + dt.timedelta(seconds=97), what, data)
        facts.append(fact)
        return fact

    arrives = start + dice.choice((-20, -9, -3, 0, 1, 4, 7, 8, 15, 30)) * DAY
    first = arrives
    if dice.random() < 0.3:
        known = arrives - dice.randrange(1, 25) * DAY
        add(
            "known",
            known,
            **({"start": start + dice.choice((0, 3)) * DAY} if dice.random() < 0.5 else {}),
        )
    permanent = dice.random() < 0.05
    said = _agreement(dice, start, figures)
    if permanent:
        said["permanent"] = True
    _ask(dice, add, "mm1", arrives - dice.randrange(1, 20) * DAY, arrives)
    if dice.random() < 0.1:
        return facts or [add("known", first)]
    mm1 = add("mm1", arrives)
    told = dict(said) | {"arrived": mm1.at - dice.choice((0, 0, 0, 3)) * DAY}
    if figures.by_form_date and dice.random() < 0.7:
        told["signed"] = arrives - dice.choice((1, 2, 8)) * DAY
    facts[-1] = Fact(mm1.at, "mm1", told)
    if permanent:
        for role in ("home", "receiving"):
            if dice.random() < 0.5:
                add("roll", arrives + dice.randrange(1, 40) * DAY, role=role)
        if figures.support and dice.random() < 0.5:
            on = start + dice.randrange(-3, 60) * DAY
            add("review", max(on, arrives) + dice.choice((0, 2)) * DAY, day=on)
        return facts
    if dice.random() < 0.15:
        moved = _agreement(dice, start + dice.choice((0, 0, 7, -4)) * DAY, figures)
        amended = add("mm1", arrives + dice.randrange(1, 30) * DAY)
        facts[-1] = Fact(amended.at, "mm1", moved | {"arrived": amended.at})
    _run(dice, add, start, arrives, figures)
    return facts


def _ask(dice: random.Random, add: Any, settles: str, first: dt.date, last: dt.date) -> None:
    """A form of this sort is queried or held, and perhaps done with, by its end."""
    if dice.random() > 0.12:
        return
    form = str(dice.randrange(10**9))
    what = dice.choice(("asked", "held"))
    school = {"school": dice.choice(("home", "receiving"))} if what == "asked" else {}
    add(what, first, form=form, settles=settles, **school)
    if dice.random() < 0.8:
        on = first + dice.randrange(1, max(2, (last - first).days + 1)) * DAY
        add("closed", on, form=form, how=dice.choice(("accepted", "rejected")))


def _run(dice: random.Random, add: Any, start: dt.date, arrives: dt.date, figures: Figures) -> None:
    """What happens while the placement runs."""
    weeks = figures.weeks

    def later(on: dt.date) -> dt.date:
        return max(on + dice.choice((0, 0, 1, 2, 6, 12)) * DAY, arrives)

    for n in (4, 8) if figures.weekly else (5,):
        if dice.random() < 0.6:
            on = start + (7 * n + dice.randrange(-16, 17)) * DAY
            add("review", later(on), day=on, final=dice.random() < 0.05)
        _ask(dice, add, "review", later(start + 7 * n * DAY), later(start + (7 * n + 30) * DAY))
    if dice.random() < 0.06:
        said = later(start + 7 * (weeks - 4) * DAY)
        add("final", said, day=said + dice.randrange(3, 20) * DAY)
    if figures.weekly and dice.random() < 0.5:
        for n in range(weeks):
            if dice.random() < 0.6:
                on = start + (7 * n + dice.choice((0, 0, 1))) * DAY
                add("attendance", later(on + dice.choice((5, 7, 8, 16)) * DAY), day=on)
        _ask(dice, add, "attendance", later(start + 20 * DAY), later(start + 40 * DAY))
    if figures.weekly and dice.random() < 0.1:
        on = later(start + dice.randrange(7, 60) * DAY)
        add("reached", on, day=on)
    _ask(dice, add, "outcome", later(start + 7 * weeks * DAY), start + (7 * weeks + 12) * DAY)
    closes = start + (7 * weeks + dice.choice((-40, -25, -12, -8, -3, 0, 2, 5, 9, 15))) * DAY
    if dice.random() < 0.2:
        until = closes + dice.randrange(20, 45) * DAY
        review = (
            {"extension_review": until - dice.choice((0, 5)) * DAY} if dice.random() < 0.5 else {}
        )
        meeting = {"meeting": closes} if dice.random() < 0.7 else {}
        add("mm2", later(closes + DAY), kind="extended", extension_end=until, **review, **meeting)
        closes = until + dice.randrange(1, 12) * DAY
    _end(dice, add, later(max(closes, start + DAY)))


def _end(dice: random.Random, add: Any, on: dt.date) -> None:
    kind = dice.choice(("successful", "unsuccessful", "unsuccessful", None))
    if kind is None:
        return
    arrives = on + dice.choice((0, 0, 1, 3, 9)) * DAY
    if kind == "successful":
        data = {"off_roll": on + dice.choice((1, 3)) * DAY, "on_roll": on + DAY}
    else:
        data = {"decision": on, "end": on + dice.choice((0, 1, 4)) * DAY}
    meeting = {"meeting": on} if dice.random() < 0.4 else {}
    add("mm2", arrives, kind=kind, **data, **meeting)
    replies = ("report", "plan") if kind == "unsuccessful" else ("home", "receiving")
    for what in replies:
        if dice.random() < 0.5:
            when = arrives + dice.randrange(1, 25) * DAY
            if what in SIDES:
                add("roll", when, role=what)
            else:
                add(what, when)


# the same for the rules


def _calendar(years: Mapping[str, Year]) -> Calendar:
    return Calendar(
        zone=LONDON,
        terms=tuple(Term(SIDES[s], a, b) for s, year in years.items() for a, b in year.terms),
        closures=tuple(Closure(SIDES[s], d) for s, year in years.items() for d in year.shut),
    )


_NAMES = {"day": "day", "off_roll": "home_off_roll", "on_roll": "permanent_from"}


def _event(number: int, fact: Fact) -> Event:
    data = dict(fact.data)
    what = fact.what
    match what:
        case "mm1":
            if data.pop("permanent", False):
                data["basis"] = "managed_move_permanent"
        case "mm2":
            what = "outcome"
            data = {_NAMES.get(key, key): value for key, value in data.items()}
        case "asked":
            data["school"] = SIDES[data["school"]]
        case "attendance":
            data = {"week": data["day"]}
        case _:
            pass
    return Event(
        move="M1", what=What(what), at=fact.at, taken=fact.at, data=data, seq=number
    )  # fmt: skip


def _count(number: int) -> list[str]:
    """Return every difference between the two counts of one move."""
    case, rules = made_case(number)
    days = _calendar(case.years)
    events = [_event(n, fact) for n, fact in enumerate(case.facts, 1)]
    wrong: list[str] = []
    for n, moment in enumerate(brute.moments(case), 1):
        made = fold("M1", HOME, RECEIVING, events[:n])
        wrong += [
            f"move {number}, fact {n}: {w}" for w in _standing(case, moment, made, rules, days)
        ]
        if wrong:
            return wrong
    return _compared(number, case, rules, events, None)


def _snow(number: int) -> list[str]:
    """Return every difference where two days are closed, as it turns out that very morning."""
    case, rules = made_case(number)
    dice = random.Random(f"snow {number}")  # noqa: S311 - the same each time
    first, last = case.facts[0].day, case.facts[-1].day + 20 * DAY
    day = first + dice.randrange(1, (last - first).days) * DAY
    shut = {day, day + DAY}
    sides = dice.choice((("home",), ("receiving",), ("home", "receiving")))
    years = {
        side: Year(year.terms, year.shut | shut) if side in sides else year
        for side, year in case.years.items()
    }
    when = dt.datetime.combine(day, dt.time(6, 30, 17), LONDON).astimezone(dt.UTC)
    events = [_event(n, fact) for n, fact in enumerate(case.facts, 1)]
    return _compared(number, case, rules, events, (when, replace(case, years=years)))


def _compared(
    number: int,
    case: Case,
    rules: Protocol,
    events: Sequence[Event],
    later: tuple[dt.datetime, Case] | None,
) -> list[str]:
    """Return the letters that only one of the two sends, or sends on another day."""
    days, last = _calendar(case.years), case.facts[-1].day + 45 * DAY
    post = Post(rules, days)
    post.follow(
        events,
        dt.datetime.combine(last + DAY, dt.time(0), LONDON),
        (later[0], _calendar(later[1].years)) if later else None,
    )
    ours = {
        (days.day_of(post.sent[key]), p.kind, _about(p.about, p.kind), _to(p.role, p.number))
        for key, p in post.letters.items()
        if p.kind != "form_held" and p.about != "letter"
    }
    theirs = brute.letters(case, last, later)
    return [f"move {number}: only the rules send {line}" for line in sorted(ours - theirs)] + [
        f"move {number}: only the page sends {line}" for line in sorted(theirs - ours)
    ]


def _about(about: str, kind: str) -> str:
    named = {"success_confirmed": "successful", "extension_confirmed": "extended"}
    if kind in named:
        return named[kind]
    return about.removeprefix("review:") if kind == "review_invite" else about


def _to(role: str, number: int) -> str:
    return f"{role}{number}" if number else role


def _standing(
    case: Case, moment: brute.Moment, made: Move, rules: Protocol, days: Calendar
) -> list[str]:
    found = placement(made, rules, days)
    ours: dict[str, Any] = {"end": found.end if found else None}
    theirs: dict[str, Any] = {"end": moment.end}
    for review in found.reviews if found else ():
        ours[review.name] = (review.due, review.written, review.held is not None, review.lapsed)
    for seen in moment.reviews:
        theirs[seen.name] = (seen.due, seen.written, seen.held, seen.lapsed)
    for o in obligations(made, rules, days, found):
        base = o.base if o.state is State.OPEN else None
        ours[o.id] = (o.kind, o.owed_by, o.due, base, o.state.value, o.school, o.epoch)
    for w in moment.owed:
        base = w.base if w.state == "open" else None
        school = SIDES[w.escalated_by]
        theirs[w.what] = (w.kind, w.to, w.due, base, w.state, school, w.again)
    if made.agreements:
        first = made.agreements[0]
        start = (first.signed if case.figures.by_form_date else None) or first.start
        school = SIDES[case.figures.notifies[0]]
        ours["limit"] = notification_limit(start, school, rules, days)
        ours["late"] = days_late(made, rules, days)
        theirs["limit"] = brute.limit(case, start)
        theirs["late"] = brute.late(case, moment.facts)
    return [
        f"{key}: the rules say {ours.get(key)}, the page {theirs.get(key)}"
        for key in sorted({*ours, *theirs})
        if ours.get(key) != theirs.get(key)
    ]


_ALONE = os.environ.get("MAILBOT_MOVE")
_BATCHES = [int(_ALONE)] if _ALONE else range(0, COUNT, BATCH)


@pytest.mark.parametrize("first", _BATCHES)
def test_a_count_of_every_day_gives_the_same_dates_and_letters(first: int) -> None:
    wrong = [line for n in range(first, first + (1 if _ALONE else BATCH)) for line in _count(n)]
    assert not wrong, "\n".join(wrong[:20])


@pytest.mark.parametrize("first", _BATCHES if _ALONE else range(0, COUNT // 4, BATCH))
def test_snow_that_comes_later_moves_the_same_letters(first: int) -> None:
    wrong = [line for n in range(first, first + (1 if _ALONE else BATCH)) for line in _snow(n)]
    assert not wrong, "\n".join(wrong[:20])
