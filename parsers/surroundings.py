"""What a form counts for in the mail that brings it: what is said around it, and who passed it on.

The words of a mail may take its form back, put it in doubt or say another thing. A form in the text
of a mail may be somebody else's, quoted. None of this is known where a document is read.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

from parsers.arrivals.origins import believed_day, origin_of
from parsers.context import Context
from parsers.doubts.copies import QUOTED, agreed, shown_in
from parsers.evidence import Body, Evidence, Part
from parsers.filetypes import Filetype
from parsers.forms import read_document
from parsers.labels.vocabulary import vocabulary
from parsers.layouts import body
from parsers.layouts.formlike import is_headed
from parsers.onefile import OneFile
from parsers.records import Reading
from parsers.refusals import set_aside
from parsers.words.contradicted import contradicts
from parsers.words.covering import covers_with_doubt, denies, doubts_beside

_TAKEN_BACK = (
    "The words of the mail put the form in doubt, so a person must look at it before it counts."
)
_UNASKED = (
    "The text of the mail is headed or worded as a form, and what it asks is not known, so a person"
    " must look at it."
)
_CUT = "The text of the mail is too long to be read whole, so a person must look at it."
_SAYS_OTHERWISE = "The mail says another thing than the form it brings. Which of them is right?"


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Asked:
    """What is asked of a reading.

    arrived: the local day of arrival, against which future and past are judged. vouched: a
    colleague sent the mail, so a form that it passes on counts as its school's.
    """

    context: Context
    arrived: dt.date | None
    source: str
    vouched: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Surroundings:
    """A mail, or a file given by itself, round the forms that it brings."""

    asked: Asked
    evidence: Evidence

    def readings(self, part: Part, kind: Filetype) -> tuple[Reading, ...]:
        """Return the readings of one file that holds no others, as if it came alone."""
        arrived = self._arrived(part.name)
        return OneFile(part, kind, self.asked.context, arrived, self.asked.source).readings()

    def weighed(self, reading: Reading, name: str) -> Reading:
        """Return a document's reading as the mail around it lets it count."""
        if reading.kind == "other":
            return reading
        if covers_with_doubt(self.evidence, name, reading.kind):
            reading = set_aside(reading, _TAKEN_BACK)
        elif contradicts(self.evidence, name, reading, self.asked.context):
            reading = set_aside(reading, _SAYS_OTHERWISE)
        return self._with_origin(reading, name)

    def pasted(self, text: Body, *, is_own: bool) -> tuple[Reading, ...]:
        """Return the readings of a form in a mail's text, held where it may not be meant."""
        subject = self.evidence.subject if is_own else text.subject
        vouched = self.asked.vouched
        form = body.form_in(text, self.asked.context, subject, passed_on_counts=vouched)
        if form is None:
            return ()
        found: list[Reading] = []
        for reading in self._compared(form, text.name, text.html):
            if reading.kind == "other":
                words = vocabulary(self.asked.context.forms)
                if reading.status == "held" or is_headed(form.document, words):
                    found.append(set_aside(reading, _UNASKED))
                continue
            why = self._doubt(form, text, reading, is_own=is_own)
            found.append(set_aside(reading, why) if why else self._with_origin(reading, text.name))
        return tuple(found)

    def _doubt(self, form: body.Pasted, text: Body, reading: Reading, *, is_own: bool) -> str:
        """Return why a form in a mail's text may not be meant; "" where it is."""
        if form.document.cut:
            return _CUT
        own = is_own or self.asked.vouched or self._is_colleagues(text, reading)
        if form.quoted or not own:
            return QUOTED
        subjects = (self.evidence.subject if is_own else text.subject, self.evidence.subject)
        doubted = (
            any(map(denies, (*subjects, form.own)))
            or doubts_beside(form.beside, reading.kind)
            or (not is_own and covers_with_doubt(self.evidence, text.name, reading.kind))
        )
        return _TAKEN_BACK if doubted else ""

    def _compared(self, pasted: body.Pasted, name: str, html: str) -> Iterator[Reading]:
        """Yield the readings of a form in a mail's text, its two texts held against each other."""
        read = partial(
            read_document,
            context=self.asked.context,
            arrived=self._arrived(name),
            source=self.asked.source,
            part=name,
        )
        plainly = read(pasted.plainly) if pasted.plainly is not None else ()
        page = body.document_of_html(html).text if html else ""
        for number, reading in enumerate(read(pasted.document)):
            if page and pasted.document.how == "email":
                yield shown_in(reading, page)
            else:
                yield agreed(reading, plainly[number]) if number < len(plainly) else reading

    def _is_colleagues(self, text: Body, reading: Reading) -> bool:
        """Return whether a form stands in an attached mail of the sender's own school.

        An office sends on what another of its offices typed. Not so an outcome: of that a parent is
        told.
        """
        domain = self.evidence.sender.rpartition("@")[2]
        same = bool(domain) and domain == text.sender.rpartition("@")[2].casefold()
        return same and reading.kind != "MM2" and bool(self.asked.context.schools.of_domain(domain))

    def _with_origin(self, reading: Reading, name: str) -> Reading:
        if not self.asked.vouched:
            return reading
        origin = origin_of(name, self.evidence, self.asked.context)
        return reading.model_copy(update={"origin": origin})

    def _arrived(self, name: str) -> dt.date | None:
        """Return the day against which a piece is judged: a forwarded form's is its first."""
        day = self.asked.arrived
        if not self.asked.vouched or day is None:
            return day
        origin = origin_of(name, self.evidence, self.asked.context)
        return believed_day(origin, day, ZoneInfo(self.asked.context.zone))
