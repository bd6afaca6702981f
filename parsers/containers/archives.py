"""A zip, a tar, or one file packed by gzip, bzip2 or xz: opened in memory, never onto a disk.

Every limit is checked against what comes out and not against what the archive claims: 42.zip lies
about nothing, but others do. Members are taken by their bytes, never by a path; folders, links, the
droppings of macOS and Windows are no documents. A member that stays shut is named with its reason.
A tar that is packed (.tar.gz, .tgz) is one container and not two.
"""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from typing import IO

from parsers.containers.inside import (
    LARGEST_INSIDE,
    MOST_INSIDE,
    Inside,
    Taking,
    is_document,
    shown_name,
)
from parsers.evidence import Part
from parsers.filetypes import DAMAGED_ZIP, Filetype, first_look

LARGEST_MEMBER = 60 * 2**20  # bytes
MOST_ENTRIES = 2_000  # in the table of contents; a school zips a folder, not a disk
_STEEPEST = 200  # times that what comes out, over a megabyte, may be larger than what is packed
_SMALL = 2**20
_CHUNK = 2**18
_MOST_MEMORY = 64 * 2**20  # bytes that xz may ask for
_EOCD = b"PK\x05\x06"
_MEDIA = "application/octet-stream"
_LARGE, _DAMAGED = "too large", "unreadable"
_BAD = (
    tarfile.TarError, EOFError, LookupError, OSError, OverflowError, RecursionError, TypeError,
    UnicodeError, ValueError, lzma.LZMAError, struct.error, zlib.error, MemoryError,
)  # fmt: skip


def inside_zip(data: bytes) -> Inside | str:
    """Return what a zip holds, or the word for why it was not opened."""
    if _claimed_entries(data) > MOST_ENTRIES:
        return "too many"
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except DAMAGED_ZIP:
        return _DAMAGED
    with archive:
        members = [one for one in archive.infolist() if is_document(one.filename)]
        if len(members) > MOST_INSIDE:
            return "too many"
        taking = Taking()
        for member in members:
            taking.put(
                taking.called(member.filename), _member(archive, member, taking.room), _MEDIA
            )
    if taking.left and not taking.parts and {why for _, why in taking.left} == {"encrypted"}:
        return "encrypted"
    return taking.told() if members else "nothing inside"


def _claimed_entries(data: bytes) -> int:
    """Return how many members the archive says it has, before anything is built of them."""
    at = data.rfind(_EOCD)
    # A table of contents is 46 bytes a member at least, whatever the last record claims.
    listed = data.count(b"PK\x01\x02")
    if at < 0 or at + 12 > len(data):
        return listed
    return max(listed, int(struct.unpack("<H", data[at + 10 : at + 12])[0]) % 0xFFFF)


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, room: int) -> bytes | str:
    """Return a member's bytes, or the word for why not."""
    if member.flag_bits & 1:
        return "encrypted"
    steep = max(_SMALL, member.compress_size * _STEEPEST)
    try:
        with archive.open(member) as stream:
            return _read(stream, min(LARGEST_MEMBER, room, steep))
    except DAMAGED_ZIP:
        return _DAMAGED


def inside_tar(data: bytes) -> Inside | str:
    """Return what a tar holds, or the word for why it was not opened."""
    taking = Taking()
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
            for number, member in enumerate(archive):
                if number >= MOST_ENTRIES or taking.is_full:
                    return "too many"
                if not member.isreg() or not is_document(member.name):
                    continue
                name, stream = taking.called(member.name), archive.extractfile(member)
                most = min(LARGEST_MEMBER, taking.room)
                taking.put(name, _DAMAGED if stream is None else _read(stream, most), _MEDIA)
    except _BAD:
        if not taking.parts:
            return _DAMAGED
        taking.left.append(("the rest", _DAMAGED))
    if taking.is_full:
        return "too many"
    return taking.told() if taking.count else "nothing inside"


def inside_packed(data: bytes) -> Inside | str:
    """Return the one file that is packed, or what it holds where it is a tar; else why not."""
    try:
        taken = _unpacked(data, min(LARGEST_INSIDE, max(_SMALL, len(data) * _STEEPEST)))
    except _BAD:
        taken = _DAMAGED
    if isinstance(taken, str):
        return taken
    if first_look(taken) is Filetype.TAR:
        return inside_tar(taken)
    if not taken.strip():
        return "nothing inside"
    return Inside(parts=(Part(shown_name(_name_in_gzip(data), 1), _MEDIA, taken),))


def _unpacked(data: bytes, most: int) -> bytes | str:
    if data.startswith(b"BZh"):
        with bz2.BZ2File(io.BytesIO(data)) as stream:
            return _read(stream, most)
    if not data.startswith(b"\xfd7zXZ"):
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            return _read(stream, most)
    unpacker = lzma.LZMADecompressor(memlimit=_MOST_MEMORY)
    taken = unpacker.decompress(data, most + 1)
    if len(taken) > most:
        return _LARGE
    return taken if unpacker.eof else _DAMAGED


def _name_in_gzip(data: bytes) -> str:
    """Return the name that gzip keeps behind its head (RFC 1952, section 2.3); "" for none."""
    if data[:2] != b"\x1f\x8b" or len(data) < 11 or not data[3] & 8 or data[3] & 4:  # noqa: PLR2004 - where the flags say so
        return ""
    return data[10:300].split(b"\0", 1)[0].decode("latin-1")


def _read(stream: IO[bytes] | gzip.GzipFile | bz2.BZ2File, most: int) -> bytes | str:
    """Return what comes out, read by and by, or that it is too large."""
    out = io.BytesIO()
    while chunk := stream.read(_CHUNK):
        out.write(chunk)
        if out.tell() > most:
            return _LARGE
    return out.getvalue()
