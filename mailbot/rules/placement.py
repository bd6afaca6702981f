"""The dates of one placement: its end and its reviews, and which of the reviews were held.

Theory (deadlines.md, Placement and Reviews). The protocol computes dates from the start; dates that
people wrote replace them and are never slipped. A record of a review belongs to the review in whose
window its date falls. An extension moves the end and adds one review; an early final review takes
the final's place and ends what lies behind it. Each date knows when it became known, for a ladder
never counts from before that. A date that the calendar cannot reach is None, never guessed.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from mailbot.rules.moves import Agreement, Move, Named, Record
from mailbot.rules.protocols import EXTENSION, FINAL, SUPPORT, Protocol
from mailbot.rules.remembered import remembered
from mailbot.rules.reviews import Review, by_due, with_records
from mailbot.rules.schedule import end_of, reached, review_days, week_day
from mailbot.rules.schooldays import DAY, Calendar, CalendarTooShortError, SchoolDays


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """The dates of a placement. `unused`: review dates on the form that fit no review.

    spans: every start and end that it has had, and the instant from which each was known.
    is_estimate: the protocol calls its end an estimate. is_open_ended: nothing says when it ends.
    is_support: a permanent move, of which only the support is reviewed.
    """

    start: dt.date
    end: dt.date | None
    reviews: tuple[Review, ...]
    unused: tuple[dt.date, ...] = ()
    early: tuple[dt.date, ...] = ()
    spans: tuple[tuple[dt.date, dt.date | None, dt.datetime], ...] = ()
    is_estimate: bool = False
    is_open_ended: bool = False
    is_support: bool = False

    @property
    def last(self) -> Review:
        """Return the review that the MM2 is due with."""
        return self.reviews[-1]

    @property
    def is_incomplete(self) -> bool:
        """Return whether the calendar ends before a date is reached."""
        if self.is_open_ended:
            return any(r.due is None for r in self.reviews if not r.is_final)
        return (self.end is None and not self.is_support) or any(
            r.due is None for r in self.reviews
        )


@remembered
def placement(move: Move, protocol: Protocol, calendar: Calendar) -> Placement | None:
    """Return the dates of the move's placement; None while no agreement opens one."""
    agreement = move.agreement
    if agreement is None:
        return None
    days = _school_days(calendar, move.receiving)
    if move.permanent:
        return _support(move, protocol, days)
    versions = [_planned(a, protocol, days) for a in move.agreements]
    end, reviews, unused = versions[-1]
    spans = _spans(move, [version[0] for version in versions])
    reviews = tuple(_first_known(review, versions) for review in reviews)
    reviews, end = _extended(reviews, end, move, calendar)
    near = protocol.reviews.near_calendar_days * DAY
    reviews = _by_reply(reviews, move, end, near)
    reviews = _early_final(reviews, move, [version[1] for version in versions])
    reviews, early = with_records(reviews, _counting(move, protocol))
    if move.closing is not None and move.closing.meeting is not None:
        # the final review and the MM2 are one: its meeting is the review that was held
        last = reviews[-1]
        reviews = (*reviews[:-1], replace(last, held=last.held or move.closing.meeting))
    return Placement(
        start=agreement.start,
        end=end,
        reviews=reviews,
        unused=unused,
        early=early,
        spans=spans,
        is_estimate=protocol.placement.estimated_end and not move.extensions,
        is_open_ended=end is None and _is_unsaid(agreement, protocol),
    )


def _is_unsaid(agreement: Agreement, protocol: Protocol) -> bool:
    """Return whether neither the form nor the protocol says when the placement ends."""
    rule = protocol.placement
    return agreement.end is None and not rule.length_weeks and rule.length_school_days is None


_Version = tuple[dt.date | None, tuple[Review, ...], tuple[dt.date, ...]]


def _school_days(calendar: Calendar, urn: int | None) -> SchoolDays | None:
    try:
        return calendar.school(urn)
    except CalendarTooShortError:
        return None


def _planned(agreement: Agreement, protocol: Protocol, days: SchoolDays | None) -> _Version:
    rule = protocol.placement
    end = end_of(agreement.start, agreement.end, rule, days)
    reviews = tuple(
        Review(
            name=clause.name,
            title=clause.title,
            due=due,
            written=clause.name == FINAL and agreement.end is not None and rule.form_end,
            known=agreement.at,
            learned=agreement.taken,
            window=protocol.reviews.window_calendar_days,
        )
        for clause, due in review_days(agreement.start, end, protocol, days)
    )
    return end, *_written(reviews, agreement, end, protocol)


def _support(move: Move, protocol: Protocol, days: SchoolDays | None) -> Placement | None:
    """Return the review that ends the support after a permanent move, where one is asked for."""
    agreement, rule = move.agreement, protocol.placement
    if agreement is None or not rule.support_weeks:
        return None
    versions: list[_Version] = []
    for one in move.agreements:
        start = one.start
        due = reached(partial(week_day, start, rule.support_weeks, rule, days))
        review = Review(
            name=SUPPORT,
            title="support review",
            due=due,
            written=False,
            known=one.at,
            learned=one.taken,
            window=(due - start).days if due else 0,  # any day since the move may be the review's
        )
        versions.append((None, (review,), ()))
    reviews = tuple(_first_known(review, versions) for review in versions[-1][1])
    reviews, early = with_records(reviews, _counting(move, protocol))
    return Placement(start=agreement.start, end=None, reviews=reviews, early=early, is_support=True)


def _written(
    reviews: tuple[Review, ...], agreement: Agreement, end: dt.date | None, protocol: Protocol
) -> tuple[tuple[Review, ...], tuple[dt.date, ...]]:
    """Let the dates on the form replace computed ones; return the dates that fit no review too.

    As many dates as the protocol has reviews stand for all of them, in order; fewer replace what
    they are near to, of the reviews that fall before the end.
    """
    inside = [
        d
        for d in sorted(set(agreement.reviews))
        if d >= agreement.start and (end is None or d <= end)
    ]
    outside = tuple(d for d in agreement.reviews if d not in inside)
    kept = tuple(
        r for r in reviews if r.name == FINAL or r.due is None or end is None or r.due < end
    )
    near = protocol.reviews.near_calendar_days * DAY
    # a rhythm has as many reviews as fit before this placement's own end
    wanted = kept if protocol.repeats else reviews
    if len(inside) > len(wanted):
        return tuple(sorted(kept, key=by_due)), tuple(agreement.reviews)
    if len(inside) == len(wanted):
        pairs = zip(wanted, inside, strict=True)
        return tuple(replace(r, due=d, written=True) for r, d in pairs), outside
    taken: dict[int, dt.date] = {}
    lost: list[dt.date] = []
    for day in inside:
        gaps = [(abs(r.due - day), n) for n, r in enumerate(kept) if r.due is not None]
        gap, nearest = min(gaps, default=(near + DAY, -1))
        if gap > near or nearest in taken:
            lost.append(day)
        else:
            taken[nearest] = day
    new = [replace(r, due=taken[n], written=True) if n in taken else r for n, r in enumerate(kept)]
    return tuple(sorted(new, key=by_due)), (*outside, *lost)


def _first_known(review: Review, versions: Sequence[_Version]) -> Review:
    """Return the review, known since the oldest version that has kept its due date unchanged."""
    oldest = review
    for _, reviews, _ in reversed(versions):
        same = next((r for r in reviews if r.name == review.name), None)
        if same is None or same.due != review.due:
            break
        oldest = same
    return replace(review, known=oldest.known, learned=oldest.learned)


def _spans(
    move: Move, ends: Sequence[dt.date | None]
) -> tuple[tuple[dt.date, dt.date | None, dt.datetime], ...]:
    agreed = [(a.at, a.start, end) for a, end in zip(move.agreements, ends, strict=True)]
    extended = [(o.at, o.extension_end) for o in move.extensions]
    spans = []
    for at in sorted({*(at for at, *_ in agreed), *(at for at, _ in extended)}):
        said = [(start, end) for then, start, end in agreed if then <= at]
        further = [end for then, end in extended if then <= at]
        if said:
            start, end = said[-1]
            spans.append((start, further[-1] if further else end, at))
    return tuple(spans)


def takes(move: Move, protocol: Protocol, calendar: Calendar, named: Named) -> bool:
    """Return whether a day that a reply names is near enough to a review to stand for it."""
    told = replace(move, named=(*move.named, named))
    dates = None if move.is_over else placement(told, protocol, calendar)
    reviews = dates.reviews if dates else ()
    return any(r.due == named.day and r.written and not r.held and not r.lapsed for r in reviews)


def _by_reply(
    reviews: tuple[Review, ...], move: Move, end: dt.date | None, near: dt.timedelta
) -> tuple[Review, ...]:
    """Let the days that verified replies name stand for the reviews they are near to.

    Near to the day that the review had without any reply: no review is put off again and again.
    The final one is meant where it is named, or where no other is left. A review that was held by
    then has its day, and a form that came later has the last word.
    """
    first = {r.name: r.due for r in reviews}
    for said in move.named:
        met, _ = with_records(reviews, [r for r in move.records if r.at <= said.at])
        final = said.final or all(r.is_final or r.held for r in met)
        gaps = [
            (abs(due - said.day), r.name)
            for r in met
            if (due := first[r.name]) is not None
            and r.held is None
            and r.is_final == final
            and not (r.written and r.known > said.at)
        ]
        gap, name = min(gaps, default=(near + DAY, ""))
        start = move.agreements[-1].start
        if gap > near or said.day < start or (end is not None and said.day > end):
            continue
        new = [_moved(r, said) if r.name == name else r for r in reviews]
        reviews = tuple(sorted(new, key=by_due))
    return reviews


def _moved(review: Review, said: Named) -> Review:
    if review.due == said.day:
        return replace(review, written=True)
    known, learned = max(said.at, review.known), max(said.taken, review.learned)
    return replace(review, due=said.day, written=True, known=known, learned=learned)


def _extended(
    reviews: tuple[Review, ...], end: dt.date | None, move: Move, calendar: Calendar
) -> tuple[tuple[Review, ...], dt.date | None]:
    for extension in move.extensions:
        met = extension.meeting or calendar.day_of(extension.at)
        reviews = (
            *(replace(r, held=r.held or met) if r.is_final else r for r in reviews),
            Review(
                name=EXTENSION,
                title="extension review",
                due=extension.extension_review or extension.extension_end,
                written=True,
                known=extension.at,
                learned=extension.taken,
                window=reviews[-1].window,
            ),
        )
        end = extension.extension_end
    return reviews, end


def _early_final(
    reviews: tuple[Review, ...], move: Move, versions: Sequence[tuple[Review, ...]]
) -> tuple[Review, ...]:
    """Let an early final review take the final's place; what was due after its day lapses.

    Early is judged by the day on which the final is due by then: one early final review is not
    moved again by a record or an outcome form that names a day near to it. Its day is known since
    it was named, also where the agreement was amended later.
    """
    first, last = next(r for r in reviews if r.is_final), reviews[-1]

    def target(at: dt.datetime) -> str:
        return last.name if at >= last.known else first.name

    said = [(at, day, at, target(at)) for day, at in move.final_set]
    said += [(r.at, r.day, r.taken, target(r.at)) for r in move.records if r.final]
    for outcome in move.outcomes:
        if outcome.meeting is not None:
            name = first.name if outcome.kind == "extended" else last.name
            said.append((outcome.at, outcome.meeting, outcome.taken, name))
    by_staff = {at for _, at in move.final_set}
    for at, day, taken, name in sorted(said):
        final = next(r for r in reviews if r.name == name)
        if at in by_staff or _is_early(day, final):
            then = next((v[-1] for v in reversed(versions) if v[-1].known <= at), None)
            since, learned = at, taken
            if name != first.name or then is None or not (at in by_staff or _is_early(day, then)):
                since, learned = max(at, final.known), max(taken, final.learned)
            reviews = tuple(
                replace(r, due=day, written=True, known=since, learned=learned)
                if r is final
                else replace(r, lapsed=True)
                if not r.is_final and r.due is not None and r.due > day
                else r
                for r in reviews
            )
    return reviews


def _is_early(day: dt.date, final: Review) -> bool:
    return final.due is not None and day < final.opens


def _counting(move: Move, protocol: Protocol) -> tuple[Record, ...]:
    """Return the records of reviews that close one under this protocol."""
    replies = "reply" in protocol.reviews.closed_by
    return tuple(r for r in move.records if replies or r.by != "reply")
