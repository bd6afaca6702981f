"""A scenario file: what happens in a simulated authority, and when (contract/cli.md).

Reading it is all that is done here. Every fault is found before anything is played, with the file
and the key, so that a story is never half told.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from mailbot.complaints import Complaint
from mailbot.scenarios.story import StoryError, checked
from mailbot.settings import Settings, load
from mailbot.terms.calendars import text_of
from parsers.schools import Register, School

_URN = re.compile(r"[0-9]{1,9}")
_ROWS = ("closure", "term", "mail", "staff")


class ScenarioError(Complaint):
    """A scenario is wrong: every fault, one a line, with file and key."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happens at an instant. what: mail, staff, closure or term.

    where: which row of which file it is, as a person counts them. A `school` in a row is a URN.
    """

    at: dt.datetime
    what: str
    where: str
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
    file = path.name
    try:
        table = checked(_table(path))
    except StoryError as wrong:
        raise _wrong(file, wrong.faults) from None
    missing = list(_missing_files(table, path.parent))
    if missing:
        raise _wrong(file, missing)
    settings = load(path.parent / table["config"])
    zone = settings.zone
    faults = [*_out_of_order(table, zone), *_unknown_schools(table, settings)]
    if faults:
        raise _wrong(file, faults)
    rows = [
        Happening(local(row["at"], zone), what, f"{file}: {what}[{n}]", row)
        for what, n, row in _rows(table)
    ]
    return Scenario(
        folder=path.parent,
        name=table["name"] or path.stem,
        settings=settings,
        start=local(table["start"], zone),
        end=local(table["end"], zone),
        happenings=tuple(sorted(rows, key=lambda happening: happening.at)),
        outages=tuple(
            (local(row["from"], zone), local(row["to"], zone)) for row in table["outage"]
        ),
    )


def _table(path: Path) -> dict[str, Any]:
    """Return the file as TOML has it; a depth or a number that no reader bears is a fault too."""
    try:
        return tomllib.loads(text_of(path.read_bytes()))
    except FileNotFoundError:
        raise ScenarioError(f"{path}: there is no such file") from None
    except tomllib.TOMLDecodeError as fault:
        raise _wrong(path.name, [f"cannot be read as TOML: {fault}"]) from None
    except (ValueError, RecursionError):
        raise _wrong(path.name, ["holds a number too long or tables too deep to read"]) from None


def _wrong(file: str, faults: Iterable[str]) -> ScenarioError:
    return ScenarioError("\n".join(f"{file}: {fault}" for fault in faults))


def _rows(table: Mapping[str, Any]) -> list[tuple[str, int, dict[str, Any]]]:
    """Return what happens: what it is, its number among those, and its row."""
    return [(what, n, row) for what in _ROWS for n, row in enumerate(table[what], 1)]


def _unknown_schools(table: Mapping[str, Any], settings: Settings) -> list[str]:
    """Put URNs for the schools that rows name; return a sentence for each that is not known."""
    named = [(f"{what}[{n}]", row) for what, n, row in _rows(table) if "school" in row]
    expected = [
        (f"staff[{n}].expect", row["expect"])
        for n, row in enumerate(table["staff"], 1)
        if "expect" in row
    ]
    faults: list[str] = []
    if named or expected:
        register = settings.register()
        for where, row in named:
            row["school"] = _urn(register, where, "school", row, faults)
        for where, row in expected:
            for key in ("home", "receiving"):
                _urn(register, where, key, row, faults)
    return faults


def _urn(
    register: Register, where: str, key: str, row: Mapping[str, Any], faults: list[str]
) -> int | None:
    """Return the URN that a row's school has; None where it names none, or none that is known."""
    named = str(row[key]).strip()
    if not named and key == "school":
        return None
    is_urn = _URN.fullmatch(named) is not None
    found = register.by_urn(int(named)) if is_urn else register.resolve(named)
    if isinstance(found, School):
        return found.urn
    what = "more than one school of the register fits" if found else "the register has no such"
    faults.append(f"{where}.{key}: {what}{'' if found else ' school'}")
    return None


def local(at: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """Return a time of the scenario as an instant: local unless it says otherwise."""
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _out_of_order(table: Mapping[str, Any], zone: ZoneInfo) -> Iterator[str]:
    """Yield each end that comes before its beginning."""
    spans = [("end", "start", table["start"], table["end"])]
    spans += [
        (f"outage[{n}].to", "from", row["from"], row["to"])
        for n, row in enumerate(table["outage"], 1)
    ]
    for key, first, begun, over in spans:
        if local(over, zone) < local(begun, zone):
            yield f"{key}: is before {first}"


def _missing_files(table: Mapping[str, Any], folder: Path) -> Iterator[str]:
    named = [("config", table["config"])]
    for n, row in enumerate(table["mail"], 1):
        named += [(f"mail[{n}].eml", row["eml"])] if "eml" in row else []
        named += [(f"mail[{n}].attach", name) for name in row.get("attach", ())]
    for key, name in named:
        if not _is_file(folder / name):
            yield f"{key}: {name}: there is no such file"


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False  # a name too long, or with a character that no name has
