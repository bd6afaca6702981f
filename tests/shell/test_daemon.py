"""The daemon when the world fails: nothing is lost, nothing stale leaves, bad mail stands alone."""

import datetime as dt
from collections.abc import Iterator, Sequence
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from mailbot import decisions
from mailbot.__main__ import main
from mailbot.daemon import only_one
from mailbot.mails.intake import Intake
from mailbot.servers.inbox import Arrival, Fate, InboxError
from mailbot.servers.outbox import Refused, Retry
from mailbot.store import tables as t
from mailbot.store.ledger import Ledger, StoreError
from tests.factory import WORD, Attachment, agreement, docx, mail, outcome
from tests.workbench import Bench, Received, at, opened, resend

START = dt.date(2026, 10, 5)  # a Monday
ENDED = dt.date(2026, 10, 21)  # a Wednesday


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    with opened(tmp_path, monkeypatch, "Thu 1 Oct 2026 09:00") as place:
        yield place


def form(bench: Bench, kind: Any, values: Any, sender: str, number: int = 1) -> bytes:
    return mail(
        sender,
        bench.place.mailbox,
        "Managed move",
        "Please find the form attached.\n",
        attachments=[Attachment("form.docx", docx(kind, values), WORD)],
        date=bench.now,
        message_id=f"<{number}@{sender.partition('@')[2]}>",
    )


def mm1(bench: Bench, letter: str = "a", **more: Any) -> bytes:
    home, receiving = bench.place.schools["alder"], bench.place.schools["beck"]
    more = {"attendance_reporting": "daily", "form_date": dt.date(2026, 10, 1), **more}
    start = more.pop("start", START)
    return form(bench, "MM1", agreement(letter, home, receiving, start, **more), home.office)


def mm2(bench: Bench, letter: str = "a", **more: Any) -> bytes:
    home, receiving = bench.place.schools["alder"], bench.place.schools["beck"]
    said = {
        "outcome": "unsuccessful",
        "decision_date": ENDED,
        "end_date": ENDED,
        "reason": "It was not working.",
        "support_provided": "A mentor.",
    } | more
    return form(bench, "MM2", outcome(letter, home, receiving, ENDED, **said), receiving.office, 2)


def chatter(bench: Bench, number: int = 9) -> bytes:
    return mail(
        "friend@elsewhere.example", bench.place.mailbox, "Lunch?", "Shall we?\n",
        date=bench.now, message_id=f"<lunch{number}@elsewhere.example>",
    )  # fmt: skip


def states(bench: Bench) -> list[tuple[str, str, str]]:
    """Return kind, state and hold of each letter, without the daily lists."""
    return [
        (row["kind"], row["state"], row["hold"])
        for row in bench.lines()
        if not row["kind"].startswith("digest_")
    ]


# ------------------------------------------------------------------------------ the relay


def test_after_a_month_without_a_relay_the_later_stage_leaves_and_no_stale_one(
    bench: Bench,
) -> None:
    schools = bench.place.schools
    with bench.life() as life:
        # The limit is Mon 12 Oct: chases on Tue 13, Thu 15 and Mon 19, the escalation on Wed 21.
        decisions.expect(
            life.desk, pupil="Nadia Fernley", home=schools["alder"].name,
            receiving=schools["beck"].name, start=START, now=bench.now,
        )  # fmt: skip
        life.until(at("Tue 13 Oct 2026 07:00"))
        bench.relay.is_down = True
        life.until(at("Fri 13 Nov 2026 10:00"))
        assert bench.kinds() == []
        bench.relay.is_down, before = False, len(bench.relay.received)
        life.until(at("Fri 13 Nov 2026 12:00"))
        assert bench.kinds() == ["escalation"]
        # and today's list and this week's figures alone, not 24 old ones
        left = sorted(one.kind for one in bench.relay.received[before:])
        assert left == ["digest_daily", "digest_weekly", "escalation"]
        life.until(at("Fri 4 Dec 2026 12:00"))
        assert bench.kinds() == ["escalation"]


def test_a_refused_recipient_is_shown_and_told_and_no_other_letter_waits_for_it(
    bench: Bench,
) -> None:
    office = bench.place.schools["alder"].office
    bench.relay.says = lambda to, _: Refused(550, "No.") if to == office else None
    with bench.life() as life:
        bench.post(mm1(bench))
        life.tick()
        bench.now = at("Wed 21 Oct 2026 11:00")
        bench.post(mm2(bench))
        life.tick()
    refused = [row["kind"] for row in bench.lines() if row["state"] == "refused"]
    assert refused == ["form_received", "breakdown_home_school"]
    told = [one for one in bench.relay.received if one.kind == "undeliverable"]
    assert [one.to for one in told] == [bench.place.team] * 2
    assert {"breakdown_parent", "breakdown_eit", "breakdown_receiving_school"} < set(bench.kinds())


def test_a_letter_of_which_nobody_knows_whether_it_left_is_sent_again_as_it_was(
    bench: Bench,
) -> None:
    answers = [Retry("The connection was lost after the letter was sent.", after_data=True)]
    bench.relay.says = lambda _to, _raw: answers.pop() if answers else None
    with bench.life() as life:
        bench.post(mm1(bench))
        life.tick()
        assert ("form_received", "uncertain", "") in states(bench)
        life.until(bench.now + dt.timedelta(minutes=10))
    first, second = (one for one in bench.relay.received if one.kind == "form_received")
    assert (first.to, first.raw) == (second.to, second.raw)
    assert ("form_received", "sent", "") in states(bench)


def test_a_letter_that_staff_drop_while_others_leave_does_not_leave(bench: Bench) -> None:
    with bench.life() as life:
        bench.post(mm1(bench, parents=({}, {})))
        life.tick()
        bench.now = at("Wed 21 Oct 2026 11:00")
        bench.post(mm2(bench))

        def says(_to: str, _raw: bytes) -> None:
            # another process: staff drop what is still queued while the first letter leaves
            ledger = Ledger(bench.store)
            with ledger.transaction():
                for row in ledger.rows(sa.select(t.outbox).where(t.outbox.c.state == "queued")):
                    ledger.change_letter(row["id"], bench.now, state="withdrawn")
            ledger.close()

        bench.relay.says, bench.relay.received = says, []
        life.tick()
    assert len(bench.relay.received) == 1


# ------------------------------------------------------------------------------ the disk


@pytest.mark.parametrize("room", [0, 3, 9, 20, 45])
def test_a_full_disk_is_one_sentence_and_all_goes_on_once_there_is_room(
    bench: Bench, room: int
) -> None:
    with bench.life() as life:
        life.tick()
        pages = life.ledger._db.exec_driver_sql("PRAGMA page_count").scalar()
        life.ledger._db.exec_driver_sql(f"PRAGMA max_page_count = {pages + room}")
        bench.post(mm1(bench, "a"), mm1(bench, "b"))
        said = []
        for _ in range(5):
            try:
                life.tick()
            except StoreError as trouble:
                said.append(str(trouble))
        assert set(said) <= {"the disk is full: make room, nothing was lost"}
        attempts = life.ledger.rows(sa.select(t.mails.c.attempts, t.mails.c.fate))
        assert all(row["attempts"] == 0 for row in attempts if not row["fate"])
        assert len(said) == 5 or room > 40
        life.ledger._db.exec_driver_sql("PRAGMA max_page_count = 1000000")
        life.until(bench.now + dt.timedelta(hours=1))
    assert sorted(bench.kinds()) == ["form_received"] * 2
    assert set(bench.mailbox.filed.values()) == {Fate.PROCESSED}
    assert bench.balance() == (
        {"seen": 2, "filed": 2, "ignored": 0, "quarantined": 0, "waiting": 0}, True,
    )  # fmt: skip


def test_the_store_belongs_to_one_writer_from_the_first_line_of_its_transaction(
    bench: Bench,
) -> None:
    with bench.life() as life:
        staff = Ledger(bench.store)
        staff._db.exec_driver_sql("PRAGMA busy_timeout = 0")
        with life.ledger.transaction():
            with pytest.raises(StoreError, match="another program holds the store"):
                staff.transaction().__enter__()
            assert staff.get("mode") == "live"  # who only reads waits for nobody
        with staff.transaction():
            staff.audit(bench.now, "test", 1)
        assert life.ledger.audit_is_whole()
        staff.close()


def test_a_disk_that_fills_while_letters_leave_strands_none(bench: Bench) -> None:
    with bench.life() as life:
        bench.post(mm1(bench))
        broken = [True]

        def says(_to: str, _raw: bytes) -> None:
            if broken:
                life.ledger._db.exec_driver_sql("PRAGMA query_only = ON")

        bench.relay.says = says
        with pytest.raises(StoreError):
            life.tick()
        broken.clear()
        life.ledger._db.exec_driver_sql("PRAGMA query_only = OFF")
        life.until(bench.now + dt.timedelta(minutes=30))
    assert [state for kind, state, _ in states(bench) if kind == "form_received"] == ["sent"]


def test_a_chase_that_the_full_store_could_not_hold_leaves_later_that_day(bench: Bench) -> None:
    schools = bench.place.schools
    with bench.life() as life:
        # The limit is Mon 12 Oct: the first chase falls on Tue 13 Oct and on no other day.
        decisions.expect(
            life.desk, pupil="Nadia Fernley", home=schools["alder"].name,
            receiving=schools["beck"].name, start=START, now=bench.now,
        )  # fmt: skip
        life.until(at("Tue 13 Oct 2026 07:45"))
        bench.now = at("Tue 13 Oct 2026 08:00")
        pages = life.ledger._db.exec_driver_sql("PRAGMA page_count").scalar()
        life.ledger._db.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StoreError, match="full"):
            life.tick()
        life.ledger._db.exec_driver_sql("PRAGMA max_page_count = 1000000")
        bench.now = at("Tue 13 Oct 2026 11:00")
        life.tick()
    assert bench.kinds() == ["notification_chase"]


@pytest.mark.parametrize("where", ["schools.csv/mailbot.db", "."])
def test_a_store_that_cannot_be_made_is_one_sentence(
    bench: Bench, where: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILBOT_IMAP_PASSWORD", "sesame")
    config = bench.settings.path
    text = config.read_text().replace("sqlite:///state/mailbot.db", f"sqlite:///{where}")
    config.write_text(text)
    assert main(["run", "--once", "--config", str(config)]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert said.startswith("mailbot run: ")


def test_a_second_daemon_on_the_same_store_is_one_sentence(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    with only_one(bench.settings):
        assert main(["run", "--once", "--config", str(bench.settings.path)]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "another mailbot works on this store" in said


# ------------------------------------------------------------------------------ the mailbox


def test_a_mailbox_that_goes_away_in_the_middle_keeps_no_mail_and_no_letter_from_going_on(
    bench: Bench,
) -> None:
    class Breaking(type(bench.mailbox)):  # type: ignore[misc]
        def new(self, known: Any) -> Iterator[Arrival]:
            yield next(super().new(known))
            raise InboxError("The connection was lost.", permanent=False)

    whole = bench.mailbox
    bench.post(mm1(bench, "a"), mm1(bench, "b"))
    bench.mailbox = Breaking(whole.inbox, whole.filed)
    with bench.life() as life, pytest.raises(InboxError):
        life.tick()
    assert bench.kinds() == ["form_received"]
    bench.mailbox = whole
    with bench.life() as life:
        life.tick()
    assert bench.kinds() == ["form_received"] * 2
    assert len(whole.filed) == 2


def test_the_same_mail_twice_is_one_form_and_one_answer_and_both_are_filed(bench: Bench) -> None:
    raw = mm1(bench)
    bench.post(raw, raw)
    with bench.life() as life:
        life.tick()
        bench.post(raw)
        life.tick()
    assert bench.kinds() == ["form_received"]
    assert bench.mailbox.filed == {1: Fate.PROCESSED, 2: Fate.PROCESSED, 3: Fate.PROCESSED}
    assert len(bench.rows(sa.select(t.forms))) == 1


def test_mail_before_since_is_history_and_sends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    since = dt.date(2026, 10, 21)
    with opened(tmp_path, monkeypatch, "Thu 1 Oct 2026 09:00", since=since) as bench:
        bench.post(mm1(bench))
        bench.now = at("Tue 20 Oct 2026 12:00")
        bench.post(chatter(bench))
        bench.now = at("Wed 21 Oct 2026 09:00")
        with bench.life() as life:
            life.tick()
            assert bench.kinds() == []
            assert len(life.desk.docket.moves()) == 1
            # The review of Mon 2 Nov is ahead: its invitations leave on Fri 23 Oct.
            life.until(at("Mon 26 Oct 2026 09:00"))
        assert set(bench.kinds()) == {"review_invite"}


# ------------------------------------------------------------------------------ poison


def poisoned(monkeypatch: pytest.MonkeyPatch, *words: bytes, late: bool = False) -> None:
    """Make our own code break on mails that hold these words, before or after its work."""
    real = Intake.mail

    def breaks(self: Intake, row: Any, *more: Any) -> None:
        if late:
            real(self, row, *more)
        if any(word in row["raw"] for word in words):
            raise RuntimeError
        if not late:
            real(self, row, *more)

    monkeypatch.setattr(Intake, "mail", breaks)


def test_a_mail_that_breaks_us_is_quarantined_on_the_third_try_and_the_others_go_on(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    poisoned(monkeypatch, b"lunch9@")
    bench.post(chatter(bench), mm1(bench))
    with bench.life() as life:
        life.tick()
        assert bench.kinds() == ["form_received"]
        life.tick()
        assert bench.mailbox.filed == {2: Fate.PROCESSED}
        life.tick()
        life.tick()
    assert bench.mailbox.filed == {1: Fate.QUARANTINE, 2: Fate.PROCESSED}
    assert bench.kinds() == ["form_received", "form_held"]
    assert bench.balance()[0]["quarantined"] == 1


def test_a_mail_under_which_the_process_dies_is_quarantined_too(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    class DeathError(BaseException):
        pass

    def dies(*_: object) -> None:
        raise DeathError

    with monkeypatch.context() as patch:
        patch.setattr(Intake, "mail", dies)
        bench.post(chatter(bench))
        for _ in range(3):
            with pytest.raises(DeathError), bench.life() as life:
                life.tick()
    with bench.life() as life:
        life.tick()
    assert bench.mailbox.filed == {1: Fate.QUARANTINE}


def test_what_a_broken_mail_had_begun_to_say_never_reaches_another_pupils_letters(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The broken mail's move and facts are rolled back; the next mail's get their very numbers.
    poisoned(monkeypatch, b"<broken@", late=True)
    broken = mm1(bench, "a").replace(b"<1@alderlane.example>", b"<broken@alderlane.example>")
    with bench.life() as life:
        bench.post(broken)
        life.tick()
        bench.post(mm1(bench, "b"))
        life.tick()
        (ref,) = life.desk.docket.moves()
        assert life.desk.docket.people(ref)["surname"] == "Wrenford"
        bench.now = at("Wed 21 Oct 2026 11:00")
        bench.post(mm2(bench, "b"))
        life.tick()
    words = b"".join(text(one) for one in bench.relay.received)
    assert b"Wrenford" in words
    assert b"Fernley" not in words
    assert {one.to for one in bench.relay.received if one.kind == "breakdown_parent"} == {
        "greta.wrenford@post.example"
    }


def text(letter: Received) -> bytes:
    """Return all words of a letter, decoded."""
    parts = BytesParser().parsebytes(letter.raw).walk()
    said = [part.get_payload(decode=True) for part in parts if not part.is_multipart()]
    return b"\n".join(one for one in said if isinstance(one, bytes))


def test_a_mail_that_the_store_cannot_hold_twice_blocks_no_other(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Intake.mail

    def twice(self: Intake, row: Any, *more: Any) -> None:
        real(self, row, *more)
        if b"lunch9@" in row["raw"]:
            # our own mistake: a row whose key is there already
            self._ledger.write(sa.insert(t.meta).values(name="schema", value="again"))

    monkeypatch.setattr(Intake, "mail", twice)
    bench.post(chatter(bench), mm1(bench))
    with bench.life() as life:
        for _ in range(4):
            life.tick()
    assert bench.mailbox.filed == {1: Fate.QUARANTINE, 2: Fate.PROCESSED}


# ------------------------------------------------------------------------------ the end


def test_a_daemon_told_to_stop_finishes_the_mail_in_hand_and_begins_no_other(bench: Bench) -> None:
    bench.post(mm1(bench, "a"), mm1(bench, "b"))
    lives: list[Any] = []

    def read(raw: bytes, day: dt.date, *, vouched: bool = False) -> Sequence[Any]:
        lives[0].daemon.stop()
        return bench.reader.mail(raw, day, vouched=vouched)

    bench.read = read
    with bench.life() as life:
        lives.append(life)
        life.tick()
    assert len(bench.mailbox.filed) == 1
    assert bench.relay.received == []
    assert bench.balance()[0]["waiting"] == 1
    bench.read = None
    with bench.life() as life:
        life.tick()
    assert bench.kinds() == ["form_received"] * 2


# ------------------------------------------------------------------------------ modes


def test_nothing_leaves_unless_the_configuration_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path, monkeypatch, "Thu 1 Oct 2026 09:00", sending="") as bench:
        bench.post(mm1(bench))
        with bench.life() as life:
            life.tick()
            bench.now = at("Wed 21 Oct 2026 11:00")
            bench.post(mm2(bench))
            life.until(at("Thu 22 Oct 2026 11:00"))
        assert bench.relay.received == []
        assert {(state, hold) for _, state, hold in states(bench)} == {("held", "mode")}
        assert ("breakdown_parent", "held", "mode") in states(bench)


def test_when_holding_ends_what_is_planned_leaves_afresh_and_old_answers_are_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path, monkeypatch, "Thu 1 Oct 2026 09:00", sending="") as bench:
        bench.post(mm1(bench, "a"))
        with bench.life() as life:
            life.tick()
            bench.now = at("Wed 21 Oct 2026 11:00")
            bench.post(mm2(bench, "a"), mm1(bench, "b"))
            life.tick()
        resend(bench, 'mode = "live"')
        bench.now = at("Thu 22 Oct 2026 09:00")
        with bench.life() as life:
            life.tick()
        assert sorted(bench.kinds()) == [
            "breakdown_eit", "breakdown_home_school", "breakdown_parent",
            "breakdown_receiving_school", "form_received", "form_received",
        ]  # fmt: skip
        received = [one for one in bench.lines() if one["kind"] == "form_received"]
        assert [one["state"] for one in received] == ["withdrawn", "sent", "sent"]
        late = [
            one["late_days"]
            for one in bench.lines()
            if one["kind"].startswith("breakdown_") and one["state"] == "sent"
        ]
        assert late == [1, 1, 1, 1]


def test_redirected_letters_go_to_one_address_and_show_their_true_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sending = 'mode = "redirect"\nredirect_to = "testing@vale.example"'
    with opened(tmp_path, monkeypatch, "Thu 1 Oct 2026 09:00", sending="") as bench:
        bench.post(mm1(bench, "a"))
        with bench.life() as life:
            life.tick()
            bench.now = at("Wed 21 Oct 2026 11:00")
            bench.post(mm2(bench, "a"))
            life.tick()
        resend(bench, sending)
        with bench.life() as life:
            life.until(at("Fri 23 Oct 2026 11:00"))
        assert {one.to for one in bench.relay.received} == {"testing@vale.example"}
        shown = b"\n".join(text(one) for one in bench.relay.received)
        assert b"greta.fernley@post.example" in shown
        resend(bench, 'mode = "live"')
        before = len(bench.relay.received)
        with bench.life() as life:
            life.until(at("Fri 23 Oct 2026 12:00"))
        assert len(bench.relay.received) == before


LOOKED_AFTER = {
    "looked_after": True,
    "looked_after_authority": "Vale Borough Council",
    "social_worker": {"name": "Ash Worker", "email": "ash.worker@vale.example"},
}


@pytest.mark.parametrize(
    ("first", "then", "reader"),
    [
        ("live", "redirect", "testing@vale.example"),
        ("redirect", "live", "greta.fernley@post.example"),
        ("hold", "redirect", "testing@vale.example"),
    ],
)
def test_a_family_let_go_under_a_new_mode_is_written_to_as_that_mode_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: str, then: str, reader: str
) -> None:
    to = '\nredirect_to = "testing@vale.example"'
    with opened(
        tmp_path, monkeypatch, "Thu 1 Oct 2026 09:00", sending=f'mode = "{first}"{to}'
    ) as bench:
        bench.post(mm1(bench, "a", **LOOKED_AFTER))
        with bench.life() as life:
            life.tick()
            bench.now = at("Wed 21 Oct 2026 11:00")
            bench.post(mm2(bench, "a"))
            life.tick()
        resend(bench, f'mode = "{then}"{to}')
        bench.relay.received.clear()
        with bench.life() as life:
            life.tick()
            item = decisions.newest(life.desk, "parent_notice", "Nadia Fernley")
            decisions.decide(life.desk, item["id"], accept=True, values={}, now=bench.now)
            life.tick()
        (notice,) = [one for one in bench.relay.received if one.kind == "breakdown_parent"]
        assert notice.to == reader
        if then == "redirect":
            assert {one.to for one in bench.relay.received} == {reader}


def test_a_letter_released_under_hold_does_not_reach_its_reader_under_redirect(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path, monkeypatch, "Thu 1 Oct 2026 09:00", sending="") as bench:
        bench.post(mm1(bench, "a"))
        with bench.life() as life:
            life.tick()
        assert main(["outbox", "--release-all", "--config", str(bench.settings.path)]) == 0
        resend(bench, 'mode = "redirect"\nredirect_to = "testing@vale.example"')
        with bench.life() as life:
            life.tick()
        assert {one.to for one in bench.relay.received} <= {"testing@vale.example"}


# ------------------------------------------------------------------------------ listed kinds


@pytest.mark.parametrize("listed", ["breakdown_parent", "breakdown_parent:parent"])
def test_a_breakdown_notice_that_the_configuration_holds_is_told_at_once_and_at_three(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, listed: str
) -> None:
    sending = f'mode = "live"\nhold = ["{listed}"]'
    with opened(tmp_path, monkeypatch, "Thu 1 Oct 2026 09:00", sending=sending) as bench:
        bench.post(mm1(bench))
        with bench.life() as life:
            life.tick()
            bench.now = at("Wed 21 Oct 2026 11:00")
            bench.post(mm2(bench))
            life.tick()
            assert ("breakdown_parent", "held", "listed") in states(bench)
            held = [one for one in bench.relay.received if one.kind == "form_held"]
            assert [one.to for one in held] == [bench.place.team]
            assert "breakdown_parent" not in bench.kinds()
            number = next(r["id"] for r in bench.lines() if r["kind"] == "breakdown_parent")
            assert f"mailbot outbox --release {number}".encode() in text(held[0])
            life.until(at("Wed 21 Oct 2026 14:59"))
            assert "escalation" not in bench.kinds()
            life.until(at("Thu 22 Oct 2026 14:00"))
        told = [one for one in bench.relay.received if one.kind == "escalation"]
        assert {one.to for one in told} == {bench.place.team}
        assert [f"{one.at:%a %H:%M}" for one in told] == ["Wed 15:00", "Wed 15:00"]
        assert sum(b"breakdown" in text(one) and b"waits" in text(one) for one in told) == 1


def test_a_held_breakdown_notice_that_staff_let_go_in_time_is_not_escalated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sending = 'mode = "live"\nhold = ["breakdown_parent"]'
    with opened(tmp_path, monkeypatch, "Thu 1 Oct 2026 09:00", sending=sending) as bench:
        bench.post(mm1(bench))
        with bench.life() as life:
            life.tick()
            bench.now = at("Wed 21 Oct 2026 11:00")
            bench.post(mm2(bench))
            life.tick()
            assert main(["outbox", "--release-all", "--config", str(bench.settings.path)]) == 0
            life.tick()
            assert "breakdown_parent" in bench.kinds()
            life.until(at("Thu 22 Oct 2026 14:00"))
        # the one that is left asks whether the head's letter went
        assert bench.kinds().count("escalation") == 1
