"""The words of the pages of a PDF behind those that are read, to see whether a form is among them.

A handbook of two hundred pages is no form, and laying out each of its pages would take the time of
a whole morning's mail. But a form bound into such a pack must not be lost in it. So of the later
pages only the words are taken, a page at a time, for somebody who knows forms to look at.
"""

from collections.abc import Iterator

import pypdfium2

from parsers.layouts.body import document_of_text
from parsers.pairs import Document

READ_WHOLE = 30  # pages that are laid out
_MOST_PAGES = 300
_FEWEST_LETTERS = 20  # of a page that is no picture
_BROKEN = (pypdfium2.PdfiumError, OSError, RuntimeError, ValueError, TypeError)


def later_pages(data: bytes) -> Iterator[Document | None]:
    """Yield each page behind the first thirty as its lines; None for one that nobody can tell of.

    That is a page of pictures, or all that stand behind the three-hundredth.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except _BROKEN:
        return
    with document:
        for number in range(READ_WHOLE, min(len(document), _MOST_PAGES)):
            yield _words(document, number)
        if len(document) > _MOST_PAGES:
            yield None


def _words(document: pypdfium2.PdfDocument, number: int) -> Document | None:
    try:
        page = document[number]
        told = page.get_textpage().get_text_range()
    except _BROKEN:
        return None
    if len(told.strip()) < _FEWEST_LETTERS and any(page.get_objects(max_depth=2)):
        return None
    return document_of_text(told.replace("\r\n", "\n"))
