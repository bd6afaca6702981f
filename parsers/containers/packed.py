"""A tar, or one file packed by gzip, bzip2 or xz: opened in memory, as a zip is.

A tar that is packed (.tar.gz, .tgz) is one container and not two. Only whole files are taken out:
a link, a device or a folder is no document, and a path is only a name. What comes out is counted as
it comes, for what such a file claims of its size may be a lie.
"""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zlib
from typing import IO

from parsers.containers.archives import LARGEST_MEMBER, MOST_ENTRIES
from parsers.containers.inside import (
    LARGEST_INSIDE,
    MOST_INSIDE,
    Inside,
    is_document,
    shown_name,
    unlike,
)
from parsers.evidence import Part
from parsers.filetypes import Filetype, first_look

_STEEPEST = 200  # times that what comes out may be larger than what is packed
_SMALL = 2**20
_CHUNK = 2**18
_MOST_MEMORY = 64 * 2**20  # bytes that xz may ask for
_BAD = (
    tarfile.TarError, EOFError, LookupError, OSError, OverflowError, RecursionError, TypeError,
    UnicodeError, ValueError, lzma.LZMAError, struct.error, zlib.error, MemoryError,
)  # fmt: skip
_LARGE, _DAMAGED = "too large", "unreadable"


def inside_tar(data: bytes) -> Inside | str:
    """Return what a tar holds, or the word for why it was not opened."""
    parts: list[Part] = []
    left: list[tuple[str, str]] = []
    names: set[str] = set()
    room, count = LARGEST_INSIDE, 0
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
            for number, member in enumerate(archive):
                if number >= MOST_ENTRIES or count > MOST_INSIDE:
                    return "too many"
                if not member.isreg() or not is_document(member.name):
                    continue
                count += 1
                name = unlike(shown_name(member.name, count), names)
                stream = archive.extractfile(member)
                taken = _read(stream, min(LARGEST_MEMBER, room)) if stream is not None else _DAMAGED
                if isinstance(taken, str):
                    left.append((name, taken))
                else:
                    room -= len(taken)
                    parts.append(Part(name, "application/octet-stream", taken))
    except _BAD:
        if not parts:
            return _DAMAGED
        left.append(("the rest", _DAMAGED))
    if count > MOST_INSIDE:
        return "too many"
    return Inside(parts=tuple(parts), left=tuple(left)) if count else "nothing inside"


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
    name = shown_name(_name_in_gzip(data), 1)
    return Inside(parts=(Part(name, "application/octet-stream", taken),))


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
    out = io.BytesIO()
    while chunk := stream.read(_CHUNK):
        out.write(chunk)
        if out.tell() > most:
            return _LARGE
    return out.getvalue()
