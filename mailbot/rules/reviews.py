"""The reviews of a placement: when each is due, and which of them a record of some day is for.

A record belongs to the review in whose window its day falls. The windows lie one behind the other,
so that a record is for one review at most, and the final review's stays open.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mailbot.rules.moves import Record
from mailbot.rules.protocols import EXTENSION, FINAL
from mailbot.rules.schooldays import DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One review of a placement.

    due: None where the calendar ends too soon. written: a person named the day. known: the instant
    from which this due date was known. held: the day it was held on. lapsed: it is not owed.
    window: how many days before its due date a record may be for it.
    """

    name: str
    title: str
    due: dt.date | None
    written: bool
    known: dt.datetime
    learned: dt.datetime
    held: dt.date | None = None
    lapsed: bool = False
    window: int = 10

    @property
    def opens(self) -> dt.date:
        """Return the first day whose record may be for this review."""
        return (self.due or dt.date.max) - self.window * DAY

    @property
    def is_final(self) -> bool:
        """Return whether this review is due with the MM2."""
        return self.name in (FINAL, EXTENSION)


def by_due(review: Review) -> tuple[bool, dt.date]:
    """Return what reviews are ordered by: the final one stands last."""
    return review.is_final, review.due or dt.date.max


def with_records(
    reviews: tuple[Review, ...], records: Sequence[Record]
) -> tuple[tuple[Review, ...], tuple[dt.date, ...]]:
    """Give each record to the review it is for; return also the days before every window."""
    held: dict[str, dt.date] = {}
    early: list[dt.date] = []
    for record in records:
        review = review_for(reviews, record.day, final=record.final)
        if review is None:
            early.append(record.day)
        else:
            held.setdefault(review.name, record.day)
    return tuple(
        replace(r, held=held[r.name]) if r.name in held and r.held is None else r for r in reviews
    ), tuple(early)


def review_for(reviews: Sequence[Review], day: dt.date, *, final: bool = False) -> Review | None:
    """Return the review that a record of this day is for; None if it is before every window.

    A window runs from 10 calendar days before the due date until the next review's opens, but never
    closes before the day after its own due date; the final review's has no end.
    """
    finals = [r for r in reviews if r.is_final]
    if final and finals:
        later = finals[-1]
        opened = later.due is None or len(finals) == 1 or day >= later.opens
        return later if opened else finals[0]
    dated = [(r, r.due) for r in reviews if r.due is not None and not r.lapsed]
    for n, (review, due) in enumerate(dated):
        if day < review.opens:
            return None
        if n + 1 == len(dated) or day < max(dated[n + 1][0].opens, due + DAY):
            return review
    return None
