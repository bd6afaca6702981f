"""A review becomes a calendar file that any calendar can open.

The bot knows days, never times: an all-day event that blocks nobody's day, without an alarm and
without a reply (METHOD:PUBLISH). The same review keeps its UID, and a new day raises its SEQUENCE
(RFC 5545, sections 3.8.4.7 and 3.8.7.4), so a calendar moves the entry instead of doubling it.
Calendars are shared and shown on phones: the entry holds the reference and no name.
"""

import datetime as dt
from email.utils import parseaddr

from icalendar import Calendar, Event, vCalAddress

_PRODUCT = "-//mailbot//reviews//EN"


def review_invite(  # noqa: PLR0913 - each is one property of the event
    *,
    uid: str,
    sequence: int,
    day: dt.date,
    reference: str,
    planned: bool,
    review_name: str,
    organizer: str,
    at: dt.datetime,
) -> bytes:
    """Return the .ics of one review on `day`, CRLF line ends.

    planned: a person wrote the day; else it is the day the review is due by. organizer: the
    mailbox as RFC 5322 writes it. at: the instant of writing, aware.
    """
    event = Event()
    event.add("uid", uid)
    event.add("sequence", sequence)
    event.add("dtstamp", at.astimezone(dt.UTC))
    event.add("dtstart", day)
    event.add("dtend", day + dt.timedelta(days=1))
    named = review_name[:1].upper() + review_name[1:]
    event.add("summary", f"{named}{'' if planned else ' due by today'}: reference {reference}")
    event.add(
        "description",
        "The receiving school gives the time and the place."
        if planned
        else "This is the last day for the review. The receiving school sets the day, the time "
        "and the place.",
    )
    # RFC 5546, section 3.2.1: a published event names its organizer and no attendee.
    event["organizer"] = vCalAddress(f"mailto:{parseaddr(organizer)[1]}")
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
