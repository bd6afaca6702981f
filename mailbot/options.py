"""What a configuration file may say, key by key, before anything is read that it names.

Every key of the contract has its place here, with the value that holds where the file is silent. A
silent file is a safe one: nothing is sent (`sending.mode` is hold) and no mail is believed that the
server did not authenticate. No secret has a key: a password is named by where it is kept.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from mailbot.loopback import is_loopback
from mailbot.rules.protocols import OVERRIDES

Security = Literal["tls", "starttls", "none"]
Mode = Literal["live", "redirect", "hold"]
SQLITE = "sqlite:///"


def _address(text: str) -> str:
    try:
        return validate_email(text.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        raise ValueError("is not an e-mail address; write name@domain") from None


def _sender(text: str) -> str:
    _address(parseaddr(text)[1])
    return text.strip()


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError('is not a time zone; write for example "Europe/London"') from None
    return text


def _store(url: str) -> str:
    if not url.removeprefix(SQLITE) or not url.startswith(SQLITE):
        raise ValueError(f"this version keeps its store in a SQLite file; write {SQLITE}FILE")
    return url


def _several(value: object) -> object:
    """One address where a list is asked for means a list of one."""
    return [value] if isinstance(value, str) else value


def _files(value: object) -> object:
    """A file's name, or a table that says whose it is, where a list of them is asked for."""
    several = value if isinstance(value, list | tuple) else [value]
    return [{"file": one} if isinstance(one, str) else one for one in several]


def _written(value: object) -> object:
    """A URN may be written as a number."""
    return str(value) if isinstance(value, int) else value


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in one file: at which key or line, and what to do about it."""

    file: str
    where: str
    what: str

    def __str__(self) -> str:
        return (
            f"{self.file}, {self.where}: {self.what}" if self.where else f"{self.file}: {self.what}"
        )


Text = Annotated[str, Field(min_length=1)]
Address = Annotated[str, AfterValidator(_address)]
Addresses = Annotated[tuple[Address, ...], BeforeValidator(_several)]
Lines = Annotated[tuple[Text, ...], BeforeValidator(_several)]
Port = Annotated[int, Field(ge=1, le=65535)]
Seconds = Annotated[float, Field(gt=0, le=3600)]


class _Table(BaseModel):
    """A table of the file. Its repr shows no value: addresses are people's."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"

    __str__ = __repr__


class Authority(_Table):
    """Whose mailbox this is, who its people are, and what its letters say of it."""

    name: Text
    protocol: Text
    timezone: Annotated[str, AfterValidator(_zone)] = "Europe/London"
    exclusions_team: Annotated[Addresses, Field(min_length=1)]
    eit_manager: Address | None = None
    virtual_school: Address | None = None
    staff: Addresses = ()
    phone: Text | None = None
    out_of_hours_phone: Text | None = None
    address: Lines = ()
    signatory: Text | None = None
    complaints: Text | None = None
    sendiass: Text | None = None
    advice: Lines = ()
    privacy_url: Text | None = None
    languages: Lines = ()


class _Server(_Table):
    """What IMAP and SMTP have in common: where, how safely, and where the password is kept."""

    host: Text
    port: Port | None = None
    security: Security
    user: Text | None = None
    password_env: Text | None = None
    password_file: Text | None = None
    timeout: Seconds = 60.0

    @model_validator(mode="after")
    def _is_safe(self) -> Self:
        if self.security == "none" and not is_loopback(self.host):
            raise ValueError(
                'security: "none" would send the password in clear over a network; '
                'write "tls" or "starttls"'
            )
        if self.password_env and self.password_file:
            raise ValueError("password_file: password_env is set too; keep one of the two")
        return self


class Folders(_Table):
    """Where mail that was dealt with is filed; a missing folder is created."""

    processed: Text = "Mailbot/Processed"
    query: Text = "Mailbot/Query"
    held: Text = "Mailbot/Held"
    quarantine: Text = "Mailbot/Quarantine"


class Mailbox(_Server):
    """The IMAP mailbox that schools write to.

    poll_seconds: how often it is looked at where the server says nothing of itself.
    """

    security: Security = "tls"
    user: Text
    oauth2: Mapping[str, object] | None = None
    folder: Text = "INBOX"
    trust: Literal["authenticated", "all"] = "authenticated"
    trusted_authserv_id: Text | None = None
    filing: Literal["move", "leave"] = "move"
    since: dt.date | None = None
    folders: Folders = Folders()
    poll_seconds: Seconds = 60.0

    @property
    def port_used(self) -> int:
        """Return the port written, else the one that the kind of security has."""
        return self.port or {"tls": 993, "starttls": 143, "none": 143}[self.security]


class Smtp(_Server):
    """The relay that takes our letters. Neither password key: no login."""

    security: Security = "starttls"
    sender: Annotated[str, AfterValidator(_sender), Field(alias="from")]
    sent_folder: Text | None = None

    @property
    def port_used(self) -> int:
        """Return the port written, else the one that the kind of security has."""
        return self.port or {"tls": 465, "starttls": 587, "none": 25}[self.security]


class Sending(_Table):
    """Whether letters leave. hold: kinds that wait for a person even in live mode."""

    mode: Mode = "hold"
    redirect_to: Address | None = None
    hold: tuple[Annotated[str, Field(pattern=r"^[a-z_]+(:(parent|school|staff))?$")], ...] = ()
    archive: Address | None = None

    @model_validator(mode="after")
    def _has_where_to(self) -> Self:
        if self.mode == "redirect" and self.redirect_to is None:
            raise ValueError("redirect_to: is missing; say which address gets everything")
        return self


class Store(_Table):
    """Where the store is kept."""

    url: Annotated[str, AfterValidator(_store)] = f"{SQLITE}state/mailbot.db"


class Schools(_Table):
    """The school register's file, and the file with contacts laid over it."""

    register_file: Text = Field(alias="register")
    contacts: Text | None = None


class Forms(_Table):
    """The authority's own blank forms, and what "host school" means on a form that does not say."""

    mm1: Text | None = None
    mm2: Text | None = None
    review: Text | None = None
    host_school: Literal["receiving", "home"] = "receiving"


class CalendarFile(_Table):
    """One file of the calendar. school: whose it is (URN or name) where its rows do not say."""

    file: Text
    school: Annotated[Text, BeforeValidator(_written)] | None = None


CalendarPlaces = Annotated[tuple[CalendarFile, ...], BeforeValidator(_files)]


class CalendarFiles(_Table):
    """The files with terms, closures and one-off public holidays: CSV, or a calendar (.ics).

    warn_weeks: how long before the last term's end staff are told of it every day.
    """

    terms: CalendarPlaces = ()
    closures: CalendarPlaces = ()
    holidays: Text | None = None
    warn_weeks: Annotated[int, Field(ge=0, le=52)] = 6


class Digest(_Table):
    """Who gets the digests, by default the exclusions team, and when a panel sits."""

    daily: Addresses = ()
    weekly: Addresses = ()
    panel: Addresses = ()
    panel_dates: tuple[dt.date, ...] = ()


class Options(_Table):
    """The whole file.

    Mailbox and relay may be absent: reading a form or playing a scenario needs neither.
    """

    authority: Authority
    mailbox: Mailbox | None = None
    smtp: Smtp | None = None
    sending: Sending = Sending()
    store: Store = Store()
    schools: Schools
    forms: Forms = Forms()
    calendar: CalendarFiles = CalendarFiles()
    protocol: Mapping[str, object] = Field(default_factory=dict)
    virtual_schools: Mapping[Text, Address] = Field(default_factory=dict)
    digest: Digest = Digest()


def known_keys() -> frozenset[str]:
    """Return every key that some table of the file may hold."""
    tables = (Options, Authority, Mailbox, Folders, Smtp, Sending, Store, Schools, Forms)
    fields = (
        (name, field)
        for table in (*tables, CalendarFile, CalendarFiles, Digest)
        for name, field in table.model_fields.items()
    )
    return frozenset(field.alias or name for name, field in fields) | OVERRIDES.keys()
