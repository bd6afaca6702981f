"""What a file is, by its bytes alone: never by its name, and never by the media type it claims.

A table of signatures of our own and not a library's: a guess of one ("this could be a TIFF") is
worse than no answer, for it decides which reader meets hostile bytes. Where two kinds begin alike
(a zip, a Word file, an OpenDocument; an Outlook message, an old Word file, a Word file under a
password), the table of contents inside the file decides. Total: no bytes make this module raise.
"""

import io
import re
import struct
import zipfile
import zlib
from enum import Enum, auto

import olefile

# What olefile raises on damaged files, found by fuzzing.
DAMAGED_OLE = (
    ArithmeticError, AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError,
    struct.error,
)  # fmt: skip


class Filetype(Enum):
    """A kind of file. What none of the others describes is TEXT, or UNKNOWN."""

    EMPTY = auto()
    PDF = auto()
    DOCX = auto()
    XLSX = auto()
    ODT = auto()
    ODS = auto()
    DOC = auto()
    XLS = auto()
    RTF = auto()
    WORD_XML = auto()  # Word or OpenDocument text written as one file of XML
    OTHER_OFFICE = auto()  # slides, drawings, Publisher, Pages
    LOCKED_OFFICE = auto()  # a Word or Excel file under a password or a licence
    PICTURE = auto()  # PNG, JPEG, GIF, TIFF, BMP, WEBP
    HEIC = auto()  # HEIC, HEIF and AVIF
    ZIP = auto()
    LOCKED_ZIP = auto()
    TAR = auto()
    PACKED = auto()  # one file by itself: gzip, bzip2, xz
    ARCHIVE = auto()  # of another kind: 7z, RAR, CAB, zstd
    MAIL = auto()  # as it travels: RFC 822, .eml
    OUTLOOK = auto()  # .msg, and .oft
    TNEF = auto()  # winmail.dat
    RIGHTS_MANAGED_MAIL = auto()  # message.rpmsg
    SEALED = auto()  # S/MIME that only its receiver can open, PGP
    SIGNED = auto()  # S/MIME that holds its text beside the signature
    VCARD = auto()
    CALENDAR = auto()
    MAC_SHADOW = auto()  # what macOS notes of a file, in a file beside it: AppleDouble
    LINK = auto()  # a shortcut to a place on the web or a disk
    HTML = auto()
    XML = auto()
    PROGRAM = auto()
    SOUND_OR_FILM = auto()
    TEXT = auto()  # plain, or with separators
    UNKNOWN = auto()


_START = 4_096  # bytes in which a kind shows itself
_PDF_WITHIN = 1_024  # bytes before "%PDF-" that readers of PDF pass over
_LARGEST_LISTING = 64 * 2**20  # bytes of a file whose table of contents is read
_MOST_NAMES = 20_000
_BLANK = b"\x00\r\n\t "
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"PK00PK")
_SIGNATURES: tuple[tuple[bytes, Filetype], ...] = (
    (b"%PDF-", Filetype.PDF),
    (b"\x89PNG\r\n\x1a\n", Filetype.PICTURE),
    (b"\xff\xd8\xff", Filetype.PICTURE),
    (b"GIF87a", Filetype.PICTURE),
    (b"GIF89a", Filetype.PICTURE),
    (b"II*\x00", Filetype.PICTURE),
    (b"MM\x00*", Filetype.PICTURE),
    (b"II+\x00", Filetype.PICTURE),
    (b"MM\x00+", Filetype.PICTURE),
    (b"\x78\x9f\x3e\x22", Filetype.TNEF),
    (b"\x76\xe8\x04\x60\xc4\x11\xe3\x86", Filetype.RIGHTS_MANAGED_MAIL),
    (b"\x00\x05\x16\x07", Filetype.MAC_SHADOW),
    (b"7z\xbc\xaf\x27\x1c", Filetype.ARCHIVE),
    (b"Rar!\x1a\x07", Filetype.ARCHIVE),
    (b"\x1f\x8b\x08", Filetype.PACKED),
    (b"\xfd7zXZ\x00", Filetype.PACKED),
    (b"\x28\xb5\x2f\xfd", Filetype.ARCHIVE),
    (b"MSCF\x00\x00\x00\x00", Filetype.ARCHIVE),
    (b"MZ", Filetype.PROGRAM),
    (b"\x7fELF", Filetype.PROGRAM),
    (b"L\x00\x00\x00\x01\x14\x02\x00", Filetype.LINK),
    (b"ID3", Filetype.SOUND_OR_FILM),
    (b"OggS", Filetype.SOUND_OR_FILM),
    (b"\x1aE\xdf\xa3", Filetype.SOUND_OR_FILM),
    (b"#!AMR", Filetype.SOUND_OR_FILM),
    (b"wOFF", Filetype.UNKNOWN),
)
_STILL_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif"}
_FIRST_WORDS: tuple[tuple[bytes, Filetype], ...] = (
    (b"{\\rtf", Filetype.RTF),
    (b"-----begin pgp message", Filetype.SEALED),
    (b"(this file must be converted with binhex", Filetype.ARCHIVE),
    (b"begin:vcard", Filetype.VCARD),
    (b"begin:vcalendar", Filetype.CALENDAR),
    (b"[internetshortcut]", Filetype.LINK),
)
# The object identifiers of CMS (RFC 5652, section 14) as they stand in DER.
_CMS = re.compile(
    rb"\A\x30.{1,5}\x06(?:\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07([\x01-\x06])"
    rb"|\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01([\x09\x17]))",
    re.DOTALL,
)
_SIGNED_DATA = b"\x02"
_HEADER_LINE = re.compile(
    rb"^(?:from|received|return-path|date|subject|to|message-id|mime-version|content-type|x-[\w-]+|"
    rb"delivered-to|authentication-results|dkim-signature|arc-[\w-]+|thread-[\w-]+|reply-to|cc):",
    re.IGNORECASE | re.MULTILINE,
)
_FEWEST_HEADERS = 3
# What reading a member of a damaged or hostile zip raises.
DAMAGED_ZIP = (
    zipfile.BadZipFile, EOFError, KeyError, NotImplementedError, OSError, OverflowError,
    RuntimeError, UnicodeError, ValueError, struct.error, zlib.error,
)  # fmt: skip
DAMAGED_PACKAGE = (*DAMAGED_ZIP, SyntaxError)  # the same of a zip of XML, as Office writes
# A text typed as "From: one school / To: another" is no mail: no address, nothing of a server's.
_OF_A_MAIL = re.compile(
    rb"^(?:received|return-path|message-id|mime-version|content-type|x-[\w-]+|dkim-signature|"
    rb"authentication-results):|^(?:from|to):[^\r\n]{0,200}@",
    re.IGNORECASE | re.MULTILINE,
)
# What a box of mails, or Apple's program, puts before each.
_BEFORE_A_MAIL = re.compile(rb"\A(?:From [^\r\n]{3,200}|\d{1,10}[ \t]*)\r?\n")


def filetype(data: bytes) -> Filetype:
    """Return what kind of file the bytes are."""
    if data.startswith(_ZIPS):
        return _kind_of_zip(data)
    if data.startswith(_OLE):
        return _kind_of_ole(data)
    return first_look(data)


def first_look(data: bytes) -> Filetype:  # noqa: PLR0911 - one answer a family of kinds
    """Return the same without opening anything: every zip is ZIP, every compound file OTHER_OFFICE.

    Cheap and safe whatever the bytes are, so it is fit for the daemon itself: a table of contents
    of a million entries is for the child.
    """
    start = data[:_START]
    if not start.strip(_BLANK) and not data.strip(_BLANK):
        return Filetype.EMPTY
    if start.startswith(_ZIPS):
        return Filetype.ZIP
    if start.startswith(_OLE):
        return Filetype.OTHER_OFFICE
    for signature, kind in _SIGNATURES:
        if start.startswith(signature):
            return kind
    media = _kind_of_media(start)
    if media is not None:
        return media
    if is_mail(data):
        return Filetype.MAIL
    if b"%PDF-" in start[:_PDF_WITHIN]:
        return Filetype.PDF
    sealed = _kind_of_sealed(start)
    if sealed is not None:
        return sealed
    return _kind_of_text(data, start)


def is_mail(data: bytes) -> bool:
    """Whether a file is a mail as it travels (.eml): header lines first, with a From among them."""
    start = data[:_START].lstrip(b"\xef\xbb\xbf\r\n")
    top = re.split(rb"\r?\n\r?\n", _BEFORE_A_MAIL.sub(b"", start), maxsplit=1)[0]
    first = _HEADER_LINE.match(top)
    names = {match.group(0).lower() for match in _HEADER_LINE.finditer(top)}
    whole = len(names) >= _FEWEST_HEADERS or b"from:" in names
    starts = first is not None and first.start() == 0
    return starts and whole and _OF_A_MAIL.search(top) is not None


def _kind_of_zip(data: bytes) -> Filetype:  # noqa: PLR0911 - likewise
    if data.count(b"PK\x01\x02") > _MOST_NAMES:
        return Filetype.ZIP
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()[:_MOST_NAMES]
    except DAMAGED_ZIP:
        return Filetype.UNKNOWN
    # Some writers of Office files use the other slash, or capitals.
    names = {member.filename.replace("\\", "/").casefold() for member in members}
    if "encryptedpackage" in names or "encryptioninfo" in names:
        return Filetype.LOCKED_OFFICE
    if any(member.flag_bits & 1 for member in members):
        return Filetype.LOCKED_ZIP
    if "[content_types].xml" in names:
        for folder, kind in (
            ("word/", Filetype.DOCX),
            ("xl/", Filetype.XLSX),
            ("", Filetype.OTHER_OFFICE),
        ):
            if any(name.startswith(folder) for name in names):
                return kind
    if "content.xml" in names and ("mimetype" in names or "meta-inf/manifest.xml" in names):
        return _kind_of_open_document(data)
    if "index/document.iwa" in names or "index.zip" in names:
        return Filetype.OTHER_OFFICE
    return Filetype.ZIP


def _kind_of_open_document(data: bytes) -> Filetype:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("mimetype") as member:
            claim = member.read(200)
    except DAMAGED_ZIP:
        return Filetype.ODT
    if b"spreadsheet" in claim:
        return Filetype.ODS
    return Filetype.OTHER_OFFICE if b"presentation" in claim else Filetype.ODT


# The names of the streams at the root of a compound file; the first that is there decides.
_STREAMS: tuple[tuple[str, Filetype], ...] = (
    ("__properties_version1.0", Filetype.OUTLOOK),
    ("EncryptedPackage", Filetype.LOCKED_OFFICE),
    ("\x09DRMContent", Filetype.LOCKED_OFFICE),
    ("WordDocument", Filetype.DOC),
    ("Workbook", Filetype.XLS),
    ("Book", Filetype.XLS),
    ("PowerPoint Document", Filetype.OTHER_OFFICE),
    ("Quill", Filetype.OTHER_OFFICE),
    ("VisioDocument", Filetype.OTHER_OFFICE),
)


def _kind_of_ole(data: bytes) -> Filetype:
    names = _root_names(data)
    for name, kind in _STREAMS:
        if name.casefold() in names:
            return kind
    if names:
        return Filetype.OTHER_OFFICE
    # Cut short or damaged: a name anywhere in it is the best that can be said.
    for name, kind in _STREAMS:
        if name.encode("utf-16-le") in data:
            return kind
    return Filetype.UNKNOWN


def _root_names(data: bytes) -> frozenset[str]:
    if len(data) > _LARGEST_LISTING:
        return frozenset()
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            children = ole.root.kids if ole.root is not None else []
            return frozenset(str(child.name).casefold() for child in children[:_MOST_NAMES])
    except DAMAGED_OLE:
        return frozenset()


def _kind_of_media(start: bytes) -> Filetype | None:
    if start[4:8] == b"ftyp":
        brands = {start[at : at + 4] for at in (8, *range(16, 40, 4))}
        return Filetype.HEIC if brands & _STILL_BRANDS else Filetype.SOUND_OR_FILM
    if start[:4] == b"RIFF":
        return Filetype.PICTURE if start[8:12] == b"WEBP" else Filetype.SOUND_OR_FILM
    if start[257:262] == b"ustar":
        return Filetype.TAR
    # "BZh" alone begins a text as well.
    if re.match(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)", start):
        return Filetype.PACKED
    # A bitmap says its own length and has two empty words: "BM" alone begins many a text.
    if start[:2] == b"BM" and start[6:10] == bytes(4):
        return Filetype.PICTURE
    return None


def _kind_of_sealed(start: bytes) -> Filetype | None:
    if b"-----BEGIN PKCS7-----" in start[:200] or b"-----BEGIN CMS-----" in start[:200]:
        return Filetype.SEALED
    match = _CMS.match(start)
    if match is None:
        return None
    return Filetype.SIGNED if match.group(1) == _SIGNED_DATA else Filetype.SEALED


def _kind_of_text(data: bytes, start: bytes) -> Filetype:
    if not is_text(data):
        return Filetype.UNKNOWN
    plain = start.lstrip(b"\xef\xbb\xbf\xff\xfe\r\n\t ").replace(b"\x00", b"").lower()
    for words, kind in _FIRST_WORDS:
        if plain.startswith(words):
            return kind
    if plain.startswith((b"<?xml", b"<w:worddocument")):
        if re.search(rb"progid=.word|<w:worddocument|<pkg:package|<office:document\b", plain):
            return Filetype.WORD_XML
        if not re.search(rb"<html\b", plain):
            return Filetype.XML
    if re.search(rb"<(?:html|body|table|!doctype html)\b", plain):
        return Filetype.HTML
    return Filetype.TEXT


def is_text(data: bytes) -> bool:
    """Whether a file is text: no control characters, unless it says that it is UTF-16."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return not re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", data[:65_536])
