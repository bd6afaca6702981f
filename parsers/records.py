"""What a form says, once it has been read: the records that `mailbot parse --json` prints.

Shapes and names are the contract's (contract/records.md) to the letter. A value that is absent or
uncertain is None (or an empty tuple) and is left out when printed: it is never guessed and never
an empty string. Each leaf of a record has an `Evidence` entry under its path, each doubt a
`Problem`; a reading carries all three, so a person can see what was read, from where, and what
was not believed.
"""

# ruff: noqa: E501 - patterns and lists of words stay whole

import datetime as dt
import json
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

MOST_CROPS: Final = 6  # of one form
LARGEST_CROP: Final = 60_000  # bytes
Kind = Literal["MM1", "MM2", "review", "attendance", "other"]
Status = Literal["accepted", "query", "held", "ignored"]
Code = Literal["missing", "invalid", "unclear", "conflict", "mismatch", "unreadable", "encrypted"]
How = Literal[
    "acroform", "xfa", "table", "text", "docx", "html", "sheet", "ocr", "email", "reply", "computed"
]
Text = Annotated[str, Field(min_length=1)]
Outcome = Literal["successful", "extended", "unsuccessful", "ended_other"]
LegalBasis = Literal["trial_managed_move", "offsite_direction", "managed_move_permanent"]


class _Value(BaseModel):
    """A frozen value that refuses fields the contract does not name."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Consent(_Value):
    """How somebody's agreement shows on the form: ink, a pasted image, a typed name, a phone call."""

    evidence: Literal["ink", "image", "typed", "verbal", "none"] | None = None
    date: dt.date | None = None


class Contact(_Value):
    """A named person to ask: at a school, or a social worker."""

    name: Text | None = None
    email: Text | None = None
    phone: Text | None = None


class Pupil(_Value):
    """The child. `upn` is only ever one whose check letter is right; `nc_year` counts Reception 0."""

    forename: Text | None = None
    surname: Text | None = None
    known_as: Text | None = None
    dob: dt.date | None = None
    upn: Text | None = None
    nc_year: Annotated[int, Field(ge=-1, le=14)] | None = None
    sex: Literal["F", "M", "other"] | None = None


class SchoolSide(_Value):
    """One of the two schools: the register's name and URN where it resolves, else as written."""

    school: Text | None = None
    urn: int | None = None
    head: Text | None = None
    contact: Contact | None = None
    consent: Consent | None = None


class Parent(_Value):
    """A parent or carer as the form names them. True and false only where the form says so."""

    name: Text | None = None
    relationship: Text | None = None
    email: Text | None = None
    phone: Text | None = None
    address: Text | None = None
    language: Text | None = None
    parental_responsibility: bool | None = None
    email_agreed: bool | None = None
    no_contact: bool | None = None
    consent: Consent | None = None


class Mm1(_Value):
    """The agreement or start notification."""

    pupil: Pupil = Pupil()
    home: SchoolSide = SchoolSide()
    receiving: SchoolSide = SchoolSide()
    parents: tuple[Parent, ...] = ()
    pupil_consent: Consent | None = None
    start_date: dt.date | None = None
    end_date: dt.date | None = None
    review_dates: tuple[dt.date, ...] = ()
    looked_after: bool | None = None
    looked_after_authority: Text | None = None
    social_worker: Contact | None = None
    sen_status: Literal["N", "K", "E"] | None = None
    legal_basis: LegalBasis | None = None
    pex_alternative: bool | None = None
    pex_if_unsuccessful: bool | None = None
    attendance_reporting: Literal["daily", "weekly", "other"] | None = None
    reason: Text | None = None
    form_date: dt.date | None = None


class Extension(_Value):
    """How far an extended placement runs, and when it is reviewed."""

    end_date: dt.date | None = None
    review_date: dt.date | None = None


class Signature(_Value):
    """One signature on an outcome form: whose, and what shows it."""

    role: Text | None = None
    evidence: Literal["ink", "image", "typed", "verbal", "none"] | None = None
    date: dt.date | None = None


class ParentsInformed(_Value):
    """The days on which the parents were told, by telephone and by letter."""

    phone: dt.date | None = None
    letter: dt.date | None = None


class Mm2(_Value):
    """The outcome form."""

    pupil: Pupil = Pupil()
    home: SchoolSide = SchoolSide()
    receiving: SchoolSide = SchoolSide()
    outcome: Outcome | None = None
    meeting_date: dt.date | None = None
    decision_date: dt.date | None = None
    end_date: dt.date | None = None
    return_date: dt.date | None = None
    extension: Extension | None = None
    permanent_from: dt.date | None = None
    home_off_roll: dt.date | None = None
    reason: Text | None = None
    support_provided: Text | None = None
    partly_successful: Text | None = None
    specific_incident: bool | None = None
    next_provision: Literal["home_school", "other_school", "ap", "ehe", "pex", "other"] | None = (
        None
    )
    signatures: tuple[Signature, ...] = ()
    parents_informed: ParentsInformed | None = None
    plan_meeting_date: dt.date | None = None
    attendance_percent: Annotated[float, Field(ge=0, le=100)] | None = None
    start_date: dt.date | None = None
    form_date: dt.date | None = None


class ReviewRecord(_Value):
    """The record of one review meeting. `which` is as the protocol's file names its reviews."""

    pupil: Pupil = Pupil()
    home: SchoolSide = SchoolSide()
    receiving: SchoolSide = SchoolSide()
    review_date: dt.date | None = None
    which: Text | None = None
    next_review_date: dt.date | None = None
    concerns: bool | None = None
    attended_by: tuple[Text, ...] = ()


class AttendanceRecord(_Value):
    """One week's attendance. `marks` is a string of register codes by session, where given."""

    pupil: Pupil = Pupil()
    home: SchoolSide = SchoolSide()
    receiving: SchoolSide = SchoolSide()
    week_beginning: dt.date | None = None
    sessions_possible: int | None = None
    sessions_attended: int | None = None
    marks: Text | None = None


Record = Mm1 | Mm2 | ReviewRecord | AttendanceRecord


class Seen(_Value):
    """Where a value was read: the text as it stands, how, and the box in points from the top left."""

    raw: str
    how: How
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    confidence: Annotated[float, Field(ge=0, le=1)] = 1.0


class Problem(_Value):
    """A doubt, in one plain sentence that can be put to the sender."""

    field: str
    code: Code
    message: str


class Origin(_Value):
    """Who first sent a form that a colleague passed on, and when: a claim of the mail around it.

    sender: an address in lower case, "" where none is shown. sent: aware, None where it is not said.
    """

    sender: str = ""
    sent: dt.datetime | None = None


class Words(_Value):
    """The words of a mail that came in a file: a saved message, an envelope of a mail program.

    subject, sender: its own, believed by nobody until somebody vouches for them. own: the file is
    only the envelope of the mail itself.
    """

    text: str
    subject: str = ""
    sender: str = ""
    own: bool = False


class OtherForm(_Value):
    """What a document is that is no form of ours, and whom it names.

    what: as staff call it. advice: what they should do where the pupil is on a managed move. home,
    receiving: register numbers, where it says which school is which; school: of one that is named
    without saying.
    """

    what: Text
    advice: str = ""
    pupil: Pupil = Pupil()
    home: int | None = None
    receiving: int | None = None
    school: int | None = None


# The class of each kind's record: the shapes alone overlap.
RECORDS: Final[Mapping[str, type[Record]]] = {
    "MM1": Mm1,
    "MM2": Mm2,
    "review": ReviewRecord,
    "attendance": AttendanceRecord,
}


def _pruned(value: Any) -> Any:
    """Return the value without what is empty, at any depth: objects, lists and texts of nothing."""
    if isinstance(value, dict):
        inner = {key: _pruned(item) for key, item in value.items()}
        return {key: item for key, item in inner.items() if item not in ({}, [], "", None)}
    if isinstance(value, list):
        return [_pruned(item) for item in value]
    return value


class Reading(_Value):
    """All that was read of one form document.

    part: the attachment's name, nested ones joined by "/"; "body" for a form in the mail's text;
    None for a file given by itself. status: `accepted` only if every required field is there,
    valid and certain. record: None for `other`. origin: of a form that a colleague passed on. other:
    what is ignored, and whom it names. crops: the place in a picture that a doubt is about, as PNG
    by field. words: what a document says that is no form of ours and no longer than a letter, whose
    words count as the mail's own do. unpacked: the words of a mail that came in a file, of which
    this is the text. These five are no part of the contract and never printed.
    """

    source: str
    part: str | None = None
    kind: Kind
    status: Status
    record: Record | None = None
    evidence: dict[str, Seen] = Field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    origin: Origin | None = Field(default=None, exclude=True, repr=False)
    other: OtherForm | None = Field(default=None, exclude=True, repr=False)
    crops: dict[str, bytes] = Field(default_factory=dict, exclude=True, repr=False)
    words: str = Field(default="", exclude=True, repr=False)
    unpacked: Words | None = Field(default=None, exclude=True, repr=False)

    @model_validator(mode="before")
    @classmethod
    def _record_of_kind(cls, data: Any) -> Any:
        """Read a record by the class of its kind."""
        if not isinstance(data, dict) or not isinstance(data.get("record"), dict):
            return data
        shape = RECORDS.get(data.get("kind", ""))
        return (
            data | {"record": shape.model_validate_json(json.dumps(data["record"]))}
            if shape
            else data
        )

    def printed(self) -> str:
        """Return the contract's line of JSON: what is absent is left out."""
        told = self.model_dump(mode="json", exclude_none=True)
        if "record" in told:
            told["record"] = _pruned(told["record"])
        return json.dumps(told, ensure_ascii=False)
