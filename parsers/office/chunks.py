"""A document of another kind set into a Word file (`w:altChunk`): a page of HTML, a rich text.

Programs of schools write such files, and Word makes one document of them when it opens them; so
what is set in is read at the place where it stands. Of what kind it is, its bytes say.
"""

import re
from collections.abc import Callable, Mapping

from parsers.evidence import open_message
from parsers.filetypes import Filetype, filetype
from parsers.layouts import body
from parsers.office.richtext import pairs_of_rtf
from parsers.office.sheet import sheet_text
from parsers.office.word import pairs_of_docx
from parsers.office.wordxml import pairs_of_word_xml
from parsers.pairs import Document

# A web page saved with its pictures in one file (.mht): a mail in all but its addresses.
_WEB_ARCHIVE = re.compile(
    rb"\A\s*(?:(?:mime-version|content-type|from|subject|date|x-[\w-]+):[^\n]*\n)+", re.IGNORECASE
)

_READERS: Mapping[Filetype, Callable[[bytes], Document]] = {
    Filetype.DOCX: pairs_of_docx,
    Filetype.RTF: pairs_of_rtf,
    Filetype.HTML: lambda data: body.document_of_html(sheet_text(data)),
    Filetype.WORD_XML: pairs_of_word_xml,
    Filetype.TEXT: lambda data: body.document_of_text(sheet_text(data)),
}


def document_of_chunk(data: bytes) -> Document:
    """Return the blocks of what is set in; `trouble` where it is none of the kinds that may be."""
    if _WEB_ARCHIVE.match(data) and (page := open_message(data).html):
        return body.document_of_html(page)
    reader = _READERS.get(filetype(data))
    return Document(how="docx", trouble="unreadable") if reader is None else reader(data)


def pairs_of_word(data: bytes) -> Document:
    """Return the blocks of a Word document, with those of what is set into it."""
    return pairs_of_docx(data, document_of_chunk)
