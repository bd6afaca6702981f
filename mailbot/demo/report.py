"""The report of a demonstration: one page that needs nothing but a browser.

Everything is inside: styles, pictures, letters. A letter is shown in a frame of its own in which no
script runs, and the page's own policy lets nothing be fetched from anywhere.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from mailbot.demo import cards, words
from mailbot.demo.chart import Axis
from mailbot.demo.screen import DIGESTS, summary
from mailbot.demo.seen import Event, LetterOut, MailIn, Owed, Played
from mailbot.resources import shipped

_GREAT = frozenset({"MM1", "MM2"})


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
    letters = [one for played in told for one in played.letters if one.kind not in DIGESTS]
    return [
        (len(mails), "mails came in"),
        (len(readings), "forms were read"),
        (sum(len(reading.evidence) for reading in readings), "values, each with its place"),
        (len(letters), "letters went out"),
        (sum(one.kind.endswith("_chase") for one in letters), "of them reminders"),
    ]


def _chapter(played: Played) -> dict[str, Any]:
    axis = Axis(played)
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
        "deadlines": list(axis.rows()),
        "days": _with_examples_open(list(_days(played))),
        "sent": summary(played.letters),
    }


def _days(played: Played) -> Iterator[dict[str, Any]]:
    """Yield the days on which anything happened, each with the quiet mornings before it."""
    day: dict[str, Any] = {}
    quiet: list[dict[str, str]] = []
    for event in played.events:
        if isinstance(event, LetterOut) and event.kind in DIGESTS:
            quiet.append(cards.digest(event))
            continue
        label = words.day(event.at)
        if day.get("label") != label:
            if day:
                yield day
            day = {"label": label, "quiet": [], "cards": []}
            if len(quiet) > 1:  # a single morning is no stretch; it is shown with the next
                day["quiet"], quiet = quiet, []
        day["cards"].append(_card(event, played))
    if day:
        yield day


def _with_examples_open(days: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the days with the first great form that has pages and the first grave letter open."""
    shown = [card for day in days for card in day["cards"]]
    for wanted in (_shows_pages, _is_weighty):
        for card in shown:
            if wanted(card):
                card["is_open"] = True
                break
    return days


def _shows_pages(card: dict[str, Any]) -> bool:
    return any(form["pages"] and form["kind"] in _GREAT for form in card.get("forms", ()))


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
