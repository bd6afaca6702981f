"""A zip opened in memory: members by their bytes, never by a path, never onto a disk.

Every limit is checked against what comes out and not against what the archive claims: 42.zip lies
about nothing, but others do. Folders, the droppings of macOS and Windows and empty files are no
documents. A member that stays shut is named with its reason.
"""

import io
import struct
import zipfile

from parsers.containers.inside import (
    LARGEST_INSIDE,
    MOST_INSIDE,
    Inside,
    is_document,
    shown_name,
    unlike,
)
from parsers.evidence import Part
from parsers.filetypes import DAMAGED_ZIP

LARGEST_MEMBER = 60 * 2**20  # bytes
MOST_ENTRIES = 2_000  # in the table of contents; a school zips a folder, not a disk
_STEEPEST = 200  # times that a member over a megabyte may be larger than its packed bytes
_SMALL = 2**20
_CHUNK = 2**18
_EOCD = b"PK\x05\x06"


def inside_zip(data: bytes) -> Inside | str:
    """Return what a zip holds, or the word for why it was not opened."""
    claimed = _claimed_entries(data)
    if claimed > MOST_ENTRIES:
        return "too many"
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except DAMAGED_ZIP:
        return "unreadable"
    with archive:
        return _taken(archive)


def _claimed_entries(data: bytes) -> int:
    """Return how many members the archive says it has, before anything is built of them."""
    at = data.rfind(_EOCD)
    # A table of contents is 46 bytes a member at least, whatever the last record claims.
    listed = data.count(b"PK\x01\x02")
    if at < 0 or at + 12 > len(data):
        return listed
    return max(listed, int(struct.unpack("<H", data[at + 10 : at + 12])[0]) % 0xFFFF)


def _taken(archive: zipfile.ZipFile) -> Inside | str:
    parts: list[Part] = []
    left: list[tuple[str, str]] = []
    room = LARGEST_INSIDE
    members = [one for one in archive.infolist() if is_document(one.filename)]
    if len(members) > MOST_INSIDE:
        return "too many"
    names: set[str] = set()
    for number, member in enumerate(members, 1):
        name = unlike(shown_name(member.filename, number), names)
        taken = _read(archive, member, room)
        if isinstance(taken, str):
            left.append((name, taken))
        else:
            room -= len(taken)
            parts.append(Part(name, "application/octet-stream", taken))
    if left and not parts and {why for _, why in left} == {"encrypted"}:
        return "encrypted"
    if not members:
        return "nothing inside"
    return Inside(parts=tuple(parts), left=tuple(left))


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, room: int) -> bytes | str:
    """Return a member's bytes, read by and by, or the word for why not."""
    if member.flag_bits & 1:
        return "encrypted"
    most = min(LARGEST_MEMBER, room)
    steep = max(_SMALL, member.compress_size * _STEEPEST)
    out = io.BytesIO()
    try:
        with archive.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                out.write(chunk)
                if out.tell() > most or out.tell() > steep:
                    return "too large"
    except DAMAGED_ZIP:
        return "unreadable"
    return out.getvalue()
