"""The readings of one file that holds no others, and what of it was passed over.

A form is read from each document that the file lays open. Where not all of it could be laid open
(more pages, rows or depth than are read, a picture that stands among words), that is said in a
reading of its own, and a form that may go on there waits for a person.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from parsers.containers.asides import asides_in
from parsers.containers.officefiles import objects_in, pages_in
from parsers.context import Context
from parsers.continued import is_better, lacks, told_of, with_pictures
from parsers.doubts.copies import is_another
from parsers.doubts.judging import status_of
from parsers.doubts.spoilt import remark
from parsers.doubts.suspected import is_hardly_legible
from parsers.evidence import Part
from parsers.filetypes import Filetype
from parsers.forms import read_document
from parsers.images.scans import document_of_picture
from parsers.mails.logos import bears_lines
from parsers.pairs import PICTURE, Document, Grid
from parsers.pdfs.laterpages import READ_WHOLE, later_pages
from parsers.readers import PASSED_OVER, opened
from parsers.records import Reading
from parsers.refusals import held, set_aside, why

_OLD_WORD = frozenset({Filetype.DOC, Filetype.RTF, Filetype.WORD_XML})  # pictures stay in these
_FEW_WORDS = 12


@dataclass(frozen=True, slots=True, repr=False)
class OneFile:
    """A file to be read, and what is asked of it. arrived: the day against which it is judged."""

    part: Part
    kind: Filetype
    context: Context
    arrived: dt.date | None
    source: str

    def readings(self) -> tuple[Reading, ...]:
        """Return a reading for each form in the file, at least one; none of what is no document."""
        slight = self.part.slight
        if self.kind in PASSED_OVER or (slight and not bears_lines(self.part.data)):
            return ()
        several = self.part.more and document_of_picture(self.part.data, *self.part.more)
        laid_open = (several,) if several else opened(self.part.data, self.kind)
        if isinstance(laid_open, str):
            return (self._held(laid_open),)
        found = [one for document in laid_open for one in self._read(document)]
        if self.kind is Filetype.PDF and any(one.pages > READ_WHOLE for one in laid_open):
            found = [_cut_off(one) for one in found] + list(self._behind())
        beneath = (one for document in laid_open for one in document.beneath)
        found = _told_of_hidden(
            found, (one for document in beneath for one in self._forms(document))
        )
        if any(one.kind != "other" for one in found):
            text = "\n".join(document.text for document in laid_open)
            said = remark(asides_in(self.part.data, self.kind), text)
            found = [set_aside(one, said) if said and one.kind != "other" else one for one in found]
        # The sheets of a workbook that hold no form are not worth a line beside those that do.
        forms = [one for one in found if one.kind != "other" or one.status == "held"]
        return tuple(forms or found[: not slight])

    def _held(self, why: str) -> Reading:
        return held(why, self.source, self.part.name or None)

    def _read(self, document: Document) -> Iterator[Reading]:
        """Yield the readings of one document."""
        if self.part.shown and document.trouble == "picture":
            return  # a picture with hardly a word in it, in a document that has its own
        if self._is_only_a_picture(document):
            yield self._held("picture")
        elif document.trouble and (document.trouble != "picture" or not document.blocks):
            yield self._held(document.trouble)
        elif is_hardly_legible(document) and not self.part.shown:
            yield self._held("picture")
        else:
            read = self._forms(document)
            if any(map(lacks, read)):
                read = self._with_pictures(document, read)
            if document.cut:
                yield from map(_cut_off if document.pages else _broken_off, read)
                yield self._held("long")
            else:
                yield from read

    def _is_only_a_picture(self, document: Document) -> bool:
        """Return whether a document is a picture of a page that cannot be taken out of it."""
        old = self.kind in _OLD_WORD and _shows_a_picture(document)
        data = self.part.data
        return old and not pages_in(data).parts and not objects_in(data).parts

    def _forms(self, document: Document) -> tuple[Reading, ...]:
        name = self.part.name or None
        return read_document(document, self.context, self.arrived, self.source, name)

    def _with_pictures(self, document: Document, read: tuple[Reading, ...]) -> tuple[Reading, ...]:
        """Return the readings with what the pictures show, or with the question whether they do."""
        whole = with_pictures(document, self.part, self.kind)
        if whole is None:
            return read
        again = self._forms(whole)
        return tuple(map(told_of, again if is_better(again, read) else read))

    def _behind(self) -> Iterator[Reading]:
        """Yield that a person must look, where a form may stand behind the pages that are read."""
        for page in later_pages(self.part.data):
            found = () if page is None else read_document(
                page, self.context, None, self.source, self.part.name
            )  # fmt: skip
            if page is None or any(one.kind != "other" or one.status == "held" for one in found):
                yield self._held("long")
                return


def _cut_off(reading: Reading) -> Reading:
    """Return a reading held where the form may go on behind the last page that was read."""
    at_the_end = any(seen.page == READ_WHOLE for seen in reading.evidence.values())
    return _broken_off(reading) if at_the_end else reading


def _broken_off(reading: Reading) -> Reading:
    """Return the reading of a form as one of which not all was read."""
    if reading.kind == "other":
        return reading
    return set_aside(reading, why("long").message)


def _shows_a_picture(document: Document) -> bool:
    """Return whether a document shows a picture, and hardly a word beside it."""
    return (
        PICTURE in "".join(block.text for block in document.blocks if not isinstance(block, Grid))
        and len(document.text.split()) <= _FEW_WORDS
    )


def _told_of_hidden(seen: Sequence[Reading], whole: Iterable[Reading]) -> list[Reading]:
    """Return the readings of what is seen, with the question whether what is hidden counts.

    whole: the readings of the same file, were nothing in it hidden. Nobody who looks at a sheet
    sees its hidden rows, and often they keep last year's pupil: so only what they would add is
    said, an answer that what is seen leaves open, or a form of its own.
    """
    out = list(seen)
    for one in whole:
        if one.kind == "other" or not one.evidence:
            continue
        alike = [n for n, form in enumerate(out) if form.kind == one.kind]
        alike = [n for n in alike if not is_another(out[n], one)]
        if any(set(one.evidence) <= set(out[n].evidence) for n in alike):
            continue
        if not alike:
            return [*out, held("hidden", one.source, one.part)]
        out[alike[0]] = _asked(out[alike[0]])
    return out


def _asked(form: Reading) -> Reading:
    problem = why("hidden").model_copy(update={"field": "document"})
    if problem in form.problems:
        return form
    problems = (*form.problems, problem)
    status = status_of(form.kind, problems) if form.status == "accepted" else form.status
    return form.model_copy(update={"problems": problems, "status": status})
