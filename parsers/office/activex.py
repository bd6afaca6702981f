"""The state of an ActiveX control of an Office file: what is ticked, typed or picked in it.

Old forms hold such boxes, and what a person sees of one is a picture of its last state, which no
reader of words notices. The state is kept as properties in XML, or as Microsoft's bytes for forms
(MS-OFORMS 2.2.5, "MorphData": one layout for boxes, buttons, texts and lists). A control is never
run. One whose state cannot be known says so: silence would read as "not ticked".
"""

import io
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import olefile
from lxml import etree

from parsers.filetypes import DAMAGED_OLE
from parsers.office.packages import parse_part
from parsers.pairs import EMPTY, FIELD, FIELD_END, TICKED

_BOXES = frozenset({"8BD21D40", "8BD21D50", "8BD21D60"})  # check box, option button, toggle button
_TEXTS = frozenset({"8BD21D10", "8BD21D30", "8BD21D20"})  # text, drop-down, list
# Command button, label, picture, scroll bar, spin button, frame, strip of tabs, several pages.
_SILENT = frozenset(
    {
        "D7053240", "978C9E23", "4C599241", "DFD181E0", "79176FB0", "6E182020", "EAE50EB0",
        "46E31370",
    }
)  # fmt: skip
_FORMS: Final = "-EC42-11CE-9E0D-00AA006002F3"  # the rest of the class of boxes and texts
_MOST_BYTES = 2_000_000
_LONGEST = 20_000  # characters
_PACKED = 0x80000000  # a string of one byte a character
# The properties of MorphData in order: their width in bytes; 0 for one without bytes, "text" for
# one whose bytes follow behind all the others, "pair" for two numbers there.
_LAYOUT: tuple[int | str, ...] = (
    4, 4, 4, 4, 1, 1, 1, 1, "pair", 2, 4, 2, 2, 2, 2, 2, 1, 1, 1, 0, 1, 1, "value", "caption",
    4, 4, 4, 2, 2, 2, 0, 0, "group",
)  # fmt: skip
_SELECTS_MANY = 21


@dataclass(frozen=True, slots=True, repr=False)
class Control:
    """What a control shows; text is None where that cannot be known.

    state: for a box, whether it is on.
    """

    text: str | None
    state: bool | None = None


def control_of(told: bytes, kept: bytes) -> Control:
    """Return what a control shows, by the XML that tells of it and the bytes kept beside it."""
    try:
        root = parse_part(told)
    except (etree.XMLSyntaxError, ValueError):
        return Control(None)
    held = {_local(name): str(value) for name, value in root.attrib.items()}
    sort, _, rest = held.get("classid", "").strip("{}").upper().partition("-")
    if sort in _SILENT:
        return Control("")
    if (sort not in _BOXES and sort not in _TEXTS) or f"-{rest}" != _FORMS:
        return Control(None)
    if held.get("persistence") == "persistPropertyBag":
        pairs = (
            {_local(name): str(value) for name, value in one.attrib.items()}
            for one in root.iter("{*}ocxPr")
        )
        properties: Mapping[str, str] | None = {
            pair.get("name", "").lower(): pair.get("value", "") for pair in pairs
        }
    else:
        properties = _properties(kept[:_MOST_BYTES])
    if properties is None:
        return Control(None)
    return _shown(sort, properties)


def _local(name: object) -> str:
    return str(name).rpartition("}")[2]


def _shown(sort: str, properties: Mapping[str, str]) -> Control:
    value = properties.get("value", "").strip("\x00")[:_LONGEST]
    if sort in _TEXTS:
        many = properties.get("multiselect", "0") not in ("", "0")
        return Control(None if many else f"{FIELD}{value.strip()}{FIELD_END}")
    caption = " ".join(properties.get("caption", "").strip("\x00")[:_LONGEST].split())
    states = {"1": True, "-1": True, "true": True, "0": False, "false": False, "": False}
    state = states.get(value.strip().lower())
    if state is None:
        return Control(None)
    return Control(f"{TICKED if state else EMPTY} {caption}".rstrip(), state)


def _properties(kept: bytes) -> dict[str, str] | None:
    """Return the value and caption kept in a control's bytes; None where they are not as known."""
    if kept.startswith(b"\xd0\xcf\x11\xe0"):
        kept = _stored(kept)
    start = 0 if kept[:2] == b"\x00\x02" else 16  # behind the class, said once more
    try:
        return _morph(kept[start:])
    except (struct.error, IndexError, UnicodeDecodeError):
        return None


def _stored(kept: bytes) -> bytes:
    try:
        with olefile.OleFileIO(io.BytesIO(kept)) as ole:
            return bytes(ole.openstream("contents").read())
    except DAMAGED_OLE:
        return b""


def _morph(data: bytes) -> dict[str, str] | None:
    minor, major, size, mask = struct.unpack_from("<BBHQ", data)
    if (minor, major) != (0, 2) or mask >> len(_LAYOUT) or size + 4 > len(data):
        return None
    at = 12
    later: list[tuple[str, int]] = []
    found: dict[str, str] = {}
    for bit, width in enumerate(_LAYOUT):
        if not mask >> bit & 1 or width == 0:
            continue
        if width == "pair":
            later.append(("pair", 8))
            continue
        size_of = width if isinstance(width, int) else 4
        at += -at % size_of
        number = int.from_bytes(data[at : at + size_of], "little")
        at += size_of
        if isinstance(width, str):
            later.append((width, number))
        elif bit == _SELECTS_MANY:
            found["multiselect"] = str(number)
    at += -at % 4
    for name, told in later:
        length = told & ~_PACKED
        raw = data[at : at + length]
        if len(raw) < length:
            return None
        at += length + -length % 4
        if name != "pair":
            found[name] = raw.decode("latin-1" if told & _PACKED else "utf-16-le")
    return found
