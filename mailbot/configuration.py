"""A configuration file's text becomes `Options`, or the list of all that is wrong with its keys.

Each fault is said in the words of the person who keeps the file: which key, what is wrong, what to
write. The value itself is never quoted, for it may be somebody's address. A key that nobody knows
is a warning: it is set aside, and the rest is read as if it were not there.
"""

import tomllib
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from mailbot.complaints import Complaint
from mailbot.options import Fault, Options, known_keys
from mailbot.rules.protocols import OVERRIDES
from mailbot.terms.calendars import text_of

# What a person is told, by the kind of error that pydantic found.
_SAID = {
    "missing": "is missing; write it",
    "string_type": "must be text in quotes",
    "string_too_short": "is empty; write it or take the line out",
    "int_parsing": "is not a whole number; write it without quotes",
    "int_type": "is not a whole number; write it without quotes",
    "float_parsing": "is not a number; write it without quotes",
    "float_type": "is not a number; write it without quotes",
    "tuple_type": 'must be a list, such as ["first", "second"]',
    "too_short": "is empty; name at least one",
    "model_type": "must be a table with keys of its own",
    "mapping_type": "must be a table with keys of its own",
    "dict_type": "must be a table with keys of its own",
    "string_pattern_mismatch": 'must be a kind of letter such as "breakdown_parent", '
    "or one with :parent, :school or :staff after it",
}


class SettingsError(Complaint):
    """The configuration cannot be used; `faults` is everything that is wrong with it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Keep the faults, and say them all, one a line."""
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def insist(faults: Sequence[Fault]) -> None:
    """Raise SettingsError if there is any fault."""
    if faults:
        raise SettingsError(faults)


def read_table(path: Path) -> dict[str, Any]:
    """Return the file's tables. Raises SettingsError if it cannot be read."""
    try:
        return tomllib.loads(text_of(path.read_bytes()))
    except tomllib.TOMLDecodeError as wrong:
        fault = Fault(path.name, "", f"cannot be read as TOML: {wrong}")
    except OSError as wrong:
        say = f"{wrong.strerror}; name another with --config, or write one with `mailbot init`"
        fault = Fault(str(path), "", say)
    raise SettingsError([fault])


def validated(file: str, table: dict[str, Any]) -> tuple[Options, list[Fault]]:
    """Return the options and a warning for each key that is not known.

    Raises SettingsError listing every fault, but not the unknown keys.
    """
    warnings: list[Fault] = []
    try:
        return Options.model_validate(table), _odd_overrides(file, table)
    except ValidationError as wrong:
        errors = wrong.errors(include_url=False, include_input=False)
    unknown = [error["loc"] for error in errors if error["type"] == "extra_forbidden"]
    insist([_fault(file, error) for error in errors if error["type"] != "extra_forbidden"])
    for place in unknown:
        holder: Any = table
        for part in place[:-1]:
            holder = holder[part]
        del holder[place[-1]]
        warnings.append(Fault(file, _key(place), _unknown(str(place[-1]))))
    return Options.model_validate(table), [*warnings, *_odd_overrides(file, table)]


def _odd_overrides(file: str, table: dict[str, Any]) -> list[Fault]:
    odd = [key for key in table.get("protocol", ()) if key not in OVERRIDES]
    return [Fault(file, f"protocol.{key}", _unknown(key)) for key in odd]


def _unknown(key: str) -> str:
    if "password" in key or "secret" in key:
        return "is not read; a secret is kept in the environment (password_env) or a password_file"
    near = get_close_matches(key, known_keys(), n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    return f"is not a key that mailbot knows{hint}"


def _fault(file: str, error: Mapping[str, Any]) -> Fault:
    """Return in our words what pydantic found; never the value, which may be an address."""
    key = _key(error["loc"])
    kind = error["type"]
    if kind == "value_error":
        said = str(error["ctx"]["error"])
        if len(error["loc"]) == 1:  # a table's own check names the key that it is about
            part, _, said = said.partition(": ")
            key = f"{key}.{part}"
        return Fault(file, key, said)
    if kind == "literal_error":
        return Fault(file, key, f"must be {error['ctx']['expected']}")
    if kind.startswith("date"):
        return Fault(file, key, "is not a date; write it as 2026-09-01")
    return Fault(file, key, _SAID.get(kind) or error["msg"].replace("Input should", "should"))


def _key(place: Sequence[str | int]) -> str:
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
    return "".join(parts).lstrip(".")
