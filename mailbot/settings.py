"""The configuration: one validated value, or a list of all that is wrong with it.

`load` reads the file and everything about it that needs no server and no secret; the methods build
what the rest of the program asks for (an account, a relay, the register, the calendar). A path in
the file is relative to the file. A secret is read from the environment or from a file of its own,
and only when something logs in with it, so a scenario plays and a form is read without one.

Faults are collected and raised at once, as a `SettingsError` with file, key and what to do. A key
that we do not know is a warning, never a failure: the file may be older or newer than the program.
"""

import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from email.utils import formataddr, parseaddr
from pathlib import Path
from zoneinfo import ZoneInfo

from mailbot import options
from mailbot.configuration import SettingsError, insist, read_table, validated
from mailbot.options import Fault
from mailbot.resources import shipped
from mailbot.rules.protocolfiles import ProtocolError
from mailbot.rules.protocols import OVERRIDES, Protocol, Protocols
from mailbot.rules.schooldays import Calendar, Closure, Term
from mailbot.servers.inbox import Account, Fate
from mailbot.servers.outbox import Relay
from mailbot.shelf import protocol_files, read_protocols, shipped_protocols, words_of
from mailbot.terms import calendars
from mailbot.terms.calendarfiles import Gathered, gather
from mailbot.writing.casefile import Office
from parsers.context import Context
from parsers.labels.vocabulary import Form, load_forms
from parsers.mails.wrappers import Wrapper, parse_wrappers
from parsers.registerfile import RegisterError, parse_register
from parsers.schools import Register

__all__ = [
    "Settings",
    "SettingsError",
    "default_path",
    "load",
    "plain_context",
]

_DEFAULT = "mailbot.toml"
# What letters say of the authority, in [authority] or else in the protocol's [identity].
_PARTICULARS = (
    "phone",
    "out_of_hours_phone",
    "address",
    "signatory",
    "complaints",
    "sendiass",
    "advice",
    "privacy_url",
    "languages",
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Settings:
    """A configuration whose every key is valid, and what is built from it.

    path: the file. warnings: what is odd in it but harms nothing.
    """

    path: Path
    authority: options.Authority
    mailbox: options.Mailbox | None
    smtp: options.Smtp | None
    sending: options.Sending
    store: options.Store
    schools: options.Schools
    forms: options.Forms
    calendar: options.CalendarFiles
    protocol: Mapping[str, object]
    virtual_schools: Mapping[str, str]
    digest: options.Digest
    warnings: tuple[Fault, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        """Return the authority's time zone, in which every date is a local date."""
        return ZoneInfo(self.authority.timezone)

    @property
    def eit_manager(self) -> str:
        """Return who hears of breakdowns and escalations: by default the exclusions team."""
        return self.authority.eit_manager or self.authority.exclusions_team[0]

    @property
    def virtual_school(self) -> str:
        """Return this authority's Virtual School: by default the exclusions team."""
        return self.authority.virtual_school or self.authority.exclusions_team[0]

    @property
    def sender(self) -> str:
        """Return whom letters are from, as the From header has it."""
        if self.smtp:
            return self.smtp.sender
        return formataddr((self.authority.name, self.authority.exclusions_team[0]))

    @property
    def store_file(self) -> Path:
        """Return the file that the store is."""
        return self.file(self.store.url.removeprefix(options.SQLITE))

    @property
    def store_url(self) -> str:
        """Return the store's address, its file made relative to the configuration file."""
        return f"{options.SQLITE}{self.store_file}"

    def file(self, named: str) -> Path:
        """Return the path of a file that the configuration names."""
        return (self.path.parent / Path(named).expanduser()).resolve()

    def blank_forms(self) -> dict[str, Path]:
        """Return the authority's own blank forms that are named: mm1, mm2, review."""
        named = {kind: getattr(self.forms, kind) for kind in ("mm1", "mm2", "review")}
        return {kind: self.file(path) for kind, path in named.items() if path}

    def account(self) -> Account:
        """Return the mailbox to log in to, its password read now. Raises SettingsError."""
        box = self.mailbox
        if box is None:
            raise SettingsError([self._fault("mailbox", "is missing; write the table [mailbox]")])
        if box.oauth2 is not None:
            what = "this version logs in with a password: password_env or password_file"
            raise SettingsError([self._fault("mailbox.oauth2", what)])
        password = self._password("mailbox", box)
        if password is None:
            what = "is missing, and so is password_file; one of them says where the password is"
            raise SettingsError([self._fault("mailbox.password_env", what)])
        return Account(
            host=box.host,
            port=box.port_used,
            security=box.security,
            user=box.user,
            password=password,
            folder=box.folder,
            folders={fate: getattr(box.folders, fate.name.lower()) for fate in Fate},
            timeout=box.timeout,
        )

    def relay(self) -> Relay:
        """Return the relay to send through, its password read now. Raises SettingsError."""
        if self.smtp is None:
            raise SettingsError([self._fault("smtp", "is missing; write the table [smtp]")])
        return Relay(
            host=self.smtp.host,
            port=self.smtp.port_used,
            security=self.smtp.security,
            user=self.smtp.user,
            password=self._password("smtp", self.smtp),
            sender=parseaddr(self.smtp.sender)[1],
            timeout=self.smtp.timeout,
        )

    def office(self) -> Office:
        """Return the authority's team as its letters show it.

        What [authority] leaves out the protocol may say. Raises SettingsError where it is wrong.
        """
        ours, protocols = self.authority, self.rules().identity
        said = {key: getattr(ours, key) or getattr(protocols, key) for key in _PARTICULARS}
        return Office(name=ours.name, mailbox=self.sender, **said)

    def register(self) -> Register:
        """Return the school register. Raises SettingsError listing each row that is wrong."""
        contacts = self.schools.contacts
        try:
            return parse_register(
                self._text(self.schools.register_file), self._text(contacts) if contacts else None
            )
        except RegisterError as wrong:
            file = self.schools.register_file
            lines = str(wrong).splitlines()
            raise SettingsError([Fault(file, "", line) for line in lines]) from wrong

    def terms(self) -> tuple[Term, ...]:
        """Return the terms. Raises SettingsError listing all that is wrong with the calendar."""
        return self.school_calendar().terms

    def closures(self) -> tuple[Closure, ...]:
        """Return the closures. Raises SettingsError listing all that is wrong with the calendar."""
        return self.school_calendar().closures

    def school_calendar(self) -> Calendar:
        """Return the authority's calendar. Raises SettingsError listing each row that is wrong."""
        found = self.gathered_calendar()
        insist(found.faults)
        return found.calendar

    def gathered_calendar(self) -> Gathered:
        """Return what the calendar's files say, with all that is wrong or was set aside."""
        return gather(self.calendar, self._bytes, self.register(), self.zone)

    def calendar_files(self) -> tuple[Path, ...]:
        """Return the files that the calendar is read from."""
        places = (*self.calendar.terms, *self.calendar.closures)
        named = [place.file for place in places]
        named += [self.calendar.holidays] if self.calendar.holidays else []
        return tuple(self.file(name) for name in named)

    def context(self) -> Context:
        """Return what a reader of forms is told. Raises SettingsError listing all that is wrong."""
        versions = self.protocols()
        rules = versions.newest
        names = dict.fromkeys(review.name for one in versions for review in one.reviews.at)
        return Context(
            schools=self.register(),
            forms=(*_shipped_forms(), *(words_of(version) for version in versions)),
            host_school=self.forms.host_school,
            consent=rules.consent.parents,
            review_names=tuple(names),
            own_domains=self.own_domains(),
            staff=self.staff(),
            zone=self.authority.timezone,
            wrappers=shipped_wrappers(),
        )

    def staff(self) -> frozenset[str]:
        """Return the addresses of the people whose word decides, in lower case."""
        people = (*self.authority.staff, *self.authority.exclusions_team, self.eit_manager)
        return frozenset(address.casefold() for address in people)

    def own_domains(self) -> frozenset[str]:
        """Return the authority's own mail domains, in lower case: of its people and its mailbox."""
        people = (*self.authority.exclusions_team, *self.authority.staff, self.eit_manager)
        ours = (*people, parseaddr(self.sender)[1], self.mailbox.user if self.mailbox else "")
        return frozenset(a.rpartition("@")[2].casefold() for a in ours if "@" in a)

    def overrides(self) -> dict[str, object]:
        """Return the figures that the [protocol] table changes, without the keys nobody knows."""
        return {key: value for key, value in self.protocol.items() if key in OVERRIDES}

    def rules(self) -> Protocol:
        """Return the protocol's newest version. Raises SettingsError with all its faults."""
        return self.protocols().newest

    def protocols(self) -> Protocols:
        """Return the protocol's versions, overridden. Raises SettingsError with all its faults."""
        try:
            found = read_protocols(self.protocol_files(), self.overrides())
        except ProtocolError as wrong:
            faults = [
                Fault(self.path.name, f"[protocol] {fault.key}", fault.what)
                if not fault.file
                else Fault(fault.place, "", f"{fault.key}: {fault.what}".removeprefix(": "))
                for fault in wrong.faults
            ]
            raise SettingsError(faults) from wrong
        for one in found:
            insist(
                _unknown_kinds(f"{one.id}, in force {one.in_force}", "gates.hold", one.gates.hold)
            )
        return found

    def protocol_files(self) -> tuple[Path, ...]:
        """Return the files of the protocol's versions, shipped or the authority's own."""
        return protocol_files(self.authority.protocol, self.path.parent)

    def _password(self, table: str, server: options.Mailbox | options.Smtp) -> str | None:
        """Return the password, None where neither key says where it is kept."""
        if server.password_env:
            found = self.environment.get(server.password_env, "")
            key, what = "password_env", f"the environment has no {server.password_env}; set it"
        elif server.password_file:
            path = self.file(server.password_file)
            # The trailing line break is the editor's, not the password's.
            found = calendars.text_of(path.read_bytes()).rstrip("\r\n") if path.is_file() else ""
            key, what = "password_file", f"{server.password_file} is not there, or is empty"
        else:
            return None
        if not found:
            raise SettingsError([self._fault(f"{table}.{key}", what)])
        return found

    def _fault(self, key: str, what: str) -> Fault:
        return Fault(self.path.name, key, what)

    def _bytes(self, named: str) -> bytes:
        return self.file(named).read_bytes()

    def _text(self, named: str) -> str:
        return calendars.text_of(self._bytes(named))


def default_path(given: str | None) -> Path:
    """Return the configuration to use: the one given, else $MAILBOT_CONFIG's, else mailbot.toml."""
    return Path(given or os.environ.get("MAILBOT_CONFIG") or _DEFAULT)


def plain_context() -> Context:
    """Return what a reader is told where there is no configuration: the forms, but no school."""
    return Context(schools=Register(()), forms=_shipped_forms(), wrappers=shipped_wrappers())


def load(path: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings in the file. Raises SettingsError listing everything that is wrong."""
    found, warnings = validated(path.name, read_table(path))
    settings = Settings(
        path=path.resolve(),
        warnings=tuple(warnings),
        environment=os.environ if environment is None else environment,
        **{name: getattr(found, name) for name in type(found).model_fields},
    )
    held = _unknown_kinds(path.name, "sending.hold", settings.sending.hold)
    insist([*_absent_files(settings), *held])
    return settings


def _shipped_forms() -> tuple[Form, ...]:
    files = shipped("config", "forms").glob("*.toml")
    return load_forms({file.stem: file.read_text(encoding="utf-8") for file in files})


def shipped_wrappers() -> tuple[Wrapper, ...]:
    """Return the secure-mail products that are known."""
    return parse_wrappers(shipped("config", "wrappers.toml").read_text(encoding="utf-8"))


def _numbered(key: str, places: Sequence[options.CalendarFile]) -> dict[str, str]:
    """Return the files of a key that may name several, each under the key a person finds it by."""
    alone = len(places) == 1
    return {key if alone else f"{key}[{n}]": place.file for n, place in enumerate(places)}


def _absent_files(settings: Settings) -> list[Fault]:
    named = {
        "schools.register": settings.schools.register_file,
        "schools.contacts": settings.schools.contacts,
        **_numbered("calendar.terms", settings.calendar.terms),
        **_numbered("calendar.closures", settings.calendar.closures),
        "calendar.holidays": settings.calendar.holidays,
        "forms.mm1": settings.forms.mm1,
        "forms.mm2": settings.forms.mm2,
        "forms.review": settings.forms.review,
    }
    file = settings.path.name
    faults = [
        Fault(file, key, f"there is no file {path} beside {file}; correct the path")
        for key, path in named.items()
        if path and not settings.file(path).is_file()
    ]
    if not settings.protocol_files():
        names = ", ".join(shipped_protocols())
        what = f"is neither a protocol that ships ({names}) nor a protocol file or folder"
        faults.append(Fault(file, "authority.protocol", what))
    return faults


def _unknown_kinds(file: str, key: str, held: Sequence[str]) -> list[Fault]:
    """A misspelt kind under `hold` would not be held, so it is no warning but a fault."""
    text = shipped("templates", "kinds.toml").read_text(encoding="utf-8")
    kinds = (*tomllib.loads(text), "digest_weekly", "digest_panel")
    faults = []
    for kind in (one.partition(":")[0] for one in held):
        if kind not in kinds:
            near = get_close_matches(kind, kinds, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            faults.append(Fault(file, key, f"{kind} is no kind of letter{hint}"))
    return faults
