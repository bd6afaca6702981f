"""An iCalendar file (.ics) becomes its entries: a text, a first and a last day.

RFC 5545 says that DTEND is the first moment after an event, so an all-day event that ends "on" the
31st lasts up to the 30th; one without an end, or one that ends where it begins, lasts a day. Times
are read in the authority's zone, for many programs write midnight in summer as 23:00 UTC of the day
before. What repeats is not unrolled, only said to repeat: term dates are written out, and a rule
read wrongly would close a school every week. An entry that cannot be read is a fault with its text
and day.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import icalendar

from mailbot.options import Fault
from mailbot.terms.calendars import text_of

_DAY = dt.timedelta(days=1)
_LONGEST = 400 * _DAY


@dataclass(frozen=True, slots=True)
class Entry:
    """One event. first, last: its days, both included; of one that repeats, those of the first."""

    text: str
    first: dt.date
    last: dt.date
    repeats: bool = False

    @property
    def where(self) -> str:
        """Return how a person finds the event in their calendar."""
        return _where(self.text, self.first)


def read_entries(file: str, content: bytes, zone: ZoneInfo) -> tuple[list[Entry], list[Fault]]:
    """Return the events of a file that were not called off, soonest first, and its faults."""
    try:
        found = icalendar.Calendar.from_ical(text_of(content), multiple=True)
        events = [event for one in found for event in one.walk("VEVENT")]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        return [], [Fault(file, "", "is no iCalendar file, or is damaged; download it again")]
    if not found:
        return [], [Fault(file, "", "is no iCalendar file, or is damaged; download it again")]
    entries: set[Entry] = set()
    faults: list[Fault] = []
    for event in events:
        if str(event.get("STATUS", "")).strip().upper() == "CANCELLED":
            continue
        entry = _entry(event, zone)
        if isinstance(entry, Entry):
            entries.add(entry)
        else:
            faults.append(Fault(file, entry[0], entry[1]))
    return sorted(entries, key=lambda one: (one.first, one.last, one.text)), faults


def _entry(event: icalendar.cal.Component, zone: ZoneInfo) -> Entry | tuple[str, str]:
    """Return the event, or where it stands and what is wrong with it."""
    text = " ".join(_values(event, "SUMMARY")).strip()
    start = _moment(event, "DTSTART", zone)
    if start is None:
        return _where(text, None), "has no day that can be read; correct it"
    day, last = _day_of(start), _last_day(event, start, zone)
    wrong = ""
    if last is None:
        wrong = "has an end that cannot be read; correct it"
    elif last < day:
        wrong = "ends before it begins; correct it"
    elif last - day > _LONGEST:
        wrong = "lasts longer than a school year; correct it"
    if wrong or last is None:
        return _where(text, day), wrong
    repeats = any(name in event for name in ("RRULE", "RDATE", "RECURRENCE-ID"))
    return Entry(text, day, last, repeats)


def _last_day(
    event: icalendar.cal.Component, start: dt.date | dt.datetime, zone: ZoneInfo
) -> dt.date | None:
    """Return the last day of an event; None where it has an end that cannot be read."""
    end = _moment(event, "DTEND", zone)
    if end is None and "DURATION" in event and "DTEND" not in event:
        span = getattr(event.get("DURATION"), "dt", None)
        end = start + span if isinstance(span, dt.timedelta) else None
    elif end is None and "DTEND" not in event:
        return _day_of(start)
    return None if end is None else _last_of(start, end)


def _values(event: icalendar.cal.Component, name: str) -> Iterator[str]:
    found = event.get(name, "")
    for one in found if isinstance(found, list) else [found]:
        yield " ".join(str(one).split())


def _moment(
    event: icalendar.cal.Component, name: str, zone: ZoneInfo
) -> dt.date | dt.datetime | None:
    """Return a day, or a local time; None where there is none that can be read."""
    found = event.get(name)
    value = found.dt if isinstance(found, icalendar.vDDDTypes) else None
    if isinstance(value, dt.datetime):
        return value.astimezone(zone) if value.tzinfo else value.replace(tzinfo=zone)
    return value if isinstance(value, dt.date) else None


def _day_of(moment: dt.date | dt.datetime) -> dt.date:
    return moment.date() if isinstance(moment, dt.datetime) else moment


def _last_of(start: dt.date | dt.datetime, end: dt.date | dt.datetime) -> dt.date:
    """Return the last day of an event: the end is the first moment that is no longer in it."""
    day = _day_of(end)
    at_midnight = not isinstance(end, dt.datetime) or end.time() == dt.time(0)
    return day - _DAY if at_midnight and day > _day_of(start) else day


def _where(text: str, day: dt.date | None) -> str:
    said = f'"{text}"' if text else "an event without text"
    return f"{said} on {day.day} {day:%B %Y}" if day else said
