"""The letters that the receiving school hands over or posts, filled in for one parent.

The head's letter of a breakdown: the protocol wants it on the day of the decision, with a reason
only the head can give, so all is filled in but the reason and the signature. And the invitation to
a review, for a parent whom no e-mail reaches. Their words stand in templates/papers/.
"""

import datetime as dt

from mailbot.writing import blocks, sheets, wording
from mailbot.writing.blocks import Sort
from mailbot.writing.casefile import Case, Item, Office, Paper, ParentCard, Recipient
from mailbot.writing.sheets import Sheet

# what the head writes into the empty box, and on how many lines
_REASON = ("My reason for this decision", 6)
_MEETING = ("Day, time and place", 2)


def head_letter(
    item: Item, parent: ParentCard, case: Case, office: Office, at: dt.datetime
) -> tuple[Paper, Paper]:
    """Return the head's letter to one parent about a breakdown, as PDF and as .docx.

    The parent's number, and nothing else of anybody, is in the file names. at: the instant of
    writing, in the authority's zone; the letter bears its day.
    """
    return _letter("head_letter", _REASON, item, parent, case, office, at)


def review_letter(
    item: Item, parent: ParentCard, case: Case, office: Office, at: dt.datetime
) -> tuple[Paper, Paper]:
    """Return the invitation to a review to one parent, as PDF and as .docx."""
    return _letter("review_letter", _MEETING, item, parent, case, office, at)


def _letter(  # noqa: PLR0913, PLR0917 - what the two letters have in common
    template: str,
    box: tuple[str, int],
    item: Item,
    parent: ParentCard,
    case: Case,
    office: Office,
    at: dt.datetime,
) -> tuple[Paper, Paper]:
    reader = Recipient(
        role="parent", address="", voice="parent", number=parent.number, name=parent.name
    )
    facts = wording.facts(item, reader, office, at)
    opening = blocks.blocks(f"papers/{template}_opening.txt", facts)
    school = case.receiving
    sheet = Sheet(
        title=next(block.text for block in opening if block.sort is Sort.TITLE),
        sender=_shown(school.name, school.phone and f"Telephone {school.phone}"),
        to=_shown(parent.name, *_address(parent.address)),
        day=wording.day(at.date()),
        before=tuple(block for block in opening if block.sort is not Sort.TITLE),
        box=box[0],
        box_lines=box[1],
        after=blocks.blocks(f"papers/{template}_closing.txt", facts),
        sign=_shown(school.head, "Head teacher", school.name),
    )
    return sheets.papers(sheet, f"letter-parent-{parent.number}")


def _shown(*lines: str | None) -> tuple[str, ...]:
    return tuple(blocks.clean(line) for line in lines if line and blocks.clean(line))


def _address(address: str | None) -> list[str]:
    """Return an address as lines: as it was written, else parted at its commas."""
    if not address:
        return []
    lines = address.splitlines() if "\n" in address.strip() else address.split(",")
    return [line.strip(" ,\r") for line in lines if line.strip(" ,\r")]
