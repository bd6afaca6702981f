"""A form put right by a reply: the queried reading, and what the answer to our question adds.

The answers are read and judged by the same readers and checks as a form. What was missing or
doubted is filled in; a value that was read with certainty is never replaced silently: where a reply
says otherwise, both are set aside and asked about. What a reply leaves open stays open.
"""

import datetime as dt
from collections.abc import Iterator

from pydantic import BaseModel

from parsers.context import Context
from parsers.doubts.checks import check
from parsers.doubts.judging import status_of
from parsers.forms import record_of
from parsers.labels.attributes import TOLD
from parsers.labels.vocabulary import Vocabulary, vocabulary
from parsers.layouts.answers import Answer
from parsers.particulars.draft import Draft, name_of
from parsers.records import Problem, Reading, Record
from parsers.replying.replied import answered, bare
from parsers.replying.replied_fields import fields_of

_PEOPLE = ("pupil.", "home.", "receiving.", "parents[", "social_worker.")
_AGAIN = "did not go with another date; please give it again"


def corrected(
    reading: Reading, text: str, context: Context, arrived: dt.date | None
) -> Reading | None:
    """Return the reading with a reply's answers in it; None if the text answers nothing.

    None too where the reply names another pupil, or two: a person must see whom it is about.
    text: the reply's own words, without quoted history. arrived: the local day on which it came.
    """
    record = reading.record
    if record is None or reading.kind == "other":
        return None
    words = vocabulary(context.forms)
    told = _answers(reading, text, context, words)
    found = fields_of(told, reading.kind, record, context, words)
    if _is_another_pupil(found, record):
        return None
    merged = _Merged(reading, record)
    for path, value in found.values.items():
        merged.take(path, value, found)
    for problem in found.problems:
        merged.doubt(problem)
    if not merged.touched:
        return None
    draft = merged.draft
    check(reading.kind, draft, context, arrived)
    status = status_of(reading.kind, draft.problems)
    return reading.model_copy(
        update={
            "status": "query" if merged.disputed else status,
            "record": record_of(reading.kind, draft),
            "evidence": draft.evidence,
            "problems": tuple(draft.problems),
        }
    )


class _Merged:
    """The queried form with the answers of a reply, one after another."""

    def __init__(self, reading: Reading, record: Record) -> None:
        """Begin with what the form says; what is missing is found anew by the checks."""
        kept = [problem for problem in reading.problems if problem.code != "missing"]
        self.draft = Draft(dict(_leaves(record)), dict(reading.evidence), kept)
        self._asked = tuple(p for p in reading.problems if p.code != "mismatch")
        self.touched = False
        self.disputed = False

    def take(self, path: str, value: object, found: Draft) -> None:
        """Take a value that a reply gives, unless the form says something else with certainty."""
        draft = self.draft
        school = path.replace(".urn", ".school")
        if school != path and school not in draft.values:
            return  # its school is asked about, so its number is not believed
        same = str(draft.values.get(path)).casefold() == str(value).casefold()
        same = same or _is_short_for(path, value, draft.values.get(path))
        if path in draft.values and not self._is_doubted(path):
            if not same and path not in TOLD:  # another wording is no other answer
                self._dispute(path)
            return
        self.touched = True
        draft.values[path], draft.evidence[path] = value, found.evidence[path]
        self._settle(path)

    def doubt(self, problem: Problem) -> None:
        """Note that a reply says something about a field that cannot be believed."""
        certain = problem.field in self.draft.values and not self._is_doubted(problem.field)
        if certain and problem.field.startswith(_PEOPLE):
            return  # initials beside "Pupil:" take nothing back
        self.touched = True
        if certain:
            self.disputed = True
            self.draft.drop(problem.field)
        self._settle(problem.field)
        self.draft.problem(problem.field, problem.code, problem.message)

    def _is_doubted(self, path: str) -> bool:
        """Return whether the form's own value of a field was in question."""
        school = path.replace(".urn", ".school")
        return any(
            p.field in (path, school) or path.startswith(f"{p.field}.") or _is_beside(p, path)
            for p in self._asked
        )

    def _settle(self, path: str) -> None:
        """Take back the doubts about a field that is answered; its counterpart is asked anew."""
        kept: list[Problem] = []
        for problem in self.draft.problems:
            if problem.field == path or path.startswith(f"{problem.field}."):
                continue
            about = _is_beside(problem, path)
            if about and problem.field != "pupil.nc_year" and problem.field.endswith("date"):
                again = f"The {name_of(problem.field)} {_AGAIN}."
                kept.append(Problem(field=problem.field, code="unclear", message=again))
            elif not (about and path == "pupil.dob"):
                kept.append(problem)
        self.draft.problems = kept

    def _dispute(self, path: str) -> None:
        self.touched = self.disputed = True
        if path.endswith((".urn", ".school")):
            path = path.replace(".urn", ".school")
            self.draft.drop(path.replace(".school", ".urn"))
        self.draft.drop(path)
        name = name_of(path)
        self.draft.problem(
            path,
            "conflict",
            f"The {name} in your reply is not the one on the form. Which is right?",
        )


def _is_short_for(path: str, said: object, known: object) -> bool:
    """Return whether a name only abbreviates the one on the form: an initial, a first name."""
    if not path.endswith(("name", "head")) or known is None:
        return False
    short, whole = str(said).casefold().split(), str(known).casefold().split()
    return all(any(word.startswith(part.strip(".")) for word in whole) for part in short)


def _is_another_pupil(found: Draft, record: Record) -> bool:
    """Return whether a reply names a pupil who is not the form's, or more than one."""
    pupil = record.pupil
    for path, known in (
        ("pupil.forename", pupil.forename),
        ("pupil.surname", pupil.surname),
        ("pupil.upn", pupil.upn),
    ):
        said = found.values.get(path)
        same = known is None or said is None or str(said).casefold() == known.casefold()
        if not (same or _is_short_for(path, said, known)):
            return True
    return any(p.field.startswith("pupil.") and p.code == "conflict" for p in found.problems)


def _is_beside(problem: Problem, path: str) -> bool:
    """Return whether a conflict is also about this field: it names two that do not agree."""
    return (
        problem.code == "conflict"
        and f"the {name_of(path)}".casefold() in problem.message.casefold()
    )


def _answers(
    reading: Reading, text: str, context: Context, words: Vocabulary
) -> tuple[Answer, ...]:
    """Return what the reply answers: by labels, else a value that fits one question alone."""
    ours = [problem.message for problem in reading.problems]
    told = answered(text, reading.kind, words, ours)
    asked = {problem.field for problem in reading.problems if problem.code != "mismatch"}
    if told:
        return told
    fits = [one for path in asked if (one := bare(text, path, reading.kind, context, words))]
    return tuple(fits) if len(fits) == 1 else ()


def _leaves(value: BaseModel, at: str = "") -> Iterator[tuple[str, object]]:
    """Yield each value of a record by its path; a list of plain values is one value."""
    for name in type(value).model_fields:
        inner = getattr(value, name)
        if isinstance(inner, BaseModel):
            yield from _leaves(inner, f"{at}{name}.")
        elif isinstance(inner, tuple) and inner and isinstance(inner[0], BaseModel):
            for number, one in enumerate(inner):
                yield from _leaves(one, f"{at}{name}[{number}].")
        elif inner is not None and inner != ():
            yield f"{at}{name}", inner
