"""All that deciding and writing rest on, built once from the configuration.

The protocol in all its versions, the calendar, the register, the office and its people. The
calendar can be replaced while the bot runs (it snows, next year's terms are known); everything open
is then computed anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from email.utils import parseaddr

from mailbot.options import Sending
from mailbot.rules.intake import Sender
from mailbot.rules.moves import Move
from mailbot.rules.protocols import Protocol, Protocols
from mailbot.rules.schooldays import Calendar
from mailbot.settings import Settings
from mailbot.writing.casefile import Office
from parsers.arrivals.authentication import passes
from parsers.evidence import Evidence
from parsers.schools import Register, School


@dataclass(slots=True, kw_only=True, repr=False)
class Rulebook:
    """What is in force now.

    trust_all: the server has refused what fails, so nothing is checked again; `checked_anyway`: a
    mail that carries a verdict of its own is judged by it all the same (simulate).
    calendar_faults: why the calendar's files, changed since, are not in force (mailbot.watch).
    """

    settings: Settings
    protocols: Protocols
    calendar: Calendar
    register: Register
    office: Office
    blank_forms: Mapping[str, tuple[str, bytes]]
    trust_all: bool
    checked_anyway: bool = False
    calendar_faults: tuple[str, ...] = ()

    @property
    def protocol(self) -> Protocol:
        """Return the newest version, for what belongs to no move; a move has `protocol_of`."""
        return self.protocols.newest

    def protocol_of(self, move: Move) -> Protocol:
        """Return the version that a move keeps: the one in force on the day it started."""
        return self.protocols.of(move, self.calendar)

    def told_under(self, move: Move) -> Protocol:
        """Return the version by which a move's notification is judged, amended or not."""
        return self.protocols.told_under(move, self.calendar)

    def sender_of(self, evidence: Evidence) -> Sender:
        """Return who sent a mail, and whom that sender may speak for."""
        return Sender(
            address=evidence.sender,
            authenticated=bool(evidence.sender) and self._is_proved(evidence),
            staff=evidence.sender in self.staff,
            schools=self.schools_of(evidence.sender),
        )

    def schools_of(self, address: str) -> frozenset[int]:
        """Return the schools an address speaks for: those that register it, else its domain's.

        The schools of a trust may share a domain; then only the address tells them apart.
        """
        domain = address.rpartition("@")[2]
        there = self.register.of_domain(domain) if domain else ()
        own = frozenset(s.urn for s in there if address in _addresses(s))
        return own or frozenset(s.urn for s in there)

    def _is_proved(self, evidence: Evidence) -> bool:
        box = self.settings.mailbox
        if self.trust_all and not (self.checked_anyway and evidence.authentication):
            return True
        return passes(evidence, (box.trusted_authserv_id if box else "") or "")

    @property
    def staff(self) -> frozenset[str]:
        """Return the addresses of the people whose word decides, in lower case."""
        return self.settings.staff() - self.own_addresses

    @property
    def own_addresses(self) -> frozenset[str]:
        """Return the addresses that the bot reads or sends from: it never writes to them."""
        box = self.settings.mailbox
        ours = {parseaddr(self.office.mailbox)[1].casefold()}
        if box is not None and "@" in box.user:
            ours.add(box.user.casefold())
        return frozenset(ours)

    def school(self, urn: int | None) -> School | None:
        """Return a school of the register."""
        return None if urn is None else self.register.by_urn(urn)

    @property
    def domain(self) -> str:
        """Return the domain that our Message-IDs end in."""
        return parseaddr(self.office.mailbox)[1].rpartition("@")[2] or "mailbot.invalid"


def rulebook(settings: Settings, *, simulated: bool = False) -> Rulebook:
    """Return what a configuration puts in force. Raises SettingsError listing all that is wrong.

    simulated: mails count as authenticated unless they carry a verdict (contract/cli.md).
    """
    if simulated:
        settings = replace(settings, sending=Sending(mode="live"))
    trust = settings.mailbox.trust if settings.mailbox else "authenticated"
    return Rulebook(
        settings=settings,
        protocols=settings.protocols(),
        calendar=settings.school_calendar(),
        register=settings.register(),
        office=settings.office(),
        blank_forms={
            kind: (path.name, path.read_bytes()) for kind, path in settings.blank_forms().items()
        },
        trust_all=simulated or trust == "all",
        checked_anyway=simulated,
    )


def _addresses(school: School) -> frozenset[str]:
    named = (school.contact_email, school.head_email, school.admin_email)
    return frozenset(address.casefold() for address in named if address)
