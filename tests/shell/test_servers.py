"""The embedded servers: real ones, that other programs than ours can talk to."""

import datetime as dt
import smtplib
import socket

import pytest
from imapclient import IMAPClient
from imapclient.exceptions import LoginError

from mailbot.demo.servers import Received, imap_server, smtp_server

MONDAY = dt.datetime(2026, 10, 5, 8, 12, tzinfo=dt.UTC)  # Mon 5 Oct 2026
MAIL = b"Subject: eight bits\r\n\r\nZo\xc3\xab and \x00\xff\r\n"


def connected(port: int, user: str, password: str) -> IMAPClient:
    client = IMAPClient("127.0.0.1", port=port, ssl=False, timeout=5)
    client.normalise_times = False
    try:
        client.login(user, password)
    except LoginError:
        client.shutdown()
        raise
    return client


def test_an_appended_mail_keeps_its_bytes_and_its_day() -> None:
    with imap_server({"bot": "sesame"}) as server:
        client = connected(server.port, "bot", "sesame")
        client.append("INBOX", MAIL, (), MONDAY)
        client.select_folder("INBOX", readonly=True)
        (found,) = client.fetch(client.search("ALL"), ["BODY.PEEK[]", "INTERNALDATE"]).values()
        client.logout()
    assert found[b"BODY[]"] == MAIL
    assert found[b"INTERNALDATE"] == MONDAY


def test_users_have_mailboxes_of_their_own() -> None:
    with imap_server({"bot": "sesame", "school": "barley"}) as server:
        for user, password in (("bot", "sesame"), ("school", "barley")):
            client = connected(server.port, user, password)
            assert client.select_folder("INBOX")[b"EXISTS"] == 0
            client.append("INBOX", MAIL)
            client.logout()
        with pytest.raises(LoginError):
            connected(server.port, "school", "sesame")


def test_an_idle_client_hears_of_a_mail_in_one_piece() -> None:
    with imap_server({"bot": "sesame"}) as server:
        listening = connected(server.port, "bot", "sesame")
        listening.select_folder("INBOX")
        listening.idle()
        sending = connected(server.port, "bot", "sesame")
        sending.append("INBOX", MAIL)
        heard = listening.idle_check(timeout=5)
        listening.idle_done()
        assert (1, b"EXISTS") in heard
        listening.logout()
        sending.logout()


def test_the_sink_is_given_the_envelope_and_the_bytes() -> None:
    sunk: list[Received] = []
    with smtp_server(sunk.append) as server, smtplib.SMTP("127.0.0.1", server.port) as client:
        client.sendmail(
            "us@office.example", ["a@a.example", "b@b.example"], b"Subject: x\r\n\r\nhi"
        )
    assert sunk == [
        Received("us@office.example", ("a@a.example", "b@b.example"), b"Subject: x\r\n\r\nhi\r\n")
    ]


def test_who_has_not_logged_in_may_not_send_where_a_login_is_asked_for() -> None:
    sunk: list[Received] = []
    with (
        smtp_server(sunk.append, users={"bot": "sesame"}) as server,
        smtplib.SMTP("127.0.0.1", server.port) as client,
    ):
        with pytest.raises(smtplib.SMTPSenderRefused):
            client.sendmail("us@office.example", ["a@a.example"], b"x")
        client.login("bot", "sesame")
        client.sendmail("us@office.example", ["a@a.example"], b"x")
    assert len(sunk) == 1


def test_a_server_is_gone_when_its_block_ends_even_with_a_client_in_it() -> None:
    with imap_server({"bot": "sesame"}) as imap, smtp_server(lambda _: None) as smtp:
        client = connected(imap.port, "bot", "sesame")
        line = socket.create_connection(("127.0.0.1", smtp.port), 5)
    for port in (imap.port, smtp.port):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), 5)
    client.shutdown()
    line.close()
