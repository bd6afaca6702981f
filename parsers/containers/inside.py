"""What a container holds: the texts and the files inside an archive, a saved mail, a winmail.dat.

Names are relative to the container and joined by "/". What could not be taken out is named too,
with the word for why (`refusals` has its sentence): nothing is dropped in silence.
"""

from dataclasses import dataclass

from parsers.evidence import Body, Part

LARGEST_INSIDE = 60 * 2**20  # bytes of all that is taken out of one container
MOST_INSIDE = 200  # members of one container that are looked at
LONGEST_NAME = 150  # characters of a name shown
_DROPPINGS = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Inside:
    """A container laid open. left: the name of each member that stays shut, and why."""

    bodies: tuple[Body, ...] = ()
    parts: tuple[Part, ...] = ()
    left: tuple[tuple[str, str], ...] = ()


def shown_name(raw: str, number: int) -> str:
    """Return a member's name for display: no path, no control characters, never empty."""
    last = raw.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    name = " ".join("".join(c if c.isprintable() else " " for c in last).split())
    if len(name) > LONGEST_NAME:
        name = name[: LONGEST_NAME - 8] + name[-8:]
    return name if name.strip(". ") else f"file-{number}"


def is_document(path: str) -> bool:
    """Whether a member may be a document: no folder, and nothing that macOS or Windows left."""
    folded = path.replace("\\", "/").casefold()
    last = folded.rsplit("/", 1)[-1]
    dropped = folded.startswith(_DROPPINGS[0]) or last in _DROPPINGS
    return bool(last) and not dropped and not last.startswith("~$")


def unlike(name: str, names: set[str]) -> str:
    """Return a name that no other has, and note it: folders are taken off, so two may be alike."""
    made, number = name, 2
    while made in names:
        made, number = f"{name} ({number})", number + 1
    names.add(made)
    return made
