"""Reading a protocol file: one validated `Protocol`, or every fault of the file at once.

Each fault names the file, the line, the key, what is wrong and what to write instead. A figure that
the configuration's [protocol] table changes is at fault there, not in the file.
"""

import itertools
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from mailbot.rules import spellings
from mailbot.rules.contradictions import contradictions
from mailbot.rules.faultwords import said_of
from mailbot.rules.keylines import Place, key_lines
from mailbot.rules.protocols import OVERRIDES, Protocol, Protocols

_AT_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


@dataclass(frozen=True, slots=True)
class ProtocolFault:
    """One thing wrong with one key. file "": the configuration's [protocol] table. line 0: none."""

    file: str
    line: int
    key: str
    what: str

    @property
    def place(self) -> str:
        """Return where it is, as file:line."""
        return f"{self.file}:{self.line}" if self.line else self.file

    def __str__(self) -> str:
        """Return the fault as it is shown: file:line: key: what."""
        if not self.file:
            return f"[protocol] {self.key}: {self.what}"
        return ": ".join(part for part in (self.place, self.key, self.what) if part)


class ProtocolError(Exception):
    """A protocol file is wrong: every fault of it, one a line, by key and line."""

    def __init__(self, faults: Sequence[ProtocolFault]) -> None:
        """Keep the faults, and say them all."""
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def parse_protocol(name: str, text: str, overrides: Mapping[str, Any] | None = None) -> Protocol:
    """Return the protocol of the file `name`, its TOML being `text`, single figures changed.

    Raises ProtocolError with every fault of the file and of the overrides, by key and line.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise ProtocolError([_no_toml(name, text, str(wrong))]) from None
    faults = []
    changed: dict[Place, str] = {}
    for key, value in (overrides or {}).items():
        if key in OVERRIDES:
            table, figure = OVERRIDES[key]
            changed[table, figure] = key
            if isinstance(tables.setdefault(table, {}), dict):
                tables[table][figure] = value
        else:
            near = get_close_matches(key, OVERRIDES, n=1)
            hint = f"did you mean {near[0]}?" if near else f"it is one of {', '.join(OVERRIDES)}"
            faults.append(ProtocolFault("", 0, key, f"no such figure; {hint}"))
    _make_room(tables, changed)
    lines = key_lines(text)
    try:
        protocol = Protocol.model_validate(tables)
    except ValidationError as wrong:
        found = [(error["loc"], said_of(error)) for error in wrong.errors(include_url=False)]
    else:
        found = contradictions(protocol, changed.keys())
        if not found and not faults:
            return protocol
    faults += [_fault(name, place, what, lines, changed) for place, what in found]
    raise ProtocolError(sorted(faults, key=lambda fault: (fault.file, fault.line)))


def versions(found: Sequence[tuple[str, Protocol]]) -> Protocols:
    """Return the versions, each with the name of its file, as one protocol.

    Raises ProtocolError where two files carry one day in force, or different ids.
    """
    faults = []
    ordered = sorted(found, key=lambda pair: pair[1].in_force)
    for (first, before), (name, after) in itertools.pairwise(ordered):
        if before.in_force == after.in_force:
            what = f"is the same day as in {first}; each version needs a day of its own"
            faults.append(ProtocolFault(name, 0, "in_force", what))
        if before.id != after.id:
            what = f"is {after.id}, but {before.id} in {first}; versions of one protocol share it"
            faults.append(ProtocolFault(name, 0, "id", what))
    if faults:
        raise ProtocolError(faults)
    return Protocols(tuple(protocol for _, protocol in ordered))


def _make_room(tables: dict[str, Any], changed: Mapping[Place, str]) -> None:
    """Take out what the file says beside a figure that the configuration changes.

    A limit alone pulls the target, which is only shown, with it; steps of a ladder stand for days
    written out; a length stands for one in school days.
    """

    def drop(table: str, *keys: str) -> None:
        if isinstance(tables.get(table), dict):
            tables[table] = {k: v for k, v in tables[table].items() if k not in keys}

    if ("placement", "length_weeks") in changed:
        drop("placement", "length_school_days")
        if _names_unit(tables["placement"], "length_weeks"):
            drop("placement", *({"week_unit"} - _figures(changed, "placement")))
    for key in ("target", "limit"):
        if ("notification", key) in changed and _names_unit(tables["notification"], key):
            drop("notification", *({"unit"} - _figures(changed, "notification")))
    if ("ladder", "step") in changed or ("ladder", "count") in changed:
        drop("ladder", "days", "escalate_on")
    if ("notification", "limit") in changed and ("notification", "target") not in changed:
        rule = tables["notification"]
        try:
            target, limit = spellings.figure(rule["target"])[0], spellings.figure(rule["limit"])[0]
        except (KeyError, TypeError, ValueError):
            return
        nearer = max if rule.get("direction") == "before" else min
        tables["notification"] = rule | {"target": nearer(target, limit)}


def _names_unit(table: Any, key: str) -> bool:
    """Return whether a figure is written with a unit beside it, such as "6 school weeks"."""
    return isinstance(table, dict) and len(str(table.get(key)).split()) > 2  # noqa: PLR2004


def _figures(changed: Mapping[Place, str], table: str) -> set[str]:
    return {str(place[1]) for place in changed if place[0] == table}


def _fault(
    name: str,
    place: Place,
    what: str,
    lines: Mapping[Place, int],
    changed: Mapping[Place, str],
) -> ProtocolFault:
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place)
    key = "".join(parts).removeprefix(".")
    for known, override in changed.items():
        if place[: len(known)] == known:
            return ProtocolFault("", 0, f"{override} ({key})", what)
    near = (place[:n] for n in range(len(place), 0, -1))
    line = next((lines[one] for one in near if one in lines), 1)
    return ProtocolFault(name, line, key, what)


def _no_toml(name: str, text: str, said: str) -> ProtocolFault:
    found = _AT_LINE.search(said)
    line = int(found[1]) if found and found[1] else text.count("\n") + 1
    plain = _AT_LINE.sub("", said)
    plain = f"{plain[:1].lower()}{plain[1:]}"
    meant = next((text for cue, text in _MEANT.items() if cue in plain), "")
    return ProtocolFault(name, line, "", f"cannot be read: {plain}{meant}")


# What stands in the file where the reader of TOML says such a thing.
_TWICE = "; this name stands above already: write it once, or [[name]] each time for a list"
_MEANT = {
    "overwrite a value": _TWICE,
    "twice": _TWICE,
    "illegal character '\\n'": "; a quotation mark is not closed on this line",
}
