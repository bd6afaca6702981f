"""Files made to harm: each is held or passed over within its limits, and nothing is fetched."""
# ruff: noqa: E501 - bytes of files stay whole

import datetime as dt
import functools
import io
import socket
import struct
import subprocess
import sys
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mailbot.children.reader import Reader
from mailbot.resources import shipped
from parsers.context import Context
from parsers.forms import load_forms
from parsers.schools import Register
from tests import factory
from tests.timeline import play, write_scenario

MONDAY = dt.date(2026, 10, 5)  # Mon 5 Oct 2026
PLACE = factory.office("southwark")
SECONDS = 6.0
MEMORY = 500  # MiB


@functools.cache
def _context() -> Context:
    files = sorted(shipped("config", "forms").glob("*.toml"))
    forms = load_forms({file.stem: file.read_text(encoding="utf-8") for file in files})
    return Context(schools=Register(()), forms=forms)


@functools.cache
def _word() -> bytes:
    schools = PLACE.schools
    return factory.docx("MM1", factory.agreement("a", schools["alder"], schools["beck"], MONDAY))


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(_context(), seconds=SECONDS, memory_mib=MEMORY) as made:
        yield made


def _pdf(*objects: bytes, more: bytes = b"") -> bytes:
    out = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size, start = len(objects) + 1, len(out)
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF"
        % (size, table, size, more.replace(b"START", b"%d" % start), start)
    )


_CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
_PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"


def _page(content: bytes, resources: bytes = b"", extra: bytes = b"") -> tuple[bytes, bytes]:
    return (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<%s>>%s>>"
        % (resources, extra),
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
    )


def _ten_thousand_pages() -> bytes:
    count = 10_000
    kids = b" ".join(b"%d 0 R" % (n + 3) for n in range(count))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    return _pdf(_CATALOG, b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count), *[page] * count)


def _pages_in_a_ring() -> bytes:
    ring = b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2000000000/Parent 2 0 R>>"
    return _pdf(_CATALOG, ring)


def _tables_in_a_ring() -> bytes:
    return _pdf(_CATALOG, _PAGES, *_page(b"BT ET"), more=b"/Prev START")


def _a_form_that_draws_itself() -> bytes:
    drawing = (
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>/Length 5>>"
    )
    own = drawing + b"stream\n/X Do\nendstream"
    return _pdf(_CATALOG, _PAGES, *_page(b"/X Do", b"/XObject<</X 5 0 R>>"), own)


def _fields_in_a_ring() -> bytes:
    catalog = b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]>>>>"
    ring = b"<</T(a)/FT/Tx/Kids[5 0 R]/Parent 5 0 R/V(x)>>"
    return _pdf(catalog, _PAGES, *_page(b"BT ET", extra=b"/Annots[5 0 R]"), ring)


def _a_broken_font() -> bytes:
    font = (
        b"<</Type/Font/Subtype/TrueType/BaseFont/A/FirstChar 0/LastChar 255/FontDescriptor 6 0 R>>"
    )
    described = b"<</Type/FontDescriptor/FontName/A/FontFile2 7 0 R/Flags 4/FontBBox[0 0 1 1]>>"
    junk = b"\x00\x01\x00\x00\xff\xff" + b"glyfloca\xff\xff\xff\xff" * 400
    file = b"<</Length %d/Length1 2147483647>>stream\n%s\nendstream" % (len(junk), junk)
    content = b"BT /F1 9 Tf 50 700 Td (Managed move agreement) Tj ET"
    return _pdf(_CATALOG, _PAGES, *_page(content, b"/Font<</F1 5 0 R>>"), font, described, file)


def _broken_pictures() -> bytes:
    junk = bytes(range(256)) * 40
    drawn = [
        b"<</Type/XObject/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 8"
        b"/ColorSpace/DeviceRGB/Filter/%s/Length %d>>stream\n%s\nendstream" % (way, len(junk), junk)
        for way in (b"JBIG2Decode", b"JPXDecode", b"CCITTFaxDecode", b"DCTDecode")
    ]
    names = b"/XObject<<" + b"".join(b"/I%d %d 0 R" % (n, n + 5) for n in range(4)) + b">>"
    content = b"".join(b"q 595 0 0 842 0 0 cm /I%d Do Q\n" % n for n in range(4))
    return _pdf(_CATALOG, _PAGES, *_page(content, names), *drawn)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(wide: int, high: int) -> bytes:
    head = struct.pack(">IIBBBBB", wide, high, 1, 0, 0, 0, 0)
    packed = zlib.compress(b"\x00" * 50_000_000, 9)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", packed)
        + _chunk(b"IEND", b"")
    )


def _zip(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


_W = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _docx(document: bytes, more: dict[str, bytes] | None = None) -> bytes:
    return _zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": document, **(more or {})})


def _deep_xml() -> bytes:
    return _docx(b"<w:document " + _W + b">" + b"<w:p>" * 300_000 + b"</w:p>" * 300_000)


def _squared_entities() -> bytes:
    big = b"a" * 100_000
    doc = (
        b'<!DOCTYPE x [<!ENTITY a "' + big + b'">]><w:document ' + _W + b"><w:body><w:p><w:r><w:t>"
    )
    return _docx(doc + b"&a;" * 50_000 + b"</w:t></w:r></w:p></w:body></w:document>")


def _many_files() -> bytes:
    return _zip({f"{n}.txt": b"a" for n in range(20_000)})


def _names_that_climb() -> bytes:
    return _zip({"../../../../tmp/mailbot-was-here.txt": b"a", "/etc/mailbot-was-here": b"b"})


def _a_wide_table() -> bytes:
    cell = b"<w:tc><w:tcPr><w:gridSpan w:val='2147483647'/></w:tcPr><w:p/></w:tc>"
    row = b"<w:tr>" + cell * 50 + b"</w:tr>"
    body = b"<w:body><w:tbl>" + row * 200 + b"</w:tbl></w:body>"
    return _docx(b"<w:document " + _W + b">" + body + b"</w:document>")


def _endless_html() -> bytes:
    return b"<html><body>" + b"<table><tr><td>" * 100_000


def _nested_rtf() -> bytes:
    return b"{\\rtf1 " + b"{" * 500_000 + b"\\bin2147483647 a"


def _macros() -> bytes:
    body = b"<w:document " + _W + b"><w:body><w:p/></w:body></w:document>"
    return _docx(
        body, {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 4096}
    )


HOSTILE: dict[str, Callable[[], bytes]] = {
    "ten thousand pages": _ten_thousand_pages,
    "pages in a ring": _pages_in_a_ring,
    "tables in a ring": _tables_in_a_ring,
    "a drawing that draws itself": _a_form_that_draws_itself,
    "fields in a ring": _fields_in_a_ring,
    "a broken font": _a_broken_font,
    "broken pictures": _broken_pictures,
    "a picture of a hundred thousand dots square": lambda: _png(100_000, 100_000),
    "a picture that is one line": lambda: _png(400_000_000, 1),
    "xml three hundred thousand deep": _deep_xml,
    "entities squared": _squared_entities,
    "twenty thousand files": _many_files,
    "names that climb": _names_that_climb,
    "a table two thousand million wide": _a_wide_table,
    "tables that never end": _endless_html,
    "braces that never end": _nested_rtf,
    "macros": _macros,
}


def _mail(name: str, data: bytes) -> bytes:
    return factory.mail(
        PLACE.schools["alder"].office,
        PLACE.mailbox,
        "MM1",
        "Please find attached.",
        attachments=[factory.Attachment(name, data, "application/octet-stream")],
        date=dt.datetime(2026, 10, 5, 9, tzinfo=dt.UTC),
        message_id=f"<{name}@t.example>",
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_never_accepted_and_the_next_mail_is_read(
    reader: Reader, name: str
) -> None:
    began = time.monotonic()
    readings = reader.mail(_mail("a.bin", HOSTILE[name]()), MONDAY)
    assert time.monotonic() - began < 2 * SECONDS + 20
    assert {reading.status for reading in readings} <= {"held", "ignored"}
    (read,) = reader.mail(_mail("b.docx", _word() + name.encode()), MONDAY)
    assert read.kind == "MM1"


# ------------------------------------------------------------------------------ nothing is fetched


@pytest.fixture
def listener() -> Iterator[tuple[int, list[str]]]:
    """A port on loopback, and who called it."""
    calls: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        over = threading.Event()

        def listen() -> None:
            while not over.is_set():
                try:
                    caller, _ = server.accept()
                except TimeoutError:
                    continue
                calls.append("called")
                caller.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield server.getsockname()[1], calls
        over.set()
        thread.join()


def _calling_docx(url: bytes) -> bytes:
    kinds = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    related = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="r1" Type="%sattachedTemplate" Target="%s" TargetMode="External"/>'
        b'<Relationship Id="r2" Type="%simage" Target="%s" TargetMode="External"/></Relationships>'
        % (kinds, url, kinds, url)
    )
    body = (
        b'<!DOCTYPE w:document SYSTEM "%s" [<!ENTITY x SYSTEM "%s">]><w:document %s><w:body><w:p>'
        b"<w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>" % (url, url, _W)
    )
    return _docx(
        body, {"word/_rels/settings.xml.rels": related, "word/_rels/document.xml.rels": related}
    )


def _calling_odt(url: bytes) -> bytes:
    content = (
        b'<!DOCTYPE x SYSTEM "%s"><office:document-content '
        b'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        b'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
        b'xmlns:xlink="http://www.w3.org/1999/xlink"><office:body><office:text>'
        b'<draw:image xlink:href="%s"/></office:text></office:body></office:document-content>'
        % (url, url)
    )
    kind = b"application/vnd.oasis.opendocument.text"
    return _zip({"mimetype": kind, "content.xml": content})


def _calling_html(url: bytes) -> bytes:
    return (
        b'<html><head><link rel="stylesheet" href="%s"><meta http-equiv="refresh" content="0;%s">'
        b'<script src="%s"></script></head><body><img src="%s"><iframe src="%s"></iframe></body></html>'
        % (url, url, url, url, url)
    )


def _calling_pdf(url: bytes) -> bytes:
    catalog = b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/URI/URI(%s)>>>>" % url
    more = b"/AA<</O<</S/Launch/F(%s)>>>>" % url
    return _pdf(catalog, _PAGES, *_page(b"BT ET", extra=more))


def _calling_rtf(url: bytes) -> bytes:
    return b'{\\rtf1{\\*\\template %s}{\\field{\\*\\fldinst INCLUDEPICTURE "%s"}}}' % (url, url)


@pytest.mark.parametrize(
    "made", [_calling_docx, _calling_odt, _calling_html, _calling_pdf, _calling_rtf]
)
def test_a_file_that_names_an_address_calls_nobody(
    reader: Reader, listener: tuple[int, list[str]], made: Callable[[bytes], bytes]
) -> None:
    port, calls = listener
    reader.mail(_mail("a.bin", made(b"http://127.0.0.1:%d/x" % port)), MONDAY)
    assert calls == []


@pytest.mark.parametrize(
    "deed",
    [
        "import socket; socket.create_connection(('127.0.0.1', PORT), 2)",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:PORT', timeout=2)",
        "import os; os.system('true')",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.execv('/bin/true', ['true'])",
        "import os; os.fork()",
    ],
)
def test_the_confined_child_can_call_and_start_nobody(
    listener: tuple[int, list[str]], deed: str
) -> None:
    port, calls = listener
    done = deed.replace("PORT", str(port))
    code = f"from parsers.child import _confine; _confine(512)\ntry:\n    {done}\nexcept OSError: print('refused')"
    ran = subprocess.run(  # noqa: S603 - our own interpreter and words
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.stdout.strip() == "refused", ran.stderr
    assert calls == []


def test_the_bot_holds_a_mail_of_hostile_files_and_goes_on_with_the_next(tmp_path: Path) -> None:
    place = factory.office("southwark")
    home, receiving = place.schools["alder"], place.schools["beck"]
    factory.write_configuration(tmp_path, place)
    first = dt.datetime(2026, 10, 6, 9)  # noqa: DTZ001 - local time, as a scenario writes it
    good = factory.docx("MM1", factory.agreement("a", home, receiving, MONDAY))
    rows: list[tuple[str, dict[str, object]]] = []
    for number, data in enumerate((_a_form_that_draws_itself(), _squared_entities(), good)):
        raw = factory.mail(
            home.office,
            place.mailbox,
            "Managed move",
            "Please find the form attached.",
            attachments=[factory.Attachment("MM1.bin", data, "application/octet-stream")],
            date=first.replace(minute=number, tzinfo=dt.UTC),
            message_id=f"<{number}@{home.domain}>",
        )
        (tmp_path / f"{number}.eml").write_bytes(raw)
        rows.append(("mail", {"at": first.replace(minute=number), "eml": f"{number}.eml"}))
    scenario = write_scenario(
        tmp_path, "hostile", first.replace(hour=8), first.replace(hour=12), rows
    )
    played = play(scenario, tmp_path / "out")
    kinds = [row.kind for row in played.rows]
    assert kinds.count("form_held") >= 1
    assert kinds.count("form_received") == 1
    assert [move["state"] for move in played.moves.values()] == ["running"]
