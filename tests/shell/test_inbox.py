"""The mailbox: nothing is lost, nothing of others is touched, nothing hangs."""

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from mailbot.demo.servers import imap_server
from mailbot.servers.inbox import Account, Arrival, Fate, Inbox, InboxError, probe
from tests.servers import (
    Dovecot,
    Line,
    Scripted,
    cutting_proxy,
    dovecot,
    make_certificate,
    scripted,
)

FOLDERS = {
    Fate.PROCESSED: "Mailbot/Processed",
    Fate.QUERY: "Mailbot/Query",
    Fate.HELD: "Mailbot/Held",
    Fate.QUARANTINE: "Mailbot/Quarantine",
}
MONDAY = dt.datetime(2026, 10, 5, 8, 12, tzinfo=dt.UTC)  # Mon 5 Oct 2026, 09:12 in London


def account(port: int, **changes: object) -> Account:
    settings: dict[str, object] = {
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "user": "bot",
        "password": "sesame",
        "folder": "INBOX",
        "folders": FOLDERS,
        "timeout": 5,
    }
    return Account(**(settings | changes))  # type: ignore[arg-type]


def mail(number: int, size: int = 0) -> bytes:
    head = f"From: a@b.example\r\nMessage-ID: <{number}@b.example>\r\nSubject: {number}\r\n\r\n"
    return head.encode() + b"hello\r\n" + b"x" * size


class Clock:
    """A clock that goes forward only when somebody waits on it."""

    def __init__(self) -> None:
        self.now, self.waits = 1000.0, []

    def __call__(self) -> float:
        return self.now

    def pause(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


@contextmanager
def inbox(port: int, clock: Clock | None = None, **changes: object) -> Iterator[Inbox]:
    clock = clock or Clock()
    box = Inbox(account(port, **changes), steady=clock, pause=clock.pause)
    try:
        yield box
    finally:
        box.close()


def nothing(_uid: int, _uidvalidity: int) -> bool:
    return False


def taken(box: Inbox, known: Callable[[int, int], bool] = nothing) -> list[Arrival]:
    return list(box.new(known))


# -- against a real Dovecot --------------------------------------------------------------------


def test_two_hundred_mails_come_in_byte_for_byte_and_are_filed(mail_server: Dovecot) -> None:
    people = mail_server.client()
    for number in range(200):
        people.append("INBOX", mail(number, size=1000 * (number % 7)), (), MONDAY)
    filed = set()
    with inbox(mail_server.port) as box:
        for arrival in box.new(nothing):
            number = len(filed)
            assert arrival.raw == mail(number, size=1000 * (number % 7))
            assert arrival.arrived == MONDAY
            assert box.file(arrival.uid, arrival.uidvalidity, Fate.PROCESSED)
            filed.add(arrival.uid)
        assert taken(box) == []
        assert box.waiting == {}
    assert len(filed) == 200
    assert people.folder_status("Mailbot/Processed")[b"MESSAGES"] == 200
    people.logout()


def test_reading_and_filing_leave_every_flag_as_it_was(mail_server: Dovecot) -> None:
    people = mail_server.client()
    for flags in ((), (b"\\Seen",), (b"\\Flagged",), (b"\\Deleted",)):
        people.append("INBOX", mail(1), flags, MONDAY)
    with inbox(mail_server.port) as box:
        first = taken(box)[0]
        assert box.file(first.uid, first.uidvalidity, Fate.HELD)
        box.idle(0)
    people.select_folder("INBOX", readonly=True)
    left = people.get_flags(people.search("ALL"))
    assert [set(flags) - {b"\\Recent"} for flags in left.values()] == [
        {b"\\Seen"},
        {b"\\Flagged"},
        {b"\\Deleted"},
    ]
    people.select_folder("Mailbot/Held", readonly=True)
    assert b"\\Seen" not in next(iter(people.get_flags(people.search("ALL")).values()))
    people.logout()


def test_what_is_known_is_not_fetched_again_and_the_seen_mark_means_nothing(
    mail_server: Dovecot,
) -> None:
    people = mail_server.client()
    people.append("INBOX", mail(1), (b"\\Seen",), MONDAY)
    with inbox(mail_server.port) as box:
        (first,) = taken(box)
        people.append("INBOX", mail(2), (b"\\Seen",), MONDAY - dt.timedelta(days=400))
        (second,) = taken(
            box, lambda uid, validity: (uid, validity) == (first.uid, first.uidvalidity)
        )
    assert second.raw == mail(2)
    people.logout()


def test_filing_twice_and_filing_what_somebody_took_out_do_no_harm(mail_server: Dovecot) -> None:
    people = mail_server.client()
    people.append("INBOX", mail(1), (), MONDAY)
    with inbox(mail_server.port) as box:
        (arrival,) = taken(box)
        assert box.file(arrival.uid, arrival.uidvalidity, Fate.QUERY)
        assert box.file(arrival.uid, arrival.uidvalidity, Fate.QUERY)
        assert box.file(arrival.uid + 999, arrival.uidvalidity, Fate.QUERY)
    assert people.folder_status("Mailbot/Query")[b"MESSAGES"] == 1
    people.logout()


def test_nothing_is_filed_once_the_folder_was_made_anew(mail_server: Dovecot) -> None:
    people = mail_server.client()
    people.create_folder("Forms")
    people.append("Forms", mail(1), (), MONDAY)
    with inbox(mail_server.port, folder="Forms") as box:
        (old,) = taken(box)
        people.delete_folder("Forms")
        people.create_folder("Forms")
        people.append("Forms", mail(2), (), MONDAY)
        (new,) = taken(box)
        assert new.uidvalidity != old.uidvalidity
        assert not box.file(old.uid, old.uidvalidity, Fate.PROCESSED)
        assert [arrival.raw for arrival in taken(box)] == [mail(2)]
    people.logout()


def test_idle_ends_when_a_mail_comes(mail_server: Dovecot) -> None:
    people = mail_server.client()
    with inbox(mail_server.port) as box:
        box.open()
        thread = threading.Thread(target=box.idle, args=(60,))
        thread.start()
        people.append("INBOX", mail(1), (), MONDAY)
        thread.join(20)
        assert not thread.is_alive()
        assert len(taken(box)) == 1
    people.logout()


@pytest.mark.parametrize("then", ["nothing", "file", "find"])
def test_a_mail_that_came_between_looking_and_idling_ends_the_idling(
    mail_server: Dovecot, then: str
) -> None:
    people = mail_server.client()
    people.append("INBOX", mail(1), (), MONDAY)
    with inbox(mail_server.port) as box:
        (arrival,) = taken(box)
        people.append("INBOX", mail(2), (), MONDAY)
        if then == "file":
            assert box.file(arrival.uid, arrival.uidvalidity, Fate.PROCESSED)
        if then == "find":
            assert box.find("<1@b.example>", "INBOX")
        thread = threading.Thread(target=box.idle, args=(60,))
        thread.start()
        thread.join(20)
        assert not thread.is_alive()
        assert mail(2) in [each.raw for each in taken(box)]
    people.logout()


def test_idle_ends_when_another_thread_wakes_it(mail_server: Dovecot) -> None:
    with inbox(mail_server.port) as box:
        box.wake()
        box.idle(60)
        thread = threading.Thread(target=box.idle, args=(60,))
        thread.start()
        box.wake()
        thread.join(20)
        assert not thread.is_alive()


def test_the_connection_comes_back_after_the_server_was_away() -> None:
    clock = Clock()
    with dovecot({"bot": "sesame"}) as server, inbox(server.port, clock) as box:
        people = server.client()
        people.append("INBOX", mail(1), (), MONDAY)
        people.logout()
        assert len(taken(box)) == 1
        server.stop()
        with pytest.raises(InboxError) as lost:
            taken(box)
        assert not lost.value.permanent
        box.idle(0)
        server.start()
        clock.now += 300
        assert len(taken(box)) == 1


@pytest.mark.parametrize("after", [*range(0, 1200, 60), *range(1200, 9000, 600)])
def test_a_line_cut_at_any_byte_loses_nothing_and_files_nothing_twice(
    mail_server: Dovecot, after: int
) -> None:
    people = mail_server.client()
    sent = [mail(number, size=2000 * number) for number in range(3)]
    for raw in sent:
        people.append("INBOX", raw, (), MONDAY)
    clock, got = Clock(), {}
    with cutting_proxy(mail_server.port, after) as port, inbox(port, clock) as box:
        for _ in range(4):
            clock.now += 300
            with suppress(InboxError):
                for arrival in box.new(lambda uid, validity: (uid, validity) in got):
                    got[arrival.uid, arrival.uidvalidity] = arrival.raw
            with suppress(InboxError):
                for uid, validity in got:
                    assert box.file(uid, validity, Fate.PROCESSED)
    assert list(got.values()) == sent
    assert people.folder_status("INBOX")[b"MESSAGES"] == 0
    assert people.folder_status("Mailbot/Processed")[b"MESSAGES"] == 3
    people.logout()


def test_a_folder_name_follows_the_servers_separator_and_prefix() -> None:
    with dovecot({"bot": "sesame"}, separator=".", prefix="INBOX.") as server:
        people = server.client()
        people.append("INBOX", mail(1), (), MONDAY)
        with inbox(server.port) as box:
            (arrival,) = taken(box)
            assert box.file(arrival.uid, arrival.uidvalidity, Fate.PROCESSED)
            assert box.find("<1@b.example>", "Mailbot/Processed")
        assert people.folder_exists("INBOX.Mailbot.Processed")
        people.logout()


def test_a_sent_letter_is_found_by_its_message_id(mail_server: Dovecot) -> None:
    people = mail_server.client()
    people.create_folder("Sent")
    people.append("Sent", mail(7), (b"\\Seen",), MONDAY)
    with inbox(mail_server.port) as box:
        assert box.find("<7@b.example>", "Sent")
        assert not box.find("<8@b.example>", "Sent")
        assert taken(box) == []
        with pytest.raises(InboxError):
            box.find("<7@b.example>", "Elsewhere")
    people.logout()


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_trusted_certificate_is_accepted(
    mail_server: Dovecot, trusted: Path, security: str
) -> None:
    assert trusted.exists()
    port = mail_server.tls_port if security == "tls" else mail_server.port
    assert "holds 0 messages" in probe(account(port, security=security))
    with inbox(port, security=security) as box:
        assert taken(box) == []
        box.idle(0)


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_an_unknown_certificate_gets_no_password(mail_server: Dovecot, security: str) -> None:
    port = mail_server.tls_port if security == "tls" else mail_server.port
    with pytest.raises(InboxError, match="certificate") as refused:
        probe(account(port, security=security))
    assert refused.value.permanent


@pytest.mark.parametrize(("name", "expired"), [("elsewhere.example", False), ("localhost", True)])
def test_a_certificate_for_another_name_or_day_gets_no_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, *, expired: bool
) -> None:
    wrong = make_certificate(tmp_path, name=name, expired=expired)
    monkeypatch.setenv("SSL_CERT_FILE", str(wrong.chain))
    with scripted(lambda line, _: line.secure(wrong.server_context())) as server:
        with pytest.raises(InboxError, match="certificate"):
            probe(account(server.port, security="tls"))
        assert server.heard == []


def test_a_wrong_password_is_said_and_not_shown(mail_server: Dovecot) -> None:
    wrong = account(mail_server.port, password="open barley")  # noqa: S106 - invented
    with pytest.raises(InboxError, match="user or password") as refused:
        probe(wrong)
    assert refused.value.permanent
    assert "barley" not in str(refused.value) + repr(wrong)


def test_a_folder_that_is_not_there_is_said(mail_server: Dovecot) -> None:
    with pytest.raises(InboxError, match="'Forms'") as refused:
        probe(account(mail_server.port, folder="Forms"))
    assert refused.value.permanent


def test_a_password_in_clear_goes_to_this_machine_alone() -> None:
    for host in ("mail.example", "192.0.2.1", "localhost.example"):
        with pytest.raises(InboxError, match="this machine only"):
            probe(account(143, host=host))


def test_a_host_that_can_be_no_host_is_said() -> None:
    with pytest.raises(InboxError, match="not known") as refused:
        probe(account(993, host="mail..example", security="tls"))
    assert refused.value.permanent


def test_nobody_listening_is_said() -> None:
    with scripted(lambda _line, _call: None) as server:
        port = server.port
    with pytest.raises(InboxError, match="Nothing answers") as refused:
        probe(account(port))
    assert not refused.value.permanent


def test_a_password_beyond_ascii_logs_in() -> None:
    with dovecot({"bot@office.example": "sésame ouvre-toi"}) as server:
        probe(account(server.port, user="bot@office.example", password="sésame ouvre-toi"))  # noqa: S106 - invented


# -- against the embedded server ---------------------------------------------------------------


def test_the_embedded_server_is_read_and_filed_like_any_other() -> None:
    with imap_server({"bot": "sesame"}) as server, inbox(server.port) as box:
        people = box._connection.client()
        for number in range(60):
            people.append("INBOX", mail(number), (), MONDAY)
        for arrival in box.new(nothing):
            assert arrival.arrived == MONDAY
            assert box.file(arrival.uid, arrival.uidvalidity, Fate.PROCESSED)
        assert taken(box) == []


# -- against servers that misbehave --------------------------------------------------------------


class Play:
    """A small IMAP server, honest but for what a test changes."""

    capabilities = b"IMAP4rev1 IDLE UIDPLUS MOVE"
    greeting = b"* OK ready"
    login = b"OK done"
    validity = b"7"

    def __init__(self, mails: dict[int, bytes] | None = None) -> None:
        self.mails = mails if mails is not None else {1: mail(1)}
        self.folders = {"INBOX"}
        self.deleted: set[int] = set()
        self.sizes: dict[int, int] = {}

    def __call__(self, line: Line, call: int) -> None:
        self.call = call
        line.say(self.greeting)
        while True:
            tag, _, rest = line.hear().partition(b" ")
            verb, _, words = rest.partition(b" ")
            if verb.upper() == b"UID":
                verb, _, words = words.partition(b" ")
                verb = b"UID " + verb
            if verb.upper() == b"LOGOUT":
                line.say(b"* BYE", tag + b" OK bye")
                return
            name = "on_" + verb.decode().lower().replace(" ", "_")
            getattr(self, name, self.unknown)(line, tag, words)

    def unknown(self, line: Line, tag: bytes, _words: bytes) -> None:
        line.say(tag + b" BAD what")

    def on_capability(self, line: Line, tag: bytes, _words: bytes) -> None:
        line.say(b"* CAPABILITY " + self.capabilities, tag + b" OK done")

    def on_login(self, line: Line, tag: bytes, _words: bytes) -> None:
        line.say(tag + b" " + self.login)

    def on_examine(self, line: Line, tag: bytes, _words: bytes) -> None:
        line.say(
            b"* %d EXISTS" % len(self.mails),
            b"* OK [UIDVALIDITY %s] x" % self.validity,
            tag + b" OK done",
        )

    def on_select(self, line: Line, tag: bytes, words: bytes) -> None:
        self.on_examine(line, tag, words)

    def on_list(self, line: Line, tag: bytes, words: bytes) -> None:
        wanted = words.decode().split()[-1].strip('"')
        if not wanted:
            line.say(b'* LIST (\\Noselect) "/" ""')
        if wanted in self.folders:
            line.say(b'* LIST () "/" "%s"' % wanted.encode())
        line.say(tag + b" OK done")

    def on_create(self, line: Line, tag: bytes, words: bytes) -> None:
        self.folders.add(words.decode().strip('"'))
        line.say(tag + b" OK done")

    def on_uid_search(self, line: Line, tag: bytes, words: bytes) -> None:
        found = sorted(self.mails)
        if words.startswith(b"UID"):
            found = [uid for uid in found if uid == int(words.split()[1])]
        line.say(b"* SEARCH " + b" ".join(b"%d" % uid for uid in found), tag + b" OK done")

    def on_uid_fetch(self, line: Line, tag: bytes, words: bytes) -> None:
        for uid in [int(number) for number in words.split()[0].split(b",")]:
            if uid not in self.mails:
                continue
            if b"BODY" in words:
                self.body(line, uid)
            elif b"FLAGS" in words:
                line.say(
                    b"* 1 FETCH (UID %d FLAGS (%s))"
                    % (uid, b"\\Deleted" if uid in self.deleted else b"")
                )
            else:
                self.attributes(line, uid)
        line.say(tag + b" OK done")

    def attributes(self, line: Line, uid: int) -> None:
        size = self.sizes.get(uid, len(self.mails[uid]))
        line.say(
            b'* %d FETCH (UID %d RFC822.SIZE %d INTERNALDATE "%s")'
            % (uid, uid, size, b"05-Oct-2026 09:12:00 +0100")
        )

    def body(self, line: Line, uid: int) -> None:
        raw = self.mails[uid]
        line.say(b"* %d FETCH (UID %d BODY[] {%d}\r\n%s)" % (uid, uid, len(raw), raw))

    def on_uid_move(self, line: Line, tag: bytes, words: bytes) -> None:
        uid, folder = words.split(b" ", 1)
        if folder.decode().strip('"') not in self.folders:
            line.say(tag + b" NO [TRYCREATE] no such folder")
            return
        self.mails.pop(int(uid), None)
        line.say(tag + b" OK done")

    def on_uid_copy(self, line: Line, tag: bytes, words: bytes) -> None:
        if words.split(b" ", 1)[1].decode().strip('"') not in self.folders:
            line.say(tag + b" NO [TRYCREATE] no such folder")
            return
        line.say(tag + b" OK done")

    def on_uid_store(self, line: Line, tag: bytes, words: bytes) -> None:
        self.deleted.add(int(words.split()[0]))
        line.say(tag + b" OK done")

    def on_uid_expunge(self, line: Line, tag: bytes, words: bytes) -> None:
        self.mails.pop(int(words), None)
        line.say(tag + b" OK done")


@contextmanager
def playing(
    play: Play, clock: Clock | None = None, **changes: object
) -> Iterator[tuple[Inbox, Scripted]]:
    with scripted(play) as server, inbox(server.port, clock, **changes) as box:
        yield box, server


def test_the_honest_double_is_read_and_filed() -> None:
    with playing(Play()) as (box, _):
        (arrival,) = taken(box)
        assert arrival == Arrival(1, 7, MONDAY, mail(1))
        assert box.file(1, 7, Fate.PROCESSED)
        assert taken(box) == []


def test_an_answer_without_text_means_not_yet() -> None:
    class Empty(Play):
        def body(self, line: Line, uid: int) -> None:
            if uid == 1:
                line.say(b"* 1 FETCH (UID 1 FLAGS ())")
            elif uid == 2:
                line.say(b'* 2 FETCH (UID 2 BODY[] "")')
            else:
                super().body(line, uid)

    with playing(Empty({1: mail(1), 2: mail(2), 3: mail(3)})) as (box, _):
        assert [arrival.uid for arrival in taken(box)] == [3]
        assert set(box.waiting) == {1, 2}


def test_a_text_shorter_than_announced_waits_until_it_has_settled() -> None:
    play, clock = Play({1: mail(1)}), Clock()
    play.sizes[1] = 5000
    with playing(play, clock) as (box, _):
        assert taken(box) == []
        assert set(box.waiting) == {1}
        play.mails[1] = mail(1, size=10)
        clock.now += 60
        assert taken(box) == []
        clock.now += 60
        assert [arrival.raw for arrival in taken(box)] == [mail(1, size=10)]
        assert box.waiting == {}


def test_a_text_that_ends_with_its_last_boundary_is_whole_whatever_was_announced() -> None:
    raw = b'Content-Type: multipart/mixed; boundary="cut"\r\n\r\n--cut\r\n\r\nhello\r\n--cut--\r\n'
    play = Play({1: raw})
    play.sizes[1] = 5000
    with playing(play) as (box, _):
        assert [arrival.raw for arrival in taken(box)] == [raw]


def test_an_answer_that_cannot_be_read_spoils_one_mail_alone() -> None:
    class Broken(Play):
        def body(self, line: Line, uid: int) -> None:
            if uid == 2:
                line.say(b"* 2 FETCH (UID 2 BODY[] {3}\r\nabc ((( )")
            else:
                super().body(line, uid)

    with playing(Broken({1: mail(1), 2: mail(2), 3: mail(3)})) as (box, _):
        assert [arrival.uid for arrival in taken(box)] == [1, 3]
        assert set(box.waiting) == {2}


def test_a_refused_fetch_holds_up_one_mail_alone() -> None:
    class Refusing(Play):
        def on_uid_fetch(self, line: Line, tag: bytes, words: bytes) -> None:
            if b"BODY" in words and b"2" in words.split()[0].split(b","):
                line.say(tag + b" NO cannot render")
            else:
                super().on_uid_fetch(line, tag, words)

    with playing(Refusing({1: mail(1), 2: mail(2), 3: mail(3)})) as (box, _):
        assert [arrival.uid for arrival in taken(box)] == [1, 3]
        assert set(box.waiting) == {2}


def test_a_mail_that_breaks_the_line_does_not_hold_up_those_behind_it() -> None:
    class Cutting(Play):
        def body(self, line: Line, uid: int) -> None:
            if uid == 2:
                line.connection.sendall(b"* 2 FETCH (UID 2 BODY[] {4000}\r\nhalf")
                raise EOFError
            super().body(line, uid)

    clock, got = Clock(), set()
    with playing(Cutting({1: mail(1), 2: mail(2), 3: mail(3)}), clock) as (box, _):
        for _ in range(6):
            clock.now += 300
            try:
                for arrival in box.new(lambda uid, _: uid in got):
                    got.add(arrival.uid)
            except InboxError:
                continue
        assert got == {1, 3}
        assert set(box.waiting) == {2}


def test_an_unsolicited_answer_about_another_mail_is_not_taken_for_an_answer() -> None:
    class Chatty(Play):
        def body(self, line: Line, uid: int) -> None:
            line.say(b"* 2 FETCH (FLAGS (\\Seen))")
            super().body(line, uid)

    with playing(Chatty({1: mail(1)})) as (box, _):
        assert [arrival.uid for arrival in taken(box)] == [1]


@pytest.mark.parametrize("place", ["login", "examine", "uid_search", "uid_fetch", "uid_move"])
def test_a_line_cut_once_anywhere_is_mended_within_the_call(place: str) -> None:
    class CutOnce(Play):
        cut = False

        def __getattribute__(self, name: str) -> object:
            if name == "on_" + place and not CutOnce.cut:
                CutOnce.cut = True
                raise EOFError
            return super().__getattribute__(name)

    clock = Clock()
    with playing(CutOnce(), clock) as (box, server):
        if place == "login":
            with pytest.raises(InboxError) as lost:
                taken(box)
            assert not lost.value.permanent
            clock.now += 10
        (arrival,) = taken(box)
        assert box.file(arrival.uid, arrival.uidvalidity, Fate.PROCESSED)
        assert taken(box) == []
        assert server.calls == 2


def test_a_silent_server_is_given_up_after_the_timeout() -> None:
    class Silent(Play):
        def on_uid_search(self, line: Line, _tag: bytes, _words: bytes) -> None:
            line.hear()

    with (
        playing(Silent(), timeout=0.2) as (box, _),
        pytest.raises(InboxError, match=r"0\.2 seconds"),
    ):
        taken(box)


def test_idle_with_a_dead_server_does_not_hang() -> None:
    class Dead(Play):
        def on_idle(self, line: Line, _tag: bytes, _words: bytes) -> None:
            line.say(b"+ idling")
            line.hear()
            line.hear()

    with playing(Dead(), timeout=0.2) as (box, _):
        box.idle(0.1)
        assert len(taken(box)) == 1


def test_news_that_comes_in_one_breath_with_the_idling_is_heard() -> None:
    class Quick(Play):
        def on_idle(self, line: Line, tag: bytes, _words: bytes) -> None:
            line.say(b"+ idling", b"* 2 EXISTS")
            line.hear()
            line.say(tag + b" OK done")

    with playing(Quick()) as (box, _):
        thread = threading.Thread(target=box.idle, args=(60,))
        thread.start()
        thread.join(20)
        assert not thread.is_alive()


def test_news_that_came_with_the_answer_to_something_else_is_heard() -> None:
    class Telling(Play):
        def on_uid_move(self, line: Line, tag: bytes, words: bytes) -> None:
            line.say(b"* 2 EXISTS")
            super().on_uid_move(line, tag, words)

        def on_idle(self, line: Line, _tag: bytes, _words: bytes) -> None:
            line.say(b"+ idling")  # and never a word more
            line.hear()

    with playing(Telling(), timeout=60) as (box, server):
        (arrival,) = taken(box)
        assert box.file(arrival.uid, arrival.uidvalidity, Fate.PROCESSED)
        box.idle(60)
        assert not any(line.endswith(b"IDLE") for line in server.heard)


def test_a_call_that_was_answered_by_a_look_ends_no_later_idling() -> None:
    class Quiet(Play):
        def on_idle(self, line: Line, tag: bytes, _words: bytes) -> None:
            line.say(b"+ idling")
            line.hear()
            line.say(tag + b" OK done")

    with playing(Quiet()) as (box, server):
        box.wake()
        taken(box)
        thread = threading.Thread(target=box.idle, args=(60,))
        thread.start()
        thread.join(0.1)
        assert thread.is_alive()
        box.wake()
        thread.join(20)
        assert not thread.is_alive()
        assert server.heard[-1] == b"DONE"


def test_without_idle_it_waits_and_can_be_woken() -> None:
    class Plain(Play):
        capabilities = b"IMAP4rev1"

    with playing(Plain()) as (box, _):
        box.idle(0)
        box.wake()
        box.idle(60)


def test_a_lost_server_is_called_at_most_once_a_second_and_ever_more_rarely() -> None:
    class Gone(Play):
        greeting = b"* BYE too many connections"

    clock = Clock()
    start = clock.now
    with playing(Gone(), clock) as (box, server):
        for _ in range(600):
            with pytest.raises(InboxError):
                box.open()
            box.idle(0)
            clock.now += 1
        assert server.calls <= 12
        assert clock.now - start >= 600


def test_the_wait_that_an_exchange_asks_for_is_kept() -> None:
    class Throttling(Play):
        def on_uid_search(self, line: Line, tag: bytes, _words: bytes) -> None:
            line.say(tag + b" NO Request is throttled. Suggested Backoff Time: 201317 milliseconds")

    clock = Clock()
    with playing(Throttling(), clock) as (box, server):
        with pytest.raises(InboxError) as refused:
            taken(box)
        assert not refused.value.permanent
        clock.now += 200
        with pytest.raises(InboxError, match="next attempt"):
            taken(box)
        assert server.calls == 1
        clock.now += 2
        with pytest.raises(InboxError):
            taken(box)
        assert server.calls == 2


def test_a_full_mailbox_is_said_and_the_mail_stays() -> None:
    class Full(Play):
        def on_uid_move(self, line: Line, tag: bytes, _words: bytes) -> None:
            line.say(tag + b" NO [OVERQUOTA] no")

    play = Full()
    play.folders.add("Mailbot/Processed")
    with playing(play) as (box, _):
        with pytest.raises(InboxError, match="full"):
            box.file(1, 7, Fate.PROCESSED)
        assert 1 in play.mails


def test_without_move_one_mail_is_copied_and_that_one_alone_expunged() -> None:
    class Copying(Play):
        capabilities = b"IMAP4rev1 UIDPLUS"

    play = Copying({1: mail(1), 2: mail(2)})
    play.deleted.add(2)
    with playing(play) as (box, server):
        assert box.file(1, 7, Fate.PROCESSED)
        assert set(play.mails) == {2}
        assert not any(line.split()[1:2] == [b"EXPUNGE"] for line in server.heard)


def test_without_uidplus_nothing_is_ever_expunged() -> None:
    class Bare(Play):
        capabilities = b"IMAP4rev1"

    play = Bare()
    with playing(play) as (box, server):
        assert box.file(1, 7, Fate.PROCESSED)
        assert box.file(1, 7, Fate.PROCESSED)
        assert play.deleted == {1}
        assert sum(b"COPY" in line.upper() for line in server.heard) == 2  # once refused: no folder
        assert not any(b"EXPUNGE" in line.upper() for line in server.heard)


def test_starttls_that_is_not_offered_sends_no_password() -> None:
    with playing(Play(), security="starttls") as (box, server):
        with pytest.raises(InboxError, match="STARTTLS") as refused:
            box.open()
        assert refused.value.permanent
        assert not any(b"LOGIN" in line or b"sesame" in line for line in server.heard)


def test_a_server_that_takes_no_password_here_is_sent_none() -> None:
    class Closed(Play):
        capabilities = b"IMAP4rev1 LOGINDISABLED"

    with playing(Closed()) as (box, server):
        with pytest.raises(InboxError, match="takes no password"):
            box.open()
        assert not any(b"sesame" in line for line in server.heard)


@pytest.mark.parametrize(
    ("answer", "permanent"),
    [
        (b"NO [AUTHENTICATIONFAILED] bot@office.example is not known", True),
        (b"NO [UNAVAILABLE] try again later, bot@office.example", False),
        (b"BAD User is authenticated but not connected.", False),
    ],
)
def test_a_refused_login_is_put_into_our_own_words(answer: bytes, *, permanent: bool) -> None:
    class Refusing(Play):
        login = answer

    with playing(Refusing()) as (box, _):
        with pytest.raises(InboxError) as refused:
            box.open()
        assert refused.value.permanent is permanent
        assert "office.example" not in str(refused.value)


def test_a_server_without_uidvalidity_is_not_used() -> None:
    class Nameless(Play):
        def on_examine(self, line: Line, tag: bytes, _words: bytes) -> None:
            line.say(b"* 1 EXISTS", tag + b" OK done")

    with playing(Nameless()) as (box, _), pytest.raises(InboxError, match="UIDVALIDITY"):
        taken(box)
