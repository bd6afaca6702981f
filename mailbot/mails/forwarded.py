"""A form that a colleague passed on: whose word it is, when it came, and who hears of it.

It is believed by that forwarding alone (the reader says so only of mail from a proved colleague),
and then it is its school's word and not the colleague's: a receiving school's agreement stays a
receiving school's. An original sender of another school is put before a person; one whom nobody
knows leaves the word with the colleague, except on an outcome form: a parent may have written it,
and the colleague may pass it on only to ask. We write to the original sender only where the address
is a school's of the register; in every other case the colleague is answered.
"""

import datetime as dt
from dataclasses import dataclass

from mailbot.rulebook import Rulebook
from mailbot.rules.intake import Sender
from parsers.arrivals.origins import believed
from parsers.records import Reading


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Source:
    """Whose word a form is, and when its school first sent it.

    is_unknown: its original sender is nobody of the register; it stands as the colleague's word.
    """

    sender: Sender
    arrived: dt.datetime
    is_unknown: bool = False


def source_of(sender: Sender, arrived: dt.datetime, reading: Reading, rules: Rulebook) -> Source:
    """Return whose word a form is: of the mail's sender, or of the school that first sent it.

    sender, arrived: of the mail that brings it.
    """
    origin = reading.origin
    if origin is None or not (sender.staff and sender.authenticated):
        return Source(sender=sender, arrived=arrived)
    first = believed(origin, arrived)
    schools = rules.schools_of(origin.sender)
    if not schools:
        return Source(sender=sender, arrived=first, is_unknown=True)
    school = Sender(address=origin.sender, authenticated=True, staff=False, schools=schools)
    return Source(sender=school, arrived=first)
