"""Whom a sender may speak for."""

from dataclasses import replace
from pathlib import Path

from mailbot.rulebook import rulebook
from mailbot.settings import load
from parsers.evidence import open_message
from parsers.schools import Register
from tests.factory import office, write_configuration


def _schools(folder: Path, sender: str) -> frozenset[int]:
    place = office("southwark")
    rules = rulebook(load(write_configuration(folder, place)), simulated=True)
    alder, beck = (rules.register.by_urn(place.schools[name].urn) for name in ("alder", "beck"))
    assert alder is not None
    assert beck is not None
    trust = [
        alder.model_copy(
            update={"email_domains": ("trust.example",), "contact_email": "a@trust.example"}
        ),
        beck.model_copy(
            update={"email_domains": ("trust.example",), "contact_email": "b@trust.example"}
        ),
    ]
    rules = replace(rules, register=Register(trust))
    found = rules.sender_of(open_message(f"From: {sender}\r\nSubject: x\r\n\r\nx\r\n".encode()))
    named = {alder.urn: 1, beck.urn: 2}
    return frozenset(named[urn] for urn in found.schools)


def test_an_address_that_a_school_registers_speaks_for_that_school_alone(tmp_path: Path) -> None:
    assert _schools(tmp_path, "b@trust.example") == {2}


def test_another_address_of_a_shared_domain_may_be_of_either_school(tmp_path: Path) -> None:
    assert _schools(tmp_path, "somebody@trust.example") == {1, 2}
