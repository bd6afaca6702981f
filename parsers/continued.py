"""A form that goes on in pictures: a page pasted into it, or sent as a file of its own.

The page that people sign is scanned and pasted back into the form they typed, or each page comes as
a photo or a scan of its own. Read by itself neither is whole. So where a form lacks an agreement,
what its pictures show is read as more of it; and files of which none is a whole form are read as
the pages of one. What is still not read is named: nobody is asked for a signature that is there.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from parsers.containers.officefiles import pages_in
from parsers.doubts.copies import TOGETHER
from parsers.evidence import Part
from parsers.filetypes import Filetype, filetype
from parsers.images.scans import (
    blocks_of_pdf_page,
    document_of_picture,
    is_scan,
    must_be_allowed,
)
from parsers.pairs import Document
from parsers.pdfs.pdfmarks import inside
from parsers.records import Problem, Reading

OFFICE = frozenset(
    {Filetype.DOCX, Filetype.XLSX, Filetype.ODT, Filetype.DOC, Filetype.RTF, Filetype.WORD_XML}
)
_PHOTOS = frozenset({Filetype.PICTURE, Filetype.HEIC})
_UNREAD = (
    "The form shows a picture that was not read. Where it holds an agreement, please say so, or"
    " send it as a file of its own."
)


def lacks(reading: Reading) -> bool:
    """Return whether a form lacks an agreement that somebody must have given."""
    return any(
        problem.code == "missing" and (".consent" in problem.field or problem.field == "signatures")
        for problem in reading.problems
    )


def told_of(reading: Reading) -> Reading:
    """Return a form that lacks an agreement with the question whether a picture shows it."""
    if not lacks(reading):
        return reading
    problem = Problem(field="document", code="unreadable", message=_UNREAD)
    return reading.model_copy(update={"problems": (*reading.problems, problem)})


def with_pictures(document: Document, part: Part, kind: Filetype) -> Document | None:
    """Return a document with what its pictures show as more of it; None where it shows none.

    Raises PicturesError where this process reads no pictures.
    """
    if kind in OFFICE:
        pages = pages_in(part.data).parts
        return (
            joined(document, document_of_picture(pages[0].data, *pages[0].more)) if pages else None
        )
    for number, place in document.shown:
        sheet = blocks_of_pdf_page(part.data, number, _order(document), len(document.shown))
        seen = tuple(b for b in sheet.blocks if b.where.box and inside(b.where.box, place, 6))
        document = joined(
            document, Document(how="ocr", blocks=seen, sheets={number: sheet.image}, pages=0)
        )
    return document if document.shown else None


def joined(first: Document, more: Document) -> Document:
    """Return two documents as one, the second read after the first."""
    blocks = (*first.blocks, *more.blocks)
    return replace(
        first,
        blocks=blocks,
        pages=max(first.pages, more.pages),
        pictures=(*first.pictures, *more.pictures),
        sheets={**first.sheets, **more.sheets},
    )


def _order(document: Document) -> int:
    return max((block.where.order for block in document.blocks), default=0)


def is_better(again: Sequence[Reading], before: Sequence[Reading]) -> bool:
    """Return whether reading the pictures too told more of the same forms, and spoilt nothing."""
    if [one.kind for one in again] != [one.kind for one in before]:
        return False
    pairs = list(zip(again, before, strict=True))
    kept = all(set(old.evidence) <= set(new.evidence) for new, old in pairs)
    return kept and any(len(new.evidence) > len(old.evidence) for new, old in pairs)


def may_be_pages(part: Part) -> bool:
    """Return whether a file is of a kind that may be some pages of a form; it is not opened."""
    kinds = (*_PHOTOS, Filetype.PDF)
    return not part.shown and not part.slight and filetype(part.data) in kinds


def goes_on(part: Part) -> bool:
    """Return whether what may be pages of a form is a picture of them. A PDF is opened for it."""
    return filetype(part.data) is not Filetype.PDF or is_scan(part.data)


def as_one(parts: Sequence[Part], read: Callable[[Part], Sequence[Reading]]) -> Reading | None:
    """Return the files read as the pages of one form, as they came or the other way round.

    None where they are no more than each says. The reading names them in the order of their pages.
    """
    must_be_allowed(len(parts))
    alone = [form for one in parts for form in read(one) if form.kind != "other"]
    for first, *more in (parts, parts[::-1]):
        name = TOGETHER.join(one.name for one in (first, *more))
        whole = read(Part(name, "", first.data, more=tuple(one.data for one in more)))
        if len(whole) == 1 and whole[0].kind != "other" and _is_more(whole[0], alone):
            return whole[0]
    return None


def _is_more(joined_: Reading, alone: Sequence[Reading]) -> bool:
    """Return whether pages read as one form say all that each of them says, and more."""
    if any(one.status == "accepted" for one in alone):
        return False
    return all(set(one.evidence) < set(joined_.evidence) for one in alone)
