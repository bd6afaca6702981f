"""What is wrong with a key of a protocol file, in the words of the officer who keeps it.

The checking is the library's; its sentences are written for programmers and never reach a reader.
"""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, get_args

from mailbot.rules.clauses import Table
from mailbot.rules.protocols import Protocol

_SAID = {
    "missing": "is missing; write it",
    "string_type": "must be text in quotes",
    "string_too_short": "is empty; write it or take the line out",
    "bool_type": "must be true or false, without quotes",
    "bool_parsing": "must be true or false, without quotes",
    "int_type": "must be a whole number; write it without quotes, such as 5",
    "int_parsing": "must be a whole number; write it without quotes, such as 5",
    "int_from_float": "must be a whole number; write it without quotes, such as 5",
    "float_type": "must be a number; write it without quotes, such as 0.5",
    "float_parsing": "must be a number; write it without quotes, such as 0.5",
    "tuple_type": 'must be a list, such as ["first", "second"]',
    "model_type": "must be a table with keys of its own",
    "model_attributes_type": "must be a table with keys of its own",
    "mapping_type": "must be a table with keys of its own",
    "dict_type": "must be a table with keys of its own",
}
_PATTERNS = {
    "la_code": 'must be the three figures of the local authority, in quotes, such as "210"',
    "hold": 'must be a kind of letter such as "breakdown_parent", or one with :parent, :school or '
    ":staff after it",
    "name": "must be one word of small letters and figures, such as week4",
}
_BOUNDS = {
    "greater_than_equal": ("ge", "must be at least"),
    "less_than_equal": ("le", "must be at most"),
    "greater_than": ("gt", "must be more than"),
    "less_than": ("lt", "must be less than"),
}
_SOURCE = 'is missing; write the clause that asks for it, or "the authority\'s choice"'


def said_of(error: Mapping[str, Any]) -> str:  # noqa: PLR0911 - one answer a kind of error
    """Return the sentence for one error that the checking found."""
    kind, place = error["type"], error["loc"]
    words = [part for part in place if isinstance(part, str)]
    last = words[-1] if words else ""
    if kind == "extra_forbidden":
        return _unknown(last, words[:-1])
    if kind in ("literal_error", "enum"):
        expected = str(error["ctx"]["expected"]).replace("'", '"')
        return f"must be {expected}"
    if kind in _BOUNDS:
        bound, sentence = _BOUNDS[kind]
        return f"{sentence} {error['ctx'][bound]}"
    if kind == "value_error":
        return str(error["ctx"]["error"])
    if kind.startswith("date"):
        return "must be a date without quotes, such as 2026-09-01"
    if kind == "missing" and last == "source":
        return _SOURCE
    if kind == "string_pattern_mismatch":
        return _PATTERNS.get(last, "is not written in the way that is expected here")
    return _SAID.get(kind, "is not what is expected here")


def _unknown(key: str, table: Sequence[str]) -> str:
    """Say that nobody knows a key, with the nearest one that is known, here or elsewhere."""
    tables = dict(_tables(Protocol, ()))
    here = tables.get(tuple(table), ())
    homes = [".".join(place) for place, keys in tables.items() if key in keys and place]
    for cutoff in (0.8, 0.6):
        if near := get_close_matches(key, here, n=1, cutoff=cutoff):
            return f"is not a key that mailbot knows; did you mean {near[0]}?"
        if homes:
            return f"is not a key of this table; it belongs in [{homes[0]}]"
    everywhere = [k for keys in tables.values() for k in keys]
    if near := get_close_matches(key, everywhere, n=1):
        homes = [".".join(place) for place, keys in tables.items() if near[0] in keys]
        where = f" in [{homes[0]}]" if homes[0] else ""
        return f"is not a key that mailbot knows; did you mean {near[0]}{where}?"
    return f"is not a key that mailbot knows; this table has {', '.join(sorted(here))}"


def _tables(
    table: type[Table], place: tuple[str, ...]
) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return every table of the file under its key, with the keys that it may hold."""
    found = [(place, tuple(table.model_fields))]
    for name, field in table.model_fields.items():
        inner = _table_in(field.annotation)
        if inner is not None:
            found += _tables(inner, (*place, name))
    return found


def _table_in(annotation: Any) -> type[Table] | None:
    if isinstance(annotation, type) and issubclass(annotation, Table):
        return annotation
    return next((t for a in get_args(annotation) if (t := _table_in(a)) is not None), None)
