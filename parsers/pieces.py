"""A mail or a file taken apart, piece by piece: its texts, what hangs on it, what stands in that.

Pieces are numbered in one order, the same each time, and a container is opened only when its turn
comes. So a piece that kills the child costs itself alone: the next child opens the same containers
again and goes on behind it. Limits of depth and number hold over all containers of a mail together;
what lies beyond them is held with its reason.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from zoneinfo import ZoneInfo

from parsers.arrivals.sealed import wrapper_of_file, wrapper_of_mail
from parsers.containers.archives import inside_packed, inside_tar, inside_zip
from parsers.containers.inside import Inside, shown_name
from parsers.containers.officefiles import objects_in, pages_in
from parsers.containers.outlook import inside_message
from parsers.containers.pdffiles import inside_pdf, is_portfolio
from parsers.containers.signed import inside_signed
from parsers.containers.tnef import inside_tnef
from parsers.continued import OFFICE, as_one, goes_on, may_be_pages
from parsers.doubts.copies import TOGETHER, is_said_in
from parsers.evidence import DEEPEST_MAIL, MOST_PARTS, Body, Evidence, Part, open_message
from parsers.filetypes import Filetype, filetype, first_look
from parsers.mails.enclosed import taken_from
from parsers.mails.wrappers import Wrapper
from parsers.readers import PASSED_OVER
from parsers.records import Problem, Reading, Words
from parsers.refusals import held
from parsers.surroundings import Asked, Surroundings
from parsers.words.cues import breakdown_cue
from parsers.words.prose import LONGEST

LARGEST_FILE = 60 * 2**20  # bytes


@dataclass(frozen=True, slots=True, repr=False)
class Piece:
    """One thing to read. name: "" for a file given by itself. read: does it, and may die of it.

    data: the bytes that are read, for whoever wants to draw them. only_opens: the document that it
    opens is read as a piece of its own. pages: the files of which some may be pages of one form.
    """

    number: int
    name: str
    read: Callable[[], tuple[Reading, ...]]
    box: list[Inside] = field(default_factory=list)
    data: bytes = b""
    only_opens: bool = False
    pages: tuple[Part, ...] = ()

    @property
    def opens(self) -> bool:
        """Return whether reading it laid open a container, whose pieces follow."""
        return bool(self.box)


def is_container(data: bytes) -> bool:
    """Return whether the bytes are a file that holds other files."""
    return len(data) <= LARGEST_FILE and filetype(data) in _OPENERS


def pieces_of_mail(evidence: Evidence, asked: Asked) -> Iterator[Piece]:
    """Yield what is read of a mail, in order: its texts, then what is attached."""
    yield from _Walk(asked, evidence).mail()


def pieces_of_file(data: bytes, asked: Asked) -> Iterator[Piece]:
    """Yield what is read of a file given by itself; of a saved mail, what is read of the mail."""
    kind = filetype(data) if len(data) <= LARGEST_FILE else Filetype.UNKNOWN
    evidence: Evidence | None = None
    if kind is Filetype.MAIL:
        evidence = open_message(data)
    elif kind is Filetype.OUTLOOK:
        evidence = _saved(inside_message(data))
    if evidence is None:
        yield from _Walk(asked, Evidence(sha="")).part(Part("", "", data))
        return
    if asked.arrived is None and evidence.sent is not None:
        zone = ZoneInfo(asked.context.zone)
        asked = replace(asked, arrived=evidence.sent.astimezone(zone).date())
    yield from _Walk(asked, evidence).mail()


def _saved(inside: Inside | str) -> Evidence | None:
    """Return a message saved by Outlook as the mail that it is; None if it cannot be opened."""
    if isinstance(inside, str) or not inside.bodies:
        return None
    own = inside.bodies[0]
    return Evidence(
        sha="",
        sender=own.sender,
        subject=own.subject,
        sent=own.sent,
        text=own.text,
        html=own.html,
        bodies=inside.bodies,
        parts=inside.parts,
        cut=bool(inside.left),
    )


def _inside_mail(data: bytes, depth: int) -> Inside:
    found = open_message(data, depth + 1)
    return Inside(
        bodies=found.bodies,
        parts=tuple(replace(part, depth=part.depth - depth) for part in found.parts),
        left=(("the rest", "cut"),) if found.cut else (),
    )


def _inside_appointment(data: bytes) -> Inside:
    files = enumerate(taken_from(data), 1)
    return Inside(parts=tuple(Part(shown_name(f.name, n), f.media, f.data) for n, f in files))


_OPENERS: Mapping[Filetype, Callable[[bytes, int], Inside | str]] = {
    Filetype.MAIL: _inside_mail,
    Filetype.OUTLOOK: inside_message,
    Filetype.TNEF: lambda data, _: inside_tnef(data),
    Filetype.SIGNED: lambda data, _: inside_signed(data),
    Filetype.ZIP: lambda data, _: inside_zip(data),
    Filetype.LOCKED_ZIP: lambda data, _: inside_zip(data),
    Filetype.TAR: lambda data, _: inside_tar(data),
    Filetype.CALENDAR: lambda data, _: _inside_appointment(data),
    Filetype.PACKED: lambda data, _: inside_packed(data),
}


# Documents that may hold other files beside what they say themselves.
_HOLDERS: Mapping[Filetype, Callable[[bytes], Inside | str]] = {
    Filetype.PDF: inside_pdf,
    Filetype.DOCX: objects_in,
    Filetype.XLSX: objects_in,
    Filetype.ODT: objects_in,
    Filetype.DOC: objects_in,
    Filetype.RTF: objects_in,
    Filetype.WORD_XML: objects_in,
}
_MOST_PHOTOS = 6  # of one form


def _but_shadows(parts: Sequence[Part]) -> Sequence[Part]:
    """Return the files without what macOS notes beside them; where that alone came, it is told."""
    files = [part for part in parts if first_look(part.data) is not Filetype.MAC_SHADOW]
    return files or parts


@dataclass(slots=True, repr=False)
class _Walk:
    """The walk over one mail or file, its number of pieces, and the texts around them."""

    asked: Asked
    evidence: Evidence
    count: int = 0
    taken: int = 0  # files taken out of containers

    def mail(self) -> Iterator[Piece]:
        evidence = self.evidence
        if evidence.cut:
            yield self._held("", "cut")
        wrapped = wrapper_of_mail(evidence, self.asked.context.wrappers)
        if wrapped is not None:
            yield self._piece("body", partial(self._wrapped, wrapped, "body"))
        for number, text in enumerate(evidence.bodies):
            yield self._text(text, is_own=number == 0 and text.name == "body")
        for part in _but_shadows(evidence.parts):
            # of a sealed mail, a file that nobody can name is the sealed package, told of already
            if wrapped is None or first_look(part.data) is not Filetype.UNKNOWN:
                yield from self.part(part)
        yield from self._photos(evidence.parts)

    def part(self, part: Part) -> Iterator[Piece]:
        """Yield a file, and what is in it where it is a container."""
        box: list[Inside] = []
        yield self._piece(part.name, partial(self._read, part, box), box, part.data)
        if not box and filetype(part.data) in _HOLDERS:
            piece = self._piece(part.name, partial(self._attached, part, box), box)
            yield replace(piece, only_opens=True)
        prefix = f"{part.name}/" if part.name else ""
        for inside in box:
            texts = [replace(text, name=prefix + text.name) for text in inside.bodies]
            around = (*self.evidence.bodies, *texts)
            self.evidence = replace(self.evidence, bodies=around)
            for text in texts:
                own = part.depth == 0 and first_look(part.data) in {Filetype.TNEF, Filetype.SIGNED}
                if not (own and is_said_in(text.text, self.evidence.text)):
                    yield self._text(text, is_own=own, unpacked=True)
            for name, why in inside.left:
                yield self._held(prefix + name, why)
            for one in _but_shadows(inside.parts):
                self.taken += 1
                if self.taken > MOST_PARTS:
                    yield self._held(part.name, "too many")
                    return
                deeper = part.depth + max(1, one.depth)
                yield from self.part(replace(one, name=prefix + one.name, depth=deeper))
            inner = [replace(one, name=prefix + one.name) for one in inside.parts]
            yield from self._photos(inner)

    def _piece(
        self,
        name: str,
        read: Callable[[], tuple[Reading, ...]],
        box: list[Inside] | None = None,
        data: bytes = b"",
    ) -> Piece:
        self.count += 1
        return Piece(self.count - 1, name, read, [] if box is None else box, data)

    def _held(self, name: str, why: str) -> Piece:
        reading = held(why, self.asked.source, name or None)
        return self._piece(name, lambda: (reading,))

    def _text(self, text: Body, *, is_own: bool, unpacked: bool = False) -> Piece:
        """Return a mail's text as a piece. unpacked: nobody saw it who did not open the file."""
        data = (text.html or text.text).encode("utf-8", "replace")

        def read() -> tuple[Reading, ...]:
            found = self._around().pasted(text, is_own=is_own)
            return self._told(text, found, is_own=is_own) if unpacked else found

        return self._piece(text.name, read, None, data)

    def _told(self, text: Body, found: tuple[Reading, ...], *, is_own: bool) -> tuple[Reading, ...]:
        """Return the readings of an unpacked mail's text, the first with what the mail says.

        Of a mail that only covers what hangs on it, nothing is told.
        """
        said = Words(text=text.text[:LONGEST], subject=text.subject, sender=text.sender, own=is_own)
        is_news = is_own or breakdown_cue(said.text, said.subject, of_pupil=True) is not None
        if not found and not (said.text.strip() and is_news):
            return ()
        first, *others = found or (
            Reading(source=self.asked.source, part=text.name, kind="other", status="ignored"),
        )
        return (first.model_copy(update={"unpacked": said}), *others)

    def _wrapped(self, wrapper: Wrapper, name: str) -> tuple[Reading, ...]:
        problem = Problem(field="", code="encrypted", message=wrapper.sentence)
        return (
            Reading(
                source=self.asked.source,
                part=name or None,
                kind="other",
                status="held",
                problems=(problem,),
            ),
        )

    def _read(self, part: Part, box: list[Inside]) -> tuple[Reading, ...]:
        """Return the readings of one file; a container is put into the box instead."""
        source, name = self.asked.source, part.name or None
        if len(part.data) > LARGEST_FILE:
            return (held("too large", source, name),)
        kind = filetype(part.data)
        wrapped = wrapper_of_file(kind, part.data, self.asked.context.wrappers)
        if wrapped is not None:
            return self._wrapped(wrapped, part.name)
        opener = _OPENERS.get(kind)
        if opener is None:
            return self._documents(part, kind)
        if part.depth >= DEEPEST_MAIL and kind not in PASSED_OVER:
            return (held("too deep", source, name),)
        inside = opener(part.data, part.depth)
        if isinstance(inside, str):
            return (held(inside, source, name),)
        box.append(inside)
        return ()

    def _attached(self, part: Part, box: list[Inside]) -> tuple[Reading, ...]:
        """Put the files that a document holds into the box."""
        if len(part.data) > LARGEST_FILE:
            return ()  # said already
        kind, name = filetype(part.data), part.name or None
        inside = _HOLDERS[kind](part.data)
        if isinstance(inside, str):
            return (held(inside, self.asked.source, name),)
        pages = pages_in(part.data) if kind in OFFICE else Inside()
        # A form may show pictures; in what is none, a picture may be the form.
        if pages.parts and all(one.kind == "other" for one in self._documents(part, kind)):
            parts, left = (*inside.parts, *pages.parts), (*inside.left, *pages.left)
            inside = replace(inside, parts=parts, left=left)
        if inside.parts and part.depth >= DEEPEST_MAIL:
            return (held("too deep", self.asked.source, name),)
        if inside.parts or inside.left:
            box.append(inside)
        return ()

    def _documents(self, part: Part, kind: Filetype) -> tuple[Reading, ...]:
        around = self._around()
        found = around.readings(part, kind)
        others = all(one.kind == "other" for one in found)
        if kind is Filetype.PDF and others and is_portfolio(part.data):
            return ()  # what it holds is read by itself
        return tuple(around.weighed(one, part.name) for one in found)

    def _around(self) -> Surroundings:
        """Return what stands around a piece: a container that was opened has added its texts."""
        return Surroundings(self.asked, self.evidence)

    def _photos(self, parts: Sequence[Part]) -> Iterator[Piece]:
        """Yield pages that came one by one as what they may be together: a form."""
        pages = [one for one in parts if may_be_pages(one)]
        if len(pages) > 1:
            name = TOGETHER.join(one.name for one in pages)
            piece = self._piece(name, partial(self._as_one, pages))
            yield replace(piece, pages=tuple(pages))

    def _as_one(self, pages: Sequence[Part]) -> tuple[Reading, ...]:
        scans = [one for one in pages if goes_on(one)]  # which may break whoever looks
        if not 1 < len(scans) <= _MOST_PHOTOS:
            return ()
        around = self._around()
        whole = as_one(scans, partial(around.readings, kind=Filetype.PICTURE))
        return (around.weighed(whole, whole.part or ""),) if whole else ()
