"""Words that stand beside a form in its file: comments, notes, stamps, drawn boxes, heads and feet.

They answer no label, so no reader of forms takes them up; but a reviewer's "start moved to 12
October" or "WITHDRAWN" in the foot of each page is seen by whoever opens the file.
"""

import html
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
import pypdfium2
from lxml import etree

from parsers.filetypes import DAMAGED_PACKAGE, Filetype
from parsers.office.packages import parse_part

_COMMENTS = re.compile(
    r"(?:word|xl)/(?:comments\d*|comments/comment\d+|threadedComments/[^/]+)\.xml"
)
_FEET = re.compile(r"word/(?:footer|diagrams/data)\d*\.xml|xl/drawings/drawing\d+\.xml")
_HEARD = re.compile(rf"{_COMMENTS.pattern}|{_FEET.pattern}|xl/worksheets/[^/]+\.xml|content\.xml")
_PRINTED = re.compile(rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)>([^<]{1,1000})</")
_LOOKS = re.compile(r"&(?:\"[^\"]*\"|K[0-9A-F]{6}|\d+|[A-Z])")  # what a head says of its letters
_LARGEST = 5_000_000  # bytes of one part
_MOST = 200  # of one file
_ZIPPED = frozenset({Filetype.DOCX, Filetype.XLSX, Filetype.ODT, Filetype.ODS})
# What is typed into a page with a viewer is read with it; fields and links have no remarks.
_NO_NOTES = frozenset({"/FreeText", "/Widget", "/Link", "/Popup", "/FileAttachment"})
_MOST_PAGES = 30
_CAPITAL = re.compile(r"(?<=[a-z])([A-Z])")
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
            if member.file_size <= _LARGEST and _HEARD.fullmatch(member.filename):
                yield from _of_part(member.filename, package.read(member))


def _of_part(name: str, data: bytes) -> Iterator[Aside]:
    is_comment = bool(_COMMENTS.fullmatch(name))
    if is_comment or _FEET.fullmatch(name):
        for text in _paragraphs(parse_part(data), {"p", "text"}):
            yield Aside(text, is_comment)
    elif name == "content.xml":
        for note in parse_part(data).iter("{*}annotation"):
            for text in _paragraphs(note, {"p"}):
                yield Aside(text, is_comment=True)
    else:
        for told in _PRINTED.findall(data):
            text = _LOOKS.sub(" ", html.unescape(told.decode("utf-8", "replace")))
            yield Aside(_flat(text), is_comment=False)


def _paragraphs(root: etree._Element, names: set[str]) -> Iterator[str]:
    for node in root.iter(etree.Element):
        inner = any(etree.QName(one).localname in names for one in node.iterdescendants("{*}p"))
        if etree.QName(node).localname in names and not inner:
            text = _flat("".join(map(str, node.itertext())))
            if text:
                yield text


def _of_pdf(data: bytes) -> Iterator[Aside]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in list(pdf.pages)[:_MOST_PAGES]:
            notes = page.obj.get("/Annots")
            for note in list(notes) if isinstance(notes, pikepdf.Array) else ():
                if not isinstance(note, pikepdf.Dictionary):
                    continue
                sort, text = str(note.get("/Subtype")), _flat(str(note.get("/Contents", "")))
                shown: set[str] = set()
                if sort == "/Stamp":  # "/NotApproved"; of its own a program calls by a number
                    name = _CAPITAL.sub(r" \1", str(note.get("/Name", "")).lstrip("/#"))
                    shown = {_flat(name), _flat(_shown(note))}
                    yield from (Aside(said, is_comment=False) for said in sorted(shown))
                if text and sort not in _NO_NOTES:
                    again = text.casefold() in {said.casefold() for said in shown}
                    yield Aside(text, is_comment=not again)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _shown(stamp: pikepdf.Dictionary) -> str:
    """Return the words that a stamp shows, its look drawn on a page of its own."""
    look = stamp.get("/AP", pikepdf.Dictionary()).get("/N")
    if not isinstance(look, pikepdf.Stream) or "/BBox" not in look:
        return ""
    with pikepdf.new() as alone:
        page = alone.add_blank_page().obj
        page.MediaBox = alone.copy_foreign(look).BBox
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=alone.copy_foreign(look)))
        page.Contents = alone.make_stream(b"/X Do")
        out = io.BytesIO()
        alone.save(out)
    with pypdfium2.PdfDocument(out) as drawn:
        return str(drawn[0].get_textpage().get_text_range())
