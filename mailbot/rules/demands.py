"""What a protocol wants of a form beside what every authority's form must show.

Some of it the sender is asked for, and the form counts only once it is there; the rest is a line of
care for staff. A demand whose fate was `query` and which staff let pass is care from then on. All
is judged from the record and the calendar alone, so the same form gives the same demands.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mailbot.rules.moves import PERMANENT, Move
from mailbot.rules.protocols import Protocol, Protocols
from mailbot.rules.schedule import end_of, week_day
from mailbot.rules.schooldays import Calendar, CalendarTooShortError, SchoolDays
from mailbot.rules.validity import Fate, Signature
from parsers.records import Consent, Mm1, Mm2, Problem, Reading

_GIVEN = ("ink", "image", "typed", "verbal")
_EXAM_YEARS = (10, 11)
_LAST_PRIMARY_YEAR = 6
_OUTCOME_LABELS = {
    "signatures": "who signed it",
    "parents_informed.phone": "when the parents were told by telephone",
    "parents_informed.letter": "when the letter to the parents went",
    "plan_meeting_date": "the day of the education plan meeting",
    "home_off_roll": "the day off the home school's roll",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """One thing that a form does not show. field: its path in the record. text: for people."""

    field: str
    fate: Fate
    text: str
    source: str


def demands(
    record: Mm1, protocol: Protocol, calendar: Calendar, *, arrived: dt.date | None = None
) -> tuple[Demand, ...]:
    """Return what the protocol wants of an agreement and does not find in it.

    arrived: the local date on which it came; None: how early it came is not judged.
    """
    start = record.start_date
    permanent = start is not None and (record.legal_basis or protocol.basis_of(start)) == PERMANENT
    found: list[Demand] = []
    if not permanent:
        found += _times(record, protocol, calendar)
    found += _closed(record, calendar)
    found += _signatures(record, protocol)
    found += _conditions(record, protocol, calendar, arrived)
    return tuple(found)


def outcome_demands(record: Mm2, protocol: Protocol) -> tuple[Demand, ...]:
    """Return what the protocol wants of an outcome form and does not find in it."""
    kind = record.outcome
    if kind is None or kind == "ended_other":
        return ()
    rule = protocol.outcome
    return tuple(
        Demand(
            field=field,
            fate="query",
            text=f"The form does not give {_label(field)}.",
            source=rule.source,
        )
        for field in rule.requires.get(kind, ())
        if _is_empty(record, field)
    )


def _label(field: str) -> str:
    return _OUTCOME_LABELS.get(field) or f"the {field.replace('_', ' ')}"


def _is_empty(record: Mm2, path: str) -> bool:
    value: object = record
    for part in path.split("."):
        value = getattr(value, part, None)
    return value is None or value == ()


def demanded(
    reading: Reading,
    protocols: Protocols,
    calendar: Calendar,
    arrived: dt.date,
    start: dt.date | None,
) -> Reading:
    """Return the reading with a problem for each thing that the protocol asks its sender for.

    start: when the move of an outcome form began, None where that is not known.
    """
    fresh = asked_of(reading, protocols, calendar, arrived, start)
    if not fresh or reading.status not in ("accepted", "query"):
        return reading
    fields = {one.field for one in fresh}
    kept = tuple(p for p in reading.problems if not (p.field in fields and p.code == "missing"))
    new = tuple(Problem(field=one.field, code="missing", message=one.text) for one in fresh)
    return reading.model_copy(update={"status": "query", "problems": (*new, *kept)})


def asked_of(
    reading: Reading,
    protocols: Protocols,
    calendar: Calendar,
    arrived: dt.date,
    start: dt.date | None,
) -> tuple[Demand, ...]:
    """Return what the protocol asks of a form's sender; `demanded` makes problems of it."""
    match reading.record:
        case Mm1() as record:
            protocol = protocols.on(record.start_date or arrived)
            found = demands(record, protocol, calendar, arrived=arrived)
        case Mm2() as record:
            found = outcome_demands(record, protocols.on(start or arrived))
        case _:
            found = ()
    return tuple(one for one in found if one.fate == "query")


def care(record: Mm1, move: Move, protocol: Protocol, calendar: Calendar) -> tuple[Demand, ...]:
    """Return what staff should look at in a move whose agreement was accepted."""
    first = move.agreements[0].arrived if move.agreements else None
    arrived = calendar.day_of(first) if first else None
    found = demands(record, protocol, calendar, arrived=arrived)
    if protocol.extension.exceptional and move.extensions and not move.is_over:
        found += (
            Demand(
                field="extension",
                fate="care",
                text="The placement was extended, which should be exceptional.",
                source=protocol.extension.source,
            ),
        )
    return found


# times


def _times(record: Mm1, protocol: Protocol, calendar: Calendar) -> Iterator[Demand]:
    rule, start, end = protocol.placement, record.start_date, record.end_date
    if end is None and not rule.length_weeks and rule.length_school_days is None:
        text = "The form gives no end date. No length is fixed here: when is the placement to end?"
        yield Demand(field="end_date", fate="query", text=text, source=rule.source)
    if not record.review_dates and protocol.reviews.dates_at_start != "no":
        text = "The form sets no review dates. They are agreed at the start: which are they?"
        fate: Fate = "query" if protocol.reviews.dates_at_start == "query" else "care"
        yield Demand(field="review_dates", fate=fate, text=text, source=protocol.reviews.source)
    if start is None or end is None:
        return
    if not rule.has_trial:
        text = "The form is of a placement with an end, but this protocol has no trial."
        yield Demand(field="legal_basis", fate="care", text=text, source=rule.source)
    try:
        days = calendar.school(record.receiving.urn)
        yield from _length(start, end, protocol, days)
    except CalendarTooShortError:
        return


def _closed(record: Mm1, calendar: Calendar) -> Iterator[Demand]:
    """Yield a line of care for each date on the form that is no school day; none is slipped."""
    try:
        days = calendar.school(record.receiving.urn)
    except CalendarTooShortError:
        return
    named = [
        ("start_date", "first day", record.start_date),
        ("end_date", "last day", record.end_date),
    ]
    named += [("review_dates", "review", day) for day in record.review_dates]
    for field, what, day in named:
        if day is not None and days.first <= day <= days.last and not days.holds(day):
            said = f"{day:%A} {day.day} {day:%B %Y}"
            text = f"The {what} on the form, {said}, is no school day at the receiving school."
            yield Demand(field=field, fate="care", text=text, source="deadlines.md, Days")


def _length(start: dt.date, end: dt.date, protocol: Protocol, days: SchoolDays) -> Iterator[Demand]:
    """Yield a line of care for an end that lies outside what the protocol has."""
    rule = protocol.placement
    unit = {"calendar": "weeks", "school": "school weeks", "school_days": "school weeks"}
    weeks = unit[rule.week_unit]
    if rule.max_weeks and end > week_day(start, rule.max_weeks, rule, days):
        text = f"The placement is planned for more than {rule.max_weeks} {weeks}."
        yield Demand(field="end_date", fate="care", text=text, source=rule.source)
    if rule.min_weeks and end < week_day(start, rule.min_weeks, rule, days):
        text = f"The placement is planned for less than {rule.min_weeks} {weeks}."
        yield Demand(field="end_date", fate="care", text=text, source=rule.source)
    if not rule.form_end and end != end_of(start, end, rule, days):
        text = "The form's end is not the protocol's. The dates follow the protocol's."
        yield Demand(field="end_date", fate="care", text=text, source=rule.source)


# signatures


def _signatures(record: Mm1, protocol: Protocol) -> Iterator[Demand]:
    rule = protocol.consent
    for one in rule.signatures:
        if _CASES[one.when](record):
            source = one.source or rule.source
            for field, text in _lacking(one, record):
                yield Demand(field=field, fate=one.fate, text=text, source=source)
    start = record.start_date
    if rule.before_start and start is not None:
        late = [c.date for c in _consents(record) if c.date is not None and c.date > start]
        if late:
            text = "A signature is dated after the start, but agreement must come before it."
            yield Demand(field="form_date", fate="care", text=text, source=rule.source)


def _lacking(one: Signature, record: Mm1) -> Sequence[tuple[str, str]]:
    """Return the fields in which a signature is missing, each with a sentence on it."""
    match one.role:
        case "home_head":
            lacks = _has_not(record.home.consent)
            return [("home.consent", "The home school's head has not signed.")] if lacks else []
        case "receiving_head":
            lacks = _has_not(record.receiving.consent)
            text = "The receiving school's head has not signed."
            return [("receiving.consent", text)] if lacks else []
        case "pupil":
            lacks = _has_not(record.pupil_consent)
            return [("pupil_consent", "The pupil has not signed.")] if lacks else []
        case "parents":
            return [
                (f"parents[{n}].consent", f"Parent {n + 1} has not signed.")
                for n, parent in enumerate(record.parents)
                if _has_not(parent.consent)
                and not parent.no_contact
                and parent.parental_responsibility is not False
            ]
        case "la_officer":
            return [("", "Check that an officer of the authority has signed the agreement.")]
        case "sen_caseworker":
            return [("", "Check that the SEN caseworker agrees to the move.")]


def _has_not(consent: Consent | None) -> bool:
    return consent is None or consent.evidence not in _GIVEN


def _consents(record: Mm1) -> Iterator[Consent]:
    sides = (record.home.consent, record.receiving.consent, record.pupil_consent)
    for one in (*sides, *(parent.consent for parent in record.parents)):
        if one is not None and one.evidence in _GIVEN:
            yield one


# conditions


_CASES: Mapping[str, Callable[[Mm1], bool]] = {
    "always": lambda _: True,
    "looked_after": lambda form: bool(form.looked_after),
    "ehcp": lambda form: form.sen_status == "E",
    "sen_support": lambda form: form.sen_status == "K",
    "year_10_or_11": lambda form: form.pupil.nc_year in _EXAM_YEARS,
    "primary": lambda form: (
        (form.pupil.nc_year or 0) <= _LAST_PRIMARY_YEAR and form.pupil.nc_year is not None
    ),
    "restricted_parent": lambda form: any(parent.no_contact for parent in form.parents),
    "pex_alternative": lambda form: bool(form.pex_alternative),
    "pex_if_unsuccessful": lambda form: bool(form.pex_if_unsuccessful),
}

# What a form shows of the needs that it can show. A need that has no place here is never met by a
# form: staff must look each time.
_SHOWN: Mapping[str, Callable[[Mm1], bool]] = {
    "social_worker": lambda form: (
        form.social_worker is not None and bool(form.social_worker.name or form.social_worker.email)
    ),
    "agreement_signed": lambda form: (
        not any(map(_has_not, (form.home.consent, form.receiving.consent)))
        and not all(_has_not(parent.consent) for parent in form.parents)
    ),
    "end_date": lambda form: form.end_date is not None,
    "review_dates": lambda form: bool(form.review_dates),
    "pupil_consent": lambda form: not _has_not(form.pupil_consent),
    "upn": lambda form: form.pupil.upn is not None,
    "reason": lambda form: form.reason is not None,
}
_FIELDS = {
    "social_worker": "social_worker.email",
    "agreement_signed": "pex_if_unsuccessful",
    "upn": "pupil.upn",
}


def _conditions(
    record: Mm1, protocol: Protocol, calendar: Calendar, arrived: dt.date | None
) -> Iterator[Demand]:
    start, since = record.start_date, protocol.directed_since()
    for one in protocol.condition:
        if one.when == "trial_after_new_law":
            named = record.legal_basis == "trial_managed_move"
            applies = named and start is not None and since is not None and start >= since
        else:
            applies = _CASES[one.when](record)
        if one.need == "early_notice":
            is_met = _came_early(record, one.days, calendar, arrived)
        else:
            is_met = one.need in _SHOWN and _SHOWN[one.need](record)
        if applies and not is_met:
            field = _FIELDS.get(one.need, one.need if one.need in _SHOWN else "")
            yield Demand(field=field, fate=one.fate, text=one.text, source=one.source)


def _came_early(record: Mm1, days: int, calendar: Calendar, arrived: dt.date | None) -> bool:
    """Return whether the form came so many of the home school's days before the start."""
    if record.start_date is None or arrived is None:
        return True
    try:
        return arrived <= calendar.school(record.home.urn).before(record.start_date, days)
    except CalendarTooShortError:
        return False
