"""Blocks become the two faces of a mail: plain text at 72 columns, and HTML.

Both come from the same blocks in the same order. The HTML is one column that reads on a telephone
and at 200 % zoom, without pictures; its styles are inlined, because some mail readers drop a
style sheet.
"""

import re
import textwrap
from collections.abc import Sequence
from functools import cache

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from mailbot.resources import shipped
from mailbot.writing.blocks import Block, Sort

_COLUMNS = 72
_NUMBER = re.compile(r"\+?\d[\d ]{6,}\d")
_LISTED = frozenset({Sort.BULLET, Sort.STEP, Sort.FACT, Sort.LINE, Sort.BAR})
_BAR = 20  # columns of the longest bar of a chart


def text(parts: Sequence[Block]) -> str:
    """Return `parts` as plain text of at most 72 columns, a long word or address excepted."""
    lines: list[str] = []
    before: Sort | None = None
    step = 0
    for block in parts:
        step = step + 1 if block.sort is Sort.STEP else 0
        if before is not None and not (block.sort is before and block.sort in _LISTED):
            lines.extend([""] * (2 if block.sort is Sort.HEADING else 1))
        lines.extend(_lines(block, step))
        before = block.sort
    return "\n".join(lines) + "\n"


def _lines(block: Block, step: int) -> list[str]:
    if block.sort is Sort.BULLET:
        return _wrapped(block.text, "- ")
    if block.sort is Sort.STEP:
        return _wrapped(block.text, f"{step}. ")
    if block.sort is Sort.FACT:
        return _wrapped(f"{block.label}: {block.text}", "", "  ")
    if block.sort is Sort.BAR:
        bar = "\u2588" * max(1, round(block.share * _BAR / 100)) if block.share else "\u00b7"
        return _wrapped(f"{block.label}: {block.text}", f"{bar:<{_BAR}} ")
    if block.sort is Sort.LINK:
        return [*_wrapped(f"{block.text}:", ""), block.label]
    return _wrapped(block.text, "")


def _wrapped(words: str, first: str, rest: str | None = None) -> list[str]:
    """Return `words` as lines; a telephone number is never parted."""
    kept = _NUMBER.sub(lambda found: found[0].replace(" ", "\u00a0"), words)
    lines = textwrap.wrap(
        kept,
        _COLUMNS,
        initial_indent=first,
        subsequent_indent=" " * len(first) if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace("\u00a0", " ") for line in lines]


def html(parts: Sequence[Block], *, title: str, office: str) -> str:
    """Return `parts` as a whole HTML page with its styles inlined.

    title: what a reader's tab or a screen reader announces. office: the name at the top.
    """
    page = _layout().render(groups=_grouped(parts), title=title, office=office)
    return css_inline.inline(page)


def _numbers(words: str) -> Markup:
    """Return `words` escaped, each telephone number kept on one line."""
    parts: list[str] = [words[: _first(words)]]
    for found in _NUMBER.finditer(words):
        parts.append(Markup('<span class="number">{}</span>').format(found[0]))
        parts.append(words[found.end() : _first(words, found.end())])
    return Markup("").join(parts)  # joining escapes all that is not Markup


def _first(words: str, start: int = 0) -> int:
    found = _NUMBER.search(words, start)
    return found.start() if found else len(words)


def _grouped(parts: Sequence[Block]) -> list[tuple[str, list[Block]]]:
    """Return runs of blocks that HTML wants in one list or table, each under its sort's name."""
    runs: list[tuple[str, list[Block]]] = []
    for block in parts:
        if runs and runs[-1][0] == block.sort.value and block.sort in _LISTED:
            runs[-1][1].append(block)
        else:
            runs.append((block.sort.value, [block]))
    return runs


@cache
def _layout() -> Template:
    environment: Environment = SandboxedEnvironment(
        loader=FileSystemLoader(shipped("templates")),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["numbers"] = _numbers
    return environment.get_template("layout.html")
