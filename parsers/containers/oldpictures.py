"""The pictures inside Word documents that are no packages: .doc, rich text, Word's own XML.

They stand there raw, in hexadecimal or in base64. Only their bytes are taken out, by the signs with
which such files begin; what those bytes are is for the reader of pictures to find out.
"""

import binascii
import io
import re
import struct
from collections.abc import Iterator

import olefile

from parsers.filetypes import DAMAGED_OLE

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
