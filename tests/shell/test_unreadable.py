"""What cannot be opened is held and told, and costs nobody else's form a minute."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import factory, wrapped
from tests.shell.test_daemon import mm1
from tests.workbench import Bench, at, opened

EGRESS = "Jo has sent you a secure message using Egress.\nTo access it click here to sign in.\n"


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    with opened(tmp_path, monkeypatch, "Thu 1 Oct 2026 09:00") as place:
        yield place


def _mail(
    bench: Bench, number: int, body: str, *attached: tuple[str, bytes], answers: str | None = None
) -> bytes:
    office = bench.place.schools["alder"].office
    return factory.mail(
        office,
        bench.place.mailbox,
        "Managed move",
        body,
        attachments=[factory.Attachment(n, d, "application/octet-stream") for n, d in attached],
        date=bench.now,
        message_id=f"<{number}@{office.partition('@')[2]}>",
        in_reply_to=answers,
    )


def test_sealed_mail_in_answer_to_our_advice_is_not_given_it_again(bench: Bench) -> None:
    with bench.life() as life:
        bench.post(_mail(bench, 1, EGRESS))
        life.tick()
        (told,) = [one for one in bench.relay.received if one.kind == "form_missing"]
        bench.now = at("Fri 2 Oct 2026 09:30")
        bench.post(_mail(bench, 2, EGRESS, answers=told.header("Message-ID")))
        life.tick()
        assert bench.kinds().count("form_missing") == 1
        assert bench.kinds().count("form_held") == 2


def test_the_advice_names_the_product_and_brings_a_blank_form(bench: Bench) -> None:
    with bench.life() as life:
        bench.post(_mail(bench, 1, EGRESS))
        life.tick()
    (told,) = [one for one in bench.relay.received if one.kind == "form_missing"]
    assert b"Egress" in told.raw
    assert b"mm1-form.pdf" in told.raw


def test_a_form_that_was_read_is_acknowledged_and_the_sealed_one_beside_it_held(
    bench: Bench,
) -> None:
    shut = wrapped.locked(wrapped.zipped({"more.docx": b"x"}))
    home, receiving = bench.place.schools["alder"], bench.place.schools["beck"]
    values = factory.agreement(
        "a", home, receiving, at("Mon 5 Oct 2026 09:00").date(), attendance_reporting="daily"
    )
    paper = factory.docx("MM1", values)
    with bench.life() as life:
        bench.post(_mail(bench, 1, "Attached.", ("MM1.docx", paper), ("more.zip", shut)))
        life.tick()
        assert sorted(bench.kinds()) == ["form_held", "form_received"]


def test_hostile_containers_are_held_and_the_mail_behind_them_is_answered(bench: Bench) -> None:
    recursive = b"PK\x05\x06" + bytes(18)
    for _ in range(30):
        recursive = wrapped.zipped({"r.zip": recursive})
    node = wrapped.outlook(text="x", inner=True)
    for _ in range(60):
        node = wrapped.outlook(messages=[("in", node)], inner=True)
    tnef = wrapped.winmail([("a", b"x")])
    for _ in range(20):
        tnef = wrapped.winmail([], messages=[tnef])
    laughs = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha" * 50}">' for n in range(12)
    )
    word = wrapped.zipped(
        {
            "[Content_Types].xml": b"<Types/>",
            "word/document.xml": f"<!DOCTYPE d [{laughs}]><d>&l11;</d>".encode(),
        }
    )
    hostile = {
        "bomb.zip": wrapped.zipped({"MM1.docx": bytes(200 * 2**20)}),
        "recursive.zip": recursive,
        "many.zip": wrapped.zipped({f"../../{n}\x00.docx": b"" for n in range(3_000)}),
        "deep.msg": wrapped.compound(wrapped.outlook(messages=[("in", node)])),
        "winmail.dat": tnef,
        "laughs.docx": word,
        "short.msg": wrapped.compound(wrapped.outlook(text="t"))[:700],
    }
    with bench.life() as life:
        for number, (name, data) in enumerate(hostile.items(), 1):
            bench.post(_mail(bench, number, "Please find attached.", (name, data)))
        bench.post(mm1(bench))
        life.tick()
        kinds = bench.kinds()
        assert kinds.count("form_received") == 1
        assert kinds.count("form_held") == len(hostile)
        assert bench.mailbox.inbox == {}
