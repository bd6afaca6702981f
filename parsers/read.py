"""The one door: a mail or a file and the schools and forms known go in, readings come out.

What a file is, its first bytes say; its name and its media type are only claims. A kind of file
that cannot be read yet, or not read safely, is held with a plain sentence for the sender: it is
never guessed at, and never lost. Nothing here knows a move.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator

from parsers import body, sheet
from parsers.context import Context
from parsers.covering import covers_with_doubt, denies, doubts_beside
from parsers.evidence import Body, Evidence, open_message
from parsers.forms import read_document
from parsers.pairs import Document
from parsers.pdf import pairs_of_pdf
from parsers.records import Code, Problem, Reading
from parsers.word import pairs_of_docx

LARGEST_FILE = 60 * 2**20  # bytes
_START = 4_096  # bytes in which a kind of file shows itself

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
_IMAGES = (
    b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"MM\x00*", b"GIF87a", b"GIF89a", b"BM",
    b"RIFF",
)  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .doc, .xls, .msg, and an encrypted .docx
_TNEF = b"\x78\x9f\x3e\x22"  # winmail.dat
_HEADER_LINE = re.compile(
    rb"^(?:from|received|return-path|date|subject|to|message-id|mime-version|content-type|x-[\w-]+|"
    rb"delivered-to|authentication-results|dkim-signature|arc-[\w-]+):",
    re.IGNORECASE | re.MULTILINE,
)
_FEWEST_HEADERS = 3


def is_mail(data: bytes) -> bool:
    """Whether a file is a mail as it travels (.eml): header lines first, with a From among them."""
    start = data[:_START].lstrip(b"\xef\xbb\xbf\r\n")
    top = re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0]
    first = _HEADER_LINE.match(top)
    names = {match.group(0).lower() for match in _HEADER_LINE.finditer(top)}
    whole = len(names) >= _FEWEST_HEADERS or b"from:" in names
    return first is not None and whole and bool(re.match(rb"[\w-]+:", top))


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
    opened = _opened(data)
    if opened == "mail":
        if part is None:
            return read_mail(open_message(data), context, arrived, origin)
        return (held("mail", origin, part),)
    if isinstance(opened, str):
        return (held(opened, origin, part),)
    found: list[Reading] = []
    for document in opened:
        if document.trouble and (document.trouble != "picture" or not document.blocks):
            found.append(held(document.trouble, origin, part))
        else:
            found += read_document(document, context, arrived, origin, part)
    # The sheets of a workbook that hold no form are not worth a line beside those that do.
    forms = [reading for reading in found if reading.kind != "other" or reading.status == "held"]
    return tuple(forms) or tuple(found[:1])


def _opened(data: bytes) -> tuple[Document, ...] | str:
    """Return the file laid open, or the sort of file that is not read."""
    start = data[:_START]
    if not data.strip(b"\x00\r\n\t "):
        return "empty"
    if len(data) > LARGEST_FILE:
        return "too large"
    if b"%PDF-" in start[:1_024]:
        return (pairs_of_pdf(data),)
    if start.startswith(b"PK"):
        return _opened_archive(data)
    held = _never_read(start, data)
    if held:
        return held
    return _opened_text(data) if _is_text(data) else "unreadable"


def _never_read(start: bytes, data: bytes) -> str | None:
    """Return the sort of file known by its first bytes and not read; None for any other."""
    if start.startswith(_OLE):
        return "encrypted" if "EncryptedPackage".encode("utf-16-le") in data else "old word"
    if start.startswith(_IMAGES) or start[4:8] == b"ftyp":
        return "image"
    return "old word" if start.startswith((b"{\\rtf", _TNEF)) else None


def _opened_archive(data: bytes) -> tuple[Document, ...] | str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        return "unreadable"
    names = {member.filename for member in members}
    if any(member.flag_bits & 1 for member in members):
        return "encrypted"
    if any(name.startswith("word/") for name in names):
        return (pairs_of_docx(data),)
    if any(name.startswith("xl/") and name.endswith(".xml") for name in names):
        return sheet.documents_of_xlsx(data)
    return "old word" if "mimetype" in names and "content.xml" in names else "archive"


def _is_text(data: bytes) -> bool:
    """Whether a file is text: no control characters, unless it says that it is UTF-16."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return not re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", data[:65_536])


def _opened_text(data: bytes) -> tuple[Document, ...] | str:
    if is_mail(data):
        return "mail"
    text = sheet.sheet_text(data)
    if re.search(r"<(?:html|body|table|!doctype html)\b", text[:_START], re.IGNORECASE):
        return (body.document_of_html(text),)
    mark = sheet.delimiter_of(text)
    # A comma parts columns and words alike: prose is told by its line ends without one.
    return sheet.documents_of_csv(data) if mark else (body.document_of_text(text),)


def held(sort: str, source: str, part: str | None) -> Reading:
    """Return the reading of a file that a person must look at, with a sentence for the sender."""
    code, message = _SENTENCES.get(sort, _SENTENCES["unreadable"])
    problem = Problem(field="", code=code, message=message)
    return Reading(source=source, part=part, kind="other", status="held", problems=(problem,))
