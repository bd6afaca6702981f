"""The entries of an iCalendar file become terms and closures, or the reasons why not.

Three ways to publish term dates are understood, also mixed: terms as long events with the half term
holiday beside them; each half of a term as an event; and days that say where terms start and end.
INSET days and closures are closures. Nothing is guessed: where two entries contradict each other,
or a term would run ten weeks without a half term, a person must look.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mailbot.options import Fault
from mailbot.rules.schooldays import DAY, Closure, Term
from mailbot.terms.icsfile import Entry
from mailbot.terms.termwords import Means, meanings
from mailbot.writing.wording import day

_THURSDAY = 3
_UNBROKEN = 63  # days: no half of a term in England comes near nine weeks
_HOLIDAY = (
    3 * DAY
)  # from the first day to the last: closed for longer is a holiday, so called or not

IsWorking = Callable[[dt.date], bool]


@dataclass(frozen=True, slots=True)
class TermDates:
    """What a file says. notes: what was set aside and why, for a person to look through."""

    terms: tuple[Term, ...]
    closures: tuple[Closure, ...]
    faults: tuple[Fault, ...]
    notes: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class _Span:
    first: dt.date
    last: dt.date
    entry: Entry


def term_dates(
    file: str,
    entries: Sequence[Entry],
    school: int | None,
    is_working: IsWorking,
    *,
    terms_wanted: bool = True,
) -> TermDates:
    """Return the terms and closures that the entries of `file` say, for one school or (None) all.

    is_working: whether a day is Monday to Friday and no public holiday. terms_wanted False: it is
    a file of closures; terms and their edges in it are somebody else's business.
    """
    by: dict[Means, list[Entry]] = {means: [] for means in Means}
    faults: list[Fault] = []
    for entry in entries:
        found = meanings(entry.text, (entry.last - entry.first).days + 1)
        if entry.repeats and found != {Means.NOTHING}:
            what = "repeats; write each of its days as an event of its own"
            faults.append(_fault(file, entry, what))
            continue
        for means in found:
            by[means].append(entry)
    long = [e for e in by[Means.CLOSED] if e.last - e.first >= _HOLIDAY]
    holidays = [*by[Means.HOLIDAY], *long]
    days = [e for e in by[Means.CLOSED] if e not in long]
    days += [e for e in by[Means.PUBLIC] if any(map(is_working, _days(e)))]
    rows: list[_Span] = []
    if terms_wanted:
        faults += [_fault(file, e, "is not plain; say what it means") for e in by[Means.UNCLEAR]]
        faults += [_short(file, e) for e in by[Means.HOLIDAY] if _ends_early(e, is_working)]
        rows, wrong = _terms(file, by, holidays, is_working)
        faults += wrong
    else:
        days += holidays
    shut = {
        Closure(school, day, entry.text)
        for entry in days
        for day in _days(entry)
        if is_working(day)
    }
    notes = [
        *(_fault(file, e, "is for some pupils only and was not used") for e in by[Means.SOME]),
        *(_fault(file, e, "was not used") for e in by[Means.NOTHING]),
        *(_short(file, e) for e in by[Means.TERM] if _ends_early(e, is_working)),
    ]
    return TermDates(
        terms=tuple(Term(school, span.first, span.last) for span in rows),
        closures=tuple(sorted(shut, key=lambda row: (row.day, row.why))),
        faults=tuple(faults),
        notes=tuple(notes),
    )


def _terms(
    file: str,
    by: dict[Means, list[Entry]],
    holidays: Sequence[Entry],
    is_working: IsWorking,
) -> tuple[list[_Span], list[Fault]]:
    spans, faults = _finest(file, by[Means.TERM])
    edges = sorted(
        ((e.first, means, e) for means in (Means.STARTS, Means.ENDS) for e in by[means]),
        key=lambda edge: (edge[0], edge[1] is Means.ENDS),
    )
    if not spans:
        spans, more = _between(file, edges)
        faults += more
        edges = []
    if not spans and not faults:
        named = "It names holidays, but no" if holidays else "It names no"
        what = (
            f"no term can be made out. {named} term and no first and last day of one; "
            "write the terms into a CSV file: school, first, last"
        )
        return [], [Fault(file, "", what)]
    rows = [row for span in spans for row in _cut(span, holidays, is_working)]
    faults += [
        _fault(
            file,
            row.entry,
            f"would run from {day(row.first)} to {day(row.last)} without a half term: add it",
        )
        for row in rows
        if (row.last - row.first).days >= _UNBROKEN
    ]
    shut = {day for e in by[Means.CLOSED] for day in _days(e)}
    faults += [
        _fault(file, entry, "contradicts the terms in the same file; correct one of them")
        for _, means, entry in edges
        if not any(_fits(means, entry.first, row, shut, is_working) for row in rows)
    ]
    return rows, faults


def _finest(file: str, entries: Sequence[Entry]) -> tuple[list[_Span], list[Fault]]:
    """Return the terms, or their halves where a file has both; overlaps else are faults."""
    kept: list[_Span] = []
    faults: list[Fault] = []
    for entry in entries:
        inside = [
            e for e in entries if e != entry and entry.first <= e.first and e.last <= entry.last
        ]
        same = [e for e in inside if (e.first, e.last) == (entry.first, entry.last)]
        if same:
            if entry.text < min(e.text for e in same):
                kept.append(_Span(entry.first, entry.last, entry))
            continue
        edges = (
            min((e.first for e in inside), default=None),
            max((e.last for e in inside), default=None),
        )
        if not inside:
            kept.append(_Span(entry.first, entry.last, entry))
        elif len(inside) == 1 or edges != (entry.first, entry.last):
            faults.append(_fault(file, entry, "overlaps another term; correct one of them"))
    kept.sort(key=lambda span: span.first)
    for before, after in pairwise(kept):
        if after.first <= before.last:
            faults.append(_fault(file, after.entry, "overlaps another term; correct one of them"))
    return kept, faults


def _between(
    file: str, edges: Sequence[tuple[dt.date, Means, Entry]]
) -> tuple[list[_Span], list[Fault]]:
    """Return the terms between their first and their last days.

    A last day at the very beginning, or a first day at the very end, belongs to a term of which the
    file knows half: that term is left out.
    """
    spans: list[_Span] = []
    faults: list[Fault] = []
    begun: Entry | None = None
    for edge, means, entry in edges:
        if means is Means.STARTS:
            if begun is not None and begun.first != edge:
                what = f"begins a term that has begun already on {day(begun.first)}"
                faults.append(_fault(file, entry, what))
            begun = begun or entry
        elif begun is not None:
            spans.append(_Span(begun.first, edge, begun))
            begun = None
        elif spans and spans[-1].last != edge:
            what = f"ends a term that has ended already on {day(spans[-1].last)}"
            faults.append(_fault(file, entry, what))
    return spans, faults


def _cut(span: _Span, holidays: Iterable[Entry], is_working: IsWorking) -> Iterator[_Span]:
    """Yield what is left of a term without its holidays, from working day to working day."""
    pieces = [(span.first, span.last)]
    for off in holidays:
        pieces = [
            piece
            for first, last in pieces
            for piece in (
                (first, min(last, off.first - DAY)),
                (max(first, off.last + DAY), last),
            )
            if off.first <= last and off.last >= first
        ] + [(first, last) for first, last in pieces if off.first > last or off.last < first]
    for first, last in sorted(pieces):
        days = [first + n * DAY for n in range((last - first).days + 1)]
        working = [day for day in days if is_working(day)]
        if working:
            yield _Span(working[0], working[-1], span.entry)


def _fits(
    means: Means, day: dt.date, row: _Span, shut: set[dt.date], is_working: IsWorking
) -> bool:
    """Return whether a term starts (ends) on that day, but for days on which it is shut."""
    step, edge = (DAY, row.first) if means is Means.STARTS else (-DAY, row.last)
    while edge != day and row.first <= edge <= row.last:
        if is_working(edge) and edge not in shut:
            return False
        edge += step
    return edge == day


def _days(entry: Entry) -> Iterator[dt.date]:
    yield from (entry.first + n * DAY for n in range((entry.last - entry.first).days + 1))


def _ends_early(entry: Entry, is_working: IsWorking) -> bool:
    """Return whether it ends on a Thursday, as if its last day was taken for the day after it."""
    is_thursday = entry.last.weekday() == _THURSDAY
    return entry.last > entry.first and is_thursday and is_working(entry.last + DAY)


def _short(file: str, entry: Entry) -> Fault:
    what = f"ends on {day(entry.last)}: if the Friday belongs to it, end it a day later"
    return _fault(file, entry, what)


def _fault(file: str, entry: Entry, what: str) -> Fault:
    return Fault(file, entry.where, what)
