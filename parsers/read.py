"""The one door: a mail or a file and the schools and forms known go in, readings come out.

What a file is, its first bytes say; its name and its media type are only claims. A kind of file
that cannot be read yet, or not read safely, is held with a plain sentence for the sender: it is
never guessed at, and never lost. Nothing here knows a move.
"""

import datetime as dt
from collections.abc import Iterator

from parsers import body
from parsers.context import Context
from parsers.covering import covers_with_doubt, denies, doubts_beside
from parsers.evidence import Body, Evidence, open_message
from parsers.filetypes import Filetype, filetype
from parsers.forms import read_document
from parsers.readers import PASSED_OVER, Opened, opened
from parsers.records import Code, Problem, Reading

LARGEST_FILE = 60 * 2**20  # bytes

_ASK = "Please send it again as a PDF or a Word document (.docx)."
_SENTENCES: dict[str, tuple[Code, str]] = {
    "empty": ("unreadable", f"The file is empty. {_ASK}"),
    "encrypted": (
        "encrypted",
        (
            "The file is protected by a password and cannot be read. Please send it again without"
            " one, as a PDF or a Word document (.docx)."
        ),
    ),
    "unreadable": ("unreadable", f"The file is damaged or of a kind that cannot be read. {_ASK}"),
    "too large": ("unreadable", f"The file is too large to be read. {_ASK}"),
    "picture": (
        "unreadable",
        f"The file holds pictures of pages and no text, so a person must read it. {_ASK}",
    ),
    "image": ("unreadable", f"The file is a picture, so a person must read it. {_ASK}"),
    "archive": ("unreadable", f"The file is an archive, so a person must open it. {_ASK}"),
    "old word": ("unreadable", f"The file is of an older or other kind of document. {_ASK}"),
    "link": (
        "unreadable",
        f"The file is only a link to another place, and nothing is ever fetched from there. {_ASK}",
    ),
    "mail": ("unreadable", f"The mail in this file could not be opened. {_ASK}"),
    "too slow": (
        "unreadable",
        f"The file takes too long or too much memory to read, so a person must look at it. {_ASK}",
    ),
    "broken": ("unreadable", f"The file could not be read, so a person must look at it. {_ASK}"),
    "cut": (
        "unreadable",
        "The mail is too large, or holds too many files, to be read whole. A person must look.",
    ),
}
_QUOTED = (
    "The form stands in quoted or forwarded text and not in the sender's own words, so a person"
    " must look at it."
)
_TAKEN_BACK = (
    "The words of the mail put the form in doubt, so a person must look at it before it counts."
)


def read_mail(
    evidence: Evidence, context: Context, arrived: dt.date | None, source: str
) -> tuple[Reading, ...]:
    """Return a reading for each document that the mail brings, and for a form in its text.

    arrived: the local day of its arrival, against which future and past are judged.
    """
    pieces = range(len(piece_names(evidence)))
    return tuple(
        reading
        for number in pieces
        for reading in read_piece(evidence, number, context, arrived, source)
    )


def piece_names(evidence: Evidence) -> tuple[str, ...]:
    """Return the names of what is read of a mail, in order: its texts, then what is attached."""
    named = (*(text.name for text in evidence.bodies), *(part.name for part in evidence.parts))
    return ("", *named) if evidence.cut else named


def read_piece(
    evidence: Evidence, number: int, context: Context, arrived: dt.date | None, source: str
) -> tuple[Reading, ...]:
    """Return the readings of one of the pieces, so that a hostile one can be passed over."""
    at = number
    if evidence.cut:
        if at == 0:
            return (held("cut", source, None),)
        at -= 1
    if at < len(evidence.bodies):
        return tuple(_read_text(evidence, evidence.bodies[at], context, arrived, source))
    part = evidence.parts[at - len(evidence.bodies)]
    found = read_file(part.name, part.data, context, arrived, source=source, part=part.name)
    return tuple(
        _set_aside(reading, _TAKEN_BACK)
        if reading.kind != "other" and covers_with_doubt(evidence, part.name, reading.kind)
        else reading
        for reading in found
    )


def _read_text(
    evidence: Evidence, text: Body, context: Context, arrived: dt.date | None, source: str
) -> Iterator[Reading]:
    """Yield the readings of a form in a mail's text, held where it may not be meant."""
    pasted = body.form_in(text, context, evidence.subject)
    if pasted is None:
        return
    for reading in read_document(pasted.document, context, arrived, source, text.name):
        if reading.kind == "other":
            continue
        if pasted.quoted or text is not evidence.bodies[0] or text.name != "body":
            yield _set_aside(reading, _QUOTED)
        elif (
            denies(evidence.subject)
            or denies(pasted.own)
            or doubts_beside(pasted.beside, reading.kind)
        ):
            yield _set_aside(reading, _TAKEN_BACK)
        else:
            yield reading


def _set_aside(reading: Reading, why: str) -> Reading:
    """Return the reading as one that a person must look at, the reason first."""
    problem = Problem(field="", code="unclear", message=why)
    return reading.model_copy(update={"status": "held", "problems": (problem, *reading.problems)})


def read_file(  # noqa: PLR0913 - what is read, with what, and what it is called
    name: str,
    data: bytes,
    context: Context,
    arrived: dt.date | None,
    *,
    source: str | None = None,
    part: str | None = None,
) -> tuple[Reading, ...]:
    """Return the readings of one file, at least one; for a mail in a file, those of the mail.

    name: where it comes from; it is `source` unless that is given, and decides nothing.
    """
    origin = source or name
    laid_open = _opened(data)
    if laid_open == "mail":
        if part is None:
            return read_mail(open_message(data), context, arrived, origin)
        return (held("mail", origin, part),)
    if isinstance(laid_open, str):
        return (held(laid_open, origin, part),)
    found: list[Reading] = []
    for document in laid_open:
        if document.trouble and (document.trouble != "picture" or not document.blocks):
            found.append(held(document.trouble, origin, part))
        else:
            found += read_document(document, context, arrived, origin, part)
    # The sheets of a workbook that hold no form are not worth a line beside those that do.
    forms = [reading for reading in found if reading.kind != "other" or reading.status == "held"]
    return tuple(forms) or tuple(found[:1])


def _opened(data: bytes) -> Opened:
    """Return the file laid open, or the sort of file that is not read."""
    if len(data) > LARGEST_FILE:
        return "too large"
    kind = filetype(data)
    if kind is Filetype.MAIL:
        return "mail"
    return () if kind in PASSED_OVER else opened(data, kind)


def held(sort: str, source: str, part: str | None) -> Reading:
    """Return the reading of a file that a person must look at, with a sentence for the sender."""
    code, message = _SENTENCES.get(sort, _SENTENCES["unreadable"])
    problem = Problem(field="", code=code, message=message)
    return Reading(source=source, part=part, kind="other", status="held", problems=(problem,))
