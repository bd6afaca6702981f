"""A form pasted into the text of a mail, laid open: HTML by tables and lines, plain text by lines.

Most mails are only a letter, and a letter names things as a form does ("Pupil: ...", "Start date:
..."). So a text is taken for a form only when it bears enough different labels of one, fewer when
a form's title stands over it. Quoted history is left out, unless the mail only passes it on.
"""

import re

from lxml import etree

from parsers.context import Context
from parsers.evidence import Body
from parsers.marks import WINGDINGS
from parsers.markup import is_unseen, text_under, tree_of
from parsers.pairs import (
    EMPTY,
    FIELD,
    FIELD_END,
    PICTURE,
    STRONG,
    STRONG_END,
    TICKED,
    Block,
    Cell,
    Document,
    Grid,
    Line,
    Where,
    plain,
)
from parsers.quoting import history_starts, passed_on
from parsers.records import How
from parsers.vocabulary import Vocabulary, vocabulary

_ENOUGH = 9  # different labels; a letter that tells of a move has five or six
_ENOUGH_UNDER_A_TITLE = 6
_LONGEST_TITLE = 12  # words
_TABLE = "\ue010"  # stands in the text where a table stood, followed by its number
_MOST_CELLS = 3_000
_WIDEST = 50


def form_in(body: Body, context: Context) -> Document | None:
    """Return the form in a mail's text; None for a letter. The HTML is read where it has one."""
    words = vocabulary(context.forms)
    for document in (_from_html(body.html) if body.html else None, _from_text(body.text)):
        if document is not None and _is_a_form(document, words):
            return document
    return None


def document_of_text(text: str) -> Document:
    """Return a plain text, all of it, as lines."""
    return _lines(text.splitlines(), "text")


def document_of_html(source: str) -> Document:
    """Return an HTML file, all of it, as lines and tables."""
    return _from_html(source, whole=True) or Document(how="html")


def _from_text(text: str) -> Document:
    lines = text.splitlines()
    if not passed_on(text):
        lines = [
            line for line in lines[: history_starts(lines)] if not line.lstrip().startswith(">")
        ]
    return _lines([re.sub(r"^[\s>]+", "", line) for line in lines], "email")


def _lines(lines: list[str], how: How) -> Document:
    blocks = tuple(
        Line(text=line.strip(), where=Where(order=number), how=how)
        for number, line in enumerate(lines, 1)
        if line.strip()
    )
    return Document(how=how, blocks=blocks, text="\n".join(block.text for block in blocks))


def _is_a_form(document: Document, words: Vocabulary) -> bool:
    """Whether the text bears enough different labels of a form."""
    pieces: list[str] = []
    titled = False
    for block in document.blocks:
        if isinstance(block, Line):
            bare = plain(block.text)
            pieces += [bare, *re.split(r"\s*[:\t?]\s*|\s{3,}", bare)]
            short = len(bare.split()) <= _LONGEST_TITLE and not bare.rstrip().endswith((".", "?"))
            titled = titled or bool(short and ":" not in bare[6:] and words.title_kinds(bare))
        elif isinstance(block, Grid):
            for cell in (cell for row in block.rows for cell in row):
                pieces += [cell.text, *re.split(r"\s*[:\n?]\s*", cell.text)]
                titled = titled or bool(words.title_kinds(cell.text))
    labels = {
        (meaning.attribute, meaning.party, meaning.ordinal)
        for piece in pieces
        if piece.strip() and (meaning := words.strict(piece)) is not None
    }
    return len(labels) >= (_ENOUGH_UNDER_A_TITLE if titled else _ENOUGH)


def _from_html(source: str, *, whole: bool = False) -> Document | None:
    """Return HTML as lines and tables; a table that only lays out others is not one."""
    tree = tree_of(source)
    if tree is None:
        return None
    _mark(tree)
    tables: list[etree._Element] = []
    for table in list(tree.iter("table")):
        if next(table.iterdescendants("table"), None) is None and not _is_hidden(table):
            tables.append(table)
            stand_in = etree.Element("p")
            stand_in.text = f"{_TABLE}{len(tables) - 1}"
            stand_in.tail = table.tail
            parent = table.getparent()
            if parent is None:
                continue
            parent.replace(table, stand_in)
            table.tail = None
    text = text_under(tree)
    lines = text.splitlines()
    if not whole and not passed_on(text):
        lines = lines[: history_starts(lines)]
    blocks: list[Block] = []
    order = 0
    for line in lines:
        bare = line.strip()
        order += 1
        if bare.startswith(_TABLE) and bare[1:].isdigit():
            grid, order = _grid(tables[int(bare[1:])], order)
            blocks += [grid] if grid.rows else []
        elif bare and (whole or not bare.startswith(">") or passed_on(text)):
            blocks.append(Line(text=bare.lstrip("> "), where=Where(order=order), how="html"))
    told = "\n".join(
        block.text if isinstance(block, Line) else _told(block)
        for block in blocks
        if isinstance(block, Line | Grid)
    )
    return Document(how="html", blocks=tuple(blocks), text=told)


def _told(grid: Grid) -> str:
    return "\n".join("\t".join(cell.text for cell in row) for row in grid.rows)


def _is_hidden(element: etree._Element) -> bool:
    return any(is_unseen(node) for node in (element, *element.iterancestors()))


def _grid(table: etree._Element, order: int) -> tuple[Grid, int]:
    """Return a table's cells, each in the column where it begins, and the last place used."""
    rows: list[tuple[Cell, ...]] = []
    taken: dict[int, int] = {}  # column -> rows for which a cell from above still covers it
    count = 0
    where = Where(order=order)
    for line in table.iter("tr"):
        if is_unseen(line):
            continue
        cells: list[Cell] = []
        column = 0
        covered = dict(taken)
        taken = {at: left - 1 for at, left in covered.items() if left > 1}
        for item in line:
            if item.tag not in {"td", "th"} or is_unseen(item):
                continue
            while column in covered:
                column += 1
            span, tall = _span(item, "colspan"), _span(item, "rowspan")
            count, order = count + 1, order + 1
            if count > _MOST_CELLS:
                return Grid(rows=tuple(rows), where=where), order
            cells.append(
                Cell(
                    text=text_under(item),
                    where=Where(order=order),
                    how="html",
                    column=column,
                    span=span,
                    header=item.tag == "th",
                )
            )
            if tall > 1:
                taken |= dict.fromkeys(range(column, column + span), tall - 1)
            column += span
        if cells:
            rows.append(tuple(cells))
    return Grid(rows=tuple(rows), where=where), order


def _span(item: etree._Element, name: str) -> int:
    value = item.get(name) or "1"
    return min(max(int(value), 1), _WIDEST) if value.isascii() and value.isdigit() else 1


def _mark(tree: etree._Element) -> None:
    """Write into the tree, as marks, what HTML shows without words: boxes, fields, bold."""
    for element in list(tree.iter()):
        tag = element.tag
        if tag == "input":
            kind = (element.get("type") or "text").lower()
            if kind in {"checkbox", "radio"}:
                element.text = TICKED if element.get("checked") is not None else EMPTY
            elif kind in {"text", "date", "email", "tel", "number"}:
                element.text = f"{FIELD}{element.get('value') or ''}{FIELD_END}"
        elif tag == "img":
            element.text = PICTURE
        elif tag == "option" and element.get("selected") is None:
            element.text = ""
        elif "wingdings" in (element.get("style") or element.get("face") or "").lower():
            element.text = "".join(WINGDINGS.get(letter, letter) for letter in element.text or "")
        elif tag in {"b", "strong"} and len(element) == 0 and (element.text or "").strip():
            around = "".join(str(text) for text in _cell_of(element).itertext()).strip()
            if around != (element.text or "").strip():
                element.text = f"{STRONG}{element.text}{STRONG_END}"


def _cell_of(element: etree._Element) -> etree._Element:
    for node in element.iterancestors("td", "th", "p", "li"):
        return node
    return element
