"""Which form a document is, and what it says: the reading of one laid-open document.

1. The labels and their values are found (`answers`).
2. What the form asks decides its kind; its title helps, its file name never. A document without the
   labels of a managed move is no form of ours, whatever words stand in it.
3. The fields are read, checked and judged. Nothing uncertain enters the record.

The function is pure and total: any document gives at least one reading.
"""

# ruff: noqa: PLR2004 - counts of words and cells, beside what they count
# ruff: noqa: E501 - patterns and lists of words stay whole

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from parsers.bound import lent, parted
from parsers.context import Context
from parsers.doubts.belief import believe
from parsers.doubts.beside import Said, said_in
from parsers.doubts.care import in_care
from parsers.doubts.cautions import cautions
from parsers.doubts.checks import check
from parsers.doubts.copies import A_LETTER
from parsers.doubts.decided import ending_told, is_not_held
from parsers.doubts.judging import status_of
from parsers.doubts.others import ignored
from parsers.doubts.putright import put_right
from parsers.doubts.spoilt import taken_back
from parsers.doubts.suspected import letter_words, suspicion
from parsers.labels.mending import mended
from parsers.labels.phrases import Form, FormsError, load_forms
from parsers.labels.prompts import unprompted
from parsers.labels.vocabulary import Vocabulary, vocabulary
from parsers.layouts.answers import Answer, answers_in
from parsers.layouts.siblings import by_pupil
from parsers.pairs import Document
from parsers.particulars.asked import Asked
from parsers.particulars.draft import Draft
from parsers.particulars.fields import fill
from parsers.particulars.kinds import kind_of, plainly_asked, top_of, with_title
from parsers.particulars.letters import letter_in
from parsers.particulars.otherside import other_side
from parsers.particulars.yearless import with_years
from parsers.records import RECORDS, Kind, Problem, Reading, Record
from parsers.refusals import held
from parsers.values import short

__all__ = ["Form", "FormsError", "load_forms", "read_document"]

_LONG_TITLE = 10  # words
_WHOSE = {"pupil", "home", "receiving"}
_ENDS = "This record seems to say that the move has ended:"
_YOURS = re.compile(r"(?i)\W*(?:\d+\W+)?(?:name of )?your school\b")
_OTHER: Mapping[str | None, str] = {"home": "receiving", "receiving": "home"}
_CODE = re.compile(r"\bMM\s?-?\s?([12])\b", re.IGNORECASE)


def read_document(
    document: Document, context: Context, arrived: dt.date | None, source: str, part: str | None
) -> tuple[Reading, ...]:
    """Return a reading for each form in the document, at least one: `other` where there is none.

    arrived: the day on which the mail came, against which "in the future" is judged; None for a
    bare file, for which it is not judged.
    """
    if document.trouble and not document.blocks:
        return (held(document.trouble, source, part),)
    reader = _Reader(context, arrived, source, part)
    words = vocabulary(context.forms)
    asking = replace(document, blocks=unprompted(document.blocks))
    bound = parted(mended(asking, context.forms, words), words)
    readings = [
        replace(reader, behind=form.behind).read(one, words)
        for form in bound
        for one in by_pupil(form.document, words)
    ]
    ours = [one for one in readings if one.kind != "other"]
    ours = [one for one in ours if not _is_blank(one)] or ours
    return tuple(ours) if ours else (readings[0],)


def _is_blank(reading: Reading) -> bool:
    """Return whether nothing was filled in but whose it is: the form on the back of an agreement."""
    said = {path.partition(".")[0] for path in reading.evidence}
    nothing = not said or (reading.kind != "MM1" and said <= _WHOSE)
    return nothing and all(one.code == "missing" for one in reading.problems)


@dataclass(frozen=True, slots=True, repr=False)
class _Reader:
    """The reading of one form after another of a document. behind: the form that says whose it is."""

    context: Context
    arrived: dt.date | None
    source: str
    part: str | None
    behind: Document | None = None

    def read(self, document: Document, words: Vocabulary) -> Reading:
        """Return the reading of one form, or of what is none."""
        asked = self._asked_in(document, words)
        learned = other_side(document, asked, self.context)
        if learned is not None:
            asked = self._asked_in(document, vocabulary((*self.context.forms, learned)))
        kind = kind_of(document, asked)
        if kind != "other":
            return self._as(kind, asked, document)
        short = [line for line in top_of(document) if len(line.split()) <= 16]
        why = suspicion(document, asked, self.context, titled=_headed(short, asked))
        said = letter_words(document)
        if why is None:
            passed = ignored(short, asked, self.context, self.source, self.part)
            return passed.model_copy(update={"words": said})
        kind = plainly_asked(asked)
        if kind != "other":
            return self._as(kind, asked, document)
        told = letter_in(document, asked, self.context)
        if told is not None:
            return self._as(*told, document, waits=A_LETTER)
        return self._held(why).model_copy(update={"words": said})

    def _held(self, why: str) -> Reading:
        """Return the reading of what may be a form of ours and could not be read."""
        problem = Problem(field="document", code="unclear", message=why)
        return Reading(
            source=self.source, part=self.part, kind="other", status="held", problems=(problem,)
        )

    def _asked_in(self, document: Document, words: Vocabulary) -> Asked:
        asked = self._answered_in(document, words)
        if self.behind is None:
            return asked
        whose = lent(self._answered_in(self.behind, words), asked)
        return replace(asked, answers=(*whose, *asked.answers))

    def _answered_in(self, document: Document, words: Vocabulary) -> Asked:
        said = with_years(answers_in(document, words))
        return Asked(_sided(said, document, self.context), words)

    def _as(self, kind: Kind, asked: Asked, document: Document, *, waits: str = "") -> Reading:
        """Return the reading of a form of this kind. waits: why a person must look at it."""
        asked = with_title(kind, document, asked)
        draft = _filled(kind, asked, self.context, self.arrived)
        put_right(draft, document)
        stands = said_in(document)
        if kind == "MM1":
            cautions(draft, stands)
            in_care(draft, stands)
        _check_code(draft, kind, document)
        waits = waits or _taken_back(stands, asked) or _ended(kind, stands, asked)
        if waits:
            draft.problems.insert(0, Problem(field="document", code="unclear", message=waits))
        return Reading(
            source=self.source,
            part=self.part,
            kind=kind,
            status="held" if waits else status_of(kind, draft.problems),
            record=record_of(kind, draft),
            evidence=draft.evidence,
            problems=tuple(draft.problems),
            crops=_crops(draft, document),
        )


def _taken_back(said: Sequence[Said], asked: Asked) -> str:
    """Return why a form that is withdrawn, refused or only a specimen waits for a person."""
    words = taken_back(said, asked.answers)
    return f'The form says "{short(words)}", so a person must look at it.' if words else ""


def _ended(kind: Kind, said: Sequence[Said], asked: Asked) -> str:
    """Return why a record of the move's end, or of no review, waits for a person."""
    words = ending_told(said, asked) if kind in ("review", "attendance") else ""
    if words:
        return f'{_ENDS} "{words}". Please look at it today.'
    put_off = is_not_held(said) if kind == "review" else ""
    return f'This record seems to say that no review was held: "{put_off}".' if put_off else ""


def _crops(draft: Draft, document: Document) -> dict[str, bytes]:
    """Return the places of doubt cut out of the document's pictures; none where it has none."""
    if not any(image is not None for image in document.sheets.values()):
        return {}
    from parsers.images.crops import crops_of  # noqa: PLC0415 - heavy, and wanted only where pictures are

    return crops_of(draft.problems, draft.places | draft.evidence, document.sheets)


def _filled(kind: Kind, asked: Asked, context: Context, arrived: dt.date | None) -> Draft:
    """Return what the answers say on a form of this kind, judged."""
    draft = Draft()
    fill(kind, draft, asked, context)
    believe(draft, context)
    check(kind, draft, context, arrived)
    return draft


def _headed(titles: list[str], asked: Asked) -> str | None:
    """Return whose title stands at the top: "ours", another form's ("other"), or none."""
    kinds = [kind for line in titles for kind in asked.words.title_kinds(line)]
    if any(kind != "other" for kind in kinds):
        return "ours"
    if any(asked.words.other_named(line) for line in titles if len(line.split()) <= _LONG_TITLE):
        return "other"
    return "ours" if any(asked.words.signs("move", line) for line in titles) else None


def _sided(answers: tuple[Answer, ...], document: Document, context: Context) -> tuple[Answer, ...]:
    """Return the answers with "host school" made the home or the receiving school."""
    named = {one.party for one in answers if one.attribute in ("school", "school_below")}
    if "home" in named and "receiving" not in named:
        host = "receiving"
    elif "receiving" in named and "home" not in named:
        host = "home"
    else:
        flat = " ".join(document.text.split())
        said = re.search(
            r"host school\s*(?:=|means|is|:)\s*(?:the )?([^.;]{0,60})", flat, re.IGNORECASE
        )
        words = said[1].casefold() if said else ""
        if re.search(r"directed to|will attend|receiv|new|moving to|proposed", words):
            host = "receiving"
        elif re.search(r"original|on roll|current|home", words):
            host = "home"
        else:
            host = context.host_school
    sided = [replace(one, party=host) if one.party == "host" else one for one in answers]
    sides = {
        one.party for one in sided if one.attribute in ("school", "school_below")
    } & _OTHER.keys()
    other = _OTHER[sides.pop() or ""] if len(sides) == 1 else None
    return tuple(replace(one, party=other) if other and _is_yours(one) else one for one in sided)


def _is_yours(answer: Answer) -> bool:
    """Return whether a school is named only as that of whoever filled the form in."""
    asked = answer.attribute == "school" and answer.party is None
    return asked and _YOURS.match(answer.label) is not None


def _check_code(draft: Draft, kind: Kind, document: Document) -> None:
    """Note a printed code that is another form's."""
    codes = {code for line in top_of(document) for code in _CODE.findall(line)}
    own = {"MM1": "1", "MM2": "2"}.get(kind)
    if codes and own is not None and own not in codes:
        draft.problem(
            "form",
            "mismatch",
            f"The form is headed MM{min(codes)} but its content is that of an {kind}; it was read as an {kind}.",
        )


def record_of(kind: Kind, draft: Draft) -> Record:
    """Return the record of this kind that the values make."""
    return RECORDS[kind].model_validate(_nested(draft.values))


def _nested(values: dict[str, object]) -> dict[str, object]:
    """Return values by path as nested tables and lists."""
    tree: dict[str, object] = {}
    for path, value in values.items():
        at = tree
        steps = path.split(".")
        for step in steps[:-1]:
            inner = at.setdefault(step, {})
            if not isinstance(inner, dict):
                raise TypeError(path)  # a path of ours runs through a leaf
            at = inner
        at[steps[-1]] = value
    for name in ("parents", "signatures"):
        keys = sorted(
            (k for k in tree if k.startswith(f"{name}[")), key=lambda k: int(k[len(name) + 1 : -1])
        )
        if keys:
            tree[name] = tuple(tree.pop(key) for key in keys)
    return tree
