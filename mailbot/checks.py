"""All that can be wrong before the daemon starts, asked one thing at a time.

Each check yields findings: what was looked at, how it stands, and one sentence for the person who
keeps the configuration. A finding that fails would stop the work or harm somebody; a warning is a
choice that may be right but should be known. Nothing is sent, nothing is written, and no check
keeps the others from being made.
"""

import asyncio
import datetime as dt
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.utils import parseaddr
from enum import StrEnum

from jinja2 import TemplateError

from mailbot.briefing import in_few_lines
from mailbot.rules.horizon import reaches_a_placement
from mailbot.servers import inbox, outbox
from mailbot.settings import Settings, SettingsError
from mailbot.terms.calendarfiles import in_short
from mailbot.writing import proofs
from mailbot.writing.specimens import specimens
from parsers.labels.vocabulary import FormsError

_INVENTED = ".example"
_NEEDED_LIVE = ("phone", "complaints", "sendiass")
_NOTES = 5  # things of a calendar file that were set aside, shown
_NAMED = 3  # schools named in one row
_BARRED = "not looked at: mend what is said above first"


class State(StrEnum):
    """How a finding stands."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """One row: what was looked at, how it stands, and a sentence on it."""

    check: str
    state: State
    said: str


def load_failed(wrong: SettingsError) -> tuple[Finding, ...]:
    """Return the rows for a configuration that cannot even be read, one a fault."""
    return tuple(Finding("configuration", State.FAILED, str(fault)) for fault in wrong.faults)


def findings(settings: Settings, now: dt.datetime) -> Iterator[Finding]:
    """Yield all findings on a configuration that could be read, logins last."""
    told: set[str] = set()
    for name, check in _CHECKS.items():
        try:
            for state, said in check(settings, now):
                yield Finding(name, state, said)
        except SettingsError as wrong:
            new = [said for fault in wrong.faults if (said := str(fault)) not in told]
            told.update(new)
            yield from (Finding(name, State.FAILED, said) for said in new)
            if not new:  # the same fault keeps several things from being looked at
                yield Finding(name, State.WARNING, _BARRED)
        except FormsError as wrong:
            yield Finding(name, State.FAILED, str(wrong))
        except OSError as trouble:  # a file is there, but may not be read
            said = f"{trouble.filename}: {trouble.strerror}"
            yield (
                Finding(name, State.WARNING, _BARRED)
                if said in told
                else Finding(name, State.FAILED, said)
            )
            told.add(said)


_Found = Iterator[tuple[State, str]]


def _configuration(settings: Settings, now: dt.datetime) -> _Found:
    del now
    modes = {
        "hold": "every letter waits, nothing leaves",
        "redirect": "every letter goes to one address of yours",
        "live": "letters leave",
    }
    mode = settings.sending.mode
    yield State.OK, f"{settings.path.name}, {settings.authority.name}; {mode}: {modes[mode]}"
    for warning in settings.warnings:
        yield State.WARNING, str(warning)
    invented = [a for a in _addresses(settings) if a.casefold().endswith(_INVENTED)]
    if invented:
        yield State.WARNING, f"{len(invented)} addresses still end in {_INVENTED}: put in your own"


def _people(settings: Settings, now: dt.datetime) -> _Found:
    del now
    box = settings.mailbox
    ours = {parseaddr(settings.smtp.sender)[1].casefold()} if settings.smtp else set()
    ours |= {box.user.casefold()} if box else set()
    if any(person.casefold() in ours for person in settings.authority.exclusions_team):
        yield (
            State.WARNING,
            (
                "exclusions_team is the mailbox the bot reads: nobody would see what waits for "
                "them; name people"
            ),
        )
    else:
        yield State.OK, "what waits for a person is told to the exclusions team"
    try:
        office = settings.office()
    except SettingsError:
        return  # the protocol's own row says what is wrong with it
    missing = [key for key in _NEEDED_LIVE if getattr(office, key) is None]
    if missing:
        keys = ", ".join(f"authority.{key}" for key in missing)
        is_live = settings.sending.mode == "live"
        say = "are needed" if is_live else "will be needed before mode = live"
        yield (State.FAILED if is_live else State.WARNING), f"{keys} {say}: letters name them"


def _trust(settings: Settings, now: dt.datetime) -> _Found:
    del now
    box = settings.mailbox
    if box is None:
        return
    if box.trust == "all":
        yield (
            State.WARNING,
            (
                "trust = all: any sender is believed; right only where the server refuses what is "
                "forged"
            ),
        )
    elif box.trusted_authserv_id is None:
        yield (
            State.WARNING,
            (
                "mailbox.trusted_authserv_id is missing: no sender counts as checked, so every "
                "form will wait for a person"
            ),
        )
    else:
        yield State.OK, f"senders that {box.trusted_authserv_id} has checked are believed"
    if box.since is None:
        yield State.WARNING, "mailbox.since is missing: all mail in the folder will be answered"


def _protocol(settings: Settings, now: dt.datetime) -> _Found:
    del now
    for version in settings.protocols():
        yield from ((State.OK, line) for line in in_few_lines(version))
    if settings.overrides():
        yield State.OK, f"changed here, in [protocol]: {', '.join(settings.overrides())}"


def _schools(settings: Settings, now: dt.datetime) -> _Found:
    del now
    schools = settings.register().schools
    if not schools:
        yield State.FAILED, "the register names no school"
        return
    yield State.OK, f"{len(schools)} schools"
    mute = [
        s for s in schools if s.is_open and not (s.contact_email or s.head_email or s.admin_email)
    ]
    if mute:
        some = ", ".join(school.name for school in mute[:_NAMED])
        more = f" and {len(mute) - _NAMED} more" if len(mute) > _NAMED else ""
        yield State.WARNING, f"no address to write to: {some}{more}"


def _calendar(settings: Settings, now: dt.datetime) -> _Found:
    found = settings.gathered_calendar()
    if found.faults:
        raise SettingsError(found.faults)
    calendar = found.calendar
    if not calendar.terms:
        yield State.FAILED, "no terms: no deadline can be computed; write them in calendar.terms"
        return
    yield State.OK, f"{len(calendar.terms)} terms, {len(calendar.closures)} closures"
    yield from ((State.OK, line) for line in in_short(calendar))
    yield from ((State.WARNING, str(note)) for note in found.notes[:_NOTES])
    if len(found.notes) > _NOTES:
        more = f"{len(found.notes) - _NOTES} more were not used: `mailbot terms` lists them all"
        yield State.WARNING, more
    today = calendar.day_of(now)
    own = {term.school for term in calendar.terms}
    for urn in sorted(own, key=lambda urn: urn or 0):
        whose = f"the terms of school {urn}" if urn else "the terms"
        last = calendar.school(urn).last
        if not reaches_a_placement(calendar, urn, settings.rules(), today):
            yield (
                State.WARNING,
                (
                    f"{whose} end on {last:%d %B %Y}, before a placement that starts today would: "
                    "add next year's"
                ),
            )


def _forms(settings: Settings, now: dt.datetime) -> _Found:
    del now
    own = settings.blank_forms()
    blank = f"your own blanks: {', '.join(own)}" if own else "the plain blank forms that ship"
    labels = sum(len(form.labels) for form in settings.context().forms)
    if not labels:
        yield State.FAILED, "no label of any form is known: config/forms is empty"
        return
    yield State.OK, f"{labels} labels of forms known; {blank}"


def _letters(settings: Settings, now: dt.datetime) -> _Found:
    faults = proofs.faults()
    if faults:
        yield from ((State.FAILED, fault) for fault in faults)
        return
    blanks = {k: (p.name, p.read_bytes()) for k, p in settings.blank_forms().items()}
    written = []
    try:
        for kind, _ in specimens(settings.office(), now.astimezone(settings.zone), blanks):
            written.append(kind)
    except (TemplateError, LookupError, TypeError, ValueError) as wrong:
        last = f"after {written[-1]}" if written else "the first one"
        yield State.FAILED, f"a letter cannot be written ({last}): {wrong}"
        return
    yield State.OK, f"{len(set(written))} kinds of letter, each written once and kept from leaving"


def _store(settings: Settings, now: dt.datetime) -> _Found:
    del now
    path = settings.store_file
    holder = next(folder for folder in path.parents if folder.exists())
    # SQLite writes beside the file too, while it is at work
    written = [path, holder] if path.exists() else [holder]
    barred = [place for place in written if not os.access(place, os.W_OK)]
    if barred or path.is_dir() or not holder.is_dir():
        yield State.FAILED, f"store.url: {barred[0] if barred else path} cannot be written by us"
        return
    yield State.OK, f"{path}{'' if path.exists() else ', made at the first start'}"
    copies = sorted(each.name for each in path.parent.glob(f"{path.name}.schema-*"))
    if copies:
        what = "copies of the store as it was before an upgrade; remove them once all is well"
        yield State.WARNING, f"{', '.join(copies)}: {what}"
    if path.exists() and path.stat().st_mode & stat.S_IROTH:
        yield (
            State.WARNING,
            f"everybody on this machine may read {path}: chmod o= {path}",
        )


def _imap(settings: Settings, now: dt.datetime) -> _Found:
    del now
    if settings.mailbox and settings.mailbox.host.endswith(_INVENTED):
        yield State.FAILED, "mailbox.host is still the example's: write your mail server's name"
        return
    try:
        yield State.OK, inbox.probe(settings.account())
    except inbox.InboxError as wrong:
        yield State.FAILED, wrong.sentence


def _smtp(settings: Settings, now: dt.datetime) -> _Found:
    del now
    if settings.smtp and settings.smtp.host.endswith(_INVENTED):
        yield State.FAILED, "smtp.host is still the example's: write your relay's name"
        return
    try:
        yield State.OK, asyncio.run(outbox.probe(settings.relay()))
    except outbox.OutboxError as wrong:
        yield State.FAILED, wrong.sentence


def _addresses(settings: Settings) -> tuple[str, ...]:
    ours = settings.authority
    named = (*ours.exclusions_team, *ours.staff, ours.eit_manager, ours.virtual_school)
    return tuple(a for a in (*named, parseaddr(settings.sender)[1]) if a)


_CHECKS: dict[str, Callable[[Settings, dt.datetime], _Found]] = {
    "configuration": _configuration,
    "people": _people,
    "trust": _trust,
    "protocol": _protocol,
    "schools": _schools,
    "calendar": _calendar,
    "forms": _forms,
    "letters": _letters,
    "store": _store,
    "imap": _imap,
    "smtp": _smtp,
}
