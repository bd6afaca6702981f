"""A scenario file: what happens in a simulated authority, and when (contract/cli.md).

Reading it is all that is done here. Every fault is found before anything is played, with the file
and the key, so that a story is never half told.
"""

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from mailbot.complaints import Complaint
from mailbot.settings import Settings, load

_KEYS = {
    "mail": {"at", "eml", "from", "to", "subject", "body", "attach", "reply_to"},
    "staff": {"at", "expect", "pupil", "held", "decision", "set", "review"},
    "outage": {"from", "to"},
    "closure": {"at", "school", "date", "why"},
    "term": {"at", "school", "first", "last"},
}


class ScenarioError(Complaint):
    """A scenario is wrong: every fault, one a line, with file and key."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happens at an instant. what: mail, staff, closure or term."""

    at: dt.datetime
    what: str
    row: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A scenario: start and end are included; happenings are soonest first."""

    folder: Path
    name: str
    settings: Settings
    start: dt.datetime
    end: dt.datetime
    happenings: tuple[Happening, ...]
    outages: tuple[tuple[dt.datetime, dt.datetime], ...]

    def back_from_outage(self, at: dt.datetime) -> dt.datetime:
        """Return `at`, or the end of the outage in which it lies."""
        for begun, over in sorted(self.outages):
            if begun <= at < over:
                at = over
        return at


def read_scenario(path: Path) -> Scenario:
    """Return the scenario at `path`. Raises ScenarioError or SettingsError for what is wrong."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ScenarioError(f"{path}: there is no such file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise ScenarioError(f"{path.name}: {fault}") from None
    needed_keys = ("config", "start", "end")
    faults = [f"{path.name}: {key}: is missing" for key in needed_keys if key not in table]
    for what, allowed in _KEYS.items():
        for n, row in enumerate(table.get(what, ()), 1):
            faults += [
                f"{path.name}: {what}[{n}].{key}: no such key" for key in sorted(set(row) - allowed)
            ]
            needed = ("from", "to") if what == "outage" else ("at",)
            faults += [
                f"{path.name}: {what}[{n}].{key}: write a local time such as 2026-10-05T09:12:00"
                for key in needed
                if not isinstance(row.get(key), dt.datetime)
            ]
    faults += [f"{path.name}: {fault}" for fault in _missing_files(table, path.parent)]
    if faults:
        raise ScenarioError("\n".join(faults))
    settings = load(path.parent / str(table["config"]))
    zone = settings.zone
    happenings = [
        Happening(local(row["at"], zone), what, row)
        for what in ("closure", "term", "mail", "staff")
        for row in table.get(what, ())
    ]
    return Scenario(
        folder=path.parent,
        name=str(table.get("name", path.stem)),
        settings=settings,
        start=local(table["start"], zone),
        end=local(table["end"], zone),
        happenings=tuple(sorted(happenings, key=lambda h: h.at)),
        outages=tuple(
            (local(row["from"], zone), local(row["to"], zone)) for row in table.get("outage", ())
        ),
    )


def local(at: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """Return a time of the scenario as an instant: local unless it says otherwise."""
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _missing_files(table: Mapping[str, Any], folder: Path) -> Iterator[str]:
    for n, row in enumerate(table.get("mail", ()), 1):
        if "eml" not in row and "from" not in row:
            yield f"mail[{n}]: names neither eml nor from"
        for key in ("eml", "attach"):
            named = row.get(key, [])
            for name in [named] if isinstance(named, str) else named:
                if not (folder / name).is_file():
                    yield f"mail[{n}].{key}: {name}: there is no such file"
