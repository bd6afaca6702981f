"""Servers for tests: a real Dovecot, certificates, and servers that misbehave to order.

Each is a context manager on a free loopback port. Dovecot is what people run; the scripted ones say
and do the wrong thing at the place a test names, which no real server can be made to do.
"""

import datetime as dt
import grp
import os
import pwd
import select
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from imapclient import IMAPClient

_DOVECOT = """\
protocols = imap
listen = 127.0.0.1
base_dir = {root}/run
state_dir = {root}/state
instance_name = mailbot-tests
log_path = {root}/dovecot.log
{internal}
ssl = {ssl}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {root}/passwd
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={root}/mail/%u
}}
first_valid_uid = 1
first_valid_gid = 1
mail_location = sdbox:~/sdbox
mail_fsync = never
namespace inbox {{
  inbox = yes
  separator = {separator}
  prefix = {prefix}
}}
service imap-login {{
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
  process_min_avail = 1
  chroot =
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
mail_max_userip_connections = 100
"""


@dataclass
class Certificate:
    """A certificate that signs itself, and its key, as files."""

    chain: Path
    key: Path

    def server_context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.chain, self.key)
        return context


def make_certificate(
    folder: Path, *, name: str = "localhost", expired: bool = False
) -> Certificate:
    """Make a certificate for a name; that for localhost is for 127.0.0.1 as well."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    names: list[x509.GeneralName] = [x509.DNSName(name)]
    if name == "localhost":
        names.append(x509.IPAddress(ip_address("127.0.0.1")))
    start = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    end = dt.datetime(2021 if expired else 2199, 1, 1, tzinfo=dt.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate = Certificate(folder / f"{name}.pem", folder / f"{name}.key")
    certificate.chain.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    certificate.key.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate


@dataclass
class Dovecot:
    """A running Dovecot: its ports, its users, and a way to stop and start it again."""

    root: Path
    port: int
    tls_port: int
    users: Mapping[str, str]
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - the server of this test
            [_dovecot_binary(), "-F", "-c", str(self.root / "dovecot.conf")],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        for _ in range(500):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as line:
                line.settimeout(5)
                if line.recv(200).startswith(b"* OK"):
                    return
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(0.02)
                break
        log = self.root / "dovecot.log"
        raise RuntimeError(log.read_text() if log.exists() else "Dovecot did not start")

    def stop(self) -> None:
        if self._process is not None:
            # All of the group: sessions outlive a master that is asked nicely.
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(10)
            self._process = None

    def client(self, user: str | None = None) -> IMAPClient:
        """Return somebody's own mail program, logged in."""
        user = user or next(iter(self.users))
        client = IMAPClient("127.0.0.1", port=self.port, ssl=False, timeout=10)
        client._imap.debug = 0
        client.normalise_times = False
        client.login(user, self.users[user])
        return client

    def empty(self, user: str | None = None) -> None:
        """Delete every folder and every mail of a user."""
        client = self.client(user)
        for _, _, name in sorted(client.list_folders(), key=lambda each: each[2], reverse=True):
            if name.upper() == "INBOX":
                client.select_folder(name)
                if found := client.search("ALL"):
                    client.delete_messages(found, silent=True)
                    client.expunge()
                client.unselect_folder()
            else:
                client.delete_folder(name)
        client.logout()


def _dovecot_binary() -> str:
    found = shutil.which("dovecot", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
    if found:
        return found
    sentence = "There is no Dovecot here: install the package dovecot-imapd to run this test."
    if os.environ.get("CI") == "true":
        pytest.fail(sentence)
    pytest.skip(sentence)


@contextmanager
def dovecot(
    users: Mapping[str, str],
    *,
    certificate: Certificate | None = None,
    separator: str = "/",
    prefix: str = "",
) -> Iterator[Dovecot]:
    """Run a Dovecot of our own with these users, and remove all of it afterwards."""
    _dovecot_binary()
    # Not pytest's own folder: Dovecot's mail user must be able to get there.
    root = Path(tempfile.mkdtemp(prefix="mb-"))
    root.chmod(0o755)
    for name in ("run", "state", "mail"):
        (root / name).mkdir()
    us = pwd.getpwuid(os.geteuid())
    owner, internal = (
        us,
        (
            f"default_internal_user = {us.pw_name}\ndefault_login_user = {us.pw_name}\n"
            f"default_internal_group = {grp.getgrgid(us.pw_gid).gr_name}"
        ),
    )
    if os.geteuid() == 0:
        owner, internal = pwd.getpwnam("nobody"), ""
        os.chown(root / "mail", owner.pw_uid, owner.pw_gid)
    lines = "".join(f"{user}:{{PLAIN}}{secret}::::::\n" for user, secret in users.items())
    (root / "passwd").write_text(lines)
    (root / "passwd").chmod(0o644)
    tls = "no"
    if certificate is not None:
        tls = f"yes\nssl_cert = <{certificate.chain}\nssl_key = <{certificate.key}"
    server = Dovecot(root, free_port(), free_port() if certificate else 0, users)
    (root / "dovecot.conf").write_text(
        _DOVECOT.format(
            root=root,
            internal=internal,
            ssl=tls,
            uid=owner.pw_uid,
            gid=owner.pw_gid,
            separator=separator,
            prefix=prefix,
            port=server.port,
            tls_port=server.tls_port,
        )
    )
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(root, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Line:
    """One connection of a scripted server: lines in, lines out, a way to hang up."""

    def __init__(self, connection: socket.socket, log: list[bytes]) -> None:
        self.connection, self.log = connection, log
        self._file = connection.makefile("rb")

    def say(self, *lines: bytes) -> None:
        self.connection.sendall(b"".join(line + b"\r\n" for line in lines))

    def hear(self) -> bytes:
        """Return the next line without its end; raise EOFError when the client has gone."""
        line = self._file.readline()
        if not line:
            raise EOFError
        self.log.append(line.rstrip(b"\r\n"))
        return self.log[-1]

    def secure(self, context: ssl.SSLContext) -> None:
        self._file.close()
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self._file = self.connection.makefile("rb")

    def close(self) -> None:
        self._file.close()
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)
        self.connection.close()


@dataclass
class Scripted:
    """A scripted server: what it heard, line by line, and how often it was called."""

    port: int
    heard: list[bytes] = field(default_factory=list)
    calls: int = 0


@contextmanager
def scripted(play: Callable[[Line, int], None]) -> Iterator[Scripted]:
    """Run a server that plays a script with each caller; the second argument counts the calls.

    When the script returns the server hangs up.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    server = Scripted(listener.getsockname()[1])
    over = threading.Event()
    open_lines: list[Line] = []

    def answer(connection: socket.socket, call: int) -> None:
        line = Line(connection, server.heard)
        open_lines.append(line)
        try:
            with suppress(OSError, EOFError, ValueError):
                play(line, call)
        finally:
            line.close()

    def listen() -> None:
        while not over.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            server.calls += 1
            thread = threading.Thread(target=answer, args=(connection, server.calls), daemon=True)
            threads.append(thread)
            thread.start()

    threads = [threading.Thread(target=listen, daemon=True)]
    threads[0].start()
    try:
        yield server
    finally:
        over.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for line in open_lines:
            with suppress(OSError):
                line.connection.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join(5)


@contextmanager
def cutting_proxy(port: int, after: int) -> Iterator[int]:
    """Stand before a server and hang up on the first caller after so many bytes of its answers.

    Later callers are put through whole. Gives the port to call instead.
    """

    def play(line: Line, call: int) -> None:
        left = after if call == 1 else 2**62
        with socket.create_connection(("127.0.0.1", port), 10) as upstream:
            ends = {line.connection: upstream, upstream: line.connection}
            while True:
                ready, _, _ = select.select(list(ends), [], [], 30)
                for end in ready:
                    chunk = end.recv(65536)
                    if end is upstream:
                        chunk, left = chunk[:left], left - len(chunk)
                    if not chunk:
                        return
                    ends[end].sendall(chunk)
                    if left <= 0:
                        return

    with scripted(play) as server:
        yield server.port
