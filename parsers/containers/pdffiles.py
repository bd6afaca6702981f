"""Files attached inside a PDF: a school binds its form and its letters into one "portfolio".

They stand in the file's list of attachments, behind a paper clip on a page, or are named by the
document as belonging to it. A portfolio's own page only says that another program is needed. What
is taken out is bytes and a name for display, within the limits of every container; where a file
names itself or a list loops, each attachment is taken once.
"""

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from parsers.containers.inside import Inside, Taking

_DAMAGED = (
    pikepdf.PdfError, pikepdf.PasswordError, ValueError, TypeError, RuntimeError, RecursionError,
    KeyError, OverflowError, AttributeError, IndexError, zlib.error,
)  # fmt: skip
_DEEPEST = 20  # levels of the list of attachments
_MOST_NODES = 5_000
_MOST_PAGES = 500


def is_portfolio(data: bytes) -> bool:
    """Return whether a PDF is a wrapper of other files, and its own page only says so."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            return "/Collection" in pdf.Root
    except _DAMAGED:
        return False


def inside_pdf(data: bytes) -> Inside | str:
    """Return the files attached inside a PDF, or the word for why they were not taken out.

    A PDF that cannot be opened has none: whoever reads its pages says so.
    """
    taken = _Taken()
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for spec in _specifications(pdf, taken):
                taken.take(spec)
            if taken.inside.told() == Inside() and "/Collection" in pdf.Root:
                return "unreadable"
    except _DAMAGED:
        pass
    return taken.inside.told()


@dataclass(slots=True, repr=False)
class _Taken:
    """What has been taken out so far: of each stream once, of a list that loops no more nodes."""

    inside: Taking = field(default_factory=Taking)
    seen: set[tuple[int, int]] = field(default_factory=set)
    nodes: int = 0

    def take(self, spec: Any) -> None:
        """Take out the file that a specification holds; one that only names a place is none."""
        files = spec.get("/EF") if isinstance(spec, pikepdf.Dictionary) else None
        if not isinstance(files, pikepdf.Dictionary):
            return
        stream = next((files[key] for key in ("/UF", "/F", "/DOS", "/Unix") if key in files), None)
        if not isinstance(stream, pikepdf.Stream) or stream.objgen in self.seen:
            return
        self.seen.add(stream.objgen)
        told = next((str(spec[key]) for key in ("/UF", "/F", "/Desc") if key in spec), "")
        was_full = self.inside.is_full
        name = self.inside.called(told)
        if self.inside.is_full:
            self.inside.left += [] if was_full else [(name, "too many")]
            return
        data = _bytes_of(stream, self.inside.room)
        if data.strip():
            self.inside.put(name, data, str(stream.get("/Subtype", ""))[1:])


def _specifications(pdf: pikepdf.Pdf, taken: _Taken) -> Iterator[Any]:
    """Yield each thing in the file that may hold another file."""
    names = pdf.Root.get("/Names")
    if isinstance(names, pikepdf.Dictionary):
        yield from _listed(names.get("/EmbeddedFiles"), taken, 0)
    yield from _array(pdf.Root.get("/AF"))
    for number, page in enumerate(pdf.pages):
        if number >= _MOST_PAGES:
            return
        yield from _array(page.obj.get("/AF"))
        for note in _array(page.obj.get("/Annots")):
            if isinstance(note, pikepdf.Dictionary) and "/FS" in note:
                yield note["/FS"]


def _listed(node: Any, taken: _Taken, depth: int) -> Iterator[Any]:
    """Yield the specifications under a node of the list of attachments."""
    taken.nodes += 1
    if not isinstance(node, pikepdf.Dictionary) or depth > _DEEPEST or taken.nodes > _MOST_NODES:
        return
    yield from _array(node.get("/Names"))[1::2]
    for kid in _array(node.get("/Kids")):
        yield from _listed(kid, taken, depth + 1)


def _array(value: Any) -> list[Any]:
    return list(value)[:_MOST_NODES] if isinstance(value, pikepdf.Array) else []


def _bytes_of(stream: Any, room: int) -> bytes | str:
    """Return what a stream unpacks to, or the word for why it was left: too much comes out."""
    filters = stream.get("/Filter")
    alone = filters[0] if isinstance(filters, pikepdf.Array) and len(filters) == 1 else filters
    try:
        if alone == pikepdf.Name.FlateDecode and "/DecodeParms" not in stream:
            unpacker = zlib.decompressobj()
            data = unpacker.decompress(stream.read_raw_bytes(), room + 1)
        else:
            data = bytes(stream.read_bytes())
    except _DAMAGED:
        return "unreadable"
    return "too large" if len(data) > room else data
