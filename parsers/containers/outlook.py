"""A message saved by Outlook (.msg): a small file system of properties (MS-OXMSG).

Read with olefile and not with a library for .msg: those at hand stop at the first damaged
property, know no message attached to a message, or are under the GPL. What is missing or damaged is
passed over, the rest is read. A message attached to a message has no bytes of its own, so it is
walked here, to the depth that mails may have.
"""

import io
import struct
from dataclasses import dataclass, field
from typing import Any

import olefile

from parsers.containers import mapi
from parsers.containers.inside import LARGEST_INSIDE, MOST_INSIDE, Inside, shown_name
from parsers.containers.mapi import Value, fixed_value, text_value
from parsers.evidence import DEEPEST_MAIL, Body, Part
from parsers.filetypes import DAMAGED_OLE
from parsers.mails.logos import is_logo, is_slight

_STREAM, _STORAGE = 2, 1
_PREFIX = "__substg1.0_"
_PROPERTIES = "__properties_version1.0"
_ATTACHMENT = "__attach_version1.0_"
_ENTRY = 16  # bytes of a property in the list
_HEADER, _INNER_HEADER, _ATTACHMENT_HEADER = 32, 24, 8
_MOST_PROPERTIES = 5_000
_WANTED = frozenset(
    {
        mapi.SUBJECT, mapi.TRANSPORT_HEADERS, mapi.SENDER_NAME, mapi.SENDER_ADDRESS, mapi.BODY,
        mapi.RTF_COMPRESSED, mapi.HTML, mapi.SENDER_SMTP, mapi.SENT_REPRESENTING_SMTP,
        mapi.SENT_REPRESENTING_ADDRESS, mapi.ATTACH_DATA, mapi.ATTACH_NAME, mapi.ATTACH_LONG_NAME,
        mapi.DISPLAY_NAME, mapi.MIME_TAG, mapi.CONTENT_ID,
    }
)  # fmt: skip


@dataclass(slots=True, repr=False)
class _Taken:
    """What has been taken out so far, and how much room is left."""

    bodies: list[Body] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)
    room: int = LARGEST_INSIDE
    count: int = 0


def inside_message(data: bytes, depth: int = 0) -> Inside | str:
    """Return the text and the attachments of a saved message, or the word for why not.

    depth: how many containers it stands in; a message inside it stands in one more.
    """
    taken = _Taken()
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            _message(ole, ole.root, "", depth, taken)
    except DAMAGED_OLE:
        if not taken.bodies:
            return "unreadable"
        taken.left.append(("message", "unreadable"))
    return Inside(bodies=tuple(taken.bodies), parts=tuple(taken.parts), left=tuple(taken.left))


def _message(ole: Any, node: Any, prefix: str, depth: int, taken: _Taken) -> None:
    head = _HEADER if node is ole.root else _INNER_HEADER
    properties = _read(ole, node, head, taken)
    taken.bodies.append(mapi.body_of(properties, f"{prefix}body"))
    if mapi.is_cut(taken.bodies[-1]):
        taken.left.append((f"{prefix}body", "cut"))
    for child in node.kids:
        if child.entry_type == _STORAGE and child.name.startswith(_ATTACHMENT):
            taken.count += 1
            if taken.count > MOST_INSIDE:
                taken.left.append((f"{prefix}attachment", "too many"))
                return
            _attachment(ole, child, prefix, depth, taken)


def _attachment(ole: Any, node: Any, prefix: str, depth: int, taken: _Taken) -> None:
    held = _read(ole, node, _ATTACHMENT_HEADER, taken)
    raw = (
        text_value(held.get(mapi.ATTACH_LONG_NAME))
        or text_value(held.get(mapi.ATTACH_NAME))
        or text_value(held.get(mapi.DISPLAY_NAME))
    )
    name = prefix + shown_name(raw, taken.count)
    inner = next(
        (k for k in node.kids if k.entry_type == _STORAGE and k.name.startswith(f"{_PREFIX}3701")),
        None,
    )
    data = held.get(mapi.ATTACH_DATA)
    if inner is not None and any(child.name == _PROPERTIES for child in inner.kids):
        if depth + 1 >= DEEPEST_MAIL:
            taken.left.append((name, "too deep"))
        else:
            _message(ole, inner, f"{name}/", depth + 1, taken)
    elif isinstance(data, bytes):
        if taken.room < 0:
            taken.left.append((name, "too large"))
        elif not ((inline := mapi.is_inline(held, data)) and is_logo(data)):
            here = 1 + prefix.count("/")
            media, slight = text_value(held.get(mapi.MIME_TAG)), inline and is_slight(data)
            taken.parts.append(Part(name, media, data, here, slight=slight))
    else:
        taken.left.append((name, "link"))  # a drawing, or a file that stands only in the cloud


def _read(ole: Any, node: Any, head: int, taken: _Taken) -> dict[int, Value]:
    """Return the properties of a storage: those in its list, then those with a stream each."""
    found: dict[int, Value] = {}
    for child in node.kids:
        if child.entry_type != _STREAM:
            continue
        if child.name == _PROPERTIES:
            found = _listed(_bytes_of(ole, child, taken)[head:]) | found
        elif child.name.startswith(_PREFIX) and len(child.name) == len(_PREFIX) + 8:
            code = child.name[len(_PREFIX) :]
            ident, kind = int(code[:4], 16), int(code[4:], 16)
            if ident in _WANTED:
                raw = _bytes_of(ole, child, taken)
                is_text = kind == 0x001F  # noqa: PLR2004 - PtypString
                found[ident] = raw.decode("utf-16-le", "replace") if is_text else raw
    return found


def _bytes_of(ole: Any, node: Any, taken: _Taken) -> bytes:
    """Return a stream's bytes, while there is room; b"" where it is damaged."""
    taken.room -= int(node.size)
    if taken.room < 0:
        return b""
    try:
        stream = ole._open(node.isectStart, node.size)  # noqa: SLF001 - by its place, not its path
        return bytes(stream.read())
    except DAMAGED_OLE:
        return b""


def _listed(data: bytes) -> dict[int, Value]:
    """Return the properties of fixed length in a list of sixteen bytes each."""
    found: dict[int, Value] = {}
    for at in range(0, min(len(data), _MOST_PROPERTIES * _ENTRY) - _ENTRY + 1, _ENTRY):
        kind, ident = struct.unpack_from("<HH", data, at)
        value = fixed_value(int(kind), data[at + 8 : at + 16])
        if value is not None:
            found.setdefault(int(ident), value)
    return found
