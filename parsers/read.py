"""The one door: a mail or a file and the schools and forms known go in, readings come out.

What a file is, its first bytes say; its name and its media type are only claims. A kind of file
that cannot be read yet, or not read safely, is held with a plain sentence for the sender: it is
never guessed at, and never lost. Nothing here knows a move.
"""

import datetime as dt

from parsers.context import Context
from parsers.doubts.copies import compared
from parsers.evidence import Evidence
from parsers.pieces import pieces_of_file, pieces_of_mail
from parsers.records import Reading
from parsers.surroundings import Asked


def read_mail(
    evidence: Evidence,
    context: Context,
    arrived: dt.date | None,
    source: str,
    *,
    vouched: bool = False,
) -> tuple[Reading, ...]:
    """Return a reading for each document that the mail brings, and for a form in its text.

    arrived: the local day of its arrival, against which future and past are judged. vouched: its
    sender is a colleague, whose forwarding makes a school's form count.
    """
    asked = Asked(context=context, arrived=arrived, source=source, vouched=vouched)
    found = [one for piece in pieces_of_mail(evidence, asked) for one in piece.read()]
    return compared(found)


def read_file(
    name: str, data: bytes, context: Context, arrived: dt.date | None
) -> tuple[Reading, ...]:
    """Return the readings of one file; for a mail or an archive, those of what it holds.

    name: what the readings call it; it decides nothing.
    """
    asked = Asked(context=context, arrived=arrived, source=name)
    return compared([one for piece in pieces_of_file(data, asked) for one in piece.read()])
