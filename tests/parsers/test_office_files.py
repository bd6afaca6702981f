"""Forms set into Office files as objects, or pasted into them as a scan, are found or held."""

import base64
import functools
import io
import struct
import zipfile
from collections.abc import Callable, Sequence

import docx
import numpy as np
import openpyxl
import pytest
from docx.shared import Inches
from openpyxl.drawing.image import Image as SheetImage
from PIL import Image

from parsers.containers.officefiles import objects_in, pages_in
from parsers.containers.oleobjects import pictures_in
from parsers.read import read_file
from tests import factory, scanner, wrapped
from tests.parsers import layouts
from tests.parsers.test_pdf_kinds import HOME, MONDAY, NEW, printed


@functools.cache
def form() -> bytes:
    return factory.docx("MM1", factory.agreement("a", HOME, NEW, MONDAY))


@functools.cache
def scan() -> bytes:
    out = io.BytesIO()
    Image.fromarray(scanner.pages_of(printed(), 150)[0]).save(out, "JPEG", quality=80)
    return out.getvalue()


def picture(wide: int, high: int) -> bytes:
    out = io.BytesIO()
    Image.new("L", (wide, high), 255).save(out, "PNG")
    return out.getvalue()


def letter(*pictures: bytes, words: str = "Please see the form below.", head: bytes = b"") -> bytes:
    made = docx.Document()
    made.add_paragraph(words)
    for one in pictures:
        made.add_picture(io.BytesIO(one), width=Inches(6))
    if head:
        run = made.sections[0].header.paragraphs[0].add_run()
        run.add_picture(io.BytesIO(head), width=Inches(6))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def with_objects(objects: Sequence[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO(letter())
    with zipfile.ZipFile(out, "a") as package:
        for name, data in objects:
            package.writestr(f"word/embeddings/{name}", data)
    return out.getvalue()


def packager(name: str, data: bytes) -> bytes:
    """A file as the packager of Windows wraps it."""
    path = b"C:\\Temp\\x\0"
    body = b"\x02\0" + name.encode() + b"\0" + path + struct.pack("<HHI", 0, 3, len(path)) + path
    return body + struct.pack("<I", len(data)) + data


def native(name: str, data: bytes) -> bytes:
    """The same as an object of a package."""
    body = packager(name, data)
    return wrapped.compound({"\x01Ole10Native": struct.pack("<I", len(body)) + body})


def rich(sort: str, data: bytes, kind: int = 2) -> bytes:
    """A letter of rich text with an object in it ([MS-OLEDS] 2.2.5)."""
    head = struct.pack("<III", 0x501, kind, len(sort) + 1) + sort.encode() + b"\0" + bytes(8)
    digits = (head + struct.pack("<I", len(data)) + data).hex()
    lines = "\n".join(digits[at : at + 128] for at in range(0, len(digits), 128))
    words = "Dear colleague, please find below what we filled in after our talk with you. " * 2
    return rf"{{\rtf1\ansi {words}\par {{\object\objemb{{\*\objdata {lines}}}}}}}".encode()


def told(data: bytes) -> list[tuple[str | None, str, str]]:
    found = read_file("paper", data, layouts.context(), MONDAY)
    return [(one.part, one.kind, one.status) for one in found]


@pytest.mark.parametrize(
    ("name", "make", "shown"),
    [
        ("Microsoft_Word_Document.docx", form, "Microsoft_Word_Document.docx"),
        ("oleObject1.bin", lambda: native("../MM1.docx", form()), "MM1.docx"),
        ("oleObject1.bin", lambda: wrapped.compound({"CONTENTS": printed()}), "oleObject1.bin"),
        ("oleObject1.bin", lambda: wrapped.compound({"Package": form()}), "oleObject1.bin"),
    ],
    ids=["package", "packager", "acrobat", "stored-package"],
)
def test_a_form_set_into_a_letter_as_an_object_is_read(name: str, make: object, shown: str) -> None:
    assert callable(make)
    letter_itself, object_in_it = told(with_objects([(name, make())]))
    assert letter_itself == (None, "other", "ignored")
    assert object_in_it == (shown, "MM1", "accepted")


def test_a_scan_pasted_into_a_document_is_read_as_the_scan_that_it_is() -> None:
    (first, second) = told(letter(scan()))
    assert first == (None, "other", "ignored")
    assert second[1] == "MM1"


def test_only_pictures_that_could_be_a_page_are_looked_at() -> None:
    crest, banner, page = picture(300, 300), picture(2000, 200), picture(900, 1300)
    assert pages_in(letter(crest, banner)).parts == ()
    assert [part.data for part in pages_in(letter(crest, page)).parts] == [page]
    assert pages_in(letter(crest, head=page)).parts == ()


def test_a_picture_without_words_in_a_letter_says_nothing() -> None:
    assert told(letter(picture(900, 1300))) == [(None, "other", "ignored")]


def test_the_pictures_of_a_form_are_not_read_by_themselves() -> None:
    made = docx.Document(io.BytesIO(form()))
    made.add_picture(io.BytesIO(scan()), width=Inches(6))
    out = io.BytesIO()
    made.save(out)
    assert [(part, kind) for part, kind, _ in told(out.getvalue())] == [(None, "MM1")]


def test_the_largest_pictures_of_many_are_looked_at() -> None:
    many = [picture(800, 900 + n) for n in range(14)]
    (found,) = pages_in(letter(*many)).parts
    pages = [found.data, *found.more]
    assert len(pages) == 10
    assert pages == [one for one in many if one in pages]


def test_the_pages_of_a_pasted_scan_are_one_form() -> None:
    page = scanner.pages_of(printed(), 150)[0]
    half = page.shape[0] // 2
    parts = []
    for rows in (page[:half], page[half:]):
        sheet = np.full_like(page, 255)
        sheet[100 : 100 + len(rows)] = rows
        parts.append(scanner.jpeg(sheet, 80))
    _, (_, kind, _) = told(letter(*parts))
    assert kind == "MM1"


def test_a_scan_pasted_into_a_workbook_is_a_page() -> None:
    book = openpyxl.Workbook()
    book.active.add_image(SheetImage(io.BytesIO(scan())), "A1")
    out = io.BytesIO()
    book.save(out)
    assert len(pages_in(out.getvalue()).parts) == 1


def test_rich_text_that_is_only_a_picture_waits_for_a_person() -> None:
    rtf = rb"{\rtf1\ansi Form below\par {\pict\jpegblip ffd8ffe0}\par}"
    ((_, kind, status),) = told(rtf)
    assert (kind, status) == ("other", "held")


@pytest.mark.parametrize(
    ("sort", "make", "shown"),
    [
        ("Package", lambda: packager("MM1.docx", form()), "MM1.docx"),
        ("Word.Document.12", lambda: wrapped.compound({"Package": form()}), "object-1"),
        ("AcroExch.Document", lambda: wrapped.compound({"CONTENTS": printed()}), "object-1"),
    ],
)
def test_a_form_set_into_rich_text_as_an_object_is_read(
    sort: str, make: Callable[[], bytes], shown: str
) -> None:
    found = told(rich(sort, make()))
    assert [(part, kind) for part, kind, _ in found if kind != "other"] == [(shown, "MM1")]
    assert not [status for _, _, status in found if status == "held"]


def test_an_object_of_rich_text_that_stays_shut_is_said() -> None:
    for data in (rich("Package", b"\x02\0MM1"), rich("Package", packager("a", b"b"), kind=1)):
        assert ("object-1", "other", "held") in told(data)


@pytest.mark.parametrize(
    ("folder", "found", "left"),
    [
        ({"\x01Ole10Native": bytes(4) + packager("MM1.docx", b"form")}, ["MM1.docx"], []),
        ({"CONTENTS": b"form"}, ["object-1"], []),
        ({"WordDocument": b"form"}, [], ["object-1"]),
        ({"\x03ObjInfo": b"a line"}, [], []),
    ],
)
def test_the_objects_of_an_old_word_file_are_taken_out_or_named(
    folder: dict[str, bytes], found: list[str], left: list[str]
) -> None:
    inside = objects_in(wrapped.compound({"WordDocument": b"x", "ObjectPool": {"_1": folder}}))
    assert [part.name for part in inside.parts] == found
    assert [name for name, _ in inside.left] == left


def _jpeg() -> bytes:
    noise = np.random.default_rng(1).integers(0, 255, (900, 700)).astype(np.uint8)
    return scanner.jpeg(noise, 60)


def _record(picture: bytes, sums: int = 1) -> bytes:
    """A picture as an old Word file keeps it ([MS-ODRAW], section 2.2.23)."""
    inside = bytes(16 * sums) + b"\xff" + picture
    return b"\xa0\x46\x1d\xf0" + struct.pack("<I", len(inside)) + inside


def test_the_pictures_of_old_files_are_looked_at_as_pages() -> None:
    page = _jpeg()
    old = {"WordDocument": b"x", "Data": b"before" + _record(page) + _record(page, 2) + b"after"}
    letters = base64.b64encode(page).decode()
    xml = f"<w:wordDocument><w:binData w:name='a'>{letters}</w:binData></w:wordDocument>"
    rich_text = rb"{\rtf1 {\pict\picw1\jpegblip " + page.hex().encode() + rb"}}"
    assert list(pictures_in(wrapped.compound(old))) == [page, page]
    assert list(pictures_in(xml.encode())) == [page]
    assert list(pictures_in(rich_text)) == [page]
    assert list(pictures_in(wrapped.compound(old)[:2000])) == []
    assert list(pictures_in(xml.replace(letters[-8:], "A").encode())) == []


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", form()[:5000]])
def test_what_is_damaged_holds_nothing(data: bytes) -> None:
    assert objects_in(data).parts == ()
    assert pages_in(data).parts == ()
