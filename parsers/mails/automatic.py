"""Whether a machine wrote this mail, and so must not be answered.

The question is only "may it be answered?". Whether it is read is another matter: school systems
send forms in auto-generated mail, and parking those would lose statutory notices.
"""

import re
from typing import Literal

from parsers.mails.headers import all_of, first_of, without_comments

Automatic = Literal["own", "bounce", "absence", "auto-submitted", "bulk"]

_ABSENCE_SUBJECT = re.compile(
    r"^\W*(?:(?:re|fw|fwd)\s*:\s*)*(?:"
    r"automatic(?:ally generated)? repl|auto[- ]?(?:repl|respon)|out of (?:the )?office|ooo\b|"
    r"(?:i am |i'm )?(?:currently )?away from (?:the |my )?(?:office|desk|school)|"
    r"(?:i am |i'm )?(?:currently )?on (?:annual|maternity|paternity|parental|sick|study) leave|"
    r"(?:annual|maternity|paternity) leave\s*$|absence (?:message|notification)\s*$|"
    r"vacation(?: message| reply)?\s*$)",
    re.IGNORECASE,
)
_AWAY = re.compile(
    r"out of (?:the )?office|on (?:annual |maternity |sick |paternity )?leave|away (?:from|until)|"
    r"(?:am|is|are) (?:currently )?away|automatic reply",
    re.IGNORECASE,
)
_MACHINES = re.compile(
    r"^(?:mailer[-_]?daemon|postmaster|mail[-_]?delivery[-_]?(?:sub)?system)@", re.IGNORECASE
)
_ABSENCE_HEADERS = ("x-autoreply", "x-autorespond", "x-autoreply-from", "x-mail-autoreply")
_LIST_HEADERS = ("list-id", "list-post", "list-unsubscribe", "list-help", "list-archive")


def automatic(
    lines: tuple[tuple[str, str], ...], sender: str, media: str, subject: str
) -> Automatic | None:
    """Return why this mail must not be answered, the most telling reason; None if a person wrote.

    media: the content type with its report-type, such as "multipart/report; delivery-status".
    """
    if first_of(lines, "x-mailbot-kind"):
        return "own"
    machine = bool(_MACHINES.match(sender)) or bool(_MACHINES.match(_loose_from(lines)))
    if media.endswith("delivery-status") or machine or first_of(lines, "x-failed-recipients"):
        return "bounce"
    if _is_absence(lines, subject):
        return "absence"
    precedence = first_of(lines, "precedence").lower()
    if (
        _is_submitted_by_a_machine(lines)
        or media.startswith("multipart/report")
        or first_of(lines, "x-auto-response-suppress")
        or "auto" in precedence
        or any(value.replace(" ", "") == "<>" for value in all_of(lines, "return-path"))
    ):
        return "auto-submitted"
    if precedence in {"bulk", "junk", "list"} or any(first_of(lines, h) for h in _LIST_HEADERS):
        return "bulk"
    return None


def _loose_from(lines: tuple[tuple[str, str], ...]) -> str:
    """Return what looks like the sender where From is a bare word, as daemons write it."""
    value = first_of(lines, "from").lower()
    inside = re.search(r"<([^<>]*)>", value)
    spec = (inside.group(1) if inside else without_comments(value)[0]).strip()
    return spec if "@" in spec else f"{spec}@"


def _is_submitted_by_a_machine(lines: tuple[tuple[str, str], ...]) -> bool:
    """RFC 3834, section 5: anything but `no`, whose parameters and comments mean nothing."""
    for value in all_of(lines, "auto-submitted"):
        keyword = without_comments(value)[0].split(";")[0].strip().lower()
        if keyword and keyword != "no":
            return True
    return False


def _is_absence(lines: tuple[tuple[str, str], ...], subject: str) -> bool:
    if _ABSENCE_SUBJECT.search(subject) or any(first_of(lines, h) for h in _ABSENCE_HEADERS):
        return True
    replied = any("auto-replied" in value.lower() for value in all_of(lines, "auto-submitted"))
    return replied and bool(_AWAY.search(subject))
