"""Which reader lays open which kind of file: one table, a line for each kind.

A reader takes the bytes and gives documents, or one word for why there are none (`read.held` has a
sentence for each such word). A new kind of file is a reader and a line here. Kinds that hold other
files (a mail, an archive) are not read but opened: see `pieces`.
"""

from collections.abc import Callable, Mapping

from parsers.filetypes import Filetype
from parsers.images.scans import document_of_picture
from parsers.layouts import body
from parsers.office import sheet
from parsers.office.chunks import pairs_of_word
from parsers.office.libreoffice import pairs_of_doc
from parsers.office.opendoc import pairs_of_odt
from parsers.office.othersheets import documents_of_ods, documents_of_xls
from parsers.office.richtext import pairs_of_rtf
from parsers.office.wordxml import pairs_of_word_xml
from parsers.pairs import Document
from parsers.pdfs.pdf import pairs_of_pdf

Opened = tuple[Document, ...] | str


def _opened_text(data: bytes) -> Opened:
    text = sheet.sheet_text(data)
    # A comma parts columns and words alike: prose is told by its line ends without one.
    if sheet.delimiter_of(text):
        return sheet.documents_of_csv(data)
    return (body.document_of_text(text),)


READERS: Mapping[Filetype, Callable[[bytes], Opened]] = {
    Filetype.PDF: lambda data: (pairs_of_pdf(data),),
    Filetype.DOCX: lambda data: (pairs_of_word(data),),
    Filetype.DOC: lambda data: (pairs_of_doc(data),),
    Filetype.ODT: lambda data: (pairs_of_odt(data),),
    Filetype.RTF: lambda data: (pairs_of_rtf(data),),
    Filetype.WORD_XML: lambda data: (pairs_of_word_xml(data),),
    Filetype.XLSX: sheet.documents_of_xlsx,
    Filetype.XLS: documents_of_xls,
    Filetype.ODS: documents_of_ods,
    Filetype.PICTURE: lambda data: (document_of_picture(data),),
    Filetype.HEIC: lambda data: (document_of_picture(data),),
    Filetype.HTML: lambda data: (body.document_of_html(sheet.sheet_text(data)),),
    Filetype.XML: _opened_text,
    Filetype.TEXT: _opened_text,
}

# Why a kind that no reader takes is not read.
UNREAD: Mapping[Filetype, str] = {
    Filetype.EMPTY: "empty",
    Filetype.LOCKED_OFFICE: "encrypted",
    Filetype.LOCKED_ZIP: "encrypted",
    Filetype.RIGHTS_MANAGED_MAIL: "encrypted",
    Filetype.SEALED: "encrypted",
    Filetype.ARCHIVE: "archive",
    Filetype.OTHER_OFFICE: "old word",
    Filetype.LINK: "link",
}

# What hangs on many a mail and is no document of anybody's.
PASSED_OVER = frozenset({Filetype.VCARD, Filetype.CALENDAR})


def opened(data: bytes, kind: Filetype) -> Opened:
    """Return a file laid open, or the word for why it is not."""
    reader = READERS.get(kind)
    return UNREAD.get(kind, "unreadable") if reader is None else reader(data)
