"""Text documents kept as one XML file: Word 2003's own, Word's flat package, a flat OpenDocument.

Word saves them as ".xml" and, renamed, they arrive as ".doc". The words of Word 2003 are those of
today in another name space; the flat package is today's document with its parts one after another.
"""

from lxml import etree

from parsers.office.opendoc import pairs_of_flat_odt
from parsers.office.packages import W, parse_part
from parsers.office.word import document_of
from parsers.office.wordruns import name_of, under
from parsers.pairs import Document

_LARGEST = 30_000_000  # bytes
_OF_2003 = b"http://schemas.microsoft.com/office/word/2003/wordml"


def pairs_of_word_xml(data: bytes) -> Document:
    """Return the document's blocks. Never raises on input: `trouble` says what is wrong."""
    if len(data) > _LARGEST:
        return Document(how="docx", trouble="too large")
    if b"urn:oasis:names:tc:opendocument" in data:
        return pairs_of_flat_odt(data)
    try:
        root = parse_part(data.replace(_OF_2003, W[1:-1].encode()))
    except (etree.XMLSyntaxError, ValueError):
        return Document(how="docx", trouble="unreadable")
    main = next((one for one in root.iter() if name_of(one) in ("document", "wordDocument")), None)
    body = under(main, "body")
    if body is None:
        return Document(how="docx", trouble="unreadable")
    heads = [one for one in root.iter(f"{W}hdr") if one is not body]
    return document_of(body, heads[:4])
