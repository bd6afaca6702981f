"""The live office of the tests is one that an operator could run."""

import datetime as dt
import threading

from mailbot import clock
from tests.factory import WORD, Attachment, agreement, docx, mail
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


def test_a_daemon_that_is_killed_goes_on_where_it_was(live: LiveOffice) -> None:
    schools, now = live.place.schools, clock.now()
    for letter in "abc":
        form = agreement(letter, schools["alder"], schools["beck"], now.date() + dt.timedelta(7))
        live.post(
            mail(
                schools["beck"].office,
                live.place.mailbox,
                "A managed move",
                "The form is attached.",
                attachments=[Attachment("mm1.docx", docx("MM1", form), WORD)],
                date=now,
                message_id=f"<{letter}@{schools['beck'].domain}>",
            )
        )
    first = live.start()
    live.until(lambda: len(live.sent) > 0)
    first.kill()
    second = live.start()
    live.until(lambda: live.log.read_text().count(" started ") == 2 and live.left()["INBOX"] == 0)
    assert second.stop() == 0
    assert live.mailbot("run", "--once").returncode == 0
    settled = live.letters()
    assert live.mailbot("run", "--once").returncode == 0
    assert live.letters() == settled
    assert len(settled) >= 3
    # Twice is a letter only if the kill fell between the relay's yes and our note of it.
    assert settled.total() - len(settled) <= 1
    verified = live.mailbot("verify")
    assert verified.returncode == 0, verified.stdout
    assert "seen: 3" in verified.stdout


def test_a_daemon_told_to_stop_while_the_relay_takes_a_letter_waits_for_its_yes(
    live: LiveOffice,
) -> None:
    schools = live.place.schools
    form = agreement("a", schools["alder"], schools["beck"], clock.now().date() + dt.timedelta(7))
    live.post(
        mail(
            schools["beck"].office,
            live.place.mailbox,
            "A managed move",
            "The form is attached.",
            attachments=[Attachment("mm1.docx", docx("MM1", form), WORD)],
            date=clock.now(),
            message_id="<a@beck.example>",
        )
    )
    daemon = live.start()

    def taken(_: object) -> None:
        live.on_letter = lambda _: None
        daemon.ask_to_stop()
        threading.Event().wait(1)  # the yes comes later than the signal

    live.on_letter = taken
    live.until(lambda: not daemon.is_running)
    told = live.log.read_text()
    assert "stopped" in told
    assert "ERROR" not in told
    assert live.mailbot("outbox", "--json").stdout.count('"uncertain"') == 0
    assert live.mailbot("run", "--once").returncode == 0
    assert set(live.letters().values()) == {1}
