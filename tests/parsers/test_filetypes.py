"""What a file is, its bytes say: a wrong name or media type cannot change it."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.filetypes import Filetype, filetype, first_look, is_mail
from tests import wrapped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _office(*names: str) -> bytes:
    return wrapped.zipped(dict.fromkeys(names, b"<a/>"))


def _ole(**streams: bytes) -> bytes:
    return wrapped.compound(streams)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", Filetype.EMPTY),
        (b"\r\n \x00\x00", Filetype.EMPTY),
        (b"%PDF-1.7\n", Filetype.PDF),
        (b"\r\nScanned by a copier\r\n%PDF-1.4\n", Filetype.PDF),
        (_office("[Content_Types].xml", "word/document.xml"), Filetype.DOCX),
        (_office("[Content_Types].xml", "word/document2.xml"), Filetype.DOCX),
        (_office("[content_types].xml", "word\\document.xml"), Filetype.DOCX),
        (_office("[Content_Types].xml", "xl/workbook.xml"), Filetype.XLSX),
        (_office("[Content_Types].xml", "ppt/presentation.xml"), Filetype.OTHER_OFFICE),
        (_office("word/form.docx", "xl/b.xlsx"), Filetype.ZIP),
        (
            wrapped.zipped(
                {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"}
            ),
            Filetype.ODT,
        ),
        (
            wrapped.zipped(
                {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b""}
            ),
            Filetype.ODS,
        ),
        (wrapped.locked(_office("a.docx")), Filetype.LOCKED_ZIP),
        (b"PK\x03\x04 broken", Filetype.UNKNOWN),
        (_ole(WordDocument=b"x" * 5_000), Filetype.DOC),
        (_ole(Workbook=b"x" * 5_000), Filetype.XLS),
        (_ole(EncryptedPackage=b"x" * 5_000, EncryptionInfo=b"y"), Filetype.LOCKED_OFFICE),
        (wrapped.compound(wrapped.outlook(text="a")), Filetype.OUTLOOK),
        (_ole(Quill=b"x"), Filetype.OTHER_OFFICE),
        (OLE + bytes(600), Filetype.UNKNOWN),
        (OLE + bytes(90) + "WordDocument".encode("utf-16-le"), Filetype.DOC),
        (b"{\\rtf1\\ansi Pupil}", Filetype.RTF),
        (b"\r\n{\\rtf1 x}", Filetype.RTF),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><a/>', Filetype.WORD_XML),
        (b'<?xml version="1.0"?><a/>', Filetype.XML),
        (b'<?xml version="1.0"?><html><body/></html>', Filetype.HTML),
        (b"<!DOCTYPE html><p>x", Filetype.HTML),
        ("<table><tr><td>x".encode("utf-16"), Filetype.HTML),
        (b"\x89PNG\r\n\x1a\n", Filetype.PICTURE),
        (b"\xff\xd8\xff\xe1", Filetype.PICTURE),
        (b"MM\x00*", Filetype.PICTURE),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", Filetype.PICTURE),
        (b"RIFF\x10\x00\x00\x00WAVEfmt ", Filetype.SOUND_OR_FILM),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", Filetype.HEIC),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00heic", Filetype.HEIC),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00isom", Filetype.SOUND_OR_FILM),
        (b"BM" + struct.pack("<IHHI", 70, 0, 0, 54), Filetype.PICTURE),
        (b"BMI of the pupil: 21", Filetype.TEXT),
        (b"\x78\x9f\x3e\x22" + bytes(9), Filetype.TNEF),
        (b"\x76\xe8\x04\x60\xc4\x11\xe3\x86x\x9c", Filetype.RIGHTS_MANAGED_MAIL),
        (b"Rar!\x1a\x07\x01\x00", Filetype.ARCHIVE),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", Filetype.ARCHIVE),
        (b"MSCF\x00\x00\x00\x00", Filetype.ARCHIVE),
        (b"\x1f\x8b\x08\x00", Filetype.PACKED),
        (b"\xfd7zXZ\x00\x00", Filetype.PACKED),
        (b"BZh91AY&SY", Filetype.PACKED),
        (b"BZh is no word", Filetype.TEXT),
        (bytes(257) + b"ustar\x0000", Filetype.TAR),
        (b"-----BEGIN PGP MESSAGE-----\n\nhQ", Filetype.SEALED),
        (b"-----BEGIN PKCS7-----\nMIAG", Filetype.SEALED),
        (b"0\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03\xa0\x80", Filetype.SEALED),
        (b"0\x82\x10\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0", Filetype.SIGNED),
        (b"BEGIN:VCARD\r\n", Filetype.VCARD),
        (b"\xef\xbb\xbfBEGIN:VCALENDAR\r\n", Filetype.CALENDAR),
        (b"[InternetShortcut]\r\nURL=x", Filetype.LINK),
        (b"MZ\x90\x00", Filetype.PROGRAM),
        (b"Pupil,School\nKai,Thornfield", Filetype.TEXT),
        (b"From: Jo <a@t.example>\nSubject: x\n\nHello", Filetype.MAIL),
        (b"From a@t.example Mon Oct  5 09:00:00 2026\nFrom: a@t.example\n\nHello", Filetype.MAIL),
        (b"Received: by x\nFrom: Jo <a@t.example>\n\n%PDF-1.7 in the text", Filetype.MAIL),
        (bytes(range(1, 256)), Filetype.UNKNOWN),
    ],
)
def test_a_file_is_what_its_bytes_say(data: bytes, kind: Filetype) -> None:
    assert filetype(data) is kind


@pytest.mark.parametrize(
    "text",
    [
        b"From: Thornfield School\nTo: Holly Bank Academy\nPupil: Kai\n",
        b"Date: 5 October 2026\nTo: Holly Bank\nFrom: Thornfield\nSubject: Kai\n",
        b"Pupil: Kai\nFrom: a@t.example\n\nx",
    ],
)
def test_a_form_typed_with_from_and_to_is_no_mail(text: bytes) -> None:
    assert not is_mail(text)
    assert filetype(text) is Filetype.TEXT


def test_a_first_look_opens_nothing() -> None:
    many = b"PK\x03\x04" + b"PK\x01\x02" * 200_000
    assert first_look(many) is Filetype.ZIP
    assert filetype(many) is Filetype.ZIP
    assert first_look(OLE + bytes(9_000)) is Filetype.OTHER_OFFICE


@given(st.binary(max_size=300))
def test_any_bytes_are_some_kind_of_file(data: bytes) -> None:
    assert isinstance(filetype(data), Filetype)
