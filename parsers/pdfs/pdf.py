"""A PDF laid open: its words, ruled cells, drawn marks and form fields, as blocks.

The content of a form field, a drawn tick and a pasted signature are put among the words at the place
where they stand, so that one way of reading the layout serves filled forms and printed ones alike. A
page that holds a picture and no words of its own is recognised (`scans`), and laid out the same way.
"""

# ruff: noqa: E501 - patterns and lists of words stay whole

import io
from collections.abc import Sequence
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfparser import PDFSyntaxError
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from parsers.images.scans import blocks_of_pdf_page, pages_under_pictures
from parsers.layouts.layout import laid_out
from parsers.layouts.lines import Word
from parsers.office.wordruns import is_prompt
from parsers.pairs import (
    FIELD,
    FIELD_END,
    TICKED,
    Block,
    Box,
    Document,
    Line,
    Pair,
    Where,
    plain,
    text_of,
)
from parsers.pdfs.acroform import Fields, Widget, read_fields
from parsers.pdfs.drawings import Drawings
from parsers.pdfs.page import words_and_tables
from parsers.pdfs.pdfmarks import box_of
from parsers.pdfs.straight import is_cut, mended, straightened, turned
from parsers.pdfs.unseen import Sights, sights_of
from parsers.pdfs.xfa import blocks_of, values_of, words_of_name

_MOST_PAGES = 30
_FEW_WORDS = 12
_OUTLINES = 300
_LARGE = (200, 120)  # points wide and high
_FEWEST = 40  # letters from which it can be told
_UNKNOWN_SHARE = 0.15  # of letters without a meaning
_VOWEL_SHARE = 0.18  # of vowels among letters: English prose and forms have 0.35 or more
_VOWELS = frozenset("aeiouyAEIOUY")


def pairs_of_pdf(data: bytes) -> Document:
    """Return the PDF's blocks. Never raises on input: `trouble` says what is wrong."""
    if is_cut(data):
        return Document(how="text", trouble="unreadable")
    document = _opened(straightened(data))
    if document.trouble != "unreadable":
        return document
    whole = mended(data)
    return document if whole is None else _opened(straightened(whole))


def _opened(data: bytes) -> Document:
    fields = read_fields(data)
    if fields is not None and fields.encrypted:
        return Document(how="text", trouble="encrypted")
    if fields is not None and fields.xfa is not None and fields.xfa.asks and not fields.filled:
        asked = blocks_of(fields.xfa)  # its pages say no more than "Please wait"
        return Document(how="xfa", blocks=asked)
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            turns = turned(pdf.pages[:_MOST_PAGES])
            if not turns:
                return _read(pdf, fields or Fields(), data)
        upright = straightened(data, turns)
        with pdfplumber.open(io.BytesIO(upright)) as pdf:
            return _read(pdf, read_fields(upright) or Fields(), upright)
    except PDFPasswordIncorrect:
        return Document(how="text", trouble="encrypted")
    except (
        MalformedPDFException, PdfminerException, PDFSyntaxError, PSException, ValueError, TypeError, KeyError, IndexError, AttributeError,
        RecursionError, AssertionError, OverflowError, ZeroDivisionError, OSError, EOFError, UnicodeError,
    ) as error:  # fmt: skip
        # pdfminer raises whatever its callees do on damaged files.
        locked = "Password" in repr(error) or isinstance(error.__cause__, PDFPasswordIncorrect)
        return Document(how="text", trouble="encrypted" if locked else "unreadable")


def _read(pdf: Any, fields: Fields, data: bytes) -> Document:
    blocks: list[Block] = []
    pictures: list[int] = []
    sheets: dict[int, Any] = {}
    order = 0
    count = len(pdf.pages)
    hidden = pages_under_pictures(data) if any(page.images for page in pdf.pages) else frozenset()
    unread = False
    drawings = Drawings(data)
    shown: list[tuple[int, Box]] = []
    for number, page in enumerate(pdf.pages[:_MOST_PAGES], start=1):
        widgets = [widget for widget in fields.widgets if widget.page == number]
        sights = Sights() if number in hidden else sights_of(page, number, drawings)
        words, tables = words_and_tables(page, widgets, sights)
        looked_at = number in hidden or sights.is_hidden
        if looked_at or _is_picture(page, words, widgets) or is_garbled(page.chars):
            pictures.append(number)
            sheet = blocks_of_pdf_page(data, number, order, count)
            made, order = sheet.blocks, sheet.order
            unread = unread or not made or (sights.is_hidden and not _has_words(made))
            sheets[number] = sheet.image
        else:
            made, order = laid_out(number, "text", order, words, tables)
            shown += [(number, box_of(image)) for image in page.images if _is_large(image)]
        for text, box in sights.across:
            order += 1
            place = Where(page=number, box=box, order=order)
            blocks.append(Line(text=text, where=place, how="text", heading=True))
        blocks.extend(made)
        page.close()
    drawings.close()
    blocks.extend(_named(fields, order))
    if not blocks or (pictures and not _has_words(blocks)):
        trouble = "picture" if pictures else "unreadable"
        return Document(how="text", pages=count, trouble=trouble, pictures=tuple(pictures))
    seen = len(pictures) == count
    return Document(
        how="acroform" if fields.filled else "ocr" if seen else "text",
        blocks=tuple(blocks),
        pages=count,
        trouble="picture" if unread else None,
        pictures=tuple(pictures),
        sheets=sheets,
        shown=tuple(shown),
    )


def _is_large(image: Any) -> bool:
    """Return whether a picture among words is larger than a signature or a crest."""
    return bool(
        image["bottom"] - image["top"] > _LARGE[1] and image["x1"] - image["x0"] > _LARGE[0]
    )


def _has_words(blocks: Sequence[Block]) -> bool:
    return len(text_of(blocks).split()) > _FEW_WORDS


def _is_picture(page: Any, words: Sequence[Word], widgets: Sequence[Widget]) -> bool:
    """Return whether the page is a scan: a picture over most of it, and hardly a word."""
    worded = sum(bool(plain(word.text)) for word in words)
    size = float(page.width) * float(page.height) or 1.0
    covered = sum((i["x1"] - i["x0"]) * (i["bottom"] - i["top"]) for i in page.images)
    drawn = covered > 0.3 * size or len(page.curves) > _OUTLINES  # its letters drawn as shapes
    return worded <= _FEW_WORDS and drawn and not any(w.text for w in widgets)


def _named(fields: Fields, order: int) -> list[Block]:
    """Return the answers of fields by their own names, for those that no printed label explains."""
    blocks: list[Block] = []
    for widget in fields.widgets:
        order += 1
        place = Where(page=widget.page, box=tuple(round(x, 1) for x in widget.box), order=order)  # type: ignore[arg-type]
        if widget.sort == "text" and widget.text.strip() and widget.names:
            if is_prompt(widget.text):
                continue
            text = f"{FIELD}{widget.text.strip()}{FIELD_END}"
        elif widget.sort == "box" and widget.ticked and widget.names:
            text = (
                TICKED if widget.text.casefold() in ("", "on", "yes", "1", "true") else widget.text
            )
        else:
            continue
        blocks.append(Pair(labels=widget.names, text=text, where=place, how="acroform"))
    known = {name for widget in fields.widgets for name in widget.names} if fields.filled else ()
    for name, value in values_of(fields.xfa) if fields.xfa is not None else ():
        if words_of_name(name) in known:
            continue  # what its own field shows counts: a viewer may have changed that alone
        order += 1
        steps = name.split(".")
        labels = tuple(words_of_name(" ".join(steps[-n:])) for n in (2, 1) if len(steps) >= n)
        text = f"{FIELD}{value}{FIELD_END}"
        blocks.append(Pair(labels=labels, text=text, where=Where(order=order), how="xfa"))
    return blocks


def is_garbled(chars: Sequence[Any]) -> bool:
    """Return whether most letters of a page have no meaning, or make no words.

    A font may lack the table from its shapes to letters, or hold a wrong one: the page looks right
    and its text is nonsense. It is to be looked at as a picture is.
    """
    texts = [str(char["text"]) for char in chars if str(char["text"]).strip()]
    if len(texts) < _FEWEST:
        return False
    unknown = sum(text.startswith("(cid:") or not _is_written(text) for text in texts)
    if unknown > _UNKNOWN_SHARE * len(texts):
        return True
    letters = [text for text in texts if text.isalpha()]
    if len(letters) < len(texts) // 4:
        return len(texts) > 4 * _FEWEST  # figures and signs only: no form is written so
    latin = [text for text in letters if text.isascii()]
    vowels = sum(text in _VOWELS for text in latin)
    return len(latin) >= _FEWEST and vowels < _VOWEL_SHARE * len(latin)


def _is_written(text: str) -> bool:
    """Return whether a character is one that people write; symbol fonts use a private range."""
    code = ord(text[0])
    symbol = 0xF000 <= code <= 0xF0FF  # noqa: PLR2004 - how symbol fonts are numbered
    return symbol or (text[0].isprintable() and code != 0xFFFD)  # noqa: PLR2004 - the sign of damage
