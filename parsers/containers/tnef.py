"""winmail.dat: the wrapper that Exchange puts around a mail it takes to be for Outlook (MS-OXTNEF).

A flat list of attributes, some of which hold properties as a .msg does. Only what a reader of forms
needs is taken out: the text, and each attachment. A message attached is again a TNEF stream and is
handed on as a part like any other, so that depth is counted in one place.
"""

import datetime as dt
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from parsers.containers import mapi
from parsers.containers.inside import Inside, Taking
from parsers.containers.mapi import Value, fixed_value, text_value
from parsers.mails.logos import is_logo, is_slight

_SIGNATURE = b"\x78\x9f\x3e\x22"
_MOST_ATTRIBUTES = 20_000
_MOST_PROPERTIES = 5_000
_SUBJECT, _SENT, _BODY, _CODEPAGE, _PROPERTIES = 0x8004, 0x8005, 0x800C, 0x9007, 0x9003
_ATTACHMENT, _TITLE, _DATA, _ATTACHED = 0x9002, 0x8010, 0x800F, 0x9005
_OBJECT, _MULTIPLE = 0x000D, 0x1000
_VARIABLE = {0x001E, 0x001F, 0x0102, _OBJECT}
_LENGTHS = {
    0x0002: 4, 0x0003: 4, 0x0004: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x000A: 4, 0x000B: 4,
    0x0014: 8, 0x0040: 8, 0x0048: 16,
}  # fmt: skip
_NAMED = 0x8000
_CUT_SHORT = 0  # no attribute has this number


@dataclass(slots=True, repr=False)
class _Attachment:
    """One attachment while it is put together from its attributes."""

    title: bytes = b""
    data: bytes = b""
    properties: dict[int, Value] = field(default_factory=dict)


def inside_tnef(data: bytes) -> Inside | str:  # noqa: C901 - a line for each attribute
    """Return the text and the attachments of a winmail.dat, or the word for why not."""
    if not data.startswith(_SIGNATURE):
        return "unreadable"
    codepage = 0
    message: dict[int, Value] = {}
    attached: list[_Attachment] = []
    whole = True
    for ident, value in _attributes(data):
        if ident == _CUT_SHORT:
            whole = False
        elif ident == _CODEPAGE and len(value) >= 4:  # noqa: PLR2004 - a 32-bit number
            codepage = int(struct.unpack("<I", value[:4])[0])
        elif ident == _PROPERTIES:
            message |= _properties(value)
        elif ident in {_SUBJECT, _BODY}:
            key = mapi.SUBJECT if ident == _SUBJECT else mapi.BODY
            message.setdefault(key, text_value(value, codepage))
        elif ident == _SENT:
            _note_sent(message, value)
        elif ident == _ATTACHMENT:
            attached.append(_Attachment())
        elif attached and ident == _TITLE:
            attached[-1].title = value
        elif attached and ident == _DATA:
            attached[-1].data = value
        elif attached and ident == _ATTACHED:
            attached[-1].properties |= _properties(value)
    return _inside(message, attached, codepage, whole=whole)


def _inside(
    message: dict[int, Value], attached: list[_Attachment], codepage: int, *, whole: bool
) -> Inside | str:
    taking = Taking()
    for one in attached:
        held = one.properties
        name = taking.called(
            text_value(held.get(mapi.ATTACH_LONG_NAME))
            or text_value(one.title, codepage)
            or text_value(held.get(mapi.DISPLAY_NAME))
        )
        inner = held.get(mapi.ATTACH_DATA)
        content = one.data or (inner if isinstance(inner, bytes) else b"")
        if taking.is_full:
            taking.left.append((name, "too many"))
            break
        inline = mapi.is_inline(held, content)
        if not content and not whole:
            taking.left.append((name, "unreadable"))
        elif not (inline and is_logo(content)):
            media, slight = text_value(held.get(mapi.MIME_TAG)), inline and is_slight(content)
            taking.put(name, content, media, slight=slight)
    body = mapi.body_of(message, "body")
    if mapi.is_cut(body):
        taking.left.append(("body", "cut"))
    inside = taking.told(body)
    is_empty = not inside.parts and not inside.left
    return "unreadable" if is_empty and not (whole and body.text.strip()) else inside


def _note_sent(message: dict[int, Value], value: bytes) -> None:
    """Keep the day and time of sending: year, month, day, hour, minute, second."""
    try:
        year, month, day, hour, minute, second = struct.unpack("<6H", value[:12])
        when = dt.datetime(year, month, day, hour, minute, second, tzinfo=dt.UTC)
    except (struct.error, ValueError):
        return
    message.setdefault(mapi.CLIENT_SUBMIT_TIME, when)


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each attribute's number and bytes; _CUT_SHORT ends what was cut."""
    at = 6
    for _ in range(_MOST_ATTRIBUTES):
        if at + 9 > len(data):
            return
        ident, length = struct.unpack("<xII", data[at : at + 9])
        value = data[at + 9 : at + 9 + length]
        if len(value) < length:
            yield _CUT_SHORT, b""
            return
        yield int(ident) & 0xFFFF, value
        at += 11 + int(length)


def _properties(data: bytes) -> dict[int, Value]:
    """Return the properties encoded in an attribute, as far as it can be followed."""
    found: dict[int, Value] = {}
    try:
        count, at = int(struct.unpack_from("<I", data, 0)[0]), 4
        for _ in range(min(count, _MOST_PROPERTIES)):
            kind, ident = struct.unpack_from("<HH", data, at)
            at += 4
            if ident >= _NAMED:
                at = _past_name(data, at)
            values, at = _values(data, at, kind)
            if values and ident < _NAMED:
                found.setdefault(int(ident), values[0])
    except (struct.error, _CutShortError):
        pass
    return found


class _CutShortError(Exception):
    """The bytes end, or turn into what is not understood, before the properties do."""


def _past_name(data: bytes, at: int) -> int:
    """Return the place behind the name of a named property."""
    kind = int(struct.unpack_from("<I", data, at + 16)[0])
    if kind == 0:
        return at + 24
    length = int(struct.unpack_from("<I", data, at + 20)[0])
    return at + 24 + _padded(length)


def _padded(length: int) -> int:
    return length + -length % 4


def _values(data: bytes, at: int, kind: int) -> tuple[list[Value], int]:
    """Return the values of one property, those of types that nothing needs left out."""
    plain, is_several = kind & ~_MULTIPLE, bool(kind & _MULTIPLE)
    if plain in _VARIABLE:
        count, at = int(struct.unpack_from("<I", data, at)[0]), at + 4
        values: list[Value] = []
        for _ in range(min(count, _MOST_PROPERTIES)):
            length = int(struct.unpack_from("<I", data, at)[0])
            raw = data[at + 4 : at + 4 + length]
            if len(raw) < length:
                raise _CutShortError
            at += 4 + _padded(length)
            values.append(_variable(plain, raw))
        return values, at
    if plain not in _LENGTHS:
        raise _CutShortError
    count = 1
    if is_several:
        count, at = int(struct.unpack_from("<I", data, at)[0]), at + 4
    raw = data[at : at + 8]
    value = fixed_value(plain, raw)
    end = at + _LENGTHS[plain] * count
    if end > len(data):
        raise _CutShortError
    return ([] if value is None else [value]), end


def _variable(kind: int, raw: bytes) -> Value:
    if kind == 0x001F:  # noqa: PLR2004 - PtypString
        return raw.decode("utf-16-le", "replace").rstrip("\x00")
    # An object begins with the identifier of its interface: a message's is a TNEF stream.
    return raw[16:] if kind == _OBJECT else raw
