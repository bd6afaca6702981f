"""The words by which forms are known: labels, sections and betraying phrases, as data.

They are written in `config/forms/*.toml`, so that an authority's own wording is added without
touching code.
"""

from collections.abc import Mapping
from dataclasses import dataclass


class FormsError(Exception):
    """The files of labels cannot be used; the message lists every fault with its file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One file of labels."""

    name: str


def load_forms(texts: Mapping[str, str]) -> tuple[Form, ...]:
    """Return the forms written in the TOML texts, by file name. Raises FormsError listing all faults."""
    return tuple(Form(name=name) for name in sorted(texts))
