"""The parts of an Office package (.docx, .xlsx): their bytes, their trees, what they refer to.

The file is hostile until proved otherwise: no entities, no network, and sizes are checked before
anything is unpacked. What stands outside the package is never fetched.
"""

import posixpath
import re
import zipfile

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT_R = b"http://purl.oclc.org/ooxml/officeDocument/relationships"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
MOST_XML = 30_000_000  # bytes of one part
MOST_RELATIONS = 1_000_000
_UNCLOSED = re.compile(rb"<br\b[^>/]*>", re.IGNORECASE)


def parse_part(data: bytes) -> etree._Element:
    """Return the root of an XML part, opened without entities or network."""
    data = data.replace(_STRICT, W[1:-1].encode()).replace(_STRICT_R, R[1:-1].encode())
    root = etree.fromstring(data, _parser(recover=False))
    if root.getroottree().docinfo.internalDTD is not None:
        raise ValueError("a document type is not allowed")
    return root


def tree_of(package: zipfile.ZipFile, part: str) -> etree._Element | None:
    """Return the root of a part that may not be well formed, as drawings of old; None for none."""
    data = _UNCLOSED.sub(b"<br/>", bytes_of(package, part))
    # An empty text has no root, and lxml then gives None.
    root: etree._Element | None = None
    if data.strip():
        root = etree.fromstring(data, _parser(recover=True))
    return root


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=recover
    )


def bytes_of(package: zipfile.ZipFile, part: str, most: int = MOST_XML) -> bytes:
    """Return the bytes of a part; b"" where there is none, or it is too large."""
    try:
        entry = package.getinfo(part)
    except KeyError:
        return b""
    return b"" if entry.file_size > most else package.read(part)


def related(package: zipfile.ZipFile, part: str) -> dict[str, str]:
    """Return the names of the parts that a part refers to, by their id; "" for what is outside."""
    folder, name = posixpath.split(part)
    listing = bytes_of(package, posixpath.join(folder, "_rels", f"{name}.rels"), MOST_RELATIONS)
    found = {}
    for relation in parse_part(listing).iter("{*}Relationship") if listing else ():
        place = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
        outside = relation.get("TargetMode", "") == "External"
        found[relation.get("Id", "")] = "" if outside else place.lstrip("/")
    return found
