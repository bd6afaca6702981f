"""What mail programs wrap forms in, written from the published formats: .msg, winmail.dat, zip.

Writers for tests only: the least that Outlook itself would open, so that a reader is tried on more
than what it was written from.
"""

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Node = Mapping[str, "bytes | Node"]

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def zipped(members: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip of these members, in this order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def locked(data: bytes) -> bytes:
    """Return a zip whose members say that they are under a password."""
    out = bytearray(data)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = out.find(mark)
        while at >= 0:
            out[at + place] |= 1
            at = out.find(mark, at + 4)
    return bytes(out)


# ------------------------------------------------------------------------ compound files


@dataclass(slots=True)
class _Entry:
    name: str
    kind: int  # 1 storage, 2 stream, 5 root
    data: bytes = b""
    child: int = _FREE
    right: int = _FREE
    start: int = _END
    children: list[int] = field(default_factory=list)


def compound(root: Node) -> bytes:  # noqa: C901 - a file system in one go
    """Return a compound file (MS-CFB, version 3) of storages and streams."""
    entries = [_Entry("Root Entry", 5)]

    def add(parent: int, node: Node) -> None:
        for name, content in node.items():
            number = len(entries)
            is_storage = not isinstance(content, bytes)
            entries.append(_Entry(name, 1 if is_storage else 2))
            entries[parent].children.append(number)
            if isinstance(content, bytes):
                entries[number].data = content
            else:
                add(number, content)

    add(0, root)
    for entry in entries:
        previous = None
        for number in entry.children:
            if previous is None:
                entry.child = number
            else:
                entries[previous].right = number
            previous = number
    sectors: list[bytes] = []
    chain: list[int] = []

    def put(data: bytes) -> int:
        if not data:
            return _END
        first = len(sectors)
        count = -(-len(data) // _SECTOR)
        for n in range(count):
            sectors.append(data[n * _SECTOR : (n + 1) * _SECTOR].ljust(_SECTOR, b"\0"))
            chain.append(first + n + 1 if n + 1 < count else _END)
        return first

    mini, mini_chain = bytearray(), []
    for entry in entries[1:]:
        if entry.kind == 2 and 0 < len(entry.data) < _CUTOFF:
            entry.start = len(mini_chain)
            count = -(-len(entry.data) // _MINI)
            mini += entry.data.ljust(count * _MINI, b"\0")
            mini_chain += [len(mini_chain) + n + 1 for n in range(count - 1)] + [_END]
        elif entry.kind == 2:
            entry.start = put(entry.data)
    entries[0].data = bytes(mini)
    entries[0].start = put(bytes(mini))
    minifat = put(b"".join(struct.pack("<I", n) for n in mini_chain))
    directory = put(b"".join(_directory(entry) for entry in entries))
    fat_sectors = 1
    while (len(sectors) + fat_sectors) * 4 > fat_sectors * _SECTOR:
        fat_sectors += 1
    places = list(range(len(sectors), len(sectors) + fat_sectors))
    table = [*chain, *([_FAT] * fat_sectors)]
    table += [_FREE] * (fat_sectors * _SECTOR // 4 - len(table))
    fat = struct.pack(f"<{len(table)}I", *table)
    sectors += [fat[n : n + _SECTOR] for n in range(0, len(fat), _SECTOR)]
    head = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, fat_sectors, directory, 0,
        _CUTOFF, minifat, -(-len(mini_chain) * 4 // _SECTOR), _END, 0,
    )  # fmt: skip
    difat = [*places, *([_FREE] * (109 - len(places)))]
    return head + struct.pack("<109I", *difat) + b"".join(sectors)


def _directory(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16xIQQIQ",
        name, len(name) + 2, entry.kind, 1, _FREE, entry.right, entry.child, 0, 0, 0, entry.start,
        len(entry.data),
    )  # fmt: skip


# ------------------------------------------------------------------------------- Outlook


def outlook(  # noqa: PLR0913 - a message has this many parts
    *,
    subject: str = "",
    text: str = "",
    html: bytes = b"",
    rtf: bytes = b"",
    headers: str = "",
    attached: Sequence[tuple[str, bytes]] = (),
    messages: Sequence[tuple[str, Node]] = (),
    inner: bool = False,
) -> Node:
    """Return the storage of a message; `compound` makes a .msg of it."""
    node: dict[str, bytes | Node] = {
        "__properties_version1.0": bytes(24 if inner else 32) + _fixed(0x3FDE, 0x0003, 65001),
        "__substg1.0_0037001F": subject.encode("utf-16-le"),
    }
    if text:
        node["__substg1.0_1000001F"] = text.encode("utf-16-le")
    if html:
        node["__substg1.0_10130102"] = html
    if rtf:
        node["__substg1.0_10090102"] = unpacked_rtf(rtf)
    if headers:
        node["__substg1.0_007D001F"] = headers.encode("utf-16-le")
    for number, (name, data) in enumerate(attached):
        node[f"__attach_version1.0_#{number:08X}"] = {
            "__properties_version1.0": bytes(8) + _fixed(0x3705, 0x0003, 1),
            "__substg1.0_3707001F": name.encode("utf-16-le"),
            "__substg1.0_37010102": data,
        }
    for number, (name, message) in enumerate(messages, len(attached)):
        node[f"__attach_version1.0_#{number:08X}"] = {
            "__properties_version1.0": bytes(8) + _fixed(0x3705, 0x0003, 5),
            "__substg1.0_3001001F": name.encode("utf-16-le"),
            "__substg1.0_3701000D": message,
        }
    return node


def _fixed(ident: int, kind: int, value: int) -> bytes:
    return struct.pack("<HHIQ", kind, ident, 6, value)


def unpacked_rtf(rtf: bytes) -> bytes:
    """Return rich text as a property holds it uncompressed (MS-OXRTFCP, section 2.1.3)."""
    return struct.pack("<III4x", len(rtf) + 12, len(rtf), 0x414C454D) + rtf


# --------------------------------------------------------------------------- winmail.dat


def winmail(
    attached: Sequence[tuple[str, bytes]],
    *,
    text: str = "",
    html: bytes = b"",
    rtf: bytes = b"",
    messages: Sequence[bytes] = (),
) -> bytes:
    """Return a TNEF stream; messages: TNEF streams attached as messages."""
    out = b"\x78\x9f\x3e\x22\x01\x00"
    out += attribute(1, 0x00089006, struct.pack("<I", 0x00010000))
    out += attribute(1, 0x00069007, struct.pack("<II", 1252, 0))
    told = [(0x001F, 0x1000, _unicode(text))] if text else []
    told += [(0x0102, 0x1013, html)] if html else []
    told += [(0x0102, 0x1009, unpacked_rtf(rtf))] if rtf else []
    if told:
        out += attribute(1, 0x00069003, _properties(told))
    for name, data in attached:
        out += attribute(2, 0x00069002, bytes(14))
        out += attribute(2, 0x00018010, b"SHORT~1.DOC\x00")
        out += attribute(2, 0x0006800F, data)
        out += attribute(2, 0x00069005, _properties([(0x001F, 0x3707, _unicode(name))]))
    for inner in messages:
        held = b"\x07\x03\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46" + inner
        out += attribute(2, 0x00069002, bytes(14))
        out += attribute(2, 0x00069005, _properties([(0x000D, 0x3701, held)]))
    return out


def attribute(level: int, ident: int, value: bytes) -> bytes:
    """Return one attribute of a TNEF stream."""
    head = struct.pack("<BII", level, ident, len(value))
    return head + value + struct.pack("<H", sum(value) & 0xFFFF)


def _unicode(text: str) -> bytes:
    return text.encode("utf-16-le") + b"\0\0"


def _properties(values: Sequence[tuple[int, int, bytes]]) -> bytes:
    out = struct.pack("<I", len(values))
    for kind, ident, value in values:
        out += struct.pack("<HHII", kind, ident, 1, len(value)) + value + bytes(-len(value) % 4)
    return out


# -------------------------------------------------------------------------------- S/MIME


def der(tag: int, content: bytes) -> bytes:
    """Return one element (X.690)."""
    size = len(content)
    long = b"\x84" + size.to_bytes(4, "big")
    return bytes([tag]) + (bytes([size]) if size < 128 else long) + content


def signed(content: bytes) -> bytes:
    """Return a mail signed with its content inside (RFC 5652, section 5.1)."""
    data = der(0x06, b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01")
    held = der(0x30, data + der(0xA0, der(0x04, content)))
    signed = der(0x30, der(0x02, b"\x01") + der(0x31, b"") + held)
    kind = der(0x06, b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02")
    return der(0x30, kind + der(0xA0, signed))


def envelope(name: str, text: str) -> bytes:
    """Return a mail's text as one of the files that mail programs put around it."""
    if name == "winmail.dat":
        return winmail([], text=text)
    return signed(b"Content-Type: text/plain\r\n\r\n" + text.encode())
