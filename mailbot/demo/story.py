"""What happens in a demonstration: invented authorities, their schools, and what those e-mail.

A story is a file under templates/demo, never code: who exists, which forms are made of which
values, which mail comes when. Reading it is all that is done here; `play` lets it happen. Everybody
in it is invented and every address ends in .example.
"""

import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from mailbot.resources import shipped

ZONE = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading of a form and under it, row by row, a label and what was written beside it."""

    heading: str
    rows: tuple[tuple[str, str], ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A form as a school makes it.

    fillable: which form of ours is filled in, else "". printed: the PDF under templates/demo that
    these sections were once printed to, else "". sheet: the columns of a workbook. A paper with
    none of the three is a Word file. values: by record path, or by column.
    """

    id: str
    file: str
    title: str = ""
    fillable: str = ""
    printed: str = ""
    sections: tuple[Section, ...] = ()
    sheet: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail that comes at an instant.

    answers: the kind of our message that it replies to, the newest that its sender has; else "".
    """

    at: dt.datetime
    sender: str = field(repr=False)
    subject: str = ""
    body: str = field(repr=False)
    answers: str = ""
    attach: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One authority and one placement, from the first instant to the last, both included.

    configuration: the text of mailbot.toml, with `$imap` and `$smtp` where the ports belong. The
    other three are the texts of its files.
    """

    id: str
    title: str
    lead: str
    start: dt.datetime
    end: dt.datetime
    configuration: str
    schools: str
    terms: str
    closures: str
    papers: Mapping[str, Paper] = field(repr=False)
    mails: tuple[Mail, ...] = field(repr=False)

    def paper(self, name: str) -> Paper:
        """Return the paper of this name. Raises KeyError if the story has none."""
        return self.papers[name]

    def breaks(self) -> tuple[tuple[dt.date, dt.date], ...]:
        """Return the first and the last day of each holiday between two terms of all schools."""
        rows = [line.split(",") for line in self.terms.splitlines()[1:]]
        terms = [
            (dt.date.fromisoformat(first), dt.date.fromisoformat(last)) for _, first, last in rows
        ]
        day = dt.timedelta(days=1)
        return tuple((before[1] + day, after[0] - day) for before, after in pairwise(terms))


def stories() -> tuple[Story, ...]:
    """Return the stories that ship, in the order in which they are told."""
    return tuple(
        _story(path.stem, tomllib.loads(path.read_text(encoding="utf-8")))
        for path in sorted(shipped("templates", "demo").glob("[0-9]-*.toml"))
    )


def _story(name: str, told: Mapping[str, Any]) -> Story:
    texts = {key: told[key].lstrip("\n") for key in ("configuration", "schools", "terms")}
    return Story(
        id=name,
        title=told["title"],
        lead=" ".join(told["lead"].split()),
        start=told["start"].replace(tzinfo=ZONE),
        end=told["end"].replace(tzinfo=ZONE),
        closures=told["closures"].lstrip("\n"),
        papers=_papers(told["paper"]),
        mails=tuple(
            Mail(
                at=mail["at"].replace(tzinfo=ZONE),
                sender=mail["from"],
                subject=mail.get("subject", ""),
                body=mail["body"].lstrip("\n"),
                answers=mail.get("answers", ""),
                attach=tuple(mail.get("attach", ())),
            )
            for mail in sorted(told["mail"], key=lambda mail: mail["at"])
        ),
        **texts,
    )


def _papers(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Paper]:
    """Return the papers by name; one that is `like` another differs in what it says itself."""
    whole: dict[str, dict[str, Any]] = {}
    for row in rows:
        model = whole.get(row.get("like", ""), {})
        values = {**model.get("values", {}), **row.get("values", {})}
        whole[row["id"]] = {**model, **row, "values": values}
    return {
        name: Paper(
            id=name,
            file=row["file"],
            title=row.get("title", ""),
            fillable=row.get("fillable", ""),
            printed=row.get("printed", ""),
            sections=tuple(
                Section(heading=part["heading"], rows=tuple((k, v) for k, v in part["rows"]))
                for part in row.get("section", ())
            ),
            sheet=tuple(row.get("sheet", ())),
            values=row["values"],
        )
        for name, row in whole.items()
    }
