"""A school year of an authority as its mailbox sees it, and how long the bot needs to live it.

`python -m tests.year` writes sixty moves and a thousand mails (forms as Word, PDF and spreadsheet,
replies, ordinary mail, other people's forms), plays them with `mailbot simulate` and prints how
long it took and how much of that the reading and making of documents took. The year is the same
each time.

What each mail asks for is counted while it is written, so a test can add up what must come out.
"""

import argparse
import cProfile
import datetime as dt
import io
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any

import css_inline
import docx as word
from reportlab.pdfgen.canvas import Canvas

from mailbot.scenarios.simulate import simulate
from mailbot.writing import papers, sheets
from tests import factory
from tests.factory import LONDON, WORD, Attachment, Kind, Office, School
from tests.timeline import write_scenario

DAY = dt.timedelta(days=1)
WEEK = 7 * DAY
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
START, END = dt.datetime(2026, 9, 1, 7, tzinfo=LONDON), dt.datetime(2027, 7, 23, 18, tzinfo=LONDON)
TERMS = tuple(
    ("", dt.date(*first), dt.date(*last))
    for first, last in (
        ((2026, 9, 1), (2026, 10, 23)), ((2026, 11, 2), (2026, 12, 18)),
        ((2027, 1, 4), (2027, 2, 12)), ((2027, 2, 22), (2027, 3, 25)),
        ((2027, 4, 12), (2027, 5, 28)), ((2027, 6, 7), (2027, 7, 21)),
        ((2027, 9, 1), (2027, 10, 22)), ((2027, 11, 1), (2027, 12, 17)),
    )
)  # fmt: skip
_FIRST = ("Ada", "Bryn", "Cleo", "Dara", "Ewan", "Fern", "Gil", "Hope", "Idris", "June")
_LAST = ("Ashdown", "Birkett", "Calloway", "Denholm", "Easterby", "Fairlamb")
_PLACES = (
    "Alder Lane", "Beckside", "Cinder Hill", "Dovecote Park", "Elmwharf", "Foxglove Road",
    "Gorse Bank", "Hazelmere Street", "Ivy Bridge", "Juniper Row", "Kiln Lane", "Larkfield",
)  # fmt: skip
_CHATTER = (
    ("Minutes", "Please find the minutes of our last meeting below.\nNothing else arose.\n"),
    ("Car park", "The car park will be closed on Friday. Sorry for the trouble.\n"),
    ("Training", "There are four places left on the safeguarding course next month.\n"),
    ("Out and about", "Could somebody ring me about the network meeting? Thanks.\n"),
)
_ENDS = ("successful", "unsuccessful", "extended", None, "successful", "unsuccessful")


@dataclass
class Year:
    """A scenario being written, and what it holds. counts: of what was put in, by what it is."""

    place: Office
    dice: random.Random
    events: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    scenario: Path = Path()
    _folder: Path = Path()

    def post(  # noqa: PLR0913 - what a mail is made of
        self,
        what: str,
        when: dt.datetime,
        sender: School,
        body: str,
        *attached: Attachment,
        subject: str = "Managed move",
        reply_to: Mapping[str, str] | None = None,
    ) -> None:
        """Put one mail into the year."""
        number = self.counts.total() + 1
        raw = factory.mail(
            sender.office, self.place.mailbox, subject, body, attachments=attached, date=when,
            message_id=f"<{number}@{sender.domain}>",
        )  # fmt: skip
        name = f"mails/{number:04}.eml"
        (self._folder / name).write_bytes(raw)
        row: dict[str, object] = {"at": when.replace(tzinfo=None), "eml": name}
        self.events.append(("mail", row | ({"reply_to": dict(reply_to)} if reply_to else {})))
        self.counts[what] += 1


def write(folder: Path, *, moves: int = 60, mails: int = 1000) -> Year:
    """Write the year's scenario into a folder: so many moves, and ordinary mail up to so many."""
    schools = {
        name: School(990500 + n, f"{name} School", f"{name.lower().replace(' ', '')}.example",
                     f"01632 9605{n:02d}")
        for n, name in enumerate(_PLACES, 1)
    }  # fmt: skip
    place = Office("Vale Borough Council", "southwark", "vale.example", schools, TERMS)
    factory.write_configuration(folder, place)
    (folder / "mails").mkdir(exist_ok=True)
    year = Year(place, random.Random(2026), _folder=folder)  # noqa: S311 - a year made twice alike
    for number in range(moves):
        _placement(year, number)
    for _ in range(max(0, mails - year.counts.total())):
        _ordinary(year)
    year.events.sort(key=lambda event: str(event[1]["at"]))
    year.scenario = write_scenario(
        folder, "A year", START.replace(tzinfo=None), END.replace(tzinfo=None), year.events
    )
    return year


def _school_day(day: dt.date) -> dt.date:
    while day.weekday() > 4 or not any(first <= day <= last for _, first, last in TERMS):
        day += DAY
    return day


def _at(dice: random.Random, day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(9 + dice.randrange(6), dice.randrange(60)), LONDON)


def _form(kind: Kind, values: Mapping[str, Any], form: int) -> Attachment:
    """Return a form in one of the formats that schools use, as their number comes round."""
    name = f"{kind} form"
    if kind == "attendance" and form % 3:
        if form % 3 == 1:
            return Attachment(f"{name}.xlsx", factory.xlsx(values), SHEET)
        return Attachment(f"{name}.csv", factory.csv(values), "text/csv")
    if form % 3 == 1:
        return Attachment(f"{name}.pdf", factory.acro_pdf(kind, values), PDF)
    if form % 3 == 2:
        return Attachment(f"{name}.pdf", factory.flat_pdf(kind, values), PDF)
    return Attachment(f"{name}.docx", factory.docx(kind, values), WORD)


def _placement(year: Year, number: int) -> None:
    """Write all that the two schools of one move send."""
    dice = year.dice
    home, receiving = dice.sample(list(year.place.schools.values()), 2)
    start = _school_day(dt.date(2026, 9, 7) + dice.randrange(26) * WEEK)
    born = dt.date(2012, 3, 1) + number * 5 * DAY
    child = {
        "forename": _FIRST[number % len(_FIRST)],
        "surname": _LAST[number // len(_FIRST) % len(_LAST)],
        "dob": born,
        "upn": factory.upn(987, 4200 + number, 18, number),
    }
    said = factory.agreement("a", home, receiving, start, parents=({}, {})) | {
        "pupil": child | {"nc_year": factory.nc_year(born, start)}
    }
    about: dict[str, Any] = {
        "pupil": child,
        "home": {"school": home.name},
        "receiving": {"school": receiving.name},
    }
    arrives = _at(dice, _school_day(start + dice.choice((0, 1, 2, 9)) * DAY))
    year.post("MM1", arrives, home, "The agreement is attached.\n", _form("MM1", said, number))
    end = dice.choice(_ENDS)
    weeks = dice.choice((5, 7, 10)) if end == "unsuccessful" else 12
    reports = dice.choice((0.0, 0.7, 1.0))
    for n in range(weeks):
        monday = start - start.weekday() * DAY + n * WEEK
        friday = _school_day(monday + 4 * DAY)
        if dice.random() < reports and friday < monday + WEEK:
            week = about | {"week_beginning": monday, "sessions_possible": 10,
                            "sessions_attended": 9}  # fmt: skip
            paper = _form("attendance", week, number + n)
            when = max(_at(dice, friday), arrives + dt.timedelta(hours=1))
            year.post("attendance", when, receiving, "This week's record.\n", paper)
    for n in (4, 8):
        if n < weeks:
            _review(year, number, about, receiving, _school_day(start + n * WEEK), f"week{n}")
    if end is not None:
        _outcome(year, number, about, (home, receiving), _school_day(start + weeks * WEEK), end)


def _review(  # noqa: PLR0913, PLR0917 - whose it is, and when
    year: Year, number: int, about: Mapping[str, Any], school: School, day: dt.date, which: str
) -> None:
    dice = year.dice
    way = dice.choice(("form", "form", "reply", "late", None))
    name = f"{about['pupil']['forename']} {about['pupil']['surname']}"
    if way == "reply":
        when = _at(dice, _school_day(day + 4 * DAY))
        said = f"The review was held on {day:%A} {day.day} {day:%B}.\n"
        answer = {"kind": "review_invite", "to": school.office, "pupil": name}
        year.post("reply", when, school, said, subject="Re: review", reply_to=answer)
    elif way is not None:
        values = about | {"which": which, "review_date": day, "concerns": False}
        when = _at(dice, _school_day(day + (9 if way == "late" else 1) * DAY))
        year.post("review", when, school, "Our record.\n", _form("review", values, number))


def _outcome(  # noqa: PLR0913, PLR0917 - whose it is, when and how it ended
    year: Year,
    number: int,
    about: Mapping[str, Any],
    schools: tuple[School, School],
    day: dt.date,
    end: str,
) -> None:
    home, receiving = schools
    dice = year.dice
    roles = ("receiving school headteacher", "home school headteacher", "parent/carer")
    said = about | {
        "outcome": end,
        "meeting_date": day,
        "signatures": [{"role": role, "name": "Robin Hartley", "date": day} for role in roles],
    }
    if end == "unsuccessful":
        said |= {"decision_date": day, "end_date": day, "return_date": _school_day(day + DAY),
                 "reason": "It was not working.", "support_provided": "A mentor."}  # fmt: skip
    elif end == "extended":
        said |= {"extension": {"end_date": _school_day(day + 4 * WEEK)}}
    else:
        said |= {"permanent_from": day + DAY, "home_off_roll": day + DAY}
    when = _at(dice, day)
    year.post(f"MM2 {end}", when, receiving, "The outcome form.\n", _form("MM2", said, number))
    name = f"{about['pupil']['forename']} {about['pupil']['surname']}"
    later = {
        "unsuccessful": (
            (receiving, "breakdown_receiving_school", 0, "We rang the parents. Letter posted.\n"),
            (receiving, "breakdown_receiving_school", 2, "The report was sent today.\n"),
            (home, "breakdown_home_school", 4, "The plan meeting was held today.\n"),
        ),
        "successful": (
            (home, "success_confirmed", 2, "He is off roll since yesterday.\n"),
            (receiving, "success_confirmed", 3, "On our roll now.\n"),
        ),
    }
    for school, kind, days, words in later.get(end, ()):
        if dice.random() < 0.7:
            at = _at(dice, _school_day(day + days * DAY)) if days else when + dt.timedelta(hours=1)
            answer = {"kind": kind, "to": school.office, "pupil": name}
            year.post("reply", at, school, words, subject="Re: outcome", reply_to=answer)


def _ordinary(year: Year) -> None:
    """Write a mail that is none of the bot's business, perhaps with somebody else's form."""
    dice = year.dice
    school = dice.choice(list(year.place.schools.values()))
    when = _at(dice, _school_day(START.date() + dice.randrange(315) * DAY))
    subject, body = dice.choice(_CHATTER)
    way = dice.random()
    if way < 0.6:
        year.post("chatter", when, school, body, subject=subject)
    elif way < 0.8:
        trip = _other_pdf(dice.randrange(40))
        year.post("other form", when, school, body, trip, subject="Trip form")
    else:
        meal = _other_word(dice.randrange(40))
        year.post("other form", when, school, body, meal, subject="School meals")


def _other_pdf(number: int) -> Attachment:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    rows = ("Consent to an educational visit", f"Visit number: {number}", "Name of pupil: Kim Vole",
            "Date of visit: 14/05/2027", "Dietary needs: none", "Signed: A. Vole")  # fmt: skip
    for n, row in enumerate(rows):
        canvas.drawString(70, 780 - 24 * n, row)
    canvas.save()
    return Attachment("visit.pdf", out.getvalue(), PDF)


def _other_word(number: int) -> Attachment:
    document = word.Document()
    document.add_paragraph("Application for free school meals")
    table = document.add_table(rows=0, cols=2)
    for label, value in (("Number", str(number)), ("Parent", "B. Marten"), ("Income", "none")):
        left, right = table.add_row().cells
        left.text, right.text = label, value
    document.core_properties.created = document.core_properties.modified = START
    out = io.BytesIO()
    document.save(out)
    return Attachment("meals.docx", out.getvalue(), WORD)


# how long it takes


# Where this process hands over to libraries of documents: python-docx and typst, reportlab and
# pikepdf, css-inline. Forms are read by the children, which do hardly anything else.
_LIBRARIES = ((sheets, "papers"), (papers, "blank_form"), (css_inline, "inline"))


@dataclass
class _Spent:
    """Processor time of this process within the libraries of documents. seconds: so far."""

    seconds: float = 0.0

    def watch(self) -> None:
        """Count what the libraries need from now on."""
        for module, name in _LIBRARIES:
            setattr(module, name, self._counted(getattr(module, name)))

    def _counted(self, made: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(made)
        def call(*said: Any, **named: Any) -> Any:
            begun = time.thread_time()
            try:
                return made(*said, **named)
            finally:
                self.seconds += time.thread_time() - begun

        return call


def main() -> None:
    """Write the year, play it, and print how long it took."""
    asked = argparse.ArgumentParser(description="play a year and measure it")
    asked.add_argument("--moves", type=int, default=60)
    asked.add_argument("--mails", type=int, default=1000)
    asked.add_argument("--folder", type=Path, help="keep the scenario and what came of it here")
    asked.add_argument("--profile", type=Path, help="write a profile of this process here")
    wanted = asked.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = wanted.folder or Path(temporary)
        year = write(folder, moves=wanted.moves, mails=wanted.mails)
        profile = cProfile.Profile()
        libraries = _Spent()
        libraries.watch()
        begun, ours = time.perf_counter(), time.process_time()
        if wanted.profile:
            profile.enable()
        sent = simulate(year.scenario, folder / "out")
        profile.disable()
        total, ours = time.perf_counter() - begun, time.process_time() - ours
        if wanted.profile:
            profile.dump_stats(wanted.profile)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    sys.stdout.write(
        f"{wanted.moves} moves, {year.counts.total()} mails, {sent} messages sent\n"
        f"whole: {total:.1f} s\n"
        f"children that read documents: {children.ru_utime + children.ru_stime:.1f} s (this and "
        "what follows: processor time)\n"
        f"libraries of documents in this process: {libraries.seconds:.1f} s\n"
        f"the rest: {ours - libraries.seconds:.1f} s\n"
    )


if __name__ == "__main__":
    main()
