"""What a container holds: the texts and the files inside an archive, a saved mail, a winmail.dat.

Names are relative to the container and joined by "/". What could not be taken out is named too,
with the word for why (`refusals` has its sentence): nothing is dropped in silence.
"""

from dataclasses import dataclass, field

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


@dataclass(slots=True, repr=False)
class Taking:
    """What is taken out of one container so far. room: the bytes for which there is room yet.

    count: of the members that were named.
    """

    parts: list[Part] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    room: int = LARGEST_INSIDE
    count: int = 0

    @property
    def is_full(self) -> bool:
        """Whether more members came than are looked at."""
        return self.count > MOST_INSIDE

    def called(self, raw: str) -> str:
        """Return the next member's name, which no other has: folders are taken off."""
        self.count += 1
        return self.unlike(shown_name(raw, self.count))

    def unlike(self, name: str) -> str:
        """Return a name that no other has, and note it."""
        made, number = name, 2
        while made in self.names:
            made, number = f"{name} ({number})", number + 1
        self.names.add(made)
        return made

    def put(self, name: str, data: bytes | str, media: str = "", *, slight: bool = False) -> None:
        """Take a member, or note that it stays shut: by the word that stands for its bytes."""
        if isinstance(data, str):
            self.left.append((name, data))
        elif len(data) > self.room:
            self.left.append((name, "too large"))
        else:
            self.room -= len(data)
            self.parts.append(Part(name, media, data, slight=slight))

    def told(self, *bodies: Body) -> Inside:
        """Return the container laid open."""
        return Inside(bodies=bodies, parts=tuple(self.parts), left=tuple(self.left))
