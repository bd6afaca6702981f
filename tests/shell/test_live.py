"""The live office of the tests is one that an operator could run."""

from tests.live import LiveOffice


def test_the_live_office_passes_its_own_check(live: LiveOffice) -> None:
    checked = live.mailbot("check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "holds 0 messages" in checked.stdout
    assert "login accepted" in checked.stdout
    assert live.sent == []


def test_mail_is_posted_to_the_live_office(live: LiveOffice) -> None:
    live.post(b"Subject: one\r\n\r\nhi\r\n", b"Subject: two\r\n\r\nhi\r\n")
    assert live.left() == {"INBOX": 2}
