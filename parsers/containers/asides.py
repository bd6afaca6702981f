"""Words that stand beside a form in its file: comments, notes stuck to a page, drawn boxes, feet.

They answer no label, so no reader of forms takes them up; but a reviewer's "start moved to 12
October" or "WITHDRAWN" in the foot of each page is seen by whoever opens the file.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
from lxml import etree

from parsers.filetypes import DAMAGED_PACKAGE, Filetype
from parsers.office.wordparts import parse_part

_COMMENTS = re.compile(
    r"(?:word|xl)/(?:comments\d*|comments/comment\d+|threadedComments/[^/]+)\.xml"
)
_FEET = re.compile(r"word/footer\d*\.xml|xl/drawings/drawing\d+\.xml")
_LARGEST = 5_000_000  # bytes of one part
_MOST = 200  # of one file
_ZIPPED = frozenset({Filetype.DOCX, Filetype.XLSX, Filetype.ODT, Filetype.ODS})
# What is typed into a page with a viewer is read with it; fields and links have no remarks.
_NO_NOTES = frozenset({"/FreeText", "/Widget", "/Link", "/Popup", "/FileAttachment"})
_MOST_PAGES = 30
_BROKEN = (
    pikepdf.PdfError, ValueError, TypeError, RuntimeError, KeyError, AttributeError, IndexError,
)  # fmt: skip


@dataclass(frozen=True, slots=True, repr=False)
class Aside:
    """Words beside a form. is_comment: somebody's remark on it, and no part of the document."""

    text: str
    is_comment: bool


def asides_in(data: bytes, kind: Filetype) -> tuple[Aside, ...]:
    """Return what stands beside the text of a file; nothing of one that cannot be opened."""
    found: list[Aside] = []
    try:
        for aside in _of_pdf(data) if kind is Filetype.PDF else _of_package(data, kind):
            found.append(aside)
            if len(found) >= _MOST:
                break
    except (*DAMAGED_PACKAGE, *_BROKEN):
        pass
    return tuple(found)


def _of_package(data: bytes, kind: Filetype) -> Iterator[Aside]:
    if kind not in _ZIPPED:
        return
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for member in package.infolist():
            name, is_comment = member.filename, bool(_COMMENTS.fullmatch(member.filename))
            if member.file_size > _LARGEST:
                continue
            if is_comment or _FEET.fullmatch(name):
                for text in _paragraphs(parse_part(package.read(name)), {"p", "text"}):
                    yield Aside(text, is_comment)
            elif name == "content.xml":
                for note in parse_part(package.read(name)).iter("{*}annotation"):
                    for text in _paragraphs(note, {"p"}):
                        yield Aside(text, is_comment=True)


def _paragraphs(root: etree._Element, names: set[str]) -> Iterator[str]:
    for node in root.iter(etree.Element):
        inner = any(etree.QName(one).localname in names for one in node.iterdescendants("{*}p"))
        if etree.QName(node).localname in names and not inner:
            text = " ".join("".join(map(str, node.itertext())).split())
            if text:
                yield text


def _of_pdf(data: bytes) -> Iterator[Aside]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in list(pdf.pages)[:_MOST_PAGES]:
            notes = page.obj.get("/Annots")
            for note in list(notes) if isinstance(notes, pikepdf.Array) else ():
                if not isinstance(note, pikepdf.Dictionary):
                    continue
                sort = str(note.get("/Subtype"))
                text = " ".join(str(note.get("/Contents", "")).split())
                if text and sort not in _NO_NOTES:
                    yield Aside(text, is_comment=True)
                if sort == "/Stamp":  # "/NotApproved"
                    name = str(note.get("/Name", "")).lstrip("/#")
                    yield Aside(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name), is_comment=False)
