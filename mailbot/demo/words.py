"""How the demonstration calls things: kinds of letter, deadlines, fields, files, days.

The words are data (templates/demo/words.toml, templates/kinds.toml); what is shown on the terminal
and what stands in the report say the same.
"""

import datetime as dt
import re
import tomllib
from functools import cache
from typing import Any

from mailbot.demo.seen import Deadline, LetterOut
from mailbot.resources import shipped
from mailbot.rules.protocols import Protocol
from parsers.records import Reading

_WEEK = re.compile(r"\d{4}-\d\d-\d\d$")
_FILES = {
    "acroform": "fillable PDF",
    "table": "printed PDF",
    "text": "printed PDF",
    "docx": "Word file",
    "sheet": "workbook",
}


@cache
def _told(*path: str) -> dict[str, Any]:
    return tomllib.loads(shipped("templates", *path).read_text(encoding="utf-8"))


def kind(name: str) -> str:
    """Return what staff call a kind of message, with a capital."""
    return _capital(str(_told("kinds.toml")[name]))


def clause(letter: LetterOut) -> str:
    """Return the clause that asks for a letter, or why we write without one."""
    return letter.clause or str(_told("demo", "words.toml")["why"].get(letter.kind, ""))


def fate(name: str) -> str:
    """Return what became of a mail."""
    return str(_told("demo", "words.toml")["fate"][name])


def deadline(owed: Deadline, protocol: Protocol) -> str:
    """Return what is owed, as the protocol calls it, with the week where it is a week's."""
    title, which = series(owed, protocol), owed.what.partition(":")[2]
    return f"{title}, week of {day(dt.date.fromisoformat(which))}" if _WEEK.match(which) else title


def series(owed: Deadline, protocol: Protocol) -> str:
    """Return what is owed, in the same words for every week of a series."""
    sort, _, which = owed.what.partition(":")
    if sort == "review":
        titles = {review.name: review.title for review in protocol.reviews.at}
        return f"{_capital(titles.get(which, which))} held"
    said = _told("demo", "words.toml")["deadline"]
    return str(said.get(owed.what, said.get(sort, sort)))


def field(path: str) -> str:
    """Return a record's path as words: `parents[0].consent.date` is "Parent 1, consent, date"."""
    said = _told("demo", "words.toml")["field"]
    steps = re.sub(r"s?\[(\d+)\]", lambda found: f" {int(found[1]) + 1}", path).split(".")
    return _capital(", ".join(said.get(step, step.replace("_", " ")) for step in steps))


def made_as(reading: Reading) -> str:
    """Return what sort of file a reading came from."""
    hows = [seen.how for seen in reading.evidence.values()]
    return next((_FILES[how] for how in hows if how in _FILES), "file")


def first_line(text: str) -> str:
    """Return the first line that says anything: a greeting ends in a comma and does not."""
    lines = (line.strip() for line in text.splitlines())
    return next((line for line in lines if line and not line.endswith(",")), "")


def day(value: dt.date, *, year: bool = False) -> str:
    """Return a day as people write it: "Mon 2 Nov"."""
    return f"{value:%a} {value.day} {value:%b}" + (f" {value.year}" if year else "")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
