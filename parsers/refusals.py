"""Why a file was not read, in one plain sentence each that can be put to its sender."""

from collections.abc import Mapping
from typing import Final

from parsers.records import Code, Problem, Reading

_ASK = "Please send it again as a PDF or a Word document (.docx)."
_SENTENCES: Final = {
    "empty": f"The file is empty. {_ASK}",
    "encrypted": (
        "The file is protected by a password and cannot be read. Please send it again without"
        " one, as a PDF or a Word document (.docx)."
    ),
    "unreadable": f"The file is damaged or of a kind that cannot be read. {_ASK}",
    "too large": f"The file is too large to be read. {_ASK}",
    "picture": f"The file holds pictures of pages and no text, so a person must read it. {_ASK}",
    "archive": (
        "The file is an archive that cannot be opened here. Please send the files in it by "
        "themselves, as PDF or Word documents (.docx)."
    ),
    "too many": (
        "The archive holds too many files to be read. Please send the forms by themselves, as"
        " PDF or Word documents (.docx)."
    ),
    "too deep": (
        "The file stands in a mail or archive inside another, more than three deep. Please "
        "send it by itself, as a PDF or a Word document (.docx)."
    ),
    "nothing inside": (
        "The archive is empty. Please send the forms by themselves, as PDF or Word documents "
        "(.docx)."
    ),
    "link": (
        f"The file is only a link to another place, and nothing is ever fetched from there. {_ASK}"
    ),
    "old word": f"The file is of an older or other kind of document. {_ASK}",
    "too slow": (
        f"The file takes too long or too much memory to read, so a person must look at it. {_ASK}"
    ),
    "broken": f"The file could not be read, so a person must look at it. {_ASK}",
    "long": (
        "The file holds more than is read of one (thirty pages, sixty sheets, 2,000 rows), "
        "and there may be a form among what was not read. Please send the form by itself, as "
        "a PDF or a Word document (.docx)."
    ),
    "hidden": (
        "The file hides rows, columns or sheets that seem to hold answers, and what is hidden"
        " is not read. Please show what counts, take out what does not, and send it again."
    ),
    "controls": (
        "The document holds boxes or lists whose answers cannot be read. Please print or save"
        " it as a PDF and send that."
    ),
    "too long": (
        "The files of this mail together take too long to read, so the last of them were not "
        "read. A person must look."
    ),
    "cut": (
        "The mail is too large, damaged or of too many files, and was not read whole. Please look."
    ),
}
# Of all others: unreadable.
_CODES: Final[Mapping[str, Code]] = {"encrypted": "encrypted", "hidden": "unclear"}
# A person must look.
_OURS = frozenset({"picture", "too slow", "too long", "broken", "cut"})
_SENDER_CAN_HELP = frozenset(said for sort, said in _SENTENCES.items() if sort not in _OURS)


def for_the_sender(problem: Problem) -> bool:
    """Whether the sender can do something about it: send it in another way or form."""
    return problem.field == "" and problem.message in _SENDER_CAN_HELP


def why(sort: str) -> Problem:
    """Return the problem of a file, with a sentence for the sender."""
    message = _SENTENCES.get(sort, _SENTENCES["unreadable"])
    return Problem(field="", code=_CODES.get(sort, "unreadable"), message=message)


def held(sort: str, source: str, part: str | None) -> Reading:
    """Return the reading of a file that a person must look at, with a sentence for the sender."""
    return Reading(source=source, part=part, kind="other", status="held", problems=(why(sort),))


def set_aside(reading: Reading, why: str, code: Code = "unclear") -> Reading:
    """Return the reading as one that a person must look at, the reason first."""
    problem = Problem(field="", code=code, message=why)
    return reading.model_copy(update={"status": "held", "problems": (problem, *reading.problems)})
