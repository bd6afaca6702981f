"""S/MIME that is signed and not sealed (smime.p7m, signed-data): the mail stands inside, in clear.

Only the way to the content is walked (RFC 5652, section 5.1; X.690 for the encoding). The signature
is not checked: who sent a mail is settled by the mail server alone, and what stands inside is read
as what it is.
"""

from parsers.containers.inside import Inside
from parsers.evidence import open_message

_DATA = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"
_SEQUENCE, _OID, _OCTETS, _OCTETS_BUILT, _EXPLICIT = 0x30, 0x06, 0x04, 0x24, 0xA0
_MOST_PIECES = 100_000


class _NotUnderstoodError(Exception):
    """The bytes are not the structure that they begin as."""


def inside_signed(data: bytes) -> Inside | str:
    """Return the mail inside a signed one, or the word for why not."""
    try:
        content = _content(data)
    except (_NotUnderstoodError, IndexError):
        return "unreadable"
    if content is None:
        return Inside()  # a signature by itself: what it signs stands beside it
    found = open_message(content, 1)
    left = (("the rest", "cut"),) if found.cut else ()
    return Inside(bodies=found.bodies, parts=found.parts, left=left)


def _content(data: bytes) -> bytes | None:
    """Return the octets of the encapsulated content; None where it is signed from outside."""
    _, at, _ = _head(data, 0)  # ContentInfo
    _, _, end = _head(data, at)  # its type
    _, at, _ = _head(data, end)  # [0]
    _, at, _ = _head(data, at)  # SignedData
    _, _, end = _head(data, at)  # version
    _, _, end = _head(data, end)  # digest algorithms
    tag, at, whole = _head(data, end)  # encapsulated content
    if tag != _SEQUENCE:
        raise _NotUnderstoodError
    tag, start, end = _head(data, at)
    if tag != _OID or data[start:end] != _DATA:
        raise _NotUnderstoodError
    if end == whole or data[end : end + 2] == b"\x00\x00":
        return None
    tag, at, _ = _head(data, end)
    if tag != _EXPLICIT:
        raise _NotUnderstoodError
    return b"".join(_octets(data, at))


def _octets(data: bytes, at: int) -> list[bytes]:
    """Return the pieces of an octet string, which may itself be built of octet strings."""
    tag, start, end = _head(data, at)
    if tag == _OCTETS:
        return [data[start:end]]
    if tag != _OCTETS_BUILT:
        raise _NotUnderstoodError
    pieces: list[bytes] = []
    while start < len(data) and (end == _OPEN or start < end) and len(pieces) < _MOST_PIECES:
        if data[start : start + 2] == b"\x00\x00":
            break
        tag, inner, stop = _head(data, start)
        if tag != _OCTETS or stop == _OPEN:
            raise _NotUnderstoodError
        pieces.append(data[inner:stop])
        start = stop
    return pieces


_OPEN = -1  # an element that says where it ends only by an end mark


def _head(data: bytes, at: int) -> tuple[int, int, int]:
    """Return an element's tag, where its content begins, and where it ends; _OPEN if unknown."""
    if at == _OPEN:
        raise _NotUnderstoodError
    tag, length = data[at], data[at + 1]
    at += 2
    if length == 0x80:  # noqa: PLR2004 - the indefinite form
        return tag, at, _OPEN
    if length > 0x80:  # noqa: PLR2004 - the long form
        size = length & 0x7F
        if size > 4:  # noqa: PLR2004 - four bytes say more than any mail holds
            raise _NotUnderstoodError
        length = int.from_bytes(data[at : at + size], "big")
        at += size
    return tag, at, at + length
