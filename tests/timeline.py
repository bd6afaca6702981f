"""A scenario played by the product, and what its timeline says, one row a message and thing.

The only seam used is the contract's: `mailbot simulate` in this process, `timeline.jsonl`,
`moves.jsonl` and the messages it leaves. A message that chases several things is a row for each.
"""

import contextlib
import datetime as dt
import email
import json
import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from mailbot.children.reader import Reader
from mailbot.scenarios.simulate import simulate
from parsers.context import Context

LONDON = ZoneInfo("Europe/London")
DIGESTS = ("digest_daily", "digest_weekly", "digest_panel")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing that one message is about. `message` is the number of the message that held it."""

    at: dt.datetime
    kind: str
    to: str
    move: str | None
    due: dt.date | None
    late_days: int | None
    message: int
    eml: str | None
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Played:
    """What a scenario left behind. Digests are not among the rows but beside them."""

    rows: tuple[Row, ...]
    moves: Mapping[str, Mapping[str, Any]]
    folder: Path
    digests: tuple[Row, ...] = ()

    def move_of(self, pupil: str) -> str | None:
        """Return the reference of the move of this pupil, or None."""
        found = [ref for ref, move in self.moves.items() if move.get("pupil") == pupil]
        return found[0] if found else None

    def text_of(self, row: Row) -> str:
        """Return the plain words of the message that a row belongs to."""
        assert row.eml is not None
        message = email.message_from_bytes((self.folder / row.eml).read_bytes())
        return "\n".join(_plain(message))


_IDLE: dict[bytes, list[Reader]] = {}


@contextlib.contextmanager
def warm(context: Context) -> Iterator[Reader]:
    """Lend a reader whose child outlives the story, for starting one takes as long as a story."""
    idle = _IDLE.setdefault(pickle.dumps(context), [])
    reader = idle.pop() if idle else Reader(context)
    yield reader
    idle.append(reader)


def _plain(message: Message) -> Iterable[str]:
    for part in message.walk():
        if part.get_content_type() == "text/plain":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                yield payload.decode(part.get_content_charset() or "utf-8")


def play(scenario: Path, out: Path) -> Played:
    """Play a scenario file into a folder and return what came of it."""
    simulate(scenario, out, lend=warm)
    lines = (out / "timeline.jsonl").read_text(encoding="utf-8").splitlines()
    found = [row for n, line in enumerate(lines) for row in _rows(n, json.loads(line))]
    rows = tuple(row for row in found if row.kind not in DIGESTS)
    digests = tuple(row for row in found if row.kind in DIGESTS)
    moves = [
        json.loads(line) for line in (out / "moves.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    return Played(rows, {move["move"]: move for move in moves}, out, digests)


def _rows(number: int, said: Mapping[str, Any]) -> Iterable[Row]:
    at = dt.datetime.fromisoformat(said["at"]).astimezone(LONDON)
    address = said["to"].rpartition("<")[2].rstrip(">").lower()
    for thing in ({}, *(said.get("bundle") or ())):
        about = {**said, **thing}
        yield Row(
            at=at,
            kind=about["kind"],
            to=address,
            move=about.get("move"),
            due=dt.date.fromisoformat(about["due"]) if about.get("due") else None,
            late_days=about.get("late_days"),
            message=number,
            eml=about.get("eml"),
            attachments=tuple(about.get("attachments") or ()),
        )


def toml(value: object) -> str:
    """Return a plain value as TOML, tables inline."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case dt.datetime() | dt.date():
            return value.isoformat()
        case Mapping():
            return "{" + ", ".join(f"{key} = {toml(item)}" for key, item in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(toml(item) for item in value) + "]"
        case _:
            return json.dumps(str(value))


def write_scenario(
    folder: Path,
    name: str,
    start: dt.datetime,
    end: dt.datetime,
    events: Sequence[tuple[str, Mapping[str, object]]],
) -> Path:
    """Write scenario.toml beside config.toml; an event is its table's name and its keys."""
    head = {"name": name, "config": "config.toml", "start": start, "end": end}
    lines = [f"{key} = {toml(value)}" for key, value in head.items()]
    for table, keys in events:
        lines.extend(("", f"[[{table}]]"))
        lines.extend(f"{key} = {toml(value)}" for key, value in keys.items())
    path = folder / "scenario.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
