"""Hostile files cost one child: what they break is held, the rest is read, and nothing raises."""

import datetime as dt
import functools
import io
import os
import signal
import threading
import time
import zipfile
import zlib
from collections.abc import Iterator

import psutil
import pytest

from mailbot.children.childpipes import reading_told
from mailbot.children.reader import Reader
from mailbot.resources import shipped
from parsers.context import Context
from parsers.forms import load_forms
from parsers.records import Reading
from parsers.schools import Register
from tests import factory

HOME = factory.School(
    urn=100001, name="Thornfield School", domain="t.example", phone="01632 960001"
)
NEW = factory.School(
    urn=100002, name="Holly Bank Academy", domain="h.example", phone="01632 960002"
)
MONDAY = dt.date(2026, 10, 5)  # Mon 5 Oct 2026
SECONDS = 1.5
MEMORY = 400  # MiB; a form takes about 150


@functools.cache
def _context() -> Context:
    files = sorted(shipped("config", "forms").glob("*.toml"))
    forms = load_forms({file.stem: file.read_text(encoding="utf-8") for file in files})
    return Context(schools=Register(()), forms=forms)


@functools.cache
def _word() -> bytes:
    return factory.docx("MM1", factory.agreement("a", HOME, NEW, MONDAY))


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(_context(), seconds=SECONDS, memory_mib=MEMORY) as made:
        yield made


def _pdf(*objects: bytes) -> bytes:
    out = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (size, table, size, len(out))
    )


def _page(stream: bytes, filters: bytes, resources: bytes = b"") -> tuple[bytes, ...]:
    return (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1"
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>" + resources + b">>>>",
        b"<</Length %d%s>>stream\n%s\nendstream" % (len(stream), filters, stream),
    )


def _inflating(mebibytes: int, fill: bytes) -> bytes:
    """A stream that unpacks to so much, made by repeating one packed block."""
    packer = zlib.compressobj(9)
    chunk = fill * (2**20 // len(fill))
    head = packer.compress(chunk) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(chunk) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + block * mebibytes + packer.flush()


def _flate_bomb() -> bytes:
    return _pdf(*_page(_inflating(3_000, b" "), b"/Filter/FlateDecode"))


def _operators_bomb() -> bytes:
    text = b"BT /F1 9 Tf 1 0 0 1 50 700 Tm (a) Tj ET\n"
    return _pdf(*_page(_inflating(200, text), b"/Filter/FlateDecode"))


def _nested_forms(levels: int = 30) -> bytes:
    """Levels of drawings, each drawn twice by the one before: 2 to the 30th."""
    first = 5
    objects = list(_page(b"/X Do /X Do", b"", b"/XObject<</X %d 0 R>>" % first))
    for level in range(levels):
        body = b"/X Do /X Do" if level < levels - 1 else b"BT /F1 9 Tf (a) Tj ET"
        inner = b"/Resources<</XObject<</X %d 0 R>>>>" % (first + level + 1)
        objects.append(
            b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]%s/Length %d>>stream\n%s\nendstream"
            % (inner if level < levels - 1 else b"", len(body), body)
        )
    return _pdf(*objects)


def _docx(document: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", document)
    return out.getvalue()


_W = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _zip_bomb() -> bytes:
    head = b"<w:document " + _W + b"><w:body><w:p><w:r><w:t>"
    return _docx(head + b"a" * (150 * 2**20) + b"</w:t></w:r></w:p></w:body></w:document>")


def _laughs() -> bytes:
    entities = b'<!ENTITY a0 "lol">' + b"".join(
        b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12)
    )
    return _docx(
        b"<!DOCTYPE x [" + entities + b"]><w:document " + _W + b"><w:body><w:p><w:r><w:t>&a11;"
        b"</w:t></w:r></w:p></w:body></w:document>"
    )


BOMBS = {
    "flate": _flate_bomb,
    "operators": _operators_bomb,
    "nested": _nested_forms,
    "zip": _zip_bomb,
    "laughs": _laughs,
}


def _is_held(reading: Reading) -> bool:
    return (reading.kind, reading.status) == ("other", "held") and bool(reading.problems)


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_held_within_its_limits_and_the_next_form_is_read(
    reader: Reader, bomb: str
) -> None:
    data = BOMBS[bomb]()
    began = time.monotonic()
    (held,) = reader.file("form.pdf", data, None)
    assert time.monotonic() - began < SECONDS + 8
    assert _is_held(held)
    (read,) = reader.file("form.docx", _word(), None)
    assert read.kind == "MM1"


def test_a_form_is_not_too_slow_because_the_machine_is_busy(reader: Reader) -> None:
    reader.file("form.docx", _word() + b"3", None)
    child = reader.pid
    assert child is not None
    os.killpg(child, signal.SIGSTOP)  # as a child whose turn does not come
    turn = threading.Timer(SECONDS + 0.3, os.killpg, (child, signal.SIGCONT))
    turn.start()
    (read,) = reader.file("form.docx", _word() + b"4", None)
    turn.join()
    assert (read.kind, reader.pid) == ("MM1", child)


def test_a_child_that_hangs_without_working_is_ended() -> None:
    with Reader(_context(), seconds=0.2, memory_mib=MEMORY) as impatient:
        impatient.file("nothing.txt", b"", None)
        child = impatient.pid
        assert child is not None
        os.killpg(child, signal.SIGSTOP)
        (held,) = impatient.file("form.docx", _word(), None)
    assert _is_held(held)
    assert not psutil.pid_exists(child)


def _mail(*attached: bytes) -> bytes:
    return factory.mail(
        HOME.office,
        "exclusions@council.example",
        "MM1",
        "Please find attached.",
        attachments=[
            factory.Attachment(f"{number}.bin", data, "application/octet-stream")
            for number, data in enumerate(attached)
        ],
        date=dt.datetime(2026, 10, 5, 9, tzinfo=dt.UTC),
        message_id="<1@t.example>",
    )


def test_the_other_forms_of_a_mail_with_a_bomb_are_read(reader: Reader) -> None:
    raw = _mail(_word(), _nested_forms(), _word() + b" ")
    first, second, third = reader.mail(raw, MONDAY, "a.eml")
    assert [first.kind, third.kind] == ["MM1", "MM1"]
    assert _is_held(second)
    assert [one.part for one in (first, second, third)] == ["0.bin", "1.bin", "2.bin"]
    assert {one.source for one in (first, second, third)} == {"a.eml"}


def test_a_mail_full_of_bombs_is_given_up_and_says_so() -> None:
    with Reader(_context(), seconds=0.4, memory_mib=MEMORY) as impatient:
        found = impatient.mail(_mail(*[_nested_forms()] * 5), MONDAY)
    assert all(_is_held(one) for one in found)
    assert len(found) == 4


def test_a_mail_of_many_slow_files_is_given_up_after_its_own_time_and_the_next_is_read() -> None:
    slow = _nested_forms(12)  # about a second
    with Reader(_context(), seconds=20, memory_mib=MEMORY, whole_mail=2) as patient:
        found = patient.mail(_mail(_word(), *(slow + b"%d" % n for n in range(30))), MONDAY)
        (next_one,) = patient.mail(_mail(_word() + b"next"), MONDAY)
    assert found[0].kind == "MM1"
    assert 2 < len(found) < 10
    assert _is_held(found[-1])
    assert "together take too long" in found[-1].problems[0].message
    assert next_one.kind == "MM1"


def test_records_come_back_as_what_they_are(reader: Reader) -> None:
    from parsers.read import read_file  # noqa: PLC0415 - the same reading without a child

    (here,) = read_file("form.docx", _word(), _context(), None)
    (there,) = reader.file("form.docx", _word(), None)
    assert there == here
    assert type(there.record) is type(here.record)


def test_a_child_killed_while_idle_is_replaced(reader: Reader) -> None:
    reader.file("form.docx", _word() + b"1", None)
    assert reader.pid is not None
    os.killpg(reader.pid, signal.SIGSEGV)
    (read,) = reader.file("form.docx", _word() + b"2", None)
    assert read.kind == "MM1"


def test_a_child_killed_at_work_is_tried_once_more_and_then_held() -> None:
    with Reader(_context(), seconds=20, memory_mib=MEMORY) as patient:
        patient.file("form.docx", _word(), None)
        killed: list[int] = []
        over = threading.Event()

        def kill() -> None:
            while len(killed) < 2 and not over.wait(0.02):
                pid = patient.pid
                if pid is not None and pid not in killed and _is_busy(pid):
                    killed.append(pid)
                    os.killpg(pid, signal.SIGSEGV)

        killer = threading.Thread(target=kill)
        killer.start()
        (held,) = patient.file("form.pdf", _nested_forms(), None)
        over.set()
        killer.join()
        assert _is_held(held)
        assert len(set(killed)) == 2


def _is_busy(pid: int) -> bool:
    """Whether the child has worked for longer than it takes to start and read a form."""
    try:
        return psutil.Process(pid).cpu_times().user > 2.5
    except psutil.Error:
        return False


def test_identical_bytes_are_read_once(reader: Reader) -> None:
    data = _word() + b"once"
    (first,) = reader.file("a.docx", data, MONDAY)
    reader.close()
    (again,) = reader.file("b.docx", data, MONDAY)
    assert reader.pid is None
    assert again == first.model_copy(update={"source": "b.docx"})
    (other_day,) = reader.file("a.docx", data, None)
    assert other_day.kind == "MM1"
    assert reader.pid is not None


def test_the_child_is_given_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILBOT_IMAP_PASSWORD", "open sesame")
    with Reader(_context()) as made:
        made.file("form.docx", _word(), None)
        assert made.pid is not None
        assert "MAILBOT_IMAP_PASSWORD" not in psutil.Process(made.pid).environ()


@pytest.mark.parametrize("crops", [{str(n): "" for n in range(7)}, {"a": "A" * 100_000}])
def test_a_child_that_sends_more_pictures_than_there_may_be_is_not_believed(
    crops: dict[str, str],
) -> None:
    told = Reading(source="a", kind="other", status="held").model_dump(mode="json")
    with pytest.raises(ValueError, match="more pictures"):
        reading_told({**told, "crops": crops})


def test_closing_leaves_no_child_behind() -> None:
    with Reader(_context()) as made:
        made.file("form.docx", _word(), None)
        pid = made.pid
    assert pid is not None
    assert not psutil.pid_exists(pid)


@pytest.mark.parametrize("raw", [b"", b"\xff" * 100, b"Content-Type: multipart/mixed\n\n"])
def test_any_mail_has_an_answer(reader: Reader, raw: bytes) -> None:
    assert isinstance(reader.mail(raw, None), tuple)
