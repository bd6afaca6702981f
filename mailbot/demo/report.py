"""The report of a demonstration: one page that needs nothing but a browser.

Everything is inside: styles, pictures, letters. A letter is shown in a frame of its own in which no
script runs, and the page's own policy lets nothing be fetched from anywhere.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from mailbot.demo import cards, words
from mailbot.demo.screen import DIGEST, summary
from mailbot.demo.seen import Deadline, Event, LetterOut, MailIn, Owed, Played
from mailbot.resources import shipped

_MARGIN = dt.timedelta(days=4)
_DAY = dt.timedelta(days=1)


def write_report(folder: Path, told: Sequence[Played]) -> Path:
    """Write index.html into the folder of a demonstration and return its path."""
    environment = Environment(
        loader=FileSystemLoader(shipped("templates", "demo")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    chapters = [_chapter(played) for played in told]
    page = environment.get_template("report.html").render(chapters=chapters, counts=_counts(told))
    path = folder / "index.html"
    path.write_text(page, encoding="utf-8")
    return path


def _counts(told: Sequence[Played]) -> list[tuple[int, str]]:
    mails = [mail for played in told for mail in played.mails]
    readings = [reading for mail in mails for reading in mail.readings]
    letters = [one for played in told for one in played.letters if one.kind != DIGEST]
    return [
        (len(mails), "mails came in"),
        (len(readings), "forms were read"),
        (sum(len(reading.evidence) for reading in readings), "values, each with its place"),
        (len(letters), "letters went out"),
        (sum(one.kind.endswith("_chase") for one in letters), "of them reminders"),
    ]


def _chapter(played: Played) -> dict[str, Any]:
    axis = _Axis(played)
    (move,) = played.moves
    return {
        "id": played.story.id,
        "title": played.story.title,
        "lead": played.story.lead,
        "authority": played.authority,
        "protocol": played.protocol.title,
        "source": played.protocol.source,
        "reference": move["move"],
        "ended": move["outcome"],
        "months": list(axis.months()),
        "breaks": list(axis.breaks()),
        "deadlines": [axis.row(one) for one in played.deadlines],
        "days": _with_examples_open(list(_days(played))),
        "sent": summary(played.letters),
    }


def _days(played: Played) -> Iterator[dict[str, Any]]:
    """Yield the days on which anything happened, each with the quiet mornings before it."""
    day: dict[str, Any] = {}
    quiet: list[dict[str, str]] = []
    for event in played.events:
        if isinstance(event, LetterOut) and event.kind == DIGEST:
            quiet.append(cards.digest(event))
            continue
        label = words.day(event.at)
        if day.get("label") != label:
            if day:
                yield day
            day = {"label": label, "quiet": quiet, "cards": []}
            quiet = []
        day["cards"].append(_card(event, played))
    if day:
        yield day


def _with_examples_open(days: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the days with the first form that has pages, and the first letter of weight, open."""
    shown = [card for day in days for card in day["cards"]]
    for wanted in (_shows_pages, _is_weighty):
        for card in shown:
            if wanted(card):
                card["is_open"] = True
                break
    return days


def _shows_pages(card: dict[str, Any]) -> bool:
    return any(form["pages"] for form in card.get("forms", ()))


def _is_weighty(card: dict[str, Any]) -> bool:
    return bool(card.get("is_weighty"))


def _card(event: Event, played: Played) -> dict[str, Any]:
    match event:
        case MailIn():
            return cards.mail(event)
        case Owed():
            return cards.owed(event, played.protocol)
        case LetterOut():
            return cards.letter(event)


class _Axis:
    """Days of a story laid along a line, from 0 to 100."""

    def __init__(self, played: Played) -> None:
        self._played = played
        dues = [one.due for one in played.deadlines]
        self._first = played.story.start.date() - _MARGIN
        self._last = max([played.story.end.date(), *dues]) + _MARGIN

    def months(self) -> Iterator[dict[str, Any]]:
        """Yield the first day of each month on the line."""
        day = self._first
        while day <= self._last:
            if day.day == 1:
                yield {"at": self._at(day), "label": f"{day:%B}"}
            day += _DAY

    def breaks(self) -> Iterator[dict[str, Any]]:
        """Yield the holidays on the line."""
        for first, last in self._played.story.breaks():
            if first <= self._last:
                left = self._at(first)
                yield {"at": left, "width": round(self._at(last + _DAY) - left, 2)}

    def row(self, one: Deadline) -> dict[str, Any]:
        """Return a deadline as a row: its words, its days and where they lie."""
        late = one.settled is not None and one.settled > one.due
        return {
            "what": words.deadline(one, self._played.protocol),
            "clause": one.clause,
            "state": "late" if late else one.state,
            "due": words.day(one.due),
            "settled": words.day(one.settled) if one.settled else "",
            "due_at": self._at(one.due),
            "settled_at": self._at(one.settled) if one.settled else None,
        }

    def _at(self, day: dt.date) -> float:
        span = (self._last - self._first).days
        return round(100 * min(max((day - self._first).days / span, 0), 1), 2)
