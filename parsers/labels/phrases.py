"""The files of labels: what `config/forms/*.toml` may hold, and every fault of one that cannot be used.

An authority's own wording is added there, without touching code: the words of parties and labels, the
words of options, the titles of forms, and the names of forms that are none of a managed move.
"""

# ruff: noqa: E501 - patterns and lists of words stay whole

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

Phrases = tuple[tuple[str, tuple[str, ...]], ...]
_TABLES = frozenset({"parties", "labels", "choices", "sections", "signs", "titles", "others"})
_KINDS = frozenset({"MM1", "MM2", "review", "attendance", "other"})
_SIGNS = frozenset({"move", "agreement", "ending"})


class FormsError(Exception):
    """The files of labels cannot be used; the message lists every fault with its file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """A form that is none of ours: its name as staff say it, what they should do, its titles."""

    name: str
    advice: str
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One file of labels."""

    name: str
    parties: Phrases = ()
    labels: Phrases = ()
    choices: tuple[tuple[str, Phrases], ...] = ()
    sections: Phrases = ()
    signs: Phrases = ()
    titles: Phrases = ()
    others: tuple[Other, ...] = ()


def _phrases(table: object, where: str, faults: list[str]) -> Phrases:
    if not isinstance(table, dict):
        faults.append(f"{where}: must be a table")
        return ()
    kept = []
    for key, value in table.items():
        if (
            isinstance(value, list)
            and value
            and all(isinstance(v, str) and v.strip() for v in value)
        ):
            kept.append((str(key), tuple(str(v) for v in value)))
        else:
            faults.append(f"{where}.{key}: must be a list of phrases, none of them empty")
    return tuple(kept)


def _others(table: object, where: str, faults: list[str]) -> tuple[Other, ...]:
    kept = []
    for name, said in table.items() if isinstance(table, dict) else ():
        place = f"{where}.{name}"
        known = isinstance(said, dict) and set(said) == {"advice", "titles"}
        if not known or not isinstance(said["advice"], str):
            faults.append(f"{place}: must be a table of advice, a text, and titles, a list")
            continue
        titles = dict(_phrases({"titles": said["titles"]}, place, faults)).get("titles", ())
        kept.append(Other(name=str(name), advice=said["advice"], titles=titles))
    if not isinstance(table, dict):
        faults.append(f"{where}: must be a table")
    return tuple(kept)


def load_forms(texts: Mapping[str, str]) -> tuple[Form, ...]:
    """Return the forms written in the TOML texts, by file name.

    Raises FormsError listing all faults.
    """
    faults: list[str] = []
    forms = []
    for name in sorted(texts):
        try:
            table = tomllib.loads(texts[name])
        except tomllib.TOMLDecodeError as error:
            faults.append(f"{name}: not TOML: {error}")
            continue
        faults.extend(f"{name}: {key}: no such table" for key in sorted(set(table) - _TABLES))
        parts = {
            key: _phrases(table.get(key, {}), f"{name}: {key}", faults)
            for key in ("parties", "labels", "sections", "signs", "titles")
        }
        faults.extend(
            f"{name}: titles.{key}: must be one of {', '.join(sorted(_KINDS))}"
            for key, _ in parts["titles"]
            if key not in _KINDS
        )
        faults.extend(
            f"{name}: signs.{key}: must be one of {', '.join(sorted(_SIGNS))}"
            for key, _ in parts["signs"]
            if key not in _SIGNS
        )
        choices = table.get("choices", {})
        if not isinstance(choices, dict):
            faults.append(f"{name}: choices: must be a table")
            choices = {}
        forms.append(
            Form(
                name=name,
                choices=tuple(
                    (key, _phrases(value, f"{name}: choices.{key}", faults))
                    for key, value in choices.items()
                ),
                others=_others(table.get("others", {}), f"{name}: others", faults),
                **parts,
            )
        )
    if faults:
        raise FormsError("\n".join(faults))
    return tuple(forms)
