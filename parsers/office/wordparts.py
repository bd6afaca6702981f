"""The parts of a Word package (.docx): its text, the heads of its pages, and what it refers to."""

import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from parsers.office.packages import MOST_RELATIONS, MOST_XML, bytes_of, parse_part, related
from parsers.office.wordstyles import spell_out

_MOST_ALL = 200_000_000


class PartsError(ValueError):
    """The package cannot be read; its argument is the word for why."""


@dataclass(frozen=True, slots=True, repr=False)
class Parts:
    """The parts that say something. related: the parts that the text refers to, by their id."""

    text: etree._Element
    heads: tuple[etree._Element, ...]
    related: Mapping[str, str]


def parts_of(package: zipfile.ZipFile) -> Parts:
    """Return the parts of a package. Raises PartsError where it says why not."""
    if sum(entry.file_size for entry in package.infolist()) > _MOST_ALL:
        raise PartsError("too large")
    names = set(package.namelist())
    main = _main_part(package, names)
    if main is None:
        raise PartsError("unreadable")
    heads = sorted(n for n in names if re.fullmatch(r"word/header\d*\.xml", n))[:4]
    if any(package.getinfo(n).file_size > MOST_XML for n in (main, *heads)):
        raise PartsError("too large")
    if package.getinfo(main).flag_bits & 1:
        raise PartsError("encrypted")
    roots = [parse_part(package.read(name)) for name in (main, *heads)]
    styles = bytes_of(package, posixpath.join(posixpath.dirname(main), "styles.xml"))
    for root in roots if styles else ():
        spell_out(root, parse_part(styles))
    return Parts(roots[0], tuple(roots[1:]), related(package, main))


def _main_part(package: zipfile.ZipFile, names: set[str]) -> str | None:
    """Return the name of the part that holds the text: the usual one, or that related as such."""
    if "word/document.xml" in names:
        return "word/document.xml"
    if "_rels/.rels" not in names or package.getinfo("_rels/.rels").file_size > MOST_RELATIONS:
        return None
    for relation in parse_part(package.read("_rels/.rels")):
        target = relation.get("Target", "").lstrip("/")
        if relation.get("Type", "").endswith("/officeDocument") and target in names:
            return target
    return None
