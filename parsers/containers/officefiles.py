"""What stands inside an Office file beside its words: files set in as objects, and scanned pages.

A school sets the form into its letter as an object, behind an icon, or pastes the scan of it into
an empty document. The words around such a thing say nothing of it. Objects are taken out whole, as
from an archive; of the pictures only those that could be a page or a cutting of one, and none of
those that stand in the heads and feet of pages.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace

from parsers.containers.inside import LARGEST_INSIDE, Inside, Taking, shown_name
from parsers.containers.oleobjects import old_objects, pictures_in, unwrapped
from parsers.evidence import Part
from parsers.filetypes import DAMAGED_ZIP, Filetype, first_look
from parsers.mails.logos import bears_lines, could_be_page, is_logo

_OBJECTS = re.compile(r"(?:word|xl)/embeddings/[^/]+", re.IGNORECASE)
_PICTURES = re.compile(r"(?:word/media|xl/media|Pictures)/[^/]+", re.IGNORECASE)
_HEADS = re.compile(r"word/_rels/(?:header|footer)\d*\.xml\.rels", re.IGNORECASE)
_TARGET = re.compile(rb"Target=[\"'](?:\.\./|/)?(?:word/)?(media/[^\"']{1,200})[\"']")
_MOST_PICTURES = 10
_MOST_MEMBERS = 5_000


def objects_in(data: bytes) -> Inside:
    """Return the files that are set into a Word file or a workbook as objects."""
    taking = Taking()
    found = _members(data, _OBJECTS) if data.startswith(b"PK") else old_objects(data)
    for member, taken in found:
        called, content = member, taken
        # a compound file is an object, or its wrapper
        if isinstance(taken, bytes) and first_look(taken) is Filetype.OTHER_OFFICE:
            told, content = unwrapped(taken)
            called = told or member
        name = taking.called(called)
        if taking.is_full:
            taking.left.append((name, "too many"))
            break
        if content.strip():
            taking.put(name, content)
    return taking.told()


def pages_in(data: bytes) -> Inside:
    """Return the pictures of an Office file that could be pages, the largest where there are many.

    They are the pages of one scan, in the order in which the file holds them. What is left of
    more than are looked at is said.
    """
    found = [
        Part(shown_name(name, number), "", taken, shown=True)
        for number, (name, taken) in enumerate(_pictures(data), 1)
        if isinstance(taken, bytes)
        and first_look(taken) in (Filetype.PICTURE, Filetype.HEIC)
        and (could_be_page(taken) or (not is_logo(taken) and bears_lines(taken)))
    ]
    largest = sorted(found, key=lambda part: -len(part.data))[:_MOST_PICTURES]
    pages = [part for part in found if part in largest]
    if not pages:
        return Inside()
    left = (("pictures", "long"),) if len(found) > len(pages) else ()
    return Inside(
        parts=(replace(pages[0], more=tuple(part.data for part in pages[1:])),), left=left
    )


def _pictures(data: bytes) -> Iterator[tuple[str, bytes | str]]:
    """Yield the pictures of a package, or of a document that is none."""
    if data.startswith(b"PK"):
        yield from _members(data, _PICTURES)
    else:
        yield from ((f"picture-{number}", one) for number, one in enumerate(pictures_in(data), 1))


def _members(data: bytes, wanted: re.Pattern[str]) -> Iterator[tuple[str, bytes | str]]:
    """Yield the members of such names with their bytes, those of heads and feet left out.

    For one for which no room is left a word stands that says so.
    """
    room = LARGEST_INSIDE
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()[:_MOST_MEMBERS]
            heads = {
                posixpath.join("word", target.decode("utf-8", "replace")).casefold()
                for member in members
                if _HEADS.fullmatch(member.filename) and member.file_size < 2**20
                for target in _TARGET.findall(package.read(member))
            }
            for member in members:
                if not wanted.fullmatch(member.filename) or member.filename.casefold() in heads:
                    continue
                if member.file_size > room:
                    yield member.filename, "too large"
                    continue
                room -= member.file_size
                yield member.filename, package.read(member)
    except DAMAGED_ZIP:
        return
