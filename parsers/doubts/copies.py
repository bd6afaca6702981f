"""The same form more than once in a mail: one form, or a contradiction to be asked about.

Schools send a form as Word and as PDF, or attach it and paste it. Two readings of one kind about
one child and the same schools are copies. What tells readers of the rules apart (days, outcome,
identity, whom we may write to) must be the same in both; where it is not, the value is taken out of
both and asked. A form that is held stays out of this: a person looks at it whatever another says;
only a letter that says no more than the form beside it is set aside for it.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from parsers.records import AttendanceRecord, Mm1, Problem, Reading, Record, ReviewRecord
from parsers.refusals import set_aside

_OPEN = ("accepted", "query")
_SURE = 0.9  # confidence below which a value contradicts nothing
A_LETTER = "This is a letter and no form. Please check what was read from it."
QUOTED = (
    "The form stands in quoted or forwarded text and not in the sender's own words, so a person"
    " must look at it."
)
_WHY = "This form came twice, and the two do not say the same here. Which is right?"
TOGETHER = "  +  "  # between the names of photos read as one form; no name holds two spaces
_TWO_TEXTS = (
    "The mail's plain text holds another form than its formatted text, so a person must look."
)
_COMPARED = (
    "pupil.dob", "pupil.upn", "pupil.nc_year", "start_date", "end_date", "review_dates",
    "looked_after", "legal_basis", "pex_if_unsuccessful", "outcome", "meeting_date",
    "decision_date", "return_date", "extension.end_date", "extension.review_date",
    "permanent_from", "home_off_roll", "which", "next_review_date", "concerns",
    "sessions_possible", "sessions_attended",
)  # fmt: skip
_OF_PARENTS = ("email", "no_contact", "email_agreed", "parental_responsibility")


def compared(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """Return the readings, those that contradict a copy of theirs as questions.

    Photos that were read together are not told of one by one.
    """
    together = [(one.part or "").split(TOGETHER) for one in readings]
    parts = {name for names in together if len(names) > 1 for name in names}
    out = [one for one in readings if one.part not in parts]
    for one, other in combinations(range(len(out)), 2):
        if _are_copies(out[one], out[other]):
            differing = tuple(_differing(out[one], out[other]))
            if differing:
                out[one], out[other] = _asked(out[one], differing), _asked(out[other], differing)
    return tuple(
        _let_go(one) if _only_repeats(one, out) or _is_outdated(one, out) else one for one in out
    )


def agreed(shown: Reading, plainly: Reading) -> Reading:
    """Return the form of a mail's formatted text as the one in its plain text lets it count.

    A mail program writes both alike. Where they differ, its sender saw one, and others the other.
    """
    if shown.record is None or plainly.record is None:
        return shown
    if is_another(shown, plainly):
        return set_aside(shown, _TWO_TEXTS, "conflict")
    differing = tuple(_differing(shown, plainly))
    return _asked(shown, differing) if differing and shown.status in _OPEN else shown


def shown_in(plainly: Reading, page: str) -> Reading:
    """Return the form of a mail's plain text as its formatted text lets it count.

    page: what the formatted text shows. Most people see nothing else: what was read must be there.
    """
    letters = _letters(page)
    told = [_letters(seen.raw) for seen in plainly.evidence.values() if seen.how == "email"]
    is_shown = all(one in letters for one in told)
    return plainly if is_shown else set_aside(plainly, _TWO_TEXTS, "conflict")


def is_said_in(text: str, page: str) -> bool:
    """Return whether all of a text stands in another, however they are laid out."""
    return _letters(text) in _letters(page)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def is_another(one: Reading, other: Reading) -> bool:
    """Return whether two forms are surely not of one pupil, one move and one day."""
    first, second = one.record, other.record
    if first is None or second is None:
        return False
    if one.kind != other.kind or not _same_schools(first, second):
        return True
    named = (
        (first.pupil.forename, second.pupil.forename),
        (first.pupil.surname, second.pupil.surname),
    )
    names = [{_folded(name) or None for name in pair} for pair in named]
    days = {getattr(record, "review_date", None) for record in (first, second)}
    weeks = {getattr(record, "week_beginning", None) for record in (first, second)}
    return any(len(told - {None}) > 1 for told in (*names, days, weeks))


def _only_repeats(letter: Reading, readings: Sequence[Reading]) -> bool:
    """Return whether a reading is a letter that says the same as a form which came with it."""
    if letter.status != "held" or not any(p.message == A_LETTER for p in letter.problems):
        return False
    as_form = letter.model_copy(update={"status": "query"})
    return any(
        _are_copies(as_form, form)
        and form.status == "accepted"
        and not any(_differing(as_form, form))
        and _values(as_form).keys() <= _values(form).keys()
        for form in readings
        if form is not letter
    )


def _is_outdated(quoted: Reading, readings: Sequence[Reading]) -> bool:
    """Return whether a form in the mail's history has a newer one attached, of the same pupil."""
    record = quoted.record
    if record is None or quoted.status != "held" or quoted.problems[0].message != QUOTED:
        return False
    return any(
        form.status == "accepted"
        and form.kind == quoted.kind
        and form.part != quoted.part
        and form.record is not None
        and _same_pupil(record, form.record)
        and bool(_name(record))
        for form in readings
    )


def _let_go(letter: Reading) -> Reading:
    """Return a letter as what nobody needs to look at."""
    return Reading(source=letter.source, part=letter.part, kind="other", status="ignored")


def distinct(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """Return the readings, of copies only the one that says most: accepted before queried."""
    kept: list[Reading] = []
    for reading in readings:
        place = next((n for n, there in enumerate(kept) if _are_copies(there, reading)), None)
        if place is None:
            kept.append(reading)
        elif _worth(reading) > _worth(kept[place]):
            kept[place] = reading
    return tuple(kept)


def _are_copies(one: Reading, other: Reading) -> bool:
    first, second = one.record, other.record
    if first is None or second is None or one.kind != other.kind:
        return False
    if one.status not in _OPEN or other.status not in _OPEN:
        return False
    return _same_pupil(first, second) and _same_schools(first, second) and _same_day(first, second)


def _same_pupil(one: Record, other: Record) -> bool:
    upns = {record.pupil.upn for record in (one, other)}
    names = {_name(record) for record in (one, other)}
    if None not in upns and len(upns) == 1:
        return True
    return len(names) == 1 and "" not in names


def _name(record: Record) -> str:
    return _folded(record.pupil.forename) + _folded(record.pupil.surname)


def _folded(name: str | None) -> str:
    plain = unicodedata.normalize("NFKD", name or "").encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]", "", plain.casefold())


def _same_schools(one: Record, other: Record) -> bool:
    pairs = (
        (one.home.urn or one.home.school, other.home.urn or other.home.school),
        (one.receiving.urn or one.receiving.school, other.receiving.urn or other.receiving.school),
    )
    return all(first is None or second is None or first == second for first, second in pairs)


def _same_day(one: Record, other: Record) -> bool:
    """Whether two records are of one review or one week; other forms are of one move."""
    if isinstance(one, ReviewRecord) and isinstance(other, ReviewRecord):
        return one.review_date == other.review_date
    if isinstance(one, AttendanceRecord) and isinstance(other, AttendanceRecord):
        return one.week_beginning == other.week_beginning
    return True


def _differing(one: Reading, other: Reading) -> Iterator[str]:
    """Yield the paths of what two copies say differently, both of them surely."""
    first, second = _values(one), _values(other)
    for path in first.keys() & second.keys():
        if first[path] != second[path] and _is_sure(one, path) and _is_sure(other, path):
            yield path


def _is_sure(reading: Reading, path: str) -> bool:
    seen = reading.evidence.get(path)
    return seen is None or seen.confidence >= _SURE


def _values(reading: Reading) -> dict[str, object]:
    """Return what is compared of a reading, by path; parents stand in the order of the form."""
    record = reading.record
    found: dict[str, object] = {}
    for path in _COMPARED:
        value: object = record
        for name in path.split("."):
            value = getattr(value, name, None)
        found[path] = value
    if isinstance(record, Mm1):
        for number, parent in enumerate(record.parents):
            for name in _OF_PARENTS:
                value = getattr(parent, name)
                said = value.casefold() if isinstance(value, str) else value
                found[f"parents[{number}].{name}"] = said
    return {path: value for path, value in found.items() if value not in (None, ())}


def _asked(reading: Reading, differing: tuple[str, ...]) -> Reading:
    """Return the reading as a question, what the copies differ in left out of its record."""
    told: dict[str, Any] = reading.record.model_dump() if reading.record else {}
    for path in differing:
        _take_out(told, path)
    known = {(problem.field, problem.code) for problem in reading.problems}
    doubts = tuple(
        Problem(field=path, code="conflict", message=_WHY)
        for path in sorted(differing)
        if (path, "conflict") not in known
    )
    record = type(reading.record).model_validate(told) if reading.record else None
    problems = (*reading.problems, *doubts)
    return reading.model_copy(update={"record": record, "status": "query", "problems": problems})


def _take_out(told: dict[str, Any], path: str) -> None:
    at: Any = told
    *steps, last = re.findall(r"[^.\[\]]+", path)
    for step in steps:
        at = at[int(step)] if isinstance(at, list | tuple) else at.get(step)
        if at is None:
            return
    at.pop(last, None)


def _worth(reading: Reading) -> tuple[bool, int]:
    return reading.status == "accepted", len(reading.evidence)
