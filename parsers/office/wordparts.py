"""The parts of a Word package (.docx): its text, the heads of its pages, what the text refers to.

The file is hostile until proved otherwise: no entities, no network, and sizes are checked before
anything is unpacked. What stands outside the package is never fetched.
"""

import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from parsers.office.wordruns import W
from parsers.office.wordstyles import spell_out

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT_R = b"http://purl.oclc.org/ooxml/officeDocument/relationships"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_MOST_XML = 30_000_000
_MOST_RELATIONS = 1_000_000
_MOST_ALL = 200_000_000


class PartsError(ValueError):
    """The package cannot be read; its argument is the word for why."""


@dataclass(frozen=True, slots=True, repr=False)
class Parts:
    """The parts that say something. related: the parts that the text refers to, by their id."""

    text: etree._Element
    heads: tuple[etree._Element, ...]
    related: Mapping[str, str]


def parse_part(data: bytes) -> etree._Element:
    """Return the root of an XML part, opened without entities or network."""
    data = data.replace(_STRICT, W[1:-1].encode()).replace(_STRICT_R, R[1:-1].encode())
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    root = etree.fromstring(data, parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise ValueError("a document type is not allowed")
    return root


def parts_of(package: zipfile.ZipFile) -> Parts:
    """Return the parts of a package. Raises PartsError where it says why not."""
    if sum(entry.file_size for entry in package.infolist()) > _MOST_ALL:
        raise PartsError("too large")
    names = set(package.namelist())
    main = _main_part(package, names)
    if main is None:
        raise PartsError("unreadable")
    heads = sorted(n for n in names if re.fullmatch(r"word/header\d*\.xml", n))[:4]
    if any(package.getinfo(n).file_size > _MOST_XML for n in (main, *heads)):
        raise PartsError("too large")
    if package.getinfo(main).flag_bits & 1:
        raise PartsError("encrypted")
    roots = [parse_part(package.read(name)) for name in (main, *heads)]
    styles = bytes_of(package, posixpath.join(posixpath.dirname(main), "styles.xml"))
    for root in roots if styles else ():
        spell_out(root, parse_part(styles))
    return Parts(roots[0], tuple(roots[1:]), related(package, main))


def related(package: zipfile.ZipFile, part: str) -> dict[str, str]:
    """Return the names of the parts that a part refers to, by their id; "" for what is outside."""
    folder, name = posixpath.split(part)
    listing = posixpath.join(folder, "_rels", f"{name}.rels")
    try:
        if package.getinfo(listing).file_size > _MOST_RELATIONS:
            return {}
    except KeyError:
        return {}
    found = {}
    for relation in parse_part(package.read(listing)):
        target = relation.get("Target", "")
        outside = relation.get("TargetMode", "") == "External"
        place = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        found[relation.get("Id", "")] = "" if outside else place
    return found


def bytes_of(package: zipfile.ZipFile, part: str) -> bytes:
    """Return the bytes of a part; b"" where there is none, or it is too large."""
    try:
        entry = package.getinfo(part)
    except KeyError:
        return b""
    return b"" if entry.file_size > _MOST_XML else package.read(part)


def _main_part(package: zipfile.ZipFile, names: set[str]) -> str | None:
    """Return the name of the part that holds the text: the usual one, or that related as such."""
    if "word/document.xml" in names:
        return "word/document.xml"
    if "_rels/.rels" not in names or package.getinfo("_rels/.rels").file_size > _MOST_RELATIONS:
        return None
    for relation in parse_part(package.read("_rels/.rels")):
        target = relation.get("Target", "").lstrip("/")
        if relation.get("Type", "").endswith("/officeDocument") and target in names:
            return target
    return None
