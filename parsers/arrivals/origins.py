"""Whose a forwarded form is, and when it first came: read from the mail that was passed on.

Only asked where a colleague's forwarding makes the form count. The answer is a claim (a header
inside an attached mail, or the lines "From, Sent" that a mail program writes over quoted text), so
it may only move the arrival back, never ahead of the forwarding, and not by more than a term.
"""

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from parsers.context import Context
from parsers.evidence import Evidence
from parsers.mails.quoting import is_forward, quoted_mails
from parsers.records import Origin

MOST_DAYS = 92  # a term: what is older was not passed on, it was found


def origin_of(name: str, evidence: Evidence, context: Context) -> Origin | None:
    """Return who first sent the piece of that name, and when; None where nothing says so."""
    zone = ZoneInfo(context.zone)
    for sender, sent in _around(name, evidence):
        if sender in context.staff:
            continue  # one colleague passed it to another
        local = sent.replace(tzinfo=zone) if sent is not None and sent.tzinfo is None else sent
        return Origin(sender=sender, sent=local)
    return None


def _around(name: str, evidence: Evidence) -> Iterator[tuple[str, dt.datetime | None]]:
    """Yield the senders and dates of the mails around a piece, the last forwarded first."""
    attached = sorted(
        (
            text
            for text in evidence.bodies
            if text.name != "body" and name.startswith(text.name.removesuffix("body"))
        ),
        key=lambda text: len(text.name),
    )
    if attached:
        yield from ((text.sender, text.sent) for text in attached if text.sender or text.sent)
        return
    if is_forward(evidence.subject, evidence.text):
        yield from ((mail.sender, mail.sent) for mail in quoted_mails(evidence.text))


def believed(origin: Origin | None, forwarded: dt.datetime) -> dt.datetime:
    """Return when a form arrived: when it was first sent if that can be, else when forwarded."""
    if origin is None or origin.sent is None or origin.sent.tzinfo is None:
        return forwarded
    is_plausible = forwarded - dt.timedelta(days=MOST_DAYS) <= origin.sent <= forwarded
    return origin.sent if is_plausible else forwarded


def believed_day(origin: Origin | None, forwarded: dt.date, zone: ZoneInfo) -> dt.date:
    """Return the local day on which a form arrived, likewise."""
    if origin is None or origin.sent is None:
        return forwarded
    day = origin.sent.astimezone(zone).date()
    return day if forwarded - dt.timedelta(days=MOST_DAYS) <= day <= forwarded else forwarded
