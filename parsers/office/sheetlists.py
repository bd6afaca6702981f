"""Lists of pupils in a sheet: a header row over a row for each pupil, each of which is one form.

A form whose heads stand over its answers looks alike; it is a list only where the rows under the
head are pupils.
"""

import re
from collections.abc import Sequence

from parsers.office.sheetcontrols import Row

_PUPIL_HEADS = re.compile(
    r"\b(?:surname|forename|first name|last name|pupil|student|name|dob|date of birth|upn)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\b(?:name|surname|forename|birth|dob|upn|year|school|date|parents?|carers?|e-?mail|tel|"
    r"telephone|phone|mobile|signature|signed|address|looked after|sen|sex|gender|start|end|"
    r"reviews?|sessions|week|attendance|outcome|reason|relationship|contact|head ?teacher)\b",
    re.IGNORECASE,
)
_NO_PUPIL = re.compile(r"total|average|mean|example|e\.g", re.IGNORECASE)
_BIRTH = re.compile(r"\b(?:dob|d\.o\.b|birth|born)\b", re.IGNORECASE)
_FEWEST_HEADS = 3
DATE = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})\b")
SCHOOL_DAY = re.compile(r"^(?:mon|tue|wed|thu|fri)[a-z]*\b", re.IGNORECASE)


def is_list_head(rows: Sequence[Row], at: int, row: Row) -> bool:
    """Whether this row heads a list of pupils: several headings, and values below them."""
    filled = [cell for cell in row if cell]
    heads = [cell for cell in filled if _PUPIL_HEADS.search(cell) and len(cell) < 40]  # noqa: PLR2004 - a heading is short
    if len(filled) < _FEWEST_HEADS or len(heads) < 2 or at + 1 >= len(rows):  # noqa: PLR2004 - two
        return False
    # "Surname | Lee | Forename | Kim" is no head: every second cell there is a value.
    columns = [n for n, cell in enumerate(row) if cell]
    below = rows[at + 1]
    if _is_labelled(row) and _is_labelled(below):
        return False
    return sum(1 for n in columns if n < len(below) and below[n]) * 2 >= len(columns) and not any(
        DATE.search(cell) for cell in heads
    )


def _is_labelled(row: Row) -> bool:
    """Whether every second cell of a row, from the first, is a label beside its value."""
    filled = [cell for cell in row if cell]
    labels, values = filled[::2], filled[1::2]
    return (
        len(labels) > 1
        and all(_LABEL.search(cell) and not re.search(r"\d{3}", cell) for cell in labels)
        and not any(_LABEL.search(cell) for cell in values)
    )


def lists_pupils(head: Row, rows: Sequence[Row]) -> bool:
    """Whether most rows under a head are pupils: a form with heads over its answers is no list."""
    born = next((n for n, cell in enumerate(head) if _BIRTH.search(cell)), None)
    named = next((n for n, cell in enumerate(head) if _PUPIL_HEADS.search(cell)), 0)
    held = [row for row in rows if named < len(row) and row[named]]
    if born is None:
        strange = [row for row in held if _LABEL.search(row[named]) and len(row[named]) < 40]  # noqa: PLR2004 - a heading is short
        return len(strange) * 2 <= len(held)
    dated = [row for row in held if born < len(row) and DATE.search(row[born])]
    return len(dated) * 2 >= len(held)


def is_a_pupil(head: Row, row: Row) -> bool:
    """Whether a row under a list's head is a pupil's, and neither a sum nor an example."""
    named = [n for n, cell in enumerate(head) if _PUPIL_HEADS.search(cell)]
    filled = [n for n in named if n < len(row) and row[n]]
    return bool(filled) and not _NO_PUPIL.match(row[filled[0]])


def beside(head: Row, row: Row) -> list[Row]:
    """Return a pupil's row as label and value; session columns are gathered into one register."""
    told: list[Row] = []
    sessions: list[tuple[str, str]] = []
    for label, value in zip(head, (*row, *[""] * len(head)), strict=False):
        if not label:
            continue
        if SCHOOL_DAY.match(label) and len(label) < 30:  # noqa: PLR2004 - "Monday 14/09/2026 AM"
            sessions.append((label, value))
        else:
            told.append((label, value))
    if sessions:
        told += [("Day", *(label for label, _ in sessions)), ("Mark", *(v for _, v in sessions))]
    return told
