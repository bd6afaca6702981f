"""Which doubts keep a form from counting, so that its sender must be asked.

What is required and missing, impossible or at odds makes the form a question to its sender; what is
merely wanted is noted and the form is taken (contract/records.md).
"""

# ruff: noqa: E501 - patterns stay whole

import re
from collections.abc import Iterable

from parsers.records import Problem, Status

# Doubts about these never hold a form up: nobody's day is counted from them.
_HARMLESS = re.compile(
    r"^(?:pupil\.(?:upn|known_as|sex)|(?:home|receiving)\.(?:head|contact\..*|consent\..*)|pupil_consent\..*|"
    r"parents\[\d+\]\.(?:relationship|email|phone|address|language|email_agreed|consent\.date)|social_worker\..*|"
    r"looked_after_authority|sen_status|attendance_reporting|form_date|support_provided|partly_successful|"
    r"specific_incident|next_provision|signatures.*|parents_informed\..*|plan_meeting_date|attendance_percent|"
    r"which|attended_by|marks|legal_basis|pex_alternative|meeting_date|reason)$"
)
_REQUIRED = {
    "MM1": r"pupil\.(?:forename|surname|dob)|(?:home|receiving)\.school|parents\[\d\]\.consent|parents\[0\]\.name|start_date|pex_if_unsuccessful",
    "MM2": r"pupil\.(?:forename|surname|dob)|(?:home|receiving)\.school|outcome|decision_date|end_date|reason|extension\.\w+|permanent_from",
    "review": r"pupil\.(?:forename|surname|dob)|(?:home|receiving)\.school|review_date",
    "attendance": r"pupil\.(?:forename|surname|dob)|(?:home|receiving)\.school|week_beginning|sessions_\w+",
}


def stops(kind: str, problem: Problem) -> bool:
    """Return whether a problem keeps a form of this kind from counting, so that it must be asked."""
    if kind not in _REQUIRED or problem.code == "mismatch":
        return False
    required = re.fullmatch(_REQUIRED[kind], problem.field) is not None
    if problem.code == "missing":
        return required
    return required or not _HARMLESS.fullmatch(problem.field)


def status_of(kind: str, problems: Iterable[Problem]) -> Status:
    """Return whether a form with these problems is accepted or its sender must be asked."""
    return "query" if any(stops(kind, problem) for problem in problems) else "accepted"
