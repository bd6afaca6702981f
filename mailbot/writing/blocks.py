"""A template becomes blocks: titles, paragraphs, lists, facts.

Each sentence is written once, in a template that a caseworker can read, and the faces of a letter
(HTML, plain text, PDF, Word) are made from the same blocks, so they cannot disagree. A line's
first mark says what it is:

    # title          ## heading        plain lines: a paragraph, up to the next blank line
    - bullet         + numbered step   ? label :: value
    ! what we ask    @ address :: the words of a link
    _ a line that stands by itself, as in an address
    = a bar of a chart :: what it says :: its length, 0 to 100

A mark counts only where the template wrote it: what data brings in is held off the line's start
by a guard character that no text may contain, so a name such as "# Li" prints as it stands.
Undefined names are errors, and templates run in a sandbox.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache

from jinja2 import FileSystemLoader, StrictUndefined, nodes
from jinja2.sandbox import SandboxedEnvironment

from mailbot.resources import shipped

_GUARD = "\ue000"
_COLONS = "\ue001"
_UNSHOWN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})  # Unicode: control, format, unassigned


class Sort(Enum):
    """What a block is."""

    TITLE = "title"
    HEADING = "heading"
    TEXT = "text"
    BULLET = "bullet"
    STEP = "step"
    FACT = "fact"
    ASK = "ask"
    LINK = "link"
    LINE = "line"
    BAR = "bar"


_MARKS = (
    ("## ", Sort.HEADING),
    ("# ", Sort.TITLE),
    ("- ", Sort.BULLET),
    ("+ ", Sort.STEP),
    ("? ", Sort.FACT),
    ("! ", Sort.ASK),
    ("@ ", Sort.LINK),
    ("_ ", Sort.LINE),
    ("= ", Sort.BAR),
)
_ONE_LINE = frozenset({Sort.TITLE, Sort.HEADING})
_PAIRED = frozenset({Sort.FACT, Sort.LINK, Sort.BAR})


@dataclass(frozen=True, slots=True, repr=False)
class Block:
    """One block of a letter. label: a fact's or bar's name, or a link's address; else empty.

    share: how long a bar is, 0 to 100.
    """

    sort: Sort
    text: str
    label: str = ""
    share: int = 0


def blocks(template: str, facts: Mapping[str, object]) -> tuple[Block, ...]:
    """Return the blocks that `template` (a path under templates/) makes of `facts`, in order.

    Raises jinja2.UndefinedError if the template names a fact that is not there.
    """
    return tuple(_parse(_environment().get_template(template).render(dict(facts))))


def sentence(template: str, facts: Mapping[str, object]) -> str:
    """Return a template of one line, such as a subject, with its spaces made single."""
    text = _environment().get_template(template).render(dict(facts))
    return " ".join(_plain(text).split())


def parsed(template: str) -> nodes.Template:
    """Return the syntax tree of a template. Raises jinja2.TemplateError if it cannot be read."""
    environment = _environment()
    source, _name, _fresh = FileSystemLoader(shipped("templates")).get_source(environment, template)
    return environment.parse(source, template)


def exists(template: str) -> bool:
    """Say whether there is such a template."""
    return shipped("templates", *template.split("/")).is_file()


@cache
def _environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(
        loader=FileSystemLoader(shipped("templates")),
        undefined=StrictUndefined,
        autoescape=False,  # no markup is made here; the HTML face escapes
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_guarded,
    )


def clean(text: str) -> str:
    """Return `text` on one line, without the characters that no letter can show."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    kept = "".join(" " if one.isspace() else one for one in text)
    shown = (one for one in kept if unicodedata.category(one) not in _UNSHOWN)
    return " ".join("".join(shown).split())


def _guarded(value: object) -> object:
    if value is None:
        return ""
    return _GUARD + clean(value).replace("::", _COLONS) if isinstance(value, str) else value


def _plain(text: str) -> str:
    return text.replace(_GUARD, "").replace(_COLONS, "::")


def _parse(rendered: str) -> list[Block]:
    found: list[Block] = []
    sort: Sort | None = None
    words: list[str] = []

    def close() -> None:
        if sort is not None and words:
            found.append(_block(sort, " ".join(words)))
        words.clear()

    for line in rendered.splitlines():
        mark, kind = next(((m, s) for m, s in _MARKS if line.startswith(m)), ("", Sort.TEXT))
        if not line.strip():
            close()
            sort = None
        elif mark or sort is None:
            close()
            sort = kind
            words.append(line.removeprefix(mark).strip())
            if kind in _ONE_LINE:
                close()
                sort = None
        else:
            words.append(line.strip())
    close()
    return found


def _block(sort: Sort, text: str) -> Block:
    share = 0
    if sort is Sort.BAR:
        text, _, length = text.rpartition("::")
        share = min(100, max(0, int(length)))
    label, colons, rest = text.partition("::")
    if sort in _PAIRED and colons:
        name, said = " ".join(_plain(label).split()), " ".join(_plain(rest).split())
        return Block(sort, said, name, share) if name else Block(Sort.BULLET, said)
    return Block(sort, " ".join(_plain(text).split()))
