"""Mails read before they arrive say what they would have said on the day."""

import datetime as dt
from pathlib import Path

from mailbot.children.reader import Reader
from mailbot.scenarios.ahead import ReadAhead
from mailbot.scenarios.arriving import as_reply, mail
from mailbot.scenarios.scenario import Happening
from mailbot.settings import load
from tests.factory import (
    LONDON,
    WORD,
    Attachment,
    agreement,
    docx,
    office,
    write_configuration,
)
from tests.factory import mail as made

DAY = dt.date(2026, 10, 5)
AT = dt.datetime(2026, 10, 5, 9, tzinfo=LONDON)


def forms(count: int) -> list[bytes]:
    place = office("southwark")
    home, receiving = place.schools["alder"], place.schools["beck"]
    data = docx("MM1", agreement("a", home, receiving, DAY))
    return [
        made(
            home.office, place.mailbox, f"Form {n}", "Attached.\n",
            attachments=[Attachment("mm1.docx", data, WORD)], date=AT,
            message_id=f"<{n}@x.example>",
        )
        for n in range(count)
    ]  # fmt: skip


def test_what_was_read_ahead_is_what_would_have_been_read(tmp_path: Path) -> None:
    context = load(write_configuration(tmp_path, office("southwark"))).context()
    mails = forms(3)
    asked: list[int] = []

    def bytes_of(n: int) -> bytes:
        asked.append(n)
        return mails[n]

    expected = [(lambda n=n: bytes_of(n), DAY) for n in range(3)]
    with Reader(context) as reader, ReadAhead(context, expected) as ahead:
        assert [ahead.mail(raw, DAY) for raw in mails] == [reader.mail(raw, DAY) for raw in mails]
    assert asked == [0, 1, 2]


def test_a_mail_that_nobody_expected_is_read_all_the_same(tmp_path: Path) -> None:
    context = load(write_configuration(tmp_path, office("southwark"))).context()
    raw = forms(1)[0]
    with ReadAhead(context, []) as ahead:
        assert [one.kind for one in ahead.mail(raw, DAY) if one.record] == ["MM1"]


def test_a_mail_of_a_scenario_has_the_same_bytes_each_time(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("Hello", encoding="utf-8")
    row = {"from": "office@x.example", "subject": "A", "body": "B", "attach": ["note.txt"]}
    one = Happening(AT, "mail", "scenario.toml: mail[1]", row)
    two = Happening(AT, "mail", "scenario.toml: mail[2]", row)
    assert mail(one, tmp_path) == mail(one, tmp_path) != mail(two, tmp_path)


def test_a_reply_names_our_message_and_its_move_once() -> None:
    raw = as_reply(b"Subject: Re: MM-26-0001\r\n\r\nDone.\r\n", "<1@us.example>", "MM-26-0001")
    assert raw.startswith(b"In-Reply-To: <1@us.example>\r\nReferences: <1@us.example>\r\n")
    assert raw.count(b"MM-26-0001") == 1
