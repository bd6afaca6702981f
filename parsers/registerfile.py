"""The register of schools read from its file, and from a second one with addresses beside it.

The columns are those of Get Information about Schools; what is added to them is named alike. Every
fault is told at once, with its row, because a register is mended by hand.
"""

# ruff: noqa: E501 - patterns and lists of words stay whole

import csv
import io
import re
from collections.abc import Mapping

from parsers.schools import Register, School

_COLUMNS = {
    "contactname": "contact_name",
    "contactemail": "contact_email",
    "headname": "head_name",
    "heademail": "head_email",
    "adminemail": "admin_email",
    "outofhoursphone": "out_of_hours_phone",
    "phone": "phone",
    "telephonenum": "phone",
    "telephone": "phone",
    "postcode": "postcode",
    "town": "town",
    "laname": "la_name",
    "phaseofeducationname": "phase",
}
_NUMBERS = {
    "lacode": "la_code",
    "establishmentnumber": "establishment",
    "statutorylowage": "low_age",
    "statutoryhighage": "high_age",
    "successorurn": "successor",
    "successor": "successor",
}
_HEAD = ("headtitlename", "headfirstname", "headlastname")
_ADDRESSES = ("contact_email", "head_email", "admin_email")
_URN = re.compile(r"\d{1,8}")
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+")


class RegisterError(Exception):
    """The school register cannot be used; the message lists every fault with its row."""


def _listed(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(r"[;|]", text or "") if part.strip())


def _domains(text: str | None) -> tuple[str, ...]:
    parts = re.split(r"[;|,\s]+", text or "")
    return tuple(part.strip("@. ").casefold() for part in parts if part.strip("@. "))


def _fields(row: Mapping[str, str | None]) -> dict[str, str]:
    """Return a row by plain column names: no case, spaces, brackets or underscores."""
    return {
        re.sub(r"[^a-z0-9]", "", str(key).casefold()): value.strip()
        for key, value in row.items()
        if isinstance(value, str)
    }


def _rows(text: str) -> list[dict[str, str]]:
    return [_fields(row) for row in csv.DictReader(io.StringIO(text.lstrip("\ufeff")))]


def _school(row: Mapping[str, str], where: str, faults: list[str]) -> School | None:
    """Return the school of one row, its faults added to the list."""
    urn, name = row.get("urn", ""), " ".join(row.get("establishmentname", "").split())
    is_known = _URN.fullmatch(urn) is not None
    faults += [f"{where}: URN must be a number"] if not is_known else []
    faults += [f"{where}: EstablishmentName is missing"] if not name else []
    made: dict[str, object] = {**_numbers(row, where, faults), **_texts(row, where, faults)}
    if not is_known or not name:
        return None
    status = row.get("establishmentstatusname", "").casefold()
    return School.model_validate(
        made
        | {
            "urn": int(urn),
            "name": name,
            "aliases": _listed(row.get("aliases")),
            "email_domains": _domains(row.get("emaildomains")),
            "is_open": not status or status.startswith("open"),
        }
    )


def _numbers(row: Mapping[str, str], where: str, faults: list[str]) -> dict[str, int]:
    made: dict[str, int] = {}
    for column, key in _NUMBERS.items():
        value = row.get(column, "")
        if value and not re.fullmatch(r"\d+(?:\.0)?", value):
            faults.append(f"{where}: {column} must be a number")
        elif value:
            made[key] = int(float(value))
    return made


def _texts(row: Mapping[str, str], where: str, faults: list[str]) -> dict[str, str]:
    made: dict[str, str] = {}
    for column, key in _COLUMNS.items():
        if row.get(column):
            made.setdefault(key, row[column])
    wrong = [key for key in _ADDRESSES if key in made and not _EMAIL.fullmatch(made[key])]
    faults += [f"{where}: {key} is not an e-mail address" for key in wrong]
    head = " ".join(row[column] for column in _HEAD if row.get(column))
    if head:
        made.setdefault("head_name", head)
    return made


def parse_register(text: str, contacts: str | None = None) -> Register:
    """Return the register written in the CSV text, with the columns of the contacts CSV laid over it.

    Raises RegisterError listing every fault with its row (the header is row 1).
    """
    faults: list[str] = []
    rows = _rows(text)
    if not rows or not {"urn", "establishmentname"} <= set(rows[0]):
        raise RegisterError("the columns URN and EstablishmentName are needed")
    over: dict[str, dict[str, str]] = {}
    for number, row in enumerate(_rows(contacts or ""), start=2):
        if not _URN.fullmatch(row.get("urn", "")):
            faults.append(f"contacts row {number}: URN must be a number")
            continue
        over[row["urn"]] = {key: value for key, value in row.items() if value}
    schools: list[School] = []
    known: dict[int, int] = {}
    for number, row in enumerate(rows, start=2):
        if not any(row.values()):
            continue
        school = _school(row | over.pop(row.get("urn", ""), {}), f"row {number}", faults)
        if school is None:
            continue
        if school.urn in known:
            faults.append(f"row {number}: URN {school.urn} is also in row {known[school.urn]}")
        known.setdefault(school.urn, number)
        schools.append(school)
    faults.extend(f"contacts: URN {urn} is not in the register" for urn in over)
    if faults:
        raise RegisterError("\n".join(faults))
    return Register(schools)
