"""Which protocol files a name in the configuration stands for.

A protocol that ships is named by its id and then means every version of it, or by the name of one
file and then means that version alone. An authority's own is named by a path: a file is one
version, a folder all the versions in it.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from mailbot.resources import shipped
from mailbot.rules.protocolfiles import ProtocolError, parse_protocol, versions
from mailbot.rules.protocols import FINAL, SUPPORT, Protocol, Protocols
from mailbot.terms.calendars import text_of
from parsers.labels.vocabulary import Form


@cache
def _shipped() -> Mapping[str, tuple[Path, ...]]:
    """Return the shipped files by every name that stands for them."""
    found: dict[str, tuple[Path, ...]] = {}
    for path in sorted(shipped("config", "protocols").glob("*.toml")):
        named = str(tomllib.loads(path.read_text(encoding="utf-8"))["id"])
        for name in dict.fromkeys((named, path.stem)):
            found[name] = (*found.get(name, ()), path)
    return found


def shipped_protocols() -> tuple[str, ...]:
    """Return the names of the protocols that ship, and of their single versions."""
    return tuple(sorted(_shipped()))


def protocol_files(named: str, beside: Path) -> tuple[Path, ...]:
    """Return the files of a protocol; none where neither a shipped one nor a path is named so.

    beside: the folder that a path is relative to.
    """
    if named in _shipped():
        return _shipped()[named]
    path = beside / Path(named).expanduser()
    if path.is_dir():
        return tuple(sorted(path.glob("*.toml")))
    return (path,) if path.is_file() else ()


def words_of(protocol: Protocol) -> Form:
    """Return the words by which a protocol's own forms are known: titles, outcomes, reviews."""
    titles = protocol.words.forms
    named = {
        "MM1": titles.mm1,
        "MM2": titles.mm2,
        "review": titles.review,
        "attendance": titles.attendance,
    }
    outcomes: dict[str, tuple[str, ...]] = {}
    for said, meant in protocol.outcome.words.items():
        outcomes[meant] = (*outcomes.get(meant, ()), said.casefold())
    reviews = {
        rule.name: tuple(dict.fromkeys((rule.title.casefold(), rule.name)))
        for rule in protocol.reviews.at
        if rule.name != FINAL
    }
    if protocol.placement.support_weeks:
        reviews[SUPPORT] = ("support review", SUPPORT)
    roles = protocol.words.roles
    parties = {"home": roles.home_school, "receiving": roles.receiving_school}
    return Form(
        parties=tuple((role, (name.casefold(),)) for role, name in parties.items() if name),
        name=f"{protocol.id} {protocol.in_force}",
        titles=tuple(
            (kind, tuple(map(str.casefold, said))) for kind, said in named.items() if said
        ),
        choices=(("outcome", tuple(outcomes.items())), ("which", tuple(reviews.items()))),
    )


def read_protocols(
    files: tuple[Path, ...], overrides: Mapping[str, Any] | None = None
) -> Protocols:
    """Return the versions in the files, each with the figures that the configuration changes.

    Raises ProtocolError with every fault of every file.
    """
    found: list[tuple[str, Protocol]] = []
    faults = []
    for path in files:
        try:
            text = text_of(path.read_bytes())
            found.append((path.name, parse_protocol(path.name, text, overrides)))
        except ProtocolError as wrong:
            faults += [fault for fault in wrong.faults if fault not in faults]
    if faults:
        raise ProtocolError(faults)
    return versions(found)
