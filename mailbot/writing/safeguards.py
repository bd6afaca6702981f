"""What a letter to a parent must never do, asked again when it is already written.

The planner above should never ask for such a letter. These checks stand behind it, because the
wrong notice to a parent is the worst thing the mailbot can send.
"""

import re
from collections.abc import Sequence

from mailbot.writing.casefile import Case, Item, Recipient


class ContactRestrictedError(RuntimeError):
    """A letter to a parent whom nobody may contact without asking the authority first."""


class LeakError(RuntimeError):
    """A parent's letter that would show another parent's name or address."""


def refuse_restricted(items: Sequence[Item], to: Recipient) -> None:
    """Raise ContactRestrictedError if `to` is a parent whose contact is restricted."""
    for item in items:
        for parent in item.case.parents if item.case else ():
            if parent.number == to.number and parent.restricted:
                raise ContactRestrictedError("contact with this parent is restricted")


def refuse_leak(text: str, case: Case | None, to: Recipient) -> None:
    """Raise LeakError if a letter to one parent shows another's name, e-mail or home address."""
    if case is None:
        return
    own = next((one for one in case.parents if one.number == to.number), None)
    said = _words(text)
    # what stands in the letter for another reason: a parent may share a word with a school
    ours = " ".join(
        _words(name or "")
        for name in (case.home.name, case.receiving.name, case.forename, case.surname)
    )
    for other in case.parents:
        if other is own:
            continue
        for private in ("name", "email", "address"):
            value = getattr(other, private)
            if not value or (own and value == getattr(own, private)):
                continue
            if _stands(value, said) and not _stands(value, ours):
                raise LeakError(f"another parent's {private} stands in a parent's letter")


def _words(text: str) -> str:
    return " ".join(text.casefold().split())


def _stands(value: str, text: str) -> bool:
    """Return whether a value stands in a text as words of its own."""
    return re.search(rf"(?<!\w){re.escape(_words(value))}(?!\w)", text) is not None
