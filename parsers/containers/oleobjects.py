"""What Windows wraps round a file that is set into a document as an object.

A package of today holds each object as a file by itself; rich text holds it in hexadecimal
([MS-OLEDS] 2.2.5), a .doc in a folder of its pool of objects. What a program keeps there in folders
of its own, and not as a file, stays shut and is named.
"""

import binascii
import io
import re
import struct
from collections.abc import Iterator

import olefile

from parsers.filetypes import DAMAGED_OLE

_NATIVE, _FILES = "\x01Ole10Native", ("CONTENTS", "Package")
_POOL = "ObjectPool"
_OF_PROGRAMS = ("WordDocument", "Workbook", "Book", "PowerPoint Document")
_IN_RICH_TEXT = re.compile(rb"\\objdata\b[\s}]{0,9}((?:[0-9a-fA-F]{2}\s*){32,})")
_EMBEDDED = 2
_PACKAGER = b"package"


def unwrapped(data: bytes) -> tuple[str, bytes]:
    """Return the name and the bytes of the file in an object's wrapper; itself where it is none."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            return _file_in(ole, ()) or ("", data)
    except DAMAGED_OLE:
        return "", data


def old_objects(data: bytes) -> Iterator[tuple[str, bytes | str]]:
    """Yield the name and the bytes of each object in rich text or a .doc, or why it stays shut."""
    if data.lstrip()[:5] == b"{\\rtf":
        for number, found in enumerate(_IN_RICH_TEXT.finditer(data), 1):
            held = bytes.fromhex(b"".join(found[1].split()).decode("ascii"))
            try:
                name, content = _embedded(held)
            except DAMAGED_OLE:
                yield f"object-{number}", "unreadable"
            else:
                yield name or f"object-{number}", content
    elif data[:4] == b"\xd0\xcf\x11\xe0":
        try:
            with olefile.OleFileIO(io.BytesIO(data)) as ole:
                yield from _pooled(ole)
        except DAMAGED_OLE:
            return


def _pooled(ole: olefile.OleFileIO) -> Iterator[tuple[str, bytes | str]]:
    """Yield the objects of a .doc, each in a folder of its pool."""
    folders = dict.fromkeys(tuple(path[:2]) for path in ole.listdir() if path[0] == _POOL)
    for number, folder in enumerate(folders, 1):
        found = _file_in(ole, folder)
        if found is not None:
            yield found[0] or f"object-{number}", found[1]
        elif any(ole.exists([*folder, name]) for name in _OF_PROGRAMS):
            yield f"object-{number}", "unreadable"


def _file_in(ole: olefile.OleFileIO, folder: tuple[str, ...]) -> tuple[str, bytes] | None:
    """Return the name and the bytes of the file that a folder wraps; None where it wraps none."""
    if ole.exists([*folder, _NATIVE]):
        return _native(bytes(ole.openstream([*folder, _NATIVE]).read()))
    for stream in _FILES:
        if ole.exists([*folder, stream]):
            return "", bytes(ole.openstream([*folder, stream]).read())
    return None


def _embedded(data: bytes) -> tuple[str, bytes]:
    """Return the name and the bytes of an object of rich text."""
    (kind,) = struct.unpack_from("<I", data, 4)
    place, names = 8, []
    for _ in range(3):  # its class, its topic, its item
        (length,) = struct.unpack_from("<I", data, place)
        names.append(data[place + 4 : place + 4 + length])
        place += 4 + length
    if kind != _EMBEDDED:
        raise ValueError(kind)
    (size,) = struct.unpack_from("<I", data, place)
    held = data[place + 4 : place + 4 + size]
    if names[0].rstrip(b"\0").lower() == _PACKAGER and held[:2] == b"\x02\x00":
        return _native(struct.pack("<I", len(held)) + held)
    return "", held


def _native(data: bytes) -> tuple[str, bytes]:
    """Return what the packager of Windows wrapped: a name, two paths, then the bytes."""
    label, place = _string(data, 6)
    _, place = _string(data, place)
    (length,) = struct.unpack_from("<I", data, place + 4)
    place += 8 + length
    (size,) = struct.unpack_from("<I", data, place)
    return label, data[place + 4 : place + 4 + size]


def _string(data: bytes, start: int) -> tuple[str, int]:
    end = data.index(b"\0", start)
    return data[start:end].decode("cp1252", "replace"), end + 1


_HEXADECIMAL = re.compile(rb"\\(?:png|jpeg)blip\b")
_DIGITS = re.compile(rb"[\s}]((?:[0-9a-fA-F]{2}\s*){2000,})")
_FAR = 2_000  # bytes of other control words and names between a picture's kind and its digits
_BASE64 = re.compile(
    rb"<(?:\w+:)?(?:binData|binaryData|binary-data)\b[^>]*>([A-Za-z0-9+/=\s]{2000,})</"
)
# The record of a picture and its length ([MS-ODRAW] 2.2.23): behind one or two sums it begins.
_RECORD = re.compile(
    rb"[\x1d\x1e\x2a]\xf0(.{4}).{17}(?:.{16})?(?=\x89PNG\r\n|\xff\xd8\xff)", re.DOTALL
)
_STREAMS = ("Data", "WordDocument")


def pictures_in(data: bytes) -> Iterator[bytes]:
    """Yield the bytes of the pictures in a document, in the order in which it holds them."""
    if data.lstrip()[:5] == b"{\\rtf":
        for kind in _HEXADECIMAL.finditer(data):
            found = _DIGITS.search(data, kind.end())
            if found is not None and found.start() - kind.end() < _FAR:
                yield bytes.fromhex(b"".join(found[1].split()).decode("ascii"))
    elif data[:4] == b"\xd0\xcf\x11\xe0":
        yield from _of_compound(data)
    else:
        for found in _BASE64.finditer(data):
            try:
                yield binascii.a2b_base64(found[1])
            except ValueError:
                continue


def _of_compound(data: bytes) -> Iterator[bytes]:
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            streams = [bytes(ole.openstream(n).read()) for n in _STREAMS if ole.exists(n)]
    except DAMAGED_OLE:
        return
    for stream in streams:
        for found in _RECORD.finditer(stream):
            (length,) = struct.unpack("<I", found[1])
            size = length - (found.end() - found.start() - 6)
            if size > 0:
                yield stream[found.end() : found.end() + size]
