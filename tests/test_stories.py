"""Whole placements, days written out: what schools and staff do, and every message that follows.

A story (tests/stories/*.toml) is events and expected messages. Every message that is no digest
must be expected, and every expected one must come, in the right hour of the right day. Each story
names the sentence of domain/deadlines.md that it proves. An expected message is one line:

    "Thu 8 Oct 2026 08:00 | review_chase | home, receiving | due Mon 5 Oct 2026 | move b"

Its other words may be `late N`, `optional` (the page is silent), `within N hours` (the page leaves
the hour open), and `known later` (a ladder that counts from another day than the due date, or by an
authority's own figures, so the second count leaves it alone).

What a message must say or bring is a line of `says`, `never_says` or `brings`, with `move b` or a
day where not all of that kind to that reader are meant. `digests`, where given, lists every digest.
"""

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from tests import factory, otherforms, scanner, wrapped
from tests.rules import oracle
from tests.timeline import Played, Row, play, write_scenario

_FOLDER = Path(__file__).parent / "stories"
_AT_ONCE = (
    "form_received", "form_query", "form_missing", "form_held", "undeliverable", "escalation",
)  # fmt: skip
_SHORT = {
    "start": "start_date", "end": "end_date", "reviews": "review_dates", "date": "review_date",
    "week": "week_beginning", "decision": "decision_date", "meeting": "meeting_date",
    "back": "return_date", "basis": "legal_basis", "pex": "pex_if_unsuccessful",
    "attendance": "attendance_reporting", "off_roll": "home_off_roll",
}  # fmt: skip
_WEEKDAYS = ("Mon ", "Tue ", "Wed ", "Thu ", "Fri ", "Sat ", "Sun ")
_KINDS: Mapping[str, factory.Kind] = {
    "mm1": "MM1",
    "mm2": "MM2",
    "review": "review",
    "attendance": "attendance",
}


def _dated(value: Any) -> Any:
    """Return the same with every "Mon 5 Oct 2026" and "Mon 5 Oct 2026 09:30" read."""
    match value:
        case dict():
            return {key: _dated(item) for key, item in value.items()}
        case list():
            return [_dated(item) for item in value]
        case str() if value.startswith(_WEEKDAYS) and len(value) < 26:
            return oracle.instant(value) if ":" in value else oracle.day(value)
    return value


@dataclass(frozen=True)
class Expected:
    """One message that must leave, or may."""

    at: dt.datetime
    kind: str
    to: str
    move: str
    due: dt.date | None = None
    late_days: int | None = None
    optional: bool = False
    known_later: bool = False
    hours: int = 0

    def __str__(self) -> str:
        due = f" due {self.due:%a %d %b %Y}" if self.due else ""
        late = "" if self.late_days is None else f" late {self.late_days}"
        return f"{self.at:%a %d %b %Y %H:%M:%S} {self.kind} -> {self.to}{due}{late} ({self.move})"


def _expected(line: str) -> Iterable[Expected]:
    at, kind, to, *words = (word.strip() for word in line.split("|"))
    row = Expected(oracle.instant(at), kind, "", "a")
    for word in words:
        if word.startswith("due "):
            row = replace(row, due=oracle.day(word[4:]))
        elif word.startswith("late "):
            row = replace(row, late_days=int(word[5:]))
        elif word.startswith("move "):
            row = replace(row, move=word[5:])
        elif word.startswith("within "):
            row = replace(row, hours=int(word.split()[1]))
        elif word == "optional":
            row = replace(row, optional=True)
        elif word == "known later":
            row = replace(row, known_later=True)
        else:
            raise ValueError(f"{word!r} says nothing in {line!r}")
    for name in to.split(","):
        yield replace(row, to=name.strip())


@dataclass(frozen=True)
class Story:
    """One story as its file tells it."""

    said: Mapping[str, Any]
    schools: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @cached_property
    def days(self) -> oracle.Days:
        """The calendar as it is at the end, with what was added on the way."""
        days = oracle.calendar(self.said.get("calendar", "vale"))
        for event in self.events:
            if "closure" in event:
                shut = event["closure"]
                row = (shut.get("school", ""), shut["date"], shut.get("why", "snow"))
                days = replace(days, closures=(*days.closures, row))
            if "term" in event:
                term = event["term"]
                row = (term.get("school", ""), term["first"], term["last"])
                days = replace(days, terms=(*days.terms, row))
        return days

    @cached_property
    def place(self) -> factory.Office:
        """The authority, with the calendar as it is at the start."""
        calendar = oracle.calendar(self.said.get("calendar", "vale"))
        place = factory.office(
            self.said.get("protocol", "rotherham"),
            terms=calendar.terms,
            closures=calendar.closures,
            overrides=self.said.get("overrides", ""),
            since=_dated(self.said.get("since")),
            virtual_schools=self.said.get("virtual_schools", {}),
        )
        schools = dict(place.schools)
        for school, other in self.said.get("one_office", {}).items():
            schools[school] = replace(schools[school], domain=schools[other].domain)
        return replace(place, schools=schools)

    @cached_property
    def events(self) -> Sequence[Mapping[str, Any]]:
        """What happens, in order of time."""
        return sorted(_dated(self.said["events"]), key=lambda event: event["at"])

    @cached_property
    def expected(self) -> Sequence[Expected]:
        """Every message that leaves."""
        return [row for line in self.said["expect"] for row in _expected(line)]

    def side(self, move: str, which: str) -> str:
        """Return the key of a move's home or receiving school."""
        default = {"home": "alder", "receiving": "beck"}
        return str(self.said.get("schools", {}).get(move, default)[which])

    def school(self, move: str, which: str) -> factory.School:
        """Return a move's home or receiving school."""
        return self.place.schools[self.side(move, which)]

    def address(self, who: str, move: str) -> str:
        """Return the address behind a word such as `home`, `parent2` or `eit`."""
        surname = factory.NAMES[move][1].lower()
        fixed = {
            "parent": f"greta.{surname}@post.example",
            "parent2": f"oskar.{surname}@post.example",
            "eit": self.place.eit,
            "team": self.place.team,
            "virtual school": self.place.virtual_school,
            "officer": self.place.officer,
        }
        if who in ("home", "receiving"):
            return self.school(move, who).office
        if who in self.place.schools:
            return self.place.schools[who].office
        return fixed.get(who, who)


def _stories() -> Iterable[Any]:
    for path in sorted(_FOLDER.glob("*.toml")):
        for said in tomllib.loads(path.read_text(encoding="utf-8"))["story"]:
            yield pytest.param(Story(said), id=f"{path.stem}: {said['name']}")


# ------------------------------------------------------------------------------ telling


def _values(story: Story, move: str, at: dt.datetime, kind: str, said: dict[str, Any]) -> Any:
    """Return the values of one form: what the story says, and all else as a school fills it in."""
    said = {_SHORT.get(key, key): value for key, value in said.items()}
    missing = said.pop("missing", [])
    home, receiving = story.school(move, "home"), story.school(move, "receiving")
    day = at.date()
    if kind == "mm1":
        if story.place.protocol == "southwark":
            said.setdefault("attendance_reporting", "daily")
        start = said.pop("start_date")
        values = factory.agreement(
            move, home, receiving, start, **{"form_date": min(start, day), **said}
        )
    elif kind == "mm2":
        decided = said.get("decision_date", day)
        if said["outcome"] == "unsuccessful":
            words = {"reason": "It was not working.", "support_provided": "A mentor."}
            said = {**words, "decision_date": day, "end_date": decided, **said}
        if said["outcome"] == "successful":
            said = {"permanent_from": day + oracle.DAY, "home_off_roll": day + oracle.DAY, **said}
        met = said.pop("meeting_date", min(decided, day))
        values = factory.outcome(move, home, receiving, met, **said)
    else:
        counted = {"sessions_possible": 10, "sessions_attended": 9}
        said = {**(counted if kind == "attendance" else {"concerns": False}), **said}
        values = factory.about(move, home, receiving, day, **said)
    return {key: value for key, value in values.items() if key not in missing}


def _papers(story: Story, event: Mapping[str, Any]) -> Iterable[factory.Attachment]:
    for part in (event, *event.get("also", ())):
        for key, kind in _KINDS.items():
            if key in part:
                move = part.get("move", "a")
                values = _values(story, move, event["at"], key, dict(part[key]))
                if event.get("as") == "pdf":
                    paper = factory.acro_pdf(kind, values)
                    yield factory.Attachment(f"{kind} {move}.pdf", paper, "application/pdf")
                elif event.get("as") in scanner.FATES:
                    fate = scanner.FATES[event["as"]]
                    printed = scanner.pages_of(factory.flat_pdf(kind, values), fate.dots)
                    pages = [scanner.befallen(page, fate) for page in printed]
                    paper = scanner.scanned_pdf(pages, fate.dots)
                    yield factory.Attachment(f"{kind} {move}.pdf", paper, "application/pdf")
                else:
                    paper = factory.docx(kind, values)
                    yield factory.Attachment(f"{kind} {move}.docx", paper, factory.WORD)
        if "other" in part:
            move = part.get("move", "a")
            side = part["other"].get("side", "receiving")
            forename, surname, born = factory.NAMES[part["other"].get("of", move)]
            paper = otherforms.docx(
                part["other"]["title"],
                pupil=f"{forename} {surname}",
                born=born,
                school=story.school(move, side).name,
            )
            yield factory.Attachment(f"form {move}.docx", paper, factory.WORD)


def _mail(story: Story, number: int, event: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    move = event.get("move", "a")
    sender = story.address(event.get("from", "home" if "mm1" in event else "receiving"), move)
    papers = list(_papers(story, event))
    forename, surname, born = factory.NAMES[move]
    words = {
        "pupil": f"{forename} {surname}",
        "born": f"{born:%d/%m/%Y}",
        "home": story.school(move, "home").name,
        "receiving": story.school(move, "receiving").name,
    }
    body = event.get("text", "Please find the form attached.").format_map(words)
    subject = event.get("subject", "Re: Managed move" if "reply" in event else "Managed move")
    if "forward" in event:
        subject = f"FW: {subject}"
        body, papers = _forwarded(story, event, papers)
    if "envelope" in event:
        name, data = event["envelope"], wrapped.envelope(event["envelope"], body)
        body, papers = "", [factory.Attachment(name, data, "application/octet-stream")]
    raw = factory.mail(
        sender,
        story.place.mailbox,
        subject,
        f"{body.strip()}\n\nJamie Office\n" if "forward" not in event else body,
        attachments=papers,
        date=event["at"],
        message_id=f"<{number}@{sender.partition('@')[2]}>",
        headers=event.get("headers"),
    )
    name = f"{number:03d}.eml"
    (folder / name).write_bytes(raw)
    mail: dict[str, Any] = {"at": event["at"], "eml": name}
    if "reply" in event:
        kind, who = event["reply"]
        mail["reply_to"] = {"kind": kind, "to": story.address(who, move), "pupil": words["pupil"]}
    return mail


def _forwarded(
    story: Story, event: Mapping[str, Any], papers: list[factory.Attachment]
) -> tuple[str, list[factory.Attachment]]:
    """Return the words and the papers of a mail that passes another on, attached or quoted."""
    said = event["forward"]
    first = story.address(said["of"], event.get("move", "a"))
    own = event.get("text", "FYI")
    text = said.get("text", "Please find the form attached.")
    if said.get("how") == "quoted":
        head = f"From: Jamie Office <{first}>\nSent: {said['on']:%A, %d %B %Y %H:%M}\n"
        head += f"To: The team\nSubject: Managed move\n\n{text}\n"
        return f"{own}\n\n{head}", papers
    if said.get("how") in {"saved", "zipped"}:
        message = wrapped.compound(wrapped.outlook(subject="Managed move", text=text))
        if said["how"] == "saved":
            return own, [factory.Attachment("mail.msg", message, "application/vnd.ms-outlook")]
        return own, [factory.Attachment("mail.zip", wrapped.zipped({"mail.msg": message}), "")]
    original = factory.mail(
        first,
        story.place.officer,
        "Managed move",
        text,
        attachments=papers,
        date=said["on"],
        message_id=f"<first@{first.partition('@')[2]}>",
    )
    return own, [factory.Attachment("Managed move.eml", original, "application/octet-stream")]


def _tables(story: Story, folder: Path) -> Iterable[tuple[str, Mapping[str, Any]]]:
    for place, event in enumerate(story.events, start=1):
        number = event.get("same_as", place)
        at, move = event["at"], event.get("move", "a")
        pupil = " ".join(factory.NAMES[move][:2])
        if "outage" in event:
            yield "outage", {"from": at, "to": event["outage"]}
        elif "closure" in event or "term" in event:
            table = "closure" if "closure" in event else "term"
            said = dict(event[table])
            if "school" in said:
                said["school"] = story.place.schools[said["school"]].urn
            yield table, {"at": at, **said} | ({"why": "snow"} if table == "closure" else {})
        elif "known" in event:
            sides = {which: story.school(move, which).name for which in ("home", "receiving")}
            yield "staff", {"at": at, "expect": {"pupil": pupil, **sides, "start": event["known"]}}
        elif "noted" in event:
            yield "staff", {"at": at, "pupil": pupil, "review": event["noted"]}
        elif "held" in event:
            said = {key: event[key] for key in ("held", "decision", "set") if key in event}
            yield "staff", {"at": at, "pupil": pupil, **said}
        else:
            yield "mail", _mail(story, number, event, folder)


def _told(story: Story, folder: Path) -> Played:
    factory.write_configuration(folder, story.place)
    first = dt.datetime.combine(story.events[0]["at"].date(), dt.time(0, 0))
    end = oracle.instant(story.said["until"])
    scenario = write_scenario(folder, story.said["name"], first, end, list(_tables(story, folder)))
    return play(scenario, folder / "out")


# ------------------------------------------------------------------------------ judging


def _window(story: Story, at: dt.datetime) -> dt.timedelta:
    if any(event.get("outage") == at for event in story.events):
        return dt.timedelta(minutes=10)
    return dt.timedelta(minutes=5 if at.time() == dt.time(8, 0) else 1)


def _fits(story: Story, played: Played, want: Expected, row: Row) -> bool:
    address = story.address(want.to, want.move)
    right_to = row.to == address
    if want.to == "anybody at the authority":
        right_to = row.to.endswith(f"@{story.place.domain}")
    reference = played.move_of(" ".join(factory.NAMES[want.move][:2]))
    right_move = row.move == reference or (row.move is None and row.kind.startswith("form_"))
    at = row.at.replace(tzinfo=None)
    return (
        row.kind == want.kind
        and right_to
        and right_move
        and want.at <= at <= want.at + max(_window(story, want.at), dt.timedelta(hours=want.hours))
        and (want.due is None or row.due == want.due)
        and (want.late_days is None or row.late_days == want.late_days)
    )


def _differences(story: Story, played: Played) -> list[str]:
    left = list(played.rows)
    faults = []
    for want in sorted(story.expected, key=lambda row: row.optional):
        found = next((row for row in left if _fits(story, played, want, row)), None)
        if found:
            left.remove(found)
        elif not want.optional:
            faults.append(f"MISSING    {want}")
    for row in left:
        due = f" due {row.due:%a %d %b %Y}" if row.due else ""
        faults.append(
            f"UNEXPECTED {row.at:%a %d %b %Y %H:%M:%S} {row.kind} -> {row.to}{due}"
            f" late {row.late_days} ({row.move})"
        )
    return faults


def _wrong_ends(story: Story, played: Played) -> list[str]:
    faults = []
    for letter, wanted in _dated(story.said.get("ends", {})).items():
        reference = played.move_of(" ".join(factory.NAMES[letter][:2]))
        move = dict(played.moves.get(reference or "", {}))
        move |= {f"mm1_{key}": value for key, value in (move.get("mm1") or {}).items()}
        for key, value in wanted.items():
            said = value.isoformat() if isinstance(value, dt.date) else value
            if move.get(key) != said:
                faults.append(f"{letter}.{key} is {move.get(key)!r}, not {said!r}")
    return faults


def _meant(story: Story, played: Played, line: str) -> tuple[list[Row], str]:
    """Return the messages that a line of words is about, and its words."""
    kind, who, words, *which = (part.strip() for part in line.split("|"))
    day = next((oracle.day(part) for part in which if part.startswith(_WEEKDAYS)), None)
    moves = [part[5:] for part in which if part.startswith("move ")]
    references = {played.move_of(" ".join(factory.NAMES[move][:2])) for move in moves}
    address = story.address(who, *moves or ["a"])
    rows = [r for r in (*played.rows, *played.digests) if (r.kind, r.to) == (kind, address)]
    rows = [r for r in rows if not moves or r.move in references]
    return [r for r in rows if day in (None, r.at.date())], words


def _wrong_words(story: Story, played: Played) -> list[str]:
    faults = []
    for key, wanted in (("says", True), ("never_says", False)):
        for line in story.said.get(key, ()):
            rows, words = _meant(story, played, line)
            texts = [" ".join(played.text_of(row).split()) for row in rows]
            if not texts or any((words in text) != wanted for text in texts):
                faults.append(f"{key}: {line}")
    for line in story.said.get("brings", ()):
        rows, files = _meant(story, played, line)
        wanted_files = sorted(files.split(", ")) if files != "nothing" else []
        if not rows or any(sorted(row.attachments) != wanted_files for row in rows):
            faults.append(f"brings: {line}, not {[row.attachments for row in rows]}")
    return faults


def _wrong_digests(story: Story, played: Played) -> list[str]:
    if "digests" not in story.said:
        return []
    wanted = {
        (row.at, row.kind, story.address(row.to, "a"))
        for line in story.said["digests"]
        for row in _expected(line)
    }
    found = {(row.at.replace(tzinfo=None), row.kind, row.to) for row in played.digests}
    faults = [f"NO DIGEST {at:%a %d %b %Y %H:%M} {kind} -> {to}" for at, kind, to in wanted - found]
    return faults + [
        f"DIGEST {at:%a %d %b %Y %H:%M} {kind} -> {to}" for at, kind, to in found - wanted
    ]


def _wrong_dues(played: Played) -> list[str]:
    """Only what is owed or decided has a day: no answer, no question, no good news (contract)."""
    dateless = ("form_received", "form_missing", "form_held", "undeliverable", "success_confirmed")
    rows = [r for r in played.rows if r.kind in (*dateless, "extension_confirmed") and r.due]
    return [f"DUE {row.due} {row.kind} -> {row.to}" for row in rows]


def _wrong_bundles(played: Played) -> list[str]:
    """Several chases and escalations to one address at one moment are one message, in order."""
    faults = []
    together: dict[tuple[str, dt.datetime], list[Row]] = {}
    for row in played.rows:
        at_eight = row.at.time() == dt.time(8, 0)  # an unconfirmed letter is a call of its own
        if row.kind.endswith("_chase") or (at_eight and row.kind in ("form_query", "escalation")):
            together.setdefault((row.to, row.at), []).append(row)
    for (to, at), rows in together.items():
        if len({row.message for row in rows}) > 1:
            faults.append(f"TWO MESSAGES {at} {to}")
        order = [(row.due, row.move) for row in rows if row.due and row.move]
        if order != sorted(order):
            faults.append(f"OUT OF ORDER {at} {to} {order}")
    return faults


@pytest.mark.parametrize("story", list(_stories()))
def test_every_message_of_a_story_leaves_on_its_day_and_no_other(
    story: Story, tmp_path: Path
) -> None:
    played = _told(story, tmp_path)
    faults = _differences(story, played)
    faults += _wrong_ends(story, played) + _wrong_words(story, played)
    faults += _wrong_digests(story, played) + _wrong_bundles(played) + _wrong_dues(played)
    assert not faults, "\n".join([story.said["proves"], *faults])


# ------------------------------------------------------------------------------ second count


def _rung(story: Story, row: Expected) -> bool:
    """Return whether a chase or an escalation stands on a rung of its ladder."""
    assert row.due is not None
    days, today = story.days, row.at.date()
    receiving, home = story.side(row.move, "receiving"), story.side(row.move, "home")
    if row.kind == "escalation":
        bases = {(s, row.due) for s in (home, receiving)}
        bases |= {(receiving, days.after(receiving, row.due, 2))}
        return any(days.after(school, base, 7) == today for school, base in bases)
    tolerance = 2 if row.kind in ("review_chase", "outcome_chase") else 0
    base = days.after(receiving, row.due, tolerance)
    return today in oracle.ladder(days, story.side(row.move, row.to), base)


def _late(story: Story, row: Expected) -> int | None:
    """Return how late a message says it is: school days past the limit, or calendar days."""
    if row.kind.startswith("breakdown_") and row.due and row.late_days:
        return max((row.at.date() - row.due).days, 0)
    forms = [e for e in story.events if "mm1" in e and e.get("move", "a") == row.move]
    if row.kind != "form_received" or row.late_days is None or not forms:
        return row.late_days
    home = story.side(row.move, "home")
    limit = story.days.after(home, forms[0]["mm1"]["start"], 5)
    arrived = forms[0].get("forward", {}).get("on", forms[0]["at"]).date()
    return 0 if arrived <= limit else max(1, story.days.between(home, limit, arrived))


def _free(row: Expected) -> bool:
    return row.kind in _AT_ONCE or row.kind.startswith("breakdown_")


@pytest.mark.parametrize("story", list(_stories()))
def test_a_second_count_agrees_with_the_story(story: Story) -> None:
    faults = []
    for row in story.expected:
        today = row.at.date()
        eight = row.at.time() == dt.time(8, 0)
        chases = row.kind.endswith("_chase") or (row.kind == "escalation" and eight)
        if chases and not row.known_later and not (row.due and _rung(story, row)):
            faults.append(f"on no rung: {row}")
        if row.to in ("home", "receiving") and not _free(row):
            side = story.side(row.move, row.to)
            if not story.days.school(side, today):
                faults.append(f"no school day: {row}")
        if row.to in ("eit", "team") and not _free(row) and not story.days.working(today):
            faults.append(f"no working day: {row}")
        if row.late_days != _late(story, row):
            faults.append(f"not so late, but {_late(story, row)}: {row}")
        if row.at > oracle.instant(story.said["until"]):
            faults.append(f"after the story's end: {row}")
    assert not faults, "\n".join(faults)
