"""A record in the making: values by path, what each was read from, and the doubts.

A value enters only if everything that the form says about it agrees. What is impossible, unclear or
contradicted stays out and becomes a problem, in one plain sentence that can be put to the sender.
"""

# ruff: noqa: E501 - patterns and lists of words stay whole

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from parsers.layouts.answers import Answer, has_answer
from parsers.pairs import DOUBTFUL, PENNED, PICTURE, plain
from parsers.records import Code, How, Problem, Seen
from parsers.values import Doubt

_SIGNED = re.compile(r"consent\.|^signatures\[")
_HIT = 4  # words of a text, of which no pen may have hit one
BELIEVED = 0.5  # the confidence below which two readings of a picture did not agree
NAMES = {
    "pupil": "pupil's name",
    "pupil.forename": "pupil's forename",
    "pupil.surname": "pupil's surname",
    "pupil.known_as": "name the pupil is known by",
    "pupil.dob": "date of birth",
    "pupil.upn": "unique pupil number (UPN)",
    "pupil.nc_year": "year group",
    "pupil.sex": "pupil's sex",
    "home.school": "home school",
    "receiving.school": "receiving school",
    "home.head": "home school's head teacher",
    "receiving.head": "receiving school's head teacher",
    "home.contact.name": "contact at the home school",
    "home.contact.email": "e-mail address of the contact at the home school",
    "home.contact.phone": "telephone number of the contact at the home school",
    "receiving.contact.name": "contact at the receiving school",
    "receiving.contact.email": "e-mail address of the contact at the receiving school",
    "receiving.contact.phone": "telephone number of the contact at the receiving school",
    "home.consent.evidence": "home school's agreement",
    "receiving.consent.evidence": "receiving school's agreement",
    "home.consent.date": "date of the home school's agreement",
    "receiving.consent.date": "date of the receiving school's agreement",
    "home.consent": "home school's agreement",
    "receiving.consent": "receiving school's agreement",
    "pupil_consent": "pupil's agreement",
    "pupil_consent.evidence": "pupil's agreement",
    "pupil_consent.date": "date of the pupil's agreement",
    "start_date": "start date",
    "end_date": "end date",
    "review_dates": "review dates",
    "looked_after": "answer about whether the child is looked after",
    "looked_after_authority": "authority that looks after the child",
    "social_worker.name": "social worker's name",
    "social_worker.email": "social worker's e-mail address",
    "social_worker.phone": "social worker's telephone number",
    "sen_status": "SEN status",
    "legal_basis": "type of arrangement",
    "pex_alternative": "answer about an alternative to permanent exclusion",
    "pex_if_unsuccessful": "answer about permanent exclusion if the move is unsuccessful",
    "attendance_reporting": "answer about how attendance is reported",
    "reason": "reason",
    "form_date": "date of the form",
    "outcome": "outcome",
    "meeting_date": "date of the meeting",
    "decision_date": "date of the decision",
    "return_date": "date of return to the home school",
    "extension.end_date": "new end date",
    "extension.review_date": "date of the next review",
    "permanent_from": "date from which the transfer is permanent",
    "home_off_roll": "date off the home school's roll",
    "support_provided": "support provided",
    "partly_successful": "strategies that partly worked",
    "specific_incident": "answer about a specific incident",
    "next_provision": "next provision",
    "parents_informed.phone": "date the parents were telephoned",
    "parents_informed.letter": "date of the letter to the parents",
    "plan_meeting_date": "date of the education plan meeting",
    "attendance_percent": "attendance percentage",
    "review_date": "date of the review",
    "which": "answer about which review this is",
    "next_review_date": "date of the next review",
    "concerns": "answer about concerns",
    "attended_by": "list of those present",
    "week_beginning": "first day of the week",
    "sessions_possible": "number of possible sessions",
    "sessions_attended": "number of sessions attended",
    "marks": "register marks",
}
_PLURAL = frozenset({"review_dates", "partly_successful", "marks"})
_COUNTED = ("first", "second", "third", "fourth", "fifth")
_OF_PARENT = {
    "name": "name",
    "email": "e-mail address",
    "phone": "telephone number",
    "consent": "agreement",
    "consent.evidence": "agreement",
    "consent.date": "date of agreement",
    "parental_responsibility": "answer about parental responsibility",
    "email_agreed": "answer about writing by e-mail",
    "no_contact": "answer about restricted contact",
}


def name_of(path: str) -> str:
    """Return what a field is called in a sentence, without an article."""
    if path.startswith("parents["):
        number, _, rest = path[8:].partition("].")
        return f"{_COUNTED[min(int(number), 4)]} parent's {_OF_PARENT.get(rest, rest.replace('_', ' '))}"
    if path.startswith("signatures["):
        return "date of a signature"
    return NAMES.get(path, path.replace("_", " "))


@dataclass(slots=True, repr=False)
class Draft:
    """The values found so far, by path, with their evidence, and the problems.

    places: where that was read which is no value now, by path.
    """

    values: dict[str, object] = field(default_factory=dict)
    evidence: dict[str, Seen] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    places: dict[str, Seen] = field(default_factory=dict)

    def problem(self, path: str, code: Code, message: str) -> None:
        """Note a doubt, once for each field and code."""
        if not any(p.field == path and p.code == code for p in self.problems):
            self.problems.append(Problem(field=path, code=code, message=message))

    def refuse(self, path: str, code: Code, message: str, *also: str) -> None:
        """Take a value out and say why. also: what is no more to be believed than it."""
        for one in (path, *also):
            self.drop(one)
        self.problem(path, code, message)

    def day(self, path: str) -> dt.date | None:
        """Return the day that a field holds, None where it holds none."""
        value = self.values.get(path)
        return value if isinstance(value, dt.date) else None

    def missing(self, *paths: str) -> None:
        """Note which fields are not filled in, but where another doubt about one is noted."""
        for path in paths:
            if path not in self.values and not any(p.field == path for p in self.problems):
                lacks = "No {} are given." if path in _PLURAL else "The {} is missing."
                self.problem(path, "missing", lacks.format(name_of(path)))

    def put(self, path: str, value: object, answer: Answer, raw: str | None = None) -> None:
        """Take a value as certain, with where it was read; ask where words lie over each other."""
        over = _lies_over(path, answer)
        if over is not None:
            self.places.setdefault(path, seen(answer, raw))
            self.problem(path, "unclear", f"{over} where the {name_of(path)} stands.")
            return
        self.values[path] = value
        self.evidence[path] = seen(answer, raw)

    def unread(self, path: str, answer: Answer) -> None:
        """Ask for what stands at a label and cannot be read: it was struck out, or scrawled."""
        self.places.setdefault(path, seen(answer))
        self.problem(path, "unclear", f"What is written as the {name_of(path)} cannot be read.")

    def say(self, path: str, said: Sequence[Answer], *, value: bool) -> None:
        """Take yes or no from words beside other answers; where the form also says the other, ask."""
        if not said or any(problem.field == path for problem in self.problems):
            return
        if self.values.get(path, value) is not value:
            self.refuse(path, "conflict", f"The form gives more than one {name_of(path)}.")
        else:
            self.put(path, value, said[0])

    def drop(self, path: str) -> None:
        """Take a value out again."""
        self.values.pop(path, None)
        where = self.evidence.pop(path, None)
        if where is not None:
            self.places[path] = where

    def read(
        self,
        path: str,
        answers: Iterable[Answer],
        parse: Callable[[str], object | Doubt | None],
    ) -> object | None:
        """Read a field from all the answers about it; they must agree. Return the value."""
        found: list[tuple[object, Answer]] = []
        doubts: list[Doubt] = []
        unread: Answer | None = None
        for answer in answers:
            if is_unread(answer):
                unread = unread or answer
            if not has_answer(answer):
                continue
            value = parse(answer.text)
            if isinstance(value, Doubt):
                doubts.append(value)
                self.places.setdefault(path, seen(answer))
            elif value is not None:
                found.append((value, answer))
        if doubts:
            self.problem(path, doubts[0].code, f"The {name_of(path)} {doubts[0].why}.")
            return None
        if not found:
            if unread is not None:
                self.unread(path, unread)
            return None
        found.sort(key=lambda one: DOUBTFUL in one[1].text)  # the plainest tells
        kinds = {str(value).casefold() for value, _ in found}
        if len(kinds) > 1:
            self.places.setdefault(path, seen(found[-1][1]))
            self.problem(path, "conflict", f"The form gives more than one {name_of(path)}.")
            return None
        self.put(path, found[0][0], found[0][1])
        return self.values.get(path)


def seen(answer: Answer, raw: str | None = None) -> Seen:
    """Return where an answer was read."""
    how: How = answer.how
    return Seen(
        raw=(raw if raw is not None else plain(answer.text)) or answer.label,
        how=how,
        page=answer.where.page,
        box=answer.where.box,
        confidence=_sureness(answer),
    )


def is_unread(answer: Answer) -> bool:
    """Return whether a picture has ink at a label, and no words."""
    drawn = PICTURE in answer.text or PENNED in answer.text
    return answer.how == "ocr" and drawn and not any(map(str.isalnum, plain(answer.text)))


def _lies_over(path: str, answer: Answer) -> str | None:
    """Return what lies over an answer, None if nothing does; a word in a long text may be hit."""
    if answer.how != "ocr":
        over = "Words lie over each other, or are partly covered,"
        return over if DOUBTFUL in answer.text else None
    if _SIGNED.search(path):
        return None  # a signature runs over what is printed
    words = answer.text.split()
    hit = sum(PENNED in word and word != PENNED for word in words)  # what is struck out is gone
    return "A pen went through what is written" if hit and hit * _HIT >= len(words) else None


def _sureness(answer: Answer) -> float:
    """Return how sure an answer is: below BELIEVED where words of it were not read twice alike."""
    words = answer.text.split()
    doubted = sum(DOUBTFUL in word for word in words)
    if doubted:
        return round(BELIEVED * (1 - doubted / (len(words) + 1)) - 0.01, 3)
    return max(answer.confidence, BELIEVED) if answer.how == "ocr" else answer.confidence
