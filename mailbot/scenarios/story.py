"""What a scenario file may say, key by key, and how a person is told what is wrong with it.

The file of `simulate` in the contract's words (contract/cli.md): what arrives, what staff do, when
the world is away, what is added to the calendar. Only shapes are checked here (is this a time, a
day, one line of text; does what a row says go together); whether a file or a school is there is for
whoever reads the scenario. A key that nobody knows is a fault: a story that is told in part proves
nothing.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    PlainValidator,
    Tag,
    ValidationError,
    model_validator,
)

FIRST_YEAR, LAST_YEAR = 2000, 2099
_BORN_FROM = 1900
_LONGEST_PATH = 100
_YEARS = f"write a year from {FIRST_YEAR} to {LAST_YEAR}"

_SAID = {
    "missing": "is missing",
    "extra_forbidden": "no such key",
    "string_type": "write text in quotes",
    "string_too_short": "is empty",
    "model_type": "must be a table with keys of its own",
    "dict_type": "must be a table with keys of its own",
    "list_type": "must be a list of tables: write [[{name}]] above each",
    "union_tag_not_found": "must say one of expect, held and review",
}


def _moment(value: object) -> dt.datetime:
    if not isinstance(value, dt.datetime):
        raise ValueError("write a local time such as 2026-10-05T09:12:00")  # noqa: TRY004 - pydantic
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError(_YEARS)
    return value


def _day(value: object) -> dt.date:
    if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
        raise ValueError("write a day such as 2026-10-05")  # noqa: TRY004 - pydantic
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError(_YEARS)
    return value


def _school(value: object) -> str | int:
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise ValueError("write a URN, or a school's name as the register has it")  # noqa: TRY004 - pydantic
    return value


def _names(value: object) -> list[str]:
    named = [value] if isinstance(value, str) else value
    if not isinstance(named, list) or not all(isinstance(name, str) for name in named):
        raise ValueError('write a list of files, such as ["mm1.pdf"]')
    return named


def _one_line(text: str) -> str:
    if not all(sign.isprintable() or sign == "\t" for sign in text):
        raise ValueError("must be one line of text")
    return text


def _by_path(values: dict[str, Any]) -> dict[str, Any]:
    """Return values by their paths: `pupil.dob = ...` in TOML is a table within a table."""
    return _flat(values, "")


def _flat(values: dict[str, Any], above: str) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in values.items():
        path = f"{above}{key}"
        if len(path) > _LONGEST_PATH:
            raise ValueError("a path as long as this is none of a form")
        if isinstance(value, dict):
            flat |= _flat(value, f"{path}.")
        elif isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            if not _BORN_FROM <= value.year <= LAST_YEAR:
                raise ValueError(f"{path}: write a year from {_BORN_FROM} to {LAST_YEAR}")
            flat[path] = value
        elif isinstance(value, (str, int, float)):
            flat[path] = value
        else:
            raise ValueError(f"{path}: write text, a number, true, false or a day")  # noqa: TRY004 - pydantic
    return flat


Moment = Annotated[dt.datetime, PlainValidator(_moment)]
Day = Annotated[dt.date, PlainValidator(_day)]
School = Annotated[str | int, PlainValidator(_school)]
Line = Annotated[str, AfterValidator(_one_line)]
Name = Annotated[Line, Field(min_length=1)]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=False)


class _Answered(_Row):
    """Which of our messages a mail answers: the newest that fits."""

    kind: Name
    to: Name | None = None
    pupil: Name | None = None


class _Mail(_Row):
    at: Moment
    eml: Name | None = None
    sender: Line | None = Field(default=None, alias="from")
    to: Line | None = None
    subject: Line | None = None
    body: str | None = None
    attach: Annotated[list[str] | None, PlainValidator(_names)] = None
    reply_to: _Answered | None = None

    @model_validator(mode="after")
    def _comes_from_somewhere(self) -> Self:
        if self.eml is None and self.sender is None:
            raise ValueError("names neither eml nor from")
        return self


class _Expected(_Row):
    pupil: Name
    home: School
    receiving: School
    start: Day | None = None

    @model_validator(mode="after")
    def _is_a_full_name(self) -> Self:
        if len(self.pupil.split()) < 2:  # noqa: PLR2004 - a first name and a surname
            raise ValueError("pupil: write first name and surname")
        return self


class _Reviewed(_Row):
    held: Day | None = None
    final: Day | None = None

    @model_validator(mode="after")
    def _says_a_day(self) -> Self:
        if self.held is None and self.final is None:
            raise ValueError("says neither held nor final")
        return self


class _Expect(_Row):
    at: Moment
    expect: _Expected
    pupil: Name | None = None


class _Held(_Row):
    at: Moment
    pupil: Name
    held: Literal["breakdown", "home_notice", "parent_notice", "form", "outbox"]
    decision: Literal["accept", "reject"]
    values: Annotated[dict[str, Any], AfterValidator(_by_path)] = Field(
        default_factory=dict, alias="set"
    )


class _Review(_Row):
    at: Moment
    pupil: Name
    review: _Reviewed


_STAFF: Mapping[str, type[_Row]] = {"expect": _Expect, "held": _Held, "review": _Review}


def _what_staff_do(row: object) -> str | None:
    for what, kind in _STAFF.items():
        if isinstance(row, kind):  # asked again when it is written out
            return what
    said = [key for key in _STAFF if isinstance(row, Mapping) and key in row]
    return said[0] if len(said) == 1 else None


_Staff = Annotated[
    Annotated[_Expect, Tag("expect")]
    | Annotated[_Held, Tag("held")]
    | Annotated[_Review, Tag("review")],
    Discriminator(_what_staff_do),
]


class _Outage(_Row):
    begun: Moment = Field(alias="from")
    over: Moment = Field(alias="to")


class _Closure(_Row):
    at: Moment
    school: School | None = None
    date: Day
    why: str = ""


class _Term(_Row):
    at: Moment
    school: School | None = None
    first: Day
    last: Day

    @model_validator(mode="after")
    def _has_days(self) -> Self:
        if self.last < self.first:
            raise ValueError("last: is before first")
        return self


class _Story(_Row):
    name: str = ""
    config: Name
    start: Moment
    end: Moment
    mail: list[_Mail] = []
    staff: list[_Staff] = []
    outage: list[_Outage] = []
    closure: list[_Closure] = []
    term: list[_Term] = []


class StoryError(Exception):
    """The tables are no scenario; `faults` says each key and what is wrong there."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        """Keep the faults."""
        self.faults = faults
        super().__init__("\n".join(faults))


def checked(table: dict[str, Any]) -> dict[str, Any]:
    """Return a scenario's tables, each key of the right kind and absent ones left out.

    Raises StoryError with every fault, as `mail[2].at: is missing`; rows are counted from one.
    """
    try:
        story = _Story.model_validate(table)
    except ValidationError as wrong:
        errors = wrong.errors(include_url=False, include_input=False)
        raise StoryError(tuple(_fault(error) for error in errors)) from None
    return story.model_dump(by_alias=True, exclude_none=True)


def _fault(error: Mapping[str, Any]) -> str:
    place = list(error["loc"])
    if place[0] == "staff" and place[2:3] and place[2] in _STAFF:
        del place[2]  # which kind of row it was taken for
    key = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place)
    kind = error["type"]
    if kind == "value_error":
        said = str(error["ctx"]["error"])
        part, colon, rest = said.partition(": ")
        if (
            colon and part.replace(".", "_").isidentifier()
        ):  # a row's own check names the key that it is about
            key, said = f"{key}.{part}", rest
    elif kind == "literal_error":
        said = f"write {error['ctx']['expected']}"
    else:
        said = _SAID.get(kind, "is of the wrong kind").format(name=place[-1])
    return f"{key.lstrip('.')}: {said}"
