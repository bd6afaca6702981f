"""A form pasted into the text of a mail, laid open: HTML by tables and lines, plain text by lines.

What the sender typed is looked at first; a form in quoted history is
read only where the mail passes it on, and then it is known for what it is: somebody's, some day.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from parsers.context import Context
from parsers.evidence import Body
from parsers.labels.vocabulary import Vocabulary, vocabulary
from parsers.layouts.formlike import is_a_form, is_headed, rows_of
from parsers.layouts.listed import listed
from parsers.mails.markup import (
    LONGEST_HTML,
    is_unseen,
    take_out_white,
    text_of,
    text_under,
    tree_of,
)
from parsers.mails.quoting import is_forward, newest_quoted, own_words, passed_on, shows_history
from parsers.marks import WINGDINGS
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
from parsers.records import How

_FEW = 60  # words of a plain part that only points to the HTML
_LABEL_END = re.compile(r"\s*[:\t\n?]\s*|\s{3,}")
_TABLE = "\ue010"  # stands in the text where a table stood, followed by its number
_MOST_CELLS = 3_000
_WIDEST = 50


@dataclass(frozen=True, slots=True, repr=False)
class Pasted:
    """A form in a mail's text. quoted: it stands, or may stand, in another mail's text.

    plainly: the form of the mail's plain part, where the form read is that of its HTML. beside: the
    sender's own words before, after and over it. own: all of the sender's own words, those of the
    form among them.
    """

    document: Document
    quoted: bool
    beside: str
    own: str
    plainly: Document | None = None


def form_in(
    body: Body, context: Context, subject: str = "", *, passed_on_counts: bool = False
) -> Pasted | None:
    """Return the form in a mail's text; None for a letter. The HTML is read where it has one.

    passed_on_counts: a colleague sent the mail, so a form in the newest mail that it passes on is
    not only somebody's quoted words; one further down the chain still is.
    """
    words = vocabulary(context.forms)
    own = own_words(body.text)
    forward = is_forward(subject, body.text)
    typed = _forms(body, own_words, words)
    whole = _forms(body, _whole, words)
    if typed:
        # A forwarding program that marks nothing leaves only its mark in the subject.
        unmarked = forward and own.strip() == body.text.strip()
        return Pasted(
            typed[0],
            quoted=unmarked or len(whole) > len(typed) or shows_history(typed[0].text),
            beside=_beside(typed[0], own, words),
            own=f"{own}\n\n{plain(typed[0].text)}",
            plainly=_second(typed, body),
        )
    if passed_on_counts and forward and not typed and len(whole) > 0:
        newest = _forms(body, newest_quoted, words)
        if newest:
            return Pasted(
                newest[0],
                quoted=shows_history(newest[0].text),
                beside=f"{own}\n\n{_beside(newest[0], newest_quoted(body.text), words)}",
                own=own,
                plainly=_second(newest, body),
            )
    if whole and (forward or passed_on(body.text) or (body.html and passed_on(text_of(body.html)))):
        return Pasted(whole[0], quoted=True, beside=own, own=own)
    return None


def _second(forms: Sequence[Document], body: Body) -> Document | None:
    """Return the form of a mail's plain part; None where that is only what its HTML shows."""
    several = len(forms) > 1 and body.text.strip() != text_of(body.html).strip()
    return forms[1] if several else None


def _whole(text: str) -> str:
    return text


def _forms(body: Body, cut: Callable[[str], str], words: Vocabulary) -> list[Document]:
    """Return those of a mail's texts that are a form, of each only what `cut` leaves.

    One that is only headed as a form counts where none bears the labels of one.
    """
    texts = list(_read(body, cut, words))
    bearing = [one for one in texts if is_a_form(one, words)]
    return bearing or [one for one in texts if is_headed(one, words)][:1]


def _read(body: Body, cut: Callable[[str], str], words: Vocabulary) -> Iterator[Document]:
    """Yield a text as documents, of it only what `cut` leaves."""
    html = _from_html(body.html, cut) if body.html else None
    if html is not None:
        yield html
    yield _from_text(body.text, cut, words)


def _beside(document: Document, plain_part: str, words: Vocabulary) -> str:
    """Return what is said before the first and after the last label, and in titles."""
    told = [_outside(list(rows_of(document)), words)]
    if document.how != "email":  # the plain part may say more than the HTML does
        lines = [(line, (line,)) for line in _without_rows(plain_part, document)]
        labelled = any(_lead(texts, words) is not None for _, texts in lines)
        if labelled or len(plain_part.split()) <= _FEW:
            told.append(_outside(lines, words))
    return "\n\n".join(told)


def _without_rows(plain_part: str, document: Document) -> list[str]:
    """Return the lines of a plain part without what only tells the form's rows again."""
    rest = plain_part
    for said in (plain(text).split() for text, texts in rows_of(document) if texts[1:]):
        rest = re.sub(r"\s+".join(map(re.escape, said)), "\n", rest) if said else rest
    return [" ".join(line.split()) for line in rest.splitlines() if line.strip()]


def _outside(rows: Sequence[tuple[str, tuple[str, ...]]], words: Vocabulary) -> str:
    """Return the lines before the first label and after the last, and what leads up to a label."""
    leads = [_lead(texts, words) for _, texts in rows]
    labelled = [at for at, lead in enumerate(leads) if lead is not None]
    first, last = (labelled[0], labelled[-1]) if labelled else (len(rows), len(rows))
    # A question with its answer beside it asks whoever filled the form in, and nobody here.
    rows = [
        (" ".join(texts).replace("?", " "), texts) if texts[1:] else (text, texts)
        for text, texts in rows
    ]
    kept = [text for text, _ in rows[:first]]
    # Cells before a label number or head its row; words on its own line were put there.
    kept += [lead for lead, (_, texts) in zip(leads, rows, strict=True) if lead and len(texts) == 1]
    kept += [text for text, _ in rows[last + 1 :]]
    return "\n".join(plain(text) for text in kept)


def _lead(texts: tuple[str, ...], words: Vocabulary) -> str | None:
    """Return what stands before the first label of a line or row; None where it bears no label."""
    for number, text in enumerate(texts):
        bare = plain(text)
        if bare.strip() and words.strict(bare) is not None:
            return " ".join(texts[:number])
        start = 0
        for end in (*_LABEL_END.finditer(bare), None):
            piece = bare[start : end.start() if end else len(bare)]
            if piece.strip() and words.strict(piece) is not None:
                return " ".join((*texts[:number], bare[:start]))
            start = end.end() if end else start
    return None


def document_of_text(text: str) -> Document:
    """Return a plain text, all of it, as lines."""
    return _lines(text.splitlines(), "text")


def document_of_html(source: str) -> Document:
    """Return an HTML file, all of it, as lines and tables."""
    return _from_html(source, _whole) or Document(how="html")


def _from_text(text: str, cut: Callable[[str], str], words: Vocabulary) -> Document:
    lines = [re.sub(r"^[\s>]+", "", line) for line in cut(text).splitlines()]
    return _lines(listed(lines, words), "email")


def _lines(lines: list[str], how: How) -> Document:
    blocks = tuple(
        Line(text=line.strip(), where=Where(order=number), how=how)
        for number, line in enumerate(lines, 1)
        if line.strip()
    )
    return Document(how=how, blocks=blocks)


def _from_html(source: str, cut: Callable[[str], str]) -> Document | None:
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
    lines = cut(text).splitlines()
    blocks: list[Block] = []
    order = 0
    too_long = len(source) > LONGEST_HTML
    for line in lines:
        bare = line.strip("> \t")
        order += 1
        if bare.startswith(_TABLE) and bare[1:].isdigit():
            start = order
            grid, order = _grid(tables[int(bare[1:])], start)
            too_long = too_long or order - start > _MOST_CELLS
            blocks += [grid] if grid.rows else []
        elif bare:
            blocks.append(Line(text=bare, where=Where(order=order), how="html"))
    return Document(how="html", blocks=tuple(blocks), cut=too_long)


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
    """Write into the tree, as marks, what HTML shows without words: boxes, fields, bold.

    White words on white are taken out: no answer, however they read. In a letter they still count.
    """
    take_out_white(tree)
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
