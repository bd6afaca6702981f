"""Fixtures for what has a life: servers, certificates, a whole office on this machine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live import USERS, LiveOffice, live_office
from tests.servers import Certificate, Dovecot, dovecot, make_certificate


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate for this machine; trusted where SSL_CERT_FILE names its chain."""
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="session")
def running_dovecot(certificate: Certificate) -> Iterator[Dovecot]:
    with dovecot({"bot": "sesame", **USERS}, certificate=certificate) as server:
        yield server


@pytest.fixture
def mail_server(running_dovecot: Dovecot) -> Dovecot:
    """A real Dovecot with an empty mailbox."""
    running_dovecot.empty()
    return running_dovecot


@pytest.fixture
def live(running_dovecot: Dovecot, tmp_path: Path) -> Iterator[LiveOffice]:
    """An office with a real Dovecot, a real relay and letters that really leave."""
    with live_office(tmp_path / "office", running_dovecot) as place:
        yield place


@pytest.fixture
def trusted(certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The machine trusts the certificate of our servers for the length of a test."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.chain))
    return certificate.chain
