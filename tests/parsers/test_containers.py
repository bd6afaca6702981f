"""Forms in mails in archives: each is found, named by its way there, and nothing is lost."""

import base64
import binascii
import bz2
import datetime as dt
import functools
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.resources import shipped
from parsers.containers.archives import MOST_ENTRIES, inside_packed, inside_zip
from parsers.containers.inside import MOST_INSIDE, Inside, shown_name
from parsers.containers.mapi import LONGEST_TEXT
from parsers.containers.outlook import inside_message
from parsers.containers.rtfbody import unpacked, wrapped_html
from parsers.containers.signed import inside_signed
from parsers.containers.tnef import inside_tnef
from parsers.context import Context
from parsers.evidence import Body, open_message
from parsers.filetypes import Filetype, filetype
from parsers.forms import load_forms
from parsers.read import read_file, read_mail
from parsers.records import Reading
from parsers.schools import Register
from tests import factory, wrapped
from tests.parsers import layouts

HOME = factory.School(
    urn=100001, name="Thornfield School", domain="t.example", phone="01632 960001"
)
NEW = factory.School(
    urn=100002, name="Holly Bank Academy", domain="h.example", phone="01632 960002"
)
MONDAY = dt.date(2026, 10, 5)  # Mon 5 Oct 2026
SENT = dt.datetime(2026, 10, 5, 9, tzinfo=dt.UTC)


@functools.cache
def _context() -> Context:
    files = sorted(shipped("config", "forms").glob("*.toml"))
    forms = load_forms({file.stem: file.read_text(encoding="utf-8") for file in files})
    return Context(schools=Register(()), forms=forms)


@functools.cache
def word(letter: str = "a") -> bytes:
    return factory.docx("MM1", factory.agreement(letter, HOME, NEW, MONDAY))


def mail(*attached: tuple[str, bytes], media: str = "application/octet-stream") -> bytes:
    return factory.mail(
        HOME.office,
        "exclusions@council.example",
        "Managed move",
        "Please find attached.",
        attachments=[factory.Attachment(name, data, media) for name, data in attached],
        date=SENT,
        message_id="<1@t.example>",
    )


def read(raw: bytes) -> list[tuple[str | None, str, str]]:
    found = read_mail(open_message(raw), _context(), MONDAY, "a.eml")
    return [(one.part, one.kind, "held" if one.status == "held" else "read") for one in found]


def said(raw: bytes) -> list[str]:
    found = read_mail(open_message(raw), _context(), MONDAY, "a.eml")
    return [problem.message for one in found if one.kind == "other" for problem in one.problems]


# ---------------------------------------------------------------------------- what holds what


def test_a_form_in_a_zip_is_read_and_named_by_its_way_there() -> None:
    archive = wrapped.zipped({"forms/2026/MM1 KJ.docx": word()})
    assert read(mail(("x.bin", archive))) == [("x.bin/MM1 KJ.docx", "MM1", "read")]


def test_a_zip_in_a_zip_in_a_zip_is_opened_and_one_deeper_is_held() -> None:
    deep = wrapped.zipped({"c.zip": wrapped.zipped({"form.docx": word()})})
    three = wrapped.zipped({"b.zip": deep})
    assert read(mail(("a.zip", three))) == [("a.zip/b.zip/c.zip/form.docx", "MM1", "read")]
    four = wrapped.zipped({"z.zip": three})
    assert read(mail(("a.zip", four))) == [("a.zip/z.zip/b.zip/c.zip", "other", "held")]
    assert "more than three deep" in said(mail(("a.zip", four)))[0]


def test_a_zip_with_a_stored_pdf_is_an_archive_and_no_pdf() -> None:
    form = factory.flat_pdf("MM1", factory.agreement("a", HOME, NEW, MONDAY))
    archive = wrapped.zipped({"a.pdf": form, "b.docx": word("b")}, method=zipfile.ZIP_STORED)
    assert filetype(archive) is Filetype.ZIP
    assert [part for part, kind, _ in read(mail(("forms", archive))) if kind == "MM1"] == [
        "forms/a.pdf",
        "forms/b.docx",
    ]


def test_a_tar_with_more_members_than_are_looked_at_says_so() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for number in range(MOST_INSIDE + 1):
            archive.addfile(tarfile.TarInfo(f"{number}.txt"))
    assert inside_packed(out.getvalue()) == "too many"


def test_a_locked_member_is_held_and_the_others_are_read() -> None:
    with_lock = bytearray(wrapped.zipped({"open.docx": word(), "shut.docx": word("b")}))
    second = with_lock.rfind(b"PK\x03\x04")
    with_lock[second + 6] |= 1
    with_lock[with_lock.rfind(b"PK\x01\x02") + 8] |= 1
    raw = mail(("forms.zip", bytes(with_lock)))
    assert sorted(read(raw)) == [
        ("forms.zip/open.docx", "MM1", "read"),
        ("forms.zip/shut.docx", "other", "held"),
    ]


def test_a_zip_under_a_password_says_so() -> None:
    (message,) = said(mail(("forms.zip", wrapped.locked(wrapped.zipped({"a.docx": word()})))))
    assert "password" in message


def test_what_macos_and_windows_leave_in_a_zip_is_no_document() -> None:
    archive = wrapped.zipped(
        {"__MACOSX/._a.docx": b"x", ".DS_Store": b"y", "~$a.docx": b"z", "a.docx": word()}
    )
    assert read(mail(("a.zip", archive))) == [("a.zip/a.docx", "MM1", "read")]


APPLE_DOUBLE = b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X        " + bytes(90)


@pytest.mark.parametrize("name", ["._MM1.docx", "MM1.docx"])
def test_what_macos_notes_beside_a_file_is_no_document(name: str) -> None:
    files = ((name, APPLE_DOUBLE), ("MM1.docx", word()))
    assert read(mail(*files)) == [("MM1.docx", "MM1", "read")]
    double = mail(*files).replace(b"multipart/mixed", b"multipart/appledouble")
    assert read(double) == [("MM1.docx", "MM1", "read")]
    archive = wrapped.zipped({"._MM1.docx": APPLE_DOUBLE, "MM1.docx": word()})
    assert read(mail(("a.zip", archive))) == [("a.zip/MM1.docx", "MM1", "read")]


def test_what_macos_notes_of_a_file_that_did_not_come_is_said() -> None:
    assert [status for _, _, status in read(mail(("._MM1.docx", APPLE_DOUBLE)))] == ["held"]
    archive = wrapped.zipped({"._MM1.docx": word()})
    assert read(mail(("a.zip", archive))) == [("a.zip/._MM1.docx", "MM1", "read")]


def test_two_members_of_one_name_are_told_apart() -> None:
    archive = wrapped.zipped({"one/form.docx": word(), "two/form.docx": word("b")})
    assert [part for part, _, _ in read(mail(("a.zip", archive)))] == [
        "a.zip/form.docx",
        "a.zip/form.docx (2)",
    ]


@pytest.mark.parametrize(
    "name",
    ["../../etc/cron.d/x.docx", "C:\\Windows\\x.docx", "/abs/x.docx", "a\x07b/x.docx"],
)
def test_a_path_in_a_name_is_only_a_name(name: str) -> None:
    archive = wrapped.zipped({name: word()})
    assert read(mail(("a.zip", archive))) == [("a.zip/x.docx", "MM1", "read")]


def test_a_name_that_is_nothing_but_dots_has_a_name_all_the_same() -> None:
    assert shown_name("../..", 3) == "file-3"
    assert shown_name("\u202e\x00", 4) == "file-4"


def test_an_empty_archive_is_held() -> None:
    assert "empty" in said(mail(("a.zip", wrapped.zipped({"folder/": b""}))))[0]


@pytest.mark.parametrize("start", [b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07\x01\x00"])
def test_an_archive_of_another_kind_is_held_and_its_sender_told_what_to_send(start: bytes) -> None:
    assert said(mail(("forms", start + bytes(90)))) == [
        (
            "The file is an archive that cannot be opened here. Please send the files in it by"
            " themselves, as PDF or Word documents (.docx)."
        )
    ]


def _tar(*members: tuple[str, bytes], mode: str = "w") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in members:
            one = tarfile.TarInfo(name)
            one.size = len(data)
            archive.addfile(one, io.BytesIO(data))
        link = tarfile.TarInfo("link.docx")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return out.getvalue()


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_a_tar_is_opened_packed_or_not_and_its_links_are_no_documents(mode: str) -> None:
    archive = _tar(("forms/MM1.docx", word()), ("../../b.docx", word("b")), mode=mode)
    assert read(mail(("forms", archive))) == [
        ("forms/MM1.docx", "MM1", "read"),
        ("forms/b.docx", "MM1", "read"),
    ]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_file_packed_by_itself_is_read(pack: Callable[[bytes], bytes]) -> None:
    assert read(mail(("a", pack(word())))) == [("a/file-1", "MM1", "read")]


def test_a_file_packed_by_gzip_keeps_its_name() -> None:
    out = io.BytesIO()
    with gzip.GzipFile("../MM1.docx", "wb", fileobj=out) as stream:
        stream.write(word())
    assert read(mail(("a.gz", out.getvalue()))) == [("a.gz/MM1.docx", "MM1", "read")]


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(bytes(70 * 2**20)),
        bz2.compress(bytes(70 * 2**20)),
        lzma.compress(bytes(70 * 2**20)),
        gzip.compress(_tar(*((f"{n}", b"x") for n in range(MOST_INSIDE + 5)))),
        gzip.compress(b""),
        gzip.compress(word())[:900],
        lzma.compress(word())[:900],
        _tar(("a.docx", word()))[:700],
    ],
    ids=["gzip-bomb", "bzip2-bomb", "xz-bomb", "many", "nothing", "cut-gzip", "cut-xz", "cut-tar"],
)
def test_what_cannot_be_unpacked_is_held(data: bytes) -> None:
    ((part, kind, status),) = read(mail(("a", data)))
    assert (part, kind, status) == ("a", "other", "held")


def test_packed_files_within_packed_files_end() -> None:
    data = word()
    for _ in range(9):
        data = gzip.compress(data)
    ((part, _, status),) = read(mail(("a", data)))
    assert (part, status) == ("a/file-1/file-1/file-1", "held")


def test_a_form_in_a_winmail_dat_is_read() -> None:
    raw = mail(("winmail.dat", wrapped.winmail([("MM1 of Kai.docx", word())], text="Attached.")))
    assert read(raw) == [("winmail.dat/MM1 of Kai.docx", "MM1", "read")]


@pytest.mark.parametrize("words", ["", "Please see below.", "the same"])
def test_a_form_in_the_html_text_of_a_winmail_dat_is_read_once(words: str) -> None:
    rows = "".join(f"<tr><td>{a}<td>{b}</tr>" for a, b in layouts.AGREEMENT.items())
    html = f"<h1>MM1 Managed Move Agreement</h1><table>{rows}</table>"
    plain = "\n".join(("MM1 Managed Move Agreement", *map(": ".join, layouts.AGREEMENT.items())))
    mail = EmailMessage()
    mail["From"] = "office@fernhill.example"
    mail.set_content(plain if words == "the same" else words)
    data = wrapped.winmail([], html=html.encode())
    mail.add_attachment(data, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    found = read_mail(open_message(mail.as_bytes()), layouts.context(), MONDAY, "a.eml")
    assert [(one.kind, one.status) for one in found] == [("MM1", "accepted")]


def _uuencoded(data: bytes, *, trimmed: bool = False) -> str:
    lines = [binascii.b2a_uu(data[at : at + 45]).decode() for at in range(0, len(data), 45)]
    lines = [line.rstrip() + "\n" if trimmed else line for line in lines]
    return f"begin 644 C:\\forms\\MM1.docx\n{''.join(lines)}`\nend\n"


@pytest.mark.parametrize("trimmed", [False, True])
def test_a_form_that_stands_uuencoded_in_the_text_is_read(*, trimmed: bool) -> None:
    text = f"Please find it below.\n\n{_uuencoded(word(), trimmed=trimmed)}\nSam"
    raw = f"From: a@t.example\nSubject: Form\n\n{text}".encode()
    assert read(raw) == [("MM1.docx", "MM1", "read")]
    assert open_message(raw).text == "Please find it below.\n\n\n\nSam"
    assert read(mail(("MM1.uue", _uuencoded(word()).encode()))) == [("MM1.uue", "MM1", "read")]


def test_words_that_only_begin_as_uuencode_does_stay_words() -> None:
    text = "begin 644 things\nfor the end\nof term"
    assert open_message(f"From: a@t.example\n\n{text}".encode()).text == text


def test_a_winmail_dat_that_keeps_its_text_the_old_way_is_read() -> None:
    sent = struct.pack("<7H", 2026, 10, 5, 9, 0, 0, 1)
    data = wrapped.winmail([("MM1.docx", word())])
    head, rest = data[: data.find(b"\x02\x02\x90")], data[data.find(b"\x02\x02\x90") :]
    old = (
        wrapped.attribute(1, 0x00018004, b"Jos\xe9\x00"),
        wrapped.attribute(1, 0x00038005, sent),
        wrapped.attribute(1, 0x0002800C, b"The placement of Jos\xe9 has ended.\x00"),
    )
    inside = inside_tnef(head + b"".join(old) + rest)
    assert isinstance(inside, Inside)
    (body,) = inside.bodies
    assert (body.subject, body.sent) == ("José", SENT)
    assert body.text == "The placement of José has ended."
    for wrong in (b"\x01", struct.pack("<7H", 2026, 13, 5, 9, 0, 0, 1)):
        undated = inside_tnef(head + wrapped.attribute(1, 0x00038005, wrong) + rest)
        assert isinstance(undated, Inside)
        assert undated.bodies[0].sent is None


def test_what_nobody_asks_for_in_a_winmail_dat_is_stepped_over() -> None:
    named = struct.pack("<HH16xI", 0x001F, 0x8001, 0) + bytes(4) + _said("named")
    called = struct.pack("<HH16xII", 0x0003, 0x8002, 1, 3) + b"abc\0" + bytes(4)
    several = struct.pack("<HHI8s", 0x1003, 0x0E07, 2, bytes(8))
    many = struct.pack("<HHIIH2xIH2x", 0x101F, 0x0E08, 2, 2, 0, 2, 0)
    wanted = struct.pack("<HH", 0x001F, 0x1000) + _said("Hello")
    unknown = struct.pack("<HH", 0x00FE, 0x0E09)
    told = struct.pack("<I", 6) + named + called + several + many + wanted + unknown
    inside = inside_tnef(b"\x78\x9f\x3e\x22\x01\x00" + wrapped.attribute(1, 0x00069003, told))
    assert isinstance(inside, Inside)
    assert inside.bodies[0].text == "Hello"


def _said(text: str) -> bytes:
    data = text.encode("utf-16-le") + b"\0\0"
    return struct.pack("<II", 1, len(data)) + data + bytes(-len(data) % 4)


def test_a_winmail_dat_with_more_files_than_are_looked_at_says_so() -> None:
    files = [(f"{n}.txt", b"a") for n in range(MOST_INSIDE + 1)]
    inside = inside_tnef(wrapped.winmail(files))
    assert isinstance(inside, Inside)
    assert (len(inside.parts), [why for _, why in inside.left]) == (MOST_INSIDE, ["too many"])


def test_a_message_in_a_winmail_dat_is_opened_too() -> None:
    inner = wrapped.winmail([("form.docx", word())])
    raw = mail(("winmail.dat", wrapped.winmail([("b.docx", word("b"))], messages=[inner])))
    assert read(raw) == [
        ("winmail.dat/b.docx", "MM1", "read"),
        ("winmail.dat/file-2/form.docx", "MM1", "read"),
    ]


def test_a_form_in_a_message_saved_by_outlook_is_read() -> None:
    saved = wrapped.compound(wrapped.outlook(subject="FW", attached=[("MM1.docx", word())]))
    assert read(mail(("Managed move", saved))) == [("Managed move/MM1.docx", "MM1", "read")]


def test_a_message_in_a_saved_message_is_opened_to_its_form() -> None:
    inner = wrapped.outlook(attached=[("MM1.docx", word())], inner=True)
    saved = wrapped.compound(wrapped.outlook(messages=[("FW agreement", inner)]))
    assert read(mail(("a.msg", saved))) == [("a.msg/FW agreement/MM1.docx", "MM1", "read")]


def test_messages_saved_in_messages_without_end_are_held_at_the_limit() -> None:
    node = wrapped.outlook(attached=[("MM1.docx", word())], inner=True)
    for _ in range(9):
        node = wrapped.outlook(messages=[("in", node)], inner=True)
    saved = wrapped.compound(wrapped.outlook(messages=[("in", node)]))
    ((part, _, status),) = read(mail(("a.msg", saved)))
    assert (part, status) == ("a.msg/in/in/in", "held")


def test_a_saved_message_with_more_files_than_are_looked_at_says_so() -> None:
    files = [(f"{n}.txt", b"a") for n in range(MOST_INSIDE + 1)]
    inside = inside_message(wrapped.compound(wrapped.outlook(attached=files)))
    assert isinstance(inside, Inside)
    assert (len(inside.parts), inside.left) == (MOST_INSIDE, (("attachment", "too many"),))


def test_a_file_of_a_saved_message_that_stands_in_the_cloud_is_told_of() -> None:
    node = dict(wrapped.outlook(text="Hello", attached=[("MM1.docx", b"")]))
    link = {k: v for k, v in node["__attach_version1.0_#00000000"].items() if "3701" not in k}  # type: ignore[union-attr]
    node["__attach_version1.0_#00000000"] = link
    raw = mail(("a.msg", wrapped.compound(node)))
    assert read(raw) == [("a.msg/MM1.docx", "other", "held")]


def test_a_saved_message_longer_than_is_read_says_so() -> None:
    inside = inside_message(wrapped.compound(wrapped.outlook(text="a" * (LONGEST_TEXT + 2))))
    assert isinstance(inside, Inside)
    assert inside.left == (("body", "cut"),)


def test_a_saved_message_is_of_its_author_and_day_whatever_kept_them() -> None:
    ticks = int((SENT - dt.datetime(1601, 1, 1, tzinfo=dt.UTC)).total_seconds()) * 10**7
    node = dict(wrapped.outlook(text="Hello"))
    exchange = "/o=School/cn=office".encode("utf-16-le")
    own = {
        "__substg1.0_0C1F001F": exchange,
        "__substg1.0_5D01001F": "Office@T.example".encode("utf-16-le"),
        "__properties_version1.0": bytes(32) + struct.pack("<HHIQ", 0x0040, 0x0039, 6, ticks),
    }
    body = _body(wrapped.compound({**node, **own}))
    assert (body.sender, body.sent) == ("office@t.example", SENT)
    nobodys = {**own, "__substg1.0_5D01001F": exchange}
    nobodys["__properties_version1.0"] = bytes(32) + struct.pack("<HHIQ", 0x0040, 0x0039, 6, 2**63)
    body = _body(wrapped.compound({**node, **nobodys}))
    assert (body.sender, body.sent) == ("", None)


def _body(data: bytes) -> Body:
    inside = inside_message(data)
    assert isinstance(inside, Inside)
    return inside.bodies[0]


def test_a_saved_message_given_by_itself_is_read_as_a_mail_of_its_day() -> None:
    head = "From: office@t.example\r\nDate: Mon, 5 Oct 2026 09:00:00 +0100\r\n"
    saved = wrapped.compound(wrapped.outlook(headers=head, attached=[("MM1.docx", word())]))
    (reading,) = read_file("saved", saved, _context(), None)
    assert (reading.source, reading.part, reading.kind) == ("saved", "MM1.docx", "MM1")


def test_a_zip_given_by_itself_is_read_member_by_member() -> None:
    archive = wrapped.zipped({"a.docx": word(), "b.docx": word("b")})
    found = read_file("forms.zip", archive, _context(), None)
    assert [(one.source, one.part) for one in found] == [
        ("forms.zip", "a.docx"),
        ("forms.zip", "b.docx"),
    ]


def test_a_mail_in_an_archive_is_opened() -> None:
    archive = wrapped.zipped({"saved from outlook": mail(("MM1.docx", word()))})
    assert read(mail(("a.zip", archive))) == [("a.zip/saved from outlook/MM1.docx", "MM1", "read")]


@pytest.mark.parametrize("media", ["application/octet-stream", "text/plain", "image/png"])
def test_a_mail_attached_is_known_by_its_bytes_whatever_it_is_called(media: str) -> None:
    raw = mail(("notes.txt", mail(("MM1.docx", word()))), media=media)
    assert read(raw) == [("notes.txt/MM1.docx", "MM1", "read")]


def test_a_mail_attached_in_base64_keeps_its_form() -> None:
    inner = base64.encodebytes(mail(("MM1.docx", word())))
    raw = (
        b"From: a@t.example\nSubject: FW\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\nFYI\n'
        b'--b\nContent-Type: message/rfc822; name="MM1.eml"\nContent-Transfer-Encoding: base64\n\n'
        + inner
        + b"\n--b--\n"
    )
    assert read(raw) == [("MM1.eml/MM1.docx", "MM1", "read")]


def test_a_digest_of_mails_is_opened() -> None:
    raw = (
        b"From: a@t.example\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/digest; boundary="d"\n\n--d\n\n'
        + mail(("MM1.docx", word()))
        + b"\n--d--\n"
    )
    assert [kind for _, kind, _ in read(raw)] == ["MM1"]


def test_a_signed_mail_that_holds_its_text_inside_is_opened() -> None:
    inner = EmailMessage()
    inner.set_content("Attached.")
    inner.add_attachment(word(), maintype="application", subtype="msword", filename="MM1.doc")
    raw = mail(("smime.p7m", wrapped.signed(inner.as_bytes())))
    assert read(raw) == [("smime.p7m/MM1.doc", "MM1", "read")]


@pytest.mark.parametrize("ends", [b"\x00\x00", b""])
def test_a_signed_mail_written_in_pieces_is_opened(ends: bytes) -> None:
    inner = EmailMessage()
    inner.add_attachment(word(), maintype="application", subtype="msword", filename="MM1.doc")
    text = inner.as_bytes()
    pieces = [wrapped.der(0x04, text[at : at + 900]) for at in range(0, len(text), 900)]
    octets = b"\x24\x80" + b"".join(pieces) + ends
    data = wrapped.der(0x06, b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01")
    held = b"\x30\x80" + data + b"\xa0\x80" + octets
    signed = b"\x30\x80" + wrapped.der(0x02, b"\x01") + wrapped.der(0x31, b"") + held
    kind = wrapped.der(0x06, b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02")
    raw = mail(("smime.p7m", b"\x30\x80" + kind + b"\xa0\x80" + signed))
    assert read(raw) == [("smime.p7m/MM1.doc", "MM1", "read")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01", b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x09"),
        (b"\x04\x03Hey", b"\x0c\x03Hey"),
        (b"\xa0\x05\x04\x03Hey", b"\xa1\x05\x04\x03Hey"),
        (b"\x31\x00\x30", b"\x31\x00\x31"),
        (b"\x04\x03Hey", b"\x24\x03\x0c\x01H"),
        (b"\x02\x01\x01\x31", b"\x02\x85\x01\x31"),
        (b"\x02\x01\x01\x31", b"\x02\x80\x01\x31"),
    ],
)
def test_a_signature_that_is_not_understood_is_held(old: bytes, new: bytes) -> None:
    whole = wrapped.signed(b"Hey")
    assert old in whole
    assert inside_signed(whole.replace(old, new, 1)) == "unreadable"


def test_a_signature_by_itself_is_no_document() -> None:
    kind = wrapped.der(0x06, b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02")
    held = wrapped.der(0x30, wrapped.der(0x06, b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"))
    signed = wrapped.der(0x30, wrapped.der(0x02, b"\x01") + wrapped.der(0x31, b"") + held)
    assert read(mail(("smime.p7s", wrapped.der(0x30, kind + wrapped.der(0xA0, signed))))) == []


@pytest.mark.parametrize("media", ["text/calendar", "application/pkcs7-signature", "text/vcard"])
def test_a_form_under_a_wrong_media_type_is_read(media: str) -> None:
    assert [kind for _, kind, _ in read(mail(("x", word()), media=media))] == ["MM1"]


def test_a_form_shown_as_an_inline_picture_is_read() -> None:
    raw = mail(("x.png", word()), media="image/png").replace(b"attachment;", b"inline;")
    assert read(raw) == [("x.png", "MM1", "read")]


LOGO = b"\x89PNG\r\n\x1a\n" + bytes(8) + (120).to_bytes(4, "big") * 2 + bytes(200)


@pytest.mark.parametrize("media", ["image/png", "application/octet-stream"])
def test_a_logo_under_a_signature_is_no_document_whatever_it_claims(media: str) -> None:
    raw = mail(("image001.png", LOGO), media=media)
    assert read(raw.replace(b"attachment;", b"inline;")) == []
    assert [status for _, _, status in read(raw)] == ["held"]


def test_a_logo_in_a_saved_message_is_no_document() -> None:
    node = dict(wrapped.outlook(attached=[("image001.png", LOGO), ("MM1.docx", word())]))
    picture = {**node["__attach_version1.0_#00000000"]}  # type: ignore[dict-item]
    picture["__substg1.0_3712001F"] = "image001.png@01D".encode("utf-16-le")
    node["__attach_version1.0_#00000000"] = picture
    assert read(mail(("a.msg", wrapped.compound(node)))) == [("a.msg/MM1.docx", "MM1", "read")]


def test_cards_and_appointments_are_no_documents_whatever_they_are_called() -> None:
    raw = mail(
        ("contact.docx", b"BEGIN:VCARD\r\nFN:A\r\nEND:VCARD\r\n"),
        ("meeting.pdf", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"),
    )
    assert read(raw) == []


def test_a_shortcut_to_the_web_is_held_and_never_followed() -> None:
    raw = mail(("MM1.url", b"[InternetShortcut]\r\nURL=https://files.example/MM1\r\n"))
    assert "only a link" in said(raw)[0]


# ---------------------------------------------------------------------------------- hostile


def test_a_zip_bomb_is_held_and_the_form_beside_it_is_read() -> None:
    archive = wrapped.zipped({"bomb.docx": bytes(80 * 2**20), "MM1.docx": word()})
    assert len(archive) < 2**18
    assert read(mail(("a.zip", archive))) == [
        ("a.zip/bomb.docx", "other", "held"),
        ("a.zip/MM1.docx", "MM1", "read"),
    ]


def test_an_archive_of_a_hundred_thousand_entries_is_held() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(MOST_ENTRIES + 1):
            archive.writestr(f"{number}", b"")
    assert inside_zip(out.getvalue()) == "too many"
    assert "too many files" in said(mail(("a.zip", out.getvalue())))[0]


def test_many_small_files_are_too_many_long_before() -> None:
    archive = wrapped.zipped({f"{n}.txt": b"x" for n in range(MOST_INSIDE + 1)})
    assert inside_zip(archive) == "too many"


def test_files_in_containers_are_counted_over_the_whole_mail() -> None:
    archive = wrapped.zipped({f"{n}.txt": b"BEGIN:VCARD" for n in range(60)})
    raw = mail(("a.zip", archive), ("b.zip", archive))
    assert [part for part, _, status in read(raw) if status == "held"] == ["b.zip"]


def test_a_zip_that_holds_itself_ends() -> None:
    # A quine needs no writing here: a copy in a copy in a copy does the same.
    archive = b"PK\x05\x06" + bytes(18)
    for _ in range(12):
        archive = wrapped.zipped({"r.zip": archive})
    assert [status for _, _, status in read(mail(("r.zip", archive)))] == ["held"]


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_what_is_cut_short_is_held_or_read_and_never_lost(share: float) -> None:
    for whole in (
        wrapped.compound(wrapped.outlook(text="x", attached=[("MM1.docx", word())])),
        wrapped.winmail([("MM1.docx", word())]),
        wrapped.zipped({"MM1.docx": word()}),
        wrapped.signed(mail(("MM1.docx", word()))),
    ):
        found = read(mail(("a", whole[: int(len(whole) * share)])))
        assert found
        assert all(kind == "MM1" or status == "held" for _, kind, status in found)


def test_a_winmail_dat_that_points_back_at_itself_ends() -> None:
    data = wrapped.winmail([("a", b"x")])
    looped = (
        data + b"\x02" + (0x0006800F).to_bytes(4, "little") + (0xFFFFFFF4).to_bytes(4, "little")
    )
    assert isinstance(inside_tnef(looped), Inside | str)


def _torn(data: bytes) -> bytes:
    """Return an archive whose members are there and whose packed bytes make no sense."""
    out = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            start = member.header_offset + 30 + len(member.filename)
            for at in range(start, start + member.compress_size):
                out[at] = (out[at] * 7 + at) % 256
    return bytes(out)


def test_an_office_file_whose_packed_bytes_are_torn_is_held() -> None:
    week = factory.about("a", HOME, NEW, MONDAY, sessions_possible=10, sessions_attended=9)
    open_text = wrapped.zipped(
        {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a>b</a>" * 90}
    )
    for whole in (word(), factory.xlsx(week), open_text, wrapped.zipped({"a.docx": word()})):
        assert {status for _, _, status in read(mail(("a", _torn(whole))))} == {"held"}


# --------------------------------------------------------------------------- the text of a mail


_TABLE = rb"\trowd\cellx2000\cellx4000\pard\intbl Home\cell School\cell\row\pard "


def test_a_body_only_in_rich_text_is_read_for_its_words() -> None:
    rtf = rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}Pupil: Kai\'92s form\par " + _TABLE + b"}"
    saved = wrapped.compound(wrapped.outlook(rtf=rtf))
    found = inside_message(saved)
    assert isinstance(found, Inside)
    assert found.bodies[0].text == "Pupil: Kai\u2019s form\nHome\tSchool"


def test_rich_text_that_wraps_plain_text_adds_nothing_to_it() -> None:
    rtf = rb"{\rtf1\ansi\fromtext{\fonttbl{\f0 Arial;}}Pupil: Kai\par }"
    found = inside_message(wrapped.compound(wrapped.outlook(text="Pupil: Kai", rtf=rtf)))
    assert isinstance(found, Inside)
    assert (found.bodies[0].text, found.bodies[0].html) == ("Pupil: Kai", "")


def _form_in_rich_text() -> bytes:
    rows = "".join(
        rf"\trowd\cellx3000\cellx9000\pard\intbl {label}\cell {value}\cell\row "
        for label, value in layouts.AGREEMENT.items()
        if label != "Looked after child"
    )
    box = r"{\field{\*\fldinst FORMCHECKBOX}{\*\formfield{\fftype1\ffres%d}}{\fldrslt}}"
    rows += (
        r"\trowd\cellx3000\cellx9000\pard\intbl Looked after child\cell "
        + box % 0 + " Yes " + box % 1 + r" No\cell\row "
    )  # fmt: skip
    return rf"{{\rtf1\ansi\ansicpg1252 MM1 Managed Move Agreement\par {rows}\pard\par}}".encode()


@pytest.mark.parametrize("words", ["", "MM1 Managed Move Agreement, see below."])
@pytest.mark.parametrize("wrap", ["msg", "winmail"])
def test_a_form_typed_into_a_rich_text_body_is_read_with_its_tables(wrap: str, words: str) -> None:
    rtf = _form_in_rich_text()
    if wrap == "msg":
        data = wrapped.compound(wrapped.outlook(text=words, rtf=rtf))
    else:
        data = wrapped.winmail([], text=words, rtf=rtf)
    (found,) = read_file("a", data, layouts.context(), None)
    assert (found.record, found.kind) == (layouts.read(layouts.agreement()).record, "MM1")


def test_html_wrapped_in_rich_text_comes_out_as_html() -> None:
    rtf = (
        rb"{\rtf1\ansi\ansicpg1252\fromhtml1 {\fonttbl{\f0 Arial;}}{\*\htmltag64 <p>}"
        rb"\htmlrtf {\htmlrtf0 Kai \u8217?n{\*\htmltag72 </p>}\htmlrtf }\htmlrtf0 }"
    )
    assert wrapped_html(rtf) == "<p>Kai \u2019n</p>"


def test_rich_text_of_a_code_page_that_is_none_is_read_by_the_usual_one() -> None:
    # Found by fuzzing.
    rtf = rb"{\rtf1\ansi\ansicpg12\fromhtml1 {\*\htmltag64 <p>}Kai\'92s{\*\htmltag72 </p>}}"
    assert wrapped_html(rtf) == "<p>Kai\u2019s</p>"


def test_compressed_rich_text_is_unpacked() -> None:
    # The example of MS-OXRTFCP, section 3.1.1.
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a0072637067313235423"
        "20af32068656c090020627705b06c647d0a800fa0"
    )
    assert unpacked(packed) == rb"{\rtf1\ansi\ansicpg1252\pard hello world}" + b"\r\n"


# ---------------------------------------------------------------------------- anything at all

CONTAINERS = {
    "zip": wrapped.zipped({"a.txt": b"Pupil: Kai", "b/c.zip": wrapped.zipped({"d.txt": b"x"})}),
    "msg": wrapped.compound(
        wrapped.outlook(
            subject="s",
            text="t",
            attached=[("a.txt", b"Pupil: Kai")],
            messages=[("in", wrapped.outlook(text="u", inner=True))],
        )
    ),
    "tnef": wrapped.winmail(
        [("a.txt", b"Pupil: Kai")], text="t", messages=[wrapped.winmail([("b.txt", b"x")])]
    ),
    "signed": wrapped.signed(b"From: a@t.example\nSubject: s\n\nHello"),
    "mail": mail(("a.txt", b"Pupil: Kai")),
}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(CONTAINERS)), st.data())
def test_no_damage_to_a_container_makes_the_reader_raise(kind: str, data: st.DataObject) -> None:
    damaged = bytearray(CONTAINERS[kind])
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        damaged[at] = data.draw(st.sampled_from([0, 1, 0x7F, 0x80, 0xFF, damaged[at] ^ 0x10]))
    cut = data.draw(st.one_of(st.none(), st.integers(0, len(damaged))))
    found = read_file("x", bytes(damaged[:cut]), _context(), None)
    assert all(isinstance(one, Reading) for one in found)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(
        [b"PK\x03\x04", b"\x78\x9f\x3e\x22", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"0"]
    ),
    st.binary(max_size=3_000),
)
def test_bytes_that_begin_like_a_container_are_survived(start: bytes, rest: bytes) -> None:
    data = start + rest
    assert isinstance(filetype(data), Filetype)
    for opener in (inside_zip, inside_tnef, inside_message, inside_signed):
        assert isinstance(opener(data), Inside | str)
