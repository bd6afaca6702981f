"""No name, number, address or school of a form ever reaches a log, a subject or a file name."""

import datetime as dt
import io
import logging
from collections.abc import Iterator, Mapping
from email.header import decode_header, make_header
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest

from mailbot import logs
from mailbot.mails.intake import Intake
from mailbot.servers.inbox import InboxError
from mailbot.servers.outbox import Refused, Retry
from tests.factory import WORD, Attachment, Kind, agreement, docx, mail, outcome
from tests.workbench import Bench, at, opened

START, ENDED = dt.date(2026, 10, 5), dt.date(2026, 10, 21)
_KEPT = frozenset(
    {"pupil", "parents", "home", "receiving", "social_worker", "reason", "support_provided"}
)


@pytest.fixture(params=[logging.INFO, logging.DEBUG], ids=["INFO", "DEBUG"])
def printed(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """All that is logged, as the daemon prints it."""
    stream = io.StringIO()
    root, handlers = logging.getLogger(), list(logging.getLogger().handlers)
    logs.set_up(stream, request.param)
    yield stream
    root.handlers[:] = handlers
    for name in ("mailbot", "parsers"):
        logging.getLogger(name).setLevel(logging.NOTSET)


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    with opened(tmp_path, monkeypatch, "Thu 1 Oct 2026 09:00") as place:
        yield place


def private(values: Any) -> Iterator[str]:
    """Yield every value of a form that is about people or schools, in each way it is written."""
    match values:
        case Mapping():
            for value in values.values():
                yield from private(value)
        case list() | tuple():
            for value in values:
                yield from private(value)
        case bool() | None | int():
            return
        case dt.date():
            yield from (f"{values:%d/%m/%Y}", f"{values.day} {values:%B %Y}", values.isoformat())
        case str() if len(values) > 2:
            yield values
            yield from (part for part in values.replace("@", " ").split() if "." in part)


def about_people(values: Mapping[str, Any]) -> set[str]:
    """Return the private values of a form, without the days on which anything was signed."""
    found: set[str] = set()
    for name in _KEPT & values.keys():
        value = values[name]
        if name in ("home", "receiving"):
            value = {key: value.get(key) for key in ("school", "head", "contact")}
        if name == "parents":
            value = [{key: one[key] for key in one if key != "consent"} for one in value]
        found |= set(private(value))
    return found


def test_a_whole_placement_and_every_kind_of_trouble_leave_no_trace_of_people(
    bench: Bench, printed: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, receiving = bench.place.schools["alder"], bench.place.schools["beck"]
    parents = ({}, {"email": "oskar@family.example"})
    whole = agreement("a", home, receiving, START, parents=parents, reason="Fell out with friends.")
    unclear = agreement("b", home, receiving, START) | {"start_date": None}
    poison = agreement("c", home, receiving, START)
    failed = outcome(
        "a", home, receiving, ENDED, outcome="unsuccessful", decision_date=ENDED, end_date=ENDED,
        reason="Fought in the corridor.", support_provided="A mentor.",
    )  # fmt: skip
    real = Intake.mail

    def breaks(self: Intake, row: Any, *more: Any) -> None:
        real(self, row, *more)
        if b"<3@" in row["raw"]:
            raise ValueError(row["raw"].decode())

    monkeypatch.setattr(Intake, "mail", breaks)
    # The relay refuses one parent, and is not sure of the home school.
    doubts = [Retry("The connection was lost after the letter was sent.", after_data=True)]

    def says(to: str, _raw: bytes) -> Retry | Refused | None:
        if to == "oskar@family.example":
            return Refused(550, "The relay refuses this recipient (550).")
        return doubts.pop() if to == home.office and doubts else None

    bench.relay.says = says
    forms: list[tuple[Kind, Mapping[str, Any], str]] = [
        ("MM1", whole, home.office), ("MM1", unclear, home.office), ("MM1", poison, home.office),
        ("MM2", failed, receiving.office),
    ]  # fmt: skip
    raws = [
        mail(
            sender,
            bench.place.mailbox,
            "Managed move of Nadia Fernley",
            "Attached.\n",
            attachments=[Attachment("Nadia Fernley.docx", docx(kind, values), WORD)],
            date=bench.now,
            message_id=f"<{number}@school.example>",
        )
        for number, (kind, values, sender) in enumerate(forms, start=1)
    ]
    with bench.life() as life:
        bench.post(*raws[:3])
        life.until(at("Fri 2 Oct 2026 09:00"))
        life.tick()
        life.until(at("Wed 21 Oct 2026 11:00"))
        bench.mailbox.is_down = True
        with pytest.raises(InboxError):
            life.tick()
        bench.mailbox.is_down = False
        bench.post(raws[3])
        life.until(at("Fri 23 Oct 2026 17:00"))
    kinds = set(bench.kinds())
    assert {"form_received", "form_query", "form_held", "breakdown_parent", "undeliverable"} < kinds

    people = set().union(*(about_people(values) for _, values, _ in forms)) | {home.domain}
    assert {"Nadia", "Fernley", whole["pupil"]["upn"], home.name, "oskar@family.example"} < people
    log = printed.getvalue()
    assert "notice sent" in log
    assert "mail broke us" in log
    assert [value for value in people if value.casefold() in log.casefold()] == []
    for letter in bench.relay.received:
        message = BytesParser().parsebytes(letter.raw)
        names = [part.get_filename() or "" for part in message.walk()]
        shown = "\n".join([str(make_header(decode_header(message["Subject"]))), *names])
        assert [value for value in people if value.casefold() in shown.casefold()] == [], (
            letter.kind
        )
