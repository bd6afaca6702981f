"""What the shipped forms ask, read from templates/papers/mm1.toml, mm2.toml and review.toml.

A form is data, so it can be compared line by line with the record it becomes, and changed by
somebody who does not program.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from mailbot.resources import shipped


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing a form asks.

    name: the record's path, such as "parents[0].name". needed: printed bold. options: what may be
    ticked, each as the record's value and its printed words.
    """

    name: str
    label: str
    kind: Literal["text", "date", "lines", "choice"]
    needed: bool
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of a form."""

    title: str
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A whole form: its printed code and title, how to use it, its sections."""

    code: str
    title: str
    intro: str
    sections: tuple[Section, ...]


@cache
def form(kind: str) -> Form:
    """Return what the shipped form `kind` (mm1, mm2, review) asks, in its order."""
    text = shipped("templates", "papers", f"{kind}.toml").read_text(encoding="utf-8")
    said = tomllib.loads(text)
    sections = tuple(one for table in said["section"] for one in _sections(table))
    return Form(said["code"], said["title"], " ".join(said["intro"].split()), sections)


def _sections(table: Mapping[str, Any]) -> Iterator[Section]:
    """Yield a section as often as its `repeat` says; {n} counts from 1 and {i} from 0."""
    for index in range(table.get("repeat", 1)):
        numbers = {"{n}": str(index + 1), "{i}": str(index)}
        asked = tuple(_asked(one, numbers, index) for one in table["field"])
        yield Section(_numbered(table["title"], numbers), asked)


def _asked(one: Mapping[str, Any], numbers: Mapping[str, str], index: int) -> Asked:
    kind = one.get("kind", "text")
    options = tuple((value, words) for value, words in one.get("options", ()))
    if kind == "yesno":
        kind, options = "choice", (("yes", "Yes"), ("no", "No"))
    needed = bool(one.get("needed", False)) and index == 0
    return Asked(_numbered(one["name"], numbers), one["label"], kind, needed, options)


def _numbered(text: str, numbers: Mapping[str, str]) -> str:
    for mark, number in numbers.items():
        text = text.replace(mark, number)
    return text
